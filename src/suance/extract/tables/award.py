"""Tables of awards: what each row promises, for what, and with which ceiling."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from suance import quantity
from suance.extract.lexicon import pattern
from suance.extract.reading import Reading
from suance.extract.tables.cell import Cell, Unit, Value
from suance.extract.tables.columns import Column, RowHead, cell_of, pays
from suance.extract.tables.figures import TableReader
from suance.extract.tables.grid import Row
from suance.extract.tables.words import word
from suance.model import Amount, Comparator, Fact, Span, Threshold

_REACHED = pattern("award.reached")
_BASE = re.compile("(?:给予|按照?)*(?P<base>[^，。；]{2,30}?)的(?:不超过|最高|不高于)?")
_PIECE = re.compile("[^、，,；;]+")
_STEP = re.compile("(?:国家|省|市|区|县|部|世界|全国)级|[一二三特][等档类]奖?|[金银铜]奖|第[一二三]名|前[三十]名")
"""what a sum in a list of sums is of"""
_CURRENCIES = frozenset(quantity.MONEY.values())


def _caps(column: Column) -> bool:
    return bool(word("award", "caps").fullmatch(column.head.words))


class AwardTable:
    """Reads the awards of a table of which some column says what is paid."""

    def __init__(self, reading: Reading, table: TableReader) -> None:
        self._reading = reading
        self._table = table
        self._pays = [column for column in table.columns if column.role in ("data", "text") and pays(column.head)]
        self._caps = [column for column in table.columns if column.role in ("data", "text") and _caps(column)]
        self.read: list[Span] = []
        """the cells that were read as awards"""

    def is_one(self) -> bool:
        """Whether the table promises anything; a list of named companies with their sums does not."""
        named = any(column.role == "who" for column in self._table.columns)
        said = any(word("award", "heads").search(text) for text in (column.head.text for column in self._pays))
        above = any(word("award", "heads").search(line.text) for line in self._table.table.above)
        return bool(self._pays) and not named and (said or above)

    def facts(self) -> Iterator[Fact]:
        """The awards of all rows, each with the ceiling of its row."""
        for row in self._table.table.rows:
            for column in self._pays:
                cell, head = cell_of(row, column), self._table.row_head(row, column)
                if cell and head and head.head.words and not head.company:
                    yield from self._of(row, cell, column, head)

    def _of(self, row: Row, cell: Cell, column: Column, head: RowHead) -> Iterator[Fact]:
        unit = column.head.unit or head.unit or self._table_unit()
        listed = _listed(cell)
        value, rest = _paid(cell, unit)
        if value or listed:
            self.read.append(cell.span)
        for words, one in listed:
            yield from self._award(row, Cell(words, cell.start), column, head, one, None)
        if value:
            yield from self._award(row, cell, column, head, value, rest)

    def _award(self, row: Row, cell: Cell, column: Column, head: RowHead, value: Value, rest: Value | None) -> Iterator[Fact]:
        """One award and, beside one of a sum, the limit that its row names."""
        unit = column.head.unit or head.unit
        form, comparator = _form(value, cell, column, unit)
        cap = rest or self._cap(row, column)
        fact = Fact(
            kind="award",
            start=value.span[0],
            end=value.span[1],
            value=value.value,
            value_max=value.value_max,
            unit=value.unit,
            comparator=comparator,
            beneficiary=self._beneficiary(head),
            trigger=head.head.text + _step(cell, value),
            thresholds=self._thresholds(row, column),
            form=form,
            cap=Amount(cap.value, cap.unit, cap.span) if cap and form in ("rate", "unit") else None,
            per=_per(cell, column),
            base=_base(cell, value) if form == "rate" else None,
            counted=_counted(cell, unit) if form == "unit" else None,
            frame="table.award",
            inherited={name: span for name, span in (("trigger", head.head.span), ("unit", column.head.unit_span)) if span},
        )
        yield fact
        if cap and form not in ("rate", "unit"):
            yield Fact(
                "limit", *cap.span, value=cap.value, unit=cap.unit, comparator="le", beneficiary=fact.beneficiary, scope=fact.beneficiary,
                per=fact.per, frame="table.award", inherited=fact.inherited,
            )  # fmt: skip

    def _table_unit(self) -> Unit | None:
        money = [unit for unit in self._table.caption.units if unit.name in _CURRENCIES]
        return money[0] if len(money) == 1 else None

    def _cap(self, row: Row, column: Column) -> Value | None:
        """The row's own ceiling, from the column next after its award that gives one."""
        later = [other for other in self._caps if other.index > column.index]
        cell = cell_of(row, later[0]) if later else None
        value = cell.value(later[0].head.unit or self._table_unit()) if cell else None
        return value if value and value.unit in _CURRENCIES else None

    def _beneficiary(self, head: RowHead) -> str | None:
        """The row's payee column, else its head where that names a kind of body."""
        if head.payee:
            return head.payee.text
        return head.head.words if word("award", "payee").search(head.head.words) else None

    def _thresholds(self, row: Row, award: Column) -> tuple[Threshold, ...]:
        """The figures of the row's other cells: 首次突破10亿元 in its head, 10 under 营业收入达到（亿元）."""
        found: list[Threshold] = []
        for column in self._table.columns[award.first : award.index]:
            cell = cell_of(row, column)
            if cell is None or pays(column.head) or _caps(column) or column.role in ("", "unit", "period", "region"):
                continue
            if column.role == "data" and word("award", "condition").search(column.head.text) and (value := cell.value(column.head.unit)):
                found.append(Threshold(value.value, value.unit, _side(column, value), value.value_max, value.span))
            elif column.role != "data":
                found += self._written(cell)
        return tuple(found)

    def _written(self, cell: Cell) -> list[Threshold]:
        """The figures that stand in the words of a cell."""
        figures = self._reading.lexed.figures
        low = bisect_left(figures, cell.start, key=lambda figure: figure.start)
        high = bisect_left(figures, cell.span[1], key=lambda figure: figure.start)
        text = self._reading.text
        return [
            Threshold(f.value, f.unit, "ge" if f.comparator == "eq" and _REACHED.search(text, max(cell.start, f.left - 6), f.left) else f.comparator,
                      f.value_max, (f.start, f.end))
            for f in figures[low:high] if f.sort not in ("rank", "duration")
        ]  # fmt: skip


