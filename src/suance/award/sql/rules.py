"""A rule's outcomes before caps, as one SELECT: seen → told → judged → paid.

`seen` has a row for each subject and year with what the trigger looks at, `told` the truth of each condition, `judged`
the status and its cause, and the last layer the step, its sums, and what settles them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp, select

from suance.award.needs import HOMES
from suance.award.plan import AttributeIn, Condition, Crosses, First, Has, MetricIs, Plan, Recognised, Reviewed, Rule, Step, metrics
from suance.award.sql.tree import NUMBER, Tree, case, column, compare, either, is_null, named, number, one_of, parsed, text, truth

PAYING = ("granted", "unknown")
EARLIER = "OVER (PARTITION BY subject ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
KEYS = ("project", "firm", "cluster")
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("rule", "step", "subject"), "VARCHAR"),
    "year": "INTEGER",
    **dict.fromkeys(("status", "cause"), "VARCHAR"),
    **dict.fromkeys(("low", "high"), "BIGINT"),
    **dict.fromkeys(("value", "prior"), "BIGINT"),
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
    has: Callable[[str, str], bool]
    """whether a table is at hand with a column"""
    complete_since: int | None
    everything: bool
    """whether refusals are wanted; without them only rows that can pay, or are unknown, are looked at"""
    supplied: bool

    def base(self, first: First | None) -> int | None:
        """The first year that counts for 首次."""
        return self.plan.counts_from(first)

    @property
    def figures(self) -> str:
        """The type that holds every metric of the plan: whole 分 where all are money."""
        money = all(metric.unit == "CNY" for rule in self.plan.rules for metric in metrics(rule))
        return "BIGINT" if money else NUMBER

    def figure(self, tree: Tree) -> Tree:
        """A metric in the type that all figures share."""
        return exp.cast(tree, self.figures)


def nothing(setting: Setting) -> exp.Select:
    """The table of outcomes without rows."""
    types = {**COLUMNS, "value": setting.figures, "prior": setting.figures}
    return select(*(named(exp.cast(exp.null(), type_), name) for name, type_ in types.items())).where(exp.false())


def outcomes(setting: Setting, rule: Rule) -> exp.Query:
    """The outcomes of a rule before caps, with the columns of COLUMNS."""
    judged = _judged(rule, _told(setting, rule).subquery("t"))
    choices = (
        [([step], _paying().and_(_set_off(number_))) for number_, step in enumerate(rule.steps)] if rule.each else [(list(rule.steps), truth(True))]
    )
    queries = [_chosen(rule, judged, steps, where) for steps, where in choices]
    if rule.each:
        queries.append(_chosen(rule, judged, [], exp.not_(_paying())))
    found = exp.union(*queries, distinct=False) if len(queries) > 1 else queries[0]
    settled = _settled(rule, select("*").from_((_topped(found) if rule.top_up else found).subquery("t")).subquery("t"))
    return settled if setting.everything else settled.where(one_of(column("status"), PAYING))


# ── seen ─────────────────────────────────────────────────────────────────────


def _seen(setting: Setting, rule: Rule) -> exp.Select:
    on = rule.trigger
    if isinstance(on, Crosses):
        return _crossings(setting, rule, on)
    return _recognitions(setting, rule, on) if isinstance(on, Recognised) else _reviews(setting, on)


def _crossings(setting: Setting, rule: Rule, on: Crosses) -> exp.Select:
    """Each firm in each year from its first to its last, with the metric now and its past; a missing row is a NULL."""
    base = setting.base(on.first)
    spans = select("firm_id AS subject", "MIN(year) AS first_year", "MAX(year) AS last_year").from_("firm_years").group_by("firm_id")
    if not setting.everything:
        metric = column(on.metric.name)
        lowest = min(step.threshold for step in rule.steps)
        may_pass = exp.or_(compare(metric, "ge", lowest), is_null(metric))
        spans = spans.having(exp.or_(exp.LogicalOr(this=may_pass), "COUNT(*) <= MAX(year) - MIN(year)"))
    grid = (
        select("s.subject", "s.first_year", "y.year", "y.gate", named(column(on.metric.name, "f"), "value"))
        .from_(spans.subquery("s"))
        .join("years AS y", on="y.year BETWEEN s.first_year AND s.last_year")
        .join("firm_years AS f", on="f.firm_id = s.subject AND f.year = y.year", join_type="left")
        .select(named(_counts(base), "counts"))
    )
    return (
        select("subject", "year", "gate", "value", "counts", "CAST(NULL AS VARCHAR) AS day")
        .select(named(_unseen(setting, on.first, column("first_year")), "unseen"))
        .select(f"MAX(CASE WHEN counts THEN value END) {EARLIER} AS prior", f"MIN(CASE WHEN counts AND value IS NULL THEN year END) {EARLIER} AS gap")
        .from_(grid.subquery("g"))
    )


def _counts(base: int | None) -> Tree:
    return truth(True) if base is None else compare(column("year", "y"), "ge", base)


def _unseen(setting: Setting, first: First | None, year: Tree) -> Tree:
    """Whether years that count lie before both the panel's complete years and the given year."""
    since, base = setting.complete_since, setting.base(first)
    if first is None or since is None or (base is not None and base >= since):
        return truth(False)
    return truth(True) if base is None else compare(year, "gt", base)


