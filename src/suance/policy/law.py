"""Which policy is the law on a day: of the versions of one policy the last that has begun, of policies that supersede each other the later.

A version begins on the day from which it is amended, else on which it comes into force, else on which it was announced. A policy that was
repealed or ran out was the law until its last day, whatever its file says of it today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from suance.errors import PolicyError
from suance.policy.schema import Policy

State = Literal["in_force", "future", "amended", "superseded", "over", "draft", "undated"]


@dataclass(frozen=True, slots=True)
class Version:
    """A policy file and what it is on a day, with the reason in words."""

    policy: Policy
    state: State
    reason: str


def versions(policies: Sequence[Policy], day: date) -> tuple[Version, ...]:
    """What each of the policies is on a day, in the order given.

    PolicyError where two versions of one policy begin on the same day, or policies supersede each other in a circle.
    """
    _distinct(policies)
    _no_circle(policies)
    return tuple(Version(policy, *_state(policy, policies, day)) for policy in policies)


def in_force(policies: Sequence[Policy], day: date) -> tuple[Policy, ...]:
    """The policies that are the law on a day."""
    return tuple(version.policy for version in versions(policies, day) if version.state == "in_force")


def answering(policies: Sequence[Policy], year: int, as_of: date) -> Policy:
    """The one policy that answers for the awards of a year, as seen from a day: the law at the end of the year, or of the day if that is earlier.

    PolicyError where none or several are.
    """
    day = min(as_of, date(year, 12, 31))
    found = in_force(policies, day)
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(policy.policy for policy in found)
        raise PolicyError(f"{day} 有效的有几份：{names}", hint="写明是哪一份，或在新政策里写 supersedes")
    said = "；".join(f"{version.policy.policy} {version.reason}" for version in versions(policies, day))
    raise PolicyError(f"{day} 没有有效的政策", hint=said)


def _state(policy: Policy, policies: Sequence[Policy], day: date) -> tuple[State, str]:
    begins, end = policy.validity.begins, policy.validity.end
    if policy.validity.status == "draft":
        return "draft", "是草案"
    if begins is None:
        return "undated", "未写明施行日与公布日，不能断定"
    if begins > day:
        return "future", f"自 {begins} 起施行"
    if end is not None and end < day:
        return "over", f"已于 {end} {'废止' if policy.validity.status == 'repealed' else '到期'}"
    if end is None and policy.validity.status != "in_force":
        return "over", f"已{'废止' if policy.validity.status == 'repealed' else '失效'}，未写明自何日起"
    for other, since in _begun(policies, day):
        if other.policy == policy.policy and since > begins:
            return "amended", f"自 {since} 起有修改后的版本"
        if policy.policy in other.supersedes:
            return "superseded", f"自 {since} 起由 {other.policy} 取代"
    return "in_force", f"自 {begins} 起有效"


def _begun(policies: Sequence[Policy], day: date) -> Iterator[tuple[Policy, date]]:
    """The policies that have begun by a day, whether or not they still hold, the first begun first."""
    begun = [(policy, policy.validity.begins) for policy in policies if policy.validity.status != "draft"]
    yield from sorted(((policy, since) for policy, since in begun if since is not None and since <= day), key=lambda each: each[1])


def _distinct(policies: Sequence[Policy]) -> None:
    seen: set[tuple[str, date | None]] = set()
    for policy in policies:
        key = (policy.policy, policy.validity.begins)
        if key in seen:
            raise PolicyError(f"{policy.policy} 有两个版本都自 {key[1] or '不明之日'} 起", hint="后一个版本写 validity.amended，删去重复的文件")
        seen.add(key)


def _no_circle(policies: Sequence[Policy]) -> None:
    older: dict[str, set[str]] = {}
    for policy in policies:
        older.setdefault(policy.policy, set()).update(policy.supersedes)
    ways = [[name] for name in older]
    while ways:
        way = ways.pop()
        for name in sorted(older.get(way[-1], ())):
            if name in way:
                raise PolicyError(f"政策互相取代：{' → '.join([*way[way.index(name) :], name])}", hint="只有后出的取代先出的")
            ways.append([*way, name])
