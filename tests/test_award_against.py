"""Conditions against what others reach, by hand: benchmarks of a year, and ranks among subjects of the kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def yearly(*when: Mapping[str, Any], **more: Any) -> Policy:
    """An award for each year of a firm under conditions."""
    return policy_of(
        {"id": "yearly", "to": "firm", "on": {"each": "year"}, "pay": {"fixed": "1万元"}, "when": list(when), **more}, start="2024-01-01"
    )


def panel_with(growth: Mapping[str, Sequence[str | None]], benchmarks: Sequence[tuple[str, int, str | None]] = (), **tables: Any) -> Panel:
    """Firms with the revenue of 2023 and 2024, and benchmarks."""
    rows = [{"firm_id": firm, "year": year, "revenue": sum_} for firm, sums in growth.items() for year, sum_ in zip((2023, 2024), sums, strict=True)]
    published = [{"benchmark": name, "year": year, "value": value} for name, year, value in benchmarks]
    return panel.of({"firm_years": rows, "benchmarks": published, **tables}, headers={"benchmarks": ["benchmark", "year", "value"]})


def who(policy: Policy, at_hand: Panel) -> dict[str, str]:
    """Who is paid, or may be, which both engines must say."""
    found, by_sql = (award(policy, at_hand, engine=engine) for engine in ENGINES)
    assert found == by_sql
    return {line.subject_id: line.status for line in found}


@pytest.mark.parametrize(("key", "passed"), [("above", {"C"}), ("at_least", {"B", "C"}), ("below", {"A"}), ("at_most", {"A", "B"})])
def test_growth_is_held_exactly_against_the_benchmark_of_the_year(key: str, passed: set[str]) -> None:
    at_hand = panel_with({"A": ("300", "399.99"), "B": ("300", "400"), "C": ("300", "400.01")}, [("city", 2024, "33.333333333333333333%")])
    exact = panel_with({"A": ("100", "109.99"), "B": ("100", "110"), "C": ("100", "110.01")}, [("city", 2024, "10%"), ("city", 2023, "90%")])
    assert set(who(yearly({"metric": "revenue", "vs": "previous", key: "city"}), exact)) == passed
    assert set(who(yearly({"metric": "revenue", "vs": "previous", key: "city"}), at_hand)) == ({"B", "C"} if key in ("above", "at_least") else {"A"})


def test_growth_may_fall_less_than_a_benchmark_that_falls() -> None:
    at_hand = panel_with({"A": ("100", "98.01"), "B": ("100", "98"), "C": ("0", "5"), "D": (None, "5")}, [("city", 2024, "-1.99%")])
    assert who(yearly({"metric": "revenue", "vs": "previous", "at_least": "city"}), at_hand) == {"A": "granted", "C": "unknown", "D": "unknown"}


def test_a_level_is_held_against_a_benchmark_in_its_own_unit_beside_others_in_theirs() -> None:
    at_hand = panel_with({"A": ("0", "49.99"), "B": ("0", "50")}, [("mean", 2024, "50"), ("rate", 2024, "3%"), ("other", 2024, "看附表")])
    assert who(yearly({"metric": "revenue", "at_least": "mean"}), at_hand) == {"B": "granted"}


def test_a_year_without_its_row_or_value_is_unknown_and_says_what_is_missing() -> None:
    for rows in ([("city", 2023, "1%")], [("city", 2024, None)]):
        at_hand, policy = panel_with({"A": ("100", "200")}, rows), yearly({"metric": "revenue", "vs": "previous", "above": "city"})
        assert who(policy, at_hand) == {"A": "unknown"}
        assert "基准city" in explain(policy, at_hand, subject="A")[-1].line.reason


@pytest.mark.parametrize(
    ("value", "condition", "what"),
    [
        ("5", {"metric": "revenue", "vs": "previous", "above": "city"}, "没有说明是不是百分数"),
        ("5%", {"metric": "revenue", "above": "city"}, "是百分数，这里要的不是"),
        ("五成", {"metric": "revenue", "above": "city"}, "不是数"),
        ("$5", {"metric": "revenue", "above": "city"}, "别的币种"),
    ],
)
def test_a_benchmark_in_another_unit_is_refused_with_its_row(value: str, condition: Mapping[str, Any], what: str) -> None:
    at_hand = panel_with({"A": ("100", "200")}, [("else", 2024, "x"), ("city", 2024, value)])
    for engine in ENGINES:
        with pytest.raises(PanelError, match=what) as caught:
            award(yearly(condition), at_hand, engine=engine)
        assert caught.value.where == "benchmarks 第2行 “value”"


def test_a_benchmark_twice_in_a_year_is_refused() -> None:
    at_hand = panel_with({"A": ("100", "200")}, [("city", 2024, "1%"), ("city", 2024, "2%")])
    for engine in ENGINES:
        with pytest.raises(PanelError, match="city 2024 与第1行重复"):
            award(yearly({"metric": "revenue", "vs": "previous", "above": "city"}), at_hand, engine=engine)


def rank(per: str = "award", top: int = 2, order: str = "desc", metric: str = "revenue") -> dict[str, Any]:
    return {"rank": metric, "per": per, "top": top, "order": order}


def test_who_stands_level_is_among_the_first_together() -> None:
    at_hand = panel_with({"A": ("0", "9"), "B": ("0", "8"), "C": ("0", "8"), "D": ("0", "7.99")})
    assert set(who(yearly(rank()), at_hand)) == {"A", "B", "C"}
    assert set(who(yearly(rank(order="asc", top=1)), at_hand)) == {"D"}
    assert set(who(yearly(rank(top=3)), at_hand)) == {"A", "B", "C"}


def test_a_missing_figure_of_another_is_a_question_only_where_it_could_decide() -> None:
    at_hand = panel_with({"A": ("0", "9"), "B": ("0", "8"), "C": ("0", "7"), "D": ("0", None)})
    assert who(yearly(rank()), at_hand) == {"A": "granted", "B": "unknown", "D": "unknown"}
    checks = explain(yearly(rank()), at_hand, subject="B")[-1].checks
    assert next((check.held, check.value, check.threshold) for check in checks if "居前" in check.label) == (None, "第2至3名", "前2名")


def test_a_rank_is_within_the_scope_and_who_is_in_none_is_not_ranked() -> None:
    clusters = {"A": "K1", "B": "K1", "C": "K2", "D": None, "E": "无"}
    firms = [{"firm_id": firm, "cluster_id": cluster, "industry": "C36" if firm in "ABC" else "C37"} for firm, cluster in clusters.items()]
    at_hand = panel_with({firm: ("0", str(9 - number)) for number, firm in enumerate(clusters)}, firms=firms)
    assert who(yearly(rank("cluster", top=1)), at_hand) == {"A": "granted", "C": "granted", "D": "unknown"}
    assert who(yearly(rank("industry", top=1)), at_hand) == {"A": "granted", "D": "granted"}


def test_projects_are_ranked_among_those_of_their_kind_and_year() -> None:
    policy = policy_of({"id": "model", "to": "project", "on": {"reviewed": "样板"}, "pay": {"fixed": "1万元"}, "when": [rank(metric="评分", top=1)]})
    rows = [
        ("J1", "样板", 2024, "85"),
        ("J2", "样板", 2024, "84.9"),
        ("J3", "样板", 2023, "60"),
        ("J4", "别的", 2024, "99"),
        ("J5", None, 2023, "70"),
    ]
    projects = [{"project_id": name, "kind": kind, "year": year, "评分": score} for name, kind, year, score in rows]
    assert who(policy, panel.of({"projects": projects})) == {"J1": "granted", "J3": "unknown", "J5": "unknown"}


def test_the_metric_of_a_rank_is_read_in_the_unit_in_which_it_is_paid() -> None:
    pay = {"rate": "10%", "of": "投入"}
    policy = policy_of({"id": "model", "to": "project", "on": {"reviewed": "样板"}, "pay": pay, "when": [rank(metric="投入", top=1)]})
    at_hand = panel.of({"projects": [{"project_id": f"J{sum_}", "kind": "样板", "year": 2024, "投入(万元)": str(sum_)} for sum_ in (3, 20)]})
    found: list[Line] = award(policy, at_hand)
    assert [(line.subject_id, f"{line.amount:f}") for line in found] == [("J20", "20000.00")]


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ({"metric": "revenue", "above": "x", "below": "y"}, "应恰有一个"),
        ({"rank": "revenue", "per": "firm", "top": 1, "order": "desc"}, "不能按 firm 排名"),
        ({"rank": "revenue", "per": "project", "top": 1, "order": "desc"}, "不能按 project 排名"),
        ({"rank": "revenue", "per": "award", "top": 1}, "order"),
        ({"rank": "revenue", "per": "award", "top": 0, "order": "desc"}, "top"),
        ({"metric": "staff", "vs": "previous", "above": "x"}, "同比增长只用于金额"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(condition: Mapping[str, Any], what: str) -> None:
    with pytest.raises((PolicyError, ValueError), match=what):
        award(yearly(condition), panel_with({"A": ("1", "2")}))
