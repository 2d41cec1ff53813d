"""The workspace: records kept whole, migrations, two writers, and files that are never half-written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import cast
from zipfile import ZipFile

import pytest

from suance.errors import UnreadableDocument, UsageError, WorkspaceError
from suance.model import Cite, Document, Fact, Observation, Paragraph, Validity
from suance.workspace import Review, Run, Workspace, files, joins, store


def document(name: str = "notice", text: str = "工业产值达120亿元。", sha256: str = "a" * 64) -> Document:
    return Document(
        name=name,
        text=text,
        paragraphs=(Paragraph(0, len(text)),),
        sha256=sha256,
        format="text",
        title="示例",
        tags=("产业", "集群"),
        validity=Validity(issued="2022-02-07"),
        rights="full",
    )


FACT = Fact(kind="statistic", start=5, end=10, value=Decimal("12000000000"), unit="CNY", comparator="eq", inherited={"region": (0, 2)})


def test_a_document_and_its_facts_come_back_as_they_were(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.add_document(document(), [FACT])
    with Workspace.open(tmp_path) as workspace:
        assert workspace.documents() == [document()]
        assert workspace.facts("notice") == [FACT]
        assert workspace.facts("nobody") == []


def test_the_same_content_stays_one_version_and_gets_the_new_facts() -> None:
    with Workspace.scratch() as workspace:
        assert workspace.add_document(document(), [FACT]).state == "new"
        again = workspace.add_document(document(), [FACT, FACT])
        assert (again.version, again.state) == (1, "kept")
        assert len(workspace.facts("notice")) == 2


def test_other_content_under_a_known_name_is_a_further_version_and_the_newest_counts() -> None:
    with Workspace.scratch() as workspace:
        workspace.add_document(document(), [FACT])
        changed = document(text="工业产值达150亿元。", sha256="b" * 64)
        added = workspace.add_document(changed, [])
        assert (added.version, added.state) == (2, "changed")
        assert workspace.documents() == [changed]
        assert workspace.facts("notice") == []


def test_a_fault_while_adding_leaves_nothing_behind() -> None:
    with Workspace.scratch() as workspace:
        broken = Fact(kind="statistic", start=0, end=1, inherited={"region": cast(tuple[int, int], object())})
        with pytest.raises(TypeError):
            workspace.add_document(document(), [FACT, broken])
        assert workspace.documents() == []


def test_reviews_observations_and_runs_come_back_as_they_were(tmp_path: Path) -> None:
    review = Review("rule", "changzhou-2022/platform", "王某", "2022-03-01T09:00:00+08:00", "approved", None, '{"up_to": "200万元"}')
    cite = Cite("bureau", span=(3, 9), digest="c" * 64)
    observation = Observation("地区生产总值", "常州市", "2021", Decimal("880760000000.0"), "CNY", grade="official", cite=cite)
    run = Run("award", {"firms.csv": "d" * 64}, "2022-12-31", "2022-12-31T00:00:00+00:00", 0.25, "p", "p@1", "duckdb", None)
    with Workspace.open(tmp_path) as workspace:
        workspace.add_review(review)
        workspace.add_run(run)
        assert workspace.add_observations([observation, observation]) == 1
        assert workspace.add_observations([observation]) == 0
    with Workspace.open(tmp_path) as workspace:
        assert (workspace.reviews(), workspace.observations(), workspace.runs()) == ([review], [observation], [run])


def test_the_file_is_in_wal_mode_and_carries_the_version_of_its_tables(tmp_path: Path) -> None:
    Workspace.open(tmp_path).close()
    with sqlite3.connect(tmp_path / store.FILE) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA user_version").fetchone() == (len(store.MIGRATIONS),)


def test_a_workspace_of_an_older_version_is_brought_up_and_keeps_its_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.add_document(document(), [FACT])
    monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, "CREATE TABLE notes (text TEXT)"))
    with Workspace.open(tmp_path) as workspace:
        assert workspace.documents() == [document()]
    with sqlite3.connect(tmp_path / store.FILE) as db:
        assert db.execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_a_migration_that_fails_half_way_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Workspace.open(tmp_path).close()
    monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, "CREATE TABLE notes (text TEXT); CREATE TABLE notes (text TEXT)"))
    with pytest.raises(WorkspaceError):
        Workspace.open(tmp_path)
    with sqlite3.connect(tmp_path / store.FILE) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'notes'").fetchone() == (0,)
        assert db.execute("PRAGMA user_version").fetchone() == (len(store.MIGRATIONS) - 1,)


def a_newer_version(folder: Path) -> None:
    with sqlite3.connect(folder / store.FILE) as db:
        db.execute("PRAGMA user_version = 99")


def no_database(folder: Path) -> None:
    (folder / store.FILE).write_bytes("这不是数据库，只是一些字。".encode() * 50)


def a_folder_in_its_place(folder: Path) -> None:
    (folder / store.FILE).mkdir()


@pytest.mark.parametrize(
    ("fault", "words"), [(a_newer_version, "版本是 99"), (no_database, "不是 suance 的工作区"), (a_folder_in_its_place, "打不开")]
)
def test_a_file_that_is_no_workspace_of_ours_is_refused_in_one_line(tmp_path: Path, fault: Callable[[Path], None], words: str) -> None:
    fault(tmp_path)
    with pytest.raises(WorkspaceError, match=words) as refused:
        Workspace.open(tmp_path)
    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_workspace_is_only_made_where_that_is_asked(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="没有工作区"):
        Workspace.open(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()


WRITER = """
import sys
from suance.workspace import Review, Workspace
for number in range(40):
    with Workspace.open(sys.argv[1]) as workspace:
        workspace.add_review(Review("fact", f"notice/{number}", sys.argv[2], "2022-03-01", "approved"))
