"""What a policy says against itself, and what it leaves to a person; no source is needed for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from suance.policy.finding import Finding
from suance.policy.schema import Award, Place, Policy, Written, questions, shown


def lint(policy: Policy) -> Iterator[Finding]:
    """Steps, ceilings and dates that contradict each other, then every open question and every clause left to a person."""
    for award in policy.awards:
        yield from _steps(f"{policy.policy}/{award.id}.pay.steps", award)
    yield from _caps(policy)
    yield from _dates(policy)
    yield from _open(policy)


def at(policy: Policy, place: Place) -> str:
    """A place in the policy as findings name it: the ids of its parts instead of their numbers in the list."""
    node: object = policy
    names: list[str] = []
    for step in place:
        if isinstance(step, int) and isinstance(node, tuple):
            node = node[step]
            names.append(getattr(node, "id", str(step)))
        else:
            node = node[step] if isinstance(node, dict) else getattr(node, str(step), None)
            names.append(str(step))
    inside = names[1:] if names and names[0] in ("awards", "groups", "pools", "clauses", "targets", "funds", "rosters", "mentions") else names
    return f"{policy.policy}/{'.'.join(inside)}"


def _steps(where: str, award: Award) -> Iterator[Finding]:
    """Two steps on one line, steps out of order, and a higher step that pays less."""
    steps = sorted(award.pay.steps or (), key=lambda step: step.threshold.value)
    for lower, higher in pairwise(steps):
        if lower.threshold.value == higher.threshold.value:
            yield Finding("error", "steps", where, f"{lower.id} 与 {higher.id} 的门槛相同：{higher.threshold}")
        elif lower.amount.value >= higher.amount.value:
            yield Finding("warning", "steps", where, f"{higher.id} 门槛更高，金额却不高于 {lower.id}：{higher.amount}、{lower.amount}")
    if list(award.pay.steps or ()) not in (steps, steps[::-1]):
        yield Finding("warning", "steps", where, "各档没有按门槛排列")


def _caps(policy: Policy) -> Iterator[Finding]:
    """A ceiling below the smallest award that it covers."""
    for award in policy.awards:
        for cap in award.caps:
            covered = [other for other in policy.awards if other.id in cap.covers]
            least = min((amount for other in covered for amount in _amounts(other)), default=None)
            if isinstance(cap.at, Written) and least is not None and cap.at.value < least:
                yield Finding("warning", "cap", f"{policy.policy}/{award.id}.caps.{cap.id}", f"上限 {cap.at} 低于所涵盖的最小一笔奖励")


def _amounts(award: Award) -> list[Decimal]:
    """The sums of an award; none where it follows a metric and may be as small as that is."""
    pay = award.pay
    if pay.of is not None:
        return []
    parts = pay.steps or pay.levels
    return [part.amount.value for part in parts] if parts else [pay.amount.value]


def _dates(policy: Policy) -> Iterator[Finding]:
    validity = policy.validity
    where = f"{policy.policy}/validity"
    if validity.start and validity.end and validity.start > validity.end:
        yield Finding("error", "validity", where, f"起始日 {validity.start} 晚于截止日 {validity.end}")
    if validity.announced and validity.end and validity.announced > validity.end:
        yield Finding("error", "validity", where, f"公布日 {validity.announced} 晚于截止日 {validity.end}")
    if policy.review is None:
        yield Finding("note", "review", policy.policy, "尚未经人工复核")


def _open(policy: Policy) -> Iterator[Finding]:
    for place, _, question in questions(policy):
        others = "、".join(shown(other) for other in question.alternatives)
        yield Finding("note", "question", at(policy, place[:2]), f"待定：{question.ask}现按 {shown(question.reading)}，也可 {others}")
    for clause in policy.clauses:
        if clause.status == "manual":
            yield Finding("note", "manual", f"{policy.policy}/{clause.id}", f"须人工办理：{clause.title}（{clause.reason}）")
