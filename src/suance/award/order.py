"""In which order subjects were recognised under a rule, where its sum follows from that: by year and day, then by name.

A day that is not written to the day may be any in its month or year, and an award that nobody can be sure of may or may not come
before: a place lies between two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Place = tuple[int, int]
"""How many came before, at least and at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An award that a rule gives, or may give."""

    subject: str
    year: int
    day: str | None
    sure: bool

    @property
    def ends(self) -> tuple[str, str]:
        """The earliest and the latest that it may stand: equal where the day is known."""
        day = self.day or str(self.year)
        if len(day) == len("2023-05-01"):
            return (f"{self.year} {day} {self.subject}", f"{self.year} {day} {self.subject}")
        first, last = ("-01", "-31") if len(day) == len("2023-05") else ("-01-01", "-12-31")
        return f"{self.year} {day}{first} ", f"{self.year} {day}{last}!"


def places(entries: Sequence[Entry], most: int | None) -> Mapping[tuple[str, int], Place]:
    """The place of each award by subject and year; `most` where there may be further awards before that nobody knows of."""
    latest = sorted(entry.ends[1] for entry in entries if entry.sure)
    earliest = sorted(entry.ends[0] for entry in entries)
    found = {}
    for entry in entries:
        first, last = entry.ends
        before = bisect_left(earliest, last) - (first < last)
        found[entry.subject, entry.year] = bisect_left(latest, first), before if most is None else max(most, before)
    return found
