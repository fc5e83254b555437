"""Roles as records: what they grant, who may change them, and how soon it counts."""
import http.client
import os
import threading
import time
import unittest

from business import BusinessCase
from client import Server, ServerCase

SOON = 5  # seconds in which a changed right has ended what goes on


class Roles(ServerCase):
    def role(self, name, **fields):
        return self.admin.post("/roles", {"name": name, "title": name, **fields}, 201).json

    def by_name(self, name):
        return self.admin.get("/roles?name=" + name).json["items"][0]

    def test_shipped_roles(self):
        roles = self.admin.get("/roles").json["items"]
        self.assertEqual({r["name"] for r in roles if r["built_in"]},
                         {"administrator", "service_manager", "sales", "after_sales_engineer",
                          "service_agent", "auditor", "read_only"})
        sales = self.by_name("sales")
        self.assertEqual(sales["title"], "Sales representative")
        self.assertEqual(sales["grants"]["customer.write"], "own")
        self.assertEqual(sales["can"], {"change": True, "delete": False})
        chinese = self.anonymous(lang="zh-CN")
        chinese.login("admin")
        self.assertEqual(chinese.get("/roles/" + sales["id"]).json["title"], "销售代表")

    def test_life(self):
        made = self.role("front_desk", text="Takes calls", grants={"customer.read": "all"})
        self.assertEqual(made["grants"]["customer.read"], "all")
        self.assertEqual(made["grants"]["ticket.read"], "none")
        c = self.person("desk", ["front_desk"])
        c.get("/customers")
        c.get("/tickets", 403)
        path = "/roles/" + made["id"]
        self.assertEqual(self.admin.delete(path, status=409).code, "role_used")
        self.admin.patch(path, {"grants": {"ticket.read": "own"}})
        c.get("/customers", 403)
        c.get("/tickets")
        self.admin.patch("/users/" + c.user["id"], {"roles": []})
        c.get("/tickets", 403)
        self.admin.delete(path)
        self.admin.get(path, 404)
        diffs = [r["action"] for r in
                 self.admin.get("/audit?record=role&record_id=%s&sort=id" % made["id"]).json["items"]]
        self.assertEqual(diffs, ["create", "change", "delete"])

    def test_several_roles_add_up(self):
        self.role("one", grants={"customer.read": "own", "ticket.read": "all"})
        self.role("two", grants={"customer.read": "department"})
        held = self.person("both", ["one", "two"]).get("/session").json["permissions"]
        self.assertEqual((held["customer.read"], held["ticket.read"]), ("department", "all"))

    def test_a_shipped_role_is_changed_and_set_back(self):
        agent = self.by_name("after_sales_engineer")
        c = self.person("engineer", ["after_sales_engineer"])
        c.get("/customers")
        etag = self.admin.patch("/roles/" + agent["id"], {
            "grants": {**agent["grants"], "customer.read": "none"}, "title": "Engineer"}).etag
        c.get("/customers", 403)
        self.assertEqual(self.by_name("after_sales_engineer")["title"], "Engineer")
        back = self.admin.patch("/roles/" + agent["id"], {"grants": None, "title": None}, etag).json
        self.assertEqual(back["grants"], agent["grants"])
        self.assertEqual(back["title"], "After-sales engineer")
        c.get("/customers")

    def test_the_administrator_keeps_what_gives_rights_back(self):
        admin = self.by_name("administrator")
        path = "/roles/" + admin["id"]
        for perm in ("user.read", "user.write", "setting.write"):
            reply = self.admin.patch(path, {"grants": {**admin["grants"], perm: "none"}}, status=422)
            self.assertEqual(reply.fields(), {"grants." + perm: "administrator_keeps"})
        self.assertEqual(self.admin.delete(path, status=409).code, "role_built_in")
        less = self.admin.patch(path, {"grants": {**admin["grants"], "note.reveal": "none"}}).json
        self.assertEqual(less["grants"]["note.reveal"], "none")
        self.admin.patch(path, {"grants": None})

    def test_refusals(self):
        def refused(fields, **body):
            reply = self.admin.post("/roles", {"name": "bad", "title": "t", **body}, 422)
            self.assertEqual(reply.fields(), fields)

        refused({"name": "bad_name_characters"}, name="Ab-c")
        refused({"title": "required"}, title="")
        refused({"grants": "not_an_object"}, grants=[])
        refused({"grants.king": "unknown_field"}, grants={"king": "all"})
        refused({"grants.login": "unknown_field"}, grants={"login": "all"})
        refused({"grants.customer.read": "not_a_scope"}, grants={"customer.read": "everything"})
        refused({"grants.customer.read": "not_a_scope"}, grants={"customer.read": 3})
        refused({"grants.tag.write": "not_a_scope"}, grants={"tag.write": "own"})
        refused({"built_in": "read_only"}, built_in=True)
        self.role("taken")
        reply = self.admin.post("/roles", {"name": "taken", "title": "t"}, 409)
        self.assertEqual(reply.fields(), {"name": "taken"})
        path = "/roles/" + self.by_name("taken")["id"]
        self.assertEqual(self.admin.patch(path, {"name": "other"}, status=422).fields(),
                         {"name": "read_only"})
        self.assertEqual(self.admin.patch(path, {"title": "x"}, '"9"', status=412).code, "stale")

    def test_nobody_gives_more_than_they_have(self):
        """Who manages people but not settings cannot make themselves an administrator."""
        self.role("staff", grants={"user.read": "all", "user.write": "all",
                                   "customer.read": "department"})
        c = self.person("clerk", ["staff"])
        def refused(call, path, body, field):
            reply = call(path, body, status=403)
            self.assertEqual((reply.code, reply.fields()),
                             ("beyond_own_rights", {field: "beyond_own_rights"}))

        refused(c.patch, "/users/" + c.user["id"], {"roles": ["staff", "administrator"]}, "roles")
        refused(c.post, "/users", {"login": "new", "name": "n", "roles": ["sales"]}, "roles")
        refused(c.post, "/roles", {"name": "more", "title": "t",
                                   "grants": {"customer.read": "all"}}, "grants")
        refused(c.patch, "/roles/" + self.by_name("staff")["id"],
                {"grants": {"user.write": "all", "customer.write": "own"}}, "grants")
        c.post("/roles", {"name": "less", "title": "t", "grants": {"customer.read": "own"}}, 201)
        new = c.post("/users", {"login": "new", "name": "n", "roles": ["less", "staff"]}, 201).json
        other = self.person("boss", ["service_manager"])
        c.patch("/users/" + other.user["id"], {"name": "x", "roles": ["service_manager", "less"]})
        c.patch("/users/" + new["id"], {"roles": ["less"]})

    def test_two_programs_agree(self):
        """A role changed through one connection counts for the requests of all others at once."""
        self.role("flips", grants={"customer.read": "all"})
        people = [self.person("flip%d" % n, ["flips"]) for n in range(3)]
        path = "/roles/" + self.by_name("flips")["id"]
        for n in range(10):
            scope = "none" if n % 2 == 0 else "own"
            self.admin.patch(path, {"grants": {"customer.read": scope}})
            for c in people:
                c.get("/customers", 403 if scope == "none" else 200)


