"""The plan of a policy: the only meaning of its rules, with every number exact and every name resolved.

Both executions, the interpreter and the SQL, are made from the plan. The order of evaluation is fixed:
facts → when → trigger → pay → groups → caps → pools → lines; years run as one scan, and time enters only through what was paid before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, TypeGuard

from suance.award import shared
from suance.award.lexicon import lexicon
from suance.award.rule import (
    Band,
    Base,
    Bounded,
    Clawback,
    Crosses,
    Figure,
    First,
    Increase,
    Instalment,
    Joined,
    Less,
    Recognised,
    Reviewed,
    Rule,
    Split,
    Step,
    Trigger,
    Yearly,
    metrics,
    metrics_of,
    most_of,
)
from suance.award.shared import SCOPES, Cap, Group, Pool
from suance.award.sums import fen
from suance.award.when import AllOf, AnyOf, AttributeIn, Condition, Count, Growth, Has, Metric, MetricIs, NoneOf, Number, Op
from suance.errors import PolicyError
from suance.policy import schema
from suance.table.cell import MOST_FEN

Gate = Literal["draft", "unannounced", "future", "before", "after"]
"""Why a year is outside the policy as of a day."""

_OPS: Mapping[str, Op] = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le", "eq": "eq"}

MOST_SUM = 9 * 10**18
"""分 that a sum without a bound must stay under: a 64-bit number holds no more"""
MOST_DENOMINATOR = 10**12
"""of a share: with more, its product with a sum would not fit into 128 bits"""


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
        day = {"since_announced": self.announced, "since_start": self.start}.get(first or "ever")
        return day.year if day else None

    def capped(self, rule: Rule) -> bool:
        """Whether a stage that awards share covers the rule: a group, a cap or a pool."""
        parts: Iterable[Cap | Pool] = (*self.caps, *self.pools)
        return any(rule.id in group.members for group in self.groups) or any(rule.id in part.covers for part in parts)

    @property
    def unspoken(self) -> str | None:
        """The first group, cap, pool or rule that the interpreter alone computes so far; None where SQL gives every line."""
        shared = [part.id for part in self.groups] + [cap.id for cap in self.caps if not cap.plain] + [part.id for part in self.pools]
        return next(iter([*shared, *(rule.id for rule in self.rules if rule.parted)]), None)

    def most(self, rule: Rule, step: Step) -> int | None:
        """The most that a step pays where its base is not known: its own bound, else the lowest of the caps over the rule; None without any."""
        return (
            step.amount
            if step.amount is not None
            else min((cap.at for cap in self.caps if cap.at is not None and rule.id in cap.covers), default=None)
        )

    @property
    def reach(self) -> int:
        """How many years after an award its last line may lie."""
        spans = (part.after or 0 for rule in self.rules for part in rule.schedule)
        return max((*spans, *(part.within for rule in self.rules for part in rule.clawback)), default=0)

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
    units = {leaf.metric: leaf.written.unit for award in policy.awards for leaf in schema.leaves(_conditions(award)) if _level(leaf)}
    subjects = {award.id: award.subject for award in policy.awards}
    plan = Plan(
        policy=policy.policy,
        announced=validity.announced,
        start=validity.start,
        first_year=start.year if start else None,
        last_year=validity.end.year if validity.end else None,
        draft=validity.status == "draft",
        rules=tuple(_rule(award, units) for award in policy.awards),
        caps=tuple(sorted((shared.cap(cap, award, subjects) for award in policy.awards for cap in award.caps), key=_narrow_first)),
        groups=tuple(shared.group(group, subjects) for group in policy.groups),
        pools=tuple(shared.pool(pool, units) for pool in policy.pools),
    )
    _refuse_clashes(plan)
    return plan


def _conditions(award: schema.Award) -> Iterator[schema.Condition]:
    """Every condition of an award: on it, on the rows of its split, on its instalments."""
    yield from award.when
    yield from (condition for row in award.split for condition in row.when)
    yield from (condition for part in award.schedule for condition in part.when)


def _narrow_first(cap: Cap) -> tuple[int, int, str]:
    """Narrow scopes before wide ones, a year before all years."""
    return SCOPES.index(cap.per), cap.years, cap.id


def _rule(award: schema.Award, units: Mapping[str, str]) -> Rule:
    """The rule of an award; `units` are of metrics that the policy compares."""
    return Rule(
        id=award.id,
        title=award.title,
        subject=award.subject,
        promoter=award.to == "promoter",
        trigger=_trigger(award),
        when=tuple(_condition(condition) for condition in award.when),
        steps=tuple(sorted(_steps(award.pay, units), key=lambda step: (-(step.amount or 0), -step.threshold, step.id or ""))),
        each=award.pay.pick == "each",
        top_up=award.pay.later == "top_up",
        cite=award.cite.record(),
        split=tuple(_split(row) for row in award.split),
        payers=tuple(award.payers.items()),
        schedule=tuple(_instalment(part) for part in award.schedule),
        clawback=tuple(_clawback(part) for part in award.clawback),
    )


def _split(row: schema.Split) -> Split:
    return Split(tuple((name, schema.share_of(share)) for name, share in row.parts.items()), tuple(map(_condition, row.when)))


def _instalment(part: schema.Instalment) -> Instalment:
    cite = part.cite.record() if part.cite else None
    return Instalment(part.id, part.after, part.event, schema.share_of(part.share), tuple(map(_condition, part.when)), cite)


def _clawback(part: schema.Clawback) -> Clawback:
    benchmark = None if part.interest == "none" else part.interest.benchmark
    return Clawback(part.id, part.event, part.within, schema.share_of(part.returned), benchmark, part.cite.record() if part.cite else None)


def _steps(pay: schema.Pay, units: Mapping[str, str]) -> Iterator[Step]:
    if pay.of is not None:
        yield Step(None, "ge", 0, fen(pay.up_to) if pay.up_to is not None else None, pay.open, base=_base(pay, pay.of, units))
    elif pay.steps is None and pay.levels is None:
        yield Step(None, "ge", 0, fen(pay.amount), pay.open)
    for level in pay.levels or ():
        cite = level.cite.record() if level.cite else None
        yield Step(level.id, "ge", 0, fen(level.amount), level.up_to is not None, cite, level=level.level)
    for step in pay.steps or ():
        cite = step.cite.record() if step.cite else None
        yield Step(step.id, step.comparator, _number(step.threshold), fen(step.amount), step.up_to is not None, cite)


def _base(pay: schema.Pay, of: schema.Figure, units: Mapping[str, str]) -> Base:
    """The base of a share, which is money, or of a sum per unit, which counts whole numbers."""
    if pay.share is not None:
        return _bounded(pay, Base(_figure(of, lambda name: _money(name, "按比例给付")), _share(pay.share)))
    if pay.bands:
        base = Base(_figure(of, lambda name: _money(name, "按比例给付")), Fraction(0), _bands(pay), pay.brackets is not None)
        return _bounded(pay, base)
    assert pay.unit is not None
    return _bounded(pay, Base(_figure(of, lambda name: _counted(name, units)), Fraction(fen(pay.unit))))


def _bands(pay: schema.Pay) -> tuple[Band, ...]:
    """The shares by size, from the lowest threshold up."""
    bands = [Band(band.comparator, fen(band.threshold), _share(band.rate), None if band.up_to is None else fen(band.up_to)) for band in pay.bands]
    found = tuple(sorted(bands, key=lambda band: band.threshold))
    if len({band.threshold for band in found}) < len(found) or found[0].threshold < 0:
        raise PolicyError("各档的门槛相同，或小于零", hint="核对 slabs、brackets 的门槛")
    falls = any(
        higher.factor < lower.factor or (higher.most is not None and (lower.most is None or higher.most < lower.most))
        for lower, higher in pairwise(found)
    )
    if pay.slabs and falls:
        raise PolicyError("slabs 的比例与上限要随门槛升高", hint="越高越低的，写成几条奖励，各带条件")
    return found


def _share(written: schema.Written) -> Fraction:
    share = Fraction(written.value) / 100
    if share.denominator > MOST_DENOMINATOR:
        raise PolicyError(f"比例 “{written}”的位数太多", hint="小数至多十位")
    return share


def _bounded(pay: schema.Pay, base: Base) -> Base:
    """The base of a sum that is held to a bound, or cannot become more than a sum can be."""
    steepest = max((band.factor for band in base.bands), default=base.factor)
    if pay.unit is None and pay.up_to is None and most_of(base.figure, MOST_FEN) * steepest >= MOST_SUM:
        raise PolicyError("几个指标合计后的比例可能大得不像一个金额", hint="写明 up_to")
    if len({metric.unit for metric in metrics_of(base.figure)}) > 1:
        raise PolicyError("of 里各指标的单位不同", hint="只有单位相同的指标才能比较、相加、相减")
    return base


def _counted(metric: str, units: Mapping[str, str]) -> Metric:
    """A metric that must be countable; `units` are of metrics that the policy compares."""
    unit = lexicon().unit_of(metric) or units.get(metric, "")
    if unit in ("CNY", "%"):
        raise PolicyError(f"{metric} 不是可数的指标，不能按个数给付", hint="按金额的比例给付写 rate")
    return Metric(metric, unit)


def _figure(of: schema.Figure, named: Callable[[str], Metric]) -> Figure:
    """A figure of the plan; `named` gives the metric of a name."""
    if isinstance(of, str):
        return named(of)
    found: Figure
    if not isinstance(of, schema.MetricFigure):
        how: Literal["least", "greatest", "sum"]
        how = "least" if isinstance(of, schema.LeastFigure) else "greatest" if isinstance(of, schema.GreatestFigure) else "sum"
        found = Joined(how, tuple(_figure(part, named) for part in schema.parts_of(of)))
    elif of.vs is not None:
        found = Increase(named(of.metric), of.vs)
    else:
        found = named(of.metric) if of.less is None else Less(named(of.metric), named(of.less))
    return found if of.up_to is None else _held(found, of.up_to)


def _held(figure: Figure, up_to: schema.Written) -> Bounded:
    """A figure of which no more than a quantity of its unit counts."""
    unit, most = metrics_of(figure)[0].unit, _number(up_to)
    counted = "CNY" not in (unit, up_to.unit) and up_to.unit != "%"
    if up_to.unit != unit and not (counted and "" in (unit, up_to.unit)):
        raise PolicyError(f"“{up_to}”与 of 的单位 {unit} 不合")
    if most != int(most) or most <= 0:
        raise PolicyError(f"“{up_to}”应是一个正数，个数要是整数")
    return Bounded(figure, int(most))


def _money(metric: str, use: str) -> Metric:
    """A metric that must be money to be used so."""
    unit = lexicon().unit_of(metric) or "CNY"
    if unit != "CNY":
        raise PolicyError(f"{use}只用于金额，{metric} 的单位是 {unit}", hint="换一个以元计的指标")
    return Metric(metric, unit)


def _trigger(award: schema.Award) -> Trigger:
    on = award.on
    if isinstance(on, schema.Crosses):
        unit = (award.pay.steps or ())[0].threshold.unit
        return Crosses(Metric(on.crosses, unit), on.first)
    if isinstance(on, schema.Recognised):
        return Recognised(on.recognised, on.level, on.first)
    return Yearly() if isinstance(on, schema.Yearly) else Reviewed(on.reviewed, on.within == "cluster")


def _condition(condition: schema.Condition) -> Condition:
    if isinstance(condition, schema.Compound):
        return _joined(condition)
    if isinstance(condition, schema.MetricCondition):
        written = condition.written
        if condition.vs is not None:
            return Growth(_money(condition.metric, "同比增长"), _OPS[condition.comparator], _percent(written))
        return MetricIs(Metric(condition.metric, written.unit), _OPS[condition.comparator], _number(written))
    if isinstance(condition, schema.AttributeCondition):
        return AttributeIn(condition.attribute, condition.values)
    if isinstance(condition, schema.CountCondition):
        written = condition.written
        return Count(condition.count, condition.level, condition.within, _OPS[condition.comparator], int(written.value), written.unit)
    return Has(condition.has, condition.level, condition.within)


def _joined(condition: schema.Compound) -> Condition:
    found = tuple(_condition(part) for part in schema.members(condition))
    if isinstance(condition, schema.AllCondition):
        return AllOf(found, condition.years or 1)
    return AnyOf(found) if isinstance(condition, schema.AnyCondition) else NoneOf(found)


def _level(leaf: object) -> TypeGuard[schema.MetricCondition]:
    """Whether a condition compares a metric itself, not its growth."""
    return isinstance(leaf, schema.MetricCondition) and leaf.vs is None


def _percent(written: schema.Written) -> Decimal:
    if Fraction(written.value).denominator > MOST_DENOMINATOR:
        raise PolicyError(f"“{written}”的位数太多", hint="小数至多十位")
    return written.value


def _number(written: schema.Written) -> Number:
    if written.quantity.value_max is not None:
        raise PolicyError(f"“{written}”是一个区间，门槛应是一个数")
    return fen(written) if written.unit == "CNY" else written.value


def _looks_back(figure: Figure) -> Iterator[bool]:
    """Whether each part of a figure looks at earlier years."""
    if isinstance(figure, Joined):
        for part in figure.parts:
            yield from _looks_back(part)
    else:
        yield isinstance(figure.figure if isinstance(figure, Bounded) else figure, Increase)


def _refuse_clashes(plan: Plan) -> None:
    for rule in plan.rules:
        where = f"{plan.policy}/{rule.id}"
        for step in rule.steps:
            if rule.subject != "firm" and step.base and any(_looks_back(step.base.figure)):
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
