"""Sums that follow a figure, yearly awards, growth and nested conditions, by hand; every case on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from awarding import policy_of
from engines import ENGINES
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.errors import PanelError, PolicyError
from suance.model import Line
from suance.policy.schema import Policy

RESEARCH = {"rate": "20%", "of": "rd_expense"}


def yearly(pay: Mapping[str, Any], *when: Mapping[str, Any], **more: Any) -> Policy:
    """A policy of one award for each firm and year."""
    return policy_of({"id": "yearly", "to": "firm", "on": {"each": "year"}, "pay": pay, "when": list(when), **more})


def firm(**metrics: Any) -> Panel:
    """One firm's figures, from 2022 on."""
    years = max(len(values) for values in metrics.values())
    rows = [{"firm_id": "A", "year": 2022 + n, **{name: values[n] for name, values in metrics.items()}} for n in range(years)]
    return panel.of({"firm_years": rows})


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines, which both engines must give."""
    by_hand = award(policy, at_hand, **more)
    assert award(policy, at_hand, engine="duckdb", **more) == by_hand
    return by_hand


def ends(found: list[Line]) -> list[tuple[str | None, str | None]]:
    """Both ends of each line; None where one is open."""
    return [(_shown(line.amount_min), _shown(line.amount_max)) for line in found]


def _shown(end: Decimal | None) -> str | None:
    return None if end is None else f"{end:f}"


# ── shares ───────────────────────────────────────────────────────────────────


def test_a_share_of_the_years_figure_is_paid_to_the_cent_half_up() -> None:
    found = lines(yearly(RESEARCH), firm(rd_expense=["1000", "0.02", "0.03", "0"]))
    assert ends(found) == [("200.00", "200.00"), ("0.00", "0.00"), ("0.01", "0.01"), ("0.00", "0.00")]
    assert found[0].reason == "2022年，研发费用1000元的20%，给予200元"


@pytest.mark.parametrize(("rate", "figure", "paid"), [("0.15%", "10000000000", "15000000"), ("33.3333%", "0.03", "0.01"), ("50%", "0.01", "0.01")])
def test_a_share_is_exact_however_fine_it_is(rate: str, figure: str, paid: str) -> None:
    (line,) = lines(yearly({"rate": rate, "of": "rd_expense"}), firm(rd_expense=[figure]))
    assert line.amount == Decimal(paid)


def test_a_ceiling_bounds_a_share_and_settles_it() -> None:
    found = lines(yearly({**RESEARCH, "up_to": "300元"}), firm(rd_expense=["1000", "1500", "2000"]))
    assert [line.amount for line in found] == [Decimal(200), Decimal(300), Decimal(300)]
    assert found[2].reason == "2024年，研发费用2000元的20%，给予300元（以300元为限）"


def test_a_share_at_most_is_a_range_up_to_it() -> None:
    found = lines(yearly({"up_to_rate": "20%", "of": "rd_expense", "up_to": "300元"}), firm(rd_expense=["1000", "2000"]))
    assert ends(found) == [("0.00", "200.00"), ("0.00", "300.00")]


def test_a_figure_that_is_missing_leaves_a_range_up_to_the_ceiling_and_none_without_one() -> None:
    bounded = lines(yearly({**RESEARCH, "up_to": "300元"}), firm(rd_expense=[None]))
    assert (ends(bounded), bounded[0].status) == ([("0.00", "300.00")], "unknown")
    assert bounded[0].reason == "缺2022年研发费用，不能断定；若成立，按研发费用的20%给予，以300元为限"
    assert ends(lines(yearly(RESEARCH), firm(rd_expense=[None]))) == [("0.00", None)]


def test_a_cap_over_the_award_bounds_what_a_missing_figure_may_bring() -> None:
    cap = {"id": "c", "per": "firm", "over": "lifetime", "at": "150元", "covers": ["yearly"], "overflow": "pro_rata"}
    found = lines(yearly(RESEARCH, caps=[cap]), firm(rd_expense=["500", None]))
    assert ends(found) == [("100.00", "100.00"), ("0.00", "50.00")]


def test_a_loss_brings_nothing() -> None:
    (line,) = lines(yearly({"rate": "10%", "of": "profit"}), firm(profit=["-100"]))
    assert line.amount == 0


def test_a_project_is_paid_a_share_of_its_investment_and_a_claim_settles_what_is_only_bounded() -> None:
    rows = [
        {"project_id": name, "kind": "public_service_platform", "year": 2023, "investment": investment, "claim": claim}
        for name, investment, claim in (("J1", "100", "12"), ("J2", "100", "99"), ("J3", None, "7"))
    ]
    on = {"reviewed": "public_service_platform"}
    policy = policy_of({"id": "tech", "to": "project", "on": on, "pay": {"up_to_rate": "15%", "of": "investment"}})
    assert ends(lines(policy, panel.of({"projects": rows}))) == [("0.00", "15.00"), ("0.00", "15.00"), ("0.00", None)]
    assert ends(lines(policy, panel.of({"projects": rows}), supplied=True)) == [("12.00", "12.00"), ("15.00", "15.00"), ("0.00", "7.00")]


# ── sums per unit ────────────────────────────────────────────────────────────


def test_so_much_for_each_unit_up_to_a_ceiling() -> None:
    found = lines(yearly({"each": "5元", "of": "patents", "up_to": "20元"}), firm(patents=["3", "7", "0", None]))
    assert ends(found) == [("15.00", "15.00"), ("20.00", "20.00"), ("0.00", "0.00"), ("0.00", "20.00")]
    assert found[0].reason == "2022年，patents3个，每个5元，给予15元"


@pytest.mark.parametrize(
    ("cell", "says"), [("2.5", "不是整数"), ("-1", "是负数"), ("1000000000000000000", "位数太多"), ("999999999999999999", "大得不像")]
)
def test_what_is_counted_is_a_whole_number(cell: str, says: str) -> None:
    for engine in ENGINES:
        with pytest.raises(PanelError, match=f"firm_years 第1行 “patents”.*{says}"):
            award(yearly({"each": "5元", "of": "patents"}), firm(patents=[cell]), engine=engine)


def test_money_is_no_count_and_a_count_has_no_share() -> None:
    with pytest.raises(PolicyError, match="revenue 不是可数的指标"):
        award(yearly({"each": "5元", "of": "revenue"}), firm(revenue=["1"]))
    with pytest.raises(PolicyError, match="按比例给付只用于金额，staff 的单位是 人"):
        award(yearly({"rate": "5%", "of": "staff"}), firm(staff=["1"]))
    with pytest.raises(PolicyError, match="同比增长只用于金额，rd_intensity 的单位是 %"):
        award(yearly({"fixed": "5元"}, {"metric": "rd_intensity", "vs": "previous", "gt": "1%"}), firm(rd_intensity=["1%"]))


# ── a sum for each level ─────────────────────────────────────────────────────

LEVELS = [{"id": "nation", "level": "national", "fixed": "100元"}, {"id": "province", "level": "provincial", "fixed": "40元"}]


def honoured(later: str, *events: tuple[str, str | None], **on: Any) -> list[Line]:
    """What one firm's recognitions (date, level) bring."""
    trigger = {"recognised": "technology_centre", "subject": "firm", **on}
    pay = {"pick": "highest", "later": later, "levels": LEVELS}
    rows = [{"subject_id": "A", "event": "technology_centre", "date": date, "level": level} for date, level in events]
    return lines(policy_of({"id": "named", "to": "firm", "on": trigger, "pay": pay}), panel.of({"firms": [{"firm_id": "A"}], "events": rows}))


