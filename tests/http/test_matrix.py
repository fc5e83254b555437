"""Every role on every route, method, ownership and field: what follows from the permission table
is what the server does.  Nothing here names a route or a role: the expectation is worked out from
GET /permission-table and the API document, independently of the server's own code.  Beside the
roles that ship stand random ones; GENJIN_TEST_SEED repeats a run (Z1)."""
import os
import random
import re
import unittest

from business import BusinessCase
from client import contract

RANDOM_ROLES = 10
SCOPES = ("none", "own", "department", "all")
# Whose a record is, seen by somebody of the department; and the scopes that reach it.
OWNERSHIPS = {"own": {"own", "department", "all"}, "department": {"department", "all"},
              "below": {"department", "all"}, "foreign": {"all"}, "nobody": {"all"}}
PLANTED = {"phone": "13987650001", "email": "planted@example.com", "wechat": "planted_wechat",
           "note": "planted note"}
CONTACT = {"phone", "email", "wechat"}


def is_stream(op):
    return "text/event-stream" in str(op["responses"])


class Table(BusinessCase):
    def test_the_table_is_the_document(self):
        """A route outside the table cannot exist, nor one that is only in the table."""
        table = self.admin.get("/permission-table").json
        documented = {(m, p): op["x-permission"] for m, p, op in contract().operations()}
        self.assertEqual({(r["method"], r["path"]): r["permission"] for r in table["routes"]},
                         documented)
        for path in {p for _, p in documented}:
            place = re.sub(r"\{[a-z_]+\}", "7", path)
            for method in ("GET", "POST", "PATCH", "DELETE", "PUT"):
                if contract().find(method, place) is None:
                    self.admin.call(method, place, {}, 405)

    def test_as_a_file(self):
        table = self.admin.get("/permission-table").json
        lines = self.admin.get("/permission-table.csv").body.decode().split("\r\n")
        self.assertEqual(lines[0], "row,role,permission,scope,method,path")
        want = ["role,%s,%s,%s,," % (r["name"], p, s) for r in table["roles"]
                for p, s in r["grants"].items()]
        want += ["route,,%(permission)s,,%(method)s,%(path)s" % r for r in table["routes"]]
        self.assertEqual(lines[1:-1], want)


