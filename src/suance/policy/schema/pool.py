"""A budget that awards share: how much each year, and who gets it where it does not suffice."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from suance.policy.schema.parts import Cite, Money, Name, Part, Question, Slug, Text, exactly_one, fault

Year = Annotated[int, Field(ge=1900, le=2100)]


class Pool(Part):
    """What the covered awards may come to in a year; the budget of a year that is not named is unknown."""

    id: Slug
    title: Text
    covers: tuple[Slug, ...] = Field(min_length=1)
    budget: dict[Year, Money] | None = Field(default=None, min_length=1)
    yearly: Money | None = None
    allocate: Literal["pro_rata", "first_come", "rank", "weight"]
    """weight: each the part of the whole budget that its figure has of all figures, and no more than it may be paid"""
    by: Name | None = None
    """the figure of the subject that ranks or weighs"""
    order: Literal["desc", "asc"] | None = None
    """desc: the largest figure first"""
    carry: bool
    """whether what is left of a year is there in the next"""
    cite: Cite
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        exactly_one(self, ("budget", "yearly"))
        if (self.allocate in ("rank", "weight")) != (self.by is not None):
            raise fault("by 与 allocate: rank、weight 同用", "by" if self.by else "allocate", hint="by 是据以排序或分配的指标")
        if (self.allocate == "rank") != (self.order is not None):
            raise fault("order 与 allocate: rank 同用", "order" if self.order else "allocate", hint="desc 由高到低，asc 由低到高")
        return self
