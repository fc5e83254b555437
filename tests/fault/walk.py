#!/usr/bin/python3
"""Each allocation, write, sync and talk of a start and of each request of acts.py fails once.

The program may refuse, or end by itself with an error and be started again; it must not crash,
hang, leave half of anything, lose what it has acknowledged, or give 500.  On SQLite a write or
sync is mostly of the database; on PostgreSQL of attached files, and talk is what is sent to the
database and comes back: its connection is lost at that point.  And a disk without room: 507 for
who writes on it, answers for who reads, and all is well as soon as there is room.

Usually WALK_POINTS (1) allocations and as many points of one other kind are taken of each
request, and ten times as many of each kind of a start.  WALK_POINTS=0 takes every one, but no
more than WALK_LONG of one kind of a request (0: all); and, as statements are prepared once, COLD
allocations of each request as the first one of a program.  That takes hours; WALK_SHARE=0/2 and
1/2 are halves of it, which may run at once.  WALK_SEED for the same again.

usage: walk.py [sqlite|postgresql [room|starts|acts [TEXT OF THE REQUEST]]]
"""
import collections
import itertools
import os
import random
import sys

import lab
from acts import ACTS, TEXTS
from failing import (ALLOCATION, ROOM, SYNC, TALK, WRITE, Control, Server, choose_points,
                     files_of_rows, folder)
from story import Story

POINTS = int(os.environ.get("WALK_POINTS", "1"))
SEED = int(os.environ.get("WALK_SEED", str(random.SystemRandom().randrange(1 << 32))))
KINDS = {"sqlite": (ALLOCATION, SYNC, WRITE), "postgresql": (ALLOCATION, SYNC, WRITE, TALK)}
NAMES = {0: "no failure", ALLOCATION: "allocation", WRITE: "write", SYNC: "sync", TALK: "talk"}
LONG = int(os.environ.get("WALK_LONG", "1000"))
SHARE, SHARES = (int(n) for n in os.environ.get("WALK_SHARE", "0/1").split("/"))
COLD = 20
TURNS = 80  # of a life, where every point is taken
# Without memory the libraries of PDF and workbooks end the process, or crash it.
CRASHES = {"/pdf": (0, 1, -5, -6, -11), "/xlsx": (0, 1, -11)}
LIMITS = {"reveals_per_day": 100000, "exports_per_day": 100000, "claims_per_day": 100000,
          "mail_from": "a@example.com", "base_url": "https://example.com"}


def look(db):
    """(what stands there of the story, what is wrong with the database and the files)"""
    wrong = [] if db.is_sound() else ["not sound"]
    texts = [r["text"] for r in db.query(" union all ".join(
        "select %s as text from %s" % (column, table) for table, column in TEXTS.items()))]
    wrong += ["history of ticket %d" % r["id"] for r in db.query(
        "select t.id from tickets t where t.last_seq <> (select count(*) from ticket_events e "
        "where e.ticket_id = t.id)")]
    wrong += ["ticket %d without a deadline" % r["id"] for r in db.query(
        "select t.id from tickets t where t.state = 'open' and not exists (select 1 from "
        "deadlines d where d.subject = 'ticket' and d.subject_id = t.id)")]
    wrong += ["customer %d is not found" % r["id"] for r in db.query(
        "select c.id from customers c where c.merged_into_id is null and not exists "
        "(select 1 from search_customers s where s.%s = c.id)" % (
            "rowid" if db.name == "sqlite" else "id"))]
    wrong += files_of_rows(db)[1]
    try:
        lab.run(db, "audit", "verify")
    except lab.subprocess.CalledProcessError as e:
        wrong.append(e.stdout + e.stderr)
    return texts, wrong


def judge(db, story):
    """What is wrong at the end of a life."""
    texts, wrong = look(db)
    times = collections.Counter(texts)
    return wrong + ["acknowledged, there %d times: %s" % (times[t], line)
                    for t, line in story.acked.items() if times[t] != 1] + [
        "%s there %d times" % (t, n) for t, n in times.items()
        if n > 1 and t and t[0] == "w" and t[1:].isdigit()]


