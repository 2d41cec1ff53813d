"""Splits, instalments and claw-backs: by hand, and the laws that parts make up the whole and no more is returned than was paid."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from awarding import CONDITIONS, YEARS, fitting, panel_of, panels, policies, policy_of
from engines import ENGINES, told
from suance.award import PARTS, award, panel, save, total, totals
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.award.parts import shares
from suance.award.plan import from_policy
from suance.errors import PanelError, PolicyError
from suance.model import Line
from suance.policy.schema import Award, Policy, build
from suance.table.parquet import sheet

HALVES: list[dict[str, Any]] = [{"parts": {"city": "50%", "county": "50%"}}]
TWO_YEARS: list[dict[str, Any]] = [{"id": "i1", "after": 0, "share": "40%"}, {"id": "i2", "after": 1, "share": "60%"}]


def giant(**more: Any) -> Policy:
    """A sum of 100.01元 for firms that are recognised."""
    on = {"recognised": "little_giant", "subject": "firm"}
    return policy_of({"id": "giant", "to": "firm", "on": on, "pay": {"fixed": "100.01元"}, **more})


def firms(*events: tuple[str, str, str], **tables: Any) -> Panel:
    """A panel of firm A with events, firm_years as far as given, and further tables."""
    rows = [{"subject_id": firm, "event": event, "date": day} for firm, event, day in events]
    return panel.of({"firms": [{"firm_id": "A", "region": "常州市"}], "events": rows, **tables})


def both(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines, or the refusal, which are those of either engine."""
    assert told(policy, at_hand, engine="duckdb", **more) == told(policy, at_hand, engine="interpreter", **more)
    return award(policy, at_hand, **more)


def parts(found: list[Line]) -> list[tuple[int, str | None, str, str]]:
    """Year, part and both ends of each line."""
    return [(line.year, line.part, f"{line.amount_min:f}", f"{line.amount_max:f}") for line in found]


NAMED = ("A", "little_giant", "2022-05-01")


def test_a_split_is_to_the_cent_and_what_remains_goes_to_the_largest_remainder_the_first_of_equal_ones() -> None:
    assert parts(both(giant(split=HALVES), firms(NAMED))) == [(2022, "city", "50.01", "50.01"), (2022, "county", "50.00", "50.00")]
    thirds = [{"parts": {"a": "1/3", "b": "1/3", "c": "1/3"}}]
    assert [line.amount for line in both(giant(split=thirds), firms(NAMED))] == [Decimal("33.34"), Decimal("33.34"), Decimal("33.33")]


def test_the_first_row_of_a_split_whose_conditions_hold_divides_and_a_missing_fact_leaves_a_range() -> None:
    rows = [{"parts": {"city": "100%"}, "when": [{"attribute": "region", "in": ["常州市"]}]}, *HALVES]
    assert parts(both(giant(split=rows), firms(NAMED))) == [(2022, "city", "100.01", "100.01")]
    unknown = firms(NAMED, firms=[{"firm_id": "A", "region": None}])
    assert parts(both(giant(split=rows), unknown)) == [(2022, "city", "50.01", "100.01"), (2022, "county", "0.00", "50.00")]
    assert "缺所在地区" in both(giant(split=rows), unknown)[0].reason


def test_instalments_fall_due_in_their_own_years_and_are_split_each() -> None:
    found = both(giant(split=HALVES, schedule=TWO_YEARS, payers={"city": "常州市"}), firms(NAMED))
    assert parts(found) == [
        (2022, "i1/city", "20.00", "20.00"),
        (2022, "i1/county", "20.00", "20.00"),
        (2023, "i2/city", "30.01", "30.01"),
        (2023, "i2/county", "30.00", "30.00"),
    ]
    assert found[2].reason.endswith("；分期 i2（60%），常州市份额50%，2023年拨付30.01元")


