"""A day of birth that never was, is still to come, or is too long ago."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checkmail.intake.checks.context import Context
from checkmail.intake.dates import parse_date
from checkmail.intake.folding import blank
from checkmail.intake.listing import Listing
from checkmail.rules.lists import Finding, finding

_OLDEST: Final = 125
"""Years. The oldest person on record died at 122."""


def check(listing: Listing, context: Context) -> Iterator[Finding]:
    """``wrong-date``."""
    headings = context.headings("born")

    def wrong(value: str) -> bool:
        day = parse_date(value)
        never = day is None or day > context.today or day.year < context.today.year - _OLDEST
        return never and not blank(value)

    for row in listing.where("born", wrong):
        yield finding("wrong-date", (row,), headings, column=headings[0], value=listing.value("born", row))
