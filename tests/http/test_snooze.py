"""Deadlines that are put aside in the queue for a while."""
from business import BusinessCase

TOMORROW = "2026-03-03T02:00:00Z"
WHY = "客户出差，明天再联系"


class Snooze(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.mate = cls.person("mate", ["service_agent"], department_id=cls.service)
        cls.watcher = cls.person("watcher", ["auditor"])

    def plan(self, at="2026-03-04T02:00:00Z", name="甲"):
        """A plan of the agent's, and its deadline."""
        c = self.customer(name, owner_id=self.agent.user["id"])
        f = self.admin.post("/follow-ups", {"customer_id": c["id"], "planned_at": at,
                                            "owner_id": self.agent.user["id"]}, 201).json
        return f, self.deadline(f)

    def deadline(self, f):
        return self.all("/deadlines?subject_id=" + f["id"])[0]

    def snooze(self, d, until=TOMORROW, reason=WHY, status=200, by=None, **kw):
        return (by or self.agent).post("/deadlines/%s/snooze" % d["id"],
                                       {"until": until, "reason": reason}, status, **kw)

    def ids(self, path, by=None):
        return {i["id"]: i for i in self.all(path, by or self.agent)}

    def test_hidden_counted_and_back(self):
        _, d = self.plan()
        item = self.ids("/my-day")[d["id"]]
        self.assertTrue(item["can"]["snooze"])
        self.assertIsNone(item["snoozed_until"])
        before = self.agent.get("/my-day").json["counts"]
        got = self.snooze(d).json
        rest = lambda r: {k: v for k, v in r.items() if k not in (
            "version", "updated_at", "snoozed_until", "snooze_reason")}
        self.assertEqual(rest(got), rest(d))
        self.assertEqual((got["snoozed_until"], got["snooze_reason"]), (TOMORROW, WHY))
        self.assertNotIn(d["id"], self.ids("/my-day"))
        self.assertNotIn(d["id"], self.ids("/my-day?bucket=" + item["bucket"]))
        for path in ("/my-day?bucket=snoozed", "/my-day?bucket=overdue,snoozed"):
            self.assertEqual(self.ids(path)[d["id"]]["bucket"], "snoozed")
        counts = self.agent.get("/my-day").json["counts"]
        self.assertEqual(counts, {**before, "snoozed": before["snoozed"] + 1,
                                  item["bucket"]: before[item["bucket"]] - 1})
        team = self.ids("/my-day?scope=team", self.chief)[d["id"]]
        self.assertEqual((team["snooze_reason"], team["bucket"]), (WHY, "snoozed"))
        back = self.agent.post("/deadlines/%s/unsnooze" % d["id"], None, 200).json
        self.assertEqual(rest(back), rest(d))
        self.assertEqual(self.agent.get("/my-day").json["counts"], before)
        self.assertIn(d["id"], self.ids("/my-day"))
        rows = self.all("/audit?record=deadline&record_id=" + d["id"])
        changes = [r["diff"]["snoozed_until"] for r in rows]
        self.assertCountEqual(changes, [[None, TOMORROW], [TOMORROW, None]])

    def test_bounds(self):
        f, d = self.plan()
        _, late = self.plan("2026-03-01T02:00:00Z", "迟")
        with self.nothing_changes():
            for body, errors in (((d, "2026-03-02T02:00:00Z"), {"until": "in_past"}),
                                 ((d, "2026-03-04T02:00:01Z"), {"until": "snooze_after_due"}),
                                 ((late, "2026-03-03T02:00:01Z"), {"until": "snooze_too_long"}),
                                 ((d, None), {"until": "required"}),
                                 ((d, TOMORROW, " "), {"reason": "required"}),
                                 ((d, TOMORROW, "x" * 501), {"reason": "too_long"})):
                self.refused(self.snooze(*body, status=422), 422, **errors)
        self.snooze(d, "2026-03-04T02:00:00Z")
        self.snooze(late, "2026-03-03T02:00:00Z")
        self.agent.post("/follow-ups/%s/cancel" % f["id"], None, 200)
        self.refused(self.snooze(d, status=409), 409, **{"": "not_running"})

    def test_whose_it_is(self):
        _, d = self.plan()
        with self.nothing_changes():
            self.snooze(d, by=self.seller, status=404)
            self.snooze(d, by=self.watcher, status=403)
            self.snooze(d, status=412, headers={"If-Match": '"99"'})
            self.watcher.post("/deadlines/%s/unsnooze" % d["id"], None, 403)
        self.snooze(d, by=self.mate)

    def test_a_refresh_keeps_it_but_not_past_due(self):
        f, d = self.plan()
        path = "/follow-ups/" + f["id"]
        self.snooze(d)
        self.agent.patch(path, {"planned_at": "2026-03-05T02:00:00Z"})
        self.assertEqual(self.deadline(f)["snoozed_until"], TOMORROW)
        self.agent.patch(path, {"planned_at": "2026-03-02T08:00:00Z"})
        self.assertEqual(self.deadline(f)["snoozed_until"], "2026-03-02T08:00:00Z")
        self.agent.patch(path, {"planned_at": "2026-03-02T01:00:00Z"})
        self.assertIsNone(self.deadline(f)["snoozed_until"])

    def test_another_owner_sees_it(self):
        f, d = self.plan()
        self.snooze(d)
        self.admin.patch("/follow-ups/" + f["id"], {"owner_id": self.mate.user["id"]})
        self.assertIsNone(self.deadline(f)["snoozed_until"])
        self.assertIn(d["id"], self.ids("/my-day", self.mate))
