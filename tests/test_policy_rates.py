"""Clauses that pay every year, by a share or by what is counted: from the words to the rule, or to a person with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts import account
from suance.extract import extract
from suance.model import Document, Fact, Paragraph
from suance.policy.check import check
from suance.policy.claims import claims_of
from suance.policy.draft import draft
from suance.policy.schema import Policy, dump, loads
from suance.read import read


def drafted(text: str) -> Policy:
    """The policy that a notice of one clause becomes."""
    document = Document(
        "notice", text, (Paragraph(0, len(text)),), "", "text", title="某市办法", issuer="某市", kind="policy", published="2024-05-06", rights="full"
    )
    policy = draft(document, list(extract(document)))
    assert loads(dump(policy), "notice.yaml") == policy
    assert [finding for finding in check(policy, {"notice": document}) if finding.level == "error"] == []
    return policy


def plain(value: Any) -> Any:
    """What a part says, absent keys left out."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if inner not in (None, [])}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


REVENUE = {"metric": "revenue", "ge": "5亿元"}
GROWTH = {"metric": "revenue", "vs": "previous", "ge": "20%"}


@pytest.mark.parametrize(
    ("text", "when", "pay"),
    [
        ("对年度营业收入达到5亿元以上的企业，每年给予50万元奖励。", [REVENUE], {"fixed": "50万元"}),
        (
            "对年度营业收入超过5亿元且同比增长20%以上的企业，每年给予最高80万元奖励。",
            [{"metric": "revenue", "gt": "5亿元"}, GROWTH],
            {"up_to": "80万元"},
        ),
        (
            "对年营业收入达到5亿元以上或年度研发费用达到900万元以上的企业，每年给予30万元奖励。",
            [{"any": [REVENUE, {"metric": "rd_expense", "ge": "900万元"}]}],
            {"fixed": "30万元"},
        ),
        ("对企业按年度研发费用的12%给予补助，最高300万元。", [], {"rate": "12%", "of": "rd_expense", "up_to": "300万元"}),
        ("企业年度研发投入，按不超过20%给予补助，单个企业每年最高200万元。", [], {"up_to_rate": "20%", "of": "rd_expense", "up_to": "200万元"}),
        ("对营业收入增速达到20%以上的企业，每年按营业收入增量的1%给予奖励。", [GROWTH], {"rate": "1%", "of": "revenue_increment"}),
        ("对企业有效发明专利，每件每年给予1万元资助，单个企业每年最高50万元。", [], {"each": "1万元", "of": "patent_stock", "up_to": "50万元"}),
    ],
)
def test_an_award_of_every_year_is_a_rule(text: str, when: list[Any], pay: dict[str, str]) -> None:
    policy = drafted(text)
    (rule,) = policy.awards
    assert plain(rule.on.plain()) == {"each": "year"}
    assert plain(rule.plain()["when"]) == when
    assert plain(rule.pay.plain()) == pay
    assert policy.clauses == ()


def test_a_reviewed_project_is_paid_a_share_of_its_investment() -> None:
    (rule,) = drafted("对通过评审的公共服务平台项目，按项目投资的15%给予一次性补助，单个项目最高500万元。").awards
    assert (plain(rule.on.plain()), rule.to) == ({"reviewed": "public_service_platform"}, "project")
    assert plain(rule.pay.plain()) == {"rate": "15%", "of": "investment", "up_to": "500万元"}


