"""Groups: awards of one scope of which not all pay.

What is compared is what rules give, before caps and pools. A sum that was paid, by this policy or by another that the group names, counts
and is never changed: the highest pays what goes beyond it, the first is who was paid, and a choice that was paid is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from suance.award.cells import NOWHERE
from suance.award.facts import Facts
from suance.award.outcome import Cut, Outcome
from suance.award.shared import Group
from suance.award.stages.caps import opened
from suance.award.stages.ledger import key_of, key_of_paid
from suance.award.stages.share import name


class Name(NamedTuple):
    """An award that stands in the way of others: its rule, or policy/rule of another policy, and its subject."""

    rule: str
    subject: str


class Paid(NamedTuple):
    """A sum that was paid in a year."""

    year: int
    amount: int
    name: Name


class Result(NamedTuple):
    """What a world leaves of a sum, and which award took or lessened it."""

    sum: int | None
    by: Name | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """The open awards of one scope and window, in the order of the file, and what was paid there."""

    outcomes: Sequence[Outcome]
    paid: Sequence[Paid]

    @property
    def years(self) -> list[int]:
        """The years of open awards, in order."""
        return sorted({outcome.year for outcome in self.outcomes})


def settle(facts: Facts, group: Group, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """The outcomes of all years after one group."""
    meetings: dict[tuple[str, int], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        key = key_of(facts, group.members, group.match, outcome)
        if outcome.cause == "paid" or outcome.status == "displaced" or key == NOWHERE:
            yield outcome
        elif key is None:
            yield opened(outcome, f"scope:{group.id}")
        else:
            meetings[key, 0 if group.lifetime else outcome.year].append(outcome)
    rules = {rule.id: number for number, rule in enumerate(facts.plan.rules)}
    paid = _paid(facts, group)
    for (key, year), found in meetings.items():
        there = [sum_ for sum_ in paid.get(key, ()) if year in (0, sum_.year)]
        meeting = Meeting(sorted(found, key=lambda outcome: (rules[outcome.rule], *name(outcome))), there)
        yield from _exclusive(group, meeting) if group.mode == "exclusive" else _both(group, meeting)


def _paid(facts: Facts, group: Group) -> dict[str, list[Paid]]:
    """What was paid for members, by the key under which they meet, the larger sums first; of other policies the row names the key itself."""
    found: dict[str, list[Paid]] = defaultdict(list)
    for (rule, subject, year), amount in facts.paid.items():
        if rule in group.members and amount > 0:
            found[key_of_paid(facts, group, group.match, rule, subject)].append(Paid(year, amount, Name(rule, subject)))
    for (policy, rule, subject, year), amount in facts.elsewhere.items():
        if amount > 0 and ((policy, rule) in group.elsewhere or (policy, None) in group.elsewhere):
            key = "award" if group.match == "award" else subject
            found[key].append(Paid(year, amount, Name(f"{policy}/{rule}", subject)))
    return {key: sorted(sums, key=lambda sum_: (sum_.year, -sum_.amount, sum_.name)) for key, sums in found.items()}


def _both(group: Group, meeting: Meeting) -> Iterator[Outcome]:
    """Each world's own contest, and what both leave."""
    contest: Callable[[Meeting, Sequence[int | None]], list[Result]] = _first if group.mode == "first" else _highest
    lows = contest(meeting, [outcome.low for outcome in meeting.outcomes])
    highs = contest(meeting, [outcome.high for outcome in meeting.outcomes])
    for outcome, low, high in zip(meeting.outcomes, lows, highs, strict=True):
        yield _after(group, outcome, low, high)


def _after(group: Group, outcome: Outcome, low: Result, high: Result) -> Outcome:
    """An outcome with what both worlds leave of it: displaced where that is nothing, cut where it is nothing in one only."""
    sum_ = low.sum or 0
    found = replace(outcome, low=sum_, high=high.sum, trail=(*outcome.trail, Cut(group.id, sum_, high.sum)))
    if (found.low, found.high) == (outcome.low, outcome.high):
        return found
    by = high.by or low.by
    assert by is not None
    found = _against(group, found, by)
    if found.low == found.high == 0:
        return replace(found, status="displaced", cause=f"group:{group.id}")
    gone = (outcome.low > 0 and found.low == 0) or found.high == 0
    return replace(found, status="cut") if gone and outcome.status == "granted" else found


