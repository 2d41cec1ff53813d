"""A group over the outcomes of all years: one query from stage to stage, after what stores the rows that meet and what was paid there.

met        the open rows of a scope and window, numbered in the order of the file
settled    what was paid under each key, by this policy or by another that the group names: of each year the largest sum
contests   of mode highest and ladder: for each world, key, window and year the largest sum, and what stood before it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from suance.award.shared import Group
from suance.award.sql import share
from suance.award.sql.caps import PAID, opened
from suance.award.sql.setting import Setting
from suance.award.sql.share import WORLDS
from suance.award.sql.tree import Query, Tree, case, column, differs, either, equals, is_null, named, one_of, parsed, render, star, store, text, union

ENDLESS = "CAST(9223372036854775807 AS BIGINT)"
"""The size of a sum without an end: above all others."""
MEETING = "PARTITION BY key, span"
BY = ("by_rule", "by_subject")
ADDED = ("key", "span", "number")
"""What rows that meet have beside their own columns."""


def stranded(group: Group) -> str:
    """A subject that was paid and whose scope under the group is not known."""
    return render(Query("subject").source("paid_sums").where(is_null(_key(group)), "amount > 0").first("subject"))


def _key(group: Group) -> Tree:
    """Where a row meets others: '' where the group does not reach it, NULL where nobody knows."""
    scope = text("award") if group.match == "award" else column(group.match)
    return case((one_of(column("rule"), group.members), scope), default=text(""))


def statements(setting: Setting, group: Group, stage: str, after: str) -> Iterator[str]:
    """What stores the rows of a stage after the group."""
    yield store("met", _met(setting, group, stage))
    yield store("settled", _settled(setting, group))
    if group.mode in ("highest", "ladder"):
        yield store("contests", _contests(group))
    modes: dict[str, Callable[[Group], Query]] = {"first": _first, "exclusive": _exclusive}
    marked = Query("*", named(_key(group), "key")).source(stage)
    apart = Query(star(without=["key"])).source(marked.copy(), "m").where(f"{_APART} OR key = ''")
    unsure = Query("*").source(marked, "m").where(f"NOT ({_APART})", "key IS NULL")
    parts = [modes.get(group.mode, _highest)(group), opened(unsure, f"scope:{group.id}", without=["key"]), apart]
    yield store(after, union(parts))


_APART = f"({PAID} OR status = 'displaced')"


def _met(setting: Setting, group: Group, stage: str) -> Query:
    """The rows that meet, each with its place in the order of the file."""
    span = "0 AS span" if group.lifetime else "year AS span"
    found = Query("*", named(_key(group), "key"), span, named(share.place([rule.id for rule in setting.plan.rules]), "place")).source(stage)
    open_ = Query("*").source(found, "f").where(f"NOT {_APART}", "NOT key IS NULL", "key <> ''")
    numbered = Query("*", f"ROW_NUMBER() OVER ({MEETING} ORDER BY place, {share.NAME}, year) AS number").source(open_, "o")
    return Query(star(without=["place"])).source(numbered, "n")


def _settled(setting: Setting, group: Group) -> Query:
    """What was paid for members, of each key and year the largest sum; of other policies the row names the key itself."""
    span = "0 AS span" if group.lifetime else "year AS span"
    sources = [Query(named(_key(group), "key"), "year", "amount", "rule", "subject").source("paid_sums").where("amount > 0")]
    if group.elsewhere and setting.has("paid", "amount"):
        sources.append(_elsewhere(setting, group))
    best = "ROW_NUMBER() OVER (PARTITION BY key, year ORDER BY amount DESC, rule, subject) AS best"
    ranked = Query("*", best).source(Query("*").source(union(sources), "u").where("key <> ''"), "k")
    return Query("key", span, "year", "amount", "rule", "subject").source(ranked, "r").where("best = 1")


def _elsewhere(setting: Setting, group: Group) -> Query:
    """What other policies that the group names paid."""
    ours = [equals(column("policy"), text(policy)) if rule is None else _both(policy, rule) for policy, rule in group.elsewhere]
    sums = Query("policy", "rule", "subject_id", "year", "CAST(SUM(amount) * 100 AS BIGINT) AS amount").source("paid")
    sums.where(differs(column("policy"), text(setting.plan.policy)), either(*ours)).group("policy", "rule", "subject_id", "year")
    key = text("award") if group.match == "award" else column("subject_id")
    found = Query(named(key, "key"), "year", "amount", "policy || '/' || rule AS rule", "subject_id AS subject")
    return found.source(sums, "s").where("amount > 0")


def _both(policy: str, rule: str) -> Tree:
    return exp.and_(equals(column("policy"), text(policy)), equals(column("rule"), text(rule)), copy=False)


# ── modes ────────────────────────────────────────────────────────────────────


def _contests(group: Group) -> Query:
    """Of each world, key, window and year the largest of the open sums, and the largest paid or given before it with its holder."""
    bests = [
        Query(f"'{w}' AS world", "key", "span", "year", "1 AS turn", f"{_size(w)} AS size", "rule", "subject", f"{_rank(w)} AS rank").source("met")
        for w in WORLDS
    ]
    peaks = Query(star(without=["rank"])).source(union(bests), "b").where("rank = 1")
    paid = [Query(f"'{w}' AS world", "key", "span", "year", "0 AS turn", "amount AS size", "rule", "subject").source("settled") for w in WORLDS]
    before = "(e.year < b.year OR (e.year = b.year AND e.turn = 0))"
    of = Query("b.*", "e.size AS before_", "e.rule AS holder_rule", "e.subject AS holder_subject")
    of.select("ROW_NUMBER() OVER (PARTITION BY b.world, b.key, b.span, b.year ORDER BY e.size DESC, e.year, e.turn) AS rank")
    of.source(peaks.copy(), "b").join(union([peaks, *paid]), "e", "e.world = b.world", "e.key = b.key", "e.span = b.span", before, "e.size > 0")
    return Query("* EXCLUDE (before_, rank)", "COALESCE(before_, 0) AS before_").source(of, "o").where("rank = 1")


def _size(world: str) -> str:
    return f"COALESCE({world}, {ENDLESS})"


def _rank(world: str) -> str:
    return f"ROW_NUMBER() OVER (PARTITION BY key, span, year ORDER BY {_size(world)} DESC, number)"


def _highest(group: Group) -> Query:
    """In each year the largest, and of it what goes beyond the largest before; equal sums by the order of the file."""
    ranked = Query("*", *(f"{_rank(w)} AS rank_{w}" for w in WORLDS)).source("met")
    found = Query("m.*").source(ranked, "m")
    for w in WORLDS:
        found.join("contests", w[0], f"{w[0]}.world = '{w}'", *(f"{w[0]}.{name} = m.{name}" for name in ("key", "span", "year")), kind="inner")
        beyond = f"WHEN m.{w} > {w[0]}.before_ THEN m.{w} - {w[0]}.before_ ELSE 0 END"
        found.select(f"CASE WHEN rank_{w} > 1 OR {w[0]}.before_ = {ENDLESS} THEN 0 WHEN m.{w} IS NULL THEN NULL {beyond} AS new_{w}")
        for name in ("rule", "subject"):
            new = f"WHEN {w[0]}.size > {w[0]}.before_ OR {w[0]}.holder_rule IS NULL THEN {w[0]}.{name}"
            found.select(f"CASE WHEN rank_{w} = 1 THEN {w[0]}.holder_{name} {new} ELSE {w[0]}.holder_{name} END AS {name}_{w}")
    return _after(group, Query("* EXCLUDE (rank_low, rank_high)").source(found, "f"))


def _paid_first() -> Query:
    """The first sum that was paid under each key and in each window."""
    first = Query("*", f"ROW_NUMBER() OVER ({MEETING} ORDER BY year) AS turn").source("settled")
    return Query("*").source(first, "f").where("turn = 1")


def _first(group: Group) -> Query:
    """The first that asks for anything, by year, day and the order of the file; who was paid in a year is before who asks in it."""
    turns = Query("*", f"ROW_NUMBER() OVER ({MEETING} ORDER BY year, COALESCE(day, '9999'), number) AS turn").source("met")
    asking = Query("*", *(f"MIN(CASE WHEN {w} = 0 THEN NULL ELSE turn END) OVER ({MEETING}) AS turn_{w}" for w in WORLDS)).source(turns, "t")
    found = Query("m.*").source(asking, "m").join(_paid_first(), "p", "p.key = m.key", "p.span = m.span")
    for w in WORLDS:
        found.select(*(f"MAX(CASE WHEN m.turn = m.turn_{w} THEN m.{name} END) OVER (PARTITION BY m.key, m.span) AS {name}_of_{w}" for name in NAMED))
    found.select(*(f"p.{name} AS {name}_paid" for name in NAMED))
    late, news = Query("*"), Query(star(without=_OF_FIRST))
    for w in WORLDS:
        late.select(f"CASE WHEN year_paid IS NULL THEN FALSE ELSE COALESCE(year_paid <= year_of_{w}, TRUE) END AS paid_{w}")
        gone = f"CASE WHEN paid_{w} THEN year >= year_paid ELSE COALESCE(turn > turn_{w}, FALSE) END"
        news.select(f"CASE WHEN {gone} THEN 0 ELSE {w} END AS new_{w}")
        for name in ("rule", "subject"):
            news.select(f"CASE WHEN NOT {gone} THEN NULL WHEN paid_{w} THEN {name}_paid ELSE {name}_of_{w} END AS {name}_{w}")
    return _after(group, news.source(late.source(found, "f"), "l"))


NAMED = ("rule", "subject", "year")
_OF_FIRST = (
    "turn",
    *(f"turn_{w}" for w in WORLDS),
    *(f"{name}_paid" for name in NAMED),
    *(f"paid_{w}" for w in WORLDS),
    *(f"{name}_of_{w}" for name in NAMED for w in WORLDS),
)


def _exclusive(group: Group) -> Query:
    """Who is alone is paid; several of a year, or one beside an earlier one that is itself open, wait for a choice."""
    there = Query("*").source("met").where("high IS NULL OR high <> 0")
    turns = Query("*", f"ROW_NUMBER() OVER ({MEETING}, year ORDER BY number) AS turn", f"COUNT(*) OVER ({MEETING}, year) AS several")
    turns.select(f"MIN(year) OVER ({MEETING}) AS year_first").source(there, "t")
    found = Query("m.*").source(turns, "m").join(_paid_first(), "p", "p.key = m.key", "p.span = m.span")
    opening = "m.year = m.year_first AND m.turn = 1"
    for name in ("rule", "subject", "several", "status"):
        found.select(f"MAX(CASE WHEN {opening} THEN m.{name} END) OVER (PARTITION BY m.key, m.span) AS {name}_first")
    for name in ("rule", "subject"):
        one, two = (f"MAX(CASE WHEN m.turn = {turn} THEN m.{name} END) OVER (PARTITION BY m.key, m.span, m.year)" for turn in (1, 2))
        found.select(f"p.{name} AS {name}_paid", f"CASE WHEN m.turn = 1 THEN {two} ELSE {one} END AS {name}_rival")
    found.select("p.year AS year_paid")
    alone = Query("*", "several_first = 1 AND status_first <> 'unknown' AND NOT COALESCE(year_paid <= year_first, FALSE) AS alone").source(found, "f")
    taken = "CASE WHEN alone THEN year > year_first ELSE COALESCE(year_paid <= year, FALSE) END AS taken"
    decided = Query("*", taken).source(alone, "a")
    waits = "NOT taken AND (several > 1 OR year > year_first) AS waits"
    judged = Query("*", waits).source(decided, "d")
    news = Query(star(without=_OF_CHOICE), *(f"CASE WHEN taken THEN 0 ELSE {w} END AS new_{w}" for w in WORLDS))
    for name in ("rule", "subject"):
        by = f"CASE WHEN taken AND alone THEN {name}_first WHEN taken THEN {name}_paid WHEN several > 1 THEN {name}_rival ELSE {name}_first END"
        news.select(*(f"{by} AS {name}_{w}" for w in WORLDS))
    settled = _after(group, news.copy().source(judged.copy(), "j").where("NOT waits"))
    waiting = _against(group, _named(news.source(judged, "j").where("waits")))
    none = Query(star(without=ADDED)).source("met").where("high = 0")
    choice = opened(waiting, f"group:{group.id}", without=[*ADDED, *(f"new_{w}" for w in WORLDS)])
    return Query("*").source(union([settled, choice, none]), "u")


_OF_CHOICE = (
    *("turn", "several", "alone", "taken", "waits", "status_first", "several_first", "year_first", "year_paid"),
    *(f"{name}_{of}" for name in ("rule", "subject") for of in ("first", "paid", "rival")),
)


# ── what is left ─────────────────────────────────────────────────────────────


def _named(found: Query) -> Query:
    """The rows with the award that stands in their way: in the upper world or, where none does there, in the lower one."""
    by = [f"CASE WHEN rule_high IS NULL THEN {name}_low ELSE {name}_high END AS by_{name}" for name in ("rule", "subject")]
    return Query(star(without=[f"{name}_{w}" for name in ("rule", "subject") for w in WORLDS]), *map(parsed, by)).source(found, "n")


def _against(group: Group, found: Query, changed: str = "TRUE") -> Query:
    """The rows with the group and the award that stands in their way, where they are changed by it."""
    news = {"contest": text(group.id), "winner": column("by_rule"), "rival": parsed("NULLIF(by_subject, subject)")}
    named_ = [named(case((parsed(changed), value), default=column(name)), name) for name, value in news.items()]
    return Query(star(*named_, without=BY)).source(found, "g")


def _after(group: Group, found: Query) -> Query:
    """The rows with what both worlds leave of them: displaced where that is nothing, cut where it is nothing in one only."""
    changed = "new_low <> low OR new_high IS DISTINCT FROM high"
    nothing = parsed(f"({changed}) AND new_low = 0 AND new_high = 0")
    gone = parsed(f"({changed}) AND ((low > 0 AND new_low = 0) OR new_high = 0) AND status = 'granted'")
    status = case((nothing, text("displaced")), (gone, text("cut")), default=column("status"))
    cause = case((nothing.copy(), text(f"group:{group.id}")), default=column("cause"))
    news = [named(status, "status"), named(cause, "cause"), *(parsed(f"CAST(new_{w} AS BIGINT) AS {w}") for w in WORLDS)]
    without = [*ADDED, *(f"new_{w}" for w in WORLDS)]
    return Query(star(*news, without=without)).source(_against(group, _named(found), changed), "a")