@pytest.mark.parametrize(
    ("text", "when", "pay"),
    [
        ("对年度营业收入达到5亿元以上的企业，给予50万元奖励。", [REVENUE], {"fixed": "50万元"}),
        ("对连续两年营业收入达到5亿元以上的企业，每年给予50万元奖励。", [], {"fixed": "50万元"}),
        ("对营业收入年均增长20%以上的企业，每年给予50万元奖励。", [{"metric": "营业收入年均增长", "ge": "20%"}], {"fixed": "50万元"}),
        ("对规模以上且年度营业收入达到5亿元以上的企业，每年给予50万元奖励。", [REVENUE], {"fixed": "50万元"}),
        ("对年度营业收入达到5亿元以上的餐饮企业，每年给予50万元奖励。", [REVENUE], {"fixed": "50万元"}),
        ("对年度营业收入达到5亿元以上或税收达到900万元以上的重点企业，每年给予50万元奖励。", [], {"fixed": "50万元"}),
        ("对符合条件的企业按年度研发费用的12%给予补助，最高300万元。", [], {"rate": "12%", "of": "rd_expense", "up_to": "300万元"}),
        (
            "对上年度研发费用达到1000万元以上的企业，按年度研发费用的10%给予补助，最高300万元。",
            [{"metric": "上年度研发费用", "ge": "1000万元"}],
            {"rate": "10%", "of": "rd_expense", "up_to": "300万元"},
        ),
        ("对企业按年度新增研发设备投资额的10%给予补助，最高300万元。", [], {"rate": "10%", "of": "新增研发设备投资额", "up_to": "300万元"}),
        ("对新认定的国家级企业技术中心，按研发费用的5%给予最高500万元奖励。", [], {"rate": "5%", "of": "rd_expense", "up_to": "500万元"}),
        ("对承担国家任务的机构，按不超过核定总投入的40%给予补助。", [], {"up_to_rate": "40%", "of": "总投入"}),
        ("对获得国家专项资金的项目，按1:1给予配套支持，最高500万元。", [], {"rate": "1:1", "of": "上级支持资金", "up_to": "500万元"}),
        ("对营业收入增长1亿元以上的企业，每年给予50万元奖励。", [{"metric": "营业收入增长", "ge": "1亿元"}], {"fixed": "50万元"}),
        ("对新认定的省级以上企业技术中心，给予90万元奖励。", [], {"fixed": "90万元"}),
        ("对企业每新增1件有效发明专利，每年给予1万元资助。", [], {"each": "1万元", "of": "新增有效发明专利数"}),
        ("除房地产企业外，对年度营业收入达到5亿元以上的企业，每年给予10万元奖励。", [REVENUE], {"fixed": "10万元"}),
        ("对通过评审的公共服务平台项目，按设备投资额的20%给予补助，不含二手设备。", [], {"rate": "20%", "of": "equipment_investment"}),
        ("年度营业收入首次超过5亿元的企业，给予10万元奖励，名额由主管部门确定。", [{"metric": "revenue", "gt": "5亿元"}], {"fixed": "10万元"}),
    ],
)
def test_an_award_that_no_panel_decides_is_granted_case_by_case(text: str, when: list[Any], pay: dict[str, str]) -> None:
    policy = drafted(text)
    (rule,) = policy.awards
    assert (plain(rule.on.plain()), rule.to) == ({"reviewed": rule.id}, "project")
    assert plain(rule.plain()["when"]) == when
    assert plain(rule.pay.plain()) == pay
    assert rule.judged[0].quote
    assert text.startswith(rule.judged[0].quote)
    assert policy.clauses == ()


def test_what_the_sentence_goes_on_to_limit_is_judged_too() -> None:
    (rule,) = drafted("对企业租金，每年按50%给予补贴，最高20万元；补贴不超过三年。").awards
    assert [cite.quote for cite in rule.judged] == ["对企业租金，每年按", "给予补贴，最高20万元；补贴不超过三年"]


def test_the_most_of_one_payee_is_a_ceiling_and_asks_for_its_time_where_none_is_said() -> None:
    (rule,) = drafted("对通过评审的公共服务平台项目，按项目投资的15%给予补助，单个企业最高500万元。").awards
    assert [(cap.per, cap.over, cap.at) for cap in rule.caps] == [("firm", "lifetime", "500万元")]
    assert [question.alternatives for question in rule.questions] == [("year",)]
    (rule,) = drafted("对购买算力的创新主体，按不超过实际算力投入的30%给予补贴，单个主体年度最高500万元。").awards
    assert ([(cap.per, cap.over) for cap in rule.caps], rule.questions) == ([("firm", "year")], ())


