"""The rooms of the house and the direction of imports, read from the source itself.

cli, mcp, web, publish.site → workspace → read | extract | policy | registry | award | track | fund | population | publish → table
→ quantity, period, terms, model, errors
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / "src"

GROUND = {"errors", "markup", "model", "quantity", "period", "record", "terms"}
FILES = {"table"}
STAGES = {"fetch", "read", "extract", "second", "policy", "registry", "award", "track", "fund", "population", "publish"}
BETWEEN_STAGES = {"award": {"policy.schema"}}
TOP = {"cli", "__main__", "mcp", "web", "publish.site"}

# Each third-party package has one home: the modules (or rooms) that may import it.
HOMES = {
    "ahocorasick_rs": {"extract"},
    "duckdb": {"award.run", "table.parquet"},
    "jinja2": {"publish.site"},
    "numpy": {"fund", "population", "workspace.budget"},
    "pdfplumber": {"read.pdf"},
    "pydantic": {"policy.schema"},
    "pydantic_core": {"policy.schema"},
    "pypdfium2": {"read.pdf"},
    "python_calamine": {"table.workbook"},
    "rapidocr": {"read.scan"},
    "ruamel": {"award.panel", "policy.file", "read"},
    "selectolax": {"read.html"},
    "sqlglot": {"award.sql"},
    "typer": {"cli"},
}
DISTRIBUTIONS = {"ahocorasick_rs": "ahocorasick-rs", "python_calamine": "python-calamine", "pydantic_core": "pydantic", "ruamel": "ruamel.yaml"}
UNNAMED = {"onnxruntime"}
"""Dependencies that another one loads by itself: RapidOCR runs its models with one of several engines."""

MOST_LINES = 400
MEDIAN_FUNCTION, LONG_FUNCTION = 10, 50
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Module(NamedTuple):
    """A module of the package by its name within it: `award.plan`; the package itself is empty."""

    name: str
    path: Path
    tree: ast.Module

    def at(self, line: int) -> str:
        return f"{self.path.relative_to(CHECKOUT)}:{line}"


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted((SOURCE / "suance").rglob("*.py")):
        parts = path.relative_to(SOURCE / "suance").with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text("utf-8"))))
    return tuple(found)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and full name of whatever a module imports, inside functions too; a name that is a module counts as one."""
    ours = {f"suance.{m.name}" for m in modules()}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            submodules = [f"{base}.{alias.name}" for alias in node.names if f"{base}.{alias.name}" in ours]
            yield from ((node.lineno, name) for name in submodules)
            if len(submodules) < len(node.names):
                yield node.lineno, base


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = ["suance", *module.name.split(".")] if module.name else ["suance"]
    up = node.level - (module.path.name == "__init__.py")
    return ".".join([*package[: len(package) - up], *([node.module] if node.module else [])])


def within(name: str, rooms: set[str]) -> bool:
    """Whether a module is one of the rooms or lies in one."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def room(name: str) -> str:
    return name.split(".")[0]


def may_import(name: str, other: str) -> bool:
    """Whether the module `name` may import `other`, both of the package."""
    if other == "" or within(name, TOP) or name == "":
        return True
    if room(name) in GROUND:
        return room(other) in GROUND
    if room(name) in FILES:
        return room(other) in GROUND | FILES
    if room(name) == "workspace":
        return room(other) in GROUND | FILES | STAGES | {"workspace"} and not within(other, TOP)
    return room(other) in GROUND | FILES or room(other) == room(name) or within(other, BETWEEN_STAGES.get(room(name), set()))


def test_imports_go_down_and_stages_do_not_import_each_other() -> None:
    breaches = [
        f"{module.at(line)}: {module.name} must not import {name}"
        for module in modules()
        for line, name in imports(module)
        if room(name) == "suance" and not may_import(module.name, name.removeprefix("suance").removeprefix("."))
    ]
    assert not breaches, "\n".join(breaches)


def test_no_module_needs_itself_by_way_of_others() -> None:
    needs = {module.name: {name.removeprefix("suance.") for _, name in imports(module) if name.startswith("suance.")} for module in modules()}
    needs.pop("", None)
    while ready := {name for name, others in needs.items() if not others & needs.keys() - {name}}:
        needs = {name: others for name, others in needs.items() if name not in ready}
    assert not needs, f"import circles among {sorted(needs)}"


def test_every_module_lies_in_a_room_that_is_known() -> None:
    known = GROUND | FILES | STAGES | {"workspace"} | {room(name) for name in TOP} | {"", "messages"}
    assert not {room(module.name) for module in modules()} - known


def test_the_ground_floor_uses_the_standard_library_only() -> None:
    breaches = [
        f"{module.at(line)}: {name}"
        for module in modules()
        if room(module.name) in GROUND
        for line, name in imports(module)
        if room(name) not in sys.stdlib_module_names and name.split(".")[0] != "suance"
    ]
    assert not breaches, "\n".join(breaches)


def test_each_third_party_package_has_one_home() -> None:
    breaches = [
        f"{module.at(line)}: {name} has its home in {', '.join(sorted(HOMES.get(room(name), {'no module yet'})))}"
        for module in modules()
        for line, name in imports(module)
        if room(name) not in sys.stdlib_module_names | {"suance"} and not within(module.name, HOMES.get(room(name), set()))
    ]
    assert not breaches, "\n".join(breaches)


def test_each_dependency_is_used_and_each_package_used_is_a_dependency() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    declared = {re.split(r"[<>=~!\[; ]", line)[0] for line in lines} - UNNAMED
    used = {room(name) for module in modules() for _, name in imports(module)} - sys.stdlib_module_names - {"suance"}
    assert {DISTRIBUTIONS.get(name, name) for name in used} == declared


def test_a_module_fits_its_size() -> None:
    large = [module.at(lines) for module in modules() if (lines := len(module.path.read_text("utf-8").splitlines())) > MOST_LINES]
    assert not large, f"over {MOST_LINES} lines: {', '.join(large)}"


def test_functions_are_short() -> None:
    functions = [
        ((node.end_lineno or node.lineno) - node.lineno + 1, module.at(node.lineno))
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = sorted(length for length, _ in functions)
    longest = "\n".join(f"{length} lines: {place}" for length, place in sorted(functions, reverse=True)[:5])
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert lengths[int(0.95 * len(lengths))] <= LONG_FUNCTION, longest


def test_a_file_is_one_lower_case_word_that_says_what_it_holds() -> None:
    parts = {part for module in modules() for part in module.name.split(".") if part} - {"__main__"}
    assert not [part for part in sorted(parts) if not re.fullmatch(r"[a-z]+", part) or part in NO_NAMES]


def test_every_module_and_every_public_name_says_what_it_is() -> None:
    silent = [f"{module.at(1)}: the module" for module in modules() if not ast.get_docstring(module.tree)]
    for module in modules():
        silent += [f"{module.at(node.lineno)}: {node.name}" for node in _public(module.tree) if not ast.get_docstring(node)]
    assert not silent, "\n".join(silent)


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for child in node.body:
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from _public(child)
