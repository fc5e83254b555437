"""What people set for themselves, and that notices keep to it."""
from business import BusinessCase


class Profile(BusinessCase):
    def test_change(self):
        c = self.person("self", ["sales"], email="self@example.com")
        me = c.get("/session").json["user"]
        self.assertEqual((me["mail_notices"], me["quiet_from"], me["preferences"]),
                         ("all", None, None))
        change = {"locale": "zh-TW", "time_zone": "Asia/Taipei", "phone": "0912345678",
                  "email": "me@example.com", "mail_notices": "urgent", "quiet_from": 1320,
                  "quiet_to": 420, "preferences": {"theme": "dark", "columns": ["name"]}}
        got = c.patch("/me", change).json
        self.assertEqual({k: got[k] for k in change}, change)
        self.assertEqual(c.get("/session").json["user"], got)
        cleared = c.patch("/me", {"quiet_from": None, "quiet_to": None}).json
        self.assertIsNone(cleared["quiet_to"])
        self.assertEqual(cleared["preferences"], change["preferences"])

    def test_only_their_own_and_only_these(self):
        c = self.person("modest", ["sales"])
        etag = c.get("/me").etag
        for field, value in (("name", "Boss"), ("roles", ["administrator"]), ("disabled", True),
                             ("department_id", "1"), ("login", "boss")):
            self.refused(c.patch("/me", {field: value}, etag, 422), 422, **{field: "read_only"})
        c.patch("/me", {"preferences": {"theme": "dark"}}, etag)
        self.refused(c.patch("/me", {"locale": "en"}, etag, 412), 412)
        c.call("PATCH", "/me", {"locale": "en"}, 428)
        seen = self.admin.get("/users/" + c.user["id"]).json
        self.assertIsNone(seen["preferences"])
        self.refused(self.admin.patch("/users/" + c.user["id"], {"preferences": {}}, status=422),
                     422, preferences="read_only")

    def test_limits(self):
        c = self.person("limits", ["sales"])
        for body, errors in (
                ({"time_zone": "Mars/Olympus"}, {"time_zone": "bad_time_zone"}),
                ({"email": "no address"}, {"email": "not_an_email"}),
                ({"mail_notices": "some"}, {"mail_notices": "not_one_of"}),
                ({"quiet_from": 60}, {"quiet_to": "required"}),
                ({"quiet_to": 60}, {"quiet_from": "required"}),
                ({"quiet_from": 60, "quiet_to": 60}, {"quiet_to": "empty_period"}),
                ({"quiet_from": -1, "quiet_to": 60}, {"quiet_from": "too_small"}),
                ({"quiet_from": 0, "quiet_to": 1440}, {"quiet_to": "too_large"}),
                ({"preferences": ["dark"]}, {"preferences": "not_an_object"}),
                ({"preferences": {"a": "x" * 8192}}, {"preferences": "too_long"}),
                ({"preferences": {"a": "界" * 4000}}, {"preferences": "too_long"})):
            with self.subTest(body=str(body)[:40]):
                self.refused(c.patch("/me", body, status=422), 422, **errors)
        c.patch("/me", {"preferences": {"a": "x" * 8000}})


class Notices(BusinessCase):
    def told(self, c):
        return [n["kind"] for n in c.get("/notifications").json["items"]]

    def give(self, ticket, c):
        self.act(ticket, "assign", {"owner_id": c.user["id"]})

    def mails(self, c):
        return self.server._ask("select count(*) from notices where channel = 'mail' and "
                                "user_id = %s" % c.user["id"])

    def test_quiet_hours_hold_back_what_is_not_urgent(self):
        """It is 10:00 in Shanghai, 11:00 where this person is."""
        c = self.person("sleeper", ["service_agent"], department_id=self.service,
                        email="sleeper@example.com")
        c.patch("/me", {"time_zone": "Asia/Tokyo", "quiet_from": 660, "quiet_to": 780})
        customer = self.customer(owner_id=self.chief.user["id"])
        self.give(self.ticket(customer), c)
        self.assertEqual(self.told(c), [])
        self.assertEqual(c.get("/notifications/unread").json["unread"], 0)
        self.give(self.ticket(customer, urgency="urgent"), c)
        self.assertEqual(self.told(c), ["assigned"])
        self.assertEqual(self.server._ask(
            "select min(send_at) / 1000000 - %d from notices where user_id = %s and channel = "
            "'mail' and send_at > %d" % (1772416800, c.user["id"], 1772416800 * 1000000)), 7200)

    def test_mails_as_they_wish(self):
        for wish, mails in (("all", 2), ("urgent", 1), ("none", 0)):
            c = self.person("mails." + wish, ["service_agent"], department_id=self.service,
                            email=wish + "@example.com")
            c.patch("/me", {"mail_notices": wish})
            customer = self.customer(owner_id=self.chief.user["id"])
            for urgency in ("general", "urgent"):
                self.give(self.ticket(customer, urgency=urgency), c)
            self.assertEqual((len(self.told(c)), self.mails(c)), (2, mails), wish)


class Pickers(BusinessCase):
    def test_names_have_pinyin(self):
        user = self.admin.post("/users", {"login": "wxm", "name": "王小明"}, 201).json
        self.assertEqual(user["pinyin"], "wang xiaoming wxm")
        listed = {d["name"]: d["pinyin"] for d in self.all("/departments")}
        self.assertEqual(listed["销售部"], "xiaoshoubu xsb")
