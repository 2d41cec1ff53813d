"""The command `fund`: what a policy's funds promise, and in an outlook whether they can keep it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from suance.cli import records
from suance.cli.console import Column, Console
from suance.errors import UsageError
from suance.fund import FundCheck, Peer, percent
from suance.quantity import Quantity, format_quantity
from suance.workspace import joins

if TYPE_CHECKING:
    from suance.fund.outlook import CashYear, Claim, FundOutlook

PATHS, SEED = 20_000, 0
Found = TypeVar("Found")
_TENTH_YI = 10**7


def fund(
    ctx: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)],
    outlook: Annotated[bool, typer.Option("--outlook", help="fund.outlook")] = False,
    assume: Annotated[str | None, typer.Option("--assume", metavar="FILE", help="fund.assume", show_default=False)] = None,
    paths: Annotated[int | None, typer.Option("--paths", min=1, max=1_000_000, help="paths", show_default=str(PATHS))] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="seed", show_default=str(SEED))] = None,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """What a policy's funds promise, or their outlook: what is drawn, what it costs the treasury, how likely the promise is kept."""
    console: Console = ctx.obj
    found = joins.find_policy(policy)
    if not outlook and any(given is not None for given in (assume, paths, seed)):
        raise UsageError(console.t("fund.only_outlook"))
    if outlook:
        from suance.workspace import outlooks

        simulated = outlooks.funds(found, assume=assume, paths=paths or PATHS, seed=seed or SEED)
        _tell(console, simulated, _outlooks, as_json)
    else:
        _tell(console, joins.fund(found), promises, as_json)


def _tell(console: Console, found: Sequence[Found], table: Callable[[Console, Sequence[Found]], None], as_json: bool) -> None:
    """Results as JSON lines for programs, else as tables for people."""
    if not as_json:
        table(console, found)
    for each in found if as_json else ():
        console.json(records.plain(each))


def promises(console: Console, found: Sequence[FundCheck]) -> None:
    """Each fund's promise in sentences, what each way of counting needs, and what other funds were reported to draw."""
    if not found:
        console.print(console.t("no_funds"))
    for each in found:
        console.heading(each.promise.name)
        for sentence in each.findings:
            console.print(f"  {sentence}")
        if each.needs:
            console.print()
            columns = [Column(console.t("definition")), Column(console.t("share"), "right"), Column(console.t("condition"), wraps=True)]
            console.table(columns, ([need.definition, f"≤ {percent(need.share, up=True)}", need.condition] for need in each.needs))
        if each.peers:
            console.print()
            _peers(console, each.peers)


def _peers(console: Console, peers: Sequence[Peer]) -> None:
    keys = ("peer", "own", "drawn", "times", "published")
    columns = [Column(console.t(key), "right" if key == "times" else "left", wraps=key in {"own", "drawn"}) for key in keys]
    rows = []
    for peer in peers:
        own, drawn = (f"{format_quantity(amount)}（{counted}）" for amount, counted in ((peer.own, peer.own_as), (peer.drawn, peer.drawn_as)))
        rows.append([peer.name, own, drawn, f"{float(peer.leverage):.2f}", " ".join(filter(None, [peer.publisher, peer.date]))])
    console.table(columns, rows)


def _outlooks(console: Console, found: Sequence[FundOutlook]) -> None:
    """For each fund what is drawn under each definition, the treasury's cash by year, and the assumptions with source and grade."""
    if not found:
        console.print(console.t("no_funds"))
    for each in found:
        console.heading(each.promise.name)
        console.print("  " + console.t("fund.estimate", paths=each.paths, seed=each.seed, deadline=each.deadline))
        console.print()
        _claims(console, each.claims)
        console.print()
        low, middle, high = (f"{share:.2f}" for share in each.local)
        console.print("  " + console.t("fund.paid", paid=_money(each.paid), share=f"{each.paid_share:.0%}", deadline=each.deadline))
        console.print("  " + console.t("fund.local", middle=middle, low=low, high=high))
        console.print()
        _cash(console, each.cash)
        console.print()
        _scores(console, each)
        console.print()
        _assumed(console, each)


def _money(value: int) -> str:
    """An estimate of money, to a tenth of 亿元."""
    return format_quantity(Quantity(Decimal(round(value / _TENTH_YI) * _TENTH_YI), "CNY", "eq"))


def _columns(console: Console, keys: Sequence[str], left: Sequence[str]) -> list[Column]:
    return [Column(console.t(key), "left" if key in left else "right", wraps=key in left) for key in keys]


def _claims(console: Console, claims: Sequence[Claim]) -> None:
    rows = []
    for claim in claims:
        share = "" if claim.chance is None else console.t("fund.never") if claim.share is None else f"≤ {claim.share:.1%}"
        drawn = [_money(value) for value in (claim.low, claim.middle, claim.high)]
        rows.append([claim.definition, *drawn, f"{claim.times:.2f}", str(claim.chance or ""), share])
    console.table(
        _columns(console, ("definition", "fund.low", "fund.middle", "fund.high", "times", "fund.chance", "fund.share"), ("definition",)), rows
    )


def _cash(console: Console, cash: Sequence[CashYear]) -> None:
    keys = ("year", "fund.called", "fund.called_high", "fund.returned", "fund.fresh")
    rows = [[str(year.year), *map(_money, (year.called, year.called_high, year.returned, year.fresh))] for year in cash]
    console.table(_columns(console, keys, ("year",)), rows)


def _scores(console: Console, each: FundOutlook) -> None:
    console.print("  " + console.t("fund.scores", source=each.scores[0].source))
    rows = [[score.name, f"{score.value:.1%}", str(score.points)] for score in each.scores]
    console.table(_columns(console, ("indicator", "fund.value", "fund.points"), ("indicator",)), rows)


def _assumed(console: Console, each: FundOutlook) -> None:
    console.print("  " + console.t("fund.assumed", pattern=each.pattern, source=each.pattern_source))
    rows = [
        [console.t(f"assumed.{found.name}"), f"{found.value:g}" + (f" ({found.spread:g})" if found.spread else ""), found.grade, found.source]
        for found in each.assumed
    ]
    console.table(
        _columns(console, ("fund.assumption", "fund.value", "fund.grade", "fund.source"), ("fund.assumption", "fund.grade", "fund.source")), rows
    )
