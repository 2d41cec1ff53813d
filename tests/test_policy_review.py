"""Reviews of policies: who decided what about which part, what a later change does to it, and two people at once."""

from __future__ import annotations

import copy
import io
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awarding import crossing, policies, policy_of
from suance.cli.console import Console
from suance.cli.review import _dialogue
from suance.errors import PolicyError, SuanceError, UsageError, WorkspaceError
from suance.policy import tree
from suance.policy.check import check
from suance.policy.diff import diff
from suance.policy.review import Decision, State, decided, digest, gone, parts, standings
from suance.policy.schema import Edit, Policy, build, dump, loads
from suance.workspace import joins, reviews

DAY = "2026-11-25"
LATER = {"about": "pay.later", "ask": "先后跨越两档，全额还是补差？", "reading": "full", "alternatives": ["top_up"]}


def peak() -> Policy:
    steps = [{"id": "t500", "over": "500亿元", "up_to": "500万元"}, {"id": "t100", "over": "100亿元", "up_to": "200万元"}]
    return policy_of({**crossing(*steps), "title": "登峰计划", "questions": [LATER]})


def says(verdict: Any = "approved", by: str = "王敏", part: str = "awards.peak", **more: Any) -> Decision:
    return Decision(part, by, DAY, verdict, **more)


def state(policy: Policy, part: str = "awards.peak") -> State:
    return next(standing.state for standing in standings(policy) if standing.part == part)


def changed(policy: Policy, **keys: Any) -> Policy:
    """The policy with keys of its award set anew by hand."""
    data = copy.deepcopy(tree.plain(policy))
    data["awards"][0].update(keys)
    return build(Policy, data)


def reviewed() -> list[str]:
    return [finding.message for finding in check(decided(peak(), [says()]), {}) if finding.kind == "review"]


# ── verdicts ─────────────────────────────────────────────────────────────────


def test_a_part_is_open_until_somebody_judges_it() -> None:
    assert [(each.part, each.state) for each in standings(peak())] == [("validity", "open"), ("awards.peak", "open")]
    assert state(decided(peak(), [says()])) == "approved"
    assert state(decided(peak(), [says("rejected", note="门槛有误")])) == "rejected"


def test_a_part_goes_by_its_id_alone_where_only_one_has_it() -> None:
    policy = decided(peak(), [says(part="peak")])
    assert policy.review is not None
    assert [verdict.part for verdict in policy.review.verdicts] == ["awards.peak"]
    with pytest.raises(PolicyError, match="没有 “pake”"):
        decided(peak(), [says(part="pake")])


def test_with_two_signers_one_person_signs_only_once() -> None:
    once = decided(peak(), [says()], signers=2)
    assert state(once) == "half"
    assert state(decided(once, [says()])) == "half"
    assert state(decided(once, [says(by="李强")])) == "approved"


def test_verdicts_that_differ_are_a_conflict_until_one_gives_way() -> None:
    torn = decided(peak(), [says(), says("rejected", by="李强", note="“首次”未说明")])
    assert state(torn) == "conflict"
    assert state(decided(torn, [says(by="李强")])) == "approved"
    assert torn.review is not None
    assert len(torn.review.verdicts) == 2


def test_a_rule_changed_by_hand_is_not_reviewed_any_more() -> None:
    policy = decided(peak(), [says()])
    later = changed(policy, on={"crosses": "revenue", "first": "since_announced"})
    assert state(later) == "changed"
    assert any("须重新复核" in finding.message and finding.level == "warning" for finding in check(later, {}))
    back = changed(later, on={"crosses": "revenue", "first": "ever"})
    assert state(back) == "approved"


def test_examples_and_the_place_of_the_words_are_no_part_of_what_is_judged() -> None:
    policy = decided(peak(), [says()])
    cite = tree.plain(policy)["awards"][0]["cite"]
    assert state(changed(policy, examples=[{"title": "无", "given": {"firms": [{"region": "某市"}]}, "gives": {}}])) == "approved"
    assert state(changed(policy, cite={**cite, "span": [3, 5]})) == "approved"
    assert state(changed(policy, cite={**cite, "quote": "别的话"})) == "changed"


