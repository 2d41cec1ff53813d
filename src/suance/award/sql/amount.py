"""Amounts as pairs of expressions in 分: the sum in the lower world and in the upper one, NULL where the upper end is open.

A new form of amount is a branch of `_reach`, what it is made of in `cases`. Each leaf is rounded once, half up.
One sum, and a cell times a factor, have a way of their own: most rules are so, and many of them are one query with their constants as rows.
LEAST skips NULL: for an upper end that is open the bound is right; the lower end of a figure that nobody knows is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import zip_longest
from typing import Literal

from sqlglot import exp

from suance.award.amount import (
    Amount,
    Band,
    Banded,
    ByOrder,
    Choice,
    Discretion,
    Fixed,
    Follows,
    Held,
    Open,
    Rate,
    Scaled,
    Together,
    Units,
    Worthwhile,
    closed,
)
from suance.award.measure import scale as scale_of
from suance.award.measure import unit_of
from suance.award.rule import Step
from suance.award.sql import cases, figure
from suance.award.sql.row import Row
from suance.award.sql.tree import Tree, both, case, cast, compare, equals, is_null, number, parsed, text, truth, unless_null, whole
from suance.award.when import Metric
from suance.table.cell import MOST_FEN

MOST = 10**18
"""more than any figure"""


def base(row: Row, step: Step) -> Tree:
    """The figure that a sum follows; NULL where it follows none, or several. Of cases, that of the one that is sure."""
    if isinstance(step.amount, Choice):
        return cases.sure(row, step.amount, [_base(row, paid.follows) for paid in step.cases], exp.null())
    return _base(row, step.follows)


def _base(row: Row, of: Follows | None) -> Tree:
    if of is None:
        return exp.null()
    if isinstance(of.figure, Metric):
        return row.figure(of.figure)
    low, high = figure.pair(row, of.figure)
    scale = scale_of(of.figure)
    fits = both(equals(low, high), compare(exp.Abs(this=low.copy()), "lt", number(MOST_FEN * scale)))
    if scale > 1:
        fits = both(fits, equals(exp.Mod(this=exp.paren(low.copy(), copy=False), expression=number(scale)), number(0)))
    known = cast(low.copy() if scale == 1 else exp.IntDiv(this=exp.paren(low.copy(), copy=False), expression=number(scale)), "DECIMAL(20, 0)")
    return case((fits, exp.Mul(this=known, expression=parsed("CAST('0.01' AS DECIMAL(2, 2))")) if unit_of(of.figure) == "CNY" else known))


def name(row: Row, step: Step) -> Tree:
    """The id that a line has as its step: of cases that of the one that is sure, else the step's own."""
    if not isinstance(step.amount, Choice):
        return text(step.id)
    return cases.sure(row, step.amount, [text(asked.id) for asked in step.amount.cases], text(step.id))


def plain(amount: Amount) -> bool:
    """Whether an amount is a sum, or a cell times a factor, and at most a bound of it."""
    inside = amount.amount if isinstance(amount, Open) else amount
    held = inside.amount if isinstance(inside, Held) else inside
    return isinstance(held, Fixed) or (isinstance(held, Rate) and isinstance(held.figure, Metric))


def known(row: Row, step: Step) -> Tree:
    """TRUE where no fact is missing that bears on what the step pays, else NULL."""
    of = step.follows
    if plain(step.amount):
        return truth(True) if of is None else case((is_null(base(row, step)), truth(None)), default=truth(True))
    low, high = _reach(row, closed(step.amount))
    return case((both(equals(low, high)), truth(True)))


def pair(row: Row, step: Step) -> tuple[Tree, Tree]:
    """What a step pays in the lower and in the upper world, where it is set off and nothing else is open."""
    most = row.setting.plan.most(row.rule)
    if not plain(step.amount):
        low, high = _reach(row, step.amount)
        return low, high if most is None else unless_null(high, number(most))
    inside = step.amount.amount if isinstance(step.amount, Open) else step.amount
    held, bounds = _bounds(row, inside)
    low = number(0) if step.open else unless_null(_sum(row, step, held, bounds), number(0))
    high = _sum(row, step, held, bounds)
    if None not in bounds:
        return low, high if step.follows is None else unless_null(high, _bound(row, bounds))
    return low, high if most is None or step.follows is None else unless_null(high, number(most))


def _bounds(row: Row, amount: Amount) -> tuple[Amount, Sequence[int | None]]:
    """What is held to a bound, and the bound in each of the rules."""
    if isinstance(amount, Held):
        return amount.amount, row.constants.all(amount, "most")
    return amount, [None for _ in row.constants.family.rules]


def _sum(row: Row, step: Step, held: Amount, bounds: Sequence[int | None]) -> Tree:
    """What a plain step pays, no more than its bound; NULL where its figure is not known."""
    if isinstance(held, Rate):
        known = _share(row, held, bounds)
        return case((is_null(base(row, step)), exp.null()), *known[:-1], default=known[-1][1])
    return row.constants.whole(row.constants.all(held, "sum"))


# ── any amount, from its parts ───────────────────────────────────────────────


