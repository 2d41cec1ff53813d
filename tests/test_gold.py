"""The gold corpus of our own: its form holds, it covers the record, and reading does not fall below its floor."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scoring import Grade, Tally, agree, close, dice, score
from suance.extract import extract
from suance.read import read

GOLD = Path(__file__).parent / "gold"
NAMES = sorted(path.stem for path in GOLD.glob("*.txt"))
FLOOR: Mapping[str, float] = tomllib.loads((GOLD / "floor.toml").read_text("utf-8"))
HELD: tuple[Grade, ...] = ("figure", "typed")

CHOICES = {
    "comparator": {"eq", "ge", "gt", "le", "lt", "approx", "between"},
    "measure": {"level", "growth", "share", "rank", "multiple"},
    "form": {"fixed", "max", "rate", "unit"},
    "per": {"year", "once", "lifetime"},
    "role": {"size", "paid", "leverage"},
}
FIGURE = {"kind", "start", "end", "value", "unit", "comparator"}
NEEDED = {
    "statistic": FIGURE | {"indicator", "measure"},
    "target": FIGURE | {"indicator", "measure"},
    "award": FIGURE | {"beneficiary", "trigger", "thresholds", "form"},
    "limit": FIGURE | {"beneficiary", "scope"},
    "fund": FIGURE | {"name", "role"},
    "instrument": {"kind", "start", "end", "title"},
}
ALLOWED = {
    "statistic": {"value_max", "period", "region"},
    "target": {"value_max", "period", "region"},
    "award": {"value_max", "cap", "per"},
    "limit": {"per"},
    "fund": {"value_max", "period", "region"},
    "instrument": set[str](),
}
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
PERIOD = re.compile(r"\d{4}(-(\d\d(-\d\d)?|Q[1-4]|H[12]))?(/\d{4}(-\d\d(-\d\d)?)?)?")
COMPARING = re.compile(r"[超近约逾]|突破|不低于|不少于|不超过|最高|以上|以下|以内|左右")
SHARED_RUN = 12
"""so many characters in a row, the corpus and the reference articles have not in common"""


@cache
def text_of(name: str) -> str:
    return (GOLD / f"{name}.txt").read_text("utf-8").split("\n---\n", 1)[1]


@cache
def facts_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / f"{name}.facts.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, Any]]]:
    documents = {name: read(GOLD / f"{name}.txt") for name in NAMES}
    return {name: [fact.to_record() for fact in extract(document) if fact.kind in NEEDED] for name, document in documents.items()}


# ── the corpus ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_a_document_has_title_date_and_kind(name: str) -> None:
    document = read(GOLD / f"{name}.txt")
    assert document.title
    assert document.published
    assert document.kind in {"news", "policy", "gov_report", "fund"}
    assert document.text == text_of(name).rstrip("\n")


@pytest.mark.parametrize("name", NAMES)
def test_facts_stand_in_order_and_do_not_overlap(name: str) -> None:
    spans = [(fact["start"], fact["end"]) for fact in facts_of(name)]
    assert all(0 <= start < end <= len(text_of(name)) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("name", NAMES)
def test_a_fact_has_the_fields_of_its_kind_and_no_others(name: str) -> None:
    for fact in facts_of(name):
        kind = fact["kind"]
        assert NEEDED[kind] <= fact.keys() <= NEEDED[kind] | ALLOWED[kind], fact
        for slot, choices in CHOICES.items():
            assert fact.get(slot) in choices | {None}, fact
        assert fact.get("period") is None or PERIOD.fullmatch(fact["period"]), fact


@pytest.mark.parametrize("name", NAMES)
def test_values_are_decimal_strings_and_a_range_has_two(name: str) -> None:
    for fact in facts_of(name):
        quantities = [fact, *fact.get("thresholds", ()), *([fact["cap"]] if "cap" in fact else [])] if fact["kind"] != "instrument" else []
        for quantity in quantities:
            assert DECIMAL.fullmatch(quantity["value"]), fact
            assert ("value_max" in quantity) == (quantity.get("comparator") == "between"), fact
            assert "value_max" not in quantity or Decimal(quantity["value"]) < Decimal(quantity["value_max"]), fact


@pytest.mark.parametrize("name", NAMES)
def test_a_span_is_the_figure_as_written(name: str) -> None:
    for fact in facts_of(name):
        words = text_of(name)[fact["start"] : fact["end"]]
        if fact["kind"] == "instrument":
            assert words == fact["title"]
            assert text_of(name)[fact["start"] - 1] + text_of(name)[fact["end"]] == "《》"
            continue
        assert words == words.strip(), fact
        assert not COMPARING.search(words), fact
        if words[0].isdigit() and not re.search("[:∶]", words):
            numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", words)
            ends = [fact["value"], *([fact["value_max"]] if "value_max" in fact else [])]
            assert [_digits(number) for number in numbers] == [_digits(end) for end in ends], fact


def _digits(number: str) -> tuple[int, ...]:
    """The digits that count: 1486.2 and 148620000000 have the same."""
    return Decimal(number.replace(",", "")).normalize().as_tuple().digits


def test_the_corpus_is_wide_enough_to_be_an_exam() -> None:
    facts = [fact for name in NAMES for fact in facts_of(name)]
    assert len(NAMES) >= 24
    assert sum(text_of(name).count("\n") for name in NAMES) >= 100
    assert len(facts) >= 350
    for slot, choices in CHOICES.items():
        seen = Counter(fact[slot] for fact in facts if slot in fact)
        assert all(seen[choice] >= 2 for choice in choices), (slot, seen)


def test_the_corpus_is_in_our_own_words(shared: Path) -> None:
    articles = [path.read_text("utf-8") for path in (shared / "facts").rglob("*") if path.suffix in {".txt", ".md"}]
    known = {article[i : i + SHARED_RUN] for article in articles for i in range(len(article) - SHARED_RUN + 1)}
    ours = [paragraph for name in NAMES for paragraph in text_of(name).split("\n")]
    runs = {paragraph[i : i + SHARED_RUN] for paragraph in ours for i in range(len(paragraph) - SHARED_RUN + 1)}
    assert not runs & known


# ── reading it ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("grade", HELD)
def test_reading_reaches_the_floor(grade: Grade, found: Mapping[str, list[dict[str, Any]]]) -> None:
    tally = sum((score(facts_of(name), found[name], grade) for name in NAMES), Tally())
    assert tally.f1 >= FLOOR[grade], f"{grade}: {tally.f1:.3f} of at least {FLOOR[grade]} ({tally})"


def test_gold_agrees_with_itself_at_every_grade() -> None:
    for name in NAMES:
        size = len(facts_of(name))
        assert [score(facts_of(name), facts_of(name), grade) for grade in ("figure", "typed", "full")] == [Tally(size, size, size)] * 3


# ── the scorer ───────────────────────────────────────────────────────────────

LEVEL = {"kind": "statistic", "start": 3, "end": 8, "value": "50", "unit": "家", "comparator": "ge", "indicator": "瞪羚企业", "measure": "level"}
PRIZE = {"kind": "award", "start": 0, "end": 4, "value": "5", "unit": "%", "comparator": "eq", "form": "rate", "trigger": "新建中试线的企业"}


def test_a_figure_needs_kind_place_and_quantity() -> None:
    assert agree(LEVEL, LEVEL | {"value": "50.0", "start": 7, "end": 9, "measure": "share"}, "figure")
    for other in ({"kind": "target"}, {"start": 8, "end": 9}, {"value": "51"}, {"unit": "户"}, {"comparator": "gt"}, {"value_max": "60"}):
        assert not agree(LEVEL, LEVEL | other, "figure"), other


def test_a_typed_fact_needs_its_slots_and_nearly_its_indicator() -> None:
    assert agree(LEVEL, LEVEL | {"indicator": "新瞪羚企业"}, "typed")
    for other in ({"measure": "share"}, {"period": "2024"}, {"region": "芜湖市"}, {"indicator": "企业"}):
        assert not agree(LEVEL, LEVEL | other, "typed"), other


def test_an_award_needs_its_cap_and_its_thresholds_in_any_order() -> None:
    low = {"value": "5", "unit": "年", "comparator": "lt"}
    high = {"value": "100", "unit": "CNY", "comparator": "ge"}
    assert agree(PRIZE | {"thresholds": [low, high]}, PRIZE | {"thresholds": [high, low]}, "typed")
    assert not agree(PRIZE | {"thresholds": [low]}, PRIZE, "typed")
    assert not agree(PRIZE | {"cap": {"value": "9", "unit": "CNY"}}, PRIZE, "typed")
    assert not agree(PRIZE, PRIZE | {"trigger": "参加展会"}, "full")
    assert agree(PRIZE, PRIZE | {"trigger": "参加展会"}, "typed")


def test_a_fact_is_matched_once_and_the_better_overlap_wins() -> None:
    twice = [LEVEL, LEVEL | {"start": 6, "end": 9}]
    assert score([LEVEL], twice, "figure") == Tally(1, 1, 2)
    assert score(twice, twice[::-1], "figure") == Tally(2, 2, 2)
    assert score([LEVEL], [], "figure").f1 == 0
    assert Tally(1, 1, 2).f1 == pytest.approx(2 / 3)


def test_words_are_close_by_bigrams_or_by_containing_each_other() -> None:
    assert dice("研发投入", "研发投入") == 1
    assert dice("研发", "投入") == 0
    assert close("研发投入率", "研发投入", 0.8)
    assert close("研发投入率", "研发投入", 0.9)
    assert not close("全社会研发投入强度", "研发投入", 0.8)
    assert close(None, "", 0.8)
    assert not close("研发投入", None, 0.1)
