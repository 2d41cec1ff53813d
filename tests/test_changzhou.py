"""The reviewed policy of Changzhou 2022: whole, proved to whoever has the article, and without a word of it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from suance.model import Document, Fact
from suance.policy.check import check
from suance.policy.draft import draft
from suance.policy.schema import Award, Policy, cites, dump, loads
from suance.read import read

PACKAGE = files("suance")
SHARED_RUN = 15
"""so many characters in a row, the article and the notice have not in common"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    path = PACKAGE / "policies" / "changzhou-2022.yaml"
    return loads(path.read_text("utf-8"), "changzhou-2022.yaml")


@pytest.fixture(scope="module")
def article(shared: Path) -> Document:
    return read(shared / "facts" / "changzhou.md")


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[Fact]:
    lines = (shared / "facts" / "dev" / "changzhou.facts.jsonl").read_text("utf-8").splitlines()
    return [Fact.from_record(json.loads(line)) for line in lines]


def test_the_ladder_pays_by_the_step_that_is_passed(policy: Policy) -> None:
    ladder = policy.awards[0]
    assert [(str(step.over), str(step.up_to)) for step in ladder.pay.steps or ()] == [
        ("1000亿元", "1000万元"),
        ("500亿元", "500万元"),
        ("100亿元", "200万元"),
    ]
    assert (ladder.to, ladder.pay.pick, ladder.pay.later) == ("firm", "highest", "full")


def test_a_platform_is_bounded_over_the_life_of_its_cluster(policy: Policy) -> None:
    _, promoter, platform = policy.awards
    assert (promoter.to, promoter.pay.up_to, platform.pay.up_to) == ("promoter", "100万元", "200万元")
    (cap,) = platform.caps
    assert (cap.per, cap.over, cap.at, cap.covers) == ("cluster", "lifetime", "2000万元", ("platform",))


def test_every_target_of_2025_is_there_and_the_base_of_one_is_contested(policy: Policy) -> None:
    targets = {target.id: target for target in policy.promised_targets()}
    assert [target.deadline for target in targets.values()] == [None, *["2025"] * 9]
    assert [(int(base.value), base.comparator) for base in targets["high_tech_firms"].bases] == [(3400, "approx"), (2915, "eq")]


def test_the_fund_promises_sixteen_times_its_size(policy: Policy) -> None:
    (fund,) = policy.promised_funds()
    assert fund.leverage is not None
    assert fund.leverage / fund.size == 16
    assert (fund.period, fund.definition) == ("2021/2025", None)


def test_the_lists_that_differ_are_both_kept(policy: Policy) -> None:
    rosters = {roster.id: roster for roster in policy.rosters}
    assert [rosters[name].claims for name in ("clusters_now", "clusters_plan", "chains_now", "chains_plan")] == [10, 10, 8, 8]
    assert not set(rosters["chains_now"].members) & set(rosters["chains_plan"].members)


def test_every_number_is_proved_to_whoever_has_the_article(policy: Policy, article: Document) -> None:
    findings = check(policy, {"changzhou": article})
    assert {finding.kind for finding in findings} == {"question", "proved"}
    assert findings[-1].message == f"与原文相符：引文 {sum(1 for _ in cites(policy))} 处，数字 24 个"


def test_without_the_article_only_the_source_is_missing(policy: Policy) -> None:
    findings = [finding for finding in check(policy, {}) if finding.kind != "question"]
    assert [(finding.level, finding.where) for finding in findings] == [("note", "changzhou-2022/sources.kjrb")]
    assert findings[0].message.startswith("原文不在手边：科技日报《")


def test_every_target_award_and_fund_of_the_article_is_in_the_policy(policy: Policy, gold: list[Fact]) -> None:
    spans = [cite.span or (0, 0) for _, cite in cites(policy)]
    wanted = [fact for fact in gold if fact.kind in ("award", "limit", "target", "instrument")]
    assert [fact for fact in wanted if not any(start <= fact.start and fact.end <= end for start, end in spans) and fact.title != "实施意见"] == []


def test_the_policy_quotes_no_word_of_the_article(policy: Policy) -> None:
    assert all(cite.quote is None and cite.digest for _, cite in cites(policy))


def effect(award: Award, names: dict[str, str]) -> object:
    """What an award does, whatever its parts are called."""
    pay = [(step.comparator, step.threshold.value, step.amount.value, step.up_to is None) for step in award.pay.steps or ()]
    sums = pay or (award.pay.amount.value, award.pay.up_to is None)
    caps = [(cap.per, cap.over, cap.at, [names[name] for name in cap.covers], cap.overflow) for cap in award.caps]
    return award.to, award.on, award.when, award.pay.pick, award.pay.later, sums, caps


def test_the_draft_of_the_article_does_what_the_reviewed_policy_does(policy: Policy, article: Document, gold: list[Fact]) -> None:
    drafted = draft(article, gold)
    by_trigger = {type(award.on): award for award in drafted.awards}
    names = {by_trigger[type(award.on)].id: award.id for award in policy.awards}
    for reviewed in policy.awards:
        assert effect(by_trigger[type(reviewed.on)], names) == effect(reviewed, {award.id: award.id for award in policy.awards})
    assert drafted.clauses == ()
    assert by_trigger[type(policy.awards[0].on)].title == "登峰计划"
    assert [fund.size.plain() for fund in drafted.funds] == [fund.size.plain() for fund in policy.funds]
    assert loads(dump(drafted), "draft.yaml") == drafted


# ── the example notice ───────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def example() -> str:
    return (PACKAGE / "example" / "notice.md").read_text("utf-8")


def test_the_notice_is_in_words_of_its_own(example: str, shared: Path) -> None:
    article = (shared / "facts" / "changzhou.md").read_text("utf-8")
    body = example.split("---", 2)[2]
    runs = {body[start : start + SHARED_RUN] for start in range(len(body) - SHARED_RUN + 1)}
    assert [run for run in sorted(runs) if run in article] == []


def test_the_notice_may_be_shown_whole_and_says_that_it_is_made_up(example: str) -> None:
    document = read(Path(str(PACKAGE / "example" / "notice.md")))
    assert (document.rights, document.issuer, document.category, document.published) == ("full", "常州市", "示例", "2022-02-07")
    assert "并非常州市发布的文件" in document.text
    assert 8 <= sum(paragraph.role == "text" for paragraph in document.paragraphs) <= 12


def test_the_notice_has_the_figures_of_the_policy(policy: Policy) -> None:
    document = read(Path(str(PACKAGE / "example" / "notice.md")))
    steps = [str(step.amount) for award in policy.awards for step in award.pay.steps or ()]
    sums = [str(award.pay.amount) for award in policy.awards if not award.pay.steps]
    caps = [str(cap.at) for award in policy.awards for cap in award.caps]
    assert [words for words in (*steps, *sums, *caps) if words not in document.text] == []
