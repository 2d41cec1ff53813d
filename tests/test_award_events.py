"""Triggers by events and their years, by hand: after years, for years, from a year on; every case on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from awarding import crossing, firm_years, policy_of
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.model import Line
from suance.policy.schema import Policy

SIGNS = {"granted": "y", "unknown": "?", "not_eligible": "n", "not_triggered": "-", "expired": "x"}
Honour = tuple[str, str | None]


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines, which both engines must give, with and without refusals."""
    by_hand = award(policy, at_hand, all=True, **more)
    assert award(policy, at_hand, engine="duckdb", all=True, **more) == by_hand
    assert award(policy, at_hand, engine="duckdb", **more) == award(policy, at_hand, **more)
    return by_hand


def signs(policy: Policy, at_hand: Panel) -> str:
    """A sign for each year: y for granted, ? for unknown, n for not eligible, - for not triggered, x for expired."""
    return "".join(SIGNS[line.status] for line in lines(policy, at_hand))


def honoured(pay: Any = None, when: Any = None, **on: Any) -> Policy:
    """A policy of one sum for a firm's honour; the panel is asked for revenues, so that its years are those of the firm."""
    asked = [{"metric": "revenue", "gt": "0元"}] if when is None else when
    trigger = {"recognised": "示范企业", "subject": "firm", **on}
    return policy_of({"id": "named", "to": "firm", "on": trigger, "when": asked, "pay": pay or {"fixed": "1元"}}, start="2020-01-01")


def firm(*events: Honour | str, since: int | None = None) -> Panel:
    """One firm of the years 2020 to 2025, and the days and levels of its honours."""
    days = [(event, "national") if isinstance(event, str) else event for event in events]
    tables: dict[str, list[dict[str, Any]]] = {
        "firms": [{"firm_id": "A"}],
        "firm_years": firm_years(A=dict.fromkeys(range(2020, 2026), "5")),
        "events": [{"subject_id": "A", "event": "示范企业", "level": level, "date": day} for day, level in days],
    }
    return panel.of(tables, headers={"events": ["subject_id", "event", "level", "date"]}, complete_since=since)


# ── after, for ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "events", "expected"),
    [
        ({"after": 2}, ["2021-12-31"], "---y--"),
        ({"after": 2}, ["2021-01-01", "2021-06-01", "2022-01-01"], "---yy-"),
        ({"for": 3}, ["2021-05-01"], "-yyy--"),
        ({"after": 1, "for": 2}, ["2021-05-01"], "--yy--"),
        ({"after": 1, "for": 2}, ["2021-05-01", "2022-05-01"], "--yyy-"),
        ({"after": 1, "for": 2, "first": "ever"}, ["2021-05-01", "2022-05-01"], "--yy--"),
        ({"after": 2, "first": "ever"}, ["2021-05-01", "2022-05-01"], "---y--"),
        ({"for": 3, "first": {"since": 2022}}, ["2021-05-01", "2022-05-01"], "--yyy-"),
        ({"for": 3, "first": {"since": 2021}}, ["2021-05-01", "2022-05-01"], "-yyy--"),
        ({"first": {"since": 2022}}, ["2021-05-01", "2022-05-01", "2023-05-01"], "--y---"),
    ],
)
def test_a_year_is_paid_for_an_event_in_the_window_before_it(on: dict[str, Any], events: list[str], expected: str) -> None:
    assert signs(honoured(**on), firm(*events)) == expected


def test_an_event_of_unknown_level_leaves_the_years_open_that_it_would_be_paid_in_and_those_of_the_next() -> None:
    at_hand = firm(("2021-05-01", None), ("2023-05-01", "national"))
    assert signs(honoured(level="national", after=1, first="ever"), at_hand) == "--?-?-"
    assert [
        line.reason.partition("，")[0] for line in lines(honoured(level="national", after=1, first="ever"), at_hand) if line.status == "unknown"
    ] == [
        "缺2021年认定的级别",
        "缺2021年认定的级别",
    ]


def test_what_falls_due_after_the_last_year_of_the_panel_is_told_and_what_a_condition_asks_then_is_unknown() -> None:
    found = lines(honoured(after=2), firm("2024-05-01", "2025-05-01"))
    assert [(line.year, line.status) for line in found[-3:]] == [(2025, "not_triggered"), (2026, "unknown"), (2027, "unknown")]
    assert found[-1].reason == "缺2027年营业收入，不能断定；若成立，给予1元"
    plain = lines(honoured(when=[], after=2), firm("2024-05-01"))
    assert [(line.year, line.status) for line in plain] == [(2024, "not_triggered"), (2026, "granted")]
    assert [line.status for line in lines(honoured(when=[], after=2), firm("2024-05-01"), years=[2026])] == ["granted"]


