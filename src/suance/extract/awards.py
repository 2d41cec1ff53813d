"""Awards and limits: money or a rate promised to whoever meets a condition, and what bounds it.

The frames say of each figure whether it is an award, a cap, a limit or a condition. This module joins them: which
thresholds an award has, which cap bounds which rate, and which threshold of a list goes with which award of a list
(only where the counts agree; otherwise every award keeps all of them and asks for a person).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from suance.extract.clauses import Sentence
from suance.extract.frames import Frame
from suance.extract.lexicon import pattern
from suance.extract.payee import Clause
from suance.extract.reading import REACH, Reading, Spot
from suance.extract.tokens import Figure
from suance.model import Amount, Comparator, Fact, Threshold

_REACHED = pattern("award.reached")
_BOUND = pattern("award.bound")
_PREMISE = pattern("award.premise")
_NEW_TRIGGER = pattern("award.new_trigger")
_GIVEN_AGAIN = pattern("award.given_again")
_EACH = pattern("award.each")
_PER_AFTER = pattern("award.per_after")
_ONCE = pattern("award.once")
_CONDITIONS = pattern("award.conditions")
_PAID_SCOPE = pattern("clause.paid_scope")
_GIVES = pattern("award.gives")
_HEADS_GIFT = pattern("award.heads_gift")


@dataclass
class Condition:
    """A list of figures that a trigger names: one threshold, or several that awards of a list share out."""

    thresholds: list[Threshold]
    shared_out: bool = False
    end: int = 0


@dataclass
class State:
    """What the sentences of one passage have said so far."""

    conditions: list[Condition] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    """awards of the passage that a cap or a limit may still bound"""


class AwardReader:
    """Reads the awards of one document, sentence by sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.facts: list[Fact] = []
        self._passage = State()
        self._sentence = State()
        self._paragraph = -1
        self._header: list[Condition] = []
        self._header_level = 0
        self._trigger: str | None = None
        self._payee: str | None = None
        """what the header of a list says for its items"""
        self._listing: int | None = None
        self._batch: list[int] = []
        """awards of the list that is being read (50万元、30万元)"""
        self._last: Figure | None = None
        self._paid = False
        """whether the figure before was an award, so that a condition now begins a new trigger"""
        self._clause: tuple[int, int] | None = None

    # ── what the frames may ask ──

    def flags(self, spot: Spot) -> set[str]:
        """award_open: an award stands before; rate_open: it is one rate or unit award without a cap; new_trigger: another condition begins after it;
        listing: conditions are being listed."""
        found = {"listing"} if self._listing is not None else set()
        sentence, figure, text = spot.sentence, spot.figure, self._reading.text
        if spot.index == spot.first:
            self._batch = []
        since = max(min(self._since(sentence), self._after_award(figure)), figure.left - REACH)
        if _EACH.search(text, since, figure.left) or _PER_AFTER.match(text, figure.right):
            found.add("per_each")
        opened = self._sentence.open or self._passage.open
        if not opened:
            return found
        found.add("award_open")
        if self._bounded_by(spot):
            found.add("rate_open")
        since = self.facts[opened[-1]].end if self._sentence.open else sentence.start
        between = text[max(since, figure.left - REACH) : figure.left]
        again = "rate_open" not in found and _GIVEN_AGAIN.search(between)
        if again or _NEW_TRIGGER.search(between if self._sentence.open else "，" + between):
            found.add("new_trigger")
        return found

    def _bounded_by(self, spot: Spot) -> list[int]:
        """The rate or unit awards that a ceiling at this place would bound: one alone, or as many of one list as there are ceilings."""
        clause = spot.clause[0]
        opened = self._sentence.open or self._passage.open
        size = spot.last - spot.first + 1
        here = [index for index in opened[-size - 1 :] if not self._sentence.open or self.facts[index].start >= clause]
        free = all(self.facts[index].form in ("rate", "unit") and (self.facts[index].cap is None or spot.index > spot.first) for index in here)
        return here if free and len(here) == size else []

    # ── reading ──

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence; a new paragraph closes what its predecessor left open, but for the header of a list."""
        if sentence.paragraph != self._paragraph:
            self._paragraph = sentence.paragraph
            self._passage = State(conditions=list(self._inherited(sentence.paragraph)))
        self._sentence = State(conditions=list(self._passage.conditions))
        self._batch, self._last, self._paid = [], None, False

    def may_award(self, sentence: Sentence, given: Sequence[Figure]) -> bool:
        """Whether a sentence promises anything: in a policy one that gives or heads a list, in the news one that names whom or how much at most."""
        if self._reading.style == "norm":
            whole = self._reading.text[sentence.start : sentence.end].rstrip()
            return bool(given) or (whole.endswith(("：", ":")) and bool(_HEADS_GIFT.search(whole)))
        if not given:
            return False
        text = self._reading.text[sentence.start : given[-1].right + 12]
        promised = _GIVES.search(text) or any(figure.comparator == "le" for figure in given)
        return bool(promised and _PREMISE.search(text)) and "拟" not in text

    def leave(self, sentence: Sentence) -> None:
        """End a sentence: what it opened stays open for its passage; a colon makes it the header of the items below."""
        self._passage.open.extend(self._sentence.open)
        text = self._reading.text[sentence.start : sentence.end].rstrip()
        if text.endswith(("：", ":")):
            self._header = [c for c in self._sentence.conditions if not c.shared_out]
            self._header_level = self._reading.passages[sentence.paragraph].level
            header = Clause(self._reading, sentence, sentence.end - 1, sentence.end, max(sentence.start, sentence.end - REACH), sentence.end)
            self._trigger, self._payee = header.trigger(), header.beneficiary()
            self._listing = self._sentence.open[-1] if self._sentence.open and _CONDITIONS.search(text) else None
        if _ONCE.search(text):
            self._once()

    def _inherited(self, paragraph: int) -> Sequence[Condition]:
        passage = self._reading.passages[paragraph]
        below = passage.level > self._header_level if self._header_level else passage.level > 0
        if not below:
            self._header, self._listing, self._trigger, self._payee = [], None, None, None
        return self._header

    def condition(self, sentence: Sentence, figure: Figure) -> None:
        """A threshold; members of one list stay together."""
        threshold = self._threshold(figure)
        if self._listing is not None and not self._sentence.open:
            self._to_listing(threshold)
            return
        if self._paid or self._clause != sentence.clause_of(figure.start):
            self._sentence.conditions, self._paid = list(self._passage.conditions), False
            self._clause = sentence.clause_of(figure.start)
        conditions = self._sentence.conditions
        if self._last and conditions and self._reading.same_list(self._last, figure):
            conditions[-1].thresholds.append(threshold)
        else:
            conditions.append(Condition([threshold]))
        conditions[-1].end = figure.right
        self._last = figure

    def _threshold(self, figure: Figure) -> Threshold:
        comparator: Comparator = figure.comparator
        before = self._reading.text[max(0, figure.left - 6) : figure.left]
        if comparator == "eq" and self._last and self._sentence.conditions and self._reading.same_list(self._last, figure):
            comparator = self._sentence.conditions[-1].thresholds[-1].comparator
        elif comparator == "eq" and _REACHED.search(before):
            comparator = "ge"
        return Threshold(figure.value, figure.unit, comparator, figure.value_max, (figure.start, figure.end))

    def _to_listing(self, threshold: Threshold) -> None:
        if self._listing is not None:
            fact = self.facts[self._listing]
            self.facts[self._listing] = replace(fact, thresholds=(*(fact.thresholds or ()), threshold))

    def award(self, spot: Spot, frame: Frame) -> None:
        """An award; the lists of a 分别 are shared out when the list of awards is complete."""
        sentence, figure = spot.sentence, spot.figure
        listed = bool(self._last and self._batch and self._reading.same_list(self._last, figure))
        if not listed:
            self._batch = []
        if self._clause and self._clause[1] <= sentence.clause_of(figure.start)[0] and self._clause[0] >= sentence.start:
            self._sentence.conditions, self._clause = list(self._passage.conditions), None
        clause = self._clause_of(spot)
        comparator = self._comparator(spot)
        form = frame.sets.get("form") or ("max" if comparator in ("le", "lt") else "fixed")
        before = self.facts[self._sentence.open[-1]] if self._sentence.open else None
        self.facts.append(
            Fact(
                kind="award",
                start=figure.start,
                end=figure.end,
                value=figure.value,
                value_max=figure.value_max,
                unit=figure.unit,
                comparator=comparator,
                beneficiary=clause.beneficiary() or self._payee_before(),
                trigger=clause.trigger() or (before.trigger if before else self._trigger),
                thresholds=self._thresholds(),
                form=form,
                per=clause.per(),
                base=clause.base() if form == "rate" else None,
                counted=clause.counted() if form == "unit" else None,
                clause=self._label(sentence.paragraph),
                frame=frame.name,
            )
        )
        self._name_payee_of_quota(sentence)
        self._batch.append(len(self.facts) - 1)
        self._sentence.open.append(len(self.facts) - 1)
        self._last, self._paid = figure, True
        if spot.index == spot.last:
            self._share_out()

    def _name_payee_of_quota(self, sentence: Sentence) -> None:
        """每年最多评选10个作品，给予版权方…: the quota said before the award is of the award's payee."""
        if len(self.facts) > 1 and self.facts[-2].kind == "limit" and self.facts[-2].start >= sentence.start and not self._sentence.open:
            self.facts[-2] = replace(self.facts[-2], beneficiary=self.facts[-1].beneficiary)

    def _payee_before(self) -> str | None:
        """Whom the award before in the sentence or passage pays, or the header of the list."""
        opened = self._sentence.open or self._passage.open
        return self.facts[opened[-1]].beneficiary if opened else self._payee

    def _clause_of(self, spot: Spot) -> Clause:
        """The words that belong to a figure's list: from the award before it to the figure after it."""
        sentence, figure = spot.sentence, spot.figure
        until = min(sentence.clause_of(figure.start)[1], spot.after.left if spot.after else sentence.end)
        since = max(self._since(sentence), spot.head.left - REACH)
        return Clause(self._reading, sentence, spot.head.left, spot.tail.right, since, until, spot.index - spot.first, spot.last - spot.first + 1)

    def _after_award(self, figure: Figure) -> int:
        """Where the words of a figure's own begin in a list of awards: 博士每人8万元、硕士每人5万元."""
        last = self.facts[self._sentence.open[-1]].end if self._sentence.open else figure.left
        return min(last, figure.left)

    def _since(self, sentence: Sentence) -> int:
        """Where the words of the next award may begin: after the segment of the award before it in the sentence."""
        others = self._sentence.open[: len(self._sentence.open) - len(self._batch)]
        return sentence.segment_of(self.facts[others[-1]].start)[1] if others else sentence.start

    def _comparator(self, spot: Spot) -> Comparator:
        """最高 governs a list and reaches over the words between it and its figure (最高可按分账收入的1%)."""
        figure = spot.figure
        if figure.comparator != "eq":
            return figure.comparator
        head = spot.head
        start = max(spot.segment[0], spot.before.right if spot.before else 0)
        return "le" if head.comparator == "le" or _BOUND.search(self._reading.text, start, head.start) else "eq"

    def _thresholds(self) -> tuple[Threshold, ...]:
        return tuple(threshold for condition in self._sentence.conditions for threshold in condition.thresholds)

    def _share_out(self) -> None:
        """首次超1000亿元、500亿元…分别给予1000万元、500万元…: each award its own threshold, where the counts agree."""
        lists = [condition for condition in self._sentence.conditions if len(condition.thresholds) > 1]
        if len(self._batch) < 2 or not lists:
            return
        matching = [condition for condition in lists if len(condition.thresholds) == len(self._batch)]
        doubt = None if matching else "分别所列的条件与标准个数不等"
        for position, index in enumerate(self._batch):
            own = [t for c in self._sentence.conditions for t in ((c.thresholds[position],) if c in matching else c.thresholds)]
            self.facts[index] = replace(self.facts[index], thresholds=tuple(own), review=doubt)
        for condition in matching:
            condition.shared_out = True

    def cap(self, spot: Spot) -> None:
        """The ceiling of the one rate or unit award that stands open."""
        figure = spot.figure
        index = self._bounded_by(spot)[spot.index - spot.first]
        fact, per = self.facts[index], self._clause_of(spot).per()
        self.facts[index] = replace(fact, cap=Amount(figure.value, figure.unit, (figure.start, figure.end)), per=per or fact.per)

    def limit(self, spot: Spot, frame: Frame) -> None:
        """A ceiling over a fixed or maximal award or over several awards, or a quota of awards."""
        sentence, figure = spot.sentence, spot.figure
        clause = self._clause_of(spot)
        opened = self._sentence.open or self._passage.open
        payee = self.facts[opened[-1]].beneficiary if opened else None
        scope = clause.scope(payee, quota=figure.sort == "count")
        self.facts.append(
            Fact(
                kind="limit",
                start=figure.start,
                end=figure.end,
                value=figure.value,
                unit=figure.unit,
                comparator=figure.comparator,
                beneficiary=scope if scope and figure.sort == "money" and _PAID_SCOPE.search(scope) else payee or scope,
                scope=scope,
                per=clause.per(limit=True),
                clause=self._label(sentence.paragraph),
                frame=frame.name,
            )
        )

    def _once(self) -> None:
        """每家企业仅可享受一次奖励: the awards before it are paid once."""
        opened = self._sentence.open or self._passage.open[-1:]
        for index in opened:
            self.facts[index] = replace(self.facts[index], per="once")

    def _label(self, paragraph: int) -> str | None:
        """The clause's place in the tree: 第三条（二）."""
        labels: list[str] = []
        index: int | None = paragraph
        while index is not None:
            passage = self._reading.passages[index]
            labels.insert(0, passage.label)
            index = passage.parent
        return "".join(labels) or None
