"""The surroundings that frames may ask for by name, beyond the words around a figure.

Each flag is a plain question about the sentence, the passage or the document; frames/figures.toml uses their names.
"""

from __future__ import annotations

import re

from suance.extract.frames import View
from suance.extract.lexicon import lexicon, pattern
from suance.extract.reading import NEXT, REACH, Reading, Spot
from suance.extract.scene import Scene, end_year
from suance.extract.tokens import Figure

_SEGMENT_END = re.compile(r"[，。；]")
_GIVING = lexicon().mask(("give", "award_noun"))
_GIVE = lexicon().mask(("give",))
_SHARES = frozenset({"percent", "pp"})
_PAYABLE = frozenset({"money", "percent", "ratio"})
_SUPPORTS = pattern("around.supports")
_RATE = pattern("around.rate")
_RATE_AFTER = pattern("around.rate_after")
_GROWS = pattern("around.grows")
_SINCE = pattern("around.since")
_RAISED = pattern("around.raised")
_INTEREST = pattern("around.interest")
_OFF = pattern("around.off")
_SPENT = pattern("around.spent")
_CONDITIONAL = pattern("around.conditional")
_MEASURED_TIME = pattern("around.measured_time")
_BUDGET = pattern("around.budget")
_EACH_QUOTA = pattern("around.each_quota")
_ESTABLISHING = pattern("around.establishing")
_GROWN = pattern("around.grown")
_FROM_VALUE = pattern("around.from_value")
_RAISED_TO = pattern("around.raised_to")
_FREQUENCY = pattern("around.frequency")
_WITHIN = pattern("around.within")
_CONDITION = pattern("around.condition")
_STANDARD = pattern("around.standard")
_STANDARD_AFTER = pattern("around.standard_after")
_QUOTA = pattern("around.quota")
_OBTAINED = pattern("around.obtained")
_REQUIRED = pattern("around.required")
_MUST = pattern("around.must")
_LIFESPAN = pattern("around.lifespan")
_CAPPED_COUNT = pattern("around.capped_count")
_SIZE = pattern("around.size")
_FUND = pattern("around.fund")
_NOT_FUND = pattern("around.not_fund")
_FUND_SIZE = pattern("around.fund_size")
_PAID = pattern("around.paid")
_DECISION = pattern("around.decision")
_PLAN = pattern("around.plan")
_AIMED = pattern("around.aimed")
_INVEST = pattern("around.invest")
_DONE = pattern("around.done")
_REPORTED = pattern("around.reported")


def flags_of(reading: Reading, scene: Scene, spot: Spot) -> set[str]:
    """The flags that hold for a figure and do not depend on the awards read before it."""
    text, sentence, figure, head = reading.text, spot.sentence, spot.figure, spot.head
    reach = head.left - REACH
    left, right = text[max(spot.segment[0], reach) : head.left], text[figure.right : min(sentence.end, figure.right + 30)]
    before = text[max(sentence.start, reach) : head.left]
    own = text[max(spot.segment[0], spot.before.right if spot.before else 0) : head.left]
    found = {reading.style}
    tests = {
        "bounded": figure.comparator != "eq" or head.comparator != "eq" or bool(_CONDITION.search(left)) or figure.value_max is not None,
        "condition_duration": figure.sort == "duration" and bool(_SINCE.search(left) and (figure.comparator != "eq" or _WITHIN.match(right))),
        "rate_words": figure.sort in _SHARES and bool(_RATE.search(left) or _RATE_AFTER.match(right)) and not _GROWS.search(own),
        "raised": figure.sort in _SHARES and bool(_RAISED.search(own)),
        "interest": figure.sort == "pp" and bool(_INTEREST.match(right)),
        "quota": figure.sort == "count" and figure.comparator == "le" and figure.unit != "次" and _is_quota(text, figure, left),
        "from_value": bool(_RAISED_TO.match(right) and _FROM_VALUE.search(own)),
        "frequency": figure.unit == "次" and figure.comparator == "eq" and bool(_FREQUENCY.search(left)),
        "conditional": _is_conditional(text, spot),
        "measured_time": figure.sort == "duration" and bool(_MEASURED_TIME.search(left)),
        "budget": figure.sort == "money" and bool(_BUDGET.search(own)),
        "establishing": figure.sort == "money" and bool(_ESTABLISHING.match(right)),
        "age": figure.unit in ("岁", "周岁") and not _LIFESPAN.search(left),
        "obtained": figure.comparator == "le" and bool(_OBTAINED.search(left)),
        "header": text[sentence.end - 2 : sentence.end].rstrip().endswith(("：", ":")),
        "must": reading.style != "report" and bool(_MUST.search(before)),
        "requirement": reading.style != "report" and bool(_REQUIRED.search(before)),
        "published_decision": bool(_DECISION.search(before)),
        "plan_part": figure.start >= reading.plan_from,
    }
    clause = text[max(spot.clause[0], reach) : head.left]
    found |= {name for name, holds in tests.items() if holds}
    return found | _fund_flags(clause, right) | _time_flags(reading, scene, spot, before)


