"""Bars measured in the picture of a page: what a printer makes of them, not what was meant.

At 300 dpi a pixel is a dot, so whole modules are whole pixels and anything else is a bar off the grid. PDFium
stretches a page to whole pixels, A4 by 0.03 %, which would move a bar at the right edge by half a dot: the page is
given a size of whole dots first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PIL import Image

from checkmail.paper.bars import MODULES, QUIET_MODULES
from checkmail.paper.facts import Placed

DPI = 300
_MM = 25.4 / DPI
_POINTS = 72 / DPI
_DARK = 128


@dataclass(frozen=True, slots=True)
class Measured:
    """The worst of some codes, in millimetres."""

    module: float
    """The narrowest X-dimension: width from the first bar to the last, by 134."""
    uneven: int
    """Pixels by which a bar or gap is off a whole number of modules."""
    quiet: float
    """Narrowest blank at a side, measured over the whole height of the bars, up to twice what is asked."""
    height: float
    """Of the lowest first bar."""
    count: int = 1

    @property
    def quiet_modules(self) -> float:
        """The quiet zone in modules."""
        return self.quiet / self.module


def printed(page: Any) -> Image.Image:
    """A page of a pypdfium2 document as a printer of :data:`DPI` sets its dots, in grey."""
    _left, _foot, right, top = page.get_mediabox()
    # A hair less than whole: more, and the renderer would add a dot.
    wide, high = (math.ceil(length / _POINTS - 0.001) * _POINTS - 0.0005 for length in (right, top))
    page.set_mediabox(0, top - high, wide, top)
    picture: Image.Image = page.render(scale=1 / _POINTS, grayscale=True).to_pil()
    return picture


def measured(page: Image.Image, box: Placed) -> Measured:
    """The code that stands in ``box`` of ``page``, as :func:`printed`. Raises ``ValueError`` where no bar is there."""
    dark = page.convert("L").point([255 * (level < _DARK) for level in range(256)])
    left, top, right, foot = (round(length / _MM) for length in (box.x, box.y, box.x + box.width, box.y + box.height))
    row = [*dark.crop((left - 2, (top + foot) // 2, right + 2, (top + foot) // 2 + 1)).tobytes()]
    if not any(row):
        raise ValueError(f"no bars where {box.code} should be")
    first, last = left - 2 + row.index(255), right + 1 - row[::-1].index(255)
    pixels = (last - first + 1) / MODULES
    runs = [len([*run]) for _, run in groupby(row[first - left + 2 : last - left + 3])]
    uneven = max(abs(run - max(1, round(run / pixels)) * pixels) for run in runs)
    column = [*dark.crop((first, top - 20, first + 1, foot + 20)).tobytes()]
    height = next(len([*run]) for level, run in groupby(column[column.index(255) :]) if level)
    quiet = min(_blank(dark, first, top, foot, -1, pixels), _blank(dark, last, top, foot, 1, pixels))
    return Measured(pixels * _MM, round(uneven), quiet * _MM, height * _MM)


def _blank(dark: Image.Image, edge: int, top: int, foot: int, side: int, pixels: float) -> int:
    """Pixels beside the bars that end at ``edge`` before anything else is printed, or the paper ends."""
    reach = round(2 * QUIET_MODULES * pixels)
    start, stop = (edge - reach, edge) if side < 0 else (edge + 1, edge + 1 + reach)
    start, stop = max(0, start), min(dark.width, stop)
    found = dark.crop((start, top, stop, foot)).getbbox()
    if found is None:
        return stop - start
    return stop - start - found[2] if side < 0 else found[0]


def worst(codes: Iterable[Measured]) -> Measured:
    """The worst of several. Raises ``ValueError`` for none."""
    each = [*codes]
    return Measured(
        min(one.module for one in each),
        max(one.uneven for one in each),
        min(one.quiet for one in each),
        min(one.height for one in each),
        sum(one.count for one in each),
    )
