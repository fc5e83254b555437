"""Accounts: a password given again, a second factor, invitations and forgotten passwords."""
import base64
import email
import email.policy
import hashlib
import hmac
import queue
import re
import socketserver
import threading
import unittest
from datetime import datetime

from business import CompanyServer
from client import PASSWORD, Server, ServerCase


class Clocked(unittest.TestCase):
    """A server whose clock the test moves."""
    server_class = Server
    begin = "2031-06-06T08:00:00Z"

    def setUp(self):
        self.server = self.server_class("--test-clock", self.begin)
        self.addCleanup(self.server.close)
        self.admin = self.server.setup()
        self.clients = [self.admin]
        self.addCleanup(lambda: [c.close() for c in self.clients])

    def at(self, time):
        """Starts it again at another time; sessions stay."""
        for c in self.clients:
            c.close()
        self.server.stop()
        self.server.args = ("--test-clock", time, *self.server.args[2:])
        self.server.start()
        for c in self.clients:
            c.port = self.server.port

    def client(self, **kw):
        c = self.server.client(**kw)
        self.clients.append(c)
        return c


class Confirm(Clocked):
    def test_grave_acts_want_a_password_of_the_last_ten_minutes(self):
        user = self.admin.post("/users", {"login": "one", "name": "n"}, 201).json["id"]
        role = self.admin.post("/roles", {"name": "role", "title": "t"}, 201).json["id"]
        self.at("2031-06-06T08:10:00Z")
        self.admin.post("/roles", {"name": "still", "title": "t"}, 201)
        self.at("2031-06-06T08:10:01Z")
        acts = [
            lambda s: self.admin.post("/roles", {"name": "late", "title": "t"}, s or 201),
            lambda s: self.admin.patch("/roles/" + role, {"title": "x"}, status=s or 200),
            lambda s: self.admin.patch("/users/" + user, {"roles": ["role"]}, status=s or 200),
            lambda s: self.admin.post("/users", {"login": "two", "name": "n", "roles": ["sales"]},
                                      s or 201),
            lambda s: self.admin.post("/users/%s/password" % user, {"password": PASSWORD}, s or 204),
            lambda s: self.admin.post("/tokens", {"name": "t"}, s or 201),
        ]
        for act in acts:
            self.assertEqual(act(403).code, "confirm_needed")
        self.admin.patch("/users/" + user, {"name": "other", "roles": []})  # changes no right
        self.admin.post("/users", {"login": "three", "name": "n"}, 201)
        self.admin.get("/roles")
        self.admin.post("/session/confirm", {"password": PASSWORD}, 204)
        for act in acts:
            act(None)
        self.admin.patch("/users/" + user, {"roles": []})
        self.admin.delete("/roles/" + role)
        rows = self.admin.get("/audit?sort=-id&action=confirm").json["items"]
        self.assertEqual(len(rows), 1)

    def test_wrong_passwords_are_counted_as_those_of_logging_in(self):
        for _ in range(10):
            reply = self.admin.post("/session/confirm", {"password": "wrong password 1"}, 422)
            self.assertEqual(reply.fields(), {"password": "wrong_password"})
        reply = self.admin.post("/session/confirm", {"password": PASSWORD}, 429)
        self.assertEqual(reply.code, "too_many_attempts")
        self.admin.get("/session")
        rows = self.admin.get("/audit?action=confirm_refused").json["items"]
        self.assertEqual(len(rows), 10)

    def test_a_token_is_a_program(self):
        """It cannot give a password; whoever made it has."""
        token = self.admin.post("/tokens", {"name": "t"}, 201).json["secret"]
        c = self.client(token=token)
        self.at("2031-06-06T09:00:00Z")
        self.assertEqual(c.post("/session/confirm", {"password": PASSWORD}, 403).code,
                         "session_needed")
        c.post("/users", {"login": "by-token", "name": "n", "roles": ["sales"]}, 201)


def code_at(secret, time):
    """RFC 6238, written anew."""
    step = int(datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()) // 30
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = mac[-1] & 15
    return "%06d" % ((int.from_bytes(mac[at:at + 4], "big") & 0x7fffffff) % 1000000)


