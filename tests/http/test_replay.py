"""History under another standard (A7), as a job."""
import unittest

from business import BusinessCase

class Replays(BusinessCase):
    def draft(self, presets):
        return self.admin.post("/policies/from-presets", {"name": presets, "presets": presets}, 201).json

    def replay(self, policy, **body):
        job = self.admin.post("/policies/%s/replay" % policy["id"], body, 202).json
        done = self.job(job)
        self.assertEqual(done["state"], "done", done)
        self.assertEqual(done["done"], done["total"])
        return done["report"]

    def side(self, report, dimension, value, side):
        return next(g[side] for g in report[dimension] if g["value"] == value)

    def test_a_stricter_standard_and_the_one_in_force(self):
        urgent = self.ticket(self.customer(tier="vip"), urgency="urgent", type="technical")
        strict = self.replay(self.draft("s3"))
        self.assertEqual(strict["sizes"]["tickets"], 1)
        old = self.side(strict, "kind", "solution", "old")
        self.assertEqual((old["due"], old["open"], old["median_min"]), (0, 1, None))
        self.assertEqual(self.side(strict, "kind", "solution", "new")["open"], 0)  # S3 owes none
        gone = [d for d in strict["differences"]["items"] if d["kind"] == "solution"]
        self.assertEqual([(d["subject_id"], d["old"]["outcome"], d["new"]["outcome"]) for d in gone],
                         [(urgent["id"], "open", "none")])
        same = self.replay(self.admin.get("/policies?state=published").json["items"][0])
        self.assertEqual(same["differences"], {"total": 0, "items": []})
        self.assertEqual(same["total"]["old"], same["total"]["new"])
        self.assertEqual(self.side(same, "tier", "vip", "old"), self.side(same, "tier", "vip", "new"))

    def test_each_difference_is_explained_on_both_sides(self):
        vip = self.customer(tier="vip", cooperation_since="2026-02-10")
        self.ticket(vip, urgency="urgent", type="technical")
        self.ticket(self.customer(), urgency="general", type="service")
        draft = self.draft("s3,s4")
        found = self.replay(draft)["differences"]["items"]
        self.assertEqual({d["subject"] for d in found}, {"customer", "ticket"})
        where = "/policies/%s/explain" % draft["id"]
        for d in found:
            why = self.admin.get(f"{where}?subject={d['subject']}&subject_id={d['subject_id']}"
                                 f"&kind={d['kind']}&cycle={d['cycle']}").json
            for side in ("old", "new"):
                if d[side]["outcome"] == "none":
                    self.assertIsNone(why[side])
                    continue
                self.assertEqual({k: why[side][k] for k in ("outcome", "start_at", "due_at", "met_at")},
                                 {k: d[side][k] for k in ("outcome", "start_at", "due_at", "met_at")})
                self.assertEqual(why[side]["rule"]["target"], d[side]["target"])
                self.assertEqual(why[side]["lines"][-1]["kind"], "due")
                self.assertEqual(why[side]["lines"][-1]["at"], d[side]["due_at"])
        one = found[0]
        ask = f"?subject={one['subject']}&subject_id={one['subject_id']}&kind={one['kind']}&cycle={one['cycle']}"
        self.agent.get(where + ask, 403)
        self.admin.get("/policies/77/explain" + ask, 404)
        self.admin.get(f"{where}?subject=ticket&subject_id=77&kind=response&cycle=1", 404)
        self.refused(self.admin.get(where + "?subject=ticket&subject_id=x&kind=response&cycle=1", 422), 422,
                     subject_id="not_an_id")
        self.refused(self.admin.get(where + "?subject=boat&subject_id=1&kind=response&cycle=1", 422), 422,
                     subject="not_one_of")

    def test_days_bound_what_is_counted(self):
        self.ticket(self.customer(tier="vip"))
        draft = self.draft("s0")
        before = self.replay(draft, to="2026-03-02")
        self.assertEqual(before["total"]["new"]["open"], 0)
        after = self.replay(draft, **{"from": "2026-03-02"})
        self.assertGreater(after["total"]["new"]["open"], 0)
        self.refused(self.admin.post("/policies/%s/replay" % draft["id"],
                                     {"from": "2026-03-02", "to": "2026-03-02"}, 422), 422,
                     to="ends_before_start")

    def test_a_calendar_is_tried_before_it_is_applied(self):
        new = self.customer(cooperation_since="2026-03-02", stage="new")
        in_force = self.admin.get("/policies?state=published").json["items"][0]
        days = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        shorter = self.admin.post("/calendars", {
            "code": "cn", "name": "早一小时下班",
            "document": {"time_zone": "Asia/Shanghai", "preset": "CN", "weekly": days}}, 201).json
        self.assertEqual(self.replay(in_force)["moved"], 0)
        report = self.replay(in_force, calendar_id=shorter["id"])
        self.assertEqual((report["moved"], report["differences"]["total"]), (1, 0))  # its first call, 3 working days
        self.assertEqual(report["calendar_id"], shorter["id"])
        ask = ("/policies/%s/explain?subject=customer&subject_id=%s&kind=first_follow_up&cycle=1"
               % (in_force["id"], new["id"]))
        due = lambda more, side: self.admin.get(ask + more).json[side]["due_at"]
        tried = "&calendar_id=" + shorter["id"]
        self.assertEqual(due("", "old"), due("", "new"))
        self.assertEqual(due(tried, "old"), due("", "old"))
        self.assertEqual((due(tried, "old")[11:], due(tried, "new")[11:]), ("10:00:00Z", "09:00:00Z"))
        self.refused(self.admin.get(ask + "&calendar_id=77", 422), 422, calendar_id="no_such_record")
        self.refused(self.admin.post("/policies/%s/replay" % in_force["id"], {"calendar_id": "77"}, 422), 422,
                     calendar_id="no_such_record")

    def test_who_may(self):
        draft = self.draft("s0")

        self.agent.post("/policies/%s/replay" % draft["id"], {}, 403)
        self.admin.post("/policies/77/replay", {}, 404)
        job = self.admin.post("/policies/%s/replay" % draft["id"], {}, 202).json
        self.agent.get("/jobs/" + job["id"], 404)

    def test_nothing_is_written(self):
        self.ticket(self.customer(tier="vip"), urgency="urgent")
        draft = self.draft("s3,s4")
        before = self.server.settled()
        self.replay(draft)
        after = self.server.settled()
        changed = {t for t in after if after[t] != before.get(t)}
        self.assertLessEqual(changed, {"jobs", "audit"})


if __name__ == "__main__":
    unittest.main()
