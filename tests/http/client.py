"""client - starts the real server and speaks HTTP with it; every reply is held against
api/openapi.json, so that a test of an endpoint is a contract test as well.

    from client import ServerCase

    class Tags(ServerCase):
        def test_make(self):
            tag = self.admin.post("/tags", {"name": "VIP", "axis": "value"}, 201).json
            self.admin.get("/tags/" + tag["id"], 200)

The database is SQLite in a temporary directory, or, with GENJIN_TEST_PG=postgresql://... (a
server on which databases may be created), a fresh database there.  GENJIN is the program,
build/src/app/genjin unless set.  Only Debian's python3 and python3-jsonschema are needed.
"""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import uuid

from jsonschema import Draft202012Validator, RefResolver

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("GENJIN", os.path.join(ROOT, "build/src/app/genjin"))
PASSWORD = "correct horse battery"


class Contract:
    """The OpenAPI document, asked by method and path."""

    def __init__(self, path=os.path.join(ROOT, "api/openapi.json")):
        with open(path, encoding="utf-8") as f:
            self.document = json.load(f)
        self.resolver = RefResolver.from_schema(self.document)
        self.patterns = [(re.compile("^" + re.sub(r"\{[a-z_]+\}", "[^/]+", p) + "$"), p)
                         for p in self.document["paths"]]
        self.validators = {}

    def find(self, method, path):
        """The operation of a path below /api/v1, literals before parameters; None: no such."""
        path = path.split("?")[0]
        fits = [p for r, p in self.patterns if r.match(path)]
        fits.sort(key=lambda p: p.count("{"))
        for p in fits:
            if method.lower() in self.document["paths"][p]:
                return self.document["paths"][p][method.lower()]
        return None

    def operations(self):
        """(method, path, operation) of all."""
        for path, methods in self.document["paths"].items():
            for method, op in methods.items():
                yield method.upper(), path, op

    def validate(self, schema, value):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            self.validators[key] = Draft202012Validator(
                schema, resolver=self.resolver,
                format_checker=Draft202012Validator.FORMAT_CHECKER)
        self.validators[key].validate(value)

    def check(self, method, path, reply):
        """Raises when the reply is not what the document promises."""
        op = self.find(method, path)
        if reply.status >= 400:
            assert reply.type == "application/problem+json", (reply.status, reply.type)
            self.validate({"$ref": "#/components/schemas/problem"}, reply.json)
            assert reply.json["status"] == reply.status
            return
        assert op is not None, "%s %s is not in the document" % (method, path)
        if reply.status == 304:
            return
        assert str(reply.status) in op["responses"], (method, path, reply.status)
        content = op["responses"][str(reply.status)].get("content", {})
        if not content:
            assert not reply.body, "%s %s: a body nobody promised" % (method, path)
            return
        if "*/*" in content:
            return
        assert reply.type in content, (method, path, reply.type)
        if reply.type == "application/json":
            self.validate(content[reply.type]["schema"], reply.json)


CONTRACT = None


def contract():
    global CONTRACT
    if CONTRACT is None:
        CONTRACT = Contract()
    return CONTRACT


class Reply:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body
        self.type = (response.headers.get("Content-Type") or "").split(";")[0]
        self.json = json.loads(body) if body and self.type.endswith("json") else None

    @property
    def etag(self):
        return self.headers["ETag"]

    @property
    def code(self):
        """The stable code of a problem."""
        return self.json["code"]

    def fields(self):
        """{field: code} of a problem."""
        return {e["field"]: e["code"] for e in self.json["errors"]}


