"""DOCX: the body's paragraphs with their automatic numbers, tables, and notes; headers and footers are left out.

What was deleted with changes tracked is left out, what was inserted stands. Footnotes and endnotes stand at the end, in
the order of their parts. Only the standard library is used.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from suance import markup
from suance.errors import UnreadableDocument
from suance.model import Document
from suance.read import about, archive, dates
from suance.read.archive import Archive
from suance.read.blocks import Block
from suance.read.body import Body
from suance.read.numbering import Numbering
from suance.read.source import Source
from suance.read.styles import Look, Styles

_ENDINGS = (".docx", ".docm", ".dotx")
_MAIN = "word/document.xml"
_LEAST_TITLE = 4
_TITLE_WITHIN = 8


def claims(source: Source) -> int:
    """4 for a ZIP container with Word's parts, 3 for one under a DOCX file's ending that may be cut short, else 0."""
    if not source.data.startswith(archive.MAGIC):
        return 0
    try:
        return 4 if any(name.startswith("word/") for name in archive.opened(source.data, source.where).members) else 3 * (source.ending in _ENDINGS)
    except UnreadableDocument:
        return 3 if source.ending in _ENDINGS or b"word/document.xml" in source.data else 0


def read(source: Source) -> Document:
    """The document as it stands with every change accepted. Raises UnreadableDocument for a container that is damaged,
    encrypted, a bomb, or holds no Word document."""
    parts = archive.opened(source.data, source.where)
    main = _main(parts)
    styles = Styles(_part(parts, _beside(main, "styles.xml")))
    body = Body(styles, Numbering(_part(parts, _beside(main, "numbering.xml")), styles))
    root = markup.tree(parts.content(main), source.where)
    found = list(body.blocks(found_body)) if (found_body := root.find("body")) is not None else []
    notes = [block for name in ("footnotes", "endnotes") for block in _notes(_part(parts, _beside(main, f"{name}.xml")), body)]
    core = _part(parts, "docProps/core.xml")
    blocks, title = _titled(found)
    head = {"title": title or (_said(core, "title") if _unheaded(blocks) else ""), "tags": _said(core, "keywords")}
    document = about.document(source, "docx", [*blocks, *notes], {key: value for key, value in head.items() if value})
    day = dates.stamp(_said(core, "modified") or _said(core, "created"))[0]
    return document if document.published else replace(document, published=day)


def _main(parts: Archive) -> str:
    """The part that the package names as its document."""
    relations = _part(parts, "_rels/.rels")
    for relation in () if relations is None else relations.iter("Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    return _MAIN


def _beside(main: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(main), name)


def _part(parts: Archive, name: str) -> Element | None:
    return markup.tree(parts.content(name), parts.where) if name in parts.members else None


def _notes(root: Element | None, body: Body) -> Iterator[Block]:
    """The notes of a part; separators are no notes."""
    for note in () if root is None else root:
        if note.get("type", "normal") == "normal":
            yield from (block for block, _ in body.blocks(note))


def _said(core: Element | None, tag: str) -> str:
    """A core property; empty where it is absent."""
    found = None if core is None else core.find(tag)
    return "" if found is None else (found.text or "").strip()


def _unheaded(blocks: Sequence[Block]) -> bool:
    return all(block.role != "heading" for block in blocks)


def _titled(found: Sequence[tuple[Block, Look]]) -> tuple[list[Block], str]:
    """The blocks, and the title: the paragraph of that style, else the centred lines of one size near the top, which become headings."""
    blocks = [block for block, _ in found]
    styled = next((block.text for block, look in found if look.title), "")
    if styled:
        return blocks, styled
    lines: list[int] = []
    for at, (block, look) in enumerate(found[:_TITLE_WITHIN]):
        same = not lines or look.size == found[lines[0]][1].size
        if look.centred and same and block.role in ("text", "heading") and len(block.text) >= _LEAST_TITLE and not about.number_in(block.text):
            lines.append(at)
        elif lines:
            break
    for at in lines:
        blocks[at] = blocks[at]._replace(role="heading")
    return blocks, "".join(blocks[at].text for at in lines)
