"""Taking back what was done to a follow-up."""
from business import NOW, BusinessCase

LATER = "2026-03-02T02:05:01Z"


class Undo(BusinessCase):
    def state(self, customer):
        """All that follows from the records: open deadlines and the customer's times."""
        c = self.admin.get("/customers/" + customer["id"]).json
        rows = self.all("/deadlines?open=true&customer_id=" + customer["id"])
        keys = ("kind", "cycle", "state", "owner_id", "start_at", "due_at", "met_at", "missed_at",
                "rule", "target", "next_fire_at")
        return (sorted([str(r[k]) for k in keys] for r in rows),
                c["last_contact_at"], c["next_touch_at"])

    def plan(self, customer, **fields):
        return self.agent.post("/follow-ups", {"customer_id": customer["id"], "goal": "问候",
                                               "planned_at": "2026-03-03T02:00:00Z", **fields},
                               201).json

    def undo(self, record, status=200, by=None, **kw):
        return (by or self.agent).post("/follow-ups/%s/undo" % record["id"], None, status, **kw)

    def test_a_done_plan_is_a_plan_again(self):
        for told in (None, "2026-02-25T02:00:00Z"):
            c = self.customer("甲%s" % told, **({"last_contact_at": told} if told else {}))
            plan = self.plan(c, channel="phone", content="草稿")
            self.assertFalse(plan["can"]["undo"])
            before = self.state(c)
            done = self.agent.post("/follow-ups/%s/done" % plan["id"], {
                "content": "已联系", "channel": "visit", "next_action": "寄样品",
                "next_action_due_at": "2026-03-04T02:00:00Z"}, 200).json
            self.assertTrue(done["can"]["undo"])
            self.assertEqual(done["undo_until"], "2026-03-02T02:05:00Z")
            self.assertNotEqual(self.state(c), before)
            self.assertEqual(self.admin.get("/customers/" + c["id"]).json["last_contact_at"], NOW)
            back = self.undo(done).json
            self.assertEqual(self.state(c), before)
            same = lambda r: {k: v for k, v in r.items() if k not in ("version", "updated_at")}
            self.assertEqual(same(back), same(plan))
            self.refused(self.undo(back, 409), 409, **{"": "follow_up_state"})
            self.agent.post("/follow-ups/%s/done" % plan["id"], {"content": "又联系"}, 200)

    def test_a_record_is_cancelled(self):
        c = self.customer("乙")
        before = self.state(c)
        first = self.agent.post("/follow-ups", {"customer_id": c["id"], "state": "done",
                                                "content": "误记"}, 201).json
        between = self.state(c)
        second = self.agent.post("/follow-ups", {"customer_id": c["id"], "state": "done",
                                                 "content": "再误", "done_at":
                                                 "2026-03-02T01:00:00Z"}, 201).json
        self.assertEqual(self.undo(second).json["state"], "cancelled")
        self.assertEqual(self.state(c), between)
        self.assertEqual(self.undo(first).json["state"], "cancelled")
        self.assertEqual(self.state(c), before)

    def test_a_cancelled_plan_and_a_done_action(self):
        c = self.customer("丙")
        plan = self.plan(c)
        before = self.state(c)
        self.agent.post("/follow-ups/%s/cancel" % plan["id"], None, 200)
        self.assertEqual(self.undo(plan).json["state"], "planned")
        self.assertEqual(self.state(c), before)
        self.agent.post("/follow-ups/%s/done" % plan["id"], {
            "content": "好", "next_action": "回电",
            "next_action_due_at": "2026-03-04T02:00:00Z"}, 200)
        before = self.state(c)
        self.agent.post("/follow-ups/%s/action-done" % plan["id"], None, 200)
        self.assertNotEqual(self.state(c), before)
        self.assertIsNone(self.undo(plan).json["next_action_done_at"])
        self.assertEqual(self.state(c), before)

    def test_an_edit_ends_it(self):
        plan = self.plan(self.customer("丁"))
        self.agent.post("/follow-ups/%s/done" % plan["id"], {"content": "好"}, 200)
        edited = self.agent.patch("/follow-ups/" + plan["id"], {"content": "很好"}).json
        self.assertFalse(edited["can"]["undo"])
        self.refused(self.unchanged(lambda: self.undo(plan, 409)), 409,
                     **{"": "follow_up_state"})

    def test_rights_versions_and_audit(self):
        plan = self.plan(self.customer("戊"))
        reply = self.agent.post("/follow-ups/%s/done" % plan["id"], {"content": "好"}, 200)
        with self.nothing_changes():
            self.undo(plan, 404, by=self.seller)
            self.undo(plan, 412, headers={"If-Match": '"1"'})
        self.undo(plan, headers={"If-Match": reply.etag})
        rows = self.all("/audit?record=follow_up&record_id=" + plan["id"])
        self.assertIn(["done", "planned"], [r["diff"].get("state") for r in rows])

    def test_not_for_what_a_ticket_tells(self):
        c = self.customer("己")
        t = self.ticket(c)
        self.act(t, "apologise", {"channel": "phone", "text": "抱歉"})
        got = self.all("/follow-ups?ticket_id=" + t["id"])
        self.assertEqual([f["can"]["undo"] for f in got], [False])

    def test_only_for_five_minutes(self):
        plan = self.plan(self.customer("庚"))
        self.agent.post("/follow-ups/%s/done" % plan["id"], {"content": "好"}, 200)
        try:
            self.server.restart(LATER)
            for c in (self.admin, *self.clients):
                c.close()
                c.port = self.server.port
            self.assertFalse(self.agent.get("/follow-ups/" + plan["id"]).json["can"]["undo"])
            reply = self.undo(plan, 409)
            self.assertEqual(reply.json["code"], "expired")
        finally:
            self.server.restart(NOW)
            for c in (self.admin, *self.clients):
                c.close()
                c.port = self.server.port
