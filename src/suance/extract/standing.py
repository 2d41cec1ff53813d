"""Where words stand in a reading: their sentence, the figures among them, and when and where they hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from suance.extract.clauses import Sentence
from suance.extract.reading import Reading
from suance.extract.tokens import Figure
from suance.model import Span


def sentence_at(reading: Reading, position: int) -> Sentence:
    """The sentence in which a position lies."""
    index = bisect_right(reading.sentences, position, key=lambda sentence: sentence.start) - 1
    return reading.sentences[max(index, 0)]


def figures_in(reading: Reading, start: int, end: int) -> Sequence[Figure]:
    """The figures that begin within a span."""
    figures = reading.lexed.figures
    low = bisect_left(figures, start, key=lambda figure: figure.start)
    return figures[low : bisect_left(figures, end, key=lambda figure: figure.start)]


def in_place_of_figure(span: Span) -> Figure:
    """Words in the place of a figure, of which the scene tells when and where they hold."""
    return Figure(*span, *span, Decimal(0), "", "eq", "words")
