"""Comparisons without a figure: something held against another place (高于全省平均水平) or a rank there (位列全省第一方阵).

What it is compared with is a place or a group of places; 高于全市水平5.1个百分点 has a figure and is none of these,
nor is a condition (增速高于全区平均水平的企业).
"""

from __future__ import annotations

import re

from suance.extract.clauses import Sentence
from suance.extract.indicator import phrase_before
from suance.extract.reading import REACH, Reading
from suance.extract.scene import Held, Scene, end_year
from suance.extract.standing import figures_in, in_place_of_figure, sentence_at
from suance.extract.tokens import Figure
from suance.extract.wording import listed, wording
from suance.model import Comparator, Fact, Span

_SIGNS: tuple[Comparator, ...] = ("ge", "le", "gt", "lt")


def relatives(reading: Reading, scene: Scene) -> list[Fact]:
    """The comparisons of a document, in its order; the span holds the comparing words and what is compared with."""
    finder = _Finder(reading, scene)
    found = [finder.read(match, name) for name in ("relative_level", "relative_rank") for match in wording(name).finditer(reading.text)]
    return sorted((fact for fact in found if fact), key=lambda fact: fact.start)


class _Finder:
    """Reads one comparison after the other of one document."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._scopes = frozenset(listed("scopes"))

    def read(self, match: re.Match[str], name: str) -> Fact | None:
        """The fact of one match; None where nothing is measured or no place is compared with."""
        sentence = sentence_at(self._reading, match.start())
        segment = sentence.segment_of(match.start())
        if match.end() > segment[1] or not self._is_place(match) or self._reading.lexed.in_title(match.start()):
            return None
        if "的" in self._reading.text[match.end() : min(segment[1], match.end() + REACH)]:
            return None
        subject = self._indicator(sentence, match.start())
        if subject is None:
            return None
        words, span, handed_on = subject
        figure = in_place_of_figure(match.span())
        planned = self._is_planned(sentence, match)
        when, where = self._when(sentence, figure, planned=planned), self._scene.where(sentence, figure)
        planned = planned or (end_year(when.value) or 0) > (self._reading.year or 9999)
        spans = {"period": when.span, "region": where.span, "indicator": span if handed_on else None}
        return Fact(
            "relative", *match.span(), indicator=words, comparator=_comparator(match, name), against=match["against"],
            measure="rank" if name == "relative_rank" else None, period=when.value, region=where.value,
            frame=f"relative.{'target' if planned else 'claim'}",
            inherited={slot: where_from for slot, where_from in spans.items() if where_from},
        )  # fmt: skip

    def _is_place(self, match: re.Match[str]) -> bool:
        if match["scope"] in self._scopes:
            return True
        start, end = match.span("scope")
        return any(place.start == start and place.name for place in self._reading.lexed.places_in(start, end))

    def _indicator(self, sentence: Sentence, position: int) -> tuple[str, Span, bool] | None:
        """What is compared: the words before, else the subject of the segment before (财政收入增长11.4%，高于全市平均水平)."""
        segment = sentence.segment_of(position)[0]
        words, span = self._phrase(max(segment, position - REACH), position)
        if len(words) >= 2:
            return words, span, False
        if segment <= sentence.start:
            return None
        before = sentence.segment_of(segment - 1)[0]
        figures = figures_in(self._reading, before, segment)
        words, span = self._phrase(max(before, segment - REACH), figures[0].left if figures else segment - 1)
        return (words, span, True) if len(words) >= 2 else None

    def _phrase(self, start: int, end: int) -> tuple[str, Span]:
        text, cut = self._reading.text, self._scene.times_in(start, end) + self._scene.places_in(start, end)
        words, (begin, stop) = phrase_before(text, start, end, cut)
        if words and text.endswith("主要", start, begin):
            return text[begin - 2 : stop], (begin - 2, stop)
        return words, (begin, stop)

    def _is_planned(self, sentence: Sentence, match: re.Match[str]) -> bool:
        """Whether it is aimed at: a word of planning before it, or the coming year's part of a report."""
        begin = max(sentence.clause_of(match.start())[0], match.start() - REACH)
        planned = wording("relative_plan").search(self._reading.text, begin, match.start())
        return bool(planned) or match.start() >= self._reading.plan_from

    def _when(self, sentence: Sentence, figure: Figure, *, planned: bool) -> Held:
        """The period that holds; in a work report that says none, the year before for a claim and the coming one for a target."""
        held, year = self._scene.when(sentence, figure), self._reading.year
        if self._reading.style == "report" and year and held.value in (None, self._scene.default):
            return Held(str(year if planned else year - 1), None)
        return held


def _comparator(match: re.Match[str], name: str) -> Comparator:
    """Above, below or at; a rank is a place that one is at."""
    if name == "relative_rank":
        return "eq"
    return next(sign for sign in _SIGNS if match[sign])
