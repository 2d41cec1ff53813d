"""What a fund's outlook has to assume, each with its source and how good that source is; a file of one's own overrides single ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from suance.errors import InputError
from suance.fund.cashflow import Pattern, patterns
from suance.record import Assumed, AssumedGrade, closed, one_of, origin

SPREAD = ("share", "pay_in", "local", "multiple")
"""the quantities that differ from one sub-fund to the next: a mean, and of a share the a+b of its Beta distribution, of a multiple the standard
deviation of its logarithm"""
SHARES = ("share", "pay_in", "local")
BOUNDS: Mapping[str, tuple[float, float]] = {
    "subfunds": (1, 10_000),
    "unclosed": (0, 1),
    "fee": (0, 0.2),
    "recycled": (0, 1),
    "volatility": (0, 2),
    "correlation": (0, 1),
    "call_spread": (0, 2),
    "exit_stress": (0, 1),
    "multiple": (1, 100),
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that the outlook of a fund assumes."""

    pattern: Pattern
    pattern_source: str
    pattern_grade: AssumedGrade
    given: Mapping[str, Assumed]

    def __getitem__(self, name: str) -> float:
        return self.given[name].value

    def spread(self, name: str) -> float:
        """The spread of a quantity that differs between sub-funds."""
        return self.given[name].spread

    def with_value(self, name: str, value: float) -> Assumptions:
        """The same with another value of one quantity."""
        changed = replace(self.given[name], value=value, source="假设", grade="prior")
        return replace(self, given={**self.given, name: changed})


def from_records(data: Any, *, where: str = "", over: Assumptions | None = None) -> Assumptions:
    """The assumptions of a table loaded as plain data: all of them, or over a full set those that it names.

    InputError where a key is unknown or missing, a share is not between 0 and 1, or a source is not given.
    """
    known = ("pattern", *BOUNDS, *SHARES)
    record = closed(data, known, where, optional=() if over is None else known)
    given = {name: _assumption(name, each, where) for name, each in record.items() if name != "pattern"}
    merged = {**(over.given if over else {}), **given}
    if over is not None and "pattern" not in record:
        return replace(over, given=merged)
    at = f"{where} pattern"
    pattern = closed(record["pattern"], ("value", "source", "grade"), at)
    one_of(pattern, "value", list(patterns()), at)
    return Assumptions(patterns()[pattern["value"]], *origin(pattern, at), merged)


def _assumption(name: str, data: Any, where: str) -> Assumed:
    at = f"{where} {name}"
    values = ("mean", "spread") if name in SPREAD else ("value",)
    record = closed(data, (*values, "source", "grade"), at)
    numbers = [record[key] for key in values]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e9 for number in numbers):
        raise InputError("值应是数", where=at)
    low, high = BOUNDS.get(name, (0, 1))
    inside = 0 < numbers[0] < 1 if name in SHARES else low <= numbers[0] <= high
    if not inside:
        hint = "政府出资占比为零则无所谓撬动，为全部则没有他人出资" if name == "share" else ""
        open_ends = "，不含两端" if name in SHARES else ""
        raise InputError(f"{numbers[0]:g} 应在{low:g}与{high:g}之间{open_ends}", where=at, hint=hint)
    if len(numbers) > 1 and numbers[1] <= 0:
        raise InputError("spread 应大于零", where=at)
    return Assumed(name, float(numbers[0]), *origin(record, at), *map(float, numbers[1:]))
