"""An award as data: what sets it off, its conditions, what it pays, and the ceilings over it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from suance.policy.schema.cap import Cap
from suance.policy.schema.example import Example
from suance.policy.schema.parts import Cite, Day, Name, Part, Question, Slug, Text, Written, exactly_one, fault, shape
from suance.policy.schema.pay import Pay, conditions
from suance.policy.schema.when import AllCondition, BenchmarkCondition, Condition, RankCondition, every, leaves
from suance.terms.subject import SUBJECTS, Subject, within

Later = Annotated[int, Field(ge=1, le=30)]


class Since(Part):
    """The year from which 首次 counts."""

    since: int = Field(ge=1900, le=2100)


def _how_first(value: object) -> str:
    return "since" if isinstance(value, Mapping | Since) else "named"


First = Annotated[
    Annotated[Literal["ever", "since_announced", "since_start"], Tag("named")] | Annotated[Since, Tag("since")], Discriminator(_how_first)
]


class Crosses(Part):
    """A firm's metric passes the threshold of a step for the first time."""

    crosses: Name
    first: First


class Recognised(Part):
    """The subject receives an honour in the year; with `first`, only the first such event counts.

    With `after`, the year is so many years after that of the event; with `for`, so many years from there on are paid.
    """

    recognised: Name
    level: Slug | None = None
    subject: Subject
    first: First | None = None
    after: Later | None = None
    lasts: Annotated[int, Field(ge=2, le=30)] | None = Field(default=None, alias="for")


class Reviewed(Part):
    """A project of the kind passes its review in the year; `within: cluster` asks that it belong to a cluster.

    With `stage`, the year is that of the project's first event of this name.
    """

    reviewed: Name
    within: Literal["cluster"] | None = None
    stage: Name | None = None


class Yearly(Part):
    """A firm in each of its years; who is paid is told by `when`. With `first`, only the first year in which all of it holds."""

    each: Literal["year"]
    first: First | None = None


Trigger = Annotated[
    Annotated[Crosses, Tag("crosses")]
    | Annotated[Recognised, Tag("recognised")]
    | Annotated[Reviewed, Tag("reviewed")]
    | Annotated[Yearly, Tag("each")],
    shape("crosses", "recognised", "reviewed", "each"),
]


_RATIO = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")


def _share(text: str) -> str:
    """A share as written: a ratio stays text, a percentage is a quantity that the cited words must bear out."""
    if _RATIO.fullmatch(text):
        found: str = text
    elif text.endswith("%"):
        found = Written._read(text)
    else:
        raise fault(f"“{text}” 应为一个份额", hint="如 40%、1/3")
    if not 0 < share_of(found) <= 1:
        raise fault(f"“{text}” 不在零与全部之间", hint="如 40%、1/3")
    return found


def share_of(share: str) -> Fraction:
    """The share that a text names, exactly: 2/5 for 40%, 1/3 for 1/3."""
    return Fraction(Written(share).value) / 100 if share.endswith("%") else Fraction(share)


Share = Annotated[str, AfterValidator(_share)]


class Split(Part):
    """Who bears or receives which share of an award; of several rows the first whose conditions hold in the award's year."""

    parts: dict[Slug, Share] = Field(min_length=1)
    when: tuple[Condition, ...] = ()


class Instalment(Part):
    """A share that is paid so many years after the award, or in the year of an event of the subject; only where `when` holds in that year."""

    id: Slug
    after: Annotated[int, Field(ge=0, le=30)] | None = None
    event: Name | None = None
    share: Share
    when: tuple[Condition, ...] = ()
    cite: Cite | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("after", "event"))
        return self


class Lending(Part):
    """The yearly rate of a benchmark, at which interest runs: a row a year of the table benchmarks."""

    benchmark: Slug


class Clawback(Part):
    """What must be returned where an event befalls the subject, or the firm of a project, within so many years after the award."""

    id: Slug
    event: Name
    within: int = Field(ge=0, le=30)
    returned: Share = Field(alias="return")
    interest: Literal["none"] | Lending
    cite: Cite | None = None


class Term(Part):
    """The days from and to which an award applies, where they are narrower than the policy's."""

    start: Day = Field(alias="from", default=None)
    end: Day = Field(alias="to", default=None)