@pytest.mark.parametrize(
    ("revenue", "ends", "status"), [("10", "60.01 60.01", "granted"), ("9.99", "0.00 0.00", "not_eligible"), (None, "0.00 60.01", "unknown")]
)
def test_an_instalment_is_forfeited_where_its_condition_fails_in_its_year(revenue: str | None, ends: str, status: str) -> None:
    schedule = [TWO_YEARS[0], TWO_YEARS[1] | {"when": [{"metric": "revenue", "ge": "10元"}]}]
    at_hand = firms(NAMED, firm_years=[{"firm_id": "A", "year": 2023, "revenue": revenue}])
    first, second = (line for line in both(giant(schedule=schedule), at_hand, all=True) if line.part)
    assert (first.year, first.amount) == (2022, Decimal("40.00"))
    assert (second.year, f"{second.amount_min} {second.amount_max}", second.status) == (2023, ends, status)


def test_an_instalment_by_an_event_is_paid_in_its_year_and_awaited_before() -> None:
    schedule = [{"id": "start", "event": "started", "share": "30%"}, {"id": "finish", "event": "finished", "share": "70%"}]
    found = both(giant(schedule=schedule), firms(NAMED, ("A", "started", "2023-03-01")), all=True)
    told = {(line.part, line.year, line.status): line.amount for line in found if line.part}
    assert told == {("start", 2023, "granted"): Decimal("30.00"), ("finish", 2022, "not_triggered"): Decimal(0)}


def test_after_the_last_year_of_the_panel_an_honour_that_is_asked_for_is_unknown() -> None:
    schedule = [TWO_YEARS[0], TWO_YEARS[1] | {"when": [{"has": "high_tech_firm"}]}]
    assert both(giant(schedule=schedule), firms(NAMED))[1].status == "unknown"


def test_what_was_paid_up_to_the_event_is_returned_with_interest_by_year_and_nothing_is_paid_after() -> None:
    back = [{"id": "left", "event": "moved_out", "within": 5, "return": "100%", "interest": {"benchmark": "lpr_1y"}}]
    schedule = [{"id": f"i{year}", "after": year, "share": "1/4"} for year in range(4)]
    rates = [{"benchmark": "lpr_1y", "year": year, "value": value} for year, value in ((2022, "4%"), (2023, "3%"))]
    policy, events = giant(schedule=schedule, clawback=back), (NAMED, ("A", "moved_out", "2024-02-01"))
    found = both(policy, firms(*events, benchmarks=rates), all=True)
    # 25.01 for two years at 4% and 3%, 25.00 for one at 3%, 25.00 in the year itself
    owed = Fraction(2501, 100) * Fraction(107, 100) + 25 * Fraction(103, 100) + 25
    assert {line.part: line.amount for line in found if line.part}["left"] == -round(Decimal(owed.numerator) / owed.denominator, 2)
    assert [line.status for line in found if line.part == "i3"] == ["not_eligible"]
    with pytest.raises(PanelError, match="2023年的利率"):
        both(policy, firms(*events, benchmarks=rates[:1]))


@pytest.mark.parametrize(("day", "returned"), [("2022-04-30", False), ("2022-05-01", True), ("2027-12-31", True), ("2028-01-01", False)])
def test_only_an_event_after_the_award_and_within_its_years_claims_back(day: str, returned: bool) -> None:
    back = [{"id": "left", "event": "moved_out", "within": 5, "return": "50%", "interest": "none"}]
    found = both(giant(clawback=back), firms(NAMED, ("A", "moved_out", day)))
    assert ([line.amount for line in found if line.part] == [Decimal("-50.01")]) == returned


def test_a_row_of_paid_that_names_a_part_settles_that_part_only_and_one_that_names_none_the_whole() -> None:
    row = {"policy": "test", "rule": "giant", "subject_id": "A", "year": 2023, "amount": "55", "part": "i2"}
    found = both(giant(schedule=TWO_YEARS), firms(NAMED, paid=[row]))
    assert parts(found) == [(2022, "i1", "40.00", "40.00"), (2023, "i2", "55.00", "55.00")]
    whole = both(giant(schedule=TWO_YEARS), firms(NAMED, paid=[row | {"part": None, "year": 2022}]))
    assert parts(whole) == [(2022, None, "55.00", "55.00")]


def test_what_is_due_after_the_day_is_not_due_yet() -> None:
    assert [line.part for line in both(giant(schedule=TWO_YEARS), firms(NAMED), as_of=date(2022, 12, 31))] == ["i1"]


