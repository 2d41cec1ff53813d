"""Who gains and who loses where a policy is changed: clause by clause, by industry, size and place, at both ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suance.award import Engine, award
from suance.award.needs import HOMES
from suance.award.panel import Panel
from suance.model import Line
from suance.policy.schema import Policy

Ends = tuple[Decimal, Decimal | None]
BY = ("industry", "size_class", "district_id", "region")
"""columns of firms by which gains and losses are told"""
UNKNOWN = "未知"
NOBODY = "非企业"
"""a subject that is no firm's: a cluster"""
SECTIONS = "A1-5 B6-12 C13-43 D44-46 E47-50 F51-52 G53-60 H61-62 I63-65 J66-69 K70-70 L71-72 M73-75 N76-79 O80-82 P83-83 Q84-85 R86-90 S91-96 T97-97"
"""of GB/T 4754—2017: each section's letter with its first and last division"""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a reform does to one part of the payments, in 元; an end is None where a line has none.

    `by` is rule, total, or a column of firms, `key` its value. Who gains has more at one end and less at neither.
    """

    by: str
    key: str
    low: Decimal
    high: Decimal | None
    new_low: Decimal
    new_high: Decimal | None
    gainers: int
    losers: int

    @property
    def more_low(self) -> Decimal:
        """By how much the lower end grows."""
        return self.new_low - self.low

    @property
    def more_high(self) -> Decimal | None:
        """By how much the upper end grows; None where one of them is open."""
        return None if self.high is None or self.new_high is None else self.new_high - self.high


def effects(
    before: Policy,
    after: Policy,
    panel: Panel,
    *,
    years: Sequence[int] | None = None,
    engine: Engine = "duckdb",
    as_of: date | None = None,
) -> list[Effect]:
    """What changes in all, by rule, and by whatever of industry, size, district and region the panel's firms have; errors are those of `award`."""
    old, new = (award(policy, panel, years=years, engine=engine, as_of=as_of) for policy in (before, after))
    firm = _firms(panel)
    found = [*_told("total", old, new, lambda line: ""), *_told("rule", old, new, lambda line: line.rule)]
    for column in BY:
        if panel.has("firms", column):
            values = {str(key): _value(column, cell) for key, cell in _cells(panel, "firms", "firm_id", column)}

            def key(line: Line, values: Mapping[str, str] = values) -> str:
                owner = firm(line.subject_id)
                return NOBODY if owner is None else values.get(owner, UNKNOWN)

            found += _told(column, old, new, key)
    return found


def _told(by: str, old: Iterable[Line], new: Iterable[Line], key: Callable[[Line], str]) -> Iterator[Effect]:
    """The effect on each part that a key tells apart, in the order in which the parts come."""
    sides: list[dict[str, dict[str, list[Line]]]] = []
    for lines in (old, new):
        parts: dict[str, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
        for line in lines:
            parts[key(line)][line.subject_id].append(line)
        sides.append(parts)
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        one, other = sides[0].get(name, {}), sides[1].get(name, {})
        moves = [_move(_sum(one.get(subject, ())), _sum(other.get(subject, ()))) for subject in {*one, *other}]
        low, high = _sum(line for lines in one.values() for line in lines)
        new_low, new_high = _sum(line for lines in other.values() for line in lines)
        yield Effect(by, name, low, high, new_low, new_high, moves.count(1), moves.count(-1))


def _sum(lines: Iterable[Line]) -> Ends:
    """What lines come to at both ends."""
    low, high = Decimal(0), Decimal(0)
    closed = True
    for line in lines:
        low += line.amount_min or 0
        closed = closed and line.amount_max is not None
        high += line.amount_max or 0
    return low, high if closed else None


def _move(one: Ends, other: Ends) -> int:
    """1 for who has more at one end and less at neither, -1 for the reverse, 0 where nothing moves or the ends move apart."""
    lows = (other[0] > one[0]) - (other[0] < one[0])
    before, after = (Decimal("Infinity") if end is None else end for end in (one[1], other[1]))
    highs = (after > before) - (after < before)
    return 0 if lows * highs < 0 else (lows or highs)


# ── whose a subject is ───────────────────────────────────────────────────────


def _firms(panel: Panel) -> Callable[[str], str | None]:
    """What tells the firm of a subject: itself, or the one that has the project or product; None of a cluster."""
    firms = {str(key) for key, _ in _cells(panel, "firms", "firm_id", "firm_id")} if panel.has("firms", "firm_id") else set()
    homes = [home for subject, home in HOMES.items() if subject != "firm"]
    owned = {str(key): str(firm) for table, column in homes for key, firm in _cells(panel, table, column, "firm_id")}
    return lambda subject: subject if subject in firms else owned.get(subject)


def _cells(panel: Panel, table: str, key: str, column: str) -> Iterator[tuple[object, object]]:
    """Pairs of two columns of a table, as the file has them; none where it lacks one."""
    if panel.has(table, key) and panel.has(table, column):
        of = panel.tables[table]
        yield from zip(of.cells(of.columns[key][0]), of.cells(of.columns[column][0]), strict=True)


def _value(column: str, cell: object) -> str:
    """A cell as it is told; of an industry's code, the letter of its section."""
    text = UNKNOWN if cell is None or not str(cell).strip() else str(cell).strip()
    return section(text) if column == "industry" else text


def section(code: str) -> str:
    """The section of a GB/T 4754—2017 code: C of C3630, 36 or 3630; other words as they are."""
    if len(code) > 1 and code[0].isascii() and code[0].isalpha() and code[1:].isdecimal():
        return code[0].upper()
    if not code.isdecimal() or len(code) < 2:
        return code
    division = int(code[:2])
    for each in SECTIONS.split():
        first, last = each[1:].split("-")
        if int(first) <= division <= int(last):
            return each[0]
    return code
