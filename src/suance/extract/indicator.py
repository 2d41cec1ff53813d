"""What a figure measures, in the words of the text: the phrase before it, or the noun after it.

The words between the figure and the nearest boundary are trimmed of predicates, connectives, times and
places (words/indicator.toml); where nothing is left, the indicator of the figure before is carried on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from suance.extract.lexicon import data
from suance.model import Span


@dataclass(frozen=True, slots=True)
class Trim:
    """The compiled word lists."""

    heads: re.Pattern[str]
    tails: re.Pattern[str]
    verbs: re.Pattern[str]
    relations: tuple[str, ...]
    bare: re.Pattern[str]


@cache
def trim() -> Trim:
    """The lists of words/indicator.toml as patterns, longest word first."""
    lists = data("words", "indicator.toml")

    def any_of(name: str) -> str:
        return "(?:" + "|".join(sorted(lists[name], key=len, reverse=True)) + ")"

    return Trim(
        heads=re.compile(rf"(?:{any_of('heads')}|[\s、，：:“”●▷•—\-·〜])"),
        tails=re.compile(rf"(?:{any_of('tails')}|[\s、，：:])$"),
        verbs=re.compile(any_of("verbs")),
        relations=tuple(lists["relations"]),
        bare=re.compile(any_of("bare")),
    )


_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")
_STOP = re.compile(r"[，,。；;：:！？\n]")
_NOUN_STOP = re.compile(r"[，,。；;：:！？\n（(]|、")


def phrase_before(text: str, start: int, end: int, cut: Sequence[Span]) -> tuple[str, Span]:
    """The noun phrase of text[start:end] and where it stands: heads, tails and the spans to cut (times, places) removed.

    Heads are taken off only as long as something known stands there: a time, a place, a connective.
    """
    start, end = _trim_tail(text, start, end, cut)
    start = _trim_head(text, start, end, cut)
    return text[start:end], (start, end)


def _trim_tail(text: str, start: int, end: int, cut: Sequence[Span]) -> Span:
    tails = trim().tails
    while end > start:
        match = tails.search(text, max(start, end - 8), end) or _BRACKET.search(text, start, end)
        if match:
            end = match.start()
            continue
        over = next((s for s, e in cut if e == end and s >= start), None)
        if over is None:
            break
        end = over
    return start, end


def _trim_head(text: str, start: int, end: int, cut: Sequence[Span]) -> int:
    heads = trim().heads
    while start < end:
        over = next((e for s, e in cut if s == start and e <= end), None)
        match = None if over is not None else heads.match(text, start, end)
        if over is None and match is None:
            break
        step = over if over is not None else match.end() if match else start
        if step >= end and over is None:
            break
        start = step
    return min(start, end)


def without_verb(text: str, span: Span) -> Span:
    """The span without the verb at its head: 培育高新技术企业 → 高新技术企业; all verb → an empty span."""
    start, end = span
    match = trim().verbs.match(text, start, end)
    while match and match.end() <= end:
        start = match.end()
        match = trim().verbs.match(text, start, end)
    return start, end


def noun_after(text: str, start: int, end: int) -> Span:
    """The words right of a figure up to the next punctuation: 个|国家级制造业创新中心， → the noun."""
    if text[start : start + 1] in ("的", "以"):
        start += 1
    stop = _NOUN_STOP.search(text, start, end)
    return start, stop.start() if stop else end


def is_bare_count(noun: str) -> bool:
    """Whether a count only numbers a list (三个方面, 五项标准) and is no fact."""
    head = re.split(r"的", noun)[-1]
    return bool(trim().bare.search(head[-4:]))


def relates(phrase: str) -> bool:
    """Whether the phrase leans on the indicator before it: 占比, 总数, 增速 …"""
    return phrase.startswith(trim().relations)
