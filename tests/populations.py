"""A panel made up for any policy: every table and column that its rules ask for, with figures on and about their lines."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from suance import quantity
from suance.award import needs, panel
from suance.award.needs import HOMES, Column
from suance.award.panel import Panel
from suance.award.plan import from_policy
from suance.errors import SuanceError
from suance.policy.schema import Policy

ABOUT = (Decimal("0.3"), Decimal("0.9"), Decimal("0.999999"), Decimal(1), Decimal("1.000001"), Decimal("1.2"), Decimal(4))
"""where figures lie about a number of the policy"""
MISSING = 0.03
"""share of cells that say nothing"""
FIRST_YEAR = 2020

Row = dict[str, Any]


@dataclass(slots=True)
class Words:
    """What a policy says that cells can answer: its numbers by unit, attribute values, honours with levels, kinds, benchmarks."""

    numbers: dict[str, set[Decimal]] = field(default_factory=lambda: defaultdict(set))
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    honours: dict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    subjects: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    benchmarks: set[str] = field(default_factory=set)

    def gather(self, node: Any, subject: str) -> None:
        """Takes in a part of the policy as plain data."""
        if isinstance(node, str):
            self._number(node)
        elif isinstance(node, Mapping):
            self._part(node, subject)
            for inner in node.values():
                self.gather(inner, subject)
        elif isinstance(node, Sequence):
            for inner in node:
                self.gather(inner, subject)

    def _part(self, node: Mapping[str, Any], subject: str) -> None:
        if node.get("attribute"):
            self.values[node["attribute"]] |= set(node["in"])
        for key in ("recognised", "has", "count", "event", "stage"):
            if isinstance(node.get(key), str):
                levels = [node.get("level"), *(level["level"] for level in node.get("levels") or ())]
                self.honours[node[key]] |= set(levels)
                self.subjects.setdefault(node[key], subject)
        if node.get("reviewed"):
            self.kinds.add(node["reviewed"])
        self.benchmarks |= {node[key] for key in ("benchmark", "above", "at_least") if isinstance(node.get(key), str)}

    def _number(self, text: str) -> None:
        try:
            found = quantity.parse(text)
        except SuanceError:
            return
        self.numbers[found.unit].add(found.value)


def population(policy: Policy, firms: int, years: int, seed: int = 2022) -> Panel:
    """A panel for the policy: `firms` over `years` years, half as many of every other subject; the same for the same seed."""
    chance = random.Random(seed)
    wanted = needs.of(from_policy(policy))
    words = Words()
    for award in policy.awards:
        words.gather(award.plain() | {"cite": None, "questions": None}, award.subject)
        levels = award.pay.plain().get("levels") or ()
        if levels:
            words.honours[getattr(award.on, "recognised", "")] |= {level["level"] for level in levels}
    ids = {table: [f"{key[0].upper()}{number:06}" for number in range(firms if table == "firms" else firms // 2)] for table, key in HOMES.values()}
    tables = {
        table: [_row(chance, words, ids, table, columns, keys) for keys in _keys(chance, words, ids, table, firms, years)]
        for table, columns in wanted.columns.items()
        if table != "paid"
    }
    return panel.of(tables, headers={table: list(wanted.columns[table]) for table in tables})


def _keys(chance: random.Random, words: Words, ids: Mapping[str, Sequence[str]], table: str, firms: int, years: int) -> Iterator[Row]:
    """What tells the rows of a table apart."""
    span = range(FIRST_YEAR, FIRST_YEAR + years)
    if table == "firm_years":
        for firm in ids["firms"]:
            yield from ({"firm_id": firm, "year": year} for year in span if year in (span[0], span[-1]) or chance.random() > 0.01)
    elif table == "benchmarks":
        yield from ({"benchmark": name, "year": year} for name in sorted(words.benchmarks) for year in span)
    elif table == "events":
        for honour in sorted(words.honours):
            home, _ = next(found for subject, found in HOMES.items() if subject == words.subjects.get(honour, "firm"))
            for subject in chance.sample(ids[home], max(1, firms // 4)):
                yield {"subject_id": subject, "event": honour, "level": chance.choice(sorted(words.honours[honour], key=str))}
    else:
        key = next(key for home, key in HOMES.values() if home == table)
        yield from ({key: name, "year": chance.choice(span)} for name in ids[table])


def _row(chance: random.Random, words: Words, ids: Mapping[str, Sequence[str]], table: str, columns: Mapping[str, Column], keys: Row) -> Row:
    return {name: keys.get(name) if name in keys else _cell(chance, words, ids, name, column) for name, column in columns.items()}


def _cell(chance: random.Random, words: Words, ids: Mapping[str, Sequence[str]], name: str, column: Column) -> Any:
    if not column.filled and chance.random() < MISSING:
        return None
    if column.kind in ("money", "number"):
        return _figure(chance, words, column)
    if column.kind == "date":
        return date(chance.randint(FIRST_YEAR, FIRST_YEAR + 4), chance.randint(1, 12), chance.randint(1, 28)).isoformat()
    if column.kind == "kinds":
        return chance.choice([*sorted(words.kinds), "technical_renovation"])
    if column.kind == "link":
        home = next((home for home, key in HOMES.values() if key == name), "firms")
        return chance.choice(ids[home]) if chance.random() > MISSING else "无"
    return chance.choice([*sorted(words.values.get(name, ())), "其他"])


def _figure(chance: random.Random, words: Words, column: Column) -> str:
    """A figure on, just under, just over or away from a number of the policy in the column's unit."""
    numbers = sorted(words.numbers.get(column.unit, ())) or [Decimal(100)]
    value = chance.choice(numbers) * chance.choice(ABOUT)
    if column.unit == "CNY":
        return str(round(value, 2))
    if column.most is not None:
        return str(int(value))
    return f"{round(value, 6)}%" if column.unit == "%" else str(round(value, 6))
