"""How fast documents become facts, beside JioNLP and Recognizers-Text on the same texts, and whether time grows only with size.

    python bench/reading.py [--texts FOLDER] [--characters 1000000] [--no-peers] [--memory N…] [--no-growth] [--tries 5] [--only WORDS]

The texts are the reference documents where they are at hand, else the project's own gold documents, read again until the characters are
reached; of as many tries the median counts. The peers get an environment of their own
under build/; where they cannot be installed the table goes without them. Nothing here passes or fails: machines differ.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

from suance.cli import records
from suance.extract import extract
from suance.read import read
from suance.workspace.joins import settle

CHECKOUT = Path(__file__).resolve().parent.parent
PEERS = CHECKOUT / "build" / "peers"
REQUIREMENTS = ("jionlp", "recognizers-text-suite", "emoji<2", "setuptools<80")
"""Recognizers-Text of 2019 imports a name that emoji 2 no longer has, and pkg_resources"""
PEER_CHARACTERS = {"jionlp": 300_000, "recognizers": 30_000}

SHORT = 120
"""characters of a document where memory is measured over many"""


class Measure(NamedTuple):
    """One line of the table."""

    name: str
    characters: int
    seconds: float
    found: int

    @property
    def rate(self) -> float:
        """Characters a second."""
        return self.characters / max(self.seconds, 1e-9)


# ── throughput ───────────────────────────────────────────────────────────────


def texts_at_hand() -> Path:
    """The folder of the reference documents, or that of the project's own gold documents."""
    reference = Path(os.environ.get("SUANCE_SHARED", CHECKOUT.parent / "shared")) / "facts" / "dev"
    return reference if reference.is_dir() else CHECKOUT / "tests" / "gold"


def whole(source: bytes) -> tuple[int, int]:
    """Characters and facts of one document: read, extracted, written as `suance read` writes them."""
    document = read(source)
    return len(document.text), records.facts(extract(document)).count("\n")


def own(sources: Sequence[bytes], characters: int, tries: int) -> Measure:
    """The whole of reading in one process, by seconds of CPU: the median of some tries."""
    settle()
    whole(sources[0])
    measures = [_once(sources, characters) for _ in range(tries)]
    return measures[0]._replace(seconds=median(measure.seconds for measure in measures))


def _once(sources: Sequence[bytes], characters: int) -> Measure:
    done = found = 0
    start = time.process_time()
    for source in cycle(sources):
        if done >= characters:
            break
        size, facts = whole(source)
        done, found = done + size, found + facts
    return Measure("suance: whole reading, facts written", done, time.process_time() - start, found)


