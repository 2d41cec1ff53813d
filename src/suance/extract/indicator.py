"""The words of an indicator: a stretch of text trimmed of predicates, connectives, times and places.

The word lists are data (words/indicator.toml); every trim is reported with its span, so that the indicator stays
tied to the characters it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from suance import terms
from suance.extract.lexicon import data
from suance.model import Span


@dataclass(frozen=True, slots=True)
class Trim:
    """The compiled word lists."""

    heads: re.Pattern[str]
    tails: re.Pattern[str]
    tail_ends: re.Pattern[str]
    """the last character of any tail"""
    verbs: re.Pattern[str]
    relations: frozenset[str]
    bare: tuple[str, ...]


@cache
def trim() -> Trim:
    """The lists of words/indicator.toml as patterns, longest word first."""
    lists = data("words", "indicator.toml")

    def any_of(name: str) -> str:
        return "(?:" + "|".join(sorted(lists[name], key=len, reverse=True)) + ")"

    number = r"[一二三四五六七八九十两\d]+"
    return Trim(
        heads=re.compile(rf"(?:{any_of('heads')}|[\s、，：:”●▷•—\-·〜+]|{number}[.．、]|[（(][^（）()]{{1,20}}[）)])"),
        tails=re.compile(
            rf"(?:{any_of('tails')}|连续第?{number}[年次个月]+|在[^，。；]{{2,16}}中|[前后]{number}[名位家]|{number}年前|[比较与同][^，。；]{{0,6}}同期|[\s、，：:“]|[（(][^（）()]{{1,20}}[）)])$"
        ),
        tail_ends=re.compile(rf"[{''.join(sorted({word[-1] for word in lists['tails']}))}年次个月中名位家前期、，：:“)）\s]"),
        verbs=re.compile(any_of("verbs")),
        relations=frozenset(lists["relations"]),
        bare=tuple(lists["bare"]),
    )


_NOUN_STOP = re.compile(r"[，,。；;：:！？\n（(]|、")
_NOUN_END = re.compile(r"(?:成为|是|为|能|即将|都|均|就|受到|正|约占|占|预计|创造|之)")


def phrase_before(text: str, start: int, end: int, cut: Sequence[Span]) -> tuple[str, Span]:
    """The noun phrase of text[start:end] and its span: heads, tails and the spans to cut (times, places) taken off.

    A time or place inside the phrase ends what stands before it: 深圳2021年全市|地区生产总值.
    """
    end = _trim_tail(text, start, end, cut)
    inner = [stop for begin, stop in cut if start <= begin and stop < end]
    start = _trim_head(text, max([start, *inner]), end, cut)
    return text[start:end], (start, end)


def _trim_tail(text: str, start: int, end: int, cut: Sequence[Span]) -> int:
    tails, ends = trim().tails, trim().tail_ends
    while end > start:
        over = next((s for s, e in cut if e == end and s >= start), None)
        match = tails.search(text, max(start, end - 20), end) if over is None and ends.match(text, end - 1) else None
        if over is None and match is None:
            return end
        end = over if over is not None else match.start() if match else end
    return end


def _trim_head(text: str, start: int, end: int, cut: Sequence[Span]) -> int:
    heads = trim().heads
    while start < end:
        over = next((e for s, e in cut if s == start and e <= end), None)
        match = None if over is not None else heads.match(text, start, end)
        if over is None and match is None:
            if text[start] == "“" and "”" not in text[start:end]:
                start += 1
                continue
            break
        start = over if over is not None else match.end() if match else start
    return min(start, end)


def without_verb(text: str, span: Span) -> Span:
    """The span without the verbs at its head: 培育高新技术企业 → 高新技术企业; all verb → an empty span."""
    start, end = span
    while start < end and (match := trim().verbs.match(text, start, end)):
        start = match.end()
    return start, end


def noun_after(text: str, start: int, end: int) -> Span:
    """The words right of a figure that name what it counts: 13条|重点产业链, 85%|的零部件."""
    if text[start : start + 1] == "的":
        start += 1
    stop = _NOUN_STOP.search(text, start, end)
    end = stop.start() if stop else end
    predicate = _NOUN_END.search(text, start + 2, end)
    end = predicate.start() if predicate and predicate.start() > start else end
    return start, end - 1 if text[start:end].endswith("中") and end - start > 3 else end


def is_bare_count(noun: str) -> bool:
    """Whether a count only numbers a list (三个方面, 五项标准) and is no fact."""
    return noun.endswith(trim().bare) or noun.startswith("方面")


def metric_of(words: str, measure: str | None, region: str | None) -> str | None:
    """The canonical id of an indicator, a region's; without a region it is a company's own figure, or a study's. None where the terms have none."""
    place = terms.indicator(words, measure)
    found = place if region else terms.indicator(words, measure, of="firm") or place
    return found.id if found else None


def relates(phrase: str) -> bool:
    """Whether the phrase leans on the indicator before it: 占比, 总数, 增速, 占…比重."""
    return phrase in trim().relations or phrase.startswith(("占比", "占"))
