"""Which firm each row of each table is of: by credit code, by the office's own number, by name, or by a former name.

Names are the same where they differ in width, brackets and blanks only. 有限公司 and 有限责任公司 are not: such a likeness is
suggested and never taken. The answer does not depend on the order of rows or tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from suance.registry.cell import Value
from suance.registry.industry import standard
from suance.registry.source import Source

How = Literal["code", "number", "name", "former", "new", "ambiguous", "unmatched"]
"""How a row was joined: `new` is a firm that only names tell, `unmatched` one that the tables with codes do not have; of an
`ambiguous` row no firm is known."""

_LOOSE = re.compile(r"[()·.\-—“”\"']")


@dataclass(slots=True)
class Match:
    """The rows of one table: the firm of each, None where it is not known, and how many were joined how."""

    source: Source
    firms: list[str | None]
    counts: Counter[How]


@dataclass(slots=True)
class Joined:
    """Every table's rows with their firms, each firm's names, and what there is to say."""

    matches: list[Match]
    names: dict[str, str] = field(default_factory=dict)
    """firm → the name that it goes by"""
    codes: dict[str, str] = field(default_factory=dict)
    """firm → its credit code, where one is known"""
    former: dict[str, set[str]] = field(default_factory=dict)


@lru_cache(maxsize=1 << 17)
def fold(name: str) -> str:
    """A name as it is compared: half-width, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).upper()


def loose(folded: str) -> str:
    """A folded name without what is only ever suggested: 有限责任公司 as 有限公司, brackets and dots gone."""
    return _LOOSE.sub("", folded.replace("有限责任公司", "有限公司"))


def join(sources: Sequence[Source]) -> Joined:
    """The firms of all rows of all tables; what there is to say of a row is added to its table's findings."""
    numbers = _numbers(sources)
    keys = [_keys(source, numbers) for source in sources]
    names, former = _names(sources, keys)
    likes: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        likes[loose(name)].append(name)
    index = Index(numbers, names, former, _alone(sources, keys, names, former), likes)
    found = Joined([_match(source, key, index) for source, key in zip(sources, keys, strict=True)])
    _name_firms(found)
    _tell_twins(found, names)
    return found


# ── keys ─────────────────────────────────────────────────────────────────────


def _numbers(sources: Sequence[Source]) -> dict[str, set[str]]:
    """The office's own number → the credit codes that stand beside it."""
    found: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for code, number in zip(source.of("credit_code"), source.of("firm_id"), strict=True):
            if number is not None:
                found[str(number)] |= {str(code)} if code is not None else set()
    return found


def _keys(source: Source, numbers: Mapping[str, set[str]]) -> list[str | None]:
    """The firm of each row by code or number; None where only a name could tell."""
    found: list[str | None] = []
    for code, number in zip(source.of("credit_code"), source.of("firm_id"), strict=True):
        codes = numbers.get(str(number), set()) if number is not None else set()
        own = str(number) if number is not None and len(codes) < 2 else None
        found.append(str(code) if code is not None else next(iter(codes)) if len(codes) == 1 else own)
    return found


