"""Characters with their places on a page, and the lines that they make; measures are in points, downwards from the top left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201f\u2014\u2026\U00020000-\U0003ffff]")
_EXPECTED = re.compile(
    "[\t\n\r -~\u00a0-\u00ff\u0370-\u03ff\u2000-\u203e\u2100-\u22ff\u2460-\u24ff\u2500-\u2606\u2e80-\u9fff\uf900-\ufaff\ufe10-\ufe4f\uff00-\uffef"
    "\u3000-\u33ff\U00020000-\U0003ffff]"
)
"""Han, ASCII, punctuation, full-width forms, and the letters, signs and circled numbers that Chinese texts hold."""
_CID = re.compile(r"\(cid:\d+\)")
"""What pdfminer writes for a character that its font does not name."""
_RADICALS = str.maketrans(
    "\u2e81\u2e84\u2e88\u2e8b\u2e8e\u2e92\u2e9d\u2e9f\u2ea0\u2ea9\u2eac\u2ebc\u2ec1\u2ec4\u2ec5\u2ec6\u2ec9\u2ecb\u2ed1\u2ed3\u2ed4\u2ed8\u2ed9\u2eda"
    "\u2edb\u2edc\u2edd\u2ee2\u2ee3\u2ee4\u2ee5\u2ee6\u2ee7\u2ee8\u2ee9\u2eea\u2eec\u2eee\u2ef0\u2ef3",
    "厂乙刀卩兀巳月母民王示肉虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
"""Radicals (Unicode's CJK Radicals Supplement) and the characters that they are; those that stand for no one character are left."""
_NEAR_WIDE, _NEAR = 0.8, 0.4
"""A gap below this share of a character is set spacing, not a space: between two wide characters, beside one."""
_ENOUGH, _OF_HEIGHT = 4, 0.77
"""From so many Chinese characters on their usual width is their size; a line without any is higher than its letters are large."""
_LETTERS = 3
"""A line of so many characters, each apart from the next, is a heading set wide: 文　件　选　编."""
_TWICE = 0.15
"""In heights: the same character drawn so near again is one in bold."""
_FULL_SPACE = "\u3000"
_OTHER_LINE, _BACK = 0.5, 3
"""In heights: how far the middle of a glyph on another line is off, and how far back a glyph on the same line may be drawn."""
_GENERATED = "\u0002\ufffe\u00ad\u200b\ufeff"


class Glyph(NamedTuple):
    """A character and its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Line(NamedTuple):
    """A line's words, its box, and the width of a full character in it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float
    role: str = "text"


def plain(text: str) -> str:
    """Radicals and compatibility characters as the characters that they look like, one for one."""
    return "".join(map(_plain, text.translate(_RADICALS)))


def _plain(character: str) -> str:
    if "\u2f00" <= character <= "\u2fd5" or "\uf900" <= character <= "\ufaff":
        folded = unicodedata.normalize("NFKC", character)
        return folded if len(folded) == 1 else character
    return character


def strange(text: str) -> float:
    """The share of characters that no Chinese text has; a sign that a font names its characters wrongly."""
    named = _CID.sub("\ufffd", text)
    return sum(not _EXPECTED.match(character) for character in named) / len(named) if named else 0.0


def lines(glyphs: Iterable[Glyph | None]) -> list[Line]:
    """The lines of glyphs in reading order; None stands where a line ends for another reason than its place."""
    found: list[Line] = []
    run: list[Glyph] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph is None or (last is not None and _breaks(last, glyph)):
            found += _line(run)
            run, last = [], None
        if glyph is not None and glyph.text not in _GENERATED and not (last and _twice(last, glyph)):
            run.append(glyph)
            last = last if glyph.text.isspace() else glyph
    return found + _line(run)


def _twice(before: Glyph, after: Glyph) -> bool:
    """Whether a glyph is drawn over the same one again."""
    return before.text == after.text and abs(before.left - after.left) + abs(before.top - after.top) < (after.bottom - after.top) * _TWICE


def _breaks(before: Glyph, after: Glyph) -> bool:
    """Whether a glyph stands on another line than the one before it, or further back in the same."""
    if after.text.isspace():
        return False
    height = max(before.bottom - before.top, after.bottom - after.top)
    apart = abs(before.top + before.bottom - after.top - after.bottom) / 2
    return apart > height * _OTHER_LINE or after.left < before.left - height * _BACK


def _line(run: Sequence[Glyph]) -> list[Line]:
    seen = [glyph for glyph in run if not glyph.text.isspace()]
    if not seen:
        return []
    wide = [glyph.right - glyph.left for glyph in seen if _WIDE.match(glyph.text)]
    top, bottom = min(glyph.top for glyph in seen), max(glyph.bottom for glyph in seen)
    em = median(wide) if len(wide) >= _ENOUGH else max(wide) if wide else (bottom - top) * _OF_HEIGHT
    text = plain(_spaced(run, em))
    return [Line(text, min(glyph.left for glyph in seen), top, max(glyph.right for glyph in seen), bottom, em)] if text else []


def _spaced(run: Sequence[Glyph], em: float) -> str:
    """The words of a line with a space where one is seen: a gap, not the set spacing of Chinese."""
    words: list[str] = []
    before: Glyph | None = None
    spaced = ""
    for glyph in run:
        if glyph.text.isspace():
            spaced = _FULL_SPACE if _FULL_SPACE in (spaced, glyph.text) else " "
            continue
        if before is not None:
            wide = bool(_WIDE.match(before.text)) + bool(_WIDE.match(glyph.text))
            gap = glyph.left - before.right
            if spaced == _FULL_SPACE:
                words.append(spaced)
            elif gap > em * _NEAR_WIDE or (spaced and (wide == 0 or (wide == 1 and gap > em * _NEAR))):
                words.append(" ")
        words.append(glyph.text)
        before, spaced = glyph, ""
    letters = "".join(words).split()
    spread = len(letters) >= _LETTERS and all(len(letter) == 1 and _WIDE.match(letter) for letter in letters)
    return "".join(letters if spread else words)


def joined(first: str, second: str) -> str:
    """Two lines as one: no space at a break beside Chinese, one between words of letters."""
    if not first or not second:
        return first + second
    apart = not _WIDE.match(first[-1]) and not _WIDE.match(second[0]) and first[-1] not in "-—/" and first[-1].isascii()
    return f"{first}{' ' if apart and not (first[-1].isdigit() and second[0].isdigit()) else ''}{second}"
