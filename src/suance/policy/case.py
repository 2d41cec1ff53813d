"""An award that an office grants case by case: whom it is for, no panel knows, but an office has approved.

开展关键技术攻关的创新主体, 无重大安全事故的机构 are judgements. What sets such an award off is the approval itself: a row of the
panel's projects whose kind is the award's id. Its words are `judged`; what they measure besides (a threshold, a base, a
count) is a figure of the same row, named by a term of the house or by the clause's own words. Only what must hold is made
a condition: where alternatives are open, the words stay with whoever judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from suance import terms
from suance.model import Document, Fact, Span, Threshold
from suance.policy import lexicon, passage
from suance.policy.amount import LAST_YEAR, Inexpressible, Plain, named_base
from suance.policy.schema.parts import COMPARISONS
from suance.quantity import DURATIONS, Quantity, figures

_ALTERNATIVES = re.compile("或|之一|(?:以下|下列|如下)条件")
_BREAK = re.compile(r"[，,。；;：:、（()）“”「」《》\s]|且|并|同时|其中")
_COMPARING = re.compile(
    "(?:首次|累计|分别|需|须|应|为|在|达到|达|超过|超出|超|突破|不低于|不少于|不高于|不超过|高于|大于|低于|少于|未满|不满|满|不足|至少|最多|约)+$"
)
_LEADING = re.compile("^(?:最高|至多|不超过|不高于|按照|按|以|其|该|对于?|给予|企业|当年度?|年度|年|核定的?|实际)+")
_TRAILING = re.compile("(?:给予|予以|进行|部分|总额度|的)+$")
_NUMBER_OF = re.compile("([一-鿿]{2,12})的?(?:数量|人数|家数|个数)")
_COUNTED = re.compile("([一-鿿]{1,8})$")
_ONE_MORE = re.compile("每(?:成功)?(新增|引进|引入|培育|孵化)")
_MATCHING = re.compile("配套|1[:：]1|等额")
_NAME = re.compile("[一-鿿][一-鿿A-Za-z0-9]+")
UPPER_AID = "上级支持资金"
"""what 配套 follows where nothing else is named"""
GROWTH = re.compile("增长|增速|增幅|增加")


class Case(NamedTuple):
    """The keys of an award that is granted case by case."""

    when: list[Plain]
    pay: Plain
    caps: list[Plain]
    questions: list[Plain]


def read(document: Document, facts: Sequence[Fact], name: str) -> Case:
    """What the facts of one award pay to whoever is approved; Inexpressible where a sum, its base or its steps stay open."""
    fact = facts[0]
    _nothing_taken_off(document, facts)
    if len(facts) == 1:
        return Case(_conditions(document, fact), pay(document, fact), *_caps(document, fact, name))
    raise Inexpressible("一个条件对几个金额，对应关系须人工确认")


def judged(document: Document, facts: Sequence[Fact]) -> list[Span]:
    """The words that whoever approves holds an applicant against: the sentence before the first sum, and each other one with a threshold."""
    first = min(fact.start for fact in facts)
    text = document.text
    start = max(text.rfind(stop, 0, first) for stop in "。\n") + 1
    outside = sorted(
        {
            passage.around(document, threshold.span)
            for fact in facts
            for threshold in fact.thresholds or ()
            if threshold.span and not start <= threshold.span[0] < first
        }
    )
    found = [*outside, passage.trimmed(text, start, first), *_afterwards(document, facts)]
    return sorted({span for span in found if span[0] < span[1]})


def _afterwards(document: Document, facts: Sequence[Fact]) -> Iterator[Span]:
    """What the sentence says after the sums, where it limits them: 补贴不超过三年, 不含二手设备."""
    text, last = document.text, max(fact.end for fact in facts)
    end = min((place for mark in "。\n" if (place := text.find(mark, last)) >= 0), default=len(text))
    rest = text[last:end]
    if lexicon.first_of("limiting", rest) or any(figure.quantity.unit in DURATIONS for figure in figures(rest)):
        yield passage.trimmed(text, last, end)


def _nothing_taken_off(document: Document, facts: Sequence[Fact]) -> None:
    """Refuse an award whose sentence changes the sum itself: 补差, 扣除."""
    start, end = passage.sentence(document, facts[0])[0], passage.sentence(document, facts[-1])[1]
    if word := lexicon.first_of("reckoned", document.text[start:end].replace("加计扣除", "")):
        raise Inexpressible(f"金额另有算法：“{word}”")


# ── conditions ───────────────────────────────────────────────────────────────


def _conditions(document: Document, fact: Fact) -> list[Plain]:
    """The thresholds that must hold, in the fact's own paragraph; none where the words leave alternatives open."""
    thresholds = [threshold for threshold in fact.thresholds or () if threshold.span is not None]
    start = document.text.rfind("\n", 0, fact.start) + 1
    near = [threshold for threshold in thresholds if threshold.span and start <= threshold.span[0] < fact.start]
    if not near or _ALTERNATIVES.search(_said_between(document, near)) or (_ALTERNATIVES.search(fact.trigger or "") and len(near) > 1):
        return []
    return list(_named(document, near, start))


def _said_between(document: Document, thresholds: Sequence[Threshold]) -> str:
    """The words from the first to the last threshold."""
    spans = [threshold.span for threshold in thresholds if threshold.span]
    return document.text[min(start for start, _ in spans) : max(end for _, end in spans)]


