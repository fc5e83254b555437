#!/usr/bin/python3
"""What the commands for whoever runs an installation say: settings, manual page, completion."""
import csv
import io
import json
import os
import socket
import subprocess
import sys
import tempfile

import lab
import smtp


def genjin(*args, **env):
    """(exit code, standard output, standard error)"""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GENJIN_")}
    r = subprocess.run([lab.PROGRAM, *args], text=True, capture_output=True,
                       env={**clean, **env})
    return r.returncode, r.stdout, r.stderr


def settings(*args, **env):
    code, out, err = genjin("config", "--json", *args, **env)
    assert code == 0, err
    return {s["name"]: s for s in json.loads(out)}, out


def check_config(checks, place):
    path = os.path.join(place, "genjin.conf")
    secret = os.path.join(place, "password")
    with open(secret, "w") as f:
        f.write("hush-file\n")
    with open(path, "w") as f:
        f.write("listen = 127.0.0.1:99\nworkers = 3\nthreads = 5\nsmtp_password_file = %s\n"
                % secret)
    got, text = settings("--config", path, "--threads", "7", GENJIN_WORKERS="4",
                         GENJIN_SMTP_URL="smtps://me:hush-url@mail:465")
    checks.same("each setting says where it came from",
                {n: (s["value"], s["source"]) for n, s in got.items()
                 if s["source"] != "default"},
                {"listen": ("127.0.0.1:99", "file"), "workers": ("4", "environment"),
                 "threads": ("7", "command line"), "smtp-password": ("***", "file"),
                 "smtp-url": ("smtps://me:***@mail:465", "environment")})
    checks.check("a default is the value", got["node"]["value"] == got["node"]["default"] == "0")
    checks.check("no secret is shown", "hush" not in text)
    value = {"true": "false", "false": "true", "0": "7"}
    args = [a for n, s in got.items() for a in ("--" + n, value.get(s["default"], "x" if not
            s["default"].isdigit() else "9"))]
    all_given, _ = settings(*args)
    checks.same("every setting is taken from the command line",
                {n for n, s in all_given.items() if s["source"] == "command line"}, set(got))
    for url, shown in (
            ("postgresql://a:pw@h/d", "postgresql://a:***@h/d"),
            ("postgresql://a@h:5/d?password=pw&x=1", "postgresql://a@h:5/d?password=***&x=1"),
            ("postgresql://h:5/d?user=a", "postgresql://h:5/d?user=a"),
            ("/var/lib/x@y:z.db", "/var/lib/x@y:z.db")):
        checks.check("shown: " + shown, settings("--db", url)[0]["db"]["value"] == shown)
    code, out, _ = genjin("config", "--config", path)
    checks.check("and in lines", code == 0 and "hush" not in out and
                 "listen           file         127.0.0.1:99\n" in out)
    checks.check("a bad value is refused", genjin("config", "--threads", "x")[0] == 1)


def check_help(checks, names):
    code, text, _ = genjin("help", "--man")
    checks.check("the manual page names every setting", code == 0 and all(
        "\\fB\\-\\-" + n.replace("-", "\\-") + "\\fR" in text for n in names))
    r = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-cbou"], input=text.encode(),
                       capture_output=True)
    page = r.stdout.decode()
    checks.check("troff has nothing to say about it", not r.stderr, r.stderr.decode()[:200])
    commands = [line.split()[0] for line in genjin("help")[1].splitlines()
                if line.startswith("  ")]
    checks.check("the manual page names every command", len(commands) > 10 and all(
        "\n   " + c in page for c in commands), len(commands))
    checks.check("help of one command", genjin("help", "import")[1] ==
                 genjin("import", "--help")[1] != "")
    checks.check("help of an unknown command", genjin("help", "x")[0] == 2)
    return commands


def bash_completes(place, *words):
    path = os.path.join(place, "completion")
    with open(path, "w") as f:
        f.write(genjin("completion", "bash")[1])
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _genjin; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    out = subprocess.run(["bash", "-uc", script, "bash", path, *words], text=True, check=True,
                         capture_output=True, cwd=place).stdout
    return set(out.split())


