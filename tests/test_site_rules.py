"""Awards on a policy's page: shares, sums per unit, levels, growth and joined conditions in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awarding import policy_of
from suance import terms
from suance.publish.site.policies import AwardView, view
from suance.publish.site.sources import Shelf


def shown(award: dict[str, Any]) -> AwardView:
    """The award as its policy's page has it."""
    return view(policy_of({"id": "award", "to": "firm", **award}), Shelf({}, {}), terms.label, date(2024, 1, 1)).awards[0]


def test_a_yearly_share_shows_its_figure_its_ceiling_and_its_conditions() -> None:
    growth = {"metric": "revenue", "vs": "previous", "ge": "10%"}
    found = shown(
        {
            "on": {"each": "year"},
            "when": [{"any": [growth, {"all": [{"metric": "revenue", "gt": "5亿元"}, {"has": "single_champion"}]}]}],
            "pay": {"rate": "20%", "of": "rd_expense", "up_to": "300万元"},
        }
    )
    (row,) = found.steps
    assert (row.condition, row.up_to, row.fixed) == ("每年", "", "研发费用的 20%，不超过 300万元")
    assert len(found.further) == 1
    assert all(word in found.further[0] for word in ("营业收入同比增长", "10%", "或", "且", "已获制造业单项冠军"))


def test_a_sum_per_unit_at_most_stands_where_bounds_do() -> None:
    (row,) = shown({"on": {"each": "year"}, "pay": {"each_up_to": "1万元", "of": "patent_stock"}}).steps
    assert (row.up_to, row.fixed) == ("有效发明专利数每个 1万元", "")


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ({"recognised": "technology_centre", "subject": "firm", "after": 2}, "获评企业技术中心满 2 年后"),
        ({"recognised": "technology_centre", "subject": "firm", "first": "ever", "for": 3}, "首次获评企业技术中心起连续 3 年"),
        ({"recognised": "technology_centre", "subject": "firm", "first": {"since": 2020}}, "2020 年以来首次获评企业技术中心"),
        ({"each": "year", "first": "ever"}, "首次符合条件的年度"),
        ({"reviewed": "public_service_platform", "stage": "验收"}, "公共服务平台验收后"),
    ],
)
def test_a_trigger_says_in_which_years_it_is_paid(on: dict[str, Any], words: str) -> None:
    to = "project" if "reviewed" in on else "firm"
    (row,) = shown({"to": to, "on": on, "when": [{"has": "single_champion"}], "pay": {"fixed": "1万元"}}).steps
    assert row.condition == words


def test_the_time_of_an_award_and_its_old_cases_stand_with_its_conditions() -> None:
    award = {
        "on": {"each": "year"},
        "pay": {"fixed": "1万元"},
        "validity": {"to": "2024-12-31"},
        "grandfather": [{"attribute": "老项目", "in": ["是"]}],
    }
    assert shown(award).further == ("至 2024-12-31 有效", "期满后仍适用：老项目为是")


def test_each_level_has_a_row() -> None:
    levels = [{"id": "nation", "level": "national", "fixed": "100万元"}, {"id": "province", "level": "provincial", "up_to": "40万元"}]
    rows = shown({"on": {"recognised": "technology_centre", "subject": "firm"}, "pay": {"pick": "highest", "later": "full", "levels": levels}}).steps
    assert [(row.condition, row.up_to, row.fixed) for row in rows] == [
        ("获评国家级企业技术中心", "", "100万元"),
        ("获评省级企业技术中心", "40万元", ""),
    ]


def test_each_case_has_a_row_with_what_it_asks_for_and_what_stands_beside_all_of_them() -> None:
    pay = {
        "choose": [
            {"id": "first", "when": [{"attribute": "region", "in": ["山区"]}], "rate": "30%", "of": "rd_expense"},
            {"id": "rest", "up_to": "10万元"},
        ],
        "factors": [{"id": "twice", "times": "200%", "when": [{"has": "single_champion"}]}],
        "up_to": "500万元",
    }
    rows = shown({"on": {"each": "year"}, "pay": pay}).steps
    assert [row.id for row in rows] == ["first", "rest"]
    assert rows[0].condition.startswith("每年，")
    assert "山区" in rows[0].condition
    assert (rows[0].fixed.startswith("研发费用的 30%，"), rows[0].fixed.endswith("的乘以 200%，不超过 500万元")) == (True, True)
    assert (rows[1].condition, rows[1].up_to.startswith("10万元，")) == ("每年，其余", True)


def test_a_step_that_a_figure_reaches_and_several_amounts_together_are_said_as_they_are() -> None:
    steps = [{"id": "a", "from": "100人", "fixed": "1万元"}, {"id": "b", "over": "10人", "up_to": "5000元"}]
    rows = shown({"on": {"each": "year"}, "pay": {"of": "staff", "pick": "highest", "steps": steps}}).steps
    assert [(row.condition, row.up_to, row.fixed) for row in rows] == [
        ("每年，从业人员达到 100人", "", "1万元"),
        ("每年，从业人员超过 10人", "5000元", ""),
    ]
    several = [{"each": "1000元", "of": "staff"}, {"rate": "5%", "of": "revenue"}]
    (row,) = shown({"on": {"each": "year"}, "pay": {"least": several}}).steps
    assert row.fixed == "（从业人员每个 1000元；营业收入的 5%）中较低者"
    more = [{"id": "more", "fixed": "1万元", "when": [{"has": "single_champion"}]}]
    (row,) = shown({"on": {"each": "year"}, "pay": {"sum": several, "plus": more, "up_to": "9万元"}}).steps
    assert row.fixed.startswith("从业人员每个 1000元，另加 营业收入的 5%，")
    assert row.fixed.endswith("另给予 1万元，不超过 9万元")


def test_how_an_award_is_paid_out_stands_beside_its_conditions() -> None:
    found = shown(
        {
            "on": {"recognised": "technology_centre", "subject": "firm"},
            "pay": {"fixed": "100万元"},
            "split": [{"parts": {"city": "40%", "county": "60%"}}],
            "payers": {"city": "常州市", "county": "区县"},
            "schedule": [{"id": "i1", "after": 0, "share": "1/2"}, {"id": "i2", "after": 1, "share": "1/2", "when": [{"has": "single_champion"}]}],
            "clawback": [{"id": "left", "event": "迁出", "within": 5, "return": "100%", "interest": {"benchmark": "lpr_1y"}}],
        }
    )
    assert found.payout == (
        "按份：常州市 40%、区县 60%",
        "分期拨付：当年 1/2、第2年（已获制造业单项冠军企业） 1/2",
        "5年内迁出的，退回已付的 100%，按 lpr_1y 计息",
    )
