"""Amounts that are made of others, as pairs of expressions: of several cases the first that holds, several together, several times one.

What a case asks for is TRUE, FALSE, or NULL where nobody knows. Of every case that may be the first the sums count: a branch that is
NULL drops out of LEAST and GREATEST, and an upper end that is open stands as more than any sum on the way through GREATEST.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlglot import exp

from suance.award.amount import Case, Choice, Factor, Passing
from suance.award.measure import scale
from suance.award.sql import figure, when
from suance.award.sql.row import Row
from suance.award.sql.tree import Tree, both, case, compare, either, negated, number, truth, unless_null

Pair = tuple[Tree, Tree]
ENDLESS = 10**30
"""more than any sum"""


def held(row: Row, asked: Case) -> Tree:
    """Whether what a case asks for holds."""
    truths = [when.holds(row, condition) for condition in asked.when]
    truths += [_passing(row, asked.passing)] if asked.passing else []
    return both(*truths) if truths else truth(True)


def _passing(row: Row, asked: Passing) -> Tree:
    """Whether a figure has passed a threshold: both ends have, or neither."""
    low, high = figure.pair(row, asked.figure)
    line = asked.threshold * scale(asked.figure)
    return case((compare(low, asked.op, number(line)), truth(True)), (negated(compare(high, asked.op, number(line))), truth(False)))


def may(row: Row, choice: Choice) -> Tree:
    """Whether any case holds, or may."""
    if choice.cases[-1].sure:
        return truth(True)
    return either(*(unless_null(held(row, asked), truth(True)) for asked in choice.cases))


def sure(row: Row, choice: Choice, results: Sequence[Tree], default: Tree) -> Tree:
    """The result of the case that is the first to hold; the default where nobody knows which, or none does."""
    branches: list[tuple[Tree, Tree]] = []
    for asked, result in zip(choice.cases, results, strict=True):
        if asked.sure:
            return case(*branches, default=result)
        branches += [(held(row, asked), result), (unless_null(held(row, asked), truth(True)), default.copy())]
    return case(*branches, default=default)


def hull(row: Row, choice: Choice, sums: Sequence[Pair]) -> Pair:
    """The least and the most of the cases that may be the first to hold, and nothing where it may be that none does."""
    lows, highs = [], []
    for place, (low, high) in enumerate(sums):
        lows.append(_unless(_passed_over(row, choice, place), low))
        highs.append(_unless(_passed_over(row, choice, place), unless_null(high, number(ENDLESS))))
    if not choice.cases[-1].sure:
        lows.append(_unless(either(*(held(row, asked) for asked in choice.cases)), number(0)))
        highs.append(number(0))
    return least(*lows), exp.Nullif(this=_greatest(*highs), expression=number(ENDLESS))


def _passed_over(row: Row, choice: Choice, place: int) -> Tree | None:
    """Whether a case is not the first that holds: an earlier one does, or it does not itself; None of one that always is."""
    asked = choice.cases[place]
    failed = [] if asked.sure else [negated(held(row, asked))]
    found = [*(held(row, earlier) for earlier in choice.cases[:place]), *failed]
    return either(*found) if found else None


def _unless(excluded: Tree | None, sum_: Tree) -> Tree:
    return sum_ if excluded is None else case((excluded, exp.null()), default=sum_)


def together(how: Literal["sum", "least", "greatest"], sums: Sequence[Pair]) -> Pair:
    """The sum, the least or the greatest of several: of the least an end that is known is one, the others need all."""
    lows, highs = [low for low, _ in sums], [high for _, high in sums]
    if how == "least":
        return least(*lows), least(*highs)
    if how == "sum":
        return _sum(lows), _sum(highs)
    return _greatest(*lows), exp.Nullif(this=_greatest(*(unless_null(high, number(ENDLESS)) for high in highs)), expression=number(ENDLESS))


def _sum(ends: Sequence[Tree]) -> Tree:
    found, *rest = ends
    for end in rest:
        found = exp.Add(this=found, expression=exp.paren(end, copy=False))
    return exp.paren(found, copy=False)


def scaled(row: Row, factors: Sequence[Factor], sums: Pair) -> Pair:
    """A sum times each factor whose conditions hold, each time to the 分; where nobody knows, the ends have what is less and what is more."""
    low, high = sums
    for factor in factors:
        less = factor.times < 1
        low = _times(low, factor, _applies(row, factor, less))
        high = _times(high, factor, _applies(row, factor, not less))
    return low, high


def _applies(row: Row, factor: Factor, unknown: bool) -> Tree:
    return unless_null(both(*(when.holds(row, condition) for condition in factor.when)), truth(unknown))


def _times(sum_: Tree, factor: Factor, applies: Tree) -> Tree:
    """A sum that is not negative times the factor, or once, to the 分 half up."""
    above, below = factor.times.numerator, factor.times.denominator
    by = case((applies, number(2 * above)), default=number(2 * below))
    more = exp.Add(this=exp.Mul(this=exp.paren(sum_, copy=False), expression=by), expression=number(below))
    return exp.IntDiv(this=exp.paren(more, copy=False), expression=number(2 * below))


def least(*ends: Tree) -> Tree:
    """The least of the ends that are not open: right for a bound, and for the upper end of the least of several."""
    return exp.Anonymous(this="LEAST", expressions=list(ends))


def _greatest(*ends: Tree) -> Tree:
    return exp.Anonymous(this="GREATEST", expressions=list(ends))
