"""The whole of a policy file: its sources and validity, its rules, and what else it promises."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from pydantic import ValidationError, model_validator

from suance import model
from suance.policy.schema.award import Award
from suance.policy.schema.group import Group
from suance.policy.schema.parts import Cite, Part, Question, Slug, Source, Text, Value, fault
from suance.policy.schema.pool import Pool
from suance.policy.schema.promise import Base, Clause, Fund, Mention, Roster, Target, Validity
from suance.policy.schema.review import Review
from suance.terms.subject import within

Place = tuple[str | int, ...]
Questioned = Award | Group | Pool | Target | Fund
"""What may have open questions."""


class Policy(Part):
    """A policy file: the rules and promises of one programme."""

    policy: Slug
    title: Text
    issuer: Text
    region: Text
    validity: Validity
    supersedes: tuple[Slug, ...] = ()
    """policies that no longer hold once this one does"""
    review: Review | None = None
    sources: dict[Slug, Source]
    awards: tuple[Award, ...] = ()
    groups: tuple[Group, ...] = ()
    pools: tuple[Pool, ...] = ()
    clauses: tuple[Clause, ...] = ()
    targets: tuple[Target, ...] = ()
    funds: tuple[Fund, ...] = ()
    rosters: tuple[Roster, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.policy in self.supersedes:
            raise fault("政策不能取代自己", "supersedes", hint="supersedes 写被取代的旧政策的编号；同一政策的修改写 validity.amended")
        _unique_ids(self)
        for place, cite in cites(self):
            if cite.source not in self.sources:
                raise fault(f"来源 “{cite.source}” 不在 sources 之中", *place, "source", hint=f"已有来源：{'、'.join(self.sources) or '无'}")
        for number, award in enumerate(self.awards):
            _covers_fit(self, award, ("awards", number))
            _term_fits(self.validity, award, ("awards", number))
        for name in ("groups", "pools"):
            for number, part in enumerate(getattr(self, name)):
                _members_fit(self, part, (name, number))
        for place, part, question in questions(self):
            _question_fits(self, part, question, place)
        return self

    def promised_targets(self) -> tuple[model.Target, ...]:
        """The targets as the ledger takes them; a target or base without a region is of the policy's."""
        return tuple(self._target(target) for target in self.targets)

    def promised_funds(self) -> tuple[model.FundPromise, ...]:
        """The funds' promises, in 元."""
        return tuple(_promise(fund, self.region) for fund in self.funds)

    def _target(self, target: Target) -> model.Target:
        goal = target.goal.written.quantity
        return model.Target(
            target.id,
            target.indicator,
            target.region or self.region,
            target.measure,
            goal.value,
            goal.unit,
            target.goal.comparator,
            target.by,
            tuple(self._observation(base, target) for base in target.bases),
            target.metric,
            target.definition,
            None if target.firmness is None else target.firmness == "firm",
            target.cite.record(),
            goal.value_max,
        )

    def _observation(self, base: Base, target: Target) -> model.Observation:
        source = self.sources[base.cite.source] if base.cite else None
        return model.Observation(
            target.indicator,
            target.region or self.region,
            base.period,
            base.value.value,
            base.value.unit,
            base.comparator,
            base.definition or target.definition,
            target.metric,
            publisher=source.publisher if source else base.publisher,
            title=source.title if source else base.title,
            date=source.published if source else base.date,
            grade=base.grade,
            cite=base.cite.record() if base.cite else None,
        )


def _promise(fund: Fund, region: str) -> model.FundPromise:
    return model.FundPromise(
        fund.id,
        fund.name,
        fund.region or region,
        fund.size.written.value,
        fund.size.comparator,
        fund.leverage.written.value if fund.leverage else None,
        fund.leverage.comparator if fund.leverage else None,
        fund.period,
        fund.definition,
        fund.cite.record(),
    )


