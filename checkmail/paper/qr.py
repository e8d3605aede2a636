"""A QR code on the dot grid: the ledger's head, for a telephone or a scanner to read from filed paper (R24).

ISO/IEC 18004, error correction M (15 % of the symbol may be gone). Digits, capitals and ``:`` alone take the
alphanumeric mode: a head of 71 to 90 characters is version 4, 33 modules. The pattern is reportlab's.
"""

from __future__ import annotations

import functools
from itertools import groupby
from typing import Any, Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from checkmail.paper.bars import DOT

QUIET_MODULES: Final = 4
"""Blank modules that ISO/IEC 18004 asks on each side."""
LEAST_WIDTH: Final = 20.0
"""Millimetres: smaller ones are read slowly from paper that was folded and copied."""
LEAST_MODULES: Final = 33


def width_of(modules: int, dots: int) -> float:
    """Width in millimetres of the symbol alone at ``dots`` dots of 300 dpi a module."""
    return modules * dots * DOT


def quiet_of(dots: int) -> float:
    """Width in millimetres of one quiet zone."""
    return QUIET_MODULES * dots * DOT


@functools.lru_cache(maxsize=8)
def rows_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """Which modules of the symbol are dark, from the top; always the same for the same ``text``."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    return tuple(tuple(bool(code.isDark(row, column)) for column in range(count)) for row in range(count))


def path(text: str) -> str:
    """The dark modules as PDF path operators, a module wide and high, from the bottom left."""
    rows = rows_of(text)
    parts = []
    for below, row in enumerate(reversed(rows)):
        at = 0
        for dark, group in groupby(row):
            wide = len(list(group))
            if dark:
                parts.append(f"{at} {below} {wide} 1 re")
            at += wide
    return " ".join(parts)
