"""Who is late, and giving it to others (N1, R5): the list, its totals, reach, reasons, reassigning
by ids and by filter."""
from urllib.parse import quote

from business import BusinessCase

LONG_AGO = "2026-02-27T02:00:00Z"  # Friday


class LateCase(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.mate = cls.person("mate", ["service_agent"], department_id=cls.service)
        cls.vip = cls.customer("重要客户", tier="vip", owner_id=cls.agent.user["id"])
        cls.plain = cls.customer("普通客户", owner_id=cls.agent.user["id"])
        cls.secret = cls.customer("绝密客户", department_id=cls.sales,
                                  owner_id=cls.seller.user["id"])

    def late_ticket(self, customer, owner, title="登录异常", **fields):
        return self.ticket(customer, title, urgency="urgent", submitted_at=LONG_AGO,
                           owner_id=owner.user["id"], **fields)

    def late_plan(self, customer, owner, at=LONG_AGO):
        return self.admin.post("/follow-ups", {"customer_id": customer["id"], "goal": "问候",
                                               "owner_id": owner.user["id"], "planned_at": at},
                               201).json

    def late(self, query="", by=None):
        return (by or self.chief).get("/deadlines/late" + query).json

    def of(self, subject, query="", by=None):
        return [d for d in self.late(query or "?limit=200", by)["items"]
                if d["subject_id"] == subject["id"]]

    def ids_of(self, *subjects):
        return [d["id"] for s in subjects for d in self.of(s)]

    def reassign(self, to, status=200, by=None, **body):
        return (by or self.chief).post("/deadlines/reassign", {
            "owner_id": to.user["id"], "text": "值班调整", **body}, status)


class Late(LateCase):
    def test_a_row(self):
        t = self.late_ticket(self.vip, self.agent)
        d = {x["kind"]: x for x in self.of(t)}["response"]
        self.assertEqual((d["due_at"], d["late_s"]), ("2026-02-27T04:00:00Z", 70 * 3600))
        self.assertIsNone(d["open_late_s"])  # by the wall clock
        self.assertEqual(d["customer"]["name"], "重要客户")
        self.assertEqual((d["ticket"]["number"], d["ticket"]["urgency"]), (t["number"], "urgent"))
        self.assertEqual((d["owner_id"], d["department_id"]),
                         (self.agent.user["id"], self.service))
        self.assertIsNone(d["reason"])
        self.assertTrue(d["can"]["reassign"])
        self.server.settled()  # the scheduler has spoken by then
        d = {x["kind"]: x for x in self.of(t)}["response"]
        self.assertEqual((d["step"]["kind"], d["step"]["to"]), ("escalation", "department_head"))

    def test_the_reason_that_was_given(self):
        t = self.late_ticket(self.vip, self.agent)
        d = {x["kind"]: x for x in self.of(t)}
        self.agent.post("/deadlines/%s/snooze" % d["solution"]["id"],
                        {"until": "2026-03-02T08:00:00Z", "reason": "等配件"}, 200)
        d = {x["kind"]: x for x in self.of(t)}
        self.assertEqual((d["solution"]["reason"]["kind"], d["solution"]["reason"]["text"]),
                         ("snooze", "等配件"))
        self.assertIsNone(d["response"]["reason"])
        self.act(t, "apologise", {"text": "值班系统故障"}, by=self.agent)
        for row in self.of(t):
            self.assertEqual((row["reason"]["kind"], row["reason"]["text"]),
                             ("apology", "值班系统故障"))
        held = self.late_ticket(self.vip, self.agent)
        self.act(held, "hold", {"text": "等客户提供日志"}, by=self.agent)
        self.assertEqual({d["reason"]["text"] for d in self.of(held)}, {"等客户提供日志"})

    def test_order_pages_and_filters(self):
        plans = [self.late_plan(self.plain, self.mate, "2026-03-0%dT0%d:00:00Z" % (1, h))
                 for h in (3, 1, 2)]
        mine = "?owner_id=%s&kind=plan" % self.mate.user["id"]
        dues = [d["due_at"] for d in self.late(mine)["items"]]
        self.assertEqual(dues, sorted(dues))
        self.assertEqual([d["due_at"] for d in self.late(mine + "&sort=-due_at")["items"]],
                         sorted(dues, reverse=True))
        first = self.late(mine + "&limit=2")
        rest = self.late(mine + "&limit=2&cursor=" + quote(first["next"]))
        self.assertEqual([d["due_at"] for d in first["items"] + rest["items"]][:len(dues)], dues)
        self.assertEqual(first["total"], len(dues))
        self.assertGreaterEqual(len(dues), len(plans))
        vip = self.late("?tier=vip,middle")["items"]
        self.assertEqual({d["customer"]["tier"] for d in vip} - {"vip", "middle"}, set())
        for query, field, code in (("?kind=x", "kind", "not_one_of"), ("?tier=x", "tier", "not_one_of"),
                                   ("?owner_id=x", "owner_id", "not_an_id"),
                                   ("?sort=id", "sort", "not_sortable"),
                                   ("?limit=0", "limit", "out_of_range"),
                                   ("?cursor=x", "cursor", "bad_cursor")):
            self.refused(self.chief.get("/deadlines/late" + query, 422), 422, **{field: code})

    def test_totals_by_owner(self):
        self.late_ticket(self.vip, self.agent)
        self.late_plan(self.plain, self.mate)
        page = self.late("?limit=200")
        for o in page["owners"]:
            rows = [d for d in page["items"] if d["owner_id"] == o["owner_id"]]
            self.assertEqual((len(rows), min(d["due_at"] for d in rows)),
                             (o["count"], o["oldest_due_at"]))
        self.assertEqual(sum(o["count"] for o in page["owners"]), page["total"])
        one = self.late("?owner_id=" + self.mate.user["id"])
        self.assertEqual(one["owners"], page["owners"])
        self.assertLess(one["total"], page["total"])

    def test_reach(self):
        t = self.late_ticket(self.secret, self.seller, "绝密工单", department_id=self.sales)
        self.assertTrue(self.of(t))
        self.assertTrue(self.of(t, by=self.seller))
        mine = self.late("?limit=200", self.agent)
        self.assertEqual({d["owner_id"] for d in mine["items"]} - {self.agent.user["id"]}, set())
        self.assertEqual([o["owner_id"] for o in mine["owners"]],
                         [self.agent.user["id"]] if mine["items"] else [])
        for query in ("", "?owner_id=" + self.seller.user["id"], "?department_id=" + self.sales):
            reply = self.agent.get("/deadlines/late" + query)
            self.assertNotIn("绝密", reply.body.decode())
            self.assertEqual(reply.json["total"], len(reply.json["items"]))


class Reassign(LateCase):
    def owner(self, path):
        return self.admin.get(path).json["owner_id"]

    def test_each_kind_follows_its_subject(self):
        c = self.customer("要转交的", owner_id=self.agent.user["id"])
        t = self.late_ticket(c, self.agent)
        plan = self.late_plan(c, self.agent)
        done = self.admin.post("/follow-ups", {
            "customer_id": c["id"], "state": "done", "content": "已谈", "done_at": LONG_AGO,
            "owner_id": self.agent.user["id"], "next_action": "寄合同",
            "next_action_due_at": "2026-02-28T02:00:00Z"}, 201).json
        ids = self.ids_of(t, plan, done)
        self.assertEqual(len(ids), len(set(ids)))
        reply = self.reassign(self.mate, ids=ids).json
        self.assertEqual((reply["applied"], reply["changed"]), (True, len(ids)))
        mate = self.mate.user["id"]
        self.assertEqual(self.owner("/tickets/" + t["id"]), mate)
        self.assertEqual(self.owner("/follow-ups/" + plan["id"]), mate)
        after = self.admin.get("/follow-ups/" + done["id"]).json
        self.assertEqual((after["owner_id"], after["next_action_owner_id"]),
                         (self.agent.user["id"], mate))
        for d in self.of(t) + self.of(plan) + self.of(done):
            self.assertEqual(d["owner_id"], mate)
        history = self.admin.get("/tickets/%s/events?sort=-id" % t["id"]).json["items"]
        handed = [e for e in history if e["kind"] == "assigned"]
        self.assertEqual([e["text"] for e in handed], ["值班调整"])  # once for its three deadlines
        for i in ids:
            rows = self.admin.get("/audit?record=deadline&action=reassign&record_id=" + i).json["items"]
            self.assertEqual([r["diff"] for r in rows],
                             [{"owner_id": [self.agent.user["id"], mate], "reason": "值班调整"}])
        self.assertEqual({r["previous"]["owner_id"] for r in reply["rows"]},
                         {self.agent.user["id"]})
        self.reassign(self.agent, ids=[r["id"] for r in reply["rows"]], text="撤销")
        self.assertEqual(self.owner("/tickets/" + t["id"]), self.agent.user["id"])

    def test_the_cadence_follows_the_customer(self):
        c = self.customer("久未联系", cooperation_since="2026-01-05", stage="new",
                          owner_id=self.agent.user["id"])
        self.admin.post("/customers/%s/orders" % c["id"], {"amount": 1, "ordered_on": "2026-01-05"}, 201)
        ids = self.ids_of(c)
        self.assertTrue(ids)
        self.reassign(self.mate, ids=ids)
        self.assertEqual(self.owner("/customers/" + c["id"]), self.mate.user["id"])

    def test_by_filter(self):
        c = self.customer("筛选", tier="middle", owner_id=self.agent.user["id"])
        plans = [self.late_plan(c, self.agent) for _ in range(3)]
        body = {"filter": {"kind": ["plan"], "tier": ["middle"], "owner_id": self.agent.user["id"]}}
        dry = self.reassign(self.mate, dry_run=True, **body).json
        self.assertEqual((dry["applied"], dry["changed"]), (False, 3))
        self.assertEqual(self.owner("/follow-ups/" + plans[0]["id"]), self.agent.user["id"])
        self.assertEqual(self.reassign(self.mate, **body).json["changed"], 3)
        self.assertEqual({self.owner("/follow-ups/" + p["id"]) for p in plans},
                         {self.mate.user["id"]})
        self.assertEqual(self.reassign(self.mate, **body).json["rows"], [])

    def test_all_or_none(self):
        t = self.late_ticket(self.plain, self.agent)
        ids = self.ids_of(t)
        closed = self.late_ticket(self.plain, self.agent)
        gone = self.ids_of(closed)[0]
        self.act(closed, "cancel", {"text": "误建"})
        before = self.server.settled()
        reply = self.reassign(self.mate, ids=[*ids, gone, "77"]).json
        self.assertEqual((reply["applied"], reply["refused"]), (False, 2))
        self.assertEqual([r["code"] for r in reply["rows"]][-2:], ["not_running", "not_found"])
        after = self.server.dump()
        self.assertEqual({x for x in before if before[x] != after[x]}, set())
        reply = self.reassign(self.mate, ids=[*ids, gone], partial=True).json
        self.assertTrue(reply["applied"])
        self.assertEqual(self.owner("/tickets/" + t["id"]), self.mate.user["id"])
        self.assertEqual(self.reassign(self.mate, ids=ids).json["same"], len(ids))

    def test_whose(self):
        t = self.late_ticket(self.secret, self.seller, "绝密工单", department_id=self.sales)
        ids = self.ids_of(t)
        watcher = self.person("watcher", ["read_only"], department_id=self.service)
        with self.nothing_changes():
            reply = self.reassign(self.mate, by=self.agent, ids=ids).json
            self.assertEqual({r["code"] for r in reply["rows"]}, {"not_found"})
            reply = self.reassign(self.mate, by=watcher, ids=ids).json
            self.assertEqual({r["code"] for r in reply["rows"]}, {"denied"})

    def test_refused_as_a_whole(self):
        t = self.late_ticket(self.plain, self.agent)
        ids = self.ids_of(t)
        to = self.mate.user["id"]
        gone = self.person("gone", ["service_agent"])
        self.admin.patch("/users/" + gone.user["id"], {"disabled": True})
        with self.nothing_changes():
            for body, errors in (
                    ({}, {"owner_id": "required"}),
                    ({"owner_id": to}, {"ids": "required"}),
                    ({"owner_id": to, "ids": ids}, {"text": "required"}),
                    ({"owner_id": to, "ids": ids, "text": " "}, {"text": "required"}),
                    ({"owner_id": to, "ids": ids, "text": "x" * 1001}, {"text": "too_long"}),
                    ({"owner_id": to, "ids": ids * 2, "text": "x"}, {"ids": "given_twice"}),
                    ({"owner_id": to, "ids": ["x"], "text": "x"}, {"ids": "not_an_id"}),
                    ({"owner_id": to, "ids": ids, "filter": {}, "text": "x"},
                     {"filter": "ids_or_filter"}),
                    ({"owner_id": to, "filter": {"kind": ["x"]}, "text": "x"},
                     {"filter.kind": "not_one_of"}),
                    ({"owner_id": to, "filter": {"all": 1}, "text": "x"},
                     {"filter.all": "unknown_field"}),
                    ({"owner_id": "77", "ids": ids, "text": "x"}, {"owner_id": "no_such_record"}),
                    ({"owner_id": gone.user["id"], "ids": ids, "text": "x"},
                     {"owner_id": "user_disabled"})):
                with self.subTest(body=str(body)[:80]):
                    self.refused(self.chief.post("/deadlines/reassign", body), 422, **errors)


class OtherStandard(LateCase):
    """Three open hours for an answer, one hour for a department."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        doc = {"schema": "genjin.policy/1", "calendar": "cn", "title": {"zh-CN": "营业时间"},
               "rules": [{"id": "all", "default": True,
                          "targets": {"response": "3h open", "department_reply": "1h"}}]}
        draft = cls.admin.post("/policies", {"name": "营业时间", "document": doc}, 201).json
        cls.admin.post("/policies/%s/publish" % draft["id"], {"reason": "试行"}, 200)

    def test_open_time_of_what_is_counted_by_it(self):
        """Late since Friday 15:00; open until 18:00, on the make-up Saturday and since Monday 9."""
        t = self.ticket(self.plain, "周五下午", submitted_at="2026-02-27T04:00:00Z")
        d = self.of(t)[0]
        self.assertEqual(d["due_at"], "2026-02-27T07:00:00Z")
        self.assertEqual(d["late_s"], 67 * 3600)
        self.assertEqual(d["open_late_s"], (3 + 9 + 1) * 3600)

    def test_a_departments_answer_is_nobodys_to_give(self):
        t = self.ticket(self.plain, "跨部门", owner_id=self.agent.user["id"],
                        submitted_at=LONG_AGO)
        self.act(t, "ask-department", {"department_id": self.sales, "text": "请查",
                                       "at": "2026-02-27T03:00:00Z"})
        rows = self.of(t)
        self.assertEqual({d["kind"]: d["can"]["reassign"] for d in rows},
                         {"response": True, "department_reply": False})
        for d in rows:
            row = self.reassign(self.mate, ids=[d["id"]], dry_run=True).json["rows"][0]
            self.assertEqual(row["code"], None if d["can"]["reassign"] else "department_owes")
