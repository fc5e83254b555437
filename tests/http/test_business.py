"""Customers with their contacts, orders and tags; coverage; search; imports."""
import csv
import io
import unittest
from urllib.parse import quote

from business import BusinessCase
from client import contract  # noqa: F401 (every reply is held against it)


class Customers(BusinessCase):
    def ids(self, query, by=None):
        return {c["id"] for c in self.all("/customers?" + query, by)}

    def test_numbers_run_on_by_year(self):
        a, b = self.customer("甲"), self.customer("乙")
        self.assertRegex(a["number"], r"^C2026\d{3}$")
        self.assertEqual(int(b["number"][5:]), int(a["number"][5:]) + 1)
        given = self.customer("丙", number="K-7")
        self.assertEqual(given["number"], "K-7")
        reply = self.unchanged(lambda: self.admin.post("/customers", {"name": "丁", "number": "K-7"}))
        self.refused(reply, 409, number="taken")

    def test_a_number_given_ahead_is_not_given_again(self):
        a = self.customer("甲")
        ahead = "C2026%03d" % (int(a["number"][5:]) + 1)
        self.customer("乙", number=ahead)
        self.assertNotEqual(self.customer("丙")["number"], ahead)

    def test_refusals_name_the_field(self):
        with self.nothing_changes():
            self.refuse()

    def refuse(self):
        for field, value, code in (
                ("name", "", "required"), ("name", "x" * 201, "too_long"),
                ("name", "a\r\nb", "line_break"), ("tier", "gold", "not_one_of"),
                ("tier", 5, "not_a_text"), ("strategic", "yes", "not_a_boolean"),
                ("cooperation_since", "2026-02-30", "not_a_date"),
                ("last_contact_at", "yesterday", "not_a_time"),
                ("owner_id", "77", "no_such_record"), ("owner_id", "x", "not_an_id"),
                ("department_id", "77", "no_such_record"), ("tags", ["77"], "no_such_record"),
                ("time_zone", "Mars/Olympus", "bad_time_zone"), ("next_touch_at", None, "read_only"),
                ("sort_key", "x", "unknown_field"), ("nmae", "x", "unknown_field")):
            with self.subTest(field=field, value=value):
                body = {"name": "坏", field: value}
                self.refused(self.admin.post("/customers", body), 422, **{field: code})

    def test_refusals_in_three_languages(self):
        c = self.customer()
        for lang, text in (("zh-CN", "只能写一行"), ("zh-TW", "只能寫一行"), ("en", "One line only")):
            who = self.anonymous(lang=lang)
            who.login("admin")
            reply = who.post("/customers", {"name": "a\nb"}, 422)
            self.assertIn(text, reply.json["errors"][0]["detail"])
            self.assertEqual(reply.json["errors"][0]["code"], "line_break")
            self.assertEqual(who.patch("/customers/" + c["id"], {"name": c["name"]},
                                       '"99"', 412).code, "stale")

    def test_versions(self):
        c = self.customer()
        path = "/customers/" + c["id"]
        etag = self.admin.get(path).etag
        missing = self.unchanged(lambda: self.admin.call("PATCH", path, {"name": "x"}, 428))
        self.assertEqual(missing.json["errors"][0]["code"], "if_match_missing")
        changed = self.admin.patch(path, {"name": "改名"}, etag).json
        self.assertEqual((changed["name"], changed["version"]), ("改名", 2))
        reply = self.unchanged(lambda: self.admin.patch(path, {"name": "又改"}, etag, 412))
        self.assertEqual(reply.code, "stale")
        self.assertEqual(self.unchanged(lambda: self.admin.delete(path, etag, 412)).code, "stale")
        self.admin.patch(path, {"industry": "软件"})
        self.assertIsNone(self.admin.patch(path, {"industry": None}).json["industry"])

    def test_what_is_made_is_what_is_there(self):
        made = self.admin.post("/customers", {"name": "新客户", "stage": "new",
                                              "cooperation_since": "2026-02-28"}, 201)
        got = self.admin.get("/customers/" + made.json["id"])
        self.assertEqual((made.etag, made.json), (got.etag, got.json))
        self.assertEqual(got.json["next_touch_at"], "2026-03-04T10:00:00Z")
        changed = self.admin.patch("/customers/" + got.json["id"],
                                   {"cooperation_since": "2026-03-03"})
        got = self.admin.get("/customers/" + made.json["id"])
        self.assertEqual((changed.etag, changed.json), (got.etag, got.json))
        self.assertEqual(got.json["next_touch_at"], "2026-03-06T10:00:00Z")

    def test_delete(self):
        c = self.customer()
        self.chief.call("DELETE", "/customers/" + c["id"], status=403, headers={"If-Match": '"1"'})
        self.admin.delete("/customers/" + c["id"])
        self.admin.get("/customers/" + c["id"], 404)
        used = self.customer()
        self.ticket(used)
        reply = self.unchanged(lambda: self.admin.delete("/customers/" + used["id"], status=None))
        self.assertEqual(reply.status, 409)

    def test_search(self):
        c = self.customer("长江精密仪器厂")
        other = self.customer("黄河水泥集团")
        self.admin.post("/customers/%s/contacts" % c["id"],
                        {"name": "欧阳修", "phone": "13912345678"}, 201)
        for q in ("精密", "长江精密", "changjiang", "cjjm", "5678", c["number"], c["number"].lower()):
            with self.subTest(q=q):
                found = self.ids("q=" + quote(q))
                self.assertIn(c["id"], found)
                self.assertNotIn(other["id"], found)
        self.assertEqual(self.ids("q=" + quote("泥江")), set())
        self.admin.patch("/customers/" + c["id"], {"name": "珠江精密仪器厂"})
        self.assertEqual(self.ids("q=" + quote("长江")), set())
        self.assertEqual(self.ids("q=zhujiang"), {c["id"]})

    def test_region(self):
        xihu, ningbo, taipei = [self.customer("地区%s" % code, region=code)["id"]
                                for code in ("330106", "330200", "710101")]
        for query, want in (("region[gte]=330000&region[lt]=340000", {xihu, ningbo}),
                            ("region[gte]=330100&region[lt]=330200", {xihu}),
                            ("region=710101", {taipei})):
            self.assertEqual(self.ids(query), want)
        for wrong, code in (("33010", "too_short"), ("3301067", "too_long"),
                            ("33010x", "bad_region"), ("030106", "bad_region")):
            self.refused(self.admin.patch("/customers/" + xihu, {"region": wrong}, status=422), 422,
                         region=code)
        self.assertIsNone(self.admin.patch("/customers/" + xihu, {"region": None}).json["region"])

    def test_filters_sort_and_pages(self):
        made = [self.customer("排序%02d" % i, industry="航天", tier="vip" if i % 3 else "ordinary")
                for i in range(7)]
        want = [c["id"] for c in made]
        query = "/customers?industry=" + quote("航天")
        self.assertEqual([c["id"] for c in self.all(query + "&sort=name")], want)
        self.assertEqual([c["id"] for c in self.all(query + "&sort=-name")], want[::-1])
        pages, cursor = [], ""
        for _ in range(10):
            page = self.admin.get(query + "&sort=name&limit=3&with_total=1" + cursor).json
            self.assertEqual(page["total"], 7)
            pages.append([c["id"] for c in page["items"]])
            if not page["next"]:
                break
            cursor = "&cursor=" + quote(page["next"])
        self.assertEqual(pages, [want[:3], want[3:6], want[6:]])
        vips = self.admin.get(query + "&tier=vip&with_total=1").json
        self.assertEqual(vips["total"], 4)
        self.assertEqual({c["tier"] for c in vips["items"]}, {"vip"})
        self.refused(self.admin.get("/customers?tier=gold", 422), 422, tier="not_one_of")
        self.refused(self.admin.get("/customers?sort=note", 422), 422, sort="not_sortable")
        self.refused(self.admin.get("/customers?cursor=abc", 422), 422, cursor="bad_cursor")

    def test_children_belong_to_their_parent(self):
        a, b = self.customer("甲"), self.customer("乙")
        for kind, body in (("contacts", {"name": "王"}),
                           ("orders", {"amount": 100, "ordered_on": "2026-01-05"})):
            base = "/customers/%s/%s" % (a["id"], kind)
            child = self.admin.post(base, body, 201).json
            self.assertEqual(child["customer_id"], a["id"])
            foreign = "/customers/%s/%s/%s" % (b["id"], kind, child["id"])
            self.admin.get(base + "/" + child["id"], 200)
            self.admin.get(foreign, 404)
            self.unchanged(lambda: self.admin.call("PATCH", foreign, {}, 404, {"If-Match": '"1"'}))
            self.assertEqual(self.all("/customers/%s/%s" % (b["id"], kind)), [])
            self.unchanged(lambda: self.admin.post("/customers/77/" + kind, body, 404))
        self.admin.call("DELETE", "/customers/%s/contacts/77" % a["id"], status=404,
                        headers={"If-Match": '"1"'})

    def test_orders_count(self):
        c = self.customer()
        base = "/customers/%s/orders" % c["id"]
        order = self.admin.post(base, {"amount": 12345, "ordered_on": "2026-01-05"}, 201).json
        self.admin.post(base, {"amount": 100, "ordered_on": "2026-02-05"}, 201)
        now = self.admin.get("/customers/" + c["id"]).json
        self.assertEqual((now["order_count"], now["order_total"]), (2, 12445))
        self.assertEqual((now["first_order_on"], now["last_order_on"]), ("2026-01-05", "2026-02-05"))
        self.admin.patch(base + "/" + order["id"], {"amount": 345})
        self.assertEqual(self.admin.get("/customers/" + c["id"]).json["order_total"], 445)
        self.refused(self.unchanged(lambda: self.admin.post(base, {"amount": "1"})), 422,
                     amount="not_a_number", ordered_on="required")

    def test_masks_by_role(self):
        c = self.customer(owner_id=self.agent.user["id"], note="爱喝茶，女儿上初中")
        base = "/customers/%s/contacts" % c["id"]
        contact = self.admin.post(base, {"name": "王", "phone": "13812345678", "wechat": "wang1980",
                                         "email": "wang@example.com", "note": "n"}, 201).json
        auditor = self.person("auditor1", ["auditor"])
        for who in (self.admin, self.chief):
            seen = who.get(base + "/" + contact["id"]).json
            self.assertEqual((seen["phone"], seen["email"]), ("13812345678", "wang@example.com"))
        seen = auditor.get(base + "/" + contact["id"]).json
        self.assertEqual((seen["phone"], seen["email"]), ("138****5678", "w***@example.com"))
        for text in (auditor.get(base).body, auditor.get("/customers/" + c["id"]).body,
                     auditor.get("/customers").body):
            for secret in ("13812345678", "wang@example.com", "wang1980", "爱喝茶"):
                self.assertNotIn(secret.encode(), text)

    def test_tags(self):
        tag = self.admin.post("/tags", {"name": "价格敏感", "axis": "需求"}, 201).json
        self.refused(self.unchanged(lambda: self.admin.post("/tags", {"name": "价格敏感"})), 409,
                     name="taken")
        self.agent.post("/tags", {"name": "x"}, 403)
        a, b = self.customer("甲", tags=[tag["id"]]), self.customer("乙")
        self.assertEqual(self.ids("tag=" + tag["id"]), {a["id"]})
        self.admin.patch("/customers/" + b["id"], {"tags": [tag["id"]]})
        self.assertEqual(self.ids("tag=" + tag["id"]), {a["id"], b["id"]})
        self.assertEqual(self.unchanged(
            lambda: self.admin.delete("/tags/" + tag["id"], status=409)).status, 409)
        for c in (a, b):
            self.admin.patch("/customers/" + c["id"], {"tags": []})
        self.admin.delete("/tags/" + tag["id"])

    def test_tier_changes_are_kept(self):
        c = self.customer()
        self.admin.patch("/customers/" + c["id"], {"tier": "vip", "stage": "stable"})
        changes = self.all("/customers/%s/tier-changes" % c["id"])
        self.assertEqual({(x["field"], x["old_value"], x["new_value"]) for x in changes},
                         {("tier", "ordinary", "vip"), ("stage", "potential", "stable")})

    def test_coverage(self):
        before = self.admin.get("/coverage").json
        c = self.customer()
        after = self.admin.get("/coverage").json
        self.assertEqual((after["active"], after["without"]),
                         (before["active"] + 1, before["without"] + 1))
        self.assertFalse(after["covered"])
        self.assertIn(c["id"], {x["id"] for x in self.all("/coverage/customers")})
        self.admin.post("/follow-ups", {"customer_id": c["id"], "goal": "问候",
                                        "planned_at": "2026-03-03T02:00:00Z"}, 201)
        self.assertEqual(self.admin.get("/coverage").json["without"], before["without"])
        self.assertNotIn(c["id"], {x["id"] for x in self.all("/coverage/customers")})
        self.refused(self.admin.get("/coverage/customers?gap=x", 422), 422, gap="not_one_of")


