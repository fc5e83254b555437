"""Checklists on tickets: templates, items, who ticked what and when, what must be done before a
ticket is solved (R7, R9, R10, Z1)."""
import concurrent.futures
import unittest

from business import NOW, BusinessCase

STEPS = ["记录问题", "联系客户", "安排回访"]


class Checklists(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.other = cls.person("other", ["service_agent"], department_id=cls.service)
        cls.watcher = cls.person("watcher", ["read_only"])
        cls.made = 0

    def template(self, by=None, status=201, **fields):
        type(self).made += 1
        return (by or self.chief).post("/checklist-templates", {
            "name": "清单 %d" % self.made, "items": STEPS, **fields}, status)

    def opened(self, **fields):
        return self.ticket(self.customer("清单客户"), by=self.agent, **fields)

    def items(self, ticket, by=None):
        got = (by or self.agent).get("/tickets/%s/checklist?sort=position" % ticket["id"]).json
        return got["items"]

    def add(self, ticket, text, by=None, status=201, **fields):
        return (by or self.agent).post("/tickets/%s/checklist" % ticket["id"],
                                       {"text": text, **fields}, status)

    def apply(self, ticket, template, by=None, status=200):
        return (by or self.agent).post("/tickets/%s/checklist/apply" % ticket["id"],
                                       {"template_id": template["id"]}, status)

    @staticmethod
    def path(item):
        return "/tickets/%s/checklist/%s" % (item["ticket_id"], item["id"])

    def tick(self, item, done=True, by=None, status=200):
        return (by or self.agent).patch(self.path(item), {"done": done},
                                        '"%d"' % item["version"], status)

    def progress(self, ticket):
        t = self.agent.get("/tickets/" + ticket["id"]).json
        return t["checklist_done"], t["checklist_total"]

    def test_template(self):
        c = self.template(required=True, types=["complaint"], urgencies=["urgent"]).json
        self.assertEqual((c["items"], c["required"], c["types"], c["tiers"]),
                         (STEPS, True, ["complaint"], []))
        self.assertEqual(c["can"], {"edit": True, "delete": True})
        path = "/checklist-templates/" + c["id"]
        self.assertEqual(self.agent.get(path).json["can"], {"edit": False, "delete": False})
        self.chief.patch(path, {"items": ["一"], "types": None}, '"1"')
        self.chief.patch(path, {"items": ["二"]}, '"1"', 412)
        self.agent.patch(path, {"items": ["三"]}, status=403)
        self.agent.delete(path, status=403)
        self.chief.delete(path)
        self.chief.get(path, 404)

    def test_template_refusals(self):
        name = self.template().json["name"]
        with self.nothing_changes():
            self.template(by=self.agent, status=403)
            self.refused(self.template(name=name, status=409), 409, name="taken")
            for change, errors in (({"items": []}, {"items": "required"}),
                                   ({"items": {}}, {"items": "not_a_list"}),
                                   ({"items": [" "]}, {"items": "required"}),
                                   ({"items": ["a\nb"]}, {"items": "line_break"}),
                                   ({"items": ["x" * 201]}, {"items": "too_long"}),
                                   ({"items": ["x"] * 51}, {"items": "too_many_items"}),
                                   ({"types": ["grumble"]}, {"types": "not_one_of"}),
                                   ({"tiers": [7]}, {"tiers": "not_one_of"}),
                                   ({"name": " "}, {"name": "required"})):
                self.refused(self.template(status=422, **change), 422, **errors)

    def test_items(self):
        t = self.opened()
        self.assertEqual((self.items(t), self.progress(t)), ([], (0, 0)))
        one, two = self.add(t, "一").json, self.add(t, "二").json
        self.assertEqual((one["done"], one["done_at"], one["done_by"], one["required"]),
                         (False, None, None, False))
        self.assertTrue(self.agent.get("/tickets/" + t["id"]).json["can"]["checklist"])
        done = self.tick(one).json
        self.assertEqual((done["done"], done["done_at"], done["done_by"]),
                         (True, NOW, self.agent.user["id"]))
        self.assertEqual(self.progress(t), (1, 2))
        again = self.tick(done, by=self.other).json
        self.assertEqual((again["version"], again["done_by"]),
                         (done["version"], self.agent.user["id"]))
        # Reordered, reworded, removed.
        self.agent.patch(self.path(two), {"position": one["position"] - 1, "text": "先做"})
        self.assertEqual([i["text"] for i in self.items(t)], ["先做", "一"])
        self.assertFalse(self.tick(done, False, by=self.other).json["done"])
        self.assertEqual(self.progress(t), (0, 2))
        self.agent.delete(self.path(two))
        self.assertEqual([i["text"] for i in self.items(t)], ["一"])
        listed = self.all("/tickets?customer_id=" + t["customer_id"], self.agent)
        self.assertEqual([(x["checklist_done"], x["checklist_total"]) for x in listed], [(0, 1)])

    def test_ticks_are_history(self):
        """A line of the ticket's history each; no deadline follows, the version stays."""
        t = self.opened()
        before = self.all("/deadlines?subject_id=" + t["id"])
        item = self.tick(self.add(t, "联系客户").json).json
        self.tick(item, False, by=self.other)
        events = self.all("/tickets/%s/events?sort=seq" % t["id"])[-2:]
        self.assertEqual([(e["kind"], e["text"], e["user_id"]) for e in events],
                         [("item_done", "联系客户", self.agent.user["id"]),
                          ("item_reopened", "联系客户", self.other.user["id"])])
        self.assertEqual(self.all("/deadlines?subject_id=" + t["id"]), before)
        after = self.agent.get("/tickets/" + t["id"]).json
        self.assertEqual((after["version"], after["responded_at"]), (t["version"], None))
        trail = self.all("/audit?record=checklist_item&record_id=" + item["id"])
        self.assertEqual([a["action"] for a in trail], ["create", "change", "change"])

    def test_refusals(self):
        t = self.opened()
        item = self.add(t, "一").json
        foreign = self.ticket(self.customer("别处", department_id=self.sales))
        with self.nothing_changes():
            for change, errors in (({"text": " "}, {"text": "required"}),
                                   ({"text": "x" * 201}, {"text": "too_long"}),
                                   ({"text": "a\nb"}, {"text": "line_break"}),
                                   ({"text": "a", "done": True}, {"done": "read_only"}),
                                   ({"text": "a", "required": True}, {"required": "read_only"}),
                                   ({"text": "a", "position": -1}, {"position": "too_small"})):
                self.refused(self.add(t, status=422, **change), 422, **errors)
            self.add(t, "x", by=self.watcher, status=403)
            self.tick(item, by=self.watcher, status=403)
            self.add(t, "x", by=self.seller, status=404)
            self.tick(item, by=self.seller, status=404)
            self.add(foreign, "x", status=404)
            # An item belongs to the ticket that it is addressed under.
            self.admin.get("/tickets/%s/checklist/%s" % (foreign["id"], item["id"]), 404)
            self.admin.patch("/tickets/%s/checklist/%s" % (foreign["id"], item["id"]),
                             {"done": True}, '"1"', 404)
            self.refused(self.apply(t, {"id": "77"}, status=422), 422,
                         template_id="no_such_record")
            self.agent.patch(self.path(item), {"done": True}, '"99"', 412)
            self.admin.call("PATCH", self.path(item), {"done": True}, 428)
        self.assertEqual(self.items(foreign), [])

    def test_apply(self):
        t = self.opened()
        c = self.template().json
        self.add(t, "自己的")
        got = self.apply(t, c).json["items"]
        self.assertEqual([i["text"] for i in sorted(got, key=lambda i: i["position"])],
                         ["自己的", *STEPS])
        self.assertEqual(self.apply(t, c, status=409).code, "checklist_applied")
        # The items stay when the template goes.
        self.chief.delete("/checklist-templates/" + c["id"])
        left = self.items(t)
        self.assertEqual([i["text"] for i in left], ["自己的", *STEPS])
        self.assertEqual({i["template_id"] for i in left}, {None})

    def test_limit(self):
        t = self.opened()
        for _ in range(2):
            self.apply(t, self.template(items=["x"] * 50).json)
        with self.nothing_changes():
            self.assertEqual(self.add(t, "x", status=409).code, "too_many_items")

    def test_by_itself(self):
        c = self.template(types=["service"], urgencies=["urgent"], required=True).json
        vip = self.template(types=["service"], tiers=["vip"], items=["vip"]).json
        self.template(items=["由人"])
        self.assertEqual(self.items(self.opened(type="service")), [])
        t = self.opened(type="service", urgency="urgent")
        self.assertEqual([i["text"] for i in self.items(t)], STEPS)
        # Once: not again when it stops fitting and fits anew.
        self.agent.patch("/tickets/" + t["id"], {"urgency": "general"})
        self.agent.patch("/tickets/" + t["id"], {"urgency": "urgent"})
        self.assertEqual([i["template_id"] for i in self.items(t)], [c["id"]] * 3)
        self.admin.patch("/customers/" + t["customer_id"], {"tier": "vip"})
        self.assertEqual([i["text"] for i in self.items(t)], [*STEPS, "vip"])
        for made in (c, vip):
            self.chief.delete("/checklist-templates/" + made["id"])

    def test_required_before_solving(self):
        t = self.opened()
        self.apply(t, self.template(required=True).json)
        items = self.items(t)
        self.tick(items[0])
        with self.nothing_changes():
            got = self.act(t, "resolve", {"text": "好了"}, 409, by=self.agent)
            self.assertEqual(got.code, "checklist_open")
            self.assertIn("2", got.json["detail"])
            # Its words and its place in the list are the template's.
            self.refused(self.agent.patch(self.path(items[1]), {"text": "算了"}, status=403), 403,
                         text="checklist_required")
            self.assertEqual(self.agent.delete(self.path(items[1]), status=403).code,
                             "checklist_required")
        self.assertEqual(self.items(t)[1]["can"], {"reword": False})
        self.chief.delete(self.path(items[1]))
        self.tick(items[2])
        self.act(t, "resolve", {"text": "好了"}, by=self.agent)

    def test_closed_tickets_keep_theirs(self):
        t = self.opened()
        item = self.add(t, "一").json
        self.act(t, "cancel", {"text": "误报"}, by=self.agent)
        with self.nothing_changes():
            self.assertEqual(self.tick(item, status=409).code, "ticket_state")
            self.assertEqual(self.add(t, "二", status=409).code, "ticket_state")
            self.agent.delete(self.path(item), status=409)
        self.assertFalse(self.agent.get("/tickets/" + t["id"]).json["can"]["checklist"])

    def test_two_people_at_once(self):
        """Each tick counts: the items are records of their own."""
        t = self.opened()
        items = [self.add(t, "第 %d 步" % n).json for n in range(8)]
        people = [self.agent, self.other]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(lambda n: [self.tick(i, by=people[n])
                                                for i in items[n::2]], n) for n in (0, 1)]:
                done.result()
        self.assertEqual(self.progress(t), (8, 8))
        events = self.all("/tickets/%s/events" % t["id"])
        self.assertEqual(sum(e["kind"] == "item_done" for e in events), 8)

    def test_one_template_twice_at_once(self):
        t = self.opened()
        c = self.template().json
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            got = list(pool.map(lambda by: self.apply(t, c, by=by, status=None).status,
                                [self.agent, self.other]))
        self.assertEqual((sorted(got), len(self.items(t))), ([200, 409], 3))

    def test_a_solution_and_a_list_at_once(self):
        """What must be done before a solution never comes in beside it."""
        c = self.template(required=True).json
        for _ in range(12):
            t = self.opened()
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                applied = pool.submit(self.apply, t, c, self.agent, None)
                solved = pool.submit(self.act, t, "resolve", {"text": "好了"}, None, self.other)
                got = applied.result().status, solved.result().status
            self.assertIn(got, ((200, 409), (200, 200)))
            if got[1] == 200:  # the list came to what was solved
                solution = next(e for e in self.all("/tickets/%s/events" % t["id"])
                                if e["kind"] == "resolved")
                self.assertLess(int(solution["id"]), min(int(i["id"]) for i in self.items(t)))


if __name__ == "__main__":
    unittest.main()
