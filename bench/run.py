"""Runs the floors: ours and its ceiling in turn, as ratios.  See README.md.

usage: script/bench [--quick] [--json FILE] [--plots FOLDER] [--sizes N,N] [--tickets N] [--build DIR] [NAME...]
"""
import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import flow
import guard
import plots
import scale

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery"
NOISY = 0.25  # spread of the ratios, (max - min) / median
HZ = os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, args, work):
        self.args, self.work = args, pathlib.Path(work)
        self.build = pathlib.Path(args.build).resolve()
        self.rounds = 3
        self.seconds = 0.7 if args.quick else 2
        self.results = []
        self.sizes = [int(n) for n in args.sizes.split(",")]
        self.n = 0

    def file(self, name):
        self.n += 1
        return str(self.work / f"{self.n}-{name}")

    def tool(self, name, *args, cpu=None):
        """The figures that a measuring program prints."""
        run = [str(self.build / "bench" / name), *map(str, args)]
        if cpu is not None:
            run = ["taskset", "-c", str(cpu), *run]
        out = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, timeout=300).stdout
        return {line.split()[0]: float(line.split()[1]) for line in out.splitlines()}

    def genjin(self, *args, text=None, minutes=5, env=None):
        run = [str(self.build / "src/app/genjin"), *map(str, args), "--log-level", "error"]
        return subprocess.run(run, check=True, input=text, stdout=subprocess.PIPE, text=True,
                              timeout=60 * minutes, env={**os.environ, **(env or {})}).stdout

    def note(self, name, ours, ceiling, goal, unit, at_most=False):
        """A floor: lists of paired figures.  at_most: a time, the ratio must not be above."""
        ratios = [o / c for o, c in zip(ours, ceiling)]
        ratio = statistics.median(ratios)
        spread = (max(ratios) - min(ratios)) / ratio
        met = None if goal is None else ratio <= goal if at_most else ratio >= goal
        self.results.append({"name": name, "ours": statistics.median(ours), "unit": unit,
                             "ceiling": statistics.median(ceiling), "ratio": ratio,
                             "spread": spread, "goal": goal, "at_most": at_most, "met": met})
        self.show(self.results[-1])

    def plain(self, name, value, goal, unit, at_most=True):
        """A figure with a goal of its own."""
        met = None if goal is None else value <= goal if at_most else value >= goal
        self.results.append({"name": name, "ours": value, "unit": unit, "ceiling": None,
                             "ratio": None, "spread": None, "goal": goal, "at_most": at_most,
                             "met": met})
        self.show(self.results[-1])

    def at_size(self, figure, kind, size, value, goal, unit):
        """A figure of a company of that size; the plots show it."""
        self.plain(f"{figure}, {kind} {size:,}", value, goal, unit)
        self.results[-1] |= {"figure": figure, "kind": kind, "size": size}

    @staticmethod
    def show(r):
        number = lambda v: "" if v is None else f"{v:.4g}" if v < 1000 else f"{v:,.0f}"
        goal = "" if r["goal"] is None else ("<= " if r["at_most"] else ">= ") + number(r["goal"])
        met = {True: "yes", False: "NO", None: ""}[r["met"]]
        noisy = " noisy" if (r["spread"] or 0) > NOISY else ""
        spread = "" if r["spread"] is None else f"{r['spread']:.0%}"
        print(f"{r['name']:46} {number(r['ours']):>9} {number(r['ceiling']):>9} {r['unit']:9}"
              f" {number(r['ratio']):>7} {spread:>5} {goal:>9}  {met}{noisy}", flush=True)


