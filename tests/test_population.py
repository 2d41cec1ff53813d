"""Populations of firms: totals that are met to the 分, sizes and growth of the right shape, and what a programme costs over them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.errors import InputError, UsageError
from suance.population import KnownFirm, Spec, from_records
from suance.population.crossings import chances, count, over
from suance.population.firms import drawn, grow, make
from suance.population.margins import calibrate, fit, whole
from suance.population.panel import write
from suance.population.shape import of_mean
from suance.workspace import joins
from suance.workspace.budget import budget

YI = 10**10
"""分 of 亿元"""


def records(**changes: Any) -> dict[str, Any]:
    def one(mean: float, spread: float) -> dict[str, Any]:
        return {"mean": mean, "spread": spread, "source": "示例", "grade": "prior"}

    found: dict[str, Any] = {
        "region": "某市",
        "first": 2021,
        "last": 2024,
        "floor": {"value": "2000万元", "source": "统计标准", "grade": "official"},
        "tail_from": {"value": "4亿元", "source": "示例", "grade": "prior"},
        "cut": {"value": "50亿元", "source": "示例", "grade": "prior"},
        "body_spread": one(1.0, 0.1),
        "tail": one(1.05, 0.1),
        "volatility": one(0.235, 0.015),
        "fall": one(0.2, 0.03),
        "growth": one(0.06, 0.02),
        "sectors": {
            "a": {"name": "甲业", "firms": 900, "revenue": {2021: "2500亿元", 2022: "2700.00000001亿元"}, "source": "年鉴", "grade": "official"},
            "b": {"name": "乙业", "firms": 300, "revenue": {2021: "600亿元"}, "source": "年鉴", "grade": "official"},
        },
    }
    return found | changes


def spec(**changes: Any) -> Spec:
    return from_records(records(**changes), where="city.yaml")


GREAT = KnownFirm("K1", "甲'大", "甲业", {2019: 300 * YI, 2021: 280 * YI, 2023: 90 * YI})


def test_totals_are_met_to_the_fen_by_sector_and_year_with_the_known_firms_among_them() -> None:
    for made in make(spec(), 1, [GREAT]):
        sums = made.revenue.sum(axis=0) + made.known_revenue.sum(axis=0)
        for year, total in made.sector.revenue.items():
            assert int(sums[year - 2021]) == total
        assert (made.revenue > 0).all()
    assert int(sums[1]) == round(600 * YI * 1.06)


def test_known_firms_are_as_known_and_grow_where_nothing_is_known() -> None:
    made = next(iter(make(spec(), 1, [GREAT])))
    row = [int(amount) for amount in made.known_revenue[0]]
    assert (row[0], row[2]) == (280 * YI, 90 * YI)
    assert row[1] != row[0]


def test_the_same_seed_makes_the_same_firms_and_sectors_do_not_depend_on_each_other() -> None:
    one, again = (next(iter(make(spec(), 7))).revenue for _ in range(2))
    assert np.array_equal(one, again)
    changed = records()
    changed["sectors"]["b"] = {**changed["sectors"]["b"], "firms": 500}
    assert np.array_equal(one, next(iter(make(from_records(changed), 7))).revenue)
    assert not np.array_equal(one, next(iter(make(spec(), 8))).revenue)


@given(st.floats(6e7, 6e8), st.floats(0.7, 2.0), st.floats(0.7, 1.6))
def test_a_shape_has_the_mean_that_it_was_made_for_and_its_density_no_step(mean: float, spread: float, tail: float) -> None:
    found = of_mean(mean, floor=2e7, tail_from=4e8, cut=5e9, spread=spread, tail=tail)
    assert found.mean == pytest.approx(mean, rel=1e-9)
    assert 0 < found.tail_weight < 1


def test_samples_follow_the_shape_their_tail_the_exponent() -> None:
    shape = of_mean(2.5e8, floor=2e7, tail_from=4e8, cut=5e9, spread=1.0, tail=1.05)
    sizes = shape.sample(1_000_000, np.random.default_rng(0))
    assert sizes.min() >= 2e7 * (1 - 1e-9)
    assert sizes.max() <= 5e9
    assert sizes.mean() == pytest.approx(2.5e8, rel=0.01)
    above = [(sizes > line).mean() for line in (5e8, 1e9)]
    expected = [shape.tail_weight * ((line / 4e8) ** -1.05 - 12.5**-1.05) / (1 - 12.5**-1.05) for line in (5e8, 1e9)]
    assert above == pytest.approx(expected, rel=0.03)


def test_growth_is_calmer_for_larger_firms_has_a_laplace_tail_and_no_mean() -> None:
    random = np.random.default_rng(1)
    for size, spread in ((1e8, 0.235), (1e10, 0.235 * 100**-0.2)):
        grown = grow(np.full(400_000, size), 0.235, 0.2, random)
        shocks = np.log(grown / size)
        assert shocks.std() == pytest.approx(spread, rel=0.01)
        assert grown.mean() / size == pytest.approx(1, abs=0.003)
        assert ((shocks - shocks.mean()) ** 4).mean() / shocks.var() ** 2 == pytest.approx(6, rel=0.1)


@given(st.lists(st.floats(1, 1e12), min_size=1, max_size=60), st.integers(0, 10**17))
def test_whole_numbers_add_up_and_stay_beside_their_proportion(sizes: list[float], total: int) -> None:
    found = whole(np.array(sizes), total)
    assert int(found.sum()) == total
    exact = np.array(sizes) * (total / sum(sizes))
    assert np.abs(found - exact).max() <= 1 + 1e-9 * max(total, 1)


def test_a_table_is_fitted_to_both_margins_or_the_row_that_cannot_be_is_named() -> None:
    found = fit(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]), np.array([12.0, 18.0]))
    assert found.sum(axis=1) == pytest.approx([10, 20])
    assert found.sum(axis=0) == pytest.approx([12, 18])
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(1 * 4 / (2 * 3))
    with pytest.raises(InputError, match="相差5"):
        fit(np.ones((2, 2)), np.array([10.0, 20.0]), np.array([15.0, 20.0]))
    with pytest.raises(InputError, match="凑不出"):
        fit(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([10.0, 20.0]), np.array([20.0, 10.0]))


def test_weights_are_calibrated_and_a_total_that_cannot_be_met_is_named_with_its_gap() -> None:
    features = np.array([[1.0, 2.0], [1.0, 5.0], [1.0, 9.0]])
    found = calibrate(np.ones(3), features, np.array([6.0, 30.0]), ["家数", "营收"])
    assert features.T @ found == pytest.approx([6, 30])
    assert (found > 0).all()
    with pytest.raises(InputError, match="凑不出，差"):
        calibrate(np.ones(3), features, np.array([6.0, 90.0]), ["家数", "营收"])


def test_a_count_of_unlike_chances_is_the_binomial_where_they_are_alike() -> None:
    law = count(np.full(6, 0.3))
    assert law == pytest.approx([comb(6, k) * 0.3**k * 0.7 ** (6 - k) for k in range(7)])
    found = over(1e10, [np.array([0.5, 0.5]), np.array([0.0, 0.0])])
    assert found.mean == 0.5
    assert found.none == pytest.approx(0.625)
    assert (found.within, found.between) == (0.25, 0.25)


def test_a_firm_that_passed_before_or_stands_far_below_has_no_chance() -> None:
    sizes, peaks = np.array([9e9, 9e9, 1e9]), np.array([9e9, 2e10, 1e9])
    found = chances(sizes, peaks, 1e10, [np.full(3, 1.1)] * 3, spec(), 500, np.random.default_rng(0))
    assert found[0] > 0.5
    assert list(found[1:]) == [0, 0]


def test_a_population_is_a_panel_that_awards_run_on(tmp_path: Path) -> None:
    write(spec(), make(spec(), 1, [GREAT]), tmp_path)
    panel = joins.panel(tmp_path)
    assert joins.names(panel)["K1"] == "甲'大"
    held = panel.tables["firm_years"]
    ids, years, revenue = ([str(cell) for cell in held.cells(held.columns[name][0])] for name in ("firm_id", "year", "revenue"))
    assert {year for firm, year in zip(ids, years, strict=True) if firm == "K1"} == {"2019", "2021", "2022", "2023", "2024"}
    whole_year = sum(Decimal(amount) for year, amount in zip(years, revenue, strict=True) if year == "2022")
    assert whole_year * 100 == 27000000000100 + round(600 * YI * 1.06)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first": 2024}, "应晚于"),
        ({"first": "两千"}, "不是年份"),
        ({"floor": {"value": "5亿元", "source": "x", "grade": "prior"}}, "floor < tail_from < cut"),
        ({"floor": {"value": "20%", "source": "x", "grade": "prior"}}, "人民币金额"),
        ({"floor": {"value": "2000万元", "source": "x", "grade": "sure"}}, "不在其列"),
        ({"floor": {"value": "2000万元"}}, "缺少 “source、grade”"),
        ({"tail": {"mean": 9, "spread": 1, "source": "x", "grade": "prior"}}, "应在 0.3 与 4 之间"),
        ({"tail": {"mean": "一", "spread": 1, "source": "x", "grade": "prior"}}, "应是数"),
        ({"colour": 1}, "未知的键 “colour”"),
        ({"sectors": {}}, "应列出各行业"),
        ({"sectors": {"a": {"name": "甲", "firms": 0, "revenue": {2021: "1亿元"}, "source": "x", "grade": "prior"}}}, "家数"),
        ({"sectors": {"a": {"name": "甲", "firms": 3, "revenue": {2022: "1亿元"}, "source": "x", "grade": "prior"}}}, "至少要有 2021"),
        ({"sectors": {"a": {"name": "甲", "firms": 3, "revenue": {2021: "1亿元", 2030: "1亿元"}, "source": "x", "grade": "prior"}}}, "2030 年不在"),
    ],
)
def test_a_spec_that_cannot_be_is_refused_at_its_place(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=r"city\.yaml") as caught:
        spec(**changes)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("firms", "total", "known", "words"),
    [
        (900, "100亿元", [], "总额与家数不相容：平均每家0.1111亿元"),
        (10, "2500亿元", [], "高"),
        (1, "2500亿元", [GREAT], "已知企业1家，不少于全部1家"),
        (900, "200亿元", [GREAT], "2021年已知企业合计280亿元，不少于总额200亿元"),
        (900, "2500亿元", [KnownFirm("K2", "乙", "丙业", {2021: YI})], "不在 sectors 之中"),
        (900, "2500亿元", [KnownFirm("K3", "丙", "甲业", {2020: YI})], "缺 2021 年"),
    ],
)
def test_totals_that_clash_say_which_and_by_how_much(firms: int, total: str, known: list[KnownFirm], words: str) -> None:
    changed = records(sectors={"a": {"name": "甲业", "firms": firms, "revenue": {2021: total}, "source": "x", "grade": "prior"}})
    with pytest.raises(InputError) as caught:
        list(make(from_records(changed), 0, known))
    assert words in str(caught.value)


def test_parameters_are_drawn_within_what_they_can_be_and_then_certain() -> None:
    wild = records(tail={"mean": 1.0, "spread": 3.0, "source": "x", "grade": "prior"})
    values = [drawn(from_records(wild), np.random.default_rng(seed))["tail"] for seed in range(50)]
    assert min(values) == 0.3
    assert max(values) == 4
    assert not any(each.spread for each in drawn(spec(), np.random.default_rng(0)).given.values())


# ── the budget ───────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    (folder / "list").mkdir()
    (folder / "list" / "firms.csv").write_text("firm_id,name,industry\nK1,近线公司,甲业\n", encoding="utf-8")
    (folder / "list" / "firm_years.csv").write_text("firm_id,year,revenue\nK1,2020,8000000000\nK1,2021,9000000000\n", encoding="utf-8")
    YAML().dump(records(known="list"), folder / "city.yaml")
    return folder / "city.yaml"


def test_a_budget_tells_costs_who_may_cross_what_moves_it_and_what_it_leaves_out(city: Path) -> None:
    steps: list[tuple[int, int]] = []
    policy, day = joins.find_policy("changzhou-2022"), date(2025, 1, 1)
    found = budget(policy, str(city), draws=3, repeats=2, seed=1, as_of=day, told=lambda *at: steps.append(at))
    assert found.left_out == ("promoter", "platform")
    total, dengfeng, *years = found.costs
    assert (total.rule, dengfeng.rule, [cost.year for cost in years]) == (None, "dengfeng", [2022, 2023, 2024])
    assert total.mean == dengfeng.mean > 0
    assert all(cost.low <= cost.middle <= cost.high <= cost.most for cost in found.costs)
    last = found.passing[-1]
    assert (last.step, last.number.line) == ("t100", 1e10)
    ((name, size, chance),) = last.near
    assert (name, int(size)) == ("近线公司", 9_000_000_000)
    assert 0.3 < chance < 1
    assert last.number.mean >= float(chance)
    assert {effect.name for effect in found.effects} == {"body_spread", "tail", "volatility", "fall", "growth"}
    assert all(each.source for each in found.assumed)
    assert steps[-1] == (26, 26)
    assert budget(policy, str(city), draws=3, repeats=2, seed=1, as_of=day) == found


def test_a_policy_of_which_nothing_can_be_run_and_a_list_that_lacks_a_table_say_so(city: Path, tmp_path: Path) -> None:
    policy = joins.find_policy("changzhou-2022")
    other = policy.model_copy(update={"awards": tuple(award for award in policy.awards if award.id != "dengfeng")})
    with pytest.raises(UsageError, match="没有一条奖励能按人口模型测算"):
        budget(other, str(city), draws=2, repeats=2, seed=0, as_of=date(2025, 1, 1))
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "firms.csv").write_text("firm_id,industry\nK1,甲业\n", encoding="utf-8")
    YAML().dump(records(known="list"), tmp_path / "city.yaml")
    with pytest.raises(InputError, match="缺表 firm_years"):
        budget(policy, str(tmp_path / "city.yaml"), draws=2, repeats=2, seed=0, as_of=date(2025, 1, 1))
    with pytest.raises(UsageError, match="读不了文件"):
        budget(policy, str(tmp_path / "none.yaml"), draws=2, repeats=2, seed=0, as_of=date(2025, 1, 1))
