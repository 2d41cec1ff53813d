"""Records as a file of plain data gives them: under known keys, with a fault that names the key; and what an outlook assumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from suance.errors import InputError

AssumedGrade = Literal["document", "official", "press", "prior"]
ASSUMED_GRADES: tuple[AssumedGrade, ...] = ("document", "official", "press", "prior")
"""how good the source of an assumption is; a prior is a range that seems right, without a source"""


@dataclass(frozen=True, slots=True)
class Assumed:
    """A figure that an outlook assumes, with where it is from."""

    name: str
    value: float
    source: str
    grade: AssumedGrade
    spread: float = 0.0
    """of what differs, or is uncertain in itself, how much; what measures it is said where the figure is used"""


def closed(data: Any, keys: Sequence[str], where: str, *, optional: Sequence[str] = ()) -> dict[str, Any]:
    """What a record gives, without the keys that it leaves empty; InputError for an unknown key, or one that is missing and not optional."""
    if not isinstance(data, Mapping):
        raise InputError("这里应是一组键和值", where=where)
    for key in data:
        if key not in keys:
            raise InputError(f"未知的键 “{key}”", where=where, hint="可用的键：" + "、".join(keys))
    found = {str(key): value for key, value in data.items() if value is not None}
    absent = [key for key in keys if key not in found and key not in optional]
    if absent:
        raise InputError(f"缺少 “{'、'.join(absent)}”", where=where)
    return found


def one_of(record: Mapping[str, Any], key: str, known: Sequence[str], where: str) -> None:
    """InputError where a record's value is none of the known ones."""
    if key in record and record[key] not in known:
        raise InputError(f"{key} “{record[key]}” 不在其列", where=where, hint="可用：" + "、".join(known))


def origin(record: Mapping[str, Any], where: str) -> tuple[str, AssumedGrade]:
    """Where an assumed figure is from, and how good that is; InputError for a grade that is none."""
    one_of(record, "grade", ASSUMED_GRADES, where)
    return str(record["source"]), record["grade"]
