"""Numbers in words: sums, shares, figures with their unit, and how far two of them are apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from suance.award.sums import money
from suance.award.when import Number, Op
from suance.model import decimal_text
from suance.table.cell import EXACT

PASSED: dict[Op, str] = {"gt": "超", "ge": "达"}
"""How a threshold is passed."""


def percent(value: Fraction) -> str:
    """A share in %, to two decimals, half away from zero: 12.35%."""
    return f"{_rounded(value)}%"


def percent_points(value: Fraction) -> str:
    """How far two shares are apart: 1.65个百分点."""
    return f"{_rounded(abs(value))}个百分点"


def _rounded(value: Fraction) -> str:
    hundredths = (2 * abs(value) * 100 + 1) // 2
    return decimal_text(Decimal(hundredths if value >= 0 else -hundredths).scaleb(-2))


@lru_cache(maxsize=1 << 16)
def number(value: Number, unit: str) -> str:
    """A metric's value or threshold in words: 120亿元, 3%, 500人."""
    return money(int(value)) if unit == "CNY" else f"{decimal_text(Decimal(value))}{unit}"


def distance(value: Number, threshold: Number, unit: str) -> str:
    """How far two values are apart: 380亿元; of percentages, in 个百分点."""
    return number(abs(EXACT.subtract(Decimal(threshold), Decimal(value))), "个百分点" if unit == "%" else unit)


def times(found: tuple[int, int | None], unit: str) -> str:
    """How often, in words: 2件, 2至3件, 不少于2件."""
    low, high = found
    if low == high:
        return number(low, unit)
    return f"不少于{number(low, unit)}" if high is None else f"{low}至{number(high, unit)}"


def place(better: tuple[int, int | None] | None) -> str | None:
    """A rank by how many stand better, at least and at most: 第3名, 第3至5名, 第3名或以后; None where nothing is known."""
    if better is None:
        return None
    first, last = better
    if last is None:
        return f"第{first + 1}名或以后"
    return f"第{first + 1}名" if first == last else f"第{first + 1}至{last + 1}名"
