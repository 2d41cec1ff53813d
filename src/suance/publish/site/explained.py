"""Explanations as one page that needs nothing beside it: what a subject is paid, why, what is missing, and by which clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from suance.model import Cite, Explanation, Line, Status
from suance.quantity import format_amount

Lang = Literal["zh", "en"]

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("逐项说明", "Explained"),
    "as_of": ("按 {day} 计算", "as of {day}"),
    "conditions": ("条件", "Conditions"),
    "condition": ("须满足", "Asked"),
    "value": ("实际", "Found"),
    "gap": ("差", "Short by"),
    "stages": ("金额怎样得出", "How the sum comes about"),
    "stage": ("步骤", "Stage"),
    "amount": ("金额", "Amount"),
    "note": ("说明", "Note"),
    "missing": ("还缺这些数据", "What is missing"),
    "notes": ("另须知道", "To know besides"),
    "cite": ("依据", "By"),
    "payee": ("付给", "Paid to"),
    "open": ("未定", "open"),
    "nothing": ("没有与之有关的规则", "No rule concerns it"),
    "held": ("满足", "met"),
    "failed": ("不满足", "not met"),
    "unsure": ("不明", "not known"),
    "granted": ("给付", "granted"),
    "cut": ("封顶", "cut"),
    "displaced": ("被替代", "displaced"),
    "not_triggered": ("未触发", "not triggered"),
    "not_eligible": ("不符合", "not eligible"),
    "unknown": ("待补数据", "unknown"),
    "expired": ("已过期", "expired"),
}
"""key → what the page says in Chinese and in English; reasons and conditions are the engine's own, in Chinese"""

HELD = {True: ("✓", "held"), False: ("✗", "failed"), None: ("?", "unsure")}
OPEN: frozenset[Status] = frozenset({"granted", "cut", "displaced", "unknown"})
"""what is shown at once; a refusal opens when it is asked for"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One explanation as the page shows it."""

    explanation: Explanation
    title: str
    status: str
    amount: str
    stages: tuple[tuple[str, str, str], ...]
    """name, sum and note of each stage"""
    cite: str

    @property
    def line(self) -> Line:
        """The line that is explained."""
        return self.explanation.line

    @property
    def open(self) -> bool:
        """Whether it is shown at once."""
        return self.line.status in OPEN


def page(
    policy: str,
    subject: str,
    found: Sequence[Explanation],
    *,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    as_of: date,
    lang: Lang = "zh",
) -> str:
    """The page of a subject's explanations under a policy; `titles` are of rules, `names` of subjects and payees."""
    said = {key: words[lang == "en"] for key, words in WORDS.items()}
    environment = Environment(
        loader=PackageLoader("suance.publish.site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    entries = sorted((_entry(each, titles, names, said, lang) for each in found), key=lambda entry: not entry.open)
    style = resources.files("suance.publish.site").joinpath("static", "site.css").read_text("utf-8")
    name = f"{names[subject]}（{subject}）" if subject in names else subject
    context = {"policy": policy, "subject": name, "entries": entries, "t": said, "held": HELD, "style": style, "lang": lang, "names": names}
    return environment.get_template("explained.html").render(context, as_of=said["as_of"].format(day=as_of))


def _entry(found: Explanation, titles: Mapping[str, str], names: Mapping[str, str], said: Mapping[str, str], lang: Lang) -> Entry:
    line = found.line
    named = names.get(line.subject_id, line.subject_id)
    title = " ".join(filter(None, [str(line.year), titles.get(line.rule, line.rule), line.step, line.part, named]))
    stages = tuple((stage.name, _sum(stage.amount_min, stage.amount_max, said, lang), stage.note) for stage in found.stages)
    return Entry(found, title, said[line.status], _sum(line.amount_min, line.amount_max, said, lang), stages, _cited(line.cite))


def _sum(low: Decimal | None, high: Decimal | None, said: Mapping[str, str], lang: Lang) -> str:
    """An amount between two ends; a dash where it is nothing."""
    if low is None or high is None:
        return said["open"]
    if low == high:
        return format_amount(high, lang=lang) if high else "—"
    return f"{format_amount(low, lang=lang) if low else '0'} – {format_amount(high, lang=lang)}"


def _cited(cite: Cite | None) -> str:
    """Where a clause stands, and its words where they may be shown."""
    if cite is None:
        return ""
    place = f" [{cite.span[0]}, {cite.span[1]})" if cite.span else ""
    return f"{cite.source}{place}" + (f" “{cite.quote}”" if cite.quote else "")
