"""The same policies by hand for OpenFisca-Core; run by the Python of its own environment, see awards.py.

    python bench/openfisca.py changzhou|hundred FOLDER RULES.json

Reads the Parquet panel, sets the inputs, calculates the totals of each rule and year, and prints one JSON object: seconds of CPU and of
wall clock from reading on, peak memory in MB, and the totals in 元 (years of the panel, upper ends, known figures only).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

numpy: Any = import_module("numpy")
core: Any = import_module("openfisca_core")
for _part in ("entities", "periods", "simulations", "taxbenefitsystems", "variables"):
    import_module(f"openfisca_core.{_part}")

YEARS = range(2020, 2025)
STEPS = ((1e11, 1e7), (5e10, 5e6), (1e10, 2e6))


def columns(folder: Path, query: str) -> Any:
    """The columns of a query over the panel's files, as arrays."""
    return duckdb.connect().execute(query.replace("$", str(folder) + "/")).fetchnumpy()


def variable(entity: Any, name: str, formula: Any = None, type_: Any = float) -> Any:
    """A variable of each year."""
    content = {"value_type": type_, "entity": entity, "definition_period": core.periods.DateUnit.YEAR, "label": name}
    if formula is not None:
        content["formula"] = formula
    return type(name, (core.variables.Variable,), content)


def system() -> tuple[Any, Any]:
    """A system of firms alone: the entity and the rules that go with it."""
    firm = core.entities.build_entity(key="firm", plural="firms", label="firm", is_person=True)
    return firm, core.taxbenefitsystems.TaxBenefitSystem([firm])


def simulation(rules: Any, firms: int) -> Any:
    """An empty simulation of so many firms."""
    population = rules.instantiate_entities()
    population["firm"].count = firms
    return core.simulations.Simulation(tax_benefit_system=rules, populations=population)


def by_year(folder: Path, *names: str) -> dict[str, dict[int, Any]]:
    """Figures of firms by year, in the order of firms; what is not known is 0."""
    found: dict[str, dict[int, Any]] = {name: {} for name in names}
    for year in YEARS:
        asked = ", ".join(f"coalesce({name}, 0) AS {name}" for name in names)
        rows = columns(folder, f"SELECT {asked} FROM read_parquet('$firm_years.parquet') WHERE year = {year} ORDER BY firm_id")
        for name in names:
            found[name][year] = rows[name].astype(numpy.float32)
    return found


def changzhou(folder: Path, _: Any) -> dict[str, list[float]]:
    """登峰计划 by first crossing, and platforms under a lifetime cap of each cluster; the years are asked in order."""
    revenue = by_year(folder, "revenue")["revenue"]
    projects = columns(folder, "SELECT cluster_id, year, count(*) AS projects FROM read_parquet('$projects.parquet') GROUP BY ALL")
    promoted = columns(folder, "SELECT year(date) AS year, count(*) AS clusters FROM read_parquet('$events.parquet') GROUP BY ALL")
    firm, rules = system()

    def peak(firms: Any, period: Any) -> Any:
        if period.start.year <= YEARS[0]:
            return firms("revenue", period)
        return numpy.maximum(firms("peak", period.last_year), firms("revenue", period))

    def award(firms: Any, period: Any) -> Any:
        now, before = firms("revenue", period), firms("peak", period.last_year) if period.start.year > YEARS[0] else 0 * firms("revenue", period)
        return numpy.select([(now > line) & (before <= line) for line, _ in STEPS], [amount for _, amount in STEPS], 0)

    rules.add_variables(variable(firm, "revenue"), variable(firm, "peak", peak), variable(firm, "award", award))
    simulated = simulation(rules, len(revenue[YEARS[0]]))
    simulated.max_spiral_loops = 10
    for year in YEARS:
        simulated.set_input("revenue", str(year), revenue[year])
    totals = {"dengfeng": [float(simulated.calculate("award", str(year)).sum()) for year in YEARS]}
    clusters, asked = numpy.unique(projects["cluster_id"], return_inverse=True)
    given = numpy.zeros(len(clusters))
    totals["platform"] = []
    for year in YEARS:
        of_year = projects["year"] == year
        want = numpy.bincount(asked[of_year], weights=projects["projects"][of_year] * 2e6, minlength=len(clusters))
        paid = numpy.minimum(want, 2e7 - given)
        given += paid
        totals["platform"].append(float(paid.sum()))
    counts = dict(zip(promoted["year"].tolist(), promoted["clusters"].tolist(), strict=True))
    totals["promoter"] = [1e6 * counts.get(year, 0) for year in YEARS]
    return totals


def hundred(folder: Path, rules_: Any) -> dict[str, list[float]]:
    """Rules of industry, region and threshold: the lesser of a share of a base and a bound, a variable each."""
    figures = by_year(folder, "revenue", "rd_expense")
    codes = "CAST(substr(industry, 2) AS INTEGER) AS industry, CAST(substr(region, 2) AS INTEGER) AS region"
    firms_ = columns(folder, f"SELECT {codes} FROM read_parquet('$firms.parquet') ORDER BY firm_id")
    firm, rules = system()
    rules.add_variables(*(variable(firm, name) for name in figures), *(variable(firm, name, type_=int) for name in firms_))

    def formula(rule: Any) -> Any:
        def sum_(firms: Any, period: Any) -> Any:
            there = numpy.isin(firms("industry", period), rule["industries"]) & numpy.isin(firms("region", period), rule["regions"])
            eligible = there & (firms("revenue", period) >= rule["revenue"])
            return numpy.where(eligible, numpy.minimum(firms("rd_expense", period) * rule["rate"], rule["most"]), 0)

        return sum_

    rules.add_variables(*(variable(firm, rule["id"], formula(rule)) for rule in rules_))
    simulated = simulation(rules, len(firms_["industry"]))
    for year in YEARS:
        for name, values in figures.items():
            simulated.set_input(name, str(year), values[year])
        for name in ("industry", "region"):
            simulated.set_input(name, str(year), firms_[name])
    return {rule["id"]: [float(simulated.calculate(rule["id"], str(year)).sum(dtype=float)) for year in YEARS] for rule in rules_}


def main() -> None:
    """Measure the one that is asked for."""
    work = {"changzhou": changzhou, "hundred": hundred}[sys.argv[1]]
    rules = json.loads(Path(sys.argv[3]).read_text("utf-8"))
    cpu, wall = time.process_time(), time.perf_counter()
    totals = work(Path(sys.argv[2]), rules)
    measured = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps({**measured, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "totals": totals}))


if __name__ == "__main__":
    main()
