"""From the policy file to the plan: what an award pays, with exact sums and shares, and the figures that they follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from suance.award.amount import Amount, Band, Banded, Discretion, Fixed, Follows, Held, Open, Rate, Units, Worthwhile
from suance.award.asking import MOST_DENOMINATOR, number
from suance.award.figuring import Reader
from suance.award.measure import Figure, refuse_beyond, unit_of
from suance.award.rule import Step
from suance.award.sums import fen
from suance.errors import PolicyError
from suance.model import Cite
from suance.policy import schema


def steps(pay: schema.Pay, units: Mapping[str, str]) -> Iterator[Step]:
    """The sums of an award, each with what it takes; `units` are of metrics that the policy compares."""
    if pay.steps is None and pay.levels is None:
        yield Step(None, "ge", 0, amount(pay, units))
    for level in pay.levels or ():
        yield Step(level.id, "ge", 0, _one(level), _cite(level), level.level)
    for step in pay.steps or ():
        yield Step(step.id, step.comparator, number(step.threshold), _one(step), _cite(step))


def amount(pay: schema.Pay, units: Mapping[str, str]) -> Amount:
    """What is paid once; PolicyError for what is no sum, share or count, or could grow beyond what a sum can be."""
    found: Amount
    if pay.case_by_case is not None:
        found = Discretion()
    elif pay.interest is not None:
        found = _interest(pay.interest, units, pay.up_to is not None)
    elif pay.of is not None:
        found = _follows(pay, pay.of, units)
    else:
        return _one(pay)
    found = found if pay.up_to is None else Held(found, fen(pay.up_to))
    if pay.least_paid is not None:
        found = Worthwhile(found, fen(pay.least_paid.at), pay.least_paid.under == "raise")
    return Open(found) if pay.open else found


def _one(part: schema.Pay | schema.Step | schema.LevelSum) -> Amount:
    """One sum, which `up_to` only bounds."""
    found = Fixed(fen(part.amount))
    return found if part.up_to is None else Open(found)


def _cite(part: schema.Step | schema.LevelSum) -> Cite | None:
    return part.cite.record() if part.cite else None


def _follows(pay: schema.Pay, of: schema.Figure, units: Mapping[str, str]) -> Follows:
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


def _per(pay: schema.Pay, figure: Figure) -> int:
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


def _factor(pay: schema.Pay) -> Fraction:
    """What each unit of the figure brings in 分."""
    if pay.unit is not None:
        return Fraction(fen(pay.unit))
    assert pay.share is not None
    return _share(pay.share)


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
