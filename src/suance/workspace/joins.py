"""The stages one after the other: the only place where they meet.

    paths ─read, extract─▶ Reading ─draft─▶ Policy ─check─▶ findings
                                              └─award, track, fund─▶ results

A stage is imported when it is needed, so that a command waits for its own stage only.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from suance.errors import SuanceError, UnreadableDocument, UsageError
from suance.model import Document, Explanation, Fact, Line, Observation, Total
from suance.workspace import files
from suance.workspace.store import Run, Workspace

if TYPE_CHECKING:
    from suance.award.panel import Panel
    from suance.fetch import Client, Entry, Fetched
    from suance.fund import FundCheck
    from suance.policy.schema import Policy
    from suance.second import Endpoint
    from suance.track import TargetState

Engine = Literal["interpreter", "duckdb"]
FUND_TABLE = "funds.yaml"
STATE = ".fetch.json"
"""in a folder of fetched pages: what the servers said of each"""
READ_AHEAD = 8
"""how many files a process may be ahead of what is asked for"""

# ── documents ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: its document and facts, or why there are none."""

    path: Path
    document: Document | None = None
    facts: tuple[Fact, ...] = ()
    error: SuanceError | None = None


def read_document(source: Path | bytes, name: str | None = None) -> Document:
    """The document in a file or in bytes; UnreadableDocument where there is none."""
    from suance.read import read

    return read(source, name=name)


def read_facts(source: Path | bytes, name: str | None = None) -> tuple[Document, tuple[Fact, ...]]:
    """A document and its facts in the text's order; UnreadableDocument where the file is none."""
    from suance.extract import extract

    document = read_document(source, name)
    return document, tuple(extract(document))


def read_paths(paths: Iterable[Path], jobs: int = 1) -> Iterator[Reading]:
    """Each document of the files that the paths stand for, in their order, read by so many processes side by side.

    A fault is in the Reading and the rest goes on. Two documents whose records would have the same name: the second one is refused.
    """
    names: dict[str, str] = {}
    for results in _side_by_side(files.documents(paths), jobs):
        for result in results:
            path = str(result.path)
            first = names.setdefault(result.document.name, path) if result.document else path
            clash = UnreadableDocument(f"与 {first} 同名，结果会互相覆盖", where=path, hint="改名，或分开读取")
            yield result if first == path else Reading(result.path, error=clash)


def readings(path: Path, content: bytes | None = None) -> tuple[Reading, ...]:
    """What comes of one file, or of bytes that go by its name: a ZIP file's documents one by one. A fault of ours is told too, so that it
    stops no batch."""
    from suance.extract import extract
    from suance.read import read_all

    try:
        found = read_all(path if content is None else content, name=None if content is None else path.stem)
        read = [Reading(path, document, tuple(extract(document))) for document in found.documents]
        return (*read, *(Reading(path, error=failure) for failure in found.failures))
    except SuanceError as error:
        return (Reading(path, error=error),)
    except Exception as fault:
        told = SuanceError(f"程序自身出错：{type(fault).__name__}: {fault}", where=str(path), hint="加 --debug 看详情")
        told.__cause__ = fault
        return (Reading(path, error=told),)


def fetch(addresses: Iterable[str], feeds: Iterable[str], folder: Path, *, client: Client | None = None) -> Iterator[tuple[Fetched, Path | None]]:
    """Pages brought to a folder as they came: those of the addresses, then those that the feeds announce; where each new one was written.

    A feed is an address or a file: RSS, Atom, JSON Feed, or an address a line. What the servers said is kept in the folder, so that only
    what is new is asked for the next time. A page or a feed that fails is told and the rest goes on.
    """
    from suance import fetch as web

    polite = client or web.Client()
    links: list[str] = list(addresses)
    for source in feeds:
        try:
            links += [entry.link for entry in _announced(source, polite)]
        except UnreadableDocument as fault:
            yield web.Fetched(source, "failed", error=fault), None
    for page in web.pages(links, folder / STATE, client=polite):
        target = folder / web.file_name(page) if page.status == "new" else None
        if target:
            files.write_bytes(target, page.data)
        yield page, target


