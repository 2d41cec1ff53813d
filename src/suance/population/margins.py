"""Making figures add up to what was published: to the 分, by rows and columns at once, or by weights.

Largest remainder for whole 分; iterative proportional fitting (W. Deming, F. Stephan, 1940) for a table with two margins; entropy
calibration (J.-C. Deville, C.-E. Särndal, JASA 87:376, 1992) for weights with many totals. A total that cannot be met is named.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from suance.errors import InputError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_STEPS = 100
_CLOSE = 1e-10


def whole(sizes: Floats, total: int) -> Whole:
    """Sizes in proportion as whole numbers that add up to the total: rounded down, then one more for the largest remainders."""
    scaled = sizes * (total / float(sizes.sum()))
    found = np.floor(scaled).astype(np.int64)
    rounds, rest = divmod(total - int(found.sum()), len(sizes))
    found += rounds
    if rest:
        found[np.argpartition(found - scaled, rest - 1)[:rest]] += 1
    return found


def fit(table: Floats, rows: Floats, columns: Floats) -> Floats:
    """A table with these sums of rows and columns, as near to the given one as can be; InputError where their totals differ."""
    if abs(float(rows.sum() - columns.sum())) > _CLOSE * float(rows.sum()):
        raise InputError(f"行合计{rows.sum():g}与列合计{columns.sum():g}相差{abs(rows.sum() - columns.sum()):g}")
    found = table.astype(np.float64)
    for _ in range(_STEPS):
        found *= np.divide(rows, found.sum(axis=1), out=np.zeros_like(rows), where=found.sum(axis=1) > 0)[:, None]
        found *= np.divide(columns, found.sum(axis=0), out=np.zeros_like(columns), where=found.sum(axis=0) > 0)[None, :]
        off = np.abs(found.sum(axis=1) - rows)
        if off.max() <= _CLOSE * float(rows.sum()):
            return found
    worst = int(off.argmax())
    raise InputError(f"第 {worst + 1} 行的合计 {rows[worst]:g} 凑不出，差 {off[worst]:g}", hint="该行的各格有零，别处的合计又定住了其余")


def calibrate(weights: Floats, features: Floats, totals: Floats, names: Sequence[str]) -> Floats:
    """Weights nearest to the given ones (least relative entropy) with which the features add up to the totals.

    w = w0·exp(X·lambda), lambda by Newton's method: H = X'diag(w)X. InputError names the total that cannot be met and by how much.
    """
    scale = np.maximum(np.abs(totals), 1.0)
    scaled, wanted = features / scale, totals / scale
    multipliers, found = np.zeros(len(totals)), weights
    for _ in range(_STEPS):
        off = wanted - scaled.T @ found
        if np.abs(off).max() <= _CLOSE:
            return found
        hessian = scaled.T @ (found[:, None] * scaled)
        step = np.linalg.lstsq(hessian, off, rcond=None)[0]
        multipliers = multipliers + step * min(1.0, 5.0 / max(float(np.abs(scaled @ step).max()), 1e-300))
        found = weights * np.exp(np.clip(scaled @ multipliers, -50.0, 50.0))
    worst = int(np.abs(off).argmax())
    raise InputError(f"合计 “{names[worst]}” 凑不出，差 {off[worst] * scale[worst]:.6g}", hint="各项合计互相矛盾，或没有一家符合")
