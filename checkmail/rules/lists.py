"""The list: what a check saw, and what must be settled before approval (R1–R5).

- R1 a list is frozen when approved; after the first print job no new version.
- R2 the approver is not the importer.
- R3 a *stop* is fixed or its piece withheld (``missing-glyph`` may be accepted by two);
  an *attention* is acknowledged with a reason; a *note* asks for nothing.
- R4 the withholding question is answered before approval.
- R5 every row missing from or extra to a control list is explained.

Reading files and looking at rows is :mod:`checkmail.intake`'s work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

COLUMNS: Final = (
    "number", "household", "name", "kana", "born", "sex", "postal_code", "address", "building",
    "destination_kind", "register_address", "notice", "enclosures", "enclosure_count", "remark",
)  # fmt: skip
"""Our names for the columns of a list. Other headings keep the heading as their name."""

NEEDED: Final = ("number", "name", "address")
"""Columns without which no piece can be mailed: one that is missing refuses the file, an empty field stops."""


class Severity(StrEnum):
    """How much a finding asks for (R3)."""

    STOP = "stop"
    ATTENTION = "attention"
    NOTE = "note"


SEVERITY: Final[Mapping[str, Severity]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "empty-field", "duplicate", "duplicate-number", "shifted-rows", "missing-glyph",
                "control-character", "invisible-character", "number-format", "hidden-rows",
                "hidden-sheet", "formula", "total-line", "repeated-header",
            ),
            Severity.STOP,
        ),
        **dict.fromkeys(
            (
                "namesake", "look-alike", "duplicate-person", "postal-code-unknown",
                "postal-code-differs", "address-differs-from-register", "wrong-kana", "wrong-date",
                "enclosure-count", "too-long", "remark",
            ),
            Severity.ATTENTION,
        ),
        **dict.fromkeys(("same-household", "glyph-variant"), Severity.NOTE),
    }
)  # fmt: skip
"""The severity of every finding code; ``namesake`` and ``look-alike`` far apart are notes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One CSV record, numbered from 1 in file order without the heading."""

    number: int
    fields: Mapping[str, str]
    """Values as they stand in the file, by our column name, or by heading where we have no name for it."""

    def get(self, column: str) -> str:
        """The value of ``column``; empty where the list has no such column."""
        return self.fields.get(column, "")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a list check saw."""

    code: str
    """A key of :data:`SEVERITY`."""
    rows: tuple[int, ...]
    """Record numbers, ascending; empty where the finding is about the whole file."""
    columns: tuple[str, ...] = ()
    """Headings as they stand in the file, for the person who looks."""
    details: Mapping[str, str | int] = field(default_factory=dict)
    """Values of the sentence in ``locale/*/findings.toml``. Personal data: kept with the rows, erased with them."""
    severity: Severity = field(default=Severity.STOP)
    """As :data:`SEVERITY`, unless the check found it harmless (a namesake far away is a note)."""


def finding(
    code: str,
    rows: tuple[int, ...],
    columns: tuple[str, ...] = (),
    *,
    note: bool = False,
    **details: str | int,
) -> Finding:
    """A finding of ``code`` with the severity the table gives it; ``note`` lowers it to a note."""
    return Finding(code, rows, columns, details, Severity.NOTE if note else SEVERITY[code])
