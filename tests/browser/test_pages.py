"""The published site in a browser, scripts off: it fits every width, asks nothing of anyone, and its links work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from showcase import showcase
from suance.publish.site import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PAGES = ("index.html", "targets.html", "category/gonggao.html", "documents/notice.html", "documents/news.html", "policies/yunchuan-2026.html")
WIDTHS = (360, 1024, 1600)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "site"
    build(showcase(), out, as_of=date(2027, 3, 1))
    return out


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        # the sandbox needs rights that root in a container lacks
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 1024, "height": 800})
    yield context.new_page()
    context.close()


def scrolled_sideways(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return wide


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_complaint_request_or_sideways_scroll(page: Page, site: Path, path: str) -> None:
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    page.on("request", lambda request: requests.append(request.url))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((site / path).as_uri())
        assert not scrolled_sideways(page), f"{path} at {width} px"
    # the next width may open before the icon of the last is there
    assert [each for each in complaints if not each.endswith("net::ERR_ABORTED")] == []
    assert requests
    assert not [url for url in requests if not url.startswith(site.as_uri())]


def test_the_style_is_applied(page: Page, site: Path) -> None:
    page.goto((site / "documents/notice.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('mark.fund')).borderBottomStyle") == "solid"


def test_a_mark_leads_to_its_row_and_the_row_back(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 1600, "height": 300})
    page.goto((site / "documents/notice.html").as_uri())
    page.click("#f7 a")
    row = page.locator("#r7")
    assert page.url.endswith("#r7")
    sync_api.expect(row).to_be_in_viewport()
    row.locator("a").click()
    assert page.url.endswith("#f7")
    sync_api.expect(page.locator("#f7")).to_be_in_viewport()


def test_the_first_stop_of_the_keyboard_skips_to_the_text(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    sync_api.expect(skip).to_be_focused()
    sync_api.expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_on_paper_the_navigation_is_left_out(page: Page, site: Path) -> None:
    page.goto((site / "documents/notice.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".masthead ul").is_visible()
    assert page.locator("#r7").is_visible()
