"""The commands about clauses: `write` says a policy as a notice, `clause` tells what words would rule and cost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from suance.cli import records, tables
from suance.cli.console import Console
from suance.cli.policies import JsonOption, PolicyArgument
from suance.errors import UsageError
from suance.workspace import clauses, files, joins


def write(
    ctx: typer.Context,
    policy: PolicyArgument,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="draft.out")] = None,
    force: Annotated[bool, typer.Option("--force", help="draft.force")] = False,
) -> None:
    """Write a policy as a notice that is drafted as the same policy; a file that is there is only overwritten with --force."""
    console: Console = ctx.obj
    if out is not None and out.exists() and not force:
        raise UsageError(console.t("exists"), where=str(out), hint=console.t("use_force"))
    rules = joins.find_policy(policy)
    text = clauses.written(rules)
    if apart := clauses.unsaid(rules):
        console.say("unsaid", parts=apart)
    if out is None:
        console.print(text.rstrip("\n"))
        return
    files.write(out, text)
    console.say("wrote", path=out)


def clause(
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="clause.words", show_default=False)],
    panel: Annotated[Path | None, typer.Option("--panel", metavar="DIR", help="clause.panel")] = None,
    as_json: JsonOption = False,
) -> None:
    """What a clause would rule, what it leaves open, what there is to say about it, and, on a panel, what it and each reading cost."""
    console: Console = ctx.obj
    tabled = joins.panel(panel) if panel is not None else None
    meant = clauses.meant(sys.stdin.read() if words == "-" else words, tabled, as_of=console.as_of)
    if as_json:
        console.json(meant.policy.plain())
        for each in (*meant.findings, *(meant.totals or ())):
            console.json(records.plain(each))
        return
    console.heading(console.t("clause.means"))
    for name, said in meant.told:
        console.print(f"  {name}  {said}")
    for kept in meant.policy.clauses:
        console.print(f"  {kept.id}  {kept.title}：{kept.reason}")
    if not (meant.told or meant.policy.clauses):
        console.print(f"  {console.t('clause.nothing')}")
    console.print()
    tables.findings(console, meant.findings)
    if meant.totals is not None:
        console.print()
        tables.totals(console, meant.totals)
