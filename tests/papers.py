"""Makes the files that the readers' tests read: DOCX and PDF written part by part, so that each test says what is in them."""

from __future__ import annotations

import io
import zipfile
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
