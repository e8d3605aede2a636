"""Whether the codes survive bad printing and scanning: pages made worse on purpose and read again.

``python -m bench.degrade`` (``make degrade``) writes ``bench/results/degrade.md`` and ends with status 1 where a
code is not read or a wrong one would be taken. A page is rendered as a printer of 300 dpi would draw it, scanned at
300 or 200 dots, and then blurred, turned, paled and compressed; the decoder is zxing-cpp. What it reads wrong is
parted into what a desk would take and what it would refuse (:class:`bench.reading.Tally`): the fixed length and the
two check digits are there for that. Only layouts whose labels have room for bars of four dots (0.339 mm).
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
from PIL import Image, ImageFilter

from bench.content import JOB, pieces
from bench.reading import Tally, by_zxing
from bench.results import machine, write_results
from checkmail.paper.covers import draw_covers
from checkmail.paper.facts import Placed
from checkmail.paper.labels import draw_labels
from checkmail.paper.sheets import find_sheet
from checkmail.rules.codes import Kind

SCANS: Final = (300, 200)
"""Dots an inch of the scan."""
PAGES: Final = 8
LAYOUTS: Final = ("28369", "28366", "28362")
BLUR: Final = 0.10
"""Standard deviation in millimetres: a worn drum or a scan out of focus."""


def blurred(page: Image.Image, dpi: int) -> Image.Image:
    """Out of focus."""
    return page.filter(ImageFilter.GaussianBlur(BLUR / 25.4 * dpi))


def turned(page: Image.Image, _dpi: int) -> Image.Image:
    """Two degrees askew."""
    return page.rotate(2, fillcolor=255, resample=Image.Resampling.BICUBIC)


def paled(page: Image.Image, _dpi: int) -> Image.Image:
    """Half the contrast: grey paper, grey toner."""
    return page.point([64 + value // 2 for value in range(256)])


def pressed(page: Image.Image, _dpi: int) -> Image.Image:
    """JPEG of quality 30."""
    file = io.BytesIO()
    page.save(file, "JPEG", quality=30)
    return Image.open(file).convert("L")


Worse = Callable[[Image.Image, int], Image.Image]
WAYS: Final[dict[str, tuple[Worse, ...]]] = {
    "as printed": (),
    f"blur σ {BLUR:.2f} mm": (blurred,),
    "turned 2°": (turned,),
    "half contrast": (paled,),
    "JPEG quality 30": (pressed,),
    "all together": (blurred, turned, paled, pressed),
}


def drawn(folder: Path, pages: int) -> Iterator[tuple[str, Path, list[Placed]]]:
    """The papers: name, file, and what stands on them."""
    for part in LAYOUTS:
        sheet, out = find_sheet(part), folder / f"{part}.pdf"
        yield sheet.name, out, draw_labels(out, JOB, sheet, pieces(pages * sheet.labels))
    out = folder / "covers.pdf"
    covers = pieces(5 * pages, Kind.COVER)
    yield "cover sheets", out, draw_covers(out, JOB, covers)


def scanned(page: Image.Image, dpi: int) -> Image.Image:
    """A page of 300 dots an inch as a scan of ``dpi``."""
    if dpi == 300:
        return page
    return page.resize((page.width * dpi // 300, page.height * dpi // 300), Image.Resampling.BOX)


def tally(out: Path, placed: Sequence[Placed]) -> dict[tuple[int, str], Tally]:
    """What was read, by scan and way."""
    counts = {(dpi, way): Tally() for dpi in SCANS for way in WAYS}
    with pdfium.PdfDocument(out) as document:
        for number in range(len(document)):
            expected = {box.code for box in placed if box.page == number}
            printed = document[number].render(scale=300 / 72, grayscale=True).to_pil()
            for dpi in SCANS:
                scan = scanned(printed, dpi)
                for way, steps in WAYS.items():
                    worse = scan
                    for step in steps:
                        worse = step(worse, dpi)
                    counts[dpi, way].add(expected, by_zxing(worse))
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the table; 1 where a code was lost or read wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages of each layout; five times as many covers")
    chosen = parser.parse_args(arguments)
    lines = [
        "| paper | codes | bars mm | scan dpi | made worse | read % | misread | refused |",
        "|---|--:|--:|--:|---|--:|--:|--:|",
    ]
    faults = misread = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, out, placed in drawn(Path(folder), chosen.pages):
            module = placed[0].width / 134
            for (dpi, way), one in tally(out, placed).items():
                figures = f"{100 * one.read / len(placed):.1f} | {one.misread} | {one.refused}"
                lines.append(f"| {name} | {len(placed)} | {module:.3f} | {dpi} | {way} | {figures} |")
                faults += len(placed) - one.read + one.misread
                misread, refused = misread + one.misread, refused + one.refused
            print("\n".join(lines[-len(SCANS) * len(WAYS) :]), flush=True)
    raw = f"Read wrong and passed by Code 128's own check: {misread + refused}; passed by ours as well: {misread}."
    write_results("degrade", "Codes on pages made worse", "\n".join([machine(), "", *lines, "", raw]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
