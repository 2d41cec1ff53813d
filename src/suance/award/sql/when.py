"""What rules ask of a panel, as expressions: conditions, first times of honours, and sums that follow a figure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sqlglot import exp

from suance.award.rule import AllOf, AnyOf, AttributeIn, Condition, Growth, Has, Metric, MetricIs, Recognised, Rule, Step
from suance.award.sql.tree import (
    Query,
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
    named,
    negated,
    number,
    one_of,
    text,
    truth,
    unless_null,
)


def events(honour: str, level: str | None, base: int | None) -> Query:
    """The events of an honour that match the level, or may, from the first year that counts."""
    matches = truth(True) if level is None else equals(column("level"), text(level))
    found = Query("subject_id", "date", "year", named(matches, "matches")).source("events")
    found.where(equals(column("event"), text(honour)), unless_null(matches.copy(), truth(True)))
    return found if base is None else found.where(compare(column("year"), "ge", number(base)))


def first_times(events: Query) -> Query:
    """The first year of a sure event and of one of unknown level, for each subject."""
    found = Query("subject_id", "MIN(CASE WHEN matches THEN year END) AS sure", "MIN(CASE WHEN matches IS NULL THEN year END) AS maybe")
    return found.source(events, "e").group("subject_id")


def is_new(on: Recognised, number_: int) -> Tree:
    """Whether a level was received, or may have been, in the year and, where only the first counts, not before."""
    received = column(f"any{number_}")
    earlier = exp.LT(this=column(f"sure{number_}"), expression=column("year"))
    return both(received, negated(unless_null(earlier, truth(False)))) if on.first else received


def left_open(on: Recognised, number_: int) -> Tree:
    """What is not known about a level that sets a sum off."""
    branches = [(is_null(column(f"current{number_}")), text("level"))]
    if on.first:
        branches += [(negated(is_null(column(f"gap{number_}"))), text("gap")), (column("unseen"), text("history"))]
    return case(*branches, default=text(""))


def metric_of(rule: Rule, metric: Metric, table: str = "m") -> Tree:
    """A metric of the subject: of the year where its table has years, else of its home."""
    return column(metric.name, table if rule.table == "firm_years" else "h")


def base_of(rule: Rule, step: Step) -> Tree:
    """The figure that a sum follows; NULL where it follows none."""
    return metric_of(rule, step.base.metric) if step.base else exp.null()


def condition(complete: bool, rule: Rule, asked: Condition, honours: Mapping[Has, str]) -> Tree:
    """Whether a condition holds; `complete` says whether the panel knows all years, `honours` names the first times of each honour asked for."""
    if isinstance(asked, AnyOf | AllOf):
        join = either if isinstance(asked, AnyOf) else both
        return exp.paren(join(*(condition(complete, rule, part, honours) for part in asked.parts)), copy=False)
    if isinstance(asked, MetricIs):
        return compare(metric_of(rule, asked.metric), asked.op, figure(asked.threshold, asked.metric.unit))
    if isinstance(asked, Growth):
        return _growth(rule, asked)
    if isinstance(asked, AttributeIn):
        return one_of(column(asked.attribute, "h"), asked.values)
    sure, maybe = (exp.LTE(this=column(name, honours[asked]), expression=column("year", "s")) for name in ("sure", "maybe"))
    return case((sure, truth(True)), (either(maybe, truth(not complete)), truth(None)), default=truth(False))


def _growth(rule: Rule, asked: Growth) -> Tree:
    """Growth over the year before against a percentage, multiplied out so that nothing is rounded; NULL where there is nothing to grow from."""
    line = Fraction(asked.threshold)
    now, before = (_whole(metric_of(rule, asked.metric, table), "CNY") for table in ("m", "b"))
    more = exp.Mul(this=exp.paren(exp.Sub(this=now, expression=before), copy=False), expression=number(100 * line.denominator))
    least = exp.Mul(this=before.copy(), expression=number(line.numerator))
    return case((exp.GT(this=before.copy(), expression=number(0)), compare(more, asked.op, least)))


def _whole(value: Tree, unit: str) -> Tree:
    """A figure as a whole number: 分 of money, or what is counted."""
    return cast(exp.Mul(this=value, expression=number(100)) if unit == "CNY" else value, "INT128")


def sum_of(step: Step, unknown: int | None) -> Tree:
    """What a step pays, to the 分 half up, no more than its bound; `unknown` where its base is not known."""
    if step.base is None:
        return number(step.amount or 0)
    factor, base = step.base.factor, _whole(column("base"), step.base.metric.unit)
    twice = exp.Add(this=exp.Mul(this=base, expression=number(2 * factor.numerator)), expression=number(factor.denominator))
    exact = exp.IntDiv(this=exp.paren(twice, copy=False), expression=number(2 * factor.denominator))
    branches = [(is_null(column("base")), exp.null() if unknown is None else number(unknown))]
    branches.append((exp.LTE(this=column("base"), expression=number(0)), number(0)))
    if step.amount is not None:
        branches.append((exp.GT(this=exact.copy(), expression=number(step.amount)), number(step.amount)))
    return case(*branches, default=exact)
