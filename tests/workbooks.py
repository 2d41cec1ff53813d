"""Workbooks for tests, written cell by cell, so that a test says exactly what the file holds."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | Decimal | date | None
"""What a test puts in a cell: a date becomes a serial number in a style of dates; text that begins with # is an error of Excel's."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def write(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], *, merged: Mapping[str, Sequence[str]] | None = None) -> Path:
    """A workbook of sheets, each a list of rows; `merged` are ranges by sheet (A1:C1)."""
    parts = {"[Content_Types].xml": _types(len(sheets)), "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")})}
    names = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
    links = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    parts["xl/_rels/workbook.xml.rels"] = _relations({**links, "rId999": ("styles", "styles.xml")})
    parts["xl/styles.xml"] = STYLES
    for n, (name, rows) in enumerate(sheets.items(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(rows, (merged or {}).get(name, ()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for place, text in parts.items():
            file.writestr(zipfile.ZipInfo(place), f'<?xml version="1.0" encoding="UTF-8"?>{text}', zipfile.ZIP_DEFLATED)
    return path


def _types(count: int) -> str:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/styles.xml": "styles",
        **{f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, count + 1)},
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kinds}.{kind}+xml"/>' for part, kind in parts.items())
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{TYPES}">{defaults}<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'


def _relations(links: Mapping[str, tuple[str, str]]) -> str:
    found = "".join(f'<Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for id_, (kind, target) in links.items())
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def _sheet(rows: Sequence[Sequence[Cell]], merged: Sequence[str]) -> str:
    body = "".join(f'<row r="{n}">{"".join(_cell(f"{_letters(m)}{n}", cell) for m, cell in enumerate(row))}</row>' for n, row in enumerate(rows, 1))
    ranges = "".join(f'<mergeCell ref="{range_}"/>' for range_ in merged)
    tail = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{tail}</worksheet>'


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.startswith("#"):
            return f'<c r="{place}" t="e"><f t="shared" si="0"/><v>{escape(cell)}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}"><f>1*{cell}</f><v>{cell}</v></c>'


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)
