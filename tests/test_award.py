"""What rules pay, by hand: boundaries, first times, steps, conditions, caps, sums paid, and what is unknown.

Every case runs on both engines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from awarding import crossing, firm_years, policy_of
from engines import ENGINES
from suance.award import Engine, award, panel
from suance.award.panel import Panel
from suance.errors import PanelError, PolicyError, UsageError
from suance.model import Line
from suance.policy.schema import Policy

STEPS = (
    {"id": "t1000", "over": "1000亿元", "up_to": "1000万元"},
    {"id": "t500", "over": "500亿元", "up_to": "500万元"},
    {"id": "t100", "over": "100亿元", "up_to": "200万元"},
)
FIXED = ({"id": "low", "over": "100元", "fixed": "2元"}, {"id": "high", "over": "500元", "fixed": "5元"})


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines, which both engines must give."""
    by_hand = award(policy, at_hand, **more)
    assert award(policy, at_hand, engine="duckdb", **more) == by_hand
    return by_hand


def paid(found: Sequence[Line]) -> list[tuple[str, int, str | None, str, str]]:
    """Subject, year, step and both ends of each line."""
    return [(line.subject_id, line.year, line.step, f"{line.amount_min:f}", f"{line.amount_max:f}") for line in found]


def years(**firms: Mapping[int, str | None]) -> Panel:
    """A panel of firm_years only."""
    return panel.of({"firm_years": firm_years(**firms)})


# ── the line, to the 分 ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("operator", "revenue", "pays"),
    [
        ("over", "99999999999.99", False),
        ("over", "100000000000", False),
        ("over", "100000000000.01", True),
        ("from", "99999999999.99", False),
        ("from", "100000000000", True),
        ("from", "100000000000.01", True),
    ],
)
def test_at_the_line_the_operator_decides_to_the_cent(operator: str, revenue: str, pays: bool) -> None:
    policy = policy_of(crossing({"id": "t1000", operator: "1000亿元", "fixed": "1000万元"}))
    (line,) = lines(policy, years(A={2022: revenue}), all=True)
    assert (line.status == "granted", line.amount) == (pays, Decimal(10_000_000 if pays else 0))


def test_a_firm_just_short_is_told_its_distance_and_one_exactly_there_that_it_must_pass() -> None:
    found = lines(policy_of(crossing(*STEPS)), years(A={2022: "9999999999.99"}, B={2022: "10000000000"}, C={2022: "62000000000"}), all=True)
    assert [line.reason for line in found] == [
        "营业收入9999999999.99元；距100亿元差0.01元",
        "营业收入100亿元；恰为100亿元，须超过才算",
        "2022年营业收入620亿元，首次超500亿元，最高500万元",
    ]


def test_a_bounded_sum_is_a_range_and_a_fixed_one_an_amount() -> None:
    bounded, fixed = {"id": "a", "over": "1元", "up_to": "3元"}, {"id": "b", "over": "10元", "fixed": "4元"}
    found = lines(policy_of(crossing(bounded, fixed)), years(A={2022: "5"}, B={2022: "50"}))
    assert [(line.amount_min, line.amount_max, line.amount) for line in found] == [
        (Decimal(0), Decimal(3), None),
        (Decimal(4), Decimal(4), Decimal(4)),
    ]


def test_a_revenue_of_a_thousand_trillion_is_exact() -> None:
    policy = policy_of(crossing({"id": "t", "over": "999999999999999.99元", "fixed": "1元"}))
    found = lines(policy, years(A={2022: "999999999999999.99"}, B={2022: "1000000000000000"}))
    assert paid(found) == [("B", 2022, "t", "1.00", "1.00")]


# ── first times ──────────────────────────────────────────────────────────────


