"""Whether a fund of funds can keep its promise: the simulation against the closed form, its seeds, and what it says of itself."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from suance.errors import InputError
from suance.fund.assumptions import Assumptions, from_records
from suance.fund.cashflow import patterns, project
from suance.fund.outlook import chance, outlook
from suance.fund.paths import BLOCK, Programme, simulate
from suance.model import FundPromise
from suance.record import ASSUMED_GRADES
from suance.workspace import joins, outlooks

YI = 10**8
SHIPPED = YAML(typ="safe").load(files("suance.fund").joinpath("assumptions.yaml").read_text("utf-8"))
PROGRAMME = Programme(500.0 * YI, 2021, 2025, 2025, 2035)


def assumed(**changes: float) -> Assumptions:
    found = from_records(SHIPPED)
    for name, value in changes.items():
        found = found.with_value(name, value)
    return found


def promise(**more: Any) -> FundPromise:
    record: dict[str, Any] = {"leverage": Decimal(8000 * YI), "leverage_comparator": "ge", "period": "2021/2025"} | more
    return FundPromise("f", "政策性基金", "常州市", Decimal(500 * YI), "ge", **record)


def test_without_any_spread_the_cash_is_that_of_one_fund_after_another() -> None:
    still = assumed(volatility=0, call_spread=0, unclosed=0, subfunds=5)
    found = simulate(PROGRAMME, still, paths=3, seed=0)
    called = np.zeros(len(PROGRAMME.years))
    returned = np.zeros(len(PROGRAMME.years))
    for start in range(5):
        for year in project(patterns()["venture"], 100.0 * YI, years=len(called) - start):
            called[start + year.age - 1] += year.called
            returned[start + year.age - 1] += year.distributed
    for path in range(3):
        assert found.called[path] == pytest.approx(called)
        assert found.returned[path] == pytest.approx(returned)


def test_the_mean_of_random_growth_is_the_growth() -> None:
    """Growth is lognormal with the mean of the pattern, so value and pay-outs have the mean of the still course."""
    still = simulate(PROGRAMME, assumed(volatility=0, call_spread=0, unclosed=0), paths=1, seed=0)
    found = simulate(PROGRAMME, assumed(call_spread=0, unclosed=0), paths=20_000, seed=1)
    assert found.returned.mean(axis=0)[2:] == pytest.approx(still.returned[0][2:], rel=0.02)


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_threads() -> None:
    paths = 2 * BLOCK + 7
    one, three = (simulate(PROGRAMME, assumed(), paths=paths, seed=4, threads=threads) for threads in (1, 3))
    for name in ("drawn", "alone", "placed", "called", "returned", "paid", "local"):
        assert np.array_equal(getattr(one, name), getattr(three, name))
    longer = simulate(PROGRAMME, assumed(), paths=4 * BLOCK, seed=4)
    assert np.array_equal(one.drawn[: 2 * BLOCK], longer.drawn[: 2 * BLOCK])
    assert not np.array_equal(one.drawn, simulate(PROGRAMME, assumed(), paths=paths, seed=5).drawn)


def test_sixteen_times_needs_a_seventeenth_where_subscriptions_count_and_all_is_placed() -> None:
    found = outlook(promise(), assumed(unclosed=0), paths=BLOCK, seed=0)
    subscribed = found.claims[0]
    assert subscribed.definition == "认缴"
    assert float(subscribed.share or 0) == pytest.approx(1 / 17, rel=0.01)
    assert all(claim.share is not None and claim.share <= subscribed.share for claim in found.claims[1:] if subscribed.share)


def test_a_promise_that_is_hard_enough_to_keep_is_kept_by_no_path_and_the_chance_is_bounded() -> None:
    found = outlook(promise(), assumed(), paths=3000, seed=0)
    assert [str(claim.chance) for claim in found.claims] == ["< 0.10%"] * 3
    easy = outlook(promise(leverage=Decimal(100 * YI)), assumed(), paths=3000, seed=0)
    assert str(easy.claims[0].chance) == "> 99.90%"


@pytest.mark.parametrize(("hits", "paths", "said"), [(0, 100_000, "< 0.00%"), (250, 1000, "25.0%±1.4%"), (1000, 1000, "> 99.70%")])
def test_a_chance_comes_with_its_sampling_error(hits: int, paths: int, said: str) -> None:
    assert str(chance(hits, paths)) == said


def test_recycled_money_is_not_asked_of_the_treasury_again() -> None:
    kept, again = (outlook(promise(), assumed(recycled=share), paths=BLOCK, seed=0) for share in (0.0, 1.0))
    assert [year.called for year in kept.cash] == [year.called for year in again.cash]
    assert sum(year.fresh for year in kept.cash) == pytest.approx(sum(year.called for year in kept.cash), abs=20)
    assert sum(year.fresh for year in again.cash) < sum(year.fresh for year in kept.cash)


def test_every_assumption_stands_in_the_output_with_source_and_grade() -> None:
    found = outlook(promise(), assumed(), paths=100, seed=0)
    assert {item.name for item in found.assumed} == set(SHIPPED) - {"pattern"}
    assert all(item.source and item.grade in ASSUMED_GRADES for item in found.assumed)
    assert found.pattern_source
    assert [score.points for score in found.scores] == [Decimal(5), Decimal(1), Decimal(1), Decimal(1)]


def test_a_promise_without_years_or_without_a_figure() -> None:
    with pytest.raises(InputError, match="算不出逐年的出资"):
        outlook(promise(period=None), assumed(), paths=10, seed=0)
    silent = outlook(promise(leverage=None, leverage_comparator=None), assumed(), paths=100, seed=0)
    assert all(claim.chance is None and claim.share is None and claim.middle > 0 for claim in silent.claims)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"share": {"mean": 0, "spread": 30, "source": "办法", "grade": "official"}}, "政府出资占比为零则无所谓撬动"),
        ({"share": {"mean": 1, "spread": 30, "source": "办法", "grade": "official"}}, "不含两端"),
        ({"share": {"mean": 0.2, "spread": 0, "source": "办法", "grade": "official"}}, "spread"),
        ({"share": {"mean": 0.2, "source": "办法", "grade": "official"}}, "缺少 “spread”"),
        ({"share": {"mean": "两成", "spread": 3, "source": "办法", "grade": "official"}}, "应是数"),
        ({"fee": {"value": 0.02, "source": "办法", "grade": "guess"}}, "不在其列"),
        ({"luck": {"value": 1, "source": "办法", "grade": "prior"}}, "未知的键 “luck”"),
        ({"pattern": {"value": "hedge", "source": "办法", "grade": "prior"}}, "value “hedge” 不在其列"),
        ([1], "这里应是一组键和值"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused_by_name(changed: Any, words: str) -> None:
    with pytest.raises(InputError, match=r"mine\.yaml") as caught:
        from_records(changed, where="mine.yaml", over=assumed())
    assert words in str(caught.value)


def test_a_table_that_lacks_an_assumption_is_refused() -> None:
    with pytest.raises(InputError, match="缺少 “fee”"):
        from_records({name: record for name, record in SHIPPED.items() if name != "fee"})


def test_a_file_of_ones_own_overrides_single_assumptions(tmp_path: Path) -> None:
    policy = joins.find_policy("changzhou-2022")
    own = tmp_path / "mine.yaml"
    own.write_text("share: {mean: 0.05, spread: 200, source: 某市办法, grade: official}\n", encoding="utf-8")
    (shipped,), (mine,) = (outlooks.funds(policy, assume=name, paths=500, seed=0) for name in (None, str(own)))
    assert mine.claims[0].middle > 4 * shipped.claims[0].middle
    own.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="文件是空的"):
        outlooks.funds(policy, assume=str(own), paths=10, seed=0)
