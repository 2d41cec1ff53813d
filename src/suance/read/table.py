"""Tables as rows of words: one word list a row, of one length where cells span columns or rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_MOST_COLUMNS = 200
"""A span past this is a slip or an attack."""


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
