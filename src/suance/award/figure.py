"""What the panel says of a figure: between what two values it lies, as tight as the cells that are known make it."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from suance.award.facts import Facts
from suance.award.lexicon import lexicon
from suance.award.measure import YEAR, Benchmark, Bounded, Constant, Figure, Increase, Interest, Joined, Less, Reach, Times, inside
from suance.award.rule import Rule
from suance.award.when import Metric, Number
from suance.table.cell import MOST_FEN

NOTHING = Fraction(0)


def reach(facts: Facts, rule: Rule, figure: Figure, subject: str, year: int) -> Reach:
    """Between what a figure lies: two equal values where it is known, None for an end that is open."""
    if isinstance(figure, Metric):
        return _cell(facts, rule, figure, subject, year)
    if isinstance(figure, Constant):
        return figure.value, figure.value
    if isinstance(figure, Increase):
        low, high = _less(_cell(facts, rule, figure.metric, subject, year), _earlier(facts, rule, figure, subject, year))
        return max(NOTHING, low or NOTHING), None if high is None else max(NOTHING, high)
    if isinstance(figure, Joined):
        return _joined(figure, [reach(facts, rule, part, subject, year) for part in figure.parts])
    if isinstance(figure, Benchmark):
        value = facts.cell("benchmarks", (figure.name, year), "value")
        return (NOTHING, None) if value is None else (Fraction(value), Fraction(value))
    if isinstance(figure, Interest):
        low, high = reduce(_product, [reach(facts, rule, part, subject, year) for part in inside(figure)])
        return None if low is None else low / YEAR, None if high is None else high / YEAR
    low, high = reach(facts, rule, figure.figure, subject, year)
    if isinstance(figure, Bounded):
        most = Fraction(figure.most)
        return None if low is None else min(low, most), most if high is None else min(high, most)
    if isinstance(figure, Times):
        return None if low is None else low * figure.factor, None if high is None else high * figure.factor
    if isinstance(figure, Less):
        return _less((low, high), _cell(facts, rule, figure.less, subject, year))
    return _product((low, high), reach(facts, rule, figure.by, subject, year))


def exact(found: Reach) -> Number | None:
    """The figure where it is known, a whole number, and fits into a column of a panel."""
    low, high = found
    return int(low) if low is not None and low == high and low == int(low) and abs(low) < MOST_FEN else None


def _cell(facts: Facts, rule: Rule, metric: Metric, subject: str, year: int) -> Reach:
    value = facts.figure(rule, metric, subject, year)
    if value is not None:
        return Fraction(value), Fraction(value)
    return None if lexicon().signed(metric.name) else NOTHING, None


def _less(one: Reach, other: Reach) -> Reach:
    low = None if one[0] is None or other[1] is None else one[0] - other[1]
    return low, None if one[1] is None or other[0] is None else one[1] - other[0]


def _product(one: Reach, other: Reach) -> Reach:
    """What is below 0 counts as nothing, and nothing times what nobody knows is nothing."""
    low = max(one[0] or NOTHING, NOTHING) * max(other[0] or NOTHING, NOTHING)
    if any(high is not None and high <= 0 for high in (one[1], other[1])):
        return low, NOTHING
    return low, None if one[1] is None or other[1] is None else one[1] * other[1]


def _earlier(facts: Facts, rule: Rule, figure: Increase, subject: str, year: int) -> Reach:
    """What a firm's metric was: of the peak only a lower end is known where an earlier year is missing."""
    if figure.since != "peak":
        return _cell(facts, rule, figure.metric, subject, year - 1 if figure.since == "previous" else figure.since)
    first = facts.spans[subject][0] if subject in facts.spans else year
    cells = [facts.figure(rule, figure.metric, subject, before) for before in range(first, year)]
    known = [Fraction(value) for value in cells if value is not None]
    low = max(known) if known else _cell(facts, rule, figure.metric, subject, first - 1)[0]
    return low, None if len(known) < len(cells) or not known or facts.panel.complete_since is not None else low


def _joined(figure: Joined, parts: list[Reach]) -> Reach:
    """An end of the least that is known bounds it from above, one of the greatest from below; a sum needs all."""
    lows, highs = [[end for end in ends if end is not None] for ends in zip(*parts, strict=True)]
    all_low, all_high = len(lows) == len(parts), len(highs) == len(parts)
    if figure.how == "sum":
        return sum(lows, NOTHING) if all_low else None, sum(highs, NOTHING) if all_high else None
    if figure.how == "least":
        return min(lows) if all_low else None, min(highs, default=None)
    return max(lows, default=None), max(highs) if all_high else None
