"""The tables of a document become facts: every cell with a figure, told by the heads of its row and column.

cell      a cell and its value, exact in the unit that stands in it or is handed to it
grid      rows, which of them are heads, merged cells, what stands above
head      what a head says: unit, period, region, measure, goal
columns   what each column is for
figures   statistics and targets     award   awards and their ceilings

Precision comes before recall: a figure whose indicator, unit or column is not certain is no fact.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from suance.extract.clauses import Sentence
from suance.extract.reading import Reading
from suance.extract.scene import Scene
from suance.extract.tables.award import AwardTable
from suance.extract.tables.figures import TableReader
from suance.extract.tables.grid import cells, tables
from suance.model import Document, Fact, Span

__all__ = ["Tables", "read_tables"]

PROSE = 14
"""how long a cell with punctuation is at least that is read as running text"""
_MARKS = frozenset("，。；：,;:")


@dataclass
class Tables:
    """The facts of a document's tables, and which cells are running text that sentences are read from."""

    facts: list[Fact] = field(default_factory=list)
    _rows: frozenset[int] = frozenset()
    """indices of the paragraphs that are rows"""
    _prose: list[Span] = field(default_factory=list)

    def take(self, sentence: Sentence) -> bool:
        """Whether a sentence belongs to a table's cell that is no running text."""
        if sentence.paragraph not in self._rows:
            return False
        index = bisect_right(self._prose, (sentence.start, sentence.end)) - 1
        return index < 0 or sentence.start >= self._prose[index][1]


def read_tables(reading: Reading, scene: Scene) -> Tables:
    """All facts of a document's tables."""
    document = reading.document
    rows = frozenset(index for index, paragraph in enumerate(document.paragraphs) if paragraph.role == "table")
    if not rows:
        return Tables()
    facts: list[Fact] = []
    read: set[Span] = set()
    for table in tables(document):
        reader = TableReader(reading, scene, table)
        award = AwardTable(reading, reader)
        facts += award.facts() if award.is_one() else reader.facts()
        read |= set(award.read)
    return Tables(facts, rows, [span for span in _prose(document, rows) if span not in read])


def _prose(document: Document, rows: frozenset[int]) -> list[Span]:
    """The cells that are running text: long enough and with punctuation."""
    found = [cell for index in sorted(rows) for cell in cells(document, document.paragraphs[index])]
    return [cell.span for cell in found if len(cell.text) >= PROSE and not _MARKS.isdisjoint(cell.text)]
