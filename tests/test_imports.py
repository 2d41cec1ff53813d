"""What is loaded when, and what is installed: a command that needs no engine does not wait for one."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ENGINES = {"duckdb", "sqlglot", "numpy"}
CORE_INSTALL_MB = 150
PARTS = {"jinja2", "pydantic", "ruamel", "selectolax", "ahocorasick_rs", "typer"}


def loaded(statement: str) -> set[str]:
    """The top-level names of all modules that a fresh Python has loaded after a statement."""
    report = "import sys; print('\\n' + ' '.join({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", f"{statement}\n{report}"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.splitlines()[-1].split())


def test_importing_suance_loads_no_third_party_package() -> None:
    assert not loaded("import suance") & (ENGINES | PARTS)


def test_the_help_loads_no_engine() -> None:
    ask = "import sys\nfrom suance.cli import main\nsys.argv = ['suance', '--help']\ntry:\n    main()\nexcept SystemExit:\n    pass"
    assert not loaded(ask) & (ENGINES | {"jinja2"})


def test_the_ground_floor_loads_no_third_party_package() -> None:
    assert not loaded("import suance.errors, suance.model, suance.quantity, suance.period") & (ENGINES | PARTS)


def core() -> dict[str, metadata.Distribution]:
    """Every distribution that installing suance brings, without extras and without what only a checkout needs."""
    found: dict[str, metadata.Distribution] = {}
    waiting = ["suance"]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found[name] = metadata.distribution(name)
            needs = [Requirement(line) for line in found[name].requires or []]
            waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


def size(distribution: metadata.Distribution) -> int:
    """The bytes that a distribution takes on disk."""
    paths = [Path(str(distribution.locate_file(file))) for file in distribution.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file())


def test_the_core_install_fits_its_budget() -> None:
    sizes = {name: size(distribution) for name, distribution in core().items()}
    assert sum(sizes.values()) <= CORE_INSTALL_MB * 10**6, sorted(sizes.items(), key=lambda item: -item[1])[:5]
