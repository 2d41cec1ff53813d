"""DOCX: what Word shows, automatic numbers included, once every tracked change is accepted."""

from __future__ import annotations

import zipfile

import pytest

from papers import abstract, docx, level, listed, packed, para, run, table
from suance.errors import UnreadableDocument
from suance.extract import extract
from suance.model import Document, Fact
from suance.read import read
from suance.read.numerals import written


def lines(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def body(markup: str, *, styles: str = "", numbering: str = "") -> list[str]:
    return lines(read(docx(markup, styles=styles, numbering=numbering), name="a.docx"))


def refusal(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, name=name)
    assert caught.value.where
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ── automatic numbers ────────────────────────────────────────────────────────

OFFICIAL = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
    level(4, "decimalEnclosedCircleChinese", "%5"),
) + listed(1, 0)


def test_the_levels_of_an_official_document_are_numbered_and_begin_again() -> None:
    levels = [0, 1, 1, 2, 2, 3, 4, 4, 0, 1, 2]
    labels = ["一、", "（一）", "（二）", "1.", "2.", "（1）", "① ", "② ", "二、", "（一）", "1."]
    assert body("".join(para("甲", number=(1, at)) for at in levels), numbering=OFFICIAL) == [f"{label}甲" for label in labels]


def test_articles_numbered_by_a_paragraph_style_have_their_numbers() -> None:
    styles = (
        '<w:style w:styleId="a"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:name w:val="条下"/><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="款"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    article = level(0, "chineseCounting", "第%1条", '<w:pStyle w:val="a"/>')
    numbering = abstract(7, article, level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="c"/>')) + listed(1, 7)
    markup = para("奖励企业。", style="a") + para("规模以上。", style="c") + para("首次上市。", style="c") + para("另行规定。", style="b")
    assert body(markup, styles=styles, numbering=numbering) == ["第一条 奖励企业。", "（一）规模以上。", "（二）首次上市。", "第二条 另行规定。"]


def test_a_paragraph_may_leave_the_list_of_its_style() -> None:
    styles = '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    markup = para("甲", style="a") + para("乙", style="a", number=(0, 0)) + para("丙", style="a")
    assert body(markup, styles=styles, numbering=OFFICIAL) == ["一、甲", "乙", "二、丙"]


def test_lists_of_one_abstract_list_count_on_and_a_start_of_their_own_begins_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1）")) + listed(1, 0) + listed(2, 0) + listed(3, 0, override)
    markup = "".join(para("甲", number=(number, 0)) for number in (1, 2, 1, 3, 3))
    assert body(markup, numbering=numbering) == ["1）甲", "2）甲", "3）甲", "5）甲", "6）甲"]


def test_a_level_that_never_begins_again_counts_on() -> None:
    numbering = abstract(0, level(0, "decimal", "第%1章"), level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>')) + listed(1, 0)
    markup = "".join(para("甲", number=(1, at)) for at in (0, 1, 1, 0, 1))
    assert body(markup, numbering=numbering) == ["第1章 甲", "第1条 甲", "第2条 甲", "第2章 甲", "第3条 甲"]


def test_a_number_of_several_levels_writes_the_higher_ones_in_digits_where_it_is_told_to() -> None:
    numbering = abstract(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>")) + listed(1, 0)
    assert body(para("甲", number=(1, 0)) + para("乙", number=(1, 1)), numbering=numbering) == ["一、甲", "1.1 乙"]


def test_a_list_linked_by_a_list_style_is_found() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = abstract(0, level(0, "decimal", "%1、")) + linked + listed(1, 1) + listed(2, 0)
    assert body(para("甲", number=(1, 0)), styles=styles, numbering=numbering) == ["1、甲"]


def test_bullets_give_no_words_and_a_number_does_not_run_into_a_figure() -> None:
    numbering = abstract(0, level(0, "bullet", "\uf06c")) + listed(1, 0) + abstract(1, level(0, "decimal", "%1.")) + listed(2, 1)
    assert body(para("甲", number=(1, 0)) + para("50万元", number=(2, 0)), numbering=numbering) == ["甲", "1. 50万元"]


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (2022, "ideographDigital", "二〇二二"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (12, "ideographZodiac", "亥"),
        (21, "decimalEnclosedCircle", "㉑"),
        (51, "decimalEnclosedCircle", "51"),
        (3, "decimalEnclosedParen", "⑶"),
        (14, "decimalFullWidth", "１４"),
        (7, "decimalZero", "07"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (3, "ordinalText", "3"),
        (0, "upperRoman", "0"),
        (3, "bullet", ""),
    ],
)
def test_a_number_is_written_as_its_format_has_it(number: int, form: str, expected: str) -> None:
    assert written(number, form) == expected


# ── paragraphs ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        (run("奖励") + run("50") + run("万元"), ["奖励50万元"]),
        ("<w:ins>" + run("新增") + "</w:ins><w:del>" + run("删去") + "<w:r><w:delText>删去</w:delText></w:r></w:del>", ["新增"]),
        ("<w:moveFrom>" + run("原处") + "</w:moveFrom><w:moveTo>" + run("新处") + "</w:moveTo>", ["新处"]),
        ("<w:hyperlink>" + run("《办法》") + "</w:hyperlink>" + run("施行"), ["《办法》施行"]),
        ("<w:fldSimple w:instr='DATE'>" + run("2022年") + "</w:fldSimple>", ["2022年"]),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText><w:t>码</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("第二条") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("所称"),
            ["第二条所称"],
        ),
        (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), ["甲", "乙"]),
        (run("甲") + '<w:r><w:br w:type="page"/></w:r>' + run("乙"), ["甲乙"]),
        (run("甲") + "<w:r><w:tab/><w:tab/></w:r>" + run("乙"), ["甲 乙"]),
        (run("看") + run("不见", "<w:vanish/>") + run("见", '<w:vanish w:val="0"/>'), ["看见"]),
        ("<w:ruby><w:rt>" + run("cháng") + "</w:rt><w:rubyBase>" + run("常") + "</w:rubyBase></w:ruby>", ["常"]),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("控件") + "</w:sdtContent></w:sdt>", ["控件"]),
        (
            run("前")
            + "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p>"
            + run("框内")
            + "</w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p>"
            + run("框内")
            + "</w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            ["前", "框内"],
        ),
    ],
)
def test_a_paragraph_is_what_is_shown(inner: str, words: list[str]) -> None:
    assert body(para(inner=inner)) == words


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    markup = para("奖励", properties="<w:rPr><w:del/></w:rPr>") + para("50万元") + para("其他")
    assert body(markup) == ["奖励50万元", "其他"]


