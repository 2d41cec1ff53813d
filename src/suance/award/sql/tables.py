"""What the rules stand on: Parquet columns read as cells are, their faults, the panel's years, and the sums paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlglot import exp

from suance.award.cells import ABSENT, NOWHERE, Kind, Reading
from suance.award.lexicon import lexicon
from suance.award.needs import HOMES, PAYEES, OneOf
from suance.award.needs import KEYS as ROW_KEYS
from suance.award.plan import Plan
from suance.award.rule import Recognised, Reviewed
from suance.award.sql.setting import KEYS, Setting
from suance.award.sql.tree import (
    NUMBER,
    YUAN,
    Query,
    Tree,
    both,
    calendar,
    case,
    cast,
    column,
    differs,
    either,
    equals,
    is_null,
    named,
    negated,
    number,
    one_of,
    render,
    text,
    truth,
    union,
    unless_null,
)
from suance.table.cell import MOST_FEN
from suance.table.sheet import MISSING, SPACE
from suance.terms.subject import column_of

WHOLE_TYPES = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})
TYPES: Mapping[Kind, str] = {"money": YUAN, "number": NUMBER, "year": "INTEGER"}
"""The types of what cells say; any other kind is text."""
NULL = "\x1f"
"""How a file of values writes that nothing is known: no cell holds a separator of units."""

LINES: Mapping[str, str] = {
    **dict.fromkeys(("policy", "rule", "step", "subject_id"), "VARCHAR"),
    "year": "INTEGER",
    "part": "VARCHAR",
    **dict.fromkeys(("amount", "amount_min", "amount_max"), "DECIMAL(20, 2)"),
    **dict.fromkeys(("status", "reason", "payee", "cite"), "VARCHAR"),
}
"""The columns of lines that leave, and their types; sums in 元."""
TOTALS: Mapping[str, str] = {
    **dict.fromkeys(("policy", "rule", "step"), "VARCHAR"),
    "year": "INTEGER",
    "lines": "BIGINT",
    **dict.fromkeys(("low", "high"), "DECIMAL(38, 2)"),
}
"""The columns of totals that leave."""

Native = Mapping[str, tuple[str, str, Reading]]
"""Columns that SQL reads itself: name → header, type, reading."""


# ── files ────────────────────────────────────────────────────────────────────


def native(type_: str, reading: Reading) -> bool:
    """Whether SQL reads a Parquet column of that type as its cells would be read; what it does not, Python does."""
    if reading.kind in ("money", "number"):
        return reading.power is not None and (type_ in WHOLE_TYPES or (type_.startswith("DECIMAL") and _scale(type_) <= 18))
    return {"year": type_ in WHOLE_TYPES, "date": type_ == "DATE"}.get(reading.kind, type_ == "VARCHAR")


def _scale(type_: str) -> int:
    return int(type_.rstrip(")").split(",")[1]) if "," in type_ else 0


def written(path: str, columns: Mapping[str, Kind]) -> Query:
    """The SELECT that reads back a file of values, each column in the type of its kind."""
    found = values(path, {name: TYPES.get(kind, "VARCHAR") for name, kind in columns.items()})
    return found.select("CAST(SUBSTRING(date, 1, 4) AS INTEGER) AS year") if "date" in columns and "year" not in columns else found


def copy_values(source: str, types: Mapping[str, str], path: str) -> str:
    """What writes a file of values as Parquet."""
    found = values(source, types).tree.subquery(copy=False)
    options = [exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("parquet"))]
    return render(exp.Copy(this=found, kind=False, files=[text(path)], params=options))


def values(path: str, types: Mapping[str, str]) -> Query:
    """The SELECT that reads a file of values without a header, each column in its type."""
    named_types = exp.Struct(expressions=[exp.PropertyEQ(this=text(name), expression=text(type_)) for name, type_ in types.items()])
    marks = {"delim": text(","), "quote": text('"'), "escape": text('"'), "nullstr": text(NULL), "new_line": text("\\n")}
    options = {"header": exp.false(), "auto_detect": exp.false(), **marks, "columns": named_types}
    arguments = [equals(exp.column(name), value) for name, value in options.items()]
    return _from("READ_CSV", path, *arguments).select("*")


def read(path: str, columns: Native, plain: Collection[str] = ()) -> Query:
    """The SELECT that reads native columns of a Parquet file, the plain ones as they stand."""
    values = {name: column(header) if name in plain else _value(header, type_, reading) for name, (header, type_, reading) in columns.items()}
    found = _from("READ_PARQUET", path).select(*(named(value, name) for name, value in values.items()))
    of_date = "date" in columns and "year" not in columns
    return found.select(named(cast(exp.func("YEAR", column(columns["date"][0])), "INTEGER"), "year")) if of_date else found


def nothing(types: Mapping[str, str]) -> Query:
    """A table of no rows."""
    return Query(*(named(cast(exp.null(), type_), name) for name, type_ in types.items())).where("FALSE")


def _from(function: str, path: str, *arguments: Tree) -> Query:
    found = Query()
    found.tree = found.tree.from_(exp.Anonymous(this=function, expressions=[text(path), *arguments]), copy=False)
    return found


# ── cells ────────────────────────────────────────────────────────────────────


def _value(header: str, type_: str, reading: Reading) -> Tree:
    """A native cell's value: 元, a number, a year, ISO text or a name."""
    if reading.kind == "money" and type_ in WHOLE_TYPES:
        whole = cast(column(header), "BIGINT")
        return exp.Mul(this=whole, expression=number(10**reading.power)) if reading.power else whole
    if reading.kind in ("money", "number"):
        return cast(_scaled(header, type_, reading.power or 0), TYPES[reading.kind])
    if reading.kind == "year":
        return cast(column(header), "INTEGER")
    return cast(column(header), "VARCHAR") if reading.kind == "date" else _name(header, reading)


