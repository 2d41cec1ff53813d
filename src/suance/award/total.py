"""Totals of lines: what a policy costs, clause by clause and year by year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from suance.award.plan import Plan
from suance.model import Line, Total


def of(line: Line) -> Total:
    """The total of one line."""
    return Total(line.policy, line.rule, line.step, line.year, 1, line.amount_min or Decimal(0), line.amount_max)


def folded(plan: Plan, by: Collection[str], totals: Iterable[Total]) -> list[Total]:
    """Totals added up where they agree in the parts named, in the order of rules, their steps from the largest down, and years."""
    rules = {rule.id: number for number, rule in enumerate(plan.rules)}
    steps = {(rule.id, step.id): number for rule in plan.rules for number, step in enumerate(rule.sums)}
    found: dict[tuple[str | None, str | None, int | None], Total] = {}
    for total in sorted(totals, key=lambda total: (rules[total.rule or ""], steps.get((total.rule or "", total.step), -1), total.year or 0)):
        key = (total.rule if "rule" in by else None, total.step if "step" in by else None, total.year if "year" in by else None)
        kept = replace(total, rule=key[0], step=key[1], year=key[2])
        found[key] = _sum(found[key], kept) if key in found else kept
    return list(found.values())


def _sum(one: Total, other: Total) -> Total:
    high = None if one.high is None or other.high is None else one.high + other.high
    return replace(one, lines=one.lines + other.lines, low=one.low + other.low, high=high)
