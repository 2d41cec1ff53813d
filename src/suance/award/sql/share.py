"""How what is left is shared, as `stages.share` does it: a query over rows that ask, each with what is left and asked in all.

The rows `found` have `left_low`, `left_high` and `total_low`, `total_high`, the same within a scope; what comes back has `new_low`, `new_high`
beside. `ask` is the column in which a row asks, `{}` standing for the world; `scope` the columns that tell scopes apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from suance.award.sql.tree import Query, Tree, case, column, equals, number, star, text

WORLDS = ("low", "high")
NAME = "subject, rule, COALESCE(step, '')"
"""What tells equal ones apart."""
DAY = f"COALESCE(day, '9999'), {NAME}"
"""The order of days, of those without one at the end."""


def place(rules: Sequence[str]) -> Tree:
    """The place of a row's rule in the file."""
    return case(*((equals(column("rule"), text(rule)), number(place_)) for place_, rule in enumerate(rules)))


def in_proportion(found: Query, worlds: Sequence[str], ask: str, scope: str) -> Query:
    """All where it suffices, else each its part; the 分 that remain go to the largest remainders, equal ones by name."""
    return _by_remainder(found, worlds, ask, scope, "total_{0} <= left_{0}")


def by_weight(found: Query, worlds: Sequence[str], ask: str, scope: str) -> Query:
    """The whole, each its part by weight, the largest remainders first; nothing where nothing weighs."""
    return _by_remainder(found, worlds, ask, scope, "total_{0} = 0")


def _by_remainder(found: Query, worlds: Sequence[str], ask: str, scope: str, plain: str) -> Query:
    """As they ask where that is `plain`, else in proportion to it."""
    shares, ranks = Query("*"), Query("*")
    news = Query(star(without=[f"{part}_{w}" for w in worlds for part in ("share", "rest", "rank", "spare")]))
    for w in worlds:
        asked, enough = ask.format(w), plain.format(w)
        product = f"CAST({asked} AS INT128) * left_{w}"
        shares.select(f"CASE WHEN {enough} THEN {asked} ELSE {product} DIV total_{w} END AS share_{w}")
        shares.select(f"CASE WHEN {enough} THEN 0 ELSE ({product}) % total_{w} END AS rest_{w}")
        ranks.select(f"ROW_NUMBER() OVER (PARTITION BY {scope} ORDER BY rest_{w} DESC, {NAME}) AS rank_{w}")
        ranks.select(f"CASE WHEN {enough} THEN 0 ELSE left_{w} - SUM(share_{w}) OVER (PARTITION BY {scope}) END AS spare_{w}")
        news.select(f"CASE WHEN rank_{w} <= spare_{w} THEN share_{w} + 1 ELSE share_{w} END AS new_{w}")
    return news.select(*_untouched(worlds)).source(ranks.source(shares.source(found, "f"), "s"), "r")


def in_turn(found: Query, worlds: Sequence[str], ask: str, scope: str, order: str) -> Query:
    """One after the other, until nothing is left."""
    part = "WHEN left_{0} - before_{0} < {1} THEN left_{0} - before_{0}"
    return _running(found, worlds, ask, scope, order, f"CASE WHEN left_{{0}} <= before_{{0}} THEN 0 {part} ELSE {{1}} END")


def whole_only(found: Query, worlds: Sequence[str], ask: str, scope: str, order: str) -> Query:
    """One after the other, as long as each fits whole; from the first that does not, nothing."""
    return _running(found, worlds, ask, scope, order, "CASE WHEN before_{0} + {1} <= left_{0} THEN {1} ELSE 0 END")


def so_many(found: Query, worlds: Sequence[str], ask: str, scope: str, order: str) -> Query:
    """The first so many that ask for anything, each whole: what is left is a number of them, and a row asks for one or for none."""
    return _running(found, worlds, ask, scope, order, "CASE WHEN {1} > 0 AND before_{0} < left_{0} THEN {0} ELSE 0 END")


def _running(found: Query, worlds: Sequence[str], ask: str, scope: str, order: str, new: str) -> Query:
    """What each gets after what those before it asked for."""
    before, news = Query("*"), Query(star(without=[f"before_{w}" for w in worlds]))
    for w in worlds:
        asked = ask.format(w)
        before.select(f"SUM({asked}) OVER (PARTITION BY {scope} ORDER BY {order} ROWS UNBOUNDED PRECEDING) - {asked} AS before_{w}")
        news.select(f"{new.format(w, asked)} AS new_{w}")
    return news.select(*_untouched(worlds)).source(before.source(found, "f"), "b")


def _untouched(worlds: Sequence[str]) -> list[str]:
    """What a world that is not named leaves: no row has a sum in it."""
    return [f"{w} AS new_{w}" for w in WORLDS if w not in worlds]