def test_a_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + para("目录")
        + "</w:sdtContent></w:sdt>"
    )
    assert body(control + para("一、总则 1", style="T1") + para("正文"), styles=styles) == ["正文"]


def test_strict_files_read_like_transitional_ones() -> None:
    assert body(para("甲", number=(1, 0)), numbering=OFFICIAL) == lines(read(docx(para("甲", number=(1, 0)), numbering=OFFICIAL, strict=True)))


def test_footnotes_stand_at_the_end_and_headers_nowhere() -> None:
    notes = '<w:footnote w:type="separator">' + para("——") + "</w:footnote><w:footnote>" + para("见附件。") + "</w:footnote>"
    document = read(docx(para("正文。"), parts={"word/footnotes.xml": notes, "word/header1.xml": para("页眉")}))
    assert lines(document) == ["正文。", "见附件。"]


# ── tables ───────────────────────────────────────────────────────────────────


def test_the_rows_of_a_table_are_paragraphs_with_tabs_between_cells() -> None:
    markup = para("单位：万元") + table([["等级", "奖励"], ["国家级", "50"], ["省级", ""]]) + para("后文。")
    document = read(docx(markup))
    assert lines(document) == ["单位：万元", "等级\t奖励", "国家级\t50", "省级\t", "后文。"]
    assert [p.role for p in document.paragraphs] == ["text", "table", "table", "table", "text"]


def test_a_cell_merged_downwards_says_its_words_in_each_row() -> None:
    begin, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    assert body(table([[("国家级", begin), "甲", "50"], [("", go_on), "乙", "30"], ["省级", "丙", "10"]])) == [
        "国家级\t甲\t50",
        "国家级\t乙\t30",
        "省级\t丙\t10",
    ]


def test_a_cell_merged_sideways_names_all_its_columns_in_the_head_and_counts_once_below() -> None:
    two = '<w:gridSpan w:val="2"/>'
    rows: list[list[str | tuple[str, str]]] = [["指标", ("2021年", two)], ["", "目标", "实绩"], ["甲", "1", "2"], ["合计", ("3", two)]]
    assert body(table(rows)) == ["指标\t2021年\t2021年", "\t目标\t实绩", "甲\t1\t2", "合计\t3\t"]


def test_a_table_that_only_lays_out_the_page_is_its_paragraphs() -> None:
    document = read(docx(table([["独占一格，是一段话。"]])))
    assert lines(document) == ["独占一格，是一段话。"]
    assert document.paragraphs[0].role == "text"


# ── what is known about it ───────────────────────────────────────────────────

CENTRE = '<w:jc w:val="center"/>'


def test_the_title_is_the_centred_lines_at_the_top() -> None:
    inner = run("某市关于支持园区的", '<w:sz w:val="44"/>')
    markup = para(properties=CENTRE, inner=inner) + para(properties=CENTRE, inner=run("若干措施", '<w:sz w:val="44"/>'))
    document = read(docx(markup + para("某政发〔2022〕8号", properties=CENTRE) + para("一、奖励企业。")))
    assert (document.title, document.number) == ("某市关于支持园区的若干措施", "某政发〔2022〕8号")
    assert [p.role for p in document.paragraphs] == ["heading", "heading", "text", "text"]


