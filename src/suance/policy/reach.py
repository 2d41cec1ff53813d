"""Rules that nobody can reach, that reach the same subjects twice, or that leave a gap between them.

Only what follows from the words is said: a condition of another shape than those read here may always hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise

from suance import terms
from suance.policy import tree
from suance.policy.finding import Finding
from suance.policy.schema import AllCondition, AnyCondition, AttributeCondition, Award, Condition, Entry, Factor, MetricCondition, Policy, amounts
from suance.quantity import Quantity, format_quantity


@dataclass(frozen=True, slots=True)
class Band:
    """The values that a metric may have: between two ends, each of which may belong to them or not; None where it is open."""

    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    from_low: bool = True
    to_high: bool = True

    @property
    def empty(self) -> bool:
        """Whether there is no such value."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.from_low and self.to_high))

    def within(self, other: Band) -> Band:
        """The values that both have."""
        found = self
        if other.low is not None and (found.low is None or (other.low, not other.from_low) > (found.low, not found.from_low)):
            found = replace(found, low=other.low, from_low=other.from_low)
        if other.high is not None and (found.high is None or (other.high, other.to_high) < (found.high, found.to_high)):
            found = replace(found, high=other.high, to_high=other.to_high)
        return found


Known = dict[str, "Band | frozenset[str]"]
"""Metric or attribute → what it may be."""


def reach(policy: Policy) -> Iterator[Finding]:
    """Rules that cannot be reached, pairs that overlap, and gaps between rules of one trigger."""
    known = {award.id: _known(award.when, {}) for award in policy.awards}
    for award in policy.awards:
        if known[award.id] is None:
            yield Finding("error", "unreachable", f"{policy.policy}/{award.id}.when", "条件互相排斥，没有对象能够满足")
        else:
            yield from _dead_cases(policy, award, known[award.id] or {})
    for alike in _alike(policy.awards):
        there = [(award, found) for award in alike if (found := known[award.id]) is not None]
        yield from _overlaps(policy, there)
        yield from _gaps(policy, there)


def _dead_cases(policy: Policy, award: Award, known: Known) -> Iterator[Finding]:
    """What an award pays in a case that nobody is in who gets the award, or that an earlier case always takes first."""
    for amount in (award.pay, *amounts(award.pay)):
        parts: Mapping[str, Sequence[Entry | Factor]] = {"choose": amount.choose or (), "plus": amount.plus, "factors": amount.factors}
        for key, entries in parts.items():
            for number, entry in enumerate(entries):
                where, found = f"{policy.policy}/{award.id}.pay.{key}.{entry.id}", _known(entry.when, known)
                if found is None:
                    yield Finding("error", "unreachable", where, "条件与这项奖励自己的条件互相排斥，不会用到")
                elif key == "choose" and (first := next((one.id for one in entries[:number] if _implies(found, one.when)), None)):
                    yield Finding("error", "unreachable", where, f"凡符合的都先符合 {first}，轮不到", "条件更严的放在前面")


def _implies(found: Known, conditions: Sequence[Condition]) -> bool:
    """Whether all the conditions hold wherever what is known holds; only comparisons and attributes are looked at."""
    for condition in conditions:
        alone: Known = {}
        if not isinstance(condition, AttributeCondition | MetricCondition) or not _narrow(alone, condition):
            return False
        ((key, needed),) = alone.items() if alone else (("", frozenset[str]()),)
        there = found.get(key)
        if isinstance(there, frozenset) and isinstance(needed, frozenset) and there <= needed:
            continue
        if isinstance(there, Band) and isinstance(needed, Band) and there.unit == needed.unit and there.within(needed) == there:
            continue
        return False
    return bool(conditions)


def _known(conditions: Iterable[Condition], given: Known) -> Known | None:
    """What must be of metrics and attributes where all the conditions hold; None where they cannot all hold."""
    found = dict(given)
    later = []
    for condition in conditions:
        if isinstance(condition, AllCondition):
            inside = _known(condition.all, found)
            if inside is None:
                return None
            found = inside
        elif isinstance(condition, AnyCondition):
            later.append(condition)
        elif not _narrow(found, condition):
            return None
    for either in later:
        if all(_known([branch], found) is None for branch in either.any):
            return None
    return found


