#!/usr/bin/python3
"""audit - is every doctoring of the audit trail noticed, on both databases?

A trail is made by the program's own commands; each doctoring then works on a fresh copy of
database and anchors as somebody would who may write to the database (and, where it says so, to
the files), but does not have the key.  `genjin audit verify` has to name the kind of fault, and
the first bad row where there is one; it has to find a copy that was left alone whole.

usage: tests/fault/audit.py [--rows N]     N: times the verification of that many rows instead
"""
import argparse
import hashlib
import json
import mmap
import os
import resource
import shutil
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import lab  # noqa: E402

LIBRARY = os.path.join(os.path.dirname(lab.PROGRAM), "../../tests/faults.so")
WRITE, SYNC, KILL = 2, 3, 2  # of tests/fault/faults.c
TRIGGERS = ["audit_sealed_once", "audit_kept", "audit_checkpoints_fixed", "audit_checkpoints_kept"]
COLUMNS = ("id, version, created_at, updated_at, user_id, action, record, record_id, diff, client, "
           "request_id, batch")
NAMES = COLUMNS.split(", ")


class Mac:
    """The signatures once more, from their description, with any key."""

    def __init__(self, key):
        self.key = key

    def sign(self, what, values):
        text = b""
        for v in (what, *values):
            if v is None:
                text += b"\0" + struct.pack("<Q", 0)
            elif isinstance(v, int):
                text += b"\1" + struct.pack("<q", v)
            else:
                raw = v.encode()
                text += b"\2" + struct.pack("<Q", len(raw)) + raw
        return hashlib.blake2b(text, key=self.key, digest_size=32).hexdigest()

    def row(self, row):
        return self.sign("row", [row[n] for n in NAMES])

    def seal(self, sequence, previous, mac):
        return self.sign("seal", [sequence, previous, mac])

    def checkpoint(self, sequence, seal, at):
        return self.sign("checkpoint", [sequence, seal, at])

    def head(self, sequence, seal):
        return "%d %s %s" % (sequence, seal, self.sign("head", [sequence, seal]))


class Copy:
    """Database, key and anchors of a trail; `copy` makes another one of them."""

    def __init__(self, kind, dir=None, url=None):
        self.kind = kind
        self.base = kind() if dir is None else None
        self.dir = dir or self.base.dir
        self.url = url or self.base.url

    def copy(self):
        other = Copy.__new__(Copy)
        other.kind = self.kind
        other.base = self.kind()
        other.dir, other.url = other.base.dir, other.base.url
        for name in ("audit-key", "anchors"):
            shutil.copy2(self.path(name), other.path(name))
        other.base.replace_by(self.base)
        return other

    def path(self, name):
        return os.path.join(self.dir, name)

    def anchors(self):
        with open(self.path("anchors"), encoding="ascii") as f:
            return f.readlines()

    def keys(self):
        with open(self.path("audit-key"), encoding="ascii") as f:
            return [Mac(bytes.fromhex(x.split()[-1])) for x in f]

    def write_keys(self, change):
        """The file of keys with its lines as `change` makes them."""
        with open(self.path("audit-key"), encoding="ascii") as f:
            lines = f.readlines()
        os.chmod(self.path("audit-key"), 0o600)
        with open(self.path("audit-key"), "w", encoding="ascii") as f:
            f.writelines(change(lines))
        os.chmod(self.path("audit-key"), 0o400)

    def closing(self):
        """The numbers of the rows that close a key."""
        return [r["sequence"] for r in self.base.query(
            "select sequence from audit where action = 'rekey' order by sequence")]

    def rows(self):
        return self.base.query("select %s, mac, sequence, seal from audit where sequence is not null "
                               "order by sequence" % COLUMNS)

    def rekey(self):
        return self.run("audit", "rekey")

    def write_anchors(self, lines):
        with open(self.path("anchors"), "w", encoding="ascii") as f:
            f.writelines(lines)

    def doctor(self, *statements):
        """SQL as the owner of the database, whom triggers do not stop."""
        self.base.doctor(statements)

    def one(self, sql):
        return list(self.base.query(sql)[0].values())[0]

    def verify(self, *args):
        done = subprocess.run([lab.PROGRAM, "audit", "verify", "--db", self.url, "--json",
                               "--any-file-system", "true", *args],
                              text=True, capture_output=True, env=lab.environment(self.base))
        report = json.loads(done.stdout) if done.stdout.startswith("{") else {}
        assert done.returncode == (0 if report.get("good") else 1), done
        return report or {"good": False, "faults": [], "stderr": done.stderr}

    def run(self, *args, **env):
        return lab.run(self.base, *args, "--any-file-system", "true", **env)

    def close(self):
        self.base.close()


