"""What a document's page and the lists of documents show, ready for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from suance.model import Document, Fact, Span
from suance.publish import labels
from suance.publish.marks import SAYINGS, Block, blocks

Look = Literal["n", "wide", "nowrap", ""]

_REFERENCE = 30
"""characters of other words that a row may repeat"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts of one kind there are."""

    kind: str
    label: str
    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact in its table: the figure as written, its fields in the table's columns, and how it was read."""

    number: int
    words: str
    placed: bool
    """whether the page shows the figure in its words"""
    cells: tuple[str, ...]
    frame: str | None
    inherited: str
    """which fields were handed on, and from which words"""
    review: str | None


@dataclass(frozen=True, slots=True)
class FactTable:
    """The facts of one kind; `heads` names the columns, `looks` says how each is laid out: n (a figure), wide, nowrap or plain."""

    kind: str
    label: str
    tag: str
    heads: tuple[str, ...]
    looks: tuple[Look, ...]
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as its page shows it."""

    document: Document
    title: str
    meta: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    tables: tuple[FactTable, ...]
    kinds: Mapping[int, str]
    """fact number → kind"""
    anchors: frozenset[str]
    """the ids of cited words that the page holds"""

    @property
    def facts(self) -> int:
        """How many facts the page lists."""
        return len(self.kinds)


Column = tuple[str, Callable[[Fact], str], Look]
"""heading, what a fact has there ("" where nothing), how it is laid out"""


def view(document: Document, facts: Sequence[Fact], cites: Iterable[Span] = ()) -> DocumentView:
    """A document's page; `cites` are the spans that policies cite. InputError where a fact lies outside the text."""
    shown = blocks(document, facts, cites)
    pieces = [piece for block in shown for piece in block.pieces]
    return DocumentView(
        document,
        title=document.title or document.name,
        meta=_meta(document),
        blocks=shown,
        tables=_tables(document, facts, {number for piece in pieces for number in piece.opens}),
        kinds={number: fact.kind for number, fact in enumerate(facts, 1)},
        anchors=frozenset(anchor for piece in pieces for anchor in piece.anchors),
    )


def counts(facts: Iterable[Fact]) -> tuple[Count, ...]:
    """The facts by kind, in the order in which the pages list kinds."""
    found = Counter(fact.kind for fact in facts)
    return tuple(Count(kind, labels.kind_label(kind), labels.kind_tag(kind), found[kind]) for kind in _kinds(found))


def newest_first(documents: Iterable[Document]) -> list[Document]:
    """The documents by day of publication, the newest first and those without one last."""
    return sorted(sorted(documents, key=lambda document: document.name), key=lambda document: document.published or "", reverse=True)


def _kinds(found: Iterable[str]) -> list[str]:
    order = [*labels.KINDS]
    return sorted(set(found), key=lambda kind: (order.index(kind) if kind in order else len(order), kind))


def _meta(document: Document) -> tuple[tuple[str, str], ...]:
    validity = document.validity
    known = (
        ("发布", document.published),
        ("来源", document.source),
        ("发文机关", document.issuer),
        ("文号", document.number),
        ("施行", validity.start),
        ("有效至", validity.end),
        ("文件状态", validity.status),
    )
    return tuple((label, value) for label, value in known if value)


# ── tables of facts ──────────────────────────────────────────────────────────


def _tables(document: Document, facts: Sequence[Fact], placed: set[int]) -> tuple[FactTable, ...]:
    numbered = list(enumerate(facts, 1))
    return tuple(
        _table(document, kind, [(number, fact) for number, fact in numbered if fact.kind == kind], placed)
        for kind in _kinds(fact.kind for fact in facts)
    )


def _table(document: Document, kind: str, facts: Sequence[tuple[int, Fact]], placed: set[int]) -> FactTable:
    columns = [column for column in _COLUMNS.get(kind, _PLAIN) if any(column[1](fact) for _, fact in facts)]
    rows = tuple(_row(document, number, fact, columns, number in placed) for number, fact in facts)
    heads, looks = tuple(column[0] for column in columns), tuple(column[2] for column in columns)
    return FactTable(kind, labels.kind_label(kind), labels.kind_tag(kind), heads, looks, rows)


