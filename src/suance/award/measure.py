"""Figures of the plan: what a sum follows, with its unit, its scale, and the most that it can come to.

A figure is exact: `scale` times it is a whole number (of 分, or of what is counted), whatever the cells are, so that SQL reckons
in whole numbers and rounds once, where the sum is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import Literal

from suance.award.when import Metric
from suance.errors import PolicyError
from suance.table.cell import MOST_FEN

Reach = tuple[Fraction | None, Fraction | None]
"""Between what a figure lies: None where that end is open."""

MOST_SUM = 9 * 10**18
"""分 that a sum without a bound must stay under: a 64-bit number holds no more"""
MOST_COUNT = 10**6
"""of what multiplies"""
MOST_PERCENT = 100
"""of a rate that multiplies, in %"""
PLACES = 6
"""decimals of such a rate"""
WIDE = 2**126
"""more than what is reckoned in whole numbers on the way"""


@dataclass(frozen=True, slots=True)
class Constant:
    """A figure that the clause itself names."""

    value: Fraction
    """in 分, in %, or in what is counted"""
    unit: str
    said: str


@dataclass(frozen=True, slots=True)
class Less:
    """A figure less a metric, as what a higher level has paid."""

    figure: Figure
    less: Metric


@dataclass(frozen=True, slots=True)
class Increase:
    """How far a firm's metric is above what it was, nothing where it is not."""

    metric: Metric
    since: Literal["previous", "peak"] | int
    """the year before, the highest of all earlier years, or a year"""


@dataclass(frozen=True, slots=True)
class Times:
    """A figure a fixed number of times."""

    figure: Figure
    factor: Fraction
    unit: str
    """of the product"""
    said: str
    """the factor as the clause writes it"""


@dataclass(frozen=True, slots=True)
class Product:
    """A figure times another one; what is below 0 counts as nothing in it."""

    figure: Figure
    by: Figure


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A rate in % that somebody publishes, of the year: a row of the table benchmarks."""

    name: str


@dataclass(frozen=True, slots=True)
class Interest:
    """The interest on a principal over so many months, at a rate in % a year."""

    principal: Figure
    months: Figure
    rate: Figure


@dataclass(frozen=True, slots=True)
class Joined:
    """The least, the greatest or the sum of several figures."""

    how: Literal["least", "greatest", "sum"]
    parts: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A figure, or the most that counts of it."""

    figure: Figure
    most: int


Figure = Metric | Constant | Benchmark | Less | Increase | Times | Product | Interest | Joined | Bounded

YEAR = 1200
"""months of a year, times what makes a share of %: what interest is divided by"""


def inside(figure: Figure) -> tuple[Figure, ...]:
    """The figures that a figure is directly made of."""
    if isinstance(figure, Joined):
        return figure.parts
    if isinstance(figure, Less):
        return figure.figure, figure.less
    if isinstance(figure, Product):
        return figure.figure, figure.by
    if isinstance(figure, Interest):
        return figure.principal, figure.months, figure.rate
    if isinstance(figure, Increase):
        return (figure.metric,)
    return (figure.figure,) if isinstance(figure, Times | Bounded) else ()


def every(figure: Figure) -> Iterator[Figure]:
    """The figure, and all that it is made of."""
    yield figure
    for part in inside(figure):
        yield from every(part)


def metrics_of(figure: Figure) -> list[Metric]:
    """The metrics that a figure is made of, each once."""
    return list(dict.fromkeys(part for part in every(figure) if isinstance(part, Metric)))


def benchmarks_of(figure: Figure) -> list[str]:
    """The published rates that a figure is made of, each once."""
    return list(dict.fromkeys(part.name for part in every(figure) if isinstance(part, Benchmark)))


def unit_of(figure: Figure) -> str:
    """CNY, %, a measure word, or '' of what is counted without a word."""
    if isinstance(figure, Metric | Constant | Times):
        return figure.unit
    if isinstance(figure, Benchmark):
        return "%"
    units = [unit_of(part) for part in inside(figure)]
    if isinstance(figure, Product):
        return "CNY" if "CNY" in units else ""
    return next(filter(None, units), "")


def scale(figure: Figure) -> int:
    """What makes the figure whole, whatever its cells are."""
    if isinstance(figure, Constant):
        return figure.value.denominator
    if isinstance(figure, Times):
        return scale(figure.figure) * figure.factor.denominator
    scales = [scale(part) for part in inside(figure)]
    if isinstance(figure, Product):
        return scales[0] * scales[1]
    if isinstance(figure, Interest):
        return YEAR * scales[0] * scales[1] * scales[2]
    return lcm(*scales) if scales else 10**PLACES if unit_of(figure) == "%" else 1


def most_of(figure: Figure, most: Callable[[Metric], int]) -> Fraction:
    """The most that a figure comes to, given the most that each metric does."""
    if isinstance(figure, Metric):
        return Fraction(most(figure))
    if isinstance(figure, Benchmark):
        return Fraction(MOST_PERCENT)
    if isinstance(figure, Constant):
        return figure.value
    found = [most_of(part, most) for part in inside(figure)]
    if isinstance(figure, Times):
        return found[0] * figure.factor
    if isinstance(figure, Product):
        return found[0] * found[1]
    if isinstance(figure, Interest):
        return found[0] * found[1] * found[2] / YEAR
    if isinstance(figure, Bounded):
        return min(Fraction(figure.most), found[0])
    if isinstance(figure, Joined):
        return sum(found, Fraction(0)) if figure.how == "sum" else min(found) if figure.how == "least" else max(found)
    return 2 * found[0] if isinstance(figure, Increase) else sum(found, Fraction(0))


def multiplies(figure: Figure) -> bool:
    """Whether cells are multiplied with each other, so that each must be smaller than a cell may be."""
    return any(isinstance(part, Product | Interest) for part in every(figure))


def cell_limits(figure: Figure, factor: Fraction, bounded: bool) -> Mapping[Metric, int | None]:
    """The most that the cell of each metric may be, so that so much of the figure stays a sum that can be; None of money that may be any."""
    if not multiplies(figure):
        counted = int(MOST_FEN // max(1, int(factor)) // max(Fraction(1), most_of(figure, lambda metric: 1)))
        return {metric: None if metric.unit == "CNY" else counted for metric in metrics_of(figure)}
    small = {"CNY": 1, "%": MOST_PERCENT}
    times = max(Fraction(1), factor * most_of(figure, lambda metric: small.get(metric.unit, MOST_COUNT)))
    most = {"CNY": None if bounded or MOST_FEN * times < MOST_SUM else MOST_SUM // ceil(times), "%": MOST_PERCENT}
    return {metric: most.get(metric.unit, MOST_COUNT) for metric in metrics_of(figure)}


def refuse_beyond(figure: Figure, factor: Fraction, bounded: bool) -> None:
    """PolicyError where so much of a figure may be more than a sum without a bound can be, or cannot be reckoned in whole numbers on the way."""
    limits = cell_limits(figure, factor, bounded)
    most = most_of(figure, lambda metric: MOST_FEN if (limit := limits[metric]) is None else limit)
    if not bounded and most * factor > MOST_SUM:
        raise PolicyError("几个指标合计后的比例可能大得不像一个金额", hint="写明 up_to")
    if most * scale(figure) * 4 * factor.numerator >= WIDE:
        raise PolicyError("比例或倍数的位数太多", hint="减少小数的位数")
