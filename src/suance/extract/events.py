"""Events: a meeting, a document's issue, a signing or unveiling, with the day and the place that its own sentence names.

The span is a meeting's name, a document's title without its 《》, or the verb (签约). A day is taken only from words
before the event in the same sentence; 同日 is the day named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from suance import period
from suance.extract.islands import opening
from suance.extract.places import resolve
from suance.extract.reading import REACH, Reading
from suance.extract.scene import Scene
from suance.extract.standing import sentence_at
from suance.extract.wording import wording
from suance.model import Fact, Span

_KINDS_OF_TIME = frozenset({"day", "days", "month"})
_NAME_MAX = 60
"""characters of a meeting's name, or of who signs"""


def events(reading: Reading, scene: Scene) -> list[Fact]:
    """The events of a document, in its order, none twice."""
    finder = _Finder(reading, scene)
    meetings = list(finder.meetings())
    found = [*meetings, *finder.issues(), *finder.acts([(fact.start, fact.end) for fact in meetings])]
    return sorted({(fact.start, fact.end): fact for fact in reversed(found)}.values(), key=lambda fact: fact.start)


class _Finder:
    """Finds the events of one document; the last day that an event had is what 同日 means."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._text = reading.text

    def meetings(self) -> Iterator[Fact]:
        """Meetings that were held, or at which something was done; in a policy only those with a day."""
        for span, told, needs_day in self._named():
            start, end = self._bare(span)
            day = self._day(start) or self._day(told)
            if end - start <= 2 or self._reading.lexed.in_title(start) or wording("event_count").match(self._text, start, end):
                continue
            if day or not needs_day:
                yield replace(self._fact("event.meeting", (start, end), day=day, told=told), name=self._text[start:end])

    def _named(self) -> Iterator[tuple[Span, int, bool]]:
        """The spans of meetings' names with what stands before them, until where the day may be told, and whether there must be one."""
        norm = self._reading.style == "norm"
        for match in wording("event_held").finditer(self._text):
            yield match.span("name"), match.start(), norm
        for match in wording("event_opens").finditer(self._text):
            yield (self._name_from(match, ""), match.start("mark")), match.end(), norm
        for match in wording("event_at").finditer(self._text):
            start = self._name_from(match, "在")
            if match["mark"] or self._text[start - 1 : start] == "在":
                yield (start, match.start("mark")), match.start(), True

    def _name_from(self, match: re.Match[str], preposition: str) -> int:
        """Where a meeting's name begins: after its quotation mark, else after the preposition, else with its segment."""
        low = max(0, match.start() - _NAME_MAX)
        if match["mark"]:
            return self._text.rfind("“", low, match.start()) + 1 or match.start()
        start = opening(self._text, low, match.start())
        after = self._text.rfind(preposition, start, match.start()) if preposition else -1
        return after + 1 if after >= 0 else start

    def issues(self) -> Iterator[Fact]:
        """Policy documents that were issued: 印发《…》和《…》, 《…》出台."""
        titles = {title.start: title for title in self._reading.lexed.titles if title.policy}
        for match in wording("event_issued").finditer(self._text):
            if wording("event_not").search(self._text, max(0, match.start() - 3), match.start()):
                continue
            position, day = match.end() + 1, self._day(match.start())
            if day is None and "的" in match[0]:
                continue
            while title := titles.get(position):
                yield replace(self._fact("event.issue", (title.start, title.end), day=day), title=title.text, verb=match["verb"])
                more = wording("event_more").match(self._text, title.end)
                position = more.end() + 1 if more else -1
        ends = {title.end: title for title in titles.values()}
        for match in wording("event_passive").finditer(self._text):
            if title := ends.get(match.start()):
                issue = self._fact("event.issue", (title.start, title.end), day=self._day(title.start))
                yield replace(issue, title=title.text, verb=match["verb"])

    def acts(self, meetings: list[Span]) -> Iterator[Fact]:
        """Signings, unveilings and the like whose sentence names the day, where no meeting of that sentence holds them."""
        taken = {sentence_at(self._reading, start).start for start, _ in meetings}
        for match in wording("event_act").finditer(self._text):
            sentence = sentence_at(self._reading, match.start("verb"))
            day = self._day(match.start("verb"))
            if day is None or sentence.start in taken:
                continue
            start = opening(self._text, max(sentence.start, match.start() - _NAME_MAX), match.start())
            tail = wording("event_act_tail").search(self._text, start, match.start())
            subject = self._bare((start, tail.start() if tail else match.start()))
            if subject[1] - subject[0] >= 2:
                yield replace(self._fact("event.act", match.span("verb"), day=day), name=self._text[slice(*subject)], verb=match["verb"])

    def _fact(self, frame: str, span: Span, *, day: tuple[str, Span] | None, told: int = 0) -> Fact:
        """An event with its day and place; until `told` words after it may say where it was."""
        sentence = sentence_at(self._reading, span[0])
        handed_on = {"period": day[1]} if day and day[1][0] < sentence.start else {}
        where = self._place(span[1], told) or self._place(max(sentence.start, span[0] - REACH), span[0])
        home = self._reading.home.name if self._reading.home else None
        return Fact("event", *span, period=day[0] if day else None, region=where or home, frame=frame, inherited=handed_on)

    def _bare(self, span: Span) -> Span:
        """The words without a time or a place at their head: 5月8日在云川市|全市工业大会."""
        start, end = span
        inner = [stop for begin, stop in self._scene.times_in(start, end) if begin >= start]
        start = max([start, *inner])
        lead = wording("event_lead").match(self._text, start, end)
        start = lead.end() if lead else start
        while start < end and self._text[start] in "，,的在于 ":
            start += 1
        return start, end

    def _day(self, position: int) -> tuple[str, Span] | None:
        """The day, or month, named last before a position in its sentence, and where; None where none is."""
        sentence = sentence_at(self._reading, position)
        begin = max(sentence.start, position - REACH)
        if wording("event_same").search(self._text, begin, position):
            return self._last_day(max(0, position - REACH), position, frozenset({"day"}))
        day = self._last_day(begin, position, _KINDS_OF_TIME)
        return None if day and wording("event_asof").search(self._text, day[1][1], position) else day

    def _last_day(self, start: int, end: int, kinds: frozenset[str]) -> tuple[str, Span] | None:
        """The last time of these kinds within a stretch that is neither a deadline nor part of a title."""
        for item in reversed(period.find(self._text[start:end], self._scene.today)):
            span = (start + item.start, start + item.end)
            if item.period and item.kind in kinds and item.role == "at" and not self._reading.lexed.in_title(span[0]):
                return item.period, span
        return None

    def _place(self, start: int, end: int) -> str | None:
        """The place that a stretch names last."""
        home = self._reading.home
        names = (resolve(place, home, home) for place in reversed(self._reading.lexed.places_in(start, end)))
        return next((name for name in names if name), None)
