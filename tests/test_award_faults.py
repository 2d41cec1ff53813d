"""What an office's panel may hold that is wrong, through `suance award`: a message with table, row and column, or the right answer."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path

import pytest

from suance.cli import main

YEARS = "企业编号,年度,营业收入(元)\n"
FIRMS = "企业编号,企业名称,所属集群\nF1,甲,K1\n"
CLUSTERS = "集群编号,集群名称,促进机构\nK1,电池集群,促进中心\n"
EVENTS = "集群编号,认定名称,级别,认定日期\n"
PROJECTS = "项目编号,企业编号,集群编号,项目类别,年度,总投资(万元)\n"
RICH = YEARS + "F1,2021,9999999999\nF1,2022,10000000001\n"


@pytest.fixture(params=["duckdb", "interpreter"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(folder: Path, engine: str, **tables: str) -> tuple[int, list[dict[str, object]], str]:
    """The exit code, lines and messages of `suance award changzhou-2022` over a panel of these tables."""
    shown = {"firm_years": RICH, "firms": FIRMS, "clusters": CLUSTERS, "events": EVENTS, "projects": PROJECTS} | tables
    for name, text in shown.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["award", "changzhou-2022", "--panel", str(folder), "--engine", engine, "--json", "--quiet", "--lang", "zh"])
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "a negative revenue": ({"firm_years": RICH + "F1,2023,-1\n"}, "firm_years.csv 第4行 “营业收入(元)”: “-1”是负数"),
    "a negative claim": (
        {"projects": "项目编号,企业编号,集群编号,项目类别,年度,申报金额\nJ1,F1,K1,公共服务平台,2022,-5\n"},
        "projects.csv 第2行 “申报金额”: “-5”是负数",
    ),
    "a negative sum paid": (
        {"paid": "政策,规则,对象编号,年度,金额(元)\nchangzhou-2022,platform,J1,2022,-5\n"},
        "paid.csv 第2行 “金额(元)”: “-5”是负数",
    ),
    "a subject twice in a year": ({"firm_years": RICH + "F1,2022,5\n"}, "firm_years.csv 第4行 “企业编号”: F1 2022 与第3行重复"),
    "a cluster that does not exist": (
        {"projects": PROJECTS + "J1,F1,K9,公共服务平台,2022,100\n"},
        "projects.csv 第2行 “集群编号”: “K9”不在 clusters 表中",
    ),
    "a currency in the header": (
        {"firm_years": "企业编号,年度,营业收入(万美元)\nF1,2022,5\n"},
        "firm_years.csv “营业收入(万美元)”: 列的单位“万美元”与规则的单位不合",
    ),
    "a currency in a cell": ({"firm_years": RICH + "F1,2023,500万美元\n"}, "firm_years.csv 第4行 “营业收入(元)”: “500万美元”是别的币种（美元）"),
    "a revenue beyond all firms": (
        {"firm_years": RICH + "F1,2023,10000000000000000\n"},
        "firm_years.csv 第4行 “营业收入(元)”: “10000000000000000”大得不像一个金额",
    ),
    "a table without rows": ({"firm_years": YEARS}, "firm_years.csv: 表里只有表头，没有一行数据"),
    "an empty file": ({"firm_years": ""}, "firm_years.csv: 文件是空的"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_message_with_table_row_and_column(tmp_path: Path, engine: str, name: str) -> None:
    tables, words = FAULTS[name]
    code, lines, message = run(tmp_path, engine, **tables)
    assert (code, lines) == (1, [])
    assert message.startswith(f"错误：{words}")
    assert message.count("\n") == 1


def test_years_out_of_order_give_the_right_answer(tmp_path: Path, engine: str) -> None:
    backwards = YEARS + "F1,2023,10000000005\nF1,2022,10000000001\nF1,2021,9999999999\n"
    code, lines, _ = run(tmp_path, engine, firm_years=backwards)
    assert (code, [(line["year"], line["step"]) for line in lines]) == (0, [(2022, "t100")])


def test_a_revenue_of_a_thousand_billion_yuan_is_exact(tmp_path: Path, engine: str) -> None:
    code, lines, _ = run(tmp_path, engine, firm_years=YEARS + "F1,2021,9999999999.99\nF1,2022,1000000000000000\n")
    assert (code, [(line["step"], Decimal(str(line["amount_max"]))) for line in lines]) == (0, [("t1000", Decimal(10_000_000))])


def test_an_empty_folder_is_no_panel(tmp_path: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["award", "changzhou-2022", "--panel", str(tmp_path), "--lang", "zh"])
    assert (code, out.getvalue()) == (1, "")
    assert "文件夹里没有面板的表" in err.getvalue()
