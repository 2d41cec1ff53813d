"""What a policy's page shows: its rules as a table of conditions and amounts, what is open, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from suance.policy.schema import (
    AllCondition,
    AttributeCondition,
    Award,
    Base,
    BenchmarkCondition,
    Bound,
    Clause,
    Compound,
    Condition,
    CountCondition,
    Fund,
    Mention,
    MetricCondition,
    NotCondition,
    Policy,
    Question,
    RankCondition,
    Roster,
    Source,
    Target,
    members,
    questions,
)
from suance.publish import labels
from suance.publish.site import amounts, limits
from suance.publish.site.figures import figure_of
from suance.publish.site.links import external
from suance.publish.site.payout import payout
from suance.publish.site.sources import CiteView, Shelf
from suance.publish.site.triggers import honour, trigger_of

Words = Callable[[str], str]
"""what people call a metric, attribute, honour, level or kind of project"""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of the rule table: a condition and what it pays, under 最高 or under 定额."""

    id: str
    condition: str
    up_to: str
    fixed: str
    cite: CiteView | None


@dataclass(frozen=True, slots=True)
class AwardView:
    """An award: its rows share title, payee, ceilings and cite."""

    id: str
    title: str
    to: str
    steps: tuple[StepRow, ...]
    further: tuple[str, ...]
    """conditions that hold for all of its rows"""
    caps: tuple[str, ...]
    payout: tuple[str, ...]
    """who bears which share, in which years, what is returned"""
    cite: CiteView | None
    """of all rows; None where each row has its own"""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What the text leaves open, how it is read here, and how else it may be read."""

    about: str
    ask: str
    reading: str
    alternatives: tuple[str, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plain table: its first cell, the others, and its cite."""

    id: str
    head: str
    cells: tuple[str, ...]
    cite: CiteView | None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a plain table; columns in which no row has anything are left out."""

    id: str
    title: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source: who published what and when, and its page or link."""

    title: str
    publisher: str
    published: str
    standing: str
    path: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy as its page shows it."""

    id: str
    title: str
    issuer: str
    status: str
    meta: tuple[tuple[str, str], ...]
    awards: tuple[AwardView, ...]
    questions: tuple[QuestionView, ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceView, ...]
    review: str | None
    summary: str
    """what it holds, in one line"""


def view(policy: Policy, shelf: Shelf, words: Words, as_of: date) -> PolicyView:
    """A policy's page as of a day, its cites looked up on the shelf."""
    return PolicyView(
        policy.policy,
        policy.title,
        policy.issuer,
        status=_status(policy, as_of),
        meta=_meta(policy),
        awards=tuple(_award(policy, award, shelf, words) for award in policy.awards),
        questions=_questions(policy, words),
        sections=tuple(_sections(policy, shelf)),
        sources=tuple(_source(source, shelf) for source in policy.sources.values()),
        review=f"{policy.review.by}，{policy.review.at}" + (f"：{policy.review.note}" if policy.review.note else "") if policy.review else None,
        summary=_summary(policy),
    )


def _summary(policy: Policy) -> str:
    parts = (
        (len(policy.awards), "项奖励"),
        (len(policy.targets), "个目标"),
        (len(policy.funds), "项基金承诺"),
        (sum(question.answered is None for *_, question in questions(policy)), "个待定问题"),
    )
    return "，".join(f"{count} {name}" for count, name in parts if count)


def _sections(policy: Policy, shelf: Shelf) -> Iterator[Section]:
    """The tables of what is not an award, those that have rows."""

    def row(part: Target | Fund | Roster | Clause | Mention, head: str, *cells: str | None) -> Row:
        return Row(part.id, head, tuple(cell or "" for cell in cells), shelf.cite(policy, part.cite))

    goals = [
        row(
            t,
            t.indicator,
            _goal(t),
            labels.period(t.by) if t.by else "未写明",
            _bases(policy, t),
            t.definition,
            labels.FIRMNESS.get(t.firmness or ""),
            t.note,
        )
        for t in policy.targets
    ]
    promises = [
        row(
            f,
            f.name,
            _bound(f.size),
            _bound(f.leverage) if f.leverage else "",
            labels.period(f.period) if f.period else "未写明",
            f.definition or "未写明",
            f.note,
        )
        for f in policy.funds
    ]
    lists = [row(r, r.name, _claim(r.claims, len(r.members)), "、".join(r.members), r.note) for r in policy.rosters]
    kept = [row(c, c.title, labels.CLAUSES[c.status], c.reason) for c in policy.clauses]
    said = [row(m, m.title, labels.MENTIONS[m.kind], m.date, m.who) for m in policy.mentions]
    yield from _section("targets", "目标", "目标与起点", ("指标", "目标", "期限", "起点", "口径", "性质", "说明"), goals)
    yield from _section("funds", "基金", "基金承诺", ("基金", "规模", "撬动", "期间", "撬动口径", "说明"), promises)
    yield from _section("rosters", "名录", "集群与产业链", ("名录", "数量", "列出的成员", "说明"), lists)
    yield from _section("clauses", "未写成规则的条款", "保留在此，由人处理", ("条款", "处理", "原因"), kept)
    yield from _section("mentions", "相关活动与表述", "没有写成规则的内容", ("内容", "类别", "日期", "谁"), said)