class Server:
    """A process that listens, on the first core unless pinned is False."""

    def __init__(self, run, wait_for, pinned=True):
        began = time.monotonic()
        self.pin = ["taskset", "-c"] if pinned else []
        self.process = subprocess.Popen([*self.pin, *["0"] * pinned, *map(str, run)],
                                        stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            found = re.search(wait_for, line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise SystemExit(f"bench: {run[0]} did not start")
        self.headers = {}
        self.call("GET", "/healthz", None)
        self.start = time.monotonic() - began

    def call(self, method, path, body):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json",
                   **self.headers}
        c.request(method, path, json.dumps(body) if body is not None else None, headers)
        r = c.getresponse()
        data = r.read()
        c.close()
        if r.getheader("Set-Cookie"):
            self.headers["Cookie"] = r.getheader("Set-Cookie").split(";")[0]
        return json.loads(data) if data.startswith(b"{") else None

    def cpu(self):
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / HZ

    def rss_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def load(self, path, connections, seconds, script=None):
        """Requests a second, and microseconds of the server's CPU for each."""
        run = [*self.pin, *["1"] * bool(self.pin), "wrk", "-t1", f"-c{connections}",
               f"-d{max(1, round(seconds))}s"]  # whole seconds only
        for name, value in self.headers.items():
            run += ["-H", f"{name}: {value}"]
        if script:
            run += ["-s", script]
        before = self.cpu()
        out = subprocess.run([*run, f"http://127.0.0.1:{self.port}{path}"], check=True,
                             stdout=subprocess.PIPE, text=True, timeout=60).stdout
        used = self.cpu() - before
        if "Non-2xx" in out:
            print("  note:", re.search(r"Non-2xx.*", out).group(0), "at", path)
        n = int(re.search(r"(\d+) requests in", out).group(1))
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), used / max(n, 1) * 1e6

    def median_us(self, path, rate, seconds):
        """The median of what a request takes when so many a second come, over 10 connections."""
        with tempfile.NamedTemporaryFile(mode="r") as log:
            run = [*self.pin, *["1"] * bool(self.pin), "h2load", "--h1", "-t1", "-c10", f"--rps={rate // 10}",
                   f"-n{round(rate * seconds)}", f"--log-file={log.name}"]
            for name, value in self.headers.items():
                run += ["-H", f"{name}: {value}"]
            subprocess.run([*run, f"http://127.0.0.1:{self.port}{path}"], check=True,
                           stdout=subprocess.DEVNULL, timeout=60)
            rows = [line.split() for line in log]
        if any(status != "200" for _, status, _ in rows) or len(rows) < rate * seconds * 0.9:
            raise SystemExit(f"bench: {path} was not answered {rate} times a second")
        return statistics.median(int(us) for _, _, us in rows)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


@contextlib.contextmanager
def running(*args):
    server = Server(*args)
    try:
        yield server
    finally:
        server.stop()


def found_company(b, db, more=()):
    b.genjin("init", "--db", db, "--company", "X", "--presets", "s1,s0,s4", *more)
    b.genjin("user", "add", "root", "--roles", "administrator", "--db", db, *more, text=PASSWORD + "\n")


def fill_company(b, db, customers, more=()):
    """A company with customers, and the administrator "root"."""
    file = flow.customers_file(b, customers)
    found_company(b, db, more)
    began = time.monotonic()
    b.genjin("import", file, "--db", db, *more)
    return customers / (time.monotonic() - began)


def serve(b, db, pinned=True, *settings):
    return running([b.build / "src/app/genjin", "serve", "--db", db, "--listen", "127.0.0.1:0",
                    "--threads", "1", "--access-log", "false", "--log-level", "error", *settings],
                   r"listening on http://127.0.0.1:(\d+)", pinned)


def login(server):
    server.call("POST", "/api/v1/session", {"login": "root", "password": PASSWORD})
    server.headers["Origin"] = f"http://127.0.0.1:{server.port}"
    until = time.monotonic() + 30
    while time.monotonic() < until:  # the day's classification
        jobs = server.call("GET", "/api/v1/jobs?limit=50", None)["items"]
        if jobs and all(j["state"] not in ("queued", "running") for j in jobs):
            break
        time.sleep(0.2)


def pair(b, name, ours, ceiling, goal, unit="/s", at_most=False):
    """Alternates the two and notes them."""
    a, c = [], []
    for _ in range(b.rounds):
        c.append(ceiling())
        a.append(ours())
    b.note(name, a, c, goal, unit, at_most)
    return statistics.median(a)


def post_script(b, record, body):
    file = b.file("post.lua")
    headers = 'wrk.headers["Content-Type"] = "application/json"\n'
    pathlib.Path(file).write_text(f'wrk.method = "POST"\n{headers}'
                                  "local n = 0\nlocal seed = os.time() .. os.clock()\n"
                                  "request = function()\n  n = n + 1\n"
                                  f"  return wrk.format(nil, nil, nil, {body})\nend\n")
    return file