class Lite(lab.Sqlite):
    def replace_by(self, other):
        shutil.copyfile(other.url, self.url)

    def doctor(self, statements):
        db = lab.sqlite3.connect(self.url)
        try:
            with db:
                for t in TRIGGERS:
                    db.execute("drop trigger " + t)
                for s in statements:
                    db.execute(s)
        finally:
            db.close()


class Pg(lab.Postgres):
    def replace_by(self, other):
        for end in (self, other):
            end.hang_up()
        admin = ["psql", "-qX", self.server]
        subprocess.run([*admin, "-c", "drop database %s with (force)" % self.database], check=True)
        subprocess.run([*admin, "-c", "create database %s template %s" % (
            self.database, other.database)], check=True)

    def doctor(self, statements):
        sql = ["alter table audit disable trigger all",
               "alter table audit_checkpoints disable trigger all", *statements]
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "--single-transaction", self.url],
                       input=";\n".join(sql) + ";", text=True, check=True)


def make(kind):
    """A trail of some hundred rows and a few anchors; also a copy of what it was halfway."""
    c = Copy(kind)
    c.run("demo", "--customers", "12")
    with open(c.path("more.csv"), "w", encoding="utf-8") as f:
        f.write("企业名称,联系人,联系方式\n")
        f.writelines("审计%03d有限公司,联系人%d,1380000%04d\n" % (i, i, i) for i in range(120))
    c.run("import", c.path("more.csv"))
    half = c.copy()
    for i in range(6):
        add_user(c, "user%d" % i)
    return c, half


def add_user(c, login):
    subprocess.run([lab.PROGRAM, "user", "add", login, "--db", c.url, "--any-file-system", "true"],
                   input=lab.PASSWORD + "\n", text=True, check=True, capture_output=True,
                   env=lab.environment(c.base))


AT = 50  # the row that most doctorings touch


def update(column, value):
    return lambda c, half: c.doctor("update audit set %s = %s where sequence = %d" % (
        column, value, AT))


def delete(where):
    return lambda c, half: c.doctor("delete from audit where " + where)


def insert_copy(c, half, sequence="null", seal="''", more=()):
    values = COLUMNS.replace("id, version", "id + 1, version", 1)
    c.doctor(*more, "insert into audit (%s, mac, sequence, seal) select %s, mac, %s, %s from audit "
             "where sequence = %d" % (COLUMNS, values, sequence, seal, AT))


def double(c, half):
    insert_copy(c, half, "sequence", "seal", ["drop index audit_sequence"])


def squeeze_in(c, half):
    """An invented row takes number AT; all behind it move up by one."""
    values = COLUMNS.replace("id, version", "id + 1, version", 1)
    c.doctor("drop index audit_sequence",
             "update audit set sequence = sequence + 1 where sequence >= %d" % AT,
             "insert into audit (%s, mac, sequence, seal) select %s, mac, %d, seal from audit "
             "where sequence = %d" % (COLUMNS, values, AT, AT + 1))


def swap_content(c, half):
    rows = {r["sequence"]: r for r in c.base.query(
        "select %s, mac, sequence from audit where sequence in (%d, %d)" % (
            COLUMNS, AT, AT + 1))}
    c.doctor(*["update audit set mac = '%s', action = '%s', record = '%s', record_id = %s, "
               "diff = '%s', request_id = '%s' where sequence = %d" % (
                   r["mac"], r["action"], r["record"], r["record_id"] or "null",
                   r["diff"].replace("'", "''"), r["request_id"], to)
               for r, to in ((rows[AT], AT + 1), (rows[AT + 1], AT))])


