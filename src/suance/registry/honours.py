"""When an honour holds: from the day of recognition for as long as its rule says, over the days that a date may mean.

The rules are the `years` and `source` of terms/honours.toml; an honour without them holds for a time that is not known.
A term of years ends on the same day of the month, on the month's last day where there is none (民法典 第二百零一条、第二百零二条).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from suance import terms

Truth = bool | None
Days = tuple[date, date]
"""The earliest and the latest day that a date may mean: 2021 is any day of that year."""


@dataclass(frozen=True, slots=True)
class Term:
    """One recognition: when it begins, and its last day; None where no rule says."""

    begins: Days
    ends: Days | None
    basis: str
    """where the term is from"""

    def holds(self, day: date) -> Truth:
        """Whether it holds on a day; None where its date is too coarse or its end is not known."""
        if day < self.begins[0] or (self.ends is not None and day > self.ends[1]):
            return False
        return True if self.ends is not None and self.begins[1] <= day <= self.ends[0] else None


def term(honour: str, recognised: str, expires: str | None = None) -> Term:
    """The term of an honour recognised on a day (or in a month or year, as ISO text); `expires` is what a table says itself."""
    begins = days(recognised)
    if expires is not None:
        return Term(begins, days(expires), "表中所写")
    known = terms.term(honour)
    if known is None or known.years is None:
        return Term(begins, None, "没有查到有效期的规定")
    return Term(begins, (later(begins[0], known.years), later(begins[1], known.years)), known.source or "")


def holds(recognitions: Iterable[Term], day: date) -> Truth:
    """Whether an honour holds on a day by any of its recognitions, the first and its renewals."""
    found = {each.holds(day) for each in recognitions}
    return True if True in found else None if None in found else False


def days(iso: str) -> Days:
    """The first and last day that a date, month or year may mean."""
    parts = [int(part) for part in iso.split("-")]
    year, month, day = (*parts, None, None)[:3]
    if month is None:
        return date(year or 0, 1, 1), date(year or 0, 12, 31)
    if day is None:
        return date(year or 0, month, 1), date(year or 0, month, monthrange(year or 0, month)[1])
    return date(year or 0, month, day), date(year or 0, month, day)


def later(day: date, years: int) -> date:
    """The last day of a term of years that begins with a day."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
