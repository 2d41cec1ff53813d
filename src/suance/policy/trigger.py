"""What sets an award off, and under which conditions: the words of a trigger as `on` and `when`.

A trigger is only taken where every word of it is understood: a condition that is left out would pay whom the text does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from suance import terms
from suance.model import Document, Fact, Threshold
from suance.policy import lexicon, passage
from suance.policy.amount import LAST_YEAR, Inexpressible, Plain, following, named_base, single
from suance.quantity import Figure, Quantity, figures

FIRST = {"about": "on.first", "ask": "首次自何时起算？", "reading": "ever", "alternatives": ["since_announced"]}
AGAIN = {"about": "on.first", "ask": "同一对象再次获评是否再奖？", "reading": None, "alternatives": ["ever"]}
PICK = {"about": "pay.pick", "ask": "同一年跨越两档，按最高一档还是逐档？", "reading": "highest", "alternatives": ["each"]}
LATER = {"about": "pay.later", "ask": "先后跨越两档，全额还是补差？", "reading": "full", "alternatives": ["top_up"]}
UPGRADE = {"about": "pay.later", "ask": "先后获评两级，全额还是补差？", "reading": "full", "alternatives": ["top_up"]}
SUBJECTS = ("firm", "project", "cluster")
"""whom a rule can pay for an honour"""
_AND = re.compile("且|并且?|同时")
_OR = re.compile("或者?")
_OR_HIGHER = re.compile("以上|以下")


class Drafted(NamedTuple):
    """The keys of an award that its words give, and what they leave open."""

    on: Plain
    when: list[Plain]
    pay: Plain
    questions: list[Plain]


def read(document: Document, facts: Sequence[Fact]) -> Drafted:
    """What the facts of one award say; Inexpressible where a word is not understood or two readings differ in what is paid."""
    fact = facts[0]
    trigger = fact.trigger or ""
    if fact.thresholds and lexicon.says("first", trigger):
        return _steps(document, facts)
    honour, project = terms.find(trigger, "honour"), terms.find(trigger, "project")
    if len(facts) > 1 and honour and not fact.thresholds and lexicon.says("newly", trigger):
        return _levels(document, facts, honour)
    if len(facts) > 1:
        raise Inexpressible("达到即奖而非首次，规则尚不能表达" if fact.thresholds else "一个条件对几个金额，对应关系须人工确认")
    if honour and not fact.thresholds and lexicon.says("newly", trigger):
        levels = terms.levels(trigger.replace(honour.word, " "))
        if len(levels) > 1:
            raise Inexpressible("一个条件有几个级别，对应关系须人工确认")
        on, questions = _recognised(fact, honour, levels)
        return Drafted(on, [], _once(document, fact, on["subject"]), questions)
    if project and not fact.thresholds and lexicon.says("reviewed", trigger):
        _understood(facts, [project.word])
        on = {"reviewed": project.term.id, **({"within": "cluster"} if lexicon.says("within_cluster", trigger) else {})}
        return Drafted(on, [], _once(document, fact, "project"), [])
    if not _by_the_year(fact):
        raise Inexpressible("达到即奖而非首次，未写明每年还是一次" if fact.thresholds else f"认不出条件：“{trigger}”")
    when = _conditions(document, fact)
    pay = single(document, fact, yearly=True) if fact.form in ("fixed", "max") else following(document, fact, "firm")
    return Drafted({"each": "year"}, when, pay, [])


def _once(document: Document, fact: Fact, subject: str) -> Plain:
    """What a recognition or a review pays; a project may bring a share of its own figures."""
    if fact.form not in ("rate", "unit") or fact.per not in (None, "once"):
        return single(document, fact)
    if subject != "project" or fact.form != "rate":
        raise Inexpressible("按比例或数量计发，未写明按哪一年的数")
    return following(document, fact, subject)


def _by_the_year(fact: Fact) -> bool:
    """Whether an award is for every year: the text says so, or it is a share of a yearly figure."""
    annual = lexicon.says("annual", named_base(fact)) and fact.form == "rate" and fact.per is None
    return fact.per == "year" or annual


# ── conditions of a year ─────────────────────────────────────────────────────


def _conditions(document: Document, fact: Fact) -> list[Plain]:
    """The thresholds of a trigger as conditions on the year's figures, all of them or any."""
    trigger, thresholds = fact.trigger or "", fact.thresholds or ()
    found = figures(trigger)
    if [(figure.quantity.value, figure.quantity.unit) for figure in found] != [(threshold.value, threshold.unit) for threshold in thresholds]:
        raise Inexpressible("条件中的数与门槛对不上，须人工确认")
    when: list[Plain] = []
    known: list[str] = []
    metric: terms.Term | None = None
    for before, threshold in zip(_before(trigger, found), thresholds, strict=True):
        named = terms.find(before, "firm")
        metric = named.term if named else metric
        known += [named.word] if named else []
        if metric is None or not (named or lexicon.says("growth", before)):
            raise Inexpressible(f"认不出指标：“{before}”")
        when.append(_compared(document, threshold, metric, growth=lexicon.says("growth", before)))
    years = {any(word in said for word in LAST_YEAR) for said in (trigger if thresholds else "", fact.base or "") if said}
    if len(years) > 1:
        raise Inexpressible("条件与金额看的不是同一年，须人工确认")
    joint = _joint(_before(trigger, found)[1:])
    _exactly(fact, [*known, *joint.words, *LAST_YEAR, *_of_the_sum(fact)], found)
    return [{"any": when}] if joint.any else when


