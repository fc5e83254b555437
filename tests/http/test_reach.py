"""What belongs to another department is not there: not by id, list, filter, count, search, my-day,
explanation, history or error, and cannot be changed."""
import http.client
import re
import unittest
from urllib.parse import quote

from business import BusinessCase
from client import contract

SECRETS = ("绝密客户", "绝密联系人", "13700009999", "绝密工单", "绝密跟进", "绝密产品", "绝密备注", "绝密附件")


class Reach(BusinessCase):
    """seller looks; everything secret is the service department's."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.team_mate = cls.person("mate", ["service_agent"], department_id=cls.service)
        c = cls.foreign = cls.customer("绝密客户有限公司", note="绝密备注", stage="new",
                                       cooperation_since="2026-02-27",
                                       owner_id=cls.agent.user["id"])
        base = "/customers/%s/" % c["id"]
        cls.contact = cls.admin.post(base + "contacts", {"name": "绝密联系人",
                                                         "phone": "13700009999"}, 201).json
        cls.order = cls.admin.post(base + "orders", {"amount": 100, "product": "绝密产品",
                                                     "ordered_on": "2026-02-27"}, 201).json
        cls.admin.patch("/customers/" + c["id"], {"tier": "vip"})
        cls.change = cls.admin.get(base + "tier-changes").json["items"][0]
        cls.secret_ticket = cls.ticket(c, "绝密工单", urgency="urgent",
                                       submitted_at="2026-03-01T02:00:00Z")
        cls.act(cls.secret_ticket, "reply", {"text": "绝密工单的答复"})
        cls.item = cls.admin.post("/tickets/%s/checklist" % cls.secret_ticket["id"],
                                  {"text": "绝密清单项"}, 201).json
        cls.follow_up = cls.admin.post("/follow-ups", {
            "customer_id": c["id"], "planned_at": "2026-03-03T02:00:00Z", "goal": "绝密跟进"},
            201).json
        cls.deadline = cls.admin.get("/deadlines?customer_id=" + c["id"]).json["items"][0]
        cls.files = {kind: cls.admin.call(
            "POST", "/%s/%s/attachments?name=%s" % (kind, rec["id"], quote("绝密附件.txt")),
            "绝密附件的内容".encode(), 201, {"Content-Type": "application/octet-stream"}).json["id"]
            for kind, rec in (("customers", c), ("tickets", cls.secret_ticket),
                              ("follow-ups", cls.follow_up))}
        cls.own = cls.customer("自家客户", department_id=cls.sales, owner_id=cls.seller.user["id"])
        cls.own_ticket = cls.ticket(cls.own, "自家工单", owner_id=cls.seller.user["id"])

    def ids(self):
        return {"customers": self.foreign["id"], "contacts": self.contact["id"],
                "orders": self.order["id"], "tier-changes": self.change["id"],
                "tickets": self.secret_ticket["id"], "follow-ups": self.follow_up["id"],
                "deadlines": self.deadline["id"], "checklist": self.item["id"]}

    def secret_paths(self, methods):
        """(method, path) of every operation below a record that is not the seller's."""
        ids = self.ids()
        for method, path, _ in contract().operations():
            kind = path.split("/")[1]
            if method not in methods or "{" not in path or kind not in ids:
                continue
            def value(m):
                last = path[:m.start()].rstrip("/").rsplit("/", 1)[1]
                return self.files[kind] if last == "attachments" else ids[last]
            yield method, re.sub(r"\{[a-z_]+\}", value, path)

    def no_secret(self, reply, where):
        text = reply.body.decode()
        for word in SECRETS + (*self.ids().values(), *self.files.values()):
            self.assertNotIn(word, text, where)

    def test_the_department_sees_them(self):
        """So that what follows is not empty for another reason."""
        for method, path in self.secret_paths({"GET"}):
            self.team_mate.get(path, 200)

    def test_by_id(self):
        n = 0
        for method, path in self.secret_paths({"GET"}):
            with self.subTest(path=path):
                reply = self.seller.get(path, None)
                if reply.status == 200:  # the list below a foreign parent
                    self.assertEqual(reply.json["items"], [])
                else:
                    self.assertEqual(reply.status, 404)
                    self.no_secret(reply, path)
                n += 1
        self.assertGreaterEqual(n, 12)

    def test_cannot_be_changed(self):
        bodies = {"hold": {"text": "x"}, "assign": {"owner_id": self.seller.user["id"]},
                  "ask-department": {"department_id": self.sales},
                  "call-back": {"confirmation": "satisfied"}, "done": {"content": "x"},
                  "department-reply": {"department_id": self.sales, "text": "x"},
                  "contacts": {"name": "x"}, "orders": {"amount": 1, "ordered_on": "2026-01-01"},
                  "resume": {}, "reopen": {}, "archive": {}, "reveal": {"reason": "代班"},
                  "apply": {"template_id": "77"},
                  "merge": {"duplicate_id": self.own["id"], "duplicate_version": 1},
                  "snooze": {"until": "2026-03-02T03:00:00Z", "reason": "x"}}
        with self.nothing_changes():
            for method, path in self.secret_paths({"POST", "PATCH", "DELETE"}):
                with self.subTest(method=method, path=path):
                    word = path.rsplit("/", 1)[1]
                    body = None if method == "DELETE" or word in ("cancel", "action-done", "undo") and \
                        "follow" in path else bodies.get(word, {"text": "x"})
                    if method == "PATCH":
                        body = {}
                    headers = {} if method == "POST" and word != "merge" else {"If-Match": '"1"'}
                    reply = self.seller.call(method, path, body, None, headers)
                    self.assertIn(reply.status, (403, 404), reply.body)
                    self.no_secret(reply, path)

    def test_lists_filters_and_counts(self):
        ids = self.ids()
        c = ids["customers"]
        queries = ["/customers?", "/tickets?", "/follow-ups?", "/deadlines?", "/notifications?",
                   "/customers?id=" + c, "/customers?number=" + self.foreign["number"],
                   "/customers?name=" + quote(self.foreign["name"]),
                   "/customers?department_id=" + self.service,
                   "/customers?owner_id=" + self.agent.user["id"], "/customers?tier=vip",
                   "/customers?q=" + quote("绝密"), "/customers?q=juemi", "/customers?q=9999",
                   "/customers?q=" + self.foreign["number"], "/tickets?q=" + quote("绝密"),
                   "/tickets?customer_id=" + c, "/tickets?number=" + self.secret_ticket["number"],
                   "/tickets?department_id=" + self.service, "/follow-ups?customer_id=" + c,
                   "/follow-ups?ticket_id=" + ids["tickets"],
                   "/deadlines?customer_id=" + c, "/deadlines?subject_id=" + ids["tickets"],
                   "/deadlines?department_id=" + self.service, "/deadlines?open=true",
                   "/notifications?ticket_id=" + ids["tickets"]]
        for query in queries:
            with self.subTest(query=query):
                reply = self.seller.get(query + "&with_total=1")
                self.no_secret(reply, query)
                self.assertEqual(reply.json["total"], len(reply.json["items"]))
                for order in ("id", "-id"):
                    self.no_secret(self.seller.get(query + "&limit=1&sort=" + order), query)
        self.assertEqual({x["id"] for x in self.all("/customers", self.seller)}, {self.own["id"]})
        self.assertEqual({x["id"] for x in self.all("/tickets", self.seller)},
                         {self.own_ticket["id"]})
        self.assertEqual({x["customer_id"] for x in self.all("/deadlines", self.seller)},
                         {self.own["id"]})

    def test_a_masked_number_cannot_be_guessed(self):
        """A colleague's customer is there to be found, but not by the digits that are masked."""
        mate = self.team_mate
        seen = mate.get("/customers/%s/contacts" % self.foreign["id"]).json["items"][0]["phone"]
        self.assertEqual(seen, "137****9999")

        def found(digits, who=mate):
            return [c["id"] for c in who.get("/customers?q=" + digits).json["items"]]
        self.assertIn(self.foreign["id"], found("9999"))
        self.assertEqual(found("13700009999"), found("13712349999"), "the tail alone counts")
        for digits in ("0000", "1370", "137000099", "0000999", "70000"):
            self.assertEqual(found(digits), [], digits)
            self.assertIn(self.foreign["id"], found(digits, self.admin))

    def test_my_day_and_coverage(self):
        for path in ("/my-day", "/my-day?scope=team"):
            self.no_secret(self.seller.get(path), path)
        self.assertIn("绝密客户", self.team_mate.get("/my-day?scope=team").body.decode())
        self.no_secret(self.seller.get("/coverage/customers"), "coverage")
        self.no_secret(self.seller.get("/coverage/customers?gap=beyond"), "coverage")
        mine = {c["id"] for c in self.all("/customers?state=active", self.seller)
                if c["owner_id"] == self.seller.user["id"]}
        self.assertEqual(self.seller.get("/coverage").json["active"], len(mine))
        self.assertGreater(self.chief.get("/coverage").json["active"], len(mine))

    def test_a_foreign_id_is_refused_like_none(self):
        """The answer to a foreign id in a body is that to an id that does not exist."""
        ids = self.ids()
        own = self.own["id"]
        for path, body, field in (
                ("/tickets", {"customer_id": ids["customers"], "title": "x"}, "customer_id"),
                ("/tickets", {"customer_id": own, "contact_id": ids["contacts"], "title": "x"},
                 "contact_id"),
                ("/follow-ups", {"customer_id": ids["customers"], "goal": "x",
                                 "planned_at": "2026-03-03T02:00:00Z"}, "customer_id"),
                ("/follow-ups", {"customer_id": own, "ticket_id": ids["tickets"], "goal": "x",
                                 "planned_at": "2026-03-03T02:00:00Z"}, "ticket_id")):
            with self.subTest(path=path, field=field):
                foreign = self.unchanged(lambda: self.seller.post(path, body))
                none = self.seller.post(path, {**body, field: "77"})
                for reply in (foreign, none):
                    self.refused(reply, 422, **{field: "no_such_record"})
                self.no_secret(foreign, path)

    def test_jobs_audit_and_settings_are_not_theirs(self):
        for path in ("/audit", "/jobs"):
            reply = self.seller.get(path, None)
            self.assertIn(reply.status, (200, 403))
            self.no_secret(reply, path)
        with self.nothing_changes():
            for method, path, body in (
                    ("POST", "/imports", b"name\nx\n"), ("POST", "/classification", {}),
                    ("POST", "/policies", {"name": "x", "document": {}}),
                    ("POST", "/policies/from-presets", {"name": "x", "presets": "s0"}),
                    ("POST", "/calendars", {"code": "x", "name": "x", "document": {}}),
                    ("POST", "/users", {"login": "xx", "name": "x"}), ("POST", "/tags", {"name": "x"}),
                    ("PATCH", "/company", {"name": "x"})):
                with self.subTest(path=path):
                    self.seller.call(method, path, body, 403,
                                     {"If-Match": '"1"'} if method == "PATCH" else {})

    def test_moved_away_is_gone(self):
        c = self.customer("搬走的客户", department_id=self.sales)
        t = self.ticket(c, "搬走的工单", department_id=self.sales)
        self.seller.get("/tickets/" + t["id"])
        self.admin.patch("/customers/" + c["id"], {"department_id": self.service})
        self.seller.get("/customers/" + c["id"], 404)
        for d in self.all("/deadlines", self.seller):
            self.assertNotEqual((d["customer_id"], d["subject"]), (c["id"], "customer"))

    def stream(self, client):
        raw = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        raw.request("GET", "/api/v1/events", headers={"Cookie": client.cookie})
        reply = raw.getresponse()
        self.assertEqual(reply.status, 200)
        self.addCleanup(raw.close)
        self.addCleanup(reply.close)
        return reply

    def heard_until(self, stream, end):
        text = ""
        while end not in text:
            line = stream.readline().decode()
            self.assertTrue(line, "the stream has ended: " + text)
            text += line
        return text

    def test_the_stream_tells_of_what_is_in_reach(self):
        """Neither content nor so much as the id of what somebody may not read."""
        stream = self.stream(self.seller)
        self.act(self.secret_ticket, "note", {"text": "绝密工单的备注"})
        foreign = self.foreign
        self.admin.patch("/customers/" + foreign["id"], {"industry": "绝密行业"})
        self.admin.post("/customers/%s/contacts" % foreign["id"], {"name": "绝密联系人"}, 201)
        self.admin.post("/saved-views", {"page": "customers", "name": "私", "query": {}}, 201)
        self.act(self.own_ticket, "note", {"text": "自家"})
        text = self.heard_until(stream, self.own_ticket["id"])
        for word in SECRETS + (self.foreign["name"], self.secret_ticket["number"],
                               self.secret_ticket["id"], foreign["id"], "contact", "saved_view"):
            self.assertNotIn(word, text)

    def test_the_stream_tells_both_of_a_move(self):
        c = self.customer("搬家的客户", department_id=self.sales)
        stream = self.stream(self.seller)
        self.admin.patch("/customers/" + c["id"], {"department_id": self.service})
        self.heard_until(stream, c["id"])
        self.admin.patch("/customers/" + c["id"], {"industry": "x"})
        own = self.customer("自己的", department_id=self.sales)
        self.assertNotIn(c["id"], self.heard_until(stream, own["id"]))


if __name__ == "__main__":
    unittest.main()
