"""A rule's outcomes before the stages that rules share, as one query: seen → told → judged → chosen → settled.

    seen      a row for each subject and year with what the trigger looks at (trigger)
    told      the truth of each condition (when), of the trigger, and the sums of each step (amount)
    judged    whether it is granted (TRUE), unknown (NULL) or refused (FALSE), and why
    chosen    the step and its sums in both worlds
    settled   what was paid or is claimed instead

Nothing is stored: a query names every column that lines show, and DuckDB computes those that are asked for. Only joins are not
left out by it, so that payees and the keys of scopes are there only where they are wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from sqlglot import exp

from suance.award.amount import ByOrder, Choice, dropped_below
from suance.award.rule import Rule, Yearly
from suance.award.sql import amount, cases, order, trigger, when
from suance.award.sql.family import Constants
from suance.award.sql.row import Row, own
from suance.award.sql.setting import COLUMNS, KEYS, OF_STAGES, Setting
from suance.award.sql.tree import (
    Part,
    Query,
    Tree,
    both,
    case,
    cast,
    column,
    differs,
    either,
    is_null,
    named,
    negated,
    number,
    parsed,
    text,
    truth,
    union,
    unless_null,
)

PAYING = "NOT held IS FALSE"
"""The rows that pay or may pay."""


def outcomes(setting: Setting, constants: Constants, wanted: Collection[str] = COLUMNS) -> Query:
    """The outcomes of a rule, or of a family, before the stages that rules share: all columns but the payee and keys that are not wanted."""
    rule = constants.family.rules[0]
    told = _told(setting, rule, constants, wanted)
    told = trigger.firsts(told, rule) if trigger.is_first(rule) else told
    found: exp.Query
    if _pays(setting, rule):
        found = _alone(rule, _judged(setting, rule, told)).tree
    elif rule.each:
        choices = [_chosen(rule, _judged(setting, rule, told.copy(), n), [n], both(PAYING, _set_off(n))) for n in range(len(rule.steps))]
        found = union([*choices, _chosen(rule, _judged(setting, rule, told), [], negated(PAYING))])
    else:
        judged = _judged(setting, rule, told)
        first = rule.steps[0].amount
        placed = order.ordered(setting, first, judged) if isinstance(first, ByOrder) else judged
        found = _chosen(rule, placed, list(range(len(rule.steps))), truth(True)).tree
    return _settled(setting, rule, _topped(found) if rule.top_up else found, wanted)


def _pays(setting: Setting, rule: Rule) -> bool:
    """Whether every row that is told pays or may: with one sum and no trigger to fail, what cannot pay has been left out."""
    if any(isinstance(step.amount, Choice) or dropped_below(step.amount) is not None for step in rule.steps):
        return False
    return rule.trigger == Yearly() and not setting.everything


# ── told ─────────────────────────────────────────────────────────────────────


def _told(setting: Setting, rule: Rule, constants: Constants, wanted: Collection[str]) -> Query:
    """The seen rows with the truth of the trigger and of each condition, the sums, who is paid, and where sums add up."""
    row = Row(setting, rule, constants, Query("s.subject", "s.year", "s.gap", "s.day").source(trigger.seen(setting, rule), "s"))
    found = row.query.select(*(named(cast(row.seen(name), setting.figures), name) for name in ("value", "prior")))
    found.select(named(_gate(row), "gate"), *(named(tree, name) for name, tree in _marks(row, rule).items()))
    for number_, condition in enumerate(rule.grandfather):
        found.select(named(case((_late(rule), when.holds(row, condition)), default=truth(True)), f"old{number_}"))
    for number_, condition in enumerate(rule.when):
        found.select(named(when.holds(row, condition), f"c{number_}"))
        found.select(named(cast(when.value(row, condition), setting.figures), f"v{number_}"))
    found.select(named(constants.name(), "rule"))
    row.meet()
    for number_, step in enumerate(rule.steps):
        found.select(*(named(cast(tree, "BIGINT"), f"{world}{number_}") for world, tree in zip(("low", "high"), amount.pair(row, step), strict=True)))
    for number_, step in enumerate(rule.steps if rule.each else rule.steps[:1]):
        found.select(named(amount.known(row, step), f"known{number_}"), named(cast(amount.base(row, step), setting.figures), f"base{number_}"))
        if isinstance(step.amount, Choice):
            found.select(named(amount.name(row, step), f"step{number_}"))
    found.select(named(row.paid(), "paid"), named(_claim(row), "claim"))
    found.select(*(named(tree(), name) for name, tree in _names(row).items() if name in wanted))
    return found if setting.everything else found.where(*_may(row))


def _marks(row: Row, rule: Rule) -> dict[str, Tree]:
    """What the trigger sets off; a step that pays by cases only where one of them holds, or may."""
    found = dict(trigger.marks(row, rule))
    sets = {f"set{number_}": step.amount for number_, step in enumerate(rule.steps) if isinstance(step.amount, Choice)}
    if sets:
        found["no"] = case((either(*(found[name].copy() for name in sets)), text("case")), default=found["no"])
    return found | {name: both(found[name], cases.may(row, choice)) for name, choice in sets.items()}


def _gate(row: Row) -> Tree:
    """Why the year is outside the rule's time; NULL inside, and for what is an old case, or may be one."""
    found = [(parsed(f"s.year = {year}"), gate) for year, gate in row.setting.gates(row.rule) if gate is not None]
    return case(*((both(year, negated(_old(row))) if gate == "after" and row.rule.grandfather else year, text(gate)) for year, gate in found))


