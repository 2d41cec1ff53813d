"""Where a fact's words stand: the piece of its sentence, its cite, its title, its figure as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from suance.errors import SuanceError
from suance.model import Document, Fact, Span
from suance.policy.proof import digest
from suance.quantity import Quantity, format_quantity, parse

_STOPS = "。；;！？\n"
_STOP = re.compile(f"[{_STOPS}]")
_COMMAS = f"，,{_STOPS}"
_COMMA = re.compile(f"[{_COMMAS}]")
_PROGRAMME = re.compile(r"[“「]([^“”「」，。]{2,12}(?:计划|行动|工程|专项))[”」]")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*(?:实施)?([^。：，；]{3,20})[。：]")


def piece(document: Document, facts: Sequence[Fact], anchors: Sequence[str] = ()) -> Span:
    """The clauses that say these facts: from the one with the first of `anchors` that stands before the figure in its paragraph.

    Without any it is the clause of the first figure; it ends before the comma or stop after the last,
    thresholds and ceilings included.
    """
    text = document.text
    figures = [(fact.start, fact.end) for fact in facts]
    paragraph, ending = text.rfind("\n", 0, min(figures)[0]) + 1, text.find("\n", max(figures)[1])
    spans = [*figures, *(span for fact in facts for span in _beside(fact) if paragraph <= span[0] and (ending < 0 or span[1] <= ending))]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    places = (text.rfind(anchor, paragraph, last) for anchor in anchors if anchor)
    opening = min(first, next((place for place in places if place >= 0), first))
    start = max(text.rfind(stop, 0, opening) for stop in _COMMAS) + 1
    closing = _COMMA.search(text, last)
    return trimmed(text, start, closing.start() if closing else len(text))


def _beside(fact: Fact) -> Iterator[Span]:
    """Where a fact's thresholds and its ceiling stand."""
    for figure in (*(fact.thresholds or ()), fact.cap):
        if figure is not None and figure.span is not None:
            yield figure.span


def sentence(document: Document, fact: Fact) -> Span:
    """The sentence, or the part between semicolons, that a fact stands in."""
    text = document.text
    start = max(text.rfind(stop, 0, fact.start) for stop in _STOPS) + 1
    closing = _STOP.search(text, fact.end)
    return start, closing.start() if closing else len(text)


def cite(document: Document, span: Span) -> dict[str, Any]:
    """The cite of a span as plain data: with its words where they may be kept, else with their digest."""
    words = document.text[span[0] : span[1]]
    kept = {"quote": words} if document.rights == "full" else {"digest": digest(words)}
    return {"source": "text", "span": list(span), **kept}


def title(document: Document, span: Span, otherwise: str, floor: int = 0) -> str:
    """What a rule may be called: a programme that its sentence names after `floor`, the item's heading, else `otherwise`."""
    text = document.text
    opening = text.rfind("\n", 0, span[0]) + 1
    sentence_start = max(text.rfind(stop, 0, span[0]) for stop in _STOPS) + 1
    if named := _PROGRAMME.search(text, max(floor, sentence_start), span[1]):
        return named[1]
    heading = _HEADING.match(text, opening, span[1])
    return heading[1] if heading else otherwise


def written(document: Document, span: Span | None, value: Quantity) -> str:
    """The figure as the text writes it, where those words alone (with 元, where a list leaves it out) mean the value; else its plain form."""
    words = document.text[span[0] : span[1]] if span else ""
    for text in (words, f"{words}元"):
        try:
            if words and parse(text) == value:
                return text
        except SuanceError:
            continue
    return format_quantity(value)


def around(document: Document, span: Span) -> Span:
    """The sentence that a span stands in."""
    text = document.text
    start = max(text.rfind(stop, 0, span[0]) for stop in "。\n") + 1
    closing = re.compile("[。\n]").search(text, span[1])
    return trimmed(text, start, closing.start() if closing else len(text))


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the spaces at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