def swap_numbers(c, half):
    c.doctor("update audit set sequence = -1 where sequence = %d" % AT,
             "update audit set sequence = %d where sequence = %d" % (AT, AT + 1),
             "update audit set sequence = %d where sequence = -1" % (AT + 1))


def replay(c, half):
    """A row is taken out and given to the sealer once more, with its good signature."""
    c.doctor("update audit set sequence = null, seal = '' where sequence = %d" % AT)


def recompute(c, half, key=b"x" * 32):
    """The whole chain anew with another key, the end as well."""
    mac = Mac(key)
    rows = c.base.query("select %s, sequence from audit order by sequence" % COLUMNS)
    seal, sql = "", []
    for r in rows:
        row_mac = mac.row({**r, "diff": "{}" if r["sequence"] == AT else r["diff"]})
        seal = mac.seal(r["sequence"], seal, row_mac)
        sql.append("update audit set mac = '%s', seal = '%s'%s where id = %d" % (
            row_mac, seal, ", diff = '{}'" if r["sequence"] == AT else "", r["id"]))
    c.doctor(*sql, "update settings set value = '%s' where name = 'audit_head'" % mac.head(
        rows[-1]["sequence"], seal))


def roll_back(c, half):
    """The older copy of the whole database; the anchors stay."""
    c.base.replace_by(half.base)


def roll_back_and_go_on(c, half):
    """The same, and the program writes on, so that the end looks alive."""
    roll_back(c, half)
    for i in range(6):
        add_user(c, "other%d" % i)


def cut_tail_and_head(c, half):
    """The last rows with the end put back to one that was signed earlier."""
    head = half.one("select value from settings where name = 'audit_head'")
    c.doctor("delete from audit where sequence > %s" % head.split()[0],
             "update settings set value = '%s' where name = 'audit_head'" % head)


def forge_checkpoint(c, half):
    seal = c.one("select seal from audit where sequence = %d" % AT)
    c.doctor("insert into audit_checkpoints (sequence, seal, created_at, mac) "
             "values (%d, '%s', 1, '%s')" % (AT, seal, "0" * 64),
             "delete from audit where sequence <= %d" % AT)


def empty(c, half):
    c.doctor("delete from audit", "delete from settings where name like 'audit%'")


def drop_anchor(i):
    def doctor(c, half):
        lines = c.anchors()
        del lines[i]
        c.write_anchors(lines)
    return doctor


def change_anchor(c, half):
    lines = c.anchors()
    lines[1] = lines[1].replace("20", "19", 1)
    c.write_anchors(lines)


def remove_anchors(c, half):
    os.unlink(c.path("anchors"))


def replace_key(c, half):
    os.chmod(c.path("audit-key"), 0o600)
    with open(c.path("audit-key"), "w", encoding="ascii") as f:
        f.write("ab" * 32 + "\n")
    os.chmod(c.path("audit-key"), 0o400)


