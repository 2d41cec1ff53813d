"""Figures of several metrics and years that a sum follows, by hand; every case on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from awarding import policy_of
from engines import ENGINES
from suance.award import award, panel
from suance.award.explain import explain
from suance.errors import PanelError, PolicyError
from test_award_follow import ends, firm, lines, yearly

NET = {"metric": "rd_expense", "less": "已获补助"}


def test_what_a_higher_level_has_paid_is_left_out_of_the_share() -> None:
    found = lines(yearly({"rate": "20%", "of": NET}), firm(rd_expense=["1000", "300", "10"], 已获补助=["100", "300", "20"]))
    assert ends(found) == [("180.00", "180.00"), ("0.00", "0.00"), ("0.00", "0.00")]
    assert found[0].reason == "2022年，（研发费用减已获补助）900元的20%，给予180元"


def test_a_deduction_that_nobody_knows_leaves_the_range_open_where_it_could_be_negative() -> None:
    policy = yearly({"rate": "20%", "of": NET})
    (line,) = lines(policy, firm(rd_expense=["1000"], 已获补助=[None]))
    assert (ends([line]), line.status) == ([("0.00", None)], "unknown")
    assert line.reason.startswith("缺2022年研发费用或已获补助，不能断定")


@pytest.mark.parametrize(
    ("vs", "paid"),
    [
        ("previous", [(None, None), ("1.00", "1.00"), ("0.00", "0.00"), ("2.00", "2.00"), ("0.00", "0.00")]),
        ("peak", [(None, None), ("1.00", "1.00"), ("0.00", "0.00"), ("1.00", "1.00"), ("0.00", "0.00")]),
        (2023, [("0.00", "0.00"), ("0.00", "0.00"), ("0.00", "0.00"), ("1.00", "1.00"), ("1.00", "1.00")]),
    ],
)
def test_an_increase_counts_over_the_year_before_the_peak_or_a_base_year(vs: str | int, paid: list[tuple[str | None, str | None]]) -> None:
    found = lines(yearly({"rate": "10%", "of": {"metric": "revenue", "vs": vs}}), firm(revenue=["10", "20", "10", "30", "30"]))
    start = [("0.00", "1.00")] if paid[0] == (None, None) else paid[:1]
    assert ends(found) == start + paid[1:]


def test_a_missing_year_leaves_an_increase_between_nothing_and_the_whole() -> None:
    found = lines(yearly({"rate": "10%", "of": {"metric": "revenue", "vs": "peak"}}), firm(revenue=["10", None, "30"]))
    assert ends(found)[1:] == [("0.00", None), ("0.00", "2.00")]
    found = lines(yearly({"rate": "10%", "of": {"metric": "profit", "vs": "previous"}}), firm(profit=[None, "30"]))
    assert ends(found)[1:] == [("0.00", None)]


def test_the_least_is_bounded_by_the_part_that_is_known() -> None:
    found = lines(yearly({"rate": "50%", "of": {"least": ["rd_expense", "revenue"]}}), firm(rd_expense=["10", None, "0"], revenue=["30", "30", None]))
    assert ends(found) == [("5.00", "5.00"), ("0.00", "15.00"), ("0.00", "0.00")]
    assert found[0].reason == "2022年，研发费用与营业收入中较低者10元的50%，给予5元"


def test_the_greatest_is_no_less_than_the_part_that_is_known() -> None:
    pay = {"rate": "50%", "of": {"greatest": ["rd_expense", "revenue"]}}
    at_hand = firm(rd_expense=["10", None], revenue=["30", "30"])
    assert ends(lines(yearly(pay), at_hand)) == [("15.00", "15.00"), ("15.00", None)]
    held = lines(yearly({**pay, "up_to": "15元"}), at_hand)
    assert [(line.status, line.amount) for line in held] == [("granted", held[0].amount)] * 2


def test_a_sum_and_every_part_of_it_are_held_to_their_bounds() -> None:
    of = {"sum": [{"metric": "rd_expense", "up_to": "8元"}, "profit"], "up_to": "10元"}
    found = lines(yearly({"rate": "100%", "of": of}), firm(rd_expense=["10", "10", "5", None], profit=["1", "5", "-3", "4"]))
    assert ends(found) == [("9.00", "9.00"), ("10.00", "10.00"), ("2.00", "2.00"), ("4.00", "10.00")]


def test_a_price_counts_for_no_more_area_than_the_staff_may_have() -> None:
    pay = {"rate": "40%", "of": {"metric": "rent", "times": {"least": ["area", {"metric": "staff", "times": "7平方米"}]}}}
    found = lines(yearly(pay), firm(rent=["1200", "1200.01", "1200", "0"], area=["3000", "3000", None, None], staff=["200", "500", "10", None]))
    assert ends(found) == [("672000.00", "672000.00"), ("1440012.00", "1440012.00"), ("0.00", "33600.00"), ("0.00", "0.00")]
    assert found[0].reason == "2022年，租金×（area与从业人员×7平方米中较低者）＝168万元的40%，给予67.2万元"
    assert found[2].reason.startswith("缺2024年租金或area或从业人员，不能断定；若成立，按租金×（")


def test_a_product_is_rounded_once_where_the_sum_is_made() -> None:
    thirds = {"metric": "rd_expense", "times": "33.3333%"}
    found = lines(yearly({"rate": "50%", "of": thirds}), firm(rd_expense=["0.03", "0.09", "300"]))
    assert ends(found) == [("0.00", "0.00"), ("0.01", "0.01"), ("50.00", "50.00")]
    assert found[2].reason == "2024年，按研发费用×33.3333%的50%给予，计50元"


def test_half_of_a_figure_less_what_was_paid_is_a_bound_of_its_own() -> None:
    found = lines(
        yearly({"rate": "100%", "of": {"metric": "rd_expense", "times": "50%", "less": "aid"}}), firm(rd_expense=["100.01", "1"], aid=["3", "5"])
    )
    assert ends(found) == [("47.01", "47.01"), ("0.00", "0.00")]


def test_what_is_counted_times_a_price_is_money_whichever_stands_first() -> None:
    at_hand = firm(staff=["3", None, "0"], revenue=["7", "7", "7"])
    for of in ({"metric": "staff", "times": "200元"}, {"metric": "staff", "times": {"metric": "staff", "times": "200元"}}):
        sums = ["300.00", "0.00"] if of["times"] == "200元" else ["900.00", "0.00"]
        found = lines(yearly({"rate": "50%", "of": of}), at_hand)
        assert ends(found) == [(sums[0], sums[0]), ("0.00", None), (sums[1], sums[1])]
    found = lines(yearly({"rate": "100%", "of": {"metric": "staff", "times": "revenue"}}), at_hand)
    assert ends(found) == [("21.00", "21.00"), ("0.00", None), ("0.00", "0.00")]


def test_a_quantity_bounds_what_is_counted_beside_it() -> None:
    found = lines(yearly({"each": "5元", "of": {"least": ["staff", {"metric": "staff", "times": "50%"}, "24人"]}}), firm(staff=["3", "55", None]))
    assert ends(found) == [("7.50", "7.50"), ("120.00", "120.00"), ("0.00", "120.00")]


def test_bands_hold_a_product_against_their_thresholds_exactly() -> None:
    slabs = [{"id": "a", "from": "1元", "rate": "10%"}, {"id": "b", "over": "2元", "rate": "20%"}]
    for key, sums in (("slabs", ["0.00", "0.10", "0.20", "0.40"]), ("brackets", ["0.00", "0.00", "0.10", "0.10"])):
        found = lines(yearly({key: slabs, "of": {"metric": "revenue", "times": "33.3333%"}}), firm(revenue=["3", "3.01", "6", "6.01"]))
        assert ends(found) == [(sum_, sum_) for sum_ in sums]


def test_a_price_that_would_make_a_sum_beyond_any_is_refused_by_both_engines() -> None:
    policy = yearly({"rate": "100%", "of": {"metric": "rent", "times": "staff"}})
    for engine in ENGINES:
        with pytest.raises(PanelError, match="大得不像一个单价或本金"):
            award(policy, firm(rent=["9999999999999999.99"], staff=["1"]), engine=engine)
        with pytest.raises(PanelError, match="大得不像一个个数"):
            award(policy, firm(rent=["1"], staff=["1000001"]), engine=engine)


def test_units_above_a_base_year_are_counted() -> None:
    found = lines(yearly({"each": "2元", "of": {"metric": "staff", "vs": "previous", "up_to": "30人"}}), firm(staff=["10", "15", "100"]))
    assert ends(found)[1:] == [("10.00", "10.00"), ("60.00", "60.00")]


def test_figures_near_the_largest_that_a_cell_holds_neither_overflow_nor_lose_a_cent() -> None:
    huge = "9999999999999999.99"
    found = lines(yearly({"rate": "100%", "of": {"sum": ["revenue", "rd_expense"]}}), firm(revenue=[huge], rd_expense=[huge]))
    assert ends(found) == [("19999999999999999.98", "19999999999999999.98")]


def test_an_explanation_shows_what_a_figure_is_made_of() -> None:
    (found,) = explain(yearly({"rate": "20%", "of": NET}), firm(rd_expense=["1000"], 已获补助=["100"]), "A")
    shown = {check.label: check.value for check in found.checks}
    assert shown["计算的依据：（研发费用减已获补助）"] == "900元"
    assert shown["其中：已获补助"] == "100元"
    assert found.stages[0].note == "（研发费用减已获补助）900元的20%"


@pytest.mark.parametrize(
    ("pay", "fault"),
    [
        ({"rate": "20%", "of": {"metric": "staff", "less": "revenue"}}, "单位"),
        ({"each": "1元", "of": {"sum": ["staff", "patents"]}}, "单位不同"),
        ({"rate": "20%", "of": {"metric": "revenue", "up_to": "3人"}}, "不合"),
        ({"rate": "500%", "of": {"sum": ["revenue", "rd_expense"]}}, "大得不像"),
        ({"rate": "50%", "of": {"metric": "revenue", "times": "rd_expense"}}, "不能作倍数"),
        ({"rate": "50%", "of": {"metric": "revenue", "times": "2元"}}, "不是可数"),
        ({"rate": "50%", "of": {"metric": "staff", "times": 3}}, "只用于金额"),
        ({"rate": "50%", "of": 7}, "不合"),
        ({"rate": "50%", "of": {"least": ["revenue", "3人"]}}, "不合"),
        ({"rate": "33.333333%", "of": {"metric": "revenue", "times": {"metric": "staff", "times": "33.3333333333%"}}}, "位数太多"),
    ],
)
def test_a_figure_of_unlike_units_or_beyond_any_sum_is_refused(pay: dict[str, Any], fault: str) -> None:
    with pytest.raises(PolicyError, match=fault):
        lines(yearly(pay), firm(revenue=["1"], rd_expense=["1"], staff=["1"], patents=["1"]))


def test_only_firms_have_earlier_years() -> None:
    award = {"id": "p", "to": "project", "on": {"reviewed": "技术改造"}, "pay": {"rate": "10%", "of": {"metric": "investment", "vs": "previous"}}}
    at_hand = panel.of({"projects": [{"project_id": "J", "kind": "技术改造", "year": 2023, "investment": "1"}]})
    with pytest.raises(PolicyError, match="vs 只用于企业"):
        lines(policy_of(award), at_hand)


def test_what_is_settled_though_a_part_is_missing_is_explained_as_settled() -> None:
    policy = yearly({"rate": "50%", "of": {"greatest": ["rd_expense", "revenue"]}, "up_to": "15元"})
    (found,) = explain(policy, firm(rd_expense=[None], revenue=["30"]), "A")
    assert found.line.reason == "2022年，按研发费用与营业收入中较高者的50%给予，以15元为限，计15元"
    assert all(check.held for check in found.checks)


def test_the_whole_figure_is_paid_at_the_share_of_the_threshold_it_passes() -> None:
    slabs = [{"id": "a", "from": "10元", "rate": "10%"}, {"id": "b", "over": "20元", "rate": "20%", "up_to": "5元"}]
    slabs[0]["up_to"] = "2元"
    found = lines(yearly({"slabs": slabs, "of": "revenue"}), firm(revenue=["9.99", "10", "20", "20.01", "30", None]))
    paid = ["0.00", "1.00", "2.00", "4.00", "5.00"]
    assert ends(found) == [*((sum_, sum_) for sum_ in paid), ("0.00", None)]


def test_each_share_is_of_what_lies_between_its_threshold_and_the_next() -> None:
    brackets = [{"id": "a", "over": "10元", "rate": "10%"}, {"id": "b", "over": "20元", "rate": "50%"}]
    found = lines(yearly({"brackets": brackets, "of": "revenue", "up_to": "8元"}), firm(revenue=["10", "15", "20", "24.01", "1000"]))
    assert ends(found) == [(sum_, sum_) for sum_ in ("0.00", "0.50", "1.00", "3.01", "8.00")]
    assert found[1].reason == "2023年，营业收入15元的分段累进比例（超10元的部分10%；超20元的部分50%），给予0.5元"


def test_slabs_whose_shares_fall_are_refused() -> None:
    slabs = [{"id": "a", "from": "10元", "rate": "20%"}, {"id": "b", "from": "20元", "rate": "10%"}]
    with pytest.raises(PolicyError, match="随门槛升高"):
        lines(yearly({"slabs": slabs, "of": "revenue"}), firm(revenue=["1"]))


def test_two_bands_of_one_name_are_refused() -> None:
    brackets = [{"id": "a", "over": "10元", "rate": "10%"}, {"id": "a", "over": "20元", "rate": "50%"}]
    with pytest.raises(ValueError, match="a"):
        yearly({"brackets": brackets, "of": "revenue"})
