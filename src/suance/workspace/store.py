"""The records of a workspace: one folder with one SQLite file.

Documents, facts, policies, reviews, observations and runs. Writers take the lock at the start of a transaction and
wait for each other, so two processes can work in one folder; every change is whole or not there at all.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from suance.errors import WorkspaceError
from suance.model import Cite, Document, Fact, Observation, Paragraph, Validity

if TYPE_CHECKING:
    from suance.policy.schema import Policy

FILE = "suance.db"
WAIT_SECONDS = 30.0

MIGRATIONS = (
    """
    CREATE TABLE documents (name TEXT, version INTEGER, sha256 TEXT NOT NULL, text TEXT NOT NULL, record TEXT NOT NULL, added TEXT NOT NULL,
        PRIMARY KEY (name, version));
    CREATE TABLE facts (document TEXT, version INTEGER, number INTEGER, record TEXT NOT NULL,
        PRIMARY KEY (document, version, number), FOREIGN KEY (document, version) REFERENCES documents (name, version));
    CREATE TABLE policies (id TEXT, version INTEGER, sha256 TEXT NOT NULL, text TEXT NOT NULL, added TEXT NOT NULL, PRIMARY KEY (id, version));
    CREATE TABLE reviews (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL CHECK (kind IN ('fact', 'rule')), subject TEXT NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL, decision TEXT NOT NULL, before TEXT, after TEXT);
    CREATE INDEX reviews_of ON reviews (kind, subject);
    CREATE TABLE observations (sha256 TEXT PRIMARY KEY, record TEXT NOT NULL, added TEXT NOT NULL);
    CREATE TABLE runs (number INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, inputs TEXT NOT NULL, policy TEXT, policy_version TEXT,
        engine TEXT, seed INTEGER, as_of TEXT NOT NULL, started TEXT NOT NULL, seconds REAL NOT NULL);
    """,
)
"""One script a version; the file's `user_version` counts those that were run. A script that was released never changes."""

