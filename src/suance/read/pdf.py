"""PDF with text, and with scanned pages where OCR is installed.

PDFium gives the characters of a page with their places. A page that holds characters which no Chinese text has is one whose fonts name
them wrongly; pdfminer (by pdfplumber) reads some of these right, OCR reads the rest. pdfplumber also finds the tables of pages with ruled lines.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import reduce
from typing import TYPE_CHECKING, Any

from suance.errors import MissingExtra, UnreadableDocument
from suance.model import Document
from suance.read import about, glyphs, layout, scan
from suance.read.blocks import Block
from suance.read.glyphs import Glyph, Line
from suance.read.layout import Page
from suance.read.source import Source
from suance.read.table import Box, ruled, spread

if TYPE_CHECKING:
    import pypdfium2

INSTALL = 'pip install "suance[pdf]"'
MOST_PAGES, MOST_CHARACTERS = 5_000, 1_000_000
"""Of a file, of a page: a newspaper's page has some ten thousand characters."""
_MAGIC = b"%PDF-"
_OPENING = 1024
_END = b"%%EOF"
_LENGTH = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})\b|/L\s+(\d{1,12})\b[^>]{0,200}?/Linearized\b")
_STRANGE, _ILLEGIBLE = 0.005, 0.02
"""Shares of characters that no Chinese text has: from the first on a page is read again, from the second on it counts as not read."""
_FEW, _COVERED = 50, 0.5
"""A page of at most so many characters with a picture over half of it is a scan (its text is a stamp or a header)."""
_DPI, _POINTS, _MOST_PIXELS = 200, 72, 4_000
_LINE_ENDS = (10, 13)
_SURROGATES = range(0xD800, 0xE000)
_THIN, _LEAST_RULES = 3.0, 2
_NO_TITLE = re.compile(r"^Microsoft|^untitled|^无标题|\.(?:docx?|wps|pdf|ofd|indd|cdr)$|^[\x00-\x7f]*$", re.IGNORECASE)


def claims(source: Source) -> int:
    """5 for a PDF, also one behind a few stray bytes; else 0."""
    return 5 if not source.text and _MAGIC in source.data[:_OPENING] else 0


def read(source: Source) -> Document:
    """The document's paragraphs and tables; paragraphs of scanned pages have the role `ocr`.

    Raises MissingExtra where no PDF library is installed, UnreadableDocument for a file that is encrypted, cut short or damaged, for
    one of over 5,000 pages, and for scanned or illegible pages where no OCR is installed.
    """
    with _opened(source) as pdf:
        if len(pdf) > MOST_PAGES:
            raise UnreadableDocument(f"共 {len(pdf):,} 页，上限 {MOST_PAGES:,}", where=source.where, hint="请拆分后再读")
        book = _Book(source, pdf)
        pages = [book.page(number) for number in range(len(pdf))]
        told = {key: str(value) for key, value in pdf.get_metadata_dict(skip_empty=True).items()}
    blocks, title = layout.blocks(pages)
    named = told.get("Title", "").strip()
    head = {"title": title or ("" if _NO_TITLE.search(named) else named)}
    return about.document(source, "pdf", blocks, {key: value for key, value in head.items() if value})


def _opened(source: Source) -> pypdfium2.PdfDocument:
    try:
        import pypdfium2
    except ImportError:
        raise MissingExtra("读取 PDF 需要附加组件", where=source.where, hint=f"安装：{INSTALL}") from None
    length = _LENGTH.search(source.data[:_OPENING])
    if _END not in source.data or (length and int(length[1] or length[2]) > len(source.data)):
        raise UnreadableDocument("PDF 不完整（文件被截断）", where=source.where, hint="请重新下载")
    try:
        return pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _raw().FPDF_ERR_PASSWORD:
            raise UnreadableDocument("PDF 已加密，需要密码才能打开", where=source.where, hint="请去掉密码后再读") from None
        raise UnreadableDocument("PDF 已损坏", where=source.where, hint="请重新下载") from None