def test_a_part_that_is_gone_keeps_its_verdicts_and_is_named() -> None:
    policy = decided(peak(), [says()])
    rest = build(Policy, {**tree.plain(policy), "awards": []})
    assert gone(rest) == ["awards.peak"]
    assert any("已不在政策里" in finding.message for finding in check(rest, {}))


def test_a_check_says_what_was_rejected_and_how_much_is_open() -> None:
    assert reviewed() == ["还有 1 处未经复核，共 2 处"]
    bad = decided(peak(), [says("rejected", note="门槛有误")])
    (found,) = [finding for finding in check(bad, {}) if finding.level == "error"]
    assert (found.where, found.message) == ("test/peak", f"复核时被否定（王敏 {DAY}否定：门槛有误）")


# ── answers and amendments ───────────────────────────────────────────────────


def test_an_answer_stands_in_the_rule_and_keeps_who_gave_it() -> None:
    policy = decided(peak(), [says(answers={"pay.later": "top_up"})])
    (question,) = policy.awards[0].questions
    assert policy.awards[0].pay.later == question.reading == "top_up"
    assert question.alternatives == ("full",)
    assert question.answered is not None
    assert (question.answered.by, state(policy), joins.questions(policy)) == ("王敏", "approved", 0)
    assert not [finding for finding in check(policy, {}) if finding.kind == "question"]


def test_an_answer_alone_approves_nothing() -> None:
    assert state(decided(peak(), [says(None, answers={"pay.later": "full"})])) == "open"


def test_an_amendment_is_the_first_signature_under_what_it_makes() -> None:
    amended = decided(peak(), [says(by="李强")], signers=2)
    amended = decided(amended, [says("amended", changes=[Edit(at="pay.steps.t500.up_to", to="800万元")])])
    assert state(amended) == "half"
    assert amended.review is not None
    assert amended.review.verdicts[-1].changes == ("登峰计划 t500: 最高500万元 → 最高800万元",)
    assert state(decided(amended, [says(by="李强")])) == "approved"


