"""What differs between two policies: by the ids of their parts, not by lines of text.

Applied to the first policy, the differences give the second one; a policy differs in nothing from itself.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from suance import terms
from suance.policy import tree
from suance.policy.schema import Policy, build
from suance.policy.tree import Way

Kind = Literal["add", "remove", "change", "order"]
Sort = Literal["meaning", "cite", "words"]
CITES = frozenset({"cite", "sources", "judged", "review"})
WORDS = frozenset({"title", "note", "ask", "why", "answered", "examples"})
"""Keys that say where a thing is written, and those that explain it: neither changes what is paid."""
TERMS = frozenset({"metric", "attribute", "has", "rank", "crosses", "recognised", "reviewed"})
"""Keys whose value may be a term of the house."""
SHOWN = frozenset({"cite", "caps", "questions", "validity", "review"})
"""Keys that are said of whatever stands below them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what happened at which place, the plain values before and after, and the sentence that says so.

    `sort` tells a change of meaning from one of the cites or of explaining words. Of `order`, the values are the names in order.
    """

    kind: Kind
    sort: Sort
    way: Way
    before: Any
    after: Any
    words: str = ""

    @property
    def at(self) -> str:
        """The way as a reform names it: awards.dengfeng.pay.steps.t500.up_to"""
        return ".".join(self.way)


def diff(before: Policy, after: Policy) -> tuple[Change, ...]:
    """The differences from one policy to another, in the order of the file; empty where they are equal."""
    one, other = tree.plain(before), tree.plain(after)
    start = after.validity.amended or after.validity.start
    teller = _Teller(one, other, f"，自{start}起" if start else "")
    return tuple(teller.told(change) for change in _between((), one, other))


def apply(policy: Policy, changes: Iterable[Change]) -> Policy:
    """The policy with the changes made in their order; KeyError where a place is not there, PolicyError where what comes out is no policy."""
    data = copy.deepcopy(tree.plain(policy))
    for change in changes:
        *way, last = change.way or ("",)
        node = tree.at(data, tuple(way))
        if change.kind == "remove":
            tree.drop(node, last)
        elif change.kind == "order":
            listed = tree.at(data, change.way)
            listed.sort(key=lambda part, names=change.after: names.index(tree.name(part)))
        else:
            tree.put(node, last, copy.deepcopy(change.after))
    return build(Policy, data)


def _between(way: Way, before: Any, after: Any) -> Iterator[Change]:
    one, other = tree.children(before), tree.children(after)
    if one is None or other is None or type(before) is not type(after):
        if before != after:
            yield _change("change", way, before, after)
        return
    for name, part in one.items():
        if name in other:
            yield from _between((*way, name), part, other[name])
        else:
            yield _change("remove", (*way, name), part, None)
    for name, part in other.items():
        if name not in one:
            yield _change("add", (*way, name), None, part)
    if isinstance(before, list):
        reached = [*(name for name in one if name in other), *(name for name in other if name not in one)]
        if reached != list(other):
            yield _change("order", way, reached, list(other))


def _change(kind: Kind, way: Way, before: Any, after: Any) -> Change:
    sort: Sort = "cite" if CITES & {*way} else "words" if WORDS & {*way} or way[:1] == ("mentions",) else "meaning"
    return Change(kind, sort, way, before, after)


# ── in words ─────────────────────────────────────────────────────────────────


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    """How keys and values are said: with, keys, values."""
    return tomllib.loads(files("suance.policy").joinpath("keys.toml").read_text("utf-8"))


class _Teller:
    """Puts changes into words, with the titles of the parts that both policies name."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], since: str) -> None:
        self._before, self._after, self._since = before, after, since

    def told(self, change: Change) -> Change:
        """The change with its sentence."""
        since = self._since if change.sort == "meaning" and change.way[0] != "validity" else ""
        return Change(change.kind, change.sort, change.way, change.before, change.after, self._sentence(change) + since)

    def _sentence(self, change: Change) -> str:
        head, under, last = self._head(change), *("", "", *change.way)[-2:]
        if change.kind == "order":
            return f"{head}: 顺序 {'、'.join(change.before)} → {'、'.join(change.after)}"
        if change.kind == "change":
            return f"{head}: {value(change.before, last, under)} → {value(change.after, last, under)}"
        verb, part = ("新增", change.after) if change.kind == "add" else ("删除", change.before)
        return f"{verb} {head}: {value(part, last, under)}"

    def _head(self, change: Change) -> str:
        """The title of the part, the ids below it, and the key where its word does not stand with the value."""
        title = self._title(change.way[:2])
        named, above = [title] if title else [], change.way[:2] if title else ()
        for number in range(len(above), len(change.way)):
            key, node, under = change.way[number], self._at(change.way[:number]), change.way[number - 1] if number else ""
            if isinstance(node, list):
                named.append(terms.label(key) if _is_term(node, key) else key)
            elif key in SHOWN or (number == len(change.way) - 1 and form(key, under) is None):
                named.append(label(key, under))
        return " ".join(named)

    def _title(self, way: Way) -> str | None:
        """What a part at the top of the policy is called; None where none stands there."""
        part = self._at(way) if len(way) > 1 else None
        if not isinstance(part, Mapping) or isinstance(self._at(way[:1]), list) is (tree.name(part) is None):
            return None
        return next((part[key] for key in ("title", "name", "indicator") if part.get(key)), way[1])

    def _at(self, way: Way) -> Any:
        for data in (self._after, self._before):
            try:
                return tree.at(data, way)
            except KeyError:
                continue
        return None


def _is_term(node: Any, key: str) -> bool:
    """Whether a part of a list goes by a term of the house instead of an id."""
    part = (tree.children(node) or {}).get(key)
    return isinstance(part, Mapping) and "id" not in part and "about" not in part


def label(key: str, under: str = "") -> str:
    """What a key is called under another key; itself where nothing is known."""
    keys = _said()["keys"]
    return keys.get(f"{under}.{key}") or keys.get(key, key)


def form(key: str, under: str = "") -> str | None:
    """How the word of a key stands with its value; None where it does not."""
    return None if f"{under}.{key}" in _said()["keys"] else _said()["with"].get(key)


def value(found: Any, key: str = "", under: str = "") -> str:
    """A plain value in words: with the word of its key where that goes with it, and its parts one after the other."""
    if isinstance(found, Mapping):
        return "，".join(_part(name, part, key) for name, part in _parts(found)) or "无"
    if isinstance(found, list):
        return ("；" if any(isinstance(part, Mapping) for part in found) else "、").join(value(part) for part in found) or "无"
    text = "未写明" if found is None else ("是" if found else "否") if isinstance(found, bool) else str(found)
    return (form(key, under) or "{}").format(terms.label(text) if key in TERMS else _said()["values"].get(text, text))


def _part(key: str, found: Any, under: str) -> str:
    """One part of a mapping in words, its key said where it does not go with the value."""
    return value(found, key, under) if form(key, under) else f"{label(key, under)} {value(found, key, under)}"


def _parts(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a part says of itself beside its name and its cites, what it is about first."""
    kept = [key for key in found if key not in CITES | {"id", "title", "questions"}]
    return ((key, found[key]) for key in sorted(kept, key=lambda key: key not in TERMS))
