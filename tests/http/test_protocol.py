"""What holds for every endpoint: problems, versions, idempotency, framing, limits, events."""
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from client import PROGRAM, ROOT, Client, Server, ServerCase, contract


class Document(unittest.TestCase):
    def test_not_stale(self):
        printed = subprocess.run([PROGRAM, "openapi"], capture_output=True, check=True).stdout
        with open(os.path.join(ROOT, "api/openapi.json"), "rb") as f:
            self.assertEqual(printed, f.read(), "run: genjin openapi > api/openapi.json")

    def test_sound(self):
        ids = set()
        for method, path, op in contract().operations():
            self.assertNotIn(op["operationId"], ids)
            ids.add(op["operationId"])
            names = [p.get("$ref") or (p["in"], p["name"]) for p in op["parameters"]]
            for ref in (n for n in names if isinstance(n, str)):
                self.assertIn(ref.rsplit("/", 1)[1], contract().document["components"]["parameters"])
            self.assertEqual(len(names), len(set(names)), (method, path))
            self.assertNotEqual(op["x-permission"], "none", (method, path))


class Problems(ServerCase):
    def test_languages(self):
        want = {"zh-CN": "请先登录。", "zh-TW,zh;q=0.5": "請先登入。", "en-GB": "Please log in."}
        for lang, text in want.items():
            self.assertEqual(self.anonymous(lang=lang).get("/users", 401).json["detail"], text)

    def test_bad_bodies(self):
        def refused(status, code, body, **headers):
            reply = self.admin.post("/departments", body, status, headers=headers)
            self.assertEqual(reply.json["errors"][0]["code"], code)
            return reply

        refused(400, "bad_json", "{")
        refused(400, "bad_json", '{"name":"a","name":"b"}')
        refused(400, "bad_json", b'{"name":"\xff"}')
        refused(400, "json_too_deep", "[" * 100 + "]" * 100)
        refused(400, "json_too_deep", '{"name":' + "[" * 100000 + "]" * 100000 + "}")
        refused(422, "not_an_object", "[]")
        refused(422, "not_a_text", {"name": 5})
        refused(422, "required", {})
        refused(422, "too_long", {"name": "x" * 101})
        refused(422, "control_character", {"name": "a\u0001"})
        refused(422, "unknown_field", {"name": "x", "nmae": "y"})
        refused(415, "bad_content_type", '{"name":"x"}', **{"Content-Type": "text/plain"})
        reply = refused(422, "too_long", {"name": "x" * 101, "head_id": "abc"})
        self.assertEqual(reply.fields(), {"name": "too_long", "head_id": "not_an_id"})
        self.assertEqual(reply.json["errors"][0]["params"], {"max": "100"})

    def test_routes(self):
        self.assertEqual(self.admin.get("/nowhere", 404).code, "no_such_route")
        self.assertEqual(self.admin.get("/users/abc", 404).code, "not_found")
        self.assertEqual(self.admin.get("/users/0", 404).code, "not_found")
        self.assertEqual(self.admin.get("/users/99999999999999999999", 404).code, "not_found")
        reply = self.admin.call("PUT", "/users", {}, 405)
        self.assertEqual(sorted(reply.headers["Allow"].split(", ")), ["GET", "POST"])
        self.admin.call("TRACE", "/users", None, 405)

    def test_arguments(self):
        def refused(query, field, code, status=422):
            reply = self.admin.get("/users?" + query, status)
            self.assertEqual(reply.fields(), {field: code})

        refused("nmae=x", "nmae", "unknown_argument")
        refused("password_hash=x", "password_hash", "unknown_argument")
        refused("phone=1", "phone", "not_filterable")
        refused("sort=phone", "sort", "not_sortable")
        refused("sort=id;drop", "sort", "not_sortable")
        refused("limit=0", "limit", "too_small")
        refused("limit=201", "limit", "too_large")
        refused("limit=x", "limit", "not_a_number")
        refused("login=a&login=b", "login", "given_twice")
        refused("login[like]=a", "login[like]", "bad_operator")
        refused("login=%zz", "", "bad_encoding", 400)
        refused("login=%ff", "", "bad_encoding", 400)
        refused("login=%00", "", "bad_encoding", 400)
        refused("created_at[gte]=yesterday", "created_at", "not_a_time")
        refused("cursor=abc", "cursor", "bad_cursor")
        refused("disabled=maybe", "disabled", "not_a_boolean")
        self.assertEqual(self.admin.get("/session?x=1", 422).fields(), {"x": "unknown_argument"})

    def test_lists(self):
        for i in range(5):
            self.admin.post("/users", {"login": "page%d" % i, "name": "p"}, 201)
        seen = []
        path = "/users?name=p&sort=-login&limit=2&with_total=1"
        page = self.admin.get(path)
        self.assertEqual(page.json["total"], 5)
        while True:
            seen += [u["login"] for u in page.json["items"]]
            if not page.json["next"]:
                break
            self.assertIn('rel="next"', page.headers["Link"])
            page = self.admin.get(path + "&cursor=" + page.json["next"])
        self.assertEqual(seen, ["page4", "page3", "page2", "page1", "page0"])
        some = self.admin.get("/users?login[in]=page1,page3&sort=login").json["items"]
        self.assertEqual([u["login"] for u in some], ["page1", "page3"])
        self.assertEqual(self.admin.get("/users?login=page1&department_id[null]=false").json["items"], [])
        self.assertEqual(len(self.admin.get("/users?login=%70age1").json["items"]), 1)

    def test_headers(self):
        reply = self.admin.get("/users")
        self.assertEqual(reply.headers["Cache-Control"], "no-store")
        self.assertEqual(reply.headers["X-Content-Type-Options"], "nosniff")
        self.assertTrue(reply.headers["X-Request-Id"])
        page = self.admin.raw("GET", "/")
        self.assertEqual(page.type, "text/html")
        self.assertIn("script-src 'self'", page.headers["Content-Security-Policy"])
        self.assertEqual(self.admin.raw("GET", "/", headers={"If-None-Match": page.etag}).status, 304)
        self.assertEqual(self.admin.raw("GET", "/missing.js").status, 404)

    def test_ops(self):
        c = self.anonymous()
        self.assertEqual(c.raw("GET", "/healthz").json, {"status": "ok"})
        self.assertEqual(c.raw("GET", "/readyz").json, {"status": "ready"})
        self.assertIn(b"genjin_http_requests_total", c.raw("GET", "/metrics").body)
        self.assertEqual(c.raw("GET", "/api/openapi.json").json["openapi"], "3.1.0")
        self.assertEqual(c.raw("POST", "/healthz").status, 405)


