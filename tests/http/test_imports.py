"""Imports of every type, what is known already, remembered layouts, and undoing (T10, D1-D4)."""
import csv
import io
import unittest
import urllib.parse

from business import BusinessCase
from workbook import Day, book

# The document's tables with its rows, as they stand there.
D1 = ("客户编号,企业名称,行业类型,联系人,职务,联系方式,合作起始时间,客户标签(如：高价值、价格敏感),历史合作记录(金额/产品),最后互动时间\n"
      "C2024001,A科技有限公司,IT互联网,张*,采购经理,5678,2024-01-15,稳定客户、服务优先型,年度合作50万元(云服务),2024-03-20\n"
      "C2024002,B制造集团,生产制造,李*,负责人,139,2024-02-10,新客户、技术关注型,试订单10万元(设备),2024-03-18\n")
D2 = ("回访对象,回访时间,回访方式(电话/在线/拜访),回访人,回访内容(如：确认产品使用、收集建议),客户反馈,跟进事项,负责人,完成时限\n"
      "A科技有限公司,2024-03-25,电话,王芳(客服代表),询问云服务使用体验,“系统稳定”,\"记录需求,同步产品部\",王芳,2024-03-28\n"
      "B制造集团,2024-03-26,线上拜访,赵强（销售代表）,设备安装后调试情况,“调试顺利”,协调售后安排培训,赵强,2024-04-05\n")
D3 = ("问题编号,客户名称,问题描述(如：登录异常、数据丢失),问题类型(技术/服务/产品),提交时间,响应时间,责任人,处理进度(处理中/已解决),"
      "处理结果,客户确认(满意/基本满意/不满意),归档时间\n"
      "WX20240325001,A科技有限公司,云服务平台无法登录,技术,2024-03-25 09:30,2024-03-25 10:00,王芳(售后工程师),已解决,"
      "\"系统缓存导致,已清理并重启\",满意,2024-03-25 15:00\n"
      "WX20240326002,B制造集团,设备运行噪音过大,产品,2024-03-26 14:15,2024-03-26 14:45,赵强(产品经理),处理中,"
      "已安排工程师现场检测,-,-\n")
D4 = ("调查对象,调查时间,调查方式(电话/问卷),服务评价(1-5分，5分最高),具体建议,处理结果\n"
      "A科技有限公司,2024-03-30,问卷,服务态度5分、响应速度4分,建议增加7*24小时在线支持,已记录\n")


