"""A rule's outcomes before caps, as one SELECT: seen → told → judged → paid.

`seen` has a row for each subject and year with what the trigger looks at, `told` the truth of each condition, `judged`
the status and its cause, and the last layer the step, its sums, and what settles them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from suance.award.needs import HOMES
from suance.award.plan import Plan
from suance.award.rule import (
    Crosses,
    First,
    Growth,
    Has,
    MetricIs,
    Recognised,
    Reviewed,
    Rule,
    Step,
    Yearly,
    leaves,
    metrics,
)
from suance.award.sql import when
from suance.award.sql.tree import (
    NUMBER,
    YUAN,
    Query,
    Tree,
    append,
    both,
    case,
    cast,
    column,
    compare,
    differs,
    either,
    equals,
    figure,
    is_null,
    named,
    negated,
    number,
    one_of,
    parsed,
    text,
    truth,
    union,
    unless_null,
)

PAYING = ("granted", "unknown")
EARLIER = "OVER (PARTITION BY subject ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
FIGURES = ("value", "prior", "base")
"""Columns of outcomes that hold a metric."""
KEYS = ("project", "firm", "cluster")
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("rule", "step", "subject"), "VARCHAR"),
    "year": "INTEGER",
    **dict.fromkeys(("status", "cause"), "VARCHAR"),
    **dict.fromkeys(("low", "high"), "BIGINT"),
    **dict.fromkeys(FIGURES, YUAN),
    "gap": "INTEGER",
    **dict.fromkeys(("day", "payee", "cap"), "VARCHAR"),
    "used": "INT128",
    **dict.fromkeys(KEYS, "VARCHAR"),
}
"""Of the table of outcomes, in the order of Outcome's fields; the keys are the names under which sums add up."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the SELECTs need to know beside the plan."""

    plan: Plan
    columns: frozenset[tuple[str, str]]
    """the tables and columns at hand"""
    complete_since: int | None
    everything: bool
    """whether refusals are wanted; without them only rows that can pay, or are unknown, are looked at"""
    supplied: bool

    def has(self, table: str, name: str) -> bool:
        """Whether a table is at hand with a column."""
        return (table, name) in self.columns

    @property
    def figures(self) -> str:
        """The type that holds every metric of the plan."""
        money = all(metric.unit == "CNY" for rule in self.plan.rules for metric in metrics(rule))
        return YUAN if money else NUMBER


def nothing(setting: Setting) -> Query:
    """The table of outcomes without rows."""
    types = {**COLUMNS, **dict.fromkeys(FIGURES, setting.figures)}
    return Query(*(named(cast(exp.null(), type_), name) for name, type_ in types.items())).where("FALSE")


@lru_cache(maxsize=512)
def statement(setting: Setting, rule: Rule) -> str:
    """What adds a rule's outcomes before caps to the table `outcomes`."""
    return append("outcomes", _outcomes(setting, rule))


def _outcomes(setting: Setting, rule: Rule) -> Query:
    judged = _judged(rule, _told(setting, rule))
    if rule.each:
        steps = enumerate(rule.steps)
        choices = [_chosen(setting, rule, judged.copy(), [step], both(_paying(), _set_off(number_))) for number_, step in steps]
        found = union([*choices, _chosen(setting, rule, judged, [], negated(_paying()))])
    else:
        found = _chosen(setting, rule, judged, list(rule.steps), truth(True)).tree
    settled = _settled(rule, _topped(found) if rule.top_up else found)
    return settled if setting.everything else Query("*").source(settled, "p").where(_paying())


# ── seen ─────────────────────────────────────────────────────────────────────


def _seen(setting: Setting, rule: Rule) -> Query:
    on = rule.trigger
    if isinstance(on, Crosses):
        return _crossings(setting, rule, on)
    if isinstance(on, Recognised):
        return _recognitions(setting, rule, on)
    return _reviews(setting, on) if isinstance(on, Reviewed) else _firm_years()


