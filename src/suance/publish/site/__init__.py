"""The published site: static pages from a workspace, with relative links, no script and no request to anywhere else.

    index.html                what there is: policies, targets by state, documents by day, categories
    category/SLUG.html        the documents of a category, as news sites list them
    documents/SLUG.html       a document: its words with the facts marked, and the facts in tables, linked both ways
    policies/ID.html          a policy: conditions and amounts, open questions, cites linked to the words
    targets.html              every target under its state on the day

The same workspace and day give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from suance.award.lexicon import lexicon
from suance.errors import UsageError
from suance.model import Document, Fact, Observation, Span
from suance.policy.schema import cites
from suance.publish import labels
from suance.publish.site import documents, policies, targets
from suance.publish.site.folder import replacing
from suance.publish.site.links import external, href, slugs
from suance.publish.site.sources import Shelf
from suance.workspace.joins import fund, track

if TYPE_CHECKING:
    from suance.policy.schema import Policy

ROLES = {"item": "item", "table": "table-row", "source": "source"}
"""role of a paragraph → its class"""


class Records(Protocol):
    """What a site is made from; a workspace is one."""

    def documents(self) -> Sequence[Document]:
        """Every document."""

    def facts(self, name: str) -> Sequence[Fact]:
        """The facts of a document, in the text's order."""

    def policies(self) -> Sequence[Policy]:
        """Every policy."""

    def observations(self) -> Sequence[Observation]:
        """Every published figure."""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: where, how much of what, and how many files differ from the site that was there before."""

    out: Path
    home: Path
    pages: int
    documents: int
    facts: int
    policies: int
    targets: int
    written: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its page and how many documents it has."""

    title: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list."""

    title: str
    path: str
    published: str | None
    source: str | None
    category: Category | None
    facts: int


def build(workspace: Records, out: Path, *, as_of: date, base_url: str = "") -> SiteReport:
    """Write the site of a workspace as of a day into `out`, in the place of an earlier one, and report what was built.

    `base_url`, the address it will be published under, adds canonical links and a site map. UsageError where `out` holds
    anything else or cannot be written; InputError where a fact does not fit its document.
    """
    with replacing(out) as (stage, change):
        site = _Site(workspace, stage, as_of, _base(base_url))
        site.write()
    return SiteReport(
        out,
        out / "index.html",
        len(site.pages),
        len(site.listed),
        sum(each.facts for each in site.listed),
        len(site.policies),
        sum(len(policy.targets) for policy in site.policies),
        change.written,
        change.unchanged,
        change.removed,
    )


def _base(address: str) -> str:
    if address and external(address) is None:
        raise UsageError(f"站点地址 “{address}” 不是网址", hint="写法如 https://example.org/policy/")
    return address and f"{address.rstrip('/')}/"


class _Site:
    """One building of a site: the pages are rendered one after the other and written into the stage."""

    def __init__(self, records: Records, stage: Path, as_of: date, base_url: str) -> None:
        self.records = records
        self.stage = stage
        self.as_of = as_of
        self.base_url = base_url
        self.pages: list[str] = []
        self.listed: list[Listed] = []
        self.documents = documents.newest_first(records.documents())
        self.policies = sorted(records.policies(), key=lambda policy: policy.policy)
        self.paths = {name: f"documents/{slug}.html" for name, slug in slugs(document.name for document in self.documents).items()}
        self.categories = _categories(self.documents)
        self.environment = _environment()

    def write(self) -> None:
        """Every page and file of the site."""
        cited, views = _cited(self.policies), {}
        for document in self.documents:
            view = self.document_page(document, cited.get(document.name, ()))
            if document.name in cited:
                views[document.name] = view
        shelf = Shelf(views, self.paths)
        shown = [self.policy_page(policy, shelf) for policy in self.policies]
        states = self.targets_page()
        for category in self.categories.values():
            self.category_page(category)
        self.home_page(shown, states)
        self.statics()

    def document_page(self, document: Document, spans: Iterable[Span]) -> documents.DocumentView:
        facts = self.records.facts(document.name)
        view = documents.view(document, facts, spans)
        category = self.categories.get(document.category or "")
        path = self.paths[document.name]
        self.listed.append(Listed(view.title, path, document.published, document.source, category, len(facts)))
        self.page(
            path,
            "document.html",
            title=view.title,
            description=f"{view.title}：{len(facts)} 条事实，逐条标在原句上",
            wide=True,
            view=view,
            full=document.rights == "full",
            category=category,
            address=external(document.link),
            counts=documents.counts(facts),
            cited_by=[policy for policy in self.policies if document.name in {source.document for source in policy.sources.values()}],
            roles=ROLES,
        )
        return view

    def policy_page(self, policy: Policy, shelf: Shelf) -> policies.PolicyView:
        view = policies.view(policy, shelf, lexicon().label, self.as_of)
        rows = [row for award in view.awards for row in award.steps]
        self.page(
            _policy_path(policy),
            "policy.html",
            title=view.title,
            description=f"{view.issuer}《{view.title}》：{view.summary}",
            view=view,
            up_to=any(row.up_to for row in rows),
            fixed=any(row.fixed for row in rows),
            caps=any(award.caps for award in view.awards),
            checks=fund(policy),
        )
        return view

    def targets_page(self) -> tuple[targets.StateView, ...]:
        observations = self.records.observations()
        states = targets.view(
            targets.Tracked(policy.policy, policy.title, _policy_path(policy), track(policy, observations, as_of=self.as_of))
            for policy in self.policies
        )
        self.page("targets.html", "targets.html", title="目标进展", description="各项目标的状态、差距和所缺数据", wide=True, states=states)
        return states

    def category_page(self, category: Category) -> None:
        listed = [each for each in self.listed if each.category == category]
        self.page(category.path, "category.html", title=category.title, description=f"{category.title}：{category.count} 份文件", documents=listed)

    def home_page(self, shown: Sequence[policies.PolicyView], states: Sequence[targets.StateView]) -> None:
        figures = (
            ("份文件", len(self.listed)),
            ("条事实", sum(each.facts for each in self.listed)),
            ("项政策", len(shown)),
            ("个目标", sum(state.count for state in states)),
        )
        self.page(
            "index.html",
            "index.html",
            title="算策",
            description="从政策文本到可计算的政策：每个数字都可回到它的原句",
            figures=figures,
            policies=[(view, f"policies/{view.id}.html") for view in shown],
            states=states,
            documents=self.listed,
            categories=sorted(self.categories.values(), key=lambda category: category.path),
        )

    def page(self, path: str, template: str, **values: Any) -> None:
        """Render a page and write it."""
        self.pages.append(path)
        shared = {
            "page": path,
            "as_of": self.as_of.isoformat(),
            "base_url": self.base_url,
            "wide": False,
            "nav": self.navigation(),
            "link": lambda target, fragment="": href(path, target, fragment),
            "absolute": self.absolute,
        }
        self.file(path, self.environment.get_template(template).render(shared | values).encode(errors="replace"))

    def navigation(self) -> tuple[tuple[str, str, str], ...]:
        """Name, page and place of what the head of every page leads to."""
        known = (("首页", "index.html", ""), ("政策", "index.html", "policies"), ("目标", "targets.html", ""), ("文件", "index.html", "documents"))
        return tuple(each for each in known if each[2] != "policies" or self.policies)

    def absolute(self, path: str) -> str:
        """The address of a page when it is published."""
        return self.base_url + href("", "" if path == "index.html" else path)

    def statics(self) -> None:
        """The files that are copied as they are, and the site map."""
        for file in sorted(resources.files(__name__).joinpath("static").iterdir(), key=lambda each: each.name):
            self.file(f"static/{file.name}", file.read_bytes())
        if self.base_url:
            lines = "".join(f"<url><loc>{self.absolute(page)}</loc></url>\n" for page in sorted(self.pages))
            text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
            self.file("sitemap.xml", text.encode())

    def file(self, path: str, content: bytes) -> None:
        place = self.stage / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _policy_path(policy: Policy) -> str:
    return f"policies/{policy.policy}.html"


def _cited(policies: Iterable[Policy]) -> Mapping[str, set[Span]]:
    """For each document that a policy rests on, the spans that are cited."""
    found: dict[str, set[Span]] = {}
    for policy in policies:
        for source in policy.sources.values():
            found.setdefault(source.document or "", set())
        for _, cite in cites(policy):
            if cite.span:
                found[policy.sources[cite.source].document or ""].add(cite.span)
    return found


def _categories(documents: Iterable[Document]) -> dict[str, Category]:
    """The categories by name; a category is called by the first tag that most of its documents bear, else by its name."""
    names = [document.category for document in documents if document.category]
    paths = slugs(names)
    return {name: Category(_title(name, documents), f"category/{paths[name]}.html", count) for name, count in sorted(Counter(names).items())}


def _title(category: str, documents: Iterable[Document]) -> str:
    tags = Counter(document.tags[0] for document in documents if document.category == category and document.tags)
    return min(tags, key=lambda tag: (-tags[tag], tag)) if tags else category


def _environment() -> Environment:
    environment = Environment(loader=PackageLoader(__name__), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    shared: dict[str, Any] = {
        "css": lambda kind: kind if kind in _STYLED else "other",
        "label": labels.kind_label,
        "tag": labels.kind_tag,
        "policy_path": _policy_path,
    }
    environment.globals.update(shared)
    return environment


_STYLED = ("statistic", "target", "award", "limit", "fund", "instrument")
"""kinds with a colour of their own"""
