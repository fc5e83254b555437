#!/usr/bin/python3
"""Each allocation, write, sync and talk of start-up and of seventy requests fails once, in turn.

The program may refuse, or end by itself with an error and be started again; it must not crash,
leave half of anything, lose what it has acknowledged, or give 500.  On SQLite a write or sync is
mostly of the database; on PostgreSQL of attached files, and talk is what is sent to the database
and comes back: its connection is lost at that point.  And a disk without room: 507 for who
writes on it, answers for who reads, and all is well as soon as there is room.

WALK_POINTS (6) points of each kind, spread over all there are (0: every one); WALK_SEED for the
same again.
"""
import http.client
import os
import random
import sys
import time

import lab
from failing import (ALLOCATION, ROOM, SYNC, TALK, WRITE, Control, Server, choose_points,
                     files_of_rows, folder)

POINTS = int(os.environ.get("WALK_POINTS", "6"))
SEED = int(os.environ.get("WALK_SEED", str(random.SystemRandom().randrange(1 << 32))))
KINDS = {"sqlite": (SYNC, WRITE, ALLOCATION), "postgresql": (SYNC, WRITE, TALK, ALLOCATION)}
NAMES = {ALLOCATION: "allocation", WRITE: "write", SYNC: "sync", TALK: "talk"}
EACH = 30 if 0 < POINTS < 100 else 150  # allocations that fail, of a request
AGAIN = (429, 503, 507)


