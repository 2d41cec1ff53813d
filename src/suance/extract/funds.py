"""Funds: their size, what a party pays in, and what they are to draw from others."""

from __future__ import annotations

from suance.extract.clauses import Sentence
from suance.extract.frames import Frame
from suance.extract.lexicon import pattern
from suance.extract.reading import Reading, Spot
from suance.extract.scene import Scene
from suance.extract.tokens import Figure
from suance.model import Fact, Span

_NAME = pattern("fund.name")
_COMMON = pattern("fund.common")
_NAME_HEAD = pattern("fund.name_head")


class FundReader:
    """Builds the fund facts of one document; a figure far from any name belongs to the fund named last."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._last: tuple[str, Span] | None = None

    def read(self, spot: Spot, frame: Frame) -> Fact:
        """The fact of one figure; its period comes from its own sentence only."""
        sentence, figure = spot.sentence, spot.figure
        where = self._scene.where(sentence, figure)
        name, span = self._name(sentence, figure)
        inherited = {"region": where.span} if where.span else {}
        if span and span[0] < sentence.start:
            inherited["name"] = span
        return Fact(
            kind="fund",
            start=figure.start,
            end=figure.end,
            value=figure.value,
            value_max=figure.value_max,
            unit=figure.unit,
            comparator=figure.comparator,
            period=self._scene.own_period(sentence, figure) or self._reported(),
            region=where.value,
            role=frame.sets["role"],
            name=name,
            frame=frame.name,
            inherited=inherited,
        )

    def _reported(self) -> str | None:
        """In a work report of year Y a fund's size is of Y-1."""
        return str(self._reading.year - 1) if self._reading.style == "report" and self._reading.year else None

    def _name(self, sentence: Sentence, figure: Figure) -> tuple[str | None, Span | None]:
        text = self._reading.text
        segment = sentence.segment_of(figure.start)
        after = _NAME.match(text, figure.right, min(segment[1], figure.right + 24))
        if after and after[0] and not _COMMON.match(after[0].lstrip("的元")):
            return self._keep(after[0].lstrip("的元"), after.span())
        for start, end in (segment, (sentence.start, segment[0])):
            found = [m for m in _NAME.finditer(text, start, min(end, figure.left)) if m[0]]
            named = [(name, match.span()) for match in reversed(found) if not _COMMON.match(name := _NAME_HEAD.sub("", match[0]) or match[0])]
            if named:
                return self._keep(*named[0])
        return self._last or (None, None)

    def _keep(self, name: str, span: Span) -> tuple[str, Span]:
        self._last = (name, span)
        return name, span
