"""One table of a panel: its columns by the names they stand for, and its cells as the file holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from suance.award.lexicon import lexicon
from suance.award.needs import Column as Need
from suance.errors import PanelError
from suance.table.sheet import SPACE, Raw, Sheet


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its header has it."""

    header: str
    position: int
    unit: str | None
    type: str = "VARCHAR"
    """of a Parquet file's column, as DuckDB names it"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a Parquet file's cells are read when they are asked for."""

    name: str
    source: str
    """the file's name, for messages"""
    columns: Mapping[str, tuple[Column, ...]]
    """name → the headers that stand for it; more than one is a doubt"""
    lines: Sequence[int]
    """the line of each row in its file"""
    held: Sequence[Sequence[Raw]] | Path
    """the cells, column by column, or the Parquet file that has them"""

    def at(self, row: int, column: Column) -> str:
        """The place of a cell, for messages."""
        return f"{self.source} 第{self.lines[row]}行 “{column.header}”"

    def cells(self, column: Column) -> Sequence[Raw]:
        """The column's cells as the file holds them."""
        if not isinstance(self.held, Path):
            return self.held[column.position]
        from suance.table import parquet

        return parquet.column(self.held, column.header)

    def find(self, name: str, need: Need) -> Column | None:
        """The column of that name; None where an optional one is absent, PanelError where a needed one is, or two stand for it."""
        found = self.columns.get(name, ())
        if len(found) > 1:
            headers = "、".join(f"“{column.header}”" for column in found)
            hint = "留下一列，或在 panel.yaml 的 columns 中写明哪一列是"
            raise PanelError(f"{len(found)} 列都可读作 {name}：{headers}", where=self.source, hint=hint)
        if not found and not need.optional:
            raise PanelError(f"缺少列 {name}（{lexicon().label(name)}）", where=self.source, hint=f"规则 {need.rule} 需要它；{self._advice(name)}")
        return found[0] if found else None

    def notes(self) -> list[str]:
        """Which headers were taken for which column, and in which unit."""
        return [
            f"{self.source}：“{column.header}”读作 {name}" + (f"，单位{column.unit}" if column.unit else "")
            for name, columns in self.columns.items()
            for column in columns
            if column.header != name
        ]

    def _advice(self, name: str) -> str:
        """What may have been meant."""
        headers = [column.header for columns in self.columns.values() for column in columns]
        near = [header for header in headers if lexicon().doubtful.get(lexicon().column(self.name, header)[0]) == name]
        if near:
            return f"“{near[0]}”若就是它，在 panel.yaml 写 columns: {{{self.name}: {{{near[0]}: {name}}}}}"
        return f"现有的列：{'、'.join(headers)}"


def of(
    name: str,
    source: str,
    headers: Sequence[str],
    held: Sequence[Sequence[Raw]] | Path,
    lines: Sequence[int],
    renamed: Mapping[str, str] = MappingProxyType({}),
    units: Mapping[str, str] = MappingProxyType({}),
    types: Sequence[str] = (),
) -> Table:
    """The table of headers and cells; `renamed` (header → column) and `units` (column → unit) are what panel.yaml says."""
    twice = [header for header, count in Counter(headers).items() if count > 1 and header]
    if twice:
        raise PanelError(f"表头 “{twice[0]}” 出现两次", where=source, hint="改名或删去一列")
    columns: dict[str, tuple[Column, ...]] = {}
    for position, header in enumerate(headers):
        column, unit = lexicon().column(name, header)
        column = renamed.get(header, header if column in renamed.values() else column)
        said = units.get(column)
        if said and unit and said != unit:
            raise PanelError(f"“{header}”的单位与 panel.yaml 的 {said} 不一", where=source, hint="改正其一")
        columns[column] = (*columns.get(column, ()), Column(header, position, unit or said, types[position] if types else "VARCHAR"))
    for header in renamed:
        if header not in headers:
            raise PanelError(f"panel.yaml 所写的列 “{header}” 不在表中", where=source, hint=f"现有的列：{'、'.join(headers)}")
    return Table(name, source, columns, lines, held)


def load(name: str, found: Sheet | Path, renamed: Mapping[str, str], units: Mapping[str, str]) -> Table:
    """The table of a sheet, whose first row is the header, or of a Parquet file."""
    if isinstance(found, Path):
        from suance.table import parquet

        headers, types, count = parquet.shape(found)
        return of(name, found.name, headers, found, range(1, count + 1), renamed, units, types)
    for row, line in zip(found.rows, found.lines, strict=True):
        if len(row) != len(found.rows[0]):
            what = f"这一行有 {len(row)} 格，表头有 {len(found.rows[0])} 列"
            raise PanelError(what, where=f"{found.source} 第{line}行", hint="含逗号的内容要用双引号括起")
    headers = ["" if cell is None else str(cell).strip(SPACE) for cell in found.rows[0]]
    columns = list(zip(*found.rows[1:], strict=True)) if len(found.rows) > 1 else [()] * len(headers)
    return of(name, found.source, headers, columns, found.lines[1:], renamed, units)
