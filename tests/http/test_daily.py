"""What a day's work is shown by: names beside the ids, pages by number, the queue in buckets."""
import unittest

from business import BusinessCase


class Names(BusinessCase):
    """Records tell whose they are, on a page and alone (D1, Y1)."""

    def test_tickets_follow_ups_and_deadlines(self):
        mine = self.agent.user["id"]
        made = {}
        for name in ("甲公司", "乙公司", "丙公司"):
            c = self.customer(name, owner_id=mine)
            t = self.ticket(c, "报修" + name, owner_id=mine)
            f = self.admin.post("/follow-ups", {"customer_id": c["id"], "owner_id": mine,
                                                "planned_at": "2026-03-04T02:00:00Z"}, 201).json
            made[c["id"]] = (c, t, f)
            self.assertEqual((t["customer_name"], f["customer_number"]), (name, c["number"]))
        for path in ("/tickets", "/follow-ups", "/deadlines"):
            items = [i for i in self.all(path, self.agent) if i["customer_id"] in made]
            self.assertGreaterEqual(len(items), 3, path)
            for i in items:
                c, t, _ = made[i["customer_id"]]
                self.assertEqual((i["customer_name"], i["customer_number"]),
                                 (c["name"], c["number"]))
                self.assertEqual(self.agent.get(path + "/" + i["id"]).json["customer_name"],
                                 c["name"])
                if path == "/deadlines":
                    want = (t["number"], t["title"]) if i["subject"] == "ticket" else (None, None)
                    self.assertEqual((i["ticket_number"], i["ticket_title"]), want)

    def test_a_new_name_is_shown_at_once(self):
        c = self.customer("旧名")
        t = self.ticket(c)
        self.admin.patch("/customers/" + c["id"], {"name": "新名"})
        self.assertEqual(self.admin.get("/tickets/" + t["id"]).json["customer_name"], "新名")

    def test_they_are_not_given_nor_looked_for(self):
        c = self.customer()
        self.refused(self.admin.post("/tickets", {"customer_id": c["id"], "title": "x",
                                                  "customer_name": "x"}), 422,
                     customer_name="read_only")
        self.refused(self.admin.get("/tickets?customer_name=x", 422), 422,
                     customer_name="not_filterable")


if __name__ == "__main__":
    unittest.main()
