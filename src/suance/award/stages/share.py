"""How what is left is shared among sums that together ask for more: in proportion, or one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from suance.award.outcome import Outcome


def in_proportion(left: int, sums: Sequence[int], outcomes: Sequence[Outcome]) -> list[int]:
    """All where it suffices, else each its part; the 分 that remain go to the largest remainders (Hamilton), equal ones by name."""
    return list(sums) if sum(sums) <= left else by_weight(left, sums, outcomes)


def by_weight(whole: int, weights: Sequence[int], outcomes: Sequence[Outcome]) -> list[int]:
    """The whole, each its part by weight to the 分, the largest remainders first; nothing where nothing weighs."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    shares = [weight * whole // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(weights[i] * whole % total), *name(outcomes[i])))
    for i in order[: whole - sum(shares)]:
        shares[i] += 1
    return shares


def in_turn(left: int, sums: Sequence[int], order: Iterable[int]) -> list[int]:
    """One after the other, until nothing is left."""
    shares = [0] * len(sums)
    for i in order:
        shares[i] = min(sums[i], left)
        left -= shares[i]
    return shares


def whole_only(left: int, sums: Sequence[int], order: Iterable[int]) -> list[int]:
    """One after the other, as long as each fits whole; from the first that does not, nothing."""
    shares, asked = [0] * len(sums), 0
    for i in order:
        asked += sums[i]
        shares[i] = sums[i] if asked <= left else 0
    return shares


def so_many(count: int, sums: Sequence[int], order: Iterable[int]) -> list[int]:
    """The first so many that ask for anything, each whole."""
    shares = [0] * len(sums)
    for i in [i for i in order if sums[i]][: max(0, count)]:
        shares[i] = sums[i]
    return shares


def name(outcome: Outcome) -> tuple[str, str, str]:
    """What tells equal ones apart: subject, rule and step."""
    return outcome.subject, outcome.rule, outcome.step or ""


def by_day(outcomes: Sequence[Outcome]) -> list[int]:
    """The order of days, of those without one at the end, then of names."""
    return sorted(range(len(outcomes)), key=lambda i: (outcomes[i].day or "9999", *name(outcomes[i])))
