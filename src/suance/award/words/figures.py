"""Figures in words: what a sum follows, and the facts that it is made of."""

from __future__ import annotations

from suance.award.lexicon import lexicon
from suance.award.measure import (
    Benchmark,
    Bounded,
    Constant,
    Figure,
    Increase,
    Interest,
    Joined,
    Less,
    Product,
    Times,
    benchmarks_of,
    every,
    metrics_of,
    unit_of,
)
from suance.award.when import Metric
from suance.award.words.numbers import number


def figure_of(figure: Figure) -> str:
    """A figure in words: 研发费用, （设备投资减已获补助）, 营业收入比上年增加额, 单价×面积."""
    if isinstance(figure, Metric):
        return lexicon().label(figure.name)
    if isinstance(figure, Constant):
        return figure.said
    if isinstance(figure, Less):
        return f"（{figure_of(figure.figure)}减{figure_of(figure.less)}）"
    if isinstance(figure, Increase):
        since = {"previous": "上年", "peak": "此前最高年度"}.get(str(figure.since), f"{figure.since}年")
        return f"{figure_of(figure.metric)}比{since}增加额"
    if isinstance(figure, Bounded):
        return f"{figure_of(figure.figure)}（计至{number(figure.most, unit_of(figure) or '个')}）"
    if isinstance(figure, Times):
        return f"{_factor(figure.figure)}×{figure.said}"
    if isinstance(figure, Benchmark):
        return lexicon().label(figure.name)
    if isinstance(figure, Interest):
        return f"{_factor(figure.principal)}×{_factor(figure.months)}÷12×{_factor(figure.rate)}"
    if isinstance(figure, Product):
        return f"{_factor(figure.figure)}×{_factor(figure.by)}"
    parts = [figure_of(part) for part in figure.parts]
    return f"（{'＋'.join(parts)}）" if figure.how == "sum" else f"{'与'.join(parts)}中{'较低' if figure.how == 'least' else '较高'}者"


def _factor(figure: Figure) -> str:
    """A figure that is multiplied."""
    said = figure_of(figure)
    return f"（{said}）" if isinstance(figure, Joined) and figure.how != "sum" else said


def facts_of(figure: Figure, year: int) -> str:
    """The facts that a figure looks at: 2023年设备投资或已获补助."""
    names = [*(metric.name for metric in metrics_of(figure)), *benchmarks_of(figure)]
    return f"{year}年{'或'.join(map(lexicon().label, names))}{_past_of(figure, year)}"


def _past_of(figure: Figure, year: int) -> str:
    """The earlier years that a figure looks at."""
    past = next((part for part in every(figure) if isinstance(part, Increase)), None)
    if past is None:
        return ""
    return {"previous": f"，或{year - 1}年的", "peak": "，或此前各年的"}.get(str(past.since), f"，或{past.since}年的")
