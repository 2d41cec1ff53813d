"""What a document says without a figure: the corpus is the specification, laws hold for any text, gold holds the level."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scoring import Tally, overlap
from suance.extract import extract
from suance.extract.lexicon import data
from suance.extract.reading import Reading
from suance.extract.sayings import sayings
from suance.extract.scene import Scene
from suance.extract.wording import wording
from suance.model import Document, Fact, Paragraph
from suance.read import read

TESTS = Path(__file__).parent
GOLD = TESTS / "gold"
NAMES = sorted(path.name.removesuffix(".sayings.jsonl") for path in GOLD.glob("*.sayings.jsonl"))
KINDS = ("roster", "task", "relative", "statement", "event")
FLOOR = 0.97
"""F1 over all kinds: the same kind, an overlapping span, and the slots of MAIN"""

MAIN: Mapping[str, tuple[str, ...]] = {
    "roster": ("claims", "members"),
    "task": ("verb", "strength"),
    "relative": ("comparator", "against"),
    "statement": ("speaker",),
    "event": ("period", "name", "title"),
}
ALLOWED: Mapping[str, set[str]] = {
    "roster": {"name", "claims", "members"},
    "task": {"verb", "object", "strength", "lead"},
    "relative": {"indicator", "comparator", "against", "period", "region"},
    "statement": {"speaker", "office"},
    "event": {"name", "title", "verb", "period", "region"},
}


def passage(text: str, *, kind: str = "news", date: str = "2022-03-01", title: str = "云川市产业要闻") -> Document:
    """A document of the passage, a paragraph a line."""
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(start, start + len(line)))
        start += len(line) + 1
    return Document("passage", text, tuple(paragraphs), "", "text", title=title, published=date, kind=kind)


def said(document: Document) -> list[Fact]:
    reading = Reading.of(document)
    return sayings(reading, Scene(reading))


# ── the corpus ───────────────────────────────────────────────────────────────


def cases() -> list[Any]:
    """Every passage of the corpus, named by its section and first words."""
    sections = YAML(typ="safe").load((TESTS / "corpus" / "sayings.yaml").read_text("utf-8"))
    return [pytest.param(section, case, id=f"{section}-{case['say'][:16]}") for section, group in sections.items() for case in group]


def slot(fact: Fact, key: str) -> Any:
    """A slot as the corpus writes it: review as whether there is one, inherited as the names of the fields."""
    record = fact.to_record()
    if key == "review":
        return bool(fact.review)
    return sorted(record.get(key, {})) if key == "inherited" else record.get(key)


@pytest.mark.parametrize(("section", "case"), cases())
def test_a_passage_says_what_the_corpus_says(section: str, case: dict[str, Any]) -> None:
    text = case["say"]
    facts = said(passage(text, **{key: case[key] for key in ("kind", "date", "title") if key in case}))
    facts = [fact for fact in facts if f"{fact.kind}s" == section]
    wanted = [next((key, str(value)) for key, value in fact.items() if key in KINDS) for fact in case["facts"]]
    assert [(fact.kind, text[fact.start : fact.end]) for fact in facts] == wanted
    for fact, want in zip(facts, case["facts"], strict=True):
        named = {key: str(value) if key == "period" and value else value for key, value in want.items() if key not in KINDS}
        assert {key: slot(fact, key) for key in named} == named


def test_they_are_among_the_facts_of_a_document_in_its_order() -> None:
    facts = extract(passage("2月18日，云川市召开产业大会。市长周敏说：“今年要更快。”到2025年，企业达到50家。"))
    assert [fact.kind for fact in facts] == ["event", "statement", "target"]


# ── laws ─────────────────────────────────────────────────────────────────────

ALPHABET = "推动支持应当由牵头责任单位：高于全省平均水平位列第一方阵市长周敏表示说“”‘’《》印发规划2月7日召开大会签约等十大产业集群、，。；\n的和"


@given(st.text(alphabet=ALPHABET, max_size=300), st.sampled_from(["news", "policy", "gov_report"]))
def test_any_text_is_read_and_every_span_lies_in_it(text: str, kind: str) -> None:
    document = passage(text, kind=kind)
    facts = said(document)
    assert [(fact.start, fact.end) for fact in facts] == sorted((fact.start, fact.end) for fact in facts)
    for fact in facts:
        assert fact.kind in KINDS
        assert 0 <= fact.start < fact.end <= len(text)
        assert all(0 <= start < end <= len(text) for start, end in fact.inherited.values())
        assert Fact.from_record(json.loads(json.dumps(fact.to_record()))) == fact
    assert said(document) == facts


@given(st.text(alphabet=ALPHABET, max_size=200))
def test_what_a_fact_repeats_are_words_of_the_text(text: str) -> None:
    for fact in said(passage(text, kind="policy")):
        words = (fact.verb, fact.object, fact.against, fact.office, fact.speaker, fact.title, *(fact.members or ()))
        assert all(word in text for word in words if word)


@pytest.mark.parametrize(
    "part",
    [
        "支持企业发展壮大，", "由市工信局牵头、", "机械、电子等十大产业集群", "增速高于全省平均水平，", "市长周敏表示，“很好", "”周敏说，“",
        "2月7日召开大会上", "印发《规划》《", "责任单位：市工信局）", "第一条 支持建设。\n", "、1大产业", "“（《", "同日签约，", "的和",
    ],
)  # fmt: skip
def test_reading_takes_time_in_proportion_to_length(part: str) -> None:
    """Ten times the text takes at most some thirty times the work; a square would take a hundred."""
    short, long = (min(_seconds(part * (size // len(part))) for _ in range(2)) for size in (2_000, 20_000))
    assert long < 30 * short + 0.2


def _seconds(text: str) -> float:
    reading = Reading.of(passage(text, kind="policy"))
    scene = Scene(reading)
    start = time.process_time()
    sayings(reading, scene)
    return time.process_time() - start


# ── words and patterns ───────────────────────────────────────────────────────


def test_every_pattern_compiles_and_every_list_is_used_once_a_word() -> None:
    book = data("words", "sayings.toml")
    used = set(re.findall(r"\{([a-z_]+)\}", " ".join(book["pattern"].values())))
    assert used == set(book["list"])
    for name in book["pattern"]:
        assert wording(name).pattern
    for name, words in book["list"].items():
        assert len(words) == len(set(words)), name


# ── gold ─────────────────────────────────────────────────────────────────────


@cache
def gold_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / f"{name}.sayings.jsonl").read_text("utf-8").splitlines()]


@cache
def text_of(name: str) -> str:
    return (GOLD / f"{name}.txt").read_text("utf-8").split("\n---\n", 1)[1]


def agree(gold: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """The same kind, an overlapping span, and the kind's main slots."""
    if gold["kind"] != found["kind"] or overlap(gold, found) <= 0:
        return False
    return all(gold.get(slot) == found.get(slot) for slot in MAIN[gold["kind"]])


