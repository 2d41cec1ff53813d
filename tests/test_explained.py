"""The page of an explanation: whole by itself, in both languages, with nothing of a panel run as markup."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest

import suance
from suance.award import panel
from suance.award.explain import explain
from suance.cli import main
from suance.policy import schema
from suance.publish.site.explained import Lang, page

SHIPPED = Path(str(resources.files(suance)))
DAY = date(2026, 11, 25)


class Text(HTMLParser):
    """The words of a page, its language, and whatever it would ask a server for."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.asks: list[str] = []
        self.lang = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.lang = self.lang or (found.get("lang") or "")
        self.asks += [tag] if tag in ("script", "link", "img", "iframe") else []

    def handle_data(self, data: str) -> None:
        self.words += [data.strip()] if data.strip() else []


def explained(subject: str, lang: Lang = "zh", names: dict[str, str] | None = None) -> Text:
    policy = schema.load(SHIPPED / "policies" / "changzhou-2022.yaml")
    found = explain(policy, panel.load(SHIPPED / "example" / "panel"), subject, years=[2024], as_of=DAY)
    titles = {award.id: award.title for award in policy.awards}
    return Text(page(policy.title, subject, found, titles=titles, names=names or {}, as_of=DAY, lang=lang))


SAID: list[tuple[Lang, list[str]]] = [("zh", ["逐项说明", "金额怎样得出", "依据"]), ("en", ["Conditions", "How the sum comes about", "granted"])]


@pytest.mark.parametrize(("lang", "words"), SAID)
def test_a_page_says_what_is_paid_why_and_by_which_clause(lang: Lang, words: list[str]) -> None:
    found = explained("F02", lang)
    text = " ".join(found.words)
    assert found.lang == {"zh": "zh-CN", "en": "en"}[lang]
    assert all(word in text for word in [*words, "620亿元", "380亿元", "登峰计划", "kjrb [1433, 1489)"])


def test_a_page_asks_nothing_of_anybody() -> None:
    assert explained("F02").asks == []


def test_a_name_is_shown_and_never_run() -> None:
    assert "<script>alert(1)</script>" in " ".join(explained("F02", names={"F02": "<script>alert(1)</script>"}).words)


def test_the_command_writes_the_page_and_asks_for_a_subject(tmp_path: Path) -> None:
    out = tmp_path / "why.html"
    asked = ["award", "changzhou-2022", "--panel", str(SHIPPED / "example" / "panel"), "--as-of", "2026-11-25", "--explain", "--out"]
    assert main([*asked, str(out)]) == 2
    assert main([*asked, str(tmp_path / "why.csv"), "--firm", "F02"]) == 2
    assert list(tmp_path.iterdir()) == []
    assert main([*asked, str(out), "--firm", "F02"]) == 0
    assert "晨曦电池" in out.read_text("utf-8")
