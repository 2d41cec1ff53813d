"""The commands about policy files themselves: `check` holds one against its sources, `diff` tells two apart; and the page of an explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from suance.cli import records, tables
from suance.cli.console import Console
from suance.errors import UsageError
from suance.model import Explanation
from suance.policy.schema import Policy
from suance.workspace import checks, files, joins

PolicyArgument = Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="json")]


def check(
    ctx: typer.Context,
    policy: PolicyArgument,
    source: Annotated[list[str], typer.Option("--source", metavar="[ID=]FILE", help="check.source", default_factory=list)],
    panel: Annotated[Path | None, typer.Option("--panel", metavar="DIR", help="check.panel")] = None,
    as_json: JsonOption = False,
) -> None:
    """Hold a policy against its sources; exit 1 where an error was found."""
    console: Console = ctx.obj
    tabled = joins.panel(panel) if panel is not None else None
    found = checks.check(joins.find_policy(policy), source, reference=policy, tables=tabled, as_of=console.as_of)
    if as_json:
        for finding in found:
            console.json(records.plain(finding))
    else:
        tables.findings(console, found)
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)


def diff(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="diff.before", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="diff.after", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """What differs between two policies; exit 1 where something does."""
    console: Console = ctx.obj
    found = checks.diff(joins.find_policy(before), joins.find_policy(after))
    if as_json:
        for change in found:
            console.json(records.change(change))
    else:
        tables.changes(console, found)
    if found:
        raise typer.Exit(1)


def page(console: Console, path: Path, rules: Policy, subject: str, found: Sequence[Explanation], names: Mapping[str, str]) -> None:
    """Explanations as a page of their own, written whole or not at all."""
    from suance.publish.site import explained

    if path.suffix != ".html":
        raise UsageError(console.t("page_ending"), where=str(path))
    titles = {award.id: award.title for award in rules.awards}
    text = explained.page(rules.title, subject, found, titles=titles, names=names, as_of=console.as_of, lang=console.lang)
    files.write(path, text)
    console.say("page_written", path=path)
