"""The published site: every link leads somewhere, nothing breaks out of a page, and the same input gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import suance
from showcase import NOTICE, WITHOUT_FIGURES, Showcase, document, showcase
from suance.errors import InputError, UsageError
from suance.model import Document, Fact
from suance.policy import schema
from suance.publish.site import build
from suance.publish.site.links import external, href, slugs
from suance.read import read as read_file

DAY = date(2027, 3, 1)
VOID = {"meta", "link", "br", "img"}
SHIPPED = Path(suance.__file__).parent / "policies"
HEADINGS = ("h1", "h2", "h3")


class Page(HTMLParser):
    """A page as read: its elements in order, and what is wrong with its nesting."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text = path.read_text("utf-8")
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(self.text)
        self.close()
        self.faults += [f"{tag} is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "a" and "a" in self.open:
            self.faults.append("a link within a link")
        if tag in ("p", "table", "ul", "dl", "h2", "h3") and "p" in self.open:
            self.faults.append(f"{tag} within p")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} closed out of order, line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, attribute: str, *tags: str) -> list[str]:
        """The values of an attribute, of all elements or those of the tags."""
        return [attrs[attribute] or "" for tag, attrs in self.elements if attribute in attrs and (not tags or tag in tags)]


def pages(site: Path) -> dict[str, Page]:
    return {str(path.relative_to(site)): Page(path) for path in sorted(site.rglob("*.html"))}


def contents(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def dead_links(site: Path) -> list[str]:
    """Every internal link or source that leads to no file, or to no id in it."""
    read = {path: Page(site / path) for path in contents(site) if path.endswith(".html")}
    dead = []
    for path, page in read.items():
        for address in page.values("href") + page.values("src"):
            if external(address) is not None:
                continue
            target, _, fragment = address.partition("#")
            file = (site / path).parent.joinpath(unquote(target)).resolve() if target else site / path
            if not file.is_file() or (fragment and fragment not in Page(file).values("id")):
                dead.append(f"{path}: {address}")
    return dead


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "out"
    build(showcase(), out, as_of=DAY)
    return out


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Page]:
    return pages(site)


# ── the whole site ───────────────────────────────────────────────────────────


def test_a_site_has_a_page_for_each_document_category_and_policy(read: dict[str, Page]) -> None:
    assert set(read) == {
        "index.html",
        "targets.html",
        "category/gonggao.html",
        "category/kuaixun.html",
        "category/财经-要闻-i.html",
        "documents/notice.html",
        "documents/news.html",
        "documents/a-b-c-100.html",
        "policies/yunchuan-2026.html",
    }


def test_every_internal_link_and_anchor_leads_somewhere(site: Path) -> None:
    assert dead_links(site) == []


