"""Interest on a principal over months at the least of several rates, by hand; every case on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from awarding import policy_of
from engines import ENGINES
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.errors import PanelError, PolicyError
from suance.policy.schema import Policy
from test_award_follow import ends, lines

LPR = {"benchmark": "lpr_1y", "times": "35%"}


def loan(*rates: Any, months: Any = "loan_months", principal: Any = "loan", **more: Any) -> Policy:
    pay = {"interest": {"principal": principal, "months": months, "rate": list(rates)}, **more}
    return policy_of({"id": "loan", "to": "project", "on": {"reviewed": "贷款"}, "pay": pay})


def loans(*rows: dict[str, Any], lpr: dict[int, str | None] | None = None) -> Panel:
    projects = [{"project_id": f"J{number}", "kind": "贷款", "year": 2025, "loan": None, **row} for number, row in enumerate(rows)]
    benchmarks = [{"benchmark": "lpr_1y", "year": year, "value": value} for year, value in (lpr or {2025: "3.1%"}).items()]
    return panel.of({"projects": projects, "benchmarks": benchmarks})


def test_interest_is_for_the_months_at_the_rate_to_the_cent() -> None:
    rows = [{"loan": "12345600", "loan_months": "7"}, {"loan": "0.80", "loan_months": "5"}, {"loan": "0.79", "loan_months": "5"}]
    found = lines(loan("1.5%"), loans(*rows))
    assert ends(found) == [("108024.00", "108024.00"), ("0.01", "0.01"), ("0.00", "0.00")]
    assert found[0].reason == "2025年的贷款项目，loan×loan_months÷12×1.5%＝108024元，给予108024元"


def test_the_least_rate_holds() -> None:
    rows = [{"loan": "1200", "loan_months": "12", "loan_rate": rate} for rate in ("4.2%", "1.999999%", None)]
    found = lines(loan({"metric": "loan_rate", "times": "50%"}, "2%", LPR), loans(*rows))
    assert ends(found) == [("13.02", "13.02"), ("12.00", "12.00"), ("0.00", "13.02")]
    assert [line.status for line in found] == ["granted", "granted", "unknown"]
    assert "loan_rate×50%与2%与lpr_1y×35%中较低者" in found[0].reason
    assert found[2].reason.startswith("缺2025年loan或loan_months或loan_rate或lpr_1y，不能断定")


def test_a_benchmark_that_is_missing_leaves_the_interest_open() -> None:
    row = {"loan": "1200", "loan_months": "12"}
    assert ends(lines(loan(LPR), loans(row, lpr={2024: "3.1%"}))) == [("0.00", None)]
    assert ends(lines(loan(LPR, up_to="5元"), loans(row, lpr={2025: None}))) == [("0.00", "5.00")]
    assert ends(lines(loan(LPR, "2%"), loans(row, lpr={2024: "3.1%"}))) == [("0.00", "24.00")]


def test_months_and_principal_count_to_their_bounds() -> None:
    rows = [{"loan": "8000", "loan_months": "30"}, {"loan": "3000", "loan_months": "36"}, {"loan": "3000", "loan_months": "0"}]
    at_hand = loans(*rows)
    bounded = loan("12%", months={"metric": "loan_months", "up_to": "24个月"}, principal={"metric": "loan", "up_to": "5000元"})
    assert ends(lines(bounded, at_hand)) == [("1200.00", "1200.00"), ("720.00", "720.00"), ("0.00", "0.00")]
    assert ends(lines(loan("12%", months={"least": ["loan_months", "24个月"]}, up_to="1000元"), at_hand))[0] == ("1000.00", "1000.00")


def test_an_explanation_of_interest_names_each_fact() -> None:
    (found,) = explain(loan(LPR), loans({"loan": "1200", "loan_months": "12"}), "J0")
    shown = {check.label: check.value for check in found.checks}
    assert shown["计算的依据：loan×loan_months÷12×lpr_1y×35%"] == "13.02元"
    assert (shown["其中：loan"], shown["其中：loan_months"], shown["其中：lpr_1y"]) == ("1200元", "12", "3.1%")


@pytest.mark.parametrize(("row", "fault"), [({"loan_rate": "101%"}, "大得不像一个比率"), ({"loan_rate": "1.0000001%"}, "小数太多")])
def test_a_rate_beyond_any_is_refused_by_both_engines(row: dict[str, Any], fault: str) -> None:
    at_hand = loans({"loan": "1200", "loan_months": "12", **row})
    for engine in ENGINES:
        with pytest.raises(PanelError, match=fault):
            award(loan({"metric": "loan_rate"}), at_hand, engine=engine)


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        ({"months": "revenue"}, "不是可数"),
        ({"principal": "staff"}, "只用于金额"),
        ({"of": "revenue"}, "interest"),
    ],
)
def test_interest_of_what_is_no_money_or_over_what_is_no_time_is_refused(made: dict[str, Any], fault: str) -> None:
    with pytest.raises((PolicyError, ValueError), match=fault):
        lines(loan("2%", **made), loans({"loan": "1"}))