# name, what is done, kinds of fault of which each must be told, the first bad row (None: none)
DOCTORINGS = [
    ("changed value", update("diff", "'{\"name\":[\"a\",\"b\"]}'"), {"row_changed"}, AT),
    ("changed actor", update("user_id", "4711"), {"row_changed"}, AT),
    ("changed time", update("created_at", "created_at + 1000000"), {"row_changed"}, AT),
    ("changed action", update("action", "'read'"), {"row_changed"}, AT),
    ("deleted row", delete("sequence = %d" % AT), {"rows_missing"}, AT),
    ("deleted first", delete("sequence = 1"), {"rows_missing"}, 1),
    ("deleted last", delete("sequence = (select max(sequence) from audit)"),
     {"end_missing", "rolled_back"}, None),
    ("cut tail", delete("sequence > 100"), {"end_missing", "rolled_back"}, 101),
    ("cut tail, end put back", cut_tail_and_head, {"rolled_back"}, None),
    ("deleted beginning", delete("sequence <= %d" % AT), {"rows_missing"}, 1),
    ("forged checkpoint", forge_checkpoint, {"checkpoint_forged"}, AT),
    ("emptied trail", empty, {"rolled_back"}, None),
    ("inserted row", insert_copy, {"row_unsigned"}, None),
    ("row squeezed in", squeeze_in, {"row_changed", "seal_wrong"}, AT),
    ("swapped rows", swap_content, {"row_changed"}, AT),
    ("swapped numbers", swap_numbers, {"seal_wrong"}, AT),
    ("doubled row", double, {"row_doubled", "row_changed"}, None),
    ("replayed row", replay, {"rows_missing"}, AT),
    ("row outside the numbers", update("sequence", "-7"), {"rows_missing", "rows_unnumbered"},
     AT),
    ("changed seal", update("seal", "'%s'" % ("0" * 64)), {"seal_wrong"}, AT),
    ("chain recomputed without the key", recompute, {"row_changed", "head_forged"}, 1),
    ("older database", roll_back, {"rolled_back"}, None),
    ("older database, written on", roll_back_and_go_on, {"anchor_differs"}, None),
    ("anchor removed", drop_anchor(1), {"anchor_missing"}, None),
    ("last anchor removed", drop_anchor(-1), {"anchor_missing"}, None),
    ("all anchors removed", remove_anchors, {"anchor_missing"}, None),
    ("anchor changed", change_anchor, {"anchor_forged"}, None),
    ("key replaced", replace_key, {"row_changed", "head_forged", "anchor_forged"}, 1),
]


# ---- after a change of the key, by whoever has an old key, too


def forge_old_rows(c, half):
    """Row AT changed and signed again with the old key, as are all seals up to the closing row."""
    mac, last = c.keys()[0], c.closing()[0]
    seal, sql = "", []
    for r in c.rows()[:last]:
        if r["sequence"] == AT:
            r = {**r, "diff": "{}"}
            sql.append("update audit set diff = '{}' where sequence = %d" % AT)
        seal = mac.seal(r["sequence"], seal, mac.row(r))
        sql.append("update audit set mac = '%s', seal = '%s' where sequence = %d" % (
            mac.row(r), seal, r["sequence"]))
    c.doctor(*sql)


def forge_new_row(c, half):
    """A row after the closing one, changed and signed with the old key."""
    mac, at = c.keys()[0], c.closing()[0] + 1
    r = {**c.rows()[at - 1], "diff": "{}"}
    c.doctor("update audit set diff = '{}', mac = '%s', seal = '%s' where sequence = %d" % (
        mac.row(r), mac.seal(at, c.rows()[at - 2]["seal"], mac.row(r)), at))


def undo_rekey(c, half):
    """All from the closing row on is cut away, and the end signed with the old key again."""
    last = c.closing()[0] - 1
    head = c.keys()[0].head(last, c.rows()[last - 1]["seal"])
    c.doctor("delete from audit where sequence > %d" % last,
             "update settings set value = '%s' where name = 'audit_head'" % head,
             "delete from settings where name = 'audit_key'",
             "delete from settings where name like 'audit_anchor%'")
    c.write_anchors(c.anchors()[:1])


def add_by_old_key(c, half):
    r = {**c.rows()[-1]}
    r["id"] += 1
    values = ", ".join("null" if r[n] is None else "'%s'" % str(r[n]).replace("'", "''")
                       for n in NAMES)
    c.doctor("insert into audit (%s, mac, seal) values (%s, '%s', '')" % (
        COLUMNS, values, c.keys()[0].row(r)))


def checkpoint_by_old_key(c, half):
    seal = c.rows()[AT - 1]["seal"]
    c.doctor("insert into audit_checkpoints (sequence, seal, created_at, mac) values (%d, '%s', 1, "
             "'%s')" % (AT, seal, c.keys()[0].checkpoint(AT, seal, 1)),
             "delete from audit where sequence <= %d" % AT)


def checkpoint_past_closing(c, half):
    """The closing row goes with all before it, by a checkpoint of the key that it closed."""
    at = c.closing()[0]
    seal = c.rows()[at - 1]["seal"]
    c.doctor("insert into audit_checkpoints (sequence, seal, created_at, mac) values (%d, '%s', 1, "
             "'%s')" % (at, seal, c.keys()[0].checkpoint(at, seal, 1)),
             "delete from audit where sequence <= %d" % at)


