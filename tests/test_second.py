"""The second reader: a server that answers, lies, stalls, and returns garbage; nothing of it is believed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from suance.cli import main
from suance.errors import InputError, UsageError
from suance.extract import extract
from suance.extract.proposals import accept
from suance.model import Document, Paragraph
from suance.second import Endpoint, ask, pieces

TEXT = "云川市去年新增绿色工厂36家。\n到2027年，全市算力规模力争达到12万台。"


def document(text: str = TEXT) -> Document:
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(start, start + len(line)))
        start += len(line) + 1
    return Document("passage", text, tuple(paragraphs), "", "text", title="云川市要闻", published="2026-03-01")


@contextmanager
def server(reply: Callable[[dict[str, Any]], bytes | None]) -> Iterator[Endpoint]:
    """A local endpoint that answers a request with the bytes of `reply`, or never where it gives None."""
    release = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = reply(asked)
            if body is None:
                release.wait(10)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield Endpoint(f"http://127.0.0.1:{running.server_port}/v1", "any", "key", seconds=0.5)
    finally:
        release.set()
        running.shutdown()
        running.server_close()


def message(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_a_proposal_that_the_text_bears_out_becomes_a_fact_that_waits_for_a_person() -> None:
    proposal = {"kind": "target", "quote": "算力规模力争达到12万台", "figure": "12万台", "indicator": "算力规模"}
    with server(lambda asked: message("```json\n" + json.dumps([proposal]) + "\n```")) as endpoint:
        [proposals] = ask(document(), endpoint)
    [fact], refused = accept(document(), proposals)
    assert (fact.kind, TEXT[fact.start : fact.end], fact.value, fact.unit, fact.indicator) == ("target", "12万台", Decimal(120000), "台", "算力规模")
    assert fact.review
    assert not refused


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        ({"kind": "statistic", "quote": "新增绿色工厂63家", "figure": "63家"}, "引文不在原文里"),
        ({"kind": "statistic", "quote": "新增绿色工厂36家", "figure": "360家"}, "数字不在引文里"),
        ({"kind": "statistic", "quote": "绿色工厂36家", "figure": "6家"}, "与词法读出的数不一致"),
        ({"kind": "rumour", "quote": "绿色工厂36家", "figure": "36家"}, "没有这一类事实"),
        ({"kind": "statistic", "quote": 36, "figure": "36家"}, "缺引文或数字"),
        ({"kind": "statistic", "quote": "市", "figure": "市"}, "不止一处"),
        ({"kind": "statistic", "quote": "新增绿色工厂36家", "figure": "36家", "start": 0}, "已有这一事实"),
    ],
)
def test_a_lie_is_refused_with_its_reason(proposal: dict[str, Any], reason: str) -> None:
    facts, [refused] = accept(document(), [proposal], extract(document()))
    assert not facts
    assert reason in refused.reason


def test_words_that_are_not_in_the_text_are_left_out() -> None:
    [fact], _ = accept(document(), [{"kind": "statistic", "quote": "绿色工厂36家", "figure": "36家", "indicator": "红色工厂"}])
    assert fact.indicator is None


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"{}",
        b"[]",
        message("no array"),
        message("[1, 2"),
        json.dumps({"choices": [{"message": {"content": 3}}]}).encode(),
        None,
        b"x" * 1_100_000,
    ],
    ids=["garbage", "empty", "list", "prose", "broken", "number", "silence", "flood"],
)
def test_what_is_no_answer_is_said_in_one_line(body: bytes | None) -> None:
    with server(lambda asked: body) as endpoint, pytest.raises(InputError) as error:
        list(ask(document(), endpoint))
    assert "第1段" in str(error.value)
    assert "\n" not in str(error.value)


def test_only_web_addresses_are_asked() -> None:
    with pytest.raises(UsageError):
        list(ask(document(), Endpoint("file:///etc/passwd", "any")))


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(InputError):
        list(ask(document(), Endpoint("http://127.0.0.1:9/v1", "any", seconds=0.5)))


def test_the_pieces_are_whole_paragraphs_and_lose_nothing() -> None:
    long = document("\n".join(f"第{n}段" * 100 for n in range(20)))
    assert "".join(pieces(long)).replace("\n", "") == long.text.replace("\n", "")


def test_the_command_asks_the_second_reader_and_goes_on_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text(TEXT, encoding="utf-8")
    proposal = {"kind": "fund", "quote": "绿色工厂36家", "figure": "36家"}
    with server(lambda asked: message(json.dumps([proposal]))) as endpoint:
        assert main(["read", str(notice), "--json", "--second", endpoint.address, "--second-model", "m"]) == 0
    assert '"frame": "second"' in capsys.readouterr().out
    assert main(["read", str(notice), "--json", "--second", "http://127.0.0.1:9/v1"]) == 0
    shown = capsys.readouterr()
    assert '"kind": "statistic"' in shown.out
    assert "第二读者" in shown.err
