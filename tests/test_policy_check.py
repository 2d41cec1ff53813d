"""Checking a policy: words found where they are cited, numbers borne out with their operators, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from suance.model import Comparator, Document, Paragraph
from suance.policy.check import check
from suance.policy.finding import Finding
from suance.policy.proof import bears_out, digest
from suance.policy.schema import Policy, loads
from suance.quantity import parse

FIXTURES = Path(__file__).parent / "fixtures" / "policy"

TEXT = (
    "河口市召开工业大会，到2025年，高新技术企业达到500家以上。\n"
    "营业收入首次超50亿元的企业给予最高300万元奖励，首次达到10亿元的给予100万元奖励。\n"
    "通过评审的公共服务平台给予150万元奖励，单个集群累计不超过900万元。\n"
    "2024—2026年设立20亿元产业基金，带动社会资本100亿元以上。\n"
    "船舶、港机等三大集群加快壮大。"
)
STEPS = "营业收入首次超50亿元的企业给予最高300万元奖励，首次达到10亿元的给予100万元奖励"
PLATFORM = "公共服务平台给予150万元奖励，单个集群累计不超过900万元"


def cited(words: str, *, unquoted: bool = False) -> str:
    start = TEXT.index(words)
    kept = f"digest: {digest(words)}" if unquoted else f"quote: '{words}'"
    return f"{{source: notice, span: [{start}, {start + len(words)}], {kept}}}"


POLICY = f"""
policy: river-2024
title: 河口市产业扶持办法
issuer: 河口市
region: 河口市
validity: {{announced: 2024-03-01, from: 2024-04-01, to: 2026-12-31, status: in_force}}
review: {{by: 甲, at: 2024-05-01}}
sources:
  notice:
    {{document: river, title: 产业扶持办法, publisher: 河口市, published: 2024-03-01, standing: official, sha256: {digest(TEXT)}}}
awards:
  - id: ladder
    title: 登高
    to: firm
    on: {{crosses: revenue, first: ever}}
    pay:
      pick: highest
      later: full
      steps:
        - {{id: t50, over: 50亿元, up_to: 300万元}}
        - {{id: t10, from: 10亿元, fixed: 100万元}}
    cite: {cited(STEPS)}
  - id: platform
    title: 平台
    to: project
    on: {{reviewed: public_service_platform}}
    pay: {{fixed: 150万元}}
    caps:
      - {{id: life, per: cluster, over: lifetime, at: 900万元, covers: [platform], overflow: pro_rata}}
    cite: {cited(PLATFORM, unquoted=True)}
targets:
  - id: firms
    indicator: 高新技术企业
    measure: level
    goal: {{ge: 500家}}
    by: 2025
    cite: {cited("高新技术企业达到500家以上")}
funds:
  - id: fund
    name: 产业基金
    size: {{eq: 20亿元}}
    leverage: {{ge: 100亿元}}
    period: 2024/2026
    cite: {cited("设立20亿元产业基金，带动社会资本100亿元以上")}
rosters:
  - {{id: clusters, name: 三大集群, of: cluster, claims: 3, members: [船舶, 港机], cite: {cited("船舶、港机等三大集群")}}}
