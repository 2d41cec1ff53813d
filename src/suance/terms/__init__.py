"""The terms of the trade under one id each: indicators, honours, kinds of project and of payee.

Reading, rules, panels and pages all name things by these ids. Two indicators of different 口径 are two terms, so words
name a term only where nothing that they say beside it could change what is meant.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from suance.terms.term import MONEY, PERCENT, Group, Kind, Term, data, group, unit_kind

__all__ = [
    "MONEY",
    "PERCENT",
    "Found",
    "Group",
    "Kind",
    "Term",
    "find",
    "fold",
    "group",
    "honour",
    "indicator",
    "kind",
    "label",
    "levels",
    "metric",
    "opening",
    "spellings",
    "term",
    "unit_kind",
]  # fmt: skip

Lang = Literal["zh", "en"]
_VARIANTS = {
    "规上": "规(?:模以)?上", "GDP": "(?:GDP|地区生产总值)", "比重": "的?比重", "套": "[（(]?套[）)]?", "(": "[（(]", ")": "[）)]", "III": "(?:III|Ⅲ)",
}  # fmt: skip
"""what may stand in a text for part of a folded alias"""
_PIECES = re.compile("|".join(map(re.escape, _VARIANTS)) + "|.")
_QUOTES = str.maketrans("", "", "“”")
_MARK = '[“”"]?'

GROUPS: tuple[Group, ...] = ("place", "firm", "honour", "project", "subject", "level")
"""all groups of terms"""


class Found(NamedTuple):
    """A term and the words of a text that name it."""

    term: Term
    word: str


# ── by words ─────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def indicator(words: str, measure: str | None = None, *, of: Literal["place", "firm"] = "place") -> Term | None:
    """The indicator that words name: by an alias itself, or where the rest only says whose, when or how many.

    全市规上工业增加值 is industrial_value_added; 规上工业增加值占全省比重 is none that is known. The words for a change (增速) may
    stand behind an alias where the measure is growth.
    """
    trims = data("words")["trims"]
    if words.endswith(tuple(trims["totals"])) and any(word in words for word in trims["increments"]):
        return None
    tails = [*trims["tails"], *(trims["growth"] if measure == "growth" else ())]
    return _trimmed(words, of, tuple(trims["heads"]), tuple(tails))


@lru_cache(maxsize=4096)
def metric(words: str) -> Term | None:
    """The metric of a firm or project that the words of a condition or of a rate's base name: 对上年度营业收入首次突破 is revenue."""
    trims = data("words")["conditions"]
    heads, tails = tuple(trims["heads"]), tuple(trims["tails"])
    after = max(words.rfind(payee) + len(payee) if payee in words else 0 for payee in trims["payees"])
    return _trimmed(words, "firm", heads, tails) or _trimmed(words[after:], "firm", heads, tails)


def honour(words: str) -> tuple[Term, str | None] | None:
    """The honour that words name and its level: the one they say, else the only one there is; None for a level left open."""
    found = find(words, "honour")
    if found is None:
        return None
    said = levels(words.replace(found.word, " ")) or [level for level in levels(found.word) if level.term.id in found.term.levels]
    only = found.term.levels[0] if len(found.term.levels) == 1 else None
    return found.term, said[0].term.id if len(said) == 1 else None if said else only


def levels(words: str) -> list[Found]:
    """The levels of honour that words say, each with its longest word: 省级以上 is provincial."""
    found = (_longest(words, level.aliases) for level in group("level"))
    return [Found(level, word) for level, word in zip(group("level"), found, strict=True) if word]


def kind(words: str) -> Term | None:
    """The kind of project that words name, else the kind of payee (集群 before 项目 before 企业)."""
    project = find(words, "project")
    return project.term if project else next((term for term in group("subject") if _longest(words, term.aliases)), None)


