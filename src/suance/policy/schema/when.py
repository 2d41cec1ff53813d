"""Conditions: what must hold of a subject in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, Tag, model_validator

from suance.policy.schema.parts import Bound, Name, Part, Slug, Text, fault, shape

Years = Annotated[int, Field(ge=1, le=50)]
"""how many years, this one among them"""


class MetricCondition(Bound):
    """A metric of the subject in the year, or with `vs: previous` its growth over the year before in %, compared."""

    metric: Name
    vs: Literal["previous"] | None = None

    @model_validator(mode="after")
    def _growth_is_a_share(self) -> Self:
        if self.vs is not None and (self.written.unit != "%" or self.written.quantity.value_max is not None):
            raise fault(f"同比增长要与百分数相比，不是 “{self.written}”", self.comparator, hint="如 ge: 10%")
        return self


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
    | Annotated[AttributeCondition, Tag("attribute")]
    | Annotated[HonourCondition, Tag("has")]
    | Annotated[CountCondition, Tag("count")]
    | Annotated[AnyCondition, Tag("any")]
    | Annotated[AllCondition, Tag("all")]
    | Annotated[NotCondition, Tag("not")],
    shape("metric", "attribute", "has", "count", "any", "all", "not"),
]
Compound = AnyCondition | AllCondition | NotCondition
Leaf = MetricCondition | AttributeCondition | HonourCondition | CountCondition
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
