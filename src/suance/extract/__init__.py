"""Document → facts: what a document says, each figure tied to the characters it came from.

tokens      one pass: figures, titles, known words, places
clauses     sentences, clauses, segments; the tree of articles and items
scene       time and place as they carry on
frames      which kind of fact a figure makes (frames/figures.toml is the data)
statistics, funds, awards    the slots of each kind
tables      figures in cells, told by the heads of row and column
sayings     what is said without a figure: rosters, tasks, comparisons, statements, events
checks      the canonical id of what is measured, and the doubts
"""

from __future__ import annotations

from suance.extract.awards import AwardReader
from suance.extract.checks import checked
from suance.extract.clauses import Sentence
from suance.extract.frames import Frame, first_frame
from suance.extract.funds import FundReader
from suance.extract.reading import Reading, Spot
from suance.extract.sayings import sayings
from suance.extract.scene import Scene
from suance.extract.statistics import StatisticReader
from suance.extract.surroundings import flags_of, gives
from suance.extract.tables import read_tables
from suance.model import Document, Fact

__all__ = ["extract"]


def extract(document: Document) -> list[Fact]:
    """All facts of a document, ordered by their start; the same document always gives the same facts."""
    reading = Reading.of(document)
    facts = _instruments(reading) + _Reader(reading).facts()
    return checked(document, sorted(facts, key=lambda fact: (fact.start, fact.end)))


def _instruments(reading: Reading) -> list[Fact]:
    return [Fact("instrument", title.start, title.end, title=title.text, frame="instrument") for title in reading.lexed.titles if title.policy]


class _Reader:
    """Walks the sentences once and hands each figure to the reader of its kind."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._scene = Scene(reading)
        self._awards = AwardReader(reading)
        self._funds = FundReader(reading, self._scene)
        self._statistics = StatisticReader(reading, self._scene)
        self._facts: list[Fact] = []
        self._goal = False
        self._tables = read_tables(reading, self._scene)

    def facts(self) -> list[Fact]:
        """The facts of all sentences."""
        for sentence in self._reading.sentences:
            if not self._tables.take(sentence):
                self._sentence(sentence)
        return self._facts + self._awards.facts + self._tables.facts + sayings(self._reading, self._scene)

    def _sentence(self, sentence: Sentence) -> None:
        spots = self._reading.spots(sentence)
        self._awards.enter(sentence)
        flags = [flags_of(self._reading, self._scene, spot) | ({"goal"} if self._goal else set()) for spot in spots]
        views = [self._reading.view(spot) for spot in spots]
        given = [gives(self._reading, spot, view) for spot, view in zip(spots, views, strict=True)]
        awarding = self._awards.may_award(sentence, [spot.figure for spot, yes in zip(spots, given, strict=True) if yes])
        for spot, view, found, yes in zip(spots, views, flags, given, strict=True):
            more = self._awards.flags(spot) | ({"award_sentence"} if awarding else set()) | ({"given"} if yes else set())
            frame = first_frame(view, found | more)
            if frame:
                self._take(spot, frame)
        self._awards.leave(sentence)
        self._goal = self._goal or self._reading.introduces_goal(sentence)

    def _take(self, spot: Spot, frame: Frame) -> None:
        """Hand a figure to the reader of its frame's kind."""
        match frame.kind:
            case "award":
                self._awards.award(spot, frame)
            case "limit":
                self._awards.limit(spot, frame)
            case "cap":
                self._awards.cap(spot)
            case "threshold":
                self._awards.condition(spot.sentence, spot.figure)
            case "fund":
                self._facts.append(self._funds.read(spot, frame))
            case "statistic" | "target":
                fact = self._statistics.read(spot, frame)
                self._facts += [fact] if fact else []
            case _:
                pass
