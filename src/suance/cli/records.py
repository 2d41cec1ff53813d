"""Results as JSON records: keys in a fixed order and never translated, decimals as strings, absent values as null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from suance.model import Explanation, Fact, Line, decimal_text

if TYPE_CHECKING:
    from suance.award.whatif import Effect
    from suance.policy.diff import Change


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def facts(found: Iterable[Fact]) -> str:
    """The text of a `.facts.jsonl` file: one fact a line, ordered by start."""
    ordered = sorted(found, key=lambda fact: (fact.start, fact.end))
    return "".join([f"{_ENCODE(fact.to_record())}\n" for fact in ordered])


def line(found: Line) -> dict[str, Any]:
    """A payment or refusal; amounts are decimal strings in 元, null where a figure is not settled or not known."""
    return {
        "policy": found.policy,
        "rule": found.rule,
        "step": found.step,
        "subject_id": found.subject_id,
        "year": found.year,
        "part": found.part,
        "amount": plain(found.amount),
        "amount_min": plain(found.amount_min),
        "amount_max": plain(found.amount_max),
        "status": found.status,
        "reason": found.reason,
        "cite": plain(found.cite),
        "payee": found.payee,
    }


def explanation(found: Explanation) -> dict[str, Any]:
    """A line and, beside it, its conditions, the amount after each stage, what is missing, and notes."""
    rest = {name: plain(getattr(found, name)) for name in ("checks", "stages", "missing", "notes")}
    return line(found.line) | rest


def change(found: Change) -> dict[str, Any]:
    """A difference between two policies: what happened, to what, at which place, the values before and after, and the sentence."""
    return {"kind": found.kind, "sort": found.sort, "at": found.at, "before": found.before, "after": found.after, "words": found.words}


def effect(found: Effect) -> dict[str, Any]:
    """What a reform does to one part of the payments: the ends before and after, by how much they grow, and who gains and loses."""
    told = {field.name: plain(getattr(found, field.name)) for field in fields(found)}
    return told | {"more_low": plain(found.more_low), "more_high": plain(found.more_high)}


def plain(value: Any) -> Any:
    """A value as JSON has it: decimals and ratios as strings, days in ISO, records as objects."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value
