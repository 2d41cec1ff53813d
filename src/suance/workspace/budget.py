"""What a programme may cost: its awards run over populations of firms that reproduce what was published.

The parameters of a population are drawn so many times, and for each draw so many populations are made; the awards of the policy run over
each. What differs between populations of one draw is chance, what differs between draws is what nobody knows of the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from suance.errors import InputError, MissingExtra, UsageError
from suance.model import Total
from suance.population import KnownFirm, Spec, from_records
from suance.record import Assumed
from suance.workspace import joins
from suance.workspace.outlooks import INSTALL

if TYPE_CHECKING:
    from suance.policy.schema import Award, Policy
    from suance.population.crossings import Crossings

FIRMS, YEARS = ("firm_id", "industry"), ("firm_id", "year", "revenue")
COLUMNS: Mapping[str, frozenset[str]] = {"firms": frozenset({*FIRMS, "name", "region"}), "firm_years": frozenset(YEARS)}
"""what a population has of firms"""
PATHS = 400
"""courses for each firm near a line"""
NAMED = 2.0
"""known firms within this factor of a line are told by name"""
Told = Callable[[int, int], None]
"""what is done of what is to do, for whoever waits"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a rule costs in a year over all populations, in 元; None is all rules, all years. Of 最高 sums the upper ends."""

    rule: str | None
    year: int | None
    mean: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    """low, middle and high: the 5th, 50th and 95th of a hundred"""
    most: Decimal
    none: Decimal
    """the share of populations in which it costs nothing"""
    chance: Decimal
    """the standard deviation that chance leaves, the parameters being known"""
    parameters: Decimal
    """the standard deviation between parameters"""


@dataclass(frozen=True, slots=True)
class Passing:
    """How many firms pass a step's line for the first time, and the known firms near it, each with its chance."""

    rule: str
    step: str
    number: Crossings
    near: tuple[tuple[str, Decimal, Decimal], ...]
    """name, revenue in the first year in 元, chance"""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the total costs on average where one assumption is lower or higher by its spread, all else as assumed."""

    name: str
    low: float
    high: float
    cost_low: Decimal
    cost_high: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of a policy over populations: costs by rule and year, who may cross, what moves it, what it leaves out and assumes."""

    policy: str
    region: str
    years: tuple[int, ...]
    populations: int
    seed: int
    costs: tuple[Cost, ...]
    passing: tuple[Passing, ...]
    effects: tuple[Effect, ...]
    left_out: tuple[str, ...]
    """rules that ask for more than a population has"""
    cut: float
    known: int
    assumed: tuple[Assumed, ...]


def budget(policy: Policy, source: str, *, draws: int, repeats: int, seed: int, as_of: date, told: Told = lambda done, all_: None) -> Budget:
    """The budget of a policy over the populations of a file.

    MissingExtra without numpy; UsageError where no rule of the policy can be run on a population; InputError for a file that is none.
    """
    try:
        import numpy as np
    except ImportError:
        raise MissingExtra("测算要用 numpy", hint=f"安装：{INSTALL}") from None
    from suance.population import firms

    spec, known = _population(source)
    ran, left_out = _within(policy)
    if not ran.awards:
        raise UsageError("没有一条奖励能按人口模型测算", where=policy.policy, hint="模型只有企业与营业收入：" + "、".join(left_out))
    random = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))
    specs = [firms.drawn(spec, random) for _ in range(draws)]
    runs = [(number, drawn, seed * 1_000_003 + number * repeats + again) for number, drawn in enumerate(specs) for again in range(repeats)]
    steps = len(runs) + 2 * len(_uncertain(spec)) * repeats
    found: list[list[Total]] = []
    for _, drawn, sown in runs:
        found.append(_run(ran, drawn, known, sown, as_of))
        told(len(found), steps)
    effects = []
    for number, name in enumerate(_uncertain(spec), 1):
        effects.append(_effect(ran, spec, known, name, seed, repeats, as_of))
        told(len(runs) + 2 * number * repeats, steps)
    return Budget(
        policy.policy,
        spec.region,
        tuple(spec.years),
        len(runs),
        seed,
        tuple(_costs(ran, found, draws, spec)),
        tuple(_passing(ran, specs, known, seed)),
        tuple(sorted(effects, key=lambda effect: -abs(effect.cost_high - effect.cost_low))),
        tuple(left_out),
        spec["cut"],
        len(known),
        firms.assumed(spec),
    )


# ── the policy and the firms ─────────────────────────────────────────────────


