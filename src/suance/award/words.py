"""Outcomes in words: the Line of an outcome, with its reason in Chinese."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from suance.award import limits
from suance.award.lexicon import lexicon
from suance.award.outcome import Outcome
from suance.award.plan import Plan
from suance.award.rule import (
    Base,
    Bounded,
    Crosses,
    Figure,
    Increase,
    Joined,
    Less,
    Recognised,
    Reviewed,
    Rule,
    Step,
    metrics_of,
)
from suance.award.sums import end as end
from suance.award.sums import money as money
from suance.award.sums import yuan as yuan
from suance.award.when import AllOf, AttributeIn, Compound, Condition, Count, Growth, Has, Metric, MetricIs, NoneOf, Number, Op
from suance.model import Line, decimal_text
from suance.table.cell import EXACT

_FIRST: dict[Op, str] = {"gt": "超", "ge": "达"}
_OPS: dict[Op, str] = {"gt": "超过", "ge": "不低于", "lt": "低于", "le": "不超过", "eq": "等于"}


def line(plan: Plan, outcome: Outcome) -> Line:
    """The line of an outcome, in 元; a step's own cite where it has one, else the rule's."""
    rule = plan.rule(outcome.rule)
    step = step_of(rule, outcome)
    return Line(
        policy=plan.policy,
        rule=rule.id,
        step=outcome.step,
        subject_id=outcome.subject,
        year=outcome.year,
        part=None,
        amount_min=yuan(outcome.low),
        amount_max=end(outcome.high),
        status=outcome.status,
        reason=reason(plan, rule, outcome),
        payee=outcome.payee,
        cite=step.cite if step and step.cite else rule.cite,
    )


def percent(value: Fraction) -> str:
    """A share in %, to two decimals, half away from zero: 12.35%."""
    return f"{_rounded(value)}%"


def percent_points(value: Fraction) -> str:
    """How far two shares are apart: 1.65个百分点."""
    return f"{_rounded(abs(value))}个百分点"


def _rounded(value: Fraction) -> str:
    hundredths = (2 * abs(value) * 100 + 1) // 2
    return decimal_text(Decimal(hundredths if value >= 0 else -hundredths).scaleb(-2))


@lru_cache(maxsize=1 << 16)
def number(value: Number, unit: str) -> str:
    """A metric's value or threshold in words: 120亿元, 3%, 500人."""
    return money(int(value)) if unit == "CNY" else f"{decimal_text(Decimal(value))}{unit}"


def distance(value: Number, threshold: Number, unit: str) -> str:
    """How far two values are apart: 380亿元; of percentages, in 个百分点."""
    return number(abs(EXACT.subtract(Decimal(threshold), Decimal(value))), "个百分点" if unit == "%" else unit)


def step_of(rule: Rule, outcome: Outcome) -> Step | None:
    """The step that an outcome pays; None where it pays none."""
    return next((step for step in rule.steps if step.id == outcome.step), None)


def threshold(metric: Metric, op: Op, value: Number) -> str:
    """A comparison in words: 营业收入超过100亿元."""
    return f"{lexicon().label(metric.name)}{_OPS[op]}{number(value, metric.unit)}"


def condition(what: Condition) -> str:
    """What a condition asks for, in words."""
    if isinstance(what, Compound):
        return _compound(what)
    if isinstance(what, MetricIs):
        return threshold(what.metric, what.op, what.threshold)
    if isinstance(what, Growth):
        return f"{lexicon().label(what.metric.name)}同比增长{_OPS[what.op]}{number(what.threshold, '%')}"
    if isinstance(what, AttributeIn):
        return f"{lexicon().label(what.attribute)}为{'或'.join(what.values)}"
    if isinstance(what, Count):
        return f"{_within(what)}获评{honour(what)}的次数{_OPS[what.op]}{number(what.threshold, what.unit)}"
    return f"{_within(what)}获评{honour(what)}"


def _compound(what: Compound) -> str:
    """Conditions that are one: （获评高新技术企业或营业收入超过1亿元）, 无（…）, 连续2年（…）."""
    parts = ("且" if isinstance(what, AllOf) else "或").join(condition(part) for part in what.parts)
    before = "无" if isinstance(what, NoneOf) else f"连续{what.years}年" if isinstance(what, AllOf) and what.years > 1 else ""
    return f"{before}（{parts}）"


