"""From the policy file to the plan: what an award pays, with exact sums and shares, and the figures that they follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from suance.award.asking import MOST_DENOMINATOR, number
from suance.award.figuring import Reader
from suance.award.measure import refuse_beyond
from suance.award.rule import Band, Base, Step
from suance.award.sums import fen
from suance.errors import PolicyError
from suance.policy import schema


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
    """The base of a share, which is money, or of a sum per unit, which counts."""
    figure = Reader(units).figure(of, "count" if pay.unit is not None else "money")
    factor = Fraction(fen(pay.unit)) if pay.unit is not None else Fraction(0) if pay.share is None else _share(pay.share)
    base = Base(figure, factor, _bands(pay), pay.brackets is not None)
    refuse_beyond(figure, base.steepest, pay.up_to is not None)
    return base


def _bands(pay: schema.Pay) -> tuple[Band, ...]:
    """The shares by size, from the lowest threshold up; none where there is one share."""
    if not pay.bands:
        return ()
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
