"""What awards share, as a page words it: ceilings, groups of which not all are paid, and budgets that they draw on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from suance.policy.schema import Award, Cap, Group, Policy, Pool, Rolling, ShareOf
from suance.publish import labels

Words = Callable[[str], str]


def of(policy: Policy, award: Award, words: Words) -> Iterator[str]:
    """The ceilings that an award sets, and the groups and pools that it belongs to."""
    titles = {other.id: other.title for other in policy.awards}
    for cap in award.caps:
        yield _cap(cap, titles, words)
    for group in policy.groups:
        if award.id in group.awards:
            yield _group(group, titles)
    for pool in policy.pools:
        if award.id in pool.covers:
            yield _pool(pool, titles, words)


def _cap(cap: Cap, titles: dict[str, str], words: Words) -> str:
    span = f"每 {cap.over.years} 年" if isinstance(cap.over, Rolling) else labels.SPANS_OF_CAPS[cap.over]
    most = f"{words(cap.at.of)}的 {cap.at.rate}" if isinstance(cap.at, ShareOf) else cap.at or f"{cap.count} 项"
    covered = "、".join(titles[name] for name in cap.covers)
    return f"每{labels.COUNTED[cap.per]}{span}不超过 {most}（{covered}；{labels.OVERFLOW[cap.overflow]}）"


def _group(group: Group, titles: dict[str, str]) -> str:
    elsewhere = (f"{other.policy}/{other.rule}" if other.rule else other.policy for other in group.elsewhere)
    names = "、".join((*(titles[name] for name in group.awards), *elsewhere))
    return f"{labels.MEETS[group.match]}{'同一年度' if group.over == 'year' else ''}{labels.MODES[group.mode]}（{names}）"


def _pool(pool: Pool, titles: dict[str, str], words: Words) -> str:
    budget = f"每年 {pool.yearly}" if pool.yearly else "、".join(f"{year} 年 {sum_}" for year, sum_ in (pool.budget or {}).items())
    by = f"，依据{words(pool.by)}" if pool.by else ""
    further = "；结余转入下年" if pool.carry else ""
    return f"{pool.title} {budget}（{'、'.join(titles[name] for name in pool.covers)}；{labels.ALLOCATE[pool.allocate]}{by}{further}）"
