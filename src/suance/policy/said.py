"""Articles that are wholly understood become awards, groups and pools of a draft, with cites, and questions where they are silent."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from suance import terms
from suance.errors import PolicyError
from suance.model import Document, Span
from suance.policy import passage
from suance.policy.amount import Inexpressible, Plain
from suance.policy.saying import award as parts
from suance.policy.saying.article import Article, Sentence, articles
from suance.policy.schema import Policy, build
from suance.policy.trigger import AGAIN, FIRST, LATER, PICK, UPGRADE
from suance.terms.subject import within

OVERFLOW = {"ask": "超出上限时，按比例分还是先到先得？", "reading": "pro_rata", "alternatives": ["first_come"]}
SHARED = {"shared_clause": ("groups", "group", "members"), "pool": ("pools", "pool", "covers")}
"""sentence → key of the policy, prefix of the ids, key that names articles"""
PROVISIONAL = "award-0"
Prove = Callable[[Plain], Plain]


@dataclass(frozen=True, slots=True)
class Understood:
    """An article that is understood: its awards and what awards share by it, as plain data whose ceilings and members still name articles."""

    number: int | None
    span: Span
    awards: tuple[Plain, ...]
    shared: tuple[tuple[str, Plain], ...]


def understood(document: Document, prove: Prove) -> tuple[tuple[Article, ...], tuple[Understood, ...]]:
    """The articles of a document, and those that are understood; `prove` refuses an award that its words do not bear out."""
    known = articles(document)
    return known, tuple(found for article in known if (found := _understood(document, article, prove)) is not None)


def _understood(document: Document, article: Article, prove: Prove) -> Understood | None:
    sentences = article.sentences
    if sentences is None:
        return None
    try:
        awards = tuple(_award(document, article, several, prove) for several in _awards(sentences))
    except Inexpressible:
        return None
    shared = tuple((each.kind, each.means | {"cite": passage.cite(document, each.span)}) for each in sentences if each.kind in SHARED)
    return Understood(article.number, article.span, awards, shared)


def _awards(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Each award with what is further said of it."""
    found: list[list[Sentence]] = []
    for each in sentences:
        if each.kind == "award":
            found.append([each])
        elif each.kind == "further" and found:
            found[-1].append(each)
    yield from found


def _award(document: Document, article: Article, sentences: Sequence[Sentence], prove: Prove) -> Plain:
    first = sentences[0]
    award: Plain = {"id": PROVISIONAL, **copy.deepcopy(first.means)}
    award["title"] = article.title or passage.title(document, first.span, f"{_about(award['on']) or terms.label(award['to'])}奖励")
    award["cite"] = passage.cite(document, (first.span[0], sentences[-1].span[1]))
    beside = [key for each in sentences[1:] for key in each.means]
    if not (parts.gathered(award["pay"]) and parts.unmixed(first.means["pay"], beside)):
        raise Inexpressible("上限在加成之前还是之后，须人工确认")
    for each in sentences[1:]:
        if not parts.together(award, copy.deepcopy(_cited(document, each))):
            raise Inexpressible("同一件事说了两次，或没有可说的")
    parts.named(award)
    _asked(award)
    pending = [{**cap, "covers": [PROVISIONAL], "id": f"cap-{number}"} for number, cap in enumerate(award.get("caps", ()), 1)]
    prove({**award, "questions": [], **({"caps": pending} if pending else {})})
    return award


def _about(on: Plain) -> str:
    """What an honour or a kind of project is called; nothing of other triggers."""
    return terms.label(on.get("recognised") or on.get("reviewed") or "")


def _cited(document: Document, sentence: Sentence) -> Any:
    """What a further sentence says, its ceilings and instalments under its own cite."""
    cite = passage.cite(document, sentence.span)
    return {key: value | {"cite": cite} if key in ("cap", "clawback") else value for key, value in sentence.means.items()}


# ── where an article is silent ───────────────────────────────────────────────