REFUSED: dict[str, tuple[Decision, str]] = {
    "no reading": (says(answers={"pay.later": "half"}), "不是其中的读法.*可用：full、top_up"),
    "no question": (says(answers={"pay.pick": "each"}), "没有关于 “pay.pick” 的问题.*待定的：pay.later"),
    "no reason": (says("rejected"), "否定要写明理由"),
    "nothing at all": (says(None), "没有裁定，也没有回答"),
    "an amendment of nothing": (says("amended"), "没有写改什么"),
    "rejected and changed": (says("rejected", note="无", changes=[Edit(at="title", to="别名")]), "否定的同时又修改"),
    "no such key": (says("amended", changes=[Edit(at="pay.steps.t5.up_to", to="1万元")]), "指向不存在的"),
    "no policy any more": (says("amended", changes=[Edit(at="pay.steps.t500.up_to", to="许多")]), "awards.peak：读不出数量 “许多”"),
    "another id": (says("amended", changes=[Edit(at="id", to="summit")]), "编号不能改"),
    "a key that a question holds": (says("amended", changes=[Edit(at="pay.later", to="top_up")]), "两处改成一致"),
    "not what was seen": (says(seen="0" * 64), "已不是所看的样子"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_decision_that_cannot_be_made_is_refused_in_one_line(case: str) -> None:
    decision, message = REFUSED[case]
    with pytest.raises(PolicyError, match=message) as caught:
        decided(peak(), [says(part="validity"), decision])
    assert "\n" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(policies(), st.data())
def test_a_reviewed_policy_is_read_back_as_it_was_and_differs_in_nothing_but_its_review(policy: Policy, data: st.DataObject) -> None:
    names = [name for name, _ in parts(tree.plain(policy))]
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    approved = decided(policy, [says(part=name) for name in chosen])
    again = loads(dump(approved), "any.yaml")
    assert (again, diff(approved, again)) == (approved, ())
    assert {change.way[0] for change in diff(policy, again)} == {"review"}
    assert {each.part for each in standings(again) if each.state == "approved"} == set(chosen)


def test_the_digest_is_of_what_a_part_says_not_of_how_its_file_is_written() -> None:
    part = {"id": "a", "pay": {"up_to": "5万元", "of": "x"}}
    assert digest(part) == digest({"pay": {"of": "x", "up_to": "5万元"}, "id": "a"})
    assert digest(part) != digest({**part, "id": "b"})


# ── files ────────────────────────────────────────────────────────────────────


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "policy.yaml"
    found.write_text("# 手写的注\n" + dump(peak()).replace("awards:", "\n# 奖励\nawards:"), "utf-8")
    return found


def test_a_review_leaves_comments_and_layout_as_they_are(path: Path) -> None:
    before = path.read_text("utf-8").splitlines()
    reviews.commit(path, [says(answers={"pay.later": "top_up"})])
    after = path.read_text("utf-8").splitlines()
    kept = [line for line in before if line in after]
    assert len(before) - len(kept) == 2
    assert {"# 手写的注", "# 奖励"} <= set(kept)


def test_two_approvals_at_the_same_time_are_both_kept(path: Path) -> None:
    people = [f"复核{number}" for number in range(6)]
    start = threading.Barrier(len(people))

    def approve(name: str) -> None:
        start.wait()
        reviews.commit(path, [says(by=name), says(by=name, part="validity")])

    threads = [threading.Thread(target=approve, args=[name]) for name in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    review = joins.find_policy(path).review
    assert review is not None
    assert sorted(verdict.by for verdict in review.verdicts) == sorted(people * 2)
    assert [each.name for each in path.parent.iterdir()] == ["policy.yaml"]


def test_who_decides_about_what_another_has_just_changed_is_told_and_writes_nothing(path: Path) -> None:
    seen = {standing.part: standing.digest for standing in standings(joins.find_policy(path))}
    reviews.commit(path, [says(answers={"pay.later": "top_up"}, seen=seen["awards.peak"])])
    text = path.read_text("utf-8")
    late = [says(by="李强", part="validity", seen=seen["validity"]), says(by="李强", seen=seen["awards.peak"])]
    with pytest.raises(PolicyError, match="王敏 2026-11-25 先后跨越两档，全额还是补差？top_up（没有写入；重看之后再定）"):
        reviews.commit(path, late)
    assert path.read_text("utf-8") == text


def test_a_lock_that_stays_is_named_with_what_to_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews, "WAIT_SECONDS", 0)
    lock = path.with_name(".policy.yaml.lock")
    lock.touch()
    with pytest.raises(WorkspaceError, match="别人正在写这份政策"):
        reviews.commit(path, [says()])
    lock.unlink()
    reviews.commit(path, [says()])


def test_a_policy_that_ships_is_not_reviewed_in_place() -> None:
    with pytest.raises(UsageError, match="随附的政策不在这里复核"):
        reviews.file_of("changzhou-2022")


def test_a_draft_never_replaces_a_policy_that_somebody_has_reviewed_meanwhile(path: Path) -> None:
    reviews.write(path, dump(peak()))
    reviews.commit(path, [says()])
    text = path.read_text("utf-8")
    with pytest.raises(PolicyError, match="复核过，不覆盖"):
        reviews.write(path, dump(peak()))
    path.write_text(text.replace("policy: test", "policy: ["), "utf-8")
    with pytest.raises(PolicyError, match="YAML"):
        reviews.write(path, dump(peak()))
    path.write_text("policy: [\n", "utf-8")
    reviews.write(path, dump(peak()))
    assert joins.find_policy(path) == peak()


def test_a_place_where_nothing_can_be_written_is_told(path: Path) -> None:
    with pytest.raises(UsageError, match="写不进去"):
        reviews.write(path / "below" / "policy.yaml", dump(peak()))


ANSWERS = f"""\
policy: test
by: 王敏
at: {DAY}
signers: 2
decisions:
  - {{part: peak, verdict: approved, answers: {{pay.later: top_up}}, note: 问过主管处}}
  - {{part: validity, verdict: rejected, note: 公布日有误, by: 李强}}
"""


def answered(path: Path, text: str) -> Policy:
    answers = path.with_name("answers.yaml")
    answers.write_text(text, "utf-8")
    found, signers = reviews.answers(answers, joins.find_policy(path), by=None, today=date(2026, 11, 26))
    return reviews.commit(path, found, signers)


def test_an_answers_file_decides_all_at_once(path: Path) -> None:
    policy = answered(path, ANSWERS)
    assert (state(policy), state(policy, "validity")) == ("half", "rejected")
    assert policy.review is not None
    assert [(verdict.by, verdict.at) for verdict in policy.review.verdicts] == [("王敏", DAY), ("王敏", DAY), ("李强", DAY)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ANSWERS.replace("policy: test", "policy: other"), "这些裁定是对 other 的"),
        (ANSWERS.replace("by: 王敏\n", ""), "peak：没有写是谁裁定的"),
        (ANSWERS.replace("part: validity", "part: validty"), "没有 “validty”"),
        (ANSWERS.replace("verdict: rejected", "verdict: maybe"), r"answers.yaml:7.*“verdict” 不能是 “maybe”"),
        (ANSWERS.replace("note: 公布日有误", "reason: 公布日有误"), r"answers.yaml:7.*未知的键 “reason”"),
        ("policy: test\n", "缺少键 “decisions”"),
        ("policy: [", "YAML 写法有误"),
    ],
)
def test_an_answers_file_that_is_wrong_decides_nothing(path: Path, text: str, message: str) -> None:
    before = path.read_text("utf-8")
    with pytest.raises(SuanceError, match=message):
        answered(path, text)
    assert path.read_text("utf-8") == before


