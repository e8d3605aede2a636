"""What decoders say stands on a page, and how that is counted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from bench.content import OFFICE
from checkmail.rules.codes import Unreadable, parse

_CODE_128 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)


def by_zxing(page: Image.Image) -> list[str]:
    """zxing-cpp as a program for scans calls it, with rotation and all."""
    return [code.text for code in zxingcpp.read_barcodes(page, formats=_CODE_128)]


def by_zbar(page: Image.Image) -> list[str]:
    """zbar, a decoder of other hands. Raises ``ImportError`` where its library (Debian: libzbar0) is not there."""
    from pyzbar.pyzbar import ZBarSymbol, decode

    return [code.data.decode("ascii", "replace") for code in decode(page, symbols=[ZBarSymbol.CODE128])]


READERS: dict[str, Callable[[Image.Image], list[str]]] = {"zxing-cpp": by_zxing, "zbar": by_zbar}


@dataclass(slots=True)
class Tally:
    """Codes that one decoder saw.

    What it reads wrong is parted: `misread` is a code that a desk of the office would take for another, `refused`
    one that passes Code 128's own check symbol but not the fixed length and the two check digits.
    """

    read: int = 0
    misread: int = 0
    refused: int = 0

    def add(self, expected: Collection[str], seen: list[str]) -> None:
        """Count what was seen on one page."""
        self.read += len(set(expected) & set(seen))
        for wrong in (code for code in seen if code not in expected):
            if isinstance(parse(wrong, OFFICE), Unreadable):
                self.refused += 1
            else:
                self.misread += 1

    def __iadd__(self, other: Tally) -> Tally:
        self.read += other.read
        self.misread += other.misread
        self.refused += other.refused
        return self
