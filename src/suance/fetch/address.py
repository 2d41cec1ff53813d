"""Addresses of the web: only http and https, written as a request needs them."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from suance.errors import UnreadableDocument

_LONGEST = 4000
_LONGEST_NAME = 120
_LONGEST_ENDING = 5
_NAME = re.compile(r"[^A-Za-z0-9_]+")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_KEPT_IN_PATH = "/%:@!$&'()*+,;=~-._"
_KEPT_IN_QUERY = _KEPT_IN_PATH + "?"


def checked(url: str) -> str:
    """The address in ASCII, without its fragment. Raises UnreadableDocument for what is no http or https address."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise _refused(url, "网址写法有误") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise _refused(url, "只读取 http 和 https 网址")
    if not ascii_host or _UNSEEN.search(url.strip()) or len(url) > _LONGEST:
        raise _refused(url, "网址写法有误")
    if "@" in parts.netloc:
        raise _refused(url, "网址中不能带用户名和密码")
    place = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    netloc = place if port is None else f"{place}:{port}"
    return urlunsplit((parts.scheme.lower(), netloc, quote(parts.path, _KEPT_IN_PATH) or "/", quote(parts.query, _KEPT_IN_QUERY), ""))


def joined(base: str, link: str) -> str:
    """A link as an address of its own, where it is relative to `base`; empty where it leads nowhere on the web."""
    try:
        return checked(urljoin(base, link.strip())) if link.strip() else ""
    except (UnreadableDocument, ValueError):
        return ""


def host(url: str) -> str:
    """The scheme, host and port of a checked address: what has a robots.txt of its own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def file_name_of(url: str, ending: str) -> str:
    """host/path-in-one-name.ending; a digest of the address joins it where the name does not hold the whole path, or there is a query."""
    parts = urlsplit(checked(url))
    stem, dot, known = parts.path.strip("/").rpartition(".")
    if not dot or len(known) > _LONGEST_ENDING or not known.isalnum():
        stem, known = parts.path.strip("/"), ending.lstrip(".")
    plain = _NAME.sub("-", stem)[:_LONGEST_NAME] or "index"
    same = plain == stem and not parts.query
    digest = "" if same else f"-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
    return f"{parts.netloc.replace(':', '-')}/{plain}{digest}.{known}"


def _refused(url: str, what: str) -> UnreadableDocument:
    where = _UNSEEN.sub(" ", url)[:200]
    return UnreadableDocument(what, where=where, hint="例如 https://www.example.gov.cn/zcwj/1.html")
