"""Periods: the corpus is the specification, told from a fixed day, and laws that hold for every day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.period import bounds, find, format_period, is_period, parse

CORPUS: dict[str, Any] = YAML(typ="safe").load((Path(__file__).parent / "corpus" / "periods.yaml").read_text("utf-8"))
TODAY: date = CORPUS["today"]


def cases(section: str) -> list[tuple[str, Any]]:
    return [(str(key), entry) for key, entry in CORPUS[section].items()]


# ── the corpus ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("period", "text"), [(period, str(text)) for period, texts in cases("periods") for text in texts])
def test_an_expression_of_time_means_its_period(period: str, text: str) -> None:
    assert parse(text, TODAY) == period


@pytest.mark.parametrize("text", CORPUS["unresolved"])
def test_what_has_no_period_of_its_own_is_found_without_one(text: str) -> None:
    assert parse(text, TODAY) is None
    assert [expression.period for expression in find(text, TODAY)] == [None]


@pytest.mark.parametrize("text", CORPUS["not"])
def test_numbers_and_names_are_no_expressions_of_time(text: str) -> None:
    assert find(str(text), TODAY) == []


@pytest.mark.parametrize(("text", "expected"), cases("texts"))
def test_expressions_are_found_in_running_text_with_kind_and_role(text: str, expected: list[str]) -> None:
    assert [f"{text[e.start : e.end]} = {e.period} {e.kind} {e.role}" for e in find(text, TODAY)] == expected


@pytest.mark.parametrize(("period", "forms"), cases("written"))
def test_a_period_is_written_in_both_languages(period: str, forms: list[str]) -> None:
    assert [format_period(period), format_period(period, lang="en")] == forms


@pytest.mark.parametrize(("period", "days"), cases("bounds"))
def test_a_period_has_a_first_and_a_last_day(period: str, days: list[date]) -> None:
    assert list(bounds(period)) == days


@pytest.mark.parametrize("text", CORPUS["not_periods"])
def test_what_is_not_written_as_a_period_is_none(text: str) -> None:
    assert not is_period(text)
    with pytest.raises(ValueError, match="no period"):
        bounds(text)


# ── the day of publication ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["今年", "去年", "上半年", "一季度", "2月7日", "1—7月", "前5个月", "年底", "月底", "本月", "上季度", "昨日", "8日", "全年"]
)
def test_without_a_day_of_publication_relative_words_stay_open(text: str) -> None:
    assert [(e.start, e.end, e.period) for e in find(text, None)] == [(0, len(text), None)]


@pytest.mark.parametrize("text", ["2021年", "2021年1—7月", "“十四五”期间", "2021—2025年", "2021年上半年"])
def test_words_that_name_their_year_need_no_day_of_publication(text: str) -> None:
    assert parse(text, None) == parse(text, TODAY) is not None


@pytest.mark.parametrize(
    ("text", "day", "period"),
    [
        ("12月", date(2022, 2, 8), "2021-12"),
        ("四季度", date(2022, 1, 20), "2021-Q4"),
        ("上半年", date(2022, 2, 8), "2022-H1"),
        ("6月底前", date(2022, 2, 8), "2022-06"),
        ("3月底前", date(2021, 12, 20), "2022-03"),
        ("截至11月底", date(2022, 1, 5), "2021-11"),
        ("上月", date(2022, 1, 5), "2021-12"),
        ("上季度", date(2022, 2, 5), "2021-Q4"),
        ("30日", date(2022, 1, 5), "2021-12-30"),
        ("昨日", date(2022, 1, 1), "2021-12-31"),
        ("30日", date(2022, 3, 5), None),
        ("全年", date(2022, 2, 8), None),
        ("截至年底", date(2022, 12, 30), "2022"),
    ],
)
def test_bare_months_are_told_from_the_day_of_publication(text: str, day: date, period: str | None) -> None:
    assert parse(text, day) == period


# ── laws ─────────────────────────────────────────────────────────────────────

YEARS = st.integers(min_value=1900, max_value=2099)
DAYS = st.dates(min_value=date(1901, 1, 1), max_value=date(2099, 12, 31))
HALVES = [f"-Q{n}" for n in range(1, 5)] + ["-H1", "-H2"]
MONTHS = st.builds("{}-{:02d}".format, YEARS, st.integers(1, 12))
SINGLE = st.one_of(YEARS.map(str), MONTHS, DAYS.map(str), st.builds("{}{}".format, YEARS, st.sampled_from(HALVES)))


def spans(ends: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(ends, min_size=2, max_size=2, unique=True).map(lambda pair: "/".join(sorted(pair)))


PERIODS = st.one_of(SINGLE, spans(YEARS.map(str)), spans(MONTHS), spans(DAYS.map(str)))


@given(PERIODS)
def test_reading_a_written_period_gives_the_period(period: str) -> None:
    assert is_period(period)
    assert parse(period, None) == period
    assert parse(format_period(period), None) == period


@given(PERIODS)
def test_a_period_ends_after_it_begins(period: str) -> None:
    first, last = bounds(period)
    assert first <= last
    assert period.startswith(str(first.year))


@given(DAYS)
def test_relative_words_and_full_dates_agree(day: date) -> None:
    assert parse("昨日", day) == str(day - timedelta(days=1))
    assert parse(f"{day.month}月{day.day}日", day) == str(day)
    assert parse("今年", day) == str(day.year)


@given(st.text(alphabet="0123456789年月日前后今去上下半季度一二三四五十〇第至到-—、。“”期间末底初以来同截个 ", max_size=40), st.none() | DAYS)
def test_any_text_is_read_without_fault_and_spans_are_in_order(text: str, day: date | None) -> None:
    end = 0
    for expression in find(text, day):
        assert end <= expression.start < expression.end <= len(text)
        assert expression.period is None or is_period(expression.period)
        end = expression.end


@given(st.text(max_size=30))
def test_any_phrase_is_a_period_or_none(text: str) -> None:
    assert parse(text, TODAY) is None or is_period(parse(text, TODAY) or "")


@pytest.mark.parametrize(
    "text",
    [
        "明年的" * 50_000,
        "2021、" * 20_000,
        "2021年至" * 20_000,
        "1月" * 50_000,
        "1" * 100_000,
        "十" * 50_000,
        "“十" * 30_000,
        "的" * 300_000,
        "年" * 50_000,
    ],
    ids=lambda text: f"{text[:6]}×{len(text)}",
)
def test_hostile_text_is_read_in_one_pass(text: str) -> None:
    assert len(find(text, TODAY)) <= len(text)