def _scaled(header: str, type_: str, power: int) -> Tree:
    """A number in its base unit; as it stands where the column is in it."""
    wide = cast(column(header), f"DECIMAL(38, {_scale(type_)})")
    return exp.Mul(this=wide, expression=number(10**power)) if power else column(header)


def _name(header: str, reading: Reading) -> Tree:
    """Text; what says nothing is NULL, what says none is ''; other words for a value are the value."""
    return case(*((one_of(column(header), words), text(value)) for value, words in _meant(reading)), default=column(header))


def _meant(reading: Reading) -> list[tuple[str | None, list[str]]]:
    """What words of a text column stand for something else: the value, and the words for it."""
    known = lexicon().values.get(reading.kind, {})
    found: list[tuple[str | None, list[str]]] = [] if reading.kind == "id" else [(None, sorted(MISSING))]
    if reading.kind == "link":
        found.append((NOWHERE, sorted(ABSENT)))
    return found + [(value, [word for word, name in known.items() if name == value]) for value in sorted(set(known.values()))]


def translated(path: str, columns: Native) -> Query | None:
    """One row of a truth for each text column: whether it has a word that stands for something else; None without such columns."""
    found = [(header, {word for value, words in _meant(reading) for word in words if word != value}) for header, reading in texts(columns).values()]
    if not found:
        return None
    return _from("READ_PARQUET", path).select(*(exp.LogicalOr(this=one_of(column(header), sorted(words))) for header, words in found))


def texts(columns: Native) -> dict[str, tuple[str, Reading]]:
    """The text columns whose words may stand for something else, by name."""
    return {name: (header, reading) for name, (header, type_, reading) in columns.items() if type_ == "VARCHAR" and _meant(reading)}


def untidy(path: str, columns: Native, without: str = "") -> Query:
    """One row of one truth: whether a native column has a cell that only the panel can read or refuse; the names of one are not looked at."""
    found = [fault for name, (header, type_, reading) in columns.items() for fault in _untidy(header, type_, reading, name == without)]
    return _from("READ_PARQUET", path).select(either(*found))


