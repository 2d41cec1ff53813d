"""The shipped policy on the shipped panel, worked out by hand; and one subject explained."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import duckdb
import pytest

import suance
from engines import ENGINES
from suance.award import Engine, award, panel, run
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.errors import UsageError
from suance.model import Explanation, Line
from suance.policy import schema
from suance.policy.schema import Policy

SHIPPED = Path(str(resources.files(suance)))
TODAY = date(2026, 11, 25)

# By hand, in 万元. F01: 1000亿 less 1分 in 2022 and exactly 1000亿 in 2023 are not over it, 2024 is by 1分; it passed
# 500亿 long before. F03 had 120亿 in 2019, so its 115亿 of 2022 are no first time. F04 goes from 90亿 over two steps to
# 560亿: the higher one. F05 lacks 2021. F06 stays at 99.9亿. F08 passed 100亿 in 2021, before the policy.
# K1's twelve projects: 150 and 200 are paid, three more of 2022 and four of 2023 ask 200 each, 1750 in all; of the
# 2000 remain 250 for the three of 2024: 83.3333 each, the odd 分 to the first. J15 is of another kind, J16 in no
# cluster, J17 in one that nobody knows.
PAYMENTS = [
    ("dengfeng", "t1000", "F01", 2024, "0", "1000", "granted"),
    ("dengfeng", "t100", "F02", 2022, "0", "200", "granted"),
    ("dengfeng", "t500", "F02", 2024, "0", "500", "granted"),
    ("dengfeng", "t500", "F04", 2023, "0", "500", "granted"),
    ("dengfeng", "t100", "F05", 2022, "0", "200", "unknown"),
    ("dengfeng", "t100", "F07", 2022, "0", "200", "granted"),
    ("dengfeng", "t500", "F08", 2024, "0", "500", "granted"),
    ("promoter", None, "K1", 2022, "0", "100", "granted"),
    ("promoter", None, "K2", 2024, "0", "100", "granted"),
    ("promoter", None, "K3", 2023, "0", "100", "unknown"),
    ("platform", None, "J01", 2022, "150", "150", "granted"),
    ("platform", None, "J02", 2022, "200", "200", "granted"),
    ("platform", None, "J03", 2022, "0", "200", "granted"),
    ("platform", None, "J04", 2022, "0", "200", "granted"),
    ("platform", None, "J05", 2022, "0", "200", "granted"),
    ("platform", None, "J06", 2023, "0", "200", "granted"),
    ("platform", None, "J07", 2023, "0", "200", "granted"),
    ("platform", None, "J08", 2023, "0", "200", "granted"),
    ("platform", None, "J09", 2023, "0", "200", "granted"),
    ("platform", None, "J10", 2024, "0", "83.333334", "cut"),
    ("platform", None, "J11", 2024, "0", "83.333333", "cut"),
    ("platform", None, "J12", 2024, "0", "83.333333", "cut"),
    ("platform", None, "J13", 2023, "0", "200", "granted"),
    ("platform", None, "J14", 2024, "0", "200", "granted"),
    ("platform", None, "J17", 2024, "0", "200", "unknown"),
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return schema.load(SHIPPED / "policies" / "changzhou-2022.yaml")


@pytest.fixture(scope="module")
def example() -> Panel:
    return panel.load(SHIPPED / "example" / "panel")


def wan(line: Line) -> tuple[str, str | None, str, int, str, str, str]:
    """A line with its ends in 万元."""
    ends = [f"{(amount or Decimal(0)) / 10000:f}" for amount in (line.amount_min, line.amount_max)]
    low, high = (end.rstrip("0").rstrip(".") if "." in end else end for end in ends)
    return line.rule, line.step, line.subject_id, line.year, low, high, line.status


@pytest.mark.parametrize("engine", ENGINES)
def test_the_example_pays_what_was_worked_out_by_hand(policy: Policy, example: Panel, engine: Engine) -> None:
    assert [wan(line) for line in award(policy, example, as_of=TODAY, engine=engine)] == PAYMENTS


def test_both_engines_give_the_same_refusals_too(policy: Policy, example: Panel) -> None:
    by_hand, by_sql = (award(policy, example, as_of=TODAY, all=True, engine=engine) for engine in ENGINES)
    assert by_hand == by_sql
    assert len(by_hand) == 53 + 3 * 7 + 16


@pytest.mark.parametrize(
    ("firm", "year", "reason"),
    [
        ("F01", 2022, "营业收入99999999999.99元，此前最高920亿元，超500亿元已不是首次；距1000亿元差0.01元"),
        ("F01", 2023, "营业收入1000亿元，此前最高99999999999.99元，超500亿元已不是首次；恰为1000亿元，须超过才算"),
        ("F03", 2022, "营业收入115亿元，此前最高120亿元，超100亿元已不是首次；距500亿元差385亿元"),
        ("F06", 2025, "营业收入99.9亿元；距100亿元差1000万元"),
        ("F08", 2021, "2021年早于政策起算的2022年"),
        ("F08", 2022, "营业收入140亿元，此前最高101亿元，超100亿元已不是首次；距500亿元差360亿元"),
    ],
)
def test_a_firm_that_gets_nothing_is_told_why_and_how_far_it_is(policy: Policy, example: Panel, firm: str, year: int, reason: str) -> None:
    (line,) = [line for line in award(policy, example, subject=firm, years=[year], all=True) if line.rule == "dengfeng"]
    assert (line.amount, line.reason) == (Decimal(0), reason)


def explained(policy: Policy, at_hand: Panel, subject: str, year: int) -> Explanation:
    """The explanation of a subject's own line of a year."""
    (found,) = [found for found in explain(policy, at_hand, subject, years=[year], as_of=TODAY) if found.line.subject_id == subject]
    return found


