"""The command line: transcripts (command → what it prints, where, and its exit code) as its specification.

A page of tests/transcripts is a list of blocks. In a block, a line `$ suance …` is a command; the lines below it are what it
prints, those on standard error behind `! `, and `[1]` an exit code other than 0. Each page runs in a folder of its own that
holds the files of tests/transcripts/files. With SUANCE_WRITE=1 the pages are written anew.
"""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from suance.cli import main
from suance.cli.console import Console, pad, width, wrap
from suance.cli.words import EXAMPLES, WORDS, language, message
from suance.errors import InputError
from suance.model import Fact
from suance.workspace import Workspace, joins

HERE = Path(__file__).resolve().parent / "transcripts"
PAGES = sorted(HERE.glob("*.md"))
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.S)
WRITE = os.environ.get("SUANCE_WRITE") == "1"


class Result:
    """What a command printed, and its exit code."""

    def __init__(self, arguments: list[str]) -> None:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            self.code = main(arguments)
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the transcripts' files, in which commands speak Chinese on a page of 100 columns."""
    shutil.copytree(HERE / "files", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SUANCE_LANG", "zh")
    return tmp_path


def played(command: str) -> str:
    """A command with what it prints, as a transcript has it; `ls` lists the files of the folder."""
    program, *arguments = shlex.split(command)
    if program == "ls":
        names = sorted(str(path) for path in Path(*arguments or ".").rglob("*") if path.is_file())
        return "".join(f"{name}\n" for name in names)
    result = Result(arguments)
    complaints = "".join(f"! {line}\n" for line in result.err.replace(f"{Path.cwd()}/", "").splitlines())
    return result.out + complaints + (f"[{result.code}]\n" if result.code else "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_transcript_is_what_the_commands_print(page: Path, folder: Path) -> None:
    text = page.read_text("utf-8")

    def replay(block: re.Match[str]) -> str:
        commands = [line[2:] for line in block[0].splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{played(command)}" for command in commands)

    replayed = BLOCK.sub(replay, text)
    if WRITE:
        page.write_text(replayed, "utf-8")
    else:
        assert replayed == text


def test_a_fact_is_one_json_object_in_the_order_of_its_record(folder: Path) -> None:
    result = Result(["read", "notice.md", "--out", "facts", "--json"])
    records = [json.loads(line) for line in result.out.splitlines()]
    fields = ["document", *(field.name for field in dataclasses.fields(Fact))]
    text = joins.read_document(Path("notice.md")).text
    assert [text[record["start"] : record["end"]] for record in records] == ["800家", "300万元"]
    assert all(list(record) == [name for name in fields if name in record] for record in records)
    written = [json.loads(line) for line in (folder / "facts" / "notice.facts.jsonl").read_text("utf-8").splitlines()]
    assert [{"document": "notice", **record} for record in written] == records
    assert "\\u" not in result.out


AWARD = ["award", "policy.yaml", "--panel", "panel", "--as-of", "2024-12-31"]


def test_both_engines_print_the_same_lines_with_the_keys_of_the_contract(folder: Path) -> None:
    printed = {engine: Result([*AWARD, "--all", "--json", "--engine", engine]).out for engine in ("interpreter", "duckdb")}
    assert printed["interpreter"] == printed["duckdb"]
    record = json.loads(printed["duckdb"].splitlines()[0])
    contract = ["policy", "rule", "step", "subject_id", "year", "part", "amount", "amount_min", "amount_max", "status", "reason", "cite"]
    assert list(record) == [*contract, "payee"]


def test_a_run_is_kept_with_its_inputs_by_hash(folder: Path) -> None:
    assert Result([*AWARD, "--workspace", "office"]).code == 0
    with Workspace.open("office", create=False) as workspace:
        (run,) = workspace.runs()
        assert [policy.policy for policy in workspace.policies()] == ["example-2024"]
    assert (run.command, run.policy_version, run.engine, run.as_of) == ("award", "example-2024@1", "duckdb", "2024-12-31")
    assert sorted(run.inputs) == ["panel/firm_years.csv", "panel/firms.csv"]


def test_a_run_that_fails_is_not_kept(folder: Path) -> None:
    assert Result(["award", "policy.yaml", "--panel", "narrow", "--workspace", "office"]).code == 1
    with Workspace.open("office", create=False) as workspace:
        assert (workspace.runs(), workspace.policies()) == ([], [])


def test_the_observations_of_a_workspace_are_used_before_those_that_ship(folder: Path) -> None:
    Result(["draft", "notice.md", "-o", "mine.yaml"])
    with Workspace.open("office") as workspace:
        workspace.add_observations(joins.observations([Path("figures.yaml")]))
    result = Result(["track", "mine.yaml", "--workspace", "office", "--as-of", "2028-03-01"])
    assert "已完成" in result.out
    assert result.err == "观测值 1 条（office）；截至 2028-03-01\n"


@pytest.mark.parametrize(("lang", "last"), [("zh", "网站"), ("en", "Site")])
def test_the_demo_goes_the_whole_way_and_can_be_run_again(folder: Path, lang: str, last: str) -> None:
    first, again = (Result(["demo", "--lang", lang, "--as-of", "2026-06-30"]) for _ in range(2))
    assert (first.code, first.err) == (0, "")
    assert first.out == again.out
    headings = [line for line in first.out.splitlines() if re.match(r"\d  ", line)]
    assert [line[0] for line in headings] == ["1", "2", "3", "4", "5", "6", "7"]
    assert last in headings[-1]
    home = first.out.splitlines()[-1]
    assert home == "demo/site/index.html"
    assert Path(home).is_file()


def test_the_commands_that_the_demo_names_give_what_it_shows(folder: Path) -> None:
    shown = Result(["demo", "--as-of", "2026-06-30"]).out
    for command in re.findall(r"^   \$ suance (.*)$", shown, re.M):
        arguments = shlex.split(command)
        if arguments[0] in {"award", "track", "fund"}:
            assert Result([*arguments, "--as-of", "2026-06-30"]).out in shown


# ── tables ───────────────────────────────────────────────────────────────────


def test_a_wide_character_counts_two_columns_and_a_combining_one_none() -> None:
    assert (width("1000万元"), width("é"), width("")) == (8, 1, 0)
    assert pad("元", 4) + "|" == "元  |"
    assert pad("元", 4, "right") == "  元"


def test_wrapping_keeps_numbers_whole_and_closing_marks_off_the_beginning() -> None:
    assert wrap("给予最高1000万元，并补助。", 14) == ["给予最高1000万", "元，并补助。"]
    assert wrap("共计一二三，四五", 10) == ["共计一二", "三，四五"]
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrap("", 10) == [""]
    assert all(width(line) <= 12 for line in wrap("按起点3400家左右，目标6800家，2025年5791家，差1009家", 12))


# ── languages ────────────────────────────────────────────────────────────────


def test_every_message_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese, key
        assert english, key
        assert sorted(re.findall(r"{\w+}", chinese)) == sorted(re.findall(r"{\w+}", english)) or key.startswith("demo."), key


def test_the_language_is_the_option_then_the_variable_then_the_locale() -> None:
    assert language(["read", "--lang", "en"], {"SUANCE_LANG": "zh"}) == "en"
    assert language(["read", "--lang=zh"], {}) == "zh"
    assert language(["read"], {"SUANCE_LANG": "zh", "LANG": "en_GB.UTF-8"}) == "zh"
    assert language([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}) == "zh"
    assert language([], {"LANG": "C.UTF-8"}) == "en"
    assert message("error", "zh") == "错误："


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", EXAMPLES)
def test_every_help_ends_with_two_examples(command: str, lang: str) -> None:
    arguments = ["--help", "--lang", lang] if command == "suance" else [command, "--help", "--lang", lang]
    result = Result(arguments)
    assert result.code == 0
    assert result.out.splitlines()[-2:] == [f"  {example}" for example in EXAMPLES[command]]
    assert all(width(line) <= 120 for line in result.out.splitlines())


# ── manners ──────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_colour_unless_it_is_told_not_to() -> None:
    terminal = Terminal()
    assert Console(terminal, terminal, environ={}).style("好", "green") == "\x1b[32m好\x1b[0m"
    assert Console(terminal, terminal, environ={"NO_COLOR": ""}).style("好", "green") == "好"
    assert Console(terminal, terminal, environ={"TERM": "dumb"}).style("好", "green") == "好"
    assert Console(io.StringIO(), io.StringIO(), environ={}).style("好", "green") == "好"


def test_progress_is_shown_on_a_terminal_only() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    Console(pipe, terminal).progress(1, 3, "notice.md")
    Console(terminal, pipe).progress(1, 3, "notice.md")
    Console(pipe, terminal, quiet=True).progress(2, 3, "other.md")
    assert "1/3 notice.md" in terminal.getvalue()
    assert "other.md" not in terminal.getvalue()
    assert pipe.getvalue() == ""


def test_a_reader_that_stops_reading_causes_no_complaint() -> None:
    command = f"{sys.executable} -m suance track changzhou-2022 --json -q | head -c 1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("{", "")


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "SUANCE_LANG": "zh"}
    run = subprocess.run([sys.executable, "-m", "suance", "fund", "changzhou-2022"], capture_output=True, env=environ, check=True)
    assert "亿元" in run.stdout.decode("utf-8")


def test_a_programming_fault_is_one_line_and_a_traceback_only_under_debug(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("除以零")

    monkeypatch.setattr("suance.workspace.joins.find_policy", broken)
    result = Result(["fund", "changzhou-2022"])
    assert (result.code, result.out) == (1, "")
    assert result.err == "错误：程序自身出错：ZeroDivisionError: 除以零（加 --debug 看详情）\n"
    with pytest.raises(ZeroDivisionError):
        main(["fund", "changzhou-2022", "--debug"])


def test_an_interrupted_command_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("suance.workspace.joins.find_policy", interrupted)
    result = Result(["fund", "changzhou-2022"])
    assert (result.code, result.out) == (130, "")


def test_a_message_of_several_lines_is_told_on_one() -> None:
    err = io.StringIO()
    Console(io.StringIO(), err, lang="zh").error(InputError("第一行\n第二行", where="a.yaml:3", hint="改"))
    assert err.getvalue() == "错误：a.yaml:3: 第一行 第二行（改）\n"
