"""The words that reading knows, loaded once from words/*.toml and found in one pass.

Every word carries the names of its classes; one Aho–Corasick automaton finds the longest word
at each place. Adding a word means adding a line to a data file.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind


class Word(NamedTuple):
    """A known word at its place in the text, with the classes it belongs to."""

    start: int
    end: int
    text: str
    classes: frozenset[str]


class Lexicon:
    """A set of classed words and the automaton over them."""

    def __init__(self, classes: dict[str, frozenset[str]]) -> None:
        self._texts = sorted(classes)
        self._classes = [classes[text] for text in self._texts]
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Word]:
        """All words of the text, left to right, the longest at each place, none overlapping."""
        return [Word(start, end, self._texts[index], self._classes[index]) for index, start, end in self._automaton.find_matches_as_indexes(text)]


@cache
def data(*path: str) -> Mapping[str, Any]:
    """A data file of this package, read once: data("words", "words.toml")."""
    return tomllib.loads(files("suance.extract").joinpath(*path).read_text(encoding="utf-8"))


@cache
def lexicon() -> Lexicon:
    """The word classes of words/words.toml."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for name, section in data("words", "words.toml").items():
        for word in section["words"]:
            classes[word].add(name)
    return Lexicon({word: frozenset(names) for word, names in classes.items()})


def pattern(name: str) -> re.Pattern[str]:
    """A named pattern of words/patterns.toml: pattern("award.reached"); <payee> stands for the part of that name."""
    section, _, key = name.partition(".")
    patterns = data("words", "patterns.toml")
    return re.compile(re.sub(r"<([a-z]+)>(?!\.)", lambda match: patterns["part"].get(match[1], match[0]), patterns[section][key]))


def words_of(name: str) -> tuple[str, ...]:
    """The words of one class, longest first."""
    return tuple(sorted(data("words", "words.toml")[name]["words"], key=lambda word: (-len(word), word)))
