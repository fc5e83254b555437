#!/usr/bin/python3
"""Mail as a real SMTP server gets it: words and languages, what a hostile title can do, a server
that refuses or is away, a kill between "taken" and "marked", quiet hours.

The clock of the program stands still; each part is served at an instant of its own.
"""
import datetime
import email
import email.policy
import socket
import sys
import threading

from aiosmtpd.controller import Controller

import lab

FROM = "genjin@service.example"
# Monday, 10:00 in Shanghai.
START = "2026-03-02T02:00:00Z"
# One wording of the company's own; the others are the catalogue's.
OWN = {"key": "warning", "locale": "en", "subject": "{customer} waits until {due}",
       "body": "{name}, look at {customer_number}.\n{about}\n{link}\n"}


# -- The server ---------------------------------------------------------------------------------

class Sink:
    """Keeps what it is given; `answers` are given to the next messages instead of 250, and
    `gate` holds the answer back until it is set."""

    def __init__(self):
        self.messages = []
        self.refused = []
        self.answers = []
        self.gate = None
        self.arrived = threading.Event()

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        message.recipients = list(envelope.rcpt_tos)
        message.sender = envelope.mail_from
        message.raw = envelope.content
        if self.answers:
            self.refused.append(message)
            return self.answers.pop(0)
        self.messages.append(message)
        self.arrived.set()
        gate = self.gate
        if gate:
            await server.loop.run_in_executor(None, gate.wait, 20)
        return "250 taken"

    def to(self, address):
        return [m for m in self.messages if m.recipients == [address]]


class Server:
    """A sink that listens."""

    def __init__(self):
        self.sink = Sink()
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.url = "smtp://127.0.0.1:%d" % self.controller.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sink.gate:
            self.sink.gate.set()
        self.controller.stop()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# -- The company --------------------------------------------------------------------------------

class Company:
    """A database with a department, three owners of three languages and one customer."""

    def __init__(self, db, **settings):
        self.db = db
        self.token = None
        self.node = None
        self.now = None
        lab.run(db, "init", "--company", "跟进测试公司", "--presets", "s1", GENJIN_TEST_CLOCK=START)
        self.serve(START, setup=True)
        c = self.client()
        c.change("/company", {"mail_from": FROM, **settings})
        c.must("POST", "/templates", OWN)
        person = self.person
        self.head = person("head", "周主任", "zh-CN")
        self.department = c.must("POST", "/departments", {"name": "客服部", "head_id": self.head})["id"]
        self.owners = {"zh-CN": person("li", "李静", "zh-CN"), "zh-TW": person("lin", "林雅婷", "zh-TW"),
                       "en": person("smith", "Ann Smith", "en")}
        c.change("/users/" + self.owners["zh-CN"], {"supervisor_id": self.owners["zh-TW"]})
        c.change("/users/" + self.owners["zh-TW"], {"supervisor_id": self.owners["en"]})
        c.change("/users/" + self.owners["en"], {"supervisor_id": self.head})
        self.customer = c.must("POST", "/customers", {"name": "东方科技有限公司"})
        c.close()

    def person(self, login, name, locale):
        c = self.client()
        try:
            return c.must("POST", "/users", {
                "login": login, "name": name, "locale": locale, "roles": ["service_agent"],
                "email": login + "@example.com"})["id"]
        finally:
            c.close()

    def serve(self, at, smtp=None, setup=False):
        """Serves at an instant; what served before is stopped."""
        self.stop()
        args = ["--test-clock", at, "--no-sync", "true"]
        self.node = lab.Node(self.db, 1, args + (["--smtp-url", smtp] if smtp else []))
        self.node.start()
        self.now = micros(at)
        if setup:
            c = lab.first_administrator(self.node)
            self.token = c.token
            c.close()

    def stop(self):
        if self.node and self.node.process:
            code = self.node.stop()
            assert code == 0, self.node.log()

    def close(self):
        if self.node:
            self.node.kill()

    def client(self):
        return lab.Client(self.node.port, self.token)

    def ticket(self, title, urgency, owner=None):
        c = self.client()
        try:
            t = c.must("POST", "/tickets", {
                "customer_id": self.customer["id"], "title": title, "urgency": urgency,
                "type": "technical", "department_id": self.department, "owner_id": self.head})
            if owner:
                c.must("POST", "/tickets/%s/assign" % t["id"], {"owner_id": owner})
            return t
        finally:
            c.close()

    def queued(self):
        return self.db.query("select * from notices where channel = 'mail' and state = 'queued'")

    def is_quiet(self):
        """Whether nothing is left to fire, to send or to mark by the clock of the node."""
        return not self.db.query(
            "select id from deadlines where next_fire_at <= %d" % self.now) and \
            not self.db.query("select id from notices where channel = 'mail' and "
                              "state = 'queued' and send_at <= %d" % self.now)

    def serve_until_quiet(self, at, smtp=None):
        self.serve(at, smtp)
        lab.until("all is sent at " + at, self.is_quiet, 15)


