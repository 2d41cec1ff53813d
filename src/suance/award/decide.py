"""The interpreter, first half: facts → when → trigger → pay, for each subject and year of a rule.

It is the reference that the SQL is held against, written to be read next to the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from suance.award import figure, holds, order, worth
from suance.award.amount import ByOrder, Choice, dropped_below
from suance.award.cells import NOWHERE
from suance.award.facts import Crossing, Facts, Recognition
from suance.award.outcome import Outcome
from suance.award.rule import Crosses, First, Recognised, Reviewed, Rule, Step, Yearly
from suance.award.truth import Truth, compare, every
from suance.award.when import Number


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which steps a trigger sets off, what it looked at, and why nothing or nobody knows."""

    held: Truth
    steps: tuple[Step, ...] = ()
    cause: str = ""
    value: Number | None = None
    prior: Number | None = None
    gap: int | None = None
    day: str | None = None


def decide(facts: Facts, rule: Rule, as_of: date | None, subject: str | None = None) -> Iterator[Outcome]:
    """What a rule gives each of its subjects, or the one named, in each year, before any cap."""
    amount = rule.steps[0].amount
    if isinstance(amount, ByOrder) and rule.id not in facts.places:
        facts.places[rule.id] = order.places(list(_entries(facts, rule)), len(amount.sums) if _unseen(facts) else None)
    for name in [subject] if subject is not None else facts.subjects(rule):
        paid_low = paid_high = 0
        for year, trigger in triggers(facts, rule, name):
            for outcome in _outcomes(facts, rule, name, year, trigger, as_of):
                found = outcome
                if rule.top_up and found.status in ("granted", "unknown"):
                    high = found.high or 0
                    topped = replace(found, low=max(0, found.low - paid_low), high=max(0, high - paid_high))
                    paid_low, paid_high = max(paid_low, found.low), max(paid_high, high)
                    found = topped
                yield _settle(facts, rule, found)


def _entries(facts: Facts, rule: Rule) -> Iterator[order.Entry]:
    """What a rule gives, or may give: a later year comes after an earlier one, whatever the day as of which is asked."""
    for name in facts.subjects(rule):
        for year, trigger in triggers(facts, rule, name):
            gate = facts.plan.gate(rule, year, None)
            if trigger.held is False or (gate and not (gate == "after" and rule.grandfather)):
                continue
            asked = (*rule.when, *(rule.grandfather if gate else ()))
            held = every([trigger.held, *(holds.condition(facts, rule, condition, name, year)[0] for condition in asked)])
            if held is not False:
                yield order.Entry(name, year, trigger.day, held is True)


def _unseen(facts: Facts) -> bool:
    """Whether years of the policy lie before those that the panel has complete."""
    since, first = facts.panel.complete_since, facts.plan.first_year
    return since is not None and (first is None or first < since)


def triggers(facts: Facts, rule: Rule, subject: str) -> Iterator[tuple[int, Trigger]]:
    """The trigger of each year in which a rule looks at a subject, in order."""
    on = rule.trigger
    if isinstance(on, Crosses):
        for year, crossing in facts.crossings(rule, on, subject):
            yield year, _crossed(rule, crossing)
        return
    if isinstance(on, Yearly) and on.first is not None:
        yield from _firsts(facts, rule, on.first, subject)
        return
    for year in facts.years(rule, subject):
        if isinstance(on, Recognised):
            found = _recognised(rule, [(step, facts.recognition(on.at(step), subject, year)) for step in rule.steps])
            if found.held is not False or year <= facts.last_year:
                yield year, found
        elif isinstance(on, Reviewed):
            yield year, _reviewed(facts, rule, on, subject)
        else:
            yield year, Trigger(True, rule.steps)


def crossed(step: Step, crossing: Crossing) -> Truth:
    """Whether a year is the first of those that count in which the metric passes the step."""
    passes = compare(crossing.value, step.op, step.threshold)
    earlier = compare(crossing.prior, step.op, step.threshold)
    if passes is False or earlier is True or not crossing.counts:
        return False
    return None if passes is None or crossing.gap is not None or crossing.unseen else True


def _crossed(rule: Rule, crossing: Crossing) -> Trigger:
    seen = Trigger(False, value=crossing.value, prior=crossing.prior, gap=crossing.gap)
    steps = tuple(step for step in rule.steps if crossed(step, crossing) is not False)
    if not steps:
        passed = any(compare(crossing.value, step.op, step.threshold) is not False for step in rule.steps)
        return replace(seen, cause="early" if not crossing.counts else "again" if passed else "below")
    unknown = "value" if crossing.value is None else "gap" if crossing.gap is not None else "history" if crossing.unseen else ""
    return replace(seen, held=None if unknown else True, steps=steps if rule.each else steps[:1], cause=unknown)


def _recognised(rule: Rule, seen: Sequence[tuple[Step, Recognition]]) -> Trigger:
    """The largest sum whose level was received, or may have been, in the year and not before."""
    there = [(step, found) for step, found in seen if found.now is not False]
    new = [(step, found) for step, found in there if found.before is not True]
    if not new:
        return Trigger(False, cause="again" if there else "none")
    step, found = new[0]
    return Trigger(None if found.lacks else True, rule.steps if rule.each else (step,), found.lacks, gap=found.gap, day=found.day)


