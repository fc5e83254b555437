#!/usr/bin/python3
"""Each allocation, write and sync of start-up and of fifty requests fails once, in turn.

The program may refuse, or end by itself with an error and be started again; it must not crash,
leave half of anything, lose what it has acknowledged, or give 500.  And a disk without room: 507
for who writes, answers for who reads, and all is well as soon as there is room.

WALK_POINTS (20) points of each kind, spread over all there are (0: every one); WALK_SEED for the
same again.  The library is tests/faults.so of the build that GENJIN is of.
"""
import http.client
import mmap
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import time

import lab

POINTS = int(os.environ.get("WALK_POINTS", "20"))
SEED = int(os.environ.get("WALK_SEED", str(random.SystemRandom().randrange(1 << 32))))
LIBRARY = os.path.join(os.path.dirname(lab.PROGRAM), "../../tests/faults.so")
ALLOCATION, WRITE, SYNC, ROOM = 1, 2, 3, 4
NAMES = {ALLOCATION: "allocation", WRITE: "write", SYNC: "sync"}
AGAIN = (429, 503, 507)


class Control:
    """What tests/fault/faults.c calls struct control."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as f:
            f.write(bytes(4096))
        self.file = open(path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 4096)

    def set(self, kind, at=0, forever=0):
        self.map[0:32] = struct.pack("<iiqqq", kind, forever, at, 0, 0)

    def count(self):
        return struct.unpack_from("<q", self.map, 16)[0]

    def failed(self):
        return struct.unpack_from("<q", self.map, 24)[0]


class Server:
    """A program under the library; started again when it has ended with an error."""

    def __init__(self, place, control):
        self.place, self.control = place, control
        self.db = os.path.join(place, "test.db")
        self.log = os.path.join(place, "log")
        self.process = self.port = None
        self.endings = []

    def start(self):
        env = {**os.environ, "LD_PRELOAD": os.path.abspath(LIBRARY),
               "FAULT_CONTROL": self.control.path}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [lab.PROGRAM, "serve", "--db", self.db, "--listen", "127.0.0.1:0",
                 "--access-log", "false", "--threads", "1"],
                stdout=subprocess.PIPE, stderr=log, text=True, env=env)
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.port = int(line.rsplit(":", 1)[1])
                return
        self.ended()

    def ended(self):
        """It has ended by itself: notes how."""
        self.endings.append(self.process.wait(timeout=30))
        self.process.stdout.close()
        self.process = self.port = None

    def ensure(self):
        for _ in range(3):
            if self.process and self.process.poll() is not None:
                self.ended()
            if self.process:
                return
            self.start()
        raise AssertionError("it does not start: " + self.tail())

    def stop(self):
        if self.process:
            self.process.terminate()
            self.ended()

    def tail(self):
        with open(self.log, errors="replace") as f:
            return f.read()[-1500:]


class Story:
    """Fifty requests; each is repeated until it is answered."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.client = None
        self.bad = []
        self.acked = []
        self.made = {}

    def call(self, method, path, body, key):
        if not self.client:
            self.server.ensure()
            self.client = lab.Client(self.server.port, self.token)
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.call(method, "/api/v1" + path, body, headers)

    def ask(self, method, path, body=None, key=None):
        end = time.monotonic() + 15  # it ends within a second and is started again
        while time.monotonic() < end:
            try:
                status, value, _ = self.call(method, path, body, key)
            except (OSError, http.client.HTTPException):
                self.client = None
                time.sleep(0.02)
                if self.server.process and self.server.process.poll() is not None:
                    self.server.ended()
                continue
            if status < 300:
                return value
            if status not in AGAIN:
                self.bad.append((method, path, status, value))
                return None
            time.sleep(0.02)
        self.bad.append((method, path, "never answered"))
        return None

    def make(self, path, body, text):
        value = self.ask("POST", path, body, text)
        if value is not None:
            self.acked.append(text)
        return value["id"] if value and "id" in value else "1"

    def play(self):
        for i in range(5):
            c = self.make("/customers", {"name": "c%d" % i}, "c%d" % i)
            self.make("/customers/%s/contacts" % c, {
                "name": "k%d" % i, "phone": "1380000000%d" % i}, "k%d" % i)
            t = self.make("/tickets", {"customer_id": c, "title": "t%d" % i,
                                       "urgency": "general"}, "t%d" % i)
            self.make("/tickets/%s/reply" % t, {"text": "r%d" % i}, "r%d" % i)
            self.make("/tickets/%s/note" % t, {"text": "n%d" % i}, "n%d" % i)
            self.ask("GET", "/customers?q=c%d" % i)
            self.ask("GET", "/my-day")
            self.ask("GET", "/tickets/" + t)
            self.ask("GET", "/deadlines?sort=due_at")
            self.ask("GET", "/customers/%s/timeline" % c)


def look(path):
    """(what stands there of the story, what is wrong with the file)"""
    db = sqlite3.connect(path)
    texts = [r[0] for r in db.execute(
        "select name from customers union all select name from contacts union all "
        "select title from tickets union all select text from ticket_events "
        "where kind in ('replied', 'noted')")]
    wrong = [r[0] for r in db.execute("pragma integrity_check")][:2]
    wrong = [] if wrong == ["ok"] else wrong
    wrong += db.execute("pragma foreign_key_check").fetchall()[:2]
    wrong += ["history of ticket %d" % r[0] for r in db.execute(
        "select t.id from tickets t where t.last_seq <> (select count(*) from ticket_events e "
        "where e.ticket_id = t.id)")]
    wrong += ["ticket %d without a deadline" % r[0] for r in db.execute(
        "select t.id from tickets t where not exists (select 1 from deadlines d "
        "where d.subject = 'ticket' and d.subject_id = t.id)")]
    wrong += ["customer %d is not found" % r[0] for r in db.execute(
        "select c.id from customers c where not exists (select 1 from search_customers s "
        "where s.rowid = c.id)")]
    db.close()
    return texts, wrong


