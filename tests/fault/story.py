"""story - does the requests of acts.py against a program that may fail or end at any time."""
import http.client
import json
import re
import time

import lab
from acts import RECORDS

SLOT = re.compile(r"\{(new |id new |id |)([a-z_]+)\}")
LINE = re.compile(r"(\S+) ((?:\{[a-z ]+\}|[^\s{])+)(?: (.*))?$", re.S)
AGAIN = (503, 507)
SHARED = 40  # turns that use the same record


class Story:
    """Each request is repeated until it is answered; knows what was acknowledged."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.client = None
        self.bad = []
        self.acked = {}  # {text: the line it was sent with}
        self.records = {}  # {kind: (path, the last turn that uses it)}
        self.turn = self.made = self.endings = 0

    def close(self):
        if self.client:
            self.client.close()
            self.client = None

    def call(self, method, path, body, headers):
        if not self.client:
            self.server.ensure()
            self.client = lab.Client(self.server.port, self.token)
        place = path if path == "/healthz" else "/api/v1" + path
        return self.client.call(method, place, body, headers)

    def ask(self, method, path, body=None, headers=None):
        """(JSON, ETag) of a good answer, else (None, None)."""
        end = time.monotonic() + 20  # it ends within a second and is started again
        lost, status, value = False, 0, None
        while time.monotonic() < end:
            try:
                status, value, got = self.call(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self.close()
                lost = True
                time.sleep(0.01)
                self.server.ended_or_not()
                continue
            if status < 300:
                return {} if value is None else value, got["ETag"]
            if status not in AGAIN:
                break
            lost = True  # of a commit that the database did not answer nobody knows
            time.sleep(0.002)
        # What is asked again may have been done; a login or a link is asked for some times only.
        often = status == 429 and (value or {"code": "too_many_attempts"})["code"]
        if not (lost and status in (404, 409, 412)) and often != "too_many_attempts":
            self.bad.append((method, path, status, value))
        return None, None

    def place(self, kind, new):
        """The path of a record of a kind."""
        path, last = self.records.get(kind, (None, 0))
        if not new and path and self.turn <= last:
            return path
        if kind == "deadline":
            ticket = self.place("ticket", new).rsplit("/", 1)[1]
            value, _ = self.ask("GET", "/deadlines?subject=ticket&subject_id=" + ticket)
            path = "/deadlines/" + value["items"][0]["id"]
        else:
            self.made += 1
            path = self.send(*self.prepare(RECORDS[kind], "m%d" % self.made))
        if not new:
            self.records[kind] = (path, self.turn + SHARED)
        return path

    def fill(self, text, n):
        def slot(m):
            path = self.place(m[2], "new" in m[1])
            return path.rsplit("/", 1)[1] if "id" in m[1] else path
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 900))
        text = text.replace("{n}", n).replace("{w}", "v" + n).replace("{soon}", soon)
        return SLOT.sub(slot, text)

    def prepare(self, line, n):
        """Makes what a line needs; gives what send() takes."""
        method, path, body = LINE.match(line).groups()
        path = self.fill(path, n)
        headers = {"Idempotency-Key": "k" + n}
        if method == "MERGE":
            other, _ = self.ask("GET", self.place("customer", True))
            body = json.dumps({"duplicate_id": other["id"], "duplicate_version": other["version"]})
        if method in ("PATCH", "MERGE"):
            _, headers["If-Match"] = self.ask("GET", path)
        elif method == "DELETE":
            headers["If-Match"] = '"1"'
        body = self.fill(body, n) if body else None
        if body and body[0] == "{":
            body = json.loads(body)
        elif body:
            body = body.replace("\\n", "\n").encode()
        return method, path + ("/merge" if method == "MERGE" else ""), body, headers

    def send(self, method, path, body, headers):
        """Gives the path of what was made, None when that was not acknowledged."""
        known = method in ("GET", "PATCH", "DELETE")
        self.endings = len(self.server.endings)
        value, _ = self.ask(method if known else "POST", path, body, headers)
        if value is None:
            return None
        if known:
            return path
        if method == "JOB":
            return self.wait("/jobs/" + value.get("job", value)["id"])
        place = path.split("?")[0].replace("/from-presets", "")
        parent = place.rsplit("/", 1)[0]
        made = value.get("token", value).get("id", "")
        return parent if parent.endswith("/" + made) else place + "/" + made

    def wait(self, job):
        """Looks from outside, so that nothing is counted but the job."""
        end = time.monotonic() + 90  # a claim that was not answered is another's after a minute
        rows = []
        while time.monotonic() < end and not (rows and rows[0]["state"] in ("done", "failed")):
            time.sleep(0.01)
            self.server.ensure()
            if self.server.db.name == "postgresql" and len(self.server.endings) > self.endings:
                self.endings = len(self.server.endings)  # another node's after an hour
                self.server.db.execute("update jobs set leased_until = 1 where state = 'running'")
            rows = self.server.db.query("select state, error, report from jobs where id = "
                                        + job.rsplit("/", 1)[1])
        if not rows or rows[0]["state"] != "done" or '"bad":1' in rows[0]["report"]:
            self.bad.append((job, rows))
            return None
        return job

    def act(self, line, before):
        """A line as the act of a turn; `before` is called when all it needs is there."""
        self.turn += 1
        n = "w%d" % self.turn
        request = self.prepare(line, n)
        if not self.client:
            self.ask("GET", "/healthz")  # it runs and is connected
        before()
        if self.send(*request) and "{n}" in line:
            self.acked[n] = line
