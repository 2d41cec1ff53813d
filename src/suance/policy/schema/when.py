"""Conditions: what must hold of a subject in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, Tag, model_validator

from suance.model import Comparator
from suance.policy.schema.parts import Bound, Name, Part, Slug, Text, exactly_one, fault, shape

Years = Annotated[int, Field(ge=1, le=50)]
"""how many years, this one among them"""
AGAINST: Mapping[str, Comparator] = {"above": "gt", "at_least": "ge", "below": "lt", "at_most": "le"}
"""Keys that name a benchmark, and how it is compared."""


class MetricCondition(Bound):
    """A metric of the subject in the year, or with `vs: previous` its growth over the year before in %, compared."""

    metric: Name
    vs: Literal["previous"] | None = None

    @model_validator(mode="after")
    def _growth_is_a_share(self) -> Self:
        if self.vs is not None and (self.written.unit != "%" or self.written.quantity.value_max is not None):
            raise fault(f"同比增长要与百分数相比，不是 “{self.written}”", self.comparator, hint="如 ge: 10%")
        return self


class BenchmarkCondition(Part):
    """A metric of the subject, or with `vs: previous` its growth in %, against a benchmark of the year: a row of the table benchmarks."""

    metric: Name
    vs: Literal["previous"] | None = None
    above: Name | None = None
    at_least: Name | None = None
    below: Name | None = None
    at_most: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, tuple(AGAINST))
        return self

    @property
    def comparator(self) -> Comparator:
        """How it is compared."""
        return next(op for name, op in AGAINST.items() if getattr(self, name) is not None)

    @property
    def benchmark(self) -> str:
        """The name of the benchmark."""
        return next(found for found in (self.above, self.at_least, self.below, self.at_most) if found is not None)


class RankCondition(Part):
    """The subject is among the `top` by a metric: fewer of its kind, in its scope and the same year, stand strictly better."""

    rank: Name
    per: Name
    """within which scope: those of one firm, cluster, district … or of one value of an attribute; award: all"""
    top: int = Field(ge=1, le=10_000)
    order: Literal["desc", "asc"]
    """desc: the largest is the first"""


class AttributeCondition(Part):
    """An attribute of the subject is one of the values."""

    attribute: Name
    values: tuple[Text, ...] = Field(alias="in", min_length=1)


class HonourCondition(Part):
    """The subject has been recognised: an event of the subject up to the year, or `within` so many years up to it."""

    has: Name
    level: Slug | None = None
    within: Years | None = None


class CountCondition(Bound):
    """How often the subject has been recognised up to the year, or `within` so many years up to it, compared."""

    count: Name
    level: Slug | None = None
    within: Years | None = None

    @model_validator(mode="after")
    def _number_is_whole(self) -> Self:
        quantity = self.written.quantity
        if quantity.unit in ("CNY", "%") or quantity.value_max is not None or quantity.value != int(quantity.value) or quantity.value < 0:
            raise fault(f"次数要与整数相比，不是 “{self.written}”", self.comparator, hint="如 ge: 3件")
        return self


class AnyCondition(Part):
    """At least one of the conditions holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class AllCondition(Part):
    """Every one of the conditions holds; with `years`, in the year and in those before it, so many in all."""

    all: tuple[Condition, ...] = Field(min_length=1)
    years: Annotated[int, Field(ge=2, le=50)] | None = None


class NotCondition(Part):
    """None of the conditions holds."""

    none: tuple[Condition, ...] = Field(alias="not", min_length=1)


Condition = Annotated[
    Annotated[MetricCondition, Tag("metric")]
    | Annotated[BenchmarkCondition, Tag("benchmark")]
    | Annotated[RankCondition, Tag("rank")]
    | Annotated[AttributeCondition, Tag("attribute")]
    | Annotated[HonourCondition, Tag("has")]
    | Annotated[CountCondition, Tag("count")]
    | Annotated[AnyCondition, Tag("any")]
    | Annotated[AllCondition, Tag("all")]
    | Annotated[NotCondition, Tag("not")],
    shape("metric", "rank", "attribute", "has", "count", "any", "all", "not", apart={"benchmark": tuple(AGAINST)}),
]
Compound = AnyCondition | AllCondition | NotCondition
Leaf = MetricCondition | BenchmarkCondition | RankCondition | AttributeCondition | HonourCondition | CountCondition
AnyCondition.model_rebuild()
AllCondition.model_rebuild()
NotCondition.model_rebuild()


def members(condition: Compound) -> tuple[Condition, ...]:
    """The conditions that a joined one is made of."""
    if isinstance(condition, AnyCondition):
        return condition.any
    return condition.all if isinstance(condition, AllCondition) else condition.none


def every(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions and those that they are made of, each before its parts."""
    for condition in conditions:
        yield condition
        if isinstance(condition, Compound):
            yield from every(members(condition))


def leaves(conditions: Iterable[Condition]) -> Iterator[Leaf]:
    """The single conditions that `any`, `all` and `not` join, in order."""
    for condition in every(conditions):
        if not isinstance(condition, Compound):
            yield condition
