"""What cells of every table come down to: whole 分, a year, a day; the ways of writing before that are each reader's own.

A fault is a PanelError that says what and what to do; whoever reads the table adds its name, row and column.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal

from suance.errors import PanelError
from suance.table.sheet import Raw

EXACT = Context(prec=80)
"""Wide enough for every cell: no result is rounded."""
MOST_FEN = 10**18

_YEAR = re.compile(r"(\d{4})(?:\.0+)?(?:年度?)?")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[日月年]?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")


def fen(yuan: Decimal, said: Raw, *, signed: bool) -> int:
    """A sum in 元 as whole 分; `said` is what the cell has."""
    exact = yuan.scaleb(2, EXACT)
    found = int(exact)
    if found != exact:
        raise PanelError(f"“{said}”不足一分的部分无法计算", hint="金额至多到分；先决定如何取舍")
    if found < 0 and not signed:
        raise PanelError(f"“{said}”是负数", hint="核对原表；缺数请留空")
    if abs(found) >= MOST_FEN:
        raise PanelError(f"“{said}”大得不像一个金额", hint="核对列名中的单位：元、万元、亿元")
    return found


def year(text: str, said: Raw) -> int:
    """A year from 1900 to 2100: 2023, 2023年度, 2023.0."""
    match = _YEAR.fullmatch(text)
    if not match or not 1900 <= int(match[1]) <= 2100:
        raise PanelError(f"“{said}”不是年份", hint="写作 2023")
    return int(match[1])


def day(text: str, said: Raw) -> str:
    """A day as ISO text, as precise as it was written: 2023-05-01, 2023-05, 2023."""
    match = _DATE.fullmatch(text)
    parts = [int(part) for part in match.groups() if part] if match else []
    when, month, number = (*parts, 1, 1, 1)[:3]
    try:
        found = date(when, month, number) if 1900 <= when <= 2100 else None
    except ValueError:
        found = None
    if found is None:
        raise PanelError(f"“{said}”不是日期", hint="写作 2023-05-01")
    return found.isoformat()[: (4, 7, 10)[len(parts) - 1]]