def _before(trigger: str, found: Sequence[Figure]) -> list[str]:
    """The words before each figure, from the one before it."""
    starts = [0, *(figure.end for figure in found)]
    return [trigger[start : figure.start] for start, figure in zip(starts, found, strict=False)]


def _compared(document: Document, threshold: Threshold, metric: terms.Term, *, growth: bool) -> Plain:
    """A metric, or its growth over the year before, against a threshold."""
    unit = "%" if growth and metric.unit == "CNY" else None if growth else metric.unit
    if threshold.unit != unit or threshold.comparator not in ("gt", "ge") or threshold.value_max is not None:
        raise Inexpressible("门槛不是“超过”或“达到”一个数，或单位与指标不合")
    written = passage.written(document, threshold.span, Quantity(threshold.value, threshold.unit))
    return {"metric": metric.id, **({"vs": "previous"} if growth else {}), threshold.comparator: written}


class Joint(NamedTuple):
    """How conditions are joined, and the words that say so."""

    any: bool
    words: list[str]


def _joint(gaps: Sequence[str]) -> Joint:
    """且 between all conditions joins them, 或 between all leaves one of them enough; anything else is for a person."""
    for pattern, enough in ((_AND, False), (_OR, True)):
        found = [pattern.search(gap) for gap in gaps]
        if all(found) and not any((_OR if pattern is _AND else _AND).search(gap) for gap in gaps):
            return Joint(enough and bool(gaps), [match[0] for match in found if match])
    raise Inexpressible("几个条件是都要还是其一，须人工确认")


def _of_the_sum(fact: Fact) -> list[str]:
    """Words of a trigger that say what the sum follows, not whom it is for."""
    trigger = fact.trigger or ""
    if fact.form == "unit":
        named = terms.find(trigger, "firm")
        return [named.word, *re.findall(r"每(?:一|1)?[件人名项个]", trigger), "每年"] if named else []
    named = terms.find(trigger, "firm") if fact.form == "rate" and not fact.base and not fact.thresholds else None
    return [named.word] if named else []


def _exactly(fact: Fact, known: Sequence[str], found: Sequence[Figure]) -> None:
    """Refuse a trigger or payee with a word that is not understood; no slip is forgiven where a condition may hide in it."""
    trigger, payee = fact.trigger or "", fact.beneficiary or ""
    said = trigger
    for figure in reversed(found):
        said = said[: figure.start] + " " + said[figure.end :]
    if payee not in trigger:
        said += f" {payee}"
    if rest := lexicon.exactly(said, known):
        raise Inexpressible(f"条件未能全部表达：“{rest}”")


# ── first times, honours, reviews ────────────────────────────────────────────


