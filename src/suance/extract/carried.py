"""What carries on from figure to figure: the indicator said before, a heading before a colon, the topic of a sentence."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from suance.extract.clauses import Sentence
from suance.extract.indicator import phrase_before
from suance.extract.lexicon import pattern
from suance.extract.reading import REACH, Reading, Spot
from suance.extract.scene import Scene
from suance.extract.tokens import Figure
from suance.model import Span

_MOVES = pattern("subject.moves")
_AMONG = pattern("subject.among")
_DIVIDED = pattern("subject.divided")
_SAYING = pattern("subject.saying")
_TOPIC = pattern("subject.topic")
_HEADLINE = pattern("subject.headline")
_SEEN_BY = pattern("subject.seen_by")
_BY_RANK = pattern("subject.by_rank")

_MEASURES = ("增加值", "产值", "产量", "利润总额")
"""what completes an indicator (高技术制造业|增加值), so that figures after it are of the whole"""
LISTED = 40
"""how many figures one 均居第一 may speak of"""


class Subject(NamedTuple):
    """An indicator as read: its words, where they stand, and whether they were said of an earlier figure."""

    words: str
    span: Span
    carried: bool = False


class Carried:
    """Remembers the indicators of a document as they are read, and says which one a bare figure carries on."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self.last: Subject | None = None
        """the indicator said last"""
        self._inner: Subject | None = None
        """the indicator of the figure inside what is being counted"""
        self._by_unit: dict[str, Subject] = {}
        """the last indicator of each unit in the paragraph"""
        self._said: list[tuple[int, str]] = []
        """the indicators read so far, with the start of the segment that each stood in"""
        self._headings: tuple[int, list[int]] = (-1, [])
        """a sentence's start and where its segments after a colon begin"""
        self._paragraph = -1

    def enter(self, sentence: Sentence) -> None:
        """A new paragraph counts anew; the indicator said last may still be spoken of."""
        if sentence.paragraph != self._paragraph:
            self._inner, self._by_unit, self._paragraph = None, {}, sentence.paragraph

    def remember(self, spot: Spot, subject: Subject, *, inner: bool) -> None:
        """Keep what a figure was of, for those that come after it."""
        figure = spot.figure
        self._said.append((spot.sentence.segment_of(figure.start)[0], subject.words))
        if inner:
            self._inner = subject
        elif (not subject.carried or subject.words.endswith(_MEASURES)) and figure.sort not in ("pp", "rank"):
            self.last = subject
            self._by_unit[figure.unit] = subject

    def known(self, spot: Spot, words: str, *, inner: bool) -> Subject | None:
        """The indicator to carry on: what the count holds, the figure before where this one only moves on from it, a heading before a colon,
        a figure of the same unit, the sentence's topic."""
        sentence, figure = spot.sentence, spot.figure
        if inner and self._inner:
            return self._inner
        last = self.last if self.last and self.last.span[0] >= sentence.start else None
        headed = self.headed(sentence, figure)
        if last and headed and last.span[0] >= headed.span[1] and (words or _MOVES.search(self._reading.text, spot.near, figure.left)):
            return last
        alike = self._by_unit.get(figure.unit) if figure.sort == "count" and not words else None
        near = self._topic_before(spot) if not (last and last.span[0] >= spot.segment[0]) else None
        seen = None if words else self._seen_by(spot)
        return headed or alike or seen or near or last or self._topic(sentence.start, figure) or self._headline(spot, words) or self.last

    def _seen_by(self, spot: Spot) -> Subject | None:
        """What the sentence looks at: 论增速，西宁以6.8%居首 is of the growth of what the title names."""
        seen = list(_SEEN_BY.finditer(self._reading.text, max(spot.sentence.start, spot.figure.left - REACH), spot.figure.left))
        if not seen:
            return None
        found = _HEADLINE.search(self._reading.document.title)
        topic = {"速度": "增速", "体量": "总量"}.get(seen[-1]["topic"], seen[-1]["topic"])
        return Subject((found[0] if found else "") + topic, seen[-1].span("topic"), carried=True)

    def _headline(self, spot: Spot, words: str) -> Subject | None:
        """The indicator of the title, for figures that name none: 广州以28232亿元位居第二, 名义增速达12.8%."""
        title = self._reading.document.title
        found = _HEADLINE.search(title)
        bare = words or _BY_RANK.search(self._reading.text, spot.near, spot.figure.left)
        return Subject(found[0], spot.segment) if found and bare else None

    def _topic_before(self, spot: Spot) -> Subject | None:
        """The topic of the segment before the figure's own, where no figure stands in it: 经营主体增量提质，总量突破…"""
        start = spot.sentence.segment_of(max(spot.sentence.start, spot.segment[0] - 1))[0]
        return self._topic(start, spot.figure) if spot.before is None or spot.before.end <= start else None

    def headed(self, sentence: Sentence, figure: Figure) -> Subject | None:
        """投资增速前三名：甲县增长58.3% – the words before the colon head all that follows in the sentence."""
        text = self._reading.text
        colons = self._colons(sentence)
        after = bisect_right(colons, figure.left)
        if not after:
            return None
        colon = colons[after - 1] - 1
        start = sentence.segment_of(colon)[0]
        if _DIVIDED.search(text, start, colon) and start > sentence.start:
            colon = start - 1
            start = sentence.segment_of(colon)[0]
        cut = [*self._scene.times_in(start, colon), *self._scene.places_in(start, colon)]
        words, span = phrase_before(text, start, colon, cut)
        if any(character.isdigit() for character in words):
            return self.last
        return Subject(words, span, carried=True) if 2 <= len(words) <= 20 and not _SAYING.search(words) else None

    def _colons(self, sentence: Sentence) -> list[int]:
        """Where the segments after a colon begin."""
        if self._headings[0] != sentence.start:
            text = self._reading.text
            self._headings = (
                sentence.start,
                [start for start in sentence.segments if text[start - 1 : start] in ("：", ":") and start > sentence.start],
            )
        return self._headings[1]

    def _topic(self, begin: int, figure: Figure) -> Subject | None:
        """What a segment begins with before its first verb: 新能源汽车制造业|继续保持良好增势，…"""
        match = _TOPIC.match(self._reading.text, begin, min(figure.left, begin + REACH))
        if not match:
            return None
        start, end = match.span("topic")
        words, span = phrase_before(self._reading.text, start, end, self._scene.places_in(start, end))
        return Subject(words, span, carried=True) if len(words) >= 2 else None

    def ranked(self, sentence: Sentence, start: int, figure: Figure) -> Subject | None:
        """均居全国第一 is of all that the segment before counts; 在综合考核中居第一 is of that."""
        text = self._reading.text[start : figure.left]
        if "均" in text and self._said and self._said[-1][0] >= sentence.start:
            names = [words for begin, words in self._said[-LISTED:] if begin == self._said[-1][0]]
            return Subject("、".join(dict.fromkeys(names)), (self._said[-1][0], figure.left), carried=True)
        among = _AMONG.search(text)
        return Subject(among["what"], (start + among.start("what"), start + among.end("what"))) if among else None
