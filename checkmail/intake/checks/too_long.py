"""Text that a window or a label may cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

LONGEST: Final = 40
"""Characters, of any width; two lines of a label."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``too-long``, for what is printed as the addressee."""
    for key in ("name", "address", "building"):
        headings = context.headings(key)
        for row in listing.where(key, lambda value: len(value) > LONGEST and _length(value) > LONGEST):
            yield finding("too-long", (row,), headings, column=headings[0], count=_length(listing.value(key, row)))


def _length(value: str) -> int:
    return sum(1 for c in value.strip() if unicodedata.category(c) != "Mn")
