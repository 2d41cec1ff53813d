"""A reform made: the policy with its changes, and nothing in it that still claims to be quoted."""

from __future__ import annotations

import copy
from typing import Any

from suance.errors import PolicyError
from suance.policy import tree
from suance.policy.schema import Edit, Policy, Reform, build
from suance.policy.tree import Way

ASSUMED = "assumed"
"""the source under which the changed parts stand: the reform itself"""


def reformed(policy: Policy, reform: Reform) -> Policy:
    """The policy as the reform would have it.

    A changed part cites the reform instead of the source, a question that the reform answers is closed, and the examples of the old
    text are gone. PolicyError where the reform is of another policy, names what is not there, or leaves no policy.
    """
    if reform.policy != policy.policy:
        raise PolicyError(f"这份改动是对 {reform.policy} 的", where=reform.title, hint=f"这里的政策是 {policy.policy}")
    data = copy.deepcopy(tree.plain(policy))
    data["sources"] = {**data["sources"], ASSUMED: {"title": reform.title, "publisher": policy.issuer, "standing": "example"}}
    for edit in reform.changes:
        _make(data, edit, reform)
    for award in data.get("awards", ()):
        award.pop("examples", None)
    return build(Policy, data)


def _make(data: dict[str, Any], edit: Edit, reform: Reform) -> None:
    way = find(data, edit, reform.title)
    _assume(data, way, reform)
    make(data, way, edit, reform.title)


def make(data: Any, way: Way, edit: Edit, where: str) -> None:
    """Changes plain data at the place where an edit was found to lead; PolicyError where it adds to what is no list."""
    if edit.add is not None:
        listed = tree.at(data, way)
        if not isinstance(listed, list):
            raise PolicyError(f"“{edit.at}” 不是列表，不能添一项", where=where, hint="改一个值写 to")
        listed.append(copy.deepcopy(edit.add))
    elif edit.remove:
        tree.drop(tree.at(data, way[:-1]), way[-1])
    else:
        tree.put(tree.at(data, way[:-1]), way[-1], copy.deepcopy(edit.to))


def find(data: Any, edit: Edit, where: str) -> Way:
    """The names that a place is written with; PolicyError with what there is where one of them is not there. A new last key may be set."""
    way: Way = ()
    node: Any = data
    rest = edit.at
    while rest:
        there = tree.children(node) or {}
        fits = [name for name in there if rest == name or rest.startswith(f"{name}.")]
        if not fits and isinstance(node, dict) and edit.to is not None and "." not in rest and way:
            return (*way, rest)
        if not fits:
            hint = f"{'.'.join(way) or '政策'} 处有：{'、'.join(there) or '无'}"
            raise PolicyError(f"“{edit.at}” 指向不存在的 “{rest}”", where=where, hint=hint)
        name = max(fits, key=len)
        way, node, rest = (*way, name), there[name], rest[len(name) + 1 :]
    return way


def _assume(data: dict[str, Any], way: Way, reform: Reform) -> None:
    """Lets the innermost cited part around a place cite the reform, and closes the questions that are about the place."""
    for length in range(len(way), 0, -1):
        part = tree.at(data, way[:length]) if length < len(way) else None
        if isinstance(part, dict) and "cite" in part:
            part["cite"] = {"source": ASSUMED, "quote": reform.title}
            break
    top = tree.at(data, way[:2]) if len(way) > 2 else None
    if isinstance(top, dict) and "questions" in top:
        inside = ".".join(way[2:])
        top["questions"] = [each for each in top["questions"] if not f"{inside}.".startswith(f"{each['about']}.")]
