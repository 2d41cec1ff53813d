"""Document → facts: what a document says, each figure tied to the characters it came from.

tokens      one pass: figures, titles, known words, places
clauses     sentences, clauses, segments; the tree of articles and items
scene       time and place as they carry on
frames      which kind of fact a figure makes (frames/figures.toml is the data)
statistics, funds, awards    the slots of each kind
"""

from __future__ import annotations

from suance.extract.awards import AwardReader
from suance.extract.clauses import Sentence
from suance.extract.frames import Frame, first_frame
from suance.extract.funds import FundReader
from suance.extract.reading import Reading
from suance.extract.scene import Scene
from suance.extract.statistics import StatisticReader
from suance.extract.surroundings import flags_of, gives
from suance.extract.tokens import Figure
from suance.model import Document, Fact

__all__ = ["extract"]


def extract(document: Document) -> list[Fact]:
    """All facts of a document, ordered by their start; the same document always gives the same facts."""
    reading = Reading.of(document)
    facts = _instruments(reading) + _Reader(reading).facts()
    return sorted(facts, key=lambda fact: (fact.start, fact.end))


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

    def facts(self) -> list[Fact]:
        """The facts of all sentences."""
        for sentence in self._reading.sentences:
            self._sentence(sentence)
        return self._facts + self._awards.facts

    def _sentence(self, sentence: Sentence) -> None:
        figures = self._reading.figures_in(sentence)
        self._awards.enter(sentence)
        flags = [flags_of(self._reading, self._scene, sentence, figure, figures) for figure in figures]
        views = [self._reading.view(sentence, figure, figures, found) for figure, found in zip(figures, flags, strict=True)]
        given = [gives(self._reading, sentence, figure, figures, view) for view, figure in zip(views, figures, strict=True)]
        awarding = self._awards.may_award(sentence, [f for f, yes in zip(figures, given, strict=True) if yes])
        for figure, found, yes in zip(figures, flags, given, strict=True):
            found |= self._awards.flags(sentence, figure) | ({"award_sentence"} if awarding else set()) | ({"given"} if yes else set())
            frame = first_frame(self._reading.view(sentence, figure, figures, found | ({"goal"} if self._goal else set())))
            if frame:
                self._take(sentence, figure, figures, frame)
        self._awards.leave(sentence)
        self._goal = self._reading.introduces_goal(sentence.paragraph) or self._goal

    def _take(self, sentence: Sentence, figure: Figure, figures: list[Figure], frame: Frame) -> None:
        """Hand a figure to the reader of its frame's kind."""
        match frame.kind:
            case "award":
                self._awards.award(sentence, figure, figures, frame)
            case "limit":
                self._awards.limit(sentence, figure, figures, frame)
            case "cap":
                self._awards.cap(sentence, figure, figures)
            case "threshold":
                self._awards.condition(sentence, figure)
            case "fund":
                self._facts.append(self._funds.read(sentence, figure, figures, frame))
            case "statistic" | "target":
                fact = self._statistics.read(sentence, figure, figures, frame)
                self._facts += [fact] if fact else []
            case _:
                pass
