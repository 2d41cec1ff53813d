"""Clauses and what they mean: a policy written as a notice, and a clause read for what it would rule and cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from suance.errors import PolicyError, SuanceError
from suance.workspace import joins

if TYPE_CHECKING:
    from suance.award.panel import Panel
    from suance.model import Total
    from suance.policy.finding import Finding
    from suance.policy.schema import Policy

NAME = "clause"
"""what a clause that was pasted in goes by"""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a clause means: its policy, each award in full words, what there is to say about it, and what it costs on a panel."""

    policy: Policy
    told: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    totals: tuple[Total, ...] | None
    """None without a panel"""


def written(policy: Policy) -> str:
    """A policy as the text of a notice that, read and drafted, is the same policy; PolicyError where it would not be."""
    from suance.policy.draft import draft
    from suance.policy.saying.same import differences
    from suance.policy.saying.write import write

    text = write(policy)
    document, facts = joins.read_facts(text.encode(), f"{policy.policy}.txt")
    again = draft(document, facts)
    changes = differences(policy, again)
    if changes or again.clauses or joins.questions(again):
        reasons = [*(change.words for change in changes), *(clause.reason for clause in again.clauses)] or ["仍有待定的问题"]
        raise PolicyError("写出的条文再起草一遍，与原政策不同", where=policy.policy, hint=f"不同之处：{'；'.join(reasons)[:200]}")
    return text


def unsaid(policy: Policy) -> str:
    """What the text of a policy leaves out, in words: 目标 9 项; empty where nothing is."""
    from suance.policy.saying.write import unsaid

    return "、".join(f"{name} {count} 项" for name, count in unsaid(policy).items())


def meant(clause: str, tables: Panel | None = None, *, years: Sequence[int] | None = None, as_of: date | None = None) -> Meant:
    """What a clause means, given as its words or as a file that has them; UnreadableDocument where there are none."""
    from suance.policy.check import check
    from suance.policy.draft import draft
    from suance.policy.finding import Finding
    from suance.workspace.checks import readings

    document, facts = joins.read_facts(*_content(clause))
    policy = draft(document, facts)
    found = [each for each in check(policy, {document.name: document}, as_of) if each.kind not in ("review", "proved")]
    costs: tuple[Total, ...] | None = None
    if tables is not None:
        from suance.award import totals

        try:
            found += readings(policy, tables, as_of)
            costs = tuple(totals(policy, tables, years=years, as_of=as_of))
        except SuanceError as fault:
            found.append(Finding("warning", "budget", policy.policy, f"这份面板算不出要花多少钱：{fault.what}", fault.hint))
    return Meant(policy, tuple(_told(policy)), tuple(found), costs)


def _content(clause: str) -> tuple[bytes, str]:
    """The bytes of a clause and its name; words that open with no 第…条 are taken as an article of their own."""
    path = Path(clause)
    try:
        return path.read_bytes(), path.name
    except (OSError, ValueError):
        words = clause.strip()
        return (words if words.startswith("第") else f"第一条　{words}").encode(), f"{NAME}.txt"


def _told(policy: Policy) -> list[tuple[str, str]]:
    """Each award, group and pool in full words as it is read; where no clause says it, by its keys."""
    from suance.policy import diff, tree
    from suance.policy.saying.write import bodies

    told: list[tuple[str, str]] = []
    for part, say in bodies(policy):
        try:
            told.append((part.id, say()))
        except PolicyError:
            told.append((part.id, diff.value(tree.plain(part))))
    return told
