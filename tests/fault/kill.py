#!/usr/bin/python3
"""kill -9 in the middle of 10,000 reminders that fall due: none lost, none doubled.

On SQLite one node, on PostgreSQL two at once.  While they fire, eight clients write and remember what
was acknowledged; each round kills a node at a random moment, of two sometimes both, and starts it
again, timed from there until it says that it is ready.  At the end the database, seen from outside,
is held against what this file computes by itself from the state before: who had to hear what, once.

KILL_ROUNDS (20) kills for each database; KILL_TICKETS (5000, more for many rounds) tickets with two
deadlines each;
KILL_SEED for the same random numbers again.
"""
import collections
import http.client
import json
import os
import random
import statistics
import sys
import threading
import time

import lab

ROUNDS = int(os.environ.get("KILL_ROUNDS", "20"))
# Enough that many rounds still find something to fire.
TICKETS = int(os.environ.get("KILL_TICKETS", str(max(5000, 100 * ROUNDS))))
SEED = int(os.environ.get("KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))
PLAYED = 200  # tickets on which the clients write meanwhile
WRITERS = 8
BEFORE = "2026-03-02T02:00:00Z"
# A general problem has 48 h: warned, breached and told to the supervisor, but not yet to the
# department's head, whose rung is 4 h later.
NOW = "2026-03-04T03:00:00Z"
NOW_US = 1772593200 * 1000000
RUNGS = ["owner", "supervisor", "department_head", "parent_department_head"]


# -- Setting the company up ---------------------------------------------------------------------

def make_staff(admin):
    """Two departments, one below the other; owners with every kind of way upwards."""
    def user(login, **fields):
        return admin.must("POST", "/users", {"login": login, "name": login,
                                             "roles": ["service_agent"], **fields})["id"]

    head = user("head", email="head@example.com")
    top = admin.must("POST", "/departments", {"name": "Service", "head_id": head})["id"]
    below = admin.must("POST", "/departments", {"name": "Hot line", "parent_id": top})["id"]
    boss = user("boss", department_id=top, email="boss@example.com")
    gone = user("gone", department_id=top)
    owners = [
        (user("with_boss", department_id=top, supervisor_id=boss), top),
        (user("with_mail", department_id=below, supervisor_id=boss, email="a@example.com"), below),
        (user("without_boss", department_id=below), below),
        (user("boss_gone", department_id=top, supervisor_id=gone), top),
        (user("alone"), None),
    ]
    admin.change("/users/" + gone, {"disabled": True})
    return owners


def in_parallel(n, work):
    """Runs work(i) in n threads; an exception in one is raised here."""
    errors = []

    def guarded(i):
        try:
            work(i)
        except BaseException as e:  # noqa: told below
            errors.append(e)

    threads = [threading.Thread(target=guarded, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if errors:
        raise errors[0]


def prepare(db):
    """A company with customers by import and tickets by HTTP; gives token and ticket ids."""
    lab.run(db, "init", "--company", "跟进测试公司", "--presets", "s1", GENJIN_TEST_CLOCK=BEFORE)
    path = os.path.join(db.dir, "customers.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("企业名称,联系人,联系方式\n")
        f.writelines("客户%04d,王%04d,1380000%04d\n" % (i, i, i) for i in range(500))
    lab.run(db, "import", path, GENJIN_TEST_CLOCK=BEFORE)
    node = lab.Node(db, 1, ("--test-clock", BEFORE, "--no-sync", "true"))
    node.start()
    try:
        admin = lab.first_administrator(node)
        owners = make_staff(admin)
        customers = [r["id"] for r in db.query("select id from customers order by id")]
        ids = [None] * TICKETS

        def make(part):
            c = lab.Client(node.port, admin.token)
            for i in range(part, TICKETS, 4):
                owner, department = owners[i % len(owners)]
                ids[i] = c.must("POST", "/tickets", {
                    "customer_id": str(customers[i % len(customers)]),
                    "title": "设备故障 %d" % i, "urgency": "general", "type": "technical",
                    "owner_id": owner, "department_id": department})["id"]
            c.close()

        in_parallel(4, make)
        admin.close()
        if node.stop() != 0:
            raise AssertionError("it did not stop gently:\n" + node.log())
    finally:
        node.kill()
    return admin.token, ids


# -- What has to be said, computed without the product ------------------------------------------

class Ladder:
    """Who hears a step: owner, supervisor, heads upwards, at last an administrator."""

    def __init__(self, db):
        self.users = {u["id"]: u for u in db.query("select * from users")}
        self.departments = {d["id"]: d for d in db.query("select * from departments")}
        self.admin = min(u["id"] for u in self.users.values()
                         if "administrator" in u["roles"] and not u["disabled"])

    def recipient(self, deadline, rung):
        owner = self.users.get(deadline["owner_id"]) or {}
        people = [(deadline["owner_id"], 0), (owner.get("supervisor_id"), 1)]
        place = deadline["department_id"] or owner.get("department_id")
        rank = 2
        while place:
            people.append((self.departments[place]["head_id"], rank))
            place = self.departments[place]["parent_id"]
            rank = 3
        people.append((self.admin, 3))
        there = [(u, r) for u, r in people
                 if u and not self.users[u]["disabled"]]
        wanted = RUNGS.index(rung)
        return next(u for u, r in there if r >= wanted)

    def channels(self, user_id):
        return ["app", "mail"] if self.users[user_id]["email"] else ["app"]


def steps_of(deadline):
    """(number, kind, rung, at, done, dropped) of each line of a deadline's steps."""
    for line in filter(None, deadline["steps"].split("\n")):
        no, kind, rung, _, at, done, dropped = line.split(" ")
        yield int(no), kind, rung, int(at), done != "-", dropped == "1"


EVENT_OF = {"warning": "warned", "breach": "breached", "escalation": "escalated"}


class Expected:
    """Taken before anything fires: the notices and events that must be there afterwards."""

    def __init__(self, db, played):
        ladder = Ladder(db)
        self.notices = collections.Counter()
        self.events = collections.Counter()
        self.deadlines = set()
        played = {int(i) for i in played}
        for d in db.query("select * from deadlines where open = 1 and subject = 'ticket'"):
            for no, kind, rung, at, done, _ in steps_of(d):
                if done or at > NOW_US or d["subject_id"] in played:
                    continue
                user = ladder.recipient(d, rung)
                self.deadlines.add(d["id"])
                self.events[(d["subject_id"], EVENT_OF[kind], str(d["id"]), no)] += 1
                for channel in ladder.channels(user):
                    self.notices[(d["id"], kind, at, user, channel)] += 1


# -- Clients ------------------------------------------------------------------------------------

class Writer(threading.Thread):
    """Writes until told to stop.  Each write is repeated with its Idempotency-Key until some node
    acknowledges it, so each must be there exactly once."""

    def __init__(self, number, nodes, token, played, customer):
        super().__init__()
        self.random = random.Random("%d writer %d" % (SEED, number))
        self.number = number
        self.nodes = nodes
        self.token = token
        self.played = played
        self.customer = customer
        self.ending = threading.Event()
        self.acked = {"tickets": [], "replied": [], "noted": []}
        self.repeated = 0
        self.refused = []
        self.client = None

    def run(self):
        n = 0
        while not self.ending.wait(0.005):
            n += 1
            text = "w%d-%d" % (self.number, n)
            what = self.random.choice(["tickets", "replied", "noted"])
            path, body = "/tickets", {"customer_id": self.customer, "title": text}
            if what != "tickets":
                word = "reply" if what == "replied" else "note"
                path = "/tickets/%s/%s" % (self.random.choice(self.played), word)
                body = {"text": text}
            if self.write(path, body, text):
                self.acked[what].append(text)
        if self.client:
            self.client.close()

    def write(self, path, body, key):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                status, value, _ = self.connected().call(
                    "POST", "/api/v1" + path, body, {"Idempotency-Key": key})
            except (OSError, http.client.HTTPException):
                self.client = None
                self.repeated += 1
                self.ending.wait(0.01)
                continue
            if status < 300:
                return True
            if status != 503:
                self.refused.append((path, status, value))
                return False
            self.repeated += 1
        self.refused.append((path, "not acknowledged within 60 s"))
        return False

    def connected(self):
        while not self.client:
            ports = [n.port for n in self.nodes if n.port]
            if ports:
                self.client = lab.Client(self.random.choice(ports), self.token)
            else:
                time.sleep(0.005)
        return self.client


# -- The rounds ---------------------------------------------------------------------------------

def said(db):
    return db.query("select count(*) as n from notices where deadline_id is not null")[0]["n"]


def choose_victims(nodes, rng):
    """One of them; of several, every fourth time all."""
    if len(nodes) > 1 and rng.random() < 0.25:
        return nodes
    return [rng.choice(nodes)]


def kill_rounds(db, nodes, expected, rng):
    """Kills and restarts; gives the restart times, and how many kills hit the firing and how many
    all nodes.  A dead SQLite file is not opened, only a copy: its recovery is the product's
    business."""
    wanted = sum(expected.notices.values())
    restarts = []
    hits = alls = 0
    for i in range(ROUNDS):
        seen = said(db)
        aim = seen + rng.uniform(0, 2.0 * max(0, wanted - seen) / (ROUNDS - i + 1))
        end = time.monotonic() + 20
        while seen < aim and time.monotonic() < end:
            seen = said(db)
        time.sleep(rng.uniform(0, 0.04))  # into the next transaction
        victims = choose_victims(nodes, rng)
        for v in victims:
            v.process.kill()
        for v in victims:
            v.kill()
        hits += seen < wanted
        alls += len(victims) == len(nodes)
        if not db.copy_is_sound():
            raise AssertionError("round %d left a damaged database" % (i + 1))
        in_parallel(len(victims), lambda n: restarts.append(victims[n].start()))
    return restarts, hits, alls


def all_is_said(db):
    return not db.query("select id from deadlines where next_fire_at <= %d" % NOW_US)


# -- The checks ---------------------------------------------------------------------------------

def count(rows, *names):
    return collections.Counter(tuple(r[n] for n in names) for r in rows)


def check_ledger(checks, db, expected):
    notices = db.query("select * from notices where deadline_id is not null")
    ours = [n for n in notices if n["deadline_id"] in expected.deadlines]
    got = count(ours, "deadline_id", "kind", "step_at", "user_id", "channel")
    checks.same("every reminder is there once, none else", got, expected.notices,
                "%d notices of %d deadlines" % (len(ours), len(expected.deadlines)))
    everything = count(notices, "deadline_id", "kind", "step_at", "user_id", "channel")
    checks.check("no reminder is doubled anywhere", max(everything.values()) == 1, len(notices))
    checks.check("no key is doubled",
                 max(count(notices, "dedupe").values()) == 1)
    checks.check("mail waits, what is for the app is there",
                 {(n["channel"], n["state"]) for n in notices} ==
                 {("app", "sent"), ("mail", "queued")})


def check_steps(checks, db):
    """Also of the tickets on which the clients wrote: what was said and what the deadlines say
    about it agree."""
    deadlines = db.query("select * from deadlines where subject = 'ticket'")
    told = {(d["id"], kind, at) for d in deadlines
            for _, kind, _, at, done, dropped in steps_of(d) if done and not dropped}
    notices = {(n["deadline_id"], n["kind"], n["step_at"]) for n in
               db.query("select * from notices where deadline_id is not null")}
    checks.same("a step is done exactly when it was said", told, notices, len(told))
    checks.check("nothing is left to say", not [
        d["id"] for d in deadlines if d["open"] for _, _, _, at, done, _ in steps_of(d)
        if not done and at <= NOW_US])
    checks.check("one deadline of a kind and cycle",
                 max(count(deadlines, "subject_id", "kind", "cycle").values()) == 1)


def check_events(checks, db, expected, played):
    got = collections.Counter()
    rows = db.query("select ticket_id, seq, kind, data from ticket_events")
    for r in rows:
        if r["kind"] in EVENT_OF.values():
            data = json.loads(r["data"])
            got[(r["ticket_id"], r["kind"], data["deadline"], data["step"])] += 1
    ours = collections.Counter({k: n for k, n in got.items() if str(k[0]) not in played})
    checks.same("every consequence is in the history once", ours, expected.events, len(ours))
    checks.check("no consequence is doubled anywhere", max(got.values()) == 1, len(got))
    seqs = collections.defaultdict(list)
    for r in rows:
        seqs[r["ticket_id"]].append(r["seq"])
    last = {r["id"]: r["last_seq"] for r in db.query("select id, last_seq from tickets")}
    checks.check("histories are numbered without gaps",
                 all(sorted(v) == list(range(1, last[t] + 1)) for t, v in seqs.items()))
    breached = {k[0] for k in expected.events if k[1] == "breached"}
    owed = count(db.query("select subject_id from deadlines where kind = 'apology'"), "subject_id")
    checks.check("each late ticket owes one apology",
                 all(owed[(t,)] == 1 for t in breached), len(breached))


def check_acks(checks, db, writers):
    titles = count(db.query("select title from tickets where title like 'w%'"), "title")
    texts = count(db.query("select kind, text from ticket_events where text like 'w%'"),
                  "kind", "text")
    there = titles + texts
    acked = collections.Counter()
    for w in writers:
        acked.update((t,) for t in w.acked["tickets"])
        acked.update((kind, t) for kind in ("replied", "noted") for t in w.acked[kind])
    checks.same("every acknowledged write is there once, no other", there, acked,
                "%d acknowledged, %d repeated" % (len(acked), sum(w.repeated for w in writers)))
    refused = [r for w in writers for r in w.refused]
    checks.check("no write was refused", not refused, refused[:3] or "")


def play(checks, db, numbers):
    rng = random.Random("%d %s" % (SEED, db.name))
    began = time.monotonic()
    token, ids = prepare(db)
    played = rng.sample(ids, min(PLAYED, len(ids) // 2))
    expected = Expected(db, played)
    customer = str(db.query("select min(id) as id from customers")[0]["id"])
    print("%s: %d tickets, %d deadlines owe %d notices; made in %.1f s" % (
        db.name, len(ids), len(expected.deadlines), sum(expected.notices.values()),
        time.monotonic() - began), flush=True)
    nodes = [lab.Node(db, n, ("--test-clock", NOW)) for n in numbers]
    writers = [Writer(i, nodes, token, played, customer) for i in range(WRITERS)]
    try:
        began = time.monotonic()
        for node in nodes:
            node.start()
        for w in writers:
            w.start()
        restarts, hits, alls = kill_rounds(db, nodes, expected, rng)
        lab.until("all is fired", lambda: all_is_said(db), 90 + TICKETS / 50)
        took = time.monotonic() - began
        for w in writers:
            w.ending.set()
        for w in writers:
            w.join()
        codes = [n.stop() for n in nodes]
    finally:
        for w in writers:
            w.ending.set()
        for n in nodes:
            n.kill()
    logs = "".join(n.log() for n in nodes)
    checks.check("%s: %d kills, %d of them while it fired" % (db.name, ROUNDS, hits),
                 3 * hits >= ROUNDS, "%d of all nodes, %.1f s in all" % (alls, took))
    checks.check("ready within 2 s of each start", max(restarts) < 2.0,
                 "%d starts, median %.0f ms, worst %.0f ms" % (
                     len(restarts), 1000 * statistics.median(restarts), 1000 * max(restarts)))
    checks.check("it stopped gently at the end", codes == [0] * len(nodes), codes)
    checks.check("the database is sound", db.is_sound())
    print("    logged: %s" % dict(collections.Counter(
        part for part in logs.split('"') if part in (
            "fire.failed", "outbox.unmarked", "job.failed"))), flush=True)
    check_ledger(checks, db, expected)
    check_steps(checks, db)
    check_events(checks, db, expected, set(played))
    check_acks(checks, db, writers)


def check_job(checks, db):
    """A job that a dead process has held: where there is one process only, it goes on at once."""
    lab.run(db, "init", "--company", "c", "--presets", "s1")
    db.execute("insert into jobs (id, version, created_at, updated_at, kind, state, args, place, "
               "report, error, done, leased_until) values (1, 1, 0, 0, 'classify', 'running', "
               "'{\"date\": \"2026-01-01\"}', '', '{}', '', 0, %d)" % ((time.time() + 3600) * 1000000))
    node = lab.Node(db)
    node.start()
    end = time.monotonic() + (20 if db.name == "sqlite" else 3)
    want = "done" if db.name == "sqlite" else "running"
    state = None
    while time.monotonic() < end and (state != want or want == "running"):
        time.sleep(0.1)
        state = db.query("select state from jobs where id = 1")[0]["state"]
    node.stop()
    checks.check("%s: a dead process's job %s" % (
        db.name, "goes on" if want == "done" else "may be another node's"), state == want, state)


def main():
    checks = lab.Checks()
    print("seed %d" % SEED, flush=True)
    for kind, numbers in ((lab.Sqlite, [1]), (lab.Postgres, [1, 2])):
        db = kind()
        try:
            play(checks, db, numbers)
            db.close()
            db = kind()
            check_job(checks, db)
        except Exception as e:  # the others are still to be tried
            checks.check(db.name, False, repr(e))
        finally:
            db.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
