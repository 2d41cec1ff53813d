"""The figures of a table as statistics and targets: indicator, unit, measure, period and region from the heads around each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from suance import period
from suance.extract.places import NATION, find_places, resolve
from suance.extract.reading import Reading
from suance.extract.scene import Held, Scene
from suance.extract.tables.cell import Cell, Unit, Value, unit_as_written, unit_of
from suance.extract.tables.columns import Column, RowHead, beside, cell_of, columns, is_company, main_label
from suance.extract.tables.grid import Row, Table
from suance.extract.tables.head import Head, Where, read_head, region_of, units_in
from suance.extract.tables.words import count_unit, word
from suance.extract.tokens import Figure
from suance.model import Fact, Span

_UNIT_LINE = re.compile(r"[（(【]?(?:计量|金额)?单位\s*[:：]\s*([^\s（）()【】]{1,24})[）)】]?")
_REACHED = re.compile("基|现状|实际|实绩|完成")
_RATES = ("%", "pp")


@dataclass(frozen=True, slots=True)
class Caption:
    """What the lines above a table say of all its figures."""

    when: Held
    where: Held
    words: str = ""
    span: Span | None = None
    units: tuple[Unit, ...] = ()
    unit_span: Span | None = None
    goal: bool = False


class TableReader:
    """Reads one table; `columns`, `caption` and `row_head` serve its figures and its awards alike."""

    def __init__(self, reading: Reading, scene: Scene, table: Table) -> None:
        self._reading = reading
        self.table = table
        self._today = scene.today
        self._above = (table.above or table.heads[0])[0].start
        """where the table with the lines above it begins"""
        self.caption = _caption(reading, scene, table)
        self._where = Where(_told_from(self.caption.when.value, scene.today), reading.home)
        self.columns = columns(table, self._where)
        self._of = {column.index: _level_before(self.columns, column) for column in self.columns if column.role == "data"}
        self._group_periods = {column.index: _group_period(self.columns, column) for column in self.columns if column.role == "data"}
        self._named: dict[int, Head] = {}
        """the last row head of each label column that named an indicator"""

    def facts(self) -> Iterator[Fact]:
        """The statistics and targets of all rows."""
        for row in self.table.rows:
            heads: dict[int, RowHead | None] = {}
            for column in self.columns:
                if column.role == "data" and not row[column.index].is_blank:
                    if column.first not in heads:
                        heads[column.first] = self.row_head(row, column)
                    head = heads[column.first]
                    fact = self._fact(row[column.index], column, head) if head else None
                    if fact:
                        yield fact

    def row_head(self, row: Row, column: Column) -> RowHead | None:
        """What heads the row left of a column of figures; None where nothing does."""
        label = main_label(self.columns, column)
        cell = cell_of(row, label)
        if label is None or cell is None:
            return None
        head = read_head(cell, self._where, column=False)
        if label.role == "period" and head.period is None:
            return None
        if label.role == "region" and not head.region and not head.total:
            head = replace(head, words="", region=region_of(head.words, self._reading.home, certain=True), region_span=cell.span)
        head = self._with_others(row, column, label, head)
        if head.unit is None and word("marks", "part").match(cell.text) and label.index in self._named:
            named = self._named[label.index]
            head = replace(head, unit=named.unit, unit_span=named.unit_span)
        unit_cell = cell_of(row, beside(self.columns, column, "unit"))
        unit = unit_as_written(unit_cell.text) if unit_cell else None
        company = (label.role == "who" or is_company(cell)) and not head.region
        return RowHead(self._carried(label, head), unit, unit_cell, company, cell_of(row, beside(self.columns, column, "payee")))

    def _with_others(self, row: Row, column: Column, label: Column, head: Head) -> Head:
        """The row head with the region and the period that other head columns of the row give."""
        for other in self.columns[column.first : column.index]:
            cell = cell_of(row, other)
            if other is label or cell is None:
                continue
            if other.role == "period" and (said := read_head(cell, self._where, column=False).period):
                head = replace(head, period=said, period_span=cell.span)
            if other.role == "region" and (name := region_of(cell.text, self._reading.home, certain=True)):
                head = replace(head, region=name, region_span=cell.span)
        return head

    def _carried(self, label: Column, head: Head) -> Head:
        """增速（%） below 工业增加值 is of that."""
        if head.words:
            self._named[label.index] = head
        elif head.measure and not head.region and label.index in self._named:
            named = self._named[label.index]
            return replace(head, words=named.words, span=named.span)
        return head

    def _fact(self, cell: Cell, column: Column, row: RowHead) -> Fact | None:
        """The fact of one cell, or None where a slot that it needs is not certain."""
        measure = column.head.measure or row.head.measure or "level"
        named = self._indicator(row.head, self._of[column.index])
        unit, unit_span, doubt = self._unit(row, column.head, measure, named[0] if named else "")
        value = cell.value(unit)
        if named is None or value is None or not _agrees(measure, value) or column.head.index or row.head.index:
            return None
        if column.head.unclear or row.head.unclear:
            return None
        if measure == "level" and value.unit == "%" and word("marks", "share").search(named[0]):
            measure = "share"
        when, where = self._when(column, row.head), self._region(row, column.head)
        falls = (column.head.falls or row.head.falls) and measure == "growth"
        inherited = {"indicator": named[1], "unit": unit_span if value.unit and unit and unit.name == value.unit else None}
        inherited |= {"period": when.span, "region": where.span}
        return Fact(
            kind=self._kind(column.head, row.head, when.value),
            start=value.span[0],
            end=value.span[1],
            value=-value.value if falls else value.value,
            value_max=value.value_max,
            unit=value.unit,
            comparator=value.comparator,
            indicator=named[0],
            measure=measure,
            period=when.value,
            region=where.value,
            frame="table",
            inherited={name: span for name, span in inherited.items() if span},
            review=self._doubt(value, measure, falls) or doubt or self._from_text(when),
        )

    def _indicator(self, row: Head, column: Head) -> tuple[str, Span] | None:
        """The words of row and column together; the caption's where both only say of where, when or how."""
        if row.words and column.words:
            words = row.words if column.words in row.words else column.words if row.words in column.words else row.words + column.words
            return (words, row.span) if row.span else None
        for head in (row, column):
            if head.words and head.span:
                return head.words, head.span
        return (self.caption.words, self.caption.span) if self.caption.words and self.caption.span else None

    def _unit(self, row: RowHead, column: Head, measure: str, words: str) -> tuple[Unit | None, Span | None, str | None]:
        """The unit of a figure that has none of its own, where it was said, and a doubt where two heads disagree."""
        percent = [unit for unit in self.caption.units if unit.name in _RATES]
        plain = [unit for unit in self.caption.units if unit.name not in _RATES]
        if measure in ("growth", "share"):
            given = next((unit for unit in (column.unit, row.unit, row.head.unit) if unit and unit.name in _RATES), None)
            return given or (percent[0] if percent else unit_of("%")), column.unit_span if column.unit else None, None
        if measure == "rank":
            return unit_of("位"), None, None
        row_unit, row_span = (row.unit, row.unit_cell.span if row.unit_cell else None) if row.unit else (row.head.unit, row.head.unit_span)
        if column.unit and row_unit and column.unit.name != row_unit.name:
            return row_unit, row_span, "行和列的单位不同"
        if column.unit or row_unit:
            return (column.unit, column.unit_span, None) if column.unit else (row_unit, row_span, None)
        if len(plain) == 1 or (not plain and len(percent) == 1):
            return (plain or percent)[0], self.caption.unit_span, None
        counted = None if self.caption.units else count_unit(words)
        return unit_of(counted) if counted else None, None, None

    def _when(self, column: Column, row: Head) -> Held:
        """The period of a cell: its row's or column's, that of the columns that its growth is of, the caption's."""
        own = column.head.period or row.period
        span = column.head.period_span if column.head.period else row.period_span
        group = self._group_periods[column.index]
        if own:
            return Held(own, span)
        return group or self.caption.when

    def _from_text(self, when: Held) -> str | None:
        """The doubt of a period that only the running text before the table says."""
        return "时期取自表前的文字" if when.span and when.span[1] <= self._above else None

    def _region(self, row: RowHead, column: Head) -> Held:
        """The region of a cell: its row's or column's, the caption's, the document's own; none for one company's figures."""
        if row.company:
            return Held(None, None)
        if row.head.region or column.region:
            return Held(row.head.region or column.region, row.head.region_span if row.head.region else column.region_span)
        return self.caption.where

    def _kind(self, column: Head, row: Head, when: str | None) -> str:
        """target for what is aimed at or lies ahead, statistic for what was reached."""
        start, end = period.bounds(when) if when else (None, None)
        over = bool(end and self._today and end < self._today)
        ahead = bool(start and end and self._today and (start > self._today or end.year > self._today.year))
        if column.goal or row.goal or ahead:
            return "target"
        aimed = column.expected or row.expected or (self.caption.goal and not _REACHED.search(column.text))
        return "target" if aimed and not over else "statistic"

    def _doubt(self, value: Value, measure: str, falls: bool) -> str | None:
        """Why a person should look, or None."""
        if measure == "share" and value.value > 100:
            return "占比超过100%"
        if value.cumulated:
            return "方括号里的数多指累计数"
        return "“下降”一栏里的负数" if falls and value.value < 0 else None


