"""How often a nominal 80 % interval holds the figure that came, on public yearly series, beside two other methods.

    python bench/projection.py            with statsmodels at hand (bench/requirements.txt)

Five yearly points, two years ahead, every window of every series that statsmodels ships in two data sets: eight levels of the US economy
(macrodata, yearly means, 1959-2008) and three figures of eleven firms (Grunfeld, 1935-1954). Beside suance: exponential smoothing with
additive error and trend (ETS), and a random walk with the drift seen and a normal interval, without a prior. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from math import exp, log, sqrt
from statistics import NormalDist, fmean, stdev
from time import process_time
from typing import Any

from suance.track.forecast import INTERVAL, Point, forecast

SEEN, AHEAD = 5, 2
LEVELS = ("realgdp", "realcons", "realinv", "realgovt", "realdpi", "cpi", "m1", "pop")
Series = dict[str, list[float]]
Ends = tuple[float, float]
Z = NormalDist().inv_cdf((1 + INTERVAL) / 2)


def macrodata() -> Series:
    """Eight levels of the US economy, the mean of each year's quarters."""
    table = _table("macrodata")
    yearly = table[table["year"] <= 2008].groupby("year").mean()
    return {name: [float(value) for value in yearly[name]] for name in LEVELS}


def grunfeld() -> Series:
    """Investment, value and capital of eleven US firms."""
    firms = _table("grunfeld").groupby("firm")
    return {f"{firm} {name}": [float(value) for value in rows[name]] for firm, rows in firms for name in ("invest", "value", "capital")}


def _table(name: str) -> Any:
    return import_module(f"statsmodels.datasets.{name}").load_pandas().data


def windows(series: Series) -> Iterator[tuple[list[float], float]]:
    """Each run of so many points, and the figure that came so many years later."""
    for values in series.values():
        for start in range(len(values) - SEEN - AHEAD + 1):
            yield values[start : start + SEEN], values[start + SEEN + AHEAD - 1]


def ours(values: Sequence[float]) -> Ends | None:
    """The interval of suance."""
    found = forecast([Point(float(year), value) for year, value in enumerate(values)], SEEN - 1.0 + AHEAD)
    return (found.low, found.high) if found else None


def drift(values: Sequence[float]) -> Ends | None:
    """A random walk with the drift that was seen, and no prior."""
    steps = [log(after / before) for before, after in pairwise(values)]
    reach = Z * stdev(steps) * sqrt(AHEAD)
    middle = log(values[-1]) + fmean(steps) * AHEAD
    return exp(middle - reach), exp(middle + reach)


def smoothing(values: Sequence[float]) -> Ends | None:
    """Exponential smoothing with additive error and trend."""
    column, model = import_module("pandas").Series, import_module("statsmodels.tsa.exponential_smoothing.ets").ETSModel
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = model(column(list(values)), error="add", trend="add").fit(disp=False)
        ends = fitted.get_prediction(start=SEEN, end=SEEN + AHEAD - 1).summary_frame(alpha=1 - INTERVAL)
    return float(ends["pi_lower"].iloc[-1]), float(ends["pi_upper"].iloc[-1])


def covered(method: Callable[[Sequence[float]], Ends | None], series: Series, step: int) -> tuple[float, int, float]:
    """The share of windows whose figure came inside, how many there were, and milliseconds of CPU for each."""
    found = list(windows(series))[::step]
    start = process_time()
    ends = [(method(values), came) for values, came in found]
    hits = [low_high[0] <= came <= low_high[1] for low_high, came in ends if low_high]
    return fmean(hits), len(hits), (process_time() - start) / len(found) * 1000


def main() -> None:
    """Prints the coverage of each method on each data set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--every", type=int, default=3, help="smoothing takes each so many windows only: it is slow")
    asked = parser.parse_args()
    print(f"nominal {INTERVAL:.0%}, {SEEN} points, {AHEAD} years ahead")
    for name, series in (("macrodata", macrodata()), ("grunfeld", grunfeld())):
        for method, step in ((ours, 1), (drift, 1), (smoothing, asked.every)):
            share, count, milliseconds = covered(method, series, step)
            print(f"{name:<10} {method.__name__:<10} {share:>5.2f} of {count:>4}   {milliseconds:>8.3f} ms each")


if __name__ == "__main__":
    main()
