"""After reading: the canonical id of what each figure measures, and where a person should look.

A doubt never changes a fact. It says that words and figure do not go together, that the document says the same thing in
two ways, or that a slot was handed on from another paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from suance import terms
from suance.extract.indicator import metric_of
from suance.model import Document, Fact, Span, Threshold, decimal_text

_BOUNDARY = re.compile(r"[，。；：、,;:！？\n()（）“”《》【】]|\d[家户名个人项]")
_LIST = re.compile(r"(?:元|以上|以下|及|和|或|与|至|[（(]含[）)]|[、，,—\-~～\s])*")
_WORDS_BEFORE = 30
"""how far before a threshold the name of its metric may begin, in characters"""

_SLOTS = {"period": "时期", "region": "地区", "indicator": "指标", "name": "名称", "lead": "牵头单位", "speaker": "发言人", "office": "职务"}
_KINDS = {"money": "金额", "percent": "百分数", "count": "数量"}
_WRITTEN = {"ge": "{}以上", "gt": "超{}", "le": "不超过{}", "lt": "不足{}", "approx": "{}左右"}


def checked(document: Document, facts: Iterable[Fact]) -> list[Fact]:
    """The facts with `metric` filled in where the terms know it, and every doubt in `review`."""
    known = _with_metrics(document.text, list(facts))
    paragraphs = [paragraph.start for paragraph in document.paragraphs]
    other = _disagreements(document.text, known)
    return [_reviewed(fact, [*_doubts(fact), *_handed_on(fact, paragraphs), *other[index]]) for index, fact in enumerate(known)]


def _reviewed(fact: Fact, doubts: Sequence[str]) -> Fact:
    said = [fact.review] if fact.review else []
    return replace(fact, review="；".join(dict.fromkeys([*said, *doubts]))) if doubts else fact


# ── metrics ──────────────────────────────────────────────────────────────────


def _with_metrics(text: str, facts: Sequence[Fact]) -> list[Fact]:
    spans = sorted({threshold.span for fact in facts for threshold in fact.thresholds or () if threshold.span})
    named = _threshold_metrics(text, spans)
    return [_with_metric(fact, named) for fact in facts]


def _with_metric(fact: Fact, named: Mapping[Span, str]) -> Fact:
    if fact.kind in ("statistic", "target"):
        found = fact.metric or metric_of(fact.indicator or "", fact.measure, fact.region)
        return fact if found == fact.metric else replace(fact, metric=found)
    base = terms.metric(fact.base) if fact.base else None
    thresholds = tuple(_threshold(threshold, named) for threshold in fact.thresholds) if fact.thresholds else fact.thresholds
    return replace(fact, metric=base.id, thresholds=thresholds) if base else replace(fact, thresholds=thresholds) if thresholds else fact


def _threshold(threshold: Threshold, named: Mapping[Span, str]) -> Threshold:
    found = terms.term(named.get(threshold.span, "")) if threshold.span else None
    return replace(threshold, metric=found.id) if found and found.kind == terms.unit_kind(threshold.unit) else threshold


def _threshold_metrics(text: str, spans: Sequence[Span]) -> dict[Span, str]:
    """The metric that the words right before each threshold name; the members of a list share that of its first."""
    named: dict[Span, str] = {}
    before: Span = (0, 0)
    for span in spans:
        between = text[max(before[1], span[0] - _WORDS_BEFORE) : span[0]]
        if before in named and _LIST.fullmatch(between):
            named[span] = named[before]
        elif found := terms.metric(_BOUNDARY.split(between)[-1]):
            named[span] = found.id
        before = span
    return named


# ── one fact by itself ───────────────────────────────────────────────────────


def _doubts(fact: Fact) -> list[str]:
    """What does not go together within a fact."""
    found = [_over_hundred(fact), _wrong_kind(fact), _low_cap(fact)]
    return [doubt for doubt in found if doubt]


def _over_hundred(fact: Fact) -> str | None:
    if fact.unit != "%" or max(fact.value or 0, fact.value_max or 0) <= 100:
        return None
    if fact.measure == "share":
        return "占比超过100%"
    return "奖补比例超过100%" if fact.kind == "award" and fact.form == "rate" else None


def _wrong_kind(fact: Fact) -> str | None:
    """A level or share whose unit the indicator cannot have: 一般公共预算收入 of 4.5%."""
    term = terms.term(fact.metric) if fact.metric and fact.kind in ("statistic", "target") else None
    if term is None or term.kind is None or fact.unit is None or fact.measure not in ("level", "share"):
        return None
    kind = terms.unit_kind(fact.unit)
    if fact.measure == "share" and "share" not in term.measures and term.kind != "percent":
        return f"“{term.name}”是{_KINDS[term.kind]}，这里却是占比：可能是别的指标所占，或完成目标的比例"
    if fact.measure == "level" and kind != term.kind and "percent" in (kind, term.kind):
        return f"“{term.name}”应是{_KINDS[term.kind]}，这里却是{_KINDS[kind]}"
    return None


def _low_cap(fact: Fact) -> str | None:
    """A ceiling that is lower than the smallest award that can arise under it."""
    if fact.cap is None or fact.value is None:
        return None
    if fact.form == "unit" and fact.unit == fact.cap.unit and fact.cap.value < fact.value:
        return "封顶低于一件的金额"
    least = _least_base(fact)
    if fact.form != "rate" or least is None or fact.unit != "%":
        return None
    smallest = least * fact.value / 100
    return f"封顶低于按门槛算出的最小金额{decimal_text(smallest)}元" if fact.cap.value < smallest else None


def _least_base(fact: Fact) -> Decimal | None:
    """The smallest base that a rate's own threshold lets in, in 元."""
    floors = [t.value for t in fact.thresholds or () if t.metric == fact.metric and t.unit == "CNY" and t.comparator in ("ge", "gt", "between")]
    return max(floors, default=None) if fact.metric else None


