"""Logging in, sessions, tokens, users, departments."""
import unittest

from client import PASSWORD, Server, ServerCase


class Setup(unittest.TestCase):
    def test_once(self):
        server = Server()
        try:
            c = server.client()
            self.assertTrue(c.get("/setup").json["open"])
            body = {"token": "wrong", "login": "root", "name": "Root", "password": PASSWORD}
            self.assertEqual(c.post("/setup", body, 403).code, "bad_setup_token")
            body["token"] = server.setup_token
            self.assertEqual(c.post("/setup", {**body, "password": "short"}, 422).fields(),
                             {"password": "too_short"})
            c.post("/setup", body, 204)
            self.assertFalse(c.get("/setup").json["open"])
            self.assertEqual(c.post("/setup", body, 403).code, "bad_setup_token")
            self.assertEqual(c.login("root").json["user"]["roles"], ["administrator"])
            c.close()
        finally:
            server.close()


class Sessions(ServerCase):
    def test_wrong_password_and_unknown_login_look_the_same(self):
        c = self.anonymous()
        known = c.login("admin", "wrong password 1", 401).json
        unknown = c.login("nobody", "wrong password 1", 401).json
        for reply in (known, unknown):
            del reply["request_id"]
        self.assertEqual(known, unknown)

    def test_cookie(self):
        c = self.anonymous()
        reply = c.login("admin")
        cookie = reply.headers["Set-Cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Lax", cookie)
        self.assertNotIn("Secure", cookie)
        self.assertEqual(c.get("/session").json["user"]["login"], "admin")
        c.call("DELETE", "/session", status=204)
        self.assertIsNone(c.cookie)
        c.get("/session", 401)

    def test_logout_ends_it_on_the_server(self):
        c = self.anonymous()
        c.login("admin")
        cookie = c.cookie
        c.call("DELETE", "/session", status=204)
        c.cookie = cookie
        c.get("/session", 401)

    def test_list_and_end(self):
        c = self.person("lister", ["sales"])
        other = self.anonymous()
        other.login("lister")
        sessions = c.get("/sessions?sort=-last_seen_at").json["items"]
        self.assertEqual(len(sessions), 2)
        self.assertNotIn("hash", sessions[0])
        newest = max(sessions, key=lambda s: int(s["id"]))
        c.call("DELETE", "/sessions/" + newest["id"], status=204, headers={"If-Match": '"1"'})
        other.get("/session", 401)
        c.get("/session", 200)

    def test_others_sessions_are_not_there(self):
        c = self.person("peeper", ["administrator"])
        mine = {s["id"] for s in c.get("/sessions").json["items"]}
        theirs = {s["id"] for s in self.admin.get("/sessions").json["items"]}
        self.assertFalse(mine & theirs)
        for i in theirs:
            c.call("DELETE", "/sessions/" + i, status=404, headers={"If-Match": '"1"'})

    def test_password_change_ends_the_others(self):
        c = self.person("changer", ["sales"])
        other = self.anonymous()
        other.login("changer")
        body = {"old_password": PASSWORD, "password": "another long secret"}
        self.assertEqual(c.post("/session/password", {**body, "old_password": "no"}, 422).fields(),
                         {"old_password": "wrong_password"})
        self.assertEqual(
            c.post("/session/password", {**body, "password": "aaaaaaaaaaaaaa"}, 422).fields(),
            {"password": "weak_password"})
        c.post("/session/password", body, 204)
        c.get("/session", 200)
        other.get("/session", 401)
        other.login("changer", PASSWORD, 401)
        other.login("changer", "another long secret")

    def test_disabled_at_once(self):
        c = self.person("leaver", ["sales"])
        c.get("/users")
        token = c.post("/tokens", {"name": "t"}, 201).json["secret"]
        self.admin.patch("/users/" + c.user["id"], {"disabled": True})
        c.get("/users", 401)
        self.anonymous(token=token).get("/users", 401)
        self.anonymous().login("leaver", PASSWORD, 401)

    def test_changed_rights_count_at_once(self):
        c = self.person("riser", ["sales"])
        c.post("/users", {"login": "x1", "name": "x"}, 403)
        self.admin.patch("/users/" + c.user["id"], {"roles": ["administrator"]})
        c.post("/users", {"login": "x1", "name": "x"}, 201)
        self.admin.patch("/users/" + c.user["id"], {"roles": []})
        c.get("/users", 403)

    def test_throttle(self):
        self.person("victim", ["sales"])
        c = self.anonymous()
        for _ in range(10):
            c.login("victim", "wrong password 1", 401)
        reply = c.login("victim", PASSWORD, 429)
        self.assertEqual(reply.code, "too_many_attempts")
        self.assertGreater(int(reply.headers["Retry-After"]), 600)

    def test_user_language(self):
        c = self.person("taiwan", ["sales"], locale="zh-TW")
        self.assertEqual(c.get("/users/1", 404).json["title"], "找不到")


