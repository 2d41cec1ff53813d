"""What a fact says is paid: one sum, a share of a figure, or a sum for each of what is counted."""

from __future__ import annotations

import re
from typing import Any

from suance import terms
from suance.model import Document, Fact
from suance.policy import lexicon, passage
from suance.quantity import Quantity

Plain = dict[str, Any]
_MORE = re.compile("新增|增量|净增|增加|增长")
_BOUND = re.compile("不超过|不高于|最高|至多|以内|上限|封顶")
LAST_YEAR = ("上年度", "上一年度", "上年", "上一年")
_EACH = re.compile(r"每(?:一|1)?([一-鿿])")


class Inexpressible(Exception):
    """Why a fact becomes no rule; the reason goes into its clause."""


def single(document: Document, fact: Fact, *, yearly: bool = False) -> Plain:
    """The one sum of an award: {up_to: 200万元}."""
    if fact.form not in ("fixed", "max"):
        raise Inexpressible({"rate": "按比例计发", "unit": "按数量计发"}.get(fact.form or "", "金额的算法不明") + "，规则尚不能表达")
    if fact.unit != "CNY" or fact.value is None or fact.value_max is not None:
        raise Inexpressible("不是一个人民币金额")
    if fact.per == "lifetime" or (fact.per == "year" and not yearly):
        raise Inexpressible({"year": "按年发放", "lifetime": "累计封顶"}[fact.per] + "，规则尚不能表达")
    return {"up_to" if fact.form == "max" else "fixed": passage.written(document, (fact.start, fact.end), Quantity(fact.value, "CNY"))}


def following(document: Document, fact: Fact, subject: str) -> Plain:
    """A share of a figure of the subject, or a sum for each of what is counted, with its ceiling: {rate: 10%, of: rd_expense, up_to: 300万元}."""
    if fact.value is None or fact.value_max is not None or fact.comparator not in ("eq", "le"):
        raise Inexpressible("不是一个确定的比例或单价")
    share = fact.form == "rate"
    if (fact.unit == "%") != share or (not share and fact.unit != "CNY"):
        raise Inexpressible("比例或单价的单位不合")
    metric = _base(fact) if share else _counted(fact)
    key = ("rate" if share else "each") if fact.comparator == "eq" else "up_to_rate" if share else "each_up_to"
    return {
        key: passage.written(document, (fact.start, fact.end), Quantity(fact.value, fact.unit or "")),
        "of": metric.id,
        **_ceiling(document, fact, subject),
    }


def named_base(fact: Fact) -> str:
    """The words of what a share is of: its own, or those of a trigger that names nothing but a figure."""
    return fact.base or (fact.trigger or "" if not fact.thresholds else "")


def _base(fact: Fact) -> terms.Term:
    """The money that a share is of, every word of it understood."""
    words = named_base(fact)
    named = terms.find(words, "firm")
    if named is None or named.term.unit != "CNY":
        raise Inexpressible(f"认不出按什么的比例计发：“{words}”")
    if lexicon.exactly(words, [named.word, *LAST_YEAR]) or _BOUND.search(words) or (_MORE.search(words) and not _MORE.search(named.term.name)):
        raise Inexpressible(f"比例的基数另有限定：“{words}”")
    return named.term


def _counted(fact: Fact) -> terms.Term:
    """What is counted: a figure whose measure word stands after 每."""
    trigger = fact.trigger or ""
    named = terms.find(trigger, "firm")
    if named is None or not any(named.term.unit == word for word in _EACH.findall(trigger)):
        raise Inexpressible(f"认不出按什么计数：“{fact.counted or trigger}”")
    if fact.thresholds:
        raise Inexpressible("是每一件都计，还是只计超过的，须人工确认")
    return named.term


def _ceiling(document: Document, fact: Fact, subject: str) -> Plain:
    """The ceiling of a share or a sum per unit, where it is over the same subject."""
    if fact.cap is None:
        return {}
    if fact.cap.span is None or fact.cap.unit != "CNY":
        raise Inexpressible("上限不是一个写明的人民币金额")
    between = document.text[min(fact.end, fact.cap.span[1]) : max(fact.start, fact.cap.span[0])]
    scope = lexicon.scope(between)
    if scope not in (None, subject) or lexicon.says("total", between):
        raise Inexpressible(f"上限另按别的范围累计：“{between.strip('，,；; ')}”")
    return {"up_to": passage.written(document, fact.cap.span, Quantity(fact.cap.value, "CNY"))}
