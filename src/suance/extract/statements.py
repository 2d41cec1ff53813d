"""Statements: who said what. The words in “”, or what follows 表示， to the end of the sentence.

A statement needs a speaker: a name with or without an office, someone unnamed (有关负责人), or 他 where a speaker was named
shortly before.
"""

from __future__ import annotations

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
_SPEAKER_MAX = 60
"""characters of a speaker with office"""
_EARLIER = 1000
"""how far before, in characters, a bare name's office may have been told"""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks: the name or the words for someone unnamed, the office, where they stand, and the office's own place if elsewhere."""

    name: str
    office: str | None
    span: Span
    office_span: Span | None = None


def statements(reading: Reading) -> list[Fact]:
    """The statements of a document, in its order; a span holds the words without their outer marks."""
    speakers = _Speakers(reading.text)
    found: list[Fact] = []
    for begin, words in _said(reading):
        if found and words[0] < found[-1].end:
            continue
        if told := speakers.of(begin, words[0]):
            speaker, handed_on = told
            found.append(Fact("statement", *words, speaker=speaker.name, office=speaker.office, frame="statement", inherited=handed_on))
    return found


class _Speakers:
    """The speakers of a document as they are met: whom 他 stands for, and which office a bare name was given before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: _Speaker | None = None
        self._known: dict[str, _Speaker] = {}

    def of(self, begin: int, words: int) -> tuple[_Speaker, dict[str, Span]] | None:
        """The speaker named before a place, with the spans of what was said elsewhere; None where nobody is."""
        named = _speaker(self._text, begin)
        if named is None:
            last = self._last
            meant = last and words - last.span[1] < REACH and _is_pronoun(self._text, begin)
            return (last, {"speaker": last.span}) if last and meant else None
        if named.office is None:
            named = self._with_office(named)
        if named.office is None and self._text[named.span[1]] == "：":
            return None
        self._last = self._known[named.name] = named
        return named, {"office": named.office_span} if named.office_span else {}

    def _with_office(self, named: _Speaker) -> _Speaker:
        """The speaker with the office that the name had when it stood last before: 市长周敏…，周敏说."""
        earlier = self._known.get(named.name)
        place = -1 if earlier else self._text.rfind(named.name, max(0, named.span[0] - _EARLIER), named.span[0])
        if place >= 0:
            earlier = _speaker(self._text, place + len(named.name))
        if earlier is None or earlier.office is None or earlier.name != named.name:
            return named
        return replace(named, office=earlier.office, office_span=earlier.office_span or earlier.span)


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
    start, end = _told(text, end)
    named = wording("speaker_titled").search(text, start, end) or wording("speaker_named").search(text, start, end)
    if named and (named["office"] or named.start() == start):
        return _Speaker(named["name"], named["office"], (named.start(), end))
    unnamed = wording("speaker_unnamed").search(text, start, end) or wording("speaker_body").search(text, start, end)
    return _Speaker(unnamed["who"], None, (unnamed.start(), end)) if unnamed else None


def _is_pronoun(text: str, end: int) -> bool:
    return bool(wording("speaker_pronoun").fullmatch(text, *_told(text, end)))


def _told(text: str, end: int) -> Span:
    """The words for a speaker that end at a position, without what leads to them (用…的话) or follows them (在会上)."""
    start = opening(text, max(0, end - _SPEAKER_MAX), end)
    start = max(start, text.rfind("”", start, end) + 1)
    head = wording("speaker_head").match(text, start, end)
    start = head.end() if head else start
    while (tail := wording("speaker_tail").search(text, start, end)) and tail.start() > start:
        end = tail.start()
    return start, end
