"""Parquet files by DuckDB: headers, types, rows, single columns; and rows written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from suance.errors import PanelError
from suance.table.sheet import Raw, Sheet

NULL = "\x1f"
"""How a file of values writes that nothing is known: no cell holds a separator of units."""
MARKS = "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n'"


def shape(path: Path) -> tuple[list[str], list[str], int]:
    """The headers of a Parquet file, their types, and how many rows it has."""
    with closing(duckdb.connect()) as connection:
        columns = _asked(connection, path, "DESCRIBE SELECT * FROM read_parquet($file)")
        rows = _asked(connection, path, "SELECT count(*) FROM read_parquet($file)")
    return [str(column[0]) for column in columns], [str(column[1]) for column in columns], int(rows[0][0])


def column(path: Path, header: str) -> Sequence[Raw]:
    """One column of a Parquet file, as Python values."""
    with closing(duckdb.connect()) as connection:
        return [row[0] for row in _asked(connection, path, f"SELECT {_named(header)} FROM read_parquet($file)")]


def sheet(path: Path) -> Sheet:
    """A Parquet file as a sheet: its headers are row 0, as there is no line that they stand in."""
    headers, _, count = shape(path)
    with closing(duckdb.connect()) as connection:
        rows: list[Sequence[Raw]] = list(_asked(connection, path, "SELECT * FROM read_parquet($file)"))
    return Sheet(path.stem, path.name, [headers, *rows], range(count + 1))


def _named(header: str) -> str:
    return '"' + header.replace('"', '""') + '"'


def _asked(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(query, {"file": str(path)}).fetchall()
    except duckdb.Error as error:
        raise PanelError("读不了这个 Parquet 文件", where=path.name, hint=" ".join(str(error).split())[:120]) from None


def write(path: Path, types: Mapping[str, str], rows: Iterable[Sequence[str | None]]) -> None:
    """Writes rows of text as a Parquet file of columns with types, as DuckDB names them; None is NULL.

    One thread writes, so that the same rows give the same bytes.
    """
    with TemporaryDirectory(dir=path.parent) as folder, closing(duckdb.connect(config={"threads": "1"})) as connection:
        text = Path(folder) / "rows.csv"
        with text.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([NULL if cell is None else cell for cell in row] for row in rows)
        columns = ", ".join(f"{_quoted(name)}: {_quoted(type_)}" for name, type_ in types.items())
        query = f"SELECT * FROM read_csv({_quoted(str(text))}, {MARKS}, nullstr = {_quoted(NULL)}, columns = {{{columns}}})"
        connection.execute(f"COPY ({query}) TO {_quoted(str(path))} (FORMAT parquet)")


def write_arrays(path: Path, arrays: Mapping[str, Any], select: str, others: str | None = None) -> None:
    """Writes what expressions over arrays of one length give as a Parquet file, and below it the rows of another query, where there is one."""
    with closing(duckdb.connect(config={"threads": "1"})) as connection:
        query = f"SELECT {select} FROM arrays" + (f" UNION ALL {others}" if others else "")
        connection.execute(f"COPY ({query}) TO {_quoted(str(path))} (FORMAT parquet)")


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
