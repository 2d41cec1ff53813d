"""What is known of pages that were fetched: one small JSON file, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suance.errors import UnreadableDocument
from suance.fetch.client import Answer

_VERSION = 1
_EVERY = 50
"""Pages after which the file is written while a list goes on."""


@dataclass
class State:
    """ETag, Last-Modified, digest and time of each page by its address as given."""

    path: Path
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    _unsaved: int = 0

    @classmethod
    def load(cls, path: Path) -> State:
        """The state in a file; an empty one where there is no file yet. Raises UnreadableDocument where it is no state."""
        try:
            record = json.loads(path.read_text("utf-8"))
            pages = record["pages"]
            if record["version"] != _VERSION or not all(isinstance(page, dict) for page in pages.values()):
                raise ValueError
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise UnreadableDocument("抓取状态文件读不出", where=str(path), hint="删去此文件即从头抓取") from None
        return cls(path, pages)

    def age(self, url: str, today: float) -> float:
        """Seconds since the page was asked for, infinite where it never was."""
        at = self.pages.get(url, {}).get("at")
        return today - at if isinstance(at, (int, float)) and at <= today else float("inf")

    def conditions(self, url: str) -> dict[str, str]:
        """The headers that ask for a page only if it changed."""
        page = self.pages.get(url, {})
        names = {"If-None-Match": page.get("etag"), "If-Modified-Since": page.get("modified")}
        return {name: value for name, value in names.items() if isinstance(value, str) and value.isprintable() and value}

    def same(self, url: str, data: bytes) -> bool:
        """Whether these are the bytes that the page had before."""
        return bool(self.pages.get(url, {}).get("sha256") == hashlib.sha256(data).hexdigest())

    def note(self, url: str, answer: Answer, today: float) -> None:
        """Keep what a server said of a page."""
        page = self.pages.setdefault(url, {})
        if not answer.unchanged:
            page.update(etag=answer.etag, modified=answer.modified, sha256=hashlib.sha256(answer.data).hexdigest())
        page["at"] = today
        self._unsaved += 1

    def save(self, *, last: bool = False) -> None:
        """Write the file, now and then, and when it is the last time."""
        if not self._unsaved or (self._unsaved < _EVERY and not last):
            return
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        text = json.dumps({"version": _VERSION, "pages": self.pages}, ensure_ascii=False, indent=0)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, "utf-8")
            beside.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise UnreadableDocument(f"抓取状态写不进去：{error.strerror or error}", where=str(self.path), hint="换一个位置，或检查权限") from None
        self._unsaved = 0
