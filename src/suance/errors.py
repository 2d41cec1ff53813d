"""Every error that suance raises on purpose.

SuanceError                  one clear line: what, where, what to do
├── UsageError               the command or call was misused                      exit 2
├── MissingExtra             an optional part is not installed                    exit 2
└── InputError               the input says no                                    exit 1
    ├── UnreadableDocument   a file that cannot become a Document
    ├── PolicyError          a policy file that breaks its schema or its cites
    ├── PanelError           a table of firms, years, events … with a fault
    └── WorkspaceError       a workspace that is missing, locked or of a newer version
"""

from __future__ import annotations


class SuanceError(Exception):
    """What went wrong, where, and what to do about it; printed as one message."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"（{self.hint}）" if self.hint else ""
        return f"{place}{self.what}{advice}"


class UsageError(SuanceError):
    """The command line or the call itself is wrong."""

    exit_code = 2


class MissingExtra(SuanceError):
    """An optional part is needed; the hint gives the exact install command."""

    exit_code = 2


class InputError(SuanceError):
    """The input was understood and refused."""


class UnreadableDocument(InputError):
    """A file that cannot be read as a document (empty, binary, unknown encoding …)."""


class PolicyError(InputError):
    """A policy file with a fault; `where` is file:line."""


class PanelError(InputError):
    """A panel table with a fault; `where` is table, row and column."""


class WorkspaceError(InputError):
    """A workspace that cannot be used."""