def _agrees(measure: str, value: Value) -> bool:
    """Whether a value can be of its measure: a growth is in % or points, a rank a whole number."""
    if measure == "growth":
        return value.unit in _RATES
    if measure == "rank":
        return value.unit == "位" and value.value == value.value.to_integral_value() and value.value > 0
    return measure == "level" or (measure == "share" and value.unit == "%")


# ── what stands above ────────────────────────────────────────────────────────


def _told_from(when: str | None, today: date | None) -> date | None:
    """The day from which 12月 or 本月 in a head is told: in the last month of the caption's period, else that of publication."""
    return period.bounds(when)[1].replace(day=28) if when else today


def _caption(reading: Reading, scene: Scene, table: Table) -> Caption:
    """What the lines above a table say; when and where fall back on what the text and the document say."""
    caption = Caption(when=_before(reading, scene, table), where=Held(reading.home.name if reading.home else NATION, None))
    for line in table.above:
        found = _UNIT_LINE.search(line.text)
        if found and (units := units_in(found[1])):
            caption = replace(caption, units=tuple(units), unit_span=(line.start + found.start(1), line.start + found.end(1)))
        plain = _UNIT_LINE.sub("", line.text).strip()
        if plain:
            caption = _named(caption, Cell(plain, line.start), reading, scene.today)
    return caption


