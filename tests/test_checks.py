"""After reading: figures go by the terms' ids, and what does not go together is said and changes nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from suance.extract import extract
from suance.extract.checks import checked
from suance.model import Amount, Document, Fact, Paragraph, Threshold


def passage(text: str, kind: str = "news") -> Document:
    """A document of 云川市 of 2022-03-01, a paragraph a line."""
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(start, start + len(line)))
        start += len(line) + 1
    return Document("passage", text, tuple(paragraphs), "", "text", title="云川市产业要闻", published="2022-03-01", kind=kind)


def facts(text: str, kind: str = "news") -> dict[str, Fact]:
    """The facts of a passage by their figures as written."""
    return {text[fact.start : fact.end]: fact for fact in extract(passage(text, kind))}


# ── metrics ──────────────────────────────────────────────────────────────────


def test_a_statistic_and_a_target_go_by_the_id_of_their_indicator() -> None:
    found = facts("2021年，云川市规模以上工业增加值增长8.1%，高新技术企业达到320家。到2025年，全市高新技术企业总数超过1200家。")
    assert {figure: fact.metric for figure, fact in found.items()} == {
        "8.1%": "industrial_value_added",
        "320家": "high_tech_firms",
        "1200家": "high_tech_firms",
    }


def test_an_indicator_that_is_not_known_has_no_metric() -> None:
    found = facts("2021年，云川市海滨新城一般公共预算收入达到12亿元。")
    assert found["12亿元"].metric is None


def test_a_threshold_and_a_base_go_by_the_id_of_the_metric_before_them() -> None:
    found = facts(
        "对年营业收入首次突破10亿元、30亿元的企业，分别给予20万元、50万元奖励。\n对上年度研发费用500万元以上的企业，按设备投资额的8%给予补助。",
        "policy",
    )
    assert [t.metric for figure in ("20万元", "50万元") for t in found[figure].thresholds or ()] == ["revenue", "revenue"]
    assert [t.metric for t in found["8%"].thresholds or ()] == ["rd_expense"]
    assert found["8%"].metric == "equipment_investment"


def test_a_growth_that_a_trigger_asks_for_is_not_the_metric_itself() -> None:
    found = facts("对营业收入同比增长20%以上的企业，给予30万元奖励。", "policy")
    assert [t.metric for t in found["30万元"].thresholds or ()] == [None]


# ── doubts of one fact ───────────────────────────────────────────────────────

SHARE = Fact("statistic", 0, 2, indicator="民间投资占比", measure="share", unit="%")
RATE = Fact("award", 0, 2, form="rate", unit="%", base="研发费用")


def doubt(fact: Fact, text: str = "一二三四五六七八九十") -> str | None:
    """What is doubtful about one fact in a document of its own."""
    return checked(passage(text), [fact])[0].review


@pytest.mark.parametrize(("value", "doubted"), [("99.9", False), ("100", False), ("100.1", True)])
def test_a_share_over_a_hundred_percent_is_doubtful(value: str, doubted: bool) -> None:
    assert (doubt(replace(SHARE, value=Decimal(value))) is not None) == doubted
    assert (doubt(replace(RATE, value=Decimal(value))) is not None) == doubted


@pytest.mark.parametrize(
    ("indicator", "measure", "value", "unit", "said"),
    [
        ("一般公共预算收入", "level", "8.5", "%", "应是金额，这里却是百分数"),
        ("一般公共预算收入", "growth", "8.5", "%", None),
        ("一般公共预算收入", "level", "8500000000", "CNY", None),
        ("城镇化率", "level", "3", "家", "应是百分数，这里却是数量"),
        ("城镇化率", "level", "71.2", "%", None),
        ("高新技术企业", "share", "12", "%", "这里却是占比"),
        ("高新技术企业", "level", "320", "户", None),
        ("新能源", "level", "8.5", "%", None),
    ],
)
def test_a_unit_that_an_indicator_cannot_have_is_doubtful(indicator: str, measure: str, value: str, unit: str, said: str | None) -> None:
    found = doubt(Fact("statistic", 0, 2, indicator=indicator, region="云川市", measure=measure, value=Decimal(value), unit=unit))
    assert found is None if said is None else found is not None and said in found


@pytest.mark.parametrize(("cap", "doubted"), [("300000", True), ("400000", False), ("500000", False)])
def test_a_cap_below_the_smallest_award_is_doubtful(cap: str, doubted: bool) -> None:
    text = "对研发费用达到五百万元的企业，给予8%补助"
    floor = Threshold(Decimal(5000000), "CNY", "ge", span=(7, 11))
    rate = replace(RATE, start=17, end=19, value=Decimal(8), thresholds=(floor,), cap=Amount(Decimal(cap), "CNY"))
    assert doubt(rate, text) == ("封顶低于按门槛算出的最小金额400000元" if doubted else None)


def test_a_cap_below_one_piece_is_doubtful() -> None:
    piece = Fact("award", 0, 2, form="unit", value=Decimal(20000), unit="CNY", cap=Amount(Decimal(10000), "CNY"))
    assert doubt(piece) == "封顶低于一件的金额"
    assert doubt(replace(piece, cap=Amount(Decimal(20000), "CNY"))) is None


# ── doubts of two facts ──────────────────────────────────────────────────────

GDP = Fact("statistic", 0, 1, indicator="地区生产总值", measure="level", period="2021", region="云川市", unit="CNY", comparator="eq")


@pytest.mark.parametrize(
    ("one", "other", "doubted"),
    [
        ({"value": "880760000000"}, {"value": "880760000000"}, False),
        ({"value": "880760000000"}, {"value": "880000000000"}, False),
        ({"value": "880760000000"}, {"value": "880800000000", "comparator": "approx"}, False),
        ({"value": "880760000000"}, {"value": "900760000000"}, True),
        ({"value": "50000000000"}, {"value": "50000000000", "comparator": "ge"}, True),
        ({"value": "880760000000"}, {"value": "800000000000", "comparator": "gt"}, False),
        ({"value": "880760000000"}, {"value": "900760000000", "period": "2022"}, False),
        ({"value": "880760000000"}, {"value": "900760000000", "region": "江苏省"}, False),
        ({"value": "8", "unit": "%", "measure": "growth"}, {"value": "9", "unit": "%", "measure": "growth"}, False),
        ({"value": "880760000000", "indicator": "总投资"}, {"value": "900760000000", "indicator": "总投资"}, False),
    ],
)
def test_two_figures_of_one_thing_that_disagree_are_doubtful(one: dict[str, Any], other: dict[str, Any], doubted: bool) -> None:
    two = [replace(GDP, start=place, end=place + 1, **{**slots, "value": Decimal(slots["value"])}) for place, slots in ((0, one), (1, other))]
    reviews = [fact.review for fact in checked(passage("甲乙"), two)]
    assert [review is not None for review in reviews] == [doubted, doubted]
    if doubted:
        assert "甲" in (reviews[1] or "")


def test_a_fund_of_one_size_said_in_two_ways_is_doubtful() -> None:
    reviews = [fact.review for fact in extract(passage("云川市设立总规模50亿元的产业基金。\n云川市设立总规模50亿元以上的产业基金。"))]
    assert reviews == ["文中另一处作“50亿元以上”", "文中另一处作“50亿元”"]


def test_a_slot_from_another_paragraph_is_said() -> None:
    text = "第一段。\n第二段。"
    near, far = Fact("statistic", 5, 6, inherited={"period": (5, 6)}), Fact("statistic", 6, 7, inherited={"period": (0, 2), "region": (1, 2)})
    assert [fact.review for fact in checked(passage(text), [near, far])] == [None, "时期、地区沿用自另一段"]


def test_a_doubt_adds_to_what_the_reader_doubted_and_changes_nothing_else() -> None:
    before = replace(SHARE, value=Decimal(120), review="已有的疑问")
    after = checked(passage("甲乙"), [before])[0]
    assert after.review == "已有的疑问；占比超过100%"
    assert replace(after, review=before.review, metric=None) == before


@pytest.mark.parametrize("kind", ["instrument", "roster", "task"])
def test_a_fact_without_a_figure_is_left_as_it_is(kind: str) -> None:
    fact = Fact(kind, 0, 1, title="甲")
    assert checked(passage("甲乙"), [fact]) == [fact]
