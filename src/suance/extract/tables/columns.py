"""What each column of a table is for, and the row heads that stand left of a column of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suance import period
from suance.extract.tables.cell import Cell, Unit, unit_of
from suance.extract.tables.grid import Row, Table
from suance.extract.tables.head import Head, Where, read_head
from suance.extract.tables.words import word

LABELS = ("label", "category", "region", "period", "who", "payee")
"""roles of columns that head rows"""
_BLANK = Head()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its role (data for one of figures, empty for one that is not read)."""

    index: int
    head: Head
    role: str
    first: int = 0
    """where the columns of its row heads begin: tables may stand side by side in one"""


def columns(table: Table, where: Where) -> list[Column]:
    """The columns of a table in order."""
    found: list[Column] = []
    first, data = 0, False
    for index in range(table.width):
        head = _head([row[index] for row in table.heads], where)
        role = _role(head, [row[index] for row in table.rows], data)
        if role in LABELS and data:
            first, data = index, False
        data = data or role == "data" or pays(head)
        found.append(Column(index, head, role, first))
    return found


def _head(cells: Sequence[Cell], where: Where) -> Head:
    """The heads of a column read from the top, each over the next; merged ones count once."""
    head, seen = _BLANK, set[int]()
    for cell in cells:
        if cell.start in seen or cell.is_blank:
            continue
        seen.add(cell.start)
        year = head.period if head.period and len(head.period) == 4 else None
        here = Where(where.today.replace(year=int(year), month=12, day=28), where.home) if year and where.today else where
        head = head.over(read_head(cell, here, column=True))
    return head


def _role(head: Head, cells: Sequence[Cell], after_data: bool) -> str:
    """What a column is for: by its head, else by what its cells are."""
    filled = [cell for cell in cells if not cell.is_blank]
    if head.role in ("serial", "note", "contact") or not filled:
        return ""
    if head.role == "unit":
        return "unit" if sum(_is_unit(cell) for cell in filled) * 2 > len(filled) else "who"
    if head.role == "period" and not any(cell.is_year or period.find(cell.text, None) for cell in filled):
        return "label"
    if head.role:
        return head.role
    numbers = sum(cell.is_number for cell in filled)
    if pays(head):
        return "data" if numbers * 2 > len(filled) else "text"
    if all(cell.is_year for cell in filled) and not after_data and head.unit is None and not head.words:
        return "period"
    if numbers * 2 > len(filled):
        return "data" if head.words or head.period or head.region or head.measure or head.unit or head.text else ""
    if not after_data:
        return "label"
    return "data" if numbers else "text"


def pays(head: Head) -> bool:
    """Whether a column says what is paid."""
    return bool(word("award", "pays").fullmatch(head.words)) and not head.period


def _is_unit(cell: Cell) -> bool:
    return unit_of(cell.text) is not None or "/" in cell.text or len(cell.text) <= 2


@dataclass(frozen=True, slots=True)
class RowHead:
    """What the head cells of a row say."""

    head: Head
    unit: Unit | None = None
    """of the row's unit column, as written there"""
    unit_cell: Cell | None = None
    company: bool = False
    """whether the row is of one company"""
    payee: Cell | None = None


def main_label(found: Sequence[Column], column: Column) -> Column | None:
    """The column whose cells name the rows of a column of figures: the last label before it, else whatever heads its rows."""
    group = [other for other in found[column.first : column.index] if other.role in LABELS]
    order = ("label", "who", "region", "payee", "category", "period")
    return max(group, key=lambda other: (-order.index(other.role), other.index), default=None)


def beside(found: Sequence[Column], column: Column, role: str) -> Column | None:
    """The column of a role among the same row heads, or anywhere among the figures that share them."""
    return next((other for other in found if other.role == role and other.first == column.first), None)


def is_company(cell: Cell) -> bool:
    """Whether a row head names a company or another single body."""
    return bool(word("marks", "company").fullmatch(cell.text))


def cell_of(row: Row, column: Column | None) -> Cell | None:
    """The cell of a row in a column, or None where there is no such column or the cell is blank."""
    return None if column is None or row[column.index].is_blank else row[column.index]
