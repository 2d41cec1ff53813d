"""The parts of an award in words: whose share, which instalment, what is returned, and why one is not paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from suance.award import parts, words
from suance.award.facts import Facts
from suance.award.needs import HOMES
from suance.award.outcome import PAYING, Outcome
from suance.award.plan import Plan
from suance.award.rule import Clawback, Instalment, Rule
from suance.model import Check, Cite, Explanation, Line, Stage


def line(plan: Plan, outcome: Outcome) -> Line:
    """The line of an outcome, of a whole award or of a part."""
    if outcome.of is None:
        return words.line(plan, outcome)
    rule, whole = plan.rule(outcome.rule), words.line(plan, outcome.of)
    return replace(
        whole,
        year=outcome.year,
        part=outcome.part,
        amount_min=words.yuan(outcome.low),
        amount_max=words.end(outcome.high),
        status=outcome.status,
        reason=reason(plan, rule, outcome),
        cite=cite(rule, outcome) or whole.cite,
    )


def reason(plan: Plan, rule: Rule, outcome: Outcome) -> str:
    """Why a part is as it is: what it is a share of, then the share itself."""
    assert outcome.of is not None
    back = clawback_of(rule, outcome)
    if back is not None:
        return f"{outcome.year}年{words.honour_name(back.event)}，在{outcome.of.year}年的奖励后{back.within}年之内，{_returning(back)}"
    whole = words.reason(plan, rule, outcome.of)
    if outcome.cause == "paid":
        return f"{_name(rule, outcome)}，已付{words.money(outcome.high or 0)}"
    return f"{whole}；{_name(rule, outcome)}{_fate(rule, outcome)}"


def instalment_of(rule: Rule, outcome: Outcome) -> Instalment | None:
    """The instalment that a part is of."""
    name = (outcome.part or "").partition("/")[0]
    return next((part for part in rule.schedule if part.id == name), None)


def clawback_of(rule: Rule, outcome: Outcome) -> Clawback | None:
    """The claw-back by which a part is returned."""
    return next((part for part in rule.clawback if part.id == outcome.part), None)


def cite(rule: Rule, outcome: Outcome) -> Cite | None:
    """The own cite of an instalment or a claw-back."""
    part = clawback_of(rule, outcome) or instalment_of(rule, outcome)
    return part.cite if part else None


def missing(rule: Rule, outcome: Outcome) -> str | None:
    """The fact that a part lacks beyond those of the whole, in words; None where it lacks none."""
    instalment = instalment_of(rule, outcome)
    if outcome.cause.startswith("due:") and instalment is not None:
        return f"缺{words.subject_of(instalment.when[int(outcome.cause[4:])], outcome.year)}"
    if outcome.cause == "split" and outcome.of is not None:
        conditions = [condition for row in rule.split for condition in row.when]
        return f"缺{'或'.join(dict.fromkeys(words.subject_of(condition, outcome.of.year) for condition in conditions))}"
    return None


def explanation(facts: Facts, outcome: Outcome, whole: Explanation) -> Explanation:
    """The explanation of a part: that of the whole award, then the part's own conditions, its share, what it lacks."""
    rule = facts.plan.rule(outcome.rule)
    lacks = missing(rule, outcome)
    name = facts.cell(HOMES[rule.subject][0], outcome.subject, "name") or outcome.subject
    stage = Stage(_name(rule, outcome) or "退回", words.yuan(outcome.low), words.end(outcome.high), _note(rule, outcome))
    return replace(
        whole,
        line=line(facts.plan, outcome),
        checks=(*whole.checks, *_checks(facts, rule, outcome)),
        stages=(*whole.stages, *((stage,) if outcome.status in PAYING else ())),
        missing=() if outcome.status != "unknown" else (*whole.missing, *((f"{name} {lacks.removeprefix('缺')}",) if lacks else ())),
    )


def _checks(facts: Facts, rule: Rule, outcome: Outcome) -> Iterator[Check]:
    """The conditions of the instalment in the year in which it falls due, or the event that undoes it."""
    instalment = instalment_of(rule, outcome)
    if instalment is None:
        return
    cite_ = instalment.cite or rule.cite
    if instalment.event is not None:
        yield Check(f"{words.honour_name(instalment.event)}", outcome.cause != "awaited", cite=cite_)
    for condition in instalment.when if outcome.cause != "awaited" else ():
        held = parts.condition_in(facts, rule, condition, outcome.subject, outcome.year)
        yield Check(f"{outcome.year}年{words.condition(condition)}", held, cite=cite_)
    if outcome.cause == "undone":
        yield Check("此前没有退回", False, cite=cite_)
    if outcome.cause == "future":
        yield Check(f"{outcome.year}年已到", False, cite=cite_)


def _name(rule: Rule, outcome: Outcome) -> str:
    """What a part is called: 分期 i1（40%），city：常州市承担50%."""
    instalment = instalment_of(rule, outcome)
    portion = (outcome.part or "").rpartition("/")[2] if rule.split else ""
    said = [f"分期 {instalment.id}（{_share(instalment.share)}）"] if instalment else []
    if portion:
        names = dict(rule.payers)
        ratios = {dict(row.parts).get(portion) for row in rule.split if portion in dict(row.parts)}
        ratio = "或".join(sorted(_share(ratio) for ratio in ratios if ratio is not None))
        said.append(f"{names.get(portion, portion)}份额{ratio}")
    return "，".join(said)


def _fate(rule: Rule, outcome: Outcome) -> str:
    """What becomes of a part."""
    instalment = instalment_of(rule, outcome)
    if outcome.cause.startswith("due:") and instalment is not None and outcome.status == "not_eligible":
        return f"，须{outcome.year}年{words.condition(instalment.when[int(outcome.cause[4:])])}，不符合，不再拨付"
    if outcome.cause == "awaited" and instalment is not None:
        return f"，待{words.honour_name(instalment.event or '')}后拨付"
    if outcome.cause == "undone":
        return "，奖励已须退回，不再拨付"
    if outcome.cause == "future":
        return f"，{outcome.year}年尚未到来"
    lacks = missing(rule, outcome)
    open_ = f"，{lacks}，不能断定" if lacks else ""
    when = f"，{outcome.year}年拨付" if instalment else ""
    most = words.money(outcome.high) if outcome.high is not None else "金额未定"
    return f"{open_}{when}{'' if outcome.low == outcome.high or outcome.high is None else '最高'}{most}"


def _returning(back: Clawback) -> str:
    interest = f"，并按{back.benchmark}逐年计单利" if back.benchmark else ""
    return f"退回已付的{_share(back.share)}{interest}"


def _note(rule: Rule, outcome: Outcome) -> str:
    back = clawback_of(rule, outcome)
    return _returning(back) if back else ""


def _share(ratio: Fraction) -> str:
    """A share in words: 40%, or 1/3 where no short percentage says it."""
    percent = ratio * 100
    return f"{percent}%" if percent.denominator == 1 else words.percent(percent) if (percent * 100).denominator == 1 else str(ratio)
