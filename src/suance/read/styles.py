"""What a DOCX paragraph is, by its own properties and by its style: level of heading, list, centring, size."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

_MOST_PARENTS = 30
_NO_LEVEL = 9
"""Outline levels are 0 to 8; 9 is body text."""


@dataclass(frozen=True)
class Look:
    """A paragraph's properties, its style's where it says nothing itself; None where neither does."""

    style: str | None = None
    named: str = ""
    """the style's name in lower case: heading 1, title, toc 2"""
    list: str | None = None
    level: int | None = None
    """of the list"""
    outline: int | None = None
    centred: bool = False
    size: int = 0
    """in half points"""

    @property
    def heading(self) -> bool:
        """Whether the paragraph is a heading or the title."""
        return self.outline is not None or self.title

    @property
    def title(self) -> bool:
        """Whether the paragraph has the style of a title."""
        return self.named in ("title", "标题")

    @property
    def contents(self) -> bool:
        """Whether the paragraph is a line of a table of contents."""
        return self.named.startswith(("toc ", "目录 "))


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else [style for style in root.iter("style") if style.get("type", "paragraph") == "paragraph"]
        self._styles = {style.get("styleId", ""): style for style in found}
        self._default = next((key for key, style in self._styles.items() if style.get("default") in ("1", "true", "on")), None)

    def look(self, paragraph: Element) -> Look:
        """What the paragraph is."""
        own = paragraph.find("pPr")
        style = _value(own, "pStyle") or self._default
        chain = self._chain(style)
        properties = [part for part in (own, *(style.find("pPr") for style in chain)) if part is not None]
        outline = _number(_first(properties, "outlineLvl"))
        name = _value(chain[0], "name") if chain else None
        size = _first([run for run in (*_runs(paragraph), *(style.find("rPr") for style in chain)) if run is not None], "sz")
        return Look(
            style=style,
            named=(name or "").lower(),
            list=next((number for part in properties if (number := _value(part.find("numPr"), "numId"))), None),
            level=next((level for part in properties if (level := _number(_value(part.find("numPr"), "ilvl"))) is not None), None),
            outline=outline if outline is not None and 0 <= outline < _NO_LEVEL else None,
            centred=_first(properties, "jc") == "center",
            size=_number(size) or 0,
        )

    def list_of(self, style: str | None) -> str | None:
        """The list that a style belongs to."""
        return next((number for part in self._chain(style) if (number := _value(part.find("pPr/numPr"), "numId"))), None)

    def _chain(self, style: str | None) -> list[Element]:
        """The style and those that it is based on, from the nearest on."""
        chain: list[Element] = []
        while style in self._styles and len(chain) < _MOST_PARENTS:
            chain.append(self._styles[style])
            style = _value(chain[-1], "basedOn")
        return chain


def _runs(paragraph: Element) -> list[Element | None]:
    """The properties of the first run that has words."""
    return [next((run.find("rPr") for run in paragraph.iter("r") if run.find("t") is not None), None)]


def _first(parts: list[Element], tag: str) -> str | None:
    return next((value for part in parts if (value := _value(part, tag)) is not None), None)


def _value(parent: Element | None, tag: str) -> str | None:
    found = None if parent is None else parent.find(tag)
    return None if found is None else found.get("val")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < _NO_LEVEL else None
