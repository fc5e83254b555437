"""From a server that knows nobody to a company with its standard in force."""
from business import BusinessCase
from client import ServerCase

START = {"name": "好公司", "locale": "zh-CN", "presets": "s1,s0,s4"}


class FirstSteps(ServerCase):
    def test_company(self):
        self.admin.get("/company", 404)
        problem = self.admin.post("/customers", {"name": "客户"}, 409).json
        self.assertEqual(problem["code"], "not_set_up")
        for change, field, code in (
                ({"locale": "fr"}, "locale", "not_one_of"),
                ({"time_zone": "Mars/Olympus"}, "time_zone", "bad_time_zone"),
                ({"presets": "s1,s9"}, "presets", "no_such_preset"),
                ({"name": ""}, "name", "required"),
                ({"policy_id": "1"}, "policy_id", "unknown_field")):
            problem = self.admin.post("/company", {**START, **change}, 422).json
            self.assertEqual([(e["field"], e["code"]) for e in problem["errors"]], [(field, code)])
        self.assertEqual(self.admin.get("/calendars", 200).json["items"], [])
        company = self.admin.post("/company", START, 201).json
        self.assertIsNotNone(company["policy_id"])
        self.assertEqual(self.admin.post("/company", START, 409).json["code"], "set_up_already")
        customer = self.admin.post("/customers", {"name": "客户", "tier": "vip"}, 201).json
        deadlines = self.admin.get("/deadlines?customer_id=" + customer["id"], 200).json["items"]
        self.assertEqual([d["kind"] for d in deadlines], ["follow_up"])
        self.assertTrue(self.admin.get("/coverage", 200).json["covered"])


class Wizard(BusinessCase):
    def test_zones(self):
        zones = self.agent.get("/time-zones").json["items"]
        self.assertEqual(zones, sorted(zones))
        self.assertLessEqual({"Asia/Shanghai", "Asia/Taipei", "Europe/Rome", "UTC"}, set(zones))
        self.refused(self.agent.patch("/me", {"time_zone": "zone.tab"}, status=422), 422,
                     time_zone="bad_time_zone")
        self.agent.patch("/me", {"time_zone": zones[0]})

    def test_the_import_takes_its_own_template(self):
        for locale, title in (("zh-CN", "企业名称"), ("zh-TW", "企業名稱"), ("en", "Company name")):
            reply = self.admin.get("/imports/template?locale=" + locale)
            self.assertTrue(reply.body.startswith(b"\xef\xbb\xbf"))
            self.assertIn(title, reply.body.decode().splitlines()[0])
            name = reply.headers["Content-Disposition"].split("UTF-8''")[1]
            self.assertRegex(name, r"^[A-Za-z0-9._%-]+\.csv$")
            job = self.admin.call("POST", "/imports?dry_run=1", reply.body, 202,
                                  {"Content-Type": "text/csv"}).json
            report = self.job(job)["report"]
            self.assertEqual((report["good"], report["errors"]), (1, []), report)
        self.refused(self.admin.get("/imports/template?locale=fr", 422), 422, locale="not_one_of")
        self.seller.get("/imports/template", 403)


class Demonstration(BusinessCase):
    def test_fills_an_empty_company_once(self):
        self.chief.post("/demo", status=403)
        self.person("zhang", ["sales"])  # a login that the demonstration would have liked
        job = self.admin.post("/demo", status=202).json
        report = self.job(job)
        self.assertEqual((report["state"], report["done"], report["total"]), ("done", 200, 200))
        self.assertEqual(report["report"]["customers"], 205)
        self.assertEqual(self.admin.get("/customers?with_total=1").json["total"], 205)
        people = self.all("/users?demo=true")
        self.assertEqual(len(people), 9)
        self.anonymous().login("zhou", "", 401)
        self.anonymous().login("zhou", "zhou", 401)
        known = self.admin.get("/customers?number=C2024001").json["items"][0]
        ticket = self.admin.get("/tickets?customer_id=" + known["id"]).json["items"][0]
        self.assertEqual(ticket["submitted_at"], "2026-02-23T01:30:00Z")
        self.assertEqual(self.admin.post("/demo", status=409).json["errors"][0]["code"],
                         "has_customers")
