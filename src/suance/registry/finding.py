"""What the registry has to say about its tables: one line of it, with table, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
Kind = Literal["file", "header", "row", "cell", "code", "name", "duplicate", "contradiction", "join", "industry", "honour", "scale"]

LEVELS: tuple[Level, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how grave, which kind, where, what was found and what to do.

    An error is a fault that the tables' owner has to mend; where a registry is made all the same, what it touches is unknown. A
    warning is a doubt that was left as it stands; a note says what was taken for what.
    """

    level: Level
    kind: Kind
    table: str
    what: str
    hint: str = ""
    row: int | None = None
    """the line in the file"""
    column: str | None = None

    @property
    def where(self) -> str:
        """The place as messages write it: 年报.xlsx 第7行 “营业收入”."""
        row = f" 第{self.row}行" if self.row is not None else ""
        return f"{self.table}{row}" + (f" “{self.column}”" if self.column else "")

    def __str__(self) -> str:
        advice = f"（{self.hint}）" if self.hint else ""
        return f"{self.where}: {self.what}{advice}"


def order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by table, row and column."""
    return sorted(findings, key=lambda one: (LEVELS.index(one.level), one.table, one.row or 0, one.column or "", one.kind, one.what))
