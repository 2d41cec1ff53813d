"""From the policy file to the plan: what an award pays, with exact sums and shares, and the figures that they follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from suance.award.amount import (
    Amount,
    Band,
    Banded,
    ByOrder,
    Case,
    Choice,
    Composed,
    Discretion,
    Factor,
    Fixed,
    Follows,
    Held,
    Open,
    Passing,
    Rate,
    Scaled,
    Together,
    Units,
    Worthwhile,
    highest,
)
from suance.award.asking import MOST_DENOMINATOR, condition, number
from suance.award.figuring import Reader
from suance.award.measure import MOST_SUM, Figure, refuse_beyond, unit_of
from suance.award.rule import Step
from suance.award.sums import fen
from suance.award.when import Condition, Metric, MetricIs
from suance.errors import PolicyError
from suance.model import Cite
from suance.policy import schema


def steps(pay: schema.Pay, units: Mapping[str, str]) -> Iterator[Step]:
    """The sums of an award, each with what it takes; `units` are of metrics that the policy compares."""
    if pay.by_order is not None:
        yield Step(None, "ge", 0, ByOrder(tuple(map(fen, pay.by_order)), fen(pay.after_that) if pay.after_that is not None else 0))
    elif pay.pick == "each" and pay.of is not None:
        yield from (Step(case.id, "ge", 0, Choice((case,)), case.cite) for case in _cases(pay, units))
    elif pay.levels is None and (pay.steps is None or pay.of is not None):
        yield Step(None, "ge", 0, amount(pay, units))
    for level in pay.levels or ():
        yield Step(level.id, "ge", 0, _whole(pay, _one(level), units), _cite(level), level.level)
    for step in pay.steps or () if pay.of is None else ():
        yield Step(step.id, step.comparator, number(step.threshold), _whole(pay, _one(step), units), _cite(step))


def amount(pay: schema.Amount, units: Mapping[str, str]) -> Amount:
    """What is paid once; PolicyError for what is no sum, share or count, or could grow beyond what a sum can be."""
    if pay.choose is not None:
        cases = [Case(entry.id, _asked(entry.when, units), _whole(pay, amount(entry, units), units), cite=_cite(entry)) for entry in pay.choose]
        return Choice(tuple(cases))
    if pay.steps is not None:
        return Choice(tuple(replace(case, amount=_whole(pay, case.amount, units)) for case in _cases(pay, units)))
    how: Literal["sum", "least", "greatest"]
    for how in ("sum", "least", "greatest"):
        if getattr(pay, how) is not None:
            return _whole(pay, Together(how, tuple(amount(part, units) for part in getattr(pay, how))), units)
    return _whole(pay, _leaf(pay, units), units)


def _leaf(pay: schema.Amount, units: Mapping[str, str]) -> Amount:
    """What is paid by one figure, or none."""
    if pay.case_by_case is not None:
        return Discretion()
    if pay.interest is not None:
        return _interest(pay.interest, units, pay.up_to is not None)
    return _one(pay) if pay.of is None else _follows(pay, pay.of, units)


def _whole(pay: schema.Amount, found: Amount, units: Mapping[str, str]) -> Amount:
    """An amount with its factors, what is paid on top of it, and the ceiling of the whole."""
    if pay.factors:
        found = Scaled(found, tuple(Factor(factor.id, Fraction(factor.times.value) / 100, _asked(factor.when, units)) for factor in pay.factors))
    if pay.plus:
        further = [Choice((Case(entry.id, _asked(entry.when, units), amount(entry, units), cite=_cite(entry)),)) for entry in pay.plus]
        found = Together("sum", (found, *further))
    held = pay.bounded and pay.up_to is not None
    found = Held(found, fen(pay.up_to)) if held and pay.up_to is not None else found
    if not held and isinstance(found, Composed) and highest(found) > MOST_SUM:
        raise PolicyError("几项合计或加倍后可能大得不像一个金额", hint="写明 up_to")
    if pay.least_paid is not None:
        found = Worthwhile(found, fen(pay.least_paid.at), pay.least_paid.under == "raise")
    return Open(found) if pay.bounded and pay.open else found


def _asked(when: Sequence[schema.Condition], units: Mapping[str, str]) -> tuple[Condition, ...]:
    return tuple(condition(asked, units) for asked in when)


def _one(part: schema.Amount | schema.Step | schema.LevelSum) -> Amount:
    """One sum, which `up_to` only bounds."""
    found = Fixed(fen(part.amount))
    return found if part.up_to is None else Open(found)


def _cite(part: schema.Step | schema.LevelSum | schema.Entry) -> Cite | None:
    return part.cite.record() if part.cite else None


def _cases(pay: schema.Amount, units: Mapping[str, str]) -> list[Case]:
    """The steps that a figure reaches, from the highest threshold down: each with the amount that it pays."""
    assert pay.of is not None
    ordered = sorted(pay.steps or (), key=lambda step: step.threshold.value, reverse=True)
    if len({step.threshold.value for step in ordered}) < len(ordered):
        raise PolicyError("各档的门槛相同", hint="核对 steps 的门槛")
    return [_case(step, pay.of, units) for step in ordered]


def _case(step: schema.Step, of: schema.Figure, units: Mapping[str, str]) -> Case:
    """A step as a case: a metric is compared as in a condition, another figure by both its ends."""
    unit = step.threshold.unit
    found = _share_of_step(step, of, units) if step.share is not None else _one(step)
    if isinstance(of, str) and not isinstance(of, schema.Written):
        return Case(step.id, (MetricIs(Metric(of, unit), step.comparator, number(step.threshold)),), found, cite=_cite(step))
    figure = Reader(units).figure(of, "money" if unit == "CNY" else "count")
    line = Fraction(number(step.threshold))
    if unit_of(figure) != unit or line.denominator != 1:
        raise PolicyError(f"门槛“{step.threshold}”与 of 的单位 {unit_of(figure)} 不合，或不是整数")
    return Case(step.id, (), found, Passing(figure, step.comparator, int(line)), _cite(step))


def _share_of_step(step: schema.Step, of: schema.Figure, units: Mapping[str, str]) -> Amount:
    assert step.share is not None
    rate = Rate(Reader(units).figure(of, "money"), _share(step.share))
    refuse_beyond(rate.figure, rate.steepest, step.up_to is not None)
    held = rate if step.up_to is None else Held(rate, fen(step.up_to))
    return held if step.up_to_rate is None else Open(held)


def _follows(pay: schema.Amount, of: schema.Figure, units: Mapping[str, str]) -> Follows:
    """A share of a base, which is money, or a sum per unit of one, which counts."""
    counts = pay.unit is not None and (pay.per is None or pay.per.unit != "CNY")
    figure = Reader(units).figure(of, "count" if counts else "money")
    found: Follows
    if pay.bands:
        found = Banded(figure, _bands(pay), pay.brackets is not None)
    elif pay.per is not None and pay.rest == "drop":
        found = Units(figure, _per(pay, figure), int(_factor(pay)))
    else:
        found = Rate(figure, _factor(pay) / (1 if pay.per is None else _per(pay, figure)))
    refuse_beyond(figure, found.steepest, pay.up_to is not None)
    return found


def _per(pay: schema.Amount, figure: Figure) -> int:
    """For how many units of the figure a sum is paid each time: 分 of money, or what is counted."""
    assert pay.per is not None
    unit, per = unit_of(figure), number(pay.per)
    if pay.per.unit != unit and not ("" in (unit, pay.per.unit) and not {unit, pay.per.unit} & {"CNY", "%"}):
        raise PolicyError(f"per 的“{pay.per}”与 of 的单位 {unit} 不合")
    if per != int(per) or per <= 0:
        raise PolicyError(f"per 的“{pay.per}”应是一个正数，个数要是整数")
    return int(per)


def _interest(interest: schema.Interest, units: Mapping[str, str], bounded: bool) -> Rate:
    """Interest, which is paid whole: the rates say what part of it."""
    found = Rate(Reader(units).interest(interest), Fraction(1))
    refuse_beyond(found.figure, found.steepest, bounded)
    return found


def _factor(pay: schema.Amount) -> Fraction:
    """What each unit of the figure brings in 分."""
    if pay.unit is not None:
        return Fraction(fen(pay.unit))
    assert pay.share is not None
    return _share(pay.share)


def _bands(pay: schema.Amount) -> tuple[Band, ...]:
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
