"""Whether two policies rule the same: their parts by order instead of by id, without cites, explanations and what is open."""

from __future__ import annotations

import copy
from typing import Any

from suance.policy import tree
from suance.policy.diff import Change, diff
from suance.policy.saying.award import named
from suance.policy.schema import Policy, build

Plain = dict[str, Any]
SAID = ("title", "issuer", "region", "validity", "awards", "groups", "pools")
"""keys of a policy that a text says"""


def differences(one: Policy, other: Policy) -> tuple[Change, ...]:
    """What the second policy rules otherwise than the first."""
    return tuple(change for change in diff(ordered(one), ordered(other)) if change.sort == "meaning")


def ordered(policy: Policy) -> Policy:
    """The policy with its parts called by their order (award-1, cap-1), what is open about them left out."""
    data = copy.deepcopy(tree.plain(policy))
    data = {key: value for key, value in data.items() if key in SAID} | {"policy": "said", "sources": {"text": _SOURCE}}
    awards = {award["id"]: f"award-{number}" for number, award in enumerate(data.get("awards", ()), 1)}
    caps = 0
    for award in data.get("awards", ()):
        _award(award, awards)
        for cap in award.get("caps", ()):
            caps += 1
            cap |= {"id": f"cap-{caps}", "covers": [awards[name] for name in cap["covers"]]}
    for key, prefix, names in (("groups", "group", "members"), ("pools", "pool", "covers")):
        for number, part in enumerate(data.get(key, ()), 1):
            _bare(part)
            part |= {"id": f"{prefix}-{number}", names: [awards.get(name, name) if isinstance(name, str) else name for name in part[names]]}
    return build(Policy, data)


_SOURCE = {"title": "text", "publisher": "text", "standing": "official"}


def _award(award: Plain, names: dict[str, str]) -> None:
    _bare(award)
    award["id"] = names[award["id"]]
    named(award)


def _bare(part: Plain) -> None:
    """Leaves out what is open about a part, and its cite is of one source."""
    part.pop("questions", None)
    part.pop("examples", None)
    part["cite"] = {"source": "text", "quote": "text"}
    part.pop("judged", None)
    for value in part.values():
        _uncited(value)


def _uncited(value: Any) -> None:
    """Takes the cites out of what a part is made of."""
    if isinstance(value, dict):
        for inner in value.values():
            _uncited(inner)
    for inner in value if isinstance(value, list) else ():
        if isinstance(inner, dict):
            inner.pop("cite", None)
        _uncited(inner)
