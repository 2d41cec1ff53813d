"""HTML: the paragraphs of a page or of a piece of one."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from suance.read.blocks import Block, fold

_BLOCK_NAMES = (
    "address article blockquote body caption center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main ol p"
    " section summary table tbody td tfoot th thead tr ul"
)
_BLOCK = frozenset(_BLOCK_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = "script, style, noscript, template, head, iframe, svg, button, select, textarea, input, object, audio, video, [hidden], [style]"
_HIDING = ("display:none", "visibility:hidden")


def blocks(fragment: str) -> list[Block]:
    """The paragraphs of a piece of HTML, as they would be seen: hidden elements, scripts and comments left out."""
    body = LexborHTMLParser(fragment).body
    return [] if body is None else _blocks(body)


def _blocks(root: LexborNode) -> list[Block]:
    _drop_unseen(root)
    found: list[Block] = []
    words: list[str] = []
    roles: list[str] = ["text"]
    todo: list[tuple[LexborNode, bool]] = [(root, False)]
    while todo:
        node, leaving = todo.pop()
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text_content or "")
            continue
        if tag in _BLOCK or tag == "br":
            found.append(Block(fold("".join(words)), roles[-1]))
            words.clear()
        if leaving:
            roles.pop()
        elif tag == "tr" and _is_row(node):
            found.append(Block("\t".join(_cell(cell) for cell in _cells(node)), "table"))
        elif tag == "pre":
            found.extend(Block(line.strip()) for line in node.text().splitlines())
        elif not tag.startswith("-"):
            roles.append("heading" if tag in _HEADINGS else "item" if tag == "li" else roles[-1])
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(_children(node)))
    return [block for block in found if block.text.strip()]


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _drop_unseen(root: LexborNode) -> None:
    for node in root.css(_UNSEEN):
        style = (node.attributes.get("style") or "").replace(" ", "").lower()
        if "style" in node.attributes and node.tag not in ("script", "style") and "hidden" not in node.attributes:
            if any(hiding in style for hiding in _HIDING):
                node.decompose()
        else:
            node.decompose()


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _is_row(row: LexborNode) -> bool:
    """Whether a row holds data; one cell, or a table within, is how older pages lay out their columns."""
    return len(_cells(row)) > 1 and row.css_first("table") is None


def _cell(cell: LexborNode) -> str:
    return " ".join(block.text for block in _blocks(cell))
