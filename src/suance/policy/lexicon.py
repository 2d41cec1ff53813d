"""How a clause says it: first, newly, reviewed; what a ceiling counts by; and whether a trigger says more than is understood.

Metrics, honours and kinds of project are named by the terms of the house; these are the words around them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from suance import terms

SCOPES = ("cluster", "project", "firm")
"""what a ceiling may count by, in this order of preference"""


def says(what: str, text: str) -> bool:
    """Whether a text has one of the words of a list: says("first", "营业收入首次超")."""
    return any(word in text for word in _words()["says"][what])


def first_of(what: str, text: str) -> str | None:
    """The word of a list that a text has first: first_of("limiting", "期限不超过三年") is 期限."""
    there = [word for word in _words()["says"][what] if word in text]
    return min(there, key=text.index, default=None)


def scope(text: str) -> str | None:
    """What a limit counts by: 单个集群 is cluster, 同一企业 is firm."""
    return next((name for name in SCOPES if any(word in text for word in scope_words(name))), None)


def scope_words(name: str) -> tuple[str, ...]:
    """The words for a scope: 集群 is a cluster."""
    known = terms.term(name)
    return known.aliases if known else ()


def residue(text: str, known: Iterable[str]) -> str:
    """What a text says beside the words that are known and those that set no condition; marks and spaces left out.

    One stray character is a slip of the source and left out too, unless it could turn the sense.
    """
    ours = _words()
    words = {*known, *ours["idle"]["words"], *(word for words in ours["says"].values() for word in words)}
    rest = _without(text, words)
    return "" if len(rest) == 1 and rest not in ours["turning"]["words"] else rest


def exactly(text: str, known: Iterable[str]) -> str:
    """What a text says beside the words that are known, those of comparison and growth, and those that set no condition; no slip is forgiven."""
    ours = _words()
    idle = {*ours["idle"]["words"]} - {*ours["idle"]["vague"]}
    return _without(text, {*known, *idle, *ours["says"]["reaches"], *ours["says"]["growth"]})


def _without(text: str, words: Iterable[str]) -> str:
    """A text without words, the longest first, and without marks and spaces."""
    for word in sorted((word for word in words if word), key=len, reverse=True):
        text = text.replace(word, " ")
    return re.sub(r"[\W_]+", "", text)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("suance.policy").joinpath("words.toml").read_text("utf-8"))
