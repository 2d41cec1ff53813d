"""A policy as plain data whose parts go by their ids: what a difference and a reform walk over.

The walk knows no key of the schema: a mapping's children go by their keys; a list's by the id, question, metric, attribute
or honour of each part, where every part has one and none stands twice; any other value is a leaf.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suance.policy.schema import Part

Way = tuple[str, ...]
"""The keys and ids that lead to a part: ("awards", "dengfeng", "pay", "steps", "t500", "up_to")"""
NAMED_BY = ("id", "about", "metric", "attribute", "has")
"""What tells the parts of a list apart, the first that a part has."""


def plain(part: Part) -> dict[str, Any]:
    """A part as plain data under the file's keys, what is by default left out."""
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def name(part: Any) -> str | None:
    """What a part of a list goes by; None where it has no name."""
    given = (part.get(key) for key in NAMED_BY) if isinstance(part, Mapping) else ()
    return next((found for found in given if isinstance(found, str)), None)


def children(node: Any) -> dict[str, Any] | None:
    """The parts of a mapping or a list by name, in order; None for a leaf."""
    if isinstance(node, Mapping):
        return dict(node)
    if not isinstance(node, list):
        return None
    names = [name(part) for part in node]
    if None in names or len(set(names)) < len(names):
        return None
    return {str(name(part)): part for part in node}


def put(node: Any, key: str, value: Any) -> None:
    """Sets a child of a mapping, or the part of that name in a list, which is added at the end where it is new."""
    if isinstance(node, dict):
        node[key] = value
        return
    places = [number for number, part in enumerate(node) if name(part) == key]
    if places:
        node[places[0]] = value
    else:
        node.append(value)


def drop(node: Any, key: str) -> None:
    """Removes a child of a mapping, or the part of that name from a list."""
    if isinstance(node, dict):
        del node[key]
    else:
        node[:] = [part for part in node if name(part) != key]


def at(node: Any, way: Way) -> Any:
    """The part at the end of a way; KeyError where a step of it is not there."""
    for key in way:
        node = (children(node) or {})[key]
    return node
