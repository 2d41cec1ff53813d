"""What a plan needs of a panel: tables, columns and how they are read, and what must hold between them.

Only what a rule names is needed; whatever else a panel holds is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from suance.award.amount import Amount, Choice, Follows, Held, Open, Worthwhile, inside
from suance.award.cells import Kind
from suance.award.lexicon import lexicon
from suance.award.measure import MOST_PERCENT, PLACES, benchmarks_of, cell_limits
from suance.award.plan import Plan
from suance.award.rule import (
    Crosses,
    Recognised,
    Reviewed,
    Rule,
    conditions,
)
from suance.award.when import Against, AttributeIn, Growth, Leaf, Metric, MetricIs, Rank, leaves
from suance.terms.subject import SUBJECTS, Subject, column_of

KEYS: Mapping[str, tuple[str, ...]] = {
    **{kind.table: (column_of(name),) for name, kind in SUBJECTS.items()},
    "firm_years": ("firm_id", "year"),
    "benchmarks": ("benchmark", "year"),
}
"""Columns that tell the rows of a table apart."""

HOMES: Mapping[Subject, tuple[str, str]] = {name: (kind.table, column_of(name)) for name, kind in SUBJECTS.items()}
"""The table and column where each subject is named."""

LINKS: Mapping[str, Subject] = {column_of(name): name for name in SUBJECTS}
"""Columns that name a subject of another table."""

PAYEES: Sequence[tuple[str, str]] = (
    *((kind.table, column_of(kind.payee)) for kind in SUBJECTS.values() if kind.payee),
    ("clusters", "promoter"),
)
"""Where else someone is named who may be paid."""


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is read, and which rule needs it; an optional one may be absent."""

    kind: Kind
    rule: str
    unit: str = "CNY"
    signed: bool = False
    optional: bool = False
    filled: bool = False
    """whether every cell must say something"""
    most: int | None = None
    """so much that its sum is still one that can be; what is counted must then be whole"""
    places: int = 0
    """decimals of what has a most"""
    rows: tuple[tuple[str, Column], ...] = ()
    """where a row's first key says how it is read: how, for each that is asked for; the others say nothing"""


@dataclass(frozen=True, slots=True)
class OneOf:
    """In rows whose `where` columns have the given values, the column is one of the values, or names a subject that the panel knows."""

    table: str
    column: str
    where: tuple[tuple[str, str], ...]
    values: tuple[str, ...] | Subject
    what: str
    hint: str


@dataclass(slots=True)
class Needs:
    """Tables → columns, the tables that must be there, and what must hold between them."""

    columns: dict[str, dict[str, Column]] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    """table → the first rule that needs it"""
    laws: list[OneOf] = field(default_factory=list)

    def add(self, table: str, rule: str, **columns: Column) -> None:
        """Adds columns of a table that a rule cannot do without."""
        self.required.setdefault(table, rule)
        self._merge(table, columns)

    def use(self, table: str, **columns: Column) -> None:
        """Adds columns of a table that are used where they are there."""
        self._merge(table, columns)

    def key(self) -> object:
        """What is needed, to be told apart from what another plan needs."""
        return tuple((table, tuple(columns.items())) for table, columns in self.columns.items()), tuple(self.laws)

    def _merge(self, table: str, columns: Mapping[str, Column]) -> None:
        known = self.columns.setdefault(table, {})
        for name, column in columns.items():
            there = known.get(name)
            most = min((bound.most for bound in (there, column) if bound and bound.most is not None), default=None)
            places = max((bound.places for bound in (there, column) if bound), default=0)
            rows = _both(there.rows if there else (), column.rows)
            kept = column if there is None or (there.optional and not column.optional) else there
            known[name] = replace(kept, most=most, places=places, rows=rows)


def _both(one: tuple[tuple[str, Column], ...], other: tuple[tuple[str, Column], ...]) -> tuple[tuple[str, Column], ...]:
    """How rows are read that two rules ask for, the narrower reading of each."""
    found = dict(one)
    for name, column in other:
        there = found.get(name)
        found[name] = column if there is None or there.most is None else there
    return tuple(sorted(found.items(), key=lambda item: item[0]))


