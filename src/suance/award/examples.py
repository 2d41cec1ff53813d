"""The examples beside the rules of a policy, run by every engine that knows their words: what was expected, and what came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from suance import quantity
from suance.award import Engine, award, needs, panel
from suance.award.lexicon import lexicon
from suance.award.needs import HOMES, Column, Needs
from suance.award.panel import Panel
from suance.award.plan import from_policy
from suance.errors import PanelError, SuanceError
from suance.model import Line
from suance.policy.schema import Award, Example, Policy

Sums = tuple[Decimal, Decimal | None]
Rows = dict[str, list[dict[str, Any]]]
NOTHING: Sums = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold: of which award, which one of its examples (from 0), and what is wrong."""

    award: str
    number: int
    message: str


def failures(policy: Policy) -> Iterator[Failure]:
    """Each example that either engine does not bear out, in the order of the file."""
    for rule in policy.awards:
        for number, example in enumerate(rule.examples):
            fault = _fault(policy, rule, example)
            if fault is not None:
                yield Failure(rule.id, number, f"示例“{example.title}”：{fault}")


def _fault(policy: Policy, rule: Award, example: Example) -> str | None:
    """Why an example does not hold; None where it does."""
    try:
        tables = given(policy, rule, example)
        by_hand = _lines(policy, tables, rule, "interpreter")
        by_sql = _lines(policy, tables, rule, "duckdb")
    except SuanceError as error:
        return f"算不出来：{error}"
    if by_hand != by_sql:
        return "两个引擎的结果不同"
    return _differs(example, by_hand)


def _lines(policy: Policy, tables: Panel, rule: Award, engine: Engine) -> list[Line]:
    return [line for line in award(policy, tables, engine=engine) if line.rule == rule.id]


def _differs(example: Example, lines: Sequence[Line]) -> str | None:
    """The first year in which another sum or status came than was expected."""
    came = {year: _sum(found) for year, found in _by_year(lines).items()}
    expected = {int(year): _expected(sums) for year, sums in example.gives.items()}
    for year in sorted({*came, *expected}):
        wanted, got = expected.get(year, NOTHING), came.get(year, NOTHING)
        if wanted != got:
            return f"{year}年应为 {_told(wanted)}，算得 {_told(got)}"
    for line in lines:
        if example.status is not None and line.year in expected and line.status != example.status:
            return f"{line.year}年的状态应为 {example.status}，算得 {line.status}（{line.reason}）"
    return None


def _by_year(lines: Sequence[Line]) -> Mapping[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.year].append(line)
    return found


def _sum(lines: Sequence[Line]) -> Sums:
    """What lines come to at both ends; no upper end where one of them has none."""
    low = sum((line.amount_min or Decimal(0) for line in lines), Decimal(0))
    highs = [line.amount_max for line in lines if line.amount_max is not None]
    return low, sum(highs, Decimal(0)) if len(highs) == len(lines) else None


def _expected(sums: Any) -> Sums:
    low, high = sums if isinstance(sums, tuple) else (sums, sums)
    return low.value, None if high is None else high.value


def _told(sums: Sums) -> str:
    low, high = (None if end is None else quantity.format_quantity(quantity.Quantity(end, "CNY")) for end in sums)
    return str(low) if low == high else f"{low}至{high or '不封顶'}"


# ── rows in short form ───────────────────────────────────────────────────────


def given(policy: Policy, rule: Award, example: Example) -> Panel:
    """The panel that the rows of an example make, with the ids that they leave out and the tables that nothing is said of.

    PanelError for a table that no panel has.
    """
    asked = needs.of(from_policy(policy))
    rows: Rows = {table: [] for table in asked.columns}
    for table, listed in example.given.items():
        if table not in lexicon().columns:
            raise PanelError(f"没有 {table} 这样的表", hint=f"面板的表：{'、'.join(lexicon().columns)}")
        rows[table] = [_row(asked, table, number, row, policy, rule) for number, row in enumerate(listed, start=1)]
    _at_home(rows, asked)
    return panel.of(rows, headers={table: _headers(columns, rows[table]) for table, columns in asked.columns.items()})


def _headers(columns: Mapping[str, Column], rows: Sequence[Any]) -> list[str]:
    """The columns that a table has beside those of its rows: whatever a rule cannot do without, and all where it has no row."""
    return [name for name, column in columns.items() if not column.optional or not rows]


def _row(asked: Needs, table: str, number: int, row: Mapping[str, Any], policy: Policy, rule: Award) -> dict[str, Any]:
    """A row with its cells in base units and the ids that it leaves out."""
    columns = asked.columns.get(table, {})
    own = {key: f"{kind}-{number}" for kind, (home, key) in HOMES.items() if home == table}
    links = {key: f"{kind}-1" for kind, (_, key) in HOMES.items() if key in columns}
    ids: dict[str, Any] = links | own | {"subject_id": f"{rule.subject}-1", "policy": policy.policy, "rule": rule.id}
    left_out = {column: ids[column] for column in columns if column in ids}
    return left_out | {column: _cell(cell, columns.get(column)) for column, cell in row.items()}


def _cell(cell: Any, column: Column | None) -> Any:
    """A written quantity as the number in the base unit, where the column holds numbers."""
    if column is None or column.kind not in ("money", "number") or not isinstance(cell, str):
        return cell
    try:
        found = quantity.parse(cell)
    except SuanceError:
        return cell
    return f"{found.value:f}" + ("%" if found.unit == "%" else "")


def _at_home(rows: Rows, asked: Needs) -> None:
    """A row at home for the one subject of each kind, and for whichever other the rows name."""
    for kind, (home, key) in HOMES.items():
        if home not in asked.columns or (kind == "project" and not rows[home]):
            continue
        named = [row[key] for table in rows if table != home for row in rows[table] if row.get(key) is not None]
        named += [row["subject_id"] for row in rows.get("events", ()) if str(row.get("subject_id")).startswith(f"{kind}-")]
        there = {row[key] for row in rows[home]}
        first = [] if rows[home] else [f"{kind}-1"]
        rows[home] += [{key: name} for name in dict.fromkeys([*first, *named]) if name not in there]
    if "firm_years" in rows and not rows["firm_years"]:
        years = {
            int(str(row[column])[:4]) for row in (row for table in rows.values() for row in table) for column in ("year", "date") if row.get(column)
        }
        rows["firm_years"] = [{"firm_id": "firm-1", "year": year} for year in sorted(years)]