def test_after_the_last_year_of_the_panel_an_honour_that_is_not_the_first_is_not_told() -> None:
    found = lines(honoured(when=[], after=2, first="ever"), firm("2024-05-01", "2025-05-01"))
    assert [(line.year, line.status) for line in found] == [(2024, "not_triggered"), (2025, "not_triggered"), (2026, "granted")]


@pytest.mark.parametrize(
    ("when", "status"),
    [
        ({"has": "示范企业"}, "granted"),
        ({"has": "示范企业", "within": 3}, "granted"),
        ({"has": "示范企业", "within": 2}, "unknown"),
        ({"has": "high_tech_firm"}, "unknown"),
        ({"count": "示范企业", "le": "1次"}, "unknown"),
        ({"count": "示范企业", "ge": "1次"}, "granted"),
    ],
)
def test_honours_after_the_last_year_of_the_panel_may_be_there(when: dict[str, Any], status: str) -> None:
    assert [line.status for line in lines(honoured(when=[when], after=2), firm("2024-05-01"), years=[2026])] == [status]


def test_a_window_that_reaches_back_before_the_complete_years_may_hide_an_event() -> None:
    assert signs(honoured(after=2), firm("2021-05-01", since=2020)) == "??-y--"
    assert signs(honoured(**{"for": 2}), firm("2021-05-01", since=2020)) == "?yy---"
    assert signs(honoured(**{"for": 2, "first": {"since": 2020}}), firm("2021-05-01", since=2020)) == "-yy---"
    assert signs(honoured(after=2, first={"since": 2019}), firm("2022-05-01", since=2020)) == "-?--?-"
    assert lines(honoured(after=2), firm(since=2020))[0].reason == "缺2018年是否获评示范企业的记录，不能断定；若成立，给予1元"


def test_levels_are_paid_in_the_years_of_their_own_event() -> None:
    levels = {
        "pick": "highest",
        "later": "full",
        "levels": [{"id": "n", "level": "national", "fixed": "3元"}, {"id": "p", "level": "provincial", "fixed": "1元"}],
    }
    found = lines(honoured(pay=levels, **{"for": 2}), firm(("2021-05-01", "provincial"), ("2022-05-01", "national")))
    assert [(line.year, line.step) for line in found if line.status == "granted"] == [(2021, "p"), (2022, "n"), (2023, "n")]
    with pytest.raises(ValidationError, match="不能同用"):
        honoured(pay=levels | {"later": "top_up"}, **{"for": 2})


@pytest.mark.parametrize(
    ("on", "year", "reason"),
    [
        ({"after": 2}, 2023, "2021年获评国家级示范企业，2023年满2年，给予1元"),
        ({"for": 3}, 2022, "2020年至2022年获评国家级示范企业，2022年在获评起的3年之内，给予1元"),
        ({"after": 1, "for": 2}, 2023, "2021年至2022年获评国家级示范企业，2023年在满1年起的2年之内，给予1元"),
        ({"after": 2}, 2022, "2020年未获评国家级示范企业"),
        ({"after": 1, "first": "ever"}, 2024, "2023年之前已获评国家级示范企业，不是首次"),
    ],
)
def test_the_reason_names_the_years_of_the_event(on: dict[str, Any], year: int, reason: str) -> None:
    found = lines(honoured(level="national", **on), firm("2021-05-01", "2023-05-01"))
    assert [line.reason for line in found if line.year == year] == [reason]


def test_an_explanation_shows_the_event_in_its_own_year() -> None:
    (found,) = explain(honoured(after=2), firm("2021-05-01"), "A", years=[2023])
    assert [(check.label, check.value) for check in found.checks if "获评" in check.label] == [("2021年获评示范企业", "2021-05-01")]


# ── since a year ─────────────────────────────────────────────────────────────


def test_a_first_crossing_counts_from_the_year_that_is_named() -> None:
    at_hand = panel.of({"firm_years": firm_years(A={2018: "20", 2019: "5", 2020: "12"})})
    step = {"id": "s", "over": "10元", "fixed": "1元"}
    assert signs(policy_of(crossing(step, first="ever")), at_hand) == "nnn"
    found = lines(policy_of(crossing(step), announced="2018-01-01", status="in_force"), at_hand)
    assert [line.status for line in found] == ["granted", "not_triggered", "not_triggered"]
    policy = policy_of({**crossing(step), "on": {"crosses": "revenue", "first": {"since": 2019}}}, announced="2018-01-01")
    found = lines(policy, at_hand)
    assert [line.status for line in found] == ["not_triggered", "not_triggered", "granted"]
    assert found[0].reason == "营业收入20元；2019年之前的年度不计入首次"
    assert found[2].reason == "2020年营业收入12元，2019年以来首次超10元，给予1元"