def of(plan: Plan) -> Needs:
    """What the plan needs of a panel."""
    needs = Needs()
    for rule in plan.rules:
        _trigger(needs, rule)
        for condition in leaves(conditions(rule)):
            _condition(needs, rule, condition)
        for step in rule.steps:
            _amount(needs, rule, step.amount)
        _payout(needs, rule)
        _scopes(needs, plan, rule)
        _payee(needs, rule)
        needs.use(HOMES[rule.subject][0], name=Column("text", rule.id, optional=True))
    _paid(needs, plan)
    _links(needs)
    return needs


def _id(rule: str) -> Column:
    return Column("id", rule, filled=True)


def _year(rule: str) -> Column:
    return Column("year", rule, filled=True)


def _trigger(needs: Needs, rule: Rule) -> None:
    trigger, home, key = rule.trigger, *HOMES[rule.subject]
    if isinstance(trigger, Crosses):
        _metric(needs, rule, trigger.metric)
    elif isinstance(trigger, Recognised):
        needs.add(home, rule.id, **{key: _id(rule.id)})
        _events(needs, rule, trigger.level or next((step.level for step in rule.steps), None))
        _refers(needs, "events", "subject_id", rule.subject, ("event", trigger.honour))
    elif isinstance(trigger, Reviewed):
        needs.add(home, rule.id, **{key: _id(rule.id)}, kind=Column("kinds", rule.id), year=_year(rule.id))
        needs.use(home, date=Column("date", rule.id, optional=True))
        if trigger.stage is not None:
            _events(needs, rule, None)
        if trigger.in_cluster:
            needs.add(home, rule.id, cluster_id=Column("link", rule.id))

    else:
        needs.add("firm_years", rule.id, firm_id=_id(rule.id), year=_year(rule.id))


def _amount(needs: Needs, rule: Rule, amount: Amount, bounded: bool = False) -> None:
    """The figures that an amount follows: of no more than what they bring can be."""
    if isinstance(amount, Follows):
        for metric, most in cell_limits(amount.figure, amount.steepest, bounded).items():
            _metric(needs, rule, metric, most)
        for name in benchmarks_of(amount.figure):
            _benchmark(needs, rule, name, Column("number", rule.id, "%", most=MOST_PERCENT, places=PLACES))
    for case in amount.cases if isinstance(amount, Choice) else ():
        for metric, most in cell_limits(case.passing.figure, Fraction(1), True).items() if case.passing else ():
            _metric(needs, rule, metric, most)
    for part in inside(amount):
        _amount(needs, rule, part, isinstance(amount, Held) or (bounded and isinstance(amount, Open | Worthwhile)))


def _condition(needs: Needs, rule: Rule, condition: Leaf) -> None:
    if isinstance(condition, MetricIs | Growth):
        _metric(needs, rule, condition.metric)
    elif isinstance(condition, Against):
        _metric(needs, rule, condition.metric)
        _benchmark(needs, rule, condition.benchmark, Column("number", rule.id, condition.unit, signed=True))
    elif isinstance(condition, Rank):
        _metric(needs, rule, condition.metric)
        _place(needs, rule, condition.per)
    elif isinstance(condition, AttributeIn):
        home, key = HOMES[rule.subject]
        kind: Kind = "link" if condition.attribute in LINKS else "levels" if condition.attribute == "level" else "text"
        needs.add(home, rule.id, **{key: _id(rule.id), condition.attribute: Column(kind, rule.id)})
    else:
        _events(needs, rule, condition.level)


def _place(needs: Needs, rule: Rule, per: str) -> None:
    """The column that tells within which scope a subject is ranked."""
    home, key = HOMES[rule.subject]
    if per in SUBJECTS:
        needs.add(home, rule.id, **{key: _id(rule.id), column_of(per): Column("link", rule.id)})
    elif per != "award":
        needs.add(home, rule.id, **{key: _id(rule.id), per: Column("text", rule.id)})


def _metric(needs: Needs, rule: Rule, metric: Metric, most: int | None = None) -> None:
    _figure(needs, rule.subject, rule.id, metric, most)


