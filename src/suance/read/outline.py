"""The paragraphs of a page with the elements that hold them, and which of them are its article.

No list of one site's class names: an article is where the page's prose is. Prose is words with sentence punctuation that are
not links; the article is the innermost element with nearly all of the prose, widened while what that adds is prose as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from suance.read.blocks import Block, fold

_NEARLY_ALL = 0.8
_PUNCTUATION = re.compile("[，。；！？]")
_WORDS = re.compile(r"[a-z]+")
_SHORT = 120


@dataclass(frozen=True)
class _Furniture:
    """What furniture.yaml says: names of elements, and lines that are no part of an article."""

    elements: frozenset[str]
    button: re.Pattern[str]
    bar: re.Pattern[str]
    lead: re.Pattern[str]
    count: re.Pattern[str]

    def is_line(self, text: str) -> bool:
        """Whether a line is a button bar, leads elsewhere or counts visits."""
        if len(text) > _SHORT:
            return False
        bar = self.button.search(text) and self.bar.fullmatch(text)
        return bool(bar or self.lead.match(text) or self.count.search(text))


@cache
def _furniture() -> _Furniture:
    from ruamel.yaml import YAML

    words = YAML(typ="safe", pure=True).load(files("suance.read").joinpath("furniture.yaml").read_text("utf-8"))
    buttons, leads, counts = ("|".join(words[key]) for key in ("buttons", "leads", "counts"))
    beside = "|".join(words["beside_buttons"])
    return _Furniture(
        frozenset(words["elements"]),
        re.compile(buttons),
        re.compile(rf"(?:{buttons}|{beside}|[\s|｜\[\]【】（）():：·>]|\d)++"),
        re.compile(rf"(?:{leads})(?:\s*[:：>»©]|\s|$)", re.IGNORECASE),
        re.compile(rf"(?:{counts})\s*[:：]"),
    )


@dataclass(slots=True)
class _Element:
    parent: int
    role: str
    furniture: bool
    end: int = 0
    """the index after its last descendant"""
    cell: bool = False
    prose: float = 0
    letters: int = 0
    paragraphs: int = 0


@dataclass(slots=True)
class _Seen:
    text: str
    role: str
    element: int
    linked: int
    """how many of its letters are links"""

    @property
    def prose(self) -> float:
        """How much of it is running text."""
        return max(0, len(self.text) - 2 * self.linked) if _PUNCTUATION.search(self.text) else 0


@dataclass(slots=True)
class Outline:
    """Built by one walk through a page, in reading order: enter, words, row, close, leave."""

    _elements: list[_Element] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    _seen: list[_Seen] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _linked: int = 0
    _in_links: int = 0

    def enter(self, block: bool, link: bool, role: str | None, marks: str) -> None:
        """An element begins: a block ends the paragraph before it; `role` is None where it hands on its parent's."""
        self._in_links += link
        if block:
            self.close()
            parent = self._open[-1] if self._open else -1
            inherited = self._elements[parent].role if parent >= 0 else "text"
            self._open.append(len(self._elements))
            names = _WORDS.findall(marks.lower())
            furniture = not _furniture().elements.isdisjoint(names)
            self._elements.append(_Element(parent, role or inherited, furniture, cell=names[:1] == ["td"]))

    def leave(self, block: bool, link: bool) -> None:
        """The element that was entered last ends."""
        self._in_links -= link
        if block:
            self.close()
            self._elements[self._open.pop()].end = len(self._elements)

    def words(self, text: str) -> None:
        """Words within the element that is open."""
        self._words.append(text)
        if self._in_links:
            self._linked += len(text.strip())

    def close(self) -> None:
        """The paragraph ends here."""
        if self._words:
            self._add(fold("".join(self._words)), self._elements[self._open[-1]].role if self._open else "text", self._linked)
        self._words.clear()
        self._linked = 0

    def row(self, cells: Sequence[str], linked: int) -> None:
        """A row of a table: one paragraph, its cells joined by a tab."""
        self.close()
        if any(cells):
            self._add("\t".join(cells), "table", linked)

    def _add(self, text: str, role: str, linked: int) -> None:
        if text:
            self._seen.append(_Seen(text, role, self._open[-1] if self._open else -1, linked))

    def all(self) -> list[Block]:
        """Every paragraph."""
        return [Block(seen.text, seen.role) for seen in self._seen]

    def main(self) -> list[Block]:
        """The paragraphs of the article; every paragraph outside of furniture where a page has no prose."""
        self._weigh(self._seen)
        kept = self._without_furniture()
        self._weigh(kept)
        inside = kept
        if self._elements and self._elements[0].prose:
            top = self._article()
            inside = [seen for seen in kept if top <= seen.element < self._elements[top].end]
        return [Block(seen.text, seen.role) for seen in inside if not _furniture().is_line(seen.text)]

    def _without_furniture(self) -> list[_Seen]:
        """The paragraphs with no element around them that is named as navigation or the like and holds at most half of the page's prose."""
        dropped: list[bool] = []
        for element in self._elements:
            named = element.furniture and element.prose * 2 <= self._elements[0].prose
            dropped.append(named or (element.parent >= 0 and dropped[element.parent]))
        return [seen for seen in self._seen if seen.element < 0 or not dropped[seen.element]]

    def _weigh(self, seen: Sequence[_Seen]) -> None:
        """Sum the prose and letters of each element, descendants included."""
        for element in self._elements:
            element.prose = element.letters = element.paragraphs = 0
        for paragraph in seen:
            if paragraph.element >= 0:
                self._elements[paragraph.element].prose += paragraph.prose
                self._elements[paragraph.element].letters += len(paragraph.text)
                self._elements[paragraph.element].paragraphs += 1
        for element in reversed(self._elements):
            if element.parent >= 0:
                self._elements[element.parent].prose += element.prose
                self._elements[element.parent].letters += element.letters
                self._elements[element.parent].paragraphs += element.paragraphs

    def _article(self) -> int:
        """The innermost element with nearly all prose (what holds it, if that is one paragraph), then its parents while what they add is prose."""
        least = _NEARLY_ALL * self._elements[0].prose
        top = max(at for at, element in enumerate(self._elements) if element.prose >= least)
        if self._elements[top].paragraphs == 1 and not self._elements[top].cell:
            top = max(0, self._elements[top].parent)
        while (parent := self._elements[top].parent) >= 0:
            added = self._elements[parent].letters - self._elements[top].letters
            if added and (self._elements[parent].prose - self._elements[top].prose) * 2 < added:
                break
            top = parent
        return top
