"""Where the words are that a policy cites: on a page of this site, in another's hands, or not as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suance.model import Document
from suance.publish.marks import anchor
from suance.publish.site.documents import DocumentView

if TYPE_CHECKING:
    from suance.policy.schema import Cite, Policy

PROVEN, CHANGED, AWAY = "已与原文核对", "与手边原文不符", "原文不在手边"


@dataclass(frozen=True, slots=True)
class CiteView:
    """A cite as a page shows it: what it names, whether the words were found there, and where to see them."""

    label: str
    state: str
    words: str | None
    """the quoted words, where the policy may keep them"""
    path: str | None
    """the page of the document, where it is at hand"""
    fragment: str


class Shelf:
    """The documents of a site with their pages, for looking up what policies cite."""

    def __init__(self, views: Mapping[str, DocumentView], paths: Mapping[str, str]) -> None:
        self._views = views
        self._paths = paths

    def path(self, document: str | None) -> str | None:
        """The page of a document; None where it is not at hand."""
        return self._paths.get(document or "")

    def cite(self, policy: Policy, cite: Cite | None) -> CiteView | None:
        """A policy's cite; None for None."""
        if cite is None:
            return None
        source = policy.sources[cite.source]
        place = f"，第{cite.span[0] + 1}—{cite.span[1]}字" if cite.span else ""
        label = f"{source.publisher}{place}"
        view = self._views.get(source.document or "")
        if view is None:
            return CiteView(label, AWAY, cite.quote, None, "")
        fragment = anchor(cite.span) if cite.span and anchor(cite.span) in view.anchors else ""
        return CiteView(label, PROVEN if stands(cite, view.document) else CHANGED, cite.quote, self.path(source.document), fragment)


def stands(cite: Cite, document: Document) -> bool:
    """Whether the cited words are in the document: at the span by quote or digest, or, without a span, anywhere."""
    if cite.span is None:
        return cite.quote is not None and cite.quote in document.text
    words = document.text[cite.span[0] : cite.span[1]]
    return words == cite.quote if cite.quote is not None else hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest() == cite.digest
