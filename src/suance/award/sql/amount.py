"""Amounts as pairs of expressions in 分: the sum in the lower world and in the upper one, NULL where the upper end is open.

A new form of amount is a branch of `pair`; the figures that it follows come from the row. Each leaf is rounded once, half up,
and then held to its bound by a CASE: LEAST skips NULL and would pay the whole bound for a figure that nobody knows.
"""

from __future__ import annotations

from sqlglot import exp

from suance.award.rule import Rule, Step
from suance.award.sql.row import Row
from suance.award.sql.tree import Tree, case, is_null, number, truth, whole


def base(row: Row, step: Step) -> Tree:
    """The figure that a sum follows; NULL where it follows none."""
    return row.figure(step.base.metric) if step.base else exp.null()


def known(row: Row, rule: Rule) -> Tree:
    """TRUE where the figures that the rule's sums follow are known, else NULL."""
    if rule.steps[0].base is None:
        return truth(True)
    return case((is_null(base(row, rule.steps[0])), truth(None)), default=truth(True))


def pair(row: Row, step: Step) -> tuple[Tree, Tree]:
    """What a step pays in the lower and in the upper world, where it is set off and nothing else is open."""
    low = number(0) if step.open else _sum(row, step, 0)
    return low, _sum(row, step, row.setting.plan.most(row.rule, step))


def _sum(row: Row, step: Step, unknown: int | None) -> Tree:
    """What a step pays, to the 分 half up, no more than its bound; `unknown` where its base is not known."""
    if step.base is None:
        return number(step.amount or 0)
    factor, unit = step.base.factor, step.base.metric.unit
    twice = exp.Add(this=exp.Mul(this=whole(base(row, step), unit), expression=number(2 * factor.numerator)), expression=number(factor.denominator))
    exact = exp.IntDiv(this=exp.paren(twice, copy=False), expression=number(2 * factor.denominator))
    branches = [(is_null(base(row, step)), exp.null() if unknown is None else number(unknown))]
    branches.append((exp.LTE(this=base(row, step), expression=number(0)), number(0)))
    if step.amount is not None:
        branches.append((exp.GT(this=exact.copy(), expression=number(step.amount)), number(step.amount)))
    return case(*branches, default=exact)
