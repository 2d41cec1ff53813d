"""Triggers in words: what set a rule off, why nothing did, and the fact without which nobody knows."""

from __future__ import annotations

from suance.award.lexicon import lexicon
from suance.award.outcome import Outcome
from suance.award.rule import Crosses, First, Recognised, Reviewed, Rule, Step, Yearly
from suance.award.when import Metric, Number
from suance.award.words.conditions import honour, subject_of
from suance.award.words.numbers import PASSED, distance, number
from suance.award.words.pays import cases_of, step_of


def kind_of(rule: Rule, on: Reviewed) -> str:
    """What kind of project is reviewed; of one that is granted case by case, what the rule is called."""
    return rule.title if on.kind == rule.id else lexicon().label(on.kind)


def occasion(rule: Rule, outcome: Outcome) -> str:
    """What set the rule off, in words."""
    on, step = rule.trigger, step_of(rule, outcome)
    if isinstance(on, Crosses) and outcome.value is not None and step:
        value, line_ = number(outcome.value, on.metric.unit), number(step.threshold, on.metric.unit)
        return f"{outcome.year}年{lexicon().label(on.metric.name)}{value}，{first_time(on.first)}{PASSED[step.op]}{line_}"
    if isinstance(on, Recognised):
        return f"{window(on, outcome.year)}获评{honour(on.at(step) if step else on)}{_since_then(on, outcome.year)}"
    if isinstance(on, Reviewed):
        return f"{outcome.year}年{lexicon().label(on.stage) if on.stage else ''}的{kind_of(rule, on)}项目"
    if isinstance(on, Yearly) and on.first is not None:
        return f"{outcome.year}年{first_time(on.first)}符合条件"
    return f"{outcome.year}年{'符合条件' if rule.when else ''}"


def first_time(first: First | None) -> str:
    """From when 首次 counts, in words: 首次, 公布以来首次, 2019年以来首次."""
    if isinstance(first, int):
        return f"{first}年以来首次"
    return {"since_announced": "公布以来首次", "since_start": "施行以来首次"}.get(first or "ever", "首次")


def _asked(rule: Rule, year: int) -> str:
    """The facts that tell whether a year fulfilled a rule's conditions."""
    return "或".join(dict.fromkeys(subject_of(asked, year) for asked in rule.when))


def _not_counted(first: First | None) -> str:
    start = f"{first}年" if isinstance(first, int) else "施行" if first == "since_start" else "公布"
    return f"{start}之前的年度不计入首次"


def window(on: Recognised, year: int) -> str:
    """The years of an event that a year is paid for: 2024年, 2022年至2024年."""
    years = on.window(year)
    return f"{years.start}年" if len(years) == 1 else f"{years.start}年至{years.stop - 1}年"


def _since_then(on: Recognised, year: int) -> str:
    """How a year follows its event: ，2024年满2年, ，2024年在满2年起的3年之内."""
    if on.plain:
        return ""
    if on.years == 1:
        return f"，{year}年满{on.after}年"
    return f"，{year}年在{f'满{on.after}年' if on.after else '获评'}起的{on.years}年之内"


def idle(rule: Rule, outcome: Outcome) -> str:
    """Why nothing set the rule off."""
    on = rule.trigger
    if outcome.cause == "case":
        return f"{occasion(rule, outcome)}，不属于给付的任一情形：须{cases_of(rule)}"
    if isinstance(on, Crosses):
        return _not_crossed(rule, on, outcome)
    if isinstance(on, Recognised):
        before = "此前" if on.plain else f"{on.window(outcome.year).start}年之前"
        return f"{window(on, outcome.year)}未获评{honour(on)}" if outcome.cause == "none" else f"{before}已获评{honour(on)}，不是首次"
    if isinstance(on, Yearly):
        return "此前年度已符合条件，不是首次" if outcome.cause == "again" else _not_counted(on.first)
    return f"项目尚未{lexicon().label(on.stage or '')}" if outcome.cause == "awaited" else "项目不在集群内"


def _not_crossed(rule: Rule, on: Crosses, outcome: Outcome) -> str:
    """The value, why it is no first crossing, and the distance to the nearest step."""
    metric = on.metric
    name, value, prior = lexicon().label(metric.name), outcome.value, outcome.prior
    said = f"{name}{number(value, metric.unit)}" if value is not None else f"{name}未知"
    if outcome.cause == "early":
        return f"{said}；{_not_counted(on.first)}"
    if outcome.cause == "again" and prior is not None:
        passed = max((step for step in rule.steps if passes(step, value)), key=lambda step: step.threshold, default=None)
        over = f"{PASSED[passed.op]}{number(passed.threshold, metric.unit)}" if passed else ""
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


def missing(rule: Rule, outcome: Outcome) -> str:
    """The fact without which nobody knows whether the rule is set off."""
    on = rule.trigger
    if isinstance(on, Crosses):
        name = lexicon().label(on.metric.name)
        return {"value": f"缺{outcome.year}年{name}", "gap": f"缺{outcome.gap}年{name}"}.get(outcome.cause, f"面板之前年度的{name}未知")
    if isinstance(on, Recognised):
        step = step_of(rule, outcome)
        on = on.at(step) if step else on
        if outcome.cause == "history":
            return f"面板之前是否获评{honour(on)}未知"
        if outcome.cause == "window":
            return f"缺{window(on, outcome.year)}是否获评{honour(on)}的记录"
        return f"缺{f'{outcome.gap}年' if outcome.cause == 'gap' else window(on, outcome.year)}认定的级别"
    if isinstance(on, Yearly):
        return "面板之前是否已符合条件未知" if outcome.cause == "history" else f"缺{_asked(rule, outcome.gap or outcome.year)}"
    return "缺项目类别" if outcome.cause == "kind" else "缺项目所属集群"