def _row(document: Document, number: int, fact: Fact, columns: Sequence[Column], placed: bool) -> FactRow:
    kept = _brief if fact.kind in SAYINGS and document.rights != "full" else str
    return FactRow(
        number,
        words=kept(document.text[fact.start : fact.end]),
        placed=placed,
        cells=tuple(cell(fact) for _, cell, _ in columns),
        frame=fact.frame,
        inherited="，".join(f"{labels.FIELDS.get(name, name)}“{_brief(document.text[start:end])}”" for name, (start, end) in fact.inherited.items()),
        review=fact.review,
    )


def _brief(words: str) -> str:
    """The words, cut where they are more than a reference."""
    return words if len(words) <= _REFERENCE else f"{words[:_REFERENCE]}……"


def _value(fact: Fact) -> str:
    return "" if fact.value is None or fact.unit is None else labels.figure(fact.value, fact.unit, fact.value_max)


def _thresholds(fact: Fact) -> str:
    return "；".join(labels.figure(each.value, each.unit, each.value_max, each.comparator) for each in fact.thresholds or ())


def _form(fact: Fact) -> str:
    parts = (labels.PERIODICITY.get(fact.per or "", ""), labels.FORMS.get(fact.form or "", fact.form or ""))
    rest = f"（{fact.base or fact.counted}）" if fact.base or fact.counted else ""
    return "".join(parts) + rest


def _cap(fact: Fact) -> str:
    return labels.figure(fact.cap.value, fact.cap.unit) if fact.cap else ""


def _words(name: str) -> Callable[[Fact], str]:
    return lambda fact: getattr(fact, name) or ""


def _members(fact: Fact) -> str:
    return "、".join(fact.members or ())


def _named(name: str, names: Mapping[str, str]) -> Callable[[Fact], str]:
    def cell(fact: Fact) -> str:
        value = getattr(fact, name) or ""
        return names.get(value, value)

    return cell


_COMPARATOR: Column = ("比较", _named("comparator", labels.COMPARATORS), "")
_VALUE: Column = ("数值", _value, "n")
_PERIOD: Column = ("时期", lambda fact: labels.period(fact.period) if fact.period else "", "nowrap")
_REGION: Column = ("地区", _words("region"), "nowrap")
_FIGURES: tuple[Column, ...] = (
    ("指标", _words("indicator"), "wide"),
    ("口径", _named("measure", labels.MEASURES), ""),
    _COMPARATOR,
    _VALUE,
    _PERIOD,
    _REGION,
)
_PLAIN: tuple[Column, ...] = (("内容", lambda fact: fact.title or fact.name or fact.indicator or "", "wide"), _VALUE, _PERIOD, _REGION)
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "statistic": _FIGURES,
    "target": _FIGURES,
    "award": (
        ("对象", _words("beneficiary"), "wide"),
        ("条件", _words("trigger"), "wide"),
        ("门槛", _thresholds, ""),
        ("方式", _form, ""),
        ("金额或比例", _value, "n"),
        ("上限", _cap, "n"),
    ),
    "limit": (
        ("限定范围", _words("scope"), "wide"),
        ("对象", _words("beneficiary"), "wide"),
        ("频次", _named("per", labels.PERIODICITY), ""),
        _COMPARATOR,
        _VALUE,
    ),
    "fund": (("基金", _words("name"), "wide"), ("角色", _named("role", labels.FUND_ROLES), ""), _COMPARATOR, _VALUE, _PERIOD, _REGION),
    "instrument": (("文件名称", _words("title"), "wide"),),
    "roster": (("名称", _words("name"), "wide"), ("个数", lambda fact: str(fact.claims or ""), "n"), ("成员", _members, "wide")),
    "task": (
        ("要求", _words("verb"), ""),
        ("事项", lambda fact: _brief(fact.object or ""), "wide"),
        ("力度", _named("strength", labels.STRENGTHS), ""),
        ("负责", _words("lead"), ""),
    ),
    "relative": (("指标", _words("indicator"), "wide"), _COMPARATOR, ("比较对象", _words("against"), ""), _PERIOD, _REGION),
    "statement": (("讲话人", _words("speaker"), ""), ("职务", _words("office"), "")),
    "event": (("活动", lambda fact: fact.name or fact.title or "", "wide"), ("事由", _words("verb"), ""), _PERIOD, _REGION),
}
