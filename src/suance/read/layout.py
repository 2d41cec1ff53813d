"""Lines on pages to paragraphs: what a typesetter did, undone.

A paragraph goes on over lines that reach the right edge of their column, and over pages; it ends where a line is short, or where the
next one is indented, has a number of its own, is of another size, or stands apart. Headers, footers and page numbers are dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from statistics import median
from typing import NamedTuple

from suance.read import about
from suance.read.blocks import Block
from suance.read.glyphs import Line, joined

_EDGE, _AT_EDGE, _STEPS = 0.15, 3, 25
"""Headers, footers and page numbers are among the first or last lines, in this share of a page's height; places are told apart by 25ths."""
_LEAST_HEADER = 4
"""A shorter line at an edge is the rest of a paragraph."""
_STANDS_APART, _OTHER_SIZE = 1.25, 0.05
_PAGE_NUMBER = re.compile(r"[-—–·~\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·~\s]*")
_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]{1,5}[章节条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、.．](?!\d)|\d{1,2}[)）]|[①-⑳])"
)
_ENDED = tuple("。；：！？;:")
_UNBREAKABLE = re.compile(r"[!-~]+")
_SHORT, _INDENT, _ALIKE = 1.6, 1.2, 0.5
"""In characters: what a short line leaves free at least, the least indent, and how far lines at one edge may differ."""
_LARGER, _APART = 1.18, 1.6
"""Ratios: sizes from which a line is of another kind; a step down the page, to the usual one, that parts paragraphs."""
_LEVEL = 0.6
"""Of a step: lines no farther apart stand side by side, also where two columns are not in line."""
_NEIGHBOURS, _BEGINNING, _MOST_LINES = 60, 5, 1000
_SHARED, _RARELY = 0.15, 0.005
"""Shares of the lines that an edge has in common: of a column, of a document."""
_BLOCK, _IN_A_ROW, _PAGE_EMS = 12, 3, 50
_TITLE_WITHIN, _LEAST_TITLE = 12, 4
_LETTERHEAD = re.compile(r".*(?:文件|公报)")


@dataclass(frozen=True)
class Page:
    """A page's lines in reading order, its size in points, and the rows of its tables by the line that they stand before."""

    lines: Sequence[Line]
    width: float
    height: float
    tables: Mapping[int, Sequence[Block]] = field(default_factory=dict)


class _Placed(NamedTuple):
    """A line with its page, the edges of its column there and the usual step from line to line."""

    line: Line
    page: int
    left: float
    right: float
    step: float


def blocks(pages: Sequence[Page]) -> tuple[list[Block], str]:
    """The paragraphs and table rows of all pages in order, and the title: the large or centred lines at the top of the first page."""
    pages = _without_furniture(pages)
    title = _title(pages[0]) if pages else []
    heading = "".join(pages[0].lines[at].text for at in title)
    found: list[Block] = []
    before: _Placed | None = None
    goes_on = False
    walls = [_walls(page) for page in pages]
    widest = _widest(pages, walls)
    for number, page in enumerate(pages):
        step = _step(page)
        for at in range(len(page.lines) + 1):
            if at in page.tables:
                found += page.tables[at]
                before = None
            if at == len(page.lines):
                continue
            if number == 0 and at in title:
                found += [Block(heading, "heading")] if at == title[0] else []
                before = None
                continue
            now = _Placed(page.lines[at], number, *_edges(page, at, walls[number][at], widest[round(page.width)]), step)
            goes_on = before is not None and _goes_on(before, now, inside=goes_on)
            if goes_on:
                found[-1] = Block(joined(found[-1].text, now.line.text), found[-1].role)
            else:
                found.append(Block(now.line.text, now.line.role))
            before = now
    return found, heading


# ── headers and footers ──────────────────────────────────────────────────────


