"""Who a rule can be about: where a panel names each kind of subject, to whom one belongs, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Subject = Literal["person", "product", "project", "firm", "park", "cluster", "district"]
"""From narrow to wide: the order in which ceilings cut."""


class Kind(NamedTuple):
    """A kind of subject in a panel."""

    table: str
    """where each has one row"""
    name: str
    counted: str
    """its name after a number, with the measure word"""
    owners: tuple[Subject, ...] = ()
    """the kinds that one can belong to, each named by a column of its table"""
    yearly: str | None = None
    """the table that has its figures year by year; None where they stand in its own row"""
    payee: Subject | None = None
    """the owner who is paid in its place"""

    @property
    def figures(self) -> str:
        """The table whose rows, one a year or one in all, hold its figures."""
        return self.yearly or self.table


SUBJECTS: Mapping[Subject, Kind] = {
    "person": Kind("people", "人才", "名人才", ("firm", "district")),
    "product": Kind("products", "产品", "个产品", ("firm", "district"), payee="firm"),
    "project": Kind("projects", "项目", "个项目", ("firm", "park", "cluster", "district"), payee="firm"),
    "firm": Kind("firms", "企业", "家企业", ("park", "cluster", "district"), yearly="firm_years"),
    "park": Kind("parks", "园区", "个园区", ("district",)),
    "cluster": Kind("clusters", "集群", "个集群", ("district",)),
    "district": Kind("districts", "区县", "个区县"),
}
"""Each kind, from narrow to wide."""


def column_of(subject: str) -> str:
    """The column that names a kind of subject, in its own table and in those of what belongs to it: firm_id."""
    return f"{subject}_id"


def within(scope: str) -> tuple[Subject, ...]:
    """The kinds that a scope reaches: itself and what can belong to it; all of them for any other word."""
    return tuple(name for name, kind in SUBJECTS.items() if scope not in SUBJECTS or scope == name or scope in kind.owners)