def test_a_line_passed_before_is_not_passed_for_the_first_time_whatever_came_between() -> None:
    (line,) = lines(policy_of(crossing(*STEPS)), years(A={2019: "12000000000", 2020: "1", 2021: "2", 2022: "13000000000"}), years=[2022], all=True)
    assert (line.status, line.reason) == ("not_triggered", "营业收入130亿元，此前最高120亿元，超100亿元已不是首次；距500亿元差370亿元")


def test_since_announced_forgets_what_was_before() -> None:
    old = {2019: "150", 2021: "150", 2022: "150", 2023: "160"}
    at_hand = panel.of({"firm_years": [*firm_years(A=old), *firm_years(A={2020: "150"})]})
    found = lines(policy_of(crossing(*FIXED, first="since_announced"), start="2020-01-01"), at_hand, all=True)
    assert [(line.year, line.status) for line in found] == [
        (2019, "not_eligible"),
        (2020, "not_triggered"),
        (2021, "not_triggered"),
        (2022, "granted"),
        (2023, "not_triggered"),
    ]
    assert found[2].reason == "营业收入150元；公布之前的年度不计入首次"


def test_two_steps_in_one_year_pay_the_highest_or_each() -> None:
    at_hand = years(A={2021: "1", 2022: "600"})
    assert paid(lines(policy_of(crossing(*FIXED)), at_hand)) == [("A", 2022, "high", "5.00", "5.00")]
    assert paid(lines(policy_of(crossing(*FIXED, pick="each")), at_hand)) == [
        ("A", 2022, "high", "5.00", "5.00"),
        ("A", 2022, "low", "2.00", "2.00"),
    ]


def test_a_later_step_pays_in_full_or_the_difference() -> None:
    at_hand = years(A={2022: "200", 2023: "300", 2024: "600"})
    assert paid(lines(policy_of(crossing(*FIXED)), at_hand)) == [("A", 2022, "low", "2.00", "2.00"), ("A", 2024, "high", "5.00", "5.00")]
    topped = lines(policy_of(crossing(*FIXED, later="top_up")), at_hand)
    assert paid(topped) == [("A", 2022, "low", "2.00", "2.00"), ("A", 2024, "high", "3.00", "3.00")]
    assert topped[1].reason == "2024年营业收入600元，首次超500元，给予5元，补差后3元"


def test_the_difference_is_to_what_this_policy_gave_not_to_what_a_firm_had_passed_before_it() -> None:
    found = lines(policy_of(crossing(*FIXED, later="top_up")), years(A={2021: "200", 2022: "300", 2023: "600"}))
    assert paid(found) == [("A", 2023, "high", "5.00", "5.00")]


def test_each_world_tops_up_to_its_own_largest_sum() -> None:
    """Lower: 2, nothing settled, 3 more to 5. Upper: 2, 1 more to 3, 2 more to 5."""
    steps = ({"id": "a", "over": "10元", "fixed": "2元"}, {"id": "b", "over": "20元", "up_to": "3元"}, {"id": "c", "over": "30元", "fixed": "5元"})
    found = lines(policy_of(crossing(*steps, later="top_up")), years(A={2022: "11", 2023: "21", 2024: "31"}))
    assert paid(found) == [("A", 2022, "a", "2.00", "2.00"), ("A", 2023, "b", "0.00", "1.00"), ("A", 2024, "c", "2.00", "3.00")]


# ── what is unknown ──────────────────────────────────────────────────────────


def test_a_missing_revenue_gives_a_range_and_a_question() -> None:
    found = lines(policy_of(crossing(*STEPS)), years(A={2022: None, 2023: "60000000000"}))
    assert paid(found) == [("A", 2022, "t1000", "0.00", "10000000.00"), ("A", 2023, "t500", "0.00", "5000000.00")]
    assert [line.status for line in found] == ["unknown", "unknown"]
    assert found[0].reason == "缺2022年营业收入，不能断定；若成立，最高1000万元"
    assert found[1].reason == "缺2022年营业收入，不能断定；若成立，最高500万元"


