"""Rosters: named lists with the count that they claim, as 新能源、新材料等十大集群 or 三大产业：钢铁、化工、建材.

A list that 等 leaves open may name fewer than it claims; one without 等 counts only where it names exactly as many.
Where two rosters of one name differ, both say so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from suance import quantity
from suance.extract.islands import closing, opening, parted
from suance.extract.reading import REACH, Reading
from suance.extract.wording import wording
from suance.model import Fact, Span

_LONGEST = 20
"""characters of a member"""


@dataclass(frozen=True, slots=True)
class _Members:
    """The members that a stretch of text names, and where it begins once its lead-in is taken off."""

    names: tuple[str, ...]
    span: Span


def rosters(reading: Reading) -> list[Fact]:
    """The rosters of a document, in its order; the span holds the members and the roster's name."""
    found = [fact for match in wording("roster_count").finditer(reading.text) if (fact := _roster(reading, match))]
    return _compared(found)


def _roster(reading: Reading, match: re.Match[str]) -> Fact | None:
    claims = quantity.number("二" if match["count"] == "两" else match["count"])
    if claims is None or not 2 <= claims <= 200 or reading.lexed.in_title(match.start()):
        return None
    before = _before(reading.text, match, int(claims))
    members = before or _after(reading.text, match, int(claims))
    if members is None:
        return None
    span = (members.span[0], match.end()) if before else (match.start(), members.span[1])
    review = "所列成员多于所称数目" if len(members.names) > claims else None
    return Fact("roster", *span, name=match[0], claims=int(claims), members=members.names, frame="roster", review=review)


def _before(text: str, match: re.Match[str], claims: int) -> _Members | None:
    """The list that ends where the count begins: …、…等十大集群."""
    end = match.start()
    is_open = text[end - 1 : end] == "等"
    end -= is_open
    return _named(text, opening(text, max(0, end - REACH), end), end, claims, is_open=is_open)


def _after(text: str, match: re.Match[str], claims: int) -> _Members | None:
    """The list that the name announces: 三大产业：…、…、…, or the part of one: 十大集群，其中…、…率先突破."""
    lead = wording("roster_after").match(text, match.end())
    some = None if lead else wording("roster_some").match(text, match.end())
    start = lead.end() if lead else some.end() if some else 0
    if not start:
        return None
    end = closing(text, start, min(len(text), start + REACH))
    tail = wording("roster_tail").search(text, text.rfind("、", start, end) + 1 or end, end) if some else None
    end = tail.start() if tail else end
    is_open = text[end - 1 : end] == "等"
    members = _named(text, start, end - is_open, claims, is_open=is_open or some is not None)
    return replace(members, span=(members.span[0], end)) if members else None


def _named(text: str, start: int, end: int, claims: int, *, is_open: bool) -> _Members | None:
    """The members of a stretch, its lead-in taken off the first; None where it is no list, or claims what it does not name."""
    first = text[start:end].split("、", 1)[0]
    for lead in ("roster_lead", "roster_lead_word"):
        if (taken := wording(lead).match(first)) and len(first) - taken.end() >= 2:
            start, first = start + taken.end(), first[taken.end() :]
    items = parted(text[start:end])
    items = _open_end(items, claims) if is_open else _closed_end(items, claims)
    fits = len(items) >= 2 and (is_open or len(items) == claims)
    if not fits or any(not 2 <= len(item) <= _LONGEST or wording("not_member").search(item) for item in items):
        return None
    return _Members(tuple(items), (start, end))


def _open_end(items: list[str], claims: int) -> list[str]:
    """The items, the last one parted at 和 where its halves have no word in common (新能源汽车和汽车零部件 is one thing)."""
    halves = wording("roster_and_open").split(items[-1])
    if len(halves) == 2 and len(items) < claims and all(len(half) >= 2 for half in halves) and not _share_a_word(*halves):
        return items[:-1] + halves
    return items


def _closed_end(items: list[str], claims: int) -> list[str]:
    """The items, the last one parted at 和 where that makes as many as are claimed."""
    halves = wording("roster_and").split(items[-1])
    return items[:-1] + halves if len(items) - 1 + len(halves) == claims else items


def _share_a_word(one: str, other: str) -> bool:
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def _compared(found: list[Fact]) -> list[Fact]:
    """The rosters, with a reason to look at each where another of the same name and count has other members."""
    alike: defaultdict[tuple[str, int | None], dict[frozenset[str], Fact]] = defaultdict(dict)
    for fact in found:
        alike[_stem(fact.name or ""), fact.claims].setdefault(frozenset(fact.members or ()), fact)
    return [_held_against(fact, alike[_stem(fact.name or ""), fact.claims].values()) for fact in found]


def _held_against(fact: Fact, alike: Iterable[Fact]) -> Fact:
    other = next((other for other in islice(alike, 2) if set(other.members or ()) != set(fact.members or ())), None)
    if other is None:
        return fact
    said = f"同名名单两处所列不同：另一处列出{'、'.join(other.members or ())}"
    return replace(fact, review="；".join(filter(None, (fact.review, said))))


def _stem(name: str) -> str:
    """A roster's name without its count and head, so that 十大先进制造业集群 and 10大先进制造业产业集群 are one."""
    bare = wording("roster_number").sub("", name)
    return wording("roster_head").sub("", bare) or bare
