"""Numerals with their units, found in running text and joined: 三分之一, 3元5角, 10万元—100万元, 10、20、30万元.

One pass of a linear pattern over the text, then three over its numerals. The text is folded (`numeral.FOLD`), so
that full-width digits, dashes and brackets have one form; folding moves no offset.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal, NamedTuple

from suance.model import Comparator
from suance.quantity.numeral import EXACT, HAN, NUMERAL, SCALE, number, scale_power, scaled
from suance.quantity.units import DURATIONS, MONEY, RATES, UNIT, unit

_NAMED: dict[str, tuple[str, str, Comparator]] = {
    "倍增": ("2", "倍", "eq"), "翻番": ("2", "倍", "eq"), "翻一番": ("2", "倍", "eq"), "翻两番": ("4", "倍", "eq"), "翻三番": ("8", "倍", "eq"),
    "翻了一番": ("2", "倍", "eq"), "翻了两番": ("4", "倍", "eq"),
    "减半": ("0.5", "倍", "eq"), "折半": ("0.5", "倍", "eq"), "一半": ("50", "%", "eq"), "半数": ("50", "%", "eq"), "过半": ("50", "%", "gt"),
}  # fmt: skip
_GAP = "[ \u3000\xa0]?"
_TOKEN = re.compile(
    rf"(?=[{HAN}千0-9０-９半¥\-{''.join(sorted({word[0] for word in _NAMED}))}])"
    rf"(?:(?P<named>倍增(?![计工行器效动”])|{'|'.join(sorted(_NAMED.keys() - {'倍增'}))})"
    rf"|(?P<sign>(?:(?<=[\s为是至达到速率长过于超约足(:,，、])|\A)-)?(?P<symbol>¥{_GAP})?(?P<numeral>{NUMERAL}|(?<![上下前后大])半(?=年|个月|天|小时|个小时))"
    rf"(?:(?P<more>[余多来](?![自源]))(?P<after>{SCALE})?|{_GAP}(?P<apart>{SCALE})(?={_GAP}{UNIT}))?"
    rf"(?:{_GAP}(?P<unit>{UNIT}))?(?P<half>(?<=[成倍年])半(?![数导径]))?(?P<over>(?<=[成倍年半])多(?![元种个层家项次样方边部]))?)"
)
"""what a numeral may begin with comes first, so that other characters are passed over at once"""
_MORE: dict[str | None, Comparator] = {"余": "gt", "多": "gt", "来": "approx", None: "eq"}
_OWN_SCALE = re.compile("(?:(?<=[0-9])[百千])?(?:万亿?|亿)$|(?<=[0-9])[百千]$")
_IDENTIFIER = re.compile("(?:^|[^A-Za-z])[A-Za-z]-?$")
_ZERO_LED, _MONTH = re.compile("0[0-9]"), re.compile("[0-9]{1,2}月")
_FINANCIAL = re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]")


class Mention(NamedTuple):
    """A numeral on its way to a figure."""

    start: int
    end: int
    value: Decimal | None
    """before the unit's power of ten; None where the numeral is no figure (第三, 2022年)"""
    word: str = ""
    """the unit as written"""
    scale: int = 0
    """the power of ten of its own 万 or 亿"""
    comparator: Comparator = "eq"
    upper: Decimal | None = None
    needs: Literal["", "comparator", "bound"] = ""
    """what must stand beside it in running text: 万列 is a figure in 超万列, 一场 in 最多一场 but not in 约一场"""


def mentions(text: str, *, whole: bool) -> list[Mention]:
    """The numerals of a folded text, in order, joined; those that are no figures keep their place without a value.

    `whole` is for a phrase that is nothing but a quantity: it drops the cautions of running text.
    """
    read = [_named(match) if match["named"] else _mention(text, match, whole) for match in _TOKEN.finditer(text)]
    return _shared(text, _ranges(text, _joined(text, _ordinals(text, read))))


def _named(match: re.Match[str]) -> Mention:
    value, word, comparator = _NAMED[match["named"]]
    return Mention(*match.span(), Decimal(value), word, comparator=comparator)


