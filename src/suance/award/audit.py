"""What was paid against what the clauses allow: each payment by the facts and by earlier payments, never by itself.

The years go by in order. What a year may be paid is worked out with the payments of earlier years believed, each held to what
was allowed then, so that one error is alleged once. A sum inside a range that the clause leaves open is no finding; one that a
missing fact could justify is a finding of its own kind, which says what would settle it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from suance.award import award, decide, parts, words
from suance.award.amount import Fixed, core
from suance.award.cells import NOWHERE
from suance.award.facts import Facts
from suance.award.needs import HOMES
from suance.award.outcome import PAYING, Outcome
from suance.award.panel import Panel
from suance.award.payments import Payment, believing, payments
from suance.award.payout import line as line_of
from suance.award.plan import Plan, from_policy
from suance.award.rule import Reviewed, Rule, Yearly
from suance.award.shared import Cap
from suance.errors import PolicyError, UsageError
from suance.model import Cite, Line
from suance.policy.schema import Policy
from suance.terms.subject import SUBJECTS

Kind = Literal[
    "over",
    "over_cap",
    "under",
    "early",
    "late",
    "twice",
    "displaced",
    "step",
    "payee",
    "expired",
    "uncovered",
    "stranger",
    "unknown_rule",
    "cannot_tell",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A payment that the clauses do not allow, or of which a missing fact must tell, in 元."""

    kind: Kind
    line: int
    """of the table `paid`"""
    rule: str
    subject_id: str
    year: int
    paid: Decimal
    allowed_min: Decimal
    allowed_max: Decimal | None
    """None where the clause sets no end, or nobody knows it"""
    reason: str
    cite: Cite | None


def audit(policy: Policy, panel: Panel, *, as_of: date | None = None) -> list[Finding]:
    """What is to be said of the payments of a policy, in the order of the table; PanelError for a panel that the policy cannot run on."""
    paid = payments(panel, policy.policy)
    found = list(_Audit.of(policy, panel, paid, as_of).findings(paid))
    return sorted(found, key=lambda finding: finding.line)


