"""The review of a policy file on disk: read, decided and written under a lock, so that two people lose nothing of each other.

A decision is made on the file as it is when it is written, not as it was when it was read; one about a part that has changed
since is refused, and the file stays as it is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suance.errors import PolicyError, UsageError, WorkspaceError
from suance.workspace import checks, files, joins

if TYPE_CHECKING:
    from suance.policy.card import Card
    from suance.policy.diff import Change
    from suance.policy.review import Decision
    from suance.policy.schema import Edit, Policy

WAIT_SECONDS = 10.0
PAUSE_SECONDS = 0.05


def cards(policy: Policy, sources: Sequence[str] = ()) -> tuple[Card, ...]:
    """The parts of a policy as a reviewer sees them; a source is a path, or ID=PATH, as for `check`."""
    from suance.policy.card import cards

    return cards(policy, dict(checks.source(policy, text) for text in sources))


def file_of(reference: str) -> Path:
    """The file of a policy that can be reviewed; UsageError for one that ships with the package."""
    path = Path(reference)
    if not path.is_file() and reference in joins.shipped_policies():
        raise UsageError("随附的政策不在这里复核", where=reference, hint="复核的结果写进政策文件，给出文件的路径")
    return path


def commit(path: Path, decisions: Iterable[Decision], signers: int | None = None) -> Policy:
    """The policy of a file with decisions made and written, all of them or none; PolicyError where one cannot be made."""
    from suance.policy import file, review, schema, tree

    with locked(path):
        before = schema.load(path)
        after = review.decided(before, decisions, signers)
        text = path.read_text(encoding="utf-8-sig")
        written = file.rewritten(text, tree.plain(before), tree.plain(after))
        files.write(path, written if schema.loads(written, str(path)) == after else schema.dump(after))
    return after


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with a file among those that lock it; WorkspaceError where another holds it for long."""
    lock = path.with_name(f".{path.name}.lock")
    _take(lock, time.monotonic() + WAIT_SECONDS)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()


def _take(lock: Path, until: float) -> None:
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            return
        except FileExistsError:
            if time.monotonic() > until:
                raise WorkspaceError("别人正在写这份政策，等不到", where=str(lock), hint="稍后再试；若没有人在写，删掉这个文件") from None
            time.sleep(PAUSE_SECONDS)
        except OSError as error:
            raise UsageError(f"写不进去：{error.strerror or error}", where=str(lock.parent), hint="换一个位置，或检查权限") from error


def answers(path: Path, policy: Policy, *, by: str | None, today: date) -> tuple[list[Decision], int | None]:
    """The decisions of an answers file and the number of signers it asks for; PolicyError with its line where it is none for this policy.

    Who and when may stand once for all of them; the name is else `by`, the day else today.
    """
    from suance.policy.review import Decision
    from suance.policy.schema import load_judgements

    said = load_judgements(path)
    if said.policy != policy.policy:
        raise PolicyError(f"这些裁定是对 {said.policy} 的", where=str(path), hint=f"这里的政策是 {policy.policy}")
    found = []
    for each in said.decisions:
        who = each.by or said.by or by
        if who is None:
            raise PolicyError(f"{each.part}：没有写是谁裁定的", where=str(path), hint="写 by，或加 --by")
        when = each.at or said.at or today.isoformat()
        found.append(Decision(each.part, who, when, each.verdict, each.answers, each.changes, each.note, each.seen))
    return found, said.signers


