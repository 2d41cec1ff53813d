"""Tasks: what is to be done, by whom, and how firmly: 推动…, 鼓励…, 申报主体应当….

A task is a segment that begins with a verb of words/sayings.toml and holds no figure (with one it is a target or an award).
A policy and the coming year's part of a work report are made of tasks; in the news only what an order introduces is one
(《意见》提出，要…), and the sentences after it that go on with 要.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from suance.extract.clauses import Sentence, heading_end
from suance.extract.islands import closing
from suance.extract.reading import REACH, Reading
from suance.extract.standing import figures_in, sentence_at
from suance.extract.wording import wording
from suance.model import Fact, Span

_SHORTEST = 2
_LONGEST = 120
"""characters of an object"""


@dataclass(frozen=True, slots=True)
class _Lead:
    """A unit named as responsible: its words, where they stand, and the stretch that it is responsible for."""

    words: str
    span: Span
    holds_from: int
    until: int


def tasks(reading: Reading, said: Sequence[Span]) -> list[Fact]:
    """The tasks of a document, in its order, without those in the words of a speaker (`said`); a span holds verb and object."""
    starts = [span[0] for span in said]
    found = [fact for sentence in reading.sentences for fact in _in_sentence(reading, sentence)]
    free = [fact for fact in found if not _within(said, starts, fact.start)]
    return _led(reading, free)


def _within(spans: Sequence[Span], starts: Sequence[int], position: int) -> bool:
    index = bisect_right(starts, position) - 1
    return index >= 0 and position < spans[index][1]


def _in_sentence(reading: Reading, sentence: Sentence) -> Iterator[Fact]:
    """The tasks of one sentence, segment by segment, once its style or an order before them makes it one of tasks."""
    text = reading.text
    ordered = _orders(reading, sentence)
    if ordered is None or _states_purpose(text, sentence):
        return
    paragraph = reading.document.paragraphs[sentence.paragraph]
    label = heading_end(text, paragraph)
    for index, start in enumerate(sentence.segments):
        end = sentence.segments[index + 1] if index + 1 < len(sentence.segments) else sentence.end
        begin = max(start, label if start == paragraph.start else start)
        if begin >= ordered and (fact := _task(reading, begin, end)):
            yield fact


def _orders(reading: Reading, sentence: Sentence) -> int | None:
    """From where the sentence says what is to be done: its start, what follows an order in it, or None."""
    if reading.style == "norm" or (reading.style == "report" and sentence.start >= reading.plan_from):
        return sentence.start
    if reading.style == "report":
        return None
    order = wording("task_order").search(reading.text, sentence.start, min(sentence.end, sentence.start + REACH))
    if order:
        return order.end()
    begin = max(reading.document.paragraphs[sentence.paragraph].start, sentence.start - REACH)
    goes_on = wording("task_goes_on").match(reading.text, sentence.start, sentence.end)
    return sentence.start if goes_on and wording("task_order").search(reading.text, begin, sentence.start) else None


def _states_purpose(text: str, sentence: Sentence) -> bool:
    """为加快…，鼓励…，制定本政策: why the document was made, no task."""
    end = min(sentence.end, sentence.start + REACH)
    return bool(wording("task_purpose").match(text, sentence.start, end) and wording("task_made").search(text, sentence.start, end))


def _task(reading: Reading, start: int, end: int) -> Fact | None:
    """The task that a segment is; None where it begins with no verb, holds a figure, or is only a condition."""
    text = reading.text
    match = wording("task").match(text, start, end)
    if match is None and reading.style != "news":
        match = wording("task_short").match(text, start, end)
    modal = None if match else wording("task_modal").match(text, start, min(end, start + 40))
    found = match or modal
    if found is None or reading.lexed.in_title(found.start("verb")):
        return None
    begin, stop = found.start("verb"), closing(text, found.start("verb"), min(end, found.end("verb") + _LONGEST + 1))
    aim = text[found.end("verb") : stop].rstrip()
    if not _SHORTEST <= len(aim) <= _LONGEST or wording("task_noun").match(text, found.end(), stop) or text[found.end("verb")] == "的":
        return None
    if figures_in(reading, begin, stop) or _is_condition(text, begin, stop):
        return None
    return Fact("task", begin, stop, verb=found["verb"], object=aim, strength=_strength(found), lead=modal["who"] if modal else None, frame="task")


def _is_condition(text: str, begin: int, stop: int) -> bool:
    """新建厂房的，给予…: what must be so before something is paid."""
    if wording("task_condition").search(text, max(begin, stop - 6), stop):
        return True
    return text[stop : stop + 1] in ("，", ",") and bool(wording("task_gift").match(text, stop + 1))


def _strength(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if "firm" not in groups and "who" not in groups:
        return "firm"
    if groups.get("who") or groups.get("hard") or groups.get("must") == "须":
        return "hard"
    return "firm" if groups["firm"] else "soft"


# ── who is to do it ──


def _led(reading: Reading, found: Sequence[Fact]) -> list[Fact]:
    """The tasks with the unit that the text lays them on, where it names one."""
    leads = _leads(reading)
    starts = [lead.holds_from for lead in leads]
    return [fact if fact.lead else _under(fact, leads, bisect_right(starts, fact.start)) for fact in found]


def _under(fact: Fact, leads: Sequence[_Lead], index: int) -> Fact:
    lead = leads[index - 1] if index else None
    if lead is None or fact.start >= lead.until:
        return fact
    return replace(fact, lead=lead.words, inherited={"lead": lead.span})


def _leads(reading: Reading) -> list[_Lead]:
    """Where the text says who is responsible: （责任单位：…） at the end of an article, 由…牵头 within a clause."""
    starts = [passage.paragraph.start for passage in reading.passages]
    found: list[_Lead] = []
    since = 0
    for match in wording("lead_label").finditer(reading.text):
        found.append(_Lead(match["lead"].strip(), match.span("lead"), max(_article(reading, starts, match.start()), since), match.start()))
        since = match.end()
    for match in wording("lead_by").finditer(reading.text):
        found.append(_Lead(match["lead"], match.span("lead"), *sentence_at(reading, match.start()).clause_of(match.start())))
    return sorted(found, key=lambda lead: lead.holds_from)


def _article(reading: Reading, starts: Sequence[int], position: int) -> int:
    """Where the article begins in which a position lies; `starts` are those of the passages."""
    own = reading.passages[max(bisect_right(starts, position) - 1, 0)]
    head = own if own.label or own.parent is None else reading.passages[own.parent]
    return head.paragraph.start