def _highest(meeting: Meeting, sums: Sequence[int | None]) -> list[Result]:
    """In each year the largest, and of it what goes beyond the largest before; equal sums by the order of the file."""
    results = [Result(0)] * len(sums)
    before: int | None = 0
    holder: Name | None = None
    paid = list(meeting.paid)
    for year in meeting.years:
        while paid and paid[0].year <= year:
            if before is not None and paid[0].amount > before:
                before, holder = paid[0].amount, paid[0].name
            paid.pop(0)
        there = [i for i, outcome in enumerate(meeting.outcomes) if outcome.year == year]
        best = max(there, key=lambda i: (_size(sums[i]), -i))
        winner = _name(meeting.outcomes[best])
        for i in there:
            results[i] = Result(0, winner if _size(sums[best]) > _size(before) else holder or winner)
        results[best] = Result(_beyond(sums[best], before), holder)
        if _size(sums[best]) > _size(before):
            before, holder = sums[best], winner
    return results


def _first(meeting: Meeting, sums: Sequence[int | None]) -> list[Result]:
    """The first that asks for anything, by year, day and the order of the file; who was paid in a year is before who asks in it."""
    results = [Result(0)] * len(sums)
    holder = None
    paid = list(meeting.paid)
    order = sorted(range(len(sums)), key=lambda i: (meeting.outcomes[i].year, meeting.outcomes[i].day or "9999", i))
    for i in order:
        if holder is None and paid and paid[0].year <= meeting.outcomes[i].year:
            holder = paid[0].name
        results[i] = Result(sums[i]) if holder is None else Result(0, holder)
        if holder is None and sums[i] != 0:
            holder = _name(meeting.outcomes[i])
    return results


def _exclusive(group: Group, meeting: Meeting) -> Iterator[Outcome]:
    """Who is alone is paid; several of a year, or one beside an earlier one that is itself open, wait for a choice."""
    taken: Name | None = None
    maybe: Name | None = None
    for year in meeting.years:
        there = [outcome for outcome in meeting.outcomes if outcome.year == year and outcome.high != 0]
        yield from (outcome for outcome in meeting.outcomes if outcome.year == year and outcome.high == 0)
        taken = taken or next((sum_.name for sum_ in meeting.paid if sum_.year <= year), None)
        for outcome in there:
            other = next((_name(rival) for rival in there if rival is not outcome), None)
            if taken:
                yield _after(group, outcome, Result(0, taken), Result(0, taken))
            elif other or maybe:
                yield _undecided(group, outcome, other or maybe)
            else:
                yield replace(outcome, trail=(*outcome.trail, Cut(group.id, outcome.low, outcome.high)))
        if there and not taken:
            alone = len(there) == 1 and maybe is None and there[0].status != "unknown"
            taken, maybe = (_name(there[0]), None) if alone else (None, maybe or _name(there[0]))


def _undecided(group: Group, outcome: Outcome, other: Name | None) -> Outcome:
    """An outcome that is paid only if it is chosen."""
    assert other is not None
    found = opened(outcome, f"group:{group.id}")
    return replace(_against(group, found, other), trail=(*outcome.trail, Cut(group.id, 0, found.high)))


def _against(group: Group, outcome: Outcome, by: Name) -> Outcome:
    return replace(outcome, contest=group.id, winner=by.rule, rival=by.subject if by.subject != outcome.subject else None)


def _name(outcome: Outcome) -> Name:
    return Name(outcome.rule, outcome.subject)


def _size(sum_: int | None) -> tuple[bool, int]:
    """A sum to be compared; one without an end is above all others."""
    return sum_ is None, sum_ or 0


def _beyond(sum_: int | None, before: int | None) -> int | None:
    """What a sum has beyond another."""
    if before is None:
        return 0
    return None if sum_ is None else max(0, sum_ - before)
