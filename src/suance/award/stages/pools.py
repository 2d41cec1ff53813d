"""Pools: a year's budget that the covered rules draw on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from suance.award.facts import Facts
from suance.award.outcome import Cut, Outcome
from suance.award.shared import Pool
from suance.award.stages import share
from suance.award.stages.caps import opened
from suance.award.stages.ledger import Ledger
from suance.award.when import Number


def allocate(facts: Facts, ledger: Ledger, pool: Pool, year: int, outcomes: list[Outcome]) -> Iterator[Outcome]:
    """The outcomes of a year after one pool. Sums already paid are not cut; who lacks the figure that ranks or weighs stands outside, open."""
    left = ledger.left(pool, year)
    drawing: list[Outcome] = []
    figures: list[Number] = []
    for outcome in outcomes:
        if outcome.cause == "paid" or outcome.rule not in pool.covers:
            yield outcome
        elif left is None:
            yield opened(outcome, f"pool:{pool.id}")
        else:
            rule = facts.plan.rule(outcome.rule)
            figure = facts.figure(rule, pool.by, outcome.subject, year) if pool.by else 0
            if figure is None:
                high = left[1] if outcome.high is None else min(outcome.high, left[1])
                yield replace(opened(outcome, f"rank:{pool.id}"), high=high)
            else:
                drawing.append(outcome)
                figures.append(figure)
    if left is not None:
        yield from _drawn(pool, left, drawing, figures)


def _drawn(pool: Pool, left: tuple[int, int], outcomes: Sequence[Outcome], figures: Sequence[Number]) -> Iterator[Outcome]:
    """The outcomes with what each gets, and where the pool did not suffice, what it had and what was asked of it."""
    highs = [left[1] if outcome.high is None else outcome.high for outcome in outcomes]
    if pool.allocate == "weight":
        sure = [int(outcome.status != "unknown") for outcome in outcomes]
        new_lows = _weighed(left[0], outcomes, figures, [high * one for high, one in zip(highs, sure, strict=True)], sure)
        new_highs = _weighed(left[1], outcomes, figures, highs, [1] * len(outcomes))
    else:
        order = _order(pool, outcomes, figures)
        new_lows, new_highs = (
            share.in_proportion(there, sums, outcomes) if pool.allocate == "pro_rata" else share.in_turn(there, sums, order)
            for there, sums in ((left[0], [outcome.low for outcome in outcomes]), (left[1], highs))
        )
    asked = sum(highs)
    for outcome, low, high in zip(outcomes, new_lows, new_highs, strict=True):
        new = replace(outcome, low=low, high=high, trail=(*outcome.trail, Cut(pool.id, low, high)))
        short = (low, high) != (outcome.low, outcome.high)
        yield replace(new, pool=pool.id, there=left[1], asked=asked) if short else new


def _weighed(left: int, outcomes: Sequence[Outcome], figures: Sequence[Number], most: Sequence[int], there: Sequence[int]) -> list[int]:
    """The parts of the whole by the figures of those that are there, each no more than it may be paid."""
    weights = weights_of(figures)
    shares = share.by_weight(left, [weight * one for weight, one in zip(weights, there, strict=True)], outcomes)
    return [min(share_, most_) for share_, most_ in zip(shares, most, strict=True)]


def weights_of(figures: Sequence[Number]) -> list[int]:
    """The figures as whole numbers in the same proportion, to nine places; one below 0 weighs nothing."""
    return [max(0, int(figure if isinstance(figure, int) else figure.scaleb(9))) for figure in figures]


def _order(pool: Pool, outcomes: Sequence[Outcome], figures: Sequence[Number]) -> list[int]:
    """By day; by rank, the better figure first, equal ones by day."""
    order = share.by_day(outcomes)
    if pool.allocate == "rank":
        order.sort(key=lambda i: figures[i] if pool.ascending else -figures[i])
    return order
