"""What awards share, in words: what a group, cap or pool asks, what it left of a sum, and what it lacks."""

from __future__ import annotations

from decimal import Decimal

from suance.award.lexicon import lexicon
from suance.award.outcome import Outcome
from suance.award.plan import Plan
from suance.award.shared import Cap, Group, Pool, Scope
from suance.award.sums import money
from suance.model import decimal_text
from suance.terms.subject import SUBJECTS

_MODES = {"highest": "就高不重复", "ladder": "递进补差", "first": "只享受一次", "exclusive": "不得同时享受"}
_HOW = {"cut": "依次核减", "pro_rata": "按比例核减", "first_come": "先到先得", "drop": "不足整笔的不付"}
_DRAWN = {"pro_rata": "按比例分配", "first_come": "先到先得", "rank": "按名次分配", "weight": "按权重分配"}


def ceiling(cap: Cap) -> str:
    """A cap in words: 单个集群累计最高2000万元, 单个企业每3年最多2项, 单个项目累计最高为投资额的50%."""
    span = {0: "每次", 1: "每年"}.get(cap.years, "累计" if cap.lifetime else f"每{cap.years}年")
    if cap.count is not None:
        return f"{_scope(cap.per, '单个')}{span}最多{cap.count}项"
    if cap.share is not None and cap.of is not None:
        percent = cap.share * 100
        of = f"{lexicon().label(cap.of.name)}的{decimal_text(Decimal(percent.numerator) / percent.denominator)}%"
        return f"{_scope(cap.per, '单个')}{span}最高为{of}"
    return f"{_scope(cap.per, '单个')}{span}最高{money(cap.at or 0)}"


def _scope(scope: Scope, which: str = "") -> str:
    """A scope in words: 单个企业; 全部 where all awards share one."""
    return "全部" if scope == "award" else which + SUBJECTS[scope].name


def meeting(group: Group) -> str:
    """A group in words: 同一企业同一年度就高不重复."""
    return f"{_scope(group.match, '同一')}{'' if group.lifetime else '同一年度'}{_MODES[group.mode]}"


def purse(pool: Pool, year: int) -> str:
    """A pool in words: 资金池“技改专项”2024年5000万元."""
    budget = pool.of(year)
    return f"资金池“{pool.title}”{year}年{'预算未知' if budget is None else money(budget)}{'（结转）' if pool.carry else ''}"


def stage(part: Group | Cap | Pool, year: int) -> str:
    """What a stage is called."""
    return meeting(part) if isinstance(part, Group) else ceiling(part) if isinstance(part, Cap) else purse(part, year)


def displaced(plan: Plan, outcome: Outcome) -> str:
    """Which award took the place of one, and by which clause."""
    group = plan.shared(outcome.contest or "")
    assert isinstance(group, Group)
    return f"{group.title}：{meeting(group)}，已由{winner(plan, outcome)}取代"


def winner(plan: Plan, outcome: Outcome) -> str:
    """The award that displaced another, with its subject where that is another's: “登峰计划”, “登峰计划”（J2）, other-2024/peak."""
    named = next((f"“{rule.title}”" for rule in plan.rules if rule.id == outcome.winner), outcome.winner or "")
    return named if outcome.rival is None else f"{named}（{outcome.rival}）"


def after(plan: Plan, outcome: Outcome) -> str:
    """What groups, caps and pools did to a sum, each as a clause; empty where they did nothing."""
    return "".join(f"；{clause}" for clause in (_grouped(plan, outcome), _capped(plan, outcome), _pooled(plan, outcome)) if clause)


def _grouped(plan: Plan, outcome: Outcome) -> str:
    if outcome.contest is None or outcome.cause == f"group:{outcome.contest}":
        return ""
    group = plan.shared(outcome.contest)
    assert isinstance(group, Group)
    if group.mode in ("first", "exclusive") or outcome.status == "cut":
        return f"{meeting(group)}，{winner(plan, outcome)}给付时不再给付"
    return f"{meeting(group)}，减去{winner(plan, outcome)}的金额"


def _capped(plan: Plan, outcome: Outcome) -> str:
    if outcome.cap is None:
        return ""
    cap = plan.shared(outcome.cap)
    assert isinstance(cap, Cap)
    used = f"{outcome.used or 0}项" if cap.count is not None else money(outcome.used or 0)
    left = "" if outcome.pool else f"至{money(outcome.high or 0)}"
    return f"{ceiling(cap)}，此前已用{used}，{_HOW[cap.overflow]}{left}"


def _pooled(plan: Plan, outcome: Outcome) -> str:
    if outcome.pool is None:
        return ""
    pool = plan.shared(outcome.pool)
    assert isinstance(pool, Pool)
    return f"{purse(pool, outcome.year)}，{_shortage(pool, outcome)}至{money(outcome.high or 0)}"


def _shortage(pool: Pool, outcome: Outcome) -> str:
    left, asked = outcome.there or 0, outcome.asked or 0
    factor = f"，资金池系数{coefficient(left, asked)}，" if pool.allocate == "pro_rata" and asked > left else "，"
    return f"可用{money(left)}，共需{money(asked)}{factor}{_DRAWN[pool.allocate]}"


def coefficient(left: int, asked: int) -> str:
    """How much of what is asked there is, to four decimals, cut off: 0.8333."""
    return decimal_text(Decimal(left * 10000 // asked).scaleb(-4))


def without_scope(plan: Plan, name: str) -> str:
    """What it takes to know whether a stage reaches a line."""
    part = plan.shared(name)
    if isinstance(part, Group):
        return f"缺所属{_scope(part.match)}，无法比较“{meeting(part)}”"
    assert isinstance(part, Cap)
    return f"缺所属{_scope(part.per)}，无法计入“{ceiling(part)}”"


def missing(plan: Plan, outcome: Outcome) -> str:
    """What a stage lacks: a choice, the figure of a share, a budget, a figure that ranks or weighs."""
    kind, _, name = outcome.cause.partition(":")
    part = plan.shared(name)
    if isinstance(part, Group):
        return f"缺企业的选择：{part.title}，与{winner(plan, outcome)}{_MODES[part.mode]}"
    if isinstance(part, Cap):
        return f"缺{outcome.year}年{lexicon().label(part.of.name) if part.of else ''}，算不出“{ceiling(part)}”"
    if kind == "pool":
        return f"缺资金池“{part.title}”{outcome.year}年的预算"
    return f"缺{outcome.year}年{lexicon().label(part.by.name) if part.by else ''}，资金池“{part.title}”无法分配"
