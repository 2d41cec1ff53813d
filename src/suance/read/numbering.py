"""The automatic numbers of a DOCX, rebuilt: the words 第三条 or （二） that Word shows and no paragraph's text holds.

WordprocessingML (ECMA-376 part 1, 17.9): a paragraph names a list (`numId`) and a level; the list names its abstract list, whose
levels say how a number is written (`numFmt`), what stands around it (`lvlText`) and when it begins again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from suance.read.numerals import written
from suance.read.styles import Look, Styles

_LEVELS = 9
_PLACE = re.compile("%([1-9])")
_MOST_DIGITS = 6


@dataclass(frozen=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    """the level (from 1) whose next number makes this one begin again; 0 for never"""
    arabic: bool = False
    style: str | None = None


@dataclass
class _List:
    """A list's levels, those that it shares its count with, and the starts that it sets itself."""

    shared: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Gives each paragraph its label, in reading order: counts go on from call to call."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._abstract = {} if root is None else {item.get("abstractNumId", ""): item for item in root.findall("abstractNum")}
        self._nums = {} if root is None else {item.get("numId", ""): item for item in root.findall("num")}
        self._styles = styles
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, look: Look) -> str:
        """The number and what stands around it (（一）, 第三条); nothing for a paragraph without one or with a bullet."""
        if look.list is None:
            return ""
        if look.list not in self._lists:
            self._lists[look.list] = self._list(look.list)
        numbered = self._lists[look.list]
        if numbered is None:
            return ""
        level = self._level_of(look, numbered)
        if level not in numbered.levels:
            return ""
        counts = self._counts.setdefault(numbered.shared, {})
        self._count(look.list, numbered, level, counts)
        return _label(numbered, level, counts)

    def _level_of(self, look: Look, numbered: _List) -> int:
        """The level that the paragraph names, else the one that belongs to its style, else the first."""
        if look.level is not None:
            return look.level
        return next((level for level, told in numbered.levels.items() if told.style and told.style == look.style), 0)

    def _count(self, number: str, numbered: _List, level: int, counts: dict[int, int]) -> None:
        """One further number of the level; deeper levels begin again."""
        for deeper in range(level + 1, _LEVELS):
            restart = numbered.levels[deeper].restart if deeper in numbered.levels else None
            if restart is None or level < restart:
                counts.pop(deeper, None)
        for higher in range(level):
            counts.setdefault(higher, numbered.starts.get(higher, numbered.levels[higher].start if higher in numbered.levels else 1))
        set_here = level in numbered.starts and (number, level) not in self._begun
        self._begun.add((number, level))
        if set_here or level not in counts:
            counts[level] = numbered.starts.get(level, numbered.levels[level].start)
        else:
            counts[level] += 1

    def _list(self, number: str) -> _List | None:
        item = self._nums.get(number)
        shared = _attribute(item, "abstractNumId")
        abstract = self._abstract.get(shared or "")
        linked = _attribute(abstract, "numStyleLink")
        if linked and (other := self._nums.get(self._styles.list_of(linked) or "")) is not None:
            shared = _attribute(other, "abstractNumId")
            abstract = self._abstract.get(shared or "")
        if item is None or abstract is None or shared is None:
            return None
        found = _List(shared, dict(_levels(abstract)))
        for override in item.findall("lvlOverride"):
            found.levels.update(_levels(override))
            start = _attribute(override, "startOverride")
            if start is not None:
                found.starts[_number(override.get("ilvl"), 0)] = _number(start, 1)
        return found


def _label(numbered: _List, level: int, counts: dict[int, int]) -> str:
    told = numbered.levels[level]
    if told.form in ("bullet", "none"):
        return "" if told.form == "bullet" else _PLACE.sub("", told.text).strip()

    def place(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        other = numbered.levels.get(at, _Level())
        return written(counts.get(at, other.start), "decimal" if told.arabic and other.form != "decimalZero" else other.form)

    return _PLACE.sub(place, told.text).strip()


def _levels(parent: Element) -> list[tuple[int, _Level]]:
    found: list[tuple[int, _Level]] = []
    for item in parent.findall("lvl"):
        level = _Level(
            start=_number(_attribute(item, "start"), 0),
            form=_form(item),
            text=_attribute(item, "lvlText") or "",
            arabic=(legal := item.find("isLgl")) is not None and legal.get("val", "1") not in ("0", "false", "off"),
            style=_attribute(item, "pStyle"),
        )
        restart = _attribute(item, "lvlRestart")
        found.append((_number(item.get("ilvl"), 0), level if restart is None else replace(level, restart=_number(restart, 0))))
    return found


def _form(item: Element) -> str:
    """The format, also where a newer one stands beside the one that older programs know."""
    found = next(iter(item.iter("numFmt")), None)
    return "decimal" if found is None else found.get("val", "decimal")


def _attribute(parent: Element | None, tag: str) -> str | None:
    found = None if parent is None else parent.find(tag)
    return None if found is None else found.get("val")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else otherwise
