"""Pages from the web, politely: what robots.txt allows, one request a host at a time, and nothing that has not changed.

`pages` brings the bytes of addresses, `feed` the addresses out of a feed or a list; what the bytes say is for `read`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from suance.errors import UnreadableDocument
from suance.fetch.address import checked, file_name_of
from suance.fetch.client import Answer, Client
from suance.fetch.entries import Entry, feed
from suance.fetch.state import State

__all__ = ["Client", "Entry", "Fetched", "checked", "feed", "file_name", "pages"]

FRESH = 3600.0
"""Seconds within which a page is not asked for again: a list that was broken off goes on where it was."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address."""

    url: str
    """as it was given"""
    status: Literal["new", "unchanged", "fresh", "failed"]
    """new bytes; the server says that nothing changed, or the bytes are the same; asked for within the hour; or no bytes, and why"""
    final: str = ""
    """the address that answered, after redirects: relative links are relative to it"""
    data: bytes = b""
    """the page, where it is new"""
    kind: str = ""
    """the media type that the server names: text/html"""
    error: UnreadableDocument | None = None


def pages(urls: Iterable[str], state: Path, *, client: Client | None = None, fresh: float = FRESH) -> Generator[Fetched, None, None]:
    """Each address once, in its order; one that fails is told and the rest goes on.

    `state` is a small JSON file with what servers said of each page (ETag, Last-Modified) and the digest of its bytes. A page is written
    there only once the next one is asked for, so that one whose reader broke down comes again. Raises UnreadableDocument for a state
    file that is none.
    """
    known = State.load(state)
    polite = client or Client()
    seen: set[str] = set()
    try:
        for url in urls:
            if url not in seen:
                seen.add(url)
                yield from _page(url, known, polite, fresh)
                known.save()
    finally:
        known.save(last=True)


def _page(url: str, known: State, client: Client, fresh: float) -> Iterator[Fetched]:
    if known.age(url, client.today()) < fresh:
        yield Fetched(url, "fresh")
        return
    try:
        answer = client.get(checked(url), known.conditions(url))
    except UnreadableDocument as fault:
        yield Fetched(url, "failed", error=fault)
        return
    yield _told(url, answer, known)
    known.note(url, answer, client.today())


def _told(url: str, answer: Answer, known: State) -> Fetched:
    if answer.unchanged or known.same(url, answer.data):
        return Fetched(url, "unchanged", answer.url)
    return Fetched(url, "new", answer.url, answer.data, answer.kind)


_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def file_name(page: Fetched) -> str:
    """A relative path for a page's bytes: its host, then its path in one name, with the ending of its media type where it has none.

    Two addresses never share one: where the address holds more than the name can, a digest of it stands at the end.
    """
    return file_name_of(page.url, _ENDINGS.get(page.kind, ".html"))
