"""Clauses that pay every year, by a share or by what is counted: from the words to the rule, or to a person with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from suance.extract import extract
from suance.model import Document, Fact, Paragraph
from suance.policy.check import check
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
        return {key: plain(inner) for key, inner in value.items() if inner is not None}
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
    ("text", "reason"),
    [
        ("对年度营业收入达到5亿元以上的企业，给予50万元奖励。", "达到即奖而非首次，未写明每年还是一次"),
        ("对连续两年营业收入达到5亿元以上的企业，每年给予50万元奖励。", "同一句另有限定：“两年”"),
        ("对营业收入年均增长20%以上的企业，每年给予50万元奖励。", "条件未能全部表达：“均”"),
        ("对规模以上且年度营业收入达到5亿元以上的企业，每年给予50万元奖励。", "条件未能全部表达"),
        ("对年度营业收入达到5亿元以上的餐饮企业，每年给予50万元奖励。", "条件未能全部表达：“餐饮”"),
        ("对年度营业收入达到5亿元以上的重点企业，每年给予50万元奖励。", "条件未能全部表达：“重点”"),
        ("对符合条件的企业按年度研发费用的12%给予补助，最高300万元。", "条件未能全部表达：“符合条件”"),
        ("对上年度研发费用达到1000万元以上的企业，按年度研发费用的10%给予补助，最高300万元。", "条件与金额看的不是同一年"),
        ("对企业按年度新增研发设备投资额的10%给予补助，最高300万元。", "比例的基数另有限定"),
        ("对通过评审的公共服务平台项目，按项目投资的15%给予补助，单个企业最高500万元。", "上限另按别的范围累计"),
        ("对新认定的国家级企业技术中心，按研发费用的5%给予最高500万元奖励。", "按比例或数量计发，未写明按哪一年的数"),
        ("对营业收入增长1亿元以上的企业，每年给予50万元奖励。", "门槛不是“超过”或“达到”一个数，或单位与指标不合"),
        ("对新认定的省级以上企业技术中心，给予90万元奖励。", "级别写作“以上”或“以下”"),
        ("对新认定的省级及以上、市级企业技术中心，分别给予90万元、40万元奖励。", "级别写作“以上”或“以下”"),
        ("对有效发明专利超过10件的企业，每件每年给予1万元资助。", "是每一件都计，还是只计超过的"),
        ("对企业每新增1件有效发明专利，每年给予1万元资助。", "条件中的数与门槛对不上"),
    ],
)
def test_a_clause_with_a_doubt_stays_with_a_person(text: str, reason: str) -> None:
    policy = drafted(text)
    assert policy.awards == ()
    assert [clause.reason for clause in policy.clauses if clause.reason.startswith(reason)], policy.clauses


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("对企业年度研发费用，按10%给予补助，其中小微企业按15%给予补助。", "其中"),
        ("除房地产企业外，对年度营业收入达到5亿元以上的企业，每年给予10万元奖励。", "除"),
        ("对企业租金，每年按50%给予补贴，最高20万元；补贴不超过三年。", "三年"),
        ("对新认定的国家级、省级企业技术中心，分别给予90万元、40万元奖励，升级的给予补差。", "补差"),
        ("对通过评审的公共服务平台项目，按设备投资额的20%给予补助，不含二手设备。", "不含"),
        ("年度营业收入首次超过5亿元的企业，给予10万元奖励，名额由主管部门确定。", "名额"),
    ],
)
def test_what_the_sentence_goes_on_to_limit_is_no_rule(text: str, word: str) -> None:
    policy = drafted(text)
    assert policy.awards == ()
    assert f"同一句另有限定：“{word}”" in [clause.reason for clause in policy.clauses]


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
    for rule in draft(document, list(extract(document))).awards:
        start, end = rule.cite.span or (0, 0)
        there = [fact for fact in gold if fact.kind == "award" and start <= fact.start and fact.end <= end]
        sums = {(fact.value, "max" if fact.form == "max" else "fixed") for fact in there}
        assert {(step.amount.value, "max" if step.up_to else "fixed") for step in rule.pay.steps or (rule.pay,)} <= sums
        assert rule.caps == ()
