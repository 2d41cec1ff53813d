"""HTML: pages of portals and news sites, and pieces of HTML within other formats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from suance.model import Document
from suance.read import about
from suance.read.blocks import Block, fold, without_abstract
from suance.read.outline import Outline
from suance.read.source import Source
from suance.read.table import Cell, spread

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main"
    " nav ol p section summary table tbody td tfoot th thead tr ul"
)
_BLOCK = frozenset(_BLOCK_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = "script, style, noscript, template, head, iframe, svg, button, select, textarea, input, object, audio, video, [hidden]"
_HIDING = re.compile(r"display:none|visibility:hidden", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SPACES = " \t\r\n\f"
_TAGS = re.compile(r"<(?:p|div|table|br|h[1-6]|span|ul)\b[^<>]*>", re.IGNORECASE)
_SITE = re.compile(r" ?[-–—]{1,3} ?[^-–—]{2,30}(?:网|网站|门户|政府|频道|委员会|[局厅部])$")
_ABSTRACT_LETTERS = 20
_PARTS = frozenset(("thead", "tbody", "tfoot"))
_ALL, _MOST_DIGITS = 9999, 4
_LAYOUT_BLOCKS, _LAYOUT_LETTERS = 3, 300
"""A cell with so many paragraphs and letters is a column of the page, not a value."""

_META = {
    "title": ("articletitle", "og:title"),
    "published": ("pubdate", "publishdate", "article:published_time", "og:release_date"),
    "source": ("contentsource",),
    "category": ("columnname", "article:section"),
    "tags": ("keywords",),
    "link": ("url", "og:url"),
}


def claims(source: Source) -> int:
    """4 for a page by its first tags, 3 for other text under an HTML file's ending, 2 for text full of tags, else 0."""
    opening = source.text[:10_000].lstrip()
    if opening.startswith("<") and _PAGE.search(opening):
        return 4
    tags = len(_TAGS.findall(opening))
    if tags and source.ending in (".html", ".htm", ".xhtml", ".shtml"):
        return 3
    return 2 if tags > 2 and opening.startswith("<") else 0


def read(source: Source) -> Document:
    """The page's article: navigation, headers, footers, lists of links and what is not shown are left out."""
    tree = LexborHTMLParser(source.text)
    head = {field: value for field, names in _META.items() if (value := _meta(tree, names))}
    shown = [fold(node.text()) for node in tree.css("h1")]
    named = fold(node.text()) if (node := tree.css_first("title")) else ""
    outline = _seen(tree)
    head.setdefault("title", _title(named, [heading for heading in shown if heading]))
    main = outline.main()
    opening = 1 if main and main[0].role == "text" and len(main[0].text) >= _ABSTRACT_LETTERS else 0
    return about.document(source, "html", without_abstract(main, opening), head, around=outline.all())


def blocks(fragment: str) -> list[Block]:
    """The paragraphs of a piece of HTML, as they would be seen: hidden elements, scripts and comments left out."""
    return _seen(LexborHTMLParser(fragment)).all()


def _seen(tree: LexborHTMLParser) -> Outline:
    """The paragraphs that are seen; what is not is taken out of the tree."""
    if tree.body is None:
        return Outline()
    _drop_unseen(tree.body)
    return _outline(tree.body)


def _meta(tree: LexborHTMLParser, names: tuple[str, ...]) -> str:
    """The first content of a <meta> of one of the names, which are tried in order."""
    given: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        given.setdefault(name, fold(node.attributes.get("content") or ""))
    return next((given[name] for name in names if given.get(name)), "")


def _title(named: str, headings: list[str]) -> str:
    """The page's title without the name of its site: the heading that the title begins with, else its first part."""
    for heading in headings:
        if named.startswith(heading):
            return heading
    first = _SITE.sub("", re.split(r"\s*[|｜_]\s*|\s+[-–—]+\s+", named)[0])
    return first or (headings[0] if headings else "")


def _outline(root: LexborNode) -> Outline:
    """The paragraphs under a node with the elements that hold them, without recursion: pages nest as deep as they like."""
    outline = Outline()
    rows: dict[int, list[str]] = {}
    todo: list[tuple[LexborNode, bool]] = [(root, False)]
    while todo:
        node, leaving = todo.pop()
        tag = node.tag or ""
        if tag == "-text":
            outline.words(_spaced(node.text_content or ""))
        elif leaving:
            outline.leave(tag in _BLOCK, tag == "a")
        elif tag == "br":
            outline.close()
        elif tag == "tr" and node.mem_id in rows:
            outline.row(rows.pop(node.mem_id), sum(len(link.text()) for link in node.css("a")))
        elif tag == "pre":
            for line in node.text().splitlines():
                outline.words(line)
                outline.close()
        elif not tag.startswith("-"):
            role = "heading" if tag in _HEADINGS else "item" if tag == "li" else None
            outline.enter(tag in _BLOCK, tag == "a", role, _marks(node, tag))
            if tag == "table":
                rows.update(_rows(node))
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
    outline.close()
    return outline


def _spaced(text: str) -> str:
    """A text with one space for the white space at its edges, which keeps words of two elements apart (a line's end within it would not)."""
    core = text.strip(_SPACES)
    return f"{' ' * (text[:1] in _SPACES)}{core}{' ' * (text[-1:] in _SPACES)}" if core else " "


def _marks(node: LexborNode, tag: str) -> str:
    """The tag, class and id of a block: what says that it is navigation or the like."""
    if tag not in _BLOCK:
        return ""
    return f"{tag} {node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"


def _drop_unseen(root: LexborNode) -> None:
    for node in root.css(_UNSEEN):
        node.decompose()
    for node in root.css("[style]"):
        if _HIDING.search("".join((node.attributes.get("style") or "").split())):
            node.decompose()


def _rows(table: LexborNode) -> Iterator[tuple[int, list[str]]]:
    """The words of each row of data by the row's node; none for a row that only lays out the page."""
    parts = [part for child in table.iter() for part in ([child] if child.tag == "tr" else child.iter() if child.tag in _PARTS else ())]
    rows = [(row, cells) for row in parts if row.tag == "tr" and (cells := _cells(row))]
    for (row, _), words in zip(rows, spread(cells for _, cells in rows), strict=True):
        if len(words) > 1:
            yield row.mem_id, words


def _cells(row: LexborNode) -> list[Cell]:
    """The cells of a row; none where it holds a table or columns of running text."""
    if row.css_first("table") is not None:
        return []
    cells: list[Cell] = []
    for cell in row.iter():
        if cell.tag in ("td", "th"):
            paragraphs = _paragraphs(cell)
            if len(paragraphs) >= _LAYOUT_BLOCKS and sum(map(len, paragraphs)) > _LAYOUT_LETTERS:
                return []
            cells.append(Cell(" ".join(paragraphs), _span(cell, "colspan"), _span(cell, "rowspan")))
    return cells


def _span(cell: LexborNode, name: str) -> int:
    """How many columns or rows a cell spans; 0 rows are all that follow."""
    value = (cell.attributes.get(name) or "1").strip()
    return (int(value) or _ALL) if value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS else 1


def _paragraphs(cell: LexborNode) -> list[str]:
    """The words of a cell; most hold one piece of text, and a table has many cells."""
    children = list(cell.iter(include_text=True))
    if all(child.tag == "-text" for child in children):
        words = fold("".join(_spaced(child.text_content or "") for child in children))
        return [words] if words else []
    return [block.text for block in _outline(cell).all()]
