"""The words of the house in clauses: figures as they are written, days, articles, and the terms by their names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from suance import terms
from suance.policy.saying.grammar import Grammar, Rule, Terminal, rule
from suance.quantity.units import UNIT
from suance.terms.subject import SUBJECTS

_SCALED = r"[0-9]+(?:\.[0-9]+)?[百千]?(?:万亿?|亿)?"
_NUMERALS = "零一二三四五六七八九十"
_FREE = re.compile("[一-鿿][一-鿿A-Za-z0-9]+")
_NAMED = re.compile(r"<(\w+)>")
NOT_KINDS = ("words", "attributes", "parties", "benchmarks", "events", "stages", "statuses", "names")
"""tables of phrases.toml that are no kinds of the grammar"""


@cache
def grammar() -> Grammar:
    """The grammar of phrases.toml over the words of the house."""
    data = phrases()
    kinds = {kind: [_rule(data, each) for each in rules] for kind, rules in data.items() if kind not in NOT_KINDS}
    return Grammar(kinds, _terminals(data))


@cache
def phrases() -> Mapping[str, Any]:
    """phrases.toml."""
    return tomllib.loads(files("suance.policy.saying").joinpath("phrases.toml").read_text("utf-8"))


def _rule(data: Mapping[str, Any], each: Mapping[str, Any]) -> Rule:
    return rule(_NAMED.sub(lambda match: f"({data['words'][match[1]]})", each["says"]), each["means"])


def _terminals(data: Mapping[str, Any]) -> dict[str, Terminal]:
    stops = re.compile("|".join(data["names"]["stops"]))
    return {
        "money": _pattern(rf"{_SCALED}元"),
        "percent": _pattern(r"[0-9]+(?:\.[0-9]+)?%"),
        "share": _pattern(r"[0-9]+(?:\.[0-9]+)?%|[1-9][0-9]*/[1-9][0-9]*"),
        "quantity": _pattern(rf"-?{_SCALED}(?:{UNIT})?"),
        "number": _pattern("[1-9][0-9]*|0", int),
        "year": _pattern("(?:19|20)[0-9]{2}", int),
        "budget_year": _pattern("(?:19|20)[0-9]{2}年", lambda text: int(text[:-1]), lambda year: f"{year}年"),
        "quoted": _pattern("“[^“”\n]+”", lambda text: text[1:-1], lambda text: f"“{text}”"),
        "date": _pattern("(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日", _iso, day),
        "article": _pattern(f"第(?:[{_NUMERALS}百]+|[0-9]+)条", ordinal, lambda number: f"第{numeral(number)}条"),
        "policy": _pattern("[a-z][a-z0-9_-]*"),
        "metric": _term("firm", stops),
        "honour": _term("honour", stops),
        "project": _term("project", stops),
        "level": _listed({term.id: term.name for term in terms.group("level")}),
        "subject": _listed({name: kind.name for name, kind in SUBJECTS.items()}),
        **{kind: _listed(data[table]) for kind, table in _LISTS.items()},
    }


def _iso(words: str) -> str:
    """A day in ISO form; no day of the calendar stays as it is written."""
    year, month, each = re.split("[年月日]", words)[:3]
    return f"{year}-{int(month):02}-{int(each):02}"


def day(iso: str) -> str:
    """A day as a notice writes it: 2024年3月1日."""
    year, month, each = iso.split("-")
    return f"{year}年{int(month)}月{int(each)}日"


_LISTS = {"attribute": "attributes", "party": "parties", "benchmark": "benchmarks", "event": "events", "stage": "stages"}


def _pattern(pattern: str, read: Callable[[str], Any] = str, say: Callable[[Any], str] = str) -> Terminal:
    """Words of a form: the longest that stand at a place, and no value whose words are not of the form."""
    form = re.compile(pattern)

    def found(text: str, start: int) -> Iterator[tuple[int, Any]]:
        match = form.match(text, start)
        if match:
            yield match.end(), read(match[0])

    def said(value: Any) -> str | None:
        words = say(value)
        return words if form.fullmatch(words) and read(words) == value else None

    return Terminal(found, said)


def _listed(names: Mapping[str, str]) -> Terminal:
    """Ids by the one name that each has."""

    def found(text: str, start: int) -> Iterable[tuple[int, str]]:
        return ((start + len(words), name) for name, words in names.items() if text.startswith(words, start))

    return Terminal(found, lambda value: names.get(value))


def _term(group: terms.Group, stops: re.Pattern[str]) -> Terminal:
    """A term by the longest of its names; or words that are no term and hold none, up to a word that cannot be of a name.

    A level stands before an honour, not in its name.
    """
    levels = tuple(term.name for term in terms.group("level"))

    def found(text: str, start: int) -> Iterator[tuple[int, str]]:
        known = terms.opening(text, group, start)
        if known and not (group == "honour" and known.word.startswith(levels)):
            yield start + len(known.word), known.term.id
            return
        free = _FREE.match(text, start)
        stop = stops.search(text, start) if free else None
        name = text[start : min(free.end(), stop.start() if stop else free.end())] if free else ""
        if len(name) > 1 and not terms.find(name, group):
            yield start + len(name), name

    return Terminal(found, partial(_called, found))


def _called(found: Callable[[str, int], Iterator[tuple[int, str]]], value: str) -> str | None:
    """The name of a term, or words that are their own name, where they are read as the same again."""
    words = terms.label(value)
    return words if list(found(words, 0)) == [(len(words), value)] else None


# ── articles ─────────────────────────────────────────────────────────────────


def numeral(number: int) -> str:
    """A number up to 99 as an article is counted: 十二."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return f"{head}{_NUMERALS[ones] if ones or not tens else ''}"


def ordinal(words: str) -> int:
    """The number of an article: 12 for 第十二条."""
    said = words.strip("第条")
    if said.isdecimal():
        return int(said)
    head, ten, rest = said.rpartition("十")
    tens = (_NUMERALS.index(head) if head else 1) if ten else 0
    return tens * 10 + (_NUMERALS.index(rest) if rest else 0)
