#!/usr/bin/python3
"""Runs real data through Genjin and computes the same anew, independently.

usage: run.py --data DIR [--build DIR] [--pg URL] [names] [orders] [tickets]

DIR holds company-names.txt, cdnow-sample.txt and helpdesk-events.csv.  With --pg the runs are made
on that PostgreSQL database too; its schema "public" is dropped.  Ends with 1 when anything differs.
"""
import argparse
import calendar
import collections
import csv
import datetime as dt
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import zoneinfo

ROME = zoneinfo.ZoneInfo("Europe/Rome")
OPEN_FROM, OPEN_TO = 9 * 3600, 18 * 3600
DATES = ("1997-09-30", "1998-06-30")
DESK = {"time_zone": "Europe/Rome",
        "weekly": {d: [["09:00", "18:00"]] for d in ("mon", "tue", "wed", "thu", "fri")}}
HOUR = 3600

failures = 0


def verdict(what, ok):
    global failures
    failures += not ok
    print(f"  {'ok      ' if ok else 'DIFFERS '} {what}")


class Runner:
    def __init__(self, args, work):
        self.build = pathlib.Path(args.build)
        self.data = pathlib.Path(args.data)
        self.work = pathlib.Path(work)
        self.pg = args.pg
        self.n = 0

    def genjin(self, *args):
        run = [str(self.build / "src/app/genjin"), *map(str, args), "--audit-key",
               str(self.work / "audit-key")]
        return subprocess.run(run, check=True, capture_output=True, text=True, timeout=600).stdout

    def real(self, *args):
        run = [str(self.build / "tests/real-test"), *map(str, args)]
        out = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True, timeout=600).stdout
        return [line.split("\t") for line in out.splitlines()]

    def databases(self):
        """A fresh database of each kind."""
        self.n += 1
        yield "SQLite", str(self.work / f"real{self.n}.db")
        if self.pg:
            subprocess.run(["psql", "-q", self.pg, "-c", "set client_min_messages = warning; "
                            "drop schema if exists public cascade; create schema public"], check=True)
            yield "PostgreSQL", self.pg


def names(r):
    """Company names as customers: nobody without a next touch, the queue in order."""
    lines = (r.data / "company-names.txt").read_text(encoding="utf-8").splitlines()
    found = [s.strip() for s in lines if s.strip() and not s.startswith("#")]
    file = r.work / "names.csv"
    with open(file, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["name"])
        out.writerows([s] for s in found)
    for kind, db in r.databases():
        r.genjin("init", "--company", "X", "--presets", "s0,s4", "--db", db)
        began = time.monotonic()
        report = json.loads(r.genjin("import", file, "--json", "--db", db))
        took = time.monotonic() - began
        print(f"names, {kind}: {report['created']} customers in {took:.1f} s,"
              f" {report['created'] / took:.0f} rows/s")
        got = {row[0]: [int(x) for x in row[1:]] for row in r.real("names", db)}
        verdict(f"coverage {got['coverage']}", got["coverage"] == [len(found), 0, 0])
        verdict("each follow-up is what the pure function says", got["pure"] == [len(found), 0])
        verdict("the due queue has each once, earliest first", got["queue"] == [len(found), 0])


def add_months(day, months):
    m = day.year * 12 + day.month - 1 + months
    y, m = divmod(m, 12)
    return dt.date(y, m + 1, min(day.day, calendar.monthrange(y, m + 1)[1]))


