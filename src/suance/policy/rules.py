"""Awards and limits of a text become rules and ceilings; what no rule expresses stays a clause with the reason.

A rule is only made where every word of its trigger is understood and its numbers are borne out by the cited words:
a condition that is left out would pay whom the text does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from suance import terms
from suance.errors import PolicyError
from suance.model import Document, Fact, Span
from suance.policy import case, lexicon, passage
from suance.policy.amount import Inexpressible, Plain
from suance.policy.claims import claims_of
from suance.policy.proof import bears_out
from suance.policy.said import Shares, Understood, understood
from suance.policy.schema import Award, build
from suance.policy.trigger import read
from suance.quantity import DURATIONS, MEASURES, Quantity, figures, parse

NAMED: tuple[terms.Group, ...] = ("firm", "honour", "project")
"""the terms that a trigger may name"""

_OPEN_END = re.compile(r"，.*[\w，、]$")
"""a sentence, not the words of a list or a cell, that goes on or just stops"""


@dataclass
class Rules:
    """The awards and clauses drafted so far, as plain data, and the facts that each award was made of."""

    document: Document
    awards: list[Plain] = field(default_factory=list)
    clauses: list[Plain] = field(default_factory=list)
    groups: list[Plain] = field(default_factory=list)
    pools: list[Plain] = field(default_factory=list)
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
            self._finished(span)
            award = self._drafted(facts, span)
        except Inexpressible as reason:
            self.bounded = None
            for fact in facts:
                self.clauses.append(self._clause(fact, span, str(reason)))
        else:
            self.bounded = len(self.awards)
            self.awards.append(award)
        self.last = facts

    def _drafted(self, facts: Sequence[Fact], span: Span) -> Plain:
        """The award that a panel can decide, where every word is understood; else the one that an office approves case by case."""
        try:
            self._nothing_beside(facts, span)
            return self.proved(self._award(facts, span))
        except Inexpressible:
            return self.proved(self._case(facts, span))

    def _case(self, facts: Sequence[Fact], span: Span) -> Plain:
        name = f"award-{len(self.awards) + 1}"
        found = case.read(self.document, facts, name)
        title = passage.title(self.document, span, f"{facts[0].beneficiary or ''}奖励", self._floor(facts[0]))
        return {
            "id": name,
            "title": title,
            "to": "project",
            "on": {"reviewed": name},
            "judged": [passage.cite(self.document, words) for words in case.judged(self.document, facts)],
            **({"when": found.when} if found.when else {}),
            "pay": found.pay,
            **({"caps": found.caps} if found.caps else {}),
            "cite": passage.cite(self.document, span),
            "questions": found.questions,
        }

    def limit(self, fact: Fact) -> None:
        """Draft a ceiling over the award before it, or a clause."""
        span = passage.piece(self.document, [fact])
        try:
            number = self._bounded(fact)
            self.awards[number] = self._capped(self.awards[number], fact, span)
        except Inexpressible as reason:
            self.clauses.append(self._clause(fact, span, str(reason)))

    def _finished(self, span: Span) -> None:
        """Refuse an award whose sentence the text does not end: what is missing may be a condition."""
        text = self.document.text
        rest = text[span[1] :].rstrip()
        said = text[max(text.rfind(stop, 0, span[0]) for stop in "。\n") + 1 :].rstrip()
        if "。" not in rest and "\n" not in rest and _OPEN_END.search(said):
            raise Inexpressible(f"文本在句中断开：“…{said[-12:]}”")

    def _nothing_beside(self, facts: Sequence[Fact], span: Span) -> None:
        """Refuse an award whose sentence goes on to except, split, defer or end it: 除…外, 其中…, 期限不超过三年."""
        text, opening = self.document.text, passage.sentence(self.document, facts[0])[0]
        closing = min((place for mark in "。\n" if (place := text.find(mark, span[1])) >= 0), default=len(text))
        said = text[min(opening, span[0]) : closing]
        thresholds = {(threshold.value, threshold.unit) for fact in facts for threshold in fact.thresholds or ()}
        terms_of_years = (figure for figure in figures(said) if figure.quantity.unit in DURATIONS)
        beyond = next((said[f.start : f.end] for f in terms_of_years if (f.quantity.value, f.quantity.unit) not in thresholds), None)
        if word := lexicon.first_of("limiting", said) or beyond:
            raise Inexpressible(f"同一句另有限定：“{word}”")

    def _floor(self, fact: Fact) -> int:
        return self.last[-1].end if self.last and self.last[-1].end <= fact.start else 0

    def _award(self, facts: Sequence[Fact], span: Span) -> Plain:
        on, when, pay, questions = read(self.document, facts)
        payee = facts[0].beneficiary or ""
        subject = on.get("subject", "project" if "reviewed" in on else "firm")
        return {
            "id": f"award-{len(self.awards) + 1}",
            "title": passage.title(self.document, span, f"{payee}奖励", self._floor(facts[0])),
            "to": "promoter" if subject == "cluster" and lexicon.says("promoter", payee) else subject,
            "on": on,
            **({"when": when} if when else {}),
            "pay": pay,
            "cite": passage.cite(self.document, span),
            "questions": questions,
        }

    def article(self, article: Understood) -> None:
        """Takes over the awards of an article that is understood; its ceilings are settled with those of all articles."""
        for award in article.awards:
            self.awards.append({**award, "id": f"award-{len(self.awards) + 1}"})
        self.bounded, self.last = None, ()

    def settle(self, spans: dict[int, Span], shared: Sequence[tuple[str, Plain]]) -> None:
        """What articles share, once all awards are there: ceilings, groups and pools; one that cannot stand is a clause."""
        shares = Shares(self.document, self.awards, spans)
        numbers = count(1 + sum(len(award.get("caps", ())) for award in self.awards if not _pending(award)))
        refused = [cap for award in self.awards if _pending(award) for cap in shares.caps(award, numbers)]
        for kind, part in shared:
            kept = self.groups if kind == "shared_clause" else self.pools
            whole = shares.shared(kind, part, len(kept) + 1)
            if whole is None:
                refused.append(part)
            else:
                kept.append(whole)
        for part in refused:
            cite = part["cite"]
            title = self.document.text[slice(*cite["span"])]
            name = f"clause-{len(self.clauses) + 1}"
            self.clauses.append({"id": name, "status": "manual", "title": title, "reason": "所指的条款未成规则，或对象不合", "cite": cite})

    def proved(self, award: Plain) -> Plain:
        """The award, where it is valid and its words bear out its numbers."""
        try:
            checked = build(Award, award)
        except PolicyError as error:
            raise Inexpressible(error.what) from None
        for claim in claims_of("", checked):
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
        """The place of the award that a limit bounds: the one read last, in the same paragraph; of a limit on the whole policy, the last of all."""
        if fact.comparator != "le":
            raise Inexpressible("限的不是最多")
        if self._overall(fact):
            return len(self.awards) - 1
        start, end = passage.piece(self.document, [fact])
        if terms.find(self.document.text[start:end], "honour") or terms.levels(self.document.text[start:end]):
            raise Inexpressible("所限的另有级别或称号，不是前一笔奖励")
        if self.bounded is None or "\n" in self.document.text[self.last[-1].end : fact.start]:
            raise Inexpressible("所限的奖励未成规则，或认不出是哪一笔")
        return self.bounded

    def _overall(self, fact: Fact) -> bool:
        """Whether a limit is over what one payee gets of the whole policy: 每家企业年度获取本措施的奖励不超过300万元."""
        said = self.document.text[slice(*passage.sentence(self.document, fact))]
        return bool(self.awards) and fact.unit == "CNY" and lexicon.says("policy", said) and lexicon.says("singly", fact.scope or "")

    def _capped(self, award: Plain, fact: Fact, span: Span) -> Plain:
        """The award with the ceiling and its questions."""
        per = self._scope(award, fact)
        if per is None:
            raise Inexpressible(f"认不出上限按什么累计：“{fact.scope or fact.beneficiary or ''}”")
        number = sum(len(other.get("caps", [])) for other in self.awards) + 1
        if fact.unit == "CNY" and fact.value is not None and fact.value < max(_sums(award), default=fact.value) and not self._overall(fact):
            raise Inexpressible("上限低于所限的金额，多半另有所指")
        cap, questions = _cap(self.document, fact, span, per, f"cap-{number}", award["id"])
        if self._overall(fact):
            cap["covers"] = [each["id"] for each in self.awards if each["to"] in ("firm", "project")]
        wider = _wider(self._before(fact, per), cap)
        return self.proved({**award, "caps": [*award.get("caps", []), cap], "questions": [*award["questions"], *wider, *questions]})

    def _scope(self, award: Plain, fact: Fact) -> str | None:
        """What a limit counts by; of an award granted case by case, whoever is granted it counts as a firm."""
        if lexicon.says("affiliates", fact.scope or ""):
            return None
        said = lexicon.scope(fact.scope or "") or lexicon.scope(fact.beneficiary or "")
        return "firm" if said is None and award.get("judged") and lexicon.says("singly", fact.scope or "") else said

    def _before(self, fact: Fact, per: str) -> list[str]:
        """The awards of the limit's sentence that it might cover too."""
        opening = passage.sentence(self.document, fact)[0]
        names = [award["id"] for award in self.awards if award["cite"]["span"][1] > opening and award["cite"]["span"][0] < fact.start]
        return names if per == "cluster" else []


