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


def level(text: str) -> Named | None:
    """The level of an honour: 国家级 is national."""
    return _longest(text, _lexicon()["levels"])


def project(text: str) -> Named | None:
    """The kind of project that a trigger names."""
    return _longest(text, {name: entry["words"] for name, entry in _lexicon()["projects"].items()})


def scope(text: str) -> Named | None:
    """What a limit counts by: cluster, project, firm, in this order of preference."""
    found = ({name: words} for name, words in _lexicon()["scopes"].items())
    return next((named for one in found if (named := _longest(text, one))), None)


def indicator(text: str) -> str | None:
    """The id of an indicator named by exactly these words."""
    return next((name for name, words in _lexicon()["indicators"].items() if text in words), None)


def says(what: str, text: str) -> bool:
    """Whether a text has one of the words of a list: says("first", "营业收入首次超")."""
    return any(word in text for word in _lexicon()["says"][what])


def residue(trigger: str, known: Iterable[str]) -> str:
    """What a trigger says beside the words that are known and those that set no condition; marks and spaces left out."""
    lexicon = _lexicon()
    words = {*known, *lexicon["idle"]["words"], *(word for words in lexicon["says"].values() for word in words)}
    rest = trigger
    for word in sorted((word for word in words if word), key=len, reverse=True):
        rest = rest.replace(word, " ")
    return re.sub(r"[\W\d_]+", "", rest)


def _longest(text: str, words: Mapping[str, list[str]]) -> Named | None:
    found = [Named(name, word) for name, entries in words.items() for word in entries if word in text]
    return max(found, key=lambda named: len(named.word), default=None)


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files("suance.policy").joinpath("words.toml").read_text("utf-8"))
