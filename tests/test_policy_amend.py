"""Policies that change: what an amending notice does to a policy, what a successor does, and which version is the law on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awarding import policy_of
from suance.errors import PolicyError, UsageError
from suance.policy import tree
from suance.policy.amendment import articles, operations
from suance.policy.check import check
from suance.policy.law import answering, in_force, versions
from suance.policy.review import Decision, decided, standings
from suance.policy.schema import Policy, build, dump, loads
from suance.workspace import joins, laws

HEAD = "---\ntitle: {title}\ndate: {day}\nkind: policy\nissuer: 某市人民政府\nrights: full\n---\n\n{text}\n"
TITLE = "某市支持制造业若干措施"
OLD = """\
第一条 为支持制造业发展，制定本措施。

第二条 企业营业收入首次超50亿元的，给予最高300万元奖励。

第三条 对首次认定为国家级制造业单项冠军的企业，给予500万元奖励。

第四条 对通过评审的公共服务平台项目，给予最高200万元奖励。

第五条 对首次认定为国家高新技术企业的企业，给予20万元奖励。

第六条 本措施自2022年4月1日起施行，有效期至2026年12月31日。"""
SINCE = "本通知自2024年1月1日起施行。"


def page(folder: Path, name: str, text: str, title: str = TITLE, day: str = "2022-03-01") -> Path:
    path = folder / f"{name}.md"
    path.write_text(HEAD.format(title=title, day=day, text=text), "utf-8")
    return path


def amended(folder: Path, *sentences: str, since: str = SINCE, old: str = OLD, review: bool = False) -> tuple[Policy, Policy]:
    """The policy before and after a notice of these sentences."""
    text = page(folder, "notice", old)
    before = joins.draft(text)
    if review:
        before = decided(before, [Decision(standing.part, "王敏", "2023-01-01", "approved") for standing in standings(before)])
    file = folder / "old.yaml"
    file.write_text(dump(before), "utf-8")
    words = "\n\n".join(("经研究，决定对《某市支持制造业若干措施》作如下修改：", *sentences, since))
    notice = page(folder, "amend", words, "某市人民政府关于修改若干措施的通知", "2023-12-01")
    after = laws.amended(notice, str(file), [str(text)])
    documents = {document.name: document for document in (joins.read_document(path) for path in (text, notice))}
    assert [finding.message for finding in check(after, documents) if finding.level == "error"] == []
    assert loads(dump(after), "any.yaml") == after
    return before, after


def pays(policy: Policy) -> dict[str, Any]:
    return {award.id: tree.plain(award.pay) for award in policy.awards}


def manual(policy: Policy) -> list[str]:
    return [clause.reason for clause in policy.clauses]


# ── what sentences do ────────────────────────────────────────────────────────

READ: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("将第三条中的500万元修改为800万元。", [("replace", (3,), "500万元", "800万元")]),
    ("一、第三条中“500万元”修改为“800万元”。", [("replace", (3,), "500万元", "800万元")]),
    ("第三条的奖励标准由500万元提高至800万元。", [("replace", (3,), "500万元", "800万元")]),
    ("将第三条中的500万元修改为800万元，自2024年1月1日起施行。", [("replace", (3,), "500万元", "800万元")]),
    ("将第三条中的500万元修改为800万元，第五条废止。", [("replace", (3,), "500万元", "800万元"), ("repeal", (5,), "", "")]),
    ("（二）废止第五条。", [("repeal", (5,), "", "")]),
    ("删去第四条、第五条。", [("repeal", (4, 5), "", "")]),
    ("第五条不再执行。", [("repeal", (5,), "", "")]),
    ("第四条修改为：“给予最高150万元奖励。”", [("rewrite", (4,), "", "")]),
    ("增加一条，作为第七条：“给予30万元奖励。”", [("add", (), "", "")]),
    ("增加一条：\n“给予30万元奖励。”", [("add", (), "", "")]),
    ("第三条至第五条废止。", [("unread", (3, 4, 5), "", "")]),
    ("第五条第二款废止。", [("unread", (5,), "", "")]),
    ("删除第三条中的“首次”。", [("unread", (3,), "", "")]),
    ("第五条自2025年1月1日起废止。", [("unread", (5,), "", "")]),
    ("将第三条中的500万元修改为800万元，自2025年1月1日起施行。", [("unread", (3,), "", "")]),
    ("将第三条中的500万元修改为800万元，但本年度已获奖的除外。", [("unread", (3,), "", "")]),
    ("将有效期延长至2028年12月31日。", [("unread", (), "", "")]),
    ("各单位要抓好落实，不得擅自提高标准。", []),
    ("根据《办法》第五条，现通知如下。", []),
]


@pytest.mark.parametrize(("sentence", "does"), READ, ids=[sentence for sentence, _ in READ])
def test_a_sentence_is_taken_only_where_all_of_it_is_understood(sentence: str, does: list[tuple[Any, ...]], tmp_path: Path) -> None:
    document = joins.read_document(page(tmp_path, "amend", f"{sentence}\n\n{SINCE}"))
    assert [(each.kind, each.articles, each.before, each.after) for each in operations(document)] == does


def test_articles_stand_from_their_number_to_the_next(tmp_path: Path) -> None:
    document = joins.read_document(page(tmp_path, "notice", f"{OLD}\n\n第五条 另有规定的，从其规定。"))
    found = articles(document)
    assert {number: len(places) for number, places in found.items()} == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 1}
    assert document.text[slice(*found[3][0])].strip().endswith("给予500万元奖励。")


# ── amendments ───────────────────────────────────────────────────────────────


def test_an_amount_is_changed_and_both_texts_are_cited(tmp_path: Path) -> None:
    before, after = amended(tmp_path, "一、将第三条中的500万元修改为800万元。")
    assert pays(after) == {**pays(before), "award-2": {"fixed": "800万元"}}
    cite = after.awards[1].cite
    assert (cite.quote, cite.amends) == ("将第三条中的500万元修改为800万元", before.awards[1].cite)
    assert (after.policy, after.validity.amended, after.validity.start) == (before.policy, date(2024, 1, 1), before.validity.start)
    assert manual(after) == []


def test_how_a_new_amount_stands_is_said_by_the_old_words(tmp_path: Path) -> None:
    _, after = amended(tmp_path, "将第二条中的300万元修改为500万元，第四条中的200万元修改为100万元。")
    assert pays(after)["award-1"]["steps"] == [{"id": "step-1", "over": "50亿元", "up_to": "500万元"}]
    assert pays(after)["award-3"] == {"up_to": "100万元"}


def test_an_article_repealed_takes_its_award_away(tmp_path: Path) -> None:
    before, after = amended(tmp_path, "第五条废止。")
    assert list(pays(after)) == ["award-1", "award-2", "award-3"]
    assert laws.changed(before, after) == {"added": [], "changed": [], "repealed": ["企业奖励"], "left": []}


def test_an_article_rewritten_keeps_the_id_of_its_award(tmp_path: Path) -> None:
    _, after = amended(tmp_path, "第四条修改为：“对通过评审的公共服务平台项目，给予最高150万元奖励。”")
    assert pays(after)["award-3"] == {"up_to": "150万元"}


def test_an_article_added_has_an_id_that_the_policy_never_had(tmp_path: Path) -> None:
    before, after = amended(tmp_path, "第五条废止。", "增加一条，作为第七条：“对首次认定为省级专精特新中小企业的企业，给予30万元奖励。”")
    assert {*pays(after)} - {*pays(before)} == {"award-5"}
    assert "award-4" not in pays(after)


@pytest.mark.parametrize(
    ("sentence", "reason", "gone"),
    [
        ("将第二条中的“营业收入”修改为“工业总产值”。", "“营业收入”不是一个数", "award-1"),
        ("将第三条中的500万元修改为最高800万元。", "改前与改后不是同一种数", "award-2"),
        ("将第三条中的600万元修改为800万元。", "第3条有 0 处 600万元，规则里有 0 处", "award-2"),
        ("将第三条中的500万元修改为800万元，但本年度已获奖的除外。", "修改的内容未能全部读懂", "award-2"),
        ("第五条第二款废止。", "修改的内容未能全部读懂", "award-4"),
        ("第四条修改为：“对公共服务平台酌情支持。”", "新的条文没有读出奖励", "award-3"),
    ],
)
def test_a_change_that_is_not_understood_stops_the_rule_that_it_is_about(tmp_path: Path, sentence: str, reason: str, gone: str) -> None:
    before, after = amended(tmp_path, sentence)
    assert {*pays(before)} - {*pays(after)} == {gone}
    assert any(said.startswith(reason) for said in manual(after))
    left = next(clause for clause in after.clauses if clause.id == gone)
    assert left.cite.amends == next(award.cite for award in before.awards if award.id == gone)
    assert (left.status, left.reason) == ("manual", f"所依据的条文已修改：{manual(after)[0]}")


def test_an_article_that_is_not_there_changes_no_rule_of_another(tmp_path: Path) -> None:
    before, after = amended(tmp_path, "第九条废止。")
    assert (pays(after), manual(after)) == (pays(before), ["原文里找不到第9条"])


@pytest.mark.parametrize(
    ("sentence", "gone"),
    [
        ("将奖励标准由500万元调整为800万元。", {"award-2"}),
        ("将奖励标准提高至800万元。", {"award-1", "award-2", "award-3", "award-4"}),
        ("文中的“首次认定”一律删除。", {"award-1", "award-2", "award-3", "award-4"}),
        ("将有效期延长至2028年12月31日。", set()),
        ("增加一款：“申报单位对材料的真实性负责。”", set()),
    ],
)
def test_a_change_that_names_no_article_stops_every_rule_that_it_may_be_about(tmp_path: Path, sentence: str, gone: set[str]) -> None:
    before, after = amended(tmp_path, sentence)
    assert {*pays(before)} - {*pays(after)} == gone
    assert manual(after)[0] == "修改的内容未能全部读懂"


def test_an_article_written_twice_stops_the_rules_of_both_places(tmp_path: Path) -> None:
    old = OLD.replace("第四条", "第三条")
    _, after = amended(tmp_path, "将第三条中的500万元修改为800万元。", old=old)
    assert list(pays(after)) == ["award-1", "award-4"]
    assert manual(after)[0] == "原文里有几处第3条"


def test_a_second_amendment_finds_what_the_first_one_made(tmp_path: Path) -> None:
    _, once = amended(
        tmp_path,
        "将第三条中的500万元修改为800万元。",
        "第四条修改为：“对通过评审的公共服务平台项目，给予最高150万元奖励。”",
        "增加一条，作为第七条：“对首次认定为省级专精特新中小企业的企业，给予30万元奖励。”",
    )
    (tmp_path / "once.yaml").write_text(dump(once), "utf-8")

    def again(sentence: str) -> Policy:
        notice = page(tmp_path, "again", f"{sentence}\n\n本通知自2025年1月1日起施行。", "某市人民政府关于再次修改的通知", "2024-12-01")
        return laws.amended(notice, str(tmp_path / "once.yaml"), [str(tmp_path / "notice.md")])

    assert "award-3" not in pays(again("第四条废止。"))
    assert pays(again("第四条修改为：“对通过评审的公共服务平台项目，给予最高100万元奖励。”"))["award-3"] == {"up_to": "100万元"}
    assert "award-2" not in pays(again("将第三条中的500万元修改为900万元，但另有规定的除外。"))
    assert {*pays(once)} - {*pays(again("将第七条中的30万元修改为40万元。"))} == {"award-5"}


@pytest.mark.parametrize(
    "third",
    [
        "给予500万元奖励，另行安排的500万元由主管部门商定。",
        "给予500万元奖励。\n\n对首次认定为省级制造业单项冠军的企业，给予500万元奖励。",
        "给予500万元奖励。\n\n企业营业收入首次超500万元的，给予最高10万元奖励。",
    ],
)
def test_an_amount_that_stands_twice_in_its_article_is_changed_nowhere(tmp_path: Path, third: str) -> None:
    before, after = amended(tmp_path, "将第三条中的500万元修改为800万元。", old=OLD.replace("给予500万元奖励。", third))
    assert not any("800万元" in str(pay) for pay in pays(after).values())
    assert {*pays(before)} - {*pays(after)}


def test_what_was_reviewed_stays_reviewed_but_for_what_changed(tmp_path: Path) -> None:
    _, after = amended(tmp_path, "将第三条中的500万元修改为800万元。", review=True)
    states = {standing.part: standing.state for standing in standings(after)}
    assert {part for part, state in states.items() if state == "changed"} == {"validity", "awards.award-2"}
    assert {state for part, state in states.items() if part not in ("validity", "awards.award-2")} == {"approved"}


def test_without_a_day_the_version_holds_from_its_publication_and_a_clause_says_so(tmp_path: Path) -> None:
    _, after = amended(tmp_path, "第五条废止。", since="请认真执行。")
    assert (after.validity.amended, manual(after)) == (date(2023, 12, 1), ["未写明自何日起施行，暂按公布日"])


def test_an_award_beside_the_changes_is_left_to_a_person(tmp_path: Path) -> None:
    before, after = amended(tmp_path, "第五条废止。", "对首次认定为省级专精特新中小企业的企业，另给予30万元奖励。")
    assert {*pays(after)} < {*pays(before)}
    assert manual(after) == ["修改决定中另有奖励，须人工确认"]


def test_a_notice_that_changes_nothing_and_one_whose_text_is_not_at_hand_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(dump(joins.draft(page(tmp_path, "notice", OLD))), "utf-8")
    idle = page(tmp_path, "idle", "请各单位抓好落实。")
    with pytest.raises(PolicyError, match="文中没有修改哪一条"):
        laws.amended(idle, str(tmp_path / "old.yaml"))
    busy = page(tmp_path, "busy", f"第五条废止。\n\n{SINCE}")
    with pytest.raises(PolicyError, match=r"原文不在手边.*--source"):
        laws.amended(busy, str(tmp_path / "old.yaml"))


# ── successors ───────────────────────────────────────────────────────────────


def test_a_successor_says_what_it_supersedes_and_keeps_the_ids_of_what_stays(tmp_path: Path) -> None:
    text = page(tmp_path, "notice", OLD)
    (tmp_path / "old.yaml").write_text(dump(joins.draft(text)), "utf-8")
    words = OLD.replace("300万元", "400万元").replace("第五条 对首次认定为国家高新技术企业的企业，给予20万元奖励。\n\n", "")
    words = words.replace("2022年4月1日起施行，有效期至2026年12月31日。", f"2025年1月1日起施行，原《{TITLE}》同时废止。")
    after = laws.amended(page(tmp_path, "successor", words, "某市制造业新措施", "2024-12-01"), str(tmp_path / "old.yaml"))
    before = joins.find_policy(tmp_path / "old.yaml")
    assert (after.policy, after.supersedes) == ("successor", ("notice",))
    assert laws.changed(before, after) == {"added": [], "changed": ["企业奖励"], "repealed": ["企业奖励"], "left": []}
    law = {day: [policy.policy for policy in in_force([before, after], date(day, 6, 30))] for day in (2021, 2023, 2025, 2027)}
    assert law == {2021: [], 2023: ["notice"], 2025: ["successor"], 2027: ["successor"]}


def test_a_policy_that_supersedes_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="政策不能取代自己"):
        build(Policy, {**tree.plain(policy_of()), "supersedes": ["test"]})
    (tmp_path / "old.yaml").write_text(dump(joins.draft(page(tmp_path, "notice", OLD))), "utf-8")
    itself = page(tmp_path, "notice", f"{OLD}\n\n原《{TITLE}》同时废止。")
    with pytest.raises(PolicyError, match="政策不能取代自己"):
        laws.amended(itself, str(tmp_path / "old.yaml"))


# ── the law of a day ─────────────────────────────────────────────────────────


def version(name: str = "test", supersedes: tuple[str, ...] = (), amended: str | None = None, **validity: Any) -> Policy:
    data = tree.plain(policy_of(**validity))
    return build(Policy, {**data, "policy": name, "supersedes": list(supersedes), "validity": {**data["validity"], "amended": amended}})


def law(day: str, *policies: Policy) -> list[str]:
    return [found.state for found in versions(policies, date.fromisoformat(day))]


def test_of_two_versions_the_later_is_the_law_from_its_first_day() -> None:
    one, two = version(start="2022-01-01"), version(start="2022-01-01", amended="2024-07-01")
    assert law("2024-06-30", one, two) == ["in_force", "future"]
    assert law("2024-07-01", two, one) == ["in_force", "amended"]


def test_a_repealed_policy_was_the_law_until_its_last_day() -> None:
    old = version(start="2022-01-01", end="2024-06-30", status="repealed")
    assert (law("2024-06-30", old), law("2024-07-01", old)) == (["in_force"], ["over"])
    assert law("2024-06-30", version(start="2022-01-01", status="repealed")) == ["over"]


def test_a_draft_and_a_version_of_no_day_are_no_law() -> None:
    assert law("2024-06-30", version(status="draft")) == ["draft"]
    assert law("2024-06-30", version(announced="unknown")) == ["undated"]
    old = version("old", start="2020-01-01")
    assert law("2024-06-30", old, version("new", ("old",), status="draft")) == ["in_force", "draft"]


def test_versions_of_one_day_and_circles_are_refused() -> None:
    with pytest.raises(PolicyError, match="test 有两个版本都自 2022-01-01 起"):
        law("2024-06-30", version(start="2022-01-01"), version(start="2022-01-01", end="2030-01-01"))
    with pytest.raises(PolicyError, match=r"政策互相取代：(a → b → a|b → a → b)"):
        law("2024-06-30", version("a", ("b",)), version("b", ("a",)))


def test_the_awards_of_a_year_go_by_the_law_at_its_end_or_of_the_day_before_that() -> None:
    one, two = version(start="2022-01-01"), version(start="2022-01-01", amended="2024-07-01")
    assert answering([one, two], 2023, date(2026, 1, 1)) == one
    assert answering([one, two], 2024, date(2026, 1, 1)) == two
    assert answering([one, two], 2024, date(2024, 3, 1)) == one
    with pytest.raises(PolicyError, match="2021-12-31 没有有效的政策"):
        answering([one, two], 2021, date(2026, 1, 1))
    with pytest.raises(PolicyError, match="有效的有几份：a、b"):
        answering([version("a", start="2022-01-01"), version("b", start="2022-01-01")], 2022, date(2026, 1, 1))


def test_a_folder_of_versions_answers_for_one_year_at_a_time(tmp_path: Path) -> None:
    one, two = version(start="2022-01-01"), version(start="2022-01-01", amended="2024-07-01")
    for name, policy in (("a", one), ("b", two)):
        (tmp_path / f"{name}.yaml").write_text(dump(policy), "utf-8")
    assert laws.answering(str(tmp_path), [2022, 2023], date(2026, 1, 1)) == one
    assert laws.answering(str(tmp_path), [2025], date(2026, 1, 1)) == two
    with pytest.raises(PolicyError, match="由不同的版本管"):
        laws.answering(str(tmp_path), [2023, 2024], date(2026, 1, 1))
    with pytest.raises(UsageError, match="--year"):
        laws.answering(str(tmp_path), None, date(2026, 1, 1))


@settings(max_examples=100)
@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), min_size=1, max_size=5, unique=True), st.dates(date(2019, 1, 1), date(2027, 1, 1)))
def test_on_every_day_exactly_the_last_version_that_has_begun_is_the_law(begins: list[date], day: date) -> None:
    policies = [version(start="2020-01-01", amended=begin.isoformat()) for begin in begins]
    expected = max((begin for begin in begins if begin <= day), default=None)
    assert [policy.validity.amended for policy in in_force(policies, day)] == ([expected] if expected else [])
