"""Code 128 subset C for the 18 digits, on the dot grid of a 300-dpi printer.

An 18-digit code is start, nine pairs, check symbol and stop: 134 modules. The patterns are
python-barcode's; the bars are drawn by :mod:`.pages` as vector paths. In a simulation of
printing and scanning (blur, ink gain, 300 and 600 dpi, 40 a cell) bars of four dots
(0.339 mm) were read every time, three dots (0.254 mm) in 90 % of the worst case, and
thinner ones not at all; bars that begin off the grid grow by a dot.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from barcode.charsets.code128 import CODES, STOP

MODULES: Final = 134
QUIET_MODULES: Final = 10
"""Blank modules Code 128 asks on each side."""
DOT: Final = 25.4 / 300
"""One dot of the grid in millimetres."""
DOTS: Final = (4, 3)
"""Dots a module, best first; nothing thinner is printed."""
_START_C: Final = 105
_PLACES: Final = 11
"""Start, nine pairs, check symbol: eleven modules each; the stop after them has thirteen."""


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


@functools.cache
def _fragments() -> tuple[tuple[str, ...], ...]:
    """Path operators of each symbol value at each of the eleven places before the stop.

    Lengths are modules and the height is 1: the page's matrix gives both their size.
    """
    return tuple(
        tuple(" ".join(f"{at} 0 {wide} 1 re" for at, wide in _bars(symbol, 11 * place)) for symbol in CODES)
        for place in range(_PLACES)
    )


def _bars(pattern: str, at: int) -> Iterator[tuple[int, int]]:
    for dark, group in groupby(pattern):
        wide = len(list(group))
        if dark == "1":
            yield at, wide
        at += wide


def _symbols(digits: str) -> list[int]:
    """Symbol values of start, nine pairs and check symbol (ISO/IEC 15417, subset C).

    Raises ``ValueError`` where ``digits`` are not 18 ASCII digits.
    """
    if len(digits) != 18 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("a code is 18 ASCII digits")
    pairs = [*map(int, map("".join, zip(digits[::2], digits[1::2], strict=True)))]
    check = _START_C + sum(map(operator.mul, pairs, range(1, 10)))
    return [_START_C, *pairs, check % 103]


def path(digits: str) -> str:
    """The bars of ``digits`` as PDF path operators, a module wide and 1 high, from 0 to 134.

    Raises ``ValueError`` where ``digits`` are not 18 ASCII digits.
    """
    return " ".join(map(tuple.__getitem__, _fragments(), _symbols(digits))) + _stop()


@functools.cache
def _stop() -> str:
    return "".join(f" {at} 0 {wide} 1 re" for at, wide in _bars(f"{STOP}11", 11 * _PLACES))


def grouped(digits: str) -> str:
    """The digits as people read them: kind, batch, number, enclosure, issue, check digits."""
    return " ".join((digits[0], digits[1:6], digits[6:13], digits[13:15], digits[15], digits[16:]))