class Award(Part):
    """A rule: who is paid, on what, under which conditions, how much, within which ceilings, after which words."""

    id: Slug
    title: Text
    to: Literal[Subject, "promoter"]
    on: Trigger
    judged: tuple[Cite, ...] = ()
    """the words that whoever reviews the project holds against it: no figure of a panel says whether they are met"""
    when: tuple[Condition, ...] = ()
    validity: Term | None = None
    grandfather: tuple[Condition, ...] = ()
    """under which the award still applies after its last day"""
    pay: Pay
    caps: tuple[Cap, ...] = ()
    split: tuple[Split, ...] = ()
    payers: dict[Slug, Text] = Field(default_factory=dict)
    """what the parts of a split are called: city → 常州市"""
    schedule: tuple[Instalment, ...] = ()
    clawback: tuple[Clawback, ...] = ()
    cite: Cite
    examples: tuple[Example, ...] = ()
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if isinstance(self.on, Crosses) != (self.pay.steps is not None and self.pay.of is None):
            raise fault("crosses 与 pay.steps 要同用", "pay", hint="跨越的是哪一档，由 steps 说明；写了 of 的 steps 不是跨越")
        if self.to != self.subject and not (self.to == "promoter" and self.subject == "cluster"):
            raise fault(f"to: {self.to} 与触发条件的对象 {self.subject} 不合", "to", hint="集群的促进机构写 promoter，subject 写 cluster")
        if self.judged and not isinstance(self.on, Reviewed):
            raise fault("judged 只与 reviewed 同用", "judged", hint="要由人判断的话，由评审的人判断")
        if self.pay.levels is not None and (not isinstance(self.on, Recognised) or self.on.level is not None):
            raise fault("levels 只与不写 level 的 recognised 同用", "pay", "levels")
        if self.pay.by_order is not None and (not isinstance(self.on, Recognised | Reviewed) or getattr(self.on, "lasts", None) is not None):
            raise fault("by_order 只与 recognised（不写 for）或 reviewed 同用", "pay", "by_order", hint="先后是获评或评审的先后")
        if self.pay.later == "top_up" and isinstance(self.on, Recognised) and self.on.lasts is not None:
            raise fault("for 与 later: top_up 不能同用", "on", "for", hint="连续几年给付的，每年都是全额")
        if len({step.threshold.unit for step in self.pay.steps or ()}) > 1:
            raise fault("各档门槛的单位不同", "pay", "steps")
        if isinstance(self.on, Yearly) and self.on.first is not None and not self.when:
            raise fault("each 的 first 要有 when", "on", "first", hint="首次满足的条件写在 when 里")
        if self.subject != "firm" and any(isinstance(part, AllCondition) and part.years is not None for part in every(self.conditions())):
            raise fault("years 只用于企业：项目与集群没有逐年的数据", "when")
        for leaf in leaves(self.conditions()):
            if isinstance(leaf, BenchmarkCondition) and leaf.vs is not None and self.subject != "firm":
                raise fault("vs 只用于企业：项目与集群没有逐年的数据", "when")
            if isinstance(leaf, RankCondition) and leaf.per in SUBJECTS and (leaf.per == self.subject or self.subject not in within(leaf.per)):
                raise fault(f"对象是 {self.subject}，不能按 {leaf.per} 排名", "when", hint="per 写对象所属的一级，或一个属性；全部一起排写 award")
        return self

    @model_validator(mode="after")
    def _pays_out(self) -> Self:
        """Shares make up the whole, whatever the facts are, and a part's name says which it is."""
        for number, row in enumerate(self.split):
            if bool(row.when) == (number == len(self.split) - 1):
                raise fault("split 的最后一行不写 when，此前各行要写", "split", number, hint="最后一行是其余情形")
            _whole(row.parts.values(), "split", number, "parts")
        if self.schedule:
            _whole((instalment.share for instalment in self.schedule), "schedule")
        unknown = [name for name in self.payers if not any(name in row.parts for row in self.split)]
        if unknown:
            raise fault(f"payers 所指的 “{unknown[0]}” 不在 split 之中", "payers", unknown[0])
        names = [*(part.id for part in self.schedule), *(part.id for part in self.clawback)]
        names += dict.fromkeys(name for row in self.split for name in row.parts)
        twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
        if twice:
            raise fault(f"编号 “{twice}” 用了两次", "split" if self.split else "schedule", hint="split、schedule、clawback 各部分的编号各不相同")
        return self

    def conditions(self) -> Iterator[Condition]:
        """Every condition of the award: on it, on old cases, on what it pays, on the rows of its split, on its instalments."""
        yield from self.when
        yield from self.grandfather
        yield from conditions(self.pay)
        yield from (asked for row in self.split for asked in row.when)
        yield from (asked for instalment in self.schedule for asked in instalment.when)

    @property
    def subject(self) -> Subject:
        """Whose facts decide: the firm that crosses or has a year, the project reviewed, the one recognised."""
        if isinstance(self.on, Recognised):
            return self.on.subject
        return "project" if isinstance(self.on, Reviewed) else "firm"


def _whole(shares: Iterable[str], *at: str | int) -> None:
    """A fault where shares do not make up the whole."""
    total = sum(map(share_of, shares), Fraction(0))
    if total != 1:
        raise fault(f"各份合计是全部的 {total}，应恰为全部", *at, hint="如 40% 与 60%；三等分写 1/3")
