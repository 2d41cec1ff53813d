"""What is known about a document beside its words: from its front matter first, then from the words themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from suance.errors import UnreadableDocument
from suance.model import Document, Rights
from suance.read.blocks import Block, join
from suance.read.matter import Matter, text_of, words_of
from suance.read.source import Source

_SOURCE = re.compile(r"[（(]?\s*(?:文章|信息|稿件|新闻|内容)?来源\s*[:：]\s*(.{1,60}?)\s*[）)]?")
_NEXT_LABEL = re.compile(r"\s+(?=\S{1,6}[:：])|[；;|｜]")
_STAMP = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?)?月?年?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


def document(source: Source, form: str, blocks: Sequence[Block], head: Matter, *, link: str | None = None) -> Document:
    """The document that a reader hands on. Raises UnreadableDocument where there are no words."""
    text, paragraphs = join(_with_sources(blocks))
    if not text:
        what = "只有文件头，没有正文" if head else "没有正文"
        raise UnreadableDocument(what, where=source.where, hint="请检查文件是否完整")
    published, published_at = stamp(text_of(head, "date", "published", "pubdate") or "")
    rights: Rights = "full" if text_of(head, "rights") == "full" else "quote"
    return Document(
        name=source.name,
        text=text,
        paragraphs=paragraphs,
        sha256=source.sha256,
        format=form,
        title=text_of(head, "title") or "",
        published=published,
        published_at=published_at,
        kind=text_of(head, "kind"),
        issuer=text_of(head, "issuer"),
        number=text_of(head, "number"),
        source=text_of(head, "source", "publisher") or _named_source(blocks),
        link=text_of(head, "link", "url") or link,
        category=text_of(head, "category", "categories"),
        tags=words_of(head, "tags", "keywords"),
        rights=rights,
    )


def _source_of(line: str) -> str | None:
    found = _SOURCE.fullmatch(line)
    return _NEXT_LABEL.split(found[1])[0].strip() if found else None


def _with_sources(blocks: Sequence[Block]) -> list[Block]:
    return [Block(block.text, "source") if _source_of(block.text) else block for block in blocks]


def _named_source(blocks: Sequence[Block]) -> str | None:
    return next((name for name in (_source_of(block.text) for block in blocks) if name), None)


def stamp(text: str) -> tuple[str | None, str | None]:
    """The day (or month, or year) and the moment that a date says, in ISO form; None for what it does not say.

    `2022-02-08 19:32:41 +0800` is 2022-02-08 and 2022-02-08T19:32:41+08:00; `2025` is 2025 and no moment.
    """
    found = _STAMP.match(text.strip())
    if not found:
        return None, None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None, None
    parts = [year] + [f"{int(part):02d}" for part in (month, day) if part]
    if not (day and hour):
        return "-".join(parts), None
    offset = "" if not zone else "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    return "-".join(parts), f"{'-'.join(parts)}T{int(hour):02d}:{minute}:{second or '00'}{offset}"
