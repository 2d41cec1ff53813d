"""The words of the command line in Chinese and English: a key gives one text in each.

Only what the command line itself says is here. What a stage says about its input (a fault, a reason, a status) comes
from the stage, in Chinese; keys of JSON are never translated.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Literal

Lang = Literal["zh", "en"]


def _pairs(section: str) -> Mapping[str, tuple[str, str]]:
    data = tomllib.loads(files("suance.cli").joinpath("words.toml").read_text("utf-8"))
    return {key: (zh, en) for key, (zh, en) in data[section].items()}


WORDS = _pairs("words")
EXAMPLES = _pairs("examples")
"""two ways to call each command"""


def message(key: str, lang: Lang, **fields: object) -> str:
    """The text of a key in a language, with its fields filled in; KeyError for a key that does not exist."""
    text = WORDS[key][0 if lang == "zh" else 1]
    return text.format(**fields) if fields else text


def language(arguments: list[str], environ: Mapping[str, str]) -> Lang:
    """The language to speak: `--lang` of the command line, else SUANCE_LANG, else the locale; Chinese for any zh."""
    asked = [after for word, after in pairwise(arguments) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    settings = (environ.get(name, "") for name in ("SUANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((value for value in (*asked, *settings) if value), "")
    return "zh" if chosen.lower().startswith("zh") else "en"
