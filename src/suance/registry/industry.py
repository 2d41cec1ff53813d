"""What an industry's code or name says by GB/T 4754-2017, and which entries of a standard it may fall under."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from suance.errors import PanelError

_CODE = re.compile(r"([A-T])?(\d{2,4})?(?![A-Z\d])")
_APART = re.compile(r"[\s:.,、()\-—]")
_MARKS = re.compile(r"[\s、，,]")


@cache
def standard(name: str) -> dict[str, Any]:
    """A file of this package as plain data: standard("sizes")."""
    return tomllib.loads(files("suance.registry").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def code(words: str) -> str:
    """The code that a cell says: digits, or the letter of a section: C36 is 36, 汽车制造业 too, 制造业 is C.

    PanelError for words that name no industry, and for a letter that is not that of the digits.
    """
    plain = unicodedata.normalize("NFKC", words).strip().upper()
    named = _names().get(_MARKS.sub("", plain))
    if named:
        return named
    match = _CODE.match(plain)
    section, digits = match.groups() if match else (None, None)
    rest = plain[match.end() :] if match else plain
    if rest and not section and not _APART.match(rest) and _MARKS.sub("", rest) not in _names():
        digits = None
    home = _homes().get((digits or "")[:2])
    if digits and home is None:
        raise PanelError(f"“{words}”不是行业代码", hint="按 GB/T 4754-2017 写大类、中类或小类，如 C36、3610")
    if digits and section and section != home:
        raise PanelError(f"“{words}”的门类与大类不合：{digits[:2]} 属于 {home}", hint="核对行业代码")
    if not (digits or section):
        raise PanelError(f"“{words}”不是认识的行业", hint="写行业代码（C36）或大类的名称（汽车制造业）")
    return digits or section or ""


def possible(code: str, entries: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The entries that an industry may fall under, where each lists the beginnings of its codes; a short code may fall under several."""
    reach = _reach(code)
    return tuple(
        name
        for name, beginnings in entries.items()
        if any(mine.startswith(theirs) or theirs.startswith(mine) for start in beginnings for theirs in _reach(start) for mine in reach)
    )


def _reach(code: str) -> tuple[str, ...]:
    """A section's divisions, else the code itself."""
    section = standard("industries")["sections"].get(code)
    return tuple(section["divisions"]) if section else (code,)


@cache
def _names() -> dict[str, str]:
    """Each name without its marks → its code; the narrower one where two share a name."""
    data = standard("industries")
    sections = {entry["name"]: letter for letter, entry in data["sections"].items()}
    return {_MARKS.sub("", name): code for name, code in {**sections, **{name: code for code, name in data["names"].items()}}.items()}


@cache
def _homes() -> dict[str, str]:
    """Each division → the letter of its section."""
    return {division: letter for letter, entry in standard("industries")["sections"].items() for division in entry["divisions"]}