@dataclass(slots=True)
class _Audit:
    """One audit: what is due without any ceiling, and what was accepted so far."""

    policy: Policy
    panel: Panel
    as_of: date | None
    plan: Plan
    facts: Facts
    """of the panel without its payments"""
    due: dict[tuple[str, str, int], list[Line]]
    """what pays or may pay before any ceiling"""
    rows: dict[tuple[str, str], list[Payment]]
    accepted: dict[tuple[str, str], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """(rule, subject) → year → 分 of whole awards, held to what was allowed"""
    used: dict[tuple[str, str], dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    """(cap, scope) → year → 分 accepted"""

    @classmethod
    def of(cls, policy: Policy, panel: Panel, paid: Sequence[Payment], as_of: date | None) -> _Audit:
        """The audit of a policy's payments before the first year."""
        awards = tuple(award_.model_copy(update={"caps": ()}) for award_ in policy.awards)
        bare = policy.model_copy(update={"awards": awards, "groups": (), "pools": ()})
        unpaid = believing(panel, policy.policy, ())
        rows: dict[tuple[str, str], list[Payment]] = defaultdict(list)
        for payment in paid:
            rows[payment.rule, payment.subject].append(payment)
        due = _by_key(_lines(bare, unpaid, None, as_of))
        plan = from_policy(policy)
        return cls(policy, panel, as_of, plan, Facts(plan, unpaid), due, rows)

    def findings(self, paid: Sequence[Payment]) -> Iterator[Finding]:
        """What is to be said, year by year."""
        rules = {rule.id for rule in self.plan.rules}
        for payment in paid:
            if payment.rule not in rules:
                yield _finding("unknown_rule", payment, f"政策里没有规则 {payment.rule}（有：{'、'.join(sorted(rules))}）")
        groups: dict[int, dict[tuple[str, str, str | None], list[Payment]]] = defaultdict(lambda: defaultdict(list))
        for payment in paid:
            if payment.rule in rules:
                groups[payment.year][payment.rule, payment.subject, payment.part].append(payment)
        for year in sorted(groups):
            yield from self._year(year, groups[year])

    # ── one year ─────────────────────────────────────────────────────────────

    def _year(self, year: int, groups: dict[tuple[str, str, str | None], list[Payment]]) -> Iterator[Finding]:
        """The payments of a year: first those whose sum is settled, then those that share what ceilings leave."""
        allowed = self._allowed(year)
        later: list[tuple[Rule, list[Payment], list[Line]]] = []
        for (rule_id, subject, part), rows in groups.items():
            rule = self.plan.rule(rule_id)
            lines = [line for line in allowed.get((rule_id, subject, year), ()) if part is None or line.part == part]
            if not lines:
                yield from (self._nothing_due(rule, row) for row in rows)
            elif self.plan.capped(rule) and self._open(rule, subject, year, lines):
                later.append((rule, rows, lines))
            else:
                yield from self._judge(rule, rows, lines, _high(lines))
        for rule, rows, lines in later:
            yield from self._judge(rule, rows, lines, self._left(rule, rows[0], lines))

    def _allowed(self, year: int) -> dict[tuple[str, str, int], list[Line]]:
        """What a year may be paid after all ceilings, with the accepted payments of earlier years."""
        if not any(map(self.plan.capped, self.plan.rules)) or not any(when == year for _, _, when in self.due):
            return self.due
        single = {rule.id for rule in self.plan.rules if not rule.each}
        believed = [
            (rule, subject, when, amount)
            for (rule, subject), years in self.accepted.items()
            for when, amount in years.items()
            if rule in single and when < year
        ]
        return _by_key(_lines(self.policy, believing(self.panel, self.policy.policy, believed), [year], self.as_of, bool(self.plan.groups)))

    def _open(self, rule: Rule, subject: str, year: int, lines: Sequence[Line]) -> bool:
        """Whether what an award may come to hangs on sums that a clause or a missing fact leaves open: its own, or those of its group."""
        mates = {name for group in self.plan.groups if rule.id in group.members for name in group.members}
        beside = [line for name in mates for line in self.due.get((name, subject, year), ())]
        return any(line.amount is None for line in (*lines, *beside)) or any(step.open for name in mates for step in self.plan.rule(name).steps)

    def _left(self, rule: Rule, row: Payment, lines: Sequence[Line]) -> int | None:
        """The most that may be paid where a range meets a ceiling: the clause's own bound, within what the ceilings over it have left."""
        before = [line for line in self.due.get((rule.id, row.subject, row.year), ()) if row.part is None or line.part == row.part]
        ends = [_high(before or lines)]
        for cap, key in self._ceilings(rule, row):
            spent = sum(sum_ for when, sum_ in self.used[cap.id, key].items() if when == row.year or (cap.lifetime and when < row.year))
            ends.append(max(0, (cap.at or 0) - spent))
        return min((end for end in ends if end is not None), default=None)

    # ── one award ────────────────────────────────────────────────────────────

    def _judge(self, rule: Rule, rows: Sequence[Payment], lines: Sequence[Line], high: int | None) -> Iterator[Finding]:
        """The rows paid for one award against what it may be: each at most once for its sum, and for who received it."""
        low = sum(max(0, _fen(line.amount_min)) for line in lines)
        high = self._topped(rule, rows[0], lines, high)
        ends = (words.yuan(min(low, high) if high is not None else low), words.end(high))
        running, alleged = 0, False
        for number, row in enumerate(rows):
            kind = self._kind(rule, rows[:number], row, lines, running, high)
            if kind:
                alleged = True
                yield _finding(kind, row, _told(kind, lines), *ends, cite=lines[0].cite)
            payee = self._wrong_payee(rule, row, lines[0])
            if payee:
                yield _finding("payee", row, f"应付给 {payee}，却付给 {row.payee}", *ends, cite=lines[0].cite)
            running = running + row.amount if high is None else min(high, running + row.amount)
        if running < low and not alleged:
            alleged = True
            kind = "step" if self._other_step(rule, rows[-1], lines) else "under"
            yield _finding(kind, rows[-1], _told(kind, lines), *ends, cite=lines[0].cite)
        if not alleged and any(line.status == "unknown" for line in lines):
            line = next(line for line in lines if line.status == "unknown")
            yield _finding("cannot_tell", rows[0], line.reason, *ends, cite=line.cite)
        self._accept(rule, rows[0], max(running, low) if high is None else min(high, max(running, low)))

    def _kind(self, rule: Rule, earlier: Sequence[Payment], row: Payment, lines: Sequence[Line], running: int, high: int | None) -> Kind | None:
        """What is wrong with the sum of a row beside those before it; None for nothing."""
        steps = {line.step for line in lines if line.step}
        if row.step and steps and row.step not in steps and all(line.status != "unknown" for line in lines):
            return "step"
        if high is None or running + row.amount <= high:
            return None
        if all(line.status == "displaced" for line in lines):
            return "displaced"
        if any(other.amount == row.amount for other in earlier):
            return "twice"
        if not earlier and self._other_step(rule, row, lines):
            return "step"
        whole = _high(self.due.get((rule.id, row.subject, row.year), ()))
        return "over_cap" if self.plan.capped(rule) and (whole is None or (high < whole and running + row.amount <= whole)) else "over"

    def _other_step(self, rule: Rule, row: Payment, lines: Sequence[Line]) -> bool:
        """Whether a sum is that of another step of the rule."""
        steps = {line.step for line in lines}
        return any(step.most == row.amount and isinstance(core(step.amount), Fixed) and step.id not in steps for step in rule.steps)

    def _wrong_payee(self, rule: Rule, row: Payment, line: Line) -> str | None:
        """Who should have received it, where the row names someone else; None where it is right, or nothing is known."""
        expected = line.payee or (None if rule.promoter or SUBJECTS[rule.subject].payee else row.subject)
        if row.payee is None or expected is None:
            return None
        return None if row.payee in (expected, self.facts.cell("firms", expected, "name")) else expected

    def _topped(self, rule: Rule, row: Payment, lines: Sequence[Line], high: int | None) -> int | None:
        """The most of a step that tops up: what earlier years did not pay of it, where the clause left them open."""
        if not rule.top_up or high is None or all(line.amount is not None for line in lines):
            return high
        most = max((step.most or 0 for step in rule.steps if step.id in {line.step for line in lines}), default=0)
        earlier = sum(sum_ for year, sum_ in self.accepted[rule.id, row.subject].items() if year < row.year)
        return max(high, most - earlier) if not self.plan.capped(rule) else high

    def _accept(self, rule: Rule, row: Payment, amount: int) -> None:
        """Books what was paid as far as it was allowed."""
        if row.part is None:
            self.accepted[rule.id, row.subject][row.year] = amount
        for cap, key in self._ceilings(rule, row):
            self.used[cap.id, key][row.year] += amount

    def _ceilings(self, rule: Rule, row: Payment) -> Iterator[tuple[Cap, str]]:
        """The ceilings of a sum for a year or for all of them that are over an award, each with its scope; what is in none, or in nobody knows
        which, is left out, and so is a ceiling of another kind: its share of a range is open."""
        for cap in self.plan.caps:
            key = self.facts.link(rule.subject, row.subject, cap.per) if cap.plain and rule.id in cap.covers else NOWHERE
            if key:
                yield cap, key

    # ── nothing due ──────────────────────────────────────────────────────────

    def _nothing_due(self, rule: Rule, row: Payment) -> Finding:
        """Why nothing may be paid to a subject in the year: by the subject's own years before and after it."""
        home, key = HOMES[rule.subject]
        there = row.subject in self.facts.subjects(rule)
        if not there and self.facts.cell(home, row.subject, key) is None:
            return _finding("stranger", row, f"面板的 {home} 里没有 {row.subject}", cite=rule.cite)
        gate = self.plan.gate(rule, row.year, self.as_of)
        if gate and not (gate == "after" and rule.grandfather):
            return _finding("expired" if gate == "after" else "early", row, words.outside(self.plan, rule, gate, row.year), cite=rule.cite)
        mine = list(parts.apply(self.facts, decide.decide(self.facts, rule, self.as_of, row.subject), self.as_of)) if there else []
        kind, why = self._without(rule, row, mine)
        return _finding(kind, row, why, cite=rule.cite)

    def _without(self, rule: Rule, row: Payment, mine: Sequence[Outcome]) -> tuple[Kind, str]:
        """The kind of a payment for which nothing is due in a year of the policy, and why."""
        now = next((found for found in mine if found.year == row.year and row.part in (None, found.part)), None)
        refusal = line_of(self.plan, now).reason if now else ""
        if now and now.part is not None:
            return ("early" if now.cause == "awaited" else "uncovered"), refusal
        if not any(found.year == row.year for found in mine) and not isinstance(rule.trigger, Reviewed):
            return "cannot_tell", f"面板没有 {row.subject} {row.year}年的数据"
        if not isinstance(rule.trigger, Yearly):
            paying = [found.year for found in mine if found.status in PAYING and row.part in (None, found.part)]
            earlier, later = [year for year in paying if year < row.year], [year for year in paying if year > row.year]
            if any(other.year in earlier for other in self.rows[rule.id, row.subject]):
                return "twice", f"{earlier[-1]}年已付过一次"
            if earlier:
                return "late", f"这是{earlier[-1]}年的奖励"
            if later:
                return "early", f"{later[0]}年才符合条件"
        return "uncovered", refusal or f"{row.subject} 不是该类项目，或不在{row.year}年"


def _lines(policy: Policy, panel: Panel, years: Sequence[int] | None, as_of: date | None, displaced: bool = False) -> list[Line]:
    """What pays or may pay, by the engine that can; with what another award has displaced, if so asked."""
    try:
        found = award(policy, panel, years=years, as_of=as_of, engine="duckdb", all=displaced)
    except (PolicyError, UsageError):
        found = award(policy, panel, years=years, as_of=as_of, engine="interpreter", all=displaced)
    return [line for line in found if line.status in PAYING or line.status == "displaced"]


def _by_key(lines: Iterable[Line]) -> dict[tuple[str, str, int], list[Line]]:
    """Lines by rule, subject and year; a return is none."""
    found: dict[tuple[str, str, int], list[Line]] = defaultdict(list)
    for line in lines:
        if line.amount_max is None or line.amount_max >= 0:
            found[line.rule, line.subject_id, line.year].append(line)
    return found


def _high(lines: Sequence[Line]) -> int | None:
    """The upper end of lines together in 分; None where one is open."""
    return None if any(line.amount_max is None for line in lines) else sum(_fen(line.amount_max) for line in lines)


def _fen(yuan: Decimal | None) -> int:
    return int((yuan or Decimal(0)) * 100)


def _told(kind: Kind, lines: Sequence[Line]) -> str:
    """What the clause gives, in the words of its lines."""
    said = "；".join(dict.fromkeys(line.reason for line in lines))
    return f"{said}；同一笔已付过" if kind == "twice" else said


def _finding(
    kind: Kind, row: Payment, reason: str, low: Decimal = Decimal(0), high: Decimal | None = Decimal(0), cite: Cite | None = None
) -> Finding:
    return Finding(kind, row.line, row.rule, row.subject, row.year, words.yuan(row.amount), low, high, reason, cite)
