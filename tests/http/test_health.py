"""The report for whoever runs the installation."""
from business import BusinessCase
from client import ServerCase


class Health(BusinessCase):
    def test_numbers(self):
        before = self.admin.get("/health-report").json
        customer = self.customer()
        self.ticket(customer)
        got = self.admin.get("/health-report").json
        for name in ("customers", "tickets_open"):
            self.assertEqual(got[name], before[name] + 1)
        self.assertGreater(got["deadlines_open"], before["deadlines_open"])
        self.assertGreater(got["database"]["size_bytes"], 10000)
        self.assertGreaterEqual(got["database"]["schema"], 5)
        self.assertEqual(got["sessions"], 4)
        self.assertIsNotNone(got["scheduler"]["next_fire_at"])
        self.assertEqual({c["code"]: c["known_until"] for c in got["calendars"]},
                         {"cn": "2026-12-31", "always": None})
        self.assertEqual(got["outbox"]["mail_configured"], False)

    def test_warnings(self):
        codes = lambda: {w["code"]: w["params"]
                         for w in self.admin.get("/health-report").json["warnings"]}
        self.assertIn("mail_not_configured", codes())
        for code in ("calendar_ends", "scheduler_late", "outbox_old", "mail_failed", "job_failed"):
            self.assertNotIn(code, codes())
        c = self.person("mailed", ["service_agent"], department_id=self.service,
                        email="mailed@example.com")
        ticket = self.ticket(self.customer(owner_id=self.chief.user["id"]))
        self.act(ticket, "assign", {"owner_id": c.user["id"]})
        self.assertEqual(self.admin.get("/health-report").json["outbox"]["queued"], 1)
        self.assertNotIn("outbox_old", codes())
        self.server.restart("2026-11-02T02:00:00Z")
        self.admin = self.server.client()
        self.admin.login("admin")
        self.server.settled()
        later = codes()
        self.assertEqual(later["calendar_ends"], {"code": "cn", "year": 2027})
        self.assertGreater(later["outbox_old"]["seconds"], 86400 * 240)

    def test_only_for_those_who_keep_the_settings(self):
        self.agent.get("/health-report", 403)


class Empty(ServerCase):
    def test_before_the_company(self):
        got = self.admin.get("/health-report").json
        self.assertEqual((got["customers"], got["calendars"]), (0, []))
