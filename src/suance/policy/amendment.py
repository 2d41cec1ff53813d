"""What an amending notice does to the articles of another: an amount changed, an article rewritten, repealed or added.

A sentence is only taken where all of it is understood; any other that changes something is left to a person, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from suance import quantity
from suance.model import Document, Span
from suance.policy import passage

Kind = Literal["replace", "rewrite", "repeal", "add", "unread"]
Reach = Literal["articles", "amounts", "all", "none"]
"""which rules a sentence may be about: those of its articles, those with its amounts, all, or none that is there"""

_ONE = rf"第(?:{quantity.NUMERAL})条"
_ARTICLE = re.compile(rf"第({quantity.NUMERAL})条")
_BELOW = rf"(?:第(?:{quantity.NUMERAL})[款项]|第?[（(](?:{quantity.NUMERAL})[）)]项?)*+"
_LISTED = rf"(?P<articles>{_ONE}(?:(?:、|和|及){_ONE})*+)"
_BECOMES = "(?:修改|调整|变更|改|提高|降低)(?:为|成|至|到)"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("rewrite", re.compile(rf"[将把]?{_LISTED}(?:全文)?{_BECOMES}\s*[：:]?\s*“(?P<text>[^”]+)”?", re.S)),
    (
        "replace",
        re.compile(
            rf"[将把]?(?P<articles>{_ONE}){_BELOW}(?:[^，。；：“”\d]{{0,12}}?由|(?:规定)?(?:中的?|的|里的?))(?P<before>[^，。；：]{{1,60}}?){_BECOMES}(?P<after>[^，。；：]{{1,60}})"
        ),
    ),
    (
        "repeal",
        re.compile(
            rf"(?:废止|删除|删去|取消){_LISTED}|(?P<also>{_ONE}(?:(?:、|和|及){_ONE})*+)(?:予以|同时)?(?:废止|删除|删去|取消|不再执行|停止执行)"
        ),
    ),
    ("add", re.compile(rf"(?:增加|新增|增设)(?:[一二两三]条|{_ONE})(?:，?作为{_ONE})?\s*[：:]\s*“?(?P<text>[^“”]+)”?", re.S)),
)
_NUMBER = re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d))\s*")
_SINCE = re.compile(r"，(?:自|从)(?P<day>\d{4}年\d{1,2}月\d{1,2}日)起(?:施行|执行|实施|生效)?$")
_TOUCHES = re.compile(
    rf"{_ONE}.*(?:修改|调整|变更|增加)|{_BECOMES}|删除|删去|废止|取消|停止执行|不再执行|增加[一二两三][条款项]|(?:有效期|施行期限).*(?:延长|延续|顺延)",
    re.S,
)
_EVERYWHERE = re.compile("一律|统一|全文|文中|各条|相关条款")
_RANGE = re.compile(rf"第({quantity.NUMERAL})条(?:至|到)第({quantity.NUMERAL})条")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a sentence of an amending notice does: to which articles, from what to what, with which new text, or why it is not read."""

    kind: Kind
    span: Span
    articles: tuple[int, ...] = ()
    before: str = ""
    after: str = ""
    text: Span | None = None
    reason: str = ""
    reach: Reach = "articles"


def operations(document: Document) -> list[Operation]:
    """What the sentences of a notice do to the articles of another, in the text's order; sentences that change nothing are left out."""
    starts = _day(document.validity.start)
    return [found for span in _sentences(document.text) for found in _read(document.text, span, starts)]


def repeals(document: Document, title: str) -> bool:
    """Whether a notice says that the policy of that title no longer holds."""
    named = f"《[^《》]*{re.escape(title)}[^《》]*》(?:[（(][^（）()]{{1,40}}[）)])?"
    pattern = f"{named}(?:同时|即行|予以|相应|自[^，。；]{{1,20}}起)*(?:废止|停止执行|失效)|(?:废止|取代|替代)原?{named}"
    return re.search(pattern, document.text) is not None


