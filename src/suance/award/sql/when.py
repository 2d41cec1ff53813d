"""Conditions as expressions of three values: TRUE, FALSE, and NULL where nothing is known.

A new kind of condition is a branch of `holds`; the facts that it asks for come from the row, which joins what holds them.
"""

from __future__ import annotations

from fractions import Fraction

from sqlglot import exp

from suance.award.sql.row import Row
from suance.award.sql.tree import (
    Tree,
    both,
    case,
    cast,
    column,
    compare,
    either,
    equals,
    figure,
    is_null,
    negated,
    number,
    text,
    truth,
    unless_null,
    whole,
)
from suance.award.when import Against, AllOf, AnyOf, AttributeIn, Compound, Condition, Count, Growth, Has, MetricIs, Op, Rank

ONE = 10**18
"""parts of a percent that a benchmark can have"""


def holds(row: Row, asked: Condition, back: int = 0) -> Tree:
    """Whether a condition holds in the row's year, or so many years before."""
    if isinstance(asked, Compound):
        return exp.paren(_joined(row, asked, back), copy=False)
    if isinstance(asked, MetricIs):
        threshold = row.constants.figure(row.constants.all(asked, "threshold"), asked.metric.unit)
        return compare(row.figure(asked.metric, back), asked.op, threshold)
    if isinstance(asked, Growth):
        return _growth(row, asked, back)
    if isinstance(asked, Against):
        line = row.benchmark(asked.benchmark, back)
        return _grown(row, asked, back, line) if asked.growth else compare(row.figure(asked.metric, back), asked.op, line)
    if isinstance(asked, Rank):
        return _ranked(row, asked, back)
    if isinstance(asked, AttributeIn):
        return row.constants.eligible(row.attribute(asked.attribute), row.constants.all(asked, "values"))
    if isinstance(asked, Count):
        return _among(row, asked, back, asked.op, asked.threshold)
    return _has(row, asked, back) if asked.within is None else _among(row, asked, back, "ge", 1)


def may(row: Row, asked: Condition) -> list[Tree]:
    """What is not so where a condition fails: it holds, or nobody knows; of many rules also that the easiest of them may hold."""
    if isinstance(asked, AttributeIn) and len(set(row.constants.all(asked, "values"))) > 1:
        return []
    if isinstance(asked, AttributeIn):
        return [either(holds(row, asked), is_null(row.attribute(asked.attribute)))]
    if not isinstance(asked, MetricIs):
        return [unless_null(holds(row, asked), truth(True))]
    found, thresholds = [either(holds(row, asked), is_null(row.figure(asked.metric)))], row.constants.all(asked, "threshold")
    if len(set(thresholds)) > 1 and asked.op != "eq":
        easiest = figure((min if asked.op in ("gt", "ge") else max)(thresholds), asked.metric.unit)
        found.append(either(compare(row.figure(asked.metric), asked.op, easiest), is_null(row.figure(asked.metric))))
    return found


def value(row: Row, asked: Condition) -> Tree:
    """The figure that a condition looks at, for the reason; NULL where it looks at none."""
    return row.figure(asked.metric) if isinstance(asked, MetricIs) else exp.null()


def _joined(row: Row, asked: Compound, back: int) -> Tree:
    years = asked.years if isinstance(asked, AllOf) else 1
    parts = (holds(row, part, back + earlier) for earlier in range(years) for part in asked.parts)
    if isinstance(asked, AllOf):
        return both(*parts)
    return either(*parts) if isinstance(asked, AnyOf) else negated(either(*parts))


def _has(row: Row, asked: Has, back: int) -> Tree:
    """Whether an honour was received by the year; not known where the panel does not say that it has all years."""
    year = exp.Sub(this=column("year", "s"), expression=number(back)) if back else column("year", "s")
    sure, maybe = (exp.LTE(this=first, expression=year.copy()) for first in row.first_times(asked))
    return case((sure, truth(True)), (either(maybe, row.unseen(None, back)), truth(None)), default=truth(False))


def _among(row: Row, asked: Has | Count, back: int, op: Op, threshold: int) -> Tree:
    """Whether the number of an honour's events stands so to a threshold; NULL where more of them may, or may not, be there."""
    low, high = row.times(asked, back)
    open_ = row.unseen(asked.within, back)
    at_least = compare(low, op, number(threshold))
    at_most = compare(high, op, number(threshold))
    if op == "eq":
        there = both(compare(low.copy(), "le", number(threshold)), either(open_, compare(high.copy(), "ge", number(threshold))))
        sure = both(at_least, at_most, negated(open_.copy()))
        return case((sure, truth(True)), (there, truth(None)), default=truth(False))
    if op in ("gt", "ge"):
        return case((at_least, truth(True)), (either(open_, at_most), truth(None)), default=truth(False))
    return case((negated(at_least), truth(False)), (either(open_, negated(at_most)), truth(None)), default=truth(True))


def _growth(row: Row, asked: Growth, back: int) -> Tree:
    """Growth over the year before against a percentage, multiplied out so that nothing is rounded; NULL where there is nothing to grow from."""
    line = Fraction(asked.threshold)
    now, before = (whole(row.figure(asked.metric, back + earlier), "CNY") for earlier in (0, 1))
    more = exp.Mul(this=exp.paren(exp.Sub(this=now, expression=before), copy=False), expression=number(100 * line.denominator))
    least = exp.Mul(this=before.copy(), expression=number(line.numerator))
    return case((exp.GT(this=before.copy(), expression=number(0)), compare(more, asked.op, least)))


def _grown(row: Row, asked: Against, back: int, line: Tree) -> Tree:
    """Growth against a benchmark in %: its whole percent on the side of the growth, its fraction on the other, so that nothing is rounded."""
    now, before = (whole(row.figure(asked.metric, back + earlier), "CNY") for earlier in (0, 1))
    floor = exp.Floor(this=line)
    percent = exp.Mul(this=before.copy(), expression=exp.paren(exp.Add(this=number(100), expression=cast(floor, "INT128")), copy=False))
    more = exp.Sub(this=exp.Mul(this=now, expression=number(100)), expression=percent)
    parts = exp.Mul(this=cast(exp.Sub(this=line.copy(), expression=floor.copy()), "DECIMAL(19, 18)"), expression=number(ONE))
    rest = exp.paren(exp.Mul(this=before.copy(), expression=cast(parts, "INT128")), copy=False)
    down, left = exp.IntDiv(this=rest, expression=number(ONE)), exp.Mod(this=rest.copy(), expression=number(ONE))
    equal = both(equals(more.copy(), down.copy()), compare(number(0), asked.op, left))
    apart: Op = "gt" if asked.op in ("gt", "ge") else "lt"
    return case((exp.GT(this=before.copy(), expression=number(0)), either(compare(more, apart, down), equal)))


def _ranked(row: Row, asked: Rank, back: int) -> Tree:
    """Whether fewer than the top stand strictly better; NULL where those who may could decide."""
    place = row.standing(asked, back)
    return case(
        (either(is_null(place["value"]), is_null(place["scope"])), truth(None)),
        (equals(place["scope"].copy(), text("")), truth(False)),
        (compare(place["sure"], "ge", number(asked.top)), truth(False)),
        (both(compare(place["most"], "lt", number(asked.top)), place["whole"]), truth(True)),
    )