def empty_without_anchors(c, half):
    empty(c, half)
    os.unlink(c.path("anchors"))


def at_closing(sql):
    return lambda c, half: c.doctor(sql % c.closing()[0])


REKEYED = [
    ("closing row removed", at_closing("delete from audit where sequence = %d"),
     {"rows_missing", "key_not_closed"}),
    ("closing row changed", at_closing("update audit set diff = '{}' where sequence = %d"),
     {"row_changed", "key_not_closed"}),
    ("closing row unmade", at_closing("update audit set action = 'create' where sequence = %d"),
     {"row_changed"}),
    ("row after the closing one changed", at_closing(
        "update audit set diff = '{}' where sequence = %d + 1"), {"row_changed"}),
    ("old key: a row before changed, all signed again", forge_old_rows, {"seal_wrong"}),
    ("old key: a row after changed, signed", forge_new_row, {"key_closed_before"}),
    ("old key: the change of the key undone", undo_rekey, {"head_forged"}),
    ("old key: a row added", add_by_old_key, {"row_unsigned"}),
    ("old key: the beginning removed by its checkpoint", checkpoint_by_old_key,
     {"checkpoint_forged"}),
    ("old key: all before the new key removed", checkpoint_past_closing, {"checkpoint_forged"}),
    ("emptied trail, without its anchors", empty_without_anchors, {"head_forged"}),
    ("older database from before the change", roll_back, {"head_forged", "rolled_back"}),
    ("old key removed from the file", lambda c, half: c.write_keys(lambda x: x[1:]),
     {"row_changed"}),
    ("new key removed from the file", lambda c, half: c.write_keys(lambda x: x[:-1]),
     {"head_forged"}),
    ("keys exchanged", lambda c, half: c.write_keys(lambda x: x[::-1]), {"head_forged"}),
]


def rekeyed(checks, kind, trail, half):
    name = kind.name
    c = trail.copy()
    for i in range(2):
        c.rekey()
        add_user(c, "later%d" % i)
        add_user(c, "after%d" % i)
    report = c.verify()
    checks.check("%s: whole over three keys" % name, report["good"] and len(c.keys()) == 3 and
                 report["anchors"] > 8, report)
    clean(checks, kind, c)
    last = c.closing()[1]
    checks.check("%s: and from a row of the third on" % name,
                 c.verify("--from", str(last + 1))["good"] and c.verify("--from", "60")["good"])
    if kind is Lite:  # copies of a PostgreSQL database take seconds
        doctorings(checks, kind, c, half, [d for d in DOCTORINGS if d[1] not in (
            replace_key, roll_back_and_go_on, recompute)], "rekeyed, ")
    c.run("audit", "rekey")
    add_user(c, "latest")
    doctorings(checks, kind, c, half, [(*d, None) for d in REKEYED], "rekeyed, ")
    for what, change in (("the file from before", lambda x: x[:-1]),
                         ("another last key", lambda x: [*x[:-1], "ab" * 32 + "\n"])):
        other = c.copy()
        other.write_keys(change)
        said = refused(lambda: other.run("init"))
        checks.check("%s: refused with %s" % (name, what), "audit_key_wrong" in said, said.strip())
        said = refused(lambda: other.rekey())
        checks.check("%s: nor rekeyed" % name, "NOT WHOLE" in said or "audit_key_wrong" in said, said)
        other.close()
    keep_and_remove(checks, kind, c)
    restored(checks, kind, c)
    c.close()
    spoilt = trail.copy()
    spoilt.doctor("update audit set diff = '{}' where sequence = %d" % AT)
    try:
        spoilt.rekey()
        code = 0
    except subprocess.CalledProcessError as e:
        code = e.returncode
    checks.check("%s: a trail that is not whole is not rekeyed" % name, code == 1 and
                 len(spoilt.keys()) == 1 and not spoilt.closing())
    spoilt.close()


