"""Excel workbooks by Calamine: a sheet each, numbers as Excel shows them, errors of formulas as text.

Excel keeps binary floats and shows 15 digits of them, so a cell's number is those 15 digits: 0.1+0.2 is 0.3.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from suance import markup
from suance.errors import PanelError, UnreadableDocument
from suance.table.sheet import Range, Raw, Sheet

DIGITS = 10**15
"""From here on a whole number may have more digits than Excel keeps."""

Cell = int | float | str | bool | time | date | datetime | timedelta
LINKS = "xl/_rels/workbook.xml.rels"
_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?<v>([^<]+)</v>')


def sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook that hold anything, in its order; PanelError where it is none, or locked by a password."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            told = [about for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
            found = [(about, book.get_sheet_by_name(about.name)) for about in told]
    except python_calamine.PasswordError:
        raise PanelError("工作簿有密码", where=path.name, hint="去掉密码后再存") from None
    except (python_calamine.CalamineError, OSError) as error:
        raise PanelError("读不了这个 Excel 文件", where=path.name, hint=" ".join(str(error).split())[:120]) from None
    errors = _errors(path) if path.suffix.lower() == ".xlsx" else {}
    made = [
        _sheet(about.name, path.name if len(found) == 1 else f"{path.name}[{about.name}]", sheet, errors.get(about.name, {}),
               about.visible != SheetVisibleEnum.Visible)
        for about, sheet in found
    ]  # fmt: skip
    filled = tuple(sheet for sheet in made if sheet.rows)
    if not filled:
        raise PanelError("工作簿是空的", where=path.name, hint="第一行写列名，其后一行一条记录")
    return filled


def _sheet(name: str, source: str, sheet: CalamineSheet, errors: dict[tuple[int, int], str], hidden: bool) -> Sheet:
    rows: list[Sequence[Raw]] = []
    lines: list[int] = []
    before: list[Raw] = [None] * (sheet.start[1] if sheet.start else 0)
    for place, cells in enumerate(sheet.iter_rows() if sheet.start else ()):
        row = before + [_value(cell) for cell in cells]
        if errors:
            row = [errors.get((place, column), value) for column, value in enumerate(row)]
        if any(value is not None for value in row):
            rows.append(row)
            lines.append(place + 1)
    return Sheet(name, source, rows, lines, tuple(_merged(sheet, lines)), hidden)


def _value(cell: Cell) -> Raw:
    """A cell's text, its number by the digits that Excel keeps, or its day without midnight; None where nothing stands in it."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < DIGITS * 10:
            return int(cell)
        return Decimal(format(cell, ".15g"))
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    return cell if isinstance(cell, date | int) and not isinstance(cell, bool) else str(cell)


def _merged(sheet: CalamineSheet, lines: Sequence[int]) -> Iterator[Range]:
    """The merged ranges in rows that say something."""
    place = {line - 1: row for row, line in enumerate(lines)}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        within = [place[row] for row in range(top, min(bottom, lines[-1] if lines else 0) + 1) if row in place]
        if within:
            yield within[0], left, within[-1], right


def _errors(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet → row and column of each error of a formula, which Calamine leaves out → how Excel writes it."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as file:
        for name, part in _parts(file):
            data = file.read(part)
            if b't="e"' in data:
                found[name] = {(int(row) - 1, _column(letters)): word.decode() for letters, row, word in _ERROR.findall(data)}
    return found


def _parts(file: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part of the file that holds it."""
    try:
        book = markup.tree(file.read("xl/workbook.xml"), "workbook.xml")
        links = {link.get("Id"): link.get("Target", "") for link in markup.tree(file.read(LINKS), LINKS)}
    except (KeyError, UnreadableDocument):
        return
    for sheet in book.iter("sheet"):
        target = links.get(sheet.get("id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in file.namelist():
            yield sheet.get("name", ""), part


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