def _recognitions(setting: Setting, rule: Rule, on: Recognised) -> exp.Select:
    """Each subject in each year of the panel, with its recognitions in the year and before."""
    home, key = HOMES[rule.subject]
    events = _events(on.honour, on.level, setting.base(on.first))
    current = (
        select("subject_id", "year", "BOOL_OR(matches) AS matches", "MIN(date) AS day").from_(events.subquery("e")).group_by("subject_id", "year")
    )
    found = (
        select(named(column(key, "h"), "subject"), "y.year", "y.gate", "c.day", "NULL AS value", "NULL AS prior")
        .select("c.matches AS current", "c.subject_id IS NOT NULL AS any_current", "p.sure", "p.maybe")
        .select("CASE WHEN p.maybe < y.year THEN p.maybe END AS gap", named(_unseen(setting, on.first, column("year", "y")), "unseen"))
        .from_(f"{home} AS h")
        .join("years AS y", join_type="cross")
        .join(current.subquery("c"), on=exp.and_(f"c.subject_id = h.{key}", "c.year = y.year"), join_type="left")
        .join(_first_times(events).subquery("p"), on=f"p.subject_id = h.{key}", join_type="left")
    )
    return found if setting.everything else found.where("c.subject_id IS NOT NULL")


def _events(honour: str, level: str | None, base: int | None) -> exp.Select:
    """The events of an honour that match the level, or may."""
    matches = truth(True) if level is None else exp.EQ(this=column("level"), expression=text(level))
    found = select("subject_id", "date", "year", named(matches, "matches")).from_("events")
    found = found.where(exp.EQ(this=column("event"), expression=text(honour)), exp.Coalesce(this=matches.copy(), expressions=[truth(True)]))
    return found if base is None else found.where(compare(column("year"), "ge", base))


def _first_times(events: exp.Select) -> exp.Select:
    """The first year of a sure event and of one of unknown level, for each subject."""
    return (
        select("subject_id", "MIN(CASE WHEN matches THEN year END) AS sure", "MIN(CASE WHEN matches IS NULL THEN year END) AS maybe")
        .from_(events.subquery("e"))
        .group_by("subject_id")
    )


def _reviews(setting: Setting, on: Reviewed) -> exp.Select:
    """Each project that is of the kind, or may be, in its year."""
    found = (
        select("h.project_id AS subject", "y.year", "y.gate", "NULL AS value", "NULL AS prior", "CAST(NULL AS INTEGER) AS gap", "FALSE AS unseen")
        .select("h.kind", "h.cluster_id AS place" if on.in_cluster else "'in' AS place")
        .from_("projects AS h")
        .join("years AS y", on="y.year = h.year")
        .where(exp.or_(exp.EQ(this=column("kind", "h"), expression=text(on.kind)), "h.kind IS NULL"))
    )
    return found.select("h.date AS day" if setting.has("projects", "date") else "CAST(NULL AS VARCHAR) AS day")


# ── told ─────────────────────────────────────────────────────────────────────