def test_the_highest_level_of_a_year_is_paid_and_another_year_in_full_or_the_difference() -> None:
    events = (("2022-05-01", "省级"), ("2023-03-01", "国家级"), ("2023-04-01", "省级"))
    assert [(line.year, line.step, line.amount) for line in honoured("full", *events)] == [
        (2022, "province", Decimal(40)),
        (2023, "nation", Decimal(100)),
    ]
    topped = honoured("top_up", *events)
    assert [(line.year, line.step, line.amount) for line in topped] == [(2022, "province", Decimal(40)), (2023, "nation", Decimal(60))]
    assert topped[1].reason == "2023年获评国家级企业技术中心，给予100元，补差后60元"


def test_the_first_time_is_of_each_level() -> None:
    events = (("2022-05-01", "省级"), ("2023-03-01", "省级"), ("2024-03-01", "国家级"))
    assert [(line.year, line.amount) for line in honoured("full", *events, first="ever")] == [(2022, Decimal(40)), (2024, Decimal(100))]


def test_an_unknown_level_may_be_the_highest_and_one_without_a_sum_brings_nothing() -> None:
    (line,) = honoured("full", ("2022-05-01", None), ("2022-06-01", "市级"))
    assert (ends([line]), line.status, line.step) == ([("0.00", "100.00")], "unknown", "nation")
    assert line.reason == "缺2022年认定的级别，不能断定；若成立，给予100元"


