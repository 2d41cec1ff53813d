"""Caps: a ceiling over what the covered rules give within one scope and window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from suance.award.cells import NOWHERE
from suance.award.facts import Facts
from suance.award.outcome import Cut, Outcome
from suance.award.shared import Cap
from suance.award.stages import share
from suance.award.stages.ledger import Ledger, Use, key_of
from suance.terms.subject import SUBJECTS


def cut(facts: Facts, ledger: Ledger, cap: Cap, year: int, outcomes: list[Outcome]) -> Iterator[Outcome]:
    """The outcomes of a year after one cap. Sums already paid are not cut; a subject of unknown scope is in no scope, and open."""
    scopes: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        key = key_of(facts, cap.covers, cap.per, outcome)
        if outcome.cause == "paid" or key == NOWHERE:
            yield outcome
        elif key is None:
            yield opened(outcome, f"scope:{cap.id}")
        else:
            scopes[key].append(outcome)
    for key, found in scopes.items():
        each = [[outcome] for outcome in found] if cap.years == 0 else [found]
        used = Use() if cap.years == 0 else ledger.used(cap, key, year)
        for together in each:
            yield from _together(facts, cap, key, used, together)


def opened(outcome: Outcome, cause: str) -> Outcome:
    """An outcome of which a stage lacks a fact: nothing is sure, and that is why, unless something else was open before."""
    return replace(outcome, status="unknown", cause=outcome.cause if outcome.status == "unknown" else cause, low=0)


def ceiling(facts: Facts, cap: Cap, key: str, year: int) -> int | None:
    """The ceiling of a scope in 分, a share rounded half up; None where its figure is not known."""
    if cap.share is None or cap.of is None or cap.per == "award":
        return cap.at
    figure = facts.cell(SUBJECTS[cap.per].figures, (key, year) if SUBJECTS[cap.per].yearly else key, cap.of.name)
    return None if figure is None else int(max(Fraction(0), cap.share * figure) + Fraction(1, 2))


def _together(facts: Facts, cap: Cap, key: str, used: Use, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """The outcomes of one scope after its ceiling."""
    most = cap.count if cap.count is not None else ceiling(facts, cap, key, outcomes[0].year)
    if most is None:
        yield from (opened(outcome, f"cap:{cap.id}") for outcome in outcomes)
        return
    lows = _share(facts, cap, most, used.lows if cap.count else used.low, outcomes, [outcome.low for outcome in outcomes])
    highs = _share(facts, cap, most, used.highs if cap.count else used.high, outcomes, [outcome.high for outcome in outcomes])
    before = (used.lows, used.highs) if cap.count else (used.low, used.high)
    for outcome, low, high in zip(outcomes, lows, highs, strict=True):
        new = replace(outcome, low=low or 0, high=high, trail=(*outcome.trail, Cut(cap.id, low or 0, high, *before)))
        bound = (new.low, new.high) != (outcome.low, outcome.high)
        yield replace(new, cap=cap.id, used=before[1]) if bound else new


def _share(facts: Facts, cap: Cap, most: int, used: int, outcomes: Sequence[Outcome], asked: Sequence[int | None]) -> list[int | None]:
    """What each gets of what is left under a cap; one without an end asks for the whole ceiling, under a count for all that it may be."""
    left = max(0, most - used)
    if cap.count is not None:
        kept = share.so_many(left, [1 if sum_ is None else sum_ for sum_ in asked], _order(facts, cap, outcomes))
        return [None if sum_ is None and whole else whole for sum_, whole in zip(asked, kept, strict=True)]
    sums = [most if sum_ is None else sum_ for sum_ in asked]
    if cap.overflow == "pro_rata":
        return list(share.in_proportion(left, sums, outcomes))
    order = _order(facts, cap, outcomes)
    return list(share.whole_only(left, sums, order) if cap.overflow == "drop" else share.in_turn(left, sums, order))


def _order(facts: Facts, cap: Cap, outcomes: Sequence[Outcome]) -> list[int]:
    """By day, or by the order of the file first."""
    order = share.by_day(outcomes)
    if cap.overflow == "cut":
        rules = {rule.id: number for number, rule in enumerate(facts.plan.rules)}
        order.sort(key=lambda i: rules[outcomes[i].rule])
    return order
