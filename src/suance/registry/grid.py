"""The panel that a registry makes: tables of firms, years and events with what follows from them, ready to be written.

Size and 规上 are of each firm and year; a firm's own are those of its latest year. A cell is empty where more than one answer
remains; `size_possible` then lists them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from suance import terms
from suance.errors import PanelError
from suance.registry import honours, scale, size
from suance.registry.cell import Value
from suance.registry.finding import Finding
from suance.registry.join import Joined
from suance.registry.merge import ATTRIBUTES, Merged, Recognition
from suance.registry.scale import Truth

DERIVED = ("size_class", "size_possible", "above_scale", "above_scale_first", "above_scale_by")
"""The columns of a firm that follow from its years."""
TRUTHS: Mapping[Truth, str | None] = {True: "是", False: "否", None: None}
WHOLE, MONEY, TEXT = "BIGINT", "DECIMAL(18, 2)", "VARCHAR"
NARROW = 18
"""digits of a decimal that DuckDB keeps in one word; a wider one takes ten times as long"""


@dataclass(slots=True)
class Grid:
    """A table by column: its values in a row's order, and each column's type; money is in 元."""

    columns: dict[str, Sequence[Value]]
    types: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, values in self.columns.items():
            self.types.setdefault(name, _type(name, values))

    @property
    def count(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values()), ()))

    def units(self) -> dict[str, str]:
        """The units of columns that a panel cannot read without: money in 元, shares in %."""
        metrics = {name: metric for name in self.columns if (metric := terms.term(name)) is not None and metric.group == "firm"}
        return {name: "元" if metric.kind == "money" else "%" for name, metric in metrics.items() if metric.kind == "money" or metric.unit == "%"}


def grids(joined: Joined, merged: Merged, complete_since: int | None) -> dict[str, Grid]:
    """The tables of a panel: firms, firm_years and events, each only where there is something to say."""
    years = _years(merged)
    found = {"firms": _firms(joined, merged, years, complete_since)}
    if merged.years.firms:
        found["firm_years"] = years
    if merged.recognitions:
        found["events"] = _events(merged.recognitions)
    return found


def without_years(joined: Joined, merged: Merged) -> list[Finding]:
    """What there is to say of firms that no table of years has."""
    there = set(merged.years.firms)
    absent = [firm for firm in merged.firms if firm not in there]
    if not there or not absent:
        return []
    told = "、".join(joined.names.get(firm, firm) for firm in absent[:3]) + ("等" if len(absent) > 3 else "")
    return [Finding("note", "join", "面板", f"{len(absent)} 家企业没有任何年度的数据：{told}")]


# ── years ────────────────────────────────────────────────────────────────────


def _years(merged: Merged) -> Grid:
    lines = merged.years
    columns = {name: [None if value is None else _plain(name, value) for value in values] for name, values in lines.columns.items()}
    figures = {name: columns[name] for name in (*size.FIGURES, "main_revenue") if name in columns}
    there = frozenset(figures)
    sizes: list[str | None] = []
    possible: list[str | None] = []
    above: list[str | None] = []
    for row, (firm, year) in enumerate(zip(lines.firms, lines.years, strict=True)):
        industry = merged.industries.get((firm, year)) or merged.firms[firm].get("industry")
        known = {name: value for name, values in figures.items() if isinstance(value := values[row], Decimal | int)}
        found, reached = _derived(None if industry is None else str(industry), year, known, there)
        sizes.append(found.settled)
        possible.append("、".join((*found.classes, *(["不适用"] if found.outside else []))) if found.settled is None else None)
        above.append(TRUTHS[reached])
    return Grid({"firm_id": lines.firms, "year": lines.years, **columns, "size_class": sizes, "size_possible": possible, "above_scale": above})


def _derived(industry: str | None, year: int, known: size.Figures, there: frozenset[str]) -> tuple[size.Size, Truth]:
    """The size and the standing of a year; of an industry that no standard knows everything stays open."""
    try:
        return size.classify(industry, known), scale.standing(industry, year, known, there).reached
    except PanelError:
        return size.classify(None, known), None


def _plain(name: str, value: Value) -> Value:
    """Money in 元, whatever else as it is."""
    metric = terms.term(name)
    return Decimal(value).scaleb(-2) if metric is not None and metric.kind == "money" and isinstance(value, int) else value


# ── firms ────────────────────────────────────────────────────────────────────


def _firms(joined: Joined, merged: Merged, years: Grid, complete_since: int | None) -> Grid:
    firms = list(merged.firms)
    latest = {firm: row for row, firm in enumerate(years.columns["firm_id"])}
    names = sorted({name for said in merged.firms.values() for name in said} - set(ATTRIBUTES))
    columns: dict[str, Sequence[Value]] = {
        "firm_id": firms,
        "name": [joined.names.get(firm) for firm in firms],
        "credit_code": [joined.codes.get(firm) for firm in firms],
        "former_names": ["、".join(sorted(joined.former[firm])) if firm in joined.former else None for firm in firms],
    }
    for name in (*ATTRIBUTES, *names):
        columns[name] = [_plain(name, merged.firms[firm].get(name)) for firm in firms]
    if years.count:
        for name in DERIVED[:3]:
            columns[name] = [years.columns[name][latest[firm]] if firm in latest else None for firm in firms]
        first = _first(merged, years, complete_since)
        columns["above_scale_first"] = [first[firm].year if firm in first else None for firm in firms]
        columns["above_scale_by"] = [first[firm].by if firm in first else None for firm in firms]
    always = {"firm_id", "name", *DERIVED}
    kept = {name: values for name, values in columns.items() if name in always or any(value is not None for value in values)}
    return Grid(kept)


def _first(merged: Merged, years: Grid, complete_since: int | None) -> dict[str, scale.First]:
    """The first year at the line of each firm that has years."""
    truths: Mapping[Value, Truth] = {word: truth for truth, word in TRUTHS.items()}
    found: dict[str, scale.First] = {}
    rows = zip(merged.years.firms, merged.years.years, years.columns["above_scale"], strict=True)
    for firm, lines in groupby(rows, key=lambda line: line[0]):
        founded = merged.firms[firm].get("founded")
        known = {year: truths[word] for _, year, word in lines}
        found[firm] = scale.first(known, complete_since, int(str(founded)[:4]) if founded is not None else None)
    return found


# ── events ───────────────────────────────────────────────────────────────────


def _events(recognitions: Sequence[Recognition]) -> Grid:
    ends = [_ends(each) for each in recognitions]
    columns: dict[str, Sequence[Value]] = {
        "subject_id": [each.firm for each in recognitions],
        "event": [terms.label(each.honour) for each in recognitions],
        "level": [terms.label(each.level) if each.level else None for each in recognitions],
        "date": [each.date for each in recognitions],
        "expires": ends,
        "renewal": _renewals(recognitions),
    }
    return Grid(columns, dict.fromkeys(columns, TEXT))


def _renewals(recognitions: Sequence[Recognition]) -> list[str]:
    """Whether each takes an earlier one further: the same honour of the same level, by the days."""
    known: set[tuple[str, str, str]] = set()
    found = []
    for each in recognitions:
        key = (each.firm, each.honour, each.level)
        found.append("是" if key in known else "否")
        known.add(key)
    return found


def _ends(each: Recognition) -> str | None:
    """The last day, where it is one day."""
    term = honours.term(each.honour, each.date, each.expires or None)
    return term.ends[0].isoformat() if term.ends is not None and term.ends[0] == term.ends[1] else None


def _type(name: str, values: Sequence[Value]) -> str:
    if name == "year" or name.startswith("above_scale_"):
        return WHOLE
    metric = terms.term(name)
    if metric is None or metric.group != "firm":
        return TEXT
    if metric.kind == "money":
        return MONEY
    figures = [value for value in values if isinstance(value, Decimal)]
    places = max((max(0, -int(figure.normalize().as_tuple().exponent)) for figure in figures), default=0)
    digits = max((figure.adjusted() + 1 for figure in figures), default=1) + places
    return WHOLE if places == 0 else f"DECIMAL({NARROW if digits <= NARROW else 38}, {places})"
