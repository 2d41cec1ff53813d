"""What an office's tables say themselves of size and 规上, held against what follows from the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suance.registry.grid import Grid
from suance.registry.join import Joined
from suance.registry.size import CLASSES

YES = frozenset({"是", "规上", "规模以上", "√", "Y", "y", "1"})
NO = frozenset({"否", "规下", "规模以下", "×", "N", "n", "0"})


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from a year's figures: the classes that remain, and 是, 否 or nothing."""

    year: int
    classes: tuple[str, ...]
    above: str | None


def compare(joined: Joined, grids: Mapping[str, Grid]) -> None:
    """Adds a warning to each row that says a class which its figures rule out, or 规上 where they do not reach the line, or the reverse."""
    if "firm_years" not in grids:
        return
    derived, latest = _derived(grids["firm_years"])
    for match in joined.matches:
        source = match.source
        years = source.of("year")
        for column, check in (("size_said", _size), ("scale_said", _scale)):
            for row, (firm, said) in enumerate(zip(match.firms, source.of(column), strict=True)):
                year = years[row] if source.has("year") else source.year
                found = derived.get((firm, year)) if year is not None else latest.get(firm or "")
                doubt = check(str(said), found) if said is not None and found is not None else None
                if doubt is not None:
                    source.say("scale", doubt, "核对表中所写，或收入、人员、行业", row=row, column=source.headers[column, None], level="warning")


def _derived(years: Grid) -> tuple[dict[object, Derived], dict[str, Derived]]:
    """By firm and year, and by firm for its latest year."""
    found: dict[object, Derived] = {}
    latest: dict[str, Derived] = {}
    names = ("firm_id", "year", "size_class", "size_possible", "above_scale")
    for firm, year, settled, possible, above in zip(*(years.columns[name] for name in names), strict=True):
        classes = (str(settled),) if settled is not None else tuple(str(possible).split("、"))
        each = Derived(int(year or 0), classes, None if above is None else str(above))
        found[firm, year] = latest[str(firm)] = each
    return found, latest


def _size(said: str, found: Derived) -> str | None:
    """What is doubtful of a class that a table says."""
    word = said.removesuffix("企业")
    named = next((each for each in CLASSES if word in (each, each[0])), None)
    if named is None or named in found.classes:
        return None
    return f"表中写“{said}”，{found.year}年按标准是{'或'.join(found.classes)}"


def _scale(said: str, found: Derived) -> str | None:
    """What is doubtful of a standing that a table says."""
    listed = "是" if said in YES else "否" if said in NO else None
    if listed is None or found.above is None or listed == found.above:
        return None
    return f"表中写“{said}”，{found.year}年的收入{'达到' if found.above == '是' else '没有达到'}规上标准"
