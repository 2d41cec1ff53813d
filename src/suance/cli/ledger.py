"""The command `ledger`: what documents promise and report, side by side, and which of their figures cannot both be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from suance.cli import records
from suance.cli.console import Column, Console
from suance.quantity import Quantity, format_quantity

if TYPE_CHECKING:
    from suance.track import Contradiction, Said

KEYS = ("kind", "region", "indicator", "metric", "measure", "value", "value_max", "unit", "comparator", "period", "strength")


def ledger(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="read.paths", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """The targets and statistics of documents, and what of them cannot both be; exit 1 where there is such."""
    from suance.workspace.ledgers import ledger as of

    console: Console = ctx.obj
    found = of(paths)
    for fault in found.unread:
        console.error(fault)
    if as_json:
        for said in found.said:
            console.json({"about": "figure", **_record(said)})
        for each in found.contradictions:
            console.json({"about": "contradiction", "kind": each.kind, "message": each.message, "said": [_record(said) for said in each.said]})
    else:
        _figures(console, found.said)
        _contradictions(console, found.contradictions)
    if found.contradictions or found.unread:
        raise typer.Exit(1)


def _record(said: Said) -> dict[str, Any]:
    fact = {key: records.plain(getattr(said.fact, key)) for key in KEYS}
    return {"document": said.document, "start": said.fact.start, "end": said.fact.end, "published": records.plain(said.published), **fact}


def _figures(console: Console, said: Sequence[Said]) -> None:
    if not said:
        console.print(console.t("no_facts"))
        return
    columns = [
        Column(console.t(key), "right" if key == "ledger.value" else "left", wraps=key == "indicator")
        for key in ("kind", "indicator", "ledger.value")
    ]
    columns += [Column(console.t("period")), Column(console.t("place"))]
    console.table(columns, (_row(console, each) for each in said))
    console.print()


def _row(console: Console, said: Said) -> list[str]:
    fact = said.fact
    value = format_quantity(Quantity(fact.value, fact.unit or "", fact.comparator or "eq", fact.value_max)) if fact.value is not None else ""
    return [console.t(fact.kind), f"{fact.region or ''}{fact.indicator or ''}", value, fact.period or "", said.place]


def _contradictions(console: Console, found: Sequence[Contradiction]) -> None:
    console.print(console.t("ledger.count", count=len(found)) if found else console.t("ledger.none"))
    for each in found:
        console.print(f"  {each.message}")
        for said in each.said:
            console.print(f"    {said.place}")
