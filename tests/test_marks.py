"""Words with their facts marked: nothing lost, every mark whole, and of a quoted document no more than may be quoted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suance.errors import InputError
from suance.model import Document, Fact, Paragraph
from suance.publish.marks import OMISSION, Block, anchor, blocks

TEXT = (
    "本市制造业基础扎实，今年再出新招。\n"
    "到2025年，新增专利1万件以上，建成平台30个；绿色转型继续推进。目前，全市有示范企业1,200家。\n"
    "首次超过20亿元、10亿元的企业，分别奖励50万元、20万元，企业家纷纷表示欢迎。"
)


def document(text: str = TEXT, *, full: bool = False) -> Document:
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(start, start + len(line)))
        start += len(line) + 1
    return Document("notice", text, tuple(paragraphs), "0" * 64, "text", rights="full" if full else "quote")


def fact(words: str, text: str = TEXT, **fields: Any) -> Fact:
    start = text.index(words)
    return Fact("target", start, start + len(words), Decimal(1), unit="个", **fields)


def shown(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces)


def marked(block: Block) -> str:
    """The words with each piece under facts in brackets, one pair a fact."""
    return "".join("[" * len(piece.facts) + piece.text + "]" * len(piece.facts) for piece in block.pieces)


def test_a_full_text_is_shown_character_by_character() -> None:
    read = document(full=True)
    found = blocks(read, [fact("1万件"), fact("50万元")])
    assert [shown(block) for block in found] == TEXT.split("\n")


def test_a_figure_inside_the_words_of_another_nests() -> None:
    text = "培育3个以上规模超3000亿元的集群"
    outer, inner = fact("3个以上规模超3000亿元", text), fact("3000亿元", text)
    (block,) = blocks(document(text, full=True), [outer, inner])
    assert marked(block) == "培育[3个以上规模超][[3000亿元]]的集群"
    assert [(piece.opens, piece.closes) for piece in block.pieces if piece.facts] == [((1,), ()), ((2,), (2, 1))]


def test_facts_that_overlap_are_cut_at_each_edge() -> None:
    text = "甲乙丙丁戊"
    (block,) = blocks(document(text, full=True), [fact("甲乙丙", text), fact("丙丁", text)])
    assert [(piece.text, piece.facts) for piece in block.pieces] == [("甲乙", (1,)), ("丙", (1, 2)), ("丁", (2,)), ("戊", ())]


def test_two_facts_of_the_same_words_are_both_marked() -> None:
    text = "奖励100万元"
    (block,) = blocks(document(text, full=True), [fact("100万元", text), fact("100万元", text)])
    assert marked(block) == "奖励[[100万元]]"


def test_a_quote_holds_only_the_clauses_with_a_figure_and_their_short_lead_in() -> None:
    facts = [fact("30个"), fact("1,200家")]
    assert [marked(block) for block in blocks(document(), facts)] == ["……建成平台[30个]；……目前，全市有示范企业[1,200家]。"]


def test_a_quote_keeps_the_clause_that_a_field_repeats_or_was_handed_on_from() -> None:
    handed_on = fact("30个", inherited={"period": (TEXT.index("2025年"), TEXT.index("2025年") + 5)})
    award = fact("50万元", trigger="首次超过20亿元")
    first, second = blocks(document(), [handed_on, award])
    assert marked(first) == "到2025年，……建成平台[30个]；……"
    assert marked(second) == "首次超过20亿元、10亿元的企业，分别奖励[50万元]、20万元，……"


def test_words_handed_on_from_another_sentence_do_not_open_that_sentence() -> None:
    found = blocks(document(), [fact("1,200家", inherited={"region": (0, 2)})])
    assert [marked(block) for block in found] == ["……目前，全市有示范企业[1,200家]。"]


def test_a_quote_of_a_document_without_facts_is_empty() -> None:
    assert blocks(document(), []) == ()


def test_what_is_said_without_a_figure_is_no_reason_to_quote() -> None:
    told = [
        fact("30个"),
        *(replace(fact("目前，全市有示范企业1,200家"), kind=kind, value=None, unit=None) for kind in ("task", "statement", "event")),
    ]
    assert [marked(block) for block in blocks(document(), told)] == ["……建成平台[30个]；……"]


def test_a_long_clause_is_quoted_around_its_figure_only() -> None:
    text = "天" * 500 + "70亿元" + "地" * 500
    (block,) = blocks(document(text), [fact("70亿元", text)])
    assert marked(block) == f"……{'天' * 40}[70亿元]{'地' * 40}……"


def test_a_comma_between_thousands_does_not_cut_a_clause() -> None:
    text = "其中,一项投入1,234,567元,另一项不详"
    (block,) = blocks(document(text), [fact("1,234,567元", text)])
    assert marked(block) == "其中,一项投入[1,234,567元],……"


def test_a_cite_is_anchored_where_its_words_begin() -> None:
    start = TEXT.index("新增专利")
    found = blocks(document(full=True), [fact("1万件")], [(start, start + 10)])
    assert [piece.text for block in found for piece in block.pieces if piece.anchors] == ["新增专利"]
    assert [piece.anchors for block in found for piece in block.pieces if piece.anchors] == [(anchor((start, start + 10)),)]


def test_a_cite_that_begins_in_words_left_out_is_anchored_at_its_first_words_shown() -> None:
    found = blocks(document(), [fact("50万元")], [(0, len(TEXT)), (3, 5)])
    assert [(piece.text, piece.anchors) for block in found for piece in block.pieces if piece.anchors] == [("分别奖励", (f"c0-{len(TEXT)}",))]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (3, len(TEXT) + 1)])
def test_a_fact_outside_the_text_is_refused_with_its_place(start: int, end: int) -> None:
    with pytest.raises(InputError, match=f"notice: 事实的位置 {start}–{end} 不在原文之内"):
        blocks(document(), [Fact("target", start, end)])


words = st.text("甲乙3万，。；、,.1\n", min_size=1, max_size=60)


@st.composite
def marked_documents(draw: st.DrawFn) -> tuple[str, list[Fact]]:
    text = draw(words)
    spans = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)), max_size=8))
    facts = [Fact("target", start, min(len(text), start + length)) for start, length in spans]
    return text, sorted(facts, key=lambda each: each.start)


@given(marked_documents(), st.booleans())
def test_every_figure_is_shown_whole_and_under_its_own_mark(made: tuple[str, list[Fact]], full: bool) -> None:
    text, facts = made
    found = blocks(document(text, full=full), facts)
    for number, each in enumerate(facts, 1):
        pieces = [piece for block in found for piece in block.pieces if number in piece.facts]
        assert "".join(piece.text for piece in pieces) == text[each.start : each.end].replace("\n", "")
        if text[each.start] != "\n" and text[each.end - 1] != "\n":
            assert [number in piece.opens for piece in pieces] == [True] + [False] * (len(pieces) - 1)
            assert [number in piece.closes for piece in pieces] == [False] * (len(pieces) - 1) + [True]


@given(marked_documents())
def test_a_full_document_loses_nothing(made: tuple[str, list[Fact]]) -> None:
    text, facts = made
    assert "".join(shown(block) for block in blocks(document(text, full=True), facts)) == text.replace("\n", "")


@given(marked_documents())
def test_a_quote_shows_no_sentence_without_a_figure(made: tuple[str, list[Fact]]) -> None:
    text, facts = made
    for block in blocks(document(text), facts):
        for part in shown(block).split(OMISSION):
            assert part == "" or part in text
        assert any(piece.facts for piece in block.pieces)
