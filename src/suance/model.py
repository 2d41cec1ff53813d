"""The values that the stages hand to each other; the standard library only.

Stages never import one another: `read` gives a `Document`, `extract` turns it into `Fact`s,
`policy` into rules, `award` into `Line`s, and `track` holds `Target`s against `Observation`s.
Every value is frozen. Money is `Decimal` 元; spans are code-point offsets into `Document.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

Span = tuple[int, int]
"""Start and end (exclusive) in code points of a document's plain text."""

Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "between"]
Rights = Literal["full", "quote"]


# ── documents ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the plain text and what it is in its source."""

    start: int
    end: int
    role: str = "text"
    """text, heading, item, table, source (the line that names where an article comes from), or ocr (read from a picture: look at its figures)"""


@dataclass(frozen=True, slots=True)
class Validity:
    """When a document or policy holds; ISO dates, None where the text does not say."""

    issued: str | None = None
    start: str | None = None
    end: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read: its words, and what is known about it.

    `text` is the paragraphs in reading order joined by one newline; `text[p.start:p.end]` is a paragraph.
    """

    name: str
    """the file's name without its ending; facts go to NAME.facts.jsonl"""
    text: str
    paragraphs: tuple[Paragraph, ...]
    sha256: str
    """of the source bytes"""
    format: str
    """jekyll, markdown, html, text, docx, pdf, image"""
    title: str = ""
    published: str | None = None
    """the day (or year, or month) of publication: 2022-02-08, 2025"""
    published_at: str | None = None
    """with time and zone where the source gives them: 2022-02-08T19:32:41+08:00"""
    kind: str | None = None
    """news, policy, gov_report, fund … as its front matter says"""
    issuer: str | None = None
    number: str | None = None
    """the document number: 常政发〔2022〕8号"""
    source: str | None = None
    """the publisher that the text names: 科技日报"""
    link: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    validity: Validity = field(default_factory=Validity)
    rights: Rights = "quote"