def _within(policy: Policy) -> tuple[Policy, list[str]]:
    """The policy with the awards that a population can decide, and the ids of the others."""
    ran = [award for award in policy.awards if _decided(policy, award)]
    ids = {award.id for award in ran}
    groups = tuple(group for group in policy.groups if {str(member) for member in group.members} <= ids)
    pools = tuple(pool for pool in policy.pools if set(pool.covers) <= ids)
    awards = tuple(award.model_copy(update={"caps": tuple(cap for cap in award.caps if set(cap.covers or ()) <= ids)}) for award in ran)
    rest = [award.id for award in policy.awards if award.id not in ids]
    return policy.model_copy(update={"awards": awards, "groups": groups, "pools": pools}), rest


def _decided(policy: Policy, award: Award) -> bool:
    """Whether nothing but what a population has decides the award."""
    from suance.award.needs import of
    from suance.award.plan import from_policy

    alone = policy.model_copy(update={"awards": (award.model_copy(update={"caps": ()}),), "groups": (), "pools": ()})
    needed = of(from_policy(alone)).columns
    return all(set(columns) <= COLUMNS.get(table, frozenset()) for table, columns in needed.items() if table != "paid")


def _population(source: str) -> tuple[Spec, tuple[KnownFirm, ...]]:
    """The population of a file, or the shipped one of that name, with the firms of its list."""
    file = joins.shipped("populations", f"{source}.yaml")
    path = Path(str(file)) if file.is_file() else Path(source)
    spec = from_records(joins.records(path), where=path.name)
    return spec, _known(spec, path.parent)


def _known(spec: Spec, folder: Path) -> tuple[KnownFirm, ...]:
    """The firms of the list that the spec names: a panel with firms (firm_id, name, industry) and firm_years (year, revenue)."""
    if spec.known is None:
        return ()
    panel = joins.panel(folder / spec.known)
    told = {
        table: _cells(panel, table, columns)
        for table, columns in (("firms", ("firm_id", "industry")), ("firm_years", ("firm_id", "year", "revenue")))
    }
    names = joins.names(panel)
    revenue: dict[str, dict[int, int]] = {}
    for firm, year, amount in told["firm_years"]:
        if amount is not None:
            revenue.setdefault(str(firm), {})[int(year)] = int(Decimal(str(amount)) * 100)
    return tuple(KnownFirm(str(firm), names.get(str(firm), str(firm)), str(sector), revenue.get(str(firm), {})) for firm, sector in told["firms"])


