"""Sums in words: what a step pays, how it follows a figure, and the facts that the figure is made of."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from suance.award.amount import Amount, Banded, Bounds, Discretion, Follows, Units, Worthwhile, core, followed
from suance.award.measure import Interest, Product, Times, unit_of
from suance.award.outcome import Outcome
from suance.award.rule import Rule, Step
from suance.award.sums import money
from suance.award.when import Number
from suance.award.words.figures import facts_of, figure_of
from suance.award.words.numbers import PASSED, number
from suance.model import decimal_text


def step_of(rule: Rule, outcome: Outcome) -> Step | None:
    """The step that an outcome pays; None where it pays none."""
    return next((step for step in rule.steps if step.id == outcome.step), None)


def sum_of(step: Step) -> str:
    """What a step pays, in words: 最高200万元, 给予50万元, 按研发费用的20%给予，最高300万元."""
    verb, of = "最高" if step.open else "给予", step.follows
    most = f"，以{money(step.most)}为限" if step.most is not None else ""
    if isinstance(core(step.amount), Discretion):
        return f"一事一议{most}"
    if of is None:
        return f"{verb}{money(step.most or 0)}"
    return f"按{_per(of)}{verb}{most}{_least(step.amount)}"


def _least(amount: Amount) -> str:
    """From which sum on an amount is paid: ，不足3万元的不予支付."""
    if isinstance(amount, Worthwhile):
        return f"，不足{money(amount.least)}的{f'按{money(amount.least)}' if amount.raised else '不予支付'}"
    return _least(amount.amount) if isinstance(amount, Bounds) else ""


def _per(of: Follows) -> str:
    """How a sum follows its figure: 研发费用的20%, 专利每件5万元."""
    name, unit = figure_of(of.figure), unit_of(of.figure)
    if isinstance(of, Banded):
        return f"{name}的{_banded(of)}"
    if isinstance(of, Units):
        return f"{name}每满{number(of.per, unit or '个')}{money(of.sum)}"
    if isinstance(of.figure, Interest):
        return name
    if unit == "CNY":
        return f"{name}的{_percent(of.factor)}"
    return f"{name}每{unit or '个'}{money(int(of.factor))}"


def _banded(banded: Banded) -> str:
    """Shares by size: 分段累进比例（超1亿元的部分1%、超5亿元的部分2%）."""
    of = "的部分" if banded.marginal else ""
    said = []
    for band in banded.bands:
        most = f"，至多{money(band.most)}" if band.most is not None else ""
        said.append(f"{PASSED[band.op]}{money(band.threshold)}{of}{_percent(band.factor)}{most}")
    return f"{'分段累进' if banded.marginal else '分档'}比例（{'；'.join(said)}）"


def _percent(share: Fraction) -> str:
    return f"{decimal_text(Decimal((share * 100).numerator) / (share * 100).denominator)}%"


def reckoning(step: Step, figure: Number) -> str:
    """How the sum of a known figure comes about: 研发费用1000万元的20%, 专利3件，每件5万元."""
    assert step.follows is not None
    name, unit = figure_of(step.follows.figure), unit_of(step.follows.figure)
    if isinstance(step.follows.figure, Interest):
        return f"{name}＝{number(figure, unit)}"
    if unit == "CNY" and not isinstance(step.follows, Units):
        equal = "＝" if isinstance(step.follows.figure, Times | Product) else ""
        return f"{name}{equal}{number(figure, unit)}的{_per(step.follows).removeprefix(f'{name}的')}"
    return f"{name}{number(figure, unit or '个')}，{_per(step.follows).removeprefix(name)}"


def bounded(step: Step, figure: Number) -> str:
    """The sum of a known figure, and its bound where that cut or raised it."""
    sum_ = step.sum(figure)
    if isinstance(step.amount, Worthwhile) and step.amount.raised and sum_ > followed(step.amount.amount, figure):
        return f"不足{money(sum_)}，给予{money(sum_)}"
    bound = f"（以{money(step.most)}为限）" if step.most is not None and sum_ == step.most else ""
    return f"{'最高' if step.open else '给予'}{money(sum_)}{bound}"


def base_of(rule: Rule, outcome: Outcome) -> str:
    """What decides the sum of an outcome: the figure that it follows, or whoever settles it."""
    step = step_of(rule, outcome)
    assert step is not None
    if isinstance(core(step.amount), Discretion):
        return "一事一议的核定数额"
    assert step.follows is not None
    return facts_of(step.follows.figure, outcome.year)
