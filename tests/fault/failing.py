"""failing - a program under tests/faults.so, whose n-th call of a kind fails or is its last.

The library is that of the build that GENJIN is of.
"""
import hashlib
import mmap
import os
import struct
import subprocess
import threading

import lab

LIBRARY = os.path.join(os.path.dirname(lab.PROGRAM), "../../tests/faults.so")
NOTHING, ALLOCATION, WRITE, SYNC, ROOM, TALK, KILL = range(7)


class Control:
    """What tests/fault/faults.c calls struct control."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as f:
            f.write(bytes(4096))
        self.file = open(path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 4096)

    def set(self, kind, at=0, hurry=False, forever=0):
        self.map[0:40] = struct.pack("<iiqqqq", kind, forever, at, 0, 0, hurry)

    def count(self):
        return struct.unpack_from("<q", self.map, 16)[0]

    def failed(self):
        return struct.unpack_from("<q", self.map, 24)[0]


def environment(db, control):
    return {**lab.environment(db), "LD_PRELOAD": os.path.abspath(LIBRARY),
            "FAULT_CONTROL": control.path}


class Server:
    """Serves a database under the library; started again when it has ended with an error."""

    def __init__(self, db, control):
        self.db, self.control = db, control
        self.log = os.path.join(db.dir, "log")
        self.process = self.port = None
        self.endings = []

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [lab.PROGRAM, "serve", "--db", self.db.url, "--listen", "127.0.0.1:0",
                 "--access-log", "false", "--threads", "1"],
                stdout=subprocess.PIPE, stderr=log, text=True,
                env=environment(self.db, self.control))
        hangs = threading.Timer(60, self.process.kill)
        hangs.start()
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.port = int(line.rsplit(":", 1)[1])
                break
        hangs.cancel()
        if not self.port:
            self.ended()

    def ended(self):
        """It has ended by itself: notes how."""
        self.endings.append(self.process.wait(timeout=30))
        self.process.stdout.close()
        self.process = self.port = None

    def ended_or_not(self):
        """Notes how it has ended, if it has; whether it does not run."""
        if self.process and self.process.poll() is not None:
            self.ended()
        return not self.process

    def ensure(self):
        for _ in range(3):
            self.ended_or_not()
            if self.process:
                return
            self.start()
        raise AssertionError("it does not start: " + self.tail())

    def stop(self):
        if self.process:
            self.process.terminate()
            self.ended()

    def kill(self):
        if self.process:
            self.process.kill()
            self.ended()

    def tail(self):
        with open(self.log, errors="replace") as f:
            return f.read()[-1500:]


def choose_points(n, most, rng):
    """At most so many of 1..n, spread over all; 0: every one."""
    if not most or n <= most:
        return list(range(1, n + 1))
    step = n / most
    return [1 + int(i * step + rng.random() * step) for i in range(most)]


def folder(db):
    """The names in the folder of attached files."""
    place = os.path.join(db.dir, "files")
    return sorted(os.listdir(place)) if os.path.exists(place) else []


def name_of(content):
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def files_of_rows(db):
    """(hashes that rows speak of, what is wrong with their files)"""
    hashes = sorted({r["hash"] for r in db.query("select hash from attachments")})
    wrong = []
    for h in hashes:
        path = os.path.join(db.dir, "files", h)
        if not os.path.exists(path):
            wrong.append("a row without its file")
            continue
        with open(path, "rb") as f:
            if name_of(f.read()) != h:
                wrong.append("a file with another content")
    return hashes, wrong
