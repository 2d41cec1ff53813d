"""What awards cost beside a read-only scan of the same columns, and beside OpenFisca-Core with the same policies by hand.

    python bench/awards.py [--firms 1000000] [--tries 5] [--no-peer]

Two policies over firms of five years in Parquet: the shipped one of Changzhou, and a hundred rules made up (an industry of five, a region,
a threshold; then the lesser of a share of a base and a bound). Each try is a process of its own that makes a scan and then the work, all on
one panel; the table has the medians of seconds of CPU and of peak memory. `first` is a run that has to check the panel (keys that stand
twice, years that are missing, names that nobody has), the others have it checked. OpenFisca, which checks nothing, gets an
environment of its own under build/. Nothing here passes or fails: machines differ, so look at the ratios.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from datetime import date
from importlib import metadata, resources
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import panel as made

CHECKOUT = Path(__file__).resolve().parent.parent
PEER = CHECKOUT / "build" / "openfisca"
YEARS = 5
AS_OF = date(2026, 1, 1)
LINES = {"revenue": ("2000万元", "1亿元", "5亿元", "20亿元"), "rate": ("3%", "5%", "7%", "11%"), "up_to": ("50万元", "100万元", "300万元")}
COLUMNS = {
    "changzhou": {
        "firm_years": "firm_id year revenue",
        "projects": "project_id cluster_id kind year",
        "clusters": "cluster_id",
        "events": "subject_id",
    },
    "hundred": {"firm_years": "firm_id year revenue rd_expense", "firms": "firm_id industry region"},
}
"""of each policy, by table: what its totals have to look at"""


# ── policies ─────────────────────────────────────────────────────────────────


def hundred(changed: int = 0) -> dict[str, Any]:
    """A hundred rules of one shape, the same each time; with one rate changed where a number is given."""
    chance, awards = random.Random(1), []
    for number in range(100):
        industries = [f"C{13 + pick}" for pick in sorted(chance.sample(range(made.INDUSTRIES), 5))]
        line, rate, most = (chance.choice(LINES[name]) for name in ("revenue", "rate", "up_to"))
        when = [
            {"attribute": "industry", "in": industries},
            {"attribute": "region", "in": [f"D{number % made.REGIONS}"]},
            {"metric": "revenue", "ge": line},
        ]
        pay = {"rate": f"{changed}.5%" if changed and number == 37 else rate, "of": "rd_expense", "up_to": most}
        rule = {"id": f"r{number:02}", "title": f"第{number}条", "to": "firm", "on": {"each": "year"}, "when": when, "pay": pay}
        awards.append({**rule, "cite": {"source": "notice", "quote": "示例"}})
    source = {"title": "示例", "publisher": "某市", "standing": "example"}
    validity = {"announced": "2020-01-01", "from": "2020-01-01", "to": "unknown", "status": "in_force"}
    named = {"policy": "hundred", "title": "百条", "issuer": "某市", "region": "某市"}
    return {**named, "validity": validity, "sources": {"notice": source}, "awards": awards}


def by_hand() -> list[dict[str, Any]]:
    """The hundred rules as numbers, for who has no policy file."""
    from suance.quantity import parse

    def number(text: str) -> float:
        return float(parse(text).value)

    found = []
    for rule in hundred()["awards"]:
        industry, region, line = rule["when"]
        kept = {"id": rule["id"], "industries": [int(code[1:]) for code in industry["in"]], "regions": [int(code[1:]) for code in region["in"]]}
        pay = rule["pay"]
        found.append({**kept, "revenue": number(line["ge"]), "rate": number(pay["rate"]) / 100, "most": number(pay["up_to"])})
    return found


def policy_of(name: str, changed: int = 0) -> Any:
    """A policy by its name."""
    from suance.policy.schema import Policy, loads

    if name == "hundred":
        return Policy.model_validate(hundred(changed))
    return loads(resources.files("suance").joinpath("policies", "changzhou-2022.yaml").read_text("utf-8"), "changzhou-2022.yaml")


# ── one process ──────────────────────────────────────────────────────────────


def scan(folder: Path, name: str) -> None:
    """Reads each column of a policy once: counts, sums of numbers, the greatest name, by year where there is one."""
    connection = duckdb.connect()
    for table, columns in COLUMNS[name].items():
        asked = ", ".join(
            f"max({column})" if column.endswith("_id") or column in ("kind", "industry", "region") else f"sum({column})" for column in columns.split()
        )
        by = "GROUP BY year" if "year" in columns.split() else ""
        connection.execute(f"SELECT count(*), {asked} FROM read_parquet('{folder / table}.parquet') {by}").fetchall()


def one(folder: Path, name: str) -> dict[str, float]:
    """Seconds of CPU of the scan and of each piece of work, and the peak of memory at the end of the totals and of all."""
    from suance.award import panel, save, totals

    policy, found = policy_of(name), {}
    for _ in range(2):
        found["scan"] = cpu(lambda: scan(folder, name))
    at_hand = panel.load(folder)
    found["first"] = cpu(lambda: totals(policy, at_hand, as_of=AS_OF))
    forget(at_hand)
    found["totals"] = cpu(lambda: totals(policy, at_hand, as_of=AS_OF))
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if name == "hundred":
        other = policy_of(name, changed=6)
        found["again"] = cpu(lambda: totals(other, at_hand, as_of=AS_OF))
    else:
        with TemporaryDirectory(dir=folder) as out:
            found["lines"] = cpu(lambda: save(policy, at_hand, Path(out) / "lines.parquet", as_of=AS_OF))
        found["peak_lines"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def forget(at_hand: Any) -> None:
    """The panel keeps what it knows of its tables, and forgets what rules came to."""
    for key in [key for key in at_hand.remembered if key[0] == "totals"]:
        del at_hand.remembered[key]


def cpu(work: Callable[[], Any]) -> float:
    """Seconds of CPU of all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


