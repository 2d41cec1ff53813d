"""Exact quantities as Chinese policy text writes them: read from a phrase or from running text, and written again.

    parse("最高不超过50万元")              Quantity(500000, CNY, le)
    figures("培育平台50个以上")            [Figure(4, 7, Quantity(50, 个, ge))]
    format_amount(Decimal(880760000000))  8807.6亿元

Values are Decimals in the base unit: 元 for money, 万 and 亿 multiplied in; percentages are numbers of %.
Reading is linear and goes upward: `numeral` (digits to a number), `units` (the words, as data), `mention` (numerals
with their units, joined), and here the comparators that stand beside them. The standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from suance.errors import InputError
from suance.model import Comparator, decimal_text
from suance.quantity.mention import LIST, Mention, mentions
from suance.quantity.numeral import FOLD, NUMERAL, folded, number, scaled
from suance.quantity.units import COMPARATORS, DURATIONS, LEFT, MEASURES, MONEY, RATES, RIGHT, UNIT, Side, comparator_pattern, unit

__all__ = [
    "COMPARATORS", "DURATIONS", "LEFT", "MEASURES", "MONEY", "NUMERAL", "RATES", "RIGHT", "UNIT", "Figure", "Quantity",
    "fen", "figures", "format_amount", "format_quantity", "number", "parse", "unit",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its base unit, and the comparator that the words put on it; `value_max` only with between."""

    value: Decimal
    unit: str
    """CNY USD EUR HKD JPY …, %, pp, 倍, a measure word as written, or empty where the text names none (500亿)"""
    comparator: Comparator = "eq"
    value_max: Decimal | None = None


class Figure(NamedTuple):
    """A quantity and its span in a text: the numeral and its unit, without comparator words."""

    start: int
    end: int
    quantity: Quantity


def figures(text: str) -> list[Figure]:
    """All figures with a unit in running text, in order; a range is one figure, a list shares its last unit.

    The comparator words beside a figure are in its quantity, not in its span; 余 and 多 within it are in both.
    Left out: ordinals, years, a single 一 or 二 before a measure word, class names (千亿级), and numerals without
    a unit but for amounts in 万 or 亿 (500亿), whose unit is empty.
    """
    return [Figure(found.mention.start, found.mention.end, found.quantity) for found in _read(folded(text), whole=False)]


def parse(text: str) -> Quantity:
    """The quantity that a whole phrase is: 1000亿元, 3%, 不低于100万元, 10%—15%, 3400余家, 100—500亩（含500亩）.

    Raises InputError where the phrase is not exactly one quantity or its comparator words contradict each other.
    """
    phrase = text.translate(FOLD).strip()
    found = _read(phrase, whole=True)
    hint = "写法如 1000亿元、3%、2万件、43%左右、10%—15%、不超过50万元"
    if len(found) != 1:
        raise InputError(f"{'不止一个数量' if found else '读不出数量'}：“{text}”", hint=hint)
    only = found[0]
    if not _NEUTRAL_BEFORE.fullmatch(phrase[: only.start]) or not _NEUTRAL_AFTER.fullmatch(phrase[only.end :]):
        raise InputError(f"数量旁有读不懂的字：“{text}”", hint=hint)
    if _combined(only.comparators) is None or (only.quantity.comparator == "between" and only.comparators - {"approx"}):
        raise InputError(f"限定词互相矛盾：“{text}”", hint="一个数量只有一个方向：超过、以上，或不超过、以下")
    return only.quantity


_NEUTRAL_BEFORE = re.compile("(?:以|达到|达|高达|多达|为|介于|在|控制在|保持在|稳定在)? ?(?:人民币)? ?")
_NEUTRAL_AFTER = re.compile(" ?(?:之间|不等|人民币|整)?")

# ── comparators ──────────────────────────────────────────────────────────────

