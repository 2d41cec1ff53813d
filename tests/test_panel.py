"""Reading a panel: names of columns, units, cells, and every fault with its table, row and column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbooks
from awarding import crossing, policy_of
from engines import ENGINES
from suance.award import award, cells, panel
from suance.award.cells import Reading
from suance.award.panel import Panel
from suance.errors import PanelError

MONEY = Reading("money", 0, signed=False)
PEAK = crossing({"id": "t100", "over": "100亿元", "up_to": "200万元"})
PLATFORM = {"id": "platform", "to": "project", "on": {"reviewed": "public_service_platform", "within": "cluster"}, "pay": {"up_to": "200万元"}}


def folder(path: Path, **tables: str | bytes) -> Path:
    """A panel folder with a CSV file for each table."""
    for name, content in tables.items():
        (path / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def fault(path: Path, *awards: Any) -> PanelError:
    """The fault of a panel; both engines refuse it in the same words."""
    faults = []
    for engine in ENGINES:
        with pytest.raises(PanelError) as caught:
            award(policy_of(*awards or (PEAK,)), panel.load(path), engine=engine)
        faults.append(caught.value)
    assert str(faults[0]) == str(faults[1])
    return faults[0]


# ── cells ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "power", "fen"),
    [
        ("0", 0, 0),
        ("1", 0, 100),
        ("12.34", 0, 1234),
        ("1,234,567.8", 0, 123456780),
        ("１２．５", 0, 1250),
        (" 7 ", 0, 700),
        ("9999999.999999", 4, 9999999999999),
        ("1000.0000000001", 8, 10000000000001),
        ("0.000001", 4, 1),
        ("999999999999999.99", 0, 99999999999999999),
        (".5", 0, 50),
        (Decimal("3.21"), 0, 321),
        (1000000000000000, 0, 100000000000000000),
    ],
)
def test_money_is_whole_cents_in_every_unit(cell: Any, power: int, fen: int) -> None:
    assert cells.read(cell, Reading("money", power)) == fen


@pytest.mark.parametrize("cell", ["", " ", "-", "—", "N/A", "NULL", "未知", "暂缺", None])
def test_a_cell_that_says_nothing_is_unknown_and_not_zero(cell: str | None) -> None:
    assert cells.read(cell, MONEY) is None


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("0.001", "不足一分"),
        ("-5", "负数"),
        ("1.2E+11", "科学计数法"),
        ("12a", "不是数"),
        ("1,23", "不是数"),
        ("120亿", "不是数"),
        ("1e16", "科学计数法"),
        ("10000000000000000", "大得不像"),
        (1.5, "不是精确的数"),
        (float("nan"), "不是精确的数"),
        (True, "不是精确的数"),
    ],
)
def test_money_that_is_not_exact_or_not_plausible_is_refused(cell: Any, words: str) -> None:
    with pytest.raises(PanelError, match=words):
        cells.read(cell, MONEY)


def test_a_percentage_says_that_it_is_one() -> None:
    assert cells.read("3.2%", Reading("number", None)) == Decimal("3.2")
    assert cells.read("3.2", Reading("number", 0)) == Decimal("3.2")
    with pytest.raises(PanelError, match="没有说明是不是百分数"):
        cells.read("3.2", Reading("number", None))


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2022-02-07", "2022-02-07"),
        ("2022/2/7", "2022-02-07"),
        ("2022年2月7日", "2022-02-07"),
        ("20220207", "2022-02-07"),
        ("2022-02-07 00:00:00", "2022-02-07"),
        ("2022年2月", "2022-02"),
        ("2022", "2022"),
    ],
)
def test_a_date_is_iso_text_as_precise_as_it_was_written(cell: str, iso: str) -> None:
    assert cells.read(cell, Reading("date")) == iso


@pytest.mark.parametrize("cell", ["2022-13-01", "2022-02-30", "昨天", "22-02-07", "1850-01-01"])
def test_a_day_that_does_not_exist_is_refused(cell: str) -> None:
    with pytest.raises(PanelError, match="不是日期"):
        cells.read(cell, Reading("date"))


def test_no_cluster_is_something_else_than_an_unknown_one() -> None:
    assert cells.read("无", Reading("link")) == ""
    assert cells.read("", Reading("link")) is None
    assert cells.read("K1", Reading("link")) == "K1"


@given(st.integers(0, 10**17), st.sampled_from([("元", 0), ("千元", 3), ("万元", 4), ("百万元", 6), ("亿元", 8)]))
def test_the_unit_of_a_column_changes_no_amount(fen: int, unit: tuple[str, int]) -> None:
    written = format(Decimal(fen).scaleb(-2 - unit[1]), "f")
    assert cells.read(written, Reading("money", cells.power(unit[0], "CNY"))) == fen


@pytest.mark.parametrize(("header", "base"), [("万美元", "CNY"), ("公里", "CNY"), ("元", "人"), ("元", "%")])
def test_units_that_clash_are_refused(header: str, base: str) -> None:
    with pytest.raises(PanelError, match="单位"):
        cells.power(header, base)


# ── columns and tables ───────────────────────────────────────────────────────


def test_an_offices_own_headers_and_units_are_understood_and_said(tmp_path: Path) -> None:
    loaded = panel.load(folder(tmp_path, 企业年度="统一社会信用代码,年度,营业收入（单位：亿元）,备注\nA,2022,100.0000000001,无关\n"))
    (line,) = award(policy_of(PEAK), loaded)
    assert (line.subject_id, line.step) == ("A", "t100")
    assert "企业年度.csv：“营业收入（单位：亿元）”读作 revenue，单位亿元" in loaded.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_that_offices_save_in_are_read(tmp_path: Path, encoding: str) -> None:
    table = "企业编号,年度,营业收入\n甲,2022,10000000000.01\n".encode(encoding)
    assert [line.subject_id for line in award(policy_of(PEAK), panel.load(folder(tmp_path, firm_years=table)))] == ["甲"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    rows = [("firm_id", "year", "revenue"), ("A", "2022", "10000000001")]
    table = "\r\n".join(delimiter.join(row) for row in rows)
    assert len(award(policy_of(PEAK), panel.load(folder(tmp_path, firm_years=table)))) == 1


def test_settings_name_a_column_and_a_unit(tmp_path: Path) -> None:
    folder(tmp_path, firm_years="代号,年度,主营业务收入\nA,2022,1000000.000001\n")
    (tmp_path / "panel.yaml").write_text(
        "columns: {firm_years: {代号: firm_id, 主营业务收入: revenue}}\nunits: {firm_years: {revenue: 万元}}\nhistory: {complete_since: 2019}\n",
        encoding="utf-8",
    )
    (line,) = award(policy_of(PEAK), panel.load(tmp_path))
    assert (line.status, line.reason) == ("unknown", "面板之前年度的营业收入未知，不能断定；若成立，最高200万元")


def test_a_column_that_is_close_but_of_another_scope_is_asked_about(tmp_path: Path) -> None:
    error = fault(folder(tmp_path, firm_years="firm_id,year,主营业务收入(万元)\nA,2022,1\n"))
    assert error.what == "缺少列 revenue（营业收入）"
    assert "columns: {firm_years: {主营业务收入(万元): revenue}}" in error.hint


FAULTS: dict[str, tuple[dict[str, str | bytes], str]] = {
    "a missing column names the rule": (
        {"firm_years": "firm_id,year,staff\nA,2022,5\n"},
        "firm_years.csv: 缺少列 revenue（营业收入）（规则 peak 需要它；现有的列：firm_id、year、staff）",
    ),
    "a negative revenue": ({"firm_years": "firm_id,year,revenue\nA,2022,5\nB,2022,-1\n"}, "firm_years.csv 第3行 “revenue”: “-1”是负数"),
    "a firm twice in a year": (
        {"firm_years": "firm_id,year,revenue\nA,2022,5\nB,2022,1\nA,2022,6\n"},
        "firm_years.csv 第4行 “firm_id”: A 2022 与第2行重复",
    ),
    "a number that is none": ({"firm_years": "企业编号,年度,营业收入(万元)\nA,2022,约5\n"}, "firm_years.csv 第2行 “营业收入(万元)”: “约5”不是数"),
    "a fraction of a cent": ({"firm_years": "firm_id,year,revenue\nA,2022,5.001\n"}, "firm_years.csv 第2行 “revenue”: “5.001”不足一分"),
    "a year that is none": ({"firm_years": "firm_id,year,revenue\nA,去年,5\n"}, "firm_years.csv 第2行 “year”: “去年”不是年份"),
    "a row of nobody": ({"firm_years": "firm_id,year,revenue\n,2022,5\n"}, "firm_years.csv 第2行 “firm_id”: 不能为空"),
    "another currency": (
        {"firm_years": "firm_id,year,营业收入(万美元)\nA,2022,5\n"},
        "firm_years.csv “营业收入(万美元)”: 列的单位“万美元”与规则的单位不合",
    ),
    "two columns for one": (
        {"firm_years": "firm_id,year,营收,营业收入\nA,2022,5,6\n"},
        "firm_years.csv: 2 列都可读作 revenue：“营收”、“营业收入”",
    ),
    "a header twice": ({"firm_years": "firm_id,year,revenue,revenue\nA,2022,5,6\n"}, "firm_years.csv: 表头 “revenue” 出现两次"),
    "a firm that the list of firms lacks": (
        {"firm_years": "firm_id,year,revenue\nA,2022,5\n", "firms": "firm_id\nB\n"},
        "firm_years.csv 第2行 “firm_id”: “A”不在 firms 表中",
    ),
    "a table without rows": ({"firm_years": "firm_id,year,revenue\n"}, "firm_years.csv: 表里只有表头，没有一行数据"),
    "an empty file": ({"firm_years": ""}, "firm_years.csv: 文件是空的"),
    "a row that is too long": ({"firm_years": "firm_id,year,revenue\nA,2022,1,234\n"}, "firm_years.csv 第2行: 这一行有 4 格，表头有 3 列"),
    "a quote that does not close": ({"firm_years": 'firm_id,year,revenue\n"A,2022,1\n'}, "firm_years.csv 第2行: 这一行的引号或分隔不对"),
    "a binary file": ({"firm_years": b"PK\x03\x04\x00\x00"}, "firm_years.csv: 不是文本文件"),
    "bytes of no known encoding": ({"firm_years": b"firm_id,year\n\xff\xff\xff,2022\n"}, "firm_years.csv: 既不是 UTF-8 也不是 GB18030 编码"),
    "a sum paid under a rule that is none": (
        {"firm_years": "firm_id,year,revenue\nA,2022,5\n", "paid": "policy,rule,subject_id,year,amount\ntest,pea,A,2022,1\n"},
        "paid.csv 第2行 “rule”: “pea”这条规则的已付款不能计入",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_with_table_row_and_column(tmp_path: Path, name: str) -> None:
    tables, words = FAULTS[name]
    error = str(fault(folder(tmp_path, **tables)))
    assert error.startswith(words)
    assert "\n" not in error


def test_a_cluster_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    projects = "project_id,cluster_id,kind,year\nJ1,K1,公共服务平台,2022\nJ2,K9,公共服务平台,2022\n"
    error = fault(folder(tmp_path, projects=projects, clusters="cluster_id\nK1\n"), PLATFORM)
    assert str(error).startswith("projects.csv 第3行 “cluster_id”: “K9”不在 clusters 表中")


def test_a_missing_table_names_the_rule_and_says_how_to_state_that_there_are_none(tmp_path: Path) -> None:
    error = fault(folder(tmp_path, firm_years="firm_id,year,revenue\nA,2022,5\n"), PEAK, PLATFORM)
    assert error.what == "缺少表 projects（projects.csv 或 projects.parquet）"
    assert "规则 platform 需要它" in error.hint
    assert "放一个只有表头的 projects.csv" in error.hint


def test_a_table_of_events_or_projects_may_have_a_header_only(tmp_path: Path) -> None:
    tables = {"firm_years": "firm_id,year,revenue\nA,2022,10000000001\n", "projects": "project_id,cluster_id,kind,year\n"}
    loaded = panel.load(folder(tmp_path, **tables))
    for engine in ENGINES:
        assert [line.rule for line in award(policy_of(PEAK, PLATFORM), loaded, engine=engine)] == ["peak"]


def test_what_no_rule_names_may_be_anything(tmp_path: Path) -> None:
    tables = {"firm_years": "firm_id,year,revenue,staff\nA,2022,10000000001,许多\n", "projects": "乱\n写\n"}
    assert len(award(policy_of(PEAK), panel.load(folder(tmp_path, **tables)))) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("histroy: {complete_since: 2019}", "panel.yaml: 未知的键 “histroy”"),
        ("history: {since: 2019}", "panel.yaml history: 未知的键 “since”"),
        ("history: {complete_since: 去年}", "panel.yaml: complete_since “去年”不是年份"),
        ("units: {firm: {revenue: 元}}", "panel.yaml units: 未知的键 “firm”"),
        ("columns: {firm_years: {收入: revenue}}", "firm_years.csv: panel.yaml 所写的列 “收入” 不在表中"),
        ("history: [", "panel.yaml: 读不了这个 YAML 文件"),
        ("- 1", "panel.yaml: 应为“键: 值”"),
    ],
)
def test_settings_are_closed(tmp_path: Path, settings: str, words: str) -> None:
    folder(tmp_path, firm_years="firm_id,year,revenue\nA,2022,5\n")
    (tmp_path / "panel.yaml").write_text(settings, encoding="utf-8")
    with pytest.raises(PanelError) as caught:
        panel.load(tmp_path)
    assert str(caught.value).startswith(words)


def test_a_folder_that_is_no_panel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="没有这个文件夹"):
        panel.load(tmp_path / "nowhere")
    with pytest.raises(PanelError, match="文件夹里没有面板的表"):
        panel.load(tmp_path)


def test_a_year_or_subject_that_the_panel_lacks_is_refused_by_both_engines() -> None:
    at_hand = panel.of({"firm_years": [{"firm_id": "A", "year": 2022, "revenue": "1"}]})
    for engine in ENGINES:
        with pytest.raises(PanelError, match="面板没有2030年的数据"):
            award(policy_of(PEAK), at_hand, years=[2030], engine=engine)
        with pytest.raises(PanelError, match="面板里没有 B"):
            award(policy_of(PEAK), at_hand, subject="B", engine=engine)


# ── Parquet ──────────────────────────────────────────────────────────────────


def parquet(path: Path, name: str, query: str) -> Path:
    """A panel folder with a table that a query gives."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path / name}.parquet' (FORMAT parquet)")
    return path


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    table = "firm_id,year,营业收入(万元)\nA,2022,1000000.000001\nA,2023,\n B ,2023,5000000\n"
    for kind in ("csv", "typed", "text"):
        (tmp_path / kind).mkdir()
    folder(tmp_path / "csv", firm_years=table)
    source = f"read_csv('{tmp_path / 'csv' / 'firm_years.csv'}', all_varchar = true)"
    parquet(tmp_path / "text", "firm_years", f"SELECT * FROM {source}")
    typed = 'SELECT firm_id, CAST(year AS SMALLINT) AS year, CAST("营业收入(万元)" AS DECIMAL(20, 6)) AS "营业收入(万元)"'
    parquet(tmp_path / "typed", "firm_years", f"{typed} FROM {source}")
    policy = policy_of(PEAK)
    wanted = award(policy, panel.load(tmp_path / "csv"), all=True)
    assert [line.status for line in wanted] == ["granted", "not_triggered", "granted"]
    for kind in ("csv", "typed", "text"):
        for engine in ENGINES:
            assert award(policy, panel.load(tmp_path / kind), all=True, engine=engine) == wanted


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT 'A' AS firm_id, 2022 AS year, CAST(-1 AS BIGINT) AS revenue", "“-1”是负数"),
        ("SELECT 'A' AS firm_id, 2022 AS year, CAST(1.001 AS DECIMAL(9, 3)) AS revenue", "“1.001”不足一分"),
        ("SELECT 'A' AS firm_id, 2022 AS year, 5e9 AS revenue", "“5000000000.0”不是精确的数"),
        ("SELECT ' ' AS firm_id, 2022 AS year, CAST(1 AS BIGINT) AS revenue", "“firm_id”: 不能为空"),
        ("SELECT 'A' AS firm_id, 22 AS year, CAST(1 AS BIGINT) AS revenue", "“22”不是年份"),
        ("SELECT 'A' AS firm_id, 2022 AS year, CAST('9000000000000000000' AS BIGINT) AS revenue", "大得不像"),
        ("SELECT unnest(['A', 'A']) AS firm_id, 2022 AS year, CAST(1 AS BIGINT) AS revenue", "A 2022 与第1行重复"),
        ("SELECT 'A' AS firm_id, 2022 AS year, CAST(1 AS BIGINT) AS revenue WHERE false", "表里只有表头"),
    ],
)
def test_a_fault_in_parquet_is_told_as_in_csv(tmp_path: Path, query: str, words: str) -> None:
    assert words in str(fault(parquet(tmp_path, "firm_years", query)))


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "firm_years.parquet").write_bytes(b"no parquet")
    with pytest.raises(PanelError, match="读不了这个 Parquet 文件"):
        panel.load(tmp_path)


