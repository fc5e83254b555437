"""Versions of calendars."""
import copy
import json
import os

from jsonschema import Draft202012Validator

from business import BusinessCase
from client import ROOT, ServerCase

WEEK = {"time_zone": "Europe/Rome", "weekly": {"mon": [["09:00", "18:00"]]}}


class Calendars(ServerCase):
    def test_drafts_have_numbers(self):
        body = {"code": "desk", "name": "Desk", "document": WEEK}
        drafts = [self.admin.post("/calendars", body, 201).json for _ in range(3)]
        self.assertEqual([d["number"] for d in drafts], [1, 2, 3])
        self.assertEqual({d["state"] for d in drafts}, {"draft"})


NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""
# An invented one: what 2027 will be like nobody knows yet.
NOTICE_2027 = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
"""


class Days(BusinessCase):
    def china(self):
        return [c for c in self.all("/calendars") if c["code"] == "cn"][0]

    def days(self, calendar, year, client=None):
        reply = (client or self.admin).get("/calendars/%s/days?year=%d" % (calendar["id"], year))
        return reply.json, {d["date"]: d for d in reply.json["items"]}

    def test_a_year_of_china(self):
        year, days = self.days(self.china(), 2026)
        self.assertEqual(len(days), 365)
        self.assertEqual((year["time_zone"], year["known_until"], year["provisional"]),
                         ("Asia/Shanghai", "2026-12-31", False))
        self.assertEqual([days[d]["kind"] for d in ("2026-02-13", "2026-02-14", "2026-02-15",
                                                    "2026-02-17", "2026-03-01")],
                         ["work", "make_up", "holiday", "holiday", "off"])
        self.assertEqual(days["2026-02-17"]["name"], "春节")
        self.assertEqual((days["2026-02-14"]["spans"], days["2026-02-14"]["open_s"]),
                         ([["09:00", "18:00"]], 9 * 3600))
        self.assertEqual((days["2026-02-17"]["spans"], days["2026-02-17"]["open_s"]), ([], 0))
        self.assertIsNone(days["2026-02-17"]["lunar"])
        year, days = self.days(self.china(), 2028, self.anonymous_zh())
        self.assertTrue(year["provisional"])
        self.assertEqual(len(days), 366)
        self.assertEqual(days["2028-01-26"]["lunar"], {"month": 1, "day": 1, "leap": False})
        path = "/calendars/%s/days?year=" % self.china()["id"]
        for bad, code in (("1989", "out_of_range"), ("2061", "out_of_range"),
                          ("x", "not_a_number")):
            self.refused(self.admin.get(path + bad, 422), 422, year=code)
        self.assertEqual(len(self.admin.get(path + "2060").json["items"]), 366)

    def anonymous_zh(self):
        c = self.anonymous(lang="zh-CN")
        c.login("admin")
        return c

    def test_hours_of_a_company(self):
        calendar = self.admin.post("/calendars", {"code": "own", "name": "Own", "document": {
            "time_zone": "Europe/Rome",
            "weekly": {"mon": [["22:00", "06:00"]], "sun": [["01:00", "04:00"]]},
            "holidays": ["2026-05-04"], "shifts": {"2026-05-05": [["10:00", "12:30"]]},
            "names": {"2026-05-04": "司庆"}}}, 201).json
        year, days = self.days(calendar, 2026)
        self.assertEqual((year["known_until"], year["provisional"]), (None, False))
        self.assertEqual([days["2026-05-0%d" % d]["kind"] for d in (3, 4, 5, 6)],
                         ["work", "holiday", "work", "off"])
        self.assertEqual(days["2026-05-04"]["name"], "司庆")
        self.assertEqual(days["2026-05-05"]["spans"], [["10:00", "12:30"]])
        self.assertEqual(days["2026-05-12"]["spans"], [["00:00", "06:00"]])
        # Clocks go forward on 29 March: two open hours between one and four.
        self.assertEqual(days["2026-03-29"]["open_s"], 2 * 3600)

    def test_faults_name_the_place(self):
        for part, field in (({"holidays": ["2026-05-04", "soon"]}, "holidays[1]"),
                            ({"workdays": {"2026-05-09": [["9", "18:00"]]}},
                             "workdays.2026-05-09"),
                            ({"shifts": {"May": []}}, "shifts.May"),
                            ({"names": {"2026-05-04": ""}}, "names.2026-05-04"),
                            ({"known_until": "2027"}, "known_until"),
                            ({"holidays": "2026-05-04"}, "holidays")):
            reply = self.admin.post("/calendars", {"code": "x", "name": "x",
                                                   "document": {**WEEK, **part}}, 422)
            self.assertEqual(reply.fields(), {"document." + field: "bad_calendar"})

    def read(self, text, year, calendar, status=200, client=None):
        return (client or self.admin).post("/calendars/read-notice", {
            "text": text, "year": year, "calendar_id": calendar["id"]}, status)

    def test_a_notice_that_is_known(self):
        with self.nothing_changes():
            got = self.read(NOTICE_2026, 2026, self.china()).json
        self.assertEqual((len(got["items"]), got["differences"], got["warnings"]), (39, [], []))
        self.assertEqual(got["items"][0], {"date": "2026-01-01", "kind": "off", "name": "元旦"})
        self.assertEqual(got["document"], self.china()["document"])
        changed = NOTICE_2026.replace("5月9日（周六）", "5月10日（周六）")
        got = self.read(changed, 2026, self.china(), client=self.anonymous_zh()).json
        self.assertEqual(got["differences"], [
            {"date": "2026-05-09", "was": "make_up", "becomes": "off", "name": ""},
            {"date": "2026-05-10", "was": "off", "becomes": "make_up", "name": "劳动节"}])
        self.assertEqual([(w["code"], w["line"], w["date"]) for w in got["warnings"]],
                         [("weekday_differs", 4, "2026-05-10")])
        self.assertIn("第 4 行", got["warnings"][0]["detail"])

    def test_what_cannot_be_read_names_the_line(self):
        china = self.china()
        reply = self.read("一、元旦：1月1日放假。\n二、春节：2月5日。", 2027, china, 422)
        self.refused(reply, 422, text="holiday_line")
        self.assertIn("2", reply.json["errors"][0]["detail"])
        self.refused(self.read("你好", 2027, china, 422), 422, text="holidays_missing")
        self.refused(self.read("x", 1980, china, 422), 422, year="too_small")
        self.refused(self.read("x" * 100001, 2027, china, 422), 422, text="too_long")
        self.refused(self.read("x", 2027, {"id": "1"}, 422), 422, calendar_id="no_such_record")
        self.assertEqual(self.read("x", 2027, china, 403, client=self.seller).status, 403)

    def test_a_new_year_is_read_saved_and_published(self):
        china = self.china()
        self.assertTrue(self.days(china, 2027)[0]["provisional"])
        got = self.read(NOTICE_2027, 2027, china).json
        becomes = {d["date"]: (d["was"], d["becomes"]) for d in got["differences"]}
        self.assertEqual(becomes["2027-01-31"], ("off", "make_up"))
        self.assertEqual(becomes["2027-04-05"], ("holiday", "work"))  # it was estimated
        draft = self.admin.post("/calendars", {"code": "cn", "name": "中国",
                                               "document": got["document"]}, 201).json
        year, days = self.days(draft, 2027)
        self.assertEqual((year["known_until"], year["provisional"]), ("2027-12-31", False))
        self.assertEqual([(d["date"], d["kind"]) for d in days.values()
                          if d["kind"] in ("make_up", "holiday")],
                         [(i["date"], {"off": "holiday", "work": "make_up"}[i["kind"]])
                          for i in got["items"]])
        self.assertEqual(days["2027-02-06"]["name"], "春节")
        again = self.read(NOTICE_2027, 2027, draft).json
        self.assertEqual((again["differences"], again["document"]), ([], got["document"]))
        reply = self.admin.post("/calendars/%s/publish" % draft["id"], {"reason": "通知"}, 200)
        self.assertEqual(self.job(reply.json["job"])["state"], "done")


GOOD = {**WEEK, "preset": "CN", "holidays": ["2026-05-04"], "names": {"2026-05-04": "司庆"},
        "workdays": {"2026-05-09": [["09:00", "12:00"], ["13:00", "24:00"]]},
        "shifts": {"2026-05-10": []}, "breaks": {"2026-05-11": [["12:00", "12:30:30"]]},
        "known_until": "2027-12-31"}
FAULTS = (
    ("a key that means nothing", lambda d: d.update(hours={})),
    ("another preset", lambda d: d.update(preset="US")),
    ("a weekday in full", lambda d: d["weekly"].update(monday=[])),
    ("one time", lambda d: d["weekly"].update(tue=[["09:00"]])),
    ("no time", lambda d: d["weekly"].update(tue=[["9", "18:00"]])),
    ("25 o'clock", lambda d: d["weekly"].update(tue=[["09:00", "25:00"]])),
    ("holidays by name", lambda d: d.update(holidays={"2026-05-04": "x"})),
    ("no date", lambda d: d["holidays"].append("May")),
    ("no such date", lambda d: d["holidays"].append("2026-02-30")),
    ("hours that are none", lambda d: d["shifts"].update({"2026-05-12": "09:00"})),
    ("an empty name", lambda d: d["names"].update({"2026-05-05": ""})),
    ("a long name", lambda d: d["names"].update({"2026-05-05": "x" * 41})),
    ("known until a year", lambda d: d.update(known_until="2027")),
)


class Schema(ServerCase):
    def test_schema_and_server_agree(self):
        with open(os.path.join(ROOT, "data/calendar.schema.json"), encoding="utf-8") as f:
            schema = json.load(f)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(
            schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        documents = [GOOD]
        for name in ("cn", "always"):
            with open(os.path.join(ROOT, "data/calendars/%s.json" % name), encoding="utf-8") as f:
                documents.append(json.load(f))
        for document in documents:
            validator.validate(document)
            self.admin.post("/calendars", {"code": "x", "name": "x", "document": document}, 201)
        for name, spoil in FAULTS:
            document = copy.deepcopy(GOOD)
            spoil(document)
            with self.subTest(name):
                self.assertFalse(validator.is_valid(document))
                self.admin.post("/calendars", {"code": "x", "name": "x", "document": document}, 422)
