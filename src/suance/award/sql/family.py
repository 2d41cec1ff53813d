"""Rules that are equal but for their constants, as one query over a table of these constants.

An attribute that must be one of some values becomes an equality with a column of the table, so that a row of the panel meets the
rules that it is eligible for and no other; a subject whose attribute is not known meets them all. A constant that is not lifted
belongs to the shape: rules that differ in it are no family, and right all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

from sqlglot import exp

from suance.award.amount import Amount, Case, Fixed, Held, Open, Rate, Worthwhile
from suance.award.plan import Plan
from suance.award.rule import Rule, Step, Yearly
from suance.award.sql.tree import (
    NUMBER,
    YUAN,
    Tree,
    case,
    column,
    figure,
    is_null,
    number,
    one_of,
    text,
    truth,
)
from suance.award.when import AttributeIn, MetricIs, Number

Owner = MetricIs | AttributeIn | Fixed | Rate | Held
"""What has a constant that may be lifted."""
UNLIKE = frozenset({(Rule, "id"), (Rule, "title"), (Rule, "cite"), (Step, "cite"), (Case, "cite")})
"""What rules of a shape differ in without a query looking at it, beside the rule's own name."""


@dataclass(frozen=True, slots=True)
class Family:
    """Rules of one shape; a query is built from the first, which stands for all of them."""

    rules: tuple[Rule, ...]

    def all(self, owner: object, name: str) -> list[Any]:
        """What a field of the first rule is in each of the rules: of several rules one that is lifted, else the same throughout."""
        places = [number for number, (there, field_) in enumerate(_constants(self.rules[0])) if there is owner and field_ == name]
        if len(self.rules) == 1 or not places:
            return [getattr(owner, name)] * len(self.rules)
        return [getattr(*list(_constants(rule))[places[0]]) for rule in self.rules]


def families(plan: Plan, rules: Iterable[Rule]) -> list[Family]:
    """The rules in families, each at the place of its first."""
    found: dict[object, list[Rule]] = {}
    for rule in rules:
        found.setdefault(_shape(rule) if _may_join(plan, rule) else rule.id, []).append(rule)
    return [Family(tuple(members)) for members in found.values()]


def _may_join(plan: Plan, rule: Rule) -> bool:
    """Whether a rule is decided row by row, and nothing of other rows or rules bears on it."""
    return rule.trigger == Yearly() and len(rule.steps) == 1 and not (rule.each or rule.top_up or rule.parted or plan.capped(rule))


def _constants(rule: Rule) -> Iterator[tuple[Owner, str]]:
    """Where a rule's constants that are lifted stand, in one order for all rules of a shape; those within 或 and 且 are not."""
    for condition in rule.when:
        if isinstance(condition, MetricIs | AttributeIn):
            yield condition, "values" if isinstance(condition, AttributeIn) else "threshold"
    for step in rule.steps:
        yield from _lifted(step.amount)


def _lifted(amount: Amount) -> Iterator[tuple[Owner, str]]:
    """Where the constants of an amount stand."""
    if isinstance(amount, Open | Worthwhile):
        yield from _lifted(amount.amount)
    elif isinstance(amount, Held):
        yield amount, "most"
        yield from _lifted(amount.amount)
    elif isinstance(amount, Fixed):
        yield amount, "sum"
    elif isinstance(amount, Rate):
        yield amount, "factor"


def _shape(rule: Rule) -> object:
    """What is left of a rule without its constants."""
    lifted = {(id(owner), name) for owner, name in _constants(rule)}

    def left(value: Any) -> object:
        if is_dataclass(value):
            names = [field_.name for field_ in fields(value) if (type(value), field_.name) not in UNLIKE]
            return type(value), *(... if (id(value), name) in lifted else left(getattr(value, name)) for name in names)
        return tuple(map(left, value)) if isinstance(value, tuple) else value

    return left(rule)


class Filled(NamedTuple):
    """A table of constants: its name, the types of its columns, its rows."""

    name: str
    types: Mapping[str, str]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(slots=True)
class Constants:
    """The constants of a family as its query names them: a literal where all rules have the same, else a column of a table."""

    family: Family
    table: str = "constants"
    columns: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)
    """of the table: its type and the value of each rule"""
    attributes: dict[str, tuple[Tree, list[list[str | None]]]] = field(default_factory=dict)
    """further columns of it, each with the attribute that must be equal, and the values of each rule; NULL is one, which what is not known equals"""

    def all(self, owner: object, name: str) -> list[Any]:
        """A constant in each of the rules."""
        return self.family.all(owner, name)

    def name(self) -> Tree:
        """The rule's own name."""
        names = [rule.id for rule in self.family.rules]
        return text(names[0]) if len(names) == 1 else self._column("VARCHAR", names)

    def whole(self, values: Sequence[int]) -> Tree:
        """A whole number of each rule."""
        return number(values[0]) if len(set(values)) == 1 else self._column("BIGINT", list(values))

    def figure(self, values: Sequence[Number], unit: str) -> Tree:
        """A threshold of each rule in the type of its metric."""
        if len(set(values)) == 1:
            return figure(values[0], unit)
        amounts = [Decimal(value).scaleb(-2) if unit == "CNY" else Decimal(value) for value in values]
        if all(amount == int(amount) for amount in amounts):
            return self.whole([int(amount) for amount in amounts])
        return self._column(YUAN if unit == "CNY" else NUMBER, list(amounts))

    def eligible(self, attribute: Tree, values: Sequence[tuple[str, ...]]) -> Tree:
        """Whether an attribute is one of each rule's values: rows of which it is not so are no longer there, but for NULL."""
        if len(set(values)) == 1:
            return one_of(attribute, values[0])
        there: tuple[Tree, list[list[str | None]]] = (attribute.copy(), [[*words, None] for words in values])
        if there not in self.attributes.values():
            self.attributes[f"a{len(self.attributes)}"] = there
        return case((is_null(attribute), truth(None)), default=truth(True))

    def join(self) -> list[Tree]:
        """What makes a row of the table that of a subject."""
        return [exp.NullSafeEQ(this=attribute, expression=column(name, "k")) for name, (attribute, _) in self.attributes.items()]

    def filled(self) -> Filled | None:
        """The table; None where the query names no column of it."""
        if not self.columns:
            return None
        types = {name: type_ for name, (type_, _) in self.columns.items()} | dict.fromkeys(self.attributes, "VARCHAR")
        rows = [
            (*(values[number_] for _, values in self.columns.values()), *words)
            for number_ in range(len(self.family.rules))
            for words in product(*(values[number_] for _, values in self.attributes.values()))
        ]
        return Filled(self.table, types, tuple(rows))

    def _column(self, type_: str, values: list[Any]) -> Tree:
        """A column of the table, the one that there is where it holds the same."""
        found = next((name for name, there in self.columns.items() if there == (type_, values)), f"k{len(self.columns)}")
        self.columns[found] = type_, values
        return column(found, "k")
