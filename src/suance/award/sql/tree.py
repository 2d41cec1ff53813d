"""Small expression trees that the other modules put together; nothing is pasted as text."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlglot import exp

from suance.award.plan import Number, Op
from suance.model import decimal_text

Tree = exp.Expr

_OPS: dict[Op, type[exp.Binary]] = {"gt": exp.GT, "ge": exp.GTE, "lt": exp.LT, "le": exp.LTE, "eq": exp.EQ}
NUMBER = "DECIMAL(38, 18)"
"""A metric that is no money."""


def column(name: str, table: str | None = None) -> exp.Column:
    """A column by its exact name."""
    return exp.column(name, table=table, quoted=True)


def text(value: str | None) -> Tree:
    """A string, or NULL."""
    return exp.null() if value is None else exp.Literal.string(value)


def number(value: Number) -> Tree:
    """A number; a Decimal as one that is not rounded on the way."""
    if isinstance(value, Decimal):
        return exp.cast(exp.Literal.string(decimal_text(value)), NUMBER)
    return exp.Literal.number(value)


def truth(value: bool | None) -> Tree:
    """TRUE, FALSE or NULL."""
    return exp.null() if value is None else exp.Boolean(this=value)


def parsed(fragment: str) -> Tree:
    """A fixed fragment that holds nothing of a plan or panel."""
    return exp.maybe_parse(fragment)


def case(*branches: tuple[Tree, Tree], default: Tree | None = None) -> Tree:
    """CASE WHEN … THEN … ELSE default END; the default alone where there is no branch."""
    if not branches:
        return default or exp.null()
    found = exp.Case()
    for condition, result in branches:
        found = found.when(condition, result)
    return found.else_(default or exp.null())


def compare(value: Tree, op: Op, threshold: Number) -> Tree:
    """A comparison, NULL where the value is."""
    return _OPS[op](this=value.copy(), expression=number(threshold))


def either(conditions: Iterable[Tree]) -> Tree:
    """Whether any holds; FALSE for none."""
    return exp.or_(*conditions) if (conditions := list(conditions)) else truth(False)


def is_null(value: Tree) -> Tree:
    """Whether nothing is known."""
    return exp.Is(this=value.copy(), expression=exp.null())


def one_of(value: Tree, words: Iterable[str]) -> Tree:
    """Whether a text is one of the words; FALSE for no words."""
    found = [text(word) for word in words]
    return exp.In(this=value.copy(), expressions=found) if found else truth(False)


def named(value: Tree, name: str) -> Tree:
    """A value under a name in a SELECT."""
    return exp.alias_(value, name, quoted=True)


def store(table: str, query: exp.Query) -> exp.Create:
    """CREATE OR REPLACE TABLE table AS query."""
    return exp.Create(this=exp.to_table(table), kind="TABLE", expression=query, replace=True)


def view(name: str, query: exp.Query) -> exp.Create:
    """CREATE OR REPLACE VIEW name AS query."""
    return exp.Create(this=exp.to_table(name), kind="VIEW", expression=query, replace=True)


def append(table: str, query: exp.Query) -> exp.Insert:
    """INSERT INTO table query."""
    return exp.insert(query, table)
