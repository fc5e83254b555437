"""lab - what the fault tests share: nodes of genjin that can be killed, the databases below them
as an outsider sees them, and a client that does not give up.

GENJIN is the program, build/src/app/genjin unless set.  GENJIN_TEST_PG is a PostgreSQL server on
which databases may be created; without it a private one is started.
"""
import atexit
import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("GENJIN", os.path.join(ROOT, "build/src/app/genjin")))
PASSWORD = "correct horse battery"


class Checks:
    """Counts what held; closes with the line that script/test reads."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, good, detail=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
        text = "ok  " if good else "FAIL"
        print("%s %s%s" % (text, name, " (%s)" % detail if detail != "" else ""), flush=True)
        return good

    def same(self, name, got, want, detail=""):
        """Two sets or dicts; shows some of the difference."""
        if got == want:
            return self.check(name, True, detail)
        got, want = (set(x.items()) if isinstance(x, dict) else set(x) for x in (got, want))
        return self.check(name, False, "missing %d: %s; too much %d: %s" % (
            len(want - got), sorted(want - got, key=str)[:3],
            len(got - want), sorted(got - want, key=str)[:3]))

    def end(self):
        print("%d passed, %d failed" % (self.passed, self.failed), flush=True)
        return 1 if self.failed else 0


def until(what, condition, seconds=30.0):
    """Polls; gives what the condition gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError("waited %g s in vain: %s" % (seconds, what))


def copy_beside(db, other):
    """The keys and files of environment()."""
    for name in ("audit-key", "anchors"):
        if os.path.exists(os.path.join(db.dir, name)):
            shutil.copy(os.path.join(db.dir, name), os.path.join(other.dir, name))
    if os.path.exists(os.path.join(db.dir, "files")):
        shutil.copytree(os.path.join(db.dir, "files"), os.path.join(other.dir, "files"))


class Sqlite:
    """A SQLite file of its own.  Read only, so that the outsider never checkpoints."""
    name = "sqlite"

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="genjin-fault-")
        self.url = os.path.join(self.dir, "test.db")

    def query(self, sql):
        db = sqlite3.connect("file:%s?mode=ro" % self.url, uri=True, timeout=10)
        try:
            db.row_factory = sqlite3.Row
            return [dict(r) for r in db.execute(sql)]
        finally:
            db.close()

    def copy(self):
        """A database of its own with the same content, of one that nobody serves."""
        other = Sqlite()
        for end in ("", "-wal"):
            if os.path.exists(self.url + end):
                shutil.copyfile(self.url + end, other.url + end)
        copy_beside(self, other)
        return other

    def execute(self, sql):
        """Changes rows while nobody serves."""
        db = sqlite3.connect(self.url)
        try:
            with db:
                db.execute(sql)
        finally:
            db.close()

    def copy_is_sound(self):
        """Recovers a copy of what a killed process left, and checks it."""
        copy = os.path.join(self.dir, "copy.db")
        for end in ("", "-wal"):
            if os.path.exists(self.url + end):
                shutil.copyfile(self.url + end, copy + end)
        db = sqlite3.connect(copy)
        try:
            return [r[0] for r in db.execute("pragma quick_check")] == ["ok"] and \
                not list(db.execute("pragma foreign_key_check"))
        finally:
            db.close()
            for end in ("", "-wal", "-shm"):
                if os.path.exists(copy + end):
                    os.unlink(copy + end)

    def is_sound(self):
        db = sqlite3.connect(self.url)
        try:
            return [r[0] for r in db.execute("pragma integrity_check")] == ["ok"] and \
                not list(db.execute("pragma foreign_key_check"))
        finally:
            db.close()

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)


