"""The paper that goes with the trays: a line a piece, boxes to tick, two names to sign.

Numbers only: nobody needs a name or an address to tick a box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.form_layouts import Form, Wide, form_of
from checkmail.paper.leaf import FOOT, LEFT, TOP, Leaf, Row, draw_rows, too_wide
from checkmail.paper.pages import A4, BLACK, FAINT, SOFT, Pages

_TICKED = frozenset({"enclosed", "checked", "sealed"})


@dataclass(frozen=True, slots=True)
class ChecklistForm(Form):
    """``layouts/forms/checklist.toml``."""

    FILE: ClassVar[str] = "checklist.toml"
    MAY: ClassVar[frozenset[str]] = _TICKED | {"number", "tray", "documents", "encloser", "checker", "remark"}
    MUST: ClassVar[frozenset[str]] = MAY - {"tray", "documents", "remark"}

    row: float
    """Height of a line."""
    head: float
    """Height of the titles."""
    box: float
    """Side of a box to tick."""
    title: float
    """Points of the titles."""
    size: float
    number: float
    """Points of the piece's number."""
    columns: tuple[Wide, ...]

    def whitelists(self) -> list[tuple[list[str], frozenset[str], frozenset[str]]]:
        """Its columns."""
        return [([column.key for column in self.columns], self.MAY, self.MUST)]

    def wrong(self) -> str | None:
        """Columns wider than the page, titles that leave no line under them, or a box higher than its line."""
        if too_wide(self.columns):
            return "columns"
        if not 0 < self.row <= A4[1] - TOP - FOOT - 2 * self.head:
            return "row"
        return "box" if self.box > self.row else None


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One piece."""

    number: int
    tray: int
    documents: int
    """Documents expected in the envelope, the uncoded ones included."""


def draw_checklist(
    out: Path,
    job: Job,
    lines: Iterable[ChecklistLine],
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw the checklist; there is no code on it, so the answer is empty.

    ``progress`` is told the number of lines done. Raises :class:`Misused` ``nothing-to-print``,
    ``missing-glyph-in-words`` or ``cannot-write``.
    """
    listed = list(lines)
    if not listed:
        raise Misused("nothing-to-print")
    form, leaf = form_of(ChecklistForm), Leaf(job, text(job.language, "paper", "checklist.title"))
    head = Row(form.head, lambda pages, y: _titles(pages, form, job, y), with_next=True)
    rows = [head]
    for before, line in zip([None, *listed], listed, strict=False):
        rows.append(_row(form, line, head, opens_tray=before is not None and before.tray != line.tray))

    a_page = int((leaf.room - form.head) // form.row)

    def lines_done(pages: int) -> None:
        if progress is not None:
            progress(min(len(listed), pages * a_page))

    draw_rows(out, leaf, rows, lines_done)
    return []


def _titles(pages: Pages, form: ChecklistForm, job: Job, y: float) -> None:
    x = LEFT
    for column in form.columns:
        title, middle = text(job.language, "paper", f"checklist.{column.key}"), x + column.width / 2
        pages.text(middle, y + form.head - 2.8, title, size=form.title, grey=SOFT, align="centre")
        x += column.width
    pages.rule(LEFT, y + form.head, x, y + form.head, points=0.8, grey=SOFT)


def _row(form: ChecklistForm, line: ChecklistLine, head: Row, *, opens_tray: bool) -> Row:
    right = LEFT + sum(column.width for column in form.columns)

    def draw(pages: Pages, y: float) -> None:
        base = y + form.row / 2 + 1.55
        x = LEFT
        if opens_tray:
            pages.rule(LEFT, y, right, y, points=1.2, grey=BLACK)
        for column in form.columns:
            middle = x + column.width / 2
            if column.key == "number":
                number = str(line.number)
                pages.text(x + column.width - 4, base + 0.2, number, font=fonts.BOLD, size=form.number, align="right")
            elif column.key == "tray":
                pages.text(middle, base, str(line.tray), size=form.size, grey=SOFT, align="centre")
            elif column.key == "documents":
                pages.text(middle, base, str(line.documents), size=form.size, align="centre")
            elif column.key in _TICKED:
                pages.tick_box(middle - form.box / 2, y + (form.row - form.box) / 2 - 0.05, form.box)
            else:
                pages.rule(x, y + 1.4, x, y + form.row - 1.4)
            x += column.width
        pages.rule(LEFT, y + form.row, right, y + form.row, grey=FAINT)

    return Row(form.row, draw, repeat=head)
