"""A second reader, never needed: any OpenAI-compatible endpoint may propose facts.

Nothing here is believed. What comes back is raw: `extract.proposals.accept` keeps a proposal only where its quote stands
in the text and our own lexer reads the same figure there, and every one that is kept waits for a person.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suance.errors import InputError, UsageError
from suance.model import Document

PIECE = 1500
"""characters of text sent at once, cut between paragraphs"""
LARGEST = 1_000_000
"""bytes of an answer that are read at most"""

_TASK = (
    "从下面的中文政策文本里找出数字事实。只输出 JSON 数组，每项为"
    '{"kind": "statistic|target|award|limit|fund", "quote": "含该数字的原文连续片段", "figure": "原文中的数字和单位", '
    '"indicator": "指标", "period": "2025 或 2021/2025 等"}。'
    "quote 与 figure 必须逐字取自原文；不确定的不写。"
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the second reader is: the base address (…/v1), the model's name, the key (None where none is needed)."""

    address: str
    model: str
    key: str | None = None
    seconds: float = 60.0
    """how long an answer may take"""


def ask(document: Document, endpoint: Endpoint) -> Iterator[list[Mapping[str, Any]]]:
    """The raw proposals, a list for each piece of the document; InputError names the piece that got no usable answer.

    UsageError where the address is not http or https.
    """
    if not endpoint.address.startswith(("http://", "https://")):
        raise UsageError(f"第二读者的地址应以 http:// 或 https:// 开头：{endpoint.address}", hint="例如 http://127.0.0.1:8000/v1")
    for number, piece in enumerate(pieces(document), 1):
        try:
            yield _proposals(_answer(endpoint, piece))
        except (OSError, ValueError) as error:
            raise InputError(
                f"第二读者对第{number}段没有可用的回答：{_reason(error)}", where=document.name, hint="没有它也能读；已读出的事实不受影响"
            ) from None


def pieces(document: Document) -> list[str]:
    """The text in pieces of whole paragraphs; a paragraph longer than a piece goes alone."""
    found: list[str] = []
    for paragraph in document.paragraphs:
        text = document.text[paragraph.start : paragraph.end]
        if found and len(found[-1]) + len(text) < PIECE:
            found[-1] += "\n" + text
        elif text.strip():
            found.append(text)
    return found


def _answer(endpoint: Endpoint, text: str) -> str:
    """The model's message; ValueError for an answer of another shape, OSError where none comes."""
    body = {"model": endpoint.model, "temperature": 0, "messages": [{"role": "system", "content": _TASK}, {"role": "user", "content": text}]}
    request = urllib.request.Request(
        endpoint.address.rstrip("/") + "/chat/completions",
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}),
    )
    with urllib.request.urlopen(request, timeout=endpoint.seconds) as response:
        raw = response.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ValueError("回答过长")
    answer = json.loads(raw)
    try:
        content = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise ValueError("回答不合约定的形状") from None
    if not isinstance(content, str):
        raise ValueError("回答不是文字")
    return content


def _proposals(content: str) -> list[Mapping[str, Any]]:
    """The JSON array in a message, with or without a code fence around it; what is no object is left out."""
    start, end = content.find("["), content.rfind("]")
    if start < 0 or end < start:
        raise ValueError("回答里没有 JSON 数组")
    items = json.loads(content[start : end + 1])
    return [item for item in items if isinstance(item, dict)]


def _reason(error: Exception) -> str:
    """Why, in one line."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, TimeoutError) or (isinstance(error, urllib.error.URLError) and isinstance(error.reason, TimeoutError)):
        return "超时"
    return " ".join(str(error).split())[:80] or type(error).__name__
