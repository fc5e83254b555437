"""Mentions: colleagues named in notes and records are told, once, and only of what they may read
(Z1)."""
import unittest

from business import BusinessCase


class Mentions(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.other = cls.person("other", ["service_agent"], department_id=cls.service,
                               name="王小明", email="other@example.com")
        cls.gone = cls.person("gone", ["service_agent"], department_id=cls.service)
        cls.admin.patch("/users/" + cls.gone.user["id"], {"disabled": True})

    def opened(self):
        return self.ticket(self.customer("提及客户"), by=self.agent,
                           owner_id=self.agent.user["id"])

    def note(self, ticket, people, status=200, **kw):
        return self.act(ticket, "note", {"text": "@王小明 请看", "mentions": people}, status,
                        by=self.agent, **kw)

    @staticmethod
    def told(by, channel="app"):
        got = by.get("/notifications?channel=%s&sort=-id&limit=200" % channel).json["items"]
        return [n for n in got if n["kind"] == "mention"]

    def test_a_note(self):
        t = self.opened()
        before, mine = len(self.told(self.other)), len(self.told(self.agent))
        me, other = self.agent.user["id"], self.other.user["id"]
        self.note(t, [other, me, other])
        got = self.told(self.other)
        self.assertEqual((len(got), len(self.told(self.agent))), (before + 1, mine))
        self.assertEqual((got[0]["ticket_id"], got[0]["customer_id"], got[0]["args"]["from"],
                          got[0]["args"]["text"], got[0]["args"]["ticket"]),
                         (t["id"], t["customer_id"], "agent", "@王小明 请看", t["number"]))
        event = self.all("/tickets/%s/events?sort=seq" % t["id"])[-1]
        self.assertEqual(event["data"], {"mentions": [other, me, other]})
        # Another note is another occasion; the same request twice is not.
        key = {"Idempotency-Key": "mention-once"}
        for _ in range(2):
            self.note(t, [other], headers=key)
        self.assertEqual(len(self.told(self.other)), before + 2)

    def test_mail_as_wished(self):
        t = self.opened()
        other = self.other.user["id"]
        self.other.patch("/me", {"mail_notices": "none"})
        before = self.server._ask("select count(*) from notices where kind = 'mention' "
                                  "and channel = 'mail'")
        self.note(t, [other])
        self.other.patch("/me", {"mail_notices": "all"})
        self.note(t, [other])
        self.assertEqual(self.server._ask("select count(*) from notices where kind = 'mention' "
                                          "and channel = 'mail'"), before + 1)

    def test_never_who_may_not_read(self):
        t = self.opened()
        with self.nothing_changes():
            self.refused(self.note(t, [self.other.user["id"], self.seller.user["id"]], 422), 422,
                         mentions="cannot_read")
            self.refused(self.note(t, [self.gone.user["id"]], 422), 422,
                         mentions="no_such_record")
            self.refused(self.note(t, ["77"], 422), 422, mentions="no_such_record")
            self.refused(self.note(t, "77", 422), 422, mentions="not_a_list")
            # What the customer sees names nobody.
            self.refused(self.act(t, "reply", {"text": "x", "mentions": []}, 422), 422,
                         mentions="unknown_field")

    def test_a_record(self):
        c = self.customer("记录客户")
        other, chief = self.other.user["id"], self.chief.user["id"]
        n, m = len(self.told(self.other)), len(self.told(self.chief))
        f = self.agent.post("/follow-ups", {"customer_id": c["id"], "state": "done",
                                            "content": "长" * 300, "mentions": [other]},
                            201).json
        got = self.told(self.other)
        self.assertEqual((len(got), f["mentions"]), (n + 1, [other]))
        self.assertEqual((got[0]["customer_id"], got[0]["ticket_id"], got[0]["args"]["text"]),
                         (c["id"], None, "长" * 200 + "…"))
        # Later only those who are new.
        path = "/follow-ups/" + f["id"]
        self.agent.patch(path, {"content": "补充", "mentions": [other, chief]})
        self.agent.patch(path, {"content": "再补充"})
        self.assertEqual((len(self.told(self.other)), len(self.told(self.chief))), (n + 1, m + 1))
        with self.nothing_changes():
            self.refused(self.agent.patch(path, {"mentions": [self.seller.user["id"]]},
                                          status=422), 422, mentions="cannot_read")

    def test_a_plan_tells_when_it_is_done(self):
        c = self.customer("计划客户")
        other, n = self.other.user["id"], len(self.told(self.other))
        plan = self.agent.post("/follow-ups", {
            "customer_id": c["id"], "goal": "问候", "planned_at": "2026-03-03T02:00:00Z"}, 201).json
        path = "/follow-ups/" + plan["id"]
        self.agent.patch(path, {"mentions": [other]})
        self.assertEqual(len(self.told(self.other)), n)
        self.agent.post(path + "/done", {"content": "已问候", "mentions": [other]}, 200)
        # Taken back and done again: told once.
        self.agent.post(path + "/undo", None, 200)
        self.agent.post(path + "/done", {"content": "已问候", "mentions": [other]}, 200)
        self.assertEqual(len(self.told(self.other)), n + 1)

    def test_readers(self):
        t = self.opened()
        for path in ("/tickets/%s/readers" % t["id"], "/customers/%s/readers" % t["customer_id"]):
            got = {p["id"]: p for p in self.agent.get(path).json["items"]}
            self.assertIn("wxm", got[self.other.user["id"]]["pinyin"].split())
            self.assertIn(self.chief.user["id"], got)
            for absent in (self.agent, self.seller, self.gone):
                self.assertNotIn(absent.user["id"], got)
            self.seller.get(path, 404)

    def test_readers_are_those_who_can_be_mentioned(self):
        t = self.opened()
        listed = [{p["id"] for p in self.agent.get(path).json["items"]} for path in (
            "/tickets/%s/readers" % t["id"], "/customers/%s/readers" % t["customer_id"])]
        others = {u["id"] for u in self.all("/users", by=self.admin)} - {self.agent.user["id"]}
        self.assertTrue(all(ids and ids < others for ids in listed))
        for person in others:
            self.note(t, [person], 200 if person in listed[0] else 422)
            self.agent.post("/follow-ups", {
                "customer_id": t["customer_id"], "state": "done", "content": "x",
                "mentions": [person]}, 201 if person in listed[1] else 422)


if __name__ == "__main__":
    unittest.main()
