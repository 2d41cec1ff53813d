"""The rows of all tables as one: a line a firm, a line a firm and year, a line a recognition; what contradicts is unknown and told.

The result does not depend on the order of rows: where several say the same it stands once, where two differ it stands nowhere.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from suance import terms
from suance.registry.cell import Value
from suance.registry.finding import Level
from suance.registry.industry import standard
from suance.registry.join import Joined, Match, fold
from suance.registry.source import FIRM, Source

LASTING = 9999
"""The rank of what a table says of no year: as of now."""
ATTRIBUTES = tuple(sorted(FIRM - {"credit_code", "firm_id", "name", "former_names"}))
PLACE = 1 << 32
"""A place is a table's number times this, and a row."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of a firm's attribute, and of which year."""

    rank: int
    value: Value
    table: int
    row: int


@dataclass(slots=True)
class Years:
    """A line for each firm and year; a figure that two rows contradict is None."""

    firms: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    columns: dict[str, list[Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A firm's honour: the term's id or the words of a table, its level, the day, and the last day where the table says it."""

    firm: str
    honour: str
    level: str
    date: str
    expires: str = ""


@dataclass(slots=True)
class Merged:
    """What all tables say together: firm → attribute → value; the years; the recognitions."""

    firms: dict[str, dict[str, Value]]
    years: Years
    recognitions: list[Recognition]
    industries: dict[tuple[str, int], str]
    """the industry that a row of a year says, where it says one"""


def merge(joined: Joined) -> Merged:
    """All rows of joined tables together; contradictions and duplicates are added to their table's findings."""
    said: dict[str, dict[str, list[Said]]] = {firm: {} for match in joined.matches for firm in match.firms if firm is not None}
    for number, match in enumerate(joined.matches):
        _attributes(number, match, said)
    firms = {firm: _settled(firm, said[firm], joined.matches) for firm in sorted(said)}
    years = _Years(joined.matches)
    industries = {(firm, each.rank): str(each.value) for firm, words in said.items() for each in words.get("industry", ()) if each.rank != LASTING}
    return Merged(firms, years.lines(), sorted(set(_recognitions(joined.matches)), key=_order), industries)


# ── firms ────────────────────────────────────────────────────────────────────


def _attributes(number: int, match: Match, said: dict[str, dict[str, list[Said]]]) -> None:
    source, timeless = match.source, standard("words")["timeless"]
    yearly = _yearly(source)
    columns = [(name, source.of(name)) for name in (*ATTRIBUTES, *timeless) if source.has(name)]
    if not yearly and not source.listed:
        columns += [(name, values) for (name, _), values in source.others()]
    years = source.of("year")
    for name, values in columns:
        for row, (firm, value) in enumerate(zip(match.firms, values, strict=True)):
            if firm is not None and value is not None:
                year = years[row] if source.has("year") else source.year
                said[firm].setdefault(name, []).append(Said(year if isinstance(year, int) and yearly else LASTING, value, number, row))


def feeds(source: Source) -> frozenset[str]:
    """The tables of a panel that a source says something for."""
    years = _yearly(source) or any(year is not None for _, year in source.columns)
    return frozenset({"firms"} | ({"firm_years"} if years else set()) | ({"events"} if source.listed else set()))


def _yearly(source: Source) -> bool:
    """Whether the rows are of years."""
    return source.has("year") or (source.year is not None and source.honour is None)


def _settled(firm: str, said: dict[str, list[Said]], matches: Sequence[Match]) -> dict[str, Value]:
    """The value of each attribute: the latest that is said, None where that is said in two ways."""
    found: dict[str, Value] = {}
    for name, words in said.items():
        latest = max(each.rank for each in words)
        last = [each for each in words if each.rank == latest]
        found[name] = last[0].value
        if len({fold(str(each.value)) for each in last}) > 1:
            found[name] = None
            level: Level = "error" if name in FIRM else "warning"
            for each in last[1:]:
                if fold(str(each.value)) != fold(str(last[0].value)):
                    first = matches[last[0].table].source
                    what = f"{firm} 的“{each.value}”与 {first.name} 第{first.lines[last[0].row]}行的“{last[0].value}”不一"
                    source = matches[each.table].source
                    source.say("contradiction", what, "改正其一", row=each.row, column=source.headers.get((name, None), name), level=level)
    return found


# ── years ────────────────────────────────────────────────────────────────────