def http_reads(b):
    db, plain = b.file("http.db"), b.file("plain.db")
    rows = 5000 if b.args.quick else 20000
    rate = fill_company(b, db, rows)
    b.plain("import customers with contact", rate, 2000, "rows/s", at_most=False)
    b.tool("ceiling-sqlite", "build", plain, 50000 if b.args.quick else 200000)
    with serve(b, db) as ours, running([b.build / "bench/ceiling-http", plain], r"^(\d+)$") as mhd:
        b.plain("start to first answer", ours.start, 0.3, "s")
        b.plain("RSS after start", ours.rss_mib(), 40, "MiB")
        login(ours)
        page = ours.call("GET", "/api/v1/customers?limit=50", None)
        one = f"/api/v1/customers/{page['items'][7]['id']}"
        used = []

        def load(server, path, note=None):
            def once():
                rate, us = server.load(path, 64, b.seconds)
                used.append(us)
                return rate
            return once
        pair(b, "health", load(ours, "/healthz"), load(mhd, "/health"), 0.80)
        b.note("health, CPU of a request", used[1::2], used[0::2], 1.3, "us", True)
        pair(b, "health at 5,000/s, median", lambda: ours.median_us("/healthz", 5000, b.seconds),
             lambda: mhd.median_us("/health", 5000, b.seconds), 1.5, "us", True)
        hello = load(mhd, "/health")()
        r = pair(b, "GET customer", load(ours, one), load(mhd, "/one"), 0.80)
        b.note("GET customer against hello", [r], [hello], 0.33, "/s")
        pair(b, "list of 50 customers", load(ours, "/api/v1/customers?limit=50"),
             load(mhd, "/list"), 0.75)
        my_day = load(ours, "/api/v1/my-day?scope=team&limit=50")
        if not b.args.quick:
            pair(b, "my day of 50 (no floor)", my_day, load(mhd, "/list"), 0)


def http_writes(b):
    """A tag is two rows (record, audit); a ticket with its two deadlines seven: ticket, event, two
    deadlines, audit, search entry, counter."""
    db = b.file("write.db")
    fill_company(b, db, 200)
    with serve(b, db) as ours:
        login(ours)
        customer = ours.call("GET", "/api/v1/customers?limit=1", None)["items"][0]["id"]
        tag = post_script(b, "tag", "'{\"name\":\"t' .. seed .. n .. '\",\"axis\":\"free\"}'")
        ticket = post_script(b, "ticket", "'{\"title\":\"客户投诉回访超时\",\"urgency\":\"urgent\","
                             f"\"customer_id\":\"{customer}\",\"type\":\"technical\"}}'")
        one = {}
        for name, script, path, rows in (("tag", tag, "/api/v1/tags", 2),
                                         ("ticket", ticket, "/api/v1/tickets", 7)):
            write = lambda n: lambda: b.tool("ceiling-sqlite", "write", b.file("w.db"), n,
                                             b.seconds)["transactions"]
            batch = lambda: b.tool("ceiling-sqlite", "write", b.file("w.db"), 10, b.seconds)["rows"]
            one[name] = pair(b, f"create {name}, one client",
                             lambda: ours.load(path, 1, b.seconds, script)[0], write(rows), 0.50)
            for clients in (64,) if b.args.quick else (16, 64):
                rate = pair(b, f"create {name}, {clients} clients, rows",
                            lambda: rows * ours.load(path, clients, b.seconds, script)[0], batch, 0.50,
                            "rows/s")
            b.note(f"create {name}, 64 against one", [rate / rows], [one[name]], 2.5, "/s")


def sqlite_due(b):
    tickets = 3000 if b.args.quick else 10000
    ours, ceiling = [], []
    for _ in range(b.rounds):
        ceiling.append(b.tool("ceiling-sqlite", "due", b.file("due.db"), 100000 if b.args.quick else 1000000))
        ours.append(b.tool("ours-store", "due", b.file("due.db"), tickets))
    pick = lambda v, key: [x[key] for x in v]
    b.note("due scan of 1,000", pick(ours, "scan"), pick(ceiling, "scan"), 1.5, "us", True)
    b.note("fire deadlines", pick(ours, "fire"), pick(ceiling, "fire"), 0.50, "/s")


def texts(b, n):
    """Short Chinese rows with words of business at known frequency."""
    rng = random.Random(7)
    common = [chr(c) for c in range(0x4E00, 0x4E00 + 1500)]
    weights = [1 / (i + 3) for i in range(len(common))]
    file = b.file("texts.txt")
    words = (("回访", 0.05), ("退款", 0.02), ("挂失", 0.0005))
    with open(file, "w", encoding="utf-8") as f:
        for _ in range(n):
            s = "".join(rng.choices(common, weights, k=16))
            for word, p in words:
                if rng.random() < p:
                    s = s[:8] + word + s[8:]
            f.write(s + "\n")
    return file, [w for w, _ in words]


def search(b):
    file, words = texts(b, 20000 if b.args.quick else 200000)
    ceiling = b.tool("ceiling-sqlite", "fts", b.file("fts.db"), file, *words)
    ours = b.tool("ours-store", "search", b.file("fts.db"), file, *words)
    for w in words:
        b.note(f"search {w}, newest 20", [ours["newest." + w]], [ceiling["newest." + w]], 3, "us", True)
        b.note(f"search {w}, recall", [ours["like." + w]], [ceiling["like." + w]], 1, "rows")


