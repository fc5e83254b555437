"""Files on customers, tickets and follow-ups: what goes in comes out, under its record alone, and
the folder holds each content once and nothing that no row holds (Z1)."""
import concurrent.futures
import hashlib
import json
import os
import subprocess
import time
import unittest
from urllib.parse import quote, unquote

from business import BusinessCase
from client import PROGRAM

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
LIMIT = 1 << 20


def content_name(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


class FilesCase(BusinessCase):
    server_args = ("--attachment-limit", "1")

    def folder(self):
        return sorted(os.listdir(os.path.join(self.server.dir, "files")))

    def add(self, place, data, name="a.txt", status=201, by=None, **headers):
        return (by or self.admin).call(
            "POST", "%s/attachments?name=%s" % (place, quote(name)), data, status,
            {"Content-Type": "application/octet-stream", **headers})

    def remove(self, place, rec, status=204, by=None):
        return (by or self.admin).call("DELETE", "%s/attachments/%s" % (place, rec["id"]), None,
                                       status, {"If-Match": '"%d"' % rec["version"]})

    def places(self):
        c = self.customer("附件客户")
        t = self.admin.post("/tickets", {"customer_id": c["id"], "title": "t"}, 201).json
        f = self.admin.post("/follow-ups", {"customer_id": c["id"], "state": "done",
                                            "content": "x"}, 201).json
        return ["/customers/" + c["id"], "/tickets/" + t["id"], "/follow-ups/" + f["id"]]


class Attachments(FilesCase):
    def test_in_and_out(self):
        for n, place in enumerate(self.places()):
            data = PNG + b"%d" % n
            rec = self.add(place, data, "照片 \"1\".png").json
            self.assertEqual((rec["name"], rec["media_type"], rec["size"]),
                             ("照片 _1_.png", "image/png", len(data)))
            self.assertNotIn("hash", rec)
            self.assertEqual(self.admin.get(place + "/attachments").json["items"], [rec])
            got = self.admin.raw("GET", "/api/v1%s/attachments/%s/content" % (place, rec["id"]))
            self.assertEqual((got.status, got.body), (200, data))
            self.assertEqual(got.headers["Content-Type"], "image/png")
            kind, name = got.headers["Content-Disposition"].split("; filename*=UTF-8''")
            self.assertEqual((kind, unquote(name)), ("attachment", rec["name"]))
            self.assertIn("sandbox", got.headers["Content-Security-Policy"])
            self.assertEqual(got.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn(content_name(data), self.folder())
            rows = self.admin.get("/audit?record=attachment&record_id=" + rec["id"]).json["items"]
            self.assertEqual({r["action"] for r in rows}, {"create", "download"})
            self.remove(place, rec)
            self.assertNotIn(content_name(data), self.folder())
            self.remove(place, rec, 404)
            self.assertEqual(self.admin.raw("GET", "/api/v1%s/attachments/%s/content" % (
                place, rec["id"])).status, 404)
        self.assertEqual([f for f in self.folder() if f.endswith(".tmp")], [])

    def test_hostile_names(self):
        place = self.places()[0]
        for given, kept in (("../../etc/passwd", "passwd"), ("..\\..\\x.txt", "x.txt"),
                            ("..", "file"), ("", "file"), ("a\u202egnp.exe", "agnp.exe"),
                            ("\u200b\ufeffb.txt", "b.txt"), ("x" * 500 + ".pdf", None)):
            rec = self.add(place, b"text", given).json
            self.assertEqual(rec["name"], kept or "x" * 196 + ".pdf")
        for bad in ("a%00b", "a%0D%0AX:y", "%FF"):
            r = self.admin.call("POST", place + "/attachments?name=" + bad, b"text", 400)
            self.assertEqual(r.fields(), {"": "bad_encoding"})

    def test_limits(self):
        place = self.places()[1]
        before = self.folder()
        self.assertEqual(self.add(place, b"", status=422).code, "empty_file")
        self.assertEqual(self.add(place, b"MZ\x90\0", status=422).code, "file_is_program")
        declared = {"Content-Length": str(LIMIT + 1)}  # refused before the body
        self.assertEqual(self.add(place, b"x", status=413, **declared).code, "body_too_large")
        self.admin.close()
        chunks = [b"y" * 65536] * 17  # without a length: more than the limit all the same
        r = self.admin.raw("POST", "/api/v1%s/attachments?name=z" % place, chunks)
        self.assertEqual((r.status, r.code), (413, "body_too_large"))
        self.assertEqual(self.folder(), before)
        self.assertEqual(self.add(place, b"z" * LIMIT).json["size"], LIMIT)

    def test_only_under_its_record(self):
        a, b = self.places(), self.places()
        rec = self.add(a[1], b"mine").json
        for place in [b[1], *b, a[0], a[2]]:
            self.remove(place, rec, 404)
            self.admin.call("GET", "%s/attachments/%s/content" % (place, rec["id"]), None, 404)
        self.add("/tickets/77", b"nowhere", status=404)
        self.assertNotIn(content_name(b"nowhere"), self.folder())

    def test_another_department(self):
        place = self.places()[1]
        rec = self.add(place, b"foreign").json
        other = self.person("elsewhere", ["service_agent"], department_id=self.sales)
        self.add(place, b"not mine", status=404, by=other)
        self.remove(place, rec, 404, by=other)
        other.call("GET", place + "/attachments", None, 404)
        other.call("GET", "%s/attachments/%s/content" % (place, rec["id"]), None, 404)
        nobody = self.server.client()
        before = self.folder()
        self.assertEqual(self.add(place, b"x" * 1000, status=401, by=nobody).status, 401)
        self.assertEqual(self.folder(), before)

    def test_same_content_is_one_file(self):
        a, b = self.places()[:2]
        data = os.urandom(200000)
        clients = [self.person("twin%d" % n, ["administrator"]) for n in range(4)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            recs = list(pool.map(lambda p: (p[1], self.add(p[1], data, by=p[0]).json),
                                 zip(clients, (a, b, a, b))))
        self.assertEqual(self.folder().count(content_name(data)), 1)
        for n, (place, rec) in enumerate(recs):
            self.assertIn(content_name(data), self.folder())
            self.assertEqual(self.admin.raw("GET", "/api/v1%s/attachments/%s/content" % (
                place, rec["id"])).body, data)
            self.remove(place, rec)
        self.assertNotIn(content_name(data), self.folder())

    def test_adding_and_removing_at_once(self):
        """However they interleave, a row that is there has its file."""
        place = self.places()[0]
        data = os.urandom(1000)
        clients = [self.person("race%d" % n, ["administrator"]) for n in range(4)]

        def turn(c):
            for _ in range(15):
                rec = self.add(place, data, by=c).json
                got = c.raw("GET", "/api/v1%s/attachments/%s/content" % (place, rec["id"]))
                self.assertEqual((got.status, got.body), (200, data))
                self.remove(place, rec, by=c)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(turn, clients))
        self.assertNotIn(content_name(data), self.folder())

    def test_with_a_message(self):
        place, other = self.places()[1], self.places()[1]
        rec, foreign = self.add(place, b"said").json, self.add(other, b"not here").json
        r = self.admin.post(place + "/reply", {"text": "hi", "attachment_ids": [foreign["id"]]},
                            422)
        self.assertEqual(r.fields(), {"attachment_ids": "no_such_record"})
        self.admin.post(place + "/reply", {"text": "hi", "attachment_ids": [rec["id"]]}, 200)
        event = self.admin.get(place + "/events?kind=replied").json["items"][0]
        got = self.admin.get(place + "/attachments?event_id=" + event["id"]).json["items"]
        self.assertEqual([x["id"] for x in got], [rec["id"]])
        self.admin.post(place + "/note", {"text": "again", "attachment_ids": [rec["id"]]}, 422)

    def test_same_key_adds_once(self):
        place = self.places()[2]
        key = {"Idempotency-Key": "upload-1"}
        one = self.add(place, b"once", **key).json
        self.assertEqual(self.add(place, b"once", **key).json, one)
        self.assertEqual(len(self.admin.get(place + "/attachments").json["items"]), 1)
        self.assertEqual(self.add(place, b"other", status=422, **key).fields(),
                         {"Idempotency-Key": "key_reused"})

    def test_merge_keeps_them(self):
        keep, other = self.customer("附件合并甲"), self.customer("附件合并乙")
        rec = self.add("/customers/" + other["id"], b"kept").json
        self.admin.post("/customers/%s/merge" % keep["id"], {
            "duplicate_id": other["id"], "duplicate_version": other["version"]}, 200,
            headers={"If-Match": '"%d"' % keep["version"]})
        items = self.admin.get("/customers/%s/attachments" % keep["id"]).json["items"]
        self.assertEqual([x["id"] for x in items], [rec["id"]])
        self.add("/customers/" + other["id"], b"too late", status=409)


class Keeping(FilesCase):
    """What becomes of the folder beside requests."""

    def command(self, *args, **env):
        return subprocess.run([PROGRAM, *args], env={**self.server.env, **env}, text=True,
                              capture_output=True)

    def test_backup_restore_doctor(self):
        files = [os.urandom(300001), b"hello"]
        for data in files:
            self.add(self.places()[0], data)
        there = self.folder()
        backup, new, folder = (os.path.join(self.server.dir, n) for n in ("b", "new.db", "files2"))
        done = self.command("backup", backup, "--db", self.server.db, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual((report["files"], report["files_missing"]), (len(there), 0))
        done = self.command("restore", backup, "--db", new, GENJIN_ATTACHMENTS=folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(os.listdir(folder)), there)
        self.assertEqual(self.doctor(new, folder), ["ok"])
        os.unlink(os.path.join(folder, there[0]))
        with open(os.path.join(folder, there[1]), "ab") as f:
            f.write(b"x")
        self.assertEqual(self.doctor(new, folder), ["fail", "doctor_attachments_missing",
                                                    "doctor_attachments_damaged"])

    def test_a_backup_names_the_damaged_file(self):
        self.add(self.places()[0], b"sound")
        self.add(self.places()[0], b"of the boiler", "锅炉.jpg")
        path = os.path.join(self.server.dir, "files", content_name(b"of the boiler"))
        backup = os.path.join(self.server.dir, "damaged.backup")
        with open(path, "r+b") as f:
            f.write(b"O")
        for more in ((), ("--no-check",)):
            done = self.command("backup", backup, "--db", self.server.db, *more)
            self.assertEqual(done.returncode, 1)
            for text in ("attachment_damaged", "锅炉.jpg", os.path.basename(path)):
                self.assertIn(text, done.stderr)
            self.assertFalse(os.path.exists(backup))
        with open(path, "r+b") as f:
            f.write(b"o")
        done = self.command("backup", backup, "--db", self.server.db)
        self.assertEqual(done.returncode, 0, done.stderr)

    def doctor(self, db, folder):
        done = self.command("doctor", "--db", db, "--json", GENJIN_ATTACHMENTS=folder)
        got = [c for c in json.loads(done.stdout) if c["check"] == "attachments"][0]
        return [got["level"], *(f["code"] for f in got["findings"])]

    def test_orphans_are_swept(self):
        """What a kill leaves: a file without a row, a half one; not what is younger than a day."""
        place = self.places()[0]
        self.add(place, b"held")
        folder = os.path.join(self.server.dir, "files")
        old = [content_name(b"orphan"), "0123456789abcdef.tmp", content_name(b"held")]
        young = [content_name(b"young"), "fedcba9876543210.tmp"]
        for name in old + young:
            path = os.path.join(folder, name)
            with open(path, "ab"):
                pass
            if name in old:
                os.utime(path, (time.time() - 90000,) * 2)
        self.server.process.kill()
        self.server.process.wait()
        self.server.start()
        self.admin.port = self.server.port
        self.admin.close()
        for _ in range(100):
            if not {*old[:2]} & {*self.folder()}:
                break
            time.sleep(0.1)
        self.assertEqual({*old, *young} & {*self.folder()}, {old[2], *young})


if __name__ == "__main__":
    unittest.main()
