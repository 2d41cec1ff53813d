"""Pages of portals and news sites: the article and what is known about it, without what stands around."""

from __future__ import annotations

from pathlib import Path

import pytest

from suance.model import Document, Validity
from suance.read import read

FIXTURES = Path(__file__).parent / "fixtures" / "read"


def words_of(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def body(fragment: str) -> list[str]:
    return words_of(read(f"<html><body>{fragment}</body></html>".encode()))


NOTICE = [
    "各区人民政府，市各有关部门：",
    "一、对新认定的市级园区，给予一次性奖励200万元。",
    "二、对入园企业，按设备投入的10%给予补助，最高50万元。",
    "等级\t奖励（万元）",
    "甲\t30",
    "乙\t1<x<2",
    "三、本通知自2022年4月1日起施行，有效期3年。",
    "某市人民政府办公室",
    "2022年3月8日",
]


def test_a_portals_notice_is_its_paragraphs_and_table_rows() -> None:
    notice = read(FIXTURES / "notice.html")
    assert words_of(notice) == NOTICE
    assert [p.role for p in notice.paragraphs] == ["text"] * 3 + ["table"] * 3 + ["text"] * 3


def test_a_portals_notice_is_known_by_its_meta_and_its_table() -> None:
    notice = read(FIXTURES / "notice.html")
    assert notice.title == "市政府办公室关于支持园区发展的通知"
    assert (notice.published, notice.published_at) == ("2022-03-10", "2022-03-10T16:20:00")
    assert (notice.issuer, notice.number, notice.source) == ("某市人民政府办公室", "某政办发〔2022〕8号", "某市人民政府办公室")
    assert (notice.category, notice.tags) == ("政策文件", ("园区", "奖励"))
    assert notice.link == "http://www.example.gov.cn/zc/202203/t20220310_1.html"
    assert notice.validity == Validity(issued="2022-03-08", start="2022-04-01", end="2025-06-27", status="expired")


def test_the_same_page_in_gb18030_gives_the_same_text() -> None:
    page = (FIXTURES / "notice.html").read_text("utf-8").replace("utf-8", "gb2312")
    assert words_of(read(page.encode("gb18030"), name="notice.html")) == NOTICE


def test_a_page_that_word_saved_in_gb18030_reads_like_its_plain_text() -> None:
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
    <meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body lang=ZH-CN><div class=WordSection1>
    <p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:仿宋_GB2312'>一、对首次认定的企业，
    给予一次性奖励</span><span lang=EN-US>50</span><span style='font-family:仿宋_GB2312'>万元；</span><span lang=EN-US><o:p></o:p></span></p>
    <p class=MsoNormal><span lang=EN-US>&nbsp;</span></p>
    <p class=MsoNormal><span>二、按设备投入的</span><span lang=EN-US>10%</span><span>给予补助。</span></p></div></body></html>"""
    expected = ["一、对首次认定的企业，给予一次性奖励50万元；", "二、按设备投入的10%给予补助。"]
    assert words_of(read(page.encode("gb18030"), name="notice.htm")) == expected


def test_a_page_without_meta_is_known_by_its_heading_its_info_line_and_its_signature() -> None:
    page = read(FIXTURES / "county.html")
    assert words_of(page) == ["本县定于2018年5月1日招募合伙人，首批20名，每名资助5万元。", "某县人民政府", "二〇一八年四月十九日"]
    assert page.title == "某县关于招募合伙人的公告"
    assert (page.published, page.published_at) == ("2018-04-19", "2018-04-19T17:32:17")
    assert (page.issuer, page.source, page.validity.issued) == ("某县人民政府", "某县政府网站", "2018-04-19")


def test_a_news_page_keeps_the_article_once_without_lists_of_links() -> None:
    page = read(FIXTURES / "news.html")
    assert words_of(page) == [
        "近日，某地招商引资引来热议，有人说补贴给得太多，也有人说给得太少，莫衷一是。",
        "2018年，该地引进项目35个，总投资120亿元，比上年增长8%。",
        "（文章来源：某经营报）",
    ]
    assert (page.title, page.source, page.published) == ("招商之痛如何治", "某经营报", "2019-06-01")


def test_an_older_page_that_lays_out_by_tables_gives_the_articles_column() -> None:
    page = """<table><tr><td><a href="/">首页</a></td><td><a href="/x">信息</a></td></tr></table>
    <table><tr><td width="150"><a href="/1">栏目一，很好</a><br><a href="/2">栏目二，很好</a></td><td>
    <table><tr><td>第一条　对企业给予补助，最高30万元。<br>　　第二条　对个人给予补助，每人1万元。</td></tr></table>
    </td></tr></table>"""
    assert body(page) == ["第一条　对企业给予补助，最高30万元。", "第二条　对个人给予补助，每人1万元。"]


def test_a_first_part_outside_the_innermost_element_is_not_lost() -> None:
    page = """<div class="a"><p>导语在外面，也是正文的一段，不能丢。</p><div class="b"><p>第一段很长，讲了许多事情，占去大半篇幅，所以权重最大。</p>
    <p>第二段也很长，同样讲了许多事情，占去大半篇幅，所以权重也大。</p></div>
    <p>尾声在外面，同样不能丢。</p></div><div class="footer">地址，电话。</div>"""
    assert body(page)[0] == "导语在外面，也是正文的一段，不能丢。"
    assert body(page)[-1] == "尾声在外面，同样不能丢。"


def test_an_article_inside_an_element_named_like_navigation_is_kept() -> None:
    assert body('<div id="main-side-nav"><p>对企业给予奖励，最高10万元。</p></div>') == ["对企业给予奖励，最高10万元。"]


def test_a_page_without_any_sentence_keeps_what_it_shows() -> None:
    assert body('<div class="nav">首页</div><table><tr><td>甲</td><td>10</td></tr></table>') == ["甲\t10"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td rowspan=2>国家级<td>甲<td>50</tr><tr><td>乙<td>30</tr><tr><td>省级<td>丙<td>10</tr>",
            ["国家级\t甲\t50", "国家级\t乙\t30", "省级\t丙\t10"],
        ),
        ("<tr><td rowspan=0>甲<td>1</tr><tr><td>2</tr><tr><td>3</tr>", ["甲\t1", "甲\t2", "甲\t3"]),
        (
            "<thead><tr><th rowspan=2>指标<th colspan=2>2021年</tr><tr><th>目标<th>实绩</tr></thead>"
            "<tr><td>甲<td>1<td>2</tr><tr><td>合计<td colspan=2>3</tr>",
            ["指标\t2021年\t2021年", "指标\t目标\t实绩", "甲\t1\t2", "合计\t3\t"],
        ),
        ("<caption>奖励标准</caption><tr><td colspan=2>单位：万元</tr><tr><td>甲<td>50</tr>", ["奖励标准", "单位：万元", "甲\t50"]),
        ("<tr><td colspan=x rowspan=-3>甲<td colspan=99999999>50</tr>", ["甲\t50"]),
    ],
)
def test_cells_that_span_rows_or_columns_keep_the_columns_in_line(rows: str, expected: list[str]) -> None:
    assert body(f"<table>{rows}</table>") == expected


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none">甲，乙。</p>',
        '<p style="VISIBILITY:hidden">甲，乙。</p>',
        "<p hidden>甲，乙。</p>",
        "<script>甲，乙。</script>",
        "<style>甲，乙。</style>",
        "<noscript>甲，乙。</noscript>",
        "<!-- 甲，乙。 -->",
        "<nav>甲，乙。</nav>",
        "<footer>甲，乙。</footer>",
        "<select><option>甲，乙。</option></select>",
        "<div>【字体：大 中 小】 打印 关闭窗口</div>",
        "<div>上一篇：甲，乙。</div>",
        "<div>浏览次数：35</div>",
        "<div>当前位置：首页 &gt; 政策</div>",
    ],
)
def test_what_is_hidden_or_furniture_is_left_out(hidden: str) -> None:
    assert body(f"<div><p>正文第一段，讲奖励政策。</p>{hidden}<p>正文第二段，讲申报流程。</p></div>") == [
        "正文第一段，讲奖励政策。",
        "正文第二段，讲申报流程。",
    ]


@pytest.mark.parametrize("words", ["分享经济发展迅速", "打印设备每台补助2万元", "中小企业", "大"])
def test_words_of_the_article_are_no_furniture(words: str) -> None:
    assert words in body(f"<p>正文第一段，讲奖励政策。</p><p>{words}</p><p>正文第二段，讲申报流程。</p>")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("<p>甲<br>乙<br/>丙</p>", ["甲", "乙", "丙"]),
        ("<p>首期&nbsp;500&nbsp;万元</p>", ["首期 500 万元"]),
        ("<p>　　甲\n   乙</p>", ["甲乙"]),
        ("<p>up\n  to</p>", ["up to"]),
        ("甲<div>乙</div>丙", ["甲", "乙", "丙"]),
        ("<ul><li>甲</li><li>乙<p>丙</p></li></ul>", ["甲", "乙", "丙"]),
        ("<pre>甲\n  乙\n</pre>", ["甲", "乙"]),
        ("<p>面积m<sup>2</sup>，CO<sub>2</sub></p>", ["面积m2，CO2"]),
        ("<p>A &amp; B &lt;C&gt; &yen;5</p>", ["A & B <C> ¥5"]),
        ("<p>不见\u200b的\ufeff字</p>", ["不见的字"]),
        ("<p>没有结束<p>也分段", ["没有结束", "也分段"]),
    ],
)
def test_paragraphs_are_what_a_reader_sees(fragment: str, words: list[str]) -> None:
    assert body(fragment) == words


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("某某办法_政策文件_某市人民政府", "某某办法"),
        ("某某办法 - 某市人民政府门户网站", "某某办法"),
        ("某某办法-某区政府网", "某某办法"),
        ("某某办法 | 某局", "某某办法"),
        ("1-7月投资情况", "1-7月投资情况"),
        ("某某办法", "某某办法"),
    ],
)
def test_a_pages_title_is_without_the_name_of_its_site(title: str, expected: str) -> None:
    assert read(f"<html><head><title>{title}</title></head><body><p>正文。</p></body></html>".encode()).title == expected


def test_pages_nest_as_deep_as_they_like() -> None:
    page = "<html><body>" + "<div>" * 20_000 + "正文，很深。"
    assert read(page.encode()).text == "正文，很深。"


def test_many_nested_tables_are_read() -> None:
    page = "<html><body>" + "<table><tr><td>甲</td><td>" * 300 + "正文，很深。"
    assert "正文，很深。" in read(page.encode()).text
