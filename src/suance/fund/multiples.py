"""What a fund's cash amounts to: multiples of what was paid in, its internal rate, and how it did against an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, pi, sqrt

from suance.errors import InputError
from suance.fund.cashflow import FundYear

LOWEST_RATE, HIGHEST_RATE = -0.999999, 1e6


@dataclass(frozen=True, slots=True)
class Multiples:
    """Of what was paid in: what came back (DPI), what is still held (RVPI), and both (TVPI)."""

    dpi: float
    rvpi: float

    @property
    def tvpi(self) -> float:
        """Total value to paid in."""
        return self.dpi + self.rvpi


def multiples(run: Sequence[FundYear]) -> Multiples:
    """The multiples of a fund at the end of its last year; InputError where nothing was paid in."""
    paid_in = sum(year.called for year in run)
    if paid_in <= 0:
        raise InputError("没有缴付，谈不上倍数")
    return Multiples(sum(year.distributed for year in run) / paid_in, run[-1].value / paid_in)


def irr(run: Sequence[FundYear]) -> float:
    """The yearly rate at which what was paid in is worth what came back and is still held; InputError where there is none."""
    flows = [year.distributed - year.called for year in run]
    flows[-1] += run[-1].value
    return rate_of(flows)


def rate_of(flows: Sequence[float]) -> float:
    """The yearly rate at which flows are worth nothing; InputError where there is none.

    Found by bisection: value falls in the rate wherever money goes in before it comes out.
    """

    def worth(rate: float) -> float:
        return sum(flow / (1 + rate) ** number for number, flow in enumerate(flows))

    low, high = LOWEST_RATE, HIGHEST_RATE
    if worth(low) <= 0 or worth(high) >= 0:
        raise InputError("现金流没有内部收益率", hint="先有缴付，后有回收，才算得出")
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > 0 else (low, middle)
    return (low + high) / 2


def public_market_equivalent(run: Sequence[FundYear], index: Sequence[float]) -> float:
    """KS-PME: what came back and is held over what went in, all grown at an index to the last year; above 1 the fund did better.

    [sum D_t I_T/I_t + NAV_T] / [sum C_t I_T/I_t], S. Kaplan and A. Schoar, J. Finance 60(4), 2005. `index` has a level a year of the fund.
    """
    if len(index) != len(run) or any(level <= 0 for level in index):
        raise InputError("指数要逐年各有一个正数", hint=f"基金有 {len(run)} 年")
    last = index[-1]
    back = sum(year.distributed * last / level for year, level in zip(run, index, strict=True)) + run[-1].value
    paid_in = sum(year.called * last / level for year, level in zip(run, index, strict=True))
    if paid_in <= 0:
        raise InputError("没有缴付，谈不上倍数")
    return back / paid_in


def bow_of(tvpi: float, growth: float, life: int) -> float:
    """The bow of a fund of which one knows the multiple instead: exp(π·d)/√2 with d = ln(TVPI)/(G·L); only for a kind without a yield.

    K. Jeet (PGIM), in the abstract of a seminar at Rutgers. Within 0.15 of the paper's bow for venture and buyout funds.
    """
    if tvpi <= 0 or growth <= 0 or life < 1:
        raise InputError("倍数与年增值要大于零，年限至少一年")
    return exp(pi * log(tvpi) / (growth * life)) / sqrt(2)
