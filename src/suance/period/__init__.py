"""Expressions of time in Chinese policy text, resolved from the day of publication; the standard library only.

    parse("到2025年底", None)                2025
    parse("前5个月", date(2022, 6, 8))        2022-01/2022-05
    find("“十四五”以来", None)[0].period      2021/2025

A period is written as a fact record has it: `2021`, `2022-02`, `2022-02-07`, `2022-Q1`, `2022-H1`, or two of a kind with
a stroke between: `2022-01/2022-05`, `2021/2025`. Words whose meaning needs a day that is not known (今年 without a
day of publication) or another frame (同期) are found all the same, with period None.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date
from functools import cache
from typing import NamedTuple

from suance.period.forms import FORMS, HAN, MEANINGS, Frame, Given, Kind, Role, day_text, whole
from suance.quantity.numeral import FOLD, folded

__all__ = ["Expression", "Kind", "Role", "bounds", "find", "format_period", "is_period", "parse"]


class Expression(NamedTuple):
    """Words of time in a text: where they stand, what they mean, and how the words around them use it."""

    start: int
    end: int
    period: str | None
    """None where it cannot be resolved, and for a duration"""
    kind: Kind
    """same is 同期; a duration (3年, 6个月) is a length of time and never a period"""
    role: Role = "at"
    """by is a deadline (到2025年, 6月底前), as_of a cut-off (截至), since a beginning (以来, 起), than a base of comparison (比上年)"""


def find(text: str, today: date | None) -> list[Expression]:
    """All expressions of time in a text, in order; `today` is the day of publication, from which 今年 and 2月7日 are told."""
    text = folded(text)
    found: list[Expression] = []
    dated: tuple[int, int] | None = None
    for match in _ANY.finditer(text):
        role = _role(text, match)
        past = role == "as_of" or text.startswith("以来", match.end())
        expression, given = _expression(text, match, Frame(today, role, match[0], past, dated))
        found.append(expression)
        if "year" in given and "month" in given:
            dated = whole(given["year"]), whole(given["month"])
    return found


def parse(text: str, today: date | None) -> str | None:
    """The period that a phrase is, with or without 到, 截至, 自 before it; None where it is none or cannot be resolved."""
    phrase = text.translate(FOLD).strip()
    if is_period(phrase):
        return phrase
    found = find(phrase, today)
    if len(found) != 1 or not _LEAD.fullmatch(phrase[: found[0].start]) or not _TAIL.fullmatch(phrase[found[0].end :]):
        return None
    return found[0].period


_LEAD = re.compile("(?:力争|确保|争取)?(?:到|至|在|于|自|从|截至|截止到?)?")
_TAIL = re.compile("(?:之?前|以前|以来|起|开始)?")


# ── finding ──────────────────────────────────────────────────────────────────

_ANY = re.compile(
    f'(?=[0-9{HAN}两半今去前明后本上下大首头同年全昨月年第“"Qq])(?:'
    + "|".join(f"({re.sub('[?]P<[a-z_]+>', '?:', source)})" for source in FORMS.values())
    + ")"
)
_NAMES = tuple(FORMS)

_BY = re.compile("(?<![达回看得谈提受见收遇直感虑想])[到至]$")
_AS_OF = re.compile("截[至止]到?$")
_BY_AFTER = re.compile("之前|以前|前(?![0-9一二两三四五六七八九十景列沿期后端夕来往几])")
_SINCE_AFTER = re.compile("以来|至今|起(?![草点步])|开始")
_THAN = re.compile("(?:(?<![占同环对])比|较|高于|低于|快于|慢于|好于|优于)$")
_THAN_AFTER = re.compile("相比")
_OTHER_YEAR = re.compile("(?:每年|次年|翌年|当年|同年|该年)的?$")
"""years told from elsewhere: 每年6月 and 次年3月 have no period"""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(FORMS[name])


def _expression(text: str, match: re.Match[str], frame: Frame) -> tuple[Expression, Given]:
    """One match of the scanner with its meaning; the form is matched again where it stands, now with names."""
    name = _NAMES[(match.lastindex or 1) - 1]
    form = _pattern(name).match(text, match.start())
    given = {k: v for k, v in (form.groupdict() if form else {}).items() if v}
    kind, period = MEANINGS[name](given, frame)
    elsewhere = "year" not in given and _OTHER_YEAR.search(text[max(0, match.start() - 3) : match.start()])
    if elsewhere or not is_period(period or ""):
        period = None
    return Expression(*match.span(), period, kind, "at" if kind == "duration" else frame.role), given


def _role(text: str, match: re.Match[str]) -> Role:
    before = text[max(0, match.start() - 4) : match.start()]
    if _AS_OF.search(before):
        return "as_of"
    if _SINCE_AFTER.match(text, match.end()):
        return "since"
    if _BY.search(before) or _BY_AFTER.match(text, match.end()) or match[0].endswith("年内"):
        return "by"
    if _THAN.search(before) or _THAN_AFTER.match(text, match.end()):
        return "than"
    return "at"


# ── periods as written in records ────────────────────────────────────────────

_YYYY = "(?:19[0-9]{2}|20[0-9]{2}|2100)"
_ONE = f"{_YYYY}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?|-Q[1-4]|-H[12])?"


_PERIOD = re.compile(f"{_ONE}(?:/{_ONE})?")


def is_period(text: str) -> bool:
    """Whether a text is a period as a record writes it, with real days and its ends in order."""
    if not _PERIOD.fullmatch(text):
        return False
    ends = text.split("/")
    if len(ends) == 2 and (len(ends[0]) != len(ends[1]) or ends[0] >= ends[1]):
        return False
    return all(len(end) < 10 or day_text(int(end[:4]), int(end[5:7]), int(end[8:])) is not None for end in ends)


def bounds(period: str) -> tuple[date, date]:
    """The first and last day of a period; ValueError where the text is none."""
    if not is_period(period):
        raise ValueError(f"no period: {period!r}")
    ends = [_ends(part) for part in period.split("/")]
    return ends[0][0], ends[-1][1]


def _ends(part: str) -> tuple[date, date]:
    year, rest = int(part[:4]), part[5:]
    if len(rest) == 5:
        day = date.fromisoformat(part)
        return day, day
    first, last = 1, 12
    if rest.startswith("Q"):
        first, last = 3 * int(rest[1]) - 2, 3 * int(rest[1])
    elif rest.startswith("H"):
        first, last = 6 * int(rest[1]) - 5, 6 * int(rest[1])
    elif rest:
        first = last = int(rest)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def format_period(period: str, *, lang: str = "zh") -> str:
    """A period as people write it, 2022年1—5月 or January–May 2022; ValueError where the text is none."""
    bounds(period)
    ends = period.split("/")
    if len(ends) == 1:
        return _written(period, lang)
    first, last = ends
    if lang != "zh":
        same = len(first) == 7 and first[4:6] not in ("-Q", "-H") and first[:4] == last[:4]
        return f"{month_name[int(first[5:])] if same else _written(first, lang)}–{_written(last, lang)}"
    if len(first) == 4:
        return f"{first}—{last}年"
    if first[:4] == last[:4] and len(first) == 7 and first[5:].isdigit():
        return f"{first[:4]}年{int(first[5:])}—{int(last[5:])}月"
    return f"{_written(first, lang)}至{_written(last, lang)}"


def _written(part: str, lang: str) -> str:
    year, rest = part[:4], part[5:]
    number_ = int(rest[-1]) if rest[:1] in ("Q", "H") else 0
    if lang == "zh":
        if rest.startswith("Q"):
            return f"{year}年{'一二三四'[number_ - 1]}季度"
        if rest.startswith("H"):
            return f"{year}年{'上下'[number_ - 1]}半年"
        return f"{year}年" + "".join(f"{int(n)}{word}" for n, word in zip(rest.split("-") if rest else [], "月日", strict=False))
    if rest.startswith("Q"):
        return f"{rest} {year}"
    if rest.startswith("H"):
        return f"{('first', 'second')[number_ - 1]} half of {year}"
    return " ".join([*([str(int(rest[3:]))] if len(rest) == 5 else []), *([month_name[int(rest[:2])]] if rest else []), year])