State = Literal["new", "kept", "changed"]


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: `new`, `kept` (the same content was there), or `changed` (a further version under the same name)."""

    name: str
    version: int
    state: State


@dataclass(frozen=True, slots=True)
class Review:
    """A person's decision on a fact or a rule; `before` and `after` are JSON texts where something was changed."""

    kind: Literal["fact", "rule"]
    subject: str
    by: str
    at: str
    decision: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One computation: what it used (name → SHA-256), on which policy version, how, and when."""

    command: str
    inputs: dict[str, str]
    as_of: str
    started: str
    seconds: float
    policy: str | None = None
    policy_version: str | None = None
    engine: str | None = None
    seed: int | None = None


class Workspace:
    """A folder with the records of one office or project."""

    def __init__(self, folder: Path | None, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._db = connection

    @classmethod
    def open(cls, folder: Path | str, *, create: bool = True) -> Self:
        """The workspace in a folder, brought to this version's tables; WorkspaceError where it is missing (and not
        to be created), of a newer version, locked for long, or no workspace at all."""
        folder = Path(folder)
        file = folder / FILE
        if not create and not file.is_file():
            raise WorkspaceError("这里没有工作区", where=str(folder), hint="先用 suance read … --workspace 建立")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return cls(folder, _connect(str(file)))
        except (sqlite3.Error, OSError) as error:
            raise _refusal(error, file) from error

    @classmethod
    def scratch(cls) -> Self:
        """An empty workspace in memory, gone when it is closed."""
        return cls(None, _connect(":memory:"))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── documents and facts ──────────────────────────────────────────────────

    def add_document(self, document: Document, facts: Sequence[Fact]) -> Added:
        """Keep a document with its facts. The same content under the same name stays one version and gets these facts;
        other content under a known name becomes its next version."""
        record = asdict(document)
        text = record.pop("text")
        with self._writing() as db:
            added = _next_version(db, "documents", "name", document.name, document.sha256)
            key = (document.name, added.version)
            if added.state == "kept":
                db.execute("UPDATE documents SET text = ?, record = ? WHERE (name, version) = (?, ?)", (text, _json(record), *key))
                db.execute("DELETE FROM facts WHERE (document, version) = (?, ?)", key)
            else:
                db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", (*key, document.sha256, text, _json(record), _now()))
            rows = [(*key, number, _json(fact.to_record())) for number, fact in enumerate(facts)]
            db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?)", rows)
        return added

    def documents(self) -> list[Document]:
        """The newest version of every document, by name."""
        rows = self._rows("SELECT record, text, max(version) FROM documents GROUP BY name ORDER BY name")
        return [_document(record, text) for record, text, _ in rows]

    def facts(self, name: str) -> list[Fact]:
        """The facts of the newest version of a document, in the text's order; empty for a name that is not here."""
        newest = "(SELECT max(version) FROM documents WHERE name = ?)"
        rows = self._rows(f"SELECT record FROM facts WHERE document = ? AND version = {newest} ORDER BY number", name, name)
        return [Fact.from_record(json.loads(record)) for (record,) in rows]

    # ── policies ─────────────────────────────────────────────────────────────

    def add_policy(self, policy: Policy, text: str | None = None) -> Added:
        """Keep a policy, as the text it was written in (or as it is dumped)."""
        from suance.policy import schema

        text = schema.dump(policy) if text is None else text
        digest = hashlib.sha256(text.encode()).hexdigest()
        with self._writing() as db:
            added = _next_version(db, "policies", "id", policy.policy, digest)
            if added.state != "kept":
                db.execute("INSERT INTO policies VALUES (?, ?, ?, ?, ?)", (policy.policy, added.version, digest, text, _now()))
        return added

    def policies(self) -> list[Policy]:
        """The newest version of every policy, by id."""
        from suance.policy import schema

        rows = self._rows("SELECT id, text, max(version) FROM policies GROUP BY id ORDER BY id")
        return [schema.loads(text, f"{self.folder or ''}:{name}") for name, text, _ in rows]

    # ── reviews, observations, runs ──────────────────────────────────────────

    def add_review(self, review: Review) -> None:
        """Keep a decision; decisions are only ever added."""
        values = (review.kind, review.subject, review.by, review.at, review.decision, review.before, review.after)
        with self._writing() as db:
            db.execute('INSERT INTO reviews (kind, subject, "by", at, decision, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)', values)

    def reviews(self) -> list[Review]:
        """Every decision, the oldest first."""
        return [Review(*row) for row in self._rows('SELECT kind, subject, "by", at, decision, before, after FROM reviews ORDER BY number')]

    def add_observations(self, observations: Sequence[Observation]) -> int:
        """Keep published figures; the count of those that were not there yet."""
        records = [_json(_observation_record(observation)) for observation in observations]
        rows = [(hashlib.sha256(record.encode()).hexdigest(), record, _now()) for record in records]
        with self._writing() as db:
            before = db.total_changes
            db.executemany("INSERT OR IGNORE INTO observations VALUES (?, ?, ?)", rows)
            return db.total_changes - before

    def observations(self) -> list[Observation]:
        """Every kept figure, in the order they were added."""
        return [_observation(json.loads(record)) for (record,) in self._rows("SELECT record FROM observations ORDER BY rowid")]

    def add_run(self, run: Run) -> None:
        """Keep what a computation used and how long it took."""
        values = (run.command, _json(run.inputs), run.policy, run.policy_version, run.engine, run.seed, run.as_of, run.started, run.seconds)
        columns = "command, inputs, policy, policy_version, engine, seed, as_of, started, seconds"
        with self._writing() as db:
            db.execute(f"INSERT INTO runs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def runs(self) -> list[Run]:
        """Every computation, the oldest first."""
        columns = "command, inputs, as_of, started, seconds, policy, policy_version, engine, seed"
        rows = self._rows(f"SELECT {columns} FROM runs ORDER BY number")
        return [Run(command, json.loads(inputs), *rest) for command, inputs, *rest in rows]

    # ── the file ─────────────────────────────────────────────────────────────

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _refusal(error, self.folder) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with _transaction(self._db) as db:
                yield db
        except sqlite3.Error as error:
            raise _refusal(error, self.folder) from error


def _connect(file: str) -> sqlite3.Connection:
    """A connection whose tables are those of this version."""
    db = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        db.execute("PRAGMA foreign_keys = ON")
        _migrate(db, file)
        db.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection, file: str) -> None:
    """Run the scripts that the file has not seen; under the lock, so that of two processes only one does."""
    with _transaction(db):
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            what = f"工作区的版本是 {version}，本程序只认得到 {len(MIGRATIONS)}"
            raise WorkspaceError(what, where=file, hint="请升级 suance")
        for script in MIGRATIONS[version:]:
            for statement in filter(str.strip, script.split(";")):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _next_version(db: sqlite3.Connection, table: str, key: str, name: str, digest: str) -> Added:
    row = db.execute(f"SELECT version, sha256 FROM {table} WHERE {key} = ? ORDER BY version DESC LIMIT 1", (name,)).fetchone()
    if row is None:
        return Added(name, 1, "new")
    version, known = row
    return Added(name, version, "kept") if known == digest else Added(name, version + 1, "changed")


def _refusal(error: Exception, file: Path | None) -> WorkspaceError:
    where = str(file or "")
    if "locked" in str(error):
        return WorkspaceError("工作区正被另一个进程写入", where=where, hint="稍后再试")
    if "not a database" in str(error):
        return WorkspaceError("不是 suance 的工作区文件", where=where, hint="换一个文件夹，或移走这个文件")
    why = error.strerror if isinstance(error, OSError) else str(error)
    return WorkspaceError(f"工作区打不开或写不进：{why}", where=where)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _json(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False)


def _document(record: str, text: str) -> Document:
    values = json.loads(record)
    values["paragraphs"] = tuple(Paragraph(**paragraph) for paragraph in values["paragraphs"])
    values["validity"] = Validity(**values["validity"])
    values["tags"] = tuple(values["tags"])
    return Document(text=text, **values)


def _observation_record(observation: Observation) -> dict[str, Any]:
    return asdict(observation) | {"value": str(observation.value)}


def _observation(record: dict[str, Any]) -> Observation:
    cite = record.pop("cite")
    value = Decimal(record.pop("value"))
    if cite is not None:
        cite = Cite(**cite | {"span": None if cite["span"] is None else tuple(cite["span"])})
    return Observation(value=value, cite=cite, **record)
