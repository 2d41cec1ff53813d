"""The order in which subjects were recognised under a rule, and the sums that follow from it: judged rows that know their place.

A day that is not written to the day may be any in its month or year; who may or may not come before makes a place lie between two.
"""

from __future__ import annotations

from sqlglot import exp

from suance.award.amount import ByOrder
from suance.award.sql.setting import Setting
from suance.award.sql.tree import Query, Tree, case, named, number, parsed, star, truth

DAY = "COALESCE(day, CAST(year AS VARCHAR))"
EARLIEST = f"year || ' ' || {DAY} || CASE LENGTH({DAY}) WHEN 10 THEN ' ' || subject WHEN 7 THEN '-01 ' ELSE '-01-01 ' END AS earliest"
LATEST = f"year || ' ' || {DAY} || CASE LENGTH({DAY}) WHEN 10 THEN ' ' || subject WHEN 7 THEN '-31!' ELSE '-12-31!' END AS latest"


def ordered(setting: Setting, amount: ByOrder, judged: Query) -> Query:
    """The judged rows with the sums of their places; unknown where the place is, and it decides."""
    entries = Query("subject", "year", "held", EARLIEST, LATEST).source(judged.copy(), "j").where("NOT held IS FALSE")
    places = Query("i.subject", "i.year", "COUNT(CASE WHEN j.held AND j.latest < i.earliest THEN 1 END) AS first_place")
    places.select("COUNT(CASE WHEN NOT (j.subject = i.subject AND j.year = i.year) THEN 1 END) AS last_place")
    places.source(entries, "i").join(entries.copy(), "j", "j.earliest < i.latest").group("i.subject", "i.year")
    low, high = (_hull(setting, amount, name) for name in ("LEAST", "GREATEST"))
    found = Query(star(named(low, "low0"), named(high, "high0"), without=("first_place", "last_place")))
    placed = Query("j.*", "p.first_place", "p.last_place").source(judged, "j").join(places, "p", "p.subject = j.subject", "p.year = j.year")
    unknown = "held AND low0 <> high0"
    sums = found.source(placed, "q")
    settled = Query(
        star(parsed(f"CASE WHEN {unknown} THEN NULL ELSE held END AS held"), parsed(f"CASE WHEN {unknown} THEN 'base' ELSE cause END AS cause"))
    )
    return settled.source(sums, "r")


def _hull(setting: Setting, amount: ByOrder, name: str) -> Tree:
    """The least or the greatest of the sums of all places that a row may have: those that it cannot have are NULL, and skipped."""
    unseen = truth(setting.unseen_before)
    sums: list[Tree] = []
    for place, sum_ in enumerate(amount.sums):
        there = exp.and_(f"first_place <= {place}", exp.or_(f"last_place >= {place}", unseen.copy(), copy=False), copy=False)
        sums.append(case((there, number(sum_))))
    after = exp.or_(f"last_place >= {len(amount.sums)}", unseen, copy=False)
    sums.append(case((after, number(amount.after))))
    return exp.Anonymous(this=name, expressions=sums)
