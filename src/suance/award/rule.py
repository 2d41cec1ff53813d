"""A rule of the plan: whose facts decide, on what, under which conditions, and what sums follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from suance.award.amount import Amount, Case, Choice, Follows, conditions_of, core, figures_of, followed, is_open, most
from suance.award.measure import metrics_of
from suance.award.when import Against, AttributeIn, Condition, Growth, Metric, MetricIs, Number, Op, Rank, leaves
from suance.model import Cite
from suance.terms.subject import SUBJECTS, Subject

MOST_RATE = 100
"""% that interest of a year comes to at most"""
First = Literal["ever", "since_announced", "since_start"] | int
"""From when 首次 counts: always, a day of the policy, or a year."""


@dataclass(frozen=True, slots=True)
class Crosses:
    """A trigger: the metric passes a step's threshold for the first time."""

    metric: Metric
    first: First


@dataclass(frozen=True, slots=True)
class Recognised:
    """A trigger: an event of the honour in the year, or in a window before it; with `first`, none before that."""

    honour: str
    level: str | None
    first: First | None
    after: int = 0
    """how many years lie between the event and the first year that is paid"""
    years: int = 1
    """how many years are paid"""

    @property
    def plain(self) -> bool:
        """Whether the year of the event is the one that is paid."""
        return self.reach == 0

    @property
    def reach(self) -> int:
        """How many years after its event the last year lies that is paid."""
        return self.after + self.years - 1

    def window(self, year: int) -> range:
        """The years of an event that a year is paid for."""
        return range(year - self.reach, year - self.after + 1)

    def at(self, step: Step) -> Recognised:
        """The trigger of a step: at its own level, where it has one."""
        return replace(self, level=step.level) if step.level is not None else self


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A trigger: a project of the kind in the year, belonging to a cluster where `in_cluster`."""

    kind: str
    in_cluster: bool
    stage: str | None = None
    """the event whose first year counts instead of the project's own"""


@dataclass(frozen=True, slots=True)
class Yearly:
    """A trigger: each year of a firm, from the first to the last that the panel has of it; with `first`, the first in which the conditions hold."""

    first: First | None = None


Trigger = Crosses | Recognised | Reviewed | Yearly


@dataclass(frozen=True, slots=True)
class Step:
    """An amount and what it takes; a rule without steps has one Step without id and threshold."""

    id: str | None
    op: Op
    threshold: Number
    amount: Amount
    cite: Cite | None = None
    level: str | None = None
    """of the honour that it is for, where the rule has a sum for each"""

    @property
    def most(self) -> int | None:
        """The most in 分 that it pays by its own words; None where the clause sets none."""
        return most(self.amount)

    @property
    def open(self) -> bool:
        """Whether the clause only bounds the sum (最高)."""
        return is_open(self.amount)

    @property
    def follows(self) -> Follows | None:
        """What a sum that follows one figure is made of; None of any other."""
        found = core(self.amount)
        return found if isinstance(found, Follows) else None

    @property
    def cases(self) -> Iterator[Step]:
        """What it pays in each case, where it pays the first of several."""
        for case in self.amount.cases if isinstance(self.amount, Choice) else ():
            yield replace(self, id=case.id, amount=case.amount, cite=case.cite or self.cite)

    def sum(self, figure: Number) -> int:
        """What it pays at most for a known figure that it follows."""
        return followed(self.amount, figure)


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
    first_year: int | None = None
    """the first year whose facts count, None where the text does not say"""
    last_year: int | None = None
    grandfather: tuple[Condition, ...] = ()
    """under which it still applies after its last year"""

    @property
    def sums(self) -> list[Step]:
        """The steps, those that pay the first of several cases followed by each of these: what a line's step may name."""
        return [found for step in self.steps for found in (step, *step.cases)]

    def step(self, name: str | None) -> Step | None:
        """The step or case of that id; a step of one case is that case."""
        return next((found for found in reversed(self.sums) if found.id == name), None)

    def case(self, name: str | None) -> Case | None:
        """The case of that id by which a step pays."""
        choices = (step.amount for step in self.steps if isinstance(step.amount, Choice))
        return next((case for choice in choices for case in choice.cases if case.id == name), None)

    @property
    def parted(self) -> bool:
        """Whether an award of the rule has more lines than the one of its year."""
        return bool(self.split or self.schedule or self.clawback)

    @property
    def reach(self) -> int:
        """How many years after its event an award may lie."""
        return self.trigger.reach if isinstance(self.trigger, Recognised) else 0

    @property
    def table(self) -> str:
        """The table whose rows, one a year or one in all, hold the metrics of the subject."""
        return SUBJECTS[self.subject].figures


def metrics(rule: Rule) -> Iterator[Metric]:
    """The metrics that a rule looks at: the trigger's, those of conditions, and what its sum follows."""
    if isinstance(rule.trigger, Crosses):
        yield rule.trigger.metric
    for condition in leaves(conditions(rule)):
        if isinstance(condition, MetricIs | Growth | Against | Rank):
            yield condition.metric
    for step in rule.steps:
        for figure in figures_of(step.amount):
            yield from metrics_of(figure)


def timeless(rule: Rule, condition: Condition) -> bool:
    """Whether a condition on a rule's subject asks for nothing of a year."""
    return all(isinstance(leaf, AttributeIn) or (isinstance(leaf, MetricIs | Rank) and rule.table != "firm_years") for leaf in leaves([condition]))


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every condition of a rule: on the award, on old cases, on the rows of its split, on its instalments, on what it pays."""
    yield from rule.when
    yield from rule.grandfather
    yield from (condition for row in rule.split for condition in row.when)
    yield from (condition for part in rule.schedule for condition in part.when)
    yield from (condition for step in rule.steps for condition in conditions_of(step.amount))
