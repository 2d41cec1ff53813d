"""What awards of a plan share: groups of which not all pay, caps over them, pools that they draw on, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from suance.award.cells import ANY
from suance.award.lexicon import lexicon
from suance.award.sums import fen
from suance.award.when import Metric
from suance.errors import PolicyError
from suance.model import Cite
from suance.policy import schema
from suance.terms.subject import SUBJECTS, Subject

Scope = Literal[Subject, "award"]
SCOPES: tuple[Scope, ...] = (*SUBJECTS, "award")
"""From narrow to wide: the order in which caps cut."""
LIFETIME = 10_000
"""of years: more than a panel can have"""


@dataclass(frozen=True, slots=True)
class Group:
    """Awards that meet within a scope, in a year or in all, and which of them pays."""

    id: str
    title: str
    members: tuple[str, ...]
    elsewhere: tuple[tuple[str, str | None], ...]
    """awards of other policies: policy and rule, None for all of the policy's"""
    match: Scope
    lifetime: bool
    mode: Literal["highest", "ladder", "first", "exclusive"]
    cite: Cite


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling over what the covered rules pay within one scope: a sum in 分, a share of a figure, or a count of awards."""

    id: str
    per: Scope
    years: int
    """the window that ends with each year: 0 for each time, 1 for a year, n for n of them, LIFETIME for all"""
    at: int | None
    """in 分; None of a share and of a count"""
    share: Fraction | None
    of: Metric | None
    """the scope's own figure that the share is of, in 分"""
    count: int | None
    covers: tuple[str, ...]
    overflow: Literal["cut", "pro_rata", "first_come", "drop"]
    cite: Cite

    @property
    def plain(self) -> bool:
        """Whether it is a sum for a year or for all of them that is shared in proportion or in order of days."""
        return self.at is not None and self.years in (1, LIFETIME) and self.overflow in ("pro_rata", "first_come")

    @property
    def lifetime(self) -> bool:
        """Whether it looks at all years."""
        return self.years == LIFETIME

    @property
    def pro_rata(self) -> bool:
        """Whether what is left is shared in proportion."""
        return self.overflow == "pro_rata"


@dataclass(frozen=True, slots=True)
class Pool:
    """A budget in 分 by year that the covered rules draw on."""

    id: str
    title: str
    covers: tuple[str, ...]
    budget: tuple[tuple[int, int], ...] | None
    """by year, in order; a year without one is unknown"""
    yearly: int | None
    allocate: Literal["pro_rata", "first_come", "rank", "weight"]
    by: Metric | None
    """the figure of the subject that ranks or weighs"""
    ascending: bool
    carry: bool
    cite: Cite

    def of(self, year: int) -> int | None:
        """The budget of a year, None where nobody knows."""
        return self.yearly if self.budget is None else dict(self.budget).get(year)


def group(group: schema.Group, subjects: Mapping[str, Subject]) -> Group:
    """The group of a policy; `subjects` of its awards by id."""
    match = _scope(group.match, group.awards, subjects)
    elsewhere = tuple((other.policy, other.rule) for other in group.elsewhere)
    return Group(group.id, group.title, group.awards, elsewhere, match, group.over == "lifetime", group.mode, group.cite.record())


def cap(cap: schema.Cap, award: schema.Award, subjects: Mapping[str, Subject]) -> Cap:
    """The cap of an award, under its own cite or the award's; PolicyError for a share of what is not money."""
    years = cap.over.years if isinstance(cap.over, schema.Rolling) else {"event": 0, "year": 1, "lifetime": LIFETIME}[cap.over]
    at = fen(cap.at) if isinstance(cap.at, schema.Written) else None
    share = Fraction(cap.at.rate.value) / 100 if isinstance(cap.at, schema.ShareOf) else None
    of = _money(cap.at.of) if isinstance(cap.at, schema.ShareOf) else None
    per = _scope(cap.per, cap.covers, subjects)
    return Cap(cap.id, per, years, at, share, of, cap.count, cap.covers, cap.overflow, (cap.cite or award.cite).record())


def pool(pool: schema.Pool, units: Mapping[str, str]) -> Pool:
    """The pool of a policy; `units` are of metrics that the policy compares."""
    budget = None if pool.budget is None else tuple(sorted((year, fen(sum_)) for year, sum_ in pool.budget.items()))
    yearly = None if pool.yearly is None else fen(pool.yearly)
    by = None if pool.by is None else Metric(pool.by, lexicon().unit_of(pool.by) or units.get(pool.by, ANY))
    return Pool(pool.id, pool.title, pool.covers, budget, yearly, pool.allocate, by, pool.order == "asc", pool.carry, pool.cite.record())


def _scope(per: str, names: tuple[str, ...], subjects: Mapping[str, Subject]) -> Scope:
    """The scope of that name; `subject` is whatever the awards are for."""
    scopes: Mapping[str, Scope] = {scope: scope for scope in SCOPES}
    return scopes[subjects[names[0]] if per == "subject" else per]


def _money(metric: str) -> Metric:
    unit = lexicon().unit_of(metric) or "CNY"
    if unit != "CNY":
        raise PolicyError(f"上限的比例只用于金额，{metric} 的单位是 {unit}", hint="换一个以元计的指标")
    return Metric(metric, unit)
