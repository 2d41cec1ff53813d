"""How well facts that were read agree with facts that a person read: matches one to one, at three grades.

figure   the kind, an overlapping span, and the quantity: value, upper end, unit, comparator
typed    the slots that make the figure computable
full     the slots that are words of the text as well

Words agree where enough of their character bigrams are the same (Dice coefficient), or where one contains the other
and is little longer; every other slot has to be equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Record = Mapping[str, Any]
Grade = Literal["figure", "typed", "full"]

QUANTITY = ("value", "value_max", "unit", "comparator")
TYPED = {
    "statistic": ("measure", "period", "region"),
    "target": ("measure", "period", "region"),
    "award": ("form", "per"),
    "limit": ("per",),
    "fund": ("role", "period", "region"),
    "instrument": ("title",),
}
WORDS = {"award": ("trigger", "beneficiary"), "limit": ("beneficiary",), "fund": ("name",)}
CLOSE_INDICATOR = 0.8
CLOSE_WORDS = 0.5
LITTLE_LONGER = 1.4


@dataclass(frozen=True, slots=True)
class Tally:
    """Facts that agree, facts that should have been read, facts that were read."""

    hits: int = 0
    gold: int = 0
    read: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.gold + other.gold, self.read + other.read)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall: 2·hits / (gold + read); 0 where nothing agrees."""
        return 2 * self.hits / (self.gold + self.read) if self.hits else 0.0


def score(gold: Sequence[Record], read: Sequence[Record], grade: Grade) -> Tally:
    """The tally of one document: each fact is used once, the pairs that overlap most come first."""
    pairs = [(overlap(g, r), i, j) for i, g in enumerate(gold) for j, r in enumerate(read) if agree(g, r, grade)]
    used_gold: set[int] = set()
    used_read: set[int] = set()
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in used_gold and j not in used_read:
            used_gold.add(i)
            used_read.add(j)
    return Tally(len(used_gold), len(gold), len(read))


def agree(gold: Record, read: Record, grade: Grade) -> bool:
    """Whether a fact that was read counts as the gold one at this grade; each grade holds the one before."""
    if not _same_figure(gold, read):
        return False
    if grade == "figure":
        return True
    if not _same_slots(gold, read):
        return False
    return grade == "typed" or all(close(gold.get(slot), read.get(slot), CLOSE_WORDS) for slot in WORDS.get(gold["kind"], ()))


def overlap(a: Record, b: Record) -> int:
    """How many characters two spans share; 0 or less where they do not touch."""
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def close(a: str | None, b: str | None, least: float) -> bool:
    """Whether two wordings are alike enough; a missing one is alike only to a missing one."""
    if not a or not b:
        return (a or "") == (b or "")
    shorter, longer = sorted((a, b), key=len)
    return dice(a, b) >= least or (shorter in longer and len(longer) <= LITTLE_LONGER * len(shorter))


def dice(a: str, b: str) -> float:
    """The Dice coefficient of two words' character bigrams, 0 to 1; a single character stands for itself."""
    x, y = _bigrams(a), _bigrams(b)
    return 2 * (x & y).total() / (x.total() + y.total())


def _bigrams(word: str) -> Counter[str]:
    return Counter(word[i : i + 2] for i in range(len(word) - 1)) or Counter([word])


def _same_figure(gold: Record, read: Record) -> bool:
    if gold["kind"] != read["kind"] or overlap(gold, read) <= 0:
        return False
    return gold["kind"] == "instrument" or _quantity(gold) == _quantity(read)


def _same_slots(gold: Record, read: Record) -> bool:
    kind = gold["kind"]
    if any((gold.get(slot) or None) != (read.get(slot) or None) for slot in TYPED[kind]):
        return False
    if kind in ("statistic", "target"):
        return close(gold.get("indicator"), read.get("indicator"), CLOSE_INDICATOR)
    if kind == "limit":
        return close(gold.get("scope"), read.get("scope"), CLOSE_WORDS)
    return kind != "award" or (_quantity(gold.get("cap")) == _quantity(read.get("cap")) and _thresholds(gold) == _thresholds(read))


def _thresholds(fact: Record) -> Counter[tuple[object, ...]]:
    return Counter(_quantities(fact.get("thresholds") or ()))


def _quantities(records: Iterable[Record]) -> list[tuple[object, ...]]:
    return [_quantity(record) for record in records]


def _quantity(record: Record | None) -> tuple[object, ...]:
    """Value, upper end, unit and comparator; numbers by their value, so that 5 and 5.0 are one."""
    slots = ((record or {}).get(slot) for slot in QUANTITY)
    return tuple(Decimal(str(slot)) if name.startswith("value") and slot is not None else slot for name, slot in zip(QUANTITY, slots, strict=True))
