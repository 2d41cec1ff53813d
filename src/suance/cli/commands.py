"""The commands: what each takes, which stages it asks, and how it tells the result."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import typer

from suance import __version__
from suance.cli import audit as payments
from suance.cli import budget as programme
from suance.cli import clauses, funds, policies, records, tables
from suance.cli import ledger as ledgers
from suance.cli import registry as office
from suance.cli import review as approval
from suance.cli.console import Console
from suance.cli.help import Command, Group
from suance.cli.words import WORDS
from suance.errors import InputError, UsageError
from suance.model import Document, Fact, Observation
from suance.workspace import Workspace, checks, files, joins, laws, reviews

app = typer.Typer(name="suance", cls=Group, add_completion=True, rich_markup_mode=None, help="suance")

COMMON = ("lang", "as_of", "quiet", "debug", "version")

# ── options that every command takes ─────────────────────────────────────────


def _lang(ctx: typer.Context, value: str | None) -> None:
    if value not in (None, "zh", "en"):
        raise typer.BadParameter(ctx.obj.t("not_one_of", value=value, known="zh, en"))


def _as_of(ctx: typer.Context, value: str | None) -> None:
    if value is None:
        return
    try:
        ctx.obj.as_of = date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(ctx.obj.t("not_a_day", value=value)) from None


def _quiet(ctx: typer.Context, value: bool) -> None:
    ctx.obj.quiet = ctx.obj.quiet or value


def _version(ctx: typer.Context, value: bool) -> None:
    if value:
        ctx.obj.print(f"suance {__version__}")
        raise typer.Exit


@app.callback()
def common(
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="lang", callback=_lang, expose_value=False)] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="as_of", callback=_as_of, expose_value=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="quiet", callback=_quiet, expose_value=False)] = False,
    debug: Annotated[bool, typer.Option("--debug", help="debug", expose_value=False)] = False,
    version: Annotated[bool, typer.Option("--version", help="version", callback=_version, expose_value=False, is_eager=True)] = False,
) -> None:
    """What every command takes, before its name or after it."""


def program(console: Console) -> Any:
    """The command line as one object, its help in the console's language; every command takes the common options too."""
    group = cast(Any, typer.main.get_command(app))
    shared = [parameter for parameter in group.params if parameter.name in COMMON]
    for command in (group, *group.commands.values()):
        command.context_settings = {**command.context_settings, "help_option_names": ["--help", "-h"]}
        command.help = console.t(command.help)
        for parameter in command.params:  # typer's own two, for completion, go by their names
            parameter.help = console.t(parameter.help if parameter.help in WORDS else parameter.name)
    for command in group.commands.values():
        command.params += shared
    return group


JsonOption = Annotated[bool, typer.Option("--json", help="json")]
WorkspaceOption = Annotated[Path | None, typer.Option("--workspace", "-w", metavar="DIR", help="workspace")]
PolicyArgument = Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)]

LISTED = 50
"""of more documents than these, the number written is told instead of a line each"""

# ── documents ────────────────────────────────────────────────────────────────


@app.command(cls=Command, help="read")
def read(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="read.paths", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="read.out")] = None,
    workspace: WorkspaceOption = None,
    second: Annotated[str | None, typer.Option("--second", metavar="URL", help="read.second")] = None,
    model: Annotated[str, typer.Option("--second-model", metavar="NAME", help="read.model")] = "default",
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="read.jobs")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Read files and show or write their facts; exit 1 where a file could not be read."""
    console: Console = ctx.obj
    written: list[tuple[str, str, str]] = []
    failures = total = facts = 0
    with Workspace.open(workspace) if workspace else nullcontext() as shelf:
        for reading in _readings(console, paths, jobs):
            total += 1
            failures += reading.document is None
            if second and reading.document is not None:
                reading = _asked(console, reading.document, reading, second, model)
            _shelve(console, shelf, reading)
            if reading.document is not None and out is not None:
                row = _write(reading.document, reading.facts, out)
                facts += len(reading.facts)
                written += [row] if len(written) < LISTED else []
            if reading.document is not None and (as_json or out is None):
                _show(console, reading.document, reading.facts, as_json)
    if written and not as_json and total - failures <= LISTED:
        tables.written(console, written)
    elif written and not as_json:
        console.say("wrote_many", documents=total - failures, facts=facts, path=out)
    if failures and total > 1:
        console.say("failed", failed=failures, total=total)
    if failures:
        raise typer.Exit(1)


def _asked(console: Console, document: Document, reading: joins.Reading, address: str, model: str) -> joins.Reading:
    """The reading with what a second reader adds; where it gives no answer, what was read stands and the reason is said."""
    from suance.second import Endpoint

    endpoint = Endpoint(address, model, os.environ.get("SUANCE_SECOND_KEY"))
    try:
        facts, added, refused = joins.second_opinion(document, reading.facts, endpoint)
    except InputError as error:
        console.error(error)
        return reading
    console.say("second", name=document.name, added=added, refused=refused)
    return replace(reading, facts=facts)


def _write(document: Document, facts: Sequence[Fact], out: Path) -> tuple[str, str, str]:
    """Write a document's records; its name, the count of facts, and where they are come back."""
    target = out / f"{document.name}{files.RECORDS}"
    files.write(target, records.facts(facts))
    return document.name, str(len(facts)), str(target)