def _within(what: Has | Count) -> str:
    return "" if what.within is None else "当年" if what.within == 1 else f"近{what.within}年内"


def times(found: tuple[int, int | None], unit: str) -> str:
    """How often, in words: 2件, 2至3件, 不少于2件."""
    low, high = found
    if low == high:
        return number(low, unit)
    return f"不少于{number(low, unit)}" if high is None else f"{low}至{number(high, unit)}"


def honour(what: Has | Count | Recognised) -> str:
    """An honour with its level: 国家级产业集群."""
    return (lexicon().label(what.level) if what.level else "") + honour_name(what.honour)


def honour_name(name: str) -> str:
    """What an honour or another event is called."""
    return lexicon().label(name)


def kind_of(rule: Rule, on: Reviewed) -> str:
    """What kind of project is reviewed; of one that is granted case by case, what the rule is called."""
    return rule.title if on.kind == rule.id else lexicon().label(on.kind)


def sum_of(step: Step) -> str:
    """What a step pays, in words: 最高200万元, 给予50万元, 按研发费用的20%给予，最高300万元."""
    verb = "最高" if step.open else "给予"
    if step.base is None:
        return f"{verb}{money(step.amount or 0)}"
    most = f"，以{money(step.amount)}为限" if step.amount is not None else ""
    return f"按{_per(step.base)}{verb}{most}"


def _per(base: Base) -> str:
    """How a sum follows its base: 研发费用的20%, 专利每件5万元."""
    name = figure_of(base.figure)
    if base.bands:
        return f"{name}的{_banded(base)}"
    if base.unit == "CNY":
        return f"{name}的{_percent(base.factor)}"
    return f"{name}每{base.unit or '个'}{money(int(base.factor))}"


def _banded(base: Base) -> str:
    """Shares by size: 分段累进比例（超1亿元的部分1%、超5亿元的部分2%）."""
    of = "的部分" if base.marginal else ""
    said = []
    for band in base.bands:
        most = f"，至多{money(band.most)}" if band.most is not None else ""
        said.append(f"{_FIRST[band.op]}{money(band.threshold)}{of}{_percent(band.factor)}{most}")
    return f"{'分段累进' if base.marginal else '分档'}比例（{'；'.join(said)}）"


def _percent(share: Fraction) -> str:
    return f"{decimal_text(Decimal((share * 100).numerator) / (share * 100).denominator)}%"


def figure_of(figure: Figure) -> str:
    """A figure in words: 研发费用, （设备投资减已获补助）, 营业收入比上年增加额."""
    if isinstance(figure, Metric):
        return lexicon().label(figure.name)
    if isinstance(figure, Less):
        return f"（{lexicon().label(figure.metric.name)}减{lexicon().label(figure.less.name)}）"
    if isinstance(figure, Increase):
        since = {"previous": "上年", "peak": "此前最高年度"}.get(str(figure.since), f"{figure.since}年")
        return f"{lexicon().label(figure.metric.name)}比{since}增加额"
    if isinstance(figure, Bounded):
        return f"{figure_of(figure.figure)}（计至{number(figure.most, metrics_of(figure)[0].unit or '个')}）"
    parts = [figure_of(part) for part in figure.parts]
    return f"（{'＋'.join(parts)}）" if figure.how == "sum" else f"{'与'.join(parts)}中{'较低' if figure.how == 'least' else '较高'}者"


def reckoning(step: Step, figure: Number) -> str:
    """How the sum of a known figure comes about: 研发费用1000万元的20%, 专利3件，每件5万元."""
    assert step.base is not None
    name, unit = figure_of(step.base.figure), step.base.unit
    if unit == "CNY":
        return f"{name}{number(figure, unit)}的{_per(step.base).removeprefix(f'{name}的')}"
    return f"{name}{number(figure, unit or '个')}，{_per(step.base).removeprefix(name)}"


