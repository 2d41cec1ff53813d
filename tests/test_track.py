"""Targets against observations: the formulas' worked examples, the verdicts on a day, and the ledger's records."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance.cli import tables
from suance.cli.console import Console
from suance.errors import InputError
from suance.model import Comparator, Observation, Target
from suance.policy.schema import load
from suance.track import TargetState, from_records, track
from suance.track.goal import goal_of, reached, tolerance
from suance.track.ledger import ends, instant
from suance.track.pace import Way, blocked, growth, pace

TODAY = date(2026, 11, 24)


def target(value: str, unit: str, comparator: Comparator = "ge", *, deadline: str | None = "2025", measure: str = "level", **more: Any) -> Target:
    return Target("t", "指标", "常州市", measure, Decimal(value), unit, comparator, deadline, metric="m", **more)


def seen(value: str, unit: str, period: str, comparator: Comparator = "eq", **more: Any) -> Observation:
    record: dict[str, Any] = {"metric": "m", "publisher": "统计局", "grade": "official"} | more
    return Observation("指标", record.pop("region", "常州市"), period, Decimal(value), unit, comparator, **record)


def state(aim: Target, *observations: Observation, on: date = TODAY) -> TargetState:
    return track([aim], observations, as_of=on)[0]


def shipped(name: str) -> Any:
    return YAML(typ="safe").load(files("suance").joinpath("observations", name).read_text("utf-8"))


@pytest.fixture(scope="module")
def changzhou() -> tuple[Observation, ...]:
    return from_records(shipped("changzhou.yaml"), where="changzhou.yaml")


@pytest.fixture(scope="module")
def promised() -> dict[str, Target]:
    path = Path(str(files("suance"))) / "policies" / "changzhou-2022.yaml"
    return {t.id: t for t in load(path).promised_targets()}


# ── the formulas ─────────────────────────────────────────────────────────────

WORKED = {
    # base, latest, goal, years to latest, years to goal, more is better: R, class, expected, A, done
    "high-tech firms 2021-2025": ("3400 5400 6800", 3, 4, True, ".8812 需提速 6300.4 .8530 .5882"),
    "growth above what is needed": ("100 120 150", 5, 15, True, "1.3554 在轨 172.8 1.456 .4"),
    "a fall that is too slow": ("50 45 25", 5, 15, False, ".4617 进展有限 36.45 .542 .2"),
    "a rise where a fall is wanted": ("50 52 25", 5, 15, False, "-.1744 倒退 56.24 -.2497 -.08"),
    "a rise somewhat ahead": ("100 131.1 200", 5, 15, True, "1.1767 在轨 225.3 1.2532 .311"),
}


@pytest.mark.parametrize("name", WORKED)
def test_the_pace_of_a_worked_example(name: str) -> None:
    values, elapsed, total, upward, expected = WORKED[name]
    base, latest, goal = (Decimal(v) for v in values.split())
    way = Way(base, latest, goal, Fraction(elapsed), Fraction(total), upward)
    assert blocked(way) is None
    found = pace(way)
    ratio, trend, end, anticipated, done = expected.split()
    assert found.trend == trend
    for figure, printed in ((found.ratio, ratio), (found.expected, end), (found.anticipated, anticipated), (found.done, done)):
        assert figure.quantize(Decimal(printed)) == Decimal(printed)


@pytest.mark.parametrize(
    ("name", "score", "current"),
    [
        ("high-tech firms 2021-2025", "2.009", "5.882"),
        ("growth above what is needed", "5", "4"),
        ("a fall that is too slow", "-0.576", "2"),
        ("a rise where a fall is wanted", "-3.227", "-0.8"),
        ("a rise somewhat ahead", "4.119", "3.11"),
    ],
)
def test_the_scores_of_a_worked_example(name: str, score: str, current: str) -> None:
    values, elapsed, total, upward, _ = WORKED[name]
    base, latest, goal = (Decimal(v) for v in values.split())
    found = pace(Way(base, latest, goal, Fraction(elapsed), Fraction(total), upward))
    assert found.score.quantize(Decimal(score)) == Decimal(score)
    assert found.current_status.quantize(Decimal(current)) == Decimal(current)


def test_doubling_in_four_years_asks_for_1892_percent_a_year_and_the_last_year_for_2593() -> None:
    assert growth(Decimal(3400), Decimal(6800), Fraction(4)).quantize(Decimal("0.0001")) == Decimal("0.1892")
    assert growth(Decimal(5400), Decimal(6800), Fraction(1)).quantize(Decimal("0.0001")) == Decimal("0.2593")


@pytest.mark.parametrize(
    ("base", "latest", "goal", "elapsed", "why"),
    [
        ("0", "5", "10", 2, "起点为零"),
        ("-5", "5", "10", 2, "有负值"),
        ("5", "-5", "10", 2, "有负值"),
        ("5", "6", "5", 2, "起点就是目标"),
        ("5", "6", "10", Fraction(1, 2), "不足一年"),
        ("5", "6", "10", 0, "不足一年"),
    ],
)
def test_where_no_pace_can_be_computed_the_reason_is_said(base: str, latest: str, goal: str, elapsed: Any, why: str) -> None:
    found = blocked(Way(Decimal(base), Decimal(latest), Decimal(goal), Fraction(elapsed), Fraction(4), True))
    assert found is not None
    assert why in found


positive = st.decimals(min_value="1e-9", max_value="1e15", allow_nan=False, allow_infinity=False)


@given(positive, positive, positive, st.fractions(1, 30, max_denominator=366), st.fractions(0, 30, max_denominator=366), st.booleans())
def test_a_pace_is_always_a_finite_number(base: Decimal, latest: Decimal, goal: Decimal, elapsed: Fraction, left: Fraction, upward: bool) -> None:
    way = Way(base, latest, goal, elapsed, elapsed + left, upward)
    if blocked(way):
        return
    found = pace(way)
    assert all(figure.is_finite() for figure in (found.observed, found.required, found.ratio, found.expected, found.anticipated, found.done))


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 20))
def test_growing_at_the_required_rate_reaches_the_goal(base: int, goal: int, years: int) -> None:
    rate = growth(Decimal(base), Decimal(goal), Fraction(years))
    assert abs(Decimal(base) * (1 + rate) ** years / goal - 1) < Decimal("1e-20")


# ── periods ──────────────────────────────────────────────────────────────────

LAST_DAYS = {
    "2025": ("year", date(2025, 12, 31)),
    "2024-02": ("month", date(2024, 2, 29)),
    "2023-02": ("month", date(2023, 2, 28)),
    "2025-06-30": ("day", date(2025, 6, 30)),
    "2025-Q1": ("quarter", date(2025, 3, 31)),
    "2025-H1": ("half", date(2025, 6, 30)),
    "2021/2025": ("years", date(2025, 12, 31)),
    "2022-01/2022-08": ("months", date(2022, 8, 31)),
}


@pytest.mark.parametrize("period", LAST_DAYS)
def test_a_period_ends_on_its_last_day(period: str) -> None:
    assert ends(period) == LAST_DAYS[period]


@pytest.mark.parametrize("period", ["", "二〇二五", "2025-13", "2025-02-30", "25", "2025-Q5", "2025/", "/2025", "2021/2023/2025", "2025年"])
def test_what_is_no_period_is_refused_by_name(period: str) -> None:
    with pytest.raises(InputError) as error:
        ends(period)
    assert period in str(error.value)


def test_years_have_one_length_whether_leap_or_not() -> None:
    assert instant(date(2024, 12, 31)) - instant(date(2023, 12, 31)) == 1
    assert instant(date(2023, 12, 31)) - instant(date(2022, 12, 31)) == 1


# ── the deadline ─────────────────────────────────────────────────────────────


def test_a_target_without_data_waits_until_the_end_of_its_deadline_and_not_a_day_longer() -> None:
    aim = target("50", "个")
    assert state(aim, on=date(2025, 12, 31)).status == "未到期无数据"
    assert state(aim, on=date(2026, 1, 1)).status == "期满无数据"


def test_a_deadline_in_february_of_a_leap_year_is_the_twenty_ninth() -> None:
    aim = target("50", "个", deadline="2024-02")
    assert state(aim, on=date(2024, 2, 29)).status == "未到期无数据"
    assert state(aim, on=date(2024, 3, 1)).status == "期满无数据"


@pytest.mark.parametrize("days", range(0, 800, 50))
def test_past_its_deadline_a_target_is_met_missed_or_without_data(days: int) -> None:
    observations = [seen(v, "家", y) for v, y in (("60", "2022"), ("70", "2023"), ("80", "2024"), ("90", "2025"))]
    for value in ("50", "75", "100"):
        for known in range(len(observations) + 1):
            found = state(target(value, "家", bases=(seen("50", "家", "2021"),)), *observations[:known], on=date(2026, 1, 1) + timedelta(days))
            assert found.status in ("已完成", "未完成", "期满无数据")


def test_a_figure_of_an_earlier_year_does_not_decide_what_was_promised_for_the_end() -> None:
    found = state(target("50", "%", measure="share"), seen("56.2", "%", "2023"))
    assert found.status == "期满无数据"
    assert found.readings[0].met is True
    assert "期限前曾达到，但不是期末的数" in found.reason


def test_a_figure_that_came_out_later_than_the_day_is_not_known_on_it() -> None:
    told = seen("60", "个", "2025", date="2026-03-01")
    assert state(target("50", "个"), told, on=date(2026, 2, 28)).status == "期满无数据"
    assert state(target("50", "个"), told, on=date(2026, 3, 1)).status == "已完成"


def test_a_figure_of_a_later_year_does_not_stand_for_the_deadline() -> None:
    assert state(target("50", "个"), seen("60", "个", "2026", date="2026-06-01")).status == "期满无数据"


def test_without_a_deadline_a_target_is_met_or_open() -> None:
    aim = target("1000000000000", "CNY", "eq", deadline=None)
    assert state(aim).status == "无期限"
    assert state(aim, seen("955000000000", "CNY", "2022")).status == "无期限"
    assert state(aim, seen("1011640000000", "CNY", "2023")).status == "已完成"


# ── while it runs ────────────────────────────────────────────────────────────

RUNNING = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("latest", "status"),
    [("110", "欠进度"), ("138", "欠进度"), ("140", "达进度"), ("142", "达进度"), ("160", "超进度"), ("200", "已完成"), ("90", "欠进度")],
)
def test_while_it_runs_a_target_is_behind_on_or_ahead_of_its_pace(latest: str, status: str) -> None:
    aim = target("200", "家", bases=(seen("100", "家", "2021"),))
    found = state(aim, seen(latest, "家", "2023"), on=RUNNING)
    assert found.status == status


def test_on_the_line_is_on_pace_and_130_percent_is_ahead() -> None:
    base = (seen("100", "家", "2021"),)
    aim = target("161.051", "家", deadline="2026", bases=base)
    level = state(aim, seen("121", "家", "2023"), on=RUNNING).readings[0].pace
    assert level is not None
    assert level.ratio == 1
    assert state(aim, seen("127.69", "家", "2023"), on=RUNNING).status == "超进度"
    assert state(aim, seen("127.68", "家", "2023"), on=RUNNING).status == "达进度"
    assert state(aim, seen("119.9025", "家", "2023"), on=RUNNING).status == "达进度"
    assert state(aim, seen("119.90", "家", "2023"), on=RUNNING).status == "欠进度"


@pytest.mark.parametrize(
    ("bases", "why"),
    [
        ((), "起点未说明"),
        ((seen("0", "家", "2021"),), "起点为零"),
        ((seen("100", "%", "2021"),), "单位不同"),
        ((seen("100", "家", "2021", definition="另一口径"),), "口径不同"),
        ((seen("100", "家", "2023-06-30"),), "不足一年"),
        ((seen("200", "家", "2021"),), "起点就是目标"),
    ],
)
def test_a_pace_that_cannot_be_judged_is_open_and_says_why(bases: tuple[Observation, ...], why: str) -> None:
    found = state(target("200", "家", bases=bases), seen("150", "家", "2023", definition="一种口径"), on=RUNNING)
    assert found.status == "进度待定"
    assert found.readings[0].pace is None
    assert any(why in note for note in found.readings[0].notes)
    assert found.settle


def test_a_fall_that_reaches_its_line_early_is_done_and_a_small_step_is_behind() -> None:
    housing = target("800", "户", "le", deadline="2030", bases=(seen("1179", "户", "2023-12-31"),))
    assert state(housing, seen("591", "户", "2025-12-31"), on=TODAY).status == "已完成"
    stays = target("95", "%", "eq", deadline="2030", measure="share", bases=(seen("68.0", "%", "2023-09-30"),))
    found = state(stays, seen("68.9", "%", "2025-12-31"), on=TODAY)
    assert found.status == "欠进度"
    assert found.readings[0].pace is not None
    assert found.readings[0].pace.trend == "进展有限"


def test_a_growth_target_is_judged_by_the_growth_of_its_own_year_only() -> None:
    aim = target("5", "%", "ge", measure="growth")
    found = state(aim, seen("6", "%", "2024"), on=date(2025, 6, 1))
    assert found.status == "未到期无数据"
    assert found.near[0].why == "增速是另一时期的"
    assert state(aim, seen("4.9", "%", "2025")).status == "未完成"


def test_a_rank_is_better_the_lower_it_is_and_must_be_kept() -> None:
    aim = target("3", "位", "eq", measure="rank")
    assert state(aim, seen("2", "位", "2024"), on=date(2025, 6, 1)).status == "达进度"
    assert state(aim, seen("2", "位", "2025")).status == "已完成"
    assert state(aim, seen("4", "位", "2025")).status == "未完成"


def test_what_was_published_of_the_base_itself_is_no_progress() -> None:
    aim = target("2", "倍", "eq", measure="multiple", bases=(seen("3400", "家", "2021", "approx"),))
    found = state(aim, seen("3400", "家", "2021", "approx"), seen("2915", "家", "2021"), on=RUNNING)
    assert found.status == "未到期无数据"
    assert "起点之后没有" in found.reason


def test_a_goal_that_is_reached_early_is_to_be_looked_at_again() -> None:
    found = state(target("50", "家"), seen("60", "家", "2023"), on=RUNNING)
    assert found.status == "已完成"
    assert "提前达到，期末仍须核对" in found.readings[0].notes


# ── bands and bounds ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(("value", "status"), [("41.9", "未完成"), ("42", "已完成"), ("43.5", "已完成"), ("44", "已完成"), ("44.1", "未完成")])
def test_a_share_of_around_43_percent_is_a_band_of_one_point(value: str, status: str) -> None:
    assert state(target("43", "%", "approx", measure="share"), seen(value, "%", "2025")).status == status


def test_inside_its_band_a_share_is_on_pace_and_not_done_before_the_end() -> None:
    assert state(target("43", "%", "approx", measure="share"), seen("43.2", "%", "2024"), on=date(2025, 6, 1)).status == "达进度"


def test_a_range_with_both_ends_is_a_band() -> None:
    aim = target("10", "%", "between", measure="share", value_max=Decimal(15))
    assert state(aim, seen("15", "%", "2025")).status == "已完成"
    assert state(aim, seen("15.1", "%", "2025")).status == "未完成"


def test_the_table_shows_both_ends_of_a_range() -> None:
    page = StringIO()
    tables.targets(Console(page, page, environ={}), [state(target("10", "%", "between", measure="share", value_max=Decimal(15)))])
    assert "10%—15%" in page.getvalue()


def test_a_range_without_its_upper_end_and_a_base_that_is_a_range_are_refused_by_name() -> None:
    with pytest.raises(InputError, match="t: 目标是区间而缺上端"):
        state(target("10", "%", "between", measure="share"))
    with pytest.raises(InputError, match="t: 起点不能是区间"):
        state(target("10", "%", measure="share", bases=(seen("5", "%", "2021", "between"),)))


@pytest.mark.parametrize(("value", "allowed"), [("3400", "50"), ("3000", "500"), ("0.43", "0.005"), ("8807.6", "0.05"), ("0", "0.5")])
def test_around_a_number_allows_half_a_unit_of_its_last_digit(value: str, allowed: str) -> None:
    assert tolerance(Decimal(value), "家") == Decimal(allowed)


@pytest.mark.parametrize(
    ("comparator", "observed", "answer"),
    [
        ("gt", ("20000", "eq"), False),
        ("gt", ("20001", "eq"), True),
        ("ge", ("20000", "eq"), True),
        ("gt", ("20000", "gt"), True),
        ("gt", ("20000", "ge"), None),
        ("ge", ("13000", "gt"), None),
        ("ge", ("20000", "lt"), False),
        ("ge", ("20000", "le"), None),
        ("ge", ("20000", "approx"), None),
        ("ge", ("30000", "approx"), True),
        ("le", ("20000", "eq"), True),
        ("lt", ("20000", "eq"), False),
        ("lt", ("20000", "lt"), True),
        ("le", ("20000", "gt"), False),
        ("le", ("20000", "ge"), None),
        ("eq", ("20001", "eq"), True),
        ("eq", ("19999", "eq"), False),
    ],
)
def test_a_figure_that_is_only_a_bound_may_leave_the_question_open(
    comparator: Comparator, observed: tuple[str, Comparator], answer: bool | None
) -> None:
    goal = goal_of(target("20000", "家", comparator), None)
    assert goal is not None
    assert reached(seen(observed[0], "家", "2025", observed[1]), goal) is answer


def test_a_bound_that_decides_nothing_leaves_a_target_without_a_verdict() -> None:
    found = state(target("3", "个"), seen("1", "个", "2025", "ge"))
    assert found.status == "期满无数据"
    assert "不足以判定" in found.reason


def test_doubling_a_rounded_base_makes_the_line_a_range() -> None:
    doubling = target("2", "倍", "eq", measure="multiple", bases=(seen("3400", "家", "2021", "approx"),))
    assert state(doubling, seen("6900", "家", "2025")).status == "已完成"
    assert state(doubling, seen("6699", "家", "2025")).status == "未完成"
    assert state(doubling, seen("6800", "家", "2025")).status == "期满无数据"


def test_halving_aims_down() -> None:
    halving = target("0.5", "倍", "eq", measure="multiple", bases=(seen("50", "起", "2021"),))
    assert state(halving, seen("25", "起", "2025")).status == "已完成"
    assert state(halving, seen("26", "起", "2025")).status == "未完成"


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from(["gt", "ge", "lt", "le", "eq"]))
def test_an_exact_figure_always_decides(value: int, goal: int, comparator: Comparator) -> None:
    assert state(target(str(goal), "家", comparator), seen(str(value), "家", "2025")).status in ("已完成", "未完成")


figures = st.builds(
    seen,
    st.decimals(-(10**6), 10**12, places=2).map(str),
    st.sampled_from(["家", "%", "CNY"]),
    st.sampled_from(["2020", "2021", "2023", "2024", "2025", "2025-12-31", "2024-H1", "2026"]),
    st.sampled_from(["eq", "ge", "gt", "le", "lt", "approx"]),
)
aims = st.builds(
    target,
    st.decimals(-(10**6), 10**12, places=2).map(str),
    st.sampled_from(["家", "%", "CNY", "倍"]),
    st.sampled_from(["eq", "ge", "gt", "le", "lt", "approx"]),
    deadline=st.sampled_from(["2025", "2025-06", "2021/2025", None]),
    measure=st.sampled_from(["level", "share", "growth", "rank", "multiple"]),
    bases=st.lists(figures, max_size=2).map(tuple),
)


@given(aims, st.lists(figures, max_size=5), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_every_target_has_a_state_with_a_reason_and_only_finite_numbers(aim: Target, observations: list[Observation], day: date) -> None:
    found = state(aim, *observations, on=day)
    assert found.reason
    assert found.settle or found.status in ("已完成", "超进度", "达进度", "欠进度", "未完成")
    if found.deadline and day > found.deadline:
        assert found.status in ("已完成", "未完成", "期满无数据", "有争议")
    for reading in found.readings:
        numbers = [reading.share, reading.gap, reading.required, reading.remaining]
        assert all(number is None or number.is_finite() for number in numbers)


# ── what counts ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "why", "status"),
    [
        ({"metric": "other", "near": "m"}, "指标不同", "口径待定"),
        ({"definition": "另一口径"}, "口径不同", "口径待定"),
        ({"unit": "户"}, "单位不同", "口径待定"),
        ({"period": "2023-01/2023-10"}, "时期长短不同", "未到期无数据"),
        ({"period": "2023-Q4"}, "时期长短不同", "未到期无数据"),
        ({"period": "2023-12"}, "时期长短不同", "未到期无数据"),
    ],
)
def test_a_figure_of_another_scope_is_shown_beside_and_never_joined(change: dict[str, Any], why: str, status: str) -> None:
    record: dict[str, Any] = {"value": "60", "unit": "家", "period": "2023"} | change
    aim = target("50", "家", definition="有效期内")
    found = state(aim, seen(record.pop("value"), record.pop("unit"), record.pop("period"), **record), on=RUNNING)
    assert found.status == status
    assert why in found.reason
    assert [near.why for near in found.near] == [why]
    assert found.readings[0].observation is None
    ended = state(aim, found.near[0].observation)
    assert ended.status == "期满无数据"
    assert ended.settle is not None
    assert ("口径，或公布" in ended.settle) is (status == "口径待定")


@pytest.mark.parametrize("change", [{"region": "苏州市"}, {"metric": "other"}])
def test_a_figure_of_another_place_or_indicator_is_not_even_near(change: dict[str, Any]) -> None:
    found = state(target("50", "家"), seen("60", "家", "2023", **change), on=RUNNING)
    assert found.status == "未到期无数据"
    assert found.near == ()


def test_without_metrics_the_same_words_join_and_like_words_do_not() -> None:
    aim = Target("t", "工业规模总量", "常州市", "level", Decimal(50), "CNY", "ge", "2025")
    same = Observation("工业规模总量", "常州市", "2025", Decimal(60), "CNY")
    alike = Observation("规上工业总产值", "常州市", "2025", Decimal(60), "CNY")
    assert state(aim, same).status == "已完成"
    assert state(aim, alike).status == "期满无数据"


def test_an_estimate_gives_way_to_the_count_of_the_same_period() -> None:
    estimate, count = seen("51", "家", "2025", vintage="预计"), seen("49", "家", "2025", date="2026-03-01")
    early = state(target("50", "家"), estimate, count, on=date(2026, 2, 1))
    assert early.status == "已完成"
    assert "预计数，待正式数" in early.readings[0].notes
    assert state(target("50", "家"), estimate, count).status == "未完成"


def test_counts_of_one_period_that_disagree_over_the_verdict_are_contested() -> None:
    found = state(target("50", "家"), seen("51", "家", "2025"), seen("49", "家", "2025", publisher="另一部门"))
    assert found.status == "有争议"
    assert len(found.readings) == 2
    assert found.settle == "确认常州市2025年“指标”以哪个为准：2025年51家（统计局）、2025年49家（另一部门）"


# ── Changzhou ────────────────────────────────────────────────────────────────

ON_2026_11_24 = {
    "high_tech_firms": "未完成（起点有争议）",
    "high_tech_share": "已完成",
    "industrial_scale": "期满无数据",
    "manufacturing_share": "期满无数据",
    "large_clusters": "期满无数据",
    "upgrade_share": "期满无数据",
    "cloud_firms": "期满无数据",
    "invention_patents": "期满无数据",
    "internet_platforms": "期满无数据",
    "gdp": "已完成",
}


def test_what_became_of_the_ten_targets_of_2022(changzhou: tuple[Observation, ...], promised: dict[str, Target]) -> None:
    states = track(list(promised.values()), changzhou, as_of=TODAY)
    assert {s.target.id: s.label for s in states} == ON_2026_11_24
    assert all(s.settle for s in states if s.status != "已完成" and s.status != "未完成")


def test_without_observations_every_target_of_2025_ended_without_data(promised: dict[str, Target]) -> None:
    assert {s.status for s in track(list(promised.values()), (), as_of=TODAY)} == {"期满无数据", "无期限"}
    assert {s.status for s in track(list(promised.values()), (), as_of=date(2025, 12, 31))} == {"未到期无数据", "无期限"}


def test_the_doubling_of_high_tech_firms_was_just_missed_from_one_base_and_missed_from_the_other(
    changzhou: tuple[Observation, ...], promised: dict[str, Target]
) -> None:
    (found,) = track([promised["high_tech_firms"]], changzhou, as_of=TODAY)
    assert found.contested
    assert [(r.goal.value, r.gap, r.status) for r in found.readings if r.goal] == [
        (Decimal(6800), Decimal(1009), "未完成"),
        (Decimal(5830), Decimal(39), "未完成"),
    ]
    assert [r.share.quantize(Decimal("0.001")) for r in found.readings if r.share] == [Decimal("0.852"), Decimal("0.993")]
    for said in ("6800家", "5830家", "85.2%", "99.3%", "差39家"):
        assert said in found.reason


def test_in_2025_the_pace_of_high_tech_firms_depended_on_the_base(changzhou: tuple[Observation, ...], promised: dict[str, Target]) -> None:
    (found,) = track([promised["high_tech_firms"]], changzhou, as_of=date(2025, 6, 1))
    assert found.status == "有争议"
    assert [r.status for r in found.readings] == ["欠进度", "达进度"]
    first = found.readings[0]
    assert first.pace is not None
    assert first.pace.ratio.quantize(Decimal("0.0001")) == Decimal("0.8812")
    assert first.required is not None
    assert first.remaining is not None
    assert (first.required.quantize(Decimal("0.0001")), first.remaining.quantize(Decimal("0.0001"))) == (Decimal("0.1892"), Decimal("0.2593"))
    assert found.settle == "确认起点以哪个为准：2021年3400家左右（科技日报）、2021年2915家（常州市工业和信息化局）"


def test_output_above_the_designated_size_is_listed_beside_total_industry_and_not_joined(
    changzhou: tuple[Observation, ...], promised: dict[str, Target]
) -> None:
    (found,) = track([promised["industrial_scale"]], changzhou, as_of=TODAY)
    assert {near.observation.indicator for near in found.near} == {"规上工业总产值", "规上工业营业收入"}
    assert found.readings[0].observation is not None
    assert found.readings[0].observation.period == "2023"


def test_gdp_passed_its_line_in_2023_and_half_a_year_does_not_count(changzhou: tuple[Observation, ...], promised: dict[str, Target]) -> None:
    (found,) = track([promised["gdp"]], changzhou, as_of=TODAY)
    assert found.deadline is None
    assert found.readings[0].observation is not None
    assert found.readings[0].observation.period == "2023"
    assert [near.observation.period for near in found.near] == ["2023-H1"]
    assert track([promised["gdp"]], changzhou, as_of=date(2023, 12, 31))[0].status == "无期限"


def test_the_shipped_ledger_names_a_publisher_for_every_figure_and_no_address(changzhou: tuple[Observation, ...]) -> None:
    assert all(o.publisher and o.grade for o in changzhou)
    for name in ("changzhou.yaml", "funds.yaml"):
        text = files("suance").joinpath("observations", name).read_text("utf-8")
        assert "http" not in text
        assert "www" not in text
        assert ".com" not in text


# ── records ──────────────────────────────────────────────────────────────────

GOOD: dict[str, Any] = {"indicator": "指标", "region": "常州市", "period": 2025, "value": "超2万件", "source": "a"}


def test_a_record_is_read_with_its_source_and_the_comparator_of_its_words() -> None:
    (found,) = from_records({"sources": {"a": {"publisher": "统计局", "grade": "official"}}, "observations": [GOOD]})
    assert (found.value, found.unit, found.comparator, found.period) == (Decimal(20000), "件", "gt", "2025")
    assert (found.publisher, found.grade) == ("统计局", "official")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"valeu": "1家"}, "未知的键 “valeu”"),
        ({"value": None}, "缺少 “value”"),
        ({"value": "很多"}, "很多"),
        ({"value": "10%—15%"}, "不能是区间"),
        ({"period": "明年"}, "读不出时期 “明年”"),
        ({"source": "b"}, "没有来源 “b”"),
    ],
)
def test_a_faulty_record_is_refused_with_its_number(change: dict[str, Any], says: str) -> None:
    data = {"sources": {"a": {"publisher": "统计局"}}, "observations": [GOOD, GOOD | change]}
    with pytest.raises(InputError) as error:
        from_records(data, where="台账.yaml")
    assert says in str(error.value)
    assert "台账.yaml 第 2 条" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "data", [None, [], "文字", {"observation": []}, {"sources": {"a": {"publisher": "x", "grade": "sure"}}}, {"sources": {"a": 1}}]
)
def test_a_file_of_another_shape_is_refused(data: Any) -> None:
    with pytest.raises(InputError):
        from_records(data, where="台账.yaml")
