"""Codes for what is put into the envelope: enclosure slips (K=3) and return labels (K=4).

They carry number, tray and the document's name, and nothing about a person (R7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import bars, fonts
from checkmail.paper.block import draw_numbered
from checkmail.paper.facts import Job, Numbered, Placed
from checkmail.paper.fitting import one_line
from checkmail.paper.labels import fill_sheets, sheet_block
from checkmail.paper.pages import A4, MM, SOFT, Pages
from checkmail.paper.sheets import Sheet

A7: Final = Sheet("", "A7", *A4, 2, 4, 105.0, 74.25, 0.0, 0.0, 105.0, 74.25)
"""Eight slips to cut from an A4 page."""
_INSET: Final = 12.0


def draw_slips(
    out: Path, job: Job, items: Iterable[Numbered], *, progress: Callable[[int], None] | None = None
) -> list[Placed]:
    """Draw a slip of A7 for each item, eight a page, with cut marks.

    Raises :class:`Misused`: ``nothing-to-print``, ``missing-glyph``, ``too-long-to-draw``, ``cannot-write``.
    """

    def draw(pages: Pages, item: Numbered, x: float, y: float) -> Placed:
        return _slip(pages, job, item, x, y)

    title = text(job.language, "paper", "slips.title")
    return fill_sheets(out, job, A7, items, draw, title=title, start_at=1, progress=progress)


def draw_returns(
    out: Path,
    job: Job,
    sheet: Sheet,
    items: Iterable[Numbered],
    *,
    start_at: int = 1,
    first_page: int = 0,
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw a label for the return envelope of each item, the office's name on it.

    Options and errors as :func:`.labels.draw_labels`.
    """
    block = sheet_block(sheet)

    def draw(pages: Pages, item: Numbered, x: float, y: float) -> Placed:
        return draw_numbered(pages, block, item, x, y, job.office_name, job.language)

    title = text(job.language, "paper", "returns.title")
    return fill_sheets(
        out, job, sheet, items, draw, title=title, start_at=start_at, first_page=first_page, progress=progress
    )


def _slip(pages: Pages, job: Job, item: Numbered, x: float, y: float) -> Placed:
    fonts.must_draw(item.name, item.piece)
    left, right = x + _INSET, x + A7.label_width - _INSET
    cut_marks(pages, A7, x, y)
    name = one_line(item.name, fonts.BOLD, 14, (right - left) * MM)
    number = one_line(str(item.piece), fonts.BOLD, 40, (right - left - 20) * MM)
    if name is None or number is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    pages.line_of(left, y + 17, name)
    pages.line_of(right, y + 36, number, align="right")
    pages.text(left, y + 36, text(job.language, "paper", "block.tray", tray=item.tray), size=10, grey=SOFT)
    placed = pages.bars(item.code, left, y + 43, 11, bars.DOTS[0])
    pages.digits_below(placed, 7)
    batch = text(job.language, "paper", "page.batch", batch=job.batch, name=job.batch_name)
    pages.small(left, y + 64.5, batch, right - left)
    return placed


def cut_marks(pages: Pages, sheet: Sheet, x: float, y: float) -> None:
    """Short crosses at the corners of a piece to be cut out; the page's own edges need none."""
    for corner_x in (x, x + sheet.label_width):
        for corner_y in (y, y + sheet.label_height):
            pages.rule(corner_x - 3, corner_y, corner_x + 3, corner_y)
            pages.rule(corner_x, corner_y - 3, corner_x, corner_y + 3)
