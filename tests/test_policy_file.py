"""The policy file: what loads, what is refused and how, and that writing and reading are inverse."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from suance.errors import PolicyError
from suance.policy.schema import Award, Crosses, MetricCondition, Policy, Recognised, Reviewed, build, dump, json_schema, load, loads, questions

FIXTURES = Path(__file__).parent / "fixtures" / "policy"
GOOD = (FIXTURES / "good.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def good() -> Policy:
    return load(FIXTURES / "good.yaml")


def test_a_good_file_gives_typed_rules(good: Policy) -> None:
    ladder, promoter, platform = good.awards
    assert isinstance(ladder.on, Crosses)
    assert isinstance(promoter.on, Recognised)
    assert isinstance(platform.on, Reviewed)
    assert [award.subject for award in good.awards] == ["firm", "cluster", "project"]
    assert isinstance(ladder.when[0], MetricCondition)
    assert (ladder.when[0].comparator, ladder.when[0].written) == ("ge", "3%")


def test_a_quantity_keeps_its_words_and_knows_its_value(good: Policy) -> None:
    top, low = good.awards[0].pay.steps or ()
    assert (top.threshold, top.threshold.value, top.threshold.unit) == ("50亿元", Decimal(5_000_000_000), "CNY")
    assert (top.comparator, low.comparator) == ("gt", "ge")
    assert (top.amount, low.amount) == ("300万元", "100万元")
    assert (top.up_to, low.up_to) == ("300万元", None)
    assert good.awards[2].pay.amount.value == 1_500_000


def test_unknown_days_are_none_and_known_days_are_dates(good: Policy) -> None:
    assert good.validity.announced == date(2024, 3, 1)
    assert good.validity.end is None


def test_targets_become_values_of_the_ledger(good: Policy) -> None:
    (target,) = good.promised_targets()
    assert (target.region, target.value, target.unit, target.comparator, target.deadline) == ("河口市", Decimal(500), "家", "ge", "2025")
    assert target.firm is True
    (base,) = target.bases
    assert (base.value, base.comparator, base.period, base.publisher, base.grade) == (Decimal(320), "approx", "2023", "河口市统计局", "official")


def test_a_base_that_cites_takes_its_publisher_from_the_source(good: Policy) -> None:
    cited = GOOD.replace("publisher: 河口市统计局, date: 2024-02, grade: official", "cite: {source: notice, quote: 目前约320家}")
    (base,) = loads(cited, "p.yaml").promised_targets()[0].bases
    assert (base.publisher, base.title, base.date) == ("河口市工业和信息化局", "河口市产业扶持办法", "2024-03-01")


def test_a_goal_between_two_values_has_an_upper_end() -> None:
    (target,) = loads(GOOD.replace("goal: {ge: 500家}", "goal: {between: 500—600家}"), "p.yaml").promised_targets()
    assert (target.comparator, target.value, target.value_max) == ("between", Decimal(500), Decimal(600))


def test_funds_become_promises(good: Policy) -> None:
    (fund,) = good.promised_funds()
    assert (fund.size, fund.size_comparator, fund.leverage, fund.leverage_comparator) == (
        Decimal(2_000_000_000),
        "eq",
        Decimal(10_000_000_000),
        "ge",
    )
    assert (fund.region, fund.period, fund.definition) == ("河口市", "2024/2026", None)


def test_every_open_question_is_listed_with_its_part(good: Policy) -> None:
    assert [(part.id, question.about) for _, part, question in questions(good)] == [("ladder", "pay.pick"), ("platform", "caps.life.covers")]


# ── refusals ─────────────────────────────────────────────────────────────────


def faults() -> list[Any]:
    listed = YAML(typ="safe").load((FIXTURES / "faults.yaml").read_text("utf-8"))
    return [pytest.param(fault, id=fault["name"]) for fault in listed]


@pytest.mark.parametrize("fault", faults())
def test_a_fault_is_one_line_with_file_line_and_what_exists(fault: dict[str, Any]) -> None:
    assert fault["old"] in GOOD
    text = GOOD.replace(fault["old"], fault["new"], 1)
    place = text.index(fault["at"]) if "at" in fault else GOOD.index(fault["old"])
    with pytest.raises(PolicyError) as caught:
        loads(text, "policy.yaml")
    told = str(caught.value)
    assert told.startswith(f"policy.yaml:{text.count(chr(10), 0, place) + 1}: ")
    assert fault["says"] in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "p.yaml: 文件是空的"),
        ("# 只有注释\n", "p.yaml: 文件是空的"),
        ("- 一\n- 二\n", "p.yaml:1: 最外层应为“键: 值”"),
        ("一句话", "p.yaml:1: 最外层应为“键: 值”"),
        ("a\x00b: 1", "p.yaml: 读不出 YAML"),
        ('"a\\nb": 1\n', "未知的键 “a b”"),
        ("policy: x\n", "缺少键 “title”；另有 4 处"),
        ("[" * 3000, "p.yaml: 括号嵌套过深"),
        ("- " * 3000, "p.yaml: 读不出 YAML"),
    ],
)
def test_what_is_no_policy_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(PolicyError) as caught:
        loads(text, "p.yaml")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"), [(b"\x7fELF\x02\x01\x01\x00\xff\xfe", "不是 UTF-8 文本"), ("标题: 甲".encode("gb18030"), "不是 UTF-8 文本")]
)
def test_a_binary_file_and_another_encoding_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(content)
    with pytest.raises(PolicyError, match=says):
        load(path)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="没有这个文件"):
        load(tmp_path / "none.yaml")
    with pytest.raises(PolicyError, match="读不了文件"):
        load(tmp_path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, good: Policy) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(path) == good


def test_a_part_of_plain_data_is_checked_without_a_place() -> None:
    with pytest.raises(PolicyError, match="缺少键 “title”"):
        build(Award, {"id": "a", "to": "firm"})


# ── writing ──────────────────────────────────────────────────────────────────


def test_what_is_written_reads_the_same_and_keeps_the_words(good: Policy) -> None:
    text = dump(good)
    assert loads(text, "again.yaml") == good
    assert "{id: t50, over: 50亿元, up_to: 300万元}" in text
    assert text.index("policy:") < text.index("validity:") < text.index("awards:") < text.index("targets:")
    assert dump(loads(text, "again.yaml")) == text


def test_nothing_is_written_as_null() -> None:
    text = dump(loads(GOOD.replace("by: 2025", "by: null"), "p.yaml"))
    assert "by: null\n" in text
    assert loads(text, "p.yaml").targets[0].by is None


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = json.loads(files("suance.policy").joinpath("policy.schema.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(json_schema()))
