"""A cell of a table and the value that it holds, with a unit that stands in the cell or is handed to it.

A bare number is no figure of running text; here it is one, times the unit of its head: 120.5 under 产值（亿元） is
12050000000 CNY, exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from suance import quantity
from suance.errors import InputError
from suance.model import Comparator, Span
from suance.quantity.numeral import EXACT, FOLD, SCALE

_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?"
"""no leading zero: what begins with one is a code, a date or a telephone number"""
_CELL = re.compile(
    rf"(?P<before>(?:{quantity.LEFT}|[<>]=?|达到?|增长|\s)*)(?P<bracket>[\[(])?(?P<sign>[-+])?(?P<figure>{_NUMBER}(?P<upper>(?:-|~|至){_NUMBER})?)"
    rf"(?P<unit>\s?{SCALE}?\s?(?:{quantity.UNIT})?)(?P<close>[\])])?(?P<after>(?:{quantity.RIGHT}|\s)*)"
)
_BLANK = re.compile(r"[\s\-~_/\\*.…·无略]*|[Nn]/?[Aa]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SIGNS = {"<=": "≤", ">=": "≥", ">": "超", "<": "低于"}
_SIGN = re.compile("[<>]=?")
_YEAR = re.compile(r"(?:19[4-9]|20\d)\d年?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a fact has it, and what a number of it is multiplied by: 亿元 is (CNY, 100000000)."""

    name: str
    factor: Decimal
    word: str
    """as written"""
    per: str = ""
    """what stands after the stroke: 元/台 is per 台"""


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell says: values in the base unit, and the figure's span in the text."""

    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: Comparator
    span: Span
    cumulated: bool = False
    """whether it stands in square brackets, as sums over a plan's years do"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell without the white space around them, and where they stand in the text."""

    text: str
    start: int
    folded: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", self.text.translate(FOLD))

    @property
    def span(self) -> Span:
        """Where its words stand."""
        return self.start, self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing: empty, a dash, 无."""
        return _BLANK.fullmatch(self.folded) is not None

    @property
    def is_year(self) -> bool:
        """Whether it is a year, which may look like a number: 2021."""
        return _YEAR.fullmatch(self.folded) is not None

    @property
    def is_number(self) -> bool:
        """Whether it is nothing but a figure, with or without unit."""
        return self._match() is not None

    def _match(self) -> re.Match[str] | None:
        """The cell as a figure; a length of time, a year with its 年 and a telephone number are none."""
        match = _CELL.fullmatch(self.folded)
        if match is None or _MOBILE.fullmatch(self.folded) or match["unit"].strip() in quantity.DURATIONS:
            return None
        return match

    def value(self, unit: Unit | None) -> Value | None:
        """Its figure, in its own unit or else in the given one; None where it has no unit or is no figure."""
        match = self._match()
        if match is None:
            return None
        own = match["unit"].strip()
        known = _joint(own, unit) if own else unit
        if known is None:
            return None
        start = self.start + (match.start("sign") if match["sign"] else match.start("figure"))
        span = (start, self.start + (match.end("unit") if own else match.end("figure")))
        cumulated = match["bracket"] == "[" and match["close"] == "]"
        if match["bracket"] and not cumulated:
            return None
        if not (match["before"].strip() or match["after"].strip() or match["upper"]):
            value = EXACT.multiply(Decimal(match["figure"].replace(",", "")), known.factor)
            return Value(value.copy_negate() if match["sign"] == "-" else value, None, known.name, "eq", span, cumulated)
        return _compared(match, known, span, cumulated) if not match["sign"] else None


def _joint(own: str, given: Unit | None) -> Unit | None:
    """A cell's own unit; 万 and 亿 alone multiply the unit that is given."""
    if re.fullmatch(SCALE, own):
        scale = quantity.number("1" + own)
        return Unit(given.name, EXACT.multiply(given.factor, scale), own + given.word) if given and scale is not None else None
    return unit_of(own)


def _compared(match: re.Match[str], unit: Unit, span: Span, cumulated: bool) -> Value | None:
    """A figure with words or signs around it (≥3.2, 7左右, 10—15), read as a phrase; the 元 only stands for any unit."""
    before = _SIGN.sub(lambda sign: _SIGNS[sign[0]], match["before"]).replace("增长", "").strip()
    try:
        read = quantity.parse(f"{before}{match['figure']}元{match['after'].strip()}")
    except InputError:
        return None
    upper = None if read.value_max is None else EXACT.multiply(read.value_max, unit.factor)
    return Value(EXACT.multiply(read.value, unit.factor), upper, unit.name, read.comparator, span, cumulated)


_PLAIN_UNIT = re.compile(r"[^\d\s，。；;:：（）()]{1,8}")
_SCALED = re.compile("(万亿|[万亿千百](?!瓦|米|克|分)|)(.+)")


@cache
def unit_of(words: str) -> Unit | None:
    """The unit that words name: 亿元, 万户, %, 元/台, 台（套）; None where they name none that is known."""
    plain = re.sub(r"[（(].*?[）)]", "", words).strip().translate(FOLD)
    head, _, per = plain.partition("/")
    if head.startswith("±") or head.endswith("±"):
        head = head.strip("±")
    if not head or any(character.isdigit() for character in head):
        return None
    try:
        read = quantity.parse("1" + head)
    except InputError:
        return None
    return Unit(read.unit, read.value, words, per) if read.unit and read.comparator == "eq" and read.value_max is None else None


def unit_as_written(words: str) -> Unit | None:
    """The unit of a cell of a unit column, which may be one that nothing else knows: 微克/立方米, 标台."""
    known = unit_of(words)
    if known or not _PLAIN_UNIT.fullmatch(words) or _BLANK.fullmatch(words.translate(FOLD)):
        return known
    match = _SCALED.fullmatch(words)
    scale = quantity.number("1" + match[1]) if match and match[1] in ("万", "亿", "万亿") else None
    return Unit(match[2], scale, words) if match and scale else Unit(words, Decimal(1), words)
