"""What a step pays: one sum, a sum that follows a figure, or one that is made of others.

A new form of amount is a class here and a branch in each of: paying (from the file), worth (the interpreter), sql/amount, needs by
`figures_of`, words/pays. Each leaf is exact and rounded once, to the 分 half up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from suance.award.measure import Figure
from suance.award.when import Number, Op

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


Follows = Rate | Banded | Units
"""Amounts that follow a figure; `of` says what one brings."""
Bounds = Held | Open | Worthwhile
"""Amounts that bound another one."""
Amount = Fixed | Follows | Discretion | Bounds


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
    if isinstance(amount, Worthwhile):
        return None if amount.raised else amount.least
    return dropped_below(amount.amount) if isinstance(amount, Held | Open) else None


def closed(amount: Amount) -> Amount:
    """The amount as if all were paid that a clause allows: what is unknown of it are facts alone."""
    if isinstance(amount, Open):
        return closed(amount.amount)
    if isinstance(amount, Held | Worthwhile) and closed(amount.amount) is not amount.amount:
        return replace(amount, amount=closed(amount.amount))
    return amount


def is_open(amount: Amount) -> bool:
    """Whether the clause only bounds the whole amount, so that nothing is the least of it."""
    if isinstance(amount, Open | Discretion):
        return True
    return is_open(amount.amount) if isinstance(amount, Held | Worthwhile) else False


def most(amount: Amount) -> int | None:
    """The most that an amount can come to, by its own words; None where nothing bounds it."""
    if isinstance(amount, Fixed):
        return amount.sum
    if isinstance(amount, Held):
        inside = most(amount.amount)
        return amount.most if inside is None else min(inside, amount.most)
    return most(amount.amount) if isinstance(amount, Open | Worthwhile) else None


def figures_of(amount: Amount) -> Iterator[Figure]:
    """The figures that an amount follows."""
    if isinstance(amount, Bounds):
        yield from figures_of(amount.amount)
    elif isinstance(amount, Follows):
        yield amount.figure


def half_up(exact: Fraction) -> int:
    """A sum that is not negative, to the 分."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