def _section(id: str, title: str, caption: str, heads: Sequence[str], rows: Sequence[Row]) -> Iterator[Section]:
    used = [number for number in range(len(heads) - 1) if any(row.cells[number] for row in rows)]
    kept = tuple(replace(row, cells=tuple(row.cells[number] for number in used)) for row in rows)
    if rows:
        yield Section(id, title, caption, (heads[0], *(heads[number + 1] for number in used)), kept)


def _status(policy: Policy, as_of: date) -> str:
    """The status that the file gives, unless its days say that it is not yet or no longer in force."""
    validity = policy.validity
    if validity.status == "in_force" and validity.end is not None and validity.end < as_of:
        return f"已于 {validity.end} 期满"
    if validity.status == "in_force" and validity.start is not None and validity.start > as_of:
        return f"自 {validity.start} 施行"
    return labels.STATUSES[validity.status]


def _meta(policy: Policy) -> tuple[tuple[str, str], ...]:
    validity = policy.validity
    days = (("公布", validity.announced), ("施行", validity.start), ("有效至", validity.end))
    return (("发文机关", policy.issuer), ("适用地区", policy.region), *((name, day.isoformat() if day else "原文未载明") for name, day in days))


def _source(source: Source, shelf: Shelf) -> SourceView:
    standing = labels.STANDINGS[source.standing]
    return SourceView(source.title, source.publisher, source.published or "", standing, shelf.path(source.document), external(source.link))


# ── awards ───────────────────────────────────────────────────────────────────


def _award(policy: Policy, award: Award, shelf: Shelf, words: Words) -> AwardView:
    apart = any(step.cite for step in award.pay.steps or award.pay.levels or award.pay.choose or ())
    return AwardView(
        award.id,
        award.title,
        labels.ROLES[award.to],
        steps=tuple(_steps(policy, award, shelf if apart else None, words)),
        further=(*(_condition(condition, words) for condition in award.when), *_term(award, words)),
        caps=tuple(limits.of(policy, award, words)),
        payout=tuple(payout(award, words, lambda condition: _condition(condition, words))),
        cite=None if apart else shelf.cite(policy, award.cite),
    )


def _term(award: Award, words: Words) -> Iterator[str]:
    """From and to when an award applies, where it has days of its own, and what still falls under it afterwards."""
    if award.validity is not None:
        days = (("自", award.validity.start), ("至", award.validity.end))
        yield f"{''.join(f'{word} {day} ' for word, day in days if day)}有效"
    if award.grandfather:
        yield f"期满后仍适用：{'且'.join(_condition(condition, words) for condition in award.grandfather)}"


def _steps(policy: Policy, award: Award, shelf: Shelf | None, words: Words) -> Iterator[StepRow]:
    """The rows of an award, with their cites where there is a shelf to look them up on."""
    trigger, pay = trigger_of(award, words), award.pay

    def asked(condition: Condition) -> str:
        return _condition(condition, words)

    if not (pay.steps or pay.levels or pay.choose):
        yield StepRow(award.id, trigger, *amounts.sums(pay, words, asked), None)
    further, of = amounts.beside(pay, words, asked), figure_of(pay.of, words) if pay.of is not None else ""
    for level in pay.levels or ():
        cite = shelf.cite(policy, level.cite or award.cite) if shelf else None
        yield StepRow(level.id, trigger_of(award, words, level.level), _with(level.up_to or "", further), _with(level.fixed or "", further), cite)
    for entry in pay.choose or ():
        cite = shelf.cite(policy, entry.cite or award.cite) if shelf else None
        up_to, fixed = amounts.sums(entry, words, asked)
        yield StepRow(entry.id, f"{trigger}，{amounts.conditions(entry.when, asked)}", _with(up_to, further), _with(fixed, further), cite)
    for step in pay.steps or ():
        condition = f"{trigger}，{of}{amounts.passed(step)}" if of else f"{trigger}{amounts.passed(step)}"
        cite = shelf.cite(policy, step.cite or award.cite) if shelf else None
        up_to, fixed = amounts.of_step(step, of)
        yield StepRow(step.id, condition, _with(up_to, further), _with(fixed, further), cite)


