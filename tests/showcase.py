"""A small workspace for the tests of the site, in words made for it: a notice, a news item, and a hostile file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from suance.model import Amount, Document, Fact, Observation, Paragraph, Rights, Threshold
from suance.policy import schema
from suance.policy.schema import Policy

NOTICE = (
    "云川市支持先进制造若干措施\n"
    "到2030年，全市高新企业达到500家以上，研发投入占比约4%。\n"
    "培育3个以上规模超800亿元的集群。\n"
    "设立100亿元产业基金。\n"
    "主营收入首次超过50亿元、10亿元的企业，分别给予最高300万元、80万元奖励。\n"
    "单个集群累计最高1500万元。"
)
NEWS = (
    "云川市日前召开会议，与会者谈到了过去的艰难岁月。《支持先进制造若干措施》随会发布。\n"
    "记者在现场看到，街道两旁挂起了彩旗。去年，该市新建厂房12万平方米，创下纪录。市民对此议论纷纷！\n"
    "（本报记者 张某）"
)
HOSTILE = "<script>alert(1)</script>共有7家 & <img src=x onerror=alert(2)>企业"
WITHOUT_FIGURES = ("与会者谈到了过去的艰难岁月", "街道两旁挂起了彩旗", "创下纪录", "市民对此议论纷纷", "本报记者")
"""what the news item says beside its figures"""


@dataclass
class Showcase:
    """What a site is made from, held in memory."""

    kept: list[Document] = field(default_factory=list)
    read: dict[str, list[Fact]] = field(default_factory=dict)
    rules: list[Policy] = field(default_factory=list)
    ledger: list[Observation] = field(default_factory=list)

    def documents(self) -> list[Document]:
        return self.kept

    def facts(self, name: str) -> list[Fact]:
        return self.read[name]

    def policies(self) -> list[Policy]:
        return self.rules

    def observations(self) -> list[Observation]:
        return self.ledger

    def add(self, document: Document, facts: Iterable[Fact] = ()) -> None:
        self.kept.append(document)
        self.read[document.name] = sorted(facts, key=lambda fact: fact.start)


def document(name: str, text: str, *, rights: Rights = "quote", roles: tuple[str, ...] = (), **known: Any) -> Document:
    """A document of a paragraph a line."""
    paragraphs, start = [], 0
    for number, line in enumerate(text.split("\n")):
        role = roles[number] if number < len(roles) else "text"
        paragraphs.append(Paragraph(start, start + len(line), role))
        start += len(line) + 1
    return Document(name, text, tuple(paragraphs), hashlib.sha256(text.encode()).hexdigest(), "text", rights=rights, **known)


def fact(text: str, words: str, kind: str, value: int | str | None = None, unit: str | None = None, **fields: Any) -> Fact:
    """A fact whose figure is the first place of the words."""
    start = text.index(words)
    return Fact(kind, start, start + len(words), None if value is None else Decimal(value), unit=unit, **fields)


def notice() -> tuple[Document, list[Fact]]:
    """A notice whose whole text may be shown, with a fact of every kind and one figure within another's words."""
    shown = document(
        "notice",
        NOTICE,
        rights="full",
        roles=("heading",),
        title="云川市关于印发《支持先进制造若干措施》的通知",
        published="2026-03-02",
        issuer="云川市人民政府",
        number="云政发〔2026〕3号",
        category="gonggao",
        tags=("政府公告",),
        link="https://example.org/notice?id=3&from=home",
    )
    year = (NOTICE.index("2030年"), NOTICE.index("2030年") + 5)
    goal: dict[str, Any] = {"period": "2030", "region": "云川市", "inherited": {"period": year}, "frame": "target.level"}
    limit = Threshold(Decimal(5_000_000_000), "CNY", "gt"), Threshold(Decimal(1_000_000_000), "CNY", "gt")
    award: dict[str, Any] = {"comparator": "le", "beneficiary": "企业", "trigger": "主营收入首次超过", "form": "max"}
    return shown, [
        fact(NOTICE, "支持先进制造若干措施", "instrument", title="支持先进制造若干措施"),
        fact(NOTICE, "500家", "target", 500, "家", comparator="ge", indicator="高新企业", measure="level", **goal),
        fact(NOTICE, "4%", "target", 4, "%", comparator="approx", indicator="研发投入占比", measure="share", review="没有说占什么的比", **goal),
        fact(NOTICE, "3个以上规模超800亿元", "target", 3, "个", comparator="ge", indicator="集群", measure="level", **goal),
        fact(NOTICE, "800亿元", "target", 80_000_000_000, "CNY", comparator="gt", indicator="规模", measure="level", **goal),
        fact(NOTICE, "100亿元", "fund", 10_000_000_000, "CNY", comparator="eq", name="产业基金", role="size", region="云川市"),
        fact(NOTICE, "300万元", "award", 3_000_000, "CNY", thresholds=limit[:1], **award),
        fact(NOTICE, "80万元", "award", 800_000, "CNY", thresholds=limit[1:], cap=Amount(Decimal(900_000), "CNY"), per="once", **award),
        fact(NOTICE, "1500万元", "limit", 15_000_000, "CNY", comparator="le", scope="单个集群", per="lifetime"),
    ]


