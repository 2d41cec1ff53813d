"""The lexer: one pass over the text gives its figures, titles, known words and places.

Figures come from `quantity`; what only running text has is added here: ranks (全国第3位), people counted without a
measure word, shares of a whole (一半). What stands inside a title or a document number is no figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from suance import quantity
from suance.extract.lexicon import Words, data, lexicon, pattern
from suance.extract.places import Place, find_places
from suance.model import Comparator, Span

_CURRENCIES = frozenset(quantity.MONEY.values())
_TITLE = re.compile(r"《([^《》\n]{1,120}(?:[〈《][^〈〉《》\n]{1,80}[〉》][^《》\n]{0,60})?)》")
_MASK = re.compile(
    r"(?=[〔\[【(（A-Za-z\d])(?:[〔\[【(（](?:19|20)\d\d[〕\]】)）]第?\s*\d*\s*号?|https?://\S+|(?:19|20)\d\d年版|(?<![A-Za-z])[A-Za-z]++[_\-/]?\d[\dA-Za-z.\-_]*|(?<!\d)\d++(?!(?:[kMGT]?Wh?|TEU|[TPE]B|[PE]F[Ll][Oo][Pp][Ss])(?![A-Za-z]))[A-Za-z]++\d*+(?=[\u4e00-\u9fff]))"
)
_LEFT = re.compile(rf"(?:{quantity.LEFT}\s?)+$")
_LEFT_ENDS = frozenset(word[-1] for word, side, _ in quantity.COMPARATORS if side == "left")
_RIGHT = re.compile(rf"\s?{quantity.RIGHT}")
_ACROSS = pattern("token.across")
"""comparator words that a verb parts from their figure: 最高奖励 50 万元, 每年最多评选 10 个, 只奖励一个, 超过了 6.3 万家"""
_FAR = pattern("token.far")
_FAR_MEANS: dict[str, Comparator] = {"不低于": "ge", "不少于": "ge", "不超过": "le", "约为": "approx", "约是": "approx"}
"""what a multiple is compared with stands between the comparator and the figure: 不低于出资额的1.5倍"""
_RATIO = re.compile("[:：∶]")
_ONE = pattern("token.one")
_RANK = pattern("token.rank")
_RANK_WORD = pattern("token.rank_word")
_RANK_PLACE = pattern("token.rank_place")
_PEOPLE = pattern("token.people")


class Figure(NamedTuple):
    """A figure of the text; `left` and `right` take in its comparator words."""

    start: int
    end: int
    left: int
    right: int
    value: Decimal
    unit: str
    comparator: Comparator
    sort: str
    """money, percent, pp, multiple, ratio, rank, duration or count"""
    value_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A title in 《》: its span without the marks, and whether it names a policy document."""

    start: int
    end: int
    text: str
    policy: bool


@dataclass(frozen=True, slots=True)
class Lexed:
    """All that the lexer found, each list in the order of the text."""

    text: str
    figures: list[Figure]
    titles: list[Title]
    words: Words
    places: list[Place]

    def in_title(self, position: int) -> bool:
        """Whether a place of the text lies inside 《》."""
        index = bisect_right(self.titles, position, key=lambda title: title.start) - 1
        return index >= 0 and position < self.titles[index].end

    def classes_in(self, start: int, end: int) -> int:
        """The classes of the known words that lie within the span."""
        starts, ends, classes = self.words
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        while high > low and ends[high - 1] > end:
            high -= 1
        return reduce(or_, classes[low:high], 0)

    def words_of(self, name: str) -> list[Span]:
        """The spans of the known words of a class."""
        mask = lexicon().mask([name])
        return [(start, end) for start, end, classes in zip(*self.words, strict=True) if classes & mask]

    def places_in(self, start: int, end: int) -> Sequence[Place]:
        """The places that lie within the span."""
        low = bisect_left(self.places, start, key=lambda place: place.start)
        high = bisect_right(self.places, end, key=lambda place: place.end)
        return self.places[low:high]


def lex(text: str, home: Place | None = None) -> Lexed:
    """The figures, titles, words and places of a text; `home` is the document's own region, which the table may not have."""
    titles = find_titles(text)
    hidden = sorted([(title.start, title.end) for title in titles] + [match.span() for match in _MASK.finditer(text)])
    figures = [figure for figure in _figures(text) if not _hidden(figure, hidden)]
    return Lexed(text, figures, titles, lexicon().find(text), find_places(text, home if home and (not home.is_listed or home.level == 6) else None))


def _hidden(figure: Figure, spans: Sequence[Span]) -> bool:
    index = bisect_right(spans, (figure.start, len(spans) and spans[-1][1])) - 1
    return index >= 0 and spans[index][0] <= figure.start and figure.start < spans[index][1]


@cache
def _policy_title() -> re.Pattern[str]:
    words = data("words", "instruments.toml")
    tail = "(?:[（(][^（）()]{1,24}[）)])*"
    return re.compile("(?:" + "|".join(words["heads"]) + f"){tail}$")


def find_titles(text: str) -> list[Title]:
    """The titles in 《》; a policy document's ends with one of the heads of words/instruments.toml."""
    return [Title(m.start(1), m.end(1), m[1], bool(_policy_title().search(m[1]))) for m in _TITLE.finditer(text)]


