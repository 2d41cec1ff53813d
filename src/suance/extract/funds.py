"""Funds: their size, what a party pays in, and what they are to draw from others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from suance.extract.clauses import Sentence
from suance.extract.frames import Frame
from suance.extract.reading import Reading
from suance.extract.scene import Scene
from suance.extract.tokens import Figure
from suance.model import Fact, Span

_NAME = re.compile(r"[\u4e00-\u9fff“”A-Za-z·（）()]*?(?:基金集群|母子基金群|基金群|母基金|子基金|基金|风险补偿金|风险补偿资金|风险资金池|资金池|风险池)(?:和[\u4e00-\u9fff]{2,10}基金)?")
_NAME_HEAD = re.compile(
    r"^.*(?:设立|组建|成立|发起了?|安排|投入|发行|推出|支持|将|在|由|为|的(?=[\u4e00-\u9fff]{4,})|对|按|向|其中|以及|和(?=[\u4e00-\u9fff]{2,}市)|更是宣布|共同|决定|宣布|利用|用好|用足|不低于存放|存放|首期|一批|规模|达|通过|年|月|日|期间|了)"
)


class FundReader:
    """Builds the fund facts of one document; a figure far from any name belongs to the fund named last."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._last: tuple[str, Span] | None = None

    def read(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure], frame: Frame) -> Fact:
        """The fact of one figure; its period comes from its own sentence only."""
        where = self._scene.where(sentence, figure)
        name, span = self._name(sentence, figure)
        inherited = {"region": where.span} if where.span else {}
        if span and span[0] < sentence.start:
            inherited["name"] = span
        return Fact(
            kind="fund", start=figure.start, end=figure.end, value=figure.value, value_max=figure.value_max, unit=figure.unit,
            comparator=figure.comparator, period=self._scene.own_period(sentence, figure) or self._reported(), region=where.value, role=frame.sets["role"],
            name=name, frame=frame.name, inherited=inherited,
        )  # fmt: skip

    def _reported(self) -> str | None:
        """In a work report of year Y a fund's size is of Y-1."""
        return str(self._reading.year - 1) if self._reading.style == "report" and self._reading.year else None

    def _name(self, sentence: Sentence, figure: Figure) -> tuple[str | None, Span | None]:
        text = self._reading.text
        segment = sentence.segment_of(figure.start)
        after = _NAME.match(text, figure.right, min(segment[1], figure.right + 24))
        if after and after[0]:
            return self._keep(after[0].lstrip("的元"), after.span())
        for start, end in (segment, (sentence.start, segment[0])):
            found = [m for m in _NAME.finditer(text, start, min(end, figure.left)) if m[0]]
            if found:
                match = found[-1]
                return self._keep(_NAME_HEAD.sub("", match[0]) or match[0], match.span())
        if self._last:
            return self._last
        return None, None

    def _keep(self, name: str, span: Span) -> tuple[str, Span]:
        self._last = (name, span)
        return name, span
