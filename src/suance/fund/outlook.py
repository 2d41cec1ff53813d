"""Whether a fund of funds can keep its promise: what it draws under each way of counting, what it costs the treasury by year.

A simulation of what is assumed, not of the world: every figure here is an estimate, and every assumption stands beside it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from math import sqrt
from typing import Any

import numpy as np

from suance.errors import InputError
from suance.fund.assumptions import Assumptions
from suance.fund.multiples import rate_of
from suance.fund.paths import DEFINITIONS, Courses, Floats, Programme, simulate
from suance.model import FundPromise
from suance.period import bounds
from suance.record import Assumed

LOOK_AHEAD = 10
"""years after the last commitment that the treasury's cash is followed"""
HOLDS = 0.5
"""a share is said to be enough where at least half of the paths keep the promise"""


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability over the paths, with its sampling error; at the ends the rule of three bounds it."""

    value: Decimal
    error: Decimal | None
    """sqrt(p(1-p)/n); None where no path, or every path, did"""
    paths: int

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.value:.1%}±{self.error:.1%}"
        edge = 3 / self.paths
        return f"< {edge:.2%}" if not self.value else f"> {1 - edge:.2%}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is drawn by the deadline under one definition, in 元, and how likely that is what was promised."""

    definition: str
    mean: int
    low: int
    middle: int
    high: int
    """low, middle and high: the 5th, 50th and 95th of a hundred"""
    times: Decimal
    """the middle over the size of the fund"""
    chance: Chance | None
    """None where no figure was promised"""
    share: Decimal | None
    """the highest share of the government in all subscriptions with which half of the paths keep the promise; None where none does"""


@dataclass(frozen=True, slots=True)
class CashYear:
    """What the treasury pays in and gets back in a year, in 元."""

    year: int
    called: int
    called_high: int
    """the 95th of a hundred"""
    returned: int
    fresh: int
    """called less what earlier pay-outs cover"""


@dataclass(frozen=True, slots=True)
class Score:
    """A part of the official rating of government funds that the simulation speaks to; unverified, and no total."""

    name: str
    value: Decimal
    """as a share: 0.55 is 55 %"""
    points: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class FundOutlook:
    """The outlook of a promise: claims, the treasury's cash, local investment, and all that was assumed."""

    promise: FundPromise
    deadline: int
    paths: int
    seed: int
    claims: tuple[Claim, ...]
    cash: tuple[CashYear, ...]
    paid: int
    """by the government up to the deadline, the middle path, in 元"""
    paid_share: Decimal
    local: tuple[Decimal, Decimal, Decimal]
    """返投倍数: the 5th, 50th and 95th of a hundred"""
    scores: tuple[Score, ...]
    assumed: tuple[Assumed, ...]
    pattern: str
    pattern_source: str


def outlook(promise: FundPromise, assumed: Assumptions, *, paths: int, seed: int, threads: int = 1) -> FundOutlook:
    """The outlook of a promise under what is assumed; InputError where the text gives no period or no positive size."""
    programme = programme_of(promise)
    courses = simulate(programme, assumed, paths=paths, seed=seed, threads=threads)
    paid = float(np.median(courses.paid))
    return FundOutlook(
        promise,
        programme.deadline,
        paths,
        seed,
        tuple(_claim(promise, programme, courses, number) for number in range(len(DEFINITIONS))),
        tuple(_cash(programme, assumed, courses)),
        round(paid),
        _rounded(paid / programme.size),
        _spread(courses.local),
        tuple(_scores(assumed, courses)),
        tuple(assumed.given.values()),
        assumed.pattern.name,
        assumed.pattern_source,
    )


def programme_of(promise: FundPromise) -> Programme:
    """The years and the size of a promise, committed evenly over its period."""
    if promise.period is None:
        raise InputError("原文没有说基金在哪些年安排，算不出逐年的出资", where=promise.name, hint="在政策文件里写明 period，如 2021/2025")
    first, last = (day.year for day in bounds(promise.period))
    return Programme(float(promise.size), first, last, last, last + LOOK_AHEAD)