class Clock(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="genjin-clock-")
        self.file = os.path.join(self.dir, "now")
        self.write("2026-03-02T02:00:00Z")
        self.server = Server("--test-clock", self.file)
        self.client = Client(self.server.port)

    def tearDown(self):
        self.client.connection.close()
        self.server.close()
        shutil.rmtree(self.dir)

    def write(self, text):
        with open(self.file + ".new", "w") as f:
            f.write(text)
        os.rename(self.file + ".new", self.file)

    def dates(self, path="/healthz"):
        return self.client.raw("GET", path).headers.get_all("Date")

    def move(self, text, want):
        self.write(text)
        self.server.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + 10
        while self.dates() != [want] and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual(self.dates(), [want])

    def test_date_is_the_products_and_moves(self):
        for path in ("/healthz", "/", "/nowhere.js", "/api/v1/users"):
            self.assertEqual(self.dates(path), ["Mon, 02 Mar 2026 02:00:00 GMT"], path)
        self.move("2026-03-03T10:00:00+08:00", "Tue, 03 Mar 2026 02:00:00 GMT")
        self.move("2026-03-01T02:00:00Z", "Sun, 01 Mar 2026 02:00:00 GMT")

    def test_stays_when_the_file_holds_no_time(self):
        self.write("soon")
        self.server.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + 10
        while "serve.clock_not_read" not in self.server.read_log() and time.monotonic() < end:
            time.sleep(0.01)
        self.assertIn("serve.clock_not_read", self.server.read_log())
        self.assertEqual(self.dates(), ["Mon, 02 Mar 2026 02:00:00 GMT"])


