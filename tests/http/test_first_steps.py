"""From a server that knows nobody to a company with its standard in force."""
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
