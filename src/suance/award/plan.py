"""The plan of a policy: the only meaning of its rules, with every number exact and every name resolved.

Both executions, the interpreter and the SQL, are made from the plan. The order of evaluation is fixed:
facts → when → trigger → pay → caps → lines; years run as one scan, and time enters only through what was paid before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from suance.award.cells import MOST_FEN
from suance.award.lexicon import lexicon
from suance.errors import PolicyError
from suance.model import Cite
from suance.policy import schema

Number = int | Decimal
"""分 where the unit is CNY, else the value in the base unit."""

Op = Literal["gt", "ge", "lt", "le", "eq"]
Subject = Literal["firm", "project", "cluster"]
First = Literal["ever", "since_announced"]
Scope = Literal["project", "firm", "cluster", "award"]
Gate = Literal["draft", "unannounced", "future", "before", "after"]
"""Why a year is outside the policy as of a day."""

_OPS: Mapping[str, Op] = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le", "eq": "eq"}

SCOPES: tuple[Scope, ...] = ("project", "firm", "cluster", "award")
"""From narrow to wide: the order in which caps cut."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a subject and the base unit that it is compared in."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class MetricIs:
    """A condition: the metric stands so to the threshold."""

    metric: Metric
    op: Op
    threshold: Number


@dataclass(frozen=True, slots=True)
class AttributeIn:
    """A condition: the attribute is one of the values."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A condition: an event of the honour, at the level where one is named, in the year or before."""

    honour: str
    level: str | None


Condition = MetricIs | AttributeIn | Has


@dataclass(frozen=True, slots=True)
class Crosses:
    """A trigger: the metric passes a step's threshold for the first time."""

    metric: Metric
    first: First


@dataclass(frozen=True, slots=True)
class Recognised:
    """A trigger: an event of the honour in the year; with `first`, none before."""

    honour: str
    level: str | None
    first: First | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A trigger: a project of the kind in the year, belonging to a cluster where `in_cluster`."""

    kind: str
    in_cluster: bool


Trigger = Crosses | Recognised | Reviewed


@dataclass(frozen=True, slots=True)
class Step:
    """A sum in 分 and what it takes; a rule without steps has one Step without id and threshold."""

    id: str | None
    op: Op
    threshold: Number
    amount: int
    open: bool
    """whether the clause only bounds the sum (最高)"""
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One award: whose facts decide, on what, under which conditions, and how much."""

    id: str
    title: str
    subject: Subject
    promoter: bool
    """whether the cluster's promoter is paid"""
    trigger: Trigger
    when: tuple[Condition, ...]
    steps: tuple[Step, ...]
    """the largest sum first, the higher threshold first among equal sums"""
    each: bool
    """whether every step crossed in a year pays, or the largest only"""
    top_up: bool
    """whether a later step pays only what goes beyond earlier ones"""
    cite: Cite

    @property
    def table(self) -> str:
        """The table whose rows, one a year or one in all, hold the metrics of the subject."""
        return {"firm": "firm_years", "project": "projects", "cluster": "clusters"}[self.subject]


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling in 分 over what the covered rules pay within one scope."""

    id: str
    per: Scope
    lifetime: bool
    at: int
    covers: tuple[str, ...]
    pro_rata: bool
    """whether what is left is shared in proportion, or goes to who comes first"""
    cite: Cite


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy ready to run."""

    policy: str
    announced: date | None
    first_year: int | None
    """the first year whose facts count, None where the text does not say"""
    last_year: int | None
    draft: bool
    rules: tuple[Rule, ...]
    caps: tuple[Cap, ...]
    """in the order in which they cut"""

    def gate(self, year: int, as_of: date | None) -> Gate | None:
        """Why the year is outside the policy as of the day; None inside. Without a day nothing is too early or not yet due."""
        if self.draft:
            return "draft"
        if as_of and self.announced and self.announced > as_of:
            return "unannounced"
        if as_of and year > as_of.year:
            return "future"
        if self.first_year is not None and year < self.first_year:
            return "before"
        return "after" if self.last_year is not None and year > self.last_year else None

    def counts_from(self, first: First | None) -> int | None:
        """The first year that counts for 首次; None where all do."""
        return self.announced.year if first == "since_announced" and self.announced else None

    def capped(self, rule: Rule) -> bool:
        """Whether a cap covers the rule."""
        return any(rule.id in cap.covers for cap in self.caps)

    def rule(self, name: str) -> Rule:
        """The rule of that id."""
        return next(rule for rule in self.rules if rule.id == name)

    def cap(self, name: str) -> Cap:
        """The cap of that id."""
        return next(cap for cap in self.caps if cap.id == name)


