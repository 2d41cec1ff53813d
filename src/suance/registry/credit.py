"""The unified social credit code (统一社会信用代码): 18 characters, the last of which checks the others.

Source: GB 32100-2015. Character values 0–30 leave out I, O, S, V, Z; the weight of place i is 3^(i-1) mod 31; the check
character is 31 less the weighted sum mod 31, where 31 is 0.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}

_SHAPE = re.compile(r"[0-9A-Z]{2}\d{6}[0-9A-Z]{10}")


def tidy(code: str) -> str:
    """A code as it is compared: half-width, upper case, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).upper()


def check(first: str) -> str:
    """The check character of the first seventeen."""
    return ALPHABET[-sum(VALUES[character] * weight for character, weight in zip(first, WEIGHTS, strict=True)) % 31]


@lru_cache(maxsize=1024)
def fault(code: str) -> tuple[str, str] | None:
    """What is wrong with a tidy code and what to do; None where its check character is right."""
    if len(code) != 18:
        return f"信用代码“{code}”有 {len(code)} 位，应为 18 位", "核对证照；电子表格里该列要设为文本"
    wrong = [character for character in code if character not in VALUES]
    if wrong:
        like = LOOKALIKES.get(wrong[0])
        return f"信用代码“{code}”含有不用的字符 {wrong[0]}", f"可能是 {like}，核对证照" if like else "核对证照"
    if not _SHAPE.fullmatch(code):
        return f"信用代码“{code}”的第3至8位不是行政区划的数字", "核对证照"
    return None if check(code[:17]) == code[17] else (f"信用代码“{code}”的校验位不对", "有一位写错或两位写颠倒了，核对证照")