def explained() -> float:
    """Milliseconds of wall clock for one firm of five years explained: the policy is loaded, the panel is of that firm."""
    from suance.award import panel
    from suance.award.explain import explain

    rows = [{"firm_id": "A", "year": made.FIRST_YEAR + year, "revenue": str(9 * 10**9 + year * 10**9)} for year in range(YEARS)]
    none = {"events": ["subject_id", "event", "level", "date"], "projects": ["project_id", "cluster_id", "kind", "year"]}
    tables: dict[str, list[dict[str, Any]]] = {"firm_years": rows, "clusters": [{"cluster_id": "K", "promoter": "P"}], "events": [], "projects": []}
    policy, at_hand, times = policy_of("changzhou"), panel.of(tables, headers=none), []
    for _ in range(200):
        start = time.perf_counter()
        explain(policy, at_hand, "A")
        times.append(time.perf_counter() - start)
    return median(times) * 1000


# ── all of them ──────────────────────────────────────────────────────────────


def tries(command: list[str], count: int) -> dict[str, float]:
    """The medians of what processes measure."""
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]) for _ in range(count)]
    return {key: median(run[key] for run in runs) for key in runs[0] if not isinstance(runs[0][key], dict)}


def peer(folder: Path, name: str, count: int) -> dict[str, float] | None:
    """OpenFisca on the same panel; None, and a line on standard error, where it cannot be installed."""
    python, rules = PEER / "bin" / "python", folder / "rules.json"
    try:
        if not python.exists():
            venv.create(PEER, with_pip=True)
        wanted = str(Path(__file__).with_name("requirements.txt"))
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", wanted], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        print(f"OpenFisca could not be installed, the table goes without it: {fault}", file=sys.stderr)
        return None
    rules.write_text(json.dumps(by_hand()), encoding="utf-8")
    return tries([str(python), str(Path(__file__).with_name("openfisca.py")), name, str(folder), str(rules)], count)


def tell(rows: list[tuple[str, float, float, float | None]]) -> None:
    """Print each piece of work with its seconds, their multiple of the scan's, and its peak of memory."""
    print(f"\n| {'work':<58} | {'CPU s':>7} | {'× scan':>7} | {'peak MB':>8} |\n|{'-' * 60}|{'-' * 9}|{'-' * 9}|{'-' * 10}|")
    for name, seconds, of_scan, peak in rows:
        print(f"| {name:<58} | {seconds:>7.3f} | {seconds / of_scan:>7.2f} | {'' if peak is None else f'{peak:,.0f}':>8} |", flush=True)


def measured(folder: Path, count: int, with_peer: bool) -> list[tuple[str, float, float, float | None]]:
    """The rows of the table."""
    rows: list[tuple[str, float, float, float | None]] = []
    for name, title in (("changzhou", "Changzhou"), ("hundred", "a hundred rules")):
        own = tries([sys.executable, __file__, "--one", name, "--folder", str(folder)], count)
        told = {
            "scan": (f"{title}: DuckDB, read-only scan", None),
            "totals": (f"{title}: totals", own["peak"]),
            "first": (f"{title}: totals, first run on a panel not yet checked", own["peak"]),
            "lines": (f"{title}: every line written to Parquet", own.get("peak_lines")),
            "again": (f"{title}: totals again after one changed parameter", None),
        }
        rows += [(text, own[key], own["scan"], peak) for key, (text, peak) in told.items() if key in own]
        other = peer(folder, name, count) if with_peer else None
        if other:
            rows.append((f"{title}: OpenFisca-Core, totals", other["cpu"], own["scan"], other["peak"]))
    return rows


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--firms", type=int, default=1_000_000)
    asked.add_argument("--tries", type=int, default=5)
    asked.add_argument("--no-peer", action="store_true")
    asked.add_argument("--one", choices=tuple(COLUMNS), help=argparse.SUPPRESS)
    asked.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.write:
        made.write(options.folder, firms=options.firms, years=YEARS)
        return
    if options.one:
        print(json.dumps(one(options.folder, options.one)))
        return
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("suance", "duckdb", "sqlglot"))
    print(f"Python {platform.python_version()} on {platform.machine()}, {versions}")
    with TemporaryDirectory() as place:
        folder = Path(place) / "panel"
        # A process of its own: the peak of memory of this one would count as that of those it starts.
        subprocess.run([sys.executable, __file__, "--write", "--firms", str(options.firms), "--folder", str(folder)], check=True)
        print(f"Awarding, {options.firms * YEARS:,} firm-years, medians of {options.tries}")
        tell(measured(folder, options.tries, not options.no_peer))
    print(f"\none firm explained: {explained():.2f} ms")


if __name__ == "__main__":
    main()
