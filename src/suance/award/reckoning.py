"""The reckoning of one subject's sum, step by step: 研发费用1亿元×20%＝2000万元，以300万元为限."""

from __future__ import annotations

from collections.abc import Iterator

from suance.award import figure, holds, words, worth
from suance.award.amount import (
    Amount,
    ByOrder,
    Case,
    Choice,
    Discretion,
    Factor,
    Fixed,
    Follows,
    Held,
    Rate,
    Scaled,
    Together,
    conditions_of,
    every,
    figures_of,
)
from suance.award.facts import Facts
from suance.award.measure import unit_of
from suance.award.rule import Rule
from suance.award.truth import Truth
from suance.award.truth import every as all_of
from suance.award.when import MetricIs, Number
from suance.model import Check, Cite


def reckoned(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int) -> str:
    """How an amount comes about; what nobody knows is said as the clause says it."""
    if isinstance(amount, Fixed):
        return words.money(amount.sum)
    if isinstance(amount, Follows):
        return _followed(facts, rule, amount, subject, year)
    if isinstance(amount, Together):
        return _together(facts, rule, amount, subject, year)
    if isinstance(amount, Choice):
        cases = worth.possible(facts, rule, amount, subject, year)
        sure = cases[0] if len(cases) == 1 else None
        return reckoned(facts, rule, sure.amount, subject, year) if sure else "0元" if cases == [None] else words.said(amount)
    if isinstance(amount, Discretion | ByOrder):
        return words.said(amount)
    found = reckoned(facts, rule, amount.amount, subject, year)
    if isinstance(amount, Scaled):
        return found + "".join(f"×{words.share(factor.times)}" for factor, applies in _factors(facts, rule, amount, subject, year) if applies)
    if isinstance(amount, Held):
        high = worth.reach(facts, rule, amount.amount, subject, year)[1]
        return f"{found}，以{words.money(amount.most)}为限" if high is None or high > amount.most else found
    return found


def _followed(facts: Facts, rule: Rule, amount: Follows, subject: str, year: int) -> str:
    value = figure.exact(figure.reach(facts, rule, amount.figure, subject, year))
    if value is None:
        return words.said(amount)
    figure_, unit = f"{words.figure_of(amount.figure)}{words.number(value, unit_of(amount.figure) or '个')}", unit_of(amount.figure)
    if isinstance(amount, Rate) and (unit == "CNY" or amount.factor.denominator == 1):
        by = words.share(amount.factor) if unit == "CNY" else words.money(int(amount.factor))
        return f"{figure_}×{by}＝{words.money(amount.of(value))}"
    return f"{figure_}，{words.said(amount)}＝{words.money(amount.of(value))}"


def _together(facts: Facts, rule: Rule, amount: Together, subject: str, year: int) -> str:
    parts = [reckoned(facts, rule, part, subject, year) for part in amount.parts]
    low, high = worth.reach(facts, rule, amount, subject, year)
    found = f"；共{words.money(low)}" if amount.how == "sum" and low == high else ""
    return "，另".join(parts) + found if amount.how == "sum" else f"{'、'.join(parts)}中{'较低' if amount.how == 'least' else '较高'}者"


def _factors(facts: Facts, rule: Rule, amount: Scaled, subject: str, year: int) -> Iterator[tuple[Factor, Truth]]:
    for factor in amount.factors:
        yield factor, all_of([holds.condition(facts, rule, asked, subject, year)[0] for asked in factor.when])


def checks(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int, cite: Cite) -> Iterator[Check]:
    """What the cases and factors of an amount ask for, and whether it holds; a metric with its distance to the line."""
    for part in every(amount):
        for case in part.cases if isinstance(part, Choice) else ():
            if not case.sure:
                yield _case(facts, rule, case, subject, year, case.cite or cite)
        for factor, applies in _factors(facts, rule, part, subject, year) if isinstance(part, Scaled) else ():
            asked = "且".join(map(words.condition, factor.when))
            yield Check(f"“{factor.id}”乘以{words.share(factor.times)}：{asked}", applies, cite=cite)


def _case(facts: Facts, rule: Rule, case: Case, subject: str, year: int, cite: Cite) -> Check:
    held, name = worth.held(facts, rule, case, subject, year), f"情形“{case.id}”：{words.asks(case)}"
    passing, only = case.passing, case.when[0] if len(case.when) == 1 else None
    value: Number | None
    line: Number
    if passing is not None and not case.when:
        value, unit, line = figure.exact(figure.reach(facts, rule, passing.figure, subject, year)), unit_of(passing.figure), passing.threshold
    elif isinstance(only, MetricIs) and passing is None:
        value, unit, line = facts.figure(rule, only.metric, subject, year), only.metric.unit, only.threshold
    else:
        return Check(name, held, cite=cite)
    gap = words.distance(value, line, unit) if held is False and value is not None else None
    return Check(name, held, None if value is None else words.number(value, unit), words.number(line, unit), gap, cite)


def lacking(facts: Facts, rule: Rule, amount: Amount, subject: str, year: int) -> Iterator[str]:
    """The facts that are not known of those on which an amount depends, in words."""
    yield from dict.fromkeys(words.UNSETTLED[type(part)] for part in every(amount) if isinstance(part, Discretion | ByOrder))
    for of in figures_of(amount):
        low, high = figure.reach(facts, rule, of, subject, year)
        if low is None or low != high:
            yield words.facts_of(of, year)
    for asked in conditions_of(amount):
        if holds.condition(facts, rule, asked, subject, year)[0] is None:
            yield words.subject_of(asked, year)
