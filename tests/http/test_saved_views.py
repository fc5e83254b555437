"""Saved views: one's own, the team's, everybody's."""
from business import BusinessCase

VIEW = {"name": "我的重点客户", "page": "customers",
        "query": {"filters": {"tier": "key"}, "sort": "-last_contact_at", "columns": ["name"]}}


class SavedViews(BusinessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.person("other", ["service_agent"], department_id=cls.service)

    def make(self, by, status=201, **fields):
        return by.post("/saved-views", {**VIEW, **fields}, status)

    def seen(self, by):
        return {v["id"] for v in self.all("/saved-views?page=customers&sort=position", by)}

    def test_create_change_delete(self):
        view = self.make(self.agent, position=3).json
        self.assertEqual(view["query"], VIEW["query"])
        self.assertEqual((view["visibility"], view["locked"], view["owner_id"]),
                         ("private", False, self.agent.user["id"]))
        path = "/saved-views/" + view["id"]
        self.assertEqual(self.agent.patch(path, {"name": "新名"}).json["name"], "新名")
        self.refused(self.agent.patch(path, {"page": "tickets"}, status=422), 422,
                     page="read_only")
        self.agent.delete(path)
        self.agent.get(path, 404)

    def test_who_sees_what(self):
        mine = self.make(self.agent).json["id"]
        team = self.make(self.agent, visibility="team").json["id"]
        every = self.make(self.chief, visibility="all").json["id"]
        for by, want in ((self.agent, {mine, team, every}), (self.other, {team, every}),
                         (self.chief, {team, every}), (self.seller, {every}),
                         (self.admin, {every})):
            got = self.seen(by)
            self.assertEqual(got & {mine, team, every}, want)
            for view in (mine, team, every):
                by.get("/saved-views/" + view, 200 if view in want else 404)

    def test_who_changes_what(self):
        mine = "/saved-views/" + self.make(self.agent).json["id"]
        team = "/saved-views/" + self.make(self.agent, visibility="team").json["id"]
        shut = "/saved-views/" + self.make(self.agent, visibility="team",
                                           locked=True).json["id"]
        every = "/saved-views/" + self.make(self.chief, visibility="all").json["id"]
        etag = self.agent.get(mine).etag
        self.admin.patch(mine, {"name": "x"}, etag, 404)
        self.admin.delete(mine, etag, 404)
        self.assertTrue(self.other.get(team).json["can"]["change"])
        self.assertEqual(self.other.patch(team, {"name": "队"}).json["name"], "队")
        self.refused(self.other.patch(team, {"visibility": "private"}, status=403), 403,
                     visibility="denied")
        self.refused(self.other.patch(team, {"locked": True}, status=403), 403, locked="denied")
        self.other.delete(team, status=403)
        self.assertFalse(self.other.get(shut).json["can"]["change"])
        self.other.patch(shut, {"name": "x"}, status=403)
        self.agent.patch(shut, {"name": "锁"})
        self.agent.patch(every, {"name": "x"}, status=403)
        self.agent.delete(every, status=403)
        self.admin.patch(every, {"name": "全"})
        self.admin.delete(every)

    def test_refusals(self):
        with self.nothing_changes():
            self.refused(self.make(self.agent, 403, visibility="all"), 403, visibility="denied")
            self.refused(self.make(self.admin, 422, visibility="team"), 422,
                         visibility="no_department")
            for change, errors in (({"query": [1]}, {"query": "not_an_object"}),
                                   ({"query": None}, {"query": "required"}),
                                   ({"query": {"x": "y" * 20001}}, {"query": "too_long"}),
                                   ({"page": "users"}, {"page": "not_one_of"}),
                                   ({"name": " "}, {"name": "required"}),
                                   ({"owner_id": self.seller.user["id"]},
                                    {"owner_id": "read_only"})):
                self.refused(self.make(self.agent, 422, **change), 422, **errors)

    def test_a_hundred_each(self):
        keeper = self.person("keeper", ["service_agent"])
        made = [self.make(keeper, name="v%d" % n).json["id"] for n in range(100)]
        self.refused(self.make(keeper, 409), 409, **{"": "too_many_views"})
        keeper.delete("/saved-views/" + made[0])
        self.make(keeper)
        self.make(self.agent)

    def test_a_view_leaves_with_its_owner(self):
        mover = self.person("mover", ["service_agent"], department_id=self.service)
        view = self.make(mover, visibility="team").json["id"]
        self.assertIn(view, self.seen(self.other))
        self.admin.patch("/users/" + mover.user["id"], {"department_id": self.sales})
        self.assertNotIn(view, self.seen(self.other))
        self.assertIn(view, self.seen(self.seller))