def _narrow(found: Known, condition: object) -> bool:
    """Narrows what is known by one condition; whether anything is left."""
    if isinstance(condition, AttributeCondition):
        there = found.get(condition.attribute)
        values = frozenset(condition.values)
        left = values & there if isinstance(there, frozenset) else values
        found[condition.attribute] = left
        return bool(left)
    band = _band(condition)
    if band is None or not isinstance(condition, MetricCondition):
        return True
    key = f"{condition.metric} {getattr(condition, 'vs', None) or ''}"
    there = found.get(key)
    narrowed = band.within(there) if isinstance(there, Band) and there.unit == band.unit else band
    found[key] = narrowed
    return not narrowed.empty


def _band(condition: object) -> Band | None:
    """The values that a comparison of a metric with a quantity lets through; None of a condition of another shape."""
    if not isinstance(condition, MetricCondition):
        return None
    given = [name for name in condition.comparators if getattr(condition, name) is not None]
    if len(given) != 1 or condition.written.quantity.value_max is not None:
        return None
    value, unit = condition.written.value, condition.written.unit
    closed = given[0] in ("ge", "le", "eq")
    low = value if given[0] in ("gt", "ge", "eq") else None
    high = value if given[0] in ("lt", "le", "eq") else None
    return Band(unit, low, high, closed, closed)


# ── rules beside each other ──────────────────────────────────────────────────


def _alike(awards: Sequence[Award]) -> Iterator[list[Award]]:
    """The rules of one trigger and payee."""
    found: dict[str, list[Award]] = defaultdict(list)
    for award in awards:
        found[f"{award.to} {sorted(tree.plain(award.on).items())}"].append(award)
    return (alike for alike in found.values() if len(alike) > 1)


def _overlaps(policy: Policy, there: Sequence[tuple[Award, Known]]) -> Iterator[Finding]:
    """Pairs of one trigger whose conditions some subject can meet at once, and that no group keeps apart; rules for every year aside,
    but where both look at one metric."""
    for (one, known), (other, more) in combinations(there, 2):
        shared = [key for key in known if key in more]
        if _grouped(policy, one.id, other.id) or (not shared and "each" in tree.plain(one.on)) or _known(other.when, known) is None:
            continue
        message = f"与 {other.id} 的条件可以同时满足，两项都给"
        yield Finding("note", "overlap", f"{policy.policy}/{one.id}", message, "如不得重复，另立一组就高不重复，或把条件分开")


def _grouped(policy: Policy, *names: str) -> bool:
    """Whether a group of the policy has all of the awards."""
    return any(set(names) <= {*group.get("members", ())} for group in _groups(policy))


def _groups(policy: Policy) -> list[dict[str, list[str]]]:
    plain = tree.plain(policy).get("groups", ())
    return [{"members": [each for each in group.get("members", ()) if isinstance(each, str)]} for group in plain]


def _gaps(policy: Policy, there: Sequence[tuple[Award, Known]]) -> Iterator[Finding]:
    """Values of a metric between the bands of two rules that neither reaches."""
    for key in dict.fromkeys(key for _, known in there for key in known):
        banded = [(award, band) for award, known in there if isinstance(band := known.get(key), Band)]
        ordered = sorted(banded, key=lambda each: (each[1].low is not None, each[1].low or Decimal(0)))
        for (lower, below), (higher, above) in pairwise(ordered):
            if below.high is None or above.low is None or below.unit != above.unit:
                continue
            if below.high < above.low or (below.high == above.low and not below.to_high and not above.from_low):
                ends = " 与 ".join(format_quantity(Quantity(end, below.unit)) for end in dict.fromkeys((below.high, above.low)))
                where = f"{policy.policy}/{higher.id}.when"
                label = terms.label(key.split(" ")[0])
                yield Finding("note", "gap", where, f"与 {lower.id} 之间有空档：{label}在 {ends} 之间的两项都不给")