def _announced(source: str, client: Client) -> list[Entry]:
    from suance import fetch as web

    if source.startswith(("http://", "https://")):
        answer = client.get(web.checked(source))
        return web.feed(answer.data, answer.url)
    try:
        return web.feed(Path(source).read_bytes(), "")
    except OSError as error:
        raise UnreadableDocument(f"打不开：{error.strerror or error}", where=source, hint="订阅源是网址，或本地的文件") from error


def settle() -> None:
    """Load what reading knows, and take it out of the garbage collector's rounds: it stays for as long as the process reads."""
    readings(Path("settle.txt"), "2021年，全市规上工业产值增长5%。".encode())
    gc.collect()
    gc.freeze()


def _side_by_side(paths: Iterable[Path], jobs: int) -> Iterator[tuple[Reading, ...]]:
    """What comes of each file, in order; no more than a few files a process are read ahead, so that memory stays flat."""
    if jobs == 1:
        settle()
        yield from map(readings, paths)
        return
    waiting: deque[Future[tuple[Reading, ...]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=settle) as pool:
        for path in paths:
            waiting.append(pool.submit(readings, path))
            if len(waiting) == READ_AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def second_opinion(document: Document, facts: Sequence[Fact], endpoint: Endpoint) -> tuple[tuple[Fact, ...], int, int]:
    """The facts with what a second reader adds (each waiting for review), how many it added, and how many of its proposals were refused.

    InputError where the endpoint gives no usable answer; the facts that were read stay as they are.
    """
    from suance.extract.proposals import accept
    from suance.second import ask

    added, refused = accept(document, (proposal for answer in ask(document, endpoint) for proposal in answer), facts)
    return tuple(sorted([*facts, *added], key=lambda fact: (fact.start, fact.end))), len(added), len(refused)


# ── policies ─────────────────────────────────────────────────────────────────


def shipped(*names: str) -> Traversable:
    """A file or folder that ships with the package."""
    return resources.files("suance").joinpath(*names)


def shipped_policies() -> list[str]:
    """The ids of the policies that ship with the package."""
    return sorted(file.name.removesuffix(".yaml") for file in shipped("policies").iterdir() if file.name.endswith(".yaml"))


def find_policy(reference: str | Path) -> Policy:
    """The policy of a file, or the shipped one of that id; UsageError where there is neither, PolicyError for its faults."""
    from suance.policy import schema

    path = _policy_file(reference)
    if isinstance(path, Path):
        return schema.load(path)
    return schema.loads(path.read_text(encoding="utf-8"), path.name)


def _policy_file(reference: str | Path) -> Path | Traversable:
    """The file of a policy; UsageError where there is none."""
    path = Path(reference)
    known = shipped_policies()
    if path.is_file() or (path.exists() and str(reference) not in known):
        return path
    if str(reference) in known:
        return shipped("policies", f"{reference}.yaml")
    raise UsageError("没有这个政策文件", where=str(reference), hint=f"给出文件的路径，或随附政策的编号：{'、'.join(known)}")


def policy_text(reference: str | Path) -> tuple[str, str]:
    """What a policy's file is called in messages, and its text."""
    path = _policy_file(reference)
    return str(reference) if str(reference).endswith(path.name) else path.name, path.read_text(encoding="utf-8-sig")


def dump(policy: Policy) -> str:
    """A policy as the text of its file."""
    from suance.policy import schema

    return schema.dump(policy)


def questions(policy: Policy) -> int:
    """How many questions a policy leaves open."""
    from suance.policy import schema

    return sum(question.answered is None for *_, question in schema.questions(policy))


def draft(source: Path) -> Policy:
    """A first policy of one document: what its facts say, with the questions that they leave open."""
    from suance.policy.draft import draft

    document, facts = read_facts(source)
    return draft(document, facts)


# ── what a policy gives ──────────────────────────────────────────────────────


def panel(folder: Path) -> Panel:
    """The tables of a panel folder; PanelError where one is no table."""
    from suance.award.panel import load

    return load(folder)


def names(tables: Panel) -> dict[str, str]:
    """Id → name of every firm, project and cluster that the panel names."""
    from suance.award.needs import HOMES

    found: dict[str, str] = {}
    for table, key in HOMES.values():
        columns = tables.tables[table].columns if table in tables.tables else {}
        if key in columns and "name" in columns:
            ids, words = (tables.tables[table].cells(columns[column][0]) for column in (key, "name"))
            found |= {str(id_): str(word) for id_, word in zip(ids, words, strict=True) if word}
    return found


def award(
    policy: Policy, tables: Panel, *, years: Sequence[int] | None, subject: str | None, engine: Engine, as_of: date, refusals: bool
) -> list[Line]:
    """What a policy pays the subjects of a panel; with `refusals`, who gets nothing and why, too."""
    from suance.award import award

    return award(policy, tables, years=years, subject=subject, engine=engine, as_of=as_of, all=refusals)


def save(
    policy: Policy, tables: Panel, path: Path, *, years: Sequence[int] | None, subject: str | None, engine: Engine, as_of: date, refusals: bool
) -> int:
    """The lines of `award` in a .parquet or .csv file; how many they are."""
    from suance.award import save

    return save(policy, tables, path, years=years, subject=subject, engine=engine, as_of=as_of, all=refusals)


def totals(policy: Policy, tables: Panel, path: Path | None, *, years: Sequence[int] | None, engine: Engine, as_of: date) -> list[Total]:
    """What the lines of `award` come to by rule, step and year; in a .parquet or .csv file, too, where one is named."""
    from suance.award import totals

    found = totals(policy, tables, years=years, engine=engine, as_of=as_of)
    if path is not None:
        from suance.award.run import write_totals

        write_totals(found, path)
    return found


def explain(policy: Policy, tables: Panel, subject: str, *, years: Sequence[int] | None, as_of: date) -> list[Explanation]:
    """What a policy pays one subject, with every condition, stage and missing fact."""
    from suance.award.explain import explain

    return explain(policy, tables, subject, years=years, as_of=as_of)


def observations(paths: Sequence[Path] | None = None) -> list[Observation]:
    """The published figures of the files; those that ship with the package where None is given."""
    from suance.track.ledger import from_records

    sources = list(_shipped_ledgers()) if paths is None else list(paths)
    return [observation for source in sources for observation in from_records(records(source), where=source.name)]


def _shipped_ledgers() -> Iterator[Traversable]:
    """The observation files of the package; the fund table beside them is another record."""
    yield from (file for file in shipped("observations").iterdir() if file.name.endswith(".yaml") and file.name != FUND_TABLE)


def track(policy: Policy, figures: Sequence[Observation], *, as_of: date) -> list[TargetState]:
    """A policy's targets against published figures, as of a day."""
    from suance.track import track

    return track(policy.promised_targets(), figures, as_of=as_of)


def fund(policy: Policy) -> list[FundCheck]:
    """What a policy's funds promise, whether it can hold, and what other funds were reported to have drawn."""
    from suance.fund import check, from_records

    peers = from_records(records(shipped("observations", FUND_TABLE)), where=FUND_TABLE)
    return [check(promise, peers) for promise in policy.promised_funds()]


def records(source: Path | Traversable) -> Any:
    """The plain data of a YAML file; UsageError where it is not there, InputError where it is no YAML."""
    from suance.policy import file

    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("读不了文件", where=str(source), hint="要 UTF-8 编码的 YAML 文件") from error
    return file.parse(text, str(source))[0]


# ── runs ─────────────────────────────────────────────────────────────────────


@contextmanager
def recorded(folder: Path | None, command: str, policy: Policy, inputs: Iterable[Path], *, engine: str | None, as_of: date) -> Iterator[None]:
    """Keep a run in the workspace once what is inside is done: its inputs and policy by hash, and how long it took.

    Without a folder, and where the work fails, nothing is kept."""
    if folder is None:
        yield
        return
    with Workspace.open(folder) as workspace:
        started, clock = datetime.now(UTC), time.perf_counter()
        yield
        seconds = round(time.perf_counter() - clock, 3)
        digests = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files.inside(inputs)}
        kept = workspace.add_policy(policy)
        version = f"{policy.policy}@{kept.version}"
        workspace.add_run(Run(command, digests, as_of.isoformat(), started.isoformat(timespec="seconds"), seconds, policy.policy, version, engine))
