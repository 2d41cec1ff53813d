"""One table of an office, read: which columns it has, what each row says, and every fault with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from suance import terms
from suance.errors import PanelError
from suance.registry import cell, credit, heading
from suance.registry.cell import Reading, Value
from suance.registry.finding import Finding, Kind, Level
from suance.registry.heading import Head, Heading
from suance.registry.industry import code, standard
from suance.table import Sheet
from suance.table.sheet import SPACE, Raw

KINDS: Mapping[str, Reading] = {"year": Reading("year"), "date": Reading("date"), "founded": Reading("date"), "expires": Reading("date")}
EVENT = frozenset({"event", "level", "date", "expires"})
FIRM = frozenset({"credit_code", "firm_id", "name", "former_names", "founded", "region", "industry", "cluster_id"})
LONGEST_NUMBER = 15
"""Excel keeps so many digits of a number."""

Column = tuple[str, int | None]
"""A column and the year that its head names."""


@dataclass(slots=True)
class Source:
    """A table's rows by column, with the line of each row in its file and the header of each column."""

    name: str
    lines: Sequence[int] = ()
    columns: dict[Column, Sequence[Value]] = field(default_factory=dict)
    headers: dict[Column, str] = field(default_factory=dict)
    year: int | None = None
    """of all rows, where only the title says it"""
    honour: tuple[str, str | None] | None = None
    """of all rows, and its level, where only the title says it"""
    listed: bool = False
    """whether its rows are recognitions, of which a firm may have several"""
    findings: list[Finding] = field(default_factory=list)

    def of(self, column: str) -> Sequence[Value]:
        """A column's values, one a row; None throughout where there is none."""
        return self.columns.get((column, None)) or (None,) * len(self.lines)

    def has(self, column: str) -> bool:
        """Whether it has such a column."""
        return (column, None) in self.columns

    def metrics(self) -> Iterator[tuple[Column, Sequence[Value]]]:
        """The columns that are figures, of a year or not."""
        known = {metric.id for metric in terms.group("firm")}
        yield from ((column, values) for column, values in self.columns.items() if column[0] in known)

    def others(self) -> Iterator[tuple[Column, Sequence[Value]]]:
        """The columns that nothing is known of."""
        known = {metric.id for metric in terms.group("firm")} | EVENT | FIRM | {"year", "serial"}
        yield from ((column, values) for column, values in self.columns.items() if column[0] not in known)

    def say(self, kind: Kind, what: str, hint: str = "", *, row: int | None = None, column: str | None = None, level: Level = "error") -> None:
        """Adds a finding; `row` counts from 0."""
        line = None if row is None else self.lines[row]
        self.findings.append(Finding(level, kind, self.name, what, hint, line, column))


def read(sheet: Sheet) -> Source:
    """A sheet of firms as a source; PanelError where it names no firm at all. Faults of cells are its findings, the cells then unknown."""
    head = heading.find(sheet)
    source = Source(sheet.source)
    rows = list(_rows(sheet, head, source))
    source.lines = [line for line, _ in rows]
    cells = [row for _, row in rows]
    _title(source, head)
    _nameless(source, head, cells)
    for column in head.heads:
        _column(source, head, column, [row[column.position] if column.position < len(row) else None for row in cells])
    _credit(source)
    return source


def _rows(sheet: Sheet, head: Heading, source: Source) -> Iterator[tuple[int, Sequence[Raw]]]:
    """The rows that are of a firm; totals, notes below the table and other rows of nobody are told and left out."""
    totals = frozenset(standard("words")["totals"])
    identity = [column.position for column in head.heads if column.column in heading.IDENTITY]
    merged = _filled(sheet, head.first)
    for place in range(head.first, len(sheet.rows)):
        row = merged.get(place, sheet.rows[place])
        named = [row[position] for position in identity if position < len(row) and row[position] not in (None, "")]
        first = next((str(value).strip(SPACE).replace(" ", "").replace("\u3000", "") for value in row if value not in (None, "")), "")
        if first in totals or any(str(value).strip(SPACE) in totals for value in named):
            source.findings.append(Finding("note", "row", source.name, f"“{first}”一行是合计，不带入", row=sheet.lines[place]))
        elif not named:
            remark = sum(value not in (None, "") for value in row) <= 2
            hint = "表下的说明不带入" if remark else "补上企业的代码或名称"
            level: Level = "note" if remark else "error"
            source.findings.append(Finding(level, "row", source.name, f"这一行没有写明企业：{first[:20]}", hint, sheet.lines[place]))
        else:
            yield sheet.lines[place], row


def _filled(sheet: Sheet, first: int) -> dict[int, list[Raw]]:
    """The rows below the head that merged cells reach into, with what is merged in each of them."""
    found: dict[int, list[Raw]] = {}
    for top, left, bottom, right in sheet.merged:
        if top < first or right > left or left >= len(sheet.rows[top]):
            continue
        for place in range(top + 1, bottom + 1):
            row = found.setdefault(place, list(sheet.rows[place]))
            row.extend([None] * (left + 1 - len(row)))
            row[left] = sheet.rows[top][left]
    return found


def _title(source: Source, head: Heading) -> None:
    """What only the title says of all rows: the year, the honour."""
    columns = {(column.column, column.year) for column in head.heads}
    yearly = {name for name, year in columns if year is None and terms.term(name)} - set(standard("words")["timeless"])
    listed = not yearly and ("event", None) not in columns and not any(year for _, year in columns)
    honour = terms.honour(head.title) if listed else None
    if honour is not None and (("date", None) in columns or head.year is not None):
        source.honour = (honour[0].id, honour[1])
        source.say("header", f"标题说的是{honour[0].name}，每行读作一次认定", level="note")
    source.listed = source.honour is not None or ("event", None) in columns
    if head.year is not None and ("year", None) not in columns and (yearly or source.honour):
        source.year = head.year
        if yearly or ("date", None) not in columns:
            source.say("header", f"年度按标题读作{head.year}年", level="note")


