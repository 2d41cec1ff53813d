"""The cash of one fund, year by year: what it calls, what it is worth, what it pays back.

The model is that of D. Takahashi and S. Alexander, "Illiquid Alternative Asset Fund Modeling", J. Portfolio Management 28(2):90-100,
2002, from its published equations and parameters:

    C(t)   = RC(t) · (CC - PIC(t))             called: a share, by age, of what of the commitment is not called yet
    RD(t)  = max(Y, (t/L)^B)                   the share that is paid out; all of it at the end of the life
    D(t)   = RD(t) · NAV(t-1) · (1+G)
    NAV(t) = NAV(t-1) · (1+G) + C(t) - D(t)    calls at the end of the year, so they do not grow in it

A forecast, so in binary floats: no sum that anybody is owed is computed here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from suance.errors import InputError


@dataclass(frozen=True, slots=True)
class Pattern:
    """How funds of a kind call, grow and pay out."""

    name: str
    calls: tuple[float, ...]
    """the share called of what is not called yet, by age; the last one holds on"""
    life: int
    """years until all is paid out"""
    growth: float
    """yearly, net of fees"""
    bow: float
    """how late it pays out: the exponent of (t/L)"""
    least: float = 0.0
    """the share paid out every year whatever the age (yield)"""

    def __post_init__(self) -> None:
        shares = (*self.calls, self.least)
        if not self.calls or not all(0 <= share <= 1 for share in shares) or self.life < 1 or self.growth <= -1 or self.bow <= 0:
            raise InputError("基金的参数不合理", where=self.name, hint="比例在 0 与 1 之间，年限至少一年，bow 大于零，年增值大于 -100%")

    def called(self, age: int) -> float:
        """The share called at an age of 1, 2, …"""
        return self.calls[min(age, len(self.calls)) - 1]

    def paid_out(self, age: int) -> float:
        """The share paid out at an age; from the end of the life on, all."""
        return 1.0 if age >= self.life else max(self.least, (age / self.life) ** self.bow)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a fund reported of one of its years, in the unit of the commitment; None where it said nothing."""

    called: float | None = None
    distributed: float | None = None
    value: float | None = None
    """NAV at the end of the year"""


@dataclass(frozen=True, slots=True)
class FundYear:
    """One year of a fund, in the unit of the commitment."""

    age: int
    called: float
    distributed: float
    value: float
    uncalled: float


def project(pattern: Pattern, commitment: float, *, years: int | None = None, seen: Mapping[int, Seen] | None = None) -> list[FundYear]:
    """A fund's years from age 1 to `years`, its life by default; what was seen of an age overrides the model, which goes on from there.

    InputError where more was called than committed, or a figure is negative.
    """
    found: list[FundYear] = []
    uncalled, value = commitment, 0.0
    for age in range(1, (years or pattern.life) + 1):
        told = (seen or {}).get(age, Seen())
        grown = value * (1 + pattern.growth)
        called = pattern.called(age) * uncalled if told.called is None else told.called
        distributed = pattern.paid_out(age) * grown if told.distributed is None else told.distributed
        value = grown + called - distributed if told.value is None else told.value
        _possible(age, called, distributed, value, uncalled)
        uncalled -= called
        found.append(FundYear(age, called, distributed, value, uncalled))
    return found


def _possible(age: int, called: float, distributed: float, value: float, uncalled: float) -> None:
    """InputError for a year that no fund can have."""
    where = f"第 {age} 年"
    if min(called, distributed) < 0 or value < -1e-9:
        raise InputError("缴付、分配与净值不能是负数", where=where, hint="分配多于净值时，一并给出年末净值")
    if called > uncalled * (1 + 1e-12) + 1e-12:
        raise InputError(f"缴付{called:g}，多于尚未缴付的{uncalled:g}", where=where, hint="核对认缴与各年缴付")


def ladder(pattern: Pattern) -> tuple[float, float]:
    """NAV and what is uncalled in the steady state of equal yearly commitments, as multiples of one year's commitment."""
    run = project(pattern, 1.0)
    return sum(year.value for year in run), sum(year.uncalled for year in run)


@cache
def patterns() -> Mapping[str, Pattern]:
    """The kinds of fund whose parameters the paper gives, by id: venture, buyout, real_estate, oil_gas, venture_down."""
    data = tomllib.loads(files("suance.fund").joinpath("patterns.toml").read_text("utf-8"))
    return {name: _pattern(record) for name, record in data.items() if isinstance(record, Mapping)}


def _pattern(record: Mapping[str, Any]) -> Pattern:
    calls: Sequence[str] = record["calls"]
    return Pattern(
        record["name"],
        tuple(float(Fraction(share)) for share in calls),
        record["life"],
        _percent(record["growth"]),
        float(record["bow"]),
        _percent(record["yield"]),
    )


def _percent(text: str) -> float:
    return float(text.removesuffix("%")) / 100
