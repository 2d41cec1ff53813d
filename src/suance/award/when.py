"""Conditions of the plan: what must hold of a subject in a year, in three values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Number = int | Decimal
"""分 where the unit is CNY, else the value in the base unit."""

Op = Literal["gt", "ge", "lt", "le", "eq"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a subject and the base unit that it is compared in."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class MetricIs:
    """A condition: the metric stands so to the threshold."""

    metric: Metric
    op: Op
    threshold: Number


@dataclass(frozen=True, slots=True)
class Growth:
    """A condition: the metric's growth over the year before, in %, stands so to the threshold; nothing is known where that year had none."""

    metric: Metric
    op: Op
    threshold: Number


@dataclass(frozen=True, slots=True)
class Against:
    """A condition: the metric, or its growth over the year before in %, stands so to a benchmark of the year."""

    metric: Metric
    growth: bool
    op: Op
    benchmark: str

    @property
    def unit(self) -> str:
        """Of the benchmark."""
        return "%" if self.growth else self.metric.unit


@dataclass(frozen=True, slots=True)
class Rank:
    """A condition: fewer than `top` subjects of the kind, in the scope and the year, stand strictly better by the metric."""

    metric: Metric
    per: str
    """a kind of subject, an attribute, or award for all"""
    top: int
    ascending: bool


@dataclass(frozen=True, slots=True)
class AttributeIn:
    """A condition: the attribute is one of the values."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A condition: an event of the honour, at the level where one is named, in the year or before; `within` so many years up to it where given."""

    honour: str
    level: str | None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A condition: the number of events that Has looks for stands so to the threshold."""

    honour: str
    level: str | None
    within: int | None
    op: Op
    threshold: int
    unit: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A condition: at least one of the parts holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """A condition: every part holds, in the year and in those before it, `years` in all."""

    parts: tuple[Condition, ...]
    years: int = 1


@dataclass(frozen=True, slots=True)
class NoneOf:
    """A condition: no part holds."""

    parts: tuple[Condition, ...]


Leaf = MetricIs | Growth | Against | Rank | AttributeIn | Has | Count
Compound = AnyOf | AllOf | NoneOf
Condition = Leaf | Compound


def leaves(conditions: Iterable[Condition]) -> Iterator[Leaf]:
    """The single conditions that joined ones are made of, in order."""
    for condition in conditions:
        if isinstance(condition, Compound):
            yield from leaves(condition.parts)
        else:
            yield condition
