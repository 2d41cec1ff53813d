"""What a policy fund's promise amounts to: the leverage it implies, and what each way of counting would need.

The identity: where every yuan of government money stands beside x yuan of others, its share is 1/(1+x), averaged
harmonically over the money. 500亿元 that are to draw 8000亿元 mean 16 to 1, so at most 1/17 of government money in
whatever is counted. What is counted (认缴, 实缴, 项目总投资) decides how hard that is; where the text does not say, all
three are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from suance.fund.peers import Peer
from suance.model import Comparator, FundPromise
from suance.quantity import Quantity, format_quantity

PAID_IN = Fraction(1, 2)
"""an example, not a forecast: half of what the other partners subscribed is paid in"""
PROJECT_MULTIPLE = Fraction(2)
"""an example, not a forecast: a project costs twice what the fund puts into it"""


@dataclass(frozen=True, slots=True)
class Need:
    """What one way of counting would need: the government's average share at most, and under which assumption."""

    definition: str
    share: Fraction
    condition: str


@dataclass(frozen=True, slots=True)
class FundCheck:
    """A promise held against arithmetic and against what other funds were reported to have drawn."""

    promise: FundPromise
    leverage: Fraction | None
    """promised leverage over size, 16 for 8000亿元 over 500亿元; None where the text names none"""
    comparator: Comparator | None
    """how the true ratio stands to it; None where two lower (or two upper) bounds leave either way open"""
    share: Fraction | None
    """the government's share at most where subscriptions are counted: 1/17"""
    needs: tuple[Need, ...]
    peers: tuple[Peer, ...]
    findings: tuple[str, ...]
    """the result in sentences"""


def check(promise: FundPromise, peers: Sequence[Peer] = ()) -> FundCheck:
    """What the promise implies, what each way of counting would need, and the peers beside it. Never raises."""
    if promise.leverage is None or promise.size <= 0:
        why = "原文没有说要撬动多少，算不出杠杆" if promise.leverage is None else "规模不是正数，算不出杠杆"
        return FundCheck(promise, None, None, None, (), tuple(peers), (why,))
    ratio = Fraction(promise.leverage) / Fraction(promise.size)
    comparator = _quotient(promise.leverage_comparator or "eq", promise.size_comparator)
    share = 1 / (1 + ratio)
    needs = tuple(need for need in _needs(ratio) if promise.definition is None or need.definition in promise.definition) or _needs(ratio)
    findings = (_implied(promise, ratio, comparator), _bounded(share, comparator), *_unsaid(promise), *_beside(ratio, peers))
    return FundCheck(promise, ratio, comparator, share, needs, tuple(peers), findings)


def _quotient(over: Comparator, under: Comparator) -> Comparator | None:
    """How a/b stands to the quotient of two stated figures: 以上 over an exact figure is 以上, 以上 over 以上 is open."""
    turned: dict[Comparator, Comparator] = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt"}
    sides = {over, turned.get(under, under)} - {"eq"}
    if sides & {"approx", "between"}:
        return "approx"
    if sides <= {"ge", "gt"} or sides <= {"le", "lt"}:
        return next((side for side in sides if side in ("gt", "lt")), next(iter(sides), "eq"))
    return None


def _needs(ratio: Fraction) -> tuple[Need, ...]:
    """The government's share a at most: (1/a - 1) >= x, (1/a - 1)·q >= x, (1 + (1/a - 1)·q)·m - 1 >= x."""
    paid, project = PAID_IN / (PAID_IN + ratio), min(Fraction(1), PROJECT_MULTIPLE / (1 + ratio))
    times = f"{_times(ratio)}元"
    return (
        Need("认缴", 1 / (1 + ratio), f"每1元政府认缴，要有{times}其他认缴"),
        Need("实缴", paid, f"每1元政府实缴，要有{times}其他实缴；示例：其他出资到位{percent(PAID_IN, up=True)}"),
        Need("项目总投资", project, f"每1元政府出资，项目里要有{times}其他投资；示例：项目总投资为基金投入的{_times(PROJECT_MULTIPLE)}倍"),
    )


# ── in words ─────────────────────────────────────────────────────────────────


def percent(share: Fraction, *, up: bool) -> str:
    """A share in per cent with one decimal at most, rounded up as an upper bound (1/17: 5.9%) or down as a lower one."""
    tenths = ceil(share * 1000) if up else floor(share * 1000)
    return f"{Decimal(tenths) / 10:f}".removesuffix(".0") + "%"


def _times(ratio: Fraction) -> str:
    """A ratio with two decimals at most: 16, 5.55."""
    text = f"{Decimal(round(ratio * 100)) / 100:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(value: Decimal, comparator: Comparator | None) -> str:
    return format_quantity(Quantity(value, "CNY", comparator or "eq"))


def _implied(promise: FundPromise, ratio: Fraction, comparator: Comparator | None) -> str:
    stated = f"撬动{_money(promise.leverage or Decimal(0), promise.leverage_comparator)}，规模{_money(promise.size, promise.size_comparator)}"
    if comparator is None:
        return f"{stated}：两个界限之比为{_times(ratio)}倍，实际的比可高可低"
    how = {"ge": "至少", "gt": "超过", "le": "至多", "lt": "不到", "eq": ""}.get(comparator, "约")
    return f"{stated}：杠杆{how}{_times(ratio)}倍"


def _bounded(share: Fraction, comparator: Comparator | None) -> str:
    """The government's share where subscriptions count: a ratio of at least x bounds it from above, one of at most x from below."""
    exact = f"（{share.numerator}/{share.denominator}）"
    stated = "按所述两数、" if comparator is None else ""
    if comparator in ("le", "lt"):
        return f"以认缴计，政府出资平均占比至少{percent(share, up=False)}{exact}"
    return f"{stated}以认缴计，政府出资平均占比至多{percent(share, up=True)}{exact}"


def _unsaid(promise: FundPromise) -> list[str]:
    if promise.definition is not None:
        return []
    return ["未说明口径：认缴、实缴、项目总投资三种口径差2–3倍"]


def _beside(ratio: Fraction, peers: Sequence[Peer]) -> list[str]:
    """Where the promise lies among the ratios reported, each of its own 口径."""
    if not peers:
        return []
    ratios = sorted(peer.leverage for peer in peers)
    seen = f"{_times(ratios[0])}—{_times(ratios[-1])}倍" if len(ratios) > 1 else f"{_times(ratios[0])}倍"
    return [f"已见报道的{len(peers)}只基金为{seen}（口径各异），承诺的是其中最高者的{_times(ratio / ratios[-1])}倍"]