@pytest.mark.parametrize(("rate", "returned"), [("0.005%", "-100.01"), ("0.004999999999999999%", "-100.00")])
def test_interest_is_rounded_once_and_half_up(rate: str, returned: str) -> None:
    back = [{"id": "left", "event": "moved_out", "within": 5, "return": "100%", "interest": {"benchmark": "lpr_1y"}}]
    at_hand = firms(NAMED, ("A", "moved_out", "2023-02-01"), benchmarks=[{"benchmark": "lpr_1y", "year": 2022, "value": rate}])
    assert both(giant(pay={"fixed": "100元"}, clawback=back), at_hand)[1].amount == Decimal(returned)


def test_a_rate_that_can_be_none_is_refused_by_both_engines() -> None:
    back = [{"id": "left", "event": "moved_out", "within": 5, "return": "100%", "interest": {"benchmark": "lpr_1y"}}]
    at_hand = firms(NAMED, ("A", "moved_out", "2023-02-01"), benchmarks=[{"benchmark": "lpr_1y", "year": 2022, "value": "345%"}])
    with pytest.raises(PanelError, match="2022年的利率"):
        both(giant(clawback=back), at_hand)


def test_a_sum_of_many_digits_is_divided_and_returned_to_the_cent() -> None:
    on = {"recognised": "little_giant", "subject": "firm"}
    thirds = [{"parts": {"a": "333333/999983", "b": "333325/999983", "c": "333325/999983"}}]
    back = [{"id": "left", "event": "moved_out", "within": 30, "return": "999982/999983", "interest": {"benchmark": "lpr_1y"}}]
    pay = {"fixed": "9999999999999999.99元"}
    policy = policy_of({"id": "giant", "to": "firm", "on": on, "pay": pay, "split": thirds, "schedule": TWO_YEARS, "clawback": back})
    rates = [{"benchmark": "lpr_1y", "year": year, "value": f"{year % 7}.123456789012345678%"} for year in range(2022, 2053)]
    found = both(policy, firms(NAMED, ("A", "moved_out", "2052-02-01"), benchmarks=rates))
    assert sum((line.amount or Decimal(0) for line in found if line.part != "left"), Decimal(0)) == Decimal("9999999999999999.99")
    with pytest.raises(PolicyError, match="通分"):
        both(giant(split=[{"parts": {"a": "33.33333333333333%", "b": "66.66666666666667%"}}]), firms(NAMED))


def test_a_project_of_a_firm_that_moves_out_is_returned_and_what_a_cap_let_through_is_what_is_divided() -> None:
    cap = {"id": "most", "per": "firm", "over": "year", "at": "100元", "covers": ["plant"], "overflow": "pro_rata"}
    back = [{"id": "left", "event": "moved_out", "within": 2, "return": "50%", "interest": "none"}]
    plant = {"id": "plant", "to": "project", "on": {"reviewed": "technology_transformation"}, "pay": {"fixed": "80元"}, "caps": [cap]}
    rows = [{"project_id": name, "firm_id": "A", "kind": "technology_transformation", "year": 2022} for name in ("J1", "J2")]
    found = both(policy_of(plant | {"schedule": TWO_YEARS, "clawback": back}), firms(("A", "moved_out", "2022-09-01"), projects=rows), all=True)
    assert [(line.subject_id, line.year, line.part, line.amount, line.status) for line in found[:3]] == [
        ("J1", 2022, "i1", Decimal("20.00"), "cut"),
        ("J1", 2022, "left", Decimal("-10.00"), "granted"),
        ("J1", 2023, "i2", Decimal(0), "not_eligible"),
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"split": [{"parts": {"a": "50%", "b": "40%"}}]}, "9/10"),
        ({"split": [{"parts": {"a": "100%"}, "when": [{"has": "x"}]}]}, "最后一行"),
        ({"schedule": TWO_YEARS[:1]}, "2/5"),
        ({"schedule": [{"id": "i1", "share": "100%"}]}, "恰有一个"),
        ({"split": [{"parts": {"a": "三成"}}]}, "份额"),
        ({"split": HALVES, "payers": {"town": "某镇"}}, "town"),
        ({"split": HALVES, "schedule": [TWO_YEARS[0] | {"id": "city", "share": "100%"}]}, "用了两次"),
    ],
)
def test_shares_that_are_not_the_whole_are_refused(more: dict[str, Any], message: str) -> None:
    plain = giant().awards[0].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    with pytest.raises(PolicyError, match=message):
        build(Award, plain | more)