def reason(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """Why a line is as it is, in one sentence."""
    if outcome.status in ("not_eligible", "expired"):
        return _outside(plan, rule, outcome)
    if outcome.status == "displaced":
        return f"{occasion(rule, outcome)}，{sum_of(step)}；{limits.displaced(plan, outcome)}" if (step := step_of(rule, outcome)) else ""
    if outcome.status == "not_triggered":
        return _not_triggered(rule, outcome)
    if outcome.status == "unknown":
        return f"{missing(plan, rule, outcome)}，不能断定；若成立，{_payment(plan, rule, outcome)}"
    return f"{occasion(rule, outcome)}，{_payment(plan, rule, outcome)}"


def _outside(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    if outcome.cause.startswith("when:"):
        asked = rule.when[int(outcome.cause[5:])]
        if isinstance(asked, MetricIs) and outcome.value is not None:
            apart = distance(outcome.value, asked.threshold, asked.metric.unit)
            return f"须{condition(asked)}，该年为{number(outcome.value, asked.metric.unit)}，差{apart}"
        return f"不符合条件：须{condition(asked)}"
    return outside(plan, outcome.cause, outcome.year)


def outside(plan: Plan, gate: str, year: int) -> str:
    """Why a year is outside the policy."""
    return {
        "draft": "政策仍是草案，尚未施行",
        "unannounced": f"政策{plan.announced}才公布，截止日时尚无此政策",
        "future": f"{year}年尚未到来",
        "before": f"{year}年早于政策起算的{plan.first_year}年",
        "after": f"政策有效期至{plan.last_year}年，{year}年已过期",
    }[gate]


def _not_triggered(rule: Rule, outcome: Outcome) -> str:
    on = rule.trigger
    if isinstance(on, Crosses):
        return _not_crossed(rule, on.metric, outcome)
    if isinstance(on, Recognised):
        return f"{outcome.year}年未获评{honour(on)}" if outcome.cause == "none" else f"此前已获评{honour(on)}，不是首次"
    return "项目不在集群内"


def _not_crossed(rule: Rule, metric: Metric, outcome: Outcome) -> str:
    """The value, why it is no first crossing, and the distance to the nearest step."""
    name, value, prior = lexicon().label(metric.name), outcome.value, outcome.prior
    said = f"{name}{number(value, metric.unit)}" if value is not None else f"{name}未知"
    if outcome.cause == "early":
        return f"{said}；公布之前的年度不计入首次"
    if outcome.cause == "again" and prior is not None:
        passed = max((step for step in rule.steps if passes(step, value)), key=lambda step: step.threshold, default=None)
        over = f"{_FIRST[passed.op]}{number(passed.threshold, metric.unit)}" if passed else ""
        said += f"，此前最高{number(prior, metric.unit)}，{over}已不是首次"
    following = next_step(rule, value, prior)
    return f"{said}；{_short_of(metric, following, value)}" if following and value is not None else said


def next_step(rule: Rule, value: Number | None, prior: Number | None) -> Step | None:
    """The nearest step that neither the value nor an earlier one has passed; None above the highest."""
    ahead = [step for step in rule.steps if not passes(step, value) and not passes(step, prior)]
    return min(ahead, key=lambda step: (step.threshold, step.op == "gt"), default=None)


def passes(step: Step, value: Number | None) -> bool:
    """Whether a known value passes a step."""
    return value is not None and (value > step.threshold or (step.op == "ge" and value == step.threshold))


def _short_of(metric: Metric, step: Step, value: Number) -> str:
    if value == step.threshold:
        return f"恰为{number(step.threshold, metric.unit)}，须超过才算"
    return f"距{number(step.threshold, metric.unit)}差{distance(value, step.threshold, metric.unit)}"


def missing(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """The fact that an open line lacks, the first of them, in words."""
    if outcome.cause.startswith("when:"):
        return f"缺{subject_of(rule.when[int(outcome.cause[5:])], outcome.year)}"
    if outcome.cause.startswith("scope:"):
        return limits.without_scope(plan, outcome.cause[6:])
    if outcome.cause.startswith(("group:", "cap:", "pool:", "rank:")):
        return limits.missing(plan, outcome)
    on = rule.trigger
    if outcome.cause == "base":
        return f"缺{_base_of(rule, outcome)}"
    if isinstance(on, Crosses):
        name = lexicon().label(on.metric.name)
        return {"value": f"缺{outcome.year}年{name}", "gap": f"缺{outcome.gap}年{name}"}.get(outcome.cause, f"面板之前年度的{name}未知")
    if isinstance(on, Recognised):
        step = step_of(rule, outcome)
        on = on.at(step) if step else on
        year = outcome.gap if outcome.cause == "gap" else outcome.year
        return f"面板之前是否获评{honour(on)}未知" if outcome.cause == "history" else f"缺{year}年认定的级别"
    return "缺项目类别" if outcome.cause == "kind" else "缺项目所属集群"


def _base_of(rule: Rule, outcome: Outcome) -> str:
    """The figure that the sum of an outcome follows."""
    step = step_of(rule, outcome)
    assert step is not None
    assert step.base is not None
    names = "或".join(lexicon().label(metric.name) for metric in metrics_of(step.base.figure))
    return f"{outcome.year}年{names}" + _past_of(step.base.figure, outcome.year)


def _past_of(figure: Figure, year: int) -> str:
    """The earlier years that a figure looks at."""
    if isinstance(figure, Joined):
        return next(filter(None, (_past_of(part, year) for part in figure.parts)), "")
    if isinstance(figure, Bounded):
        return _past_of(figure.figure, year)
    if not isinstance(figure, Increase):
        return ""
    return {"previous": f"，或{year - 1}年的", "peak": "，或此前各年的"}.get(str(figure.since), f"，或{figure.since}年的")


def subject_of(what: Condition, year: int) -> str:
    """The facts that a condition looks at."""
    if isinstance(what, Compound):
        years = range(year - what.years + 1, year + 1) if isinstance(what, AllOf) else [year]
        return "或".join(dict.fromkeys(subject_of(part, when) for when in years for part in what.parts))
    if isinstance(what, MetricIs):
        return f"{year}年{lexicon().label(what.metric.name)}"
    if isinstance(what, Growth):
        return f"{year}年或上年的{lexicon().label(what.metric.name)}（上年须大于零）"
    return lexicon().label(what.attribute) if isinstance(what, AttributeIn) else f"获评{honour(what)}的记录"


def occasion(rule: Rule, outcome: Outcome) -> str:
    """What set the rule off, in words."""
    on, step = rule.trigger, step_of(rule, outcome)
    if isinstance(on, Crosses) and outcome.value is not None and step:
        first = {"since_announced": "公布以来首次", "since_start": "施行以来首次"}.get(on.first, "首次")
        value, line_ = number(outcome.value, on.metric.unit), number(step.threshold, on.metric.unit)
        return f"{outcome.year}年{lexicon().label(on.metric.name)}{value}，{first}{_FIRST[step.op]}{line_}"
    if isinstance(on, Recognised):
        return f"{outcome.year}年获评{honour(on.at(step) if step else on)}"
    if isinstance(on, Reviewed):
        return f"{outcome.year}年的{kind_of(rule, on)}项目"
    return f"{outcome.year}年{'符合条件' if rule.when else ''}"


def _payment(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """What is paid, and which cap cut it."""
    step = step_of(rule, outcome)
    high = outcome.high or 0
    if outcome.cause == "paid":
        return f"已付{money(high)}"
    if step is None:
        return ""
    said = f"核定{money(high)}" if outcome.cause == "claim" else sum_of(step)
    if step.base and outcome.base is not None and outcome.cause != "claim":
        said = f"{reckoning(step, outcome.base)}，{_bounded(step, outcome.base)}"
    elif step.base and outcome.status == "granted" and outcome.cause == "":
        said += f"，计{money(high)}"
    if rule.top_up and not (outcome.cap or outcome.contest or outcome.pool) and high < (step.amount or 0):
        said += f"，补差后{money(high)}"
    return said + limits.after(plan, outcome)


def _bounded(step: Step, figure: Number) -> str:
    """The sum of a known figure, and its bound where that cut it."""
    sum_ = step.sum(figure) or 0
    bound = f"（以{money(step.amount)}为限）" if step.amount is not None and sum_ == step.amount else ""
    return f"{'最高' if step.open else '给予'}{money(sum_)}{bound}"
