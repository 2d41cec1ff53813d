"""Which kind of fact a figure makes: the first frame of frames/*.toml whose conditions all hold.

A frame is data: the sorts of figures it takes, the word classes that must (or must not) stand at given places
around the figure, and the slots it fixes. Nothing here knows a word; the order of the file is the order of trial.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from suance.extract.lexicon import data, lexicon

PLACES = ("left", "near", "right", "next", "clause", "sentence", "before")
"""where a word class can be asked for:
left, right: in the figure's segment, before and after it · near, next: within reach of it there
clause, sentence: anywhere in the clause or sentence · before: in the sentence, before the figure"""


class View(NamedTuple):
    """A figure as frames see it: its sort, its comparator, word classes by place."""

    sort: str
    comparator: str
    classes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """One way in which text says a fact."""

    name: str
    kind: str
    """a fact kind; none for figures that are no fact; threshold and cap for those that belong to an award"""
    sorts: frozenset[str] = frozenset()
    comparators: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    not_flags: frozenset[str] = frozenset()
    any_of: tuple[tuple[str, int], ...] = ()
    """at each of these places, a word of one of these classes must stand"""
    none_of: tuple[tuple[str, int], ...] = ()
    sets: Mapping[str, str] = field(default_factory=dict)

    def takes(self, view: View, flags: Set[str]) -> bool:
        """Whether every condition holds of a figure with these flags."""
        if not self.flags <= flags or self.not_flags & flags or (self.sorts and view.sort not in self.sorts):
            return False
        if self.comparators and view.comparator not in self.comparators:
            return False
        for place, words in self.any_of:
            if not words & view.classes[place]:
                return False
        return all(not words & view.classes[place] for place, words in self.none_of)


@cache
def frames() -> tuple[Frame, ...]:
    """All frames in the order of trial: figures.toml."""
    return tuple(_frame(record) for record in data("frames", "figures.toml")["frame"])


def _frame(record: Mapping[str, Any]) -> Frame:
    known = {"name", "kind", "sorts", "comparators", "flags", "not_flags", "sets", "note", *PLACES, *(f"not_{place}" for place in PLACES)}
    unknown = set(record) - known
    if unknown:
        raise ValueError(f"frame {record.get('name')}: unknown keys {sorted(unknown)}")
    return Frame(
        name=record["name"],
        kind=record["kind"],
        sorts=frozenset(record.get("sorts", ())),
        comparators=frozenset(record.get("comparators", ())),
        flags=frozenset(record.get("flags", ())),
        not_flags=frozenset(record.get("not_flags", ())),
        any_of=tuple((place, lexicon().mask(record[place])) for place in PLACES if place in record),
        none_of=tuple((place, lexicon().mask(record[f"not_{place}"])) for place in PLACES if f"not_{place}" in record),
        sets=dict(record.get("sets", {})),
    )


def first_frame(view: View, flags: Set[str]) -> Frame | None:
    """The first frame that takes the figure; None where none does."""
    for frame in _frames_of(view.sort):
        if frame.takes(view, flags):
            return frame
    return None


@cache
def _frames_of(sort: str) -> tuple[Frame, ...]:
    """The frames that take figures of a sort, in the order of trial."""
    return tuple(frame for frame in frames() if not frame.sorts or sort in frame.sorts)