# ── laws ─────────────────────────────────────────────────────────────────────

RATIOS = st.lists(st.integers(1, 1000), min_size=1, max_size=6).map(lambda weights: [Fraction(weight, sum(weights)) for weight in weights])


@given(st.integers(0, 10**17), RATIOS)
def test_shares_add_up_to_the_sum_and_none_is_a_cent_off(sum_: int, ratios: list[Fraction]) -> None:
    found = shares(sum_, ratios)
    assert sum(found) == sum_
    assert all(abs(share - sum_ * ratio) < 1 for share, ratio in zip(found, ratios, strict=True))


HONOURS = ("high_tech_firm", "little_giant", "industrial_cluster")
SPLITS: st.SearchStrategy[list[dict[str, Any]]] = st.sampled_from(
    (HALVES, [{"parts": {"a": "1/3", "b": "1/3", "c": "1/3"}}], [{"parts": {"a": "12.5%", "b": "87.5%"}}])
)
SCHEDULES: st.SearchStrategy[list[dict[str, Any]]] = st.sampled_from((TWO_YEARS, [{"id": f"i{n}", "after": n, "share": "1/3"} for n in range(3)]))


def claims() -> st.SearchStrategy[dict[str, Any]]:
    """A claw-back, with interest or without."""
    interest = st.sampled_from(("none", {"benchmark": "lpr_1y"}))
    returned = st.sampled_from(("100%", "100%", "1/3", "12.5%"))
    form = {"id": st.just("back"), "event": st.sampled_from(HONOURS), "within": st.integers(0, 3), "return": returned, "interest": interest}
    return st.fixed_dictionaries(form)


@st.composite
def with_parts(draw: st.DrawFn, policy: Policy) -> dict[str, list[dict[str, Any]]]:
    """Tables that fit a policy, with rates of interest, few of them missing, and with sums paid for parts of awards."""
    found = draw(fitting(policy))
    years = [year for year in range(YEARS[0], YEARS[-1] + 5) if draw(st.integers(0, 19))]
    rates = st.sampled_from(("3.45%", "4.0005%", "0%"))
    found["benchmarks"] = [{"benchmark": "lpr_1y", "year": year, "value": draw(rates)} for year in (YEARS[0] - 1, *years)]
    for row in found["paid"]:
        row["part"] = draw(st.sampled_from((None, "i0", "i1", "i2/city", "a", "city")))
    return found


