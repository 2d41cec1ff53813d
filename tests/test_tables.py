"""Tables become facts: the corpus is the specification; laws hold for any table; time grows with its size only."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from papers import docx, para, table
from suance.extract import extract
from suance.extract.tables.cell import Cell, unit_as_written, unit_of
from suance.model import Document, Fact, Paragraph
from suance.read import read

CORPUS = Path(__file__).parent / "corpus" / "tables.yaml"
KINDS = ("statistic", "target", "award", "limit", "fund", "instrument")


def document(lines: str, *, title: str = "云川市统计资料", date: str | None = "2022-03-01", kind: str = "news") -> Document:
    """A document of the lines; those with | are rows, as readers give them."""
    text = lines.strip("\n").replace("|", "\t")
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(start, start + len(line), "table" if "\t" in line else "text"))
        start += len(line) + 1
    return Document("table", text, tuple(paragraphs), "", "html", title=title, published=date, kind=kind)


def cases() -> list[Any]:
    """Every table of the corpus, named by its section and what it shows."""
    sections = YAML(typ="safe").load(CORPUS.read_text("utf-8"))
    return [pytest.param(case, id=f"{section}: {case['name']}") for section, group in sections.items() for case in group]


def slot(fact: Fact, key: str) -> Any:
    """A slot as the corpus writes it: thresholds as `ge 100`, a cap as its value, review as whether there is one."""
    record = fact.to_record()
    if key == "thresholds":
        return [f"{t['comparator']} {t['value']}" for t in record["thresholds"]]
    if key == "cap":
        return record["cap"]["value"] if "cap" in record else None
    return bool(fact.review) if key == "review" else record.get(key)


@pytest.mark.parametrize("case", cases())
def test_a_table_says_what_the_corpus_says(case: dict[str, Any]) -> None:
    read = document(case["table"], **{key: case[key] for key in ("kind", "date", "title") if key in case})
    facts = extract(read)
    wanted = [next((key, str(value)) for key, value in fact.items() if key in KINDS) for fact in case["facts"]]
    assert [(fact.kind, read.text[fact.start : fact.end]) for fact in facts] == wanted
    for fact, want in zip(facts, case["facts"], strict=True):
        named = {key: value for key, value in want.items() if key not in KINDS}
        assert {key: slot(fact, key) for key in named} == named


def test_what_a_figure_has_from_its_heads_says_where_it_stands() -> None:
    read = document("单位：万元\n指标|2021年\n税收|1,250.5")
    (fact,) = extract(read)
    assert {name: read.text[slice(*span)] for name, span in fact.inherited.items()} == {"indicator": "税收", "unit": "万元", "period": "2021年"}
    assert fact.value == Decimal("12505000")
    assert fact.review is None


def test_a_time_before_the_table_holds_in_it() -> None:
    read = document("2020年，全市工业情况如下表。\n指标|数值\n工业投资（亿元）|500")
    assert [(fact.period, read.text[slice(*fact.inherited["period"])], fact.review) for fact in extract(read)] == [
        ("2020", "2020年", "时期取自表前的文字")
    ]


def test_a_time_in_a_table_does_not_hold_after_it() -> None:
    read = document("指标|2019年\n工业投资（亿元）|500\n全市有高新技术企业1200家。")
    assert [fact.period for fact in extract(read)] == ["2019", None]


def test_text_without_tables_is_read_as_before() -> None:
    assert [fact.indicator for fact in extract(document("2021年，全市工业投资500亿元。"))] == ["工业投资"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("亿元", ("CNY", Decimal(100000000))), ("万户", ("户", Decimal(10000))), ("%", ("%", Decimal(1))),
        ("‰", ("%", Decimal("0.1"))),
        ("个百分点", ("pp", Decimal(1))), ("元/台", ("CNY", Decimal(1))),
        ("台（套）", ("台", Decimal(1))), ("亿千瓦时", ("千瓦时", Decimal(100000000))),
        ("千克", ("千克", Decimal(1))), ("现价", None), ("", None), ("2021", None), ("万", None),
    ],
)  # fmt: skip
def test_a_unit_is_what_it_names(words: str, expected: tuple[str, Decimal] | None) -> None:
    unit = unit_of(words)
    assert (unit and (unit.name, unit.factor)) == expected


def test_a_unit_column_may_have_a_unit_that_nothing_else_knows() -> None:
    assert [(unit.name, unit.factor) for unit in map(unit_as_written, ("微克/立方米", "万标台")) if unit] == [
        ("微克/立方米", Decimal(1)),
        ("标台", Decimal(10000)),
    ]
    assert unit_as_written("—") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5", "1234.5"), ("-3.2", "-3.2"), ("－3.2", "-3.2"), ("０．５", "0.5"), ("≥3.2", "3.2"), ("12%", "12"), ("7左右", "7"),
        ("[15]", "15"), ("3万", "30000"),
        ("", None), ("—", None), ("0519", None), ("13812345678", None), ("2021-06-30", None), ("1.2.3", None), ("甲3", None),
        ("3年", None), ("(5)", None), ("20—10", None),
    ],
)  # fmt: skip
def test_a_cell_is_a_figure_or_it_is_none(text: str, expected: str | None) -> None:
    value = Cell(text, 0).value(unit_of("%"))
    assert (value and value.value) == (Decimal(expected) if expected else None)


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["指标", "2021年", "产值（亿元）", "增长（%）", "", "—", "12.5", "-3", "甲", "合计", "最高50万元", "奖励标准", "单位", "注：略"]
            ),
            min_size=1,
            max_size=5,
        ),
        max_size=8,
    )
)
def test_any_table_is_read_without_error_and_every_span_lies_in_it(rows: list[list[str]]) -> None:
    read = document("\n".join("|".join(row) for row in rows))
    for fact in extract(read):
        assert 0 <= fact.start < fact.end <= len(read.text)
        assert "\t" not in read.text[fact.start : fact.end]
        assert all(0 <= start < end <= len(read.text) for start, end in fact.inherited.values())
        assert Fact.from_record(fact.to_record()) == fact


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.sampled_from(["元", "万元", "亿元", "%", "家", "万吨"]))
def test_a_value_is_its_number_times_its_unit_exactly(number: Decimal, word: str) -> None:
    unit = unit_of(word)
    value = Cell(f"{number:f}", 0).value(unit)
    assert unit
    assert value
    assert value.value == number * unit.factor


def test_a_table_of_many_rows_is_read_whole() -> None:
    rows = "\n".join(f"产品{chr(0x4E00 + n)}|{n}.5|{n % 30}" for n in range(1, 3001))
    facts = extract(document(f"2021年产品产量\n产品|产量（万吨）|增速（%）\n{rows}"))
    assert len(facts) == 6000


def test_a_table_in_a_word_document_gives_the_facts_of_its_cells() -> None:
    cells = [["指标", "2021年", "比上年增长（%）"], ["地区生产总值", "800.5", "8.1"], ["工业投资", "120", "-3.2"]]
    facts = extract(read(docx(para("主要经济指标") + para("单位：亿元") + table(cells) + para("后文。"))))
    assert [(fact.value, fact.unit, fact.indicator, fact.measure, fact.period) for fact in facts] == [
        (Decimal("80050000000"), "CNY", "地区生产总值", "level", "2021"),
        (Decimal("8.1"), "%", "地区生产总值", "growth", "2021"),
        (Decimal("12000000000"), "CNY", "工业投资", "level", "2021"),
        (Decimal("-3.2"), "%", "工业投资", "growth", "2021"),
    ]
