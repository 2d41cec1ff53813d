"""The words of a header: what it names, and the unit in its brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping

MONEY_SCALES: Mapping[str, int] = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
"""Powers of ten from a money unit to 元."""

CURRENCIES = ("美元", "美金", "USD", "US$", "$", "港元", "港币", "HKD", "欧元", "EUR", "€", "日元", "JPY", "英镑", "GBP", "£")
"""Words for money that is not 元."""

_HEADER = re.compile(r"(?P<name>.+?)\s*[（(]\s*(?:单位[:：])?\s*(?P<unit>[^（()）]+?)\s*[)）]")


def split(header: str) -> tuple[str, str | None]:
    """A header's name and the unit in its brackets: 营业收入（单位：万元） is 营业收入 and 万元."""
    match = _HEADER.fullmatch(header)
    return (match["name"], match["unit"]) if match else (header, None)


def currency(words: str) -> str | None:
    """The foreign currency that words name: 500万美元 is in 美元."""
    return next((word for word in CURRENCIES if word in words.upper()), None)