def test_one_table_in_two_files_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, firm_years="firm_id,year,revenue\nA,2022,5\n", 企业年度="firm_id,year,revenue\nA,2022,5\n")
    with pytest.raises(PanelError, match="firm_years 表有两个文件"):
        panel.load(tmp_path)


def test_rows_at_hand_make_a_panel_without_files() -> None:
    at_hand: Panel = panel.of({"firm_years": [{"企业编号": "A", "年度": "2022", "营业收入(亿元)": Decimal("100.5")}]})
    assert len(award(policy_of(PEAK), at_hand)) == 1


# ── Excel ────────────────────────────────────────────────────────────────────


def test_a_workbook_is_a_panel_with_a_sheet_for_each_table(tmp_path: Path) -> None:
    years: list[list[workbooks.Cell]] = [["统一社会信用代码", "年度", "营业收入(万元)"], ["A", 2022, Decimal("1000000.000001")], ["B", 2022, None]]
    place = workbooks.write(tmp_path / "面板.xlsx", {"说明": [["由统计局提供"]], "企业年度": years})
    policy = policy_of(PEAK)
    for engine in ENGINES:
        lines = award(policy, panel.load(place), engine=engine)
        assert [(line.subject_id, line.status) for line in lines] == [("A", "granted"), ("B", "unknown")]


