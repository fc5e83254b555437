#!/usr/bin/python3
"""kill -9 at each step of an upload: from the first byte that comes in to the reply, before each
write, sync, rename, statement and answer.

On either database never is there a row without its file, nor one of another content; what was
acknowledged is there; what the kill has left in the folder is swept after a day, and not what a
row holds; and the same request, repeated with its key, is done once.  So for a content that hangs
elsewhere already, and for the removal of the last row that holds a file.

WALK_POINTS (6) steps of each, spread over all there are (0: every one); WALK_SEED for the same again.
"""
import http.client
import os
import random
import sys
import time

import lab
from failing import KILL, Control, Server, choose_points, files_of_rows, folder

POINTS = int(os.environ.get("WALK_POINTS", "6"))
SEED = int(os.environ.get("WALK_SEED", str(random.SystemRandom().randrange(1 << 32))))
HELD = b"held by another record" * 5000
LAST = b"held by one record" * 5000
FRESH = b"not seen before" * 10000
DAY = 90000


class Act:
    """A request, and what must be there before and after it: names of attachments."""

    def __init__(self, name, content, removes=False):
        self.name, self.content, self.removes = name, content, removes

    def ask(self, client, story):
        if self.removes:
            status, _, _ = client.call("DELETE", "%s/attachments/%s" % (story.place, story.last),
                                       None, {"If-Match": '"1"'})
            return status
        status, value, _ = client.call("POST", story.place + "/attachments?name=new", self.content,
                                       {"Idempotency-Key": "k"})
        story.made = (value or {}).get("id")
        return status

    def is_done(self, status):
        return status in (204, 404) if self.removes else status == 201

    def names(self, done):
        if self.removes:
            return ["held"] if done else ["held", "last"]
        return ["held", "last", "new"] if done else ["held", "last"]


ACTS = [Act("an upload", FRESH), Act("an upload of what is there", HELD),
        Act("a removal of the last", LAST, removes=True)]


class Story:
    """The company that all lives begin with."""

    def __init__(self, checks, kind):
        self.checks = checks
        self.base = kind()
        self.control = Control(os.path.join(self.base.dir, "control"))
        self.made = None
        lab.run(self.base, "init", "--company", "跟进测试公司", "--presets", "s1")
        node = lab.Node(self.base)
        node.start()
        admin = lab.first_administrator(node)
        self.token = admin.token
        self.place = "/api/v1/customers/" + admin.must("POST", "/customers", {"name": "客户"})["id"]
        add = self.place[len("/api/v1"):] + "/attachments?name="
        admin.must("POST", add + "held", HELD)
        self.last = admin.must("POST", add + "last", LAST)["id"]
        admin.close()
        node.stop()

    def names_as_left(self, db):
        """(names of attachments, what is wrong with their files, files that none holds); of a dead
        SQLite file only a copy is opened: its recovery is the product's business."""
        seen = db.copy() if db.name == "sqlite" else db
        names = sorted(r["name"] for r in seen.query("select name from attachments"))
        hashes, wrong = files_of_rows(seen)
        if seen is not db:
            seen.close()
        return names, wrong, len(set(folder(db)) - set(hashes))

    def killed(self, act, at, server):
        """Asks once, with a kill at that step; gives the status or None."""
        server.ensure()
        client = lab.Client(server.port, self.token)
        client.connection.connect()
        self.control.set(KILL, at)
        try:
            return act.ask(client, self)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            self.count = self.control.count()
            self.control.set(0)
            client.close()

    def swept(self, db):
        """The day has passed: what no row holds goes, and nothing else."""
        place = os.path.join(db.dir, "files")
        for name in folder(db):
            os.utime(os.path.join(place, name), (time.time() - DAY,) * 2)
        return lambda: folder(db) == files_of_rows(db)[0]

    def one(self, act, at):
        """A life with a kill; gives what went wrong."""
        db = self.base.copy()
        server = Server(db, self.control)
        wrong = []
        try:
            status = self.killed(act, at, server)
            died = status is None and server.process.wait(timeout=30) == -9
            server.kill()
            names, bad, orphans = self.names_as_left(db)
            wrong += ["as left: " + w for w in bad]
            if names not in (act.names(False), act.names(True)):
                wrong.append("as left: %s" % names)
            if not died and not (act.is_done(status) and names == act.names(True)):
                wrong.append("answered %s, and there are %s" % (status, names))
            is_swept = self.swept(db)
            server.ensure()
            lab.until("orphans are swept", is_swept, 20)
            self.finish(act, server, wrong)
            server.stop()
            names, bad, _ = self.names_as_left(db)
            wrong += bad + ([] if names == act.names(True) else ["at the end: %s" % names])
            return wrong, died, orphans
        except Exception as e:
            return wrong + [repr(e), server.tail()[-600:]], False, 0
        finally:
            server.kill()
            db.close()

    def finish(self, act, server, wrong):
        """The same request again; the file that was acknowledged can be read."""
        client = lab.Client(server.port, self.token)
        status = act.ask(client, self)
        if not act.is_done(status):
            wrong.append("asked again: %s" % status)
        elif not act.removes:
            client.connection.request("GET", "%s/attachments/%s/content" % (self.place, self.made),
                                      headers={"Authorization": "Bearer " + self.token})
            reply = client.connection.getresponse()
            if (reply.status, reply.read()) != (200, act.content):
                wrong.append("its content: %d" % reply.status)
        client.close()

    def walk(self, act, rng):
        name = "%s: %s" % (self.base.name, act.name)
        wrong, died, _ = self.one(act, 0)
        n = self.count
        self.checks.check(name + ", not killed", not wrong and not died, wrong or "%d steps" % n)
        bad, kills, left = [], 0, 0
        for at in choose_points(n, POINTS, rng):
            wrong, died, orphans = self.one(act, at)
            kills += died
            left += orphans > 0
            if wrong:
                bad.append((at, wrong))
                print("    step %d: %s" % (at, wrong), flush=True)
        self.checks.check(name + ", killed: no row without its file, nothing left over", not bad and
                          kills, "%d kills, %d of them left a file" % (kills, left))


def main():
    checks = lab.Checks()
    rng = random.Random(SEED)
    print("seed %d" % SEED, flush=True)
    for kind in (lab.Sqlite, lab.Postgres):
        story = Story(checks, kind)
        for act in ACTS:
            story.walk(act, rng)
        story.base.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