def _show(console: Console, document: Document, facts: Sequence[Fact], as_json: bool) -> None:
    if not as_json:
        tables.facts(console, document, facts)
    for fact in facts if as_json else ():
        console.json({"document": document.name, **fact.to_record()})


def _readings(console: Console, paths: Iterable[Path], jobs: int = 1) -> Iterator[joins.Reading]:
    """What came of each file, with progress beside it; InputError where there is no file at all."""
    stdin = [path for path in paths if str(path) == "-"]
    named = [path for path in paths if str(path) != "-"]
    inside = sum(1 for _ in files.documents(named))
    if not inside and not stdin:
        raise InputError(console.t("no_files"), where="、".join(map(str, paths)))
    if stdin:
        yield from joins.readings(Path("stdin"), sys.stdin.buffer.read())
    for number, reading in enumerate(joins.read_paths(named, jobs), start=1):
        console.progress(number, inside, reading.path.name)
        yield reading


def _shelve(console: Console, workspace: Workspace | None, reading: joins.Reading) -> None:
    """Keep what was read in a workspace, if there is one, or say why it could not be read."""
    if reading.error is not None:
        if console.debug:
            raise reading.error
        console.error(reading.error)
    elif workspace is not None and reading.document is not None:
        added = workspace.add_document(reading.document, reading.facts)
        if added.state == "changed":
            console.say("kept_version", name=added.name, version=added.version)


# ── policies ─────────────────────────────────────────────────────────────────


@app.command(cls=Command, help="fetch")
def fetch(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="fetch.out", show_default=False)],
    addresses: Annotated[list[str], typer.Argument(metavar="[URL]", help="fetch.addresses", default_factory=list)],
    feed: Annotated[list[str], typer.Option("--feed", metavar="URL|FILE", help="fetch.feed", default_factory=list)],
) -> None:
    """Bring pages to a folder, politely, for `read`; exit 1 where one could not be had."""
    console: Console = ctx.obj
    if not (addresses or feed):
        raise UsageError(console.t("nothing_to_fetch"), hint=console.t("fetch_hint"))
    counts = Counter[str]()
    for page, target in joins.fetch(addresses, feed, out):
        counts[page.status] += 1
        if page.error is not None:
            console.error(page.error)
        elif target is not None:
            console.print(str(target))
    console.say("fetched", **{status: counts[status] for status in ("new", "unchanged", "fresh", "failed")})
    if counts["failed"]:
        raise typer.Exit(1)


app.command(cls=Command, help="draft")(policies.draft)
app.command(cls=Command, help="write")(clauses.write)
app.command(cls=Command, help="clause")(clauses.clause)
app.command(cls=Command, help="check")(policies.check)
app.command(cls=Command, help="diff")(policies.diff)
app.command(cls=Command, help="law")(policies.law)
app.command(cls=Command, help="review")(approval.review)


# ── what a policy gives ──────────────────────────────────────────────────────


def _years(ctx: typer.Context, values: list[str]) -> list[str]:
    wrong = next((value for value in values if not value.isdecimal()), None)
    if wrong is not None:
        raise typer.BadParameter(ctx.obj.t("not_a_number", value=wrong))
    return values


def _engine(ctx: typer.Context, value: str) -> str:
    if value not in ("duckdb", "interpreter"):
        raise typer.BadParameter(ctx.obj.t("not_one_of", value=value, known="duckdb, interpreter"))
    return value


app.command(cls=Command, help="registry")(office.registry)
app.command(cls=Command, help="audit")(payments.audit)
app.command(cls=Command, help="ledger")(ledgers.ledger)
app.command(cls=Command, help="fund")(funds.fund)
app.command(cls=Command, help="budget")(programme.budget)


