"""Fetching: polite, resumable, bounded; against a server of our own on this machine."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from suance.errors import UnreadableDocument
from suance.fetch import Client, Entry, Fetched, feed, file_name, pages
from suance.fetch.address import checked, joined
from suance.read import read
from suance.workspace import joins

PAGE = "<html><body><p>对企业给予奖励50万元。</p></body></html>".encode()
Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as the test says, and remembers what was asked."""

    protocol_version = "HTTP/1.1"
    replies: dict[str, Reply]
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        self.close_connection = True
        try:
            self.replies.get(self.path, missing)(self)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        return

    def answer(self, code: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in ({"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def missing(handler: Handler) -> None:
    handler.answer(404)


def page(body: bytes = PAGE, code: int = 200, **headers: str) -> Reply:
    return lambda handler: handler.answer(code, body, **headers)


class Site:
    """A server with its replies."""

    def __init__(self, server: ThreadingHTTPServer, handler: type[Handler]) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.replies = handler.replies
        self.asked = handler.asked

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "*")
    handler = type("Of", (Handler,), {"replies": {}, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Site(server, handler)
    server.shutdown()
    thread.join()
    server.server_close()


def quick(**more: Any) -> Client:
    return Client(**{"delay": 0.0, "timeout": 5.0, **more})


def fetched(site: Site, state: Path, *paths: str, client: Client | None = None, fresh: float = 0) -> list[Fetched]:
    return list(pages([site.url + path for path in paths], state, client=client or quick(), fresh=fresh))


def only(site: Site, tmp_path: Path, path: str, client: Client | None = None) -> Fetched:
    (found,) = fetched(site, tmp_path / "state.json", path, client=client)
    return found


def refusal(found: Fetched) -> str:
    assert found.status == "failed"
    assert found.error
    assert found.error.where
    assert found.error.hint
    assert "\n" not in str(found.error)
    return str(found.error)


# ── pages ────────────────────────────────────────────────────────────────────


def test_a_page_is_fetched_and_read(site: Site, tmp_path: Path) -> None:
    site.replies["/a.html"] = page(Content_Type="text/html; charset=utf-8")
    found = only(site, tmp_path, "/a.html")
    assert (found.status, found.kind, found.final) == ("new", "text/html", f"{site.url}/a.html")
    assert read(found.data, name="a.html").text == "对企业给予奖励50万元。"
    assert dict(site.asked)["/a.html"]["User-Agent"] == "suance"


def test_one_that_fails_is_told_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    site.replies |= {"/a": page(), "/c": page(b"other")}
    found = fetched(site, tmp_path / "s.json", "/a", "/b", "/c", "/a")
    assert [one.status for one in found] == ["new", "failed", "new"]
    assert "404" in refusal(found[1])


def test_what_did_not_change_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    def reply(handler: Handler) -> None:
        known = handler.headers.get("If-None-Match") == '"1"' and handler.headers.get("If-Modified-Since") == "Tue, 08 Feb 2022 00:00:00 GMT"
        handler.answer(304) if known else handler.answer(200, PAGE, ETag='"1"', Last_Modified="Tue, 08 Feb 2022 00:00:00 GMT")

    site.replies |= {"/a": reply, "/b": page()}
    state = tmp_path / "deep" / "state.json"
    assert [one.status for one in fetched(site, state, "/a", "/b")] == ["new", "new"]
    assert [one.status for one in fetched(site, state, "/a", "/b")] == ["unchanged", "unchanged"]
    site.replies |= {"/a": page(b"changed"), "/b": page(b"changed")}
    assert [one.data for one in fetched(site, state, "/a", "/b")] == [b"changed", b"changed"]


def test_a_list_that_was_broken_off_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    site.replies |= {path: page() for path in ("/a", "/b", "/c")}
    urls = [f"{site.url}{path}" for path in ("/a", "/b", "/c")]
    first = pages(urls, tmp_path / "s.json", client=quick())
    assert next(first).status == "new"
    assert next(first).status == "new"
    first.close()
    again = list(pages(urls, tmp_path / "s.json", client=quick()))
    assert [one.status for one in again] == ["fresh", "new", "new"]
    assert site.paths() == ["/a", "/b", "/b", "/c"]


def test_a_state_file_that_is_none_is_refused_and_none_is_left_half_written(site: Site, tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    for content in ("{", "[]", '{"version": 2, "pages": {}}', '{"version": 1, "pages": {"a": 1}}'):
        state.write_text(content)
        with pytest.raises(UnreadableDocument, match="状态文件"):
            list(pages([], state, client=quick()))
    state.unlink()
    site.replies["/a"] = page()
    fetched(site, state, "/a")
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]
    assert json.loads(state.read_text("utf-8"))["version"] == 1


# ── politeness ───────────────────────────────────────────────────────────────


def test_what_robots_forbid_is_not_asked_for(site: Site, tmp_path: Path) -> None:
    site.replies |= {"/robots.txt": page(b"User-agent: *\nDisallow: /closed/\n"), "/closed/a": page(), "/open": page()}
    found = fetched(site, tmp_path / "s.json", "/closed/a", "/open")
    assert "robots.txt" in refusal(found[0])
    assert found[1].status == "new"
    assert site.paths() == ["/open"]


@pytest.mark.parametrize(("code", "status"), [(404, "new"), (410, "new"), (403, "failed"), (500, "failed")])
def test_without_rules_all_is_open_and_with_rules_that_cannot_be_had_nothing_is(site: Site, tmp_path: Path, code: int, status: str) -> None:
    site.replies |= {"/robots.txt": page(b"", code), "/a": page()}
    assert only(site, tmp_path, "/a").status == status


def test_a_host_is_asked_no_faster_than_we_or_its_rules_want(site: Site, tmp_path: Path) -> None:
    now = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    site.replies |= {"/a": page(), "/b": page()}
    fetched(site, tmp_path / "s.json", "/a", "/b", client=quick(delay=2.0, clock=lambda: now[0], sleep=sleep))
    assert slept == [2.0, 2.0]
    slept.clear()
    site.replies["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 7\n")
    fetched(site, tmp_path / "s.json", "/a", "/b", client=quick(delay=2.0, clock=lambda: now[0], sleep=sleep))
    assert slept == [7.0, 7.0]


def test_a_server_that_wants_a_pause_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.replies |= {"/a": page(b"", 429, Retry_After="60"), "/b": page()}
    found = fetched(site, tmp_path / "s.json", "/a", "/b")
    assert "60 秒后" in refusal(found[0])
    assert "暂缓" in refusal(found[1])
    assert site.paths() == ["/a"]


# ── redirects ────────────────────────────────────────────────────────────────


def test_a_redirect_is_followed_and_its_target_is_held_to_the_rules(site: Site, tmp_path: Path) -> None:
    site.replies |= {
        "/robots.txt": page(b"User-agent: *\nDisallow: /closed\n"),
        "/a": page(b"", 302, Location="/b"),
        "/b": page(),
        "/c": page(b"", 301, Location="/closed"),
        "/closed": page(),
    }
    found = fetched(site, tmp_path / "s.json", "/a", "/c")
    assert (found[0].status, found[0].final) == ("new", f"{site.url}/b")
    assert "robots.txt" in refusal(found[1])


@pytest.mark.parametrize("target", ["/a", "file:///etc/hostname", "ftp://127.0.0.1/a", "javascript:1", ""])
def test_a_redirect_in_a_circle_or_off_the_web_is_refused(site: Site, tmp_path: Path, target: str) -> None:
    site.replies["/a"] = page(b"", 302, Location=target)
    assert "转向" in refusal(only(site, tmp_path, "/a"))


# ── bounds ───────────────────────────────────────────────────────────────────


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<item><title>x</title></item>" * 100)


def test_a_feed_that_never_ends_is_cut_with_a_clear_message(site: Site, tmp_path: Path) -> None:
    site.replies["/feed"] = endless
    assert "超过上限 100,000 字节" in refusal(only(site, tmp_path, "/feed", quick(most_bytes=100_000)))


def test_a_page_that_says_it_is_too_large_is_not_received(site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = page(b"x" * 2000)
    assert "超过上限 1,000" in refusal(only(site, tmp_path, "/a", quick(most_bytes=1000)))


def test_a_page_that_trickles_is_broken_off(site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = endless
    ticks = iter(range(0, 10_000, 50))
    assert "没有收完" in refusal(only(site, tmp_path, "/a", quick(clock=lambda: float(next(ticks)), sleep=lambda seconds: None)))


def test_a_server_that_stalls_or_hangs_up_is_told(site: Site, tmp_path: Path) -> None:
    done = threading.Event()

    def stall(handler: Handler) -> None:
        done.wait(10)

    def cut_short(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"only this")

    site.replies |= {"/stalls": stall, "/cut": cut_short, "/none": lambda handler: None}
    found = fetched(site, tmp_path / "s.json", "/cut", "/none", "/stalls", client=quick(timeout=0.3))
    done.set()
    assert "断了" in refusal(found[0])
    assert "连接失败" in refusal(found[1])
    assert "没有应答" in refusal(found[2])


def test_a_packed_answer_is_unpacked_within_bounds(site: Site, tmp_path: Path) -> None:
    site.replies |= {"/a": page(gzip.compress(PAGE), Content_Encoding="gzip"), "/b": page(gzip.compress(b"x" * 10**6), Content_Encoding="gzip")}
    found = fetched(site, tmp_path / "s.json", "/a", "/b", client=quick(most_bytes=50_000))
    assert found[0].data == PAGE
    assert "超过上限" in refusal(found[1])


# ── addresses ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("https://例子.中国/政策?名=甲#二", "https://xn--fsqu00a.xn--fiqs8s/%E6%94%BF%E7%AD%96?%E5%90%8D=%E7%94%B2"),
        ("http://example.com:8080/a%20b?x=1&y=%E7", "http://example.com:8080/a%20b?x=1&y=%E7"),
        ("http://[::1]/a", "http://[::1]/a"),
    ],
)
def test_an_address_is_written_as_a_request_needs_it(url: str, expected: str) -> None:
    assert checked(url) == expected


@pytest.mark.parametrize(
    "url", ["", "a.html", "ftp://a/b", "file:///etc/passwd", "http://", "http://a:x/", "http://u:p@a/", "http://a/\n b", "http://[a/"]
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(UnreadableDocument):
        checked(url)
    assert joined("", url) == ""


# ── feeds ────────────────────────────────────────────────────────────────────

BASE = "http://www.example.gov.cn/feeds/all.xml"
FOUND = [Entry("http://www.example.gov.cn/zc/1.html", "办法", "2022-02-08"), Entry("http://www.example.gov.cn/feeds/2.html", "细则", "2022-03-01")]

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<link>http://www.example.gov.cn/</link><atom:link rel="self" href="/feeds/all.xml"/>
<item><title>办法</title><link>/zc/1.html</link><pubDate>Tue, 08 Feb 2022 19:32:41 +0800</pubDate></item>
<item><title><![CDATA[细则]]></title><link> 2.html </link><pubDate>2022-03-01 10:00:00</pubDate></item>
<item><title>又是办法</title><link>http://www.example.gov.cn/zc/1.html#top</link></item>
<item><title>没有网址</title><guid isPermaLink="false">17</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://www.example.gov.cn/">
<entry><title>办法</title><link rel="edit" href="/edit/1"/><link href="zc/1.html"/><updated>2022-02-08T19:32:41+08:00</updated></entry>
<entry xml:base="/feeds/"><title>细则</title><link rel="alternate" href="2.html"/><published>2022-03-01T00:00:00Z</published></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<item rdf:about="http://www.example.gov.cn/zc/1.html"><title>办法</title><dc:date>2022-02-08</dc:date></item>
<item rdf:about="x"><title>细则</title><link>http://www.example.gov.cn/feeds/2.html</link><dc:date>2022-03-01</dc:date></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/zc/1.html", "title": "办法", "date_published": "2022-02-08T19:32:41+08:00"},
            {"id": "2", "url": "2.html", "title": "细则", "date_published": "2022-03-01"},
            {"title": 3},
            4,
        ],
    }
)


@pytest.mark.parametrize(
    "data",
    [
        RSS.format(encoding="utf-8").encode(),
        RSS.format(encoding="utf-8").encode("utf-8-sig"),
        RSS.format(encoding="GB2312").encode("gb18030"),
        ATOM.encode(),
        RDF.encode(),
        JSON.encode(),
    ],
    ids=["rss", "rss with a mark", "rss in gb2312", "atom", "rdf", "json"],
)
def test_each_kind_of_feed_announces_the_same_pages(data: bytes) -> None:
    assert feed(data, BASE) == FOUND


def test_a_list_of_addresses_is_a_feed_too() -> None:
    assert feed("# 政策\nhttp://a.example/1 备注\n\nftp://a.example/2\nhttps://a.example/政\n".encode()) == [
        Entry("http://a.example/1"),
        Entry("https://a.example/%E6%94%BF"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<rss><channel></channel></rss>",
        b"<rss><channel>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><rss><item><link>http://a/&b;</link></item></rss>',
        b"{",
        b'{"items": 3}',
        b"[" * 100_000,
        b"\xff\xfe\x00\x00",
    ],
)
def test_what_is_no_feed_is_refused_with_one_line(data: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        feed(data, BASE)
    assert caught.value.where
    assert caught.value.hint


def test_a_feed_of_very_many_entries_is_cut() -> None:
    assert len(feed("\n".join(f"http://a.example/{number}" for number in range(12_000)).encode())) == 10_000


def test_a_feed_is_fetched_and_its_pages_after_it(site: Site, tmp_path: Path) -> None:
    site.replies |= {"/feed.xml": page(b"<rss><channel><item><link>zc/a.html</link></item></channel></rss>"), "/zc/a.html": page()}
    announced = only(site, tmp_path, "/feed.xml")
    (found,) = pages([entry.link for entry in feed(announced.data, announced.final)], tmp_path / "s.json", client=quick())
    assert read(found.data).text == "对企业给予奖励50万元。"


# ── to a folder ──────────────────────────────────────────────────────────────


def test_pages_of_addresses_and_feeds_are_written_and_read(site: Site, tmp_path: Path) -> None:
    site.replies |= {
        "/feed.xml": page(b"<rss><channel><item><link>zc/a.html</link></item><item><link>/gone</link></item></channel></rss>"),
        "/zc/a.html": page(),
        "/b": page(),
    }
    lists = tmp_path / "list.txt"
    lists.write_text(f"# \u901a\u77e5\n{site.url}/b\n", "utf-8")
    folder = tmp_path / "pages"
    found = list(joins.fetch([], [f"{site.url}/feed.xml", str(lists)], folder, client=quick()))
    assert [page.status for page, _ in found] == ["new", "failed", "new"]
    assert {reading.document.text for reading in joins.read_paths([folder]) if reading.document} == {"对企业给予奖励50万元。"}
    again = list(joins.fetch([], [f"{site.url}/feed.xml", str(lists)], folder, client=quick()))
    assert [(page.status, target) for page, target in again if page.status != "failed"] == [("fresh", None), ("fresh", None)]


def test_a_feed_that_cannot_be_had_is_told_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    site.replies["/b"] = page()
    (feed_told, none), (page_told, target) = joins.fetch([f"{site.url}/b"], [str(tmp_path / "missing.xml")], tmp_path / "pages", client=quick())
    assert "打不开" in refusal(feed_told)
    assert none is None
    assert page_told.status == "new"
    assert target is not None
    assert target.read_bytes() == PAGE


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("https://a.example/notice.html", "text/html", "a.example/notice.html"),
        ("https://a.example/", "text/html; x", "a.example/index-"),
        ("https://a.example/zc/2022/t1.shtml", "text/html", "a.example/zc-2022-t1-"),
        ("https://a.example/show?id=1", "application/pdf", "a.example/show-"),
        ("https://a.example/../../etc/passwd", "", "a.example/"),
    ],
)
def test_a_page_has_a_plain_file_name_of_its_own(url: str, kind: str, name: str) -> None:
    given = file_name(Fetched(url, "new", kind=kind))
    assert given.startswith(name)
    assert ".." not in given
    assert given.count("/") == 1
