"""A rule of the plan: whose facts decide, on what, under which conditions, and what sums follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from suance.award.measure import Figure, Reach, metrics_of, scale, unit_of
from suance.award.when import Condition, Growth, Metric, MetricIs, Number, Op, leaves
from suance.model import Cite

Subject = Literal["firm", "project", "cluster"]
First = Literal["ever", "since_announced", "since_start"]
FIGURES: Mapping[Subject, str] = {"firm": "firm_years", "project": "projects", "cluster": "clusters"}
"""The table whose rows, one a year or one in all, hold the figures of a subject."""


@dataclass(frozen=True, slots=True)
class Crosses:
    """A trigger: the metric passes a step's threshold for the first time."""

    metric: Metric
    first: First


@dataclass(frozen=True, slots=True)
class Recognised:
    """A trigger: an event of the honour in the year; with `first`, none before."""

    honour: str
    level: str | None
    first: First | None

    def at(self, step: Step) -> Recognised:
        """The trigger of a step: at its own level, where it has one."""
        return replace(self, level=step.level) if step.level is not None else self


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A trigger: a project of the kind in the year, belonging to a cluster where `in_cluster`."""

    kind: str
    in_cluster: bool


@dataclass(frozen=True, slots=True)
class Yearly:
    """A trigger: each year of a firm, from the first to the last that the panel has of it."""


Trigger = Crosses | Recognised | Reviewed | Yearly


@dataclass(frozen=True, slots=True)
class Band:
    """A share from a threshold on, and the most that it pays."""

    op: Op
    threshold: int
    factor: Fraction
    most: int | None

    def sum(self, figure: Fraction) -> int:
        """The share of a figure, to the 分."""
        whole = half_up(self.factor * figure)
        return whole if self.most is None else min(whole, self.most)


@dataclass(frozen=True, slots=True)
class Base:
    """The figure that a sum follows, and how many 分 each of its units (分 of money, or one that is counted) brings."""

    figure: Figure
    factor: Fraction
    bands: tuple[Band, ...] = ()
    """instead of one factor, shares by the size of the figure, from the lowest threshold up"""
    marginal: bool = False
    """whether each band's share is of what lies between its threshold and the next, or the highest one's is of the whole"""

    @property
    def plain(self) -> bool:
        """Whether the sum is a cell times a factor."""
        return isinstance(self.figure, Metric) and not self.bands

    def sum(self, figure: Number | Fraction) -> int:
        """What a figure brings before the bound of the whole; nothing below 0."""
        exact = Fraction(figure)
        if not self.bands:
            return half_up(self.factor * max(exact, Fraction(0)))
        if self.marginal:
            ends = [*(Fraction(band.threshold) for band in self.bands[1:]), exact]
            parts = zip(self.bands, ends, strict=True)
            return sum(band.sum(min(exact, end) - band.threshold) for band, end in parts if exact > band.threshold)
        passed = [band for band in self.bands if exact > band.threshold or (band.op == "ge" and exact == band.threshold)]
        return passed[-1].sum(exact) if passed else 0

    @property
    def steepest(self) -> Fraction:
        """The most that a unit of the figure brings."""
        return max((band.factor for band in self.bands), default=self.factor)

    @property
    def scale(self) -> int:
        """What makes the figure whole."""
        return scale(self.figure)

    @property
    def unit(self) -> str:
        """Of the figure."""
        return unit_of(self.figure)


@dataclass(frozen=True, slots=True)
class Step:
    """A sum in 分 and what it takes; a rule without steps has one Step without id and threshold."""

    id: str | None
    op: Op
    threshold: Number
    amount: int | None
    """of a sum that follows a base, the most; None where the clause sets none"""
    open: bool
    """whether the clause only bounds the sum (最高)"""
    cite: Cite | None = None
    base: Base | None = None
    level: str | None = None
    """of the honour that it is for, where the rule has a sum for each"""

    def sum(self, figure: Number | Fraction | None) -> int | None:
        """What the step pays for a figure of its base: exact, rounded to the 分 half up, then held to the most; None where nothing is known."""
        if self.base is None:
            return self.amount
        if figure is None:
            return None
        whole = self.base.sum(figure)
        return whole if self.amount is None else min(whole, self.amount)

    def reach(self, figure: Reach) -> tuple[int | None, int | None]:
        """Between what sums the step pays, its base being between two figures: no less than nothing, at most its bound."""
        low, high = figure
        return (0 if low is None else self.sum(low)), (self.amount if high is None else self.sum(high))


@dataclass(frozen=True, slots=True)
class Split:
    """Parts with their shares of the whole, under conditions of the award's year."""

    parts: tuple[tuple[str, Fraction], ...]
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Instalment:
    """A share that falls due `after` years, or in the year of the first `event` since the award; forfeited where `when` does not hold then."""

    id: str
    after: int | None
    event: str | None
    share: Fraction
    when: tuple[Condition, ...]
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class Clawback:
    """An event within so many years after the award, upon which a share of what was paid is returned, with simple interest by year."""

    id: str
    event: str
    within: int
    share: Fraction
    benchmark: str | None
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One award: whose facts decide, on what, under which conditions, and how much."""

    id: str
    title: str
    subject: Subject
    promoter: bool
    """whether the cluster's promoter is paid"""
    trigger: Trigger
    when: tuple[Condition, ...]
    steps: tuple[Step, ...]
    """the largest sum first, the higher threshold first among equal sums"""
    each: bool
    """whether every step crossed in a year pays, or the largest only"""
    top_up: bool
    """whether a later step pays only what goes beyond earlier ones"""
    cite: Cite
    split: tuple[Split, ...] = ()
    """the last row has no conditions"""
    payers: tuple[tuple[str, str], ...] = ()
    """what parts of the split are called"""
    schedule: tuple[Instalment, ...] = ()
    clawback: tuple[Clawback, ...] = ()

    @property
    def parted(self) -> bool:
        """Whether an award of the rule has more lines than the one of its year."""
        return bool(self.split or self.schedule or self.clawback)

    @property
    def table(self) -> str:
        """The table whose rows, one a year or one in all, hold the metrics of the subject."""
        return FIGURES[self.subject]


def metrics(rule: Rule) -> Iterator[Metric]:
    """The metrics that a rule looks at: the trigger's, those of conditions, and what its sum follows."""
    if isinstance(rule.trigger, Crosses):
        yield rule.trigger.metric
    for condition in leaves(conditions(rule)):
        if isinstance(condition, MetricIs | Growth):
            yield condition.metric
    for step in rule.steps:
        yield from metrics_of(step.base.figure) if step.base else ()


def half_up(exact: Fraction) -> int:
    """A sum that is not negative, to the 分."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every condition of a rule: on the award, on the rows of its split, on its instalments."""
    yield from rule.when
    yield from (condition for row in rule.split for condition in row.when)
    yield from (condition for part in rule.schedule for condition in part.when)