def _told(setting: Setting, rule: Rule) -> exp.Select:
    """The seen rows with the truth of the trigger and of each condition, who is paid, and where sums add up."""
    home, key = HOMES[rule.subject]
    found = select("s.subject", "s.year", "s.gate", "s.gap", "s.day").from_(_seen(setting, rule).subquery("s"))
    found = found.select(*(named(setting.figure(column(name, "s")), name) for name in ("value", "prior")))
    for name, tree in _trigger(rule):
        found = found.select(named(tree, name))
    for number_, condition in enumerate(rule.when):
        held, value = _condition(setting, rule, condition, number_)
        found = found.select(named(held, f"c{number_}"), named(setting.figure(value), f"v{number_}"))
        if isinstance(condition, Has):
            times = _first_times(_events(condition.honour, condition.level, None)).subquery(f"e{number_}")
            found = found.join(times, on=f"e{number_}.subject_id = s.subject", join_type="left")
    if setting.has(home, key):
        found = found.join(f"{home} AS h", on=f"h.{key} = s.subject", join_type="left")
    if rule.table == "firm_years" and any(isinstance(condition, MetricIs) for condition in rule.when):
        found = found.join("firm_years AS m", on="m.firm_id = s.subject AND m.year = s.year", join_type="left")
    paid = exp.and_(exp.EQ(this=column("rule", "p"), expression=text(rule.id)), "p.subject = s.subject", "p.year = s.year")
    found = found.join("paid_sums AS p", on=paid, join_type="left")
    claim = setting.supplied and rule.steps[0].open and rule.subject == "project" and setting.has("projects", "claim")
    found = found.select("p.amount AS paid", "h.claim AS claim" if claim else "CAST(NULL AS BIGINT) AS claim")
    return found.select(named(_payee(setting, rule), "payee"), *(named(tree, name) for name, tree in keys(setting, rule, "s")))


def _trigger(rule: Rule) -> Iterator[tuple[str, Tree]]:
    """Which steps may be set off, why none is (`no`), and what is open about it (`open`)."""
    on = rule.trigger
    if isinstance(on, Crosses):
        yield from _crossed(rule)
    elif isinstance(on, Recognised):
        before = "s.sure < s.year" if on.first else "FALSE"
        yield "set0", exp.and_("s.any_current", exp.not_(exp.Coalesce(this=parsed(before), expressions=[truth(False)])))
        yield "no", parsed("CASE WHEN s.any_current THEN 'again' ELSE 'none' END")
        past = "WHEN NOT s.gap IS NULL THEN 'gap' WHEN s.unseen THEN 'history'" if on.first else ""
        yield "open", parsed(f"CASE WHEN s.current IS NULL THEN 'level' {past} ELSE '' END")
    else:
        yield "set0", parsed("COALESCE(s.place <> '', TRUE)")
        yield "no", text("outside")
        yield "open", parsed("CASE WHEN s.kind IS NULL THEN 'kind' WHEN s.place IS NULL THEN 'link' ELSE '' END")


def _crossed(rule: Rule) -> Iterator[tuple[str, Tree]]:
    value, prior = column("value", "s"), column("prior", "s")
    passes = [exp.Coalesce(this=compare(value, step.op, step.threshold), expressions=[truth(True)]) for step in rule.steps]
    for number_, step in enumerate(rule.steps):
        earlier = exp.Coalesce(this=compare(prior, step.op, step.threshold), expressions=[truth(False)])
        yield f"set{number_}", exp.and_(passes[number_], exp.not_(earlier), "s.counts")
    yield "no", case((exp.not_(column("counts", "s")), text("early")), (either(passes), text("again")), default=text("below"))
    yield "open", parsed("CASE WHEN s.value IS NULL THEN 'value' WHEN NOT s.gap IS NULL THEN 'gap' WHEN s.unseen THEN 'history' ELSE '' END")


def _condition(setting: Setting, rule: Rule, condition: Condition, number_: int) -> tuple[Tree, Tree]:
    """Whether a condition holds, and the figure it looked at."""
    if isinstance(condition, MetricIs):
        value = column(condition.metric.name, "m" if rule.table == "firm_years" else "h")
        return compare(value, condition.op, condition.threshold), value
    if isinstance(condition, AttributeIn):
        return one_of(column(condition.attribute, "h"), condition.values), exp.null()
    table = f"e{number_}"
    maybe = truth(True) if setting.complete_since is not None else parsed(f"{table}.maybe <= s.year")
    sure = parsed(f"{table}.sure <= s.year")
    return case((sure, truth(True)), (maybe, truth(None)), default=truth(False)), exp.null()


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


