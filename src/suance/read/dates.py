"""Days as documents write them, in ISO form."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九０１２３４５６７８９", "0000" + "123456789" + "0123456789")
_NUMERAL = "[〇○Ｏ零一二三四五六七八九十0-9０-９]"
WRITTEN = rf"{_NUMERAL}{{4}}\s*年(?:\s*{_NUMERAL}{{1,3}}\s*月(?:\s*{_NUMERAL}{{1,3}}\s*日|[底末])?|[底末])?"
"""Regular expression, no groups, of a date written with 年, in Arabic or Chinese numerals: 2022年3月1日, 二〇二二年三月一日."""
_WRITTEN = re.compile(rf"({_NUMERAL}{{4}})\s*年(?:\s*({_NUMERAL}{{1,3}})\s*月(?:\s*({_NUMERAL}{{1,3}})\s*日)?)?")
_NUMERIC = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?!\d)")
_TIME = re.compile(r"日?[T\s]*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_IN_LINK = re.compile(r"(?<!\d)(20\d{2})([-/]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])")


def stamp(text: str) -> tuple[str | None, str | None]:
    """The day (or month, or year) and the moment that a text opens with; None for what it does not say.

    `2022-02-08 19:32:41 +0800` is 2022-02-08 and 2022-02-08T19:32:41+08:00; `2022年2月8日` has no moment; `2025` is a year.
    """
    words = text.strip()
    written, numeric = _WRITTEN.match(words), _NUMERIC.match(words)
    if written:
        parts, end = written.groups(), written.end()
    elif numeric:
        parts, end = (numeric[1], numeric[3], numeric[4]), numeric.end()
    else:
        return None, None
    day = _iso(*parts)
    return day, _moment(day, words[end:])


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    """The parts as 2022-02-08, 2022-02 or 2022; None where there is no such day."""
    try:
        full = date(_number(year), _number(month) if month else 1, _number(day) if day else 1).isoformat()
    except ValueError:
        return None
    return full if day else full[: len("2022-02")] if month else full[: len("2022")]


def _number(text: str) -> int:
    """The value of at most four digits, Arabic or Chinese, or of a numeral up to 三十一; 0 where it is neither."""
    tens, ten, units = text.strip().translate(_DIGITS).partition("十")
    digits = (tens or "1") + (units or "0") if ten else tens
    return int(digits) if digits.isdecimal() else 0


def _moment(day: str | None, rest: str) -> str | None:
    time = _TIME.match(rest)
    if not time or day is None or len(day) < len("2022-02-08"):
        return None
    hour, minute, second, zone = time.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    offset = "" if not zone else "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    return f"{day}T{int(hour):02d}:{minute}:{second or '00'}{offset}"


def in_link(link: str) -> str | None:
    """The day that an address carries, as the sites' own numbering has it: …/202607/t20260731_58.html is 2026-07-31."""
    found = _IN_LINK.search(link)
    return _iso(found[1], found[3], found[4]) if found else None


def first_day(text: str) -> str | None:
    """The first day of a written date: 2022年3月 is 2022-03-01."""
    day = stamp(text)[0]
    return day and day + "-01-01"[: len("2022-02-08") - len(day)]


def last_day(text: str) -> str | None:
    """The last day of a written date: 2025年底 and 2025年 are 2025-12-31."""
    day = stamp(text)[0]
    if day is None or len(day) == len("2022-02-08"):
        return day
    year, month = int(day[:4]), int(day[5:7] or 12)
    return date(year, month, monthrange(year, month)[1]).isoformat()


def after(day: str, *, years: int = 0, months: int = 0, days: int = 0) -> str | None:
    """The day so much later; None past the calendar's end. A month's last day stays the last (2020-02-29 and a year)."""
    start = date.fromisoformat(day)
    month = start.year * 12 + start.month - 1 + years * 12 + months
    try:
        moved = date(month // 12, month % 12 + 1, min(start.day, monthrange(month // 12, month % 12 + 1)[1]))
        return (moved + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return None