def _claim(promise: FundPromise, programme: Programme, courses: Courses, number: int) -> Claim:
    drawn = courses.drawn[:, number]
    low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95))
    goal = None if promise.leverage is None else float(promise.leverage)
    return Claim(
        DEFINITIONS[number],
        round(float(drawn.mean())),
        round(float(low)),
        round(float(middle)),
        round(float(high)),
        _rounded(float(middle) / programme.size),
        None if goal is None else chance(int((drawn >= goal).sum()), len(drawn)),
        None if goal is None else _enough(courses, number, goal),
    )


def chance(hits: int, paths: int) -> Chance:
    """The share of paths that did, with sqrt(p(1-p)/n); none or all are bounded by 3/n (rule of three)."""
    share = hits / paths
    error = _rounded(sqrt(share * (1 - share) / paths)) if 0 < hits < paths else None
    return Chance(_rounded(share), error, paths)


def _enough(courses: Courses, number: int, goal: float) -> Decimal | None:
    """The highest share of the government in all subscriptions with which half of the paths reach the goal, all else as assumed.

    What is drawn grows in a line with what others subscribe, from `alone` on, so each path tells by how much they would have to
    subscribe more or less than assumed. None where no path has anything placed.
    """
    drawn, alone = courses.drawn[:, number], courses.alone[:, number]
    grows = drawn > alone
    times = np.where(grows, np.maximum(goal - alone, 0) / np.where(grows, drawn - alone, 1), np.inf)
    share = courses.placed / (courses.placed + float(np.quantile(times, HOLDS, method="higher")) * courses.drawn[:, 0])
    middle = float(np.median(share))
    return _rounded(middle) if middle > 0 else None


def _cash(programme: Programme, assumed: Assumptions, courses: Courses) -> list[CashYear]:
    """The treasury's years; what came back in years before pays for later calls as far as it is recycled."""
    found, purse = [], np.zeros(len(courses.called))
    for number, year in enumerate(programme.years):
        called, returned = courses.called[:, number], courses.returned[:, number]
        used = np.minimum(purse, called)
        purse = purse - used + assumed["recycled"] * returned
        means = (float(part.mean()) for part in (called, returned, called - used))
        mean, back, fresh = (round(part) for part in means)
        found.append(CashYear(year, mean, round(float(np.quantile(called, 0.95))), back, fresh))
    return found


def _spread(values: Floats) -> tuple[Decimal, Decimal, Decimal]:
    low, middle, high = (_rounded(float(value)) for value in np.quantile(values, (0.05, 0.5, 0.95)))
    return low, middle, high


def _scores(assumed: Assumptions, courses: Courses) -> list[Score]:
    """The points of each indicator that the simulation gives a value for."""
    values = {
        "others": 1 - assumed["share"],
        "local": float(np.median(courses.local)),
        "pay_in": assumed["pay_in"],
        "rate": _rate(courses),
    }
    table: dict[str, Any] = tomllib.loads(files("suance.fund").joinpath("rating.toml").read_text("utf-8"))
    return [Score(row["name"], _rounded(values[row["id"]]), _points(values[row["id"]], row["bands"]), table["source"]) for row in table["indicators"]]


def _points(value: float, bands: Sequence[tuple[str, str]]) -> Decimal:
    """The points of the first band, from the highest floor down, that a value reaches."""
    return next((Decimal(points) for floor, points in bands if value >= float(floor.removesuffix("%")) / 100), Decimal(0))


def _rate(courses: Courses) -> float:
    """The yearly rate of the government's mean cash; -1 where nothing comes back."""
    try:
        return rate_of([float(flow) for flow in (courses.returned - courses.called).mean(axis=0)])
    except InputError:
        return -1.0


def _rounded(value: float) -> Decimal:
    """Four significant digits: no estimate here is better than that."""
    return Decimal(f"{value:.4g}")