class Stream:
    """An open stream of events; `end` is how long it lived, None as long as it does."""

    def __init__(self, port, headers):
        self.end = None
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.request("GET", "/api/v1/events", headers=headers)
        self.reply = self.connection.getresponse()
        assert self.reply.status == 200, self.reply.status
        self.reply.readline()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.since = time.monotonic()
        self.thread.start()

    def read(self):
        try:
            while self.reply.readline():
                pass
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.end = time.monotonic() - self.since

    def ended(self):
        self.thread.join(SOON)
        return self.end is not None

    def close(self):
        self.connection.sock and self.connection.sock.shutdown(2)
        self.thread.join(SOON)
        self.connection.close()


class Streams(ServerCase):
    """What goes on for long ends when the right to it does."""

    def open(self, c, port=None):
        headers = {"Cookie": c.cookie} if c.cookie else {"Authorization": "Bearer " + c.token}
        stream = Stream(port or self.server.port, headers)
        self.addCleanup(stream.close)
        return stream

    def ends(self, change, streams, stay=()):
        change()
        for s in streams:
            self.assertTrue(s.ended())
        for s in stay:
            self.assertIsNone(s.end)

    def test_a_changed_role(self):
        role = self.admin.post("/roles", {"name": "hears", "title": "h",
                                          "grants": {"customer.read": "all"}}, 201).json
        c, d = self.person("hearer", ["hears"]), self.person("other", ["sales"])
        mine, theirs = self.open(c), self.open(d)
        self.ends(lambda: self.admin.patch("/roles/" + role["id"], {"title": "same rights"}),
                  [], [mine, theirs])
        self.ends(lambda: self.admin.patch("/roles/" + role["id"], {"grants": {}}), [mine], [theirs])

    def test_what_ends_a_session_or_token(self):
        c = self.person("many", ["sales"])
        token = c.post("/tokens", {"name": "t"}, 201).json
        program = self.anonymous(token=token["secret"])
        stream, other = self.open(program), self.open(c)
        self.ends(lambda: c.call("DELETE", "/tokens/" + token["token"]["id"], status=204,
                                 headers={"If-Match": '"1"'}), [stream], [other])
        department = self.admin.post("/departments", {"name": "d"}, 201).json["id"]
        self.ends(lambda: self.admin.patch("/users/" + c.user["id"],
                                           {"department_id": department}), [other])
        again = self.open(c)
        self.ends(lambda: self.admin.patch("/users/" + c.user["id"], {"disabled": True}), [again])

    @unittest.skipUnless(os.environ.get("GENJIN_TEST_PG"), "one program serves a SQLite file")
    def test_on_another_node(self):
        c = self.person("far", ["sales"])
        node = Server.__new__(Server)
        node.dir, node.env, node.db = self.server.dir, self.server.env, self.server.db
        node.args = (*self.server.args, "--node", "1")
        node.start()
        self.addCleanup(node.stop)
        stream = self.open(c, node.port)
        self.ends(lambda: self.admin.patch("/users/" + c.user["id"], {"disabled": True}), [stream])


class Jobs(BusinessCase):
    def test_the_orderer_is_disabled(self):
        c = self.person("importer", ["service_manager"])
        rows = "name\n" + "".join("Imported %d\n" % n for n in range(4000))
        job = c.call("POST", "/imports", rows.encode(), 202, {"Content-Type": "text/csv"}).json
        self.admin.patch("/users/" + c.user["id"], {"disabled": True})
        time.sleep(1)
        self.admin.patch("/users/" + c.user["id"], {"disabled": False})
        c.login("importer")
        ended = self.job(job, c)
        self.assertEqual((ended["state"], ended["error"]), ("failed", "denied rights_ended"))
        self.assertLess(ended["done"], 4000)


if __name__ == "__main__":
    unittest.main()
