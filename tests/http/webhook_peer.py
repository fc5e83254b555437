"""webhook_peer - a server that stands for the peers of webhooks: WeCom, DingTalk, Feishu and a
receiver of Standard Webhooks.  It checks each signature by its own computation from the public
documents, and answers what it is told to."""
import base64
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time
import urllib.parse

WHSEC = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
DINGTALK_SECRET = "SEC0123456789abcdef"
FEISHU_SECRET = "feishu-secret"


def mac(key, text):
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


class Request:
    def __init__(self, handler, body):
        self.path, _, query = handler.path.partition("?")
        self.query = {k: v[0] for k, v in urllib.parse.parse_qs(query).items()}
        self.headers = handler.headers
        self.body = body
        self.json = json.loads(body)
        self.id = handler.headers["webhook-id"]
        self.at = time.monotonic()

    @property
    def text(self):
        """The words of a robot's message."""
        part = self.json.get("text") or self.json.get("content")
        return part.get("content") or part.get("text")

    def is_signed(self, now):
        """Whether the signature is the one of its kind, made at `now` (Unix seconds)."""
        if self.path.startswith("/wecom"):
            return self.query == {"key": "wecom-key-1"} and self.json["msgtype"] == "text"
        if self.path.startswith("/dingtalk"):
            ms = self.query["timestamp"]
            text = ("%s\n%s" % (ms, DINGTALK_SECRET)).encode()
            return int(ms) == now * 1000 and self.query["access_token"] == "token-1" and \
                self.query["sign"] == mac(DINGTALK_SECRET.encode(), text)
        if self.path.startswith("/feishu"):
            key = ("%s\n%s" % (self.json["timestamp"], FEISHU_SECRET)).encode()
            return self.json["timestamp"] == str(now) and self.json["sign"] == mac(key, b"") and \
                self.json["msg_type"] == "text"
        at = self.headers["webhook-timestamp"]
        text = b".".join((self.id.encode(), at.encode(), self.body))
        key = base64.b64decode(WHSEC[len("whsec_"):])
        return at == str(now) and self.headers["webhook-signature"] == "v1," + mac(key, text)


TAKEN = {"/wecom": {"errcode": 0, "errmsg": "ok"}, "/dingtalk": {"errcode": 0, "errmsg": "ok"},
         "/feishu": {"code": 0, "msg": "success"}, "/standard": {}}


class Peer:
    """Listens on 127.0.0.1.  `answers` (status, value, headers) are given first; `gate` holds
    answers back until it is set."""

    def __init__(self, certificate=None):
        self.requests = []
        self.answers = []
        self.gate = None
        self.arrived = threading.Event()
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                peer.take(self, Request(self, body))

            def do_GET(self):
                peer.requests.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.port = self.server.server_address[1]
        self.url = "%s://127.0.0.1:%d" % (scheme, self.port)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def take(self, handler, request):
        answer = self.answers.pop(0) if self.answers else None
        self.requests.append(request)
        self.arrived.set()
        if self.gate:
            self.gate.wait(20)
        status, value, headers = answer or (200, TAKEN["/" + request.path.split("/")[1]], {})
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        try:
            handler.send_response(status)
            for k, v in headers.items():
                handler.send_header(k, v)
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass  # the other side had enough, or was killed

    def of(self, path):
        return [r for r in self.requests if r.path == path]

    def close(self):
        if self.gate:
            self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    def webhook(self, of, **fields):
        """The body that makes a webhook of this peer."""
        url = {"wecom": "/wecom?key=wecom-key-1", "dingtalk": "/dingtalk?access_token=token-1",
               "feishu": "/feishu/hook-id-1", "standard": "/standard/receiver-1"}[of]
        secret = {"wecom": None, "dingtalk": DINGTALK_SECRET, "feishu": FEISHU_SECRET,
                  "standard": WHSEC}[of]
        return {"name": of, "kind": of, "url": self.url + url, "secret": secret,
                "warnings": True, "breaches": True, "escalations": True, "enabled": True, **fields}
