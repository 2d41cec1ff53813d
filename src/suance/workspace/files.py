"""Files in and out: what the paths of a command mean, and writing that leaves nothing half-written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from suance.errors import UsageError

RECORDS = ".facts.jsonl"
"""the ending of what `read` writes"""

NO_DOCUMENTS = (".jsonl", ".yaml", ".yml", ".csv", ".parquet", ".db", ".db-wal", ".db-shm")
"""endings of records, policies, tables and workspaces: in a folder these lie beside documents and are none"""


def inside(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that the paths stand for: a file itself, a folder all files in it and below in name order, but hidden ones."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        yield from _below(path)


def _below(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, in name order; only the names of one folder at a time are held, so that any number may lie there."""
    for name in sorted(path.name for path in folder.iterdir()):
        path = folder / name
        if name.startswith(".") or (path.is_dir() and path.is_symlink()):
            continue
        yield from _below(path) if path.is_dir() else [path] if path.is_file() else []


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that may be documents: each that is named, and those of a folder that are no records, policies or tables."""
    for path in paths:
        yield from (file for file in inside([path]) if file == path or not file.name.endswith(NO_DOCUMENTS))


def write(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all; folders on the way are made. UsageError where that cannot be."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """The same for bytes."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise UsageError(f"写不进去：{error.strerror or error}", where=str(path), hint="换一个位置，或检查权限") from error
