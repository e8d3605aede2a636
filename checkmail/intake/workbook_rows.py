"""The rows of one sheet as texts, and what a look at the sheet would not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from openpyxl.utils import column_index_from_string, range_boundaries

from checkmail.intake.cell_text import lost_digits
from checkmail.intake.workbook_parts import Sheet, Workbook, sound, told_to, unescaped

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
"""Of a sheet (ECMA-376 part 1, 18.3.1.73)."""
_LONGEST: Final = 32 * 1024 * 1024
"""Bytes without the end of a row: no row of 16,384 cells is as long, so it must not fill the memory."""
_GAP: Final = 256
_MOST_FAR: Final = 8 * 1024 * 1024
"""Blank cells in gaps wider than :data:`_GAP`: a cell in the last column of every row must not fill the memory."""
_TRUE: Final = ("1", "true")

Area = tuple[int, int, int, int]
"""First column, first row, last column, last row."""


@dataclass(slots=True)
class Noticed:
    """What a sheet holds besides values, in rows and columns of the sheet. Complete once its rows were read."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of each run."""
    filtered: bool = False
    """A filter is set: it, not a hand, may have hidden the rows."""
    merged: list[Area] = field(default_factory=list)
    no_value: dict[int, list[int]] = field(default_factory=dict)
    """Column -> rows with a formula whose value was not stored."""
    lost_digits: dict[int, list[int]] = field(default_factory=dict)
    """Column -> rows with a number of more digits than are kept."""


def rows_of(workbook: Workbook, sheet: Sheet, noticed: Noticed) -> Iterator[list[str]]:
    """The cells of each row of the sheet, from the first to the last that holds something.

    A row ends with its last cell that is not blank. Raises :class:`Misused` ``not-a-workbook``.
    """
    reading = _Reading(workbook, noticed)
    blocks = told_to(reading, workbook.archive, sheet.part)
    at, done, reached = 0, 0, 0
    while True:
        # What the reader of the rows does with them is not watched: its errors are not the workbook's.
        with sound(workbook.name):
            now = next(blocks, None)
            if now is None:
                return
            done = now
            if reading.at != reached:
                reached, at = reading.at, done
            elif done - at > _LONGEST and reading.in_row:
                raise ValueError("a row without end")
        yield from reading.taken()


class _Reading:
    """Is told the XML of a sheet and gathers its rows."""

    def __init__(self, workbook: Workbook, noticed: Noticed) -> None:
        self.at = 0
        """The row that is read, or was read last."""
        self.in_row = False
        self._workbook, self._noticed = workbook, noticed
        self._rows: list[list[str]] = []
        self._row: list[str] = []
        self._written = 0
        self._all_hidden = False
        self._column = self._far = 0
        self._kind = "n"
        self._style = 0
        self._stored: list[str] = []
        self._has_value = self._formula = self._taking = self._reading = False

    def taken(self) -> list[list[str]]:
        """The rows since it was last asked."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the sheet begins."""
        if name == "c":
            reference = attributes.get("r")
            column = _column(reference) if reference else self._column + 1
            if not self._column < column <= MOST_COLUMNS:
                raise ValueError(f"the cell {reference} is out of order")
            self._column = column
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._stored.clear()
            self._has_value = self._formula = False
        elif name in ("v", "t"):
            self._taking = not self._reading
            self._has_value = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        else:
            self._notice(name, attributes)

    def text(self, text: str) -> None:
        """Text of a value, or of something that is none."""
        if self._taking:
            self._stored.append(text)

    def end(self, name: str) -> None:
        """An element of the sheet ends."""
        self._taking = False
        if name == "c":
            text = self._cell()
            if text:
                blanks = self._column - len(self._row) - 1
                if blanks:
                    self._skip(blanks)
                    self._row += [""] * blanks
                self._row.append(text)
        elif name == "row":
            self.in_row = False
            if self._row:
                # Rows without cells are not written in the file; after the last they are none.
                self._rows += ([] for _ in range(self.at - self._written - 1))
                self._rows.append(self._row)
                self._written = self.at
        elif name == "rPh":
            self._reading = False

    def _skip(self, blanks: int) -> None:
        self._far += blanks if blanks > _GAP else 0
        if self._far > _MOST_FAR:
            raise ValueError("cells too far apart")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.at + 1))
        if not self.at < number <= MOST_ROWS:
            raise ValueError(f"the row {number} is out of order")
        self.at, self.in_row = number, True
        self._row, self._column = [], 0
        height = attributes.get("ht")
        hidden = attributes.get("hidden") in _TRUE
        if hidden or (float(height) == 0 if height else self._all_hidden):
            self._noticed.hidden_rows.append(number)

    def _notice(self, name: str, attributes: dict[str, str]) -> None:
        noticed = self._noticed
        if name == "rPh":
            self._reading = True
        elif name == "col":
            if attributes.get("hidden") in _TRUE or float(attributes.get("width", 1)) == 0:
                noticed.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes["ref"])
            noticed.merged.append((left or 1, top or 1, right or MOST_COLUMNS, bottom or MOST_ROWS))
        elif name == "filterColumn":
            noticed.filtered = True
        elif name == "sheetFormatPr":
            self._all_hidden = attributes.get("zeroHeight") in _TRUE

    def _cell(self) -> str:
        if not self._has_value:
            if self._formula:
                self._noticed.no_value.setdefault(self._column, []).append(self.at)
            return ""
        stored = "".join(self._stored)
        kind = self._kind
        if kind == "s":
            return self._workbook.texts[int(stored)]
        if kind == "n" and stored:
            return self._number(stored)
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        return unescaped(stored)

    def _number(self, stored: str) -> str:
        if lost_digits(stored):
            self._noticed.lost_digits.setdefault(self._column, []).append(self.at)
        styles = self._workbook.styles
        if not styles:
            return stored
        style = styles[self._style]
        return stored if style.plain and stored.isdecimal() else style.shows(stored)


def _column(reference: str) -> int:
    """The column of ``A1`` or ``AB12``."""
    if reference[1:].isdecimal():
        return int(column_index_from_string(reference[0]))
    return int(column_index_from_string(reference.rstrip("0123456789")))
