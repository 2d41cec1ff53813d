"""A document's words with its facts marked, and the clauses of it that may be quoted.

Text is cut wherever a mark begins or ends, so that facts that overlap or lie within each other still nest as
elements must. `"".join(piece.text …)` of a paragraph that is shown whole is that paragraph, character by character.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suance.errors import InputError
from suance.model import Document, Fact, Paragraph, Span

OMISSION = "……"

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]*[”’」』）)】]*")
# an ASCII comma between digits parts thousands, not clauses
_CLAUSE = re.compile(r"(?:[^，,]|(?<=\d),(?=\d))*[，,]*[”’」』）)】]*")
_CLAUSE_LIMIT = 160
"""code points; a longer clause (a table in one cell, a text without punctuation) is quoted around its figures only"""
_MARGIN = 40
SAYINGS = frozenset({"roster", "task", "relative", "statement", "event"})
"""kinds whose facts are clauses of the text rather than figures: no reason to quote any"""
_LEAD_IN = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words under the same facts; facts are numbered from 1 in the document's order."""

    text: str
    facts: tuple[int, ...] = ()
    """the facts that cover it, outer before inner"""
    opens: tuple[int, ...] = ()
    """those whose first piece this is"""
    closes: tuple[int, ...] = ()
    """those whose last piece this is, inner before outer"""
    anchors: tuple[str, ...] = ()
    """ids of cites whose words begin here"""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it is shown: its role and its words."""

    role: str
    pieces: tuple[Piece, ...]


def anchor(span: Span) -> str:
    """The id, on a document's page, of the place where the words of a span begin: c1433-1489."""
    return f"c{span[0]}-{span[1]}"


def blocks(document: Document, facts: Sequence[Fact], cites: Iterable[Span] = ()) -> tuple[Block, ...]:
    """The paragraphs to show, in order, with facts and the starts of cited words marked.

    With rights `full` every paragraph is there whole; with `quote` only the clauses that carry a figure, or words that
    its fact is made of, with an ellipsis for what is left out. A cite is anchored at its first word that is shown.
    Raises InputError where a fact does not lie in the text.
    """
    shelf = _Shelf(document, facts)
    shown = [(paragraph, _shown(document, paragraph, shelf.within(paragraph.start, paragraph.end))) for paragraph in document.paragraphs]
    anchors = _anchors(cites, [span for _, spans in shown for span in spans])
    return tuple(_block(document, paragraph, spans, shelf, anchors) for paragraph, spans in shown if spans)


def quoted(text: str, span: Span, facts: Sequence[Fact]) -> list[Span]:
    """The parts of `text[span]` that may be quoted: of sentences with a figure, the clauses that its fact speaks of.

    What is said without a figure is passed over, as it would quote the text at large.
    """
    found: list[Span] = []
    facts = [fact for fact in facts if fact.kind not in SAYINGS]
    for sentence in _cut(_SENTENCE, text, span):
        inside = [fact for fact in facts if _meet((fact.start, fact.end), sentence)]
        if inside:
            wanted = [place for fact in inside for place in _words(text, sentence, fact)]
            found += _parts(_cut(_CLAUSE, text, sentence), wanted)
    return _joined(found)


