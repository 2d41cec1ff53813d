"""Numerals as Chinese text writes them, exact: Arabic, Chinese, mixed and financial; the standard library only.

    number("2.5万亿") == Decimal(2500000000000)      number("壹佰万") == Decimal(1000000)

Every pattern is linear: a run of digits is possessive and is never entered in its middle.
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import lru_cache

from suance.model import decimal_text

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that never rounds; for sums, products and powers of ten."""

FOLD = str.maketrans("０１２３４５６７８９．％：∶（）〇○萬億－–—―─−～￥", "0123456789.%::()零零万亿------~¥")
"""Full-width digits, signs and brackets, dashes and old forms to one form each; one to one, so that no offset moves."""
_FOLDED = re.compile(f"[{''.join(map(chr, FOLD))}]+")
_FINANCIAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_BARE = ("万", "亿", "万亿")
_TEN_TO = [int(10**n) for n in range(13)]

_D = "0-9０-９"
HAN = "零〇○一二三四五六七八九两十廿卅百万亿萬億壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
_KILO = "千(?![瓦米克赫伏帕卡焦])"
"""千 as a multiplier: not the first half of 千瓦, 千米 …"""
SCALE = f"(?:[百千]?(?:[万萬][亿億]?|[亿億])|百(?!分点)|{_KILO})"
_ARABIC = rf"(?<![{_D}])(?<![{_D}][.．])(?>[{_D}]{{1,3}}(?:,[{_D}]{{3}})+(?![{_D}])|[{_D}]++)(?:[.．][{_D}]++)?+"
NUMERAL = (
    rf"(?:{_ARABIC}(?:{SCALE}(?:[{_D}]{{1,4}}(?:[百千]?[万萬]|百|{_KILO}))*+)?+"
    rf"|(?<![{HAN}千])(?:[{HAN}]|{_KILO})++(?:点[零〇一二三四五六七八九]++{SCALE}?+)?+)"
)
"""Regex source of a numeral as written, no capturing group. What it matches is a number only where `number` says so (一二 is none)."""

_MIXED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([百千]?(?:万亿?|亿)|[百千])?((?:\d{1,4}(?:[百千]?万|[百千]))*)", re.ASCII)
_SECTION = "(?:(?:[一二三四五六七八九两]千)?(?:零?[一二三四五六七八九两]百)?(?:零?[一二三四五六七八九]?十)?(?:零?[一二三四五六七八九两])?|[百千])"
_CHINESE = re.compile(f"(?:(?:({_SECTION})万)?(零?{_SECTION})亿)?(?:(零?{_SECTION})万)?(零?{_SECTION})")
_POSITIONAL = re.compile("[零一二三四五六七八九]{4,}|(?=.?.?零)[零一二三四五六七八九]{3}")
_POINT = re.compile("([^点]+)点([零一二三四五六七八九]+)([百千]?(?:万亿?|亿)|[百千])?")


@lru_cache(maxsize=8)
def folded(text: str) -> str:
    """The text with one form for each sign (`FOLD`); times and quantities of one document share it."""
    return _FOLDED.sub(lambda match: match[0].translate(FOLD), text)


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """The value of a numeral: 1,234.5, 2.5万亿, 一万五千亿, 一点五亿, 壹佰万, 廿五, 半; None where it is not one (数十, 三四)."""
    plain = text.translate(FOLD).translate(_FINANCIAL).replace("廿", "二十").replace("卅", "三十")
    if plain == "半":
        return Decimal("0.5")
    if match := _MIXED.fullmatch(plain):
        return _mixed(match)
    if match := _POINT.fullmatch(plain):
        whole = _chinese(match[1])
        digits = "".join(str(_DIGITS[c]) for c in match[2])
        return None if whole is None else scaled(Decimal(f"{whole}.{digits}"), scale_power(match[3] or ""))
    return _chinese(plain)


def _mixed(match: re.Match[str]) -> Decimal | None:
    """Arabic digits with multipliers: 3千万, 1亿5000万; None where the multipliers do not fall."""
    unit = scale_power(match[3] or "")
    value = scaled(Decimal(match[1].replace(",", "") + (match[2] or "")), unit)
    for digits, scale in re.findall("([0-9]+)([^0-9]+)", match[4]):
        part = scaled(Decimal(digits), scale_power(scale))
        if part >= scaled(Decimal(1), unit):
            return None
        value, unit = EXACT.add(value, part), scale_power(scale)
    return value


def _chinese(text: str) -> Decimal | None:
    """A well-formed Chinese integer or a row of digits (二〇二五)."""
    if _POSITIONAL.fullmatch(text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    match = _CHINESE.fullmatch(text)
    if match is None or not text:
        return None
    if text in _BARE:
        return Decimal(_TEN_TO[scale_power(text)])
    parts = [(match[group], power) for group, power in ((1, 12), (2, 8), (3, 4), (4, 0)) if match[group] is not None]
    value, last = 0, 0
    for part, power in parts:
        if _is_cut(part, power, last):
            return None
        tenths = last > 0 and power == 0 and part in _DIGITS and part != "零"
        value += _section(part) * _TEN_TO[last - 1 if tenths else power]
        last = power
    return Decimal(value)


def _is_cut(part: str, power: int, last: int) -> bool:
    """Whether a part of a numeral lacks what its place asks for: 万五, 一万百, 一万五亿."""
    if last == 0:
        return part == "" and power > 0
    return part in ("百", "千") or (part == "" and power == 4) or (power == 8 and part in _DIGITS)


def _section(text: str) -> int:
    """A numeral below 万; a lone digit right after 百 or 千 counts tens or hundreds (一百五)."""
    value, digit, power = 0, 1 if text in ("百", "千") or text.startswith("十") else 0, 0
    for previous, char in zip(" " + text, text, strict=False):
        if char in _POWERS:
            value += (digit or 1) * _TEN_TO[_POWERS[char]]
            digit, power = 0, _POWERS[char]
        else:
            digit = _DIGITS[char]
            power = 1 if previous not in _POWERS else power
    return value + digit * _TEN_TO[max(power - 1, 0)]


def scale_power(scale: str) -> int:
    """The power of ten of a multiplier: 万 is 4, 千亿 is 11."""
    return sum(_POWERS[c] for c in scale)


@lru_cache(maxsize=4096)
def scaled(value: Decimal, power: int) -> Decimal:
    """value × 10^power, exact and written without an exponent."""
    return Decimal(decimal_text(value.scaleb(power, EXACT)))
