"""Files of tables as they are: what a sheet holds, where, and what no reader may lose."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import workbooks
from suance.errors import PanelError
from suance.table import read
from suance.table.header import split


def test_a_workbook_keeps_numbers_days_and_text_as_excel_shows_them(tmp_path: Path) -> None:
    cells: list[workbooks.Cell] = ["甲", 3, Decimal("0.30000000000000004"), Decimal("1234.56"), 10**15, date(2021, 11, 30), "１２", None, "007"]
    (sheet,) = read(workbooks.write(tmp_path / "a.xlsx", {"企业": [cells]}))
    assert list(sheet.rows[0]) == ["甲", 3, Decimal("0.3"), Decimal("1234.56"), 10**15, date(2021, 11, 30), "１２", None, "007"]
    assert (sheet.name, sheet.source) == ("企业", "a.xlsx")


def test_an_error_of_a_formula_is_no_empty_cell(tmp_path: Path) -> None:
    (sheet,) = read(workbooks.write(tmp_path / "a.xlsx", {"表": [["名称", "收入"], ["甲", "#DIV/0!"], ["#N/A", 5]]}))
    assert [list(row) for row in sheet.rows] == [["名称", "收入"], ["甲", "#DIV/0!"], ["#N/A", 5]]


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_lines_columns_and_merged_cells(tmp_path: Path) -> None:
    rows: list[list[workbooks.Cell]] = [[], [], [None, "2022年", None], [], [None, "收入", "人数"], [None, 1, 2]]
    (sheet,) = read(workbooks.write(tmp_path / "a.xlsx", {"表": rows}, merged={"表": ["B3:C3"]}))
    assert list(sheet.lines) == [3, 5, 6]
    assert [row[1] for row in sheet.rows] == ["2022年", "收入", 1]
    assert sheet.merged == ((0, 1, 0, 2),)


def test_csv_and_parquet_are_sheets_too(tmp_path: Path) -> None:
    (tmp_path / "企业.csv").write_bytes("名称,年度\n\n甲,2022\n".encode("gb18030"))
    (sheet,) = read(tmp_path / "企业.csv")
    assert ([list(row) for row in sheet.rows], list(sheet.lines)) == ([["名称", "年度"], ["甲", "2022"]], [1, 3])
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT '甲' AS \"名\"\"称\", 2022 AS 年度) TO '{tmp_path / '企业.parquet'}' (FORMAT parquet)")
    (sheet,) = read(tmp_path / "企业.parquet")
    assert ([list(row) for row in sheet.rows], list(sheet.lines)) == ([['名"称', "年度"], ["甲", 2022]], [0, 1])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"", "不是表格文件"),
        ("none.csv", None, "没有这个文件"),
        ("a.csv", b"", "文件是空的"),
        ("a.csv", b"\xff\xff\xff", "既不是 UTF-8 也不是 GB18030 编码"),
        ("a.xlsx", b"PK\x03\x04", "读不了这个 Excel 文件"),
        ("a.parquet", b"PAR1", "读不了这个 Parquet 文件"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PanelError) as caught:
        read(tmp_path / name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("营业收入（单位：万元）", "营业收入", "万元"),
        ("营业收入(亿元)", "营业收入", "亿元"),
        ("从业人员", "从业人员", None),
        ("研发强度 (%)", "研发强度", "%"),
    ],
)
def test_a_header_has_a_name_and_maybe_a_unit(header: str, name: str, unit: str | None) -> None:
    assert split(header) == (name, unit)
