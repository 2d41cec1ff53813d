"""What the rules stand on: Parquet columns read as cells are, their faults, the panel's years, and the sums paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp, select

from suance.award.cells import ABSENT, MISSING, MOST_FEN, NOWHERE, SPACE, Kind, Reading
from suance.award.lexicon import lexicon
from suance.award.needs import HOMES, OneOf
from suance.award.plan import Recognised, Reviewed
from suance.award.sql.rules import Setting, keys
from suance.award.sql.tree import NUMBER, Tree, case, column, either, is_null, named, number, one_of, text

WHOLE_TYPES = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})


def native(type_: str, reading: Reading) -> bool:
    """Whether SQL reads a Parquet column of that type as its cells would be read; what it does not, Python does."""
    exact = type_ in WHOLE_TYPES or (type_.startswith("DECIMAL") and _scale(type_) <= 18)
    if reading.kind in ("money", "number"):
        return exact and reading.power is not None
    return {"year": type_ in WHOLE_TYPES, "date": type_ == "DATE"}.get(reading.kind, type_ == "VARCHAR")


def _scale(type_: str) -> int:
    return int(type_.rstrip(")").split(",")[1]) if "," in type_ else 0


NULL = "\\N"
"""How a file of values writes that nothing is known."""

TYPES: Mapping[Kind, str] = {"money": "BIGINT", "number": NUMBER, "year": "INTEGER"}
"""The types of what cells say; any other kind is text."""


def written(path: str, columns: Mapping[str, Kind]) -> exp.Select:
    """The SELECT that reads back a file of values, each column in the type of its kind."""
    types = exp.Struct(expressions=[exp.PropertyEQ(this=text(name), expression=text(TYPES.get(kind, "VARCHAR"))) for name, kind in columns.items()])
    options = {"header": exp.false(), "auto_detect": exp.false(), "delim": text(","), "quote": text('"'), "escape": text('"'), "nullstr": text(NULL)}
    named_ = [exp.EQ(this=exp.column(name), expression=value) for name, value in (options | {"columns": types}).items()]
    found = select("*").from_(exp.Anonymous(this="READ_CSV", expressions=[text(path), *named_]))
    return found.select("CAST(SUBSTRING(date, 1, 4) AS INTEGER) AS year") if "date" in columns and "year" not in columns else found


def nothing(columns: Mapping[str, Kind]) -> exp.Select:
    """A table of no rows."""
    return select(*(named(exp.cast(exp.null(), TYPES.get(kind, "VARCHAR")), name) for name, kind in columns.items())).where(exp.false())


def read(path: str, columns: Mapping[str, tuple[str, str, Reading]]) -> exp.Select:
    """The SELECT that reads native columns of a Parquet file: name → header, type, reading."""
    found = select(*(named(_value(header, type_, reading), name) for name, (header, type_, reading) in columns.items())).from_(_parquet(path))
    of_date = "date" in columns and "year" not in columns
    return found.select(named(exp.func("YEAR", column(columns["date"][0])), "year")) if of_date else found


def _parquet(path: str) -> exp.Expr:
    return exp.func("READ_PARQUET", exp.Literal.string(path))


def _value(header: str, type_: str, reading: Reading) -> Tree:
    """A native cell's value: 分, a number, a year, ISO text or a name."""
    cell = column(header)
    if reading.kind == "money":
        return exp.cast(_scaled(cell, type_, (reading.power or 0) + 2), "BIGINT")
    if reading.kind == "number":
        return _scaled(exp.cast(cell, NUMBER), NUMBER, reading.power or 0)
    if reading.kind == "year":
        return exp.cast(cell, "INTEGER")
    return exp.cast(cell, "VARCHAR") if reading.kind == "date" else _name(cell, reading)


def _scaled(cell: Tree, type_: str, power: int) -> Tree:
    wide = exp.cast(cell, f"DECIMAL(38, {_scale(type_)})")
    return exp.Mul(this=wide, expression=number(10**power)) if power else wide


def _name(cell: Tree, reading: Reading) -> Tree:
    """Text without the space around it; what says nothing is NULL, what says none is ''; other words for a value are the value."""
    trimmed = exp.func("TRIM", cell, exp.Literal.string(SPACE))
    known = lexicon().values.get(reading.kind, {})
    branches = [(one_of(trimmed, sorted(MISSING)), text(None))]
    if reading.kind == "link":
        branches.append((one_of(trimmed, sorted(ABSENT)), text(NOWHERE)))
    for value in sorted(set(known.values())):
        branches.append((one_of(trimmed, [word for word, name in known.items() if name == value]), text(value)))
    return case(*branches, default=trimmed.copy())


