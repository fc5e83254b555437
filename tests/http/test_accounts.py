"""Accounts: a password given again, a second factor, invitations and forgotten passwords."""
import unittest

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
