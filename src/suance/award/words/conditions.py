"""Conditions in words: what they ask for, and the facts that they look at."""

from __future__ import annotations

from suance.award.lexicon import lexicon
from suance.award.rule import Recognised
from suance.award.when import Against, AllOf, AttributeIn, Compound, Condition, Count, Growth, Has, Metric, MetricIs, NoneOf, Number, Op, Rank
from suance.award.words.numbers import number
from suance.terms.subject import SUBJECTS

_OPS: dict[Op, str] = {"gt": "超过", "ge": "不低于", "lt": "低于", "le": "不超过", "eq": "等于"}


def threshold(metric: Metric, op: Op, value: Number) -> str:
    """A comparison in words: 营业收入超过100亿元."""
    return f"{lexicon().label(metric.name)}{_OPS[op]}{number(value, metric.unit)}"


def condition(what: Condition) -> str:
    """What a condition asks for, in words."""
    if isinstance(what, Compound):
        return _compound(what)
    if isinstance(what, MetricIs):
        return threshold(what.metric, what.op, what.threshold)
    if isinstance(what, Growth):
        return f"{lexicon().label(what.metric.name)}同比增长{_OPS[what.op]}{number(what.threshold, '%')}"
    if isinstance(what, Against):
        grown = "同比增长" if what.growth else ""
        return f"{lexicon().label(what.metric.name)}{grown}{_OPS[what.op]}{benchmark(what)}"
    if isinstance(what, Rank):
        return f"{lexicon().label(what.metric.name)}{_among(what)}由{'低到高' if what.ascending else '高到低'}居前{what.top}名"
    if isinstance(what, AttributeIn):
        return f"{lexicon().label(what.attribute)}为{'或'.join(what.values)}"
    if isinstance(what, Count):
        return f"{_within(what)}获评{honour(what)}的次数{_OPS[what.op]}{number(what.threshold, what.unit)}"
    return f"{_within(what)}获评{honour(what)}"


def benchmark(what: Against) -> str:
    """What a benchmark is called: 基准city_growth."""
    return f"基准{lexicon().label(what.benchmark)}"


def _among(what: Rank) -> str:
    """Among whom a rank is: 在同一集群内, 在同年全部对象中."""
    kind = next((kind.name for name, kind in SUBJECTS.items() if name == what.per), lexicon().label(what.per))
    return "在同年全部对象中" if what.per == "award" else f"在同一{kind}内"


def _compound(what: Compound) -> str:
    """Conditions that are one: （获评高新技术企业或营业收入超过1亿元）, 无（…）, 连续2年（…）."""
    parts = ("且" if isinstance(what, AllOf) else "或").join(condition(part) for part in what.parts)
    before = "无" if isinstance(what, NoneOf) else f"连续{what.years}年" if isinstance(what, AllOf) and what.years > 1 else ""
    return f"{before}（{parts}）"


def _within(what: Has | Count) -> str:
    return "" if what.within is None else "当年" if what.within == 1 else f"近{what.within}年内"


def honour(what: Has | Count | Recognised) -> str:
    """An honour with its level: 国家级产业集群."""
    return (lexicon().label(what.level) if what.level else "") + honour_name(what.honour)


def honour_name(name: str) -> str:
    """What an honour or another event is called."""
    return lexicon().label(name)


def subject_of(what: Condition, year: int) -> str:
    """The facts that a condition looks at."""
    if isinstance(what, Compound):
        years = range(year - what.years + 1, year + 1) if isinstance(what, AllOf) else [year]
        return "或".join(dict.fromkeys(subject_of(part, when) for when in years for part in what.parts))
    if isinstance(what, MetricIs):
        return f"{year}年{lexicon().label(what.metric.name)}"
    if isinstance(what, Growth):
        return f"{year}年或上年的{lexicon().label(what.metric.name)}（上年须大于零）"
    if isinstance(what, Against):
        return f"{year}年{lexicon().label(what.metric.name)}{'的同比增长' if what.growth else ''}或{benchmark(what)}"
    if isinstance(what, Rank):
        return f"{year}年{lexicon().label(what.metric.name)}的排名（本对象的数，或可能在前的对象的数）"
    return lexicon().label(what.attribute) if isinstance(what, AttributeIn) else f"获评{honour(what)}的记录"
