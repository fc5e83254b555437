"""Side doors: what is not yours answers, byte for byte, as what is not there: by ETag and If-Match,
by totals, filters and orders, by search, by notices and by the trail (Z1; test_reach.py opens the
front doors)."""
import re
from urllib.parse import quote

from business import BusinessCase
from client import contract

NOWHERE = "9223372036854775807"
# What differs between any two requests.
VARIES = re.compile(rb'"request_id":"[0-9a-f]+"')
HEADERS_VARY = {"date", "x-request-id", "traceparent"}


class Leaks(BusinessCase):
    """seller looks; the customer and all below it are the service department's."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        c = cls.customer("绝密客户有限公司", note="绝密备注", owner_id=cls.agent.user["id"])
        contact = cls.admin.post("/customers/%s/contacts" % c["id"], {
            "name": "绝密联系人", "phone": "13700009999", "email": "secret@example.com"}, 201).json
        ticket = cls.ticket(c, "绝密工单", urgency="urgent", owner_id=cls.agent.user["id"])
        plan = cls.admin.post("/follow-ups", {"customer_id": c["id"], "goal": "绝密跟进",
                                              "planned_at": "2026-03-03T02:00:00Z"}, 201).json
        deadline = cls.admin.get("/deadlines?customer_id=" + c["id"]).json["items"][0]
        cls.made = {"customers": c, "contacts": contact, "tickets": ticket, "follow-ups": plan,
                    "deadlines": deadline}
        cls.own = cls.customer("自家客户", department_id=cls.sales, owner_id=cls.seller.user["id"])
        cls.mate = cls.customer("同事客户", department_id=cls.sales)
        for n, phone in enumerate(("13500000009", "13500000001", "13500000005")):
            cls.admin.post("/customers/%s/contacts" % cls.mate["id"],
                           {"name": "联系人%d" % n, "phone": phone}, 201)

    def pairs(self, methods):
        """(method, path to a record of the others, the same path to none) of every operation."""
        for method, path, op in contract().operations():
            kinds = re.findall(r"/([a-z-]+)/\{", path)
            if method not in methods or not kinds or not all(k in self.made for k in kinds):
                continue
            ids = iter(kinds)
            yield (method, re.sub(r"\{[a-z_]+\}", lambda m: self.made[next(ids)]["id"], path),
                   re.sub(r"\{[a-z_]+\}", NOWHERE, path), op)

    def look(self, method, path, body=None, headers=None):
        """All that can be told of an answer."""
        r = self.seller.call(method, path, body, None, headers)
        text = VARIES.sub(b"", r.body)
        for made in self.made.values():
            self.assertNotIn(made["id"].encode(), text, path)
        told = {k.lower(): v for k, v in r.headers.items() if k.lower() not in HEADERS_VARY}
        return r.status, text, told

    def same(self, method, there, nowhere, body=None, headers=None):
        got, want = self.look(method, there, body, headers), self.look(method, nowhere, body, headers)
        self.assertEqual(got, want, (method, there, headers))
        return got[0]

    def test_not_yours_answers_as_not_there(self):
        statuses = [self.same(method, there, nowhere) for method, there, nowhere, _
                    in self.pairs({"GET"})]
        self.assertGreater(statuses.count(404), 10)
        self.assertLessEqual(set(statuses), {200, 404})  # 200: a list below, empty both times

    def test_no_etag_tells_that_it_is_there(self):
        for method, there, nowhere, _ in self.pairs({"GET"}):
            etag = self.admin.get(there, None).headers["ETag"]
            for tag in (etag, '"1"', '"2"', "*"):
                if tag:
                    self.same(method, there, nowhere, None, {"If-None-Match": tag})

    def test_no_version_tells_that_it_is_there(self):
        """The right version, a wrong one, none: 404 or a refusal of the request itself, never 412
        for the one and 404 for the other."""
        n = 0
        with self.nothing_changes():
            for method, there, nowhere, op in self.pairs({"PATCH", "DELETE"}):
                if not any(p.get("name") == "If-Match" for p in op.get("parameters", ())):
                    continue
                body = {} if method == "PATCH" else None
                tags = ({"If-Match": self.admin.get(there).etag} if "attachments" not in there else {},
                        {"If-Match": '"1"'}, {"If-Match": '"999"'}, {})
                for headers in tags:
                    status = self.same(method, there, nowhere, body, headers)
                    self.assertIn(status, (400, 403, 404, 428), (method, there, headers))
                    n += 1
        self.assertGreater(n, 8)

    def test_acts_answer_alike(self):
        with self.nothing_changes():
            for method, there, nowhere, _ in self.pairs({"POST"}):
                for body in ({}, {"text": "x"}, {"nonsense": 1}):
                    if "attachments" not in there:
                        self.same(method, there, nowhere, body)

    def test_a_body_that_names_it(self):
        """A record of one's own that points at theirs is refused as one that points at nothing."""
        for field, kind in (("customer_id", "customers"), ("ticket_id", "tickets"),
                            ("contact_id", "contacts")):
            for path, body in (("/tickets", {"customer_id": self.own["id"], "title": "x"}),
                               ("/follow-ups", {"customer_id": self.own["id"],
                                                "planned_at": "2026-03-03T02:00:00Z"})):
                answers = []
                for value in (self.made[kind]["id"], NOWHERE):
                    r = self.seller.post(path, {**body, field: value})
                    if r.status == 201:
                        self.fail((path, field, "was made"))
                    answers.append((r.status, VARIES.sub(b"", r.body).replace(value.encode(), b"?")))
                self.assertEqual(answers[0], answers[1], (path, field))

    def test_totals_count_what_is_yours(self):
        words = ("", "&q=" + quote("绝密"), "&q=jmkh", "&q=9999", "&q=13700009999")
        for path in ("/customers", "/tickets", "/follow-ups", "/deadlines"):
            for word in words:
                if word and path in ("/follow-ups", "/deadlines"):
                    continue
                page = self.seller.get("%s?with_total=1%s" % (path, word)).json
                self.assertEqual(page["total"], len(self.all(path + ("?" + word[1:] if word else ""),
                                                            self.seller)), (path, word))
                if word:
                    self.assertEqual(page["total"], 0, (path, word))
        for made, path in ((self.made["customers"], "/customers"), (self.made["tickets"], "/tickets")):
            for query in ("id=" + made["id"], "number=" + made["number"], "id[in]=" + made["id"]):
                page = self.seller.get("%s?with_total=1&%s" % (path, query), None)
                if page.status == 200:
                    self.assertEqual((page.json["total"], page.json["items"]), (0, []), query)

    def test_no_filter_and_no_order_by_what_is_masked(self):
        """Numbers that are shown masked cannot be found by halves or put in order."""
        path = "/customers/%s/contacts" % self.mate["id"]
        shown = self.seller.get(path).json["items"]
        self.assertEqual({c["phone"] for c in shown}, {"135****0009", "135****0001", "135****0005"})
        for query in ("phone=13500000009", "phone[gte]=13500000005", "phone[in]=13500000009",
                      "sort=phone", "sort=-phone", "email=x@example.com", "sort=email", "sort=wechat"):
            self.assertEqual(self.seller.get("%s?%s" % (path, query), None).status, 422, query)

    def test_notices_and_the_trail_are_one_s_own(self):
        theirs = self.agent.get("/notifications").json["items"]
        self.act(self.made["tickets"], "assign", {"owner_id": self.chief.user["id"]})
        theirs += self.chief.get("/notifications").json["items"]
        self.assertTrue(theirs)
        self.assertEqual(self.seller.get("/notifications?with_total=1").json["total"], 0)
        self.assertEqual(self.seller.get("/notifications/unread").json, {"unread": 0})
        for n in theirs:
            self.assertEqual(self.look("POST", "/notifications/%s/read" % n["id"]),
                             self.look("POST", "/notifications/%s/read" % NOWHERE))
        self.assertTrue(all(n["read_at"] is None for n in self.chief.get("/notifications").json["items"]))
        for query in ("", "?record=ticket&record_id=" + self.made["tickets"]["id"]):
            self.assertEqual(self.seller.get("/audit" + query, None).status, 403)
