"""Sums for each so much of a figure, least sums that are paid, and sums settled case by case, by hand; every case on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from awarding import policy_of
from suance.award import panel
from suance.award.explain import explain
from suance.errors import PolicyError
from test_award_follow import ends, firm, lines, yearly

# ── for each so much ─────────────────────────────────────────────────────────

STEP = {"each": "5元", "of": {"metric": "revenue", "vs": "previous"}, "per": "10元"}


@pytest.mark.parametrize(
    ("rest", "sums"), [("drop", ["0.00", "5.00", "5.00", "10.00", "0.00"]), ("part", ["5.00", "5.00", "10.00", "10.00", "0.00"])]
)
def test_what_is_left_over_brings_nothing_or_its_part(rest: str, sums: list[str]) -> None:
    found = lines(yearly({**STEP, "rest": rest}), firm(revenue=["0", "9.99", "19.99", "39.98", "59.98", "50"]))
    assert ends(found)[1:] == [(sum_, sum_) for sum_ in sums]


def test_a_sum_for_each_so_much_says_so() -> None:
    found = lines(yearly({**STEP, "rest": "drop"}), firm(revenue=["0", "29.99", None]))
    assert found[1].reason == "2023年，营业收入比上年增加额29.99元，每满10元5元，给予10元"
    assert (ends(found)[2], found[2].status) == (("0.00", None), "unknown")


def test_what_is_counted_is_divided_into_whole_units_too() -> None:
    pay = {"each_up_to": "2元", "of": {"metric": "staff", "times": "50%"}, "per": "10人", "rest": "drop", "up_to": "7元"}
    found = lines(yearly(pay), firm(staff=["19", "20", "59", "60", "1000", None]))
    assert [line.amount_max for line in found] == [0, 2, 4, 6, 7, 7]
    assert all(line.amount_min == 0 for line in found)


# ── least sums ───────────────────────────────────────────────────────────────


def test_a_sum_below_the_least_is_not_paid_and_says_so() -> None:
    pay = {"rate": "10%", "of": "revenue", "up_to": "9元", "least_paid": {"at": "3元", "under": "drop"}}
    at_hand = firm(revenue=["29.94", "29.95", "30", "1000", None, "0"])
    found = lines(yearly(pay), at_hand)
    assert [(line.year, line.status, *end) for line, end in zip(found, ends(found), strict=True)] == [
        (2023, "granted", "3.00", "3.00"),
        (2024, "granted", "3.00", "3.00"),
        (2025, "granted", "9.00", "9.00"),
        (2026, "unknown", "0.00", "9.00"),
    ]
    small = lines(yearly(pay), at_hand, all=True)[0]
    assert (small.status, small.reason) == ("not_eligible", "2022年，按营业收入的10%给予，以9元为限，不足3元的不予支付，该年不足")


def test_a_sum_below_the_least_is_raised_to_it_but_nothing_stays_nothing() -> None:
    pay = {"rate": "10%", "of": "revenue", "least_paid": {"at": "3元", "under": "raise"}}
    found = lines(yearly(pay), firm(revenue=["0", "0.04", "0.05", "29", "31", None]))
    assert ends(found) == [("0.00", "0.00"), ("0.00", "0.00"), ("3.00", "3.00"), ("3.00", "3.00"), ("3.10", "3.10"), ("0.00", None)]
    assert found[3].reason == "2025年，营业收入29元的10%，不足3元，给予3元"


def test_what_a_range_may_come_to_is_dropped_only_where_all_of_it_is_small() -> None:
    pay = {"rate": "10%", "of": {"least": ["revenue", "profit"]}, "least_paid": {"at": "3元", "under": "drop"}}
    found = lines(yearly(pay), firm(revenue=["29", "40"], profit=[None, None]))
    assert [(line.year, *end) for line, end in zip(found, ends(found), strict=True)] == [(2023, "0.00", "4.00")]


# ── case by case ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("bound", "most", "said"), [({}, None, "一事一议"), ({"up_to": "500元"}, "500.00", "一事一议，以500元为限")])
def test_what_is_settled_case_by_case_is_a_question_and_never_nothing(bound: dict[str, str], most: str | None, said: str) -> None:
    policy = yearly({"case_by_case": True, **bound}, {"metric": "revenue", "ge": "10元"})
    (line,) = lines(policy, firm(revenue=["9", "10"]))
    assert (line.status, ends([line])) == ("unknown", [("0.00", most)])
    assert line.reason == f"缺一事一议的核定数额，不能断定；若成立，{said}"
    found = explain(policy, firm(revenue=["10"]), "A")[0]
    assert found.missing == ("A 一事一议的核定数额",)


def test_what_a_project_claims_settles_the_most_that_a_case_may_come_to() -> None:
    award = {"id": "big", "to": "project", "on": {"reviewed": "重大"}, "pay": {"case_by_case": True, "up_to": "500元"}}
    at_hand = panel.of({"projects": [{"project_id": f"J{claim}", "kind": "重大", "year": 2024, "claim": claim} for claim in ("300", "700")]})
    assert ends(lines(policy_of(award), at_hand, supplied=True)) == [("0.00", "300.00"), ("0.00", "500.00")]


@pytest.mark.parametrize(
    ("pay", "fault"),
    [
        ({"each": "5元", "of": "revenue", "per": "10元"}, "三者同用"),
        ({"rate": "5%", "of": "revenue", "per": "10元", "rest": "drop"}, "三者同用"),
        ({"each": "5元", "of": "revenue", "per": "10人", "rest": "drop"}, "不是可数"),
        ({"each": "5元", "of": "staff", "per": "10.5人", "rest": "drop"}, "整数"),
        ({"fixed": "5元", "least_paid": {"at": "3元", "under": "drop"}}, "随指标变动"),
        ({"rate": "5%", "of": "revenue", "up_to": "2元", "least_paid": {"at": "3元", "under": "drop"}}, "不高于 up_to"),
        ({"case_by_case": True, "fixed": "3元"}, "恰有一个"),
        ({"case_by_case": False}, "case_by_case"),
    ],
)
def test_forms_that_contradict_themselves_are_refused(pay: dict[str, Any], fault: str) -> None:
    with pytest.raises((PolicyError, ValueError), match=fault):
        lines(yearly(pay), firm(revenue=["1"], staff=["1"]))
