"""Makes the files that the readers' tests read: DOCX and PDF written part by part, so that each test says what is in them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
_CORE = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def packed(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container of these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return data.getvalue()


# ── DOCX ─────────────────────────────────────────────────────────────────────


def docx(body: str, *, styles: str = "", numbering: str = "", core: str = "", strict: bool = False, parts: Mapping[str, str] | None = None) -> bytes:
    """A DOCX of the given inner markup of its parts; `parts` adds whole ones."""
    names = _STRICT if strict else _W
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"<?xml version='1.0' encoding='UTF-8'?><w:document {names}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "docProps/core.xml": f"<cp:coreProperties {_CORE}>{core}</cp:coreProperties>",
    }
    if styles:
        members["word/styles.xml"] = f"<w:styles {names}>{styles}</w:styles>"
    if numbering:
        members["word/numbering.xml"] = f"<w:numbering {names}>{numbering}</w:numbering>"
    return packed(members | {name: f"<w:part {names}>{content}</w:part>" for name, content in (parts or {}).items()})


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(text: str = "", *, style: str = "", number: tuple[int, int] | None = None, properties: str = "", inner: str = "") -> str:
    """A paragraph: its text or the markup within, its style, and (list, level)."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    return f"<w:p><w:pPr>{styled}{listed}{properties}</w:pPr>{run(text) if text else ''}{inner}</w:p>"


def level(at: int, form: str, text: str, more: str = "") -> str:
    """A level of an abstract list."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(number: int, *levels: str) -> str:
    """An abstract list."""
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def listed(number: int, of: int, more: str = "") -> str:
    """A list of an abstract one."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def table(rows: Sequence[Sequence[str | tuple[str, str]]]) -> str:
    """A table; a cell is its text, or its text with its properties."""
    body = ""
    for row in rows:
        cells = ((cell, "") if isinstance(cell, str) else cell for cell in row)
        body += "<w:tr>" + "".join(f"<w:tc><w:tcPr>{told}</w:tcPr>{para(text)}</w:tc>" for text, told in cells) + "</w:tr>"
    return f"<w:tbl><w:tblPr/>{body}</w:tbl>"


# ── PDF ──────────────────────────────────────────────────────────────────────

_SHEET = (
    "<style>@page {{ size: A4 }} body {{ font: 16px/1.8 'Noto Serif CJK SC'; text-align: justify }} "
    "p {{ text-indent: 2em; margin: 0 }}{style}</style>"
)
_STREAM = re.compile(rb"(?m)^(\d+) 0 obj\s*<<(.*?)>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_TARGET = re.compile(r"(<(?:[0-9A-Fa-f]{2}){1,2}>) (<[0-9A-Fa-f]{4}>)(?! ?<)")


def printed(chromium: str, pages: Mapping[str, str], *, style: str = "", header: str = "", footer: str = "") -> dict[str, bytes]:
    """Each piece of HTML printed to PDF by a browser, with its own subset fonts; header and footer are HTML too."""
    from playwright.sync_api import sync_playwright

    made: dict[str, bytes] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        for name, html in pages.items():
            page.set_content(_SHEET.format(style=style) + html)
            made[name] = page.pdf(
                display_header_footer=bool(header or footer),
                header_template=f'<div style="font-size:9px;width:100%;text-align:center">{header}</div>',
                footer_template=f'<div style="font-size:9px;width:100%;text-align:center">{footer}</div>',
                margin={"top": "25mm", "bottom": "25mm", "left": "25mm", "right": "25mm"},
                prefer_css_page_size=True,
            )
        browser.close()
    return made


def renamed(pdf: bytes, words: str, *, also_right: bool) -> bytes:
    """The PDF with a fault in its fonts: they name these characters as letters of another script.

    With `also_right` they name them rightly too, after that. The change is appended, as an editor saves it.
    """
    names = {f"<{ord(character):04X}>": f"<{0x1681 + at:04X}>" for at, character in enumerate(dict.fromkeys(words))}
    added, places = b"", {}
    for found in _STREAM.finditer(pdf):
        content = zlib.decompress(found[3]) if b"FlateDecode" in found[2] else found[3]
        if b"begincmap" not in content:
            continue
        text = content.decode("latin-1")
        pairs = [(code, name) for code, name in _TARGET.findall(text) if name.upper() in names]
        wrong = "".join(f"1 beginbfchar\n{code} {names[name.upper()]}\nendbfchar\n" for code, name in pairs)
        if not also_right:
            text = _TARGET.sub(lambda pair: f"{pair[1]} {names.get(pair[2].upper(), pair[2])}", text)
        else:
            text = text.replace("endcodespacerange\n", f"endcodespacerange\n{wrong}", 1)
        places[int(found[1])] = len(pdf) + len(added)
        added += b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (int(found[1]), len(text), text.encode("latin-1"))
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    before = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    trailer = pdf[pdf.rindex(b"trailer") : pdf.rindex(b"startxref")].rstrip()
    start = len(pdf) + len(added)
    return pdf + added + b"xref\n" + table + trailer.removesuffix(b">>") + b"/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, start)


def pdf(*contents: bytes, page: bytes = b"", trailer: bytes = b"", objects: Sequence[bytes] = ()) -> bytes:
    """A PDF with one page for each content stream, in Helvetica; `objects` are numbered from 10 on."""
    kids = b" ".join(b"%d 0 R" % (100 + 2 * at) for at in range(len(contents)))
    numbered = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **{10 + at: content for at, content in enumerate(objects)},
    }
    for at, content in enumerate(contents):
        resources = b"/Resources<</Font<</F 3 0 R>>/XObject<</I 10 0 R>>>>" if objects else b"/Resources<</Font<</F 3 0 R>>>>"
        numbered[100 + 2 * at] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s%s/Contents %d 0 R>>" % (resources, page, 101 + 2 * at)
        numbered[101 + 2 * at] = b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)
    data = b"%PDF-1.7\n"
    places = {}
    for number, content in numbered.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    start = len(data)
    return data + b"xref\n0 1\n0000000000 65535 f \n" + table + b"trailer\n<</Size 1000/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def scanned(source: bytes, dpi: int = 200) -> tuple[bytes, bytes]:
    """The first page of a PDF as a scanner gives it: a PDF of one picture, and the picture itself as PNG."""
    import pypdfium2

    with pypdfium2.PdfDocument(source) as opened:
        image = opened[0].render(scale=dpi / 72).to_pil().convert("L")
    jpeg, png = io.BytesIO(), io.BytesIO()
    image.save(jpeg, "JPEG", quality=85)
    image.save(png, "PNG")
    picture = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length %d>>\nstream\n" % (
        *image.size,
        len(jpeg.getvalue()),
    )
    return pdf(b"q 595 0 0 842 0 0 cm /I Do Q", objects=[picture + jpeg.getvalue() + b"\nendstream"]), png.getvalue()
