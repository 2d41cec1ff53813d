"""The state of each target on a day, in the words that officials use, with the arithmetic and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from suance.errors import InputError
from suance.model import Comparator, Observation, Target
from suance.quantity import Quantity, format_quantity
from suance.track.ahead import Ahead, ahead
from suance.track.goal import Goal, goal_of, missing, reached
from suance.track.ledger import ESTIMATE, Near, ends, instant, join, known
from suance.track.pace import Pace, Way, blocked, growth, obstacle, pace, shown

Status = Literal["已完成", "超进度", "达进度", "欠进度", "进度待定", "未到期无数据", "未完成", "期满无数据", "无期限", "口径待定", "有争议"]
"""Up to the deadline 已完成, 超进度, 达进度, 欠进度, 进度待定, 未到期无数据 or 口径待定; past it 已完成, 未完成 or 期满无数据;
without one 已完成 or 无期限; 有争议 where bases or figures that disagree lead to different states."""


OTHER_SCOPE = ("指标不同", "口径不同", "单位不同")
"""the differences for which a person has to say whether a figure is meant"""


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
    ahead: Ahead | None = None
    """where the figure may stand at a deadline that is still ahead; None where `notes` say why"""
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
    def outlook(self) -> str | None:
        """Where the figure may stand at the deadline and how likely the goal is reached, for each base; None where nothing can be said."""
        told = [(r, r.ahead, r.goal) for r in self.readings if r.ahead and r.goal]
        start = len({(r.base.value, r.base.period) for r, _, _ in told if r.base}) > 1
        lines = ((f"起点{_figure(r.base)}：" if start and r.base else "") + _prospect(found, goal.unit) for r, found, goal in told)
        return "；".join(dict.fromkeys(lines)) or None

    @property
    def label(self) -> str:
        """The status for a table; says where it rests on a contested base though every reading ends the same."""
        return f"{self.status}（起点有争议）" if self.contested and self.status != "有争议" else self.status


def track(targets: Sequence[Target], observations: Iterable[Observation], *, as_of: date) -> list[TargetState]:
    """The state of each target on the day, in the order given; only observations that were out by then count.

    InputError where a period or date is none, where a goal of 10%—15% lacks its upper end, or a base is a range.
    """
    out = known(observations, as_of)
    for target in targets:
        if target.comparator == "between" and target.value_max is None:
            raise InputError("目标是区间而缺上端", where=target.id)
        if any(base.comparator == "between" for base in target.bases):
            raise InputError("起点不能是区间", where=target.id, hint="两端各记一个起点")
    return [_state(target, out, as_of) for target in targets]


def _state(target: Target, observations: Sequence[Observation], as_of: date) -> TargetState:
    counted, near = join(target, observations)
    deadline = ends(target.deadline)[1] if target.deadline else None
    figures = _latest([o for o in counted if _within(o, target.bases, deadline)])
    readings = tuple(_reading(target, base, figure, counted, deadline, as_of) for base in target.bases or (None,) for figure in figures or (None,))
    statuses = {reading.status for reading in readings}
    status: Status = statuses.pop() if len(statuses) == 1 else "有争议"
    if status == "未到期无数据" and any(each.why in OTHER_SCOPE for each in near):
        status = "口径待定"
    reason = "；".join(dict.fromkeys(_account(target, reading, deadline) for reading in readings))
    if near:
        aside = dict.fromkeys(f"{each.observation.indicator}（{each.why}）" for each in near)
        reason += f"；另有未计入的数：{'、'.join(aside)}"
    return TargetState(target, as_of, deadline, status, reason, readings, tuple(near), _settle(target, status, readings, near))


def _within(figure: Observation, bases: Sequence[Observation], deadline: date | None) -> bool:
    """Whether a figure lies after the bases and not after the deadline: it can say what became of the target."""
    end = ends(figure.period)[1]
    return all(end > ends(base.period)[1] for base in bases) and (deadline is None or end <= deadline)


def _latest(counted: Sequence[Observation]) -> list[Observation]:
    """The figures of the last period, each value once; an estimate gives way to a count."""
    last = [o for o in counted if ends(o.period)[1] == ends(counted[-1].period)[1]]
    firm = [o for o in last if o.vintage != ESTIMATE] or last
    return list({(o.value, o.comparator): o for o in firm}.values())


# ── one reading ──────────────────────────────────────────────────────────────


def _reading(
    target: Target, base: Observation | None, figure: Observation | None, counted: Sequence[Observation], deadline: date | None, as_of: date
) -> Reading:
    goal = goal_of(target, base)
    met = reached(figure, goal) if figure and goal else None
    running = deadline is not None and as_of <= deadline
    required, why_not_required = _growth(base, goal, deadline)
    remaining, _ = _growth(figure, goal, deadline) if running else (None, None)
    speed, why_no_pace = _pace(target, base, figure, goal, deadline) if running and figure and met is not True else (None, None)
    seen = [o for o in counted if _within(o, (base,) if base else (), deadline)]
    prospect, why_not_ahead = (
        ahead(target, base, seen, goal, deadline) if running and figure and goal and deadline and met is not True else (None, None)
    )
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
        prospect,
        _notes(figure, early=running and met is True, why=(why_not_required, why_no_pace, why_not_ahead) if running else ()),
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


def _notes(figure: Observation | None, *, early: bool, why: Iterable[str | None]) -> tuple[str, ...]:
    """What a reader must know about the figure, and why a rate is missing."""
    notes: list[str | None] = []
    if figure is not None:
        bound = {"ge": "下限", "gt": "下限", "le": "上限", "lt": "上限", "approx": "约数"}.get(figure.comparator)
        notes += [
            f"公布的是{bound}，比率按该数算" if bound else None,
            "预计数，待正式数" if figure.vintage == ESTIMATE else None,
            "见于未经核实的网址" if figure.grade == "unverified host" else None,
            "提前达到，期末仍须核对" if early else None,
        ]
    return tuple(dict.fromkeys(note for note in (*notes, *why) if note))


# ── in words ─────────────────────────────────────────────────────────────────


def _written(value: Decimal, unit: str, comparator: Comparator = "eq") -> str:
    return format_quantity(Quantity(value, unit, comparator))


def _account(target: Target, reading: Reading, deadline: date | None) -> str:
    """One reading as a clause: the goal, the figure, its share of the goal and what is missing."""
    goal, figure = reading.goal, reading.observation
    parts = [_aim(target, reading.base, goal)]
    if figure is None:
        parts.append(f"{'起点之后' if target.bases else ''}没有{target.region}“{target.indicator}”的可用数据")
        return "，".join(parts)
    parts.append(f"{_when(figure.period)}{_figure(figure)}" + ("（预计）" if figure.vintage == ESTIMATE else ""))
    if reading.share is not None and target.measure in ("level", "multiple"):
        parts.append(f"为目标的{reading.share * 100:.1f}%")
    if reading.met is False and reading.gap is not None and goal and target.measure not in ("growth", "rank"):
        parts.append(f"差{_written(reading.gap, 'pp' if goal.unit == '%' else goal.unit)}")
    if reading.status == "期满无数据":
        final = ends(figure.period)[1] == deadline
        parts.append("不足以判定" if final else f"{'期限前曾达到，但' if reading.met else ''}不是期末的数")
    if reading.pace:
        parts.append(f"年均增速为所需的{reading.pace.ratio * 100:.1f}%")
    return "，".join(parts)


def _prospect(found: Ahead, unit: str) -> str:
    """The forecast in words: the middle, the interval, the chance and its class."""
    low, middle, high = (_written(_three_digits(end), unit) for end in (found.low, found.middle, found.high))
    return f"按{found.points}个数推算期末{middle}左右（八成在{low}与{high}之间），达到的可能约{found.chance:.0%}（{found.prospect}）"


def _three_digits(value: Decimal) -> Decimal:
    """An estimate as it is told: no closer than it is known."""
    return Decimal(f"{value:.3g}")


def _aim(target: Target, base: Observation | None, goal: Goal | None) -> str:
    """The goal as promised; of a multiple in the unit of its base, of a band with its ends."""
    if target.measure == "multiple" and base and goal:
        return f"按起点{_figure(base)}，目标{_written(goal.value, goal.unit)}"
    band = (
        f"（{_written(goal.low, goal.unit)}—{_written(goal.high, goal.unit)}）"
        if goal and goal.aim == "band" and target.comparator == "approx"
        else ""
    )
    return f"目标{format_quantity(Quantity(target.value, target.unit, target.comparator, target.value_max))}{band}"


def _figure(observation: Observation) -> str:
    return _written(observation.value, observation.unit, observation.comparator)


def _when(period: str) -> str:
    """A period before its figure: 2025年, 截至2022-06-30, 2021/2025期间."""
    length = ends(period)[0]
    return f"{period}年" if length == "year" else f"截至{period}" if length == "day" else f"{period}期间"


def _whose(observations: Iterable[Observation | None]) -> list[str]:
    """Each figure with its period and who published it, once."""
    told = (f"{_when(o.period)}{_figure(o)}" + (f"（{o.publisher}）" if o.publisher else "") for o in observations if o)
    return list(dict.fromkeys(told))


def _settle(target: Target, status: Status, readings: Sequence[Reading], near: Sequence[Near]) -> str | None:
    """What would settle a target that is open; None where nothing is."""
    scope = f"（口径：{target.definition}）" if target.definition else ""
    wanted = f"{target.region}{_when(target.deadline) if target.deadline else ''}“{target.indicator}”{scope}"
    if status == "有争议":
        starts, figures = _whose(r.base for r in readings), _whose(r.observation for r in readings)
        asks = [("起点", starts), (wanted, figures)]
        return "；".join(f"确认{what}以哪个为准：{'、'.join(told)}" for what, told in asks if len(told) > 1) or f"确认{wanted}的起点与数据"
    if status.endswith("无数据") and not any(reading.observation for reading in readings) and any(each.why in OTHER_SCOPE for each in near):
        status = "口径待定"
    return {
        "期满无数据": f"公布{wanted}的数",
        "未到期无数据": f"公布{wanted}的进展数",
        "口径待定": f"确认{wanted}的口径，或公布同一口径的数",
        "进度待定": f"说明{wanted}的起点值及其年份，或隔一年以上再公布一次",
        "无期限": "原文给出期限",
    }.get(status)
