"""Targets that are still ahead: the forecast from a few yearly points, its worked example, and how often its interval was right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.model import Observation, Target
from suance.track import TargetState, track
from suance.track.ahead import COVERAGE
from suance.track.forecast import Point, forecast, obstacle, prospect
from suance.track.student import below, quantile

SERIES = YAML(typ="safe").load((Path(__file__).parent / "fixtures" / "track" / "series.yaml").read_text("utf-8"))
POINTS = st.lists(st.floats(1e-3, 1e12), min_size=2, max_size=8).map(lambda values: [Point(float(year), value) for year, value in enumerate(values)])


def figure(period: int, value: str, unit: str = "户", **more: Any) -> Observation:
    return Observation("高新技术企业数量", "某市", str(period), Decimal(value), unit, **more)


def state(aim: Target, *seen: Observation, on: str = "2025-03-01") -> TargetState:
    return track([aim], seen, as_of=date.fromisoformat(on))[0]


def doubling(**more: Any) -> Target:
    record: dict[str, Any] = {"measure": "level", "value": Decimal(6800), "unit": "户", "comparator": "ge", "bases": (figure(2021, "3400"),)} | more
    return Target("t", "高新技术企业数量", "某市", deadline="2025", **record)


@pytest.mark.parametrize(
    ("share", "freedom", "value"), [(0.9, 3, 1.6377), (0.975, 1, 12.7062), (0.975, 2, 4.3027), (0.95, 10, 1.8125), (0.95, 7, 1.8946)]
)
def test_students_t_is_that_of_the_tables(share: float, freedom: int, value: float) -> None:
    assert quantile(share, freedom) == pytest.approx(value, abs=5e-5)
    assert quantile(1 - share, freedom) == pytest.approx(-value, abs=5e-5)


@given(st.floats(-1e6, 1e6), st.integers(1, 60))
def test_a_share_of_students_t_and_its_value_are_two_sides(t: float, freedom: int) -> None:
    share = below(t, freedom)
    assert 0 <= share <= 1
    assert below(-t, freedom) == pytest.approx(1 - share, abs=1e-12)


def test_high_tech_firms_from_3400_over_4700_to_5400_miss_6800_with_nine_chances_in_ten() -> None:
    found = forecast([Point(2022, 3400), Point(2024, 4700), Point(2025, 5400)], 2026)
    assert found is not None
    assert [round(found.low), round(found.middle), round(found.high)] == [5494, 6138, 6858]
    assert found.above(6800) == pytest.approx(0.11, abs=0.005)
    assert found.prior_weight == 0.25


def test_a_target_that_is_ahead_says_where_it_may_end_and_how_sure_that_is() -> None:
    found = state(doubling(), figure(2023, "4700"), figure(2024, "5400"))
    (reading,) = found.readings
    assert reading.ahead is not None
    assert (reading.ahead.chance, reading.ahead.prospect, reading.ahead.points) == (Decimal("0.1"), "难以完成", 3)
    assert COVERAGE in reading.ahead.notes
    assert any("25%是假设" in note for note in reading.ahead.notes)
    assert found.outlook == "按3个数推算期末6140户左右（八成在5490户与6860户之间），达到的可能约10%（难以完成）"


def test_each_base_that_sources_disagree_on_has_a_forecast_of_its_own() -> None:
    aim = doubling(measure="multiple", value=Decimal(2), unit="倍", bases=(figure(2021, "3400"), figure(2021, "2915")))
    found = state(aim, figure(2023, "4700"), figure(2024, "5400"))
    assert [reading.ahead and reading.ahead.prospect for reading in found.readings] == ["难以完成", "尚不确定"]
    assert "起点3400户" in (found.outlook or "")


def test_a_share_is_forecast_inside_its_bounds_and_a_band_has_two_ends() -> None:
    aim = doubling(value=Decimal(95), unit="%", comparator="approx", bases=(figure(2021, "88", "%"),))
    found = state(aim, figure(2023, "97", "%"), figure(2024, "98.5", "%"))
    ahead = found.readings[0].ahead
    assert ahead is not None
    assert ahead.high < 100
    assert ahead.chance <= Decimal("0.25")


def test_a_fall_is_reached_below_its_line() -> None:
    aim = doubling(value=Decimal(800), comparator="le", bases=(figure(2021, "1179"),))
    found = state(aim, figure(2023, "850"), figure(2024, "820"))
    ahead = found.readings[0].ahead
    assert ahead is not None
    assert Decimal("0.2") < ahead.chance < 1


@pytest.mark.parametrize(
    ("aim", "seen", "why"),
    [
        (doubling(bases=()), ["5400"], "只有一年的数，推算不出"),
        (doubling(bases=(figure(2021, "0"),)), ["5400"], "有零或负数"),
        (doubling(bases=(figure(2021, "-5"),)), ["5400"], "有零或负数"),
        (doubling(value=Decimal(20), bases=(figure(2021, "12"),)), ["14"], "数目不到30"),
        (doubling(measure="rank", value=Decimal(3), unit="位", comparator="le", bases=(figure(2021, "9", "位"),)), ["7"], "增速与位次不作推算"),
    ],
)
def test_where_nothing_can_be_forecast_the_reason_is_said(aim: Target, seen: list[str], why: str) -> None:
    unit = aim.bases[0].unit if aim.bases else aim.unit
    found = state(aim, *(figure(2024, value, unit) for value in seen))
    assert found.outlook is None
    assert any(why in note for reading in found.readings for note in reading.notes)


def test_past_its_deadline_or_already_met_nothing_is_forecast() -> None:
    assert state(doubling(), figure(2025, "6100"), on="2026-03-01").outlook is None
    assert state(doubling(), figure(2024, "7000")).outlook is None


def test_an_estimate_gives_way_to_the_count_and_a_revision_to_the_later_one() -> None:
    seen = [
        figure(2024, "5000", vintage="预计", date="2025-01-01"),
        figure(2024, "5400", date="2025-01-05"),
        figure(2024, "5390", date="2025-02-01"),
    ]
    found = state(doubling(), *seen)
    assert all(reading.ahead and reading.ahead.points == 2 for reading in found.readings)


@given(POINTS, st.floats(0.5, 20))
def test_a_forecast_is_finite_ordered_and_its_chances_fall(points: list[Point], later: float) -> None:
    found = forecast(points, points[-1].when + later)
    assert found is not None
    assert 0 <= found.low <= found.middle <= found.high
    assert isfinite(found.middle)
    chances = [found.above(value) for value in (found.low, found.middle, found.high)]
    assert chances == sorted(chances, reverse=True)
    if found.low > 0 and isfinite(found.high):
        assert found.between(found.low, found.high) == pytest.approx(0.8, abs=1e-6)


def test_points_that_are_none_are_refused() -> None:
    assert obstacle([Point(1, 5), Point(1, 6)], "log") == "各年的数时间有重复"
    assert obstacle([Point(1, 0.5), Point(2, 1.0)], "logit") == "比重达到或超过100%，推算不出"
    assert forecast([Point(1, 5), Point(2, 6)], 2) is None
    assert [prospect(chance) for chance in (0.8, 0.5, 0.19)] == ["有望完成", "尚不确定", "难以完成"]


@pytest.mark.parametrize("name", ["macrodata", "grunfeld"])
def test_eight_of_ten_means_about_eight_of_ten_on_series_that_came_true(name: str) -> None:
    """Five yearly points, two years ahead, every window; the share is what the forecast says of itself."""
    hits = []
    for values in SERIES[name].values():
        for start in range(len(values) - 6):
            points = [Point(float(year), value) for year, value in enumerate(values[start : start + 5])]
            found = forecast(points, 6.0)
            assert found is not None
            hits.append(found.low <= values[start + 6] <= found.high)
    share = fmean(hits)
    assert 0.75 <= share <= 0.92
    assert f"{share:.0%}（{len(hits)}个窗口）" in COVERAGE
