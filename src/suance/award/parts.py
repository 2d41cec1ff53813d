"""The interpreter, last: an award after all stages becomes its parts: who bears it, in which years it is paid, what is returned.

Shares are to the 分 by largest remainder, so that the parts of a split, and those of a schedule, add up to what they are parts
of. A sum that `paid` settles as a whole has no parts: the ledger does not say which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from suance.award import holds
from suance.award.facts import Facts
from suance.award.outcome import PAYING, Outcome
from suance.award.rule import MOST_RATE, Clawback, Instalment, Rule, Split, timeless
from suance.award.truth import Truth, every
from suance.award.when import Condition
from suance.errors import PanelError
from suance.terms.subject import SUBJECTS

Ends = tuple[int, int | None]
"""The lower and the upper end of a sum in 分; None where it is open."""


def apply(facts: Facts, outcomes: Iterable[Outcome], as_of: date | None) -> Iterator[Outcome]:
    """The outcomes, those of rules with a split, a schedule or a claw-back part by part; what is due after the day is refused as such."""
    rules = {rule.id: rule for rule in facts.plan.rules if rule.parted}
    for outcome in outcomes:
        rule = rules.get(outcome.rule)
        if rule is None or outcome.status not in PAYING:
            yield outcome
        else:
            yield from (_in_time(part, as_of) for part in _parts(facts, rule, outcome))


def shares(sum_: int, ratios: Sequence[Fraction]) -> list[int]:
    """A sum in 分 by ratios that make up the whole: the 分 that remain go to the largest remainders, equal ones in order."""
    floors = [sum_ * ratio // 1 for ratio in ratios]
    order = sorted(range(len(ratios)), key=lambda number: floors[number] - sum_ * ratios[number])
    for number in order[: sum_ - sum(floors)]:
        floors[number] += 1
    return floors


def split_of(facts: Facts, rule: Rule, subject: str, year: int) -> list[Split]:
    """The rows of a split that may hold: one where the facts tell, more where one is missing."""
    found = []
    for row in rule.split:
        held = hold(facts, rule, row.when, subject, year)
        if held is not False:
            found.append(row)
        if held:
            break
    return found


def hold(facts: Facts, rule: Rule, when: Iterable[Condition], subject: str, year: int) -> Truth:
    """Whether conditions hold in a year; after the panel's last year nothing is known but what has no year."""
    return every([condition_in(facts, rule, condition, subject, year) for condition in when])


def condition_in(facts: Facts, rule: Rule, condition: Condition, subject: str, year: int) -> Truth:
    """Whether one condition holds in a year that the panel may not have yet."""
    asked = timeless(rule, condition) or year <= facts.last_year
    return holds.condition(facts, rule, condition, subject, year)[0] if asked else None


def _parts(facts: Facts, rule: Rule, whole: Outcome) -> Iterator[Outcome]:
    """An award's parts: its instalments, each of them split, and what is returned of them."""
    back = _return_of(facts, rule, whole)
    if whole.cause == "paid":
        due = [whole]
    else:
        due = [piece for portion in _portions(facts, rule, whole) for piece in _instalments(facts, rule, whole, portion)]
        if back is not None:
            due = [_undone(piece, back[1]) for piece in due]
        due = [_settled(facts, piece) for piece in due]
    yield from due
    if back is not None:
        yield _returned(facts, rule, whole, due, *back)


def _portions(facts: Facts, rule: Rule, whole: Outcome) -> list[Outcome]:
    """The whole by the parts of its split; ranges over the rows that may hold, where a fact is missing."""
    if not rule.split:
        return [whole]
    rows = split_of(facts, rule, whole.subject, whole.year)
    sum_ = (whole.low, whole.high)
    divided = [dict(zip(dict(row.parts), divide(sum_, [share for _, share in row.parts]), strict=True)) for row in rows]
    if len(divided) == 1:
        return [replace(whole, part=name, low=low, high=high, of=whole) for name, (low, high) in divided[0].items()]
    unknown = replace(whole, status="unknown", cause=whole.cause if whole.status == "unknown" else "split", of=whole)
    names = dict.fromkeys(name for row in divided for name in row)
    return [replace(unknown, part=name, low=low, high=high) for name in names for low, high in [_hull(name, divided)]]


def divide(sum_: Ends, ratios: Sequence[Fraction]) -> list[Ends]:
    """A range by ratios, its ends each to the 分; the ends of a part in order."""
    lows = shares(sum_[0], ratios)
    if sum_[1] is None:
        return [(low, None) for low in lows]
    return [(min(low, high), max(low, high)) for low, high in zip(lows, shares(sum_[1], ratios), strict=True)]


def _hull(name: str, divided: Sequence[Mapping[str, Ends]]) -> Ends:
    """What a part may be under any of several rows; nothing under a row that does not have it."""
    ends = [row.get(name, (0, 0)) for row in divided]
    highs = [high for _, high in ends if high is not None]
    return min(low for low, _ in ends), max(highs) if len(highs) == len(ends) else None


