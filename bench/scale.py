"""What people ask all day, at growing sizes: times of single answers over HTTP.

A company of each size is invented (`genjin demo`) on SQLite and PostgreSQL; one client asks one
question after another on one connection. A figure is the median in milliseconds, its goal 100 ms.
"""
import http.client
import json
import pathlib
import statistics
import time

import questions as random_lists

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUARTER = 3  # months of history: ten deadlines for each customer
GOAL_MS = 100
LISTS = 100
SLOWEST_MS = 2000  # what fits no index together must be looked through


def questions(first, ticket):
    """Name and path; the words are of data/demo: 报价 in titles, 东方 in names, jd the initials of some."""
    return {
        "read a customer": f"/customers/{first}",
        "read a ticket": f"/tickets/{ticket}",
        "50 customers by next touch": "/customers?sort=next_touch_at&limit=50",
        "50 tickets by due": "/tickets?sort=next_due_at&limit=50",
        "50 deadlines by due": "/deadlines?open=true&sort=due_at&limit=50",
        "customers, filtered": "/customers?tier=vip&stage=stable&state=active&sort=next_touch_at&limit=50",
        "customers, page 20 with total": "/customers?sort=name&limit=50&page=20&with_total=1",
        "customers, page 2,000": "/customers?sort=name&limit=50&page=2000",
        "tickets, filtered": "/tickets?state=open&urgency=urgent&sort=next_due_at&limit=50",
        "search two characters": "/customers?q=%E4%B8%9C%E6%96%B9&limit=50",
        "search initials": "/customers?q=dfkj&limit=50",
        "search tickets": "/tickets?q=%E6%8A%A5%E4%BB%B7&limit=50",
        "my day": "/my-day?limit=50",
        "team's day": "/my-day?scope=team&limit=50",
        "late": "/deadlines/late?limit=50",
        "coverage": "/coverage",
        "dashboard counts": "/health-report",
        "timeline of a customer": f"/customers/{first}/timeline?limit=50",
    }


class Client:
    """One connection that is kept, logged in."""

    def __init__(self, port, login, password):
        self.port, self.cookie = port, None
        self.c = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        body = json.dumps({"login": login, "password": password})
        self.c.request("POST", "/api/v1/session", body, self.headers())
        r = self.c.getresponse()
        r.read()
        self.cookie = r.getheader("Set-Cookie").split(";")[0]

    def headers(self):
        h = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json"}
        return {**h, "Cookie": self.cookie} if self.cookie else h

    def get(self, path):
        """Milliseconds, and what was answered."""
        began = time.perf_counter()
        self.c.request("GET", "/api/v1" + path, headers=self.headers())
        r = self.c.getresponse()
        data = r.read()
        if r.status != 200:
            raise SystemExit(f"bench: {path}: {r.status} {data[:200]}")
        return (time.perf_counter() - began) * 1e3, json.loads(data)


def ask(client, path, seconds):
    """The median over the seconds, three answers at least; the first one warms up."""
    client.get(path)
    took, until = [], time.monotonic() + seconds
    while len(took) < 3 or (time.monotonic() < until and len(took) < 200):
        took.append(client.get(path)[0])
    return statistics.median(took)


def wait_for_jobs(client, seconds=900):
    """The night's classification runs at the start."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        jobs = client.get("/jobs?limit=50")[1]["items"]
        if all(j["state"] not in ("queued", "running") for j in jobs):
            return
        time.sleep(0.5)


def ask_at_random(b, client, size, kind):
    """Lists that nobody has prepared for; of each the best of three answers."""
    get = lambda path: client.get(path)[1]
    api = json.loads((ROOT / "api/openapi.json").read_text())
    took = sorted((min(client.get(path)[0] for _ in range(3)), path)
                  for path in random_lists.questions(api, get, LISTS, 1, time.time()))
    for name, (ms, _), goal in (("median", took[LISTS // 2], GOAL_MS),
                                ("9 of 10", took[LISTS * 9 // 10], GOAL_MS),
                                ("slowest", took[-1], SLOWEST_MS)):
        b.at_size(f"lists at random, {name}", kind, size, ms, goal, "ms")
    print(f"  slowest: {took[-1][1]}", flush=True)


def measure(b, server, login, password, size, kind):
    """All questions to a running server; notes each with its size."""
    client = Client(server.port, login, password)
    wait_for_jobs(client)
    first = client.get("/customers?sort=name&limit=1")[1]["items"][0]["id"]
    ticket = client.get("/tickets?limit=1")[1]["items"][0]["id"]
    for name, path in questions(first, ticket).items():
        ms = ask(client, path, b.seconds / 2)
        b.at_size(f"{name}", kind, size, ms, GOAL_MS, "ms")
    ask_at_random(b, client, size, kind)
    b.at_size("memory of the server", kind, size, server.rss_mib(), 256, "MiB")
