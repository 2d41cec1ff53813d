"""An award as data: what sets it off, its conditions, what it pays, and the ceilings over it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from suance.policy.schema.parts import Bound, Cite, Money, Part, Question, Slug, Text, Written, either, exactly_one, fault

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
    """A metric of the subject in the year, compared."""

    metric: Slug


class AttributeCondition(Part):
    """An attribute of the subject is one of the values."""

    attribute: Slug
    values: tuple[Text, ...] = Field(alias="in", min_length=1)


class HonourCondition(Part):
    """The subject has been recognised: an event of the subject up to the year."""

    has: Slug
    level: Slug | None = None


Condition = Annotated[
    Annotated[MetricCondition, Tag("metric")] | Annotated[AttributeCondition, Tag("attribute")] | Annotated[HonourCondition, Tag("has")],
    _shape("metric", "attribute", "has"),
]


class Crosses(Part):
    """A firm's metric passes the threshold of a step for the first time."""

    crosses: Slug
    first: First


class Recognised(Part):
    """The subject receives an honour in the year; with `first`, only the first such event counts."""

    recognised: Slug
    level: Slug | None = None
    subject: Subject
    first: First | None = None


class Reviewed(Part):
    """A project of the kind passes its review in the year; `within: cluster` asks that it belong to a cluster."""

    reviewed: Slug
    within: Literal["cluster"] | None = None


Trigger = Annotated[
    Annotated[Crosses, Tag("crosses")] | Annotated[Recognised, Tag("recognised")] | Annotated[Reviewed, Tag("reviewed")],
    _shape("crosses", "recognised", "reviewed"),
]


class Step(Part):
    """A threshold and what passing it pays: over is 超 (gt), from is 以上 (ge); up_to is 最高, fixed is 给予."""

    id: Slug
    over: Written | None = None
    start: Written | None = Field(default=None, alias="from")
    up_to: Money | None = None
    fixed: Money | None = None
    cite: Cite | None = None

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        exactly_one(self, ("over", "start"))
        exactly_one(self, ("up_to", "fixed"))
        return self

    @property
    def comparator(self) -> Literal["gt", "ge"]:
        """How the metric must stand to the threshold."""
        return "gt" if self.over is not None else "ge"

    @property
    def threshold(self) -> Written:
        """The threshold, whichever key gives it."""
        return either(self.over, self.start)

    @property
    def amount(self) -> Written:
        """The sum, whichever key gives it; an upper bound where `up_to` does."""
        return either(self.up_to, self.fixed)


class Pay(Part):
    """What an award pays: one sum, or steps and how two of them meet."""

    up_to: Money | None = None
    fixed: Money | None = None
    pick: Literal["highest", "each"] | None = None
    """two steps crossed in one year"""
    later: Literal["full", "top_up"] | None = None
    """a higher step crossed in a later year"""
    steps: tuple[Step, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("up_to", "fixed", "steps"))
        several = self.steps is not None and len(self.steps) > 1
        for key in ("pick", "later"):
            if several and getattr(self, key) is None:
                raise fault(f"几档并列时要写明 {key}", "steps")
            if self.steps is None and getattr(self, key) is not None:
                raise fault(f"{key} 只与 steps 同用", key)
        return self

    @property
    def amount(self) -> Written:
        """The one sum of an award without steps; an upper bound where `up_to` gives it."""
        return either(self.up_to, self.fixed)


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
        if len({step.threshold.unit for step in self.pay.steps or ()}) > 1:
            raise fault("各档门槛的单位不同", "pay", "steps")
        return self

    @property
    def subject(self) -> Subject:
        """Whose facts decide: the firm that crosses, the project reviewed, the one recognised."""
        if isinstance(self.on, Recognised):
            return self.on.subject
        return "firm" if isinstance(self.on, Crosses) else "project"
