"""The review of a policy file on disk: read, decided and written under a lock, so that two people lose nothing of each other.

A decision is made on the file as it is when it is written, not as it was when it was read; one about a part that has changed
since is refused, and the file stays as it is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from suance.errors import PolicyError, UsageError, WorkspaceError
from suance.workspace import checks, files, joins

if TYPE_CHECKING:
    from suance.policy.card import Card
    from suance.policy.review import Decision
    from suance.policy.schema import Policy

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
