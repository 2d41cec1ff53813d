"""One subject explained: every condition with its value and distance, the amount after each stage, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from suance.award import decide, figure, holds, limits, parts, payout, reckoning, stages, standing, words, worth
from suance.award.amount import ByOrder, Composed, Discretion, Follows, Open, core, dropped_below, every
from suance.award.facts import Crossing, Facts
from suance.award.lexicon import lexicon
from suance.award.measure import benchmarks_of, metrics_of, unit_of
from suance.award.needs import HOMES
from suance.award.outcome import PAYING, Cut, Outcome
from suance.award.panel import Panel
from suance.award.plan import Plan, from_policy
from suance.award.rule import Crosses, Recognised, Reviewed, Rule, Step, Yearly, conditions
from suance.award.shared import Cap, Group, Pool
from suance.award.truth import Truth, compare, growth_of, negated
from suance.award.when import Against, Count, Growth, Has, Metric, MetricIs, Op, Rank, leaves
from suance.model import Check, Cite, Explanation, Line, Stage
from suance.policy.schema import Policy


def explain(
    policy: Policy, panel: Panel, subject: str, *, years: Sequence[int] | None = None, as_of: date | None = None, supplied: bool = False
) -> list[Explanation]:
    """Each line of a subject, its projects' and those it is paid for, with reasons, as `award` gives them with `all`.

    PanelError where the panel has no such subject or year.
    """
    facts = Facts(from_policy(policy), panel, supplied)
    return [Explainer(facts, outcome, as_of).explanation() for outcome in outcomes(facts, years, subject, as_of)]


def lines(facts: Facts, years: Sequence[int] | None, subject: str | None, as_of: date | None, everything: bool) -> list[Line]:
    """The lines of a panel by the interpreter; without `everything`, payments and what is unknown."""
    found = outcomes(facts, years, subject, as_of)
    return [payout.line(facts.plan, outcome) for outcome in found if everything or outcome.status in PAYING]


def outcomes(facts: Facts, years: Sequence[int] | None, subject: str | None, as_of: date | None) -> list[Outcome]:
    """Every outcome of the years and the subject, in the order of rules, subjects and years."""
    plan = facts.plan
    facts.panel.refuse(facts.first_year, facts.last_year + plan.reach, years)
    if subject is not None and not facts.knows(subject):
        raise facts.panel.unknown(subject)
    found = [outcome for rule in plan.rules for name in _names(facts, rule, subject) for outcome in decide.decide(facts, rule, as_of, name)]
    whole = (outcome for outcome in stages.apply(facts, found) if subject is None or subject in (outcome.subject, outcome.payee))
    divided = parts.apply(facts, sorted(whole, key=order(plan)), as_of)
    return sorted((outcome for outcome in divided if years is None or outcome.year in years), key=order(plan))


def order(plan: Plan) -> Any:
    """The order in which lines stand: rule, subject, year, step, each rule's steps from the largest down; then part, and the year of the award."""
    rules = {rule.id: number for number, rule in enumerate(plan.rules)}
    steps = {(rule.id, step.id): number for rule in plan.rules for number, step in enumerate(rule.sums)}

    def key(outcome: Outcome) -> tuple[int, str, int, int, str, int]:
        step = steps.get((outcome.rule, outcome.step), -1)
        return rules[outcome.rule], outcome.subject, outcome.year, step, outcome.part or "", (outcome.of or outcome).year

    return key


def _names(facts: Facts, rule: Rule, subject: str | None) -> list[str]:
    """The subjects to decide on: all where caps join them, else those whose lines are asked for."""
    names = list(facts.subjects(rule))
    if subject is None or facts.plan.capped(rule):
        return names
    return [name for name in names if subject in (name, facts.payee(rule, name))]


