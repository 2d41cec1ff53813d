"""Time and place as they carry on: which period and which region a figure is of, and where that was said.

A frame of time holds until another replaces it; a day holds for its own sentence only; 目前 and its like end the
frame before and give none. A region holds within its paragraph; in a document of several regions until the next one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from suance import period
from suance.extract.clauses import Sentence
from suance.extract.places import Place, resolve
from suance.extract.reading import Reading
from suance.extract.tokens import Figure
from suance.model import Span

_COMPARED = re.compile(r"(?:比|较|与|同|以|相比|高于|低于|快于|去)\s*$")
_NOT_FRAME_AFTER = re.compile(r"(?:年?(?:同期(?!.{0,12}(?:下降|增长))|印发|出台的|颁布|版|以前|（?含）?前|成立|注册|建成投产|毕业|相比|基数))")
_ORGANISATION = re.compile(
    r"(?:市|省|区|县)?(?:委|政府|人民政府|统计局|商报|日报|晚报|报道|大学|学院|银行|商务局|工信局|发改委|科技局|财政局|科创委|记者|书记|市长|省长|副|办公|会展|广播|电视|商学院|社科院|研究院|有限|集团|股份|模式|局|厅|经验|公司|证券|海关|市场监管|口岸|机场|高铁|协会|指数|站|话|人(?!均))"
)
_AT = re.compile(r"(?:在|从|与|比|向|距|离|对|赴|到|于|由|和|是|为|及|以|被|来自|名|个)\s*$")


@dataclass(frozen=True, slots=True)
class Held:
    """A value handed on, and the words it comes from."""

    value: str | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class _Frame:
    start: int
    end: int
    period: str | None
    scope_end: int
    """where a frame that does not carry on ends; the text's length for one that does"""


class Scene:
    """Answers when and where for any figure of one document."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._frames = self._time_frames()
        self._starts = [frame.start for frame in self._frames]
        self.default = self._title_period()

    # ── time ──

    def when(self, sentence: Sentence, figure: Figure) -> Held:
        """The period that holds where the figure stands; the span is given where it was handed on from another sentence."""
        index = bisect_right(self._starts, figure.start) - 1
        headline = self._is_headline(sentence)
        while index >= 0:
            frame = self._frames[index]
            own = frame.start >= sentence.start
            if headline and not own:
                break
            if figure.start < frame.scope_end:
                return Held(frame.period, None if own else (frame.start, frame.end))
            index -= 1
        return Held(self.default, None)

    def own_period(self, sentence: Sentence, figure: Figure) -> str | None:
        """The period said in the figure's own sentence before it, or None."""
        held = self.when(sentence, figure)
        return held.value if held.span is None and held.value != self.default else self._said(sentence, figure)

    def _said(self, sentence: Sentence, figure: Figure) -> str | None:
        for frame in reversed(self._frames):
            if sentence.start <= frame.start < figure.start < frame.scope_end:
                return frame.period
        return None

    def times_in(self, start: int, end: int) -> list[Span]:
        """The spans of all time expressions in a stretch of text."""
        return [span for span in self._times if start <= span[0] and span[1] <= end]

    def _time_frames(self) -> list[_Frame]:
        text, found = self._reading.text, period.find(self._reading.text, self._today())
        self._times: list[Span] = [(item.start, item.end) for item in found if item.kind != "duration"]
        frames = []
        for item in found:
            if item.period is None or self._is_aside(item):
                continue
            frames.append(_Frame(item.start, item.end, item.period, self._scope_end(item)))
        frames += [_Frame(w.start, w.end, None, len(text)) for w in self._reading.lexed.words if "none_frame" in w.classes]
        return sorted(frames, key=lambda frame: frame.start)

    def _scope_end(self, item: period.Expression) -> int:
        sentence = next((s for s in self._reading.sentences if s.start <= item.start < s.end), None)
        carries = item.kind not in ("day", "days") or item.role == "as_of"
        return len(self._reading.text) if carries or sentence is None else sentence.end

    def _is_aside(self, item: period.Expression) -> bool:
        """A time that only compares, dates a document, or stands in a title."""
        text = self._reading.text
        if any(title.start <= item.start < title.end for title in self._reading.lexed.titles):
            return True
        return bool(_COMPARED.search(text, max(0, item.start - 3), item.start) or _NOT_FRAME_AFTER.match(text, item.end))

    def _today(self) -> date | None:
        """The day from which 今年 is told; of a date that is only a year or month, its last possible day."""
        written = self._reading.document.published
        if written is None:
            return None
        parts = [int(part) for part in written.split("-")]
        return date(*[*parts, 12, 28][:3] if len(parts) < 3 else parts)

    def _title_period(self) -> str | None:
        """The period of a news item about one period's statistics, which its title names."""
        found = [item for item in period.find(self._reading.document.title, self._today()) if item.period]
        return found[0].period if found else None

    def _is_headline(self, sentence: Sentence) -> bool:
        paragraph = self._reading.document.paragraphs[sentence.paragraph]
        return paragraph.role == "heading" or self._reading.text[paragraph.start : paragraph.end].strip() == self._reading.document.title

    # ── place ──

    def where(self, sentence: Sentence, figure: Figure) -> Held:
        """The region that the figure is of: the last subject place before it, else the document's own."""
        reading = self._reading
        paragraph = reading.document.paragraphs[sentence.paragraph]
        current: Place | None = reading.home
        known: Held | None = None
        begin = 0 if reading.home is None or reading.home.level == 0 else paragraph.start
        for place in reading.lexed.places_in(begin, figure.start):
            if not self._is_subject(place):
                continue
            name = resolve(place, current, reading.home)
            if name is None:
                continue
            if place.name:
                current = place
            known = Held(name, (place.start, place.end) if place.start < sentence.start else None)
        if known:
            return known
        return Held(reading.home.name if reading.home else None, None)

    def _is_subject(self, place: Place) -> bool:
        text = self._reading.text
        if _ORGANISATION.match(text, place.end) or _AT.search(text, max(0, place.start - 3), place.start):
            return False
        if any(title.start <= place.start < title.end for title in self._reading.lexed.titles):
            return False
        return place.level != 0 or text[max(0, place.start - 1) : place.start] in ("", "，", "。", "、", "\n", "，", "年", "：", "“", " ")

    def places_in(self, start: int, end: int) -> list[Span]:
        """The spans of all place names in a stretch of text."""
        return [(place.start, place.end) for place in self._reading.lexed.places_in(start, end)]


def end_year(text: str | None) -> int | None:
    """The last year of a period: 2025 for 2021/2025."""
    years = re.findall(r"\d{4}", text or "")
    return int(years[-1]) if years else None
