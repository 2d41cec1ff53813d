"""Numbers as automatic numbering writes them: 一, 壹, 甲, ①, iv, b."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_TRADITIONAL_LEGAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST = 9999
"""Past this numbers are written in Arabic digits, whatever the format."""


def written(number: int, form: str) -> str:
    """The number in one of the formats of WordprocessingML (ST_NumberFormat); decimal for one that is not known, nothing for bullets."""
    if form in ("bullet", "none"):
        return ""
    if form == "decimalZero":
        return f"{number:02d}"
    write = _FORMATS.get(form)
    return write(number) if write and 0 < number <= _MOST else str(number)


def _positional(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _counting(digits: str, places: str) -> Callable[[int], str]:
    """Digits with their places (一百零五); where the ten is plain, ten to nineteen open with it (十二)."""

    def write(number: int) -> str:
        words = ""
        gap = False
        for place in range(3, -1, -1):
            digit = number // 10**place % 10
            if digit:
                words += ("零" if gap and words else "") + digits[digit] + (places[place - 1] if place else "")
            gap = not digit
        plain = places[0] == "十" and words.startswith("一十")
        return words[1:] if plain else words

    return write


def _listed(names: str) -> Callable[[int], str]:
    return lambda number: names[(number - 1) % len(names)]


def _enclosed(*ranges: tuple[int, int]) -> Callable[[int], str]:
    """Numbers in one sign each: (first code point, how many), one range after the other."""

    def write(number: int) -> str:
        rest = number
        for first, count in ranges:
            if rest <= count:
                return chr(first + rest - 1)
            rest -= count
        return str(number)

    return write


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word goes on after z."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        words += letters * count
    return words


_COUNTING = _counting(_DIGITS, "十百千")
_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _COUNTING,
    "chineseCountingThousand": _COUNTING,
    "taiwaneseCounting": _COUNTING,
    "taiwaneseCountingThousand": _COUNTING,
    "japaneseCounting": _COUNTING,
    "ideographDigital": _positional(_DIGITS),
    "japaneseDigitalTenThousand": _positional(_DIGITS),
    "taiwaneseDigital": _positional(_DIGITS),
    "chineseLegalSimplified": _counting(_LEGAL, "拾佰仟"),
    "ideographLegalTraditional": _counting(_TRADITIONAL_LEGAL, "拾佰仟"),
    "ideographTraditional": _listed(_STEMS),
    "ideographZodiac": _listed(_BRANCHES),
    "decimalFullWidth": _positional("０１２３４５６７８９"),
    "decimalFullWidth2": _positional("０１２３４５６７８９"),
    "decimalEnclosedCircle": _enclosed((0x2460, 20), (0x3251, 15), (0x32B1, 15)),
    "decimalEnclosedCircleChinese": _enclosed((0x2460, 20), (0x3251, 15), (0x32B1, 15)),
    "decimalEnclosedParen": _enclosed((0x2474, 20)),
    "decimalEnclosedFullstop": _enclosed((0x2488, 20)),
    "ideographEnclosedCircle": _enclosed((0x3280, 10)),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