def _handed_on(fact: Fact, paragraphs: Sequence[int]) -> list[str]:
    """The slots that came from the words of another paragraph; a table's figures have theirs from its heads, which is no doubt."""
    if fact.frame and fact.frame.startswith("table"):
        return []
    here = bisect_right(paragraphs, fact.start)
    far = [_SLOTS.get(slot, slot) for slot, span in fact.inherited.items() if bisect_right(paragraphs, span[0]) != here]
    return [f"{'、'.join(far)}沿用自另一段"] if far else []


# ── facts against each other ─────────────────────────────────────────────────


def _disagreements(text: str, facts: Sequence[Fact]) -> defaultdict[int, list[str]]:
    """For each fact's place in the list: how the document says the same thing differently elsewhere."""
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, fact in enumerate(facts):
        key = _same_thing(fact)
        if key:
            groups[key].append(index)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for members in groups.values():
        ways = {_figure(facts[index]): index for index in reversed(members)}
        ordered = sorted(ways.values())
        for one, other in pairwise(ordered):
            if _differ(facts[one], facts[other]):
                found[one].append(f"文中另一处作“{_written(text, facts[other])}”")
                found[other].append(f"文中另一处作“{_written(text, facts[one])}”")
    return found


def _same_thing(fact: Fact) -> tuple[object, ...] | None:
    """What makes two figures speak of one thing; None where too little is known to say so."""
    if fact.value is None:
        return None
    if fact.kind == "fund" and fact.role != "paid":
        return (fact.kind, fact.role, fact.region, fact.unit, fact.value)
    if fact.kind in ("statistic", "target") and fact.metric and fact.period and fact.region:
        return (fact.kind, fact.metric, fact.measure, fact.period, fact.region, fact.unit)
    return None


def _figure(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.value_max, fact.comparator


def _differ(one: Fact, other: Fact) -> bool:
    """Whether two figures of one thing do not go together: one value compared in two ways, or two values that no rounding explains.

    Two rates of growth may each be right: 同比 and 环比, and the mean of two years, are not told apart.
    """
    if one.value is None or other.value is None:
        return False
    if one.value == other.value:
        return one.comparator != other.comparator
    if one.measure == "growth":
        return False
    plain = {one.comparator, other.comparator} <= {"eq", "approx"} and one.value_max is None and other.value_max is None
    return plain and abs(one.value - other.value) >= max(_grain(one.value), _grain(other.value))


def _grain(value: Decimal) -> Decimal:
    """The place of a figure's last digit that counts: 8800亿 is exact to 100亿."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def _written(text: str, fact: Fact) -> str:
    return _WRITTEN.get(fact.comparator or "", "{}").format(text[fact.start : fact.end])
