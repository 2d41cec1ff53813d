"""A cap over the outcomes of a stage: one query from stage to stage, with exact integers in both worlds.

`given` holds what earlier years gave after all stages, `paid_sums` what was paid; the year is the parameter `year`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from suance.award.shared import Cap
from suance.award.sql.tree import (
    Query,
    Tree,
    both,
    case,
    cast,
    column,
    either,
    is_null,
    named,
    negated,
    number,
    one_of,
    parsed,
    render,
    star,
    text,
    union,
)

WORLDS = ("low", "high")
ORDER = "subject, rule, COALESCE(step, '')"
PAID = "cause = 'paid'"
OPEN = (f"NOT {PAID}", "NOT m.key IS NULL", "m.key <> ''")
"""Of the rows of a stage those that ask of the cap."""
SCOPE = "PARTITION BY key, year"


def stranded(cap: Cap) -> str:
    """A subject that was paid and whose scope under the cap is not known."""
    return render(Query("subject").source("paid_sums").where(is_null(_key(cap))).first("subject"))


def _key(cap: Cap) -> Tree:
    """Where a row counts under a cap: '' where the cap does not reach it, NULL where nobody knows."""
    scope = text("award") if cap.per == "award" else column(cap.per)
    return case((one_of(column("rule"), cap.covers), scope), default=text(""))


# ── totals of a cap that stands alone ────────────────────────────────────────


def asked(cap: Cap, outcomes: exp.Query) -> Query:
    """What the covered rules ask of the cap, for each key, rule, step and year."""
    found = Query(named(_key(cap), "key"), "rule", "step", "year", "COUNT(*) AS lines", "SUM(low) AS low", "SUM(high) AS high")
    return found.source(outcomes, "o").group("key", "rule", "step", "year")


def mixed() -> Query:
    """A row where what is `asked` can only be shared out line by line: where something is settled, or two steps share a key's year."""
    several = Query("1").source("asked").where("key <> ''").group("key", "year").having("COUNT(*) > 1").first()
    settled = Query("1").source("asked").where("key <> ''", "low <> 0").first()
    return Query("1").source(union([Query("1").source(several), Query("1").source(settled)]), "u").first()


def totals(cap: Cap) -> Query:
    """The totals of what is `asked`, where it is not mixed: in the upper world a key's years get all that is left, in the lower one nothing.

    What a lifetime's years got is the lesser of all that they asked and the cap, so that no year waits for another.
    """
    before = "SUM(high) OVER (PARTITION BY key ORDER BY year ROWS UNBOUNDED PRECEDING) - high" if cap.lifetime else "0"
    marked = Query("*", named(cast(parsed(before), "INT128"), "before")).source("asked")
    left = exp.Sub(this=number(cap.at or 0), expression=column("before"))
    branches = [
        (parsed("key IS NULL OR key = ''"), column("high")),
        (exp.LTE(this=left, expression=number(0)), number(0)),
        (exp.LT(this=left.copy(), expression=column("high")), left.copy()),
    ]
    given = Query("rule", "step", "year", "lines", named(cast(case(*branches, default=column("high")), "INT128"), "high")).source(marked, "m")
    found = Query("rule", "step", "year", "SUM(lines)", "SUM(CASE WHEN key IS NULL THEN 0 ELSE low END)", "SUM(high)", "0")
    return found.source(given.select("key", "low"), "g").group("rule", "step", "year")


# ── lines ────────────────────────────────────────────────────────────────────


def scopes(cap: Cap, stage: str, years_alone: bool) -> Query:
    """What the rows of a stage ask of the cap, for each key and year, with what has used it before and what is left, in both worlds.

    Where the cap stands alone and nothing was paid, all years are of one stage: what earlier ones got is the lesser of what they asked
    and the cap. Else the stage is of the year `year`, and the ledger says what was used.
    """
    open_ = Query("*").source(_marked(cap, stage), "m").where(*OPEN)
    found = Query("a.key", "a.year", *(f"a.total_{world}" for world in WORLDS))
    found.source(Query("key", "year", *(f"SUM({world}) AS total_{world}" for world in WORLDS)).source(open_, "o").group("key", "year"), "a")
    if not years_alone:
        found.join(_used(cap), "u", "u.key = a.key")
    for world in WORLDS:
        used = _asked_before(cap, world) if years_alone else parsed(f"COALESCE(u.{world}, 0)")
        found.select(named(cast(used, "INT128"), f"used_{world}"))
    left = [named(cast(_left(cap, world), "INT128"), f"left_{world}") for world in WORLDS]
    return Query("*", *left).source(found, "f")


def _asked_before(cap: Cap, world: str) -> Tree:
    """What the earlier years of a key got, where each got what it asked until nothing was left."""
    if not cap.lifetime:
        return number(0)
    before = parsed(f"SUM(a.total_{world}) OVER (PARTITION BY a.key ORDER BY a.year ROWS UNBOUNDED PRECEDING) - a.total_{world}")
    return case((exp.GT(this=before, expression=number(cap.at or 0)), number(cap.at or 0)), default=before.copy())


def _left(cap: Cap, world: str) -> Tree:
    used = column(f"used_{world}")
    return case((exp.GT(this=number(cap.at or 0), expression=used), exp.Sub(this=number(cap.at or 0), expression=used.copy())), default=number(0))