def _reach(row: Row, amount: Amount) -> tuple[Tree, Tree]:
    """Between what sums an amount lies: the lower end is never NULL, the upper one where nothing bounds it."""
    if isinstance(amount, Fixed):
        low, high = (cast(row.constants.whole(row.constants.all(amount, "sum")), "INT128") for _ in range(2))
        return low, high
    if isinstance(amount, ByOrder):
        return number(0), number(0)
    if isinstance(amount, Discretion):
        return number(0), exp.null()
    if isinstance(amount, Follows):
        return _follows(row, amount, 0), _follows(row, amount, 1)
    if isinstance(amount, Choice):
        return cases.hull(row, amount, [_reach(row, asked.amount) for asked in amount.cases])
    if isinstance(amount, Together):
        return cases.together(amount.how, [_reach(row, part) for part in amount.parts])
    low, high = _reach(row, amount.amount)
    if isinstance(amount, Scaled):
        return cases.scaled(row, amount.factors, (low, high))
    if isinstance(amount, Open):
        return number(0), high
    if isinstance(amount, Worthwhile):
        return _worthwhile(amount, low), _worthwhile(amount, high)
    low, high = (cases.least(end, _bound(row, row.constants.all(amount, "most"))) for end in (low, high))
    return low, high


def _follows(row: Row, of: Follows, end: Literal[0, 1]) -> Tree:
    """What the lower or the upper end of a figure brings: the lower is never open."""
    found = figure.pair(row, of.figure)[end]
    scale = scale_of(of.figure)
    if isinstance(of, Units):
        sum_: Tree = exp.Mul(this=exp.IntDiv(this=exp.paren(found, copy=False), expression=number(of.per * scale)), expression=number(of.sum))
    elif isinstance(of, Banded):
        sum_ = _banded(of, found)
    else:
        sum_ = _product(found, row, [factor / scale for factor in row.constants.all(of, "factor")])
    if end == 0:
        return case((compare(found.copy(), "gt", number(0)), sum_), default=number(0))
    return case((is_null(found.copy()), exp.null()), (compare(found.copy(), "le", number(0)), number(0)), default=sum_)


def _worthwhile(amount: Worthwhile, end: Tree) -> Tree:
    """A sum from which on it is paid; a smaller one is dropped or raised; NULL stays so."""
    small = case((compare(end.copy(), "gt", number(0)), number(amount.least)), default=number(0)) if amount.raised else number(0)
    return case((compare(end.copy(), "lt", number(amount.least)), small), default=end)


def _product(found: Tree, row: Row, factors: Sequence[Fraction]) -> Tree:
    """A figure above 0 times its factor, to the 分 half up."""
    given = row.constants
    twice = exp.Mul(this=exp.paren(found, copy=False), expression=given.whole([2 * factor.numerator for factor in factors]))
    more = exp.Add(this=twice, expression=given.whole([factor.denominator for factor in factors]))
    return exp.IntDiv(this=exp.paren(more, copy=False), expression=given.whole([2 * factor.denominator for factor in factors]))


def _banded(of: Banded, found: Tree) -> Tree:
    """What the bands pay for a known figure: each for what lies in it, or the highest that is passed for the whole."""
    scale = scale_of(of.figure)
    if not of.marginal:
        passed = [
            (compare(found.copy(), band.op, number(band.threshold * scale)), _of_band(scale, band, found.copy())) for band in reversed(of.bands)
        ]
        return case(*passed, default=number(0))
    parts: list[Tree] = []
    for band, after in zip_longest(of.bands, of.bands[1:]):
        inside = found.copy() if after is None else exp.Anonymous(this="LEAST", expressions=[found.copy(), number(after.threshold * scale)])
        above = exp.Sub(this=inside, expression=number(band.threshold * scale))
        parts.append(case((compare(found.copy(), "gt", number(band.threshold * scale)), _of_band(scale, band, above)), default=number(0)))
    return exp.paren(reduce(lambda one, other: exp.Add(this=one, expression=other), parts), copy=False)


def _of_band(scale: int, band: Band, figure_: Tree) -> Tree:
    """A band's share of a figure, to the 分 half up, no more than its bound."""
    factor = band.factor / scale
    twice = exp.Mul(this=exp.paren(figure_, copy=False), expression=number(2 * factor.numerator))
    more = exp.Add(this=twice, expression=number(factor.denominator))
    exact = exp.IntDiv(this=exp.paren(more, copy=False), expression=number(2 * factor.denominator))
    return exact if band.most is None else exp.Anonymous(this="LEAST", expressions=[exact, number(band.most)])


def _share(row: Row, of: Rate, bounds: Sequence[int | None]) -> list[tuple[Tree, Tree]]:
    """A known figure times its factor, rounded to the 分 half up and held to the bound, as branches of which the last is for all else.

    A product of 64 bits is many times as fast as one of 128: figures that reach the bound anyway need none, and but for the
    largest ones the product fits.
    """
    unit, given = unit_of(of.figure), row.constants
    factors: list[Fraction] = given.all(of, "factor")
    reaches = [_reached(factor, bound, unit) for factor, bound in zip(factors, bounds, strict=True)]
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


def _reached(factor: Fraction, bound: int | None, unit: str) -> int:
    """A whole figure from which on the sum is the bound; one that no figure reaches where there is none."""
    if bound is None or factor <= 0:
        return MOST
    scale = 100 if unit == "CNY" else 1
    return min(MOST, -(-Fraction(bound) // (factor * scale)))


def _limit(factor: Fraction, unit: str) -> int:
    """A whole figure up to which the product is of 64 bits, and the figure in 分, too."""
    scale = 100 if unit == "CNY" else 1
    return min(MOST // scale**3, (2**63 - 1 - factor.denominator) // max(1, 2 * factor.numerator * scale))
