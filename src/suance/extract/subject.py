"""The indicator of a figure: which of the words around it say what is measured."""

from __future__ import annotations

import re

from suance.extract.carried import Carried, Subject
from suance.extract.indicator import is_bare_count, noun_after, phrase_before, relates, without_verb
from suance.extract.lexicon import pattern
from suance.extract.reading import NEXT, REACH, Reading, Spot
from suance.extract.respective import Sharer
from suance.extract.scene import Scene
from suance.extract.tokens import Figure
from suance.model import Span

_GROWTH = pattern("subject.growth")
_OBJECT = pattern("subject.object")
_MOVES = pattern("subject.moves")
_OWNERLESS = pattern("subject.ownerless")
_OWNER_TAIL = pattern("subject.owner_tail")
_MEASURED = pattern("subject.measured")
_MEASURE = pattern("subject.measure")
_OWNERS = pattern("subject.owners")
_PARTED = pattern("subject.parted")
_ACHIEVES = pattern("subject.achieves")
_CHANGED = pattern("subject.changed")
_COUNTS = pattern("subject.counts")
_STOP = pattern("subject.stop")
_TIE = pattern("subject.tie")
_RANKED = pattern("subject.ranked")
_COMPARISON = pattern("subject.comparison")
_EQUALS = pattern("subject.equals")
_POSSESSES = pattern("subject.possesses")
_ENTERS = pattern("subject.enters")
_BY_RANK = pattern("subject.by_rank")
_BY_RANK_THEN = pattern("subject.by_rank_then")
_BRACKETS = pattern("subject.brackets")
_TIE_HEAD = pattern("subject.tie_head")
_KEEP_HEAD = pattern("subject.keep_head")
_OFFICE = pattern("subject.office")
_LISTED = pattern("subject.listed")
_KEEP_AT = pattern("subject.keep_at")
_KEEP = pattern("subject.keep")


NUMBERED = 8
"""a longer noun is no mere heading of a list"""


