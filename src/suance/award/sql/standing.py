"""Where each subject stands among those of its kind: how many are strictly better, surely and at most."""

from __future__ import annotations

from sqlglot import exp

from suance.award.needs import HOMES
from suance.award.rule import Reviewed, Rule
from suance.award.sql.setting import Setting
from suance.award.sql.tree import Query, Tree, column, either, equals, is_null, named, text
from suance.award.when import Rank
from suance.terms.subject import SUBJECTS, column_of

OF_SCOPE = "year, scope"


def ranked(setting: Setting, rule: Rule, asked: Rank) -> Query:
    """Subject, year, value, scope, and how many of the scope and year stand strictly better: sure ones, and with those who may be."""
    order = f"ORDER BY value {'ASC' if asked.ascending else 'DESC'} NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"

    def better(who: str, among: str) -> str:
        count = f"COUNT(CASE WHEN {who} THEN 1 END) OVER (PARTITION BY {among}"
        return f"{count} {order}) - {count}, value)"

    blank = "COUNT(CASE WHEN {} THEN 1 END) OVER (PARTITION BY {})"
    found = Query("subject", "year", "value", "scope", f"{better('certain', OF_SCOPE)} AS sure")
    maybe = [better("certain IS NULL", OF_SCOPE), blank.format("value IS NULL", OF_SCOPE)]
    maybe += [better("scope IS NULL", "year"), blank.format("scope IS NULL AND value IS NULL", "year")]
    found.select(f"{' + '.join(maybe)} AS may_be").source(_rivals(setting, rule, asked), "r")
    return Query("subject", "year", "value", "scope", "sure", "sure + may_be AS most").source(found, "f")


def _rivals(setting: Setting, rule: Rule, asked: Rank) -> Query:
    """The subjects of a rule's kind, each year of a firm; `certain` is NULL of a project whose kind is not known."""
    home, key = HOMES[rule.subject]
    if rule.subject == "firm":
        found = Query("g.firm_id AS subject", "g.year", named(column(asked.metric.name, "g"), "value"), "TRUE AS certain").source("firm_grid", "g")
        if asked.per != "award":
            found.join(home, "h", "h.firm_id = g.firm_id")
        return found.select(named(_scope(setting, rule, asked), "scope"))
    found = Query(named(column(key, "h"), "subject"), named(column(asked.metric.name, "h"), "value"), named(_scope(setting, rule, asked), "scope"))
    found.source(home, "h")
    if not isinstance(rule.trigger, Reviewed):
        return found.select("0 AS year", "TRUE AS certain")
    kind = equals(column("kind", "h"), text(rule.trigger.kind))
    return found.select("h.year", named(kind, "certain")).where(either(kind.copy(), is_null(column("kind", "h"))))


def _scope(setting: Setting, rule: Rule, asked: Rank) -> Tree:
    """Within what a subject is ranked: '' for nothing, NULL where nothing is known."""
    if asked.per == "award":
        return text("award")
    name = column_of(asked.per) if asked.per in SUBJECTS else asked.per
    return column(name, "h") if setting.has(HOMES[rule.subject][0], name) else exp.null()
