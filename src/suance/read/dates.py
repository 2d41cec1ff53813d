"""Days as front matter, labels and clauses write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from suance import period

_NUMERAL = "[〇○零一二三四五六七八九十0-9０-９]"
WRITTEN = rf"{_NUMERAL}{{4}}\s*年(?:\s*{_NUMERAL}{{1,3}}\s*月(?:\s*{_NUMERAL}{{1,3}}\s*日|[底末])?|[底末])?"
"""Regular expression, no groups, of a date written with 年, in Arabic or Chinese numerals: 2022年3月1日, 二〇二二年三月一日."""
_DAY = re.compile(rf"{WRITTEN}|\d{{4}}(?:([-/.])\d{{1,2}}(?:\1\d{{1,2}})?)?(?!\d)")
_TIME = re.compile(r"[T\s]*([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_IN_LINK = re.compile(r"(?<!\d)(20\d{2})([-/]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])")
_LENGTH_OF_A_DAY = len("2022-02-08")


def stamp(text: str) -> tuple[str | None, str | None]:
    """The day (or month, or year) and the moment that a text opens with; None for what it does not say.

    `2022-02-08 19:32:41 +0800` is 2022-02-08 and 2022-02-08T19:32:41+08:00; `2022年2月8日` has no moment; `2025` is a year.
    """
    words = text.strip()
    found = _DAY.match(words)
    day = period.parse("".join(found[0].split()), None) if found else None
    if not found or day is None:
        return None, None
    return day, _moment(day, words[found.end() :])


def _moment(day: str, rest: str) -> str | None:
    time = _TIME.match(rest)
    if not time or not is_day(day):
        return None
    hour, minute, second, zone = time.groups()
    offset = "" if not zone else "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    return f"{day}T{int(hour):02d}:{minute}:{second or '00'}{offset}"


def is_day(text: str | None) -> bool:
    """Whether a period is one day, not a month or year."""
    return text is not None and len(text) == _LENGTH_OF_A_DAY


def first_day(text: str) -> str | None:
    """The first day of a written date: 2022年3月 is 2022-03-01."""
    day = stamp(text)[0]
    return day and period.bounds(day)[0].isoformat()


def last_day(text: str) -> str | None:
    """The last day of a written date: 2025年底 and 2025年 are 2025-12-31."""
    day = stamp(text)[0]
    return day and period.bounds(day)[1].isoformat()


def in_link(link: str) -> str | None:
    """The day that an address carries, as the sites' own numbering has it: …/202607/t20260731_58.html is 2026-07-31."""
    found = _IN_LINK.search(link)
    return period.parse(f"{found[1]}-{found[3]}-{found[4]}", None) if found else None


def after(day: str, *, years: int = 0, months: int = 0, days: int = 0) -> str | None:
    """The day so much later; None past the calendar's end. A month's last day stays the last (2020-02-29 and a year)."""
    start = date.fromisoformat(day)
    month = start.year * 12 + start.month - 1 + years * 12 + months
    try:
        moved = date(month // 12, month % 12 + 1, min(start.day, monthrange(month // 12, month % 12 + 1)[1]))
        return (moved + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return None