def rules(document: Document, facts: Sequence[Fact]) -> Rules:
    """The rules, ceilings and clauses of a document: of the articles that are understood, and of each other award and limit fact."""
    drafted = Rules(document)
    articles, known = understood(document, drafted.proved)
    promised = [fact for fact in facts if fact.kind in ("award", "limit") and not any(a.span[0] <= fact.start < a.span[1] for a in known)]
    places: list[tuple[int, list[Fact] | Understood]] = [(group[0].start, group) for group in _groups(document, promised)]
    for _, part in sorted([*places, *((article.span[0], article) for article in known)], key=lambda place: place[0]):
        if isinstance(part, Understood):
            drafted.article(part)
        elif part[0].kind == "limit":
            drafted.limit(part[0])
        else:
            drafted.add(part)
    spans = {article.number: article.span for article in articles if article.number is not None}
    drafted.settle(spans, [shared for article in known for shared in article.shared])
    return drafted


def _pending(award: Plain) -> bool:
    """Whether the ceilings of an award still name articles."""
    return any("id" not in cap for cap in award.get("caps", ()))


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


def _sums(award: Plain) -> list[Decimal]:
    """The sums that an award may pay at once."""
    written = [part.get(key) for part in (award["pay"], *award["pay"].get("steps", ())) for key in ("fixed", "up_to")]
    return [parse(text).value for text in written if text]


