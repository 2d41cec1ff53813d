"""Examples beside the rules: short rows become a panel, both engines are held to what is expected, and a failure says what came."""

from __future__ import annotations

from typing import Any

import pytest

from awarding import crossing, policy_of
from suance.award.examples import failures
from suance.errors import PolicyError
from suance.policy.schema import Example, build
from suance.workspace import joins

STEPS = ({"id": "t100", "over": "100亿元", "up_to": "200万元"},)


def held(award: dict[str, Any], *examples: dict[str, Any]) -> list[str]:
    """What is wrong with the examples of an award."""
    return [failure.message for failure in failures(policy_of({**award, "examples": list(examples)}))]


def revenues(**years: str | None) -> dict[str, Any]:
    return {"firm_years": [{"year": int(year[1:]), "revenue": revenue} for year, revenue in years.items()]}


def test_an_example_that_holds_says_nothing() -> None:
    given = revenues(y2022="95亿元", y2023="120亿元")
    assert held(crossing(*STEPS), {"title": "首次超过", "given": given, "gives": {2023: ["0元", "200万元"]}, "status": "granted"}) == []


@pytest.mark.parametrize(("now", "most"), [("99.99999999亿元", None), ("100亿元", None), ("100.0000000001亿元", "200万元")])
def test_a_cent_decides_at_the_threshold(now: str, most: str | None) -> None:
    given = revenues(y2022="95亿元", y2023=now)
    assert held(crossing(*STEPS), {"title": "一分之差", "given": given, "gives": {2023: ["0元", most]} if most else {}}) == []


def test_a_failure_says_what_was_expected_and_what_came() -> None:
    given = revenues(y2022="95亿元", y2023="120亿元")
    wrong = {"title": "给错了", "given": given, "gives": {2023: "300万元"}}
    assert held(crossing(*STEPS), wrong) == ["示例“给错了”：2023年应为 300万元，算得 0元至200万元"]
    unsaid = {"title": "漏了一年", "given": given, "gives": {}}
    assert held(crossing(*STEPS), unsaid) == ["示例“漏了一年”：2023年应为 0元，算得 0元至200万元"]
    status = {"title": "状态", "given": given, "gives": {2023: ["0元", "200万元"]}, "status": "cut"}
    (told,) = held(crossing(*STEPS), status)
    assert told.startswith("示例“状态”：2023年的状态应为 cut，算得 granted")


def test_a_cell_that_nobody_can_read_is_a_failure_and_no_fault_of_the_program() -> None:
    (told,) = held(crossing(*STEPS), {"title": "读不出", "given": revenues(y2023="很多"), "gives": {}})
    assert told.startswith("示例“读不出”：算不出来：firm_years 第1行 “revenue”: “很多”不是数")


def test_a_table_that_no_panel_has_is_told_with_those_that_there_are() -> None:
    (told,) = held(crossing(*STEPS), {"title": "错表", "given": {"companies": [{"year": 2023}]}, "gives": {}})
    assert told.startswith("示例“错表”：算不出来：没有 companies 这样的表（面板的表：firms、firm_years")


def test_a_fact_that_is_not_known_gives_a_range() -> None:
    given = revenues(y2022="95亿元", y2023=None)
    assert held(crossing(*STEPS), {"title": "未知", "given": given, "gives": {2023: ["0元", "200万元"]}, "status": "unknown"}) == []


def test_what_follows_a_figure_of_a_project_or_is_recognised_can_be_told_in_short_rows() -> None:
    project = {
        "id": "p",
        "to": "project",
        "on": {"reviewed": "public_service_platform"},
        "pay": {"rate": "10%", "of": "investment", "up_to": "3万元"},
    }
    rows = [{"kind": "public_service_platform", "year": 2023, "investment": amount} for amount in ("10万元", "90万元")]
    assert held(project, {"title": "两个项目", "given": {"projects": rows}, "gives": {2023: "4万元"}}) == []
    honour = {"id": "h", "to": "promoter", "on": {"recognised": "industrial_cluster", "subject": "cluster"}, "pay": {"fixed": "100万元"}}
    events = [{"event": "industrial_cluster", "level": "national", "date": "2023-05-01"}]
    given = {"events": events, "clusters": [{"promoter": "促进中心"}]}
    assert held(honour, {"title": "获评", "given": given, "gives": {2023: "100万元"}}) == []


def test_the_least_is_not_above_the_most() -> None:
    with pytest.raises(PolicyError, match="2023年的下限高于上限"):
        build(Example, {"title": "倒", "given": revenues(y2023="1元"), "gives": {2023: ["2元", "1元"]}})


def test_every_example_of_every_shipped_policy_holds() -> None:
    told = [failure.message for name in joins.shipped_policies() for failure in failures(joins.find_policy(name))]
    assert told == []
