"""What an award pays: one sum, what follows a figure, steps, one of several cases, or what several amounts come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from suance.policy.schema.figure import Figure
from suance.policy.schema.interest import Interest, Rate
from suance.policy.schema.parts import Cite, Money, Part, Slug, Written, either, exactly_one, fault
from suance.policy.schema.when import Condition

BASED = ("rate", "up_to_rate", "each", "each_up_to", "slabs", "brackets")
"""Keys of a sum that follows a metric."""
BOUNDED = (*BASED, "interest", "case_by_case", "choose", "sum", "least", "greatest")
"""Keys beside which up_to is a ceiling, and not the sum itself."""


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
    """A threshold and what passing it pays: up_to is 最高, fixed is 给予; of a figure also a share of it, with a bound of its own."""

    up_to: Money | None = None
    fixed: Money | None = None
    rate: Rate | None = None
    up_to_rate: Rate | None = None
    cite: Cite | None = None

    @model_validator(mode="after")
    def _one_sum(self) -> Self:
        shares = tuple(name for name in ("rate", "up_to_rate") if getattr(self, name) is not None)
        exactly_one(self, ("fixed", *shares) if shares else ("up_to", "fixed"))
        return self

    @property
    def share(self) -> Written | None:
        """The share that is paid, whichever key gives it."""
        return self.rate if self.rate is not None else self.up_to_rate

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


class Factor(Part):
    """So many times an amount, under conditions: 加倍 is 200%, 上浮20% is 120%."""

    id: Slug
    times: Rate
    when: tuple[Condition, ...] = Field(min_length=1)
    cite: Cite | None = None


class Amount(Part):
    """One sum, a share or a sum per unit of a figure, steps by a figure, one of several cases, or what several amounts come to."""

    up_to: Money | None = None
    """alone, the sum at most; beside anything else, its ceiling"""
    fixed: Money | None = None
    rate: Rate | None = None
    up_to_rate: Rate | None = None
    each: Money | None = None
    each_up_to: Money | None = None
    of: Figure | None = None
    """the metric or figure that a share is of, that is counted, or that reaches a step"""
    per: Written | None = None
    """beside a sum per unit, for how much of the figure it is paid each time"""
    rest: Literal["drop", "part"] | None = None
    """what is left of the figure when it is divided so: nothing is paid for it (每满), or its part"""
    interest: Interest | None = None
    case_by_case: Literal[True] | None = None
    """whoever decides the case settles the sum (一事一议)"""
    least_paid: LeastPaid | None = None
    slabs: tuple[Band, ...] | None = Field(default=None, min_length=1)
    """the whole figure at the share of the highest threshold that it passes"""
    brackets: tuple[Band, ...] | None = Field(default=None, min_length=1)
    """each share of what lies between its threshold and the next (超额累进)"""
    steps: tuple[Step, ...] | None = Field(default=None, min_length=1)
    """what a threshold pays that a crossing passes, or that `of` has passed"""
    pick: Literal["highest", "each"] | None = None
    """two steps or levels in one year"""
    choose: tuple[Entry, ...] | None = Field(default=None, min_length=1)
    """the first whose conditions hold"""
    sum: tuple[Amount, ...] | None = Field(default=None, min_length=2)
    least: tuple[Amount, ...] | None = Field(default=None, min_length=2)
    greatest: tuple[Amount, ...] | None = Field(default=None, min_length=2)
    factors: tuple[Factor, ...] = ()
    """those whose conditions hold multiply, one after the other"""
    plus: tuple[Entry, ...] = ()
    """what is paid on top (再给予), before the ceiling of the whole"""
    several: ClassVar[tuple[str, ...]] = ()
    """further keys that stand for the whole"""

    @model_validator(mode="after")
    def _one(self) -> Self:
        whole = ("fixed", "steps", *self.several, *BOUNDED)
        exactly_one(self, whole if self.bounded else ("up_to", *whole))
        based = next((name for name in BASED if getattr(self, name) is not None), None)
        if based and self.of is None:
            raise fault(f"{based} 要写明 of", based, hint="of 是面板里的指标：按什么的比例，或数什么")
        if self.of is not None and not based and self.steps is None:
            raise fault(f"of 只与 {'、'.join(BASED)}、steps 同用", "of")
        self._said_in_which_units()
        self._hangs_together()
        return self

    def _said_in_which_units(self) -> None:
        """What is paid for each so much of a figure says what becomes of the rest; a least sum is one that the award can pass and fall short of."""
        if (self.per is None) != (self.rest is None) or (self.per is not None and self.unit is None):
            raise fault(
                "per、rest 与 each 或 each_up_to 三者同用", "per" if self.per else "rest", hint="rest: drop 每满才计；rest: part 不满的按比例计"
            )
        least = self.least_paid
        if least is not None and (not self.bounded or self.case_by_case):
            raise fault("least_paid 只与随指标变动的金额同用", "least_paid")
        if least is not None and (least.at.value <= 0 or (self.up_to is not None and least.at.value > self.up_to.value)):
            raise fault("least_paid 的 at 要大于零，且不高于 up_to", "least_paid", "at")

    def _hangs_together(self) -> None:
        """Only the last case may ask for nothing; ids tell the parts of a list apart; a share belongs to steps by a figure."""
        for number, entry in enumerate(self.choose or ()):
            if not entry.when and number < len(self.choose or ()) - 1:
                raise fault("choose 除最后一项外都要写 when", "choose", number, hint="最后一项不写 when，是其余情形")
        for name in ("choose", "factors", "plus"):
            ids = [part.id for part in getattr(self, name) or ()]
            twice = next((number for number, found in enumerate(ids) if found in ids[:number]), None)
            if twice is not None:
                raise fault(f"编号 “{ids[twice]}” 用了两次", name, twice, "id")
        if self.of is None and any(step.share for step in self.steps or ()):
            raise fault("跨越的各档写 up_to 或 fixed；按 of 分档的才写比例", "steps")

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
    def bounded(self) -> bool:
        """Whether `up_to`, where it is given, is a ceiling, and not the sum itself."""
        return any(getattr(self, name) is not None for name in BOUNDED)

    @property
    def open(self) -> bool:
        """Whether the clause only bounds the sum, the share or the sum per unit (最高)."""
        if self.bounded:
            return (self.up_to_rate or self.each_up_to) is not None or self.case_by_case is not None
        return self.up_to is not None

    @property
    def amount(self) -> Written:
        """The one sum of an amount that is nothing else; an upper bound where `up_to` gives it."""
        return either(self.up_to, self.fixed)


class Conditional(Part):
    """What tells an entry from others, and what it asks for."""

    id: Slug
    when: tuple[Condition, ...] = ()
    cite: Cite | None = None


class Entry(Amount, Conditional):
    """An amount under conditions."""


class Meeting(Part):
    """How steps and levels meet that an award pays over the years."""

    pick: Literal["highest", "each"] | None = None
    later: Literal["full", "top_up"] | None = None
    """a higher step or level in a later year"""
    levels: tuple[LevelSum, ...] | None = Field(default=None, min_length=1)
    by_order: tuple[Money, ...] | None = Field(default=None, min_length=1)
    """a sum for the first, the second … that is recognised under the award"""
    after_that: Money | None = None
    """for all that come after them; nothing where it is not given"""


class Pay(Amount, Meeting):
    """What an award pays; steps that a crossing passes and levels of an honour stand here alone."""

    several: ClassVar[tuple[str, ...]] = ("levels", "by_order")

    @model_validator(mode="after")
    def _said_how_sums_meet(self) -> Self:
        """Several steps or levels say what two of them mean; one level of a year pays, and no level stands twice."""
        lasting = self.levels or (self.steps if self.of is None else None) or ()
        for key, parts in (("pick", self.steps or self.levels or ()), ("later", lasting)):
            if len(parts) > 1 and getattr(self, key) is None:
                raise fault(f"几档并列时要写明 {key}", "steps" if self.steps else "levels")
            if not parts and getattr(self, key) is not None:
                raise fault(f"{key} 只与{'跨越的 ' if key == 'later' and self.steps else ' '}steps、levels 同用", key)
        if self.by_order is None and self.after_that is not None:
            raise fault("after_that 只与 by_order 同用", "after_that")
        if self.by_order is not None and (self.factors or self.plus):
            raise fault("by_order 不与 factors、plus 同用", "by_order")
        levels = [part.level for part in self.levels or ()]
        if self.levels and self.pick == "each":
            raise fault("levels 同一年只取最高一级", "pick", hint="写 pick: highest")
        if len(set(levels)) < len(levels):
            raise fault("同一级别写了两次", "levels")
        if self.pick == "each" and self.of is not None and (self.factors or self.plus):
            raise fault("逐档给付时没有合计，不能写 factors、plus", "pick", hint="合计的上限写成 caps")
        for inner in amounts(self):
            if inner.steps and (inner.of is None or (len(inner.steps) > 1 and inner.pick != "highest")):
                raise fault("合成的金额里，steps 要写明 of 与 pick: highest")
        return self


def amounts(amount: Amount) -> Iterator[Amount]:
    """The amounts that an amount is made of, at any depth."""
    for name in ("choose", "sum", "least", "greatest", "plus"):
        for part in getattr(amount, name) or ():
            yield part
            yield from amounts(part)


def conditions(amount: Amount) -> Iterator[Condition]:
    """Every condition of an amount and of what it is made of."""
    for part in (amount, *amounts(amount)):
        yield from part.when if isinstance(part, Entry) else ()
        yield from (condition for factor in part.factors for condition in factor.when)


Amount.model_rebuild()
Entry.model_rebuild()
Pay.model_rebuild()