# ── the dialogue ─────────────────────────────────────────────────────────────


def talk(path: Path, said: str, monkeypatch: pytest.MonkeyPatch, panel: Path | None = None) -> str:
    """What the dialogue shows while a person writes these lines."""
    page = io.StringIO()
    console = Console(out=page, err=page, as_of=date(2026, 11, 25))
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    monkeypatch.setenv("COLUMNS", "80")
    _dialogue(console, path, (), "王敏", panel)
    return page.getvalue()


def test_the_dialogue_shows_clause_beside_rule_and_writes_each_decision(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = talk(path, "s\n2\na 问过\n", monkeypatch)
    assert "示例" in shown
    assert "│ 各档 t500：超500亿元，最高500万元" in shown
    assert "1  full (全额) ← " in shown
    policy = joins.find_policy(path)
    assert (state(policy), policy.awards[0].pay.later) == ("approved", "top_up")


def test_with_a_panel_the_dialogue_says_what_the_other_readings_cost(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    panel = tmp_path / "panel"
    panel.mkdir()
    (panel / "firms.csv").write_text("firm_id,name\nF1,甲\n", "utf-8")
    (panel / "firm_years.csv").write_text("firm_id,year,revenue\nF1,2021,9000000000\nF1,2022,12000000000\nF1,2023,60000000000\n", "utf-8")
    shown = talk(path, "s\n\nq\n", monkeypatch, panel)
    assert "若按 top_up：" in shown.replace("\n    ", "")
    assert "上限少 200万元" in shown.replace("\n    ", "")


def test_the_dialogue_amends_rejects_and_stops(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talk(path, "x\n\nx 无依据\n\ne\npay.steps.t500.up_to=800万元\n\n", monkeypatch)
    policy = joins.find_policy(path)
    assert (state(policy, "validity"), state(policy)) == ("rejected", "approved")
    assert policy.awards[0].pay.steps is not None
    assert policy.awards[0].pay.steps[0].up_to == "800万元"


def test_what_was_decided_before_the_person_left_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talk(path, "a\nq\n", monkeypatch)
    assert (state(joins.find_policy(path), "validity"), state(joins.find_policy(path))) == ("approved", "open")


def test_a_refused_decision_of_the_dialogue_is_told_and_the_next_part_follows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = talk(path, "e\nfrom=许多\n\n\na\n", monkeypatch)
    assert "“许多” 不是日期" in shown
    assert (state(joins.find_policy(path), "validity"), state(joins.find_policy(path))) == ("open", "approved")
