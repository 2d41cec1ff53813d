"""A document being read: its tokens, sentences, style, and how a figure looks to the frames."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from suance.extract.clauses import Passage, Sentence, passages, sentences
from suance.extract.frames import View
from suance.extract.lexicon import pattern
from suance.extract.places import Place, home_of
from suance.extract.tokens import Figure, Lexed, lex
from suance.model import Document, Span

NEAR = 18
"""how far a word may stand from a figure to be near it, in characters"""
NEXT = 12
REACH = 400
"""how far any word may stand from the figure that it says something of"""

_ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十百\d]{1,4}条", re.MULTILINE)
_JOIN = re.compile(r"[、，,]?\s*(?:和|及|或|与)?\s*")
_PLAN_PART = pattern("reading.plan_part")
_GOAL = pattern("reading.goal")
_GOAL_HEADING = pattern("reading.goal_heading")


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure in its sentence: the list that it stands in (50万元、30万元和10万元), and the figures around."""

    sentence: Sentence
    figures: tuple[Figure, ...]
    """all figures of the sentence"""
    figure: Figure
    """the figure itself"""
    head: Figure
    """the first figure of its list; itself where it stands alone"""
    index: int
    first: int
    last: int
    """indices of the first and last member of its list"""
    segment: Span
    """the segment in which its list begins"""
    clause: Span
    """the clause in which its list begins"""

    @property
    def of_head(self) -> Spot:
        """The place of its list's first figure."""
        return self if self.index == self.first else replace(self, figure=self.head, index=self.first)

    @property
    def near(self) -> int:
        """Where the words of its list's segment begin, or the last of them within reach."""
        return max(self.segment[0], self.head.left - NEAR * 2)

    @property
    def tail(self) -> Figure:
        """The last figure of its list."""
        return self.figures[self.last]

    @property
    def before(self) -> Figure | None:
        """The figure before the list."""
        return self.figures[self.first - 1] if self.first else None

    @property
    def after(self) -> Figure | None:
        """The figure after the list."""
        return self.figures[self.last + 1] if self.last + 1 < len(self.figures) else None

    @property
    def previous(self) -> Figure | None:
        """The figure right before this one, of its list or not."""
        return self.figures[self.index - 1] if self.index else None

    @property
    def following(self) -> Figure | None:
        """The figure right after this one, of its list or not."""
        return self.figures[self.index + 1] if self.index + 1 < len(self.figures) else None


class _Classes(dict[str, int]):
    """The word classes at each place around a figure, looked up when first asked for."""

    def __init__(self, spans: Mapping[str, Span], classes: Callable[[int, int], int]) -> None:
        super().__init__()
        self._spans, self._look = spans, classes

    def __missing__(self, place: str) -> int:
        found = self[place] = self._look(*self._spans[place])
        return found


def _window(span: Span, around: int) -> Span:
    """The part of a stretch that lies within reach of a position, so that a sentence of any length is read in linear time."""
    return max(span[0], around - REACH), min(span[1], around + REACH)


@dataclass(frozen=True)
class Reading:
    """The document with everything that its facts are read from."""

    document: Document
    text: str
    """the plain text"""
    lexed: Lexed
    sentences: list[Sentence]
    passages: list[Passage]
    home: Place | None

    @classmethod
    def of(cls, document: Document) -> Reading:
        """Lex and cut the document once."""
        home = home_of(document.title, document.issuer, document.text)
        return cls(document, document.text, lex(document.text, home), sentences(document), passages(document), home)

    @cached_property
    def year(self) -> int | None:
        """The year of publication, or the one that the title names."""
        written = self.document.published or ""
        match = re.match(r"(\d{4})", written) or re.search(r"(20\d\d)年", self.document.title)
        return int(match[1]) if match else None

    @cached_property
    def style(self) -> str:
        """norm (a policy whose clauses bind), report (a government work report) or news."""
        if self.document.kind == "gov_report" or "政府工作报告" in self.document.title:
            return "report"
        if self.document.kind == "policy" or len(_ARTICLE.findall(self.text)) >= 3:
            return "norm"
        return "news"

    @cached_property
    def plan_from(self) -> int:
        """In a government work report, where the part on the coming year begins."""
        match = _PLAN_PART.search(self.text) if self.style == "report" else None
        return match.start() if match else len(self.text)

    def spots(self, sentence: Sentence) -> list[Spot]:
        """The figures of a sentence, each with its list and its neighbours."""
        low = bisect_left(self.lexed.figures, sentence.start, key=lambda figure: figure.start)
        high = bisect_right(self.lexed.figures, sentence.end, key=lambda figure: figure.end)
        figures = tuple(self.lexed.figures[low:high])
        spots: list[Spot] = []
        first = 0
        for last in range(len(figures)):
            if last + 1 == len(figures) or not self.same_list(figures[last], figures[last + 1]):
                head = figures[first]
                pieces = sentence.segment_of(head.start), sentence.clause_of(head.start)
                spots += [Spot(sentence, figures, figures[index], head, index, first, last, *pieces) for index in range(first, last + 1)]
                first = last + 1
        return spots

    def same_list(self, one: Figure, other: Figure) -> bool:
        """Whether two figures stand in one list of the same unit: 50万元、30万元和10万元."""
        gap = self.text[one.right : other.left]
        alike = other.left == other.start or one.comparator == other.comparator
        return one.unit == other.unit and alike and len(gap) <= 3 and bool(gap) and _JOIN.fullmatch(gap) is not None and gap[0] not in "，,"

    def view(self, spot: Spot) -> View:
        """The figure as the frames see it; the members of a list look left from the list's head."""
        figure, head, sentence = spot.figure, spot.head, spot.sentence
        segment, own_end = spot.segment[0], sentence.segment_of(spot.tail.start)[1]
        before, tail, after = spot.before, spot.tail, spot.after
        spans = {
            "left": (max(segment, head.left - REACH), head.left),
            "near": (max(segment, head.left - NEAR, before.right if before else 0), head.start),
            "right": (tail.right, min(own_end, tail.right + REACH)),
            "next": (tail.right, min(own_end, tail.right + NEXT, after.left if after else own_end)),
            "clause": _window(spot.clause, figure.start),
            "sentence": _window((sentence.start, sentence.end), figure.start),
            "before": (max(sentence.start, head.left - REACH), head.left),
        }
        return View(figure.sort, figure.comparator, _Classes(spans, self.lexed.classes_in))

    def introduces_goal(self, sentence: Sentence) -> bool:
        """Whether the paragraph ends by announcing targets (目标是：), or the sentence is a heading that does (四、预期绩效。)."""
        span = self.document.paragraphs[sentence.paragraph]
        announced = _GOAL.search(self.text, max(span.start, span.end - NEAR), span.end)
        return bool(announced or _GOAL_HEADING.fullmatch(self.text, sentence.start, sentence.end))
