"""Address labels: ours against the ways others make them, the same content, in one run.

``python -m bench.labels`` (``make bench``) writes ``bench/results/labels.md``; ``--million`` (``make million``) writes
``bench/results/million.md``. A4, 24 labels of 66 × 33.9 mm; on each the piece's number, postal code, two address
lines, name (Noto Sans JP, embedded) and an 18-digit Code 128 in subset C. Each measurement is a process of its own, so
that its largest memory is its own; ratios are taken within a round and their medians are given. A peer that is not
installed is left out (:mod:`bench.peers` says how to install it).

On a machine with nothing else to do, and nothing that slows it for the heat: two cores, then about five minutes, and
ten for ``--million``. The first line of the tables says how busy the machine was.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from bench.content import JOB, pieces
from bench.peers import MOST, PEERS, installed
from bench.results import machine, peak_megabytes, write_results
from checkmail.paper.sheets import DEFAULT_SHEET, find_sheet

SIZES: Final = (1_000, 20_000, 100_000)
MILLION: Final = 1_000_000
ROUNDS: Final = 3
"""At all sizes but the largest, which takes one: a second says no more there."""
D: Final = "d one path"
OURS: Final = "ours"
BY_TWO: Final = "ours, 2 processes"
Measured = dict[str, float]


def _ours(out: Path, count: int, processes: int) -> None:
    from checkmail.paper.labels import draw_labels
    from checkmail.paper.volumes import OnSheets, make_volumes

    work = OnSheets(draw_labels, JOB, find_sheet(DEFAULT_SHEET))
    make_volumes(work, pieces(count), functools.partial(_beside, out), proving=False, processes=processes)


def _beside(out: Path, volume: int) -> Path:
    return out.with_name(f"{out.stem}-{volume}.pdf")


def ours(out: Path, count: int) -> None:
    """Ours: label pages in volumes."""
    _ours(out, count, 1)


def ours_by_two(out: Path, count: int) -> None:
    """The same, the volumes made by two processes."""
    _ours(out, count, 2)


WAYS: dict[str, Callable[[Path, int], None]] = {**PEERS, OURS: ours, BY_TWO: ours_by_two}
_SELF = [sys.executable, "-m", "bench.labels"]


def one(way: str, count: int) -> Measured:
    """Labels a second, bytes a label and the largest memory of a process, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        # A running program has its libraries and fonts; a second process is begun anew for each job.
        WAYS[way.partition(",")[0]](Path(folder) / "before.pdf", min(24, MOST.get(way, 24) // 12))
        for path in Path(folder).iterdir():
            path.unlink()
        begun = time.perf_counter()
        WAYS[way](Path(folder) / "labels.pdf", count)
        seconds = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return {"speed": count / seconds, "bytes": size / count, "megabytes": peak_megabytes(), "seconds": seconds}


def checked(count: int) -> Measured:
    """Drawing and R9's look at every page together, on two processes: what a clerk waits for."""
    from checkmail.paper.labels import draw_labels
    from checkmail.paper.volumes import OnSheets, make_volumes

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        work = OnSheets(draw_labels, JOB, find_sheet(DEFAULT_SHEET))
        made = make_volumes(work, pieces(count), functools.partial(_beside, Path(folder) / "labels.pdf"), processes=2)
        seconds = time.perf_counter() - begun
    if sum(volume.decoded for volume in made) != count or any(volume.problems for volume in made):
        raise ValueError("a label was not read in its place")
    pages = sum(volume.pages for volume in made)
    return {"pages": pages / seconds, "seconds": seconds, "megabytes": peak_megabytes(), "labels": count}


def measure(*asked: object) -> Measured:
    """One measurement in a process of its own: ``--one WAY LABELS`` or ``--checked LABELS``."""
    command = [*_SELF, *map(str, asked)]
    measured: Measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return measured


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "LABELS"), help="one measurement, printed as JSON")
    parser.add_argument("--checked", type=int, metavar="LABELS", help="the same of drawing and looking")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--ways", nargs="+", metavar="WAY", choices=WAYS, default=list(WAYS))
    parser.add_argument("--million", nargs="?", type=int, const=MILLION, metavar="LABELS", help="only a very long job")
    chosen = parser.parse_args(arguments)
    if chosen.one:
        print(json.dumps(one(chosen.one[0], int(chosen.one[1]))))
    elif chosen.checked:
        print(json.dumps(checked(chosen.checked)))
    elif chosen.million:
        write_results("million", "A very long job of labels", "\n".join(_long(chosen.million)))
    else:
        write_results("labels", "Address labels", "\n".join(_compared(chosen.sizes, chosen.rounds, chosen.ways)))