def together(sources: Sequence[bytes], characters: int, processes: int) -> Measure:
    """The same by several processes, by seconds of wall clock."""
    size = sum(whole(source)[0] for source in sources)
    with ProcessPoolExecutor(processes, initializer=settle) as pool:
        list(pool.map(whole, sources[:processes]))
        start = time.perf_counter()
        results = list(pool.map(whole, list(sources) * max(1, characters // size), chunksize=16))
        seconds = time.perf_counter() - start
    return Measure(f"suance: {processes} processes (wall clock)", sum(r[0] for r in results), seconds, sum(r[1] for r in results))


def peers(texts: Sequence[str]) -> Iterator[Measure]:
    """The peers on the same texts, each in a process of its own; a line on standard error for one that does not run."""
    python = PEERS / "bin" / "python"
    try:
        if not python.exists():
            venv.create(PEERS, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        print(f"the peers could not be installed, the table goes without them: {fault}", file=sys.stderr)
        return
    for name, characters in PEER_CHARACTERS.items():
        command = [str(python), str(Path(__file__).with_name("peers.py")), name, str(characters)]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
        if done.returncode:
            print(f"{name} did not run: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            continue
        record = json.loads(done.stdout)
        yield Measure(record["name"], record["characters"], record["cpu"], record["found"])


# ── memory ──


def memory(sources: Sequence[bytes], count: int) -> tuple[float, float]:
    """The peak of the largest process in MB, and seconds of CPU, of one `suance read --jobs 2` over so many short documents.

    They are the beginnings of the texts, each under a name of its own.
    """
    short = [read(source).text[:SHORT] for source in sources]
    with tempfile.TemporaryDirectory() as folder:
        inside, out = Path(folder) / "in", Path(folder) / "out"
        inside.mkdir()
        for number, text in zip(range(count), cycle(short), strict=False):
            (inside / f"{number:06}.txt").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "suance", "read", str(inside), "--out", str(out), "--jobs", "2", "--quiet"]
        _, _, used = os.wait4(subprocess.Popen(command, stdout=subprocess.DEVNULL).pid, 0)
    return used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


# ── growth ───────────────────────────────────────────────────────────────────


def shapes(texts: Sequence[str]) -> dict[str, tuple[int, Callable[[int], str]]]:
    """Texts that grow, with the size of the larger one: characters, or figures where the name says so."""
    prose = "\n".join(texts)
    return {
        "a document of 5,000,000 characters": (5_000_000, lambda size: (prose * (size // len(prose) + 1))[:size]),
        "10,000 figures in a sentence": (10_000, lambda size: "2021年，" + "、".join(f"产品{n}产量{n}万吨" for n in range(size)) + "。"),
        "10,000 awards in a sentence": (
            10_000,
            lambda size: "对企业，" + "；".join(f"营业收入达到{n}万元的，给予{n}万元奖励" for n in range(1, size + 1)) + "。",
        ),
        "100,000 brackets, nested": (100_000, lambda size: "企业" + "（" * (size // 2) + "500亿元" + "）" * (size // 2) + "。"),
        "1,000,000 的": (1_000_000, lambda size: "的" * size),
        "1,000,000 第": (1_000_000, lambda size: "第" * size),
        "明年的明年的…, 300,000 characters": (300_000, lambda size: "明年的" * (size // 3)),
        "300,000 letters": (300_000, lambda size: "a" * size),
        "300,000 digits": (300_000, lambda size: "1" * size),
        "30,000 sentences in a paragraph": (30_000, lambda size: "全市企业5家。" * size),
        "a table of 10,000 rows": (10_000, lambda size: "产品\t产量（万吨）\t增速（%）" + "".join(f"\n产品\t{n}.5\t{n % 30}" for n in range(size))),
    }


def growth(text: str, tenth: str, tries: int) -> tuple[float, float]:
    """Seconds of CPU for a text and for one of a tenth of its size, each the median of its tries, taken in turn."""
    times: dict[str, list[float]] = {text: [], tenth: []}
    for _ in range(tries):
        for size, taken in times.items():
            source = _markdown(size)
            start = time.process_time()
            whole(source)
            taken.append(time.process_time() - start)
    return median(times[text]), median(times[tenth])


def _markdown(text: str) -> bytes:
    """A document of the text; rows with tabs as a Markdown table."""
    head, tab, rest = text.partition("\n")
    if tab and "\t" in head:
        text = "\n".join(f"|{line.replace(chr(9), '|')}|" for line in (head, "\t".join("---" for _ in head.split("\t")), *rest.split("\n")))
    return f"---\ntitle: 云川市产业要闻\ndate: 2022-03-01\n---\n\n{text}\n".encode()


# ── telling ──────────────────────────────────────────────────────────────────


def tell(measures: Sequence[Measure]) -> None:
    """Print the throughputs, each with how many times faster the first is."""
    print(f"\n| {'reading':<44} | {'characters':>10} | {'seconds':>8} | {'characters/s':>12} | {'found':>7} | {'the first is':>12} |")
    print(f"|{'-' * 46}|{'-' * 12}|{'-' * 10}|{'-' * 14}|{'-' * 9}|{'-' * 14}|")
    for line in measures:
        times = f"{measures[0].rate / line.rate:,.1f} ×"
        print(
            f"| {line.name:<44} | {line.characters:>10,} | {line.seconds:>8.2f} | {line.rate:>12,.0f} | {line.found:>7,} | {times:>12} |", flush=True
        )


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--texts", type=Path, default=texts_at_hand(), help="the folder with the documents, .txt")
    asked.add_argument("--characters", type=int, default=1_000_000)
    asked.add_argument("--no-peers", action="store_true")
    asked.add_argument("--memory", type=int, nargs="*", default=[1_000, 10_000], help="documents in a batch whose memory is measured: 1000 100000")
    asked.add_argument("--no-growth", action="store_true")
    asked.add_argument("--tries", type=int, default=5)
    asked.add_argument("--only", default="", help="only the growth of shapes with these words in their name")
    options = asked.parse_args()
    sources = [path.read_bytes() for path in sorted(options.texts.glob("*.txt"))]
    print(f"Python {platform.python_version()} on {platform.machine()}, {len(sources)} documents of {options.texts.name}")
    texts = [read(source).text for source in sources]
    if options.characters:
        measures = [own(sources, options.characters, options.tries), together(sources, options.characters, 2)]
        tell(measures + ([] if options.no_peers else list(peers(texts))))
    for count in options.memory:
        peak, seconds = memory(sources, count)
        print(f"{count:,} short documents by two processes: a peak of {peak:.0f} MB in a process, {seconds:.0f} s of CPU", flush=True)
    if options.no_growth:
        return
    print(f"\n| {f'ten times the input, median of {options.tries}':<38} | {'tenth, s':>9} | {'whole, s':>9} | {'ratio':>6} |")
    print(f"|{'-' * 40}|{'-' * 11}|{'-' * 11}|{'-' * 8}|")
    for name, (size, text) in shapes(texts).items():
        if options.only not in name:
            continue
        large, small = growth(text(size), text(size // 10), options.tries)
        print(f"| {name:<38} | {small:>9.3f} | {large:>9.3f} | {large / max(small, 1e-9):>6.1f} |", flush=True)


if __name__ == "__main__":
    main()
