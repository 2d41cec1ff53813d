"""What an award pays, as the pages say it: a sum, how it follows a figure, or what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from suance.policy.schema import Amount, Band, Condition, Entry, Pay, Step
from suance.publish.site.figures import Words, figure_of, interest_of

Asked = Callable[[Condition], str]


def sums(amount: Amount, words: Words, asked: Asked) -> tuple[str, str]:
    """What is paid at most and what is paid, one of them empty."""
    said = _said(amount, words, asked)
    return (said, "") if is_open(amount) else ("", said)


def is_open(amount: Amount) -> bool:
    """Whether the clause only bounds what is paid."""
    parts = [*(amount.choose or ()), *(amount.sum or ()), *(amount.least or ()), *(amount.greatest or ())]
    return all(map(is_open, parts)) if parts else amount.open


def passed(step: Step) -> str:
    """How a threshold is passed: 达到 100人."""
    return f"{'超过' if step.comparator == 'gt' else '达到'} {step.threshold}"


def of_step(step: Step, of: str) -> tuple[str, str]:
    """What a step that a figure reaches pays, at most and fixed."""
    share = f"{of}的 {step.share}{f'，不超过 {step.up_to}' if step.up_to else ''}" if step.share else ""
    return (share if step.up_to_rate else "" if share else step.up_to or ""), (share if step.rate else step.fixed or "")


def conditions(asked_of: Iterable[Condition], asked: Asked) -> str:
    """What an entry asks for; 其余 where it asks for nothing."""
    return "且".join(map(asked, asked_of)) or "其余"


def beside(amount: Amount, words: Words, asked: Asked) -> str:
    """What multiplies an amount, what is paid on top of it, and its ceiling."""
    found = [f"{conditions(factor.when, asked)}的乘以 {factor.times}" for factor in amount.factors]
    found += [_entry(entry, words, asked, "另给予 ") for entry in amount.plus]
    found += [f"不超过 {amount.up_to}"] if amount.bounded and amount.up_to else []
    least = amount.least_paid
    found += [f"不足 {least.at} 的{'不付' if least.under == 'drop' else f'按 {least.at}'}"] if least else []
    return "".join(f"，{each}" for each in found)


def _said(amount: Amount, words: Words, asked: Asked) -> str:
    return f"{_own(amount, words, asked)}{beside(amount, words, asked)}"


def _own(amount: Amount, words: Words, asked: Asked) -> str:
    """What is paid, without what stands beside it."""
    of = figure_of(amount.of, words) if amount.of is not None else ""
    if isinstance(amount, Pay) and amount.by_order:
        return f"按先后依次 {'、'.join(amount.by_order)}{f'，此后每家 {amount.after_that}' if amount.after_that else ''}"
    if amount.interest is not None or amount.case_by_case:
        return "一事一议" if amount.interest is None else interest_of(amount.interest, words)
    if amount.share or amount.unit:
        each = "每个" if amount.per is None else f"{'每满' if amount.rest == 'drop' else '每'} {amount.per}"
        return f"{of}的 {amount.share}" if amount.share else f"{of}{each} {amount.unit}"
    if amount.bands:
        part = "的部分" if amount.brackets else "时"
        rows = "；".join(f"{'超过' if band.over else '达到'} {band.threshold} {part} {_banded(band)}" for band in amount.bands)
        return f"{of}{'分段累进' if amount.brackets else '分档'}：{rows}"
    if amount.steps:
        return "；".join(f"{of}{passed(step)} 给予 {''.join(of_step(step, of))}" for step in amount.steps)
    if amount.choose:
        return "；".join(_entry(entry, words, asked, "") for entry in amount.choose)
    several = amount.sum or amount.least or amount.greatest
    if several:
        parts = [_said(part, words, asked) for part in several]
        return "，另加 ".join(parts) if amount.sum else f"（{'；'.join(parts)}）中{'较低' if amount.least else '较高'}者"
    return amount.amount


def _entry(entry: Entry, words: Words, asked: Asked, verb: str) -> str:
    return f"{conditions(entry.when, asked)}的 {verb}{_said(entry, words, asked)}"


def _banded(band: Band) -> str:
    return f"{band.rate}{f'（至多 {band.up_to}）' if band.up_to else ''}"
