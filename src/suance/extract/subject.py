"""The indicator of a figure: which of the words around it say what is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suance.extract.clauses import Sentence
from suance.extract.indicator import is_bare_count, noun_after, phrase_before, relates, without_verb
from suance.extract.reading import Reading
from suance.extract.scene import Scene
from suance.extract.tokens import Figure
from suance.model import Span

_STOP = re.compile(r"[，。；、：,;:\n]")
_TIE = re.compile(r"(?:和|与|及|以及|并|且)$")
_KEEP = re.compile(r"(?:新增|净增|新建|引进|新开工|开工|改造|续建|累计新增|新认定|新培育|减少|新设)$")
_LIST = re.compile(r"、|和|与|以及|及")
_RESPECTIVE = re.compile(r"(?P<names>.+?)(?P<tail>(?:累计|平均|两年平均|同比|年均)?(?:增速|增幅|占比|产值|产量|增加值)?(?:同比|累计|平均)?)分别(?P<verb>[^，。；]*)$")


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
        self._paragraph = -1

    def of(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> Subject | None:
        """The indicator of a figure; None where it has none or only numbers a list (五项标准)."""
        if sentence.paragraph != self._paragraph:
            self._last, self._inner, self._paragraph = None, None, sentence.paragraph
        subject = self._respective(sentence, figure, figures) or self._read(sentence, figure, figures)
        if subject is None or not subject.words or is_bare_count(subject.words):
            return None
        if self.is_inner(figure, figures):
            self._inner = subject
        elif not subject.carried and figure.sort not in ("pp", "rank"):
            self._last = subject
        return subject

    def is_inner(self, figure: Figure, figures: Sequence[Figure]) -> bool:
        """Whether the figure is part of what another one counts: 超10亿元的项目|500个, 3个|规模超3000亿元的集群."""
        return any(self._holds(figure, other) for other in figures)

    def _holds(self, inner: Figure, outer: Figure) -> bool:
        if outer.sort != "count" or inner.sort not in ("money", "percent", "count") or inner.left == inner.start or inner is outer:
            return False
        text = self._reading.text
        if inner.right <= outer.left:
            between = text[inner.right : outer.left]
            return 0 < len(between) <= 24 and not _STOP.search(between) and not re.search(r"达|为|有|占", between)
        between = text[outer.right : inner.left]
        return outer.right <= inner.left and len(between) <= 12 and not _STOP.search(between) and text[inner.right : inner.right + 1] not in "，。；、"

    def start_of(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> int:
        """Where the words of this figure may begin: its segment, or the end of the figure before it."""
        start = sentence.segment_of(figure.start)[0]
        ends = [other.right for other in figures if start < other.right <= figure.left and not self._holds(other, figure)]
        return max(ends, default=start)

    def _read(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> Subject | None:
        start = self.start_of(sentence, figure, figures)
        text = self._reading.text
        cut = [*self._scene.times_in(start, figure.left), *self._scene.places_in(start, figure.left)]
        words, span = phrase_before(text, start, figure.left, cut)
        after = self._after(sentence, figure, figures)
        if after:
            return self._counted(figure, start, span, after)
        core = without_verb(text, span)
        words = text[core[0] : core[1]]
        if words and not relates(words):
            return Subject(words, core)
        known = self._inner if self.is_inner(figure, figures) and self._inner else self._last
        if known is None:
            return Subject(words, core) if words else None
        return Subject(known.words + words, known.span) if words else Subject(known.words, known.span, carried=True)

    def _after(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> Span | None:
        """The words right of a count or a share that name what it counts: 13条|重点产业链, 85%|的零部件."""
        text = self._reading.text
        if figure.sort not in ("count", "percent"):
            return None
        if figure.sort == "percent" and text[figure.right : figure.right + 1] != "的":
            return None
        end = sentence.segment_of(figure.start)[1]
        following = [other for other in figures if other.left >= figure.right and not self._holds(other, figure)]
        start, stop = noun_after(text, figure.right, min([end, *(other.left for other in following)]))
        tie = _TIE.search(text, start, stop)
        stop = tie.start() if tie else stop
        return (start, stop) if stop - start >= 2 else None

    def _counted(self, figure: Figure, start: int, span: Span, after: Span) -> Subject:
        """The noun after the figure, with the words before it where they lead straight into it."""
        text = self._reading.text
        noun = text[after[0] : after[1]]
        core = without_verb(text, span)
        before = text[core[0] : core[1]]
        kept = _KEEP.search(text, start, figure.left)
        if kept and kept.end() == figure.left:
            return Subject(kept[0] + noun, after)
        joined = span[1] == figure.left and "、" not in before and figure.left == figure.start
        if before and (joined or figure.sort == "percent"):
            return Subject(before + noun, after)
        if before and span[1] < figure.left:
            return Subject(before, core)
        return Subject(noun, after)

    def _respective(self, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> Subject | None:
        """甲、乙和丙增速分别为1%、2%和3%: each figure its own name, only where the counts agree."""
        head = self._reading.list_head(figure, figures)
        group = [other for other in figures if self._reading.list_head(other, figures) is head]
        if len(group) < 2:
            return None
        start = sentence.segment_of(head.start)[0]
        text = self._reading.text
        cut = [*self._scene.times_in(start, head.left), *self._scene.places_in(start, head.left)]
        match = _RESPECTIVE.search(text, start, head.left)
        if not match:
            return None
        words, span = phrase_before(text, start, match.end("names"), cut)
        names = [name for name in _LIST.split(words) if name]
        if len(names) != len(group):
            return None
        shared = _shared_tail(names)
        name = names[group.index(figure)]
        return Subject(name if name.endswith(shared) else name + shared, span)


_TAILS = ("增加值", "产业产值", "产值", "产量", "营业收入", "销售额", "投资", "利润", "收入", "出口额", "进出口额", "占比")


def _shared_tail(names: Sequence[str]) -> str:
    """What the last name of a list says for all: 工业、建筑业增加值 → 增加值."""
    return next((tail for tail in _TAILS if names[-1].endswith(tail)), "")