class Client:
    """One person or program.  Cookies are kept; Origin is sent as a browser does."""

    def __init__(self, port, token=None, lang="en"):
        self.port = port
        self.token = token
        self.lang = lang
        self.cookie = None
        self.connection = None

    def raw(self, method, path, body=None, headers=None):
        """Sends as it is, checks nothing; path from the root."""
        h = {"Accept-Language": self.lang}
        if self.cookie:
            h["Cookie"] = self.cookie
        if self.token:
            h["Authorization"] = "Bearer " + self.token
        elif method not in ("GET", "HEAD"):
            h["Origin"] = "http://127.0.0.1:%d" % self.port
        h.update(headers or {})
        h = {k: v for k, v in h.items() if v is not None}
        for again in (True, False):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, body, h)
                response = self.connection.getresponse()
                reply = Reply(response, response.read())
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if not again:
                    raise
        for c in reply.headers.get_all("Set-Cookie") or []:
            pair = c.split(";")[0]
            self.cookie = pair if pair.split("=", 1)[1] else None
        return reply

    def call(self, method, path, body=None, status=None, headers=None):
        """A call below /api/v1 with a JSON body (None: none); the reply is held against the
        contract, and its status against `status` if given."""
        h = dict(headers or {})
        data = None
        if body is not None:
            data = body if isinstance(body, (bytes, str)) else json.dumps(body)
            data = data.encode() if isinstance(data, str) else data
            h.setdefault("Content-Type", "application/json")
        reply = self.raw(method, "/api/v1" + path, data, h)
        if status is not None and reply.status != status:
            raise AssertionError("%s %s: %d, not %d: %s" % (method, path, reply.status, status,
                                                            reply.body.decode(errors="replace")))
        if method != "HEAD":
            contract().check(method, path, reply)
        return reply

    def get(self, path, status=200, **kw):
        return self.call("GET", path, None, status, kw.get("headers"))

    def post(self, path, body=None, status=None, **kw):
        return self.call("POST", path, body, status, kw.get("headers"))

    def patch(self, path, body, etag=None, status=200, **kw):
        """Changes a record; without an ETag it is fetched first."""
        etag = etag or self.get(path).etag
        return self.call("PATCH", path, body, status, {"If-Match": etag, **kw.get("headers", {})})

    def delete(self, path, etag=None, status=204, **kw):
        etag = etag or self.get(path).etag
        return self.call("DELETE", path, None, status, {"If-Match": etag, **kw.get("headers", {})})

    def login(self, login, password=PASSWORD, status=200):
        return self.post("/session", {"login": login, "password": password}, status)

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None


class Server:
    """A running genjin with a database of its own."""

    def __init__(self, *args, env=None):
        self.dir = tempfile.mkdtemp(prefix="genjin-")
        self.db = self._new_database()
        self.args = args
        self.env = {**os.environ, "GENJIN_AUDIT_KEY": os.path.join(self.dir, "audit-key"),
                    "GENJIN_ATTACHMENTS": os.path.join(self.dir, "files"), **(env or {})}
        self.start()

    def _new_database(self):
        url = os.environ.get("GENJIN_TEST_PG")
        if not url:
            return os.path.join(self.dir, "test.db")
        name = "t" + uuid.uuid4().hex[:16]
        subprocess.run(["psql", "-qX", url, "-c", "create database " + name], check=True)
        self.pg_name = name
        base, _, rest = url.partition("?")
        host = base.split("://", 1)[1].split("/")[0]
        return "postgresql://%s/%s%s" % (host, name, "?" + rest if rest else "")

    def start(self):
        self.log = open(os.path.join(self.dir, "log"), "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--db", self.db, "--listen", "127.0.0.1:0", "--no-sync", "true",
             *self.args], stdout=subprocess.PIPE, stderr=self.log, env=self.env)
        self.setup_token = None
        for line in self.process.stdout:
            text = line.decode()
            if text.startswith("setup token: "):
                self.setup_token = text.split(": ")[1].strip()
            if text.startswith("listening on "):
                self.port = int(text.rsplit(":", 1)[1])
                return
        raise AssertionError("the server did not start:\n" + self.read_log())

    def read_log(self):
        self.log.flush()
        with open(os.path.join(self.dir, "log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def stop(self):
        """Stops gently; a sanitizer's finding or a crash is an error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()
        if code != 0:
            with open(os.path.join(self.dir, "log"), errors="replace") as f:
                raise AssertionError("the server ended with %d:\n%s" % (code, f.read()[-4000:]))

    def close(self):
        try:
            self.stop()
        finally:
            if os.environ.get("GENJIN_TEST_PG"):
                subprocess.run(["psql", "-qX", os.environ["GENJIN_TEST_PG"], "-c",
                                "drop database if exists %s with (force)" % self.pg_name])
            shutil.rmtree(self.dir, ignore_errors=True)

    def client(self, **kw):
        return Client(self.port, **kw)

    def setup(self):
        """Makes the first administrator, logged in."""
        c = self.client()
        c.post("/setup", {"token": self.setup_token, "login": "admin", "name": "Administrator",
                          "password": PASSWORD}, 204)
        c.login("admin")
        return c


class ServerCase(unittest.TestCase):
    """A test case with a server (self.server) and an administrator (self.admin)."""
    server_args = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.server_args)
        try:
            cls.admin = cls.server.setup()
        except BaseException:
            cls.server.close()
            raise
        cls.clients = []

    @classmethod
    def tearDownClass(cls):
        cls.admin.close()
        for c in cls.clients:
            c.close()
        cls.server.close()

    @classmethod
    def anonymous(cls, **kw):
        c = cls.server.client(**kw)
        cls.clients.append(c)
        return c

    @classmethod
    def person(cls, login, roles, **fields):
        """A new user with these roles, logged in; client.user is the record."""
        user = cls.admin.post("/users", {"login": login, "name": login, "roles": roles, **fields},
                              201).json
        cls.admin.post("/users/%s/password" % user["id"], {"password": PASSWORD}, 204)
        c = cls.anonymous()
        c.login(login)
        c.user = user
        return c
