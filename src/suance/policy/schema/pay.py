"""What an award pays: one sum, a share of a figure, a sum for each unit that is counted, or steps."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from suance.policy.schema.figure import Figure
from suance.policy.schema.interest import Interest, Rate
from suance.policy.schema.parts import Cite, Money, Part, Slug, Written, either, exactly_one, fault

BASED = ("rate", "up_to_rate", "each", "each_up_to", "slabs", "brackets")
"""Keys of a sum that follows a metric."""


class Passed(Part):
    """What is paid from a threshold on: over is 超 (gt), from is 以上 (ge)."""

    id: Slug
    over: Written | None = None
    start: Written | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_threshold(self) -> Self:
        exactly_one(self, ("over", "start"))
        return self

    @property
    def comparator(self) -> Literal["gt", "ge"]:
        """How the figure must stand to the threshold."""
        return "gt" if self.over is not None else "ge"

    @property
    def threshold(self) -> Written:
        """The threshold, whichever key gives it."""
        return either(self.over, self.start)


class Step(Passed):
    """A threshold and the sum that passing it pays: up_to is 最高, fixed is 给予."""

    up_to: Money | None = None
    fixed: Money | None = None
    cite: Cite | None = None

    @model_validator(mode="after")
    def _one_sum(self) -> Self:
        exactly_one(self, ("up_to", "fixed"))
        return self

    @property
    def amount(self) -> Written:
        """The sum, whichever key gives it; an upper bound where `up_to` does."""
        return either(self.up_to, self.fixed)


class Band(Passed):
    """From a threshold on, a share of the figure, or of what lies above the threshold."""

    over: Money | None = None
    start: Money | None = Field(default=None, alias="from")
    rate: Rate
    up_to: Money | None = None
    cite: Cite | None = None


class LevelSum(Part):
    """What an honour pays at one level."""

    id: Slug
    level: Slug
    up_to: Money | None = None
    fixed: Money | None = None
    cite: Cite | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("up_to", "fixed"))
        return self

    @property
    def amount(self) -> Written:
        """The sum, whichever key gives it; an upper bound where `up_to` does."""
        return either(self.up_to, self.fixed)


class LeastPaid(Part):
    """From which sum on an award is paid, and what becomes of a smaller one."""

    at: Money
    under: Literal["drop", "raise"]


class Pay(Part):
    """What an award pays: one sum, a share or a sum per unit of a metric, or steps and how two of them meet."""

    up_to: Money | None = None
    """alone, the sum at most; beside a share or a sum per unit, its ceiling"""
    fixed: Money | None = None
    rate: Rate | None = None
    up_to_rate: Rate | None = None
    each: Money | None = None
    each_up_to: Money | None = None
    of: Figure | None = None
    """the metric or figure that a share is of, or that is counted"""
    per: Written | None = None
    """beside a sum per unit, for how much of the figure it is paid each time"""
    rest: Literal["drop", "part"] | None = None
    """what is left of the figure when it is divided so: nothing is paid for it (每满), or its part"""
    interest: Interest | None = None
    case_by_case: Literal[True] | None = None
    """whoever decides the case settles the sum (一事一议)"""
    least_paid: LeastPaid | None = None
    pick: Literal["highest", "each"] | None = None
    """two steps or levels in one year"""
    later: Literal["full", "top_up"] | None = None
    """a higher step or level in a later year"""
    steps: tuple[Step, ...] | None = Field(default=None, min_length=1)
    levels: tuple[LevelSum, ...] | None = Field(default=None, min_length=1)
    slabs: tuple[Band, ...] | None = Field(default=None, min_length=1)
    """the whole figure at the share of the highest threshold that it passes"""
    brackets: tuple[Band, ...] | None = Field(default=None, min_length=1)
    """each share of what lies between its threshold and the next (超额累进)"""

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in BASED if getattr(self, name) is not None]
        bounded = given or self.interest is not None or self.case_by_case is not None
        exactly_one(self, (*(() if bounded else ("up_to",)), "fixed", "steps", "levels", "interest", "case_by_case", *BASED))
        if not given and self.of is not None:
            raise fault("of 只与 rate、up_to_rate、each、each_up_to、slabs、brackets 同用", "of")
        if given and self.of is None:
            raise fault(f"{given[0]} 要写明 of", given[0], hint="of 是面板里的指标：按什么的比例，或数什么")
        self._said_in_which_units()
        self._said_how_sums_meet()
        return self

    def _said_in_which_units(self) -> None:
        """What is paid for each so much of a figure says what becomes of the rest; a least sum is one that the award can pass and fall short of."""
        if (self.per is None) != (self.rest is None) or (self.per is not None and self.unit is None):
            raise fault(
                "per、rest 与 each 或 each_up_to 三者同用", "per" if self.per else "rest", hint="rest: drop 每满才计；rest: part 不满的按比例计"
            )
        least = self.least_paid
        if least is not None and (self.of is None and self.interest is None):
            raise fault("least_paid 只与随指标变动的金额同用", "least_paid")
        if least is not None and (least.at.value <= 0 or (self.up_to is not None and least.at.value > self.up_to.value)):
            raise fault("least_paid 的 at 要大于零，且不高于 up_to", "least_paid", "at")

    def _said_how_sums_meet(self) -> None:
        """Several steps or levels say what two of them mean; one level of a year pays, and no level stands twice."""
        parts = self.steps or self.levels or ()
        for key in ("pick", "later"):
            if len(parts) > 1 and getattr(self, key) is None:
                raise fault(f"几档并列时要写明 {key}", "steps" if self.steps else "levels")
            if not parts and getattr(self, key) is not None:
                raise fault(f"{key} 只与 steps、levels 同用", key)
        levels = [part.level for part in self.levels or ()]
        if self.levels and self.pick == "each":
            raise fault("levels 同一年只取最高一级", "pick", hint="写 pick: highest")
        if len(set(levels)) < len(levels):
            raise fault("同一级别写了两次", "levels")

    @property
    def bands(self) -> tuple[Band, ...]:
        """The shares by the size of `of`, whichever key gives them."""
        return self.slabs or self.brackets or ()

    @property
    def share(self) -> Written | None:
        """The share of `of` that is paid, whichever key gives it."""
        return self.rate if self.rate is not None else self.up_to_rate

    @property
    def unit(self) -> Written | None:
        """The sum for each unit of `of`, whichever key gives it."""
        return self.each if self.each is not None else self.each_up_to

    @property
    def open(self) -> bool:
        """Whether the clause only bounds the sum, the share or the sum per unit (最高)."""
        if self.of is not None:
            return (self.up_to_rate or self.each_up_to) is not None
        return self.up_to is not None and self.interest is None

    @property
    def amount(self) -> Written:
        """The one sum of an award that is neither by steps nor follows a metric; an upper bound where `up_to` gives it."""
        return either(self.up_to, self.fixed)
