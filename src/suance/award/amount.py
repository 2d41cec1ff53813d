"""What a step pays: one sum, a sum that follows a figure, or one that is made of others.

A new form of amount is a class here and a branch in each of: paying (from the file), worth (the interpreter), sql/amount, needs by
`figures_of`, words/pays. Each leaf is exact and rounded once, to the 分 half up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import ceil
from typing import Literal

from suance.award.measure import Figure, cell_limits, most_of
from suance.award.when import Condition, Number, Op
from suance.model import Cite
from suance.table.cell import MOST_FEN

Reach = tuple[int, int | None]
"""Between what sums in 分 an amount lies: the upper end is None where nothing bounds it."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A sum in 分."""

    sum: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many 分 for each unit of a figure, which is 分 of money or one that is counted; nothing below 0."""

    figure: Figure
    factor: Fraction

    def of(self, figure: Number | Fraction) -> int:
        """What a figure brings, to the 分."""
        return half_up(self.factor * max(Fraction(figure), Fraction(0)))

    @property
    def steepest(self) -> Fraction:
        """The most that a unit of the figure brings."""
        return self.factor


@dataclass(frozen=True, slots=True)
class Band:
    """A share from a threshold on, and the most that it pays."""

    op: Op
    threshold: int
    factor: Fraction
    most: int | None

    def of(self, figure: Fraction) -> int:
        """The share of a figure, to the 分."""
        whole = half_up(self.factor * figure)
        return whole if self.most is None else min(whole, self.most)


@dataclass(frozen=True, slots=True)
class Banded:
    """Shares of a figure by its size, from the lowest threshold up."""

    figure: Figure
    bands: tuple[Band, ...]
    marginal: bool
    """whether each band's share is of what lies between its threshold and the next, or the highest one's is of the whole"""

    def of(self, figure: Number | Fraction) -> int:
        """What a figure brings, each share to the 分."""
        exact = Fraction(figure)
        if self.marginal:
            ends = [*(Fraction(band.threshold) for band in self.bands[1:]), exact]
            parts = zip(self.bands, ends, strict=True)
            return sum(band.of(min(exact, end) - band.threshold) for band, end in parts if exact > band.threshold)
        passed = [band for band in self.bands if exact > band.threshold or (band.op == "ge" and exact == band.threshold)]
        return passed[-1].of(exact) if passed else 0

    @property
    def steepest(self) -> Fraction:
        """The most that a unit of the figure brings."""
        return max(band.factor for band in self.bands)


@dataclass(frozen=True, slots=True)
class Units:
    """A sum in 分 for each whole so much of a figure (每满): what is left over brings nothing."""

    figure: Figure
    per: int
    sum: int

    def of(self, figure: Number | Fraction) -> int:
        """What a figure brings."""
        return max(Fraction(figure), Fraction(0)) // self.per * self.sum

    @property
    def steepest(self) -> Fraction:
        """The most that a unit of the figure brings."""
        return Fraction(self.sum, self.per)


@dataclass(frozen=True, slots=True)
class Discretion:
    """A sum that is settled case by case (一事一议): nobody knows it beforehand."""


@dataclass(frozen=True, slots=True)
class ByOrder:
    """A sum in 分 for the first, the second … that was recognised, and one for all after them."""

    sums: tuple[int, ...]
    after: int

    def between(self, first: int, last: int) -> tuple[int, int]:
        """The least and the greatest sum of the places between two."""
        there = [*self.sums[first : last + 1], *((self.after,) if last >= len(self.sums) else ())]
        return min(there), max(there)


@dataclass(frozen=True, slots=True)
class Held:
    """An amount, or the most that is paid of it."""

    amount: Amount
    most: int


@dataclass(frozen=True, slots=True)
class Open:
    """An amount that the clause only bounds (最高): what is paid lies between nothing and it."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Worthwhile:
    """An amount that is paid only from so much on: a smaller one is dropped, or raised to it."""

    amount: Amount
    least: int
    raised: bool

    def of(self, sum_: int) -> int:
        """What becomes of a sum; of nothing nothing."""
        return sum_ if sum_ >= self.least else self.least if self.raised and sum_ > 0 else 0


@dataclass(frozen=True, slots=True)
class Together:
    """The sum, the least or the greatest of several amounts."""

    how: Literal["sum", "least", "greatest"]
    parts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """Whether a figure stands so to a threshold, in its own unit."""

    figure: Figure
    op: Op
    threshold: int


