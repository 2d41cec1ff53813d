"""One cell of a panel: from what stands in the file to an exact value.

A cell that says nothing is None, never 0. Money is whole 分 as int, other numbers are Decimal, a year is int, a date
is ISO text. A fault is a PanelError that says what and what to do; the panel adds table, row and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from suance.award.lexicon import lexicon
from suance.errors import PanelError
from suance.table.cell import EXACT, MOST_FEN, day, fen, year
from suance.table.header import MONEY_SCALES, currency
from suance.table.sheet import MISSING, NARROW, SPACE, Raw

Value = str | int | Decimal | None
"""What a cell says."""

Kind = Literal["id", "text", "link", "year", "date", "money", "number", "honours", "levels", "kinds"]
"""How a column is read. id and link are the names of subjects: an id must be there, a link may say 无, which is ''."""

NOWHERE = ""
"""A link that says that there is none, other than one that says nothing."""

ANY = "?"
"""The unit of a figure that is only ranked: whichever its column has."""

MOST_PLACES = 18

ABSENT = frozenset({"无", "none"})
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?)")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of one column are read."""

    kind: Kind
    power: int | None = 0
    """of ten, from the column's unit to the base unit; None where each cell has to say % itself"""
    signed: bool = True
    filled: bool = False
    """whether an empty cell is a fault: without it the row is of nobody, of no time or of no sum"""
    most: int | None = None
    """a cell is no more than this, of money in 分; what is counted is whole then, or has so many places"""
    places: int = 0

    percent: bool = True
    """whether a cell may say %"""


def power(header_unit: str | None, base_unit: str) -> int | None:
    """The power of ten that brings a column's unit to the base unit; None where each cell has to say %. PanelError where they clash."""
    if base_unit == "%":
        found = None if header_unit is None else 0 if header_unit in ("%", "％") else -1
    elif base_unit == "CNY":
        found = MONEY_SCALES.get(header_unit or "元", -1)
    elif base_unit == ANY:
        found = MONEY_SCALES.get(header_unit or "", max(0, _counted(header_unit)))
    elif base_unit == "":
        found = _counted(header_unit)
    else:
        scales = {None: 0, base_unit: 0, f"千{base_unit}": 3, f"万{base_unit}": 4, f"亿{base_unit}": 8}
        found = scales.get(header_unit, -1)
    if found == -1:
        wanted = "元、千元、万元、百万元、亿元" if base_unit == "CNY" else base_unit or "件、个等数量"
        raise PanelError(f"列的单位“{header_unit}”与规则的单位不合", hint=f"可用的单位：{wanted}")
    return found


def _counted(header_unit: str | None) -> int:
    """The power of ten of a measure word that nothing is known of but that it counts: 件 0, 万件 4; -1 for money and shares."""
    if header_unit in MONEY_SCALES or header_unit in ("%", "％", "美元"):
        return -1
    return {"千": 3, "万": 4, "亿": 8}.get((header_unit or "")[:1], 0)


def read(cell: Raw, reading: Reading) -> Value:
    """What a cell says, None where it says nothing; PanelError where it cannot be read as its kind."""
    if isinstance(cell, str):
        cell = cell.strip(SPACE)
    if cell is None or (isinstance(cell, str) and cell in MISSING):
        if reading.filled:
            raise PanelError("不能为空", hint="补上，或删去这一行")
        return None
    if reading.kind == "money":
        sum_ = fen(_number(cell, reading), cell, signed=reading.signed)
        if reading.most is not None and abs(sum_) > reading.most:
            raise PanelError(f"“{cell}”大得不像一个单价或本金", hint="核对列名中的单位：元、万元、亿元")
        return sum_
    if reading.kind == "number":
        return _sized(_number(cell, reading), reading)
    if reading.kind == "year":
        return year(str(cell).translate(NARROW), cell)
    if reading.kind == "date":
        return day(str(cell.date() if isinstance(cell, datetime) else cell).translate(NARROW), cell)
    return _text(cell, reading.kind)


def _text(cell: Raw, kind: Kind) -> str:
    text = str(cell)
    if kind == "link" and text in ABSENT:
        return NOWHERE
    return lexicon().values.get(kind, {}).get(text, text)


def _number(cell: Raw, reading: Reading) -> Decimal:
    """The number in the base unit."""
    if isinstance(cell, (float, bool, date)):
        raise PanelError(f"“{cell}”不是精确的数", hint="浮点列存为整数、DECIMAL 或文本")
    text = format(cell, "f") if isinstance(cell, (int, Decimal)) else (cell or "").translate(NARROW).replace(" ", "")
    percent = text.endswith("%")
    if percent and reading.kind == "number":
        if not reading.percent:
            raise PanelError(f"“{cell}”是百分数，这里要的不是", hint="核对列名与规则的单位")
        text = text[:-1]
    elif reading.power is None:
        raise PanelError(f"“{cell}”没有说明是不是百分数", hint="单元格写作 3.2%，或列名写作 研发强度(%)")
    if _SCIENTIFIC.fullmatch(text):
        raise PanelError(f"“{cell}”是科学计数法，可能已丢失位数", hint="在表格软件中把该列设为数值或文本后重新导出")
    if currency(text):
        raise PanelError(f"“{cell}”是别的币种（{currency(text)}）", hint="折算成人民币再填；按哪一天的汇率由人决定")
    if not _NUMBER.fullmatch(text):
        raise PanelError(f"“{cell}”不是数", hint="只写数字；单位写在列名里，如 营业收入(万元)；缺数请留空")
    return Decimal(text.replace(",", "")).scaleb(reading.power or 0, EXACT)


def _sized(value: Decimal, reading: Reading) -> Decimal:
    places = value.normalize(EXACT).as_tuple().exponent
    if abs(value) >= MOST_FEN or (isinstance(places, int) and places < -MOST_PLACES):
        raise PanelError(f"“{value}”的位数太多", hint=f"整数部分与小数部分各至多 {MOST_PLACES} 位")
    if value < 0 and (not reading.signed or reading.most is not None):
        raise PanelError(f"“{value}”是负数", hint="核对原表；缺数请留空")
    if reading.most is not None and value.scaleb(reading.places, EXACT) != int(value.scaleb(reading.places, EXACT)):
        what, hint = ("不是整数", "规则按个数给付，这一列要是整数") if not reading.places else ("的小数太多", f"至多 {reading.places} 位小数")
        raise PanelError(f"“{value}”{what}", hint=hint)
    if reading.most is not None and value > reading.most:
        raise PanelError(f"“{value}”大得不像一个{'比率' if reading.places else '个数'}", hint="核对列名中的单位")
    return value
