"""Putting a new site in the place of an old one, all at once, and never in the place of anything else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suance.errors import UsageError

MARK = ".suance-site"
_MARK_TEXT = "本目录由 suance site 生成；再次生成时整个替换。\n"


@dataclass(slots=True)
class Change:
    """Which files differ from the site that was there before; counted when the new one is whole."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@contextmanager
def replacing(out: Path) -> Iterator[tuple[Path, Change]]:
    """A new folder to write into, which takes the place of `out` at the end; on an error nothing has changed.

    Files that come out the same keep their time stamps. UsageError where `out` holds anything but a site of ours, or
    cannot be written.
    """
    out = out.resolve()
    try:
        _refuse_foreign(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        change = Change()
        yield stage, change
        (stage / MARK).write_text(_MARK_TEXT, encoding="utf-8")
        _compare(out, stage, change)
        _swap(out, stage)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError("输出位置是一个文件", where=str(out), hint="换一个目录")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise UsageError("目录里有别的内容，不能替换", where=str(out), hint="换一个空目录或新目录")


def _unwritable(out: Path, error: OSError) -> UsageError:
    return UsageError(f"站点写不进去：{error.strerror or error}", where=str(out), hint="换一个可写的目录")


def _compare(out: Path, stage: Path, change: Change) -> None:
    """Count what changed, and give unchanged files the time stamps they had."""
    for file in _files(stage):
        old = out / file.relative_to(stage)
        if old.is_file() and old.read_bytes() == file.read_bytes():
            shutil.copystat(old, file)
            change.unchanged += 1
        else:
            change.written += 1
    change.removed = sum(1 for old in _files(out) if not (stage / old.relative_to(out)).is_file())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _swap(out: Path, stage: Path) -> None:
    stage.chmod(0o755)
    if not out.exists():
        stage.rename(out)
        return
    old = stage.with_name(f"{stage.name}-old")
    out.rename(old)
    try:
        stage.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
