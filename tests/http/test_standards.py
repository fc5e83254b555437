"""Response standards, calendars, company settings, classification."""
import copy
import json
import subprocess
import unittest

from business import BusinessCase
from client import PROGRAM

WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SMALL = {
    "schema": "genjin.policy/1", "title": {"en": "Small"}, "calendar": "cn",
    "rules": [{"id": "vip", "when": {"tier": ["vip"]}, "targets": {"response": "4h"}},
              {"id": "rest", "default": True, "targets": {"response": "8h open"}}],
}


class Policies(BusinessCase):
    def draft(self, document=SMALL, name="草稿"):
        return self.admin.post("/policies", {"name": name, "document": document}, 201).json

    def publish(self, p, status=200, kind="policies", **body):
        return self.admin.post("/%s/%s/publish" % (kind, p["id"]), {"reason": "试行", **body}, status)

    def test_presets_are_good(self):
        names = [p["name"] for p in self.admin.get("/presets").json["items"]]
        self.assertEqual(names, ["s0", "s1", "s3", "s4"])
        for names in ("s0,s4", "s1", "s1,s4", "s3,s4", "s0,s1,s3,s4"):
            with self.subTest(presets=names):
                p = self.admin.post("/policies/from-presets", {"name": "x", "presets": names}, 201)
                lint = self.admin.get("/policies/%s/lint" % p.json["id"]).json
                self.assertTrue(all(x["ok"] for x in lint["examples"]), lint["examples"])
        reply = self.unchanged(lambda: self.admin.post("/policies/from-presets",
                                                       {"name": "x", "presets": "s0,s9"}))
        self.refused(reply, 422, presets="no_such_preset")

    def broken(self, change):
        document = copy.deepcopy(SMALL)
        change(document)
        return document

    def test_bad_documents_name_the_place(self):
        def at(path, value):
            def change(d):
                *way, last = path
                for step in way:
                    d = d[step]
                d[last] = value
            return change

        with self.nothing_changes():
            for change, field, code in (
                    (at(["schema"], "genjin.policy/9"), "document.schema", "unknown_schema"),
                    (at(["colour"], 1), "document.colour", "unknown_field"),
                    (at(["calendar"], "mars"), "document.calendar", "no_such_record"),
                    (at(["rules"], {}), "document.rules", "required"),
                    (at(["rules", 0, "when", "tiers"], ["vip"]), "document.rules[0].when.tiers",
                     "unknown_field"),
                    (at(["rules", 0, "when", "tier"], ["gold"]), "document.rules[0].when.tier",
                     "not_one_of"),
                    (at(["rules", 0, "when", "tier"], []), "document.rules[0].when.tier",
                     "empty_condition"),
                    (at(["rules", 0, "targets", "response"], "soon"),
                     "document.rules[0].targets.response", "not_a_duration"),
                    (at(["rules", 0, "targets", "response"], 5),
                     "document.rules[0].targets.response", None),
                    (at(["rules", 0, "targets", "respond"], "1h"),
                     "document.rules[0].targets.respond", "unknown_field"),
                    (at(["rules", 0, "targets", "response"], "every 1w"),
                     "document.rules[0].targets.response", "must_not_recur"),
                    (at(["rules", 0, "targets", "follow_up"], "24h"),
                     "document.rules[0].targets.follow_up", "must_recur"),
                    (at(["rules", 1, "when"], {"tier": ["vip"]}), "document.rules[1].when",
                     "default_has_conditions"),
                    (at(["rules", 0, "warn"], [{"pct": 120}]), "document.rules[0].warn[0].pct",
                     "not_a_percentage")):
                with self.subTest(field=field):
                    reply = self.admin.post("/policies", {"name": "x",
                                                          "document": self.broken(change)}, 422)
                    errors = reply.fields()
                    self.assertIn(field, errors, errors)
                    if code:
                        self.assertEqual(errors[field], code)
            self.refused(self.admin.post("/policies", {"name": "x"}), 422, document="required")
            self.admin.post("/policies", {"name": "x", "document": "text"}, 422)
            self.admin.post("/policies", {"name": "x", "document": []}, 422)

    def test_a_hole_is_found_and_not_published(self):
        p = self.draft(self.broken(lambda d: d["rules"].pop()))
        lint = self.admin.get("/policies/%s/lint" % p["id"]).json
        self.assertGreater(lint["errors"], 0)
        self.assertIn("error", {f["level"] for f in lint["findings"]})
        reply = self.unchanged(lambda: self.publish(p, 409))
        self.refused(reply, 409, document="policy_has_holes")

    def test_differences_and_matrix(self):
        old = self.draft()
        new = self.draft(self.broken(lambda d: d["rules"][0]["targets"].update(response=None)))
        path = "/policies/%s/differences?with=%s"
        got = self.admin.get(path % (new["id"], old["id"])).json
        self.assertEqual(got, {"defaults": [], "rules": [
            {"id": "vip", "change": "changed", "fields": [
                {"path": "targets.response", "was": "4h", "becomes": None}]}]})
        self.assertEqual(self.admin.get(path % (old["id"], old["id"])).json,
                         {"rules": [], "defaults": []})
        in_force = self.admin.get("/policies/%s/differences" % new["id"]).json
        self.assertIn("removed", {r["change"] for r in in_force["rules"]})
        for bad, code in (("x", "not_an_id"), ("77", "no_such_record")):
            self.refused(self.admin.get(path % (new["id"], bad), 422), 422, **{"with": code})
        self.admin.get(path % ("77", old["id"]), 404)
        matrix = self.admin.get("/policies/%s/matrix" % new["id"]).json
        self.assertEqual(matrix["dimensions"], {"tier": ["ordinary", "vip", "middle", "potential"]})
        self.assertEqual(matrix["cells"][1], {
            "match": {"tier": "vip"},
            "targets": {"response": {"target": None, "rule": "vip"}}})
        self.admin.get("/policies/77/matrix", 404)

    def test_the_command_line_says_the_same(self):
        make = lambda names: self.admin.post("/policies/from-presets",
                                             {"name": "x", "presets": names}, 201).json["id"]
        page = self.admin.get("/policies/%s/differences?with=%s" % (make("s3"), make("s1"))).json
        run = lambda *args: subprocess.run([PROGRAM, "policy", "diff", *args], check=True,
                                           stdout=subprocess.PIPE, text=True).stdout
        self.assertEqual(json.loads(run("--json", "s1", "s3")), page)
        self.assertEqual(run("s1", "s1"), "")
        self.assertIn("removed  s1-urgent\ttargets.response\t\"2h\" -> -\n", run("s1", "s3"))

    def test_a_wrong_example_is_an_error(self):
        example = {"match": {"tier": "vip"}, "kind": "response",
                   "start": "2026-03-02T10:00:00+08:00", "due": "2026-03-02T15:00:00+08:00"}
        p = self.draft(self.broken(lambda d: d.update(examples=[example])))
        lint = self.admin.get("/policies/%s/lint" % p["id"]).json
        self.assertEqual([(x["ok"], x["got"]) for x in lint["examples"]],
                         [(False, "2026-03-02T06:00:00Z")])
        self.unchanged(lambda: self.publish(p, 409))

    def test_publish_moves_open_deadlines_and_never_changes(self):
        c = self.customer(tier="vip")
        kept, moved = self.ticket(c), None
        before = self.response(kept)["due_at"]
        p = self.draft()
        self.refused(self.unchanged(lambda: self.admin.post(
            "/policies/%s/publish" % p["id"], {}, 422)), 422, reason="required")
        reply = self.publish(p).json
        self.assertEqual(reply["policy"]["state"], "published")
        self.assertEqual(self.job(reply["job"])["state"], "done")  # customers only
        self.assertEqual(self.response(kept)["due_at"], before)
        moved = self.ticket(c)
        self.assertEqual(self.response(moved)["due_at"], "2026-03-02T06:00:00Z")
        path = "/policies/" + p["id"]
        for reply in (self.unchanged(lambda: self.admin.patch(path, {"name": "x"}, status=409)),
                      self.unchanged(lambda: self.admin.delete(path, status=409)),
                      self.unchanged(lambda: self.publish(p, 409))):
            self.assertEqual(reply.json["errors"][0]["code"], "published_never_changes")
        second = self.draft(self.broken(
            lambda d: d["rules"][0]["targets"].update(response="2h")))
        job = self.job(self.publish(second, move=True).json["job"])
        self.assertEqual(job["state"], "done", job)
        for t in (kept, moved):
            d = self.response(t)
            self.assertEqual((d["due_at"], d["policy_id"]), ("2026-03-02T04:00:00Z", second["id"]))
            self.assertTrue(self.admin.get("/deadlines/%s/explain" % d["id"]).json["agrees"])
        states = {x["id"]: x["state"] for x in self.all("/policies")}
        self.assertEqual((states[p["id"]], states[second["id"]]), ("replaced", "published"))

    def response(self, t):
        return self.admin.get("/deadlines?kind=response&subject_id=" + t["id"]).json["items"][0]

    def test_drafts_may_change(self):
        p = self.draft()
        path = "/policies/" + p["id"]
        self.admin.patch(path, {"name": "改"})
        reply = self.unchanged(lambda: self.admin.patch(path, {"document": {"rules": 5}}, status=422))
        self.assertTrue(all(f.startswith("document") for f in reply.fields()), reply.json)
        self.agent.post("/policies/%s/publish" % p["id"], {"reason": "x"}, 403)
        self.admin.delete(path)
        self.admin.get(path, 404)