_BRACKET = re.compile(r"\((不?含)([^()]{0,12})\)")
_WORDS = rf"(?P<words>(?:[ \u3000\xa0]?{RIGHT}){{1,2}})"
_AFTER = re.compile(rf"(?:/[^\d\s/()，。；、]{{1,4}}?)?(?:\([^()]{{1,20}}\))?{_WORDS}")
_RIGHT_AFTER = re.compile(_WORDS)
"""for a phrase that is nothing but a quantity: what stands between is not passed over in silence"""
_FILLERS: dict[Comparator, str] = {
    "le": "额度|限额|比例|金额|每年|不得|可|达|到|为|给予|奖励|奖补|补助|补贴|资助|支持|配套|按照|按|评选|遴选|一次性|人民币| ",
    "approx": "达|到|占|为|全国|的|人民币| ",
    "gt": "达|到|了|人民币| ", "ge": "达|到|了|人民币| ", "lt": "达|到|了|人民币| ",
}  # fmt: skip
_BEFORE = re.compile("(?:" + "|".join(f"(?:{comparator_pattern('left', only)}(?:{fillers})*)" for only, fillers in _FILLERS.items()) + r")+\Z")
_BEFORE_ENDS = frozenset(
    words[-1] for words in (*(w for w, side, _ in COMPARATORS if side == "left"), *(w for words in _FILLERS.values() for w in words.split("|")))
)
"""what the words before a figure may end with; most figures have other words before them"""
_MEANING = {(word, side): comparator for word, side, comparator in COMPARATORS}
_SIDES: dict[Side, re.Pattern[str]] = {"left": re.compile(LEFT), "right": re.compile(RIGHT)}
_LOOK_BACK = 16
_NONE: frozenset[Comparator] = frozenset()
_BOUNDS: frozenset[Comparator] = frozenset(("ge", "gt", "le", "lt"))


class _Found(NamedTuple):
    """A mention with the comparators of the words on both sides, and the span that the words reach."""

    mention: Mention
    before: frozenset[Comparator]
    after: frozenset[Comparator]
    closed: dict[Comparator, Comparator]
    """what （含） or （不含） makes of a comparator"""
    start: int
    end: int

    @property
    def comparators(self) -> frozenset[Comparator]:
        if not self.before and not self.after and self.mention.comparator == "eq" and not self.closed:
            return _NONE
        found = self.before | self.after | {self.mention.comparator}
        return frozenset({self.closed.get(c, c) for c in found} - {"eq"})

    @property
    def quantity(self) -> Quantity:
        """In running text, words that contradict each other count as none."""
        name, power = unit(self.mention.word)
        value = scaled(self.mention.value or Decimal(0), power)
        if self.mention.upper is not None:
            return Quantity(value, name, "between", scaled(self.mention.upper, power))
        return Quantity(value, name, _combined(self.comparators) or "eq")


def _read(text: str, *, whole: bool) -> list[_Found]:
    """The figures of a folded text; `whole` drops the cautions of running text."""
    found: list[_Found] = []
    covered = 0
    for mention in mentions(text, whole=whole):
        if mention.value is None or mention.start < covered:
            continue
        read = _compared(text, mention, whole)
        covered = read.end if read.closed else covered
        if whole or ((mention.word or mention.scale >= 4) and _is_backed(read)):
            found.append(read)
    return _listed(text, found)


def _is_backed(found: _Found) -> bool:
    """Whether a bare multiplier has a comparator beside it, and 一 or 二 a bound."""
    needed = {"": True, "comparator": bool(found.comparators), "bound": bool(found.comparators & _BOUNDS)}
    return needed[found.mention.needs]


def _compared(text: str, mention: Mention, whole: bool) -> _Found:
    """The mention with the comparator words beside it; 近三年 and 近5年内 are no estimates but spans of time."""
    near = text[mention.start - 1 : mention.start] in _BEFORE_ENDS
    words = _BEFORE.search(text, max(0, mention.start - _LOOK_BACK), mention.start) if near else None
    if words is not None and mention.word in DURATIONS and words[0].rstrip().endswith("近"):
        return _Found(mention, frozenset(), frozenset(), {}, mention.start, mention.end)
    before = _meanings("left", words[0]) if words else _NONE
    closed, end = _closed(text, mention, mention.end)
    after = (_RIGHT_AFTER if whole else _AFTER).match(text, end)
    end = after.end() if after else end
    if not closed:
        closed, end = _closed(text, mention, end)
    return _Found(mention, before, _meanings("right", after["words"]) if after else _NONE, closed, words.start() if words else mention.start, end)