@dataclass(frozen=True, slots=True)
class Case:
    """An amount under conditions, and where a figure has passed a threshold."""

    id: str
    when: tuple[Condition, ...]
    amount: Amount
    passing: Passing | None = None
    cite: Cite | None = None

    @property
    def sure(self) -> bool:
        """Whether it asks for nothing."""
        return not self.when and self.passing is None


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of several amounts whose conditions hold; nothing where none of them do."""

    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """So many times an amount, under conditions."""

    id: str
    times: Fraction
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Scaled:
    """An amount times every factor whose conditions hold, one after the other, each time to the 分 half up."""

    amount: Amount
    factors: tuple[Factor, ...]


Follows = Rate | Banded | Units
"""Amounts that follow a figure; `of` says what one brings."""
Bounds = Held | Open | Worthwhile
"""Amounts that bound another one."""
Composed = Together | Choice | Scaled
"""Amounts that are made of others under conditions of their own."""
Amount = Fixed | ByOrder | Follows | Discretion | Composed | Bounds


def inside(amount: Amount) -> tuple[Amount, ...]:
    """The amounts that an amount is directly made of."""
    if isinstance(amount, Together):
        return amount.parts
    if isinstance(amount, Choice):
        return tuple(case.amount for case in amount.cases)
    return (amount.amount,) if isinstance(amount, Scaled | Bounds) else ()


def core(amount: Amount) -> Amount:
    """An amount without what bounds it."""
    return core(amount.amount) if isinstance(amount, Bounds) else amount


def followed(amount: Amount, figure: Number | Fraction) -> int:
    """What an amount that follows one figure comes to at most for a known one."""
    if isinstance(amount, Open):
        return followed(amount.amount, figure)
    if isinstance(amount, Held):
        return min(followed(amount.amount, figure), amount.most)
    if isinstance(amount, Worthwhile):
        return amount.of(followed(amount.amount, figure))
    assert isinstance(amount, Follows)
    return amount.of(figure)


def dropped_below(amount: Amount) -> int | None:
    """The sum below which nothing is paid; None where any is."""
    return next((part.least for part in every(amount) if isinstance(part, Worthwhile) and not part.raised), None)


def closed(amount: Amount) -> Amount:
    """The amount as if all were paid that a clause allows: what is unknown of it are facts alone. What has nothing open stays as it is."""
    if not any(isinstance(part, Open) for part in every(amount)):
        return amount
    if isinstance(amount, Open):
        return closed(amount.amount)
    if isinstance(amount, Together):
        return replace(amount, parts=tuple(map(closed, amount.parts)))
    if isinstance(amount, Choice):
        return Choice(tuple(replace(case, amount=closed(case.amount)) for case in amount.cases))
    assert isinstance(amount, Scaled | Held | Worthwhile)
    return replace(amount, amount=closed(amount.amount))


def is_open(amount: Amount) -> bool:
    """Whether the clause only bounds the whole amount, so that nothing is the least of it."""
    parts = inside(amount)
    return isinstance(amount, Open | Discretion) or (bool(parts) and all(map(is_open, parts)))


def most(amount: Amount) -> int | None:
    """The most that an amount can come to, by its own words; None where nothing bounds it."""
    if isinstance(amount, Fixed):
        return amount.sum
    if isinstance(amount, ByOrder):
        return max(*amount.sums, amount.after)
    found = [most(part) for part in inside(amount)]
    known = [end for end in found if end is not None]
    if isinstance(amount, Held):
        return min([amount.most, *known])
    if isinstance(amount, Together) and amount.how == "least":
        return min(known, default=None)
    if not found or len(known) < len(found):
        return None
    if isinstance(amount, Scaled):
        return reduce(lambda whole, factor: max(whole, half_up(whole * factor.times)), amount.factors, known[0])
    return sum(known) if isinstance(amount, Together) and amount.how == "sum" else max(known)


def highest(amount: Amount) -> int:
    """The most that an amount can come to, however large the figures are that a panel may hold; of what is settled case by case nothing."""
    if isinstance(amount, Follows):
        limits = cell_limits(amount.figure, amount.steepest, False)
        return ceil(amount.steepest * most_of(amount.figure, lambda metric: MOST_FEN if (limit := limits[metric]) is None else limit))
    if isinstance(amount, Fixed | ByOrder):
        return most(amount) or 0
    if isinstance(amount, Discretion):
        return 0
    found = [highest(part) for part in inside(amount)]
    if isinstance(amount, Scaled):
        return reduce(lambda whole, factor: max(whole, half_up(whole * factor.times)), amount.factors, found[0])
    if isinstance(amount, Held):
        return min(found[0], amount.most)
    return sum(found) if isinstance(amount, Together) and amount.how == "sum" else max(found)


def every(amount: Amount) -> Iterator[Amount]:
    """The amount, and all that it is made of."""
    yield amount
    for part in inside(amount):
        yield from every(part)


def figures_of(amount: Amount) -> Iterator[Figure]:
    """The figures that an amount follows, or by which one of several is chosen."""
    for part in every(amount):
        if isinstance(part, Follows):
            yield part.figure
        elif isinstance(part, Choice):
            yield from (case.passing.figure for case in part.cases if case.passing)


def conditions_of(amount: Amount) -> Iterator[Condition]:
    """The conditions of an amount's parts."""
    for part in every(amount):
        if isinstance(part, Choice):
            yield from (condition for case in part.cases for condition in case.when)
        elif isinstance(part, Scaled):
            yield from (condition for factor in part.factors for condition in factor.when)


def half_up(exact: Fraction) -> int:
    """A sum that is not negative, to the 分."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
