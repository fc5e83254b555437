"""workbook - workbooks (XLSX) made by hand, part by part, so that a test can make any mistake.

    book([["企业名称", 1], ["长城", Day("2024-03-25")]])       # the bytes of a good one
    book(rows, parts={"xl/styles.xml": b"rubbish"})            # a part replaced, None: left out
"""
import datetime
import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

RELS = (HEAD + '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>' % (LINKS, KIND))
WORKBOOK_RELS = (HEAD + '<Relationships xmlns="%s">'
                 '<Relationship Id="rId1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/>'
                 '<Relationship Id="rId2" Type="%s/sharedStrings" Target="sharedStrings.xml"/>'
                 '<Relationship Id="rId3" Type="%s/styles" Target="styles.xml"/>'
                 '</Relationships>' % (LINKS, KIND, KIND, KIND))
WORKBOOK = (HEAD + '<workbook xmlns="%s" xmlns:r="%s"><sheets>'
            '<sheet name="客户" sheetId="1" r:id="rId1"/></sheets></workbook>' % (MAIN, KIND))
# Styles: 0 plain, 1 day, 2 day by an own format, 3 day and time, 4 two decimals.
STYLES = (HEAD + '<styleSheet xmlns="%s"><numFmts count="1">'
          '<numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
          '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
          '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/>'
          '<xf numFmtId="22"/><xf numFmtId="2"/></cellXfs></styleSheet>' % MAIN)
TYPES = (HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="xml" ContentType="application/xml"/></Types>')


class Day:
    """A day, or a day and time, as a number with a style."""

    def __init__(self, text, style=None):
        form = "%Y-%m-%d %H:%M" if " " in text else "%Y-%m-%d"
        gap = datetime.datetime.strptime(text, form) - datetime.datetime(1899, 12, 30)
        self.number = gap.total_seconds() / 86400
        self.style = style or (3 if " " in text else 1)


class Raw(str):
    """A cell's XML as it is."""


def column(i):
    name = ""
    i += 1
    while i:
        i, k = divmod(i - 1, 26)
        name = chr(65 + k) + name
    return name


def cell(name, value, strings):
    if isinstance(value, Raw):
        return value.replace("@", name)
    if value is None or value == "":
        return ""
    if isinstance(value, Day):
        return '<c r="%s" s="%d"><v>%r</v></c>' % (name, value.style, value.number)
    if isinstance(value, (int, float)):
        return '<c r="%s"><v>%r</v></c>' % (name, value)
    if value not in strings:
        strings[value] = len(strings)
    return '<c r="%s" t="s"><v>%d</v></c>' % (name, strings[value])


def sheet(rows, strings):
    lines = []
    for i, row in enumerate(rows, 1):
        cells = "".join(cell(column(k) + str(i), v, strings) for k, v in enumerate(row))
        lines.append('<row r="%d">%s</row>' % (i, cells))
    return sheet_of("".join(lines))


def sheet_of(rows):
    return HEAD + '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN, rows)


def strings_of(texts):
    return (HEAD + '<sst xmlns="%s">%s</sst>' %
            (MAIN, "".join("<si><t xml:space=\"preserve\">%s</t></si>" % escape(t) for t in texts)))


def parts_of(rows):
    strings = {}
    one = sheet(rows, strings)
    return {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELS, "xl/worksheets/sheet1.xml": one,
            "xl/sharedStrings.xml": strings_of(strings), "xl/styles.xml": STYLES}


def pack(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            z.writestr(name, content)
    return out.getvalue()


def book(rows, parts=None, method=zipfile.ZIP_DEFLATED):
    all_parts = {**parts_of(rows), **(parts or {})}
    return pack({k: v for k, v in all_parts.items() if v is not None}, method)
