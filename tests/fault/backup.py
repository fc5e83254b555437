#!/usr/bin/python3
"""Backups taken while clients write, restored on both databases, and compared: no difference.

Each backup must be one instant: of what a client wrote one after the other it holds a beginning,
everything that was acknowledged before it began among it.  Damaged, half, foreign and too new
files and databases that are not empty are refused, and a kill leaves nothing half.

BACKUP_CUSTOMERS (60) customers of the demo company; BACKUP_ROUNDS (3) backups under load.
"""
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time

import lab

CUSTOMERS = int(os.environ.get("BACKUP_CUSTOMERS", "60"))
ROUNDS = int(os.environ.get("BACKUP_ROUNDS", "3"))
WRITERS = 4
SKIPPED = ("schema_version",)


def genjin(db, *args, **options):
    return subprocess.run([lab.PROGRAM, args[0], "--db", db.url, *args[1:]], text=True,
                          capture_output=True, env=lab.environment(db), **options)


def report(checks, name, done):
    if not checks.check(name, done.returncode == 0, done.stderr.strip()[-200:]):
        raise AssertionError(name)
    return json.loads(done.stdout)


# -- Looking at databases from outside ----------------------------------------------------------

def tables(db):
    sql = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
    if db.name == "postgresql":
        sql = "select tablename as name from pg_tables where schemaname = 'public'"
    return sorted(r["name"] for r in db.query(sql)
                  if not r["name"].startswith("search_") and r["name"] not in SKIPPED)


def content(db):
    """Every row of every table as text that does not depend on the database."""
    return {t: sorted(json.dumps(r, sort_keys=True) for r in db.query("select * from " + t))
            for t in tables(db)}


def compare(checks, name, a, b):
    x, y = content(a), content(b)
    checks.check("%s: the same tables" % name, list(x) == list(y), len(x))
    different = [t for t in x if x[t] != y.get(t)]
    checks.check("%s: no row differs" % name, not different,
                 different or "%d rows" % sum(map(len, x.values())))
    return not different


# -- The load -----------------------------------------------------------------------------------

class Writer(threading.Thread):
    """Opens tickets and answers them, one after the other, and notes how far it came."""

    def __init__(self, number, node, token, customer):
        super().__init__()
        self.number, self.node, self.token, self.customer = number, node, token, customer
        self.ending = threading.Event()
        self.asked = self.acked = 0
        self.problem = None

    def run(self):
        client = lab.Client(self.node.port, self.token)
        try:
            while not self.ending.is_set():
                self.asked += 1
                t = client.must("POST", "/tickets", {
                    "customer_id": self.customer, "urgency": "general", "type": "technical",
                    "title": "w%d-%d" % (self.number, self.asked)})
                client.must("POST", "/tickets/%s/reply" % t["id"], {"text": "收到"})
                self.acked = self.asked
        except Exception as e:  # told by the check
            self.problem = e
        client.close()


def of_writer(db, number):
    """(numbers of its tickets, how many of them were answered)"""
    rows = db.query("select title, responded_at from tickets where title like 'w%d-%%'" % number)
    return (sorted(int(r["title"].split("-")[1]) for r in rows),
            sum(r["responded_at"] is not None for r in rows))


def check_instant(checks, name, db, before, after):
    """before, after: how far each writer was acknowledged, had asked."""
    for w, least, most in zip(range(WRITERS), before, after):
        numbers, answered = of_writer(db, w)
        n = len(numbers)
        checks.check("%s: a beginning of writer %d" % (name, w),
                     numbers == list(range(1, n + 1)) and least <= answered and n <= most and
                     answered in (n, n - 1), "%d of %d to %d" % (n, least, most))
    bad = db.query("select t.id from tickets t where t.last_seq <> (select count(*) from "
                   "ticket_events e where e.ticket_id = t.id)")
    checks.check("%s: histories are whole" % name, not bad, bad[:3] or "")