def test_a_limit_of_so_many_awards_counts_them() -> None:
    (rule,) = drafted("对在本区首播的电视剧，按每部给予10万元奖励，同一家企业每年最多奖励2部。").awards
    assert [(cap.per, cap.over, cap.count, cap.overflow) for cap in rule.caps] == [("firm", "year", 2, "first_come")]


def test_a_limit_over_the_whole_policy_covers_every_rule() -> None:
    text = "对开展技术攻关的机构，给予最高50万元支持。\n对通过评估的平台，给予最高80万元支持。\n每家机构年度获取本措施的奖励不超过100万元。"
    policy = drafted(text)
    (cap,) = [cap for rule in policy.awards for cap in rule.caps]
    assert (cap.per, cap.over, cap.at, cap.covers) == ("firm", "year", "100万元", ("award-1", "award-2"))
    assert not any(rule.questions for rule in policy.awards)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("对开展技术攻关的机构，给予最高50万元支持。\n属于同一集团的，该集团年度获取本措施的奖励不超过100万元。", "认不出上限按什么累计：“"),
        ("对有效发明专利超过10件的企业，每件每年给予1万元资助。", "是每一件都计，还是只计超过的"),
        ("对新认定的国家级、省级企业技术中心，分别给予90万元、40万元奖励，升级的给予补差。", "金额另有算法：“补差”"),
        ("对企业技术改造，扣除上级补助后按10%给予补助。", "金额另有算法：“扣除”"),
        ("对开展场景建设的企业，给予20%的补贴。", "认不出按什么的比例"),
    ],
)
def test_a_sum_that_stays_open_stays_with_a_person(text: str, reason: str) -> None:
    policy = drafted(text)
    assert not any(rule.caps for rule in policy.awards)
    assert [clause.reason for clause in policy.clauses if clause.reason.startswith(reason)], policy.clauses


def test_a_sum_at_another_level_is_no_ceiling_over_the_one_before() -> None:
    policy = drafted("对新获评国家级单项冠军企业给予最高200万元奖励，省级单项冠军企业给予最高100万元奖励。")
    assert [(plain(rule.on.plain())["level"], rule.pay.up_to, rule.caps) for rule in policy.awards if rule.pay.up_to == "200万元"] == [
        ("national", "200万元", ())
    ]
    assert not any(rule.caps for rule in policy.awards)


AWARDING = ("001", "002", "018", "020", "022", "024", "026", "030", "040")


@pytest.mark.parametrize("name", AWARDING)
def test_every_rule_of_a_reference_document_pays_what_a_person_read(name: str, shared: Path) -> None:
    path = shared / "facts" / "dev" / f"{name}.txt"
    document = read(path)
    gold = [Fact.from_record(json.loads(line)) for line in path.with_suffix(".facts.jsonl").read_text("utf-8").splitlines()]
    policy = draft(document, list(extract(document)))
    for rule in policy.awards:
        start, end = rule.cite.span or (0, 0)
        there = [fact for fact in gold if fact.kind in ("award", "limit") and start <= fact.start and fact.end <= end]
        read_ = {(fact.value, fact.comparator) for fact in there} | {(fact.cap.value, "le") for fact in there if fact.cap}
        assert {(claim.written.value, claim.comparator) for claim in claims_of("", rule) if ".pay." in claim.where and not claim.threshold} <= read_


def test_most_of_what_the_reference_documents_award_is_in_rules_and_nothing_in_a_wrong_one(shared: Path) -> None:
    accounts = [account(shared / "facts" / "dev" / f"{name}.txt") for name in AWARDING]
    spoken = sum(len(each.fates) for each in accounts)
    assert sum(each.count("differs") for each in accounts) == 0
    assert sum(each.count("answered", "asked") for each in accounts) >= 0.75 * spoken
    assert sum(each.count("lost") for each in accounts) <= 1
