"""The command `budget`: what a programme may cost, over populations of firms that reproduce what was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from suance.cli import records
from suance.cli.console import Column, Console
from suance.quantity import Quantity, format_quantity
from suance.record import Assumed
from suance.workspace import joins

if TYPE_CHECKING:
    from suance.workspace.budget import Budget, Cost, Passing

DRAWS, REPEATS, SEED = 20, 3, 0


def budget(
    ctx: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)],
    population: Annotated[str, typer.Argument(metavar="POPULATION", help="budget.population", show_default=False)],
    draws: Annotated[int, typer.Option("--draws", min=2, max=1000, help="budget.draws")] = DRAWS,
    repeats: Annotated[int, typer.Option("--repeats", min=2, max=100, help="budget.repeats")] = REPEATS,
    seed: Annotated[int, typer.Option("--seed", min=0, help="seed")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """What the awards of a policy may cost over many populations of firms: a distribution, what moves it, and who may cross a line."""
    from suance.workspace.budget import budget as over

    console: Console = ctx.obj
    told = partial(console.progress, name=console.t("budget.runs"))
    found = over(joins.find_policy(policy), population, draws=draws, repeats=repeats, seed=seed, as_of=console.as_of, told=told)
    if not as_json:
        _report(console, found)
    for record in _records(found) if as_json else ():
        console.json(record)


def _records(found: Budget) -> Iterator[dict[str, Any]]:
    """One object for each cost, line that may be crossed, effect and assumption; `about` says which."""
    head = {"policy": found.policy, "region": found.region, "populations": found.populations, "seed": found.seed}
    yield {"about": "run", **head, "known": found.known, "left_out": list(found.left_out)}
    for about, rows in (("cost", found.costs), ("passing", found.passing), ("effect", found.effects), ("assumed", found.assumed)):
        yield from ({"about": about, **records.plain(row)} for row in rows)


def _report(console: Console, found: Budget) -> None:
    console.heading(f"{found.policy} · {found.region}")
    console.print("  " + console.t("budget.estimate", populations=found.populations, seed=found.seed, first=found.years[1], last=found.years[-1]))
    if found.left_out:
        console.print("  " + console.t("budget.left_out", rules="、".join(found.left_out)))
    console.print()
    _costs(console, found.costs)
    for each in found.passing:
        _passing(console, each)
    console.print("  " + console.t("budget.list", cut=_money(Decimal(found.cut)), known=found.known))
    console.print()
    rows = [[console.t(f"firms.{e.name}"), f"{e.low:.3g} — {e.high:.3g}", f"{_money(e.cost_low)} — {_money(e.cost_high)}"] for e in found.effects]
    console.table(_columns(console, ("fund.assumption", "budget.moved", "budget.total"), 1), rows)
    console.print()
    given = [[console.t(f"firms.{each.name}"), _value(each), each.grade, each.source] for each in found.assumed]
    keys = ("fund.assumption", "fund.value", "fund.grade", "fund.source")
    console.table([Column(console.t(key), "right" if key == "fund.value" else "left", wraps=key == "fund.source") for key in keys], given)


def _costs(console: Console, costs: Sequence[Cost]) -> None:
    """Each cost: its middle and ends, how often there is none, and what chance and the parameters each leave open."""
    keys = ("budget.what", "fund.low", "fund.middle", "fund.high", "budget.most", "budget.none", "budget.chance", "budget.parameters")
    rows = []
    for cost in costs:
        what = cost.rule or (str(cost.year) if cost.year else console.t("budget.all"))
        money = [_money(value) for value in (cost.low, cost.middle, cost.high, cost.most)]
        rows.append([what, *money, f"{cost.none:.0%}", _money(cost.chance), _money(cost.parameters)])
    console.table(_columns(console, keys, 1), rows)
    console.print()


def _passing(console: Console, each: Passing) -> None:
    number = each.number
    line = _money(Decimal(number.line))
    shares = {"mean": f"{number.mean:.2f}", "none": f"{number.none:.0%}", "low": number.low, "middle": number.middle, "high": number.high}
    console.print("  " + console.t("budget.passing", rule=f"{each.rule} {each.step}", line=line, **shares))
    for name, size, chance in each.near:
        console.print("    " + console.t("budget.near", name=name, size=_money(size), chance=f"{chance:.0%}"))


def _value(assumed: Assumed) -> str:
    """A sum of money as such, what is uncertain with its spread."""
    return f"{assumed.value:g} (±{assumed.spread:g})" if assumed.spread else _money(Decimal(assumed.value))


def _columns(console: Console, keys: Sequence[str], left: int) -> list[Column]:
    return [Column(console.t(key), "left" if number < left else "right") for number, key in enumerate(keys)]


def _money(value: Decimal) -> str:
    return format_quantity(Quantity(value, "CNY", "eq"))