def _cells(panel: Any, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    if table not in panel.tables:
        raise InputError(f"已知企业的名单缺表 {table}", hint="要 firms（firm_id、name、industry）与 firm_years（firm_id、year、revenue）")
    held = panel.tables[table]
    absent = [column for column in columns if column not in held.columns]
    if absent:
        raise InputError(f"已知企业的表 {table} 缺列 {'、'.join(absent)}")
    return list(zip(*(held.cells(held.columns[column][0]) for column in columns), strict=True))


# ── runs ─────────────────────────────────────────────────────────────────────


def _run(policy: Policy, spec: Spec, known: Sequence[KnownFirm], seed: int, as_of: date) -> list[Total]:
    """What the policy costs over one population by rule and year; its first year is history, so nothing is first in it."""
    from suance.population import firms, panel

    with TemporaryDirectory() as name:
        folder = Path(name)
        panel.write(spec, firms.make(spec, seed, known), folder)
        return joins.totals(policy, joins.panel(folder), None, years=list(spec.years)[1:], engine="duckdb", as_of=as_of)


def _uncertain(spec: Spec) -> list[str]:
    return [name for name, each in spec.given.items() if each.spread]


def _effect(policy: Policy, spec: Spec, known: Sequence[KnownFirm], name: str, seed: int, repeats: int, as_of: date) -> Effect:
    """The total where one assumption is lower, and higher, by its spread; the same seeds on both sides."""
    from suance.population.spec import PARAMETERS

    ends, costs = [], []
    for sign in (-1, 1):
        low, high = PARAMETERS[name]
        value = min(max(spec[name] + sign * spec.given[name].spread, low), high)
        moved = replace(spec, given={**spec.given, name: replace(spec.given[name], value=value, spread=0.0)})
        runs = [_run(policy, moved, known, seed + again, as_of) for again in range(repeats)]
        ends.append(value)
        costs.append(_yuan(fmean(float(sum((total.high or total.low for total in run), Decimal(0))) for run in runs)))
    return Effect(name, ends[0], ends[1], costs[0], costs[1])


# ── what came out ────────────────────────────────────────────────────────────


def _costs(policy: Policy, found: Sequence[Sequence[Total]], draws: int, spec: Spec) -> Iterator[Cost]:
    """Costs of all together, of each rule, and of each year."""
    rules = [award.id for award in policy.awards]
    for rule, year in [(None, None), *((rule, None) for rule in rules), *((None, year) for year in list(spec.years)[1:])]:
        yield _cost(rule, year, [_sum(totals, rule, year) for totals in found], draws)


def _sum(totals: Sequence[Total], rule: str | None, year: int | None) -> float:
    asked = (total for total in totals if rule in (None, total.rule) and year in (None, total.year))
    return float(sum((total.high if total.high is not None else total.low for total in asked), Decimal(0)))


def _cost(rule: str | None, year: int | None, sums: Sequence[float], draws: int) -> Cost:
    """The distribution of a cost, and its variance in two: the mean of the variances inside a draw, and what the means of draws add to it."""
    import numpy as np

    table = np.array(sums).reshape(draws, -1)
    repeats = table.shape[1]
    inside = float(table.var(axis=1, ddof=1).mean()) if repeats > 1 else 0.0
    between = max(0.0, float(table.mean(axis=1).var(ddof=1)) - inside / repeats) if draws > 1 else 0.0
    low, middle, high = (_yuan(float(value)) for value in np.quantile(table, (0.05, 0.5, 0.95)))
    none = Decimal(f"{float((table == 0).mean()):.3f}")
    return Cost(rule, year, _yuan(float(table.mean())), low, middle, high, _yuan(float(table.max())), none, _yuan(inside**0.5), _yuan(between**0.5))


def _passing(policy: Policy, specs: Sequence[Spec], known: Sequence[KnownFirm], seed: int) -> Iterator[Passing]:
    """For each step of a first crossing how many firms pass it, over the draws of the parameters."""
    lines = [(award.id, step) for award in policy.awards if getattr(award.on, "crosses", None) == "revenue" for step in award.pay.steps or ()]
    if not lines:
        return
    sheets = [_sheet(spec, known, seed + number) for number, spec in enumerate(specs)]
    for rule, step in lines:
        yield _pass(rule, step.id, float(step.threshold.value), specs, sheets, known, seed)


def _sheet(spec: Spec, known: Sequence[KnownFirm], seed: int) -> Any:
    """Of one population: sizes and peaks in 元 in the first year, known firms first, and each firm's growth by year."""
    import numpy as np

    from suance.population.firms import make, totals

    sizes, peaks, growth, named = [], [], [], []
    for made in make(spec, seed, known):
        published = totals(spec, made.sector)
        factors = np.array([published[year] / published[year - 1] for year in list(spec.years)[1:]])
        both = np.concatenate([made.known_revenue[:, 0], made.revenue[:, 0]]) / 100
        before = np.array([max(amount for year, amount in firm.revenue.items() if year <= spec.first) / 100 for firm in made.known])
        sizes.append(both)
        peaks.append(np.concatenate([before, both[len(before) :]]))
        growth.append(np.tile(factors, (len(both), 1)))
        named += [*(firm.id for firm in made.known), *([""] * len(made.revenue))]
    return np.concatenate(sizes), np.concatenate(peaks), np.concatenate(growth).T, named


def _pass(rule: str, step: str, line: float, specs: Sequence[Spec], sheets: Sequence[Any], known: Sequence[KnownFirm], seed: int) -> Passing:
    import numpy as np

    from suance.population import crossings

    draws, seen = [], {firm.id: [0.0, 0.0] for firm in known}
    for number, (spec, (sizes, peaks, growth, named)) in enumerate(zip(specs, sheets, strict=True)):
        random = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(number, round(line)))))
        chances = crossings.chances(sizes, peaks, line, list(growth), spec, PATHS, random)
        draws.append(chances)
        for place, firm in enumerate(named):
            if firm:
                seen[firm] = [float(sizes[place]), seen[firm][1] + float(chances[place]) / len(specs)]
    near = [
        (firm.name, _yuan(seen[firm.id][0]), Decimal(f"{seen[firm.id][1]:.2f}")) for firm in known if line / NAMED <= seen[firm.id][0] <= line * NAMED
    ]
    return Passing(rule, step, crossings.over(line, draws), tuple(near))


def _yuan(value: float) -> Decimal:
    """An estimate of money, to four significant digits."""
    return Decimal(f"{value:.4g}").quantize(Decimal(1)) if value >= 1 else Decimal(0)