def test_a_folder_may_mix_workbooks_and_text(tmp_path: Path) -> None:
    workbooks.write(tmp_path / "firm_years.xlsx", {"Sheet1": [["firm_id", "year", "revenue"], ["A", 2022, 10**10 + 1]]})
    folder(tmp_path, firms="firm_id\nA\n")
    (tmp_path / "~$firm_years.xlsx").write_bytes(b"the mark that a program leaves while it has the file open")
    for engine in ENGINES:
        assert [line.subject_id for line in award(policy_of(PEAK), panel.load(tmp_path), engine=engine)] == ["A"]


def test_a_workbook_says_beside_it_what_its_columns_are(tmp_path: Path) -> None:
    place = workbooks.write(tmp_path / "panel.xlsx", {"firm_years": [["代号", "年度", "收入"], ["A", 2022, 2000000]]})
    (tmp_path / "panel.yaml").write_text(
        "columns: {firm_years: {代号: firm_id, 收入: revenue}}\nunits: {firm_years: {revenue: 万元}}\n", encoding="utf-8"
    )
    assert [line.subject_id for line in award(policy_of(PEAK), panel.load(place))] == ["A"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [("#DIV/0!", "“#DIV/0!”不是数"), (-5, "“-5”是负数"), (date(2022, 1, 1), "不是精确的数"), (Decimal("0.001"), "不足一分")],
)
def test_a_fault_in_a_workbook_has_its_sheet_row_and_column(tmp_path: Path, cell: workbooks.Cell, words: str) -> None:
    rows: list[list[workbooks.Cell]] = [["firm_id", "year", "revenue"], ["A", 2021, 1], [], ["A", 2022, cell]]
    place = workbooks.write(tmp_path / "p.xlsx", {"firm_years": rows, "firms": [["firm_id"], ["A"]]})
    error = str(fault(place))
    assert error.startswith("p.xlsx[firm_years] 第4行 “revenue”: ")
    assert words in error


def test_a_workbook_without_a_table_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="工作簿里没有面板的表"):
        panel.load(workbooks.write(tmp_path / "a.xlsx", {"Sheet1": [["x"]], "Sheet2": [["y"]]}))
    with pytest.raises(PanelError, match="工作簿是空的"):
        panel.load(workbooks.write(tmp_path / "b.xlsx", {"firms": []}))
    (tmp_path / "c.xlsx").write_bytes(b"no workbook")
    with pytest.raises(PanelError, match="读不了这个 Excel 文件"):
        panel.load(tmp_path / "c.xlsx")
