"""The tables of a document: rows of cells, which of them are heads, and what stands above the table.

Readers give a row as one paragraph of role `table`, its cells joined by a tab. Cells that were merged may come as blanks
or not at all; where it is not certain which column a cell belongs to, its row is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from suance.extract.tables.cell import Cell
from suance.extract.tables.words import role, word
from suance.model import Document, Paragraph

Row = list[Cell]

HEADS = 3
"""how many rows a head has at most"""
WIDTH = 100
"""how many columns a table has at most: a wider one is no table of figures"""
ABOVE = 3
"""how many paragraphs above a table may speak of it"""
SHORT = 60
"""how long such a paragraph may be"""
_UNIT_LINE = re.compile(r"单位\s*[:：]")


@dataclass
class Table:
    """A table with its head rows and its data rows, all of the same width."""

    heads: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    above: list[Cell] = field(default_factory=list)
    """lines above the table: its caption, its unit"""
    paragraph: int = 0
    """index of its first row's paragraph"""

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0]) if self.rows else 0


def tables(document: Document) -> Iterator[Table]:
    """The tables of a document in order; those without a head are left out."""
    before: Table | None = None
    for first, last in _runs(document.paragraphs):
        above = _above(document, first)
        for table in _split(document, first, last, above):
            near = before is not None and table.paragraph - before.paragraph - len(before.rows) - len(before.heads) <= ABOVE
            if not table.heads and before and near and _most(before.rows) == _most(table.rows):
                table.heads, table.above = before.heads, before.above
            if table.heads and (fitted := _fitted(table)):
                before = table
                yield fitted


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """First and last index (exclusive) of each run of table paragraphs."""
    start = -1
    for index, paragraph in enumerate(paragraphs):
        if paragraph.role == "table" and start < 0:
            start = index
        elif paragraph.role != "table" and start >= 0:
            yield start, index
            start = -1
    if start >= 0:
        yield start, len(paragraphs)


def _above(document: Document, first: int) -> list[Cell]:
    """The short lines right above a run of rows, nearest last, back to the first that is a sentence."""
    lines: list[Cell] = []
    for paragraph in reversed(document.paragraphs[max(0, first - ABOVE) : first]):
        text = document.text[paragraph.start : paragraph.end].strip()
        if paragraph.role == "table" or len(text) > SHORT or text.endswith(("。", "；", "！")):
            break
        lines.insert(0, Cell(text, paragraph.start))
        if not _UNIT_LINE.search(text):
            break
    return lines


def cells(document: Document, paragraph: Paragraph) -> Row:
    """The cells of a row."""
    found, start = [], paragraph.start
    for piece in document.text[paragraph.start : paragraph.end].split("\t"):
        stripped = piece.strip()
        found.append(Cell(stripped, start + len(piece) - len(piece.lstrip()) if stripped else start))
        start += len(piece) + 1
    return found


def _split(document: Document, first: int, last: int, above: list[Cell]) -> Iterator[Table]:
    """The tables of one run of rows: a row of heads after rows of data begins another."""
    table = Table(above=above, paragraph=first)
    lines: list[Cell] = []
    for index in range(first, last):
        row = cells(document, document.paragraphs[index])
        filled = [cell for cell in row if not cell.is_blank]
        if not filled or word("marks", "note_row").match(filled[0].text):
            continue
        if len(filled) == 1 and not filled[0].is_number and len(row) > 1:
            lines.append(filled[0])
            continue
        heads = not any(cell.is_number and not cell.is_year for cell in filled)
        if table.rows and heads and _begins(row, filled):
            yield table
            table, lines = Table(above=lines[-2:], paragraph=index), []
        elif not table.rows and not table.heads:
            table.above, lines = table.above + lines, []
        if not table.rows and heads and (not table.heads or _goes_on(row, table.heads)):
            table.heads.append(row)
        else:
            table.rows.append(row)
    yield table


def _begins(row: Row, filled: Row) -> bool:
    """Whether a row without figures within a table is the head of another one: its first words name a kind of column."""
    return bool(role(filled[0].text)) and row[0] is filled[0]


def _goes_on(row: Row, heads: list[Row]) -> bool:
    """Whether a row without figures goes on with the head above it: its first cell is merged with that above, or is left out."""
    if len(heads) >= HEADS:
        return False
    first = row[0]
    return first.is_blank or first.text == heads[0][0].text or (len(row) != len(heads[0]) and not role(first.text))


def _most(rows: Sequence[Row]) -> int:
    """The width that most rows have."""
    return Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0


def _fitted(table: Table) -> Table | None:
    """The table with all rows of one width; None where its head does not fit its rows."""
    width = _most(table.rows)
    heads = _heads(table.heads, width)
    if not 2 <= width <= WIDTH or heads is None:
        return None
    rows = [fitted for row in table.rows if (fitted := _row(row, width))]
    return Table(heads, _filled_down(rows), table.above, table.paragraph)


def _row(row: Row, width: int) -> Row | None:
    """A row that lacks cells at its left, where those above reach down; None where it has too many or lacks most."""
    missing = width - len(row)
    if missing < 0 or missing * 2 > width:
        return None
    return [Cell("", row[0].start)] * missing + row


def _filled_down(rows: list[Row]) -> list[Row]:
    """The rows with the blanks at their left end filled from above, where another word stands right of them."""
    out: list[Row] = []
    for row in rows:
        filled = list(row)
        if out:
            for index, cell in enumerate(row[:-1]):
                if cell.text or row[index + 1].is_number:
                    break
                filled[index] = out[-1][index]
        out.append(filled)
    return out


def _heads(heads: list[Row], width: int) -> list[Row] | None:
    """The head rows, each a cell a column, merged cells repeated; None where they do not fit."""
    if len(heads) > 1 and any(len(row) != width for row in heads):
        heads = _spread(heads, width)
    if any(len(row) != width for row in heads):
        return None
    return [_filled_right(row, heads[index + 1 :]) for index, row in enumerate(heads)]


def _spread(heads: list[Row], width: int) -> list[Row]:
    """Two head rows whose merged cells were given once: the upper's first cells reach down, its others stand over equally many of the lower."""
    upper, lower = heads[0], heads[1]
    down = width - len(lower)
    over = len(upper) - down
    if len(heads) > 2 or down < 0 or over < 1 or len(lower) % over:
        return heads
    times = len(lower) // over
    wide = upper[:down] + [cell for cell in upper[down:] for _ in range(times)]
    return [wide, [Cell("", lower[0].start)] * down + lower]


def _filled_right(row: Row, below: list[Row]) -> Row:
    """The row with a blank filled from its left where a head stands below it: the cell above them both was merged."""
    out = list(row)
    for index in range(1, len(row)):
        if not row[index].text and any(under[index].text for under in below) and any(under[index - 1].text for under in below):
            out[index] = out[index - 1]
    return out
