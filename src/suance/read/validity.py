"""From when to when a document holds, as its own words say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from suance.model import Validity
from suance.read import dates
from suance.read.matter import Matter, text_of

_SENTENCE = re.compile(r"[^。；;\n]+")
_LONGEST = 300
_OWN = re.compile(
    r"本(?!市|省|区|县|人|级|年|地)[\u4e00-\u9fff（）()]{0,8}?(?:办法|政策|措施|意见|通知|规定|细则|方案|条例|决定|文件|公告|规划|计划|规则|指南|扶持)"
    r"|^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,5}条|附则)?\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）])?"
    r"\s*(?:自|从|有效期|施行期|执行期|实施期|试行期)"
)
"""A sentence about this document: it names it (本办法) or opens with the date or term itself."""
_COMES = r"(?:开始)?(?:正式)?(?:施行|实施|执行|生效|试行|起效)"
_FROM_DAY = re.compile(rf"[自从于]?\s*({dates.WRITTEN})\s*(?:之日)?起?\s*{_COMES}|[自从]\s*({dates.WRITTEN})\s*起")
_FROM_ISSUE = re.compile(rf"[自从]\s*(?:发布|公布|印发|颁布|发文|下发|签发)之?日起\s*(?:(?:满)?\s*(\d{{1,3}})\s*[日天]后)?\s*{_COMES}?")
_PERIOD = r"(?:有效期|施行期|执行期|实施期|试行期|期限)\s*限?\s*(?:暂定)?\s*为?\s*"
_UNTIL = re.compile(rf"(?:{_PERIOD}|{_COMES}|起)(?:[自从].{{4,24}}?)?\s*[,，]?\s*(?:截至|截止到?|至|到)\s*({dates.WRITTEN})")
_TERM = re.compile(rf"{_PERIOD}(\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})\s*(年|个月)")
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_STATUS = (
    ("废止", "repealed"),
    ("失效", "expired"),
    ("修改", "amended"),
    ("修订", "amended"),
    ("征求意见", "draft"),
    ("尚未", "not_yet"),
    ("有效", "in_force"),
)
"""Words of a status label and what they mean; the first that is found counts (已失效 holds 效, not 有效)."""


def find(lines: Sequence[str], said: Mapping[str, str], head: Matter, *, issued: str | None, published: str | None) -> Validity:
    """When the document holds: its front matter's `validity`, its labels, or the sentences that say it of the document itself.

    A term (有效期3年) ends on the day before its anniversary; an end given as a month or year is that month's or year's last day.
    """
    nested = head.get("validity")
    given: Mapping[str, Any] = nested if isinstance(nested, dict) else {}
    day = issued or (published if dates.is_day(published) else None)
    sentences = [sentence for line in lines for sentence in _SENTENCE.findall(line) if len(sentence) <= _LONGEST]
    own = [sentence for sentence in sentences if _OWN.search(sentence)]
    start = dates.first_day(text_of(given, "from") or said.get("start", "")) or _start(own, day)
    end = dates.last_day(text_of(given, "to") or said.get("end", "")) or _end(own, start)
    return Validity(
        issued=dates.first_day(text_of(given, "issued") or "") or issued,
        start=start,
        end=end,
        status=text_of(given, "status") or _status(said.get("status", "")),
    )


def _start(sentences: Sequence[str], issued: str | None) -> str | None:
    for sentence in sentences:
        day = _FROM_DAY.search(sentence)
        if day:
            return dates.first_day(day[1] or day[2])
        issue = _FROM_ISSUE.search(sentence)
        if issue:
            return issued and dates.after(issued, days=int(issue[1] or 0))
    return None


def _end(sentences: Sequence[str], start: str | None) -> str | None:
    for sentence in sentences:
        until = _UNTIL.search(sentence)
        if until:
            return dates.last_day(until[1])
        term = _TERM.search(sentence)
        if term and start:
            count = int(term[1]) if term[1].isdecimal() else _CHINESE.get(term[1], 0)
            return dates.after(start, years=count if term[2] == "年" else 0, months=count if term[2] != "年" else 0, days=-1) if count else None
    return None


def _status(words: str) -> str | None:
    return next((status for word, status in _STATUS if word in words), None)
