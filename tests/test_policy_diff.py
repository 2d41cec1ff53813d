"""Differences between policies: by ids, in words, and exact enough to make one policy from the other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from awarding import crossing, policies, policy_of
from suance.policy import tree
from suance.policy.diff import apply, diff
from suance.policy.schema import Policy, build, dump, loads
from suance.workspace import joins

Data = dict[str, Any]


def peak(**more: Any) -> Policy:
    steps = [{"id": "t500", "over": "500亿元", "up_to": "500万元"}, {"id": "t100", "over": "100亿元", "up_to": "200万元"}]
    return policy_of({**crossing(*steps), "title": "登峰计划", **more}, start="2024-01-01")


def changed(change: Callable[[Data], object], policy: Policy | None = None) -> list[str]:
    """The sentences of what a change to the plain data of a policy makes."""
    before = policy or peak()
    data = copy.deepcopy(tree.plain(before))
    change(data)
    return [found.words for found in diff(before, build(Policy, data))]


def award(data: Data) -> Data:
    found: Data = data["awards"][0]
    return found


CASES: dict[str, tuple[Callable[[Data], object], list[str]]] = {
    "a sum": (
        lambda data: award(data)["pay"]["steps"][0].update(up_to="800万元"),
        ["登峰计划 t500: 最高500万元 → 最高800万元，自2024-01-01起"],
    ),
    "a threshold": (
        lambda data: award(data)["pay"]["steps"][1].update(over="120亿元"),
        ["登峰计划 t100: 超100亿元 → 超120亿元，自2024-01-01起"],
    ),
    "a new step": (
        lambda data: award(data)["pay"]["steps"].append({"id": "t50", "from": "50亿元", "fixed": "80万元"}),
        ["新增 登峰计划 t50: 50亿元以上，80万元，自2024-01-01起"],
    ),
    "a step less": (lambda data: award(data)["pay"]["steps"].pop(), ["删除 登峰计划 t100: 超100亿元，最高200万元，自2024-01-01起"]),
    "a reading": (lambda data: award(data)["pay"].update(later="top_up"), ["登峰计划 先后跨档: 全额 → 补差，自2024-01-01起"]),
    "a condition": (
        lambda data: award(data).update(when=[{"metric": "rd_intensity", "ge": "3%"}]),
        ["新增 登峰计划 前提: 研发投入强度，不低于3%，自2024-01-01起"],
    ),
    "the order of steps": (lambda data: award(data)["pay"]["steps"].reverse(), ["登峰计划 各档: 顺序 t500、t100 → t100、t500，自2024-01-01起"]),
    "words that explain": (lambda data: award(data).update(title="登高计划"), ["登高计划 名称: 登峰计划 → 登高计划"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_difference_is_said_in_words(case: str) -> None:
    change, said = CASES[case]
    assert changed(change) == said


def test_a_cite_is_told_apart_from_a_change_of_meaning() -> None:
    before = peak()
    data = copy.deepcopy(tree.plain(before))
    data["awards"][0]["cite"]["quote"] = "别的话"
    (found,) = diff(before, build(Policy, data))
    assert (found.sort, found.at, found.before, found.after) == ("cite", "awards.peak.cite.quote", "示例", "别的话")


def test_a_part_that_moves_in_the_file_and_is_reworded_stays_the_same_part() -> None:
    before = joins.find_policy("changzhou-2022")
    data = copy.deepcopy(tree.plain(before))
    data["awards"].reverse()
    kinds = [found.kind for found in diff(before, build(Policy, data))]
    assert kinds == ["order"]


@settings(max_examples=150)
@given(policies(), policies())
def test_the_differences_applied_to_one_policy_give_the_other(one: Policy, other: Policy) -> None:
    assert diff(one, one) == ()
    assert apply(one, diff(one, other)) == other
    assert apply(other, diff(other, one)) == one


@settings(max_examples=150)
@given(policies())
def test_a_random_policy_is_read_back_as_it_was_written(policy: Policy) -> None:
    assert loads(dump(policy), "any.yaml") == policy
    assert diff(policy, loads(dump(policy), "any.yaml")) == ()


def test_every_shipped_policy_differs_in_nothing_from_itself_and_can_be_made_from_any_other() -> None:
    shipped = [joins.find_policy(name) for name in joins.shipped_policies()]
    for one in shipped:
        for other in shipped:
            found = diff(one, other)
            assert (found == ()) == (one == other)
            assert apply(one, found) == other
