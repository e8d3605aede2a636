"""Reads a sheet of a workbook (xlsx, xlsm), with everything that a look at it would not show (R3).

Nothing is recalculated and nothing is guessed: a cell is what its number format shows
(:mod:`checkmail.intake.cell_text`), a formula is the value that was stored with it. Hidden rows are
read and numbered like the others, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from openpyxl.utils import get_column_letter

from checkmail.errors import Misused
from checkmail.intake.headings import LOOKED_AT, heading_place, headings_in
from checkmail.intake.tables import Oddity, Table, Told, gather
from checkmail.intake.workbook_parts import Sheet, Workbook, open_workbook
from checkmail.intake.workbook_rows import Area, Noticed, rows_of

_NAMED: Final = 8
"""So many places are named; how many there are is said beside them."""


def read_workbook(content: bytes, name: str, sha256: str, *, sheet: str, heading_row: int, told: Told | None) -> Table:
    """The table in one sheet of the workbook in the file ``name``; see :func:`tables.read_table`.

    Raises :class:`Misused` ``not-a-workbook``, ``no-such-sheet``, ``empty-file``, ``no-heading-row``,
    ``bad-headings`` or ``no-rows``, and whatever ``told`` raises.
    """
    workbook = open_workbook(content, name)
    chosen = _chosen(workbook, sheet)
    beginning = _first(workbook, chosen, max(LOOKED_AT, heading_row))
    place = heading_place(beginning, heading_row, name)
    headings = headings_in(beginning[place - 1], name)
    noticed = Noticed()
    width = len(headings)
    below = islice(rows_of(workbook, chosen, noticed), place, None)
    taken = gather(width, (_as_wide(cells, width) for cells in below), told)
    count = len(taken.cells[0])
    if not count:
        raise Misused("no-rows", file=name)
    oddities = tuple(_oddities(noticed, workbook.hidden, place, width, taken.cells))
    if not sheet:
        oddities += tuple(_unread(workbook, chosen))
    return Table(
        headings, taken.cells, "xlsx", "", sha256, taken.short, taken.surplus,
        chosen.name, place, oddities, taken.different,
    )  # fmt: skip


def first_rows(
    content: bytes, name: str, sheet: str, count: int
) -> tuple[tuple[tuple[str, bool], ...], str, list[list[str]]]:
    """The sheets and whether each is hidden, the one that is looked at, and its first ``count`` rows.

    Raises :class:`Misused` as :func:`read_workbook` does.
    """
    workbook = open_workbook(content, name)
    chosen = _chosen(workbook, sheet)
    return tuple((one.name, one.hidden) for one in workbook.sheets), chosen.name, _first(workbook, chosen, count)


def _unread(workbook: Workbook, chosen: Sheet) -> Iterator[Oddity]:
    """The sheets with rows that anybody sees and nobody chose between: the rest of the list may stand there."""
    for other in workbook.sheets:
        if other != chosen and not other.hidden and any(any(row) for row in rows_of(workbook, other, Noticed())):
            yield Oddity("hidden-sheet", details={"sign": "unread", "value": other.name})


def _first(workbook: Workbook, sheet: Sheet, count: int) -> list[list[str]]:
    rows = list(islice(rows_of(workbook, sheet, Noticed()), count))
    if not any(map(any, rows)):
        raise Misused("empty-file", file=workbook.name)
    return rows


def _chosen(workbook: Workbook, wanted: str) -> Sheet:
    """The sheet of that name; without one the first that is shown, else the first."""
    if not wanted:
        return next((one for one in workbook.sheets if not one.hidden), workbook.sheets[0])
    for one in workbook.sheets:
        if one.name == wanted:
            return one
    raise Misused("no-such-sheet", file=workbook.name, sheet=wanted, sheets="、".join(s.name for s in workbook.sheets))


def _as_wide(cells: list[str], width: int) -> Sequence[str]:
    """A record of ``width`` cells, longer only where it holds something beyond: a sheet has no short rows."""
    if len(cells) > width:
        return cells if any(cells[width:]) else cells[:width]
    return cells + [""] * (width - len(cells)) if len(cells) < width else cells


def _oddities(
    noticed: Noticed, hidden_sheets: Sequence[str], place: int, width: int, cells: Sequence[Sequence[str]]
) -> Iterator[Oddity]:
    """What was noticed below the headings, which stand in row ``place``, in records and columns of the table."""
    count = len(cells[0])

    def records(rows: Sequence[int]) -> tuple[int, ...]:
        return tuple(row - place for row in rows if place < row <= place + count)

    for name in hidden_sheets:
        yield Oddity("hidden-sheet", details={"value": name})
    if hidden := records(noticed.hidden_rows):
        sign = "filtered" if noticed.filtered else "rows"
        shown = _listed(str(record + place) for record in hidden)
        yield Oddity("hidden-rows", hidden, 0, {"sign": sign, "count": len(hidden), "value": shown})
    for first, last in noticed.hidden_columns:
        for column in range(first, min(last, width) + 1):
            yield Oddity("hidden-rows", (), column, {"sign": "columns", "count": 1, "value": get_column_letter(column)})
    for area in noticed.merged:
        yield from _merged(area, place, width, count)
    for column, rows in sorted(noticed.no_value.items()):
        if column <= width and (found := records(rows)):
            yield Oddity("formula", found, column, {"count": len(found)})
    for column, rows in sorted(noticed.lost_digits.items()):
        if column <= width and (found := records(rows)):
            value = cells[column - 1][found[0] - 1]
            yield Oddity("number-format", found, column, {"sign": "digits", "value": value, "width": 0})


def _merged(area: Area, place: int, width: int, count: int) -> Iterator[Oddity]:
    """A merged area that reaches into the records: only its first cell holds a value, the others seem empty."""
    left, top, right, bottom = area
    first, last = max(top - place, 1), min(bottom - place, count)
    if first <= last and left <= width and (left, top) != (right, bottom):
        name = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        yield Oddity("shifted-rows", tuple(range(first, last + 1)), left, {"sign": "merged", "value": name})


def _listed(names: Iterator[str]) -> str:
    shown = list(islice(names, _NAMED + 1))
    return "、".join(shown[:_NAMED]) + ("…" if len(shown) > _NAMED else "")
