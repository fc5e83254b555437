"""What a day's work is shown by: names beside the ids, pages by number, the queue in buckets."""
import unittest
from urllib.parse import quote

from business import BusinessCase


class Names(BusinessCase):
    """Records tell whose they are, on a page and alone (D1, Y1)."""

    def test_tickets_follow_ups_and_deadlines(self):
        mine = self.agent.user["id"]
        made = {}
        for name in ("甲公司", "乙公司", "丙公司"):
            c = self.customer(name, owner_id=mine)
            t = self.ticket(c, "报修" + name, owner_id=mine)
            f = self.admin.post("/follow-ups", {"customer_id": c["id"], "owner_id": mine,
                                                "planned_at": "2026-03-04T02:00:00Z"}, 201).json
            made[c["id"]] = (c, t, f)
            self.assertEqual((t["customer_name"], f["customer_number"]), (name, c["number"]))
        for path in ("/tickets", "/follow-ups", "/deadlines"):
            items = [i for i in self.all(path, self.agent) if i["customer_id"] in made]
            self.assertGreaterEqual(len(items), 3, path)
            for i in items:
                c, t, _ = made[i["customer_id"]]
                self.assertEqual((i["customer_name"], i["customer_number"]),
                                 (c["name"], c["number"]))
                self.assertEqual(self.agent.get(path + "/" + i["id"]).json["customer_name"],
                                 c["name"])
                if path == "/deadlines":
                    want = (t["number"], t["title"]) if i["subject"] == "ticket" else (None, None)
                    self.assertEqual((i["ticket_number"], i["ticket_title"]), want)

    def test_a_new_name_is_shown_at_once(self):
        c = self.customer("旧名")
        t = self.ticket(c)
        self.admin.patch("/customers/" + c["id"], {"name": "新名"})
        self.assertEqual(self.admin.get("/tickets/" + t["id"]).json["customer_name"], "新名")

    def test_they_are_not_given_nor_looked_for(self):
        c = self.customer()
        self.refused(self.admin.post("/tickets", {"customer_id": c["id"], "title": "x",
                                                  "customer_name": "x"}), 422,
                     customer_name="read_only")
        self.refused(self.admin.get("/tickets?customer_name=x", 422), 422,
                     customer_name="not_filterable")


