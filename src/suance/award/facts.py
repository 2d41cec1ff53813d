"""What the panel says to each question of a rule, in three values: yes, no, and None where nothing is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suance.award import needs
from suance.award.needs import HOMES
from suance.award.order import Place
from suance.award.panel import NO_ROWS, Panel, Rows
from suance.award.plan import Plan
from suance.award.rule import Crosses, First, Recognised, Reviewed, Rule, Yearly
from suance.award.shared import Scope
from suance.award.truth import Truth
from suance.award.when import Metric, Number
from suance.terms.subject import SUBJECTS, Subject, column_of


@dataclass(frozen=True, slots=True)
class Event:
    """A recognition of a subject."""

    year: int
    date: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A firm's metric in a year against its past; only years that count for 首次 are looked at."""

    value: Number | None
    prior: Number | None
    """the highest value of earlier years"""
    prior_year: int | None
    gap: int | None
    """the first earlier year without a value"""
    unseen: bool
    """whether there may have been earlier years that the panel does not have"""
    counts: bool
    """whether the year itself counts"""


@dataclass(frozen=True, slots=True)
class Recognition:
    """A subject's events of one honour in a year and before."""

    now: Truth
    before: Truth
    day: str | None
    """of the first event in the year"""
    gap: int | None
    """the first earlier year with an event of unknown level"""
    hidden: bool
    """whether nothing is known because the window reaches years before the panel's complete ones"""

    @property
    def lacks(self) -> str:
        """What is not known about it; empty where all is."""
        if self.now is None:
            return "window" if self.hidden else "level"
        return "gap" if self.gap is not None else "history" if self.before is None else ""


