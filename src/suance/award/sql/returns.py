"""What is returned of awards upon an event: in which year, of which payments, with which interest.

Interest is carried in two halves, of which no product leaves 128 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sqlglot import exp

from suance.award.rule import MOST_RATE, Clawback, Rule
from suance.award.sql.portions import ENDS
from suance.award.sql.setting import Setting
from suance.award.sql.tables import nothing
from suance.award.sql.tree import NUMBER, Query, Tree, calendar, case, column, equals, named, number, parsed, render, text, union
from suance.terms.subject import SUBJECTS

HALF = 10**10
"""units of the lower half in one of the upper: a yearly rate in % has at most 18 decimals, as a fraction 20"""


def events(rule: Rule) -> Query:
    """Of each award in `whole` the first event upon which it is returned, of two in a year by the claw-back that stands first: `until`, `back`."""
    count, befallen = len(rule.clawback), []
    for name in ("subject", "firm") if "firm" in SUBJECTS[rule.subject].owners else ("subject",):
        for place, part in enumerate(rule.clawback):
            after = [f"e.year BETWEEN w.year AND w.year + {part.within}", "NOT COALESCE(e.year = w.year AND e.date < w.day, FALSE)"]
            of = Query("w.n", f"e.year * {count} + {place} AS first").source("whole", "w")
            befallen.append(
                of.join("events", "e", f"e.subject_id = w.{name}", *after, kind="inner").where(equals(column("event", "e"), text(part.event)))
            )
    firsts = Query("n", "MIN(first) AS first").source(union(befallen), "b").group("n")
    return Query("n", f"first DIV {count} AS until", f"first % {count} AS back").source(firsts, "f")


def fault(setting: Setting, rule: Rule) -> str:
    """The first piece of which nobody can say what is returned: subject, year of the award, and the benchmark and year of a rate that is missing.

    Where the sum itself has no end there is no such year.
    """
    steps = [(equals(column("step", "w"), text(step.id)), number(place)) for place, step in enumerate(rule.steps)]
    rate = (named(_by_back(rule, lambda part: text(part.benchmark)), "benchmark"), "CASE WHEN NOT d.high IS NULL THEN i.missing END")
    found = _owed(setting, rule, "w.subject", "w.year", *rate).where("d.high IS NULL OR NOT i.missing IS NULL")
    return render(found.first("w.subject", "w.year", case(*steps, default=number(-1)), "d.place"))


def returned(setting: Setting, rule: Rule) -> Query:
    """What is returned of each award: part, year, status, cause and both ends, negative and in order."""
    owed = _owed(setting, rule, "d.n", "d.low", "d.high", "COALESCE(i.rate, 0) AS rate")
    halves = (
        f"CAST(FLOOR(rate * 100000000) AS INT128) + {HALF} AS upper",
        f"CAST((rate * 100000000 - FLOOR(rate * 100000000)) * {HALF} AS INT128) AS lower",
    )
    products = (f"SUM({end} * {half}) AS {end}_{half}" for end in ENDS for half in ("upper", "lower"))
    sums = Query("n", *products).source(Query("n", *ENDS, *halves).source(owed, "o"), "p").group("n")
    unknown = "w.status = 'unknown'"
    fate = f"CASE WHEN {unknown} THEN 'unknown' ELSE 'granted' END AS status", f"CASE WHEN {unknown} THEN w.cause ELSE 'return' END AS cause"
    low, high = _by_back(rule, lambda part: _share(part.share, "high")), _by_back(rule, lambda part: _share(part.share, "low"))
    found = Query("w.n", named(_by_back(rule, lambda part: text(part.id)), "part"), "r.until AS year", *fate)
    found.select(named(exp.Neg(this=exp.paren(low, copy=False)), "low"), named(exp.Neg(this=exp.paren(high, copy=False)), "high"))
    return found.source("returns", "r").join("whole", "w", "w.n = r.n", kind="inner").join(sums, "s", "s.n = r.n")


def _owed(setting: Setting, rule: Rule, *columns: str | Tree) -> Query:
    """The pieces `d` of awards `w` that were paid up to the year of the return `r`, each with its interest `i`."""
    found = Query(*columns).source("due", "d").join("returns", "r", "r.n = d.n", "d.year <= r.until", kind="inner")
    found.join("whole", "w", "w.n = d.n", kind="inner").where("d.status IN ('granted', 'cut', 'unknown')")
    return found.join(_interest(setting, rule), "i", "i.back = r.back", "i.since = d.year", "i.until = r.until")


def _interest(setting: Setting, rule: Rule) -> Query:
    """By claw-back, from one year to another: the yearly rates in % added up, and the first year that has none which can be one."""
    found = []
    for place, part in enumerate(rule.clawback):
        if part.benchmark is not None:
            missing = f"MIN(CASE WHEN NOT COALESCE(b.value BETWEEN 0 AND {MOST_RATE}, FALSE) THEN y.year END) AS missing"
            rates = Query(f"{place} AS back", "s.year AS since", "u.year AS until", "SUM(b.value) AS rate", missing)
            s, u, y = (calendar(setting.years(setting.plan.reach)) for _ in range(3))
            rates.source(s, "s").join(u, "u", "u.year > s.year", kind="inner").join(y, "y", "y.year >= s.year", "y.year < u.year", kind="inner")
            rates.join("benchmarks", "b", equals(column("benchmark", "b"), text(part.benchmark)), "b.year = y.year")
            found.append(rates.group("s.year", "u.year"))
    types = {**dict.fromkeys(("back", "since", "until"), "INTEGER"), "rate": NUMBER, "missing": "INTEGER"}
    return Query("*").source(union(found or [nothing(types)]), "r")


def _by_back(rule: Rule, of: Callable[[Clawback], Tree]) -> Tree:
    """What the claw-back by which an award is returned says."""
    return case(*((parsed(f"r.back = {place}"), of(part)) for place, part in enumerate(rule.clawback)))


def _share(share: Fraction, end: str) -> Tree:
    """The share of a sum with its interest, to the 分 half up."""
    upper, lower = f"COALESCE(s.{end}_upper, 0)", f"COALESCE(s.{end}_lower, 0)"
    whole = f"({upper} + {lower} DIV {HALF}) * {share.numerator} + ({lower} % {HALF} * {share.numerator}) DIV {HALF}"
    return parsed(f"({whole} + {share.denominator * HALF // 2}) DIV {share.denominator * HALF}")
