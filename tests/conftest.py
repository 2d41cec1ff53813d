"""What all tests share: where the reference data is, which programs are at hand, and what a skip means.

A user without the reference data, Chromium or Java sees a skip with its reason. With SUANCE_NO_SKIP=1, as in CI,
every skip is a failure, so that nothing goes untested unseen.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

NO_SKIP = os.environ.get("SUANCE_NO_SKIP") == "1"
CHECKOUT = Path(__file__).resolve().parent.parent

AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)

# A shared machine has slow seconds: no example may fail for its duration, and CI draws the same examples each time.
settings.register_profile("suance", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suance")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data: SUANCE_SHARED, else `shared` beside the checkout."""
    folder = Path(os.environ.get("SUANCE_SHARED") or CHECKOUT.parent / "shared")
    if not (folder / "facts").is_dir():
        pytest.skip(f"the reference data is not at hand (no {folder / 'facts'}; SUANCE_SHARED names its place)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for Playwright's `executable_path`."""
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def java() -> str:
    """The path of a Java runtime."""
    return _program("java")


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip(f"{names[0]} is not installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With SUANCE_NO_SKIP=1 a test that is skipped has failed."""
    return _counted((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself while it is collected."""
    return _counted((yield))


def _counted(report: AnyReport) -> AnyReport:
    """The report, failed where it was a skip and skips count."""
    if NO_SKIP and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"SUANCE_NO_SKIP=1 and a skip: {reason}"
    return report