def _named(document: Document, thresholds: Sequence[Threshold], start: int) -> Iterator[Plain]:
    """Each threshold whose words name what it measures, as a condition."""
    for threshold in thresholds:
        assert threshold.span is not None
        name = named(document.text[start : threshold.span[0]], percent=threshold.unit == "%")
        if name is not None and threshold.comparator in COMPARISONS and threshold.value_max is None:
            written = passage.written(document, threshold.span, Quantity(threshold.value, threshold.unit))
            yield {"metric": name, threshold.comparator: written}
        start = threshold.span[1]


def named(before: str, *, percent: bool = False) -> str | None:
    """What a figure is called by the words before it: a term's id, else the words themselves; None where they name nothing.

    A growth is no metric of the house, and is called by its words: 营业收入同比增速.
    """
    words = _COMPARING.sub("", before.rstrip())
    phrase = words[max((match.end() for match in _BREAK.finditer(words)), default=0) :]
    phrase = _LEADING.sub("", phrase[phrase.rfind("的") + 1 :])
    known = _term(phrase)
    if known is not None and not (percent and GROWTH.search(before)):
        return known.id
    return phrase if len(phrase) > 1 and _NAME.fullmatch(phrase) and not phrase.startswith("连续") else None


def _term(words: str) -> terms.Term | None:
    """The term that the words are, no more and no less; last year's figure is another than this year's."""
    known = terms.find(words, "firm")
    exactly = known is not None and known.word == words and not any(year in words for year in LAST_YEAR)
    return known.term if known and exactly else None


# ── sums ─────────────────────────────────────────────────────────────────────


def pay(document: Document, fact: Fact) -> Plain:
    """What one fact pays: a sum, a share of a figure, or a sum for each that is counted, with its ceiling."""
    if fact.value is None or fact.value_max is not None or fact.comparator not in ("eq", "le"):
        raise Inexpressible("不是一个确定的金额、比例或单价")
    open_ = fact.comparator == "le"
    if fact.form in ("fixed", "max") and fact.unit == "CNY":
        return {"up_to" if open_ else "fixed": _written(document, fact)}
    if fact.form == "rate" and fact.unit == "%":
        return {"up_to_rate" if open_ else "rate": _written(document, fact), "of": _base(document, fact), **_ceiling(document, fact)}
    if fact.form == "unit" and fact.unit == "CNY":
        return {"each_up_to" if open_ else "each": _written(document, fact), "of": _counted(fact), **_ceiling(document, fact)}
    raise Inexpressible("金额的算法不明")


def _written(document: Document, fact: Fact) -> str:
    assert fact.value is not None
    return passage.written(document, (fact.start, fact.end), Quantity(fact.value, fact.unit or ""))


def _base(document: Document, fact: Fact) -> str:
    """What a share is of: a term of the house where the words are exactly it, else the words; of a 配套 what the level above gave."""
    words = _BREAK.split(_TRAILING.sub("", named_base(fact)))[-1]
    words = _LEADING.sub("", words[words.rfind("的") + 1 :])
    known = _term(words)
    if known is not None and known.unit == "CNY":
        return known.id
    if fact.base and _NAME.fullmatch(words):
        return words
    if _MATCHING.search(document.text[slice(*passage.sentence(document, fact))]):
        return UPPER_AID
    raise Inexpressible(f"认不出按什么的比例：“{fact.base or fact.trigger or ''}”")


def _counted(fact: Fact) -> str:
    """What is counted: 专利数."""
    if fact.thresholds and any(threshold.unit not in ("CNY", "%", *DURATIONS) for threshold in fact.thresholds):
        raise Inexpressible("是每一件都计，还是只计超过的，须人工确认")
    match = _COUNTED.search(fact.counted or "") or _NUMBER_OF.search((fact.trigger or "")[-24:])
    if match is None:
        raise Inexpressible(f"认不出按什么计数：“{fact.counted or fact.trigger or ''}”")
    more = _ONE_MORE.search(fact.trigger or "")
    return f"{more[1] if more else ''}{match[1]}数"


def _ceiling(document: Document, fact: Fact) -> Plain:
    if fact.cap is None:
        return {}
    if fact.cap.span is None or fact.cap.unit != "CNY":
        raise Inexpressible("上限不是一个写明的人民币金额")
    return {"up_to": passage.written(document, fact.cap.span, Quantity(fact.cap.value, "CNY"))}


def _caps(document: Document, fact: Fact, name: str) -> tuple[list[Plain], list[Plain]]:
    """Of a sum that is the most of a year, in all, or of one payee (单个主体年度最高), the ceiling over whoever is granted it, and its question."""
    span, value = _most(fact)
    over = {"year": "year", "lifetime": "lifetime"}.get(fact.per or "")
    each = lexicon.scope(document.text[fact.end : span[0]]) == "firm" if span and span[0] > fact.end else False
    if span is None or value is None or not (over or each):
        return [], []
    at = passage.written(document, span, Quantity(value, "CNY"))
    cap = {"id": f"{name}-most", "per": "firm", "over": over or "lifetime", "at": at, "covers": [name], "overflow": "pro_rata"}
    question = {"about": f"caps.{name}-most.over", "ask": "单个企业的上限按年还是累计？", "reading": "lifetime", "alternatives": ["year"]}
    return [cap], [] if over else [question]


def _most(fact: Fact) -> tuple[Span | None, Decimal | None]:
    """The most that a fact pays at once: its ceiling, or of 最高 the sum itself."""
    if fact.form == "max":
        return (fact.start, fact.end), fact.value
    return (fact.cap.span, fact.cap.value) if fact.cap else (None, None)
