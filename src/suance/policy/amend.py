"""A policy after an amending notice: what the notice says is done where all of it is understood, the rest stays a clause for a person.

Each change stands or falls by itself. What is changed cites the notice and, below it, the words that it changes; what is new is drafted
from the new words alone. The version that comes out says from which day it is the law.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suance.errors import PolicyError, SuanceError
from suance.model import Document, Fact, Span
from suance.policy import passage, tree
from suance.policy.amendment import Operation, articles, operations, repeals
from suance.policy.amount import Inexpressible
from suance.policy.draft import source_of
from suance.policy.redraft import aligned, free
from suance.policy.review import LISTS
from suance.policy.schema import Policy, build
from suance.policy.tree import Way
from suance.quantity import Quantity, figures, parse

UNCHANGED = frozenset({"id", "title", "cite", "questions", "examples", "judged", "note", "reason"})
"""keys whose words are no amounts of the rule"""


@dataclass(frozen=True, slots=True)
class Amending:
    """An amending notice, the policy it amends, and the text of that where it is at hand."""

    policy: Policy
    notice: Document
    facts: Sequence[Fact]
    text: Document | None


def amended(given: Amending, drafts: Mapping[Span, Policy]) -> Policy:
    """The version of a policy that an amending notice makes; `drafts` has what the new words (by their span) amount to.

    A rule whose article is changed in a way that is not understood no longer runs: it becomes a clause for a person. PolicyError where the
    notice changes nothing, or names articles and the text that has them is not at hand.
    """
    found = operations(given.notice)
    if not found:
        raise PolicyError("文中没有修改哪一条", where=given.notice.name, hint=f"也没有说《{given.policy.title}》废止")
    if given.text is None and any(operation.articles for operation in found):
        raise PolicyError("原文不在手边，不知所改的是哪几条", where=given.notice.name, hint="用 --source 给出所修改的原文")
    data = copy.deepcopy(tree.plain(given.policy))
    source = free("amendment", {*data["sources"]})
    data["sources"][source] = source_of(given.notice)
    for operation in found:
        data = _done(data, operation, _Change(given, source, drafts))
    for span in _elsewhere(given, found):
        _left(data, given.notice, source, span, "修改决定中另有奖励，须人工确认")
    return build(Policy, _dated(data, given.notice, source))


def succeeded(policy: Policy, notice: Document, draft: Policy) -> Policy | None:
    """The draft of a notice that says the policy no longer holds, as its successor with the same ids; None where it says no such thing."""
    if not repeals(notice, policy.title):
        return None
    return build(Policy, {**aligned(tree.plain(policy), tree.plain(draft)), "supersedes": [policy.policy]})


def _dated(data: dict[str, Any], notice: Document, source: str) -> dict[str, Any]:
    """The data with the day from which the version is the law; where the notice does not say, that of its publication, and a clause tells."""
    since = notice.validity.start
    if since is None or len(since) < len("2024-01-01"):
        since = notice.published
        first = notice.paragraphs[0]
        _left(data, notice, source, (first.start, first.end), "未写明自何日起施行，暂按公布日")
    if since is None or len(since) < len("2024-01-01"):
        raise PolicyError("未写明施行日，也没有公布日", where=notice.name, hint="在文件头写 date")
    return {**data, "validity": {**data["validity"], "amended": since}}


def _elsewhere(given: Amending, found: Sequence[Operation]) -> Iterator[Span]:
    """Sentences with awards that stand in nothing that was read as a change."""
    seen: set[Span] = set()
    for fact in given.facts:
        if fact.kind in ("award", "limit") and not any(each.span[0] <= fact.start < each.span[1] for each in found):
            seen.add(passage.around(given.notice, (fact.start, fact.end)))
    yield from sorted(seen)


def _left(data: dict[str, Any], notice: Document, source: str, span: Span, reason: str, award: Mapping[str, Any] | None = None) -> None:
    """Keep words of the notice as a clause for a person; of an award that no longer runs, under its id and title."""
    name = free(award["id"] if award else "clause-1", {clause["id"] for clause in data.get("clauses", ())})
    words = notice.text[span[0] : span[1]]
    said = award["title"] if award else " ".join(words.split())
    short = said if len(said) <= 40 else f"{said[:39]}…"
    cite = {**_cite(notice, source, span), **({"amends": award["cite"]} if award else {})}
    clause = {"id": name, "status": "manual", "title": short, "reason": reason, "cite": cite}
    data["clauses"] = [*data.get("clauses", ()), clause]


def _cite(notice: Document, source: str, span: Span) -> dict[str, Any]:
    return {**passage.cite(notice, span), "source": source}


def _done(data: dict[str, Any], operation: Operation, change: _Change) -> dict[str, Any]:
    """The data after one change; where it cannot be made, with a clause that says why, and the rules that it is about left to a person."""
    trial = copy.deepcopy(data)
    try:
        change.make(trial, operation)
        build(Policy, trial)
        return trial
    except (SuanceError, Inexpressible, KeyError) as fault:
        reason = fault.what if isinstance(fault, SuanceError) else str(fault)
        change.leave(data, operation, reason)
        return data


# ── one change ───────────────────────────────────────────────────────────────


class _Change:
    """Makes one change in plain data."""

    def __init__(self, given: Amending, source: str, drafts: Mapping[Span, Policy]) -> None:
        self.given, self.source, self._drafts = given, source, drafts
        self._articles = articles(given.text) if given.text else {}

    def make(self, data: dict[str, Any], operation: Operation) -> None:
        """Inexpressible, PolicyError or KeyError where it cannot be made."""
        if operation.kind == "unread":
            raise Inexpressible(operation.reason)
        old = [way for number in operation.articles for way in self._parts(data, number)]
        if operation.kind == "replace":
            self._replace(data, operation, old)
            return
        removed = {name: [tree.at(data, way) for way in old if way[0] == name] for name in LISTS}
        for way in old:
            _drop(data, way)
        if operation.text is not None:
            over = self._article(operation.articles[0]) if operation.articles else None
            self._add(data, operation.text, removed, over)

    def leave(self, data: dict[str, Any], operation: Operation, reason: str) -> None:
        """Keep what the sentence says as a clause, and so every award that it may be about."""
        notice = self.given.notice
        _left(data, notice, self.source, operation.span, reason)
        for name in self._about(data, operation):
            award = tree.at(data, ("awards", name))
            _drop(data, ("awards", name))
            _left(data, notice, self.source, operation.span, f"所依据的条文已修改：{reason}", award)

    def _about(self, data: dict[str, Any], operation: Operation) -> list[str]:
        """The awards that a sentence may be about; where it names only amounts that no award has, all of them."""
        names = [award["id"] for award in data.get("awards", ())]
        if operation.reach == "articles":
            touched = {way[1] for number in operation.articles for way in self._touched(data, number) if way[0] == "awards"}
            return [name for name in names if name in touched]
        if operation.reach == "amounts":
            start, end = operation.span
            amounts = [each.quantity for each in figures(self.given.notice.text[start:end])]
            having = [award["id"] for award in data["awards"] if any(any(_places(award, amount)) for amount in amounts)]
            return having or names
        return names if operation.reach == "all" else []

    def _touched(self, data: dict[str, Any], number: int) -> list[Way]:
        """The parts that rest on an article, in part or whole; of an article that the text does not have, those that rest on no part of the text."""
        spans = self._articles.get(number, ())
        places = {(name, part["id"]): self._place(data, part["cite"]) for name in LISTS for part in data.get(name, ())}
        if not spans:
            return [way for way, place in places.items() if place is None]
        return [way for way, place in places.items() if place and any(place[0] < end and start < place[1] for start, end in spans)]

    def _parts(self, data: dict[str, Any], number: int) -> list[Way]:
        """The parts that rest on an article, none of which may reach beyond it."""
        span = self._article(number)
        found = self._touched(data, number)
        for way in found:
            place = self._place(data, tree.at(data, way)["cite"])
            if place is None or not (span[0] <= place[0] and place[1] <= span[1]):
                raise Inexpressible(f"{way[1]} 不只依据第{number}条")
        return found

    def _article(self, number: int) -> Span:
        """Where the only article of that number stands."""
        spans = self._articles.get(number, ())
        if len(spans) != 1:
            raise Inexpressible(f"原文里{'有几处' if spans else '找不到'}第{number}条")
        return spans[0]

    def _place(self, data: dict[str, Any], cite: Mapping[str, Any] | None) -> Span | None:
        """Where in the amended text a cite stands, itself or by the words that it amends."""
        while cite is not None:
            if data["sources"][cite["source"]].get("document") == (self.given.text and self.given.text.name) and "span" in cite:
                return cite["span"][0], cite["span"][1]
            cite = cite.get("amends")
        return None

    def _replace(self, data: dict[str, Any], operation: Operation, parts: Sequence[Way]) -> None:
        """Another amount where the article has it once, and so do its rules."""
        before, after = _amount(operation.before), _amount(operation.after)
        if before.unit != after.unit or before.comparator != after.comparator:
            raise Inexpressible("改前与改后不是同一种数")
        places = [(*way, *rest) for way in parts for rest in _places(tree.at(data, way), before)]
        start, end = self._article(operation.articles[0])
        words = self.given.text.text[start:end] if self.given.text else ""
        said = sum((each.quantity.value, each.quantity.unit) == (before.value, before.unit) for each in figures(words))
        if (said, len(places)) != (1, 1):
            raise Inexpressible(f"第{operation.articles[0]}条有 {said} 处 {operation.before}，规则里有 {len(places)} 处，对应关系须人工确认")
        written = passage.written(self.given.notice, None, Quantity(after.value, after.unit))
        (way,) = places
        tree.put(tree.at(data, way[:-1]), way[-1], written)
        self._cited(data, way, operation.span)

    def _cited(self, data: dict[str, Any], way: Way, span: Span) -> None:
        """Lets the innermost cited part around a place cite the notice, above the words that it cited."""
        for length in range(len(way) - 1, 1, -1):
            part = tree.at(data, way[:length])
            if isinstance(part, dict) and "cite" in part:
                if part["cite"].get("span") != list(span) or part["cite"]["source"] != self.source:
                    part["cite"] = {**_cite(self.given.notice, self.source, span), "amends": part["cite"]}
                part.pop("examples", None)
                return

    def _add(self, data: dict[str, Any], span: Span, removed: Mapping[str, Sequence[Any]], over: Span | None) -> None:
        """The parts that the new words amount to, under the ids of those that went where they are alike, else under free ones.

        Over an article they cite its words too, so that a later amendment finds them there.
        """
        draft = tree.plain(self._drafts[span])
        fresh = aligned({name: [*removed[name]] for name in LISTS}, {name: draft.get(name, []) for name in LISTS})
        names = {part["id"] for each in (data, tree.plain(self.given.policy)) for name in LISTS for part in each.get(name, ())}
        kept = {part["id"] for name in LISTS for part in removed[name]}
        for name in LISTS:
            for part in fresh[name]:
                part["cite"] = {**part["cite"], "source": self.source, **({"amends": self._words(data, over)} if over else {})}
                if part["id"] not in kept:
                    part["id"] = free(part["id"], names)
            data[name] = [*data.get(name, ()), *fresh[name]]
        if not any(fresh[name] for name in LISTS):
            raise Inexpressible("新的条文没有读出奖励，须人工确认")

    def _words(self, data: dict[str, Any], span: Span) -> dict[str, Any]:
        """The cite of words of the amended text."""
        assert self.given.text is not None
        name = next(name for name, source in data["sources"].items() if source.get("document") == self.given.text.name)
        return {**passage.cite(self.given.text, passage.trimmed(self.given.text.text, *span)), "source": name}


def _amount(words: str) -> Quantity:
    try:
        return parse(words)
    except SuanceError:
        raise Inexpressible(f"“{words}”不是一个数，怎样改规则须人工确认") from None


def _places(node: Any, amount: Quantity) -> Iterator[Way]:
    """The ways to every quantity of a part that is the amount."""
    for key, part in (tree.children(node) or {}).items():
        if key in UNCHANGED:
            continue
        if isinstance(part, str):
            if _is(part, amount):
                yield (key,)
        else:
            yield from ((key, *rest) for rest in _places(part, amount))


def _is(text: str, amount: Quantity) -> bool:
    try:
        found = parse(text)
    except SuanceError:
        return False
    return (found.value, found.value_max, found.unit) == (amount.value, amount.value_max, amount.unit)


def _drop(data: dict[str, Any], way: Way) -> None:
    """Removes a part, and its name from what ceilings, groups and pools cover."""
    tree.drop(tree.at(data, way[:-1]), way[-1])
    if way[0] != "awards":
        return
    for part in (*(cap for award in data["awards"] for cap in award.get("caps", ())), *data.get("groups", ()), *data.get("pools", ())):
        for key in ("covers", "members"):
            if way[-1] in part.get(key, ()):
                part[key] = [name for name in part[key] if name != way[-1]]