def articles(document: Document) -> dict[int, tuple[Span, ...]]:
    """Where each article of a document stands, from its number to the next article or chapter; every place of a number that is written twice."""
    text = document.text
    heads = [
        (paragraph.start, re.match(rf"\s*第({quantity.NUMERAL})([条章节])", text[paragraph.start : paragraph.end]))
        for paragraph in document.paragraphs
    ]
    marks = [(start, head) for start, head in heads if head]
    found: dict[int, list[Span]] = {}
    for place, (start, head) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else len(text)
        if head[2] == "条":
            found.setdefault(_whole(head[1]), []).append((start, end))
    return {number: tuple(spans) for number, spans in found.items()}


def masked(document: Document, span: Span) -> str:
    """The text with nothing but the words of the span, which stay where they are."""
    start, end = span
    return " " * start + document.text[start:end] + " " * (len(document.text) - end)


def _sentences(text: str) -> Iterator[Span]:
    """Sentences up to 。 ； or a line's end that is in no quotation, without their number."""
    start = depth = 0
    for place, mark in enumerate(f"{text}\n"):
        depth += (mark == "“") - (mark == "”" and depth > 0)
        goes_on = mark == "\n" and text[place - 1 : place] in ("：", ":") and text[place : place + 9].lstrip()[:1] == "“"
        closing = mark in "。；;\n" and not goes_on
        if closing and not depth:
            number = _NUMBER.match(text[start:place])
            span = passage.trimmed(text, start + (number.end() if number else 0), place)
            if span[0] < span[1]:
                yield span
            start = place + 1


def _read(text: str, span: Span, starts: date | None) -> Iterator[Operation]:
    """What a sentence does: one thing, or one after the other between its commas; nothing of it where a part is not understood."""
    said = text[span[0] : span[1]]
    since = _SINCE.search(said)
    end = span[1] - (len(since[0]) if since else 0)
    whole = _one(text, (span[0], end))
    found = [whole] if whole else [_one(text, part) for part in _parts(text, (span[0], end))]
    if all(found) and found and (since is None or _day_of(since["day"]) == starts):
        yield from (each for each in found if each)
    elif _TOUCHES.search(said):
        other = since is not None and _day_of(since["day"]) != starts
        yield Operation("unread", span, _named(said), reason="施行日与全文不同" if other else "修改的内容未能全部读懂", reach=_reach(said))


def _reach(said: str) -> Reach:
    if _named(said):
        return "articles"
    if _EVERYWHERE.search(said):
        return "all"
    becomes = re.search(_BECOMES, said)
    if re.search("有效期|施行期限", said) or not (becomes or re.search("删除|删去|废止|取消", said)):
        return "none"
    return "amounts" if quantity.figures(said) else "all" if becomes else "none"


def _named(said: str) -> tuple[int, ...]:
    """The articles that words name, those of a range too."""
    named = {_whole(each) for each in _ARTICLE.findall(said)}
    for first, last in _RANGE.findall(said):
        named |= {*range(_whole(first), _whole(last) + 1)}
    return tuple(sorted(named))


def _parts(text: str, span: Span) -> Iterator[Span]:
    start, depth = span[0], 0
    for place in range(*span):
        depth += (text[place] == "“") - (text[place] == "”" and depth > 0)
        if text[place] == "，" and not depth:
            yield start, place
            start = place + 1
    yield start, span[1]


def _one(text: str, span: Span) -> Operation | None:
    """What the words do, where all of them say one thing."""
    for kind, pattern in _FORMS:
        found = pattern.fullmatch(text, *span)
        if found:
            named = found.groupdict()
            numbers = tuple(_whole(each) for each in _ARTICLE.findall(named.get("articles") or named.get("also") or ""))
            before, after = ((named.get(key) or "").strip("“”") for key in ("before", "after"))
            return Operation(kind, span, numbers, before, after, found.span("text") if "text" in named else None)
    return None


def _whole(numeral: str) -> int:
    """The number of an article; 0, which none has, where it is none."""
    return int(quantity.number(numeral) or 0)


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def _day_of(said: str) -> date | None:
    year, month, day = (int(part) for part in re.findall(r"\d+", said))
    return _day(f"{year:04}-{month:02}-{day:02}")
