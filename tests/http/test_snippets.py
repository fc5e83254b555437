"""Snippets: one's own, the team's, everybody's, and what they read at a ticket or customer (Z1)."""
import unittest

from business import BusinessCase

TEXT = "您好，{customer}：{ticket}“{title}”由{owner}处理，{due}前答复。{me}"


class Snippets(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.other = cls.person("other", ["service_agent"], department_id=cls.service)

    def make(self, by, status=201, **fields):
        return by.post("/snippets", {"name": "答复", "keyword": "df", "text": TEXT, **fields},
                       status)

    def render(self, snippet, by=None, status=200, **place):
        return (by or self.agent).post("/snippets/%s/render" % snippet["id"], place, status)

    def test_create_change_delete(self):
        s = self.make(self.agent, name="开场白", locale="en").json
        self.assertEqual((s["visibility"], s["locked"], s["owner_id"], s["locale"]),
                         ("private", False, self.agent.user["id"], "en"))
        self.assertIn("kcb", s["pinyin"].split())
        path = "/snippets/" + s["id"]
        self.assertEqual(self.agent.patch(path, {"text": "新"}).json["text"], "新")
        self.agent.patch(path, {"text": "旧"}, '"1"', 412)
        self.agent.delete(path)
        self.agent.get(path, 404)

    def test_who_sees_and_changes_what(self):
        mine = self.make(self.agent).json
        team = self.make(self.agent, visibility="team").json
        shut = self.make(self.agent, visibility="team", locked=True).json
        every = self.make(self.chief, visibility="all").json
        ids = {s["id"] for s in (mine, team, shut, every)}
        for by, want in ((self.agent, ids), (self.other, ids - {mine["id"]}),
                         (self.seller, {every["id"]})):
            self.assertEqual({s["id"] for s in self.all("/snippets", by)} & ids, want)
            for s in ids:
                by.get("/snippets/" + s, 200 if s in want else 404)
                self.render({"id": s}, by, 200 if s in want else 404)
        self.other.patch("/snippets/" + team["id"], {"text": "队"})
        self.other.patch("/snippets/" + shut["id"], {"text": "x"}, status=403)
        self.other.delete("/snippets/" + team["id"], status=403)
        self.agent.patch("/snippets/" + every["id"], {"text": "x"}, status=403)
        self.refused(self.other.patch("/snippets/" + team["id"], {"visibility": "private"},
                                      status=403), 403, visibility="denied")
        self.admin.delete("/snippets/" + every["id"])

    def test_refusals(self):
        with self.nothing_changes():
            self.refused(self.make(self.agent, 403, visibility="all"), 403, visibility="denied")
            self.refused(self.make(self.admin, 422, visibility="team"), 422,
                         visibility="no_department")
            for change, errors in (({"text": "{password}"}, {"text": "unknown_placeholder"}),
                                   ({"text": " "}, {"text": "required"}),
                                   ({"name": " "}, {"name": "required"}),
                                   ({"keyword": "a b"}, {"keyword": "no_blanks"}),
                                   ({"locale": "fr"}, {"locale": "not_one_of"}),
                                   ({"owner_id": "1"}, {"owner_id": "read_only"})):
                self.refused(self.make(self.agent, 422, **change), 422, **errors)

    def test_what_stands_for_the_names(self):
        s = self.make(self.agent).json
        t = self.ticket(self.customer("东方{me}科技"), title="登录异常", by=self.agent,
                        owner_id=self.other.user["id"])
        due = self.agent.get("/tickets/" + t["id"]).json["next_due_at"]
        self.assertIsNotNone(due)
        got = self.render(s, ticket_id=t["id"]).json["text"]
        # A customer's name is not read for braces again.
        self.assertRegex(got, r"^您好，东方\{me\}科技：%s“登录异常”由other处理，"
                              r"2026-03-\d\d \d\d:\d\d前答复。agent$" % t["number"])
        got = self.render(s, customer_id=t["customer_id"]).json["text"]
        self.assertTrue(got.startswith("您好，东方{me}科技：“”由"), got)
        self.assertEqual(self.render(s).json["text"], "您好，：“”由处理，前答复。agent")

    def test_what_is_out_of_reach_is_not_told(self):
        s = self.make(self.seller).json
        t = self.ticket(self.customer("保密客户"), title="保密")
        with self.nothing_changes():
            self.refused(self.render(s, self.seller, 422, ticket_id=t["id"]), 422,
                         ticket_id="no_such_record")
            self.refused(self.render(s, self.seller, 422, customer_id=t["customer_id"]), 422,
                         customer_id="no_such_record")


if __name__ == "__main__":
    unittest.main()
