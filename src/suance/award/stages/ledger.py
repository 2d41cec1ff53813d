"""What has used each cap and pool: sums paid, and what earlier years gave after all stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from suance.award.cells import NOWHERE
from suance.award.facts import Facts
from suance.award.outcome import Outcome
from suance.award.shared import Cap, Group, Pool, Scope
from suance.errors import PanelError


class Use(NamedTuple):
    """Sums in 分 in the lower and in the upper world, and of how many awards each is."""

    low: int = 0
    high: int = 0
    lows: int = 0
    highs: int = 0

    def plus(self, other: Use) -> Use:
        """Both together."""
        return Use(self.low + other.low, self.high + other.high, self.lows + other.lows, self.highs + other.highs)


Years = dict[int, Use]


@dataclass(slots=True)
class Ledger:
    """What has used each cap, by the scope's key, and each pool, by year."""

    facts: Facts
    paid: dict[tuple[str, str], Years] = field(init=False)
    given: dict[tuple[str, str], Years] = field(init=False)

    def __post_init__(self) -> None:
        self.given, self.paid = defaultdict(lambda: defaultdict(Use)), defaultdict(lambda: defaultdict(Use))
        plan = self.facts.plan
        for (rule_id, subject, year), amount in self.facts.paid.items():
            use = Use(amount, amount, int(amount > 0), int(amount > 0))
            for cap in (cap for cap in plan.caps if rule_id in cap.covers):
                self._add(self.paid, (cap.id, self.key_of_paid(cap, cap.per, rule_id, subject)), year, use)
            for pool in (pool for pool in plan.pools if rule_id in pool.covers):
                self._add(self.paid, (pool.id, pool.id), year, use)

    def used(self, cap: Cap, key: str, year: int) -> Use:
        """What has used a cap before this year's open sums, in its window: of this year the sums already paid."""
        total = Use()
        for when, use in self.paid[cap.id, key].items():
            if year - max(cap.years, 1) < when <= year:
                total = total.plus(use)
        for when, use in self.given[cap.id, key].items():
            if year - max(cap.years, 1) < when < year:
                total = total.plus(use)
        return total

    def left(self, pool: Pool, year: int) -> tuple[int, int] | None:
        """What a pool has for the open sums of a year in each world: its budget, what earlier years left where that is carried, less what was paid.

        None where the year's budget is not known; a year of unknown budget leaves nothing to the next.
        """
        budget = pool.of(year)
        if budget is None:
            return None
        carried = self._carried(pool, year) if pool.carry else (0, 0)
        paid = self.paid[pool.id, pool.id].get(year, Use())
        return max(0, budget + carried[0] - paid.low), max(0, budget + carried[1] - paid.high)

    def book(self, year: int, outcomes: Iterable[Outcome]) -> None:
        """Books what a year gave, after all stages; what was paid is booked already."""
        plan = self.facts.plan
        for outcome in outcomes:
            if outcome.cause == "paid":
                continue
            high = outcome.high or 0
            use = Use(outcome.low, high, int(outcome.low > 0), int(high > 0))
            for cap in plan.caps:
                key = key_of(self.facts, cap.covers, cap.per, outcome)
                if key:
                    self._add(self.given, (cap.id, key), year, use)
            for pool in plan.pools:
                if outcome.rule in pool.covers:
                    self._add(self.given, (pool.id, pool.id), year, use)

    def key_of_paid(self, stage: Cap | Group, scope: Scope, rule_id: str, subject: str) -> str:
        """The name under which a sum paid adds up; PanelError where nobody knows it."""
        return key_of_paid(self.facts, stage, scope, rule_id, subject)

    def _carried(self, pool: Pool, year: int) -> tuple[int, int]:
        """What the years before left of a pool, year by year from the first that has a budget."""
        low = high = 0
        first = self.facts.plan.first_year or self.facts.first_year
        for when in range(max(first, self.facts.first_year) if pool.budget is None else pool.budget[0][0], year):
            budget = pool.of(when)
            use = self.paid[pool.id, pool.id].get(when, Use()).plus(self.given[pool.id, pool.id].get(when, Use()))
            low, high = (0, 0) if budget is None else (max(0, budget + low - use.low), max(0, budget + high - use.high))
        return low, high

    @staticmethod
    def _add(book: dict[tuple[str, str], Years], key: tuple[str, str], year: int, use: Use) -> None:
        book[key][year] = book[key][year].plus(use)


def key_of(facts: Facts, covers: Iterable[str], scope: Scope, outcome: Outcome) -> str | None:
    """Where an outcome counts in a stage; NOWHERE where the stage does not reach it, None where nobody knows."""
    if outcome.rule not in covers:
        return NOWHERE
    return facts.link(facts.plan.rule(outcome.rule).subject, outcome.subject, scope)


def key_of_paid(facts: Facts, stage: Cap | Group, scope: Scope, rule_id: str, subject: str) -> str:
    """The name under which a sum paid adds up; PanelError where nobody knows it."""
    key = facts.link(facts.plan.rule(rule_id).subject, subject, scope)
    if key is None:
        raise stranded(stage, scope, subject)
    return key


def stranded(stage: Cap | Group, scope: Scope, subject: str) -> PanelError:
    """The fault of a sum paid to a subject of unknown scope."""
    what = f"{subject} 已有付款，却不知属于哪个 {scope}，无法计入{'限额' if isinstance(stage, Cap) else '组'} {stage.id}"
    return PanelError(what, where="paid", hint=f"补上 {subject} 的 {scope}_id")
