"""A cap over the outcomes of a stage: one query from stage to stage, with exact integers in both worlds.

`given` holds what earlier years gave after all stages, `paid_sums` what was paid; the year is the parameter `year`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from suance.award.shared import Cap
from suance.award.sql import share
from suance.award.sql.share import WORLDS
from suance.award.sql.tree import (
    Query,
    Tree,
    both,
    case,
    cast,
    column,
    either,
    equals,
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
    whole,
)
from suance.terms.subject import SUBJECTS, column_of

PAID = "cause = 'paid'"
OPEN = (f"NOT {PAID}", "NOT m.key IS NULL", "m.key <> ''")
"""Of the rows of a stage those that ask of the cap."""


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
    open_ = Query("*").source(_marked(cap, stage), "m").where(*_asking(cap))
    sums = Query("key", "year", *(f"SUM({_ask(cap).format(w)}) AS total_{w}" for w in WORLDS), *(["MAX(most) AS most"] if cap.of else []))
    found = Query("a.key", "a.year", *(f"a.total_{w}" for w in WORLDS), *(["a.most"] if cap.of else []))
    found.source(sums.source(open_, "o").group("key", "year"), "a")
    if not years_alone:
        found.join(_used(cap), "u", "u.key = a.key")
    for world in WORLDS:
        used = _asked_before(cap, world) if years_alone else parsed(f"COALESCE(u.{world}, 0)")
        found.select(named(cast(used, "INT128"), f"used_{world}"))
    left = [named(cast(_left(cap, world), "INT128"), f"left_{world}") for world in WORLDS]
    return Query(star(without=["most"]) if cap.of else "*", *left).source(found, "f")


def _asked_before(cap: Cap, world: str) -> Tree:
    """What the earlier years of a key got, where each got what it asked until nothing was left."""
    if not cap.lifetime:
        return number(0)
    before = parsed(f"SUM(a.total_{world}) OVER (PARTITION BY a.key ORDER BY a.year ROWS UNBOUNDED PRECEDING) - a.total_{world}")
    return case((exp.GT(this=before, expression=number(cap.at or 0)), number(cap.at or 0)), default=before.copy())


def _left(cap: Cap, world: str) -> Tree:
    used = column(f"used_{world}")
    return case((exp.GT(this=_most(cap), expression=used), exp.Sub(this=_most(cap), expression=used.copy())), default=number(0))


def _used(cap: Cap) -> Query:
    """What has used a cap before this year's open sums, by key: of its window what was paid up to the year, and given before it."""
    since = [] if cap.lifetime else [parsed(f"year > $year - {cap.years}")]
    paid = Query(named(_key(cap), "key"), *_uses(cap, "amount", "amount")).source("paid_sums").where("year <= $year", *since)
    given = Query(named(_key(cap), "key"), *_uses(cap, *WORLDS)).source("given").where(f"NOT {PAID}", *(tree.copy() for tree in since))
    sources = [paid] if cap.years == 1 else [paid, given]
    return Query("key", "SUM(low) AS low", "SUM(high) AS high").source(union(sources), "s").group("key")


def _uses(cap: Cap, low: str, high: str) -> list[str]:
    """How much of the cap sums use, one without an end nothing."""
    if cap.count is None:
        return [f"{low} AS low", f"COALESCE({high}, 0) AS high"]
    return [f"CASE WHEN {sum_} > 0 THEN 1 ELSE 0 END AS {world}" for sum_, world in zip((low, high), WORLDS, strict=True)]


def cut(cap: Cap, stage: str, rules: Sequence[str], worlds: Sequence[str] = WORLDS) -> exp.Query:
    """The rows of a stage after one cap, whose `scopes` are there; in a world that is not named no row has a sum. `rules` stand as in the file."""
    marked = Query("*").source(_marked(cap, stage), "m")
    without = ["key", "most"] if cap.of else ["key"]
    parts = [opened(marked.copy().where(f"NOT {PAID}", "key IS NULL"), f"scope:{cap.id}", without=without)]
    parts.append(Query(star(without=without)).source(_marked(cap, stage), "m").where(f"{PAID} OR key = ''"))
    if cap.of:
        parts.append(opened(marked.where(f"NOT {PAID}", "key <> ''", "most IS NULL"), f"cap:{cap.id}", without=without))
    if cap.years == 0:
        return union([_news(cap, _each_time(cap, stage)), *parts])
    tight = _tight(cap, _open(cap, stage, tight=True), rules, worlds)
    return union([_news(cap, _plain(cap, _open(cap, stage, tight=False))), _news(cap, tight), *parts])


def opened(found: Query, cause: str, *more: Tree, without: Sequence[str] = ()) -> Query:
    """Rows of which a stage lacks a fact: nothing is sure, and that is why, unless something else was open before."""
    why = case((parsed("status = 'unknown'"), column("cause")), default=text(cause))
    news = (named(text("unknown"), "status"), named(why, "cause"), named(cast(number(0), "BIGINT"), "low"))
    return Query(star(*news, *more, without=without)).source(found, "o")


# ── what rows ask, and how much there is ─────────────────────────────────────


