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
from checkmail.paper.leaf import Column, Leaf, draw_rows, table
from checkmail.paper.pages import A4, MM

_LYING: Final = (A4[1], A4[0])
_ROW_WIDTH: Final = 16.0
_WHY_WIDTH: Final = 40.0
_SIZE: Final = 8.5
_SHORT: Final = 32.0
_LONG: Final = 70.0
_MOST: Final = 10
"""Columns that have room for legible text on a lying A4 page."""


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One row of the list."""

    row: int
    why: str
    """Why it is shown: a sample, or the words of its finding."""
    cells: tuple[str, ...]


def draw_proof_sheet(
    out: Path,
    job: Job,
    headings: Sequence[str],
    rows: Iterable[ProofRow],
    *,
    progress: Callable[[int], None] | None = None,
) -> list[Placed]:
    """Draw ``rows`` as a table under ``headings``; no code is on it.

    A character that cannot be drawn is named by its code point, 〔U+E000〕: these rows are
    here to be looked at. ``progress`` is told the pages done. Raises :class:`Misused`
    ``nothing-to-print``, ``too-many-columns`` or ``cannot-write``.
    """
    if len(headings) > _MOST:
        raise Misused("too-many-columns", most=_MOST)
    leaf = Leaf(
        job,
        text(job.language, "paper", "listproof.title"),
        text(job.language, "paper", "listproof.watermark"),
        size=_LYING,
        watermark=text(job.language, "paper", "listproof.watermark"),
    )
    cells = [(str(row.row), *map(shown, row.cells), shown(row.why)) for row in rows]
    if not cells:
        raise Misused("nothing-to-print")
    titles = [shown(title) for title in headings]
    widths = _widths(titles, [row[1:-1] for row in cells], leaf.width - _ROW_WIDTH - _WHY_WIDTH)
    columns = [
        Column(text(job.language, "paper", "listproof.row"), _ROW_WIDTH, "right"),
        *(Column(title, wide) for title, wide in zip(titles, widths, strict=True)),
        Column(text(job.language, "paper", "listproof.why"), _WHY_WIDTH),
    ]
    draw_rows(out, leaf, table(columns, cells, job.language, size=_SIZE), progress)
    return []


def _widths(titles: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """``room`` shared by what the columns hold, so that no column of short values is wide."""
    needs = []
    for index, title in enumerate(titles):
        widest = max(fonts.width(value, fonts.REGULAR, _SIZE) for value in (title, *(row[index] for row in rows)))
        needs.append(max(12.0, widest / MM + 5))
    # Short values stand on one line; the long ones share what is left and wrap.
    short = sum(need for need in needs if need <= _SHORT)
    long = sum(min(need, _LONG) for need in needs if need > _SHORT)
    if long == 0 or short > room / 2:
        return [need * room / sum(needs) for need in needs]
    return [need if need <= _SHORT else min(need, _LONG) * (room - short) / long for need in needs]


def shown(value: str) -> str:
    """``value`` with every character that cannot be drawn named by its code point."""
    for character in fonts.missing(value):
        value = value.replace(character, f"〔U+{ord(character):04X}〕")
    return value
