"""Statistics and targets: in which measure, when and where a figure says something of its indicator."""

from __future__ import annotations

from decimal import Decimal

from suance import period
from suance.extract.clauses import Sentence
from suance.extract.frames import Frame
from suance.extract.indicator import metric_of
from suance.extract.lexicon import pattern
from suance.extract.reading import Reading, Spot
from suance.extract.scene import Held, Scene
from suance.extract.subject import Subjects
from suance.extract.tokens import Figure
from suance.model import Fact

_FALL = pattern("statistic.fall")
_RISE = pattern("statistic.rise")
_SHARE = pattern("statistic.share")
_FRACTION = pattern("statistic.fraction")
_LEVEL = pattern("statistic.level")
_VISION = pattern("statistic.vision")
_WHOLE_YEAR = pattern("around.whole_year")
_OVER_YEARS = pattern("statistic.over_years")
_RATE_OF_GROWTH = pattern("statistic.rate_of_growth")
_FLOW = pattern("statistic.flow")
_BARE = pattern("statistic.bare")
TOO_LONG = 40
"""an indicator of more characters is hardly one"""


class StatisticReader:
    """Builds the statistic and target facts of one document."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._subjects = Subjects(reading, scene)
        self._earlier: tuple[int, str] | None = None
        """in a work report: the segment of the figure before and the period it was of, which the rest of its list shares"""

    def read(self, spot: Spot, frame: Frame) -> Fact | None:
        """The fact of one figure, or None where nothing says what it measures."""
        sentence, figure = spot.sentence, spot.figure
        subject = self._subjects.of(spot)
        if subject is None:
            return None
        before = self._before(spot)
        measure = self._measure(figure, before, subject.words)
        region = self._subjects.region
        when = self._when(sentence, figure, frame, before)
        where = Held(region, None) if region else self._scene.where(sentence, figure)
        inherited = {name: held.span for name, held in (("period", when), ("region", where)) if held.span}
        if subject.carried:
            inherited["indicator"] = subject.span
        return Fact(
            kind=frame.kind,
            start=figure.start,
            end=figure.end,
            value=self._signed(figure, before),
            value_max=figure.value_max,
            unit=figure.unit,
            comparator=figure.comparator,
            indicator=subject.words,
            measure=measure,
            period=when.value,
            region=where.value,
            metric=metric_of(subject.words, measure, where.value),
            frame=frame.name,
            inherited=inherited,
            review="指标短语过长，可能未切准" if len(subject.words) > TOO_LONG else None,
        )

    def _before(self, spot: Spot) -> str:
        """The words that govern the figure; for a member of a list, those before the list."""
        return self._reading.text[self._subjects.start_of(spot.of_head) : spot.head.left]

    def _measure(self, figure: Figure, before: str, words: str) -> str:
        if figure.sort in ("rank", "multiple"):
            return figure.sort
        if figure.sort == "pp":
            return "growth"
        if figure.sort != "percent":
            return "level"
        if _RISE.search(before) or _FALL.search(before) or _RATE_OF_GROWTH.search(words):
            return "growth"
        written = self._reading.text[figure.start : figure.end]
        follows = self._reading.text[figure.right : figure.right + 1]
        share = _SHARE.search(before) or _SHARE.search(words) or (_FRACTION.search(written) and not before.endswith(("率", "度"))) or follows == "的"
        return "share" if share else "level"

    def _signed(self, figure: Figure, before: str) -> Decimal:
        """A fall is negative: 下降3% is -3."""
        falls = figure.sort in ("percent", "pp") and _FALL.search(before) and not before.endswith("降幅")
        return -figure.value if falls else figure.value

    def _when(self, sentence: Sentence, figure: Figure, frame: Frame, before: str) -> Held:
        held = self._scene.when(sentence, figure)
        year = self._reading.year
        past = self._scene.past_years()
        if self._reading.style == "report" and held.value in (None, self._scene.default, past) and year:
            flow = past if past and (held.value == past or (year - 1) % 5 == 0) else str(year - 1)
            return Held(self._report_period(sentence, figure, frame, year, flow), None)
        if frame.name == "statistic.from" and not self._is_over(held.value):
            return Held(None, None)
        plan = self._scene.plan
        if plan and frame.kind == "target" and held.value == plan[-4:] and _OVER_YEARS.search(before):
            return Held(plan, held.span)
        if frame.kind == "target" and (self._is_over(held.value) or _VISION.search(before)):
            whole = year and _WHOLE_YEAR.search(self._reading.text, sentence.start, figure.start)
            return Held(str(year) if whole else None, None)
        return held

    def _is_over(self, value: str | None) -> bool:
        """Whether a period lay before the day of publication, so that it cannot be a deadline."""
        today = self._scene.today
        return value is not None and today is not None and period.bounds(value)[1] < today

    def _report_period(self, sentence: Sentence, figure: Figure, frame: Frame, year: int, flow: str) -> str:
        """In a work report of year Y: plans are of Y, levels, ranks and shares of Y-1, flows of the plan or the term that ended in Y-1."""
        if frame.kind == "target":
            return str(year)
        start = sentence.segment_of(figure.start)[0]
        segment = self._reading.text[start : figure.start]
        item = _BARE.search(segment)
        if self._earlier and self._earlier[0] == start and item and not _FLOW.search(segment) and not _LEVEL.search(item[0]):
            return self._earlier[1]
        grows = figure.sort in ("percent", "pp") and (_RISE.search(segment) or _FALL.search(segment))
        level = (
            figure.sort == "rank"
            or (figure.sort == "percent" and not grows)
            or (not _FLOW.search(segment.rsplit("、", 1)[-1]) and bool(_LEVEL.search(segment)))
        )
        value = str(year - 1) if level else flow
        self._earlier = (start, value)
        return value
