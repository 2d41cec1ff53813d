"""The interpreter, second half: caps over what rules give, years as one scan.

A cap counts what was paid (the ledger) and what earlier years gave after all their caps. Both worlds, the lower and
the upper, are carried through: each cap sees the world's own amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from suance.award.cells import NOWHERE
from suance.award.facts import Facts
from suance.award.outcome import Cut, Outcome
from suance.award.plan import Cap
from suance.errors import PanelError

World = tuple[int, int]
"""A sum in 分 in the lower and in the upper world."""


@dataclass(slots=True)
class Ledger:
    """What has used each cap, by the scope's key: sums paid, and what earlier years gave."""

    facts: Facts
    paid: dict[tuple[str, str], dict[int, int]] = field(init=False)
    given: dict[tuple[str, str], World] = field(init=False)

    def __post_init__(self) -> None:
        self.given = defaultdict(lambda: (0, 0))
        self.paid = defaultdict(lambda: defaultdict(int))
        for cap in self.facts.plan.caps:
            for (rule_id, subject, year), amount in self.facts.paid.items():
                if rule_id in cap.covers:
                    self.paid[cap.id, self._key_of_paid(cap, rule_id, subject)][year] += amount

    def used(self, cap: Cap, key: str, year: int) -> World:
        """What has used a cap before this year's open sums: of this year the sums already paid."""
        paid = sum(amount for when, amount in self.paid[cap.id, key].items() if when == year or (cap.lifetime and when < year))
        low, high = self.given[cap.id, key] if cap.lifetime else (0, 0)
        return low + paid, high + paid

    def add(self, cap: Cap, key: str, outcome: Outcome) -> None:
        """Books what a year gave, after all caps; what was paid is booked already."""
        if outcome.cause != "paid":
            low, high = self.given[cap.id, key]
            self.given[cap.id, key] = low + outcome.low, high + (outcome.high or 0)

    def _key_of_paid(self, cap: Cap, rule_id: str, subject: str) -> str:
        key = self.facts.link(self.facts.plan.rule(rule_id).subject, subject, cap.per)
        if key is None:
            raise stranded(cap, subject)
        return key


def stranded(cap: Cap, subject: str) -> PanelError:
    """The fault of a sum paid to a subject of unknown scope."""
    what = f"{subject} 已有付款，却不知属于哪个 {cap.per}，无法计入限额 {cap.id}"
    return PanelError(what, where="paid", hint=f"补上 {subject} 的 {cap.per}_id")


def apply(facts: Facts, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes after the plan's caps, in no particular order."""
    plan = facts.plan
    capped = {rule.id for rule in plan.rules if plan.capped(rule)}
    by_year: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.rule in capped and outcome.status in ("granted", "unknown"):
            by_year[outcome.year].append(outcome)
        else:
            yield _closed(outcome)
    ledger = Ledger(facts)
    for year in sorted(by_year):
        yield from (_closed(outcome) for outcome in _year(facts, ledger, year, by_year[year]))


def _year(facts: Facts, ledger: Ledger, year: int, outcomes: list[Outcome]) -> list[Outcome]:
    """One year's outcomes after every cap, booked in the ledger."""
    for cap in facts.plan.caps:
        outcomes = list(_cut(facts, ledger, cap, year, outcomes))
    for cap in facts.plan.caps:
        for outcome in outcomes:
            key = _key(facts, cap, outcome)
            if key:
                ledger.add(cap, key, outcome)
    return outcomes


def _key(facts: Facts, cap: Cap, outcome: Outcome) -> str | None:
    """Where an outcome counts under a cap; NOWHERE where the cap does not reach it, None where nobody knows."""
    if outcome.rule not in cap.covers:
        return NOWHERE
    return facts.link(facts.plan.rule(outcome.rule).subject, outcome.subject, cap.per)


def _cut(facts: Facts, ledger: Ledger, cap: Cap, year: int, outcomes: list[Outcome]) -> Iterator[Outcome]:
    """The outcomes after one cap. Sums already paid are not cut; a subject of unknown scope is in no scope, and open."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        key = _key(facts, cap, outcome)
        if outcome.cause == "paid" or key == NOWHERE:
            yield outcome
        elif key is None:
            yield replace(outcome, status="unknown", cause=outcome.cause if outcome.status == "unknown" else f"scope:{cap.id}", low=0)
        else:
            groups[key].append(outcome)
    for key, group in groups.items():
        used = ledger.used(cap, key, year)
        lows = share(cap, max(0, cap.at - used[0]), group, [outcome.low for outcome in group])
        highs = share(cap, max(0, cap.at - used[1]), group, [outcome.high or 0 for outcome in group])
        for outcome, low, high in zip(group, lows, highs, strict=True):
            trail = (*outcome.trail, Cut(cap.id, low, high, *used))
            bound = (low, high) != (outcome.low, outcome.high)
            yield replace(
                outcome,
                low=low,
                high=high,
                trail=trail,
                cap=cap.id if bound else outcome.cap,
                used=used[1] if bound else outcome.used,
            )


def share(cap: Cap, left: int, outcomes: Sequence[Outcome], sums: Sequence[int]) -> list[int]:
    """What each gets of what is left under a cap: all where it suffices, else in proportion to the 分 or in order.

    In proportion, the 分 that remain go to the largest remainders (Hamilton), equal ones by subject, rule and step.
    """
    total = sum(sums)
    if total <= left:
        return list(sums)
    if cap.pro_rata:
        shares = [amount * left // total for amount in sums]
        order = sorted(range(len(sums)), key=lambda i: (-(sums[i] * left % total), *_name(outcomes[i])))
        for i in order[: left - sum(shares)]:
            shares[i] += 1
        return shares
    shares = [0] * len(sums)
    for i in sorted(range(len(sums)), key=lambda i: (outcomes[i].day or "9999", *_name(outcomes[i]))):
        shares[i] = min(sums[i], left)
        left -= shares[i]
    return shares


def _name(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.subject, outcome.rule, outcome.step or ""


def _closed(outcome: Outcome) -> Outcome:
    """The outcome with its ends in order: where others take more in the upper world, one may get less there."""
    status = "cut" if outcome.cap and outcome.status == "granted" else outcome.status
    if outcome.high is None or outcome.low <= outcome.high:
        return replace(outcome, status=status)
    return replace(outcome, low=outcome.high, high=outcome.low, status=status)
