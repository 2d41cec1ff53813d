"""Facts become the first draft of a policy: rules where the words suffice, clauses for a person where they do not.

The draft loads, carries a cite with every number, lists what the text leaves open, and says of each clause that no
rule expresses why. It is deterministic: the same facts give the same file. What a fund has paid out so far, and
statistics, are no promises and are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from suance import terms
from suance.errors import PolicyError
from suance.model import Document, Fact, Span
from suance.policy import passage
from suance.policy.amount import Plain
from suance.policy.claims import Claim, claims_of
from suance.policy.proof import bears_out, digest
from suance.policy.rules import rules
from suance.policy.schema import Fund, Policy, Target, build
from suance.quantity import Quantity

UNSAID = "未说明"
STATUSES = ("draft", "in_force", "expired", "repealed")
_REACH = re.compile("本(?:办法|措施|政策|意见|细则|规定)适用于([一-鿿]{2,12}?)(?:行政区域|辖区|范围|内|。|$)", re.MULTILINE)
"""the place that a policy says it is for"""
DRAWN = {"about": "definition", "ask": "带动的资金按什么算？", "reading": None, "alternatives": ["认缴", "实缴", "项目总投资"]}


def draft(document: Document, facts: Sequence[Fact]) -> Policy:
    """The policy that a document's facts amount to; every award and limit is in a rule, a ceiling or a clause of it."""
    ordered = sorted(facts, key=lambda fact: fact.start)
    drafted = rules(document, ordered)
    said = _REACH.search(document.text)
    region = (said[1] if said else None) or _commonest(fact.region for fact in ordered) or document.issuer or UNSAID
    promises = _Promises(document, drafted.clauses)
    targets = promises.targets([fact for fact in ordered if fact.kind == "target"])
    funds = promises.funds([fact for fact in ordered if fact.kind == "fund"])
    return build(
        Policy,
        {
            "policy": _slug(document.name),
            "title": document.title or document.name,
            "issuer": document.issuer or region,
            "region": region,
            "validity": _validity(document),
            "sources": {"text": source_of(document), **_instruments(document, ordered)},
            "awards": drafted.awards,
            "groups": drafted.groups,
            "pools": drafted.pools,
            "clauses": drafted.clauses,
            "targets": targets,
            "funds": funds,
        },
    )


def _slug(name: str) -> str:
    """An id of a file's name: its ASCII letters and digits, or where it has none, a short digest of it."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not slug:
        return f"policy-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return slug if slug[0].isalpha() else f"policy-{slug}"


def _validity(document: Document) -> Plain:
    said = document.validity
    status = said.status if said.status in STATUSES else "in_force"
    return {"announced": _day(said.issued) or _day(document.published), "from": _day(said.start), "to": _day(said.end), "status": status}


def _day(text: str | None) -> date | None:
    """A full date; a bare year or month is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def source_of(document: Document) -> Plain:
    """The document itself; a notice is its issuer's own words, what a newspaper writes is second-hand."""
    own = document.kind in ("policy", "gov_report", "notice") and document.issuer is not None
    return {
        "document": document.name,
        "title": document.title or document.name,
        "publisher": (document.issuer if own else None) or document.source or document.issuer or UNSAID,
        "published": document.published,
        "standing": "official" if own else "news",
        "link": document.link,
        "sha256": digest(document.text),
    }


def _instruments(document: Document, facts: Sequence[Fact]) -> Plain:
    """The other policy documents that the text names, each once: 《实施意见》 after 《…实施意见》 is the same."""
    named: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind == "instrument" and fact.title and not any(fact.title in known for known in (document.title, *named)):
            named[fact.title] = fact
    publisher = document.issuer or _commonest(fact.region for fact in facts) or UNSAID
    return {
        f"instrument-{number}": {
            "title": title,
            "publisher": publisher,
            "standing": "unread",
            "cite": passage.cite(document, (fact.start, fact.end)),
        }
        for number, (title, fact) in enumerate(named.items(), 1)
    }