def _figures(text: str) -> list[Figure]:
    """Quantities and ranks in the order of the text."""
    ranks = _ranks(text)
    taken = {rank.start for rank in ranks}
    plain = [figure for figure in (_figure(text, found) for found in quantity.figures(text)) if figure and figure.start not in taken]
    taken |= {figure.start for figure in plain}
    ones = [figure for figure in _ones(text) if figure.start not in taken]
    return sorted(plain + ranks + ones, key=lambda figure: (figure.start, figure.end))


def _ones(text: str) -> list[Figure]:
    """A quota of one, which elsewhere is no figure: 最多奖励一场, 只奖励一个."""
    found = []
    for match in _ONE.finditer(text):
        across = _ACROSS.search(text, max(0, match.start("numeral") - 10), match.start("numeral"))
        if across and across["le"]:
            start, end = match.start("numeral"), match.end("unit")
            found.append(Figure(start, end, across.start(), end, Decimal(1), match["unit"], "le", "count"))
    return found


def _across(text: str, figure: Figure) -> Figure:
    """The figure with the comparator that a verb parts from it, where it has none of its own."""
    if figure.comparator != "eq":
        reach = _ACROSS.search(text, max(0, figure.left - 14), figure.left)
        return figure._replace(left=reach.start()) if reach and reach["le"] and figure.comparator == "le" else figure
    if figure.sort == "multiple" and (far := _FAR.search(text, max(0, figure.left - 30), figure.left)):
        return figure._replace(comparator=_FAR_MEANS[far[1]])
    match = _ACROSS.search(text, max(0, figure.left - 14), figure.left)
    if not match or (match["le"] in ("只", "仅", "限") and figure.sort != "count"):
        return figure
    return figure._replace(left=match.start(), comparator="le" if match["le"] else "ge" if match["ge"] else "gt")


def _figure(text: str, found: quantity.Figure) -> Figure | None:
    """A quantity with its sort; None where a bare number counts nothing that can be named."""
    amount = found.quantity
    near = text[found.start - 1 : found.start]
    left = _LEFT.search(text, max(0, found.start - 10), found.start) if near in _LEFT_ENDS or near.isspace() else None
    right = _RIGHT.match(text, found.end)
    figure = Figure(
        found.start, found.end, left.start() if left else found.start, right.end() if right else found.end,
        amount.value, amount.unit, amount.comparator, _sort(text, found), amount.value_max,
    )  # fmt: skip
    if _names_a_class(text, figure):
        return None
    if amount.unit:
        return _across(text, _as_rank(text, figure))
    if _PEOPLE.match(text, found.end):
        return figure._replace(unit="人")
    if "亿" in text[found.start : found.end] or (text[found.end - 1] in "千万" and amount.value >= 10**11):
        return figure._replace(unit="CNY", sort="money")
    return None


_CLASS_BEFORE = pattern("token.class_before")
_CLASS_AFTER = pattern("token.class_after")
_CLASS_OF = pattern("token.class_of")
_PROJECT = pattern("token.project")
_WORKING = re.compile(r"[\u4e00-\u9fff”]")


def _names_a_class(text: str, figure: Figure) -> bool:
    """前三名, 各大万亿GDP城市, 倍增企业: names that hold a numeral, no figures."""
    written, before = text[figure.start : figure.end], text[max(0, figure.left - 2) : figure.left]
    if figure.sort == "multiple" and not any(c.isdigit() for c in written) and "倍增" in written:
        return bool(_WORKING.match(text, figure.end)) or before.endswith(("和效益", "“"))
    if figure.unit in ("名", "位", "家", "强") and before.endswith(("前", "后")):
        return True
    if figure.unit in ("", "CNY") and not any(c.isdigit() or c in "一二三四五六七八九两" for c in written) and _CLASS_OF.match(text, figure.end):
        return True
    if text.endswith("年产", 0, figure.start) and _PROJECT.match(text, figure.end):
        return True
    bare = figure.unit in ("", "CNY") and not any(c in "0123456789一二三四五六七八九两" for c in written)
    return bare and bool(_CLASS_BEFORE.search(before)) and bool(_CLASS_AFTER.match(text, figure.end))


def _sort(text: str, found: quantity.Figure) -> str:
    unit = found.quantity.unit
    if unit == "%":
        return "ratio" if _RATIO.search(text, found.start, found.end) else "percent"
    if unit in _CURRENCIES:
        return "money"
    if unit in quantity.DURATIONS and unit != "岁":
        return "duration"
    return {"pp": "pp", "倍": "multiple"}.get(unit, "count")


def _as_rank(text: str, figure: Figure) -> Figure:
    """近80位 after 排名 is a rank, 93位院士 a count."""
    if figure.unit in ("位", "名") and _RANK_PLACE.search(text, max(0, figure.left - 20), figure.left):
        return figure._replace(unit="位", sort="rank")
    return figure


def _ranks(text: str) -> list[Figure]:
    """Places in an order: 全国第3位, 位居第三, 保持全国首位; the span leaves 第 out."""
    found = []
    for match in _RANK.finditer(text):
        if not _RANK_WORD.search(text, max(0, match.start() - 8), match.start()):
            continue
        place = match["place"]
        start, end = (match.span("place")) if place else match.span()
        value = quantity.number(place) if place else Decimal(1)
        if value is not None:
            found.append(Figure(start, end, match.start(), match.end(), value, "位", "eq", "rank"))
    return found
