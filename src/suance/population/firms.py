"""A population of firms by sector and year: sizes that follow `shape`, growth that is calmer for larger firms, totals that are met to the 分.

Growth of the logarithm has a Laplace distribution (M. Stanley et al., Nature 379:804, 1996) whose spread falls with size as S^-beta
(L. Amaral et al., Physica A 244, 1997), with a mean of none: what a sector grows is what its published totals say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from suance.errors import InputError
from suance.population.margins import Floats, Whole, whole
from suance.population.shape import of_mean
from suance.population.spec import PARAMETERS, KnownFirm, Sector, Spec
from suance.record import Assumed

YI = 1e8
_WIDEST = 0.95
"""a Laplace distribution of this scale or more has no mean growth"""


@dataclass(frozen=True, slots=True)
class Made:
    """A sector's firms: revenue in 分 by firm and year, of those that are made and of those that are known."""

    sector: Sector
    revenue: Whole
    known: tuple[KnownFirm, ...]
    known_revenue: Whole


def drawn(spec: Spec, random: np.random.Generator) -> Spec:
    """The spec with its uncertain quantities drawn once, normally, within what they can be."""
    given = dict(spec.given)
    for name, (low, high) in PARAMETERS.items():
        value = float(np.clip(random.normal(spec[name], spec.given[name].spread), low, high))
        given[name] = replace(given[name], value=value, spread=0.0)
    return replace(spec, given=given)


def make(spec: Spec, seed: int, known: Sequence[KnownFirm] = ()) -> Iterator[Made]:
    """Each sector's firms; InputError for a known firm of no sector or without the first year, and for totals that clash."""
    ids = {sector.id for sector in spec.sectors} | {sector.name for sector in spec.sectors}
    for firm in known:
        if firm.sector not in ids:
            raise InputError(
                f"已知企业 {firm.id} 的行业 “{firm.sector}” 不在 sectors 之中", where=spec.region, hint="可用：" + "、".join(sorted(ids))
            )
        if spec.first not in firm.revenue:
            raise InputError(f"已知企业 {firm.id} 缺 {spec.first} 年的营业收入", where=spec.region)
    for number, sector in enumerate(spec.sectors):
        random = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(number,))))
        named = tuple(firm for firm in known if firm.sector in (sector.id, sector.name))
        courses = _courses(spec, sector, named, random)
        yield Made(sector, _sector(spec, sector, courses, random), named, courses)


def totals(spec: Spec, sector: Sector) -> dict[int, int]:
    """A sector's revenue by year in 分: as published, and where nothing is, grown from the year before."""
    found: dict[int, int] = {}
    for year in spec.years:
        found[year] = sector.revenue.get(year) or round(found[year - 1] * (1 + spec["growth"]))
    return found


def _courses(spec: Spec, sector: Sector, known: Sequence[KnownFirm], random: np.random.Generator) -> Whole:
    """Known firms by year: as known, and where nothing is, grown from the year before with the sector."""
    found = np.zeros((len(known), len(spec.years)), dtype=np.int64)
    published = totals(spec, sector)
    for number, year in enumerate(spec.years):
        before = found[:, max(number - 1, 0)] / 100
        factor = published[year] / published[max(year - 1, spec.first)]
        grown = grow(np.maximum(before, 1.0), spec["volatility"], spec["fall"], random) * factor
        for place, firm in enumerate(known):
            found[place, number] = firm.revenue.get(year, round(float(grown[place]) * 100))
    return found


def _sector(spec: Spec, sector: Sector, known: Whole, random: np.random.Generator) -> Whole:
    """A sector's made firms: what the known ones leave of each year's total."""
    firms, published = sector.firms - len(known), totals(spec, sector)
    where = f"{spec.region} {sector.name}"
    if firms < 1:
        raise InputError(f"已知企业{len(known)}家，不少于全部{sector.firms}家", where=where)
    rest = {year: published[year] - int(known[:, number].sum()) for number, year in enumerate(spec.years)}
    for year, left in rest.items():
        if left < firms:
            over = (published[year] - left) / 1e10
            raise InputError(f"{year}年已知企业合计{over:.4g}亿元，不少于总额{published[year] / 1e10:.4g}亿元", where=where)
    sizes = of_mean(
        rest[spec.first] / 100 / firms,
        floor=spec["floor"],
        tail_from=spec["tail_from"],
        cut=spec["cut"],
        spread=spec["body_spread"],
        tail=spec["tail"],
        where=where,
    ).sample(firms, random)
    columns = []
    for year in spec.years:
        if year > spec.first:
            sizes = np.maximum(grow(sizes, spec["volatility"], spec["fall"], random), spec["floor"])
        column = whole(sizes, rest[year])
        sizes = column / 100
        columns.append(column)
    return np.stack(columns, axis=1)


def grow(sizes: Floats, volatility: float, fall: float, random: np.random.Generator) -> Floats:
    """Sizes in 元 a year later, before the sector's growth: Laplace in the logarithm, of the spread volatility·(S/1亿)^-fall, with a mean of 1.

    Shocks are single floats: no estimate of a spread is better than seven digits. The difference of two exponentials is a Laplace.
    """
    scale = np.minimum(np.float32(volatility / 2**0.5) * (sizes / YI).astype(np.float32) ** np.float32(-fall), np.float32(_WIDEST))
    shocks = random.standard_exponential(len(sizes), dtype=np.float32) - random.standard_exponential(len(sizes), dtype=np.float32)
    grown: Floats = sizes * (np.exp(scale * shocks) * (1 - scale * scale))
    return grown


def assumed(spec: Spec) -> tuple[Assumed, ...]:
    """All that a population of this spec assumes, with source and grade."""
    return tuple(spec.given.values())
