"""The stages that rules share, year by year: the outcomes that one covers go through all of them, the others stand as they are.

A new stage is a query from one stage's table to the next, as `caps.cut` is; it joins in where `statements` lists them. The only memory
is the ledger: `given` has what earlier years gave after all stages, `paid_sums` what was paid.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache, partial

from sqlglot import exp

from suance.award.plan import Plan
from suance.award.rule import Rule
from suance.award.shared import Cap, Pool
from suance.award.sql import caps, groups, pools, rules
from suance.award.sql.family import Constants, Family, Filled, families
from suance.award.sql.parts import PARTS, PAYING
from suance.award.sql.setting import COLUMNS, KEYS, SUMS, Setting
from suance.award.sql.share import WORLDS
from suance.award.sql.tree import (
    Query,
    append,
    both,
    case,
    cast,
    column,
    either,
    equals,
    named,
    negated,
    number,
    one_of,
    parsed,
    render,
    star,
    store,
    text,
    truth,
    union,
)

Asked = tuple[list[Filled], str]
"""The tables of constants that a query needs, and the query."""
OPEN = "status <> 'displaced'"
"""Of covered outcomes those that may be paid."""
SUMMED = ("COUNT(*)", "SUM(low)", "SUM(high)", "COUNT(*) - COUNT(high)")


@lru_cache(maxsize=64)
def start(setting: Setting, wanted: frozenset[str]) -> list[str]:
    """The tables of a run over years: `covered`, the outcomes that pay or may pay and that stages cover, and `given`, empty."""
    covered = _covered(setting, wanted | set(KEYS))
    if not covered:
        return []
    paying = Query("*").source(union(covered), "o")
    if setting.everything:
        paying.where("status IN ('granted', 'unknown')")
    tables = [f"group_{number_}" for number_ in range(len(setting.plan.groups))] + ["covered"]
    found = [store(tables[0], paying)]
    for group, before, after in zip(setting.plan.groups, tables, tables[1:], strict=False):
        found += groups.statements(setting, group, before, after)
    settled = "status = 'displaced'" if setting.plan.caps or setting.plan.pools else "TRUE"
    return [*found, store("given", Query("*").source("covered").where(settled))]


def years(setting: Setting) -> str:
    """The years that one after the other go through the stages, where each waits for what the one before it gave."""
    found = Query("year").source("covered").where(truth(not _alone(setting)), OPEN)
    return render(found.group("year").tree.order_by("year"))


@lru_cache(maxsize=64)
def statements(setting: Setting) -> list[str]:
    """What one year runs, with the year as the parameter `year`: its outcomes through every stage, then into `given`."""
    plan = setting.plan
    found = [store("stage_0", Query("*").source("covered").where("year = $year", OPEN))]
    steps = [*(partial(_capped, plan, cap) for cap in plan.caps), *(partial(_drawn, setting, pool) for pool in plan.pools)]
    for number_, step in enumerate(steps):
        found += step(f"stage_{number_}", f"stage_{number_ + 1}")
    return [*found, append("given", Query("*").source(f"stage_{len(steps)}"))]


def _capped(plan: Plan, cap: Cap, before: str, after: str) -> list[str]:
    """What stores the outcomes of a year after a cap."""
    found = store(after, caps.cut(cap, before, [rule.id for rule in plan.rules]))
    return [store("scopes", caps.scopes(cap, before, years_alone=False)), found] if cap.years else [found]


def _drawn(setting: Setting, pool: Pool, before: str, after: str) -> list[str]:
    """What stores the outcomes of a year after a pool."""
    return [store("purse", pools.purse(setting, pool)), store(after, pools.allocate(setting, pool, before))]


@lru_cache(maxsize=64)
def at_once(setting: Setting) -> list[str]:
    """What puts all years through the only stage, where no year waits for another."""
    if not _alone(setting):
        return []
    (cap,) = setting.plan.caps
    rules_ = [rule.id for rule in setting.plan.rules]
    return [store("scopes", caps.scopes(cap, "covered", years_alone=True)), append("given", caps.cut(cap, "covered", rules_, _worlds(setting)))]


def _worlds(setting: Setting) -> Sequence[str]:
    """The worlds in which a covered rule may pay: where a clause only bounds every sum and nothing settles one, nothing is shared in the lower."""
    steps = [step for rule in setting.plan.rules if setting.plan.capped(rule) for step in rule.steps]
    return WORLDS[1:] if all(step.open for step in steps) and not setting.supplied else WORLDS


def _alone(setting: Setting) -> bool:
    """Whether one cap is all that rules share, and nothing was paid: then what earlier years got follows from what they asked."""
    plan = setting.plan
    return len(plan.caps) == 1 and plan.caps[0].plain and not (plan.groups or plan.pools or setting.has("paid", "amount"))


def whole(setting: Setting, rule: Rule, wanted: frozenset[str], subject: str | None) -> Query:
    """The outcomes of a rule that has parts, those of the subject, after all stages."""
    keys = {"firm"} if rule.clawback else set()
    if setting.plan.capped(rule):
        found = Query("*").source("given").where(equals(column("rule"), text(rule.id)))
    else:
        found = rules.outcomes(setting, Constants(Family((rule,))), wanted | keys)
    return _of_subject(_closed(found), subject)


@lru_cache(maxsize=64)
def result(setting: Setting, years: tuple[int, ...] | None, subject: str | None) -> Asked:
    """The outcomes of the years and the subject after all stages, those of rules that have parts as these."""
    tables, parts = _uncovered(setting, COLUMNS)
    refused = _refused(setting) if setting.everything else []
    parts += [Query("*").source(found, "o").where(f"NOT {PAYING}") for found in refused]
    names = [name for name in COLUMNS if name not in KEYS]
    found = []
    if parts := [*parts, *_given(setting)]:
        found.append(Query(*map(column, names), *(named(cast(exp.null(), type_), name) for name, type_ in PARTS.items())).source(union(parts), "o"))
    if divided := _divided(setting):
        found.append(divided if setting.everything else divided.where(PAYING))
    return tables, render(_of_years(_of_subject(Query("*").source(union(found), "o"), subject), years))


@lru_cache(maxsize=64)
def asked(setting: Setting) -> str | None:
    """What stores in `asked` all that is asked of the plan's cap, where it has one alone and nothing was paid: no line is needed to add it up."""
    if not _alone(setting) or any(rule.parted for rule in setting.plan.rules if setting.plan.capped(rule)):
        return None
    (cap,) = setting.plan.caps
    return store("asked", caps.asked(cap, union(_covered(setting, (*SUMS, cap.per)))))