"""


def test_two_processes_that_write_at_once_lose_no_review(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name], stderr=subprocess.PIPE, text=True) for name in ("甲", "乙")]
    for writer in writers:
        _, complaint = writer.communicate()
        assert writer.returncode == 0, complaint
    with Workspace.open(folder) as workspace:
        kept = [(review.by, review.subject) for review in workspace.reviews()]
    assert sorted(kept) == sorted((name, f"notice/{number}") for name in ("甲", "乙") for number in range(40))


def test_a_writer_that_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.01)
    with Workspace.open(tmp_path) as workspace:
        other = sqlite3.connect(tmp_path / store.FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceError, match="另一个进程"):
            workspace.add_review(Review("fact", "notice/1", "甲", "2022-03-01", "approved"))
        other.close()


# ── files ────────────────────────────────────────────────────────────────────


def test_a_folder_stands_for_the_files_in_it_without_hidden_ones_records_and_tables(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "deep/c.html", ".git/config", "deep/.hidden", "a.facts.jsonl", "policy.yaml", "panel/firms.csv"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("字")
    assert [str(path.relative_to(tmp_path)) for path in files.documents([tmp_path])] == ["a.md", "b.txt", "deep/c.html"]
    assert list(files.documents([tmp_path / "a.facts.jsonl"])) == [tmp_path / "a.facts.jsonl"]


def test_writing_replaces_a_file_whole_and_leaves_no_other_file(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.jsonl"
    files.write(target, "一\n")
    files.write(target, "二\n")
    assert target.read_bytes() == "二\n".encode()
    assert list(target.parent.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_named_and_the_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("旧")
    with pytest.raises(UsageError, match="写不进去"):
        files.write(tmp_path / "file" / "inside.jsonl", "新")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="写不进去"):
        files.write(tmp_path / "folder", "新")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "旧"


# ── the stages together ──────────────────────────────────────────────────────


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("全市规上工业企业达到1200家。", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_text("全年完成工业投资300亿元。", encoding="utf-8")
    readings = list(joins.read_paths([tmp_path]))
    assert [reading.path.name for reading in readings] == ["a.txt", "b.txt", "c.txt"]
    assert [reading.document is not None for reading in readings] == [True, False, True]
    assert isinstance(readings[1].error, UnreadableDocument)


def test_a_fault_of_ours_stops_no_batch_and_keeps_its_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document) -> list[Fact]:
        raise ZeroDivisionError("除以零")

    monkeypatch.setattr("suance.extract.extract", broken)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("全市规上工业企业达到1200家。", encoding="utf-8")
    readings = list(joins.read_paths([tmp_path]))
    assert [str(reading.error) for reading in readings] == [
        f"{tmp_path / name}: 程序自身出错：ZeroDivisionError: 除以零（加 --debug 看详情）" for name in ("a.txt", "b.txt")
    ]
    assert all(isinstance(reading.error and reading.error.__cause__, ZeroDivisionError) for reading in readings)


def test_a_second_file_of_the_same_name_is_refused_not_overwritten(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("全市规上工业企业达到1200家。", encoding="utf-8")
    first, second = joins.read_paths([tmp_path])
    assert first.document is not None
    assert second.document is None
    assert "同名" in str(second.error)


def test_several_processes_read_the_same_in_the_same_order(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(f"全市规上工业企业达到{number + 1}家。" if number != 7 else "", encoding="utf-8")
    alone, together = list(joins.read_paths([tmp_path])), list(joins.read_paths([tmp_path], jobs=2))
    assert [(reading.path, reading.facts, str(reading.error)) for reading in together] == [
        (reading.path, reading.facts, str(reading.error)) for reading in alone
    ]


def test_a_zip_file_is_read_document_by_document(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "annexes.zip", "w") as archive:
        archive.writestr("one.txt", "全市规上工业企业达到1200家。")
        archive.writestr("two.txt", "")
        archive.writestr("inner/three.txt", "全年完成工业投资300亿元。")
    found = list(joins.read_paths([tmp_path]))
    assert [reading.document.name for reading in found if reading.document] == ["annexes/one", "annexes/inner/three"]
    assert ["two.txt" in str(reading.error) for reading in found if reading.error] == [True]


def test_a_policy_is_found_by_its_path_or_as_one_that_ships(tmp_path: Path) -> None:
    shipped = joins.find_policy("changzhou-2022")
    file = tmp_path / "mine.yaml"
    files.write(file, joins.dump(shipped))
    assert joins.find_policy(str(file)) == shipped
    with pytest.raises(UsageError, match="changzhou-2022"):
        joins.find_policy("nowhere-1999")
