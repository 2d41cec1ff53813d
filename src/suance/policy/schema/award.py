"""An award as data: what sets it off, its conditions, what it pays, and the ceilings over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from suance.policy.schema.parts import Bound, Cite, Money, Name, Part, Question, Slug, Text, fault
from suance.policy.schema.pay import Pay

Subject = Literal["firm", "project", "cluster"]
First = Literal["ever", "since_announced"]


def _shape(*keys: str) -> Discriminator:
    """Tells the shapes of a part apart by the key that only one of them has."""

    def tag(value: Any) -> str | None:
        has = value.__contains__ if isinstance(value, Mapping) else partial(hasattr, value)
        return next((key for key in keys if has(key)), None)

    message = f"应有 {'、'.join(keys)} 之一"
    return Discriminator(tag, custom_error_type="policy", custom_error_message="{message}", custom_error_context={"message": message})


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
    """The subject has been recognised: an event of the subject up to the year."""

    has: Name
    level: Slug | None = None


class AnyCondition(Part):
    """At least one of the conditions holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class AllCondition(Part):
    """Every one of the conditions holds; inside `any`."""

    all: tuple[Condition, ...] = Field(min_length=1)


Condition = Annotated[
    Annotated[MetricCondition, Tag("metric")]
    | Annotated[AttributeCondition, Tag("attribute")]
    | Annotated[HonourCondition, Tag("has")]
    | Annotated[AnyCondition, Tag("any")]
    | Annotated[AllCondition, Tag("all")],
    _shape("metric", "attribute", "has", "any", "all"),
]
AnyCondition.model_rebuild()
AllCondition.model_rebuild()


def leaves(conditions: Iterable[Condition]) -> Iterator[MetricCondition | AttributeCondition | HonourCondition]:
    """The single conditions that `any` and `all` join, in order."""
    for condition in conditions:
        if isinstance(condition, AnyCondition | AllCondition):
            yield from leaves(condition.any if isinstance(condition, AnyCondition) else condition.all)
        else:
            yield condition


class Crosses(Part):
    """A firm's metric passes the threshold of a step for the first time."""

    crosses: Name
    first: First


class Recognised(Part):
    """The subject receives an honour in the year; with `first`, only the first such event counts."""

    recognised: Name
    level: Slug | None = None
    subject: Subject
    first: First | None = None


class Reviewed(Part):
    """A project of the kind passes its review in the year; `within: cluster` asks that it belong to a cluster."""

    reviewed: Name
    within: Literal["cluster"] | None = None


class Yearly(Part):
    """A firm in each of its years; who is paid is told by `when`."""

    each: Literal["year"]


Trigger = Annotated[
    Annotated[Crosses, Tag("crosses")]
    | Annotated[Recognised, Tag("recognised")]
    | Annotated[Reviewed, Tag("reviewed")]
    | Annotated[Yearly, Tag("each")],
    _shape("crosses", "recognised", "reviewed", "each"),
]


class Cap(Part):
    """A ceiling over what the covered awards pay within one scope, in a year or in all."""

    id: Slug
    per: Literal["firm", "project", "cluster", "award"]
    over: Literal["year", "lifetime"]
    at: Money
    covers: tuple[Slug, ...] = Field(min_length=1)
    overflow: Literal["pro_rata", "first_come"]
    cite: Cite | None = None


class Award(Part):
    """A rule: who is paid, on what, under which conditions, how much, within which ceilings, after which words."""

    id: Slug
    title: Text
    to: Literal["firm", "project", "cluster", "promoter"]
    on: Trigger
    judged: tuple[Cite, ...] = ()
    """the words that whoever reviews the project holds against it: no figure of a panel says whether they are met"""
    when: tuple[Condition, ...] = ()
    pay: Pay
    caps: tuple[Cap, ...] = ()
    cite: Cite
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if isinstance(self.on, Crosses) != (self.pay.steps is not None):
            raise fault("crosses 与 pay.steps 要同用", "pay", hint="跨越的是哪一档，由 steps 说明")
        if self.to != self.subject and not (self.to == "promoter" and self.subject == "cluster"):
            raise fault(f"to: {self.to} 与触发条件的对象 {self.subject} 不合", "to", hint="集群的促进机构写 promoter，subject 写 cluster")
        if self.judged and not isinstance(self.on, Reviewed):
            raise fault("judged 只与 reviewed 同用", "judged", hint="要由人判断的话，由评审的人判断")
        if self.pay.levels is not None and (not isinstance(self.on, Recognised) or self.on.level is not None):
            raise fault("levels 只与不写 level 的 recognised 同用", "pay", "levels")
        if len({step.threshold.unit for step in self.pay.steps or ()}) > 1:
            raise fault("各档门槛的单位不同", "pay", "steps")
        return self

    @property
    def subject(self) -> Subject:
        """Whose facts decide: the firm that crosses or has a year, the project reviewed, the one recognised."""
        if isinstance(self.on, Recognised):
            return self.on.subject
        return "project" if isinstance(self.on, Reviewed) else "firm"
