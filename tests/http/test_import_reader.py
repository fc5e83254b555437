"""The process that reads the files of imports: what it cannot do, and what its end means (trust)."""
import os
import signal
import threading
import time
import unittest

from test_imports import ImportCase


def children(pid):
    found = []
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/stat" % name, encoding="ascii", errors="replace") as f:
                if int(f.read().rsplit(")", 1)[1].split()[1]) == pid:
                    found.append(int(name))
        except (OSError, ValueError):
            continue
    return found


def status_of(pid):
    with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as f:
        return dict(line.split(":", 1) for line in f)


class Reader(ImportCase):
    # Neither UTF-8 nor short: the reader is at it for a while.
    LARGE = ("企业名称,行业\n" + "大客户,制造\n" * 3000000).encode("gb18030")

    def waiting(self):
        found = children(self.server.process.pid)
        self.assertEqual(len(found), 1)
        return found[0]

    def reading(self, act):
        """Sends a file in a thread, and calls act with the child once it is locked in; the reply."""
        got = []
        client = self.person("reader%d" % time.monotonic_ns(), ["administrator"])
        t = threading.Thread(target=lambda: got.append(client.raw(
            "POST", "/api/v1/imports/preview", self.LARGE, {"Content-Type": "text/csv"})))
        waiting = self.waiting()
        t.start()
        try:
            child = self.locked_in(waiting, t)
            os.kill(child, signal.SIGSTOP)
            act(child)
            os.kill(child, signal.SIGCONT)
        except ProcessLookupError:
            pass  # act has ended it
        finally:
            t.join()
        client.close()
        return got[0]

    def locked_in(self, waiting, sender):
        """The child once it has a filter more than it was born with."""
        end = time.monotonic() + 30
        filters = int(status_of(waiting)["Seccomp_filters"])
        while time.monotonic() < end and sender.is_alive():
            for child in children(waiting):
                try:
                    if int(status_of(child)["Seccomp_filters"]) > filters:
                        return child
                except (OSError, KeyError):
                    continue
        raise AssertionError("no child was seen")

    def test_it_can_do_nothing_else(self):
        seen = {}

        def look(child):
            seen["fds"] = os.listdir("/proc/%d/fd" % child)
            seen["status"] = status_of(child)
            with open("/proc/%d/limits" % child, encoding="ascii") as f:
                seen["limits"] = {line[:26].strip(): line[26:47].strip() for line in f}
            # Others need not wait for it, those who write neither.
            self.admin.post("/customers", {"name": "读取期间的客户"}, 201)
            self.admin.get("/my-day")

        reply = self.reading(look)
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.json["rows"][0], ["大客户", "制造"])
        self.assertEqual(seen["fds"], ["0"])
        with open("/proc/%d/environ" % self.waiting(), "rb") as f:
            self.assertEqual(f.read(), b"", "no setting, no secret")
        self.assertEqual(seen["status"]["NoNewPrivs"].strip(), "1")
        for what, most in (("Max open files", 0), ("Max processes", 0), ("Max file size", 0),
                           ("Max cpu time", 30)):
            self.assertEqual(seen["limits"][what], str(most), what)

    def test_its_end_is_told_and_the_server_goes_on(self):
        reply = self.reading(lambda child: os.kill(child, signal.SIGKILL))
        self.assertEqual((reply.status, reply.json["errors"][0]["code"]), (422, "unreadable_file"))
        self.made("企业名称\n之后客户\n", n=1)

    def test_who_may_not_import_is_not_read_for(self):
        self.refused(self.agent.call("POST", "/imports", b"PK\x03\x04", 403,
                                     {"Content-Type": "text/csv"}), 403)


class WithoutReader(ImportCase):
    def test_it_is_refused_for_now(self):
        for child in children(self.server.process.pid):
            os.kill(child, signal.SIGKILL)
        self.assertEqual(self.send("企业名称\n谁\n", status=503).json["code"], "busy")
        self.admin.post("/customers", {"name": "仍可新建"}, 201)


if __name__ == "__main__":
    unittest.main()