def find(words: str, name: Group) -> Found | None:
    """The longest alias of a group's terms that the words contain, with the words as they stand there.

    What else the words say is for the caller to weigh: 年营业收入增速 contains 营业收入.
    """
    pattern, owners = _scanner(name)
    matches = [match for match in pattern.finditer(words) if match[1]]
    best = max(matches, key=lambda match: len(match[1]), default=None)
    return None if best is None else Found(owners[fold(best[1])], best[1])


def opening(words: str, name: Group, start: int = 0) -> Found | None:
    """The longest alias of a group's terms that stands at a place of the words; None where none begins there."""
    pattern, owners = _scanner(name)
    match = pattern.match(words, start)
    return Found(owners[fold(match[1])], match[1]) if match and match[1] else None


# ── by id ────────────────────────────────────────────────────────────────────


def term(name: str) -> Term | None:
    """The term of an id; None where nothing goes by it."""
    return _by_id().get(name)


def label(name: str, lang: Lang = "zh") -> str:
    """What people call the term of an id, in Chinese or English; the id itself where it is not known."""
    known = _by_id().get(name)
    return name if known is None else known.name if lang == "zh" else known.en


def spellings(known: Term) -> tuple[str, ...]:
    """Every way in which a table's cell may write a term; of a level only those that stand for it alone."""
    written = known.cells if known.group == "level" else (*known.aliases, *known.cells)
    bare = (word.translate(_QUOTES).replace("（套）", "套") for word in written)
    return tuple(dict.fromkeys((*written, *bare)))


@cache
def _by_id() -> dict[str, Term]:
    return {term.id: term for name in GROUPS for term in group(name)}


# ── spelling ─────────────────────────────────────────────────────────────────


def fold(words: str) -> str:
    """Words in the one spelling that they are compared in: 规模以上 is 规上, 地区生产总值 is GDP, quotation marks are left out."""
    folded = unicodedata.normalize("NFKC", words).upper()
    for old, new in data("words")["folds"]["write"]:
        folded = folded.replace(old, new)
    return folded


def _trimmed(words: str, name: Group, heads: tuple[str, ...], tails: tuple[str, ...]) -> Term | None:
    """The term of the longest alias that is left of the folded words when some heads and tails are taken off."""
    aliases, folded = _aliases(name), fold(words)
    if folded in aliases:
        return aliases[folded]
    starts, ends = [0], [len(folded)]
    head, tail = _any_of(heads, "", ""), _any_of(tails, "", r"\Z")
    while begins := head.match(folded, starts[-1]):
        starts.append(begins.end())
    while ends_with := tail.search(folded, 0, ends[-1]):
        ends.append(ends_with.start())
    left = {folded[start:end] for start in starts for end in ends if start < end}
    return aliases.get(max(left & aliases.keys(), key=len, default=""))


@cache
def _any_of(words: tuple[str, ...], before: str, after: str) -> re.Pattern[str]:
    """Any of the words, the longest first."""
    return re.compile(before + "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")" + after)


@cache
def _aliases(name: Group) -> dict[str, Term]:
    """Each alias of a group, folded → its term."""
    return {fold(alias): term for term in group(name) for alias in term.aliases}


@cache
def _scanner(name: Group) -> tuple[re.Pattern[str], dict[str, Term]]:
    """At every place of a text the longest alias that begins there, however its marks are written; and whose it is."""
    aliases = sorted(_aliases(name), key=len, reverse=True)
    return re.compile("(?=(" + "|".join(_spelled(alias) for alias in aliases) + "))", re.IGNORECASE), _aliases(name)


def _spelled(alias: str) -> str:
    """An alias as a pattern of all that folds to it: quotation marks may stand anywhere within, 规上 is 规模以上."""
    return _MARK.join(_VARIANTS.get(piece) or re.escape(piece) for piece in _PIECES.findall(alias))


def _longest(words: str, aliases: tuple[str, ...]) -> str:
    return max((alias for alias in aliases if alias in words), key=len, default="")
