"""How many firms pass a line for the first time, and in which years: a distribution, never a point.

Each firm near the line has a chance of its own, from many courses of its growth; their number has a Poisson-binomial distribution, found
by convolution. What the courses leave open is one part of its variance, what the parameters leave open the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from suance.population.firms import grow
from suance.population.margins import Floats
from suance.population.spec import Spec

NEAR = 8.0
"""firms below an eighth of the line are left aside: none passes it within a few years"""


@dataclass(frozen=True, slots=True)
class Crossings:
    """The number of firms that pass a line first in the years that are looked at."""

    line: float
    """in 元"""
    mean: float
    none: float
    """the probability that no firm does"""
    low: int
    middle: int
    high: int
    """the 5th, 50th and 95th of a hundred"""
    within: float
    between: float
    """the variance that the firms' courses leave, and that between the parameters"""


def chances(sizes: Floats, peaks: Floats, line: float, growth: Sequence[Floats], spec: Spec, paths: int, random: np.random.Generator) -> Floats:
    """Each firm's chance to pass a line for the first time within the years, over so many courses; 0 where its peak passed it before.

    `sizes` and `peaks` in 元 at the first year, `growth` for each year after it by how much a firm's sector grows (1.06 is 6 %).
    """
    found = np.zeros(len(sizes))
    near = np.flatnonzero((sizes > line / NEAR) & (peaks <= line))
    if not len(near):
        return found
    course = np.repeat(sizes[near], paths)
    passed = np.zeros(len(course), dtype=bool)
    for factors in growth:
        course = grow(course, spec["volatility"], spec["fall"], random) * np.repeat(factors[near], paths)
        passed |= course > line
    found[near] = passed.reshape(len(near), paths).mean(axis=1)
    return found


def count(chances_: Floats) -> Floats:
    """The distribution of how many of independent events happen: at k the probability of k; the Poisson-binomial by convolution."""
    found = np.ones(1)
    for chance in chances_[chances_ > 0]:
        found = np.convolve(found, (1 - chance, chance))
    return found


def over(line: float, draws: Sequence[Floats]) -> Crossings:
    """The number over draws of the parameters, each with its firms' chances."""
    laws = [count(each) for each in draws]
    mixed = np.zeros(max(map(len, laws)))
    for law in laws:
        mixed[: len(law)] += law / len(laws)
    below = np.cumsum(mixed)
    low, middle, high = (int(np.searchsorted(below, share - 1e-12)) for share in (0.05, 0.5, 0.95))
    means = np.array([float(each.sum()) for each in draws])
    within = float(np.mean([float((each * (1 - each)).sum()) for each in draws]))
    return Crossings(line, float(means.mean()), min(1.0, float(mixed[0])), low, middle, high, within, float(means.var()))
