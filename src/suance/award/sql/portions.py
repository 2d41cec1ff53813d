"""Awards by the parts of their split and the instalments of their schedule.

A piece is a row of its number, so that a rule is read once however many parts it has. Shares are whole numbers over one denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

from sqlglot import exp

from suance.award.needs import HOMES
from suance.award.rule import Instalment, Rule, timeless
from suance.award.sql import when
from suance.award.sql.family import Constants, Family
from suance.award.sql.row import Row, own
from suance.award.sql.setting import Setting
from suance.award.sql.tree import Query, Tree, both, case, column, either, equals, is_null, named, number, numbers, parsed, text, truth
from suance.award.when import Condition

PIECE = ("n", "subject", "year", "status", "cause", "low", "high", "part", "place")
"""The columns of a piece: of which award it is, and its place in the order in which that is divided."""
ENDS = ("low", "high")


def portions(setting: Setting, rule: Rule, whole: Query) -> Query:
    """The awards by the parts of the split; ranges over the rows of it that may hold, where a fact is missing."""
    if not rule.split:
        return Query(*PIECE[:7], "CAST(NULL AS VARCHAR) AS part", "0 AS place").source(whole)
    row = _seat(setting, rule, whole)
    for place, of in enumerate(rule.split):
        row.query.select(named(both(truth(True), *(_in_year(row, condition) for condition in of.when)), f"holds{place}"))
    names = list(dict.fromkeys(name for of in rule.split for name, _ in of.parts))
    rows = range(len(rule.split))
    may = Query("*", *(named(_may_divide(place), f"may{place}") for place in rows)).source(row.query, "h")
    each = Query("m.*", "p.place").source(may, "m").join(numbers("place", range(len(names))), "p", kind="cross")
    several = " + ".join(f"CASE WHEN may{place} THEN 1 ELSE 0 END" for place in rows) + " > 1"
    fate = (
        f"CASE WHEN {several} THEN 'unknown' ELSE status END AS status",
        f"CASE WHEN {several} AND status <> 'unknown' THEN 'split' ELSE cause END AS cause",
    )
    found = Query("n", "subject", "year", *fate, *_ends([[_hull(rule, name, end) for name in names] for end in ENDS]))
    found.select(named(_by_place([text(name) for name in names]), "part"), "place").source(each, "e")
    return found.where(_by_place([either(*(f"may{place}" for place in rows if name in dict(rule.split[place].parts))) for name in names]))


def _may_divide(place: int) -> Tree:
    """Whether a row of the split is the first that holds, or may be."""
    return both(f"NOT holds{place} IS FALSE", *(f"NOT COALESCE(holds{before}, FALSE)" for before in range(place)))


def _hull(rule: Rule, name: str, end: str) -> Tree:
    """What a part may be at the least or at the most under the rows of the split that may hold; nothing under one that does not have it."""
    ends = []
    for place, of in enumerate(rule.split):
        there = [other for other, _ in of.parts]
        portion = _end([share for _, share in of.parts], there.index(name), end) if name in there else number(0)
        ends.append(case((parsed(f"may{place}"), portion)))
    return _extreme(end, ends)


# ── instalments ──────────────────────────────────────────────────────────────


def instalments(setting: Setting, rule: Rule, found: Query) -> Query:
    """The portions by the instalments of the schedule, each in its own year: paid, forfeited, awaited, or unknown."""
    if not rule.schedule:
        return found
    count, shares = len(rule.schedule), [part.share for part in rule.schedule]
    each = Query("t.* EXCLUDE (place)", f"t.place * {count} + q.place AS turn", "q.place").source(found)
    each.join(numbers("place", range(count)), "q", kind="cross")
    due = Query(
        "n", "subject", "e.year AS granted", "status", "cause", *_ends([[_end(shares, place, end) for place in range(count)] for end in ENDS])
    )
    due.select(named(_by_place([_name(part) for part in rule.schedule]), "part"), "turn", "place")
    due.select(named(_by_place([_year(due, place, part) for place, part in enumerate(rule.schedule)]), "year"))
    return _held(setting, rule, due.source(each, "e"))


def _name(part: Instalment) -> Tree:
    """What an instalment is called: i1, or i1/city of a portion."""
    return case((is_null(column("part")), text(part.id)), default=exp.DPipe(this=text(f"{part.id}/"), expression=column("part")))


def _year(due: Query, place: int, part: Instalment) -> Tree:
    """The year of an instalment; NULL where its event, which is joined, has not come."""
    if part.after is not None:
        return parsed(f"e.year + {part.after}")
    came = Query("subject_id", "MIN(year) AS came").source("events").where(equals(column("event"), text(part.event))).group("subject_id")
    due.join(came, f"x{place}", f"x{place}.subject_id = e.subject")
    return parsed(f"CASE WHEN x{place}.came < e.year THEN e.year ELSE x{place}.came END")


def _held(setting: Setting, rule: Rule, due: Query) -> Query:
    """What becomes of each instalment by its conditions in its year."""
    row = _seat(setting, rule, due)
    asked = [(place, n) for place, part in enumerate(rule.schedule) for n in range(len(part.when))]
    for place, n in asked:
        row.query.select(named(_in_year(row, rule.schedule[place].when[n]), f"holds{place}_{n}"))
    told = Query("*", named(_first(asked, "NOT ?"), "lost"), named(_first(asked, "? IS NULL"), "open")).source(row.query, "h")
    lost, open_ = "NOT lost IS NULL", "NOT open IS NULL"
    fate = {
        "year": "COALESCE(year, granted)",
        "status": f"CASE WHEN year IS NULL THEN 'not_triggered' WHEN {lost} THEN 'not_eligible' WHEN {open_} THEN 'unknown' ELSE status END",
        "cause": f"CASE WHEN year IS NULL THEN 'awaited' WHEN {lost} THEN lost WHEN {open_} AND status <> 'unknown' THEN open ELSE cause END",
        "low": f"CASE WHEN year IS NULL OR {lost} OR {open_} THEN 0 ELSE low END",
        "high": f"CASE WHEN year IS NULL OR {lost} THEN 0 ELSE high END",
    }
    return Query("n", "subject", *(f"{sql} AS {name}" for name, sql in fate.items()), "part", "turn AS place").source(told, "t")


def _first(asked: Iterable[tuple[int, int]], test: str) -> Tree:
    """Which condition of an instalment is the first that is so."""
    branches = [(parsed(f"place = {place} AND {test.replace('?', f'holds{place}_{n}')}"), text(f"due:{n}")) for place, n in asked]
    return case(*branches, default=parsed("CAST(NULL AS VARCHAR)"))


def _in_year(row: Row, asked: Condition) -> Tree:
    """Whether a condition holds in a year that the panel may not have yet."""
    held = when.holds(row, asked)
    return held if timeless(row.rule, asked) else case((parsed(f"s.year <= {row.setting.last}"), held))


# ── rows and shares ──────────────────────────────────────────────────────────


def _seat(setting: Setting, rule: Rule, found: Query) -> Row:
    """The subjects of a query in its years, with the columns of their own rows, for conditions to ask for."""
    names, key = setting.names(rule.table), HOMES[rule.subject][1]
    seats = Query("o.*", *(named(column(name, "h"), own(name)) for name in names)).source(found, "o")
    if names:
        in_year = ["h.year = o.year"] if rule.table == "firm_years" else []
        seats.join(rule.table, "h", equals(column(key, "h"), column("subject", "o")), *in_year)
    return Row(setting, rule, Constants(Family((rule,))), Query("s.*").source(seats, "s"))


def _by_place(of: Sequence[Tree]) -> Tree:
    """Of several values that of the row's place."""
    return case(*((parsed(f"place = {place}"), value) for place, value in enumerate(of)))


