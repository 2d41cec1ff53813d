"""What the page of targets shows: each target under its state on the day, with what it is measured by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from suance.model import Observation, Target
from suance.publish import labels
from suance.track import Status, TargetState

LOOKS = {
    "已完成": "done",
    "超进度": "ahead",
    "达进度": "on",
    "欠进度": "behind",
    "未完成": "missed",
    "有争议": "contested",
}
"""state → how its label looks; the others are plain"""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target on the day; `bases`, `figures`, `shares` and `near` are one text each for the sources that differ."""

    id: str
    indicator: str
    label: str
    """the state, and whether it rests on a starting value that sources disagree on"""
    region: str
    definition: str | None
    goal: str
    deadline: str
    bases: tuple[str, ...]
    figures: tuple[str, ...]
    shares: tuple[str, ...]
    reason: str
    notes: tuple[str, ...]
    near: tuple[str, ...]
    settle: str | None
    outlook: str | None
    """where the figure may stand at a deadline that is still ahead"""
    policy: str
    """the title of the policy that promises it"""
    path: str


@dataclass(frozen=True, slots=True)
class StateView:
    """The targets of one state."""

    id: str
    name: str
    look: str
    rows: tuple[TargetRow, ...]

    @property
    def count(self) -> int:
        """How many targets are in the state."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Tracked:
    """The states of one policy's targets, and where the policy's page is."""

    policy: str
    title: str
    path: str
    states: Sequence[TargetState]


def view(tracked: Iterable[Tracked]) -> tuple[StateView, ...]:
    """The targets by state, in the order that the states are defined in; states that no target is in are left out."""
    rows = [(state.status, _row(each, state)) for each in tracked for state in each.states]
    return tuple(
        StateView(f"s{number}", name, LOOKS.get(name, ""), tuple(row for status, row in rows if status == name))
        for number, name in enumerate(get_args(Status), 1)
        if any(status == name for status, _ in rows)
    )


def _row(tracked: Tracked, state: TargetState) -> TargetRow:
    target, readings = state.target, state.readings
    return TargetRow(
        f"{tracked.policy}-{target.id}",
        target.indicator,
        state.label,
        target.region,
        target.definition,
        goal=_goal(target),
        deadline=labels.period(target.deadline) if target.deadline else "未写明",
        bases=_distinct(_figure(reading.base) for reading in readings if reading.base),
        figures=_distinct(_figure(reading.observation) for reading in readings if reading.observation),
        shares=_distinct(f"{reading.share * 100:.1f}%" for reading in readings if reading.share is not None),
        reason=state.reason,
        notes=_distinct(note for reading in readings for note in reading.notes),
        near=_distinct(f"{near.observation.indicator} {_figure(near.observation)}，{near.why}" for near in state.near),
        settle=state.settle,
        outlook=state.outlook,
        policy=tracked.title,
        path=tracked.path,
    )


def _goal(target: Target) -> str:
    if target.measure == "multiple":
        return f"起点的 {labels.figure(target.value, target.unit)}"
    return labels.figure(target.value, target.unit, target.value_max, target.comparator)


def _figure(observation: Observation) -> str:
    publisher = f"（{observation.publisher}）" if observation.publisher else ""
    return f"{labels.period(observation.period)}：{labels.figure(observation.value, observation.unit, None, observation.comparator)}{publisher}"


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
