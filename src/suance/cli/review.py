"""The command `review`: clause and rule side by side, and what a person decides about each; by a dialogue, by options, or by a file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from suance.cli.console import PAPER, Column, Console, pad, wrap
from suance.errors import InputError, UsageError
from suance.workspace import joins, reviews

if TYPE_CHECKING:
    from suance.policy.card import Card
    from suance.policy.review import Decision
    from suance.policy.schema import Policy, Question

RULE = " │ "
"""between the clause and the rule"""


def review(
    ctx: typer.Context,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="policy", show_default=False)],
    source: Annotated[list[str], typer.Option("--source", metavar="[ID=]FILE", help="check.source", default_factory=list)],
    approve: Annotated[list[str], typer.Option("--approve", metavar="PART", help="review.approve", default_factory=list)],
    reject: Annotated[list[str], typer.Option("--reject", metavar="PART", help="review.reject", default_factory=list)],
    answer: Annotated[list[str], typer.Option("--answer", metavar="PART.KEY=READING", help="review.answer", default_factory=list)],
    amend: Annotated[list[str], typer.Option("--amend", metavar="PART.KEY=VALUE", help="review.amend", default_factory=list)],
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="review.by")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="review.note")] = None,
    answers: Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="review.answers")] = None,
    panel: Annotated[Path | None, typer.Option("--panel", metavar="DIR", help="check.panel")] = None,
    signers: Annotated[int | None, typer.Option("--signers", metavar="N", min=1, max=9, help="review.signers")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="json")] = False,
) -> None:
    """Decide about the parts of a policy and keep it in the file; without a decision, tell where the review stands: exit 1 until all is approved."""
    console: Console = ctx.obj
    asked = {"answer": answer, "amend": amend, "approved": approve, "rejected": reject}
    before = joins.find_policy(policy)
    decisions, signers = _decisions(console, before, asked, answers, by=by, note=note, signers=signers)
    if decisions or signers is not None:
        after = reviews.commit(reviews.file_of(policy), decisions, signers)
        console.say("reviewed", path=policy, count=len(decisions))
        _tell(console, reviews.cards(after, source), as_json)
        return
    if sys.stdin.isatty() and console.out.isatty() and not as_json:
        _dialogue(console, reviews.file_of(policy), source, by, panel)
        before = joins.find_policy(policy)
    found = reviews.cards(before, source)
    _tell(console, found, as_json)
    if any(card.standing.state != "approved" for card in found):
        raise typer.Exit(1)


def _decisions(
    console: Console, policy: Policy, asked: dict[str, list[str]], answers: Path | None, *, by: str | None, note: str | None, signers: int | None
) -> tuple[list[Decision], int | None]:
    """What the options or the file decide; UsageError where both do, or nobody is named."""
    flagged = any(asked.values())
    if answers is not None:
        if flagged:
            raise UsageError(console.t("review.either"))
        found, many = reviews.answers(answers, policy, by=by, today=console.as_of)
        return found, signers if signers is not None else many
    if not flagged:
        return [], signers
    if by is None:
        raise UsageError(console.t("review.nobody"), hint=console.t("review.name"))
    return reviews.flagged(policy, asked, by=by, at=console.as_of.isoformat(), note=note), signers


# ── telling ──────────────────────────────────────────────────────────────────


def _tell(console: Console, found: Sequence[Card], as_json: bool) -> None:
    """Where the review of each part stands: a record each, or a table."""
    if as_json:
        for card in found:
            console.json(_record(card))
        return
    keys = ("review.part", "review.title", "status", "review.verdicts", "review.open_questions")
    columns = [Column(console.t(key), wraps=key in ("review.title", "review.verdicts")) for key in keys]
    console.table(columns, (_row(console, card) for card in found))
    done = sum(card.standing.state == "approved" for card in found)
    console.print(console.style(console.t("review.total", done=done, total=len(found)), "green" if done == len(found) else "yellow"))


def _row(console: Console, card: Card) -> list[str]:
    said = [f"{each.by} {each.at} {console.t(f'verdict.{each.verdict}')}" + (f"：{each.note}" if each.note else "") for each in card.standing.counted]
    open_ = sum(question.answered is None for question in card.questions)
    state = console.t(f"review.{card.standing.state}")
    return [card.standing.part, card.title, state, "；".join(said), str(open_) if open_ else ""]


def _record(card: Card) -> dict[str, Any]:
    return {
        "part": card.standing.part,
        "title": card.title,
        "state": card.standing.state,
        "digest": card.standing.digest,
        "words": list(card.words),
        "rule": list(card.rule),
        "questions": [question.plain() for question in card.questions],
        "verdicts": [verdict.plain() for verdict in card.standing.verdicts],
    }


def _show(console: Console, card: Card, number: int, total: int) -> None:
    """A part as it is judged: its clause on the left, its rule on the right."""
    room = shutil.get_terminal_size((PAPER, 24)).columns
    left = (room - len(RULE)) // 2
    console.print()
    console.heading(f"[{number}/{total}] {card.title}  {card.standing.part}  {console.t(f'review.{card.standing.state}')}")
    words = [line for text in card.words for line in wrap(text, left)]
    rule = [line for text in card.rule for line in wrap(text, room - left - len(RULE))]
    for one, other in zip_longest(words, rule, fillvalue=""):
        console.print(f"{pad(one, left)}{RULE}{other}".rstrip())
    for verdict in card.standing.verdicts:
        said = "；".join(filter(None, (console.t(f"verdict.{verdict.verdict}"), *verdict.changes, verdict.note)))
        console.print(console.style(f"  {verdict.by} {verdict.at} {said}", "dim"))


# ── the dialogue ─────────────────────────────────────────────────────────────


def _dialogue(console: Console, path: Path, source: Sequence[str], by: str | None, panel: Path | None = None) -> None:
    """Part by part what is not approved yet, each decision written as it is made; ends where the person stops."""
    name = by or _asked(console, "review.who")
    while not name:
        name = _asked(console, "review.who")
    policy = joins.find_policy(path)
    found = [card for card in reviews.cards(policy, source) if _due(card, name)]
    costs = reviews.costs(policy, panel, console.as_of) if panel is not None else {}
    for number, card in enumerate(found, 1):
        _show(console, card, number, len(found))
        try:
            decision = _decision(console, card, name, costs)
            if decision is not None:
                reviews.commit(path, [decision])
        except EOFError:
            return
        except InputError as fault:
            console.error(fault)


def _due(card: Card, by: str) -> bool:
    """Whether a person still has to judge a part: it is not approved, and what they last said is not about what it is now."""
    return card.standing.state != "approved" and all(verdict.by != by for verdict in card.standing.counted)


def _decision(console: Console, card: Card, by: str, costs: Mapping[tuple[str, str], Sequence[str]]) -> Decision | None:
    """What the person decides; None where they leave the part as it is, EOFError where they stop."""
    from suance.policy.review import Decision

    answers: dict[str, Any] = {}
    for question in (question for question in card.questions if question.answered is None):
        reading = _reading(console, question, costs.get((card.standing.part, question.about), ()))
        answers |= {question.about: reading} if reading is not None else {}
    verdict, changes, note = _verdict(console)
    if verdict is None and not answers:
        return None
    at = console.as_of.isoformat()
    return Decision(card.standing.part, by, at, verdict, answers, changes, note, card.standing.digest)


def _reading(console: Console, question: Question, costs: Sequence[str]) -> Any:
    """The reading that the person chooses, as it is written, and what the others cost; None where it stays open."""
    from suance.policy.diff import value
    from suance.policy.review import written

    readings = [question.plain()["reading"], *question.plain()["alternatives"]]
    console.print(f"  ? {question.ask}")
    for number, reading in enumerate(readings, 1):
        said = value(reading, question.about.rpartition(".")[2])
        told = [written(reading), *([f"({said})"] if said != written(reading) else []), *([console.t("review.stands")] if number == 1 else [])]
        console.print(f"    {number}  {' '.join(told)}")
    if question.why:
        console.print(f"    {question.why}")
    for cost in costs:
        for line in wrap(cost, shutil.get_terminal_size((PAPER, 24)).columns - 4):
            console.print(f"    {line}")
    while True:
        said = _asked(console, "review.which")
        if said == "q":
            raise EOFError
        if not said:
            return None
        if said.isdecimal() and 1 <= int(said) <= len(readings):
            return written(readings[int(said) - 1])


def _verdict(console: Console) -> tuple[Any, list[Any], str | None]:
    """The verdict, the changes and the note; all nothing where the part is left, EOFError where the person stops."""
    while True:
        said, _, note = _asked(console, "review.choose").partition(" ")
        if said == "a":
            return "approved", [], note or None
        if said == "x" and (note or (note := _asked(console, "review.reason"))):
            return "rejected", [], note
        if said == "e" and (edits := [reviews.edit(line) for line in _lines(console)]):
            return "amended", edits, note or None
        if said == "s":
            return None, [], None
        if said == "q":
            raise EOFError


def _lines(console: Console) -> list[str]:
    """Lines of KEY=VALUE until an empty one."""
    found = []
    while line := _asked(console, "review.change"):
        found.append(line)
    return found


def _asked(console: Console, key: str) -> str:
    """What a person writes after a prompt; EOFError where nothing more comes."""
    console.out.write(f"  {console.t(key)} ")
    console.out.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()