def under_load(checks, source, node, token, customer):
    writers = [Writer(i, node, token, customer) for i in range(WRITERS)]
    for w in writers:
        w.start()
    taken = []
    try:
        for i in range(ROUNDS):
            time.sleep(0.3)
            path = os.path.join(source.dir, "load%d.backup" % i)
            before = [w.acked for w in writers]
            began = time.monotonic()
            got = report(checks, "%s: backup %d under load" % (source.name, i),
                         genjin(source, "backup", path, "--json"))
            after = [w.asked for w in writers]
            wrote = sum(after) - sum(before)
            checks.check("%s: the clients went on meanwhile" % source.name, wrote > WRITERS,
                         "%d tickets, %.1f s, %d KiB" % (wrote, time.monotonic() - began,
                                                         got["bytes"] // 1024))
            taken.append((path, before, after))
    finally:
        for w in writers:
            w.ending.set()
        for w in writers:
            w.join()
    checks.check("%s: no write was refused" % source.name,
                 not [w.problem for w in writers if w.problem],
                 [w.problem for w in writers if w.problem] or "")
    return taken


# -- The files ----------------------------------------------------------------------------------

def lines_of(path):
    with gzip.open(path) as f:
        return f.read().decode().split("\n")[:-1]


def rewrite(path, lines):
    """A backup of these lines whose digests are right."""
    out, rows = [], None
    for line in lines:
        if line.startswith('{"rows"'):
            line = json.dumps({"rows": rows[0], "digest": rows[1].hexdigest()},
                              separators=(",", ":"))
        elif line.startswith('{"table"'):
            rows = [0, hashlib.blake2b(digest_size=32)]
        elif line.startswith("["):
            rows[0] += 1
            rows[1].update(line.encode() + b"\n")
        elif line.startswith('{"end"'):
            whole = hashlib.blake2b("".join(l + "\n" for l in out).encode(), digest_size=32)
            line = '{"end":true,"lines":%d,"digest":"%s"}' % (len(out), whole.hexdigest())
        out.append(line)
    with gzip.open(path, "wb") as f:
        f.write("".join(l + "\n" for l in out).encode())


def refusals(checks, source, path):
    target = lab.Sqlite()
    whole = open(path, "rb").read()
    bad = os.path.join(target.dir, "bad.backup")

    def refused(name, code, *options):
        done = genjin(target, "restore", bad, *options)
        checks.check("refused: " + name, done.returncode == 1 and code in done.stderr,
                     done.stderr.strip().split("\n")[-1][-120:])
        checks.check("refused: %s: and nothing was made" % name,
                     not os.path.exists(target.url) or not tables(target))

    for n in (len(whole) - 1, len(whole) // 2, 20):
        with open(bad, "wb") as f:
            f.write(whole[:n])
        refused("cut to %d bytes" % n, "backup_damaged")
    middle = len(whole) // 2
    with open(bad, "wb") as f:
        f.write(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1:])
    refused("a bit changed", "backup_damaged")
    lines = lines_of(path)
    place = next(i for i, l in enumerate(lines) if l.startswith("[") and "company" not in l)

    def plain(name, code, changed):
        with open(bad, "w", encoding="utf-8") as f:
            f.write("".join(l + "\n" for l in changed))
        refused(name, code)

    plain("without its end", "backup_cut_short", lines[:-1])
    plain("without a row", "backup_damaged", lines[:place] + lines[place + 1:])
    plain("two rows changed places", "backup_damaged", lines[:place] +
          [lines[place + 1], lines[place]] + lines[place + 2:])
    plain("something behind its end", "backup_damaged", lines + ["[]"])
    plain("of another kind", "not_a_backup", ["id,name", "1,x"])
    head = json.loads(lines[0])
    head["schema"].append({"version": 9999, "checksum": "x"})
    rewrite(bad, [json.dumps(head, separators=(",", ":"))] + lines[1:])
    refused("of a newer program", "backup_newer")
    strange = [l.replace('{"table":"tags"', '{"table":"other"') for l in lines]
    rewrite(bad, strange)
    refused("with a table that we have not", "backup_of_another_schema")
    orphan = [l for i, l in enumerate(lines) if not inside(lines, i, "departments")]
    rewrite(bad, orphan)
    refused("whose rows refer to nothing", "")
    done = genjin(source, "restore", path)
    checks.check("refused: a database that is not empty",
                 done.returncode == 1 and ("database_not_empty" in done.stderr or
                                           "database_in_use" in done.stderr))
    done = genjin(source, "backup", path)
    checks.check("refused: to replace a backup",
                 done.returncode == 1 and "backup_exists" in done.stderr and
                 open(path, "rb").read() == whole)
    target.close()


def inside(lines, i, name):
    """Whether line i is a row of that table."""
    if not lines[i].startswith("["):
        return False
    while not lines[i].startswith('{"table"'):
        i -= 1
    return json.loads(lines[i])["table"] == name


def older(checks, kind):
    """What an older program has saved (its schema in the file's name) is brought up to date."""
    place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "old")
    for name in sorted(n for n in os.listdir(place) if n.endswith(".backup")):
        then = int(name.split("-")[1].split(".")[0])
        target = kind()
        done = genjin(target, "restore", os.path.join(place, name))
        checks.check("%s: a backup of schema %d is brought up to date" % (target.name, then),
                     done.returncode == 0, done.stderr.strip()[-200:])
        now = target.query("select max(version) as v from schema_version")[0]["v"]
        checks.check("%s: to schema %d" % (target.name, now), now > then and
                     target.query("select name from company")[0]["name"] == "公司")
        target.close()


def secrets(checks, source, path):
    key = open(os.path.join(source.dir, "audit-key"), encoding="ascii").read().strip()
    text = "\n".join(lines_of(path))
    checks.check("%s: the key is not in the file" % source.name, len(key) == 64 and key not in text)
    checks.check("%s: nobody else may read it" % source.name,
                 os.stat(path).st_mode & 0o777 == 0o600)
    with_key = os.path.join(source.dir, "with-key.backup")
    done = genjin(source, "backup", with_key, "--with-key")
    target = lab.Sqlite()
    again = genjin(target, "restore", with_key)
    made = os.path.join(target.dir, "audit-key")
    checks.check("%s: the key comes along when asked for" % source.name,
                 done.returncode == again.returncode == 0 and key in lines_of(with_key)[0] and
                 open(made, encoding="ascii").read().strip() == key and
                 os.stat(made).st_mode & 0o777 == 0o400)
    target.close()


def no_room(checks, source):
    """No file is left when it cannot be written to its end."""
    place = os.path.join(source.dir, "small")
    os.mkdir(place)
    done = subprocess.run(
        ["bash", "-c", "trap '' XFSZ; ulimit -f 2; exec \"$@\"", "bash", lab.PROGRAM, "backup",
         "--db", source.url, place], text=True, capture_output=True, env=lab.environment(source))
    checks.check("%s: no half file without room" % source.name,
                 done.returncode == 1 and os.listdir(place) == [], os.listdir(place))


def kills(checks, source, path):
    """kill -9 at several moments of a backup and a restore."""
    place = os.path.join(source.dir, "killed")
    os.mkdir(place)
    for i in range(6):
        p = subprocess.Popen([lab.PROGRAM, "backup", "--db", source.url, place + "/x.backup"],
                             env=lab.environment(source), stdout=subprocess.DEVNULL)
        time.sleep(0.01 + 0.02 * i)
        p.kill()
        if p.wait() == 0:
            os.unlink(place + "/x.backup")
    checks.check("%s: a killed backup has no name" % source.name,
                 not os.path.exists(place + "/x.backup"))
    target = type(source)()
    for i in range(6):
        p = subprocess.Popen([lab.PROGRAM, "restore", "--db", target.url, path],
                             env=lab.environment(target), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        time.sleep(0.02 + 0.03 * i)
        p.kill()
        if p.wait() == 0:
            break
        if target.name == "sqlite" and not os.path.exists(target.url):
            continue
        if tables(target):
            break
    there = target.name != "sqlite" or os.path.exists(target.url)
    if not there or not tables(target):
        report(checks, "%s: a killed restore is repeated" % source.name,
               genjin(target, "restore", path, "--json"))
    compare(checks, "%s: after kills" % source.name, source, target)
    target.close()


# -- The whole ----------------------------------------------------------------------------------

def serve_restored(checks, name, source, target):
    """The restored company is served: found by search, its trail whole."""
    for file in ("audit-key", "anchors"):
        shutil.copy(os.path.join(source.dir, file), os.path.join(target.dir, file))
    done = genjin(target, "audit", "verify", "--json")
    checks.check("%s: the trail is whole" % name,
                 done.returncode == 0 and json.loads(done.stdout)["good"], done.stderr[-200:])
    node = lab.Node(target)
    node.start()
    client = lab.Client(node.port, source.token)
    first = client.must("GET", "/customers?limit=1")["items"][0]
    found = client.must("GET", "/customers?q=" + first["number"])["items"]
    checks.check("%s: it is served, and search finds" % name,
                 first["id"] in [c["id"] for c in found])
    due = lambda db: db.query("select id, due_at, state from deadlines order by id")
    checks.check("%s: deadlines are equal" % name, due(source) == due(target), len(due(source)))
    checks.check("%s: it stops" % name, node.stop() == 0)
    client.close()


def prepare(source):
    lab.run(source, "demo", "--customers", str(CUSTOMERS))
    lab.add_user(source, "root", "administrator")
    node = lab.Node(source)
    node.start()
    c = lab.log_in(node, "root")
    source.token = c.token
    c.close()
    return node


def play(checks, kind):
    source = kind()
    node = prepare(source)
    try:
        customer = str(source.query("select min(id) as id from customers")[0]["id"])
        taken = under_load(checks, source, node, source.token, customer)
        for i, (path, before, after) in enumerate(taken):
            target = (lab.Sqlite, lab.Postgres)[i % 2]()
            name = "%s to %s" % (source.name, target.name)
            report(checks, name, genjin(target, "restore", path, "--json"))
            check_instant(checks, name, target, before, after)
            target.close()
        checks.check("%s: it stops" % source.name, node.stop() == 0)
        last = os.path.join(source.dir, "last.backup")
        report(checks, "%s: backup at rest" % source.name,
               genjin(source, "backup", last, "--json"))
        for to in (lab.Sqlite, lab.Postgres):
            target = to()
            name = "%s to %s" % (source.name, target.name)
            got = report(checks, name, genjin(target, "restore", last, "--json"))
            print("    %s: %d ms, %d KiB" % (name, got["milliseconds"], got["bytes"] // 1024))
            compare(checks, name, source, target)
            serve_restored(checks, name, source, target)
            target.close()
        refusals(checks, source, last)
        older(checks, kind)
        secrets(checks, source, last)
        no_room(checks, source)
        kills(checks, source, last)
    finally:
        node.kill()
        source.close()


def main():
    checks = lab.Checks()
    for kind in (lab.Sqlite, lab.Postgres):
        try:
            play(checks, kind)
        except Exception as e:  # the other is still to be tried
            checks.check(kind.name, False, repr(e))
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
