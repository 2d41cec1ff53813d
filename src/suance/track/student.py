"""Student's t distribution with whole degrees of freedom, in closed form."""

from __future__ import annotations

from math import atan, cos, inf, isinf, pi, sin, sqrt


def below(t: float, freedom: int) -> float:
    """The probability of a value of at most t: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4."""
    if isinf(t):
        return 1.0 if t > 0 else 0.0
    angle = atan(t / sqrt(freedom))
    square, term, total = cos(angle) ** 2, 1.0, 1.0
    if freedom % 2 == 0:
        for k in range(2, freedom - 1, 2):
            term *= square * (k - 1) / k
            total += term
        return _share((1 + sin(angle) * total) / 2)
    for k in range(3, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    inner = sin(angle) * cos(angle) * total if freedom > 1 else 0.0
    return _share((1 + 2 / pi * (angle + inner)) / 2)


def _share(value: float) -> float:
    """Within 0 and 1, which a sum of rounded terms may miss by its last digit."""
    return min(1.0, max(0.0, value))


def quantile(share: float, freedom: int) -> float:
    """The value that a share of the distribution lies below; by bisection, to 1e-12 of its size."""
    if not 0 < share < 1:
        return inf if share >= 1 else -inf
    if share < 0.5:
        return -quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while below(high, freedom) < share:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle, freedom) < share else (low, middle)
    return (low + high) / 2
