"""The benchmarks: how fast documents are read, and what awarding costs beside a plain scan of the same table.

    python bench/run.py [--firms 20000] [--documents 200]

Prints a table. Nothing here passes or fails: machines differ, so look at the ratios, and at figures from one machine.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import metadata, resources
from itertools import product
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb
import panel

from suance.award import Engine, award
from suance.award import panel as panels
from suance.extract import extract
from suance.model import Line
from suance.policy.schema import Policy, loads
from suance.read import read

YEARS = 5
AS_OF = date(2026, 1, 1)
ENGINES: tuple[Engine, ...] = ("duckdb", "interpreter")
Result = TypeVar("Result")


class Measure(NamedTuple):
    """One line of the table: the work done, its amount in the unit, and the seconds of wall clock and of CPU."""

    name: str
    amount: int
    unit: str
    wall: float
    cpu: float


def timed(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """What the work gives, with its seconds of wall clock and of CPU (all threads)."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def reading(documents: int) -> list[Measure]:
    """Reading and extracting the shipped notice, as often as there are documents."""
    notice = resources.files("suance").joinpath("example", "notice.md").read_bytes()
    extract(read(notice))
    read_documents, wall, cpu = timed(lambda: [read(notice) for _ in range(documents)])
    characters = sum(len(document.text) for document in read_documents)
    facts, extract_wall, extract_cpu = timed(lambda: [fact for document in read_documents for fact in extract(document)])
    return [
        Measure("read", characters, "characters", wall, cpu),
        Measure(f"extract ({len(facts):,} facts)", characters, "characters", extract_wall, extract_cpu),
    ]


def awarding(folder: Path, firms: int) -> list[Measure]:
    """The shipped policy on a made-up panel by both engines, from Parquet and from CSV, and a scan of its largest table."""
    rows = panel.write(folder / "csv", firms=firms, years=YEARS, form="csv")
    panel.write(folder / "parquet", firms=firms, years=YEARS)
    scan = f"SELECT year, count(*), sum(revenue) FROM read_parquet('{folder}/parquet/firm_years.parquet') GROUP BY year"
    award(shipped(), panels.load(folder / "parquet"), engine="duckdb", years=[panel.FIRST_YEAR], as_of=AS_OF)
    measures = [Measure("DuckDB: scan and sum, Parquet", rows, "firm-years", *timed(lambda: duckdb.connect().execute(scan).fetchall())[1:])]
    found: dict[str, list[Line]] = {}
    for engine, form in product(ENGINES, ("parquet", "csv")):
        lines, wall, cpu = timed(partial(pay, folder / form, engine))
        measures.append(Measure(f"award: {engine}, {form} ({len(lines):,} lines)", rows, "firm-years", wall, cpu))
        found[f"{engine}, {form}"] = lines
    if any(lines != found["interpreter, csv"] for lines in found.values()):
        sys.exit("the engines disagree")
    return measures


def pay(folder: Path, engine: Engine) -> list[Line]:
    """Payments and open cases of the shipped policy on the panel of a folder, loading included."""
    return award(shipped(), panels.load(folder), engine=engine, as_of=AS_OF)


def shipped() -> Policy:
    """The policy that ships with the package."""
    return loads(resources.files("suance").joinpath("policies", "changzhou-2022.yaml").read_text("utf-8"), "changzhou-2022.yaml")


def tell(title: str, measures: list[Measure]) -> None:
    """Print the measures with their throughput and their time as a multiple of the first."""
    print(f"\n{title}\n")
    print(f"| {'work':<44} | {'amount':>22} | {'wall s':>8} | {'CPU s':>8} | {'per CPU s':>12} | {'× first':>8} |")
    print(f"|{'-' * 46}|{'-' * 24}|{'-' * 10}|{'-' * 10}|{'-' * 14}|{'-' * 10}|")
    for name, amount, unit, wall, cpu in measures:
        rate, ratio = amount / max(cpu, 1e-9), wall / max(measures[0].wall, 1e-9)
        print(f"| {name:<44} | {f'{amount:,} {unit}':>22} | {wall:>8.3f} | {cpu:>8.3f} | {rate:>12,.0f} | {ratio:>8.1f} |")


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--firms", type=int, default=20_000)
    asked.add_argument("--documents", type=int, default=200)
    options = asked.parse_args()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("suance", "duckdb", "sqlglot"))
    print(f"Python {platform.python_version()} on {platform.machine()}, {versions}")
    tell("Reading", reading(options.documents))
    with tempfile.TemporaryDirectory() as folder:
        tell(f"Awarding, {options.firms:,} firms over {YEARS} years", awarding(Path(folder), options.firms))


if __name__ == "__main__":
    main()
