"""Second drafts of a notice whose policy people have reviewed: what the text did not change stays reviewed, and nothing is overwritten."""

from __future__ import annotations

import copy
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awarding import policies
from suance.errors import PolicyError
from suance.policy import tree
from suance.policy.diff import diff
from suance.policy.redraft import redrafted
from suance.policy.review import Decision, decided, parts, standings
from suance.policy.schema import Edit, Policy, build, dump, loads, questions
from suance.workspace import joins

DAY = "2026-11-25"
HEAD = "---\ntitle: 某市支持制造业若干措施（示例）\ndate: 2024-03-01\nkind: policy\nissuer: 某市\nrights: full\n---\n\n"
CLAUSES = [
    "一、企业营业收入首次超50亿元的，给予最高300万元奖励。",
    "二、对首次认定为国家高新技术企业的企业，给予20万元奖励。",
    "三、对通过评审的公共服务平台项目，给予最高200万元奖励。",
]
AWARDS = ["001", "002", "018", "020", "022", "024", "026", "030", "040"]


def drafted(folder: Path, clauses: list[str]) -> Policy:
    """The draft of a notice of these clauses."""
    path = folder / "notice.md"
    path.write_text(HEAD + "\n\n".join(clauses) + "\n", "utf-8")
    return joins.draft(path)


def approved(policy: Policy) -> Policy:
    """The policy with every part approved, and every question about an award answered otherwise than it stood, where that alone may stand."""
    found = policy
    for name, _ in parts(tree.plain(policy)):
        found = decided(found, [Decision(name, "王敏", DAY, "approved")])
    for place, part, question in questions(policy):
        with suppress(PolicyError):
            found = decided(found, [Decision(f"{place[0]}.{part.id}", "李强", DAY, "approved", {question.about: _plain(question.alternatives[0])})])
    return found


def _plain(reading: Any) -> Any:
    return list(reading) if isinstance(reading, tuple) else reading


def changes(before: Policy, after: Policy) -> list[str]:
    return [change.words for change in diff(before, after) if change.sort == "meaning" and change.kind != "order"]


def test_a_second_draft_of_the_same_text_is_the_same_and_changes_nothing_that_was_reviewed(tmp_path: Path) -> None:
    first, second = drafted(tmp_path, CLAUSES), drafted(tmp_path, CLAUSES)
    assert dump(first) == dump(second)
    reviewed = approved(first)
    assert reviewed.awards != first.awards
    assert redrafted(reviewed, second) == loads(dump(reviewed), "any.yaml") == reviewed


def test_what_a_person_amended_stays_amended(tmp_path: Path) -> None:
    first = drafted(tmp_path, CLAUSES)
    edit = Edit(at="title", to="上规模奖励")
    reviewed = decided(first, [Decision("award-1", "王敏", DAY, "amended", changes=[edit])])
    assert redrafted(reviewed, first) == reviewed


def test_a_clause_that_comes_in_between_moves_no_other_rule(tmp_path: Path) -> None:
    reviewed = approved(drafted(tmp_path, CLAUSES))
    more = [CLAUSES[0], "一之一、对获评国家级制造业单项冠军的企业，给予50万元奖励。", *CLAUSES[1:]]
    after = redrafted(reviewed, drafted(tmp_path, more))
    (said,) = changes(reviewed, after)
    assert said.startswith("新增")
    assert [award.id for award in after.awards if award.id != "award-4"] == [award.id for award in reviewed.awards]
    states = {standing.part: standing.state for standing in standings(after)}
    assert (states.pop("awards.award-4"), {*states.values()}) == ("open", {"approved"})


def test_a_clause_that_changed_is_told_and_waits_for_review_with_its_question(tmp_path: Path) -> None:
    reviewed = approved(drafted(tmp_path, CLAUSES))
    after = redrafted(reviewed, drafted(tmp_path, [CLAUSES[0].replace("300", "500"), *CLAUSES[1:]]))
    assert any("最高300万元 → 最高500万元" in said for said in changes(reviewed, after))
    states = {standing.part: standing.state for standing in standings(after)}
    assert (states.pop("awards.award-1"), {*states.values()}) == ("changed", {"approved"})
    assert after.awards[0].questions[0].answered is None


def test_a_clause_that_went_is_told(tmp_path: Path) -> None:
    reviewed = approved(drafted(tmp_path, CLAUSES))
    after = redrafted(reviewed, drafted(tmp_path, [CLAUSES[0], CLAUSES[2]]))
    (said,) = changes(reviewed, after)
    assert said.startswith("删除")
    assert {standing.state for standing in standings(after)} == {"approved"}


@settings(max_examples=60, deadline=None)
@given(policies(), st.data())
def test_whatever_was_decided_a_second_draft_of_the_same_text_changes_none_of_it(policy: Policy, data: st.DataObject) -> None:
    data_ = copy.deepcopy(tree.plain(policy))
    for name in ("awards", "groups", "pools"):
        for part in data_.get(name, []):
            part["cite"] = {"source": "notice", "quote": f"{name} {part['id']}"}
    first = build(Policy, data_)
    names = data.draw(st.lists(st.sampled_from([name for name, _ in parts(tree.plain(first))]), unique=True))
    reviewed = first
    for name in names:
        verdict: Any = data.draw(st.sampled_from(["approved", "rejected", "amended"]))
        edits = [Edit(at="title", to="另名")] if name != "validity" else [Edit(at="announced", to="2020-01-01")]
        decision = Decision(name, "王敏", DAY, verdict, changes=edits if verdict == "amended" else (), note="理由")
        reviewed = decided(reviewed, [decision])
    again = redrafted(reviewed, first)
    assert diff(reviewed, again) == ()
    assert redrafted(again, first) == again


@pytest.mark.parametrize("number", AWARDS)
def test_a_real_notice_drafted_twice_keeps_every_review(shared: Path, number: str) -> None:
    path = shared / "facts" / "dev" / f"{number}.txt"
    first = joins.draft(path)
    assert dump(first) == dump(joins.draft(path))
    reviewed = approved(first)
    assert loads(dump(reviewed), "any.yaml") == reviewed
    assert [change.words for change in diff(reviewed, redrafted(reviewed, first))] == []
