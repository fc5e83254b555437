"""History under another standard (A7), as a job; its report as a file, with the table of S0 (A3)."""
import contextlib
import csv
import io
import os
import sqlite3
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml
import zipfile
from urllib.parse import unquote

from business import NOW, BusinessCase
from client import PROGRAM
from test_exports import MAIN, ExportCase, csv_rows

LANGS = ("zh-CN", "zh-TW", "en")
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

class Replays(BusinessCase):
    def draft(self, presets):
        return self.admin.post("/policies/from-presets", {"name": presets, "presets": presets}, 201).json

    def replay(self, policy, **body):
        job = self.admin.post("/policies/%s/replay" % policy["id"], body, 202).json
        done = self.job(job)
        self.assertEqual(done["state"], "done", done)
        self.assertEqual(done["done"], done["total"])
        return done["report"]

    def side(self, report, dimension, value, side):
        return next(g[side] for g in report[dimension] if g["value"] == value)

    def test_a_stricter_standard_and_the_one_in_force(self):
        urgent = self.ticket(self.customer(tier="vip"), urgency="urgent", type="technical")
        strict = self.replay(self.draft("s3"))
        self.assertEqual(strict["sizes"]["tickets"], 1)
        old = self.side(strict, "kind", "solution", "old")
        self.assertEqual((old["due"], old["open"], old["median_min"]), (0, 1, None))
        self.assertEqual(self.side(strict, "kind", "solution", "new")["open"], 0)  # S3 owes none
        gone = [d for d in strict["differences"]["items"] if d["kind"] == "solution"]
        self.assertEqual([(d["subject_id"], d["old"]["outcome"], d["new"]["outcome"]) for d in gone],
                         [(urgent["id"], "open", "none")])
        same = self.replay(self.admin.get("/policies?state=published").json["items"][0])
        self.assertEqual(same["differences"], {"total": 0, "items": []})
        self.assertEqual(same["total"]["old"], same["total"]["new"])
        self.assertEqual(self.side(same, "tier", "vip", "old"), self.side(same, "tier", "vip", "new"))

    def test_each_difference_is_explained_on_both_sides(self):
        vip = self.customer(tier="vip", cooperation_since="2026-02-10")
        self.ticket(vip, urgency="urgent", type="technical")
        self.ticket(self.customer(), urgency="general", type="service")
        draft = self.draft("s3,s4")
        found = self.replay(draft)["differences"]["items"]
        self.assertEqual({d["subject"] for d in found}, {"customer", "ticket"})
        where = "/policies/%s/explain" % draft["id"]
        for d in found:
            why = self.admin.get(f"{where}?subject={d['subject']}&subject_id={d['subject_id']}"
                                 f"&kind={d['kind']}&cycle={d['cycle']}").json
            for side in ("old", "new"):
                if d[side]["outcome"] == "none":
                    self.assertIsNone(why[side])
                    continue
                self.assertEqual({k: why[side][k] for k in ("outcome", "start_at", "due_at", "met_at")},
                                 {k: d[side][k] for k in ("outcome", "start_at", "due_at", "met_at")})
                self.assertEqual(why[side]["rule"]["target"], d[side]["target"])
                self.assertEqual(why[side]["lines"][-1]["kind"], "due")
                self.assertEqual(why[side]["lines"][-1]["at"], d[side]["due_at"])
        one = found[0]
        ask = f"?subject={one['subject']}&subject_id={one['subject_id']}&kind={one['kind']}&cycle={one['cycle']}"
        self.agent.get(where + ask, 403)
        self.admin.get("/policies/77/explain" + ask, 404)
        self.admin.get(f"{where}?subject=ticket&subject_id=77&kind=response&cycle=1", 404)
        self.refused(self.admin.get(where + "?subject=ticket&subject_id=x&kind=response&cycle=1", 422), 422,
                     subject_id="not_an_id")
        self.refused(self.admin.get(where + "?subject=boat&subject_id=1&kind=response&cycle=1", 422), 422,
                     subject="not_one_of")

    def test_days_bound_what_is_counted(self):
        self.ticket(self.customer(tier="vip"))
        draft = self.draft("s0")
        before = self.replay(draft, to="2026-03-02")
        self.assertEqual(before["total"]["new"]["open"], 0)
        after = self.replay(draft, **{"from": "2026-03-02"})
        self.assertGreater(after["total"]["new"]["open"], 0)
        self.refused(self.admin.post("/policies/%s/replay" % draft["id"],
                                     {"from": "2026-03-02", "to": "2026-03-02"}, 422), 422,
                     to="ends_before_start")

    def test_a_calendar_is_tried_before_it_is_applied(self):
        new = self.customer(cooperation_since="2026-03-02", stage="new")
        in_force = self.admin.get("/policies?state=published").json["items"][0]
        days = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        shorter = self.admin.post("/calendars", {
            "code": "cn", "name": "早一小时下班",
            "document": {"time_zone": "Asia/Shanghai", "preset": "CN", "weekly": days}}, 201).json
        self.assertEqual(self.replay(in_force)["moved"], 0)
        report = self.replay(in_force, calendar_id=shorter["id"])
        self.assertEqual((report["moved"], report["differences"]["total"]), (1, 0))  # its first call, 3 working days
        self.assertEqual(report["calendar_id"], shorter["id"])
        ask = ("/policies/%s/explain?subject=customer&subject_id=%s&kind=first_follow_up&cycle=1"
               % (in_force["id"], new["id"]))
        due = lambda more, side: self.admin.get(ask + more).json[side]["due_at"]
        tried = "&calendar_id=" + shorter["id"]
        self.assertEqual(due("", "old"), due("", "new"))
        self.assertEqual(due(tried, "old"), due("", "old"))
        self.assertEqual((due(tried, "old")[11:], due(tried, "new")[11:]), ("10:00:00Z", "09:00:00Z"))
        self.refused(self.admin.get(ask + "&calendar_id=77", 422), 422, calendar_id="no_such_record")
        self.refused(self.admin.post("/policies/%s/replay" % in_force["id"], {"calendar_id": "77"}, 422), 422,
                     calendar_id="no_such_record")

    def test_who_may(self):
        draft = self.draft("s0")

        self.agent.post("/policies/%s/replay" % draft["id"], {}, 403)
        self.admin.post("/policies/77/replay", {}, 404)
        job = self.admin.post("/policies/%s/replay" % draft["id"], {}, 202).json
        self.agent.get("/jobs/" + job["id"], 404)

    def test_nothing_is_written(self):
        self.ticket(self.customer(tier="vip"), urgency="urgent")
        draft = self.draft("s3,s4")
        before = self.server.settled()
        self.replay(draft)
        after = self.server.settled()
        changed = {t for t in after if after[t] != before.get(t)}
        self.assertLessEqual(changed, {"jobs", "audit"})

    def test_spans_are_in_order(self):
        where = "/policies/%s/replay" % self.draft("s0")["id"]
        before, after = {"before_from": "2026-01-01", "before_to": "2026-02-01"}, {"from": "2026-02-01"}
        self.admin.post(where, {**before, **after}, 202)
        for body, fields in (({"before_from": "2026-01-01", **after}, {"before_to": "required"}),
                             (before, {"from": "required"}),
                             ({**before, "before_to": "2026-01-01", **after}, {"before_to": "ends_before_start"}),
                             ({**before, "from": "2026-01-31"}, {"before_to": "spans_overlap"})):
            self.refused(self.admin.post(where, body, 422), 422, **fields)


