#!/usr/bin/python3
"""A database that an older program has written is refused, migrated, and found in by search.

The old ones (tests/fault/old/schema-N.db.gz, .sql.gz, and the key of their audit trail) hold a
customer 东方科技有限公司 with contact 王小明, 13812345678, and a ticket 打印机无法联网, in one
department.  Their search index is that of their program, which gave away the digits that a mask
hides.  Migrating is also killed at each of its steps: what is
there then is the old schema or the new one, and migrating again ends as without the kill.

WALK_POINTS (6) steps, spread over all there are (0: every one); WALK_SEED for the same again.
"""
import gzip
import os
import random
import shutil
import subprocess
import sys
from urllib.parse import quote

import lab
from failing import KILL, NOTHING, Control, choose_points, environment

POINTS = int(os.environ.get("WALK_POINTS", "6"))
SEED = int(os.environ.get("WALK_SEED", str(random.SystemRandom().randrange(1 << 32))))
OLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "old")
CUSTOMER = ("东方科技", "科技", "dongfang", "dfkj", "C2026001", "王小明", "wxm", "13812345678",
            "5678", "1381", "381234")
MASKED = ("138123", "381234", "1381")
TICKET = ("打印机", "联网", "WX20261127001")


def old_database(kind, schema):
    db = kind()
    with gzip.open(os.path.join(OLD, "schema-%d.%s.gz" % (
            schema, "db" if db.name == "sqlite" else "sql"))) as f:
        data = f.read()
    if db.name == "sqlite":
        with open(db.url, "wb") as f:
            f.write(data)
    else:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", db.url], input=data, check=True,
                       stdout=subprocess.DEVNULL)
    key = os.path.join(db.dir, "audit-key")
    shutil.copyfile(os.path.join(OLD, "schema-%d.key" % schema), key)
    os.chmod(key, 0o400)
    return db


def genjin(db, *args, env=None):
    return subprocess.run([lab.PROGRAM, args[0], "--db", db.url, *args[1:]], text=True,
                          capture_output=True, env=env or lab.environment(db))


def index_of(db):
    column = "rowid" if db.name == "sqlite" else "id"
    return [db.query("select %s as id, tokens from search_%s order by 1" % (column, kind))
            for kind in ("customers", "tickets")]


def found(client, what, words):
    """Those of the words that find anything."""
    return [w for w in words
            if client.must("GET", "/%s?q=%s" % (what, quote(w)))["items"]]


def search(checks, name, db):
    lab.add_user(db, "root", "administrator")
    lab.add_user(db, "agent", "service_agent")
    node = lab.Node(db)
    node.start()
    root = lab.log_in(node, "root")
    user = root.must("GET", "/users?login=agent")["items"][0]["id"]
    place = root.must("GET", "/departments")["items"][0]["id"]
    root.change("/users/" + user, {"department_id": place})
    agent = lab.log_in(node, "agent")
    got = found(root, "customers", CUSTOMER), found(root, "tickets", TICKET)
    checks.check(name + ": the old rows are found", got == ([*CUSTOMER], [*TICKET]), str(got))
    got = found(agent, "customers", MASKED + ("5678",))
    checks.check(name + ": by no digit that is masked", got == ["5678"], got)
    for c in (root, agent):
        c.close()
    checks.check(name + ": it stops", node.stop() == 0)


def upgrade(checks, name, base):
    """Gives the search index afterwards."""
    db = base.copy()
    for command in (("check",), ("backup", os.path.join(db.dir, "b"))):
        done = genjin(db, *command)
        checks.check("%s: refused by %s" % (name, command[0]), done.returncode == 1 and
                     "schema_old" in done.stderr, done.returncode)
    done = genjin(db, "migrate")
    checks.check(name + ": migrated", done.returncode == 0, done.stderr[-300:].strip())
    index = index_of(db)
    done = genjin(db, "migrate")
    checks.check(name + ": once more is fine", done.returncode == 0 and index_of(db) == index,
                 done.stderr[-300:].strip())
    search(checks, name, db)
    db.close()
    return index


def killed(base, control, at, index):
    """Migrates with a kill at that step; gives (steps, whether it was hit, what is wrong)."""
    db = base.copy()
    control.set(KILL, at)
    first = genjin(db, "migrate", env=environment(db, control))
    count = control.count()
    control.set(NOTHING)
    wrong = [] if first.returncode in (0, -9) else [first.stderr[-300:]]
    checked = genjin(db, "check")
    if checked.returncode and "schema_old" not in checked.stderr:
        wrong.append(checked.stderr[-300:])
    again = genjin(db, "migrate")
    if again.returncode or index_of(db) != index:
        wrong.append("again: " + again.stderr[-300:])
    if not db.is_sound():
        wrong.append("not sound")
    db.close()
    return count, first.returncode == -9, wrong


def kills(checks, name, base, index, rng):
    control = Control(os.path.join(base.dir, "control"))
    n, _, wrong = killed(base, control, 0, index)
    checks.check(name + ": no kill, all is well", not wrong, wrong or "%d steps" % n)
    hits, bad = 0, []
    for at in choose_points(n, POINTS, rng):
        _, hit, wrong = killed(base, control, at, index)
        hits += hit
        bad += [(at, wrong)] if wrong else []
    checks.check(name + ": killed at any step, the old or the new one, and whole at last",
                 not bad and hits, bad[:3] or "%d kills" % hits)


def anew(checks, kind):
    """More than a page of each kind, and merged duplicates: made anew, it is as it was kept."""
    db = kind()
    name = db.name + " with 450 customers"
    lab.run(db, "demo", "--customers", "450", "--tickets", "450", "--months", "1")
    lab.add_user(db, "root", "administrator")
    node = lab.Node(db)
    node.start()
    root = lab.log_in(node, "root")
    keep, *others = root.must("GET", "/customers?limit=3")["items"]
    for other in others:
        kept, gone = (root.must("GET", "/customers/" + c["id"]) for c in (keep, other))
        root.must("POST", "/customers/%s/merge" % keep["id"], {
            "duplicate_id": gone["id"], "duplicate_version": gone["version"]},
            {"If-Match": '"%d"' % kept["version"]})
    root.close()
    node.stop()
    kept = index_of(db)
    column = "rowid" if db.name == "sqlite" else "id"
    db.execute("delete from search_customers where %s > %s" % (column, keep["id"]))
    db.execute("insert into search_tickets (%s, tokens) values (1, 'stray')" % column)
    db.execute("update search_state set stale = 1")
    done = genjin(db, "migrate")
    checks.check(name + ": the index made anew is the one that was kept",
                 done.returncode == 0 and index_of(db) == kept,
                 done.stderr[-300:].strip() if done.returncode else
                 [len(rows) for rows in kept])
    db.close()


def main():
    checks = lab.Checks()
    rng = random.Random(SEED)
    print("seed %d" % SEED, flush=True)
    for kind in (lab.Sqlite, lab.Postgres):
        anew(checks, kind)
        for schema in (20,):
            base = old_database(kind, schema)
            name = "%s of schema %d" % (base.name, schema)
            try:
                kills(checks, name, base, upgrade(checks, name, base), rng)
            finally:
                base.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
