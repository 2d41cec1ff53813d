"""Sums by the order in which subjects were recognised, by hand; every case on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from awarding import policy_of
from suance.award import panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.policy.schema import Policy
from test_award_follow import ends, lines

LISTED = {"by_order": ["1000元", "800元"], "after_that": "300元"}


def listed(*when: Any, pay: Any = LISTED, **on: Any) -> Policy:
    award = {"id": "listed", "to": "firm", "on": {"recognised": "headquarters", "subject": "firm", **on}, "pay": pay, "when": list(when)}
    return policy_of(award, start="2023-01-01")


def listings(*days: str, since: int | None = None, **columns: Any) -> Panel:
    """Firms A, B … and the day on which each was listed."""
    names = "ABCDEF"[: len(days)]
    firms = [{"firm_id": name, **{key: values[number] for key, values in columns.items()}} for number, name in enumerate(names)]
    events = [{"subject_id": name, "event": "headquarters", "level": "national", "date": day} for name, day in zip(names, days, strict=True)]
    return panel.of({"firms": firms, "events": events}, complete_since=since)


def test_the_first_gets_most_and_those_after_the_last_get_the_rest() -> None:
    found = lines(listed(), listings("2024-05-01", "2023-06-01", "2025-01-01", "2023-06-02", "2022-12-31"))
    assert [(line.subject_id, *end) for line, end in zip(found, ends(found), strict=True)] == [
        ("A", "300.00", "300.00"),
        ("B", "1000.00", "1000.00"),
        ("C", "300.00", "300.00"),
        ("D", "800.00", "800.00"),
    ]
    assert found[3].reason == "2023年获评总部企业，按先后依次给予1000元、800元，此后每家300元，计800元"
    shown = explain(listed(), listings("2024-05-01", "2023-06-01"), "A")[-1]
    assert ("认定的先后", True, "第2") in [(check.label, check.held, check.value) for check in shown.checks]


def test_of_one_day_the_name_decides_and_without_a_rest_nothing_is_left() -> None:
    found = lines(listed(pay={"by_order": ["5元"]}), listings("2024-05-01", "2024-05-01"))
    assert ends(found) == [("5.00", "5.00"), ("0.00", "0.00")]


def test_who_is_not_awarded_takes_no_place() -> None:
    dyeing = {"attribute": "industry", "in": ["1713"]}
    found = lines(listed(dyeing), listings("2023-01-01", "2023-02-01", industry=["3973", "1713"]))
    assert [line.subject_id for line in found] == ["B"]
    assert ends(found) == [("1000.00", "1000.00")]


def test_who_may_be_awarded_may_take_a_place() -> None:
    dyeing = {"attribute": "industry", "in": ["1713"]}
    found = lines(listed(dyeing), listings("2023-01-01", "2023-02-01", "2023-03-01", industry=[None, "1713", "1713"]))
    assert ends(found) == [("0.00", "1000.00"), ("800.00", "1000.00"), ("300.00", "800.00")]
    assert [line.status for line in found] == ["unknown"] * 3
    assert found[1].reason.startswith("缺认定先后所依的日期与记录，不能断定")


def test_a_day_that_is_not_written_out_is_open_only_where_it_decides() -> None:
    assert ends(lines(listed(), listings("2023-05", "2023-06-01", "2023-04-30"))) == [
        ("800.00", "800.00"),
        ("300.00", "300.00"),
        ("1000.00", "1000.00"),
    ]
    found = lines(listed(), listings("2023-05", "2023-05-31", "2023"))
    assert ends(found) == [("300.00", "1000.00"), ("300.00", "1000.00"), ("300.00", "1000.00")]
    assert ends(lines(listed(pay={"by_order": ["5元", "5元"], "after_that": "5元"}), listings("2023", "2023-05"))) == [("5.00", "5.00")] * 2


def test_years_that_the_panel_does_not_have_may_have_had_a_first() -> None:
    assert ends(lines(listed(), listings("2024-05-01", since=2024))) == [("300.00", "1000.00")]
    assert ends(lines(listed(), listings("2024-05-01", since=2023))) == [("1000.00", "1000.00")]


def test_a_project_without_a_day_stands_anywhere_in_its_year() -> None:
    award = {"id": "p", "to": "project", "on": {"reviewed": "示范"}, "pay": LISTED}
    rows = [
        {"project_id": f"J{n}", "kind": "示范", "year": year, "date": day}
        for n, (year, day) in enumerate([(2023, None), (2023, "2023-03-01"), (2022, None)])
    ]
    found = lines(policy_of(award), panel.of({"projects": rows}))
    assert ends(found) == [("300.00", "800.00"), ("300.00", "800.00"), ("1000.00", "1000.00")]


@pytest.mark.parametrize(
    ("award", "fault"),
    [
        ({"to": "firm", "on": {"each": "year"}, "pay": LISTED}, "by_order 只与"),
        ({"to": "firm", "on": {"recognised": "headquarters", "subject": "firm"}, "pay": {"fixed": "1元", "after_that": "1元"}}, "after_that 只与"),
        ({"to": "firm", "on": {"recognised": "headquarters", "subject": "firm"}, "pay": {**LISTED, "fixed": "1元"}}, "恰有一个"),
    ],
)
def test_an_order_of_nothing_is_refused(award: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        policy_of({"id": "a", **award})
