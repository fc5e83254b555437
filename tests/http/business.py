"""business - a company to test with: set up by `genjin init`, with departments, people of every
role and a clock that stands still on Monday, 2 March 2026, 10:00 in Shanghai."""
import contextlib
import hashlib
import os
import sqlite3
import subprocess
import time

from client import PROGRAM, Server, ServerCase

NOW = "2026-03-02T02:00:00Z"
NOW_US = 1772416800 * 1000000
# What people do beside the business: who is logged in, what was asked.
BESIDE = ("sessions", "attempts", "idempotency")
# What of a table counts: not the seals, which come later, nor that something was refused or seen.
PARTS = {"audit": "(select id, created_at, user_id, action, record, record_id, diff, mac from audit "
                  "where action not in ('denied', 'seen'))",
         "settings": "(select name, value from settings where name not like 'audit%')"}


class CompanyServer(Server):
    """A server whose database has a company with the standard S1 in force."""
    presets = "s1"

    def __init__(self, *args):
        self.is_set_up = False
        super().__init__("--test-clock", NOW, *args)

    def start(self):
        if not self.is_set_up:
            subprocess.run([PROGRAM, "init", "--db", self.db, "--company", "跟进测试公司",
                            "--presets", self.presets],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env={**self.env, "GENJIN_TEST_CLOCK": NOW, "GENJIN_NO_SYNC": "true"})
            self.is_set_up = True
        super().start()

    def restart(self, now):
        """The same company at another time."""
        self.stop()
        self.args = ("--test-clock", now, *self.args[2:])
        self.start()

    def dump(self):
        """{table: digest of all its rows}, to show that nothing changed."""
        if os.environ.get("GENJIN_TEST_PG"):
            return self._dump_pg()
        db = sqlite3.connect("file:%s?mode=ro" % self.db, uri=True)
        try:
            tables = [r[0] for r in db.execute(
                "select name from sqlite_master where type = 'table' order by name")]
            return {t: hashlib.sha256(repr(sorted(map(repr, db.execute(
                "select * from " + PARTS.get(t, t)))))
                                      .encode()).hexdigest()
                    for t in tables if t not in BESIDE and not t.startswith("sqlite")}
        finally:
            db.close()

    def settled(self):
        """A dump when the program has nothing left to do by itself."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if self._ask("select (select count(*) from deadlines where next_fire_at <= %d) + "
                         "(select count(*) from jobs where state in ('queued', 'running'))"
                         % NOW_US) == 0:
                return self.dump()
            time.sleep(0.02)
        raise AssertionError("it does not settle")

    def _ask(self, sql):
        if os.environ.get("GENJIN_TEST_PG"):
            return int(self._psql(sql))
        db = sqlite3.connect("file:%s?mode=ro" % self.db, uri=True)
        try:
            return db.execute(sql).fetchone()[0]
        finally:
            db.close()

    def execute(self, sql):
        """Changes rows while nobody serves."""
        if os.environ.get("GENJIN_TEST_PG"):
            self._psql(sql)
            return
        db = sqlite3.connect(self.db)
        try:
            with db:
                db.execute(sql)
        finally:
            db.close()

    def _psql(self, sql):
        return subprocess.run(["psql", "-qXAt", self.db, "-c", sql], check=True,
                              stdout=subprocess.PIPE, text=True).stdout

    def _dump_pg(self):
        tables = self._psql("select tablename from pg_tables where schemaname = 'public'").split()
        sql = " union all ".join(
            "select '%s ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') "
            "from %s t" % (t, PARTS.get(t, t)) for t in sorted(tables) if t not in BESIDE)
        return dict(line.split(" ") for line in self._psql(sql).splitlines())


class BusinessCase(ServerCase):
    """A company with two departments:

    service  chief (manager of all), head (service_agent), agent, other_agent
    sales    seller
    """

    @classmethod
    def setUpClass(cls):
        cls.server = CompanyServer(*cls.server_args)
        cls.clients = []
        try:
            cls.admin = cls.server.setup()
            cls.set_up_people()
        except BaseException:
            cls.server.close()
            raise

    @classmethod
    def set_up_people(cls):
        make = lambda name: cls.admin.post("/departments", {"name": name}, 201).json["id"]
        cls.service = make("客服部")
        cls.sales = make("销售部")
        cls.chief = cls.person("chief", ["service_manager"], department_id=cls.service)
        cls.agent = cls.person("agent", ["service_agent"], department_id=cls.service,
                               supervisor_id=cls.chief.user["id"])
        cls.seller = cls.person("seller", ["sales"], department_id=cls.sales)

    @classmethod
    def customer(cls, name="东方科技有限公司", by=None, **fields):
        fields.setdefault("department_id", cls.service)
        return (by or cls.admin).post("/customers", {"name": name, **fields}, 201).json

    @classmethod
    def ticket(cls, customer, title="登录异常", by=None, **fields):
        return (by or cls.admin).post("/tickets", {"customer_id": customer["id"], "title": title,
                                                   **fields}, 201).json

    @classmethod
    def act(cls, ticket, action, body, status=200, by=None, **kw):
        return (by or cls.admin).post("/tickets/%s/%s" % (ticket["id"], action), body, status, **kw)

    @classmethod
    def all(cls, path, by=None):
        """All items of a list, page by page."""
        items, cursor = [], ""
        while True:
            page = (by or cls.admin).get(path + ("&" if "?" in path else "?") + "limit=200" +
                                         ("&cursor=" + cursor if cursor else "")).json
            items += page["items"]
            cursor = page.get("next")
            if not cursor:
                return items

    @classmethod
    def job(cls, job, by=None):
        """Waits until a job has ended."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            j = (by or cls.admin).get("/jobs/" + job["id"]).json
            if j["state"] not in ("queued", "running"):
                return j
            time.sleep(0.02)
        raise AssertionError("the job does not end: %s" % j)

    def refused(self, reply, status, **fields):
        """A problem document that names exactly these fields with these codes."""
        self.assertEqual((reply.status, reply.fields()), (status, fields), reply.body.decode())

    @contextlib.contextmanager
    def nothing_changes(self):
        """All that is done within must have been refused."""
        before = self.server.settled()
        yield
        after = self.server.dump()
        self.assertEqual({t for t in before if before[t] != after.get(t)}, set())

    def unchanged(self, call):
        """Runs what must be refused; nothing is different afterwards."""
        with self.nothing_changes():
            reply = call()
            self.assertGreaterEqual(reply.status, 400, reply.body)
        return reply
