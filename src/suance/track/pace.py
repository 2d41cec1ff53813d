"""How fast a figure moved, and how fast it had to: the formulas of the trade, in decimals.

R is the ratio of the observed to the required compound growth, as Statistics Canada and Open SDG publish it (progress
measurement methodology, after Eurostat); A is the progress that would be reached at the deadline if the observed growth
went on (United Nations, SDG Progress Chart technical note 2023). The two disagree for far goals, so both are given.
Neither is computed from a zero, across a change of sign, or from less than a year: the reason is said instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from typing import Literal

Trend = Literal["在轨", "需提速", "进展有限", "倒退"]
"""Open SDG's classes of R: on track, acceleration needed, limited progress, deterioration"""

AHEAD = Decimal("1.30")
"""R from which Open SDG's score stays at its highest"""
ON_TRACK = Decimal("0.95")
LIMITED = Decimal("0.60")
SHORTEST = 1
"""years below which a change is not turned into a yearly rate"""

_WORKING = Context(prec=34, Emax=MAX_EMAX, Emin=MIN_EMIN)
_SHOWN = Context(prec=6, Emax=MAX_EMAX, Emin=MIN_EMIN)
_COMPARED = Context(prec=12, Emax=MAX_EMAX, Emin=MIN_EMIN)


@dataclass(frozen=True, slots=True)
class Way:
    """From a base to a goal: values in one unit, and the years from the base to the observation and to the deadline."""

    base: Decimal
    latest: Decimal
    goal: Decimal
    elapsed: Fraction
    total: Fraction
    upward: bool
    """whether more is better"""


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of a way so far, rounded to six digits; `ratio` is R and `anticipated` is A, both as shares of 1."""

    observed: Decimal
    """yearly growth from the base to the observation: 0.166712 is 16.67 %"""
    required: Decimal
    """yearly growth from the base to the goal"""
    ratio: Decimal
    trend: Trend
    ahead: bool
    """whether R is 130 % or more"""
    expected: Decimal
    """the figure at the deadline if the observed growth goes on, in the unit of the indicator"""
    anticipated: Decimal
    done: Decimal
    """the part of the distance from base to goal that is behind: 0.588235"""

    @property
    def score(self) -> Decimal:
        """Open SDG's score of R from -5 to 5: linear from -60 % (-5) over 60 % (0) to 130 % (5)."""
        room = AHEAD - LIMITED if self.ratio >= LIMITED else 2 * LIMITED
        return shown(max(Decimal(-5), min(Decimal(5), 5 * (self.ratio - LIMITED) / room)))

    @property
    def current_status(self) -> Decimal:
        """ESCAP's current status index, 10 at the goal: ten times the part of the distance that is behind."""
        return shown(10 * self.done)


def shown(value: Decimal | Fraction) -> Decimal:
    """A value rounded to six significant digits, for display."""
    if isinstance(value, Fraction):
        return _SHOWN.divide(Decimal(value.numerator), Decimal(value.denominator))
    return _SHOWN.plus(value)


def obstacle(start: Decimal, end: Decimal, years: Fraction) -> str | None:
    """Why no yearly growth can be computed, in Chinese; None where it can."""
    if start == 0:
        return "起点为零，算不出年均增速"
    if start < 0 or end < 0:
        return "有负值，年均增速没有意义"
    if years < SHORTEST:
        return "时间不足一年，不折成年均增速"
    return None


def growth(start: Decimal, end: Decimal, years: Fraction) -> Decimal:
    """The compound yearly growth (end/start)^(1/years) - 1, to 34 digits; only where there is no `obstacle`."""
    with localcontext(_WORKING):
        return (end / start) ** (Decimal(years.denominator) / years.numerator) - 1


def blocked(way: Way) -> str | None:
    """Why a way has no pace, in Chinese; None where it has."""
    if way.goal == way.base:
        return "起点就是目标，无所谓进度"
    return obstacle(way.base, way.latest, way.elapsed) or obstacle(way.base, way.goal, way.total)


def pace(way: Way) -> Pace:
    """R, A and what they rest on; only where the way is not `blocked`.

    R = d · CAGR(base→latest) / |CAGR(base→goal)| with d = +1 where more is better, else -1;
    expected = latest · (1 + CAGR(base→latest))^(years left); A = (expected - base) / (goal - base).
    """
    observed, required = growth(way.base, way.latest, way.elapsed), growth(way.base, way.goal, way.total)
    left = way.total - way.elapsed
    with localcontext(_WORKING):
        ratio = (observed if way.upward else -observed) / abs(required)
        expected = way.latest * (1 + observed) ** (Decimal(left.numerator) / left.denominator) if left else way.latest
        anticipated = (expected - way.base) / (way.goal - way.base)
        done = (way.latest - way.base) / (way.goal - way.base)
    compared = _COMPARED.plus(ratio)
    return Pace(shown(observed), shown(required), shown(ratio), trend(compared), compared >= AHEAD, shown(expected), shown(anticipated), shown(done))


def trend(ratio: Decimal) -> Trend:
    """Open SDG's class of R: 95 % and more, 60 %, 0, and below."""
    if ratio >= ON_TRACK:
        return "在轨"
    if ratio >= LIMITED:
        return "需提速"
    return "进展有限" if ratio >= 0 else "倒退"