def _asked(award: Plain) -> None:
    """Puts a reading, with its question, where an award needs a key that its words do not give."""
    on, pay = award["on"], award["pay"]
    asked: list[Plain] = []
    again = award.pop("again", False)
    if on.get("first") == "said":
        on["first"] = "ever"
        asked.append(FIRST)
    elif "recognised" in on and "first" not in on and not again:
        asked.append(AGAIN)
    if len(pay.get("steps") or pay.get("levels") or ()) > 1:
        wanted: list[Plain] = [UPGRADE] if "levels" in pay else [PICK] if "of" in pay else [PICK, LATER]
        missing = [question for question in wanted if str(question["about"]).removeprefix("pay.") not in pay]
        asked = [*missing, *asked]
        for question in missing:
            pay[str(question["about"]).removeprefix("pay.")] = question["reading"]
        if "levels" in pay:
            pay.setdefault("pick", "highest")
    award["questions"] = asked


def _overflow(cap: Plain, name: str) -> list[Plain]:
    """The question what happens past a ceiling, where it is not said; per firm and of so many awards there is none."""
    if "overflow" in cap:
        return []
    cap["overflow"] = "first_come" if "count" in cap else "pro_rata"
    return [] if "count" in cap or cap["per"] == "firm" else [{**OVERFLOW, "about": f"caps.{name}.overflow"}]


# ── what articles name ───────────────────────────────────────────────────────


@dataclass
class Shares:
    """Ceilings, groups and pools whose articles become the awards that stand in them, once all awards are drafted."""

    document: Document
    awards: list[Plain]
    spans: dict[int, Span]
    """article → where it stands"""

    def caps(self, award: Plain, ids: Iterator[int]) -> Iterator[Plain]:
        """Settles the ceilings of an award; gives those that cannot stand."""
        settled: list[Plain] = []
        for cap in award.pop("caps", ()):
            name = f"cap-{next(ids)}"
            questions = _overflow(cap, name)
            whole = {**cap, "id": name, "covers": self._named(cap["covers"], award, cap["per"])}
            if _stands(self.awards, award, {"caps": [*settled, whole]}):
                settled.append(whole)
                award["questions"] = [*award["questions"], *questions]
            else:
                yield cap
        award |= {"caps": settled} if settled else {}

    def shared(self, kind: str, part: Plain, number: int) -> Plain | None:
        """A group or pool with the awards of its articles; None where it cannot stand."""
        _, prefix, key = SHARED[kind]
        whole = {**part, "id": f"{prefix}-{number}", "title": self._title(part), key: self._named(part[key], {}, "award")}
        return whole if _stands(self.awards, None, {SHARED[kind][0]: [whole]}) else None

    def _title(self, part: Plain) -> str:
        start, end = part["cite"]["span"]
        return self.document.text[start:end]

    def _named(self, covers: Any, award: Plain, per: str) -> list[Any]:
        """The ids of the awards that stand in articles, and other policies; an article without awards gives none, and nothing stands on that."""
        if covers == "here":
            return [award["id"]]
        if covers == "all":
            return [each["id"] for each in self.awards if each["on"].get("subject", each["to"]) in within(per)]
        found = [self._within(each) if isinstance(each, int) else [each] for each in covers]
        return [name for names in found for name in names] if all(found) else []

    def _within(self, article: int) -> list[str]:
        start, end = self.spans.get(article, (0, 0))
        return [each["id"] for each in self.awards if start <= each["cite"]["span"][0] < end]


def _stands(awards: Sequence[Plain], award: Plain | None, more: Plain) -> bool:
    """Whether the awards are valid with what is added to one of them or to the policy."""
    bare = [{key: value for key, value in each.items() if key not in ("caps", "questions")} for each in awards]
    if award is not None:
        bare = [each | more if each["id"] == award["id"] else each for each in bare]
    days = {"announced": None, "from": None, "to": None, "status": "in_force"}
    source = {"title": "text", "publisher": "text", "standing": "official"}
    policy = {"policy": "text", "title": "text", "issuer": "text", "region": "text", "validity": days, "sources": {"text": source}, "awards": bare}
    try:
        build(Policy, policy | (more if award is None else {}))
    except PolicyError:
        return False
    return True
