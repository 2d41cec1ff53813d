"""The plan's SQL over a panel's tables on DuckDB, and lines written to files.

Written to what DuckDB 1.5 and 2.0 share: `execute` and `fetchall` on one connection, files instead of Python objects.
SQL reads a Parquet file itself where its types and cells are plain; whatever is not, and every fault, is left to the
panel's own reading.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, NoReturn

import duckdb

from suance.award import needs, parts, payout, rows, words
from suance.award.cells import Kind
from suance.award.explain import order
from suance.award.needs import Needs, OneOf
from suance.award.panel import Panel, Rows
from suance.award.plan import Plan
from suance.award.sql import caps as cap_sql
from suance.award.sql import groups as group_sql
from suance.award.sql import lines as line_sql
from suance.award.sql import parts as part_sql
from suance.award.sql import returns, stages, tables
from suance.award.sql.family import Filled
from suance.award.sql.setting import COLUMNS, SUMS, Setting
from suance.award.sql.tree import Query, render, store
from suance.award.sql.trigger import GRID
from suance.award.stages import ledger
from suance.errors import PanelError, UsageError
from suance.model import Cite, Line, Total


def lines(
    plan: Plan, panel: Panel, *, years: Sequence[int] | None, subject: str | None, as_of: date | None, everything: bool, supplied: bool
) -> list[Line]:
    """The lines of a panel by SQL, the same as the interpreter's."""
    with opened(plan, panel) as run:
        setting = run.prepare(years, subject, as_of, everything, supplied)
        run.share_out(setting)
        run.divide(setting, subject)
        found = [rows.outcome(plan, row) for row in run.ask(stages.result(setting, None if years is None else tuple(years), subject))]
    return [payout.line(plan, outcome) for outcome in sorted(found, key=order(plan))]


def save(
    plan: Plan, panel: Panel, path: Path, *, years: Sequence[int] | None, subject: str | None, as_of: date | None, everything: bool, supplied: bool
) -> int:
    """The lines of a panel written to a Parquet file by SQL, whole or not at all; how many there are. What is worded alike is worded once."""
    with opened(plan, panel) as run:
        setting = run.prepare(years, subject, as_of, everything, supplied)
        run.share_out(setting)
        run.divide(setting, subject)
        run.keep("found", stages.result(setting, None if years is None else tuple(years), subject))
        run.word()
        with TemporaryDirectory(dir=path.parent) as folder:
            made = Path(folder) / "lines.parquet"
            run.rows(line_sql.copy(plan, str(made)))
            made.replace(path)
        return int(run.rows("SELECT COUNT(*) FROM found")[0][0])


def totals(plan: Plan, panel: Panel, *, years: Sequence[int] | None, as_of: date | None, supplied: bool) -> list[Total]:
    """What each rule, step and year comes to, by SQL: the same as the sums of the lines, of which none is made.

    The panel remembers the totals of each part of a plan: where one parameter of a policy changes, the others are not run again.
    """
    asked = None if years is None else tuple(years)
    with opened(plan, panel) as run:
        setting = run.prepare(years, None, as_of, False, supplied)
        keys = {part: ("totals", (run.mark(), part, asked)) for part in setting.parts()}
        missing = [part for part, key in keys.items() if key not in panel.remembered]
        if missing:
            sums = run.totals(setting.of(missing), asked)
            for part in missing:
                rules = {rule.id for rule in part.plan.rules}
                panel.remembered[keys[part]] = [row for row in sums if row[0] in rules]
    found = [row for key in keys.values() for row in panel.remembered[key]]
    return [
        Total(plan.policy, rule, step, year, count, words.yuan(low), None if open_ else words.yuan(high))
        for rule, step, year, count, low, high, open_ in found
    ]


@contextmanager
def opened(plan: Plan, panel: Panel) -> Iterator[Run]:
    """A run of its own connection. What SQL cannot do is put to the panel's own reading, which has words for a fault of the tables."""
    with closing(duckdb.connect()) as connection, TemporaryDirectory() as folder:
        run = Run(connection, plan, panel, needs.of(plan), Path(folder))
        try:
            yield run
        except duckdb.Error:
            panel.rows(run.needed)
            raise