def micros(at):
    t = datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))
    return int(t.timestamp()) * 1000000


# -- Parts --------------------------------------------------------------------------------------

TITLES = {"zh-CN": "登录异常，无法进入系统，请尽快处理：所有分店的收银机从今天早上八点起都不能结账，客户排起长队",
          "zh-TW": "登入異常，無法進入系統", "en": "Cannot log in"}
DUE = "2026-03-02 12:00"
SUBJECTS = {
    "assigned": {"zh-CN": "工单 {number} 已转给您：{title}", "zh-TW": "工單 {number} 已轉給您：{title}",
                 "en": "Ticket {number} is now yours: {title}"},
    "warning": {"zh-CN": "【预警】{customer}：首次响应将于 {due} 到期",
                "zh-TW": "【預警】{customer}：首次回應將於 {due} 到期",
                "en": "{customer} waits until {due}"},  # the company's own
    "breach": {"zh-CN": "【超时】{customer}：首次响应已于 {due} 到期",
               "zh-TW": "【逾時】{customer}：首次回應已於 {due} 到期",
               "en": "[Late] {customer}: First response was due at {due}"},
    "escalation": {"zh-CN": "【升级】{customer}：首次响应超时，到期时间 {due}",
                   "zh-TW": "【升級】{customer}：首次回應逾時，到期時間 {due}",
                   "en": "[Escalation] {customer}: First response is late, it was due at {due}"},
}
LOCALES = ["zh-CN", "zh-TW", "en"]
ADDRESS = {"zh-CN": "li@example.com", "zh-TW": "lin@example.com", "en": "smith@example.com"}
NAME = {"zh-CN": "李静", "zh-TW": "林雅婷", "en": "Ann Smith"}


def ids_are_good(messages):
    ids = [m["Message-ID"] for m in messages]
    return len(set(ids)) == len(ids) and all(
        m["Message-ID"] == "<%s@service.example>" % m["X-Dedupe-Id"] for m in messages)


def check_kind(checks, sink, kind, tickets, customer):
    """One mail of the kind for each language, with its words."""
    for locale in LOCALES:
        t = tickets[locale]
        # An escalation of one's ticket goes to the supervisor, who reads the next language.
        reader = locale if kind != "escalation" else LOCALES[(LOCALES.index(locale) + 1) % 3]
        if kind == "escalation" and locale == "en":
            continue  # that one's supervisor is the head
        want = SUBJECTS[kind][reader].format(number=t["number"], title=t["title"],
                                             customer=customer["name"], due=DUE)
        got = [m for m in sink.to(ADDRESS[reader]) if m["Subject"] == want]
        if not checks.check("%s in %s, once" % (kind, reader), len(got) == 1,
                            "" if len(got) == 1 else [str(m["Subject"]) for m in sink.messages]):
            continue
        text = got[0].get_content()
        words = [NAME[reader], customer["number"], t["number"], t["title"]]
        checks.check("its text names reader, customer and ticket",
                     all(w in text for w in words), "" if all(w in text for w in words) else text)


