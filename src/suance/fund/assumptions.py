"""What a fund's outlook has to assume, each with its source and how good that source is; a file of one's own overrides single ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from suance.errors import InputError
from suance.fund.cashflow import Pattern, patterns

Grade = Literal["document", "official", "press", "prior"]
GRADES: tuple[Grade, ...] = ("document", "official", "press", "prior")
SPREAD = ("share", "pay_in", "local", "multiple")
"""the quantities that differ from one sub-fund to the next: a mean and a spread"""
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
class Assumption:
    """One quantity that the document does not give: its value, or mean and spread over sub-funds."""

    name: str
    value: float
    source: str
    grade: Grade
    spread: float | None = None
    """of a share the a+b of its Beta distribution, of a multiple the standard deviation of its logarithm"""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that the outlook of a fund assumes."""

    pattern: Pattern
    pattern_source: str
    pattern_grade: Grade
    given: Mapping[str, Assumption]

    def __getitem__(self, name: str) -> float:
        return self.given[name].value

    def spread(self, name: str) -> float:
        """The spread of a quantity that differs between sub-funds."""
        return self.given[name].spread or 0.0

    def with_value(self, name: str, value: float) -> Assumptions:
        """The same with another value of one quantity."""
        changed = replace(self.given[name], value=value, source="假设", grade="prior")
        return replace(self, given={**self.given, name: changed})


def from_records(data: Any, *, where: str = "", over: Assumptions | None = None) -> Assumptions:
    """The assumptions of a table loaded as plain data: all of them, or over a full set those that it names.

    InputError where a key is unknown or missing, a share is not between 0 and 1, or a source is not given.
    """
    known = ("pattern", *BOUNDS, *SHARES)
    if not isinstance(data, Mapping) or set(data) - set(known):
        unknown = "、".join(str(key) for key in data if key not in known) if isinstance(data, Mapping) else str(data)
        raise InputError(f"未知的假设 “{unknown}”", where=where, hint="可用的：" + "、".join(known))
    absent = [name for name in known if name not in data]
    if absent and over is None:
        raise InputError(f"缺少 “{'、'.join(absent)}”", where=where)
    given = {name: _assumption(name, record, where) for name, record in data.items() if name != "pattern"}
    merged = {**(over.given if over else {}), **given}
    if "pattern" not in data:
        assert over is not None
        return replace(over, given=merged)
    record = _record("pattern", data["pattern"], ("value",), where)
    if record["value"] not in patterns():
        raise InputError(f"没有基金类型 “{record['value']}”", where=f"{where} pattern", hint="可用的：" + "、".join(patterns()))
    return Assumptions(patterns()[record["value"]], record["source"], record["grade"], merged)


def _record(name: str, data: Any, values: tuple[str, ...], where: str) -> Mapping[str, Any]:
    keys = {*values, "source", "grade"}
    if not isinstance(data, Mapping) or set(data) != keys:
        raise InputError(f"“{name}” 应写 {'、'.join(sorted(keys))}", where=where, hint="每一条假设都要有出处与等级")
    if data["grade"] not in GRADES:
        raise InputError(f"grade “{data['grade']}” 不在其列", where=f"{where} {name}", hint="可用：" + "、".join(GRADES))
    return data


def _assumption(name: str, data: Any, where: str) -> Assumption:
    spread = name in SPREAD
    record = _record(name, data, ("mean", "spread") if spread else ("value",), where)
    numbers = [record[key] for key in (("mean", "spread") if spread else ("value",))]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e9 for number in numbers):
        raise InputError(f"“{name}” 的值应是数", where=where)
    low, high = BOUNDS.get(name, (0, 1))
    inside = 0 < numbers[0] < 1 if name in SHARES else low <= numbers[0] <= high
    if not inside:
        hint = "政府出资占比为零则无所谓撬动，为全部则没有他人出资" if name == "share" else ""
        raise InputError(f"“{name}” 是{numbers[0]:g}，应在{low:g}与{high:g}之间" + ("，不含两端" if name in SHARES else ""), where=where, hint=hint)
    if spread and numbers[1] <= 0:
        raise InputError(f"“{name}” 的 spread 应大于零", where=where)
    return Assumption(name, float(numbers[0]), str(record["source"]), record["grade"], float(numbers[1]) if spread else None)