def _names(sources: Sequence[Source], keys: Sequence[Sequence[str | None]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Each name, and each former name, of a firm that a code or number tells → those firms."""
    names: dict[str, set[str]] = defaultdict(set)
    former: dict[str, set[str]] = defaultdict(set)
    for source, known in zip(sources, keys, strict=True):
        for key, name, old in zip(known, source.of("name"), source.of("former_names"), strict=True):
            if key is None:
                continue
            if name is not None:
                names[fold(str(name))].add(key)
            for each in _split(old):
                former[fold(each)].add(key)
    return names, former


def _alone(
    sources: Sequence[Source], keys: Sequence[Sequence[str | None]], names: Mapping[str, set[str]], former: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Each name or former name of firms that only names tell → the names (as compared) of those firms."""
    current: set[str] = set()
    old: dict[str, set[str]] = defaultdict(set)
    for source, known in zip(sources, keys, strict=True):
        for key, name, before in zip(known, source.of("name"), source.of("former_names"), strict=True):
            folded = fold(str(name)) if name is not None else ""
            if key is None and folded and folded not in names and folded not in former:
                current.add(folded)
                for each in _split(before):
                    old[fold(each)].add(folded)
    return {**{name: {name} for name in current}, **{name: firms for name, firms in old.items() if name not in names and name not in former}}


def _split(former: object) -> list[str]:
    if former is None:
        return []
    return [part.strip() for part in re.split(f"[{standard('words')['separators']}]", str(former)) if part.strip()]


# ── rows ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Index:
    """What tells a firm: its number's codes, its names, its former names, and the names of firms that nothing else tells."""

    numbers: Mapping[str, set[str]]
    names: Mapping[str, set[str]]
    former: Mapping[str, set[str]]
    alone: Mapping[str, set[str]]
    likes: Mapping[str, list[str]]
    """a name as it is only suggested → the names that it may stand for"""

    def by_name(self, folded: str) -> tuple[set[str], How]:
        """The firms of a name."""
        if folded in self.names:
            return self.names[folded], "name"
        if folded in self.former:
            return self.former[folded], "former"
        found = self.alone.get(folded, set())
        return found, "former" if found != {folded} else "unmatched" if self.names else "new"


def _match(source: Source, keys: Sequence[str | None], index: Index) -> Match:
    firms: list[str | None] = []
    counts: Counter[How] = Counter()
    rows = zip(keys, source.of("credit_code"), source.of("firm_id"), source.of("name"), strict=True)
    for row, (key, code, number, name) in enumerate(rows):
        if key is not None:
            how: How = "code" if code is not None or key in index.numbers.get(str(number), ()) else "number"
            firms.append(key)
        else:
            found, how = index.by_name(fold(str(name)) if name is not None else "")
            firms.append(next(iter(found)) if len(found) == 1 else None)
            how = how if len(found) == 1 else "ambiguous"
            if how == "ambiguous":
                _ambiguous(source, row, name, number, found, index)
            elif how == "unmatched":
                _unmatched(source, row, str(name), index)
        counts[how] += 1
    return Match(source, firms, counts)


def _ambiguous(source: Source, row: int, name: Value, number: Value, firms: set[str], index: Index) -> None:
    if len(firms) > 1:
        what, hint = f"“{name}”对应 {len(firms)} 家企业：{_some(firms)}", "补上统一社会信用代码"
    elif number is not None and len(index.numbers.get(str(number), ())) > 1:
        what, hint = (
            f"编号“{number}”对应 {len(index.numbers[str(number)])} 个信用代码：{_some(index.numbers[str(number)])}",
            "改正编号，或补上信用代码",
        )
    else:
        what, hint = "不知道是哪家企业", "改正信用代码，或补上企业名称"
    source.say("join", what, hint, row=row)


def _unmatched(source: Source, row: int, name: str, index: Index) -> None:
    like = [each for each in index.likes.get(loose(fold(name)), ()) if each != fold(name)]
    hint = f"与“{like[0]}”只差写法；是同一家就改成一样，或在曾用名一列写上" if like else "核对名称，或补上统一社会信用代码"
    source.say("join", f"“{name}”在有代码的表里没有，另立一家", hint, row=row, level="warning")


def _some(firms: Iterable[str]) -> str:
    told = sorted(firms)
    return "、".join(told[:3]) + ("等" if len(told) > 3 else "")


# ── names ────────────────────────────────────────────────────────────────────


def _name_firms(found: Joined) -> None:
    """The name that each firm goes by, its codes and former names, and what contradicts."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for match in found.matches:
        codes, names, former = (match.source.of(column) for column in ("credit_code", "name", "former_names"))
        for firm, code, name, old in zip(match.firms, codes, names, former, strict=True):
            if firm is None:
                continue
            if code is not None:
                found.codes[firm] = str(code)
            if name is not None:
                written[firm][str(name)] += 1
            if old is not None:
                found.former.setdefault(firm, set()).update(_split(old))
    for firm, names_ in written.items():
        old_names = {fold(each) for each in found.former.get(firm, ())}
        current = {name: count for name, count in names_.items() if fold(name) not in old_names} or dict(names_)
        found.names[firm] = min(current, key=lambda name: (-current[name], name))
    several = {firm for firm, names_ in written.items() if len({fold(name) for name in names_}) > 1}
    if several:
        _tell_names(found, several)


def _tell_names(found: Joined, firms: set[str]) -> None:
    """One code, two names: each row that has another name than the one taken, and not as a former one."""
    for match in found.matches:
        for row, (firm, name) in enumerate(zip(match.firms, match.source.of("name"), strict=True)):
            if firm is None or firm not in firms or name is None:
                continue
            taken, here = fold(found.names[firm]), fold(str(name))
            if here == taken or here in map(fold, found.former.get(firm, ())):
                continue
            alike = loose(taken) == loose(here)
            hint = "只差写法，核对营业执照" if alike else "改过名就写进曾用名一列；不是同一家就改正代码"
            match.source.say("name", f"{firm} 这里叫“{name}”，别处叫“{found.names[firm]}”", hint, row=row, level="warning" if alike else "error")


def _tell_twins(found: Joined, names: Mapping[str, set[str]]) -> None:
    """One name, two codes."""
    twins = {name: firms for name, firms in names.items() if len(firms) > 1}
    if not twins:
        return
    for match in found.matches:
        for row, (firm, name) in enumerate(zip(match.firms, match.source.of("name"), strict=True)):
            firms = twins.get(fold(str(name)), set()) if name is not None else set()
            if firm in firms:
                match.source.say(
                    "name", f"“{name}”有 {len(firms)} 个代码：{_some(firms)}", "同名的两家，或一处代码有误；核对", row=row, level="warning"
                )