class Pages(BusinessCase):
    """A page by its number is the one that cursors come to."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        for i in range(9):
            cls.customer("第%d家" % i, **({"cooperation_since": "2026-02-%02d" % (i // 2 + 1)}
                                        if i % 3 else {}))

    def by_number(self, path, n, by):
        pages, number = [], 1
        while True:
            page = by.get("%s&limit=%d&page=%d" % (path, n, number)).json
            if not page["items"]:
                self.assertIsNone(page["next"])
                return pages
            pages += [i["id"] for i in page["items"]]
            number += 1

    def test_the_same_as_by_cursor(self):
        for who in (self.admin, self.agent, self.seller):
            for sort in ("id", "-id", "cooperation_since", "-cooperation_since", "name"):
                path = "/customers?sort=" + sort
                want = [i["id"] for i in self.all(path, who)]
                for n in (1, 2, 3, 4, 5, 9, 10):
                    with self.subTest(sort=sort, limit=n):
                        self.assertEqual(self.by_number(path, n, who), want)

    def test_goes_on_by_cursor(self):
        path = "/customers?sort=-cooperation_since&limit=2&with_total=1"
        page = self.admin.get(path + "&page=3").json
        self.assertEqual(page["total"], 9)
        self.assertEqual(self.admin.get(path + "&cursor=" + page["next"]).json["items"],
                         self.admin.get(path + "&page=4").json["items"])
        found = self.admin.get("/customers?q=" + quote("第") + "&limit=4&page=3").json
        self.assertEqual((len(found["items"]), found["next"]), (1, None))

    def test_refusals(self):
        for query, want in (("page=0", "too_small"), ("page=x", "not_a_number"),
                            ("page=2001", "too_large"), ("page=2&cursor=x", "not_with_cursor")):
            with self.subTest(query=query):
                self.refused(self.admin.get("/customers?" + query, 422), 422, page=want)


STANDARD = {
    "schema": "genjin.policy/1", "title": {"en": "Small"}, "calendar": "cn",
    "rules": [{"id": "all", "default": True,
               "targets": {"response": "8h open", "solution": "3wd", "follow_up": "every 1w"}}],
}
BUCKETS = ("overdue", "today", "tomorrow", "this_week", "later", "paused", "snoozed")


class MyDay(BusinessCase):
    """The queue by person and by bucket, counted as it is listed (W1, D5)."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        p = cls.admin.post("/policies", {"name": "x", "document": STANDARD}, 201).json
        cls.job(cls.admin.post("/policies/%s/publish" % p["id"], {"reason": "x"}, 200).json["job"])
        cls.mate = cls.person("mate", ["service_agent"], department_id=cls.service)
        cls.mine = cls.agent.user["id"]
        cls.c = cls.customer(owner_id=cls.mine, preferred_channel="phone", preferred_time="上午")
        cls.late = cls.ticket(cls.c, urgency="urgent", owner_id=cls.mine,
                              submitted_at="2026-02-26T02:00:00Z")
        cls.held = cls.ticket(cls.c, "等配件", owner_id=cls.mine)
        cls.act(cls.held, "hold", {"text": "等配件"})
        # The edges of the days and of the week, Shanghai.
        cls.plans = [cls.plan(at, cls.c, cls.mine) for at in (
            "2026-03-02T02:00:00Z", "2026-03-02T15:59:59Z", "2026-03-02T16:00:00Z",
            "2026-03-03T15:59:59Z", "2026-03-03T16:00:00Z", "2026-03-08T15:59:59Z",
            "2026-03-08T16:00:00Z", "2026-06-01T00:00:00Z")]
        cls.far = cls.customer("销售的客户", owner_id=cls.seller.user["id"],
                               department_id=cls.sales)
        cls.plan("2026-03-02T08:00:00Z", cls.far, cls.seller.user["id"])
        cls.others = cls.customer("同事的客户", owner_id=cls.mate.user["id"])
        cls.plan("2026-03-02T08:00:00Z", cls.others, cls.mate.user["id"])

    @classmethod
    def plan(cls, at, c, owner):
        return cls.admin.post("/follow-ups", {"customer_id": c["id"], "owner_id": owner,
                                              "planned_at": at}, 201).json

    def test_listed_as_counted(self):
        for who, path in ((self.agent, "/my-day?"), (self.chief, "/my-day?scope=team&"),
                          (self.seller, "/my-day?scope=team&"), (self.admin, "/my-day?"),
                          (self.chief, "/my-day?owner_id=%s&" % self.mine)):
            counts = who.get(path + "limit=1").json["counts"]
            everything = self.all(path[:-1], who)
            self.assertEqual(tuple(counts), BUCKETS)
            for sets in [(b,) for b in BUCKETS] + [BUCKETS[:2], BUCKETS[::2], BUCKETS[1::2],
                                                   BUCKETS[3:], BUCKETS]:
                with self.subTest(path=path, buckets=sets):
                    found = self.all(path + "bucket=" + ",".join(sets), who)
                    self.assertEqual([i["id"] for i in found],
                                     [i["id"] for i in everything if i["bucket"] in sets])
                    self.assertEqual(len(found), sum(counts[b] for b in sets))
        mine = self.agent.get("/my-day").json["counts"]
        self.assertTrue(all(mine[b] >= n for b, n in zip(BUCKETS, (1, 2, 2, 2, 2, 1))), mine)

    def test_pages_of_two_stretches(self):
        path = "/my-day?bucket=overdue,later,paused"
        whole = [i["id"] for i in self.agent.get(path).json["items"]]
        found, cursor = [], ""
        while True:
            page = self.agent.get(path + "&limit=1" + cursor).json
            found += [i["id"] for i in page["items"]]
            if not page["next"]:
                break
            cursor = "&cursor=" + page["next"]
        self.assertEqual(found, whole)
        self.assertGreater(len(whole), 3)

    def test_of_one_person_within_reach(self):
        of = lambda who, user: who.get("/my-day?owner_id=" + user).json
        self.assertTrue(all(i["owner_id"] == self.mine for i in of(self.chief, self.mine)["items"]))
        self.assertEqual({i["id"] for i in of(self.chief, self.mine)["items"]},
                         {i["id"] for i in self.agent.get("/my-day").json["items"]})
        foreign = of(self.seller, self.mine)
        self.assertEqual((foreign["items"], set(foreign["counts"].values())), ([], {0}))

    def test_what_an_item_shows(self):
        k = self.admin.post("/customers/%s/contacts" % self.c["id"],
                            {"name": "张伟", "phone": "13812345678", "is_primary": True}, 201).json
        item = lambda who, path: next(i for i in who.get(path).json["items"]
                                      if i["subject_id"] == self.late["id"])
        mine = item(self.agent, "/my-day")
        self.assertEqual(mine["customer"], {
            **{f: self.c[f] for f in ("id", "number", "name", "tier", "stage", "preferred_channel",
                                      "preferred_time")},
            "contact": {"id": k["id"], "name": "张伟", "phone": self.phone(self.agent, k)}})
        self.assertEqual((mine["ticket_title"], mine["customer_name"], mine["department_id"]),
                         (self.late["title"], self.c["name"], self.service))
        auditor = self.person("auditor", ["auditor"], department_id=self.service)
        for who in (self.chief, self.admin, auditor):
            seen = item(who, "/my-day?scope=team&limit=200")["customer"]["contact"]
            self.assertEqual(seen["phone"], self.phone(who, k))
        self.assertIn("*", self.phone(auditor, k))
        self.assertNotIn("*", self.phone(self.chief, k))
        other = next(i for i in self.all("/my-day?scope=team", self.chief)
                     if i["customer_id"] == self.others["id"])
        self.assertIsNone(other["customer"]["contact"])

    def phone(self, who, k):
        return who.get("/customers/%s/contacts/%s" % (self.c["id"], k["id"])).json["phone"]

    def test_what_may_be_done(self):
        auditor = self.person("reader", ["auditor"], department_id=self.service)
        for who, want in ((self.chief, True), (self.agent, True), (auditor, False)):
            items = self.all("/my-day?owner_id=" + self.mine, who)
            self.assertEqual({i["subject"] for i in items}, {"customer", "ticket", "follow_up"})
            for i in items:
                self.assertEqual(i["can"]["settle"], want, i)
                if i["subject"] != "customer":
                    path = {"ticket": "/tickets/", "follow_up": "/follow-ups/"}[i["subject"]]
                    self.assertEqual(i["can"]["reassign"],
                                     who.get(path + i["subject_id"]).json["can"]["edit"])

    def test_cadences_explain_themselves_like_the_others(self):
        of = lambda kind: next(i for i in self.all("/my-day", self.agent) if i["kind"] == kind)
        for kind, counted in (("follow_up", "cadence"), ("response", "open"),
                              ("solution", "working_days"), ("plan", "promise")):
            why = self.agent.get("/deadlines/%s/explain" % of(kind)["id"]).json
            self.assertEqual(why["counted"], counted)
            self.assertEqual(why["time_zone"], None if kind == "plan" else "Asia/Shanghai")
            lines = {line["kind"]: line for line in why["lines"]}
            self.assertEqual(lines["due"], {"kind": "due", "at": why["deadline"]["due_at"]})
            self.assertEqual(lines["start"]["at"], why["deadline"]["start_at"])

    def test_refusals(self):
        self.refused(self.agent.get("/my-day?owner_id=x", 422), 422, owner_id="not_an_id")
        self.refused(self.agent.get("/my-day?bucket=today,never", 422), 422, bucket="not_one_of")
        self.refused(self.agent.get("/my-day?bucket=", 422), 422, bucket="not_one_of")


