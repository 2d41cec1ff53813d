"""Jekyll posts and other Markdown: front matter, then Markdown or HTML paragraphs.

The posts of news sites add a share link, a way back to the category and, in bad ones, an abstract that repeats the
article, hidden paragraphs and stock charts; none of these is the article's text.
"""

from __future__ import annotations

import re

from suance.model import Document
from suance.read import about, markdown, matter
from suance.read.blocks import without_abstract
from suance.read.markdown import Chunk
from suance.read.source import Source

_POST_KEYS = ("layout", "permalink")
_MARKS = re.compile(r"^#{1,6} \S|^\s*<p[ >]|\]\([^\s()]+\)|^\|(?:\s*:?-+:?\s*\|)+", re.MULTILINE)
_LIQUID = re.compile(r"\{%[^%]*%\}|\{\{[^{}]*\}\}|\{:[^{}]*\}")
"""Jekyll's own commands and the attributes of its Markdown."""
_FENCE = re.compile(r"<!--\s*(\w{1,40})_(start|end)\s*-->", re.IGNORECASE)
_CHART = re.compile(r"img|chart|stock|ad", re.IGNORECASE)
_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")
_BACK = re.compile(r"\[\s*返回")


def claims(source: Source) -> int:
    """4 for a post's front matter, 3 for a Markdown file's ending, 2 for text with Markdown's marks, else 0."""
    if not source.text:
        return 0
    head, body = matter.split(source.text)
    if any(key in head for key in _POST_KEYS):
        return 4
    if source.ending in (".md", ".markdown"):
        return 3
    return 2 if head and _MARKS.search(body) else 0


def read(source: Source) -> Document:
    """The article's paragraphs; the share link becomes the document's link."""
    head, body = matter.split(source.text)
    chunks = markdown.chunks(_without_charts(_LIQUID.sub("", body)))
    link, chunks = _without_frame(chunks)
    opening = len(markdown.blocks(chunks[:1])) if chunks and chunks[0].kind == "quote" else 0
    blocks = without_abstract(markdown.blocks(chunks), opening)
    return about.document(source, "jekyll" if head else "markdown", blocks, head, link=link)


def _without_charts(body: str) -> str:
    """The body without what stands between two comments that fence off a picture, stock chart or advertisement."""
    kept: list[str] = []
    done, fenced, start = 0, "", 0
    for mark in _FENCE.finditer(body):
        name = mark[1].lower()
        if mark[2].lower() == "start" and not fenced and _CHART.search(name):
            fenced, start = name, mark.start()
        elif mark[2].lower() == "end" and name == fenced:
            kept.append(body[done:start])
            done, fenced = mark.end(), ""
    return "".join([*kept, body[done:]])


def _without_frame(chunks: list[Chunk]) -> tuple[str | None, list[Chunk]]:
    """The share link, and the chunks without it and without the way back."""
    link: str | None = None
    kept: list[Chunk] = []
    for chunk in chunks:
        line = chunk.lines[0].strip()
        address = _ADDRESS.fullmatch(line) if chunk.kind == "alone" else None
        if address:
            link = link or address[1]
        elif not (chunk.kind == "alone" and _BACK.match(line)):
            kept.append(chunk)
    return link, kept
