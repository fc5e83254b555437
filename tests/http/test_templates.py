"""The company's own wording of mails."""
from business import BusinessCase

OWN = {"key": "breach", "locale": "en", "subject": "{customer} waits",
       "body": "{name}: {deadline} was due {due}.\n{about}\n{link}"}


class Templates(BusinessCase):
    def item(self, key, locale):
        return [t for t in self.admin.get("/templates").json["items"]
                if (t["key"], t["locale"]) == (key, locale)][0]

    def test_list_change_delete(self):
        self.assertEqual(len(self.admin.get("/templates").json["items"]), 9 * 3)
        usual = self.item("breach", "en")
        self.assertIsNone(usual["own"])
        self.assertIn("due", usual["placeholders"])
        self.assertNotIn("due", self.item("assigned", "en")["placeholders"])
        own = self.admin.post("/templates", OWN, 201).json
        self.assertEqual(self.item("breach", "en")["own"], own)
        self.assertIsNone(self.item("breach", "zh-CN")["own"])
        self.refused(self.admin.post("/templates", OWN, 409), 409, key="taken")
        path = "/templates/" + own["id"]
        self.assertEqual(self.admin.patch(path, {"subject": "Late"}).json["subject"], "Late")
        self.refused(self.admin.patch(path, {"key": "warning"}, status=422), 422, key="read_only")
        self.refused(self.admin.patch(path, {"body": None}, status=422), 422, body="required")
        self.admin.delete(path)
        self.assertEqual(self.item("breach", "en"), usual)

    def test_placeholders_are_checked(self):
        with self.nothing_changes():
            for path in ("/templates", "/templates/preview"):
                for change, errors in (
                        ({"subject": "{custmer}"}, {"subject": "unknown_placeholder"}),
                        ({"body": "{}"}, {"body": "unknown_placeholder"}),
                        ({"key": "assigned", "body": "{due}"}, {"body": "unknown_placeholder"}),
                        ({"key": "greeting"}, {"key": "not_one_of"}),
                        ({"locale": "fr"}, {"locale": "not_one_of"}),
                        ({"subject": "a\nb"}, {"subject": "line_break"}),
                        ({"subject": "x" * 201}, {"subject": "too_long"}),
                        ({"body": "x" * 10001}, {"body": "too_long"})):
                    self.refused(self.admin.post(path, {**OWN, **change}, 422), 422, **errors)
        zh = self.anonymous(lang="zh-TW")
        zh.login("admin")
        detail = zh.post("/templates", {**OWN, "body": "{x}"}, 422).json["errors"][0]["detail"]
        self.assertIn("預留位置 {x}", detail)
        self.assertIn("{customer_number}", detail)

    def test_preview(self):
        got = self.admin.post("/templates/preview", {**OWN, "locale": "zh-CN"}, 200).json
        self.assertEqual(got["subject"], "东方科技有限公司 waits")
        self.assertIn("Administrator", got["body"])
        self.assertIn("2026-03-02 12:00", got["body"])
        self.assertIn("WX20260302001", got["body"])
        self.assertNotIn("{", got["body"])

    def test_only_for_those_who_keep_the_settings(self):
        for call in (lambda: self.chief.get("/templates", 403),
                     lambda: self.chief.post("/templates", OWN, 403),
                     lambda: self.chief.post("/templates/preview", OWN, 403)):
            call()
