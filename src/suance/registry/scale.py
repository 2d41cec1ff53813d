"""规上: whether a firm's year reaches the line of its industry, and which year was the first.

The lines and their sources are scales.toml. Reaching the line by one's figures is not yet being listed: the statistics
office lists a firm after it applied, usually the year after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from suance.errors import PanelError
from suance.registry.industry import code, possible, standard
from suance.registry.size import Figures

OUTSIDE = "outside"
Truth = bool | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A line: who it is for, what it looks at, how much in 元, from which year on; `by` where it looks at no revenue."""

    name: str
    source: str
    metrics: tuple[str, ...] = ()
    at: int = 0
    since: int = 0
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a year reaches the line; None where that is open, with the reason."""

    reached: Truth
    reason: str


@dataclass(frozen=True, slots=True)
class First:
    """The first year at the line, where it is known, and the year by which it was reached at the latest."""

    year: int | None
    by: int | None
    reason: str


def standing(industry: str | None, year: int, figures: Figures, columns: frozenset[str] | None = None) -> Standing:
    """Whether a firm of an industry reaches the line with a year's figures in 元.

    Of the metrics that a line accepts the first one that the tables have counts: `columns` names those that they have, None for
    those that `figures` has. PanelError for words that name no industry.
    """
    if industry is None:
        return Standing(None, "行业未知")
    lines, outside = _lines(code(industry))
    there = frozenset(figures) if columns is None else columns
    found = [_reaches(line, year, figures, there) for line in lines]
    if outside:
        found.append(Standing(False, "这个行业没有规上标准"))
    answers = {each.reached for each in found}
    return found[0] if len(answers) == 1 else Standing(None, "行业代码不够细，分不清按哪条线")


def first(years: Mapping[int, Truth], complete_since: int | None = None, founded: int | None = None) -> First:
    """The first year at the line of the years that are known, by the rule of what history is known.

    Without `complete_since` the years are taken as complete: a firm was nowhere before its first one. With it, the years before are
    unknown unless the firm was founded after; so is a year that lies between and is missing.
    """
    reached = [year for year, truth in years.items() if truth]
    if not reached:
        return First(None, None, "没有达到的年度" if years and None not in years.values() else "没有已知达到的年度")
    by = min(reached)
    start = min(years) if complete_since is None else max(complete_since, founded or complete_since)
    if complete_since is not None and (founded is None or founded < complete_since):
        return First(None, by, f"{complete_since}年之前未知")
    open_ = [year for year in range(min(start, by), by) if years.get(year) is not False]
    return First(None, by, f"{open_[0]}年未知") if open_ else First(by, by, "此前各年均未达到" if by > start else "此前没有年度")


def _reaches(line: Scale, year: int, figures: Figures, columns: frozenset[str]) -> Standing:
    if line.by is not None:
        return Standing(None, f"{line.name}看“{line.by}”，不看收入")
    if year < line.since:
        return Standing(None, f"{line.name}的标准只查到{line.since}年起")
    metric = next((metric for metric in line.metrics if metric in columns), line.metrics[0])
    figure = figures.get(metric)
    if figure is None:
        return Standing(None, "收入未知")
    return Standing(figure >= Decimal(line.at), f"{line.name}：{line.at // 10_000}万元及以上")


@lru_cache(maxsize=4096)
def _lines(code: str) -> tuple[tuple[Scale, ...], bool]:
    data = standard("scales")
    found = possible(code, {**{name: entry["codes"] for name, entry in data["lines"].items()}, OUTSIDE: data["outside"]["codes"]})
    if not found:
        raise PanelError(f"GB/T 4754-2017 没有行业 {code}", hint="核对行业代码")
    return tuple(_table()[name] for name in found if name != OUTSIDE), OUTSIDE in found


@cache
def _table() -> dict[str, Scale]:
    return {
        name: Scale(
            entry["name"], entry["source"], tuple(entry.get("metrics", ())), entry.get("at", 0) * 10_000, entry.get("since", 0), entry.get("by")
        )
        for name, entry in standard("scales")["lines"].items()
    }
