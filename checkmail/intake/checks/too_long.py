"""Text that a window or a label may cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.rules.lists import Finding, Row, finding

LONGEST: Final = 40
"""Characters, of any width; two lines of a label."""


def check(rows: Sequence[Row], context: Context) -> Iterator[Finding]:
    """``too-long``, for what is printed as the addressee."""
    for row in rows:
        for key in ("name", "address", "building"):
            value = row.get(key)
            if len(value) > LONGEST:
                length = sum(1 for c in value.strip() if unicodedata.category(c) != "Mn")
                if length > LONGEST:
                    headings = context.headings(key)
                    yield finding("too-long", (row.number,), headings, column=headings[0], count=length)
