"""Front matter: the `key: value` lines between two `---` at the head of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_HEAD = re.compile(r"\s*---[ \t]*\r?\n")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_LINE = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(.*)")
_PLAIN = re.compile(r"""(?:[A-Za-z_][\w-]*:[ ]+(?:"[^"\\\n]*"|'[^'\n]*'|[^\s\[\]{}>|&*!%@`"'#,?:~=<-](?:[^\n#:"'\t]|:(?=\S))*)[ ]*\r?\n)+""")
"""Lines that mean the same to the YAML parser and line by line; the parser takes a millisecond for them."""
_MOST_LETTERS, _MOST_BRACKETS = 20_000, 100
"""More than any post has; the YAML parser takes seconds for what is made to stop it."""

Matter = Mapping[str, Any]
"""Values are strings, as written, or lists and mappings of them."""


def split(text: str) -> tuple[Matter, str]:
    """The front matter and the rest of the text; an empty mapping and the whole text where there is none."""
    head = _HEAD.match(text)
    end = head and _END.search(text, head.end())
    if not head or not end:
        return {}, text
    matter = parse(text[head.end() : end.start()])
    return (matter, text[end.end() :]) if matter else ({}, text)


@lru_cache(maxsize=8)
def parse(lines: str) -> Matter:
    """The mapping that YAML reads, every scalar a string; where it is no YAML, line by line what has the form `key: value`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if _PLAIN.fullmatch(lines) or len(lines) > _MOST_LETTERS or sum(map(lines.count, "[{")) > _MOST_BRACKETS:
        return _lenient(lines)
    parser = YAML(typ="base", pure=True)
    parser.composer.warn_double_anchors = False
    try:
        loaded = parser.load(lines)
    except (YAMLError, ValueError, RecursionError):
        return _lenient(lines)
    if not isinstance(loaded, dict):
        return _lenient(lines)
    return {str(key).strip().lower(): value for key, value in loaded.items()}


def _lenient(lines: str) -> Matter:
    found = (_LINE.match(line) for line in lines.splitlines())
    return {m[1].lower(): m[2].strip().strip("\"'") for m in found if m}


def text_of(matter: Matter, *keys: str) -> str | None:
    """The first of the keys that holds a word, trimmed; None where none does."""
    for key in keys:
        value = matter.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def words_of(matter: Matter, *keys: str) -> tuple[str, ...]:
    """The words under the first key that is there: a list, or a string split at commas and spaces as Jekyll does."""
    for key in keys:
        value = matter.get(key)
        if isinstance(value, list):
            return tuple(item.strip() for item in value if isinstance(item, str) and item.strip())
        if isinstance(value, str) and value.strip():
            return tuple(word for word in re.split(r"[,，、\s]+", value.strip().strip("[]")) if word)
    return ()
