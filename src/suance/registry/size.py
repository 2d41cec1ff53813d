"""The size of a firm by the official statistical standard: 大型, 中型, 小型, 微型.

Source: 国家统计局《统计上大中小微型企业划分办法（2017）》, 国统字〔2017〕213号; its table is sizes.toml. A firm is of a class
where it reaches every floor that the table lists for it; one floor missed, and it falls to the next class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain

from suance.errors import PanelError
from suance.registry.industry import code, possible, standard

CLASSES = ("大型", "中型", "小型", "微型")
FIGURES = ("revenue", "staff", "assets")
"""the metrics that the standard looks at: money in 元, staff in persons"""
OUTSIDE = "outside"

Figures = Mapping[str, Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Sector:
    """A line of the standard's table: metric → the floors of large, medium and small, in 元 or persons."""

    id: str
    name: str
    floors: Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Size:
    """The classes that a firm may be of, largest first; several where a figure or the industry is open."""

    classes: tuple[str, ...]
    sectors: tuple[str, ...]
    """the lines of the standard that it may fall under"""
    outside: bool = False
    """whether it may be of an industry that the standard does not cover; surely so where no class is left"""
    missing: tuple[str, ...] = ()
    """the unknown metrics that keep it open"""

    @property
    def settled(self) -> str | None:
        """The class, where only one remains."""
        return self.classes[0] if len(self.classes) == 1 and not self.outside else None


def classify(industry: str | None, figures: Figures) -> Size:
    """The classes that remain possible for a firm of an industry with these figures, exactly; an unknown figure rules nothing out.

    `industry` is a code or name of GB/T 4754-2017, None where unknown. PanelError for words that name none.
    """
    sectors, outside = _sectors(None if industry is None else code(industry))
    levels = sorted(set(chain.from_iterable(_range(sector, figures) for sector in sectors)))
    settled = len(levels) < 2 and not (outside and levels)
    missing = () if settled else dict.fromkeys(metric for sector in sectors for metric in sector.floors if figures.get(metric) is None)
    return Size(tuple(CLASSES[level] for level in levels), tuple(sector.name for sector in sectors), outside, tuple(missing))


def _range(sector: Sector, figures: Figures) -> range:
    """The levels that remain: no better than the worst known figure's, and any below it where another is unknown."""
    known = [_level(figure, floors) for metric, floors in sector.floors.items() if (figure := figures.get(metric)) is not None]
    worst = max(known, default=0)
    return range(worst, worst + 1) if len(known) == len(sector.floors) else range(worst, len(CLASSES))


def _level(figure: Decimal | int, floors: tuple[int, int, int]) -> int:
    return next((level for level, floor in enumerate(floors) if figure >= floor), len(floors))


@lru_cache(maxsize=4096)
def _sectors(code: str | None) -> tuple[tuple[Sector, ...], bool]:
    """The lines that an industry may fall under, and whether it may fall under none."""
    table = _table()
    if code is None:
        return tuple(table.values()), True
    data = standard("sizes")
    entries = {name: entry["codes"] for name, entry in data["sectors"].items()}
    found = possible(code, {**entries, OUTSIDE: data["outside"]})
    if not found:
        raise PanelError(f"GB/T 4754-2017 没有行业 {code}", hint="核对行业代码")
    return tuple(table[name] for name in found if name != OUTSIDE), OUTSIDE in found


@cache
def _table() -> dict[str, Sector]:
    scale = {"revenue": 10_000, "assets": 10_000, "staff": 1}
    entries = standard("sizes")["sectors"]
    return {
        name: Sector(name, entry["name"], {metric: tuple(floor * scale[metric] for floor in entry[metric]) for metric in FIGURES if metric in entry})
        for name, entry in entries.items()
    }
