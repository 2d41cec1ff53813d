"""The panel: a folder of tables of firms, their years, other subjects and events in CSV, Parquet or Excel, or one workbook.

Loading finds the tables and what their columns stand for; cells are read when a plan needs them, and every fault is a
PanelError with table, row and column. A table that no rule names is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suance.award import cells, table
from suance.award.cells import NOWHERE, Reading, Value
from suance.award.lexicon import lexicon
from suance.award.needs import HOMES, KEYS, Column, Needs, OneOf
from suance.award.table import Table
from suance.errors import PanelError
from suance.table import Sheet
from suance.table import read as sheets_of
from suance.table.sheet import Raw
from suance.terms.subject import SUBJECTS

SETTINGS = "panel.yaml"
WORKBOOKS = (".xlsx", ".xls")
EMPTY_MEANS_NONE = frozenset({"events", "projects", "products", "people", "paid"})
"""Tables that may have a header and no row: nothing of the kind happened."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's needed columns, read: column → one value a row."""

    columns: Mapping[str, Sequence[Value]]
    count: int

    def of(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of the named columns; a column that is not there is None throughout."""
        nothing = (None,) * self.count
        return zip(*(self.columns.get(name, nothing) for name in names), strict=True)


NO_ROWS = Rows({}, 0)


@dataclass(frozen=True, slots=True)
class Panel:
    """The tables of a panel, and from which year on it knows everything (None: nothing said, taken as complete)."""

    source: str
    tables: Mapping[str, Table]
    complete_since: int | None = None
    notes: tuple[str, ...] = ()
    """which columns were taken for what, for a person to see"""
    remembered: dict[tuple[str, object], Any] = field(default_factory=dict, repr=False, compare=False)
    """what runs found out, so that the next need not: `checked` of tables, `totals` of rules, each by the files as they were and what was asked"""
    _read: dict[tuple[str, str, Column], Sequence[Value]] = field(default_factory=dict, repr=False, compare=False)

    def rows(self, needs: Needs) -> dict[str, Rows]:
        """The needed columns of each needed table that is there, read and held to the laws; PanelError for the first fault."""
        self.require(needs)
        found = {name: self.table(name, columns) for name, columns in needs.columns.items() if name in self.tables}
        for law in needs.laws:
            if law.table in found:
                self._one_of(law, found)
        return found

    def table(self, name: str, columns: Mapping[str, Column]) -> Rows:
        """Columns of one table, read; PanelError for a cell that cannot be read, or a key that stands twice."""
        of = self.tables[name]
        count = len(of.lines)
        if count == 0 and name not in EMPTY_MEANS_NONE:
            raise PanelError("表里只有表头，没有一行数据", where=of.source, hint="补上数据")
        rows = Rows({column: self._column(of, column, need) for column, need in columns.items() if column in of.columns}, count)
        self._unique(of, rows)
        return rows

    def require(self, needs: Needs) -> None:
        """PanelError where a needed table or column is missing, or a table has no rows."""
        for name, rule in needs.required.items():
            if name not in self.tables:
                there = "、".join(t.source for t in self.tables.values()) or "没有表"
                hint = f"规则 {rule} 需要它；文件夹里有：{there}；确实没有这类数据时，放一个只有表头的 {name}.csv"
                raise PanelError(f"缺少表 {name}（{name}.csv 或 {name}.parquet）", where=self.source, hint=hint)
        for name, columns in needs.columns.items():
            if name in self.tables:
                for column, need in columns.items():
                    self.tables[name].find(column, need)

    def reading(self, name: str, column: str, need: Column) -> Reading:
        """How the cells of a column are read, from its unit and the policy's."""
        where = self.tables[name].columns[column][0]
        try:
            power = cells.power(where.unit, need.unit) if need.kind in ("money", "number") else 0
        except PanelError as error:
            raise PanelError(error.what, where=f"{self.tables[name].source} “{where.header}”", hint=error.hint) from None
        return Reading(need.kind, None if need.rows else power, need.signed, need.filled, need.most, need.places, need.unit in ("%", ""))

    def refuse(self, first: int | None, last: int | None, years: Sequence[int] | None) -> None:
        """PanelError where the panel has no years at all, or not those asked for."""
        if first is None or last is None:
            raise PanelError("面板里没有任何年度的数据", where=self.source, hint="补上企业年度、项目或认定的记录")
        outside = [year for year in years or () if not first <= year <= last]
        if outside:
            raise PanelError(f"面板没有{outside[0]}年的数据", where=self.source, hint=f"面板有{first}至{last}年")

    def unknown(self, subject: str) -> PanelError:
        """The fault of a subject that the panel does not have."""
        names = "、".join(kind.name for kind in SUBJECTS.values())
        return PanelError(f"面板里没有 {subject}", where=self.source, hint=f"写{names}或促进机构在表中的编号")

    def mark(self, names: Sequence[str]) -> tuple[object, ...]:
        """The files of tables as they stand now: path, size and time of the last change; rows at hand do not change."""
        files = [of.held for of in (self.tables[name] for name in names) if isinstance(of.held, Path)]
        return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path in files for stat in [path.stat()])

    def has(self, name: str, column: str) -> bool:
        """Whether the panel has such a column."""
        return name in self.tables and column in self.tables[name].columns

    def _column(self, of: Table, column: str, need: Column) -> Sequence[Value]:
        key = (of.name, column, need)
        if key not in self._read:
            where = of.columns[column][0]
            readings = self._readings(of, column, need)
            self._read[key] = [
                None if reading is None else _cell(of, row, where, raw, reading)
                for row, (raw, reading) in enumerate(zip(of.cells(where), readings, strict=True))
            ]
        return self._read[key]

    def _readings(self, of: Table, column: str, need: Column) -> Sequence[Reading | None]:
        """How each cell of a column is read; None of a row that nobody asks for."""
        if not need.rows:
            return [self.reading(of.name, column, need)] * len(of.lines)
        of_rows = {name: self.reading(of.name, column, each) for name, each in need.rows}
        return [of_rows.get(str(name)) for name in self._column(of, KEYS[of.name][0], Column("id", need.rule, filled=True))]

    def _unique(self, of: Table, rows: Rows) -> None:
        key = KEYS.get(of.name, ())
        if not key or not all(column in rows.columns for column in key):
            return
        seen: dict[tuple[Value, ...], int] = {}
        for row, values in enumerate(rows.of(*key)):
            first = seen.setdefault(values, row)
            if first != row:
                what = f"{' '.join(str(value) for value in values)} 与第{of.lines[first]}行重复"
                raise PanelError(what, where=of.at(row, of.columns[key[0]][0]), hint="一个对象一年只能有一行；删去或合并")

    def _one_of(self, law: OneOf, found: Mapping[str, Rows]) -> None:
        known = self._known(law, found)
        if known is None:
            return
        names = [name for name, _ in law.where]
        wanted = tuple(value for _, value in law.where)
        rows = found[law.table]
        for row, (value, *where) in enumerate(rows.of(law.column, *names)):
            if value not in known and value not in (None, NOWHERE) and tuple(where) == wanted:
                of = self.tables[law.table]
                raise PanelError(f"“{value}”{law.what}", where=of.at(row, of.columns[law.column][0]), hint=law.hint)

    def _known(self, law: OneOf, found: Mapping[str, Rows]) -> frozenset[Value] | None:
        """What a column may say; None where the panel has no table to hold it against."""
        if isinstance(law.values, tuple):
            return frozenset(law.values)
        home, key = HOMES[law.values]
        return frozenset(found[home].columns[key]) if home in found else None