class _Years:
    """The lines of firms and years while they are put together."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self._matches = matches
        self._slots: dict[tuple[str, int], int] = {}
        self._columns: dict[str, list[Value]] = {}
        self._places: dict[str, array[int]] = {}
        self._broken: set[tuple[str, int]] = set()
        for number, match in enumerate(matches):
            self._add(number, match)

    def lines(self) -> Years:
        """The lines by firm and year."""
        for values in self._columns.values():
            values.extend([None] * (len(self._slots) - len(values)))
        for name, slot in self._broken:
            self._columns[name][slot] = None
        keys = sorted(self._slots)
        order = [self._slots[key] for key in keys]
        columns = {name: [values[slot] for slot in order] for name, values in sorted(self._columns.items())}
        return Years([firm for firm, _ in keys], [year for _, year in keys], columns)

    def _add(self, number: int, match: Match) -> None:
        source = match.source
        own: dict[int, list[int | None]] = {}
        twice: dict[int, int] = {}
        for (name, year), values in self._figures(source):
            if (year or 0) not in own:
                own[year or 0] = self._slots_of(match, year)
            self._column(number, source, (name, year), values, own[year or 0], twice)
        if _yearly(source) and not own:
            self._slots_of(match, None)
        for row, first in sorted(twice.items()):
            source.say("duplicate", f"与第{source.lines[first]}行重复，合为一行", row=row, level="note")

    def _figures(self, source: Source) -> Iterator[tuple[tuple[str, int | None], Sequence[Value]]]:
        """The columns that are of a year."""
        timeless = standard("words")["timeless"]
        for (name, year), values in source.metrics():
            if year is not None or _yearly(source):
                yield (name, year), values
            elif name not in timeless:
                hint = "加一列年度，或在标题、列名中写明年度"
                source.say("header", f"不知道是哪一年的{terms.label(name)}，没有带入", hint, column=source.headers[name, year])
        if _yearly(source):
            yield from source.others()

    def _slots_of(self, match: Match, year: int | None) -> list[int | None]:
        """The line of each row, for the year that a head or title says or its own; None where the firm or year is not known."""
        source = match.source
        own = source.of("year") if source.has("year") else (source.year,) * len(source.lines)
        found: list[int | None] = []
        for row, (firm, said) in enumerate(zip(match.firms, own, strict=True)):
            at = year if year is not None else said
            if at is None and year is None:
                source.say("row", "这一行没有年度，没有带入", "补上年度", row=row)
            found.append(self._slots.setdefault((firm, at), len(self._slots)) if firm is not None and isinstance(at, int) else None)
        return found

    def _column(
        self, number: int, source: Source, key: tuple[str, int | None], values: Sequence[Value], slots: Sequence[int | None], twice: dict[int, int]
    ) -> None:
        name, header = key[0], source.headers[key]
        column = self._columns.setdefault(name, [])
        places = self._places.setdefault(name, array("q"))
        column.extend([None] * (len(self._slots) - len(column)))
        places.extend([-1] * (len(self._slots) - len(places)))
        for row, (slot, value) in enumerate(zip(slots, values, strict=True)):
            if slot is None or value is None:
                continue
            if places[slot] < 0:
                column[slot], places[slot] = value, number * PLACE + row
                continue
            table, first = divmod(places[slot], PLACE)
            if column[slot] == value:
                if table == number:
                    twice[row] = first
            else:
                self._broken.add((name, slot))
                self._contradicts(source, row, header, name, value, column[slot], self._matches[table].source, first)

    def _contradicts(self, source: Source, row: int, header: str, name: str, value: Value, other: Value, there: Source, first: int) -> None:
        metric = terms.term(name)
        here, before = (_shown(each, metric is not None and metric.kind == "money") for each in (value, other))
        what = f"{here} 与 {there.name} 第{there.lines[first]}行的 {before} 不一"
        level: Level = "error" if metric is not None else "warning"
        source.say("contradiction", what, "同一企业同一年度只能有一个数；改正其一", row=row, column=header, level=level)


def _shown(value: Value, money: bool) -> str:
    return f"{value // 100}.{value % 100:02}元" if money and isinstance(value, int) else str(value)


# ── honours ──────────────────────────────────────────────────────────────────


def _recognitions(matches: Iterable[Match]) -> Iterator[Recognition]:
    """Each row of a list of honours; one that says no day is told and left out."""
    for match in matches:
        source = match.source
        if not source.listed:
            continue
        rows = zip(match.firms, source.of("event"), source.of("level"), source.of("date"), source.of("expires"), strict=True)
        for row, (firm, event, level, day, expires) in enumerate(rows):
            if firm is None or (event is None and source.honour is None):
                continue
            honour, implied = _honour(source, row, None if event is None else str(event))
            when = day if day is not None else source.year
            if when is None:
                source.say("honour", f"“{terms.label(honour)}”没有认定日期，没有带入", "补上日期，只知道年份就写年份", row=row)
                continue
            yield Recognition(firm, honour, _level(level) or implied or "", str(when), str(expires or ""))


def _honour(source: Source, row: int, words: str | None) -> tuple[str, str | None]:
    """The honour's id and the level that its words imply; the words themselves where no honour is known by them."""
    if words is None and source.honour is not None:
        return source.honour
    found = terms.honour(words or "")
    if found is None:
        source.say("honour", f"不认识的称号“{words}”，原样带入", row=row, level="warning")
        return words or "", None
    return found[0].id, found[1]


def _level(words: Value) -> str | None:
    known = {word: level.id for level in terms.group("level") for word in terms.spellings(level)}
    return known.get(str(words), str(words)) if words is not None else None


def _order(each: Recognition) -> tuple[str, ...]:
    return (each.firm, each.date, each.honour, each.level, each.expires)