class Matrix(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.seed = int(os.environ.get("GENJIN_TEST_SEED") or random.randrange(1 << 30))
        cls.random = random.Random(cls.seed)
        cls.checked = 0
        cls.below = cls.admin.post("/departments", {"name": "below", "parent_id": cls.sales},
                                   201).json["id"]
        cls.departments = {"own": cls.service, "department": cls.sales, "below": cls.below,
                           "foreign": cls.service, "nobody": None}
        cls.records = {w: cls.plant(w, cls.departments[w], None) for w in OWNERSHIPS if w != "own"}
        table = cls.admin.get("/permission-table").json
        cls.permissions = table["permissions"]
        for n in range(RANDOM_ROLES):
            cls.admin.post("/roles", {"name": "random_%d" % n, "title": "Random %d" % n,
                                      "grants": cls.random_grants()}, 201)
        cls.roles = {r["name"]: r["grants"]
                     for r in cls.admin.get("/permission-table").json["roles"]}

    @classmethod
    def random_grants(cls):
        return {p["name"]: cls.random.choice(SCOPES if p["scoped"] else ("none", "all"))
                for p in cls.permissions}

    @classmethod
    def plant(cls, name, department, owner):
        """A customer and all that hangs on it; {kind of path: record}."""
        whose = {"department_id": department, "owner_id": owner}
        c = cls.admin.post("/customers", {"name": "Customer " + name, "note": PLANTED["note"],
                                          "stage": "new", "cooperation_since": "2026-02-27",
                                          **whose}, 201).json
        base = "/customers/%s/" % c["id"]
        made = {"customers": c}
        made["contacts"] = cls.admin.post(base + "contacts", {"name": "n", **PLANTED}, 201).json
        made["orders"] = cls.admin.post(base + "orders", {"amount": 1, "ordered_on": "2026-02-27"},
                                        201).json
        cls.admin.patch("/customers/" + c["id"], {"tier": "vip"})
        made["tier-changes"] = cls.admin.get(base + "tier-changes").json["items"][0]
        made["tickets"] = cls.admin.post("/tickets", {"customer_id": c["id"], "title": "t", **whose},
                                         201).json
        made["checklist"] = cls.admin.post("/tickets/%s/checklist" % made["tickets"]["id"],
                                           {"text": "t"}, 201).json
        made["follow-ups"] = cls.admin.post("/follow-ups", {
            "customer_id": c["id"], "goal": "g", "planned_at": "2026-03-03T02:00:00Z",
            "owner_id": owner}, 201).json
        made["deadlines"] = cls.admin.get("/deadlines?subject_id=" + c["id"]).json["items"][0]
        return made

    def people(self):
        """(client, {permission: scope}, {ownership: records}): one of each role, some of two."""
        names = sorted(self.roles)
        sets = [[n] for n in names] + [self.random.sample(names, 2) for _ in range(3)]
        for n, roles in enumerate(sets):
            c = self.person("m%d" % n, roles, department_id=self.sales, phone="13100000000")
            held = {p["name"]: max((self.roles[r][p["name"]] for r in roles), key=SCOPES.index)
                    for p in self.permissions}
            held["login"] = "all"
            own = self.plant("own %d" % n, self.departments["own"], c.user["id"])
            yield c, held, {**self.records, "own": own}

    def same(self, got, want, *where):
        type(self).checked += 1
        self.assertEqual(got, want, (*where, "GENJIN_TEST_SEED=%d" % self.seed))

    def test_all(self):
        users = self.admin.get("/users").json["items"]
        stranger = self.admin.post("/users", {"login": "stranger", "name": "s",
                                              "phone": PLANTED["phone"],
                                              "email": PLANTED["email"]}, 201).json
        for c, held, records in self.people():
            shown = c.get("/session").json["permissions"]
            self.same(shown, {p: s for p, s in held.items() if p != "login"}, c.user["roles"])
            for method, path, op in contract().operations():
                if op["x-permission"] == "public" or is_stream(op):
                    continue
                self.admission(c, held, method, path, op)
                for whose, made in records.items():
                    self.reach(c, held, whose, made, method, path, op)
            self.lists(c, held, records)
            for whose, made in records.items():
                self.fields(c, held, whose, made)
            if held["user.read"] != "none":
                seen = c.get("/users/" + stranger["id"]).json
                self.masked(seen, held["contact.reveal"] == "all", {"phone", "email"}, c.user)
        self.assertTrue(users)
        print("\n%d assertions, GENJIN_TEST_SEED=%d" % (self.checked, self.seed))
        self.assertGreaterEqual(self.checked, 5000)

    def admission(self, c, held, method, path, op):
        """Refused with 403 exactly when the permission is not held at all.  What is let in is
        stopped by a key, a version or a body that is no good, so that nothing is done."""
        place = re.sub(r"\{[a-z_]+\}", "7", path)
        body = {"nonsense": 1} if "requestBody" in op else None
        reply = c.call(method, place, body, None, {"Idempotency-Key": "a b"})
        refused = held[op["x-permission"]] == "none"
        self.same(reply.status == 403, refused, method, path, reply.status, held)
        if not refused and method != "GET":
            self.assertIn(reply.status, (400, 404, 409, 415, 422, 428), (method, path))

    def place_of(self, made, path):
        """The path with the ids of planted records; None when it is about something else."""
        kinds = re.findall(r"/([a-z-]+)/\{", path)
        if not kinds or not all(k in made for k in kinds):
            return None
        ids = iter(kinds)
        return re.sub(r"\{[a-z_]+\}", lambda m: made[next(ids)]["id"], path)

    def reach(self, c, held, whose, made, method, path, op):
        """What is not in reach is not there; what may only be read is refused."""
        place = self.place_of(made, path)
        if place is None or held[op["x-permission"]] == "none":
            return
        kind = re.findall(r"/([a-z-]+)/\{", path)[0]
        may = held[op["x-permission"]] in OWNERSHIPS[whose]
        reads = {o["x-permission"] for m, p, o in contract().operations()
                 if m == "GET" and p == "/%s/{id}" % kind}
        seen = all(held[r] in OWNERSHIPS[whose] for r in reads)
        if method == "GET":
            reply = c.get(place, None)
            if reply.status == 403:  # more than reading: told only to those who see the record
                return self.same((may, seen), (False, True), method, path, whose, held)
            if reply.status == 200 and "items" in (reply.json or {}) and not path.endswith("}"):
                got = bool(reply.json["items"]) or may  # a list may be empty, but not filled
            else:
                got = reply.status == 200
                self.assertIn(reply.status, (200, 404), (place, reply.body))
            self.same(got, may, method, path, whose, held)
            self.can(held, whose, path, reply.json or {})
            return
        if method == "POST" and may:
            return  # admission() has shown that it is let in
        versioned = any(p.get("name") == "If-Match" for p in op.get("parameters", ()))
        stale = {"If-Match": '"999"'} if versioned else {}
        body = self.body_of(op, c)
        reply = c.call(method, place, body if method == "POST" else {}, None, stale)
        if reply.status == 422:  # judged by its body alone: the same where there is no record
            nowhere = c.call(method, re.sub(r"/[0-9]+", "/77", place), body, None, stale)
            return self.same(nowhere.status, 422, method, place, whose, held)
        if not may and op["x-permission"] not in reads:
            want = (403, 404) if seen else (404,)
        else:
            want = (412,) if may else (404,)
        self.same(reply.status in want, True, method, place, whose, reply.status, want, held)

    def can(self, held, whose, path, record):
        """What a record says may be done with it is what the table says."""
        for word, method in (("edit", "PATCH"), ("delete", "DELETE")):
            op = contract().find(method, path)
            if op and word in record.get("can", {}):
                self.same(record["can"][word], held[op["x-permission"]] in OWNERSHIPS[whose],
                          "can", word, path, whose, held)

    @staticmethod
    def body_of(op, c):
        """The least body that the document allows."""
        if "requestBody" not in op:
            return None
        schema = list(op["requestBody"]["content"].values())[0]["schema"]
        if "$ref" in schema:
            schema = contract().document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        body = {}
        for name, p in schema.get("properties", {}).items():
            if name.endswith("owner_id"):
                body[name] = c.user["id"]
            elif name == "department_id":
                body[name] = c.user["department_id"]
            elif p.get("enum"):
                body[name] = p["enum"][0]
            elif p.get("format") == "date-time":
                body[name] = "2026-03-02T03:00:00Z"
            elif p.get("format") == "date":
                body[name] = "2026-03-02"
            elif name in schema.get("required", []) or name in ("text", "content", "reason"):
                body[name] = 1 if "integer" in p.get("type", "") else "x"
        return body

    def lists(self, c, held, records):
        """Exactly what is in reach is listed."""
        for kind in ("customers", "tickets", "follow-ups", "deadlines"):
            perm = contract().find("GET", "/" + kind)["x-permission"]
            if held[perm] == "none":
                continue
            got = {r["id"] for r in self.all("/%s?sort=id" % kind, c)}
            for whose, made in records.items():
                self.same(made[kind]["id"] in got, held[perm] in OWNERSHIPS[whose], kind, whose,
                          held)

    def fields(self, c, held, whose, made):
        if held["customer.read"] not in OWNERSHIPS[whose]:
            return
        base = "/customers/" + made["customers"]["id"]
        contact = "%s/contacts/%s" % (base, made["contacts"]["id"])
        for seen, names in ((c.get(base).json, {"note"}), (c.get(contact).json, set(PLANTED))):
            self.masked(seen, held["contact.reveal"] in OWNERSHIPS[whose], names & CONTACT, whose)
            self.masked(seen, held["note.reveal"] in OWNERSHIPS[whose], names - CONTACT, whose)

    def masked(self, seen, clear, names, *where):
        for name in names:
            self.same(seen[name] == PLANTED[name], clear, name, *where)


if __name__ == "__main__":
    unittest.main()
