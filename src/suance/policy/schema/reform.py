"""A reform: what a policy would be with some of its parts changed, as a file of its own."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from suance.policy.schema.parts import Part, Slug, Text, exactly_one


class Edit(Part):
    """One change: what stands at the place, that it goes, or a part that is added to the list there."""

    at: Text
    """the keys and ids that lead there: awards.dengfeng.pay.steps.t500.up_to"""
    to: Any = None
    remove: bool | None = None
    add: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("to", "remove", "add"))
        return self


class Reform(Part):
    """Changes to one policy, made in their order."""

    policy: Slug
    title: Text
    changes: tuple[Edit, ...] = Field(min_length=1)
