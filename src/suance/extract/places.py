"""Places: which region a word names, and which region a document is of.

The table is the statistical bureau's (words/regions.tsv); short names and zones are in words/regions.toml.
A region is written as its shortest full name: 常州市, 江苏省, 全国, 成都高新区.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from suance.extract.lexicon import Lexicon, data

NATION = "全国"
_UNLISTED = re.compile(r"(?:[\u4e00-\u9fff]{2,3}?)(?P<kind>市|县|区|州)")
_UNLISTED_LEVEL = {"市": 4, "州": 4, "县": 6, "区": 6}
_COUNTY_SUFFIX = re.compile("(?<=..)[市县]$")
_SUFFIX = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|省|市|盟)$")


class Place(NamedTuple):
    """A region named in the text; `code` is its administrative code, empty for zones and the nation."""

    start: int
    end: int
    name: str
    code: str

    @property
    def is_listed(self) -> bool:
        """Whether the table has it; of others only the level is known."""
        return "?" not in self.code

    @property
    def level(self) -> int:
        """2 province, 4 prefecture, 6 county or zone, 0 the nation."""
        return 0 if self.name == NATION else len(self.code) or 6


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The automaton of place names and what each name stands for."""

    lexicon: Lexicon
    names: dict[str, tuple[str, str]]
    levels: dict[str, int]
    zone: re.Pattern[str]


@cache
def gazetteer() -> Gazetteer:
    """All place names: full names, safe short names, named zones, and words like 全市."""
    words = data("words", "regions.toml")
    table = [line.split("\t") for line in files("suance.extract").joinpath("words", "regions.tsv").read_text("utf-8").splitlines() if line[0] != "#"]
    names: dict[str, tuple[str, str]] = {}
    for code, name in reversed(table):  # counties first, so that provinces and cities win where names agree
        if len(name) > 2 or name[-1] == "县":
            names[name] = (name, code)
        short = _SUFFIX.sub("", name)
        if len(code) < 6 and len(short) >= 2 and short not in words["common"]:
            names[_plain_short(short)] = (name, code)
    names |= {word: (word, "") for word in words["named"]}
    names |= {word: (name, names.get(name, (name, ""))[1]) for word, name in words["alias"].items()}
    names |= dict.fromkeys(words["nation"], (NATION, ""))
    levels = dict(words["level"])
    known = {word: frozenset({"place"}) for word in names} | {word: frozenset({"level"}) for word in levels}
    zones = sorted(words["zones"], key=len, reverse=True)
    return Gazetteer(Lexicon(known), names, levels, re.compile(r"(?:国家级|国家|经济技术|高新技术)?(?:" + "|".join(zones) + ")"))


def _plain_short(short: str) -> str:
    """延边朝鲜族 is called 延边: the names of peoples are left off."""
    return re.sub(r"(?<=..)(?:[\u4e00-\u9fff]{1,4}族)+$", "", short)


def find_places(text: str, also: Place | None = None) -> list[Place]:
    """Every region the text names, a city after its province as one place, zones joined to the city before them.

    `also` is the document's own region where the table has it not (a new district) or not its short name (a county): both names are found too.

    Words such as 全市 come with the code's length as `code` and an empty name; `resolve` turns them into a region.
    """
    book = gazetteer()
    found: list[Place] = []
    words = book.lexicon.find(text)
    for start, end in zip(words.starts, words.ends, strict=True):
        word = text[start:end]
        if word in book.levels:
            found.append(Place(start, end, "", "?" * book.levels[word]))
            continue
        name, code = book.names[word]
        place = Place(start, end, name, code)
        place = _with_zone(text, place, book)
        if found and found[-1].end == place.start and found[-1].name and found[-1].level < place.level:
            before = found.pop()
            whole = place.name if place.code or before.level == 2 else text[before.start : place.end]
            place = Place(before.start, place.end, whole, place.code)
        found.append(place)
    return _with_unlisted(text, found, also) if also else found