def sections(body):
    """The tables of a CSV file, which stand one below the other."""
    tables = [[]]
    for row in csv_rows(body):
        if row:
            tables[-1].append(row)
        else:
            tables.append([])
    return tables


def sheets(body):
    """{name: rows} of a workbook; numbers as int, nothing is a formula."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(body)) as z:
        for i, one in enumerate(xml.fromstring(z.read("xl/workbook.xml")).iter(MAIN + "sheet"), 1):
            rows = []
            for row in xml.fromstring(z.read("xl/worksheets/sheet%d.xml" % i)).iter(MAIN + "row"):
                cells = {}
                for c in row.iter(MAIN + "c"):
                    assert c.find(MAIN + "f") is None, "a formula"
                    letters = "".join(ch for ch in c.get("r") if ch.isalpha())
                    at = 0
                    for ch in letters:
                        at = at * 26 + ord(ch) - 64
                    text = "".join(t.text or "" for t in c.iter(MAIN + "t"))
                    cells[at - 1] = text if c.get("t") == "inlineStr" else int(c.find(MAIN + "v").text)
                rows.append([cells.get(k, "") for k in range(max(cells) + 1)])
            found[one.get("name")] = rows
    return found


class Evidence(ExportCase):
    """What S0 tells of a company, told by the product of such a company, cell for cell."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.draft = None

    def setUp(self):
        super().setUp()
        if not self.draft:
            type(self).draft = self.company()

    def company(self):
        """Its old standard (48 h and 72 h), and 20 problems in January and in February as S0 counts them."""
        old = self.admin.get("/presets").json["items"]
        document = next(p["document"] for p in old if p["name"] == "s0")
        document.pop("examples")
        for rule, hours in zip(document["rules"], ("48h", "96h", "72h")):
            rule["targets"]["response"] = hours
        draft = self.admin.post("/policies", {"name": "旧标准", "document": document}, 201)
        self.admin.post("/policies/%s/publish" % draft.json["id"], {"reason": "原来的", "move": False}, 200,
                        headers={"If-Match": draft.headers["ETag"]})
        for tier in ("vip", "ordinary"):
            self.customer("=%s公司" % tier, tier=tier, number="-" + tier)
        rows = ["客户名称,问题描述,问题类型,提交时间,响应时间,解决时间,处理进度,客户确认"]
        for month, wait, solved, content in ((1, 48, 17, 9), (2, 24, 19, 9)):
            for i in range(20):
                tier, hours = ("vip", wait) if i % 2 else ("ordinary", wait + 24)
                asked = 12 if month == 1 else 10  # who was called back
                said = "-" if i >= asked else "不满意" if i >= content else "满意" if i % 3 else "基本满意"
                day = 2 + hours // 24
                rows.append("=%s公司,第%d个,技术,2026-0%d-02 09:00,2026-0%d-%02d 09:00,%s,%s,%s" % (
                    tier, i, month, month, day, *(("2026-0%d-%02d 10:00" % (month, day), "已解决")
                                                  if i < solved else ("-", "处理中")), said))
        self.made("\n".join(rows) + "\n", "ticket", n=40)
        return self.admin.post("/policies/from-presets", {"name": "S0", "presets": "s0"}, 201).json

    def replay(self, draft, **body):
        job = self.job(self.admin.post("/policies/%s/replay" % draft["id"], body, 202).json)
        self.assertEqual(job["state"], "done", job)
        return job

    def take(self, job, format, lang="zh-CN", by=None, status=200):
        return (by or self.admin).post("/jobs/%s/replay/%s" % (job["id"], format), None, status,
                                       headers={"Accept-Language": lang})

    def golden(self, name, lang):
        with open(os.path.join(os.path.dirname(__file__), "golden", "%s.%s.csv" % (name, lang)),
                  encoding="utf-8") as f:
            return list(csv.reader(f))

    def check_table(self, job, name):
        for lang in LANGS:
            with self.subTest(name=name, lang=lang):
                want = self.golden(name, lang)
                self.assertEqual(sections(self.take(job, "csv", lang).body)[0], want)
                book = list(sheets(self.take(job, "xlsx", lang).body).values())[0]
                self.assertEqual([row + [""] * (4 - len(row)) for row in book], want)
                shown = self.admin.get("/jobs/%s/replay/evidence" % job["id"],
                                       headers={"Accept-Language": lang}).json
                self.assertEqual([shown["columns"]] + shown["rows"], want)

    def test_the_table_of_s0(self):
        january = {"before_from": "2026-01-01", "before_to": "2026-02-01"}
        self.check_table(self.replay(self.draft, **january, **{"from": "2026-02-01", "to": "2026-03-01"}), "evidence_two")
        self.check_table(self.replay(self.draft, **{"from": "2026-01-01", "to": "2026-02-01"}), "evidence_one")

    def test_the_report_as_a_file(self):
        job = self.replay(self.draft)
        report, reply = job["report"], self.take(job, "xlsx")
        self.assertIn("回放历史 S0.xlsx", unquote(reply.headers["Content-Disposition"]))
        tables, book = sections(self.take(job, "csv").body), sheets(reply.body)
        self.assertEqual(list(book), ["实施前后对比", "时限类型", "客户等级", "部门", "负责人", "月份", "结果不同的时限"])
        for csv_table, rows in zip(tables, book.values(), strict=True):  # both say the same
            self.assertEqual([[str(c) for c in row] + [""] * (len(csv_table[0]) - len(row)) for row in rows], csv_table)
        figures = ("due", "met", "met_late", "missed", "open", "median_min", "p90_min", "warnings", "breaches",
                   "escalations")
        for name, dimension in zip(list(book)[1:6], ("kind", "tier", "department", "owner", "month")):
            rows = [row[1:] + [""] * (21 - len(row)) for row in book[name][1:]]
            self.assertEqual(rows, [["" if g[side][f] is None else g[side][f] for side in ("old", "new")
                                     for f in figures] for g in report[dimension]])
        self.assertEqual([row[0] for row in book["客户等级"][1:]], ["普通客户", "VIP客户"])
        differences = book["结果不同的时限"]
        self.assertEqual(len(differences) - 1, report["differences"]["total"])
        # What a spreadsheet would run is text.
        late = next(row for row in differences if row[3] == "首次响应" and "vip" in row[2])
        self.assertEqual(late[2], "'=vip公司")
        self.assertEqual(late[6:12], ["48小时", "2026-01-04 09:00", "按时", "24小时", "2026-01-03 09:00", "迟完成"])
        self.assertEqual(late[5], "2026-01-02 09:00")
        notes = [n for n in self.all("/audit") if n["action"] == "export"]
        self.assertEqual([(n["record"], n["record_id"], n["diff"]) for n in notes][-2:],
                         [("job", job["id"], {"kind": [None, "replay"], "format": [None, f]}) for f in ("xlsx", "csv")])

    def test_who_may_take_it(self):
        job = self.replay(self.draft)
        self.take(job, "csv", by=self.agent, status=403)
        self.agent.get("/jobs/%s/replay/evidence" % job["id"], 403)
        other = self.person("second", ["administrator"])
        self.take(job, "xlsx", by=other, status=404)  # another's job
        other.get("/jobs/%s/replay/evidence" % job["id"], 404)
        imported = self.made("企业名称\n长城\n", n=1)
        self.take(imported, "csv", status=404)  # no replay
        mine = self.job(other.post("/policies/%s/replay" % self.draft["id"], {}, 202).json, other)
        usual = self.admin.get("/company").json["exports_per_day"]
        self.admin.patch("/company", {"exports_per_day": 1})
        self.take(mine, "csv", by=other)
        self.refused(self.take(mine, "xlsx", by=other, status=429), 429, **{"": "export_quota"})
        self.admin.patch("/company", {"exports_per_day": usual})

    def test_of_a_draft_that_is_gone(self):
        draft = self.admin.post("/policies/from-presets", {"name": "弃", "presets": "s3"}, 201).json
        job = self.replay(draft)
        self.admin.delete("/policies/" + draft["id"])
        self.assertIn("回放历史.csv", unquote(self.take(job, "csv").headers["Content-Disposition"]))

    def test_names_go_as_far_as_exports_do(self):
        """Whoever may try standards and see one department's customers takes no other names out."""
        grants = {"policy.read": "all", "policy.write": "all", "customer.read": "department",
                  "ticket.read": "department"}
        self.admin.post("/roles", {"name": "reader", "title": "只读", "grants": grants}, 201)
        self.admin.post("/roles", {"name": "planner", "title": "标准",
                                   "grants": {**grants, "customer.export": "department"}}, 201)
        away = self.admin.post("/departments", {"name": "外地"}, 201).json["id"]
        hidden = self.customer("别处公司", tier="vip", department_id=away)
        self.ticket(hidden, "看不见", submitted_at="2025-12-05T01:00:00Z")
        for role, named in (("planner", True), ("reader", False)):
            person = self.person(role, [role], department_id=self.service)
            job = self.job(person.post("/policies/%s/replay" % self.draft["id"], {}, 202).json, person)
            rows = sheets(self.take(job, "xlsx", by=person).body)["结果不同的时限"]
            self.assertEqual(len(rows) - 1, job["report"]["differences"]["total"])
            self.assertNotIn("别处", str(rows))
            self.assertEqual("'=vip公司" in str(rows), named)

    def test_the_command_says_the_same(self):
        job = self.replay(self.draft)
        with tempfile.TemporaryDirectory() as d:
            file, db = os.path.join(d, "report.xlsx"), self.server.db
            run = lambda *more, lang="zh_CN": subprocess.run(
                [PROGRAM, "policy", "replay", self.draft["id"], "--db", db, *more], check=True,
                capture_output=True, env={**self.server.env, "GENJIN_TEST_CLOCK": NOW, "LANG": lang + ".UTF-8"}).stdout
            if not os.environ.get("GENJIN_TEST_PG"):  # the server has it for itself
                db = os.path.join(d, "copy.db")
                with contextlib.closing(sqlite3.connect(self.server.db)) as here:
                    with contextlib.closing(sqlite3.connect(db)) as there:
                        here.backup(there)
            self.assertEqual(sections(run("--csv")), sections(self.take(job, "csv").body))
            run("--xlsx", file)
            with open(file, "rb") as f:
                self.assertEqual(sheets(f.read()), sheets(self.take(job, "xlsx").body))
            for lang in LANGS:
                told = run("--before-to", "2026-02-01", "--before-from", "2026-01-01", "--from", "2026-02-01",
                           "--to", "2026-03-01", lang=lang.replace("-", "_")).decode()
                for name, before, after, change in self.golden("evidence_two", lang)[1:]:
                    self.assertIn("%s: %s -> %s%s\n" % (name, before, after, change and "; " + change), told)


if __name__ == "__main__":
    unittest.main()
