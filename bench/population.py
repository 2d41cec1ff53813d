"""How long a population of a million firms takes over six years, beside the same in plain Python at a hundredth of the size.

    python bench/population.py [--firms 1000000] [--tries 5]

Ten sectors, totals met to the 分. Every try is a process of its own and runs both. Nothing here passes or fails: machines differ.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from bisect import bisect_left
from math import erf, exp, log, sqrt
from statistics import median
from typing import Any

from suance.population import Spec, from_records
from suance.population.shape import Shape

SECTORS, SMALLER = 10, 100
MEAN = 250_000_000


def spec(firms: int) -> Spec:
    """So many firms in ten sectors, of 2.5亿元 each on average."""

    def one(mean: float) -> dict[str, Any]:
        return {"mean": mean, "spread": 0.0, "source": "bench", "grade": "prior"}

    sector = {"firms": firms // SECTORS, "revenue": {2021: f"{firms // SECTORS * MEAN}元"}, "source": "bench", "grade": "prior"}
    money = {
        name: {"value": value, "source": "bench", "grade": "prior"}
        for name, value in (("floor", "2000万元"), ("tail_from", "4亿元"), ("cut", "50亿元"))
    }
    parameters = {"body_spread": one(1.0), "tail": one(1.05), "volatility": one(0.235), "fall": one(0.2), "growth": one(0.06)}
    sectors = {f"s{number}": {"name": f"行业{number}", **sector} for number in range(SECTORS)}
    return from_records({"region": "某市", "first": 2021, "last": 2026, "sectors": sectors, **money, **parameters})


def plain(given: Spec, shape: Shape, chance: random.Random) -> list[list[int]]:
    """The same population in lists: sizes, growth, totals to the 分."""
    return [column for sector in given.sectors for column in _sector(given, shape, sector.firms, chance)]


def _sector(given: Spec, shape: Shape, firms: int, chance: random.Random) -> list[list[int]]:
    steps = 4096
    grid = [log(shape.floor) + number * (log(shape.tail_from) - log(shape.floor)) / (steps - 1) for number in range(steps)]
    below = [(1 + erf((point - shape.centre) / shape.spread / sqrt(2))) / 2 for point in grid]
    low, high, weight, ratio = below[0], below[-1], shape.tail_weight, (shape.tail_from / shape.cut) ** shape.tail
    sizes = []
    for _ in range(firms):
        in_tail, share = chance.random() < weight, chance.random()
        if in_tail:
            sizes.append(shape.tail_from * (1 - share * (1 - ratio)) ** (-1 / shape.tail))
        else:
            sizes.append(exp(grid[min(bisect_left(below, low + share * (high - low)), steps - 1)]))
    total, columns = firms * MEAN * 100, []
    for year in given.years:
        if year > given.first:
            sizes = [max(_grown(size, given, chance), given["floor"]) for size in sizes]
            total = round(total * (1 + given["growth"]))
        column = _whole(sizes, total)
        sizes = [amount / 100 for amount in column]
        columns.append(column)
    return columns


def _grown(size: float, given: Spec, chance: random.Random) -> float:
    scale = min(given["volatility"] * (size / 1e8) ** -given["fall"] / sqrt(2), 0.95)
    shock = chance.expovariate(1) - chance.expovariate(1)
    return float(size * exp(scale * shock) * (1 - scale * scale))


def _whole(sizes: list[float], total: int) -> list[int]:
    factor = total / sum(sizes)
    scaled = [size * factor for size in sizes]
    found = [int(size) for size in scaled]
    rounds, rest = divmod(total - sum(found), len(found))
    order = sorted(range(len(found)), key=lambda number: found[number] - scaled[number])
    for number in order[:rest]:
        found[number] += 1
    return [amount + rounds for amount in found]


def one(firms: int) -> None:
    """Prints the CPU seconds of both and the peak of memory in MB; both must meet their totals."""
    import resource

    from suance.population.firms import make, totals
    from suance.population.shape import of_mean

    given, start = spec(firms), time.process_time()
    for made in make(given, 0):
        wanted = totals(given, made.sector)
        assert [int(amount) for amount in made.revenue.sum(axis=0)] == list(wanted.values())
    fast = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    small = spec(firms // SMALLER)
    shape = of_mean(MEAN, floor=given["floor"], tail_from=given["tail_from"], cut=given["cut"], spread=given["body_spread"], tail=given["tail"])
    start = time.process_time()
    columns = plain(small, shape, random.Random(0))
    slow = time.process_time() - start
    assert sum(columns[0]) == small.sectors[0].revenue[given.first]
    print(json.dumps([fast, slow, peak]))


def main() -> None:
    """Prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.firms)
        return
    command = [sys.executable, __file__, "--one", "--firms", str(asked.firms)]
    tries = [json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(asked.tries)]
    fast, slow, peak = (median(column) for column in zip(*tries, strict=True))
    ratio = median(each[1] * SMALLER / each[0] for each in tries)
    print(f"{asked.firms:,} firms x 6 years: {fast:.2f} s CPU, peak {peak:.0f} MB; plain Python {slow:.2f} s for a hundredth of them: {ratio:.0f} x")


if __name__ == "__main__":
    main()