class SecondFactor(Clocked):
    later = "2031-06-06T08:01:00Z"

    def turn_on(self):
        made = self.admin.post("/second-factor", {}, 200).json
        codes = self.admin.post("/second-factor/confirm", {
            "code": code_at(made["secret"], self.begin)}, 200).json["recovery_codes"]
        return made["secret"], codes

    def login(self, status, **code):
        reply = self.client().post("/session", {"login": "admin", "password": PASSWORD, **code},
                                   status)
        return reply.code if status != 200 else None

    def test_life(self):
        self.assertEqual(self.admin.get("/second-factor").json,
                         {"enabled": False, "recovery_codes_left": 0})
        made = self.admin.post("/second-factor", {}, 200).json
        self.assertIn("secret=%s&" % made["secret"], made["uri"])
        self.login(200)  # it does not count before it is proven
        reply = self.admin.post("/second-factor/confirm", {"code": "000000"}, 422)
        self.assertEqual(reply.fields(), {"code": "bad_code"})
        secret, codes = self.turn_on()
        self.assertNotEqual(secret, made["secret"])
        self.assertEqual((len(codes), len(set(codes))), (10, 10))
        self.assertEqual(self.admin.get("/second-factor").json,
                         {"enabled": True, "recovery_codes_left": 10})
        self.assertEqual(self.admin.post("/second-factor", {}, 409).code, "second_factor_on")
        self.assertTrue(self.admin.get("/users?login=admin").json["items"][0]["second_factor"])
        self.assertEqual(self.login(401), "code_needed")
        self.assertEqual(self.login(401, code="123456"), "bad_code")
        self.assertEqual(self.login(401, code=code_at(secret, self.begin)), "bad_code")  # used
        self.at(self.later)
        self.login(200, code=code_at(secret, self.later))
        self.assertEqual(self.login(401, code=code_at(secret, self.later)), "bad_code")
        before = "2031-06-06T08:00:30Z"
        self.assertEqual(self.login(401, code=code_at(secret, before)), "bad_code")
        wrong = self.client().login("admin", "wrong password 1", 401)
        self.assertEqual(wrong.code, "bad_login")
        self.admin.call("DELETE", "/second-factor", status=204)
        self.admin.call("DELETE", "/second-factor", status=404)
        self.login(200)
        actions = [r["action"] for r in self.admin.get("/audit?sort=id").json["items"]]
        for action in ("second_factor_on", "second_factor_off", "login_refused"):
            self.assertIn(action, actions)

    def test_recovery_codes(self):
        secret, codes = self.turn_on()
        self.login(200, code=codes[0].upper().replace("-", " "))
        self.assertEqual(self.login(401, code=codes[0]), "bad_code")
        self.assertEqual(self.admin.get("/second-factor").json["recovery_codes_left"], 9)
        new = self.admin.post("/second-factor/recovery-codes", {}, 200).json["recovery_codes"]
        self.assertFalse(set(new) & set(codes))
        self.assertEqual(self.login(401, code=codes[1]), "bad_code")
        self.login(200, code=new[1])
        rows = self.admin.get("/audit?action=recovery_code").json["items"]
        self.assertEqual(len(rows), 2)

    def test_codes_cannot_be_tried_out(self):
        self.turn_on()
        for n in range(10):
            self.assertEqual(self.login(401, code="%06d" % n), "bad_code")
        self.assertEqual(self.login(429, code="000010"), "too_many_attempts")

    def test_passwords_leave_it_on(self):
        self.turn_on()
        self.admin.post("/session/password", {"old_password": PASSWORD,
                                              "password": "another long secret"}, 204)
        reply = self.client().login("admin", "another long secret", 401)
        self.assertEqual(reply.code, "code_needed")

    def test_a_lost_telephone(self):
        user = self.admin.post("/users", {"login": "loser", "name": "n", "roles": ["sales"]},
                               201).json["id"]
        self.admin.post("/users/%s/password" % user, {"password": PASSWORD}, 204)
        c = self.client()
        c.login("loser")
        made = c.post("/second-factor", {}, 200).json
        c.post("/second-factor/confirm", {"code": code_at(made["secret"], self.begin)}, 200)
        self.assertEqual(self.client().login("loser", PASSWORD, 401).code, "code_needed")
        self.admin.call("DELETE", "/users/%s/second-factor" % user, status=204)
        self.client().login("loser")

    def test_not_for_programs(self):
        token = self.admin.post("/tokens", {"name": "t"}, 201).json["secret"]
        self.turn_on()
        c = self.client(token=token)
        for method, path, body in (("POST", "/second-factor", {}), ("DELETE", "/second-factor", None),
                                   ("POST", "/second-factor/recovery-codes", {}),
                                   ("POST", "/second-factor/confirm", {"code": "1"})):
            self.assertEqual(c.call(method, path, body, 403).code, "session_needed")

    def test_wants_the_password(self):
        self.at("2031-06-06T08:11:00Z")
        for method, path, body in (("POST", "/second-factor", {}), ("DELETE", "/second-factor", None),
                                   ("POST", "/second-factor/recovery-codes", {})):
            self.assertEqual(self.admin.call(method, path, body, 403).code, "confirm_needed")

    def test_the_database_has_no_code(self):
        _, codes = self.turn_on()
        if self.server.db.startswith("postgresql:"):
            self.skipTest("looks into the file")
        with open(self.server.db, "rb") as f:
            content = f.read()
        wal = self.server.db + "-wal"
        with open(wal, "rb") as f:
            content += f.read()
        for code in codes:
            self.assertNotIn(code.encode(), content)
            self.assertNotIn(code.replace("-", "").encode(), content)