def tally(gold: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Tally:
    """Each fact is used once, the pairs that overlap most come first."""
    pairs = [(overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if agree(g, f)]
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(pairs, reverse=True):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return Tally(len(used[0]), len(gold), len(found))


def test_the_gold_is_wide_enough_and_in_order() -> None:
    assert sum(bool(gold_of(name)) for name in NAMES) >= 15
    assert {fact["kind"] for name in NAMES for fact in gold_of(name)} >= set(KINDS) - {"roster"}
    for name in NAMES:
        assert [(f["start"], f["end"]) for f in gold_of(name)] == sorted((f["start"], f["end"]) for f in gold_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_gold_fact_has_the_fields_of_its_kind_and_words_of_the_text(name: str) -> None:
    for fact in gold_of(name):
        words = text_of(name)[fact["start"] : fact["end"]]
        assert fact.keys() - {"kind", "start", "end"} <= ALLOWED[fact["kind"]], fact
        assert words == words.strip()
        assert fact["kind"] != "task" or words == fact["verb"] + fact["object"]
        assert "title" not in fact or fact["title"] == words
        assert "against" not in fact or words.endswith(fact["against"])


def test_reading_reaches_the_floor() -> None:
    counts = {name: tally(gold_of(name), [fact.to_record() for fact in said(read(GOLD / f"{name}.txt"))]) for name in NAMES}
    total = sum(counts.values(), Tally())
    assert total.f1 >= FLOOR, f"{total.f1:.3f} of at least {FLOOR} ({total}); short of all: {[n for n, t in counts.items() if t.f1 < 1 and t.gold]}"


# ── the article of Changzhou: where it says what, and a digest of its words ──

CHANGZHOU: Sequence[tuple[str, int, int, str, dict[str, Any]]] = [
    ("event", 82, 90, "06f5c0a337c0", {"period": "2022-02-07", "region": "常州市", "frame": "event.meeting"}),
    ("event", 98, 111, "2f48db177dbc", {"period": "2022-02-07", "region": "常州市", "verb": "推出"}),
    ("roster", 335, 369, "8cff82fe373b", {"claims": 10, "members": 3, "review": True}),
    ("roster", 381, 400, "df707e69b256", {"claims": 8, "members": 2, "review": True}),
    ("relative", 456, 464, "770a4b14a4c6", {"comparator": "eq", "frame": "relative.claim", "region": "常州市"}),
    ("statement", 585, 717, "b187cf8deb5f", {"speaker": "陈金虎", "office": "市委书记"}),
    ("roster", 743, 768, "b137705f8492", {"claims": 8, "members": 3, "review": True}),
    ("task", 769, 780, "61772c5e76bd", {"verb": "鼓励", "strength": "soft"}),
    ("task", 781, 795, "3d5e2f691342", {"verb": "争创", "strength": "soft"}),
    ("relative", 814, 822, "ebf2660ee620", {"comparator": "gt", "frame": "relative.target", "period": "2025", "region": "常州市"}),
    ("task", 1001, 1017, "d17b98bd0b04", {"verb": "坚持", "strength": "firm"}),
    ("task", 1018, 1035, "69dc96bab298", {"verb": "加快", "strength": "firm"}),
    ("task", 1039, 1067, "eca9d6820eda", {"verb": "发挥", "strength": "firm"}),
    ("task", 1068, 1083, "0e7a82e73158", {"verb": "推动", "strength": "firm"}),
    ("roster", 1087, 1126, "d885f9ec307f", {"claims": 10, "members": 4, "review": True}),
    ("task", 1131, 1154, "bf0e838eb175", {"verb": "培育", "strength": "firm"}),
    ("task", 1155, 1171, "3c925bb94b2b", {"verb": "打造", "strength": "firm"}),
    ("task", 1174, 1189, "635c908a6385", {"verb": "促进", "strength": "firm"}),
    ("task", 1192, 1202, "5c399a6a9fd3", {"verb": "构建", "strength": "firm"}),
    ("task", 1203, 1214, "9b1effbdb312", {"verb": "推行", "strength": "firm"}),
    ("task", 1215, 1233, "3831f85bb4b0", {"verb": "提高", "strength": "firm"}),
    ("event", 1252, 1266, "f002d5fdcf53", {"verb": "发布", "region": "常州市"}),
]


def test_the_article_says_what_was_read_by_hand(shared: Path) -> None:
    document = read(shared / "facts" / "changzhou.md")
    found = [fact.to_record() for fact in said(document)]
    assert [(fact["kind"], fact["start"]) for fact in found] == [(kind, start) for kind, start, *_ in CHANGZHOU]
    for fact, (_, start, end, digest, slots) in zip(found, CHANGZHOU, strict=True):
        assert sha256(document.text[start:end].encode()).hexdigest().startswith(digest)
        assert abs(fact["end"] - end) <= 1, fact
        shown = fact | {"members": len(fact.get("members", ())), "review": bool(fact.get("review"))}
        assert {key: shown[key] for key in slots} == slots


def test_lists_of_one_name_that_differ_say_so(shared: Path) -> None:
    rosters = [fact for fact in said(read(shared / "facts" / "changzhou.md")) if fact.kind == "roster"]
    assert [len(fact.members or ()) for fact in rosters] == [3, 2, 3, 4]
    for fact, other in zip(rosters, (3, 2, 1, 0), strict=True):
        assert fact.review
        assert "、".join(rosters[other].members or ()) in fact.review
