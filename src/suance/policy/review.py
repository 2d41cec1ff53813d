"""A policy reviewed part by part: what was decided about each, and whether it still is what was decided about.

A verdict is about the part as it was: its digest is kept, and once the part says something else the verdict no longer
counts. Where its words stand in the source, its examples and who answered its questions are no part of what is judged.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from suance.errors import PolicyError
from suance.policy import reform, tree
from suance.policy.diff import diff
from suance.policy.schema import Edit, Policy, Verdict, build
from suance.policy.tree import Way

LISTS = ("awards", "groups", "pools", "clauses", "targets", "funds", "rosters")
"""what is reviewed beside the validity; mentions compute nothing"""
ASIDE = frozenset({"span", "examples", "answered"})
"""keys that are no part of what is judged"""

State = Literal["open", "half", "approved", "rejected", "conflict", "changed"]
"""open: nobody judged it; half: fewer approved it than must; conflict: one approved, another rejected; changed: it was judged, but is another now"""

VERDICTS = {"approved": "批准", "rejected": "否定", "amended": "修改", "answered": "选定读法"}
"""what each verdict is called"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A part, its digest, where its review stands, and every verdict on it; `counted` are the last ones on what it is now, a person each."""

    part: str
    digest: str
    state: State
    verdicts: tuple[Verdict, ...]
    counted: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides about a part: answers to its questions and changes to it, then the verdict; `seen` is the digest of what they saw."""

    part: str
    by: str
    at: str
    verdict: Literal["approved", "rejected", "amended"] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Edit] = ()
    note: str | None = None
    seen: str | None = None


def digest(part: Any) -> str:
    """SHA-256 of what a part says, given as plain data whose defaults are left out."""
    return hashlib.sha256(json.dumps(_judged(part), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _judged(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _judged(part) for key, part in node.items() if key not in ASIDE}
    return [_judged(part) for part in node] if isinstance(node, list) else node


# ── where the review stands ──────────────────────────────────────────────────


def standings(policy: Policy) -> tuple[Standing, ...]:
    """Where the review of each part stands: the validity first, then in the order of the file."""
    review = policy.review
    verdicts, signers = (review.verdicts, review.signers) if review else ((), 1)
    return tuple(_standing(name, part, verdicts, signers) for name, part in parts(tree.plain(policy)))


def parts(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every part of a policy's plain data that is reviewed, by its name."""
    yield "validity", data["validity"]
    for name in LISTS:
        yield from ((f"{name}.{part['id']}", part) for part in data.get(name, ()))


def gone(policy: Policy) -> list[str]:
    """Parts that verdicts are about and that the policy no longer has."""
    there = {name for name, _ in parts(tree.plain(policy))}
    judged = dict.fromkeys(verdict.part for verdict in policy.review.verdicts) if policy.review else {}
    return [name for name in judged if name not in there]


def _standing(name: str, part: Any, verdicts: Iterable[Verdict], signers: int) -> Standing:
    now = digest(part)
    about = tuple(verdict for verdict in verdicts if verdict.part == name)
    last = {verdict.by: verdict for verdict in about if verdict.digest == now and verdict.verdict != "answered"}
    counted = tuple(last.values())
    against = sum(verdict.verdict == "rejected" for verdict in counted)
    if against:
        state: State = "conflict" if against < len(counted) else "rejected"
    elif counted:
        state = "approved" if len(counted) >= signers else "half"
    else:
        state = "changed" if any(verdict.verdict != "answered" for verdict in about) else "open"
    return Standing(name, now, state, about, counted)


# ── decisions ────────────────────────────────────────────────────────────────


def decided(policy: Policy, decisions: Iterable[Decision], signers: int | None = None) -> Policy:
    """The policy with decisions made in their order and kept in its review, and with the number of people who must approve.

    PolicyError, and nothing decided, where a part is not there or is no longer what was seen, an answer is none of the readings, a
    change cannot be made, or what comes out is no policy.
    """
    for decision in decisions:
        policy = _decided(policy, decision)
    if signers is not None and policy.review is None:
        raise PolicyError("还没有人复核，先有裁定才谈得上几人签", where=policy.policy, hint="与 --approve 等同用")
    if signers is not None:
        data = tree.plain(policy)
        policy = build(Policy, {**data, "review": {**data["review"], "signers": signers}})
    return policy


def _decided(policy: Policy, decision: Decision) -> Policy:
    decision = replace(decision, part=named(policy, decision.part))
    way = tuple(decision.part.split("."))
    _as_seen(policy, tree.at(tree.plain(policy), way), decision)
    verdicts: list[dict[str, Any]] = []
    for change in _changes(decision, way):
        policy, verdict = _changed(policy, decision, way, change)
        verdicts.append(verdict)
    data = tree.plain(policy)
    if decision.verdict in ("approved", "rejected") and not decision.changes:
        verdicts.append(_verdict(decision, decision.verdict, digest(tree.at(data, way))))
    before = data.get("review", {})
    review = {**before, "by": decision.by, "at": decision.at, "verdicts": [*before.get("verdicts", ()), *verdicts]}
    return build(Policy, {**data, "review": review})


