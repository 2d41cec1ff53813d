"""The word lists and patterns of what is said without a figure: words/sayings.toml, compiled when first asked for."""

from __future__ import annotations

import re
from functools import cache

from suance.extract.lexicon import data


@cache
def wording(name: str) -> re.Pattern[str]:
    """The pattern of that name; {list} in it stands for any word of that list, the longest first. KeyError for an unknown name."""
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda match: _any_of(match[1]), data("words", "sayings.toml")["pattern"][name]))


def listed(name: str) -> tuple[str, ...]:
    """The words of a list, as they stand in the file."""
    return tuple(data("words", "sayings.toml")["list"][name])


def _any_of(name: str) -> str:
    return "(?:" + "|".join(sorted(data("words", "sayings.toml")["list"][name], key=lambda word: (-len(word), word))) + ")"