class Versions(ServerCase):
    def test_if_match(self):
        made = self.admin.post("/departments", {"name": "V"}, 201)
        path = "/departments/" + made.json["id"]
        self.assertEqual(made.headers["Location"], "/api/v1" + path)
        first = self.admin.get(path)
        self.assertEqual(self.admin.call("PATCH", path, {"name": "W"}, 428).fields(),
                         {"If-Match": "if_match_missing"})
        self.admin.call("PATCH", path, {"name": "W"}, 400, {"If-Match": "abc"})
        second = self.admin.patch(path, {"name": "W"}, first.etag)
        self.assertEqual(second.json["version"], 2)
        self.assertEqual(self.admin.patch(path, {"name": "X"}, first.etag, 412).code, "stale")
        self.admin.delete(path, first.etag, 412)
        same = self.admin.patch(path, {"name": "W"}, second.etag)
        self.assertEqual(same.json["version"], 2)
        self.admin.call("GET", path, None, 304, {"If-None-Match": self.admin.get(path).etag})
        self.admin.call("GET", path, None, 200, {"If-None-Match": first.etag})

    def test_two_at_once(self):
        path = "/departments/" + self.admin.post("/departments", {"name": "R"}, 201).json["id"]
        etag = self.admin.get(path).etag
        token = self.admin.post("/tokens", {"name": "two"}, 201).json["secret"]
        replies = run_together(8, lambda i: self.anonymous(token=token).call(
            "PATCH", path, {"name": "R%d" % i}, None, {"If-Match": etag}).status)
        self.assertEqual(sorted(replies), [200] + [412] * 7)


def run_together(n, fn):
    results = [None] * n
    barrier = threading.Barrier(n)

    def one(i):
        barrier.wait()
        results[i] = fn(i)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


class Idempotency(ServerCase):
    def test_replay(self):
        key = {"Idempotency-Key": "k1"}
        first = self.admin.post("/departments", {"name": "I"}, 201, headers=key)
        again = self.admin.post("/departments", {"name": "I"}, 201, headers=key)
        self.assertEqual(first.json, again.json)
        self.assertEqual(first.headers["Location"], again.headers["Location"])
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertIsNone(first.headers["Idempotency-Replayed"])
        other = self.admin.post("/departments", {"name": "J"}, 422, headers=key)
        self.assertEqual(other.fields(), {"Idempotency-Key": "key_reused"})
        self.assertEqual(len(self.admin.get("/departments?name=I").json["items"]), 1)

    def test_what_has_a_secret_is_made_once(self):
        key = {"Idempotency-Key": "k-secret"}
        secret = self.admin.post("/tokens", {"name": "once"}, 201, headers=key).json["secret"]
        again = self.admin.post("/tokens", {"name": "once"}, 409, headers=key)
        self.assertEqual(again.fields(), {"Idempotency-Key": "secret_not_kept"})
        self.assertNotIn(secret, again.body.decode())
        names = [t["name"] for t in self.admin.get("/tokens").json["items"]]
        self.assertEqual(names.count("once"), 1)

    def test_a_failure_is_not_kept(self):
        key = {"Idempotency-Key": "k2"}
        self.admin.post("/departments", {}, 422, headers=key)
        self.admin.post("/departments", {"name": "K"}, 201, headers=key)

    def test_bad_keys(self):
        for bad in ("a b", "x" * 129):
            self.admin.post("/departments", {"name": "B"}, 400, headers={"Idempotency-Key": bad})

    def test_together(self):
        token = self.admin.post("/tokens", {"name": "many"}, 201).json["secret"]
        replies = run_together(8, lambda i: self.anonymous(token=token).post(
            "/departments", {"name": "Together"}, 201, headers={"Idempotency-Key": "k3"}).json["id"])
        self.assertEqual(len(set(replies)), 1)
        self.assertEqual(len(self.admin.get("/departments?name=Together").json["items"]), 1)


