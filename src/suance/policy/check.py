"""A policy held against its sources: every cite's words are found, and every number stands among them.

A source that is not at hand proves nothing and is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from suance import period, quantity
from suance.model import Document
from suance.policy.claims import Claim, claims
from suance.policy.file import one_line
from suance.policy.finding import Finding
from suance.policy.lint import at, lint
from suance.policy.proof import bears_out, digest
from suance.policy.schema import Cite, Policy, Roster, Source, cites

__all__ = ["Finding", "check", "words"]

_CLAIMED = re.compile(rf"({quantity.NUMERAL})大")


def check(policy: Policy, documents: Mapping[str, Document], as_of: date | None = None) -> list[Finding]:
    """What holding `policy` against `documents` (by document name) finds, in the order of the file.

    Findings of level error are a failed check: words not found, a number that its words do not bear out, steps or dates
    that contradict each other. No documents at all is no error. As of a day, a policy that is past its last one is told.
    """
    found = [*_sources(policy, documents), *_words(policy, documents), *_numbers(policy, documents)]
    found += [*lint(policy, as_of), *_proved(policy, documents)]
    return [replace(finding, message=one_line(finding.message)) for finding in found]


def _proved(policy: Policy, documents: Mapping[str, Document]) -> Iterator[Finding]:
    """How much is proved, where any source is at hand."""
    if any(source.document in documents for source in policy.sources.values()):
        quoted = sum(_words_of(policy, cite, documents) is not None for _, cite in cites(policy))
        numbers = sum(_words_of(policy, claim.cite, documents) is not None and _fault(policy, claim, documents) is None for claim in claims(policy))
        yield Finding("note", "proved", policy.policy, f"与原文相符：引文 {quoted} 处，数字 {numbers} 个")


# ── sources and words ────────────────────────────────────────────────────────


def words(cite: Cite, source: Source, documents: Mapping[str, Document]) -> str | None:
    """The cited words as the source has them; None where the source is not at hand or does not have them."""
    document = documents.get(source.document or "")
    if document is None:
        return None
    if cite.span is None:
        return cite.quote if cite.quote and cite.quote in document.text else None
    found = document.text[cite.span[0] : cite.span[1]]
    if cite.quote is not None:
        return found if found == cite.quote else None
    return found if digest(found) == cite.digest else None


def _words_of(policy: Policy, cite: Cite, documents: Mapping[str, Document]) -> str | None:
    return words(cite, policy.sources[cite.source], documents)


def _sources(policy: Policy, documents: Mapping[str, Document]) -> Iterator[Finding]:
    """Once for each source that is cited but not at hand, or that reads otherwise than when it was cited."""
    cited = {cite.source for _, cite in cites(policy)}
    for name in (name for name in policy.sources if name in cited):
        source = policy.sources[name]
        document = documents.get(source.document or "")
        where = f"{policy.policy}/sources.{name}"
        if document is None:
            yield Finding("note", "source", where, f"原文不在手边：{_named(source)}")
        elif source.sha256 and source.sha256 != digest(document.text):
            yield Finding("warning", "source", where, f"原文与引用时不同（sha256 不符）：{_named(source)}")


def _named(source: Source) -> str:
    day = f"，{source.published}" if source.published else ""
    return f"{source.publisher}《{source.title}》{day}"


def _words(policy: Policy, documents: Mapping[str, Document]) -> Iterator[Finding]:
    for place, cite in cites(policy):
        document = documents.get(policy.sources[cite.source].document or "")
        if document is not None and _words_of(policy, cite, documents) is None:
            yield Finding("error", "words", at(policy, place), _not_found(cite, document.text))


def _not_found(cite: Cite, text: str) -> str:
    if cite.span is not None and cite.span[1] > len(text):
        return f"引文位置 {list(cite.span)} 超出原文（共 {len(text)} 字）"
    if cite.quote is None:
        return f"原文 {list(cite.span or ())} 处的文字与摘要不符"
    place = text.find(cite.quote)
    elsewhere = f"；这段话在 [{place}, {place + len(cite.quote)}]" if place >= 0 and cite.span else ""
    return f"原文{f' {list(cite.span)} 处' if cite.span else '中'}没有所引的“{_short(cite.quote)}”{elsewhere}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 30 else flat[:29] + "…"


# ── numbers ──────────────────────────────────────────────────────────────────


def _numbers(policy: Policy, documents: Mapping[str, Document]) -> Iterator[Finding]:
    for claim in claims(policy):
        if fault := _fault(policy, claim, documents):
            yield Finding("error", "number", claim.where, fault)
    yield from _periods(policy, documents)
    for roster in policy.rosters:
        if (found := _words_of(policy, roster.cite, documents)) is not None:
            yield from _roster(f"{policy.policy}/{roster.id}", roster, found)


def _fault(policy: Policy, claim: Claim, documents: Mapping[str, Document]) -> str | None:
    """Why the words at hand do not bear a number out; None where they do or are not at hand."""
    found = _words_of(policy, claim.cite, documents)
    if found is None:
        return None
    fault = bears_out(found, claim.written.quantity, claim.comparator, threshold=claim.threshold)
    if fault is None or claim.cite.amends is None:
        return fault
    bare = bears_out(found, claim.written.quantity, "eq")  # 将最高300万元中的300万元修改为500万元: how it stands is said by the old words
    return bare and _fault(policy, replace(claim, cite=claim.cite.amends), documents)


def _periods(policy: Policy, documents: Mapping[str, Document]) -> Iterator[Finding]:
    """A warning where neither the title nor the words up to the end of the cited ones name a period, and it is not the document's year."""
    named = {name: _named_periods(document) for name, document in documents.items()}
    said = [(f"{target.id}.by", target.by, target.cite) for target in policy.targets]
    said += [(f"{fund.id}.period", fund.period, fund.cite) for fund in policy.funds]
    for where, when, cite in said:
        name = policy.sources[cite.source].document or ""
        if when is None or _words_of(policy, cite, documents) is None:
            continue
        end = cite.span[1] if cite.span else documents[name].text.find(cite.quote or "") + len(cite.quote or "")
        if when not in {found for place, found in named[name] if place <= end}:
            yield Finding("warning", "number", f"{policy.policy}/{where}", f"原文至引文为止没有出现 {when}")


def _named_periods(document: Document) -> list[tuple[int, str | None]]:
    """The periods that a document names and where each ends; its year and those of its title hold from the beginning."""
    today = _day(document.published)
    title = [(0, found.period) for found in period.find(document.title, today)]
    return [(0, (document.published or "")[:4]), *title, *((found.end, found.period) for found in period.find(document.text, today))]


def _day(published: str | None) -> date | None:
    """The day of publication; a bare year or month is none."""
    try:
        return date.fromisoformat(published or "")
    except ValueError:
        return None


def _roster(where: str, roster: Roster, found: str) -> Iterator[Finding]:
    for member in roster.members:
        if member not in found:
            yield Finding("error", "words", where, f"引文中没有成员“{member}”")
    counts = {quantity.number(numeral) for numeral in _CLAIMED.findall(found)}
    if roster.claims is not None and roster.claims not in counts:
        yield Finding("error", "number", where, f"引文中没有“{roster.claims}大”这样的数")
    if roster.claims is not None and len(roster.members) > roster.claims:
        yield Finding("error", "number", where, f"点名 {len(roster.members)} 个，多于所称的 {roster.claims} 个")
