"""The words of a header: what it names, and the unit in its brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping

MONEY_SCALES: Mapping[str, int] = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
"""Powers of ten from a money unit to 元."""

_HEADER = re.compile(r"(?P<name>.+?)\s*[（(]\s*(?:单位[:：])?\s*(?P<unit>[^（()）]+?)\s*[)）]")


def split(header: str) -> tuple[str, str | None]:
    """A header's name and the unit in its brackets: 营业收入（单位：万元） is 营业收入 and 万元."""
    match = _HEADER.fullmatch(header)
    return (match["name"], match["unit"]) if match else (header, None)
