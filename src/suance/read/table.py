"""Tables as rows of words: one word list a row, of one length where cells span columns or rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

_SLACK = 3.0
"""Points by which lines of one edge may differ."""
_MOST_COLUMNS = 200
"""A span past this is a slip or an attack."""


class Placed(Protocol):
    """What has a place on a page, downwards from the top left."""

    @property
    def left(self) -> float:
        """The left edge."""

    @property
    def top(self) -> float:
        """The upper edge."""

    @property
    def right(self) -> float:
        """The right edge."""

    @property
    def bottom(self) -> float:
        """The lower edge."""


class Box(NamedTuple):
    """A cell's place on a page, downwards from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, boxes: Sequence[Box]) -> Box:
        """The box that holds all of these."""
        return cls(min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes))

    def holds(self, other: Placed) -> bool:
        """Whether the middle of something lies in the box."""
        return self.left <= (other.left + other.right) / 2 <= self.right and self.top <= (other.top + other.bottom) / 2 <= self.bottom


class Cell(NamedTuple):
    """A cell's words, and how many columns and rows it spans."""

    text: str
    across: int = 1
    down: int = 1


def spread(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """The words of each row, column by column.

    A cell that spans rows says its words in each of them. One that spans columns names them all in the rows at the head of
    a table; below, where its words may be a sum that must not count twice, it stands in its first column only. A row that
    is one cell over all columns is that cell.
    """
    below: dict[int, tuple[str, int]] = {}
    result: list[list[str]] = []
    head = True
    for row in rows:
        head = head and any(cell.across > 1 for cell in row)
        words: list[str] = []
        for cell in row:
            _carry(words, below)
            width = max(1, min(cell.across, _MOST_COLUMNS)) if len(row) > 1 or words or below else 1
            for column in range(width):
                said = cell.text if head or not column else ""
                if cell.down > 1:
                    below[len(words)] = (said, cell.down - 1)
                words.append(said)
        _carry(words, below)
        result.append(words)
    return result


def _carry(words: list[str], below: dict[int, tuple[str, int]]) -> None:
    """Add what cells of rows above say in the next columns of this one."""
    while (column := len(words)) in below:
        text, rows = below.pop(column)
        words.append(text)
        if rows > 1:
            below[column] = (text, rows - 1)


def ruled(said: Mapping[Box, str]) -> list[list[Cell]]:
    """The rows of cells that ruled lines make, from the words in each box."""
    columns, rows = _edges([box.left for box in said]), _edges([box.top for box in said])
    found: list[list[Cell]] = [[] for _ in rows]
    for box in sorted(said, key=lambda box: box.left):
        across = sum(box.left - _SLACK <= edge < box.right - _SLACK for edge in columns)
        down = sum(box.top - _SLACK <= edge < box.bottom - _SLACK for edge in rows)
        at = next(number for number, edge in enumerate(rows) if abs(edge - box.top) <= _SLACK)
        found[at].append(Cell(said[box], max(1, across), max(1, down)))
    return found


def _edges(values: Sequence[float]) -> list[float]:
    """The distinct edges; those that differ by little are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SLACK:
            edges.append(value)
    return edges
