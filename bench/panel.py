"""A panel made up for measuring: firms over some years, clusters, projects and recognitions, the same for the same seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

FIRST_YEAR = 2020
MISSING = 0.01
"""share of cells of revenue that say nothing"""


def write(folder: Path, *, firms: int, years: int, seed: int = 2022) -> int:
    """Write the tables as CSV and return the count of firm-years."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    clusters = [f"C{number:03}" for number in range(max(1, firms // 400))]
    names = [f"F{number:07}" for number in range(firms)]
    _table(folder / "firms.csv", ("firm_id", "cluster_id"), ((name, chance.choice(clusters)) for name in names))
    _table(folder / "clusters.csv", ("cluster_id", "promoter"), ((name, f"P{name}") for name in clusters))
    revenues = ((name, FIRST_YEAR + year, revenue) for name in names for year, revenue in enumerate(_revenues(chance, years)))
    _table(folder / "firm_years.csv", ("firm_id", "year", "revenue"), revenues)
    last = FIRST_YEAR + years - 1
    honours = ((name, "industrial_cluster", "national", f"{chance.randint(FIRST_YEAR, last)}-06-30") for name in clusters[::4])
    _table(folder / "events.csv", ("subject_id", "event", "level", "date"), honours)
    projects = (
        (f"J{number:06}", chance.choice(names), chance.choice(clusters), "public_service_platform", chance.randint(FIRST_YEAR, last))
        for number in range(firms // 10)
    )
    _table(folder / "projects.csv", ("project_id", "firm_id", "cluster_id", "kind", "year"), projects)
    return firms * years


def _revenues(chance: random.Random, years: int) -> Iterable[int | str]:
    """A firm's revenue year by year in 元, heavy in the tail so that some firms cross every threshold; empty where unknown."""
    revenue = chance.lognormvariate(19, 2.6)
    for _ in range(years):
        revenue *= chance.lognormvariate(0.08, 0.25)
        yield "" if chance.random() < MISSING else int(min(revenue, 10**13))


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def to_parquet(tables: Path, folder: Path) -> None:
    """Write the CSV tables of a folder as Parquet, with the types that DuckDB sees in them."""
    folder.mkdir(parents=True)
    connection = duckdb.connect()
    for table in tables.glob("*.csv"):
        connection.execute(f"COPY (SELECT * FROM read_csv('{table}')) TO '{folder / table.stem}.parquet'")
