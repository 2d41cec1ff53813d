"""Three values: yes, no, and None where nothing is known; comparisons are exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from suance.award.when import Number, Op

Truth = bool | None


def compare(value: Number | Fraction | None, op: Op, threshold: Number | Fraction) -> Truth:
    """Whether a value stands so to a threshold; None where there is no value."""
    if value is None:
        return None
    return {"gt": value > threshold, "ge": value >= threshold, "lt": value < threshold, "le": value <= threshold, "eq": value == threshold}[op]


def among(ends: tuple[int, int | None], op: Op, threshold: int) -> Truth:
    """Whether a value between both ends, of which the upper may be open, stands so to a threshold; None where it may or may not."""
    low, high = ends
    if low == high:
        return compare(low, op, threshold)
    if op == "eq":
        return None if low <= threshold and (high is None or threshold <= high) else False
    at_ends = {compare(low, op, threshold), op in ("gt", "ge") if high is None else compare(high, op, threshold)}
    return at_ends.pop() if len(at_ends) == 1 else None


def some(held: Sequence[Truth]) -> Truth:
    """Whether any holds."""
    return True if True in held else None if None in held else False


def every(held: Sequence[Truth]) -> Truth:
    """Whether all hold."""
    return False if False in held else None if None in held else True


def negated(held: Truth) -> Truth:
    """Whether it does not hold."""
    return None if held is None else not held


def growth_of(now: Number | None, before: Number | None) -> Fraction | None:
    """The growth in %; None where a figure is missing, or the earlier one is not above 0."""
    return (Fraction(now) / Fraction(before) - 1) * 100 if now is not None and before is not None and before > 0 else None