class Checked(NamedTuple):
    """What a first run finds out about the tables that a plan needs; the panel remembers it for the next."""

    native: Mapping[str, frozenset[str]]
    """the tables that SQL reads from their files, each with the text columns in which no word stands for another"""
    first: int
    last: int
    holes: bool
    """whether a firm lacks a year between its first and its last"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a plan over a panel on one connection."""

    connection: duckdb.DuckDBPyConnection
    plan: Plan
    panel: Panel
    needed: Needs
    folder: Path

    def prepare(self, years: Sequence[int] | None, subject: str | None, as_of: date | None, everything: bool, supplied: bool) -> Setting:
        """The panel's tables, held to the laws, the rows that firms lack, and the sums paid."""
        self.panel.require(self.needed)
        columns = frozenset((table, name) for table, needed in self.needed.columns.items() for name in needed if self.panel.has(table, name))
        checked = self._checked(columns)
        self.panel.refuse(checked.first, checked.last + self.plan.reach, years)
        if subject is not None and not self._ask(tables.known(columns, subject)):
            raise self.panel.unknown(subject)
        setting = Setting(self.plan, columns, self.panel.complete_since, everything, supplied, checked.first, checked.last, as_of)
        if checked.holes:
            self._do(store("holes", tables.holes(setting.years())))
        if setting.has("firm_years", "year"):
            self._do(store(GRID, tables.grid(setting, checked.holes), "VIEW"))
        self._do(store("paid_sums", tables.paid_sums(setting)))
        return setting

    # ── tables ───────────────────────────────────────────────────────────────

    def _checked(self, columns: frozenset[tuple[str, str]]) -> Checked:
        """The tables under their names, found to be sound by this run or by an earlier one over the same files."""
        there = [table for table in self.needed.columns if table in self.panel.tables]
        span = render(tables.span(self.plan, columns))
        key = ("checked", (self.mark(), self.needed.key(), span))
        known = self.panel.remembered.get(key)
        native = known.native if known else {table: self._plain(table) for table in there if self._is_native(table)}
        for table in there:
            self._store(table, native.get(table))
        if known is None:
            known = self.panel.remembered[key] = self._check(native, span)
        return known

    def _check(self, native: Mapping[str, frozenset[str]], span: str) -> Checked:
        """Refuses a key that stands twice and a name that nobody has; the tables are there."""
        for table in sorted(native.keys() - {"firm_years"}):
            key = needs.KEYS.get(table)
            if key and self._ask(tables.astray(table, key)) and self._ask(tables.repeated(table, key)):
                self._refuse(table)
        first, last = self.rows(span)[0]
        self.panel.refuse(first, last, None)
        found = Checked(native, first, last, False)
        if "firm_years" in self.needed.required:
            found = self._histories(found)
        laws = [law for law in self.needed.laws if law.table in self.panel.tables and self._can_hold(law) and not _of_histories(law)]
        for (table,) in self.rows(tables.strangers(laws)) if laws else ():
            self._refuse(table)
        return found

    def _histories(self, found: Checked) -> Checked:
        """Whether firms lack years; refuses a year that stands twice and a firm that firms does not have."""
        homes = self.panel.has("firms", "firm_id")
        asked = (tables.astray("firm_years", needs.KEYS["firm_years"]), tables.other_firms())
        if homes and "firms" in found.native and not any(map(self._ask, asked)):
            return found
        ((untidy, repeated, holes, stranger),) = self._ask(tables.histories(found.first, found.last, homes))
        native = found.native
        if untidy:
            native = {table: plain for table, plain in native.items() if table != "firm_years"}
            self._store("firm_years", None)
        elif repeated or stranger:
            self._refuse("firm_years")
        return found._replace(native=native, holes=bool(holes))

    def _can_hold(self, law: OneOf) -> bool:
        return isinstance(law.values, tuple) or self.panel.has(*needs.HOMES[law.values])

    # ── stages ───────────────────────────────────────────────────────────────

    def mark(self) -> object:
        """The files that the run reads, as they stand."""
        return self.panel.mark([table for table in self.needed.columns if table in self.panel.tables])

    def totals(self, setting: Setting, years: tuple[int, ...] | None) -> list[tuple[Any, ...]]:
        """Rule, step, year, count of lines, sums of both ends in 分, and how many have no upper end."""
        added = self.adds_up(setting)
        if not added:
            self.share_out(setting, frozenset(SUMS))
        self.divide(setting, None, frozenset(SUMS))
        return self.ask(stages.totals(setting, years, added))

    def adds_up(self, setting: Setting) -> bool:
        """Whether what is asked of the plan's cap, now in `asked`, adds up to its totals without a line."""
        statement = stages.asked(setting)
        if statement is None:
            return False
        self._do(statement)
        return not self._ask(cap_sql.mixed())

    def share_out(self, setting: Setting, wanted: frozenset[str] = frozenset(COLUMNS)) -> None:
        """The outcomes that stages cover go through all of them, year by year, into `given`."""
        plan = setting.plan
        self._refuse_stranded(plan)
        for statement in (*stages.start(setting, wanted), *stages.at_once(setting)):
            self._do(statement)
        for (year,) in self.rows(stages.years(setting)) if plan.caps or plan.pools else ():
            for statement in stages.statements(setting):
                self.connection.execute(statement, {"year": year} if "$year" in statement else {})

    def divide(self, setting: Setting, subject: str | None, wanted: frozenset[str] = frozenset(COLUMNS)) -> None:
        """The awards of rules that have parts, after all stages, go as these into `parts`; PanelError where nobody can say what is returned."""
        divided = [rule for rule in setting.plan.rules if rule.parted]
        if divided:
            self._do(part_sql.start())
        for rule in divided:
            for statement in part_sql.due(setting, rule, stages.whole(setting, rule, wanted, subject)):
                self._do(statement)
            for name, year, benchmark, missing in self.rows(returns.fault(setting, rule)) if rule.clawback else ():
                raise parts.endless(rule, name, year) if missing is None else parts.rateless(benchmark, missing)
            self._do(part_sql.lines(setting, rule))

    def _refuse_stranded(self, plan: Plan) -> None:
        """PanelError for a sum that was paid where nobody knows under which group or cap it counts."""
        for group in plan.groups:
            for (subject,) in self.rows(group_sql.stranded(group)):
                raise ledger.stranded(group, group.match, subject)
        for cap in plan.caps:
            for (subject,) in self.rows(cap_sql.stranded(cap)):
                raise ledger.stranded(cap, cap.per, subject)

    def _is_native(self, table: str) -> bool:
        """Whether SQL reads the table's file as its cells are read; of firm_years the names are left to the histories."""
        of, native = self.panel.tables[table], self._readings(table)
        if not (isinstance(of.held, Path) and of.lines and all(tables.native(type_, reading) for _, type_, reading in native.values())):
            return False
        return not self._ask(tables.untidy(str(of.held), native, "firm_id" if table == "firm_years" else ""))[0][0]

    def _readings(self, table: str) -> tables.Native:
        """The needed columns that the table has: header, type, reading."""
        of, columns = self.panel.tables[table], self.needed.columns[table]
        wheres = {name: of.columns[name][0] for name in columns if name in of.columns}
        return {name: (where.header, where.type, self.panel.reading(table, name, columns[name])) for name, where in wheres.items()}

    def _plain(self, table: str) -> frozenset[str]:
        """The text columns of a table's file in which no word stands for another."""
        readings = self._readings(table)
        asked = tables.translated(str(self.panel.tables[table].held), readings)
        found = self._ask(asked)[0] if asked else ()
        return frozenset(name for name, spoken in zip(tables.texts(readings), found, strict=True) if not spoken)

    def _store(self, table: str, plain: Collection[str] | None) -> None:
        """A table under its name: a view of a Parquet file, some of its columns plain, else a copy of what the panel read."""
        readings, held = self._readings(table), self.panel.tables[table].held
        if plain is not None:
            self._do(store(table, tables.read(str(held), readings, plain), "VIEW"))
            return
        kinds = {name: reading.kind for name, (_, _, reading) in readings.items()}
        path = self.folder / f"{table}.csv"
        _write_values(path, self.panel.table(table, self.needed.columns[table]), kinds)
        self._do(f"DROP VIEW IF EXISTS {table}")
        self._do(store(table, tables.written(str(path), kinds)))

    def _refuse(self, table: str) -> NoReturn:
        """Raises the panel's own words for a fault that SQL has seen."""
        self.panel.rows(self.needed)
        raise PanelError("表中有读不出的内容", where=self.panel.tables[table].source, hint="另存为 CSV 后再试")

    def _do(self, statement: str) -> None:
        self.connection.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        found: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return found

    def ask(self, asked: stages.Asked) -> list[tuple[Any, ...]]:
        """What a query over tables of constants gives."""
        self._fill(asked[0])
        return self.rows(asked[1])

    def _fill(self, constants: Sequence[Filled]) -> None:
        for table in constants:
            path = self.folder / f"{table.name}.csv"
            _write_rows(path, table.rows)
            self._do(store(table.name, tables.values(str(path), table.types)))

    def keep(self, name: str, asked: stages.Asked) -> None:
        """Stores what a query over tables of constants gives."""
        self._fill(asked[0])
        self._do(f"CREATE OR REPLACE TABLE {name} AS {asked[1]}")

    def word(self) -> None:
        """Words what of `found` is worded alike, into `reasons`."""
        self._do(line_sql.worded())
        path = self.folder / "reasons.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file, lineterminator="\n").writerow
            for number, *row in self.rows(line_sql.asked()):
                line = payout.line(self.plan, rows.outcome(self.plan, row))
                write((number, line.reason, tables.NULL if line.cite is None else _cited(line.cite)))
        self._do(store("reasons", tables.values(str(path), line_sql.REASONS)))

    def _ask(self, query: Query) -> list[tuple[Any, ...]]:
        return self.rows(render(query))