class Walk:
    def __init__(self, checks):
        self.checks = checks
        self.base = lab.Sqlite()
        self.control = Control(os.path.join(self.base.dir, "control"))
        lab.run(self.base, "init", "--company", "跟进测试公司", "--presets", "s1",
                GENJIN_AUDIT_KEY="", GENJIN_AUDIT_ANCHOR="")
        os.environ.update(GENJIN_AUDIT_KEY="", GENJIN_AUDIT_ANCHOR="")
        node = lab.Node(self.base, 0, ("--audit-key", self.base.url + ".audit-key",
                                       "--audit-anchor", self.base.url + ".anchors"))
        node.start()
        admin = lab.first_administrator(node)
        self.token = admin.token
        admin.close()
        node.stop()

    def fresh(self, name):
        place = os.path.join(self.base.dir, name)
        os.mkdir(place)
        for end in ("", ".audit-key", ".anchors"):
            shutil.copy(self.base.url + end, os.path.join(place, "test.db" + end))
        return Server(place, self.control)

    def one(self, kind, at):
        """A whole life with one failure; gives what went wrong."""
        server = self.fresh("%d-%d" % (kind, at))
        self.control.set(kind, at)
        story = Story(server, self.token)
        try:
            server.ensure()
            story.play()
            if story.client:
                story.client.close()
            server.stop()
        except Exception as e:
            story.bad.append(repr(e))
        finally:
            if server.process:
                server.process.kill()
                server.ended()
        count, failed = self.control.count(), self.control.failed()
        self.control.set(0)
        texts, wrong = look(server.db)
        wrong = [("file", w) for w in wrong] + [("asked", b) for b in story.bad]
        wrong += [("ended", c) for c in server.endings if c not in (0, 1)]
        wrong += [("acknowledged, there %d times" % texts.count(t), t) for t in story.acked
                  if texts.count(t) != 1]
        wrong += [("not asked for twice", t) for t in set(texts) if texts.count(t) > 1]
        tail = server.tail() if wrong else ""
        shutil.rmtree(server.place)
        return count, failed, wrong, server.endings, tail

    def walk(self, kind, rng):
        n, _, wrong, _, tail = self.one(kind, 0)
        self.checks.check("%ss: none fails, all is well" % NAMES[kind], not wrong,
                          (str(wrong[:3]) + tail) if wrong else "%d of them" % n)
        points = range(1, n + 1)
        if POINTS and n > POINTS:
            step = n / POINTS
            points = [1 + int(i * step + rng.random() * step) for i in range(POINTS)]
        hit = ended = 0
        bad = []
        for at in points:
            _, failed, wrong, endings, tail = self.one(kind, at)
            hit += failed > 0
            ended += any(endings[:-1])
            if wrong:
                bad.append((at, wrong[:3]))
                print("    %s %d: %s\n%s" % (NAMES[kind], at, wrong[:3], tail[-600:]), flush=True)
        self.checks.check("%ss: one fails, nothing is lost, half or double" % NAMES[kind], not bad,
                          "%d points, %d of them ended the program" % (hit, ended))

    def room(self):
        """The disk is full for a while."""
        server = self.fresh("room")
        self.control.set(0)
        server.ensure()
        c = lab.Client(server.port, self.token)
        first = c.must("POST", "/customers", {"name": "before"})["id"]
        self.control.set(ROOM, 1, 1)
        status, value, _ = c.call("POST", "/api/v1/customers", {"name": "during"})
        self.checks.check("no room: 507 for who writes", status == 507 and
                          value["code"] == "disk_full", str((status, (value or {}).get("code"))))
        status, value, _ = c.call("POST", "/api/v1/customers/%s/attachments?name=a" % first,
                                  {"file": "during"})
        left = os.listdir(server.db + ".files")
        self.checks.check("no room: 507 for a file, and none of it is left", status == 507 and
                          not left, str((status, left)))
        got = [c.call("GET", "/api/v1" + p)[0] for p in
               ("/customers/" + first, "/customers?q=before", "/my-day", "/deadlines")]
        self.checks.check("no room: answers for who reads", got == [200] * 4, str(got))
        self.checks.check("no room: it lives", c.call("GET", "/healthz")[0] == 200)
        self.control.set(0)
        status, value, _ = c.call("POST", "/api/v1/customers", {"name": "after"})
        self.checks.check("room again: all is well", status == 201, status)
        c.close()
        server.stop()
        texts, wrong = look(server.db)
        self.checks.check("no room: nothing half, nothing lost", not wrong and
                          sorted(texts) == ["after", "before"], str((texts, wrong)))
        self.checks.check("no room: the same process all the while", server.endings == [0],
                          str(server.endings))


def main():
    checks = lab.Checks()
    rng = random.Random(SEED)
    print("seed %d" % SEED, flush=True)
    walk = Walk(checks)
    walk.room()
    for kind in (SYNC, WRITE, ALLOCATION):
        walk.walk(kind, rng)
    walk.base.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
