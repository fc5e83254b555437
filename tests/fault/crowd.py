#!/usr/bin/python3
"""9,000 idle and 1,000 slow connections: whoever asks meanwhile is answered at once, the slow ones
are cut, all is let go again.

CROWD_IDLE (9000) connections that asked once and keep quiet; CROWD_SLOW (1000) that send a byte of
a head now and then.
"""
import os
import resource
import select
import socket
import statistics
import sys
import time

import lab

IDLE = int(os.environ.get("CROWD_IDLE", "9000"))
SLOW = int(os.environ.get("CROWD_SLOW", "1000"))
PROBES = 200
PROBE_MS = 200
MEMORY_MIB = 200
HEAD_SECONDS = 10  # of src/http/server.c
ONE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def open_connection(port):
    s = socket.create_connection(("127.0.0.1", port), 30)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def idle_connections(port, n):
    """Each has asked once, and was answered."""
    got = []
    for i in range(0, n, 200):
        part = [open_connection(port) for _ in range(min(200, n - i))]
        for s in part:
            s.sendall(ONE)
        for s in part:
            assert s.recv(4096).startswith(b"HTTP/1.1 200")
        got += part
    return got


def memory_mib(node):
    with open("/proc/%d/status" % node.process.pid) as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024


def gauge(node, name):
    c = lab.Client(node.port)
    c.connection.request("GET", "/metrics")
    text = c.connection.getresponse().read().decode()
    c.close()
    return int(next(l for l in text.splitlines() if l.startswith(name + " ")).split()[1])


def probe(port):
    """Milliseconds from dialling to the answer, as a health check of a proxy measures it."""
    began = time.monotonic()
    with open_connection(port) as s:
        s.sendall(ONE)
        assert s.recv(4096).startswith(b"HTTP/1.1 200")
    return 1000 * (time.monotonic() - began)


def drip(slow):
    """Another byte on each slow connection; gives those that are still open."""
    poll = select.poll()
    for s in slow:
        poll.register(s, select.POLLIN | select.POLLHUP)
    ended = {fd for fd, _ in poll.poll(0)}
    alive = []
    for s in slow:
        if s.fileno() in ended:
            s.close()
            continue
        try:
            s.send(b"a")
            alive.append(s)
        except OSError:
            s.close()
    return alive


def play(checks, node):
    alone = [probe(node.port) for _ in range(PROBES)]
    idle = idle_connections(node.port, IDLE)
    began = time.monotonic()
    slow = [open_connection(node.port) for _ in range(SLOW)]
    for s in slow:
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ")
    connections = gauge(node, "genjin_http_connections")
    checks.check("all are connected", connections >= IDLE + SLOW, connections)
    times = []
    cut_after = None
    dripped = 0.0
    while time.monotonic() - began < 3 * HEAD_SECONDS and (slow or len(times) < PROBES):
        times.append(probe(node.port))
        if time.monotonic() - dripped > 0.5:
            slow = drip(slow)
            dripped = time.monotonic()
        if not slow and cut_after is None:
            cut_after = time.monotonic() - began
        time.sleep(0.02)
    times.sort()
    p99 = times[int(0.99 * len(times))]
    checks.check("a health probe is answered within %d ms" % PROBE_MS, p99 < PROBE_MS,
                 "%d probes: median %.1f ms, 99 %% %.1f ms, worst %.1f ms; alone %.1f ms" % (
                     len(times), statistics.median(times), p99, times[-1],
                     statistics.median(alone)))
    mib = memory_mib(node)
    checks.check("in %d MiB" % MEMORY_MIB, mib < MEMORY_MIB, "%.0f MiB at most" % mib)
    checks.check("every slow one is cut", not slow and cut_after < HEAD_SECONDS + 5,
                 "after %.1f s" % (cut_after or 0))
    alive = sum(not select.select([s], [], [], 0)[0] for s in idle[:900])
    checks.check("no idle one is cut meanwhile", alive == min(900, IDLE), alive)
    for s in idle:
        s.close()
    lab.until("all are let go", lambda: gauge(node, "genjin_http_connections") <= 2, 20)
    checks.check("all are let go", True)


def outer_address():
    """An address of this machine that is not loopback; None: it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.254", 9))
        except OSError:
            return None
        address = s.getsockname()[0]
    return None if address.startswith("127.") else address


def one_address(checks, db):
    """One address may hold so many connections and no more; loopback and a proxy may."""
    address = outer_address()
    if not address:
        print("-- one address: this machine has none but loopback", flush=True)
        return
    for args, limit in ((["--connections-per-address", "20"], 20),
                        (["--connections-per-address", "20", "--proxies", address], 60),
                        (["--connections-per-address", "0"], 60)):
        node = lab.Node(db, args=["--any-file-system", "true", "--listen", "0.0.0.0:0", *args])
        node.start()
        got = [socket.create_connection((address, node.port), 10) for _ in range(60)]
        served = []
        for s in got:
            try:
                s.sendall(ONE)
                if s.recv(4096).startswith(b"HTTP/1.1 200"):
                    served.append(s)
            except OSError:
                pass
        checks.check("%s: %d of 60 are served" % (" ".join(args), limit), len(served) == limit,
                     len(served))
        checks.check("and loopback is, whatever the others hold",
                     len(idle_connections(node.port, 60)) == 60)
        for s in got:
            s.close()
        lab.until("their places are free again", lambda: is_served(address, node.port))
        node.stop()


def is_served(address, port):
    with socket.create_connection((address, port), 10) as s:
        try:
            s.sendall(ONE)
            return s.recv(4096).startswith(b"HTTP/1.1 200")
        except OSError:
            return False


def main():
    checks = lab.Checks()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    db = lab.Sqlite()
    lab.run(db, "init", "--company", "跟进测试公司", "--presets", "s1")
    node = lab.Node(db, 0, ("--connections", str(IDLE + SLOW + 2000)))
    node.start()
    try:
        play(checks, node)
        checks.check("it stops gently", node.stop() == 0)
        one_address(checks, db)
    except Exception as e:
        checks.check("a crowd", False, repr(e))
    finally:
        node.kill()
        db.close()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
