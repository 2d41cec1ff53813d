"""How a text falls apart: sentences, clauses and segments, and the articles and items they stand in.

Quotation marks, brackets and 《》 are islands: punctuation inside them ends nothing outside.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from suance.model import Document, Paragraph

_OPEN = {"“": "”", "（": "）", "(": ")", "《": "》", "【": "】", "「": "」", "〔": "〕", "〈": "〉", "‘": "’"}
_ENDS = "。！？!?\n\t"
"""a tab parts the cells of a table's row, which are no parts of one sentence"""
_CLAUSE = "；;"
_SEGMENT = "，,：:"
_MARK = re.compile("[" + re.escape("".join(_OPEN) + _ENDS + _CLAUSE + _SEGMENT) + "]")
_ISLAND_MAX = 60
"""an opening mark with no closing mark so near is a slip of the pen, not an island"""

_NUMERAL = "[一二三四五六七八九十百零〇两\\d]{1,4}"
_HEAD = re.compile(
    rf"\s*(?:(?P<article>第{_NUMERAL}条)|(?P<chapter>第{_NUMERAL}[章节])|(?P<one>[一二三四五六七八九十]{{1,3}}、)"
    rf"|(?P<two>[（(][一二三四五六七八九十]{{1,3}}[）)])|(?P<three>\d{{1,2}}[.．、](?!\d))|(?P<four>[（(]\d{{1,2}}[）)]))"
)
_LEVEL = {"chapter": 1, "one": 1, "article": 2, "two": 3, "three": 4, "four": 5}


class Sentence(NamedTuple):
    """A sentence with its clauses' and segments' boundaries (all in code points of the text)."""

    start: int
    end: int
    paragraph: int
    """index of the paragraph it stands in"""
    clauses: tuple[int, ...]
    """starts of the clauses (cut at ；), the first being the sentence's own start"""
    segments: tuple[int, ...]
    """starts of the segments (cut at ， ： and ；)"""

    def clause_of(self, position: int) -> tuple[int, int]:
        """Start and end of the clause in which the position lies."""
        return _piece(self.clauses, position, self.end)

    def segment_of(self, position: int) -> tuple[int, int]:
        """Start and end of the segment in which the position lies."""
        return _piece(self.segments, position, self.end)


class Passage(NamedTuple):
    """A paragraph in the document's tree."""

    paragraph: Paragraph
    label: str
    """its own number as written: 第三条, （二）, 1.; empty where it has none"""
    level: int
    """0 for running text, 1 chapter, 2 article, 3 （一）, 4 1., 5 (1)"""
    parent: int | None
    """index of the passage above it"""


def _piece(starts: tuple[int, ...], position: int, end: int) -> tuple[int, int]:
    after = bisect_right(starts, position) or 1
    return starts[after - 1], starts[after] if after < len(starts) else end


def sentences(document: Document) -> list[Sentence]:
    """The sentences of every paragraph, in order."""
    found: list[Sentence] = []
    for index, paragraph in enumerate(document.paragraphs):
        found.extend(_cut(document.text, paragraph.start, paragraph.end, index))
    return found


def _cut(text: str, start: int, end: int, paragraph: int) -> list[Sentence]:
    """The sentences of one stretch of text, by one walk over its marks."""
    found: list[Sentence] = []
    head, clauses, segments = start, [start], [start]
    position = start
    while mark := _MARK.search(text, position, end):
        character, position = mark[0], mark.start()
        if character in _OPEN:
            position = _over(text, position, end)
            if character == "【":
                segments.append(position)
            continue
        position += 1
        if character in _ENDS and not _inside_number(text, position - 1):
            found.append(Sentence(head, position, paragraph, tuple(clauses), tuple(segments)))
            head, clauses, segments = position, [position], [position]
        elif character in _CLAUSE:
            clauses.append(position)
            segments.append(position)
        elif character in _SEGMENT and not _inside_number(text, position - 1):
            segments.append(position)
    if head < end:
        found.append(Sentence(head, end, paragraph, tuple(clauses), tuple(segments)))
    return found


def _over(text: str, position: int, end: int) -> int:
    """The place after an island, or after its opening mark where it never closes near by."""
    close = text.find(_OPEN[text[position]], position + 1, min(end, position + _ISLAND_MAX))
    return position + 1 if close < 0 else close + 1


def _inside_number(text: str, position: int) -> bool:
    """1,234 and 1:1 are no ends of anything."""
    return text[position] in ",:：" and text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit()


def passages(document: Document) -> list[Passage]:
    """The paragraphs as a tree: an article over its （一）, （一） over its 1."""
    found: list[Passage] = []
    open_at: list[int] = []
    for paragraph in document.paragraphs:
        head = _HEAD.match(document.text, paragraph.start, paragraph.end)
        level = _LEVEL[head.lastgroup] if head and head.lastgroup else 0
        while open_at and level and found[open_at[-1]].level >= level:
            open_at.pop()
        found.append(Passage(paragraph, head[0].strip() if head else "", level, open_at[-1] if open_at else None))
        if level:
            open_at.append(len(found) - 1)
    return found


def heading_end(text: str, paragraph: Paragraph) -> int:
    """Where the words begin after a paragraph's number (第三条, （一）, 1.)."""
    head = _HEAD.match(text, paragraph.start, paragraph.end)
    return head.end() if head else paragraph.start