def news() -> tuple[Document, list[Fact]]:
    """A news item that may only be quoted."""
    quoted = document(
        "news",
        NEWS,
        roles=("text", "text", "source"),
        title="云川市：新厂房拔地而起",
        published="2026-03-05",
        source="云川日报",
        category="kuaixun",
        tags=("快讯新闻", "云川"),
        link="//news.example.org/share.html?code=5",
    )
    figure = fact(NEWS, "12万平方米", "statistic", 120_000, "平方米", comparator="eq", indicator="新建厂房", period="2025", region="云川市")
    return quoted, [fact(NEWS, "支持先进制造若干措施", "instrument", title="支持先进制造若干措施"), figure]


def hostile() -> tuple[Document, list[Fact]]:
    """A file whose name, title, category, link and words try to break out of the page."""
    known: dict[str, Any] = {"title": "<b>粗体</b>\"'", "category": "财经/要闻 <i>", "source": "<u>某报</u>", "link": "javascript:alert(3)"}
    made = document("-../a b#c?100%", HOSTILE, rights="full", **known)
    return made, [fact(HOSTILE, "7家", "statistic", 7, "家", indicator="<企业>", frame="<frame>", review="<待核>"), fact(HOSTILE, "<img", "novel")]


def policy() -> Policy:
    """A policy on the notice (by its words) and the news (by their digest), with a source that is not at hand."""
    return schema.loads(POLICY, "yunchuan-2026.yaml")


def cite(text: str, words: str, source: str, *, digest: bool = False, shift: int = 0) -> str:
    """A cite in the policy file's words; with a shift, one that points beside them."""
    start = text.index(words) + shift
    proof = f"digest: {hashlib.sha256(words.encode()).hexdigest()}" if digest else f"quote: {words}"
    return f"{{source: {source}, span: [{start}, {start + len(words)}], {proof}}}"


POLICY = f"""
policy: yunchuan-2026
title: 支持先进制造若干措施
issuer: 云川市
region: 云川市
validity: {{announced: 2026-03-02, from: 2026-04-01, to: 2026-12-31, status: in_force}}
sources:
  text: {{document: notice, title: 云川市通知, publisher: 云川市人民政府, published: 2026-03-02, standing: official}}
  press: {{document: news, title: 新厂房拔地而起, publisher: 云川日报, published: 2026-03-05, standing: news}}
  guide: {{title: 申报指南, publisher: 云川市工信局, standing: unread}}
awards:
  - id: climb
    title: 攀登奖
    to: firm
    on: {{crosses: revenue, first: ever}}
    when: [{{attribute: region, in: [云川市]}}, {{metric: rd_intensity, ge: 3%}}]
    pay:
      pick: highest
      later: top_up
      steps:
        - {{id: t50, over: 50亿元, up_to: 300万元}}
        - {{id: t10, over: 10亿元, up_to: 80万元}}
    caps: [{{id: life, per: cluster, over: lifetime, at: 1500万元, covers: [climb], overflow: pro_rata}}]
    cite: {cite(NOTICE, "首次超过50亿元、10亿元的企业，分别给予最高300万元、80万元奖励", "text")}
    questions:
      - {{about: pay.pick, ask: 同一年跨越两档怎么算？, reading: highest, alternatives: [each], why: 较为审慎}}
      - {{about: caps.life.covers, ask: 上限管哪些奖励？, reading: [climb], alternatives: [[climb, hall]]}}
  - id: hall
    title: 厂房奖
    to: firm
    on: {{recognised: model_plant, level: national, subject: firm}}
    pay: {{fixed: 12万元}}
    cite: {cite(NEWS, "该市新建厂房12万平方米", "press", digest=True)}
clauses:
  - {{id: odd, status: manual, title: 一事一议, reason: 没有金额, cite: {cite(NOTICE, "设立100亿元产业基金", "text", shift=1)}}}
targets:
  - id: firms
    indicator: 高新企业
    measure: level
    goal: {{ge: 500家}}
    by: 2030
    bases: [{{value: 300家, period: 2025, publisher: 云川市统计局}}]
    cite: {cite(NOTICE, "500家以上", "text")}
  - {{id: share, indicator: 研发投入占比, measure: share, goal: {{approx: 4%}}, by: 2030, cite: {cite(NOTICE, "约4%", "text")}}}
funds:
  - {{id: fund, name: 产业基金, size: {{eq: 100亿元}}, cite: {{source: guide, quote: 设立100亿元产业基金}}}}
"""


def showcase() -> Showcase:
    """The workspace: three documents, one policy, one observation that reaches a target."""
    made = Showcase(
        rules=[policy()], ledger=[Observation("高新企业", "云川市", "2026", Decimal(360), "家", publisher="云川市统计局", date="2027-01-20")]
    )
    for each in (notice(), news(), hostile()):
        made.add(*each)
    return made
