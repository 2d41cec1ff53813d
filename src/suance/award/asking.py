"""From the policy file to the plan: what a trigger and a condition ask for, with exact numbers and resolved names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from suance.award.cells import ANY
from suance.award.lexicon import lexicon
from suance.award.rule import Crosses, First, Recognised, Reviewed, Trigger, Yearly
from suance.award.sums import fen
from suance.award.when import Against, AllOf, AnyOf, AttributeIn, Condition, Count, Growth, Has, Metric, MetricIs, NoneOf, Number, Op, Rank
from suance.errors import PolicyError
from suance.policy import schema

_OPS: Mapping[str, Op] = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le", "eq": "eq"}
MOST_DENOMINATOR = 10**12
"""of a share: with more, its product with a sum would not fit into 128 bits"""


def trigger(award: schema.Award) -> Trigger:
    """What sets an award off; a crossing is measured in the unit of its thresholds."""
    on = award.on
    if isinstance(on, schema.Crosses):
        unit = (award.pay.steps or ())[0].threshold.unit
        return Crosses(Metric(on.crosses, unit), _first(award, on.first))
    if isinstance(on, schema.Recognised):
        return Recognised(on.recognised, on.level, None if on.first is None else _first(award, on.first), on.after or 0, on.lasts or 1)
    if isinstance(on, schema.Yearly):
        return Yearly(None if on.first is None else _first(award, on.first))
    return Reviewed(on.reviewed, on.within == "cluster", on.stage)


def _first(award: schema.Award, first: schema.First) -> First:
    """From when 首次 counts; since the start of an award that has its own is since that year."""
    if isinstance(first, schema.Since):
        return first.since
    own = award.validity.start if award.validity else None
    return own.year if first == "since_start" and own else first


def condition(asked: schema.Condition, units: Mapping[str, str] = MappingProxyType({})) -> Condition:
    """A condition of the plan; `units` are of metrics that the policy uses elsewhere. PolicyError where it compares what cannot be compared so."""
    if isinstance(asked, schema.Compound):
        return _joined(asked, units)
    if isinstance(asked, schema.BenchmarkCondition):
        metric = money(asked.metric, "同比增长") if asked.vs else _named(asked.metric, units, "CNY")
        return Against(metric, asked.vs is not None, _OPS[asked.comparator], asked.benchmark)
    if isinstance(asked, schema.RankCondition):
        return Rank(_named(asked.rank, units, ANY), asked.per, asked.top, asked.order == "asc")
    if isinstance(asked, schema.MetricCondition):
        written = asked.written
        if asked.vs is not None:
            return Growth(money(asked.metric, "同比增长"), _OPS[asked.comparator], _percent(written))
        return MetricIs(Metric(asked.metric, written.unit), _OPS[asked.comparator], number(written))
    if isinstance(asked, schema.AttributeCondition):
        return AttributeIn(asked.attribute, asked.values)
    if isinstance(asked, schema.CountCondition):
        written = asked.written
        return Count(asked.count, asked.level, asked.within, _OPS[asked.comparator], int(written.value), written.unit)
    return Has(asked.has, asked.level, asked.within)


def _named(metric: str, units: Mapping[str, str], otherwise: str) -> Metric:
    """A metric in its own unit, or in the one that the policy uses elsewhere."""
    return Metric(metric, lexicon().unit_of(metric) or units.get(metric, otherwise))


def _joined(asked: schema.Compound, units: Mapping[str, str]) -> Condition:
    found = tuple(condition(part, units) for part in schema.members(asked))
    if isinstance(asked, schema.AllCondition):
        return AllOf(found, asked.years or 1)
    return AnyOf(found) if isinstance(asked, schema.AnyCondition) else NoneOf(found)


def money(metric: str, use: str) -> Metric:
    """A metric that must be money to be used so."""
    unit = lexicon().unit_of(metric) or "CNY"
    if unit != "CNY":
        raise PolicyError(f"{use}只用于金额，{metric} 的单位是 {unit}", hint="换一个以元计的指标")
    return Metric(metric, unit)


def _percent(written: schema.Written) -> Decimal:
    if Fraction(written.value).denominator > MOST_DENOMINATOR:
        raise PolicyError(f"“{written}”的位数太多", hint="小数至多十位")
    return written.value


def number(written: schema.Written) -> Number:
    """A single number: 分 of money, else in the base unit; PolicyError for a range."""
    if written.quantity.value_max is not None:
        raise PolicyError(f"“{written}”是一个区间，门槛应是一个数")
    return fen(written) if written.unit == "CNY" else written.value