def test_a_title_style_wins_and_headings_are_headings() -> None:
    styles = '<w:style w:styleId="t"><w:name w:val="Title"/></w:style><w:style w:styleId="h"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    document = read(docx(para("总则", style="h") + para("某办法", style="t") + para("正文。"), styles=styles))
    assert document.title == "某办法"
    assert [p.role for p in document.paragraphs] == ["heading", "heading", "text"]


def test_core_properties_stand_in_where_the_text_is_silent() -> None:
    core = (
        "<dc:title>某细则</dc:title><dcterms:created>2021-01-02T03:04:05Z</dcterms:created><dcterms:modified>2022-03-08T01:00:00Z</dcterms:modified>"
    )
    silent = read(docx(para("一、正文。"), core=core))
    assert (silent.title, silent.published, silent.format) == ("某细则", "2022-03-08", "docx")
    said = read(docx(para("发布日期：2020年5月6日") + para("正文。"), core=core))
    assert said.published == "2020-05-06"


# ── bad input ────────────────────────────────────────────────────────────────


def test_a_truncated_file_is_refused() -> None:
    data = docx(para("正文" * 500))
    assert "不完整" in refusal(data[: len(data) // 2])
    assert "ZIP" in refusal(data[:40], "a.docx")


def test_damage_within_a_member_is_refused() -> None:
    data = bytearray(packed({"word/document.xml": "<a>" + "正文" * 500 + "</a>"}))
    data[60] ^= 0xFF
    assert "损坏" in refusal(bytes(data))


def test_a_bomb_is_refused_by_what_it_declares_and_by_what_comes_out() -> None:
    honest = packed({"word/document.xml": b" " * (8 * 1024 * 1024)})
    assert "炸弹" in refusal(honest)
    lying = honest.replace((8 * 1024 * 1024).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    refusal(lying)


def test_a_document_type_is_refused_before_any_entity_is_read() -> None:
    for declared in ('<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY a "甲">', ""):
        part = f"<?xml version='1.0'?><!DOCTYPE w [{declared}]><w><body><p><r><t>{'&a;' if declared else '甲'}</t></r></p></body></w>"
        assert "DOCTYPE" in refusal(packed({"word/document.xml": part}))
        assert "DOCTYPE" in refusal(packed({"word/document.xml": part.encode("utf-16")}))


def test_markup_without_end_of_depth_is_refused() -> None:
    assert "嵌套" in refusal(packed({"word/document.xml": "<a>" * 100_000 + "</a>" * 100_000}))


def test_encrypted_members_and_other_methods_are_refused() -> None:
    data = bytearray(packed({"word/document.xml": "<a/>"}))
    at = data.rindex(b"PK\x01\x02") + 8
    data[at] |= 1
    assert "已加密" in refusal(bytes(data))
    assert "压缩方法" in refusal(packed({"word/document.xml": "<a/>"}, zipfile.ZIP_BZIP2))


def test_wrong_content_is_refused_with_one_line() -> None:
    assert "XML" in refusal(packed({"word/document.xml": "no markup"}))
    assert "缺少" in refusal(packed({"word/other.xml": "<a/>"}))
    assert "没有正文" in refusal(docx(""))
    assert "编码无法识别" in refusal(b"\xff\xfe\xfd\xfc not a zip" + b"\x81" * 9)


def test_an_encrypted_and_an_old_word_file_say_what_to_do() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert "密码" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))
    assert "另存为 DOCX" in refusal(ole + "WordDocument".encode("utf-16-le"), "a.doc")
    assert "另存为 DOCX" in refusal(ole, "a.xls")


# ── the same facts as its plain text ─────────────────────────────────────────


def figures(document: Document) -> list[tuple[object, ...]]:
    facts: list[Fact] = list(extract(document))
    return [(fact.kind, document.text[fact.start : fact.end], fact.value, fact.unit, fact.comparator, fact.beneficiary, fact.form) for fact in facts]


def test_a_numbered_document_gives_the_same_facts_as_its_plain_text() -> None:
    clauses = [
        (0, "一、", "发展目标"),
        (1, "（一）", "到2025年，全市高新技术企业数量达到6000家以上，工业总产值突破2万亿元。"),
        (0, "二、", "支持措施"),
        (1, "（一）", "对首次认定的国家级专精特新“小巨人”企业，给予一次性奖励50万元。"),
        (1, "（二）", "对企业技术改造项目，按设备投入的10%给予补助，单个项目最高500万元。"),
    ]
    markup = "".join(para(text, number=(1, at)) for at, _, text in clauses)
    plain = "\n".join(label + text for _, label, text in clauses)
    word, text = read(docx(markup, numbering=OFFICIAL)), read(plain.encode())
    assert word.text == text.text
    assert figures(word) == figures(text)
    assert len(figures(word)) >= 4
