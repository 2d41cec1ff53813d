"""What an amount is worth to a subject in a year: between what two sums it lies, as tight as the facts that are known make it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from suance.award import figure, holds
from suance.award.amount import Amount, ByOrder, Case, Choice, Discretion, Fixed, Follows, Open, Reach, Scaled, Together, Worthwhile, closed, half_up
from suance.award.facts import Facts
from suance.award.rule import Rule
from suance.award.truth import Truth, compare, every


def reach(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int) -> Reach:
    """Between what sums an amount lies: the lower is never open, the upper one is None where nothing bounds it."""
    if isinstance(amount, Fixed):
        return amount.sum, amount.sum
    if isinstance(amount, Follows):
        least, most = figure.reach(facts, rule, amount.figure, subject, year)
        return 0 if least is None else amount.of(least), None if most is None else amount.of(most)
    if isinstance(amount, ByOrder):
        return amount.between(*facts.places[rule.id][subject, year])
    if isinstance(amount, Discretion):
        return 0, None
    if isinstance(amount, Together):
        return _together(amount, [reach(facts, rule, part, subject, year) for part in amount.parts])
    if isinstance(amount, Choice):
        cases = possible(facts, rule, amount, subject, year)
        return _hull([reach(facts, rule, case.amount, subject, year) if case else (0, 0) for case in cases])
    low, high = reach(facts, rule, amount.amount, subject, year)
    if isinstance(amount, Scaled):
        return _scaled(facts, rule, amount, (low, high), subject, year)
    if isinstance(amount, Open):
        return 0, high
    if isinstance(amount, Worthwhile):
        return amount.of(low), None if high is None else amount.of(high)
    return min(low, amount.most), amount.most if high is None else min(high, amount.most)


def known(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int) -> bool:
    """Whether no fact is missing that bears on an amount; what a clause leaves open is not counted."""
    low, high = reach(facts, rule, closed(amount), subject, year)
    return low == high


def possible(facts: Facts, rule: Rule, choice: Choice, subject: str, year: int) -> list[Case | None]:
    """The cases that may be the first to hold, in order; last of all None, where it may be that none does."""
    found: list[Case | None] = []
    for case in choice.cases:
        truth = held(facts, rule, case, subject, year)
        if truth is not False:
            found.append(case)
        if truth is True:
            return found
    return [*found, None]


def held(facts: Facts, rule: Rule, case: Case, subject: str, year: int) -> Truth:
    """Whether what a case asks for holds."""
    truths = [holds.condition(facts, rule, asked, subject, year)[0] for asked in case.when]
    if case.passing is not None:
        low, high = figure.reach(facts, rule, case.passing.figure, subject, year)
        passed = [compare(end, case.passing.op, case.passing.threshold) for end in (low, high)]
        truths.append(True if passed[0] else False if passed[1] is False else None)
    return every(truths)


def _together(amount: Together, parts: Sequence[Reach]) -> Reach:
    """An end of the least that is known bounds it from above; a sum and the greatest need all."""
    lows, highs = [low for low, _ in parts], [high for _, high in parts if high is not None]
    if amount.how == "least":
        return min(lows), min(highs, default=None)
    join = sum if amount.how == "sum" else max
    return join(lows), join(highs) if len(highs) == len(parts) else None


def _hull(parts: Sequence[Reach]) -> Reach:
    highs = [high for _, high in parts if high is not None]
    return min(low for low, _ in parts), max(highs) if len(highs) == len(parts) else None


def _scaled(facts: Facts, rule: Rule, amount: Scaled, sums: Reach, subject: str, year: int) -> Reach:
    low, high = sums
    for factor in amount.factors:
        truth = every([holds.condition(facts, rule, asked, subject, year)[0] for asked in factor.when])
        may = [times for times, so in ((factor.times, truth is not False), (Fraction(1), truth is not True)) if so]
        low, high = half_up(low * min(may)), None if high is None else half_up(high * max(may))
    return low, high
