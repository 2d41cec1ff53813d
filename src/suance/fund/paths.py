"""Many possible courses of a fund of funds at once: calls, pay-outs and what is drawn, under the spread of what is assumed.

Each path draws, for every sub-fund, the government's share a, the pay-in ratio q of the others, the project multiple m, whether it
comes about at all, and its yearly growth and calls; the cash is that of Takahashi and Alexander (`cashflow`). Growth is lognormal
with a mean of 1+G, part of it common to all sub-funds; calls are the pattern's share times a lognormal, at most all.

    认缴        sum G_j (1/a_j - 1)                        over the sub-funds that came about by the deadline
    实缴        sum Paid_j (1/a_j - 1) q_j                 Paid_j: what the government has paid into j by the deadline
    项目总投资   sum [Inv_j (1 + (1/a_j - 1) q_j) m_j - Paid_j]   Inv_j: paid in less fees
    返投         sum local_j (Paid_j + others' paid) / sum Paid_j

Paths come in blocks of a fixed size with a seed each, so a result depends on neither the number of threads nor their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from suance.errors import InputError
from suance.fund.assumptions import Assumptions

Floats = NDArray[np.float64]

BLOCK = 2048
"""paths of one seed"""
DEFINITIONS = ("认缴", "实缴", "项目总投资")
FEE_YEARS = 5
"""years in which the fee follows the commitment; after them what is paid in and not paid out"""


@dataclass(frozen=True, slots=True)
class Programme:
    """A fund of funds: its size in 元, the years in which it commits, the year that its promise names, and how far to look."""

    size: float
    first: int
    last: int
    deadline: int
    horizon: int

    def __post_init__(self) -> None:
        if not (self.size > 0 and self.first <= self.last <= self.horizon and self.first <= self.deadline <= self.horizon):
            raise InputError("基金的规模或年份不合理", hint="规模大于零；认缴的头一年、末一年、期限都不晚于测算的末年")

    @property
    def years(self) -> range:
        """The years that are looked at."""
        return range(self.first, self.horizon + 1)


@dataclass(frozen=True, slots=True)
class Courses:
    """What each path came to, in 元; a row a path."""

    drawn: Floats
    """by definition, in the order of DEFINITIONS, at the deadline"""
    alone: Floats
    """the same if nobody else subscribed: what the government's own money counts for; drawn grows in a line from here with what others subscribe"""
    placed: Floats
    """committed by the government to sub-funds that came about by the deadline"""
    called: Floats
    """from the treasury by year, before recycled pay-outs"""
    returned: Floats
    """to the government by year"""
    paid: Floats
    """by the government up to the deadline"""
    local: Floats
    """local investment at the deadline as a multiple of what the government paid in (返投倍数); 0 where nothing was"""


def simulate(programme: Programme, assumed: Assumptions, *, paths: int, seed: int, threads: int = 1) -> Courses:
    """So many paths of a programme; the same seed gives the same numbers on any number of threads."""
    if paths < 1 or threads < 1:
        raise InputError("路径与线程至少各一")
    sizes = [min(BLOCK, paths - start) for start in range(0, paths, BLOCK)]
    jobs = [(programme, assumed, size, np.random.SeedSequence(seed, spawn_key=(number,))) for number, size in enumerate(sizes)]
    if threads == 1:
        blocks = [_block(*job) for job in jobs]
    else:
        with ThreadPoolExecutor(threads) as pool:
            blocks = list(pool.map(lambda job: _block(*job), jobs))
    return Courses(*(np.concatenate([getattr(block, field.name) for block in blocks]) for field in fields(Courses)))


@dataclass(slots=True)
class _Subfunds:
    """What a block draws once for its sub-funds: arrays of paths by sub-funds, in shares of one sub-fund's government commitment."""

    others: Floats
    """subscribed by others for one of the government's: 1/a - 1, nothing where it never came about"""
    pay_in: Floats
    multiple: Floats
    local: Floats
    there: Floats