def named(policy: Policy, part: str) -> str:
    """The full name of the part of that name, or of that id where only one part has it; PolicyError where there is none."""
    names = [name for name, _ in parts(tree.plain(policy))]
    fits = [part] if part in names else [name for name in names if part == name.partition(".")[2]]
    if len(fits) != 1:
        what = f"没有 “{part}”" if not fits else f"“{part}” 有几处：{'、'.join(fits)}"
        raise PolicyError(what, where=policy.policy, hint=f"可用：{'、'.join(names)}")
    return fits[0]


def _as_seen(policy: Policy, part: Any, decision: Decision) -> None:
    """Refuse a decision about what is no longer there as it was seen, and say who has changed it since, where the review tells."""
    now = digest(part)
    if decision.seen in (None, now):
        return
    changed = [verdict for verdict in (policy.review.verdicts if policy.review else ()) if verdict.digest == now and verdict.before is not None]
    who = f"：{changed[-1].by} {changed[-1].at} {'；'.join(changed[-1].changes)}" if changed else ""
    raise PolicyError(f"{decision.part} 已不是所看的样子{who}", where=policy.policy, hint="没有写入；重看之后再定")


# ── what an answer and an amendment change ───────────────────────────────────

Change = Callable[[dict[str, Any]], str]
"""changes the plain data of a policy, and says what it changed where the difference alone would not"""


def _changes(decision: Decision, way: Way) -> Iterator[Change]:
    """What is to be changed, one after the other; PolicyError where the decision does not say, or contradicts itself."""
    if decision.changes and decision.verdict == "rejected":
        raise PolicyError(f"{decision.part}：否定的同时又修改", hint="修改写 amended")
    if decision.verdict == "amended" and not decision.changes:
        raise PolicyError(f"{decision.part}：没有写改什么", hint="写 changes")
    if not (decision.verdict or decision.answers or decision.changes):
        raise PolicyError(f"{decision.part}：没有裁定，也没有回答", hint="批准、修改、否定，或回答一个问题")
    for about, reading in decision.answers.items():
        yield partial(_answer, decision=decision, way=way, about=about, said=reading)
    if decision.changes:
        yield partial(_amend, decision=decision)


def _changed(policy: Policy, decision: Decision, way: Way, change: Change) -> tuple[Policy, dict[str, Any]]:
    """The policy with its part changed, and the verdict that keeps it."""
    data = copy.deepcopy(tree.plain(policy))
    before = digest(tree.at(data, way))
    answer = change(data)
    try:
        after = build(Policy, data)
    except PolicyError as fault:
        raise PolicyError(f"{decision.part}：{fault.what}", where=policy.policy, hint=fault.hint) from None
    said = [answer] if answer else [found.words for found in diff(policy, after)]
    now = digest(tree.at(tree.plain(after), way))
    return after, {**_verdict(decision, "answered" if answer else "amended", now), "before": before, "changes": said}


def _verdict(decision: Decision, kind: str, now: str) -> dict[str, Any]:
    note = {"note": decision.note} if decision.note else {}
    return {"part": decision.part, "verdict": kind, "by": decision.by, "at": decision.at, **note, "digest": now}


def _answer(data: dict[str, Any], *, decision: Decision, way: Way, about: str, said: Any) -> str:
    """Sets the key that a question is about to the reading chosen, and keeps who chose it; the other readings stay as alternatives."""
    part = tree.at(data, way)
    asked = {question["about"]: question for question in part.get("questions", ())}
    if about not in asked:
        raise PolicyError(f"{decision.part} 没有关于 “{about}” 的问题", hint=f"待定的：{'、'.join(asked) or '无'}")
    question = asked[about]
    readings = [question["reading"], *question["alternatives"]]
    chosen = [reading for reading in readings if said in (reading, written(reading))]
    if not chosen:
        raise PolicyError(f"{decision.part} {about}：“{written(said)}” 不是其中的读法", hint=f"可用：{'、'.join(map(written, readings))}")
    question["alternatives"] = [reading for reading in readings if reading != chosen[0]]
    question["reading"] = chosen[0]
    question["answered"] = {"by": decision.by, "at": decision.at, **({"note": decision.note} if decision.note else {})}
    *above, last = about.split(".")
    tree.put(tree.at(part, tuple(above)), last, chosen[0])
    return f"{question['ask']}{written(chosen[0])}"


def written(reading: Any) -> str:
    """A reading as it is written on a command line."""
    return "none" if reading is None else "、".join(map(written, reading)) if isinstance(reading, list) else str(reading)


def _amend(data: dict[str, Any], *, decision: Decision) -> str:
    for edit in decision.changes:
        if edit.at == "id":
            raise PolicyError(f"{decision.part}：编号不能改", hint="裁定按编号记")
        whole = edit.model_copy(update={"at": f"{decision.part}.{edit.at}"})
        reform.make(data, reform.find(data, whole, decision.part), whole, decision.part)
    return ""
