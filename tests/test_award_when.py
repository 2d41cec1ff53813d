"""Conditions by hand: exclusion, persistence, honours that lapse, and how often; every case on both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pydantic import ValidationError

from awarding import crossing, policy_of
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.errors import PolicyError
from suance.model import Line
from suance.policy.schema import Policy, build
from suance.policy.schema.when import CountCondition

YEARS = range(2020, 2025)


def yearly(*when: Mapping[str, Any], **more: Any) -> Policy:
    """A policy of one sum for each firm and year under conditions."""
    return policy_of({"id": "yearly", "to": "firm", "on": {"each": "year"}, "pay": {"fixed": "1元"}, "when": list(when), **more}, start="2020-01-01")


def firm(revenue: Sequence[str | None] = ("5",) * 5, events: Sequence[tuple[str, str | None]] = (), since: int | None = None) -> Panel:
    """One firm from 2020 on with its revenues, and the days and levels of its certificates."""
    rows = [{"firm_id": "A", "year": 2020 + n, "revenue": figure} for n, figure in enumerate(revenue)]
    days = [{"subject_id": "A", "event": "high_tech_firm", "level": level, "date": day} for day, level in events]
    tables: dict[str, list[dict[str, Any]]] = {"firm_years": rows, "firms": [{"firm_id": "A"}], "events": days}
    return panel.of(tables, headers={"events": ["subject_id", "event", "level", "date"]}, complete_since=since)


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines, which both engines must give."""
    by_hand = award(policy, at_hand, all=True, **more)
    assert award(policy, at_hand, engine="duckdb", all=True, **more) == by_hand
    return by_hand


SIGNS = {"granted": "y", "unknown": "?", "not_eligible": "n", "not_triggered": "-", "expired": "x"}


def signs(policy: Policy, at_hand: Panel) -> str:
    """A sign for each year: y for granted, ? for unknown, n for not eligible, - for not triggered, x for expired."""
    return "".join(SIGNS[line.status] for line in lines(policy, at_hand))


# ── not ──────────────────────────────────────────────────────────────────────


def test_none_of_the_excluding_conditions_may_hold_and_an_unknown_one_leaves_it_open() -> None:
    policy = yearly({"not": [{"metric": "revenue", "lt": "10元"}, {"has": "high_tech_firm", "level": "national"}]})
    at_hand = firm(["9.99", "10", None, "10", "5"], [("2023-03-01", "national")])
    assert signs(policy, at_hand) == "ny?nn"
    assert lines(policy, at_hand)[0].reason == "不符合条件：须无（营业收入低于10元或获评国家级高新技术企业）"


def test_an_unknown_exclusion_asks_for_the_fact_that_would_settle_it() -> None:
    (found,) = explain(yearly({"not": [{"metric": "revenue", "lt": "10元"}]}), firm([None]), "A")
    assert found.missing == ("A 2020年营业收入",)


# ── persistence ──────────────────────────────────────────────────────────────


def test_what_must_hold_for_years_holds_in_each_of_them_and_a_year_before_the_panel_is_unknown() -> None:
    policy = yearly({"all": [{"metric": "revenue", "ge": "10元"}], "years": 2})
    assert signs(policy, firm(["10", "10", "9.99", "10", None])) == "?ynn?"


def test_persistence_of_growth_looks_back_one_year_more() -> None:
    policy = yearly({"all": [{"metric": "revenue", "vs": "previous", "ge": "10%"}], "years": 2})
    found = lines(policy, firm(["10", "11", "12.1", "13.31", "13.32"]))
    assert [line.status for line in found] == ["unknown", "unknown", "granted", "granted", "not_eligible"]
    assert found[4].reason == "不符合条件：须连续2年（营业收入同比增长不低于10%）"


def test_years_are_of_firms_only() -> None:
    condition = {"any": [{"all": [{"metric": "investment", "ge": "1元"}], "years": 2}]}
    rule = {"id": "p", "to": "project", "on": {"reviewed": "public_service_platform"}, "pay": {"fixed": "1元"}, "when": [condition]}
    with pytest.raises(ValidationError, match="years 只用于企业"):
        policy_of(rule)


