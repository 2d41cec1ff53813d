"""The facts of a rule's subject as columns: ask for one, and whatever table holds it is joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from suance.award.needs import HOMES
from suance.award.rule import Recognised, Reviewed, Rule
from suance.award.shared import Scope
from suance.award.sql import standing
from suance.award.sql.family import Constants
from suance.award.sql.setting import Setting
from suance.award.sql.tree import Query, Tree, calendar, column, compare, either, equals, named, number, parsed, text, truth, unless_null
from suance.award.when import Count, Has, Metric, Rank
from suance.terms.subject import SUBJECTS, column_of


def own(name: str) -> str:
    """The name under which a query carries a column of the subject's own row, beside names of the query itself."""
    return f".{name}"


def carried(setting: Setting, rule: Rule, table: str) -> list[Tree]:
    """Every column of the subject's own row, for a query that the rule's further layers stand on; DuckDB reads those that are asked for."""
    return [named(column(name, table), own(name)) for name in setting.names(rule.table)]


@dataclass(slots=True)
class Row:
    """The rows `s` of a rule: subject, year, what the trigger saw, and the columns of the subject's own row.

    Each method gives a column of this row's `query`, NULL where nothing is known, and joins its table when first asked for.
    """

    setting: Setting
    rule: Rule
    constants: Constants
    query: Query
    _aliases: dict[object, str] = field(default_factory=dict)

    def seen(self, name: str) -> Tree:
        """What the trigger saw."""
        return column(name, "s")

    def figure(self, metric: Metric, back: int = 0) -> Tree:
        """A metric of the subject: of the year, or of so many years before, where its table has years."""
        by_year = self.rule.table == "firm_years"
        if not by_year or not (back or isinstance(self.rule.trigger, Recognised)):
            return column(own(metric.name), "s")
        alias, new = self._alias(("back", back))
        if new:
            earlier = parsed(f"{alias}.year = s.year - {back}")
            self.query.join("firm_years", alias, equals(column("firm_id", alias), column("subject", "s")), earlier)
        return column(metric.name, alias)

    def in_year(self, metric: Metric, year: int) -> Tree:
        """A firm's metric in a year, whichever the row's is."""
        alias, new = self._alias(("year", year))
        if new:
            self.query.join(
                "firm_years", alias, equals(column("firm_id", alias), column("subject", "s")), equals(column("year", alias), number(year))
            )
        return column(metric.name, alias)

    def peak(self, metric: Metric) -> tuple[Tree, Tree]:
        """The highest of a firm's metric in the years before the row's, and whether one of these is missing."""
        alias, new = self._alias(("peak", metric))
        if new:
            of = column(metric.name, "g")
            times = "OVER (PARTITION BY firm_id ORDER BY year ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
            found = Query("firm_id", "year", f"MAX(figure) {times} AS peak", f"BOOL_OR(figure IS NULL) {times} AS gap")
            found.source(Query("g.firm_id", "g.year", named(of, "figure")).source("firm_grid", "g"))
            self.query.join(found, alias, equals(column("firm_id", alias), column("subject", "s")), parsed(f"{alias}.year = s.year"))
        return column("peak", alias), column("gap", alias)

    def benchmark(self, name: str, back: int = 0) -> Tree:
        """A figure that somebody publishes, of the row's year or of so many years before."""
        alias, new = self._alias(("benchmark", name, back))
        if new:
            there = equals(column("benchmark", alias), text(name))
            self.query.join("benchmarks", alias, there, parsed(f"{alias}.year = s.year - {back}"))
        return column("value", alias)

    def standing(self, asked: Rank, back: int) -> dict[str, Tree]:
        """What a ranking says: the subject's `value` and `scope`, how many are better, `sure`ly and at `most`, whether the year is `whole`."""
        yearly = self.rule.table == "firm_years"
        alias, new = self._alias((asked, back if yearly else 0))
        if new:
            same = [equals(column("subject", alias), column("subject", "s")), *([parsed(f"{alias}.year = s.year - {back}")] if yearly else [])]
            self.query.join(standing.ranked(self.setting, self.rule, asked), alias, *same)
        since = self.setting.complete_since
        year = column("year", alias) if isinstance(self.rule.trigger, Reviewed) else parsed(f"s.year - {back}")
        whole = truth(True) if since is None else compare(year, "ge", number(since))
        return {"whole": whole, **{name: column(name, alias) for name in ("value", "scope", "sure", "most")}}

    def attribute(self, name: str) -> Tree:
        """A column of the table where the subject is named."""
        home, key = HOMES[self.rule.subject]
        if not self.setting.has(home, name):
            return exp.null()
        if home == self.rule.table:
            return column(own(name), "s")
        alias, new = self._alias("home")
        if new:
            self.query.join(home, alias, equals(column(key, alias), column("subject", "s")), kind="inner")
        return column(name, alias)

    def first_times(self, asked: Has) -> tuple[Tree, Tree]:
        """The year of the subject's first sure event of an honour, and of its first that may be one."""
        alias, new = self._alias(asked)
        if new:
            times = first_times(events(asked.honour, asked.level, None))
            self.query.join(times, alias, equals(column("subject_id", alias), column("subject", "s")))
        return column("sure", alias), column("maybe", alias)

    def times(self, asked: Has | Count, back: int) -> tuple[Tree, Tree]:
        """How often the subject received an honour up to the year, or to so many years before: surely, and at most as far as the panel goes."""
        alias, new = self._alias((asked.honour, asked.level, asked.within, back))
        if new:
            found = tallies(asked, back, self.setting.years(self.setting.plan.ahead))
            self.query.join(found, alias, equals(column("subject_id", alias), column("subject", "s")), parsed(f"{alias}.year = s.year"))
        return unless_null(column("sure", alias), number(0)), unless_null(column("maybe", alias), number(0))

    def unseen(self, within: int | None, back: int) -> Tree:
        """Whether years that a window up to the year looks at lie before the panel's complete years."""
        since = self.setting.complete_since
        if since is not None and within is None:
            return truth(True)
        early = [] if since is None or within is None else [compare(column("year", "s"), "lt", number(since + within - 1 + back))]
        return either(*early, *self._late(back))

    def _late(self, back: int) -> list[Tree]:
        """Whether the row's year, less `back` years, lies after the panel's last, where it may."""
        return [compare(column("year", "s"), "gt", number(self.setting.last + back))] if self.rule.reach > back else []

    def paid(self) -> Tree:
        """What was paid for the rule, subject and year, in 分."""
        if not self.setting.has("paid", "amount"):
            return exp.null()
        alias, new = self._alias("paid")
        if new:
            ours = equals(column("rule", alias), self.constants.name())
            self.query.join("paid_sums", alias, ours, parsed(f"{alias}.subject = s.subject"), parsed(f"{alias}.year = s.year"))
        return column("amount", alias)

    def payee(self) -> Tree:
        """Who receives the money where that is not the subject."""
        if self.rule.promoter:
            return self.attribute("promoter")
        payee = SUBJECTS[self.rule.subject].payee
        return exp.Nullif(this=self.attribute(column_of(payee)), expression=text("")) if payee else exp.null()

    def key(self, scope: Scope) -> Tree:
        """The name under which the rule's sums add up in a scope: '' for none, NULL where nothing is known."""
        return column("subject", "s") if scope == self.rule.subject else self.attribute(column_of(scope))

    def meet(self) -> None:
        """Joins the constants of the rules for which the row is eligible, once the conditions have said which attributes they ask for."""
        if self.constants.columns:
            on = self.constants.join()
            self.query.join(self.constants.table, "k", *on, kind="inner" if on else "cross")

    def _alias(self, what: object) -> tuple[str, bool]:
        """The name of a joined table, and whether it is to be joined now."""
        new = what not in self._aliases
        return self._aliases.setdefault(what, f"j{len(self._aliases)}"), new


