"""What other government funds were reported to have drawn, each with its own 口径."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from suance.errors import InputError
from suance.quantity import Quantity, parse
from suance.record import closed, one_of

_PEER_KEYS = ("name", "region", "period", "own", "own_as", "drawn", "drawn_as", "publisher", "title", "date", "grade")
_OPTIONAL = ("period", "title", "date", "grade")
_GRADES = ("official", "press", "unverified host")


@dataclass(frozen=True, slots=True)
class Peer:
    """What another government fund was reported to have drawn, in 元, with what each side counts as reported."""

    name: str
    region: str
    own: Quantity
    own_as: str
    drawn: Quantity
    drawn_as: str
    publisher: str
    period: str | None = None
    title: str | None = None
    date: str | None = None
    grade: Literal["official", "press", "unverified host"] = "press"

    @property
    def leverage(self) -> Fraction:
        """Drawn over own, of the figures as published: 71亿元 over 12.8亿元 is 5.546875."""
        return Fraction(self.drawn.value) / Fraction(self.own.value)


def from_records(data: Any, *, where: str = "") -> tuple[Peer, ...]:
    """The funds of a table loaded as plain data, under `peers`; InputError says at which record a fault is."""
    if not isinstance(data, Mapping) or set(data) != {"peers"}:
        raise InputError("基金表应只有 peers 一部分", where=where)
    return tuple(_peer(record, f"{where} 第 {number} 只基金") for number, record in enumerate(data["peers"] or (), start=1))


def _peer(data: Any, where: str) -> Peer:
    record: dict[str, Any] = {key: str(value) for key, value in closed(data, _PEER_KEYS, where, optional=_OPTIONAL).items()}
    one_of(record, "grade", _GRADES, where)
    amounts = {key: _amount(record[key], where) for key in ("own", "drawn")}
    return Peer(**(record | amounts))


def _amount(text: str, where: str) -> Quantity:
    try:
        amount = parse(text)
    except InputError as error:
        raise InputError(error.what, where=where, hint=error.hint) from None
    if amount.unit != "CNY" or amount.value <= 0:
        raise InputError(f"“{text}” 应为一个大于零的人民币金额", where=where, hint="写法如 12.8亿元")
    return amount
