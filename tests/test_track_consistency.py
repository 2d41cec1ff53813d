"""Figures that cannot both be, and figures that only look so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suance.model import Fact
from suance.track import Said, contradictions
from suance.workspace.ledgers import ledger

YI = 10**8


def said(value: float | str, *, document: str = "甲.md", start: int = 0, published: str | None = None, words: str = "", **more: Any) -> Said:
    record: dict[str, Any] = {"kind": "statistic", "measure": "level", "unit": "CNY", "comparator": "eq", "period": "2023"}
    record |= {"indicator": "工业投资", "region": "某市"} | more
    fact = Fact(start=start, end=start + 4, value=Decimal(value), **record)
    return Said(document, fact, date.fromisoformat(published) if published else None, words)


CLASHES: dict[str, tuple[list[Said], str]] = {
    "two levels of one year": ([said(95 * YI), said(102 * YI, document="乙.md")], "95亿元与102亿元对不上"),
    "two shares in one document": ([said(41, unit="%", measure="share"), said(44, unit="%", measure="share", start=9)], "41%与44%对不上"),
    "a share above all": ([said(104, unit="%", measure="share")], "不在0与100%之间"),
    "a level that its growth does not give": (
        [said(100 * YI, period="2022", words="100.0亿元"), said(12, unit="%", measure="growth"), said(130 * YI)],
        "100亿元按增长12%应为",
    ),
    "a part larger than the whole": (
        [
            said(60 * YI, indicator="技改投资", words="60亿元"),
            said(50 * YI, words="50亿元"),
            said(60, unit="%", measure="share", indicator="技改投资占工业投资比重"),
        ],
        "技改投资60亿元大于某市工业投资50亿元",
    ),
    "a share that is not that of its parts": (
        [
            said(30 * YI, indicator="技改投资", words="30亿元"),
            said(50 * YI, words="50.0亿元"),
            said(45, unit="%", measure="share", indicator="技改投资占工业投资比重"),
        ],
        "是60.0%，所说是45%",
    ),
    "a goal that became weaker": (
        [said(300 * YI, kind="target", published="2022-01-05"), said(260 * YI, kind="target", document="乙.md", published="2023-02-01")],
        "2023-02-01的260亿元低于2022-01-05的300亿元",
    ),
    "doubling beside a figure": (
        [
            said(3400, unit="家", indicator="企业数", period="2021"),
            said(2, unit="倍", measure="multiple", kind="target", indicator="企业数", period="2025"),
            said(6000, unit="家", kind="target", indicator="企业数", period="2025"),
        ],
        "3400家的2倍与目标6000家对不上",
    ),
}

AGREE: dict[str, list[Said]] = {
    "a figure and its rounding": [said(9550 * YI), said("955010000000", document="乙.md")],
    "a bound that holds": [said(15000 * YI, comparator="gt"), said(15230 * YI, document="乙.md")],
    "about and exact": [said(3400 * YI, comparator="approx"), said(3380 * YI, document="乙.md")],
    "another year": [said(95 * YI), said(102 * YI, period="2022")],
    "another place": [said(95 * YI), said(102 * YI, region="某县", document="乙.md")],
    "counts of one document that are a whole and a part": [said(521, unit="家"), said(1021, unit="家", start=9)],
    "two growths under one name": [said(44.6, unit="%", measure="growth"), said(5.4, unit="%", measure="growth", start=9)],
    "a level that its growth gives": [said(100 * YI, period="2022"), said(12, unit="%", measure="growth"), said(112 * YI)],
    "growth at constant prices": [
        said(7805 * YI, indicator="地区生产总值", period="2020"),
        said(9.1, unit="%", measure="growth", indicator="地区生产总值", period="2021"),
        said(8808 * YI, indicator="地区生产总值", period="2021"),
    ],
    "a goal that became stronger": [
        said(260 * YI, kind="target", published="2022-01-05"),
        said(300 * YI, kind="target", document="乙.md", published="2023-02-01"),
    ],
    "a lower ceiling is the stronger goal": [
        said(300 * YI, kind="target", comparator="le", published="2022-01-05"),
        said(260 * YI, kind="target", comparator="le", document="乙.md", published="2023-02-01"),
    ],
    "a share that is that of its parts": [
        said(30 * YI, indicator="技改投资"),
        said(50 * YI),
        said(60, unit="%", measure="share", indicator="技改投资占工业投资比重"),
    ],
    "nothing to compare": [said(1, region=None), said(2, indicator=None)],
}


@pytest.mark.parametrize("name", CLASHES)
def test_figures_that_cannot_both_be_are_told_with_their_places(name: str) -> None:
    figures, words = CLASHES[name]
    (found,) = contradictions(figures)
    assert words in found.message
    assert all(each in figures for each in found.said)


@pytest.mark.parametrize("name", AGREE)
def test_figures_that_only_look_so_are_left_alone(name: str) -> None:
    assert contradictions(AGREE[name]) == []


@given(st.integers(1, 10**14), st.integers(1, 4))
def test_a_figure_never_clashes_with_its_own_rounding(value: int, digits: int) -> None:
    rounded = Decimal(f"{Decimal(value):.{digits}g}")
    assert contradictions([said(value), said(str(rounded), document="乙.md")]) == []


def test_the_ledger_of_documents_reads_them_and_tells_what_it_could_not(tmp_path: Path) -> None:
    (tmp_path / "甲.md").write_text("# 某市工业\n\n2023年，常州市完成工业投资950亿元。\n", encoding="utf-8")
    (tmp_path / "乙.md").write_text("# 某市工业\n\n2023年，常州市完成工业投资1020亿元。\n", encoding="utf-8")
    (tmp_path / "丙.pdf").write_bytes(b"%PDF-1.7 nothing")
    found = ledger([tmp_path])
    assert len(found.said) == 2
    assert [each.kind for each in found.contradictions] == ["figures"]
    assert len(found.unread) == 1
