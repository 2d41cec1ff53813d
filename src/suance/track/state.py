"""The state of each target on a day, in the words that officials use, with the arithmetic and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from suance.model import Comparator, Observation, Target
from suance.quantity import Quantity, format_quantity
from suance.track.goal import Goal, goal_of, missing, reached
from suance.track.ledger import ESTIMATE, Near, ends, instant, join, known
from suance.track.pace import Pace, Way, blocked, growth, obstacle, pace, shown

Status = Literal["已完成", "超进度", "达进度", "欠进度", "进度待定", "未到期无数据", "未完成", "期满无数据", "无期限", "口径待定", "有争议"]
"""Up to the deadline 已完成, 超进度, 达进度, 欠进度, 进度待定, 未到期无数据 or 口径待定; past it 已完成, 未完成 or 期满无数据;
without one 已完成 or 无期限; 有争议 where bases or figures that disagree lead to different states."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A target read with one of its bases and one of the figures published last; values in the goal's unit, rates as shares of 1."""

    status: Status
    base: Observation | None
    observation: Observation | None
    goal: Goal | None
    met: bool | None = None
    share: Decimal | None = None
    """the figure as a share of the goal: 0.993310"""
    gap: Decimal | None = None
    """what is missing to the goal; zero or less where it is reached"""
    required: Decimal | None = None
    """yearly growth that the goal asks for from the base on"""
    remaining: Decimal | None = None
    """yearly growth that is needed from the figure on; None past the deadline"""
    pace: Pace | None = None
    """None past the deadline, and where `notes` say why"""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetState:
    """A target on a day: its status, why, each reading where sources disagree, and what would settle what is open."""

    target: Target
    as_of: date
    deadline: date | None
    status: Status
    reason: str
    readings: tuple[Reading, ...]
    near: tuple[Near, ...] = ()
    """可能相关，口径不同: figures that come near and do not count"""
    settle: str | None = None
    """what would settle an open target; None where nothing is open"""

    @property
    def contested(self) -> bool:
        """Whether the bases or figures that disagree lead to different goals or states."""
        return len({(reading.goal, reading.status) for reading in self.readings}) > 1

    @property
    def label(self) -> str:
        """The status for a table; says where it rests on a contested base though every reading ends the same."""
        return f"{self.status}（起点有争议）" if self.contested and self.status != "有争议" else self.status


def track(targets: Sequence[Target], observations: Iterable[Observation], *, as_of: date) -> list[TargetState]:
    """The state of each target on the day, in the order given; only observations that were out by then count.

    InputError where a period or date is none.
    """
    out = known(observations, as_of)
    return [_state(target, out, as_of) for target in targets]


def _state(target: Target, observations: Sequence[Observation], as_of: date) -> TargetState:
    counted, near = join(target, observations)
    deadline = ends(target.deadline)[1] if target.deadline else None
    figures = _latest([o for o in counted if deadline is None or ends(o.period)[1] <= deadline])
    readings = tuple(_reading(target, base, figure, deadline, as_of) for base in target.bases or (None,) for figure in figures or (None,))
    statuses = {reading.status for reading in readings}
    status: Status = statuses.pop() if len(statuses) == 1 else "有争议"
    if status == "未到期无数据" and near:
        status = "口径待定"
    reason = "；".join(dict.fromkeys(_account(target, reading) for reading in readings))
    if near and not figures:
        reason += "；只有口径或指标不同的数据"
    return TargetState(target, as_of, deadline, status, reason, readings, tuple(near), _settle(target, status, readings))


def _latest(counted: Sequence[Observation]) -> list[Observation]:
    """The figures of the last period, each value once; an estimate gives way to a count."""
    last = [o for o in counted if ends(o.period)[1] == ends(counted[-1].period)[1]]
    firm = [o for o in last if o.vintage != ESTIMATE] or last
    return list({(o.value, o.comparator): o for o in firm}.values())


# ── one reading ──────────────────────────────────────────────────────────────


def _reading(target: Target, base: Observation | None, figure: Observation | None, deadline: date | None, as_of: date) -> Reading:
    goal = goal_of(target, base)
    met = reached(figure, goal) if figure and goal else None
    running = deadline is not None and as_of <= deadline
    required, why_not_required = _growth(base, goal, deadline)
    remaining, _ = _growth(figure, goal, deadline) if running else (None, None)
    speed, why_no_pace = _pace(target, base, figure, goal, deadline) if running and figure and met is not True else (None, None)
    return Reading(
        _status(target, figure, goal, met, speed, deadline, as_of),
        base,
        figure,
        goal,
        met,
        shown(Fraction(figure.value) / Fraction(goal.value)) if figure and goal and goal.value else None,
        missing(figure.value, goal) if figure and goal else None,
        required,
        remaining,
        speed,
        tuple(dict.fromkeys(note for note in (*_notes(figure), why_not_required, why_no_pace) if note)),
    )