# ── the first year in which conditions hold ──────────────────────────────────


def fulfilled(first: Any = "ever", **more: Any) -> Policy:
    """A policy of one sum for the first year of a firm with a revenue of 10元."""
    award_ = {
        "id": "yearly",
        "to": "firm",
        "on": {"each": "year", "first": first},
        "when": [{"metric": "revenue", "ge": "10元"}],
        "pay": {"fixed": "1元"},
    }
    return policy_of({**award_, **more}, start="2021-01-01", announced="2022-02-07")


def revenues(*revenue: str | None, since: int | None = None) -> Panel:
    """One firm from 2020 on with its revenues."""
    return panel.of({"firm_years": firm_years(A=dict(enumerate(revenue, 2020)))}, complete_since=since)


@pytest.mark.parametrize(
    ("first", "revenue", "expected"),
    [
        ("ever", ["9.99", "10", "10", "9", "10"], "ny-n-"),
        ("ever", ["10", "9", "10", "9", "10"], "nn-n-"),
        ("since_start", ["10", "9", "10", "9", "10"], "nnyn-"),
        ("since_announced", ["10", "10", "10", "9", "10"], "n-yn-"),
        ({"since": 2024}, ["10", "10", "10", "9", "10"], "n--ny"),
        ("ever", ["9", None, "10", "10"], "n??-"),
        ("ever", ["9", None, "9", "10", "10"], "n?n?-"),
    ],
)
def test_only_the_first_year_in_which_the_conditions_hold_is_paid(first: Any, revenue: list[str | None], expected: str) -> None:
    assert signs(fulfilled(first), revenues(*revenue)) == expected


def test_years_before_the_complete_ones_may_have_been_the_first() -> None:
    assert signs(fulfilled(), revenues("9", "10", "10", since=2020)) == "n?-"
    assert signs(fulfilled({"since": 2020}), revenues("9", "10", "10", since=2020)) == "ny-"


def test_the_reason_of_a_first_year_says_what_earlier_years_tell() -> None:
    found = lines(fulfilled(), revenues("9", None, "10", "10"))
    assert [line.reason for line in found[2:]] == ["缺2021年营业收入，不能断定；若成立，给予1元", "此前年度已符合条件，不是首次"]
    found = lines(fulfilled({"since": 2022}), revenues("9", "10", "10"))
    assert [line.reason for line in found[1:]] == ["2022年之前的年度不计入首次", "2022年2022年以来首次符合条件，给予1元"]
    (told,) = explain(fulfilled(), revenues("9", None, "10"), "A", years=[2022])
    assert [(check.label, check.held) for check in told.checks][-1] == ("首次符合条件", None)
    assert told.missing == ("A 2021年营业收入",)


def test_a_first_year_needs_conditions_to_be_the_first_of() -> None:
    with pytest.raises(ValidationError, match="要有 when"):
        fulfilled(when=[])


# ── the time of an award, and old cases ──────────────────────────────────────


def aided(**more: Any) -> Policy:
    """A policy of one sum for each project, which ends with 2024."""
    award_ = {"id": "aid", "to": "project", "on": {"reviewed": "技改"}, "pay": {"fixed": "1元"}, **more}
    return policy_of(award_, start="2021-07-01", end="2024-12-31")


def projects(*rows: tuple[str, int, str | None], stages: Sequence[tuple[str, str]] = ()) -> Panel:
    """Projects with their year and whether they are old cases, and the days on which they were accepted."""
    found = [{"project_id": name, "kind": "技改", "year": year, "old": old} for name, year, old in rows]
    days = [{"subject_id": name, "event": "验收", "date": day} for name, day in stages]
    return panel.of({"projects": found, "events": days}, headers={"events": ["subject_id", "event", "date"]})


EACH_YEAR = [(f"J{year}", year, "否") for year in range(2020, 2026)]


def test_the_time_of_an_award_is_narrower_than_that_of_the_policy() -> None:
    assert signs(aided(), projects(*EACH_YEAR)) == "nyyyyx"
    found = lines(aided(validity={"from": "2022-05-01", "to": "2023-12-31"}), projects(*EACH_YEAR))
    assert "".join(SIGNS[line.status] for line in found) == "nnyyxx"
    assert (found[1].reason, found[4].reason) == ("2021年早于本项起算的2022年", "本项有效期至2023年，2024年已过期")


