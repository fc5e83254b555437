"""Files that nobody should send, and odd ones that everybody sends: each is refused with a reason
that people can read, or read right, within limits of time and memory (T10; OWASP ASVS 5)."""
import struct
import time
import unittest
import zipfile
import zlib

from business import BusinessCase
from workbook import (HEAD, KIND, RELS, STYLES, WORKBOOK, WORKBOOK_RELS, Day, Raw, book, pack, parts_of,
                      sheet_of, strings_of)

NAME = "企业名称"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SECONDS = 10         # of one file, on a busy machine with sanitizers
MEMORY = 512 << 20   # more at its height than before, of a program with sanitizers

GOOD = [[NAME, "联系人", "合作起始时间"], ["长城", "13800001111", Day("2024-03-25")]]
PLAIN = [("长城", "13800001111", "2024-03-25")]
KINDS = []


def kind(name, content, want):
    """want: the code of the refusal, or the rows (name, contact, day) that come in."""
    KINDS.append((name, content, want))


def inline(text):
    return Raw('<c r="@" t="inlineStr"><is>%s</is></c>' % text)


def rows_of(*cells):
    """A sheet whose second row has these cells under the usual header."""
    return book([GOOD[0], list(cells)])


def xml(part, old, new, rows=None):
    content = parts_of(rows or GOOD)[part]
    assert old in content, (part, old)
    return book(rows or GOOD, {part: content.replace(old, new)})


