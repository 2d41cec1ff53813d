"""What a synthetic population is made from: published totals by sector and year, and what is assumed of sizes and growth.

Every figure stands with its source and how good that is; the same form ships as an example in `observations/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from suance.errors import InputError
from suance.quantity import parse
from suance.record import Assumed, AssumedGrade, closed, origin

MONEY = ("floor", "tail_from", "cut")
PARAMETERS: Mapping[str, tuple[float, float]] = {
    "body_spread": (0.1, 4),
    "tail": (0.3, 4),
    "volatility": (0.01, 1),
    "fall": (0, 0.6),
    "growth": (-0.5, 1),
}
"""what is uncertain in itself, and between what it must lie: each has a mean and a spread"""
MOST_FIRMS = 20_000_000
_LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector's firms above the floor, and its published revenue by year in 分."""

    id: str
    name: str
    firms: int
    revenue: Mapping[int, int]
    source: str
    grade: AssumedGrade


@dataclass(frozen=True, slots=True)
class KnownFirm:
    """A firm of the list: its sector, and its revenue in 分 of the years that are known, earlier ones too."""

    id: str
    name: str
    sector: str
    revenue: Mapping[int, int]

    @property
    def peak(self) -> int:
        """The highest revenue that is known, in 分."""
        return max(self.revenue.values())


@dataclass(frozen=True, slots=True)
class Spec:
    """A population to make: its years, its sectors, and what is assumed."""

    region: str
    first: int
    last: int
    sectors: tuple[Sector, ...]
    given: Mapping[str, Assumed]
    """floor, tail_from and cut in 元; body_spread, tail, volatility, fall, growth"""
    known: str | None = None
    """the folder of a panel of the firms that are known, complete above the cut"""

    def __getitem__(self, name: str) -> float:
        return self.given[name].value

    @property
    def years(self) -> range:
        """The years of the population."""
        return range(self.first, self.last + 1)


def from_records(data: Any, *, where: str = "") -> Spec:
    """The spec of a file loaded as plain data; InputError says which key is wrong and what it should be."""
    keys = ("region", "first", "last", "sectors", "known", *MONEY, *PARAMETERS)
    record = closed(data, keys, where, optional=("known",))
    first, last = (_year(record[key], key, where) for key in ("first", "last"))
    if last <= first:
        raise InputError(f"last {last} 应晚于 first {first}", where=where)
    given = {name: _money(name, record[name], where) for name in MONEY} | {name: _parameter(name, record[name], where) for name in PARAMETERS}
    if any(low >= high for low, high in pairwise(given[name].value for name in MONEY)):
        raise InputError("应当 floor < tail_from < cut", where=where, hint="规上的下限、尾部的起点、名单齐全的下限，依次升高")
    if not isinstance(record["sectors"], Mapping) or not record["sectors"]:
        raise InputError("sectors 应列出各行业", where=where)
    sectors = tuple(_sector(str(name), each, first, last, where) for name, each in record["sectors"].items())
    if sum(sector.firms for sector in sectors) > MOST_FIRMS:
        raise InputError(f"企业超过 {MOST_FIRMS:,} 家", where=where)
    return Spec(str(record["region"]), first, last, sectors, given, None if record.get("known") is None else str(record["known"]))


def _year(value: Any, key: str, where: str) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and 1949 <= int(text) <= _LAST_YEAR):
        raise InputError(f"{key} “{value}” 不是年份", where=where)
    return int(text)


def _money(name: str, data: Any, where: str) -> Assumed:
    at = f"{where} {name}"
    record = closed(data, ("value", "source", "grade"), at)
    return Assumed(name, _fen(record["value"], at) / 100, *origin(record, at))


def _fen(text: Any, where: str) -> int:
    try:
        amount = parse(str(text))
    except InputError as error:
        raise InputError(error.what, where=where, hint=error.hint) from None
    if amount.unit != "CNY" or amount.value <= 0 or amount.value * 100 != int(amount.value * 100):
        raise InputError(f"“{text}” 应为一个大于零的人民币金额", where=where, hint="写法如 2800亿元")
    return int(amount.value * 100)


def _parameter(name: str, data: Any, where: str) -> Assumed:
    at = f"{where} {name}"
    record = closed(data, ("mean", "spread", "source", "grade"), at)
    low, high = PARAMETERS[name]
    numbers = (record["mean"], record["spread"])
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        raise InputError("mean 与 spread 应是数", where=at)
    if not low <= numbers[0] <= high or not 0 <= numbers[1] <= high - low:
        raise InputError(f"mean {numbers[0]:g} 应在 {low:g} 与 {high:g} 之间，spread 不小于零", where=at)
    return Assumed(name, float(numbers[0]), *origin(record, at), float(numbers[1]))


def _sector(name: str, data: Any, first: int, last: int, where: str) -> Sector:
    at = f"{where} sectors.{name}"
    record = closed(data, ("name", "firms", "revenue", "source", "grade"), at)
    if not isinstance(record["firms"], int) or record["firms"] < 1:
        raise InputError(f"firms “{record['firms']}” 应为企业家数", where=at)
    if not isinstance(record["revenue"], Mapping):
        raise InputError("revenue 应逐年写总额", where=at, hint="写法如 revenue: {2021: 2800亿元}")
    revenue = {_year(year, "revenue", at): _fen(amount, f"{at}.{year}") for year, amount in record["revenue"].items()}
    if first not in revenue:
        raise InputError(f"revenue 至少要有 {first} 年的数", where=at)
    stray = [year for year in revenue if not first <= year <= last]
    if stray:
        raise InputError(f"revenue 里的 {stray[0]} 年不在 {first}—{last} 之间", where=at)
    return Sector(name, str(record["name"]), record["firms"], revenue, *origin(record, at))
