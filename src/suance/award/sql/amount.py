"""Amounts as pairs of expressions in 分: the sum in the lower world and in the upper one, NULL where the upper end is open.

A new form of amount is a branch of `pair`; the figures that it follows come from the row. Each leaf is rounded once, half up,
and then held to its bound by a CASE: LEAST skips NULL and would pay the whole bound for a figure that nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import zip_longest
from typing import Literal

from sqlglot import exp

from suance.award.rule import Band, Base, Rule, Step
from suance.award.sql import figure
from suance.award.sql.row import Row
from suance.award.sql.tree import Tree, both, case, cast, compare, equals, is_null, number, parsed, truth, unless_null, whole
from suance.award.when import Metric
from suance.table.cell import MOST_FEN

MOST = 10**18
"""more than any figure"""


def base(row: Row, step: Step) -> Tree:
    """The figure that a sum follows; NULL where it follows none."""
    if step.base is None:
        return exp.null()
    if isinstance(step.base.figure, Metric):
        return row.figure(step.base.figure)
    low, high = figure.pair(row, step.base.figure)
    scale = step.base.scale
    fits = both(equals(low, high), compare(exp.Abs(this=low.copy()), "lt", number(MOST_FEN * scale)))
    if scale > 1:
        fits = both(fits, equals(exp.Mod(this=exp.paren(low.copy(), copy=False), expression=number(scale)), number(0)))
    known = cast(low.copy() if scale == 1 else exp.IntDiv(this=exp.paren(low.copy(), copy=False), expression=number(scale)), "DECIMAL(20, 0)")
    return case((fits, exp.Mul(this=known, expression=parsed("CAST('0.01' AS DECIMAL(2, 2))")) if step.base.unit == "CNY" else known))


def known(row: Row, rule: Rule) -> Tree:
    """TRUE where the figures that the rule's sums follow are known, else NULL."""
    step = rule.steps[0]
    if step.base is None:
        return truth(True)
    if not step.base.plain:
        low, high = (_follows(row, step, step.base, end) for end in (0, 1))
        return case((both(equals(low, high)), truth(True)))
    return case((is_null(base(row, rule.steps[0])), truth(None)), default=truth(True))


def pair(row: Row, step: Step) -> tuple[Tree, Tree]:
    """What a step pays in the lower and in the upper world, where it is set off and nothing else is open."""
    most = row.setting.plan.most(row.rule, step)
    if step.base is not None and not step.base.plain:
        low, high = (_follows(row, step, step.base, end) for end in (0, 1))
        return number(0) if step.open else low, high if most is None or step.amount is not None else unless_null(high, number(most))
    low = number(0) if step.open else unless_null(_sum(row, step), number(0))
    return low, _sum(row, step) if most is None or step.base is None else unless_null(_sum(row, step), _most(row, step, most))


def _sum(row: Row, step: Step) -> Tree:
    """What a step pays, no more than its bound; NULL where its base is not known."""
    amounts = row.constants.all(step, "amount")
    if step.base is None:
        return row.constants.whole([amount or 0 for amount in amounts])
    known = _share(row, step.base, [None if step.amount is None else amount for amount in amounts])
    return case((is_null(base(row, step)), exp.null()), *known[:-1], default=known[-1][1])


def _follows(row: Row, step: Step, of: Base, end: Literal[0, 1]) -> Tree:
    """What the lower or the upper end of a figure that is no cell brings: the lower is never open, of the upper one a bound may be left."""
    given, bounds = row.constants, row.constants.all(step, "amount")
    factors: list[Fraction] = given.all(of, "factor")
    found = figure.pair(row, of.figure)[end]
    sum_ = _banded(of, found) if of.bands else _product(found, row, [factor / of.scale for factor in factors])
    if None not in bounds:
        sum_ = exp.Anonymous(this="LEAST", expressions=[sum_, _bound(row, bounds)])
    if end == 0:
        return case((compare(found.copy(), "gt", number(0)), sum_), default=number(0))
    open_ = exp.null() if None in bounds else _bound(row, bounds)
    return case((is_null(found.copy()), open_), (compare(found.copy(), "le", number(0)), number(0)), default=sum_)


def _product(found: Tree, row: Row, factors: Sequence[Fraction]) -> Tree:
    """A figure above 0 times its factor, to the 分 half up."""
    given = row.constants
    twice = exp.Mul(this=exp.paren(found, copy=False), expression=given.whole([2 * factor.numerator for factor in factors]))
    more = exp.Add(this=twice, expression=given.whole([factor.denominator for factor in factors]))
    return exp.IntDiv(this=exp.paren(more, copy=False), expression=given.whole([2 * factor.denominator for factor in factors]))


