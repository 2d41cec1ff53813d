"""The ledger of observations: reading its records, and finding those that speak of a target.

An observation counts for a target only where region, indicator (the same metric, or the same words), 口径, unit and
length of period agree. What comes near is listed beside the target with the difference, and never joined to it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from suance import quantity
from suance.errors import InputError
from suance.model import Observation, Target
from suance.record import closed, one_of

Length = Literal["day", "month", "quarter", "half", "months", "year", "years"]

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")
_SOURCE_KEYS = ("publisher", "title", "date", "grade")
_GRADES = ("official", "press", "unverified host")
_RECORD_KEYS = ("indicator", "metric", "near", "region", "period", "value", "definition", "vintage", "source")
_NEEDED = ("indicator", "region", "period", "value", "source")
ESTIMATE = "预计"
"""the vintage of a figure that was told before the period was counted"""


@dataclass(frozen=True, slots=True)
class Near:
    """An observation that does not count for a target, and why: another indicator, 口径, unit or length of period."""

    observation: Observation
    why: str


# ── periods ──────────────────────────────────────────────────────────────────


def ends(period: str) -> tuple[Length, date]:
    """The length of a period and its last day: 2024-02 is a month that ends on 2024-02-29. InputError where it is none."""
    first, *later = period.split("/")
    match = _PERIOD.fullmatch(later[0] if later else first)
    if match is None or len(later) > 1 or _PERIOD.fullmatch(first) is None:
        raise InputError(f"读不出时期 “{period}”", hint="写法如 2025、2025-06、2025-06-30、2025-Q1、2025-H1、2021/2025、2025-01/2025-05")
    year, quarter, half, month, day = (int(part) if part else None for part in match.groups())
    length: Length = "quarter" if quarter else "half" if half else "day" if day else "month" if month else "year"
    if later:
        length = "years" if length == "year" else "months"
    in_month = 3 * quarter if quarter else 6 * half if half else month or 12
    try:
        return length, date(int(year or 0), in_month, day or monthrange(int(year or 0), in_month)[1])
    except ValueError:
        raise InputError(f"没有这个日子 “{period}”") from None


def instant(day: date) -> Fraction:
    """The end of a day on the axis of years: 2021-12-31 is 2022, whatever the length of the year."""
    length = date(day.year, 12, 31).timetuple().tm_yday
    return day.year + Fraction(day.timetuple().tm_yday, length)


# ── which observations speak of a target ─────────────────────────────────────


def known(observations: Iterable[Observation], as_of: date) -> list[Observation]:
    """The observations that were out by the day; one without a date of publication counts from the end of its period."""
    return [o for o in observations if ends(o.date or o.period)[1] <= as_of]


def join(target: Target, observations: Sequence[Observation]) -> tuple[list[Observation], list[Near]]:
    """The observations that count for a target, oldest first, and those that come near, each with the difference."""
    counted, near = [], []
    for observation in observations:
        if observation.region != target.region:
            continue
        if not _same_indicator(target, observation):
            if target.metric is not None and observation.near == target.metric:
                near.append(Near(observation, "指标不同"))
        elif why := _difference(target, observation):
            near.append(Near(observation, why))
        else:
            counted.append(observation)
    return sorted(counted, key=_order), sorted(near, key=lambda n: _order(n.observation))


def _order(observation: Observation) -> tuple[date, str]:
    return ends(observation.period)[1], observation.date or ""


def _same_indicator(target: Target, observation: Observation) -> bool:
    """By metric where both have one, else by the words."""
    if target.metric is not None and observation.metric is not None:
        return target.metric == observation.metric
    return target.indicator == observation.indicator


def _difference(target: Target, observation: Observation) -> str | None:
    """What keeps an observation of the same indicator from counting; a 口径 that one side leaves unsaid does not."""
    if target.definition is not None and observation.definition is not None and target.definition != observation.definition:
        return "口径不同"
    units = {base.unit for base in target.bases} if target.measure == "multiple" else {target.unit}
    if units and observation.unit not in units:
        return "单位不同"
    if target.measure == "growth" and observation.period != target.deadline:
        return "增速是另一时期的"
    if not _comparable(ends(observation.period)[0], ends(target.deadline)[0] if target.deadline else "year"):
        return "时期长短不同"
    return None


def _comparable(seen: Length, aimed: Length) -> bool:
    """Part of a year says nothing of the whole, but a day is a point in time; a goal of a day or month is one too."""
    return seen in (aimed, "day") or (aimed in ("day", "month") and seen in ("month", "year"))


# ── records ──────────────────────────────────────────────────────────────────


def from_records(data: Any, *, where: str = "") -> tuple[Observation, ...]:
    """The observations of a ledger file, loaded as plain data; InputError says at which record a fault is.

    `sources` gives publisher, title, date and grade under an id; each of `observations` names its source and writes its
    value as published (`超2万亿元`), its period as in the fact record, and its 口径 as `definition`.
    """
    if not isinstance(data, Mapping) or set(data) - {"sources", "observations"}:
        raise InputError("台账应有 sources 与 observations 两部分，别无其他", where=where)
    sources = {key: _source(source, f"{where} sources.{key}") for key, source in (data.get("sources") or {}).items()}
    records = enumerate(data.get("observations") or (), start=1)
    return tuple(_observation(record, sources, f"{where} 第 {number} 条观测") for number, record in records)


def _source(data: Any, where: str) -> dict[str, Any]:
    record = _text(closed(data, _SOURCE_KEYS, where, optional=[key for key in _SOURCE_KEYS if key != "publisher"]))
    one_of(record, "grade", _GRADES, where)
    return record


def _observation(data: Any, sources: Mapping[str, Mapping[str, Any]], where: str) -> Observation:
    record = _text(closed(data, _RECORD_KEYS, where, optional=[key for key in _RECORD_KEYS if key not in _NEEDED]))
    source = sources.get(record.pop("source"))
    if source is None:
        raise InputError(f"没有来源 “{data['source']}”", where=where, hint="sources 里有：" + "、".join(sources))
    try:
        ends(record["period"])
        figure = quantity.parse(record.pop("value"))
    except InputError as error:
        raise InputError(error.what, where=where, hint=error.hint) from None
    if figure.comparator == "between":
        raise InputError("观测值不能是区间", where=where, hint="两端各记一条：不低于…、不超过…")
    return Observation(value=figure.value, unit=figure.unit, comparator=figure.comparator, **record, **source)


def _text(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(value) for key, value in record.items()}
