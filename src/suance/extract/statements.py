"""Statements: who said what. The words in “”, or what follows 表示， to the end of the sentence.

A statement needs a speaker: a name with or without an office, someone unnamed (有关负责人), or 他 where a speaker was named
shortly before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from suance.extract.islands import opening
from suance.extract.reading import REACH, Reading
from suance.extract.standing import sentence_at
from suance.extract.wording import wording
from suance.model import Fact, Span

_WORDS_MAX = 1200
"""a quotation that does not close within so many characters is a slip of the pen"""
_SHORTEST = 6
"""fewer quoted characters are a term, no statement"""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks: the name or the words for someone unnamed, the office, and where they stand."""

    name: str
    office: str | None
    span: Span


def statements(reading: Reading) -> list[Fact]:
    """The statements of a document, in its order; a span holds the words without their outer marks."""
    text, found = reading.text, list[Fact]()
    speaker: _Speaker | None = None
    known: dict[str, _Speaker] = {}
    for begin, words in _said(reading):
        named = _speaker(text, begin)
        if named is None and speaker and words[0] - speaker.span[1] < REACH and _is_pronoun(text, begin):
            named = speaker
        if named is None or (found and words[0] < found[-1].end):
            continue
        if named.office is None and text[named.span[1]] == "：" and named.name not in known:
            continue
        earlier = known.get(named.name)
        office = named.office or (earlier.office if earlier else None)
        handed_on = {"office": earlier.span} if earlier and not named.office and office else {}
        handed_on |= {"speaker": named.span} if named is speaker else {}
        speaker = replace(named, office=office)
        known[named.name] = earlier if earlier and not named.office else speaker
        found.append(Fact("statement", *words, speaker=named.name, office=office, frame="statement", inherited=handed_on))
    return found


def _said(reading: Reading) -> Iterator[tuple[int, Span]]:
    """Each place where somebody speaks: where the words for the speaker end, and the span of what is said."""
    text = reading.text
    places: list[tuple[int, Span]] = []
    for match in wording("says_quote").finditer(text):
        close = _closing_quote(text, match.end())
        if close is not None and close - match.end() >= _SHORTEST:
            places.append((match.start(), (match.end(), close)))
    for match in wording("quote_says").finditer(text):
        start = _opening_quote(text, match.start())
        if start is not None and match.start() - start >= _SHORTEST:
            places.append((match.end("who"), (start, match.start())))
    for match in wording("says_line").finditer(text):
        paragraph = reading.document.paragraphs[sentence_at(reading, match.end()).paragraph]
        if match.start("who") == paragraph.start and paragraph.end - match.end() >= _SHORTEST:
            places.append((match.end("who"), (match.end(), paragraph.end)))
    for match in wording("says_report").finditer(text):
        end = sentence_at(reading, match.start()).end
        end -= text[end - 1] in "。！？\n"
        if _SHORTEST <= end - match.end() <= _WORDS_MAX:
            places.append((match.start(), (match.end(), end)))
    yield from sorted(places, key=lambda place: place[1])


def _closing_quote(text: str, position: int) -> int | None:
    """The mark that closes a quotation whose first word stands at a position; marks of the same kind inside nest."""
    depth = 1
    for index in range(position, min(len(text), position + _WORDS_MAX)):
        depth += (text[index] == "“") - (text[index] == "”")
        if depth == 0:
            return index
        if text[index] == "\n":
            return None
    return None


def _opening_quote(text: str, position: int) -> int | None:
    """The first word of the quotation that closes at a position."""
    depth = 1
    for index in range(position - 1, max(-1, position - _WORDS_MAX), -1):
        depth += (text[index] == "”") - (text[index] == "“")
        if depth == 0:
            return index + 1
        if text[index] == "\n":
            return None
    return None


def _speaker(text: str, end: int) -> _Speaker | None:
    """The speaker whose words end at a position (市委书记陈某|表示), by the segment that they stand in."""
    start = opening(text, max(0, end - 60), end)
    head = wording("speaker_head").match(text, start, end)
    start = head.end() if head else start
    while tail := wording("speaker_tail").search(text, start, end):
        if tail.start() == start:
            break
        end = tail.start()
    named = wording("speaker_titled").search(text, start, end) or wording("speaker_named").search(text, start, end)
    if named and (named["office"] or named.start() == start):
        return _Speaker(named["name"], named["office"], (named.start(), end))
    unnamed = wording("speaker_unnamed").search(text, start, end) or wording("speaker_body").search(text, start, end)
    return _Speaker(unnamed["who"], None, (unnamed.start(), end)) if unnamed else None


def _is_pronoun(text: str, end: int) -> bool:
    start = opening(text, max(0, end - 60), end)
    while tail := wording("speaker_tail").search(text, start, end):
        if tail.start() == start:
            break
        end = tail.start()
    return bool(re.fullmatch("[他她]", text[start:end]))
