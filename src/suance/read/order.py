"""The order in which lines are read, where only their places are known, as in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from suance.read.glyphs import Line, joined

_TRIES = range(30, 71, 2)
"""Where a gutter between two columns may lie, in hundredths of the text's width."""
_CROSSING, _LEAST_LINES, _LEAST_WIDTH = 0.25, 3, 8
"""At most a quarter of the lines cross a gutter; on each side stand at least three, half of them eight characters wide (a table's are narrower)."""
_SAME_ROW, _SPACE = 0.5, 0.8


def ordered(lines: Sequence[Line]) -> list[Line]:
    """The lines row by row, and in two columns the left one before the right one, between lines that go across both."""
    gutter = _gutter(lines)
    if gutter is None:
        return _rows(lines)
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.left < gutter < line.right:
            found += [*_rows(left), *_rows(right), line]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    return [*found, *_rows(left), *_rows(right)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the space between two columns of running text lies; None where there is one column."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    places = [first + (last - first) * share / 100 for share in _TRIES]
    crossing = [sum(line.left < place < line.right for line in lines) for place in places]
    place = places[crossing.index(min(crossing))]
    sides = ([line for line in lines if line.right <= place], [line for line in lines if line.left >= place])
    wide = all(len(side) >= _LEAST_LINES and median((line.right - line.left) / line.em for line in side) >= _LEAST_WIDTH for side in sides)
    return place if wide and min(crossing) <= len(lines) * _CROSSING else None


def _rows(lines: Sequence[Line]) -> list[Line]:
    """One line a row, its pieces from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and middle - (rows[-1][0].top + rows[-1][0].bottom) / 2 < _SAME_ROW * rows[-1][0].em:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_row(sorted(row, key=lambda line: line.left)) for row in rows]


def _row(pieces: Sequence[Line]) -> Line:
    whole = pieces[0]
    for piece in pieces[1:]:
        apart = piece.left - whole.right > _SPACE * whole.em
        text = f"{whole.text} {piece.text}" if apart else joined(whole.text, piece.text)
        box = (min(whole.top, piece.top), max(whole.right, piece.right), max(whole.bottom, piece.bottom))
        whole = Line(text, whole.left, *box, whole.em, whole.role)
    return whole