class _Promises:
    """Targets and funds; one whose words do not bear it out is added to the clauses instead."""

    def __init__(self, document: Document, clauses: list[Plain]) -> None:
        self._document = document
        self._clauses = clauses

    def targets(self, facts: Sequence[Fact]) -> list[Plain]:
        """Each target that has a figure, once, however often the text says it."""
        found: dict[tuple[object, ...], Plain] = {}
        for fact in (fact for fact in facts if fact.value is not None):
            key = (fact.indicator, fact.measure, fact.value, fact.value_max, fact.unit, fact.comparator, fact.period)
            span = passage.piece(self._document, [fact], [fact.indicator or ""])
            target = None if key in found else self._target(fact, span, f"target-{len(found) + 1}")
            if target is not None:
                found[key] = target
        return list(found.values())

    def funds(self, facts: Sequence[Fact]) -> list[Plain]:
        """Each fund's size with what its sentence says that it draws; a size said twice is kept where more is said of it."""
        found: dict[tuple[object, ...], Plain] = {}
        for size in (fact for fact in facts if fact.role == "size" and fact.value is not None):
            drawn = self._drawn(size, facts)
            key = (size.name, size.value, size.period)
            if key in found and (drawn is None or "leverage" in found[key]):
                continue
            span = passage.piece(self._document, [size, drawn] if drawn else [size])
            fund = self._fund(size, drawn, span, found[key]["id"] if key in found else f"fund-{len(found) + 1}")
            if fund is not None:
                found[key] = fund
        return list(found.values())

    def _target(self, fact: Fact, span: Span, name: str) -> Plain | None:
        known = terms.indicator(fact.indicator or "", fact.measure)
        target = {
            "id": name,
            "indicator": fact.indicator or UNSAID,
            "metric": fact.metric or (known.id if known else None),
            "region": fact.region,
            "measure": fact.measure or "level",
            "goal": self._goal(fact),
            "by": fact.period,
            "cite": passage.cite(self._document, span),
        }
        return self._proved(target, fact, span, lambda: claims_of("", build(Target, target)))

    def _fund(self, size: Fact, drawn: Fact | None, span: Span, name: str) -> Plain | None:
        fund = {
            "id": name,
            "name": size.name or "基金",
            "region": size.region,
            "size": self._goal(size),
            **({"leverage": self._goal(drawn), "questions": [DRAWN]} if drawn else {}),
            "period": size.period,
            "cite": passage.cite(self._document, span),
        }
        return self._proved(fund, size, span, lambda: claims_of("", build(Fund, fund)))

    def _drawn(self, size: Fact, facts: Sequence[Fact]) -> Fact | None:
        """What the fund is to draw, in money, of the same sentence."""
        here = passage.sentence(self._document, size)
        drawn = (fact for fact in facts if fact.role == "leverage" and fact.unit == "CNY" and fact.value is not None)
        return next((fact for fact in drawn if passage.sentence(self._document, fact) == here), None)

    def _goal(self, fact: Fact) -> Plain:
        """A fact's figure under its comparison; a figure with two ends is a range."""
        assert fact.value is not None
        ranged = fact.value_max is not None
        comparator = "between" if ranged else "eq" if fact.comparator in (None, "between") else fact.comparator
        plain = Quantity(fact.value, fact.unit or "", "between" if ranged else "eq", fact.value_max)
        return {comparator: passage.written(self._document, (fact.start, fact.end), plain)}

    def _proved(self, plain: Plain, fact: Fact, span: Span, claimed: Callable[[], Iterator[Claim]]) -> Plain | None:
        """The promise where it is valid and borne out by its words; else None, and a clause says why."""
        words = self._document.text[span[0] : span[1]]
        try:
            fault = next((fault for claim in claimed() if (fault := bears_out(words, claim.written.quantity, claim.comparator))), None)
        except PolicyError as error:
            fault = error.what
        if fault is None:
            return plain
        title = f"{fact.indicator or fact.name or fact.kind} {self._document.text[fact.start : fact.end]}"
        name = f"clause-{len(self._clauses) + 1}"
        cite = passage.cite(self._document, span)
        self._clauses.append({"id": name, "status": "not_award", "title": title, "reason": f"数字未能核对：{fault}", "cite": cite})
        return None


def _commonest(words: Iterator[str | None]) -> str | None:
    counted = Counter(word for word in words if word).most_common(1)
    return counted[0][0] if counted else None