class Story:
    """Seventy requests; each is repeated until it is answered."""

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

    def attach(self, place, text, content):
        """The same content twice is one file."""
        value = self.ask("POST", "%s/attachments?name=%s" % (place, text), content, text)
        if value is not None:
            self.acked.append(text)
            self.ask("GET", "%s/attachments/%s/content" % (place, value["id"]))

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
            self.attach("/customers/" + c, "f%d" % i, b"%d" % i * 70000)
            self.attach("/tickets/" + t, "g%d" % i, b"%d" % (i // 2) * 70000)


def look(db):
    """(what stands there of the story, what is wrong with the database and the files)"""
    wrong = [] if db.is_sound() else ["not sound"]
    texts = [r["text"] for r in db.query(
        "select name as text from customers union all select name from contacts union all "
        "select title from tickets union all select text from ticket_events "
        "where kind in ('replied', 'noted') union all select name from attachments")]
    wrong += ["history of ticket %d" % r["id"] for r in db.query(
        "select t.id from tickets t where t.last_seq <> (select count(*) from ticket_events e "
        "where e.ticket_id = t.id)")]
    wrong += ["ticket %d without a deadline" % r["id"] for r in db.query(
        "select t.id from tickets t where not exists (select 1 from deadlines d "
        "where d.subject = 'ticket' and d.subject_id = t.id)")]
    wrong += ["customer %d is not found" % r["id"] for r in db.query(
        "select c.id from customers c where not exists (select 1 from search_customers s "
        "where s.%s = c.id)" % ("rowid" if db.name == "sqlite" else "id"))]
    return texts, wrong + files_of_rows(db)[1]


def judge(db, server, story):
    """What is wrong at the end of a life."""
    texts, wrong = look(db)
    wrong = [("stored", w) for w in wrong] + [("asked", b) for b in story.bad]
    wrong += [("ended", c) for c in server.endings if c not in (0, 1)]
    wrong += [("acknowledged, there %d times" % texts.count(t), t) for t in story.acked
              if texts.count(t) != 1]
    return wrong + [("not asked for twice", t) for t in set(texts) if texts.count(t) > 1]


class Walk:
    def __init__(self, checks, kind):
        self.checks = checks
        self.base = kind()
        self.control = Control(os.path.join(self.base.dir, "control"))
        lab.run(self.base, "init", "--company", "跟进测试公司", "--presets", "s1")
        node = lab.Node(self.base)
        node.start()
        admin = lab.first_administrator(node)
        self.token = admin.token
        admin.close()
        node.stop()

    def check(self, name, good, detail=""):
        self.checks.check("%s: %s" % (self.base.name, name), good, detail)

    def one(self, kind, at):
        """A whole life with one failure; gives what went wrong."""
        db = self.base.copy()
        server = Server(db, self.control)
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
            server.kill()
        count, failed = self.control.count(), self.control.failed()
        self.control.set(0)
        wrong = judge(db, server, story)
        tail = server.tail() if wrong else ""
        db.close()
        return count, failed, wrong, server.endings, tail

    def each(self):
        """Each of the first allocations of a request, one life for all: denser than the walk."""
        db = self.base.copy()
        server = Server(db, self.control)
        story = Story(server, self.token)
        self.control.set(0)
        customer = story.make("/customers", {"name": "c"}, "c")
        new = {"customer_id": customer, "title": "t", "urgency": "general"}
        ticket = story.make("/tickets", new, "t")
        acts = [lambda n: story.make("/tickets/%s/note" % ticket, {"text": n}, n),
                lambda n: story.make("/tickets", {**new, "title": n}, n),
                lambda n: story.attach("/customers/" + customer, n, n.encode() * 1000),
                lambda n: story.ask("GET", "/customers?q=c"),
                lambda n: story.ask("GET", "/my-day")]
        hit = 0
        for i, act in enumerate(acts):
            for at in range(1, EACH + 1):
                server.ensure()
                self.control.set(ALLOCATION, at)
                act("n%d.%d" % (i, at))
                hit += self.control.failed()
                self.control.set(0)
        if story.client:
            story.client.close()
        server.stop()
        wrong = judge(db, server, story)
        self.check("each allocation of a request: refused whole, or done once", hit and not wrong,
                   wrong[:3] or "%d of them, %d ended the program" % (
                       hit, len(server.endings) - 1))
        db.close()

    def walk(self, kind, rng):
        n, _, wrong, _, tail = self.one(kind, 0)
        self.check("%ss: none fails, all is well" % NAMES[kind], not wrong and n,
                   (str(wrong[:3]) + tail) if wrong else "%d of them" % n)
        hit = ended = 0
        bad = []
        for at in choose_points(n, POINTS, rng):
            _, failed, wrong, endings, tail = self.one(kind, at)
            hit += failed > 0
            ended += any(endings[:-1])
            if wrong:
                bad.append((at, wrong[:3]))
                print("    %s %d: %s\n%s" % (NAMES[kind], at, wrong[:3], tail[-600:]), flush=True)
        self.check("%ss: one fails, nothing is lost, half or double" % NAMES[kind], not bad and hit,
                   "%d points, %d of them ended the program" % (hit, ended))

    def room(self):
        """The disk is full for a while; with PostgreSQL, that of the attached files."""
        full = 507 if self.base.name == "sqlite" else 201
        db = self.base.copy()
        server = Server(db, self.control)
        self.control.set(0)
        server.ensure()
        c = lab.Client(server.port, self.token)
        first = c.must("POST", "/customers", {"name": "before"})["id"]
        self.control.set(ROOM, 1, 1)
        status, value, _ = c.call("POST", "/api/v1/customers", {"name": "during"})
        self.check("no room: %d for who writes" % full, status == full and
                   (full == 201 or value["code"] == "disk_full"),
                   str((status, (value or {}).get("code"))))
        place = "/api/v1/customers/%s/attachments?name=" % first
        status, value, _ = c.call("POST", place + "a", b"during")
        self.check("no room: 507 for a file, and none of it is left", status == 507 and
                   not folder(db), str((status, folder(db))))
        got = [c.call("GET", "/api/v1" + p)[0] for p in
               ("/customers/" + first, "/customers?q=before", "/my-day", "/deadlines")]
        self.check("no room: answers for who reads", got == [200] * 4, str(got))
        self.check("no room: it lives", c.call("GET", "/healthz")[0] == 200)
        self.control.set(0)
        status = [c.call("POST", "/api/v1/customers", {"name": "after"})[0],
                  c.call("POST", place + "b", b"after")[0]]
        self.check("room again: all is well", status == [201, 201], status)
        c.close()
        server.stop()
        texts, wrong = look(db)
        want = ["after", "b", "before"] + (["during"] if full == 201 else [])
        self.check("no room: nothing half, nothing lost", not wrong and
                   sorted(texts) == want, str((texts, wrong)))
        self.check("no room: the same process all the while", server.endings == [0],
                   str(server.endings))
        db.close()


def main():
    checks = lab.Checks()
    rng = random.Random(SEED)
    print("seed %d" % SEED, flush=True)
    for kind in (lab.Sqlite, lab.Postgres):
        walk = Walk(checks, kind)
        walk.room()
        walk.each()
        for fault in KINDS[kind.name]:
            walk.walk(fault, rng)
        walk.base.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
