"""The audit of payments: how it is called, and what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from suance.cli import records, tables
from suance.cli.console import Column, Console
from suance.workspace import joins

if TYPE_CHECKING:
    from suance.award.audit import Finding

OPEN = "cannot_tell"
"""the kind of finding that alleges nothing"""


def audit(
    ctx: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)],
    panel: Annotated[Path, typer.Option("--panel", metavar="DIR", help="audit.panel", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """Hold what was paid against what the clauses allow; exit 1 where a payment is not as they have it."""
    from suance.award.audit import audit

    console: Console = ctx.obj
    tabled = joins.panel(panel)
    found = audit(joins.find_policy(policy), tabled, as_of=console.as_of)
    if as_json:
        for finding in found:
            console.json(records.plain(finding))
    else:
        _report(console, found, joins.names(tabled))
    if any(finding.kind != OPEN for finding in found):
        raise typer.Exit(1)


def _report(console: Console, found: Sequence[Finding], names: Mapping[str, str]) -> None:
    """A line a finding with its reason below, and how many there are of each kind."""
    if not found:
        console.print(console.t("audit_clean"))
        return
    keys = ("row", "finding", "rule", "subject", "year", "paid", "allowed", "reason")
    columns = [Column(console.t(key), "right" if key in {"row", "paid", "allowed"} else "left", wraps=key == "subject") for key in keys]
    console.table(columns, (_row(console, finding, names) for finding in found), below=True)
    console.print()
    counts = Counter(console.t(f"audit.{finding.kind}") for finding in found)
    told = console.t("comma").join(f"{kind} {count}" for kind, count in counts.items())
    console.print(console.style(console.t("audit_total", counts=told), "red" if any(finding.kind != OPEN for finding in found) else "green"))


def _row(console: Console, finding: Finding, names: Mapping[str, str]) -> list[str]:
    subject = f"{finding.subject_id} {names.get(finding.subject_id, '')}".rstrip()
    allowed = tables.span(console, finding.allowed_min, finding.allowed_max)
    cite = f"；依据 {tables.cited(finding.cite)}" if finding.cite else ""
    kind = console.t(f"audit.{finding.kind}")
    return [str(finding.line), kind, finding.rule, subject, str(finding.year), tables.money(finding.paid), allowed, finding.reason + cite]
