"""The paragraphs of a page with the elements that hold them, and which of them are its article.

No list of one site's class names: an article is where the page's prose is. Prose is words with sentence punctuation that are
not links; the article is the innermost element with nearly all of the prose, widened while what that adds is prose as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from suance.read.blocks import Block, fold

_NEARLY_ALL = 0.8
_PUNCTUATION = re.compile("[，。；：、！？“]")
_WORDS = re.compile(r"[a-z]+")
_FURNITURE_WORDS = (
    "nav navbar menu breadcrumb breadcrumbs crumb crumbs position footer foot bottom copyright sidebar side aside share bdsharebuttonbox related"
    " recommend comment comments toolbar tools pagination pager login search qrcode banner ad ads advert topbar links friendlink"
)
_FURNITURE_NAMES = frozenset(_FURNITURE_WORDS.split())
_FURNITURE = re.compile(
    r"(?:您(?:现在|当前)?(?:所在)?的?位置|当前位置|所在位置|首页)\s*[:：>»›].*|(?:.*\s)?[【\[]?\s*(?:字\s*(?:号|体)|字体大小)\s*[:：].*"
    r"|.*(?:浏览|点击|阅读|访问)(?:次数|量|数)\s*[:：].*|[【\[]?\s*(?:打印|关闭|收藏|分享|复制|返回顶部|纠错|我要纠错)(?:本页|此页|窗口|正文)?.{0,20}"
    r"|扫一扫.{0,20}|分享到?[:：]?.{0,10}|[上下]一(?:篇|条|页)\s*[:：].*|(?:Copyright|版权所有|主办单位|技术支持|网站标识码).*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Element:
    parent: int
    role: str
    furniture: bool
    end: int = 0
    """the index after its last descendant"""
    prose: float = 0
    letters: int = 0


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
            self._elements.append(_Element(parent, role or inherited, not _FURNITURE_NAMES.isdisjoint(_WORDS.findall(marks.lower()))))

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
        return [Block(seen.text, seen.role) for seen in inside if not _FURNITURE.fullmatch(seen.text)]

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
            element.prose, element.letters = 0, 0
        for paragraph in seen:
            if paragraph.element >= 0:
                self._elements[paragraph.element].prose += paragraph.prose
                self._elements[paragraph.element].letters += len(paragraph.text)
        for element in reversed(self._elements):
            if element.parent >= 0:
                self._elements[element.parent].prose += element.prose
                self._elements[element.parent].letters += element.letters

    def _article(self) -> int:
        """The innermost element with nearly all prose, then its parents while at least half of what they add is prose."""
        least = _NEARLY_ALL * self._elements[0].prose
        top = max(at for at, element in enumerate(self._elements) if element.prose >= least)
        while (parent := self._elements[top].parent) >= 0:
            added = self._elements[parent].letters - self._elements[top].letters
            if added and (self._elements[parent].prose - self._elements[top].prose) * 2 < added:
                break
            top = parent
        return top
