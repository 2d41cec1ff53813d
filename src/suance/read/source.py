"""Bytes with what is known of them before they are read: where they come from and the text they may hold."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from suance.errors import UnreadableDocument

MOST_BYTES = 64 * 1024 * 1024
SAVE_AS_UTF8 = "请另存为 UTF-8 文本"
READS = "本版读取 Jekyll/Markdown、HTML、DOCX、PDF、PNG/JPEG 图片、纯文本和装有它们的 ZIP"

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP 容器（DOCX、XLSX、OFD 等）"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"PAR1", "Parquet"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = (
    ("EncryptedPackage", "加密的 Office 文件", "请在 Office 中去掉密码，另存后再读"),
    ("WordDocument", "旧版 Word（DOC、WPS）", "请用 Word 或 WPS 另存为 DOCX"),
)
"""What a container of the older Office holds, by the name of a stream in it, and what to do."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FREQUENT = re.compile("[的一是不了在有和年中大人企业业市政国國]")
"""Characters of which any running Chinese text, simplified or traditional, holds more than one in a hundred."""
_SAMPLE = 100_000


@dataclass(frozen=True)
class Source:
    """A file's bytes, and their text where they are text.

    `text` is empty where the bytes are none, and `fault` then says why; it is raised only if no reader claims the bytes.
    """

    name: str
    """the file's name without its ending"""
    where: str
    """what an error message names: the path, or the name of bytes given directly"""
    ending: str
    """lower case, with its dot: .md"""
    data: bytes
    text: str
    fault: UnreadableDocument | None = None

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def from_path(path: Path, name: str | None = None) -> Source:
    """The file at `path`. Raises UnreadableDocument for a folder, a missing, a closed or a too large file."""
    where = str(path)
    try:
        if path.is_dir():
            raise UnreadableDocument("这是文件夹，不是文件", where=where, hint="请给出其中的文件")
        size = path.stat().st_size
        _refuse_size(size, where)
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument("找不到文件", where=where, hint="请检查路径") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableDocument(f"打不开文件：{reason}", where=where, hint="请检查路径和权限") from None
    return _source(data, name or path.stem, where, path.suffix.lower())


def from_bytes(data: bytes, name: str | None = None) -> Source:
    """The bytes themselves; `name` may carry an ending (notice.html)."""
    _refuse_size(len(data), name or "输入")
    path = Path(name or "document")
    known = path.suffix[1:].isalpha()
    return _source(data, path.stem if known else path.name, name or "输入", path.suffix.lower() if known else "")


def from_member(data: bytes, name: str, where: str) -> Source:
    """A member of an archive; `name` is its path from the archive on (archive/inner.docx), and keeps its folders."""
    path = PurePosixPath(name)
    return _source(data, str(path.with_suffix("")), where, path.suffix.lower())


def _refuse_size(size: int, where: str) -> None:
    if size > MOST_BYTES:
        raise UnreadableDocument(f"文件过大：{size:,} 字节，上限 {MOST_BYTES:,}", where=where, hint="请拆分后再读")


def _source(data: bytes, name: str, where: str, ending: str) -> Source:
    try:
        return Source(name, where, ending, data, decode(data, where))
    except UnreadableDocument as fault:
        return Source(name, where, ending, data, "", fault)


def decode(data: bytes, where: str = "") -> str:
    """The text of `data`: UTF-8 with or without a mark, UTF-16 with one, or GB18030 (which covers GBK and GB2312).

    Raises UnreadableDocument for a known binary format, NUL bytes, or bytes of no such encoding (with the first bad offset).
    """
    if data.startswith(_OLE):
        raise _ole(data, where)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableDocument(f"这是{what}，不是文本", where=where, hint=READS)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(_strict(data, "utf-16", where), where)
    if b"\x00" in data:
        raise UnreadableDocument(f"二进制内容（第 {data.index(0)} 字节为 NUL），不是文本", where=where, hint=READS)
    try:
        return _checked(data.decode("utf-8-sig"), where)
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            raise UnreadableDocument(f"UTF-8 文本在第 {error.start} 字节处损坏", where=where, hint="请重新保存或重新下载") from None
    text = _checked(_strict(data, "gb18030", where), where)
    if not _reads_as_chinese(text):
        raise UnreadableDocument("编码无法识别：不是 UTF-8，按 GB18030 解码不成中文", where=where, hint=SAVE_AS_UTF8)
    return text


def _ole(data: bytes, where: str) -> UnreadableDocument:
    for stream, what, hint in _IN_OLE:
        if stream.encode("utf-16-le") in data:
            return UnreadableDocument(f"这是{what}，不能直接读", where=where, hint=hint)
    return UnreadableDocument("这是旧版 Office（DOC、XLS、WPS），不能直接读", where=where, hint=f"请另存为 DOCX；{READS}")


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"编码无法识别：第 {error.start} 字节不是 {encoding.upper()}", where=where, hint=SAVE_AS_UTF8) from None


def _checked(text: str, where: str) -> str:
    """The text itself. Raises UnreadableDocument where more than one character in a hundred is a control character."""
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) * 100 > len(sample):
        raise UnreadableDocument("二进制内容（控制字符过多），不是文本", where=where, hint=READS)
    return text


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with a few broken places: GB18030 would read them as other, wrong characters."""
    text = data[: 3 * _SAMPLE].decode("utf-8", errors="replace")
    return len(_HAN.findall(text)) > 10 * text.count("\ufffd")


def _reads_as_chinese(text: str) -> bool:
    """Whether a longer text has the commonest characters: Big5 and others also decode as GB18030, into rare ones."""
    sample = text[:_SAMPLE]
    han = len(_HAN.findall(sample))
    return han < 50 or len(_FREQUENT.findall(sample)) * 100 > han
