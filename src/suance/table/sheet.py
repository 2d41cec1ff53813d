"""A sheet: rows of cells as a file holds them, and what the file says nothing of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Raw = str | int | float | Decimal | date | None
"""What a file holds in a cell: text in CSV, typed values in Parquet and Excel."""

SPACE = " \t\r\n\u3000\u00a0"
"""What may stand around a text without being part of it."""

MISSING = frozenset({"", "-", "--", "—", "——", "/", "?", "？", "NA", "N/A", "n/a", "NULL", "null", "None", "未知", "无数据", "暂缺"})
"""How a cell says that it says nothing."""

NARROW = str.maketrans("０１２３４５６７８９．，－＋％　", "0123456789.,-+% ")
"""Full-width digits and signs as those of a number."""

Range = tuple[int, int, int, int]
"""Merged cells: the first row and column, the last row and column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, or of one sheet of a workbook; rows without any content are left out."""

    name: str
    """the sheet's name; of a file that has only one table, the file's without its ending"""
    source: str
    """the file, and the sheet where there are several, for messages"""
    rows: Sequence[Sequence[Raw]]
    lines: Sequence[int]
    """the line of each row in its file"""
    merged: tuple[Range, ...] = ()
    """in rows and columns of `rows`"""
    hidden: bool = False
