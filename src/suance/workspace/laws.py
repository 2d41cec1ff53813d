"""Policies that change: the version that an amending notice makes of one, and which of several answers on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from suance.errors import PolicyError, UsageError
from suance.model import Document, Paragraph
from suance.workspace import checks, files, joins

if TYPE_CHECKING:
    from suance.policy.law import Version
    from suance.policy.schema import Policy

ENDINGS = (".yaml", ".yml")


def amended(notice: Path, reference: str, sources: Sequence[str] = ()) -> Policy:
    """What a notice makes of a policy: its next version, or the policy that supersedes it. A source is the amended text, as for `check`.

    PolicyError where the notice does neither.
    """
    from suance.extract import extract
    from suance.policy import amend
    from suance.policy.amendment import masked, operations
    from suance.policy.draft import draft

    before = joins.find_policy(reference)
    document, facts = joins.read_facts(notice)
    successor = amend.succeeded(before, document, draft(document, facts))
    if successor is not None:
        return successor
    texts = [found for _, found in (checks.source(before, text) for text in sources)]
    spans = [operation.text for operation in operations(document) if operation.text is not None]
    parts = {span: _only(document, span, masked(document, span)) for span in spans}
    drafts = {span: draft(part, tuple(extract(part))) for span, part in parts.items()}
    return amend.amended(amend.Amending(before, document, facts, texts[0] if texts else None), drafts)


def _only(document: Document, span: tuple[int, int], text: str) -> Document:
    """The document with nothing but the words of a span, at their places."""
    inside = [Paragraph(max(each.start, span[0]), min(each.end, span[1]), each.role) for each in document.paragraphs]
    return replace(document, text=text, paragraphs=tuple(each for each in inside if each.start < each.end))


def load(paths: Sequence[Path]) -> list[Policy]:
    """The policies of files, and of all files in folders; UsageError where there is none."""
    found = [path for path in files.inside(paths) if path in paths or path.name.endswith(ENDINGS)]
    if not found:
        raise UsageError("没有政策文件", where="、".join(map(str, paths)), hint="政策文件是 .yaml 文件，或放着它们的文件夹")
    return [joins.find_policy(path) for path in found]


def versions(paths: Sequence[Path], day: date) -> tuple[Version, ...]:
    """What each of the policies is on a day."""
    from suance.policy.law import versions

    return versions(load(paths), day)


def answering(reference: str, years: Sequence[int] | None, as_of: date) -> Policy:
    """The policy of a file or id; of a folder of versions the one that answers for the years, as seen from a day.

    UsageError where no year is named and there are several versions, PolicyError where no one version answers for the years.
    """
    from suance.policy.law import answering

    if not Path(reference).is_dir():
        return joins.find_policy(reference)
    found = load([Path(reference)])
    if years is None and len(found) > 1:
        raise UsageError("文件夹里有几个版本", where=reference, hint="用 --year 写明算哪一年的奖励")
    answers = [answering(found, year, as_of) for year in years or [as_of.year]]
    if any(policy != answers[0] for policy in answers):
        raise PolicyError("这几年由不同的版本管", where=reference, hint="一年一年地算")
    return answers[0]


def changed(before: Policy, after: Policy) -> dict[str, list[str]]:
    """The titles of what a new version or a successor adds, changes and repeals, and of what it leaves to a person."""
    from suance.policy.review import digest, parts
    from suance.policy.tree import plain

    old, new = ({name: part for name, part in parts(plain(policy)) if name != "validity"} for policy in (before, after))
    told = {
        "added": [part for name, part in new.items() if name not in old and not name.startswith("clauses.")],
        "changed": [part for name, part in new.items() if name in old and digest(part) != digest(old[name])],
        "repealed": [part for name, part in old.items() if name not in new and f"clauses.{part['id']}" not in new],
        "left": [part for name, part in new.items() if name not in old and name.startswith("clauses.")],
    }
    return {kind: [str(part.get("title") or part.get("name") or part.get("indicator")) for part in found] for kind, found in told.items()}