def _ends(of: Sequence[Sequence[Tree]]) -> list[Tree]:
    """Both ends of a piece by its place; the upper one is open where that of the whole is."""
    low, high = map(_by_place, of)
    return [named(low, "low"), named(case((parsed("NOT high IS NULL"), high)), "high")]


def _end(ratios: Sequence[Fraction], place: int, end: str) -> Tree:
    """A share of a range: the lesser or the greater of what the ratio makes of its ends."""
    return _extreme(end, [_share(world, ratios, place) for world in ENDS])


def _extreme(end: str, values: list[Tree]) -> Tree:
    """The least or the greatest of the values that are there."""
    return exp.Anonymous(this="LEAST" if end == "low" else "GREATEST", expressions=values)


def _share(sum_: str, ratios: Sequence[Fraction], place: int) -> Tree:
    """A sum's share by one of ratios that make up the whole: the 分 that remain go to the largest remainders, equal ones in order."""
    whole = lcm(*(ratio.denominator for ratio in ratios))
    products = [f"(CAST({sum_} AS INT128) * {ratio.numerator * whole // ratio.denominator})" for ratio in ratios]
    rests = [f"{product} % {whole}" for product in products]
    ahead = [f"CASE WHEN {rest} {'>=' if n < place else '>'} {rests[place]} THEN 1 ELSE 0 END" for n, rest in enumerate(rests) if n != place]
    spare = f"({' + '.join(rests)}) DIV {whole}"
    return parsed(f"{products[place]} DIV {whole} + CASE WHEN {' + '.join(ahead or ['0'])} < {spare} THEN 1 ELSE 0 END")
