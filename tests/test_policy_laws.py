"""What holds of every policy file: it is read back as it was written, and whatever is no policy is refused clearly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suance.errors import PolicyError
from suance.model import Comparator, Document, Fact, Paragraph, Threshold
from suance.policy.check import check
from suance.policy.draft import draft
from suance.policy.schema import Policy, build, dump, loads

GOOD = (Path(__file__).parent / "fixtures" / "policy" / "good.yaml").read_text("utf-8")

slugs = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], blacklist_characters="\ufeff\ufffe\uffff"), min_size=1, max_size=12
).filter(str.strip)
money = st.builds(lambda number, scale: f"{number}{scale}元", st.integers(1, 9999), st.sampled_from(["", "万", "亿", "万亿"]))
rates = st.builds(lambda number: f"{number}%", st.integers(1, 99))
days = st.one_of(st.just("unknown"), st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(date.isoformat))
sums = st.one_of(st.fixed_dictionaries({"up_to": money}), st.fixed_dictionaries({"fixed": money}))
follows = st.one_of(
    *(st.fixed_dictionaries({key: rates, "of": slugs}, optional={"up_to": money}) for key in ("rate", "up_to_rate")),
    *(st.fixed_dictionaries({key: money, "of": slugs}, optional={"up_to": money}) for key in ("each", "each_up_to")),
)
cites = st.one_of(
    st.fixed_dictionaries({"source": st.just("text"), "quote": words}),
    st.builds(lambda start, size: {"source": "text", "span": [start, start + size], "digest": "ab" * 32}, st.integers(0, 9999), st.integers(1, 200)),
)
comparisons = ["gt", "ge", "lt", "le", "eq"]
single = st.one_of(
    st.builds(lambda metric, key, value: {"metric": metric, key: value}, slugs, st.sampled_from(comparisons), st.one_of(money, rates)),
    st.builds(lambda metric, key, value: {"metric": metric, "vs": "previous", key: value}, slugs, st.sampled_from(comparisons), rates),
    st.fixed_dictionaries({"attribute": slugs, "in": st.lists(words, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"has": slugs}, optional={"level": slugs}),
)
joined = st.recursive(
    single, lambda inner: st.builds(lambda key, parts: {key: parts}, st.sampled_from(["any", "all"]), st.lists(inner, min_size=1, max_size=3))
)
conditions = st.lists(joined, max_size=2)


@st.composite
def crossings(draw: st.DrawFn, name: str) -> dict[str, Any]:
    ids = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    steps = [{"id": step, draw(st.sampled_from(["over", "from"])): draw(money), **draw(sums)} for step in ids]
    pay = {"pick": draw(st.sampled_from(["highest", "each"])), "later": draw(st.sampled_from(["full", "top_up"])), "steps": steps}
    question = {"about": "pay.pick", "ask": draw(words), "reading": pay["pick"], "alternatives": ["each" if pay["pick"] == "highest" else "highest"]}
    on = {"crosses": draw(slugs), "first": draw(st.sampled_from(["ever", "since_announced", "since_start", {"since": 2019}]))}
    return {"id": name, "title": draw(words), "to": "firm", "on": on, "pay": pay, "questions": draw(st.sampled_from([[], [question]]))}


@st.composite
def reviews(draw: st.DrawFn, name: str) -> dict[str, Any]:
    cap = {
        "id": f"cap-{name}",
        "per": draw(st.sampled_from(["firm", "project", "cluster", "award"])),
        "over": draw(st.sampled_from(["year", "lifetime"])),
        "at": draw(money),
        "covers": [name],
        "overflow": draw(st.sampled_from(["pro_rata", "first_come"])),
    }
    caps = draw(st.sampled_from([[], [cap]]))
    return {"id": name, "title": draw(words), "to": "project", "on": {"reviewed": draw(slugs)}, "pay": draw(st.one_of(sums, follows)), "caps": caps}


@st.composite
def yearly(draw: st.DrawFn, name: str) -> dict[str, Any]:
    return {"id": name, "title": draw(words), "to": "firm", "on": {"each": "year"}, "pay": draw(st.one_of(sums, follows))}


@st.composite
def targets(draw: st.DrawFn, name: str) -> dict[str, Any]:
    goal = {draw(st.sampled_from([*comparisons, "approx"])): draw(st.one_of(money, rates))}
    by = draw(st.sampled_from([None, "2025", "2025-06", "2025-H1"]))
    return {"id": name, "indicator": draw(words), "measure": "level", "goal": goal, "by": by, "cite": draw(cites)}


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    awards = [draw(st.one_of(crossings(f"a{number}"), reviews(f"a{number}"), yearly(f"a{number}"))) for number in range(draw(st.integers(0, 3)))]
    for award in awards:
        award |= {"when": draw(conditions), "cite": draw(cites)}
    published = draw(st.sampled_from(["2024", "2024-02", "2024-02-29"]))
    return {
        "policy": draw(slugs),
        "title": draw(words),
        "issuer": draw(words),
        "region": draw(words),
        "validity": {"announced": draw(days), "from": draw(days), "to": draw(days), "status": "in_force"},
        "sources": {"text": {"document": draw(words), "title": draw(words), "publisher": draw(words), "standing": "news", "published": published}},
        "awards": awards,
        "targets": [draw(targets(f"t{number}")) for number in range(draw(st.integers(0, 2)))],
    }


@given(policies())
def test_any_policy_is_read_back_as_it_was_written(data: dict[str, Any]) -> None:
    policy = build(Policy, data)
    text = dump(policy)
    assert loads(text, "any.yaml") == policy
    assert dump(loads(text, "any.yaml")) == text


@given(st.text(max_size=200))
def test_any_text_is_a_policy_or_a_clear_refusal(text: str) -> None:
    with pytest.raises(PolicyError):
        loads(text, "any.yaml")


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.text(max_size=5))
def test_any_slip_in_a_good_file_loads_or_is_refused_in_one_line(at: int, length: int, put: str) -> None:
    told = ""
    try:
        loads(GOOD[:at] + put + GOOD[at + length :], "slip.yaml")
    except PolicyError as error:
        told = str(error)
    assert "\n" not in told


# ── any facts ────────────────────────────────────────────────────────────────

CLAUSES = ["对", "企业", "营业收入首次超", "达到", "新认定的", "国家级产业集群", "通过评审的", "集群内", "公共服务平台", "给予", "最高"]
FIGURES = ["100万元", "200万元", "10亿元", "3%", "5家", "2025年", "万亿", "倍增", "不超过", "每家", "累计", "“登高计划”", "（一）"]
WORDS = [*CLAUSES, *FIGURES, "，", "。", "；", "\n"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map("".join).filter(lambda text: text.strip("\n") != "")
decimals = st.one_of(st.none(), st.sampled_from([Decimal(1000000), Decimal(10**9), Decimal(3), Decimal("-13.5"), Decimal(0)]))
units = st.sampled_from([None, "CNY", "%", "家", "USD", "", "倍"])
comparators: st.SearchStrategy[Comparator | None] = st.sampled_from([None, "eq", "ge", "gt", "le", "lt", "approx", "between"])
phrases = st.one_of(st.none(), st.just(""), texts)


@st.composite
def some_facts(draw: st.DrawFn, text: str) -> Fact:
    start = draw(st.integers(0, len(text) - 1))
    threshold = st.builds(Threshold, st.just(Decimal(10**9)), st.sampled_from(["CNY", "%"]), st.sampled_from(["gt", "ge", "lt"]))
    return Fact(
        draw(st.sampled_from(["award", "limit", "target", "fund", "instrument", "statistic", "roster"])),
        start,
        draw(st.integers(start + 1, len(text))),
        value=draw(decimals),
        value_max=draw(st.one_of(st.none(), decimals)),
        unit=draw(units),
        comparator=draw(comparators),
        indicator=draw(phrases),
        measure=draw(st.sampled_from([None, "level", "growth", "other"])),
        period=draw(st.sampled_from([None, "2025", "soon"])),
        beneficiary=draw(phrases),
        trigger=draw(phrases),
        thresholds=draw(st.one_of(st.none(), st.lists(threshold, max_size=2).map(tuple))),
        form=draw(st.sampled_from([None, "fixed", "max", "rate", "unit"])),
        per=draw(st.sampled_from([None, "year", "once", "lifetime"])),
        scope=draw(phrases),
        role=draw(st.sampled_from([None, "size", "paid", "leverage"])),
        name=draw(phrases),
        title=draw(phrases),
    )


@given(st.data())
def test_any_facts_make_a_policy_that_loads_and_passes_its_check(data: st.DataObject) -> None:
    text = data.draw(texts)
    facts = data.draw(st.lists(some_facts(text), max_size=5))
    document = Document("any", text, (Paragraph(0, len(text)),), "", "text", rights=data.draw(st.sampled_from(["full", "quote"])))
    policy = draft(document, facts)
    assert loads(dump(policy), "any.yaml") == policy
    assert [finding for finding in check(policy, {"any": document}) if finding.level == "error"] == []
    spoken = sum(fact.kind in ("award", "limit") for fact in facts)
    rules = sum(len(award.pay.steps or "1") + len(award.caps) for award in policy.awards)
    assert rules + sum(clause.status == "manual" for clause in policy.clauses) == spoken
