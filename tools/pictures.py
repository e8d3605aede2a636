"""Pages compared as pictures: what a printed page looks like is what counts, not the bytes of its file.

A kept picture is a small grey PNG. The renderer is pinned (constraints.txt), so a page that did not change has the
picture it had; a renderer built for another processor may round the grey at an edge otherwise, and only that is
let pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops

DPI = 100
SAME = 24
"""Levels of 255 by which a pixel may differ: less than a line moved by a tenth of a pixel does to its edges, more
than the eight by which a kept picture is rounded."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a page is not as its kept picture."""

    pixels: int
    greatest: int
    """Levels of 255."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom of all of it, in millimetres."""

    def __str__(self) -> str:
        left, top, right, bottom = self.box
        return (
            f"{self.pixels} pixels differ by up to {self.greatest} levels, between {left:.1f} mm and {right:.1f} mm"
            f" from the left and {top:.1f} mm and {bottom:.1f} mm from the top"
        )


def picture(pdf: Path, page: int = 0, dpi: int = DPI) -> Image.Image:
    """The page in grey."""
    with pdfium.PdfDocument(pdf) as document:
        rendered: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil().copy()
    return rendered


def difference(kept: Image.Image, seen: Image.Image, dpi: int = DPI) -> Difference | None:
    """How ``seen`` differs from ``kept``, both grey; None where nobody could tell.

    Raises ``ValueError`` for pictures of two sizes.
    """
    if kept.size != seen.size:
        raise ValueError(f"the page was {kept.size} pixels and is {seen.size}")
    off = ImageChops.difference(kept, seen)
    levels = off.histogram()
    if not any(levels[SAME + 1 :]):
        return None
    left, top, right, bottom = off.point([255 * (level > SAME) for level in range(256)]).getbbox() or (0, 0, 0, 0)
    mm = 25.4 / dpi
    greatest = max(level for level, pixels in enumerate(levels) if pixels)
    return Difference(sum(levels[SAME + 1 :]), greatest, (left * mm, top * mm, right * mm, bottom * mm))


def keep(seen: Image.Image, out: Path) -> None:
    """Writes ``seen`` as a picture to compare with, in sixteen greys: half the size."""
    out.parent.mkdir(parents=True, exist_ok=True)
    seen.convert("L").point([(level + 8) // 17 * 17 for level in range(256)]).save(out, optimize=True)


def must_be(kept: Path, seen: Image.Image, beside: Path, dpi: int = DPI) -> None:
    """Raises ``AssertionError`` where ``seen`` is not the picture kept at ``kept``; ``beside`` gets the new one."""
    try:
        with Image.open(kept) as file:
            off: object = difference(file.convert("L"), seen.convert("L"), dpi)
    except (FileNotFoundError, ValueError) as error:
        off = error
    if off is not None:
        new = beside / kept.name
        keep(seen, new)
        raise AssertionError(f"{kept.name}: {off}; the page as it is now: {new}")
