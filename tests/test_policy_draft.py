"""Drafting: facts become rules where the words suffice, clauses with a reason where they do not; nothing is dropped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from suance.model import Amount, Document, Fact, Paragraph, Rights, Span, Threshold, Validity
from suance.policy import tree
from suance.policy.check import check
from suance.policy.draft import draft
from suance.policy.schema import Policy, dump, loads
from suance.quantity import parse
from suance.read import read


def notice(text: str, *, rights: Rights = "quote", **known: Any) -> Document:
    paragraphs = tuple(Paragraph(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text))
    about: dict[str, Any] = {"name": "notice", "title": "某市办法", "issuer": "某市", "kind": "policy", "published": "2024-05-06"} | known
    return Document(text=text, paragraphs=paragraphs, sha256="", format="text", rights=rights, **about)


def figure(text: str, words: str, number: int = 1) -> Span:
    start = -1
    for _ in range(number):
        start = text.index(words, start + 1)
    return start, start + len(words)


def fact(kind: str, text: str, words: str, number: int = 1, **slots: Any) -> Fact:
    start, end = figure(text, words, number)
    quantity = parse(words)
    known: dict[str, Any] = {"value": quantity.value, "unit": quantity.unit, "comparator": "eq"}
    return Fact(kind, start, end, **(known | slots))


def award(text: str, words: str, number: int = 1, **slots: Any) -> Fact:
    form = slots.pop("form", "max")
    return fact("award", text, words, number, form=form, comparator="le" if form == "max" else "eq", thresholds=slots.pop("thresholds", ()), **slots)


def over(written: str, comparator: Any = "gt") -> tuple[Threshold, ...]:
    return (Threshold(parse(written).value, parse(written).unit, comparator),)


def reasons(policy: Policy) -> list[str]:
    return [clause.reason for clause in policy.clauses]


LADDER = "实施“登高计划”，对营业收入首次超过50亿元、10亿元的企业，分别给予最高300万元、100万元奖励。"


def ladder(text: str = LADDER, trigger: str = "营业收入首次超过", **slots: Any) -> list[Fact]:
    return [
        award(text, "300万元", beneficiary="企业", trigger=trigger, thresholds=over("50亿元"), **slots),
        award(text, "100万元", beneficiary="企业", trigger=trigger, thresholds=over("10亿元"), **slots),
    ]


# ── rules ────────────────────────────────────────────────────────────────────


def test_a_list_of_thresholds_is_one_rule_with_steps_and_its_questions() -> None:
    policy = draft(notice(LADDER), ladder())
    (rule,) = policy.awards
    assert (rule.id, rule.title, rule.to) == ("award-1", "登高计划", "firm")
    assert rule.on.plain() == {"crosses": "revenue", "first": "ever"}
    assert [(step.over, step.up_to) for step in rule.pay.steps or ()] == [("50亿元", "300万元"), ("10亿元", "100万元")]
    assert [(question.about, question.reading) for question in rule.questions] == [
        ("pay.pick", "highest"),
        ("pay.later", "full"),
        ("on.first", "ever"),
    ]
    assert policy.clauses == ()


def test_one_threshold_is_one_step_with_one_question() -> None:
    text = "主营业务收入首次达到10亿元的企业，给予100万元奖励。"
    facts = [award(text, "100万元", form="fixed", beneficiary="企业", trigger="主营业务收入首次达到10亿元的企业", thresholds=over("10亿元", "ge"))]
    (rule,) = draft(notice(text), facts).awards
    assert [(step.start, step.fixed) for step in rule.pay.steps or ()] == [("10亿元", "100万元")]
    assert [question.about for question in rule.questions] == ["on.first"]


def test_a_recognition_with_its_level_is_a_rule() -> None:
    text = "对新认定的省级单项冠军企业，给予50万元奖励。"
    (rule,) = draft(notice(text), [award(text, "50万元", form="fixed", beneficiary="企业", trigger="新认定的省级单项冠军企业")]).awards
    assert tree.plain(rule.on) == {"recognised": "single_champion", "level": "provincial", "subject": "firm"}
    assert (rule.to, rule.pay.fixed) == ("firm", "50万元")


def test_a_cite_opens_where_the_honour_is_named() -> None:
    text = "支持单项冠军企业发展，按下列标准，新认定的给予50万元奖励。"
    (rule,) = draft(notice(text, rights="full"), [award(text, "50万元", form="fixed", beneficiary="企业", trigger="新认定的单项冠军企业")]).awards
    assert rule.cite.quote == "支持单项冠军企业发展，按下列标准，新认定的给予50万元奖励"


def test_a_rule_is_called_by_its_item() -> None:
    text = "（三）实施冠军培育。对新认定的单项冠军企业，每家给予50万元奖励。"
    trigger = "新认定的单项冠军企业，每家"
    (rule,) = draft(notice(text), [award(text, "50万元", form="fixed", beneficiary="企业", trigger=trigger)]).awards
    assert rule.title == "冠军培育"


def test_a_first_recognition_counts_once() -> None:
    text = "首次认定国家级绿色工厂的，给予50万元奖励。"
    (rule,) = draft(notice(text), [award(text, "50万元", form="fixed", beneficiary="企业", trigger="首次认定国家级绿色工厂的")]).awards
    assert rule.on.plain()["first"] == "ever"
    assert [question.about for question in rule.questions] == ["on.first"]


PLATFORM = "对新评为国家级的产业集群，给予促进机构最高80万元奖励，对通过评审的集群内公共服务平台项目给予最高150万元奖励，单个集群累计最高900万元。"


def platform(*more: Fact, **slots: Any) -> list[Fact]:
    limit = {"scope": "单个集群", "per": "lifetime", "comparator": "le", "beneficiary": "公共服务平台项目"} | slots
    return [
        award(PLATFORM, "80万元", beneficiary="促进机构", trigger="新评为国家级的产业集群"),
        award(PLATFORM, "150万元", beneficiary="公共服务平台项目", trigger="通过评审的集群内公共服务平台项目"),
        fact("limit", PLATFORM, "900万元", **limit),
        *more,
    ]


def test_a_promoter_a_platform_and_the_ceiling_over_it() -> None:
    promoter, project = draft(notice(PLATFORM), platform()).awards
    assert (promoter.to, promoter.subject, promoter.pay.up_to) == ("promoter", "cluster", "80万元")
    assert project.on.model_dump(exclude_none=True) == {"reviewed": "public_service_platform", "within": "cluster"}
    (cap,) = project.caps
    assert (cap.per, cap.over, cap.at, cap.covers, cap.overflow) == ("cluster", "lifetime", "900万元", ("award-2",), "pro_rata")
    assert [(question.about, question.alternatives) for question in project.questions] == [
        ("caps.cap-1.covers", (("award-2", "award-1"),)),
        ("caps.cap-1.overflow", ("first_come",)),
    ]


def test_a_yearly_ceiling_is_by_the_year_and_one_without_a_time_asks() -> None:
    assert draft(notice(PLATFORM), platform(per="year")).awards[1].caps[0].over == "year"
    text = PLATFORM.replace("累计", "")
    facts = [*platform()[:2], fact("limit", text, "900万元", scope="单个集群", comparator="le")]
    (project,) = draft(notice(text), facts).awards[1:]
    assert [(question.about, question.reading) for question in project.questions][-1] == ("caps.cap-1.over", "lifetime")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("主营业务收入", "main_revenue"),
        ("年销售收入", "sales"),
        ("集团合并营业收入", "group_revenue"),
        ("研发费用", "rd_expense"),
        ("工业总产值", "output"),
    ],
)
def test_a_crossing_is_of_the_metric_that_the_words_name_and_no_near_one(words: str, name: str) -> None:
    text = f"{words}首次超过10亿元的企业，给予100万元奖励。"
    facts = [award(text, "100万元", form="fixed", beneficiary="企业", trigger=f"{words}首次超过10亿元的企业", thresholds=over("10亿元"))]
    (rule,) = draft(notice(text), facts).awards
    assert rule.on.plain()["crosses"] == name


@pytest.mark.parametrize(
    ("words", "name", "level"),
    [
        ("国家级战略性新兴产业集群", "strategic_emerging_cluster", "national"),
        ("国家级产业集群", "industrial_cluster", "national"),
        ("省级中小企业特色产业集群", "sme_characteristic_cluster", "provincial"),
        ("市级“专精特新”中小企业", "specialised_firm", "municipal"),
        ("高新技术企业", "high_tech_firm", None),
    ],
)
def test_a_recognition_is_of_the_honour_that_the_words_name(words: str, name: str, level: str | None) -> None:
    text = f"对新认定的{words}，给予50万元奖励。"
    (rule,) = draft(notice(text), [award(text, "50万元", form="fixed", trigger=f"新认定的{words}")]).awards
    assert (rule.on.plain()["recognised"], rule.on.plain().get("level")) == (name, level)


# ── what stays with a person ─────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "facts", "reason"),
    [
        (LADDER, ladder(trigger="主播带货收入首次超过"), "一个条件对几个金额"),
        (LADDER.replace("首次", ""), ladder(LADDER.replace("首次", ""), trigger="营业收入超过"), "一个条件对几个金额"),
        (LADDER, ladder(trigger="且当年无亏损、营业收入首次超过"), "一个条件对几个金额"),
        (LADDER, ladder(trigger="3年内营业收入首次超过"), "一个条件对几个金额"),
        (LADDER, ladder(trigger="营业收入未首次超过"), "一个条件对几个金额"),
        (LADDER, [replace(fact, beneficiary="人力资源机构") for fact in ladder()], "一个条件对几个金额"),
        (LADDER, [replace(fact, thresholds=over("50亿元")) for fact in ladder()], "一个条件对几个金额"),
        (LADDER, ladder(form="rate"), "一个条件对几个金额"),
        (LADDER, ladder(per="year"), "一个条件对几个金额"),
        (LADDER, ladder(per="lifetime"), "一个条件对几个金额"),
    ],
)
def test_a_rule_is_not_made_of_what_is_not_wholly_understood(text: str, facts: list[Fact], reason: str) -> None:
    policy = draft(notice(text), facts)
    assert policy.awards == ()
    assert len(policy.clauses) == 2
    assert all(said.startswith(reason) for said in reasons(policy))


def judged(policy: Policy) -> list[str]:
    """The words that whoever approves a case holds it against."""
    (rule,) = policy.awards
    assert (rule.on.model_dump(exclude_none=True), policy.clauses) == ({"reviewed": rule.id}, ())
    return [cite.quote or "" for cite in rule.judged]


def test_a_recognition_of_several_levels_is_granted_case_by_case() -> None:
    text = "对新认定的国家级或省级单项冠军企业，给予50万元奖励。"
    said = [award(text, "50万元", form="fixed", beneficiary="企业", trigger="新认定的国家级或省级单项冠军企业")]
    assert judged(draft(notice(text, rights="full"), said)) == ["对新认定的国家级或省级单项冠军企业，给予"]


@pytest.mark.parametrize("trigger", ["未获得单项冠军认定的企业", "重新认定的单项冠军企业", "新认定的非单项冠军企业"])
def test_words_that_turn_the_sense_are_never_a_slip(trigger: str) -> None:
    text = f"对{trigger}，给予50万元奖励。"
    said = [award(text, "50万元", form="fixed", beneficiary="企业", trigger=trigger)]
    assert judged(draft(notice(text, rights="full"), said)) == [f"对{trigger}，给予"]


def test_one_stray_character_is_a_slip_of_the_source() -> None:
    text = "对机通过评审的公共服务平台项目给予150万元奖励。"
    facts = [award(text, "150万元", form="fixed", beneficiary="项目", trigger="机通过评审的公共服务平台项目")]
    assert len(draft(notice(text), facts).awards) == 1


def test_rates_units_and_quotas_stay_clauses() -> None:
    text = "按研发投入的10%给予补助，最高200万元。每引进1名人才给予2万元，每年不超过20名。"
    facts = [
        fact("award", text, "10%", form="rate", thresholds=(), cap=Amount(Decimal(2000000), "CNY"), beneficiary="企业", trigger="研发投入"),
        fact("award", text, "2万元", form="unit", thresholds=(), beneficiary="企业", trigger="每引进1名人才"),
        fact("limit", text, "20名", comparator="le", per="year", scope="人才"),
    ]
    policy = draft(notice(text), facts)
    assert [clause.id for clause in policy.clauses] == ["clause-1", "clause-2", "clause-3"]
    assert [clause.status for clause in policy.clauses] == ["manual"] * 3
    assert reasons(policy)[2] == "所限的奖励未成规则，或认不出是哪一笔"


def test_a_ceiling_over_what_stayed_a_clause_is_a_clause_too() -> None:
    text = "扣除上级补助后给予用电补贴最高10万元，每家企业累计不超过30万元。"
    facts = [award(text, "10万元", beneficiary="企业", trigger="用电"), fact("limit", text, "30万元", comparator="le", scope="每家企业")]
    assert reasons(draft(notice(text), facts)) == ["金额另有算法：“扣除”", "所限的奖励未成规则，或认不出是哪一笔"]


def test_an_honour_of_a_product_is_granted_case_by_case() -> None:
    text = "对新认定的省级首台（套）重大技术装备，给予50万元奖励。"
    said = [award(text, "50万元", form="fixed", beneficiary="企业", trigger="新认定的省级首台（套）重大技术装备")]
    assert judged(draft(notice(text, rights="full"), said)) == ["对新认定的省级首台（套）重大技术装备，给予"]


def test_two_sums_for_one_recognition_stay_with_a_person() -> None:
    text = "对新认定的国家级、省级单项冠军企业，分别给予100万元、50万元奖励。"
    trigger = "新认定的国家级、省级单项冠军企业"
    facts = [award(text, words, form="fixed", beneficiary="企业", trigger=trigger) for words in ("100万元", "50万元")]
    assert reasons(draft(notice(text), facts)) == ["一个条件对几个金额，对应关系须人工确认"] * 2


def test_a_level_for_each_sum_is_one_rule_with_its_question() -> None:
    text = "对新认定的省级、国家级企业技术中心，分别给予50万元、100万元奖励。"
    trigger = "新认定的省级、国家级企业技术中心，分别"
    (rule,) = draft(notice(text), [award(text, words, form="fixed", beneficiary="企业", trigger=trigger) for words in ("50万元", "100万元")]).awards
    assert tree.plain(rule.on) == {"recognised": "technology_centre", "subject": "firm"}
    assert [(level.level, level.fixed) for level in rule.pay.levels or ()] == [("provincial", "50万元"), ("national", "100万元")]
    assert [(question.about, question.reading) for question in rule.questions] == [("pay.later", "full"), ("on.first", None)]


def test_a_number_that_the_words_do_not_bear_out_makes_no_rule() -> None:
    text = "营业收入首次超过10亿元的企业，给予奖励100万元。"
    wrong = award(text, "100万元", beneficiary="企业", trigger="营业收入首次超过", thresholds=over("20亿元"))
    (reason,) = reasons(draft(notice(text), [wrong]))
    assert reason.startswith("数字未能核对：100万元 在引文中是“等于”")


# ── promises ─────────────────────────────────────────────────────────────────


def test_a_target_said_twice_is_one_target() -> None:
    text = "上云企业超过3000家。到2025年，上云企业超过3000家，产值增长8%左右。"
    target: dict[str, Any] = {"indicator": "上云企业", "measure": "level", "period": "2025", "comparator": "gt"}
    facts = [
        fact("target", text, "3000家", **target),
        fact("target", text, "3000家", 2, **target),
        fact("target", text, "8%", indicator="产值", measure="growth", period="2025", comparator="approx"),
    ]
    clouds, growth = draft(notice(text), facts).targets
    assert (clouds.id, clouds.metric, clouds.goal.plain()["gt"], clouds.by) == ("target-1", "cloud_firms", "3000家", "2025")
    assert (growth.metric, growth.measure, growth.goal.comparator) == (None, "growth", "approx")


def test_a_fall_and_a_range_keep_their_meaning() -> None:
    text = "能耗下降13.5%，投资增长10%—15%。"
    fall = fact("target", text, "13.5%", indicator="能耗", measure="growth", value=Decimal("-13.5"))
    span = fact("target", text, "10%—15%", indicator="投资", measure="growth", comparator="between", value_max=Decimal(15))
    first, second = draft(notice(text), [fall, span]).targets
    assert first.goal.written.value == Decimal("-13.5")
    assert (second.goal.between, second.goal.written.quantity.value_max) == ("10%—15%", Decimal(15))


def test_a_fund_is_kept_where_the_text_says_most_of_it() -> None:
    text = "设立100亿产业基金。安排100亿元以上产业基金，带动社会资本500亿元以上。"
    facts = [
        fact("fund", text, "100亿", unit="CNY", role="size", name="产业基金"),
        fact("fund", text, "100亿元", role="size", name="产业基金", comparator="ge"),
        fact("fund", text, "500亿元", role="leverage", name="产业基金", comparator="ge"),
    ]
    (fund,) = draft(notice(text), facts).promised_funds()
    assert (fund.size, fund.size_comparator, fund.leverage) == (Decimal(10**10), "ge", Decimal(5 * 10**10))


def test_what_a_fund_has_paid_is_no_promise() -> None:
    text = "基金已投资30亿元。"
    assert draft(notice(text), [fact("fund", text, "30亿元", role="paid", name="基金")]).funds == ()


def test_instruments_are_sources_that_were_not_read() -> None:
    text = "印发《扶持企业实施意见》。按《实施意见》执行。"
    facts = [Fact("instrument", *figure(text, words, number), title=words) for words, number in (("扶持企业实施意见", 1), ("实施意见", 2))]
    sources = draft(notice(text), facts).sources
    assert [(name, source.title, source.standing) for name, source in sources.items()] == [
        ("text", "某市办法", "official"),
        ("instrument-1", "扶持企业实施意见", "unread"),
    ]


# ── the file ─────────────────────────────────────────────────────────────────


def test_words_are_quoted_only_where_they_may_be_kept() -> None:
    (kept,) = draft(notice(LADDER, rights="full"), ladder()).awards
    assert kept.cite.quote == "对营业收入首次超过50亿元、10亿元的企业，分别给予最高300万元、100万元奖励"
    policy = draft(notice(LADDER), ladder())
    assert policy.awards[0].cite.digest
    assert "营业收入" not in dump(policy)


@pytest.mark.parametrize(
    ("name", "slug"), [("022", "policy-022"), ("Some Notice (2024)", "some-notice-2024"), ("changzhou", "changzhou"), ("某办法", "policy-7bb01c0e")]
)
def test_an_id_is_made_of_the_name(name: str, slug: str) -> None:
    assert draft(notice("一", name=name), []).policy == slug


def test_what_the_document_says_of_itself_is_kept() -> None:
    known: dict[str, Any] = {"kind": "news", "source": "某报", "validity": Validity("2024-05-01", "2024-06-01", "2026-12-31", "expired")}
    policy = draft(notice("一", **known), [])
    assert (str(policy.validity.announced), str(policy.validity.start), str(policy.validity.end)) == ("2024-05-01", "2024-06-01", "2026-12-31")
    assert (policy.validity.status, policy.sources["text"].publisher, policy.sources["text"].standing) == ("expired", "某报", "news")
    bare = draft(notice("一", published="2024", issuer=None, title=""), [])
    assert (bare.validity.announced, bare.issuer, bare.title, bare.sources["text"].published) == (None, "未说明", "notice", "2024")


def test_the_same_facts_give_the_same_file_whatever_their_order() -> None:
    assert dump(draft(notice(PLATFORM), platform())) == dump(draft(notice(PLATFORM), platform()[::-1]))


# ── the reference documents ──────────────────────────────────────────────────


def dev(shared: Path) -> Iterator[tuple[Document, list[Fact]]]:
    for path in sorted((shared / "facts" / "dev").glob("*.facts.jsonl")):
        facts = [Fact.from_record(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
        yield read(path.with_name(path.name.replace(".facts.jsonl", ".txt"))), facts


def test_drafts_of_the_reference_facts_load_and_pass_their_check(shared: Path) -> None:
    for document, facts in dev(shared):
        policy = draft(document, facts)
        assert loads(dump(policy), f"{document.name}.yaml") == policy
        assert [finding for finding in check(policy, {document.name: document}) if finding.level == "error"] == []


def test_every_award_and_limit_of_the_reference_facts_is_accounted_for(shared: Path) -> None:
    for document, facts in dev(shared):
        policy = draft(document, facts)
        sums = [number for award in policy.awards for number in (len(award.pay.steps or "1"), sum(cap.cite is not None for cap in award.caps))]
        manual = [clause for clause in policy.clauses if clause.status == "manual"]
        spoken = [fact for fact in facts if fact.kind in ("award", "limit")]
        assert sum(sums) + len(manual) == len(spoken)
        spans = [cite.span or (0, 0) for award in policy.awards for cite in (award.cite, *(cap.cite for cap in award.caps if cap.cite))]
        spans += [clause.cite.span or (0, 0) for clause in manual]
        assert all(any(start <= fact.start and fact.end <= end for start, end in spans) for fact in spoken)
