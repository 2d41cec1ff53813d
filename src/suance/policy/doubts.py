"""Awards that the rules on fair competition make doubtful: tied to tax, to named firms, to where a firm is registered.

A finding is a question for whoever reviews the policy, never a verdict: a law or the State Council may have allowed it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from suance import terms
from suance.policy import tree
from suance.policy.finding import Finding
from suance.policy.schema import Policy

UNASKED = frozenset({"id", "title", "cite", "judged", "questions", "examples", "note", "payers"})
"""Keys that name or explain, and set no condition."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What makes an award doubtful: terms and words, under which keys (any where none is named), and the rule that it rests on."""

    says: str
    rests: str
    terms: frozenset[str]
    words: re.Pattern[str]
    keys: frozenset[str] = frozenset()

    def meets(self, key: str, word: str) -> bool:
        """Whether a value under a key is what is asked about."""
        return (not self.keys or key in self.keys) and (word in self.terms or self.words.search(word) is not None)


@cache
def _known() -> tuple[date, tuple[Doubt, ...]]:
    """The day from which the rules hold, and the doubts."""
    data = tomllib.loads(files("suance.policy").joinpath("doubts.toml").read_text("utf-8"))
    found = (
        Doubt(each["says"], each["rests"], frozenset(each["terms"]), re.compile(each["words"]), frozenset(each.get("keys", ())))
        for each in data["doubts"]
    )
    return data["since"], tuple(found)


def doubts(policy: Policy) -> Iterator[Finding]:
    """A warning for each thing in an award that the rules make doubtful; none of a policy that ended before they held."""
    since, asked = _known()
    if policy.validity.end is not None and policy.validity.end < since:
        return
    for award in policy.awards:
        where = f"{policy.policy}/{award.id}"
        for doubt in asked:
            met = [(place, word) for place, key, word in _words(tree.plain(award), where) if doubt.meets(key, word)]
            for place, word in met[:1]:
                yield Finding("warning", "competition", place, f"{doubt.says}：{terms.label(word)}", doubt.rests)


def _words(node: Any, where: str, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Every word that an award says beside what names and explains it: its place, its key, itself."""
    if isinstance(node, Mapping):
        for name, part in node.items():
            if name not in UNASKED:
                yield from _words(part, f"{where}.{name}", name)
    elif isinstance(node, list):
        for number, part in enumerate(node):
            inside = part.get("id", number) if isinstance(part, Mapping) else None
            yield from _words(part, where if inside is None else f"{where}.{inside}", key)
    elif isinstance(node, str):
        yield where, key, node