def check_completion(checks, place, commands, names):
    checks.same("bash completes commands", bash_completes(place, "genjin", ""), set(commands))
    checks.same("bash completes words", bash_completes(place, "genjin", "user", "pass"),
                {"password"})
    options = bash_completes(place, "genjin", "import", "--")
    checks.check("bash completes options and settings",
                 {"--dry-run", "--help", "--config"} | {"--" + n for n in names} <= options)
    checks.same("bash completes true and false",
                bash_completes(place, "genjin", "serve", "--smtp-tls", ""), {"true", "false"})
    code, text, _ = genjin("completion", "zsh")
    checks.check("zsh has every command", code == 0 and text.startswith("#compdef genjin\n") and
                 all("'%s:" % c in text and "\t%s)\n" % c in text for c in commands))
    checks.check("no other shell", genjin("completion", "fish")[0] == 2)


# -- doctor -------------------------------------------------------------------------------------

def doctor(db, *args):
    """(exit code, {check: (level, codes)})"""
    r = subprocess.run([lab.PROGRAM, "doctor", "--db", db.url, "--json", "--base-url",
                        "https://crm.example", *args], text=True, capture_output=True,
                       env=lab.environment(db))
    return r.returncode, {c["check"]: (c["level"], [f["code"] for f in c["findings"]])
                          for c in json.loads(r.stdout)}


def failures(got):
    return {n: codes for n, (level, codes) in got[1].items() if level == "fail"}


def usual_failures(db):
    """A server of the tests may do without fsync."""
    off = db.name == "postgresql" and db.query(
        "select name from pg_settings where name = 'fsync' and setting = 'off'")
    return {"server": ["doctor_database_setting"]} if off else {}


def sandbox_of(node):
    with open("/proc/%d/status" % node.process.pid) as f:
        return {k: v.strip() for k, _, v in (line.partition(":") for line in f)
                if k in ("NoNewPrivs", "Seccomp")}


def check_doctor(checks, kind):
    db = kind()
    usual = usual_failures(db)
    lab.run(db, "demo", "--customers", "5")

    def finds(name, want, *args):
        got = doctor(db, *args)
        want = {**usual, **want}
        checks.check("%s: doctor: %s" % (db.name, name),
                     failures(got) == want and got[0] == (1 if want else 0), failures(got) or "")
        return got

    node = lab.Node(db)
    node.start()
    got = finds("nothing, while it serves", {})
    checks.check("%s: doctor looks at all" % db.name, len(got[1]) == 20, sorted(got[1]))
    checks.same("%s: it serves in the sandbox" % db.name, sandbox_of(node),
                {"NoNewPrivs": "1", "Seccomp": "2"})
    node.stop()
    node.start("--sandbox", "false")
    checks.same("%s: or not" % db.name, sandbox_of(node), {"NoNewPrivs": "0", "Seccomp": "0"})
    node.stop()
    got = finds("the sandbox left out is a warning", {}, "--sandbox", "false")
    checks.check("%s: doctor: the sandbox" % db.name,
                 "doctor_sandbox_off" in got[1]["sandbox"][1])
    bare = os.path.join(db.dir, "fonts.conf")
    with open(bare, "w") as f:
        f.write("<fontconfig><cachedir>%s</cachedir></fontconfig>" % db.dir)
    os.environ["FONTCONFIG_FILE"] = bare
    got = finds("no font for Chinese is a warning", {})
    del os.environ["FONTCONFIG_FILE"]
    checks.check("%s: doctor: fonts" % db.name, got[1]["fonts"] == ("warn", ["doctor_no_font"]))
    checks.check("%s: doctor: fonts are there" % db.name, doctor(db)[1]["fonts"] == ("ok", []))
    finds("a setting for tests", {"settings": ["doctor_test_setting"]}, "--no-sync", "true")
    key = os.path.join(db.dir, "audit-key")
    os.chmod(key, 0o644)
    finds("a key that others may read", {"audit_key": ["audit_key_not_private"]})
    os.chmod(key, 0o400)
    os.rename(key, key + "x")
    finds("no key", {"audit_key": ["doctor_key_missing"]})
    os.rename(key + "x", key)
    finds("a mail server that is away", {"mail": ["doctor_mail"]}, "--smtp-url",
          "smtp://127.0.0.1:1")
    with smtp.Server() as server:
        got = finds("a mail server that answers", {}, "--smtp-url", server.url)
        checks.check("%s: doctor: mail is well" % db.name, got[1]["mail"] == ("ok", []))
    db.execute("insert into jobs (id, version, created_at, updated_at, kind, state, args, place, "
               "report, error, leased_until) values (1, 1, 0, 0, 'demo', 'running', '', '', '', "
               "'', 1000000)")
    got = finds("old work is a warning only", {})
    checks.check("%s: doctor: the old work" % db.name,
                 got[1]["leases"] == ("warn", ["doctor_leases"]))
    db.execute("insert into webhooks values (1, 1, 0, 0, 'group', 'wecom', 'https://x.example/', '', "
               "null, 1, 1, 1, 1, 0)")
    db.execute("insert into webhook_states values (1, 0, null, 5, '93000 invalid webhook url')")
    got = finds("a robot that does not answer is a warning only", {})
    checks.check("%s: doctor: the robot" % db.name,
                 got[1]["webhooks"] == ("warn", ["doctor_webhook"]))
    finds("a clock that was set back", {"times": ["doctor_clock_differs",
                                                        "doctor_clock_behind"],
                                              "settings": ["doctor_test_setting"]},
                "--test-clock", "2020-01-01T00:00:00Z")
    db.execute("insert into schema_version (version, name, applied_at, checksum) values "
               "(9999, 'x', 0, 'x')")
    code, got = doctor(db)
    checks.check("%s: doctor: a newer schema" % db.name, code == 1 and
                 got["database"] == ("fail", ["schema_new"]))
    db.close()


