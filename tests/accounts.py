"""What became of each award and limit that a person read in a notice, once a draft was made of the notice itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from suance.extract import extract
from suance.model import Document, Fact, Span
from suance.policy.claims import Claim, claims_of
from suance.policy.draft import draft
from suance.policy.schema import Award, Cite, Policy
from suance.quantity import Quantity, format_quantity
from suance.read import read

Fate = Literal["answered", "asked", "differs", "manual", "lost"]
"""in a rule without a question, in a rule with one, in a rule that says otherwise, in a clause for a person, nowhere"""


@dataclass(frozen=True, slots=True)
class Account:
    """The fate of each gold fact of a document."""

    name: str
    fates: tuple[tuple[Fact, Fate], ...]

    def count(self, *fates: Fate) -> int:
        """How many facts met one of the fates."""
        counted = Counter(fate for _, fate in self.fates)
        return sum(counted[fate] for fate in fates)


def account(path: Path) -> Account:
    """The account of a reference document: the text's own facts drafted, the gold facts beside it looked for."""
    document = read(path)
    gold = [Fact.from_record(json.loads(line)) for line in path.with_suffix(".facts.jsonl").read_text("utf-8").splitlines()]
    policy = draft(document, list(extract(document)))
    return Account(path.stem, tuple((fact, fate(document, policy, fact)) for fact in gold if fact.kind in ("award", "limit")))


def fate(document: Document, policy: Policy, fact: Fact) -> Fate:
    """What the draft makes of one fact."""
    over = [award for award in policy.awards if any(covers(cite, fact) for cite in _cites(award))]
    saying = [award for award in over if any(_says(claim, fact) for claim in claims_of("", award)) or _counts(award, fact)]
    right = [award for award in saying if _whole(document, award, fact)]
    if right:
        return "asked" if all(award.questions for award in right) else "answered"
    if not saying and any(covers(clause.cite, fact) for clause in policy.clauses):
        return "manual"
    return "differs" if over else "lost"


def covers(cite: Cite, fact: Fact) -> bool:
    """Whether the cited words hold the fact's figure."""
    return cite.span is not None and cite.span[0] <= fact.start and fact.end <= cite.span[1]


def _cites(award: Award) -> Iterator[Cite]:
    yield award.cite
    yield from (step.cite for step in award.pay.steps or () if step.cite)
    yield from (cap.cite for cap in award.caps if cap.cite)


def _says(claim: Claim, fact: Fact) -> bool:
    """Whether a number of the rule is the fact's, compared as it is, under words that hold it."""
    written = claim.written.quantity
    return covers(claim.cite, fact) and (written.value, written.unit, claim.comparator) == (fact.value, fact.unit, fact.comparator)


def _counts(award: Award, fact: Fact) -> bool:
    """Whether a ceiling of the rule is of so many awards."""
    return any(cap.count == fact.value and covers(cap.cite or award.cite, fact) for cap in award.caps)


def _whole(document: Document, award: Award, fact: Fact) -> bool:
    """Whether the rule has the fact's ceiling, and each threshold as a condition or among the words that are judged."""
    claims = list(claims_of("", award))
    numbers = {(claim.written.value, claim.comparator) for claim in claims}
    judged = _words(document, (cite.span for cite in award.judged))
    said = (
        (threshold.value, threshold.comparator) in numbers or format_quantity(Quantity(threshold.value, threshold.unit)) in judged
        for threshold in fact.thresholds or ()
    )
    return all(said) and (fact.cap is None or (fact.cap.value, "le") in numbers)


def _words(document: Document, spans: Iterable[Span | None]) -> str:
    return "".join(document.text[start:end] for start, end in (span for span in spans if span)).replace(" ", "")


def table(accounts: Iterable[Account]) -> str:
    """The accounts as the rows of a table in Markdown, with their sum."""
    columns: tuple[tuple[Fate, ...], ...] = (("answered", "asked"), ("asked",), ("differs",), ("manual",), ("lost",))
    rows = [(each.name, len(each.fates), *(each.count(*fates) for fates in columns)) for each in accounts]
    total = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
    lines = [f"| {' | '.join(str(cell) for cell in row)} |" for row in (*rows, ("all", *total))]
    heads = ("document", "awards and limits", "in rules", "of these with a question", "differ", "for a person", "lost")
    return "\n".join([f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *lines])
