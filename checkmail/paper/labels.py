"""Address labels on a label sheet, one a piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import bars
from checkmail.paper.block import Block, block_for, draw_block, with_customer_code
from checkmail.paper.facts import Addressed, Job, Placed
from checkmail.paper.form_layouts import Form, form_of, hidden, without
from checkmail.paper.pages import Pages
from checkmail.paper.pdf_file import drawn
from checkmail.paper.sheets import UNREACHED, Sheet

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LabelForm(Form):
    """``layouts/forms/label.toml``: its measures follow from the label sheet."""

    FILE: ClassVar[str] = "label.toml"
    MUST: ClassVar[frozenset[str]] = frozenset({"address", "building", "name", "piece", "code", "customer_code"})
    MAY: ClassVar[frozenset[str]] = MUST | {"postal_code", "tray"}

    shows: tuple[str, ...]


def draw_labels(
    out: Path,
    job: Job,
    sheet: Sheet,
    items: Iterable[Addressed],
    *,
    start_at: int = 1,
    first_page: int = 0,
    customer_code: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw a label for each item, in order, and answer where each code stands.

    ``start_at`` is the first label used on the first sheet (from 1), for a sheet begun earlier;
    ``first_page`` is how many pages of the job stand before this file's.
    ``customer_code`` keeps room for Japan Post's bar code of the items that have one.
    ``progress`` is told the number of items done; what it raises stops the job and leaves no file.

    Raises :class:`Misused`: ``start-off-sheet``, ``nothing-to-print``, ``layout-too-low``,
    ``layout-too-narrow``, ``customer-code-too-narrow``, ``customer-code-too-low``, ``missing-glyph``,
    ``too-long-to-draw``, ``cannot-write``.
    """
    block = label_block(sheet, customer_code=customer_code)
    title = text(job.language, "paper", "labels.title", batch=job.batch, job=job.job)
    left_out = hidden(form_of(LabelForm))

    def draw(pages: Pages, item: Addressed, x: float, y: float) -> Placed:
        return draw_block(pages, block, without(item, left_out), x, y, job.language)

    return fill_sheets(
        out, job, sheet, items, draw, title=title, start_at=start_at, first_page=first_page, progress=progress
    )


def fill_sheets(
    out: Path,
    job: Job,
    sheet: Sheet,
    items: Iterable[Item],
    draw: Callable[[Pages, Item, float, float], Placed],
    *,
    title: str,
    start_at: int,
    first_page: int = 0,
    progress: Callable[[int], None] | None,
) -> list[Placed]:
    """Let ``draw`` fill one label after the other, from ``start_at`` on; see :func:`draw_labels`."""
    if not 1 <= start_at <= sheet.labels:
        raise Misused("start-off-sheet", start=start_at, labels=sheet.labels)
    placed: list[Placed] = []
    # On the printer's dots, so that every label of a page is drawn with the same dots.
    corners = [tuple(map(bars.on_grid, sheet.place(index)[2:])) for index in range(sheet.labels)]
    with drawn(out, title, (sheet.page_width, sheet.page_height), made=job.made, practice=job.practice) as pages:
        for done, item in enumerate(items, start=1):
            page, index = divmod(start_at - 2 + done, sheet.labels)
            if page != pages.number:
                _margin_line(pages, job, sheet, first_page)
                pages.next_page()
            x, y = corners[index]
            placed.append(draw(pages, item, x, y))
            if progress is not None:
                progress(done)
        if not placed:
            raise Misused("nothing-to-print")
        _margin_line(pages, job, sheet, first_page)
        pages.finish_page()
    return placed


def label_block(sheet: Sheet, *, customer_code: bool = False) -> Block:
    """The block that :func:`draw_labels` draws, and raises as it does where there is none."""
    block = sheet_block(sheet)
    return with_customer_code(block, sheet.name, sheet.page_width - UNREACHED) if customer_code else block


def sheet_block(sheet: Sheet) -> Block:
    """The block of this sheet's labels, kept out of the strip the printer cannot reach."""
    return block_for(sheet.label_width, sheet.label_height, sheet.beyond_reach, sheet.name)


def _margin_line(pages: Pages, job: Job, sheet: Sheet, first_page: int) -> None:
    """Batch, job and page above the labels, where the sheet has a margin there."""
    if sheet.y0 < UNREACHED + 3:
        return
    line = text(
        job.language,
        "paper",
        "labels.margin",
        batch=job.batch,
        name=job.batch_name,
        job=job.job,
        page=first_page + pages.number + 1,
        made=f"{job.made:%Y-%m-%d %H:%M}",
        sheet=sheet.name,
    )
    line = "　　".join((line, *job.notes))
    pages.small(
        max(sheet.x0, UNREACHED) + 3.4, sheet.y0 - 2.6, line, sheet.page_width - 2 * (max(sheet.x0, UNREACHED) + 3.4)
    )