def _figure(needs: Needs, subject: Subject, rule: str, metric: Metric, most: int | None = None) -> None:
    """A figure of a subject: of a year, where its table has years."""
    kind: Kind = "money" if metric.unit == "CNY" else "number"
    column = Column(
        kind, rule, metric.unit, lexicon().signed(metric.name), most=most, places=PLACES if most is not None and metric.unit == "%" else 0
    )
    needs.add(SUBJECTS[subject].figures, rule, **{HOMES[subject][1]: _id(rule), metric.name: column})
    if SUBJECTS[subject].yearly:
        needs.add(SUBJECTS[subject].figures, rule, year=_year(rule))


def _events(needs: Needs, rule: Rule, level: str | None) -> None:
    date = Column("date", rule.id, filled=True)
    needs.add("events", rule.id, subject_id=_id(rule.id), event=Column("honours", rule.id, filled=True), date=date)
    needs.use("events", level=Column("levels", rule.id, optional=level is None))


def _scopes(needs: Needs, plan: Plan, rule: Rule) -> None:
    """The links by which awards meet in groups and add up under caps, and the figures that ceilings and pools follow."""
    home, key = HOMES[rule.subject]
    meets = [group.match for group in plan.groups if rule.id in group.members]
    for scope in (*meets, *(cap.per for cap in plan.caps if rule.id in cap.covers)):
        if scope not in ("award", rule.subject):
            needs.add(home, rule.id, **{key: _id(rule.id), column_of(scope): Column("link", rule.id)})
    for cap in plan.caps:
        if rule.id in cap.covers and cap.of is not None and cap.per != "award":
            _figure(needs, cap.per, rule.id, cap.of)
    for pool in plan.pools:
        if rule.id in pool.covers and pool.by is not None:
            _metric(needs, rule, pool.by)


def _payout(needs: Needs, rule: Rule) -> None:
    """The events and the yearly rates on which instalments and returns depend."""
    if rule.clawback or any(part.event for part in rule.schedule):
        _events(needs, rule, None)
    for part in rule.clawback:
        if part.benchmark is not None:
            _benchmark(needs, rule, part.benchmark, Column("number", rule.id, "%", signed=True))


def _benchmark(needs: Needs, rule: Rule, name: str, value: Column) -> None:
    """A figure that somebody publishes, a row a year; each is read in its own unit."""
    needs.add("benchmarks", rule.id, benchmark=_id(rule.id), year=_year(rule.id), value=replace(value, rows=((name, value),)))


def _payee(needs: Needs, rule: Rule) -> None:
    if rule.promoter:
        needs.add("clusters", rule.id, cluster_id=_id(rule.id), promoter=Column("text", rule.id))
    kind = SUBJECTS[rule.subject]
    if kind.payee:
        needs.use(kind.table, **{column_of(kind.payee): Column("link", rule.id, optional=True)})
    if rule.subject == "project":
        needs.use("projects", claim=Column("money", rule.id, optional=True))


def _paid(needs: Needs, plan: Plan) -> None:
    needs.use("paid", policy=_id("paid"), rule=_id("paid"), subject_id=_id("paid"), year=_year("paid"))
    needs.use("paid", amount=Column("money", "paid", filled=True))
    if any(rule.parted for rule in plan.rules):
        needs.use("paid", part=Column("text", "paid", optional=True))
    rules = tuple(rule.id for rule in plan.rules if not rule.each)
    what = "这条规则的已付款不能计入：政策里没有它，或它逐档给付而分不清是哪一档"
    ours = ("policy", plan.policy)
    needs.laws.append(OneOf("paid", "rule", (ours,), rules, what, f"可用的规则：{'、'.join(rules) or '无'}"))
    for rule in plan.rules:
        _refers(needs, "paid", "subject_id", rule.subject, ours, ("rule", rule.id))


def _links(needs: Needs) -> None:
    """A subject that a row names is in its own table, where that table is there."""
    for table, columns in list(needs.columns.items()):
        for column, subject in LINKS.items():
            if column in columns and HOMES[subject][0] != table:
                _refers(needs, table, column, subject)


def _refers(needs: Needs, table: str, column: str, subject: Subject, *where: tuple[str, str]) -> None:
    home, key = HOMES[subject]
    needs.use(home, **{key: _id(next(iter(needs.required.values()), ""))})
    law = OneOf(table, column, where, subject, f"不在 {home} 表中", f"核对编号，或在 {home} 表中补上")
    if law not in needs.laws:
        needs.laws.append(law)