def _cell(of: Table, row: int, where: table.Column, raw: Raw, reading: Reading) -> Value:
    try:
        return cells.read(raw, reading)
    except PanelError as error:
        raise PanelError(error.what, where=of.at(row, where), hint=error.hint) from None


# ── loading ──────────────────────────────────────────────────────────────────


def load(place: Path) -> Panel:
    """The panel of a folder (firms.csv, firm_years.parquet, firms.xlsx …, panel.yaml) or of a workbook with a sheet each (and NAME.yaml beside it).

    PanelError for a place that is no panel, and for a table that stands there twice.
    """
    if not place.is_dir() and place.suffix not in WORKBOOKS:
        raise PanelError(
            "没有这个文件夹", where=str(place), hint="面板是一个文件夹，内有 firms.csv、firm_years.csv 等表，或一个 Excel 工作簿，一表一页"
        )
    settings = _settings(place / SETTINGS if place.is_dir() else place.with_suffix(".yaml"))
    tables: dict[str, Table] = {}
    for name, found in _tables(place):
        if name in tables:
            source = found.source if isinstance(found, Sheet) else found.name
            raise PanelError(f"{name} 表有两个文件：{tables[name].source}、{source}", where=str(place), hint="留下一个")
        tables[name] = table.load(name, found, settings["columns"].get(name, {}), settings["units"].get(name, {}))
    if not tables:
        names = "、".join(lexicon().columns) if place.suffix in WORKBOOKS else "、".join(f"{name}.csv" for name in lexicon().columns)
        kind = ("工作簿里", "工作表的名称") if place.suffix in WORKBOOKS else ("文件夹里", "表的文件名")
        raise PanelError(f"{kind[0]}没有面板的表", where=str(place), hint=f"{kind[1]}：{names}")
    return Panel(str(place), tables, settings["history"].get("complete_since"), tuple(note for of in tables.values() for note in of.notes()))