def _raw() -> Any:
    """PDFium's own functions: places are asked for character by character, and the wrapper's checks would take most of the time."""
    import pypdfium2.raw

    return pypdfium2.raw


class _Book:
    """An open PDF, and the same in pdfplumber once a page needs that."""

    def __init__(self, source: Source, pdf: pypdfium2.PdfDocument) -> None:
        self._source = source
        self._pdf = pdf
        self._other: Any = None

    def page(self, number: int) -> Page:
        """A page's lines and tables, in points. Raises UnreadableDocument where only OCR could read it and none is installed."""
        import pypdfium2

        where = f"{self._source.where} 第 {number + 1} 页"
        try:
            page = self._pdf[number]
        except pypdfium2.PdfiumError:
            raise UnreadableDocument("PDF 页已损坏", where=where, hint="请重新下载") from None
        try:
            with closing(page.get_textpage()) as text:
                if text.count_chars() > MOST_CHARACTERS:
                    raise UnreadableDocument(f"一页超过 {MOST_CHARACTERS:,} 字", where=where, hint="请检查文件")
                found = list(_glyphs(page, text))
            return self._read(page, found, number, where)
        finally:
            page.close()

    def _read(self, page: pypdfium2.PdfPage, found: Sequence[Glyph], number: int, where: str) -> Page:
        text = "".join(glyph.text for glyph in found)
        if sum(not character.isspace() for character in text) <= _FEW and _picture(page) > _COVERED:
            return _scanned(page, where)
        share = glyphs.strange(text)
        if share > _STRANGE:
            other = self._glyphs_again(number)
            again = glyphs.strange("".join(glyph.text for glyph in other)) if other else 1.0
            found, share = (other, again) if again < share else (found, share)
        if share > _STRANGE:
            try:
                return _scanned(page, where)
            except UnreadableDocument:
                if share > _ILLEGIBLE:
                    what = f"字体的字符对照有误，{share:.0%} 的字符不是中文文本应有的"
                    raise UnreadableDocument(what, where=where, hint=f"安装 OCR 后再读：{scan.INSTALL}") from None
        lines, tables = _flow(found, self._tables(page, number) if _ruled(page) else [])
        width, height = page.get_size()
        return Page(lines, width, height, tables)

    def _plumbed(self, number: int) -> Any:
        """The page in pdfplumber; None where that cannot open the file."""
        try:
            import pdfplumber

            if self._other is None:
                logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
                self._other = pdfplumber.open(io.BytesIO(self._source.data))
            return self._other.pages[number]
        except ImportError:
            raise MissingExtra("读取这份 PDF 需要附加组件", where=self._source.where, hint=f"安装：{INSTALL}") from None
        except Exception:
            # pdfminer raises whatever a malformed file makes it trip over; what PDFium read stands
            return None

    def _glyphs_again(self, number: int) -> Sequence[Glyph]:
        page = self._plumbed(number)
        try:
            chars = page.chars if page else []
        except Exception:
            # as above
            return []
        return [Glyph(char["text"], char["x0"], char["top"], char["x1"], char["bottom"]) for char in chars]

    def _tables(self, page: pypdfium2.PdfPage, number: int) -> list[list[Box]]:
        """The boxes of the cells of each table with ruled lines, of at least two columns (a page may end after its first row)."""
        other = self._plumbed(number)
        try:
            tables = other.find_tables() if other else []
        except Exception:
            # as above
            return []
        left, _, _, top = page.get_cropbox()
        across, down = (left - page.get_mediabox()[0], page.get_mediabox()[3] - top) if not page.get_rotation() else (0.0, 0.0)
        boxes = [[Box(x0 - across, y0 - down, x1 - across, y1 - down) for x0, y0, x1, y1 in table.cells] for table in tables]
        return [cells for cells in boxes if len({box.left for box in cells}) > 1]


# ── what is on a page ────────────────────────────────────────────────────────


