"""ZIP containers, opened within bounds: nothing is unpacked past what a file that is read by itself may hold.

The sizes that a container declares are checked first, those that come out are counted as they come: a container may lie.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from suance.errors import UnreadableDocument
from suance.read.source import MOST_BYTES

MAGIC, EMPTY = b"PK\x03\x04", b"PK\x05\x06"
MOST_MEMBERS = 10_000
MOST_TOGETHER = 4 * MOST_BYTES
MOST_RATIO, SMALL = 250, 1024 * 1024
"""A member over 1 MB may be 250 times its packed size; text packs to a fifth, a large table of office files to a fiftieth."""

_ENCRYPTED, _UTF8 = 0x1, 0x800
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, IndexError, NotImplementedError, RuntimeError)
_STEP = 256 * 1024


@dataclass
class Budget:
    """How many bytes may still come out of a container and of all that lie within it."""

    left: int = MOST_TOGETHER


@dataclass
class Archive:
    """The members of a container by name."""

    where: str
    """what an error message names"""
    zip: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    budget: Budget = field(default_factory=Budget)

    def content(self, name: str) -> bytes:
        """The bytes of a member. Raises UnreadableDocument for one that is missing, encrypted, damaged or a bomb."""
        info = self.members.get(name)
        if info is None:
            raise UnreadableDocument(f"缺少 {name}", where=self.where, hint="文件不完整，请重新下载或重新保存")
        place = f"{self.where}/{name}"
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableDocument("已加密", where=place, hint="请去掉密码后再读")
        if info.compress_type not in _PLAIN:
            raise UnreadableDocument("压缩方法不支持", where=place, hint="请用普通 ZIP（deflate）重新压缩")
        most = min(MOST_BYTES, self.budget.left, max(SMALL, info.compress_size * MOST_RATIO))
        data = b"" if info.file_size > most else self._unpacked(info, most, place)
        if info.file_size > most or len(data) > most:
            size = f"{max(info.file_size, len(data)):,} 字节"
            raise UnreadableDocument(f"解压后过大（{size}，压缩后 {info.compress_size:,}），疑为压缩炸弹", where=place, hint="请解压后拆分再读")
        self.budget.left -= len(data)
        return data

    def _unpacked(self, info: zipfile.ZipInfo, most: int, place: str) -> bytes:
        """At most one step more than `most` bytes."""
        parts: list[bytes] = []
        size = 0
        try:
            with self.zip.open(info) as stream:
                while size <= most and (part := stream.read(_STEP)):
                    parts.append(part)
                    size += len(part)
        except _DAMAGE:
            raise UnreadableDocument("压缩内容已损坏", where=place, hint="请重新下载或重新压缩") from None
        return b"".join(parts)


def opened(data: bytes, where: str, budget: Budget | None = None) -> Archive:
    """The container in `data`. Raises UnreadableDocument where it is cut short, damaged, or holds over 10,000 members."""
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        raise UnreadableDocument("ZIP 容器不完整或已损坏", where=where, hint="请重新下载或重新保存") from None
    infos = [info for info in container.infolist() if not info.is_dir()]
    if len(infos) > MOST_MEMBERS:
        raise UnreadableDocument(f"内有 {len(infos):,} 个文件，上限 {MOST_MEMBERS:,}", where=where, hint="请拆分后再读")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        members.setdefault(_name(info), info)
    return Archive(where, container, members, budget or Budget())


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name, GB18030 where it is marked as no UTF-8, without steps that lead out of the container (.., /, C:)."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    steps = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(step for step in steps if step not in ("/", "..", ".") and not step.endswith(":"))
