"""The names that a panel's tables, columns and values go by, as the terms list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from suance import terms
from suance.table import header as headings
from suance.terms import Group, Term
from suance.terms.term import data as entries


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names of tables and columns and the terms that a panel holds, read once."""

    tables: Mapping[str, str]
    """a file's name without ending → the table that it is"""
    columns: Mapping[str, Mapping[str, str]]
    """table → header without unit → column"""
    doubtful: Mapping[str, str]
    """header or column → the metric that it is close to"""
    metrics: Mapping[str, Term]
    values: Mapping[str, Mapping[str, str]]
    """honours, levels, kinds → the value as written → its name"""
    attributes: Mapping[str, str]
    """attribute → what it is called"""

    def label(self, name: str) -> str:
        """What people call a metric, attribute, honour, level or kind; the name itself where nothing is known."""
        return self.attributes.get(name) or terms.label(name)

    def unit_of(self, metric: str) -> str | None:
        """The base unit of a metric, None where only a policy can say."""
        known = self.metrics.get(metric)
        return known.unit if known else None

    def signed(self, metric: str) -> bool:
        """Whether a metric may be negative; one that nothing is known of may."""
        known = self.metrics.get(metric)
        return known is None or known.signed

    def column(self, table: str, header: str) -> tuple[str, str | None]:
        """The column that a header stands for, and the unit in its brackets; a header that is not known is its own name."""
        known = self.columns.get(table, {})
        name, unit = headings.split(header)
        return known.get(name, name), unit


@cache
def lexicon() -> Lexicon:
    """The names that ship with the package."""
    data = entries("headers")
    metrics = terms.group("firm")
    headers = {header: term.id for term in metrics for header in term.headers}
    near = {term.id: term.near for term in metrics if term.near}
    return Lexicon(
        tables=_backwards(data["tables"]) | {name: name for name in data["tables"]},
        columns={table: headers | _backwards(columns) for table, columns in data["columns"].items()},
        doubtful=near | {header: term.id for term in metrics for header in term.doubtful},
        metrics={term.id: term for term in metrics},
        values={"honours": _values("honour"), "levels": _values("level"), "kinds": _values("project")},
        attributes=data["attributes"],
    )


def _values(group: Group) -> dict[str, str]:
    """Each way of writing a term in a cell → its id."""
    return {word: term.id for term in terms.group(group) for word in terms.spellings(term)}


def _backwards(names: Mapping[str, Any]) -> dict[str, str]:
    """Each word → the name that lists it."""
    return {word: name for name, words in names.items() for word in words}
