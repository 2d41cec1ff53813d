"""PDF: what a typesetter did is undone; fonts that name their characters wrongly and scans are read all the same."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

import papers
from suance.errors import MissingExtra, UnreadableDocument
from suance.extract import extract
from suance.model import Document
from suance.read import read, scan
from suance.read.glyphs import Glyph, Line, joined, plain, strange
from suance.read.glyphs import lines as lines_of
from suance.read.layout import Page, blocks
from suance.read.order import ordered

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")

TITLE = "某市关于支持园区发展的若干措施"
CLAUSES = [
    "一、到2025年，全市高新技术企业数量达到6000家以上，工业总产值突破2万亿元，研发经费支出占地区生产总值比重达到3.5%以上。",
    "二、对首次认定的国家级专精特新“小巨人”企业，给予一次性奖励50万元；对首次认定的省级专精特新中小企业，给予一次性奖励20万元。",
    "三、对企业技术改造项目，按设备投入的10%给予补助，单个项目最高500万元。",
    "四、本措施自2022年4月1日起施行，有效期3年。",
]
PLAIN = "\n".join([TITLE, *CLAUSES])
HTML = f'<h2 style="text-align:center;font-size:24px">{TITLE}</h2>' + "".join(f"<p>{clause}</p>" for clause in CLAUSES)
TABLE = """<p>单位：万元</p><table border=1 style="border-collapse:collapse;width:100%"><tr><td>级别<td>对象<td>奖励</tr>
<tr><td rowspan=2>国家级<td>企业<td>50</tr><tr><td>平台<td>30</tr><tr><td colspan=3>另有规定的除外</tr></table><p>后文一段，没有别的。</p>"""
SMALL = ["对当年新设立的研发机构，经认定后给予一次性奖励50万元，分两年拨付到位。", "对个人给予补助2万元。"]
TRADES = ["钢铁", "化工", "纺织", "造船", "食品", "医药", "光伏", "轨道", "芯片", "软件", "物流", "环保", "家具", "玩具", "钟表"]
MORE = [clause.replace("企业", f"{trade}企业") for trade in TRADES for clause in CLAUSES[1:3]]
LONG = "".join(f"<p>{clause}</p>" for clause in MORE)
TWO_COLUMNS = f'<div style="columns:2;column-gap:3em">{LONG}</div>'


@pytest.fixture(scope="module")
def made(chromium: str) -> dict[str, bytes]:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pages = {"plain": HTML, "table": TABLE, "columns": HTML + TWO_COLUMNS}
    framed = papers.printed(chromium, {"long": HTML + LONG}, header="某市人民政府公报", footer="第 <span class=pageNumber></span> 页")
    small = papers.printed(chromium, {"small": f"<p>{SMALL[0]}</p><p>{SMALL[1]}</p>"}, style="@page { size: 640px 400px }")
    return papers.printed(chromium, pages) | framed | small


def lines(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def figures(document: Document) -> list[tuple[object, ...]]:
    return [
        (fact.kind, document.text[fact.start : fact.end], fact.value, fact.unit, fact.comparator, fact.period, fact.beneficiary, fact.form)
        for fact in extract(document)
    ]


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name="a.pdf")
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ── text PDF ─────────────────────────────────────────────────────────────────


def test_a_printed_notice_gives_the_paragraphs_and_the_facts_of_its_plain_text(made: dict[str, bytes]) -> None:
    document, text = read(made["plain"], name="a.pdf"), read(PLAIN.encode())
    assert document.text == text.text
    assert (document.title, document.format, document.validity) == (TITLE, "pdf", text.validity)
    assert document.paragraphs[0].role == "heading"
    assert figures(document) == figures(text)
    assert len(figures(document)) >= 6


def test_headers_footers_and_page_numbers_are_dropped_and_paragraphs_go_on_over_pages(made: dict[str, bytes]) -> None:
    assert made["long"].count(b"/Type /Page\n") > 2
    assert lines(read(made["long"])) == [TITLE, *CLAUSES, *MORE]


def test_two_columns_are_read_one_after_the_other(made: dict[str, bytes]) -> None:
    expected = [TITLE, *CLAUSES, *MORE]
    document = read(made["columns"])
    assert lines(document) == expected
    assert figures(document) == figures(read("\n".join(expected).encode()))


def test_a_table_with_ruled_lines_is_its_rows(made: dict[str, bytes]) -> None:
    document = read(made["table"])
    assert lines(document) == ["单位：万元", "级别\t对象\t奖励", "国家级\t企业\t50", "国家级\t平台\t30", "另有规定的除外", "后文一段，没有别的。"]
    assert [p.role for p in document.paragraphs] == ["text", "table", "table", "table", "table", "text"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(turn: int) -> None:
    matrix = {0: b"1 0 0 1 100 700", 90: b"0 1 -1 0 100 100", 180: b"-1 0 0 -1 500 100", 270: b"0 -1 1 0 500 700"}[turn]
    content = b"BT /F 14 Tf %s Tm 16 TL (First line.) Tj T* (Second line.) Tj ET" % matrix
    document = read(papers.pdf(content, page=b"/Rotate %d" % turn))
    assert document.text.split() == ["First", "line.", "Second", "line."]


# ── fonts that name their characters wrongly ─────────────────────────────────

FAULTY = "企业给予奖励"


def test_a_page_that_names_characters_twice_is_read_by_the_other_library(made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "lines", lambda image, where: pytest.fail("OCR was asked"))
    document = read(papers.renamed(made["plain"], FAULTY, also_right=True))
    assert document.text == read(PLAIN.encode()).text
    assert figures(document) == figures(read(PLAIN.encode()))


def test_without_ocr_a_page_that_names_characters_wrongly_is_refused(made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "rapidocr")
    message = refusal(papers.renamed(made["plain"], FAULTY, also_right=False))
    assert "第 1 页" in message
    assert 'pip install "suance[pdf,ocr]"' in message


def test_the_share_of_strange_characters_is_of_what_no_chinese_text_has() -> None:
    assert strange("对企业（Ａ类）给予50%、“①”×2㎡·α≥3的奖励—…℃ 𠀀") == 0
    assert strange("\u1681\u1682企业") == 0.5
    assert strange("(cid:12)企业") == pytest.approx(1 / 3)
    assert strange("") == 0


def test_radicals_become_the_characters_that_they_look_like() -> None:
    assert plain("⼈⼯智能⾦⻅⻓⽅⾯") == "人工智能金见长方面"
    assert plain("⼀") == "一"
    assert len(plain("⺮⻔")) == 2


# ── scans ────────────────────────────────────────────────────────────────────


def test_a_scan_at_200_dpi_gives_the_facts_of_its_plain_text(made: dict[str, bytes]) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")
    document = read(papers.scanned(made["plain"])[0])
    assert document.title == TITLE
    assert document.text == read(PLAIN.encode()).text
    assert {p.role for p in document.paragraphs[1:]} == {"ocr"}
    assert figures(document) == figures(read(PLAIN.encode()))


def test_a_picture_is_read_by_ocr_and_so_is_a_page_whose_fonts_are_wrong(made: dict[str, bytes]) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")
    picture = read(papers.scanned(made["small"])[1], name="a.png")
    assert lines(picture) == SMALL
    assert picture.format == "image"
    assert lines(read(papers.renamed(made["small"], FAULTY, also_right=False))) == SMALL


def test_without_ocr_a_scan_and_a_picture_say_how_to_install_it(made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "rapidocr")
    scan_, picture = papers.scanned(made["small"], 72)
    assert 'pip install "suance[pdf,ocr]"' in refusal(scan_)
    assert 'pip install "suance[pdf,ocr]"' in refusal(picture)


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """As if a package were not installed."""
    real = builtins.__import__

    def imported(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == missing:
            raise ImportError(name)
        return real(name, *rest)

    scan._loaded.cache_clear()
    monkeypatch.setattr(builtins, "__import__", imported)


# ── bad input ────────────────────────────────────────────────────────────────


def test_without_its_library_a_pdf_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "pypdfium2")
    with pytest.raises(MissingExtra) as caught:
        read(papers.pdf(b""), name="a.pdf")
    assert 'pip install "suance[pdf]"' in str(caught.value)


def test_a_pdf_that_is_cut_short_encrypted_or_damaged_is_refused() -> None:
    whole = papers.pdf(b"BT /F 14 Tf 100 700 Td (Some words.) Tj ET")
    assert read(whole).text == "Some words."
    assert "截断" in refusal(whole[: len(whole) // 2])
    key = b"<" + b"42" * 32 + b">"
    encrypted = papers.pdf(b"", trailer=b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>" % (key, key))
    assert "加密" in refusal(encrypted)
    assert "损坏" in refusal(b"%PDF-1.7\nnothing of the kind\n%%EOF")
    linearized = b"%PDF-1.4\n1 0 obj\n<</Linearized 1/L 99999/H[1 2]>>\nendobj\n%%EOF\n"
    assert "截断" in refusal(linearized)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\xff\xff" * 9])
def test_a_damaged_picture_is_refused(data: bytes) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")
    assert "图片已损坏" in refusal(data)


def test_a_pdf_without_words_or_pictures_is_refused() -> None:
    assert "没有正文" in refusal(papers.pdf(b""))


# ── lines to paragraphs ──────────────────────────────────────────────────────


def typeset(*rows: tuple[float, float, str], width: float = 400) -> list[str]:
    """The paragraphs of lines (left edge, top, words) in ten-point type."""
    placed = [Line(text, left, top, left + 10 * len(text), top + 10, 10) for left, top, text in rows]
    return [block.text for block in blocks([Page(placed, width, 1000)])[0]]


FULL = "二十个字排满一行" * 2 + "刚好排满"


def test_a_line_that_reaches_the_edge_goes_on_and_a_short_one_ends() -> None:
    assert typeset((20, 200, FULL[:-2]), (0, 216, FULL), (0, 232, "尾行。"), (0, 248, FULL)) == [FULL[:-2] + FULL + "尾行。", FULL]


def test_an_indent_or_a_number_after_an_end_begins_a_paragraph() -> None:
    ended = FULL[:-1] + "。"
    assert typeset((0, 200, FULL), (0, 216, ended), (20, 232, FULL[:-2])) == [FULL + ended, FULL[:-2]]
    assert typeset((0, 200, ended), (0, 216, "（二）" + FULL[3:])) == [ended, "（二）" + FULL[3:]]
    assert typeset((0, 200, FULL), (0, 216, "第三条规定" + FULL[5:])) == [FULL + "第三条规定" + FULL[5:]]


def test_short_lines_do_not_make_a_column_of_their_own() -> None:
    short = [(20, 248 + 40 * at, word) for at, word in enumerate(["后文一段没有别的。", "单位：万元", "后文一段没有别的。", "单位：万元"])]
    assert typeset((20, 200, FULL[:-2]), (0, 216, FULL), (0, 232, "尾行。"), *short)[1:] == [word for _, _, word in short]


def test_an_indented_line_below_a_very_short_one_is_no_column_of_its_own() -> None:
    lines_ = ((20, 200, FULL[:-2]), (0, 216, FULL), (0, 232, "元。"), (20, 248, FULL[:-2]), (0, 264, "尾。"))
    assert typeset(*lines_) == [FULL[:-2] + FULL + "元。", FULL[:-2] + "尾。"]


def test_a_page_that_begins_with_indented_lines_has_its_edge_where_the_others_have_it() -> None:
    def sheet(*rows: tuple[float, str]) -> Page:
        return Page([Line(text, left, 200 + 16 * at, left + 10 * len(text), 210 + 16 * at, 10) for at, (left, text) in enumerate(rows)], 400, 1000)

    first = sheet((20, FULL[:-2]), (0, FULL), (0, FULL), (0, FULL))
    assert [block.text for block in blocks([first, sheet((20, FULL[:-2]), (20, "短。"))])[0]][1:] == [FULL[:-2], "短。"]


def test_a_wide_step_or_another_size_begins_a_paragraph() -> None:
    assert typeset((0, 200, FULL), (0, 216, FULL), (0, 232, FULL), (0, 262, FULL)) == [FULL * 3, FULL]


def test_what_recurs_at_the_edge_of_pages_is_dropped_only_where_it_stands_apart_from_the_text() -> None:
    def sheet(number: int, *, apart: float) -> Page:
        texts = ["某市人民政府公报", f"第{number}条对企业给予奖励。", "另有规定的除外。", "后文。"]
        tops = [100 - apart, 100, 116, 132]
        return Page([Line(text, 0, top, 10 * len(text), top + 10, 10) for text, top in zip(texts, tops, strict=True)], 400, 1000)

    for apart, dropped in ((40, True), (16, False)):
        found = [block.text for block in blocks([sheet(number, apart=apart) for number in range(1, 4)])[0]]
        assert ("某市人民政府公报" not in found) is dropped
        assert sum(text.startswith("第") for text in found) == 3


def test_glyphs_make_lines_with_the_spaces_that_are_seen() -> None:
    def row(*pieces: tuple[float, str]) -> str:
        placed = [Glyph(text, left, 0, left + (10 if text > "\u2e00" else 5), 10) for left, text in pieces]
        (line,) = lines_of(placed)
        return line.text

    assert row((0, "奖"), (10, "励"), (22, "5"), (27, "0"), (34, "万"), (44, "元")) == "奖励50万元", "set spacing is no space"
    assert row((0, "甲"), (30, "乙"), (40, "丙")) == "甲 乙丙", "a gap is one"
    assert row((0, "文"), (30, "件"), (60, "选"), (90, "编")) == "文件选编", "a heading set wide is one word"
    assert row((0, "甲"), (10, "\u3000"), (20, "乙"), (30, "丙")) == "甲\u3000乙丙"
    assert row((0, "奖"), (0.5, "奖"), (10, "励"), (10.5, "励")) == "奖励", "bold by drawing twice"
    assert row((0, "a"), (5, " "), (10, "b"), (15, "1"), (20, "1")) == "a b11"
    assert [line.text for line in lines_of([Glyph("甲", 90, 0, 100, 10), Glyph("乙", 0, 12, 10, 22), None, Glyph("丙", 10, 12, 20, 22)])] == [
        "甲",
        "乙",
        "丙",
    ]


def test_lines_join_without_a_space_beside_chinese_and_with_one_between_words() -> None:
    assert joined("达到", "50万元") == "达到50万元"
    assert joined("supported by", "the city") == "supported by the city"
    assert joined("GDP达到12", "345亿元") == "GDP达到12345亿元"


def test_a_picture_in_two_columns_is_read_column_by_column_and_a_row_left_to_right() -> None:
    def piece(left: float, top: float, text: str) -> Line:
        return Line(text, left, top, left + 10 * len(text), top + 10, 10)

    columns = [piece(0, 20 * row, f"左栏的第{row}行文字共十二字") for row in range(1, 5)] + [
        piece(200, 20 * row, f"右栏的第{row}行文字共十二字") for row in range(1, 5)
    ]
    title = piece(60, 0, "横跨两栏的标题在上面居中")
    assert [line.text[:3] for line in ordered([*columns, title])] == ["横跨两", *["左栏的"] * 4, *["右栏的"] * 4]
    row = [piece(100, 3, "50"), piece(0, 0, "国家级")]
    assert [line.text for line in ordered(row)] == ["国家级 50"]