def _firsts(facts: Facts, rule: Rule, first: First, firm: str) -> Iterator[tuple[int, Trigger]]:
    """Each year of a firm, set off where no earlier one that counts fulfilled the rule's conditions."""
    base, unseen = facts.plan.counts_from(first), facts.unseen(first, facts.spans[firm][0])
    before, gap = False, None
    for year in facts.years(rule, firm):
        if base is not None and year < base:
            yield year, Trigger(False, cause="early")
            continue
        lacks = "gap" if gap is not None else "history" if unseen else ""
        yield year, Trigger(False, cause="again") if before else Trigger(None if lacks else True, rule.steps, lacks, gap=gap)
        held = every([holds.condition(facts, rule, condition, firm, year)[0] for condition in rule.when])
        before = before or held is True
        gap = year if gap is None and held is None else gap


def _reviewed(facts: Facts, rule: Rule, on: Reviewed, project: str) -> Trigger:
    kind = facts.cell("projects", project, "kind")
    cluster = facts.cell("projects", project, "cluster_id") if on.in_cluster else project
    stage = facts.staged(on, project)
    if on.stage is not None and stage is None:
        return Trigger(False, cause="awaited")
    if cluster == NOWHERE:
        return Trigger(False, cause="outside")
    unknown = "kind" if kind is None else "link" if cluster is None else ""
    return Trigger(None if unknown else True, rule.steps, unknown, day=stage.date if stage else facts.cell("projects", project, "date"))


def _outcomes(facts: Facts, rule: Rule, subject: str, year: int, trigger: Trigger, as_of: date | None) -> Iterator[Outcome]:
    """One outcome for each step set off, or one that says why there is none."""
    base = Outcome(rule.id, None, subject, year, "not_eligible", payee=facts.payee(rule, subject))
    gate = facts.plan.gate(rule, year, as_of)
    old = [holds.condition(facts, rule, condition, subject, year)[0] for condition in rule.grandfather] if gate == "after" else []
    if gate and (not old or False in old):
        yield replace(base, status="expired" if gate == "after" else "not_eligible", cause=gate)
        return
    conditions = [holds.condition(facts, rule, condition, subject, year) for condition in rule.when]
    for number, (held, value) in enumerate(conditions):
        if held is False:
            yield replace(base, cause=f"when:{number}", value=_figure(value))
            return
    if trigger.held is False:
        yield replace(base, status="not_triggered", cause=trigger.cause, value=trigger.value, prior=trigger.prior)
        return
    open_old = next((f"old:{number}" for number, held in enumerate(old) if held is None), "")
    open_condition = open_old or next((f"when:{number}" for number, (held, _) in enumerate(conditions) if held is None), "")
    found = [outcome for step in trigger.steps for outcome in _paid(facts, rule, base, step, trigger, open_condition)]
    yield from found or [replace(base, status="not_triggered", cause="case")]


def _paid(facts: Facts, rule: Rule, base: Outcome, step: Step, trigger: Trigger, open_condition: str) -> Iterator[Outcome]:
    """What a step that is set off pays; nothing where it pays by cases, none of which holds."""
    cases = worth.possible(facts, rule, step.amount, base.subject, base.year) if isinstance(step.amount, Choice) else ()
    only = cases[0] if len(cases) == 1 else None
    if cases and only is None and len(cases) == 1:
        return
    paid = rule.step(only.id) or step if only else step
    low, high = worth.reach(facts, rule, step.amount, base.subject, base.year)
    if high == 0 and dropped_below(step.amount) is not None:
        yield replace(base, cause="small")
        return
    cause = open_condition or trigger.cause or ("" if worth.known(facts, rule, step.amount, base.subject, base.year) else "base")
    yield replace(
        base,
        step=paid.id,
        status="unknown" if cause else "granted",
        cause=cause,
        low=low if cause in ("", "base") else 0,
        high=facts.plan.most(rule) if high is None else high,
        value=trigger.value,
        prior=trigger.prior,
        base=figure.exact(figure.reach(facts, rule, paid.follows.figure, base.subject, base.year)) if paid.follows else None,
        gap=trigger.gap,
        day=trigger.day,
    )


def _figure(value: object) -> Number | None:
    """The value where it is a figure of a metric."""
    return value if isinstance(value, Number) else None


def _settle(facts: Facts, rule: Rule, outcome: Outcome) -> Outcome:
    """The outcome with the sum that was paid for it, or with the sum that a project claims."""
    if outcome.status not in ("granted", "unknown"):
        return outcome
    paid = facts.paid.get((rule.id, outcome.subject, outcome.year))
    if paid is not None:
        return replace(outcome, status="granted", cause="paid", low=paid, high=paid)
    claim = facts.cell("projects", outcome.subject, "claim") if facts.supplied and rule.subject == "project" else None
    if claim is None or not rule.steps[0].open:
        return outcome
    sum_ = claim if outcome.high is None else min(claim, outcome.high)
    granted = outcome.status == "granted"
    return replace(outcome, cause="claim" if granted else outcome.cause, low=sum_ if granted else 0, high=sum_)
