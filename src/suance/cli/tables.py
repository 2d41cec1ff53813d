"""Results as a person reads them in a terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from suance.cli.console import Column, Console
from suance.cli.words import WORDS
from suance.model import Cite, Document, Explanation, Fact, Line, Observation, Total
from suance.quantity import Quantity, format_quantity

if TYPE_CHECKING:
    from suance.award.whatif import Effect
    from suance.policy.check import Finding
    from suance.policy.diff import Change
    from suance.policy.law import Version
    from suance.track import TargetState

SIGNS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "between": "—"}
CLAUSE_ENDS = re.compile(r"[，。；：！？\n]")
MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}
STATUS_STYLES = {"granted": "green", "cut": "yellow", "unknown": "yellow"}


def money(amount: Decimal) -> str:
    """A sum as people write it: 1000万元."""
    return format_quantity(Quantity(amount, "CNY"))


# ── facts ────────────────────────────────────────────────────────────────────


def facts(console: Console, document: Document, found: Sequence[Fact]) -> None:
    """The facts of a document in its order, each with its clause."""
    console.heading(f"{document.name}  {document.title}".strip())
    if not found:
        console.print(console.t("no_facts"))
        return
    keys = ("kind", "figure", "comparator", "about", "threshold", "period", "quote")
    columns = [Column(console.t(key), "right" if key == "figure" else "left", wraps=key in {"about", "quote"}) for key in keys]
    console.table(columns, (_fact(console, document, fact) for fact in found))


def _fact(console: Console, document: Document, fact: Fact) -> list[str]:
    figure = document.text[fact.start : fact.end] if fact.value is not None else ""
    lines = "、".join(SIGNS[line.comparator] + format_quantity(Quantity(line.value, line.unit)) for line in fact.thresholds or ())
    sign = SIGNS[fact.comparator or "eq"]
    return [_kind(console, fact.kind), figure, sign, _about(fact), lines, fact.period or "", clause(document.text, fact)]


def _kind(console: Console, kind: str) -> str:
    key = f"kind.{kind}" if f"kind.{kind}" in WORDS else kind
    return console.t(key) if key in WORDS else kind


def _about(fact: Fact) -> str:
    """What a fact is about, in the words of the text."""
    words = (fact.indicator, fact.name, fact.title, fact.beneficiary, fact.scope, fact.trigger, fact.speaker, fact.object, fact.against)
    return "：".join(dict.fromkeys(word for word in words if word))


def clause(text: str, fact: Fact) -> str:
    """The words around a figure, from the punctuation before it to that after it."""
    before = max((match.end() for match in CLAUSE_ENDS.finditer(text, 0, fact.start)), default=0)
    after = CLAUSE_ENDS.search(text, fact.end)
    return text[before : after.start() if after else len(text)].strip()


def written(console: Console, rows: Iterable[tuple[str, str, str]]) -> None:
    """One line a document: its name, how many facts, where they were written."""
    columns = [Column(console.t("document")), Column(console.t("facts"), "right"), Column(console.t("result"))]
    console.table(columns, rows)


# ── policies ─────────────────────────────────────────────────────────────────


def findings(console: Console, found: Sequence[Finding]) -> None:
    """What a check found, and how much of each level."""
    columns = [Column(console.t("level")), Column(console.t("where"), wraps=True), Column(console.t("finding"), wraps=True)]
    if found:
        console.table(columns, ([_level(console, finding.level), _where(finding), _message(finding)] for finding in found))
    counts = Counter(finding.level for finding in found)
    summary = console.t("findings_count", **{level: counts[level] for level in ("error", "warning", "note")})
    console.print(console.style(summary, "red" if counts["error"] else "green"))


def _where(finding: Finding) -> str:
    """The line and the part, the policy's own name left out where the file's stands there."""
    return f"{finding.place} {finding.where.partition('/')[2]}".rstrip() if finding.place else finding.where


def _message(finding: Finding) -> str:
    return f"{finding.message}（{finding.hint}）" if finding.hint else finding.message


def changes(console: Console, found: Sequence[Change]) -> None:
    """The sentences of what differs, changes of meaning before those of explaining words and of cites."""
    if not found:
        console.print(console.t("no_changes"))
    for sort in ("meaning", "words", "cite"):
        told = [change for change in found if change.sort == sort]
        if told:
            console.heading(console.t(f"changes.{sort}", count=len(told)))
        for change in told:
            console.print(f"  {change.words}")


def amendments(console: Console, parts: Mapping[str, Sequence[str]], found: Sequence[Change]) -> None:
    """What an amendment adds, changes and repeals, by the titles of the parts; then what differs in what they say."""
    for kind in ("added", "changed", "repealed", "left"):
        if parts[kind]:
            console.print(console.t(f"amend.{kind}", count=len(parts[kind]), names="、".join(parts[kind])))
    console.print()
    changes(console, found)


def versions(console: Console, found: Sequence[Version]) -> None:
    """What each policy is on the day, the law first."""
    columns = [
        Column(console.t(key), wraps=key in ("review.title", "reason")) for key in ("law.policy", "review.title", "law.begins", "status", "reason")
    ]
    rows = [
        [each.policy.policy, each.policy.title, str(each.policy.validity.begins or ""), console.t(f"law.{each.state}"), each.reason]
        for each in sorted(found, key=lambda each: each.state != "in_force")
    ]
    console.table(columns, rows)
    console.print(console.t("law.day", day=console.as_of))


def _level(console: Console, level: str) -> str:
    return console.t("level.error" if level == "error" else level)


def effects(console: Console, found: Sequence[Effect]) -> None:
    """What a reform changes, part by part: the sums before and after, the difference, and how many gain and lose."""
    keys = ("by", "part", "before", "after", "more", "gainers", "losers")
    columns = [Column(console.t(f"effect.{key}"), "left" if key in ("by", "part") else "right") for key in keys]
    console.table(columns, (_effect(console, each) for each in found))


def _effect(console: Console, found: Effect) -> list[str]:
    more = _range(console, found.more_low, found.more_high)
    before, after = _range(console, found.low, found.high), _range(console, found.new_low, found.new_high)
    return [console.t(f"effect.of.{found.by}"), found.key, before, after, more, str(found.gainers), str(found.losers)]


def _range(console: Console, low: Decimal, high: Decimal | None) -> str:
    """Both ends of a sum."""
    return money(low) if low == high else f"{money(low)}—{console.t('no_end') if high is None else money(high)}"


# ── awards ───────────────────────────────────────────────────────────────────


def lines(console: Console, found: Sequence[Line], names: Mapping[str, str]) -> None:
    """Payments and refusals, a line each, and what they come to."""
    if not found:
        console.print(console.t("no_lines"))
        return
    keys = ("year", "subject", "payee", "rule", "step", "amount", "status", "reason")
    columns = [Column(console.t(key), "right" if key == "amount" else "left", wraps=key in {"subject", "payee"}) for key in keys]
    console.table(columns, (_line(console, line, names) for line in found), below=True)
    console.print()
    console.print(_total(console, found))


def panel_notes(console: Console, notes: Sequence[str]) -> None:
    """What was taken for what, one line a table."""
    told: dict[str, list[str]] = {}
    for note in notes:
        table, _, what = note.partition("：")
        told.setdefault(table, []).append(what)
    for table, parts in told.items():
        console.say("panel_note", table=table, notes="；".join(parts))


def totals(console: Console, found: Sequence[Total]) -> None:
    """What a policy costs, clause by clause and year by year."""
    if not found:
        console.print(console.t("no_lines"))
        return
    columns = [Column(console.t(key), "right" if key in {"count", "amount"} else "left") for key in ("rule", "step", "year", "count", "amount")]
    console.table(columns, ([row.rule or "", row.step or "", str(row.year), str(row.lines), span(console, row.low, row.high)] for row in found))
    console.print()
    highs = [row.high for row in found if row.high is not None]
    whole = span(console, sum((row.low for row in found), Decimal(0)), sum(highs, Decimal(0)) if len(highs) == len(found) else None)
    console.print(console.t("total", counts=console.t("lines_of", count=sum(row.lines for row in found)), amount=whole))


def _line(console: Console, line: Line, names: Mapping[str, str]) -> list[str]:
    rule = f"{line.rule} {line.part}" if line.part else line.rule
    subject, payee = (f"{id_} {names.get(id_, '')}".rstrip() for id_ in (line.subject_id, line.payee or ""))
    return [str(line.year), subject, payee, rule, line.step or "", amount(console, line), console.t(line.status), line.reason]


def _total(console: Console, found: Sequence[Line]) -> str:
    """How many lines of each status, and the sum of both ends; open where a line's is."""
    counts = Counter(line.status for line in found)
    parts = [f"{console.t(status)} {count}" for status, count in counts.items()]
    lows, highs = [line.amount_min for line in found], [line.amount_max for line in found]
    low, high = (None if None in ends else sum((end for end in ends if end is not None), Decimal(0)) for ends in (lows, highs))
    return console.t("total", counts=console.t("comma").join(parts), amount=span(console, low, high))


