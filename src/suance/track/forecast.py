"""Where a figure may stand at a deadline, from the few yearly points that there are: a random walk with drift and an honest interval.

The yearly growth r of the logarithm (of a share: of its logit) has a drift and a spread that are not known; both get a weak prior, so
that two or three points do not make the forecast sure of itself:

    drift ~ N(mu0, sigma²/n0),  sigma² ~ scaled inverse chi²(nu0, s0²)
    mu = (n0·mu0 + sum r) / (n0 + T),  nu = nu0 + m,  s² = [nu0·s0² + sum (r - mu·dt)²/dt + n0·(mu - mu0)²] / nu
    at h years: Student t with nu degrees of freedom, centre last + mu·h, scale s·sqrt(h + h²/(n0 + T))

the posterior of the normal model under its conjugate prior (A. Gelman et al., Bayesian Data Analysis, 3.3), for m steps of T years in all;
gaps between the points are allowed. A forecast, so in binary floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, sqrt
from typing import Literal

from suance.track.student import below, quantile

PRIOR_DRIFT, PRIOR_YEARS, PRIOR_SPREAD, PRIOR_FREEDOM = 0.05, 1.0, 0.05, 1
"""mu0, n0, s0 and nu0: five per cent a year, worth one year of observation"""
INTERVAL = 0.80
FEWEST = 2
PRIOR_DRIVEN = 3
"""with fewer points than this the prior says more than they do"""
LIKELY, UNLIKELY = 0.80, 0.20

Scale = Literal["log", "logit"]
Prospect = Literal["有望完成", "尚不确定", "难以完成"]
"""a chance of 80 % or more, between, and below 20 %"""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure at a time on the axis of years."""

    when: float
    value: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a figure may stand, in its own unit: the middle, an interval of so many of a hundred, and the law behind them."""

    points: int
    last: float
    """the time of the last point"""
    low: float
    middle: float
    high: float
    prior_weight: float
    """how much of the drift is the prior's: n0/(n0 + T)"""
    scale: Scale
    centre: float
    spread: float
    freedom: int

    def above(self, value: float) -> float:
        """The probability of more than a value."""
        at = _to(value, self.scale)
        return 1 - below((at - self.centre) / self.spread, self.freedom)

    def between(self, low: float, high: float) -> float:
        """The probability of a value inside a band."""
        return max(0.0, self.above(low) - self.above(high))


def forecast(points: Sequence[Point], at: float, *, scale: Scale = "log", interval: float = INTERVAL) -> Forecast | None:
    """The forecast for a time after the last point; None where there are too few points, or one is not positive (of a share: not inside 0 and 1)."""
    if obstacle(points, scale) is not None or at <= points[-1].when:
        return None
    levels = [_to(point.value, scale) for point in points]
    spans = [later.when - earlier.when for earlier, later in pairwise(points)]
    steps = [after - before for before, after in pairwise(levels)]
    years = sum(spans)
    drift = (PRIOR_YEARS * PRIOR_DRIFT + sum(steps)) / (PRIOR_YEARS + years)
    freedom = PRIOR_FREEDOM + len(steps)
    squares = sum((step - drift * span) ** 2 / span for step, span in zip(steps, spans, strict=True))
    variance = (PRIOR_FREEDOM * PRIOR_SPREAD**2 + squares + PRIOR_YEARS * (drift - PRIOR_DRIFT) ** 2) / freedom
    ahead = at - points[-1].when
    centre, spread = levels[-1] + drift * ahead, sqrt(variance * (ahead + ahead**2 / (PRIOR_YEARS + years)))
    reach = quantile((1 + interval) / 2, freedom) * spread
    low, middle, high = (_from(level, scale) for level in (centre - reach, centre, centre + reach))
    return Forecast(len(points), points[-1].when, low, middle, high, PRIOR_YEARS / (PRIOR_YEARS + years), scale, centre, spread, freedom)


def obstacle(points: Sequence[Point], scale: Scale) -> str | None:
    """Why there is no forecast, in Chinese; None where there is."""
    if len(points) < FEWEST:
        return "只有一年的数，推算不出" if points else "没有可用的数，推算不出"
    if any(later.when <= earlier.when for earlier, later in pairwise(points)):
        return "各年的数时间有重复"
    if any(point.value <= 0 for point in points):
        return "有零或负数，不能按增长推算"
    if scale == "logit" and any(point.value >= 1 for point in points):
        return "比重达到或超过100%，推算不出"
    return None


def prospect(chance: float) -> Prospect:
    """The chance in three classes."""
    return "有望完成" if chance >= LIKELY else "尚不确定" if chance >= UNLIKELY else "难以完成"


def _to(value: float, scale: Scale) -> float:
    if value <= 0:
        return -inf
    if scale == "log":
        return log(value)
    return inf if value >= 1 else log(value / (1 - value))


def _from(level: float, scale: Scale) -> float:
    if scale == "log":
        return exp(level)
    return 1 / (1 + exp(-level))
