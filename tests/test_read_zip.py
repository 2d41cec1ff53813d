"""ZIP files of documents: every member is read or listed with its reason, and nothing unpacks without end."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from papers import docx, packed, para
from suance.errors import UnreadableDocument
from suance.read import Contents, archive, read, read_all

PAGE = "<html><body><p>对个人给予补助2万元。</p></body></html>"


def opened(members: dict[str, bytes | str], name: str = "a.zip") -> Contents:
    return read_all(packed(members), name=name)


def names(contents: Contents) -> list[str]:
    return [document.name for document in contents.documents]


def told(contents: Contents) -> list[str]:
    assert all(fault.where and fault.hint and "\n" not in str(fault) for fault in contents.failures)
    return [str(fault) for fault in contents.failures]


def test_every_member_is_read_under_its_name_and_those_that_fail_are_listed() -> None:
    contents = opened({"某办法.docx": docx(para("对企业给予奖励50万元。")), "内/b.html": PAGE, "c.bin": b"\x00\x01", "d.txt": "正文。"})
    assert names(contents) == ["a/某办法", "a/内/b", "a/d"]
    assert [document.format for document in contents.documents] == ["docx", "html", "text"]
    assert len(contents.failures) == 1
    assert told(contents)[0].startswith("a.zip/c.bin: ")


def test_a_zip_file_on_disk_is_read_and_any_other_file_is_its_one_document(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(packed({"甲.txt": "正文。"}))
    assert names(read_all(path)) == ["包/甲"]
    (tmp_path / "乙.txt").write_text("正文。", "utf-8")
    assert read_all(tmp_path / "乙.txt").documents == (read(tmp_path / "乙.txt"),)
    assert names(read_all(docx(para("正文。")), name="丙.docx")) == ["丙"]


def test_zip_files_within_are_read_to_a_bounded_depth() -> None:
    inner = packed({"d.txt": "第四层。"})
    for name in ("c", "b", "a"):
        inner = packed({f"{name}.txt": f"{name}层。", f"{name}.zip": inner})
    contents = read_all(inner, name="z.zip")
    assert names(contents) == ["z/a", "z/a/b", "z/a/b/c"]
    assert len(contents.failures) == 1
    assert "嵌套" in told(contents)[0]


def test_names_packed_in_gb18030_are_read_and_none_leads_out_of_the_archive() -> None:
    data = packed({"??.txt": "正文。"}).replace(b"??.txt", "甲".encode("gb18030") + b".txt")
    assert names(read_all(data, name="a.zip")) == ["a/甲"]
    assert names(opened({"../../b.txt": "正文。", "/c.txt": "正文。", "C:\\d\\e.txt": "正文。"})) == ["a/b", "a/c", "a/d/e"]


def test_what_systems_leave_in_archives_is_no_document() -> None:
    contents = opened({"__MACOSX/._a.txt": "x", ".hidden/a.txt": "x", "a/.DS_Store": "x", "Thumbs.db": "x", "a.txt": "正文。"})
    assert (names(contents), contents.failures) == (["a/a"], ())


def test_a_bomb_is_listed_and_the_rest_is_read() -> None:
    contents = opened({"a.txt": b"1" * (8 * 1024 * 1024), "b.txt": "正文。"})
    assert names(contents) == ["a/b"]
    assert "炸弹" in told(contents)[0]


def test_what_comes_out_of_all_members_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.Budget, "__init__", lambda self: setattr(self, "left", 500))
    inner = packed({f"{number}.txt": "正文" * 50 for number in range(4)}, zipfile.ZIP_STORED)
    contents = read_all(packed({"a.txt": "正文" * 50, "b.txt": "正文" * 33, "c.txt": "正文。"}), name="a.zip")
    assert names(contents) == ["a/a", "a/b"]
    assert len(read_all(packed({"inner.zip": inner}), name="a.zip").documents) == 0


def test_a_list_of_very_many_files_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as container:
        for number in range(archive.MOST_MEMBERS + 1):
            container.writestr(str(number), "")
    with pytest.raises(UnreadableDocument, match="10,001"):
        read_all(data.getvalue(), name="a.zip")


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: data[:10]])
def test_a_zip_file_cut_short_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(UnreadableDocument, match="不完整"):
        read_all(damage(packed({"a.txt": "正文。" * 99})), name="a.zip")


def test_an_empty_zip_file_and_a_container_of_another_kind_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="没有文件"):
        read_all(packed({}), name="a.zip")
    with pytest.raises(UnreadableDocument, match="DOCX、XLSX"):
        read_all(packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), name="a.xlsx")


def test_one_document_is_asked_for_and_a_zip_file_says_what_it_is() -> None:
    with pytest.raises(UnreadableDocument, match="ZIP"):
        read(packed({"a.txt": "正文。"}), name="a.zip")