@lru_cache(maxsize=64)
def totals(setting: Setting, years: tuple[int, ...] | None, from_asked: bool) -> Asked:
    """Rule, step, year, count of lines, sums of their lower and upper ends in 分, and how many have no upper end."""
    tables, parts = _uncovered(setting, SUMS)
    parts += [] if from_asked else _given(setting)
    if divided := _divided(setting):
        parts.append(divided.where(PAYING))
    found = [Query("rule", "step", "year", *SUMMED).source(part, "o").group("rule", "step", "year") for part in parts]
    found += [caps.totals(cap) for cap in setting.plan.caps if from_asked]
    return tables, render(_of_years(Query("*").source(union(found), "t"), years))


def _covered(setting: Setting, wanted: Collection[str]) -> list[Query]:
    """The outcomes of each rule that a stage covers."""
    return [rules.outcomes(setting, Constants(Family((rule,))), wanted) for rule in setting.plan.rules if setting.plan.capped(rule)]


def _uncovered(setting: Setting, wanted: Collection[str]) -> tuple[list[Filled], list[Query]]:
    """The outcomes of the rules that no stage covers, those of one shape as one query, and the tables of their constants."""
    alone = [rule for rule in setting.plan.rules if not (rule.parted or setting.plan.capped(rule))]
    found = [Family((rule,)) for rule in alone] if setting.everything else families(setting.plan, alone)
    named_ = [Constants(family, f"constants_{number_}") for number_, family in enumerate(found)]
    parts = [(constants, rules.outcomes(setting, constants, wanted)) for constants in named_]
    tables = [table for constants in named_ for table in [constants.filled()] if table]
    return tables, [_closed(outcomes) if constants.family.rules[0].top_up else outcomes for constants, outcomes in parts]


def _refused(setting: Setting) -> list[Query]:
    """The outcomes of the rules that a stage covers or that have parts, of which those that pay stand elsewhere."""
    there = [rule for rule in setting.plan.rules if rule.parted or setting.plan.capped(rule)]
    return [rules.outcomes(setting, Constants(Family((rule,)))) for rule in there]


def _given(setting: Setting) -> list[Query]:
    """What stages let through of rules that have no parts; with refusals also what was displaced."""
    if not any(map(setting.plan.capped, setting.plan.rules)):
        return []
    divided = both(one_of(column("rule"), [rule.id for rule in setting.plan.rules if rule.parted]), PAYING)
    given = Query("*").source("given").where(negated(divided))
    return [_closed(given if setting.everything or not setting.plan.groups else given.where(OPEN))]


def _divided(setting: Setting) -> Query | None:
    """The lines of the rules that have parts."""
    return Query("*").source("parts") if any(rule.parted for rule in setting.plan.rules) else None


def _closed(outcomes: Query) -> Query:
    """The outcomes with their ends in order, and `cut` where a cap or a pool cut what was granted."""
    status = case((parsed("NOT (cap IS NULL AND pool IS NULL) AND status = 'granted'"), text("cut")), default=column("status"))
    low, high = parsed("CASE WHEN low > high THEN high ELSE low END"), parsed("CASE WHEN low > high THEN low ELSE high END")
    return Query(star(named(status, "status"), named(low, "low"), named(high, "high"))).source(outcomes)


def _of_subject(found: Query, subject: str | None) -> Query:
    """The rows of the subject, or that it is paid for; all where none is named."""
    if subject is None:
        return found
    return found.where(either(*(equals(column(name), text(subject)) for name in ("subject", "payee"))))


def _of_years(found: Query, years: tuple[int, ...] | None) -> Query:
    """The rows of the years, of all where none are named."""
    if years is None:
        return found
    return found.where(exp.In(this=column("year"), expressions=[number(year) for year in years] or [exp.null()]))