@st.composite
def parted(draw: st.DrawFn, conditions: bool = True) -> Policy:
    """A policy at random whose awards have splits, schedules and claw-backs; without `conditions`, nothing is forfeited or returned."""
    policy = draw(policies())
    awards = []
    for award_ in policy.awards:
        plain = award_.plain()
        split, schedule = draw(SPLITS), draw(SCHEDULES)
        if conditions and award_.subject == "firm" and draw(st.booleans()):
            split = [{"parts": {"a": "20%", "city": "80%"}, "when": [draw(st.sampled_from(CONDITIONS))]}, *split]
            schedule = [*schedule[:-1], schedule[-1] | {"when": [draw(st.sampled_from(CONDITIONS))]}]
        if conditions and draw(st.booleans()):
            schedule = [schedule[0] | {"after": None, "event": draw(st.sampled_from(HONOURS))}, *schedule[1:]]
        if draw(st.booleans()):
            plain["split"] = split
        if draw(st.booleans()):
            plain["schedule"] = schedule
        if conditions and draw(st.booleans()):
            plain["clawback"] = [draw(claims())]
        awards.append(plain)
    return Policy.model_validate(policy.plain() | {"awards": awards})


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines of a panel that is not refused."""
    found = told(policy, at_hand, **more)
    assume(not isinstance(found, str))
    assert isinstance(found, list)
    return found


def whole(policy: Policy) -> Policy:
    """The same policy without parts."""
    return Policy.model_validate(
        policy.plain() | {"awards": [award_.plain() | {"split": [], "payers": {}, "schedule": [], "clawback": []} for award_ in policy.awards]}
    )


@settings(max_examples=40)
@given(st.data(), parted(conditions=False))
def test_the_parts_of_a_split_and_the_instalments_of_a_schedule_add_up_to_the_award(data: st.DataObject, policy: Policy) -> None:
    at_hand = panel_of(data.draw(fitting(policy, ledger=False)))
    given_, divided = (_sums(lines(each, at_hand)) for each in (whole(policy), policy))
    assert given_ == divided


def _sums(found: list[Line]) -> dict[tuple[str, str], tuple[Decimal, Decimal] | None]:
    """What each rule gives each subject over all years, both ends; None where an end is open."""
    sums: dict[tuple[str, str], tuple[Decimal, Decimal] | None] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for line in found:
        before = sums[line.rule, line.subject_id]
        if before is None or line.amount_max is None:
            sums[line.rule, line.subject_id] = None
        else:
            sums[line.rule, line.subject_id] = before[0] + (line.amount_min or 0), before[1] + line.amount_max
    return dict(sums)


@settings(max_examples=40)
@given(st.data(), parted())
def test_no_more_is_returned_than_was_paid(data: st.DataObject, policy: Policy) -> None:
    at_hand = panel_of(data.draw(fitting(policy)))
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines(policy, at_hand):
        paid[line.rule, line.subject_id] += line.amount_min or 0 if line.part == "back" else line.amount_max or Decimal(10**20)
    assert all(sum_ >= 0 for sum_ in paid.values())


@settings(max_examples=60)
@given(st.data(), parted(), st.sampled_from((None, None, date(2022, 2, 6), date(2023, 12, 31))), st.booleans(), st.booleans())
def test_both_engines_give_the_same_parts_and_totals(data: st.DataObject, policy: Policy, as_of: date | None, full: bool, supplied: bool) -> None:
    at_hand = panel_of(data.draw(with_parts(policy)), data.draw(st.sampled_from((None, None, 2019, 2022))))
    found = told(policy, at_hand, as_of=as_of, all=full, supplied=supplied)
    assert found == told(policy, at_hand, as_of=as_of, all=full, supplied=supplied, engine="duckdb")
    if isinstance(found, list):
        sums = total.folded(from_policy(policy), PARTS, map(total.of, award(policy, at_hand, as_of=as_of, supplied=supplied)))
        assert totals(policy, at_hand, as_of=as_of, supplied=supplied) == sums


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), parted())
def test_parts_of_chosen_years_and_one_subject_and_in_a_file_are_those_of_the_interpreter(
    tmp_path: Path, data: st.DataObject, policy: Policy
) -> None:
    at_hand = panel_of(data.draw(with_parts(policy)))
    everything = lines(policy, at_hand, all=True)
    assume(everything)
    year = data.draw(st.sampled_from([line.year for line in everything]))
    subject = data.draw(st.sampled_from([name for line in everything for name in (line.subject_id, line.payee) if name]))
    by_hand, by_sql = (lines(policy, at_hand, years=[year], subject=subject, all=True, engine=engine) for engine in ENGINES)
    assert by_hand == by_sql
    for engine in ENGINES:
        save(policy, at_hand, tmp_path / f"{engine}.parquet", all=True, engine=engine)
    assert sheet(tmp_path / "duckdb.parquet").rows == sheet(tmp_path / "interpreter.parquet").rows


@settings(max_examples=60)
@given(st.data(), parted())
def test_parts_are_the_same_whatever_years_and_subjects_are_asked_for_and_are_explained(data: st.DataObject, policy: Policy) -> None:
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand, all=True)
    assume(everything)
    chosen = data.draw(st.lists(st.sampled_from(sorted({line.year for line in everything})), min_size=1, unique=True))
    assert lines(policy, at_hand, years=chosen, all=True) == [line for line in everything if line.year in chosen]
    subject = data.draw(st.sampled_from([name for line in everything for name in (line.subject_id, line.payee) if name]))
    mine = [line for line in everything if subject in (line.subject_id, line.payee)]
    explained = explain(policy, at_hand, subject)
    assert lines(policy, at_hand, subject=subject, all=True) == mine == [found.line for found in explained]
    assert all((found.line.status == "unknown") == bool(found.missing) for found in explained)