def _status(
    target: Target, figure: Observation | None, goal: Goal | None, met: bool | None, speed: Pace | None, deadline: date | None, as_of: date
) -> Status:
    if deadline is not None and as_of > deadline:
        if met is None or figure is None or ends(figure.period)[1] != deadline:
            return "期满无数据"
        return "已完成" if met else "未完成"
    if met and goal:
        kept = deadline is not None and (goal.aim == "band" or target.measure == "rank")
        return "达进度" if kept else "已完成"
    if deadline is None:
        return "无期限"
    if figure is None:
        return "未到期无数据"
    if speed is None:
        return "进度待定"
    return "超进度" if speed.ahead else "达进度" if speed.trend == "在轨" else "欠进度"


def _growth(start: Observation | None, goal: Goal | None, deadline: date | None) -> tuple[Decimal | None, str | None]:
    """The yearly growth from a figure to the goal, or why there is none."""
    if start is None:
        return None, "起点未说明"
    if goal is None or deadline is None:
        return None, None
    if start.unit != goal.unit:
        return None, "起点与目标单位不同"
    years = instant(deadline) - instant(ends(start.period)[1])
    why_not = obstacle(start.value, goal.value, years)
    return (None, why_not) if why_not else (shown(growth(start.value, goal.value, years)), None)


def _pace(target: Target, base: Observation | None, figure: Observation, goal: Goal | None, deadline: date | None) -> tuple[Pace | None, str | None]:
    """The pace from base to figure, or why it cannot be judged."""
    if base is None or goal is None or deadline is None:
        return None, "起点未说明"
    if target.measure in ("growth", "rank"):
        return None, "增速与位次不按年均增速论进度"
    if base.unit != figure.unit:
        return None, "起点与观测单位不同"
    if base.definition and figure.definition and base.definition != figure.definition:
        return None, "起点与观测口径不同"
    start = instant(ends(base.period)[1])
    elapsed, total = instant(ends(figure.period)[1]) - start, instant(deadline) - start
    upward = goal.aim == "up" or (goal.aim == "band" and goal.value > base.value)
    way = Way(base.value, figure.value, goal.value, elapsed, total, upward)
    why_not = blocked(way)
    return (None, f"进度算不出：{why_not}") if why_not else (pace(way), None)


def _notes(figure: Observation | None) -> list[str]:
    """What a reader must know about the figure itself."""
    if figure is None:
        return []
    bound = {"ge": "下限", "gt": "下限", "le": "上限", "lt": "上限", "approx": "约数"}.get(figure.comparator)
    return [
        *([f"公布的是{bound}，比率按该数算"] if bound else []),
        *(["预计数，待正式数"] if figure.vintage == ESTIMATE else []),
        *(["出处为非官方网址，待核"] if figure.grade == "unverified host" else []),
    ]


# ── in words ─────────────────────────────────────────────────────────────────


def _written(value: Decimal, unit: str, comparator: Comparator = "eq") -> str:
    return format_quantity(Quantity(value, unit, comparator))


def _account(target: Target, reading: Reading) -> str:
    """One reading as a clause: the goal, the figure, its share of the goal and what is missing."""
    parts = []
    if target.measure == "multiple" and reading.base and reading.goal:
        start = _written(reading.base.value, reading.base.unit, reading.base.comparator)
        parts.append(f"按起点{start}，目标{_written(reading.goal.value, reading.goal.unit)}")
    if reading.observation is None:
        parts.append(f"没有{target.region}“{target.indicator}”的可用数据")
        return "，".join(parts)
    figure = reading.observation
    parts.append(f"{figure.period}年" if len(figure.period) == 4 else f"{figure.period} ")
    parts[-1] += _written(figure.value, figure.unit, figure.comparator) + ("（预计）" if figure.vintage == ESTIMATE else "")
    if reading.share is not None and reading.gap is not None and target.measure not in ("growth", "rank"):
        parts.append(f"为目标的{reading.share * 100:.1f}%")
        if reading.met is False and reading.goal:
            parts.append(f"差{_written(reading.gap, _difference_unit(reading.goal.unit))}")
    if reading.status == "期满无数据":
        parts.append("不足以判定" if reading.met is None else "不是期末的数")
    if reading.pace:
        parts.append(f"年均增速为所需的{reading.pace.ratio * 100:.1f}%")
    return "，".join(parts)


def _difference_unit(unit: str) -> str:
    return "pp" if unit == "%" else unit


def _settle(target: Target, status: Status, readings: Sequence[Reading]) -> str | None:
    """What would settle a target that is open; None where none of its readings is."""
    scope = f"（口径：{target.definition}）" if target.definition else ""
    wanted = f"{target.region}{target.deadline or ''}{'年' if target.deadline and len(target.deadline) == 4 else ''}“{target.indicator}”{scope}"
    starts = "、".join(dict.fromkeys(_written(r.base.value, r.base.unit, r.base.comparator) for r in readings if r.base))
    if status == "有争议":
        return f"确认起点或数据以哪个为准：起点{starts}" if len(readings) > 1 and starts else f"确认{wanted}以哪个数为准"
    return {
        "期满无数据": f"公布{wanted}的数",
        "未到期无数据": f"公布{wanted}的进展数",
        "口径待定": f"确认{wanted}的口径，或公布同一口径的数",
        "进度待定": f"给出{wanted}的起点值及其年份，或隔一年以上的两个数",
        "无期限": "原文给出期限",
    }.get(status)
