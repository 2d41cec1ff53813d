"""What a person sees: language, tables that align with wide characters, colour, progress and one-line errors.

Results go to `out`, everything else to `err`. Colour is used on a terminal only, and never where NO_COLOR is set.
"""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TextIO

from suance.cli.words import Lang, message
from suance.errors import SuanceError

PAPER = 120
"""columns of a page that is no terminal"""

NARROWEST = 12
GAP = "  "
NEVER_FIRST = "，。；：、！？）》」』”’】％%,.;:!?)]}"
STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class PipeClosed(Exception):
    """The reader of the result has gone, as `head` does: no fault, and nothing more to say."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its side, and whether long cells go on in the next line."""

    heading: str
    align: Literal["left", "right"] = "left"
    wraps: bool = False


@dataclass(slots=True)
class Console:
    """Where a command speaks, and in which language."""

    out: TextIO
    err: TextIO
    lang: Lang = "zh"
    quiet: bool = False
    debug: bool = False
    as_of: date = field(default_factory=date.today)
    """the day that the command sees everything from"""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def t(self, key: str, **fields: object) -> str:
        """The words for a key in this language."""
        return message(key, self.lang, **fields)

    def print(self, text: str = "") -> None:
        """A line of the result; PipeClosed where nobody reads on."""
        try:
            self.out.write(text + "\n")
        except BrokenPipeError:
            raise PipeClosed from None

    def json(self, record: Mapping[str, Any]) -> None:
        """A record of the result: one JSON object a line, characters as they are."""
        self.print(json.dumps(record, ensure_ascii=False))

    def say(self, key: str, **fields: object) -> None:
        """A line about the work, beside the result; silent with --quiet."""
        if not self.quiet:
            self.err.write(self.style(self.t(key, **fields), "dim", self.err) + "\n")

    def error(self, error: SuanceError | str) -> None:
        """One line that says what is wrong, where, and what to do."""
        line = " ".join(str(error).split("\n"))
        self.err.write(f"{self.style(self.t('error'), 'red', self.err)}{line}\n")

    def progress(self, done: int, total: int, name: str) -> None:
        """How far long work is, on one line of a terminal that is wiped at the end; nowhere else."""
        if self.quiet or total < 2 or not self.err.isatty():
            return
        self.err.write(f"\r\x1b[K{done}/{total} {name}" if done < total else "\r\x1b[K")
        self.err.flush()

    def style(self, text: str, name: str, stream: TextIO | None = None) -> str:
        """The text in a colour or weight, where the stream is a terminal that shows it."""
        plain = "NO_COLOR" in self.environ or self.environ.get("TERM") == "dumb" or not (stream or self.out).isatty()
        return text if plain or not text else f"\x1b[{STYLES[name]}m{text}\x1b[0m"

    def heading(self, text: str) -> None:
        """A heading between parts of a result."""
        self.print(self.style(text, "bold"))

    def pair(self, label: str, text: str, *, margin: int = 10) -> None:
        """A label and the text beside it; a long text goes on under itself."""
        first, *rest = wrap(text, shutil.get_terminal_size((PAPER, 24)).columns - margin - 2)
        self.print(f"  {pad(label, margin - 2)}{first}".rstrip())
        for line in rest:
            self.print(" " * margin + line)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, below: bool = False) -> None:
        """A table as wide as the terminal (or 120 columns), columns without any content left out; with `below`, the last
        column goes below its row where the table would be wider than that."""
        body = [list(row) for row in rows]
        kept = [i for i in range(len(columns)) if any(row[i] for row in body)]
        columns = [columns[i] for i in kept]
        body = [[row[i] for i in kept] for row in body]
        room = shutil.get_terminal_size((PAPER, 24)).columns
        notes = [row.pop() for row in body] if below and _natural(columns, body) > room else [""] * len(body)
        columns = columns[: len(body[0])] if body else columns
        widths = _widths(columns, body, room)
        for line in _lines(columns, [column.heading for column in columns], widths):
            self.print(self.style(line, "bold"))
        self.print(self.style(GAP.join("─" * w for w in widths), "dim"))
        for row, note in zip(body, notes, strict=True):
            for line in _lines(columns, row, widths):
                self.print(line)
            for line in wrap(note, room - len(GAP)) if note else []:
                self.print(GAP + self.style(line, "dim"))


def width(text: str) -> int:
    """How many terminal columns a text takes: two for a wide character, none for a combining one."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int, align: Literal["left", "right"] = "left") -> str:
    """The text filled up with blanks to a number of terminal columns."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if align == "right" else text + blanks


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns` terminal columns. Between Chinese characters a line may end anywhere, words
    and numbers stay whole, and no line begins with closing punctuation."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line) + width(piece) > columns:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
        while width(line) > columns:
            cut = _fitting(line, columns)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """The parts that stay whole: a wide character, a run of narrow ones, each with the closing marks after it."""
    pieces: list[str] = []
    for i, c in enumerate(text):
        narrow = width(c) == 1 and c != " "
        joins = i > 0 and (c in NEVER_FIRST or (narrow and width(text[i - 1]) == 1 and text[i - 1] != " "))
        if pieces and joins:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def _fitting(text: str, columns: int) -> int:
    """How many characters at the beginning fit into the columns; at least one."""
    used = 0
    for i, c in enumerate(text):
        used += width(c)
        if used > columns:
            return max(1, i)
    return len(text)


def _natural(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """How wide a table is whose cells do not wrap."""
    return sum(_widest(columns, rows)) + len(GAP) * (len(columns) - 1)


def _widest(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(column.heading), *(width(row[i]) for row in rows), 1) for i, column in enumerate(columns)]


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The columns' widths; where the table is wider than the room, the widest column that may wrap gives way."""
    widths = _widest(columns, rows)
    room -= len(GAP) * (len(columns) - 1)
    while sum(widths) > room:
        wide = [i for i, column in enumerate(columns) if column.wraps and widths[i] > max(NARROWEST, width(column.heading))]
        if not wide:
            break
        widths[max(wide, key=lambda i: widths[i])] -= 1
    return widths


def _lines(columns: Sequence[Column], row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [wrap(cell, w) if column.wraps else [cell] for cell, column, w in zip(row, columns, widths, strict=True)]
    height = max((len(cell) for cell in cells), default=0)
    filled = [cell + [""] * (height - len(cell)) for cell in cells]
    return [GAP.join(pad(cell[i], w, column.align) for cell, column, w in zip(filled, columns, widths, strict=True)).rstrip() for i in range(height)]