def story(checks, db):
    company = Company(db)
    try:
        with Server() as server:
            sink = server.sink
            company.serve(START, server.url)
            tickets = {l: company.ticket(TITLES[l], "urgent", company.owners[l]) for l in LOCALES}
            company.serve_until_quiet(START, server.url)
            check_kind(checks, sink, "assigned", tickets, company.customer)
            checks.check("nothing else yet", len(sink.messages) == 3, len(sink.messages))
            for at, kind in (("2026-03-02T03:40:00Z", "warning"), ("2026-03-02T04:00:01Z", "breach")):
                company.serve_until_quiet(at, server.url)
                check_kind(checks, sink, kind, tickets, company.customer)
            check_kind(checks, sink, "escalation", tickets, company.customer)
            total = len(sink.messages)
            checks.check("as many as there are rows", total == len(db.query(
                "select id from notices where channel = 'mail' and state = 'sent'")), total)
            company.serve_until_quiet("2026-03-02T04:00:01Z", server.url)
            checks.check("served again, nothing is said again", len(sink.messages) == total)
            checks.check("ids are unique and follow the ledger", ids_are_good(sink.messages))
            check_headers(checks, sink)
            check_hostile(checks, company, server)
    finally:
        company.close()


def check_headers(checks, sink):
    longest = max(len(line) for m in sink.messages
                  for line in m.raw.split(b"\r\n\r\n")[0].split(b"\r\n"))
    checks.check("header lines are short enough", longest <= 78, longest)
    checks.check("headers are ASCII, bodies UTF-8", all(
        m.raw.isascii() and m.get_content_charset() == "utf-8" for m in sink.messages))
    checks.check("sender and recipient", all(
        m.sender == FROM and FROM in m["From"] and m["To"].strip("<>") == m.recipients[0] and
        m["Auto-Submitted"] == "auto-generated" and m["Date"] for m in sink.messages))


def check_hostile(checks, company, server):
    """Line breaks in a title: refused at the door, and harmless when they are there all the same."""
    hostile = "x\r\nBcc: evil@example.com\r\n\r\nHello"
    c = company.client()
    for title in (hostile, "x\nBcc: e@example.com", "x\rBcc: e@example.com"):
        status, reply, _ = c.call("POST", "/api/v1/tickets", {
            "customer_id": company.customer["id"], "title": title})
        checks.check("a title with line breaks is refused", status == 422 and
                     [e["field"] for e in reply["errors"]] == ["title"], status)
    bad = "a@b.example>\r\nBcc: <e@example.com"
    _, _, headers = c.call("GET", "/api/v1/company")
    status, _, _ = c.call("PATCH", "/api/v1/company", {"mail_from": bad},
                          {"If-Match": headers["ETag"]})
    checks.check("so is such a sender", status == 422, status)
    status, _, _ = c.call("POST", "/api/v1/users", {"login": "evil", "name": "e", "email": bad})
    checks.check("and such an address of a user", status == 422, status)
    c.close()
    t = company.ticket("harmless", "urgent", company.owners["en"])
    company.stop()
    # Past the door, as something older might have left it.
    company.db.execute("update tickets set title = '%s' where id = %s" % (hostile, t["id"]))
    before = len(server.sink.messages)
    company.serve_until_quiet("2026-03-02T06:30:00Z", server.url)
    company_mail = server.sink.messages[before:]
    told = [m for m in company_mail if t["number"] in m.get_content()]
    checks.check("a hostile title that is there adds no header and no recipient", told and all(
        m["Bcc"] is None and len(m.recipients) == 1 and "evil" not in str(m.recipients)
        for m in told), len(told))


