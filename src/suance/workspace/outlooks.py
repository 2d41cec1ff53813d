"""The outlooks of a policy: its funds simulated, under assumptions that ship with the package or are one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from suance.errors import InputError, MissingExtra
from suance.workspace.joins import records, shipped

if TYPE_CHECKING:
    from suance.fund.outlook import FundOutlook
    from suance.policy.schema import Policy

INSTALL = 'pip install "suance[outlook]"'
ASSUMED = "assumptions.yaml"


def funds(policy: Policy, *, assume: str | None, paths: int, seed: int) -> list[FundOutlook]:
    """The outlook of each fund of a policy; a file of assumptions overrides those that ship.

    MissingExtra without numpy, InputError for an assumption or a promise that cannot be simulated.
    """
    from suance.fund import assumptions

    try:
        from suance.fund.outlook import outlook
    except ImportError:
        raise MissingExtra("测算要用 numpy", hint=f"安装：{INSTALL}") from None
    assumed = assumptions.from_records(records(shipped("fund", ASSUMED)), where=ASSUMED)
    if assume is not None:
        assumed = assumptions.from_records(_named(assume), where=assume, over=assumed)
    return [outlook(promise, assumed, paths=paths, seed=seed) for promise in policy.promised_funds()]


def _named(path: str) -> Any:
    found = records(Path(path))
    if found is None:
        raise InputError("文件是空的", where=path, hint="写要改的假设，如 share: {mean: 0.2, spread: 10, source: 某办法, grade: official}")
    return found