def _steps(document: Document, facts: Sequence[Fact]) -> Drafted:
    """A metric that crosses thresholds for the first time: trigger, steps and questions."""
    trigger = facts[0].trigger or ""
    metric = terms.find(trigger, "firm")
    if any(len(fact.thresholds or ()) != 1 for fact in facts):
        raise Inexpressible("条件不止一个数，对应关系须人工确认")
    if metric is None:
        raise Inexpressible(f"认不出指标：“{trigger}”")
    if len({threshold.value for fact in facts for threshold in fact.thresholds or ()}) < len(facts):
        raise Inexpressible("一个门槛有几个金额，对应关系须人工确认")
    _understood(facts, [metric.word])
    steps = [{"id": f"step-{number}", **_threshold(document, fact, metric.term), **single(document, fact)} for number, fact in enumerate(facts, 1)]
    several = len(facts) > 1
    pay = {"pick": "highest", "later": "full", "steps": steps} if several else {"steps": steps}
    return Drafted({"crosses": metric.term.id, "first": "ever"}, [], pay, [PICK, LATER, FIRST] if several else [FIRST])


def _threshold(document: Document, fact: Fact, metric: terms.Term) -> Plain:
    threshold = (fact.thresholds or ())[0]
    key = {"gt": "over", "ge": "from"}.get(threshold.comparator)
    if key is None or threshold.unit != metric.unit or threshold.value_max is not None:
        raise Inexpressible("门槛不是“超过”或“达到”一个数，或单位与指标不合")
    return {key: passage.written(document, threshold.span, Quantity(threshold.value, threshold.unit))}


def _levels(document: Document, facts: Sequence[Fact], honour: terms.Found) -> Drafted:
    """An honour with a sum for each level, named one by one in the order of the sums (国家级、省级 … 分别)."""
    trigger = facts[0].trigger or ""
    rest = trigger.replace(honour.word, " ")
    levels = sorted(terms.levels(rest), key=lambda level: rest.index(level.word))
    if len(levels) != len(facts) or "分别" not in trigger or any(rest.count(level.word) > 1 for level in levels):
        raise Inexpressible("一个条件对几个金额，对应关系须人工确认")
    if honour.term.levels and not {level.term.id for level in levels} <= {*honour.term.levels}:
        raise Inexpressible(f"“{honour.word}”没有其中一级，须人工确认")
    on, questions = _recognised(facts[0], honour, levels)
    sums = [{"id": level.term.id, "level": level.term.id, **single(document, fact)} for level, fact in zip(levels, facts, strict=True)]
    return Drafted(
        {key: value for key, value in on.items() if key != "level"}, [], {"pick": "highest", "later": "full", "levels": sums}, [UPGRADE, *questions]
    )


def _recognised(fact: Fact, honour: terms.Found, levels: Sequence[terms.Found]) -> tuple[Plain, list[Plain]]:
    """The trigger of an honour, at the first of the levels that are named, and its question."""
    trigger = fact.trigger or ""
    if _OR_HIGHER.search(trigger):
        raise Inexpressible("级别写作“以上”或“以下”，规则尚不能表达")
    subject = honour.term.subject or ""
    if subject not in SUBJECTS:
        raise Inexpressible(f"“{honour.word}”授予{terms.label(subject)}，规则尚不能表达")
    _understood([fact], [honour.word, *(level.word for level in levels), *lexicon.scope_words(subject)])
    first = lexicon.says("first", trigger)
    on: Plain = {"recognised": honour.term.id, "subject": subject}
    on |= ({"level": levels[0].term.id} if levels else {}) | ({"first": "ever"} if first else {})
    return on, [FIRST if first else AGAIN]


def _understood(facts: Sequence[Fact], words: Sequence[str]) -> None:
    """Refuse a trigger or payee that says more than is understood, be it words or a number that is no threshold."""
    trigger, payee = facts[0].trigger or "", facts[0].beneficiary or ""
    said = trigger if payee in trigger else f"{trigger} {payee}"
    thresholds = {(threshold.value, threshold.unit) for fact in facts for threshold in fact.thresholds or ()}
    for figure in reversed(figures(said)):
        if (figure.quantity.value, figure.quantity.unit) not in thresholds:
            raise Inexpressible(f"条件未能全部表达：“{said[figure.start : figure.end]}”")
        said = said[: figure.start] + " " + said[figure.end :]
    if rest := lexicon.residue(said, words):
        raise Inexpressible(f"条件未能全部表达：“{rest}”")