def from_policy(policy: schema.Policy) -> Plan:
    """The plan of a policy. PolicyError for one without awards, for a unit that a metric does not have, or readings that exclude each other."""
    if not policy.awards:
        raise PolicyError("政策里没有可以计算的奖励", where=policy.policy, hint="awards 是空的；clauses 里的条款要由人处理")
    validity = policy.validity
    start = validity.start or validity.announced
    plan = Plan(
        policy=policy.policy,
        announced=validity.announced,
        first_year=start.year if start else None,
        last_year=validity.end.year if validity.end else None,
        draft=validity.status == "draft",
        rules=tuple(_rule(award) for award in policy.awards),
        caps=tuple(sorted((_cap(cap, award) for award in policy.awards for cap in award.caps), key=_narrow_first)),
    )
    _refuse_clashes(plan)
    return plan


def _narrow_first(cap: Cap) -> tuple[int, bool, str]:
    """Narrow scopes before wide ones, a year before all years."""
    return SCOPES.index(cap.per), cap.lifetime, cap.id


def _rule(award: schema.Award) -> Rule:
    return Rule(
        id=award.id,
        title=award.title,
        subject=award.subject,
        promoter=award.to == "promoter",
        trigger=_trigger(award),
        when=tuple(_condition(condition) for condition in award.when),
        steps=tuple(sorted(_steps(award), key=lambda step: (-step.amount, -step.threshold, step.id or ""))),
        each=award.pay.pick == "each",
        top_up=award.pay.later == "top_up",
        cite=award.cite.record(),
    )


def _steps(award: schema.Award) -> Iterator[Step]:
    pay = award.pay
    if pay.steps is None:
        yield Step(None, "ge", 0, _fen(pay.amount), pay.up_to is not None)
    for step in pay.steps or ():
        cite = step.cite.record() if step.cite else None
        yield Step(step.id, step.comparator, _number(step.threshold), _fen(step.amount), step.up_to is not None, cite)


def _trigger(award: schema.Award) -> Trigger:
    on = award.on
    if isinstance(on, schema.Crosses):
        unit = (award.pay.steps or ())[0].threshold.unit
        return Crosses(Metric(on.crosses, unit), on.first)
    if isinstance(on, schema.Recognised):
        return Recognised(on.recognised, on.level, on.first)
    return Reviewed(on.reviewed, on.within == "cluster")


def _condition(condition: schema.Condition) -> Condition:
    if isinstance(condition, schema.MetricCondition):
        written = condition.written
        return MetricIs(Metric(condition.metric, written.unit), _OPS[condition.comparator], _number(written))
    if isinstance(condition, schema.AttributeCondition):
        return AttributeIn(condition.attribute, condition.values)
    return Has(condition.has, condition.level)


def _cap(cap: schema.Cap, award: schema.Award) -> Cap:
    cite = (cap.cite or award.cite).record()
    return Cap(cap.id, cap.per, cap.over == "lifetime", _fen(cap.at), cap.covers, cap.overflow == "pro_rata", cite)


def _fen(written: schema.Written) -> int:
    """A sum in whole 分."""
    fen = written.value * 100
    if fen != int(fen):
        raise PolicyError(f"“{written}”不足一分的部分无法计算")
    if abs(fen) >= MOST_FEN:
        raise PolicyError(f"“{written}”大得不像一个金额", hint="核对单位")
    return int(fen)


def _number(written: schema.Written) -> Number:
    if written.quantity.value_max is not None:
        raise PolicyError(f"“{written}”是一个区间，门槛应是一个数")
    return _fen(written) if written.unit == "CNY" else written.value


def _refuse_clashes(plan: Plan) -> None:
    for rule in plan.rules:
        where = f"{plan.policy}/{rule.id}"
        for metric in metrics(rule):
            known = lexicon().unit_of(metric.name)
            if known is not None and known != metric.unit:
                raise PolicyError(f"{metric.name} 的单位是 {known}，门槛却以 {metric.unit} 计", where=where, hint="核对门槛的单位")
        if rule.each and rule.top_up:
            raise PolicyError("pick: each 与 later: top_up 不能同用", where=where, hint="逐档给付时每档都是全额；补差只用于就高（highest）")
        if getattr(rule.trigger, "first", None) == "since_announced" and plan.announced is None:
            raise PolicyError("first: since_announced 需要公布日期", where=where, hint="补上 validity.announced，或改为 first: ever")
    units: dict[str, str] = {}
    for rule in plan.rules:
        for metric in metrics(rule):
            if units.setdefault(metric.name, metric.unit) != metric.unit:
                raise PolicyError(f"{metric.name} 在不同的规则里以 {units[metric.name]} 与 {metric.unit} 计", where=f"{plan.policy}/{rule.id}")


def metrics(rule: Rule) -> Iterator[Metric]:
    """The metrics that a rule looks at, the trigger's first."""
    if isinstance(rule.trigger, Crosses):
        yield rule.trigger.metric
    for condition in rule.when:
        if isinstance(condition, MetricIs):
            yield condition.metric
