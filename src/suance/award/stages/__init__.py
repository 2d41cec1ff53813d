"""The interpreter, second half: what awards share, in a fixed order — groups, caps, pools — over all that rules give.

Both worlds, the lower and the upper, are carried through: each stage sees the world's own amounts. Groups look at what rules give,
before caps and pools; caps and pools go through the years in order, and know of earlier ones what these gave after all stages.
Sums already paid are never changed: they count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from suance.award.facts import Facts
from suance.award.outcome import Outcome
from suance.award.stages import caps, groups, pools
from suance.award.stages.ledger import Ledger


def apply(facts: Facts, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes after the plan's groups, caps and pools, in no particular order."""
    plan = facts.plan
    shared = {rule.id for rule in plan.rules if plan.capped(rule)}
    open_: list[Outcome] = []
    for outcome in outcomes:
        if outcome.rule in shared and outcome.status in ("granted", "unknown"):
            open_.append(outcome)
        else:
            yield _closed(outcome)
    for group in plan.groups:
        open_ = list(groups.settle(facts, group, open_))
    by_year: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in open_:
        if outcome.status == "displaced":
            yield outcome
        else:
            by_year[outcome.year].append(outcome)
    ledger = Ledger(facts)
    for year in sorted(by_year):
        yield from (_closed(outcome) for outcome in _year(facts, ledger, year, by_year[year]))


def _year(facts: Facts, ledger: Ledger, year: int, outcomes: list[Outcome]) -> list[Outcome]:
    """One year's outcomes after every cap and pool, booked in the ledger."""
    for cap in facts.plan.caps:
        outcomes = list(caps.cut(facts, ledger, cap, year, outcomes))
    for pool in facts.plan.pools:
        outcomes = list(pools.allocate(facts, ledger, pool, year, outcomes))
    ledger.book(year, outcomes)
    return outcomes


def _closed(outcome: Outcome) -> Outcome:
    """The outcome with its ends in order: where others take more in the upper world, one may get less there."""
    status = "cut" if (outcome.cap or outcome.pool) and outcome.status == "granted" else outcome.status
    if outcome.high is None or outcome.low <= outcome.high:
        return replace(outcome, status=status)
    return replace(outcome, low=outcome.high, high=outcome.low, status=status)
