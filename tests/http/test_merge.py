"""Duplicates: which customers may be one, and two records becoming one with all that hangs on
them, without a deadline lost or doubled (T9, F1, Z1)."""
from urllib.parse import quote

from business import NOW, BusinessCase


class MergeCase(BusinessCase):
    def contact(self, customer, **fields):
        return self.admin.post("/customers/%s/contacts" % customer["id"],
                               {"name": "联系人", **fields}, 201).json

    def now(self, c):
        return self.admin.get("/customers/" + c["id"]).json

    def merge(self, keep, duplicate, status=200, by=None, **body):
        keep, duplicate = self.now(keep), self.now(duplicate)
        return (by or self.admin).post("/customers/%s/merge" % keep["id"], {
            "duplicate_id": duplicate["id"], "duplicate_version": duplicate["version"], **body},
            status, headers={"If-Match": '"%d"' % keep["version"]})

    def duplicates(self, c, by=None):
        items = (by or self.admin).get("/customers/%s/duplicates" % c["id"]).json["items"]
        return {d["customer"]["id"]: d["reasons"] for d in items}

    def open_deadlines(self, c):
        return [(d["kind"], d["subject_id"], d["due_at"], d["owner_id"])
                for d in self.all("/deadlines?open=true&customer_id=" + c["id"])]


class Duplicates(MergeCase):
    def test_reasons(self):
        c = self.customer("晨曦贸易有限公司")
        self.contact(c, phone="138-0000-7001", email="Zhang@Example.com")
        phone = self.customer("别的名字甲")
        self.contact(phone, phone="+86 13800007001")
        email = self.customer("别的名字乙")
        self.contact(email, email="zhang@example.COM")
        short = self.customer("晨曦贸易")
        name = self.customer("晨曦贸易 有限公司")
        both = self.customer("晨曦贸易股份有限公司")
        self.contact(both, phone="008613800007001", email="zhang@example.com")
        self.customer("晨曦贸易上海分部")
        other = self.customer("别的名字丙")
        self.contact(other, phone="13800007002", email="li@example.com")
        self.assertEqual(self.duplicates(c), {
            phone["id"]: ["phone"], email["id"]: ["email"], short["id"]: ["short_name"],
            name["id"]: ["name"], both["id"]: ["phone", "email", "short_name"]})
        items = self.admin.get("/customers/%s/duplicates" % c["id"]).json["items"]
        self.assertEqual(items[0]["customer"]["id"], both["id"])
        scores = [d["score"] for d in items]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertEqual(self.duplicates(short)[c["id"]], ["short_name"])

    def test_number_in_another_form(self):
        a = self.customer("编号甲", number="X-77001")
        b = self.customer("编号乙", number="77001")
        self.customer("编号丙", number="Y77001")
        self.assertEqual(self.duplicates(b), {a["id"]: ["number"],
                                              **{k: v for k, v in self.duplicates(b).items()
                                                 if k != a["id"]}})
        self.assertEqual(self.duplicates(a), {b["id"]: ["number"]})

    def test_at_most_twenty_the_newest(self):
        made = [self.customer("同名有限公司") for _ in range(23)]
        items = self.admin.get("/customers/%s/duplicates" % made[0]["id"]).json["items"]
        self.assertEqual([d["customer"]["id"] for d in items],
                         [c["id"] for c in reversed(made)][:20])

    def test_reach(self):
        mine = self.customer("共同的名字", department_id=self.sales, owner_id=self.seller.user["id"])
        foreign = self.customer("共同的名字有限公司")
        self.assertEqual(self.duplicates(mine, self.seller), {})
        self.assertIn(foreign["id"], self.duplicates(mine))
        self.seller.get("/customers/%s/duplicates" % foreign["id"], 404)
        listed = self.chief.get("/customers/%s/duplicates" % mine["id"]).json["items"]
        self.assertEqual(listed[0]["customer"]["can"]["delete"], False)


