"""Whether conditions hold, in three values: yes, no, and None where nothing is known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from suance.award import standing
from suance.award.facts import Facts
from suance.award.needs import HOMES
from suance.award.rule import Rule
from suance.award.truth import Truth, among, compare, every, growth_of, negated, some
from suance.award.when import Against, AllOf, AnyOf, AttributeIn, Compound, Condition, Count, Growth, MetricIs, Number, Rank
from suance.table.cell import EXACT


def condition(facts: Facts, rule: Rule, asked: Condition, subject: str, year: int) -> tuple[Truth, Any]:
    """Whether a condition holds, and the value it looked at."""
    if isinstance(asked, Compound):
        return _joined(facts, rule, asked, subject, year), None
    if isinstance(asked, Growth):
        growth = growth_of(*(facts.figure(rule, asked.metric, subject, when) for when in (year, year - 1)))
        return compare(growth, asked.op, Fraction(asked.threshold)), None
    if isinstance(asked, MetricIs):
        value = facts.figure(rule, asked.metric, subject, year)
        return compare(value, asked.op, asked.threshold), value
    if isinstance(asked, Against):
        return against(facts, rule, asked, subject, year)
    if isinstance(asked, Rank):
        return standing.holds(facts, rule, asked, subject, year), None
    if isinstance(asked, AttributeIn):
        said: str | None = facts.cell(HOMES[rule.subject][0], subject, asked.attribute)
        return None if said is None else said in asked.values, said
    times = facts.times(asked.honour, asked.level, asked.within, subject, year)
    return (among(times, asked.op, asked.threshold) if isinstance(asked, Count) else among(times, "ge", 1)), None


def against(facts: Facts, rule: Rule, asked: Against, subject: str, year: int) -> tuple[Truth, Number | Fraction | None]:
    """Whether a figure or its growth stands so to the benchmark of the year, and which it is."""
    now, before = (facts.figure(rule, asked.metric, subject, when) for when in (year, year - 1))
    value = growth_of(now, before) if asked.growth else now
    line = benchmark(facts, asked, year)
    return (None if line is None else compare(value, asked.op, Fraction(line))), value


def benchmark(facts: Facts, asked: Against, year: int) -> Number | None:
    """The benchmark of a year in the unit of what is held against it, money in 分; None where the panel does not say it."""
    value: Decimal | None = facts.cell("benchmarks", (asked.benchmark, year), "value")
    return value.scaleb(2, EXACT) if value is not None and asked.unit == "CNY" else value


def _joined(facts: Facts, rule: Rule, asked: Compound, subject: str, year: int) -> Truth:
    years = asked.years if isinstance(asked, AllOf) else 1
    held = [condition(facts, rule, part, subject, year - back)[0] for back in range(years) for part in asked.parts]
    if isinstance(asked, AllOf):
        return every(held)
    return some(held) if isinstance(asked, AnyOf) else negated(some(held))