class Calendars(BusinessCase):
    def make(self, document, status=201, code="desk"):
        return self.admin.post("/calendars", {"code": code, "name": "x", "document": document}, status)

    def test_bad_documents_name_the_place(self):
        with self.nothing_changes():
            for document, field, code in (
                    ({"time_zone": "Asia/Shanghai", "weekly": {}}, "document.weekly",
                     "empty_calendar"),
                    ({"time_zone": "Asia/Shanghai"}, "document.weekly", "empty_calendar"),
                    ({"time_zone": "Mars/Olympus", "weekly": WEEK}, "document.time_zone",
                     "bad_time_zone"),
                    ({"time_zone": "Asia/Shanghai", "weekly": {"mon": [["09:00", "09:00"]]}},
                     "document.weekly", "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": {"mon": [["09:00", "25:00"]]}},
                     "document.weekly", "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": {"moon": [["09:00", "18:00"]]}},
                     "document.weekly", "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": WEEK,
                      "breaks": {"2026-05-01": [["22:00", "06:00"]]}}, "document.breaks.2026-05-01",
                     "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": WEEK, "holidays": ["2026-02-30"]},
                     "document.holidays[0]", "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": WEEK, "workdays": 5},
                     "document.workdays", "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": WEEK, "preset": "US"},
                     "document.preset", "bad_calendar"),
                    ({"time_zone": "Asia/Shanghai", "weekly": WEEK, "hollidays": ["2026-05-01"]},
                     "document.hollidays", "unknown_field")):
                with self.subTest(field=field, document=json.dumps(document)):
                    self.refused(self.make(document, None), 422, **{field: code})

    def test_publish_moves_open_deadlines(self):
        p = self.admin.post("/policies", {"name": "x", "document": SMALL}, 201).json
        self.admin.post("/policies/%s/publish" % p["id"], {"reason": "x"}, 200)
        t = self.ticket(self.customer())
        path = "/deadlines?kind=response&subject_id=" + t["id"]
        # 8 h of the working calendar from Monday 10:00: Monday 18:00.
        self.assertEqual(self.admin.get(path).json["items"][0]["due_at"], "2026-03-02T10:00:00Z")
        draft = self.make({"time_zone": "Asia/Shanghai", "weekly": {
            day: [["10:00", "12:00"]] for day in WEEK}}, code="cn").json
        self.assertEqual((draft["state"], draft["number"]), ("draft", 2))
        reply = self.admin.post("/calendars/%s/publish" % draft["id"], {"reason": "夏令"}, 200).json
        self.assertEqual(self.job(reply["job"])["state"], "done")
        d = self.admin.get(path).json["items"][0]
        self.assertEqual(d["due_at"], "2026-03-05T04:00:00Z")  # 2 h a day: Thursday 12:00
        why = self.admin.get("/deadlines/%s/explain" % d["id"]).json
        self.assertTrue(why["agrees"], why)
        self.assertEqual(self.admin.get("/tickets/" + t["id"]).json["next_due_at"], d["due_at"])
        path = "/calendars/" + draft["id"]
        for call in (lambda: self.admin.patch(path, {"name": "x"}, status=409),
                     lambda: self.admin.delete(path, status=409),
                     lambda: self.admin.post(path + "/publish", {"reason": "x"}, 409)):
            self.assertEqual(self.unchanged(call).json["errors"][0]["code"],
                             "published_never_changes")
        self.agent.post("/calendars", {"code": "x", "name": "x", "document": {}}, 403)