def _nameless(source: Source, head: Heading, cells: Sequence[Sequence[Raw]]) -> None:
    """Tells the columns that say something and have no head, with the first row that does."""
    named = {column.position for column in head.heads}
    for position in sorted(set(range(max(map(len, cells), default=0))) - named):
        row = next((row for row, each in enumerate(cells) if position < len(each) and each[position] not in (None, "")), None)
        if row is not None:
            source.say("header", f"第{position + 1}列没有列名，没有带入", "补上列名", row=row, level="warning")


def _column(source: Source, head: Heading, column: Head, cells: Sequence[Raw]) -> None:
    """Reads one column; a head that two columns share is a doubt, and the second one is left out."""
    key = (column.column, column.year)
    if column.column == "serial":
        return
    if key in source.columns:
        what = f"与“{source.headers[key]}”都读作{terms.label(column.column)}"
        source.say("header", what, "留下一列，或把列名改得分明", column=column.header, level="error" if column.known else "warning")
        return
    try:
        reading = _reading(head, column)
    except PanelError as error:
        source.say("header", error.what, error.hint, column=column.header)
        return
    source.headers[key] = column.header
    _noted(source, head, column, reading)
    source.columns[key] = _values(source, column.header, cells, _reader(column, reading))
    shares = [value for value in source.columns[key] if isinstance(value, Decimal) and value]
    if reading.unit == "%" and shares and all(abs(value) < 1 for value in shares):
        source.say("cell", "没有一个到1%；百分比格式的单元格存的是小数", "若是，改成 3.2 这样的数", level="warning", column=column.header)
    if reading.kind == "money" and any(cell.scaled(raw) for raw in cells[:1000]):
        source.say("cell", "单元格自带单位的，按单元格所写读", level="note", column=column.header)


def _reading(head: Heading, column: Head) -> Reading:
    metric = terms.term(column.column) if column.known else None
    if metric is None or metric.group != "firm":
        return KINDS.get(column.column, Reading("text"))
    base = metric.unit or ""
    if metric.kind == "money":
        if base != "CNY":
            raise PanelError(f"{metric.name}以{base}计，不能与人民币的列放在一起", hint="折算后再填")
        return Reading("money", cell.power(column.unit or head.unit, "CNY"), metric.signed)
    return Reading("number", cell.power(column.unit, base), metric.signed, base)


def _noted(source: Source, head: Heading, column: Head, reading: Reading) -> None:
    """Says what the header was taken for, where it does not say so itself."""
    if not column.known:
        close = heading.near(column.header)
        if close:
            source.say("header", f"与{terms.label(close)}相近而口径不同，没有读作它", "若就是它，改列名", level="warning", column=column.header)
        else:
            source.say("header", f"不认识的列，{'没有' if source.listed else '原样'}带入", level="note", column=column.header)
    elif reading.kind == "money":
        unit = column.unit or head.unit
        words = f"单位{unit}" + ("" if column.unit else "，见标题") if unit else "没有写单位，按元"
        source.say(
            "header", f"读作{terms.label(column.column)}，{words}" + (f"，{column.year}年" if column.year else ""), level="note", column=column.header
        )


def _reader(column: Head, reading: Reading) -> Callable[[Raw], Value]:
    if column.column == "industry":
        return _industry
    if column.column in ("credit_code", "firm_id"):
        return lambda raw: _identifier(raw, credit.tidy if column.column == "credit_code" else str)
    return lambda raw: cell.read(raw, reading)


def _industry(raw: Raw) -> Value:
    words = cell.read(raw, Reading("text"))
    if words is not None:
        code(str(words))
    return words


def _identifier(raw: Raw, tidy: Callable[[str], str]) -> Value:
    """A code or number of a firm; one that Excel kept as a number may have lost digits."""
    if isinstance(raw, int | Decimal) and abs(raw) >= 10**LONGEST_NUMBER:
        raise PanelError(f"“{raw}”存成了数，{LONGEST_NUMBER}位以后已丢失", hint="在原表中把该列设为文本，重新填写")
    words = cell.read(raw, Reading("text"))
    return None if words is None else tidy(str(words))


def _values(source: Source, header: str, cells: Sequence[Raw], read: Callable[[Raw], Value]) -> Sequence[Value]:
    """The values of a column; each different cell is read once, each fault told in its row."""
    known: dict[Raw, Value] = {}
    faults: dict[Raw, PanelError] = {}
    values: list[Value] = []
    for row, raw in enumerate(cells):
        key = raw if not isinstance(raw, bool) else str(raw)
        if key not in known:
            try:
                known[key] = read(key)
            except PanelError as error:
                known[key], faults[key] = None, error
        if key in faults:
            source.say("cell", faults[key].what, faults[key].hint, row=row, column=header)
        values.append(known[key])
    return values


def _credit(source: Source) -> None:
    """Holds credit codes to their check character; a wrong one identifies nobody."""
    key = ("credit_code", None)
    if key not in source.columns:
        return
    codes = list(source.columns[key])
    for row, value in enumerate(codes):
        fault = credit.fault(str(value)) if value is not None else None
        if fault is not None:
            source.say("code", *fault, row=row, column=source.headers[key])
            codes[row] = None
    source.columns[key] = codes
