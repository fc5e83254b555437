"""Tickets with their actions and history, follow-ups, my-day, deadlines, notifications."""
import unittest

from business import NOW, BusinessCase

ACTIONS = {
    "reply": {"text": "您好"}, "customer-message": {"text": "在吗"}, "note": {"text": "内部"},
    "hold": {"text": "等配件"}, "resume": {}, "resolve": {"text": "已更换"}, "reopen": {},
    "call-back": {"confirmation": "satisfied"}, "apologise": {"text": "抱歉"},
    "archive": {}, "cancel": {"text": "重复"},
}
# What may be done in which state.
ALLOWED = {
    "open": {"reply", "customer-message", "note", "hold", "resolve", "apologise", "cancel"},
    "on_hold": {"reply", "customer-message", "note", "resume", "resolve", "apologise", "cancel"},
    "resolved": {"note", "reopen", "call-back", "apologise"},
    "archived": {"note", "reopen", "apologise"},
    "cancelled": {"note"},
}
WAY = {"open": [], "on_hold": ["hold"], "resolved": ["resolve"],
       "archived": ["resolve", "call-back", "archive"], "cancelled": ["cancel"]}


class Tickets(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.c = cls.customer()

    def in_state(self, state, **fields):
        t = self.ticket(self.c, **fields)
        for step in WAY[state]:
            t = self.act(t, step, ACTIONS[step]).json
        self.assertEqual(t["state"], state)
        return t

    def deadlines(self, t):
        return {d["kind"]: d for d in self.all("/deadlines?subject_id=" + t["id"])}

    def test_numbers_of_a_day(self):
        a, b = self.ticket(self.c), self.ticket(self.c)
        self.assertRegex(a["number"], r"^WX20260302\d{3}$")
        self.assertEqual(int(b["number"][10:]), int(a["number"][10:]) + 1)

    def test_every_action_in_every_state(self):
        for state, allowed in ALLOWED.items():
            t = self.in_state(state)
            with self.nothing_changes():
                for action in set(ACTIONS) - allowed - self.below(state):
                    with self.subTest(state=state, action=action):
                        self.assertFalse(t["can"].get(action.replace("-", "_"), False))
                        reply = self.act(t, action, ACTIONS[action], 409)
                        self.assertEqual(reply.json["errors"][0]["code"], "ticket_state")
            for action in allowed:
                with self.subTest(state=state, action=action):
                    t = self.in_state(state)
                    self.assertTrue(t["can"].get(action.replace("-", "_"), True))
                    self.act(t, action, ACTIONS[action])

    @staticmethod
    def below(state):
        """What has a test of its own."""
        return {"archive"} if state == "resolved" else set()

    def test_archive_needs_the_customers_word_or_a_reason(self):
        t = self.in_state("resolved")
        reply = self.unchanged(lambda: self.act(t, "archive", {}, 422))
        self.refused(reply, 422, text="not_confirmed")
        self.assertEqual(self.act(t, "archive", {"text": "客户失联"}).json["state"], "archived")

    def test_refusals_name_the_field(self):
        t, resolved = self.in_state("open"), self.in_state("resolved")
        with self.nothing_changes():
            self.refuse_actions(t, resolved)
            self.refuse_tickets()

    def refuse_actions(self, t, resolved):
        for ticket, action, body, field, code in (
                (t, "reply", {}, "text", "required"), (t, "reply", {"text": " "}, "text", "required"),
                (t, "reply", {"text": "x", "at": "2026-03-02T03:00:00Z"}, "at", "in_future"),
                (t, "reply", {"text": "x", "at": "2026-03-01T03:00:00Z"}, "at", "too_early"),
                (t, "reply", {"text": "x", "until": NOW}, "until", "unknown_field"),
                (t, "hold", {}, "text", "required"),
                (t, "hold", {"text": "x", "until": "2026-03-01T00:00:00Z"}, "until", "in_past"),
                (t, "assign", {}, "owner_id", "required"),
                (t, "assign", {"owner_id": "77"}, "owner_id", "no_such_record"),
                (t, "ask-department", {}, "department_id", "required"),
                (t, "ask-department", {"department_id": "77"}, "department_id", "no_such_record"),
                (resolved, "call-back", {}, "confirmation", "required"),
                (resolved, "call-back", {"confirmation": "none"}, "confirmation", "required"),
                (resolved, "call-back", {"confirmation": "great"}, "confirmation", "not_one_of"),
                (resolved, "call-back", {"confirmation": "satisfied", "channel": "pigeon"},
                 "channel", "not_one_of")):
            with self.subTest(action=action, body=body):
                self.refused(self.act(ticket, action, body, 422), 422, **{field: code})

    def refuse_tickets(self):
        for body, field, code in (
                ({"title": "x"}, "customer_id", "required"),
                ({"customer_id": "77", "title": "x"}, "customer_id", "no_such_record"),
                ({"customer_id": self.c["id"]}, "title", "required"),
                ({"customer_id": self.c["id"], "title": "x", "urgency": "very"}, "urgency", "not_one_of"),
                ({"customer_id": self.c["id"], "title": "x", "owner_id": "77"}, "owner_id",
                 "no_such_record"),
                ({"customer_id": self.c["id"], "title": "x", "department_id": "77"}, "department_id",
                 "no_such_record"),
                ({"customer_id": self.c["id"], "title": "x", "contact_id": "77"}, "contact_id",
                 "no_such_record"),
                ({"customer_id": self.c["id"], "title": "x", "state": "resolved"}, "state", "read_only"),
                ({"customer_id": self.c["id"], "title": "x",
                  "submitted_at": "2026-03-02T02:00:01Z"}, "submitted_at", "in_future")):
            with self.subTest(body=body):
                self.refused(self.admin.post("/tickets", body), 422, **{field: code})

    def test_refusals_in_three_languages(self):
        t = self.in_state("open")
        for lang, text in (("zh-CN", "工单状态是"), ("zh-TW", "工單狀態是"), ("en", "The ticket is")):
            who = self.anonymous(lang=lang)
            who.login("admin")
            self.assertIn(text, who.post("/tickets/%s/resume" % t["id"], {}, 409)
                          .json["errors"][0]["detail"])

    def test_if_match_is_heeded_when_given(self):
        t = self.in_state("open")
        etag = self.admin.get("/tickets/" + t["id"]).etag
        self.act(t, "reply", {"text": "一"}, headers={"If-Match": etag})
        reply = self.unchanged(lambda: self.act(t, "reply", {"text": "二"}, 412,
                                                headers={"If-Match": etag}))
        self.assertEqual(reply.code, "stale")

    def test_history_is_numbered_and_whole(self):
        t = self.in_state("archived")
        events = self.all("/tickets/%s/events?sort=seq" % t["id"])
        self.assertEqual([e["kind"] for e in events],
                         ["created", "resolved", "called_back", "archived"])
        self.assertEqual([e["seq"] for e in events], [1, 2, 3, 4])

    def test_what_is_made_is_what_is_there(self):
        made = self.admin.post("/tickets", {"customer_id": self.c["id"], "title": "x"}, 201)
        got = self.admin.get("/tickets/" + made.json["id"])
        self.assertEqual((made.etag, made.json), (got.etag, got.json))
        acted = self.act(made.json, "reply", {"text": "x"})
        got = self.admin.get("/tickets/" + made.json["id"])
        self.assertEqual((acted.etag, acted.json), (got.etag, got.json))

    def test_the_same_key_twice(self):
        body = {"customer_id": self.c["id"], "title": "只要一张"}
        first = self.admin.post("/tickets", body, 201, headers={"Idempotency-Key": "k1"})
        again = self.admin.post("/tickets", body, 201, headers={"Idempotency-Key": "k1"})
        self.assertEqual(first.json["id"], again.json["id"])
        reply = self.unchanged(lambda: self.admin.post(
            "/tickets", {**body, "title": "另一张"}, 422, headers={"Idempotency-Key": "k1"}))
        self.refused(reply, 422, **{"Idempotency-Key": "key_reused"})

    def test_deadlines_follow_the_facts(self):
        t = self.ticket(self.c, urgency="urgent")
        d = self.deadlines(t)
        self.assertEqual({k: x["due_at"] for k, x in d.items()},
                         {"response": "2026-03-02T04:00:00Z", "solution": "2026-03-03T02:00:00Z"})
        self.act(t, "reply", {"text": "x"})
        d = self.deadlines(t)
        self.assertEqual((d["response"]["state"], d["response"]["open"]), ("met", False))
        self.act(t, "resolve", {"text": "x"})
        d = self.deadlines(t)
        self.assertEqual((d["solution"]["state"], d["call_back"]["due_at"]),
                         ("met", "2026-03-03T02:00:00Z"))
        self.act(t, "reopen", {})
        d = self.deadlines(t)
        self.assertEqual((d["solution"]["state"], d["call_back"]["state"]), ("running", "cancelled"))

    def test_every_deadline_explains_itself(self):
        t = self.ticket(self.c, urgency="urgent")
        self.act(t, "reply", {"text": "x"})
        self.act(t, "resolve", {"text": "x"})
        self.admin.post("/follow-ups", {"customer_id": self.c["id"], "goal": "g",
                                        "planned_at": "2026-03-05T02:00:00Z"}, 201)
        seen = set()
        for d in self.all("/deadlines"):
            why = self.admin.get("/deadlines/%s/explain" % d["id"]).json
            self.assertTrue(why["agrees"], why)
            self.assertEqual(why["deadline"]["id"], d["id"])
            seen.add(d["kind"])
        self.assertLessEqual({"response", "solution", "call_back", "plan"}, seen)
        self.admin.get("/deadlines/77/explain", 404)

    def test_a_late_entry_is_judged_by_its_time(self):
        t = self.ticket(self.c, urgency="urgent", submitted_at="2026-03-01T02:00:00Z")
        d = self.deadlines(t)
        self.assertEqual((d["response"]["state"], d["response"]["open"]), ("missed", True))
        self.act(t, "reply", {"text": "早已答复", "at": "2026-03-01T03:00:00Z"})
        self.assertEqual(self.deadlines(t)["response"]["state"], "met")

    def test_assign_tells_the_new_owner(self):
        t = self.ticket(self.c, title="交接")
        before = self.agent.get("/notifications/unread").json["unread"]
        self.act(t, "assign", {"owner_id": self.agent.user["id"]})
        self.assertEqual(self.agent.get("/notifications/unread").json["unread"], before + 1)
        notice = [n for n in self.all("/notifications", self.agent) if n["ticket_id"] == t["id"]][0]
        self.assertEqual((notice["kind"], notice["args"]["title"]), ("assigned", "交接"))
        self.seller.post("/notifications/%s/read" % notice["id"], None, 404)
        self.agent.post("/notifications/%s/read" % notice["id"], None, 200)
        self.assertEqual(self.agent.get("/notifications/unread").json["unread"], before)
        self.agent.post("/notifications/read-all", None, 200)
        self.assertEqual(self.agent.get("/notifications/unread").json["unread"], 0)
        self.assertNotIn(t["id"], [n["ticket_id"] for n in self.all("/notifications", self.seller)])


class FollowUps(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.c = cls.customer()

    def plan(self, at="2026-03-03T02:00:00Z", **fields):
        return self.admin.post("/follow-ups", {"customer_id": self.c["id"], "planned_at": at,
                                               "goal": "回访", **fields}, 201).json

    def act(self, f, word, body=None, status=200):
        return self.admin.post("/follow-ups/%s/%s" % (f["id"], word), body, status)

    def test_plan_becomes_record_with_next_action(self):
        f = self.plan()
        self.assertEqual((f["state"], f["department_id"]), ("planned", self.service))
        done = self.act(f, "done", {"content": "客户满意", "next_action": "寄样品",
                                    "next_action_due_at": "2026-03-06T02:00:00Z"}).json
        self.assertEqual((done["state"], done["done_at"]), ("done", NOW))
        self.assertEqual(self.admin.get("/customers/" + self.c["id"]).json["last_contact_at"], NOW)
        kinds = {d["kind"]: d for d in self.all("/deadlines?subject_id=" + f["id"])}
        self.assertEqual((kinds["plan"]["state"], kinds["action"]["due_at"]),
                         ("met", "2026-03-06T02:00:00Z"))
        self.act(f, "action-done")
        kinds = {d["kind"]: d for d in self.all("/deadlines?subject_id=" + f["id"])}
        self.assertEqual(kinds["action"]["state"], "met")
        for word in ("done", "cancel"):
            reply = self.unchanged(lambda: self.act(f, word, {"content": "x"} if word == "done"
                                                    else None, 409))
            self.assertEqual(reply.json["errors"][0]["code"], "follow_up_state")

    def test_cancel(self):
        f = self.plan()
        self.assertEqual(self.act(f, "cancel").json["state"], "cancelled")
        d = self.all("/deadlines?subject_id=" + f["id"])[0]
        self.assertEqual((d["state"], d["open"]), ("cancelled", False))

    def test_refusals_name_the_field(self):
        other = self.customer("别家")
        foreign = self.ticket(other)
        with self.nothing_changes():
            self.refuse_follow_ups(foreign)
        f = self.plan()
        self.refused(self.unchanged(lambda: self.act(f, "done", {}, 422)), 422, content="required")

    def refuse_follow_ups(self, foreign):
        for fields, want in (
                ({}, {"planned_at": "required"}), ({"planned_at": "soon"}, {"planned_at": "not_a_time"}),
                ({"planned_at": NOW, "customer_id": "77"}, {"customer_id": "no_such_record"}),
                ({"planned_at": NOW, "ticket_id": foreign["id"]}, {"ticket_id": "no_such_record"}),
                ({"planned_at": NOW, "owner_id": "77"}, {"owner_id": "no_such_record"}),
                ({"planned_at": NOW, "purpose": "fun"}, {"purpose": "not_one_of"}),
                ({"state": "done"}, {"content": "required"}),
                ({"state": "done", "content": "x", "done_at": "2026-03-09T00:00:00Z"},
                 {"done_at": "in_future"}),
                ({"state": "done", "content": "x", "next_action_due_at": "2026-03-09T00:00:00Z"},
                 {"next_action": "required"})):
            with self.subTest(fields=fields):
                reply = self.admin.post("/follow-ups", {"customer_id": self.c["id"], **fields})
                self.refused(reply, 422, **want)

    def test_my_day_in_buckets(self):
        mine = self.agent.user["id"]
        late = self.ticket(self.c, urgency="urgent", owner_id=mine,
                           submitted_at="2026-03-01T02:00:00Z")
        plans = {"today": "2026-03-02T08:00:00Z", "tomorrow": "2026-03-03T02:00:00Z",
                 "this_week": "2026-03-06T02:00:00Z", "later": "2026-03-20T02:00:00Z"}
        made = {b: self.plan(at, owner_id=mine) for b, at in plans.items()}
        day = self.agent.get("/my-day").json
        self.assertEqual(day["now"], NOW)
        found = {(i["subject_id"], i["kind"]): i for i in day["items"]}
        self.assertEqual(found[(late["id"], "response")]["bucket"], "overdue")
        for bucket, f in made.items():
            self.assertEqual(found[(f["id"], "plan")]["bucket"], bucket)
        dues = [i["due_at"] for i in day["items"] if i["due_at"]]
        self.assertEqual(dues, sorted(dues))
        self.assertTrue(all(i["owner_id"] == mine for i in day["items"]))
        pages, cursor = [], ""
        while True:
            page = self.agent.get("/my-day?limit=2" + cursor).json
            pages += page["items"]
            if not page["next"]:
                break
            cursor = "&cursor=" + page["next"]
        self.assertEqual([p["id"] for p in pages], [i["id"] for i in day["items"]])
        self.refused(self.agent.get("/my-day?scope=x", 422), 422, scope="not_one_of")
        self.refused(self.agent.get("/my-day?limit=0", 422), 422, limit="out_of_range")


if __name__ == "__main__":
    unittest.main()
