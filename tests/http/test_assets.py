"""The files of the UI: packings, tags, HEAD."""
import ctypes
import gzip

from client import ServerCase


def unbrotli(data, room):
    """By the library itself; Debian's Python has no module for it."""
    out, n = ctypes.create_string_buffer(room), ctypes.c_size_t(room)
    decode = ctypes.CDLL("libbrotlidec.so.1").BrotliDecoderDecompress
    assert decode(ctypes.c_size_t(len(data)), data, ctypes.byref(n), out) == 1
    return out.raw[:n.value]


class Assets(ServerCase):
    def get(self, encoding=None, method="GET", **headers):
        h = {"Accept-Encoding": encoding}
        h.update({k.replace("_", "-"): v for k, v in headers.items()})
        return self.anonymous().raw(method, "/", None, h)

    def test_packing_by_what_is_accepted(self):
        plain = self.get()
        self.assertIsNone(plain.headers["Content-Encoding"])
        for accept, coding in (("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br", "br"),
                               ("br;q=0.5, gzip", "gzip"), ("br;q=0, gzip;q=0.1", "gzip"),
                               ("gzip;q=0", None), ("*", "br"), ("*;q=0.5, br;q=0", "gzip"),
                               ("identity", None), ("identity;q=1, gzip;q=0.5", None),
                               ("gzip;q=1.0;x", "gzip"), ("zstd", None), ("gzip;q=nonsense", None),
                               ("", None), (",;,", None)):
            with self.subTest(accept=accept):
                self.assertEqual(self.get(accept).headers["Content-Encoding"], coding)
        self.assertEqual(gzip.decompress(self.get("gzip").body), plain.body)
        self.assertEqual(unbrotli(self.get("br").body, 1 << 20), plain.body)
        self.assertLess(len(self.get("br").body), len(self.get("gzip").body))
        self.assertEqual(plain.headers["Vary"], "Accept-Encoding")

    def test_each_packing_has_its_tag(self):
        tags = {c: self.get(c).etag for c in (None, "gzip", "br")}
        self.assertEqual(len(set(tags.values())), 3)
        for coding, tag in tags.items():
            for sent in (tag, "W/" + tag, '"other", ' + tag, "*"):
                reply = self.get(coding, If_None_Match=sent)
                self.assertEqual((reply.status, reply.body, reply.etag), (304, b"", tag))
                self.assertIn(reply.headers["Content-Length"], (None, "0"))
        self.assertEqual(self.get("br", If_None_Match=tags["gzip"]).status, 200)

    def test_head(self):
        for coding in (None, "gzip", "br"):
            got, head = self.get(coding), self.get(coding, "HEAD")
            self.assertEqual((head.status, head.body), (200, b""))
            for name in ("Content-Length", "ETag", "Content-Encoding", "Content-Type"):
                self.assertEqual(head.headers[name], got.headers[name], name)
            self.assertEqual(int(head.headers["Content-Length"]), len(got.body))
