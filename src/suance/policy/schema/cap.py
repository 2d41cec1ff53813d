"""Ceilings over what awards pay: for each of what, over which years, at how much or how many, and what happens past it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from suance.policy.schema.interest import Rate
from suance.policy.schema.parts import Cite, Money, Name, Part, Slug, exactly_one, fault
from suance.terms.subject import Subject

Scope = Literal[Subject, "subject", "award"]


class Rolling(Part):
    """A window of so many years that ends with each year."""

    years: int = Field(ge=2, le=50)


class ShareOf(Part):
    """A share of a figure of whoever the ceiling is for: at most 50% of the project's investment."""

    rate: Rate
    of: Name


def _window(value: Any) -> str:
    return "years" if isinstance(value, Mapping | Rolling) else "span"


def _ceiling(value: Any) -> str:
    return "share" if isinstance(value, Mapping | ShareOf) else "sum"


Window = Annotated[
    Annotated[Literal["event", "year", "lifetime"], Tag("span")] | Annotated[Rolling, Tag("years")],
    Discriminator(_window),
]
Ceiling = Annotated[Annotated[Money, Tag("sum")] | Annotated[ShareOf, Tag("share")], Discriminator(_ceiling)]


class Cap(Part):
    """A ceiling over what the covered awards pay within one scope: each time, in a year, in several, or in all."""

    id: Slug
    per: Scope
    over: Window
    at: Ceiling | None = None
    count: int | None = Field(default=None, ge=1)
    """so many awards, whatever each is worth"""
    covers: tuple[Slug, ...] = Field(min_length=1)
    overflow: Literal["cut", "pro_rata", "first_come", "drop"]
    """cut: in the order of the file; drop: from the first that does not fit whole, nothing"""
    cite: Cite | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        exactly_one(self, ("at", "count"))
        if self.count is not None and (self.overflow == "pro_rata" or self.over == "event"):
            raise fault("count 数的是几笔，不能按比例，也不能按次", "count", hint="写 overflow: cut 或 first_come，over: year 或 lifetime")
        if isinstance(self.at, ShareOf) and (self.per == "award" or (self.per not in ("project", "product") and self.over not in ("event", "year"))):
            raise fault("at 的比例是对象自己的指标的比例", "at", hint="per 写 firm、project、cluster 等；按年的指标只限 over: year")
        return self
