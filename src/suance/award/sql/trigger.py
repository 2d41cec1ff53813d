"""Triggers: the rows in which a rule looks at a subject, and which of its steps each may set off.

A new trigger has a query in `seen` and its marks in `marks`. Every query of `seen` gives subject, year, value, prior, gap, day and
the carried columns of the subject's own row; further columns are the trigger's own. Unless everything is wanted it may leave out
rows that can neither pay nor be unknown, never one of which something is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from suance.award.needs import HOMES
from suance.award.rule import Crosses, First, Recognised, Reviewed, Rule, Step, Yearly
from suance.award.sql.row import Row, carried, events, first_times
from suance.award.sql.setting import Setting
from suance.award.sql.tree import (
    Query,
    Tree,
    both,
    calendar,
    case,
    column,
    compare,
    either,
    equals,
    figure,
    is_null,
    named,
    negated,
    number,
    parsed,
    text,
    truth,
    unless_null,
)

EARLIER = "OVER (PARTITION BY subject ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
GRID = "firm_grid"
"""Each firm in each year from its first to its last; a missing row is one of NULLs."""
NO_FIGURES = ("NULL AS value", "NULL AS prior")
NO_GAP = "CAST(NULL AS INTEGER) AS gap"
NO_DAY = "CAST(NULL AS VARCHAR) AS day"


def seen(setting: Setting, rule: Rule) -> Query:
    """The rows in which a rule looks at its subjects."""
    on = rule.trigger
    if isinstance(on, Crosses):
        return _crossings(setting, rule, on)
    if isinstance(on, Recognised):
        return _recognitions(setting, rule, on)
    if isinstance(on, Reviewed):
        return _reviews(setting, rule, on)
    found = Query("m.firm_id AS subject", "m.year", *NO_FIGURES, NO_GAP, NO_DAY, *carried(setting, rule, "m")).source(GRID, "m")
    return _counted(setting, on.first, found) if on.first is not None else found


def marks(row: Row, rule: Rule) -> Iterator[tuple[str, Tree]]:
    """`set0`, `set1` …: which steps may be set off, `no`: why none is, `open`: what is not known about it, '' for nothing."""
    on = rule.trigger
    if isinstance(on, Crosses):
        yield from _crossed(row, rule, on.metric.unit)
    elif isinstance(on, Recognised):
        yield from ((name, row.seen(name)) for name in (*(f"set{number_}" for number_ in range(len(rule.steps))), "no", "open"))
    elif isinstance(on, Reviewed):
        place = row.attribute("cluster_id") if on.in_cluster else text("in")
        inside, staged = unless_null(exp.NEQ(this=place, expression=text("")), truth(True)), row.seen("staged")
        for number_ in range(len(rule.steps)):
            yield f"set{number_}", both(staged.copy(), inside.copy())
        yield "no", case((negated(staged), text("awaited")), default=text("outside"))
        yield "open", case((is_null(row.attribute("kind")), text("kind")), (is_null(place.copy()), text("link")), default=text(""))
    else:
        if on.first is not None:
            yield from (("counts", row.seen("counts")), ("unseen", row.seen("unseen")))
        yield from ((f"set{number_}", truth(True)) for number_ in range(len(rule.steps)))
        yield from (("no", text("")), ("open", text("")))


def is_first(rule: Rule) -> bool:
    """Whether a rule is set off by the first year in which its conditions hold, so that `firsts` completes its marks."""
    return isinstance(rule.trigger, Yearly) and rule.trigger.first is not None


def firsts(told: Query, rule: Rule) -> Query:
    """The told rows with the marks of a rule that is set off by the first year in which its conditions hold."""
    held = both("counts", *(column(f"c{number_}") for number_ in range(len(rule.when))))
    now = Query("* EXCLUDE (gap)", named(held, "fulfilled")).source(told, "n")
    past = Query("*", f"COALESCE(BOOL_OR(fulfilled) {EARLIER}, FALSE) AS before")
    past.select(f"MIN(CASE WHEN fulfilled IS NULL THEN year END) {EARLIER} AS gap").source(now, "p")
    sets = [f"set{number_}" for number_ in range(len(rule.steps))]
    found = Query(f"* EXCLUDE (counts, unseen, fulfilled, before, no, open, {', '.join(sets)})")
    found.select(*(named(both(name, "counts", "NOT before"), name) for name in sets))
    found.select("CASE WHEN NOT counts THEN 'early' WHEN before THEN 'again' ELSE no END AS no")
    return found.select("CASE WHEN NOT gap IS NULL THEN 'gap' WHEN unseen THEN 'history' ELSE '' END AS open").source(past, "f")


# ── crossings ────────────────────────────────────────────────────────────────


def _crossings(setting: Setting, rule: Rule, on: Crosses) -> Query:
    """Each firm's years with the metric now and its past; only those that may pass a step, unless everything is wanted.

    A year that is known to lie below the lowest step neither pays nor keeps a later one from being the first.
    """
    years = Query("m.firm_id AS subject", "m.year", named(column(on.metric.name, "m"), "value"), *carried(setting, rule, "m")).source(GRID, "m")
    _counted(setting, on.first, years)
    if not setting.everything:
        lowest = figure(min(step.threshold for step in rule.steps), on.metric.unit)
        years.where(either(compare(column(on.metric.name, "m"), "ge", lowest), is_null(column(on.metric.name, "m"))))
    found = Query("*", f"MAX(CASE WHEN counts THEN value END) {EARLIER} AS prior", NO_DAY)
    return found.select(f"MIN(CASE WHEN counts AND value IS NULL THEN year END) {EARLIER} AS gap").source(years, "g")


def _counted(setting: Setting, first: First, years: Query) -> Query:
    """The years of firms with whether each counts for 首次, and whether some that count lie before a firm's first."""
    base = setting.plan.counts_from(first)
    years.select(named(truth(True) if base is None else compare(column("year", "m"), "ge", number(base)), "counts"))
    return years.select(named(_unseen_of_firm(setting, first, years), "unseen"))


