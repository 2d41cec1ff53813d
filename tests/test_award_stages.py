"""What awards share, by hand: groups, caps of every scope and window, pools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from awarding import policy_of
from engines import ENGINES
from suance.award import award, panel
from suance.award.examples import failures
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.model import Line
from suance.policy.schema import Policy


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines, which every engine must give; refusals too."""
    found = [award(policy, at_hand, engine=engine, all=True, **more) for engine in ENGINES]
    assert all(other == found[0] for other in found)
    return found[0]


def shown(found: Sequence[Line]) -> list[tuple[str, str, int, str, str]]:
    """Rule, subject, year, sum or range, and status of each line that a stage had a say in."""
    return [
        (line.rule, line.subject_id, line.year, _range(line), line.status) for line in found if line.status not in ("not_triggered", "not_eligible")
    ]


def _range(line: Line) -> str:
    low, high = (None if sum_ is None else f"{sum_:f}".removesuffix(".00") for sum_ in (line.amount_min, line.amount_max))
    return str(low) if low == high else f"{low}—{high}"


def named(rule: str, honour: str, pay: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """An award for a recognition of a firm."""
    return {"id": rule, "to": "firm", "on": {"recognised": honour, "subject": "firm"}, "pay": pay, **more}


GIANT, CHAMPION, HIGH = "little_giant", "single_champion", "high_tech_firm"


def panel_with(*events: tuple[str, str, str], paid: Sequence[Mapping[str, Any]] = (), **tables: Any) -> Panel:
    """A panel of firms A to D, their events (firm, honour, day) and what was paid."""
    firms = [{"firm_id": firm, "district_id": district} for firm, district in (("A", "X"), ("B", "X"), ("C", "Y"), ("D", None))]
    rows: dict[str, Any] = {
        "firms": firms,
        "events": [{"subject_id": who, "event": what, "level": "national", "date": day} for who, what, day in events],
    }
    rows |= {"paid": list(paid)} if paid else {}
    return panel.of({**rows, **tables})


def group(mode: str, *members: Any, over: str = "year", match: str = "firm") -> dict[str, Any]:
    """A group of awards."""
    return {"id": "once", "members": list(members), "mode": mode, "over": over, "match": match}


SMALL, LARGE = named("small", GIANT, {"fixed": "30元"}), named("large", CHAMPION, {"fixed": "50元"})


# ── groups ───────────────────────────────────────────────────────────────────


def test_of_two_in_one_year_the_highest_pays_and_the_other_names_it() -> None:
    policy = policy_of(SMALL, LARGE, groups=[group("highest", "small", "large")])
    found = lines(
        policy, panel_with(("A", GIANT, "2022-01-01"), ("A", CHAMPION, "2022-05-01"), ("B", GIANT, "2022-01-01"), ("A", GIANT, "2023-01-01"))
    )
    assert shown(found) == [
        ("small", "A", 2022, "0", "displaced"),
        ("small", "A", 2023, "30", "granted"),
        ("small", "B", 2022, "30", "granted"),
        ("large", "A", 2022, "50", "granted"),
    ]
    assert next(line.reason for line in found if line.status == "displaced").endswith("once：同一企业同一年度就高不重复，已由“large”取代")


def test_of_equal_sums_the_earlier_in_the_file_pays() -> None:
    policy = policy_of(SMALL, named("other", CHAMPION, {"fixed": "30元"}), groups=[group("highest", "other", "small")])
    found = lines(policy, panel_with(("A", GIANT, "2022-05-01"), ("A", CHAMPION, "2022-01-01")))
    assert [line.status for line in found if line.year == 2022 and line.subject_id == "A"] == ["granted", "displaced"]


def test_a_choice_between_a_bound_and_a_sum_is_told_in_each_world() -> None:
    policy = policy_of(named("small", GIANT, {"up_to": "80元"}), LARGE, groups=[group("highest", "small", "large")])
    found = lines(policy, panel_with(("A", GIANT, "2022-05-01"), ("A", CHAMPION, "2022-01-01")))
    assert shown(found) == [("small", "A", 2022, "0—80", "granted"), ("large", "A", 2022, "0—50", "cut")]


def test_a_ladder_pays_over_a_life_what_goes_beyond_the_largest_before() -> None:
    policy = policy_of(SMALL, LARGE, groups=[group("ladder", "small", "large", over="lifetime")])
    found = lines(policy, panel_with(("A", GIANT, "2022-01-01"), ("A", CHAMPION, "2023-05-01"), ("A", GIANT, "2024-05-01")))
    assert shown(found) == [("small", "A", 2022, "30", "granted"), ("small", "A", 2024, "0", "displaced"), ("large", "A", 2023, "20", "granted")]
    assert next(line.reason for line in found if line.rule == "large" and line.year == 2023).endswith("同一企业递进补差，减去“small”的金额")


@pytest.mark.parametrize(("over", "later"), [("year", "granted"), ("lifetime", "displaced")])
def test_the_first_excludes_the_later_ones_of_its_window(over: str, later: str) -> None:
    policy = policy_of(SMALL, LARGE, groups=[group("first", "small", "large", over=over)])
    found = lines(policy, panel_with(("A", GIANT, "2022-01-01"), ("A", CHAMPION, "2022-05-01"), ("A", CHAMPION, "2023-05-01")))
    statuses = {(line.rule, line.year): line.status for line in found if line.subject_id == "A"}
    assert (statuses["small", 2022], statuses["large", 2022], statuses["large", 2023]) == ("granted", "displaced", later)


def test_of_two_that_exclude_each_other_neither_is_sure_until_the_firm_has_chosen() -> None:
    policy = policy_of(SMALL, LARGE, groups=[group("exclusive", "small", "large")])
    at_hand = panel_with(("A", GIANT, "2022-01-01"), ("A", CHAMPION, "2022-05-01"), ("B", GIANT, "2022-05-01"))
    found = lines(policy, at_hand)
    assert shown(found) == [("small", "A", 2022, "0—30", "unknown"), ("small", "B", 2022, "30", "granted"), ("large", "A", 2022, "0—50", "unknown")]
    (first, *_) = explain(policy, at_hand, "A", years=[2022])
    assert first.missing == ("A 企业的选择：once，与“large”不得同时享受",)


def test_a_choice_that_was_paid_is_made() -> None:
    policy = policy_of(SMALL, LARGE, groups=[group("exclusive", "small", "large")])
    paid = [{"policy": "test", "rule": "large", "subject_id": "A", "year": 2022, "amount": "50"}]
    found = lines(policy, panel_with(("A", GIANT, "2022-01-01"), ("A", CHAMPION, "2022-05-01"), paid=paid))
    assert shown(found) == [("small", "A", 2022, "0", "displaced"), ("large", "A", 2022, "50", "granted")]


def test_awards_of_another_policy_count_by_what_was_paid() -> None:
    policy = policy_of(LARGE, groups=[group("highest", "large", {"policy": "province-2022"})])
    paid = [{"policy": "province-2022", "rule": "top", "subject_id": who, "year": 2022, "amount": sum_} for who, sum_ in (("A", "20"), ("B", "70"))]
    found = lines(policy, panel_with(*((who, CHAMPION, "2022-05-01") for who in "ABC"), paid=paid))
    assert shown(found) == [("large", "A", 2022, "30", "granted"), ("large", "B", 2022, "0", "displaced"), ("large", "C", 2022, "50", "granted")]
    assert "province-2022/top" in next(line.reason for line in found if line.status == "displaced")


def test_what_cannot_be_meant_by_a_group_is_refused() -> None:
    for wrong in (
        group("ladder", "small", over="year"),
        group("highest", "small", over="lifetime"),
        group("first", "none"),
        group("first", {"policy": "o"}),
    ):
        with pytest.raises(ValueError, match=r"ladder|highest|none|members"):
            policy_of(SMALL, groups=[wrong])


# ── caps ─────────────────────────────────────────────────────────────────────


def capped(at: Any, over: Any = "year", per: str = "firm", overflow: str = "first_come", covers: Sequence[str] = ("small", "large")) -> Policy:
    """Two awards of 30 and 50 under one cap."""
    ceiling = {"count": at} if isinstance(at, int) else {"at": at}
    cap = {"id": "cap", "per": per, "over": over, "covers": list(covers), "overflow": overflow, **ceiling}
    return policy_of({**SMALL, "caps": [cap]}, LARGE)


BOTH = (("A", CHAMPION, "2022-01-01"), ("A", GIANT, "2022-05-01"))


@pytest.mark.parametrize(
    ("overflow", "small", "large"),
    [("cut", "30", "30"), ("pro_rata", "22.50", "37.50"), ("first_come", "10", "50"), ("drop", "0", "50")],
)
def test_what_goes_over_a_cap_is_cut_in_one_of_four_ways(overflow: str, small: str, large: str) -> None:
    found = lines(capped("60元", overflow=overflow), panel_with(*BOTH))
    assert [(_range(line)) for line in found if line.subject_id == "A" and line.year == 2022] == [small, large]


def test_a_count_lets_so_many_through_whole() -> None:
    found = lines(capped(1), panel_with(*BOTH))
    assert shown(found) == [("small", "A", 2022, "0", "cut"), ("large", "A", 2022, "50", "granted")]
    assert next(line.reason for line in found if line.status == "cut").endswith("单个企业每年最多1项，此前已用0项，先到先得至0元")


def test_a_rolling_window_forgets_what_lies_before_it() -> None:
    events = [("A", GIANT, f"{year}-01-01") for year in range(2022, 2027)]
    found = lines(capped("50元", {"years": 2}, covers=["small"]), panel_with(*events))
    assert [_range(line) for line in found if line.subject_id == "A" and line.rule == "small"] == ["30", "20", "30", "20", "30"]


def test_a_cap_for_each_time_looks_at_each_sum_alone() -> None:
    found = lines(capped("40元", "event"), panel_with(*BOTH))
    assert shown(found) == [("small", "A", 2022, "30", "granted"), ("large", "A", 2022, "40", "cut")]


def test_a_district_shares_a_cap_and_a_firm_of_unknown_district_is_open() -> None:
    found = lines(capped("40元", per="district", covers=["small"]), panel_with(*((who, GIANT, "2022-01-01") for who in "ABCD")))
    assert shown(found) == [
        ("small", "A", 2022, "30", "granted"),
        ("small", "B", 2022, "10", "cut"),
        ("small", "C", 2022, "30", "granted"),
        ("small", "D", 2022, "0—30", "unknown"),
    ]


def test_a_cap_may_be_a_share_of_the_firms_own_figure() -> None:
    years = [{"firm_id": firm, "year": 2022, "tax": tax} for firm, tax in (("A", "100.01"), ("B", None), ("C", "0"))]
    events = [(who, CHAMPION, "2022-01-01") for who in "ABC"]
    found = lines(capped({"rate": "20%", "of": "tax"}, per="subject"), panel_with(*events, firm_years=years))
    assert shown(found) == [("large", "A", 2022, "20", "cut"), ("large", "B", 2022, "0—50", "unknown"), ("large", "C", 2022, "0", "cut")]


def test_what_cannot_be_meant_by_a_cap_is_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        capped(2, overflow="pro_rata")
    with pytest.raises(ValueError, match="比例"):
        capped({"rate": "20%", "of": "tax"}, over="lifetime")
    with pytest.raises(ValueError, match="恰有一个"):
        policy_of({**SMALL, "caps": [{"id": "c", "per": "firm", "over": "year", "covers": ["small"], "overflow": "cut"}]})


# ── pools ────────────────────────────────────────────────────────────────────


def pooled(**pool: Any) -> Policy:
    """An award of 30 out of a pool."""
    return policy_of(SMALL, pools=[{"id": "pot", "title": "专项", "covers": ["small"], **pool}])


THREE = tuple((who, GIANT, day) for who, day in (("A", "2022-03-01"), ("B", "2022-02-01"), ("C", "2022-01-01")))


def test_a_pool_in_proportion_has_one_factor_and_gives_the_whole_budget() -> None:
    found = [
        line for line in lines(pooled(budget={2022: "50元"}, allocate="pro_rata"), panel_with(*THREE)) if line.year == 2022 and line.status == "cut"
    ]
    assert [_range(line) for line in found] == ["16.67", "16.67", "16.66"]
    assert found[0].reason.endswith("资金池“专项”2022年50元，可用50元，共需90元，资金池系数0.5555，按比例分配至16.67元")


def test_a_pool_that_suffices_changes_nothing() -> None:
    assert {line.status for line in lines(pooled(yearly="90元", allocate="pro_rata"), panel_with(*THREE)) if line.year == 2022} <= {
        "granted",
        "not_triggered",
    }


def test_first_come_is_by_day() -> None:
    found = lines(pooled(yearly="50元", allocate="first_come"), panel_with(*THREE))
    assert [_range(line) for line in found if line.amount is not None and line.subject_id in "ABC"] == ["0", "20", "30"]


@pytest.mark.parametrize(("order", "sums"), [("desc", ["20", "30", "0"]), ("asc", ["20", "0", "30"])])
def test_rank_is_by_a_figure(order: str, sums: list[str]) -> None:
    years = [{"firm_id": firm, "year": 2022, "revenue": revenue} for firm, revenue in (("A", "7"), ("B", "9"), ("C", "5"))]
    found = lines(pooled(yearly="50元", allocate="rank", by="revenue", order=order), panel_with(*THREE, firm_years=years))
    assert [_range(line) for line in found if line.subject_id != "D"] == sums


def test_weight_gives_each_its_part_of_the_whole_and_no_more_than_its_bound() -> None:
    years = [{"firm_id": firm, "year": 2022, "revenue": revenue} for firm, revenue in (("A", "1"), ("B", "2"), ("C", "7"))]
    policy = policy_of(
        named("small", GIANT, {"up_to": "60元"}),
        pools=[{"id": "pot", "title": "专项", "covers": ["small"], "yearly": "100元", "allocate": "weight", "by": "revenue"}],
    )
    found = lines(policy, panel_with(*THREE, firm_years=years))
    assert [_range(line) for line in found if line.subject_id != "D"] == ["10", "20", "60"]


def test_a_year_without_a_budget_is_open_and_what_is_left_may_be_carried() -> None:
    events = [*THREE, ("A", GIANT, "2023-01-01"), ("B", GIANT, "2023-01-01"), ("A", GIANT, "2024-01-01")]
    for carry, b in ((False, "20"), (True, "30")):
        found = lines(pooled(budget={2022: "100元", 2023: "50元"}, allocate="first_come", carry=carry), panel_with(*events))
        sums = {(line.subject_id, line.year): _range(line) for line in found}
        assert (sums["B", 2023], sums["A", 2024]) == (b, "0—30")
    assert next(line.reason for line in found if (line.subject_id, line.year) == ("A", 2024)).startswith("缺资金池“专项”2024年的预算")


def test_what_was_paid_out_of_a_pool_is_gone() -> None:
    paid = [{"policy": "test", "rule": "small", "subject_id": "A", "year": 2022, "amount": "25"}]
    found = lines(pooled(yearly="50元", allocate="first_come"), panel_with(*THREE, paid=paid))
    assert [_range(line) for line in found if line.subject_id != "D"] == ["25", "0", "25"]


def test_stages_come_in_a_fixed_order_and_the_explanation_shows_each() -> None:
    cap = {"id": "cap", "per": "firm", "over": "year", "at": "40元", "covers": ["large"], "overflow": "cut"}
    policy = policy_of(
        SMALL,
        {**LARGE, "caps": [cap]},
        groups=[group("highest", "small", "large")],
        pools=[{"id": "pot", "title": "专项", "covers": ["small", "large"], "yearly": "50元", "allocate": "pro_rata"}],
    )
    at_hand = panel_with(("A", GIANT, "2022-01-01"), ("A", CHAMPION, "2022-01-01"), ("B", CHAMPION, "2022-01-01"))
    found = explain(policy, at_hand, "A", years=[2022])
    assert [(stage.name, f"{stage.amount_max:f}") for stage in found[1].stages] == [
        ("给付", "50.00"),
        ("同一企业同一年度就高不重复", "50.00"),
        ("单个企业每年最高40元", "40.00"),
        ("资金池“专项”2022年50元", "25.00"),
    ]
    displaced = next(check for check in found[0].checks if check.held is False)
    assert (displaced.label, displaced.value, displaced.cite) == ("同一企业同一年度就高不重复", "“large”", policy.groups[0].cite.record())


def test_ids_of_groups_pools_and_caps_are_told_apart() -> None:
    with pytest.raises(ValueError, match="用了两次"):
        policy_of(SMALL, groups=[group("first", "small")], pools=[{"id": "once", "covers": ["small"], "yearly": "1元", "allocate": "pro_rata"}])


def test_an_example_beside_a_rule_in_a_group_is_run() -> None:
    given = {"events": [{"event": GIANT, "level": "national", "date": "2022-03-01"}]}
    for sum_, faults in (("30元", 0), ("20元", 1)):
        example = {"title": "一次认定", "given": given, "gives": {2022: sum_}}
        assert len(list(failures(policy_of({**SMALL, "examples": [example]}, groups=[group("first", "small")])))) == faults
