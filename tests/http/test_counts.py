"""What a large company is told: queues counted up to 10,000, lists as far as they are asked to, a
health report of minutes ago."""
import time

from business import NOW, BusinessCase

MOST = 10000
LATER = "2026-03-02T02:10:00Z"
AT = "2026-03-20T02:00:00Z"  # later than this week

# Copies of a deadline under other cycles, as many as are wanted.
COPIES = """
with recursive n (k) as (select 1 union all select k + 1 from n where k < %d)
insert into deadlines (id, version, created_at, updated_at, subject, subject_id, customer_id, kind,
	cycle, state, open, owner_id, department_id, start_at, due_at, provisional, rule, target, steps)
select id + k, version, created_at, updated_at, subject, subject_id, customer_id, kind,
	cycle + k, state, open, owner_id, department_id, start_at, due_at, provisional, rule, target, steps
from deadlines, n where id = %s"""


class Counts(BusinessCase):
    def plan(self, name):
        c = self.customer(name, owner_id=self.agent.user["id"])
        f = self.admin.post("/follow-ups", {"customer_id": c["id"], "planned_at": AT,
                                            "owner_id": self.agent.user["id"]}, 201).json
        return self.all("/deadlines?subject_id=" + f["id"])[0]

    def start_at(self, now):
        self.server.restart(now)
        for c in [self.admin, *self.clients]:
            c.port = self.server.port

    def day(self, by, scope):
        return by.get("/my-day?limit=1&scope=" + scope).json

    def report(self):
        got = self.admin.get("/health-report").json
        return {k: got[k] for k in ("customers", "deadlines_open", "counted_at")}

    def counted(self, now):
        total = lambda path: self.admin.get(path + "limit=1&with_total=1").json["total"]
        return {"customers": total("/customers?"), "counted_at": now,
                "deadlines_open": total("/deadlines?open=true&")}

    def test_up_to_the_bound_and_beyond(self):
        first = self.plan("甲")
        before = self.day(self.agent, "mine")
        self.assertEqual((before["counts"]["later"], before["counts_more"]), (1, []))
        self.assertEqual(self.report(), self.counted(NOW))

        self.server.stop()
        self.server.execute(COPIES % (MOST - 1, first["id"]))
        self.start_at(NOW)
        views = ((self.agent, "mine"), (self.chief, "team"), (self.admin, "team"))
        for by, scope in views:
            got = self.day(by, scope)
            self.assertEqual((got["counts"], got["counts_more"]),
                             ({**before["counts"], "later": MOST}, []), scope)

        total = lambda most: self.admin.get("/deadlines?kind=%s&limit=1&with_total=1%s" % (
            first["kind"], "&total_max=%d" % most if most else "")).json["total"]
        for most, shown in ((0, MOST), (1, 1), (MOST - 1, MOST - 1), (MOST, MOST), (MOST + 1, MOST)):
            self.assertEqual(total(most), shown)

        one_more = self.plan("乙")
        for by, scope in views:
            got = self.day(by, scope)
            self.assertEqual((got["counts"]["later"], got["counts_more"]),
                             (MOST, ["later"]), scope)
        # What is put aside is counted apart, and the rest is whole again.
        self.agent.post("/deadlines/%s/snooze" % one_more["id"],
                        {"until": "2026-03-03T02:00:00Z", "reason": "客户出差"}, 200)
        for by, scope in views:
            got = self.day(by, scope)
            self.assertEqual((got["counts"]["later"], got["counts"]["snoozed"],
                              got["counts_more"]), (MOST, 1, []), scope)

        # So large a company is reported as the scheduler counted it: what came later waits.
        end = time.monotonic() + 10
        while self.report() == self.counted(NOW):
            self.assertLess(time.monotonic(), end, "it is counted at once")
            self.customer("丙")
        self.start_at(LATER)
        while self.report() != self.counted(LATER):
            self.assertLess(time.monotonic(), end, "it is not counted anew")