class _AtEdge(NamedTuple):
    """A line at the edge of a page, and what is alike in a header from page to page."""

    at: int
    text: str
    """with digits that count pages masked"""
    place: int
    number: bool
    """whether it is a page's number"""
    apart: bool
    """whether it stands apart from the next line inwards, or is of another size: a line of the text does neither"""


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without headers, footers and their numbers."""
    furniture = _furniture(pages)
    found: list[Page] = []
    for number, page in enumerate(pages):
        kept = [at for at in range(len(page.lines)) if (number, at) not in furniture]
        tables: dict[int, list[Block]] = {}
        for at, rows in page.tables.items():
            tables.setdefault(bisect_left(kept, at), []).extend(rows)
        found.append(Page([page.lines[at] for at in kept], page.width, page.height, tables))
    return found


def _furniture(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Page and place of each line that is a page number or a header.

    A header stands at the same place of a third of the pages, with nothing else outside of it, and apart from the text.
    """
    edges = [(number, edge) for number, page in enumerate(pages) for edge in _edge_lines(page)]
    keys = {(number, line.text, line.place) for number, edge in edges for line in edge if len(line.text) >= _LEAST_HEADER}
    counts = Counter((text, place) for _, text, place in keys)
    least = max(2, -(-len(pages) // 3))
    found: set[tuple[int, int]] = set()
    for number, edge in edges:
        alike = list(takewhile(lambda line: line.number or counts[line.text, line.place] >= least, edge))
        while alike and not (alike[-1].apart or alike[-1].number):
            alike.pop()
        found |= {(number, line.at) for line in alike}
    return found


def _edge_lines(page: Page) -> Iterator[list[_AtEdge]]:
    """The lines at the upper and at the lower edge of a page, from the edge inwards."""
    inwards = sorted(range(len(page.lines)), key=lambda at: page.lines[at].top)
    step = _step(page)
    for order, sign in ((inwards, 1), (inwards[::-1], -1)):
        edge: list[_AtEdge] = []
        for at, following in zip(order[:_AT_EDGE], [*order[1:], None], strict=False):
            line = page.lines[at]
            outside = line.bottom <= page.height * _EDGE if sign > 0 else line.top >= page.height * (1 - _EDGE)
            if not outside:
                break
            inner = None if following is None else page.lines[following]
            apart = inner is None or abs(inner.top - line.top) > step * _STANDS_APART or abs(inner.em / line.em - 1) > _OTHER_SIZE
            number = bool(_PAGE_NUMBER.fullmatch(line.text))
            edge.append(_AtEdge(at, _DIGITS.sub("#", line.text), round(line.top / page.height * _STEPS), number, apart))
        yield edge


# ── paragraphs ───────────────────────────────────────────────────────────────


def _goes_on(before: _Placed, now: _Placed, *, inside: bool) -> bool:
    """Whether a line goes on with the paragraph of the one before it; `inside` tells that that one went on with it too."""
    last, line = before.line, now.line
    if last.role != line.role or not 1 / _LARGER < line.em / last.em < _LARGER:
        return False
    word = _UNBREAKABLE.match(line.text)
    free = last.em * (_SHORT + (len(word[0]) / 2 if word else 0))
    if last.right < before.right - free:
        return False
    if _NUMBERED.match(line.text) and last.text.endswith(_ENDED):
        return False
    if before.page == now.page and line.top - last.top > now.step * _APART:
        return False
    return line.left <= now.left + last.em * _INDENT or _hangs(last, line, inside)


def _hangs(last: Line, line: Line, inside: bool) -> bool:
    """Whether an indented line belongs to a block that is indented as a whole, or under a number that stands out."""
    if inside:
        return abs(line.left - last.left) < last.em * _ALIKE
    return bool(_NUMBERED.match(last.text)) and not _NUMBERED.match(line.text) and line.left > last.left + last.em * _ALIKE


def _edges(page: Page, at: int, walls: tuple[float, float], widest: tuple[float, float]) -> tuple[float, float]:
    """Left and right edge of the column that a line stands in, by the lines near it that stand above or below it; where these are few and
    nothing stands beside them, the edges are those of the document."""
    line = page.lines[at]
    near = page.lines[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
    peers = [other for other in near if other is line or (_beside(line, other) and walls[0] <= other.left and other.right <= walls[1])]
    left = -_outermost([-other.left for other in peers], line.em)
    right = _outermost([other.right for other in peers], line.em)
    if walls == (0.0, page.width):
        block = page.lines[max(0, at - _BLOCK) : at + _BLOCK]
        left = left if _in_a_row(abs(other.left - left) < other.em * _ALIKE for other in block) else min(left, widest[0])
        right = right if _in_a_row(abs(other.right - right) < other.em * _ALIKE for other in block) else max(right, widest[1])
    return left, right


def _in_a_row(alike: Iterable[bool]) -> bool:
    """Whether three lines in a row are alike, as in a block of running text."""
    return any(same and len(list(run)) >= _IN_A_ROW for same, run in groupby(alike))


def _widest(pages: Sequence[Page], walls: Sequence[Sequence[tuple[float, float]]]) -> dict[int, tuple[float, float]]:
    """For each width of page the left and right edge of its text, where that stands in one column."""
    alone: dict[int, list[Line]] = {}
    for page, found in zip(pages, walls, strict=True):
        lines = [line for line, wall in zip(page.lines, found, strict=True) if wall == (0.0, page.width)]
        alone.setdefault(round(page.width), []).extend(lines)
    edges: dict[int, tuple[float, float]] = {}
    for width, lines in alone.items():
        near = width / _PAGE_EMS
        left = -_outermost([-line.left for line in lines], near, _RARELY) if lines else float(width)
        edges[width] = left, _outermost([line.right for line in lines], near, _RARELY) if lines else 0.0
    return edges


def _walls(page: Page) -> list[tuple[float, float]]:
    """For each line where the columns beside it end and begin: where other lines stand beside it, or beside the line above it."""
    found: list[tuple[float, float]] = []
    step = _step(page)
    for at, line in enumerate(page.lines):
        level = [other for other in page.lines if abs(other.top - line.top) < step * _LEVEL] if len(page.lines) <= _MOST_LINES else []
        left = max((other.right for other in level if other.right <= line.left), default=0.0)
        right = min((other.left for other in level if other.left >= line.right), default=page.width)
        above = page.lines[at - 1] if at else line
        alone = (left, right) == (0.0, page.width)
        follows = at > 0 and 0 < line.top - above.top < line.em * _BEGINNING
        goes_on = follows and found[-1][0] <= line.left and line.right <= found[-1][1]
        found.append(found[-1] if alone and goes_on else (left, right))
    return found


def _beside(line: Line, other: Line) -> bool:
    """Whether two lines share more than half of the narrower one's width, or some of it and nearly their beginning."""
    shared = min(line.right, other.right) - max(line.left, other.left)
    near = abs(line.left - other.left) < line.em * _BEGINNING
    return shared > 0 and (near or shared * 2 > min(line.right - line.left, other.right - other.left))


def _outermost(values: Sequence[float], em: float, share: float = _SHARED) -> float:
    """The largest value that several share within a character, or the largest at all: a heading may reach past its column."""
    ordered = sorted(values, reverse=True)
    several = max(2, int(len(ordered) * share))
    shared = (value for value, other in zip(ordered, ordered[several - 1 :], strict=False) if value - other <= em)
    return next(shared, ordered[0])


def _step(page: Page) -> float:
    """How far a line usually stands below the one before it."""
    steps = [after.top - before.top for before, after in zip(page.lines, page.lines[1:], strict=False)]
    usual = [step for step, line in zip(steps, page.lines, strict=False) if 0 < step < 4 * line.em]
    return median(usual) if usual else page.height


# ── the title ────────────────────────────────────────────────────────────────


def _title(page: Page) -> list[int]:
    """The lines at the top that are larger than the text or stand in its middle, of one size; no letterhead, no number."""
    if not page.lines:
        return []
    usual = median(line.em for line in page.lines for _ in range(min(len(line.text), 100)))
    left = -_outermost([-line.left for line in page.lines], usual)
    right = _outermost([line.right for line in page.lines], usual)
    run: list[int] = []
    for at, line in enumerate(page.lines[:_TITLE_WITHIN]):
        sides = (line.left - left, right - line.right)
        centred = min(sides) > 2 * usual and abs(sides[0] - sides[1]) < 3 * usual
        stands_out = at not in page.tables and (line.em > usual * _LARGER or centred)
        alike = bool(run) and stands_out and abs(line.em / page.lines[run[-1]].em - 1) < _LARGER - 1
        if run and not alike and _names(page, run):
            return run
        run = [*run, at] if alike else [at] if stands_out else []
    return run if _names(page, run) else []


def _names(page: Page, run: Sequence[int]) -> bool:
    """Whether lines that stand out are a title."""
    text = "".join(page.lines[at].text for at in run)
    return len(text) >= _LEAST_TITLE and not _LETTERHEAD.fullmatch(text) and not about.number_in(text) and not _NUMBERED.match(text)