def test_a_missing_row_between_a_firms_years_is_a_missing_revenue() -> None:
    found = lines(policy_of(crossing(*FIXED)), years(A={2021: "1", 2023: "200"}))
    assert [(line.year, line.status) for line in found] == [(2022, "unknown"), (2023, "unknown")]


def test_the_missing_year_of_a_firm_that_is_otherwise_far_below_is_still_asked_for() -> None:
    for row in ({2022: "1", 2024: "1"}, {2022: "1", 2023: None, 2024: "1"}):
        assert [(line.year, line.status) for line in lines(policy_of(crossing(*FIXED)), years(A=row))] == [(2023, "unknown")]


def test_a_known_earlier_passing_settles_it_whatever_else_is_missing() -> None:
    found = lines(policy_of(crossing(FIXED[0])), years(A={2019: "200", 2020: None, 2022: "300"}), all=True)
    assert {line.status for line in found if line.year >= 2022} == {"not_triggered"}


@pytest.mark.parametrize(("since", "status"), [(None, "granted"), (2021, "unknown")])
def test_years_before_a_panel_is_complete_are_unknown_and_a_panel_that_says_nothing_is_complete(since: int | None, status: str) -> None:
    at_hand = panel.of({"firm_years": firm_years(A={2021: "1", 2022: "200"})}, complete_since=since)
    assert [line.status for line in lines(policy_of(crossing(*FIXED)), at_hand)] == [status]


@pytest.mark.parametrize(("year", "since", "status"), [(2023, 2022, "granted"), (2023, 2023, "unknown"), (2022, 2023, "granted")])
def test_since_announced_needs_no_year_before(year: int, since: int, status: str) -> None:
    at_hand = panel.of({"firm_years": firm_years(A={year: "200"})}, complete_since=since)
    assert [line.status for line in lines(policy_of(crossing(*FIXED, first="since_announced")), at_hand)] == [status]


def test_since_announced_a_missing_year_before_the_announcement_is_no_question() -> None:
    found = lines(policy_of(crossing(*FIXED, first="since_announced")), years(A={2020: "1", 2021: None, 2022: "200"}))
    assert [(line.year, line.status) for line in found] == [(2022, "granted")]


# ── conditions ───────────────────────────────────────────────────────────────


def test_conditions_must_all_hold_and_the_first_that_fails_is_named() -> None:
    when = [{"metric": "rd_intensity", "ge": "3%"}, {"attribute": "region", "in": ["常州市"]}, {"has": "high_tech_firm", "level": "national"}]
    tables: dict[str, Any] = {
        "firms": [
            {"firm_id": firm, "region": region}
            for firm, region in (("A", "常州市"), ("B", "常州市"), ("C", "无锡市"), ("D", "常州市"), ("E", None), ("F", "常州市"))
        ],
        "firm_years": [
            {"firm_id": firm, "year": 2022, "revenue": "200", "研发强度(%)": share}
            for firm, share in (("A", "3"), ("B", "2.9"), ("C", "4"), ("D", "5"), ("E", "5"), ("F", None))
        ],
        "events": [
            {"subject_id": firm, "event": "高新技术企业", "level": level, "date": day}
            for firm, level, day in (
                ("A", "国家级", "2021-12-01"),
                ("D", "国家级", "2023-01-01"),
                ("E", "国家级", "2020-01-01"),
                ("F", "national", "2022"),
            )
        ],
    }
    found = lines(policy_of(crossing(FIXED[0], when=when)), panel.of(tables), years=[2022], all=True)
    assert [(line.subject_id, line.status, line.reason) for line in found] == [
        ("A", "granted", "2022年营业收入200元，首次超100元，给予2元"),
        ("B", "not_eligible", "须研发投入强度不低于3%，该年为2.9%，差0.1个百分点"),
        ("C", "not_eligible", "不符合条件：须所在地区为常州市"),
        ("D", "not_eligible", "不符合条件：须获评国家级高新技术企业"),
        ("E", "unknown", "缺所在地区，不能断定；若成立，给予2元"),
        ("F", "unknown", "缺2022年研发投入强度，不能断定；若成立，给予2元"),
    ]


