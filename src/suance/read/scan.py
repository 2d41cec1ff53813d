"""Pictures of pages, read by OCR: PNG and JPEG files, and the scanned pages of other formats.

RapidOCR brings its models within its wheel; nothing is fetched. What was read so has the role `ocr`: a person should look at its figures.
"""

from __future__ import annotations

import re
from functools import cache
from statistics import median
from typing import Any

from suance.errors import UnreadableDocument
from suance.model import Document
from suance.read import about, layout
from suance.read.glyphs import Line, plain
from suance.read.order import ordered
from suance.read.source import Source

ROLE = "ocr"
INSTALL = 'pip install "suance[pdf,ocr]"'
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_BRACKETS = re.compile(r"[\[【〔(（]((?:19|20)\d{2})[\]】〕)）](?=\s*(?:第\s*)?\d{1,5}\s*号)")
"""A document number's brackets, which are easily taken for others."""
_INK, _ALIKE = 0.8, 1.3
"""A line's box is higher than its characters by a quarter; heights that differ by less than this ratio are of one size (一 is low, 最 is high)."""


def claims(source: Source) -> int:
    """4 for PNG and JPEG, else 0."""
    return 4 if source.data.startswith(_MAGIC) else 0


def read(source: Source) -> Document:
    """The words of a picture. Raises UnreadableDocument where it is damaged, has no words, or the extra `ocr` is not installed."""
    found = lines(source.data, source.where)
    width = max((line.right for line in found), default=1.0)
    height = max((line.bottom for line in found), default=1.0)
    blocks, title = layout.blocks([layout.Page(found, width, height)])
    return about.document(source, "image", blocks, {"title": title} if title else {})


def ready(where: str) -> None:
    """Nothing; raises UnreadableDocument where OCR is not installed."""
    _engine(where)


def lines(image: Any, where: str) -> list[Line]:
    """The lines of a picture (its bytes, or an array of rows of pixels, blue first) in reading order, in pixels."""
    engine = _engine(where)
    try:
        result = engine(image)
    except Exception:
        # pictures are decoded by three libraries that share no class of error
        raise UnreadableDocument("PNG/JPEG 图片已损坏或过大", where=where, hint="请重新扫描或下载") from None
    if result.boxes is None or not result.txts:
        return []
    found = [_line(text, box) for text, box in zip(result.txts, result.boxes, strict=True) if text.strip()]
    usual = median(line.em for line in found) if found else 1.0
    return ordered([line._replace(em=usual) if 1 / _ALIKE < line.em / usual < _ALIKE else line for line in found])


def _line(text: str, box: Any) -> Line:
    across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
    words = _BRACKETS.sub(r"〔\1〕", plain(text.strip()))
    return Line(words, min(across), min(down), max(across), max(down), (max(down) - min(down)) * _INK, ROLE)


@cache
def _loaded() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def _engine(where: str) -> Any:
    try:
        return _loaded()
    except ImportError:
        raise UnreadableDocument("扫描页或图片，没有可读的文字，需要 OCR", where=where, hint=f"安装：{INSTALL}") from None