# -- export -------------------------------------------------------------------------------------

def check_export(checks, kind):
    """Lists and sheets from the command line: whose eyes, what is noted, what is left (D1, Z1)."""
    db = kind()
    many = 5001 if kind is lab.Sqlite else 60
    lab.run(db, "demo", "--customers", str(many), "--months", "2")
    env = lab.environment(db)
    out = os.path.join(db.dir, "out")

    def export(*args, **more):
        r = subprocess.run([lab.PROGRAM, "export", "--db", db.url, *args], capture_output=True,
                           env={**env, **more})
        return r.returncode, r.stdout.decode("utf-8-sig"), r.stderr.decode()

    def refused(name, want, *args, **more):
        code, text, err = export(*args, **more)
        checks.check("%s: export: %s" % (db.name, name),
                     code == 1 and text == "" and want in err and not os.path.exists(out), err)

    subprocess.run([lab.PROGRAM, "user", "add", "boss", "--roles", "service_manager", "--db",
                    db.url], input="correct horse battery\n", text=True, check=True, env=env,
                   capture_output=True)
    subprocess.run([lab.PROGRAM, "user", "add", "agent", "--roles", "service_agent", "--db",
                    db.url], input="correct horse battery\n", text=True, check=True, env=env,
                   capture_output=True)
    vips = db.query("select count(*) as n from customers where tier = 'vip' and merged_into_id "
                    "is null")[0]["n"]
    code, text, err = export("customer", "tier=vip", "sort=number", "--language", "zh-CN")
    rows = list(csv.reader(io.StringIO(text)))
    checks.check("%s: export: the filtered list" % db.name, code == 0 and
                 rows[0][0] == "客户编号" and len(rows) == vips + 1 and vips > 1, err)
    refused("a filter that there is not", "teir: unknown_argument", "customer", "teir=vip")
    refused("a filter twice", "given_twice", "customer", "tier=vip", "tier=ordinary")
    refused("a person needs a reason", "reason: required", "customer", "--user", "boss")
    refused("nobody of that name", "user: no_such_record", "customer", "--user", "", "--reason",
            "check")
    refused("who may not", "genjin: ", "customer", "--user", "agent", "--reason", "check",
            "--output", out)
    refused("a folder that is not there", "cannot_write", "order", "--output",
            os.path.join(db.dir, "none", "out"))
    refused("no room for the file", "genjin: ", "order", "--output", out,
            TMPDIR=os.path.join(db.dir, "none"))
    checks.check("%s: export: no such kind or format" % db.name, export("gold")[0] == 2 and
                 export("customer", "--format", "doc")[0] == 2)

    db.execute("update company set exports_per_day = 1, version = version + 1")
    code, text, err = export("sheet_ticket", "--format", "pdf", "--user", "boss", "--reason",
                             "月度复盘", "--output", out, "--language", "zh-CN")
    with open(out, "rb") as f:
        head = f.read(4)
    checks.check("%s: export: a sheet as PDF for its owner alone" % db.name, code == 0 and
                 head == b"%PDF" and os.stat(out).st_mode & 0o777 == 0o600, err)
    os.unlink(out)
    refused("the person's daily number", "export_quota", "order", "--user", "boss", "--reason",
            "again", "--output", out)
    checks.check("%s: export: not that of the machine" % db.name, export("order")[0] == 0)
    told = db.query("select user_id, diff from audit where action = 'export' order by id")
    boss = db.query("select id from users where login = 'boss'")[0]["id"]
    last = json.loads(told[-2]["diff"])
    checks.check("%s: export: the audit trail has them" % db.name, len(told) >= 3 and
                 int(told[-2]["user_id"]) == int(boss) and not int(told[-1]["user_id"] or 0) and
                 last["reason"][1] == "月度复盘" and last["format"][1] == "pdf", told[-2:])
    bare = os.path.join(db.dir, "fonts.conf")
    with open(bare, "w") as f:
        f.write("<fontconfig><cachedir>%s</cachedir></fontconfig>" % db.dir)
    refused("no font for the sheet", "no_font", "sheet_customer", "number=none", "--format",
            "pdf", "--language", "zh-CN", "--output", out, FONTCONFIG_FILE=bare)
    if kind is lab.Sqlite:
        refused("more rows than are printed", "too_many_rows max=5000", "sheet_customer",
                "--format", "pdf", "--output", out)
    db.close()


