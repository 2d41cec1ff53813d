"""Where a subject stands among those of its kind, as sure as the figures, scopes and kinds that are known make it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from suance.award.cells import NOWHERE
from suance.award.facts import Facts
from suance.award.needs import HOMES
from suance.award.rule import Reviewed, Rule
from suance.award.truth import Truth
from suance.award.when import Number, Rank
from suance.terms.subject import SUBJECTS


class Standings(NamedTuple):
    """The figures of one year by scope, each list from the best on, the best the least."""

    sure: dict[str | None, list[Number]]
    """of those who surely are in the scope"""
    open: dict[str | None, list[Number]]
    """of those who may be: under None, of unknown scope"""
    blank: Counter[str | None]
    """how many of a scope have no figure"""


def holds(facts: Facts, rule: Rule, asked: Rank, subject: str, year: int) -> Truth:
    """Whether fewer than the top stand strictly better; who belongs to no scope is in no ranking."""
    if scope_of(facts, rule, asked, subject) == NOWHERE and facts.figure(rule, asked.metric, subject, year) is not None:
        return False
    places = better(facts, rule, asked, subject, year)
    if places is None:
        return None
    sure, most = places
    return False if sure >= asked.top else True if most is not None and most < asked.top else None


def better(facts: Facts, rule: Rule, asked: Rank, subject: str, year: int) -> tuple[int, int | None] | None:
    """How many stand strictly better, at least and at most, open before the panel's complete years; None where its own place is not known."""
    value, scope = facts.figure(rule, asked.metric, subject, year), scope_of(facts, rule, asked, subject)
    if value is None or not scope:
        return None
    when, since = _year_of(facts, rule, subject, year), facts.panel.complete_since
    found = _standings(facts, rule, asked, when)
    own = value if asked.ascending else -value
    sure = bisect_left(found.sure.get(scope, []), own)
    maybe = sum(bisect_left(found.open.get(part, []), own) + found.blank[part] for part in (scope, None))
    return sure, None if since is not None and when < since else sure + maybe


def scope_of(facts: Facts, rule: Rule, asked: Rank, subject: str) -> str | None:
    """Within what a subject is ranked: NOWHERE for nothing, None where nothing is known."""
    if asked.per == "award":
        return "award"
    if asked.per in SUBJECTS:
        return facts.link(rule.subject, subject, next(kind for kind in SUBJECTS if kind == asked.per))
    found: str | None = facts.cell(HOMES[rule.subject][0], subject, asked.per)
    return found


def _standings(facts: Facts, rule: Rule, asked: Rank, year: int) -> Standings:
    key = (rule.id, asked, year)
    if key not in facts.standings:
        found = Standings(defaultdict(list), defaultdict(list), Counter())
        for subject, certain in _rivals(facts, rule, year):
            scope, value = scope_of(facts, rule, asked, subject), facts.figure(rule, asked.metric, subject, year)
            if value is None:
                found.blank[scope] += 1
            else:
                (found.sure if certain and scope is not None else found.open)[scope].append(value if asked.ascending else -value)
        for figures in (*found.sure.values(), *found.open.values()):
            figures.sort()
        facts.standings[key] = found
    known: Standings = facts.standings[key]
    return known


def _rivals(facts: Facts, rule: Rule, year: int) -> Iterator[tuple[str, bool]]:
    """The subjects of a rule's kind in a year, and whether each surely is one: a project whose kind is not known may be."""
    if rule.subject == "firm":
        yield from ((firm, True) for firm, (first, last) in facts.spans.items() if first <= year <= last)
    elif isinstance(rule.trigger, Reviewed):
        reviewed = ((project, facts.cell("projects", project, "kind") is not None) for project in facts.subjects(rule))
        yield from ((project, certain) for project, certain in reviewed if facts.cell("projects", project, "year") == year)
    else:
        yield from ((subject, True) for subject in facts.subjects(rule))


def _year_of(facts: Facts, rule: Rule, subject: str, year: int) -> int:
    """The year in which a subject is ranked: a project's own, whenever it is asked for."""
    found: int = facts.cell("projects", subject, "year") if isinstance(rule.trigger, Reviewed) else year
    return found
