"""R9: the machine looks at every page before a print job counts as released.

Each page is rendered as a printer would and its codes are read from the picture, not from
the file: what is compared with the list is what will be seen on the paper. A code must be
there once, on its page, in its box, and nothing else may be there.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pypdfium2 as pdfium
import zxingcpp

from checkmail.errors import FailedVerification
from checkmail.paper.bars import MODULES
from checkmail.paper.customer_reader import read_bars
from checkmail.paper.facts import Placed

What = Literal["undecodable", "wrong-place", "unexpected", "missing-page", "customer-code"]

PIXELS: Final = 2
"""Pixels a module: every clean code is read, at 2.5 times the speed of 300 dpi for modules of four of its dots."""
LEAST_DPI: Final = 150
SECOND_LOOK_DPI: Final = 300
"""A page with a problem is looked at again, slowly, before anybody is alarmed."""
TOLERANCE: Final = 1.5
"""Millimetres a decoded position may lie outside its box: the decoder gives whole pixels and
counts the outermost bars loosely. Far less than the distance of two codes."""

_BARS: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
_FORMATS: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode])
"""QR codes are looked for only where one was drawn: it takes time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing on the paper that is not as the list says."""

    page: int
    """From 0."""
    code: str
    what: What
    """``undecodable``: not found in its box; ``wrong-place``: an expected code elsewhere or twice;
    ``unexpected``: a code the list does not have; ``missing-page``: its page is not in the file;
    ``customer-code``: its customer bar code cannot be read in its place, or says something else."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the machine saw."""

    pages: int
    decoded: int
    """Expected codes found on their page in their box."""
    problems: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """Whether the job may be released."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Seen:
    code: str
    left: float
    right: float
    top: float
    bottom: float

    def lies_in(self, box: Placed) -> bool:
        return (
            box.x - TOLERANCE <= self.left
            and self.right <= box.x + box.width + TOLERANCE
            and box.y - TOLERANCE <= self.top
            and self.bottom <= box.y + box.height + TOLERANCE
        )


def prove(
    pdf: Path,
    expected: Sequence[Placed],
    *,
    tolerates: Callable[[str], bool] | None = None,
    progress: Callable[[int], None] | None = None,
    dpi: int | None = None,
) -> Proof:
    """Render and read every page of ``pdf`` and compare with ``expected``.

    ``tolerates``: which codes may stand on a page besides, where another system made it; None: none, on our own
    paper. On pages made elsewhere codes are looked for at right angles to ours, too.
    ``progress`` is told the number of pages done; what it raises stops the look. ``dpi``: by
    default what gives the narrowest module its :data:`PIXELS`.
    Raises :class:`FailedVerification` ``print-unreadable`` where the file is no PDF.
    """
    by_page: defaultdict[int, list[Placed]] = defaultdict(list)
    for box in expected:
        by_page[box.page].append(box)
    known = Counter(box.code for box in expected)
    dpi = _dpi_for(expected) if dpi is None else dpi
    problems: list[Problem] = []
    found = 0
    try:
        document = pdfium.PdfDocument(pdf)
    except (pdfium.PdfiumError, FileNotFoundError) as error:
        raise FailedVerification("print-unreadable", path=str(pdf)) from error
    try:
        pages = len(document)
        for number in range(pages):
            boxes = by_page.pop(number, [])
            seen, unlike = _look(document, number, dpi, boxes, turned=tolerates is not None)
            good, wrong = _compare(number, _wanted(seen, known, tolerates), boxes, known)
            if wrong or unlike:
                seen, unlike = _look(document, number, max(dpi, SECOND_LOOK_DPI), boxes, turned=True, thorough=True)
                good, wrong = _compare(number, _wanted(seen, known, tolerates), boxes, known)
            problems += unlike
            found += good
            problems += wrong
            if progress is not None:
                progress(number + 1)
    except pdfium.PdfiumError as error:
        raise FailedVerification("print-unreadable", path=str(pdf)) from error
    finally:
        document.close()
    problems += [Problem(page, box.code, "missing-page") for page in sorted(by_page) for box in by_page[page]]
    return Proof(pages, found, tuple(problems))


def _dpi_for(expected: Sequence[Placed]) -> int:
    module = min((box.width for box in expected if not box.qr), default=0.0) / MODULES
    return max(LEAST_DPI, min(SECOND_LOOK_DPI, math.ceil(PIXELS * 25.4 / module - 0.01))) if module else LEAST_DPI


def _look(
    document: Any, number: int, dpi: int, boxes: Sequence[Placed], *, turned: bool, thorough: bool = False
) -> tuple[list[_Seen], list[Problem]]:
    """The codes on a page, their boxes in millimetres, and the customer bar codes that are not as meant.

    Of Code 128, and QR codes where one was drawn.
    """
    page = document[number]
    try:
        # Printed, a page made elsewhere may show what a screen does not: layers and notes that are for paper only.
        bitmap = page.render(scale=dpi / 72, grayscale=True, optimize_mode="print")
        try:
            picture = bitmap.to_pil()
            results = zxingcpp.read_barcodes(
                picture,
                formats=_FORMATS if any(box.qr for box in boxes) else _BARS,
                try_rotate=turned,
                try_downscale=thorough,
                try_invert=False,
            )
            unlike = [
                Problem(number, box.code, "customer-code")
                for box in boxes
                if box.customer and read_bars(picture, box.customer, 25.4 / dpi) != box.customer.bars
            ]
        finally:
            bitmap.close()
    finally:
        page.close()
    return [_seen(result, 25.4 / dpi) for result in results], unlike


def _seen(result: Any, millimetre: float) -> _Seen:
    corners = result.position
    points = (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)
    across = [point.x * millimetre for point in points]
    down = [point.y * millimetre for point in points]
    return _Seen(result.text, min(across), max(across), min(down), max(down))


def _wanted(seen: list[_Seen], known: Counter[str], tolerates: Callable[[str], bool] | None) -> list[_Seen]:
    """What was seen without what may stand there besides; a code of the list is never that."""
    return [one for one in seen if one.code in known or not (tolerates and tolerates(one.code))]


def _compare(number: int, seen: list[_Seen], boxes: list[Placed], known: Counter[str]) -> tuple[int, list[Problem]]:
    """How many boxes hold their code and nothing else, and what is wrong on the page."""
    problems: list[Problem] = []
    filled: set[int] = set()
    stray: set[str] = set()
    for one in seen:
        place = next((i for i, box in enumerate(boxes) if box.code == one.code and one.lies_in(box)), None)
        if place is not None:
            filled.add(place)
        elif one.code in known:
            stray.add(one.code)
            problems.append(Problem(number, one.code, "wrong-place"))
        else:
            problems.append(Problem(number, one.code, "unexpected"))
    problems += [
        Problem(number, box.code, "undecodable")
        for i, box in enumerate(boxes)
        if i not in filled and box.code not in stray
    ]
    return len(filled), problems
