"""Both executions of a plan, and what either answers: its lines, or the words of its refusal."""

from __future__ import annotations

from typing import Any

from suance.award import Engine, award
from suance.award.panel import Panel
from suance.errors import PanelError
from suance.model import Line
from suance.policy.schema import Policy

ENGINES: tuple[Engine, ...] = ("interpreter", "duckdb")


def told(policy: Policy, at_hand: Panel, **more: Any) -> list[Line] | str:
    """The lines, or the words of the refusal."""
    try:
        return award(policy, at_hand, **more)
    except PanelError as error:
        return str(error)
