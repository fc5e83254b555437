"""A mail server that takes everything: the conversation of RFC 5321, and counts."""
import asyncio
import threading


class Taker(asyncio.Protocol):
    """One connection.  A message ends with a line of a single dot."""

    def __init__(self, sink):
        self.sink, self.rest, self.message = sink, b"", None

    def connection_made(self, transport):
        self.transport = transport
        self.say(b"220 sink")

    def say(self, line):
        self.transport.write(line + b"\r\n")

    def data_received(self, data):
        *lines, self.rest = (self.rest + data).split(b"\r\n")
        for line in lines:
            if self.message is None:
                self.command(line.split(b" ")[0].split(b":")[0].upper())
            elif line == b".":
                self.sink.took(self.message)
                self.message = None
                self.say(b"250 taken")
            else:
                self.message += len(line) + 2

    def command(self, word):
        if word == b"DATA":
            self.message = 0
            self.say(b"354 go on")
        elif word == b"QUIT":
            self.say(b"221 bye")
            self.transport.close()
        elif word in (b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"):
            self.say(b"250 fine")
        else:
            self.say(b"502 what?")


class Sink:
    """Listens in a thread of its own until it is closed."""

    def __init__(self):
        self.messages = self.bytes = 0
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(
            self.loop.create_server(lambda: Taker(self), "127.0.0.1", 0))
        self.url = "smtp://127.0.0.1:%d" % self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def took(self, size):
        self.messages += 1
        self.bytes += size

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.server.close()
        self.loop.close()
