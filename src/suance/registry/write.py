"""A registry written as a panel's folder, whole or not at all: a file a table, panel.yaml, and the report."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

from suance.errors import UsageError
from suance.registry.cell import Value
from suance.registry.finding import Finding
from suance.registry.grid import Grid

Format = Literal["csv", "parquet"]
REPORT = "report.jsonl"


def folder(out: Path, grids: Mapping[str, Grid], settings: Mapping[str, Any], findings: Sequence[Finding], format: Format) -> list[Path]:
    """Writes the folder and says which files it has; one that holds anything else is left alone with a UsageError."""
    names = {f"{table}.{ending}" for table in ("firms", "firm_years", "events") for ending in ("csv", "parquet")} | {"panel.yaml", REPORT}
    if out.exists() and not (out.is_dir() and all(path.name in names for path in out.iterdir())):
        raise UsageError("这里已有别的东西，不覆盖", where=str(out), hint="换一个文件夹")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise UsageError(f"写不进去：{error.strerror or error}", where=str(out), hint="换一个位置，或检查权限") from error
    try:
        made.chmod(0o755)
        for table, grid in grids.items():
            _table(made / f"{table}.{format}", grid, format)
        (made / "panel.yaml").write_text("".join(_yaml(settings)), encoding="utf-8")
        (made / REPORT).write_text("".join(json.dumps(record(one), ensure_ascii=False) + "\n" for one in findings), encoding="utf-8")
        _replace(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return sorted(out.iterdir())


def record(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {
        "level": finding.level,
        "kind": finding.kind,
        "table": finding.table,
        "row": finding.row,
        "column": finding.column,
        "what": finding.what,
        "hint": finding.hint,
    }


def _replace(made: Path, out: Path) -> None:
    """The new folder takes the old one's place."""
    if not out.exists():
        made.rename(out)
        return
    old = out.with_name(f".{out.name}.{os.getpid()}.old")
    out.rename(old)
    try:
        made.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _table(path: Path, grid: Grid, format: Format) -> None:
    rows = zip(*grid.columns.values(), strict=True)
    if format == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(list(grid.columns))
            writer.writerows([_harmless(_text(value)) for value in row] for row in rows)
        return
    from suance.table import parquet

    parquet.write(
        path, {name: grid.types[name] for name in grid.columns}, ([None if value is None else _text(value) for value in row] for row in rows)
    )


def _text(value: Value) -> str:
    """A value as text: never in scientific notation, without zeros at its end."""
    if value is None:
        return ""
    if not isinstance(value, Decimal):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _harmless(text: str) -> str:
    """A cell that a spreadsheet program shows and does not run."""
    return f"'{text}" if text.startswith(("=", "+", "@")) else text


def _yaml(value: Any, depth: int = 0) -> Iterator[str]:
    """Plain data as YAML, every text in quotes."""
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{'  ' * depth}{key}:\n"
            yield from _yaml(inner, depth + 1)
        else:
            yield f"{'  ' * depth}{key}: {json.dumps(inner, ensure_ascii=False)}\n"
