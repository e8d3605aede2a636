"""The keys in a file that is only held against a list (R4, R5): of a workbook those of every sheet.

A withholding list grows by a sheet called 追加; who stands there is withheld too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from checkmail.errors import Misused
from checkmail.intake.columns import column_values
from checkmail.intake.delimited import read_delimited
from checkmail.intake.tables import is_workbook, read_content

_NOBODY: Final = frozenset({"empty-file", "no-rows"})
_NO_LIST: Final = frozenset({"missing-column", "bad-headings", "duplicate-headings"})


@dataclass(frozen=True, slots=True)
class Keys:
    """The values of one column of a file."""

    values: list[str] = field(repr=False)
    """In file order, sheet after sheet."""
    sha256: str
    """Of the file's bytes, in hexadecimal."""


def read_keys(path: Path, column: str) -> Keys:
    """The values of ``column``, called by its heading or by our name, in the file at ``path``.

    A sheet without rows is passed over, and a hidden one without the column: it feeds a drop-down list.
    Raises :class:`Misused` as :func:`tables.read_table` and :func:`columns.column_values` do, ``no-rows``
    where no sheet has any.
    """
    content = read_content(path)
    name, sha256 = path.name, hashlib.sha256(content).hexdigest()
    if not is_workbook(content, name, ""):
        return Keys(column_values(read_delimited(content, name, sha256, heading_row=0, told=None), column), sha256)
    from checkmail.intake.workbook import read_workbook
    from checkmail.intake.workbook_parts import open_workbook

    values: list[str] = []
    for sheet in open_workbook(content, name).sheets:
        try:
            table = read_workbook(content, name, sha256, sheet=sheet.name, heading_row=0, told=None)
            values += column_values(table, column)
        except Misused as error:
            if error.key not in _NOBODY and not (sheet.hidden and error.key in _NO_LIST):
                raise
    if not values:
        raise Misused("no-rows", file=name)
    return Keys(values, sha256)
