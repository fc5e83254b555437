#!/usr/bin/python3
"""Webhooks as their peers see them when things go wrong: a kill between "taken" and "marked", two
nodes at one database, certificates, an answer that never ends and one that never stops.

The programs run in their sandbox; their clock stands still, each part is served at an instant of its
own.
"""
import os
import socket
import subprocess
import sys
import threading
import time

import lab
from smtp import Company, micros

sys.path.insert(0, os.path.join(lab.ROOT, "tests/http"))
from webhook_peer import Peer  # noqa: E402  (it lies beside the contract tests)

START = "2026-03-02T02:00:00Z"
BREACH = "2026-03-02T04:00:01Z"
STEP = {"warnings": False, "escalations": False}


class Hooked(Company):
    """The company of the mail tests, whose breaches go to webhooks of a peer."""

    def __init__(self, db, *peers):
        self.settings = ["--outgoing-allow", " ".join("127.0.0.1:%d" % p.port for p in peers)]
        super().__init__(db)

    def serve(self, at, smtp=None, setup=False):
        self.stop()
        self.node = lab.Node(self.db, 1, ["--test-clock", at, "--no-sync", "true", *self.settings])
        self.node.start()
        self.now = micros(at)
        if setup:
            c = lab.first_administrator(self.node)
            self.token = c.token
            c.close()

    def hook(self, body):
        c = self.client()
        try:
            return c.must("POST", "/webhooks", body)
        finally:
            c.close()

    def rows(self):
        return self.db.query("select * from notices where channel = 'webhook' order by id")

    def waits(self):
        """What is owed by the clock of the node."""
        return self.db.query("select id from deadlines where next_fire_at <= %d" % self.now) or \
            self.db.query("select id from notices where channel = 'webhook' and state = 'queued' "
                          "and send_at <= %d" % self.now)

    def late(self, n, at=BREACH):
        """n tickets whose first answer is late at `at`, said before anything is sent."""
        for i in range(n):
            self.ticket("第%d个" % i, "urgent", self.owners["zh-CN"])
        self.serve(at)


def killed(checks, db):
    """kill -9 when the peer has the message and we have not yet written that down."""
    peer = Peer()
    company = Hooked(db, peer)
    try:
        robot = company.hook(peer.webhook("wecom", **STEP))
        events = company.hook(peer.webhook("standard", **STEP))
        peer.gate = threading.Event()
        company.late(5)
        if not peer.arrived.wait(15):
            raise AssertionError("nothing arrived")
        checks.check("%s: the sandbox holds" % db.name,
                     '"event":"serve.sandbox"' in company.node.log())
        lab.until("all is in the ledger", lambda: len(company.rows()) == 10)
        company.node.kill()
        peer.gate.set()
        peer.gate = None
        first = peer.requests[0]
        held = [r for r in company.rows() if r["attempts"]]
        checks.check("%s: killed while it was sent: queued, counted, grouped" % db.name, held and all(
            r["state"] == "queued" and "msg_%d" % r["message_id"] == first.id for r in held),
            len(held))
        company.serve(BREACH)
        time.sleep(1.5)
        checks.check("%s: while the lease runs nobody sends it again" % db.name,
                     [r.id for r in peer.requests].count(first.id) == 1)
        # The pace lets one message of each webhook out at an instant.
        for at in range(3, 60, 3):
            company.serve("2026-03-02T04:02:%02dZ" % at)
            time.sleep(1.2)
            if all(r["state"] == "sent" for r in company.rows()):
                break
        rows = company.rows()
        checks.check("%s: all arrive" % db.name, all(r["state"] == "sent" for r in rows),
                     [r["error"] for r in rows if r["state"] != "sent"] or "")
        again = [r for r in peer.requests if r.id == first.id]
        checks.check("%s: the one of the kill twice, with the same id and the same words" % db.name,
                     len(again) == 2 and again[0].json == again[1].json, len(again))
        others = [r.id for r in peer.requests if r.id != first.id]
        checks.check("%s: none of the others is doubled" % db.name,
                     len(set(others)) == len(others), len(others))
        checks.check("%s: and every ledger row was in exactly one message" % db.name, all(
            sum(1 for r in rows if r["webhook_id"] == int(w["id"])) == 5 for w in (robot, events)) and
            {"msg_%d" % r["message_id"] for r in rows} == {r.id for r in peer.requests})
        checks.check("%s: events go one by one" % db.name, len(
            {r["message_id"] for r in rows if r["webhook_id"] == int(events["id"])}) == 5)
    finally:
        company.close()
        peer.close()


