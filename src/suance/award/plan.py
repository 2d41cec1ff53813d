"""The plan of a policy: the only meaning of its rules, with every number exact and every name resolved.

Both executions, the interpreter and the SQL, are made from the plan. The order of evaluation is fixed:
facts → when → trigger → pay → groups → caps → pools → lines; years run as one scan, and time enters only through what was paid before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Literal, TypeGuard

from suance.award import asking, paying, shared
from suance.award.amount import figures_of
from suance.award.lexicon import lexicon
from suance.award.measure import Increase, every, metrics_of
from suance.award.rule import (
    Clawback,
    First,
    Instalment,
    Rule,
    Split,
    metrics,
)
from suance.award.shared import SCOPES, Cap, Group, Pool
from suance.errors import PolicyError
from suance.policy import schema

Gate = Literal["draft", "unannounced", "future", "before", "after"]
"""Why a year is outside the policy as of a day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy ready to run."""

    policy: str
    announced: date | None
    start: date | None
    first_year: int | None
    """the first year whose facts count, None where the text does not say"""
    last_year: int | None
    draft: bool
    rules: tuple[Rule, ...]
    caps: tuple[Cap, ...]
    """in the order in which they cut"""
    groups: tuple[Group, ...] = ()
    pools: tuple[Pool, ...] = ()

    def gate(self, rule: Rule, year: int, as_of: date | None) -> Gate | None:
        """Why the year is outside the rule's time as of the day; None inside. Without a day nothing is too early or not yet due."""
        if self.draft:
            return "draft"
        if as_of and self.announced and self.announced > as_of:
            return "unannounced"
        if as_of and year > as_of.year:
            return "future"
        if rule.first_year is not None and year < rule.first_year:
            return "before"
        return "after" if rule.last_year is not None and year > rule.last_year else None

    def counts_from(self, first: First | None) -> int | None:
        """The first year that counts for 首次; None where all do."""
        if isinstance(first, int):
            return first
        day = {"since_announced": self.announced, "since_start": self.start}.get(first or "ever")
        return day.year if day else None

    def capped(self, rule: Rule) -> bool:
        """Whether a stage that awards share covers the rule: a group, a cap or a pool."""
        parts: Iterable[Cap | Pool] = (*self.caps, *self.pools)
        return any(rule.id in group.members for group in self.groups) or any(rule.id in part.covers for part in parts)

    def most(self, rule: Rule) -> int | None:
        """The most that an award comes to whose own words set none: the lowest of the caps over the rule; None without any."""
        return min((cap.at for cap in self.caps if cap.at is not None and rule.id in cap.covers), default=None)

    @property
    def reach(self) -> int:
        """How many years after the event of an award its last line may lie."""
        spans = (rule.reach + (part.after or 0) for rule in self.rules for part in rule.schedule)
        return max((self.ahead, *spans, *(rule.reach + part.within for rule in self.rules for part in rule.clawback)))

    @property
    def ahead(self) -> int:
        """How many years after its event an award of any rule may lie."""
        return max(rule.reach for rule in self.rules)

    def rule(self, name: str) -> Rule:
        """The rule of that id."""
        return next(rule for rule in self.rules if rule.id == name)

    def shared(self, name: str) -> Group | Cap | Pool:
        """The group, cap or pool of that id."""
        parts: Iterable[Group | Cap | Pool] = (*self.groups, *self.caps, *self.pools)
        return next(part for part in parts if part.id == name)


def from_policy(policy: schema.Policy) -> Plan:
    """The plan of a policy. PolicyError for one without awards, for a unit that a metric does not have, or readings that exclude each other."""
    if not policy.awards:
        raise PolicyError("政策里没有可以计算的奖励", where=policy.policy, hint="awards 是空的；clauses 里的条款要由人处理")
    validity = policy.validity
    start = validity.start or validity.announced
    units = _units(policy)
    units = _paid_by(policy, units) | units
    subjects = {award.id: award.subject for award in policy.awards}
    plan = Plan(
        policy=policy.policy,
        announced=validity.announced,
        start=validity.start,
        first_year=start.year if start else None,
        last_year=validity.end.year if validity.end else None,
        draft=validity.status == "draft",
        rules=tuple(_rule(award, units, validity) for award in policy.awards),
        caps=tuple(sorted((shared.cap(cap, award, subjects) for award in policy.awards for cap in award.caps), key=_narrow_first)),
        groups=tuple(shared.group(group, subjects) for group in policy.groups),
        pools=tuple(shared.pool(pool, units) for pool in policy.pools),
    )
    _refuse_clashes(plan)
    return plan


def _units(policy: schema.Policy) -> dict[str, str]:
    """The units in which the policy compares metrics: in conditions, and where a metric reaches a step."""
    found = {leaf.metric: leaf.written.unit for award in policy.awards for leaf in schema.leaves(award.conditions()) if _level(leaf)}
    for award in policy.awards:
        for amount in (award.pay, *schema.amounts(award.pay)):
            if isinstance(amount.of, str) and amount.steps:
                found.setdefault(amount.of, amount.steps[0].threshold.unit)
    return found