def parquet_column(header: str) -> exp.Select:
    """One column of the Parquet file that is the parameter `file`."""
    return select(column(header)).from_(exp.func("READ_PARQUET", exp.Parameter(this=exp.var("file"))))


def faulty_cells(path: str, columns: Mapping[str, tuple[str, str, Reading]]) -> exp.Select:
    """One row of one truth: whether a native column has a cell that cannot be read. NULL or FALSE where none has."""
    bad = [fault for header, type_, reading in columns.values() for fault in _faults(header, type_, reading)]
    return select(exp.LogicalOr(this=either(bad))).from_(_parquet(path))


def _faults(header: str, type_: str, reading: Reading) -> list[Tree]:
    cell = column(header)
    found = [is_null(_name(cell, reading) if type_ == "VARCHAR" else cell)] if reading.filled else []
    if reading.kind == "year":
        found.append(exp.not_(exp.Between(this=cell, low=number(1900), high=number(2100))))
    if reading.kind == "date":
        found.append(exp.not_(exp.Between(this=exp.func("YEAR", cell), low=number(1900), high=number(2100))))
    if reading.kind in ("money", "number"):
        power = (reading.power or 0) + (2 if reading.kind == "money" else 0)
        scaled = _scaled(cell, type_, power)
        found.append(exp.GTE(this=exp.Abs(this=scaled), expression=number(MOST_FEN)))
        if not reading.signed:
            found.append(exp.LT(this=cell.copy(), expression=number(0)))
        if reading.kind == "money" and _scale(type_) > power:
            found.append(exp.NEQ(this=scaled.copy(), expression=exp.func("TRUNC", scaled.copy())))
    return found


def repeated(table: str, key: Sequence[str]) -> exp.Select:
    """A row where two rows of a table have the same key."""
    return select("1").from_(table).group_by(*(column(name) for name in key)).having("COUNT(*) > 1").limit(1)


def strangers(law: OneOf) -> exp.Select:
    """A row where a column says what it may not."""
    value = column(law.column, "t")
    found = select("1").from_(f"{law.table} AS t").where(exp.not_(is_null(value)), exp.NEQ(this=value, expression=text(NOWHERE)))
    for name, wanted in law.where:
        found = found.where(exp.EQ(this=column(name, "t"), expression=text(wanted)))
    if isinstance(law.values, tuple):
        return found.where(exp.not_(one_of(value, law.values))).limit(1)
    home, key = HOMES[law.values]
    return found.join(f"{home} AS h", on=exp.EQ(this=column(key, "h"), expression=value.copy()), join_type="left").where(f"h.{key} IS NULL").limit(1)


# ── years, payments ──────────────────────────────────────────────────────────


def span(setting: Setting) -> exp.Select:
    """The first and last year of what the triggers look at."""
    sources = [select("year").from_("firm_years")] if setting.has("firm_years", "year") else []
    for rule in setting.plan.rules:
        if isinstance(rule.trigger, Reviewed):
            sources.append(select("year").from_("projects"))
        elif isinstance(rule.trigger, Recognised):
            sources.append(select("year").from_("events").where(exp.EQ(this=column("event"), expression=text(rule.trigger.honour))))
    found = exp.union(*sources, distinct=False) if len(sources) > 1 else sources[0]
    return select("MIN(year)", "MAX(year)").from_(found.subquery("s"))


def paid_sums(setting: Setting) -> exp.Query:
    """What was paid for each rule, subject and year, with the names under which it adds up."""
    queries = []
    for rule in setting.plan.rules:
        ours = [exp.EQ(this=column(name), expression=text(value)) for name, value in (("policy", setting.plan.policy), ("rule", rule.id))]
        sums = select("rule", "subject_id AS subject", "year", "CAST(SUM(amount) AS BIGINT) AS amount").from_("paid")
        sums = sums.where(*ours).group_by("rule", "subject_id", "year")
        found = select("s.*", *(named(exp.cast(tree, "VARCHAR"), name) for name, tree in keys(setting, rule, "s"))).from_(sums.subquery("s"))
        home, key = HOMES[rule.subject]
        if setting.has(home, key):
            found = found.join(f"{home} AS h", on=f"h.{key} = s.subject", join_type="left")
        queries.append(found)
    return exp.union(*queries, distinct=False) if len(queries) > 1 else queries[0]


def known(setting: Setting, name: str) -> exp.Query:
    """A row where the panel has a subject or payee of that name."""
    places = [("firm_years", "firm_id"), *HOMES.values(), ("projects", "firm_id"), ("clusters", "promoter")]
    queries = [
        select("1 AS found").from_(table).where(exp.EQ(this=column(key), expression=text(name))) for table, key in places if setting.has(table, key)
    ]
    return exp.union(*queries, distinct=False).limit(1) if len(queries) > 1 else queries[0].limit(1)
