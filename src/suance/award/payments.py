"""The payments that an office made, as the table `paid` has them, and a panel that believes some of them and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from suance.award import table, words
from suance.award.needs import Column
from suance.award.panel import Panel
from suance.errors import PanelError

PAID = "paid"
_COLUMNS = {
    "policy": Column("id", "audit", filled=True),
    "rule": Column("id", "audit", filled=True),
    "subject_id": Column("id", "audit", filled=True),
    "year": Column("year", "audit", filled=True),
    "amount": Column("money", "audit", filled=True),
    "step": Column("text", "audit", optional=True),
    "part": Column("text", "audit", optional=True),
    "payee": Column("text", "audit", optional=True),
}


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of the table: a sum in 分 for a rule, a subject and the year that it is for."""

    line: int
    """in the file"""
    rule: str
    subject: str
    year: int
    amount: int
    step: str | None
    part: str | None
    payee: str | None
    """as the row names it: an id or a name"""


def payments(panel: Panel, policy: str) -> list[Payment]:
    """The rows of a policy, in the order of the table; PanelError where there is no table, or a cell cannot be read."""
    if PAID not in panel.tables:
        raise PanelError("缺少表 paid（paid.csv 或 paid.parquet）", where=panel.source, hint="审计的对象就是它：一行一笔付款")
    of = panel.tables[PAID]
    for name, column in _COLUMNS.items():
        of.find(name, column)
    rows = panel.table(PAID, _COLUMNS)
    return [Payment(line, *cells) for line, (whose, *cells) in zip(of.lines, rows.of(*_COLUMNS), strict=True) if whose == policy]


def believing(panel: Panel, policy: str, paid: Iterable[tuple[str, str, int, int]]) -> Panel:
    """The panel with these sums as all that the policy paid: rule, subject, year, 分; what others paid stays."""
    headers = ("policy", "rule", "subject_id", "year", "amount")
    rows = [(policy, rule, subject, str(year), str(words.yuan(amount))) for rule, subject, year, amount in paid]
    for whose, rule, subject, year, amount in panel.table(PAID, _COLUMNS).of(*headers):
        if whose != policy:
            rows.append((whose, rule, subject, str(year), str(words.yuan(amount))))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headers)
    rest = {name: of for name, of in panel.tables.items() if name != PAID}
    return Panel(panel.source, rest | {PAID: table.of(PAID, PAID, headers, columns, range(1, len(rows) + 1))}, panel.complete_since)