def _with_unlisted(text: str, found: list[Place], also: Place) -> list[Place]:
    short = _COUNTY_SUFFIX.sub("", also.name) if also.is_listed else _SUFFIX.sub("", also.name)
    known = {(place.start, place.end) for place in found}
    more = [Place(*match.span(), also.name, also.code) for match in re.finditer(rf"{also.name}|{short}", text)]
    free = [place for place in more if not any(start < place.end and place.start < end for start, end in known)]
    return sorted(found + free, key=lambda place: place.start)


def unlisted(words: str) -> Place | None:
    """A region that only its ending tells (云川市 at the head of a title); None where the table knows one or nothing ends so."""
    match = _UNLISTED.match(words)
    if not match or find_places(words):
        return None
    return Place(0, match.end(), match[0], "?" * _UNLISTED_LEVEL[match["kind"]])


def _with_zone(text: str, place: Place, book: Gazetteer) -> Place:
    """成都 followed by 高新区 is 成都高新区; the suffix of the city is left off (长沙市高新区 is 长沙高新区)."""
    match = book.zone.match(text, place.end)
    if not match or place.name == NATION or place.level == 2:
        return place
    return Place(place.start, match.end(), _SUFFIX.sub("", text[place.start : place.end]) + match[0], "")


def home_of(title: str, issuer: str | None, text: str) -> Place | None:
    """The document's own place: its title's, else its issuer's, else the one that most of its places agree on."""
    for words in (title, issuer or ""):
        place = _only(find_places(words)) or unlisted(words)
        if place:
            return place if words != title else _county_of(title, text) or place
    return _county_of(title, text) or _leading(find_places(text))


def _county_of(title: str, text: str) -> Place | None:
    """The county that a title begins with by its short name (大冶招商…), where the text has its full name."""
    common, names = data("words", "regions.toml")["common"], gazetteer().names
    for name in (title[:length] + suffix for length in (4, 3, 2) for suffix in "市县"):
        place = Place(0, len(name) - 1, *names.get(name, ("", "")))
        if place.name and place.level == 6 and name[:-1] not in common and name[:-1] not in names and name in text:
            return place
    return None


def _only(places: Iterable[Place]) -> Place | None:
    """The most specific of a chain of places that lie in one another; None where they do not."""
    best: Place | None = None
    for place in places:
        if not place.name or (best and place.name == best.name):
            continue
        if best is None or best.level == 0 or _inside(place, best):
            best = place
        elif place.level != 0 and not _inside(best, place):
            return None
    return best


def _inside(inner: Place, outer: Place) -> bool:
    """Whether a region lies in another: by code, or because a zone's name starts with the city's."""
    if inner.code and outer.code:
        return inner.code.startswith(outer.code) and inner.code != outer.code
    return not inner.code and (not outer.code or inner.name.startswith(_SUFFIX.sub("", outer.name)))


def _leading(places: list[Place]) -> Place | None:
    """The place that at least half of the mentions are of or lie in."""
    named = [place for place in places if place.name and place.level]
    counts: dict[str, int] = {}
    for place in named:
        counts[place.name] = counts.get(place.name, 0) + 1
    if not counts:
        return next((place for place in places if place.name), None)
    name = max(counts, key=lambda key: counts[key])
    return next(place for place in named if place.name == name) if counts[name] * 2 >= len(named) else None


def resolve(place: Place, current: Place | None, home: Place | None) -> str | None:
    """The region that a mention stands for: itself, or for 全市 the city that is being spoken of."""
    if place.name:
        return place.name
    level = len(place.code)
    if level == 4 and home and home.level == 6 and home.name.endswith("市"):
        return home.name  # a county-level city calls itself 全市
    for known in (current, home):
        if known and (known.level == level or (level == 6 and known.level == 6)):
            return known.name
    for known in (current, home):
        if known and known.code and len(known.code) > level:
            return _ancestor(known.code[:level]) or known.name
        if known and known.level:
            return known.name
    return None


@cache
def _ancestor(code: str) -> str | None:
    book = gazetteer()
    return next((name for name, own in book.names.values() if own == code), None)
