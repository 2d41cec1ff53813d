"""What is known about a document beside its words: from its front matter first, then from the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from suance.errors import UnreadableDocument
from suance.model import Document, Rights
from suance.read import dates, validity
from suance.read.blocks import Block, join
from suance.read.matter import Matter, text_of, words_of
from suance.read.source import Source

_FIRST, _LAST, _LONGEST = 15, 6, 200
"""Labels stand in short paragraphs near the beginning or the end."""
_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,14})\s*[〔\[【［(（﹝]\s*((?:19|20)\d{2})\s*[〕\]】］)）﹞]\s*(?:第\s*)?(\d{1,5})\s*号")
_NUMBER_AT_END = re.compile(r"[（(]([^（()）]*?[〔\[【［﹝]\d{4}[〕\]】］﹞]\s*\d{1,5}\s*号)[^（()）]*[）)]\s*$")
_ADDRESS = re.compile(r"https?://[^\s<>；;，,。）)]+")
_SOURCE_LINE = re.compile(r"[（(]?\s*(?:[\u4e00-\u9fff]{2})?来\s*源\s*[:：]\s*[^。！？]{1,60}[）)]?")
_VALUE_END = re.compile(r"[\t；;|｜]|\s+(?=[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,5}[:：])")
_AROUND = " \u3000,，。;；()（）[]【】"
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{1,30}(?:政府|办公厅|办公室|委员会|管委会|管理局|厅|局|部|署|省委|市委|区委|县委|党委|党工委|研究院|科学院|人民银行|法院|检察院)"
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
    said = labels([*lines[:_FIRST], *lines[-_LAST:], *(block.text for block in around)])
    title = text_of(head, "title") or next((block.text for block in blocks if block.role == "heading"), "")
    signature = _signature(lines)
    issued = dates.first_day(said.get("issued", "")) or signature[1]
    address = text_of(head, "link", "url") or link or _address(said)
    published, published_at = _publication(head, said, source, address)
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
        number=number_in(text_of(head, "number") or said.get("number", "")) or _number_of(title, lines),
        source=text_of(head, "source", "publisher") or _name(said.get("source")),
        link=address,
        category=text_of(head, "category", "categories"),
        tags=words_of(head, "tags", "keywords"),
        validity=validity.find(lines, said, head, issued=issued, published=published),
        rights=rights,
    )


def number_in(text: str) -> str | None:
    """The first document number in a text, in one form (常政发〔2022〕8号) whatever its brackets and spaces."""
    found = _NUMBER.search(text)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else None


def labels(lines: Sequence[str]) -> dict[str, str]:
    """What labelled lines say, by field: `发布机构：经济发展局；文号：…` or the cells of a table's row."""
    said: dict[str, str] = {}
    for line in lines:
        if len(line) <= _LONGEST:
            for label, value in _labelled(line):
                said.setdefault(label, value)
    found: dict[str, str] = {}
    for field, names in _labels().items():
        for name in names:
            if name in said:
                found.setdefault(field, said[name])
    return found


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """Each label of a line with its value, which ends at the next label, known or not, or at a mark."""
    pattern = _label_pattern()
    found = pattern.search(line)
    while found:
        following = pattern.search(line, found.end())
        rest = line[found.end() : following.start() if following else len(line)]
        value = _VALUE_END.split(rest, maxsplit=1)[0].strip(_AROUND)
        if value:
            yield "".join(found[1].split()), value
        found = following


@cache
def _labels() -> Mapping[str, Sequence[str]]:
    from ruamel.yaml import YAML

    loaded: Mapping[str, Sequence[str]] = YAML(typ="safe", pure=True).load(files("suance.read").joinpath("labels.yaml").read_text("utf-8"))
    return loaded


@cache
def _label_pattern() -> re.Pattern[str]:
    """A label at a paragraph's beginning or after a mark, and the colon or cell border that follows it."""
    names = sorted({name for group in _labels().values() for name in group}, key=len, reverse=True)
    spaced = "|".join(r"\s*".join(name) for name in names)
    return re.compile(rf"(?:^|(?<=[\s；;|｜（(【\[]))({spaced})\s*[】\]]?\s*(?:[:：]\s*|\t\s*)")


def _name(value: str | None) -> str | None:
    return None if value is None or _ADDRESS.match(value) else value


def _address(said: Mapping[str, str]) -> str | None:
    found = _ADDRESS.match(said.get("link", ""))
    return found[0] if found else None


def _publication(head: Matter, said: Mapping[str, str], source: Source, link: str | None) -> tuple[str | None, str | None]:
    """Day and moment of publication: of the front matter, a label, the file's name (2022-02-08-title.md) or the link's numbering."""
    for words in (text_of(head, "date", "published", "pubdate"), said.get("published"), source.name if source.name[:4].isdecimal() else None):
        day, moment = dates.stamp(words or "")
        if day and (words is not source.name or len(day) == len("2022-02-08")):
            return day, moment
    return (dates.in_link(link) if link else None), None


def _number_of(title: str, lines: Sequence[str]) -> str | None:
    """The document's own number: in brackets at the title's end, or alone in a line near the top; never one that the text cites."""
    at_end = _NUMBER_AT_END.search(title)
    if at_end:
        return number_in(at_end[1])
    alone = (line for line in lines[:_FIRST] if _NUMBER.fullmatch(line.strip("（）()")))
    return next((number_in(line) for line in alone), None)


def _issuer_in(title: str) -> str | None:
    """The offices that a title opens with (…局 …委员会关于印发…), joined by 、."""
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