class Walk:
    def __init__(self, checks, kind, rng):
        self.checks, self.rng = checks, rng
        self.base = kind()
        self.kinds = KINDS[kind.name]
        self.control = Control(os.path.join(self.base.dir, "control"))
        self.hit = collections.Counter()  # points that failed
        self.ended = collections.Counter()  # of them, that ended the program
        self.wrong = []
        lab.run(self.base, "init", "--company", "跟进测试公司", "--presets", "s1")
        node = lab.Node(self.base)
        node.start()
        admin = lab.first_administrator(node)
        admin.change("/company", LIMITS)
        self.token = admin.token
        admin.close()
        node.stop()

    def check(self, name, good, detail=""):
        self.checks.check("%s: %s" % (self.base.name, name), good, detail)

    def note(self, where, wrong):
        if wrong:
            self.wrong.append((where, wrong))
            print("    %s: %s" % (where, str(wrong)[:1500]), flush=True)

    def take(self, kind, endings):
        """Whether the failure came; counts it, and whether the program has ended since."""
        failed = self.control.failed() > 0
        self.control.set(0)
        self.hit[kind] += failed
        self.ended[kind] += failed and any(endings)
        return failed

    def points(self, n, most):
        """Which of n fail; with every one those that come after them, too."""
        every = range(n + 1, 2 * n + 1000) if POINTS == 0 else ()
        chosen = itertools.chain(choose_points(n, most, self.rng), every)
        return (at for at in chosen if at % SHARES == SHARE)

    def start(self, server, kind, at):
        """A life of a start and a stop; gives how many there were, and whether one failed."""
        before = len(server.endings)
        self.control.set(kind, at)
        server.start()
        server.stop()
        n, endings = self.control.count(), server.endings[before:]
        failed = self.take(kind, endings)
        good = (0, 1) if failed else (0,)
        self.note((NAMES[kind], at), [(c, server.tail()) for c in endings if c not in good])
        return n, failed

    def starts(self):
        db = self.base.copy()
        server = Server(db, self.control)
        for kind in self.kinds:
            n, _ = self.start(server, kind, 0)
            for i, at in enumerate(self.points(n, 10 * POINTS)):
                _, failed = self.start(server, kind, at)
                if i % 10 == 0:  # what was spoilt would stay so
                    self.start(server, 0, 0)
                if at > n and not failed:
                    break
        self.start(server, 0, 0)
        self.note("in the end", look(db)[1])
        db.close()
        self.report("a start")

    def turn(self, story, line, kind, at):
        """As start(), of a request."""
        server = story.server
        bad, before = len(story.bad), len(server.endings)
        try:
            story.act(line, lambda: self.control.set(kind, at, line.startswith("JOB")))
        except Exception as e:
            story.bad.append(repr(e))
        server.ended_or_not()
        n, endings = self.control.count(), server.endings[before:]
        failed = self.take(kind, endings)
        good = next((v for k, v in CRASHES.items() if k in line), (0, 1))
        wrong = story.bad[bad:] + [c for c in endings if c not in good]
        self.note((line, NAMES[kind], at), wrong and [*wrong, server.tail()[-600:]])
        return n, failed

    def cold(self, story, line):
        """As the first request of a program."""
        n, _ = self.turn(story, line, ALLOCATION, 0)
        for at in choose_points(n, COLD, self.rng):
            story.close()
            story.server.stop()
            self.turn(story, line, ALLOCATION, at)

    def begin(self):
        """A life: a copy of its own is served."""
        return Story(Server(self.base.copy(), self.control), self.token)

    def end(self, story, line):
        server = story.server
        try:
            story.close()
            server.stop()
        finally:
            server.kill()
        self.note((line, "in the end"), judge(server.db, story))
        server.db.close()

    def renewed(self, story, line):
        """The same life, or the next one: of some things a company has only so many."""
        if story.turn < TURNS or POINTS:
            return story
        self.end(story, line)
        story = self.begin()
        self.turn(story, line, 0, 0)
        return story

    def every(self, story, line):
        """The points of one request; gives the life that goes on."""
        kinds = self.kinds if POINTS == 0 else (ALLOCATION, self.rng.choice(self.kinds[1:]))
        if POINTS == 0:
            self.cold(story, line)
        self.turn(story, line, 0, 0)
        for kind in kinds:
            n, _ = self.turn(story, line, kind, 0)
            for at in self.points(n, POINTS or LONG):
                story = self.renewed(story, line)
                _, failed = self.turn(story, line, kind, at)
                if at > n and not failed:
                    break
        return story

    def life(self, lines):
        """Does one request after another."""
        story = self.begin()
        try:
            for line in lines:
                story = self.every(story, line)
        except BaseException:
            story.server.kill()
            raise
        self.end(story, lines[0])

    def acts(self, text=""):
        """A life for all requests; or for each its own, which then has little to read."""
        lines = [line for line in ACTS.strip().split("\n") if text in line]
        for some in [lines] if POINTS else [[line] for line in lines]:
            before = self.hit.copy(), self.ended.copy()
            self.life(some)
            if not POINTS:
                print("    %s: %s, ended %s" % (some[0], *(
                    " ".join("%s %d" % (NAMES[k], now[k] - b[k]) for k in self.kinds)
                    for b, now in zip(before, (self.hit, self.ended)))), flush=True)
        self.report("%d requests" % len(lines))

    def report(self, what):
        figures = ", ".join("%d %ss (%d ended the program)" % (
            self.hit[k], NAMES[k], self.ended[k]) for k in self.kinds if self.hit[k])
        self.check("%s: no crash, nothing lost, half or double" % what,
                   figures and not self.wrong, "%s%s" % (figures, str(self.wrong[:3])[:2000]
                                                         if self.wrong else ""))
        self.hit.clear()
        self.ended.clear()
        self.wrong = []

    def room(self):
        """The disk is full for a while; with PostgreSQL, that of the attached files."""
        full = 507 if self.base.name == "sqlite" else 201
        db = self.base.copy()
        server = Server(db, self.control)
        self.control.set(0)
        server.ensure()
        c = lab.Client(server.port, self.token)
        first = c.must("POST", "/customers", {"name": "before"})["id"]
        self.control.set(ROOM, 1, forever=1)
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
        texts = [t for t in texts if t in ("before", "during", "after", "a", "b")]
        want = ["after", "b", "before"] + (["during"] if full == 201 else [])
        self.check("no room: nothing half, nothing lost", not wrong and
                   sorted(texts) == want, str((texts, wrong)))
        self.check("no room: the same process all the while", server.endings == [0],
                   str(server.endings))
        db.close()


def main():
    checks = lab.Checks()
    db, part, text = (sys.argv[1:] + [""] * 3)[:3]
    print("seed %d" % SEED, flush=True)
    for kind in (lab.Sqlite, lab.Postgres):
        if db not in ("", kind.name):
            continue
        walk = Walk(checks, kind, random.Random(SEED))
        if part in ("", "room"):
            walk.room()
        if part in ("", "starts"):
            walk.starts()
        if part in ("", "acts"):
            walk.acts(text)
        walk.base.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
