"""A term of the trade, and the files that list them: indicators.toml, honours.toml, kinds.toml, words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Group = Literal["place", "firm", "honour", "project", "subject", "level"]
"""place: an indicator of a region's economy · firm: one of a firm or its project · honour: a recognition
project: a kind of project · subject: a kind of payee · level: who granted an honour"""

Kind = Literal["money", "percent", "count"]

MONEY = frozenset({"CNY", "USD", "EUR", "HKD", "JPY", "GBP"})
PERCENT = frozenset({"%", "pp", "‰"})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing with all the names it goes by; what the files do not say is None or empty."""

    id: str
    group: Group
    name: str
    """what people call it"""
    aliases: tuple[str, ...]
    """every way to say it, the name first"""
    unit: str | None = None
    """the unit its figures are in: CNY, %, 家"""
    measures: tuple[str, ...] = ()
    """the measures its figures may have: level, growth, share, rank, multiple"""
    scope: str | None = None
    """口径: what is counted"""
    near: str | None = None
    """the term that it is easily taken for, and is not"""
    headers: tuple[str, ...] = ()
    """what a panel calls its column"""
    doubtful: tuple[str, ...] = ()
    """headers that may mean it, or something near"""
    signed: bool = False
    """whether it may be negative"""
    subject: str | None = None
    """who receives an honour: firm, project, cluster, product, place"""
    levels: tuple[str, ...] = ()
    """the levels that an honour is granted at"""
    years: int | None = None
    """how many years an honour holds"""
    source: str | None = None
    """the rule that says for how long"""
    cells: tuple[str, ...] = ()
    """how it is written where it stands alone in a table, beside the aliases"""
    en: str = ""

    @property
    def kind(self) -> Kind | None:
        """What its unit measures; None where it has none."""
        return None if self.unit is None else unit_kind(self.unit)


def unit_kind(unit: str) -> Kind:
    """money, percent, or a count of anything else."""
    return "money" if unit in MONEY else "percent" if unit in PERCENT else "count"


@cache
def data(name: str) -> dict[str, Any]:
    """A file of this package as plain data: data("words")."""
    return tomllib.loads(files("suance.terms").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def group(name: Group) -> tuple[Term, ...]:
    """The terms of one group in the order of their file."""
    file, section = {
        "place": ("indicators", "place"),
        "firm": ("indicators", "firm"),
        "honour": ("honours", "honours"),
        "project": ("kinds", "projects"),
        "subject": ("kinds", "subjects"),
        "level": ("honours", "levels"),
    }[name]
    return tuple(_term(name, key, entry) for key, entry in data(file)[section].items())


def _term(group: Group, name: str, entry: Mapping[str, Any]) -> Term:
    """The term of one entry; a key that no term has is an error of the file."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    others = plain.pop("aliases", ()) + plain.pop("words", ())
    if plain.get("unit"):
        plain["measures"] = tuple(data("indicators")["measures"][plain.get("measures") or unit_kind(plain["unit"])])
    en = plain.pop("en", name.replace("_", " "))
    return Term(id=name, group=group, aliases=tuple(dict.fromkeys((plain["name"], *others))), en=en, **plain)