def _busy() -> str:
    return f"{machine()}; load when it began: {os.getloadavg()[0]:.1f}"


def _compared(sizes: Sequence[int], rounds: int, ways: Sequence[str]) -> Iterator[str]:
    yield from (_busy(), "")
    yield "| labels | way | labels/s | × d | bytes a label | most memory of a process, MB |"
    yield "|--:|---|--:|--:|--:|--:|"
    seen: dict[int, list[dict[str, Measured]]] = {}
    for size in sizes:
        counts = {way: min(size, MOST.get(way, size)) for way in ways if installed(way)}
        # A slow way is measured once for all, at the smallest size.
        counts = {way: count for way, count in counts.items() if count == size or size == min(sizes)}
        often = rounds if size < max(sizes) or len(sizes) == 1 else 1
        seen[size] = [{way: measure("--one", way, count) for way, count in counts.items()} for _ in range(often)]
        for way, count in counts.items():
            print(line := _line(count, way, seen[size]), flush=True)
            yield line
    yield from ("", "Goals:", "", *_table(_ratios(seen)))


def _line(count: int, way: str, rounds: list[dict[str, Measured]]) -> str:
    speed, of_bytes = (median(one[way][figure] for one in rounds) for figure in ("speed", "bytes"))
    memory = max(one[way]["megabytes"] for one in rounds)
    ratio = f"{median(one[way]['speed'] / one[D]['speed'] for one in rounds):.2f}" if D in rounds[0] else ""
    return f"| {count:,} | {way} | {speed:,.0f} | {ratio} | {of_bytes:,.0f} | {memory:.0f} |"


Goal = tuple[str, float, float, str]
"""What is measured, what it should be, what it is, and ``at least``, ``at most`` or ``about``."""
ABOUT = 0.8
"""So much of a goal that is only said to be about right is met: printers of labels differ more between machines."""


def _ratios(seen: dict[int, list[dict[str, Measured]]]) -> Iterator[Goal]:
    """Speeds by those of d, in the same round; by slow peers, whose speed is the same at any size, across sizes."""
    for size, rounds in seen.items():
        for way, goal in ((OURS, 4.0), (BY_TWO, 7.0)):
            if size > min(seen) and {way, D} <= set(rounds[0]):
                ratio = median(one[way]["speed"] / one[D]["speed"] for one in rounds)
                yield f"{way} by d, {size:,} labels", goal, ratio, "at least"
    few, many = seen[min(seen)], seen[max(seen)]
    for way, goal in (("a pylabels", 50.0), ("b pictures", 70.0), ("e blabel", 200.0)):
        if BY_TWO in many[0] and way in few[0]:
            ratio = median(one[BY_TWO]["speed"] for one in many) / median(one[way]["speed"] for one in few)
            yield f"{BY_TWO} by {way}", goal, ratio, "about"


def _long(count: int) -> Iterator[str]:
    yield from (_busy(), "")
    drawn = measure("--one", BY_TWO, count)
    looked = measure("--checked", count)
    of_million = count / MILLION
    yield from _table(
        (
            ("drawn by two processes, s", 60 * of_million, drawn["seconds"], "at most"),
            (
                "drawn, each page rendered and each code compared (R9), s",
                420 * of_million,
                looked["seconds"],
                "at most",
            ),
            ("memory of a process drawing, MB", 200, drawn["megabytes"], "at most"),
            ("memory of a process drawing and looking, MB", 200, looked["megabytes"], "at most"),
            ("bytes a label", 200, drawn["bytes"], "at most"),
        )
    )
    yield from ("", f"{count:,} labels: {drawn['speed']:,.0f} labels/s drawn, {looked['pages']:.0f} pages/s looked at.")


def _table(goals: Iterable[Goal]) -> Iterator[str]:
    yield "| | goal | measured | met |"
    yield "|---|--:|--:|---|"
    for what, goal, measured, which in goals:
        met = measured <= goal if which == "at most" else measured >= goal * (ABOUT if which == "about" else 1)
        yield f"| {what} | {which} {goal:g} | {measured:,.1f} | {'yes' if met else 'no'} |"


if __name__ == "__main__":
    main()
