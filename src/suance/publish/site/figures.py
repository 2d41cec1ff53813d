"""What a sum follows, as the pages say it."""

from __future__ import annotations

from collections.abc import Callable

from suance.policy.schema import Figure, Interest, LeastFigure, MetricFigure, SumFigure, Written, parts_of

Words = Callable[[str], str]


def figure_of(of: Figure, words: Words) -> str:
    """What a sum follows, as people say it."""
    if isinstance(of, str):
        return of if isinstance(of, Written) else words(of)
    bound = f"（计至 {of.up_to}）" if of.up_to else ""
    if isinstance(of, MetricFigure):
        since = {"previous": "上年", "peak": "此前最高年度"}.get(str(of.vs), f" {of.vs} 年")
        past = f"比{since}增加额" if of.vs is not None else ""
        times = f"×{_multiplier(of.times, words)}" if of.times is not None else ""
        return f"{words(of.metric)}{times}{past}{f'减{words(of.less)}' if of.less else ''}{bound}"
    parts = [figure_of(part, words) for part in parts_of(of)]
    if isinstance(of, SumFigure):
        return f"（{'＋'.join(parts)}）{bound}"
    return f"{'与'.join(parts)}中{'较低' if isinstance(of, LeastFigure) else '较高'}者{bound}"


def _multiplier(by: Figure, words: Words) -> str:
    said = figure_of(by, words)
    return said if isinstance(by, str) else f"（{said}）"


def interest_of(interest: Interest, words: Words) -> str:
    """Interest, as people say it: 贷款本金×贷款月数÷12×年利率."""
    rates = [
        rate if isinstance(rate, str) else f"{words(rate.metric or rate.benchmark or '')}{f'×{rate.times}' if rate.times else ''}"
        for rate in interest.rate
    ]
    rate = rates[0] if len(rates) == 1 else f"（{'与'.join(rates)}中较低者）"
    return f"{_multiplier(interest.principal, words)}×{_multiplier(interest.months, words)}÷12×{rate}"
