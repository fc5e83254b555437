"""The public pool 公海: customers without an owner, claimed, given back, fallen back by themselves
(T2, N1, Z1)."""
import json
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from business import NOW, BusinessCase


STANDARD = {
    "schema": "genjin.policy/1", "title": {"en": "Weekly"}, "calendar": "cn",
    "rules": [{"id": "all", "default": True, "targets": {"follow_up": "every 1w"}}],
}


class PoolCase(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        p = cls.admin.post("/policies", {"name": "x", "document": STANDARD}, 201).json
        cls.job(cls.admin.post("/policies/%s/publish" % p["id"], {"reason": "x"}, 200).json["job"])

    def now(self, c):
        return self.admin.get("/customers/" + c["id"]).json

    def claim(self, c, by, status=200):
        return by.post("/customers/%s/claim" % c["id"], {}, status)

    def free(self, name="无主的公司", **fields):
        """A customer that its owner, the administrator, has given up."""
        c = self.customer(name, **fields)
        return self.admin.patch("/customers/" + c["id"], {"owner_id": None}).json

    def pool(self, by):
        return {c["id"] for c in self.all("/customers?owner_id[null]=true", by)}

    def rule(self, **fields):
        return self.admin.patch("/company", fields).json

    def owners(self, c):
        """(from, to, why) of each change of owner, oldest first."""
        changes = self.all("/customers/%s/tier-changes?field=owner_id" % c["id"])
        return [(x["old_value"], x["new_value"], x["reason"])
                for x in sorted(changes, key=lambda x: int(x["id"]))]

    def notices(self, kind, by):
        return [n for n in self.all("/notifications", by) if n["kind"] == kind]

    def relogin(self, now):
        """The same company at another time, when the day's pass is done."""
        self.server.restart(now)
        for name in ("admin", "chief", "agent", "seller"):
            person = self.anonymous()
            person.login(name)
            person.user = getattr(getattr(self, name), "user", None)
            getattr(self, name).close()
            setattr(type(self), name, person)
        done = ("select count(*) from settings where name = 'daily_on' and value = '%s' and not exists "
                "(select 1 from jobs where state in ('queued', 'running'))" % now[:10])
        end = time.monotonic() + 20
        while not self.server._ask(done):
            self.assertLess(time.monotonic(), end, "no pass on " + now)
            time.sleep(0.02)


class ClaimAndGiveBack(PoolCase):
    def test_given_back_and_claimed(self):
        mine = self.agent.user["id"]
        c = self.customer(owner_id=mine)
        self.assertEqual((c["owner_since"], c["recall_at"]), (NOW, None))
        free = self.agent.patch("/customers/" + c["id"], {"owner_id": None}).json
        self.assertEqual((free["owner_id"], free["previous_owner_id"], free["department_id"]),
                         (None, mine, self.service))
        self.assertTrue(free["can"]["claim"])
        self.assertIn(c["id"], self.pool(self.agent))
        got = self.claim(c, self.chief).json
        self.assertEqual((got["owner_id"], got["previous_owner_id"], got["can"]["claim"]),
                         (self.chief.user["id"], None, False))
        self.assertNotIn(c["id"], self.pool(self.agent))
        self.assertEqual(self.owners(c), [(mine, "0", "release"),
                                          ("0", self.chief.user["id"], "claim")])
        open_ = self.all("/deadlines?open=true&customer_id=" + c["id"])
        self.assertTrue(open_)
        self.assertEqual({d["owner_id"] for d in open_}, {self.chief.user["id"]})

    def test_of_the_own_department(self):
        c = self.free()
        self.assertNotIn(c["id"], self.pool(self.seller))
        self.claim(c, self.seller, 404)
        sales = self.free("销售的公海", department_id=self.sales)
        self.assertEqual(self.claim(sales, self.seller).json["owner_id"], self.seller.user["id"])
        reader = self.person("reader", ["auditor"], department_id=self.service)
        self.claim(c, reader, 403)
        self.assertFalse(reader.get("/customers/" + c["id"]).json["can"]["claim"])

    def test_one_gives_back_what_one_owns_alone(self):
        c = self.customer(owner_id=self.chief.user["id"], department_id=self.sales)
        self.seller.patch("/customers/" + c["id"], {"owner_id": None}, status=403)
        own = self.seller.post("/customers", {"name": "销售自己的"}, 201).json
        self.seller.patch("/customers/" + own["id"], {"owner_id": None})
        self.assertEqual(self.claim(own, self.seller).json["owner_id"], self.seller.user["id"])

    def test_what_cannot_be_claimed(self):
        owned = self.customer(owner_id=self.chief.user["id"])
        reply = self.unchanged(lambda: self.claim(owned, self.agent, 409))
        self.refused(reply, 409, owner_id="already_owned")
        closed = self.free("已停用")
        self.admin.patch("/customers/" + closed["id"], {"state": "closed"})
        self.assertEqual(self.claim(closed, self.agent, 409).json["code"], "not_active")
        self.claim({"id": "1"}, self.agent, 404)

    def test_one_of_many_at_once_gets_it(self):
        c = self.free("抢手的客户")
        people = [self.person("racer%d" % i, ["service_agent"], department_id=self.service)
                  for i in range(6)]
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(
                lambda p: p.post("/customers/%s/claim" % c["id"], {}), people))
        self.assertEqual(sorted(r.status for r in replies), [200] + [409] * 5)
        winner = next(p for p, r in zip(people, replies) if r.status == 200)
        self.assertEqual(self.now(c)["owner_id"], winner.user["id"])
        self.assertEqual(len(self.owners(c)), 2)


