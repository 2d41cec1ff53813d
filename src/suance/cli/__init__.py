"""The command line: results to standard output, everything else to standard error; exit codes 0, 1 (the input says no), 2 (misuse).

A command imports its stages when it runs, so that help and completion wait for none of them.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from typer.exceptions import TyperException

from suance.cli.console import Console, PipeClosed
from suance.cli.words import language
from suance.errors import SuanceError

__all__ = ["main"]

INTERRUPTED = 130
PIPE_CLOSED = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code comes back. No fault but a programming error under --debug leaves as a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    console = Console(out=sys.stdout, err=sys.stderr, lang=language(words, os.environ), debug="--debug" in words)
    try:
        code = _run(words, console)
        sys.stdout.flush()
        return code
    except (PipeClosed, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED


def _run(words: list[str], console: Console) -> int:
    from suance.cli.commands import program
    from suance.cli.help import misuse

    try:
        code = program(console).main(words or ["--help"], prog_name="suance", standalone_mode=False, obj=console)
    except TyperException as error:
        console.error(misuse(error, console))
        return error.exit_code
    except SuanceError as error:
        if console.debug:
            raise
        console.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        console.error(console.t("interrupted"))
        return INTERRUPTED
    except PipeClosed:
        raise
    except Exception as error:
        if console.debug:
            raise
        console.error(console.t("internal", what=f"{type(error).__name__}: {error}"))
        return 1
    return code if isinstance(code, int) else 0
