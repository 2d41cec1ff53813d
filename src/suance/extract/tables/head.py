"""What the head of a row or column says: unit, period, region, measure, whether it is a goal, and the words that are left."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from suance import period
from suance.extract.places import Place, find_places, gazetteer, resolve
from suance.extract.tables.cell import Cell, Unit, unit_of
from suance.extract.tables.words import ending, role, word
from suance.model import Span

_BRACKETS = re.compile(r"[（(\[〔【]([^（）()\[\]〔〕【】]*)[)）\]〕】]")
_TAIL_UNIT = re.compile(r"(?:[:：/、,，\s]\s*|(?=[%％‰]))([^\d:：/、,，\s（）()]{1,8})$")
_PERCENT = re.compile("±?[%％]$")
_EDGE = ' \t:：/、,，.．±“”"的　'
_SPLIT = re.compile("[、，,/和及]")
_ZONE_SUFFIX = re.compile("[市州]$")
_COUNTY = ("区", "县", "市")


@dataclass(frozen=True, slots=True)
class Where:
    """What heads are read against: the day from which 本年 and 12月 are told, and the document's own place."""

    today: date | None
    home: Place | None


@dataclass(frozen=True, slots=True)
class Head:
    """A head with its meaning; every slot is empty where the head does not say."""

    words: str = ""
    """what is left of it: an indicator, or a part of one"""
    span: Span | None = None
    role: str = ""
    """what its column is for: serial, unit, label, region …"""
    unit: Unit | None = None
    period: str | None = None
    region: str | None = None
    measure: str = ""
    """growth, share, rank, or change (an amount of it, which is no fact); empty for a level"""
    falls: bool = False
    goal: bool = False
    expected: bool = False
    average: bool = False
    total: bool = False
    index: bool = False
    unclear: bool = False
    """whether it names a time that cannot be told (上年同期)"""
    text: str = ""
    unit_span: Span | None = None
    period_span: Span | None = None
    region_span: Span | None = None

    def over(self, lower: Head) -> Head:
        """This head over a lower one of the same column: the lower one's slots win, the words of both stay."""
        words = lower.words if self.words in lower.words else self.words + lower.words
        low = lower.unit is not None
        return Head(
            words=words,
            span=lower.span if lower.words or not self.span else self.span,
            role=lower.role or self.role,
            unit=lower.unit if low else self.unit,
            period=lower.period or self.period,
            region=lower.region or self.region,
            measure=lower.measure or self.measure,
            falls=lower.falls or self.falls,
            goal=lower.goal or self.goal,
            expected=lower.expected or self.expected,
            average=lower.average or self.average,
            total=lower.total or self.total,
            index=lower.index or self.index,
            unclear=lower.unclear or self.unclear,
            text=self.text + lower.text,
            unit_span=lower.unit_span if low else self.unit_span,
            period_span=lower.period_span if lower.period else self.period_span,
            region_span=lower.region_span if lower.region else self.region_span,
        )


def read_head(cell: Cell, where: Where, *, column: bool) -> Head:
    """What a head cell says; of a column's head the words that name no indicator (绝对量, 数值) are left out."""
    text = cell.text
    if cell.is_blank:
        return Head()
    head = Head(span=cell.span, text=text, index=bool(word("marks", "index").search(text)), average=bool(word("marks", "average").search(text)))
    plain = word("marks", "than").sub("", text)
    compared = plain != text or "±" in text
    plain, said, unclear = _without_period(plain, where.today)
    if cell.is_year:
        plain, said = "", cell.folded[:4]
    plain, unit = _without_unit(plain)
    named = role(_clean(plain))
    head = replace(
        head, period=said, unit=unit, role=named, unclear=unclear, period_span=cell.span if said else None, unit_span=cell.span if unit else None
    )
    plain, head = _goal(plain, head)
    plain, head = _measured(_clean(plain), head)
    if compared and not head.measure and unit and unit.name in ("%", "pp"):
        head = replace(head, measure="growth")
    words = _clean(plain)
    total = bool(word("marks", "total").fullmatch(words))
    region = None if total or named else region_of(words, where.home)
    generic = total or region or (column and (named or word("marks", "generic").fullmatch(words)))
    return replace(head, words="" if generic else words, total=total, region=region, region_span=cell.span if region else None)


def _without_period(text: str, today: date | None) -> tuple[str, str | None, bool]:
    """The text without its times, the first period, and whether a time stands there that cannot be told."""
    found = [item for item in period.find(text, today) if item.kind != "duration" and item.role != "than"]
    for item in reversed(found):
        text = text[: item.start] + text[item.end :]
    return text, next((item.period for item in found if item.period), None), bool(found) and not any(item.period for item in found)


def _without_unit(text: str) -> tuple[str, Unit | None]:
    """The text without brackets, and the unit that stands in one of them or at the end (增速%, 产量：万吨)."""
    units = [unit for match in _BRACKETS.finditer(text) if (unit := unit_of(match[1].strip().removeprefix("单位").lstrip("：:")))]
    plain = _BRACKETS.sub("", text).strip()
    if units:
        return plain, units[-1]
    if match := _PERCENT.search(plain):
        return plain[: match.start()], unit_of("%")
    match = _TAIL_UNIT.search(plain)
    unit = unit_of(match[1]) if match else None
    return (plain[: match.start()], unit) if match and unit else (plain, None)


def _goal(text: str, head: Head) -> tuple[str, Head]:
    """The text without the words that make it a goal."""
    if word("marks", "goal").search(text) and not head.role:
        return word("marks", "goal").sub("", text), replace(head, goal=True)
    if word("marks", "expected").search(text):
        return word("marks", "expected").sub("", text), replace(head, expected=True)
    return text, head


def _measured(text: str, head: Head) -> tuple[str, Head]:
    """The text without the words of growth at its end; those of a share stay part of the indicator."""
    if (match := ending("marks", "change").search(text)) and not (head.unit and head.unit.name in ("%", "pp")):
        return text[: match.start()], replace(head, measure="change")
    if match := ending("marks", "fall").search(text):
        return text[: match.start()], replace(head, measure="growth", falls=True)
    if match := ending("marks", "growth").search(text):
        return text[: match.start()], replace(head, measure="growth")
    if match := ending("marks", "rank").search(text):
        return text[: match.start()], replace(head, measure="rank")
    return text, replace(head, measure="share") if ending("marks", "share").search(text) else head


def _clean(text: str) -> str:
    """Without the marks before and the punctuation around the words; a name in two lines is one."""
    text = text.strip(_EDGE)
    while match := word("marks", "lead").match(text):
        text = text[match.end() :].strip(_EDGE)
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text)


def region_of(words: str, home: Place | None, *, certain: bool = False) -> str | None:
    """The region that is the whole of the words; `certain` where the column says that they name one, so that 天宁 and 经开区 do too."""
    places = find_places(words)
    if len(places) == 1 and (places[0].start, places[0].end) == (0, len(words)):
        return resolve(places[0], None, home)
    if home and home.name and gazetteer().zone.fullmatch(words):
        return _ZONE_SUFFIX.sub("", home.name) + words
    if not certain:
        return None
    names = [gazetteer().names.get(words + suffix) for suffix in _COUNTY]
    inside = [name for name, code in filter(None, names) if home and home.code and code.startswith(home.code)]
    return inside[0] if len(inside) == 1 else words


def units_in(text: str) -> list[Unit]:
    """The units of a list: 亿元、% has two."""
    return [unit for part in _SPLIT.split(text) if (unit := unit_of(part.strip(" 　：:")))]
