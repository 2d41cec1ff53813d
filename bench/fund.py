"""How long thirty million fund-years take, beside the same recursion in plain Python at a hundredth of the size.

    python bench/fund.py [--paths 100000] [--tries 5]

Twenty sub-funds over fifteen years; every try is a process of its own and runs both. Nothing here passes or fails: machines differ.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from math import exp
from statistics import fmean, median

from suance.fund.assumptions import Assumptions, from_records
from suance.fund.paths import FEE_YEARS, Programme
from suance.workspace.joins import records, shipped

PROGRAMME = Programme(500e8, 2021, 2025, 2025, 2035)
SUBFUNDS, SMALLER = 20, 100
Shares = tuple[float, float, float, float]


def assumed() -> Assumptions:
    """What ships, with twenty sub-funds."""
    return from_records(records(shipped("fund", "assumptions.yaml"))).with_value("subfunds", SUBFUNDS)


def plain(given: Assumptions, chance: random.Random) -> Shares:
    """One path in plain Python: what is drawn under the three definitions and paid in, in shares of one sub-fund's commitment."""
    common_shocks = [chance.gauss(0, 1) for _ in PROGRAMME.years]
    drawn = [_subfund(given, chance, number, common_shocks) for number in range(SUBFUNDS)]
    subscribed, paid, projects, own = (sum(column) for column in zip(*drawn, strict=True))
    return subscribed, paid, projects, own


def _subfund(given: Assumptions, chance: random.Random, number: int, common_shocks: list[float]) -> Shares:
    def share(name: str) -> float:
        mean, spread = given[name], given.spread(name)
        return chance.betavariate(mean * spread, (1 - mean) * spread)

    others, pay_in = 1 / max(share("share"), 1e-6) - 1, share("pay_in")
    share("local")
    multiple = max(1.0, given["multiple"] * exp(given.spread("multiple") * chance.gauss(0, 1)))
    there = chance.random() >= given["unclosed"]
    start = PROGRAMME.first + number * (PROGRAMME.last - PROGRAMME.first + 1) // SUBFUNDS
    uncalled, value, fees, back, volatility, common = float(there), 0.0, 0.0, 0.0, given["volatility"], given["correlation"]
    at = (0.0, 0.0)
    for index, year in enumerate(PROGRAMME.years):
        age = year - start + 1
        shock = common**0.5 * common_shocks[index] + (1 - common) ** 0.5 * chance.gauss(0, 1)
        grown = value * (1 + given.pattern.growth) * exp(volatility * shock - volatility**2 / 2)
        spread = exp(given["call_spread"] * chance.gauss(0, 1))
        called = min(1.0, given.pattern.called(age) * spread) * uncalled if age > 0 else 0.0
        returned = given.pattern.paid_out(age) * grown if age > 0 else 0.0
        value, uncalled, back = grown + called - returned, uncalled - called, back + returned
        paid = there - uncalled
        if age > 0:
            fees += given["fee"] * (there if age <= FEE_YEARS else max(paid - back, 0.0))
        if year == PROGRAMME.deadline:
            at = (paid, max(paid - fees, 0.0))
    return others * there, at[0] * others * pay_in, at[1] * (1 + others * pay_in) * multiple - at[0], at[0]


def one(paths: int) -> None:
    """Prints the CPU seconds of both, their means, and the peak of memory in MB."""
    import resource

    from suance.fund.paths import simulate

    given, start = assumed(), time.process_time()
    found = simulate(PROGRAMME, given, paths=paths, seed=0)
    fast = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    chance, start = random.Random(0), time.process_time()
    slow = [plain(given, chance) for _ in range(paths // SMALLER)]
    seconds = time.process_time() - start
    commitment = PROGRAMME.size / SUBFUNDS / 1e8
    means = [*(found.drawn.mean(axis=0) / 1e8), *(fmean(column) * commitment for column in list(zip(*slow, strict=True))[:3])]
    print(json.dumps([fast, seconds, peak, *means]))


def main() -> None:
    """Prints the medians, and the means of both side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--paths", type=int, default=100_000)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.paths)
        return
    command = [sys.executable, __file__, "--one", "--paths", str(asked.paths)]
    tries = [json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(asked.tries)]
    fast, slow, peak, *means = (median(column) for column in zip(*tries, strict=True))
    ratio = median(each[1] * SMALLER / each[0] for each in tries)
    years = asked.paths * SUBFUNDS * len(PROGRAMME.years)
    print(f"{years:,} fund-years: {fast:.2f} s CPU, peak {peak:.0f} MB; plain Python {slow:.2f} s for a hundredth of them: {ratio:.0f} x")
    print("drawn, mean in 亿元 (认缴 实缴 项目总投资): " + "  ".join(f"{mean:.0f}" for mean in means[:3]))
    print("                         in plain Python: " + "  ".join(f"{mean:.0f}" for mean in means[3:]))


if __name__ == "__main__":
    main()