def classes_on(day, orders):
    """The documents' classes by plain sorting and counting; orders: buyer -> [(date, cents)]."""
    facts = {}
    for buyer, all_orders in orders.items():
        mine = [(d, c) for d, c in all_orders if d <= day]
        if mine:
            facts[buyer] = mine
    rank = {b: i for i, b in enumerate(orders)}
    total = {b: sum(c for _, c in v) for b, v in facts.items()}
    buyers = sorted((b for b in facts if total[b] > 0), key=lambda b: (-total[b], rank[b]))
    top = set(buyers[:max(1, len(buyers) * 10 // 100)])
    result = {}
    for b, v in facts.items():
        first, last = min(d for d, _ in v), max(d for d, _ in v)
        silent = (day - last).days
        stage = ("new" if day <= add_months(first, 3) else "churn_risk" if silent >= 180
                 else "cold" if silent >= 90 else "stable")
        often = sum(d > add_months(day, -12) for d, _ in v)
        band = "none" if not often else "high" if often >= 3 else "low" if often <= 1 else "middle"
        amount = "high" if total[b] >= 20000 else "low" if total[b] < 5000 else "middle"
        result[b] = ("vip" if b in top else "ordinary", stage, band, amount)
    return result, top


def orders(r):
    """Purchases: classes as of two dates, the top tenth by a plain sort."""
    file = r.data / "cdnow-sample.txt"
    by_buyer = collections.OrderedDict()
    for line in file.read_text().splitlines():
        if line.strip():
            _, buyer, day, _, amount = line.split()
            when = dt.datetime.strptime(day, "%Y%m%d").date()
            by_buyer.setdefault(buyer, []).append((when, round(float(amount) * 100)))
    for kind, db in r.databases():
        began = time.monotonic()
        rows = r.real("orders", db, file, *DATES)
        print(f"orders, {kind}: {sum(map(len, by_buyer.values()))} orders of {len(by_buyer)} buyers,"
              f" {time.monotonic() - began:.1f} s")
        for date in DATES:
            want, top = classes_on(dt.date.fromisoformat(date), by_buyer)
            got = {row[2]: tuple(row[3:]) for row in rows if row[1] == date}
            for i, what in enumerate(("tier", "stage", "frequency", "amount")):
                count = collections.Counter(v[i] for v in got.values())
                print(f"  {date} {what:10}", ", ".join(f"{k} {n}" for k, n in count.most_common()))
            verdict(f"{date}: all classes of {len(want)} buyers", got == want)
            vip = {b for b, v in got.items() if v[0] == "vip"}
            verdict(f"{date}: the top tenth are {len(top)} of a plain sort", vip == top)


def desk_cases(file):
    """(opened, answered, solved) of each case as seconds of UTC; None where there is none."""
    rows = collections.OrderedDict()
    with open(file, newline="") as f:
        for row in csv.DictReader(f):
            at = dt.datetime.strptime(row["CompleteTimestamp"], "%Y-%m-%d %H:%M:%S")
            at = int(at.replace(tzinfo=ROME).timestamp())
            rows.setdefault(int(row["CaseID"]), []).append((int(row["ActivityID"]), at))
    cases = {}
    for number, events in rows.items():
        opened = next((i for i, e in enumerate(events) if e[0] == 1), None)
        if opened is None:
            continue
        later = events[opened:]
        cases[number] = (later[0][1], next((t for k, t in later if k == 8), None),
                         next((t for k, t in reversed(later) if k == 6), None))
    return cases


def add_open(start, seconds):
    """The instant at which so many open seconds have passed; Mon-Fri 09:00-18:00 in Rome."""
    day = dt.datetime.fromtimestamp(start, ROME).date()
    while True:
        if day.weekday() < 5:
            midnight = dt.datetime.combine(day, dt.time(), ROME)
            opens = int(midnight.replace(hour=9).timestamp())
            closes = int(midnight.replace(hour=18).timestamp())
            left = closes - max(opens, start)
            if left >= seconds:
                return max(opens, start) + seconds
            seconds -= max(0, left)
        day += dt.timedelta(days=1)


S1 = ({"response": 2, "solution": 24}, {"response": 48, "solution": 48})  # urgent, general
STRICT = ({"response": 1, "solution": 12}, {"response": 24, "solution": 24})


def desk_wanted(cases, open_hours, standard=S1):
    """(case, kind) -> (due, stopped, met) by this file's own arithmetic."""
    add = add_open if open_hours else lambda start, s: start + s
    want = {}
    for number, (opened, answered, solved) in cases.items():
        hours = standard[number % 2]
        stops = {"response": min((t for t in (answered, solved) if t), default=None),
                 "solution": solved}
        for kind, h in hours.items():
            due = add(opened, h * HOUR)
            want[number, kind] = (due, stops[kind], stops[kind] is not None and stops[kind] <= due)
    return want


def desk_policy(r, open_hours):
    policy = json.loads(r.genjin("policy", "show", "s1"))
    if open_hours:
        policy["calendar"] = "desk"
        policy.pop("examples")
        for rule in policy["rules"]:
            for kind, limit in rule["targets"].items():
                if isinstance(limit, str) and limit.endswith("h"):
                    rule["targets"][kind] = limit + " open"
    return policy


def tickets(r):
    """Help desk tickets: answers and solutions met or missed, live against fold and against us."""
    file = r.data / "helpdesk-events.csv"
    cases = desk_cases(file)
    for open_hours in (True, False):
        name = "open hours Mon-Fri 09-18 of Rome" if open_hours else "wall clock, S1 as it is"
        policy, desk = r.work / "policy.json", r.work / "calendar.json"
        policy.write_text(json.dumps(desk_policy(r, open_hours)))
        desk.write_text(json.dumps(DESK))
        want = desk_wanted(cases, open_hours)
        for kind, db in r.databases():
            began = time.monotonic()
            rows = r.real("tickets", db, file, policy, *([desk] if open_hours else []))
            print(f"tickets, {kind}, {name}: {len(cases)} tickets,"
                  f" {time.monotonic() - began:.1f} s")
            show_tickets(rows, want)
            if not open_hours:
                replay(r, db, cases, want)


def replay(r, db, cases, want):
    """The same history under a standard that owes everything in half the time."""
    policy, strict = desk_policy(r, False), r.work / "strict.json"
    policy.pop("examples")
    for rule in policy["rules"]:
        which = {"s1-urgent": 0, "s1-general": 1}.get(rule["id"])
        if which is not None:
            rule["targets"].update({k: f"{h}h" for k, h in STRICT[which].items()})
    strict.write_text(json.dumps(policy))
    began = time.monotonic()
    report = json.loads(r.genjin("policy", "replay", "--json", "--db", db, str(strict)))
    print(f"  replayed under half the time in {time.monotonic() - began:.1f} s:"
          f" {report['differences']['total']} deadlines end differently")
    becomes = desk_wanted(cases, False, STRICT)
    for kind in ("response", "solution"):
        group = next(g for g in report["kind"] if g["value"] == kind)
        was, now = (sum(met for (_, k), (_, _, met) in w.items() if k == kind)
                    for w in (want, becomes))
        print(f"  {kind:10} met {group['old']['met']} -> {group['new']['met']} of {group['old']['due']}")
        verdict(f"{kind}: {was} -> {now} by independent arithmetic",
                (group["old"]["met"], group["new"]["met"]) == (was, now))
    changed = [d for d in report["differences"]["items"] if d["kind"] in ("response", "solution")]
    for d in changed[:: max(1, len(changed) // 3)][:3]:
        print("   ", d["kind"], d["old"]["start_at"], "settled", d["old"]["met_at"],
              *(f"{s}: {d[s]['target']} due {d[s]['due_at']} {d[s]['outcome']}" for s in ("old", "new")))


def show_tickets(rows, want):
    got, count = {}, collections.Counter()
    for row in rows[:-1]:
        _, case, kind, _, state, _, due, met = row
        late = state if state != "missed" else "met late" if met != "-" else "missed, open"
        count[kind, late] += 1
        if kind in ("response", "solution"):
            got[int(case), kind] = (int(due), None if met == "-" else int(met), state == "met")
    for kind in ("response", "solution", "call_back", "apology"):
        mine = {state: n for (k, state), n in sorted(count.items()) if k == kind}
        print(f"  {kind:10}", ", ".join(f"{n} {state}" for state, n in mine.items()))
    for kind in ("response", "solution"):
        n = sum(met for (_, k), (_, _, met) in want.items() if k == kind)
        verdict(f"{kind}: {n} met by independent arithmetic", n == count[kind, "met"])
    different = [k for k in want.keys() | got.keys() if want.get(k) != got.get(k)]
    for k in different[:5]:
        print("   ", k, "ours", got.get(k), "wanted", want.get(k))
    verdict(f"due, stop and result of {len(want)} deadlines", not different)
    deadlines, differ = int(rows[-1][1]), int(rows[-1][2])
    verdict(f"live is the fold of the events: {deadlines} deadlines, {differ} differ", differ == 0)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--build", default="build")
    p.add_argument("--pg")
    p.add_argument("runs", nargs="*")
    args = p.parse_args()
    runs = {"names": names, "orders": orders, "tickets": tickets}
    with tempfile.TemporaryDirectory(prefix="genjin-real-") as work:
        runner = Runner(args, work)
        for name in args.runs or runs:
            runs[name](runner)
    print(f"{failures} differ" if failures else "all agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
