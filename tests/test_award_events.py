"""Triggers by events and their years, by hand: after years, for years, from a year on; every case on both engines."""

from __future__ import annotations

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
