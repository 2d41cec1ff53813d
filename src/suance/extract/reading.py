"""A document being read: its tokens, sentences, style, and how a figure looks to the frames."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from suance.extract.clauses import Passage, Sentence, passages, sentences
from suance.extract.frames import View
from suance.extract.lexicon import pattern
from suance.extract.places import Place, home_of
from suance.extract.tokens import Figure, Lexed, lex
from suance.model import Document

NEAR = 18
"""how far a word may stand from a figure to be near it, in characters"""
NEXT = 12

_ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十百\d]{1,4}条", re.MULTILINE)
_JOIN = re.compile(r"[、，,]?\s*(?:和|及|或|与)?\s*")
_PLAN_PART = pattern("reading.plan_part")
_GOAL = pattern("reading.goal")


@dataclass(frozen=True)
class Reading:
    """The document with everything that its facts are read from."""

    document: Document
    lexed: Lexed
    sentences: list[Sentence]
    passages: list[Passage]
    home: Place | None

    @classmethod
    def of(cls, document: Document) -> Reading:
        """Lex and cut the document once."""
        return cls(document, lex(document.text), sentences(document), passages(document), home_of(document.title, document.issuer, document.text))

    @property
    def text(self) -> str:
        """The plain text."""
        return self.document.text

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

    def figures_in(self, sentence: Sentence) -> list[Figure]:
        """The figures of a sentence."""
        return [f for f in self.lexed.figures if sentence.start <= f.start and f.end <= sentence.end]

    def same_list(self, one: Figure, other: Figure) -> bool:
        """Whether two figures stand in one list of the same unit: 50万元、30万元和10万元."""
        gap = self.text[one.right : other.left]
        return one.unit == other.unit and len(gap) <= 3 and bool(gap) and _JOIN.fullmatch(gap) is not None and gap[0] not in "，,"

    def list_head(self, figure: Figure, figures: Sequence[Figure]) -> Figure:
        """The first figure of the list that a figure stands in; itself where it stands alone."""
        index = figures.index(figure)
        while index and self.same_list(figures[index - 1], figures[index]):
            index -= 1
        return figures[index]

    def view(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure], flags: Iterable[str]) -> View:
        """The figure as the frames see it; the members of a list look left from the list's head."""
        head = self.list_head(figure, figures)
        segment = sentence.segment_of(head.start)
        own_end = sentence.segment_of(figure.start)[1]
        index = figures.index(figure)
        before = figures.index(head) - 1
        reach_left = max(segment[0], head.left - NEAR, figures[before].right if before >= 0 else 0)
        reach_right = min(own_end, figures[index + 1].left) if index + 1 < len(figures) else own_end
        spans = {
            "left": (segment[0], head.left),
            "near": (reach_left, head.start),
            "right": (figure.right, own_end),
            "next": (figure.right, min(reach_right, figure.right + NEXT)),
            "clause": sentence.clause_of(figure.start),
            "sentence": (sentence.start, sentence.end),
            "before": (sentence.start, head.left),
        }
        return View(figure.sort, figure.comparator, frozenset(flags), {place: self._classes(*span) for place, span in spans.items()})

    def _classes(self, start: int, end: int) -> frozenset[str]:
        return frozenset().union(*(word.classes for word in self.lexed.words_in(start, end)))

    def introduces_goal(self, paragraph: int) -> bool:
        """Whether the paragraph ends by announcing targets: 目标是："""
        span = self.document.paragraphs[paragraph]
        return bool(_GOAL.search(self.text[span.start : span.end]))