class TimeLimits(unittest.TestCase):
    """Half an hour without use, twelve hours in all; the clock is moved by starting again."""

    def test_idle_and_absolute(self):
        server = Server("--test-clock", "2031-06-06T08:00:00Z")
        try:
            cookie = server.setup().cookie

            def at(time, status):
                server.stop()
                server.args = ("--test-clock", "2031-06-06T%sZ" % time)
                server.start()
                c = server.client()
                c.cookie = cookie
                c.get("/session", status)
                c.close()

            for minute in range(8 * 60 + 29, 20 * 60, 29):  # each is noted as the last use
                at("%02d:%02d:00" % divmod(minute, 60), 200)
            at("20:00:01", 401)
            server.stop()
            server.args = ("--test-clock", "2031-06-06T21:00:00Z")
            server.start()
            c = server.client()
            c.login("admin")
            cookie = c.cookie
            c.close()
            at("21:31:00", 401)
        finally:
            server.close()


class CrossSite(ServerCase):
    def test_unsafe_methods_with_a_cookie(self):
        body = {"name": "Sales"}
        for headers in ({"Origin": "http://evil.example"}, {"Origin": None}, {"Origin": "null"},
                        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            reply = self.admin.post("/departments", body, 403, headers=headers)
            self.assertEqual(reply.code, "cross_site")
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {}):
            self.admin.post("/departments", body, 201, headers=headers)

    def test_login_from_another_site(self):
        c = self.anonymous()
        reply = c.post("/session", {"login": "admin", "password": PASSWORD}, 403,
                       headers={"Origin": "http://evil.example"})
        self.assertEqual(reply.code, "cross_site")


