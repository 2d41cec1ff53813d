"""What is loaded when: a command that needs no engine does not wait for one."""

from __future__ import annotations

import subprocess
import sys

ENGINES = {"duckdb", "sqlglot", "numpy"}
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
