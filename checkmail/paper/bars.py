"""Code 128 subset C for the 18 digits, on the dot grid of a 300-dpi printer.

An 18-digit code is start, nine pairs, check symbol and stop: 134 modules. The encoder is
python-barcode's; the bars are drawn by :mod:`.pages` as vector paths. In a simulation of
printing and scanning (blur, ink gain, 300 and 600 dpi, 40 a cell) bars of four dots
(0.339 mm) were read every time, three dots (0.254 mm) in 90 % of the worst case, and
thinner ones not at all; bars that begin off the grid grow by a dot.
"""

from __future__ import annotations

import functools
from itertools import groupby
from typing import Final

from barcode.codex import Code128

MODULES: Final = 134
QUIET_MODULES: Final = 10
"""Blank modules Code 128 asks on each side."""
DOT: Final = 25.4 / 300
"""One dot of the grid in millimetres."""
DOTS: Final = (4, 3)
"""Dots a module, best first; nothing thinner is printed."""


def dots_for(room: float) -> int | None:
    """Dots a module for a code with both quiet zones in ``room`` millimetres; None where none fits."""
    return next((dots for dots in DOTS if (MODULES + 2 * QUIET_MODULES) * dots * DOT <= room), None)


def width_of(dots: int) -> float:
    """Width in millimetres of the bars alone at ``dots`` dots a module."""
    return MODULES * dots * DOT


def quiet_of(dots: int) -> float:
    """Width in millimetres of one quiet zone at ``dots`` dots a module."""
    return QUIET_MODULES * dots * DOT


def on_grid(millimetres: float) -> float:
    """The nearest place on the dot grid."""
    return round(millimetres / DOT) * DOT


@functools.lru_cache(maxsize=64)
def runs(digits: str) -> tuple[tuple[int, int], ...]:
    """Offset and width, in modules, of each bar of ``digits``.

    Raises ``ValueError`` where ``digits`` are not 18 ASCII digits, or where the encoder
    leaves pure subset C: it drops a leading pair 99, which no kind of code begins with.
    """
    if len(digits) != 18 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("a code is 18 ASCII digits")
    pattern = Code128(digits).build()[0]
    if len(pattern) != MODULES:
        raise ValueError("the encoder did not stay in subset C")
    bars: list[tuple[int, int]] = []
    at = 0
    for dark, group in groupby(pattern):
        wide = len(list(group))
        if dark == "1":
            bars.append((at, wide))
        at += wide
    return tuple(bars)


def grouped(digits: str) -> str:
    """The digits as people read them: kind, batch, number, enclosure, issue, check digits."""
    return " ".join((digits[0], digits[1:6], digits[6:13], digits[13:15], digits[15], digits[16:]))