def _side(column: Column, value: Value) -> Comparator:
    """On which side of a bare figure under a condition's head its condition holds: 超过 gt, otherwise ge."""
    if value.comparator != "eq":
        return value.comparator
    return "gt" if word("award", "over").search(column.head.text) else "ge"


def _paid(cell: Cell, unit: Unit | None) -> tuple[Value | None, Value | None]:
    """What a cell pays, and the ceiling that it names with a rate (投资额的10%，最高300万元)."""
    if cell.is_number:
        value = cell.value(unit)
        return (value, None) if value and (value.unit in _CURRENCIES or value.unit == "%") else (None, None)
    found = [figure for figure in quantity.figures(cell.text) if figure.quantity.unit in _CURRENCIES or figure.quantity.unit == "%"]
    values = [
        Value(figure.quantity.value, figure.quantity.value_max, figure.quantity.unit, figure.quantity.comparator,
              (cell.start + figure.start, cell.start + figure.end))
        for figure in found
    ]  # fmt: skip
    if len(values) == 1:
        return values[0], None
    if len(values) == 2 and values[0].unit == "%" and values[1].comparator == "le" and values[1].unit != "%":
        return values[0], values[1]
    return None, None


def _listed(cell: Cell) -> list[tuple[str, Value]]:
    """The sums of a cell that names a step before each (国家级50万元、省级20万元), each with its piece of the words."""
    pieces = [(match[0], cell.start + match.start()) for match in _PIECE.finditer(cell.text)]
    found: list[tuple[str, Value]] = []
    for words, start in pieces:
        figures = quantity.figures(words)
        if len(figures) != 1 or figures[0].quantity.unit not in _CURRENCIES or not _STEP.match(words[: figures[0].start]):
            return []
        figure = figures[0]
        read = figure.quantity
        found.append((words, Value(read.value, read.value_max, read.unit, read.comparator, (start + figure.start, start + figure.end))))
    return found if len(found) > 1 else []


def _step(cell: Cell, value: Value) -> str:
    """The step that a piece of a cell names before its sum, to be added to the row's trigger."""
    match = _STEP.match(cell.text)
    return match[0] if match and value.unit in _CURRENCIES and match.end() < len(cell.text) else ""


def _form(value: Value, cell: Cell, column: Column, unit: Unit | None) -> tuple[str, Comparator]:
    """fixed, max, rate or unit, and the comparator that goes with it."""
    bounded = value.comparator == "le" or bool(word("award", "bound").search(column.head.text + cell.text))
    if value.unit == "%":
        return "rate", "le" if bounded and value.comparator == "eq" and word("award", "bound").search(cell.text) is None else value.comparator
    if _counted(cell, unit):
        return "unit", value.comparator
    return ("max", "le") if bounded and value.value_max is None else ("fixed", value.comparator)


def _base(cell: Cell, value: Value) -> str | None:
    """What a rate is a share of: the words before it in its cell."""
    match = _BASE.fullmatch(cell.text[: value.span[0] - cell.start])
    return match["base"] if match else None


def _counted(cell: Cell, unit: Unit | None) -> str | None:
    """What a sum is paid for each of: 元/台 台; 家, 户 and the like name the payee."""
    _, stroke, after = cell.text.partition("/")
    per = after.strip()[:4] if stroke else unit.per if unit else ""
    return per if per and per not in ("家", "户", "年", "企业", "个企业") else None


def _per(cell: Cell, column: Column) -> str | None:
    """year, once or lifetime where the cell or its head says so."""
    text = column.head.text + cell.text
    return next((name for name in ("year", "once", "lifetime") if word("award", name).search(text)), None)
