"""What both executions give for one rule, step, subject and year, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from suance.award.when import Number
from suance.model import Status

PAYING: frozenset[Status] = frozenset({"granted", "cut", "unknown"})
"""Statuses of lines that pay or may pay."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An amount after one stage that awards share, lower and upper end in 分, and of a cap what had used it before."""

    stage: str
    low: int
    high: int | None
    used_low: int = 0
    used_high: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One payment or refusal in 分: `low` is the world in which nothing open is paid, `high` the one in which all is.

    `cause` says why: a gate of the plan, `when:0` (the first condition that fails or is unknown), `old:0` (whether it is an old case), `below`,
    `again`, `early`, `none`, `outside`, `awaited`, `case` (not triggered), `group:GROUP` (displaced, or a choice nobody has made), `value`, `gap`,
    `history`, `window`, `level`, `kind`, `link`, `base`, `scope:STAGE`, `cap:CAP`, `pool:POOL`, `rank:POOL` (unknown), `paid`, `claim` (settled),
    or nothing. Of a part further: `due:0` (the instalment's condition), `split` (whose share it is), `awaited` (its event has not come),
    `undone` (after a return), `return`.
    """

    rule: str
    step: str | None
    subject: str
    year: int
    status: Status
    cause: str = ""
    low: int = 0
    high: int | None = 0
    """None where the sum follows a figure that is not known, and nothing bounds it"""
    value: Number | None = None
    """of the metric that the cause or the step is about"""
    prior: Number | None = None
    """the metric's highest value in earlier years"""
    base: Number | None = None
    """the figure that the sum follows"""
    gap: int | None = None
    """the first earlier year of which a fact is missing"""
    day: str | None = None
    """of the event or application, by which first come is told"""
    payee: str | None = None
    cap: str | None = None
    """the last cap that cut"""
    used: int | None = None
    """what had used that cap before, at the upper end"""
    contest: str | None = None
    """the last group that displaced it or left it the difference, in one world at least"""
    winner: str | None = None
    """the award that did: a rule's id, or `policy/rule` of another policy"""
    rival: str | None = None
    """the subject of that award, where it is another's"""
    pool: str | None = None
    """the last pool that did not suffice"""
    there: int | None = None
    """what that pool had left for the year, at the upper end"""
    asked: int | None = None
    """what was asked of it, at the upper end"""
    trail: tuple[Cut, ...] = field(default=(), compare=False)
    """the amount after each stage that covers it; the interpreter's only"""
    part: str | None = None
    """of a share of the award, an instalment or a return"""
    of: Outcome | None = field(default=None, compare=False)
    """the whole award, of a part"""