def called(checks, db):
    """Whom each kind of robot is told to call, by the request as it arrives: nobody unless it is
    turned on, then the person in charge by the mobile number or chat id."""
    peer = Peer()
    company = Hooked(db, peer)
    try:
        hooks = [company.hook(peer.webhook(k, **STEP)) for k in ("wecom", "dingtalk", "feishu")]
        c = company.client()
        c.change("/users/" + company.owners["zh-CN"], {"phone": "+86 138 0000 1234"})
        company.late(2)
        lab.until("all robots are told", lambda: len(peer.requests) == 3)
        checks.check("off: nobody is called and no number leaves", all(
            not any(w in r.body for w in (b"138", b"mentioned", b'"at"', b"<at")) for r in peer.requests))
        c.close()
        c = company.client()
        for h in hooks:
            c.change("/webhooks/" + h["id"], {"mentions": True})
        c.change("/users/" + company.owners["zh-CN"], {"chat_id": "ou_7"})
        c.close()
        peer.requests.clear()
        company.late(2, "2026-03-02T06:00:10Z")
        lab.until("all robots are told", lambda: len(peer.requests) == 3)
        by = {r.path.split("/")[1]: r for r in peer.requests}
        checks.check("on: WeCom by mentioned_list", by["wecom"].json["text"]["mentioned_list"] == ["ou_7"])
        checks.check("on: DingTalk by atUserIds", by["dingtalk"].json["at"]["atUserIds"] == ["ou_7"] and
                     by["dingtalk"].text.endswith("@ou_7"))
        checks.check("on: Feishu by a tag", by["feishu"].text.endswith('<at user_id="ou_7">李静</at>'),
                     by["feishu"].text[-60:])
        checks.check("signed like any other", all(r.is_signed(company.now // 1000000)
                                                  for r in peer.requests))
    finally:
        company.close()
        peer.close()


def two_nodes(checks, db):
    """Two programs at one database share the work; the peer gets each message once, at the pace."""
    peer = Peer()
    company = Hooked(db, peer)
    other = None
    try:
        company.hook(peer.webhook("standard", **STEP))
        company.late(8)
        lab.until("all is in the ledger", lambda: len(company.rows()) == 8)
        for second in range(3, 60, 3):
            at = "2026-03-02T04:00:%02dZ" % second
            company.serve(at)
            other = lab.Node(db, 2, ["--test-clock", at, "--no-sync", "true", *company.settings])
            other.start()
            before = len(peer.requests)
            time.sleep(1.3)
            assert len(peer.requests) - before <= 1, "two messages at one instant"
            other.stop()
            other = None
            if all(r["state"] == "sent" for r in company.rows()):
                break
        ids = [r.id for r in peer.requests]
        checks.check("%s: two nodes: each once" % db.name, len(ids) == 8 and len(set(ids)) == 8,
                     len(ids))
    finally:
        if other:
            other.kill()
        company.close()
        peer.close()


def certificate(folder, name, host):
    """A key and a certificate that signs itself, in one file."""
    path = os.path.join(folder, name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=" + host, "-addext", "subjectAltName=" + host,
                    "-keyout", path, "-out", path + ".crt"], check=True, capture_output=True)
    with open(path, "a") as f, open(path + ".crt") as crt:
        f.write(crt.read())
    return path


def tried(company, webhook):
    """The result of a test message."""
    c = company.client()
    try:
        d = c.must("POST", "/webhooks/%s/test" % webhook["id"])
        path = "/webhooks/%s/deliveries/%s" % (webhook["id"], d["id"])
        return lab.until("it is tried", lambda: (lambda d: d if d["state"] != "queued" else None)(
            c.must("GET", path)), 20)
    finally:
        c.close()


def certificates(checks, db):
    good = Peer(certificate(db.dir, "good", "IP:127.0.0.1"))
    other = Peer(certificate(db.dir, "other", "DNS:hooks.example"))
    company = Hooked(db, good, other)
    try:
        hook = company.hook(good.webhook("standard"))
        wrong = company.hook(other.webhook("standard", name="other"))
        d = tried(company, hook)
        checks.check("a certificate that nobody vouches for is refused", d["state"] == "failed" and
                     "certificate" in d["error"] and not good.requests, d["error"])
        for name, peer, want in (("good", hook, "sent"), ("other", wrong, "failed")):
            company.settings = [*company.settings[:2], "--outgoing-ca",
                                os.path.join(db.dir, name + ".pem.crt")]
            company.serve("2026-03-02T02:00:10Z")
            d = tried(company, peer)
            checks.check("one that outgoing-ca vouches for: %s, for its own name" % want,
                         d["state"] == want, d["error"] or "")
        checks.check("the peer of another name got nothing", not other.requests and
                     len(good.requests) == 1)
    finally:
        company.close()
        good.close()
        other.close()


def endless(checks, db):
    """An answer of 30 MiB, and one that comes byte by byte."""
    peer = Peer()
    slow = socket.create_server(("127.0.0.1", 0))
    drip = threading.Thread(target=dripping, args=(slow,), daemon=True)
    drip.start()
    peer.answers.append((200, b"x" * (30 << 20), {}))
    company = Hooked(db, peer, Address(slow.getsockname()[1]))
    try:
        d = tried(company, company.hook(peer.webhook("standard")))
        checks.check("30 MiB are not read to the end, and taken is taken", d["state"] == "sent")
        with open("/proc/%d/status" % company.node.process.pid) as f:
            peak = int([x for x in f if x.startswith("VmHWM")][0].split()[1])
        checks.check("nor kept", peak < 150 * 1024, "%d MiB" % (peak // 1024))
        url = "http://127.0.0.1:%d/x" % slow.getsockname()[1]
        hook = company.hook(peer.webhook("standard", name="slow", url=url))
        began = time.monotonic()
        d = tried(company, hook)
        took = time.monotonic() - began
        checks.check("a dripping answer ends after 10 s", d["state"] == "failed" and 9 < took < 13,
                     "%.1f s, %s" % (took, d["error"]))
    finally:
        slow.close()
        company.close()
        peer.close()


class Address:
    def __init__(self, port):
        self.port = port


def dripping(listener):
    try:
        s, _ = listener.accept()
        s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            s.sendall(b"x")
            time.sleep(0.2)
    except OSError:
        pass


def main():
    checks = lab.Checks()
    parts = [(killed, lab.Sqlite), (called, lab.Sqlite), (certificates, lab.Sqlite), (endless, lab.Sqlite),
             (killed, lab.Postgres), (two_nodes, lab.Postgres)]
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
