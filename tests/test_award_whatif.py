"""Reforms: patches on a policy, who gains and loses by them, and that a change of one clause stays within its reach."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awarding import crossing, firm_years, panel_of, panels, policies, policy_of
from suance.award import award
from suance.award.whatif import Effect, effects, section
from suance.errors import PanelError, PolicyError
from suance.policy import tree
from suance.policy.check import check
from suance.policy.reform import reformed
from suance.policy.schema import Policy, Reform, build

STEPS = ({"id": "s1", "over": "10元", "fixed": "1元"}, {"id": "s2", "over": "20元", "fixed": "3元"})
QUESTION = {"about": "pay.pick", "ask": "最高一档还是逐档？", "reading": "highest", "alternatives": ["each"]}
EXAMPLE = {"title": "例", "given": {"firm_years": [{"year": 2023, "revenue": "5元"}]}, "gives": {}}
PEAK = policy_of(crossing(*STEPS, questions=[QUESTION], examples=[EXAMPLE]))


def reform(*changes: dict[str, Any], policy: str = "test") -> Reform:
    return build(Reform, {"policy": policy, "title": "提高", "changes": list(changes)})


def test_a_value_is_set_a_part_added_and_a_part_removed() -> None:
    step = {"id": "s3", "over": "30元", "fixed": "9元"}
    steps = "awards.peak.pay.steps"
    changes = ({"at": f"{steps}.s2.fixed", "to": "4元"}, {"at": steps, "add": step}, {"at": f"{steps}.s1", "remove": True})
    found = reformed(PEAK, reform(*changes)).awards[0].pay.steps or ()
    assert [(step.id, step.fixed) for step in found] == [("s2", "4元"), ("s3", "9元")]


def test_a_changed_part_no_longer_claims_to_be_quoted_and_its_examples_are_gone() -> None:
    found = reformed(PEAK, reform({"at": "awards.peak.pay.steps.s2.fixed", "to": "4元"}))
    (rule,) = found.awards
    assert (rule.cite.source, rule.cite.quote, rule.examples) == ("assumed", "提高", ())
    assert not [finding for finding in check(found, {}) if finding.level == "error"]


def test_a_question_that_the_reform_answers_is_closed() -> None:
    assert reformed(PEAK, reform({"at": "awards.peak.pay.pick", "to": "each"})).awards[0].questions == ()
    assert len(reformed(PEAK, reform({"at": "awards.peak.pay.later", "to": "top_up"})).awards[0].questions) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"at": "awards.peak.pay.steps.s9.fixed", "to": "1元"}, "指向不存在的 “s9.fixed”（awards.peak.pay.steps 处有：s1、s2）"),
        ({"at": "awards.other", "remove": True}, "指向不存在的 “other”（awards 处有：peak）"),
        ({"at": "awards.peak.pay.steps.s1.fixed", "add": {"id": "x"}}, "不是列表"),
        ({"at": "awards.peak.pay.steps.s1.amount", "to": "1元"}, "未知的键 “amount”"),
        ({"at": "awards.peak.pay.steps.s1.fixed", "to": "很多"}, "读不出数量 “很多”"),
    ],
)
def test_a_reform_that_cannot_be_made_says_why(change: dict[str, Any], says: str) -> None:
    with pytest.raises(PolicyError) as told:
        reformed(PEAK, reform(change))
    assert says in str(told.value)


def test_a_reform_of_another_policy_is_refused() -> None:
    with pytest.raises(PolicyError, match="这份改动是对 other 的"):
        reformed(PEAK, reform({"at": "title", "to": "新"}, policy="other"))


def test_who_gains_and_loses_is_told_in_all_by_rule_by_industry_and_by_place() -> None:
    firms = [{"firm_id": "F1", "industry": "C3630", "region": "甲区"}, {"firm_id": "F2", "industry": "65", "region": "乙区"}]
    tables = {"firms": firms, "firm_years": firm_years(F1={2022: "5", 2023: "25"}, F2={2022: "5", 2023: "15"})}
    steps = "awards.peak.pay.steps"
    after = reformed(PEAK, reform({"at": f"{steps}.s2.fixed", "to": "4元"}, {"at": f"{steps}.s1.fixed", "to": "0.5元"}))
    found = {
        (each.by, each.key): (float(each.low), float(each.new_low), each.gainers, each.losers) for each in effects(PEAK, after, panel_of(tables))
    }
    assert found == {
        ("total", ""): (4, 4.5, 1, 1),
        ("rule", "peak"): (4, 4.5, 1, 1),
        ("industry", "C"): (3, 4, 1, 0),
        ("industry", "I"): (1, 0.5, 0, 1),
        ("region", "甲区"): (3, 4, 1, 0),
        ("region", "乙区"): (1, 0.5, 0, 1),
    }


def test_both_ends_are_told_where_a_fact_is_not_known() -> None:
    tables = {"firms": [{"firm_id": "F1"}], "firm_years": firm_years(F1={2022: "5", 2023: None})}
    total: Effect = effects(PEAK, reformed(PEAK, reform({"at": "awards.peak.pay.steps.s2.fixed", "to": "4元"})), panel_of(tables))[0]
    assert (str(total.more_low), str(total.more_high), total.gainers) == ("0", "1.00", 1)


def test_a_code_of_industry_is_told_by_its_section() -> None:
    assert [section(code) for code in ("C3630", "36", "0111", "6510", "97", "软件业")] == ["C", "C", "A", "I", "T", "软件业"]


def within_reach(policy: Policy, name: str) -> set[str]:
    """The awards that a change of one can reach: through caps, groups and pools, one after the other."""
    shared = [*(cap.covers for rule in policy.awards for cap in rule.caps), *(pool.covers for pool in policy.pools)]
    links = [set(names) for names in shared]
    links += [{member for member in group.members if isinstance(member, str)} for group in policy.groups]
    reached = {name}
    while more := [link for link in links if link & reached and not link <= reached]:
        reached.update(*more)
    return reached


def sums(node: Any, way: tuple[str, ...]) -> list[str]:
    """The places of the sums below a node."""
    found = [".".join((*way, key)) for key in ("fixed", "up_to") if isinstance(node, dict) and key in node]
    return found + [place for name, part in (tree.children(node) or {}).items() for place in sums(part, (*way, name))]


@settings(max_examples=60)
@given(st.data(), policies())
def test_a_reform_of_one_clause_changes_nothing_but_what_its_caps_groups_and_pools_reach(data: st.DataObject, policy: Policy) -> None:
    rule = data.draw(st.sampled_from(policy.awards))
    places = sums(tree.plain(rule.pay), ("awards", rule.id, "pay"))
    assume(places)
    after = reformed(policy, reform({"at": data.draw(st.sampled_from(places)), "to": "77元"}))
    at_hand = data.draw(panels(policy))
    try:
        before, now = (award(each, at_hand, all=True) for each in (policy, after))
    except PanelError:
        assume(False)
    reached = within_reach(policy, rule.id)
    assert [line for line in before if line.rule not in reached] == [line for line in now if line.rule not in reached]