def _with(sum_: str, further: str) -> str:
    """A sum and what stands beside it; nothing where there is no sum."""
    return f"{sum_}{further}" if sum_ else ""


def _condition(condition: Condition, words: Words) -> str:
    if isinstance(condition, Compound):
        return _joined(condition, words)
    if isinstance(condition, MetricCondition):
        return f"{words(condition.metric)}{'同比增长' if condition.vs else ''}{_bound(condition)}"
    if isinstance(condition, BenchmarkCondition):
        word = labels.COMPARATORS[condition.comparator]
        return f"{words(condition.metric)}{'同比增长' if condition.vs else ''}{word}基准 {words(condition.benchmark)}"
    if isinstance(condition, RankCondition):
        among = "全部对象中" if condition.per == "award" else f"{labels.MEETS.get(condition.per) or f'同一{words(condition.per)}'}内"
        return f"{words(condition.rank)}在{among}由{'高到低' if condition.order == 'desc' else '低到高'}居前 {condition.top} 名"
    if isinstance(condition, AttributeCondition):
        return f"{words(condition.attribute)}为{'或'.join(condition.values)}"
    if isinstance(condition, CountCondition):
        return f"{_within(condition.within)}获评{honour(condition.count, condition.level, words)}的次数{_bound(condition)}"
    return f"{_within(condition.within) or '已'}获{honour(condition.has, condition.level, words)}"


def _joined(condition: Compound, words: Words) -> str:
    said = ("且" if isinstance(condition, AllCondition) else "或").join(_condition(part, words) for part in members(condition))
    years = condition.years if isinstance(condition, AllCondition) else None
    return f"{'无' if isinstance(condition, NotCondition) else f'连续 {years} 年' if years else ''}（{said}）"


def _within(years: int | None) -> str:
    return "" if years is None else "当年" if years == 1 else f"近 {years} 年内"


def _bound(bound: Bound) -> str:
    word = "" if bound.comparator == "eq" else labels.COMPARATORS[bound.comparator]
    return f"{word} {bound.written}".strip()


# ── questions, targets, funds ────────────────────────────────────────────────


def _questions(policy: Policy, words: Words) -> tuple[QuestionView, ...]:
    titles = {award.id: award.title for award in policy.awards}
    return tuple(
        QuestionView(
            part.indicator if isinstance(part, Target) else part.name if isinstance(part, Fund) else part.title,
            question.ask,
            _reading(question, question.reading, titles, words),
            tuple(_reading(question, other, titles, words) for other in question.alternatives),
            question.why,
        )
        for _, part, question in questions(policy)
        if question.answered is None
    )


def _reading(question: Question, value: str | int | bool | tuple[str, ...] | None, titles: Mapping[str, str], words: Words) -> str:
    """A value of the key that a question is about, as people say it."""
    if value is None:
        return "不限定"
    if isinstance(value, tuple):
        return "、".join(titles.get(name, name) for name in value)
    known = labels.READINGS.get(question.about.rsplit(".", 1)[-1], {})
    return known.get(str(value)) or words(str(value))


def _goal(target: Target) -> str:
    return _bound(target.goal) + (f"，每个{_bound(target.each)}" if target.each else "")


def _bases(policy: Policy, target: Target) -> str:
    return "；".join(_base(policy, base) for base in target.bases)


def _base(policy: Policy, base: Base) -> str:
    publisher = policy.sources[base.cite.source].publisher if base.cite else base.publisher
    word = "" if base.comparator == "eq" else labels.COMPARATORS[base.comparator]
    return f"{labels.period(base.period)}：{word} {base.value}（{publisher}）".replace("： ", "：")


def _claim(claims: int | None, named: int) -> str:
    return f"{named} 个" if claims is None else f"称 {claims} 个，列名 {named} 个"
