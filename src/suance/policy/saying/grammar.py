"""A grammar of clauses that goes both ways: words of a text become plain data, plain data becomes words.

A rule is a line of text with slots, and the data that it means. The first alternative of (一|二) is the one that is written, any is read:

    says = "按{of:figure}的{rate:percent}给予(奖励|补助)[，最高{up_to:money}]"
    means = {rate = "$rate", of = "$of", "up_to?" = "$up_to"}

A slot names what stands there: another kind of the grammar, or a word of the house (money, metric). {sums:money+、|和} is a list with
a mark between its members. A part in [ ] may be absent, and with it every key marked “?” whose slots it has. Of data, "*" stands
for all the other keys, `zip` for a list of parts whose keys have their own lists, `pairs` for keys and values in two lists.

Reading gives every meaning that a text may have: who asks decides what becomes of a text with two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

Slots = dict[str, Any]
_MARK = re.compile(r"\{(?P<name>\w+):(?P<kind>\w+)(?:\+(?P<between>[^}]+))?\}|\((?P<any>[^()]*)\)|(?P<open>\[)|(?P<close>\])|(?P<words>[^{}()\[\]]+)")


class Words(NamedTuple):
    """Words that may stand at a place; the first is the one that is written."""

    any: tuple[str, ...]


class Slot(NamedTuple):
    """A place for a part of the meaning, or for a list of parts with a mark between them."""

    name: str
    kind: str
    between: tuple[str, ...] = ()


class Maybe(NamedTuple):
    """A part that may be absent."""

    pieces: tuple[Piece, ...]


Piece = Words | Slot | Maybe


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to say something, and what it means."""

    pieces: tuple[Piece, ...]
    means: Any


class Terminal(NamedTuple):
    """Words of the house: what a text may have at a place, with where it ends; and how a value is said, None where it has no words."""

    read: Callable[[str, int], Iterable[tuple[int, Any]]]
    say: Callable[[Any], str | None]


def rule(says: str, means: Any) -> Rule:
    """The rule of a line with slots."""
    levels: list[list[Piece]] = [[]]
    at = 0
    for match in _MARK.finditer(says):
        if match.start() != at:
            break
        at = match.end()
        if match["open"]:
            levels.append([])
        elif match["close"]:
            inner = tuple(levels.pop())
            levels[-1].append(Maybe(inner))
        elif match["name"]:
            levels[-1].append(Slot(match["name"], match["kind"], tuple((match["between"] or "").split("|")) if match["between"] else ()))
        else:
            levels[-1].append(Words(tuple(match["any"].split("|")) if match["any"] else (match["words"],)))
    if at != len(says) or len(levels) != 1:
        raise ValueError(f"no rule: {says}")
    return Rule(tuple(levels[0]), means)


class Grammar:
    """Kinds with their rules, and the words of the house that they are made of."""

    def __init__(self, kinds: Mapping[str, Iterable[Rule]], terminals: Mapping[str, Terminal]) -> None:
        self._kinds = {kind: tuple(rules) for kind, rules in kinds.items()}
        self._terminals = dict(terminals)

    def read(self, kind: str, text: str) -> list[Any]:
        """Every meaning that the whole text may have as one of a kind; none where it is not understood."""
        return [value for end, value in _Reader(self._kinds, self._terminals, text).of(kind, 0) if end == len(text)]

    def say(self, kind: str, value: Any) -> str | None:
        """The words for a meaning, by the first rule that has them; None where none has."""
        terminal = self._terminals.get(kind)
        if terminal is not None:
            return terminal.say(value) if isinstance(value, str | int) else None
        for each in self._kinds[kind]:
            slots = _matched(each.means, value)
            said = None if slots is None else self._pieces(each.pieces, slots)
            if said is not None:
                return said
        return None

    def _pieces(self, pieces: Iterable[Piece], slots: Slots) -> str | None:
        said = ""
        for piece in pieces:
            words = self._piece(piece, slots)
            if words is None:
                return None
            said += words
        return said

    def _piece(self, piece: Piece, slots: Slots) -> str | None:
        if isinstance(piece, Words):
            return piece.any[0]
        if isinstance(piece, Maybe):
            names = set(_names(piece.pieces))
            return self._pieces(piece.pieces, slots) if names & slots.keys() else ""
        if piece.name not in slots:
            return None
        value = slots[piece.name]
        if not piece.between:
            return self.say(piece.kind, value)
        said = [self.say(piece.kind, each) for each in value] if isinstance(value, list) and value else [None]
        return None if None in said else piece.between[0].join(str(each) for each in said)