def _untidy(header: str, type_: str, reading: Reading, named_elsewhere: bool) -> list[Tree]:
    found: list[Tree] = [exp.NEQ(this=exp.Count(this=exp.Star()), expression=exp.Count(this=column(header)))] if reading.filled else []
    if type_ == "VARCHAR" and not named_elsewhere:
        found.append(exp.LogicalOr(this=either(*_no_name(column(header), reading.filled))))
    if reading.kind in ("year", "date"):
        year = exp.func("YEAR", column(header)) if reading.kind == "date" else column(header)
        found += _beyond(year, 1900, 2100)
    if reading.kind in ("money", "number"):
        money = reading.kind == "money"
        widest = MOST_FEN if not money or reading.most is None else min(MOST_FEN, reading.most + 1)
        most = widest // 10 ** ((reading.power or 0) + (2 if money else 0)) - 1
        signed = reading.signed and (money or reading.most is None)
        found += _beyond(column(header), -most if signed else 0, most)
        if reading.most is not None and not money:
            found += _beyond(_scaled(header, type_, reading.power or 0), 0, reading.most)
            found += _broken(exp.Mul(this=_scaled(header, type_, reading.power or 0), expression=number(10**reading.places)))
        if reading.kind == "money" and _scale(type_) > (reading.power or 0) + 2:
            found += _broken(exp.Mul(this=_scaled(header, type_, reading.power or 0), expression=number(100)))
    return found


def _no_name(value: Tree, filled: bool) -> list[Tree]:
    """What a text must not be: with space around it or, where it must say something, one that says nothing."""
    around = exp.RegexpLike(this=value, expression=text(f"^[{SPACE}]|[{SPACE}]$"))
    return [around, one_of(value.copy(), sorted(MISSING))] if filled else [around]


def _beyond(value: Tree, least: int, most: int) -> list[Tree]:
    """Whether a value lies outside both bounds: by the least and the greatest, so that nothing is asked of each row."""
    return [
        exp.LT(this=exp.Min(this=value), expression=number(least)),
        exp.GT(this=exp.Max(this=value.copy()), expression=number(most)),
    ]


def _broken(value: Tree) -> list[Tree]:
    """Whether a value is not whole."""
    return [exp.LogicalOr(this=differs(value, exp.func("TRUNC", value.copy())))]


def repeated(table: str, key: Sequence[str]) -> Query:
    """A row where two rows of a table have the same key: of a table in order there is none."""
    return Query("1").source(table).group(*(column(name) for name in key)).having("COUNT(*) > 1").first()


def astray(table: str, key: Sequence[str]) -> Query:
    """A row of a table that does not follow the one before it: a later name, or the same one a year later.

    Where there is none, no key stands twice and no year is missing between two of a name. A file of an office is mostly so;
    one that is not, is found out by its first rows.
    """
    before = [exp.Window(this=exp.Lag(this=column(key[0]), offset=number(1), default=text("")))]
    before += [exp.Window(this=exp.Lag(this=column(name))) for name in key[1:]]
    rows = Query(*map(column, key), *(named(value, f"before{place}") for place, value in enumerate(before))).source(table)
    later: Tree = exp.GT(this=column(key[0]), expression=column("before0"))
    if len(key) > 1:
        later = either(later, both(equals(column(key[0]), column("before0")), f"{key[1]} = before1 + 1"))
    return Query("1").source(rows, "r").where(negated(unless_null(later, truth(False)))).first()


def other_firms() -> Query:
    """A row where the firms of firm_years, one after the other as they stand there, are not those of firms."""
    rows = Query("firm_id", "LAG(firm_id, 1, '') OVER () AS before").source("firm_years")
    found = Query("1").source(Query("firm_id").source(rows, "r").where("firm_id <> before"), "y")
    return found.beside("firms", "f").where("y.firm_id IS DISTINCT FROM f.firm_id").first()


def histories(first: int, last: int, homes: bool) -> Query:
    """One row of four truths: whether firm_years has a name that is none, a year twice, a year too few between first and last, a firm of no home.

    The years of a firm are bits of one number, so that 5,000,000 rows are grouped once, by firm alone.
    """
    bits = (
        f"BIT_OR(CAST(1 AS BIGINT) << (CAST(year AS INTEGER) - {first}))"
        if last - first < 63
        else f"BITSTRING_AGG(CAST(year AS INTEGER), {first}, {last})"
    )
    firms = (
        Query("firm_id", "COUNT(*) AS rows_", "MAX(year) - MIN(year) + 1 AS span", f"BIT_COUNT({bits}) AS years")
        .source("firm_years")
        .group("firm_id")
    )
    found = Query(exp.LogicalOr(this=either(*_no_name(column("firm_id", "g"), True)))).source(firms, "g")
    found.select("BOOL_OR(g.rows_ <> g.years)", "BOOL_OR(g.years < g.span)")
    if homes:
        found.join("firms", "h", "h.firm_id = g.firm_id")
    return found.select("BOOL_OR(h.firm_id IS NULL)" if homes else "FALSE")


