"""The words of words.toml: which metric, honour, level, kind of project or scope a clause names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Named(NamedTuple):
    """An id of the lexicon and the word of the text that names it."""

    id: str
    word: str


def metric(text: str) -> Named | None:
    """The metric that a trigger names: 营业收入首次超 is revenue."""
    return _longest(text, {name: entry["words"] for name, entry in _lexicon()["metrics"].items()})


def metric_unit(name: str) -> str:
    """The unit of a metric: CNY, %."""
    unit: str = _lexicon()["metrics"][name]["unit"]
    return unit


def honour(text: str) -> Named | None:
    """The honour that a trigger names: 国家级产业集群 is industrial_cluster."""
    return _longest(text, {name: entry["words"] for name, entry in _lexicon()["honours"].items()})


def honour_subject(name: str) -> str:
    """Who receives an honour: firm, project, cluster."""
    subject: str = _lexicon()["honours"][name]["subject"]
    return subject


def levels(text: str) -> list[Named]:
    """The levels of honour that a trigger names, one entry a level: 国家级 is national."""
    named = (_longest(text, {name: words}) for name, words in _lexicon()["levels"].items())
    return [level for level in named if level]


def project(text: str) -> Named | None:
    """The kind of project that a trigger names."""
    return _longest(text, {name: entry["words"] for name, entry in _lexicon()["projects"].items()})


def scope(text: str) -> Named | None:
    """What a limit counts by: cluster, project, firm, in this order of preference."""
    found = ({name: words} for name, words in _lexicon()["scopes"].items())
    return next((named for one in found if (named := _longest(text, one))), None)


def scope_words(name: str) -> list[str]:
    """The words for a scope: 集群 is a cluster."""
    words: list[str] = _lexicon()["scopes"][name]
    return words


def indicator(text: str) -> str | None:
    """The id of an indicator named by exactly these words."""
    return next((name for name, words in _lexicon()["indicators"].items() if text in words), None)


def says(what: str, text: str) -> bool:
    """Whether a text has one of the words of a list: says("first", "营业收入首次超")."""
    return any(word in text for word in _lexicon()["says"][what])


def residue(text: str, known: Iterable[str]) -> str:
    """What a text says beside the words that are known and those that set no condition; marks and spaces left out.

    One stray character is a slip of the source and left out too, unless it could turn the sense.
    """
    lexicon = _lexicon()
    words = {*known, *lexicon["idle"]["words"], *(word for words in lexicon["says"].values() for word in words)}
    rest = text
    for word in sorted((word for word in words if word), key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = re.sub(r"[\W_]+", "", rest)
    return "" if len(rest) == 1 and rest not in lexicon["turning"]["words"] else rest


def _longest(text: str, words: Mapping[str, list[str]]) -> Named | None:
    found = [Named(name, word) for name, entries in words.items() for word in entries if word in text]
    return max(found, key=lambda named: len(named.word), default=None)


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files("suance.policy").joinpath("words.toml").read_text("utf-8"))