class Shares(ServerCase):
    """One address and one user have only so many requests under way at once."""
    server_args = ("--requests-per-address", "6", "--requests-per-user", "2")

    def many(self, n, times, token=None):
        """n clients at once, each `times` writes; the replies' (status, code, Retry-After)."""
        def some(i):
            c = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            got = []
            for k in range(times):
                headers = {"Content-Type": "application/json",
                           "Origin": "http://127.0.0.1:%d" % self.server.port}
                path, body = "/api/v1/session", {"login": "nobody", "password": "x" * 12}
                if token:
                    headers["Authorization"] = "Bearer " + token
                    path, body = "/api/v1/departments", {"name": "d%d-%d" % (i, k)}
                c.request("POST", path, json.dumps(body), headers)
                reply = c.getresponse()
                text = json.loads(reply.read())
                got.append((reply.status, text.get("code"), reply.headers["Retry-After"]))
            c.close()
            return got

        return [r for part in run_together(n, some) for r in part]

    def test_address(self):
        got = self.many(24, 2)
        refused = [r for r in got if r[1] == "too_many_requests"]
        self.assertEqual(set(refused), {(429, "too_many_requests", "1")})
        self.assertLess(len(refused), len(got))

    def test_user(self):
        token = self.admin.post("/tokens", {"name": "many"}, 201).json["secret"]
        got = self.many(6, 100, token)
        self.assertEqual(set(got) - {(201, None, None)}, {(429, "too_many_requests", "1")})
        for _ in range(50):  # what is over counts no more
            self.assertEqual(self.admin.get("/departments?limit=1").status, 200)


class Framing(ServerCase):
    """Bytes on a socket: what is no HTTP, or could be read in two ways."""

    def send(self, data, half_close=False):
        with socket.create_connection(("127.0.0.1", self.server.port), 20) as s:
            try:
                s.sendall(data)
                if half_close:
                    s.shutdown(socket.SHUT_WR)
                got = b""
                while True:
                    more = s.recv(65536)
                    if not more:
                        return got
                    got += more
                    if len(got) > 100000:
                        return got
            except (ConnectionResetError, BrokenPipeError):
                return b""

    def status(self, data):
        got = self.send(data)
        return int(got.split(b" ")[1]) if got else 0

    def test_refused(self):
        head = b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        cases = [
            head + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            head + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            head + b"Content-Length: -2\r\n\r\n{}",
            head + b"Content-Length: 2x\r\n\r\n{}",
            head + b"Host: y\r\nContent-Length: 2\r\n\r\n{}",
            b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost : x\r\nConnection: close\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\x01b\r\nConnection: close\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\rb\r\nConnection: close\r\n\r\n",
            b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        ]
        for data in cases:
            self.assertIn(self.status(data), (0, 400, 404, 501), data)
        self.assertEqual(self.admin.raw("GET", "/healthz").status, 200)

    def test_big_head(self):
        data = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100000 + b"\r\n\r\n"
        self.assertIn(self.status(data), (0, 400, 414, 431))

    def test_big_body(self):
        n = 1024 * 1024
        head = b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        said = head + b"Content-Length: %d\r\n\r\n" % (n + 1)
        self.assertEqual(self.status(said), 413)
        chunk = b"%x\r\n" % 65536 + b" " * 65536 + b"\r\n"
        chunked = head + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 17 + b"0\r\n\r\n"
        self.assertEqual(self.status(chunked), 413)
        endless = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 64
        self.assertIn(self.status(endless), (0, 413))

    def test_keep_alive_and_pipelining(self):
        one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        self.assertEqual(self.send(one * 9 + last).count(b"HTTP/1.1 200"), 10)

    def test_gone_in_the_middle(self):
        for data in (b"GET /api", b"GET /api/v1/users HTTP/1.1\r\nHost:", b"POST /api/v1/session "
                     b"HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"lo"):
            self.send(data, half_close=True)
        self.assertEqual(self.admin.raw("GET", "/healthz").status, 200)

    def test_slow_drip_is_cut(self):
        start = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.server.port), 30) as s:
            s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ")
            try:
                while time.monotonic() - start < 20:
                    s.sendall(b"a")
                    time.sleep(0.2)
            except OSError:
                pass
        self.assertLess(time.monotonic() - start, 15)


