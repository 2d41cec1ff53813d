"""Reading passages: the corpus is the specification; laws hold for any text; the reference documents are read whole."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.extract import extract
from suance.extract.frames import PLACES, Frame, View, first_frame, frames
from suance.extract.lexicon import data
from suance.extract.surroundings import FLAGS
from suance.model import Document, Fact, Paragraph
from suance.read import read

CORPUS = Path(__file__).parent / "corpus" / "reading.yaml"


def passage(text: str, *, kind: str = "news", date: str = "2022-03-01", title: str = "云川市产业要闻") -> Document:
    """A document of the passage, a paragraph a line."""
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(start, start + len(line)))
        start += len(line) + 1
    return Document("passage", text, tuple(paragraphs), "", "text", title=title, published=date, kind=kind)


def cases() -> list[Any]:
    """Every passage of the corpus, named by its section and first words."""
    sections = YAML(typ="safe").load(CORPUS.read_text("utf-8"))
    return [pytest.param(case, id=f"{section}-{case['say'][:14]}") for section, group in sections.items() for case in group]


def slot(fact: Fact, text: str, key: str) -> Any:
    """A slot as the corpus writes it: thresholds as `ge 100`, a cap as its value, review as whether there is one."""
    record = fact.to_record()
    if key == "thresholds":
        return [f"{t['comparator']} {t['value']}" for t in record["thresholds"]]
    if key == "cap":
        return record["cap"]["value"] if "cap" in record else None
    return bool(fact.review) if key == "review" else record.get(key)


@pytest.mark.parametrize("case", cases())
def test_a_passage_says_what_the_corpus_says(case: dict[str, Any]) -> None:
    text = case["say"]
    facts = figures(extract(of(case)))
    read_as = [(fact.kind, text[fact.start : fact.end]) for fact in facts]
    wanted = [next((key, str(value)) for key, value in fact.items() if key in KINDS) for fact in case["facts"]]
    assert read_as == wanted
    for fact, want in zip(facts, case["facts"], strict=True):
        named = {key: value for key, value in want.items() if key not in KINDS}
        assert {key: slot(fact, text, key) for key in named} == named


def of(case: dict[str, Any]) -> Document:
    """The document that a case of the corpus is."""
    return passage(case["say"], **{key: case[key] for key in ("kind", "date", "title") if key in case})


def test_every_frame_has_a_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()

    def noted(view: View, flags: Set[str]) -> Frame | None:
        frame = first_frame(view, flags)
        used.add(frame.name if frame else "")
        return frame

    monkeypatch.setattr("suance.extract.first_frame", noted)
    passages = [case.values[0] for case in cases()]
    for case in passages:
        extract(of(case))
    assert len(passages) >= 80
    assert [frame.name for frame in frames() if frame.name not in used] == []


KINDS = ("statistic", "target", "award", "limit", "fund", "instrument")


def figures(facts: list[Fact]) -> list[Fact]:
    """The facts of these kinds; what is said without a figure has a corpus of its own (sayings.yaml)."""
    return [fact for fact in facts if fact.kind in KINDS]


@given(st.text(alphabet="对给予最高100万元、，。；：（）《》“”年2025%家个超过以上的企业奖励基金增长达到一二三分别每第条\n ", max_size=300))
def test_any_text_is_read_without_error_and_every_span_lies_in_it(text: str) -> None:
    for fact in extract(passage(text)):
        assert 0 <= fact.start < fact.end <= len(text)
        assert all(0 <= start <= end <= len(text) for start, end in fact.inherited.values())
        assert all(t.span and text[slice(*t.span)] for t in fact.thresholds or ())


@given(st.text(alphabet="超过100万元、，。家2021年增长达到8.5%对的给予", max_size=120))
def test_the_same_text_gives_the_same_facts_and_a_record_gives_its_fact_back(text: str) -> None:
    document = passage(text, kind="policy")
    facts = extract(document)
    assert extract(document) == facts
    assert [Fact.from_record(fact.to_record()) for fact in facts] == facts


def asked_for(record: Mapping[str, Any]) -> set[str]:
    """The word classes that a frame of figures.toml asks for."""
    return {word for place in PLACES for key in (place, f"not_{place}") for word in record.get(key, ())}


def test_every_frame_asks_for_known_words_and_flags() -> None:
    classes = set(data("words", "words.toml"))
    for record in data("frames", "figures.toml")["frame"]:
        assert asked_for(record) <= classes, f"{record['name']}: {asked_for(record) - classes}"
    for frame in frames():
        assert frame.flags | frame.not_flags <= FLAGS, f"{frame.name}: {(frame.flags | frame.not_flags) - FLAGS}"


def test_every_word_class_is_asked_for() -> None:
    by_frames = {word for record in data("frames", "figures.toml")["frame"] for word in asked_for(record)}
    source = "".join(path.read_text("utf-8") for path in Path(str(files("suance.extract"))).rglob("*.py"))
    hides = {"neutral"}  # longer words that only keep the shorter ones within them from being found
    assert not [name for name in data("words", "words.toml").keys() - by_frames - hides if f'"{name}"' not in source]


def test_no_word_stands_twice_in_its_class() -> None:
    for name, section in data("words", "words.toml").items():
        assert len(section["words"]) == len(set(section["words"])), name


def test_the_changzhou_article_is_read_whole(shared: Path) -> None:
    gold = [line for line in (shared / "facts" / "dev" / "changzhou.facts.jsonl").read_text("utf-8").splitlines() if line]
    document = read(shared / "facts" / "changzhou.md")
    facts = figures(extract(document))
    assert len(facts) == len(gold) == 25
    assert all(document.text[fact.start : fact.end] for fact in facts)
    assert {fact.value for fact in facts if fact.kind == "fund"} == {Decimal("500e8"), Decimal("8000e8")}
