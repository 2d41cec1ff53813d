"""One request after the other to each host, as its robots.txt allows, within bounds of size and time."""

from __future__ import annotations

import http.client
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)
from urllib.robotparser import RobotFileParser

from suance.errors import UnreadableDocument
from suance.fetch.address import host, joined

AGENT = "suance"
DELAY, TIMEOUT, LONGEST = 1.0, 20.0, 120.0
"""Seconds: between two requests to a host, for a server to say anything, for a page as a whole."""
MOST_BYTES, MOST_ROBOTS = 64 * 1024 * 1024, 512 * 1024
MOST_STEPS = 5
_STEP = 64 * 1024
_MOVED = (301, 302, 303, 307, 308)
_UNCHANGED, _CLOSED, _PAUSE, _FAULT = 304, (401, 403), (429, 503), 500
_HANDLERS = (ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor)
"""No handler for files, FTP or data addresses, and none that follows a redirect unseen."""
_BROKEN = (URLError, OSError, http.client.HTTPException, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    url: str
    data: bytes = b""
    kind: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


@dataclass
class Client:
    """Asks servers politely; `clock`, `sleep` and `today` stand in for time where that is to be seen."""

    agent: str = AGENT
    delay: float = DELAY
    timeout: float = TIMEOUT
    longest: float = LONGEST
    most_bytes: int = MOST_BYTES
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    today: Callable[[], float] = time.time
    """seconds since 1970"""
    _robots: dict[str, RobotFileParser] = field(default_factory=dict, repr=False)
    _last: dict[str, float] = field(default_factory=dict, repr=False)
    _paused: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, url: str, conditions: Mapping[str, str] | None = None) -> Answer:
        """The page at a checked address, over at most five redirects, each asked for as politely.

        Raises UnreadableDocument where robots.txt forbids it, the server refuses or wants a pause, the answer is too large, too slow or broken.
        """
        start = url
        for _ in range(MOST_STEPS + 1):
            self._may(url)
            found = self._ask(url, dict(conditions or {}), self.most_bytes)
            if isinstance(found, Answer):
                return found
            if found.code == _UNCHANGED:
                return Answer(url, unchanged=True)
            if found.code not in _MOVED:
                raise self._refusal(url, found)
            step = joined(url, found.headers.get("Location", ""))
            if not step:
                raise UnreadableDocument("转向的目标不是网页", where=url, hint="请在浏览器中查看")
            url = step
        raise UnreadableDocument(f"转向超过 {MOST_STEPS} 次", where=start, hint="请在浏览器中查看")

    def _may(self, url: str) -> None:
        """Nothing, where the host allows the page; else raises."""
        place = host(url)
        if place in self._paused:
            raise UnreadableDocument(f"服务器要求暂缓（{self._paused[place]}），本次不再访问", where=url, hint="请稍后再试")
        if place not in self._robots:
            self._robots[place] = self._rules(place)
        if not self._robots[place].can_fetch(self.agent, url):
            raise UnreadableDocument("网站的 robots.txt 不允许读取", where=url, hint="请在浏览器中打开并另存")

    def _rules(self, place: str) -> RobotFileParser:
        """A host's rules (RFC 9309): none where there is no robots.txt; all forbidden where it cannot be had."""
        rules = RobotFileParser()
        url = f"{place}/robots.txt"
        lines: list[str] = []
        try:
            for _ in range(MOST_STEPS + 1):
                found = self._ask(url, {}, MOST_ROBOTS, cut=True)
                if isinstance(found, Answer):
                    lines = found.data.decode("utf-8-sig", errors="replace").splitlines()
                    break
                if found.code not in _MOVED or not (url := joined(url, found.headers.get("Location", ""))):
                    closed = found.code in _CLOSED or found.code >= _FAULT
                    lines = ["User-agent: *", "Disallow: /"] if closed else []
                    break
        except UnreadableDocument:
            lines = ["User-agent: *", "Disallow: /"]
        rules.parse(lines)
        return rules

    def _ask(self, url: str, headers: Mapping[str, str], most: int, *, cut: bool = False) -> Answer | HTTPError:
        """One request. What is longer than `most` is cut there, or raises."""
        self._wait(host(url))
        asked = Request(url, headers={"User-Agent": self.agent, "Accept-Encoding": "identity", "Accept": "*/*", **headers})
        start = self.clock()
        try:
            with _opener().open(asked, timeout=self.timeout) as response:
                told: Message = response.headers
                length = told.get("Content-Length", "")
                if length.isdecimal() and int(length) > most and not cut:
                    raise _too_large(url, most)
                data = self._body(response, url, start, most, cut=cut)
                return Answer(url, data, told.get_content_type(), told.get("ETag", ""), told.get("Last-Modified", ""))
        except HTTPError as error:
            error.close()
            return error
        except _BROKEN as error:
            raise self._broken(url, error) from None

    def _broken(self, url: str, error: Exception) -> UnreadableDocument:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return UnreadableDocument(f"服务器 {self.timeout:g} 秒没有应答", where=url, hint="请稍后再试")
        told = " ".join(str(reason).split()) or type(reason).__name__
        return UnreadableDocument(f"连接失败：{told}", where=url, hint="请检查网址和网络")

    def _body(self, response: http.client.HTTPResponse, url: str, start: float, most: int, *, cut: bool) -> bytes:
        """The bytes of an answer, unpacked where they came packed unasked."""
        packed = response.headers.get("Content-Encoding", "").lower()
        unpacker = zlib.decompressobj(47) if packed in ("gzip", "x-gzip", "deflate") else None
        parts: list[bytes] = []
        size = 0
        while part := response.read1(_STEP):
            part = unpacker.decompress(part, most + 1) if unpacker else part
            size += len(part)
            parts.append(part)
            if size > most:
                if cut:
                    break
                raise _too_large(url, most)
            if self.clock() - start > self.longest:
                raise UnreadableDocument(f"{self.longest:g} 秒没有收完，已中断", where=url, hint="请稍后再试，或在浏览器中另存")
        if not cut and response.length:
            raise UnreadableDocument("没有收完，连接就断了", where=url, hint="请稍后再试")
        return b"".join(parts)[:most]

    def _wait(self, place: str) -> None:
        """Nothing, once the host may be asked again: after our own pause or a longer one that its robots.txt asks for."""
        rules = self._robots.get(place)
        asked_for = rules.crawl_delay(self.agent) if rules else None
        pause = max(self.delay, float(asked_for or 0))
        if place in self._last and (left := self._last[place] + pause - self.clock()) > 0:
            self.sleep(left)
        self._last[place] = self.clock()

    def _refusal(self, url: str, found: HTTPError) -> UnreadableDocument:
        if found.code in _PAUSE:
            self._paused[host(url)] = str(found.code)
            wait = found.headers.get("Retry-After", "")
            hint = f"请在 {wait} 秒后再试" if wait.isdecimal() else "请稍后再试"
            return UnreadableDocument(f"服务器要求暂缓（{found.code}）", where=url, hint=hint)
        return UnreadableDocument(f"服务器答复 {found.code}", where=url, hint="请在浏览器中查看")


def _opener() -> OpenerDirector:
    opener = OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    return opener


def _too_large(url: str, most: int) -> UnreadableDocument:
    return UnreadableDocument(f"超过上限 {most:,} 字节，已中断", where=url, hint="没有尽头或过大的网页、订阅源不读取")
