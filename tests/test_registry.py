"""The registry of firms: what an office's tables become, what is told of them, and what a panel makes of it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbooks
from awarding import crossing, policy_of
from engines import ENGINES
from suance.award import award, panel
from suance.cli import main
from suance.errors import PanelError, UsageError
from suance.registry import Registry, credit, held, load, save
from suance.registry.join import join
from suance.registry.merge import merge
from suance.registry.source import read
from suance.table import Sheet
from suance.table.sheet import Raw


def code(number: int) -> str:
    """A right credit code of no firm."""
    first = f"91320400MA{number:07d}"
    return first + credit.check(first)


A, B, C = code(1), code(2), code(3)


def written(folder: Path, **tables: str) -> Registry:
    """The registry of CSV tables."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load([folder])


def rows(registry: Registry, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The named columns of a table, row by row."""
    return list(zip(*(registry.grids[table].columns[column] for column in columns), strict=True))


def told(registry: Registry, level: str = "error") -> list[str]:
    """The findings of a level as lines."""
    return [str(finding) for finding in registry.findings if finding.level == level]


# ── heads ────────────────────────────────────────────────────────────────────


def test_a_workbook_of_an_office_is_understood_with_its_titles_merged_heads_units_and_totals(tmp_path: Path) -> None:
    sheet: list[list[workbooks.Cell]] = [
        ["企业年报", None, None, None, None, None],
        [None, None, None, None, "单位：万元", None],
        ["序号", "统一社会信用代码", "2022年", None, "2023年", None],
        [None, None, "营业收入", "从业人员", "营业收入", "从业人员"],
        [1, A, Decimal("1999.99"), "１２０人", 2000, 130],
        [2, B, "1.2亿", 30, "5,000", None],
        ["合计", None, 3, None, None, None],
        ["注：数据来自各区", None, None, None, None, None],
    ]
    merged = {"Sheet1": ["A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:F3"]}
    found = load([workbooks.write(tmp_path / "年报.xlsx", {"Sheet1": sheet}, merged=merged)])
    assert told(found) == []
    assert rows(found, "firm_years", "firm_id", "year", "revenue", "staff") == [
        (A, 2022, Decimal("19999900.00"), 120),
        (A, 2023, Decimal("20000000.00"), 130),
        (B, 2022, Decimal("120000000.00"), 30),
        (B, 2023, Decimal("50000000.00"), None),
    ]
    assert "年报.xlsx “2022年/营业收入”: 读作营业收入，单位万元，见标题，2022年" in told(found, "note")
    assert "年报.xlsx 第7行: “合计”一行是合计，不带入" in told(found, "note")


def test_merged_cells_below_the_head_stand_in_each_row(tmp_path: Path) -> None:
    sheet: list[list[workbooks.Cell]] = [["企业名称", "年度", "从业人员"], ["甲厂", 2022, 5], [None, 2023, 6], ["乙厂", 2022, 7]]
    found = load([workbooks.write(tmp_path / "a.xlsx", {"表": sheet}, merged={"表": ["A2:A3"]})])
    assert rows(found, "firm_years", "firm_id", "year", "staff") == [("乙厂", 2022, 7), ("甲厂", 2022, 5), ("甲厂", 2023, 6)]


def test_years_in_the_heads_of_a_text_file_are_years(tmp_path: Path) -> None:
    found = written(tmp_path, 年报="企业名称,2022年营业收入（万元）,2023年度营业收入万元\n甲厂,1,2\n")
    assert rows(found, "firm_years", "year", "revenue") == [(2022, 10_000), (2023, 20_000)]
    found = written(tmp_path, 年报="企业名称,2022年,,2023年,\n,营业收入,从业人员,营业收入,从业人员\n甲厂,1,2,3,4\n")
    assert rows(found, "firm_years", "year", "revenue", "staff") == [(2022, 1, 2), (2023, 3, 4)]


def test_a_title_may_say_the_year_and_the_honour(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        年报=f"2023年企业主要指标（单位：万元）\n信用代码,企业名称,营业收入\n{A},甲有限公司,5\n",
        高企="2021年省级专精特新中小企业名单\n序号,企业名称\n1,甲有限公司\n",
    )
    assert rows(found, "firm_years", "firm_id", "year", "revenue") == [(A, 2023, 50_000)]
    assert rows(found, "events", "subject_id", "event", "level", "date") == [(A, "专精特新中小企业", "省级", "2021")]


def test_a_column_that_is_close_and_one_that_is_not_known_are_told(tmp_path: Path) -> None:
    found = written(tmp_path, 年报="企业名称,年度,开票销售(万元),联系人\n甲厂,2022,5,张\n")
    assert "年报.csv “开票销售(万元)”: 与营业收入相近而口径不同，没有读作它（若就是它，改列名）" in told(found, "warning")
    assert "年报.csv “联系人”: 不认识的列，原样带入" in told(found, "note")
    assert rows(found, "firm_years", "开票销售(万元)", "联系人") == [("5", "张")]


def test_a_column_without_a_head_and_cells_beyond_it_are_told(tmp_path: Path) -> None:
    found = written(tmp_path, t="企业名称,,年度,从业人员\n甲厂,x,2022,5\n乙厂,,2022,6,7\n")
    assert told(found, "warning") == ["t.csv 第2行: 第2列没有列名，没有带入（补上列名）", "t.csv 第3行: 第5列没有列名，没有带入（补上列名）"]


def test_what_else_a_list_of_honours_says_is_no_property_of_a_firm(tmp_path: Path) -> None:
    found = written(tmp_path, t=f"信用代码,认定名称,认定日期,证书编号\n{A},高企,2018-11-30,GR1\n{A},高企,2021-11-30,GR2\n")
    assert "t.csv “证书编号”: 不认识的列，没有带入" in told(found, "note")
    assert list(found.grids["firms"].columns) == ["firm_id", "name", "credit_code"]
    assert told(found) == told(found, "warning") == []


def test_a_page_of_explanations_in_a_workbook_is_left_alone(tmp_path: Path) -> None:
    sheets: dict[str, list[list[workbooks.Cell]]] = {"填报说明": [["请于月底前报送"]], "名录": [["信用代码", "企业名称"], [A, "甲厂"]]}
    found = load([workbooks.write(tmp_path / "t.xlsx", sheets)])
    assert (told(found), told(found, "warning")) == ([], ["t.xlsx[填报说明]: 没有认识的列名，没有读"])


@pytest.mark.parametrize(("header", "cell"), [("研发投入强度(%)", "3.2"), ("研发投入强度", "3.2%")])
def test_a_share_says_that_it_is_one_and_is_one_in_the_panel(tmp_path: Path, header: str, cell: str) -> None:
    (tmp_path / "in").mkdir()
    found = written(tmp_path / "in", t=f"信用代码,年度,{header}\n{A},2022,{cell}\n")
    assert rows(found, "firm_years", "rd_intensity") == [(Decimal("3.2"),)]
    save(found, tmp_path / "out")
    share = {
        "id": "share",
        "to": "firm",
        "on": {"crosses": "rd_intensity", "first": "ever"},
        "pay": crossing({"id": "t", "over": "3%", "up_to": "1万元"})["pay"],
    }
    assert [line.status for line in award(policy_of(share), panel.load(tmp_path / "out"))] == ["granted"]


def test_shares_that_look_like_fractions_are_doubted(tmp_path: Path) -> None:
    found = written(tmp_path, t=f"信用代码,年度,研发强度(%)\n{A},2022,0.032\n{B},2022,0.051\n")
    assert told(found, "warning") == ["t.csv “研发强度(%)”: 没有一个到1%；百分比格式的单元格存的是小数（若是，改成 3.2 这样的数）"]


# ── faults ───────────────────────────────────────────────────────────────────

FAULTS: dict[str, tuple[str, str]] = {
    "a number that is none": (f"信用代码,年度,营业收入(万元)\n{A},2022,约5\n", "t.csv 第2行 “营业收入(万元)”: “约5”不是数"),
    "a negative revenue": (f"信用代码,年度,营业收入\n{A},2022,-3\n", "t.csv 第2行 “营业收入”: “-3”是负数"),
    "a foreign currency in a cell": (f"信用代码,年度,营业收入\n{A},2022,3万美元\n", "t.csv 第2行 “营业收入”: “3万美元”是别的币种（美元）"),
    "a foreign currency in a head": (f"信用代码,年度,营业收入(万美元)\n{A},2022,3\n", "t.csv “营业收入(万美元)”: 列的单位“万美元”与这一列不合"),
    "a part of a cent": (f"信用代码,年度,营业收入\n{A},2022,0.001\n", "t.csv 第2行 “营业收入”: “0.001”不足一分"),
    "a year that is none": (f"信用代码,年度,营业收入\n{A},去年,3\n", "t.csv 第2行 “年度”: “去年”不是年份"),
    "a row without a year": (f"信用代码,年度,营业收入\n{A},,3\n", "t.csv 第2行: 这一行没有年度，没有带入"),
    "figures of no year": (f"信用代码,营业收入\n{A},3\n", "t.csv “营业收入”: 不知道是哪一年的营业收入，没有带入"),
    "a day that is none": (f"信用代码,认定名称,认定日期\n{A},高新技术企业,2021-02-30\n", "t.csv 第2行 “认定日期”: “2021-02-30”不是日期"),
    "an honour without a day": (f"信用代码,认定名称,认定日期\n{A},高新技术企业,\n", "t.csv 第2行: “高新技术企业”没有认定日期，没有带入"),
    "a wrong code": (f"信用代码,企业名称\n{A[:-1]}Q,甲\n", f"t.csv 第2行 “信用代码”: 信用代码“{A[:-1]}Q”的校验位不对"),
    "a wrong code and no name": (
        f"信用代码,年度,营业收入\n{A[:-1]}Q,2022,1\n{B},2022,1\n",
        "t.csv 第2行: 不知道是哪家企业（改正信用代码，或补上企业名称）",
    ),
    "a row of nobody": (f"信用代码,年度,营业收入,从业人员\n,2022,3,4\n{A},2022,1,1\n", "t.csv 第2行: 这一行没有写明企业：2022"),
    "an industry that is none": (f"信用代码,行业\n{A},造车\n", "t.csv 第2行 “行业”: “造车”不是认识的行业"),
    "two columns for one": (f"信用代码,年度,营业收入,营收\n{A},2022,1,2\n", "t.csv “营收”: 与“营业收入”都读作营业收入"),
    "two revenues of one year": (
        f"信用代码,年度,营业收入\n{A},2022,1\n{A},2022,2\n",
        "t.csv 第3行 “营业收入”: 2.00元 与 t.csv 第2行的 1.00元 不一（同一企业同一年度只能有一个数；改正其一）",
    ),
    "two names of one code": (f"信用代码,企业名称\n{A},甲厂\n{A},甲厂\n{A},乙厂\n", f"t.csv 第4行: {A} 这里叫“乙厂”，别处叫“甲厂”"),
    "two industries of one firm": (f"信用代码,行业\n{A},C36\n{A},C38\n", f"t.csv 第3行 “行业”: {A} 的“C38”与 t.csv 第2行的“C36”不一"),
    "two codes of one number": (
        f"企业编号,信用代码,年度,从业人员\nF1,{A},2022,5\nF1,{B},2022,6\nF1,,2023,7\n",
        "t.csv 第4行: 编号“F1”对应 2 个信用代码：",
    ),
    "a share that may be a fraction": (f"信用代码,年度,研发投入强度\n{A},2022,0.032\n", "t.csv 第2行 “研发投入强度”: “0.032”没有说明是不是百分数"),
    "an error of a formula": (f"信用代码,年度,营业收入\n{A},2022,#DIV/0!\n", "t.csv 第2行 “营业收入”: “#DIV/0!”是公式的错误"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_with_table_row_and_column(tmp_path: Path, name: str) -> None:
    text, words = FAULTS[name]
    errors = told(written(tmp_path, t=text))
    assert any(error.startswith(words) for error in errors), errors
    assert not any("\n" in error for error in errors)


def test_what_is_in_doubt_is_unknown_and_what_is_beside_it_is_not(tmp_path: Path) -> None:
    found = written(tmp_path, t=f"信用代码,年度,营业收入,从业人员\n{A},2022,1,5\n{A},2022,2,5\n{B},2022,约9,7\n")
    assert rows(found, "firm_years", "firm_id", "revenue", "staff") == [(A, None, 5), (B, None, 7)]


def test_rows_that_say_the_same_are_one_and_told(tmp_path: Path) -> None:
    found = written(tmp_path, t=f"信用代码,年度,营业收入\n{A},2022,1\n{A},2022,1.00\n")
    assert rows(found, "firm_years", "firm_id", "revenue") == [(A, 1)]
    assert "t.csv 第3行: 与第2行重复，合为一行" in told(found, "note")


def test_a_code_that_excel_kept_as_a_number_is_refused(tmp_path: Path) -> None:
    sheet: list[list[workbooks.Cell]] = [["统一社会信用代码", "企业名称"], [913204000000000001, "甲厂"]]
    (error,) = told(load([workbooks.write(tmp_path / "t.xlsx", {"表": sheet})]))
    assert error.startswith("t.xlsx 第2行 “统一社会信用代码”: ")
    assert "存成了数" in error


def test_a_file_that_is_no_table_of_firms_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    found = written(tmp_path, 名录=f"信用代码,企业名称\n{A},甲厂\n", 地块="地块,面积\n一号,5\n")
    assert [error.split(":")[0] for error in told(found)] == ["地块.csv", "坏.xlsx"]
    assert rows(found, "firms", "firm_id") == [(A,)]
    with pytest.raises(PanelError, match="找不到写明企业的列"):
        load([tmp_path / "地块.csv"])
    (tmp_path / "空").mkdir()
    with pytest.raises(PanelError, match="没有表格文件"):
        load([tmp_path / "空"])


HEADS = [
    "统一社会信用代码",
    "企业名称",
    "企业编号",
    "年度",
    "营业收入(万元)",
    "从业人员",
    "2022年",
    "2023年营业收入",
    "认定名称",
    "认定日期",
    "行业",
    "曾用名",
]
ANYTHING = [
    A,
    "甲厂",
    2022,
    "2021年",
    Decimal("3.25"),
    -4,
    "1.2亿",
    "约5",
    "C36",
    "造车",
    "高企",
    "2021-11-30",
    date(2021, 1, 1),
    "合计",
    "#DIV/0!",
    10**17,
    True,
]
cells = st.one_of(st.none(), st.sampled_from(ANYTHING), st.text(max_size=4))
grids = st.tuples(
    st.lists(st.lists(cells, max_size=3), max_size=2),
    st.lists(st.one_of(st.sampled_from(HEADS), st.none(), st.text(max_size=4)), min_size=1, max_size=5),
    st.lists(st.lists(cells, min_size=1, max_size=6), max_size=5),
)
ranges = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 1), st.integers(0, 2)), max_size=2)


@given(grids, ranges)
def test_no_table_whatever_brings_anything_but_findings_and_each_row_is_kept_or_told(grid: Any, merged: Any) -> None:
    above, head, below = grid
    table = [*above, head, *below]
    within = tuple((top, left, min(top + down, len(table) - 1), left + right) for top, left, down, right in merged if top < len(table))
    try:
        source = read(Sheet("t", "t", table, range(1, len(table) + 1), within))
    except PanelError:
        return
    joined = join([source])
    merge(joined)
    first = min((*source.lines, *(finding.row for finding in source.findings if finding.row is not None)), default=len(table) + 1)
    told_of = {finding.row for finding in source.findings}
    assert set(range(first, len(table) + 1)) <= {*source.lines, *told_of}
    assert all(firm is not None or source.lines[row] in told_of for row, firm in enumerate(joined.matches[0].firms))


# ── join ─────────────────────────────────────────────────────────────────────


def test_rows_are_joined_by_code_then_number_then_name_then_former_name(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        一名录=f"信用代码,企业编号,企业名称,曾用名\n{A},F1,甲（常州）有限公司,老甲厂、甲作坊\n{B},F2,乙有限公司,\n",
        二编号="企业编号,年度,从业人员\nF1,2022,5\n",
        三名称="企业名称,年度,资产总额\n甲(常州) 有限公司,2022,6\n甲作坊,2021,7\n乙有限责任公司,2022,8\n",
    )
    assert [(tally.table, dict(tally.joined)) for tally in found.tallies] == [
        ("一名录.csv", {"code": 2}),
        ("三名称.csv", {"former": 1, "name": 1, "unmatched": 1}),
        ("二编号.csv", {"code": 1}),
    ]
    assert rows(found, "firm_years", "firm_id", "year") == [(A, 2021), (A, 2022), ("乙有限责任公司", 2022)]
    (doubt,) = told(found, "warning")
    assert doubt.startswith("三名称.csv 第4行: “乙有限责任公司”在有代码的表里没有，另立一家（与“乙有限公司”只差写法")


def test_a_name_that_two_codes_have_is_told_and_joins_nobody(tmp_path: Path) -> None:
    found = written(tmp_path, 名录=f"信用代码,企业名称\n{A},甲厂\n{B},甲厂\n", 年报="企业名称,年度,从业人员\n甲厂,2022,5\n")
    (error,) = told(found)
    assert error.startswith("年报.csv 第2行: “甲厂”对应 2 家企业：")
    assert len(told(found, "warning")) == 2
    assert "firm_years" not in found.grids


def test_where_only_names_tell_names_are_enough(tmp_path: Path) -> None:
    found = written(tmp_path, 名录="企业名称,曾用名\n新甲厂,老甲厂\n", 年报="企业名称,年度,从业人员\n老甲厂,2021,5\n新甲厂,2022,6\n")
    assert rows(found, "firm_years", "firm_id", "year", "staff") == [("新甲厂", 2021, 5), ("新甲厂", 2022, 6)]
    assert [dict(tally.joined) for tally in found.tallies] == [{"new": 1}, {"former": 1, "new": 1}]


names = st.sampled_from(["甲厂", "乙厂", "丙 厂", "丙厂", "甲作坊", None])
office_row = st.tuples(st.sampled_from([A, B, C, None]), names, st.sampled_from(["甲作坊", None]), st.integers(2021, 2022), st.integers(1, 3))


@given(st.lists(office_row, min_size=1, max_size=12), st.lists(office_row, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_tables_changes_nothing(one: list[Any], other: list[Any], chance: random.Random) -> None:
    def made(*tables: Sequence[Sequence[Raw]]) -> tuple[object, ...]:
        head: list[Raw] = ["信用代码", "企业名称", "曾用名", "年度", "从业人员"]
        sheets = [Sheet("t", "t", [head, *table], range(1, len(table) + 2)) for table in tables]
        joined = join([read(sheet) for sheet in sheets])
        merged = merge(joined)
        return merged.firms, merged.years, joined.names, joined.codes, joined.former

    shuffled = [chance.sample(table, len(table)) for table in (one, other)]
    assert made(one, other) == made(*chance.sample(shuffled, 2))


# ── what follows ─────────────────────────────────────────────────────────────

OFFICE = {
    "名录": f"信用代码,企业名称,行业代码,成立日期\n{A},甲厂,C36,2015-03-01\n{B},乙厂,软件和信息技术服务业,2020-06-01\n{C},丙厂,,\n",
    "年报": f"信用代码,年度,营业收入(万元),从业人员\n{A},2021,1999.99,300\n{A},2022,2000,300\n{B},2021,1000,\n{B},2022,2500,99\n{C},2022,9000000,5\n",
    "认定": f"信用代码,认定名称,级别,认定日期\n{A},高新技术企业,,2021-11-30\n{A},高企,国家级,2018年11月30日\n{B},省级专精特新中小企业,,2022\n",
}


def test_size_and_scale_and_their_first_year_follow_from_the_figures(tmp_path: Path) -> None:
    found = written(tmp_path, **OFFICE)
    assert rows(found, "firm_years", "firm_id", "year", "size_class", "size_possible", "above_scale") == [
        (A, 2021, "小型", None, "否"),
        (A, 2022, "中型", None, "是"),
        (B, 2021, None, "中型、小型、微型", "否"),
        (B, 2022, "小型", None, "是"),
        (C, 2022, None, "大型、中型、小型、微型、不适用", None),
    ]
    assert rows(found, "firms", "firm_id", "size_class", "above_scale", "above_scale_first", "above_scale_by") == [
        (A, "中型", "是", 2022, 2022),
        (B, "小型", "是", 2022, 2022),
        (C, None, None, None, None),
    ]


def test_what_a_table_says_of_size_and_scale_is_held_against_the_figures(tmp_path: Path) -> None:
    said = f"信用代码,企业规模,是否规上\n{A},大型,否\n{B},小,是\n{C},中型企业,是\n"
    found = written(tmp_path, **OFFICE, 台账=said)
    assert told(found, "warning") == [
        "台账.csv 第2行 “企业规模”: 表中写“大型”，2022年按标准是中型（核对表中所写，或收入、人员、行业）",
        "台账.csv 第2行 “是否规上”: 表中写“否”，2022年的收入达到规上标准（核对表中所写，或收入、人员、行业）",
    ]
    assert rows(found, "firms", "size_class", "size_said") == [("中型", "大型"), ("小型", "小"), (None, "中型企业")]


def test_before_the_tables_are_complete_nothing_is_a_first_year_but_of_a_younger_firm(tmp_path: Path) -> None:
    written(tmp_path, **OFFICE)
    found = load([tmp_path], complete_since=2020)
    assert rows(found, "firms", "firm_id", "above_scale_first", "above_scale_by") == [(A, None, 2022), (B, None, 2022), (C, None, None)]
    found = load([tmp_path], complete_since=2019)
    assert found.settings()["history"] == {"complete_since": 2019}


def test_honours_have_their_last_day_and_are_counted_on_a_day(tmp_path: Path) -> None:
    found = written(tmp_path, **OFFICE)
    assert rows(found, "events", "subject_id", "event", "level", "date", "expires", "renewal") == [
        (A, "高新技术企业", "国家级", "2018-11-30", "2021-11-30", "否"),
        (A, "高新技术企业", "国家级", "2021-11-30", "2024-11-30", "是"),
        (B, "专精特新中小企业", "省级", "2022", None, "否"),
    ]
    assert [(each.honour, each.valid, each.expired, each.open) for each in held(found, date(2025, 6, 1))] == [
        ("专精特新中小企业", 0, 0, 1),
        ("高新技术企业", 0, 1, 0),
    ]


# ── out ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_the_folder_is_a_panel_that_awards_are_computed_on(tmp_path: Path, format: Any) -> None:
    (tmp_path / "in").mkdir()
    save(written(tmp_path / "in", **OFFICE), tmp_path / "out", format)
    sized = {**crossing({"id": "t", "over": "2000万元", "up_to": "10万元"}), "when": [{"attribute": "size_class", "in": ["小型", "中型"]}]}
    listed = {"id": "gaoqi", "to": "firm", "on": {"recognised": "high_tech_firm", "subject": "firm"}, "pay": {"up_to": "20万元"}}
    loaded = panel.load(tmp_path / "out")
    for engine in ENGINES:
        lines = award(policy_of(sized, listed, announced="2018-01-01"), loaded, engine=engine)
        assert [(line.rule, line.subject_id, line.year, line.status) for line in lines] == [
            ("peak", B, 2022, "granted"),
            ("peak", C, 2022, "unknown"),
            ("gaoqi", A, 2018, "granted"),
            ("gaoqi", A, 2021, "granted"),
        ]


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_the_same_tables_give_the_same_bytes_and_leave_nothing_beside(tmp_path: Path, format: Any) -> None:
    (tmp_path / "in").mkdir()
    found = written(tmp_path / "in", **OFFICE)
    first = {path.name: path.read_bytes() for path in save(found, tmp_path / "one", format)}
    assert {path.name: path.read_bytes() for path in save(load([tmp_path / "in"]), tmp_path / "two", format)} == first
    assert {path.name: path.read_bytes() for path in save(found, tmp_path / "one", format)} == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "one", "two"]
    assert "report.jsonl" in first


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "重要.txt").write_text("留着", encoding="utf-8")
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="这里已有别的东西，不覆盖"):
        save(written(tmp_path / "in", **OFFICE), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["重要.txt"]


def test_no_cell_is_run_by_a_spreadsheet_program(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    found = written(tmp_path / "in", t=f"信用代码,企业名称\n{A},=1+1\n")
    save(found, tmp_path / "out", "csv")
    assert "'=1+1" in (tmp_path / "out" / "firms.csv").read_text("utf-8")


# ── the command ──────────────────────────────────────────────────────────────


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        exit_code = main(["registry", *arguments, "--lang", "zh"])
    return exit_code, out.getvalue(), err.getvalue()


def office(folder: Path, tables: Mapping[str, str]) -> str:
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return str(folder)


def test_the_command_writes_a_panel_and_tells_what_it_did(tmp_path: Path) -> None:
    exit_code, out, _ = run(office(tmp_path / "in", OFFICE), "--out", str(tmp_path / "out"), "--as-of", "2024-06-01")
    assert exit_code == 0
    assert "企业 3 家，企业年度 5 行，认定 3 条，错误 0 处" in out
    assert (tmp_path / "out" / "firm_years.csv").exists()


def test_with_faults_the_command_writes_nothing_but_anyway(tmp_path: Path) -> None:
    folder = office(tmp_path / "in", OFFICE | {"错": f"信用代码,年度,从业人员\n{A},2021,301\n"})
    exit_code, out, err = run(folder, "--out", str(tmp_path / "out"))
    assert (exit_code, (tmp_path / "out").exists()) == (1, False)
    assert "没有写" in err
    assert "不一" in out
    exit_code, out, _ = run(folder, "--out", str(tmp_path / "out"), "--format", "parquet", "--anyway", "--json")
    assert exit_code == 0
    assert (tmp_path / "out" / "firms.parquet").exists()
    records = [json.loads(line) for line in out.splitlines()]
    assert {record["record"] for record in records} == {"table", "finding", "honour"}
    (error,) = [record for record in records if record.get("level") == "error"]
    assert (error["table"], error["row"], error["column"], error["kind"]) == ("错.csv", 2, "从业人员", "contradiction")


def test_misuse_is_told_apart_from_input_that_says_no(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.csv"))[0] == 1
    assert run("--format", "docx", str(tmp_path))[0] == 2
    assert run()[0] == 2
