"""Posts of news sites and other Markdown, the malformed ones too."""

from __future__ import annotations

from pathlib import Path

import pytest

from suance.model import Document
from suance.read import read

FIXTURES = Path(__file__).parent / "fixtures" / "read"


def words_of(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def markdown(text: str) -> list[tuple[str, str]]:
    document = read(text.encode(), name="a.md")
    return [(p.role, document.text[p.start : p.end]) for p in document.paragraphs]


def test_a_post_gives_its_paragraphs_and_all_that_is_known_about_it() -> None:
    post = read(FIXTURES / "2022-03-05-post.md")
    assert words_of(post) == [
        "如何把老城变成新园？这里给出一个例子。",
        "3月4日，某市公布《园区振兴若干政策》，对营业收入首次超10亿元、5亿元的企业，分别给予最高80万元、40万元奖励。",
        "到2025年，园区企业数超1200家 （含分园）。",
        "（文章来源：试刊报）",
    ]
    assert post.paragraphs[-1].role == "source"
    assert post.title == "某市：三年投30亿元 打造“双高”园区"
    assert (post.published, post.published_at) == ("2022-03-05", "2022-03-05T08:05:09+08:00")
    assert (post.category, post.tags, post.source) == ("shikanbao", ("试刊报新闻",), "试刊报")
    assert post.link == "http://share.example.org/news.html?infoCode=NW202203050000000001"


def test_a_post_of_plain_lines_has_a_paragraph_a_sentence_line() -> None:
    post = read(FIXTURES / "plain-post.md")
    assert words_of(post) == [
        "某县设立产业基金，规模2亿元。",
        "基金先投三家企业，再投两个园区。",
        "明年，全县力争新增企业50家。",
        "（文章来源：县报）",
    ]
    assert (post.published, post.published_at) == ("2021-12-08", "2021-12-08T10:37:25")
    assert (post.category, post.tags) == ("xianbao", ("县报", "基金"))
    assert post.link == "http://share.example.org/a/202112082207180001.html"


def test_a_malformed_post_keeps_the_article_once_and_nothing_hidden() -> None:
    post = read((FIXTURES / "broken-post.md").read_bytes(), name="-broken-post.md")
    assert post.name == "-broken-post"
    assert words_of(post) == [
        "新厂开工",
        "某股份公告，拟投资12亿元建设新厂，预计2023年投产，年产值30亿元。",
        "公司某股份董事长表示，将新增就业800人。",
        "（文章来源：某某证券报）",
    ]
    assert (post.title, post.source, post.category) == ("", "某某证券报", "gongsi")
    assert (post.published, post.published_at) == ("2022-01-12", None), "the day that the share link is numbered by"


def test_a_quotation_that_nothing_repeats_stays() -> None:
    assert markdown("> 摘要，另有所指。\n\n正文第一段。") == [("text", "摘要，另有所指。"), ("text", "正文第一段。")]
    assert markdown("> 正文第一段\n\n别的段落。\n\n正文第一段，有后话。") == [("text", "别的段落。"), ("text", "正文第一段，有后话。")]


def test_the_files_name_gives_the_day_where_the_front_matter_does_not() -> None:
    post = read("---\nlayout: post\n---\n正文。".encode(), name="2022-03-05-新园.md")
    assert (post.published, post.published_at) == ("2022-03-05", None)


@pytest.mark.parametrize(
    "footer",
    [
        "[返回栏目](//news.example.org/category/a.html)｜[返回首页](//news.example.org/)",
        "[返回栏目](../emnews/category/a.html) | [返回首页](../emnews/)",
        "[返回首页](/)",
    ],
)
def test_the_way_back_is_no_text(footer: str) -> None:
    assert markdown(f"正文。\n\n{footer}\n") == [("text", "正文。")]


def test_an_address_that_stands_alone_is_the_link_and_no_text() -> None:
    post = read("正文，见 <http://a.example.org/1>。\n<http://a.example.org/2>\n\nhttp://a.example.org/3\n".encode(), name="a.md")
    assert post.text == "正文，见 http://a.example.org/1。"
    assert post.link == "http://a.example.org/2"


def test_the_commands_of_jekyll_are_no_text() -> None:
    assert markdown("{% include ad.html %}\n\n正文，{{ site.name }}第一段。\n{: .lead}\n") == [("text", "正文，第一段。")]


def test_headings_lists_quotations_and_rules_lose_their_marks() -> None:
    text = "# 甲 办法 #\n乙标题\n====\n\n- 第一\n* 第二，\n  续行\n1. 第三\n\n***\n> 引文\n\n[a]: http://example.org\n第四\n"
    assert markdown(text) == [
        ("heading", "甲 办法"),
        ("heading", "乙标题"),
        ("item", "第一"),
        ("item", "第二，续行"),
        ("item", "1. 第三"),
        ("text", "引文"),
        ("text", "第四"),
    ]


def test_a_table_has_a_paragraph_a_row_with_cells_joined_by_a_tab() -> None:
    text = "| 等级 | **奖励** |\n|:---|---:|\n| 甲 | 30万元 |\n| 乙 | [20万元](x) |\n\n正文 | 不是表"
    assert markdown(text) == [("table", "等级\t奖励"), ("table", "甲\t30万元"), ("table", "乙\t20万元"), ("text", "正文 | 不是表")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("给予**最高**50万元", "给予最高50万元"),
        ("*最高*与_最低_与 _最低_ 与`代码`与~~删去~~", "最高与_最低_与 最低 与代码与删去"),
        ("见[通知](http://a.example.org/x)与![图](b.png)[附件][1]", "见通知与附件"),
        ("甲&nbsp;乙&lt;丙&gt; A&amp;B", "甲 乙<丙> A&B"),
        (r"5\*10 与 \[注\]", "5*10 与 [注]"),
        ("3*4*5 与 2 * 3 * 4", "345 与 2 * 3 * 4"),
        ("甲<span>证</span>券<!-- 注 -->报", "甲证券报"),
        ("增长5%\n以上", "增长5%以上"),
        ("up to\n50", "up to 50"),
        ("标签_倍增_名单", "标签_倍增_名单"),
    ],
)
def test_marks_within_a_paragraph_go_and_words_stay(text: str, words: str) -> None:
    assert markdown(text) == [("text", words)]


def test_html_within_markdown_is_read_as_html_across_blank_lines_of_a_table() -> None:
    text = "前文。\n\n<table>\n<tr><td>甲</td><td>1</td></tr>\n\n<tr><td>乙</td><td>2</td></tr>\n</table>\n\n<!-- 注\n\n释 -->\n后文。"
    assert markdown(text) == [("text", "前文。"), ("table", "甲\t1"), ("table", "乙\t2"), ("text", "后文。")]


def test_code_keeps_its_lines_and_an_indent_is_no_code() -> None:
    assert markdown("```\n第一行\n  第二行\n```\n\n    缩进的段落。") == [("text", "第一行"), ("text", "第二行"), ("text", "缩进的段落。")]


def test_a_markdown_notice_takes_its_title_from_its_heading() -> None:
    assert read("# 某县办法\n\n正文。".encode(), name="a.md").title == "某县办法"