def keep_and_remove(checks, kind, trail):
    """Old rows go before a change of the key, and after it."""
    c = trail.copy()
    for year, key in ((2097, True), (2098, False)):
        node = lab.Node(c.base, args=("--any-file-system", "true", "--audit-days", "30",
                                      "--test-clock", "%d-01-01T00:00:00Z" % year))
        before = c.one("select count(*) from audit_checkpoints")
        node.start()
        lab.until("the old rows to go",
                  lambda: c.one("select count(*) from audit_checkpoints") > before)
        node.stop()
        checks.check("%s: old rows removed, %d: whole" % (kind.name, year), c.verify()["good"],
                     c.verify())
        if key:
            c.rekey()
            checks.check("%s: rekeyed after that: whole" % kind.name, c.verify()["good"], c.verify())
    c.close()


def restored(checks, kind, trail):
    """The keys go along with a backup that takes them."""
    c = trail.copy()
    other = Copy(kind)
    file = c.path("x.backup")
    c.run("backup", file, "--with-key")
    other.run("restore", file)
    report = other.verify()
    checks.check("%s: restored with all its keys: whole" % kind.name, not [
        f for f in report["faults"] if not f["kind"].startswith("anchor")] and
        len(other.keys()) == len(c.keys()), report)
    other.close()
    c.close()


def old_program(checks, kind, trail):
    """A program that still has the old key, beside one that changed it."""
    c = trail.copy()
    if kind is Lite:
        node = lab.Node(c.base, args=("--any-file-system", "true"))
        node.start()
        said = refused(lambda: c.rekey())
        checks.check("sqlite: no change of the key while it is served", said != "" and
                     len(c.keys()) == 1, said.strip())
        node.stop()
        c.close()
        return
    node = lab.Node(c.base)
    node.start()
    c.rekey()
    client = lab.Client(node.port)
    before = c.one("select count(*) from audit")
    status = client.call("POST", "/api/v1/session", {"login": "user1", "password": "wrong"},
                         {"Origin": "http://127.0.0.1:%d" % node.port})[0]
    checks.check("postgresql: whoever has the old key writes nothing", status >= 409 and
                 c.one("select count(*) from audit") == before, status)
    time.sleep(1.5)
    checks.check("postgresql: nor seals, nor anchors", c.verify()["good"], c.verify())
    node.kill()
    node.start()
    client = lab.Client(node.port)
    client.call("POST", "/api/v1/session", {"login": "user1", "password": "wrong"},
                {"Origin": "http://127.0.0.1:%d" % node.port})
    lab.until("it is sealed", lambda: c.one("select count(*) from audit where sequence is not null") >
              before)
    node.stop()
    checks.check("postgresql: started again it goes on", c.verify()["good"], c.verify())
    c.close()


def killed(checks, kind, trail):
    """kill -9 before each write and each sync of a change of the key."""
    control = os.path.join(trail.dir, "control")
    with open(control, "wb") as f:
        f.write(bytes(4096))
    with open(control, "r+b") as f:
        shared = mmap.mmap(f.fileno(), 4096)

    def rekey(c, what, at):
        shared[0:32] = struct.pack("<iiqqq", what, KILL, at, 0, 0)
        done = subprocess.run([lab.PROGRAM, "audit", "rekey", "--db", c.url, "--any-file-system", "true"],
                              capture_output=True, text=True, env={
                                  **lab.environment(c.base), "FAULT_CONTROL": control,
                                  "LD_PRELOAD": os.path.abspath(LIBRARY)})
        return done.returncode, struct.unpack_from("<q", shared, 16)[0]

    points = wrong = old = 0
    for what in (WRITE, SYNC):
        c = trail.copy()
        code, count = rekey(c, what, 0)
        assert code == 0 and count > 2, (code, count)
        c.close()
        for at in range(1, count + 1):
            c = trail.copy()
            code, _ = rekey(c, what, at)
            points += code == -9
            good = c.verify()["good"]
            old += not c.closing()
            c.run("init")
            c.rekey()
            report = c.verify()
            if not good or not report["good"] or len(c.keys()) not in (2, 3) or \
                    len(c.closing()) != len(c.keys()) - 1:
                wrong += 1
                checks.check("%s: killed before %s %d" % (kind.name, what, at), False,
                             (good, report, len(c.keys()), c.closing()))
            c.close()
    checks.check("%s: killed before each write and sync: whole, and rekeyed again" % kind.name,
                 wrong == 0 and points > 8, "%d points, %d before the new key" % (points, old))


