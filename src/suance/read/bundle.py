"""ZIP files of documents, and ZIP files within them: each member is a source of its own, named archive/inner.docx."""

from __future__ import annotations

from collections.abc import Iterator

from suance.errors import UnreadableDocument
from suance.read import archive
from suance.read.archive import Archive
from suance.read.source import Source, from_member

DEEPEST = 3
_NO_BUNDLE = ("[Content_Types].xml", "OFD.xml", "mimetype")
"""A container with one of these is one document: DOCX and XLSX, OFD, ODF and EPUB."""
_LEFT_OUT = ("__MACOSX", "Thumbs.db", "desktop.ini")


def is_one(source: Source) -> bool:
    """Whether the bytes are a ZIP file of files, not a document in a ZIP container; also where it is damaged."""
    if not source.data.startswith((archive.MAGIC, archive.EMPTY)):
        return False
    try:
        return _holds_files(archive.opened(source.data, source.where))
    except UnreadableDocument:
        return source.ending == ".zip"


def members(source: Source) -> Iterator[Source | UnreadableDocument]:
    """Each file of the ZIP file in its order, those of ZIP files within it too, or why it cannot be had.

    What is unpacked of all together is bounded. Raises UnreadableDocument where the ZIP file itself cannot be opened or is empty.
    """
    found = archive.opened(source.data, source.where)
    if not found.members:
        raise UnreadableDocument("ZIP 内没有文件", where=source.where, hint="请检查文件是否完整")
    yield from _members(found, source.name, 1)


def _members(found: Archive, name: str, depth: int) -> Iterator[Source | UnreadableDocument]:
    for member in found.members:
        if any(part.startswith(".") or part in _LEFT_OUT for part in member.split("/")):
            continue
        try:
            inner = from_member(found.content(member), f"{name}/{member}", f"{found.where}/{member}")
            if not is_one(inner):
                yield inner
            elif depth >= DEEPEST:
                yield UnreadableDocument(f"ZIP 嵌套超过 {DEEPEST} 层", where=inner.where, hint="请解压后再读")
            else:
                yield from _members(archive.opened(inner.data, inner.where, found.budget), inner.name, depth + 1)
        except UnreadableDocument as fault:
            yield fault


def _holds_files(found: Archive) -> bool:
    return all(mark not in found.members for mark in _NO_BUNDLE) and not any(name.startswith("word/") for name in found.members)
