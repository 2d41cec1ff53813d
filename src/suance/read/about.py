"""What is known about a document beside its words: from its front matter first, then from the words themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from suance.errors import UnreadableDocument
from suance.model import Document, Rights
from suance.read import dates, labels, validity
from suance.read.blocks import Block, join
from suance.read.matter import Matter, text_of, words_of
from suance.read.source import Source

_FIRST, _LAST = 15, 6
"""Labels and numbers stand near the beginning, signatures at the end."""
_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,14})\s*[〔\[【［(（﹝]\s*((?:19|20)\d{2})\s*[〕\]】］)）﹞]\s*(?:第\s*)?(\d{1,5})\s*号")
_NUMBER_AT_END = re.compile(r"[（(]([^（()）]*?[〔\[【［﹝]\d{4}[〕\]】］﹞]\s*\d{1,5}\s*号)[^（()）]*[）)]\s*$")
_ADDRESS = re.compile(r"https?://[^\s<>；;，,。）)]+")
_SOURCE_LINE = re.compile(r"[（(]?\s*(?:文章|信息|稿件|新闻|内容|官方)?来\s*源\s*[:：]\s*[^。！？]{1,60}[）)]?")
_DAY_IN_LINE = re.compile(r"(?<!\d)20\d{2}(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.|年\d{1,2}月)\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_BYLINE = re.compile(r"(?:来源|作者|编辑|浏览|点击|阅读)(?:次数|量|数)?\s*[:：]")
_RULING = re.compile("关于|印发|通知|办法|措施|意见|政策|规定|细则|方案")
_DAY_IN_NAME = re.compile(r"20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_ORGAN = re.compile(
    r"国务院|[\u4e00-\u9fff]{1,30}(?:政府|办公厅|办公室|委员会|管委会|管理局|厅|局|部|署|省委|市委|区委|县委|党委|党工委|研究院|科学院|人民银行|法院|检察院)"
)


def document(source: Source, form: str, blocks: Sequence[Block], head: Matter, *, link: str | None = None, around: Sequence[Block] = ()) -> Document:
    """The document that a reader hands on: its paragraphs, with what `head` says and, where that is silent, the words.

    `around` is what a page shows beside its article, where its labels may stand. Raises UnreadableDocument where there are no words.
    """
    text, paragraphs = join(Block(block.text, "source") if _SOURCE_LINE.fullmatch(block.text) else block for block in blocks)
    if not text:
        what = "只有文件头，没有正文" if head else "没有正文"
        raise UnreadableDocument(what, where=source.where, hint="请检查文件是否完整")
    lines = [block.text for block in blocks]
    beside = [*lines[:_FIRST], *lines[-_LAST:], *(block.text for block in around)]
    said = labels.said(beside)
    title = text_of(head, "title") or next((block.text for block in blocks if block.role == "heading"), "")
    signature = _signature(lines)
    issued = dates.first_day(said.get("issued", "")) or signature[1]
    address = text_of(head, "link", "url") or link or _address(said)
    published, published_at = _publication(head, said, beside, source.name, address)
    rights: Rights = "full" if text_of(head, "rights") == "full" else "quote"
    return Document(
        name=source.name,
        text=text,
        paragraphs=paragraphs,
        sha256=source.sha256,
        format=form,
        title=title,
        published=published,
        published_at=published_at,
        kind=text_of(head, "kind"),
        issuer=text_of(head, "issuer") or said.get("issuer") or _issuer_in(title) or signature[0],
        number=_labelled_number(text_of(head, "number") or said.get("number")) or _number_of(title, lines),
        source=text_of(head, "source", "publisher") or _name(said.get("source")),
        link=address,
        category=text_of(head, "category") or next(iter(words_of(head, "categories")), None),
        tags=words_of(head, "tags", "keywords"),
        validity=validity.find(lines, said, head, issued=issued, published=published),
        rights=rights,
    )


def number_in(text: str) -> str | None:
    """The first document number in a text, in one form (常政发〔2022〕8号) whatever its brackets and spaces."""
    found = _NUMBER.search(text)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else None


def _name(value: str | None) -> str | None:
    return None if value is None or _ADDRESS.match(value) else value


def _address(said: Mapping[str, str]) -> str | None:
    found = _ADDRESS.match(said.get("link", ""))
    return found[0] if found else None


def _publication(head: Matter, said: Mapping[str, str], beside: Sequence[str], name: str, link: str | None) -> tuple[str | None, str | None]:
    """Day and moment of publication: of the front matter, a label, the line that names the source, the file's name or the link's numbering."""
    for words in (text_of(head, "date", "published", "pubdate"), said.get("published"), _dated_line(beside)):
        day, moment = dates.stamp(words or "")
        if day:
            return day, moment
    in_name = _DAY_IN_NAME.match(name)
    return (in_name[0] if in_name else dates.in_link(link or "")), None


def _dated_line(lines: Sequence[str]) -> str | None:
    """The date in the first short line that also names a source or author or counts visits: 2023-02-26 18:01 来源：…"""
    found = (_DAY_IN_LINE.search(line) for line in lines if len(line) <= labels.MOST_LETTERS and _BYLINE.search(line))
    return next((day[0] for day in found if day), None)


def _labelled_number(value: str | None) -> str | None:
    """A number that is named as such, also in a form of its own (第15号, 国令第845号)."""
    return value and (number_in(value) or (value if value.endswith("号") else None))


def _number_of(title: str, lines: Sequence[str]) -> str | None:
    """The document's own number: in brackets at the title's end, or alone in a line near the top; never one that the text cites."""
    at_end = _NUMBER_AT_END.search(title)
    if at_end:
        return number_in(at_end[1])
    alone = (line for line in lines[:_FIRST] if _NUMBER.fullmatch(line.strip("（）()")))
    return next((number_in(line) for line in alone), None)


def _issuer_in(title: str) -> str | None:
    """The offices that the title of a ruling opens with (…局 …委员会关于印发…), joined by 、."""
    if not _RULING.search(title):
        return None
    before = title.split("关于")[0]
    names: list[str] = []
    for word in re.split(r"[\s、]+", before):
        if not _ORGAN.fullmatch(word):
            break
        names.append(word)
    return "、".join(names) or None


def _signature(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Office and day of the signature: a line that is an office, the next one a date, at the end."""
    for office, day in pairwise(lines[-_LAST:]):
        written = re.fullmatch(dates.WRITTEN, day)
        names = office.split()
        if written and names and all(_ORGAN.fullmatch(name) for name in names):
            return "、".join(names), dates.first_day(day)
    return None, None