class Events(ServerCase):
    def open(self, client, last=None):
        import http.client
        h = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Cookie": client.cookie}
        if last:
            headers["Last-Event-ID"] = last
        h.request("GET", "/api/v1/events", headers=headers)
        response = h.getresponse()
        return h, response

    def event(self, response):
        got = {}
        while True:
            line = response.readline().decode()
            if not line:
                return None
            line = line.rstrip("\n")
            if not line:
                if "event" in got:
                    return got
                got = {}
                continue
            name, _, value = line.partition(": ")
            got[name] = value

    def test_told_after_the_commit(self):
        h, r = self.open(self.admin)
        self.assertEqual(r.status, 200)
        self.assertEqual(r.headers["Content-Type"], "text/event-stream")
        made = self.admin.post("/departments", {"name": "Live"}, 201).json
        got = self.event(r)
        self.assertEqual(got["event"], "record")
        self.assertEqual(json.loads(got["data"]),
                         {"record": "department", "id": made["id"], "action": "create"})
        self.admin.post("/departments", {}, 422)
        second = self.admin.post("/departments", {"name": "Live 2"}, 201).json
        self.assertEqual(json.loads(self.event(r)["data"])["id"], second["id"])
        h.close()
        third = self.admin.post("/departments", {"name": "Live 3"}, 201).json
        h, r = self.open(self.admin, got["id"])
        self.assertEqual(json.loads(self.event(r)["data"])["id"], second["id"])
        self.assertEqual(json.loads(self.event(r)["data"])["id"], third["id"])
        h.close()
        h, r = self.open(self.admin, "5")
        self.assertEqual(self.event(r)["event"], "reset")
        h.close()

    def test_needs_login(self):
        self.anonymous().get("/events", 401)

    def test_ends_with_the_session(self):
        c = self.person("listener", ["sales"])
        h, r = self.open(c)
        c.call("DELETE", "/session", status=204)
        self.assertIsNone(self.event(r))
        h.close()

    def test_limit(self):
        c = self.person("greedy", ["sales"])
        open_ = [self.open(c) for _ in range(24)]
        self.assertEqual(c.get("/events", 429).code, "too_many_streams")
        for h, _ in open_:
            h.close()


class Stop(unittest.TestCase):
    def test_gently_and_again(self):
        """Open streams and idle connections do not hold the server up; what was acknowledged and
        who is logged in is there after the restart."""
        server = Server()
        try:
            admin = server.setup()
            made = admin.post("/departments", {"name": "Kept"}, 201)
            with socket.create_connection(("127.0.0.1", server.port), 20) as s:
                s.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n"
                          % admin.cookie.encode())
                self.assertIn(b"text/event-stream", s.recv(4096))
                start = time.monotonic()
                server.stop()
                self.assertLess(time.monotonic() - start, 5)
            server.start()
            self.assertIsNone(server.setup_token)
            again = server.client()
            again.cookie = admin.cookie
            self.assertEqual(again.get("/departments/" + made.json["id"]).json, made.json)
            admin.close()
            again.close()
        finally:
            server.close()

    def test_while_clients_go_on(self):
        """Kept connections ask and ask: each request that is done is acknowledged, others get
        503 or nothing."""
        server = Server()
        made, others = [], set()
        try:
            admin = server.setup()
            token = admin.post("/tokens", {"name": "many"}, 201).json["secret"]
            admin.close()

            def write(i, port, ending):
                c = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                n = 0
                try:
                    while not ending.is_set():
                        name = "w%d-%d-%d" % (port, i, n)
                        c.request("POST", "/api/v1/departments", json.dumps({"name": name}), {
                            "Content-Type": "application/json",
                            "Authorization": "Bearer " + token})
                        reply = c.getresponse()
                        reply.read()
                        if reply.status == 201:
                            made.append(name)
                        else:
                            others.add((reply.status, reply.headers["Retry-After"]))
                        n += 1
                except (OSError, http.client.HTTPException):
                    pass
                finally:
                    c.close()

            for _ in range(6):
                ending = threading.Event()
                threads = [threading.Thread(target=write, args=(i, server.port, ending))
                           for i in range(6)]
                for t in threads:
                    t.start()
                time.sleep(0.25)
                start = time.monotonic()
                server.stop()  # a crash is an error
                self.assertLess(time.monotonic() - start, 5)  # nor do they hold it up
                ending.set()
                for t in threads:
                    t.join()
                server.start()
            c = server.client(token=token)
            self.assertGreater(len(made), 20)
            self.assertLessEqual(others, {(503, "1")})
            for name in made[::5]:
                self.assertEqual(len(c.get("/departments?name=" + name).json["items"]), 1)
            c.close()
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