def _paid_by(policy: schema.Policy, units: Mapping[str, str]) -> dict[str, str]:
    """The units of the metrics that sums follow, where a condition or a pool looks at a metric without naming one."""
    leaves = (leaf for award in policy.awards for leaf in schema.leaves(award.conditions()))
    if not policy.pools and not any(isinstance(leaf, schema.BenchmarkCondition | schema.RankCondition) for leaf in leaves):
        return {}
    figures = (figure for award in policy.awards for step in paying.steps(award.pay, units) for figure in figures_of(step.amount))
    return {metric.name: metric.unit for figure in figures for metric in metrics_of(figure)}


def _narrow_first(cap: Cap) -> tuple[int, int, str]:
    """Narrow scopes before wide ones, a year before all years."""
    return SCOPES.index(cap.per), cap.years, cap.id


def _rule(award: schema.Award, units: Mapping[str, str], validity: schema.Validity) -> Rule:
    """The rule of an award; `units` are of metrics that the policy compares, `validity` is the policy's."""
    _refuse_long(asking.MOST_DENOMINATOR, *(schema.share_of(part.share) for part in award.schedule))
    term = award.validity or schema.Term()
    start, end = term.start or validity.start or validity.announced, term.end or validity.end
    return Rule(
        id=award.id,
        title=award.title,
        subject=award.subject,
        promoter=award.to == "promoter",
        trigger=asking.trigger(award),
        when=tuple(asking.condition(part, units) for part in award.when),
        steps=tuple(sorted(paying.steps(award.pay, units), key=lambda step: (-(step.most or 0), -step.threshold, step.id or ""))),
        each=award.pay.pick == "each",
        top_up=award.pay.later == "top_up",
        cite=award.cite.record(),
        split=tuple(_split(row, units) for row in award.split),
        payers=tuple(award.payers.items()),
        schedule=tuple(_instalment(part, units) for part in award.schedule),
        clawback=tuple(_clawback(part) for part in award.clawback),
        first_year=start.year if start else None,
        last_year=end.year if end else None,
        grandfather=tuple(map(asking.condition, award.grandfather)),
    )


def _split(row: schema.Split, units: Mapping[str, str]) -> Split:
    found = tuple((name, schema.share_of(share)) for name, share in row.parts.items())
    _refuse_long(asking.MOST_DENOMINATOR, *(share for _, share in found))
    return Split(found, tuple(asking.condition(part, units) for part in row.when))


def _instalment(part: schema.Instalment, units: Mapping[str, str]) -> Instalment:
    cite = part.cite.record() if part.cite else None
    when = tuple(asking.condition(asked, units) for asked in part.when)
    return Instalment(part.id, part.after, part.event, schema.share_of(part.share), when, cite)


def _clawback(part: schema.Clawback) -> Clawback:
    benchmark, share = None if part.interest == "none" else part.interest.benchmark, schema.share_of(part.returned)
    _refuse_long(10**6, share)
    return Clawback(part.id, part.event, part.within, share, benchmark, part.cite.record() if part.cite else None)


def _refuse_long(most: int, *shares: Fraction) -> None:
    """PolicyError where the common denominator of shares is more than this: a product would not fit into 128 bits."""
    if lcm(*(share.denominator for share in shares)) > most:
        raise PolicyError("各份额通分后的位数太多", hint="写作位数少的百分数，或分母小的分数")


def _level(leaf: object) -> TypeGuard[schema.MetricCondition]:
    """Whether a condition compares a metric itself, not its growth."""
    return isinstance(leaf, schema.MetricCondition) and leaf.vs is None


def _refuse_clashes(plan: Plan) -> None:
    for rule in plan.rules:
        where = f"{plan.policy}/{rule.id}"
        for step in rule.steps:
            looks_back = any(isinstance(part, Increase) for figure in figures_of(step.amount) for part in every(figure))
            if rule.subject != "firm" and looks_back:
                raise PolicyError("vs 只用于企业的年度指标", where=where, hint="项目与集群没有逐年的数")
        for metric in metrics(rule):
            known = lexicon().unit_of(metric.name)
            if known is not None and known != metric.unit:
                raise PolicyError(f"{metric.name} 的单位是 {known}，门槛却以 {metric.unit} 计", where=where, hint="核对门槛的单位")
        if rule.each and rule.top_up:
            raise PolicyError("pick: each 与 later: top_up 不能同用", where=where, hint="逐档给付时每档都是全额；补差只用于就高（highest）")
        first = getattr(rule.trigger, "first", None)
        if first == "since_announced" and plan.announced is None:
            raise PolicyError("first: since_announced 需要公布日期", where=where, hint="补上 validity.announced，或改为 first: ever")
        if first == "since_start" and plan.start is None:
            raise PolicyError("first: since_start 需要施行日期", where=where, hint="补上 validity.from，或改为 first: ever")
    units: dict[str, str] = {}
    for rule in plan.rules:
        for metric in metrics(rule):
            if units.setdefault(metric.name, metric.unit) != metric.unit:
                raise PolicyError(f"{metric.name} 在不同的规则里以 {units[metric.name]} 与 {metric.unit} 计", where=f"{plan.policy}/{rule.id}")