def _crossings(setting: Setting, rule: Rule, on: Crosses) -> Query:
    """Each firm in each year from its first to its last, with the metric now and its past; a missing row is a NULL."""
    base = setting.plan.counts_from(on.first)
    grid = Query("s.subject", "s.first_year", "y.year", "y.gate", named(column(on.metric.name, "f"), "value"))
    grid.select(named(truth(True) if base is None else compare(column("year", "y"), "ge", number(base)), "counts"))
    grid.source(_spans(setting, rule, on), "s").join("years", "y", "y.year BETWEEN s.first_year AND s.last_year", kind="inner")
    grid.join("firm_years", "f", "f.firm_id = s.subject", "f.year = y.year")
    found = Query("subject", "year", "gate", "value", "counts", "CAST(NULL AS VARCHAR) AS day")
    found.select(named(_unseen(setting, on.first, column("first_year")), "unseen"), f"MAX(CASE WHEN counts THEN value END) {EARLIER} AS prior")
    return found.select(f"MIN(CASE WHEN counts AND value IS NULL THEN year END) {EARLIER} AS gap").source(grid, "g")


def _firm_years() -> Query:
    """Each firm in each year from its first to its last."""
    spans = Query("firm_id AS subject", "MIN(year) AS first_year", "MAX(year) AS last_year").source("firm_years").group("firm_id")
    found = Query("s.subject", "y.year", "y.gate", "NULL AS value", "NULL AS prior", "CAST(NULL AS INTEGER) AS gap", "CAST(NULL AS VARCHAR) AS day")
    return found.source(spans, "s").join("years", "y", "y.year BETWEEN s.first_year AND s.last_year", kind="inner")


def _spans(setting: Setting, rule: Rule, on: Crosses) -> Query:
    """Each firm's first and last year; unless everything is wanted, of firms that may pass a step or have a gap."""
    spans = Query("firm_id AS subject", "MIN(year) AS first_year", "MAX(year) AS last_year").source("firm_years").group("firm_id")
    if setting.everything:
        return spans
    lowest = figure(min(step.threshold for step in rule.steps), on.metric.unit)
    may_pass = either(compare(column(on.metric.name), "ge", lowest), is_null(column(on.metric.name)))
    return spans.having(either(exp.LogicalOr(this=may_pass), "COUNT(*) <= MAX(year) - MIN(year)"))


def _unseen(setting: Setting, first: First | None, year: Tree) -> Tree:
    """Whether years that count lie before both the panel's complete years and the given year."""
    since, base = setting.complete_since, setting.plan.counts_from(first)
    if first is None or since is None or (base is not None and base >= since):
        return truth(False)
    return truth(True) if base is None else compare(year, "gt", number(base))


def _recognitions(setting: Setting, rule: Rule, on: Recognised) -> Query:
    """Each subject in each year of the panel: which steps its recognitions set off, and what is open about the first of them."""
    home, key = HOMES[rule.subject]
    there = Query(named(column(key, "h"), "subject"), "y.year", "y.gate", named(_unseen(setting, on.first, column("year", "y")), "unseen"))
    there.source(home, "h").join("years", "y", kind="cross")
    for number_, step in enumerate(rule.steps):
        _add_level(there, on.at(step), key, number_, setting.plan.counts_from(on.first))
    levels = range(len(rule.steps))
    found = Query("subject", "year", "gate", "NULL AS value", "NULL AS prior").source(there, "t")
    found.select(*(named(when.is_new(on, number_), f"set{number_}") for number_ in levels))
    found.select(*(named(case(*((when.is_new(on, n), column(f"{name}{n}")) for n in levels)), name) for name in ("gap", "day")))
    found.select(named(case(*((when.is_new(on, n), when.left_open(on, n)) for n in levels), default=text("")), "open"))
    some = either(*(column(f"any{number_}") for number_ in levels))
    found.select(named(case((some, text("again")), default=text("none")), "no"))
    return found if setting.everything else found.where(some.copy())


