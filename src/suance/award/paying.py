"""From the policy file to the plan: what an award pays, with exact sums and shares, and the figures that they follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from suance.award.asking import MOST_DENOMINATOR, money, number
from suance.award.lexicon import lexicon
from suance.award.rule import Band, Base, Bounded, Figure, Increase, Joined, Less, Step, metrics_of, most_of
from suance.award.sums import fen
from suance.award.when import Metric
from suance.errors import PolicyError
from suance.policy import schema
from suance.table.cell import MOST_FEN

MOST_SUM = 9 * 10**18
"""分 that a sum without a bound must stay under: a 64-bit number holds no more"""


def steps(pay: schema.Pay, units: Mapping[str, str]) -> Iterator[Step]:
    """The sums of an award, each with what it takes; `units` are of metrics that the policy compares."""
    if pay.of is not None:
        yield Step(None, "ge", 0, fen(pay.up_to) if pay.up_to is not None else None, pay.open, base=_base(pay, pay.of, units))
    elif pay.steps is None and pay.levels is None:
        yield Step(None, "ge", 0, fen(pay.amount), pay.open)
    for level in pay.levels or ():
        cite = level.cite.record() if level.cite else None
        yield Step(level.id, "ge", 0, fen(level.amount), level.up_to is not None, cite, level=level.level)
    for step in pay.steps or ():
        cite = step.cite.record() if step.cite else None
        yield Step(step.id, step.comparator, number(step.threshold), fen(step.amount), step.up_to is not None, cite)


def _base(pay: schema.Pay, of: schema.Figure, units: Mapping[str, str]) -> Base:
    """The base of a share, which is money, or of a sum per unit, which counts whole numbers."""
    if pay.share is not None:
        return _bounded(pay, Base(_figure(of, lambda name: money(name, "按比例给付")), _share(pay.share)))
    if pay.bands:
        base = Base(_figure(of, lambda name: money(name, "按比例给付")), Fraction(0), _bands(pay), pay.brackets is not None)
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
    unit, most = metrics_of(figure)[0].unit, number(up_to)
    counted = "CNY" not in (unit, up_to.unit) and up_to.unit != "%"
    if up_to.unit != unit and not (counted and "" in (unit, up_to.unit)):
        raise PolicyError(f"“{up_to}”与 of 的单位 {unit} 不合")
    if most != int(most) or most <= 0:
        raise PolicyError(f"“{up_to}”应是一个正数，个数要是整数")
    return Bounded(figure, int(most))