# ── honours that lapse ───────────────────────────────────────────────────────


def test_a_certificate_of_three_years_holds_in_its_year_and_the_two_after() -> None:
    policy = yearly({"has": "high_tech_firm", "within": 3})
    assert signs(policy, firm(events=[("2020-12-31", "national")])) == "yyynn"
    assert lines(policy, firm())[0].reason == "不符合条件：须近3年内获评高新技术企业"


def test_a_window_that_reaches_behind_the_complete_years_is_unknown_and_a_later_one_is_not() -> None:
    assert signs(yearly({"has": "high_tech_firm", "within": 2}), firm(since=2021)) == "??nnn"


def test_an_event_of_unknown_level_leaves_its_window_open() -> None:
    policy = yearly({"has": "high_tech_firm", "level": "national", "within": 2})
    assert signs(policy, firm(events=[("2021-01-01", None), ("2022-01-01", "provincial")])) == "n??nn"


# ── how often ────────────────────────────────────────────────────────────────

TWICE = (("2021-01-01", "national"), ("2021-06-01", "national"), ("2023-01-01", None))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"ge": "2次"}, "nyyyy"),
        ({"gt": "2次"}, "nnn??"),
        ({"eq": "2次"}, "nyy??"),
        ({"le": "2次"}, "yyy??"),
        ({"lt": "2次"}, "ynnnn"),
        ({"within": 2, "ge": "1次"}, "nyy??"),
        ({"within": 1, "eq": "0次"}, "yny?y"),
    ],
)
def test_events_are_counted_up_to_the_year_and_an_unknown_level_may_count_or_not(asked: Mapping[str, Any], expected: str) -> None:
    assert signs(yearly({"count": "high_tech_firm", "level": "national", **asked}), firm(events=TWICE)) == expected


def test_what_lies_before_the_complete_years_may_only_add_to_a_count() -> None:
    at_hand = firm(events=TWICE, since=2021)
    assert signs(yearly({"count": "high_tech_firm", "ge": "2次"}), at_hand) == "?yyyy"
    assert signs(yearly({"count": "high_tech_firm", "lt": "2次"}), at_hand) == "?nnnn"
    assert signs(yearly({"count": "high_tech_firm", "eq": "3次"}), at_hand) == "?????"


def test_a_count_shows_how_many_there_are_and_how_many_lack() -> None:
    policy = yearly({"count": "high_tech_firm", "level": "national", "ge": "4件"})
    check = explain(policy, firm(events=TWICE), "A", years=[2024])[0].checks[1]
    assert (check.label, check.held, check.value, check.threshold, check.gap) == (
        "获评国家级高新技术企业的次数不低于4件",
        False,
        "2至3件",
        "4件",
        "2件",
    )


@pytest.mark.parametrize("wrong", ["1.5次", "3%", "2元", "1—2次"])
def test_a_number_of_events_is_whole(wrong: str) -> None:
    with pytest.raises(PolicyError, match="次数要与整数相比"):
        build(CountCondition, {"count": "high_tech_firm", "ge": wrong})


# ── since when 首次 counts ────────────────────────────────────────────────────


def test_since_the_start_a_first_crossing_forgets_what_came_before_the_policy_was_in_force() -> None:
    rule = crossing({"id": "s", "over": "10元", "fixed": "1元"}, first="since_start")
    policy = policy_of(rule, announced="2021-12-20", start="2022-01-01")
    assert signs(policy, firm(["20", "20", "5", "11", "20"])) == "nn-y-"
    assert lines(policy, firm(["20", "20", "5", "11", "20"]))[3].reason == "2023年营业收入11元，施行以来首次超10元，给予1元"


def test_since_the_start_asks_for_a_day_from_which_the_policy_is_in_force() -> None:
    policy = policy_of(crossing({"id": "s", "over": "10元", "fixed": "1元"}, first="since_start"))
    with pytest.raises(PolicyError, match="first: since_start 需要施行日期"):
        award(policy, firm())
