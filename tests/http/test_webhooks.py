"""Group robots and webhooks: who keeps them, what is never read back, what is sent and how it is
signed, failures, the pace, and that inner addresses get nothing (N1, R5, Z1, trust.md: SSRF)."""
import datetime
import json
import os
import shutil
import signal
import tempfile
import time

from business import NOW, NOW_US, BusinessCase
from webhook_peer import DINGTALK_SECRET, FEISHU_SECRET, WHSEC, Peer

KINDS = ("wecom", "dingtalk", "feishu", "standard")
BREACH = "2026-03-02T04:00:01Z"  # an urgent ticket of 10:00 was due two hours later
S = 1000000


def seconds(us):
    return us // S


class Case(BusinessCase):
    """With a peer that the server may reach at its port and nowhere else."""

    @classmethod
    def setUpClass(cls):
        cls.peer = Peer()
        cls.dir = tempfile.mkdtemp(prefix="genjin-webhooks-")
        cls.clock = os.path.join(cls.dir, "clock")
        cls.set_clock(NOW)
        cls.server_args = ("--outgoing-allow", "127.0.0.1:%d" % cls.peer.port,
                           "--test-clock", cls.clock)
        super().setUpClass()
        # A session would end with the hours that pass here.
        cls.admin.token = cls.admin.post("/tokens", {"name": "test"}, 201).json["secret"]
        cls.admin.cookie = None

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.peer.close()
        shutil.rmtree(cls.dir)

    @classmethod
    def set_clock(cls, now):
        with open(cls.clock + ".new", "w", encoding="ascii") as f:
            f.write(now)
        os.rename(cls.clock + ".new", cls.clock)
        cls.now = datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))

    def go_on(self, **span):
        """Moves the clock of the running server."""
        text = (self.now + datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.set_clock(text)
        self.server.process.send_signal(signal.SIGUSR1)
        return text

    def setUp(self):
        for w in self.admin.get("/webhooks").json["items"]:
            self.admin.delete("/webhooks/" + w["id"])
        self.peer.requests.clear()
        self.peer.answers.clear()

    def make(self, kind, status=201, **fields):
        return self.admin.post("/webhooks", self.peer.webhook(kind, **fields), status).json

    def at(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def until(self, what, condition, wait=10):
        end = time.monotonic() + wait
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError("waited in vain: " + what)

    def deliveries(self, webhook):
        return self.all("/webhooks/%s/deliveries" % webhook["id"])

    def settled(self, delivery):
        path = "/webhooks/%s/deliveries/%s" % (delivery["webhook_id"], delivery["id"])

        def look():
            d = self.admin.get(path).json
            return d if d["state"] != "queued" or d["error"] else None
        return self.until("it is sent", look)

    def try_out(self, webhook):
        """Sends a test message and gives what became of it."""
        d = self.admin.post("/webhooks/%s/test" % webhook["id"], None, 202).json
        return self.settled(d)


class Records(Case):
    def test_secrets_are_never_read_back(self):
        made = {k: self.make(k) for k in KINDS}
        told = json.dumps([self.admin.get("/webhooks/" + w["id"]).json for w in made.values()])
        told += json.dumps(self.admin.get("/webhooks").json) + json.dumps(list(made.values()))
        self.admin.patch("/webhooks/" + made["feishu"]["id"], {"secret": "another-secret"})
        told += json.dumps(self.all("/audit"))
        for secret in ("wecom-key-1", "token-1", "hook-id-1", "receiver-1", DINGTALK_SECRET,
                       FEISHU_SECRET, WHSEC, "another-secret"):
            self.assertNotIn(secret, told)
        self.assertIn('"webhook"', told)  # the trail does tell that they were made
        self.assertEqual({k: w["has_secret"] for k, w in made.items()},
                         {"wecom": False, "dingtalk": True, "feishu": True, "standard": True})
        self.assertEqual(made["wecom"]["address"], self.peer.url + "/…ey-1")

    def test_what_is_wrong_is_named(self):
        for kind, fields, want in (
                ("wecom", {"secret": "x"}, {"secret": "webhook_secret_unused"}),
                ("standard", {"secret": None}, {"secret": "required"}),
                ("standard", {"secret": "whsec_short"}, {"secret": "webhook_secret_form"}),
                ("standard", {"secret": WHSEC[6:]}, {"secret": "webhook_secret_form"}),
                ("wecom", {"url": None}, {"url": "required"}),
                ("wecom", {"name": None}, {"name": "required"}),
                ("wecom", {"kind": "slack"}, {"kind": "not_one_of"}),
                ("wecom", {"department_id": "77"}, {"department_id": "no_such_record"}),
                ("wecom", {"url": "ftp://qyapi.weixin.qq.com/"}, {"url": "outgoing_url"}),
                ("wecom", {"url": "http://0177.0.0.1/"}, {"url": "outgoing_url"}),
                ("wecom", {"url": "http://2130706433/"}, {"url": "outgoing_url"}),
                ("wecom", {"url": "http://u:p@example.com/"}, {"url": "outgoing_url"}),
                ("wecom", {"url": "http://127.0.0.1/"}, {"url": "outgoing_address"}),
                ("wecom", {"url": "http://[::ffff:127.0.0.1]/"}, {"url": "outgoing_address"}),
                ("wecom", {"url": "http://localhost./"}, {"url": "outgoing_address"}),
                ("wecom", {"url": "http://169.254.169.254/"}, {"url": "outgoing_address"}),
                ("wecom", {"url": "https://example.com:8443/"}, {"url": "outgoing_port"})):
            with self.nothing_changes():
                reply = self.admin.post("/webhooks", self.peer.webhook(kind, **fields))
                self.refused(reply, 422, **want)
        w = self.make("wecom")
        path = "/webhooks/" + w["id"]
        self.refused(self.admin.patch(path, {"url": "http://10.0.0.1/"}, status=422), 422,
                     url="outgoing_address")
        self.refused(self.admin.patch(path, {"kind": "feishu"}, status=422), 422, kind="read_only")
        self.refused(self.admin.post("/webhooks", self.peer.webhook("wecom"), 409), 409,
                     name="taken")

    def test_two_people_at_once(self):
        w = self.make("wecom")
        etag = self.admin.get("/webhooks/" + w["id"]).etag
        self.admin.patch("/webhooks/" + w["id"], {"name": "first"}, etag)
        self.admin.patch("/webhooks/" + w["id"], {"name": "second"}, etag, 412)

    def test_sending_does_not_disturb_who_edits(self):
        w = self.make("wecom")
        etag = self.admin.get("/webhooks/" + w["id"]).etag
        self.assertEqual(self.try_out(w)["state"], "sent")
        self.admin.patch("/webhooks/" + w["id"], {"name": "other"}, etag)

    def test_only_for_those_who_keep_the_settings(self):
        w = self.make("wecom")
        path = "/webhooks/" + w["id"]
        for c in (self.chief, self.agent, self.seller):
            for reply in (c.get("/webhooks", None), c.get(path, None), c.post(path + "/test"),
                          c.get(path + "/deliveries", None), c.post("/webhooks", {}),
                          c.post(path + "/deliveries/7/resend")):
                self.assertEqual(reply.status, 403)

    def test_a_secret_is_taken_away_by_null(self):
        for kind in ("dingtalk", "feishu"):
            w = self.make(kind)
            path = "/webhooks/" + w["id"]
            self.assertFalse(self.admin.patch(path, {"secret": None}).json["has_secret"])
            self.assertEqual(self.try_out(w)["state"], "sent")
            self.assertNotIn("sign", {**self.peer.requests[-1].query, **self.peer.requests[-1].json})
        w = self.make("standard")
        self.refused(self.admin.patch("/webhooks/" + w["id"], {"secret": None}, status=422), 422,
                     secret="required")

    def test_a_chat_id_is_one_person_s(self):
        me = "/users/" + self.agent.user["id"]
        for bad in ("all", "@all", "ALL", "@All", 'x" y="', "<at>", "a b", "é"):
            self.refused(self.admin.patch(me, {"chat_id": bad}, status=422), 422,
                         chat_id="bad_chat_id")
        for good in ("ou_84aad35d084aa403", "li.jing@corp-1", "allan", None):
            self.assertEqual(self.admin.patch(me, {"chat_id": good}).json["chat_id"], good)

    def test_people_s_notices_are_no_deliveries(self):
        w = self.make("wecom", breaches=False)
        t = self.ticket(self.customer(), department_id=self.service)
        self.act(t, "assign", {"owner_id": self.agent.user["id"]})
        mine = self.agent.get("/notifications").json["items"]
        self.assertEqual([n["kind"] for n in mine], ["assigned"])
        self.admin.get("/webhooks/%s/deliveries/%s" % (w["id"], mine[0]["id"]), 404)
        self.admin.post("/webhooks/%s/deliveries/%s/resend" % (w["id"], mine[0]["id"]), None, 404)


class Sending(Case):
    def test_each_kind_is_signed_as_its_peer_wants(self):
        for kind in KINDS:
            d = self.try_out(self.make(kind))
            self.assertEqual((d["state"], d["error"], d["attempts"]), ("sent", None, 1), kind)
            r = self.peer.requests[-1]
            self.assertTrue(r.is_signed(seconds(NOW_US)), (kind, r.query, r.json, r.headers.items()))
            self.assertEqual(r.id, "msg_" + d["id"])
            self.assertEqual(r.headers["Content-Type"], "application/json; charset=utf-8")
            if kind == "standard":
                self.assertEqual((r.json["type"], r.json["timestamp"]), ("webhook.test", NOW))
                self.assertEqual(r.json["data"]["owner"], "Administrator")
            else:
                self.assertIn("跟进测试公司", r.text)
        states = {w["kind"]: w["sent_at"] for w in self.admin.get("/webhooks").json["items"]}
        self.assertEqual(states, {k: NOW for k in KINDS})

    def test_without_a_secret_there_is_no_signature(self):
        for kind in ("dingtalk", "feishu"):
            self.assertEqual(self.try_out(self.make(kind, secret=None))["state"], "sent")
            r = self.peer.requests[-1]
            self.assertNotIn("sign", r.query)
            self.assertNotIn("sign", r.json)

    def test_the_peer_s_word_is_kept(self):
        w = {k: self.make(k) for k in KINDS}
        for kind, answer, want in (
                ("wecom", (200, {"errcode": 93000, "errmsg": "invalid webhook url"}, {}),
                 "93000 invalid webhook url"),
                ("dingtalk", (200, {"errcode": 310000, "errmsg": "sign not match"}, {}),
                 "310000 sign not match"),
                ("feishu", (200, {"code": 9499, "msg": "Bad Request"}, {}), "9499 Bad Request"),
                ("standard", (500, b"\x00oh no\n" + b"x" * 500, {}), None),
                ("wecom", (200, b"<html>", {}), "HTTP 200 <html>"),
                ("wecom", (302, b"", {"Location": self.peer.url + "/inner"}), "HTTP 302")):
            self.peer.answers.append(answer)
            d = self.try_out(w[kind])
            self.assertEqual((d["state"], d["attempts"]), ("failed", 1), (kind, d))
            if want:
                self.assertEqual(d["error"], want)
            else:
                self.assertTrue(d["error"].startswith("HTTP 500"), d)
                self.assertLess(len(d["error"]), 300)
            shown = self.admin.get("/webhooks/" + w[kind]["id"]).json
            self.assertEqual((shown["error"], shown["failed_at"]), (d["error"], self.at()))
            self.go_on(seconds=10)
        self.assertNotIn("/inner", [r if isinstance(r, str) else r.path for r in self.peer.requests])
        self.assertEqual(self.try_out(w["feishu"])["state"], "sent")
        shown = self.admin.get("/webhooks/" + w["feishu"]["id"]).json
        self.assertEqual((shown["error"], shown["failed_at"]), (None, None))


class Steps(Case):
    """What a deadline says to robots: once, as it says it to people.  Each test has a company of
    its own, since hours pass."""

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        super().setUpClass()
        self.addCleanup(super().tearDownClass)

    def late_ticket(self, **fields):
        fields.setdefault("department_id", self.service)
        return self.ticket(self.customer("客户%d <at user_id=\"all\">" % time.monotonic_ns()),
                           title="打 13987654321 找我", urgency="urgent",
                           **{"owner_id": self.agent.user["id"], **fields})

    def ledger(self, webhook):
        return sorted((d["kind"], d["ticket_id"]) for d in self.deliveries(webhook))

    def told(self, kind, n=1):
        """The requests to a peer, as soon as there are n."""
        self.until("%d at %s" % (n, kind), lambda: len(self.requests(kind)) >= n)
        return self.requests(kind)

    def requests(self, kind):
        path = {"feishu": "/feishu/hook-id-1", "standard": "/standard/receiver-1"}
        return self.peer.of(path.get(kind, "/" + kind))

    def test_a_breach_is_one_row_of_each_and_says_no_number(self):
        made = {k: self.make(k, warnings=False, escalations=False) for k in KINDS}
        t = self.late_ticket()
        self.go_on(hours=2, minutes=1)
        for kind in KINDS:
            r = self.told(kind)[0]
            self.assertTrue(r.is_signed(int(self.now.timestamp())), kind)
            self.assertNotIn(b"13987654321", r.body)
            self.assertNotIn(b"<at", r.body if kind == "feishu" else b"")
            self.until("marked", lambda: self.deliveries(made[kind])[0]["state"] == "sent")
            # The first answer, and the explanation that a breach owes, are not due together.
            self.assertEqual(self.ledger(made[kind]), [("breach", t["id"])])
            self.assertIn(t["number"], json.dumps(r.json))
            self.assertIn("agent", json.dumps(r.json))
        event = self.requests("standard")[0].json
        self.assertEqual((event["type"], event["data"]["ticket"], event["data"]["deadline"]),
                         ("deadline.breach", t["number"], "response"))
        self.assertEqual({"title", "text"} & set(event["data"]), set())
        self.server.stop()
        self.server.start()  # and once more, nothing is said again
        for c in [self.admin, *self.clients]:
            c.close()
            c.port = self.server.port
        time.sleep(1.5)
        self.assertEqual([len(self.requests(k)) for k in KINDS], [1] * 4)

    def test_kinds_and_departments(self):
        below = self.admin.post("/departments", {"name": "below %d" % time.monotonic_ns(),
                                                 "parent_id": self.service}, 201).json["id"]
        of = lambda name, **kw: self.make("wecom", name=name, **kw)
        breaches = {"warnings": False, "escalations": False}
        robots = {"all": of("all", **breaches), "service": of("s", department_id=self.service,
                                                              **breaches),
                  "below": of("b", department_id=below, **breaches),
                  "sales": of("x", department_id=self.sales, **breaches),
                  "off": of("off", enabled=False, **breaches),
                  "warnings": of("w", breaches=False, escalations=False),
                  "escalations": of("e", breaches=False, warnings=False)}
        t = self.late_ticket(department_id=self.service)
        b = self.late_ticket(department_id=below)
        self.go_on(hours=2, minutes=1)
        self.until("all is said", lambda: len(self.ledger(robots["all"])) == 2)
        both = sorted([("breach", t["id"]), ("breach", b["id"])])
        want = {"all": both, "service": both, "below": [("breach", b["id"])], "sales": [], "off": [],
                "warnings": sorted([("warning", t["id"]), ("warning", b["id"])]),
                "escalations": sorted([("escalation", t["id"]), ("escalation", b["id"])])}
        self.assertEqual({k: self.ledger(w) for k, w in robots.items()}, want)

    def test_whoever_is_in_charge_is_called_by_name_where_it_is_allowed(self):
        agent = "/users/" + self.agent.user["id"]
        self.admin.patch(agent, {"phone": "+86 138-0000-1234"})
        quiet = {k: self.make(k, warnings=False, escalations=False) for k in KINDS}
        self.late_ticket()
        self.go_on(hours=2, minutes=1)
        for kind in KINDS:  # off unless somebody turns it on
            self.assertFalse(quiet[kind]["mentions"])
            self.assertNotIn(b"13800001234", self.told(kind)[0].body)
            self.assertNotIn(b"mentioned", self.told(kind)[0].body)
        for kind in KINDS:
            self.until("marked", lambda: self.deliveries(quiet[kind])[0]["state"] == "sent")
            self.admin.patch("/webhooks/" + quiet[kind]["id"], {"mentions": True})
        rows = [r for r in self.all("/audit") if r["record"] == "webhook" and r["action"] == "change"]
        self.assertEqual([r["diff"]["mentions"] for r in rows], [[False, True]] * 4)
        # Events of other systems never have a number, whatever is set.
        self.go_on(seconds=3)
        self.assertEqual(self.try_out(quiet["standard"])["state"], "sent")
        event = self.requests("standard")[-1]
        self.assertNotIn(b"13800001234", event.body)
        self.assertEqual(event.json["data"]["owner_id"], self.admin.get("/session").json["user"]["id"])
        self.admin.delete("/webhooks/" + quiet.pop("standard")["id"])
        n = {kind: len(self.requests(kind)) for kind in quiet}

        def next_one(kind):
            self.told(kind, n[kind] + 1)
            self.until("marked", lambda: all(d["state"] == "sent" for d in
                                             self.deliveries(quiet[kind])))
            r = self.requests(kind)[n[kind]]
            n[kind] = len(self.requests(kind))
            self.assertTrue(r.is_signed(int(self.now.timestamp())), kind)
            return r
        for _ in range(2):  # two at once: one person, called once
            self.late_ticket()
        self.go_on(hours=2, minutes=1)
        self.assertEqual(next_one("wecom").json["text"]["mentioned_mobile_list"], ["13800001234"])
        ding = next_one("dingtalk")
        self.assertEqual(ding.json["at"], {"atUserIds": [], "atMobiles": ["13800001234"],
                                           "isAtAll": False})
        self.assertTrue(ding.text.endswith("\n@13800001234"), ding.text)
        self.assertNotIn(b"13800001234", next_one("feishu").body)  # its robots know no numbers

        self.admin.patch(agent, {"chat_id": "ou_1"})
        self.late_ticket()
        gone = "/users/" + self.seller.user["id"]
        self.admin.patch(gone, {"chat_id": "ou_2"})
        self.late_ticket(owner_id=self.seller.user["id"])
        self.admin.patch(gone, {"disabled": True})  # nobody to call any more
        self.go_on(hours=2, minutes=1)
        body = next_one("wecom").json["text"]
        self.assertEqual((body["mentioned_list"], body["mentioned_mobile_list"]), (["ou_1"], []))
        self.assertEqual(next_one("dingtalk").json["at"]["atUserIds"], ["ou_1"])
        feishu = next_one("feishu").text
        self.assertTrue(feishu.endswith('\n<at user_id="ou_1">agent</at>'), feishu)
        self.assertEqual(feishu.count("<at"), 1)

    def test_a_burst_is_one_message_and_the_pace_holds(self):
        w = self.make("wecom", warnings=False, escalations=False)
        tickets = [self.late_ticket() for _ in range(60)]
        self.go_on(hours=2, minutes=1)
        self.until("all is said", lambda: len(self.ledger(w)) == 60)
        for _ in range(4):  # the clock stands still between: at most one message each
            n = len(self.peer.requests)
            self.go_on(seconds=3)
            self.until("some are sent", lambda: len(self.peer.requests) > n or all(
                d["state"] == "sent" for d in self.deliveries(w)))
        self.until("all are sent", lambda: all(d["state"] == "sent" for d in self.deliveries(w)))
        texts = [r.text for r in self.requests("wecom")]
        self.assertLessEqual(len(texts), 4)  # of 60 notices
        self.assertTrue(any("跟进提醒" in x and "另有" in x for x in texts), texts)
        self.assertTrue(all(len(x.encode()) <= 2048 for x in texts))
        ids = {d["message_id"] for d in self.deliveries(w)}
        self.assertEqual({"msg_" + i for i in ids}, {r.id for r in self.requests("wecom")})
        self.assertEqual(len(tickets), len(self.ledger(w)))

    def test_retries_keep_their_id_and_follow_the_schedule(self):
        w = self.make("standard", warnings=False, escalations=False)
        self.late_ticket()
        self.peer.answers = [(500, b"", {})] * 10
        self.go_on(hours=2, minutes=1)
        self.until("it is said", lambda: self.deliveries(w))
        self.admin.patch("/webhooks/" + w["id"], {"breaches": False})  # later ones are of no interest
        look = lambda: self.deliveries(w)[0]
        waits = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
        for n, wait in enumerate(waits, 1):
            d = self.until("attempt %d" % n, lambda: (lambda d: d if d["attempts"] == n and
                                                      d["send_at"] > self.at() else None)(look()))
            at = (self.now + datetime.timedelta(seconds=wait)).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.assertEqual((d["state"], d["send_at"]), ("queued", at), n)
            self.go_on(seconds=wait)
        d = self.until("it is given up", lambda: (lambda d: d if d["state"] == "failed" else None)(
            look()))
        self.assertEqual(d["attempts"], 10)
        self.assertEqual({r.id for r in self.requests("standard")}, {"msg_" + d["id"]})
        path = "/webhooks/%s/deliveries/%s" % (w["id"], d["id"])
        self.assertEqual(self.admin.post(path + "/resend", None, 202).json["state"], "queued")
        self.go_on(seconds=3)
        self.assertEqual(self.settled(d)["state"], "sent")
        self.assertEqual((len(self.requests("standard")), self.requests("standard")[-1].id),
                         (11, "msg_" + d["id"]))

    def test_gone_turns_off(self):
        w = self.make("standard", warnings=False, escalations=False)
        for _ in range(3):
            self.late_ticket()
        self.peer.answers = [(410, b"", {})]
        self.go_on(hours=2, minutes=1)
        self.until("it is off", lambda: not self.admin.get("/webhooks/" + w["id"]).json["enabled"])
        self.assertEqual({d["state"] for d in self.deliveries(w)}, {"failed"})
        shown = self.admin.get("/webhooks/" + w["id"]).json
        self.assertEqual((shown["error"], shown["version"]), ("HTTP 410", 2))
        d = self.deliveries(w)[0]
        again = "/webhooks/%s/deliveries/%s/resend" % (w["id"], d["id"])
        self.assertEqual(self.admin.post(again, None, 409).code, "webhook_disabled")
        self.admin.patch("/webhooks/" + w["id"], {"enabled": True})
        self.admin.post(again, None, 202)
        self.go_on(seconds=10)
        self.assertEqual(self.settled(d)["state"], "sent")

    def test_one_that_wants_fewer_messages_gets_none_for_ten_minutes(self):
        w = self.make("dingtalk", warnings=False, escalations=False)
        self.late_ticket()
        self.peer.answers = [(200, {"errcode": 130101, "errmsg": "send too fast"}, {})]
        self.go_on(hours=2, minutes=1)
        d = self.until("it is refused", lambda: [d for d in self.deliveries(w) if d["error"]])[0]
        at = (self.now + datetime.timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.assertEqual((d["error"], d["send_at"]), ("130101 send too fast", at))
        self.go_on(minutes=9)
        time.sleep(1.2)
        self.assertEqual(len(self.requests("dingtalk")), 1)
        self.go_on(minutes=1)
        self.assertEqual(len(self.told("dingtalk", 2)), 2)


class Refused(Case):
    """A server that may reach nothing inside."""

    def test_what_came_past_the_door_gets_nothing_either(self):
        hosts = ("127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "localhost.", "0.0.0.0", "127.1")
        ws = [self.make("wecom", name=str(i)) for i in range(len(hosts))]
        self.server.stop()
        args = list(self.server.args)
        args[args.index("--outgoing-allow") + 1] = "10.0.0.0/8:%d" % self.peer.port
        self.server.args = tuple(args)
        for w, host in zip(ws, hosts):
            self.server.execute("update webhooks set url = 'http://%s:%d/wecom' where id = %s" %
                                (host, self.peer.port, w["id"]))
        self.server.start()
        for c in [self.admin, *self.clients]:
            c.port = self.server.port
        for w, host in zip(ws, hosts):
            d = self.try_out(w)
            self.assertEqual(d["state"], "failed", host)
            self.assertTrue(d["error"].startswith("refused: "), d)
        self.assertEqual(self.peer.requests, [])

    def test_one_that_cannot_be_made_holds_up_no_other(self):
        bad, good = self.make("standard", name="bad"), self.make("wecom", name="good")
        self.server.stop()
        self.server.execute("update webhooks set secret = 'spoilt' where id = " + bad["id"])
        self.server.start()
        for c in [self.admin, *self.clients]:
            c.port = self.server.port
        d = self.try_out(bad)
        self.assertEqual((d["state"], d["error"]), ("failed", "the message cannot be made"))
        self.assertEqual(self.try_out(good)["state"], "sent")
        self.assertEqual([r.path for r in self.peer.requests], ["/wecom"])
