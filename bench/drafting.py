"""What a draft makes of reference documents that award something: python bench/drafting.py FOLDER NAME…"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from accounts import account, table


def main() -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("names", nargs="+")
    options = asked.parse_args()
    print(table(account(options.folder / f"{name}.txt") for name in options.names))


if __name__ == "__main__":
    main()
