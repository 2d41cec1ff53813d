"""Sums in words: what a step pays, how it follows a figure, and the facts that the figure is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from suance.award.amount import (
    Amount,
    Banded,
    Bounds,
    ByOrder,
    Case,
    Choice,
    Composed,
    Discretion,
    Fixed,
    Follows,
    Held,
    Scaled,
    Together,
    Units,
    Worthwhile,
    conditions_of,
    core,
    every,
    figures_of,
    followed,
    is_open,
    most,
)
from suance.award.measure import Interest, Product, Times, unit_of
from suance.award.outcome import Outcome
from suance.award.rule import Rule, Step
from suance.award.sums import money
from suance.award.when import Condition, Number
from suance.award.words.conditions import condition, subject_of
from suance.award.words.figures import facts_of, figure_of
from suance.award.words.numbers import PASSED, number
from suance.model import decimal_text

UNSETTLED: Mapping[type, str] = {Discretion: "一事一议的核定数额", ByOrder: "认定先后所依的日期与记录"}
"""What an amount lacks that follows neither from figures nor from conditions."""


def step_of(rule: Rule, outcome: Outcome) -> Step | None:
    """The step that an outcome pays; None where it pays none."""
    return rule.step(outcome.step)


def sum_of(step: Step) -> str:
    """What a step pays, in words: 最高200万元, 给予50万元, 按研发费用的20%给予，以300万元为限."""
    return said(step.amount)


def said(amount: Amount) -> str:
    """An amount in words; of one that is made of others each of them."""
    of = core(amount)
    if isinstance(of, Composed):
        return _composed(amount)
    verb, held = "最高" if is_open(amount) else "给予", most(amount)
    if isinstance(of, Fixed):
        return f"{verb}{money(held or 0)}"
    bound = f"，以{money(held)}为限" if held is not None else ""
    if isinstance(of, Discretion):
        return f"一事一议{bound}"
    if isinstance(of, ByOrder):
        after = f"此后每家{money(of.after)}" if of.after else "此后不再给予"
        return f"按先后依次给予{'、'.join(map(money, of.sums))}，{after}"
    assert isinstance(of, Follows)
    return f"按{_per(of)}{verb}{bound}{_least(amount)}"


def _least(amount: Amount) -> str:
    """From which sum on an amount is paid: ，不足3万元的不予支付."""
    if isinstance(amount, Worthwhile):
        return f"，不足{money(amount.least)}的{f'按{money(amount.least)}' if amount.raised else '不予支付'}"
    return _least(amount.amount) if isinstance(amount, Bounds) else ""


def _composed(amount: Amount) -> str:
    """按用电量每千瓦时0.02元给予；另给予5万元, 绿色为是的，给予10万元；其余，给予5万元."""
    if isinstance(amount, Together):
        parts = [said(part) for part in amount.parts]
        return "；另".join(parts) if amount.how == "sum" else f"取{'较低' if amount.how == 'least' else '较高'}者（{'；'.join(parts)}）"
    if isinstance(amount, Choice):
        return "；".join(f"{f'{asks(case)}的' if not case.sure else '其余'}，{said(case.amount)}" for case in amount.cases)
    if isinstance(amount, Scaled):
        return said(amount.amount) + "".join(f"，{_joined(factor.when)}的乘以{share(factor.times)}" for factor in amount.factors)
    assert isinstance(amount, Bounds)
    if isinstance(amount, Worthwhile):
        return said(amount.amount) + _least(amount)
    return f"{said(amount.amount)}，{f'合计以{money(amount.most)}为限' if isinstance(amount, Held) else '均为最高'}"


def asks(case: Case) -> str:
    """What a case asks for: 职工人数不低于100人."""
    passing = case.passing
    line = [f"{figure_of(passing.figure)}{PASSED[passing.op]}{number(passing.threshold, unit_of(passing.figure) or '个')}"] if passing else []
    return "且".join([*map(condition, case.when), *line])


def _joined(conditions: Iterable[Condition]) -> str:
    return "且".join(map(condition, conditions))


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
        return f"{name}的{share(of.factor)}"
    return f"{name}每{unit or '个'}{money(int(of.factor))}"


def _banded(banded: Banded) -> str:
    """Shares by size: 分段累进比例（超1亿元的部分1%、超5亿元的部分2%）."""
    of = "的部分" if banded.marginal else ""
    said = []
    for band in banded.bands:
        most = f"，至多{money(band.most)}" if band.most is not None else ""
        said.append(f"{PASSED[band.op]}{money(band.threshold)}{of}{share(band.factor)}{most}")
    return f"{'分段累进' if banded.marginal else '分档'}比例（{'；'.join(said)}）"


def share(part: Fraction) -> str:
    """A share as a clause writes it: 20%."""
    return f"{decimal_text(Decimal((part * 100).numerator) / (part * 100).denominator)}%"


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


def cases_of(rule: Rule) -> str:
    """What the cases ask for by which a rule pays, of which one must hold."""
    return "，或".join(asks(case) for step in rule.steps if isinstance(step.amount, Choice) for case in step.amount.cases)


def base_of(rule: Rule, outcome: Outcome) -> str:
    """What decides the sum of an outcome: the facts of its figures and of the conditions of its parts, or whoever settles it."""
    step = step_of(rule, outcome)
    assert step is not None
    return "或".join(dict.fromkeys(_facts(step.amount, outcome.year) or _facts(of_case(rule, outcome), outcome.year)))


def _facts(amount: Amount, year: int) -> list[str]:
    settled = [UNSETTLED[type(part)] for part in every(amount) if isinstance(part, Discretion | ByOrder)]
    facts = [facts_of(figure, year) for figure in figures_of(amount)]
    return [*settled, *facts, *(subject_of(each, year) for each in conditions_of(amount))]


def of_case(rule: Rule, outcome: Outcome) -> Amount:
    """The amount of which an outcome is a case, or may be; what it pays where there are no cases."""
    step = step_of(rule, outcome)
    assert step is not None
    return next((there.amount for there in rule.steps if step in there.cases), step.amount)


def in_case(rule: Rule, outcome: Outcome) -> str:
    """In which case an outcome is paid, as a clause before the sum: 从业人员不低于100人的，."""
    case = rule.case(outcome.step)
    return "" if case is None or case.sure else f"{asks(case)}的，"