@app.command(cls=Command, help="award")
def award(
    ctx: typer.Context,
    policy: PolicyArgument,
    panel: Annotated[Path, typer.Option("--panel", metavar="DIR", help="award.panel", show_default=False)],
    year: Annotated[list[str], typer.Option("--year", metavar="YEAR", help="award.year", callback=_years, default_factory=list)],
    firm: Annotated[str | None, typer.Option("--firm", metavar="ID", help="award.firm")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="award.explain")] = False,
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help="award.engine", callback=_engine)] = "duckdb",
    refusals: Annotated[bool, typer.Option("--all", help="award.all")] = False,
    totals: Annotated[bool, typer.Option("--totals", help="award.totals")] = False,
    reform: Annotated[Path | None, typer.Option("--reform", metavar="FILE", help="award.reform")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="award.out")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a policy pays the subjects of a panel."""
    console: Console = ctx.obj
    if explain and firm is None:
        raise UsageError(console.t("explain_needs_firm"))
    if reform is not None and (firm or refusals or totals):
        raise UsageError(console.t("reform_of_all"))
    if totals and (firm or refusals):
        raise UsageError(console.t("totals_of_all"))
    years = [int(text) for text in year] or None
    rules = laws.answering(policy, years, console.as_of)
    if refused := reviews.rejected(rules):
        console.say("rejected_rules", names="、".join(refused))
    means = cast(joins.Engine, "interpreter" if explain else engine)
    with joins.recorded(workspace, "award", rules, [panel], engine=means, as_of=console.as_of):
        tabled = joins.panel(panel)
        tables.panel_notes(console, tabled.notes)
        names = {} if as_json and not out else joins.names(tabled)
        if explain and firm is not None:
            explained = joins.explain(rules, tabled, firm, years=years, as_of=console.as_of)
            if out is not None:
                policies.page(console, out, rules, firm, explained, names)
            else:
                _tell(console, explained, records.explanation, partial(tables.explanations, names=names), as_json)
        elif reform is not None:
            changed = checks.effects(rules, reform, tabled, out, years=years, engine=means, as_of=console.as_of)
            _tell(console, changed, records.effect, tables.effects, as_json)
        elif totals:
            _tell(console, joins.totals(rules, tabled, out, years=years, engine=means, as_of=console.as_of), records.plain, tables.totals, as_json)
        elif out is not None:
            count = joins.save(rules, tabled, out, years=years, subject=firm, engine=means, as_of=console.as_of, refusals=refusals)
            console.say("saved", path=out, count=count)
        else:
            found = joins.award(rules, tabled, years=years, subject=firm, engine=means, as_of=console.as_of, refusals=refusals)
            _tell(console, found, records.line, partial(tables.lines, names=names), as_json)


@app.command(cls=Command, help="track")
def track(
    ctx: typer.Context,
    policy: PolicyArgument,
    observations: Annotated[list[str], typer.Option("--observations", metavar="FILE", help="track.observations", default_factory=list)],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """A policy's targets against published figures: of the files, else of the workspace, else those that ship."""
    console: Console = ctx.obj
    figures, source = _figures(console, observations, workspace)
    console.say("observations_used", count=len(figures), source=source, as_of=console.as_of)
    _tell(console, joins.track(joins.find_policy(policy), figures, as_of=console.as_of), records.plain, tables.targets, as_json)


def _figures(console: Console, names: Sequence[str], workspace: Path | None) -> tuple[list[Observation], str]:
    """Observations and where they are from."""
    if names:
        return [] if list(names) == ["none"] else joins.observations([Path(name) for name in names]), "、".join(names)
    if workspace is not None:
        with Workspace.open(workspace, create=False) as shelf:
            kept = shelf.observations()
        if kept:
            return kept, str(workspace)
    return joins.observations(), console.t("shipped")


@app.command(cls=Command, help="site")
def site(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="site.out", show_default=False)],
    paths: Annotated[list[Path], typer.Argument(metavar="[PATH]", help="site.paths", default_factory=list, show_default=False)],
    policy: Annotated[list[str], typer.Option("--policy", metavar="POLICY", help="site.policy", default_factory=list)],
    observations: Annotated[list[str], typer.Option("--observations", metavar="FILE", help="track.observations", default_factory=list)],
    workspace: WorkspaceOption = None,
) -> None:
    """A static site of files, policies and a workspace; exit 1 where a file could not be read."""
    from suance.publish.site import build

    console: Console = ctx.obj
    if not (paths or policy or workspace):
        raise UsageError(console.t("nothing_to_publish"), hint=console.t("publish_hint"))
    failures = 0
    with Workspace.open(workspace, create=False) if workspace else Workspace.scratch() as shelf:
        for reading in _readings(console, paths) if paths else ():
            failures += reading.document is None
            _shelve(console, shelf, reading)
        for reference in policy:
            shelf.add_policy(joins.find_policy(reference))
        if observations or workspace is None:
            shelf.add_observations(_figures(console, observations, workspace)[0])
        report = build(shelf, out, as_of=console.as_of)
    console.print(str(report.home))
    console.say("site_built", pages=report.pages, documents=report.documents, facts=report.facts, policies=report.policies)
    if failures:
        raise typer.Exit(1)


@app.command(cls=Command, help="demo")
def demo(ctx: typer.Context, out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="demo.out")] = Path("demo")) -> None:
    """The whole way on the shipped example."""
    from suance.cli.demo import run

    run(ctx.obj, out)


# ── telling ──────────────────────────────────────────────────────────────────

Result = TypeVar("Result")
Tell = Callable[[Console, Sequence[Result]], None]


def _tell(console: Console, results: Sequence[Result], record: Callable[[Result], dict[str, Any]], table: Tell[Result], as_json: bool) -> None:
    """Results as JSON lines for programs, else as a table for people."""
    if not as_json:
        table(console, results)
        return
    for result in results:
        console.json(record(result))