def _used(cap: Cap) -> Query:
    """What has used a cap before this year's open sums, by key."""
    paid = Query(named(_key(cap), "key"), "amount AS low", "amount AS high").source("paid_sums")
    sources = [paid.where("year <= $year" if cap.lifetime else "year = $year")]
    if cap.lifetime:
        sources.append(Query(named(_key(cap), "key"), "low", "high").source("given").where(f"NOT {PAID}"))
    return Query("key", "SUM(low) AS low", "SUM(high) AS high").source(union(sources), "s").group("key")


def cut(cap: Cap, stage: str, worlds: Sequence[str]) -> exp.Query:
    """The rows of a stage after one cap, whose `scopes` are there; in a world that is not named no row has a sum."""
    cause = case((parsed("status = 'unknown'"), column("cause")), default=text(f"scope:{cap.id}"))
    unknown = (named(text("unknown"), "status"), named(cause, "cause"), named(cast(number(0), "BIGINT"), "low"))
    unsure = Query(star(*unknown, without=["key"])).source(_marked(cap, stage), "m").where(f"NOT {PAID}", "key IS NULL")
    rest = Query(star(without=["key"])).source(_marked(cap, stage), "m").where(f"{PAID} OR key = ''")
    open_ = _open(cap, stage, tight=True)
    tight = _pro_rata(open_, worlds) if cap.pro_rata else _first_come(open_, worlds)
    return union([_news(cap, _plain(_open(cap, stage, tight=False))), _news(cap, tight), unsure, rest])


def _marked(cap: Cap, stage: str) -> Query:
    return Query("*", named(_key(cap), "key")).source(stage)


def _open(cap: Cap, stage: str, tight: bool) -> Query:
    """The open rows, each with its scope: those that must share what is left, or those that get all or nothing."""
    of_scope = [f"c.{part}_{world}" for world in WORLDS for part in ("used", "left", "total")]
    found = Query("m.*", *of_scope).source(_marked(cap, stage), "m").join("scopes", "c", "c.key = m.key", "c.year = m.year", kind="inner")
    some = either(*(both(f"left_{world} > 0", f"total_{world} > left_{world}") for world in WORLDS))
    return found.where(*OPEN, some if tight else negated(some))


def _news(cap: Cap, split: Query) -> Query:
    """The rows with their new sums, and the cap where it cut one."""
    bound = "new_low <> low OR new_high <> high"
    news = [named(cast(column(f"new_{world}"), "BIGINT"), world) for world in WORLDS]
    news.append(named(case((parsed(bound), text(cap.id)), default=column("cap")), "cap"))
    news.append(named(case((parsed(bound), column("used_high")), default=column("used")), "used"))
    return Query(star(*news, without=["key", *(f"{part}_{world}" for world in WORLDS for part in ("used", "left", "total", "new"))])).source(
        split, "n"
    )


def _plain(found: Query) -> Query:
    """All where all is left, nothing where nothing is."""
    return Query("*", *(f"CASE WHEN total_{w} <= left_{w} THEN {w} ELSE 0 END AS new_{w}" for w in WORLDS)).source(found, "f")


def _pro_rata(found: Query, worlds: Sequence[str]) -> Query:
    """In proportion; the 分 that remain go to the largest remainders, equal ones by subject, rule and step."""
    shares, ranks = Query("*"), Query("*")
    news = Query(star(without=[f"{part}_{w}" for w in worlds for part in ("share", "rest", "rank", "spare")]))
    for w in worlds:
        enough = f"total_{w} <= left_{w}"
        product = f"CAST({w} AS INT128) * left_{w}"
        shares.select(f"CASE WHEN {enough} THEN {w} ELSE {product} DIV total_{w} END AS share_{w}")
        shares.select(f"CASE WHEN {enough} THEN 0 ELSE ({product}) % total_{w} END AS rest_{w}")
        ranks.select(f"ROW_NUMBER() OVER ({SCOPE} ORDER BY rest_{w} DESC, {ORDER}) AS rank_{w}")
        ranks.select(f"CASE WHEN {enough} THEN 0 ELSE left_{w} - SUM(share_{w}) OVER ({SCOPE}) END AS spare_{w}")
        news.select(f"CASE WHEN rank_{w} <= spare_{w} THEN share_{w} + 1 ELSE share_{w} END AS new_{w}")
    news.select(*(f"{w} AS new_{w}" for w in WORLDS if w not in worlds))
    return news.source(ranks.source(shares.source(found, "f"), "s"), "r")


def _first_come(found: Query, worlds: Sequence[str]) -> Query:
    """In the order of the day, then of subject, rule and step, until nothing is left."""
    before, news = Query("*"), Query(star(without=[f"before_{w}" for w in worlds]))
    for w in worlds:
        running = f"SUM({w}) OVER ({SCOPE} ORDER BY COALESCE(day, '9999'), {ORDER} ROWS UNBOUNDED PRECEDING)"
        before.select(f"{running} - {w} AS before_{w}")
        some = f"WHEN left_{w} - before_{w} < {w} THEN left_{w} - before_{w}"
        news.select(f"CASE WHEN left_{w} <= before_{w} THEN 0 {some} ELSE {w} END AS new_{w}")
    news.select(*(f"{w} AS new_{w}" for w in WORLDS if w not in worlds))
    return news.source(before.source(found, "f"), "b")
