"""What a policy says against itself: each finding with a policy that has it and one that just has not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from awarding import crossing, policies, policy_of
from suance.policy.finding import Finding
from suance.policy.lint import lint
from suance.policy.schema import Policy

Rule = dict[str, Any]
STEP = {"id": "s", "over": "10亿元", "up_to": "100万元"}

MOVED_IN = "moved_in"
"""an event that is no honour of the house"""


def yearly(name: str, *when: Rule, **more: Any) -> Rule:
    return {"id": name, "to": "firm", "on": {"each": "year"}, "pay": {"fixed": "10万元"}, "when": list(when), **more}


def honour(name: str = "h", **more: Any) -> Rule:
    return {"id": name, "to": "firm", "on": {"recognised": "little_giant", "subject": "firm"}, "pay": {"fixed": "10万元"}, **more}


def found(kind: str, *awards: Rule, as_of: date | None = None, **validity: Any) -> list[Finding]:
    """The findings of one kind over a policy of awards."""
    return [finding for finding in lint(policy_of(*awards, **validity), as_of) if finding.kind == kind]


def metric(name: str = "revenue", **bound: str) -> Rule:
    return {"metric": name, **bound}


# ── rules that nobody reaches ────────────────────────────────────────────────


@pytest.mark.parametrize(
    "when",
    [
        [metric(ge="10元"), metric(lt="5元")],
        [metric(ge="10元"), metric(lt="10元")],
        [metric(gt="10元"), metric(eq="10元")],
        [metric(ge="10元"), {"any": [metric(lt="5元"), metric(le="9.99元")]}],
        [{"any": [{"all": [metric(ge="10元"), metric(lt="5元")]}]}],
        [{"attribute": "region", "in": ["甲区"]}, {"attribute": "region", "in": ["乙区", "丙区"]}],
        [metric(vs="previous", ge="10%"), metric(vs="previous", lt="-5%")],
    ],
)
def test_conditions_that_exclude_each_other_are_an_error(when: list[Rule]) -> None:
    (finding,) = found("unreachable", yearly("a", *when))
    assert (finding.level, finding.where) == ("error", "test/a.when")


@pytest.mark.parametrize(
    "when",
    [
        [metric(ge="10元"), metric(le="10元")],
        [metric(ge="10元"), metric(vs="previous", lt="5%")],
        [metric(ge="10元"), metric("profit", lt="5元")],
        [metric(ge="10元"), {"any": [metric(lt="5元"), metric(le="10元")]}],
        [{"attribute": "region", "in": ["甲区", "乙区"]}, {"attribute": "region", "in": ["乙区"]}],
        [{"has": "little_giant"}, {"has": "high_tech_firm"}],
    ],
)
def test_conditions_that_somebody_can_meet_are_none(when: list[Rule]) -> None:
    assert found("unreachable", yearly("a", *when)) == []


REGION = {"attribute": "region", "in": ["甲"]}


def case(name: str, *when: Rule, **more: Any) -> Rule:
    return {"id": name, **({"when": list(when)} if when else {}), **(more or {"fixed": "10万元"})}


@pytest.mark.parametrize(
    ("pay", "where", "says"),
    [
        ({"choose": [case("x", metric(lt="5元")), case("y")]}, "choose.x", "互相排斥"),
        ({"choose": [case("x", metric(ge="20元")), case("y", metric(ge="50元")), case("z")]}, "choose.y", "都先符合 x"),
        (
            {"choose": [case("x", {"attribute": "region", "in": ["甲", "乙"]}), case("y", {"attribute": "region", "in": ["甲"]})]},
            "choose.y",
            "先符合 x",
        ),
        ({"choose": [case("x", metric(ge="10元")), case("y")]}, "choose.y", "都先符合 x"),
        ({"fixed": "1元", "plus": [case("x", metric(lt="5元"))]}, "plus.x", "互相排斥"),
        ({"fixed": "1元", "factors": [{"id": "x", "times": "200%", "when": [metric(lt="5元")]}]}, "factors.x", "互相排斥"),
        ({"sum": [{"fixed": "1元"}, {"choose": [case("x", metric(lt="5元")), case("y")]}]}, "choose.x", "互相排斥"),
    ],
)
def test_a_case_that_nobody_is_in_or_an_earlier_one_takes_is_an_error(pay: Rule, where: str, says: str) -> None:
    (finding,) = found("unreachable", yearly("a", metric(ge="10元"), pay=pay))
    assert (finding.level, finding.where, says in finding.message) == ("error", f"test/a.pay.{where}", True)


def test_cases_from_the_strictest_on_are_none() -> None:
    choose = [case("x", metric(ge="50元")), case("y", metric(ge="20元")), case("v", REGION, metric(ge="11元")), case("w", REGION), case("z")]
    assert found("unreachable", yearly("a", metric(ge="10元"), pay={"choose": choose})) == []


# ── rules beside each other ──────────────────────────────────────────────────


def test_two_rules_of_one_trigger_that_a_subject_can_meet_at_once_overlap() -> None:
    (finding,) = found("overlap", honour("h", when=[metric(ge="10元")]), honour("g"))
    assert (finding.level, finding.where, "g 的条件可以同时满足" in finding.message) == ("note", "test/h", True)
    bands = (yearly("low", metric(le="10元")), yearly("high", metric(ge="10元")))
    assert len(found("overlap", *bands)) == 1


def test_rules_that_exclude_each_other_or_have_other_triggers_do_not_overlap() -> None:
    assert found("overlap", yearly("low", metric(lt="10元")), yearly("high", metric(ge="10元"))) == []
    assert found("overlap", honour(), crossing(STEP)) == []
    assert found("overlap", yearly("a", metric(ge="10元")), yearly("b", metric("rd_expense", ge="1元"))) == []


def test_a_gap_between_the_bands_of_two_rules_is_told_with_its_ends() -> None:
    (finding,) = found("gap", yearly("low", metric(lt="10亿元")), yearly("high", metric(ge="20亿元")))
    assert finding.message == "与 low 之间有空档：营业收入在 10亿元 与 20亿元 之间的两项都不给"
    assert len(found("gap", yearly("low", metric(lt="10亿元")), yearly("high", metric(gt="10亿元")))) == 1


def test_bands_that_meet_leave_no_gap() -> None:
    assert found("gap", yearly("low", metric(lt="10亿元")), yearly("high", metric(ge="10亿元"))) == []
    assert found("gap", yearly("low", metric(lt="10亿元")), yearly("high", metric("profit", ge="20亿元"))) == []


# ── steps, ceilings, units ───────────────────────────────────────────────────


def test_a_step_that_never_pays_more_than_a_lower_one_is_a_warning() -> None:
    dead = {"id": "t", "over": "20亿元", "up_to": "100万元"}
    (finding,) = found("steps", crossing(dead, STEP))
    assert (finding.level, "金额却不高于" in finding.message) == ("warning", True)
    assert found("steps", crossing(dead | {"up_to": "100.01万元"}, STEP)) == []


def test_a_ceiling_below_the_smallest_award_is_a_warning() -> None:
    cap = {"id": "c", "per": "firm", "over": "year", "at": "9万元", "covers": ["h"], "overflow": "pro_rata"}
    assert [finding.where for finding in found("cap", honour(caps=[cap]))] == ["test/h.caps.c"]
    assert found("cap", honour(caps=[cap | {"at": "10万元"}])) == []


@pytest.mark.parametrize(
    ("pay", "least"),
    [
        ({"choose": [case("x", {"has": "high_tech_firm"}), case("y", fixed="12万元")]}, "10万元"),
        ({"sum": [{"fixed": "10万元"}, {"fixed": "2万元"}]}, "12万元"),
        ({"sum": [{"fixed": "10万元"}, {"rate": "1%", "of": "revenue"}]}, "10万元"),
        ({"least": [{"fixed": "10万元"}, {"fixed": "12万元"}]}, "10万元"),
        ({"greatest": [{"fixed": "10万元"}, {"rate": "1%", "of": "revenue"}]}, "10万元"),
        ({"fixed": "20万元", "factors": [{"id": "x", "times": "50%", "when": [{"has": "high_tech_firm"}]}]}, "10万元"),
        (
            {
                "of": "staff",
                "pick": "highest",
                "steps": [{"id": "x", "over": "9人", "fixed": "10万元"}, {"id": "y", "over": "99人", "fixed": "20万元"}],
            },
            "10万元",
        ),
    ],
)
def test_the_smallest_of_composed_amounts_is_held_against_a_ceiling(pay: Rule, least: str) -> None:
    cap = {"id": "c", "per": "firm", "over": "year", "at": "99999元" if least == "10万元" else "119999元", "covers": ["h"], "overflow": "pro_rata"}
    assert [finding.where for finding in found("cap", honour(pay=pay, caps=[cap]))] == ["test/h.caps.c"]
    assert found("cap", honour(pay=pay, caps=[cap | {"at": least}])) == []


def test_an_amount_that_may_be_as_small_as_its_figure_is_under_no_ceiling() -> None:
    cap = {"id": "c", "per": "firm", "over": "year", "at": "1元", "covers": ["h"], "overflow": "pro_rata"}
    assert found("cap", honour(pay={"least": [{"fixed": "10万元"}, {"rate": "1%", "of": "revenue"}]}, caps=[cap])) == []


def test_a_threshold_in_another_unit_than_its_figure_is_an_error() -> None:
    (finding,) = found("unit", yearly("a", metric(ge="3%")))
    assert (finding.level, finding.message) == ("error", "营业收入的单位是元，不能与以%计的门槛相比")
    assert len(found("unit", yearly("a", metric("rd_intensity", ge="3万元")))) == 1
    assert found("unit", yearly("a", metric(ge="3元"), metric("rd_intensity", ge="3%"), metric(vs="previous", ge="10%"))) == []
    assert found("unit", yearly("a", metric("自有指标", ge="3%"))) == []


# ── validity ─────────────────────────────────────────────────────────────────


def test_a_policy_past_its_last_day_is_told_from_the_day_after() -> None:
    (finding,) = found("validity", honour(), end="2024-12-31", as_of=date(2025, 1, 1))
    assert (finding.level, finding.message) == ("warning", "已于 2024-12-31 到期，仍写作有效")
    assert found("validity", honour(), end="2024-12-31", as_of=date(2024, 12, 31)) == []
    assert found("validity", honour(), as_of=date(2050, 1, 1)) == []


def test_a_policy_that_is_no_longer_in_force_is_told_on_any_day() -> None:
    assert [finding.level for finding in found("validity", honour(), status="repealed")] == ["note"]
    assert found("validity", honour(), status="draft") == []


def test_days_in_the_wrong_order_are_an_error() -> None:
    assert [finding.level for finding in found("validity", honour(), start="2025-01-01", end="2024-12-31")] == ["error"]
    assert found("validity", honour(), start="2024-12-31", end="2024-12-31") == []


# ── fair competition ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("award", "says", "article"),
    [
        (yearly("a", pay={"rate": "10%", "of": "tax"}), "奖励与纳税或经济贡献挂钩：纳税额", "第十条第二项"),
        (yearly("a", pay={"rate": "10%", "of": "本区经济贡献"}), "奖励与纳税或经济贡献挂钩：本区经济贡献", "第十条第二项"),
        (yearly("a", metric("local_contribution", ge="1元")), "奖励与纳税或经济贡献挂钩：地方经济贡献", "第十条第二项"),
        (yearly("a", {"attribute": "firm_id", "in": ["甲公司"]}), "只给点名的企业：firm_id", "第十九条第一项"),
        (yearly("a", {"any": [{"attribute": "name", "in": ["甲公司"]}]}), "只给点名的企业：name", "第十九条第一项"),
        ({**honour("a"), "on": {"recognised": MOVED_IN, "subject": "firm"}}, "以迁入本地为条件：moved_in", "第十条第二项"),
        (yearly("a", {"has": "注册地迁入"}), "以迁入本地为条件：注册地迁入", "第十条第二项"),
        (yearly("a", {"has": "承诺不迁出"}), "以不迁出本地为条件：承诺不迁出", "第九条第一项"),
    ],
)
def test_what_the_rules_on_fair_competition_make_doubtful_is_asked_with_the_rule(award: Rule, says: str, article: str) -> None:
    (finding,) = found("competition", award)
    assert (finding.level, finding.message) == ("warning", says)
    assert "国务院令第783号" in finding.hint
    assert article in finding.hint


@pytest.mark.parametrize(
    "award",
    [
        yearly("a", metric("rd_expense", ge="1元"), {"attribute": "region", "in": ["甲区"]}, pay={"rate": "10%", "of": "rd_expense"}),
        yearly("a", title="纳税大户迁入奖"),
        honour(),
    ],
)
def test_an_award_without_such_a_tie_is_not_asked_about(award: Rule) -> None:
    assert found("competition", award) == []


def test_a_policy_that_ended_before_the_rules_held_is_not_asked_about() -> None:
    award = yearly("a", pay={"rate": "10%", "of": "tax"})
    assert found("competition", award, end="2024-07-31") == []
    assert len(found("competition", award, end="2024-08-01")) == 1


@settings(max_examples=100)
@given(policies())
def test_any_policy_can_be_linted_and_none_of_its_findings_is_of_another_part(policy: Policy) -> None:
    assert all(finding.where.startswith("test") and "\n" not in finding.message for finding in lint(policy, date(2030, 1, 1)))