def _add_level(there: Query, on: Recognised, key: str, number_: int, base: int | None) -> None:
    """What one level of the honour brought in the year and before."""
    now, past = f"c{number_}", f"p{number_}"
    current = Query("subject_id", "year", "BOOL_OR(matches) AS matches", "MIN(date) AS day")
    current.source(when.events(on.honour, on.level, base), "e").group("subject_id", "year")
    there.join(current, now, equals(column("subject_id", now), column(key, "h")), equals(column("year", now), column("year", "y")))
    there.join(when.first_times(when.events(on.honour, on.level, base)), past, equals(column("subject_id", past), column(key, "h")))
    before = exp.LT(this=column("maybe", past), expression=column("year", "y"))
    there.select(named(column("matches", now), f"current{number_}"), named(column("day", now), f"day{number_}"))
    there.select(named(negated(is_null(column("subject_id", now))), f"any{number_}"), named(column("sure", past), f"sure{number_}"))
    there.select(named(case((before, column("maybe", past))), f"gap{number_}"))


def _reviews(setting: Setting, on: Reviewed) -> Query:
    """Each project that is of the kind, or may be, in its year."""
    found = Query("h.project_id AS subject", "y.year", "y.gate", "NULL AS value", "NULL AS prior", "CAST(NULL AS INTEGER) AS gap", "h.kind")
    found.select("h.cluster_id AS place" if on.in_cluster else "'in' AS place")
    found.select("h.date AS day" if setting.has("projects", "date") else "CAST(NULL AS VARCHAR) AS day")
    found.source("projects", "h").join("years", "y", "y.year = h.year", kind="inner")
    return found.where(either(equals(column("kind", "h"), text(on.kind)), "h.kind IS NULL"))


# ── told ─────────────────────────────────────────────────────────────────────


def _told(setting: Setting, rule: Rule) -> Query:
    """The seen rows with the truth of the trigger and of each condition, who is paid, and where sums add up."""
    home, key = HOMES[rule.subject]
    found = Query("s.subject", "s.year", "s.gate", "s.gap", "s.day").source(_seen(setting, rule), "s")
    found.select(*(named(cast(column(name, "s"), setting.figures), name) for name in ("value", "prior")))
    found.select(*(named(tree, name) for name, tree in _trigger(rule)))
    found.select(named(cast(when.base_of(rule, rule.steps[0]), setting.figures), "base"))
    honours = {asked: f"e{number_}" for number_, asked in enumerate(dict.fromkeys(leaf for leaf in leaves(rule.when) if isinstance(leaf, Has)))}
    for number_, condition in enumerate(rule.when):
        value = when.metric_of(rule, condition.metric) if isinstance(condition, MetricIs) else exp.null()
        found.select(
            named(when.condition(setting.complete_since is None, rule, condition, honours), f"c{number_}"),
            named(cast(value, setting.figures), f"v{number_}"),
        )
    for honour, alias in honours.items():
        times = when.first_times(when.events(honour.honour, honour.level, None))
        found.join(times, alias, equals(column("subject_id", alias), column("subject", "s")))
    if setting.has(home, key):
        found.join(home, "h", equals(column(key, "h"), column("subject", "s")))
    if rule.table == "firm_years" and (rule.steps[0].base or any(isinstance(leaf, MetricIs | Growth) for leaf in leaves(rule.when))):
        found.join("firm_years", "m", "m.firm_id = s.subject", "m.year = s.year")
    if rule.table == "firm_years" and any(isinstance(leaf, Growth) for leaf in leaves(rule.when)):
        found.join("firm_years", "b", "b.firm_id = s.subject", "b.year = s.year - 1")
    found.join("paid_sums", "p", equals(column("rule", "p"), text(rule.id)), "p.subject = s.subject", "p.year = s.year")
    claim = setting.supplied and rule.steps[0].open and rule.subject == "project" and setting.has("projects", "claim")
    found.select("p.amount AS paid", "CAST(h.claim * 100 AS BIGINT) AS claim" if claim else "CAST(NULL AS BIGINT) AS claim")
    return found.select(named(_payee(setting, rule), "payee"), *(named(tree, name) for name, tree in keys(setting, rule, "s")))