def _old(row: Row) -> Tree:
    """Whether a row is an old case."""
    return exp.paren(both(*(when.holds(row, condition) for condition in row.rule.grandfather)), copy=False)


def _late(rule: Rule) -> Tree:
    return parsed(f"s.year > {rule.last_year}")


def _may(row: Row) -> list[Tree]:
    """What a row that can pay must fulfil, or may: each stands for itself, so that it is asked as early as it can be."""
    inside = [] if trigger.is_first(row.rule) else _inside(row)
    return [*inside, *(test for condition in row.rule.when for test in when.may(row, condition))]


def _inside(row: Row) -> list[Tree]:
    """That the year is in the rule's time, where not all are, or the row an old case."""
    gates = row.setting.gates(row.rule)
    open_, late = ([number(year) for year, gate in gates if gate == wanted] for wanted in (None, "after"))
    if len(open_) == len(gates):
        return []
    inside = exp.In(this=row.seen("year"), expressions=open_ or [exp.null()])
    if not (late and row.rule.grandfather):
        return [inside]
    return [either(inside, both(exp.In(this=row.seen("year"), expressions=late), unless_null(_old(row), truth(True))))]


def _claim(row: Row) -> Tree:
    """What a project claims, in 分, where that settles an open sum."""
    settles = row.setting.supplied and row.rule.steps[0].open and row.rule.subject == "project" and row.setting.has("projects", "claim")
    return cast(exp.Mul(this=column(own("claim"), "s"), expression=number(100)) if settles else exp.null(), "BIGINT")


def _names(row: Row) -> dict[str, Callable[[], Tree]]:
    return {"payee": row.payee, **{scope: partial(row.key, scope) for scope in KEYS}}


# ── judged, chosen, settled ──────────────────────────────────────────────────


def _judged(setting: Setting, rule: Rule, told: Query, of: int = 0) -> Query:
    """The told rows with what holds of a step, the cause, and the figures that the cause and the step are about."""
    conditions = range(len(rule.when))
    steps = range(len(rule.steps))

    def none_set() -> Tree:
        return negated(either(*(_set_off(number_) for number_ in steps)))

    failed = [negated(column(f"c{number_}")) for number_ in conditions]
    unsure = [is_null(column(f"c{number_}")) for number_ in conditions]
    names = [text(f"when:{number_}") for number_ in conditions]
    asked = [column(f"c{number_}") for number_ in conditions]
    old = [f"old{number_}" for number_ in range(len(rule.grandfather))]
    small = [parsed("high0 = 0")] if any(dropped_below(step.amount) is not None for step in rule.steps) else []
    triggered: list[Part] = [] if _pays(setting, rule) else ["gate IS NULL", either(*map(_set_off, steps)), "CASE WHEN open = '' THEN TRUE END"]
    if small:
        triggered.append("CASE WHEN high0 = 0 THEN FALSE ELSE TRUE END")
    held = both(*triggered, *map(column, old), *asked, column(f"known{of}"))
    cause = case(
        (parsed("NOT gate IS NULL"), column("gate")),
        *((test, name.copy()) for test, name in zip(failed, names, strict=True)),
        (none_set(), column("no")),
        *((test.copy(), text("small")) for test in small),
        *((is_null(column(name)), text(name.replace("old", "old:"))) for name in old),
        *zip(unsure, names, strict=True),
        (differs(column("open"), text("")), column("open")),
        (is_null(column(f"known{of}")), text("base")),
        default=text(""),
    )
    figures = [(test.copy(), column(f"v{number_}")) for number_, test in enumerate(failed)]
    figure = case((parsed("NOT gate IS NULL"), exp.null()), *figures, default=column("value"))
    refusal = case(
        (parsed("gate = 'after'"), text("expired")),
        (either("NOT gate IS NULL", *(test.copy() for test in failed)), text("not_eligible")),
        *((both(test.copy(), negated(none_set())), text("not_eligible")) for test in small),
        default=text("not_triggered"),
    )
    found = Query("* EXCLUDE (value)", named(held, "held"), named(cause, "cause"), named(figure, "value"), named(refusal, "refusal"))
    found.select(named(column(f"base{of}"), "base"))
    return found.source(told, "t")