class Merge(MergeCase):
    def filled(self, name, **fields):
        """A customer with one of everything."""
        c = self.customer(name, cooperation_since="2026-02-02", stage="new", **fields)
        base = "/customers/" + c["id"]
        contact = self.contact(c, phone="13811110000", is_primary=True)
        self.admin.post(base + "/orders", {"amount": 500, "ordered_on": "2026-02-02"}, 201)
        t = self.ticket(c, name + "的问题", contact_id=contact["id"], urgency="urgent")
        plan = self.admin.post("/follow-ups", {"customer_id": c["id"], "goal": "问候",
                                               "planned_at": "2026-03-05T02:00:00Z"}, 201).json
        self.admin.post("/follow-ups", {"customer_id": c["id"], "state": "done", "content": "聊过",
                                        "done_at": "2026-02-20T02:00:00Z"}, 201)
        return c, contact, t, plan

    def test_all_goes_over(self):
        keep, kept_contact, kept_ticket, kept_plan = self.filled("留下的")
        other, contact, t, plan = self.filled("多余的", tier="vip")
        self.admin.patch("/customers/" + other["id"], {"tier": "middle"})
        before = self.open_deadlines(other)
        dry = self.merge(keep, other, dry_run=True).json
        self.assertEqual((dry["applied"], dry["moves"]), (False, {
            "contacts": 1, "orders": 1, "tickets": 1, "follow_ups": 2,
            "deadlines": len([d for d in before if d[1] != other["id"]])}))
        self.assertIsNone(self.now(other)["merged_into_id"])
        done = self.merge(keep, other).json
        self.assertEqual((done["applied"], done["moves"]), (True, dry["moves"]))
        now = self.now(keep)
        self.assertEqual(done["customer"], now)
        self.assertEqual((now["order_count"], now["order_total"]), (2, 1000))
        base = "/customers/" + keep["id"]
        contacts = self.admin.get(base + "/contacts").json["items"]
        self.assertEqual({k["id"]: k["is_primary"] for k in contacts},
                         {kept_contact["id"]: True, contact["id"]: False})
        self.assertEqual({x["id"] for x in self.all("/tickets?customer_id=" + keep["id"])},
                         {kept_ticket["id"], t["id"]})
        self.assertEqual(len(self.all("/follow-ups?customer_id=" + keep["id"])), 4)
        types = [i["type"] for i in self.admin.get(base + "/timeline?limit=200").json["items"]]
        self.assertEqual((types.count("order"), types.count("ticket"), types.count("plan")), (2, 2, 2))
        for c, changes in ((keep, 0), (other, 1)):  # by what each was judged
            rows = self.admin.get("/customers/%s/tier-changes" % c["id"]).json["items"]
            self.assertEqual(len([r for r in rows if r["field"] == "tier"]), changes)
        gone = self.now(other)
        self.assertEqual((gone["merged_into_id"], gone["state"], gone["next_touch_at"]),
                         (keep["id"], "closed", None))
        self.assertEqual(self.open_deadlines(other), [])
        for i in (keep["id"], other["id"]):
            actions = [a["action"] for a in
                       self.admin.get("/audit?record=customer&record_id=" + i).json["items"]]
            self.assertEqual(actions.count("merge"), 1)

    def test_no_deadline_is_lost_or_doubled(self):
        keep, _, kept_ticket, kept_plan = self.filled("时限甲")
        other, _, t, plan = self.filled("时限乙")
        before = self.open_deadlines(keep), self.open_deadlines(other)
        self.merge(keep, other)
        after = self.open_deadlines(keep)
        # Those of tickets and plans are what they were...
        goes = lambda rows, c: sorted(d for d in rows if d[1] != c["id"])
        self.assertEqual(goes(after, keep), sorted(goes(before[0], keep) + goes(before[1], other)))
        # ... and of the cadence there is one of each kind.
        own = [d[0] for d in after if d[1] == keep["id"]]
        self.assertEqual(len(own), len(set(own)))
        self.assertEqual({d[0] for d in before[1] if d[1] == other["id"]} - set(own), set())
        touches = [d[2] for d in after if d[0] in ("first_follow_up", "follow_up", "plan")]
        self.assertEqual(self.now(keep)["next_touch_at"], min(touches))
        why = self.admin.get("/deadlines?open=true&customer_id=" + keep["id"]).json["items"]
        for d in why:
            self.assertTrue(self.admin.get("/deadlines/%s/explain" % d["id"]).json["agrees"], d)

    def test_what_is_chosen(self):
        keep = self.customer("选择甲", industry="软件", preferred_time="上午")
        other = self.customer("选择乙", industry="制造", special_requests="先发邮件", tier="vip",
                              note="机密")
        dry = self.merge(keep, other, dry_run=True).json["customer"]
        self.assertEqual((dry["name"], dry["industry"], dry["special_requests"], dry["tier"]),
                         ("选择甲", "软件", "先发邮件", "ordinary"))
        done = self.merge(keep, other, take=["industry", "tier"],
                          set={"name": "选择甲乙"}).json["customer"]
        self.assertEqual((done["name"], done["industry"], done["tier"], done["tier_manual"],
                          done["preferred_time"], done["note"]),
                         ("选择甲乙", "制造", "vip", True, "上午", "机密"))
        self.assertEqual([x["id"] for x in self.all("/customers?q=xuanzejiayi")], [keep["id"]])

    def test_the_owner_of_the_other_with_or_without_the_department(self):
        for fields, department in ((["owner_id"], self.sales), (None, self.service)):
            keep = self.customer("归属甲", owner_id=self.agent.user["id"])
            other = self.customer("归属乙", department_id=self.sales,
                                  owner_id=self.seller.user["id"])
            body = {"take": fields} if fields else {"take": ["owner_id"],
                                                    "set": {"department_id": self.service}}
            done = self.merge(keep, other, **body).json["customer"]
            self.assertEqual((done["owner_id"], done["department_id"]),
                             (self.seller.user["id"], department))

    def test_tags_and_states(self):
        tags = [self.admin.post("/tags", {"name": "标签%d" % i}, 201).json["id"] for i in range(3)]
        keep = self.customer("标签甲", tags=tags[:2], state="paused")
        other = self.customer("标签乙", tags=tags[1:])
        done = self.merge(keep, other).json["customer"]
        self.assertEqual((set(done["tags"]), done["state"]), (set(tags), "active"))
        self.assertEqual(self.now(other)["tags"], [])
        for tag in tags:
            self.assertEqual([x["id"] for x in self.all("/customers?tag=" + tag)], [keep["id"]])

    def test_an_overdue_one_stays_overdue(self):
        """A new record of a customer who waits does not let the customer wait longer."""
        self.admin.post("/policies/from-presets", {"name": "加上频率", "presets": "s1,s4"}, 201)
        draft = self.all("/policies?state=draft")[-1]
        self.admin.post("/policies/%s/publish" % draft["id"], {"reason": "试行"}, 200)
        old = self.customer("久等的", last_contact_at="2025-12-01T02:00:00Z")
        due = self.now(old)["next_touch_at"]
        self.assertLess(due, NOW)
        new = self.customer("久等的有限公司")
        self.assertGreater(self.now(new)["next_touch_at"], NOW)
        self.merge(new, old)
        self.assertEqual(self.now(new)["next_touch_at"], due)
        self.assertEqual(self.now(new)["last_contact_at"], "2025-12-01T02:00:00Z")
        # The other way round, one who was called lately is not overdue any more.
        called = self.customer("刚联系的", last_contact_at="2026-02-28T02:00:00Z")
        fresh = self.now(called)["next_touch_at"]
        self.merge(new, called)
        self.assertEqual(self.now(new)["next_touch_at"], fresh)

    def test_tickets_are_judged_by_the_customer_they_come_to(self):
        keep = self.customer("评判甲", tier="vip")
        other = self.customer("评判乙")
        t = self.ticket(other, "换等级", urgency="urgent")
        self.merge(keep, other)
        kinds = [e["kind"] for e in self.admin.get("/tickets/%s/events" % t["id"]).json["items"]]
        self.assertEqual(kinds.count("reclassified"), 1)
        mine = self.ticket(keep, "自己的")
        third = self.customer("评判丙", tier="vip")
        self.merge(keep, third)
        kinds = [e["kind"] for e in self.admin.get("/tickets/%s/events" % mine["id"]).json["items"]]
        self.assertEqual(kinds.count("reclassified"), 0)

    def test_lists_and_search(self):
        keep = self.customer("存续客户", number="M-1001")
        other = self.customer("被并客户", number="M-1002")
        self.contact(other, name="钱七", phone="13922223333")
        first = self.customer("更早被并", number="M-1000")
        self.merge(other, first)
        self.merge(keep, other)
        for query in ("", "q=被并客户", "q=M-1000", "q=22223333", "q=qianqi"):
            ids = {x["id"] for x in self.all("/customers?" + quote(query, "="))}
            self.assertIn(keep["id"], ids, query)
            self.assertFalse(ids & {other["id"], first["id"]}, query)
        merged = {x["id"] for x in self.all("/customers?merged_into_id=" + keep["id"])}
        self.assertEqual(merged, {other["id"], first["id"]})  # the chain is short
        self.assertEqual({x["id"] for x in self.all("/customers?id=" + other["id"])}, {other["id"]})

    def test_a_merged_one_takes_nothing(self):
        keep, other = self.customer("目标", number="M-2001"), self.customer("已并")
        self.merge(keep, other)
        third = self.customer("第三个")
        path = "/customers/" + other["id"]
        self.assertEqual(self.now(other)["can"],
                         {"edit": False, "claim": False, "follow_up": False, "delete": False})
        with self.nothing_changes():
            reply = self.admin.patch(path, {"name": "改名"}, status=409)
            self.refused(reply, 409, **{"": "merged"})
            self.assertIn("M-2001", reply.json["detail"])
            self.refused(self.admin.delete(path, status=409), 409, **{"": "merged"})
            for where, body in (("/tickets", {"customer_id": other["id"], "title": "x"}),
                                ("/follow-ups", {"customer_id": other["id"], "goal": "x",
                                                 "planned_at": "2026-03-03T02:00:00Z"}),
                                (path + "/contacts", {"name": "x"}),
                                (path + "/orders", {"amount": 1, "ordered_on": "2026-01-01"})):
                self.refused(self.admin.post(where, body, 409), 409, customer_id="merged")
            self.assertEqual(self.merge(third, other, 409).json["code"], "merged")
            self.assertEqual(self.merge(other, third, 409).json["code"], "merged")
            self.assertEqual(self.admin.get(path + "/duplicates").json["items"], [])
            bulk = self.admin.post("/customers/bulk", {
                "items": [{"id": other["id"], "version": self.now(other)["version"]}],
                "set": {"tier": "vip"}}, 200).json
            self.assertEqual(bulk["rows"][0]["code"], "merged")
        self.admin.delete("/customers/" + keep["id"])
        self.admin.get(path, 404)

    def test_whose(self):
        """Writing both is needed; of what is not in reach nothing is counted."""
        mine = self.customer("销售的", department_id=self.sales, owner_id=self.seller.user["id"])
        mate = self.customer("同事的", department_id=self.sales)
        foreign = self.customer("绝密客户")
        with self.nothing_changes():
            for a, b, status in ((mine, foreign, 404), (foreign, mine, 404), (mine, mate, 403),
                                 (mate, mine, 403)):
                reply = self.merge(a, b, status, by=self.seller)
                self.assertNotIn("绝密", reply.body.decode())
        second = self.customer("销售的二", department_id=self.sales,
                               owner_id=self.seller.user["id"])
        hidden = self.ticket(second, "客服的工单", department_id=self.service,
                             owner_id=self.agent.user["id"])
        self.contact(second, phone="13700001111", name="甲")
        done = self.merge(mine, second, by=self.seller).json
        self.assertEqual((done["moves"]["tickets"], done["moves"]["contacts"]), (0, 1))
        self.assertEqual(self.admin.get("/tickets/" + hidden["id"]).json["customer_id"], mine["id"])

    def test_refused(self):
        a, b = self.customer("拒甲"), self.customer("拒乙")
        path = "/customers/%s/merge" % a["id"]
        good = {"duplicate_id": b["id"], "duplicate_version": 1}
        etag = {"If-Match": '"1"'}
        with self.nothing_changes():
            self.admin.post(path, good, 428)
            self.admin.post(path, good, 412, headers={"If-Match": '"9"'})
            self.admin.post(path, {**good, "duplicate_version": 9}, 412, headers=etag)
            for body, errors in (({}, {"duplicate_id": "required"}),
                                 ({**good, "duplicate_id": a["id"]}, {"duplicate_id": "same_record"}),
                                 ({"duplicate_id": b["id"]}, {"duplicate_version": "required"}),
                                 ({**good, "take": ["number"]}, {"take": "read_only"}),
                                 ({**good, "take": ["x"]}, {"take": "unknown_field"}),
                                 ({**good, "take": 5}, {"take": "not_a_list"}),
                                 ({**good, "set": {"tier": "x"}}, {"set.tier": "not_one_of"}),
                                 ({**good, "x": 1}, {"x": "unknown_field"})):
                self.refused(self.admin.post(path, body, headers=etag), 422, **errors)
            self.admin.post(path, {**good, "duplicate_id": "77"}, 404, headers=etag)
