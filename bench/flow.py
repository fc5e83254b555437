"""What goes through in numbers: rows in, rows out, reminders.  run.py notes what comes of it."""
import contextlib
import csv
import datetime
import random
import re
import sqlite3
import subprocess
import time

import sink

BEGAN = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.timezone.utc)
LATER = BEGAN + datetime.timedelta(minutes=100)  # a warning of the 2 h of an urgent problem is due, nothing else
# The columns of the export of customers, as they come.
PRINTED = ("select c.number, c.name, c.industry, c.region, u.name, c.tier, c.stage, c.tags, c.cooperation_since,"
           " c.last_contact_at, p.name, p.title, p.phone, p.email, p.wechat from customers c"
           " left join users u on u.id = c.owner_id left join contacts p on p.customer_id = c.id and p.is_primary = 1"
           " order by c.id")


def customers_file(b, n):
    """Customers with a contact each."""
    letters = "东方华信安科金石海天新远成达宏利丰泰中北南江山河城银"
    rng = random.Random(1)
    file = b.file("customers.csv")
    with open(file, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["name", "industry", "contact.name", "phone"])
        for i in range(n):
            out.writerow(["".join(rng.choices(letters, k=4)) + f"公司{i}", "制造", "张经理", f"138{i:08}"])
    return file


def rows_of(db):
    """All rows of a database, to know what a record makes."""
    connection = sqlite3.connect(db)
    names = [r[0] for r in connection.execute("select name from sqlite_master where type = 'table' and name not like"
                                              " 'sqlite%' and sql not like 'create virtual%'")]
    n = sum(connection.execute(f"select count(*) from {name}").fetchone()[0] for name in names)
    connection.close()
    return n


def imports(b, kind, db, more, fill):
    """Customers with contacts, beside transactions of as many rows of a plain table."""
    n = 600 if b.args.quick else 4000
    page, ours, ceiling = 200, [], []
    for i in range(b.rounds):
        target, key = (b.file("import.db"), []) if kind == "SQLite" else (db, more)
        fill(target, key)
        file = customers_file(b, n)
        before = rows_of(target) if kind == "SQLite" else None
        began = time.monotonic()
        b.genjin("import", file, "--db", target, *key)
        ours.append(n / (time.monotonic() - began))
        if kind == "SQLite":
            b.rows_a_record = (rows_of(target) - before) / n
            rows = b.tool("ceiling-sqlite", "write", b.file("write.db"), round(page * b.rows_a_record), b.seconds)["rows"]
        else:
            together = round(page * b.rows_a_record)
            b.tool("ceiling-pg", db, "build")
            rows = together * b.tool("ceiling-pg", db, "insert", 1, b.seconds, together)["transactions"]
        ceiling.append(rows / b.rows_a_record)
    b.note(f"{kind}: import of customers, {b.rows_a_record:.1f} rows each", ours, ceiling, None, "/s")


def exports(b, kind, db, more):
    """A person's export of all customers, in a company that imported them; as CSV and as a workbook."""
    rate = re.compile(r"\((\d+) rows/s\)")
    for format in ("csv", "xlsx"):
        def ours():
            out = b.genjin("export", "customer", "--db", db, "--user", "root", "--reason", "bench", "--format", format,
                           "--output", b.file("out." + format), *more)
            return float(rate.search(out).group(1))

        def bare():
            if kind == "SQLite":
                return b.tool("ceiling-flow", format, db, PRINTED, b.file("bare." + format))["rows"]
            began = time.monotonic()
            subprocess.run(["psql", "-qX", db, "-c",
                            "\\copy (%s) to %s csv" % (PRINTED, b.file("bare.csv"))], check=True)
            return b.customers / (time.monotonic() - began)
        if kind == "SQLite" or format == "csv":
            pairs = [(bare(), ours()) for _ in range(b.rounds)]
            b.note(f"{kind}: export of customers, {format}", [o for _, o in pairs], [c for c, _ in pairs], None, "/s")


def counter(db, sql, psql):
    """A function that counts, on either database."""
    if db.startswith("postgres"):
        return lambda: int(psql(db, sql))

    def count():
        with contextlib.closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as c:
            return c.execute(sql).fetchone()[0]
    return count


def wait_for(what, seconds=300):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise SystemExit("bench: the reminders do not come")
        time.sleep(0.01)


def at(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def reminders(b, db, serve, password, said, more):
    """Tickets whose warnings fall due at one instant: until all are written down, until all are sent."""
    n = 500 if b.args.quick else 3000
    clock = {"GENJIN_TEST_CLOCK": at(BEGAN)}
    b.genjin("init", "--db", db, "--company", "X", "--presets", "s1", *more, env=clock)
    b.genjin("user", "add", "root", "--roles", "administrator", "--db", db, *more, text=password + "\n",
             env=clock)
    with serve(b, db, False, "--test-clock", at(BEGAN), *more) as server:
        server.call("POST", "/api/v1/session", {"login": "root", "password": password})
        etag = server.call("GET", "/api/v1/company", None)["version"]
        server.headers["If-Match"] = f'"{etag}"'
        server.call("PATCH", "/api/v1/company", {"mail_from": "genjin@example.com"})
        del server.headers["If-Match"]
        owner = server.call("POST", "/api/v1/users", {"login": "li", "name": "李静", "roles": ["service_agent"],
                                                      "email": "li@example.com"})
        server.call("POST", "/api/v1/customers", {"name": "东方科技", "owner_id": owner["id"]})
    file = b.file("tickets.csv")
    with open(file, "w", encoding="utf-8") as f:
        f.write("客户名称,问题描述,问题类型,紧急程度,提交时间,责任人\n")
        for i in range(n):
            f.write(f"东方科技,第{i}台收银机不能结账,技术,紧急,2026-03-02 10:00,li\n")
    b.genjin("import", file, "--type", "ticket", "--db", db, *more, env=clock)
    with sink.Sink() as taker:
        began = time.monotonic()
        with serve(b, db, False, "--test-clock", at(LATER), "--smtp-url", taker.url, *more):
            wait_for(lambda: said() >= n)
            committed = time.monotonic() - began
            wait_for(lambda: taker.messages >= n)
            sent = time.monotonic() - began
        if taker.messages != n:
            raise SystemExit(f"bench: {taker.messages} mails, not {n}")
        size = taker.bytes // n
    with sink.Sink() as taker:
        bare = b.tool("ceiling-flow", "smtp", taker.url, n, size)["mails"]
    return n / committed, n / sent, bare
