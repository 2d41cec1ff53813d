"""What a policy says beside its awards: targets, funds, lists, validity, and clauses that no rule expresses."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from suance import model
from suance.policy.schema.parts import Cite, Day, Goal, Iso, Part, Period, Question, Slug, Text, Written, exactly_one


class Clause(Part):
    """A clause that no rule expresses, kept with the reason."""

    id: Slug
    status: Literal["manual", "not_award"]
    title: Text
    reason: Text
    cite: Cite


class Base(Part):
    """A starting value of a target, with whoever published it: a source by its cite, or a publisher by name."""

    value: Written
    comparator: model.Comparator = "eq"
    period: Period
    definition: Text | None = None
    publisher: Text | None = None
    title: Text | None = None
    date: Iso | None = None
    grade: Literal["official", "press", "unverified host"] = "press"
    cite: Cite | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        exactly_one(self, ("publisher", "cite"))
        return self


class Target(Part):
    """A promise with a figure; `by` is the period that the goal is of, null where the text names none."""

    id: Slug
    indicator: Text
    metric: Slug | None = None
    region: Text | None = None
    measure: Literal["level", "growth", "share", "rank", "multiple"]
    goal: Goal
    each: Goal | None = None
    """what every one that is counted must reach: 规模超3000亿元的集群"""
    by: Period | None
    bases: tuple[Base, ...] = ()
    definition: Text | None = None
    firmness: Literal["firm", "soft"] | None = None
    note: Text | None = None
    cite: Cite
    questions: tuple[Question, ...] = ()


class Fund(Part):
    """What a policy fund promises: its size, and what it is to draw from others."""

    id: Slug
    name: Text
    region: Text | None = None
    size: Goal
    leverage: Goal | None = None
    period: Period | None = None
    definition: Text | None = None
    note: Text | None = None
    cite: Cite
    questions: tuple[Question, ...] = ()


class Roster(Part):
    """A named list: how many it claims to have, and the members it names."""

    id: Slug
    name: Text
    of: Literal["cluster", "chain", "firm", "project"]
    claims: int | None = Field(default=None, gt=0)
    members: tuple[Text, ...]
    note: Text | None = None
    cite: Cite


class Mention(Part):
    """What a source says beside figures: a meeting, a person's words, a task, a claim against others."""

    id: Slug
    kind: Literal["event", "statement", "relative", "task"]
    title: Text
    date: Iso | None = None
    who: Text | None = None
    cite: Cite


class Validity(Part):
    """When the policy holds; `unknown` where the text does not say."""

    announced: Day
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    status: Literal["draft", "in_force", "expired", "repealed"]
    amended: Day = None
    """of a later version of the same policy: from which day it is the law; before it, the version before"""

    @property
    def begins(self) -> date | None:
        """From which day this version is the law; None where nothing says."""
        return self.amended or self.start or self.announced
