"""Splits, instalments and claw-backs: by hand, and the laws that parts make up the whole and no more is returned than was paid."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awarding import CONDITIONS, fitting, panel_of, panels, policies, policy_of
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.award.parts import shares
from suance.errors import PanelError, PolicyError, UsageError
from suance.model import Line
from suance.policy.schema import Award, Policy, build

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


def parts(found: list[Line]) -> list[tuple[int, str | None, str, str]]:
    """Year, part and both ends of each line."""
    return [(line.year, line.part, f"{line.amount_min:f}", f"{line.amount_max:f}") for line in found]


NAMED = ("A", "little_giant", "2022-05-01")


def test_a_split_is_to_the_cent_and_what_remains_goes_to_the_largest_remainder_the_first_of_equal_ones() -> None:
    assert parts(award(giant(split=HALVES), firms(NAMED))) == [(2022, "city", "50.01", "50.01"), (2022, "county", "50.00", "50.00")]
    thirds = [{"parts": {"a": "1/3", "b": "1/3", "c": "1/3"}}]
    assert [line.amount for line in award(giant(split=thirds), firms(NAMED))] == [Decimal("33.34"), Decimal("33.34"), Decimal("33.33")]


def test_the_first_row_of_a_split_whose_conditions_hold_divides_and_a_missing_fact_leaves_a_range() -> None:
    rows = [{"parts": {"city": "100%"}, "when": [{"attribute": "region", "in": ["常州市"]}]}, *HALVES]
    assert parts(award(giant(split=rows), firms(NAMED))) == [(2022, "city", "100.01", "100.01")]
    unknown = firms(NAMED, firms=[{"firm_id": "A", "region": None}])
    assert parts(award(giant(split=rows), unknown)) == [(2022, "city", "50.01", "100.01"), (2022, "county", "0.00", "50.00")]
    assert "缺所在地区" in award(giant(split=rows), unknown)[0].reason


def test_instalments_fall_due_in_their_own_years_and_are_split_each() -> None:
    found = award(giant(split=HALVES, schedule=TWO_YEARS, payers={"city": "常州市"}), firms(NAMED))
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
    first, second = (line for line in award(giant(schedule=schedule), at_hand, all=True) if line.part)
    assert (first.year, first.amount) == (2022, Decimal("40.00"))
    assert (second.year, f"{second.amount_min} {second.amount_max}", second.status) == (2023, ends, status)


def test_an_instalment_by_an_event_is_paid_in_its_year_and_awaited_before() -> None:
    schedule = [{"id": "start", "event": "started", "share": "30%"}, {"id": "finish", "event": "finished", "share": "70%"}]
    found = award(giant(schedule=schedule), firms(NAMED, ("A", "started", "2023-03-01")), all=True)
    told = {(line.part, line.year, line.status): line.amount for line in found if line.part}
    assert told == {("start", 2023, "granted"): Decimal("30.00"), ("finish", 2022, "not_triggered"): Decimal(0)}


def test_after_the_last_year_of_the_panel_an_honour_that_is_asked_for_is_unknown() -> None:
    schedule = [TWO_YEARS[0], TWO_YEARS[1] | {"when": [{"has": "high_tech_firm"}]}]
    assert award(giant(schedule=schedule), firms(NAMED))[1].status == "unknown"


def test_what_was_paid_up_to_the_event_is_returned_with_interest_by_year_and_nothing_is_paid_after() -> None:
    back = [{"id": "left", "event": "moved_out", "within": 5, "return": "100%", "interest": {"benchmark": "lpr_1y"}}]
    schedule = [{"id": f"i{year}", "after": year, "share": "1/4"} for year in range(4)]
    rates = [{"benchmark": "lpr_1y", "year": year, "value": value} for year, value in ((2022, "4%"), (2023, "3%"))]
    policy, events = giant(schedule=schedule, clawback=back), (NAMED, ("A", "moved_out", "2024-02-01"))
    found = award(policy, firms(*events, benchmarks=rates), all=True)
    # 25.01 for two years at 4% and 3%, 25.00 for one at 3%, 25.00 in the year itself
    owed = Fraction(2501, 100) * Fraction(107, 100) + 25 * Fraction(103, 100) + 25
    assert {line.part: line.amount for line in found if line.part}["left"] == -round(Decimal(owed.numerator) / owed.denominator, 2)
    assert [line.status for line in found if line.part == "i3"] == ["not_eligible"]
    with pytest.raises(PanelError, match="2023年的利率"):
        award(policy, firms(*events, benchmarks=rates[:1]))


@pytest.mark.parametrize(("day", "returned"), [("2022-04-30", False), ("2022-05-01", True), ("2027-12-31", True), ("2028-01-01", False)])
def test_only_an_event_after_the_award_and_within_its_years_claims_back(day: str, returned: bool) -> None:
    back = [{"id": "left", "event": "moved_out", "within": 5, "return": "50%", "interest": "none"}]
    found = award(giant(clawback=back), firms(NAMED, ("A", "moved_out", day)))
    assert ([line.amount for line in found if line.part] == [Decimal("-50.01")]) == returned


def test_a_row_of_paid_that_names_a_part_settles_that_part_only_and_one_that_names_none_the_whole() -> None:
    row = {"policy": "test", "rule": "giant", "subject_id": "A", "year": 2023, "amount": "55", "part": "i2"}
    found = award(giant(schedule=TWO_YEARS), firms(NAMED, paid=[row]))
    assert parts(found) == [(2022, "i1", "40.00", "40.00"), (2023, "i2", "55.00", "55.00")]
    whole = award(giant(schedule=TWO_YEARS), firms(NAMED, paid=[row | {"part": None, "year": 2022}]))
    assert parts(whole) == [(2022, None, "55.00", "55.00")]


def test_what_is_due_after_the_day_is_not_due_yet() -> None:
    from datetime import date

    assert [line.part for line in award(giant(schedule=TWO_YEARS), firms(NAMED), as_of=date(2022, 12, 31))] == ["i1"]


def test_the_other_engine_says_that_it_cannot() -> None:
    with pytest.raises(UsageError, match="interpreter"):
        award(giant(split=HALVES), firms(NAMED), engine="duckdb")


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


SPLITS: st.SearchStrategy[list[dict[str, Any]]] = st.sampled_from(
    (HALVES, [{"parts": {"a": "1/3", "b": "1/3", "c": "1/3"}}], [{"parts": {"a": "12.5%", "b": "87.5%"}}])
)
SCHEDULES: st.SearchStrategy[list[dict[str, Any]]] = st.sampled_from((TWO_YEARS, [{"id": f"i{n}", "after": n, "share": "1/3"} for n in range(3)]))


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
            schedule = [schedule[0] | {"after": None, "event": "high_tech_firm"}, *schedule[1:]]
        if draw(st.booleans()):
            plain["split"] = split
        if draw(st.booleans()):
            plain["schedule"] = schedule
        if conditions and draw(st.booleans()):
            plain["clawback"] = [{"id": "back", "event": "high_tech_firm", "within": draw(st.integers(0, 3)), "return": "100%", "interest": "none"}]
        awards.append(plain)
    return Policy.model_validate(policy.plain() | {"awards": awards})


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines of a panel that is not refused."""
    try:
        return award(policy, at_hand, **more)
    except PanelError:
        assume(False)
        raise


def whole(policy: Policy) -> Policy:
    """The same policy without parts."""
    return Policy.model_validate(
        policy.plain() | {"awards": [award_.plain() | {"split": [], "payers": {}, "schedule": [], "clawback": []} for award_ in policy.awards]}
    )


@settings(max_examples=100)
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


@settings(max_examples=100)
@given(st.data(), parted())
def test_no_more_is_returned_than_was_paid(data: st.DataObject, policy: Policy) -> None:
    at_hand = panel_of(data.draw(fitting(policy)))
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines(policy, at_hand):
        paid[line.rule, line.subject_id] += line.amount_min or 0 if line.part == "back" else line.amount_max or Decimal(10**20)
    assert all(sum_ >= 0 for sum_ in paid.values())


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