# ── yearly awards, growth, any and all ───────────────────────────────────────


def test_a_yearly_award_is_paid_in_every_year_that_meets_its_conditions() -> None:
    found = lines(yearly({"fixed": "9元"}, {"metric": "revenue", "ge": "50元"}), firm(revenue=["50", "49.99", None, "80"]), all=True)
    assert [(line.year, line.status) for line in found] == [(2022, "granted"), (2023, "not_eligible"), (2024, "unknown"), (2025, "granted")]
    assert found[0].reason == "2022年符合条件，给予9元"
    assert found[1].reason == "须营业收入不低于50元，该年为49.99元，差0.01元"


@pytest.mark.parametrize(("now", "held"), [("110.01", True), ("110", True), ("109.99", False)])
def test_growth_is_held_against_its_line_exactly(now: str, held: bool) -> None:
    growth = {"metric": "revenue", "vs": "previous", "ge": "10%"}
    first, second = lines(yearly({"fixed": "9元"}, growth), firm(revenue=["100", now]), all=True)
    assert (first.status, second.status) == ("unknown", "granted" if held else "not_eligible")


def test_growth_from_nothing_is_not_known() -> None:
    growth = {"metric": "profit", "vs": "previous", "ge": "10%"}
    found = lines(yearly({"fixed": "9元"}, growth), firm(profit=["0", "5", "-1", "7"]), all=True)
    assert [line.status for line in found] == ["unknown", "unknown", "not_eligible", "unknown"]
    assert found[1].reason == "缺2023年或上年的利润总额（上年须大于零），不能断定；若成立，给予9元"


def test_any_and_all_are_told_in_three_values() -> None:
    large = {"metric": "revenue", "ge": "100元"}
    lean = {"all": [{"metric": "revenue", "ge": "50元"}, {"metric": "rd_expense", "ge": "5元"}]}
    found = lines(
        yearly({"fixed": "9元"}, {"any": [large, lean]}),
        firm(revenue=["100", "50", "50", "49", "60"], rd_expense=[None, "5", None, None, "4"]),
        all=True,
    )
    assert [line.status for line in found] == ["granted", "granted", "unknown", "not_eligible", "not_eligible"]
    assert found[3].reason == "不符合条件：须（营业收入不低于100元或（营业收入不低于50元且研发费用不低于5元））"


def test_an_explanation_shows_the_figure_the_growth_and_how_the_sum_comes_about() -> None:
    growth = {"metric": "revenue", "vs": "previous", "ge": "10%"}
    policy = yearly({**RESEARCH, "up_to": "300元"}, growth)
    at_hand = firm(revenue=["300", "310", "400"], rd_expense=["1", "2", "2000"])
    _, low, high = explain(policy, at_hand, "A")
    (check,) = [check for check in low.checks if check.held is False]
    assert (check.label, check.value, check.gap) == ("营业收入同比增长不低于10%", "3.33%", "6.67个百分点")
    assert [(stage.name, stage.amount_max, stage.note) for stage in high.stages] == [("给付", Decimal(300), "研发费用2000元的20%")]
    assert ("计算的依据：研发费用", "2000元") in [(check.label, check.value) for check in high.checks]
