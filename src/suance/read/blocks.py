"""The paragraphs that a reader finds, and the one plain text they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from suance.model import Paragraph

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029\x85\x1c-\x1e]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MOST_OPENING = 3
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201f\u2014\u2026"
_ELLIPSIS = re.compile(r"(?:…+|\.{3,})$")
_WIDE_CHARACTER = re.compile(f"[{_WIDE}]")


class Block(NamedTuple):
    """A paragraph's words and its role (text, heading, item, table or source)."""

    text: str
    role: str = "text"


def fold(text: str) -> str:
    """Marked-up words as they are seen: runs of white space as one space, none where a line wraps before or after a
    Chinese character, no characters that print nothing, and no white space (full-width too) at either end."""
    return _SPACE.sub(_space, _UNSEEN.sub("", text).strip()).strip()


def _space(run: re.Match[str]) -> str:
    """What a run of white space is seen as, by what is on its two sides."""
    text, (start, end) = run.string, run.span()
    wraps = "\n" in run[0] or "\r" in run[0]
    return "" if wraps and _WIDE_CHARACTER.search(text[start - 1 : start] + text[end : end + 1]) else " "


def join(blocks: Iterable[Block]) -> tuple[str, tuple[Paragraph, ...]]:
    """The plain text, blocks joined by one newline, and each block's place in it; empty blocks are left out."""
    words: list[str] = []
    places: list[Paragraph] = []
    start = 0
    for text, role in blocks:
        if text:
            words.append(text)
            places.append(Paragraph(start, start + len(text), role))
            start += len(text) + 1
    return "\n".join(words), tuple(places)


def without_abstract(blocks: Sequence[Block], opening: int) -> list[Block]:
    """The blocks without the first `opening` ones, if these only say what later paragraphs say again."""
    if opening > _MOST_OPENING:
        return list(blocks)
    abstract, rest = blocks[:opening], list(blocks[opening:])
    repeated = all(any(_opens_with(other.text, block.text) for other in rest) for block in abstract)
    return rest if repeated else list(blocks)


def _opens_with(paragraph: str, abstract: str) -> bool:
    """Whether a paragraph opens with an abstract's words, white space and a closing ellipsis left aside."""
    short = "".join(_ELLIPSIS.sub("", abstract).split())
    return bool(short) and "".join(paragraph[: 2 * len(abstract)].split()).startswith(short)