# ── time ─────────────────────────────────────────────────────────────────────


def test_years_before_and_after_the_policy_are_refused_with_the_reason() -> None:
    found = lines(policy_of(crossing(*FIXED), end="2023-12-31"), years(A={2021: "1", 2022: "200", 2023: "300", 2024: "600"}), all=True)
    assert [(line.year, line.status, line.reason) for line in found] == [
        (2021, "not_eligible", "2021年早于政策起算的2022年"),
        (2022, "granted", "2022年营业收入200元，首次超100元，给予2元"),
        (2023, "not_triggered", "营业收入300元，此前最高200元，超100元已不是首次；距500元差200元"),
        (2024, "expired", "政策有效期至2023年，2024年已过期"),
    ]


def test_the_day_decides_whether_a_policy_is_there_and_a_year_has_come() -> None:
    policy, at_hand = policy_of(crossing(*FIXED)), years(A={2022: "200", 2023: "600"})
    assert {line.reason for line in lines(policy, at_hand, as_of=date(2022, 2, 6), all=True)} == {"政策2022-02-07才公布，截止日时尚无此政策"}
    assert [line.reason for line in lines(policy, at_hand, as_of=date(2022, 12, 31), all=True)][1] == "2023年尚未到来"
    assert len(lines(policy, at_hand, as_of=date(2023, 1, 1))) == 2


def test_a_draft_pays_nothing() -> None:
    found = lines(policy_of(crossing(*FIXED), status="draft"), years(A={2022: "200"}), all=True)
    assert [(line.status, line.reason) for line in found] == [("not_eligible", "政策仍是草案，尚未施行")]


# ── recognitions and projects ────────────────────────────────────────────────

PROMOTER: dict[str, Any] = {
    "id": "promoter",
    "to": "promoter",
    "on": {"recognised": "industrial_cluster", "level": "national", "subject": "cluster"},
    "pay": {"up_to": "100万元"},
}
PLATFORM: dict[str, Any] = {
    "id": "platform",
    "to": "project",
    "on": {"reviewed": "public_service_platform", "within": "cluster"},
    "pay": {"fixed": "2元"},
}
CLUSTERS = [{"cluster_id": "K1", "promoter": "甲"}, {"cluster_id": "K2", "promoter": "乙"}]


def events(*rows: tuple[str, str | None, str]) -> list[dict[str, Any]]:
    """Recognitions of clusters: subject, level, day."""
    return [{"subject_id": subject, "event": "产业集群", "level": level, "date": day} for subject, level, day in rows]


def test_a_recognised_cluster_pays_its_promoter() -> None:
    at_hand = panel.of({"clusters": CLUSTERS, "events": events(("K1", "国家级", "2022-11-30"), ("K2", "省级", "2023-01-01"))})
    found = lines(policy_of(PROMOTER), at_hand, all=True)
    assert [(line.subject_id, line.year, line.status, line.payee) for line in found] == [
        ("K1", 2022, "granted", "甲"),
        ("K1", 2023, "not_triggered", "甲"),
        ("K2", 2022, "not_triggered", "乙"),
        ("K2", 2023, "not_triggered", "乙"),
    ]
    assert found[0].reason == "2022年获评国家级产业集群，最高100万元"
    assert lines(policy_of(PROMOTER), at_hand, subject="甲") == found[:1]


def test_an_event_twice_in_a_year_is_one_recognition_and_a_second_year_another_unless_only_the_first_counts() -> None:
    twice = events(("K1", "国家级", "2022-03-01"), ("K1", "国家级", "2022-09-01"), ("K1", "国家级", "2024-01-01"))
    at_hand = panel.of({"clusters": CLUSTERS, "events": twice})
    assert [line.year for line in lines(policy_of(PROMOTER), at_hand)] == [2022, 2024]
    first = {**PROMOTER, "on": {**PROMOTER["on"], "first": "ever"}}
    assert [line.year for line in lines(policy_of(first), at_hand)] == [2022]


