"""Rates, and interest as an amount: what is paid of a loan's interest (贴息)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from suance.policy.schema.figure import Figure
from suance.policy.schema.parts import Name, Part, Slug, Written, exactly_one, fault

MOST_RATE = Decimal(500)
"""A share above five times its base is a slip of the unit."""


def _rate(text: Written) -> Written:
    quantity = text.quantity
    if quantity.unit != "%" or quantity.value_max is not None or not 0 < quantity.value <= MOST_RATE:
        raise fault(f"“{text}” 应为一个比例", hint="如 20%；1:1 配套写 100%")
    return text


Rate = Annotated[Written, AfterValidator(_rate)]


class RateOf(Part):
    """A rate a year that the panel has, or that somebody publishes (the table benchmarks), or so much of it."""

    metric: Name | None = None
    benchmark: Slug | None = None
    times: Rate | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("metric", "benchmark"))
        return self


def _tag(value: Any) -> str:
    return "said" if isinstance(value, str) else "of"


YearlyRate = Annotated[Annotated[Rate, Tag("said")] | Annotated[RateOf, Tag("of")], Discriminator(_tag)]


class Interest(Part):
    """The interest on a principal over so many months, at the least of the rates a year."""

    principal: Figure
    months: Figure
    rate: tuple[YearlyRate, ...] = Field(min_length=1)