# ── ceilings ─────────────────────────────────────────────────────────────────


def _cap(document: Document, fact: Fact, span: Span, per: str, name: str, award: str) -> tuple[Plain, list[Plain]]:
    """A ceiling in money or in awards, and its questions; where the text names no time it is taken as over all years."""
    over = "year" if fact.per == "year" else "lifetime"
    cap = {
        "id": name,
        "per": per,
        "over": over,
        "covers": [award],
        "overflow": "pro_rata",
        "cite": passage.cite(document, span),
        **_at(document, fact),
    }
    overflow = {"about": f"caps.{name}.overflow", "ask": "超出上限时，按比例分还是先到先得？", "reading": "pro_rata", "alternatives": ["first_come"]}
    time = {"about": f"caps.{name}.over", "ask": "上限按年还是累计？", "reading": over, "alternatives": ["year"]}
    unsaid = fact.per is None and not lexicon.says("total", document.text[span[0] : span[1]])
    if "count" in cap or per == "firm":
        return cap, [time] if unsaid else []
    return cap, [overflow, time] if unsaid else [overflow]


def _at(document: Document, fact: Fact) -> Plain:
    """How much or how many a limit allows; so many awards come in the order of their days."""
    if fact.value is None or fact.value_max is not None:
        raise Inexpressible("上限不是一个数")
    if fact.unit == "CNY":
        return {"at": passage.written(document, (fact.start, fact.end), Quantity(fact.value, "CNY"))}
    if fact.unit not in MEASURES or fact.value != int(fact.value) or not lexicon.says("singly", fact.scope or ""):
        raise Inexpressible("限的是名额或数量，不是每个对象的笔数")
    return {"count": int(fact.value), "overflow": "first_come"}


def _wider(names: Sequence[str], cap: Plain) -> list[Plain]:
    """The question whether a ceiling covers the other awards of its sentence too."""
    wider = [*cap["covers"], *(name for name in names if name not in cap["covers"])]
    if len(wider) == len(cap["covers"]):
        return []
    ask = f"上限 {cap['at']} 是否包括同一句的其他奖励？"
    return [{"about": f"caps.{cap['id']}.covers", "ask": ask, "reading": cap["covers"], "alternatives": [wider]}]