def test_a_level_that_is_missing_may_be_the_one() -> None:
    at_hand = panel.of({"clusters": CLUSTERS, "events": events(("K1", None, "2022-03-01"))})
    (line,) = lines(policy_of(PROMOTER), at_hand)
    assert (line.status, line.amount_min, line.amount_max) == ("unknown", Decimal(0), Decimal(1_000_000))


def projects(*rows: tuple[str, str | None, int]) -> list[dict[str, Any]]:
    """Public service platforms: project, cluster, year."""
    return [{"project_id": name, "firm_id": "A", "cluster_id": cluster, "kind": "公共服务平台", "year": year} for name, cluster, year in rows]


def test_a_project_outside_every_cluster_gets_nothing_and_one_of_an_unknown_cluster_may() -> None:
    rows = [
        *projects(("J1", "K1", 2022), ("J2", "无", 2022), ("J3", None, 2022)),
        {"project_id": "J4", "kind": "技术改造", "year": 2022, "cluster_id": "K1"},
    ]
    found = lines(policy_of(PLATFORM), panel.of({"projects": rows, "clusters": CLUSTERS}), all=True)
    assert [(line.subject_id, line.status, line.payee) for line in found] == [
        ("J1", "granted", "A"),
        ("J2", "not_triggered", "A"),
        ("J3", "unknown", "A"),
    ]


# ── caps ─────────────────────────────────────────────────────────────────────


def cap(at: str, **more: Any) -> dict[str, Any]:
    """A lifetime cap per cluster over the platform award."""
    return {"id": "life", "per": "cluster", "over": "lifetime", "at": at, "covers": ["platform"], "overflow": "pro_rata"} | more


