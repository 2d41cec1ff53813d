"""Caps over one year's outcomes: one statement a cap, from stage to stage, with exact integers in both worlds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp, select

from suance.award.plan import Cap, Plan
from suance.award.sql.rules import COLUMNS, KEYS, PAYING
from suance.award.sql.tree import Tree, case, column, is_null, named, number, one_of, parsed, text

WORLDS = ("low", "high")
ORDER = "subject, rule, COALESCE(step, '')"
PAID = "cause = 'paid'"


def key(cap: Cap) -> Tree:
    """Where a row counts under a cap: '' where the cap does not reach it, NULL where nobody knows."""
    scope = text("award") if cap.per == "award" else column(cap.per)
    return case((one_of(column("rule"), cap.covers), scope), default=text(""))


def cut(cap: Cap, stage: str, year: int) -> exp.Query:
    """The rows of a stage after one cap. `given` holds what earlier years gave, `paid_sums` what was paid."""
    marked = select("*", named(key(cap), "key")).from_(stage)
    open_ = exp.and_(f"NOT {PAID}", "NOT key IS NULL", "key <> ''")
    shared = _shared(cap, marked, _used(cap, year), open_)
    unsure = select("*").from_(marked.subquery("m")).where(f"NOT {PAID}", "key IS NULL")
    rest = select("* EXCLUDE (key)").from_(marked.subquery("m")).where(exp.or_(PAID, "key = ''"))
    cause = case((exp.EQ(this=column("status"), expression=text("unknown")), column("cause")), default=text(f"scope:{cap.id}"))
    replaced = select(
        exp.Star(
            replace=[named(text("unknown"), "status"), named(cause, "cause"), named(exp.cast(number(0), "BIGINT"), "low")], except_=[column("key")]
        )
    )
    return exp.union(shared, replaced.from_(unsure.subquery("u")), rest, distinct=False)


def _used(cap: Cap, year: int) -> exp.Query:
    """What has used a cap before this year's open sums, by key."""
    paid = select(named(key(cap), "key"), "amount AS low", "amount AS high").from_("paid_sums")
    paid = paid.where((exp.LTE if cap.lifetime else exp.EQ)(this=column("year"), expression=number(year)))
    sources: exp.Query = paid
    if cap.lifetime:
        sources = exp.union(paid, select(named(key(cap), "key"), "low", "high").from_("given").where(f"NOT {PAID}"), distinct=False)
    return select("key", "SUM(low) AS low", "SUM(high) AS high").from_(sources.subquery("s")).group_by("key")


def _shared(cap: Cap, marked: exp.Select, used: exp.Query, open_: Tree) -> exp.Select:
    """The open rows of each key with their share of what is left."""
    found = select("m.*").from_(select("*").from_(marked.subquery("m")).where(open_).subquery("m"))
    found = found.join(used.subquery("u"), on="u.key = m.key", join_type="left")
    for world in WORLDS:
        before = parsed(f"COALESCE(u.{world}, 0)")
        left = case((exp.GT(this=number(cap.at), expression=before), exp.Sub(this=number(cap.at), expression=before.copy())), default=number(0))
        total = f"SUM(m.{world}) OVER (PARTITION BY m.key) AS total_{world}"
        found = found.select(named(before.copy(), f"used_{world}"), named(exp.cast(left, "INT128"), f"left_{world}"), total)
    split = _pro_rata(found) if cap.pro_rata else _first_come(found)
    bound = parsed("new_low <> low OR new_high <> high")
    cap_id = case((bound, text(cap.id)), default=column("cap"))
    used_ = case((bound.copy(), column("used_high")), default=column("used"))
    temporary = ["key"] + [f"{part}_{world}" for world in WORLDS for part in ("used", "left", "total", "new", *_PARTS[cap.pro_rata])]
    news = [named(exp.cast(column(f"new_{world}"), "BIGINT"), world) for world in WORLDS]
    star = exp.Star(replace=[*news, named(cap_id, "cap"), named(used_, "used")], except_=[column(name) for name in temporary])
    return select(star).from_(split.subquery("n"))


_PARTS = {True: ("share", "rest", "rank", "spare"), False: ("before",)}