class _Shelf:
    """Numbered facts by place."""

    def __init__(self, document: Document, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if not 0 <= fact.start < fact.end <= len(document.text):
                raise InputError(
                    f"事实的位置 {fact.start}–{fact.end} 不在原文之内（原文共 {len(document.text)} 字）", where=document.name, hint="请重新读入该文件"
                )
        self._facts = sorted(enumerate(facts, 1), key=lambda entry: (entry[1].start, -entry[1].end, entry[0]))
        self._starts = [fact.start for _, fact in self._facts]
        self._longest = max((fact.end - fact.start for fact in facts), default=0)

    def numbered(self, start: int, end: int) -> list[tuple[int, Fact]]:
        """The facts that share a word with a span, outer before inner."""
        near = self._facts[bisect_left(self._starts, start - self._longest) : bisect_left(self._starts, end)]
        return [(number, fact) for number, fact in near if fact.end > start]

    def within(self, start: int, end: int) -> list[Fact]:
        return [fact for _, fact in self.numbered(start, end)]


def _shown(document: Document, paragraph: Paragraph, facts: Sequence[Fact]) -> list[Span]:
    span = (paragraph.start, paragraph.end)
    return [span] if document.rights == "full" else quoted(document.text, span, facts)


def _anchors(cites: Iterable[Span], shown: Sequence[Span]) -> dict[int, tuple[str, ...]]:
    """For each place where cited words begin, the ids to put there."""
    ends = [end for _, end in shown]
    places: dict[int, tuple[str, ...]] = {}
    for cite in sorted(set(cites)):
        index = bisect_left(ends, cite[0] + 1)
        if index < len(shown) and shown[index][0] < cite[1]:
            place = max(cite[0], shown[index][0])
            places[place] = (*places.get(place, ()), anchor(cite))
    return places


def _block(document: Document, paragraph: Paragraph, spans: Sequence[Span], shelf: _Shelf, anchors: dict[int, tuple[str, ...]]) -> Block:
    pieces: list[Piece] = []
    reached = paragraph.start
    for span in spans:
        pieces += [Piece(OMISSION)] if span[0] > reached else []
        pieces += _pieces(document.text, span, shelf.numbered(*span), anchors)
        reached = span[1]
    pieces += [Piece(OMISSION)] if reached < paragraph.end else []
    return Block(paragraph.role, tuple(pieces))


def _pieces(text: str, span: Span, facts: Sequence[tuple[int, Fact]], anchors: dict[int, tuple[str, ...]]) -> list[Piece]:
    edges = {edge for _, fact in facts for edge in (fact.start, fact.end)} | anchors.keys()
    cuts = sorted({edge for edge in edges if span[0] < edge < span[1]} | set(span))
    return [_piece(text, start, end, facts, anchors) for start, end in pairwise(cuts)]


def _piece(text: str, start: int, end: int, facts: Sequence[tuple[int, Fact]], anchors: dict[int, tuple[str, ...]]) -> Piece:
    over = [(number, fact) for number, fact in facts if fact.start < end and fact.end > start]
    return Piece(
        text[start:end],
        facts=tuple(number for number, _ in over),
        opens=tuple(number for number, fact in over if fact.start == start),
        closes=tuple(number for number, fact in reversed(over) if fact.end == end),
        anchors=anchors.get(start, ()),
    )


# ── what may be quoted ───────────────────────────────────────────────────────


def _words(text: str, sentence: Span, fact: Fact) -> list[Span]:
    """Where, in its sentence, a fact's figure stands and the words that its fields repeat or were handed on from."""
    spans = [(fact.start, fact.end), *fact.inherited.values()]
    spans += [threshold.span for threshold in fact.thresholds or () if threshold.span]
    spans += [fact.cap.span] if fact.cap and fact.cap.span else []
    fields = (fact.indicator, fact.beneficiary, fact.trigger, fact.scope, fact.name, fact.base, fact.counted)
    spans += [_nearest(text, sentence, words, fact.end) for words in fields if words]
    return [span for span in spans if _meet(span, sentence)]


def _nearest(text: str, sentence: Span, words: str, figure: int) -> Span:
    """The last place of the words before the figure, else the first after it; an empty span where they are not there."""
    place = text.rfind(words, sentence[0], figure)
    place = text.find(words, figure, sentence[1]) if place < 0 else place
    return (place, place + len(words)) if place >= 0 else (figure, figure)


def _parts(clauses: Sequence[Span], wanted: Sequence[Span]) -> list[Span]:
    """The clauses that hold wanted words, each with a short lead-in (2021年，) before it; of a long one only the words and some beside."""
    parts: list[Span] = []
    lead: list[Span] = []
    for clause in clauses:
        inside = [span for span in wanted if _meet(span, clause)]
        if inside and clause[1] - clause[0] > _CLAUSE_LIMIT:
            parts += [(max(clause[0], start - _MARGIN), min(clause[1], end + _MARGIN)) for start, end in inside]
        elif inside:
            parts += [*lead, clause]
        lead = [clause] if clause[1] - clause[0] <= _LEAD_IN else []
    return parts


def _cut(pattern: re.Pattern[str], text: str, span: Span) -> list[Span]:
    """`span` cut into what the pattern matches, one after the other; the parts cover it."""
    return [match.span() for match in pattern.finditer(text, *span) if match.end() > match.start()]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
