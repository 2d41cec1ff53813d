"""Walking over a text with brackets, quotation marks and titles as islands: what stands inside them parts nothing."""

from __future__ import annotations

import re
from itertools import pairwise

_OPENS, _CLOSES = "“（(《【「‘〔", "”）)》】」’〕"
_STOPS = frozenset("，。；：！？\n,;!?")
_ISLAND = re.compile(r"“[^”]*”|（[^）]*）|\([^)]*\)|《[^》]*》")


def opening(text: str, low: int, position: int) -> int:
    """Where the stretch before a position begins: after the last stop that is on no island, not before `low`."""
    depth = 0
    for index in range(position - 1, low - 1, -1):
        character = text[index]
        if character in _CLOSES:
            depth += 1
        elif character in _OPENS:
            if depth == 0:
                return index + 1
            depth -= 1
        elif depth == 0 and character in _STOPS:
            return index + 1
    return low


def closing(text: str, position: int, high: int) -> int:
    """Where the stretch from a position ends: at the first stop, or bracket closing, that is on no island."""
    depth = 0
    for index in range(position, high):
        character = text[index]
        if character in _OPENS:
            depth += 1
        elif character in _CLOSES:
            if depth == 0:
                return index
            depth -= 1
        elif depth == 0 and character in _STOPS:
            return index
    return high


def parted(text: str) -> list[str]:
    """The items of a list that 、 parts; a 、 on an island parts nothing."""
    flat = _ISLAND.sub(lambda match: "\0" * len(match[0]), text)
    cuts = [-1, *(index for index, character in enumerate(flat) if character == "、"), len(text)]
    return [text[before + 1 : after].strip() for before, after in pairwise(cuts)]
