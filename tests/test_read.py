"""Bytes to Document: the reader chosen by content, offsets that hold, and one clear message for bad input."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from suance.errors import UnreadableDocument
from suance.model import Document
from suance.read import matter, read

FIXTURES = Path(__file__).parent / "fixtures" / "read"
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40)


def words_of(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def refusal(source: Path | bytes, name: str | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(source, name=name)
    assert caught.value.where
    assert caught.value.hint
    message = str(caught.value)
    assert "\n" not in message
    return message


# ── offsets ──────────────────────────────────────────────────────────────────


def gold(shared: Path) -> list[Path]:
    return sorted((shared / "facts" / "dev").glob("*.txt"))


def test_the_text_of_a_gold_document_is_what_follows_its_front_matter(shared: Path) -> None:
    assert gold(shared)
    for path in gold(shared):
        document = read(path)
        assert document.text == path.read_text("utf-8").split("---\n", 2)[2].rstrip("\n"), path.name
        assert document.format == "text"
        assert document.name == path.stem
        assert document.title


def test_the_spans_of_all_gold_facts_hold_their_figures(shared: Path) -> None:
    for path in gold(shared):
        document = read(path)
        for line in path.with_suffix(".facts.jsonl").read_text("utf-8").splitlines():
            fact = json.loads(line)
            words = document.text[fact["start"] : fact["end"]]
            if fact["kind"] == "instrument":
                assert words == fact["title"]
            else:
                assert any(character in "0123456789〇零一二两三四五六七八九十百千万亿半倍番首" for character in words), (path.name, words)


def test_the_jekyll_article_has_the_same_text_as_its_gold_document(shared: Path) -> None:
    post = read(shared / "facts" / "changzhou.md")
    assert post.text == read(shared / "facts" / "dev" / "changzhou.txt").text
    assert (post.name, post.format, post.category, post.tags) == ("changzhou", "jekyll", "kejiribao", ("科技日报新闻",))
    assert (post.published, post.published_at, post.source) == ("2022-02-08", "2022-02-08T19:32:41+08:00", "科技日报")
    assert post.link is not None
    assert "infoCode=NW2022" in post.link
    assert post.rights == "quote"


@given(st.lists(LINES, min_size=1, max_size=8))
def test_the_paragraphs_of_a_plain_text_are_its_lines_and_their_places_hold(lines: list[str]) -> None:
    expected = [line.strip() for line in lines if line.strip()]
    if not expected or expected[0] == "---":
        return
    document = read("\n".join(lines).encode(), name="t.txt")
    assert words_of(document) == expected
    assert document.text == "\n".join(expected)


@given(st.binary(max_size=400), st.sampled_from(["a", "a.txt", "a.md", "a.html"]))
def test_any_bytes_are_read_or_refused_with_one_error(data: bytes, name: str) -> None:
    try:
        document = read(data, name=name)
    except UnreadableDocument:
        return
    assert document.text
    assert all(words and "\n" not in words for words in words_of(document))


@given(st.text(st.sampled_from("<>/p div table tr td br!-[]()*_`#|>\n\t&;\"'=。甲1 "), max_size=200), st.sampled_from(["a.md", "a.html", "a.txt"]))
def test_any_markup_is_read_or_refused_and_its_places_hold(text: str, name: str) -> None:
    try:
        document = read(text.encode(), name=name)
    except UnreadableDocument:
        return
    assert "\n".join(words_of(document)) == document.text
    for paragraph, words in zip(document.paragraphs, words_of(document), strict=True):
        assert words.strip()
        assert words == words.strip() or paragraph.role == "table", "a row keeps its empty cells"


# ── which reader, which encoding ─────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("---\nlayout: post\ntitle: 甲\n---\n<p>乙</p>", "a.txt", "jekyll"),
        ("<!DOCTYPE html><html><body><p>甲乙</p></body></html>", "a.txt", "html"),
        ("<?xml version='1.0'?>\n<html><body><p>甲乙</p></body></html>", "a", "html"),
        ("<div><p>甲</p><p>乙</p><p>丙</p></div>", "a.htm", "html"),
        ("---\ntitle: 甲\nkind: news\n---\n乙", "a.txt", "text"),
        ("---\ntitle: 甲\n---\n# 乙\n\n丙", "a", "jekyll"),
        ("# 甲\n\n乙", "a.md", "markdown"),
        ("甲\n乙", "a", "text"),
        ("甲 < 乙，丙 > 丁", "a.dat", "text"),
    ],
)
def test_the_reader_is_chosen_by_content_and_then_by_ending(text: str, name: str, expected: str) -> None:
    assert read(text.encode(), name=name).format == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_same_words_come_out_of_every_encoding(encoding: str) -> None:
    text = "---\r\ntitle: 某县办法\r\n---\r\n第一条　对企业给予最高50万元奖励。\r\n第二条　本办法由县政府解释。\r\n"
    document = read(text.encode(encoding), name="a.txt")
    assert document.title == "某县办法"
    assert words_of(document) == ["第一条　对企业给予最高50万元奖励。", "第二条　本办法由县政府解释。"]


def test_the_digest_is_of_the_bytes_and_the_name_is_the_files() -> None:
    path = FIXTURES / "notice.html"
    document = read(path)
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.name == "notice"
    assert read(path, name="other").name == "other"
    assert read(path) == document
    assert [read("正文".encode(), name=name).name for name in ("a.md", "v1.2", "../b.txt")] == ["a", "v1.2", "b"]


# ── plain text ───────────────────────────────────────────────────────────────


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    document = read("---\ntitle: 甲：乙: 丙\nkind: news\n\tdate: 1\ndate: 2022-02-08\ntags: [a, b\n---\n正文".encode(), name="a.txt")
    assert (document.title, document.kind, document.published) == ("甲：乙: 丙", "news", "2022-02-08")


def test_rights_are_full_only_where_the_front_matter_says_so() -> None:
    assert read("---\ntitle: 甲\nrights: full\n---\n正文".encode()).rights == "full"
    assert read("---\ntitle: 甲\nrights: public\n---\n正文".encode()).rights == "quote"
    assert read("正文，rights: full".encode()).rights == "quote"


def test_a_date_may_be_a_year_or_absent() -> None:
    assert read("---\ntitle: 甲\ndate: 2025\n---\n正文".encode()).published == "2025"
    assert read("---\ntitle: 甲\n---\n正文".encode()).published is None


def test_indents_go_and_everything_else_of_a_line_stays() -> None:
    document = read("　　第一条　２０万元，\u00a0Ａ\u200b级。 \n\n\n　\t第二条".encode())
    assert words_of(document) == ["第一条　２０万元，\u00a0Ａ\u200b级。", "第二条"]


def test_a_rule_at_the_top_of_a_text_is_no_front_matter() -> None:
    assert words_of(read("---\n正文一\n---\n正文二".encode(), name="a.txt"))[-1] == "正文二"
    assert "正文一" in read("---\n正文一\n---\n正文二".encode(), name="a.txt").text


# ── bad input ────────────────────────────────────────────────────────────────


def test_a_missing_file_a_folder_and_an_empty_file_are_named(tmp_path: Path) -> None:
    assert "找不到文件" in refusal(tmp_path / "none.txt")
    assert "文件夹" in refusal(tmp_path)
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b"\n \n\t\n")
    assert f"{tmp_path / 'empty.md'}: 空文件" in refusal(tmp_path / "empty.md")
    assert "没有正文" in refusal(tmp_path / "blank.txt")


def test_a_file_with_front_matter_only_is_named() -> None:
    assert "只有文件头" in refusal("---\ntitle: 甲\n---\n\n".encode(), "a.md")
    assert "只有文件头" in refusal("---\ntitle: 甲\n---".encode(), "a.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04\x14\x00", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "DOC"),
        (b"GIF89a", "GIF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"some\x00thing", "第 4 字节为 NUL"),
        (b"\x01\x02\x03\x04 text", "控制字符"),
    ],
)
def test_binary_content_is_named_with_what_this_version_reads(data: bytes, what: str) -> None:
    message = refusal(data, "a.txt")
    assert what in message
    assert "Jekyll/Markdown" in message


def test_bytes_of_no_encoding_are_refused_with_their_offset() -> None:
    assert "第 6 字节" in refusal("甲乙".encode() + b"\xff\xff", "a.txt")


def test_utf8_cut_in_a_character_is_not_read_as_gb18030() -> None:
    text = "对首次升规的企业给予一次性奖励二十万元，对总部企业另行支持。" * 3
    assert "UTF-8 文本在第" in refusal(text.encode()[:-1], "a.txt")


def test_big5_is_refused_and_not_turned_into_other_characters() -> None:
    text = "對新認定的企業給予一次性獎勵，並且對在本市設立總部的大型企業另外給予支持，具體辦法由市政府另行制定。" * 3
    assert "编码无法识别" in refusal(text.encode("big5"), "a.txt")


def test_traditional_characters_in_gb18030_are_read() -> None:
    text = "對新認定的企業給予一次性獎勵，並且對在本市設立總部的大型企業另外給予支持，具體辦法由市政府另行制定。" * 3
    assert read(text.encode("gb18030")).text == text


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    assert "文件过大" in refusal(path)


def test_a_path_that_no_file_can_have_is_refused() -> None:
    refusal(Path("a\x00b.txt"))
    refusal(Path("甲" * 3000))


def test_front_matter_that_names_an_anchor_twice_is_read_without_a_word() -> None:
    assert matter.parse("title: &a 一\nsource: &a 二\n") == {"title": "一", "source": "二"}


@given(st.lists(st.tuples(st.sampled_from(["title", "date", "source"]), st.text("ab 1:#-\"'，年]},.&*>|%@~=<!?\\/", max_size=9)), max_size=3))
def test_plain_front_matter_means_what_yaml_says(pairs: list[tuple[str, str]]) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in pairs)
    parser = YAML(typ="base", pure=True)
    parser.composer.warn_double_anchors = False
    try:
        said = parser.load(lines)
    except (YAMLError, ValueError):
        return
    if isinstance(said, dict):
        assert matter.parse(lines) == said