def _trigger(rule: Rule) -> Iterator[tuple[str, Tree]]:
    """Which steps may be set off, why none is (`no`), and what is open about it (`open`)."""
    on = rule.trigger
    if isinstance(on, Crosses):
        yield from _crossed(rule, on.metric.unit)
    elif isinstance(on, Recognised):
        yield from ((name, column(name, "s")) for name in (*(f"set{number_}" for number_ in range(len(rule.steps))), "no", "open"))
    elif isinstance(on, Yearly):
        yield "set0", truth(True)
        yield "no", text("")
        yield "open", text("")
    else:
        yield "set0", parsed("COALESCE(s.place <> '', TRUE)")
        yield "no", text("outside")
        yield "open", parsed("CASE WHEN s.kind IS NULL THEN 'kind' WHEN s.place IS NULL THEN 'link' ELSE '' END")


def _crossed(rule: Rule, unit: str) -> Iterator[tuple[str, Tree]]:
    for number_, step in enumerate(rule.steps):
        earlier = unless_null(compare(column("prior", "s"), step.op, figure(step.threshold, unit)), truth(False))
        yield f"set{number_}", both(_passes(step, unit), negated(earlier), "s.counts")
    again = either(*(_passes(step, unit) for step in rule.steps))
    yield "no", case((negated("s.counts"), text("early")), (again, text("again")), default=text("below"))
    yield "open", parsed("CASE WHEN s.value IS NULL THEN 'value' WHEN NOT s.gap IS NULL THEN 'gap' WHEN s.unseen THEN 'history' ELSE '' END")


def _passes(step: Step, unit: str) -> Tree:
    """Whether the value passes a step, or may."""
    return unless_null(compare(column("value", "s"), step.op, figure(step.threshold, unit)), truth(True))


def _payee(setting: Setting, rule: Rule) -> Tree:
    if rule.promoter:
        return column("promoter", "h")
    if rule.subject == "project" and setting.has("projects", "firm_id"):
        return exp.Nullif(this=column("firm_id", "h"), expression=text(""))
    return text(None)


def keys(setting: Setting, rule: Rule, table: str) -> Iterator[tuple[str, Tree]]:
    """The names under which a rule's sums add up, by scope: '' for none, NULL where nothing is known."""
    home, _ = HOMES[rule.subject]
    for scope in KEYS:
        if scope == rule.subject:
            yield scope, column("subject", table)
        else:
            yield scope, column(f"{scope}_id", "h") if setting.has(home, f"{scope}_id") else text(None)


# ── judged, paid ─────────────────────────────────────────────────────────────


def _judged(rule: Rule, told: Query) -> Query:
    """The told rows with status, cause, and the figure that the cause is about."""
    conditions = range(len(rule.when))

    def failed(number_: int) -> Tree:
        return negated(column(f"c{number_}"))

    def unsure(number_: int) -> Tree:
        return is_null(column(f"c{number_}"))

    def none_set() -> Tree:
        return negated(either(*(_set_off(number_) for number_ in range(len(rule.steps)))))

    lacking = both(truth(rule.steps[0].base is not None), "base IS NULL")
    status = case(
        (parsed("gate = 'after'"), text("expired")),
        (either("NOT gate IS NULL", *(failed(number_) for number_ in conditions)), text("not_eligible")),
        (none_set(), text("not_triggered")),
        (either(differs(column("open"), text("")), lacking, *(unsure(number_) for number_ in conditions)), text("unknown")),
        default=text("granted"),
    )
    names = [text(f"when:{number_}") for number_ in conditions]
    cause = case(
        (parsed("NOT gate IS NULL"), column("gate")),
        *((failed(number_), name.copy()) for number_, name in enumerate(names)),
        (none_set(), column("no")),
        *((unsure(number_), name) for number_, name in enumerate(names)),
        (differs(column("open"), text("")), column("open")),
        (lacking.copy(), text("base")),
        default=text(""),
    )
    figures = [(failed(number_), column(f"v{number_}")) for number_ in conditions]
    figure = case((parsed("NOT gate IS NULL"), exp.null()), *figures, default=column("value"))
    return Query("* EXCLUDE (value)", named(status, "status"), named(cause, "cause"), named(figure, "value")).source(told)


