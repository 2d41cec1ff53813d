"""How large firms are: a truncated lognormal body with a truncated Pareto tail, joined without a step, of a given mean.

Body on [floor, x_m], tail P(S >= s) ~ s^-alpha on [x_m, cut] with alpha near 1 (R. Axtell, Science 293:1818, 2001; for China J. Heinrich,
S. Dai, Struct. Change Econ. Dyn. 37:90-106, 2016). The tail's weight follows from a density without a step at x_m, the body's centre from
the mean, both in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from suance.errors import InputError

Floats = NDArray[np.float64]

_GRID, _STEPS = 1024, 65_536
"""points at which the body's distribution is computed, and shares into which it is then divided"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A distribution of sizes in 元: floor, where the tail begins, cut; the body's centre and spread of logarithms, the tail's exponent."""

    floor: float
    tail_from: float
    cut: float
    centre: float
    spread: float
    tail: float

    @property
    def tail_weight(self) -> float:
        """The share of firms in the tail: what makes the density go on without a step."""
        low, high = self._ends()
        body = _density(high) / (self.tail_from * self.spread * (_below(high) - _below(low)))
        tail = self.tail / (self.tail_from * (1 - (self.tail_from / self.cut) ** self.tail))
        return float(body / (body + tail))

    @property
    def mean(self) -> float:
        """The mean size."""
        low, high = self._ends()
        inside = _below(high) - _below(low)
        body = exp(self.centre + self.spread**2 / 2) * (_below(high - self.spread) - _below(low - self.spread)) / inside
        return (1 - self.tail_weight) * body + self.tail_weight * self._tail_mean()

    def sample(self, count: int, random: np.random.Generator) -> Floats:
        """So many sizes, in 元."""
        in_tail = random.random(count) < self.tail_weight
        share = random.random(count)
        left = 1 - share * (1 - (self.tail_from / self.cut) ** self.tail)
        found: Floats = np.where(in_tail, self.tail_from * left ** (-1 / self.tail), self._body()[(share * _STEPS).astype(np.int64)])
        return found

    def _body(self) -> Floats:
        """Sizes of the body at the middles of equal shares, from the smallest up."""
        grid = np.linspace(log(self.floor), log(self.tail_from), _GRID)
        below = np.array([_below((point - self.centre) / self.spread) for point in grid])
        middles = (np.arange(_STEPS) + 0.5) / _STEPS
        sizes: Floats = np.exp(np.interp(middles, (below - below[0]) / (below[-1] - below[0]), grid))
        return sizes

    def _ends(self) -> tuple[float, float]:
        return (log(self.floor) - self.centre) / self.spread, (log(self.tail_from) - self.centre) / self.spread

    def _tail_mean(self) -> float:
        ratio, alpha = self.tail_from / self.cut, self.tail
        if abs(alpha - 1) < 1e-9:
            return self.tail_from * log(1 / ratio) / (1 - ratio)
        return float(alpha / (alpha - 1) * self.tail_from * (1 - ratio ** (alpha - 1)) / (1 - ratio**alpha))


def of_mean(mean: float, *, floor: float, tail_from: float, cut: float, spread: float, tail: float, where: str = "") -> Shape:
    """The shape of a mean size, found by bisection in the body's centre; InputError, with the bounds, for a mean that no such shape has."""
    low, high = log(floor) - 4 * spread, log(tail_from) + 4 * spread
    least, most = (Shape(floor, tail_from, cut, centre, spread, tail).mean for centre in (low, high))
    if not least < mean < most:
        told = f"平均每家{mean / 1e8:.4g}亿元，所设的分布只能在{least / 1e8:.4g}亿与{most / 1e8:.4g}亿元之间"
        short = f"低{(least - mean) / 1e8:.4g}亿元" if mean <= least else f"高{(mean - most) / 1e8:.4g}亿元"
        raise InputError(f"总额与家数不相容：{told}，{short}", where=where, hint="核对家数、总额、floor 与 cut，或已知企业的名单")
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if Shape(floor, tail_from, cut, middle, spread, tail).mean < mean else (low, middle)
    return Shape(floor, tail_from, cut, (low + high) / 2, spread, tail)


def _below(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)