class Limits(PoolCase):
    def test_a_day_and_in_all(self):
        self.rule(claims_per_day=2)
        three = [self.free("第%d家" % i) for i in range(3)]
        eager = self.person("eager", ["service_agent"], department_id=self.service)
        for c in three[:2]:
            self.claim(c, eager)
        reply = self.unchanged(lambda: self.claim(three[2], eager, 429))
        self.assertEqual(reply.json["code"], "claim_quota")
        self.assertEqual(int(reply.headers["Retry-After"]), 24 * 3600)
        self.rule(claims_per_day=100, owned_max=2)
        self.unchanged(lambda: self.claim(three[2], eager, 409))
        self.rule(owned_max=3)
        self.claim(three[2], eager)

    def test_at_once_not_beyond(self):
        self.rule(claims_per_day=3, owned_max=0)
        many = [self.free("批量%d" % i) for i in range(8)]
        self.person("hasty", ["service_agent"], department_id=self.service)
        lines = [self.anonymous() for _ in many]
        for line in lines:
            line.login("hasty")
        with ThreadPoolExecutor(8) as pool:
            codes = sorted(pool.map(
                lambda line, c: line.post("/customers/%s/claim" % c["id"], {}).status, lines, many))
        self.assertEqual(codes, [200] * 3 + [429] * 5)

    def test_refusals(self):
        for field in ("recall_days", "claims_per_day", "owned_max"):
            reply = self.unchanged(lambda: self.admin.patch("/company", {field: -1}, status=422))
            self.refused(reply, 422, **{field: "too_small"})