class Postgres:
    """A database of its own on a server, asked through one psql that stays open."""
    name = "postgresql"
    own_server = None
    psql = None

    def __init__(self, template="template1"):
        self.dir = tempfile.mkdtemp(prefix="genjin-fault-")
        self.server = os.environ.get("GENJIN_TEST_PG") or Postgres.start_server()
        self.database = "f" + uuid.uuid4().hex[:16]
        subprocess.run(["psql", "-qX", self.server, "-c",
                        "create database %s template %s" % (self.database, template)], check=True)
        base, _, rest = self.server.partition("?")
        host = base.split("://", 1)[1].split("/")[0]
        self.url = "postgresql://%s/%s%s" % (host, self.database, "?" + rest if rest else "")
    @classmethod
    def start_server(cls):
        if not cls.own_server:
            script = os.path.join(ROOT, "tests/pg/pg.sh")
            cls.own_server = subprocess.run([script, "start"], check=True, stdout=subprocess.PIPE,
                                            text=True).stdout.strip()
            atexit.register(subprocess.run, [script, "stop", cls.own_server])
        return cls.own_server

    def copy(self):
        """As that of Sqlite."""
        self.hang_up()
        other = Postgres(self.database)
        copy_beside(self, other)
        return other

    def query(self, sql):
        if not self.psql:
            self.psql = subprocess.Popen(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", self.url],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.psql.stdin.write("select row_to_json(t) from (%s) t;\n\\echo end\n" % sql)
        self.psql.stdin.flush()
        rows = []
        for line in self.psql.stdout:
            if line == "end\n":
                return rows
            rows.append(json.loads(line))
        raise AssertionError("psql ended: " + sql)

    def execute(self, sql):
        subprocess.run(["psql", "-qX", self.url, "-c", sql], check=True)

    def copy_is_sound(self):
        return True

    def is_sound(self):
        """Every index of a primary or unique key says the same as its table."""
        return not self.query("select conname from pg_constraint where not convalidated")

    def hang_up(self):
        if self.psql:
            self.psql.stdin.close()
            self.psql.wait()
            self.psql.stdout.close()
            self.psql = None

    def close(self):
        self.hang_up()
        subprocess.run(["psql", "-qX", self.server, "-c",
                        "drop database if exists %s with (force)" % self.database])
        shutil.rmtree(self.dir, ignore_errors=True)


def environment(db):
    """That of the programs: with the key of the database's audit trail, outside of it."""
    return {**os.environ, "GENJIN_AUDIT_KEY": os.path.join(db.dir, "audit-key"),
            "GENJIN_ATTACHMENTS": os.path.join(db.dir, "files"),
            "GENJIN_AUDIT_ANCHOR": os.path.join(db.dir, "anchors")}


def run(db, *args, **env):
    """A command of genjin that ends by itself."""
    return subprocess.run([PROGRAM, args[0], "--db", db.url, *args[1:]], check=True, text=True,
                          capture_output=True, env={**environment(db), **env})


class Node:
    """One process that serves a database."""

    def __init__(self, db, number=0, args=()):
        self.db = db
        self.number = number
        self.args = args
        self.process = None
        self.port = None
        self.setup_token = None

    def start(self, *more):
        """Starts it, waits until it says that it is ready and gives the seconds that took."""
        began = time.monotonic()
        with open(os.path.join(self.db.dir, "log%d" % self.number), "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--db", self.db.url, "--listen", "127.0.0.1:0",
                 "--node", str(self.number), "--access-log", "false", *self.args, *more],
                stdout=subprocess.PIPE, stderr=log, text=True, env=environment(self.db))
        atexit.register(Node.kill, self)
        for line in self.process.stdout:
            if line.startswith("setup token: "):
                self.setup_token = line.split(": ")[1].strip()
            if line.startswith("listening on "):
                port = int(line.rsplit(":", 1)[1])
                until("/readyz", lambda: Client(port).call("GET", "/readyz")[0] == 200)
                took = time.monotonic() - began
                self.port = port
                return took
        raise AssertionError("it did not start:\n" + self.log())

    def log(self):
        with open(os.path.join(self.db.dir, "log%d" % self.number), errors="replace") as f:
            return f.read()

    def kill(self):
        """kill -9; nothing when it does not run."""
        self.port = None
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def stop(self):
        """Gently; gives the exit code."""
        self.port = None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.process = None
        return code


class Client:
    """Speaks JSON with one port; raises OSError or HTTPException when the other side dies."""

    def __init__(self, port, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.token = token

    def call(self, method, path, body=None, headers=None):
        """(status, JSON or None, headers); path from the root; body as JSON unless it is bytes."""
        h = {"Content-Type": "application/json", **(headers or {})}
        if isinstance(body, bytes):
            h["Content-Type"] = "application/octet-stream"
        elif body is not None:
            body = json.dumps(body).encode()
        if self.token:
            h["Authorization"] = "Bearer " + self.token
        self.connection.request(method, path, body, h)
        reply = self.connection.getresponse()
        text = reply.read()
        return reply.status, json.loads(text) if text[:1] in (b"{", b"[") else None, reply.headers

    def must(self, method, path, body=None, headers=None):
        """A call below /api/v1 that has to succeed; gives the JSON."""
        status, value, _ = self.call(method, "/api/v1" + path, body, headers)
        assert status < 300, (method, path, status, value)
        return value

    def change(self, path, body):
        """PATCH with the ETag of a fresh GET."""
        status, value, headers = self.call("GET", "/api/v1" + path)
        assert status == 200, (path, status, value)
        return self.must("PATCH", path, body, {"If-Match": headers["ETag"]})

    def close(self):
        self.connection.close()


def first_administrator(node):
    """Sets the administrator up; gives a client with a token of theirs."""
    c = Client(node.port)
    c.must("POST", "/setup", {"login": "admin", "password": PASSWORD, "token": node.setup_token,
                              "name": "Administrator"}, {"Origin": "http://127.0.0.1:%d" % node.port})
    c.close()
    return log_in(node, "admin")


def add_user(db, login, roles):
    """By the command, with the password of all tests."""
    subprocess.run([PROGRAM, "user", "add", login, "--roles", roles, "--db", db.url],
                   input=PASSWORD + "\n", text=True, check=True, capture_output=True,
                   env=environment(db))


def log_in(node, login):
    """Gives a client with a new token of theirs."""
    c = Client(node.port)
    origin = {"Origin": "http://127.0.0.1:%d" % node.port}
    status, value, headers = c.call("POST", "/api/v1/session",
                                    {"login": login, "password": PASSWORD}, origin)
    assert status == 200, (status, value)
    cookie = {**origin, "Cookie": headers["Set-Cookie"].split(";")[0]}
    c.token = c.must("POST", "/tokens", {"name": "test"}, cookie)["secret"]
    return c