# ── facts ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that an award's trigger names: 超100亿元 is (10000000000, CNY, gt)."""

    value: Decimal
    unit: str
    comparator: Comparator
    value_max: Decimal | None = None
    span: Span | None = None
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its unit, in the base unit (CNY is 元)."""

    value: Decimal
    unit: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a document says; the record is described field by field in docs/facts.md.

    `text[start:end]` is always the figure as written; of what is said without a figure, the title, list, task, words or
    comparison. A field that the text does not give is None.
    """

    kind: str
    start: int
    end: int
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str | None = None
    comparator: Comparator | None = None
    indicator: str | None = None
    measure: str | None = None
    period: str | None = None
    region: str | None = None
    beneficiary: str | None = None
    trigger: str | None = None
    thresholds: tuple[Threshold, ...] | None = None
    form: str | None = None
    cap: Amount | None = None
    per: str | None = None
    scope: str | None = None
    role: str | None = None
    name: str | None = None
    title: str | None = None
    metric: str | None = None
    """canonical id of the indicator or of a rate's base, from the lexicon"""
    base: str | None = None
    counted: str | None = None
    claims: int | None = None
    """how many members a roster says that it has (十大集群: 10)"""
    members: tuple[str, ...] | None = None
    """those of them that it names"""
    speaker: str | None = None
    """who said a statement: a name, or the words for someone unnamed (有关负责人)"""
    office: str | None = None
    """the speaker's office, words of the text"""
    verb: str | None = None
    """what a task orders (推动), or what an event did with a document (印发)"""
    object: str | None = None
    """what a task's verb is about"""
    strength: str | None = None
    """how binding a task is: hard (应当, 确保), firm (推动, 支持), soft (鼓励, 探索)"""
    lead: str | None = None
    """who a task is laid on: the unit named as responsible or leading, or the subject of 应当"""
    against: str | None = None
    """the place or rank that something is held against: 全省平均水平, 全省第一方阵"""
    clause: str | None = None
    frame: str | None = None
    """which frame made the fact"""
    inherited: Mapping[str, Span] = field(default_factory=dict)
    """for each field that was handed on: the span of the words it came from"""
    review: str | None = None
    """why a person should look; None where nothing is doubtful"""

    def to_record(self) -> dict[str, Any]:
        """The fact as one JSON object: decimals as strings, absent fields left out."""
        written = zip(self.__slots__, _values(self), strict=True)
        return {name: value if type(value) in _JSON else _plain(value) for name, value in written if value is not None and value != {}}

    def __reduce__(self) -> tuple[type[Fact], tuple[Any, ...]]:
        """For pickle: facts go from process to process by their values alone, not field by field."""
        return Fact, _values(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Fact:
        """The fact that a JSON object stands for; unknown keys are left out."""
        known = {f.name for f in fields(cls)}
        values = {k: v for k, v in record.items() if k in known}
        for key in ("value", "value_max"):
            if values.get(key) is not None:
                values[key] = Decimal(str(values[key]))
        if values.get("cap") is not None:
            values["cap"] = Amount(Decimal(values["cap"]["value"]), values["cap"]["unit"], _span(values["cap"].get("span")))
        if values.get("thresholds") is not None:
            values["thresholds"] = tuple(_threshold(t) for t in values["thresholds"])
        if values.get("members") is not None:
            values["members"] = tuple(values["members"])
        values["inherited"] = {k: (v[0], v[1]) for k, v in values.get("inherited", {}).items()}
        return cls(**values)


_values = attrgetter(*Fact.__slots__)
_JSON = (str, int)
"""what JSON has as it is"""


def _plain(value: Any) -> Any:
    """A JSON value: decimals without exponent or trailing zeros, tuples as lists, records as objects."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, (Threshold, Amount)):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) is not None}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return value


def decimal_text(value: Decimal) -> str:
    """The shortest decimal string without an exponent: 880760000000, 43, 0.15."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _span(value: Any) -> Span | None:
    return None if value is None else (value[0], value[1])


def _threshold(record: Mapping[str, Any]) -> Threshold:
    upper = record.get("value_max")
    return Threshold(
        Decimal(str(record["value"])),
        record["unit"],
        record["comparator"],
        None if upper is None else Decimal(str(upper)),
        _span(record.get("span")),
        record.get("metric"),
    )


# ── the ledger of targets ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a number stands: a source of the policy, the span there, and the words or their digest."""

    source: str
    span: Span | None = None
    quote: str | None = None
    digest: str | None = None
    """SHA-256 of the words, for a source whose words are not ours to ship"""


@dataclass(frozen=True, slots=True)
class Observation:
    """A published figure, as DESIGN's record has it; revisions are further observations."""

    indicator: str
    region: str
    period: str
    value: Decimal
    unit: str
    comparator: Comparator = "eq"
    definition: str | None = None
    """口径: scope and definition; two indicators join only where a person said so"""
    metric: str | None = None
    near: str | None = None
    """the metric that this figure is easily taken for, and is not; said by a person"""
    publisher: str | None = None
    title: str | None = None
    date: str | None = None
    vintage: str | None = None
    grade: Literal["official", "press", "unverified host"] = "press"
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A promise with a figure: where it starts, what it aims at, and by when."""

    id: str
    indicator: str
    region: str
    measure: str
    value: Decimal
    unit: str
    comparator: Comparator
    deadline: str | None = None
    """the period that the goal is of (2025); None where the text names none"""
    bases: tuple[Observation, ...] = ()
    """starting values; more than one where sources disagree"""
    metric: str | None = None
    definition: str | None = None
    firm: bool | None = None
    """True for 应当, 确保; False for 力争; None where the text does not say"""
    cite: Cite | None = None
    value_max: Decimal | None = None
    """the upper end, where the comparator is between"""


@dataclass(frozen=True, slots=True)
class FundPromise:
    """A fund's size and what it is to draw from others, in 元."""

    id: str
    name: str
    region: str
    size: Decimal
    size_comparator: Comparator
    leverage: Decimal | None = None
    leverage_comparator: Comparator | None = None
    period: str | None = None
    definition: str | None = None
    """认缴, 实缴 or 项目总投资; None where the text does not say what counts as drawn"""
    cite: Cite | None = None


# ── awards ───────────────────────────────────────────────────────────────────

Status = Literal["granted", "cut", "displaced", "not_triggered", "not_eligible", "unknown", "expired"]


@dataclass(frozen=True, slots=True)
class Check:
    """One condition held against one subject; `held` is None where a cell is missing."""

    label: str
    held: bool | None
    value: str | None = None
    threshold: str | None = None
    gap: str | None = None
    """how far the value is from the line, with its unit"""
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """An amount after one stage of the fixed order (pay, caps, …), lower and upper end in 元; None is unknown."""

    name: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One payment or refusal: what one rule gives one subject in one year, in 元.

    `amount` is given only where both ends are equal; a missing upper end means that a needed fact is unknown.
    """

    policy: str
    rule: str
    step: str | None
    subject_id: str
    year: int
    part: str | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    status: Status
    reason: str
    payee: str | None = None
    """who receives it, where that is not the subject (a cluster's promoter)"""
    cite: Cite | None = None

    @property
    def amount(self) -> Decimal | None:
        """The sum, where nothing is left open."""
        return self.amount_min if self.amount_min is not None and self.amount_min == self.amount_max else None


@dataclass(frozen=True, slots=True)
class Total:
    """What the lines of one rule, step and year come to, in 元; None for a part by which the lines are not told apart.

    `high` is None where a line of them has no upper end.
    """

    policy: str
    rule: str | None
    step: str | None
    year: int | None
    lines: int
    low: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A line with its reasons: the conditions, the amount after each stage, and what would it take."""

    line: Line
    checks: tuple[Check, ...] = ()
    stages: tuple[Stage, ...] = ()
    missing: tuple[str, ...] = ()
    """facts that a person has to supply before the line can be settled"""
    notes: tuple[str, ...] = ()