def pure(b):
    ours, ceiling = [], []
    for _ in range(b.rounds):
        ceiling.append(b.tool("ceiling-pure", cpu=1))
        ours.append(b.tool("ours-pure", cpu=1))
    pick = lambda v, key: [x[key] for x in v]
    per_byte = lambda v: [x["json"] / x["json.bytes"] * 1e3 for x in v]
    b.note("list JSON, per byte", per_byte(ours), per_byte(ceiling), 1.5, "ns", True)
    b.note("deadline add", pick(ours, "add"), pick(ceiling, "add"), 2, "ns", True)
    b.note("6-event case", pick(ours, "case"), pick(ceiling, "case"), 2, "ns", True)
    b.note("6-event ticket folded (no floor)", pick(ours, "fold"), pick(ceiling, "case"), 99, "ns", True)
    b.note("password hash", pick(ours, "password"), pick(ceiling, "password"), 1.1, "ms", True)


@contextlib.contextmanager
def cluster():
    """A private PostgreSQL that keeps its commits; gives its address."""
    where = tempfile.mkdtemp(prefix="genjin-bench-pg-", dir="/tmp")
    run = lambda *args: subprocess.run([str(ROOT / "tests/pg/pg.sh"), *args], check=True, text=True,
                                       stdout=subprocess.PIPE,
                                       env={**os.environ, "FSYNC": "on"}).stdout.strip()
    os.chmod(where, 0o755)
    url = run("start", where + "/pg")
    try:
        yield url
    finally:
        run("stop", where + "/pg")
        shutil.rmtree(where, ignore_errors=True)


def invent(b, db, customers, tickets, months):
    """An invented company on an empty database: events a second, login and password."""
    began = time.monotonic()
    key = [] if not db.startswith("postgres") else ["--audit-key", b.file("audit-key")]
    out = b.genjin("demo", "--db", db, "--customers", customers, "--tickets", tickets, "--months", months, *key,
                   minutes=60)
    took = time.monotonic() - began
    made = json.loads(out[out.index("{"):])
    found = re.search(r"login: (\S+)\npassword: (\S+)", out)
    return (made["events"] + made["follow_ups"]) / took, found.group(1), found.group(2), key