def _set_off(number_: int) -> Tree:
    return column(f"set{number_}")


def _chosen(rule: Rule, judged: Query, numbers: list[int], where: Tree) -> Query:
    """The judged rows with the first of the steps that is set off, and its sums in both worlds."""

    def first(result: Callable[[int], Tree], refused: Tree, default: Tree) -> Tree:
        return case((refused, default.copy()), *((_set_off(number_), result(number_)) for number_ in numbers), default=default)

    step_id = first(lambda number_: _named(rule, number_), negated(PAYING), text(None))
    low = first(lambda number_: column(f"low{number_}"), parsed(f"NOT {_sure(rule)}"), number(0))
    high = first(lambda number_: column(f"high{number_}"), negated(PAYING), number(0))
    without = [*(f"set{number_}" for number_ in range(len(rule.steps))), *(f"{w}{n}" for w in ("low", "high") for n in range(len(rule.steps)))]
    found = Query(exp.Star(except_=[column(name) for name in without]))
    found.select(named(cast(step_id, "VARCHAR"), "step"), named(cast(low, "BIGINT"), "low"), named(cast(high, "BIGINT"), "high"))
    return found.source(judged, "j").where(where)


def _named(rule: Rule, number_: int) -> Tree:
    """The id of a step, or of the case by which it pays."""
    step = rule.steps[number_]
    return column(f"step{number_}") if isinstance(step.amount, Choice) else text(step.id)


def _sure(rule: Rule) -> str:
    """Whether nothing is open but a figure, whose lower end is the least that is paid."""
    plain = all(map(amount.plain, (step.amount for step in rule.steps)))
    return "COALESCE(held, FALSE)" if plain else "(COALESCE(held, FALSE) OR cause = 'base')"


def _alone(rule: Rule, judged: Query) -> Query:
    """The judged rows with the only sum, where every row pays or may."""
    found = Query(
        "*", named(cast(text(rule.steps[0].id), "VARCHAR"), "step"), f"CASE WHEN {_sure(rule)} THEN low0 ELSE 0 END AS low", "high0 AS high"
    )
    return found.source(judged, "j")


def _topped(found: exp.Query) -> exp.Query:
    """Each sum less the largest that an earlier year of the subject gave."""
    worlds = []
    for world in ("low", "high"):
        earlier = f"COALESCE(MAX({world}) {trigger.EARLIER}, 0)"
        worlds.append(parsed(f"CASE WHEN {world} > {earlier} THEN {world} - {earlier} ELSE 0 END AS {world}"))
    return Query("* EXCLUDE (low, high)", *worlds).source(found).tree


def _settled(setting: Setting, rule: Rule, found: exp.Query, wanted: Collection[str]) -> Query:
    """The rows with the sum that was paid for them, or that a project claims."""
    status = f"CASE WHEN held THEN 'granted' WHEN {PAYING} THEN 'unknown' ELSE refusal END"
    sums = {"status": status, "cause": "cause", "low": "low", "high": "high"}
    if setting.supplied or setting.has("paid", "amount"):
        paid, claimed = f"{PAYING} AND NOT paid IS NULL", f"{PAYING} AND NOT claim IS NULL"
        less = "CASE WHEN high IS NULL OR claim < high THEN claim ELSE high END"
        sums = {
            "status": f"CASE WHEN {paid} THEN 'granted' ELSE {status} END",
            "cause": f"CASE WHEN {paid} THEN 'paid' WHEN {claimed} AND held THEN 'claim' ELSE cause END",
            "low": f"CASE WHEN {paid} THEN paid WHEN {claimed} AND held THEN {less} ELSE low END",
            "high": f"CASE WHEN {paid} THEN paid WHEN {claimed} THEN {less} ELSE high END",
        }
    settled = Query(
        "rule",
        "step",
        "subject",
        "year",
        *(f"{sum_} AS {name}" for name, sum_ in sums.items()),
        "value",
        "CASE WHEN refusal = 'not_triggered' THEN prior END AS prior",
        *(f"CASE WHEN {PAYING} THEN {name} END AS {name}" for name in ("base", "gap")),
        "day",
        _name("payee", wanted),
        *(named(cast(exp.null(), COLUMNS[name]), name) for name in OF_STAGES),
        *(_name(key, wanted) for key in KEYS),
    ).source(found)
    return settled if setting.everything or _pays(setting, rule) else settled.where(PAYING)


def _name(name: str, wanted: Collection[str]) -> Tree:
    """A name that the told rows have where it is wanted; NULL elsewhere."""
    return named(cast(column(name) if name in wanted else exp.null(), "VARCHAR"), name)
