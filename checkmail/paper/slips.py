"""Codes for what is put into the envelope: enclosure slips (K=3) and return labels (K=4).

They carry number, tray and the document's name, and nothing about a person (R7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.block import draw_numbered
from checkmail.paper.facts import Job, Numbered, Placed
from checkmail.paper.fitting import one_line
from checkmail.paper.form_layouts import Bars, Form, Words, form_of, hidden, without
from checkmail.paper.labels import fill_sheets, sheet_block
from checkmail.paper.pages import MM, SOFT, Pages
from checkmail.paper.sheets import Sheet


@dataclass(frozen=True, slots=True)
class CutForm(Form):
    """Cards to be cut from a page, which they fill from its middle."""

    page: tuple[float, float]
    card: tuple[float, float]
    grid: tuple[int, int]
    """Cards across and down."""
    inset: float
    """Blank at the left and right of a card."""
    cut: float
    """Length of each arm of a cut mark."""
    code: Bars

    @property
    def area(self) -> tuple[float, float]:
        """The card."""
        return self.card

    @property
    def sheet(self) -> Sheet:
        """Where the cards are."""
        (wide, tall), (across, down) = self.card, self.grid
        x, y = (self.page[0] - across * wide) / 2, (self.page[1] - down * tall) / 2
        return Sheet("", self.FILE, *self.page, across, down, wide, tall, x, y, wide, tall)

    def wrong(self) -> str | None:
        """Cards that leave the page, or a code without its quiet zones."""
        if min(self.sheet.x0, self.sheet.y0) < 0:
            return "grid"
        right = self.inset + self.code.width + self.code.quiet
        return "inset" if self.inset < self.code.quiet or right > self.card[0] else None


@dataclass(frozen=True, slots=True)
class SlipForm(CutForm):
    """``layouts/forms/slip.toml``."""

    FILE: ClassVar[str] = "slip.toml"
    MAY: ClassVar[frozenset[str]] = frozenset(Numbered.__slots__)
    MUST: ClassVar[frozenset[str]] = MAY - {"tray"}

    shows: tuple[str, ...]
    name: Words
    number: Words
    tray: Words
    batch: Words


@dataclass(frozen=True, slots=True)
class ReturnForm(Form):
    """``layouts/forms/return.toml``: its measures follow from the label sheet."""

    FILE: ClassVar[str] = "return.toml"
    MAY: ClassVar[frozenset[str]] = frozenset(Numbered.__slots__)
    MUST: ClassVar[frozenset[str]] = MAY - {"tray"}

    shows: tuple[str, ...]


def slips_a_page() -> int:
    """How many slips are cut from a page."""
    return form_of(SlipForm).sheet.labels


def draw_slips(
    out: Path, job: Job, items: Iterable[Numbered], *, progress: Callable[[int], None] | None = None
) -> list[Placed]:
    """Draw a slip for each item, with cut marks.

    Raises :class:`Misused`: ``nothing-to-print``, ``missing-glyph``, ``too-long-to-draw``, ``cannot-write``.
    """
    form = form_of(SlipForm)
    left_out = hidden(form)

    def draw(pages: Pages, item: Numbered, x: float, y: float) -> Placed:
        return _slip(pages, form, job, without(item, left_out), x, y)

    title = text(job.language, "paper", "slips.title")
    return fill_sheets(out, job, form.sheet, items, draw, title=title, start_at=1, progress=progress)


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
    block, left_out = sheet_block(sheet), hidden(form_of(ReturnForm))

    def draw(pages: Pages, item: Numbered, x: float, y: float) -> Placed:
        return draw_numbered(pages, block, without(item, left_out), x, y, job.office_name, job.language)

    title = text(job.language, "paper", "returns.title")
    return fill_sheets(
        out, job, sheet, items, draw, title=title, start_at=start_at, first_page=first_page, progress=progress
    )


def _slip(pages: Pages, form: SlipForm, job: Job, item: Numbered, x: float, y: float) -> Placed:
    fonts.must_draw(item.name, item.piece)
    left, right = x + form.inset, x + form.card[0] - form.inset
    cut_marks(pages, form, x, y)
    name = one_line(item.name, fonts.BOLD, form.name.size, (right - left) * MM)
    tray = text(job.language, "paper", "block.tray", tray=item.tray) if item.tray else ""
    beside = fonts.width(tray, fonts.REGULAR, form.tray.size) / MM + 4
    number = one_line(str(item.piece), fonts.BOLD, form.number.size, (right - left - beside) * MM)
    if name is None or number is None:
        raise Misused("too-long-to-draw", piece=item.piece)
    pages.line_of(left, y + form.name.y, name)
    pages.line_of(right, y + form.number.y, number, align="right")
    pages.text(left, y + form.tray.y, tray, size=form.tray.size, grey=SOFT)
    placed = code_below(pages, form.code, item.code, left, y)
    batch = text(job.language, "paper", "page.batch", batch=job.batch, name=job.batch_name)
    pages.small(left, y + form.batch.y, batch, right - left, size=form.batch.size)
    return placed


def code_below(pages: Pages, form: Bars, code: str, x: float, y: float) -> Placed:
    """Draw ``code`` as ``form`` says, its bars beginning at ``x``, in what begins at ``y``."""
    placed = pages.bars(code, x, y + form.y, form.height, form.dots)
    pages.digits_below(placed, form.digits)
    return placed


def cut_marks(pages: Pages, form: CutForm, x: float, y: float) -> None:
    """Short crosses at the corners of a card to be cut out; the page's own edges need none."""
    for corner_x in (x, x + form.card[0]):
        for corner_y in (y, y + form.card[1]):
            pages.rule(corner_x - form.cut, corner_y, corner_x + form.cut, corner_y)
            pages.rule(corner_x, corner_y - form.cut, corner_x, corner_y + form.cut)
