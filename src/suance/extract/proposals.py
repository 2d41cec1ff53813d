"""Proposals of a second reader: kept only where the text and our own lexer bear them out, and always for review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suance.errors import InputError
from suance.extract.tokens import Figure, lex
from suance.model import Document, Fact
from suance.quantity import Quantity, parse

KINDS = ("statistic", "target", "award", "limit", "fund")
_WAITING = "第二读者提出，待人确认"


@dataclass(frozen=True, slots=True)
class Refused:
    """A proposal that is not kept, and why."""

    proposal: Mapping[str, Any]
    reason: str


def accept(document: Document, proposals: Iterable[Mapping[str, Any]], known: Sequence[Fact] = ()) -> tuple[list[Fact], list[Refused]]:
    """The proposals as facts that wait for review, ordered by start, and the refused ones with their reasons.

    The model's offsets, values and units are never taken: the quote is looked up in the text, and the figure is the lexer's.
    A proposal of a figure that is already a fact of the same kind adds nothing and is refused.
    """
    figures = lex(document.text).figures
    facts: dict[tuple[str, int], Fact] = {}
    refused = []
    for proposal in proposals:
        found = _borne_out(document.text, proposal, figures)
        if isinstance(found, str):
            refused.append(Refused(proposal, found))
        elif any(fact.kind == proposal["kind"] and fact.start < found.end and found.start < fact.end for fact in known):
            refused.append(Refused(proposal, "已有这一事实"))
        else:
            facts[proposal["kind"], found.start] = _fact(document.text, proposal, found)
    return sorted(facts.values(), key=lambda fact: (fact.start, fact.kind)), refused


def _borne_out(text: str, proposal: Mapping[str, Any], figures: Sequence[Figure]) -> Figure | str:
    """The lexer's figure that a proposal speaks of, or why there is none."""
    quote, written = proposal.get("quote"), proposal.get("figure")
    if proposal.get("kind") not in KINDS:
        return "没有这一类事实"
    if not isinstance(quote, str) or not isinstance(written, str) or not quote or not written:
        return "缺引文或数字"
    start = text.find(quote)
    if start < 0:
        return "引文不在原文里"
    if text.find(quote, start + 1) >= 0:
        return "引文在原文里不止一处"
    if quote.count(written) != 1:
        return "数字不在引文里，或不止一处"
    begin = start + quote.index(written)
    here = [figure for figure in figures if begin <= figure.start and figure.end <= begin + len(written)]
    claimed = _claimed(written)
    if len(here) != 1 or claimed is None or (claimed.value, claimed.unit) != (here[0].value, here[0].unit):
        return "与词法读出的数不一致"
    return here[0]


def _claimed(written: str) -> Quantity | None:
    try:
        return parse(written)
    except InputError:
        return None


def _fact(text: str, proposal: Mapping[str, Any], figure: Figure) -> Fact:
    """The fact with the lexer's value; of the words only those that stand in the text are kept."""
    indicator = proposal.get("indicator")
    said = indicator if isinstance(indicator, str) and indicator and indicator in text else None
    return Fact(
        kind=proposal["kind"],
        start=figure.start,
        end=figure.end,
        value=figure.value,
        value_max=figure.value_max,
        unit=figure.unit,
        comparator=figure.comparator,
        indicator=said if proposal["kind"] in ("statistic", "target") else None,
        frame="second",
        review=_WAITING,
    )