def capped(*caps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The platform award under caps."""
    return {**PLATFORM, "caps": list(caps), **more}


def test_a_lifetime_cap_pays_what_is_left_in_proportion_with_the_cents_to_the_largest_remainders() -> None:
    at_hand = panel.of({"projects": projects(("J1", "K1", 2022), ("J2", "K1", 2023), ("J3", "K1", 2023), ("J4", "K1", 2023), ("J5", "K1", 2024))})
    found = lines(policy_of(capped(cap("3元"))), at_hand)
    assert paid(found) == [
        ("J1", 2022, None, "2.00", "2.00"),
        ("J2", 2023, None, "0.34", "0.34"),
        ("J3", 2023, None, "0.33", "0.33"),
        ("J4", 2023, None, "0.33", "0.33"),
        ("J5", 2024, None, "0.00", "0.00"),
    ]
    assert [line.status for line in found] == ["granted", "cut", "cut", "cut", "cut"]
    assert found[1].reason == "2023年的公共服务平台项目，给予2元；单个集群累计最高3元，此前已用2元，按比例核减至0.34元"


def test_unequal_sums_share_in_proportion_and_the_odd_cent_goes_to_the_largest_remainder() -> None:
    """Of 100分, 200 : 100 : 33 get 60.06, 30.03 and 9.91, so the last one's remainder is the largest."""
    steps = ({"id": "a", "over": "1元", "fixed": "0.33元"}, {"id": "b", "over": "10元", "fixed": "1元"}, {"id": "c", "over": "100元", "fixed": "2元"})
    whole = {"id": "whole", "per": "award", "over": "year", "at": "1元", "covers": ["peak"], "overflow": "pro_rata"}
    found = lines(policy_of(crossing(*steps, caps=[whole])), years(A={2022: "200"}, B={2022: "20"}, C={2022: "2"}))
    assert [line.amount for line in found] == [Decimal("0.6"), Decimal("0.3"), Decimal("0.1")]


def test_each_cluster_has_its_own_cap_and_a_yearly_one_begins_anew() -> None:
    rows = projects(("J1", "K1", 2022), ("J2", "K1", 2022), ("J3", "K2", 2022), ("J4", "K1", 2023))
    found = lines(policy_of(capped(cap("3元", over="year"))), panel.of({"projects": rows}))
    assert [line.amount for line in found] == [Decimal("1.5"), Decimal("1.5"), Decimal(2), Decimal(2)]


def test_first_come_pays_in_the_order_of_the_day() -> None:
    rows = [
        row | {"date": day}
        for row, day in zip(projects(("J1", "K1", 2022), ("J2", "K1", 2022), ("J3", "K1", 2022)), ("2022-06-01", "2022-05-01", None), strict=True)
    ]
    found = lines(policy_of(capped(cap("3元", overflow="first_come"))), panel.of({"projects": rows}))
    assert [(line.amount, line.status) for line in found] == [(Decimal(1), "cut"), (Decimal(2), "granted"), (Decimal(0), "cut")]


def test_a_cap_over_two_awards_counts_both() -> None:
    promoter = {**PROMOTER, "pay": {"fixed": "2元"}}
    tables = {"projects": projects(("J1", "K1", 2022)), "clusters": CLUSTERS, "events": events(("K1", "国家级", "2022-01-01"))}
    found = lines(policy_of(promoter, capped(cap("3元", covers=["platform", "promoter"]))), panel.of(tables))
    assert [(line.rule, line.amount) for line in found] == [("promoter", Decimal("1.5")), ("platform", Decimal("1.5"))]


def test_narrow_caps_cut_before_wide_ones_and_the_ledger_holds_what_came_of_all() -> None:
    caps = [cap("3元"), cap("1元", id="each", per="project"), cap("2.5元", id="all", per="award", over="year")]
    rows = projects(("J1", "K1", 2022), ("J2", "K1", 2022), ("J3", "K1", 2022), ("J4", "K1", 2023))
    found = lines(policy_of(capped(*caps)), panel.of({"projects": rows}))
    assert [line.amount for line in found] == [Decimal("0.84"), Decimal("0.83"), Decimal("0.83"), Decimal("0.5")]


def test_a_wide_cap_sees_what_narrow_ones_have_left() -> None:
    """5 and 1 are each cut to 1 first, which the wide cap of 2.5 lets through; the other way round the second would get 0.42."""
    both = ["platform", "data"]
    caps = [cap("2.5元", id="all", per="award", covers=both), cap("1元", id="each", per="project", covers=both)]
    data = {**PLATFORM, "id": "data", "on": {"reviewed": "data_platform"}, "pay": {"fixed": "1元"}}
    rows = [*projects(("J1", "K1", 2022)), {"project_id": "J2", "cluster_id": "K1", "kind": "data_platform", "year": 2022}]
    found = lines(policy_of(capped(*caps, pay={"fixed": "5元"}), data), panel.of({"projects": rows}))
    assert [line.amount for line in found] == [Decimal(1), Decimal(1)]


def test_what_was_paid_settles_a_line_and_uses_its_caps() -> None:
    rows: dict[str, Any] = {"policy": "test", "rule": "platform", "amount": "1.7"}
    tables = {"projects": projects(("J1", "K1", 2022), ("J2", "K1", 2022)), "paid": [{**rows, "subject_id": "J1", "year": 2022}]}
    found = lines(policy_of(capped(cap("3元"), pay={"up_to": "2元"})), panel.of(tables))
    assert paid(found) == [("J1", 2022, None, "1.70", "1.70"), ("J2", 2022, None, "0.00", "1.30")]
    assert found[0].reason == "2022年的公共服务平台项目，已付1.7元"


def test_sums_paid_beyond_a_cap_leave_nothing_and_never_less() -> None:
    rows: dict[str, Any] = {"policy": "test", "rule": "platform", "year": 2022, "amount": "5"}
    tables = {"projects": projects(("J1", "K1", 2022), ("J2", "K1", 2023)), "paid": [{**rows, "subject_id": "J1"}]}
    assert [line.amount for line in lines(policy_of(capped(cap("3元"))), panel.of(tables))] == [Decimal(5), Decimal(0)]


def test_another_policys_payments_do_not_count() -> None:
    rows: dict[str, Any] = {"policy": "other", "rule": "platform", "subject_id": "J1", "year": 2022, "amount": "1"}
    found = lines(policy_of(capped(cap("3元"))), panel.of({"projects": projects(("J1", "K1", 2022)), "paid": [rows]}))
    assert [line.amount for line in found] == [Decimal(2)]


def test_each_world_is_consistent_and_a_line_shows_both_ends_in_order() -> None:
    """In the upper world the bounded award takes part of the cap, so the fixed one gets less there."""
    bounded = {**PLATFORM, "id": "bounded", "on": {"reviewed": "data_platform"}, "pay": {"up_to": "2元"}}
    rows = [*projects(("J1", "K1", 2023)), {"project_id": "J0", "firm_id": "A", "cluster_id": "K1", "kind": "data_platform", "year": 2022}]
    found = lines(policy_of(capped(cap("3元", covers=["platform", "bounded"])), bounded), panel.of({"projects": rows}))
    assert paid(found) == [("J1", 2023, None, "1.00", "2.00"), ("J0", 2022, None, "0.00", "2.00")]


def test_a_claim_settles_a_bounded_sum_only_where_asked() -> None:
    rows = [row | {"claim": claim} for row, claim in zip(projects(("J1", "K1", 2022), ("J2", "K1", 2022)), ("1.2", "9"), strict=True)]
    policy, at_hand = policy_of({**PLATFORM, "pay": {"up_to": "2元"}}), panel.of({"projects": rows})
    assert [line.amount for line in lines(policy, at_hand)] == [None, None]
    assert [line.amount for line in lines(policy, at_hand, supplied=True)] == [Decimal("1.2"), Decimal(2)]


def test_a_payment_to_a_project_of_an_unknown_cluster_cannot_be_booked() -> None:
    rows: dict[str, Any] = {"policy": "test", "rule": "platform", "subject_id": "J1", "year": 2022, "amount": "1"}
    at_hand = panel.of({"projects": projects(("J1", None, 2022)), "paid": [rows]})
    for engine in ENGINES:
        with pytest.raises(PanelError, match="J1 已有付款，却不知属于哪个 cluster"):
            award(policy_of(capped(cap("3元"))), at_hand, engine=engine)


# ── what is refused ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("awards", "words"),
    [
        ([crossing({"id": "t", "over": "100人", "fixed": "1元"})], "revenue 的单位是 CNY，门槛却以 人 计"),
        ([crossing(*FIXED, pick="each", later="top_up")], "pick: each 与 later: top_up 不能同用"),
        ([crossing({"id": "t", "over": "100元", "fixed": "0.001元"})], "不足一分"),
    ],
)
def test_a_rule_that_cannot_be_computed_is_refused(awards: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        award(policy_of(*awards), years(A={2022: "1"}))


def test_a_policy_without_awards_is_refused() -> None:
    with pytest.raises(PolicyError, match="没有可以计算的奖励"):
        award(policy_of(), years(A={2022: "1"}))


@pytest.mark.parametrize("name", ["O'Brien", 'a"b', "a,b", "甲\n乙", "甲\r\n乙", "\\N", "NULL;--", "=1+1", "𠮷", "x" * 300])
def test_any_name_is_a_name_in_both_engines(name: str) -> None:
    (line,) = lines(policy_of(crossing(*FIXED)), years(**{name: {2022: "200"}}), subject=name)
    assert line.subject_id == name


def test_an_engine_that_does_not_exist_is_misuse() -> None:
    with pytest.raises(UsageError, match="没有引擎"):
        award(policy_of(crossing(*FIXED)), years(A={2022: "1"}), engine=cast(Engine, "abacus"))
