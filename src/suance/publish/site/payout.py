"""How an award is paid out, in words for its page: who bears which share, in which years, what is returned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from suance.policy.schema import Award, Clawback, Condition, Instalment, Split

Words = Callable[[str], str]
Told = Callable[[Condition], str]


def payout(award: Award, words: Words, told: Told) -> Iterator[str]:
    """A sentence for each row of the split, for the schedule and for each claw-back."""
    yield from (_split(row, award, told) for row in award.split)
    if award.schedule:
        yield f"分期拨付：{'、'.join(_instalment(part, words, told) for part in award.schedule)}"
    yield from (_clawback(part, words) for part in award.clawback)


def _split(row: Split, award: Award, told: Told) -> str:
    shares = "、".join(f"{award.payers.get(name, name)} {share}" for name, share in row.parts.items())
    return f"{_where(row.when, told)}按份：{shares}"


def _instalment(part: Instalment, words: Words, told: Told) -> str:
    when = f"{words(part.event)}后" if part.event else "当年" if part.after == 0 else f"第{(part.after or 0) + 1}年"
    return f"{when}{_where(part.when, told)} {part.share}"


def _clawback(part: Clawback, words: Words) -> str:
    interest = "" if part.interest == "none" else f"，按 {words(part.interest.benchmark)} 计息"
    return f"{part.within}年内{words(part.event)}的，退回已付的 {part.returned}{interest}"


def _where(conditions: Iterable[Condition], told: Told) -> str:
    held = "且".join(map(told, conditions))
    return f"（{held}）" if held else ""
