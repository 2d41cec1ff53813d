"""The word lists and patterns of what is said without a figure: words/sayings.toml, compiled when first asked for."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from suance.extract.lexicon import data


@cache
def wording(name: str) -> re.Pattern[str]:
    """The pattern of that name; {list} in it stands for any word of that list, the longest first. KeyError for an unknown name."""
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda match: _any_of(match[1]), _book()["pattern"][name]))


def listed(name: str) -> tuple[str, ...]:
    """The words of a list, as they stand in the file."""
    return tuple(_book()["list"][name])


def _any_of(name: str) -> str:
    return "(?:" + "|".join(sorted(_book()["list"][name], key=lambda word: (-len(word), word))) + ")"


@cache
def _book() -> dict[str, Any]:
    return data("words", "sayings.toml")
