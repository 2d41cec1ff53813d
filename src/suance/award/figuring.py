"""From the policy file to the plan: the figures that a sum follows, each metric with its unit, and no unlike units together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from suance.award.asking import money
from suance.award.lexicon import lexicon
from suance.award.measure import Benchmark, Bounded, Constant, Figure, Increase, Interest, Joined, Less, Product, Times, inside, metrics_of, unit_of
from suance.award.sums import fen
from suance.award.when import Metric
from suance.errors import PolicyError
from suance.policy import schema

Sort = Literal["money", "count", "rate"]
"""What a figure must be: money, as of a share, what is counted, as of a sum per unit, or a rate in %."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes figures of the plan; `units` are of metrics that the policy compares."""

    units: Mapping[str, str]

    def figure(self, of: schema.Figure, sort: Sort) -> Figure:
        """A figure of that sort. PolicyError where a metric has no such unit, or parts of unlike units meet."""
        if isinstance(of, schema.Written):
            return _constant(of, sort)
        if isinstance(of, str):
            return self._metric(of, sort)
        if isinstance(of, schema.MetricFigure):
            found = self._of_metric(of, sort)
        else:
            how: Literal["least", "greatest", "sum"]
            how = "least" if isinstance(of, schema.LeastFigure) else "greatest" if isinstance(of, schema.GreatestFigure) else "sum"
            found = Joined(how, tuple(self.figure(part, sort) for part in schema.parts_of(of)))
        _refuse_unlike(found)
        return found if of.up_to is None else _held(found, of.up_to)

    def interest(self, of: schema.Interest) -> Interest:
        """The interest on a principal over months, at the least of the rates."""
        rates = tuple(map(self._rate, of.rate))
        rate = rates[0] if len(rates) == 1 else Joined("least", rates)
        return Interest(self.figure(of.principal, "money"), self.figure(of.months, "count"), rate)

    def _rate(self, of: schema.Written | schema.RateOf) -> Figure:
        """A rate a year: one that the clause names, or a part of one that the panel has or somebody publishes."""
        if isinstance(of, schema.Written):
            return Constant(Fraction(of.value), "%", str(of))
        found: Figure = Benchmark(of.benchmark) if of.benchmark is not None else self._metric(of.metric or "", "rate")
        return found if of.times is None else Times(found, Fraction(of.times.value) / 100, "%", str(of.times))

    def _of_metric(self, of: schema.MetricFigure, sort: Sort) -> Figure:
        if of.vs is not None:
            return Increase(self._metric(of.metric, sort), of.vs)
        found: Figure = self._metric(of.metric, sort) if of.times is None else self._times(of.metric, of.times, sort)
        return found if of.less is None else Less(found, self._metric(of.less, sort))

    def _times(self, metric: str, by: schema.Figure, sort: Sort) -> Figure:
        """A metric so many times: of money the number of times is counted, or the metric is counted and the price is money."""
        if isinstance(by, schema.Written):
            return self._fixed_times(metric, by, sort)
        priced = sort == "money" and (self._unit(metric) not in (None, "CNY", "%") or self._is_money(by))
        return Product(self._metric(metric, "count" if priced else sort), self.figure(by, "money" if priced else "count"))

    def _fixed_times(self, metric: str, by: schema.Written, sort: Sort) -> Figure:
        if by.unit == "CNY" and sort == "money":
            return Times(self._metric(metric, "count"), Fraction(fen(by)), "CNY", str(by))
        found = self._metric(metric, sort)
        factor = Fraction(by.value) / (100 if by.unit == "%" else 1)
        if by.unit == "CNY" or by.quantity.value_max is not None or factor <= 0:
            raise PolicyError(f"“{by}”不能作倍数", hint="如 7、7平方米、50%")
        unit = found.unit if by.unit == "%" or found.unit == "CNY" else by.unit
        return Times(found, factor, unit, str(by))

    def _is_money(self, of: schema.Figure) -> bool:
        """Whether a figure can be nothing but money."""
        if isinstance(of, schema.Written):
            return of.unit == "CNY"
        if isinstance(of, str):
            return self._unit(of) == "CNY"
        if isinstance(of, schema.MetricFigure):
            return self._unit(of.metric) == "CNY" or (of.times is not None and self._is_money(of.times))
        return any(map(self._is_money, schema.parts_of(of)))

    def _unit(self, metric: str) -> str | None:
        return lexicon().unit_of(metric) or self.units.get(metric)

    def _metric(self, name: str, sort: Sort) -> Metric:
        if sort == "money":
            return money(name, "按比例给付")
        if sort == "rate":
            if self._unit(name) not in (None, "%"):
                raise PolicyError(f"{name} 不是利率，单位是 {self._unit(name)}", hint="利率以 % 计")
            return Metric(name, "%")
        unit = self._unit(name) or ""
        if unit in ("CNY", "%"):
            raise PolicyError(f"{name} 不是可数的指标，不能按个数给付，也不能作倍数", hint="按金额的比例给付写 rate")
        return Metric(name, unit)


def _constant(written: schema.Written, sort: Sort) -> Constant:
    value = Fraction(fen(written)) if written.unit == "CNY" else Fraction(written.value)
    if (written.unit == "CNY") != (sort == "money") or written.unit == "%" or written.quantity.value_max is not None:
        raise PolicyError(f"“{written}”与 of 的单位不合")
    return Constant(value, written.unit, str(written))


def _refuse_unlike(figure: Figure) -> None:
    """PolicyError where the parts of a figure that are compared or added have unlike units, or none of them is of a panel."""
    if isinstance(figure, Joined | Less):
        plain = {unit_of(part) for part in inside(figure) if isinstance(part, Metric | Increase)}
        units = [unit_of(part) for part in inside(figure)]
        if len(plain) > 1 or not all(_goes_with(one, other) for one in units for other in units):
            raise PolicyError("of 里各指标的单位不同", hint="只有单位相同的指标才能比较、相加、相减")
    if not metrics_of(figure):
        raise PolicyError("of 里没有指标", hint="of 至少要有一个面板里的指标")


def _goes_with(unit: str, said: str) -> bool:
    """Whether what the clause says or multiplies can be held against a figure: of what is counted one of the two may lack its word."""
    return unit == said or ("" in (unit, said) and not {unit, said} & {"CNY", "%"})


def _held(figure: Figure, up_to: schema.Written) -> Bounded:
    """A figure of which no more than a quantity of its unit counts."""
    unit = unit_of(figure)
    if not _goes_with(unit, up_to.unit):
        raise PolicyError(f"“{up_to}”与 of 的单位 {unit} 不合")
    most = Fraction(fen(up_to)) if up_to.unit == "CNY" else Fraction(up_to.value)
    if up_to.quantity.value_max is not None or most.denominator != 1 or most <= 0:
        raise PolicyError(f"“{up_to}”应是一个正数，个数要是整数")
    return Bounded(figure, int(most))
