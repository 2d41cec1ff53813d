"""What a feed announces: RSS, Atom, JSON Feed, or a plain list of addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element

from suance import markup
from suance.errors import UnreadableDocument
from suance.fetch.address import joined

MOST_ENTRIES = 10_000
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["'](gb2312|gbk|gb18030)["'][^>]{0,200}?\?>""", re.IGNORECASE)
_DAY = re.compile(r"\s*((?:19|20)\d{2})-(\d{2})-(\d{2})")
_OPENS = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*([{<])")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a feed announces."""

    link: str
    """its full address"""
    title: str = ""
    published: str | None = None
    """the day, in the feed's own zone: 2022-02-08"""


def feed(data: bytes, base: str = "") -> list[Entry]:
    """The pages that a feed announces, in its order, each address once; `base` is the feed's own address, for relative links.

    RSS 0.9 to 2.0, Atom, JSON Feed, or text with an address a line (# begins a note). Raises UnreadableDocument where it is damaged
    or announces nothing; what leads elsewhere than to http and https is left out, and no more than 10,000 entries are taken.
    """
    opening = _OPENS.match(data)
    if opening and opening[1] == b"<":
        found = _from_xml(data, base)
    elif opening:
        found = _from_json(data, base)
    else:
        found = _from_lines(data, base)
    entries: dict[str, Entry] = {}
    for entry in found:
        if entry.link and len(entries) < MOST_ENTRIES:
            entries.setdefault(entry.link, entry)
    if not entries:
        raise UnreadableDocument("订阅源或网址列表中没有网址", where=base or "输入", hint="支持 RSS、Atom、JSON Feed 和每行一个网址的文本")
    return list(entries.values())


def _from_xml(data: bytes, base: str) -> Iterator[Entry]:
    declared = _DECLARED.match(data)
    if declared:
        # the parser knows no multi-byte encoding but UTF-8
        data = data[declared.end() :].decode("gb18030", errors="replace").encode()
    root = markup.tree(data.strip(), base or "输入")
    above = joined(base, root.get("base", "")) or base
    for item in root.iter():
        if item.tag in ("item", "entry"):
            here = joined(above, item.get("base", "")) or above
            yield Entry(joined(here, _link(item)), _text(item, "title"), _published(item))


def _link(item: Element) -> str:
    """The address of an entry: its link to the page itself, else its id where that is one."""
    links = item.findall("link")
    for link in links:
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return link.get("href", "")
    written = next((link.text.strip() for link in links if link.text and link.text.strip()), "")
    if written:
        return written
    guid = _text(item, "guid") if (found := item.find("guid")) is not None and found.get("isPermaLink", "true") == "true" else ""
    known = guid or _text(item, "id") or item.get("about", "")
    return known if known.startswith(("http://", "https://")) else ""


def _text(item: Element, tag: str) -> str:
    found = item.find(tag)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _published(item: Element) -> str | None:
    words = (_text(item, tag) for tag in ("pubDate", "published", "date", "issued", "updated"))
    return next((day for day in map(_day, words) if day), None)


def _day(words: str) -> str | None:
    """The day of an ISO date or of one as mails have it (Tue, 08 Feb 2022 19:32:41 +0800)."""
    written = _DAY.match(words)
    if written:
        return "-".join(written.groups())
    try:
        return parsedate_to_datetime(words).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _from_json(data: bytes, base: str) -> Iterator[Entry]:
    try:
        record = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableDocument("JSON 订阅源已损坏", where=base or "输入", hint="请检查网址") from None
    items = record.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            link = _said(item, "url") or _said(item, "external_url") or _said(item, "id")
            yield Entry(joined(base, link) if link else "", _said(item, "title"), _day(_said(item, "date_published")))


def _said(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""


def _from_lines(data: bytes, base: str) -> Iterator[Entry]:
    for line in data.decode("utf-8-sig", errors="replace").splitlines():
        word = next(iter(line.split()), "")
        if word.startswith(("http://", "https://")):
            yield Entry(joined(base, word))
