"""Quantities: the corpus is the specification, and laws that hold for every number."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.errors import InputError
from suance.model import Comparator, decimal_text
from suance.quantity import (
    COMPARATORS,
    DURATIONS,
    MEASURES,
    MONEY,
    RATES,
    Quantity,
    fen,
    figures,
    format_amount,
    format_quantity,
    number,
    parse,
)

CORPUS: dict[str, Any] = YAML(typ="safe").load((Path(__file__).parent / "corpus" / "quantities.yaml").read_text("utf-8"))


def cases(section: str) -> list[tuple[str, str]]:
    return [(str(key), str(phrase)) for key, phrases in CORPUS[section].items() if key != "not" for phrase in phrases]


def quantity(text: str) -> Quantity:
    """`le 500000 CNY` and `between 5 20 %` as quantities."""
    comparator, *values, unit = text.split()
    assert comparator in get_args(Comparator)
    value, *upper = map(Decimal, values)
    return Quantity(value, unit.strip('"'), cast(Comparator, comparator), upper[0] if upper else None)


def chinese_numeral(value: int) -> str:
    """The standard Chinese numeral of an integer below 10^12: 10005 is 一万零五, 15 is 一十五."""
    if value == 0:
        return "零"
    text, pending = "", False
    for place in range(11, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += ("零" if pending and text else "") + "零一二三四五六七八九"[digit] + ("", "十", "百", "千")[place % 4]
            pending = False
        else:
            pending = True
        if place in (4, 8) and value // 10**place % 10_000:
            text += {4: "万", 8: "亿"}[place]
            pending = False if digit else pending
    return text


# ── the corpus ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("value", "text"), cases("numbers"))
def test_a_numeral_has_exactly_its_value(value: str, text: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", CORPUS["numbers"]["not"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert number(str(text)) is None


@pytest.mark.parametrize(("meaning", "text"), cases("quantities"))
def test_a_phrase_is_read_with_value_unit_and_comparator(meaning: str, text: str) -> None:
    assert parse(text) == quantity(meaning)


@pytest.mark.parametrize("text", CORPUS["quantities"]["not"])
def test_what_is_not_one_quantity_is_refused_in_one_line_with_a_hint(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(text)
    assert f"“{text}”" in refused.value.what
    assert refused.value.hint
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("text", "expected"), CORPUS["figures"].items())
def test_figures_are_found_in_running_text(text: str, expected: list[str]) -> None:
    found = [(text[figure.start : figure.end], figure.quantity) for figure in figures(text)]
    assert found == [(written, quantity(meaning)) for written, meaning in (line.split(" = ") for line in expected)]


@pytest.mark.parametrize("text", CORPUS["not_figures"])
def test_names_ordinals_dates_and_classes_are_no_figures(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(("text", "value"), CORPUS["amounts"].items())
def test_an_amount_is_written_in_its_shortest_exact_form(text: str, value: str) -> None:
    assert format_amount(Decimal(value), lang="en" if "CNY" in text else "zh") == text


# ── laws ─────────────────────────────────────────────────────────────────────

AMOUNTS = st.decimals(min_value=Decimal("-1e15"), max_value=Decimal("1e15"), places=2, allow_nan=False)
UNITS = sorted({"CNY", "USD", "EUR", "HKD", "JPY", "%", "pp", "倍", ""} | DURATIONS | MEASURES)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_and_arabic_numerals_agree(value: int) -> None:
    assert number(chinese_numeral(value)) == value
    assert number(f"{value:,}") == value
    assert number(chinese_numeral(value).translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))) == value


@given(AMOUNTS, st.sampled_from(["百", "千", "万", "十万", "百万", "千万", "亿", "百亿", "千亿", "万亿"]))
def test_a_multiplier_multiplies_exactly(value: Decimal, scale: str) -> None:
    factor = number(scale)
    if factor is not None and scale != "十万":
        assert number(decimal_text(abs(value)) + scale) == abs(value) * factor


@given(AMOUNTS)
def test_reading_a_written_amount_gives_the_amount(value: Decimal) -> None:
    assert parse(format_amount(value)) == Quantity(value, "CNY")


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    value, unit = draw(AMOUNTS), draw(st.sampled_from(UNITS))
    comparator = draw(st.sampled_from(get_args(Comparator)))
    if comparator == "between":
        value = abs(value)
        return Quantity(value, unit, "between", value + draw(st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)))
    return Quantity(value, unit, comparator)


@given(quantities())
def test_reading_a_written_quantity_gives_the_quantity(value: Quantity) -> None:
    assert parse(format_quantity(value)) == value


@given(quantities())
def test_a_written_quantity_is_found_in_running_text_too(value: Quantity) -> None:
    text = f"其中：{format_quantity(Quantity(abs(value.value), value.unit))}。"
    if value.unit and value.unit != "分":
        assert [(f.start, f.end) for f in figures(text)] == [(3, len(text) - 1)]


@given(
    st.text(
        alphabet="零一二三四五六七八九十百千万亿两半0123456789.,，、-—~至到%元角分个家名年月超过不约近以上（）含余多第数几成倍增翻番:/ 的",
        max_size=40,
    )
)
def test_any_text_is_read_without_fault_and_spans_are_in_order(text: str) -> None:
    end = 0
    for figure in figures(text):
        assert end <= figure.start < figure.end <= len(text)
        assert (figure.quantity.comparator == "between") == (figure.quantity.value_max is not None)
        end = figure.end


@given(st.text(max_size=30))
def test_a_phrase_is_read_or_refused_but_never_breaks(text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse(text), Quantity)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(COMPARATORS))
def test_each_comparator_word_means_the_same_on_its_side(value: int, entry: tuple[str, str, Comparator]) -> None:
    word, side, comparator = entry
    text = f"{word}{value}万元" if side == "left" else f"{value}万元{word}"
    assert parse(text) == Quantity(Decimal(value * 10_000), "CNY", comparator)


def test_the_longest_comparator_word_comes_first() -> None:
    lengths = [len(word) for word, _, _ in COMPARATORS]
    assert lengths == sorted(lengths, reverse=True)


def test_every_unit_is_read_after_a_numeral() -> None:
    for word in {*MONEY, *RATES, *DURATIONS, *MEASURES} - {"分"}:
        assert [(f.start, f.end) for f in figures(f"共7{word}")] == [(1, 2 + len(word))], word


# ── money in 分 ──────────────────────────────────────────────────────────────


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_whole_fen_are_exact(value: int) -> None:
    assert fen(Decimal(value).scaleb(-2)) == value


@pytest.mark.parametrize("value", ["0.001", "12345.678", "NaN", "Infinity"])
def test_what_is_no_whole_number_of_fen_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="分"):
        fen(Decimal(value))


def test_figures_beyond_the_usual_precision_stay_exact() -> None:
    written = "123456789012345678901234567890.12亿元"
    assert parse(written).value == Decimal("12345678901234567890123456789012000000")
    assert parse(format_amount(parse(written).value)) == parse(written)


# ── linear time: each text would take minutes if reading were quadratic ─────


@pytest.mark.parametrize(
    "text",
    [
        "的" * 300_000, "1" * 100_000, "1" * 100_000 + "万元", "第" * 50_000, "一" * 50_000, "十" * 50_000, "第第七" * 20_000,
        "1," * 20_000, "1,234" * 10_000, "1、" * 20_000, "1-" * 20_000, "1." * 20_000, "三分之" * 10_000, "5 " * 20_000,
        "万亿" * 9_000, "超过达到" * 20_000 + "5亿元",
    ],
    ids=lambda text: f"{text[:4]}×{len(text)}",
)  # fmt: skip
def test_hostile_text_is_read_in_one_pass(text: str) -> None:
    assert len(figures(text)) <= len(text)