class ImportCase(BusinessCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.wang = cls.person("wang", ["service_agent"], department_id=cls.service)
        cls.zhao = cls.person("zhao", ["sales"], department_id=cls.service)
        for person, name in ((cls.wang, "王芳"), (cls.zhao, "赵强")):
            cls.admin.patch("/users/" + person.user["id"], {"name": name})

    def send(self, content, type="customer", query="", status=202, by=None, path="/imports"):
        data = content if isinstance(content, bytes) else content.encode()
        return (by or self.admin).call("POST", "%s?type=%s%s" % (path, type, query), data, status,
                                       {"Content-Type": "text/csv"})

    def imported(self, content, type="customer", query="", by=None):
        return self.job(self.send(content, type, query, by=by).json, by)

    def made(self, content, type="customer", query="", n=None, by=None):
        """Imports what must be all good; the job."""
        job = self.imported(content, type, query, by)
        report = job["report"]
        self.assertEqual((job["state"], report.get("bad")), ("done", 0), report)
        if n is not None:
            self.assertEqual(report["created"], n, report)
        return job

    def undo(self, job, status=202, by=None):
        reply = (by or self.admin).post("/jobs/%s/undo" % job["id"], status=status)
        return self.job(reply.json, by)["report"] if status == 202 else reply

    def one(self, path, **fields):
        found = [x for x in self.all(path) if all(x[k] == v for k, v in fields.items())]
        self.assertEqual(len(found), 1, fields)
        return found[0]

    def tables(self):
        d = self.server.settled()
        return {t: d[t] for t in ("customers", "contacts", "orders", "tickets", "ticket_events",
                                  "follow_ups", "deadlines", "customer_tags", "search_customers",
                                  "search_tickets") if t in d}


class Sheets(ImportCase):
    """The tables of the document go in as they stand."""

    def test_the_four_tables(self):
        before = self.tables()
        jobs = [self.made(D1, "customer", n=2)]
        a = self.one("/customers", number="C2024001")
        self.assertEqual((a["name"], a["industry"], a["cooperation_since"]),
                         ("A科技有限公司", "IT互联网", "2024-01-15"))
        self.assertEqual(len(a["tags"]), 2)
        self.assertEqual((a["order_count"], a["order_total"], a["note"]), (1, 50000000, None))
        order = self.all("/customers/%s/orders" % a["id"])[0]
        self.assertEqual([order[k] for k in ("number", "product", "amount", "currency", "ordered_on")],
                         ["年度合作", "云服务", 50000000, "CNY", "2024-01-15"])
        jobs.append(self.made(D3, "ticket", n=2))
        t = self.one("/tickets", number="WX20240325001")
        self.assertEqual((t["type"], t["state"], t["confirmation"], t["owner_id"]),
                         ("technical", "archived", "satisfied", self.wang.user["id"]))
        self.assertEqual([t[k] for k in ("submitted_at", "responded_at", "resolved_at", "archived_at")],
                         ["2024-03-25T01:30:00Z", "2024-03-25T02:00:00Z", "2024-03-25T07:00:00Z",
                          "2024-03-25T07:00:00Z"])
        events = self.all("/tickets/%s/events" % t["id"])
        told = [(e["kind"], e["user_id"]) for e in events if e["kind"] in
                ("created", "replied", "resolved", "called_back", "archived")]
        wang = self.wang.user["id"]
        self.assertEqual(told, [("created", None), ("replied", wang), ("resolved", wang),
                                ("called_back", wang), ("archived", wang)])
        second = self.one("/tickets", number="WX20240326002")
        self.assertEqual((second["state"], second["result"], second["confirmation"]),
                         ("open", "已安排工程师现场检测", "none"))
        jobs.append(self.made(D2, "follow_up", n=2))
        visit = self.one("/follow-ups", content="询问云服务使用体验")
        self.assertEqual((visit["state"], visit["channel"], visit["owner_id"], visit["next_action"],
                          visit["next_action_owner_id"], visit["next_action_due_at"]),
                         ("done", "phone", wang, "记录需求,同步产品部", wang, "2024-03-28T15:59:00Z"))
        jobs.append(self.made(D4, "survey", n=1))
        survey = self.one("/follow-ups", purpose="satisfaction")
        self.assertEqual((survey["channel"], survey["content"], survey["feedback"]),
                         ("survey", "服务态度5分、响应速度4分", "建议增加7*24小时在线支持"))
        # Nobody is told of what was late two years ago.
        self.assertEqual(self.wang.get("/notifications").json["items"], [])
        # And out again, all of it, the last first.
        for job in reversed(jobs):
            report = self.undo(job)
            self.assertEqual(report["refused"], 0, report)
        self.assertEqual(self.tables(), before)

    def test_the_history_of_orders(self):
        head = "客户编号,企业名称,合作起始时间,历史合作记录(金额/产品)\n"
        cell = "\"2023-05-06 首单3万元(泵)、2024-02-01 续约5万元,约20万元意向\""
        job = self.made(head + "H-1,史一,2023-01-01,%s\nH-2,史二,,年度合作50万元\nH-3,史三,2024-01-02,-\n" %
                        cell, n=3)

        def orders(number):
            c = self.one("/customers", number=number)
            return c, sorted((o["ordered_on"], o["number"], o["amount"], o["product"])
                             for o in self.all("/customers/%s/orders" % c["id"]))
        c, got = orders("H-1")
        self.assertEqual(got, [("2023-05-06", "首单", 3000000, "泵"), ("2024-02-01", "续约", 5000000, None)])
        self.assertEqual((c["order_total"], c["first_order_on"], c["note"]),
                         (8000000, "2023-05-06", "历史合作记录: 约20万元意向"))
        c, got = orders("H-2")  # without any day there is no order
        self.assertEqual((got, c["note"]), ([], "历史合作记录: 年度合作50万元"))
        self.assertEqual((orders("H-3")[1], orders("H-3")[0]["note"]), ([], None))
        # Once more, with one that is new: the others are known.
        more = self.imported(head + "H-1,史一,,\"2023-05-06 首单3万元(泵)、2024-03-01 续约5万元\"\n"
                             "H-3,史三,,试订单1万元\n", query="&duplicates=update")
        self.assertEqual(more["report"]["updated"], 2, more)
        self.assertEqual([x[0] for x in orders("H-1")[1]], ["2023-05-06", "2024-02-01", "2024-03-01"])
        self.assertEqual([x[:2] for x in orders("H-3")[1]], [("2024-01-02", "试订单")])
        self.assertEqual(self.undo(more)["refused"], 0)
        self.assertEqual((len(orders("H-1")[1]), len(orders("H-3")[1])), (2, 0))
        self.assertEqual(self.undo(job)["refused"], 0)

    def test_traditional_and_english_headers(self):
        self.made("客戶編號,企業名稱,聯絡人,聯絡方式,客戶等級\nT-1,繁體一,陳,0912,VIP客戶\n", n=1)
        self.made("Customer number,Company name,Contact,Phone\nE-1,English One,Smith,1\n", n=1)
        self.assertEqual(self.one("/customers", number="T-1")["tier"], "vip")
        self.made("回訪對象,回訪時間,回訪方式,回訪內容\n繁體一,2024-03-25 09:30,電話,問候\n", "follow_up", n=1)
        self.made("Customer,Time,Content\nEnglish One,2024-03-25 09:30,Hello\n", "follow_up", n=1)
        self.made("Customer,Problem,Type,Submitted,Progress\n"
                  "English One,Noise,Product,2024-03-25 09:30,In progress\n", "ticket", n=1)

    def test_templates_are_taken_back(self):
        self.customer("东方科技有限公司", number="C2026001")
        for type in ("customer", "contact", "order", "ticket", "follow_up", "survey"):
            for locale in ("zh-CN", "zh-TW", "en"):
                with self.subTest(type=type, locale=locale):
                    text = self.admin.get("/imports/template?type=%s&locale=%s" % (type, locale)).body
                    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
                    self.assertEqual((len(rows), len(rows[0])), (2, len(rows[1])))
                    self.assertNotIn("", rows[0])
                    self.assertFalse([h for h in rows[0] if "_" in h or "|" in h], rows[0])
                    reply = self.send(text, type, "&dry_run=1", status=None)
                    self.assertEqual(reply.status, 202, reply.body)


class Known(ImportCase):
    HEAD = "客户编号,企业名称,行业类型,联系人,联系方式\n"

    def test_choices(self):
        self.made(self.HEAD + "W-1,旧名,旧业,甲,13911110000\n", n=1)
        again = self.HEAD + "W-1,新名,,乙,13922220000\n"
        report = self.imported(again)["report"]
        self.assertEqual((report["bad"], report["errors"][0]["code"]), (1, "taken"))
        report = self.imported(again, query="&duplicates=skip")["report"]
        self.assertEqual((report["skipped"], report["created"]), (1, 0))
        job = self.imported(again, query="&duplicates=update")
        self.assertEqual((job["report"]["updated"], job["report"]["created"]), (1, 0), job)
        c = self.one("/customers", number="W-1")
        self.assertEqual((c["name"], c["industry"]), ("新名", "旧业"))  # an empty cell changes nothing
        self.assertEqual({k["name"] for k in self.all("/customers/%s/contacts" % c["id"])}, {"甲", "乙"})
        report = self.undo(job)
        self.assertEqual((report["restored"], report["removed"], report["refused"]), (1, 1, 0), report)
        c = self.one("/customers", number="W-1")
        self.assertEqual(c["name"], "旧名")
        self.assertEqual({k["name"] for k in self.all("/customers/%s/contacts" % c["id"])}, {"甲"})

    def test_a_page_with_refused_rows(self):
        """What is written at the end of a page has what the good rows brought, in their order, and nothing else."""
        self.customer("占号客户", number="T-9")
        before = self.customer("页前")["number"]
        job = self.imported(self.HEAD + ",页一,,甲,13800000101\nT-9,页二,,乙,13800000102\n,页三,,丙,13800000103\n"
                            ",页一,,丁,13800000104\n", query="&duplicates=update&by=name")
        report = job["report"]
        self.assertEqual([(e["row"], e["field"], e["code"]) for e in report["errors"]], [(3, "number", "taken")])
        self.assertEqual((report["created"], report["updated"], report["bad"]), (2, 1, 1), report)
        made = [self.one("/customers", name=n) for n in ("页一", "页三")]
        after = self.customer("页后")["number"]
        counts = [int(n[-4:]) for n in (before, made[0]["number"], made[1]["number"], after)]
        self.assertEqual(counts, list(range(counts[0], counts[0] + 4)))
        contacts = {k["name"]: k["id"] for c in made for k in self.all("/customers/%s/contacts" % c["id"])}
        self.assertEqual(set(contacts), {"甲", "丙", "丁"})
        rows = [a for a in self.all("/audit?action=create") if a["batch"] == job["id"]]
        told = [a["record_id"] for a in sorted(rows, key=lambda a: int(a["id"]))]
        self.assertEqual(told, [made[0]["id"], contacts["甲"], made[1]["id"], contacts["丙"], contacts["丁"]])
        for words, found in (("13800000101", ["页一"]), ("13800000102", []), ("13800000103", ["页三"]),
                             ("13800000104", ["页一"]), ("页二", [])):
            self.assertEqual([c["name"] for c in self.all("/customers?q=" + urllib.parse.quote(words))], found, words)

    def test_a_trial_leaves_nothing(self):
        """The first pass makes each row and takes it back: numbers, trail and index have what the second one made."""
        before = self.customer("试前")["number"]
        job = self.made(self.HEAD + ",试一,,甲,13800000201\n,试二,,乙,13800000202\n", query="&all_or_nothing=1", n=2)
        made = [self.one("/customers", name=n) for n in ("试一", "试二")]
        counts = [int(c["number"][-4:]) for c in made]
        self.assertEqual(counts, [int(before[-4:]) + 1, int(before[-4:]) + 2])
        contacts = [k["id"] for c in made for k in self.all("/customers/%s/contacts" % c["id"])]
        told = [a["record_id"] for a in self.all("/audit?action=create") if a["batch"] == job["id"]]
        self.assertEqual(sorted(told), sorted([c["id"] for c in made] + contacts))
        indexed = self.tables()["search_customers"]
        self.imported(self.HEAD + ",试三,,丙,13800000203\n", query="&dry_run=1")
        self.assertEqual(self.tables()["search_customers"], indexed)
        self.assertEqual(int(self.customer("试后")["number"][-4:]), counts[1] + 1)

    def test_by_name_and_phone(self):
        self.made(self.HEAD + ",按名,,甲,13933330000\n", n=1)
        for row in (",按名,,,\n", ",别名,,甲,13933330000\n"):
            report = self.imported(self.HEAD + row, query="&duplicates=skip&by=name,phone")["report"]
            self.assertEqual(report["skipped"], 1, row)
        self.assertEqual(self.imported(self.HEAD + ",按名,,,\n", query="&duplicates=new&by=name")
                         ["report"]["created"], 1)
        self.refused(self.send(self.HEAD, query="&by=mood", status=422), 422, by="not_one_of")
        self.refused(self.send(self.HEAD, query="&duplicates=x", status=422), 422,
                     duplicates="not_one_of")
        self.refused(self.send(self.HEAD, "mood", status=422), 422, type="not_one_of")

    def test_children(self):
        self.customer("父客户", number="P-1")
        self.made("客户编号,姓名,手机\nP-1,小王,1\n", "contact", n=1)
        report = self.imported("客户编号,姓名,手机\nP-1,小王,1\n", "contact", "&duplicates=skip")["report"]
        self.assertEqual((report["skipped"], report["created"]), (1, 0))
        orders = "客户名称,订单编号,产品,金额,下单日期\n父客户,O-1,云服务,\"¥500,000.00\",2024-01-15\n"
        job = self.made(orders, "order", n=1)
        c = self.one("/customers", number="P-1")
        self.assertEqual((c["order_count"], c["order_total"]), (1, 50000000))
        self.assertEqual(self.imported(orders, "order", "&duplicates=skip")["report"]["skipped"], 1)
        self.assertEqual(self.undo(job)["removed"], 1)
        self.assertEqual(self.one("/customers", number="P-1")["order_count"], 0)

    def test_rows_without_their_customer(self):
        self.customer("同名客户"), self.customer("同名客户")
        report = self.imported("客户名称,姓名\n没有这家,甲\n同名客户,乙\n,丙\n", "contact")["report"]
        self.assertEqual([e["code"] for e in report["errors"]],
                         ["no_such_record", "ambiguous_customer", "required"])
        report = self.imported("客户名称,问题描述,责任人\n同名客户,a,谁\n", "ticket")["report"]
        self.assertEqual(report["errors"][0]["code"], "no_such_person")


    def test_namesakes_beyond_any_number(self):
        """200 companies of one name, most of them of others, and what tells them apart."""
        name = "王伟商贸"
        self.made("客户编号,企业名称,联系人,联系方式\n" + "".join(
            "N-%d,%s,王伟,138%08d\n" % (i, name, i) for i in range(200)), n=200)
        ids = {c["number"]: c["id"] for c in self.all("/customers") if c["name"] == name}
        self.assertEqual(len(ids), 200)

        def of(query, *cells):
            return self.imported("客户编号,企业名称,行业类型,联系人,联系方式\n%s\n" % ",".join(cells),
                                 query="&duplicates=update&by=" + query)["report"]

        def industry(number):
            return self.admin.get("/customers/" + ids[number]).json["industry"]
        report = of("name", "", name, "甲", "", "")
        self.assertEqual([(e["field"], e["code"]) for e in report["errors"]],
                         [("name", "ambiguous_customer")])
        # Told by a phone, by a number, by both, however far behind; the name narrows a phone, too.
        self.assertEqual(of("name", "", name, "乙", "王伟", "138%08d" % 150)["updated"], 1)
        self.assertEqual(of("name", "N-199", name, "丙", "", "")["updated"], 1)
        self.assertEqual(of("name", "N-77", name, "丁", "王伟", "138%08d" % 77)["updated"], 1)
        self.assertEqual([industry(n) for n in ("N-150", "N-199", "N-77", "N-0", "N-1")],
                         ["乙", "丙", "丁", None, None])
        self.made("企业名称,联系人,联系方式\n" + "".join(
            "总机%d,前台,010-66668888\n" % i for i in range(60)), n=60)
        self.assertEqual(of("phone", "", "总机57", "戊", "前台", "010-66668888")["updated"], 1)
        self.assertEqual(self.one("/customers", name="总机57")["industry"], "戊")
        self.assertEqual(of("phone", "", "没有的", "己", "前台", "010-66668888")["errors"][0]["code"],
                         "ambiguous_customer")
        self.assertEqual(self.imported("企业名称\n%s\n" % name, query="&duplicates=skip&by=name")
                         ["report"]["skipped"], 1)
        # What belongs to a customer: the 51st is as good as the first, when it is the only one that
        # the importer may see, and two of 200 are two.
        role = {"name": "own_importer", "title": "Importer", "grants": {
            "customer.import": "all", "customer.read": "own", "customer.write": "own"}}
        self.admin.post("/roles", role, 201)
        mine = self.person("mine", ["own_importer"], department_id=self.sales)
        self.assertEqual(self.imported("客户名称,姓名\n%s,李\n" % name, "contact", by=mine)
                         ["report"]["errors"][0]["code"], "no_such_record")
        self.admin.patch("/customers/" + ids["N-188"], {"owner_id": mine.user["id"]})
        self.made("客户名称,姓名\n%s,李\n" % name, "contact", n=1, by=mine)
        self.assertIn("李", {k["name"] for k in self.all("/customers/%s/contacts" % ids["N-188"])})
        report = self.imported("企业名称,行业类型\n%s,庚\n" % name, by=mine,
                               query="&duplicates=update&by=name")["report"]
        self.assertEqual((report["updated"], industry("N-188")), (1, "庚"))
        self.admin.patch("/customers/" + ids["N-3"], {"owner_id": mine.user["id"]})
        self.assertEqual(self.imported("客户名称,姓名\n%s,张\n" % name, "contact", by=mine)
                         ["report"]["errors"][0]["code"], "ambiguous_customer")


class Rights(ImportCase):
    def test_an_import_has_the_rights_of_its_orderer(self):
        boss = self.person("team_boss", ["service_manager"], department_id=self.sales)
        role = {"name": "importer", "title": "Importer", "grants": {"customer.import": "all", "customer.read": "own",
                                               "customer.write": "own", "ticket.read": "own"}}
        self.admin.post("/roles", role, 201)
        weak = self.person("weak", ["importer"], department_id=self.sales)
        job = self.made("企业名称\n我的导入\n", by=weak, n=1)
        mine = self.one("/customers", name="我的导入")
        self.assertEqual(mine["owner_id"], weak.user["id"])
        rows = [a for a in self.all("/audit?record=customer&record_id=" + mine["id"])
                if a["action"] == "create"]
        self.assertEqual([a["user_id"] for a in rows], [weak.user["id"]])
        # Not for others: neither to make, nor to find, nor to change.
        self.customer("别人的", by=boss, department_id=self.sales, number="X-1")
        report = self.imported("企业名称,负责人\n给别人,王芳\n", by=weak)["report"]
        self.assertEqual([e["code"] for e in report["errors"]], ["out_of_reach"])
        report = self.imported("客户编号,企业名称\nX-1,改\n", query="&duplicates=update", by=weak)["report"]
        self.assertEqual([e["code"] for e in report["errors"]], ["taken"])
        report = self.imported("客户编号,姓名\nX-1,甲\n", "contact", by=weak)["report"]
        self.assertEqual([e["code"] for e in report["errors"]], ["no_such_record"])
        self.send("客户编号,问题描述\nX-1,甲\n", "ticket", status=403, by=weak)
        self.assertEqual(self.one("/customers", number="X-1")["name"], "别人的")
        # Nobody undoes somebody else's.
        self.undo(job, 404, by=self.chief)
        self.undo(job, 403, by=self.agent)


class Undo(ImportCase):
    def test_what_somebody_went_on_with_stays(self):
        job = self.made("客户编号,企业名称,联系人\nU-1,动过,甲\nU-2,没动,乙\nU-3,有工单,丙\n", n=3)
        self.assertTrue(job["can"]["undo"])
        c = self.one("/customers", number="U-1")
        self.admin.patch("/customers/" + c["id"], {"industry": "软件"})
        self.ticket(self.one("/customers", number="U-3"))
        report = self.undo(job)
        self.assertEqual((report["removed"], report["refused"]), (4, 2), report)
        self.assertEqual({(e["label"], e["code"]) for e in report["errors"]},
                         {("动过", "changed_since"), ("有工单", "in_use")})
        self.assertIn("Somebody", [e for e in report["errors"] if e["label"] == "动过"][0]["detail"])
        self.assertEqual({x["number"] for x in self.all("/customers") if x["number"][0] == "U"},
                         {"U-1", "U-3"})
        # Once more: only what is left.
        self.assertEqual(self.undo(job)["removed"], 0)

    def test_nothing_twice(self):
        job = self.made("企业名称\n只一次\n", n=1)
        self.assertEqual(self.undo(job)["removed"], 1)
        self.refused(self.undo(job, 409), 409, **{"": "nothing_to_undo"})
        self.assertFalse(self.admin.get("/jobs/" + job["id"]).json["can"]["undo"])
        self.refused(self.admin.post("/jobs/%s/undo" % self.imported("企业名称\n空\n", query="&dry_run=1")
                                     ["id"], status=409), 409, **{"": "nothing_to_undo"})

    def test_a_trial_says_what_would_happen_and_changes_nothing(self):
        before = self.tables()
        text = "客户编号,企业名称,负责人\nD-1,试一,\nD-2,试二,没有\n"
        for query in ("&dry_run=1", "&all_or_nothing=1"):
            report = self.imported(text, query=query)["report"]
            self.assertEqual((report["good"], report["bad"], report["created"]), (1, 1, 0), report)
        self.assertEqual(self.tables(), before)


class Layouts(ImportCase):
    FOREIGN = "Kunde;Ort;Ansprechpartner\nNordwind GmbH;Kiel;Frau Blau\n"

    def preview(self, content, type="customer", status=200, by=None):
        return self.send(content, type, status=status, by=by, path="/imports/preview")

    def test_a_layout_is_mapped_once(self):
        seen = self.preview(self.FOREIGN).json
        self.assertEqual(seen["headers"], [{"header": h, "column": ""}
                                           for h in ("Kunde", "Ort", "Ansprechpartner")])
        self.assertEqual(seen["rows"], [["Nordwind GmbH", "Kiel", "Frau Blau"]])
        names = {c["name"] for c in seen["columns"]}
        self.assertLessEqual({"name", "number", "contact.phone"}, names)
        self.refused(self.send(self.FOREIGN, status=422), 422, **{"": "missing_column"})
        mapping = {"type": "customer", "headers": "Kunde\nOrt\nAnsprechpartner\n", "visibility": "all",
                   "columns": {"Kunde": "name", "Ort": "", "Ansprechpartner": "contact.name"}}
        made = self.admin.post("/import-mappings", mapping, 201).json
        self.assertEqual([h["column"] for h in self.preview(self.FOREIGN).json["headers"]],
                         ["name", "", "contact.name"])
        self.made(self.FOREIGN, n=1)
        c = self.one("/customers", name="Nordwind GmbH")
        self.assertEqual(self.all("/customers/%s/contacts" % c["id"])[0]["name"], "Frau Blau")
        # The company's serves others; one's own goes before it.
        self.assertEqual([h["column"] for h in self.preview(self.FOREIGN, by=self.chief).json["headers"]],
                         ["name", "", "contact.name"])
        own = {**mapping, "visibility": "private", "columns": {"Kunde": "name", "Ort": "industry"}}
        self.chief.post("/import-mappings", own, 201)
        self.assertEqual([h["column"] for h in self.preview(self.FOREIGN, by=self.chief).json["headers"]],
                         ["name", "industry", ""])
        self.assertEqual(self.preview(self.FOREIGN).json["headers"][1]["column"], "")
        self.admin.delete("/import-mappings/" + made["id"])

    def test_bad_mappings(self):
        base = {"type": "customer", "headers": "a\n", "columns": {"a": "name"}}
        for change, field, code in (({"columns": {"a": "password"}}, "columns", "no_such_column"),
                                    ({"columns": {"a": 1}}, "columns", "no_such_column"),
                                    ({"type": "user"}, "type", "not_one_of")):
            self.refused(self.admin.post("/import-mappings", {**base, **change}, 422), 422,
                         **{field: code})
        self.agent.post("/import-mappings", base, 403)

    def test_a_workbook(self):
        rows = [["客户编号", "企业名称", "合作起始时间"], ["B-1", "表格客户", Day("2024-01-15")]]
        self.assertEqual(self.preview(book(rows)).json["rows"], [["B-1", "表格客户", "2024-01-15"]])
        self.made(book(rows), n=1)
        self.assertEqual(self.one("/customers", number="B-1")["cooperation_since"], "2024-01-15")


if __name__ == "__main__":
    unittest.main()