@pytest.mark.parametrize(
    ("validity", "fault"),
    [
        ({"from": "2021-06-30"}, "早于政策"),
        ({"to": "2025-01-01"}, "晚于政策"),
        ({"from": "2023-01-01", "to": "2022-12-31"}, "早于起日"),
    ],
)
def test_the_time_of_an_award_lies_within_that_of_the_policy(validity: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        aided(validity=validity)
    with pytest.raises(ValidationError, match="grandfather 要有一个止日"):
        policy_of(
            {"id": "aid", "to": "project", "on": {"reviewed": "技改"}, "pay": {"fixed": "1元"}, "grandfather": [{"attribute": "old", "in": ["是"]}]}
        )


def test_an_old_case_is_paid_after_the_last_year_and_an_unknown_one_may_be() -> None:
    policy = aided(grandfather=[{"attribute": "old", "in": ["是"]}])
    found = lines(policy, projects(("J1", 2024, "否"), ("J2", 2025, "是"), ("J3", 2025, "否"), ("J4", 2025, None), ("J5", 2020, "是")))
    assert "".join(SIGNS[line.status] for line in found) == "yyx?n"
    assert found[1].reason == "有效期至2024年，旧案（old为是）仍适用；2025年的技改项目，给予1元"
    assert found[2].reason == "政策有效期至2024年，2025年已过期，又不是旧案（old为是）"
    assert found[3].reason == "缺old，不能断定；若成立，给予1元"
    assert [line.status for line in lines(policy, projects(("J2", 2025, "是")), as_of=date(2024, 6, 1))] == ["not_eligible"]
    (told,) = explain(policy, projects(("J4", 2025, None)), "J4")
    assert [(check.label, check.held) for check in told.checks][:2] == [("政策期间", False), ("旧案：old为是", None)]
    assert told.missing == ("J4 old",)


def test_since_start_counts_from_the_own_start_of_an_award() -> None:
    at_hand = revenues("9", "9", "10", "10", "10")
    assert signs(fulfilled("since_start"), at_hand) == "nny--"
    assert signs(fulfilled("since_start", validity={"from": "2024-01-01"}), at_hand) == "nnnny"


# ── the stage of a project ───────────────────────────────────────────────────


def test_a_project_is_paid_in_the_year_of_its_first_event_of_the_stage() -> None:
    policy = aided(on={"reviewed": "技改", "stage": "验收"})
    at_hand = projects(
        ("J1", 2022, None), ("J2", 2020, None), ("J3", 2023, None), stages=[("J1", "2023-12-31"), ("J1", "2024-05-01"), ("J2", "2025-01-01")]
    )
    found = lines(policy, at_hand)
    assert [(line.subject_id, line.year, line.status) for line in found] == [
        ("J1", 2023, "granted"),
        ("J2", 2025, "expired"),
        ("J3", 2023, "not_triggered"),
    ]
    assert (found[0].reason, found[2].reason) == ("2023年验收的技改项目，给予1元", "项目尚未验收")
    (told,) = explain(policy, at_hand, "J1")
    assert [(check.label, check.value) for check in told.checks][-1] == ("项目已验收", "2023-12-31")


def test_first_come_goes_by_the_day_of_the_stage() -> None:
    cap = {"id": "c", "per": "award", "over": "year", "at": "1元", "covers": ["aid"], "overflow": "first_come"}
    at_hand = projects(("J1", 2022, None), ("J2", 2022, None), stages=[("J1", "2023-05-02"), ("J2", "2023-05-01")])
    found = lines(aided(on={"reviewed": "技改", "stage": "验收"}, caps=[cap]), at_hand)
    assert {line.subject_id: line.amount_max for line in found} == {"J1": Decimal(0), "J2": Decimal(1)}


# ── nothing in a table ───────────────────────────────────────────────────────


def test_a_table_of_projects_without_rows_or_links_is_no_hindrance() -> None:
    at_hand = panel.of({"firm_years": firm_years(A={2022: "10"}), "projects": []}, headers={"projects": ["project_id", "kind", "year"]})
    yearly = {"id": "yearly", "to": "firm", "on": {"each": "year"}, "when": [{"metric": "revenue", "ge": "10元"}], "pay": {"fixed": "1元"}}
    for more in ({}, {"caps": [{"id": "c", "per": "project", "over": "year", "at": "1元", "covers": ["aid"], "overflow": "pro_rata"}]}):
        policy = policy_of(yearly, {"id": "aid", "to": "project", "on": {"reviewed": "技改"}, "pay": {"up_to": "1元"}, **more}, start="2021-01-01")
        assert [line.rule for line in lines(policy, at_hand)] == ["yearly"]
        assert len(award(policy, at_hand, engine="duckdb", supplied=True)) == 1
