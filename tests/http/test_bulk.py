"""One change of many customers: all or nothing, a report on each row, and the way back (T1, Z1)."""
from business import BusinessCase


class Bulk(BusinessCase):
    def several(self, n, **fields):
        return [self.customer("批量%d" % i, **fields) for i in range(n)]

    def bulk(self, rows, status=200, by=None, **body):
        items = [{"id": c["id"], "version": c["version"]} for c in rows]
        return (by or self.admin).post("/customers/bulk", {"items": items, **body}, status)

    def now(self, c):
        return self.admin.get("/customers/" + c["id"]).json

    def test_all_are_changed(self):
        rows = self.several(3)
        reply = self.bulk(rows, set={"tier": "vip", "owner_id": self.agent.user["id"]}).json
        self.assertEqual((reply["applied"], reply["changed"], reply["refused"]), (True, 3, 0))
        for c, row in zip(rows, reply["rows"]):
            now = self.now(c)
            self.assertEqual((row["id"], row["version"]), (c["id"], now["version"]))
            self.assertEqual((now["tier"], now["owner_id"], now["tier_manual"]),
                             ("vip", self.agent.user["id"], True))
            self.assertEqual(row["previous"], {"tier": "ordinary", "tier_manual": False,
                                               "owner_id": c["owner_id"]})
            self.assertEqual(row["values"]["tier"], "vip")
            audit = self.admin.get("/audit?record=customer&record_id=%s&sort=-id" % c["id"])
            self.assertEqual(audit.json["items"][0]["diff"]["tier"], ["ordinary", "vip"])
            due = self.admin.get("/deadlines?open=true&customer_id=" + c["id"]).json["items"]
            self.assertEqual({d["owner_id"] for d in due}, {self.agent.user["id"]} if due else set())

    def test_taken_back_by_its_report(self):
        rows = self.several(2)
        rows[1] = self.admin.patch("/customers/" + rows[1]["id"], {"tier": "middle"}).json
        done = self.bulk(rows, set={"tier": "vip", "department_id": self.sales}).json["rows"]
        back = [{"id": r["id"], "version": r["version"], "set": r["previous"]} for r in done]
        self.assertTrue(self.admin.post("/customers/bulk", {"items": back}, 200).json["applied"])
        for c in rows:
            now = self.now(c)
            for name in ("tier", "tier_manual", "department_id", "owner_id", "next_touch_at"):
                self.assertEqual(now[name], c[name], name)

    def test_a_dry_run_says_what_the_real_one_does(self):
        rows = self.several(2)
        before = self.server.settled()
        dry = self.bulk(rows, set={"stage": "cold"}, dry_run=True).json
        self.assertEqual((dry["applied"], dry["changed"]), (False, 2))
        after = self.server.dump()
        self.assertEqual({t for t in before if before[t] != after[t]}, set())
        real = self.bulk(rows, set={"stage": "cold"}).json
        self.assertEqual([r["values"] for r in dry["rows"]], [r["values"] for r in real["rows"]])
        again = self.bulk([self.now(c) for c in rows], set={"stage": "cold"}).json
        self.assertEqual((again["changed"], again["same"]), (0, 2))

    def test_one_that_is_stale_stops_all_unless_partial(self):
        rows = self.several(3)
        self.admin.patch("/customers/" + rows[1]["id"], {"industry": "新"})
        gone = {"id": "77", "version": 1}
        before = self.server.settled()
        reply = self.bulk([*rows, gone], set={"tier": "vip"}).json
        self.assertEqual((reply["applied"], reply["changed"], reply["refused"]), (False, 2, 2))
        self.assertEqual([r["code"] for r in reply["rows"]], [None, "stale", None, "not_found"])
        self.assertIn("changed this record", reply["rows"][1]["detail"])
        after = self.server.dump()
        self.assertEqual({t for t in before if before[t] != after[t]}, set())
        reply = self.bulk([*rows, gone], set={"tier": "vip"}, partial=True).json
        self.assertTrue(reply["applied"])
        self.assertEqual([self.now(c)["tier"] for c in rows], ["vip", "ordinary", "vip"])

    def test_reach(self):
        """Another department's customer is not there; a colleague's can be seen, not changed."""
        foreign = self.customer("绝密客户")
        mine = self.customer("自家", department_id=self.sales, owner_id=self.seller.user["id"])
        ours = self.customer("同事的", department_id=self.sales)
        reply = self.bulk([foreign, mine, ours], by=self.seller, set={"industry": "改"}).json
        self.assertEqual([r["code"] for r in reply["rows"]], ["not_found", None, "denied"])
        self.assertEqual(reply["rows"][0]["previous"], {})
        self.assertFalse(reply["applied"])
        self.assertNotIn("绝密", str(reply))
        none = self.bulk([{"id": "77", "version": 1}], by=self.seller, set={"industry": "改"})
        for row in (reply["rows"][0], none.json["rows"][0]):
            row.pop("id")
        self.assertEqual(reply["rows"][0], none.json["rows"][0])
        reply = self.bulk([mine], by=self.seller, set={"owner_id": self.agent.user["id"],
                                                       "department_id": self.service}).json
        self.assertEqual(reply["rows"][0]["code"], "out_of_reach")

    def test_refused_as_a_whole(self):
        c = self.customer("不改")
        one = {"id": c["id"], "version": c["version"]}
        with self.nothing_changes():
            for body, errors in (
                    ({}, {"items": "required"}),
                    ({"items": []}, {"items": "required"}),
                    ({"items": "x"}, {"items": "not_a_list"}),
                    ({"items": [one]}, {"set": "required"}),
                    ({"items": [one], "set": {}}, {"set": "required"}),
                    ({"items": [one, one], "set": {"tier": "vip"}}, {"items": "given_twice"}),
                    ({"items": [one] * 501, "set": {"tier": "vip"}}, {"items": "too_many_rows"}),
                    ({"items": [one], "set": {"tier": "king"}}, {"set.tier": "not_one_of"}),
                    ({"items": [one], "set": {"note": "x"}}, {"set.note": "read_only"}),
                    ({"items": [one], "set": {"number": "x"}}, {"set.number": "read_only"}),
                    ({"items": [one], "all": True}, {"all": "unknown_field"}),
                    ({"items": [one], "dry_run": "x"}, {"dry_run": "not_a_boolean"}),
                    ({"items": [{**one, "set": {"tier": 1}}]}, {"items[0].set.tier": "not_a_text"}),
                    ({"items": [{"id": c["id"]}], "set": {"tier": "vip"}},
                     {"items[0].version": "required"}),
                    ({"items": [{"id": 7, "version": 1}], "set": {"tier": "vip"}},
                     {"items[0].id": "not_an_id"})):
                with self.subTest(body=str(body)[:80]):
                    self.refused(self.admin.post("/customers/bulk", body), 422, **errors)
            reply = self.bulk([c], set={"owner_id": "77"}).json
            self.assertEqual(reply["rows"][0]["code"], "no_such_record")
            self.bulk([c], 422, set={"tags": ["77"]})

    def test_five_hundred(self):
        rows = [self.customer("多%d" % i) for i in range(500)]
        reply = self.bulk(rows, set={"stage": "stable"}).json
        self.assertEqual(reply["changed"], 500)
        self.assertEqual(self.admin.get("/customers?stage=stable&with_total=1").json["total"], 500)
