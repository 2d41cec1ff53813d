"""Whom a rule is about, by hand: every kind of subject has a table, owners, payments and faults of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from awarding import policy_of
from engines import ENGINES
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.errors import PanelError, PolicyError
from suance.policy.schema import Policy
from suance.terms.subject import SUBJECTS, Subject, column_of, within

DAY = "2024-05-01"
FIRM = [{"firm_id": "A"}]


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Any]:
    """The lines, which both engines must give."""
    found, by_sql = (award(policy, at_hand, engine=engine, **more) for engine in ENGINES)
    assert found == by_sql
    return found


def named(subject: str, pay: Mapping[str, Any], honour: str = "首创", **more: Any) -> dict[str, Any]:
    """An award for a recognition of a subject."""
    return {"id": f"of_{subject}", "to": subject, "on": {"recognised": honour, "subject": subject}, "pay": pay, **more}


def panel_with(names: Sequence[str], honours: Mapping[str, str] = MappingProxyType({}), **tables: Any) -> Panel:
    """A panel with the subjects recognised, some of them for another honour, and further tables."""
    events = [{"subject_id": name, "event": honours.get(name, "首创"), "date": DAY} for name in names]
    return panel.of({**tables, "events": events})


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_kind_of_subject_is_recognised_paid_and_capped_by_its_own_table(subject: Subject) -> None:
    cap = {"id": "own", "per": "subject", "over": "year", "at": "3万元", "covers": [f"of_{subject}"], "overflow": "pro_rata"}
    rows: dict[str, Any] = {SUBJECTS[subject].table: [{column_of(subject): name} for name in ("S1", "S2")]}
    policy = policy_of(named(subject, {"fixed": "2万元"}, caps=[cap]))
    found = lines(policy, panel_with(["S1", "S1", "S2"], **rows))
    assert [(line.subject_id, line.amount) for line in found] == [("S1", 20000), ("S2", 20000)]
    explained = explain(policy, panel_with(["S1"], **rows), subject="S1")[0]
    assert any(f"单个{SUBJECTS[subject].name}每年最高3万元" in stage.name for stage in explained.stages)


@pytest.mark.parametrize("subject", [kind for kind in SUBJECTS if kind != "firm"])
def test_a_figure_of_a_subject_stands_in_its_own_table(subject: Subject) -> None:
    policy = policy_of(named(subject, {"rate": "10%", "of": "单价"}, when=[{"metric": "单价", "ge": "100元"}]))
    rows: dict[str, Any] = {SUBJECTS[subject].table: [{column_of(subject): name, "单价": sum_} for name, sum_ in (("S1", "100"), ("S2", "99.99"))]}
    assert [(line.subject_id, line.amount) for line in lines(policy, panel_with(["S1", "S2"], **rows))] == [("S1", 10)]


def test_what_a_product_earns_goes_to_its_firm_and_adds_up_with_what_the_firm_earns_itself() -> None:
    cap = {"id": "each", "per": "firm", "over": "year", "at": "3万元", "covers": ["of_firm", "of_product"], "overflow": "first_come"}
    policy = policy_of(named("firm", {"fixed": "2万元"}, "优胜", caps=[cap]), named("product", {"fixed": "2万元"}))
    products = [{"product_id": "X1", "firm_id": "A"}, {"product_id": "X2", "firm_id": None}, {"product_id": "X3", "firm_id": "无"}]
    found = lines(policy, panel_with(["A", "X1", "X2", "X3"], {"A": "优胜"}, firms=FIRM, products=products))
    assert [(line.subject_id, line.payee, line.amount_min, line.amount_max, line.status) for line in found] == [
        ("A", None, 20000, 20000, "granted"),
        ("X1", "A", 10000, 10000, "cut"),
        ("X2", None, 0, 20000, "unknown"),
        ("X3", None, 20000, 20000, "granted"),
    ]
    assert "缺所属企业" in found[2].reason


def test_a_person_is_paid_and_counts_for_the_firm() -> None:
    cap = {"id": "each", "per": "firm", "over": "lifetime", "at": "3万元", "covers": ["of_person"], "overflow": "pro_rata"}
    people = [{"person_id": name, "firm_id": "A"} for name in ("P1", "P2")]
    found = lines(policy_of(named("person", {"fixed": "2万元"}, caps=[cap])), panel_with(["P1", "P2"], people=people))
    assert [(line.subject_id, line.payee, line.amount) for line in found] == [("P1", None, 15000), ("P2", None, 15000)]


def test_firms_of_one_district_share_its_ceiling() -> None:
    cap = {"id": "each", "per": "district", "over": "year", "at": "3万元", "covers": ["of_firm"], "overflow": "pro_rata"}
    firms = [{"firm_id": firm, "district_id": where} for firm, where in (("A", "N1"), ("B", "N1"), ("C", "N2"), ("D", None))]
    found = lines(policy_of(named("firm", {"fixed": "2万元"}, caps=[cap])), panel_with(["A", "B", "C", "D"], firms=firms))
    assert [(line.subject_id, line.amount) for line in found] == [("A", 15000), ("B", 15000), ("C", 20000), ("D", None)]


def test_what_a_product_earned_is_returned_when_its_firm_leaves() -> None:
    back = {"id": "left", "event": "moved_out", "within": 5, "return": "100%", "interest": "none"}
    policy = policy_of(named("product", {"fixed": "2万元"}, clawback=[back]))
    rows = {"products": [{"product_id": "X1", "firm_id": "A"}], "firms": [{"firm_id": "A"}]}
    events = [{"subject_id": "X1", "event": "首创", "date": DAY}, {"subject_id": "A", "event": "moved_out", "date": "2026-01-01"}]
    found: list[Any] = award(policy, panel.of({**rows, "events": events}))
    assert [(line.year, line.part, line.amount) for line in found] == [(2024, None, 20000), (2026, "left", -20000)]


@pytest.mark.parametrize(
    ("rows", "where", "what"),
    [
        ({"products": [{"product_id": "X1"}], "events": "X9"}, "events 第1行 “subject_id”", "“X9”不在 products 表中"),
        ({"products": [{"product_id": "X1"}, {"product_id": "X1"}], "events": "X1"}, "products 第2行 “product_id”", "X1 与第1行重复"),
        ({"products": [{"product_id": None}], "events": "X1"}, "products 第1行 “product_id”", "不能为空"),
        (
            {"products": [{"product_id": "X1", "firm_id": "F9"}], "firms": [{"firm_id": "A"}], "events": "X1"},
            "products 第1行 “firm_id”",
            "“F9”不在 firms 表中",
        ),
    ],
)
def test_a_fault_of_a_product_names_table_row_and_column_in_both_engines(rows: dict[str, Any], where: str, what: str) -> None:
    policy = policy_of(named("product", {"fixed": "2万元"}))
    at_hand = panel_with([rows["events"]], **{name: held for name, held in rows.items() if name != "events"})
    for engine in ENGINES:
        with pytest.raises(PanelError) as caught:
            award(policy, at_hand, engine=engine)
        assert (caught.value.where, caught.value.what) == (where, what)


def test_a_table_that_a_rule_needs_is_asked_for_by_name() -> None:
    with pytest.raises(PanelError, match=r"缺少表 parks（parks\.csv"):
        award(policy_of(named("park", {"fixed": "2万元"})), panel.of({"events": []}, headers={"events": ["subject_id", "event", "date"]}))


def test_tables_and_columns_go_by_the_names_that_offices_give_them(tmp_path: Path) -> None:
    (tmp_path / "产品名单.csv").write_text("产品编号,产品名称,研制单位编号,单价(万元)\nX1,机床,A,3\n", "utf-8")
    (tmp_path / "区县.csv").write_text("区划代码,区县名称\nN1,东县\n", "utf-8")
    (tmp_path / "认定名单.csv").write_text("产品编号,认定名称,认定日期\nX1,首创,2024-05-01\n", "utf-8")
    (found,) = lines(policy_of(named("product", {"rate": "10%", "of": "单价"})), panel.load(tmp_path))
    assert (found.subject_id, found.payee, found.amount) == ("X1", "A", 3000)


def test_a_scope_that_a_subject_cannot_have_is_refused() -> None:
    cap = {"id": "each", "per": "product", "over": "year", "at": "3万元", "covers": ["of_firm"], "overflow": "pro_rata"}
    with pytest.raises(ValueError, match="不能按 product 累计"):
        policy_of(named("firm", {"fixed": "2万元"}, caps=[cap]))
    assert within("cluster") == ("project", "firm", "cluster")
    assert within("award") == tuple(SUBJECTS)


def test_a_subject_that_nobody_knows_is_refused_with_those_that_there_are() -> None:
    with pytest.raises((PolicyError, ValueError), match="product"):
        policy_of(named("village", {"fixed": "2万元"}))


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("-1", "“-1”是负数"),
        ("$5", "别的币种（$）"),
        ("1E+15", "科学计数法"),
        ("100000000000000000", "大得不像一个金额"),
        ("5%", "“5%”不是数"),
    ],
)
def test_a_sum_of_a_product_that_cannot_be_is_refused_in_both_engines(cell: str, what: str) -> None:
    policy = policy_of(named("product", {"rate": "10%", "of": "revenue"}))
    for engine in ENGINES:
        with pytest.raises(PanelError) as caught:
            award(policy, panel_with(["X1"], products=[{"product_id": "X1", "revenue": cell}]), engine=engine)
        assert what in caught.value.what
        assert caught.value.where == "products 第1行 “revenue”"


def test_a_count_that_is_written_as_a_percentage_is_refused() -> None:
    policy = policy_of(named("park", {"each": "1元", "of": "staff"}))
    for engine in ENGINES:
        with pytest.raises(PanelError, match="“5%”是百分数，这里要的不是"):
            award(policy, panel_with(["G1"], parks=[{"park_id": "G1", "staff": "5%"}]), engine=engine)


def test_a_product_of_ten_to_the_fifteenth_is_reckoned_to_the_cent() -> None:
    policy = policy_of(named("product", {"rate": "33.3333%", "of": "revenue"}))
    (found,) = lines(policy, panel_with(["X1"], products=[{"product_id": "X1", "revenue": "1000000000000000.01"}]))
    assert f"{found.amount:f}" == "333333000000000.00"


def test_a_table_of_products_without_a_row_says_that_nothing_was_recognised() -> None:
    tables = {"firms": FIRM, "products": [], "events": [{"subject_id": "A", "event": "优胜", "date": DAY}]}
    at_hand = panel.of(tables, headers={"products": ["product_id", "firm_id"]})
    found = lines(policy_of(named("firm", {"fixed": "2万元"}, "优胜"), named("product", {"fixed": "2万元"})), at_hand)
    assert [(line.rule, line.subject_id) for line in found] == [("of_firm", "A")]