def _block(programme: Programme, assumed: Assumptions, paths: int, seed: np.random.SeedSequence) -> Courses:
    """One block of paths, year by year."""
    random = np.random.Generator(np.random.SFC64(seed))
    count = int(assumed["subfunds"])
    drawn_once = _subfunds(random, assumed, (paths, count))
    start = programme.first + np.arange(count) * (programme.last - programme.first + 1) // count
    cash = list(_years(programme, assumed, random, start, drawn_once.there))
    commitment = programme.size / count
    called = np.stack([year.called for year in cash], axis=1) * commitment
    returned = np.stack([year.returned for year in cash], axis=1) * commitment
    at = cash[programme.deadline - programme.first]
    committed = drawn_once.there * (start <= programme.deadline)
    drawn, alone = (_drawn(drawn_once, others, at, committed) * commitment for others in (drawn_once.others, np.zeros_like(committed)))
    placed, paid = committed.sum(axis=1) * commitment, at.paid.sum(axis=1) * commitment
    return Courses(drawn, alone, placed, called, returned, paid, _local(drawn_once, at))


def _subfunds(random: np.random.Generator, assumed: Assumptions, shape: tuple[int, int]) -> _Subfunds:
    """The sub-funds of a block, each with its own share, pay-in, multiple and place."""

    def share(name: str) -> Floats:
        mean, spread = assumed[name], assumed.spread(name)
        drawn: Floats = random.beta(mean * spread, (1 - mean) * spread, shape)
        return drawn

    government = np.maximum(share("share"), 1e-6)
    pay_in, local = share("pay_in"), share("local")
    multiple = np.maximum(1.0, assumed["multiple"] * np.exp(assumed.spread("multiple") * random.standard_normal(shape)))
    there = (random.random(shape) >= assumed["unclosed"]).astype(np.float64)
    return _Subfunds((1 / government - 1) * there, pay_in, multiple, local, there)


@dataclass(slots=True)
class _Cash:
    """A year of a block: by path what was called and came back, by path and sub-fund what was paid in and went into projects so far."""

    called: Floats
    returned: Floats
    paid: Floats
    invested: Floats


def _years(programme: Programme, assumed: Assumptions, random: np.random.Generator, start: NDArray[np.int64], there: Floats) -> Iterator[_Cash]:
    """The recursion of `cashflow.project` for all sub-funds of all paths; a sub-fund of age 0 or less has not begun."""
    uncalled, value, fees = there.copy(), np.zeros_like(there), np.zeros_like(there)
    back = np.zeros_like(there)
    for year in programme.years:
        ages = year - start + 1
        grown = value * _growth(random, assumed, there.shape)
        calls = np.array([assumed.pattern.called(age) if age > 0 else 0.0 for age in ages])
        called = np.minimum(1.0, calls * np.exp(assumed["call_spread"] * random.standard_normal(there.shape))) * uncalled
        out = np.array([assumed.pattern.paid_out(age) if age > 0 else 0.0 for age in ages])
        stressed = np.where(ages >= assumed.pattern.life, out, out * assumed["exit_stress"])
        returned = stressed * grown
        value = grown + called - returned
        uncalled = uncalled - called
        paid = there - uncalled
        back = back + returned
        fees = fees + assumed["fee"] * np.where((ages > 0) & (ages <= FEE_YEARS), there, np.where(ages > 0, np.maximum(paid - back, 0.0), 0.0))
        yield _Cash(called.sum(axis=1), returned.sum(axis=1), paid, np.maximum(paid - fees, 0.0))


def _growth(random: np.random.Generator, assumed: Assumptions, shape: tuple[int, ...]) -> Floats:
    """One year's growth: lognormal with the pattern's mean, of its variance so much common to all sub-funds of a path."""
    volatility, common = assumed["volatility"], assumed["correlation"]
    shocks = common**0.5 * random.standard_normal((shape[0], 1)) + (1 - common) ** 0.5 * random.standard_normal(shape)
    grown: Floats = (1 + assumed.pattern.growth) * np.exp(volatility * shocks - volatility**2 / 2)
    return grown


def _drawn(subfunds: _Subfunds, others: Floats, at: _Cash, committed: Floats) -> Floats:
    """What counts as drawn under each definition where others subscribe so much, by path, in shares of one sub-fund's commitment."""
    paying = 1 + others * subfunds.pay_in
    subscribed = (others * committed).sum(axis=1)
    paid = (at.paid * others * subfunds.pay_in).sum(axis=1)
    projects = (at.invested * paying * subfunds.multiple - at.paid).sum(axis=1)
    return np.stack([subscribed, paid, projects], axis=1)


def _local(subfunds: _Subfunds, at: _Cash) -> Floats:
    """Local investment as a multiple of what the government paid in."""
    paid = at.paid.sum(axis=1)
    local = (at.paid * (1 + subfunds.others * subfunds.pay_in) * subfunds.local).sum(axis=1)
    found: Floats = np.divide(local, paid, out=np.zeros_like(paid), where=paid > 0)
    return found
