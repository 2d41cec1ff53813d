"""Figures as pairs of whole numbers, which are 分 or what is counted times the figure's scale: the lower and the upper end, NULL where one is open.

LEAST and GREATEST skip NULL: that is right for the end that one known part bounds, and needs a CASE for the other.
"""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from suance.award.lexicon import lexicon
from suance.award.measure import PLACES, Benchmark, Bounded, Constant, Figure, Increase, Interest, Joined, Product, Times, inside, scale
from suance.award.sql.row import Row
from suance.award.sql.tree import Tree, case, cast, either, is_null, number, unless_null, whole
from suance.award.when import Metric

Pair = tuple[Tree, Tree]


def pair(row: Row, figure: Figure) -> Pair:
    """Between what a figure lies, times its scale, as whole numbers of 128 bits."""
    if isinstance(figure, Metric):
        return _between(row.figure(figure), row.figure(figure), figure)
    if isinstance(figure, Constant):
        return number(figure.value.numerator), number(figure.value.numerator)
    if isinstance(figure, Increase):
        low, high = _less(pair(row, figure.metric), _earlier(row, figure))
        return _greatest(low, number(0)), _unless_open([high], _greatest(high.copy(), number(0)))
    if isinstance(figure, Joined):
        return _joined(figure, [_scaled(pair(row, part), scale(figure) // scale(part)) for part in figure.parts])
    if isinstance(figure, Benchmark):
        low, high = (cast(exp.Mul(this=row.benchmark(figure.name), expression=number(10**PLACES)), "INT128") for _ in range(2))
        return unless_null(low, number(0)), high
    if isinstance(figure, Interest):
        return reduce(_product, [pair(row, part) for part in inside(figure)])
    if isinstance(figure, Product):
        return _product(pair(row, figure.figure), pair(row, figure.by))
    found = pair(row, figure.figure)
    if isinstance(figure, Bounded):
        most = figure.most * scale(figure)
        return _unless_open([found[0]], _least(found[0].copy(), number(most))), _least(found[1], number(most))
    if isinstance(figure, Times):
        return _scaled(found, figure.factor.numerator)
    one, other = (_scaled(ends, scale(figure) // scale(part)) for ends, part in ((found, figure.figure), (pair(row, figure.less), figure.less)))
    return _less(one, other)


def _scaled(ends: Pair, by: int) -> Pair:
    return ends if by == 1 else (_times(ends[0], number(by)), _times(ends[1], number(by)))


def _times(one: Tree, other: Tree) -> Tree:
    return exp.Mul(this=exp.paren(one, copy=False), expression=exp.paren(other, copy=False))


def _product(one: Pair, other: Pair) -> Pair:
    """What is below 0 counts as nothing, and nothing times what nobody knows is nothing."""
    low = _times(_greatest(one[0], number(0)), _greatest(other[0], number(0)))
    none = either(*(exp.LTE(this=exp.paren(high.copy(), copy=False), expression=number(0)) for high in (one[1], other[1])))
    return low, case((none, number(0)), default=_times(one[1], other[1]))


def _between(low: Tree, high: Tree, metric: Metric) -> Pair:
    """A cell twice; one that is missing is at least nothing, where its metric is never negative."""
    least = _whole(low, metric)
    return least if lexicon().signed(metric.name) else unless_null(least, number(0)), _whole(high, metric)


def _whole(value: Tree, metric: Metric) -> Tree:
    """A cell as a whole number; a rate of so many places that these are before the point."""
    return whole(exp.Mul(this=value, expression=number(10**PLACES)) if metric.unit == "%" else value, metric.unit)


def _less(one: Pair, other: Pair) -> Pair:
    return exp.Sub(this=one[0], expression=exp.paren(other[1], copy=False)), exp.Sub(this=one[1], expression=exp.paren(other[0], copy=False))


def _earlier(row: Row, figure: Increase) -> Pair:
    """What a firm's metric was: of the peak only a lower end is known where an earlier year is missing."""
    metric = figure.metric
    if figure.since == "peak":
        return _between(row.peak(metric)[0], _known_peak(row, metric), metric)
    then = [row.figure(metric, 1) if figure.since == "previous" else row.in_year(metric, int(figure.since)) for _ in range(2)]
    return _between(then[0], then[1], metric)


def _known_peak(row: Row, metric: Metric) -> Tree:
    peak, gap = row.peak(metric)
    return exp.null() if row.setting.complete_since is not None else case((gap, exp.null()), default=peak)


def _joined(figure: Joined, parts: list[Pair]) -> Pair:
    lows, highs = ([part[end] for part in parts] for end in (0, 1))
    if figure.how == "sum":
        return _sum(lows), _sum(highs)
    if figure.how == "least":
        return _unless_open(lows, _least(*(low.copy() for low in lows))), _least(*highs)
    return _greatest(*lows), _unless_open(highs, _greatest(*(high.copy() for high in highs)))


def _sum(ends: list[Tree]) -> Tree:
    found, *rest = ends
    for end in rest:
        found = exp.Add(this=found, expression=exp.paren(end, copy=False))
    return exp.paren(found, copy=False)


def _unless_open(ends: list[Tree], value: Tree) -> Tree:
    """The value; NULL where one of the ends is open."""
    return case((either(*map(is_null, ends)), exp.null()), default=value)


def _least(*ends: Tree) -> Tree:
    return exp.Anonymous(this="LEAST", expressions=list(ends))


def _greatest(*ends: Tree) -> Tree:
    return exp.Anonymous(this="GREATEST", expressions=list(ends))