# What programs and people really write: read right.
def read_right():
    kind("plain", book(GOOD), PLAIN)
    kind("stored", book(GOOD, method=zipfile.ZIP_STORED), PLAIN)
    kind("own day format", rows_of("长城", "13800001111", Day("2024-03-25", 2)), PLAIN)
    kind("days since 1904", book([GOOD[0], ["长城", "13800001111", Raw(
        '<c r="@" s="1"><v>43914</v></c>')]], {"xl/workbook.xml": WORKBOOK.replace(
            "<sheets>", '<workbookPr date1904="1"/><sheets>')}), PLAIN)
    kind("day as ISO text", rows_of("长城", "13800001111", Raw(
        '<c r="@" t="d"><v>2024-03-25</v></c>')), PLAIN)
    kind("day as Chinese text", rows_of("长城", "13800001111", "2024年3月25日"), PLAIN)
    kind("phone as number", rows_of("长城", 13800001111, Day("2024-03-25")), PLAIN)
    kind("phone as power", rows_of("长城", Raw('<c r="@"><v>1.3800001111E10</v></c>'),
                                   Day("2024-03-25")), PLAIN)
    kind("result of a formula", rows_of(Raw('<c r="@" t="str"><f>A9</f><v>长城</v></c>'),
                                        "13800001111", Day("2024-03-25")), PLAIN)
    kind("inline text", rows_of(inline("<t>长城</t>"), "13800001111", Day("2024-03-25")), PLAIN)
    kind("rich text", rows_of(inline("<r><rPr><b/></rPr><t>长</t></r><r><t>城</t></r>"),
                              "13800001111", Day("2024-03-25")), PLAIN)
    kind("pronunciation", rows_of(inline("<t>长城</t><rPh sb='0' eb='2'><t>chang</t></rPh>"),
                                  "13800001111", Day("2024-03-25")), PLAIN)
    kind("CDATA", rows_of(inline("<t><![CDATA[长城]]></t>"), "13800001111", Day("2024-03-25")),
         PLAIN)
    kind("character references", rows_of(inline("<t>&#x957f;&#22478;</t>"), "13800001111",
                                         Day("2024-03-25")), PLAIN)
    kind("comments in XML", xml(SHEET, "<sheetData>", "<!-- <row/> --><sheetData>"), PLAIN)
    kind("processing instruction", xml(SHEET, "<sheetData>", "<?php evil ?><sheetData>"), PLAIN)
    kind("prefixes", book(GOOD, {SHEET: parts_of(GOOD)[SHEET].replace("xmlns=", "xmlns:x=").replace(
        "<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")}), PLAIN)
    kind("UTF-16", book(GOOD, {SHEET: parts_of(GOOD)[SHEET].replace("UTF-8", "UTF-16").encode(
        "utf-16")}), PLAIN)
    kind("without positions", xml(SHEET, ' r="', ' q="'), PLAIN)
    kind("empty rows between", book([GOOD[0], [], [], GOOD[1]]), PLAIN)
    kind("row far below", xml(SHEET, '<row r="2"><c r="A2"', '<row r="1048576"><c r="A1048576"'), [
        ("长城", "13800001111", "2024-03-25")])
    kind("empty styled cells", book([GOOD[0], GOOD[1] + [Raw('<c r="@" s="1"/>')] * 300]), PLAIN)
    kind("absolute target", book(GOOD, {"_rels/.rels": RELS.replace("xl/workbook", "/xl/workbook")}),
         PLAIN)
    kind("target up and down", book(GOOD, {"xl/_rels/workbook.xml.rels": WORKBOOK_RELS.replace(
        "worksheets/sheet1", "../xl/worksheets/sheet1")}), PLAIN)
    kind("hidden sheet first", book(GOOD, {
        "xl/workbook.xml": WORKBOOK.replace("<sheets>", '<sheets><sheet name="h" sheetId="2" '
                                            'state="veryHidden" r:id="rId9"/>'),
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELS.replace("</Rel", '<Relationship Id="rId9" '
                                                            'Type="%s/worksheet" Target="no.xml"/></Rel'
                                                            % KIND)}), PLAIN)
    kind("chart first", book(GOOD, {
        "xl/workbook.xml": WORKBOOK.replace("<sheets>", '<sheets><sheet name="c" sheetId="2" '
                                            'r:id="rId9"/>'),
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELS.replace("</Rel", '<Relationship Id="rId9" '
                                                            'Type="%s/chartsheet" Target="c.xml"/></Rel'
                                                            % KIND)}), PLAIN)
    kind("no styles", book([GOOD[0], ["长城", "13800001111", "2024-03-25"]], {
        "xl/styles.xml": None}), PLAIN)
    kind("macros are not looked at", book(GOOD, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99}), PLAIN)
    kind("link to another machine", book(GOOD, {"xl/externalLinks/externalLink1.xml":
                                                '<externalLink r:href="http://127.0.0.1:1/"/>'}), PLAIN)
    kind("parts outside the folder", book(GOOD, {"../../../../etc/cron.d/x": b"* * * * * root id",
                                                 "/etc/passwd": b"root"}), PLAIN)
    kind("DTD in a part that nobody reads", book(GOOD, {"docProps/app.xml":
                                                        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
         PLAIN)
    kind("formula text", rows_of("=HYPERLINK(\"http://127.0.0.1\")", "", ""),
         [("=HYPERLINK(\"http://127.0.0.1\")", None, None)])
    kind("markup text", rows_of("<script>alert(1)</script>", "", ""),
         [("<script>alert(1)</script>", None, None)])
    kind("line in a name", rows_of("长\n城", "13800001111", Day("2024-03-25")),
         [("长 城", "13800001111", "2024-03-25")])
    kind("escapes", rows_of(inline("<t>长_x000A_城_x957f__x00</t>"), "", ""), [("长 城长_x00", None, None)])
    kind("quotes and commas", rows_of('"a","b";c\t', "", ""), [('"a","b";c', None, None)])
    kind("bytes behind the archive", book(GOOD) + b"\0" * 300, PLAIN)
    kind("shared texts twice as many as used", book(GOOD, {STRINGS: strings_of(
        [NAME, "联系人", "合作起始时间", "长城", "13800001111"] + [str(i * 7919) for i in range(100000)])}), PLAIN)
    kind("an error value in an unknown column", book([GOOD[0] + ["?"], GOOD[1] + [Raw(
        '<c r="@" t="e"><v>#DIV/0!</v></c>')]]), PLAIN)
    kind("ratio of a small part", book(GOOD, {SHEET: parts_of(GOOD)[SHEET] + " " * 900000}), PLAIN)


ENTITY = '<!DOCTYPE w [<!ENTITY a "ha">%s]>'


# Workbooks that attack.
def attacks():
    bomb = "".join('<!ENTITY b%d "%s">' % (i, "&b%d;" % (i - 1) * 10 if i else "ha")
                   for i in range(10))
    for where in (SHEET, STRINGS, "xl/styles.xml", "xl/workbook.xml", "_rels/.rels",
                  "xl/_rels/workbook.xml.rels"):
        content = parts_of(GOOD)[where]
        for what, dtd in (("entities in entities", bomb),
                          ("outer entity", '<!ENTITY x SYSTEM "file:///etc/passwd">'),
                          ("outer parameter", '<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;')):
            kind("%s in %s" % (what, where),
                 book(GOOD, {where: content.replace(HEAD, HEAD + ENTITY.replace("%s", dtd), 1)}),
                 "unsafe_workbook")
    kind("outer DTD", book(GOOD, {SHEET: parts_of(GOOD)[SHEET].replace(
        HEAD, HEAD + '<!DOCTYPE w SYSTEM "http://127.0.0.1:1/w.dtd">')}), "unsafe_workbook")
    kind("UTF-7", book(GOOD, {SHEET: parts_of(GOOD)[SHEET].replace("UTF-8", "UTF-7").replace(
        "<sheetData>", "+ADwAIQ-DOCTYPE x+AD4-<sheetData>")}), "bad_workbook")
    kind("undeclared entity", xml(SHEET, "<sheetData>", "<sheetData>&evil;"), "bad_workbook")
    kind("deep elements", xml(SHEET, "<sheetData>", "<x>" * 5000 + "</x>" * 5000 + "<sheetData>"),
         "bad_workbook")
    kind("deep and open", xml(SHEET, "<sheetData>", "<x>" * 300000), "bad_workbook")
    kind("zip bomb", book(GOOD, {SHEET: parts_of(GOOD)[SHEET] + " " * (300 << 20)}),
         "unsafe_workbook")
    kind("zip bomb in shared texts", book(GOOD, {STRINGS: strings_of(["a" * (200 << 20)])}),
         "unsafe_workbook")
    kind("zip bomb in styles", book(GOOD, {"xl/styles.xml": STYLES + "\n" * (200 << 20)}),
         "unsafe_workbook")
    kind("many parts", book(GOOD, {"xl/media/%d.png" % i: b"" for i in range(1200)}),
         "unsafe_workbook")
    kind("a part twice", pack(list(parts_of(GOOD).items()) + [(SHEET, sheet_of(""))]), "bad_workbook")
    kind("a part twice in other letters", pack(list(parts_of(GOOD).items()) +
                                               [(SHEET.upper(), sheet_of(""))]), "bad_workbook")
    kind("one text a million times", book(GOOD, {
        STRINGS: strings_of(["企业名称" + "x" * 30000]),
        SHEET: sheet_of('<row r="1">' + '<c t="s"><v>0</v></c>' * 200 + "</row>" + "".join(
            '<row r="%d">%s</row>' % (i, '<c t="s"><v>0</v></c>' * 200) for i in range(2, 200)) +
            "<!-- %s -->" % ("".join(map(str, range(40000)))))}), "workbook_too_large")
    kind("a cell too long", rows_of("y" * 70000, "", ""), "long_cell")
    kind("too many columns", book([["%s%d" % (NAME, i) for i in range(300)]]), "too_many_columns")
    kind("column beyond the last", xml(SHEET, 'r="A2"', 'r="ZZZZ2"'), "bad_workbook")
    kind("row beyond the last", xml(SHEET, '<row r="2">', '<row r="1048577">'), "bad_workbook")
    kind("row of many digits", xml(SHEET, '<row r="2">', '<row r="99999999999999999999">'),
         "bad_workbook")
    kind("negative row", xml(SHEET, '<row r="2">', '<row r="-2">'), "bad_workbook")
    kind("rows backwards", xml(SHEET, '<row r="2">', '<row r="1">'), "bad_workbook")
    kind("columns backwards", xml(SHEET, 'r="B2"', 'r="A2"'), "bad_workbook")
    kind("a cell outside a row", xml(SHEET, "<sheetData>", '<c r="A1"><v>1</v></c><sheetData>'),
         "bad_workbook")
    kind("shared text that is not there", xml(SHEET, "<v>0</v>", "<v>99</v>"), "bad_workbook")
    kind("shared text below zero", xml(SHEET, "<v>0</v>", "<v>-1</v>"), "bad_workbook")
    kind("shared text by a word", xml(SHEET, "<v>0</v>", "<v>x</v>"), "bad_workbook")
    kind("no shared texts", book(GOOD, {STRINGS: None}), "bad_workbook")
    kind("negative style", xml(SHEET, 's="1"', 's="-1"'), "bad_workbook")
    kind("style by a word", xml(SHEET, 's="1"', 's="x"'), "bad_workbook")
    kind("format by a word", book(GOOD, {"xl/styles.xml": STYLES.replace('"170" form', '"x" form')}),
         "bad_workbook")
    kind("many formats", book(GOOD, {"xl/styles.xml": STYLES.replace(
        "</numFmts>", "".join('<numFmt numFmtId="%d" formatCode="%d"/>' % (i, i * 7919)
                              for i in range(200, 12000)) + "</numFmts>")}), "bad_workbook")
    for part in ("_rels/.rels", "xl/workbook.xml", SHEET):
        kind("without " + part, book(GOOD, {part: None}), "bad_workbook")
    kind("without the links of the workbook", book(GOOD, {"xl/_rels/workbook.xml.rels": None}),
         "no_such_sheet")
    kind("no sheets", book(GOOD, {"xl/workbook.xml": WORKBOOK.replace("<sheet ", "<shoe ")}),
         "no_such_sheet")
    kind("the workbook is its own sheet", book(GOOD, {"xl/_rels/workbook.xml.rels": WORKBOOK_RELS
                                                      .replace("worksheets/sheet1", "workbook")}),
         "empty_file")
    kind("the links lead to themselves", book(GOOD, {"_rels/.rels": RELS.replace(
        "xl/workbook.xml", "_rels/.rels")}), "no_such_sheet")
    kind("target far outside", book(GOOD, {"xl/_rels/workbook.xml.rels": WORKBOOK_RELS.replace(
        "worksheets/sheet1", "../" * 2000 + "etc/passwd")}), "bad_workbook")
    kind("target in the network", book(GOOD, {"xl/_rels/workbook.xml.rels": WORKBOOK_RELS.replace(
        "worksheets/sheet1.xml", "http://127.0.0.1:1/s.xml")}), "bad_workbook")
    kind("binary workbook (xlsb)", book(GOOD, {"_rels/.rels": RELS.replace("workbook.xml",
                                                                          "workbook.bin"),
                                               "xl/workbook.bin": b"\x83\x01\0" * 50}), "bad_workbook")
    for name, content in (("sheet cut short", parts_of(GOOD)[SHEET][:-30]), ("sheet of nothing", ""),
                          ("sheet is JSON", '{"a": 1}'), ("sheet is HTML", "<html><p>a</html>"),
                          ("sheet with a NUL", parts_of(GOOD)[SHEET] + "\0"),
                          ("sheet with bad bytes", b"<worksheet><sheetData>\xff\xfe</sheetData></worksheet>"),
                          ("two roots", parts_of(GOOD)[SHEET] + "<a/>"),
                          ("attribute twice", sheet_of('<row r="1" r="2"/>')),
                          ("half a character", sheet_of('<row><c t="inlineStr"><is><t>').encode()
                           + b"\xe9\x95</t></is></c></row>")):
        kind(name, book(GOOD, {SHEET: content}), "bad_workbook")
    kind("a sheet without rows", book(GOOD, {SHEET: sheet_of("")}), "empty_file")


# The archive itself.
def archives():
    good = book(GOOD)
    end = good.rindex(b"PK\x05\x06")
    first = good.index(b"PK\x01\x02")
    kind("cut at half", good[:len(good) // 2], "bad_workbook")
    kind("cut at the end", good[:-10], "bad_workbook")
    kind("first bytes alone", good[:4], "bad_workbook")
    kind("empty archive", pack({}), "bad_workbook")
    kind("directory far away", good[:end + 16] + b"\xff\xff\xff\x7f" + good[end + 20:], "bad_workbook")
    kind("more entries than there are", good[:end + 8] + b"\xff\x7f\xff\x7f" + good[end + 12:],
         "bad_workbook")
    spoilt = bytearray(good)
    at = good.index(SHEET.encode()) + len(SHEET)
    spoilt[at + 5] ^= 0x55
    kind("packed bytes spoilt", bytes(spoilt), "bad_workbook")
    wrong_sum = bytearray(book(GOOD, method=zipfile.ZIP_STORED))
    place = wrong_sum.index("13800001111".encode())
    wrong_sum[place] = ord("2")
    kind("checksum wrong", bytes(wrong_sum), "bad_workbook")
    locked = bytearray(good)
    locked[first + 8] |= 1
    kind("encrypted part", bytes(locked), "locked_workbook")
    lies = bytearray(good)
    entry = good.index(b"PK\x01\x02", good.index(SHEET.encode(), first) - 60)
    lies[entry + 24:entry + 28] = struct.pack("<I", 0xfffffff0)
    kind("declares four gigabytes", bytes(lies), "bad_workbook")
    small = bytearray(good)
    small[entry + 24:entry + 28] = struct.pack("<I", 3)
    kind("declares three bytes", bytes(small), "bad_workbook")
    method = bytearray(good)
    method[entry + 10:entry + 12] = struct.pack("<H", 99)
    kind("unknown packing", bytes(method), "bad_workbook")
    kind("packed by bzip2", book(GOOD, method=zipfile.ZIP_BZIP2), "bad_workbook")
    kind("packed by lzma", book(GOOD, method=zipfile.ZIP_LZMA), "bad_workbook")
    kind("workbook in a workbook", pack({"inner.xlsx": good}), "bad_workbook")
    kind("a document of words", pack({"word/document.xml": "<d/>", "_rels/.rels": RELS.replace(
        "xl/workbook", "word/document")}), "no_such_sheet")
    kind("OpenDocument", pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                               "content.xml": "<office/>"}), "bad_workbook")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    kind("older format", ole + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old_workbook")
    kind("locked workbook", ole + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
         "locked_workbook")
    long_name = pack({**parts_of(GOOD), "x" * 5000: b""})
    kind("a name of 5000 letters", long_name, "bad_workbook")


# Text files.
def texts():
    text = "%s,联系人,合作起始时间\n长城,13800001111,2024-03-25\n" % NAME
    kind("CSV", text.encode(), PLAIN)
    kind("CSV, tabs, GB18030", text.replace(",", "\t").encode("gb18030"), PLAIN)
    kind("CSV, UTF-16 with mark", text.encode("utf-16"), PLAIN)
    kind("CSV, semicolons, CR", text.replace(",", ";").replace("\n", "\r").encode(), PLAIN)
    kind("CSV, empty cells behind", text.replace("\n", ",,,,\n").encode(), PLAIN)
    kind("CSV, rows of commas", text.encode() + b",,,\n,,\n" * 1000, PLAIN)
    kind("CSV, a million empty lines", text.encode() + b"\n" * 1000000, PLAIN)
    kind("CSV, names lie about what it is", text.encode(), PLAIN)
    kind("UTF-16 without mark", text.encode("utf-16-le"), "bad_text_encoding")
    kind("UTF-32", text.encode("utf-32"), "bad_text_encoding")
    kind("half a UTF-16 character", text.encode("utf-16")[:-1], "bad_text_encoding")
    kind("nothing", b"", "empty_file")
    kind("a mark alone", b"\xef\xbb\xbf", "empty_file")
    kind("line ends alone", b"\r\n" * 1000, "empty_file")
    kind("no column of names", "电话\n1\n".encode(), "missing_column")
    kind("a column twice", ("%s,%s\na,b\n" % (NAME, NAME)).encode(), "duplicate_column")
    kind("a thousand columns", (",".join([NAME] + ["x"] * 1000) + "\n").encode(), "too_long")
    kind("a megabyte without an end of line", b"x" * (1 << 20), "too_long")
    kind("a quote never closed", ('"%s\n' % NAME).encode(), "bad_quotes")
    kind("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + zlib.compress(b"x" * 999), "bad_text_encoding")
    kind("a program", b"\x7fELF\x02\x01\x01" + b"\0" * 500, "bad_text_encoding")
    kind("a packed file", b"\x1f\x8b\x08\0\0\0\0\0" + zlib.compress(b"x" * 99), "bad_text_encoding")
    kind("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Length 5>>stream\n\0\1\2", "bad_text_encoding")
    kind("JSON", b'[{"name": "a"}]', "missing_column")
    kind("a web page", b"<html><body>name</body></html>", "missing_column")
    kind("a sheet of 2003 as XML", b'<?xml version="1.0"?><Workbook/>', "missing_column")
    kind("a NUL in a cell", ("%s\na\0b\n" % NAME).encode(), "bad_text_encoding")
    kind("bad bytes at the end", text.encode() + b"\xff\xff\xff", "bad_text_encoding")


read_right()
attacks()
archives()
texts()


class HostileFiles(BusinessCase):
    def memory(self):
        with open("/proc/%d/status" % self.server.process.pid) as f:
            return int([line for line in f if line.startswith("VmHWM")][0].split()[1]) << 10

    def refusal(self, content):
        """(code or None, the job's report or None)"""
        reply = self.admin.call("POST", "/imports?name=x.csv", content, None,
                                {"Content-Type": "application/octet-stream"})
        self.assertIn(reply.status, (202, 422), reply.body)
        if reply.status == 422:
            error = reply.json["errors"][0]
            self.assertTrue(error["detail"] and not error["detail"].startswith("error."), error)
            return error["code"], None
        return None, self.job(reply.json)

    def rows(self):
        rows = []
        for c in self.all("/customers"):
            people = [k["name"] for k in self.all("/customers/%s/contacts" % c["id"])]
            rows.append((c["name"], people[0] if people else None, c["cooperation_since"]))
            etag = self.admin.get("/customers/" + c["id"]).etag
            self.admin.delete("/customers/" + c["id"], etag)
        return rows

    def test_every_kind(self):
        self.assertGreaterEqual(len(KINDS), 107)
        self.assertEqual(len({name for name, _, _ in KINDS}), len(KINDS))
        for name, content, want in KINDS:
            with self.subTest(kind=name):
                before, began = self.memory(), time.monotonic()
                code, job = self.refusal(content)
                self.assertLess(time.monotonic() - began, SECONDS)
                self.assertLess(self.memory() - before, MEMORY)
                if isinstance(want, str):
                    self.assertEqual(code, want)
                else:
                    self.assertIsNone(code)
                    self.assertEqual((job["state"], self.rows()), ("done", want), job["report"])

    def test_reasons_are_in_three_languages(self):
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        for lang, words in (("zh-CN", "另存为"), ("zh-TW", "另存為"), ("en", "save it as")):
            reply = self.admin.call("POST", "/imports?name=x.xls", old, 422,
                                    {"Accept-Language": lang,
                                     "Content-Type": "application/octet-stream"})
            self.assertIn(words, reply.json["errors"][0]["detail"])

    def test_a_sheet_by_name(self):
        content = book(GOOD)
        call = lambda sheet, status: self.admin.call(
            "POST", "/imports?dry_run=1&sheet=" + sheet, content, status,
            {"Content-Type": "application/octet-stream"})
        self.assertEqual(self.job(call("%E5%AE%A2%E6%88%B7", 202).json)["report"]["good"], 1)
        error = call("other", 422).json["errors"][0]
        self.assertEqual((error["code"], error["params"]["sheets"]), ("no_such_sheet", "客户"))

    def test_random_damage(self):
        """Bytes changed anywhere: refused or read, never an error of the program."""
        good, x = book(GOOD, method=zipfile.ZIP_STORED), 20240325
        for _ in range(150):
            spoilt = bytearray(good)
            for _ in range(4):
                x = (x * 6364136223846793005 + 1442695040888963407) % 2 ** 64
                spoilt[(x >> 33) % len(spoilt)] = (x >> 20) % 256
            reply = self.admin.call("POST", "/imports?dry_run=1", bytes(spoilt), None,
                                    {"Content-Type": "application/octet-stream"})
            self.assertIn(reply.status, (202, 422), reply.body)


if __name__ == "__main__":
    unittest.main()
