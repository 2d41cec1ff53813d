"""Writing back: a policy becomes the text of a notice that is read and drafted as the same policy, without a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from awarding import policies, policy_of
from sharing import sharing
from suance.award import panel
from suance.errors import PolicyError
from suance.extract import extract
from suance.policy.draft import draft
from suance.policy.saying.same import differences
from suance.policy.saying.write import write
from suance.policy.schema import Policy
from suance.read import read
from suance.workspace import clauses

CALLED = {"patents": "patent_stock", "seats": "机位数", "members": "成员数", "price": "单件售价", "pieces": "售出件数"}
"""metrics of the random policies that no term names, as a clause would call them"""
NUMBER = re.compile(r"[0-9.]+")
"""a quantity without a unit, which no clause says"""
SPLITS: Sequence[Any] = (
    [{"parts": {"city": "40%", "district": "60%"}}],
    [{"parts": {"province": "1/3", "city": "1/3", "county": "1/3"}}],
    [{"parts": {"maker": "50%", "user": "50%"}, "when": [{"has": "high_tech_firm", "level": "national"}]}, {"parts": {"maker": "100%"}}],
)
SCHEDULES: Sequence[Any] = (
    [{"id": "part-1", "after": 0, "share": "40%"}, {"id": "part-2", "after": 1, "share": "60%"}],
    [{"id": "part-1", "event": "started", "share": "1/3"}, {"id": "part-2", "after": 2, "share": "2/3", "when": [{"has": "high_tech_firm"}]}],
)
CLAWBACKS: Sequence[Any] = (
    [{"id": "return-1", "event": "moved_out", "within": 5, "return": "100%", "interest": {"benchmark": "lpr_1y"}}],
    [{"id": "return-1", "event": "moved_out", "within": 10, "return": "50%", "interest": "none"}],
)
SHARES: Sequence[Any] = ({"allocate": "rank", "by": "revenue", "order": "desc"}, {"allocate": "weight", "by": "rd_expense"})


def renamed(value: Any) -> Any:
    """Plain data with what a clause cannot say called as it would."""
    if isinstance(value, str):
        return f"{value}件" if NUMBER.fullmatch(value) else CALLED.get(value, value)
    if isinstance(value, Mapping):
        return {key: renamed(inner) for key, inner in value.items()}
    return [renamed(inner) for inner in value] if isinstance(value, list | tuple) else value


def of_itself(pool: Mapping[str, Any]) -> dict[str, Any]:
    """A pool without who gets it."""
    return {key: value for key, value in pool.items() if key not in ("by", "order")}


@st.composite
def spoken(draw: st.DrawFn) -> Policy:
    """A random policy whose names can be said, with what becomes of an award afterwards."""
    policy = draw(st.one_of(policies(), sharing()))
    data = renamed(policy.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    for award in data["awards"]:
        for key, choices in (("split", SPLITS), ("schedule", SCHEDULES), ("clawback", CLAWBACKS)):
            if draw(st.integers(0, 3)) == 3:
                award[key] = draw(st.sampled_from(choices))
        if award.get("split") == SPLITS[0]:
            award["payers"] = {"city": "某市", "district": "某区"}
    data["pools"] = [draw(st.sampled_from([pool, *(of_itself(pool) | more for more in SHARES)])) for pool in data.get("pools", ())]
    return Policy.model_validate(data)


def redrafted(text: str) -> Policy:
    """What the draft of a notice is, from its text alone."""
    document = read(text.encode(), name="notice.txt")
    return draft(document, list(extract(document)))


def said_again(policy: Policy) -> None:
    """A policy's text, where it has one, is the same policy again, and leaves nothing open."""
    try:
        text = write(policy)
    except PolicyError:
        reject()
    found = redrafted(text)
    assert [change.words for change in differences(policy, found)] == [], text
    assert [question for award in found.awards for question in award.questions] == [], text
    assert found.clauses == (), text


