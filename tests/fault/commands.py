#!/usr/bin/python3
"""What the commands for whoever runs an installation say: settings, manual page, completion."""
import json
import os
import subprocess
import sys
import tempfile

import lab


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


def main():
    checks = lab.Checks()
    with tempfile.TemporaryDirectory(prefix="genjin-commands-") as place:
        check_config(checks, place)
        names = list(settings()[0])
        commands = check_help(checks, names)
        check_completion(checks, place, commands, names)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
