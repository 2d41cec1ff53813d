"""Expression trees put together without copies; nothing of a plan or panel is pasted as text.

A fragment of SQL text is always fixed; names and values from a plan enter as nodes. A node stands in one tree only:
what is used twice is made twice, or copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Self

from sqlglot import exp

from suance.award.when import Number, Op
from suance.model import decimal_text

Tree = exp.Expr
Part = str | Tree

_OPS: dict[Op, type[exp.Binary]] = {"gt": exp.GT, "ge": exp.GTE, "lt": exp.LT, "le": exp.LTE, "eq": exp.EQ}
NUMBER = "DECIMAL(38, 18)"
"""A metric that is no money."""
YUAN = "DECIMAL(18, 2)"
"""A metric that is money, in 元: the same whole 分 in 64 bits, read from a file without arithmetic."""


class Query:
    """A SELECT that grows in place."""

    def __init__(self, *columns: Part) -> None:
        self.tree = exp.Select().select(*columns, copy=False)

    def select(self, *columns: Part) -> Self:
        """Further columns."""
        self.tree = self.tree.select(*columns, copy=False)
        return self

    def source(self, source: str | Query | exp.Query | exp.Values, alias: str = "t") -> Self:
        """FROM a table or a query, under an alias, or values under their own."""
        self.tree = self.tree.from_(source if isinstance(source, exp.Values) else _relation(source, alias), copy=False)
        return self

    def join(self, source: str | Query | exp.Query, alias: str, *on: Part, kind: str = "left") -> Self:
        """A join, left where nothing else is said."""
        self.tree = self.tree.join(_relation(source, alias), on=exp.and_(*on, copy=False) if on else None, join_type=kind, copy=False)
        return self

    def beside(self, source: str | Query, alias: str) -> Self:
        """Each row with the one at the same place of another table; where one has more, the other's are NULL."""
        self.tree = self.tree.join(exp.Join(this=_relation(source, alias), method="POSITIONAL"), copy=False)
        return self

    def where(self, *conditions: Part) -> Self:
        """Conditions that must all hold."""
        self.tree = self.tree.where(*conditions, copy=False)
        return self

    def group(self, *columns: Part) -> Self:
        """GROUP BY."""
        self.tree = self.tree.group_by(*columns, copy=False)
        return self

    def having(self, condition: Part) -> Self:
        """HAVING."""
        self.tree = self.tree.having(condition, copy=False)
        return self

    def first(self, *order: Part) -> Self:
        """One row only, the first in the order."""
        self.tree = (self.tree.order_by(*order, copy=False) if order else self.tree).limit(1, copy=False)
        return self

    def copy(self) -> Query:
        """The same query, to be used a second time."""
        found = Query()
        found.tree = self.tree.copy()
        return found


def _relation(source: str | Query | exp.Query, alias: str) -> exp.Expr:
    if isinstance(source, str):
        return exp.alias_(exp.to_table(source), alias, table=True, copy=False)
    return (source.tree if isinstance(source, Query) else source).subquery(alias, copy=False)


def union(queries: Iterable[Query]) -> exp.Query:
    """All rows of one or more queries."""
    first, *rest = [query.tree for query in queries]
    return exp.union(first, *rest, distinct=False, copy=False) if rest else first


def calendar(years: Iterable[int]) -> Query:
    """A table of years."""
    return numbers("year", years)


def numbers(name: str, of: Iterable[int]) -> Query:
    """A table of one column of whole numbers."""
    return Query(named(column("col0"), name)).source(exp.values([exp.Tuple(expressions=[number(value)]) for value in of], "v", ["col0"]))


# ── values and conditions ────────────────────────────────────────────────────


def parsed(fragment: str) -> Tree:
    """A fixed fragment as a tree."""
    return exp.maybe_parse(fragment)


def column(name: str, table: str | None = None) -> exp.Column:
    """A column by its exact name."""
    return exp.column(name, table=table, quoted=True, copy=False)


def text(value: str | None) -> Tree:
    """A string, or NULL."""
    return exp.null() if value is None else exp.Literal.string(value)