def amount(console: Console, line: Line) -> str:
    """A line's sum: 200万元, 最高 1000万元 where nothing is settled yet, both ends, or open."""
    return span(console, line.amount_min, line.amount_max)


def span(console: Console, low: Decimal | None, high: Decimal | None) -> str:
    """An amount between two ends."""
    if high is None or low is None:
        return console.t("open_amount")
    if low == high:
        return money(high) if high else "—"
    return console.t("up_to", amount=money(high)) if low == 0 else console.t("range", low=money(low), high=money(high))


def cited(cite: Cite) -> str:
    """A cite: the source, the place there, and the words where they are ours to show."""
    place = f" [{cite.span[0]}, {cite.span[1]})" if cite.span else ""
    return f"{cite.source}{place} {cite.quote or ''}".rstrip()


def explanations(console: Console, found: Sequence[Explanation], names: Mapping[str, str]) -> None:
    """Each line with its reasons, a blank line between."""
    if not found:
        console.print(console.t("no_lines"))
    for number, each in enumerate(found):
        if number:
            console.print()
        explanation(console, each, names)


def explanation(console: Console, found: Explanation, names: Mapping[str, str]) -> None:
    """One line with its conditions, its amounts stage by stage, what is missing, and the clause."""
    line = found.line
    status = console.style(console.t(line.status), STATUS_STYLES.get(line.status, "dim"))
    subject = f"{line.subject_id} {names.get(line.subject_id, '')}".rstrip()
    title = "  ".join(filter(None, [str(line.year), subject, line.rule, line.step, line.payee and f"→ {line.payee}"]))
    console.heading(title)
    _pair(console, "result", f"{status}  {amount(console, line)}  {line.reason}".rstrip())
    for i, check in enumerate(found.checks):
        mark, colour = MARKS[check.held]
        figures = "  ".join(filter(None, [check.value, check.gap and f"{console.t('gap')} {check.gap}"]))
        _pair(console, "conditions" if i == 0 else "", f"{console.style(mark, colour)} {check.label}  {figures}".rstrip())
    for i, stage in enumerate(found.stages):
        sums = f"{stage.name}  {span(console, stage.amount_min, stage.amount_max)}  {stage.note}"
        _pair(console, "stages" if i == 0 else "", sums.rstrip())
    for key, texts in (("missing_facts", found.missing), ("notes", found.notes)):
        for i, text in enumerate(texts):
            _pair(console, key if i == 0 else "", text)
    if line.cite is not None:
        _pair(console, "cite", cited(line.cite))


