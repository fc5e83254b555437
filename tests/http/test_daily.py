"""What a day's work is shown by: names beside the ids, pages by number, the queue in buckets."""
import unittest
from urllib.parse import quote

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


class Pages(BusinessCase):
    """A page by its number is the one that cursors come to."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        for i in range(9):
            cls.customer("第%d家" % i, **({"cooperation_since": "2026-02-%02d" % (i // 2 + 1)}
                                        if i % 3 else {}))

    def by_number(self, path, n, by):
        pages, number = [], 1
        while True:
            page = by.get("%s&limit=%d&page=%d" % (path, n, number)).json
            if not page["items"]:
                self.assertIsNone(page["next"])
                return pages
            pages += [i["id"] for i in page["items"]]
            number += 1

    def test_the_same_as_by_cursor(self):
        for who in (self.admin, self.agent, self.seller):
            for sort in ("id", "-id", "cooperation_since", "-cooperation_since", "name"):
                path = "/customers?sort=" + sort
                want = [i["id"] for i in self.all(path, who)]
                for n in (1, 2, 3, 4, 5, 9, 10):
                    with self.subTest(sort=sort, limit=n):
                        self.assertEqual(self.by_number(path, n, who), want)

    def test_goes_on_by_cursor(self):
        path = "/customers?sort=-cooperation_since&limit=2&with_total=1"
        page = self.admin.get(path + "&page=3").json
        self.assertEqual(page["total"], 9)
        self.assertEqual(self.admin.get(path + "&cursor=" + page["next"]).json["items"],
                         self.admin.get(path + "&page=4").json["items"])
        found = self.admin.get("/customers?q=" + quote("第") + "&limit=4&page=3").json
        self.assertEqual((len(found["items"]), found["next"]), (1, None))

    def test_refusals(self):
        for query, want in (("page=0", "too_small"), ("page=x", "not_a_number"),
                            ("page=2001", "too_large"), ("page=2&cursor=x", "not_with_cursor")):
            with self.subTest(query=query):
                self.refused(self.admin.get("/customers?" + query, 422), 422, page=want)


if __name__ == "__main__":
    unittest.main()
