"""What every query needs to know beside the plan, and the columns that outcomes have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from suance.award.plan import Gate, Plan
from suance.award.rule import Rule, metrics
from suance.award.sql.tree import NUMBER, YUAN
from suance.terms.subject import SUBJECTS, Subject

FIGURES = ("value", "prior", "base")
"""Columns of outcomes that hold a metric."""
KEYS: tuple[Subject, ...] = tuple(SUBJECTS)
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("rule", "step", "subject"), "VARCHAR"),
    "year": "INTEGER",
    **dict.fromkeys(("status", "cause"), "VARCHAR"),
    **dict.fromkeys(("low", "high"), "BIGINT"),
    **dict.fromkeys(FIGURES, YUAN),
    "gap": "INTEGER",
    **dict.fromkeys(("day", "payee", "cap"), "VARCHAR"),
    "used": "INT128",
    **dict.fromkeys(("contest", "winner", "rival", "pool"), "VARCHAR"),
    **dict.fromkeys(("there", "asked"), "INT128"),
    **dict.fromkeys(KEYS, "VARCHAR"),
}
"""Of outcomes, in the order of Outcome's fields; the keys are the names under which sums add up."""

OF_GROUPS, OF_CAPS, OF_POOLS = ("contest", "winner", "rival"), ("cap", "used"), ("pool", "there", "asked")
OF_STAGES = (*OF_CAPS, *OF_GROUPS, *OF_POOLS)
"""The columns in which the stages that rules share say what they did."""

SUMS = ("rule", "step", "year", "low", "high")
"""The columns that totals look at."""

NO_STAGES: Mapping[str, Any] = {"caps": (), "groups": (), "pools": ()}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the queries need to know beside the plan."""

    plan: Plan
    columns: frozenset[tuple[str, str]]
    """the tables and columns at hand"""
    complete_since: int | None
    everything: bool
    """whether refusals are wanted; without them only rows that can pay, or are unknown, are looked at"""
    supplied: bool
    first: int = 0
    last: int = 0
    """the panel's years"""
    as_of: date | None = None

    def has(self, table: str, name: str) -> bool:
        """Whether a table is at hand with a column."""
        return (table, name) in self.columns

    @property
    def unseen_before(self) -> bool:
        """Whether years of the policy lie before those that the panel has complete."""
        since, first = self.complete_since, self.plan.first_year
        return since is not None and (first is None or first < since)

    def names(self, table: str) -> Sequence[str]:
        """The columns at hand of a table."""
        return sorted(name for there, name in self.columns if there == table)

    @property
    def figures(self) -> str:
        """The type that holds every metric of the plan."""
        money = all(metric.unit == "CNY" for rule in self.plan.rules for metric in metrics(rule))
        return YUAN if money else NUMBER

    def parts(self) -> list[Setting]:
        """The setting of each part of the plan that nothing of another part bears on: every rule that no stage covers, and all that one does."""
        alone = [replace(self.plan, rules=(rule,), **NO_STAGES) for rule in self.plan.rules if not self.plan.capped(rule)]
        covered = tuple(rule for rule in self.plan.rules if self.plan.capped(rule))
        together = [replace(self.plan, rules=covered)] if covered else []
        return [replace(self, plan=plan) for plan in (*alone, *together)]

    def of(self, parts: Iterable[Setting]) -> Setting:
        """The setting of some of its parts, together."""
        there = {rule.id for part in parts for rule in part.plan.rules}
        rules = tuple(rule for rule in self.plan.rules if rule.id in there)
        return replace(self, plan=replace(self.plan, rules=rules, **({} if any(map(self.plan.capped, rules)) else NO_STAGES)))

    def years(self, ahead: int = 0) -> range:
        """The panel's years, and so many after its last."""
        return range(self.first, self.last + ahead + 1)

    def gates(self, rule: Rule) -> list[tuple[int, Gate | None]]:
        """Each year in which a rule looks at its subjects, with why it is outside the policy."""
        return [(year, self.plan.gate(rule, year, self.as_of)) for year in self.years(rule.reach)]