def check_supervised(checks):
    """What systemd would hear, and what it thinks of the unit."""
    db = lab.Sqlite()
    path = os.path.join(db.dir, "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        s.bind(path)
        s.settimeout(20)
        os.environ["NOTIFY_SOCKET"] = path
        node = lab.Node(db)
        node.start()
        del os.environ["NOTIFY_SOCKET"]
        heard = [s.recv(100), s.recv(100)]
        node.stop()
        while heard[-1] == b"WATCHDOG=1":
            heard.append(s.recv(100))
    checks.check("the supervisor hears how it goes", heard[0] == b"READY=1" and
                 heard[1] == b"WATCHDOG=1" and heard[-1] == b"STOPPING=1", heard)
    db.close()
    unit = os.path.join(os.path.dirname(lab.PROGRAM), "../../packaging/genjin.service")
    r = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", unit],
                       capture_output=True, text=True)
    checks.check("the unit is exposed to little", r.returncode == 0 and "nknown" not in r.stderr,
                 r.stdout.strip().split("\n")[-1] + r.stderr[-200:])


def check_refusals(checks):
    """What is refused is named, though the store is closed first; the log keeps to its level."""
    db = lab.Sqlite()
    lab.run(db, "migrate")
    for _ in range(2):
        r = subprocess.run([lab.PROGRAM, "user", "add", "kim", "--db", db.url], text=True,
                           input="correct horse battery\n", capture_output=True,
                           env=lab.environment(db))
    checks.check("a login that is taken is named", r.returncode == 1 and
                 "(login: taken)" in r.stderr, r.stderr)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = "127.0.0.1:%d" % other.getsockname()[1]
        r = subprocess.run([lab.PROGRAM, "serve", "--db", db.url, "--listen", place,
                            "--log-level", "error"], capture_output=True, text=True, timeout=30,
                           env=lab.environment(db))
    checks.check("an address that is taken is named", r.returncode == 1 and place in r.stderr and
                 '"level":"info"' not in r.stderr, r.stderr)
    db.close()


def check_damage(checks):
    db = lab.Sqlite()
    lab.run(db, "demo", "--customers", "200")
    os.chmod(db.url, 0o644)
    got = failures(doctor(db))
    checks.check("doctor: a database that others may read", got == {"files": ["doctor_file_open"]},
                 got)
    os.chmod(db.url, 0o600)
    root = db.query("select rootpage from sqlite_master where name = 'deadlines_due'")
    with open(db.url, "r+b") as f:  # an index that says nothing any more
        f.seek((root[0]["rootpage"] - 1) * 4096 + 8)
        f.write(bytes(4000))
    got = failures(doctor(db))
    checks.check("doctor: a damaged page", "integrity" in got or "database" in got, got)
    db.close()


def main():
    checks = lab.Checks()
    with tempfile.TemporaryDirectory(prefix="genjin-commands-") as place:
        check_config(checks, place)
        names = list(settings()[0])
        commands = check_help(checks, names)
        check_completion(checks, place, commands, names)
    for kind in (lab.Sqlite, lab.Postgres):
        check_doctor(checks, kind)
        check_export(checks, kind)
    check_supervised(checks)
    check_refusals(checks)
    check_damage(checks)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
