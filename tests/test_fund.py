"""The promise of a policy fund: what it implies, what each way of counting needs, and the funds reported elsewhere."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.errors import InputError
from suance.fund import Peer, check, from_records, percent
from suance.model import Comparator, FundPromise
from suance.policy.schema import load

YI = 10**8


def promise(size: int = 500, leverage: int | None = 8000, **more: Any) -> FundPromise:
    drawn = None if leverage is None else Decimal(leverage * YI)
    record: dict[str, Any] = {"size_comparator": "ge", "leverage_comparator": "ge"} | more
    return FundPromise("f", "政策性基金", "常州市", Decimal(size * YI), leverage=drawn, **record)


@pytest.fixture(scope="module")
def peers() -> tuple[Peer, ...]:
    return from_records(YAML(typ="safe").load(files("suance").joinpath("observations", "funds.yaml").read_text("utf-8")), where="funds.yaml")


def test_500_to_8000_is_sixteen_times_and_at_most_a_seventeenth_of_government_money() -> None:
    found = check(promise())
    assert found.leverage == 16
    assert found.share == Fraction(1, 17)
    said = "；".join(found.findings)
    for words in ("16倍", "至多5.9%", "1/17", "未说明口径：认缴、实缴、项目总投资三种口径差2–3倍"):
        assert words in said


def test_two_lower_bounds_leave_the_ratio_itself_open_and_the_result_says_so() -> None:
    found = check(promise())
    assert found.comparator is None
    assert "两个界限之比" in found.findings[0]
    assert "500亿元以上" in found.findings[0]
    assert "8000亿元以上" in found.findings[0]


@pytest.mark.parametrize(
    ("leverage", "size", "ratio"),
    [
        ("ge", "eq", "ge"),
        ("gt", "eq", "gt"),
        ("eq", "eq", "eq"),
        ("ge", "le", "ge"),
        ("ge", "lt", "gt"),
        ("le", "ge", "le"),
        ("eq", "ge", "le"),
        ("ge", "ge", None),
        ("le", "le", None),
        ("approx", "eq", "approx"),
        ("ge", "approx", "approx"),
    ],
)
def test_how_the_ratio_stands_to_the_quotient_of_two_bounds(leverage: Comparator, size: Comparator, ratio: Comparator | None) -> None:
    assert check(promise(leverage_comparator=leverage, size_comparator=size)).comparator == ratio


def test_each_way_of_counting_shows_what_it_would_need() -> None:
    needs = {need.definition: need.share for need in check(promise()).needs}
    assert needs == {"认缴": Fraction(1, 17), "实缴": Fraction(1, 33), "项目总投资": Fraction(2, 17)}


def test_a_promise_that_says_what_counts_is_held_to_that_alone() -> None:
    found = check(promise(definition="实缴"))
    assert [need.definition for need in found.needs] == ["实缴"]
    assert not any("未说明口径" in line for line in found.findings)


def test_a_promise_without_leverage_has_no_ratio_and_says_why() -> None:
    found = check(promise(leverage=None))
    assert (found.leverage, found.share, found.needs) == (None, None, ())
    assert "没有说要撬动多少" in found.findings[0]


def test_a_fund_of_nothing_has_no_ratio() -> None:
    assert check(promise(size=0)).leverage is None


@given(st.integers(1, 10**6), st.integers(1, 10**7))
def test_the_shares_say_back_the_ratio(size: int, leverage: int) -> None:
    found = check(promise(size, leverage))
    assert found.share is not None
    assert 1 / found.share - 1 == Fraction(leverage, size)
    paid, project = (need.share for need in found.needs[1:])
    assert (1 / paid - 1) / 2 == Fraction(leverage, size)
    assert project == 1 or 2 / project - 1 == Fraction(leverage, size)


@given(st.fractions(0, 1))
def test_an_upper_bound_is_never_rounded_down_and_a_lower_one_never_up(share: Fraction) -> None:
    assert Fraction(percent(share, up=True).removesuffix("%")) / 100 >= share
    assert Fraction(percent(share, up=False).removesuffix("%")) / 100 <= share


def test_a_ratio_of_at_most_sixteen_bounds_the_share_from_below() -> None:
    found = check(promise(leverage_comparator="le", size_comparator="eq"))
    assert "至少5.8%" in found.findings[1]


def test_the_shipped_policy_promises_sixteen_times() -> None:
    policy = load(Path(str(files("suance"))) / "policies" / "changzhou-2022.yaml")
    (fund,) = policy.promised_funds()
    found = check(fund)
    assert found.leverage == 16
    assert found.comparator is None


def test_the_funds_reported_elsewhere_stand_beside_with_what_they_count(peers: tuple[Peer, ...]) -> None:
    leverage = {peer.region: round(float(peer.leverage), 2) for peer in peers}
    assert leverage == {"海南省": 5.55, "深圳市": 3.33, "无锡市": 6.09}
    assert all(peer.publisher and peer.own_as and peer.drawn_as and peer.grade for peer in peers)
    assert any("3.33—6.09倍" in line for line in check(promise(), peers).findings)


GOOD = {"name": "基金", "region": "某市", "own": "10亿元", "own_as": "认缴", "drawn": "30亿元", "drawn_as": "认缴", "publisher": "某报"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"size": "1亿元"}, "未知的键 “size”"),
        ({"own": None}, "缺少 “own”"),
        ({"own": "0元"}, "大于零"),
        ({"own": "3家"}, "人民币"),
        ({"own": "不少"}, "不少"),
        ({"grade": "sure"}, "sure"),
    ],
)
def test_a_faulty_record_is_refused_with_its_number(change: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as error:
        from_records({"peers": [GOOD, GOOD | change]}, where="基金.yaml")
    assert says in str(error.value)
    assert "基金.yaml 第 2 只基金" in str(error.value)


@pytest.mark.parametrize("data", [None, [], {"funds": []}, {"peers": ["文字"]}])
def test_a_file_of_another_shape_is_refused(data: Any) -> None:
    with pytest.raises(InputError):
        from_records(data)
