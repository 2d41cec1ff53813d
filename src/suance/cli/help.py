"""Help and misuse in the user's language: typer's own words are English only."""

from __future__ import annotations

import shutil
from typing import Any

from typer._click import exceptions as misuses
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from suance.cli.console import PAPER, Console, pad, width, wrap
from suance.cli.words import EXAMPLES

WIDEST = 28
"""columns for the names of options; a longer name stands on a line of its own"""


class Command(TyperCommand):
    """A command whose help is in the language of its console."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _page(self, ctx)


class Group(TyperGroup):
    """The program itself, with its commands."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return _page(self, ctx)


def _page(command: Command | Group, ctx: Any) -> str:
    """What the command does, how to call it, its arguments and options, and two examples."""
    console: Console = ctx.obj
    arguments = [p for p in command.params if isinstance(p, TyperArgument)]
    options = [p for p in command.params if isinstance(p, TyperOption) and p.expose_value]
    common = [p for p in command.params if isinstance(p, TyperOption) and not p.expose_value]
    parts = [
        *wrap(command.help or "", _room()),
        "",
        f"{_title(console, 'usage')}: {_usage(command, ctx, arguments, options)}",
        *_section(console, "commands", [(name, _first(each.help)) for name, each in getattr(command, "commands", {}).items()]),
        *_section(console, "arguments", [(p.metavar or "", p.help or "") for p in arguments]),
        *_section(console, "options", [(_names(p), p.help or "") for p in options]),
        *_section(console, "common_options", [*((_names(p), p.help or "") for p in common), ("-h, --help", console.t("help"))]),
        "",
        _title(console, "examples"),
        *(f"  {example}" for example in EXAMPLES[command.name or ""]),
    ]
    return "\n".join(parts)


def _usage(command: Command | Group, ctx: Any, arguments: list[TyperArgument], options: list[TyperOption]) -> str:
    required = [f"{p.opts[0]} {p.metavar}" for p in options if p.required]
    places = [f"{p.metavar}{'…' if p.nargs != 1 else ''}" for p in arguments]
    rest = ["COMMAND …"] if isinstance(command, Group) else ["[OPTIONS]"]
    return " ".join([ctx.command_path, *places, *required, *rest])


def _names(option: TyperOption) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


def _first(text: str) -> str:
    """The first sentence: what the list of commands shows."""
    for stop in ("。", ". "):
        text = text.split(stop)[0]
    return text.rstrip(".")


def _section(console: Console, title: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    column = min(WIDEST, max(width(name) for name, _ in rows))
    lines = ["", _title(console, title)]
    for name, text in rows:
        first, *rest = wrap(text, _room() - column - 4)
        if width(name) > column:
            lines.append(f"  {name}")
            name = ""
        lines += [f"  {pad(name, column)}  {first}", *(f"  {' ' * column}  {line}" for line in rest)]
    return lines


def _title(console: Console, key: str) -> str:
    return console.style(console.t(key), "bold")


def _room() -> int:
    return min(PAPER, shutil.get_terminal_size((PAPER, 24)).columns)


def misuse(error: TyperException, console: Console) -> str:
    """One line about a command line that was misused, with what to do."""
    what, hint = _told(error, console)
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "suance"
    return (
        f"{what}（{hint or console.t('see_help', command=path)}）"
        if console.lang == "zh"
        else f"{what} ({hint or console.t('see_help', command=path)})"
    )


def _told(error: TyperException, console: Console) -> tuple[str, str]:
    """What is wrong, and the nearest right word where there is one."""
    if isinstance(error, misuses.NoSuchOption):
        near = list(error.possibilities or ())
        return console.t("no_such_option", name=error.option_name), console.t("did_you_mean", names=near[0]) if near else ""
    if isinstance(error, misuses.MissingParameter):
        return console.t("missing", name=_named(error)), ""
    if isinstance(error, misuses.BadParameter):
        return console.t("bad_value", name=_named(error), why=error.message.rstrip(".")), ""
    if isinstance(error, misuses.BadOptionUsage):
        return console.t("no_value", name=error.option_name), ""
    return _plain(error.format_message(), console)


def _named(error: misuses.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    return max(parameter.opts, key=len) if isinstance(parameter, TyperOption) else str(getattr(parameter, "metavar", None) or parameter.name)


def _plain(text: str, console: Console) -> tuple[str, str]:
    """The messages that typer gives no class of their own: an unknown command, none at all, an argument too many."""
    quoted = text.split("'")
    if text.startswith("No such command"):
        return console.t("no_such_command", name=quoted[1]), console.t("did_you_mean", names=quoted[3]) if len(quoted) > 3 else ""
    if text.startswith("Missing command"):
        return console.t("no_command"), ""
    if text.startswith("Got unexpected extra argument"):
        return console.t("too_many", name=text.rpartition("(")[2].rstrip(").")), ""
    return text.rstrip("."), ""
