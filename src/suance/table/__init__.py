"""Files of rows and columns as they are: CSV, Excel and Parquet become sheets of raw cells.

    file ─read─▶ Sheet: rows of cells with their lines, and which cells are merged

What a header stands for and what a cell says is for the room that asks.
"""

from __future__ import annotations

from pathlib import Path

from suance.errors import PanelError
from suance.table.sheet import Sheet

__all__ = ["ENDINGS", "Sheet", "read"]

ENDINGS = (".csv", ".tsv", ".parquet", ".xlsx", ".xls")
"""what a file of tables ends with"""


def read(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file, one but for a workbook, whose hidden ones say so; PanelError where it is no such file."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise PanelError("不是表格文件", where=path.name, hint=f"可用的格式：{'、'.join(ENDINGS)}")
    if not path.is_file():
        raise PanelError("没有这个文件", where=str(path), hint="核对路径")
    if ending in (".xlsx", ".xls"):
        from suance.table import workbook

        return workbook.sheets(path)
    if ending == ".parquet":
        from suance.table import parquet

        return (parquet.sheet(path),)
    from suance.table import text

    return (text.sheet(path),)
