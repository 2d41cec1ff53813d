"""The articles of a text that are wholly understood: awards with their ceilings, groups, pools, as plain data.

An article (第三条 …) is either understood to its last word, with one meaning, or it is none of these: what a sentence
says beside is for the drafter that goes by facts, and for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from suance.model import Document, Span
from suance.policy.saying.words import grammar, ordinal
from suance.quantity import figures

Plain = dict[str, Any]
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百]{1,5}条|第[0-9]{1,3}条")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]{1,3}[章节]")
_LABEL = re.compile(r"\s*第[零一二三四五六七八九十百0-9]{1,5}条[\s　、.．:：]*")
_SENTENCE = re.compile("[^。\n]+")
_MARKS = str.maketrans(",;:()", "，；：（）")
_GIVES = re.compile("给予|奖励|补助|补贴|资助|不超过|最高")
_ENDS = re.compile("[，。；\n]")
KINDS = ("award", "further", "shared_clause", "pool")
"""what a sentence of an article may be"""
TITLE = 20
"""as many characters may the heading of an article have"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is understood: what it is, what it means, where it stands."""

    kind: str
    means: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """An article, its number where it has one, and what its sentences mean; None where one of them is not understood."""

    number: int | None
    span: Span
    title: str | None
    sentences: tuple[Sentence, ...] | None


def articles(document: Document) -> tuple[Article, ...]:
    """The articles of a text, in order."""
    return tuple(_article(document.text, span) for span in _spans(document))


def _spans(document: Document) -> Iterator[Span]:
    """From each paragraph that opens with 第…条 to the next one, or to the next chapter."""
    start: int | None = None
    end = 0
    for paragraph in document.paragraphs:
        text = document.text[paragraph.start : paragraph.end].lstrip()
        opens = _ARTICLE.match(text)
        if start is not None and (opens or _CHAPTER.match(text)):
            yield start, end
            start = None
        start, end = (paragraph.start if opens else start), paragraph.end
    if start is not None:
        yield start, end


def _article(text: str, span: Span) -> Article:
    label = _LABEL.match(text, span[0], span[1])
    body = label.end() if label else span[0]
    number = ordinal(re.sub(r"[^零一二三四五六七八九十百0-9]", "", label[0])) if label else None
    found = [match.span() for match in _SENTENCE.finditer(text, body, span[1])]
    spans = [(start + _indent(text[start:end]), end) for start, end in found if text[start:end].strip()]
    title = text[slice(*spans[0])] if len(spans) > 1 and heading(text[slice(*spans[0])]) else None
    return Article(number, span, title, _sentences(text, spans[1:] if title else spans))


def _indent(words: str) -> int:
    return len(words) - len(words.lstrip())


def heading(words: str) -> bool:
    """Whether words may be the heading that an article opens with: short, and without a sum."""
    return len(words) <= TITLE and not figures(words) and not _GIVES.search(words) and not _ENDS.search(words)


def _sentences(text: str, spans: Sequence[Span]) -> tuple[Sentence, ...] | None:
    read = [sentence(text[start:end], (start, end)) for start, end in spans]
    known = tuple(sentence for sentence in read if sentence is not None)
    return known if known and len(known) == len(read) and known[0].kind != "further" else None


def sentence(words: str, span: Span) -> Sentence | None:
    """The one meaning of a sentence; None where it has none or several."""
    said = words.rstrip().translate(_MARKS)
    found = [(kind, means) for kind in KINDS for means in grammar().read(kind, said)]
    return Sentence(*found[0], (span[0], span[0] + len(said))) if len(found) == 1 else None
