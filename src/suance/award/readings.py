"""What each other reading of an open question would cost on a panel, beside the reading that stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suance.award import totals
from suance.award.panel import Panel
from suance.errors import SuanceError
from suance.model import Total
from suance.policy.schema import Place, Policy, Question, questions, reread, shown
from suance.quantity import Quantity, format_quantity

UNPAID = ("targets", "funds")
"""parts of a policy whose readings change no award"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One other reading: the question, where it stands, what it is, and what the policy costs as it stands and under it."""

    place: Place
    question: Question
    alternative: str
    stands: Total
    other: Total | None
    """None where it cannot be reckoned on this panel"""
    why: str = ""
    """why it cannot"""

    @property
    def words(self) -> str:
        """The sentence that says what the reading would cost."""
        head = f"{self.question.ask}现按 {shown(self.question.reading)}：{told(self.stands)}；若按 {self.alternative}："
        if self.other is None:
            return f"{head}算不出（{self.why}）"
        return f"{head}{told(self.other)}，{_more(self.stands, self.other)}"


def readings(policy: Policy, panel: Panel, *, as_of: date | None = None) -> Iterator[Reading]:
    """What each alternative of each question about what is paid comes to over all years of the panel, in the order of the file.

    PanelError where the policy itself cannot be reckoned; an alternative that cannot says why.
    """
    open_ = [(place, question) for place, _, question in questions(policy) if place[0] not in UNPAID and question.answered is None]
    if not open_:
        return
    stands = _total(policy, panel, as_of)
    for place, question in open_:
        for alternative in question.alternatives:
            try:
                yield Reading(place, question, shown(alternative), stands, _total(reread(policy, place, alternative), panel, as_of))
            except (SuanceError, ValueError) as fault:
                yield Reading(place, question, shown(alternative), stands, None, fault.what if isinstance(fault, SuanceError) else "与别处不合")


def _total(policy: Policy, panel: Panel, as_of: date | None) -> Total:
    """What a policy comes to; nothing where no line pays."""
    found = totals(policy, panel, by=(), as_of=as_of)
    return found[0] if found else Total(policy.policy, None, None, None, 0, Decimal(0), Decimal(0))


def told(total: Total) -> str:
    """A total in words: 100万元, or 100万元至300万元."""
    low = _yuan(total.low)
    return low if total.low == total.high else f"{low}至{'不封顶' if total.high is None else _yuan(total.high)}"


def _more(one: Total, other: Total) -> str:
    """How the ends differ: 上限多 300万元."""
    parts = [_end(name, low, high) for name, low, high in (("下限", one.low, other.low), ("上限", one.high, other.high))]
    return "，".join(part for part in parts if part) or "相同"


def _end(name: str, one: Decimal | None, other: Decimal | None) -> str:
    if one is None or other is None or one == other:
        return ""
    return f"{name}{'多' if other > one else '少'} {_yuan(abs(other - one))}"


def _yuan(amount: Decimal) -> str:
    return format_quantity(Quantity(amount, "CNY"))