class Company(BusinessCase):
    def change(self, body, status=200):
        return self.admin.patch("/company", body, status=status)

    def test_settings(self):
        self.assertEqual(self.admin.call("PATCH", "/company", {"name": "x"}, 428).status, 428)
        self.agent.call("PATCH", "/company", {"name": "x"}, 403, {"If-Match": '"1"'})
        with self.nothing_changes():
            for body, field, code in (
                    ({"time_zone": "Mars/Olympus"}, "time_zone", "bad_time_zone"),
                    ({"calendar": "mars"}, "calendar", "no_such_record"),
                    ({"currency": "EURO"}, "currency", "too_long"),
                    ({"name": None}, "name", "required"),
                    ({"locale": "fr"}, "locale", "not_one_of"),
                    ({"customer_digits": 0}, "customer_digits", "too_small"),
                    ({"customer_digits": 99}, "customer_digits", "too_large"),
                    ({"customer_reset": "weekly"}, "customer_reset", "not_one_of"),
                    ({"quiet_hours": "no"}, "quiet_hours", "not_a_boolean"),
                    ({"mail_from": "Genjin <a@b.example>"}, "mail_from", "not_an_email"),
                    ({"mail_from": "nobody"}, "mail_from", "not_an_email"),
                    ({"policy_id": "77"}, "policy_id", "read_only"),
                    ({"classification": {"cold_days": -1}}, "cold_days", "out_of_range"),
                    ({"classification": {"cold": 5}}, "cold", "out_of_range"),
                    ({"classification": {"cold_days": 90, "churn_days": 30}}, "churn_days",
                     "below_cold_days")):
                with self.subTest(body=body):
                    self.refused(self.change(body, None), 422, **{field: code})

    def test_numbers_follow_the_settings(self):
        self.change({"customer_prefix": "KH", "customer_digits": 5, "ticket_prefix": "GD",
                     "ticket_reset": "never"})
        c = self.customer()
        self.assertRegex(c["number"], r"^KH2026\d{5}$")
        self.assertRegex(self.ticket(c)["number"], r"^GD\d{3,}$")

    def test_addresses_of_users(self):
        with self.nothing_changes():
            for email in ("nobody", "a b@c.example", "a@b.example,c@d.example", "@b.example", "a@",
                          "A <a@b.example>", "a@b@c.example"):
                with self.subTest(email=email):
                    self.refused(self.admin.post("/users", {"login": "mailer", "name": "x",
                                                            "email": email}),
                                 422, email="not_an_email")
        self.admin.post("/users", {"login": "mailer", "name": "x", "email": "李@例子.example"}, 201)

    def test_classification(self):
        rich = self.customer("大客户", last_contact_at="2026-02-25T02:00:00Z")
        self.admin.post("/customers/%s/orders" % rich["id"],
                        {"amount": 100000000, "ordered_on": "2025-03-05"}, 201)
        cold = self.customer("久未联系", last_contact_at="2025-06-01T02:00:00Z")
        self.admin.post("/customers/%s/orders" % cold["id"],
                        {"amount": 100, "ordered_on": "2024-03-05"}, 201)
        manual = self.customer("手工", tier="middle", tier_manual=True, stage="stable",
                               stage_manual=True, last_contact_at="2025-06-01T02:00:00Z")
        self.agent.post("/classification", {}, 403)
        job = self.job(self.admin.post("/classification", {}, 202).json)
        self.assertEqual(job["state"], "done", job)
        got = {c["id"]: c for c in self.all("/customers")}
        self.assertEqual(got[rich["id"]]["tier"], "vip")
        self.assertIn(got[cold["id"]]["stage"], ("cold", "churn_risk"))
        self.assertEqual((got[manual["id"]]["tier"], got[manual["id"]]["stage"]),
                         ("middle", "stable"))
        changes = self.all("/customers/%s/tier-changes" % rich["id"])
        self.assertIn(("tier", "vip"), {(x["field"], x["new_value"]) for x in changes})
        again = self.job(self.admin.post("/classification", {}, 202).json)
        self.assertEqual(again["state"], "done")
        self.assertEqual(self.all("/customers/%s/tier-changes" % rich["id"]), changes)


if __name__ == "__main__":
    unittest.main()
