"""A skip is a skip for a user and a failure in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

def test_that_needs_what_is_not_at_hand(shared):
    pass

@pytest.mark.xfail
def test_that_is_known_to_fail():
    raise AssertionError
"""
MODULE = "import pytest\n\npytest.importorskip('a_package_that_is_not_there')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    return tmp_path


def run(folder: Path, no_skip: str) -> str:
    """What pytest prints about a folder of tests, without reference data."""
    env = {**os.environ, "SUANCE_NO_SKIP": no_skip, "SUANCE_SHARED": str(folder)}
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False).stdout


def test_a_user_sees_a_skip_with_its_reason(folder: Path) -> None:
    (folder / "test_some.py").write_text(TESTS, "utf-8")
    output = run(folder, "0")
    assert "1 skipped, 1 xfailed" in output
    assert "the reference data is not at hand" in output


def test_in_ci_a_skip_is_a_failure_and_an_expected_failure_is_not(folder: Path) -> None:
    (folder / "test_some.py").write_text(TESTS, "utf-8")
    output = run(folder, "1")
    assert "1 xfailed, 1 error" in output
    assert "the reference data is not at hand" in output


def test_in_ci_a_module_that_skips_itself_is_an_error(folder: Path) -> None:
    (folder / "test_some.py").write_text(MODULE, "utf-8")
    assert "1 error" in run(folder, "1")
