"""A part of a policy as a reviewer sees it: the words it rests on beside what it says, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suance.model import Document
from suance.policy import passage, tree
from suance.policy.check import words
from suance.policy.diff import TERMS, label, value
from suance.policy.review import Standing, standings
from suance.policy.schema import Cite, Policy, Question, cites

ELSEWHERE = frozenset({"id", "title", "cite", "questions", "examples", "judged"})
"""keys of a part that stand elsewhere on its card"""
ABSENT = "原文不在手边，只有摘要"


@dataclass(frozen=True, slots=True)
class Card:
    """A part with its title, the words cited, the lines of what it says, its questions, and where its review stands."""

    standing: Standing
    title: str
    words: tuple[str, ...]
    rule: tuple[str, ...]
    questions: tuple[Question, ...]


def cards(policy: Policy, documents: Mapping[str, Document]) -> tuple[Card, ...]:
    """The parts of a policy that are reviewed, in order; words whose document (by name) is not at hand are those of the cite."""
    data = tree.plain(policy)
    cited = _cited(policy, documents)
    asked = {f"{name}.{part.id}": part.questions for name in ("awards", "groups", "pools", "targets", "funds") for part in getattr(policy, name)}
    return tuple(
        Card(
            standing,
            _title(standing.part, part),
            tuple(dict.fromkeys(cited.get(standing.part, ()))),
            tuple(_lines(part, standing.part if standing.part == "validity" else "")),
            asked.get(standing.part, ()),
        )
        for standing in standings(policy)
        for part in [tree.at(data, tuple(standing.part.split(".")))]
    )


def _title(name: str, part: Mapping[str, Any]) -> str:
    said = next((str(part[key]) for key in ("title", "name", "indicator") if part.get(key)), "")
    return said or label(name)


def _cited(policy: Policy, documents: Mapping[str, Document]) -> dict[str, list[str]]:
    """The words of every cite of a part, by the part's name."""
    found: dict[str, list[str]] = {}
    for place, cite in cites(policy):
        if len(place) > 1 and isinstance(place[1], int):
            part = f"{place[0]}.{getattr(policy, str(place[0]))[place[1]].id}"
            found.setdefault(part, []).append(_sentence(policy, cite, documents))
    return found


def _sentence(policy: Policy, cite: Cite, documents: Mapping[str, Document]) -> str:
    """The sentence that the cited words stand in, where it is at hand; else the words, or that they are not."""
    source = policy.sources[cite.source]
    found = words(cite, source, documents)
    if found is not None and cite.span is not None:
        document = documents[source.document or ""]
        start, end = passage.around(document, cite.span)
        return " ".join(document.text[start:end].split())
    return " ".join((found or cite.quote or ABSENT).split())


def _lines(part: Mapping[str, Any], under: str) -> Iterator[str]:
    """What a part says, a line a key, and a line for each part of a list."""
    for key, found in part.items():
        if key in ELSEWHERE:
            continue
        if isinstance(found, Mapping) and any(_listed(inner) for inner in found.values()):
            yield from _lines(found, key)
        elif _listed(found):
            yield from (f"{label(key, under)} {tree.name(inner) or ''}".rstrip() + f"：{value(inner, key)}" for inner in found)
        else:
            yield f"{label(key, under)}：{value(found, key if isinstance(found, Mapping) or key in TERMS else '', under)}"


def _listed(found: Any) -> bool:
    return isinstance(found, list) and any(isinstance(inner, Mapping) for inner in found)