class MailSink(socketserver.ThreadingTCPServer):
    """Takes every mail and keeps it; the least of SMTP (RFC 5321) that a client needs."""
    allow_reuse_address = daemon_threads = True

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line):
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self):
            self.say("220 sink")
            for line in iter(self.rfile.readline, b""):
                word = line[:4].upper()
                if word == b"DATA":
                    self.say("354 go on")
                    text = b"".join(iter(self.rfile.readline, b".\r\n"))
                    self.server.mails.put(email.message_from_bytes(
                        text, policy=email.policy.default))
                self.say("221 bye" if word == b"QUIT" else "250 fine")
                if word == b"QUIT":
                    return

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.mails = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def next(self, seconds=10):
        """The next mail, or None."""
        try:
            return self.mails.get(timeout=seconds)
        except queue.Empty:
            return None


class Links(Clocked):
    begin = "2026-03-02T02:00:00Z"
    new = "a wholly new secret"

    def server_class(self, *args):
        self.sink = MailSink()
        self.addCleanup(lambda: (self.sink.shutdown(), self.sink.server_close()))
        return CompanyServer("--smtp-url", "smtp://127.0.0.1:%d" % self.sink.server_address[1])

    def at(self, moment):
        for c in self.clients:
            c.close()
        self.server.stop()
        self.server.args = (*self.server.args, "--test-clock", moment)
        self.server.start()
        for c in self.clients:
            c.port = self.server.port

    def setUp(self):
        super().setUp()
        self.user = self.admin.post("/users", {
            "login": "guest", "name": "来宾", "email": "Guest@example.com", "locale": "en",
            "roles": ["sales"]}, 201).json["id"]

    def with_mail(self):
        self.admin.patch("/company", {"mail_from": "genjin@example.com",
                                      "base_url": "https://crm.example/"})

    def link_of(self, mail):
        """The secret of the one link in a mail."""
        text = mail.get_content()
        found = re.findall(r"https?://\S+", text)
        self.assertEqual(len(found), 1, text)
        base, secret = found[0].split("#")
        self.assertEqual(base, "https://crm.example/new-password")
        self.assertGreaterEqual(len(secret), 43)
        return secret

    def reset(self, secret, status, password=None):
        return self.client().post("/password/reset",
                                  {"token": secret, "password": password or self.new}, status)

    def invited(self):
        self.admin.post("/users/%s/invitation" % self.user, {}, 204)
        mail = self.sink.next()
        self.assertEqual(mail["To"], "Guest@example.com")
        return self.link_of(mail), mail.get_content()

    def test_an_invitation(self):
        path = "/users/%s/invitation" % self.user
        self.assertEqual(self.admin.post(path, {}, 409).code, "mail_not_set")
        self.with_mail()
        first, _ = self.invited()
        secret, text = self.invited()
        self.assertIn("guest", text)
        self.assertEqual(self.reset(first, 403).code, "bad_link")  # a newer one is there
        self.assertEqual(self.reset(secret, 422, "guest has a word").fields(),
                         {"password": "weak_password"})
        self.reset(secret, 204)
        self.assertEqual(self.reset(secret, 403).code, "bad_link")
        c = self.client()
        c.login("guest", self.new)
        c.post(path, {}, 403)
        rows = self.admin.get("/audit?record_id=%s&sort=id" % self.user).json["items"]
        self.assertEqual([r["action"] for r in rows if r["action"] not in ("seen", "denied")],
                         ["create", "invite", "invite", "password_reset", "login"])
        self.admin.patch("/users/" + self.user, {"email": None})
        self.assertEqual(self.admin.post(path, {}, 409).code, "no_email")

    def test_a_forgotten_password(self):
        self.with_mail()
        self.admin.post("/users/%s/password" % self.user, {"password": PASSWORD}, 204)
        c = self.client()
        c.login("guest")
        token = c.post("/tokens", {"name": "t"}, 201).json["secret"]
        nobody = self.client()
        answers = [nobody.post("/password/forgotten", {"login": login}, 204).body
                   for login in ("guest", "nobody", "GUEST@EXAMPLE.COM", "nobody@example.com")]
        self.assertEqual(set(answers), {b""})
        self.sink.next()
        secret = self.link_of(self.sink.next())
        self.assertIsNone(self.sink.next(2))  # nothing for those who are not there
        c.get("/session")
        self.reset(secret, 204)
        c.get("/session", 401)
        self.client(token=token).get("/session", 401)
        self.client().login("guest", PASSWORD, 401)
        self.client().login("guest", self.new)

    def test_links_end(self):
        self.with_mail()
        invitation, _ = self.invited()
        self.client().post("/password/forgotten", {"login": "guest"}, 204)
        forgotten = self.link_of(self.sink.next())
        self.at("2026-03-02T02:30:01Z")
        self.assertEqual(self.reset(forgotten, 403).code, "bad_link")
        self.at("2026-03-09T01:59:59Z")
        self.reset(invitation, 204)

    def test_a_disabled_person(self):
        self.with_mail()
        secret, _ = self.invited()
        self.admin.patch("/users/" + self.user, {"disabled": True})
        self.assertEqual(self.reset(secret, 403).code, "bad_link")
        self.assertEqual(self.admin.post("/users/%s/invitation" % self.user, {}, 409).code,
                         "user_disabled")
        self.client().post("/password/forgotten", {"login": "guest"}, 204)
        self.assertIsNone(self.sink.next(2))

    def test_asked_too_often(self):
        for login in ("guest", "nobody"):
            for _ in range(3):
                self.client().post("/password/forgotten", {"login": login}, 204)
            reply = self.client().post("/password/forgotten", {"login": login}, 429)
            self.assertEqual(reply.code, "too_many_attempts")

    def test_guesses(self):
        for token in ("", "x", "a" * 43, "a" * 101, "é"):
            self.assertEqual(self.reset(token, 403).code, "bad_link")

    def test_the_host_of_a_request_is_not_in_the_mail(self):
        self.with_mail()
        self.client().post("/password/forgotten", {"login": "guest"}, 204,
                           headers={"X-Forwarded-Host": "evil.example"})
        self.link_of(self.sink.next())

    def test_words_of_the_company(self):
        self.admin.patch("/company", {"name": "Acme Industries"})
        for word in ("we love ACME so", "industries 2026", "genjin is great", "administrator 77"):
            reply = self.admin.post("/session/password", {"old_password": PASSWORD,
                                                          "password": word}, 422)
            self.assertEqual(reply.fields(), {"password": "weak_password"}, word)


class Sessions(ServerCase):
    def test_the_present_one_is_marked(self):
        c = self.person("two-browsers", ["sales"])
        other = self.anonymous()
        other.login("two-browsers")
        mine = [s["id"] for s in c.get("/sessions").json["items"] if s["present"]]
        theirs = [s["id"] for s in other.get("/sessions").json["items"] if s["present"]]
        self.assertEqual((len(mine), len(theirs)), (1, 1))
        self.assertNotEqual(mine, theirs)
        token = c.post("/tokens", {"name": "t"}, 201).json["secret"]
        seen = self.anonymous(token=token).get("/sessions").json["items"]
        self.assertEqual([s["present"] for s in seen], [False, False])


if __name__ == "__main__":
    unittest.main()
