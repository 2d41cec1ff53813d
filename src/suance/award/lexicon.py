"""The names that a panel's tables, columns and values go by, as data in headers.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

MONEY_SCALES: Mapping[str, int] = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
"""Powers of ten from a money unit to 元."""

_HEADER = re.compile(r"(?P<name>.+?)\s*[（(]\s*(?:单位[:：])?\s*(?P<unit>[^（()）]+?)\s*[)）]")


@dataclass(frozen=True, slots=True)
class Metric:
    """What is known of a metric: its label, the base unit of its thresholds, whether it may be negative."""

    name: str
    label: str
    unit: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """headers.toml, read once."""

    tables: Mapping[str, str]
    """a file's name without ending → the table that it is"""
    columns: Mapping[str, Mapping[str, str]]
    """table → header without unit → column"""
    doubtful: Mapping[str, str]
    """header → the metric that it is close to"""
    metrics: Mapping[str, Metric]
    values: Mapping[str, Mapping[str, str]]
    """honours, levels, kinds → the value as written → its name"""
    labels: Mapping[str, str]
    """attribute, honour, level or kind → what it is called"""

    def label(self, name: str) -> str:
        """What people call a metric, attribute, honour, level or kind; the name itself where nothing is known."""
        metric = self.metrics.get(name)
        return metric.label if metric else self.labels.get(name, name)

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
        match = _HEADER.fullmatch(header)
        name, unit = (match["name"], match["unit"]) if match else (header, None)
        return known.get(name, name), unit


@cache
def lexicon() -> Lexicon:
    """The names that ship with the package."""
    data = tomllib.loads(resources.files("suance.award").joinpath("headers.toml").read_text(encoding="utf-8"))
    metrics = {name: Metric(name, m["label"], m["unit"], m.get("signed", False)) for name, m in data["metrics"].items()}
    of_metrics = {header: name for name, m in data["metrics"].items() for header in m["headers"]}
    own = {table: _backwards(columns) for table, columns in data["columns"].items()}
    values = {group: _backwards(data[group]) for group in ("honours", "levels", "kinds")}
    labels = {name: words[0] for group in ("honours", "levels", "kinds") for name, words in data[group].items()} | data["attributes"]
    return Lexicon(
        tables=_backwards(data["tables"]) | {name: name for name in data["tables"]},
        columns={table: of_metrics | columns for table, columns in own.items()},
        doubtful={header: name for name, m in data["metrics"].items() for header in m.get("doubtful", ())},
        metrics=metrics,
        values=values,
        labels=labels,
    )


def _backwards(names: Mapping[str, Any]) -> dict[str, str]:
    """Each word → the name that lists it."""
    return {word: name for name, words in names.items() for word in words}