class FallsBack(PoolCase):
    """Thirty days without contact: told from three days before, then in the pool."""

    def test_story(self):
        mine = self.agent.user["id"]
        make = lambda name, **f: self.customer(name, owner_id=mine, **f)
        silent, spoken, buyer = make("沉默"), make("有联系"), make("成交")
        strategic, paused = make("战略", strategic=True), make("暂停", state="paused")
        old = make("早就沉默", last_contact_at="2025-06-01T02:00:00Z")
        self.admin.post("/customers/%s/orders" % buyer["id"],
                        {"amount": 1, "ordered_on": "2026-01-05"}, 201)
        self.assertIsNone(self.now(silent)["recall_at"])
        self.rule(recall_days=30)
        self.job(self.admin.get("/jobs?kind=classify&sort=-id").json["items"][0])
        # The day after thirty whole days in Shanghai; from when the rule is, it is told.
        self.assertEqual(self.now(silent)["recall_at"], "2026-04-01T16:00:00Z")
        self.assertEqual(self.now(old)["recall_at"], "2026-04-01T16:00:00Z")
        for c in (buyer, strategic, paused):
            self.assertIsNone(self.now(c)["recall_at"], c["name"])
        self.assertEqual(self.notices("recall_near", self.agent), [])

        self.relogin("2026-03-20T02:00:00Z")
        self.admin.post("/follow-ups", {"customer_id": spoken["id"], "owner_id": mine,
                                        "state": "done", "content": "电话", "channel": "phone",
                                        "done_at": "2026-03-19T02:00:00Z"}, 201)
        self.assertEqual(self.now(spoken)["recall_at"], "2026-04-18T16:00:00Z")

        self.relogin("2026-03-30T02:00:00Z")
        near = self.notices("recall_near", self.agent)
        self.assertEqual([n["customer_id"] in (silent["id"], old["id"]) for n in near], [True])
        self.assertEqual(self.now(silent)["owner_id"], mine)

        self.relogin("2026-04-02T02:00:00Z")
        self.assertEqual({c["name"] for c in self.all("/customers?owner_id[null]=true")},
                         {"沉默", "早就沉默"})
        self.assertEqual(self.owners(silent), [(mine, "0", "recall")])
        gone = self.now(silent)
        self.assertEqual((gone["previous_owner_id"], gone["recall_at"], gone["department_id"]),
                         (mine, None, self.service))
        self.assertEqual(len(self.notices("recalled", self.agent)), 1)
        self.assertTrue(self.all("/deadlines?open=true&customer_id=" + silent["id"]))

        self.relogin("2026-04-20T02:00:00Z")
        self.assertIsNone(self.now(spoken)["owner_id"])
        got = self.claim(silent, self.agent).json
        self.assertEqual(got["recall_at"], "2026-05-20T16:00:00Z")


class NewRule(PoolCase):
    def test_takes_nobody_by_surprise(self):
        c = self.customer("多年沉默", last_contact_at="2020-01-01T02:00:00Z",
                          owner_id=self.chief.user["id"])
        self.relogin("2026-06-01T02:00:00Z")
        self.rule(recall_days=7)
        self.job(self.admin.get("/jobs?kind=classify&sort=-id").json["items"][0])
        self.assertEqual(self.now(c)["recall_at"], "2026-06-04T16:00:00Z")
        self.assertEqual(self.now(c)["owner_id"], self.chief.user["id"])
        self.rule(recall_days=0)
        self.job(self.admin.get("/jobs?kind=classify&sort=-id").json["items"][0])
        self.assertIsNone(self.now(c)["recall_at"])


class Invalid(PoolCase):
    """A record that cannot be kept as it is stops nobody else's pass."""

    def test_is_skipped_and_told(self):
        mine = self.agent.user["id"]
        before, broken, after = [self.customer(n, owner_id=mine) for n in ("甲", "乙", "丙")]
        rich = self.customer("丁", owner_id=mine)
        self.admin.post("/customers/%s/orders" % rich["id"],
                        {"amount": 100000000, "ordered_on": "2026-02-05"}, 201)
        self.rule(recall_days=30)
        self.job(self.admin.get("/jobs?kind=classify&sort=-id").json["items"][0])
        self.server.execute("update customers set time_zone = 'Mars/Base' where id = "
                            + broken["id"])
        self.relogin("2026-04-02T02:00:00Z")
        self.assertEqual(self.server._ask("select count(*) from jobs where state <> 'done'"), 0)
        again = self.job(self.admin.post("/classification", {}, 202).json)
        self.assertEqual((again["state"], again["done"], again["report"]),
                         ("done", 4, {"skipped": 1}))
        self.assertEqual([self.now(c)["owner_id"] for c in (before, broken, after)],
                         [None, mine, None])
        self.assertEqual(self.now(rich)["tier"], "vip")
        told = [json.loads(line) for line in self.server.read_log().splitlines()
                if "classify.skipped" in line]
        self.assertEqual([(t["customer"], t["code"]) for t in told],
                         2 * [(int(broken["id"]), "bad_time_zone")])


if __name__ == "__main__":
    unittest.main()