# ── events ───────────────────────────────────────────────────────────────────


def events(honour: str, level: str | None, base: int | None) -> Query:
    """The events of an honour that match the level, or may, from the first year that counts."""
    matches = truth(True) if level is None else equals(column("level"), text(level))
    found = Query("subject_id", "date", "year", named(matches, "matches")).source("events")
    found.where(equals(column("event"), text(honour)), unless_null(matches.copy(), truth(True)))
    return found if base is None else found.where(parsed(f"year >= {base}"))


def first_times(events: Query) -> Query:
    """The first year of a sure event and of one of unknown level, for each subject."""
    found = Query("subject_id", "MIN(CASE WHEN matches THEN year END) AS sure", "MIN(CASE WHEN matches IS NULL THEN year END) AS maybe")
    return found.source(events, "e").group("subject_id")


def tallies(asked: Has | Count, back: int, years: Sequence[int]) -> Query:
    """How many events of an honour each subject has in the window up to each year, less `back` years: sure ones, and with those that may be."""
    found = Query("e.subject_id", "y.year", "COUNT(CASE WHEN e.matches THEN 1 END) AS sure", "COUNT(*) AS maybe")
    in_window = [f"e.year <= y.year - {back}"] + ([] if asked.within is None else [f"e.year > y.year - {back + asked.within}"])
    found.source(events(asked.honour, asked.level, None), "e").join(calendar(years), "y", *map(parsed, in_window), kind="inner")
    return found.group("e.subject_id", "y.year")
