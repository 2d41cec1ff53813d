"""Where each page lies, and which addresses may become links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

_LONGEST = 60
"""characters of a file's name; in UTF-8 they stay under the 255 bytes of common file systems"""


def slugs(names: Iterable[str]) -> dict[str, str]:
    """For each name a file name without its ending: letters, digits, `_`, `.` and `-`, no two alike but for case.

    None begins with `_` or `.`, which hosts of static sites leave out. The same names give the same slugs, whatever their order.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip("-._")[:_LONGEST] or "page"
        slug, number = plain, 1
        while slug.casefold() in taken:
            number += 1
            slug = f"{plain}-{number}"
        taken.add(slug.casefold())
        given[name] = slug
    return given


def href(page: str, target: str, fragment: str = "") -> str:
    """A link from one page of the site to another, both paths from its root: relative, percent-encoded."""
    up = "../" * page.count("/")
    return f"{up}{quote(target)}" + (f"#{fragment}" if fragment else "")


def external(address: str | None) -> str | None:
    """The address as a link, where it is one of the web (http, https or //host/…); None for anything else."""
    if address is None or not re.fullmatch(r"(https?:)?//[^\s\"'<>\\^`{|}]+", address, re.IGNORECASE):
        return None
    try:
        parts = urlsplit(address, scheme="https")
        return parts.geturl() if parts.hostname else None
    except ValueError:
        return None
