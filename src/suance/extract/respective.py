"""分别 and 依次: the names or the regions before a list of figures, one to each, only where the counts agree."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from suance.extract.indicator import phrase_before
from suance.extract.lexicon import pattern
from suance.extract.places import Place
from suance.extract.reading import Reading, Spot
from suance.extract.scene import Scene
from suance.model import Span

_RESPECTIVE = pattern("respective.word")
_LIST = pattern("respective.join")
_TAILS = pattern("respective.tails")


@dataclass(frozen=True, slots=True)
class Share:
    """What one figure of a list is of: its indicator's words, its region, or both; empty where the list says nothing."""

    words: str = ""
    span: Span = (0, 0)
    region: str | None = None


class Sharer:
    """Shares names and regions out over lists; a list without 分别 keeps what the list before it was given (同比增长3%和4%)."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._names: tuple[str, ...] = ()
        self._regions: tuple[str, ...] = ()
        self._span: Span = (0, 0)
        self._anew = False
        """whether the list that is being read named its indicators itself"""
        self._paragraph = -1

    def of(self, spot: Spot, start: int) -> Share:
        """The share of a figure whose list's words begin at `start`."""
        if spot.sentence.paragraph != self._paragraph:
            self._names, self._regions, self._paragraph = (), (), spot.sentence.paragraph
        if spot.first == spot.last:
            return Share()
        if spot.index == spot.first:
            self._read(spot, start)
        position, size = spot.index - spot.first, spot.last - spot.first + 1
        words = self._names[position] if self._anew and len(self._names) == size else ""
        region = self._regions[position] if len(self._regions) == size else None
        return Share(words, self._span, region)

    def _read(self, spot: Spot, start: int) -> None:
        """Take the names or regions before 分别; where only 分别 stands, those of the list before hold on."""
        text, head, size = self._reading.text, spot.head, spot.last - spot.first + 1
        match = _RESPECTIVE.search(text, start, head.left)
        self._anew = match is not None
        if not match:
            return
        places = self._listed_places(start, match.start(), size) or self._listed_places(spot.clause[0], start, size)
        self._regions = tuple(place.name for place in places) or self._regions
        begin = max(places[-1].end, start) if places else start
        cut = [*self._scene.times_in(begin, match.start()), *self._scene.places_in(begin, match.start())]
        words, self._span = phrase_before(text, begin, match.start(), cut)
        if places:
            said = words or phrase_before(text, match.end("word"), head.left, [])[0]
            self._names, self._span = ((said,) * size if said else ()), (begin, head.left)
        else:
            said = phrase_before(text, match.end("word"), head.left, [])[0]
            names = tuple(name + said for name in _split(words, size))
            self._names = names or (self._names if len(self._names) == size else ())

    def _listed_places(self, start: int, end: int, size: int) -> list[Place]:
        """The regions of a list as long as the list of figures: 桂林、北海分别…"""
        places = [place for place in self._reading.lexed.places_in(start, end) if place.name and place.level]
        gaps = [self._reading.text[one.end : other.start] for one, other in pairwise(places)]
        return places if len(places) == size and all(_LIST.fullmatch(gap) for gap in gaps) else []


def _split(words: str, count: int) -> tuple[str, ...]:
    """The names of a list, each with the tail that the last one says for all (工业、建筑业增加值); empty where the counts differ."""
    names = [name for name in words.split("、") if name]
    if len(names) != count and names:
        names = names[:-1] + [name for name in _LIST.split(names[-1]) if name]
    if len(names) != count:
        return ()
    found = _TAILS.search(names[-1])
    tail = found[0] if found and found.start() > 0 else ""
    return tuple(name if name.endswith(tail) else name.removesuffix("产业") + tail for name in names)
