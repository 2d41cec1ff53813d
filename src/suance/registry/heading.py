"""The head of an office's table: the row or rows that name its columns, below a title, with merged cells, units and years in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from suance import terms
from suance.errors import PanelError
from suance.registry.industry import standard
from suance.table import Sheet
from suance.table.header import MONEY_SCALES, split
from suance.table.sheet import Range
from suance.terms.term import data

DEPTH = 20
"""A head stands among the first so many rows."""
IDENTITY = frozenset({"credit_code", "firm_id", "name"})
"""The columns that say which firm a row is of."""

_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")
_TITLE_YEAR = re.compile(r"((?:19|20)\d{2})年")
_TITLE_UNIT = re.compile(r"单位[:：]\s*([百千万亿]*元)")
_BARE_UNIT = re.compile(r"(?P<name>.+?)[/:,]?(?P<unit>亿元|百万元|万元|千元|元|人|%)")


@dataclass(frozen=True, slots=True)
class Head:
    """A column as its head has it."""

    position: int
    header: str
    column: str
    """what it stands for; the header itself where that is not known"""
    known: bool
    unit: str | None = None
    year: int | None = None
    """the year that the head names: 2022年营业收入"""


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table, where its rows begin, and what its title says."""

    heads: tuple[Head, ...]
    first: int
    """the first row below the head"""
    title: str
    """the words above the head, and the sheet's name"""
    unit: str | None
    """of money, where the title says it"""
    year: int | None
    """where the title says exactly one"""


def find(sheet: Sheet) -> Heading:
    """The head of a sheet; PanelError where no row names a firm's code or name."""
    rows = sheet.rows[:DEPTH]
    scores = [sum(_head(0, (str(cell).strip(),)).known for cell in row if cell is not None) for row in rows]
    best = max(range(len(rows)), key=lambda row: (scores[row], -row))
    top, bottom = _block(sheet, best)
    heads = tuple(_head(position, words) for position, words in enumerate(_words(sheet, top, bottom)) if words)
    if not {head.column for head in heads} & IDENTITY:
        raise PanelError("找不到写明企业的列", where=sheet.source, hint="表头要有 统一社会信用代码、企业编号 或 企业名称 之一")
    title = " ".join(str(cell) for row in sheet.rows[:top] for cell in row if cell is not None)
    units, years = set(_TITLE_UNIT.findall(title)), set(_TITLE_YEAR.findall(f"{sheet.name} {title}"))
    unit = units.pop() if len(units) == 1 else None
    return Heading(heads, bottom + 1, f"{sheet.name} {title}".strip(), unit, int(years.pop()) if len(years) == 1 else None)


def speaks(sheet: Sheet) -> bool:
    """Whether any of the first rows has a header that is known."""
    return any(_head(0, (str(cell).strip(),)).known for row in sheet.rows[:DEPTH] for cell in row if cell is not None)


def fold(header: str) -> str:
    """A header as it is looked up: half-width, without blanks, stars and colons around it."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", header)).strip("*:")


@cache
def known() -> Mapping[str, str]:
    """Each header that is known, folded → the column that it stands for."""
    words, columns = standard("words"), data("headers")["columns"]
    found = {name: name for name in ("firm_id", "year", "former_names", "founded", "region", "industry", "cluster_id", "event", "level", "date")}
    for table in ("firms", "firm_years", "events"):
        for column, headers in columns[table].items():
            found |= dict.fromkeys((*map(fold, headers), column), "firm_id" if column == "subject_id" else column)
    for metric in terms.group("firm"):
        found |= dict.fromkeys((*map(fold, metric.headers), metric.id), metric.id)
    for column in ("credit", "expires", "serial", "size_said", "scale_said"):
        found |= dict.fromkeys(map(fold, words[column]), {"credit": "credit_code"}.get(column, column))
    return found


def near(header: str) -> str | None:
    """The metric that a header is close to, and is not: 开票销售 is near revenue."""
    word = fold(split(header)[0])
    return next((metric.id for metric in terms.group("firm") if word in map(fold, metric.doubtful)), None)


def _block(sheet: Sheet, best: int) -> tuple[int, int]:
    """The first and last row of the head that the best row belongs to: merged cells reach over all of it."""
    top = bottom = best
    width = max(map(len, sheet.rows[:DEPTH]))
    ranges = [range_ for range_ in sheet.merged if range_[3] - range_[1] + 1 < max(2, width)]
    while True:
        within = [range_ for range_ in ranges if range_[0] <= bottom and range_[2] >= top]
        before = (top, bottom)
        top, bottom = min([top, *(range_[0] for range_ in within)]), max([bottom, *(range_[2] for range_ in within)])
        if any(range_[1] < range_[3] and range_[2] == bottom for range_ in within) and bottom + 1 < len(sheet.rows):
            bottom += 1
        if top and _heads_groups(sheet, ranges, top - 1):
            top -= 1
        if before == (top, bottom):
            return top, bottom


def _heads_groups(sheet: Sheet, ranges: Sequence[Range], row: int) -> bool:
    """Whether a row above the head groups its columns: by merged cells, or, where merging was lost, over columns of one name."""
    said = [cell for cell in sheet.rows[row] if cell is not None and str(cell).strip()]
    if any(range_[0] == row == range_[2] and range_[1] < range_[3] for range_ in ranges):
        return len(said) > 1
    below = [fold(str(cell)) for cell in sheet.rows[row + 1] if cell is not None and str(cell).strip()]
    return len(said) > 1 and len(set(below)) < len(below)


def _words(sheet: Sheet, top: int, bottom: int) -> list[list[str]]:
    """The words of each column's head from top to bottom; what is merged stands in every cell that it covers."""
    width = max(map(len, sheet.rows[: bottom + 1]))
    grid = [
        [str(row[column]).strip() if column < len(row) and row[column] is not None else "" for column in range(width)]
        for row in sheet.rows[top : bottom + 1]
    ]
    for first, left, last, right in sheet.merged:
        for row in range(max(first, top), min(last, bottom) + 1):
            for column in range(left, min(right + 1, width)):
                grid[row - top][column] = grid[max(first, top) - top][left]
    if not sheet.merged:
        for line in grid[:-1]:
            for column in range(1, width):
                line[column] = line[column] or line[column - 1]
    return [list(dict.fromkeys(line[column] for line in grid if line[column])) for column in range(width)]


def _head(position: int, words: Sequence[str]) -> Head:
    parts = [_part(word) for word in words]
    names = [name for name, _, _ in parts if name]
    unit = next((unit for _, unit, _ in reversed(parts) if unit), None)
    year = next((year for _, _, year in parts if year), None)
    for name in (*reversed(names), "".join(names)):
        if fold(name) in known():
            return Head(position, "/".join(words), known()[fold(name)], True, unit, year)
        bare = _BARE_UNIT.fullmatch(fold(name))
        if bare and bare["name"] in known():
            return Head(position, "/".join(words), known()[bare["name"]], True, bare["unit"], year)
    header = "/".join(words)
    return Head(position, header, header, False, unit, None)


def _part(word: str) -> tuple[str, str | None, int | None]:
    """A name, unit and year: 2022年营业收入(万元) is 营业收入, 万元 and 2022."""
    name, unit = split(word)
    if unit is not None and unit not in MONEY_SCALES and fold(word) in known():
        name, unit = word, None
    folded = fold(name)
    match = _YEAR.match(folded)
    if match and (match.end() == len(folded) or folded[match.end() :] in known() or _BARE_UNIT.fullmatch(folded[match.end() :])):
        return folded[match.end() :], unit, int(match[1])
    return name, unit, None