class Closed(BusinessCase):
    """When the company is closed open time stands still, and it is said until when."""

    def test_until_the_next_opening(self):
        p = self.admin.post("/policies", {"name": "x", "document": STANDARD}, 201).json
        self.job(self.admin.post("/policies/%s/publish" % p["id"], {"reason": "x"}, 200)
                 .json["job"])
        mine = self.agent.user["id"]
        c = self.customer(owner_id=mine)
        t = self.ticket(c, owner_id=mine)
        held = self.ticket(c, owner_id=mine)
        self.act(held, "hold", {"text": "等"})
        seen = lambda: {(i["subject_id"], i["kind"]): i["closed_until"]
                        for i in self.all("/my-day", self.agent)}
        self.assertEqual(set(seen().values()), {None})
        self.server.restart("2026-03-06T12:00:00Z")  # Friday evening
        self.agent = self.anonymous()
        self.agent.login("agent")
        found = seen()
        self.assertEqual(found[(t["id"], "response")], "2026-03-09T01:00:00Z")
        self.assertEqual(found[(t["id"], "solution")], "2026-03-09T01:00:00Z")
        self.assertIsNone(found[(held["id"], "solution")])
        self.assertIsNone(found[(c["id"], "follow_up")])


class ClockSetBack(BusinessCase):
    """A clock that is set back while no program runs repeats no id."""

    def test_ids_go_on(self):
        before = int(self.customer("之前")["id"])
        self.server.restart("2026-02-27T02:00:00Z")
        self.admin = self.anonymous()
        self.admin.login("admin")
        after = self.admin.post("/customers", {"name": "之后"}, 201).json
        self.assertGreater(int(after["id"]), before)
        self.assertLess(after["created_at"], "2026-02-28")


