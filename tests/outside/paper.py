"""Paper seen from outside: the 18-digit code, worked out again from its description, and a decoder of PDFs.

The code is `K BBBBB NNNNNNN PP I CC`; CC is ISO 7064 MOD 97-10 over the office number (two digits,
not printed) followed by the sixteen digits before CC.
"""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import zxingcpp

LABEL, COVER, SLIP, RETURN, TRAY, BADGE, COMMAND = range(1, 8)
DOTS_PER_INCH = 300
MM_PER_INCH = 25.4
CODE_128 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)


class Code(NamedTuple):
    """What a code says: kind K, batch B, piece N, enclosure P (0 for the envelope) and issue I."""

    kind: int
    batch: int
    piece: int
    part: int
    issue: int


class Mark(NamedTuple):
    """A code found on paper: page from 1, centre in millimetres from the page's upper left corner."""

    page: int
    x: float
    y: float
    digits: str


def check_digits(office_number: int, sixteen: str) -> str:
    """CC such that office number, the sixteen digits and CC leave 1 when divided by 97."""
    return f"{98 - int(f'{office_number:02d}{sixteen}00') % 97:02d}"


def write_code(office_number: int, code: Code) -> str:
    """The 18 digits that `office_number` would print for `code`."""
    sixteen = f"{code.kind}{code.batch:05d}{code.piece:07d}{code.part:02d}{code.issue}"
    return sixteen + check_digits(office_number, sixteen)


def read_code(office_number: int, raw: str) -> Code | None:
    """What `raw` says in that office, full-width digits folded; None for anything but a valid code."""
    digits = unicodedata.normalize("NFKC", raw).strip()
    if not re.fullmatch("[0-9]{18}", digits) or check_digits(office_number, digits[:16]) != digits[16:]:
        return None
    return Code(int(digits[0]), int(digits[1:6]), int(digits[6:13]), int(digits[13:15]), int(digits[15]))


def decode(pdf: Path) -> list[Mark]:
    """Every Code 128 of digits on every page, in the order of the pages, then from top to bottom."""
    marks = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            bitmap = page.render(scale=DOTS_PER_INCH / 72, grayscale=True)
            found = zxingcpp.read_barcodes(bitmap.to_pil(), formats=CODE_128)
            bitmap.close()
            page.close()
            marks += [_mark(number + 1, barcode) for barcode in found if barcode.text.isdecimal()]
    finally:
        document.close()
    return sorted(marks, key=lambda mark: (mark.page, round(mark.y), mark.x))


def _mark(page: int, barcode: zxingcpp.Barcode) -> Mark:
    place = barcode.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    x, y = (
        sum(values) / 4 * MM_PER_INCH / DOTS_PER_INCH for values in zip(*((c.x, c.y) for c in corners), strict=True)
    )
    return Mark(page, x, y, barcode.text)


def text_of(pdf: Path) -> str:
    """All text of a PDF without its white space, as a reader of the file (not of the list) finds it."""
    document = pypdfium2.PdfDocument(pdf)
    pieces = []
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            pieces.append(text.get_text_range())
            text.close()
            page.close()
    finally:
        document.close()
    return "".join("".join(pieces).split())


def pages_of(pdf: Path) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
