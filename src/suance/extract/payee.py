"""The words of an award's clause: who is paid, for what, how often, and of what a rate is a share."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from suance.extract.clauses import Sentence, heading_end
from suance.extract.lexicon import pattern
from suance.extract.reading import Reading

_BEFORE_GIFT = pattern("clause.before_gift")
_PAYEE = pattern("clause.payee")
_IN_FORCE = pattern("clause.in_force")
_TO = pattern("clause.to")
_NOT_WHO = pattern("clause.not_who")
_TO_LIST = pattern("clause.to_list")
_ACTOR = pattern("clause.actor")
_LEVELS = pattern("clause.levels")
_INITIAL = pattern("clause.initial")
_OF = pattern("clause.of")
_WHOLE = pattern("clause.whole")
_FIRST = pattern("clause.first")
_SUPPORT = pattern("clause.support")
_EACH_WHO = pattern("clause.each_who")
_PREMISE = pattern("clause.premise")
_FILLER = pattern("clause.filler")
_LABEL = pattern("clause.label")
_URGE = pattern("clause.urge")
_ONLY_PAYEE = pattern("clause.only_payee")
_YEAR = pattern("clause.year")
_YEAR_NOT = pattern("clause.year_not")
_ONCE = pattern("clause.once")
_LIFETIME = pattern("clause.lifetime")
_BASE = pattern("clause.base")
_EACH = pattern("clause.each")
_PEOPLE = pattern("clause.people")
_SCOPE = pattern("clause.scope")
_OF_WHAT = pattern("clause.of_what")
_QUOTA_BEFORE = pattern("clause.quota_before")
_QUOTA_NOUN = pattern("clause.quota_noun")

FAR = 2000
"""how far back a passage may name whom it supports, in characters, so that one of any length is read in linear time"""


@dataclass(frozen=True)
class Clause:
    """The words around one award figure (or around a header that gives without one)."""

    reading: Reading
    sentence: Sentence
    start: int
    """where the figure's list begins, comparator words included"""
    end: int
    """where the figure's list ends"""
    since: int
    """where its words may begin: after the award before it in the sentence"""
    until: int
    """where its words end: the next figure, or the clause's end"""
    position: int = 0
    size: int = 1
    """which member of its list the figure is, and how many there are"""

    @property
    def _text(self) -> str:
        return self.reading.text

    def _span(self) -> tuple[int, int]:
        heading = heading_end(self._text, self.reading.document.paragraphs[self.sentence.paragraph])
        start = max(self.since, heading if heading < self.start else 0, self.sentence.clause_of(self.start)[0])
        return min(start, self.start), self.start

    def _segments(self) -> list[str]:
        """The segments before the figure; the figure's own only up to the giving verb."""
        start, end = self._span()
        cuts = self.sentence.segments
        edges = [start, *cuts[bisect_right(cuts, start) : bisect_right(cuts, end)], end]
        pieces = [_LABEL.sub("", self._text[a:b]).strip("，,：:；; \n。") for a, b in pairwise(edges)]
        own = _BEFORE_GIFT.split(pieces[-1], maxsplit=1)[0].removesuffix("可") if pieces else ""
        return [*pieces[:-1], own]

    # ── who ──

    def beneficiary(self) -> str | None:
        """Who is paid: after 给予, else the head noun of the condition, else whom the passage supports."""
        segment = self._text[self.sentence.segment_of(self.start)[0] : self.start]
        after = self._text[self.end : self.until]
        several = _TO_LIST.search(segment)
        if self.size > 1 and several and several["who"].count("、") + 1 == self.size:
            return str(several["who"].split("、")[self.position])
        for words in (segment, after):
            named = [m["who"] for m in _TO.finditer(words) if not _NOT_WHO.match(m["who"]) and _PAYEE.search(m["who"])]
            if named:
                return str(named[-1])
        for words in reversed(self._segments()):
            found = _OF.search(words.removesuffix("的")) or _WHOLE.match(words) or _FIRST.match(words) or _ACTOR.search(words)
            if found:
                return str(found["who"]).rpartition("等")[2]
        initial = [found["who"] for words in self._segments() if (found := _INITIAL.match(words))]
        return initial[0] if initial else self._supported() or self._each()

    def _supported(self) -> str | None:
        """Whom the nearest 支持 or 鼓励 of the passage names."""
        paragraph = self.reading.document.paragraphs[self.sentence.paragraph]
        found = [m["who"] for m in _SUPPORT.finditer(self._text, max(paragraph.start, self.start - FAR), self.start)]
        return found[-1] if found else None

    def _each(self) -> str | None:
        found = _EACH_WHO.search(self._text, max(self.sentence.start, self.start - FAR), self.until)
        return found["who"] if found else None

    # ── for what ──

    def trigger(self) -> str | None:
        """The condition in the words of the text: from 对 or 凡 on, or the segment that ends with 的; fillers such as 经认定 left out."""
        words = [segment for segment in self._segments() if segment and not _FILLER.match(segment)]
        text = "，" + "，".join(words)
        premises = list(_PREMISE.finditer(text))
        if premises:
            last = text[premises[-1].end() :]
            text = text[premises[0].end() : premises[-1].start()] if _LEVELS.match(last.strip("，的")) and len(premises) > 1 else last
        else:
            closed = [index for index, segment in enumerate(words) if segment.endswith("的")]
            text = "，".join(segment for segment in words[: closed[-1] + 1] if not _URGE.match(segment)) if closed else text
        text = text.strip("，的 ")
        return (self._before() if _ONLY_PAYEE.match(text) else None) or text or None

    def _before(self) -> str | None:
        """What the sentence before asks for, where this one only names the payee: 打造…项目。单个项目可按…"""
        paragraph = self.reading.document.paragraphs[self.sentence.paragraph]
        previous = self._text[paragraph.start : self.sentence.start].rstrip("。 ").rpartition("。")[2]
        return _URGE.sub("", previous.rpartition("，")[2]).strip() or None

    # ── how often, of what ──

    def per(self, *, limit: bool = False) -> str | None:
        """year, once or lifetime, as the figure's own segment says; once may also stand after it."""
        segment = self.sentence.segment_of(self.start)
        text = self._text[max(segment[0], self.since) : min(segment[1], self.until)]
        clause = self._text[self.sentence.clause_of(self.start)[0] : self.until]
        if limit and _IN_FORCE.search(clause) and not _YEAR.search(text):
            return "lifetime"
        if _ONCE.search(text) or _ONCE.search(self._text[self.end : self.until]):
            return "once"
        if _YEAR.search(text) and (limit or not _YEAR_NOT.search(text)):
            return "year"
        return "lifetime" if _LIFETIME.search(text) and (limit or "累计" in text) else None

    def base(self) -> str | None:
        """Of what a rate is a share: 按照实际到账投资额的15% → 实际到账投资额."""
        found = _BASE.search(self._text, self.sentence.segment_of(self.start)[0], self.start)
        return found["base"] if found else None

    def counted(self) -> str | None:
        """What a unit award is paid per: 每引进1名…人才 → 人才; of people also what stands before 每人: 技师每人1万元 → 技师."""
        start = min(self.since, self.sentence.segment_of(self.start)[0]) if self.since > self.start else self.since
        matches = list(_EACH.finditer(self._text, start, self.start))
        found = (matches[-1] if self.since > self.start else matches[0]) if matches else None
        if found is None or found["noun"].strip():
            return found["noun"].strip() if found else None
        people = _PEOPLE.search(self._text[start : found.start()]) if found["what"] in "人名位" else None
        return people["noun"] if people else found["what"]

    def scope(self, payee: str | None, *, quota: bool) -> str | None:
        """What a limit bounds: 单个集群, 同一企业; for a quota the things counted; else the payee."""
        found = _SCOPE.search(self._text[self.sentence.segment_of(self.start)[0] : self.start] + "最高")
        if found:
            return found["scope"]
        if quota:
            before = _QUOTA_BEFORE.search(self._text, self.sentence.segment_of(self.start)[0], self.start)
            noun = before or _QUOTA_NOUN.match(self._text, self.end, self.sentence.end)
            return noun["noun"].strip() if noun else payee
        found = _SCOPE.search(self._text[self.sentence.clause_of(self.start)[0] : self.start] + "最高")
        named = _OF_WHAT.match(self._text, self.end, self.sentence.end)
        return found["scope"] if found else payee or (named["noun"] if named else None)
