"""The line of an outcome, with its reason in one sentence."""

from __future__ import annotations

from suance.award import limits
from suance.award.amount import Fixed, core
from suance.award.outcome import Outcome
from suance.award.plan import Plan
from suance.award.rule import Rule
from suance.award.sums import end, money, yuan
from suance.award.when import MetricIs
from suance.award.words import pays, triggers
from suance.award.words.conditions import condition, subject_of
from suance.award.words.numbers import distance, number
from suance.model import Line


def line(plan: Plan, outcome: Outcome) -> Line:
    """The line of an outcome, in 元; a step's own cite where it has one, else the rule's."""
    rule = plan.rule(outcome.rule)
    step = pays.step_of(rule, outcome)
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


def reason(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """Why a line is as it is, in one sentence."""
    if outcome.status in ("not_eligible", "expired"):
        return _outside(plan, rule, outcome)
    if outcome.status == "displaced":
        step = pays.step_of(rule, outcome)
        return f"{triggers.occasion(rule, outcome)}，{pays.sum_of(step)}；{limits.displaced(plan, outcome)}" if step else ""
    if outcome.status == "not_triggered":
        return triggers.idle(rule, outcome)
    if outcome.status == "unknown":
        return f"{missing(plan, rule, outcome)}，不能断定；若成立，{_payment(plan, rule, outcome)}"
    late = rule.last_year is not None and outcome.year > rule.last_year
    old = f"有效期至{rule.last_year}年，旧案（{_old(rule)}）仍适用；" if late else ""
    return f"{old}{triggers.occasion(rule, outcome)}，{_payment(plan, rule, outcome)}"


def _old(rule: Rule) -> str:
    """What makes an old case."""
    return "且".join(map(condition, rule.grandfather))


def _outside(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    if outcome.cause.startswith("when:"):
        asked = rule.when[int(outcome.cause[5:])]
        if isinstance(asked, MetricIs) and outcome.value is not None:
            apart = distance(outcome.value, asked.threshold, asked.metric.unit)
            return f"须{condition(asked)}，该年为{number(outcome.value, asked.metric.unit)}，差{apart}"
        return f"不符合条件：须{condition(asked)}"
    if outcome.cause == "small":
        step = pays.step_of(rule, outcome)
        return f"{triggers.occasion(rule, outcome)}，{pays.sum_of(step)}，该年不足" if step else ""
    return outside(plan, rule, outcome.cause, outcome.year)


def outside(plan: Plan, rule: Rule, gate: str, year: int) -> str:
    """Why a year is outside the time of a rule."""
    whose = ["政策" if own == whole else "本项" for own, whole in ((rule.first_year, plan.first_year), (rule.last_year, plan.last_year))]
    not_old = f"，又不是旧案（{_old(rule)}）" if rule.grandfather else ""
    return {
        "draft": "政策仍是草案，尚未施行",
        "unannounced": f"政策{plan.announced}才公布，截止日时尚无此政策",
        "future": f"{year}年尚未到来",
        "before": f"{year}年早于{whose[0]}起算的{rule.first_year}年",
        "after": f"{whose[1]}有效期至{rule.last_year}年，{year}年已过期{not_old}",
    }[gate]


def missing(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """The fact that an open line lacks, the first of them, in words."""
    if outcome.cause.startswith("when:"):
        return f"缺{subject_of(rule.when[int(outcome.cause[5:])], outcome.year)}"
    if outcome.cause.startswith("old:"):
        return f"缺{subject_of(rule.grandfather[int(outcome.cause[4:])], outcome.year)}"
    if outcome.cause.startswith("scope:"):
        return limits.without_scope(plan, outcome.cause[6:])
    if outcome.cause.startswith(("group:", "cap:", "pool:", "rank:")):
        return limits.missing(plan, outcome)
    if outcome.cause == "base":
        return f"缺{pays.base_of(rule, outcome)}"
    return triggers.missing(rule, outcome)


def _payment(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """What is paid, and which cap cut it."""
    step = pays.step_of(rule, outcome)
    high = outcome.high or 0
    if outcome.cause == "paid":
        return f"已付{money(high)}"
    if step is None:
        return ""
    said = f"核定{money(high)}" if outcome.cause == "claim" else pays.sum_of(step)
    if step.follows and outcome.base is not None and outcome.cause != "claim":
        said = f"{pays.reckoning(step, outcome.base)}，{pays.bounded(step, outcome.base)}"
    elif not isinstance(core(step.amount), Fixed) and outcome.status == "granted" and outcome.cause == "":
        said += f"，计{money(high) if outcome.low == high or step.follows else f'{money(outcome.low)}至{money(high)}'}"
    topped = rule.top_up and not (outcome.cap or outcome.contest or outcome.pool) and isinstance(core(step.amount), Fixed)
    if topped and high < (step.most or 0):
        said += f"，补差后{money(high)}"
    return pays.in_case(rule, outcome) + said + limits.after(plan, outcome)
