"""Exports and the documents' sheets (D1, D3, Z1): who may, how far, what is seen, what is noted."""
import csv
import io
import os
import re
import subprocess
import unittest
import xml.etree.ElementTree as xml
import zipfile
from urllib.parse import quote

from test_imports import D1, D3, ImportCase

HERE = os.path.dirname(os.path.abspath(__file__))
WHY = {"reason": "月度复盘"}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def csv_rows(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def xlsx_rows(body):
    """The cells of the first sheet as text; nothing in it may be a formula."""
    with zipfile.ZipFile(io.BytesIO(body)) as z:
        sheet = xml.fromstring(z.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(MAIN + "row"):
        cells = {}
        for c in row.iter(MAIN + "c"):
            assert c.find(MAIN + "f") is None, "a formula"
            letters = "".join(ch for ch in c.get("r") if ch.isalpha())
            at = 0
            for ch in letters:
                at = at * 26 + ord(ch) - 64
            assert c.get("t") == "inlineStr", "no text"
            cells[at - 1] = "".join(t.text or "" for t in c.iter(MAIN + "t"))
        rows.append([cells.get(i, "") for i in range(max(cells) + 1)])
    return rows


def squeezed(text):
    """Without white space: where a cell breaks its lines is the page's business."""
    return "".join(text.split())


def pdf_pages(body):
    """The text of each page in the order in which it was drawn, cell by cell, squeezed."""
    out = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=body, check=True,
                         capture_output=True).stdout.decode()
    return [squeezed(page) for page in out.split("\f")[:-1]]


class ExportCase(ImportCase):
    def export(self, kind, format="csv", query="", by=None, status=200, lang=None, body=WHY):
        headers = {"Accept-Language": lang} if lang else {}
        return (by or self.admin).post("/exports/%s/%s%s" % (kind, format, query), body, status,
                                       headers=headers)


class Sheets(ExportCase):
    """S1's tables 1 and 3, cell for cell."""

    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        for person, name in ((cls.wang, "刘*(售后工程师)"), (cls.zhao, "陈*(产品经理)")):
            cls.admin.patch("/users/" + person.user["id"], {"name": name})

    def fill_customers(self):
        self.made(D1, n=2)

    def fill_tickets(self):
        rows = D3.replace("王芳(售后工程师)", "wang").replace("赵强(产品经理)", "zhao").replace(
            "已安排工程师现场检测,", "\"已安排工程师现场检测,预计3月28日给出方案\",")
        self.made(rows, "ticket", n=2)

    def golden(self, kind, lang):
        with open(os.path.join(HERE, "golden", "%s.%s.csv" % (kind, lang)), encoding="utf-8") as f:
            return list(csv.reader(f))

    def check_golden(self, kind):
        for lang in ("zh-CN", "zh-TW", "en"):
            with self.subTest(kind=kind, lang=lang):
                query = "?sort=number"
                want = self.golden(kind, lang)
                self.assertEqual(csv_rows(self.export(kind, "csv", query, lang=lang).body), want)
                self.assertEqual(xlsx_rows(self.export(kind, "xlsx", query, lang=lang).body), want)
                table = self.export(kind, "table", query, lang=lang).json
                self.assertEqual([table["columns"]] + table["rows"], want)
                self.check_pdf(self.export(kind, "pdf", query, lang=lang), table, lang)

    def check_pdf(self, reply, table, lang):
        """Every letter of the only page is that of the table, and none is missing."""
        self.assertEqual(reply.headers["Content-Type"], "application/pdf")
        self.assertIn(quote(table["title"] + ".pdf"), reply.headers["Content-Disposition"])
        page = {"zh-CN": "第 1 页 / 共 1 页", "zh-TW": "第 1 頁 / 共 1 頁", "en": "Page 1 of 1"}
        taken_by = {"zh-CN": "%s 于 ", "zh-TW": "%s 於 ", "en": "Taken by %s on "}[lang]
        self.assertIn(taken_by % self.admin.get("/session").json["user"]["name"], table["taken_by"])
        cells = table["columns"] + sum(table["rows"], [])
        frame = [table["title"], table["company"], table["date"], table["taken_by"], page[lang]]
        self.assertEqual(pdf_pages(reply.body), [squeezed("".join(frame + cells))])

    def test_golden_and_in_again(self):
        self.fill_customers()  # the orders come from the cell that tells them
        self.check_golden("sheet_customer")
        for lang in ("zh-CN", "zh-TW", "en"):  # in again it brings nothing new
            body = self.export("sheet_customer", "csv", lang=lang).body
            report = self.imported(body, "customer", "&duplicates=update")["report"]
            self.assertEqual((report["updated"], report["bad"]), (2, 0), (lang, report))
        self.check_golden("sheet_customer")
        self.fill_tickets()  # the call-back of the first one is a contact, too
        self.check_golden("sheet_ticket")
        for kind, type in (("sheet_customer", "customer"), ("sheet_ticket", "ticket"),
                           ("customer", "customer"), ("ticket", "ticket")):
            for format in ("csv", "xlsx"):
                with self.subTest(kind=kind, format=format):
                    body = self.export(kind, format, lang="zh-CN").body
                    report = self.imported(body, type, "&dry_run=1&duplicates=skip")["report"]
                    self.assertEqual((report["skipped"], report["good"], report["bad"]), (2, 0, 0),
                                     report)


class Lists(ExportCase):
    def test_filters_and_files(self):
        self.customer("甲公司", tier="vip", number="L-1")
        self.customer("乙公司", number="L-2")
        rows = csv_rows(self.export("customer", query="?tier=vip", lang="zh-CN").body)
        self.assertEqual((rows[0][0], [r[0] for r in rows[1:]]), ("客户编号", ["L-1"]))
        self.assertIn("VIP客户", rows[1])
        reply = self.export("customer", "xlsx", "?sort=-number", lang="zh-CN")
        self.assertEqual([r[0] for r in xlsx_rows(reply.body)], ["客户编号", "L-2", "L-1"])
        self.assertIn(quote("客户.xlsx"), reply.headers["Content-Disposition"])
        self.refused(self.export("customer", query="?mood=bad", status=422), 422, mood="unknown_argument")

    def test_a_reason_is_needed(self):
        self.refused(self.export("customer", body={}, status=422), 422, reason="required")

    def test_formulas_are_harmless(self):
        c = self.customer("=1+1", industry="@SUM(A1)")
        self.admin.post("/customers/%s/contacts" % c["id"], {"name": "+cmd|' /C calc'!A0"}, 201)
        for rows in (csv_rows(self.export("customer", query="?name=" + quote("=1+1")).body),
                     xlsx_rows(self.export("customer", "xlsx", "?name=" + quote("=1+1")).body)):
            self.assertLessEqual({"'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0"}, set(rows[1]))

    def test_a_region_goes_out_and_in_again(self):
        c = self.customer("地区公司", region="330106")
        body = self.export("customer", query="?name=" + quote("地区公司"), lang="zh-CN").body
        rows = csv_rows(body)
        self.assertEqual(rows[1][rows[0].index("所在地区")], "330106")
        self.admin.patch("/customers/" + c["id"], {"region": None})
        self.imported(body, "customer", "&duplicates=update")
        self.assertEqual(self.admin.get("/customers/" + c["id"]).json["region"], "330106")
        report = self.imported("企业名称,省市区\n别处公司,浙江\n", "customer")["report"]
        self.assertEqual((report["created"], report["bad"]), (0, 1))
        self.admin.delete("/customers/" + c["id"])  # the other lists are counted

    def test_it_is_noted_first(self):
        self.export("ticket", query="?state=open")
        row = [a for a in self.all("/audit") if a["action"] == "export"][-1]
        self.assertEqual((row["record"], row["user_id"]), ("ticket", self.admin.get("/session").json
                                                           ["user"]["id"]))
        self.assertEqual({k: v[1] for k, v in row["diff"].items()},
                         {"reason": "月度复盘", "filters": "state=open", "format": "csv",
                          "kind": "ticket"})


class Printed(ExportCase):
    """PDF: whatever the cells hold, each page has its titles, and no letter is lost (D1)."""

    def pages(self, query="", **more):
        return pdf_pages(self.export("sheet_customer", "pdf", query, lang="zh-CN", **more).body)

    def check_pages(self, pages):
        for i, page in enumerate(pages):
            self.assertTrue(page.startswith("客户基础信息与标签表"), page[:40])
            self.assertIn("第%d页/共%d页客户编号企业名称" % (i + 1, len(pages)), page)

    def test_many_rows(self):
        self.made("客户编号,企业名称\n" + "".join("P%04d,印刷公司%04d\n" % (i, i) for i in
                                            range(450)), n=450)
        query = "?number[gte]=P&number[lt]=Q&sort=number"
        pages = self.pages(query)
        self.check_pages(pages)
        self.assertGreater(len(pages), 10)
        names = ["印刷公司%04d" % i for i in range(450)]
        self.assertEqual(re.findall("印刷公司[0-9]{4}", "".join(pages)), names)
        # More than two pages of the list, in every format.
        for format, read in (("csv", csv_rows), ("xlsx", xlsx_rows)):
            rows = read(self.export("sheet_customer", format, query).body)
            self.assertEqual([r[1] for r in rows[1:]], names)

    def test_hostile_cells(self):
        hostile = {"markup": "<b>粗</b><span size='999999'>&amp;&#x1F600;", "word": "W" * 200,
                   "rtl": "\u202eشركة ahmad עברית", "stacked": "Z" + "\u0301" * 150,
                   "emoji": "👩‍👩‍👧‍👦" * 10, "lines": "一\u2028二\u2029三\ufeff四"}
        for number, name in hostile.items():
            self.customer(name, number="H-" + number)
        for number in hostile:
            self.check_pages(self.pages("?number=H-" + number))
        plain = self.pages("?number=H-markup")[0]
        self.assertIn("<b>粗</b><spansize='999999'>&amp;&#x1F600;", plain)
        self.assertIn("W" * 200, self.pages("?number=H-word")[0])
        # A cell that is longer than a page goes on over several, whole and under its titles.
        long = self.customer("长单公司", number="H-long")
        for i in range(500):
            self.admin.post("/customers/%s/orders" % long["id"], {
                "number": "N%04d" % i, "product": "测试产品" * 5, "amount": 100, "currency": "CNY",
                "ordered_on": "2024-03-01"}, 201)
        pages = self.pages("?number=H-long")
        self.check_pages(pages)
        self.assertGreater(len(pages), 3)
        found = re.findall("N[0-9]{4}", "".join(pages))
        self.assertEqual(found, ["N%04d" % i for i in range(500)])
        table = self.export("sheet_customer", "table", "?number=H-long").json
        self.assertGreater(len(table["rows"][0][8]), 10000)

    def test_what_people_may_not_see(self):
        c = self.customer("遮盖公司", department_id=self.sales)
        self.admin.post("/customers/%s/contacts" % c["id"],
                        {"name": "张三", "phone": "13812345678"}, 201)
        self.admin.post("/roles", {"name": "printer", "title": "printer", "grants": {
            "customer.export": "all", "customer.read": "all", "contact.reveal": "none"}}, 201)
        printer = self.person("printer", ["printer"], department_id=self.sales)
        query = "?name=" + quote("遮盖公司")
        self.assertIn("138****5678", self.pages(query, by=printer)[0])
        self.assertIn("13812345678", self.pages(query)[0])
        self.export("sheet_customer", "pdf", by=self.agent, status=403)
        row = [a for a in self.all("/audit") if a["action"] == "export"][-1]
        self.assertEqual(row["diff"]["format"], [None, "pdf"])


class Rights(ExportCase):
    def person_with(self, name, **grants):
        self.admin.post("/roles", {"name": name, "title": name, "grants": {
            k.replace("__", "."): v for k, v in grants.items()}}, 201)
        return self.person(name, [name], department_id=self.sales)

    def test_who_may_and_how_far(self):
        for by in (self.agent, self.seller):
            self.export("customer", by=by, status=403)
        own = self.person_with("own_exporter", customer__export="own", customer__read="all",
                               contact__reveal="none")
        mine = self.customer("我的客户", department_id=self.sales, owner_id=own.user["id"])
        self.customer("他的客户", department_id=self.service)
        names = [r[1] for r in csv_rows(self.export("customer", by=own).body)[1:]]
        self.assertEqual(names, ["我的客户"])
        # Nor further than one may read, whatever one may export.
        self.export("ticket", by=own, status=403)
        reader = self.person_with("own_reader", customer__export="all", customer__read="own",
                                  ticket__read="own")
        self.assertEqual(csv_rows(self.export("customer", by=reader).body)[1:], [])
        # What lists mask is masked.
        self.admin.post("/customers/%s/contacts" % mine["id"],
                        {"name": "张三", "phone": "13812345678", "email": "zhang@example.com"}, 201)
        for format, read in (("csv", csv_rows), ("xlsx", xlsx_rows)):
            row = read(self.export("customer", format, by=own).body)[1]
            self.assertIn("138****5678", row)
            self.assertNotIn("13812345678", " ".join(row))
            self.assertNotIn("zhang@", " ".join(row))
        self.assertIn("13812345678", csv_rows(self.export("contact").body)[1])
        seen = [a for a in self.all("/audit") if a["action"] == "seen" and a["record"] == "contact"]
        self.assertTrue(seen)

    def test_quota(self):
        self.admin.patch("/company", {"exports_per_day": 2})
        try:
            greedy = self.person("greedy", ["service_manager"], department_id=self.sales)
            self.export("order", by=greedy), self.export("order", "xlsx", by=greedy)
            reply = self.export("order", by=greedy, status=429)
            self.refused(reply, 429, **{"": "export_quota"})
            self.assertGreater(int(reply.headers["Retry-After"]), 80000)
            self.export("order")  # another person's own
        finally:
            self.admin.patch("/company", {"exports_per_day": 50})

if __name__ == "__main__":
    unittest.main()
