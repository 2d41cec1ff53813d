"""Whether two policies rule the same: their parts by order instead of by id, without cites, explanations and what is open."""

from __future__ import annotations

import copy
from typing import Any

from suance.policy import tree
from suance.policy.diff import Change, diff
from suance.policy.schema import Policy, build

Plain = dict[str, Any]
_PARTS = {"steps": "step", "slabs": "band", "brackets": "band"}
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
    for key, prefix in _PARTS.items():
        for number, part in enumerate(award["pay"].get(key, ()), 1):
            part["id"] = f"{prefix}-{number}"
    for part in award["pay"].get("levels", ()):
        part["id"] = part["level"]
    for key, prefix in (("schedule", "part"), ("clawback", "return")):
        for number, part in enumerate(award.get(key, ()), 1):
            part["id"] = f"{prefix}-{number}"


def _bare(part: Plain) -> None:
    """Leaves out what is open about a part, and its cite is of one source."""
    part.pop("questions", None)
    part.pop("examples", None)
    part["cite"] = {"source": "text", "quote": "text"}
    for key in ("judged",):
        part.pop(key, None)
    for value in part.values():
        for inner in value if isinstance(value, list) else ():
            if isinstance(inner, dict):
                inner.pop("cite", None)
    for inner in (*part.get("pay", {}).get("steps", ()), *part.get("pay", {}).get("levels", ()), *part.get("pay", {}).get("slabs", ())):
        inner.pop("cite", None)