def _judged(rule: Rule, told: exp.Subquery) -> exp.Select:
    """The told rows with status and cause."""
    gate, held = column("gate"), [column(f"c{number_}") for number_ in range(len(rule.when))]
    none_set = exp.not_(either(_set_off(number_) for number_ in range(len(rule.steps))))
    after = exp.EQ(this=gate.copy(), expression=text("after"))
    gated = exp.not_(is_null(gate))
    failed = [(exp.not_(c), text(f"when:{number_}")) for number_, c in enumerate(held)]
    unsure = [(is_null(c), text(f"when:{number_}")) for number_, c in enumerate(held)]
    opened = exp.NEQ(this=column("open"), expression=text(""))
    status = case(
        (after, text("expired")),
        (exp.or_(gated, *(condition for condition, _ in failed)), text("not_eligible")),
        (none_set, text("not_triggered")),
        (exp.or_(opened, *(condition for condition, _ in unsure)), text("unknown")),
        default=text("granted"),
    )
    cause = case((gated.copy(), gate.copy()), *failed, (none_set.copy(), column("no")), *unsure, default=column("open"))
    figure = case(
        (gated.copy(), exp.null()),
        *((condition.copy(), column(f"v{number_}")) for number_, (condition, _) in enumerate(failed)),
        default=column("value"),
    )
    return select("* EXCLUDE (value)", named(status, "status"), named(cause, "cause"), named(figure, "value")).from_(told)


def _set_off(number_: int) -> exp.Column:
    return column(f"set{number_}")


def _paying() -> exp.In:
    return exp.In(this=column("status"), expressions=[text(status) for status in PAYING])


def _chosen(rule: Rule, judged: exp.Select, steps: list[Step], where: Tree) -> exp.Select:
    """The judged rows with the first of the steps that is set off, and its sums in both worlds."""
    numbers = {step.id: number_ for number_, step in enumerate(rule.steps)}
    refused = (exp.not_(_paying()), text(None))
    set_off = [(_set_off(numbers[step.id]), step) for step in steps]
    unsure = exp.NEQ(this=column("status"), expression=text("granted"))
    step_id = case(refused, *((flag.copy(), text(step.id)) for flag, step in set_off))
    high = case((exp.not_(_paying()), number(0)), *((flag.copy(), number(step.amount)) for flag, step in set_off), default=number(0))
    low = case((unsure, number(0)), *((flag.copy(), number(0 if step.open else step.amount)) for flag, step in set_off), default=number(0))
    known = exp.not_(one_of(column("status"), ("not_eligible", "expired")))
    found = select("subject", "year", "status", "cause", "value", "day", "payee", "paid", "claim", *KEYS)
    found = found.select(named(case((known, column("prior"))), "prior"), named(case((_paying(), column("gap"))), "gap"))
    found = found.select(named(step_id, "step"), named(_long(low), "low"), named(_long(high), "high"))
    return found.from_(judged.subquery("j")).where(where)


def _long(tree: Tree) -> Tree:
    return exp.cast(tree, "BIGINT")


def _topped(found: exp.Query) -> exp.Select:
    """Each sum less the largest that an earlier year of the subject gave."""
    worlds = []
    for world in ("low", "high"):
        earlier = parsed(f"COALESCE(MAX({world}) {EARLIER}, 0)")
        rest = exp.Sub(this=column(world), expression=earlier)
        worlds.append(named(case((exp.GT(this=column(world), expression=earlier.copy()), rest), default=number(0)), world))
    return select("* EXCLUDE (low, high)", *worlds).from_(found.subquery("t"))


def _settled(rule: Rule, found: exp.Subquery) -> exp.Select:
    """The rows with the sum that was paid for them, or that a project claims."""
    paid = exp.and_(_paying(), "NOT paid IS NULL")
    claimed = exp.and_(_paying(), "NOT claim IS NULL")
    granted = exp.EQ(this=column("status"), expression=text("granted"))
    less = parsed("CASE WHEN claim < high THEN claim ELSE high END")
    return select(
        named(text(rule.id), "rule"),
        "step",
        "subject",
        "year",
        named(case((paid, text("granted")), default=column("status")), "status"),
        named(case((paid.copy(), text("paid")), (exp.and_(claimed, granted), text("claim")), default=column("cause")), "cause"),
        named(case((paid.copy(), column("paid")), (exp.and_(claimed.copy(), granted.copy()), less), default=column("low")), "low"),
        named(case((paid.copy(), column("paid")), (claimed.copy(), less.copy()), default=column("high")), "high"),
        "value",
        "prior",
        "gap",
        "day",
        "payee",
        "NULL AS cap",
        "NULL AS used",
        *KEYS,
    ).from_(found)
