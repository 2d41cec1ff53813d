"""A target that is still ahead: where its figure may stand at the deadline, and how likely it is that the goal is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suance.model import Observation, Target
from suance.track.forecast import PRIOR_DRIVEN, Forecast, Point, Prospect, Scale, forecast, obstacle, prospect
from suance.track.goal import Goal
from suance.track.ledger import ESTIMATE, ends, instant
from suance.track.pace import shown

FEW = 30
"""counts below this do not move like a rate of growth"""
_TWENTIETHS = 20
COVERAGE = "同法在两组公开年度序列上（5点推2年），名义80%的区间含住了86%（352个窗口）与77%（462个窗口）"
"""measured by bench/projection.py on the series that statsmodels ships as macrodata and Grunfeld"""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The forecast of a target's figure at its deadline, in the unit of the goal; rounded to six digits."""

    low: Decimal
    middle: Decimal
    high: Decimal
    """low to high hold eight of ten"""
    chance: Decimal
    """that the goal is reached, to a twentieth: no estimate from so few points is better"""
    prospect: Prospect
    points: int
    last: str
    """the period of the last figure"""
    prior_weight: Decimal
    """how much of the yearly growth is assumed (5 % a year, worth one year of figures), not seen"""
    notes: tuple[str, ...]


def ahead(target: Target, base: Observation | None, counted: Sequence[Observation], goal: Goal, deadline: date) -> tuple[Ahead | None, str | None]:
    """The forecast for the deadline from the base and the figures that count, or why there is none."""
    if target.measure in ("growth", "rank"):
        return None, "增速与位次不作推算"
    figures = _yearly([*([base] if base and base.unit == goal.unit else []), *counted])
    scale: Scale = "logit" if goal.unit == "%" else "log"
    size = 100 if scale == "logit" else 1
    points = [Point(float(instant(ends(each.period)[1])), float(each.value) / size) for each in figures]
    if why_not := obstacle(points, scale):
        return None, why_not
    if goal.unit not in ("CNY", "%") and any(each.value < FEW for each in figures):
        return None, f"数目不到{FEW}，不按增长推算"
    found = forecast(points, float(instant(deadline)), scale=scale)
    if found is None:
        return None, "最新的数已到期限"
    chance = _chance(found, goal, size)
    low, middle, high = (shown(Decimal(end * size)) for end in (found.low, found.middle, found.high))
    rounded = Decimal(round(chance * _TWENTIETHS)) / _TWENTIETHS
    return Ahead(
        low, middle, high, rounded, prospect(chance), len(points), figures[-1].period, shown(Decimal(found.prior_weight)), _notes(figures, found)
    ), None


def _yearly(figures: Sequence[Observation]) -> list[Observation]:
    """One figure a time, oldest first: a count before an estimate, what was published later before what came earlier."""
    ordered = sorted(figures, key=lambda each: (ends(each.period)[1], each.vintage != ESTIMATE, each.date or ""))
    return list({ends(each.period)[1]: each for each in ordered}.values())


def _chance(found: Forecast, goal: Goal, size: int) -> float:
    """The probability of the goal; where the line itself is a range, of its middle."""
    low, high = float(goal.low) / size, float(goal.high) / size
    if goal.aim == "band":
        return found.between(low, high)
    above = found.above((low + high) / 2)
    return above if goal.aim == "up" else 1 - above


def _notes(figures: Sequence[Observation], found: Forecast) -> tuple[str, ...]:
    bounds = [each for each in figures if each.comparator != "eq"]
    weight = f"{found.prior_weight:.0%}"
    return (
        f"年增长有{weight}是假设（每年5%，相当于一年的数），其余来自{len(figures)}个数",
        *(("点数少，主要由假设决定",) if len(figures) < PRIOR_DRIVEN else ()),
        *((f"{len(bounds)}个数只是界限或约数，按所写的数算",) if bounds else ()),
        COVERAGE,
    )