class Timeline(BusinessCase):
    """One list of all that happened with a customer (D1, Y1)."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.c = cls.customer(owner_id=cls.agent.user["id"])
        cls.path = "/customers/%s/timeline" % cls.c["id"]
        cls.t = cls.ticket(cls.c, owner_id=cls.agent.user["id"])
        cls.act(cls.t, "reply", {"text": "您好"})
        f = {"customer_id": cls.c["id"], "owner_id": cls.agent.user["id"]}
        cls.done = cls.admin.post("/follow-ups", {**f, "state": "done", "content": "谈了续约",
                                                  "done_at": "2026-02-20T02:00:00Z"}, 201).json
        cls.plan = cls.admin.post("/follow-ups", {**f, "planned_at": "2026-03-09T02:00:00Z",
                                                  "goal": "签约"}, 201).json
        under = "/customers/%s/" % cls.c["id"]
        cls.order = cls.admin.post(under + "orders", {"amount": 500, "product": "泵",
                                                      "ordered_on": "2026-01-05"}, 201).json
        cls.contact = cls.admin.post(under + "contacts", {"name": "张伟", "phone": "13812345678"},
                                     201).json
        cls.admin.patch("/customers/" + cls.c["id"], {"tier": "vip"})

    def test_everything_newest_first(self):
        items = self.agent.get(self.path).json["items"]
        keys = [(i["at"], int(i["id"])) for i in items]
        self.assertEqual(keys, sorted(keys, reverse=True))
        self.assertEqual({i["type"] for i in items},
                         {"follow_up", "plan", "ticket", "ticket_event", "order", "tier_change",
                          "contact"})
        by = {i["id"]: i for i in items}
        self.assertEqual(items[0]["id"], self.plan["id"])
        self.assertEqual(items[-1]["id"], self.order["id"])
        self.assertEqual(by[self.done["id"]]["text"], "谈了续约")
        self.assertEqual(by[self.order["id"]]["data"]["amount"], 500)
        events = self.all("/tickets/%s/events" % self.t["id"])
        self.assertEqual({i["id"] for i in items if i["type"] == "ticket_event"},
                         {e["id"] for e in events if e["kind"] != "created"})
        self.assertEqual({i["ticket_number"] for i in items if "ticket" in i["type"]},
                         {self.t["number"]})
        self.assertNotIn("1381234", str(items))  # not even a part of the telephone

    def test_page_by_page_and_by_type(self):
        whole = self.agent.get(self.path).json["items"]
        for n in (1, 2, 3):
            found, cursor = [], ""
            while True:
                page = self.agent.get("%s?limit=%d%s" % (self.path, n, cursor)).json
                found += page["items"]
                if not page["next"]:
                    break
                cursor = "&cursor=" + page["next"]
            self.assertEqual(found, whole)
        for types, want in (("order", {"order"}), ("follow_up", {"follow_up", "plan"}),
                            ("ticket,contact", {"ticket", "contact"})):
            self.assertEqual(self.agent.get(self.path + "?types=" + types).json["items"],
                             [i for i in whole if i["type"] in want])

    def test_each_by_its_own_right(self):
        self.seller.get(self.path, 404)
        c = self.customer("共享", owner_id=self.seller.user["id"], department_id=self.sales)
        self.ticket(c, "客服的工单", owner_id=self.agent.user["id"], department_id=self.service)
        path = "/customers/%s/timeline?limit=1" % c["id"]
        self.assertEqual(self.seller.get(path).json, {"items": [], "next": None})
        self.assertIsNotNone(self.admin.get(path).json["items"][0]["ticket_number"])

    def test_refusals(self):
        for query, want in (("types=x", {"types": "not_one_of"}), ("limit=0", {"limit": "out_of_range"}),
                            ("cursor=x", {"cursor": "bad_cursor"})):
            self.refused(self.agent.get(self.path + "?" + query, 422), 422, **want)


if __name__ == "__main__":
    unittest.main()
