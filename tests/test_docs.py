"""The docs against the program: what they show is what it prints, what they name exists.

A block of output is checked where a comment stands before it:

    <!-- shown: suance fund changzhou-2022 --lang en -->
    <!-- shown: suance demo --lang en; lines 1-12 -->

The commands run one after the other in a folder where `suance demo` ran. With SUANCE_WRITE=1 (`make shown`) the blocks are written anew.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from suance.cli.commands import app
from suance.model import Fact
from suance.policy.schema import json_schema

CHECKOUT = Path(__file__).resolve().parent.parent
PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")])
WRITE = os.environ.get("SUANCE_WRITE") == "1"

SHOWN = re.compile(r"<!-- shown: (?P<command>suance [^;\n]*?)(?:; lines (?P<first>\d+)-(?P<last>\d+))? -->\n+```\w*\n(?P<output>.*?)```", re.S)
CLAIM = re.compile(r"^\| (?P<kind>\w+) \| (?P<gold>\d+) \| (?P<figure>[01]\.\d+) \| (?P<typed>[01]\.\d+) \|$", re.M)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


class Shown(NamedTuple):
    """A block of output in a page, and the command that prints it."""

    page: Path
    block: re.Match[str]


def shown() -> list[Shown]:
    return [Shown(page, block) for page in PAGES for block in SHOWN.finditer(page.read_text("utf-8"))]


def printed(command: str, folder: Path) -> str:
    """What a command prints on standard output, run in a folder of its own, without colour."""
    run = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "110", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode in {0, 1}, run.stderr
    assert run.stdout, run.stderr
    return run.stdout


def part(output: str, block: re.Match[str]) -> str:
    """The lines that the block shows; trailing blanks, which no reader sees, left out."""
    lines = [line.rstrip() for line in output.splitlines()]
    if block["first"]:
        lines = lines[int(block["first"]) - 1 : int(block["last"])]
    return "\n".join(lines).strip("\n") + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader of the docs stands: `suance demo` ran there."""
    place = tmp_path_factory.mktemp("reader")
    printed("suance demo", place)
    return place


@pytest.mark.parametrize("item", shown(), ids=lambda item: f"{item.page.name}: {item.block['command']}")
def test_a_block_of_output_is_what_the_command_prints(item: Shown, folder: Path) -> None:
    output = part(printed(item.block["command"], folder), item.block)
    if WRITE:
        opening = item.block[0].removesuffix(item.block["output"] + "```")
        text = item.page.read_text("utf-8")
        item.page.write_text(text.replace(item.block[0], f"{opening}{output}```"), "utf-8")
    else:
        assert output == item.block["output"], "the docs show something else; `make shown` writes them anew"


def test_every_page_that_a_page_links_to_exists() -> None:
    missing = [
        f"{page.relative_to(CHECKOUT)}: {link}"
        for page in PAGES
        for link in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not missing


def test_every_make_target_that_the_docs_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.M))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z]+)`", page.read_text("utf-8"))}
    assert named <= targets


def test_every_file_of_the_project_that_the_docs_name_exists() -> None:
    paths = re.compile(r"`((?:src|tests|docs|bench)/[\w./-]+)`")
    missing = [
        f"{page.relative_to(CHECKOUT)}: {path}" for page in PAGES for path in paths.findall(page.read_text("utf-8")) if not (CHECKOUT / path).exists()
    ]
    assert not missing


def test_every_room_of_the_house_is_on_the_way() -> None:
    page = (CHECKOUT / "docs" / "way.md").read_text("utf-8")
    rooms = {path.name for path in (CHECKOUT / "src" / "suance").iterdir() if not path.name.startswith("_")} - {"py.typed"}
    assert not [name for name in sorted(rooms) if f"`{name}`" not in page and f"`{name}/`" not in page]


def test_every_command_is_in_both_readmes() -> None:
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    pages = [(CHECKOUT / name).read_text("utf-8") for name in ("README.md", "README.zh.md")]
    assert commands
    assert not [name for name in commands for page in pages if f"`suance {name}" not in page]


def test_every_field_of_a_fact_is_described() -> None:
    page = (CHECKOUT / "docs" / "facts.md").read_text("utf-8")
    assert not [field.name for field in dataclasses.fields(Fact) if f"`{field.name}`" not in page]


def test_every_key_of_a_policy_file_is_described() -> None:
    page = (CHECKOUT / "docs" / "policy.md").read_text("utf-8")
    assert not [key for key in sorted(keys(json_schema())) if f"`{key}`" not in page]


def keys(schema: Any) -> set[str]:
    """The names of all properties in a JSON Schema."""
    if isinstance(schema, list):
        return set().union(*(keys(part) for part in schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})) | keys(list(schema.values()))


def test_reading_is_as_good_as_the_docs_say(shared: Path, tmp_path: Path) -> None:
    printed(f"suance read {shared}/facts/dev --out {tmp_path} --quiet", tmp_path)
    score = [sys.executable, str(shared / "facts" / "score.py"), str(shared / "facts" / "dev"), str(tmp_path), "--json"]
    found = json.loads(subprocess.run(score, capture_output=True, text=True, check=True).stdout)
    claims = [claim for page in PAGES for claim in CLAIM.finditer(page.read_text("utf-8"))]
    too_much = [
        claim[0]
        for claim in claims
        for grade in ("figure", "typed")
        if float(claim[grade]) > found[grade][claim["kind"]]["f1"] or int(claim["gold"]) != found[grade][claim["kind"]]["gold"]
    ]
    assert claims
    assert not too_much


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = ([item.block["command"] for item in shown() if item.page.name == name] for name in ("README.md", "README.zh.md"))
    assert english
    assert [re.sub(r" --lang \w+", "", c) for c in english] == [re.sub(r" --lang \w+", "", c) for c in chinese]


def test_the_lock_file_names_no_index_and_no_place_on_a_machine() -> None:
    lock = (CHECKOUT / "requirements.lock").read_text("utf-8")
    assert not re.findall(r"^-|://|file:| @ ", lock, re.M)