def _listed(text: str, found: list[_Found]) -> list[_Found]:
    """Lists of one unit share the words before the first (超90亿元、45亿元) and after the last (10%、11%左右)."""
    out = list(found)
    for i in range(1, len(out)):
        if not out[i].comparators and _is_list(text, out[i - 1], out[i]):
            out[i] = out[i]._replace(before=out[i - 1].before)
    for i in reversed(range(len(out) - 1)):
        if not out[i].comparators and _is_list(text, out[i], out[i + 1]):
            out[i] = out[i]._replace(after=out[i + 1].after, closed=out[i + 1].closed)
    return out


def _is_list(text: str, first: _Found, second: _Found) -> bool:
    return first.mention.word == second.mention.word and LIST.fullmatch(text, first.mention.end, second.mention.start) is not None


def _meanings(side: Side, words: str) -> frozenset[Comparator]:
    return frozenset(_MEANING[word, side] for word in _SIDES[side].findall(words))


def _closed(text: str, mention: Mention, at: int) -> tuple[dict[Comparator, Comparator], int]:
    """What （含） or （不含50人） right there makes of a comparator, and where the text goes on."""
    match = _BRACKET.match(text, at)
    if match is None or not (match[2] in ("", "本数") or text[mention.start : mention.end].endswith(match[2])):
        return {}, at
    if match[1] == "含":
        return {"gt": "ge", "lt": "le"}, match.end()
    return {"ge": "gt", "le": "lt", "eq": "lt" if mention.upper is not None else "eq"}, match.end()


def _combined(comparators: frozenset[Comparator]) -> Comparator | None:
    """One comparator for all words around a figure; None where they contradict. 约 gives way to a bound, 以上 to 超."""
    bounds = comparators - {"approx"}
    if not bounds:
        return "approx" if comparators else "eq"
    if bounds <= {"gt", "ge"}:
        return "gt" if "gt" in bounds else "ge"
    if bounds <= {"lt", "le"}:
        return "lt" if "lt" in bounds else "le"
    return None


# ── writing ──────────────────────────────────────────────────────────────────

_HAN_SCALES = (("万亿", 12), ("亿", 8), ("万", 4), ("", 0))
_ENGLISH_SCALES = ((" trillion", 12), (" billion", 9), (" million", 6), ("", 0))
_MONEY_WORDS = {code: word for word, code in reversed(MONEY.items())}
_FORMS: dict[Comparator, str] = {
    "eq": "{}", "ge": "{}以上", "gt": "超{}", "le": "不超过{}", "lt": "不足{}", "approx": "{}左右", "between": "{}—{}",
}  # fmt: skip


def format_amount(value: Decimal, *, lang: str = "zh") -> str:
    """An amount in 元 in its shortest exact form: 8807.6亿元, 200万元, 12345.67元; in English CNY 880.76 billion."""
    if lang == "zh":
        return f"{_scaled_text(value)}元"
    forms = [(scaled(abs(value), -power), name) for name, power in _ENGLISH_SCALES]
    size, name = min((form for form in forms if form[0] >= 1 or not form[1]), key=lambda form: len(decimal_text(form[0])))
    whole, _, rest = decimal_text(size).partition(".")
    return f"{'-' if value < 0 else ''}CNY {int(whole):,}{'.' + rest if rest else ''}{name}"


def _scaled_text(value: Decimal) -> str:
    """The shortest of the forms with 万亿, 亿, 万 or none, the larger unit where two are equally short."""
    forms = [(scaled(value, -power), word) for word, power in _HAN_SCALES]
    return min((decimal_text(v) + word for v, word in forms if abs(v) >= 1 or not word), key=len)


def format_quantity(quantity: Quantity) -> str:
    """The phrase that `parse` reads as this quantity: 500亿元以上, 超2万件, 10%—15%."""
    ends = [quantity.value] if quantity.value_max is None else [quantity.value, quantity.value_max]
    word = {"pp": "个百分点"}.get(quantity.unit) or _MONEY_WORDS.get(quantity.unit, quantity.unit)
    plain = quantity.unit in ("%", "pp", "倍")
    return _FORMS[quantity.comparator].format(*((decimal_text(v) if plain else _scaled_text(v)) + word for v in ends))


def fen(value: Decimal) -> int:
    """An amount in 元 as whole 分; InputError where it is not a whole number of 分."""
    if not value.is_finite() or (hundredfold := scaled(value, 2)) != hundredfold.to_integral_value():
        raise InputError(f"金额不是整分：{value}元", hint="最多两位小数")
    return int(hundredfold)
