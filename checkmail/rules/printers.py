"""How a printer's places are put right, sheet by sheet.

A printer draws what it is told a little beside its place, and often smaller: it shifts the page, feeds a
trifle too far or not far enough, and shrinks. Each is measured once on a test page. Lengths are whole
thousandths of a millimetre and scales whole thousandths of a per cent, as the ledger takes no fractions.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

UNIT: Final = 1000
"""Thousandths: 1000 is a millimetre, or one per cent."""
TRUE: Final = 100 * UNIT
"""The scale of a printer that draws 100 mm as 100 mm."""
LONGEST_PRINTER: Final = 60
"""Characters of a printer's name."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,6})?")

LIMITS: Final = {
    "offset_x": (-10 * UNIT, 10 * UNIT),
    "offset_y": (-10 * UNIT, 10 * UNIT),
    "pitch_x": (-1 * UNIT, 1 * UNIT),
    "pitch_y": (-1 * UNIT, 1 * UNIT),
    "scale_x": (97 * UNIT, 103 * UNIT),
    "scale_y": (97 * UNIT, 103 * UNIT),
}
"""Least and most of each part. More is no printer's play but another sheet, or a print dialogue that scales."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right for one printer and one sheet. Right and down are positive."""

    offset_x: int = 0
    """Thousandths of a millimetre that everything is moved to the right."""
    offset_y: int = 0
    pitch_x: int = 0
    """Thousandths of a millimetre added from each column to the next."""
    pitch_y: int = 0
    scale_x: int = TRUE
    """How long the printer draws 100 mm, in thousandths of a millimetre; places are divided by it."""
    scale_y: int = TRUE

    def numbers(self) -> list[int]:
        """The six parts, as a ledger entry has them."""
        return [getattr(self, part.name) for part in fields(self)]


def thousandths(typed: str) -> int | None:
    """``typed`` millimetres or per cent as whole thousandths, the nearest; None where it is no plain number."""
    plain = unicodedata.normalize("NFKC", typed).strip().replace("\u2212", "-")
    return round(Decimal(plain) * UNIT) if _NUMBER.fullmatch(plain) else None


def spelled(number: int) -> str:
    """Thousandths as people write them: ``0.35``, ``-1``, ``99.2``."""
    return f"{Decimal(number) / UNIT:f}"


def printer_key(name: str) -> str:
    """What two spellings of one printer's name have in common: width, case and blanks mean nothing."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
