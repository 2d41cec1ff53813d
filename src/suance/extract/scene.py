"""Time and place as they carry on: which period and which region a figure is of, and where that was said.

A frame of time holds until another replaces it; a day holds for its own sentence only; 目前 and its like end the
frame before and give none. A region holds within its paragraph; in a document of several regions until the next one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from suance import period
from suance.extract.clauses import Sentence
from suance.extract.lexicon import pattern
from suance.extract.places import NATION, Place, resolve
from suance.extract.reading import REACH, Reading
from suance.extract.tokens import Figure
from suance.model import Span
from suance.quantity import number

_NOT_FRAME_AFTER = pattern("scene.not_frame_after")
_NOT_FRAME_BEFORE = pattern("scene.not_frame_before")
_FROM_VALUE = pattern("scene.from_value")
_FIVE_YEAR_PLAN = pattern("scene.five_year_plan")
_FIVE_YEARS = pattern("scene.five_years")
_OWN_YEAR = pattern("scene.own_year")
_SPEAKER = pattern("scene.speaker")
_ITEM = pattern("scene.item")
_COMPANY_FIRST = pattern("scene.company_first")
_COMPANY = pattern("scene.company")
_ORGANISATION = pattern("scene.organisation")
_AT = pattern("scene.at")
_SHARE_OF = pattern("scene.share_of")
_IN_NAME = pattern("scene.in_name")
_OF_NATION = pattern("scene.of_nation")


class Held(NamedTuple):
    """A value handed on, and the words it comes from."""

    value: str | None
    span: Span | None


class _Frame(NamedTuple):
    start: int
    end: int
    period: str | None
    scope_end: int
    """where a frame that does not carry on ends; the text's length for one that does"""


