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
from suance.workspace import checks, files, joins, laws, reviews

PolicyArgument = Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="json")]


def draft(
    ctx: typer.Context,
    notice: Annotated[Path, typer.Argument(metavar="NOTICE", help="draft.notice", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="draft.out")] = None,
    force: Annotated[bool, typer.Option("--force", help="draft.force")] = False,
    beside: Annotated[bool, typer.Option("--beside", help="draft.beside")] = False,
    amends: Annotated[str | None, typer.Option("--amends", metavar="POLICY", help="draft.amends")] = None,
    source: Annotated[list[str] | None, typer.Option("--source", metavar="[ID=]FILE", help="draft.source")] = None,
) -> None:
    """Draft a policy file from a notice; a file that is there is only overwritten with --force, and never one that was reviewed."""
    console: Console = ctx.obj
    if amends is not None:
        _amended(console, notice, amends, source or (), out, force)
        return
    if out is not None and reviews.reviewed(out):
        _redraft(console, notice, out, force, beside)
        return
    _writable(console, out, force)
    drafted = joins.draft(notice)
    text = joins.dump(drafted)
    if not (drafted.awards or drafted.clauses):
        console.say("no_awards", path=notice)
    if out is None:
        console.print(text.rstrip("\n"))
        return
    reviews.write(out, text)
    console.say("wrote", path=out)


def _redraft(console: Console, notice: Path, out: Path, force: bool, beside: bool) -> None:
    """What a second draft differs in from a reviewed policy, written beside it where asked; exit 1 where it differs."""
    fresh, found = reviews.redraft(notice, out)
    tables.changes(console, found)
    console.say("redrafted", path=out)
    if beside:
        other = out.with_name(f"{out.stem}.redraft{out.suffix}")
        _writable(console, other, force)
        reviews.write(other, joins.dump(fresh))
        console.say("wrote", path=other)
    if found:
        raise typer.Exit(1)


def _amended(console: Console, notice: Path, reference: str, sources: Sequence[str], out: Path | None, force: bool) -> None:
    """What a notice makes of a policy: what it changes, and the new version, written or told."""
    _writable(console, out, force)
    before = joins.find_policy(reference)
    after = laws.amended(notice, reference, sources)
    if out is None:
        console.print(joins.dump(after).rstrip("\n"))
        return
    reviews.write(out, joins.dump(after))
    tables.amendments(console, laws.changed(before, after), checks.diff(before, after))
    console.say("wrote", path=out)


def law(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="law.paths", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Which of several policies and their versions is the law on a day; exit 1 where none is."""
    console: Console = ctx.obj
    found = laws.versions(paths, console.as_of)
    if as_json:
        for version in found:
            record = {"policy": version.policy.policy, "title": version.policy.title, "begins": version.policy.validity.begins}
            console.json(records.plain({**record, "state": version.state, "reason": version.reason}))
    else:
        tables.versions(console, found)
    if not any(version.state == "in_force" for version in found):
        raise typer.Exit(1)


def _writable(console: Console, path: Path | None, force: bool) -> None:
    if path is not None and path.exists() and not force:
        raise UsageError(console.t("exists"), where=str(path), hint=console.t("use_force"))


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
