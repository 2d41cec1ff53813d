"""The indicator of a figure: which of the words around it say what is measured."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from suance.extract.clauses import Sentence
from suance.extract.indicator import is_bare_count, noun_after, phrase_before, relates, without_verb
from suance.extract.lexicon import pattern
from suance.extract.reading import REACH, Reading, Spot
from suance.extract.respective import Sharer
from suance.extract.scene import Scene
from suance.extract.tokens import Figure
from suance.model import Span

_OBJECT = pattern("subject.object")
_MOVES = pattern("subject.moves")
_OWNERLESS = pattern("subject.ownerless")
_OWNER_TAIL = pattern("subject.owner_tail")
_MEASURED = pattern("subject.measured")
_MEASURE = pattern("subject.measure")
_PARTED = pattern("subject.parted")
_STOP = pattern("subject.stop")
_TIE = pattern("subject.tie")
_RANKED = pattern("subject.ranked")
_COMPARISON = pattern("subject.comparison")
_EQUALS = pattern("subject.equals")
_POSSESSES = pattern("subject.possesses")
_AMONG = pattern("subject.among")
_ENTERS = pattern("subject.enters")
_BRACKETS = pattern("subject.brackets")
_TIE_HEAD = pattern("subject.tie_head")
_KEEP_HEAD = pattern("subject.keep_head")
_OFFICE = pattern("subject.office")
_DIVIDED = pattern("subject.divided")
_SAYING = pattern("subject.saying")
_TOPIC = pattern("subject.topic")
_LISTED = pattern("subject.listed")
_KEEP_AT = pattern("subject.keep_at")
_KEEP = pattern("subject.keep")


LISTED = 40
"""how many figures one 均居第一 may speak of"""


@dataclass(frozen=True, slots=True)
class Subject:
    """An indicator as read: its words, where they stand, and whether they were said of an earlier figure."""

    words: str
    span: Span
    carried: bool = False


class Subjects:
    """Finds indicators figure by figure and remembers the last one, which bare figures carry on."""

    def __init__(self, reading: Reading, scene: Scene) -> None:
        self._reading = reading
        self._scene = scene
        self._last: Subject | None = None
        self._inner: Subject | None = None
        self._sharer = Sharer(reading, scene)
        self.region: str | None = None
        """the region that 分别 gives the figure read last"""
        self._by_unit: dict[str, Subject] = {}
        """the last indicator of each unit in the paragraph"""
        self._said: list[tuple[int, str]] = []
        """the indicators read so far, with the start of the segment that each stood in"""
        self._headings: tuple[int, list[int]] = (-1, [])
        """a sentence's start and where its segments after a colon begin"""
        self._taken: Span = (0, 0)
        """the noun after the figure before, which the next figure's words do not include"""
        self._paragraph = -1

    def of(self, spot: Spot) -> Subject | None:
        """The indicator of a figure; None where it has none or only numbers a list (五项标准)."""
        sentence, figure = spot.sentence, spot.figure
        if sentence.paragraph != self._paragraph:
            self._inner, self._paragraph = None, sentence.paragraph
            self._by_unit = {}
        share = self._sharer.of(spot, self.start_of(spot.of_head))
        subject = Subject(share.words, share.span) if share.words else self._read(spot)
        self.region = share.region
        if subject:
            subject = replace(subject, words=self._whole(spot, _BRACKETS.sub("", subject.words)))
        if subject is None or not subject.words or (figure.sort == "count" and self._only_numbers(subject, figure)):
            return None
        self._said.append((sentence.segment_of(figure.start)[0], subject.words))
        if self.is_inner(spot):
            self._inner = subject
        elif not subject.carried and figure.sort not in ("pp", "rank"):
            self._last = subject
            self._by_unit[figure.unit] = subject
        return subject

    def _whole(self, spot: Spot, words: str) -> str:
        """An indicator that lacks its owner or its measure takes it from before: 投资完成率 of 重大项目, 汽车制造业's 增加值."""
        if _OWNERLESS.match(words):
            heading = self._headed(spot.sentence, spot.figure)
            counted = self._reading.text[slice(*self._taken)] if self._taken[0] >= spot.sentence.start else ""
            owner = _OWNER_TAIL.sub("", heading.words if heading else counted)
            return owner + words if len(owner) >= 2 and not words.startswith(owner) else words
        if spot.figure.sort == "percent" and not _MEASURED.search(words) and _MOVES.search(self._reading.text, spot.segment[0], spot.head.left):
            earlier = self._reading.text[max(spot.sentence.start, spot.head.left - REACH) : spot.head.left]
            said = _MEASURE.findall(earlier) or _MEASURE.findall(self._last.words if self._last else "")
            return words + said[-1] if said else words
        return words

    def _only_numbers(self, subject: Subject, figure: Figure) -> bool:
        """五项标准, 6个方面的重点任务: a count that only numbers a list."""
        start, end = noun_after(self._reading.text, figure.right, figure.right + 8)
        noun = self._reading.text[start:end]
        return is_bare_count(subject.words) or is_bare_count(noun) or is_bare_count(noun.split("的")[0])

    def is_inner(self, spot: Spot) -> bool:
        """Whether the figure is part of what its neighbour counts: 超10亿元的项目|500个, 3个|规模超3000亿元的集群."""
        return any(self._holds(spot.figure, other) for other in (spot.previous, spot.following) if other)

    def _holds(self, inner: Figure, outer: Figure) -> bool:
        if outer.sort != "count" or inner.sort not in ("money", "percent", "count") or inner.left == inner.start:
            return False
        text = self._reading.text
        if inner.right <= outer.left:
            between = text[inner.right : outer.left]
            return 0 < len(between) <= 24 and not _STOP.search(between) and not _PARTED.search(between)
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

    def _read(self, spot: Spot) -> Subject | None:
        sentence, figure = spot.sentence, spot.figure
        text, start = self._reading.text, self.start_of(spot)
        end = self._before_rank(start, figure) if figure.sort == "rank" else figure.left
        if figure.sort == "pp" or (figure.sort == "percent" and text[end - 1 : end] in ("高", "低", "快", "慢", "出")):
            end = self._before_comparison(start, end)
        cut = [*self._scene.times_in(start, end), *self._scene.places_in(start, end)]
        span = phrase_before(text, start, end, cut)[1]
        after = self._after(spot)
        if after and self._names_it(figure, span, after):
            return self._counted(figure, start, span, after)
        core = without_verb(text, span)
        words = text[core[0] : core[1]]
        words = _object(_after_list(words)) if figure.sort == "count" else _after_list(words)
        if self.is_inner(spot):
            words = _KEEP_HEAD.sub("", words)
            if words:
                return Subject(words, core)
        owner = self._owner(start, figure)
        if words and owner:
            return Subject(owner + words, core)
        if figure.sort == "rank" and not words:
            ranked = self._ranked(sentence, start, figure)
            if ranked:
                return ranked
        known = self._known(spot, words)
        if known and _OFFICE.search(words) and self._headed(sentence, figure):
            return known
        if words and not (relates(words) and known):
            return self._completed(words, core, self._headed(sentence, figure))
        if known is None:
            return Subject(words, core) if words else None
        return Subject(known.words + words, known.span, carried=True)

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

    def _ranked(self, sentence: Sentence, start: int, figure: Figure) -> Subject | None:
        """均居全国第一 is of all that the segment before counts; 在综合考核中居第一 is of that."""
        text = self._reading.text[start : figure.left]
        if "均" in text and self._said and self._said[-1][0] >= sentence.start:
            names = [words for begin, words in self._said[-LISTED:] if begin == self._said[-1][0]]
            return Subject("、".join(dict.fromkeys(names)), (self._said[-1][0], figure.left), carried=True)
        among = _AMONG.search(text)
        return Subject(among["what"], (start + among.start("what"), start + among.end("what"))) if among else None

    def _before_comparison(self, start: int, end: int) -> int:
        """增速高于全市水平5.1个百分点: what it is held against says nothing of what is measured."""
        match = _COMPARISON.search(self._reading.text, start, end)
        return match.start() if match else end

    def _completed(self, words: str, span: Span, heading: Subject | None) -> Subject:
        """开工率 under the heading 重大项目开工率 is the heading's."""
        whole = heading is not None and heading.words.endswith(words)
        return Subject(heading.words if heading and whole else words, span)

    def _known(self, spot: Spot, words: str) -> Subject | None:
        """The indicator to carry on: what the count holds, the figure before where this one only moves on from it, a heading before a colon,
        a figure of the same unit, the sentence's topic."""
        sentence, figure = spot.sentence, spot.figure
        if self.is_inner(spot) and self._inner:
            return self._inner
        last = self._last if self._said_here(sentence) else None
        headed = self._headed(sentence, figure)
        if last and headed and last.span[0] >= headed.span[1] and (words or _MOVES.search(self._reading.text, spot.segment[0], figure.left)):
            return last
        alike = self._by_unit.get(figure.unit) if figure.sort == "count" and not words else None
        return headed or alike or last or self._topic(sentence, figure) or self._last

    def _said_here(self, sentence: Sentence) -> bool:
        return self._last is not None and self._last.span[0] >= sentence.start

    def _headed(self, sentence: Sentence, figure: Figure) -> Subject | None:
        """投资增速前三名：甲县增长58.3% – the words before the colon head all that follows in the sentence."""
        text = self._reading.text
        colons = self._colons(sentence)
        after = bisect_right(colons, figure.left)
        if not after:
            return None
        colon = colons[after - 1] - 1
        start = sentence.segment_of(colon)[0]
        if _DIVIDED.search(text, start, colon) and start > sentence.start:
            colon = start - 1
            start = sentence.segment_of(colon)[0]
        cut = [*self._scene.times_in(start, colon), *self._scene.places_in(start, colon)]
        words, span = phrase_before(text, start, colon, cut)
        if any(character.isdigit() for character in words):
            return self._last
        return Subject(words, span, carried=True) if 2 <= len(words) <= 20 and not _SAYING.search(words) else None

    def _colons(self, sentence: Sentence) -> list[int]:
        """Where the segments after a colon begin."""
        if self._headings[0] != sentence.start:
            text = self._reading.text
            self._headings = (
                sentence.start,
                [start for start in sentence.segments if text[start - 1 : start] in ("：", ":") and start > sentence.start],
            )
        return self._headings[1]

    def _topic(self, sentence: Sentence, figure: Figure) -> Subject | None:
        """What the sentence begins with before its first verb: 新能源汽车制造业|继续保持良好增势，…"""
        match = _TOPIC.match(self._reading.text, sentence.start, min(figure.left, sentence.segment_of(sentence.start)[1]))
        if not match:
            return None
        start, end = match.span("topic")
        words, span = phrase_before(self._reading.text, start, end, self._scene.places_in(start, end))
        return Subject(words, span, carried=True) if len(words) >= 2 else None

    def _after(self, spot: Spot) -> Span | None:
        """The words right of a figure that may name what it counts."""
        sentence, figure = spot.sentence, spot.figure
        text = self._reading.text
        if (
            self.is_inner(spot)
            or figure.sort not in ("count", "percent", "money")
            or (figure.sort != "count" and text[figure.right : figure.right + 1] in "，。；、：")
        ):
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