@dataclass(slots=True)
class Facts:
    """A panel's rows, indexed for the rules of a plan."""

    plan: Plan
    panel: Panel
    supplied: bool = False
    """whether a project's claim settles a sum that the clause leaves open"""
    rows: Mapping[str, Rows] = field(init=False)
    spans: dict[str, tuple[int, int]] = field(init=False)
    """firm → its first and last year in firm_years"""
    places: dict[str, Mapping[tuple[str, int], Place]] = field(init=False, default_factory=dict)
    """rule → subject and year → its place among all that the rule gives, of rules whose sum follows from it"""
    paid: dict[tuple[str, str, int], int] = field(init=False)
    """(rule, subject, year) → 分, of awards as a whole"""
    paid_parts: dict[tuple[str, str, int, str], int] = field(init=False)
    """(rule, subject, year of the part, part) → 分"""
    elsewhere: dict[tuple[str, str, str, int], int] = field(init=False)
    """of other policies: (policy, rule, subject, year) → 分"""
    first_year: int = field(init=False)
    last_year: int = field(init=False)
    standings: dict[object, Any] = field(init=False, default_factory=dict, repr=False)
    """what rankings were found, by what was asked"""
    _at: dict[str, dict[Any, int]] = field(init=False)
    _events: dict[str, dict[str, list[Event]]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = self.panel.rows(needs.of(self.plan))
        self._at = {table: self._index(table) for table in needs.KEYS}
        self.spans = _spans(self._at["firm_years"])
        self._events = self._by_honour()
        self.paid, self.paid_parts, self.elsewhere = self._sums()
        self.first_year, self.last_year = self._range()

    # ── who and when ─────────────────────────────────────────────────────────

    def subjects(self, rule: Rule) -> Iterable[str]:
        """The subjects that a rule looks at."""
        if isinstance(rule.trigger, Crosses | Yearly):
            return self.spans
        if isinstance(rule.trigger, Reviewed):
            kinds = self.rows["projects"].of("project_id", "kind")
            return [project for project, kind in kinds if kind in (None, rule.trigger.kind)]
        return self._at[HOMES[rule.subject][0]]

    def years(self, rule: Rule, subject: str) -> Sequence[int]:
        """The years in which a rule looks at a subject."""
        if isinstance(rule.trigger, Crosses | Yearly):
            first, last = self.spans[subject]
            return range(first, last + 1)
        if isinstance(rule.trigger, Reviewed):
            at = self.staged(rule.trigger, subject)
            return (at.year if at else self.cell("projects", subject, "year"),)
        return range(self.first_year, self.last_year + rule.reach + 1)

    def cell(self, table: str, key: Any, column: str) -> Any:
        """One cell; None where the row, the column or the value is missing."""
        row = self._at[table].get(key)
        columns = self.rows[table].columns if table in self.rows else {}
        return columns[column][row] if row is not None and column in columns else None

    def link(self, subject_kind: Subject, subject: str, scope: Scope) -> str | None:
        """The name under which a subject's awards add up in a scope: NOWHERE for none, None where nothing is known."""
        if scope == "award":
            return scope
        if scope == subject_kind:
            return subject
        found: str | None = self.cell(HOMES[subject_kind][0], subject, column_of(scope))
        return found

    def knows(self, name: str) -> bool:
        """Whether the panel has a subject or payee of that name."""
        payees = (row for table, payee in needs.PAYEES for row in self.rows.get(table, NO_ROWS).of(payee))
        return name in self.spans or any(name in self._at[table] for table, _ in HOMES.values()) or (name,) in payees

    def payee(self, rule: Rule, subject: str) -> str | None:
        """Who receives the money where that is not the subject; None where it is, or nothing is known."""
        if rule.promoter:
            promoter: str | None = self.cell("clusters", subject, "promoter")
            return promoter
        payee = SUBJECTS[rule.subject].payee
        return self.link(rule.subject, subject, payee) or None if payee else None

    # ── conditions and triggers ──────────────────────────────────────────────

    def figure(self, rule: Rule, metric: Metric, subject: str, year: int) -> Number | None:
        """A metric of a rule's subject: of the year where its table has years."""
        found: Number | None = self.cell(rule.table, (subject, year) if rule.table == "firm_years" else subject, metric.name)
        return found

    def crossings(self, rule: Rule, trigger: Crosses, firm: str) -> Iterator[tuple[int, Crossing]]:
        """Each year of a firm with its crossing, in order."""
        base = self.plan.counts_from(trigger.first)
        unseen = self.unseen(trigger.first, self.spans[firm][0])
        prior: Number | None = None
        prior_year = gap = None
        for year in self.years(rule, firm):
            value: Number | None = self.cell("firm_years", (firm, year), trigger.metric.name)
            counts = base is None or year >= base
            yield year, Crossing(value, prior, prior_year, gap, unseen, counts)
            if counts and value is None:
                gap = gap or year
            elif counts and value is not None and (prior is None or value > prior):
                prior, prior_year = value, year

    def recognition(self, trigger: Recognised, subject: str, year: int) -> Recognition:
        """A subject's recognitions in the window of a year and before it."""
        base = self.plan.counts_from(trigger.first) or 0
        window = trigger.window(year)
        events = [(event, self._matches(event, trigger.level)) for event in self.events(trigger.honour, subject) if event.year >= base]
        now = [(event, match) for event, match in events if event.year in window and match is not False]
        past = [(event, match) for event, match in events if event.year < window.start and match is not False]
        gap = min((event.year for event, match in past if match is None), default=None)
        unseen = trigger.first is not None and self.unseen(trigger.first, window.start)
        hidden = not now and self._hidden(window, base, year)
        before: Truth = any(match for _, match in past) or (None if past or unseen else False)
        return Recognition(
            now=any(match for _, match in now) or (None if now or hidden else False),
            before=before if trigger.first else False,
            day=min((event.date for event, _ in now), default=None),
            gap=gap if trigger.first else None,
            hidden=hidden,
        )

    def times(self, honour: str, level: str | None, within: int | None, subject: str, year: int) -> tuple[int, int | None]:
        """How often a subject received an honour in a year or before, `within` so many years up to it: at least, and at most or None.

        The panel says nothing of years after its last.
        """
        start = 0 if within is None else year - within + 1
        matches = [self._matches(event, level) for event in self.events(honour, subject) if start <= event.year <= year]
        sure = sum(match is True for match in matches)
        unseen = self.panel.complete_since is not None and start < self.panel.complete_since
        return sure, None if unseen or year > self.last_year else sure + sum(match is None for match in matches)

    def staged(self, trigger: Reviewed, project: str) -> Event | None:
        """A project's first event of the stage that its review has; None where there is none."""
        return min(self.events(trigger.stage or "", project), key=lambda event: event.date, default=None)

    def events(self, honour: str, subject: str) -> Sequence[Event]:
        """A subject's events of an honour."""
        return self._events.get(honour, {}).get(subject, ())

    def _matches(self, event: Event, level: str | None) -> Truth:
        return True if level is None else None if event.level is None else event.level == level

    def unseen(self, first: First, year: int) -> bool:
        """Whether years that count lie before both the panel's complete years and the given year."""
        since = self.panel.complete_since
        base = self.plan.counts_from(first)
        return since is not None and (base is None or base < min(since, year))

    def _hidden(self, window: range, base: int, year: int) -> bool:
        """Whether years that count of a window before the year lie before the panel's complete years."""
        since = self.panel.complete_since
        return since is not None and max(window.start, base) < min(window.stop, year, since)

    # ── indexes ──────────────────────────────────────────────────────────────

    def _index(self, table: str) -> dict[Any, int]:
        key = needs.KEYS[table]
        rows = self.rows.get(table, NO_ROWS)
        if not all(column in rows.columns for column in key):
            return {}
        return {values if len(key) > 1 else values[0]: row for row, values in enumerate(rows.of(*key))}

    def _by_honour(self) -> dict[str, dict[str, list[Event]]]:
        found: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
        for subject, honour, date, level in self.rows.get("events", NO_ROWS).of("subject_id", "event", "date", "level"):
            found[honour][subject].append(Event(int(date[:4]), date, level))
        return found

    def _sums(self) -> tuple[dict[tuple[str, str, int], int], dict[tuple[str, str, int, str], int], dict[tuple[str, str, str, int], int]]:
        """What was paid for whole awards, for parts of them, and by other policies."""
        whole: dict[tuple[str, str, int], int] = defaultdict(int)
        parts: dict[tuple[str, str, int, str], int] = defaultdict(int)
        elsewhere: dict[tuple[str, str, str, int], int] = defaultdict(int)
        for policy, rule, subject, year, amount, part in self.rows.get("paid", NO_ROWS).of("policy", "rule", "subject_id", "year", "amount", "part"):
            if policy != self.plan.policy:
                elsewhere[policy, rule, subject, year] += amount
            elif part:
                parts[rule, subject, year, part] += amount
            else:
                whole[rule, subject, year] += amount
        return dict(whole), dict(parts), dict(elsewhere)

    def _range(self) -> tuple[int, int]:
        """The first and last year of what the triggers look at."""
        years = {year for span in self.spans.values() for year in span}
        for rule in self.plan.rules:
            if isinstance(rule.trigger, Reviewed):
                years |= {year for (year,) in self.rows["projects"].of("year")}
            name = rule.trigger.honour if isinstance(rule.trigger, Recognised) else getattr(rule.trigger, "stage", None)
            years |= {event.year for events in self._events.get(name or "", {}).values() for event in events}
        self.panel.refuse(min(years, default=None), max(years, default=None), None)
        return min(years), max(years)


def _spans(firm_years: Iterable[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for firm, year in firm_years:
        first, last = found.get(firm, (year, year))
        found[firm] = min(first, year), max(last, year)
    return found
