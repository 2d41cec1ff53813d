"""A second draft held against a reviewed policy: the same parts under the same ids, with what people decided where the text has not changed.

A draft counts its parts one by one, so a clause that comes in between gives all that follow other ids. A part is the same where it
rests on the same words; of those that are left between two such parts, the ones that are most alike.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from suance.policy import tree
from suance.policy.proof import digest as words_digest
from suance.policy.review import LISTS, digest, parts
from suance.policy.schema import Policy, build

ALIKE = 0.6
"""from this share of equal text on, two parts are one that has changed"""
RULED = ("awards", "groups", "pools")
"""lists whose parts name awards and ceilings"""


def redrafted(reviewed: Policy, draft: Policy) -> Policy:
    """The draft under the ids of the reviewed policy, which keeps the reviewed parts and their reviews where the text still says the same.

    What differs from the reviewed policy is then what the text changed.
    """
    old, new = tree.plain(reviewed), aligned(tree.plain(reviewed), tree.plain(draft))
    _carry(old, new)
    new["policy"] = old["policy"]
    return build(Policy, {**new, **({"review": old["review"]} if "review" in old else {})})


def aligned(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data of a policy whose parts go by the ids that another one has for them; a part that is new by one that is free there."""
    found = copy.deepcopy(dict(new))
    names: dict[str, str] = {}
    for name in LISTS:
        names |= _names(old.get(name, []), found.get(name, []))
    for name in LISTS:
        if name in found:
            found[name] = _renamed(found[name], names) if name in RULED else [{**part, "id": names[part["id"]]} for part in found[name]]
    return found


# ── the same parts ───────────────────────────────────────────────────────────


def _names(old: Sequence[Any], new: Sequence[Any]) -> dict[str, str]:
    """What each part of a list of the draft, and each ceiling of it, is called in the reviewed policy; a new one by a name that is free."""
    pairs = dict(_pairs(old, new))
    taken = {name for part in old for name in (part["id"], *(cap["id"] for cap in part.get("caps", ())))}
    names: dict[str, str] = {}
    for place, part in enumerate(new):
        twin = old[pairs[place]] if place in pairs else None
        names[part["id"]] = twin["id"] if twin else free(part["id"], taken)
        caps = part.get("caps", ())
        named = [cap["id"] for cap in twin.get("caps", ())] if twin else []
        for number, cap in enumerate(caps):
            names[cap["id"]] = named[number] if len(named) == len(caps) else free(cap["id"], taken)
    return names


def free(name: str, taken: set[str]) -> str:
    """The name, or the next one of its kind that is free; taken from then on."""
    stem, _, number = name.rpartition("-")
    count = int(number) if stem and number.isdecimal() else 1
    stem = stem if stem and number.isdecimal() else name
    while name in taken:
        count += 1
        name = f"{stem}-{count}"
    taken.add(name)
    return name


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Places in the new list with those of the same part in the old one."""
    one, other = ([_words(part) for part in side] for side in (old, new))
    done, begun = 0, 0
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        yield from _alike(old, new, range(done, block.a), range(begun, block.b))
        yield from ((block.b + number, block.a + number) for number in range(block.size))
        done, begun = block.a + block.size, block.b + block.size


def _alike(old: Sequence[Any], new: Sequence[Any], places: range, fresh: range) -> Iterator[tuple[int, int]]:
    """Of parts between two that stayed, those that are alike, the most alike first."""
    scored = [(_likeness(old[one], new[other]), one, other) for one in places for other in fresh]
    used: set[tuple[str, int]] = set()
    for score, one, other in sorted(scored, key=lambda each: (-each[0], each[1:])):
        if score >= ALIKE and not {("old", one), ("new", other)} & used:
            used |= {("old", one), ("new", other)}
            yield other, one


def _likeness(one: Any, other: Any) -> float:
    first, second = (json.dumps({key: part for key, part in each.items() if key not in ("id", "cite")}) for each in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _words(part: Mapping[str, Any]) -> str:
    """The digest of the words that a part rests on."""
    cite = part["cite"]
    return str(cite.get("digest") or words_digest(cite["quote"]))


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    """Plain data in which every name of an award or ceiling, alone or in the way to a key, is the new one."""
    if isinstance(node, dict):
        return {key: _renamed(part, names) for key, part in node.items()}
    if isinstance(node, list):
        return [_renamed(part, names) for part in node]
    return ".".join(names.get(name, name) for name in node.split(".")) if isinstance(node, str) else node


# ── what people decided ──────────────────────────────────────────────────────


def _carry(old: Mapping[str, Any], new: dict[str, Any]) -> None:
    """Puts the reviewed part in the place of the drafted one where the draft is what it was before people decided about it."""
    kept = dict(parts(old))
    verdicts = old.get("review", {}).get("verdicts", ())
    for name, part in list(parts(new)):
        before = {verdict["before"] for verdict in verdicts if verdict["part"] == name and "before" in verdict}
        if name in kept and digest(part) in before | {digest(kept[name])}:
            places = {_words({"cite": cite}): cite["span"] for cite in _cites(part) if "span" in cite}
            *way, last = name.split(".")
            tree.put(tree.at(new, tuple(way)), last, _placed(copy.deepcopy(kept[name]), places))


def _cites(node: Any) -> Iterator[dict[str, Any]]:
    """Every cite in plain data."""
    if isinstance(node, dict):
        if "source" in node and ("quote" in node or "digest" in node):
            yield node
        for part in node.values():
            yield from _cites(part)
    for part in node if isinstance(node, list) else ():
        yield from _cites(part)


def _placed(part: Any, places: Mapping[str, Any]) -> Any:
    """A reviewed part whose cites say where their words stand now."""
    for cite in _cites(part):
        span = places.get(_words({"cite": cite}))
        if span is not None and "span" in cite:
            cite["span"] = span
    return part
