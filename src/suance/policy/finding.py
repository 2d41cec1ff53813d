"""What a check says: one line of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
Kind = Literal[
    "source", "words", "number", "proved", "example",
    "steps", "cap", "unit", "unreachable", "overlap", "gap", "validity", "review", "question", "budget", "manual", "competition",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: how grave, which kind, at which part of the policy, and what was found."""

    level: Level
    kind: Kind
    where: str
    """policy/part, as changzhou-2022/dengfeng.pay.steps.t100"""
    message: str
    hint: str = ""
    """what to do about it, or what it rests on"""
    place: str = ""
    """file:line, where the policy is of a file"""