def _before(reading: Reading, scene: Scene, table: Table) -> Held:
    """The period that holds in the text right before a table."""
    start = table.heads[0][0].start
    index = bisect_right(reading.sentences, start, key=lambda sentence: sentence.start) - 1
    return scene.when(reading.sentences[max(index, 0)], Figure(start, start, start, start, Decimal(0), "", "eq", "count"))


def _named(caption: Caption, line: Cell, reading: Reading, today: date | None) -> Caption:
    """The caption with what one line says."""
    head = read_head(line, Where(today, reading.home), column=False)
    places = [name for place in find_places(line.text) if (name := resolve(place, None, reading.home))]
    words = word("caption", "head").sub("", head.words)
    for name in places:
        words = words.replace(name, "")
    words = re.sub(word("caption", "tail").pattern + "$", "", words).strip()
    named = 2 <= len(words) <= 20 and not word("caption", "vague").search(words)
    if head.unit and not caption.units:
        caption = replace(caption, units=(head.unit,), unit_span=line.span)
    return replace(
        caption,
        words=words if named else "",
        span=line.span,
        when=Held(head.period, line.span) if head.period else caption.when,
        where=Held(places[0], line.span) if len(set(places)) == 1 else caption.where,
        goal=head.goal and not _REACHED.search(line.text),
    )


def _level_before(found: Sequence[Column], column: Column) -> Head:
    """The head that names what a column measures: 增速 and 位次 are of the level before them (产量, 增速)."""
    if column.head.words or column.head.measure not in ("growth", "rank"):
        return column.head
    before = [other.head for other in found[column.first : column.index] if other.role == "data" and not other.head.measure]
    return before[-1] if before else column.head


def _group_period(found: Sequence[Column], column: Column) -> Held | None:
    """The period of a growth column that names none: the latest of the columns of levels that stand before it, back to the last growth;
    an average over years runs from the year after the first to the last."""
    if column.head.measure != "growth" or column.head.period:
        return None
    levels: list[Head] = []
    for other in reversed(found[column.first : column.index]):
        if other.role == "data" and other.head.measure == "growth" and levels:
            break
        if other.role == "data" and not other.head.measure:
            levels.append(other.head)
    before = [head for head in levels if head.period]
    if not before:
        return None
    last = max(before, key=lambda head: period.bounds(head.period or "")[1])
    first = min(before, key=lambda head: period.bounds(head.period or "")[0])
    if column.head.average and last.period and first.period and len(last.period) == len(first.period) == 4 and last.period > first.period:
        return Held(f"{int(first.period) + 1}/{last.period}", last.period_span)
    return Held(last.period, last.period_span)