def strangers(laws: Sequence[OneOf]) -> str:
    """A table where a column says what it may not, by one of the laws."""
    return render(Query("name").source(union(_strangers(law) for law in laws), "l").first())


def _strangers(law: OneOf) -> Query:
    value = (law.column, "t")
    found = Query(named(text(law.table), "name")).source(law.table).where(negated(is_null(column(*value))), differs(column(*value), text(NOWHERE)))
    found.where(*(equals(column(name, "t"), text(wanted)) for name, wanted in law.where))
    if isinstance(law.values, tuple):
        return found.where(negated(one_of(column(*value), law.values)))
    home, key = HOMES[law.values]
    return found.join(home, "h", equals(column(key, "h"), column(*value))).where(is_null(column(key, "h")))


# ── years, payments, subjects ────────────────────────────────────────────────


def grid(setting: Setting, holes: bool) -> exp.Query:
    """Each firm in each year from its first to its last; where there are holes, a missing row is one of NULLs."""
    names = setting.names("firm_years")
    rows = Query(*(column(name) for name in names)).source("firm_years")
    missing = Query(*(column(name) if name in ROW_KEYS["firm_years"] else named(exp.null(), name) for name in names)).source("holes")
    return union([rows, missing] if holes else [rows])


def holes(years: Sequence[int]) -> Query:
    """Firm and year of each row that is missing between a firm's first and its last."""
    spans = Query("firm_id", "MIN(year) AS first_year", "MAX(year) AS last_year").source("firm_years").group("firm_id")
    spans.having("COUNT(*) <= MAX(year) - MIN(year)")
    found = Query("s.firm_id", "y.year").source(spans, "s").join(calendar(years), "y", "y.year BETWEEN s.first_year AND s.last_year", kind="inner")
    return found.join("firm_years", "f", "f.firm_id = s.firm_id", "f.year = y.year").where("f.firm_id IS NULL")


def span(plan: Plan, columns: Collection[tuple[str, str]]) -> Query:
    """The first and last year of what the triggers look at."""
    sources = [Query("year").source("firm_years")] if ("firm_years", "year") in columns else []
    for rule in plan.rules:
        if isinstance(rule.trigger, Reviewed):
            sources.append(Query("year").source("projects"))
        event = rule.trigger.honour if isinstance(rule.trigger, Recognised) else getattr(rule.trigger, "stage", None)
        if event is not None:
            sources.append(Query("year").source("events").where(equals(column("event"), text(event))))
    return Query("MIN(year)", "MAX(year)").source(union(sources), "s")


def paid_sums(setting: Setting) -> exp.Query:
    """What was paid for each rule, subject and year as a whole, with the names under which it adds up."""
    if not setting.has("paid", "amount"):
        return nothing({"rule": "VARCHAR", "subject": "VARCHAR", "year": "INTEGER", "amount": "BIGINT", **dict.fromkeys(KEYS, "VARCHAR")}).tree
    queries = []
    for rule in setting.plan.rules:
        sums = Query("rule", "subject_id AS subject", "year", "CAST(SUM(amount) * 100 AS BIGINT) AS amount").source("paid")
        sums.where(equals(column("policy"), text(setting.plan.policy)), equals(column("rule"), text(rule.id)))
        if setting.has("paid", "part"):
            sums.where("COALESCE(part, '') = ''")
        home, key = HOMES[rule.subject]
        found = Query("s.*").source(sums.group("rule", "subject_id", "year"), "s")
        if setting.has(home, key):
            found.join(home, "h", equals(column(key, "h"), column("subject", "s")))
        for scope in KEYS:
            there = column(column_of(scope), "h") if setting.has(home, column_of(scope)) else text(None)
            found.select(named(cast(column("subject", "s") if scope == rule.subject else there, "VARCHAR"), scope))
        queries.append(found)
    return union(queries)


def known(columns: Collection[tuple[str, str]], name: str) -> Query:
    """A row where the panel has a subject or payee of that name."""
    places = [("firm_years", "firm_id"), *HOMES.values(), *PAYEES]
    there = [Query("1 AS found").source(table).where(equals(column(key), text(name))) for table, key in places if (table, key) in columns]
    return Query("found").source(union(there), "k").first()
