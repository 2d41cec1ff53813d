"""What sets an award off, as its policy's page says it."""

from __future__ import annotations

from collections.abc import Callable

from suance.policy.schema import Award, Crosses, First, Recognised, Since, Yearly

Words = Callable[[str], str]


def trigger_of(award: Award, words: Words, level: str | None = None) -> str:
    """What must happen, without the threshold of a step; at a level, where an honour has a sum for each."""
    on = award.on
    if isinstance(on, Crosses):
        return f"{words(on.crosses)}{_first(on.first)}"
    if isinstance(on, Recognised):
        return f"{_first(on.first)}获评{honour(on.recognised, level or on.level, words)}{_later(on)}"
    if isinstance(on, Yearly):
        return "每年" if on.first is None else f"{_first(on.first)}符合条件的年度"
    if award.judged:
        return "主管部门按条文核准"
    return f"{'集群内' if on.within else ''}{words(on.reviewed)}{f'{words(on.stage)}后' if on.stage else '通过评审'}"


def _first(first: First | None) -> str:
    """首次, and from which year where the file names one."""
    return "" if first is None else f"{first.since} 年以来首次" if isinstance(first, Since) else "首次"


def _later(on: Recognised) -> str:
    """In which years after the event it is paid: 满2年后, 起连续3年, 满2年后连续3年."""
    after = f"满 {on.after} 年后" if on.after else ""
    return after if on.lasts is None else f"{after or '起'}连续 {on.lasts} 年"


def honour(name: str, level: str | None, words: Words) -> str:
    """An honour with its level."""
    return f"{words(level) if level else ''}{words(name)}"