def test_a_firm_sees_each_line_with_its_value_and_distance_and_the_next_step(policy: Policy, example: Panel) -> None:
    found = explained(policy, example, "F02", 2022)
    assert [(check.label, check.held, check.value, check.gap) for check in found.checks] == [
        ("政策期间", True, "2022年", None),
        ("营业收入超过100亿元", True, "120亿元", None),
        ("首次超过100亿元", True, "此前最高95亿元（2021年）", None),
        ("营业收入超过500亿元", False, "120亿元", "380亿元"),
        ("营业收入超过1000亿元", False, "120亿元", "880亿元"),
    ]
    assert [(stage.name, stage.amount_min, stage.amount_max) for stage in found.stages] == [("给付", Decimal(0), Decimal(2_000_000))]
    assert "下一档500亿元：还差380亿元，超过即最高500万元" in found.notes
    assert "“最高”是上限，实际金额由主管部门核定" in found.notes
    assert any("history: complete_since" in note for note in found.notes)


def test_an_unknown_line_asks_for_the_fact_by_the_firms_name(policy: Policy, example: Panel) -> None:
    found = explained(policy, example, "F05", 2022)
    assert found.missing == ("白石新材 2021年营业收入",)
    assert [check.held for check in found.checks if check.label.startswith("首次")] == [None]


def test_a_cut_project_sees_the_cap_and_what_had_used_it(policy: Policy, example: Panel) -> None:
    found = explained(policy, example, "J11", 2024)
    assert [(stage.name, stage.amount_max, stage.note) for stage in found.stages] == [
        ("给付", Decimal(2_000_000), "最高200万元"),
        ("单个集群累计最高2000万元", Decimal("833333.33"), "此前已用350万元至1750万元"),
    ]


def test_a_promoter_is_explained_by_its_cluster(policy: Policy, example: Panel) -> None:
    (found,) = explain(policy, example, "电池产业促进中心", years=[2022])
    assert (found.line.subject_id, found.line.payee) == ("K1", "电池产业促进中心")
    assert found.checks[1].value == "2022-11-30"


def test_a_firm_is_told_of_its_projects_too(policy: Policy, example: Panel) -> None:
    assert [found.line.subject_id for found in explain(policy, example, "F02", years=[2022])] == ["F02", "J01", "J04"]


def test_lines_are_written_whole_as_parquet_and_csv(policy: Policy, example: Panel, tmp_path: Path) -> None:
    lines = award(policy, example)
    for name in ("lines.parquet", "lines.csv"):
        run.write(lines, tmp_path / name)
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT subject_id, amount_max, amount, cite FROM '{tmp_path / 'lines.parquet'}'").fetchall()
    assert rows[0] == ("F01", Decimal("10000000.00"), None, "kjrb[1433:1489]")
    assert [row[1] for row in rows] == [line.amount_max for line in lines]
    with (tmp_path / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["amount_max"] for row in table] == [str(line.amount_max) for line in lines]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.csv", "lines.parquet"]


def test_a_name_that_looks_like_a_formula_is_shown_and_not_run(tmp_path: Path) -> None:
    line = Line("p", "r", None, "=1+1", 2022, None, Decimal(0), Decimal(1), "granted", "因")
    run.write([line], tmp_path / "lines.csv")
    assert "'=1+1" in (tmp_path / "lines.csv").read_text(encoding="utf-8-sig")


def test_a_file_of_another_kind_is_misuse_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="不知道怎样写"):
        run.write([], tmp_path / "lines.xls")
    assert not list(tmp_path.iterdir())
