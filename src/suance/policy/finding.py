"""What a check says: one line of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: how grave, which kind, at which part of the policy, and what was found."""

    level: Level
    kind: Literal["source", "words", "number", "steps", "cap", "validity", "review", "question", "manual", "proved"]
    where: str
    """policy/part, as changzhou-2022/dengfeng.pay.steps.t100"""
    message: str
