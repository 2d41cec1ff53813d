"""Sums: from what a policy writes to whole 分, and from 分 to 元 and to words."""

from __future__ import annotations

from decimal import Decimal

from suance import quantity
from suance.errors import PolicyError
from suance.policy import schema
from suance.table.cell import MOST_FEN


def fen(written: schema.Written) -> int:
    """A sum in whole 分; PolicyError for a broken one."""
    found = written.value * 100
    if found != int(found):
        raise PolicyError(f"“{written}”不足一分的部分无法计算")
    if abs(found) >= MOST_FEN:
        raise PolicyError(f"“{written}”大得不像一个金额", hint="核对单位")
    return int(found)


def yuan(fen: int) -> Decimal:
    """分 as 元."""
    return Decimal(fen).scaleb(-2)


def end(fen: int | None) -> Decimal | None:
    """The end of a range of 分 as 元; None where it is open."""
    return None if fen is None else yuan(fen)


def money(fen: int) -> str:
    """分 in the shortest words: 200万元."""
    return quantity.format_amount(yuan(fen))
