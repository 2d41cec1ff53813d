"""Figures of one document, or of several, that cannot both be: each finding has both figures with their places.

Only what follows from the figures is said, with the room that their rounding leaves. Two figures may still speak of different 口径; the
finding says so, and a person decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Literal

from suance.model import Fact
from suance.quantity import Quantity, format_quantity
from suance.track.goal import tolerance

Kind = Literal["figures", "share", "growth", "part", "weaker", "multiple"]
REAL = ("生产总值", "GDP", "增加值")
"""what grows at constant prices: its growth says nothing of two levels at current ones"""
_ENDLESS = Decimal("Infinity")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of a document: where it stands, and when the document came out."""

    document: str
    fact: Fact
    published: date | None = None
    words: str = ""
    """the figure as written: 950.3亿元 is told to a tenth of 亿元"""

    @property
    def place(self) -> str:
        """The document and the span of the figure."""
        return f"{self.document}@{self.fact.start}-{self.fact.end}"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that cannot both be, in a sentence; `said` has them in the order of the sentence."""

    kind: Kind
    message: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class _Range:
    low: Decimal
    high: Decimal

    def meets(self, other: _Range) -> bool:
        return self.low <= other.high and other.low <= self.high


Thing = tuple[str, str, str]
"""region, metric (or the indicator's words), unit"""


def contradictions(figures: Sequence[Said]) -> list[Contradiction]:
    """What of the figures cannot both be, in the order of the documents; figures without region, indicator or value are left aside."""
    whole = [each for each in figures if each.fact.value is not None and each.fact.region and (each.fact.metric or each.fact.indicator)]
    seen = [each for each in whole if each.fact.kind == "statistic"]
    aims = [each for each in whole if each.fact.kind == "target"]
    found = [*_figures(seen), *_shares(whole), *_growths(seen), *_parts(seen), *_weaker(aims), *_multiples(aims, seen)]
    return sorted(found, key=lambda each: [(said.document, said.fact.start) for said in each.said])


def _thing(said: Said) -> Thing:
    fact = said.fact
    return fact.region or "", fact.metric or fact.indicator or "", fact.unit or ""


def _range(said: Said) -> _Range:
    """Where the true figure can lie: half a unit of the last digit to either side, more where the words say a bound."""
    value = said.fact.value or Decimal(0)
    margin = tolerance(value, said.fact.unit or "") if said.fact.comparator == "approx" else _rounding(said)
    low = -_ENDLESS if said.fact.comparator in ("le", "lt") else value - margin
    high = _ENDLESS if said.fact.comparator in ("ge", "gt") else value + margin
    return _Range(low, said.fact.value_max + margin if said.fact.value_max is not None else high)


def _rounding(said: Said) -> Decimal:
    """Half a unit of the last digit as written; where that is not at hand, of the last one that is not zero."""
    value = said.fact.value or Decimal(0)
    written = _NUMBER.search(said.words)
    told = Decimal(written.group().replace(",", "")) if written else value.normalize()
    exponent = told.as_tuple().exponent
    if not told or not isinstance(exponent, int):
        return Decimal(0)
    return abs(value / told) * Decimal((0, (5,), exponent - 1))


def _by_thing(figures: Sequence[Said], measure: str) -> dict[Thing, dict[str, list[Said]]]:
    """Figures of a measure by what they are of and by period."""
    found: dict[Thing, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for said in figures:
        if said.fact.measure == measure and said.fact.period:
            found[_thing(said)][said.fact.period].append(said)
    return found


def _figures(seen: Sequence[Said]) -> Iterator[Contradiction]:
    """Two figures of one thing and period that do not meet.

    Growths are left aside: 同比 and 两年平均 are told under one name. Inside one document two counts under the same words are mostly a
    whole and its parts, or what was and what became of it (从214家扩充至457家), so there only money and shares are compared.
    """
    for measure in ("level", "share"):
        for periods in _by_thing(seen, measure).values():
            for period, same in periods.items():
                for one, other in combinations(same, 2):
                    comparable = one.document != other.document or one.fact.unit in ("CNY", "%")
                    if comparable and not _range(one).meets(_range(other)):
                        message = f"{_what(one)}{period}：{_shown(one)}与{_shown(other)}对不上，或口径不同"
                        yield Contradiction("figures", message, (one, other))


def _shares(figures: Sequence[Said]) -> Iterator[Contradiction]:
    for said in figures:
        value = said.fact.value or Decimal(0)
        if said.fact.measure == "share" and said.fact.unit == "%" and not 0 <= value <= 100:
            yield Contradiction("share", f"{_what(said)}：比重{_shown(said)}不在0与100%之间", (said,))


def _growths(seen: Sequence[Said]) -> Iterator[Contradiction]:
    """A level that does not follow from the year before and the growth that is told."""
    told_once = ((thing, period, same) for thing, periods in _by_thing(seen, "growth").items() for period, same in periods.items() if len(same) == 1)
    growths = {(thing[:2], period): same[0] for thing, period, same in told_once}
    for thing, periods in _by_thing(seen, "level").items():
        if any(word in (periods[next(iter(periods))][0].fact.indicator or "") for word in REAL):
            continue
        for period, (level, *_) in periods.items():
            before = periods.get(str(int(period) - 1)) if period.isdigit() else None
            growth = growths.get((thing[:2], period))
            if before is None or growth is None:
                continue
            base, rate = _range(before[0]), _range(growth)
            grown = _Range(base.low * (1 + rate.low / 100), base.high * (1 + rate.high / 100))
            if not grown.meets(_range(level)):
                told = f"{_shown(before[0])}按增长{_shown(growth)}应为{_money(grown.low, level)}至{_money(grown.high, level)}"
                yield Contradiction("growth", f"{_what(level)}{period}：{told}，所说是{_shown(level)}", (before[0], growth, level))


def _parts(seen: Sequence[Said]) -> Iterator[Contradiction]:
    """A占B比重 against the levels of A and B of the same period: the part is no more than the whole, and the share is theirs."""
    levels = {(said.fact.region, said.fact.indicator, said.fact.period, said.fact.unit): said for said in seen if said.fact.measure == "level"}
    for share in (said for said in seen if said.fact.measure == "share" and said.fact.period):
        part_name, found, whole_name = (share.fact.indicator or "").removesuffix("比重").removesuffix("的").partition("占")
        at = (share.fact.region, share.fact.period, "CNY")
        part, whole = (levels.get((at[0], name, at[1], at[2])) for name in (part_name, whole_name))
        if not found or part is None or whole is None or not (share.fact.value and whole.fact.value):
            continue
        ends, of, told = _range(part), _range(whole), _range(share)
        if ends.low > of.high:
            yield Contradiction("part", f"{_what(part)}{_shown(part)}大于{_what(whole)}{_shown(whole)}", (part, whole))
        elif of.low > 0 and not _Range(ends.low / of.high * 100, ends.high / of.low * 100).meets(told):
            counted = (part.fact.value or Decimal(0)) / whole.fact.value * 100
            message = f"{_what(share)}：{_shown(part)}占{_shown(whole)}是{counted:.1f}%，所说是{_shown(share)}"
            yield Contradiction("part", message, (part, whole, share))


def _weaker(aims: Sequence[Said]) -> Iterator[Contradiction]:
    """A later goal for the same thing and deadline that asks for less than an earlier one."""
    for measure in ("level", "share", "growth", "multiple"):
        for periods in _by_thing(aims, measure).values():
            for period, same in periods.items():
                dated = sorted((said for said in same if said.published), key=lambda said: (said.published or date.min, said.document))
                for earlier, later in combinations(dated, 2):
                    if earlier.published == later.published or _downward(earlier) or _downward(later):
                        continue
                    if (later.fact.value or 0) < (earlier.fact.value or 0):
                        message = f"{_what(later)}{period}年目标：{later.published}的{_shown(later)}低于{earlier.published}的{_shown(earlier)}"
                        yield Contradiction("weaker", message, (earlier, later))


def _downward(said: Said) -> bool:
    return said.fact.comparator in ("le", "lt")


def _multiples(aims: Sequence[Said], seen: Sequence[Said]) -> Iterator[Contradiction]:
    """倍增 beside a goal in figures for the same thing and deadline, where the only base that is told makes them differ."""
    bases: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in seen:
        if said.fact.measure == "level":
            bases[_thing(said)[:2]].append(said)
    goals = _by_thing(aims, "level")
    for multiple in (said for said in aims if said.fact.measure == "multiple"):
        region, metric, _ = _thing(multiple)
        known = bases[region, metric]
        same = [said for thing, periods in goals.items() if thing[:2] == (region, metric) for said in periods.get(multiple.fact.period or "", [])]
        for goal in same:
            base = next((said for said in known if said.fact.unit == goal.fact.unit), None)
            if len(known) != 1 or base is None:
                continue
            times, ends = multiple.fact.value or Decimal(0), _range(base)
            if not _Range(ends.low * times, ends.high * times).meets(_range(goal)):
                message = f"{_what(goal)}：{_shown(base)}的{_shown(multiple)}与目标{_shown(goal)}对不上"
                yield Contradiction("multiple", message, (base, multiple, goal))


# ── in words ─────────────────────────────────────────────────────────────────


def _what(said: Said) -> str:
    return f"{said.fact.region}{said.fact.indicator or said.fact.metric}"


def _shown(said: Said) -> str:
    fact = said.fact
    return format_quantity(Quantity(fact.value or Decimal(0), fact.unit or "", fact.comparator or "eq", fact.value_max))


def _money(value: Decimal, like: Said) -> str:
    return format_quantity(Quantity(Decimal(f"{value:.5g}"), like.fact.unit or "", "eq"))
