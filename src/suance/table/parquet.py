"""Parquet files by DuckDB: headers, types, rows, single columns; and rows written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from suance.errors import PanelError
from suance.table.sheet import Raw, Sheet


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
