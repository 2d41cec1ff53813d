"""What a target asks of a figure, and whether a published figure answers it: exact, and three-valued.

A figure that is only a bound (超5400家) or rounded (左右) may leave the question open; then nothing is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from suance.model import Comparator, Observation, Target

BAND = {"%": Decimal(1), "pp": Decimal(1)}
"""what 左右 allows to either side of a share, in its own unit: one percentage point"""

_ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Goal:
    """The line that a figure must reach, from `low` to `high` where the line itself is known only roughly; or the band it must keep to."""

    value: Decimal
    unit: str
    aim: Literal["up", "down", "band"]
    low: Decimal
    high: Decimal
    strict: bool = False
    """超, 低于: the line itself is not enough"""


@dataclass(frozen=True, slots=True)
class _Range:
    """Where a published figure can lie."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False


def tolerance(value: Decimal, unit: str) -> Decimal:
    """What 左右 allows to either side: the declared BAND, else half a unit of the last digit that is not zero (3400: 50)."""
    shortest = value.normalize()
    last = shortest.adjusted() - len(shortest.as_tuple().digits) + 1
    return BAND.get(unit, Decimal((0, (5,), last - 1)))


def goal_of(target: Target, base: Observation | None) -> Goal | None:
    """The goal, of 倍增 in the unit of the base; None where a multiple has no base. A base of 左右 makes the line a range."""
    value, unit, margin = target.value, target.unit, Decimal(0)
    if target.measure == "multiple":
        if base is None:
            return None
        value, unit = target.value * base.value, base.unit
        margin = target.value * tolerance(base.value, base.unit) if base.comparator == "approx" else margin
    if target.value_max is not None:
        return Goal(value, unit, "band", value, target.value_max)
    if target.comparator == "approx":
        margin += tolerance(value, unit)
        return Goal(value, unit, "band", value - margin, value + margin)
    aim: Literal["up", "down"] = "down" if _downward(target, base, value) else "up"
    return Goal(value, unit, aim, value - margin, value + margin, target.comparator in ("gt", "lt"))


def _downward(target: Target, base: Observation | None, goal: Decimal) -> bool:
    """Whether less is better; 达60% says no direction, so the base does, the sign of a growth, or that it is a rank."""
    if target.measure == "rank" or target.comparator in ("le", "lt"):
        return True
    if target.comparator in ("ge", "gt"):
        return False
    return goal < 0 if target.measure == "growth" else base is not None and goal < base.value


def reached(observation: Observation, goal: Goal) -> bool | None:
    """Whether a figure reaches the goal; None where what was published leaves it open."""
    seen = _range(observation.value, observation.comparator, observation.unit)
    if goal.aim == "band":
        return _inside(seen, goal.low, goal.high)
    if goal.aim == "down":
        seen = _Range(-seen.high, -seen.low, seen.high_open, seen.low_open)
        return _passed(seen, -goal.high, -goal.low, goal.strict)
    return _passed(seen, goal.low, goal.high, goal.strict)


def missing(value: Decimal, goal: Goal) -> Decimal:
    """How far a value is from the goal in its unit; zero or less where it is there."""
    if goal.aim == "band":
        return max(goal.low - value, value - goal.high)
    return goal.value - value if goal.aim == "up" else value - goal.value


def _range(value: Decimal, comparator: Comparator, unit: str) -> _Range:
    if comparator in ("ge", "gt"):
        return _Range(value, _ENDLESS, low_open=comparator == "gt")
    if comparator in ("le", "lt"):
        return _Range(-_ENDLESS, value, high_open=comparator == "lt")
    margin = tolerance(value, unit) if comparator == "approx" else Decimal(0)
    return _Range(value - margin, value + margin)


def _passed(seen: _Range, low: Decimal, high: Decimal, strict: bool) -> bool | None:
    if seen.low > high or (seen.low == high and (seen.low_open or not strict)):
        return True
    if seen.high < low or (seen.high == low and (seen.high_open or strict)):
        return False
    return None


def _inside(seen: _Range, low: Decimal, high: Decimal) -> bool | None:
    if low <= seen.low and seen.high <= high:
        return True
    if seen.high < low or seen.low > high or (seen.high == low and seen.high_open) or (seen.low == high and seen.low_open):
        return False
    return None