def _marked(cap: Cap, stage: str) -> Query:
    """The rows of a stage with their key, and with the ceiling where it follows a figure of each."""
    found = Query("*", named(_key(cap), "key")).source(stage)
    if cap.of is None:
        return found
    assert cap.per != "award"
    kind, same = SUBJECTS[cap.per], [equals(column(column_of(cap.per), "f"), column("key", "k"))]
    of = Query("k.*", named(_share_of(cap), "most")).source(found, "k")
    return of.join(kind.figures, "f", *same, *([parsed("f.year = k.year")] if kind.yearly else []))


def _share_of(cap: Cap) -> Tree:
    """The ceiling in 分, a share of a figure rounded half up; NULL where its figure is not known."""
    assert cap.of is not None
    assert cap.share is not None
    figure = column(cap.of.name, "f")
    twice = exp.Mul(this=whole(figure, cap.of.unit), expression=number(2 * cap.share.numerator))
    more = exp.paren(exp.Add(this=twice, expression=number(cap.share.denominator)), copy=False)
    exact = exp.IntDiv(this=more, expression=number(2 * cap.share.denominator))
    return case((is_null(figure.copy()), exp.null()), (exp.LTE(this=figure.copy(), expression=number(0)), number(0)), default=exact)


def _asking(cap: Cap) -> Sequence[str]:
    """What holds of the rows of a stage that ask of the cap."""
    return (*OPEN, "NOT m.most IS NULL") if cap.of else OPEN


def _ask(cap: Cap) -> str:
    """What a row asks: its sum, under a count one; without an end the whole ceiling, which a rule under a cap of money has instead."""
    if cap.count is not None:
        return "CASE WHEN {0} = 0 THEN 0 ELSE 1 END"
    return "COALESCE({0}, most)" if cap.of else "{0}"


def _most(cap: Cap) -> Tree:
    """The ceiling: a sum, a number of awards, or what the row's own figure makes it."""
    most = cap.count if cap.count is not None else cap.at
    return column("most") if most is None else number(most)


def _open(cap: Cap, stage: str, tight: bool) -> Query:
    """The open rows, each with its scope: those that must share what is left, or those that get all or nothing."""
    of_scope = [f"c.{part}_{world}" for world in WORLDS for part in ("used", "left", "total")]
    found = Query("m.*", *of_scope).source(_marked(cap, stage), "m").join("scopes", "c", "c.key = m.key", "c.year = m.year", kind="inner")
    some = either(*(both(f"left_{world} > 0", f"total_{world} > left_{world}") for world in WORLDS))
    return found.where(*_asking(cap), some if tight else negated(some))


# ── what rows get ────────────────────────────────────────────────────────────


def _news(cap: Cap, split: Query) -> Query:
    """The rows with their new sums, and the cap where it cut one."""
    bound = "new_low <> low OR new_high IS DISTINCT FROM high"
    news = [named(cast(column(f"new_{world}"), "BIGINT"), world) for world in WORLDS]
    news.append(named(case((parsed(bound), text(cap.id)), default=column("cap")), "cap"))
    news.append(named(case((parsed(bound), column("used_high")), default=column("used")), "used"))
    of_scope = [f"{part}_{world}" for world in WORLDS for part in ("used", "left", "total", "new")]
    return Query(star(*news, without=["key", *of_scope, *(["most"] if cap.of else [])])).source(split, "n")


def _plain(cap: Cap, found: Query) -> Query:
    """All where all is left, nothing where nothing is."""
    sum_ = "{0}" if cap.count is not None else _ask(cap)
    return Query("*", *(f"CASE WHEN total_{w} <= left_{w} THEN {sum_.format(w)} ELSE 0 END AS new_{w}" for w in WORLDS)).source(found, "f")


def _tight(cap: Cap, found: Query, rules: Sequence[str], worlds: Sequence[str]) -> Query:
    """What is left, by the cap's own way."""
    ask, scope = _ask(cap), "key, year"
    if cap.pro_rata:
        return share.in_proportion(found, worlds, ask, scope)
    way = share.so_many if cap.count is not None else share.whole_only if cap.overflow == "drop" else share.in_turn
    if cap.overflow != "cut":
        return way(found, worlds, ask, scope, share.DAY)
    placed = Query("*", named(share.place(rules), "place")).source(found, "p")
    return Query(star(without=["place"])).source(way(placed, worlds, ask, scope, f"place, {share.DAY}"), "w")


def _each_time(cap: Cap, stage: str) -> Query:
    """The open rows, each under a ceiling of its own."""
    asks = [part for w in WORLDS for part in ("CAST(0 AS INT128) AS used_" + w, f"{_ask(cap).format(w)} AS total_{w}")]
    found = Query("m.*", *asks, *(named(_most(cap), f"left_{w}") for w in WORLDS)).source(_marked(cap, stage), "m").where(*_asking(cap))
    rest = "0" if cap.overflow == "drop" else "left_{0}"
    news = [f"CASE WHEN total_{w} <= left_{w} THEN total_{w} ELSE {rest.format(w)} END AS new_{w}" for w in WORLDS]
    return Query("*", *news).source(found, "f")
