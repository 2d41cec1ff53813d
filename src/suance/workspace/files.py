"""Files in and out: what the paths of a command mean, and writing that leaves nothing half-written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from suance.errors import UsageError

RECORDS = ".facts.jsonl"
"""the ending of what `read` writes"""

NO_DOCUMENTS = (".jsonl", ".yaml", ".yml", ".csv", ".parquet", ".db", ".db-wal", ".db-shm")
"""endings of records, policies, tables and workspaces: in a folder these lie beside documents and are none"""


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that the paths stand for: a file itself, a folder all files in it and below in name order, without
    hidden ones and without records, policies and tables."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = (file.relative_to(path) for file in path.rglob("*") if file.is_file())
        kept = (file for file in inside if not file.name.endswith(NO_DOCUMENTS) and not any(part.startswith(".") for part in file.parts))
        yield from (path / file for file in sorted(kept))


def write(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all; folders on the way are made. UsageError where that cannot be."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise unwritable(path, error) from error


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="suance-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unwritable(path: Path, error: OSError) -> UsageError:
    """What is wrong with a place that cannot be written to."""
    return UsageError(f"写不进去：{error.strerror or error}", where=str(path), hint="换一个位置，或检查权限")
