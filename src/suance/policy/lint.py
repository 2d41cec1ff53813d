"""What a policy says against itself, and what it leaves to a person; no source is needed for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from suance import terms
from suance.policy.doubts import doubts
from suance.policy.finding import Finding, Level
from suance.policy.reach import reach
from suance.policy.review import VERDICTS, State, gone, standings
from suance.policy.schema import BASED, Amount, Crosses, MetricCondition, Pay, Place, Policy, Written, amounts, leaves, questions, shown

UNITS = {"CNY": "元", "": "个数"}
"""how units are called in a message"""


def lint(policy: Policy, as_of: date | None = None) -> Iterator[Finding]:
    """Steps, units, ceilings and dates that contradict each other, rules that nobody reaches or that overlap, what the rules on fair
    competition make doubtful, then every open question and every clause left to a person. As of a day, a policy past its last one is told."""
    for award in policy.awards:
        for amount in (award.pay, *amounts(award.pay)):
            yield from _steps(f"{policy.policy}/{award.id}.pay.steps", amount)
    yield from _units(policy)
    yield from _caps(policy)
    yield from reach(policy)
    yield from _dates(policy)
    yield from _reviewed(policy)
    yield from _in_use(policy, as_of)
    yield from doubts(policy)
    yield from _open(policy)


def at(policy: Policy, place: Place) -> str:
    """A place in the policy as findings name it: the ids of its parts instead of their numbers in the list."""
    node: object = policy
    names: list[str] = []
    for step in place:
        if isinstance(step, int) and isinstance(node, tuple):
            node = node[step]
            names.append(getattr(node, "id", str(step)))
        else:
            node = node[step] if isinstance(node, dict) else getattr(node, str(step), None)
            names.append(str(step))
    inside = names[1:] if names and names[0] in ("awards", "groups", "pools", "clauses", "targets", "funds", "rosters", "mentions") else names
    return f"{policy.policy}/{'.'.join(inside)}"


def _steps(where: str, amount: Amount) -> Iterator[Finding]:
    """Two steps on one line, steps out of order, and a higher step that pays less."""
    steps = sorted(amount.steps or (), key=lambda step: step.threshold.value)
    for lower, higher in pairwise(steps):
        if lower.threshold.value == higher.threshold.value:
            yield Finding("error", "steps", where, f"{lower.id} 与 {higher.id} 的门槛相同：{higher.threshold}")
        elif lower.share is None and higher.share is None and lower.amount.value >= higher.amount.value:
            yield Finding("warning", "steps", where, f"{higher.id} 门槛更高，金额却不高于 {lower.id}：{higher.amount}、{lower.amount}")
    if list(amount.steps or ()) not in (steps, steps[::-1]):
        yield Finding("warning", "steps", where, "各档没有按门槛排列")


def _units(policy: Policy) -> Iterator[Finding]:
    """A threshold in another unit than that of the figure: a share of what is money, a sum of what is counted."""
    for award in policy.awards:
        compared = [(leaf.metric, leaf.written.unit) for leaf in leaves(award.conditions()) if isinstance(leaf, MetricCondition) and _sized(leaf)]
        if isinstance(award.on, Crosses):
            compared += [(award.on.crosses, step.threshold.unit) for step in award.pay.steps or ()]
        for amount in (award.pay, *amounts(award.pay)):
            compared += [(amount.of, step.threshold.unit) for step in amount.steps or () if isinstance(amount.of, str)]
        for name, unit in dict.fromkeys(compared):
            term = terms.term(name)
            if term is not None and term.unit is not None and term.unit != unit and {term.unit, unit} & {"CNY", "%"}:
                message = f"{term.name}的单位是{UNITS.get(term.unit, term.unit)}，不能与以{UNITS.get(unit, unit)}计的门槛相比"
                yield Finding("error", "unit", f"{policy.policy}/{award.id}", message, "核对门槛的单位，或换一个指标")


def _sized(leaf: MetricCondition) -> bool:
    """Whether a metric itself is compared with a quantity, not its growth."""
    return leaf.vs is None and any(getattr(leaf, name) is not None for name in leaf.comparators)


def _caps(policy: Policy) -> Iterator[Finding]:
    """A ceiling below the smallest award that it covers."""
    for award in policy.awards:
        for cap in award.caps:
            covered = [other for other in policy.awards if other.id in cap.covers]
            smallest = [_smallest(other.pay) for other in covered]
            least = min((sum_ for sum_ in smallest if sum_ is not None), default=None)
            if isinstance(cap.at, Written) and least is not None and cap.at.value < least:
                yield Finding("warning", "cap", f"{policy.policy}/{award.id}.caps.{cap.id}", f"上限 {cap.at} 低于所涵盖的最小一笔奖励")


def _smallest(amount: Amount) -> Decimal | None:
    """The smallest sum that an amount comes to where it is paid; None where it follows a figure and may be as small as that is."""
    if isinstance(amount, Pay) and amount.by_order:
        found = min(one.value for one in (*amount.by_order, amount.after_that or amount.by_order[0]))
    elif isinstance(amount, Pay) and amount.levels:
        found = min(level.amount.value for level in amount.levels)
    elif amount.steps:
        if any(step.share for step in amount.steps):
            return None
        found = min(step.amount.value for step in amount.steps)
    elif any(getattr(amount, name) is not None for name in (*BASED, "interest", "case_by_case")):
        return None
    elif not amount.bounded:
        found = amount.amount.value
    else:
        several = [_smallest(part) for part in amount.choose or amount.sum or amount.least or amount.greatest or ()]
        known = [sum_ for sum_ in several if sum_ is not None]
        if not known or ((amount.choose or amount.least) and len(known) < len(several)):
            return None
        found = sum(known, Decimal(0)) if amount.sum else max(known) if amount.greatest else min(known)
    for factor in amount.factors:
        found = min(found, found * factor.times.value / 100)
    return found if not amount.bounded or amount.up_to is None else min(found, amount.up_to.value)


def _dates(policy: Policy) -> Iterator[Finding]:
    validity = policy.validity
    where = f"{policy.policy}/validity"
    if validity.start and validity.end and validity.start > validity.end:
        yield Finding("error", "validity", where, f"起始日 {validity.start} 晚于截止日 {validity.end}")
    if validity.announced and validity.end and validity.announced > validity.end:
        yield Finding("error", "validity", where, f"公布日 {validity.announced} 晚于截止日 {validity.end}")


STANDS: dict[State, tuple[Level, str]] = {
    "rejected": ("error", "复核时被否定"),
    "conflict": ("error", "复核意见不一"),
    "changed": ("warning", "复核之后又有改动，须重新复核"),
    "half": ("note", "还差一人复核"),
}
"""how grave it is where the review of a part stands so, and what is said of it"""


def _reviewed(policy: Policy) -> Iterator[Finding]:
    """Where the review stands, part by part, once it goes by parts."""
    if policy.review is None:
        yield Finding("note", "review", policy.policy, "尚未经人工复核")
    if policy.review is None or not policy.review.verdicts:
        return
    found = standings(policy)
    for standing in found:
        where = f"{policy.policy}/{standing.part.partition('.')[2] or standing.part}"
        said = "；".join(f"{each.by} {each.at}{VERDICTS[each.verdict]}" + (f"：{each.note}" if each.note else "") for each in standing.counted)
        if standing.state in STANDS:
            level, words = STANDS[standing.state]
            yield Finding(level, "review", where, f"{words}（{said}）" if said else words)
    for part in gone(policy):
        yield Finding("note", "review", policy.policy, f"复核过的 {part} 已不在政策里")
    if open_ := sum(standing.state == "open" for standing in found):
        yield Finding("note", "review", policy.policy, f"还有 {open_} 处未经复核，共 {len(found)} 处")


def _in_use(policy: Policy, as_of: date | None) -> Iterator[Finding]:
    """A policy that ended before the day but is written as in force, or one that is no longer in force."""
    validity = policy.validity
    where = f"{policy.policy}/validity"
    if validity.status in ("expired", "repealed"):
        yield Finding("note", "validity", where, "政策已失效或废止，只用于截止日之前的年度")
    elif as_of is not None and validity.end is not None and validity.end < as_of:
        yield Finding("warning", "validity", where, f"已于 {validity.end} 到期，仍写作有效", "续期的改截止日，失效的写 status: expired")


def _open(policy: Policy) -> Iterator[Finding]:
    for place, _, question in questions(policy):
        if question.answered is not None:
            continue
        others = "、".join(shown(other) for other in question.alternatives)
        yield Finding("note", "question", at(policy, place[:2]), f"待定：{question.ask}现按 {shown(question.reading)}，也可 {others}")
    for clause in policy.clauses:
        if clause.status == "manual":
            yield Finding("note", "manual", f"{policy.policy}/{clause.id}", f"须人工办理：{clause.title}（{clause.reason}）")
