"""The proof of a list: sample rows and rows under attention, to be compared with the source.

It shows names and addresses, so every page says that it is not for mailing, and the
footing that it is not to be printed on used sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.locale import text
from checkmail.paper import fonts
from checkmail.paper.facts import Job, Placed
from checkmail.paper.leaf import Column, Leaf, Row, draw_rows, heading, table
from checkmail.paper.pages import A4, MM
from checkmail.paper.records import signatures

_LYING: Final = (A4[1], A4[0])
_ROW_WIDTH: Final = 16.0
_WHY_WIDTH: Final = 50.0
_TICK_WIDTH: Final = 14.0
_TICK: Final = "□"
_SIZE: Final = 8.5
_SHORT: Final = 42.0
_LONG: Final = 70.0
_MOST: Final = 10
"""Columns that have room for legible text on a lying A4 page."""


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
    if len(headings) > _MOST:
        raise Misused("too-many-columns", most=_MOST)

    def word(key: str, **values: int) -> str:
        return text(job.language, "paper", f"listproof.{key}", **values)

    shown_rows = list(rows)
    if not shown_rows:
        raise Misused("nothing-to-print")
    leaf = Leaf(job, word("title"), beside or word("watermark"), size=_LYING, watermark=word("watermark"))
    titles = [shown(title) for title in headings]
    room = leaf.width - _ROW_WIDTH - _WHY_WIDTH - _TICK_WIDTH
    columns = [
        Column(word("row"), _ROW_WIDTH, "right"),
        *(
            Column(title, wide)
            for title, wide in zip(
                titles, _widths(titles, [tuple(map(_stacked, row.cells)) for row in shown_rows], room), strict=True
            )
        ),
        Column(word("why"), _WHY_WIDTH),
        Column(word("tick"), _TICK_WIDTH, "centre"),
    ]
    strips: list[Row] = []
    for part, wanted in (("attention", True), ("sample", False)):
        cells = [_cells(row) for row in shown_rows if row.attention is wanted]
        if cells:
            strips += [heading(word(part, count=len(cells))), *table(columns, cells, job.language, size=_SIZE)]
    strips.append(heading(word("signed", count=len(shown_rows))))
    date = text(job.language, "paper", "signoff.date")
    strips += signatures((word("compared"), word("approver")), date)
    draw_rows(out, leaf, strips, progress)
    return []


def _cells(row: ProofRow) -> tuple[str, ...]:
    number = f"{row.piece}-{row.row}" if row.piece not in (0, row.row) else str(row.row)
    return (number, *map(_stacked, row.cells), shown(row.why), _TICK)


def _stacked(cell: str | tuple[str, ...]) -> str:
    """The values of a cell, a line each."""
    return "\n".join(shown(value) for value in ((cell,) if isinstance(cell, str) else cell) if value)


def _widths(titles: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """``room`` shared by what the columns hold: short values stand on one line, long ones share the rest and wrap."""
    needs = []
    for index, title in enumerate(titles):
        lines = [title, *(line for row in rows for line in row[index].split("\n"))]
        needs.append(max(12.0, max(fonts.width(line, fonts.REGULAR, _SIZE) for line in lines) / MM + 5))
    short = sum(need for need in needs if need <= _SHORT)
    long = sum(min(need, _LONG) for need in needs if need > _SHORT)
    if long == 0 or short > 0.75 * room:
        return [need * room / sum(needs) for need in needs]
    return [need if need <= _SHORT else min(need, _LONG) * (room - short) / long for need in needs]


def shown(value: str) -> str:
    """``value`` with every character that cannot be drawn named by its code point."""
    for character in fonts.missing(value):
        value = value.replace(character, f"〔U+{ord(character):04X}〕")
    return value
