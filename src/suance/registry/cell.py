"""One cell of an office's table: more ways of writing than a panel takes, to the same exact values.

Money is whole 分 as int, any other number Decimal, a year int, a day ISO text as precise as it was written. A cell that says
nothing is None. A fault is a PanelError that says what and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from suance.errors import PanelError
from suance.table.cell import EXACT, MOST_FEN, day, fen, year
from suance.table.header import MONEY_SCALES, currency
from suance.table.sheet import MISSING, SPACE, Raw

Kind = Literal["money", "number", "year", "date", "text"]
Value = str | int | Decimal | None

MOST_PLACES = 12
SCALES = {None: 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's days from March 1900 on."""
SERIALS = range(18_264, 73_415)
"""Excel's days of 1950 to 2100."""

_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT = re.compile(rf"(?P<sign>[+-]?)(?:¥|人民币|RMB|CNY)?{_NUMBER}(?P<scale>万亿|千万|百万|[千万亿])?(?P<unit>元|元整|人民币|圆)?")
_BOOKED = re.compile(r"\(([^()]+)\)")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a column are read."""

    kind: Kind
    power: int | None = 0
    """of ten, from the column's unit to the base unit; None where each cell has to say % itself"""
    signed: bool = True
    unit: str = ""
    """the base unit of a number, which may stand behind it: 人, %"""


def read(raw: Raw, reading: Reading) -> Value:
    """What a cell says; PanelError where it cannot be read as its kind."""
    if isinstance(raw, str):
        raw = raw.strip(SPACE)
    if raw is None or (isinstance(raw, str) and raw in MISSING):
        return None
    if isinstance(raw, str) and raw.startswith("#") and raw.rstrip("!?").isascii():
        raise PanelError(f"“{raw}”是公式的错误", hint="在原表中改正公式，或留空")
    if reading.kind == "money":
        return fen(_amount(raw, reading), raw, signed=reading.signed)
    if reading.kind == "number":
        return _counted(raw, reading)
    if reading.kind == "year":
        return year(unicodedata.normalize("NFKC", str(raw)), raw)
    return _date(raw) if reading.kind == "date" else plain(raw)


def plain(raw: Raw) -> str:
    """A cell as text: a number as Excel shows it, half-width where it is of digits and Latin letters."""
    text = format(raw, "f") if isinstance(raw, Decimal) else str(raw)
    return "".join(
        unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" and (sign.translate(_LATIN) != sign) else sign for sign in text
    )


_LATIN = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def scaled(raw: Raw) -> bool:
    """Whether a cell of money says its scale itself: 1.2亿, 300万元."""
    match = _AMOUNT.fullmatch(_narrow(raw)) if isinstance(raw, str) else None
    return match is not None and bool(match["scale"] or match["unit"])


def _amount(raw: Raw, reading: Reading) -> Decimal:
    """A sum in 元: by the cell's own scale where it says one, else by the column's."""
    if not isinstance(raw, str) or _PLAIN.fullmatch(raw):
        return _exact(raw).scaleb(reading.power or 0, EXACT)
    text = _narrow(raw)
    foreign = currency(text)
    if foreign:
        raise PanelError(f"“{raw}”是别的币种（{foreign}）", hint="按哪一天的汇率折算由人决定；折算成人民币再填")
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise _no_number(raw, text)
    number = Decimal(f"{match['sign']}{match['number'].replace(',', '')}")
    own = SCALES[match["scale"]] if match["scale"] or match["unit"] else reading.power or 0
    return number.scaleb(own, EXACT)


def _counted(raw: Raw, reading: Reading) -> Decimal:
    value = _number(raw, reading)
    places = value.normalize(EXACT).as_tuple().exponent
    if abs(value) >= MOST_FEN or (isinstance(places, int) and places < -MOST_PLACES):
        raise PanelError(f"“{raw}”的位数太多", hint="核对原表")
    if value < 0 and not reading.signed:
        raise PanelError(f"“{raw}”是负数", hint="核对原表；缺数请留空")
    return value


def _number(raw: Raw, reading: Reading) -> Decimal:
    text = _narrow(raw)
    if reading.power is None and not text.endswith("%"):
        raise PanelError(f"“{raw}”没有说明是不是百分数", hint="单元格写作 3.2%，或列名写作 研发强度(%)")
    if not isinstance(raw, str) or _PLAIN.fullmatch(raw):
        return _exact(raw).scaleb(reading.power or 0, EXACT)
    bare = text.removesuffix(reading.unit) if reading.unit else text
    match = _AMOUNT.fullmatch(bare)
    if match is None or match["unit"]:
        raise _no_number(raw, text)
    power = SCALES[match["scale"]] if match["scale"] else 0 if bare != text else reading.power or 0
    return Decimal(f"{match['sign']}{match['number'].replace(',', '')}").scaleb(power, EXACT)


def _exact(raw: Raw) -> Decimal:
    if isinstance(raw, float):
        raise PanelError(f"“{raw}”不是精确的数", hint="浮点列存为整数、DECIMAL 或文本")
    if isinstance(raw, bool | date) or raw is None:
        raise PanelError(f"“{raw}”不是数", hint="只写数字；缺数请留空")
    return Decimal(raw)


def _no_number(raw: Raw, text: str) -> PanelError:
    if _SCIENTIFIC.fullmatch(text):
        return PanelError(f"“{raw}”是科学计数法，可能已丢失位数", hint="在表格软件中把该列设为数值或文本后重新导出")
    return PanelError(f"“{raw}”不是数", hint="只写数字；缺数请留空")


def _narrow(raw: Raw) -> str:
    """Half-width, without blanks; a figure in brackets is negative, as bookkeepers write it."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(raw)))
    booked = _BOOKED.fullmatch(text)
    return f"-{booked[1]}" if booked else text


def _date(raw: Raw) -> str:
    """A day; a bare number is one of Excel's days."""
    if isinstance(raw, datetime):
        raw = raw.date()
    text = unicodedata.normalize("NFKC", str(raw))
    if text.isdecimal() and len(text) == 5 and int(text) in SERIALS:
        return (EPOCH + timedelta(days=int(text))).isoformat()
    return day(text, raw)


def power(unit: str | None, base: str) -> int | None:
    """The power of ten from a column's unit to the base unit, None where each cell has to say %; PanelError for another unit or currency."""
    if base == "%" and unit is None:
        return None
    counted = {None: 0, base: 0, f"千{base}": 3, f"万{base}": 4, f"亿{base}": 8, "％": 0}
    found = MONEY_SCALES.get(unit or "元") if base == "CNY" else counted.get(unit)
    if found is None:
        wanted = "元、千元、万元、百万元、亿元" if base == "CNY" else base
        raise PanelError(f"列的单位“{unit}”与这一列不合", hint=f"可用的单位：{wanted}；别的币种先折算成人民币")
    return found
