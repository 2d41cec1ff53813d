"""Labelled lines: `发布机构：经济发展局；文号：…`, or the cells of a table's row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

MOST_LETTERS = 200
"""Labels stand in short lines; a longer one is running text."""
_VALUE_END = re.compile(r"[\t；;|｜]|\s+(?=[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,5}[:：])")
_AROUND = " \u3000,，。;；()（）[]【】"


def said(lines: Iterable[str]) -> dict[str, str]:
    """What labelled lines say, by field: `发布机构：经济发展局；文号：…` or the cells of a table's row."""
    by_label: dict[str, str] = {}
    for line in lines:
        if len(line) <= MOST_LETTERS:
            for label, value in _labelled(line):
                by_label.setdefault(label, value)
    found: dict[str, str] = {}
    for field, names in _labels().items():
        for name in names:
            if name in by_label:
                found.setdefault(field, by_label[name])
    return found


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """Each label of a line with its value, which ends at the next label, known or not, or at a mark."""
    pattern = _label_pattern()
    found = pattern.search(line)
    while found:
        following = pattern.search(line, found.end())
        rest = line[found.end() : following.start() if following else len(line)]
        value = _VALUE_END.split(rest, maxsplit=1)[0].strip(_AROUND)
        if value:
            yield "".join(found[1].split()), value
        found = following


@cache
def _labels() -> Mapping[str, Sequence[str]]:
    from ruamel.yaml import YAML

    loaded: Mapping[str, Sequence[str]] = YAML(typ="safe", pure=True).load(files("suance.read").joinpath("labels.yaml").read_text("utf-8"))
    return loaded


@cache
def _label_pattern() -> re.Pattern[str]:
    """A label at a paragraph's beginning or after a mark, and the colon or cell border that follows it."""
    names = sorted({name for group in _labels().values() for name in group}, key=len, reverse=True)
    spaced = "|".join(r"\s*".join(name) for name in names)
    return re.compile(rf"(?:^|(?<=[\s；;|｜（(【\[]))({spaced})\s*[】\]]?\s*(?:[:：]\s*|\t\s*)")
