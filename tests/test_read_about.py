"""What a document's own words say about it: number, office, days, validity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from suance.model import Validity
from suance.read import dates, read

FIXTURES = Path(__file__).parent / "fixtures" / "read"


def corpus(name: str) -> list[Any]:
    entries: list[Any] = YAML(typ="safe", pure=True).load((FIXTURES / name).read_text("utf-8"))
    assert entries
    return entries


@pytest.mark.parametrize(("text", "day", "moment"), corpus("dates.yaml"))
def test_a_date_field_gives_a_day_and_a_moment(text: str, day: str | None, moment: str | None) -> None:
    assert dates.stamp(text) == (day, moment)


@pytest.mark.parametrize("entry", corpus("validity.yaml"), ids=lambda entry: entry["text"])
def test_a_sentence_about_the_document_says_from_when_to_when_it_holds(entry: dict[str, str]) -> None:
    document = read(f"---\ntitle: 某办法\ndate: 2022-02-20\n---\n总则。\n{entry['text']}".encode())
    assert document.validity == Validity(start=entry.get("start"), end=entry.get("end"))


@pytest.mark.parametrize(("line", "number"), corpus("numbers.yaml"))
def test_a_number_is_the_documents_own_and_never_one_that_it_cites(line: str, number: str | None) -> None:
    assert read(f"某办法\n{line}\n第一条　总则。".encode()).number == number


def test_a_number_in_brackets_at_the_titles_end_is_the_documents() -> None:
    assert read("---\ntitle: 某办法（某管规字〔2026〕4号，节选）\n---\n正文。".encode()).number == "某管规字〔2026〕4号"
    assert read("---\ntitle: 关于修订《某办法》（某政发〔2020〕1号）的通知\n---\n正文。".encode()).number is None


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("某市某区科学技术局关于印发某办法的通知", "某市某区科学技术局"),
        ("某市发展和改革委员会 某市财政局关于印发某办法的通知", "某市发展和改革委员会、某市财政局"),
        ("某区财政局 某区商务局 促进消费的若干措施", "某区财政局、某区商务局"),
        ("关于促进产业发展的若干政策", None),
        ("某市：投入10亿元", None),
        ("某省开新局 某市谋发展", None),
    ],
)
def test_the_offices_that_open_a_title_issued_it(title: str, issuer: str | None) -> None:
    assert read(f"---\ntitle: {title}\n---\n正文。".encode()).issuer == issuer


def test_a_signature_at_the_end_names_office_and_day() -> None:
    document = read("某通知\n正文。\n某市财政局 某市商务局\n2022年3月8日\n（此件公开发布）".encode())
    assert (document.issuer, document.validity.issued) == ("某市财政局、某市商务局", "2022-03-08")


def test_labelled_lines_give_their_fields_whatever_their_spacing() -> None:
    text = "某办法\n发布机构：某局；文　号：某规字〔2026〕4号；生成日期：2026年7月31日。\n官方来源：https://www.example.gov.cn/202607/t20260731_1.html\n正文。"
    document = read(text.encode())
    assert (document.issuer, document.number) == ("某局", "某规字〔2026〕4号")
    assert (document.published, document.validity.issued) == ("2026-07-31", "2026-07-31")
    assert document.link == "https://www.example.gov.cn/202607/t20260731_1.html"
    assert document.source is None


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("有效", "in_force"),
        ("现行有效", "in_force"),
        ("已失效", "expired"),
        ("已废止", "repealed"),
        ("已修改", "amended"),
        ("尚未施行", "not_yet"),
        ("其他", None),
    ],
)
def test_a_status_label_is_one_of_five_words(label: str, status: str | None) -> None:
    assert read(f"文件状态：{label}\n正文。".encode()).validity.status == status


def test_front_matter_wins_over_the_words() -> None:
    head = "title: 某办法\nissuer: 某市\nnumber: 某政发〔2022〕1号\nsource: 某报\nlink: http://a.example.org"
    validity = "validity: {issued: 2022-01-01, from: 2022-02-01, to: 2023-01-31, status: in_force}"
    text = "发布机构：某局；文号：某规字〔2026〕4号\n来源：他报\n本办法自2020年1月1日起施行。"
    document = read(f"---\n{head}\n{validity}\n---\n{text}".encode())
    assert (document.issuer, document.number, document.source) == ("某市", "某政发〔2022〕1号", "某报")
    assert document.link == "http://a.example.org"
    assert document.validity == Validity("2022-01-01", "2022-02-01", "2023-01-31", "in_force")
    unknown = read("---\nvalidity: {from: unknown, to: unknown}\nstatus: draft\n---\n正文。".encode())
    assert unknown.validity == Validity()


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("（文章来源：科技报）", "科技报"),
        ("来源：某日报 作者：张三", "某日报"),
        ("信息来源: 某局", "某局"),
        ("来　源：某网", "某网"),
        ("图片来源：某图库", None),
        ("收入来源：工资", None),
        ("官方来源：https://example.org/1", None),
    ],
)
def test_a_source_line_names_the_publisher(line: str, source: str | None) -> None:
    document = read(f"正文第一段。\n{line}".encode())
    assert document.source == source
    assert document.text.endswith(line)
    assert (document.paragraphs[-1].role == "source") is (source is not None or "官方" in line)


@pytest.mark.parametrize(
    ("day", "later", "expected"),
    [
        ("2020-02-29", {"years": 1}, "2021-02-28"),
        ("2022-01-31", {"months": 1}, "2022-02-28"),
        ("2022-12-15", {"months": 1}, "2023-01-15"),
        ("2022-03-01", {"years": 3, "days": -1}, "2025-02-28"),
        ("9999-01-01", {"years": 1}, None),
    ],
)
def test_a_term_ends_on_the_calendars_day(day: str, later: dict[str, int], expected: str | None) -> None:
    assert dates.after(day, **later) == expected


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("时间：2019-06-01 作者：佚名", "2019-06-01"),
        ("2023-02-26 18:01 来源：某社", "2023-02-26"),
        ("时间：2022年5月1日上午9点", None),
        ("到2022年5月1日，企业数达30家。", None),
    ],
)
def test_a_day_counts_as_publication_only_where_the_line_says_so(line: str, published: str | None) -> None:
    assert read(f"某办法\n{line}\n正文。".encode()).published == published