@given(spoken())
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_a_written_policy_is_drafted_as_the_same_policy_without_a_question(policy: Policy) -> None:
    said_again(policy)


@pytest.mark.slow
@given(spoken())
@settings(max_examples=500, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_five_hundred_written_policies_are_drafted_as_the_same(policy: Policy) -> None:
    said_again(policy)


def award(**more: Any) -> dict[str, Any]:
    return {"id": "one", "to": "firm", "on": {"each": "year"}, "pay": {"fixed": "5万元"}, **more}


@pytest.mark.parametrize(
    "more",
    [
        {"pay": {"rate": "5%", "of": "no_such_metric"}},
        {"when": [{"has": "no_such_honour"}]},
        {"when": [{"attribute": "no_such_attribute", "in": ["甲"]}]},
        {"pay": {"rate": "5%", "of": "研发费用的一半"}},
        {"when": [{"attribute": "region", "in": ["“甲”"]}]},
    ],
)
def test_what_has_no_words_is_refused_by_the_award_that_has_it(more: Mapping[str, Any]) -> None:
    with pytest.raises(PolicyError) as found:
        write(policy_of(award(**more)))
    assert found.value.where == "one"


# ── an official's own words ──────────────────────────────────────────────────


def drafted(*sentences: str) -> Policy:
    """The draft of a notice of one article."""
    return redrafted(f"某市办法\n发文机关：某市\n第一条　{''.join(sentences)}\n第二条　本办法自2024年1月1日起施行。\n")


@pytest.mark.parametrize(
    ("text", "on", "pay"),
    [
        (
            "对营业收入首次突破50亿元的企业，给予一次性最高不超过300万元奖励。",
            {"crosses": "revenue"},
            {"steps": [{"over": "50亿元", "up_to": "300万元"}]},
        ),
        ("对被认定为省级绿色工厂的企业，一次性给予50万元奖补。", {"recognised": "green_factory", "level": "provincial"}, {"fixed": "50万元"}),
        ("每年对企业，按照不超过研发费用的10%给予补助，总额不超过200万元。", {"each": "year"}, {"up_to_rate": "10%", "up_to": "200万元"}),
        ("每年对营业收入10亿元以上的企业，给予20万元的奖励。", {"each": "year"}, {"fixed": "20万元"}),
    ],
)
def test_other_words_of_the_trade_are_read_as_well(text: str, on: Mapping[str, Any], pay: Mapping[str, Any]) -> None:
    (rule,) = drafted(text).awards
    assert {key: rule.on.plain()[key] for key in on} == on
    plain = rule.pay.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    steps = [{key: step[key] for key in step if key != "id"} for step in plain.get("steps", ())]
    assert {key: steps if key == "steps" else plain[key] for key in pay} == pay


def test_where_an_article_is_silent_the_draft_asks() -> None:
    (rule,) = drafted(
        "对营业收入首次超过50亿元、10亿元的企业，分别给予最高300万元、100万元的奖励。同一集群依据本条累计获得的奖励不超过900万元。"
    ).awards
    assert [question.about for question in rule.questions] == ["pay.pick", "pay.later", "on.first", "caps.cap-1.overflow"]


@pytest.mark.parametrize(
    "further",
    ["但上年亏损的除外。", "同一企业依据第九条每年获得的奖励不超过10万元。", "所需资金另行安排，最高100万元。"],
)
def test_an_article_that_says_more_than_is_understood_is_never_half_a_rule(further: str) -> None:
    policy = drafted("每年对营业收入不低于10亿元的企业，给予20万元的奖励。", further)
    assert all(rule.judged for rule in policy.awards) or policy.clauses


def test_a_clause_that_a_panel_cannot_price_is_still_told() -> None:
    meant = clauses.meant("对首次认定的省级绿色工厂，给予50万元的奖励。", panel.of({"firms": [{"firm_id": "F1"}]}))
    assert (len(meant.told), meant.totals) == (1, None)
    assert [found.kind for found in meant.findings if found.level == "warning"] == ["budget"]