def _mention(text: str, match: re.Match[str], whole: bool) -> Mention:
    numeral = match["numeral"]
    value = number(numeral)
    if value is None or not (whole or _counts(text, match, value)):
        return Mention(*match.span(), None)
    later = scale_power(match["after"] or match["apart"] or "")
    own = _OWN_SCALE.search(numeral)
    value = scaled(value, later) if later else value
    value = EXACT.add(value, Decimal("0.5")) if match["half"] else value
    return Mention(
        *match.span(),
        value.copy_negate() if match["sign"] else value,
        match["unit"] or ("元" if match["symbol"] else ""),
        later or scale_power(own[0] if own else ""),
        "gt" if match["over"] else _MORE[match["more"]],
        needs="comparator" if not later and numeral in ("百", "千", "万", "亿") else "bound" if _is_article(numeral, match["unit"]) else "",
    )


def _is_article(numeral: str, word: str | None) -> bool:
    """Whether 一 or 二 before a measure word counts no more than an article does: 一批, 一个, 二次."""
    return numeral in ("一", "二") and word is not None and not (word in MONEY or word in RATES or word in DURATIONS)


def _counts(text: str, match: re.Match[str], value: Decimal) -> bool:
    """Whether a numeral of running text is a figure, and not a name, an ordinal, a date, a class or the rest of another (2 000)."""
    word, before = match["unit"] or "", text[match.start() - 1 : match.start()] if match.start() else ""
    after = text[match.end() : match.end() + 5]
    if before == "第" or (before in ("前", "头") and word in DURATIONS):
        return False
    if (not word or word in MONEY) and after.startswith("级") and not after.startswith("级规模"):
        return False
    if (word == "届" and "全会" in after) or (word == "分" and before in ("时", "点", ":")):
        return False
    if word == "年" and len(match["numeral"]) == 4 and not match["more"] and 1900 <= value <= 2100:
        return False
    if match["numeral"][0] in "0123456789":
        if _ZERO_LED.match(match["numeral"]):
            return False
        named = _IDENTIFIER.search(text[max(0, match.start() - 2) : match.start()]) and word not in MONEY and word != "%"
        return not named and not (word == "年" and _MONTH.match(after))
    return _han_counts(match, word, before)


def _han_counts(match: re.Match[str], word: str, before: str) -> bool:
    """The same for a Chinese numeral: 数百家, “九条龙”, 陆家嘴, 三元材料, 一批 and 十分 are none."""
    numeral, money = match["numeral"], word in MONEY
    if before in ("数", "几", "双") or (before in ("每", ")") and numeral[0] in "百千万亿") or (before == "“" and not money and word not in RATES):
        return False
    if word in ("分", "角") or (_FINANCIAL.search(numeral) and not money):
        return False
    if money:
        return len(numeral) > 1 or numeral in "两十百千万亿" or bool(match["after"] or match["apart"])
    return bool(word) or numeral not in ("百万", "千万")


def _ordinals(text: str, items: list[Mention]) -> list[Mention]:
    """The items with those of a list or range that starts with 第 (第1、2、3名) made no figures."""
    out: list[Mention] = []
    ordinal = False
    for item in items:
        follows = ordinal and any(mark.fullmatch(text, out[-1].end, item.start) for mark in (LIST, _RANGE))
        ordinal = text[item.start - 1 : item.start] == "第" or follows
        out.append(item._replace(value=None) if follows else item)
    return out


# ── joining numerals ─────────────────────────────────────────────────────────

_RANGE = re.compile(rf"(?:\(不?含\))?{_GAP}(?:-{{1,2}}|~|至|到){_GAP}")
LIST = re.compile("[、/]|和|及|与|或|以及|或者")
"""What stands between the items of a list."""


def _joined(text: str, items: list[Mention]) -> list[Mention]:
    """Neighbours that are one number, made one: 三分之一, 1/3, 1:1, 3元5角."""
    out: list[Mention] = []
    for item in items:
        last = out[-1] if out else None
        merged = _join(last, item, text) if last is not None and item.start - last.end <= 2 else None
        if merged is None:
            out.append(item)
        else:
            out[-1] = merged
    return out


