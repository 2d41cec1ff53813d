"""What the registry derives: sizes, 规上, honours and codes, by corpus, at every boundary, and by law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.errors import PanelError
from suance.registry import cell, credit, honours, industry, join, scale, size
from suance.registry.cell import Reading

CORPUS: dict[str, Any] = YAML(typ="safe").load((Path(__file__).parent / "corpus" / "registry.yaml").read_text("utf-8"))
ENDLESS = {"revenue": Decimal(10**15), "staff": Decimal(10**9), "assets": Decimal(10**15)}
INDUSTRIES = sorted({row[0] for row in CORPUS["sizes"]})
figure = st.one_of(st.none(), st.integers(0, 10**11), st.sampled_from([20, 299, 300, 1000, 3_000_000, 400_000_000, 120_000_000]))
figures = st.fixed_dictionaries({"revenue": figure, "staff": figure, "assets": figure})


# ── sizes ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", CORPUS["sizes"], ids=lambda row: f"{row[0]} {row[1]}")
def test_a_firm_falls_by_one_class_just_below_each_floor_of_the_standard(row: list[Any]) -> None:
    code, metric, *floors = row
    scaled = 1 if metric == "staff" else 10_000
    least = Decimal(1) if metric == "staff" else Decimal("0.01")
    for level, floor in enumerate(floors):
        for figure, wanted in ((floor * scaled - least, level + 1), (floor * scaled, level), (floor * scaled + least, level)):
            found = size.classify(code, {**ENDLESS, metric: figure})
            assert (found.settled, found.missing) == (size.CLASSES[wanted], ())


@pytest.mark.parametrize("code", CORPUS["outside"])
def test_an_industry_that_the_standard_leaves_out_has_no_size(code: str) -> None:
    found = size.classify(code, ENDLESS)
    assert (found.classes, found.outside, found.settled) == ((), True, None)


def test_an_unknown_figure_leaves_the_classes_that_remain_possible() -> None:
    assert size.classify("C36", {"revenue": 500_000_000}).classes == ("大型", "中型", "小型", "微型")
    found = size.classify("C36", {"revenue": 19_999_999})
    assert (found.classes, found.missing, found.settled) == (("小型", "微型"), ("staff",), None)
    assert size.classify("C36", {"revenue": 2_999_999}).settled == "微型"
    assert size.classify("C36", {}).classes == size.CLASSES
    assert size.classify(None, ENDLESS).settled is None


def test_an_industry_that_is_too_coarse_leaves_what_each_finer_one_gives() -> None:
    assert size.classify("G59", {"staff": 250, "revenue": 10**9}).classes == ("大型", "小型")
    assert size.classify("K", {"revenue": 10**7, "staff": 500, "assets": 10**8}).outside
    assert size.classify("C", {"revenue": 10**9, "staff": 1000}).settled == "大型"


@given(st.sampled_from(INDUSTRIES), figures, st.sampled_from(size.FIGURES), st.integers(0, 10**10))
def test_a_larger_figure_never_makes_a_smaller_firm(code: str, known: dict[str, int | None], metric: str, more: int) -> None:
    before, now = known[metric], size.classify(code, known).classes
    if before is not None:
        larger = size.classify(code, {**known, metric: before + more}).classes
        assert size.CLASSES.index(larger[0]) <= size.CLASSES.index(now[0])
        assert size.CLASSES.index(larger[-1]) <= size.CLASSES.index(now[-1])


@given(st.sampled_from(INDUSTRIES), figures, st.sampled_from(size.FIGURES), st.integers(0, 10**10))
def test_what_is_learnt_only_ever_rules_classes_out(code: str, known: dict[str, int | None], metric: str, learnt: int) -> None:
    unknown = size.classify(code, {**known, metric: None})
    assert set(size.classify(code, {**known, metric: learnt}).classes) <= set(unknown.classes)


# ── 规上 ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", CORPUS["scales"], ids=lambda row: f"{row[0]} {row[1]}")
def test_a_year_reaches_the_line_of_its_industry_exactly(row: list[Any]) -> None:
    code, year, line = row
    for revenue, wanted in ((Decimal(line * 10_000) - Decimal("0.01"), False), (Decimal(line * 10_000), True)):
        assert scale.standing(str(code), year, {"revenue": revenue}).reached is wanted


@pytest.mark.parametrize(
    ("code", "year", "known", "reason"),
    [
        ("C36", 2022, {}, "收入未知"),
        (None, 2022, {"revenue": 10**9}, "行业未知"),
        ("E47", 2022, {"revenue": 10**9}, "有总承包、专业承包资质"),
        ("7010", 2022, {"revenue": 10**9}, "有开发经营活动"),
        ("C36", 2010, {"revenue": 10**9}, "只查到2011年起"),
        ("I65", 2020, {"revenue": 10**9}, "只查到2021年起"),
        ("F", 2022, {"revenue": 10_000_000}, "分不清"),
    ],
)
def test_a_standing_that_nothing_settles_is_open_and_says_why(code: str | None, year: int, known: dict[str, int], reason: str) -> None:
    found = scale.standing(code, year, known)
    assert found.reached is None
    assert reason in found.reason


def test_the_revenue_of_the_main_business_counts_where_the_tables_have_it() -> None:
    both = {"main_revenue": 19_999_999, "revenue": 30_000_000}
    assert scale.standing("C36", 2022, both).reached is False
    assert scale.standing("C36", 2022, {"revenue": 30_000_000}, frozenset({"main_revenue", "revenue"})).reached is None
    assert scale.standing("A01", 2022, {}).reached is False


@pytest.mark.parametrize(
    ("years", "since", "founded", "first", "by"),
    [
        ({2019: False, 2020: True, 2021: True}, None, None, 2020, 2020),
        ({2020: True}, None, None, 2020, 2020),
        ({2018: False, 2020: True}, None, None, None, 2020),
        ({2019: None, 2020: True}, None, None, None, 2020),
        ({2019: False, 2020: True}, 2019, None, None, 2020),
        ({2019: False, 2020: True}, 2019, 2016, None, 2020),
        ({2020: False, 2021: True}, 2019, 2020, 2021, 2021),
        ({2021: True}, 2019, 2020, None, 2021),
        ({2020: False, 2021: None}, None, None, None, None),
        ({2019: True, 2020: False, 2021: True}, None, None, 2019, 2019),
    ],
)
def test_the_first_year_is_known_only_as_far_as_history_is(
    years: dict[int, bool | None], since: int | None, founded: int | None, first: int | None, by: int | None
) -> None:
    found = scale.first(years, since, founded)
    assert (found.year, found.by) == (first, by)


# ── honours ──────────────────────────────────────────────────────────────────


def test_a_certificate_of_three_years_holds_from_its_day_to_the_same_day() -> None:
    term = honours.term("high_tech_firm", "2021-11-30")
    days = {date(2021, 11, 29): False, date(2021, 11, 30): True, date(2024, 11, 30): True, date(2024, 12, 1): False}
    assert {day: term.holds(day) for day in days} == days
    assert "国科发火〔2016〕32号" in term.basis
    assert honours.later(date(2024, 2, 29), 3) == date(2027, 2, 28)


def test_a_coarse_date_leaves_open_what_its_days_disagree_on() -> None:
    term = honours.term("little_giant", "2021")
    wanted = {
        date(2020, 12, 31): False,
        date(2021, 6, 1): None,
        date(2022, 1, 1): True,
        date(2024, 1, 1): True,
        date(2024, 6, 1): None,
        date(2025, 1, 1): False,
    }
    assert {day: term.holds(day) for day in wanted} == wanted


def test_an_honour_without_a_rule_is_open_unless_the_table_says_its_end() -> None:
    assert honours.term("technology_sme", "2023-05-01").holds(date(2023, 6, 1)) is None
    assert honours.term("technology_sme", "2023-05-01").holds(date(2023, 4, 30)) is False
    assert honours.term("technology_sme", "2023-05-01", "2023-12-31").holds(date(2023, 12, 31)) is True
    assert honours.term("technology_sme", "2023-05-01", "2023-12-31").holds(date(2024, 1, 1)) is False


def test_a_renewal_takes_an_honour_further() -> None:
    terms = [honours.term("high_tech_firm", day) for day in ("2018-11-30", "2021-11-30")]
    assert honours.holds(terms, date(2023, 1, 1)) is True
    assert honours.holds(terms[:1], date(2023, 1, 1)) is False


# ── codes, industries, cells ─────────────────────────────────────────────────


@pytest.mark.parametrize("code", CORPUS["codes"])
def test_a_right_code_has_no_fault(code: str) -> None:
    assert credit.fault(credit.tidy(f" {code.lower()} ")) is None


@pytest.mark.parametrize("code", CORPUS["no_codes"])
def test_a_wrong_code_says_what_is_wrong(code: str) -> None:
    fault = credit.fault(code)
    assert fault is not None
    assert CORPUS["no_codes"][code] in fault[0]


@given(st.text(credit.ALPHABET, min_size=9, max_size=9), st.integers(0, 16), st.sampled_from(credit.ALPHABET))
def test_a_character_that_changes_is_always_found(subject: str, place: int, other: str) -> None:
    first = f"91320400{subject}"
    code = first + credit.check(first)
    assert credit.fault(code) is None
    changed = code[:place] + other + code[place + 1 :]
    assert changed == code or credit.fault(changed) is not None


@pytest.mark.parametrize(("code", "words"), [(code, each) for code, phrases in CORPUS["industries"].items() for each in phrases])
def test_an_industry_is_told_by_its_code_or_name(code: str, words: str) -> None:
    assert industry.code(words) == code


@pytest.mark.parametrize("words", CORPUS["no_industries"])
def test_words_that_are_no_industry_are_refused(words: str) -> None:
    with pytest.raises(PanelError):
        size.classify(words, {})


@pytest.mark.parametrize(("value", "text"), [(value, each) for value, phrases in CORPUS["money"].items() for each in phrases])
def test_an_offices_ways_of_writing_money_are_one_sum(value: str, text: str) -> None:
    assert cell.read(text, Reading("money", 4, signed=False)) == int(value) * 100


@pytest.mark.parametrize("text", CORPUS["no_money"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(PanelError):
        cell.read(str(text), Reading("money", 4, signed=False))


@pytest.mark.parametrize(("value", "text"), [(value, each) for value, phrases in CORPUS["dates"].items() for each in phrases])
def test_an_offices_ways_of_writing_days_are_one_day(value: str, text: str) -> None:
    assert cell.read(text, Reading("date")) == value


@pytest.mark.parametrize("text", CORPUS["no_dates"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(PanelError):
        cell.read(text, Reading("date"))


@pytest.mark.parametrize(("one", "other"), CORPUS["names"]["same"])
def test_names_that_differ_in_width_brackets_and_blanks_are_one(one: str, other: str) -> None:
    assert join.fold(one) == join.fold(other)


@pytest.mark.parametrize(("one", "other"), CORPUS["names"]["alike"])
def test_names_that_differ_in_more_are_only_alike(one: str, other: str) -> None:
    assert join.fold(one) != join.fold(other)
    assert join.loose(join.fold(one)) == join.loose(join.fold(other))
