"""What other libraries need for the same texts; run by the Python of their own environment, see reading.py.

    python bench/peers.py jionlp|recognizers CHARACTERS < texts.json

The texts come as a JSON list; they are read again until the characters are reached. Prints one JSON object: what was used, its
version, characters, seconds of CPU and how much was found.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from itertools import cycle

Reader = Callable[[str], int]
"""reads a text and says how many things it found"""


def jionlp() -> tuple[str, Reader]:
    """JioNLP's parsers of money and of time."""
    ner = import_module("jionlp").ner

    def read(text: str) -> int:
        return len(ner.extract_money(text)) + len(ner.extract_time(text))

    return f"JioNLP {metadata.version('jionlp')}: money, time", read


def recognizers() -> tuple[str, Reader]:
    """The five models of Recognizers-Text that a policy text needs."""
    number, united, dated = (import_module(f"recognizers_{part}") for part in ("number", "number_with_unit", "date_time"))
    models = (number.recognize_number, number.recognize_percentage, united.recognize_currency, united.recognize_dimension, dated.recognize_datetime)
    culture = import_module("recognizers_text").Culture.Chinese

    def read(text: str) -> int:
        return sum(len(model(text, culture)) for model in models)

    return f"Recognizers-Text {metadata.version('recognizers-text-suite')}: five models", read


def measure(read: Reader, texts: Sequence[str], characters: int) -> dict[str, float]:
    """Characters read, seconds of CPU and things found; the first text is read once before, so that loading is not counted."""
    read(texts[0])
    done = found = 0
    start = time.process_time()
    for text in cycle(texts):
        if done >= characters:
            break
        found += read(text)
        done += len(text)
    return {"characters": done, "cpu": time.process_time() - start, "found": found}


def main() -> None:
    """Measure the one that is asked for; what libraries print to standard output goes to standard error."""
    output, sys.stdout = sys.stdout, sys.stderr
    name, read = {"jionlp": jionlp, "recognizers": recognizers}[sys.argv[1]]()
    print(json.dumps({"name": name, **measure(read, json.load(sys.stdin), int(sys.argv[2]))}), file=output)


if __name__ == "__main__":
    main()
