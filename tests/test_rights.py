"""The reference texts are other people's: no sentence of theirs is in the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u4e00-\u9fff]")
TITLE = re.compile(r"^title:(.*)$|《([^《》]*)》", re.M)
PLACES = ("src", "tests", "docs", "bench")
ENDINGS = {".py", ".md", ".txt", ".yaml", ".toml", ".tsv", ".csv", ".json", ".jsonl", ".html", ".css", ".js"}

RUN = 24
"""So many characters in a row are a sentence's words, and no longer a name, a figure or a stock phrase."""


def texts() -> Iterator[Path]:
    """Every text file of the project."""
    yield from (path for path in CHECKOUT.glob("*.md"))
    for place in PLACES:
        yield from (path for path in (CHECKOUT / place).rglob("*") if path.suffix in ENDINGS)


def runs(text: str) -> set[str]:
    """Every run of a text that is mostly words, not dates and figures."""
    every = {text[start : start + RUN] for start in range(len(text) - RUN + 1)}
    return {run for run in every if len(HAN.findall(run)) * 3 >= RUN * 2}


def sentences(path: Path) -> set[str]:
    """The runs of a reference text; its own title and the titles in 《》, which a source is named by, left out."""
    text = path.read_text("utf-8")
    named = {run for titles in TITLE.findall(text) for title in titles for run in runs(title)}
    return {run for line in text.splitlines() for run in runs(line)} - named


def test_no_sentence_of_the_reference_texts_is_in_the_project(shared: Path) -> None:
    sources = [*(shared / "facts").glob("*.md"), *(shared / "facts" / "dev").glob("*.txt")]
    theirs = set[str]().union(*(sentences(path) for path in sources if path.name != "SCHEMA.md"))
    taken = {path.relative_to(CHECKOUT): found for path in texts() if (found := runs(path.read_text("utf-8", errors="ignore")) & theirs)}
    assert not taken, {str(path): sorted(found)[:3] for path, found in taken.items()}
