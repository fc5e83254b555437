"""The standard in words: published, read, taken note of, and who has not (R2)."""
import unittest

from business import BusinessCase


class StandardTexts(BusinessCase):
    def draft(self, title, **more):
        return self.admin.post("/standard-texts", {"title": title, "body": "24 小时内首次响应。",
                                                   "tier": "vip", **more}, 201).json

    def publish(self, text, status=200):
        return self.admin.call("POST", "/standard-texts/%s/publish" % text["id"],
                               {"reason": "试行"}, status,
                               {"If-Match": '"%d"' % text["version"]}).json

    def waiting(self, c):
        return [t["id"] for t in c.get("/standard-texts/waiting").json["items"]]

    def readers(self, text):
        reply = self.admin.get("/standard-texts/%s/readers" % text["id"]).json
        return {r["user_id"]: r["acknowledged_at"] for r in reply["items"]}, reply["missing"]

    def test_life(self):
        t = self.draft("VIP 客户响应标准")
        self.assertEqual((t["state"], t["can"]["acknowledge"]), ("draft", False))
        self.assertNotIn(t["id"], self.waiting(self.agent))
        self.agent.post("/standard-texts/%s/acknowledge" % t["id"], None, 409)
        t = self.admin.patch("/standard-texts/%s" % t["id"], {"body": "20 小时内首次响应。"}).json
        t = self.publish(t)
        self.assertEqual((t["state"], t["reason"]), ("published", "试行"))
        self.assertIn(t["id"], self.waiting(self.agent))
        before, missing = self.readers(t)
        self.assertIsNone(before[self.agent.user["id"]])

        seen = self.agent.post("/standard-texts/%s/acknowledge" % t["id"], None, 200).json
        self.assertTrue(seen["acknowledged_at"])
        again = self.agent.post("/standard-texts/%s/acknowledge" % t["id"], None, 200).json
        self.assertEqual(again["acknowledged_at"], seen["acknowledged_at"])
        self.assertNotIn(t["id"], self.waiting(self.agent))
        after, left = self.readers(t)
        self.assertEqual(after[self.agent.user["id"]], seen["acknowledged_at"])
        self.assertEqual(left, missing - 1)
        self.assertIsNone(self.admin.get("/standard-texts/" + t["id"]).json["acknowledged_at"])

    def test_published_never_changes(self):
        t = self.publish(self.draft("普通客户响应标准", tier="ordinary"))
        for reply in (self.admin.patch("/standard-texts/%s" % t["id"], {"body": "改"}, status=409),
                      self.admin.delete("/standard-texts/%s" % t["id"], status=409)):
            self.assertEqual(reply.json["code"], "published_never_changes")
        self.publish(t, 409)

    def test_a_new_text_is_read_anew(self):
        old = self.publish(self.draft("潜在客户响应标准", tier="potential"))
        self.agent.post("/standard-texts/%s/acknowledge" % old["id"], None, 200)
        new = self.publish(self.draft("潜在客户响应标准（二）", replaces_id=old["id"]))
        self.assertEqual(self.admin.get("/standard-texts/" + old["id"]).json["state"], "replaced")
        waiting = self.waiting(self.agent)
        self.assertIn(new["id"], waiting)
        self.assertNotIn(old["id"], waiting)
        reply = self.admin.post("/standard-texts", {"title": "三", "body": "三",
                                                    "replaces_id": old["id"]}, 422).json
        self.assertEqual(reply["errors"][0]["field"], "replaces_id")

    def test_stale_and_refused(self):
        t = self.draft("全部客户响应标准", tier="all")
        self.admin.patch("/standard-texts/%s" % t["id"], {"title": "全部客户"})
        self.publish(t, 412)
        self.agent.post("/standard-texts", {"title": "一", "body": "一"}, 403)
        self.agent.get("/standard-texts/%s/readers" % t["id"], 403)
        self.agent.get("/standard-texts/%s" % t["id"], 200)

    def test_who_has_left_is_not_missing(self):
        gone = self.person("leaves", ["sales"])
        t = self.publish(self.draft("离职人员"))
        self.assertIn(gone.user["id"], self.readers(t)[0])
        self.admin.patch("/users/" + gone.user["id"], {"disabled": True})
        self.assertNotIn(gone.user["id"], self.readers(t)[0])


if __name__ == "__main__":
    unittest.main()