def replay(b):
    """The generator, and the replay beside the bare scan of the same rows, on both databases."""
    tickets = b.args.tickets or (10000 if b.args.quick else 200000)
    customers = max(1000, tickets * 35 // 1000)
    cores = os.cpu_count()
    with cluster() as url:
        for kind, db in (("SQLite", b.file("replay.db")), ("PostgreSQL", url)):
            rate, *_ = invent(b, db, customers, tickets, 24)
            b.plain(f"{kind}: invented events", rate, 20000, "/s", at_most=False)
            r = b.tool("ours-replay", db, b.rounds, cores)
            both = lambda what: [r[f"{what}.{i}"] for i in range(b.rounds)]
            b.note(f"{kind}: replay of {tickets:,} tickets", both("replay"), both("scan"), 2, "s", True)
            b.plain(f"{kind}: replay, memory", r["rss"], 256, "MiB")


def psql(url, sql):
    return subprocess.run(["psql", "-qXAt", url, "-c", sql], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def clear(url):
    psql(url, "set client_min_messages = warning; drop schema public cascade; create schema public")


def files(b):
    """Imports and exports of customers beside bare programs, on both databases."""
    with cluster() as url:
        def fill(db, key):
            if key:
                clear(url)
            found_company(b, db, key)
        b.customers = 3000 if b.args.quick else 20000
        for kind, db, more in (("SQLite", b.file("export.db"), []),
                               ("PostgreSQL", url, ["--audit-key", b.file("audit-key")])):
            flow.imports(b, kind, db, more, fill)
            fill(db, more)
            b.genjin("import", flow.customers_file(b, b.customers), "--db", db, *more)
            flow.exports(b, kind, db, more)


WARNED = "select count(*) from notices where kind = 'warning' and channel = 'mail'"


def reminders(b):
    """Warnings that fall due at once, until they are committed and until a mail server has them."""
    with cluster() as url:
        for kind in ("SQLite", "PostgreSQL"):
            rates = []
            for _ in range(b.rounds):
                db, more = (b.file("due.db"), []) if kind == "SQLite" else (url, ["--audit-key", b.file("audit-key")])
                if more:
                    clear(url)
                rates.append(flow.reminders(b, db, serve, PASSWORD, flow.counter(db, WARNED, psql), more))
            committed, sent, bare = map(list, zip(*rates))
            if kind == "SQLite":
                timers = [b.tool("ceiling-sqlite", "due", b.file("timers.db"), 100000)["fire"] for _ in rates]
                b.note(f"{kind}: reminders, due to committed", committed, timers, None, "/s")
            else:
                b.plain(f"{kind}: reminders, due to committed", statistics.median(committed), None, "/s")
            b.note(f"{kind}: reminders, due to handed over", sent, bare, None, "/s")


def sizes(b):
    """What people ask, at growing sizes."""
    for size in b.sizes:
        with cluster() as url:
            for kind, db in (("sqlite", b.file(f"{size}.db")), ("pg", url)):
                rate, login, password, key = invent(b, db, size, size // 2, scale.QUARTER)
                if kind == "pg":
                    psql(url, "vacuum (analyze)")  # as its own would, within minutes
                with serve(b, db, False, *key) as server:
                    b.at_size("start to first answer", kind, size, server.start, 0.3, "s")
                    scale.measure(b, server, login, password, size, kind)


def guarded(b):
    """Instructions, which no other load disturbs; bench/guard.py fails on them."""
    for name, usual in guard.guard_of(b.build).items():
        b.plain(f"instructions of {name}", guard.instructions(b.build, name), usual * guard.WORSE, "")


def postgres(b):
    key = ["--audit-key", b.file("audit-key")]
    with cluster() as url:
        b.tool("ceiling-pg", url, "build")
        rate = fill_company(b, url, 1000 if b.args.quick else 3000, key)
        b.plain("PostgreSQL: import", rate, None, "rows/s")
        with serve(b, url, False, *key) as ours:  # its backends are not pinned either
            login(ours)
            one = ours.call("GET", "/api/v1/customers?limit=1", None)["items"][0]["id"]
            tag = post_script(b, "tag", "'{\"name\":\"t' .. seed .. n .. '\",\"axis\":\"free\"}'")
            pair(b, "PostgreSQL: GET customer", lambda: ours.load(f"/api/v1/customers/{one}", 8, b.seconds)[0],
                 lambda: b.tool("ceiling-pg", url, "get", 8, b.seconds)["reads"], 0.60)
            pair(b, "PostgreSQL: create tag", lambda: ours.load("/api/v1/tags", 8, b.seconds, tag)[0],
                 lambda: b.tool("ceiling-pg", url, "insert", 8, b.seconds, 2)["transactions"], 0.60)


def size(b):
    with tempfile.TemporaryDirectory() as d:
        file = shutil.copy(b.build / "src/app/genjin", d)
        subprocess.run(["strip", file], check=True)
        b.plain("binary, stripped", os.path.getsize(file) / 1e6, 15, "MB")


RUNS = {"pure": pure, "size": size, "http": http_reads, "writes": http_writes, "due": sqlite_due,
        "search": search, "postgres": postgres, "guarded": guarded, "replay": replay,
        "files": files, "reminders": reminders, "sizes": sizes}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--quick", action="store_true", help="under a minute, smaller data")
    p.add_argument("--json", metavar="FILE")
    p.add_argument("--plots", metavar="FOLDER", help="an SVG for each figure over the size of the company")
    p.add_argument("--sizes", default=None, help="customers, 10000,100000,1000000 unless given")
    p.add_argument("--tickets", type=int, help="of the history that is replayed, 200000 unless given")
    p.add_argument("--build", default=ROOT / "build-run")
    p.add_argument("names", nargs="*", metavar="NAME", help=" ".join(RUNS))
    args = p.parse_args()
    args.sizes = args.sizes or ("1000,10000" if args.quick else "10000,100000,1000000")
    print(f"{'':46} {'ours':>9} {'ceiling':>9} {'':9} {'ratio':>7} {'+-':>5} {'goal':>9}  met?")
    # Beside the build: a disk, where /tmp may be memory.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.build) as work:
        b = Bench(args, work)
        for name in args.names or RUNS:
            RUNS[name](b)
    met = [r["met"] for r in b.results if r["met"] is not None]
    noisy = sum((r["spread"] or 0) > NOISY for r in b.results)
    print(f"{sum(met)} of {len(met)} floors met" + (f"; {noisy} are noisy: run again" if noisy else ""))
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(b.results, indent=1) + "\n")
    if args.plots:
        print(f"{plots.write(b.results, pathlib.Path(args.plots))} plots in {args.plots}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
