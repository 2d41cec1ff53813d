"""Awards of which not all are paid together: the highest only, the difference only, the first only, or one of them by choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from suance.policy.schema.cap import Scope
from suance.policy.schema.parts import Cite, Part, Question, Slug, Text, fault


class Elsewhere(Part):
    """Awards of another policy, which count by what `paid` says of them: one rule, or all of the policy."""

    policy: Slug
    rule: Slug | None = None


def _member(value: Any) -> str:
    return "elsewhere" if isinstance(value, Mapping | Elsewhere) else "award"


Member = Annotated[Annotated[Slug, Tag("award")] | Annotated[Elsewhere, Tag("elsewhere")], Discriminator(_member)]


class Group(Part):
    """Awards that meet within one scope and window, and which of them pays."""

    id: Slug
    title: Text
    members: tuple[Member, ...] = Field(min_length=1)
    match: Scope
    """those of one firm, one project … meet; award: all"""
    over: Literal["year", "lifetime"]
    mode: Literal["highest", "ladder", "first", "exclusive"]
    cite: Cite
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.awards:
            raise fault("members 里没有本政策的奖励", "members")
        if self.mode == "ladder" and self.over != "lifetime":
            raise fault("ladder 是跨年度的补差", "over", hint="写 over: lifetime；同一年度就高写 mode: highest")
        if self.mode == "highest" and self.over != "year":
            raise fault("highest 只比同一年度的；先给的不会收回", "over", hint="跨年度写 mode: ladder（补差）或 first（只享受一次）")
        return self

    @property
    def awards(self) -> tuple[str, ...]:
        """The members of this policy."""
        return tuple(member for member in self.members if isinstance(member, str))

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """The members of other policies."""
        return tuple(member for member in self.members if isinstance(member, Elsewhere))
