"""The paragraphs and tables of a DOCX body in reading order, as a reader sees them once every change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from suance.read.blocks import Block, fold
from suance.read.numbering import Numbering
from suance.read.styles import Look, Styles
from suance.read.table import Cell, spread

_LEFT_OUT_NAMES = (
    "del moveFrom delText instrText pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr rt annotationRef footnoteRef endnoteRef fldData binData"
)
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_HOLDERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_OFF = ("0", "false", "off", "none")
_CONTENTS = "Table of Contents"
_LAYOUT_BLOCKS, _LAYOUT_LETTERS = 3, 300
"""A cell with so many paragraphs and letters lays out the page; it is no value."""


class _Row(NamedTuple):
    cells: list[Cell]
    inside: list[tuple[Block, Look]]
    """the paragraphs of all its cells"""
    layout: bool
    """whether it only lays out the page: one cell, or one with running text"""


class Body:
    """Walks the parts of one document; automatic numbers and fields go on from one paragraph to the next."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._fields: list[bool] = []
        """for each field that is open: whether its code is being read, not its result"""
        self._handed_on = ""
        """words of a paragraph whose end was deleted; they belong to the next one"""
        self._boxes: list[Element] = []

    def blocks(self, parent: Element) -> Iterator[tuple[Block, Look]]:
        """The paragraphs under a body, a cell or a note, rows of tables among them, with what each is."""
        for child in parent:
            if child.tag == "p":
                yield from self._paragraph(child)
            elif child.tag == "tbl":
                yield from self._table(child)
            elif child.tag == "AlternateContent":
                yield from self.blocks(next(iter(child), child))
            elif child.tag in _HOLDERS and not _is_contents(child):
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[tuple[Block, Look]]:
        look = self._styles.look(paragraph)
        words: list[str] = []
        self._words(paragraph, words)
        boxes, self._boxes = self._boxes, []
        text, self._handed_on = self._handed_on + "".join(words), ""
        if paragraph.find("pPr/rPr/del") is not None:
            self._handed_on = text
        else:
            label = self._numbering.label(look)
            role = "heading" if look.heading else "item" if look.list not in (None, "0") else "text"
            lines = [] if look.contents else [line for line in map(fold, text.split("\n")) if line]
            for number, line in enumerate(lines):
                yield Block(_labelled(label, line) if number == 0 else line, role), look
        for box in boxes:
            yield from self.blocks(box)

    def _words(self, node: Element, words: list[str]) -> None:
        """Add the words under a node that are shown; text boxes are kept for after the paragraph."""
        for child in node:
            tag = child.tag
            if tag in _LEFT_OUT or (tag == "r" and _hidden(child)):
                continue
            if tag == "t":
                if not any(self._fields):
                    words.append(child.text or "")
            elif tag == "fldChar":
                self._field(child.get("fldCharType"))
            elif tag in ("br", "cr"):
                words.append("\n" if child.get("type", "textWrapping") == "textWrapping" else "")
            elif tag in ("tab", "ptab"):
                words.append(" ")
            elif tag == "noBreakHyphen":
                words.append("-")
            elif tag in ("drawing", "pict", "object"):
                self._boxes.extend(child.iter("txbxContent"))
            elif tag == "AlternateContent":
                self._words(next(iter(child), child), words)
            else:
                self._words(child, words)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _table(self, table: Element) -> Iterator[tuple[Block, Look]]:
        """A row a block, its cells joined by a tab; the paragraphs themselves of a row that only lays out the page."""
        above: dict[int, str] = {}
        rows = [self._row(row, above) for row in _under(table, "tr") if row.find("trPr/del") is None]
        for row, words in zip(rows, spread(row.cells for row in rows), strict=True):
            if row.layout:
                yield from row.inside
            elif any(words):
                yield Block("\t".join(words), "table"), Look()

    def _row(self, row: Element, above: dict[int, str]) -> _Row:
        """A row's cells; one that goes on from the cell above says its words again, and `above` is what the next row may go on from."""
        skipped = _span(row.find("trPr/gridBefore"))
        cells = [Cell("") for _ in range(skipped)]
        inside: list[tuple[Block, Look]] = []
        column, layout = skipped, False
        for cell in _under(row, "tc"):
            found = list(self.blocks(cell))
            text = " ".join(block.text.replace("\t", " ") for block, _ in found)
            layout = layout or (len(found) >= _LAYOUT_BLOCKS and len(text) > _LAYOUT_LETTERS)
            inside += found
            merge = cell.find("tcPr/vMerge")
            if merge is not None and merge.get("val", "continue") == "continue":
                text = above.get(column, "")
            above[column] = text
            width = max(1, _span(cell.find("tcPr/gridSpan")))
            cells.append(Cell(text, width))
            column += width
        return _Row(cells, inside, layout or len(cells) < 2)


def _labelled(label: str, text: str) -> str:
    """A number before its paragraph: apart where it would run into the words (第三条 对…, 1. 5万元), close after 、 or ）."""
    close = label[-1:] in "、）．。，：" or (label[-1:] in ".)" and not text[:1].isascii())
    return f"{label}{'' if close else ' '}{text}" if label else text


def _under(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also those within content controls and insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _HOLDERS:
            yield from _under(child, tag)


def _span(node: Element | None) -> int:
    value = "0" if node is None else node.get("val", "0")
    return min(int(value), 200) if value.isascii() and value.isdecimal() and len(value) < 6 else 0


def _hidden(run: Element) -> bool:
    vanish = run.find("rPr/vanish")
    return vanish is not None and vanish.get("val", "1") not in _OFF


def _is_contents(control: Element) -> bool:
    """Whether a content control is a table of contents."""
    gallery = control.find("sdtPr/docPartObj/docPartGallery")
    return gallery is not None and gallery.get("val") == _CONTENTS
