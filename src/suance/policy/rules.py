"""Awards and limits of a text become rules and ceilings; what no rule expresses stays a clause with the reason.

A rule is only made where every word of its trigger is understood and its numbers are borne out by the cited words:
a condition that is left out would pay whom the text does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from suance import terms
from suance.errors import PolicyError
from suance.model import Document, Fact, Span
from suance.policy import lexicon, passage
from suance.policy.claims import award_claims
from suance.policy.proof import bears_out
from suance.policy.schema import Award, build
from suance.quantity import Quantity, figures

Plain = dict[str, Any]
FIRST = {"about": "on.first", "ask": "首次自何时起算？", "reading": "ever", "alternatives": ["since_announced"]}
AGAIN = {"about": "on.first", "ask": "同一对象再次获评是否再奖？", "reading": None, "alternatives": ["ever"]}
PICK = {"about": "pay.pick", "ask": "同一年跨越两档，按最高一档还是逐档？", "reading": "highest", "alternatives": ["each"]}
LATER = {"about": "pay.later", "ask": "先后跨越两档，全额还是补差？", "reading": "full", "alternatives": ["top_up"]}


NAMED: tuple[terms.Group, ...] = ("firm", "honour", "project")
"""the terms that a trigger may name"""
SUBJECTS = ("firm", "project", "cluster")
"""whom a rule can pay for an honour"""


class Inexpressible(Exception):
    """Why a fact becomes no rule; the reason goes into its clause."""


@dataclass
class Rules:
    """The awards and clauses drafted so far, as plain data, and the facts that each award was made of."""

    document: Document
    awards: list[Plain] = field(default_factory=list)
    clauses: list[Plain] = field(default_factory=list)
    last: Sequence[Fact] = ()
    """the award facts read last, which a limit may follow"""
    bounded: int | None = None
    """the place of the award made of them; None where they stayed clauses"""

    def add(self, facts: Sequence[Fact]) -> None:
        """Draft one award of facts that belong together, or one clause a fact."""
        trigger = facts[0].trigger or ""
        named = (terms.find(trigger, group) for group in NAMED)
        span = passage.piece(self.document, facts, [trigger, *(name.word for name in named if name)])
        try:
            award = self._proved(self._award(facts, span))
        except Inexpressible as reason:
            self.bounded = None
            for fact in facts:
                self.clauses.append(self._clause(fact, span, str(reason)))
        else:
            self.bounded = len(self.awards)
            self.awards.append(award)
        self.last = facts

    def limit(self, fact: Fact) -> None:
        """Draft a ceiling over the award before it, or a clause."""
        span = passage.piece(self.document, [fact])
        try:
            number = self._bounded(fact)
            self.awards[number] = self._capped(self.awards[number], fact, span)
        except Inexpressible as reason:
            self.clauses.append(self._clause(fact, span, str(reason)))

    def _floor(self, fact: Fact) -> int:
        return self.last[-1].end if self.last and self.last[-1].end <= fact.start else 0

    def _award(self, facts: Sequence[Fact], span: Span) -> Plain:
        on, pay, questions = _steps(self.document, facts) if facts[0].thresholds else _single(self.document, facts)
        payee = facts[0].beneficiary or ""
        subject = on.get("subject", "firm" if "crosses" in on else "project")
        return {
            "id": f"award-{len(self.awards) + 1}",
            "title": passage.title(self.document, span, f"{payee}奖励", self._floor(facts[0])),
            "to": "promoter" if subject == "cluster" and lexicon.says("promoter", payee) else subject,
            "on": on,
            "pay": pay,
            "cite": passage.cite(self.document, span),
            "questions": questions,
        }

    def _proved(self, award: Plain) -> Plain:
        """The award, where it is valid and its words bear out its numbers."""
        try:
            checked = build(Award, award)
        except PolicyError as error:
            raise Inexpressible(error.what) from None
        for claim in award_claims("", checked):
            start, end = claim.cite.span or (0, 0)
            fault = bears_out(self.document.text[start:end], claim.written.quantity, claim.comparator, threshold=claim.threshold)
            if fault:
                raise Inexpressible(f"数字未能核对：{fault}")
        return award

    def _clause(self, fact: Fact, span: Span, reason: str) -> Plain:
        name = fact.beneficiary or fact.scope or "奖励"
        figure = self.document.text[fact.start : fact.end]
        cite = passage.cite(self.document, span)
        return {"id": f"clause-{len(self.clauses) + 1}", "status": "manual", "title": f"{name} {figure}", "reason": reason, "cite": cite}

    def _bounded(self, fact: Fact) -> int:
        """The place of the award that a limit bounds: the one read last, in the same paragraph."""
        if fact.unit != "CNY" or fact.comparator != "le":
            raise Inexpressible("限的是名额或数量，不是金额")
        if self.bounded is None or "\n" in self.document.text[self.last[-1].end : fact.start]:
            raise Inexpressible("所限的奖励未成规则，或认不出是哪一笔")
        return self.bounded

    def _capped(self, award: Plain, fact: Fact, span: Span) -> Plain:
        """The award with the ceiling and its questions."""
        per = lexicon.scope(fact.scope or "") or lexicon.scope(fact.beneficiary or "")
        if per is None:
            raise Inexpressible(f"认不出上限按什么累计：“{fact.scope or fact.beneficiary or ''}”")
        number = sum(len(other.get("caps", [])) for other in self.awards) + 1
        cap, questions = _cap(self.document, fact, span, per, f"cap-{number}", award["id"])
        wider = _wider(self._before(fact, per), cap)
        return self._proved({**award, "caps": [*award.get("caps", []), cap], "questions": [*award["questions"], *wider, *questions]})

    def _before(self, fact: Fact, per: str) -> list[str]:
        """The awards of the limit's sentence that it might cover too."""
        opening = passage.sentence(self.document, fact)[0]
        names = [award["id"] for award in self.awards if award["cite"]["span"][1] > opening and award["cite"]["span"][0] < fact.start]
        return names if per == "cluster" else []


