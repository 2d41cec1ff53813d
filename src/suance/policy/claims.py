"""The numbers of a policy that words must bear out, each with the cite that is to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suance.model import Comparator
from suance.policy.schema import Award, Bound, Cite, Fund, MetricCondition, Pay, Policy, Step, Target, Written, leaves


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the policy, how it is compared, and the cite that is to bear it out."""

    where: str
    written: Written
    comparator: Comparator
    cite: Cite
    threshold: bool = False


def claims(policy: Policy) -> Iterator[Claim]:
    """Every number of the policy that words must bear out."""
    for award in policy.awards:
        yield from award_claims(policy.policy, award)
    for target in policy.targets:
        yield from target_claims(policy.policy, target)
    for fund in policy.funds:
        yield from fund_claims(policy.policy, fund)


def award_claims(policy: str, award: Award) -> Iterator[Claim]:
    """The thresholds, sums, conditions and ceilings of an award."""
    where = f"{policy}/{award.id}"
    for condition in leaves(award.when):
        if isinstance(condition, MetricCondition):
            yield Claim(f"{where}.when.{condition.metric}", condition.written, condition.comparator, award.cite, threshold=True)
    yield from _pay_claims(f"{where}.pay", award.pay, award.cite)
    for step in award.pay.steps or ():
        yield from _step_claims(f"{where}.pay.steps.{step.id}", step, step.cite or award.cite)
    for cap in award.caps:
        yield Claim(f"{where}.caps.{cap.id}", cap.at, "le", cap.cite or award.cite)


def _pay_claims(where: str, pay: Pay, cite: Cite) -> Iterator[Claim]:
    """The share or the sum per unit and its ceiling, or the one sum; steps have claims of their own."""
    based = pay.share or pay.unit
    if based is not None:
        yield Claim(f"{where}.{'rate' if pay.share else 'each'}", based, "le" if pay.open else "eq", cite)
        if pay.up_to is not None:
            yield Claim(f"{where}.up_to", pay.up_to, "le", cite)
    elif pay.levels is not None:
        for level in pay.levels:
            yield Claim(f"{where}.levels.{level.id}", level.amount, "le" if level.up_to else "eq", level.cite or cite)
    elif pay.steps is None:
        yield Claim(where, pay.amount, "le" if pay.open else "eq", cite)


def _step_claims(where: str, step: Step, cite: Cite) -> Iterator[Claim]:
    yield Claim(where, step.threshold, step.comparator, cite, threshold=True)
    yield Claim(where, step.amount, "le" if step.up_to else "eq", cite)


def target_claims(policy: str, target: Target) -> Iterator[Claim]:
    """The goal of a target, what each must reach, and the starting values that a source of the policy gives."""
    where = f"{policy}/{target.id}"
    yield _goal(f"{where}.goal", target.goal, target.cite)
    if target.each:
        yield _goal(f"{where}.each", target.each, target.cite)
    for base in target.bases:
        if base.cite:
            yield Claim(f"{where}.bases", base.value, base.comparator, base.cite)


def fund_claims(policy: str, fund: Fund) -> Iterator[Claim]:
    """The size of a fund and what it is to draw."""
    yield _goal(f"{policy}/{fund.id}.size", fund.size, fund.cite)
    if fund.leverage:
        yield _goal(f"{policy}/{fund.id}.leverage", fund.leverage, fund.cite)


def _goal(where: str, bound: Bound, cite: Cite) -> Claim:
    return Claim(where, bound.written, bound.comparator, cite)