def _of_histories(law: OneOf) -> bool:
    """Whether the histories of firms have looked at a law."""
    return (law.table, law.column, law.where) == ("firm_years", "firm_id", ())


def write(lines: Sequence[Line], path: Path) -> None:
    """Writes lines to a .parquet or .csv file, whole or not at all: sums in 元, the cite as source and span.

    CSV has the mark by which spreadsheet programs know UTF-8, and no cell that they would run as a formula.
    UsageError for another ending.
    """
    _write(tables.LINES, map(_record, lines), path)


def write_totals(totals: Sequence[Total], path: Path) -> None:
    """Writes totals as `write` does lines."""
    _write(tables.TOTALS, ([getattr(total, name) for name in tables.TOTALS] for total in totals), path)


def _write(types: Mapping[str, str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    if path.suffix not in (".parquet", ".csv"):
        raise UsageError(f"不知道怎样写 {path.suffix or '没有后缀的'} 文件", where=str(path), hint="文件名以 .parquet 或 .csv 结尾")
    with TemporaryDirectory(dir=path.parent) as folder:
        table, made = Path(folder) / "rows.csv", Path(folder) / f"made{path.suffix}"
        if path.suffix == ".csv":
            with made.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([list(types), *([_harmless(value) for value in row] for row in rows)])
        else:
            _write_rows(table, rows)
            with closing(duckdb.connect()) as connection:
                connection.execute(tables.copy_values(str(table), types, str(made)))
        made.replace(path)


def _record(line: Line) -> list[Any]:
    """A line's values in the order of the columns."""
    cite = _cited(line.cite) if line.cite else None
    sums = (line.amount, line.amount_min, line.amount_max)
    return [line.policy, line.rule, line.step, line.subject_id, line.year, line.part, *sums, line.status, line.reason, line.payee, cite]


def _cited(cite: Cite) -> str:
    """A cite as source and span: kjrb[1433:1489]."""
    return cite.source + (f"[{cite.span[0]}:{cite.span[1]}]" if cite.span else "")


def _harmless(value: Any) -> Any:
    """A cell that a spreadsheet program shows and does not run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def _write_values(path: Path, rows: Rows, kinds: Mapping[str, Kind]) -> None:
    """Values as text for DuckDB to read back; what is not known is NULL, so that '' stays a value, and money is in 元."""
    columns = [
        [None if fen is None else words.yuan(fen) for (fen,) in rows.of(name)] if kind == "money" else rows.columns[name]
        for name, kind in kinds.items()
    ]
    _write_rows(path, zip(*columns, strict=True))


def _write_rows(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([tables.NULL if value is None else value for value in row] for row in rows)