def _join(a: Mention, b: Mention, text: str) -> Mention | None:
    between = text[a.end : b.start]
    if a.value is None or b.value is None:
        return None
    if between == "分之" and not a.word and not b.word:
        return _percent(a, b, b.value, a.value)
    if between == "/" and not (a.word or b.word or a.scale or b.scale) and _is_fraction(text, a, b):
        return _percent(a, b, a.value, b.value)
    if between == ":" and a.value == 1 and not (a.word or b.word) and _is_ratio(text, a, b):
        return _percent(a, b, b.value, a.value)
    if between == "" and a.word in ("元", "角") and b.word in ("角", "分"):
        power = -1 if b.word == "角" else (-2 if a.word == "元" else -1)
        return a._replace(end=b.end, value=EXACT.add(a.value, scaled(b.value, power)))
    return None


def _is_fraction(text: str, a: Mention, b: Mention) -> bool:
    """1/3 and 1/12, but neither a date (5/20), nor 4/5G, nor a list (30/50/80)."""
    if a.value is None or b.value is None or not 0 < a.value < b.value <= (100 if a.value == 1 else 10):
        return False
    return text[a.start - 1 : a.start] != "/" and re.match("[/A-Za-z]", text[b.end : b.end + 1]) is None


def _is_ratio(text: str, a: Mention, b: Mention) -> bool:
    """1:1 and 1:0.5, but neither a clock time (1:30) nor part of a longer one."""
    around = text[a.start - 1 : a.start] + text[b.end : b.end + 1]
    short = b.end - b.start == 1 or "." in text[b.start : b.end]
    return ":" not in around and (short or text.startswith(("比例", "的比例"), b.end))


def _percent(a: Mention, b: Mention, part: Decimal, of: Decimal) -> Mention | None:
    """part/of as a percentage: exact for hundredths, thousandths …, otherwise two decimals, half up (三分之一 33.33)."""
    if not of:
        return None
    if of in (1, 100, 1000, 10000):
        return Mention(a.start, b.end, scaled(part, 3 - len(str(of))), "%")
    hundredths = floor(Fraction(part) / Fraction(of) * 10000 + Fraction(1, 2))
    return Mention(a.start, b.end, scaled(Decimal(hundredths), -2), "%")


def _ranges(text: str, items: list[Mention]) -> list[Mention]:
    """Two ends that make a range, made one: 10万元—100万元, 5%-20%, 1-100亿元, 百分之五至十."""
    out: list[Mention] = []
    for item in items:
        last = out[-1] if out else None
        merged = None
        if last is not None and _RANGE.fullmatch(text, last.end, item.start) and text[last.start - 1 : last.start] not in ("从", "由", "自"):
            merged = _range(last, item)
        if merged is None:
            out.append(item)
        else:
            out[-1] = merged
    return out


def _range(a: Mention, b: Mention) -> Mention | None:
    """One item with both ends; the lower end takes unit and multiplier of the upper where it has none of its own."""
    if a.value is None or b.value is None or a.upper is not None or a.comparator != "eq":
        return None
    word = b.word or (a.word if a.word == "%" else "")
    if a.word and unit(a.word) != unit(word):
        return None
    for power in (0,) if a.word or a.scale else (b.scale, 0):
        low = scaled(a.value, power)
        if low < b.value:
            return b._replace(start=a.start, value=low, upper=b.value, word=word)
    return None


def _shared(text: str, items: list[Mention]) -> list[Mention]:
    """Lists that share a unit: it flows leftward, and its 万 or 亿 where the item has none (10、20、30万元)."""
    out = list(items)
    for i in range(len(out) - 2, -1, -1):
        a, b = out[i], out[i + 1]
        if a.value is None or b.value is None or a.word or not b.word or not LIST.fullmatch(text, a.end, b.start):
            continue
        if not a.scale and _is_list_mark(text, a):
            continue
        power = 0 if a.scale else b.scale
        upper = None if a.upper is None else scaled(a.upper, power)
        out[i] = a._replace(value=scaled(a.value, power), upper=upper, word=b.word, scale=a.scale or b.scale)
    return out


def _is_list_mark(text: str, item: Mention) -> bool:
    """The 1、 at the start of a line."""
    return item.end - item.start <= 2 and item.start > 0 and text[item.start - 1] == "\n"
