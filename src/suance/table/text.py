"""CSV: text in UTF-8 or GB18030, its fields apart by comma, tab or semicolon."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from suance.errors import PanelError
from suance.table.sheet import Sheet

DELIMITERS = ",\t;"


def sheet(path: Path) -> Sheet:
    """The rows of a CSV file that say something, with their line numbers; PanelError where it is no such file."""
    text = decode(path)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise PanelError("这一行的引号或分隔不对", where=f"{path.name} 第{reader.line_num}行", hint=str(error)) from None
    if not rows:
        raise PanelError("文件是空的", where=path.name, hint="第一行写列名，其后一行一条记录")
    return Sheet(path.stem, path.name, rows, lines)


def decode(path: Path) -> str:
    """The text of a file in UTF-8 or GB18030; PanelError where it is neither."""
    data = path.read_bytes()
    if b"\0" in data:
        raise PanelError("不是文本文件", where=path.name, hint="另存为 UTF-8 编码的 CSV")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PanelError("既不是 UTF-8 也不是 GB18030 编码", where=path.name, hint="另存为 UTF-8 编码的 CSV")
