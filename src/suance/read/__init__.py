"""Bytes to Document: the reader is chosen by what the bytes are.

A reader is a module of this package with two functions: `claims(source) -> int` (how sure it is that the source is its
own, 0 for not at all) and `read(source) -> Document`. Adding a format means adding one such file.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from suance.errors import SuanceError, UnreadableDocument
from suance.model import Document
from suance.read import bundle
from suance.read.source import Source, from_bytes, from_path

__all__ = ["Contents", "read", "read_all"]


class Reader(Protocol):
    """A format: the module that reads it."""

    def claims(self, source: Source) -> int:
        """How sure the reader is that the source is its own; the highest claim reads."""

    def read(self, source: Source) -> Document:
        """The document. Raises UnreadableDocument where it cannot be read."""


class Contents(NamedTuple):
    """What a file holds: its documents, and why the rest could not be read."""

    documents: tuple[Document, ...]
    failures: tuple[SuanceError, ...]


def read(source: Path | bytes, *, name: str | None = None) -> Document:
    """The document in a file or in bytes; its name is `name` or the file's without the ending.

    Raises UnreadableDocument (what, where, what to do) for a missing file, a folder, more than 64 MB, an empty file, one with front matter
    only, content of a format that is not read, and bytes that are neither UTF-8 nor GB18030; MissingExtra where a format needs more
    than the core.
    """
    return _document(_source(source, name))


def read_all(source: Path | bytes, *, name: str | None = None) -> Contents:
    """Every document in a file: those of a ZIP file, each named archive/inner, with those that fail listed; else the file's one.

    Raises UnreadableDocument and MissingExtra as `read` does where the file itself cannot be read.
    """
    found = _source(source, name)
    if not bundle.is_one(found):
        return Contents((_document(found),), ())
    documents: list[Document] = []
    failures: list[SuanceError] = []
    for member in bundle.members(found):
        if isinstance(member, UnreadableDocument):
            failures.append(member)
            continue
        try:
            documents.append(_document(member))
        except SuanceError as fault:
            failures.append(fault)
    return Contents(tuple(documents), tuple(failures))


def _source(source: Path | bytes, name: str | None) -> Source:
    return from_bytes(source, name) if isinstance(source, bytes) else from_path(Path(source), name)


def _document(found: Source) -> Document:
    claims = [(reader.claims(found), reader) for reader in _readers()]
    surest, reader = max(claims, key=lambda claim: claim[0])
    if surest > 0:
        return reader.read(found)
    raise found.fault or UnreadableDocument("空文件", where=found.where, hint="请检查文件是否完整")


@cache
def _readers() -> tuple[Reader, ...]:
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return tuple(cast(Reader, module) for module in modules if hasattr(module, "claims"))