def _unseen_of_firm(setting: Setting, first: First, years: Query) -> Tree:
    """Whether years that count lie before a firm's first; joins the firms' first years where they decide."""
    base = setting.plan.counts_from(first)
    if base is not None and setting.complete_since is not None and base < setting.complete_since:
        firsts = Query("firm_id", "MIN(year) AS first_year").source("firm_years").group("firm_id")
        years.join(firsts, "f", "f.firm_id = m.firm_id")
    return _unseen(setting, first, column("first_year", "f"))


def _unseen(setting: Setting, first: First | None, year: Tree) -> Tree:
    """Whether years that count lie before both the panel's complete years and the given year."""
    since, base = setting.complete_since, setting.plan.counts_from(first)
    if first is None or since is None or (base is not None and base >= since):
        return truth(False)
    return truth(True) if base is None else compare(year, "gt", number(base))


def _crossed(row: Row, rule: Rule, unit: str) -> Iterator[tuple[str, Tree]]:
    for number_, step in enumerate(rule.steps):
        earlier = unless_null(compare(row.seen("prior"), step.op, figure(step.threshold, unit)), truth(False))
        yield f"set{number_}", both(_passes(row, step, unit), negated(earlier), row.seen("counts"))
    again = either(*(_passes(row, step, unit) for step in rule.steps))
    yield "no", case((negated(row.seen("counts")), text("early")), (again, text("again")), default=text("below"))
    yield "open", parsed("CASE WHEN s.value IS NULL THEN 'value' WHEN NOT s.gap IS NULL THEN 'gap' WHEN s.unseen THEN 'history' ELSE '' END")


def _passes(row: Row, step: Step, unit: str) -> Tree:
    """Whether the value passes a step, or may."""
    return unless_null(compare(row.seen("value"), step.op, figure(step.threshold, unit)), truth(True))


# ── recognitions ─────────────────────────────────────────────────────────────


def _recognitions(setting: Setting, rule: Rule, on: Recognised) -> Query:
    """Each subject in each year of the panel: which steps its recognitions set off, and what is open about the first of them."""
    home, key = HOMES[rule.subject]
    there = Query(named(column(key, "h"), "subject"), "y.year", named(_unseen(setting, on.first, _start(on)), "unseen"))
    there.select(named(_hidden(setting, on), "hidden"))
    there.source(home, "h").join(calendar(setting.years(on.reach)), "y", kind="cross")
    if home == rule.table:
        there.select(*carried(setting, rule, "h"))
    for number_, step in enumerate(rule.steps):
        _add_level(setting, there, on.at(step), key, number_)
    levels = range(len(rule.steps))
    found = Query("*", *NO_FIGURES).source(there, "t")
    found.select(*(named(_is_new(on, number_), f"set{number_}") for number_ in levels))
    for name, of in (("gap", "maybe"), ("day", "day")):
        found.select(named(case(*((_is_new(on, n), column(f"{of}{n}")) for n in levels)), name))
    found.select(named(case(*((_is_new(on, n), _left_open(on, n)) for n in levels), default=text("")), "open"))
    some = either(*map(_received, levels))
    told = either(*(_is_new(on, number_) for number_ in levels), compare(column("year"), "le", number(setting.last)))
    found.select(named(case((some, text("again")), default=text("none")), "no"))
    return found.where(told if setting.everything else some.copy())