def _pro_rata(found: exp.Select) -> exp.Select:
    """In proportion; the 分 that remain go to the largest remainders, equal ones by subject, rule and step."""
    shares, ranks, news = select("*"), select("*"), select("*")
    for w in WORLDS:
        enough = f"total_{w} <= left_{w}"
        product = f"CAST({w} AS INT128) * left_{w}"
        shares = shares.select(f"CASE WHEN {enough} THEN {w} ELSE {product} DIV total_{w} END AS share_{w}")
        shares = shares.select(f"CASE WHEN {enough} THEN 0 ELSE ({product}) % total_{w} END AS rest_{w}")
        ranks = ranks.select(f"ROW_NUMBER() OVER (PARTITION BY key ORDER BY rest_{w} DESC, {ORDER}) AS rank_{w}")
        ranks = ranks.select(f"CASE WHEN {enough} THEN 0 ELSE left_{w} - SUM(share_{w}) OVER (PARTITION BY key) END AS spare_{w}")
        news = news.select(f"CASE WHEN rank_{w} <= spare_{w} THEN share_{w} + 1 ELSE share_{w} END AS new_{w}")
    return news.from_(ranks.from_(shares.from_(found.subquery("f")).subquery("s")).subquery("r"))


def _first_come(found: exp.Select) -> exp.Select:
    """In the order of the day, then of subject, rule and step, until nothing is left."""
    before, news = select("*"), select("*")
    for w in WORLDS:
        running = f"SUM({w}) OVER (PARTITION BY key ORDER BY COALESCE(day, '9999'), {ORDER} ROWS UNBOUNDED PRECEDING)"
        before = before.select(f"{running} - {w} AS before_{w}")
        some = f"WHEN left_{w} - before_{w} < {w} THEN left_{w} - before_{w}"
        news = news.select(f"CASE WHEN left_{w} <= before_{w} THEN CASE WHEN {w} = 0 THEN {w} ELSE 0 END {some} ELSE {w} END AS new_{w}")
    return news.from_(before.from_(found.subquery("f")).subquery("b"))


def capped(plan: Plan, year: int | None = None) -> exp.Select:
    """The outcomes that caps cover and that pay or may pay, of all years or of one."""
    found = select("*").from_("outcomes").where(_covered(plan))
    return found if year is None else found.where(exp.EQ(this=column("year"), expression=number(year)))


def whole(stage: str) -> exp.Select:
    """All rows of a stage."""
    return select("*").from_(stage)


def _covered(plan: Plan) -> Tree:
    return exp.and_(one_of(column("rule"), [rule.id for rule in plan.rules if plan.capped(rule)]), one_of(column("status"), PAYING))


def years(plan: Plan) -> exp.Select:
    """The years in which a covered rule pays or may pay, in order."""
    return select("year").distinct().from_(capped(plan).subquery("c")).order_by("year")


def stranded(cap: Cap) -> exp.Select:
    """A subject that was paid and whose scope under the cap is not known."""
    return select("subject").from_("paid_sums").where(is_null(exp.paren(key(cap)))).order_by("subject").limit(1)


def result(plan: Plan, years: Sequence[int] | None, subject: str | None) -> exp.Select:
    """The outcomes of the years and the subject after all caps."""
    rest = select("*").from_("outcomes").where(exp.not_(_covered(plan)))
    found = select(*(name for name in COLUMNS if name not in KEYS)).from_(exp.union(rest, _closed("given"), distinct=False).subquery("o"))
    if years is not None:
        found = found.where(exp.In(this=column("year"), expressions=[number(year) for year in years] or [exp.null()]))
    if subject is not None:
        found = found.where(exp.or_(*(exp.EQ(this=column(name), expression=text(subject)) for name in ("subject", "payee"))))
    return found


def _closed(table: str) -> exp.Select:
    """The rows after all caps with their ends in order, and `cut` where a cap cut what was granted."""
    is_cut = exp.and_(exp.not_(is_null(column("cap"))), "status = 'granted'")
    status = case((is_cut, text("cut")), default=column("status"))
    low = parsed("CASE WHEN low <= high THEN low ELSE high END")
    high = parsed("CASE WHEN low <= high THEN high ELSE low END")
    return select(exp.Star(replace=[named(status, "status"), named(low, "low"), named(high, "high")])).from_(table)