def reread(policy: Policy, place: Place, alternative: Value) -> Policy:
    """The policy under another reading of the question at a place; the questions of that part are left out. ValueError where it cannot stand so."""
    data = policy.plain()
    top, number = str(place[0]), int(place[1])
    part = getattr(policy, top)[number]
    question = part.questions[int(place[3])]
    data[top][number] = _with(part, question.about, _listed(alternative))
    return Policy.model_validate(data)


# ── what holds between the parts ─────────────────────────────────────────────


def cites(policy: Policy) -> Iterator[tuple[Place, Cite]]:
    """Every cite of a policy with the keys that lead to it."""
    yield from _cites_below(policy, ())


def _cites_below(value: object, place: Place) -> Iterator[tuple[Place, Cite]]:
    if isinstance(value, Cite):
        yield place, value
        yield from _cites_below(value.amends, (*place, "amends"))
    elif isinstance(value, Part):
        for name, field in type(value).model_fields.items():
            yield from _cites_below(getattr(value, name), (*place, field.alias or name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _cites_below(inner, (*place, key))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _cites_below(inner, (*place, number))


def questions(policy: Policy) -> Iterator[tuple[Place, Questioned, Question]]:
    """Every open question with its place and the part that it is about."""
    for name in ("awards", "groups", "pools", "targets", "funds"):
        parts: Iterable[Questioned] = getattr(policy, name)
        for number, part in enumerate(parts):
            for which, question in enumerate(part.questions):
                yield (name, number, "questions", which), part, question


def _unique_ids(policy: Policy) -> None:
    for name in ("awards", "groups", "pools", "clauses", "targets", "funds", "rosters", "mentions"):
        _unique([part.id for part in getattr(policy, name)], (name,))
    for number, award in enumerate(policy.awards):
        _unique([step.id for step in award.pay.steps or ()], ("awards", number, "pay", "steps"))
        _unique([band.id for band in award.pay.bands], ("awards", number, "pay", "slabs" if award.pay.slabs else "brackets"))
        _unique([level.id for level in award.pay.levels or ()], ("awards", number, "pay", "levels"))
    seen = {group.id for group in policy.groups}
    for number, pool in enumerate(policy.pools):
        if pool.id in seen:
            raise fault(f"编号 “{pool.id}” 用了两次", "pools", number, "id")
        seen.add(pool.id)
    for number, award in enumerate(policy.awards):
        for which, cap in enumerate(award.caps):
            if cap.id in seen:
                raise fault(f"编号 “{cap.id}” 用了两次", "awards", number, "caps", which, "id")
            seen.add(cap.id)


def _unique(ids: list[str], place: Place) -> None:
    for number, name in enumerate(ids):
        if name in ids[:number]:
            raise fault(f"编号 “{name}” 用了两次", *place, number, "id")


def _covers_fit(policy: Policy, award: Award, place: Place) -> None:
    """A cap covers awards that exist and whose subjects have what it counts by."""
    subjects = {other.id: other.subject for other in policy.awards} | {award.id: award.subject}
    for number, cap in enumerate(award.caps):
        _countable(subjects, cap.covers, cap.per, (*place, "caps", number), ("covers", "per"))


def _members_fit(policy: Policy, part: Group | Pool, place: Place) -> None:
    """A group and a pool name awards that exist; those of a group meet in what all of them have."""
    subjects = {award.id: award.subject for award in policy.awards}
    if isinstance(part, Pool):
        _countable(subjects, part.covers, "award", place, ("covers", "covers"))
        return
    _countable(subjects, part.awards, part.match, place, ("members", "match"))
    for award in policy.awards:
        if award.id in part.awards and award.pay.pick == "each":
            raise fault(f"“{award.id}” 逐档给付，不能入组", *place, "members", hint="组里比的是一项奖励的一笔")


def _term_fits(whole: Validity, award: Award, place: Place) -> None:
    """An award applies within the time of the policy, and after it only what some last day lets end."""
    term = award.validity
    start, end = (term.start, term.end) if term else (None, None)
    if start and end and end < start:
        raise fault(f"止日 {end} 早于起日 {start}", *place, "validity", "to")
    if start and whole.start and start < whole.start:
        raise fault(f"起日 {start} 早于政策的 {whole.start}", *place, "validity", "from", hint="奖励的有效期只能比政策的短")
    if end and whole.end and end > whole.end:
        raise fault(f"止日 {end} 晚于政策的 {whole.end}", *place, "validity", "to", hint="奖励的有效期只能比政策的短；到期后的旧案写 grandfather")
    if award.grandfather and (end or whole.end) is None:
        raise fault("grandfather 要有一个止日", *place, "grandfather", hint="写在 validity.to")


def _countable(subjects: Mapping[str, str], names: Iterable[str], per: str, place: Place, keys: tuple[str, str]) -> None:
    """A fault where a name is no award, or its subject does not have the scope."""
    found = []
    for name in names:
        if name not in subjects:
            raise fault(f"{keys[0]} 所指的 “{name}” 不是奖励", *place, keys[0], hint=f"已有奖励：{'、'.join(subjects)}")
        found.append(subjects[name])
        if subjects[name] not in within(per):
            raise fault(f"“{name}” 的对象是 {subjects[name]}，不能按 {per} 累计", *place, keys[1])
    if per == "subject" and len(set(found)) > 1:
        raise fault(f"对象不同（{'、'.join(dict.fromkeys(found))}），不能按 subject 累计", *place, keys[1], hint="写 firm、cluster 或 award")


def _question_fits(policy: Policy, part: Questioned, question: Question, place: Place) -> None:
    """The reading is what stands at the key, and each alternative could stand there too."""
    stands = _value_at(part, question.about, place)
    if stands != _listed(question.reading):
        raise fault(f"reading “{shown(question.reading)}” 与 {question.about} 处的 “{shown(stands)}” 不同", *place, "reading", hint="两处改成一致")
    for number, alternative in enumerate(question.alternatives):
        at = (*place, "alternatives", number)
        if _listed(alternative) == stands:
            raise fault(f"另一读法 “{shown(alternative)}” 与现读法相同", *at)
        try:
            other = type(part).model_validate(_with(part, question.about, _listed(alternative)))
            if isinstance(other, Award):
                _covers_fit(policy, other, ())
            elif isinstance(other, Group | Pool):
                _members_fit(policy, other, ())
        except (ValidationError, ValueError):
            raise fault(f"{question.about} 处不能写 “{shown(alternative)}”", *at, hint="另一读法也要是该键的有效值") from None


def _with(part: Part, about: str, value: Any) -> dict[str, Any]:
    """The part as plain data with another value at the key that a question is about, its questions left out."""
    data = copy.deepcopy(part.plain()) | {"questions": []}
    *way, last = about.split(".")
    node: Any = data
    for key in way:
        node = _inside(node, key)
    node[last] = value
    return data


def _value_at(part: Part, about: str, place: Place) -> Any:
    node: Any = part.plain()
    for key in about.split("."):
        keys = list(node) if isinstance(node, dict) else [inner["id"] for inner in node if "id" in inner] if _parts(node) else []
        if key not in keys:
            raise fault(f"about “{about}” 指向不存在的键 “{key}”", *place, "about", hint=f"此处有：{'、'.join(keys) or '无'}")
        node = _inside(node, key)
    return node


def _parts(node: Any) -> bool:
    return isinstance(node, list) and all(isinstance(inner, dict) for inner in node)


def _inside(node: Any, key: str) -> Any:
    return node[key] if isinstance(node, dict) else next(inner for inner in node if inner.get("id") == key)


def _listed(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def shown(value: Value) -> str:
    """A reading as people see it."""
    if isinstance(value, (list, tuple)):
        return "、".join(each if isinstance(each, str) else "…" for each in value)
    return "未写明" if value is None else str(value)
