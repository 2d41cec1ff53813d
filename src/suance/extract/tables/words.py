"""The words of tables (words/tables.toml) as patterns."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from suance.extract.lexicon import data


@cache
def _section(name: str) -> dict[str, object]:
    return cast("dict[str, object]", data("words", "tables.toml")[name])


def _source(section: str, name: str) -> str:
    words = _section(section)[name]
    return words if isinstance(words, str) else "(?:" + "|".join(cast("list[str]", words)) + ")"


@cache
def word(section: str, name: str) -> re.Pattern[str]:
    """The pattern of one list: word("marks", "growth")."""
    return re.compile(_source(section, name))


@cache
def ending(section: str, name: str) -> re.Pattern[str]:
    """The same at the end of a text."""
    return re.compile(_source(section, name) + r"\s*$")


@cache
def role(words: str) -> str:
    """What a column with this head is for: serial, unit, label …; empty where the words say nothing of that."""
    return next((name for name in _section("roles") if word("roles", name).fullmatch(words)), "")


def count_unit(words: str) -> str | None:
    """The measure word of an indicator that names what it counts (企业数 → 家), or None."""
    return next((str(unit) for ending_, unit in _section("counts").items() if words.endswith(ending_)), None)
