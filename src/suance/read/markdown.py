"""Markdown as posts and notices use it: headings, lists, tables, quotations, HTML blocks, links and emphasis.

A part of the Jekyll reader, written for Chinese text: an ordinal (1.) stays, as clauses are cited by it; an indented line is
a paragraph, not code; and a line that ends a sentence ends its paragraph, as crawled posts have a paragraph a line.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from suance.read import html
from suance.read.blocks import Block, fold

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")
_CLOSING_HASHES = re.compile(r"\s#+$")
_RULE = re.compile(r"\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*$")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_QUOTE = re.compile(r"(?:\s{0,3}> ?)+")
_BULLET = re.compile(r"\s*[-*+•●]\s+")
_ORDINAL = re.compile(r"\s*\d{1,3}[.)]\s+\S")
_DEFINITION = re.compile(r"\s{0,3}\[[^\[\]]+\]:\s*\S+")
_DASHES = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
_ALONE = re.compile(r"\s*(?:<?https?://[^\s<>]+>?|(?:\[[^\[\]]*\]\([^()]*\)[\s|｜/·]*)+)\s*$")
_HTML = re.compile(
    r"\s{0,3}(?:<!--|</?(?:address|article|aside|blockquote|body|br|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|head"
    r"|header|hr|html|iframe|li|link|main|meta|nav|ol|p|pre|script|section|style|table|tbody|td|tfoot|th|thead|title|tr|ul)(?=[\s/>]|$))",
    re.IGNORECASE,
)
_OPEN = re.compile(r"<(table|pre|script|style)\b|<!--", re.IGNORECASE)
_CLOSE = re.compile(r"</(table|pre|script|style)\s*>|-->", re.IGNORECASE)
_SENTENCE_ENDS = tuple("。！？；：!?;:…”」）)")
_HARD_BREAKS = ("  ", "\\")

_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)|\[([^\[\]]+)\]\[[^\[\]]*\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_STRONG = re.compile(r"(\*\*|~~)(?=\S)([^*~]+)(?<=\S)\1|(?<!\w)__(?=\S)([^_]+)(?<=\S)__(?!\w)")
_EMPHASIS = re.compile(r"\*(?=\S)([^*]+)(?<=\S)\*|(?<!\w)_(?=\S)([^_]+)(?<=\S)_(?!\w)|`([^`]+)`")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--[^<>]*--)>")


class Chunk(NamedTuple):
    """A stretch of lines of one kind: text, heading, item, quote, table, code, html, or alone (a line that is only links)."""

    kind: str
    lines: tuple[str, ...]


def chunks(text: str) -> list[Chunk]:
    """The stretches of a Markdown text, in order; blank lines and rules are none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Chunk] = []
    at = 0
    while at < len(lines):
        kind = _kind(lines, at)
        end = _end(lines, at, kind)
        if kind == "text" and end < len(lines) and _UNDERLINE.match(lines[end]) and end == at + 1:
            found.append(Chunk("heading", (lines[at],)))
            end += 1
        elif kind not in ("blank", "rule"):
            found.append(Chunk(kind, tuple(lines[at:end])))
        at = end
    return found


def _kind(lines: list[str], at: int) -> str:
    line = lines[at]
    if not line.strip():
        return "blank"
    if _FENCE.match(line):
        return "code"
    if _HEADING.match(line):
        return "heading"
    if _RULE.match(line) or _DEFINITION.match(line):
        return "rule"
    if _HTML.match(line):
        return "html"
    if _QUOTE.match(line):
        return "quote"
    if _BULLET.match(line) or _ORDINAL.match(line):
        return "item"
    if "|" in line and at + 1 < len(lines) and _DASHES.match(lines[at + 1].strip()):
        return "table"
    return "alone" if _ALONE.match(line) else "text"


def _end(lines: list[str], at: int, kind: str) -> int:
    """The line after a stretch that begins at `at`."""
    if kind == "code":
        return _code_end(lines, at)
    if kind == "html":
        return _html_end(lines, at)
    end = at + 1
    if kind == "table":
        while end < len(lines) and "|" in lines[end]:
            end += 1
    if kind == "quote":
        while end < len(lines) and _QUOTE.match(lines[end]):
            end += 1
    if kind in ("text", "item"):
        while end < len(lines) and not _UNDERLINE.match(lines[end]) and _kind(lines, end) == "text":
            end += 1
    return end


def _code_end(lines: list[str], at: int) -> int:
    fence = _FENCE.match(lines[at])
    mark = fence[1] if fence else ""
    end = at + 1
    while end < len(lines) and not lines[end].strip().startswith(mark):
        end += 1
    return min(end + 1, len(lines))


def _html_end(lines: list[str], at: int) -> int:
    """An HTML block ends at a blank line, unless a table, comment or the like is still open there."""
    depth = 0
    for end in range(at, len(lines)):
        depth = max(0, depth + len(_OPEN.findall(lines[end])) - len(_CLOSE.findall(lines[end])))
        if not lines[end].strip() and not depth:
            return end
    return len(lines)


def blocks(found: Iterable[Chunk]) -> list[Block]:
    """The paragraphs of the chunks, marks removed: a row of a table is one, its cells joined by a tab."""
    return [block for chunk in found for block in _chunk_blocks(chunk) if block.text.strip()]


def _chunk_blocks(chunk: Chunk) -> list[Block]:
    if chunk.kind == "html":
        return html.blocks("\n".join(chunk.lines))
    if chunk.kind == "quote":
        return blocks(chunks("\n".join(_QUOTE.sub("", line, count=1) for line in chunk.lines)))
    if chunk.kind == "code":
        return [Block(line.strip()) for line in chunk.lines if not _FENCE.match(line)]
    if chunk.kind == "table":
        return [Block("\t".join(_cells(line)), "table") for line in chunk.lines if not _DASHES.match(line.strip())]
    if chunk.kind == "heading":
        heading = _HEADING.match(chunk.lines[0])
        return _inline(_CLOSING_HASHES.sub("", (heading[1] if heading else chunk.lines[0]).rstrip()), "heading")
    role = "item" if chunk.kind == "item" else "text"
    return [block for paragraph in _paragraphs(chunk.lines) for block in _inline(_BULLET.sub("", paragraph) if role == "item" else paragraph, role)]


def _paragraphs(lines: tuple[str, ...]) -> list[str]:
    """Lines that belong together, joined: a new paragraph begins after a sentence's end, a hard break, or at an indent of full width."""
    found = [lines[0]]
    for before, line in pairwise(lines):
        if before.rstrip().endswith(_SENTENCE_ENDS) or before.endswith(_HARD_BREAKS) or line.startswith("\u3000"):
            found.append(line)
        else:
            found[-1] += "\n" + line
    return [paragraph.rstrip().removesuffix("\\") for paragraph in found]


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [" ".join(block.text for block in _inline(cell, "table")) for cell in inner.split("|")]


def _inline(text: str, role: str) -> list[Block]:
    """The words without their marks; what holds HTML tags is read as HTML."""
    plain = _AUTOLINK.sub(r"\1", _LINK.sub(_label, _IMAGE.sub("", text)))
    plain = _EMPHASIS.sub(_label, _STRONG.sub(lambda m: m[2] or m[3], plain))
    plain = _ESCAPE.sub(r"\1", plain)
    if _TAG.search(plain):
        return [block if block.role != "text" else Block(block.text, role) for block in html.blocks(plain)]
    return [Block(fold(entities.unescape(plain)), role)]


def _label(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group is not None), "")