"""


def river(text: str = TEXT) -> Document:
    return Document("river", text, (Paragraph(0, len(text)),), "", "text", published="2024-03-01")


def found(yaml: str, *, text: str = TEXT) -> list[Finding]:
    return check(loads(yaml, "river.yaml"), {"river": river(text)})


def errors(yaml: str, *, text: str = TEXT) -> list[str]:
    return [f"{finding.where}: {finding.message}" for finding in found(yaml, text=text) if finding.level == "error"]


def changed(old: str, new: str) -> str:
    assert old in POLICY
    return POLICY.replace(old, new, 1)


def test_a_policy_that_says_what_its_source_says_is_proved_whole() -> None:
    (only,) = found(POLICY)
    assert (only.level, only.kind) == ("note", "proved")
    assert only.message == "与原文相符：引文 5 处，数字 9 个"


def test_without_its_source_nothing_is_proved_and_nothing_is_wrong() -> None:
    (only,) = check(loads(POLICY, "river.yaml"), {})
    assert (only.level, only.where, only.message) == ("note", "river-2024/sources.notice", "原文不在手边：河口市《产业扶持办法》，2024-03-01")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("over: 50亿元", "over: 60亿元", "ladder.pay.steps.t50.over: 引文中没有 60亿元；有：超50亿元"),
        ("over: 50亿元", "from: 50亿元", "ladder.pay.steps.t50.from: 50亿元 在引文中是“超”，这里写作“以上”"),
        ("from: 10亿元", "over: 10亿元", "ladder.pay.steps.t10.over: 10亿元 在引文中是“以上、等于”，这里写作“超”"),
        ("up_to: 300万元", "fixed: 300万元", "300万元 在引文中是“最高”，这里写作“等于”"),
        ("fixed: 100万元", "up_to: 100万元", "100万元 在引文中是“等于”，这里写作“最高”"),
        ("fixed: 100万元", "fixed: 1000万元", "引文中没有 1000万元"),
        ("pay: {fixed: 150万元}", "pay: {fixed: 15万元}", "platform.pay.fixed: 引文中没有 15万元"),
        ("at: 900万元", "at: 90万元", "platform.caps.life.at: 引文中没有 90万元"),
        ("goal: {ge: 500家}", "goal: {gt: 500家}", "firms.goal: 500家 在引文中是“以上”，这里写作“超”"),
        ("goal: {ge: 500家}", "goal: {ge: 500户}", "firms.goal: 引文中没有 500户"),
        ("size: {eq: 20亿元}", "size: {ge: 20亿元}", "fund.size: 20亿元 在引文中是“等于”，这里写作“以上”"),
        ("leverage: {ge: 100亿元}", "leverage: {ge: 1000亿元}", "fund.leverage: 引文中没有 1000亿元"),
        ("claims: 3,", "claims: 4,", "clusters: 引文中没有“4大”这样的数"),
        ("members: [船舶, 港机]", "members: [船舶, 航空]", "clusters: 引文中没有成员“航空”"),
    ],
)
def test_a_wrong_number_or_operator_is_one_line(old: str, new: str, says: str) -> None:
    (only,) = errors(changed(old, new))
    assert says in only
    assert "\n" not in only


def test_words_that_are_not_where_they_are_cited_say_where_they_are() -> None:
    start = TEXT.index(STEPS)
    assert errors(changed(f"[{start}, {start + len(STEPS)}]", f"[{start + 1}, {start + 5}]")) == [
        f"river-2024/ladder.cite: 原文 [{start + 1}, {start + 5}] 处没有所引的“{STEPS[:29]}…”；这段话在 [{start}, {start + len(STEPS)}]"
    ]


def test_a_digest_of_other_words_and_a_span_past_the_end_are_errors() -> None:
    start = TEXT.index(PLATFORM)
    span = f"[{start}, {start + len(PLATFORM)}]"
    assert errors(changed(span, f"[{start}, {start + 9}]")) == [f"river-2024/platform.cite: 原文 [{start}, {start + 9}] 处的文字与摘要不符"]
    assert errors(changed(span, "[9000, 9009]")) == [f"river-2024/platform.cite: 引文位置 [9000, 9009] 超出原文（共 {len(TEXT)} 字）"]


def test_a_source_that_reads_otherwise_is_a_warning_and_its_moved_words_are_errors() -> None:
    findings = found(POLICY, text="按：" + TEXT)
    assert [finding.message for finding in findings if finding.level == "warning"] == [
        "原文与引用时不同（sha256 不符）：河口市《产业扶持办法》，2024-03-01"
    ]
    assert {finding.kind for finding in findings if finding.level == "error"} == {"words"}


def test_words_without_a_span_are_looked_for_in_the_whole_text() -> None:
    words = "高新技术企业达到500家以上"
    assert errors(changed(cited(words), f"{{source: notice, quote: {words}}}")) == []
    assert errors(changed(cited(words), "{source: notice, quote: 高新技术企业达到600家以上}")) == [
        "river-2024/firms.cite: 原文中没有所引的“高新技术企业达到600家以上”"
    ]


def test_a_step_and_a_cap_may_have_cites_of_their_own() -> None:
    own = changed("over: 50亿元, up_to: 300万元", f"over: 50亿元, up_to: 300万元, cite: {cited('首次超50亿元的企业给予最高300万元奖励')}")
    assert errors(own) == []
    wrong = changed("overflow: pro_rata", f"overflow: pro_rata, cite: {cited('给予150万元奖励')}")
    assert errors(wrong) == ["river-2024/platform.caps.life.at: 引文中没有 900万元；有：150万元"]


def test_a_period_that_the_text_does_not_name_is_a_warning() -> None:
    (only,) = [finding for finding in found(changed("by: 2025", "by: 2027")) if finding.level != "note"]
    assert (only.level, only.where, only.message) == ("warning", "river-2024/firms.by", "原文至引文为止没有出现 2027")


@pytest.mark.parametrize("by", ["2024", "2025", "2024/2026"])
def test_a_period_may_be_the_year_of_the_document_or_stand_anywhere_before(by: str) -> None:
    moved = changed("by: 2025", f"by: {by}").replace(cited("高新技术企业达到500家以上"), cited("设立20亿元产业基金"))
    assert [finding for finding in found(moved) if finding.level == "warning"] == []


def test_a_starting_value_is_proved_where_a_source_of_the_policy_gives_it() -> None:
    base = f"by: 2025\n    bases: [{{value: 500家, comparator: ge, period: 2025, cite: {cited('高新技术企业达到500家以上')}}}]"
    assert errors(changed("by: 2025", base)) == []
    wrong = changed("by: 2025", base.replace("500家, comparator: ge", "320家"))
    assert errors(wrong) == ["river-2024/firms.bases.value: 引文中没有 320家；有：500家以上"]


# ── what contradicts itself ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "level", "says"),
    [
        ("from: 10亿元", "from: 50亿元", "error", "t50 与 t10 的门槛相同：50亿元"),
        ("fixed: 100万元", "fixed: 300万元", "warning", "t50 门槛更高，金额却不高于 t10：300万元、300万元"),
        ("at: 900万元", "at: 90万元", "warning", "上限 90万元 低于所涵盖的最小一笔奖励"),
        ("to: 2026-12-31", "to: 2024-03-31", "error", "起始日 2024-04-01 晚于截止日 2024-03-31"),
        ("to: 2026-12-31", "to: 2024-02-01", "error", "公布日 2024-03-01 晚于截止日 2024-02-01"),
        ("review: {by: 甲, at: 2024-05-01}\n", "", "note", "尚未经人工复核"),
    ],
)
def test_what_contradicts_itself_is_said_without_a_source(old: str, new: str, level: str, says: str) -> None:
    findings = check(loads(changed(old, new), "river.yaml"), {})
    assert (level, says) in [(finding.level, finding.message) for finding in findings]


def test_steps_that_are_not_in_order_are_a_warning() -> None:
    third = "- {id: t50, over: 50亿元, up_to: 300万元}\n        - {id: t90, over: 90亿元, up_to: 900万元}"
    findings = check(loads(changed("- {id: t50, over: 50亿元, up_to: 300万元}", third), "river.yaml"), {})
    assert ("warning", "各档没有按门槛排列") in [(finding.level, finding.message) for finding in findings]


def test_every_question_and_every_manual_clause_is_listed() -> None:
    policy: Policy = loads((FIXTURES / "good.yaml").read_text("utf-8"), "good.yaml")
    notes = {finding.where: finding.message for finding in check(policy, {}) if finding.kind in ("question", "manual")}
    assert notes == {
        "river-2024/ladder": "待定：同一年跨越两档怎么办？现按 highest，也可 each",
        "river-2024/platform": "待定：是否包括促进机构？现按 platform，也可 platform、promoter",
        "river-2024/talent": "须人工办理：人才补贴（按人数计发）",
    }


# ── phrases ──────────────────────────────────────────────────────────────────


def phrases() -> Iterator[Any]:
    for entry in YAML(typ="safe").load((FIXTURES / "proofs.yaml").read_text("utf-8")):
        for key, borne in (("bears", True), ("not", False)):
            for written, comparator, threshold in entry.get(key, []):
                yield pytest.param(entry["words"], written, comparator, threshold, borne, id=f"{entry['words']}: {key} {comparator} {written}")


@pytest.mark.parametrize(("words", "written", "comparator", "threshold", "borne"), [*phrases()])
def test_words_bear_out_what_they_say_and_nothing_else(words: str, written: str, comparator: Comparator, threshold: bool, borne: bool) -> None:
    assert (bears_out(words, parse(written), comparator, threshold=threshold) is None) == borne


@pytest.mark.parametrize(
    ("words", "written", "borne"),
    [
        ("补助面积人均不超过7平方米", "7", True),
        ("补助面积人均不超过7平方米", "8", False),
        ("补助7万元", "7", False),
        ("给予1.5个百分点的贴息", "1.5%", True),
        ("期限不超过2年", "24个月", True),
        ("期限不超过2年", "20个月", False),
        ("按利息的50%给予", "50%", True),
    ],
)
def test_words_bear_out_what_is_reckoned_with_however_it_stands(words: str, written: str, borne: bool) -> None:
    assert (bears_out(words, parse(written), None) is None) == borne


def test_long_words_are_read_in_one_pass() -> None:
    words = "给予最高100万元奖励，" * 3000
    assert bears_out(words, parse("100万元"), "le") is None
    assert "引文中没有 5元" in (bears_out(words, parse("5元"), "le") or "")
