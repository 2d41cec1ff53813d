"""Whether words bear a number out: their figures, as they stand and as their list shares a comparator."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from suance.model import Comparator
from suance.quantity import Figure, Quantity, figures, format_quantity

_LIST = re.compile(r"\s*(?:[、/,，]|和|及|与|或|以及|或者)\s*")
_REACHED = re.compile(r"(?:达到|达|满|实现)\s*$")
_FALL = re.compile(r"(?:下降|降低|减少|回落|下滑|压减)[^，。；]{0,4}$")

WORDS: dict[Comparator, str] = {"gt": "超", "ge": "以上", "lt": "低于", "le": "最高", "eq": "等于", "approx": "左右", "between": "区间"}
"""How each comparator is called in a message."""
COMPARATORS = tuple(WORDS)
_AT_MOST = re.compile(r"(?:不超过|不高于|最高|至多)[^，,。；;、\d]{1,24}$")
"""不超过合同额的20%, 最高按该机构营业收入增量的0.1%: what bounds a share may stand before what the share is of"""
_SAID = {100: re.compile(r"按实|据实|全额|足额"), 200: re.compile(r"加倍|翻倍|双倍")}
"""what says so many percent without a figure"""
_RAISED = re.compile(r"(?:上浮|上调|提高|增加)[^，。；\d]{0,2}$")
"""上浮20% is 120% of what it was"""
_MONTHS = {"个月": 1, "年": 12}
LOOK_BACK = 12
"""so many characters before a figure say how it stands"""


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as cites and sources give it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def bears_out(words: str, written: Quantity, comparator: Comparator | None, *, threshold: bool = False) -> str | None:
    """None where the words hold the number under that comparator; else what they say instead.

    As a threshold, 达到 and 满 are `ge`: what reaches it passes it. Without a comparator the number is one of a reckoning: it may stand in
    any way, a bare one with the measure word of what is counted, and a rate in points (2个百分点).
    """
    found = list(_readings(words))
    same = [reading for reading in found if _equal(reading.quantity, written) or (comparator is None and _reckoned(reading.quantity, written))]
    number = format_quantity(replace(written, comparator="between" if written.value_max is not None else "eq"))
    if not same:
        return f"引文中没有 {number}；有：{_listed(found)}"
    stands = {reading.quantity.comparator for reading in same} | {"ge" for reading in same if threshold and reading.reached}
    if comparator is None or comparator in stands:
        return None
    said = "、".join(WORDS[name] for name in COMPARATORS if name in stands)
    return f"{number} 在引文中是“{said}”，这里写作“{WORDS[comparator]}”"


class Reading(NamedTuple):
    """A figure of the words as a member of its list, and whether 达到 stands before the list."""

    quantity: Quantity
    reached: bool


def _readings(words: str) -> Iterator[Reading]:
    """Each figure with the comparator that its list shares (5亿元、10亿元以上 are both ge); a fall is negative too."""
    for group in _lists(words, figures(words)):
        before = words[max(0, group[0].start - LOOK_BACK) : group[0].start]
        shared = {figure.quantity.comparator for figure in group} - {"eq", "between"}
        for figure in group:
            quantity = figure.quantity
            if quantity.comparator == "eq" and len(shared) == 1:
                quantity = replace(quantity, comparator=next(iter(shared)))
            yield Reading(quantity, quantity.comparator == "eq" and _REACHED.search(before) is not None)
            if quantity.unit == "%" and quantity.comparator == "eq" and _AT_MOST.search(words[: group[0].start]):
                yield Reading(replace(quantity, comparator="le"), reached=False)
            if _FALL.search(before):
                yield Reading(replace(quantity, value=-quantity.value), reached=False)
            if quantity.unit == "%" and _RAISED.search(before):
                yield Reading(replace(quantity, value=100 + quantity.value), reached=False)
    for percent, pattern in _SAID.items():
        if pattern.search(words):
            yield Reading(Quantity(Decimal(percent), "%"), reached=False)


def _lists(words: str, found: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Runs of figures of one unit with nothing but a list's mark between them."""
    group: list[Figure] = []
    for figure in found:
        if group and not (_LIST.fullmatch(words[group[-1].end : figure.start]) and group[-1].quantity.unit == figure.quantity.unit):
            yield group
            group = []
        group.append(figure)
    if group:
        yield group


def _equal(found: Quantity, written: Quantity) -> bool:
    """Equal in value and unit; money may stand without its 元 (500亿政策性基金), and months as years."""
    if (found.unit, written.unit) in (("年", "个月"), ("个月", "年")) and found.value_max is None:
        return _MONTHS[found.unit] * found.value == _MONTHS[written.unit] * written.value
    unit = found.unit or ("CNY" if written.unit == "CNY" else "")
    return (found.value, found.value_max, unit) == (written.value, written.value_max, written.unit)


def _reckoned(found: Quantity, written: Quantity) -> bool:
    """Whether a figure of the words can be a number of a reckoning."""
    loose = (written.unit == "" and found.unit not in ("CNY", "%", "pp")) or (found.unit, written.unit) == ("pp", "%")
    return loose and found.value == written.value and found.value_max is None


def _listed(found: Sequence[Reading]) -> str:
    return "、".join(dict.fromkeys(format_quantity(reading.quantity) for reading in found)) or "没有任何数字"