def _banded(of: Base, found: Tree) -> Tree:
    """What the bands pay for a known figure: each for what lies in it, or the highest that is passed for the whole."""
    if not of.marginal:
        passed = [
            (compare(found.copy(), band.op, number(band.threshold * of.scale)), _of_band(of, band, found.copy())) for band in reversed(of.bands)
        ]
        return case(*passed, default=number(0))
    parts: list[Tree] = []
    for band, after in zip_longest(of.bands, of.bands[1:]):
        inside = found.copy() if after is None else exp.Anonymous(this="LEAST", expressions=[found.copy(), number(after.threshold * of.scale)])
        above = exp.Sub(this=inside, expression=number(band.threshold * of.scale))
        parts.append(case((compare(found.copy(), "gt", number(band.threshold * of.scale)), _of_band(of, band, above)), default=number(0)))
    return exp.paren(reduce(lambda one, other: exp.Add(this=one, expression=other), parts), copy=False)


def _of_band(of: Base, band: Band, figure_: Tree) -> Tree:
    """A band's share of a figure, to the 分 half up, no more than its bound."""
    factor = band.factor / of.scale
    twice = exp.Mul(this=exp.paren(figure_, copy=False), expression=number(2 * factor.numerator))
    more = exp.Add(this=twice, expression=number(factor.denominator))
    exact = exp.IntDiv(this=exp.paren(more, copy=False), expression=number(2 * factor.denominator))
    return exact if band.most is None else exp.Anonymous(this="LEAST", expressions=[exact, number(band.most)])


def _most(row: Row, step: Step, most: int) -> Tree:
    """The most that each rule pays where the base of a step is not known: its own bound, or one that it shares."""
    return number(most) if step.amount is None else row.constants.whole(row.constants.all(step, "amount"))


def _share(row: Row, of: Base, bounds: Sequence[int | None]) -> list[tuple[Tree, Tree]]:
    """A known figure times its factor, rounded to the 分 half up and held to the bound, as branches of which the last is for all else.

    A product of 64 bits is many times as fast as one of 128: figures that reach the bound anyway need none, and but for the
    largest ones the product fits.
    """
    unit, given = of.unit, row.constants
    factors: list[Fraction] = given.all(of, "factor")
    reaches = [_reach(factor, bound, unit) for factor, bound in zip(factors, bounds, strict=True)]
    limits = [_limit(factor, unit) for factor in factors]

    def figure_() -> Tree:
        assert isinstance(of.figure, Metric)
        return row.figure(of.figure)

    def product(type_: str) -> Tree:
        twice = exp.Mul(this=whole(figure_(), unit, type_), expression=given.whole([2 * factor.numerator for factor in factors]))
        more = exp.Add(this=twice, expression=given.whole([factor.denominator for factor in factors]))
        exact = exp.IntDiv(this=exp.paren(more, copy=False), expression=given.whole([2 * factor.denominator for factor in factors]))
        return exact if None in bounds else exp.Anonymous(this="LEAST", expressions=[exact, _bound(row, bounds)])

    branches: list[tuple[Tree, Tree]] = [(exp.LTE(this=figure_(), expression=number(0)), number(0))]
    if None not in bounds:
        branches.append((exp.GTE(this=figure_(), expression=given.whole(reaches)), _bound(row, bounds)))
    if any(limit < reach for limit, reach in zip(limits, reaches, strict=True)):
        branches.append((exp.LTE(this=figure_(), expression=given.whole(limits)), product("BIGINT")))
        return [*branches, (truth(True), product("INT128"))]
    return [*branches, (truth(True), product("BIGINT"))]


def _bound(row: Row, bounds: Sequence[int | None]) -> Tree:
    return row.constants.whole([bound or 0 for bound in bounds])


def _reach(factor: Fraction, bound: int | None, unit: str) -> int:
    """A whole figure from which on the sum is the bound; one that no figure reaches where there is none."""
    if bound is None or factor <= 0:
        return MOST
    scale = 100 if unit == "CNY" else 1
    return min(MOST, -(-Fraction(bound) // (factor * scale)))


def _limit(factor: Fraction, unit: str) -> int:
    """A whole figure up to which the product is of 64 bits, and the figure in 分, too."""
    scale = 100 if unit == "CNY" else 1
    return min(MOST // scale**3, (2**63 - 1 - factor.denominator) // max(1, 2 * factor.numerator * scale))