class Tokens(ServerCase):
    def test_life(self):
        made = self.admin.post("/tokens", {"name": "script"}, 201).json
        self.assertTrue(made["secret"].startswith("gj_"))
        self.assertTrue(made["secret"].startswith(made["token"]["prefix"]))
        c = self.anonymous(token=made["secret"])
        self.assertEqual(c.get("/session").json["user"]["login"], "admin")
        c.post("/departments", {"name": "By token"}, 201)
        shown = self.admin.get("/tokens").json["items"][0]
        self.assertNotIn("secret", shown)
        self.admin.call("DELETE", "/tokens/" + shown["id"], status=204, headers={"If-Match": '"1"'})
        c.get("/session", 401)

    def test_nonsense(self):
        for token in ("gj_", "x", "gj_" + "a" * 43, "é".encode().decode("latin-1")):
            self.anonymous(token=token).get("/session", 401)

    def test_expiry_in_the_past(self):
        reply = self.admin.post("/tokens", {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, 422)
        self.assertEqual(reply.fields(), {"expires_at": "expired"})


class Users(ServerCase):
    def test_rules(self):
        def refused(status, field, code, **body):
            reply = self.admin.post("/users", {"login": "abc", "name": "n", **body}, status)
            self.assertEqual(reply.fields(), {field: code})

        refused(409, "login", "taken", login="ADMIN")
        refused(422, "login", "bad_name_characters", login="a b")
        refused(422, "roles", "not_a_role", roles=["king"])
        refused(422, "roles", "not_a_role", roles=["sales", "sales"])
        refused(422, "department_id", "no_such_record", department_id="77")
        refused(422, "supervisor_id", "no_such_record", supervisor_id="77")
        refused(422, "locale", "not_one_of", locale="fr")
        refused(422, "password_hash", "unknown_field", password_hash="x")
        refused(422, "id", "read_only", id="5")

    def test_supervisors_do_not_circle(self):
        a = self.admin.post("/users", {"login": "sa", "name": "a"}, 201).json["id"]
        b = self.admin.post("/users", {"login": "sb", "name": "b", "supervisor_id": a}, 201).json["id"]
        reply = self.admin.patch("/users/" + a, {"supervisor_id": b}, status=409)
        self.assertEqual(reply.fields(), {"supervisor_id": "supervisor_cycle"})

    def test_last_administrator_stays(self):
        me = self.admin.get("/session").json["user"]["id"]
        for change in ({"disabled": True}, {"roles": ["sales"]}):
            reply = self.admin.patch("/users/" + me, change, status=409)
            self.assertEqual(reply.code, "last_administrator")

    def test_masks(self):
        body = {"login": "masked", "name": "m", "phone": "13812345678", "email": "ab@example.com"}
        user = self.admin.post("/users", body, 201).json
        self.assertEqual(user["phone"], "13812345678")
        c = self.person("looker", ["sales"])
        seen = c.get("/users/" + user["id"]).json
        self.assertEqual(seen["phone"], "138****5678")
        self.assertEqual(seen["email"], "a***@example.com")
        listed = [u for u in c.get("/users?login=masked").json["items"]]
        self.assertEqual(listed[0]["phone"], "138****5678")
        self.assertNotIn("password_hash", listed[0])

    def test_audit(self):
        user = self.admin.post("/users", {"login": "watched", "name": "w"}, 201).json
        self.admin.patch("/users/" + user["id"], {"name": "x", "phone": "13812345678"})
        rows = self.admin.get("/audit?record_id=%s&sort=id" % user["id"]).json["items"]
        self.assertEqual([r["action"] for r in rows], ["create", "change"])
        self.assertEqual(rows[1]["diff"]["name"], ["w", "x"])
        self.assertEqual(rows[1]["diff"]["phone"], [None, "138****5678"])
        self.person("nosy", ["service_manager"]).get("/audit", 403)


class Departments(ServerCase):
    def make(self, name, parent=None):
        return self.admin.post("/departments", {"name": name, "parent_id": parent}, 201).json

    def test_tree(self):
        a = self.make("A")
        b = self.make("B", a["id"])
        c = self.make("C", b["id"])
        d = self.make("D")
        self.assertEqual(c["path"], "/%s/%s/%s/" % (a["id"], b["id"], c["id"]))
        reply = self.admin.patch("/departments/" + a["id"], {"parent_id": c["id"]}, status=409)
        self.assertEqual(reply.fields(), {"parent_id": "department_cycle"})
        self.admin.patch("/departments/" + a["id"], {"parent_id": a["id"]}, status=409)
        self.admin.patch("/departments/" + b["id"], {"parent_id": d["id"]})
        self.assertEqual(self.admin.get("/departments/" + c["id"]).json["path"],
                         "/%s/%s/%s/" % (d["id"], b["id"], c["id"]))
        self.assertEqual(self.admin.delete("/departments/" + d["id"], status=409).code,
                         "department_used")
        self.admin.delete("/departments/" + c["id"])
        self.admin.get("/departments/" + c["id"], 404)


if __name__ == "__main__":
    unittest.main()