class Scene:
    """Answers when and where for any figure of one document."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.default = self._title_period()
        """the period of a news item about one period's statistics, which its title names"""
        self._frames = self._time_frames()
        self._starts = [frame.start for frame in self._frames]
        self._far = self._far_frames()
        """for each frame, the index of the last one up to it that reaches beyond its own paragraph"""
        home = reading.home
        self._heading = [place for place in reading.lexed.places if self._heads(place)]
        """the places that the text speaks of"""
        self._others = [p for p in self._heading if p.name and home and p.name != home.name and p.level == home.level]
        """those beside the document's own"""
        self._regions = [
            (place, name)
            for place, before in zip(self._heading, _named_before(self._heading), strict=True)
            if (name := resolve(place, None if place.name else before, home))
        ]
        """the places that the text speaks of with the regions that they stand for"""

    # ── time ──

    @cached_property
    def plan(self) -> str | None:
        """The five years of the plan that the title names (十五五, 第十五个五年规划); None where it names none."""
        numbered = _FIVE_YEAR_PLAN.search(self._reading.document.title)
        count = number(numbered["number"]) if numbered else None
        if count is not None:
            return f"{1951 + 5 * int(count)}/{1955 + 5 * int(count)}"
        years = re.fullmatch(r"(\d{4})/(\d{4})", self.default or "")
        return self.default if years and int(years[2]) - int(years[1]) == 4 else None

    def when(self, sentence: Sentence, figure: Figure) -> Held:
        """The period that holds where the figure stands; the span is given where it was handed on from another sentence."""
        own = self._said(sentence, figure)
        if own:
            return Held(own.period, None)
        if self._is_headline(sentence):
            return Held(self.default, None)
        report = self._reading.style == "report"
        here = self._reading.document.paragraphs[sentence.paragraph].start
        index = bisect_left(self._starts, sentence.start)
        while (index := index - 1) >= 0:
            if self._starts[index] < here:
                index = self._far[index]
            if index < 0 or (self._starts[index] < here and (self.default or report)):
                break
            frame = self._frames[index]
            if figure.start < frame.scope_end and (not report or frame.period == self.past_years()):
                return Held(frame.period or self.default, (frame.start, frame.end) if frame.period else None)
        return Held(self.default, None)

    def _far_frames(self) -> list[int]:
        found, last = [], -1
        for index, frame in enumerate(self._frames):
            if frame.scope_end > self._reading.document.paragraphs[self._sentence_at(frame.start).paragraph].end:
                last = index
            found.append(last)
        return found

    def own_period(self, sentence: Sentence, figure: Figure) -> str | None:
        """The period said in the figure's own sentence before it, or None."""
        own = self._said(sentence, figure)
        return own.period if own else None

    def is_told(self, sentence: Sentence, figure: Figure) -> bool:
        """Whether the figure's own sentence says of when it is: a time, or 目前 and its like."""
        return self._said(sentence, figure) is not None

    def _said(self, sentence: Sentence, figure: Figure) -> _Frame | None:
        """The frame of the figure's own sentence: the last time before it; 目前 only where no time stands there."""
        low, high = bisect_right(self._starts, sentence.start - 1), bisect_right(self._starts, figure.start)
        fallback = None
        for index in range(high - 1, low - 1, -1):
            frame = self._frames[index]
            if figure.start >= frame.scope_end:
                continue
            if frame.period or frame.start >= sentence.segment_of(figure.start)[0]:
                return frame
            fallback = fallback or frame
        return fallback

    def times_in(self, start: int, end: int) -> list[Span]:
        """The spans of all time expressions in a stretch of text."""
        low, high = bisect_left(self._times, (start, start)), bisect_left(self._times, (end, end))
        return [span for span in self._times[low:high] if span[1] <= end]

    def _time_frames(self) -> list[_Frame]:
        found = period.find(self._reading.text, self.today)
        self._times: list[Span] = [(item.start, item.end) for item in found if item.kind != "duration"]
        found = [self._same(item) for item in found]
        frames = [self._frame(item) for item in found if item.period and not self._is_aside(item)]
        frames += self._ends_of_days(frames)
        frames += self._five_years()
        frames += [self._now(*span) for span in self._reading.lexed.words_of("none_frame")]
        return sorted(frames, key=lambda frame: frame.start)

    def _same(self, item: period.Expression) -> period.Expression:
        """What an item about one period means by a time: 年末 is the end of its year, 2020年同期 the same months of 2020."""
        written = self._reading.text[item.start : item.end]
        if self.default and item.role != "than" and _OWN_YEAR.fullmatch(written):
            return item._replace(period=self.default[:4])
        if self.default and item.role != "than" and written.startswith(("上年", "上一年")) and item.kind == "year":
            return item._replace(period=str(int(self.default[:4]) - 1))
        year = re.match(r"\d{4}", written)
        if item.kind != "same" or not year or not self.default or item.role == "than":
            return item
        return item._replace(period=re.sub(r"\d{4}", year[0], self.default))

    def _frame(self, item: period.Expression) -> _Frame:
        """A time with its reach: a day ends what held before it and is over with its sentence, a goal or a table's head with its paragraph."""
        sentence = self._sentence_at(item.start)
        paragraph = self._reading.document.paragraphs[sentence.paragraph]
        ahead = (end_year(item.period) or 0) > (self._reading.year or 9999)
        reach = self._announced_until(sentence.paragraph) if ahead or paragraph.role == "table" else len(self._reading.text)
        if item.kind in ("day", "days") and item.role != "as_of":
            reach = sentence.end
        return _Frame(item.start, item.end, item.period, self._from_value(item.start, item.end) or reach)

    def _now(self, start: int, end: int) -> _Frame:
        """目前 and its like: no period from here on."""
        return _Frame(start, end, None, self._from_value(start, end) or len(self._reading.text))

    def _from_value(self, start: int, end: int) -> int | None:
        """A time after 由, 从 reaches to its own figure only; None where there is no such word."""
        if not _FROM_VALUE.search(self._reading.text, max(0, start - 1), start):
            return None
        figures = self._reading.lexed.figures
        index = bisect_left(figures, end, key=lambda figure: figure.start)
        return figures[index].end if index < len(figures) else end

    def _announced_until(self, index: int) -> int:
        """How far a goal's deadline reaches: to the end of its paragraph, or of the items that a colon at its end announces."""
        paragraphs, text = self._reading.document.paragraphs, self._reading.text
        if text[paragraphs[index].start : paragraphs[index].end].rstrip().endswith(("：", ":")):
            while index + 1 < len(paragraphs) and _ITEM.match(text, paragraphs[index + 1].start):
                index += 1
        return paragraphs[index].end

    def past_years(self) -> str | None:
        """The five years that a work report of year Y looks back on."""
        return f"{self._reading.year - 5}/{self._reading.year - 1}" if self._reading.year else None

    def _five_years(self) -> list[_Frame]:
        """过去五年 in a work report: the term that ended the year before; it holds for its paragraph."""
        if self._reading.style != "report":
            return []
        text = self._reading.text
        spans = [match.span() for match in _FIVE_YEARS.finditer(text)]
        paragraphs = self._reading.document.paragraphs
        return [_Frame(*span, self.past_years(), paragraphs[self._sentence_at(span[0]).paragraph].end) for span in spans]

    def _ends_of_days(self, frames: list[_Frame]) -> list[_Frame]:
        """After a sentence whose last time was a day, nothing that was said before holds."""
        ends = []
        for index, frame in enumerate(frames):
            closed = self._sentence_at(frame.start).end
            if frame.scope_end == closed and (index + 1 == len(frames) or frames[index + 1].start >= closed):
                ends.append(_Frame(closed, closed, None, len(self._reading.text)))
        return ends

    def _sentence_at(self, position: int) -> Sentence:
        index = bisect_right(self._reading.sentences, position, key=lambda sentence: sentence.start) - 1
        return self._reading.sentences[max(index, 0)]

    def _is_aside(self, item: period.Expression) -> bool:
        """A time that only compares, dates a document, or stands in a title."""
        if self._reading.lexed.in_title(item.start) or item.role == "than":
            return True
        text = self._reading.text
        return bool(_NOT_FRAME_AFTER.match(text, item.end) or _NOT_FRAME_BEFORE.search(text, max(0, item.start - 4), item.start))

    @cached_property
    def today(self) -> date | None:
        """The day from which 今年 is told; of a date that is only a year or month, its last possible day."""
        written = self._reading.document.published
        if written is None:
            return None
        parts = [int(part) for part in written.split("-")]
        return date(*[*parts, 12, 28][:3] if len(parts) < 3 else parts)

    def _title_period(self) -> str | None:
        """The period of a news item about one period's statistics, which its title names."""
        found = [item for item in period.find(self._reading.document.title, self.today) if item.period]
        return found[0].period if found else None

    def _is_headline(self, sentence: Sentence) -> bool:
        paragraph = self._reading.document.paragraphs[sentence.paragraph]
        return paragraph.role == "heading" or self._reading.text[paragraph.start : paragraph.end].strip() == self._reading.document.title

    # ── place ──

    def where(self, sentence: Sentence, figure: Figure) -> Held:
        """The region that the figure is of: the last subject place before it, else the document's own."""
        begin = self._place_from(sentence, figure)
        for index in range(bisect_right(self._regions, figure.start, key=lambda region: region[0].end) - 1, -1, -1):
            place, name = self._regions[index]
            if place.start < begin:
                break
            if not self._of_company(max(place.end, sentence.start), figure):
                return Held(name, (place.start, place.end) if place.start < sentence.start else None)
            if place.end <= sentence.start:
                break
        if self._of_company(max(sentence.start, figure.start - REACH), figure):
            return Held(None, None)
        return Held(self._reading.home.name if self._reading.home else NATION, None)

    def _of_company(self, start: int, figure: Figure) -> bool:
        """Whether the words since a place, or since the sentence's start, make a company the subject: its own figures have no region."""
        text = self._reading.text
        paragraph = self._reading.document.paragraphs[self._sentence_at(figure.start).paragraph]
        opened = text.rfind("“", max(paragraph.start, figure.start - REACH), figure.start)
        closed = text.find("”", opened, paragraph.end) if opened >= 0 else -1
        if closed > figure.start and _SPEAKER.match(text, closed):
            return True
        return _COMPANY.search(text, start, figure.start) is not None or _COMPANY_FIRST.match(text, paragraph.start) is not None

    def _place_from(self, sentence: Sentence, figure: Figure) -> int:
        """How far back a place may have been named: in a report the segment, with a home the clause, otherwise anywhere."""
        if self._reading.style == "report":
            return sentence.segment_of(figure.start)[0]
        if self._reading.home is None or self._reading.home.level == 0:
            return 0
        paragraph = self._reading.document.paragraphs[sentence.paragraph]
        index = bisect_right(self._others, figure.start, key=lambda place: place.end) - 1
        among_others = index >= 0 and self._others[index].start >= paragraph.start
        return paragraph.start if among_others else sentence.clause_of(figure.start)[0]

    def _heads(self, place: Place) -> bool:
        """Whether a place is what the words speak of, and not part of a name, a list or a circumstance."""
        text = self._reading.text
        if self._reading.lexed.in_title(place.start) or _IN_NAME.match(text, place.end):
            return False
        if place.level == 0:
            return bool(_OF_NATION.match(text, place.end)) and not _AT.search(text, max(0, place.start - 2), place.start)
        return not (_ORGANISATION.match(text, place.end) or _AT.search(text, max(0, place.start - 3), place.start))

    def places_in(self, start: int, end: int) -> list[Span]:
        """The spans of the places in a stretch of text that are no part of a name (全国重点实验室 keeps its 全国)."""
        text = self._reading.text
        return [
            (place.start, place.end)
            for place in self._reading.lexed.places_in(start, end)
            if (place.level != 0 or place.end == end or _OF_NATION.match(text, place.end))
            and not _IN_NAME.match(text, place.end)
            and not _SHARE_OF.search(text, max(0, place.start - 3), place.start)
            and text[place.end : place.end + 1] not in ("、", "等", "）")
        ]


def _named_before(places: Sequence[Place]) -> list[Place | None]:
    """For each place, the last one before it of its level that has a name."""
    last: dict[int, Place] = {}
    found: list[Place | None] = []
    for place in places:
        found.append(last.get(place.level))
        if place.name:
            last[place.level] = place
    return found


def end_year(text: str | None) -> int | None:
    """The last year of a period: 2025 for 2021/2025."""
    return int(text.rpartition("/")[2][:4]) if text else None
