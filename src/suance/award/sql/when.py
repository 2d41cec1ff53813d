"""Conditions as expressions of three values: TRUE, FALSE, and NULL where nothing is known.

A new kind of condition is a branch of `holds`; the facts that it asks for come from the row, which joins what holds them.
"""

from __future__ import annotations

from fractions import Fraction

from sqlglot import exp

from suance.award.rule import AllOf, AnyOf, AttributeIn, Condition, Growth, Has, MetricIs
from suance.award.sql.row import Row
from suance.award.sql.tree import Tree, both, case, column, compare, either, figure, is_null, number, truth, unless_null, whole


def holds(row: Row, asked: Condition) -> Tree:
    """Whether a condition holds in the row's year."""
    if isinstance(asked, AnyOf | AllOf):
        join = either if isinstance(asked, AnyOf) else both
        return exp.paren(join(*(holds(row, part) for part in asked.parts)), copy=False)
    if isinstance(asked, MetricIs):
        return compare(row.figure(asked.metric), asked.op, row.constants.figure(row.constants.all(asked, "threshold"), asked.metric.unit))
    if isinstance(asked, Growth):
        return _growth(row, asked)
    if isinstance(asked, AttributeIn):
        return row.constants.eligible(row.attribute(asked.attribute), row.constants.all(asked, "values"))
    return _has(row, asked)


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


def _has(row: Row, asked: Has) -> Tree:
    """Whether an honour was received by the year; not known where the panel does not say that it has all years."""
    sure, maybe = (exp.LTE(this=first, expression=column("year", "s")) for first in row.first_times(asked))
    return case((sure, truth(True)), (either(maybe, truth(row.setting.complete_since is not None)), truth(None)), default=truth(False))


def _growth(row: Row, asked: Growth) -> Tree:
    """Growth over the year before against a percentage, multiplied out so that nothing is rounded; NULL where there is nothing to grow from."""
    line = Fraction(asked.threshold)
    now, before = (whole(row.figure(asked.metric, back), "CNY") for back in (0, 1))
    more = exp.Mul(this=exp.paren(exp.Sub(this=now, expression=before), copy=False), expression=number(100 * line.denominator))
    least = exp.Mul(this=before.copy(), expression=number(line.numerator))
    return case((exp.GT(this=before.copy(), expression=number(0)), compare(more, asked.op, least)))