def _glyphs(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> Iterator[Glyph]:
    """The characters in the order in which the page draws them, without the line ends that PDFium guesses."""
    raw = _raw()
    box = raw.FS_RECTF()
    turned = _turn(page)
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in _LINE_ENDS:
            continue
        if code in _SURROGATES or code == 0:
            yield Glyph("\ufffd", 0, 0, 0, 0)
        elif raw.FPDFText_GetLooseCharBox(text, at, box):
            yield Glyph(chr(code), *turned(box.left, box.top, box.right, box.bottom))


def _turn(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], tuple[float, float, float, float]]:
    """From a box in the page's own measure (upwards from the bottom left) to one as the page is shown (downwards from the top left)."""
    left, bottom, right, top = page.get_cropbox()
    ways: dict[int, Callable[[float, float, float, float], tuple[float, float, float, float]]] = {
        0: lambda x0, y1, x1, y0: (x0 - left, top - y1, x1 - left, top - y0),
        90: lambda x0, y1, x1, y0: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: lambda x0, y1, x1, y0: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: lambda x0, y1, x1, y0: (top - y1, right - x1, top - y0, right - x0),
    }
    return ways[page.get_rotation()]


def _flow(found: Sequence[Glyph], tables: Sequence[Sequence[Box]]) -> tuple[list[Line], dict[int, list[Block]]]:
    """The lines outside of tables, and the rows of each table by the line that it stands before."""
    inside: dict[int, list[Glyph]] = {at: [] for at in range(len(tables))}
    lines: list[Line] = []
    run: list[Glyph | None] = []
    places: dict[int, int] = {}
    frames = [Box.around(cells) for cells in tables]
    for glyph in found:
        at = next((at for at, frame in enumerate(frames) if frame.holds(glyph)), None)
        if at is None:
            run.append(glyph)
            continue
        if not inside[at]:
            lines += glyphs.lines(run)
            run = []
            places[at] = len(lines)
        inside[at].append(glyph)
        run.append(None)
    lines += glyphs.lines(run)
    rows: dict[int, list[Block]] = {}
    for at, place in places.items():
        rows.setdefault(place, []).extend(_rows(tables[at], inside[at]))
    return lines, rows


def _rows(boxes: Sequence[Box], inside: Sequence[Glyph]) -> Iterator[Block]:
    """The rows of a table with the words in its cells."""
    words: dict[Box, list[Glyph]] = {box: [] for box in boxes}
    for glyph in inside:
        box = next((box for box in boxes if box.holds(glyph)), None)
        if box:
            words[box].append(glyph)
    said = {box: reduce(glyphs.joined, (line.text for line in glyphs.lines(found)), "") for box, found in words.items()}
    for row in spread(ruled(said)):
        if any(row):
            yield Block("\t".join(row), "table")


def _ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether a page draws lines in both directions, or boxes: only then is it worth looking for tables."""
    across = down = 0
    for drawn in page.get_objects(filter=[_raw().FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = drawn.get_bounds()
        across += right - left > top - bottom or top - bottom > _THIN
        down += right - left < top - bottom or right - left > _THIN < top - bottom
        if across >= _LEAST_RULES and down >= _LEAST_RULES:
            return True
    return False


def _picture(page: pypdfium2.PdfPage) -> float:
    """The share of the page that pictures cover."""
    boxes = [drawn.get_bounds() for drawn in page.get_objects(filter=[_raw().FPDF_PAGEOBJ_IMAGE])]
    left, bottom, right, top = page.get_cropbox()
    covered: float = sum(abs((x1 - x0) * (y1 - y0)) for x0, y0, x1, y1 in boxes)
    return covered / ((right - left) * (top - bottom) or 1)


def _scanned(page: pypdfium2.PdfPage, where: str) -> Page:
    """The page as OCR reads its picture."""
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, _MOST_PIXELS / max(width, height))
    scan.ready(where)
    found = scan.lines(page.render(scale=scale).to_numpy(), where)
    return Page(found, width * scale, height * scale)