def flagged(policy: Policy, asked: Mapping[str, Sequence[str]], *, by: str, at: str, note: str | None) -> list[Decision]:
    """The decisions of a command line, one a part: `asked` has under approve and reject the names of parts, under answer PART.KEY=READING
    and under amend PART.KEY=VALUE. UsageError for what is written otherwise, or a part approved and rejected."""
    from suance.policy.review import Decision, named
    from suance.policy.schema import Edit

    found: dict[str, Decision] = {}

    def of(part: str) -> Decision:
        return found.setdefault(part, Decision(part, by, at, note=note))

    for text in asked.get("answer", ()):
        part, key, value = _assigned(policy, text)
        found[part] = replace(of(part), answers={**of(part).answers, key: value})
    for text in asked.get("amend", ()):
        part, key, value = _assigned(policy, text)
        found[part] = replace(of(part), verdict="amended", changes=(*of(part).changes, Edit(at=key, to=value)))
    for verdict in ("approved", "rejected"):
        for name in asked.get(verdict, ()):
            part = named(policy, name)
            if of(part).verdict in ("approved", "rejected"):
                raise UsageError("同一条既批准又否定", where=name)
            found[part] = replace(of(part), verdict=of(part).verdict or verdict)
    return list(found.values())


def _assigned(policy: Policy, text: str) -> tuple[str, str, Any]:
    """The part, the key inside it, and the value of PART.KEY=VALUE; the value as YAML has it."""
    from suance.policy.review import named, standings

    place, equals, said = text.partition("=")
    names = {name: standing.part for standing in standings(policy) for name in (standing.part, standing.part.partition(".")[2]) if name}
    fits = [name for name in names if place.startswith(f"{name}.")]
    if not equals or not fits:
        raise UsageError("应写作 编号.键=值", where=text, hint="如 dengfeng.pay.later=top_up")
    name = max(fits, key=len)
    return named(policy, name), place[len(name) + 1 :], _value(said)


def edit(text: str) -> Edit:
    """The change that KEY=VALUE writes; PolicyError where it is none."""
    from suance.policy.schema import Edit, build

    key, _, said = text.partition("=")
    return build(Edit, {"at": key.strip(), "to": _value(said)})


def _value(text: str) -> Any:
    """What a value means as it stands in a policy file; PolicyError where it is no YAML."""
    from suance.policy import file

    return file.parse(f"value: {text}", text)[0]["value"]


def costs(policy: Policy, panel: Path, as_of: date) -> dict[tuple[str, str], list[str]]:
    """What each other reading of an open question would cost on a panel, in words, by the part and the key that it is about."""
    from suance.award.readings import readings

    found: dict[tuple[str, str], list[str]] = {}
    for reading in readings(policy, joins.panel(panel), as_of=as_of):
        top, number = str(reading.place[0]), int(reading.place[1])
        found.setdefault((f"{top}.{getattr(policy, top)[number].id}", reading.question.about), []).append(reading.words)
    return found


def rejected(policy: Policy) -> list[str]:
    """The parts that somebody has rejected as they now are."""
    from suance.policy.review import standings

    return [standing.part for standing in standings(policy) if standing.state in ("rejected", "conflict")] if policy.review else []


# ── a second draft ───────────────────────────────────────────────────────────


def reviewed(path: Path) -> bool:
    """Whether a file is a policy that people have reviewed; PolicyError where it may be one and cannot be read."""
    from suance.policy import schema

    try:
        return schema.load(path).review is not None
    except PolicyError:
        if path.is_file() and b"\nreview:" in path.read_bytes():
            raise
        return False


def write(path: Path, text: str) -> None:
    """Write a policy file, whole or not at all; PolicyError where one that people have reviewed is there."""
    with suppress(OSError):  # what cannot be made cannot be locked either, and that is said
        path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path):
        if reviewed(path):
            raise PolicyError("这份政策复核过，不覆盖", where=str(path), hint="换一个文件名")
        files.write(path, text)


def redraft(notice: Path, path: Path) -> tuple[Policy, tuple[Change, ...]]:
    """A second draft of a notice, with what people decided in the policy of a file where the text still says the same; and what differs."""
    from suance.policy import schema
    from suance.policy.redraft import redrafted

    before = schema.load(path)
    after = redrafted(before, joins.draft(notice))
    return after, checks.diff(before, after)
