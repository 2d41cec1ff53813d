"""The ledger of what documents promise and report: their targets and statistics side by side, and what of them cannot both be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from suance.track.consistency import Contradiction, Said, contradictions
from suance.workspace import joins


@dataclass(frozen=True, slots=True)
class Ledger:
    """Targets and statistics of documents in their order, the contradictions among them, and the files that could not be read."""

    said: tuple[Said, ...]
    contradictions: tuple[Contradiction, ...]
    unread: tuple[str, ...]


def ledger(paths: Sequence[Path]) -> Ledger:
    """The ledger of documents; InputError where there is no file at all."""
    said: list[Said] = []
    unread: list[str] = []
    for reading in joins.read_paths(paths):
        if reading.document is None:
            unread.append(str(reading.error))
            continue
        text, day = reading.document.text, reading.document.published
        published = date.fromisoformat(day[:10]) if day else None
        figures = (fact for fact in reading.facts if fact.kind in ("target", "statistic"))
        said += [Said(reading.path.name, fact, published, text[fact.start : fact.end]) for fact in figures]
    return Ledger(tuple(said), tuple(contradictions(said)), tuple(unread))