def _names(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece.name
        elif isinstance(piece, Maybe):
            yield from _names(piece.pieces)


# ── words to meaning ─────────────────────────────────────────────────────────


class _Reader:
    """What the places of one text may mean, each looked at once."""

    def __init__(self, kinds: Mapping[str, tuple[Rule, ...]], terminals: Mapping[str, Terminal], text: str) -> None:
        self._kinds, self._terminals, self._text = kinds, terminals, text
        self._known: dict[tuple[str, int], list[tuple[int, Any]]] = {}

    def of(self, kind: str, start: int) -> list[tuple[int, Any]]:
        """Where one of a kind that begins here may end, with what it means."""
        key = (kind, start)
        if key not in self._known:
            terminal = self._terminals.get(kind)
            found = terminal.read(self._text, start) if terminal else chain.from_iterable(self._by(each, start) for each in self._kinds[kind])
            self._known[key] = _distinct(found)
        return self._known[key]

    def _by(self, each: Rule, start: int) -> Iterator[tuple[int, Any]]:
        for end, slots in self._pieces(each.pieces, start, {}):
            built = _built(each.means, slots)
            if built is not _ABSENT:
                yield end, built

    def _pieces(self, pieces: tuple[Piece, ...], start: int, slots: Slots) -> Iterator[tuple[int, Slots]]:
        if not pieces:
            yield start, slots
            return
        for end, found in self._piece(pieces[0], start, slots):
            yield from self._pieces(pieces[1:], end, found)

    def _piece(self, piece: Piece, start: int, slots: Slots) -> Iterator[tuple[int, Slots]]:
        if isinstance(piece, Words):
            yield from ((start + len(words), slots) for words in piece.any if self._text.startswith(words, start))
        elif isinstance(piece, Maybe):
            yield from self._pieces(piece.pieces, start, slots)
            yield start, slots
        else:
            for end, value in self._listed(piece, start) if piece.between else self.of(piece.kind, start):
                if slots.get(piece.name, value) == value:
                    yield end, {**slots, piece.name: value}

    def _listed(self, slot: Slot, start: int) -> Iterator[tuple[int, list[Any]]]:
        """Lists of one or more."""
        for end, value in self.of(slot.kind, start):
            yield end, [value]
            for mark in slot.between:
                if self._text.startswith(mark, end):
                    yield from ((after, [value, *rest]) for after, rest in self._listed(slot, end + len(mark)))


def _distinct(found: Iterable[tuple[int, Any]]) -> list[tuple[int, Any]]:
    kept: list[tuple[int, Any]] = []
    for each in found:
        if each not in kept:
            kept.append(each)
    return kept


# ── meaning and its slots ────────────────────────────────────────────────────

_ABSENT = object()


def _built(means: Any, slots: Slots) -> Any:
    """The data that slots amount to; _ABSENT where a slot that it needs is not there or lists do not agree."""
    if isinstance(means, str) and means.startswith("$"):
        return slots.get(means[1:], _ABSENT)
    if isinstance(means, list):
        parts = [_built(each, slots) for each in means]
        return _ABSENT if any(part is _ABSENT for part in parts) else parts
    if not isinstance(means, Mapping):
        return means
    if "zip" in means or "pairs" in means:
        return _joined(means, slots)
    data: dict[str, Any] = {}
    for key, inner in means.items():
        value = _built(inner, slots)
        if value is _ABSENT and not key.endswith("?"):
            return _ABSENT
        if key == "*" and isinstance(value, dict) and not data.keys() & value.keys():
            data |= value
        elif key != "*" and value is not _ABSENT:
            data[key.removesuffix("?")] = value
    return data


def _joined(means: Mapping[str, Any], slots: Slots) -> Any:
    """Lists side by side, as a list of parts or as keys with their values."""
    parts = means["zip"] if "zip" in means else dict(enumerate(means["pairs"]))
    lists = [slots.get(name[1:], []) for name in parts.values()]
    if len({len(each) for each in lists}) != 1 or not lists[0]:
        return _ABSENT
    rows = list(zip(*lists, strict=True))
    if "zip" in means:
        return [dict(zip(parts, row, strict=True)) for row in rows]
    return dict(rows) if len({key for key, _ in rows}) == len(rows) else _ABSENT


def _matched(means: Any, data: Any) -> Slots | None:
    """The slots that make the meaning these data; None where it is not theirs."""
    if isinstance(means, str) and means.startswith("$"):
        return {means[1:]: data}
    if isinstance(means, list):
        if not isinstance(data, list) or len(means) != len(data):
            return None
        return _together(_matched(inner, part) for inner, part in zip(means, data, strict=True))
    if not isinstance(means, Mapping):
        return {} if means == data and type(means) is type(data) else None
    if "zip" in means or "pairs" in means:
        return _parted(means, data)
    if not isinstance(data, Mapping):
        return None
    rest = dict(data)
    found: list[Slots | None] = []
    for key, inner in means.items():
        name = key.removesuffix("?")
        if key == "*":
            continue
        if name in rest:
            found.append(_matched(inner, rest.pop(name)))
        elif not key.endswith("?"):
            return None
    if "*" in means:
        found.append({means["*"][1:]: rest})
    return None if rest and "*" not in means else _together(found)


def _parted(means: Mapping[str, Any], data: Any) -> Slots | None:
    if "pairs" in means:
        keys, values = means["pairs"]
        return {keys[1:]: list(data), values[1:]: list(data.values())} if isinstance(data, Mapping) and data else None
    parts = means["zip"]
    if not isinstance(data, list) or not data or any(not isinstance(each, Mapping) or each.keys() != parts.keys() for each in data):
        return None
    return {name[1:]: [each[key] for each in data] for key, name in parts.items()}


def _together(found: Iterable[Slots | None]) -> Slots | None:
    """The slots of several parts; None where one has none, or a slot would have two values."""
    slots: Slots = {}
    for each in found:
        if each is None or any(slots.get(name, value) != value for name, value in each.items()):
            return None
        slots |= each
    return slots
