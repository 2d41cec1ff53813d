"""A pool over one year's outcomes: one query from stage to stage, with exact integers in both worlds.

`given` holds what earlier years gave after all stages, `paid_sums` what was paid; the year is the parameter `year`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from suance.award.shared import Pool
from suance.award.sql import share
from suance.award.sql.caps import PAID, opened
from suance.award.sql.setting import Setting
from suance.award.sql.share import WORLDS
from suance.award.sql.tree import Query, Tree, both, case, cast, column, equals, named, negated, number, one_of, parsed, star, text, union, whole
from suance.award.when import Metric
from suance.terms.subject import SUBJECTS, column_of

RANKED = ("figure", *(f"left_{world}" for world in WORLDS))
"""What rows that draw have beside their own columns."""


# ── what a pool has ──────────────────────────────────────────────────────────


def purse(setting: Setting, pool: Pool) -> Query:
    """What a pool has for the open sums of the year, in each world; no row where its budget is not known."""
    found = Query().source(_budgets(setting, pool), "b").join(_uses(pool), "u", "u.year = b.year").where("b.year = $year")
    if pool.carry:
        found.join(_carried(setting, pool), "c", "TRUE")
    for world in WORLDS:
        had = f"b.budget + COALESCE(c.{world}, 0)" if pool.carry else "b.budget"
        found.select(f"CASE WHEN {had} > COALESCE(u.{world}, 0) THEN {had} - COALESCE(u.{world}, 0) ELSE 0 END AS left_{world}")
    return Query(*(f"CAST(left_{world} AS INT128) AS left_{world}" for world in WORLDS)).source(found, "f")


def _budgets(setting: Setting, pool: Pool) -> Query:
    """Each year of known budget, and the first of the years from which on every budget is known: no further back is anything carried over."""
    rows = [exp.Tuple(expressions=[number(value) for value in row]) for row in _runs(setting, pool)]
    names = ("year", "budget", "run")
    found = Query(*(named(cast(column(f"col{i}"), "BIGINT"), name) for i, name in enumerate(names)))
    return found.source(exp.values(rows, "v", [f"col{i}" for i in range(len(names))]))


def _runs(setting: Setting, pool: Pool) -> Iterator[tuple[int, int, int]]:
    years = setting.years(max(rule.reach for rule in setting.plan.rules))
    known = [(year, pool.yearly) for year in years] if pool.budget is None else pool.budget
    start = max(setting.plan.first_year or years[0], years[0]) if pool.budget is None else known[0][0]
    run = last = None
    for year, budget in known:
        run = year if run is None or year - 1 != last or year <= start else run
        last = year
        yield year, budget or 0, run


def _uses(pool: Pool) -> Query:
    """What was paid, and given in earlier years, by year."""
    covered = one_of(column("rule"), pool.covers)
    paid = Query("year", "amount AS low", "amount AS high").source("paid_sums").where(covered)
    given = Query("year", "low", "COALESCE(high, 0) AS high").source("given").where(covered.copy(), f"NOT {PAID}")
    return Query("year", *(f"SUM({w}) AS {w}" for w in WORLDS)).source(union([paid, given]), "s").group("year")


def _carried(setting: Setting, pool: Pool) -> Query:
    """What the years before left: the most that any number of them, up to the last, have together beyond what was used of them."""
    sums = [f"SUM(b.budget - COALESCE(u.{w}, 0)) OVER (ORDER BY b.year DESC ROWS UNBOUNDED PRECEDING) AS {w}" for w in WORLDS]
    found = Query(*sums).source(_budgets(setting, pool), "b").join(_budgets(setting, pool), "n", "n.run = b.run", "n.year = $year", kind="inner")
    found.join(_uses(pool), "u", "u.year = b.year").where("b.year < $year")
    return Query(*(f"CASE WHEN MAX({w}) > 0 THEN MAX({w}) ELSE 0 END AS {w}" for w in WORLDS)).source(found, "s")


# ── who draws on it ──────────────────────────────────────────────────────────


def allocate(setting: Setting, pool: Pool, stage: str) -> exp.Query:
    """The rows of a stage after one pool, whose `purse` is there. Who lacks the figure that ranks or weighs stands outside, open."""
    drawing = both(one_of(column("rule"), pool.covers), f"NOT {PAID}")
    rest = Query("*").source(stage).where(negated(drawing.copy()))
    there = _there(setting, pool, Query("*").source(stage).where(drawing))
    parts = [opened(there.copy().where("left_high IS NULL"), f"pool:{pool.id}", without=RANKED)]
    if pool.by:
        least = parsed("CAST(CASE WHEN high IS NULL OR high > left_high THEN left_high ELSE high END AS BIGINT) AS high")
        parts.append(opened(there.copy().where("NOT left_high IS NULL", "figure IS NULL"), f"rank:{pool.id}", least, without=RANKED))
    return union([_news(pool, _drawn(pool, there.where("NOT left_high IS NULL", "NOT figure IS NULL"))), *parts, rest])


def _there(setting: Setting, pool: Pool, found: Query) -> Query:
    """The rows that draw, with what there is, and the figure of each that ranks or weighs."""
    there = Query("m.*", "p.left_low", "p.left_high").source(found, "m").join("purse", "p", "TRUE")
    if pool.by is None:
        return Query("*").source(there.select("0 AS figure"), "t")
    branches = []
    for subject, kind in SUBJECTS.items():
        rules = [rule.id for rule in setting.plan.rules if rule.subject == subject and rule.id in pool.covers]
        if rules:
            same = [equals(column(column_of(subject), subject), column("subject", "m"))]
            there.join(kind.figures, subject, *same, *([parsed(f"{subject}.year = m.year")] if kind.yearly else []))
            branches.append((one_of(column("rule", "m"), rules), column(pool.by.name, subject)))
    return Query("*").source(there.select(named(case(*branches), "figure")), "t")


def _drawn(pool: Pool, there: Query) -> Query:
    """The rows with what each gets of what there is."""
    asks = Query("*", "low AS ask_low", "COALESCE(high, left_high) AS ask_high").source(there, "t")
    of = Query("*", *(f"CAST(SUM(ask_{w}) OVER (PARTITION BY year) AS INT128) AS asked_{w}" for w in WORLDS)).source(asks, "a")
    if pool.allocate == "weight":
        assert pool.by is not None
        return _weighed(pool.by, of)
    totals = Query("*", *(f"asked_{w} AS total_{w}" for w in WORLDS)).source(of, "o")
    if pool.allocate == "pro_rata":
        return share.in_proportion(totals, WORLDS, "ask_{0}", "year")
    rank = "" if pool.by is None else f"figure {'ASC' if pool.ascending else 'DESC'}, "
    return share.in_turn(totals, WORLDS, "ask_{0}", "year", f"{rank}{share.DAY}")


def _weighed(by: Metric, of: Query) -> Query:
    """The parts of the whole by the figures, each no more than it may be paid; in the lower world of those alone that are sure."""
    weighing = Query("*", named(_weight(by), "weight_high")).source(of, "o")
    weights = Query("*", "CASE WHEN status = 'unknown' THEN 0 ELSE weight_high END AS weight_low").source(weighing, "w")
    totals = Query("*", *(f"CAST(SUM(weight_{w}) OVER (PARTITION BY year) AS INT128) AS total_{w}" for w in WORLDS)).source(weights, "s")
    shared = share.by_weight(totals, WORLDS, "weight_{0}", "year")
    low = "CASE WHEN status = 'unknown' THEN 0 WHEN new_low > ask_high THEN ask_high ELSE new_low END AS new_low"
    high = "CASE WHEN new_high > ask_high THEN ask_high ELSE new_high END AS new_high"
    return Query(star(parsed(low), parsed(high), without=[f"weight_{w}" for w in WORLDS])).source(shared, "h")


def _weight(by: Metric) -> Tree:
    """The figure as a whole number: 分, or to nine places; one below 0 weighs nothing."""
    places = parsed("CAST(TRUNC(figure) AS INT128) * 1000000000 + CAST(TRUNC((figure - TRUNC(figure)) * 1000000000) AS INT128)")
    exact = whole(column("figure"), by.unit) if by.unit == "CNY" else places
    return case((parsed("figure > 0"), exact), default=number(0))


def _news(pool: Pool, drawn: Query) -> Query:
    """The rows with their new sums, and the pool where it did not suffice."""
    short = "new_low <> low OR new_high IS DISTINCT FROM high"
    news = [named(cast(column(f"new_{world}"), "BIGINT"), world) for world in WORLDS]
    for name, value in (("pool", text(pool.id)), ("there", column("left_high")), ("asked", column("asked_high"))):
        news.append(named(case((parsed(short), value), default=column(name)), name))
    of_pool = [f"{part}_{world}" for world in WORLDS for part in ("ask", "asked", "total", "new")]
    return Query(star(*news, without=[*RANKED, *of_pool])).source(drawn, "n")
