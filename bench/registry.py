"""How long an office's tables take to become a panel, and in how much memory.

    python bench/registry.py [--rows 100000] [--tries 3]

A directory of firms and their annual reports, joined by name, one row in a hundred with a fault. Each try is a process of its own. Nothing here
passes or fails: machines differ.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from suance.registry import credit

YEARS = range(2019, 2024)
MEASURED = """
import json, resource, sys, time
from pathlib import Path
from suance.registry import load, save
start = time.process_time()
found = load([Path(sys.argv[1])])
read = time.process_time()
save(found, Path(sys.argv[2]), sys.argv[3])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([read - start, time.process_time() - read, peak, found.faults]))
"""


def write(folder: Path, rows: int) -> None:
    """Writes the two tables, the same each time."""
    chance = random.Random(2022)
    firms = [f"第{number}精密机械（常州）有限公司" for number in range(rows // len(YEARS))]
    with (folder / "名录.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["统一社会信用代码", "企业名称", "行业代码", "成立日期"])
        for number, name in enumerate(firms):
            first = f"91320400MA{number:07d}"
            table.writerow([first + credit.check(first), name, chance.choice(["C36", "3812", "F51", "6510", "7020", "L72"]), "2015-03-01"])
    with (folder / "年报.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["企业名称", "年度", "营业收入(万元)", "从业人员", "资产总额(万元)", "研发费用(万元)", "利润总额(万元)"])
        for name in firms:
            for year in YEARS:
                revenue = "约5" if chance.random() < 0.01 else f"{chance.randint(0, 5_000_000) / 100:,.2f}"
                figures = [chance.randint(1, 2000), chance.randint(1, 200_000), chance.randint(1, 5000), chance.randint(-500, 5000)]
                table.writerow([name.replace("（", "(").replace("）", ")"), year, revenue, *figures])


def measure(folder: Path, format: str) -> list[float]:
    """Seconds of CPU to read and to write, the peak of memory in MB, and the faults found."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, str(folder / "in"), str(folder / "out"), format], capture_output=True, text=True, check=True
    )
    found: list[float] = json.loads(run.stdout)
    return found


def main() -> None:
    """Prints a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--tries", type=int, default=3)
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        write(folder / "in", asked.rows)
        print(f"{asked.rows:,} rows        read   write  CPU s   peak MB  faults")
        for format in ("csv", "parquet"):
            tries = [measure(folder, format) for _ in range(asked.tries)]
            read, written, peak, faults = (median(each[column] for each in tries) for column in range(4))
            print(f"{format:<15} {read:>8.2f} {written:>7.2f} {read + written:>6.2f} {peak:>9.0f} {faults:>7.0f}")


if __name__ == "__main__":
    main()
