"""Policy files held against what they rest on, and against each other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from suance.errors import UsageError
from suance.model import Document
from suance.workspace import files, joins

if TYPE_CHECKING:
    from suance.award.panel import Panel
    from suance.award.whatif import Effect
    from suance.policy.diff import Change
    from suance.policy.finding import Finding
    from suance.policy.schema import Policy


def check(
    policy: Policy,
    sources: Sequence[str] = (),
    *,
    reference: str | Path | None = None,
    tables: Panel | None = None,
    as_of: date | None = None,
) -> list[Finding]:
    """Every number of a policy held against the words it cites, every example run by both engines, and what the policy says against itself.

    A source is a path, or ID=PATH where the file's name is not the document that the policy names. With the reference of its file, each
    finding has its line; with a panel, each open question says what its other readings would cost; as of a day, a policy past its end is told.
    """
    from suance.policy.check import check

    found = [*check(policy, dict(source(policy, text) for text in sources), as_of), *_examples(policy)]
    found += readings(policy, tables, as_of) if tables is not None else ()
    return found if reference is None else list(_placed(found, reference))


def readings(policy: Policy, tables: Panel, as_of: date | None) -> Iterator[Finding]:
    """What the other readings of open questions would cost."""
    from suance.award import readings as award
    from suance.policy.finding import Finding
    from suance.policy.lint import at

    for reading in award.readings(policy, tables, as_of=as_of):
        yield Finding("note", "budget", at(policy, reading.place[:2]), reading.words)


def _examples(policy: Policy) -> Iterator[Finding]:
    """The examples that do not hold."""
    if any(rule.examples for rule in policy.awards):
        from suance.award.examples import failures
        from suance.policy.finding import Finding

        for failure in failures(policy):
            yield Finding("error", "example", f"{policy.policy}/{failure.award}.examples.{failure.number}", failure.message)


def _placed(found: Iterable[Finding], reference: str | Path) -> Iterator[Finding]:
    """Each finding with the line of its part."""
    from suance.policy import file

    name, text = joins.policy_text(reference)
    line = file.lines_of(text, name)
    for finding in found:
        yield replace(finding, place=f"{name}:{line(finding.where.partition('/')[2])}")


def diff(before: Policy, after: Policy) -> tuple[Change, ...]:
    """What differs between two policies, in the order of the file."""
    from suance.policy.diff import diff

    return diff(before, after)


def source(policy: Policy, text: str) -> tuple[str, Document]:
    """The name under which the policy knows a source, and its document."""
    names = {source_id: source.document for source_id, source in policy.sources.items() if source.document}
    source_id, equals, path = text.partition("=")
    if equals and source_id in names:
        return str(names[source_id]), joins.read_document(Path(path))
    document = joins.read_document(Path(text))
    if document.name in names.values():
        return document.name, document
    known = "、".join(f"{source_id}（{name}）" for source_id, name in names.items()) or "没有"
    raise UsageError(f"政策里没有名为 {document.name} 的来源", where=text, hint=f"写成 编号=文件；政策的来源：{known}")


def effects(
    policy: Policy,
    reform: Path,
    tables: Panel,
    out: Path | None = None,
    *,
    years: Sequence[int] | None,
    engine: joins.Engine,
    as_of: date,
) -> list[Effect]:
    """Who gains and loses by the reform of a file, written to a CSV file too where one is named; PolicyError where the reform cannot be made."""
    from suance.award.whatif import effects
    from suance.policy.reform import reformed
    from suance.policy.schema import load_reform

    found = effects(policy, reformed(policy, load_reform(reform)), tables, years=years, engine=engine, as_of=as_of)
    if out is not None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("by", "key", "low", "high", "new_low", "new_high", "gainers", "losers"))
        writer.writerows([each.by, each.key, each.low, each.high, each.new_low, each.new_high, each.gainers, each.losers] for each in found)
        files.write(out, text.getvalue())
    return found