def refusing(checks, db):
    """A server that says 451 once, and one that is not there."""
    company = Company(db)
    try:
        with Server() as server:
            sink = server.sink
            company.serve(START, server.url)
            sink.answers = ["451 try again later"]
            company.ticket("拒收", "urgent", company.owners["zh-CN"])
            row = lab.until("it is refused", lambda: [
                r for r in company.queued() if r["error"]])[0]
            checks.check("451: it stays queued, the reason is kept",
                         row["attempts"] == 1 and not sink.messages and
                         row["error"].startswith("451 "), row["error"])
            company.serve_until_quiet("2026-03-02T02:02:00Z", server.url)
            checks.check("451, then taken: once, with the same id",
                         [m["Message-ID"] for m in sink.messages] ==
                         [m["Message-ID"] for m in sink.refused], len(sink.messages))
        down = "smtp://127.0.0.1:%d" % free_port()
        company.serve("2026-03-02T02:03:00Z", down)
        company.ticket("服务器不在", "urgent", company.owners["zh-TW"])
        row = lab.until("it was tried", lambda: [r for r in company.queued() if r["error"]])[0]
        app = db.query("select state from notices where channel = 'app' and user_id = %s"
                       % company.owners["zh-TW"])
        checks.check("a server that is away: mail waits, the notice in the app is there",
                     row["state"] == "queued" and app == [{"state": "sent"}], row["error"])
        with Server() as server:
            company.serve_until_quiet("2026-03-02T02:05:00Z", server.url)
            checks.check("when it is back: once", len(server.sink.messages) == 1 and
                         server.sink.messages[0]["X-Dedupe-Id"] == "n%d" % row["id"])
    finally:
        company.close()


def killed(checks, db):
    """kill -9 when the server has the message and we have not yet written that down."""
    company = Company(db)
    try:
        with Server() as server:
            sink = server.sink
            company.serve(START)  # without mail: several wait
            for i in range(5):
                company.ticket("第%d个" % i, "urgent", company.owners["zh-CN"])
            rows = len(company.queued())
            sink.gate = threading.Event()
            company.serve(START, server.url)
            if not sink.arrived.wait(10):
                raise AssertionError("no mail arrived")
            company.node.kill()
            sink.gate.set()
            sink.gate = None
            company.serve(START, server.url)
            held = len(sink.messages)
            checks.check("while the lease runs nobody sends it again",
                         len(company.queued()) == rows and held == 1, held)
            company.serve_until_quiet("2026-03-02T02:02:01Z", server.url)
            ids = [m["Message-ID"] for m in sink.messages]
            checks.check("after it, all arrive; the one of the kill twice, with the same id",
                         len(set(ids)) == rows and len(ids) == rows + 1 and
                         ids.count(ids[0]) == 2, "%d of %d rows" % (len(ids), rows))
            twice = [m for m in sink.messages if m["Message-ID"] == ids[0]]
            checks.check("both times the same words",
                         len({(m["Subject"], m.get_content()) for m in twice}) == 1)
    finally:
        company.close()


def quiet_hours(checks, db):
    """A general problem's warning falls due at 00:24 in the night."""
    company = Company(db, quiet_hours=True)
    try:
        with Server() as server:
            sink = server.sink
            company.serve(START, server.url)
            company.ticket("夜里到期", "general", None)
            opening = micros("2026-03-04T01:00:00Z")
            company.serve("2026-03-03T17:00:00Z", server.url)
            rows = lab.until("it is fired", lambda: db.query(
                "select * from notices where kind = 'warning'"))
            checks.check("at 01:00 it is written down for the opening at 09:00",
                         {r["send_at"] for r in rows} == {opening}, len(rows))
            company.serve("2026-03-04T00:59:59Z", server.url)
            # The sender looks at once when it starts; a mail that needs none shows that it did.
            c = company.client()
            unread = c.must("GET", "/notifications?with_total=1")
            c.close()
            checks.check("a second before, nothing was sent", not sink.messages and
                         len(company.queued()) == len(rows) // 2 and unread["items"] == [])
            company.serve_until_quiet("2026-03-04T01:00:00Z", server.url)
            checks.check("at the opening it is sent, once each",
                         len(sink.messages) == len(rows) // 2 and
                         all("【预警】" in m["Subject"] for m in sink.messages),
                         len(sink.messages))
    finally:
        company.close()


def main():
    checks = lab.Checks()
    parts = [(story, lab.Sqlite), (refusing, lab.Sqlite), (killed, lab.Sqlite),
             (quiet_hours, lab.Sqlite), (story, lab.Postgres), (killed, lab.Postgres)]
    for part, kind in parts:
        db = kind()
        print("-- %s, %s" % (part.__name__, db.name), flush=True)
        try:
            part(checks, db)
        except Exception as e:  # the others are still to be tried
            checks.check("%s on %s" % (part.__name__, db.name), False, repr(e))
        finally:
            db.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
