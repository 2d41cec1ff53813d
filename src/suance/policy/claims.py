"""The numbers of a policy that words must bear out, each with the cite that is to do it.

The walk follows the schema: whatever quantity a part holds is a claim under the nearest cite, so a new key needs a
line here only where its number stands otherwise than as the very sum (最高, 超, 以上).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from suance.model import Comparator
from suance.policy.schema import Award, Base, Bound, Cite, Part, Policy, Questioned, ShareOf, Written

STANDS: Mapping[str, Comparator] = {
    "over": "gt",
    "start": "ge",
    "up_to": "le",
    "up_to_rate": "le",
    "each_up_to": "le",
    "at": "le",
}
"""How the number under a key stands in the words; under any other key it is the very sum."""
RECKONED = ("times", "least", "greatest", "months", "interest", "least_paid", "per")
"""Keys of numbers that a figure is reckoned with: the words say how in many ways."""
THRESHOLDS = ("over", "start")
"""Keys of what must be passed: 达到 passes them."""
UNSAID = ("questions", "examples")
"""Keys whose numbers the source does not say."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the policy, how it is compared, and the cite that is to bear it out."""

    where: str
    written: Written
    comparator: Comparator | None
    """None of a number that is reckoned with"""
    cite: Cite
    threshold: bool = False


def claims(policy: Policy) -> Iterator[Claim]:
    """Every number of the policy that words must bear out."""
    parts: tuple[Questioned, ...] = (*policy.awards, *policy.groups, *policy.pools, *policy.targets, *policy.funds)
    for part in parts:
        yield from claims_of(policy.policy, part)


def claims_of(policy: str, part: Questioned) -> Iterator[Claim]:
    """The numbers of one award, group, pool, target or fund: thresholds, sums, conditions, ceilings, goals, starting values."""
    yield from _below(part, f"{policy}/{part.id}", part.cite, isinstance(part, Award))


def _below(value: object, where: str, cite: Cite, award: bool, stands: Comparator | None = "eq") -> Iterator[Claim]:
    """The claims of a value and of what it holds; a comparison in an award is a threshold, in a promise the goal itself."""
    if isinstance(value, Bound):
        yield Claim(where, value.written, value.comparator, cite, threshold=award)
    elif isinstance(value, Part):
        yield from _inside(value, where, cite, award, stands)
    elif isinstance(value, Written):
        yield Claim(where, value, stands, cite)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _below(each, f"{where}.{key}", cite, award)
    elif isinstance(value, tuple):
        for each in value:
            yield from _below(each, f"{where}.{_name(each)}" if _name(each) else where, cite, award, stands)


def _inside(part: Part, where: str, cite: Cite, award: bool, outside: Comparator | None = "eq") -> Iterator[Claim]:
    """The claims of a part's keys under its own cite, where it has one; a starting value that somebody else published is none."""
    own = getattr(part, "cite", None)
    if isinstance(part, Base) and own is None:
        return
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        at = f"{where}.{field.alias or name}"
        if isinstance(value, Written):
            if _goes_without_saying(part, name, value, outside):
                continue
            stands = part.comparator if isinstance(part, Base) else None if name in RECKONED or outside is None else STANDS.get(name, "eq")
            yield Claim(at, value, stands, own or cite, name in THRESHOLDS)
        elif name not in UNSAID:
            yield from _below(value, at, own or cite, award, None if name in RECKONED or outside is None else "eq")


def _goes_without_saying(part: Part, name: str, value: Written, outside: Comparator | None) -> bool:
    """Whether a number says nothing: from 0 on, no more than 100% of what a ceiling, or the least of several amounts, is held against."""
    whole = isinstance(part, ShareOf) or (outside is None and name == "rate")
    return (name in THRESHOLDS and value.value == 0) or (whole and value.unit == "%" and value.value == 100)


def _name(value: object) -> str:
    """What tells one part of a list from the others: its id, or the metric that it compares."""
    return str(getattr(value, "id", None) or getattr(value, "metric", None) or "")
