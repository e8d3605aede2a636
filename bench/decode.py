"""Whether every code on clean pages is read, by two decoders of different hands.

``python -m bench.decode`` (``make decode``) writes ``bench/results/decode.md`` and ends with status 1 where a code is
not read or a wrong one would be taken. Labels of three sheets and cover sheets are drawn and rendered at 300 dpi as a
printer would; zxing-cpp and zbar (PyPI pyzbar with Debian libzbar0) read every page. On the first page of each part
the bars are measured in the picture: X-dimension, quiet zones and height.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium

from bench.content import JOB, pieces
from bench.printed_size import DPI, Measured, measured, printed, worst
from bench.reading import READERS, Tally
from bench.results import machine, write_results
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Placed
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Kind

SHEETS: Final = ("28362", "28366", "28369")
COVERS: Final = "cover sheets"
LABELS: Final = 10_000
SOME_COVERS: Final = 2_000
PROCESSES: Final = 2
_PART: Final = 40
"""Pages that a process draws and reads at a time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of pieces of one paper."""

    paper: str
    """Part number of a label sheet, or :data:`COVERS`."""
    first: int
    last: int


@dataclass(slots=True)
class Seen:
    """What became of the codes of one paper."""

    codes: int = 0
    pages: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: {reader: Tally() for reader in READERS})
    sizes: list[Measured] = field(default_factory=list)

    def add(self, other: Seen) -> None:
        """Count another part of the paper in."""
        self.codes += other.codes
        self.pages += other.pages
        self.sizes += other.sizes
        for reader, tally in other.tallies.items():
            self.tallies[reader] += tally

    @property
    def faults(self) -> int:
        """Codes that a decoder did not read, and those it read as another's."""
        return sum(self.codes - tally.read + tally.misread for tally in self.tallies.values())


def parts(labels: int, covers: int) -> Iterator[Part]:
    """All papers, in runs of full pages."""
    for sheet in SHEETS:
        step = _PART * find_sheet(sheet).labels
        for first in range(1, labels + 1, step):
            yield Part(sheet, first, min(labels, first + step - 1))
    for first in range(1, covers + 1, _PART):
        yield Part(COVERS, first, min(covers, first + _PART - 1))


def look(part: Part) -> tuple[Part, Seen]:
    """Draw a part, render its pages and read them."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "part.pdf"
        placed = _drawn(part, out)
        seen = Seen(len(placed))
        with pdfium.PdfDocument(out) as document:
            seen.pages = len(document)
            for number in range(seen.pages):
                boxes = [box for box in placed if box.page == number]
                expected = {box.code for box in boxes}
                page = printed(document[number])
                for reader, read in READERS.items():
                    seen.tallies[reader].add(expected, read(page))
                if not number:
                    seen.sizes += [measured(page, box) for box in boxes]
    return part, seen


def _drawn(part: Part, out: Path) -> list[Placed]:
    kind = Kind.COVER if part.paper == COVERS else Kind.LABEL
    items = pieces(part.last, kind, part.first)
    if kind is Kind.COVER:
        return draw_covers(out, JOB, items)
    return draw_labels(out, JOB, find_sheet(part.paper), items)


def decoded(labels: int, covers: int) -> Iterator[tuple[Part, Seen]]:
    """Every part as it is done, by two processes."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        yield from pool.imap_unordered(look, parts(labels, covers))


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the table; 1 where a code was lost or read wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=LABELS, help="of each sheet")
    parser.add_argument("--covers", type=int, default=SOME_COVERS)
    chosen = parser.parse_args(arguments)
    papers = {paper: Seen() for paper in (*SHEETS, COVERS)}
    total, begun = 3 * chosen.labels + chosen.covers, time.perf_counter()
    for part, seen in decoded(chosen.labels, chosen.covers):
        papers[part.paper].add(seen)
        done = sum(paper.codes for paper in papers.values())
        print(f"\r{done:,} of {total:,}", end="", file=sys.stderr, flush=True)
    print(f"\r{total:,} codes in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    text = "\n".join((machine(), "", *_table({name: paper for name, paper in papers.items() if paper.codes})))
    write_results("decode", "Codes on clean pages", text)
    print(text)
    return 1 if any(paper.faults for paper in papers.values()) else 0


def _table(papers: dict[str, Seen]) -> Iterator[str]:
    yield f"Every page rendered at {DPI} dpi. Misread: a desk would take it for another code; refused: it would not."
    yield ""
    yield f"| paper | codes | pages |{''.join(f' read by {reader} | misread | refused |' for reader in READERS)}"
    yield f"|---|--:|--:|{'--:|--:|--:|' * len(READERS)}"
    for name, paper in papers.items():
        figures = "".join(
            f" {tally.read:,} ({100 * tally.read / paper.codes:.2f}%) | {tally.misread} | {tally.refused} |"
            for tally in paper.tallies.values()
        )
        yield f"| {name} | {paper.codes:,} | {paper.pages:,} |{figures}"
    yield ""
    yield "Measured in those pictures (the worst of the codes looked at; a quiet zone is counted up to 20 modules):"
    yield ""
    yield "| paper | codes looked at | X-dimension mm | dots a bar is off | quiet mm | in modules | bar height mm |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, paper in papers.items():
        one = worst(paper.sizes)
        yield (
            f"| {name} | {one.count:,} | {one.module:.3f} | {one.uneven} | {one.quiet:.2f} | {one.quiet_modules:.1f} |"
            f" {one.height:.1f} |"
        )


if __name__ == "__main__":
    sys.exit(main())