def _add_level(setting: Setting, there: Query, on: Recognised, key: str, number_: int) -> None:
    """What one level of the honour brought in the window of the year and before."""
    now, past = f"c{number_}", f"p{number_}"
    found = events(on.honour, on.level, setting.plan.counts_from(on.first))
    current = Query("subject_id", "year", "BOOL_OR(matches) AS matches", "MIN(date) AS day")
    current.source(found if on.plain else _moved(found, on), "e").group("subject_id", "year")
    there.join(current, now, equals(column("subject_id", now), column(key, "h")), equals(column("year", now), column("year", "y")))
    there.join(first_times(found.copy()), past, equals(column("subject_id", past), column(key, "h")))
    there.select(named(column("matches", now), f"current{number_}"), named(column("day", now), f"day{number_}"))
    there.select(named(negated(is_null(column("subject_id", now))), f"there{number_}"))
    for name in ("sure", "maybe"):
        before = exp.LT(this=column(name, past), expression=_start(on))
        there.select(named(case((before, column(name, past))), f"{name}{number_}"))


def _moved(found: Query, on: Recognised) -> Query:
    """Events in each of the years that they are paid for."""
    moved = Query("e.subject_id", "e.date", "e.matches", "e.year + y.year AS year").source(found, "e")
    return moved.join(calendar(range(on.after, on.after + on.years)), "y", kind="cross")


def _start(on: Recognised) -> Tree:
    """The first year of the window of a year."""
    return column("year", "y") if on.plain else exp.paren(exp.Sub(this=column("year", "y"), expression=number(on.reach)), copy=False)


def _hidden(setting: Setting, on: Recognised) -> Tree:
    """Whether years that count of the window before the year lie before the panel's complete years."""
    since, base = setting.complete_since, setting.plan.counts_from(on.first)
    if on.plain or since is None or (base is not None and base >= since):
        return truth(False)
    reaches = compare(_start(on), "lt", number(since))
    return reaches if base is None else both(reaches, compare(column("year", "y"), "gt", number(base + max(on.after - 1, 0))))


def _is_new(on: Recognised, number_: int) -> Tree:
    """Whether a level was received, or may have been, in the year and, where only the first counts, not before."""
    received = _received(number_)
    return both(received, is_null(column(f"sure{number_}"))) if on.first is not None else received


def _received(number_: int) -> Tree:
    return either(column(f"there{number_}"), column("hidden"))


def _left_open(on: Recognised, number_: int) -> Tree:
    """What is not known about a level that sets a sum off."""
    branches = [(negated(column(f"there{number_}")), text("window")), (is_null(column(f"current{number_}")), text("level"))]
    if on.first is not None:
        branches += [(negated(is_null(column(f"maybe{number_}"))), text("gap")), (column("unseen"), text("history"))]
    return case(*branches, default=text(""))


# ── reviews ──────────────────────────────────────────────────────────────────


def _reviews(setting: Setting, rule: Rule, on: Reviewed) -> Query:
    """Each project that is of the kind, or may be, in its year; with a stage, in that of its first such event, where it has one."""
    found = Query("h.project_id AS subject", *NO_FIGURES, NO_GAP, *carried(setting, rule, "h")).source("projects", "h")
    own = "h.date" if setting.has("projects", "date") else "CAST(NULL AS VARCHAR)"
    if on.stage is None:
        found.select("h.year", f"{own} AS day", named(truth(True), "staged"))
    else:
        stages = Query("subject_id", "MIN(year) AS year", "MIN(date) AS date").source(events(on.stage, None, None), "e").group("subject_id")
        found.join(stages, "g", "g.subject_id = h.project_id", kind="left" if setting.everything else "inner")
        found.select("COALESCE(g.year, h.year) AS year", f"COALESCE(g.date, {own}) AS day", "NOT g.subject_id IS NULL AS staged")
    return found.where(either(equals(column("kind", "h"), text(on.kind)), is_null(column("kind", "h"))))