def doctorings(checks, kind, trail, half, which=None, under=""):
    name = kind.name
    for what, doctor, kinds, first in which or DOCTORINGS:
        what = under + what
        c = trail.copy()
        doctor(c, half)
        report = c.verify()
        told = {f["kind"] for f in report["faults"]}
        good = not report["good"] and kinds <= told
        checks.check("%s: %s is noticed" % (name, what), good, ", ".join(sorted(told)) or report)
        rows = [f["sequence"] for f in report["faults"] if f["sequence"]]
        if first and good:
            checks.check("%s: %s: the first bad row is named" % (name, what), rows[0] == first,
                         rows[0])
        c.close()


def clean(checks, kind, trail):
    name = kind.name
    report = trail.verify()
    checks.check("%s: a clean trail is whole" % name, report["good"] and report["anchors"] > 5
                 and report["waiting"] == 0 and report["first"] == 1, report)
    checks.check("%s: and so from a row on" % name,
                 trail.verify("--from", "60")["first"] == 60)
    rows, keys, closing = trail.rows(), trail.keys(), trail.closing()
    seal, differ = "", 0
    for r in rows:
        mac = keys[sum(1 for at in closing if at < r["sequence"])]
        seal = mac.seal(r["sequence"], seal, r["mac"])
        differ += mac.row(r) != r["mac"] or seal != r["seal"]
    checks.check("%s: signatures are what their description says" % name, differ == 0, len(rows))


def refused(run):
    try:
        run()
    except subprocess.CalledProcessError as e:
        return e.stderr
    return ""


def append_only(checks, kind, trail):
    """What the database itself refuses."""
    for sql in ("update audit set diff = '' where sequence = 5",
                "update audit set seal = '' where sequence = 5",
                "delete from audit where sequence = 5", "delete from audit",
                "update audit_checkpoints set mac = ''", "delete from audit_checkpoints"):
        c = trail.copy()
        c.base.execute("insert into audit_checkpoints (sequence, seal, created_at, mac) "
                       "values (1, 'x', 1, 'x')")
        state = ("select (select count(*) from audit) || ' ' || (select diff || seal from audit "
                 "where sequence = 5) || (select max(mac) from audit_checkpoints) as s")
        before = c.one(state)
        try:
            c.base.execute(sql)
        except (lab.sqlite3.Error, subprocess.CalledProcessError):
            pass
        checks.check("%s: refused: %s" % (kind.name, sql), c.one(state) == before)
        c.close()


def keys(checks, kind, trail):
    """A key that others may read, that is gone or another's stops the program."""
    for what, spoil, code in (
            ("readable key", lambda c: os.chmod(c.path("audit-key"), 0o440), "audit_key_not_private"),
            ("missing key", lambda c: os.unlink(c.path("audit-key")), "audit_key_missing"),
            ("other key", lambda c: replace_key(c, None), "audit_key_wrong")):
        c = trail.copy()
        spoil(c)
        said = refused(lambda: c.run("init"))
        checks.check("%s: refused with a %s" % (kind.name, what), code in said, said.strip())
        c.close()


def retention(checks, kind, trail):
    """Rows of long ago go as a whole, and what stays is still whole."""
    c = trail.copy()
    rows = c.one("select max(sequence) from audit")
    node = lab.Node(c.base, args=("--any-file-system", "true", "--audit-days", "30",
                                  "--test-clock", "2099-01-01T00:00:00Z"))
    node.start()
    lab.until("the old rows to go", lambda: c.one("select count(*) from audit_checkpoints"))
    node.stop()
    report = c.verify()
    checks.check("%s: old rows are removed, and the rest is whole" % kind.name,
                 report["good"] and report["first"] == rows + 1 and report["rows"] > 0, report)
    c.doctor("delete from audit_checkpoints")
    told = {f["kind"] for f in c.verify()["faults"]}
    checks.check("%s: without their checkpoint they are missed" % kind.name,
                 "rows_missing" in told, told)
    c.close()