def number(value: int) -> Tree:
    """A whole number."""
    return exp.Literal.number(value)


def figure(value: Number, unit: str) -> Tree:
    """A threshold, not rounded on the way: a whole number as such, so that a file's own numbers are held against it as they stand."""
    amount, type_ = (Decimal(value).scaleb(-2), YUAN) if unit == "CNY" else (Decimal(value), NUMBER)
    return number(int(amount)) if amount == int(amount) else cast(exp.Literal.string(decimal_text(amount)), type_)


def truth(value: bool | None) -> Tree:
    """TRUE, FALSE or NULL."""
    return exp.null() if value is None else exp.Boolean(this=value)


def cast(tree: Tree, type_: str) -> Tree:
    """CAST(tree AS type)."""
    return exp.cast(tree, type_, copy=False)


def case(*branches: tuple[Tree, Tree], default: Tree | None = None) -> Tree:
    """CASE WHEN … THEN … ELSE default END; the default alone where there is no branch."""
    default = exp.null() if default is None else default
    return exp.Case(ifs=[exp.If(this=condition, true=result) for condition, result in branches], default=default) if branches else default


def whole(value: Tree, unit: str, type_: str = "INT128") -> Tree:
    """A figure as a whole number: 分 of money, or what is counted; in 64 bits only of figures that are not too large for it."""
    if unit != "CNY":
        return cast(value, type_)
    return cast(exp.Mul(this=value if type_ == "BIGINT" else cast(value, "DECIMAL(38, 2)"), expression=number(100)), type_)


def compare(value: Tree, op: Op, other: Tree) -> Tree:
    """A comparison, NULL where a side is."""
    return _OPS[op](this=value, expression=other)


def equals(value: Tree, other: Tree) -> Tree:
    """Equality, NULL where a side is."""
    return exp.EQ(this=value, expression=other)


def differs(value: Tree, other: Tree) -> Tree:
    """Inequality, NULL where a side is."""
    return exp.NEQ(this=value, expression=other)


def unless_null(value: Tree, default: Tree) -> Tree:
    """The value, or the default where it is NULL."""
    return exp.Coalesce(this=value, expressions=[default])


def both(*conditions: Part) -> Tree:
    """Whether all hold."""
    return exp.and_(*conditions, copy=False)


def either(*conditions: Part) -> Tree:
    """Whether any holds; FALSE for none."""
    return exp.or_(*conditions, copy=False) if conditions else truth(False)


def negated(condition: Part) -> Tree:
    """Whether it does not hold."""
    return exp.not_(condition, copy=False)


def is_null(value: Tree) -> Tree:
    """Whether nothing is known."""
    return exp.Is(this=value, expression=exp.null())


def one_of(value: Tree, words: Iterable[str]) -> Tree:
    """Whether a text is one of the words; FALSE for no words."""
    found = [text(word) for word in words]
    return exp.In(this=value, expressions=found) if found else truth(False)


def named(value: Tree, name: str) -> Tree:
    """A value under a name in a SELECT."""
    return exp.Alias(this=value, alias=exp.to_identifier(name, quoted=True))


def star(*replaced: Tree, without: Iterable[str] = ()) -> Tree:
    """All columns, some replaced, some left out."""
    return exp.Star(replace=list(replaced), except_=[column(name) for name in without])


# ── statements ───────────────────────────────────────────────────────────────


def store(table: str, query: Query | exp.Query, kind: str = "TABLE") -> str:
    """CREATE OR REPLACE TABLE (or VIEW) table AS query."""
    tree = query.tree if isinstance(query, Query) else query
    return render(exp.Create(this=exp.to_table(table), kind=kind, expression=tree, replace=True))


def append(table: str, query: Query | exp.Query) -> str:
    """INSERT INTO table query."""
    return render(exp.Insert(this=exp.to_table(table), expression=query.tree if isinstance(query, Query) else query))


def render(statement: Query | exp.Expr) -> str:
    """The text of a statement for DuckDB."""
    tree = statement.tree if isinstance(statement, Query) else statement
    return tree.sql(dialect="duckdb", copy=False)