def _tables(place: Path) -> Iterator[tuple[str, Sheet | Path]]:
    """The tables of a panel by the names of files and sheets; a Parquet file is left for the table to read."""
    known = lexicon().tables
    for path in sorted(place.iterdir()) if place.is_dir() else (place,):
        name = known.get(path.stem)
        if path.suffix in WORKBOOKS and not path.name.startswith("~$"):
            shown = [sheet for sheet in sheets_of(path) if not sheet.hidden]
            alone = name if len(shown) == 1 else None
            yield from ((known.get(sheet.name) or alone or "", sheet) for sheet in shown if known.get(sheet.name) or alone)
        elif name is not None and path.suffix == ".parquet":
            yield name, path
        elif name is not None and path.suffix == ".csv":
            yield name, sheets_of(path)[0]


def of(
    tables: Mapping[str, Sequence[Mapping[str, Raw]]], *, headers: Mapping[str, Sequence[str]] | None = None, complete_since: int | None = None
) -> Panel:
    """A panel of rows at hand: table → rows → header → cell, as a file would hold them; `headers` name the columns of tables without rows."""
    built: dict[str, Table] = {}
    for name, rows in tables.items():
        columns = list(dict.fromkeys((*(headers or {}).get(name, ()), *(header for row in rows for header in row))))
        held = [[row.get(header) for row in rows] for header in columns]
        built[name] = table.of(name, name, columns, held, range(1, len(rows) + 1))
    return Panel("面板", built, complete_since)


def _settings(path: Path) -> dict[str, Any]:
    """panel.yaml: history.complete_since, columns (header → column), units (column → unit), sources (table → words)."""
    empty: dict[str, Any] = {"history": {}, "columns": {}, "units": {}, "sources": {}}
    if not path.exists():
        return empty
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
    except (YAMLError, UnicodeDecodeError) as error:
        raise PanelError("读不了这个 YAML 文件", where=path.name, hint=" ".join(str(error).split())[:120]) from None
    _closed(data, empty, path.name)
    _closed(data.get("history") or {}, {"complete_since": None}, f"{path.name} history")
    since = (data.get("history") or {}).get("complete_since")
    if since is not None and not (isinstance(since, int) and 1900 <= since <= 2100):
        raise PanelError(f"complete_since “{since}”不是年份", where=path.name, hint="写作 complete_since: 2019")
    for group in ("columns", "units", "sources"):
        _closed(data.get(group) or {}, dict.fromkeys(lexicon().columns), f"{path.name} {group}")
    return empty | {name: value or {} for name, value in data.items()}


def _closed(data: Any, known: Mapping[str, Any], where: str) -> None:
    if not isinstance(data, dict):
        raise PanelError("应为“键: 值”", where=where, hint=f"可用的键：{'、'.join(known)}")
    for key in data:
        if key not in known:
            raise PanelError(f"未知的键 “{key}”", where=where, hint=f"可用的键：{'、'.join(known)}")
