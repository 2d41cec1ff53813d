"""Parquet files as the panel reads them: their headers, types, rows and single columns, by DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from suance.award.cells import Raw
from suance.award.sql import tables
from suance.award.sql.tree import render
from suance.errors import PanelError


def shape(path: Path) -> tuple[list[str], list[str], int]:
    """The headers of a Parquet file, their types, and how many rows it has."""
    with closing(duckdb.connect()) as connection:
        columns = _asked(connection, path, "DESCRIBE SELECT * FROM read_parquet($file)")
        rows = _asked(connection, path, "SELECT count(*) FROM read_parquet($file)")
    return [str(column[0]) for column in columns], [str(column[1]) for column in columns], int(rows[0][0])


def column(path: Path, header: str) -> Sequence[Raw]:
    """One column of a Parquet file, as Python values."""
    with closing(duckdb.connect()) as connection:
        return [row[0] for row in _asked(connection, path, render(tables.parquet_column(header)))]


def _asked(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> list[tuple[Any, ...]]:
    try:
        return connection.execute(query, {"file": str(path)}).fetchall()
    except duckdb.Error as error:
        raise PanelError("读不了这个 Parquet 文件", where=path.name, hint=" ".join(str(error).split())[:120]) from None