class Imports(BusinessCase):
    HEAD = "企业名称,联系人,联系方式,客户等级,最后互动时间\n"

    def send(self, content, query="", status=202, by=None):
        data = content if isinstance(content, bytes) else content.encode()
        return (by or self.admin).call("POST", "/imports?name=a.csv" + query, data, status,
                                       {"Content-Type": "text/csv"})

    def imported(self, content, query=""):
        return self.job(self.send(content, query).json)

    def names(self):
        return {c["name"] for c in self.all("/customers")}

    def test_a_good_file(self):
        job = self.imported(self.HEAD + "长城,张三,13800001111,vip,2026-02-01\n"
                            "\"黄山, 有限\",李四,,,\n")
        self.assertEqual((job["state"], job["report"]["good"], job["report"]["created"]),
                         ("done", 2, 2), job)
        found = [c for c in self.all("/customers") if c["name"] == "长城"][0]
        self.assertEqual((found["tier"], found["last_contact_at"][:10]), ("vip", "2026-01-31"))
        contact = self.all("/customers/%s/contacts" % found["id"])[0]
        self.assertEqual((contact["name"], contact["phone"]), ("张三", "13800001111"))
        self.assertIn("黄山, 有限", self.names())

    def test_gb18030_and_a_byte_order_mark(self):
        self.assertEqual(self.imported((self.HEAD + "泰山,王五,,,\n").encode("gb18030"))["report"]
                         ["created"], 1)
        self.assertEqual(self.imported(b"\xef\xbb\xbf" + (self.HEAD + "华山,,,,\n").encode())
                         ["report"]["created"], 1)
        self.assertLessEqual({"泰山", "华山"}, self.names())

    def test_bad_rows_are_named(self):
        job = self.imported(self.HEAD + "好一,,,,\n,没名,,,\n坏等级,,,gold,\n坏日期,,,,2026-02-30\n好二,,,,\n")
        self.assertEqual((job["report"]["created"], job["report"]["bad"]), (2, 3), job)
        self.assertEqual([(e["row"], e["code"]) for e in job["report"]["errors"]],
                         [(3, "required"), (4, "not_one_of"), (5, "not_a_cell_time")], job["report"])
        self.assertEqual(job["report"]["errors"][2]["detail"], "“2026-02-30” is no time; "
                         "write 2024-03-25 09:30, or the date alone.")
        self.assertTrue({"好一", "好二"} <= self.names())

    def test_dates_as_people_write_them(self):
        head = "企业名称,合作起始时间\n"
        good = ("2024-3-5", "2024/03/05", "2024年3月5日")
        job = self.imported(head + "".join("日期%d,%s\n" % (i, d) for i, d in enumerate(good)))
        self.assertEqual(job["report"]["created"], 3, job)
        for c in self.all("/customers"):
            if c["name"].startswith("日期"):
                self.assertEqual(c["cooperation_since"], "2024-03-05")
        bad = self.imported(head + "坏,05/03/2024\n坏,%s\n" % ("春" * 50))["report"]["errors"]
        self.assertEqual([(e["code"], e["params"]) for e in bad],
                         [("not_a_cell_date", {"value": "05/03/2024"}),
                          ("not_a_cell_date", {"value": "春" * 40})])
        self.assertIn("“05/03/2024” is no date", bad[0]["detail"])

    def errors_file(self, job, by=None, status=200):
        return (by or self.admin).get("/jobs/%s/errors.csv" % job["id"], status)

    def test_refused_rows_come_back_with_reasons(self):
        importer = self.person("importer", ["service_manager"], locale="zh-CN")
        head = "客户编号," + self.HEAD
        job = self.job(self.send(head + "K1,好三,,,,\n,,没名,=1+1,,\nK1,重号,,,,\n,@坏,,,gold,2026-02-30\n",
                                 by=importer).json, by=importer)
        report = job["report"]
        self.assertEqual([report[k] for k in ("created", "updated", "skipped", "bad")],
                         [1, 0, 0, 3], report)
        self.assertEqual([(e["row"], e["field"], e["code"]) for e in report["errors"]],
                         [(3, "name", "required"), (5, "tier", "not_one_of"),
                          (4, "number", "taken")])
        self.assertIn("vip", report["errors"][1]["params"]["allowed"])
        self.assertIn("vip", report["errors"][1]["detail"])
        reply = self.errors_file(job, importer)
        text = reply.body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        self.assertEqual([r[1] for r in rows], ["企业名称", "", "重号", "'@坏"])
        self.assertEqual([r[3] for r in rows[1:2]], ["'=1+1"])
        self.assertEqual(rows[0][-1], "原因")
        self.assertTrue(rows[1][-1].startswith("企业名称"), rows[1])
        self.assertEqual(len(rows[3][-1].splitlines()), 2, rows[3])
        self.errors_file(job, self.admin, 404)  # somebody else's customers
        again = self.job(self.send(reply.body, by=importer).json, by=importer)
        self.assertEqual(again["report"]["bad"], 3)

    def test_a_good_file_is_forgotten(self):
        job = self.imported(self.HEAD + "遗忘,,,,\n")
        self.errors_file(job, status=404)

    def test_cancel(self):
        self.refused(self.admin.post("/jobs/%s/cancel" % self.imported(self.HEAD + "停,,,,\n")["id"],
                                     status=409), 409, **{"": "job_ended"})
        job = self.send(self.HEAD + "".join("多%d,,,,\n" % i for i in range(20000))).json
        self.agent.post("/jobs/%s/cancel" % job["id"], status=404)
        stopped = self.admin.post("/jobs/%s/cancel" % job["id"], status=200).json
        self.assertEqual((stopped["state"], stopped["can"]), ("cancelled", {"cancel": False, "undo": False}))
        self.assertEqual(self.job(job)["state"], "cancelled")
        self.server.settled()

    def counts(self):
        d = self.server.dump()
        return {t: d[t] for t in d if t in ("customers", "contacts", "counters", "deadlines",
                                            "customer_tags", "search_customers", "tier_changes")}

    def test_dry_run_and_all_or_nothing_change_nothing(self):
        before = self.counts()
        job = self.imported(self.HEAD + "甲甲,,,,\n坏,,,gold,\n", "&dry_run=1")
        self.assertEqual((job["report"]["good"], job["report"]["bad"]), (1, 1))
        job = self.imported(self.HEAD + "甲甲,,,,\n坏,,,gold,\n", "&all_or_nothing=1")
        self.assertEqual(job["report"].get("created", 0), 0)
        self.assertEqual(self.counts(), before)

    def test_files_that_cannot_be_read(self):
        before = self.counts()
        for content, code in (("", "empty_file"), ("联系人\n王\n", "missing_column"),
                              ("企业名称,企业名称\na,b\n", "duplicate_column"),
                              (b"\xe4\xbc\x81\xff\xff\x00\n", "bad_text_encoding")):
            with self.subTest(code=code):
                reply = self.send(content, status=None)
                if reply.status == 202:
                    job = self.job(reply.json)
                    self.assertEqual(job["state"], "failed", job)
                    self.assertIn(code, job["error"] + str(job["report"]))
                else:
                    self.assertIn(reply.status, (400, 422))
                    self.assertEqual(reply.json["errors"][0]["code"], code)
        self.assertEqual(self.counts(), before)

    def test_the_same_file_twice(self):
        text = "客户编号,企业名称\nZ-1,重复一\nZ-2,重复二\n"
        self.assertEqual(self.imported(text)["report"]["created"], 2)
        again = self.imported(text)
        self.assertEqual((again["report"].get("created", 0), again["report"]["bad"]), (0, 2), again)
        skipped = self.imported(text, "&duplicates=skip")
        self.assertEqual((skipped["report"]["skipped"], skipped["report"].get("bad", 0)), (2, 0))

    def test_who_may(self):
        self.send(self.HEAD + "a,,,,\n", status=403, by=self.agent)
        job = self.send(self.HEAD + "我的,,,,\n").json
        self.agent.get("/jobs/" + job["id"], 404)
        self.assertNotIn(job["id"], {j["id"] for j in self.all("/jobs", self.agent)})


if __name__ == "__main__":
    unittest.main()
