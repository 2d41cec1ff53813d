"""Amounts that are made of others, by hand: cases, steps of a figure, sums, the least and the greatest, factors, and more on top.

Every policy is paid by both engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from awarding import policy_of
from suance.award import panel
from suance.award.explain import explain
from suance.errors import PolicyError
from suance.policy.schema import Pay, build
from test_award_follow import ends, firm, lines, yearly

STEPS = [{"id": "large", "from": "100人", "fixed": "10元"}, {"id": "small", "over": "10人", "up_to": "5元"}]
STAFF: dict[str, Any] = {"of": "staff", "pick": "highest", "steps": STEPS}


def paid(pay: Mapping[str, Any], **metrics: Any) -> list[tuple[str | None, str | None]]:
    """Both ends of what a firm is paid year by year, unless nothing is."""
    return ends(lines(yearly(pay), firm(**metrics)))


# ── cases ────────────────────────────────────────────────────────────────────

CASES = {
    "choose": [
        {"id": "big", "when": [{"metric": "revenue", "ge": "100元"}], "rate": "10%", "of": "revenue"},
        {"id": "mid", "when": [{"metric": "revenue", "ge": "50元"}], "fixed": "3元"},
    ],
    "up_to": "20元",
}


def test_the_first_case_that_holds_pays_and_is_the_step_of_the_line() -> None:
    found = lines(yearly(CASES), firm(revenue=["300", "100", "99.99", "50", "49.99"]), all=True)
    assert [(line.step, line.status, str(line.amount)) for line in found] == [
        ("big", "granted", "20.00"),
        ("big", "granted", "10.00"),
        ("mid", "granted", "3.00"),
        ("mid", "granted", "3.00"),
        (None, "not_triggered", "0.00"),
    ]
    assert found[0].reason == "2022年，营业收入不低于100元的，营业收入300元的10%，给予20元（以20元为限）"
    assert found[4].reason == "2026年，不属于给付的任一情形：须营业收入不低于100元，或营业收入不低于50元"


def test_a_case_that_nobody_knows_leaves_everything_that_is_still_possible() -> None:
    (line,) = lines(yearly(CASES), firm(revenue=[None]))
    assert (line.step, line.status, ends([line])) == (None, "unknown", [("0.00", "20.00")])
    assert line.reason.startswith(
        "缺2022年营业收入，不能断定；若成立，营业收入不低于100元的，按营业收入的10%给予，以20元为限；营业收入不低于50元的，给予3元"
    )
    choose = [{"id": "one", "when": [{"metric": "profit", "gt": "0元"}], "fixed": "3元"}, {"id": "rest", "fixed": "2元"}]
    assert paid({"choose": choose}, profit=["1", "0", None]) == [("3.00", "3.00"), ("2.00", "2.00"), ("2.00", "3.00")]


def test_cases_that_pay_the_same_are_no_question() -> None:
    choose = [{"id": "one", "when": [{"metric": "profit", "gt": "0元"}], "fixed": "2元"}, {"id": "rest", "fixed": "2元"}]
    (line,) = lines(yearly({"choose": choose}), firm(profit=[None]))
    assert (line.status, line.step, ends([line])) == ("granted", None, [("2.00", "2.00")])


def test_a_case_before_an_unknown_one_is_sure_and_one_behind_it_is_not() -> None:
    choose = [
        {"id": "a", "when": [{"metric": "revenue", "ge": "10元"}], "fixed": "9元"},
        {"id": "b", "when": [{"metric": "profit", "gt": "0元"}], "fixed": "5元"},
        {"id": "c", "when": [{"metric": "staff", "ge": "10人"}], "fixed": "1元"},
    ]
    found = lines(yearly({"choose": choose}), firm(revenue=["10", "9", "9"], profit=[None, None, "-1"], staff=["10", "10", None]))
    assert [(line.step, *ends([line])[0]) for line in found] == [("a", "9.00", "9.00"), (None, "1.00", "5.00"), (None, "0.00", "1.00")]


def test_cases_of_a_project_look_at_its_own_columns() -> None:
    pay = {
        "choose": [
            {"id": "hydrogen", "when": [{"attribute": "field", "in": ["氢能"]}], "rate": "35%", "of": "investment", "up_to": "5元"},
            {"id": "other", "rate": "35%", "of": "investment", "up_to": "20元"},
        ]
    }
    policy = policy_of({"id": "loan", "to": "project", "on": {"reviewed": "rd_project"}, "pay": pay})
    row: dict[str, Any] = {"kind": "rd_project", "year": 2023, "investment": "100"}
    rows: list[dict[str, Any]] = [{"project_id": name, **row, "field": field} for name, field in (("J1", "氢能"), ("J2", "储能"), ("J3", None))]
    found = lines(policy, panel.of({"projects": rows}))
    assert [(line.step, *ends([line])[0]) for line in found] == [("hydrogen", "5.00", "5.00"), ("other", "20.00", "20.00"), (None, "5.00", "20.00")]


# ── steps that a figure reaches ──────────────────────────────────────────────


def test_the_highest_step_that_a_figure_reaches_pays() -> None:
    found = lines(yearly(STAFF), firm(staff=["100", "99", "11", "10", None]), all=True)
    assert [line.step for line in found] == ["large", "small", "small", None, None]
    assert ends(found) == [("10.00", "10.00"), ("0.00", "5.00"), ("0.00", "5.00"), ("0.00", "0.00"), ("0.00", "10.00")]


def test_with_pick_each_every_step_that_is_reached_has_its_line() -> None:
    found = lines(yearly(STAFF | {"pick": "each"}), firm(staff=["100", "99", "10", None]), all=True)
    assert [(line.year, line.step, line.status) for line in found] == [
        (2022, "large", "granted"),
        (2022, "small", "granted"),
        (2023, "small", "granted"),
        (2024, None, "not_triggered"),
        (2025, "large", "unknown"),
        (2025, "small", "unknown"),
    ]
    assert found[4].reason == "缺2025年从业人员，不能断定；若成立，从业人员不低于100人的，给予10元"


def test_an_increase_reaches_a_step_that_pays_a_share_of_it_with_a_bound_of_its_own() -> None:
    steps = [{"id": "l", "over": "100元", "rate": "10%", "up_to": "15元"}, {"id": "m", "from": "50元", "fixed": "5元"}]
    pay = {"of": {"metric": "revenue", "vs": "previous"}, "pick": "highest", "steps": steps}
    found = lines(yearly(pay), firm(revenue=["0", "250", "350", "400", "449.99", "700"]), all=True)
    assert [(line.step, str(line.amount)) for line in found] == [
        (None, "0.00"),
        ("l", "15.00"),
        ("m", "5.00"),
        ("m", "5.00"),
        (None, "0.00"),
        ("l", "15.00"),
    ]
    (first, *_) = lines(yearly(pay), firm(revenue=["70", "71"]))
    assert (first.status, ends([first])) == ("unknown", [("0.00", "5.00")])


# ── several together ─────────────────────────────────────────────────────────

HEADS, SHARE = {"each": "2元", "of": "staff"}, {"rate": "10%", "of": "revenue"}


def test_a_sum_adds_and_the_whole_is_held_to_its_ceiling() -> None:
    at_hand = {"staff": ["5", "9", None], "revenue": ["100", "200", "70"]}
    assert paid({"sum": [HEADS, SHARE], "up_to": "30元"}, **at_hand) == [("20.00", "20.00"), ("30.00", "30.00"), ("7.00", "30.00")]
    assert paid({"sum": [HEADS, SHARE]}, **at_hand)[2] == ("7.00", None)


def test_the_least_is_bounded_by_what_is_known_and_the_greatest_is_no_less() -> None:
    at_hand = {"staff": ["5", "3", None], "revenue": ["70", "100", "100"]}
    assert paid({"least": [HEADS, SHARE]}, **at_hand) == [("7.00", "7.00"), ("6.00", "6.00"), ("0.00", "10.00")]
    assert paid({"greatest": [HEADS, SHARE]}, **at_hand) == [("10.00", "10.00"), ("10.00", "10.00"), ("10.00", None)]


def test_what_a_clause_bounds_in_one_part_is_open_in_that_part_alone() -> None:
    (line,) = lines(yearly({"sum": [{"fixed": "2元"}, {"up_to": "3元"}]}), firm(revenue=["1"]))
    assert (line.status, ends([line])) == ("granted", [("2.00", "5.00")])
    assert line.reason == "2022年，给予2元；另最高3元，计2元至5元"


# ── factors, and more on top ─────────────────────────────────────────────────

GREEN = {"id": "green", "times": "120%", "when": [{"metric": "profit", "gt": "0元"}]}
TWICE = {"id": "twice", "times": "200%", "when": [{"metric": "staff", "ge": "10人"}]}


def test_every_factor_that_holds_multiplies_and_rounds_again_before_the_ceiling() -> None:
    pay = {"rate": "33.3333%", "of": "revenue", "factors": [GREEN, TWICE]}
    at_hand = {"revenue": ["0.10", "0.10", "0.10"], "profit": ["1", "0", "1"], "staff": ["9", "10", "10"]}
    assert [low for low, _ in paid(pay, **at_hand)] == ["0.04", "0.06", "0.08"]
    assert [low for low, _ in paid(pay | {"up_to": "0.05元"}, **at_hand)] == ["0.04", "0.05", "0.05"]


def test_a_factor_that_nobody_knows_leaves_the_sum_with_it_and_without() -> None:
    less = GREEN | {"times": "50%"}
    assert paid({"fixed": "10元", "factors": [GREEN]}, profit=[None]) == [("10.00", "12.00")]
    assert paid({"fixed": "10元", "factors": [less]}, profit=[None]) == [("5.00", "10.00")]
    assert paid({"fixed": "10元", "factors": [less, TWICE]}, profit=[None], staff=["10"]) == [("10.00", "20.00")]


def test_what_comes_on_top_is_paid_before_the_ceiling_of_the_whole_and_in_every_case() -> None:
    more = {"id": "more", "rate": "10%", "of": "revenue", "when": [{"metric": "profit", "ge": "10元"}]}
    pay = CASES | {"plus": [more]}
    at_hand = {"revenue": ["150", "60", "60", "40", "60"], "profit": ["10", "10", "9.99", "10", None]}
    found = lines(yearly(pay), firm(**at_hand), all=True)
    assert [(line.step, *ends([line])[0]) for line in found] == [
        ("big", "20.00", "20.00"),
        ("mid", "9.00", "9.00"),
        ("mid", "3.00", "3.00"),
        (None, "0.00", "0.00"),
        ("mid", "3.00", "9.00"),
    ]


def test_levels_of_an_honour_have_factors_too() -> None:
    levels = [{"id": "n", "level": "national", "fixed": "10元"}, {"id": "p", "level": "provincial", "up_to": "6元"}]
    pay = {"pick": "highest", "later": "full", "levels": levels, "factors": [{**TWICE, "when": [{"attribute": "region", "in": ["山区"]}]}]}
    policy = policy_of({"id": "named", "to": "firm", "on": {"recognised": "little_giant", "subject": "firm"}, "pay": pay})
    events = [
        {"subject_id": name, "event": "little_giant", "level": level, "date": "2023-05-01"}
        for name, level in (("A", "national"), ("B", "provincial"), ("C", "national"))
    ]
    firms: list[dict[str, Any]] = [{"firm_id": "A", "region": "山区"}, {"firm_id": "B", "region": "山区"}, {"firm_id": "C", "region": None}]
    found = lines(policy, panel.of({"firms": firms, "events": events}))
    assert [(line.step, *ends([line])[0]) for line in found] == [("n", "20.00", "20.00"), ("p", "0.00", "12.00"), ("n", "10.00", "20.00")]


# ── the reckoning ────────────────────────────────────────────────────────────


def test_an_explanation_shows_the_reckoning_and_what_each_case_and_factor_asks_for() -> None:
    pay = {"sum": [HEADS, SHARE], "up_to": "21元", "factors": [GREEN]}
    (found,) = explain(yearly(pay), firm(staff=["5"], revenue=["100"], profit=["1"]), "A")
    assert found.stages[0].note == "从业人员5人×2元＝10元，另营业收入100元×10%＝10元；共20元×120%，以21元为限"
    assert ("“green”乘以120%：利润总额超过0元", True) in [(check.label, check.held) for check in found.checks]
    (found,) = explain(yearly(STAFF), firm(staff=["8"]), "A")
    assert [(check.label, check.held, check.gap) for check in found.checks if check.label.startswith("情形")] == [
        ("情形“large”：从业人员不低于100人", False, "92人"),
        ("情形“small”：从业人员超过10人", False, "2人"),
    ]


def test_an_explanation_asks_only_for_the_facts_that_are_missing() -> None:
    pay = {"sum": [HEADS, SHARE], "factors": [GREEN]}
    (found,) = explain(yearly(pay), firm(staff=["5"], revenue=["100"], profit=[None]), "A")
    assert found.missing == ("A 2022年利润总额",)
    (found,) = explain(yearly(STAFF | {"pick": "each"}), firm(staff=[None]), "A")[:1]
    assert found.missing == ("A 2022年从业人员",)


# ── what cannot be said ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pay", "says"),
    [
        ({"choose": [{"id": "a", "fixed": "1元"}, {"id": "b", "fixed": "2元"}]}, "choose 除最后一项外都要写 when"),
        ({"choose": [{"id": "a", "when": [{"has": "x"}], "fixed": "1元"}, {"id": "a", "fixed": "2元"}]}, "编号 “a” 用了两次"),
        ({"fixed": "1元", "factors": [{"id": "a", "times": "200%", "when": []}]}, "“when” 是空的"),
        ({"sum": [{"fixed": "1元"}]}, "“sum” 是空的"),
        ({"sum": [{"fixed": "1元"}, {"steps": [{"id": "a", "over": "1元", "fixed": "1元"}]}]}, "steps 要写明 of"),
        ({"of": "staff", "steps": STEPS}, "几档并列时要写明 pick"),
        ({"of": "staff", "pick": "highest", "later": "full", "steps": STEPS}, "later 只与"),
        ({"pick": "highest", "later": "full", "steps": [{"id": "a", "over": "1元", "rate": "5%"}]}, "按 of 分档的才写比例"),
        (STAFF | {"pick": "each", "factors": [GREEN]}, "逐档给付时没有合计"),
        ({"fixed": "1元", "sum": [{"fixed": "1元"}, {"fixed": "2元"}]}, "之中应恰有一个，现有 2 个"),
    ],
)
def test_what_contradicts_itself_is_refused(pay: dict[str, Any], says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        build(Pay, pay)


def test_sums_that_may_grow_beyond_any_sum_want_a_ceiling() -> None:
    each = {"rate": "500%", "of": "revenue"}
    pay = {"sum": [each] * 3, "factors": [{**TWICE, "times": "500%"}] * 1}
    with pytest.raises(PolicyError, match="写明 up_to"):
        lines(yearly(pay), firm(revenue=["1"], staff=["1"]))
    assert paid(pay | {"up_to": "10元"}, revenue=["1"], staff=["1"]) == [("10.00", "10.00")]
