"""A policy as the text of a notice: title, 第一条 …, each award an article, what awards share, from when to when it holds.

Every sentence is read back before it is given out: one that would be read otherwise, or that the words do not suffice for, is an
error that names the award. What no article says (targets, lists, clauses for a person) is told apart, never put into words that mean less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from suance.errors import PolicyError
from suance.policy import tree
from suance.policy.saying import award as parts
from suance.policy.saying.article import Sentence, heading, sentence
from suance.policy.saying.words import day, grammar, numeral, phrases
from suance.policy.schema import Award, Group, Policy, Pool

Plain = dict[str, Any]
FIRST = 2
"""the article of the first award; the one before says where the policy holds"""
APART = {"clauses": "未写成规则的条款", "targets": "目标", "funds": "基金承诺", "rosters": "名录", "mentions": "活动与表述"}
"""what no article says, by its key"""


def write(policy: Policy) -> str:
    """The text of a notice that says the policy's rules; PolicyError where one cannot be said without loss."""
    return "\n".join([policy.title, *_labels(policy), "", *_articles(policy)]) + "\n"


def unsaid(policy: Policy) -> dict[str, int]:
    """How many parts of which sort the text leaves out."""
    return {name: len(getattr(policy, key)) for key, name in APART.items() if getattr(policy, key)}


def _labels(policy: Policy) -> Iterator[str]:
    """Who issued it when, and where it stands, as portals put it above a notice."""
    yield f"发文机关：{policy.issuer}"
    if policy.validity.announced is not None:
        yield f"成文日期：{day(policy.validity.announced.isoformat())}"
    if policy.validity.status != "in_force":
        yield f"文件状态：{phrases()['statuses'][policy.validity.status]}"


def bodies(policy: Policy) -> Iterator[tuple[Award | Group | Pool, Callable[[], str]]]:
    """Each award, group and pool with what gives its article, without the number; PolicyError where it cannot be said without loss."""
    numbers = {award.id: number for number, award in enumerate(policy.awards, FIRST)}
    for award in policy.awards:
        yield award, partial(_award, award, numbers)
    for group in policy.groups:
        yield group, partial(_shared, group.id, "shared_clause", _members(tree.plain(group), numbers))
    for pool in policy.pools:
        yield pool, partial(_shared, pool.id, "pool", _covered(tree.plain(pool), numbers))


def _articles(policy: Policy) -> Iterator[str]:
    articles = [f"本办法适用于{policy.region}。", *(say() for _, say in bodies(policy)), *_validity(policy)]
    yield from (f"第{numeral(number)}条　{body}" for number, body in enumerate(articles, 1))


def _award(award: Award, numbers: Mapping[str, int]) -> str:
    if award.judged:
        raise PolicyError(f"写不成条文：{award.title}由主管部门核准，核准什么只在原文里", where=award.id)
    said = [_said(award.id, kind, means) for kind, means in parts.sentences(tree.plain(award), dict(numbers))]
    title = f"{award.title}。" if heading(award.title) else ""
    return f"{title}{'。'.join(said)}。"


def _shared(name: str, kind: str, means: Plain) -> str:
    return f"{_said(name, kind, means)}。"


def _members(group: Plain, numbers: Mapping[str, int]) -> Plain:
    return _bare(group) | {"members": [numbers[member] if isinstance(member, str) else member for member in group["members"]]}


def _covered(pool: Plain, numbers: Mapping[str, int]) -> Plain:
    budget = {"budget": {int(year): sum_ for year, sum_ in pool["budget"].items()}} if "budget" in pool else {}
    return _bare(pool) | {"covers": [numbers[name] for name in pool["covers"]]} | budget


def _bare(part: Plain) -> Plain:
    return {key: value for key, value in part.items() if key not in parts.FREE}


def _said(name: str, kind: str, means: Any) -> str:
    """The words of a sentence, which are read as nothing else."""
    words = grammar().say(kind, means)
    if words is None:
        raise PolicyError("写不成条文：有的词叫不出名称，或这种写法还没有说法", where=name, hint=str(means)[:200])
    if sentence(words, (0, len(words))) != Sentence(kind, means, (0, len(words))):
        raise PolicyError(f"写不成条文：“{words}”会读成别的意思", where=name)
    return words


def _validity(policy: Policy) -> Iterator[str]:
    start, end = (found and day(found.isoformat()) for found in (policy.validity.start, policy.validity.end))
    if start and end:
        yield f"本办法自{start}起施行，有效期至{end}。"
    elif start:
        yield f"本办法自{start}起施行。"
    elif end:
        yield f"本办法有效期至{end}。"