def _set_off(number_: int) -> Tree:
    return column(f"set{number_}")


def _paying() -> Tree:
    return one_of(column("status"), PAYING)


def _chosen(setting: Setting, rule: Rule, judged: Query, steps: list[Step], where: Tree) -> Query:
    """The judged rows with the first of the steps that is set off, and its sums in both worlds."""
    numbers = {step.id: number_ for number_, step in enumerate(rule.steps)}

    def by_step(refused: Tree, result: Callable[[Step], Tree], default: Tree) -> Tree:
        return case((refused, default.copy()), *((_set_off(numbers[step.id]), result(step)) for step in steps), default=default)

    step_id = by_step(negated(_paying()), lambda step: text(step.id), text(None))
    high = by_step(negated(_paying()), lambda step: when.sum_of(step, setting.plan.most(rule, step)), number(0))
    low = by_step(parsed("status <> 'granted'"), lambda step: number(0) if step.open else when.sum_of(step, None), number(0))
    prior = case((parsed("status IN ('not_eligible', 'expired')"), exp.null()), default=column("prior"))
    found = Query("subject", "year", "status", "cause", "value", "day", "payee", "paid", "claim", *(column(name) for name in KEYS))
    found.select(named(prior, "prior"), *(named(case((_paying(), column(name))), name) for name in ("base", "gap")))
    found.select(named(cast(step_id, "VARCHAR"), "step"), named(cast(low, "BIGINT"), "low"), named(cast(high, "BIGINT"), "high"))
    return found.source(judged, "j").where(where)


def _topped(found: exp.Query) -> exp.Query:
    """Each sum less the largest that an earlier year of the subject gave."""
    worlds = []
    for world in ("low", "high"):
        earlier = f"COALESCE(MAX({world}) {EARLIER}, 0)"
        worlds.append(parsed(f"CASE WHEN {world} > {earlier} THEN {world} - {earlier} ELSE 0 END AS {world}"))
    return Query("* EXCLUDE (low, high)", *worlds).source(found).tree


def _settled(rule: Rule, found: exp.Query) -> Query:
    """The rows with the sum that was paid for them, or that a project claims."""
    paid, claimed = "status IN ('granted', 'unknown') AND NOT paid IS NULL", "status IN ('granted', 'unknown') AND NOT claim IS NULL"
    less = "CASE WHEN high IS NULL OR claim < high THEN claim ELSE high END"
    return Query(
        named(text(rule.id), "rule"),
        "step",
        "subject",
        "year",
        f"CASE WHEN {paid} THEN 'granted' ELSE status END AS status",
        f"CASE WHEN {paid} THEN 'paid' WHEN {claimed} AND status = 'granted' THEN 'claim' ELSE cause END AS cause",
        f"CASE WHEN {paid} THEN paid WHEN {claimed} AND status = 'granted' THEN {less} ELSE low END AS low",
        f"CASE WHEN {paid} THEN paid WHEN {claimed} THEN {less} ELSE high END AS high",
        "value",
        "prior",
        "base",
        "gap",
        "day",
        "payee",
        "NULL AS cap",
        "NULL AS used",
        *(column(name) for name in KEYS),
    ).source(found)
