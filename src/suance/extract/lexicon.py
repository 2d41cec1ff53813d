"""The words that reading knows, loaded once from words/*.toml and found in one pass.

Every word carries the names of its classes; one Aho–Corasick automaton finds the longest word
at each place. Adding a word means adding a line to a data file.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind


class Words(NamedTuple):
    """The known words of a text, left to right: where each starts and ends, and the classes it belongs to."""

    starts: list[int]
    ends: list[int]
    classes: list[int]


class Lexicon:
    """A set of classed words and the automaton over them; a set of classes is an integer with a bit for each."""

    def __init__(self, classes: Mapping[str, Set[str]]) -> None:
        names = sorted({name for own in classes.values() for name in own})
        self._bits = {name: 1 << place for place, name in enumerate(names)}
        texts = sorted(classes)
        self._classes = [self.mask(classes[text]) for text in texts]
        self._automaton = AhoCorasick(texts, matchkind=MatchKind.LeftmostLongest)

    def mask(self, names: Iterable[str]) -> int:
        """The bits of some classes; KeyError for a class that no word has."""
        return sum(self._bits[name] for name in set(names))

    def find(self, text: str) -> Words:
        """All words of the text, the longest at each place, none overlapping."""
        found = self._automaton.find_matches_as_indexes(text)
        return Words([start for _, start, _ in found], [end for _, _, end in found], [self._classes[index] for index, _, _ in found])


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
    return Lexicon(classes)


def pattern(name: str) -> re.Pattern[str]:
    """A named pattern of words/patterns.toml: pattern("award.reached"); <payee> stands for the part of that name."""
    section, _, key = name.partition(".")
    patterns = data("words", "patterns.toml")
    return re.compile(re.sub(r"<([a-z]+)>(?!\.)", lambda match: patterns["part"].get(match[1], match[0]), patterns[section][key]))


def words_of(name: str) -> tuple[str, ...]:
    """The words of one class, longest first."""
    return tuple(sorted(data("words", "words.toml")[name]["words"], key=lambda word: (-len(word), word)))