def rules(document: Document, facts: Sequence[Fact]) -> Rules:
    """The rules, ceilings and clauses of a document's award and limit facts, each fact in one of them."""
    drafted = Rules(document)
    for group in _groups(document, [fact for fact in facts if fact.kind in ("award", "limit")]):
        if group[0].kind == "limit":
            drafted.limit(group[0])
        else:
            drafted.add(group)
    return drafted


def _groups(document: Document, facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Awards that share sentence, trigger, payee and form are one; a limit is by itself."""
    group: list[Fact] = []
    for fact in facts:
        if group and not _together(document, group[-1], fact):
            yield group
            group = []
        group.append(fact)
    if group:
        yield group


def _together(document: Document, one: Fact, other: Fact) -> bool:
    same = ("kind", "trigger", "beneficiary", "form", "unit")
    if one.kind != "award" or any(getattr(one, name) != getattr(other, name) for name in same):
        return False
    return passage.sentence(document, one) == passage.sentence(document, other)


# ── triggers ─────────────────────────────────────────────────────────────────


def _payable(document: Document, fact: Fact) -> Plain:
    """The sum of an award: {up_to: 200万元}."""
    if fact.form not in ("fixed", "max"):
        raise Inexpressible({"rate": "按比例计发", "unit": "按数量计发"}.get(fact.form or "", "金额的算法不明") + "，规则尚不能表达")
    if fact.unit != "CNY" or fact.value is None or fact.value_max is not None:
        raise Inexpressible("不是一个人民币金额")
    if fact.per in ("year", "lifetime"):
        raise Inexpressible({"year": "按年发放", "lifetime": "累计封顶"}[fact.per] + "，规则尚不能表达")
    return {"up_to" if fact.form == "max" else "fixed": passage.written(document, (fact.start, fact.end), Quantity(fact.value, "CNY"))}


def _steps(document: Document, facts: Sequence[Fact]) -> tuple[Plain, Plain, list[Plain]]:
    """A metric that crosses thresholds for the first time: trigger, steps and questions."""
    trigger = facts[0].trigger or ""
    metric = terms.find(trigger, "firm")
    if any(len(fact.thresholds or ()) != 1 for fact in facts):
        raise Inexpressible("条件不止一个数，对应关系须人工确认")
    if metric is None:
        raise Inexpressible(f"认不出指标：“{trigger}”")
    if not lexicon.says("first", trigger):
        raise Inexpressible("达到即奖而非首次，规则尚不能表达")
    if len({threshold.value for fact in facts for threshold in fact.thresholds or ()}) < len(facts):
        raise Inexpressible("一个门槛有几个金额，对应关系须人工确认")
    _understood(facts, [metric.word])
    steps = [{"id": f"step-{number}", **_threshold(document, fact, metric.term), **_payable(document, fact)} for number, fact in enumerate(facts, 1)]
    several = len(facts) > 1
    pay = {"pick": "highest", "later": "full", "steps": steps} if several else {"steps": steps}
    return {"crosses": metric.term.id, "first": "ever"}, pay, [PICK, LATER, FIRST] if several else [FIRST]


def _threshold(document: Document, fact: Fact, metric: terms.Term) -> Plain:
    threshold = (fact.thresholds or ())[0]
    key = {"gt": "over", "ge": "from"}.get(threshold.comparator)
    if key is None or threshold.unit != metric.unit or threshold.value_max is not None:
        raise Inexpressible("门槛不是“超过”或“达到”一个数，或单位与指标不合")
    return {key: passage.written(document, threshold.span, Quantity(threshold.value, threshold.unit))}


def _single(document: Document, facts: Sequence[Fact]) -> tuple[Plain, Plain, list[Plain]]:
    """A recognition or a review that pays one sum: trigger, sum and questions."""
    if len(facts) > 1:
        raise Inexpressible("一个条件对几个金额，对应关系须人工确认")
    fact = facts[0]
    trigger = fact.trigger or ""
    honour, project = terms.find(trigger, "honour"), terms.find(trigger, "project")
    if honour and lexicon.says("newly", trigger):
        on, questions = _recognised(fact, honour)
    elif project and lexicon.says("reviewed", trigger):
        _understood(facts, [project.word])
        on = {"reviewed": project.term.id, **({"within": "cluster"} if lexicon.says("within_cluster", trigger) else {})}
        questions = []
    else:
        raise Inexpressible(f"认不出条件：“{trigger}”")
    return on, _payable(document, fact), questions


def _recognised(fact: Fact, honour: terms.Found) -> tuple[Plain, list[Plain]]:
    trigger = fact.trigger or ""
    levels = terms.levels(trigger.replace(honour.word, " "))
    if len(levels) > 1:
        raise Inexpressible("一个条件有几个级别，对应关系须人工确认")
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


# ── ceilings ─────────────────────────────────────────────────────────────────


def _cap(document: Document, fact: Fact, span: Span, per: str, name: str, award: str) -> tuple[Plain, list[Plain]]:
    """A ceiling and its questions; where the text names no time it is taken as over all years."""
    if fact.value is None:
        raise Inexpressible("上限没有金额")
    over = "year" if fact.per == "year" else "lifetime"
    at = passage.written(document, (fact.start, fact.end), Quantity(fact.value, "CNY"))
    cap = {"id": name, "per": per, "over": over, "at": at, "covers": [award], "overflow": "pro_rata", "cite": passage.cite(document, span)}
    overflow = {"about": f"caps.{name}.overflow", "ask": "超出上限时，按比例分还是先到先得？", "reading": "pro_rata", "alternatives": ["first_come"]}
    time = {"about": f"caps.{name}.over", "ask": "上限按年还是累计？", "reading": over, "alternatives": ["year"]}
    unsaid = fact.per is None and not lexicon.says("total", document.text[span[0] : span[1]])
    return cap, [overflow, time] if unsaid else [overflow]


def _wider(names: Sequence[str], cap: Plain) -> list[Plain]:
    """The question whether a ceiling covers the other awards of its sentence too."""
    wider = [*cap["covers"], *(name for name in names if name not in cap["covers"])]
    if len(wider) == len(cap["covers"]):
        return []
    ask = f"上限 {cap['at']} 是否包括同一句的其他奖励？"
    return [{"about": f"caps.{cap['id']}.covers", "ask": ask, "reading": cap["covers"], "alternatives": [wider]}]