def _pair(console: Console, key: str, text: str) -> None:
    console.pair(console.t(key) if key else "", text)


# ── targets and funds ────────────────────────────────────────────────────────


def targets(console: Console, states: Sequence[TargetState]) -> None:
    """The ledger: what was promised, from where, until when, and what became of it."""
    if not states:
        console.print(console.t("no_targets"))
        return
    keys = ("indicator", "base", "goal", "deadline", "latest", "growth", "status", "reason")
    numbers = {"base", "goal", "latest", "growth"}
    columns = [Column(console.t(key), "right" if key in numbers else "left", wraps=key == "indicator") for key in keys]
    console.table(columns, (_target(state) for state in states), below=True)


def _target(state: TargetState) -> list[str]:
    target = state.target
    latest = dict.fromkeys(_observed(r.observation) for r in state.readings if r.observation)
    growths = dict.fromkeys(f"{r.required:.1%}" for r in state.readings if r.required is not None)
    goal = format_quantity(Quantity(target.value, target.unit, target.comparator, target.value_max))
    bases = dict.fromkeys(_observed(base) for base in target.bases)
    settled = (target.indicator, " / ".join(bases), goal, target.deadline or "", " / ".join(latest), " / ".join(growths), state.label)
    return [*settled, "；".join(filter(None, (state.settle or state.reason, state.outlook)))]


def _observed(observation: Observation) -> str:
    return f"{format_quantity(Quantity(observation.value, observation.unit, observation.comparator))}"
