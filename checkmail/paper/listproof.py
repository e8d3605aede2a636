"""The proof of a list: sample rows and rows under attention, to be compared with the source.

It shows names and addresses, so every page says that it is not for mailing, and the
footing that it is not to be printed on used sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.form_layouts import Form, form_of
from checkmail.paper.head_code import signatures
from checkmail.paper.leaf import Column, Leaf, Row, draw_rows, heading, table
from checkmail.paper.pages import MM

_TICK: Final = "□"


@dataclass(frozen=True, slots=True)
class ProofForm(Form):
    """``layouts/forms/proof.toml``. What it shows of a list is no matter of the form: it is not for mailing."""

    FILE: ClassVar[str] = "proof.toml"

    page: tuple[float, float]
    size: float
    """Points."""
    row: float
    """Width of the column with the row's number."""
    why: float
    tick: float
    short: float
    """A value up to this width stands on one line."""
    long: float
    """A wider one counts for this."""
    most: int
    """Columns of the list that have room for legible text."""

    def wrong(self) -> str | None:
        """Columns of ours that leave those of the list less than half of the page."""
        return "why" if self.row + self.why + self.tick > self.page[0] / 2 else None


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One row of the list."""

    row: int
    why: str
    """Why it is shown: a sample, or the words of its finding."""
    cells: tuple[str | tuple[str, ...], ...]
    """One a heading; several values of one cell stand below each other."""
    attention: bool = False
    """Its piece is under attention (R12): these rows stand first."""
    piece: int = 0
    """Where it is not the row's number: rows of one piece stand together."""


def draw_proof_sheet(
    out: Path,
    job: Job,
    headings: Sequence[str],
    rows: Iterable[ProofRow],
    *,
    beside: str = "",
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw ``rows`` as a table under ``headings``, those under attention first; no code is on it.

    Each row has a box to tick when it was compared with the source, and the sheet ends with lines for
    the two who sign. ``beside`` is the line under the title: which version of the list, its fingerprint.
    A character that cannot be drawn is named by its code point, 〔U+E000〕: these rows are here to be
    looked at. ``progress`` is told the pages done. Raises :class:`Misused` ``nothing-to-print``,
    ``too-many-columns`` or ``cannot-write``.
    """
    form = form_of(ProofForm)
    if len(headings) > form.most:
        raise Misused("too-many-columns", most=form.most)

    def word(key: str, **values: int) -> str:
        return text(job.language, "paper", f"listproof.{key}", **values)

    shown_rows = list(rows)
    if not shown_rows:
        raise Misused("nothing-to-print")
    leaf = Leaf(job, word("title"), beside or word("watermark"), size=form.page, watermark=word("watermark"))
    titles = [shown(title) for title in headings]
    room = leaf.width - form.row - form.why - form.tick
    columns = [
        Column(word("row"), form.row, "right"),
        *map(Column, titles, _widths(form, titles, [tuple(map(_stacked, row.cells)) for row in shown_rows], room)),
        Column(word("why"), form.why),
        Column(word("tick"), form.tick, "centre"),
    ]
    strips: list[Row] = []
    for part, wanted in (("attention", True), ("sample", False)):
        cells = [_cells(row) for row in shown_rows if row.attention is wanted]
        if cells:
            strips += [heading(word(part, count=len(cells))), *table(columns, cells, job.language, size=form.size)]
    strips.append(heading(word("signed", count=len(shown_rows))))
    date = text(job.language, "paper", "signoff.date")
    strips += signatures((word("compared"), word("approver")), date)
    draw_rows(out, leaf, strips, progress)
    return []


def _cells(row: ProofRow) -> tuple[str, ...]:
    number = str(row.row)
    if row.piece not in (0, row.row):
        # Two long numbers stand below each other: broken anywhere else they would be read as others.
        number = f"{row.piece}-{number}" if row.piece < 1_000 else f"{row.piece}-\n{number}"
    return (number, *map(_stacked, row.cells), shown(row.why), _TICK)


def _stacked(cell: str | tuple[str, ...]) -> str:
    """The values of a cell, a line each."""
    return "\n".join(shown(value) for value in ((cell,) if isinstance(cell, str) else cell) if value)


def _widths(form: ProofForm, titles: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """``room`` shared by what the columns hold: short values stand on one line, long ones share the rest and wrap."""
    needs = []
    for index, title in enumerate(titles):
        lines = [title, *(line for row in rows for line in row[index].split("\n"))]
        needs.append(max(12.0, max(fonts.width(line, fonts.REGULAR, form.size) for line in lines) / MM + 5))
    short = sum(need for need in needs if need <= form.short)
    long = sum(min(need, form.long) for need in needs if need > form.short)
    if long == 0 or short > 0.75 * room:
        return [need * room / sum(needs) for need in needs]
    return [need if need <= form.short else min(need, form.long) * (room - short) / long for need in needs]


def shown(value: str) -> str:
    """``value`` with every character that cannot be drawn named by its code point."""
    for character in fonts.missing(value):
        value = value.replace(character, f"〔U+{ord(character):04X}〕")
    return value
