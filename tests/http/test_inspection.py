"""Whoever is in charge looks at what was recorded and reminds people; both are kept (N2)."""
import unittest

from business import BusinessCase


class Inspection(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.boss = cls.person("inspects", ["service_manager"], department_id=cls.service)
        cls.worker = cls.person("records", ["sales"], department_id=cls.sales,
                                email="records@example.com")

    def record(self, name, **more):
        c = self.customer(name, owner_id=self.worker.user["id"], department_id=self.sales)
        body = {"customer_id": c["id"], "state": "done", "content": "电话回访", "channel": "phone",
                "owner_id": self.worker.user["id"], **more}
        return self.worker.post("/follow-ups", body, 201).json

    def open_ones(self, c=None):
        reply = (c or self.boss).get("/follow-ups?state=done&inspected_at[null]=true&limit=200")
        return [f["id"] for f in reply.json["items"]]

    def test_looked_at_until_changed(self):
        f = self.record("检查一")
        self.assertIn(f["id"], self.open_ones())
        self.assertFalse(f["can"]["inspect"])
        self.worker.post("/follow-ups/%s/inspect" % f["id"], None, 403)
        seen = self.boss.post("/follow-ups/%s/inspect" % f["id"], None, 200).json
        self.assertEqual(seen["inspected_by_id"], self.boss.user["id"])
        self.assertTrue(seen["inspected_at"])
        self.assertNotIn(f["id"], self.open_ones())
        changed = self.worker.patch("/follow-ups/%s" % f["id"], {"content": "电话回访，客户满意"}).json
        self.assertIsNone(changed["inspected_at"])
        self.assertIn(f["id"], self.open_ones())
        self.boss.post("/follow-ups/%s/inspect" % f["id"], None, 200)
        again = self.boss.post("/follow-ups/%s/uninspect" % f["id"], None, 200).json
        self.assertEqual((again["inspected_at"], again["inspected_by_id"]), (None, None))

    def test_a_plan_is_nothing_to_look_at(self):
        c = self.customer("检查二", owner_id=self.worker.user["id"])
        plan = self.admin.post("/follow-ups", {"customer_id": c["id"], "goal": "问候",
                                               "planned_at": "2099-01-05T02:00:00Z"}, 201).json
        reply = self.boss.post("/follow-ups/%s/inspect" % plan["id"], None, 409)
        self.assertEqual(reply.json["code"], "not_recorded")

    def test_a_reminder_is_told_and_kept(self):
        f = self.record("督促一")
        n = self.boss.post("/nudges", {"owner_id": self.worker.user["id"], "way": "app",
                                       "follow_up_id": f["id"], "text": "请补充客户反馈"}, 201).json
        self.assertEqual((n["sender_id"], n["customer_id"], n["customer_name"]),
                         (self.boss.user["id"], f["customer_id"], "督促一"))
        self.assertNotIn(f["id"], self.open_ones(), "reminding about it is having looked at it")
        told = [x for x in self.worker.get("/notifications").json["items"]
                if x["kind"] == "nudge" and x["customer_id"] == f["customer_id"]]
        self.assertEqual(len(told), 1)
        self.assertEqual((told[0]["args"]["text"], told[0]["args"]["from"]),
                         ("请补充客户反馈", self.boss.user["name"]))
        mine = self.worker.get("/nudges?owner_id=" + self.worker.user["id"]).json["items"]
        self.assertIn(n["id"], [x["id"] for x in mine])

    def test_it_goes_with_a_merged_customer(self):
        f, keep = self.record("督促合并甲"), self.customer("督促合并乙")
        n = self.boss.post("/nudges", {"owner_id": self.worker.user["id"], "way": "phone",
                                       "follow_up_id": f["id"], "text": "已电话提醒"}, 201).json
        other = self.admin.get("/customers/" + f["customer_id"]).json
        self.admin.post("/customers/%s/merge" % keep["id"], {
            "duplicate_id": other["id"], "duplicate_version": other["version"]},
            200, headers={"If-Match": '"%d"' % keep["version"]})
        rows = self.admin.get("/nudges?customer_id=" + keep["id"]).json["items"]
        self.assertEqual([x["id"] for x in rows], [n["id"]])

    def test_a_call_is_only_written_down(self):
        f = self.record("督促二")
        self.boss.post("/nudges", {"owner_id": self.worker.user["id"], "way": "phone",
                                   "follow_up_id": f["id"], "text": "已电话提醒"}, 201)
        self.assertEqual([x for x in self.worker.get("/notifications").json["items"]
                          if x["kind"] == "nudge" and x["customer_id"] == f["customer_id"]], [])

    def test_refused(self):
        f = self.record("督促三")
        body = {"owner_id": self.worker.user["id"], "follow_up_id": f["id"], "text": "请补充"}
        self.worker.post("/nudges", body, 403)
        for change, field, code in (
                ({"text": " "}, "text", "required"),
                ({"follow_up_id": None}, "customer_id", "required"),
                ({"follow_up_id": "999"}, "follow_up_id", "no_such_record"),
                ({"owner_id": "999"}, "owner_id", "no_such_record"),
                ({"owner_id": self.boss.user["id"], "way": "mail"}, "way", "no_email")):
            reply = self.boss.post("/nudges", {**body, **change}, 422).json
            self.assertEqual([(e["field"], e["code"]) for e in reply["errors"]], [(field, code)])

    def test_a_team_leader_reminds_the_team_alone(self):
        """Rights that reach a department: others' people and records stay out of reach (Z1)."""
        self.admin.post("/roles", {"name": "leader", "title": "组长", "grants": {
            "follow_up.inspect": "department", "follow_up.read": "all",
            "customer.read": "all"}}, 201)
        leader = self.person("leads", ["leader"], department_id=self.service)
        f = self.record("督促四")
        leader.post("/follow-ups/%s/inspect" % f["id"], None, 403)
        reply = leader.post("/nudges", {"owner_id": self.worker.user["id"], "text": "请补充",
                                        "follow_up_id": f["id"]}, 403)
        self.assertEqual(reply.json["code"], "not_your_people")


if __name__ == "__main__":
    unittest.main()
