"""What an amount is worth to a subject in a year: between what two sums it lies, as tight as the facts that are known make it."""

from __future__ import annotations

from suance.award import figure
from suance.award.amount import Amount, Discretion, Fixed, Follows, Open, Reach, Worthwhile, closed
from suance.award.facts import Facts
from suance.award.rule import Rule


def reach(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int) -> Reach:
    """Between what sums an amount lies: the lower is never open, the upper one is None where nothing bounds it."""
    if isinstance(amount, Fixed):
        return amount.sum, amount.sum
    if isinstance(amount, Follows):
        least, most = figure.reach(facts, rule, amount.figure, subject, year)
        return 0 if least is None else amount.of(least), None if most is None else amount.of(most)
    if isinstance(amount, Discretion):
        return 0, None
    low, high = reach(facts, rule, amount.amount, subject, year)
    if isinstance(amount, Open):
        return 0, high
    if isinstance(amount, Worthwhile):
        return amount.of(low), None if high is None else amount.of(high)
    return min(low, amount.most), amount.most if high is None else min(high, amount.most)


def known(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int) -> bool:
    """Whether no fact is missing that bears on an amount; what a clause leaves open is not counted."""
    low, high = reach(facts, rule, closed(amount), subject, year)
    return low == high