@dataclass(frozen=True, slots=True)
class Explainer:
    """The reasons of one outcome."""

    facts: Facts
    outcome: Outcome
    as_of: date | None

    @property
    def rule(self) -> Rule:
        """The outcome's rule."""
        return self.facts.plan.rule(self.outcome.rule)

    def explanation(self) -> Explanation:
        """The line with its checks, stages, missing facts and notes."""
        if self.outcome.of is not None:
            whole = Explainer(self.facts, self.outcome.of, self.as_of).explanation()
            return payout.explanation(self.facts, self.outcome, whole)
        line = words.line(self.facts.plan, self.outcome)
        checks = (self._period(), *self._old(), *self._conditions(), *self._trigger(), *self._bases(), *self._scopes())
        return Explanation(line, checks, tuple(self._stages()), tuple(dict.fromkeys(self._missing())), tuple(self._notes()))

    # ── checks ───────────────────────────────────────────────────────────────

    def _period(self) -> Check:
        rule = self.rule
        start = f"{rule.first_year}年起" if rule.first_year else "起始未写明"
        end = f"至{rule.last_year}年" if rule.last_year else "止日未写明"
        held = self.facts.plan.gate(rule, self.outcome.year, self.as_of) is None
        return Check("政策期间", held, f"{self.outcome.year}年", f"{start}，{end}", cite=rule.cite)

    def _old(self) -> Iterator[Check]:
        """After the last year, what makes an old case."""
        rule, outcome = self.rule, self.outcome
        for asked in rule.grandfather if self.facts.plan.gate(rule, outcome.year, self.as_of) == "after" else ():
            held, value = holds.condition(self.facts, rule, asked, outcome.subject, outcome.year)
            yield Check(f"旧案：{words.condition(asked)}", held, None if value is None else str(value), cite=rule.cite)

    def _conditions(self) -> Iterator[Check]:
        for asked in self.rule.when:
            held, value = holds.condition(self.facts, self.rule, asked, self.outcome.subject, self.outcome.year)
            if isinstance(asked, MetricIs):
                yield self._figure(asked.metric, asked.op, asked.threshold, value, self.rule.cite)
            elif isinstance(asked, Growth):
                yield self._growth(asked, held)
            elif isinstance(asked, Count):
                yield self._count(asked, held)
            elif isinstance(asked, Against):
                yield self._against(asked, held, value)
            elif isinstance(asked, Rank):
                places = standing.better(self.facts, self.rule, asked, self.outcome.subject, self.outcome.year)
                yield Check(words.condition(asked), held, words.place(places), f"前{asked.top}名", cite=self.rule.cite)
            else:
                yield Check(words.condition(asked), held, None if value is None else str(value), cite=self.rule.cite)

    def _growth(self, asked: Growth, held: Truth) -> Check:
        """A growth held against its threshold; shown to two decimals of a percent, decided exactly."""
        figures = [self.facts.figure(self.rule, asked.metric, self.outcome.subject, self.outcome.year - back) for back in (0, 1)]
        growth = growth_of(*figures)
        shown = None if growth is None else words.percent(growth)
        gap = words.percent_points(growth - Fraction(asked.threshold)) if growth is not None and held is False else None
        return Check(words.condition(asked), held, shown, words.number(asked.threshold, "%"), gap, self.rule.cite)

    def _against(self, asked: Against, held: Truth, value: Any) -> Check:
        """A figure or its growth held against a benchmark of the year."""
        line = holds.benchmark(self.facts, asked, self.outcome.year)
        shown, asks = (
            None if said is None else words.percent(Fraction(said)) if asked.growth else words.number(said, asked.unit) for said in (value, line)
        )
        return Check(words.condition(asked), held, shown, asks, cite=self.rule.cite)

    def _count(self, asked: Count, held: Truth) -> Check:
        """How often an honour was received, held against the number that is asked for."""
        times = self.facts.times(asked.honour, asked.level, asked.within, self.outcome.subject, self.outcome.year)
        line = words.number(asked.threshold, asked.unit)
        gap = words.distance(times[0], asked.threshold, asked.unit) if held is False else None
        return Check(words.condition(asked), held, words.times(times, asked.unit), line, gap, self.rule.cite)

    def _figure(self, metric: Metric, op: Op, threshold: Any, value: Any, cite: Cite) -> Check:
        """A metric held against a threshold, with the distance where it falls short."""
        held = compare(value, op, threshold)
        gap = words.distance(value, threshold, metric.unit) if held is False else None
        shown = None if value is None else words.number(value, metric.unit)
        return Check(words.threshold(metric, op, threshold), held, shown, words.number(threshold, metric.unit), gap, cite)

    def _trigger(self) -> Iterator[Check]:
        on = self.rule.trigger
        if isinstance(on, Crosses):
            yield from self._crossing(on)
        elif isinstance(on, Recognised):
            paid = words.step_of(self.rule, self.outcome)
            for step in (paid,) if paid else self.rule.steps:
                yield from self._recognition(on.at(step), step.cite or self.rule.cite)
        elif isinstance(on, Reviewed):
            yield from self._review(on)
        elif on.first is not None:
            yield from self._firsts(on)

    def _recognition(self, on: Recognised, cite: Cite) -> Iterator[Check]:
        seen = self.facts.recognition(on, self.outcome.subject, self.outcome.year)
        yield Check(f"{words.window(on, self.outcome.year)}获评{words.honour(on)}", seen.now, seen.day, cite=cite)
        if on.first:
            yield Check(f"首次获评{words.honour(on)}", negated(seen.before), cite=cite)

    def _crossing(self, on: Crosses) -> Iterator[Check]:
        crossing = self._seen(on)
        for step in reversed(self.rule.steps):
            cite = step.cite or self.rule.cite
            yield self._figure(on.metric, step.op, step.threshold, crossing.value, cite)
            if compare(crossing.value, step.op, step.threshold) is not False:
                yield self._first(on, step, crossing, cite)

    def _first(self, on: Crosses, step: Step, crossing: Crossing, cite: Cite) -> Check:
        """Whether no earlier year had passed the step."""
        earlier = compare(crossing.prior, step.op, step.threshold)
        held = False if earlier or not crossing.counts else None if crossing.gap is not None or crossing.unseen else True
        peak = None if crossing.prior is None else f"此前最高{words.number(crossing.prior, on.metric.unit)}（{crossing.prior_year}年）"
        return Check(f"首次超过{words.number(step.threshold, on.metric.unit)}", held, peak, cite=cite)

    def _seen(self, on: Crosses) -> Crossing:
        return dict(self.facts.crossings(self.rule, on, self.outcome.subject))[self.outcome.year]

    def _review(self, on: Reviewed) -> Iterator[Check]:
        kind = self.facts.cell("projects", self.outcome.subject, "kind")
        said = None if kind is None else words.kind_of(self.rule, on)
        yield Check(f"项目类别为{words.kind_of(self.rule, on)}", None if kind is None else True, said, cite=self.rule.cite)
        if on.stage is not None:
            at = self.facts.staged(on, self.outcome.subject)
            yield Check(f"项目已{lexicon().label(on.stage)}", at is not None, at.date if at else None, cite=self.rule.cite)
        if on.in_cluster:
            cluster = self.facts.link("project", self.outcome.subject, "cluster")
            yield Check("项目在集群内", None if cluster is None else bool(cluster), cluster or None, cite=self.rule.cite)

    def _firsts(self, on: Yearly) -> Iterator[Check]:
        """Whether no earlier year fulfilled the conditions."""
        seen = dict(decide.triggers(self.facts, self.rule, self.outcome.subject))[self.outcome.year]
        yield Check(f"{words.first_time(on.first)}符合条件", seen.held, cite=self.rule.cite)

    def _bases(self) -> Iterator[Check]:
        """The cases by which the rule pays, and the figures that the sum follows, of a line that pays or may."""
        outcome, facts = self.outcome, self.facts
        step, paying = words.step_of(self.rule, outcome), outcome.status in PAYING and outcome.cause != "paid"
        if outcome.cause == "small" and step:
            yield Check(f"不少于{words.money(dropped_below(step.amount) or 0)}", False, cite=self.rule.cite)
        if outcome.status == "unknown" and step and any(isinstance(part, Discretion) for part in every(step.amount)):
            yield Check("一事一议的数额已核定", None, cite=self.rule.cite)
        if outcome.status in PAYING and step and isinstance(step.amount, ByOrder):
            yield self._place(step.amount)
        for there in self.rule.steps if paying or outcome.cause == "case" else ():
            if outcome.cause == "case" or step in (there, *there.cases):
                yield from reckoning.checks(facts, self.rule, there.amount, outcome.subject, outcome.year, there.cite or self.rule.cite)
        for of in dict.fromkeys(follows.figure for follows in every(step.amount) if isinstance(follows, Follows)) if paying and step else ():
            base = figure.exact(figure.reach(facts, self.rule, of, outcome.subject, outcome.year))
            held = True if base is not None or outcome.status != "unknown" else None
            shown = None if base is None else words.number(base, unit_of(of))
            yield Check(f"计算的依据：{words.figure_of(of)}", held, shown, cite=self.rule.cite)
            for metric in metrics_of(of) if len(metrics_of(of)) + len(benchmarks_of(of)) > 1 else ():
                yield self._part(metric, held)
            for name in benchmarks_of(of):
                value = self.facts.cell("benchmarks", (name, self.outcome.year), "value")
                shown = None if value is None else words.number(value, "%")
                yield Check(f"其中：{lexicon().label(name)}", held if value is None else True, shown, cite=self.rule.cite)

    def _place(self, amount: ByOrder) -> Check:
        """Which of those recognised it is."""
        first, last = self.facts.places[self.rule.id][self.outcome.subject, self.outcome.year]
        low, high = amount.between(first, last)
        said = f"第{first + 1}" if first == last else f"第{first + 1}至{last + 1}"
        return Check("认定的先后", True if low == high or self.outcome.cause == "paid" else None, said, cite=self.rule.cite)

    def _part(self, metric: Metric, held: Truth) -> Check:
        """A metric of which a figure is made; one that is missing leaves open what the whole figure does."""
        value = self.facts.figure(self.rule, metric, self.outcome.subject, self.outcome.year)
        shown = None if value is None else words.number(value, metric.unit)
        return Check(f"其中：{lexicon().label(metric.name)}", held if value is None else True, shown, cite=self.rule.cite)

    def _scopes(self) -> Iterator[Check]:
        """The groups and caps of which nobody knows whether they reach the subject, and what else a stage that awards share lacks."""
        plan, rule, subject = self.facts.plan, self.rule, self.outcome.subject
        for group in plan.groups:
            if rule.id in group.members and self.facts.link(rule.subject, subject, group.match) is None:
                yield Check(f"计入“{limits.meeting(group)}”", None, cite=group.cite)
        for cap in plan.caps:
            if rule.id in cap.covers and self.facts.link(rule.subject, subject, cap.per) is None:
                yield Check(f"计入“{limits.ceiling(cap)}”", None, cite=cap.cite)
        if self.outcome.status == "displaced":
            yield self._shared(False, limits.winner(plan, self.outcome))
        elif self.outcome.status == "unknown" and self.outcome.cause.startswith(("group:", "cap:", "pool:", "rank:")):
            yield self._shared(None, None)

    def _shared(self, held: Truth, value: str | None) -> Check:
        """The stage that an outcome's cause names."""
        part = self.facts.plan.shared(self.outcome.cause.partition(":")[2])
        return Check(limits.stage(part, self.outcome.year), held, value, cite=part.cite)

    # ── stages ───────────────────────────────────────────────────────────────

    def _stages(self) -> Iterator[Stage]:
        outcome, step = self.outcome, words.step_of(self.rule, self.outcome)
        if outcome.status not in (*PAYING, "displaced") or step is None:
            return
        settled = outcome.status != "unknown" or outcome.cause == "base"
        low, high = worth.reach(self.facts, self.rule, step.amount, outcome.subject, outcome.year)
        most = self.facts.plan.most(self.rule) if high is None else high
        note = words.sum_of(step) if outcome.base is None else words.reckoning(step, outcome.base)
        if isinstance(core(step.amount), Composed):
            note = reckoning.reckoned(self.facts, self.rule, step.amount, outcome.subject, outcome.year)
        yield Stage("给付", words.yuan(low if settled else 0), words.end(most), note)
        if self.rule.top_up and not outcome.trail and outcome.high != step.most and outcome.cause != "paid":
            yield Stage("补差", words.yuan(outcome.low), words.end(outcome.high), "减去此前年度已达各档的金额")
        yield from map(self._after, outcome.trail)
        if outcome.cause in ("paid", "claim"):
            yield Stage("已付" if outcome.cause == "paid" else "申报金额", words.yuan(outcome.low), words.end(outcome.high), "以实数为准")

    def _after(self, cut: Cut) -> Stage:
        """The amount after a group, cap or pool, with what had used it, what took its place, or what was asked of it."""
        part = self.facts.plan.shared(cut.stage)
        low, high = (cut.low, cut.high) if cut.high is None else sorted((cut.low, cut.high))
        return Stage(limits.stage(part, self.outcome.year), words.yuan(low), words.end(high), self._note(part, cut))

    def _note(self, part: Group | Cap | Pool, cut: Cut) -> str:
        outcome = self.outcome
        if isinstance(part, Cap):
            shown = [f"{used}项" if part.count is not None else words.money(used) for used in (cut.used_low, cut.used_high)]
            return f"此前已用{'至'.join(dict.fromkeys(shown))}"
        if part.id == outcome.contest:
            return f"相对于{limits.winner(self.facts.plan, outcome)}"
        if part.id == outcome.pool:
            return f"可用{words.money(outcome.there or 0)}，共需{words.money(outcome.asked or 0)}"
        return ""

    # ── what is missing, what to know ────────────────────────────────────────

    def _missing(self) -> Iterator[str]:
        """Facts that a person has to supply, as questions with the subject's name."""
        if self.outcome.status != "unknown":
            return
        name, plan, outcome = self._name(), self.facts.plan, self.outcome
        step = words.step_of(self.rule, outcome)
        if outcome.cause == "base" and step is not None and not step.follows:
            amount = words.of_case(self.rule, outcome)
            yield from (f"{name} {lack}" for lack in reckoning.lacking(self.facts, self.rule, amount, outcome.subject, outcome.year))
        elif outcome.cause == "base" or outcome.cause.startswith(("when:", "old:", "scope:", "group:", "cap:", "pool:", "rank:")):
            yield f"{name} {words.missing(plan, self.rule, outcome).removeprefix('缺')}"
        on = self.rule.trigger
        if not isinstance(on, Crosses):
            if outcome.cause in ("window", "level", "gap", "history", "kind", "link"):
                yield f"{name} {words.missing(plan, self.rule, outcome).removeprefix('缺')}"
            return
        base = plan.counts_from(on.first)
        for year, crossing in self.facts.crossings(self.rule, on, outcome.subject):
            if crossing.value is None and year <= outcome.year and (base is None or year >= base):
                yield f"{name} {year}年{lexicon().label(on.metric.name)}"
        if self._seen(on).unseen:
            yield f"{name} {self.facts.panel.complete_since}年之前的{lexicon().label(on.metric.name)}"

    def _name(self) -> str:
        """What people call the subject; its id where the panel has no name."""
        return self.facts.cell(HOMES[self.rule.subject][0], self.outcome.subject, "name") or self.outcome.subject

    def _notes(self) -> Iterator[str]:
        rule, outcome, on = self.rule, self.outcome, self.rule.trigger
        step = words.step_of(rule, outcome)
        if (
            outcome.status in PAYING
            and step
            and any(isinstance(part, Open) for part in every(step.amount))
            and outcome.cause not in ("paid", "claim")
        ):
            yield "“最高”是上限，实际金额由主管部门核定"
        looks_back = getattr(on, "first", None) or any(isinstance(asked, Has | Count) for asked in leaves(conditions(rule)))
        if looks_back and self.facts.panel.complete_since is None:
            yield "面板没有写明自何年起完整（history: complete_since），按完整处理：没有记录视为没有发生"
        if isinstance(on, Crosses):
            yield from self._further(on)
        if rule.promoter and outcome.status in PAYING and outcome.payee is None:
            yield "集群促进机构未知：clusters 表的 promoter 是空的"
        if any(cut.high is not None and cut.low > cut.high for cut in outcome.trail):
            yield "按最高计时其他对象占用更多限额，本项反而较少"

    def _further(self, on: Crosses) -> Iterator[str]:
        """What it would take to reach the nearest step."""
        crossing = self._seen(on)
        following = words.next_step(self.rule, crossing.value, crossing.prior)
        if following and crossing.value is not None:
            more = words.distance(crossing.value, following.threshold, on.metric.unit)
            line = words.number(following.threshold, on.metric.unit)
            yield f"下一档{line}：还差{more}，{'超过' if following.op == 'gt' else '达到'}即{words.sum_of(following)}"