class Subjects:
    """Finds indicators figure by figure and remembers the last one, which bare figures carry on."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._carried = Carried(reading, scene)
        self._sharer = Sharer(reading, scene)
        self.region: str | None = None
        """the region that 分别 gives the figure read last"""
        self._taken: Span = (0, 0)
        """the noun after the figure before, which the next figure's words do not include"""

    def of(self, spot: Spot) -> Subject | None:
        """The indicator of a figure; None where it has none or only numbers a list (五项标准)."""
        self._carried.enter(spot.sentence)
        share = self._sharer.of(spot, self.start_of(spot.of_head))
        inner, changed = self.is_inner(spot), self._changed(spot)
        shared = share.words and not self._by_rank(spot)
        subject = Subject(share.words, share.span) if shared else self._read(spot, inner, changed)
        self.region = share.region
        if subject is None:
            return None
        subject = subject._replace(words=self._whole(spot, _BRACKETS.sub("", subject.words)))
        if not subject.words or (spot.figure.sort == "count" and self._only_numbers(subject, spot.figure)):
            return None
        self._carried.remember(spot, subject, inner=inner)
        return subject._replace(words=subject.words + changed["how"]) if changed else subject

    def _changed(self, spot: Spot) -> re.Match[str] | None:
        """The words of an amount that is a change (比年初增加|311亿元); they stay in its indicator, as no measure says them."""
        return _CHANGED.search(self._reading.text, spot.near, spot.head.left) if spot.figure.sort in ("money", "count") else None

    def _whole(self, spot: Spot, words: str) -> str:
        """An indicator that lacks its owner or its measure takes it from before: 投资完成率 of 重大项目, 汽车制造业's 增加值."""
        words = _ACHIEVES.sub("", words)
        if _OWNERLESS.match(words):
            heading = self._carried.headed(spot.sentence, spot.figure)
            counted = self._reading.text[slice(*self._taken)] if self._taken[0] >= spot.sentence.start else ""
            owner = _OWNER_TAIL.sub("", heading.words if heading else counted)
            return owner + words if len(owner) >= 2 and not words.startswith(owner) else words
        if spot.figure.sort == "percent" and not _MEASURED.search(words) and _MOVES.search(self._reading.text, spot.near, spot.head.left):
            earlier = self._reading.text[max(spot.sentence.start, spot.head.left - REACH) : spot.head.left]
            said = _MEASURE.findall(earlier) or _MEASURE.findall(self._carried.last.words if self._carried.last else "")
            return words + said[-1] if said else words
        return words

    def _only_numbers(self, subject: Subject, figure: Figure) -> bool:
        """五项标准, 6个方面的重点任务: a count that only numbers a list."""
        start, end = noun_after(self._reading.text, figure.right, figure.right + 24)
        noun = self._reading.text[start:end]
        return is_bare_count(subject.words) or any(len(words) <= NUMBERED and is_bare_count(words) for words in (noun, noun.split("的")[0]))

    def is_inner(self, spot: Spot) -> bool:
        """Whether the figure is part of what its neighbour counts: 超10亿元的项目|500个, 3个|规模超3000亿元的集群."""
        return any(self._holds(spot.figure, other) for other in (spot.previous, spot.following) if other)

    def _holds(self, inner: Figure, outer: Figure) -> bool:
        if outer.sort != "count" or inner.sort not in ("money", "percent", "count") or inner.left == inner.start:
            return False
        text = self._reading.text
        if inner.right <= outer.left:
            between = text[inner.right : outer.left]
            parted = _PARTED.search(between) and not _COUNTS.fullmatch(between)
            return 0 < len(between) <= 24 and not _STOP.search(between) and not parted
        between = text[outer.right : inner.left]
        return (
            outer.right <= inner.left and len(between) <= 12 and not _STOP.search(between) and text[inner.right : inner.right + 1] not in "，。；、"
        )

    def start_of(self, spot: Spot) -> int:
        """Where the words of this figure may begin: its segment, or the end of the figure before it."""
        sentence, figure = spot.sentence, spot.figure
        start = sentence.segment_of(figure.start)[0]
        index = spot.index - 1
        while index >= 0 and (spot.figures[index].sort == "duration" or self._holds(spot.figures[index], figure)):
            index -= 1
        before = spot.figures[index].right if index >= 0 else start
        taken = self._taken[1] if self._taken[1] <= figure.left else start
        return min(max(start, before, taken), figure.left)

    def _read(self, spot: Spot, inner: bool, changed: re.Match[str] | None) -> Subject | None:
        sentence, figure = spot.sentence, spot.figure
        text, start = self._reading.text, self.start_of(spot)
        end = self._before_rank(start, figure) if figure.sort == "rank" else figure.left
        end = max(start, changed.start()) if changed else end
        if figure.sort in ("pp", "multiple") or (figure.sort == "percent" and text[end - 1 : end] in ("高", "低", "快", "慢", "出")):
            end = self._before_comparison(start, end)
        cut = [*self._scene.times_in(start, end), *self._scene.places_in(start, end)]
        span = phrase_before(text, start, end, cut)[1]
        after = None if inner else self._after(spot)
        if after and self._names_it(figure, span, after):
            return self._counted(figure, start, span, after)
        core = without_verb(text, span)
        words = text[core[0] : core[1]]
        words = _object(_after_list(words)) if figure.sort == "count" else _after_list(words)
        if self._by_rank(spot):
            words = ""
        if inner:
            words = _KEEP_HEAD.sub("", words)
            if words:
                return Subject(words, core)
        owner = self._owner(start, figure) or self._owner_of_time(start, span)
        if words and owner:
            return Subject(owner + words, core)
        if figure.sort == "rank" and not words:
            ranked = self._carried.ranked(sentence, start, figure)
            if ranked:
                return ranked
        known = self._carried.known(spot, words, inner=inner)
        if known and _OFFICE.search(words) and self._carried.headed(sentence, figure):
            return known
        if words and not (relates(words) and known):
            return self._completed(words, core, self._carried.headed(sentence, figure))
        if known is None:
            return Subject(words, core) if words else None
        whole = (_GROWTH.sub("", known.words) if _GROWTH.search(words) else known.words) + words
        return known._replace(words=whole) if known.span == spot.segment else Subject(whole, known.span, carried=True)

    def _owner_of_time(self, start: int, span: Span) -> str:
        """上榜企业|2023年|营业收入: the firms or the industry that a time parts from what is measured of them."""
        time = next((begin for begin, end in self._scene.times_in(start, span[0]) if end == span[0]), None)
        found = _OWNERS.search(self._reading.text, start, time) if time else None
        return found[0] if found else ""

    def _by_rank(self, spot: Spot) -> bool:
        """Whether the words before are the owner of a figure that ranks it: 甲集团以1562亿元蝉联第一."""
        text = self._reading.text
        return bool(_BY_RANK.search(text, spot.near, spot.head.left) and _BY_RANK_THEN.match(text[spot.tail.right : spot.tail.right + NEXT * 2]))

    def _owner(self, start: int, figure: Figure) -> str:
        """169家|国家级高新区|营业收入: the counted noun that runs straight on into this figure's words."""
        text = self._reading.text
        begin, end = self._taken
        between = text[end : figure.left]
        if begin == end or not (end <= start < figure.left) or _STOP.search(_BRACKETS.sub("", between)) or _TIE_HEAD.match(between):
            return ""
        return text[begin:end]

    def _before_rank(self, start: int, figure: Figure) -> int:
        """Ranks: the words before 位居, 列, 排名 … are what is ranked."""
        match = _RANKED.search(self._reading.text, start, figure.left)
        return match.start() if match else figure.left

    def _before_comparison(self, start: int, end: int) -> int:
        """增速高于全市水平5.1个百分点: what it is held against says nothing of what is measured."""
        match = _COMPARISON.search(self._reading.text, start, end)
        return match.start() if match else end

    def _completed(self, words: str, span: Span, heading: Subject | None) -> Subject:
        """开工率 under the heading 重大项目开工率 is the heading's."""
        whole = heading is not None and heading.words.endswith(words)
        return Subject(heading.words if heading and whole else words, span)

    def _after(self, spot: Spot) -> Span | None:
        """The words right of a figure that may name what it counts."""
        sentence, figure = spot.sentence, spot.figure
        text = self._reading.text
        if figure.sort not in ("count", "percent", "money") or (figure.sort != "count" and text[figure.right : figure.right + 1] in "，。；、："):
            return None
        if figure.sort == "percent" and text[figure.right : figure.right + 1] != "的":
            return None
        end = sentence.segment_of(figure.start)[1]
        following = spot.figures[spot.index + 1 : spot.index + 3]
        if following and self._holds(following[0], figure):
            following = following[1:]
        start, stop = noun_after(text, figure.right, min([end, *(other.left for other in following[:1])]))
        tie = _TIE.search(text, start, stop)
        stop = tie.start() if tie else stop
        named = phrase_before(text, start, stop, self._scene.times_in(start, stop))[0]
        return (start, stop) if len(named) >= 2 and not is_bare_count(named) else None

    def _names_it(self, figure: Figure, span: Span, after: Span) -> bool:
        """Whether the noun after the figure is what is counted, and not the words before it (高企增至|3万家|左右)."""
        predicate = self._reading.text[span[1] : figure.left]
        if figure.sort == "money":
            return bool(_POSSESSES.search(self._reading.text, max(0, figure.left - 8), figure.left))
        return not _EQUALS.search(predicate) or span[0] >= span[1]

    def _counted(self, figure: Figure, start: int, span: Span, after: Span) -> Subject:
        """The noun after the figure, with the words before it where they lead straight into it."""
        text = self._reading.text
        noun = text[after[0] : after[1]]
        if figure.sort == "count":
            self._taken = after
        core = without_verb(text, span)
        before = text[core[0] : core[1]]
        kept = _KEEP.search(text, start, figure.left) or (_KEEP_AT.match(text, span[0]) if text[figure.left - 1] == "等" else None)
        if kept and (kept.end() == figure.left or text[figure.left - 1] == "等"):
            return Subject(kept[0] + noun, after)
        enters = bool(before) and _ENTERS.match(noun) is not None
        joined = enters or (span[1] == figure.left == figure.start and "、" not in text[start : figure.left] and not before.endswith("等"))
        if before and figure.sort != "money" and (joined or (figure.sort == "percent" and text[figure.left - 1] != "的")):
            return Subject(before + noun, after)
        return Subject(noun, after)


def _after_list(words: str) -> str:
    """新增甲、乙等文明城市 → 新增文明城市: the names before 等 are examples."""
    listed = _LISTED.match(words)
    return (listed["verb"] or "") + listed["noun"] if listed else words


def _object(words: str) -> str:
    """研究院共建联合创新中心 → 联合创新中心: what is counted, not who has it."""
    found = _OBJECT.match(words)
    return found["noun"] if found else words
