"""The whole way on the example that ships with the package: from a notice to payments, targets, a fund and a site."""

from __future__ import annotations

from pathlib import Path

from suance.cli import funds, records, tables
from suance.cli.console import Console
from suance.publish.site import build
from suance.workspace import Workspace, checks, files, joins

POLICY = "changzhou-2022"
FIRM, YEAR = "F02", 2024
"""the firm and the year that are explained"""


def run(console: Console, out: Path) -> None:
    """Print each step with its command and its result, and write notice, panel, draft, facts and site into `out`."""
    notice, panel = _unpack(out)
    document, facts = joins.read_facts(notice)
    _step(console, 1, "read", f"suance read {notice} --out {out}", facts=len(facts), title=document.title)
    files.write(out / f"{document.name}{files.RECORDS}", records.facts(facts))
    tables.facts(console, document, facts)

    drafted = joins.draft(notice)
    path = out / "draft.yaml"
    files.write(path, joins.dump(drafted))
    counts = {"awards": len(drafted.awards), "targets": len(drafted.targets), "funds": len(drafted.funds), "questions": joins.questions(drafted)}
    _step(console, 2, "draft", f"suance draft {notice} -o {path}", **counts)
    tables.findings(console, checks.check(drafted, [str(notice)]))

    policy, tabled = joins.find_policy(POLICY), joins.panel(panel)
    _step(console, 3, "award", f"suance award {POLICY} --panel {panel}", title=policy.title)
    lines = joins.award(policy, tabled, years=None, subject=None, engine="duckdb", as_of=console.as_of, refusals=False)
    names = joins.names(tabled)
    tables.lines(console, lines, names)

    _step(console, 4, "explain", f"suance award {POLICY} --panel {panel} --year {YEAR} --firm {FIRM} --explain")
    tables.explanations(console, joins.explain(policy, tabled, FIRM, years=[YEAR], as_of=console.as_of), names)

    observations = joins.observations()
    _step(console, 5, "track", f"suance track {POLICY}", observations=len(observations), as_of=console.as_of)
    tables.targets(console, joins.track(policy, observations, as_of=console.as_of))

    _step(console, 6, "fund", f"suance fund {POLICY}")
    funds.promises(console, joins.fund(policy))

    _step(console, 7, "site", f"suance site {notice} --policy {POLICY} --out {out / 'site'}")
    with Workspace.scratch() as shelf:
        shelf.add_document(document, facts)
        shelf.add_policy(policy)
        shelf.add_observations(observations)
        report = build(shelf, out / "site", as_of=console.as_of)
    console.print(str(report.home))


def _unpack(out: Path) -> tuple[Path, Path]:
    """The shipped notice and panel, copied into the folder; where they are comes back."""
    notice, panel = out / "notice.md", out / "panel"
    files.write(notice, joins.shipped("example", "notice.md").read_text(encoding="utf-8"))
    for table in joins.shipped("example", "panel").iterdir():
        if table.is_file():
            files.write(panel / table.name, table.read_text(encoding="utf-8"))
    return notice, panel


def _step(console: Console, number: int, key: str, command: str, **fields: object) -> None:
    """A step's heading: what it does in one line, and the command that does it alone."""
    if number > 1:
        console.print()
    console.print(f"{console.style(f'{number}', 'cyan')}  {console.style(console.t(f'demo.{key}', **fields), 'bold')}")
    console.print(console.style(f"   $ {command}", "dim"))
    console.print()