def _instalments(facts: Facts, rule: Rule, whole: Outcome, portion: Outcome) -> Iterator[Outcome]:
    """A portion by the instalments of the schedule, each in its own year."""
    if not rule.schedule:
        yield portion
        return
    sums = divide((portion.low, portion.high), [part.share for part in rule.schedule])
    for part, (low, high) in zip(rule.schedule, sums, strict=True):
        name = part.id if portion.part is None else f"{part.id}/{portion.part}"
        yield _due(facts, rule, part, replace(portion, part=name, low=low, high=high, of=whole))


def _due(facts: Facts, rule: Rule, part: Instalment, piece: Outcome) -> Outcome:
    """An instalment in the year in which it falls due: paid, forfeited, or unknown."""
    year = piece.year + part.after if part.after is not None else _year_of(facts, rule, part.event or "", piece)
    if year is None:
        return replace(piece, status="not_triggered", cause="awaited", low=0, high=0)
    piece = replace(piece, year=year)
    held = [condition_in(facts, rule, condition, piece.subject, year) for condition in part.when]
    if every(held):
        return piece
    if False in held:
        return replace(piece, status="not_eligible", cause=f"due:{held.index(False)}", low=0, high=0)
    cause = piece.cause if piece.status == "unknown" else f"due:{held.index(None)}"
    return replace(piece, status="unknown", cause=cause, low=0)


def _year_of(facts: Facts, rule: Rule, event: str, piece: Outcome) -> int | None:
    """The year of the first such event of the subject, not before the award's own; None where there has been none."""
    there = facts.events(event, piece.subject)
    return max(piece.year, min(found.year for found in there)) if there else None


def _undone(piece: Outcome, year: int) -> Outcome:
    """An instalment that would fall due after a return: nothing is paid any more."""
    return replace(piece, status="not_eligible", cause="undone", low=0, high=0) if piece.year > year and piece.status in PAYING else piece


def _settled(facts: Facts, piece: Outcome) -> Outcome:
    """A part with the sum that was paid for it."""
    paid = facts.paid_parts.get((piece.rule, piece.subject, piece.year, piece.part or ""))
    return piece if paid is None else replace(piece, status="granted", cause="paid", low=paid, high=paid)


def _return_of(facts: Facts, rule: Rule, whole: Outcome) -> tuple[Clawback, int] | None:
    """The first event upon which an award is returned, and its year; of two in a year the one that stands first."""
    firm = facts.link(rule.subject, whole.subject, "firm") if "firm" in SUBJECTS[rule.subject].owners else None
    found = [
        (event.year, number)
        for number, part in enumerate(rule.clawback)
        for name in (whole.subject, firm)
        for event in (facts.events(part.event, name) if name else ())
        if 0 <= event.year - whole.year <= part.within and not (whole.day and event.year == whole.year and event.date < whole.day)
    ]
    year, number = min(found, default=(0, -1))
    return (rule.clawback[number], year) if number >= 0 else None


def _returned(facts: Facts, rule: Rule, whole: Outcome, due: Sequence[Outcome], part: Clawback, year: int) -> Outcome:
    """What is returned of what was paid up to the event, with simple interest from the year of each payment."""
    low = high = Fraction(0)
    for piece in due:
        if piece.status in PAYING and piece.year <= year:
            if piece.high is None:
                raise endless(rule, whole.subject, whole.year)
            factor = part.share * (1 + _interest(facts, part, piece.year, year))
            low, high = low + piece.low * factor, high + piece.high * factor
    unknown = whole.status == "unknown"
    return replace(
        whole,
        part=part.id,
        year=year,
        status="unknown" if unknown else "granted",
        cause=whole.cause if unknown else "return",
        low=-_whole(high),
        high=-_whole(low),
        cap=None,
        of=whole,
    )


def _interest(facts: Facts, part: Clawback, since: int, until: int) -> Fraction:
    """The interest on one 分 over the years in between, by each year's rate; PanelError where a rate is missing."""
    total = Fraction(0)
    for year in range(since, until) if part.benchmark is not None else ():
        rate = facts.cell("benchmarks", (part.benchmark, year), "value")
        if rate is None or not 0 <= rate <= MOST_RATE:
            raise rateless(part.benchmark, year)
        total += Fraction(rate) / 100
    return total


def endless(rule: Rule, subject: str, year: int) -> PanelError:
    """The fault of an award that is returned and whose sum has no upper end."""
    return PanelError(f"{subject} {year}年的奖励没有上限可言，退回多少无法计算", where=rule.table, hint="补上金额所依的数据")


def rateless(benchmark: str | None, year: int) -> PanelError:
    """The fault of a year in which interest runs and of which there is no rate, or none that can be one."""
    what = f"缺 {benchmark} {year}年的利率，或它不在 0 至 {MOST_RATE}% 之间，退回的利息无法计算"
    return PanelError(what, where="benchmarks", hint="补上这一年的一行")


def _whole(exact: Fraction) -> int:
    """Rounded to the 分, half up."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _in_time(part: Outcome, as_of: date | None) -> Outcome:
    """The part, refused where its year has not come by the day."""
    if as_of is None or part.year <= as_of.year or part.status not in PAYING:
        return part
    return replace(part, status="not_eligible", cause="future", low=0, high=0)
