"""How a file begins, for a person who looks at it before it is taken in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checkmail.intake.headings import LOOKED_AT
from checkmail.intake.tables import is_workbook, read_content

SHOWN: Final = 8
"""Records shown below the headings."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a file, headings and what stands above them among them."""

    encoding: str
    delimiter: str
    """Empty for a workbook."""
    sheets: tuple[tuple[str, bool], ...]
    """Name of each sheet, and whether it is hidden; none for a delimited file."""
    sheet: str
    """The sheet that is looked at."""
    rows: tuple[tuple[str, ...], ...]
    sha256: str


def beginning_of(path: Path, *, sheet: str = "", heading_row: int = 0) -> Beginning:
    """The first rows of the file at ``path``, some beyond ``heading_row``; see :func:`tables.read_table`.

    Raises :class:`Misused` with the keys of a file that cannot be read at all.
    """
    from checkmail.intake.delimited import first_records
    from checkmail.intake.workbook import first_rows

    content = read_content(path)
    sha256 = hashlib.sha256(content).hexdigest()
    count = max(LOOKED_AT, heading_row) + SHOWN
    if is_workbook(content, path.name, sheet):
        sheets, chosen, rows = first_rows(content, path.name, sheet, count)
        return Beginning("xlsx", "", sheets, chosen, tuple(map(tuple, rows)), sha256)
    encoding, delimiter, rows = first_records(content, path.name, count)
    return Beginning(encoding, delimiter, (), "", tuple(map(tuple, rows)), sha256)