def live(checks, kind, trail):
    """While the program runs, a row is sealed within seconds."""
    c = trail.copy()
    node = lab.Node(c.base, args=("--any-file-system", "true"))
    node.start()
    before = c.one("select max(sequence) from audit")
    client = lab.Client(node.port)
    for _ in range(3):
        client.call("POST", "/api/v1/session", {"login": "user1", "password": "wrong password"},
                    {"Origin": "http://127.0.0.1:%d" % node.port})
    sealed = lambda: c.one("select count(*) from audit where sequence > %d and action = "
                           "'login_refused'" % before) == 3
    began = time.monotonic()
    lab.until("three rows to be sealed", sealed, 20)
    checks.check("%s: rows are sealed at once" % kind.name, True,
                 "%.1f s" % (time.monotonic() - began))
    checks.check("%s: and can be checked meanwhile" % kind.name, c.verify()["good"])
    node.kill()
    node.start()
    node.stop()
    checks.check("%s: and whole after kill -9" % kind.name, c.verify()["good"])
    c.close()


def adoption(checks, kind, trail):
    """The rows of a database that is older than the chain are signed once, at the first start."""
    c = trail.copy()
    c.doctor("update audit set sequence = null, seal = '', mac = ''",
             "delete from settings where name like 'audit%'")
    os.unlink(c.path("audit-key"))
    os.unlink(c.path("anchors"))
    c.run("init")
    report = c.verify()
    checks.check("%s: older rows are taken into the chain" % kind.name,
                 report["good"] and report["rows"] > 100, report)
    c.close()


def watched(peak):
    """The most KiB that this process's verification has held."""
    while True:
        for pid in subprocess.run(["pgrep", "-P", str(os.getpid()), "genjin"], capture_output=True,
                                  text=True).stdout.split():
            try:
                with open("/proc/%s/status" % pid, encoding="ascii") as f:
                    peak += [int(x.split()[1]) for x in f if x.startswith("VmHWM")]
            except OSError:
                pass  # it has just ended
        time.sleep(0.05)


def speed(kind, n):
    """Fills a trail with n signed rows and times the verification."""
    c = Copy(kind)
    c.run("init")
    mac = Mac(bytes.fromhex(open(c.path("audit-key"), encoding="ascii").read().strip()))
    start, seal, sequence = 10 ** 15, c.one("select coalesce(max(seal), '') from audit"), 0
    rows = []
    for i in range(n):
        r = dict(zip(NAMES, (start + i, 1, i, i, 7, "change", "customer", i + 1, '{"name":["a","b"]}',
                             "10.1.2.3", "18c2f00%x" % i, None)))
        m = mac.row(r)
        sequence += 1
        seal = mac.seal(sequence, seal, m)
        rows.append((*r.values(), m, sequence, seal))
    db = lab.sqlite3.connect(c.url)
    with db:
        db.executemany("insert into audit (%s, mac, sequence, seal) values (%s)" % (
            COLUMNS, ",".join("?" * 15)), rows)
        db.execute("insert into settings (name, value, version) values ('audit_head', ?, 1)",
                   (mac.head(sequence, seal),))
    db.close()
    began, cpu = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = []
    watch = threading.Thread(target=watched, args=(peak,), daemon=True)
    watch.start()
    report = c.verify()
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    print("%d rows: %.2f s (%d rows/s), %.2f s of them on the processor, %d MiB at most, %s" % (
        n, seconds, n / seconds, after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime,
        max(peak) >> 10,
        "whole" if report["good"] else report))
    c.close()
    return 0 if report["good"] else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int)
    args = parser.parse_args()
    if args.rows:
        return speed(Lite, args.rows)
    checks = lab.Checks()
    for kind in (Lite, Pg):
        trail, half = make(kind)
        for part in (clean, append_only, keys, adoption, live, retention, old_program, killed):
            part(checks, kind, trail)
        doctorings(checks, kind, trail, half)
        rekeyed(checks, kind, trail, half)
        trail.close()
        half.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
