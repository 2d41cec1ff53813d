"""The command `registry`: an office's tables of firms become a panel, with a report of what was joined and what is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from suance.cli import records
from suance.cli.console import Column, Console

if TYPE_CHECKING:
    from suance.registry import Finding, Held, Registry, Tally

TOLD = 20
"""so many findings of one kind are told to a person"""

JOINS = ("code", "number", "name", "former", "new", "unmatched", "ambiguous")


def _format(ctx: typer.Context, value: str) -> str:
    if value not in ("csv", "parquet"):
        raise typer.BadParameter(ctx.obj.t("not_one_of", value=value, known="csv, parquet"))
    return value


def registry(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="registry.paths", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="registry.out")] = None,
    format: Annotated[str, typer.Option("--format", metavar="csv|parquet", help="registry.format", callback=_format)] = "csv",
    since: Annotated[int | None, typer.Option("--complete-since", metavar="YEAR", min=1900, max=2100, help="registry.since")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="registry.anyway")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """Join an office's tables into a panel; exit 1, and nothing written, where they hold faults, but with --anyway."""
    from suance.registry import held, load, save

    console: Console = ctx.obj
    found = load(paths, complete_since=since)
    honours = held(found, console.as_of)
    if as_json:
        for record in _records(found, honours):
            console.json(record)
    else:
        _report(console, found, honours)
    if found.faults and not anyway:
        if out is not None:
            console.say("registry_refused", path=out)
        raise typer.Exit(1)
    if out is not None:
        save(found, out, cast(Any, format))
        console.say("wrote", path=out)


def _records(found: Registry, honours: Sequence[Held]) -> Iterator[dict[str, Any]]:
    """A line a table, a line a finding, a line an honour."""
    for tally in found.tallies:
        yield {"record": "table", "table": tally.table, "rows": tally.rows, "joined": dict(tally.joined), "feeds": sorted(tally.feeds)}
    yield from ({"record": "finding", **records.plain(finding)} for finding in found.findings)
    yield from ({"record": "honour", **records.plain(honour)} for honour in honours)


def _report(console: Console, found: Registry, honours: Sequence[Held]) -> None:
    _tallies(console, found.tallies)
    if found.findings:
        console.print()
        _findings(console, found.findings)
    if honours:
        console.print()
        columns = [Column(console.t("honour")), *(Column(console.t(f"held.{key}"), "right") for key in ("valid", "expired", "open"))]
        console.table(columns, ([each.honour, str(each.valid), str(each.expired), str(each.open)] for each in honours))
        console.print(console.t("registry_day", day=console.as_of))
    console.print()
    counts = Counter(finding.level for finding in found.findings)
    sizes = {table: grid.count for table, grid in found.grids.items()}
    told = console.t("registry_total", **{table: sizes.get(table, 0) for table in ("firms", "firm_years", "events")})
    levels = console.t("findings_count", **{level: counts[level] for level in ("error", "warning", "note")})
    console.print(console.style(f"{told}{console.t('comma')}{levels}", "red" if counts["error"] else "green"))


def _tallies(console: Console, tallies: Sequence[Tally]) -> None:
    """How the rows of each table were joined; a way that none was is left out."""
    used = [how for how in JOINS if any(tally.joined.get(how) for tally in tallies)]
    columns = [Column(console.t("table")), Column(console.t("rows"), "right"), *(Column(console.t(f"join.{how}"), "right") for how in used)]
    console.table(columns, ([tally.table, str(tally.rows), *(str(tally.joined.get(how) or "") for how in used)] for tally in tallies))


def _findings(console: Console, found: Sequence[Finding]) -> None:
    """The findings of each level and kind, the first of them in full."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in found:
        groups[finding.level, finding.kind].append(finding)
    columns = [Column(console.t("level")), Column(console.t("where"), wraps=True), Column(console.t("finding"), wraps=True)]
    rows: list[list[str]] = []
    for (level, _), inside in groups.items():
        name = console.t("level.error" if level == "error" else level)
        rows += [[name, one.where, f"{one.what}（{one.hint}）" if one.hint else one.what] for one in inside[:TOLD]]
        if len(inside) > TOLD:
            rows.append([name, "", console.t("registry_more", count=len(inside) - TOLD)])
    console.table(columns, rows)
