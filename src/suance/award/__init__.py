"""From policy to payments: what each rule gives each subject of a panel in each year, and why.

    plan       the only meaning of a rule: exact numbers, resolved names, caps in order
    panel      tables of firms, years, events, projects and clusters, read when a rule needs them
    explain    the interpreter: one subject or all, with reasons; the reference
    sql, run   the same on DuckDB, for a population

Both executions are made from the plan, neither from the other, and give the same lines to the 分.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from suance.errors import UsageError
from suance.model import Line, Total

if TYPE_CHECKING:
    from suance.award.panel import Panel
    from suance.policy.schema import Policy

Engine = Literal["interpreter", "duckdb"]
Part = Literal["year", "rule", "step"]
"""What totals are told apart by."""
PARTS: tuple[Part, ...] = ("year", "rule", "step")


def award(
    policy: Policy,
    panel: Panel,
    *,
    years: Sequence[int] | None = None,
    subject: str | None = None,
    engine: Engine = "interpreter",
    as_of: date | None = None,
    all: bool = False,
    supplied: bool = False,
) -> list[Line]:
    """What a policy gives the subjects of a panel: payments and what is unknown; with `all`, refusals too.

    Each line has the sum in the lower world (nothing beyond what is settled) and in the upper one (every 最高 in full,
    every open fact answered in favour); what `paid` settles is settled in both. With `supplied`, a project's `claim`
    settles a sum that the clause only bounds. `subject` is a firm, project, cluster or payee. Years outside the panel
    and subjects that it does not have are a PanelError. Years before the policy, after it, and after the year of
    `as_of` are refused with that reason. The order is that of the rules, then subject, year and step.
    """
    from suance.award.plan import from_policy

    plan = from_policy(policy)
    if engine == "interpreter":
        from suance.award import explain
        from suance.award.facts import Facts

        return explain.lines(Facts(plan, panel, supplied), years, subject, as_of, all)
    if engine == "duckdb":
        from suance.award import run

        return run.lines(plan, panel, years=years, subject=subject, as_of=as_of, everything=all, supplied=supplied)
    raise UsageError(f"没有引擎 “{engine}”", hint="可用的引擎：interpreter、duckdb")


def save(
    policy: Policy,
    panel: Panel,
    path: Path,
    *,
    years: Sequence[int] | None = None,
    subject: str | None = None,
    engine: Engine = "duckdb",
    as_of: date | None = None,
    all: bool = False,
    supplied: bool = False,
) -> int:
    """Writes the lines of `award` to a .parquet or .csv file, whole or not at all, and says how many they are.

    By DuckDB a Parquet file takes no Line for each: millions of lines are written at the speed at which they are found.
    """
    from suance.award import run
    from suance.award.plan import from_policy

    if engine == "duckdb" and path.suffix == ".parquet":
        plan = from_policy(policy)
        return run.save(plan, panel, path, years=years, subject=subject, as_of=as_of, everything=all, supplied=supplied)
    lines = award(policy, panel, years=years, subject=subject, engine=engine, as_of=as_of, all=all, supplied=supplied)
    run.write(lines, path)
    return len(lines)


def totals(
    policy: Policy,
    panel: Panel,
    *,
    by: Sequence[Part] = PARTS,
    years: Sequence[int] | None = None,
    engine: Engine = "duckdb",
    as_of: date | None = None,
    supplied: bool = False,
) -> list[Total]:
    """What the lines of `award` come to by year, rule and step, or fewer of these: how many pay or may pay, and the sums of their ends.

    By DuckDB no line is made for it. In the order of rules and their steps, then of years; errors are those of `award`.
    """
    from suance.award import total
    from suance.award.plan import from_policy

    plan = from_policy(policy)
    if engine == "duckdb":
        from suance.award import run

        return total.folded(plan, by, run.totals(plan, panel, years=years, as_of=as_of, supplied=supplied))
    lines = award(policy, panel, years=years, engine=engine, as_of=as_of, supplied=supplied)
    return total.folded(plan, by, map(total.of, lines))