def test_every_page_is_well_formed_and_its_ids_are_its_own(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert not page.faults, f"{path}: {page.faults}"
        ids = page.values("id")
        assert len(ids) == len(set(ids)), path


def test_every_page_can_be_read_by_all(read: dict[str, Page]) -> None:
    for path, page in read.items():
        tags = [tag for tag, _ in page.elements]
        assert page.values("lang", "html") == ["zh-CN"], path
        assert tags.count("h1") == 1, path
        levels = [HEADINGS.index(tag) for tag in tags if tag in HEADINGS]
        assert all(deeper <= level + 1 for level, deeper in pairwise(levels)), path
        assert tags.count("caption") == tags.count("table"), path
        assert page.values("href", "a")[0] == "#main", path
        assert set(page.values("scope", "th")) <= {"col", "row", "rowgroup"}, path
        assert len(page.values("scope", "th")) == tags.count("th"), path
        assert len(page.values("alt", "img")) == tags.count("img"), path


def test_a_page_asks_nothing_of_another_host_and_runs_no_script(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert "script" not in [tag for tag, _ in page.elements], path
        loaded = page.values("src") + page.values("href", "link")
        assert all(external(address) is None for address in loaded), path
        assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"], path


def test_every_page_says_its_day_and_leads_home(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert "状态按 2027-03-01 计算" in page.words, path
        assert href(path, "index.html") in page.values("href", "a"), path


# ── a document ───────────────────────────────────────────────────────────────


def test_each_fact_is_marked_in_the_text_and_listed_with_links_both_ways(read: dict[str, Page]) -> None:
    page = read["documents/notice.html"]
    for number in range(1, 10):
        assert f"f{number}" in page.values("id", "mark")
        assert f"r{number}" in page.values("id", "tr")
        assert f"#r{number}" in page.values("href", "a")
        assert f"#f{number}" in page.values("href", "a")


def test_a_mark_says_its_kind_by_class_and_by_a_character(read: dict[str, Page]) -> None:
    page = read["documents/notice.html"]
    assert (
        '<mark class="fund" id="f6"><a href="#r6" title="基金，见事实表">100亿元<span class="tag" aria-hidden="true">基</span></a></mark>'
        in page.text
    )


def test_a_figure_within_the_words_of_another_is_a_mark_within_a_mark(read: dict[str, Page]) -> None:
    found = re.search("<mark[^\n]*?</mark>的集群", read["documents/notice.html"].text.partition("培育")[2])
    assert found is not None
    assert re.sub(r' (title|aria-\w+)="[^"]*"', "", found[0]) == (
        '<mark class="target" id="f4"><a href="#r4">3个以上规模超</a></mark>'
        '<mark class="target"><mark class="target" id="f5"><a href="#r5">800亿元<span class="tag">标</span></a>'
        '<a class="tag target" href="#r4">标</a></mark></mark>的集群'
    )


def test_a_full_document_shows_its_whole_text(read: dict[str, Page]) -> None:
    text = read["documents/notice.html"].text
    for line in ("，全市高新企业达到", "的企业，分别给予最高"):
        assert line in text
    assert "只摘引" not in text


def test_a_quoted_document_shows_no_words_without_a_fact(read: dict[str, Page]) -> None:
    page = read["documents/news.html"]
    assert "该市新建厂房" in page.words
    assert "《支持先进制造若干措施" in page.words
    for words in WITHOUT_FIGURES:
        for path, other in read.items():
            assert words not in other.words, f"{path}: {words}"


def test_a_quoted_document_says_where_the_whole_is(read: dict[str, Page]) -> None:
    page = read["documents/news.html"]
    assert "全文请见云川日报的" in page.words
    assert "https://news.example.org/share.html?code=5" in page.values("href", "a")


def test_the_fact_tables_give_value_comparator_and_how_it_was_read(read: dict[str, Page]) -> None:
    words = read["documents/notice.html"].words
    for shown in (
        "不低于",
        "500家",
        "约为",
        "承自上文：时期“2030年”",
        "target.level",
        "待核：没有说占什么的比",
        "超50亿元",
        "300万元",
        "单个集群",
        "累计",
        "规模",
    ):
        assert shown in words


def test_the_way_back_is_that_of_the_original_post(read: dict[str, Page]) -> None:
    page = read["documents/news.html"]
    assert "返回快讯新闻｜返回首页" in page.words
    assert "../category/kuaixun.html" in page.values("href", "a")


def test_what_stands_in_a_file_never_becomes_mark_up(read: dict[str, Page]) -> None:
    page = read["documents/a-b-c-100.html"]
    assert "<script>alert(1)</script>共有7家" in page.words.replace("统", "")
    assert not {"b", "i", "u", "frame"} & {tag for tag, _ in page.elements}
    assert not [address for address in page.values("href") if "javascript" in address]
    assert "javascript:alert(3)" in page.words


def test_a_fact_that_does_not_fit_its_document_is_one_clear_line(tmp_path: Path) -> None:
    broken = showcase()
    broken.read["news"] = [Fact("statistic", 4, 4000)]
    with pytest.raises(InputError, match="news: 事实的位置 4–4000 不在原文之内"):
        build(broken, tmp_path / "out", as_of=DAY)
    assert list(tmp_path.iterdir()) == []


# ── policies and targets ─────────────────────────────────────────────────────


def test_a_rule_is_a_row_of_condition_and_amount(read: dict[str, Page]) -> None:
    words = " ".join(read["policies/yunchuan-2026.html"].words.split())
    for shown in (
        "营业收入首次超过 50亿元；所在地区为云川市；研发投入强度不低于 3%",
        "300万元",
        "80万元",
        "12万元",
        "每个集群累计不超过 1500万元（攀登奖；超出时按比例）",
    ):
        assert shown in words


def test_a_question_shows_the_reading_that_was_chosen_and_the_others(read: dict[str, Page]) -> None:
    words = " ".join(read["policies/yunchuan-2026.html"].words.split())
    assert "攀登奖 同一年跨越两档怎么算？ 采用 按最高一档也可读作 逐档发放 较为审慎" in words
    assert "上限管哪些奖励？ 采用 攀登奖也可读作 攀登奖、厂房奖" in words


def test_a_cite_leads_to_its_words_and_says_whether_they_stand_there(read: dict[str, Page]) -> None:
    page = read["policies/yunchuan-2026.html"]
    start = NOTICE.index("首次超过50亿元")
    (cited,) = [address for address in page.values("href", "a") if address.startswith(f"../documents/notice.html#c{start}-")]
    assert cited.partition("#")[2] in read["documents/notice.html"].values("id")
    assert page.words.count("已与原文核对") == 4
    assert page.words.count("与手边原文不符") == 1
    assert page.words.count("原文不在手边") == 2


@pytest.mark.parametrize(
    ("day", "status"), [(date(2026, 3, 31), "自 2026-04-01 施行"), (date(2026, 12, 31), "现行"), (date(2027, 1, 1), "已于 2026-12-31 期满")]
)
def test_the_status_of_a_policy_is_that_of_the_day(tmp_path: Path, day: date, status: str) -> None:
    build(showcase(), tmp_path / "out", as_of=day)
    assert f'<span class="state">{status}</span>' in (tmp_path / "out" / "policies" / "yunchuan-2026.html").read_text("utf-8")


def test_targets_stand_under_their_state(read: dict[str, Page]) -> None:
    page = read["targets.html"]
    words = " ".join(page.words.split())
    assert "未到期无数据 1 项" in words
    assert "360家（云川市统计局）" in words
    assert "72.0%" in words
    assert {"yunchuan-2026-firms", "yunchuan-2026-share"} <= set(page.values("id", "tr"))


def test_the_home_page_lists_documents_by_day_and_what_else_there_is(read: dict[str, Page]) -> None:
    page = read["index.html"]
    links = page.values("href", "a")
    listed = [address for address in links if address.startswith("documents/")]
    assert listed == ["documents/news.html", "documents/notice.html", "documents/a-b-c-100.html"]
    assert "policies/yunchuan-2026.html" in links
    assert "category/kuaixun.html" in links
    assert [address for address in links if address.startswith("targets.html#s")]


# ── writing ──────────────────────────────────────────────────────────────────


def test_the_same_workspace_gives_the_same_bytes_in_whatever_order(tmp_path: Path) -> None:
    turned = showcase()
    turned.kept.reverse()
    build(showcase(), tmp_path / "one", as_of=DAY)
    build(turned, tmp_path / "two", as_of=DAY)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_building_again_keeps_what_is_the_same_and_drops_what_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = build(showcase(), out, as_of=DAY)
    assert (first.pages, first.documents, first.facts, first.policies, first.targets) == (9, 3, 13, 1, 2)
    assert first.home == out / "index.html"
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    again = build(showcase(), out, as_of=DAY)
    assert (again.written, again.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.html")} == stamps
    fewer = showcase()
    fewer.kept = [each for each in fewer.kept if each.name != "-../a b#c?100%"]
    last = build(fewer, out, as_of=DAY)
    assert last.removed == 2
    assert not (out / "documents" / "a-b-c-100.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_error_on_the_way_leaves_the_site_that_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(showcase(), out, as_of=DAY)
    before = contents(out)
    broken = showcase()
    broken.read["notice"] = [Fact("statistic", 0, 10**6)]
    with pytest.raises(InputError):
        build(broken, out, as_of=DAY)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_anything_else_in_it_is_never_replaced(tmp_path: Path) -> None:
    kept = tmp_path / "home" / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    with pytest.raises(UsageError, match="目录里有别的内容，不能替换（换一个空目录或新目录）"):
        build(showcase(), kept.parent, as_of=DAY)
    with pytest.raises(UsageError, match="输出位置是一个文件"):
        build(showcase(), kept, as_of=DAY)
    assert kept.read_text() == "mine"


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="站点写不进去"):
        build(showcase(), tmp_path / "file" / "out", as_of=DAY)


def test_an_empty_workspace_makes_a_site_that_says_what_to_do(tmp_path: Path) -> None:
    report = build(Showcase(), tmp_path / "out", as_of=DAY)
    assert (report.pages, report.documents) == (2, 0)
    assert "还没有文件" in (tmp_path / "out" / "index.html").read_text("utf-8")
    assert dead_links(tmp_path / "out") == []


def test_a_published_address_adds_canonical_links_and_a_site_map(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(showcase(), out, as_of=DAY, base_url="https://example.org/policy")
    assert '<link rel="canonical" href="https://example.org/policy/">' in (out / "index.html").read_text("utf-8")
    page = "https://example.org/policy/category/%E8%B4%A2%E7%BB%8F-%E8%A6%81%E9%97%BB-i.html"
    assert f"<loc>{page}</loc>" in (out / "sitemap.xml").read_text("utf-8")
    with pytest.raises(UsageError, match="不是网址"):
        build(showcase(), out, as_of=DAY, base_url="example.org")


def test_a_document_without_facts_or_date_still_has_its_page(tmp_path: Path) -> None:
    bare = Showcase()
    bare.add(document("bare", "没有数字的一句话。"))
    build(bare, tmp_path / "out", as_of=DAY)
    page = Page(tmp_path / "out" / "documents" / "bare.html")
    assert "没有读出事实" in page.words
    assert "没有数字的一句话" not in page.words
    assert dead_links(tmp_path / "out") == []


# ── links ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("//example.org/a.html", "https://example.org/a.html"),
        ("HTTPS://example.org/", "https://example.org/"),
        ("https://例子.中国/文件", "https://例子.中国/文件"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ftp://example.org/", None),
        ("/a.html", None),
        ("https://", None),
        ("https:///path", None),
        ("http://[::1", None),
        ("https://a.org/ onload=x", None),
        ('https://a.org/"><script>', None),
        ("java\nscript://x", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(address: str | None, link: str | None) -> None:
    assert external(address) == link


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_name_gets_a_file_name_of_its_own(names: Sequence[str]) -> None:
    given_names = slugs(names)
    assert set(given_names) == set(names)
    folded = [slug.casefold() for slug in given_names.values()]
    assert len(folded) == len(set(folded))
    for slug in given_names.values():
        assert slug not in ("", ".", "..")
        assert not set(slug) & set('/\\:*?"<>|#% \n')
        assert len(f"{slug}.html".encode("utf-8", "replace")) <= 255


@given(st.lists(st.sampled_from(["a", "A", "a-2", "a 2", "甲", "甲/", "-甲"]), unique=True))
def test_a_file_name_does_not_hang_on_the_order(names: list[str]) -> None:
    assert slugs(names) == slugs(names[::-1])


# ── the article ──────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def article(shared: Path) -> tuple[Document, list[Fact]]:
    """The article with the facts that a person read in it."""
    lines = (shared / "facts" / "dev" / "changzhou.facts.jsonl").read_text("utf-8").splitlines()
    return read_file(shared / "facts" / "changzhou.md"), [Fact.from_record(json.loads(line)) for line in lines]


def test_the_article_is_published_as_a_post_with_its_category_and_every_cite_proven(article: tuple[Document, list[Fact]], tmp_path: Path) -> None:
    records = Showcase(rules=[schema.load(SHIPPED / "changzhou-2022.yaml")])
    records.add(*article)
    report = build(records, tmp_path / "out", as_of=DAY)
    found = pages(tmp_path / "out")
    post, policy = found["documents/changzhou.html"], found["policies/changzhou-2022.html"]
    assert report.facts == 25
    assert "返回科技日报新闻｜返回首页" in post.words
    assert "../category/kejiribao.html" in post.values("href", "a")
    assert dead_links(tmp_path / "out") == []
    assert "与手边原文不符" not in policy.words
    assert "已与原文核对" in policy.words


def test_of_the_article_only_paragraphs_with_a_fact_are_quoted(article: tuple[Document, list[Fact]], tmp_path: Path) -> None:
    records = Showcase()
    records.add(*article)
    build(records, tmp_path / "out", as_of=DAY)
    words = Page(tmp_path / "out" / "documents" / "changzhou.html").words
    read, facts = article
    without = [each for each in read.paragraphs if not any(each.start <= fact.start < each.end for fact in facts)]
    assert len(without) >= 5
    assert not [each for each in without if read.text[each.start : each.start + 20] in words]


def test_a_kind_that_is_not_known_has_its_table_too(read: dict[str, Page]) -> None:
    page = read["documents/a-b-c-100.html"]
    assert "t-novel" in page.values("id")
    assert '<mark class="other"' in page.text


# ── the look ─────────────────────────────────────────────────────────────────

STYLE = Path(suance.__file__).parent / "publish" / "site" / "static" / "site.css"
KINDS = ("statistic", "target", "award", "limit", "fund", "instrument", "other")
READ_ON = [
    *(("ink", ground) for ground in ("paper", "ground", *(f"{kind}-wash" for kind in KINDS))),
    *(("quiet", ground) for ground in ("paper", "ground")),
    *(("accent", ground) for ground in ("paper", "ground", "award-wash")),
    *((kind, ground) for kind in KINDS for ground in (f"{kind}-wash", "paper")),
]
"""words and what they stand on"""


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, after WCAG 2.2."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: int) -> None:
    root = re.findall(r":root \{(.*?)\}", STYLE.read_text("utf-8"), re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", root))
    faint = []
    for words, ground in READ_ON:
        low, high = sorted((luminance(colours[words]), luminance(colours[ground])))
        if (high + 0.05) / (low + 0.05) < 4.5:
            faint.append(f"{words} on {ground}")
    assert faint == []
