"""Rows that SQL has found, as the outcomes that the interpreter would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from suance.award import words
from suance.award.measure import unit_of
from suance.award.outcome import Outcome
from suance.award.plan import Plan
from suance.award.sql.parts import PARTS
from suance.award.when import Number


def outcome(plan: Plan, row: Sequence[Any]) -> Outcome:
    """The outcome of a row, a part with the whole that it is of."""
    whole, (part, year, status, cause, low, high) = _in_fen(plan, Outcome(*row[: -len(PARTS)])), row[-len(PARTS) :]
    return whole if part is None else replace(whole, part=part, of=replace(whole, year=year, status=status, cause=cause, low=low, high=high))


def _in_fen(plan: Plan, outcome: Outcome) -> Outcome:
    """The outcome with figures of money in 分, as the plan has them."""
    rule = plan.rule(outcome.rule)
    failed = rule.when[int(outcome.cause[5:])] if outcome.status == "not_eligible" and outcome.cause.startswith("when:") else rule.trigger
    step = words.step_of(rule, outcome)
    looked_at = getattr(failed, "metric", None)
    value, prior = (_figure(looked_at.unit if looked_at else None, figure) for figure in (outcome.value, outcome.prior))
    return replace(outcome, value=value, prior=prior, base=_figure(unit_of(step.follows.figure) if step and step.follows else None, outcome.base))


def _figure(unit: str | None, figure: Number | None) -> Number | None:
    """A figure as the plan has it: money in 分."""
    return int(figure * 100) if unit == "CNY" and figure is not None else figure
