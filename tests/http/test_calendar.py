"""Versions of calendars."""
from client import ServerCase

WEEK = {"time_zone": "Europe/Rome", "weekly": {"mon": [["09:00", "18:00"]]}}


class Calendars(ServerCase):
    def test_drafts_have_numbers(self):
        body = {"code": "desk", "name": "Desk", "document": WEEK}
        drafts = [self.admin.post("/calendars", body, 201).json for _ in range(3)]
        self.assertEqual([d["number"] for d in drafts], [1, 2, 3])
        self.assertEqual({d["state"] for d in drafts}, {"draft"})
