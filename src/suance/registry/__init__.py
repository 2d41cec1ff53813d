"""The registry of firms behind a panel: an office's tables, joined, checked and completed.

    files ─table.read─▶ sheets ─source─▶ rows ─join─▶ firms ─merge─▶ one of each ─grid─▶ a panel's tables ─write─▶ a folder

Beside the figures it has each firm's size by the official statistical standard, whether it is 规上 and since when, and its
honours with their last day. What contradicts or cannot be read is unknown and reported with table, row and column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suance.registry.finding import Finding

if TYPE_CHECKING:
    from suance.registry.grid import Grid
    from suance.registry.write import Format

__all__ = ["Finding", "Held", "Registry", "Tally", "held", "load", "save"]


@dataclass(frozen=True, slots=True)
class Tally:
    """A table, how many rows it has, and how many of them were joined by what."""

    table: str
    rows: int
    joined: Mapping[str, int]
    """code, number, name, former, new, unmatched, ambiguous → rows"""
    feeds: frozenset[str]
    """the tables of the panel that it says something for"""


@dataclass(frozen=True, slots=True)
class Held:
    """An honour, and how many firms hold it on a day, no longer do, or cannot be told."""

    honour: str
    valid: int
    expired: int
    open: int


@dataclass(frozen=True, slots=True)
class Registry:
    """The tables of a panel, where they are from, and what there is to say."""

    grids: Mapping[str, Grid]
    tallies: Sequence[Tally]
    findings: Sequence[Finding]
    complete_since: int | None = None

    @property
    def faults(self) -> int:
        """How many errors there are; what they touch is unknown in the tables."""
        return sum(finding.level == "error" for finding in self.findings)

    def settings(self) -> dict[str, Any]:
        """What panel.yaml says: the history, units and sources."""
        history = {"history": {"complete_since": self.complete_since}} if self.complete_since is not None else {}
        units = {table: grid.units() for table, grid in self.grids.items() if grid.units()}
        sources = {table: "；".join(tally.table for tally in self.tallies if table in tally.feeds) for table in self.grids}
        return {**history, **({"units": units} if units else {}), "sources": sources}


def load(paths: Iterable[Path], *, complete_since: int | None = None) -> Registry:
    """The registry of the firms in files and folders of tables: CSV, Excel, Parquet.

    A sheet that is no table of firms is an error among the findings; PanelError where no file has any. `complete_since` is the
    year from which on the tables know every firm's years; without it they are taken as complete.
    """
    from suance.registry.compare import compare
    from suance.registry.finding import order
    from suance.registry.grid import grids, without_years
    from suance.registry.join import join
    from suance.registry.merge import feeds, merge

    sources, faults = _sources(paths)
    joined = join(sources)
    merged = merge(joined)
    made = grids(joined, merged, complete_since)
    compare(joined, made)
    findings = order([*faults, *(finding for source in sources for finding in source.findings), *without_years(joined, merged)])
    tallies = [
        Tally(match.source.name, len(match.firms), {how: match.counts[how] for how in sorted(match.counts)}, feeds(match.source))
        for match in joined.matches
    ]
    return Registry(made, tallies, findings, complete_since)


def save(registry: Registry, out: Path, format: Format = "parquet") -> list[Path]:
    """Writes a registry as a panel's folder, whole or not at all; the files come back. UsageError for a folder of other things."""
    from suance.registry import write

    return write.folder(out, registry.grids, registry.settings(), registry.findings, format)


def held(registry: Registry, day: date) -> list[Held]:
    """Which honours hold on a day, by any of a firm's recognitions."""
    from suance import terms
    from suance.registry import honours

    events = registry.grids["events"].columns if "events" in registry.grids else {}
    found: dict[str, dict[str, list[honours.Term]]] = {}
    rows = zip(*(events.get(name, ()) for name in ("subject_id", "event", "date", "expires")), strict=True)
    for firm, event, when, until in rows:
        known = terms.honour(str(event))
        term = honours.term(known[0].id if known else str(event), str(when), None if until is None else str(until))
        found.setdefault(str(event), {}).setdefault(str(firm), []).append(term)
    counts = {event: Counter(honours.holds(each, day) for each in firms.values()) for event, firms in sorted(found.items())}
    return [Held(event, count[True], count[False], count[None]) for event, count in counts.items()]


def _sources(paths: Iterable[Path]) -> tuple[list[Any], list[Finding]]:
    """Every sheet of the files that is of firms, and what the others are told."""
    from suance.errors import PanelError
    from suance.registry import heading, source
    from suance.table import read

    sources, faults = [], []
    for path in _files(paths):
        try:
            sheets = read(path)
        except PanelError as error:
            faults.append(Finding("error", "file", path.name, error.what, error.hint))
            continue
        for sheet in sheets:
            if sheet.hidden:
                faults.append(Finding("note", "file", sheet.source, "隐藏的工作表，没有读"))
                continue
            if len(sheets) > 1 and not heading.speaks(sheet):
                faults.append(Finding("warning", "file", sheet.source, "没有认识的列名，没有读"))
                continue
            try:
                sources.append(source.read(sheet))
            except PanelError as error:
                faults.append(Finding("error", "file", sheet.source, error.what, error.hint))
    if not sources:
        first = faults[0] if faults else None
        raise PanelError(
            first.what if first else "没有表格文件", where=first.where if first else "", hint=first.hint if first else "写表格文件或文件夹"
        )
    return sources, faults


def _files(paths: Iterable[Path]) -> list[Path]:
    """The files of tables that the paths stand for, in the order of their names; a folder's those in it."""
    from suance.table import ENDINGS

    found: list[Path] = []
    for path in paths:
        inside = (
            [each for each in path.iterdir() if each.suffix.lower() in ENDINGS and not each.name.startswith(("~$", "."))] if path.is_dir() else [path]
        )
        found += sorted(inside)
    return list(dict.fromkeys(found))
