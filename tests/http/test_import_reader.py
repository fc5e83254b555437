"""The process that reads the files of imports: what it cannot do, and what its end means (trust)."""
import os
import signal
import threading
import time
import unittest

from test_imports import ImportCase


def parent(pid):
    try:
        with open("/proc/%s/stat" % pid, encoding="ascii", errors="replace") as f:
            return int(f.read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def children(pid):
    return [p for p in processes() if parent(p) == pid]


def control(pid):
    """The socket that the reader and its keeper share."""
    try:
        return os.readlink("/proc/%d/fd/3" % pid)
    except OSError:
        return None


def status_of(pid):
    with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as f:
        return dict(line.split(":", 1) for line in f)


def until(met):
    """What met returns, once that is something."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        got = met()
        if got:
            return got
        time.sleep(0.01)
    raise AssertionError("it did not come")


class ReaderCase(ImportCase):
    @classmethod
    def set_up_people(cls):
        super().set_up_people()
        cls.socket = control(children(cls.server.process.pid)[0])

    def both(self):
        """The keeper and the reader, once both are there."""
        def look():
            found = [p for p in processes() if control(p) == self.socket]
            return next(([parent(p), p] for p in found if parent(p) in found), None)
        return until(look)

    @staticmethod
    def kill(pid):
        os.kill(pid, signal.SIGKILL)
        until(lambda: control(pid) is None)

    def metric(self, name):
        text = self.admin.raw("GET", "/metrics").body.decode()
        return int(next(line.split()[1] for line in text.splitlines()
                        if line.startswith("genjin_import_reader_" + name)))


class Reader(ReaderCase):
    # Neither UTF-8 nor short: the reader is at it for a while.
    LARGE = ("企业名称,行业\n" + "大客户,制造\n" * 3000000).encode("gb18030")

    def reading(self, act):
        """Sends a file in a thread, and calls act with the child once it is locked in; the reply."""
        got = []
        client = self.person("reader%d" % time.monotonic_ns(), ["administrator"])
        t = threading.Thread(target=lambda: got.append(client.raw(
            "POST", "/api/v1/imports/preview", self.LARGE, {"Content-Type": "text/csv"})))
        waiting = self.both()[1]
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
        for pid in self.both():
            with open("/proc/%d/environ" % pid, "rb") as f:
                self.assertEqual(f.read(), b"", "no setting, no secret")
            self.assertEqual(status_of(pid)["Seccomp"].strip(), "2")
        self.assertEqual(seen["status"]["NoNewPrivs"].strip(), "1")
        for what, most in (("Max open files", 0), ("Max processes", 0), ("Max file size", 0),
                           ("Max cpu time", 30)):
            self.assertEqual(seen["limits"][what], str(most), what)

    def test_its_end_is_told_and_the_server_goes_on(self):
        reply = self.reading(lambda child: os.kill(child, signal.SIGKILL))
        self.assertEqual((reply.status, reply.json["errors"][0]["code"]), (422, "unreadable_file"))
        self.made("企业名称\n之后客户\n", n=1)
        self.assertEqual(self.reading(lambda child: None).status, 200)

    def test_a_killed_reader_comes_back(self):
        before = self.metric("renewed_total")
        for i in range(10):
            keeper, reader = self.both()
            self.kill(reader)
            self.made("企业名称\n第%d位客户\n" % i, n=1)
            self.assertEqual(self.both()[0], keeper)
        until(lambda: self.metric("renewed_total") >= before + 10)
        self.assertEqual(self.metric("up"), 1)
        until(lambda: "import.reader_renewed" in self.server.read_log())

    def test_a_reader_becomes_the_keeper(self):
        for i in range(3):
            keeper, reader = self.both()
            self.kill(keeper)
            self.made("企业名称\n轮%d客户\n" % i, n=1)
            self.assertEqual(self.both()[0], reader)
            self.kill(self.both()[1])
            self.made("企业名称\n再%d客户\n" % i, n=1)

    def test_what_is_being_read_outlives_them(self):
        def kill(child):
            for pid in self.both():
                self.kill(pid)
                self.both()
        self.assertEqual(self.reading(kill).status, 200)
        self.assertEqual(self.metric("up"), 1)

    def test_who_asks_meanwhile_waits(self):
        over = threading.Event()

        def kill():
            while not over.wait(0.2):  # a child must have time to be born
                self.kill(self.both()[1])
        t = threading.Thread(target=kill)
        t.start()
        try:
            for i in range(40):
                self.assertEqual(self.send("企业名称\n谁%d\n" % i, status=200,
                                           path="/imports/preview").json["rows"], [["谁%d" % i]])
        finally:
            over.set()
            t.join()

    def test_who_may_not_import_is_not_read_for(self):
        self.refused(self.agent.call("POST", "/imports", b"PK\x03\x04", 403,
                                     {"Content-Type": "text/csv"}), 403)


class WithoutReader(ReaderCase):
    def test_it_is_refused_and_told(self):
        codes = lambda: [w["code"] for w in self.admin.get("/health-report").json["warnings"]]
        self.assertNotIn("import_reader_gone", codes())
        keeper, reader = self.both()
        os.kill(keeper, signal.SIGSTOP)
        self.kill(reader)
        self.kill(keeper)
        self.assertEqual(self.send("企业名称\n谁\n", status=503).json["code"],
                         "import_reader_gone")
        self.assertEqual(self.metric("up"), 0)
        until(lambda: keeper not in children(self.server.process.pid))  # nor as a zombie
        self.assertIn("import_reader_gone", codes())
        until(lambda: "import.reader_gone" in self.server.read_log())
        self.admin.post("/customers", {"name": "仍可新建"}, 201)


if __name__ == "__main__":
    unittest.main()