def _is_quota(text: str, figure: Figure, left: str) -> bool:
    """Whether a count bounds how many are supported, or how often one payee is: 每年最多评选 10 个, 每家企业每年申报不超过 3 项."""
    capped = _QUOTA.search(text, max(0, figure.left - 6), figure.start) or _CAPPED_COUNT.search(left)
    return bool(_EACH_QUOTA.search(left)) or (bool(capped) and _supports(text, figure))


def _is_conditional(text: str, spot: Spot) -> bool:
    """Whether the figure stands in a condition (营业收入 1 亿元以上的，) and not in what is given."""
    return bool(_CONDITIONAL.match(text[spot.figure.end : spot.figure.end + 40]))


def _supports(text: str, figure: Figure) -> bool:
    """Whether a quota is one of awards: 最多奖励 2 部, 每年最多评选 10 个."""
    return bool(_SUPPORTS.search(text[max(0, figure.left - 6) : figure.right + 8]))


def _fund_flags(left: str, right: str) -> set[str]:
    """fund_named: a fund is named before in the clause; fund_size: its size follows; paid_words: money paid in."""
    if not _FUND.search(left) or _NOT_FUND.search(left):
        return set()
    found = {"fund_named"}
    if (_SIZE.search(left) and _FUND.search(left[-30:])) or _FUND_SIZE.search(left) or _GROWN.search(left):
        found.add("fund_size")
    if _PAID.search(left[-12:]) or _PAID.search(_SEGMENT_END.split(right[:8])[0]):
        found.add("paid_words")
    return found


def _time_flags(reading: Reading, scene: Scene, spot: Spot, before: str) -> set[str]:
    """future and over: the period lies after or before the year of publication; planned: a plan is announced before the figure."""
    sentence, figure = spot.sentence, spot.figure
    held = scene.when(sentence, figure)
    year, last = reading.year, end_year(held.value)
    found = set()
    if year and last and last > year:
        found.add("future")
    if year and last and last < year:
        found.add("over")
    if (
        scene.is_told(sentence, figure)
        and (figure.comparator in ("eq", "approx", "gt") or "over" in found)
        and _REPORTED.search(reading.text[max(sentence.start, figure.start - 14) : figure.start])
    ):
        found.add("reported")
    if _AIMED.match(reading.text, figure.right):
        found.add("planned")
    plans = list(_PLAN.finditer(before))
    if (plans and not _DONE.search(before, plans[-1].start())) or _INVEST.search(before):
        found.add("planned")
    return found


def gives(reading: Reading, spot: Spot, view: View) -> bool:
    """Whether the words by a figure give it: 给予…|100万元, 最高100万元|奖励, 按|20万元|/家的标准."""
    figure, head = spot.figure, spot.head
    own = reading.text[max(spot.segment[0], head.left - NEXT * 2) : head.left]
    after = reading.text[figure.right : figure.right + NEXT]
    if _RAISED.search(own) or _OFF.search(own) or (figure.sort == "pp" and _INTEREST.match(after)):
        return True
    if figure.sort not in _PAYABLE or _SPENT.match(after) or _is_conditional(reading.text, spot):
        return False
    if _GIVING & (view.classes["near"] | view.classes["next"]):
        return True
    text = reading.text
    left = text[max(spot.segment[0], head.left - REACH) : head.left]
    if _STANDARD.search(left) and _STANDARD_AFTER.match(text[figure.right : figure.right + NEXT * 2 + 4]):
        return True
    given_before = _GIVE & view.classes["before"] and not any(other.sort in _PAYABLE for other in spot.figures[: spot.first][-8:])
    return figure.comparator == "le" and figure.sort == "money" and bool(given_before) and len(left) <= 10


FLAGS = frozenset(
    {
        "news", "norm", "report", "bounded", "condition_duration", "rate_words", "quota", "obtained", "header", "must", "requirement", "age",
        "published_decision", "plan_part", "fund_named", "fund_size", "paid_words", "future", "over", "reported", "planned", "goal",
        "award_sentence", "given", "award_open", "rate_open", "new_trigger", "listing", "per_each",
        "raised", "interest", "from_value", "frequency", "conditional", "measured_time", "budget", "establishing",
    }
)  # fmt: skip
"""All flags that a frame may ask for; those of the last line come from the awards read before (awards.py)."""
