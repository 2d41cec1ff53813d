"""Totals of lines, and what a panel remembers of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awarding import crossing, firm_years, panels, policies, policy_of
from suance.award import PARTS, Part, award, panel, save, total, totals
from suance.award.panel import Panel
from suance.award.plan import from_policy
from suance.errors import PanelError
from suance.table.parquet import sheet

WINNERS = policy_of(crossing({"id": "t20", "over": "20元", "fixed": "2元"}, {"id": "t10", "over": "10元", "up_to": "1元"}))
Tables = Mapping[str, Sequence[Mapping[str, Any]]]
Write = Callable[[Tables], Panel]


@pytest.fixture
def parquet(tmp_path: Path) -> Write:
    """Writes tables as Parquet, with the types of a statistics office: whole numbers and text; gives the panel."""
    import duckdb

    def write(tables: Tables) -> Panel:
        for name, rows in tables.items():
            columns = {column: "BIGINT" if column in ("year", "revenue") else "VARCHAR" for column in rows[0]}
            with duckdb.connect() as connection:
                connection.execute(f"CREATE TABLE t ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
                connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", [list(row.values()) for row in rows])
                connection.execute(f"COPY t TO '{tmp_path / name}.parquet'")
        return panel.load(tmp_path)

    return write


@settings(max_examples=60)
@given(st.data(), policies(), st.booleans(), st.sets(st.sampled_from(PARTS)))
def test_totals_are_the_sums_of_the_lines(data: st.DataObject, policy: Any, supplied: bool, by: set[Part]) -> None:
    at_hand = data.draw(panels(policy))
    try:
        lines = award(policy, at_hand, supplied=supplied)
    except PanelError:
        return
    expected = total.folded(from_policy(policy), by, map(total.of, lines))
    assert totals(policy, at_hand, by=tuple(by), supplied=supplied) == expected
    assert totals(policy, at_hand, by=tuple(by), supplied=supplied, engine="interpreter") == expected


def test_a_second_run_on_the_same_panel_gives_what_the_first_gave(parquet: Write) -> None:
    at_hand = parquet({"firm_years": firm_years(A={2022: "5", 2023: "15", 2024: "25"}, B={2022: None, 2024: "30"})})
    first = totals(WINNERS, at_hand)
    assert at_hand.remembered
    assert first == totals(WINNERS, at_hand) == total.folded(from_policy(WINNERS), PARTS, map(total.of, award(WINNERS, at_hand)))


@settings(max_examples=60)
@given(st.data(), policies(), policies())
def test_what_is_remembered_of_one_policy_is_right_for_another(data: st.DataObject, policy: Any, other: Any) -> None:
    at_hand = data.draw(panels(policy))
    for asked in (policy, other, policy):
        try:
            expected = totals(asked, at_hand, engine="interpreter")
        except PanelError:
            continue
        assert totals(asked, at_hand) == expected


def test_a_year_that_a_firm_lacks_keeps_later_ones_open_in_a_parquet_file(parquet: Write) -> None:
    at_hand = parquet({"firm_years": firm_years(A={2022: "5", 2024: "15"}, B={2022: "5", 2023: "6", 2024: "15"})})
    assert award(WINNERS, at_hand, engine="duckdb") == award(WINNERS, at_hand)
    assert [(line.subject_id, line.year, line.status) for line in award(WINNERS, at_hand)] == [
        ("A", 2023, "unknown"),
        ("A", 2024, "unknown"),
        ("B", 2024, "granted"),
    ]


def test_a_year_that_stands_twice_is_refused_in_a_parquet_file_however_low_it_is(parquet: Write) -> None:
    rows = [*firm_years(A={2022: "5", 2023: "6"}), *firm_years(B={2022: "5"}), *firm_years(A={2023: "7"})]
    with pytest.raises(PanelError, match="重复"):
        totals(WINNERS, parquet({"firm_years": rows}))


def test_a_firm_of_firm_years_that_firms_lacks_is_refused_in_a_parquet_file(parquet: Write) -> None:
    with pytest.raises(PanelError, match="不在 firms 表中"):
        totals(WINNERS, parquet({"firms": [{"firm_id": "A"}], "firm_years": firm_years(A={2022: "5"}, B={2022: "5"})}))


@pytest.mark.parametrize("homes", ["AB", "BA", "ABC", "CAB", "AAB"])
@pytest.mark.parametrize("mixed", [False, True])
def test_in_whatever_order_firms_and_their_years_stand_in_parquet_files_the_lines_are_the_same(parquet: Write, homes: str, mixed: bool) -> None:
    rows = firm_years(A={2022: "5", 2023: "15"}, B={2021: "5", 2022: "6", 2023: "25"})
    at_hand = parquet({"firms": [{"firm_id": name} for name in homes], "firm_years": rows[::-1] if mixed else rows})
    if "AA" in homes:
        with pytest.raises(PanelError, match="重复"):
            award(WINNERS, at_hand, engine="duckdb")
        return
    assert award(WINNERS, at_hand, engine="duckdb") == award(WINNERS, at_hand)
    assert [line.subject_id for line in award(WINNERS, at_hand)] == ["A", "B"]


@pytest.mark.parametrize("name", [" A", "A ", "A\u3000", "未知", "-"])
def test_a_name_that_a_person_would_write_otherwise_is_read_as_in_any_other_file(parquet: Write, name: str) -> None:
    at_hand = parquet({"firm_years": [*firm_years(A={2022: "5"}), {"firm_id": name, "year": 2023, "revenue": "15"}]})
    try:
        expected: Any = award(WINNERS, at_hand)
    except PanelError as error:
        with pytest.raises(PanelError, match=str(error)[:8]):
            award(WINNERS, at_hand, engine="duckdb")
        return
    assert award(WINNERS, at_hand, engine="duckdb") == expected


def test_a_file_that_changed_is_looked_at_anew(parquet: Write) -> None:
    at_hand = parquet({"firm_years": firm_years(A={2022: "5", 2023: "15"})})
    before = totals(WINNERS, at_hand)
    parquet({"firm_years": firm_years(A={2022: "5", 2023: "15"}, B={2022: "5", 2024: "15"})})
    os.utime(Path(at_hand.source) / "firm_years.parquet", ns=(0, 0))
    assert [found.lines for found in before] == [1]
    assert sum(found.lines for found in totals(WINNERS, at_hand)) == 3


def test_a_history_of_more_than_sixty_years_is_checked_too(parquet: Write) -> None:
    years = dict.fromkeys(range(1950, 2025), "5")
    assert totals(WINNERS, parquet({"firm_years": firm_years(A=years)})) == []
    with pytest.raises(PanelError, match="重复"):
        totals(WINNERS, parquet({"firm_years": [*firm_years(A=years), *firm_years(A={1950: "6"})]}))


# ── rules of one shape ───────────────────────────────────────────────────────

PLACES = ("常州市", "苏州市", "南京市")


@st.composite
def families(draw: st.DrawFn) -> Any:
    """A policy of several yearly awards, most of them equal but for their constants."""
    awards = []
    for number in range(draw(st.integers(2, 6))):
        when: list[dict[str, Any]] = [
            {"attribute": "region", "in": draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))},
            {"metric": "revenue", draw(st.sampled_from(("ge", "ge", "lt"))): draw(st.sampled_from(("10元", "20元", "20.01元")))},
        ]
        if draw(st.integers(0, 3)) == 0:
            when.append({"any": [{"metric": "rd_intensity", "ge": draw(st.sampled_from(("3%", "3.5%")))}, {"has": "high_tech_firm"}]})
        pay: dict[str, Any] = {draw(st.sampled_from(("rate", "rate", "up_to_rate"))): draw(st.sampled_from(("20%", "0.15%", "33.3333%")))}
        pay["of"] = "rd_expense"
        if draw(st.booleans()):
            pay["up_to"] = draw(st.sampled_from(("0.05元", "1元", "100亿元")))
        awards.append({"id": f"a{number}", "to": "firm", "on": {"each": "year"}, "when": when, "pay": pay})
    return policy_of(*awards, start=draw(st.sampled_from(("unknown", "2023-01-01"))))


@settings(max_examples=150)
@given(st.data(), families(), st.booleans())
def test_rules_of_one_shape_give_together_what_each_gives_alone(data: st.DataObject, policy: Any, full: bool) -> None:
    at_hand = data.draw(panels(policy))
    try:
        lines = award(policy, at_hand, all=full)
    except PanelError:
        return
    assert award(policy, at_hand, all=full, engine="duckdb") == lines
    assert totals(policy, at_hand) == total.folded(from_policy(policy), PARTS, map(total.of, award(policy, at_hand)))


@pytest.mark.parametrize(("base", "factor"), [("9999999999999999.99", "150%"), ("9223372036854775.8", "33.3333%"), ("61489146912365.17", "150%")])
def test_a_product_that_does_not_fit_into_64_bits_is_exact(base: str, factor: str) -> None:
    pay = {"rate": factor, "of": "rd_expense"}
    awards = [{"id": f"a{n}", "to": "firm", "on": {"each": "year"}, "pay": pay if n else {**pay, "rate": "20%"}} for n in (0, 1)]
    at_hand = panel.of({"firm_years": [{"firm_id": "A", "year": 2023, "rd_expense": base}, {"firm_id": "B", "year": 2023, "rd_expense": "0.01"}]})
    assert award(policy_of(*awards), at_hand, engine="duckdb") == award(policy_of(*awards), at_hand)


# ── lines as a file ──────────────────────────────────────────────────────────


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), policies(), st.booleans(), st.booleans())
def test_lines_that_sql_writes_to_a_file_are_those_that_a_program_gets(
    tmp_path: Path, data: st.DataObject, policy: Any, full: bool, supplied: bool
) -> None:
    at_hand = data.draw(panels(policy))
    by_sql, by_hand = tmp_path / "sql.parquet", tmp_path / "hand.parquet"
    try:
        count = save(policy, at_hand, by_hand, all=full, supplied=supplied, engine="interpreter")
    except PanelError:
        return
    assert save(policy, at_hand, by_sql, all=full, supplied=supplied) == count
    assert sheet(by_sql).rows == sheet(by_hand).rows
